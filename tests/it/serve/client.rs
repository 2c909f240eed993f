//! A server as a process, and a client that speaks HTTP to it.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

/// A server; it ends with the test.
pub struct Server {
    child: Child,
    pub address: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

/// An answer.
pub struct Got {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Server {
    /// Starts a server of inputs on a free port.
    pub fn start(arguments: &[&dyn AsRef<OsStr>]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zasieg"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--per-client", "0"]);
        command.args(arguments.iter().map(AsRef::as_ref)).env_remove("ZASIEG_THREADS");
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("built for this test");
        let mut lines = BufReader::new(child.stderr.take().expect("piped"));
        let (mut said, mut line) = (String::new(), String::new());
        let address = loop {
            line.clear();
            assert_ne!(lines.read_line(&mut line).expect("UTF-8"), 0, "it did not start: {said}");
            if let Some(address) = line.trim().strip_prefix("listening on http://") {
                break address.trim_end_matches('/').to_owned();
            }
            said += &line;
        };
        let log = Arc::new(Mutex::new(String::new()));
        let into = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|n| n > 0) {
                into.lock().expect("no panic").push_str(&line);
                line.clear();
            }
        });
        Self { child, address, log, reader: Some(reader) }
    }

    /// What the server has logged.
    pub fn log(&self) -> String {
        self.log.lock().expect("no panic").clone()
    }

    /// Waits until the log has a text.
    pub fn logs(&self, text: &str) {
        let begun = Instant::now();
        while !self.log().contains(text) {
            assert!(begun.elapsed() < Duration::from_mins(1), "no {text:?} in {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    }

    /// Waits for the end; gives the exit code.
    pub fn wait(&mut self) -> Option<i32> {
        let code = self.child.wait().expect("a child of this process").code();
        if let Some(reader) = self.reader.take() {
            reader.join().expect("no panic");
        }
        code
    }

    /// Sends bytes as they are; gives all that comes back.
    pub fn raw(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).expect("listening");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a time");
        stream.write_all(request).expect("written");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        answer
    }

    /// Asks by a method, with more headers (each with its end of line).
    pub fn ask(&self, method: &str, path: &str, headers: &str) -> Got {
        let host = &self.address;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
        );
        Got::parse(&self.raw(request.as_bytes()))
    }

    /// Gets a path.
    pub fn get(&self, path: &str) -> Got {
        self.ask("GET", path, "")
    }

    /// Gets JSON that is there.
    pub fn json(&self, path: &str) -> Value {
        let got = self.get(path);
        assert_eq!(got.status, 200, "{path}: {}", String::from_utf8_lossy(&got.body));
        got.json()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail where it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Got {
    fn parse(answer: &[u8]) -> Self {
        let split = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("headers");
        let head = std::str::from_utf8(&answer[..split]).expect("ASCII");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let body = answer[split + 4..].to_vec();
        Self { status: status.parse().expect("a number"), headers, body }
    }

    /// A header; empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(held, _)| held == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// A text in an address.
pub fn encoded(text: &str) -> String {
    text.bytes().flat_map(|byte| format!("%{byte:02X}").into_bytes()).map(char::from).collect()
}
