//! Statuses of the addresses of the sample: one profile at a time, and all profiles in parallel.

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use zasieg::diagnosis::{DiagnosisSettings, Site, View, diagnose, judge};
use zasieg::model::World;
use zasieg::pipeline::{Loaded, Progress, load};
use zasieg::policy::{PolicyBook, ThresholdProfile};
use zasieg::synth::{SynthSpec, write_gmina};

fn main() {
    divan::main();
}

const N_ADDRESSES: usize = 4999;

static SAMPLE: LazyLock<Loaded> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let spec = SynthSpec { n_addresses: N_ADDRESSES, seed: 1 };
    write_gmina(dir.path(), &spec).expect("space for a sample");
    load(&dir.path().join("run.toml"), &Progress::new(&|_| ())).expect("a good run")
});

fn settings() -> DiagnosisSettings {
    DiagnosisSettings {
        as_of: SAMPLE.spec.as_of,
        plan_horizon_years: SAMPLE.spec.plan_horizon_years,
        speed_basis: SAMPLE.spec.speed_basis,
        detectors: SAMPLE.spec.detectors,
    }
}

fn profile(id: &str) -> ThresholdProfile {
    let profile = PolicyBook::get().profile_at(id, SAMPLE.spec.as_of);
    profile.expect("a profile of the program")
}

/// Every address under one profile, with plans.
#[divan::bench(args = ["EU-2023", "DD2030", "NONE"])]
fn judge_all(bencher: Bencher<'_, '_>, id: &str) {
    let (world, profile, settings): (&World, _, _) = (&SAMPLE.world, profile(id), settings());
    bencher.counter(ItemsCount::new(N_ADDRESSES)).bench_local(|| {
        for address in 0..world.addresses.len() {
            let offers = black_box(world.offers_at(address));
            let site = Site::default();
            black_box(judge(offers, &profile, View::WithPlans, &settings, site));
        }
    });
}

/// Every address under every profile of the sample, in every tense, with clusters.
#[divan::bench]
fn diagnose_all(bencher: Bencher<'_, '_>) {
    let (world, settings) = (&SAMPLE.world, settings());
    let profiles: Vec<_> = SAMPLE.spec.profiles.iter().map(|id| profile(id)).collect();
    bencher
        .counter(ItemsCount::new(N_ADDRESSES))
        .bench_local(|| diagnose(world, profiles.clone(), settings.clone()));
}
