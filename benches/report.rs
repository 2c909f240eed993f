//! The page of a report: its gmina is loaded and diagnosed before.

use std::sync::LazyLock;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use zasieg::diagnosis::chapters::Survey;
use zasieg::diagnosis::{Diagnosis, Rollup, roll_up};
use zasieg::pipeline::{Loaded, Progress, load};
use zasieg::place::GminaCode;
use zasieg::publish::report::{ReportInput, render_html};
use zasieg::publish::{Language, RunSettings};
use zasieg::synth::{SynthSpec, write_gmina};

fn main() {
    divan::main();
}

const N_ADDRESSES: usize = 4999;

struct Ready {
    loaded: Loaded,
    diagnosis: Diagnosis,
    rollup: Rollup,
    settings: RunSettings,
    gmina: GminaCode,
}

static READY: LazyLock<Ready> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let spec = SynthSpec { n_addresses: N_ADDRESSES, seed: 1 };
    write_gmina(dir.path(), &spec).expect("space for a sample");
    let run = dir.path().join("run.toml");
    let loaded = load(&run, &Progress::new(&|_| ())).expect("a good run");
    let diagnosis = loaded.diagnose(&[]).expect("its profiles exist");
    let rollup = roll_up(&loaded.world, &diagnosis);
    let (settings, gminas) = (loaded.settings(), loaded.gminas(&[]).expect("a gmina"));
    Ready { diagnosis, rollup, settings, gmina: gminas[0], loaded }
});

/// `raport.html` with its chapters, in each language.
#[divan::bench(args = ["pl", "en"])]
fn page(bencher: Bencher<'_, '_>, code: &str) {
    let ready = &*READY;
    let (world, diagnosis) = (&ready.loaded.world, &ready.diagnosis);
    let language = Language::ALL.into_iter().find(|l| l.code() == code).expect("a language");
    let render = || {
        let survey = Survey::new(world, diagnosis);
        let input = ReportInput {
            language,
            world,
            diagnosis,
            rollup: &ready.rollup,
            chapters: &survey.chapters(&ready.rollup, ready.gmina),
            settings: &ready.settings,
            gmina: ready.gmina,
            gates: &[],
            costs: None,
        };
        render_html(&input).expect("a page")
    };
    let bytes = render().len();
    bencher
        .counter(ItemsCount::new(N_ADDRESSES))
        .counter(BytesCount::new(bytes))
        .bench_local(|| black_box(render()));
}
