"""Faults that the server must outlive: kill -9 under load, slow clients, damaged files at a reload."""
import hashlib
import http.client
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

program, dataset = sys.argv[1], pathlib.Path(sys.argv[2])
QUESTION = "/check?q=jasne+pole+koscielna+2"


class Server:
    """A server on a port; it ends with the block."""

    def __init__(self, port=0):
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [program, "serve", str(dataset), "--listen", f"127.0.0.1:{port}", "--per-client", "0", "--quiet"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.said, self.port = "", None
        for line in self.process.stderr:
            self.said += line
            if line.startswith("listening on"):
                self.port = int(line.rstrip("/\n").rsplit(":", 1)[1])
                break
        assert self.port, f"it did not start: {self.said}"
        self.seconds = time.monotonic() - begun
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stderr:
            self.said += line

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def ask(self, path=QUESTION):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        client.request("GET", path)
        answer = client.getresponse()
        body = answer.read()
        client.close()
        return answer.status, body

    def is_right(self):
        status, body = self.ask()
        found = json.loads(body)
        return status == 200 and found["answers"][0]["address"].endswith("ul. Kościelna 2")

    def megabytes(self):
        """Memory that it holds."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) // 1000
        return 0

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def waits(self, text):
        until = time.monotonic() + 30
        while text not in self.said:
            assert time.monotonic() < until, f"no {text!r} in {self.said}"
            time.sleep(0.02)


def marks():
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(dataset.iterdir())}


def killed():
    """Killed while eight clients ask; a new one listens on the same port at once."""
    before, over, counts = marks(), threading.Event(), {"answered": 0, "broken": 0, "wrong": 0}
    with Server() as first:
        port = first.port

        def client():
            while not over.is_set():
                try:
                    status, body = first.ask()
                    counts["answered" if status == 200 and json.loads(body)["answers"] else "wrong"] += 1
                except (OSError, http.client.HTTPException, ValueError):
                    counts["broken"] += 1
                    time.sleep(0.005)

        clients = [threading.Thread(target=client) for _ in range(8)]
        for one in clients:
            one.start()
        time.sleep(1)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
        with Server(port) as second:
            assert second.is_right()
            time.sleep(0.5)
            over.set()
            for one in clients:
                one.join()
            assert second.port == port
            print(f"kill -9: {counts}, the next listens after {second.seconds:.2f} s")
    assert counts["wrong"] == 0 and counts["answered"] > 50, counts
    assert marks() == before, "the dataset was touched"


def crowd():
    """How many connections may stand open: 10 000, or what the system allows; said if fewer."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = 1 << 20 if most == resource.RLIM_INFINITY else most
    count = min(10_000, most - 100)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(count + 100, resource.getrlimit(resource.RLIMIT_NOFILE)[0]), most))
    if count < 10_000:
        print(f"only {count} connections: more files may not be open here (ulimit -Hn)")
    return count


def slow():
    """Ten thousand half requests, silent connections and bytes that stop hinder nobody, and are cut off."""
    count = crowd()
    with Server() as server:
        assert server.is_right()
        before, halves = server.megabytes(), []
        begun = time.monotonic()
        for n in range(count):
            # Two addresses of this machine: a port of each for every connection.
            one = socket.create_connection(("127.0.0.1", server.port), timeout=20, source_address=(f"127.0.0.{2 + n % 2}", 0))
            if n % 10 == 0:
                # Answered without the rest of the body, and closed.
                one.sendall(b"GET /check?q=a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc")
            elif n % 2 == 1:
                one.sendall(b"GET /health HTTP/1.1\r\nHos")
            halves.append(one)
            if n % 500 == 499:
                # The system drops what waits in a queue that is full, and tries again after a second.
                assert server.is_right()
        opened, took = time.monotonic() - begun, []
        for _ in range(200):
            asked = time.monotonic()
            assert server.is_right()
            took.append(time.monotonic() - asked)
        took.sort()
        assert took[-1] < 2, f"{took[-1]:.2f} s beside slow clients"
        files = server.open_files()
        assert files > count * 0.85 or time.monotonic() - begun > 14, f"the server holds {files} files only"
        beside = server.megabytes()
        assert beside - before < 40 * count / 1000 + 50, f"{before} MB before, {beside} MB beside {count}"
        until, open_ones = time.monotonic() + 60, halves
        while open_ones and time.monotonic() < until:
            left = []
            for one in open_ones:
                one.setblocking(False)
                try:
                    if one.recv(65536) != b"":
                        left.append(one)
                        continue
                except BlockingIOError:
                    left.append(one)
                    continue
                except OSError:
                    pass
                one.close()
            open_ones = left
            time.sleep(0.2)
        assert not open_ones, f"{len(open_ones)} slow connections are still open"
        assert server.is_right()
        assert server.open_files() < 200, f"the server still holds {server.open_files()} files"
        assert "panicked" not in server.said
        print(f"slow clients: {count} opened in {opened:.1f} s; beside them answers in {took[100] * 1000:.1f} ms, the slowest in "
              f"{took[-1] * 1000:.0f} ms; memory {before} MB, then {beside} MB; all cut off after {time.monotonic() - begun:.0f} s")


def damaged():
    """A damaged file at a reload: the old edition stays, and why is said. Any byte may be the damaged one."""
    with Server() as server:
        for name in ["addresses.parquet", "offers.parquet", "gminas.parquet", "manifest.json", "checksums.csv"]:
            path = dataset / name
            whole = path.read_bytes()
            middle = len(whole) // 2
            flipped = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:] for at in (0, middle, len(whole) - 1)]
            for spoiled in [whole[:middle], b"", whole[:200] + b"damaged" + whole[207:], *flipped]:
                path.write_bytes(spoiled)
                server.said = ""
                server.process.send_signal(signal.SIGHUP)
                until = time.monotonic() + 30
                while "read again" not in server.said:
                    assert time.monotonic() < until, server.said
                    time.sleep(0.02)
                assert server.is_right(), name
                assert "not read again: " in server.said and name in server.said, (name, server.said)
            path.write_bytes(whole)
        server.said = ""
        server.process.send_signal(signal.SIGHUP)
        server.waits("inputs were read again")
        assert server.is_right()
        assert "panicked" not in server.said
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
    print("damaged files and single bytes at a reload: refused, the old edition answers")


def unread():
    """Clients that ask for large answers and take none of them: little is held for them, others are answered, and
    they are cut off when they took nothing for 15 s; one that takes slowly gets all of its answer."""
    ask = b"GET /collections/addresses/items?limit=10000 HTTP/1.1\r\nHost: a\r\n\r\n"
    with Server() as server:
        assert server.is_right()
        size, before = len(server.ask("/collections/addresses/items?limit=10000")[1]), server.megabytes()
        held = []
        for _ in range(40):
            one = socket.socket()
            # The system must not take the answer in the client's place.
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.settimeout(60)
            one.connect(("127.0.0.1", server.port))
            one.sendall(ask)
            held.append(one)
        begun, beside, slow_one = time.monotonic(), 0, held.pop()
        taken = bytearray()
        while time.monotonic() - begun < 14:
            assert server.is_right()
            beside = max(beside, server.megabytes())
            taken += slow_one.recv(20_000)
            time.sleep(0.3)
        # 64 MB of answers for a client, and what the answers are made of.
        assert beside - before < 64 + 400, f"{before} MB before, {beside} MB beside {len(held)} answers of {size} bytes"
        until = time.monotonic() + 25
        while server.open_files() > 60 and time.monotonic() < until:
            taken += slow_one.recv(20_000)
            time.sleep(0.2)
        files, took = server.open_files(), time.monotonic() - begun
        assert files <= 60, f"{files} files are still open after {took:.0f} s"
        head, _, body = bytes(taken).partition(b"\r\n\r\n")
        if b" 200 " in head.split(b"\r\n")[0]:
            while len(body) < size:
                more = slow_one.recv(1 << 20)
                assert more, f"a client that reads was cut off after {len(body)} of {size} bytes"
                body += more
            assert json.loads(body)["numberReturned"] > 1000
        assert server.is_right()
        assert "panicked" not in server.said
        print(f"unread answers: {len(held)} of {size >> 10} KB; memory {before} MB, then {beside} MB; cut off after {took:.0f} s")


killed()
damaged()
unread()
slow()
