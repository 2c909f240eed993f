//! The program as a process, and the run file of a case.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// How a run ended.
pub struct Ended {
    /// Exit code; -1 after a signal.
    pub code: i32,
    /// Data.
    pub stdout: String,
    /// Talk and errors.
    pub stderr: String,
}

impl Ended {
    /// The run, which must have ended with `code`.
    pub fn with(self, code: i32) -> Self {
        let Self { stdout, stderr, .. } = &self;
        assert_eq!(self.code, code, "stdout: {stdout}\nstderr: {stderr}");
        self
    }
}

/// Arguments of any text-like types.
pub type Arguments<'a> = &'a [&'a dyn AsRef<OsStr>];

fn finish(mut command: Command, arguments: Arguments<'_>) -> Ended {
    for argument in arguments {
        command.arg(argument.as_ref());
    }
    let output =
        command.env_remove("ZASIEG_THREADS").output().expect("the program was built for this test");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Runs the program.
pub fn zasieg(arguments: Arguments<'_>) -> Ended {
    finish(Command::new(env!("CARGO_BIN_EXE_zasieg")), arguments)
}

/// Runs the program where no file may grow beyond so many blocks of 512 bytes: writes then fail
/// as they do on a full disk.
pub fn zasieg_on_a_full_disk(blocks: u64, arguments: Arguments<'_>) -> Ended {
    let mut shell = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    shell.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_zasieg")]);
    finish(shell, arguments)
}

/// Runs the program where it may not have more than so many KiB of memory, used or reserved.
pub fn zasieg_within(kib: u64, arguments: Arguments<'_>) -> Ended {
    let mut shell = Command::new("sh");
    let script = format!("ulimit -v {kib}; exec \"$@\"");
    shell.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_zasieg")]);
    finish(shell, arguments)
}

/// Runs the program with nobody who reads what it prints (`zasieg … | true`); gives its exit code.
pub fn zasieg_unheard(arguments: Arguments<'_>) -> Option<i32> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zasieg"));
    command.args(arguments.iter().map(AsRef::<OsStr>::as_ref)).arg("--quiet");
    let command = command.env_remove("ZASIEG_THREADS").stderr(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).spawn().expect("built for this test");
    drop(child.stdout.take());
    child.wait().expect("a child of this process").code()
}

/// Diagnoses with the address table as CSV; `more` are further arguments.
pub fn diagnose(input: &Path, out: &Path, more: Arguments<'_>) -> Ended {
    let mut arguments: Vec<&dyn AsRef<OsStr>> =
        vec![&"diagnose", &input, &"--out", &out, &"--table", &"csv"];
    arguments.extend(more);
    zasieg(&arguments)
}
