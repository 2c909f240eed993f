"""Faults that the server must outlive: kill -9 under load, slow clients, damaged files at a reload."""
import hashlib
import http.client
import json
import pathlib
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


def slow():
    """Half requests, silent connections and bytes that drip hinder nobody, and are cut off."""
    with Server() as server:
        halves = []
        for n in range(300):
            one = socket.create_connection(("127.0.0.1", server.port), timeout=5)
            if n % 3 == 0:
                one.sendall(b"GET /health HTTP/1.1\r\nHos")
            elif n % 3 == 1:
                one.sendall(b"GET /check?q=a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc")
            halves.append(one)
        begun = time.monotonic()
        assert server.is_right()
        took = time.monotonic() - begun
        assert took < 2, f"{took:.2f} s beside slow clients"
        until, open_ones = time.monotonic() + 40, list(halves)
        while open_ones and time.monotonic() < until:
            for one in list(open_ones):
                one.setblocking(False)
                try:
                    if one.recv(65536) == b"":
                        open_ones.remove(one)
                except BlockingIOError:
                    pass
                except OSError:
                    open_ones.remove(one)
            time.sleep(0.2)
        assert not open_ones, f"{len(open_ones)} slow connections are still open"
        assert server.is_right()
        print(f"slow clients: answered in {took * 1000:.0f} ms beside 300; all cut off after {time.monotonic() - begun:.0f} s")


def damaged():
    """A damaged file at a reload: the old edition stays, and why is said."""
    with Server() as server:
        for name in ["addresses.parquet", "offers.parquet", "gminas.parquet", "manifest.json"]:
            path = dataset / name
            whole = path.read_bytes()
            for spoiled in [whole[: len(whole) // 2], b"", whole[:200] + bytes(64) + whole[264:]]:
                path.write_bytes(spoiled)
                server.said = ""
                server.process.send_signal(signal.SIGHUP)
                until = time.monotonic() + 30
                while "read again" not in server.said:
                    assert time.monotonic() < until, server.said
                    time.sleep(0.02)
                assert server.is_right(), name
                # Bytes in the middle of a file may be such as nothing depends on.
                if len(spoiled) < len(whole):
                    assert "not read again: " in server.said and name.split(".")[0] in server.said, (name, server.said)
            path.write_bytes(whole)
        server.said = ""
        server.process.send_signal(signal.SIGHUP)
        server.waits("inputs were read again")
        assert server.is_right()
        assert "panicked" not in server.said
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
    print("damaged files at a reload: refused, the old edition answers")


killed()
damaged()
slow()
