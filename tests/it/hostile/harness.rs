//! Feeds spoiled files to a reader, and tells which one it could not take.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use zasieg::sources::SourceError;

use super::mutate::{Rng, spoiled};

/// Growth of the peak of the process that one spoiled file may cause (PROJ keeps some kilobytes
/// of each reference system for good, so that a long run grows by itself).
const GROWTH_MAX: u64 = 500_000_000;
/// Time that one spoiled file may take.
const CASE_MAX: Duration = Duration::from_secs(20);
/// Largest real file that is taken as a seed.
const REAL_MAX: u64 = 200_000;

/// A good file, and how it is to be read.
pub struct Seed {
    /// Register, or whatever else the reader goes by.
    pub kind: &'static str,
    /// Name of its copies, whose ending tells the form.
    pub name: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Seed {
    pub fn new(kind: &'static str, name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { kind, name, bytes: bytes.into() }
    }
}

/// A spoiled file.
pub struct Case<'a> {
    /// Of its seed.
    pub kind: &'static str,
    /// Of its seed.
    pub name: &'static str,
    /// Where it lies; nothing else lies beside it.
    pub path: &'a Path,
    /// Its content.
    pub bytes: Vec<u8>,
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|text| text.parse().ok())
}

/// Highest memory of this process so far, in bytes; 0 where the system does not tell.
fn memory_peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kib.and_then(|text| text.trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Small files below a folder of the real data with one of the endings; none without it.
pub fn real_files(folder: &str, endings: &[&str]) -> Vec<Vec<u8>> {
    fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { collect(&path, found) } else { found.push(path) }
        }
    }
    let Some(root) = std::env::var_os("ZASIEG_REAL_DATA") else { return Vec::new() };
    let mut found = Vec::new();
    collect(&Path::new(&root).join(folder), &mut found);
    found.retain(|path| {
        let name = path.to_string_lossy().to_lowercase();
        let is_small = fs::metadata(path).is_ok_and(|file| file.len() <= REAL_MAX);
        is_small && endings.iter().any(|ending| name.ends_with(ending))
    });
    found.sort();
    found.iter().map(|path| fs::read(path).expect("a readable file")).collect()
}

/// What is wrong with how a spoiled file was taken, if anything.
fn fault(case: Case<'_>, read: &impl Fn(Case<'_>) -> Result<(), SourceError>) -> Option<String> {
    let name = case.name;
    match catch_unwind(AssertUnwindSafe(|| read(case))) {
        Ok(Ok(())) => None,
        Ok(Err(error)) => {
            let message = error.to_string();
            let stem = name.split('.').next().unwrap_or(name);
            // What does not hold between the files of a dataset names their folder.
            let is_named = message.contains(stem) || message.contains("dataset");
            let is_named = is_named && message.len() > name.len() + 10;
            (!is_named).then(|| format!("its message does not name it: {message}"))
        }
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Some(format!("a panic: {}", text.unwrap_or("without words")))
        }
    }
}

/// How spoiled files are made and read.
pub struct Fuzz<'a> {
    /// What is tried, for the report.
    pub reader: &'a str,
    /// Files read without a wish for more.
    pub n_cases: u64,
    /// Good files.
    pub seeds: Vec<Seed>,
    /// Words of the form.
    pub tokens: &'a [&'a str],
}

impl Fuzz<'_> {
    /// Reads spoiled copies of the seeds.
    pub fn run(&self, read: impl Fn(Case<'_>) -> Result<(), SourceError>) {
        self.run_made(|rng, seed| spoiled(rng, &seed.bytes, &self.others(seed), self.tokens), read);
    }

    fn others(&self, seed: &Seed) -> Vec<&[u8]> {
        let same = self.seeds.iter().filter(|other| other.name == seed.name);
        same.map(|other| other.bytes.as_slice()).collect()
    }

    /// Reads files that `make` spoils.
    pub fn run_made(
        &self,
        make: impl Fn(&mut Rng, &Seed) -> Vec<u8>,
        read: impl Fn(Case<'_>) -> Result<(), SourceError>,
    ) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for seed in &self.seeds {
            let (path, bytes) = (dir.path().join(seed.name), seed.bytes.clone());
            fs::write(&path, &bytes).expect("a writable folder");
            let good = read(Case { kind: seed.kind, name: seed.name, path: &path, bytes });
            assert!(good.is_ok(), "{} {}: {:?}", self.reader, seed.kind, good);
            fs::remove_file(&path).expect("written above");
        }
        let seconds = number("ZASIEG_FUZZ_SECONDS");
        let first = number("ZASIEG_FUZZ_FROM").unwrap_or(0);
        let (start, memory) = (Instant::now(), memory_peak());
        let mut slowest = (Duration::ZERO, 0);
        let (mut n, mut n_refused) = (first, 0_u64);
        let goes_on = |n: u64| match seconds {
            Some(seconds) => start.elapsed() < Duration::from_secs(seconds),
            None => n < first + self.n_cases,
        };
        while goes_on(n) {
            let mut rng = Rng::new(n);
            let seed = rng.of(&self.seeds);
            let bytes = make(&mut rng, seed);
            let path = dir.path().join(seed.name);
            // On disk before it is read: an abort of a C library leaves it there.
            fs::write(&path, &bytes).expect("a writable folder");
            let (begun, before) = (Instant::now(), memory_peak());
            let counted = std::cell::Cell::new(0);
            let counting = |case: Case<'_>| {
                let done = read(case);
                counted.set(u64::from(done.is_err()));
                done
            };
            let case = Case { kind: seed.kind, name: seed.name, path: &path, bytes };
            let mut fault = fault(case, &counting);
            let took = begun.elapsed();
            slowest = slowest.max((took, n));
            if took > CASE_MAX {
                fault = Some(format!("it took {} s", took.as_secs()));
            }
            let growth = memory_peak().saturating_sub(before);
            if seconds.is_some() && growth > GROWTH_MAX {
                fault = Some(format!("memory grew by {growth} bytes"));
            }
            if let Some(fault) = fault {
                let kept = std::env::temp_dir().join(format!("spoiled-{n}-{}", seed.name));
                fs::copy(&path, &kept).expect("space for a spoiled file");
                panic!(
                    "{}, file {n} ({}): {fault}; it is {}",
                    self.reader,
                    seed.kind,
                    kept.display()
                );
            }
            n_refused += counted.get();
            fs::remove_file(&path).expect("written above");
            n += 1;
        }
        if seconds.is_some() {
            println!(
                "{}: {} files, {n_refused} refused, slowest {} ms (file {}), memory grew by {} MB",
                self.reader,
                n - first,
                slowest.0.as_millis(),
                slowest.1,
                memory_peak().saturating_sub(memory) / 1_000_000
            );
        }
    }
}
