//! What a report of 10 000 addresses takes: `raport.html`, and `raport.pdf` without and with its list
//! of addresses, beside what is asked of them.
//!
//! Its gmina is loaded, diagnosed and planned before. Measured is all that comes after: the
//! chapters, the page, its drawings, and the typesetting of that page.

use std::fs;
use std::time::{Duration, Instant};

use zasieg::diagnosis::chapters::Survey;
use zasieg::diagnosis::{Diagnosis, Rollup, Status, roll_up};
use zasieg::pipeline::{CostSettings, Costed, Loaded, Progress, costed, load};
use zasieg::place::GminaCode;
use zasieg::planning::CostBook;
use zasieg::publish::print::CAN_PRINT;
use zasieg::publish::report::{ReportInput, render_html, render_pdf};
use zasieg::publish::{Language, RunSettings};
use zasieg::synth::{SynthSpec, write_gmina};

const N_ADDRESSES: usize = 10_000;
/// A page is made again until so much time has passed, so that ticks of the clock do not matter.
const PAGE_TIME: Duration = Duration::from_secs(4);
const N_PAPERS: u32 = 3;
/// Ticks of processor time in a second, the same in every Linux.
const TICKS: f64 = 100.0;

/// What is asked: seconds of processor time for the page, seconds for the others, and megabytes.
const HTML_CPU_S: f64 = 0.2;
const HTML_MB: f64 = 5.0;
const PDF_S: f64 = 2.0;
const PDF_ANNEX_S: f64 = 6.0;

struct Ready {
    loaded: Loaded,
    diagnosis: Diagnosis,
    rollup: Rollup,
    settings: RunSettings,
    gmina: GminaCode,
}

impl Ready {
    /// A gmina with everything that it may fill in, so that no chapter is empty.
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let spec = SynthSpec { n_addresses: N_ADDRESSES, seed: 1 };
        write_gmina(dir.path(), &spec).expect("space for a sample");
        let run = dir.path().join("pelny.toml");
        let loaded = load(&run, &Progress::new(&|_| ())).expect("a good run");
        assert_eq!(loaded.world.addresses.len(), N_ADDRESSES, "every address is read");
        let diagnosis = loaded.diagnose(&[]).expect("its profiles exist");
        // Looked for once in a run, whatever the number of reports.
        diagnosis.conflicts(&loaded.world);
        let rollup = roll_up(&loaded.world, &diagnosis);
        let (settings, gminas) = (loaded.settings(), loaded.gminas(&[]).expect("a gmina"));
        Self { diagnosis, rollup, settings, gmina: gminas[0], loaded }
    }

    fn planned(&self, language: Language) -> Costed {
        let progress = Progress::new(&|_| ());
        let settings = CostSettings { book: CostBook::get(), language, frontier: false };
        let costed = costed(&self.loaded, &self.diagnosis, self.gmina, &settings, &progress);
        costed.expect("its costs add up")
    }

    /// The page, and the paper made of it with or without addresses.
    fn report(&self, costed: &Costed, language: Language, annex: Option<bool>) -> (usize, usize) {
        let (world, diagnosis) = (&self.loaded.world, &self.diagnosis);
        let survey = Survey::new(world, diagnosis);
        let input = ReportInput {
            language,
            world,
            diagnosis,
            rollup: &self.rollup,
            chapters: &survey.chapters(&self.rollup, self.gmina),
            settings: &self.settings,
            gmina: self.gmina,
            gates: &[],
            costs: Some(costed.input()),
        };
        let page = render_html(&input).expect("a page");
        let paper = annex.map(|annex| render_pdf(&input, &page, annex).expect("a paper").len());
        (page.len(), paper.unwrap_or(0))
    }
}

/// Processor time of all threads so far, in seconds; nothing where the system does not tell.
fn processor_s() -> Option<f64> {
    let told = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold spaces.
    let fields: Vec<&str> = told.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    // Fields 14 and 15 of proc(5); the first after the name is the third.
    Some((ticks(11)? + ticks(12)?) / TICKS)
}

/// Means of processor and clock time of one go, in seconds, and what the last one gave.
fn measure<T>(
    is_enough: impl Fn(u32, Duration) -> bool,
    mut go: impl FnMut() -> T,
) -> ([f64; 2], T) {
    // The first fills caches: compiled templates, fonts, pages of memory.
    let mut last = go();
    let (start, before, mut n) = (Instant::now(), processor_s(), 0);
    while !is_enough(n, start.elapsed()) {
        last = go();
        n += 1;
    }
    let clock = start.elapsed().as_secs_f64();
    let processor = before.zip(processor_s()).map_or(f64::NAN, |(from, to)| to - from);
    ([processor, clock].map(|seconds| seconds / f64::from(n)), last)
}

fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).expect("less than 4 GB")) / 1e6
}

/// A line: what was measured, what is asked, and the one over the other.
fn tell(what: &str, found: f64, asked: f64, unit: &str) {
    let (ratio, note) = (found / asked, if found <= asked { "" } else { "  OVER" });
    println!("{what:<44} {found:>8.3} {unit:<3} of {asked:>4} {unit:<3} = {ratio:.2}{note}");
}

fn main() {
    let ready = Ready::new();
    let n_white = ready
        .rollup
        .gminas
        .iter()
        .map(|unit| unit.statuses[0][Status::White as usize])
        .sum::<u64>();
    println!("{N_ADDRESSES} addresses, {n_white} of them white today; means of several goes\n");
    for language in Language::ALL {
        let (code, costed) = (language.code(), ready.planned(language));
        let enough_pages = |n: u32, passed: Duration| n > 2 && passed > PAGE_TIME;
        let ([processor, clock], (page, _)) =
            measure(enough_pages, || ready.report(&costed, language, None));
        tell(&format!("raport.html, {code}: processor time"), processor, HTML_CPU_S, "s");
        println!("{:<44} {clock:>8.3} s", format!("raport.html, {code}: time"));
        tell(&format!("raport.html, {code}: size"), megabytes(page), HTML_MB, "MB");
        for (annex, what, asked) in [(false, "without", PDF_S), (true, "with", PDF_ANNEX_S)] {
            if !CAN_PRINT {
                continue;
            }
            let ([processor, clock], (_, paper)) =
                measure(|n, _| n == N_PAPERS, || ready.report(&costed, language, Some(annex)));
            tell(&format!("raport.pdf {what} addresses, {code}: time"), clock, asked, "s");
            println!(
                "{:<44} {processor:>8.3} s, {:.1} MB",
                format!("raport.pdf {what} addresses, {code}: processor time"),
                megabytes(paper)
            );
        }
    }
}
