//! Arguments to runs, outcomes to exit codes; one file per command.
//!
//! Data to stdout, talk to stderr. Exit codes: 0 done, 1 done but a quality gate failed, 2 could
//! not run.

mod check;
mod consult;
mod demo;
mod diagnose;
mod diff;
mod export;
mod import;
mod national;
mod plan;
mod publish;
mod report;
#[cfg(feature = "serve")]
mod serve;
mod synth;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::pipeline::{Loaded, Progress, RunError};

#[derive(Parser)]
#[command(
    name = "zasieg",
    version,
    about = "Broadband white spots of Polish gminas: diagnosis, evidence, reports",
    after_help = "Examples:\n  zasieg demo\n  zasieg diagnose run.toml --out out --table csv\n\n\
                  Exit codes: 0 done; 1 done, but a quality gate failed; 2 could not run."
)]
struct Arguments {
    /// Threads to use; default: all cores.
    #[arg(long, global = true, env = "ZASIEG_THREADS")]
    threads: Option<usize>,
    /// Say nothing but errors.
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Import(import::Arguments),
    Diagnose(diagnose::Arguments),
    Report(report::Arguments),
    National(national::Arguments),
    Plan(plan::Arguments),
    Check(check::Arguments),
    Diff(diff::Arguments),
    Publish(publish::Arguments),
    Consult(consult::Arguments),
    Export(export::Arguments),
    #[cfg(feature = "serve")]
    Serve(serve::Arguments),
    Synth(synth::Arguments),
    /// Print a completion script for a shell.
    Completions {
        /// bash, zsh, fish, elvish or powershell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff).
    Man,
}

/// How a command ended.
enum Outcome {
    Done,
    GateFailed,
}

/// Letters of an error that are shown.
const MESSAGE_MAX: usize = 4000;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(threads) = arguments.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
        if let Err(error) = pool {
            eprintln!("error: {threads} threads: {error}");
            return ExitCode::from(2);
        }
    }
    let quiet = arguments.quiet;
    let outcome = match arguments.command {
        // A server shows no progress once it is ready.
        #[cfg(feature = "serve")]
        Command::Serve(command) => serve::run(&command, quiet),
        command => with_progress(quiet, |progress| run(command, quiet, progress)),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::GateFailed) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {}", paragraph(&error.to_string()));
            ExitCode::from(2)
        }
    }
}

/// Runs a command that ends by itself.
fn run(command: Command, quiet: bool, progress: &Progress<'_>) -> Result {
    match command {
        Command::Import(command) => import::run(&command, quiet, progress),
        Command::Diagnose(command) => diagnose::run(&command, quiet, progress),
        Command::Report(command) => report::run(&command, quiet, progress),
        Command::Demo(command) => demo::run(&command, quiet, progress),
        Command::National(command) => national::run(&command, quiet, progress),
        Command::Plan(command) => plan::run(&command, quiet, progress),
        Command::Check(command) => check::run(&command, quiet, progress),
        Command::Diff(command) => diff::run(&command, quiet, progress),
        Command::Publish(command) => publish::run(&command, quiet, progress),
        Command::Consult(command) => consult::run(&command, quiet, progress),
        Command::Export(command) => export::run(&command, quiet, progress),
        Command::Completions { shell } => {
            let mut command = Arguments::command();
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, "zasieg", &mut script);
            print_data(&String::from_utf8_lossy(&script)).map(|()| Outcome::Done)
        }
        Command::Man => manual(),
        Command::Synth(command) => synth::run(&command, progress),
        #[cfg(feature = "serve")]
        Command::Serve(command) => serve::run(&command, quiet),
    }
}

/// A language of what is written for people.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Lang {
    /// Polish.
    Pl,
    /// English.
    En,
}

impl From<Lang> for crate::publish::Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Pl => Self::Polish,
            Lang::En => Self::English,
        }
    }
}

/// A message as one paragraph: what it quotes from a file may hold ends of lines, codes that steer
/// a terminal, or a megabyte.
fn paragraph(message: &str) -> String {
    let is_plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut shown: String = message.chars().map(is_plain).take(MESSAGE_MAX).collect();
    if message.chars().nth(MESSAGE_MAX).is_some() {
        shown.push('…');
    }
    shown
}

/// Prints data to stdout; a reader that stops reading (`| head`) is not an error.
fn print_data(text: &str) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(RunError::Unwritable { path: "stdout".to_owned(), reason: error.to_string() })
        }
        _ => Ok(()),
    }
}

/// Prints the manual page.
fn manual() -> Result {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(Arguments::command()).render(&mut page);
    rendered.expect("writing to memory cannot fail");
    print_data(&String::from_utf8_lossy(&page)).map(|()| Outcome::Done)
}

/// Shows a spinner with the current stage on a terminal, a line a stage elsewhere.
fn with_progress<T>(quiet: bool, run: impl FnOnce(&Progress<'_>) -> T) -> T {
    if quiet {
        return run(&Progress::new(&|_| ()));
    }
    if !std::io::stderr().is_terminal() {
        return run(&Progress::new(&|stage| eprintln!("zasieg: {stage}")));
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    let result = run(&Progress::new(&|stage| bar.set_message(stage.to_owned())));
    bar.finish_and_clear();
    result
}

/// Says which profiles are evaluated outside their validity.
fn warn_of_profiles(loaded: &Loaded, diagnosis: &crate::diagnosis::Diagnosis, quiet: bool) {
    warn_of_profiles_named(&loaded.out_of_force(diagnosis), loaded.spec.as_of, quiet);
}

/// The same by their names.
fn warn_of_profiles_named(ids: &[String], as_of: chrono::NaiveDate, quiet: bool) {
    for id in ids.iter().filter(|_| !quiet) {
        eprintln!("note: profile {id} is not in force on {as_of}; outputs say so");
    }
}

/// Prints the issue table of a run to stderr and says whether its quality gate held.
fn quality(loaded: &Loaded, quiet: bool) -> Outcome {
    let counts = |code| loaded.world.issues.count(code);
    let limit = loaded.spec.max_rejected_share;
    quality_of(counts, &loaded.failed_gates(), limit, "issues.csv", quiet)
}

/// The same of counts by code and gates that failed; `listed`: where the rows are listed.
fn quality_of(
    counts: impl Fn(crate::model::IssueCode) -> u64,
    failed: &[(String, f64)],
    max_rejected_share: f64,
    listed: &str,
    quiet: bool,
) -> Outcome {
    if !quiet {
        eprintln!("issues by code (described in data/schemas/issues.toml, listed in {listed}):");
        for code in crate::model::IssueCode::ALL {
            let count = counts(*code);
            if count > 0 {
                eprintln!("  {:<26} {:<9} {count:>9}", code.as_str(), code.severity().as_str());
            }
        }
    }
    for (file, share) in failed {
        if file == crate::pipeline::NO_COVERAGE {
            eprintln!(
                "quality gate: no record of coverage found an address, so nothing is known: add \
                 an [[input]] with register = \"sidusis-report\" or \"offer-table\""
            );
            continue;
        }
        if let Some(file) = file.strip_suffix(crate::pipeline::IMPOSSIBLE_SPEEDS) {
            eprintln!(
                "quality gate: {file}: {:.1} % of its rows state a speed beyond what their technology \
                 carries; check that its speeds are in Mb/s, not kb/s (impossible_speed in {listed})",
                share * 100.0
            );
            continue;
        }
        eprintln!(
            "quality gate: {file}: {:.1} % of its rows are rejected, the limit is {:.1} %; see \
             {listed}",
            share * 100.0,
            max_rejected_share * 100.0
        );
    }
    if failed.is_empty() { Outcome::Done } else { Outcome::GateFailed }
}

type Result<T = Outcome> = std::result::Result<T, RunError>;
