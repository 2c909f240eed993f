use super::*;
use crate::model::{FileId, Medium, Origin, ProviderId, Rung, TechnologyId};
use crate::policy::PolicyBook;
use crate::quantity::DownUp;

fn settings() -> DiagnosisSettings {
    DiagnosisSettings {
        as_of: "2026-06-30".parse().expect("a day"),
        plan_horizon_years: 3,
        speed_basis: SpeedBasis::Declared,
        detectors: DetectorMode::Flag,
    }
}

fn profile(id: &str) -> ThresholdProfile {
    PolicyBook::get().profile_at(id, settings().as_of).expect("shipped")
}

fn offer(network: u16, down: u32, reach: Reach) -> Offer {
    Offer {
        address: 0,
        provider: ProviderId(network),
        network: NetworkId(network),
        technology: TechnologyId(0),
        medium: Medium::Fibre,
        speed: DownUp { down: Speed::kbps(down * 1000), up: Speed::kbps(10_000) },
        reach,
        tense: Tense::Present,
        due: None,
        rung: Rung::Exact,
        impossible_speed: false,
        origin: Origin { file: FileId(0), row: 1 },
    }
}

fn plan(network: u16, due: &str) -> Offer {
    Offer {
        tense: Tense::PlannedPrivate,
        due: Some(due.parse().expect("a day")),
        ..offer(network, 1000, Reach::Certain)
    }
}

fn status(offers: &[Offer], view: View) -> Status {
    judge(offers, &profile("EU-2023"), view, &settings(), Site::default()).status
}

#[test]
fn colours_count_distinct_certain_networks() {
    use Reach::{Certain, Possible};
    type Case<'a> = (&'a [(u16, u32, Reach)], Status);
    let cases: &[Case<'_>] = &[
        (&[], Status::White),
        (&[(1, 99, Certain)], Status::White),
        (&[(1, 100, Certain)], Status::Grey),
        (&[(1, 100, Possible)], Status::Uncertain),
        // Two sellers over one network are one network.
        (&[(1, 100, Certain), (1, 900, Certain)], Status::Grey),
        (&[(1, 100, Certain), (2, 100, Certain)], Status::Black),
        // A possible second network does not make it black.
        (&[(1, 100, Certain), (2, 1000, Possible)], Status::Grey),
        // The certain record is below the threshold, the one above it only possible.
        (&[(1, 50, Certain), (1, 300, Possible)], Status::Uncertain),
        // One network with a certain and a possible record is certain.
        (&[(1, 300, Possible), (1, 100, Certain)], Status::Grey),
    ];
    for (records, expected) in cases {
        let offers: Vec<Offer> = records.iter().map(|&(n, d, r)| offer(n, d, r)).collect();
        assert_eq!(status(&offers, View::Today), *expected, "{records:?}");
    }
}

#[test]
fn plans_count_within_the_horizon_both_days_included() {
    let cases = [
        ("2026-06-29", Status::White),
        ("2026-06-30", Status::Grey),
        ("2029-06-30", Status::Grey),
        ("2029-07-01", Status::White),
    ];
    for (due, expected) in cases {
        let offers = [plan(1, due)];
        assert_eq!(status(&offers, View::WithPlans), expected, "{due}");
        assert_eq!(status(&offers, View::Today), Status::White, "{due}");
        assert_eq!(status(&offers, View::IfPlansFail), Status::White, "{due}");
    }
    // A plan over the planner's own network is not counted twice.
    let both = [offer(1, 100, Reach::Certain), plan(1, "2027-01-01")];
    assert_eq!(status(&both, View::WithPlans), Status::Grey);
    let other = [offer(1, 100, Reach::Certain), plan(2, "2027-01-01")];
    assert_eq!(status(&other, View::WithPlans), Status::Black);
}

#[test]
fn rules_say_why_an_address_is_white() {
    let rule = |offers: &[Offer]| {
        judge(offers, &profile("EU-2023"), View::Today, &settings(), Site::default()).rule
    };
    assert_eq!(rule(&[]), Rule::WhiteNoRecord);
    assert_eq!(rule(&[offer(1, 30, Reach::Certain)]), Rule::WhiteBelowThreshold);
    assert_eq!(rule(&[plan(1, "2027-01-01")]), Rule::WhiteNoRecord);
}

#[test]
fn profiles_of_sites_do_not_concern_houses() {
    let gigabit = [offer(1, 1000, Reach::Certain)];
    let judge = |id: &str, site| judge(&gigabit, &profile(id), View::Today, &settings(), site);
    let house = Site::default();
    let office = Site { is_public: true, ..Site::default() };
    let school = Site { is_public: true, is_school: true, is_educational: true };
    assert_eq!(judge("SED-1G", house).status, Status::NotApplicable);
    assert_eq!(judge("SED-1G", office).status, Status::Grey);
    assert_eq!(judge("OSE", office).status, Status::NotApplicable);
    // OSE is symmetric: 10 Mb/s up is not 100.
    assert_eq!(judge("OSE", school).status, Status::White);
}

#[test]
fn detectors_decide_only_when_told() {
    let doubtful = [Offer { impossible_speed: true, ..offer(1, 1000, Reach::Certain) }];
    let deciding = DiagnosisSettings { detectors: DetectorMode::Decide, ..settings() };
    let eu = profile("EU-2023");
    let by = |s: &DiagnosisSettings| judge(&doubtful, &eu, View::Today, s, Site::default()).status;
    assert_eq!(by(&settings()), Status::Grey);
    assert_eq!(by(&deciding), Status::Uncertain);
}

#[test]
fn another_offer_never_adds_a_white_address() {
    use proptest::prelude::*;
    let record = (0..4_u16, 1..2000_u32, any::<bool>());
    let records = prop::collection::vec(record.clone(), 0..6);
    proptest!(|(base in records, extra in record)| {
        let build = |&(n, d, certain): &(u16, u32, bool)| {
            offer(n, d, if certain { Reach::Certain } else { Reach::Possible })
        };
        let mut offers: Vec<Offer> = base.iter().map(build).collect();
        let before = status(&offers, View::Today);
        offers.push(build(&extra));
        let after = status(&offers, View::Today);
        prop_assert!(before == Status::White || after != Status::White);
        // Splitting a seller's records in two, or their order, changes nothing.
        offers.reverse();
        prop_assert_eq!(status(&offers, View::Today), after);
    });
}

/// Offers and plans of three networks, from the bits of a number.
fn any_offers(mut seed: u64) -> Vec<Offer> {
    let mut draw = |n: u64| {
        // Knuth, The Art of Computer Programming 3.3.4: MMIX.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    let n = draw(5);
    (0..n)
        .map(|_| {
            let network = u16::try_from(draw(3)).expect("small");
            let down = [30, 99, 100, 300][usize::try_from(draw(4)).expect("small")];
            if draw(2) == 0 {
                let reach = if draw(2) == 0 { Reach::Certain } else { Reach::Possible };
                offer(network, down, reach)
            } else {
                plan(
                    network,
                    ["2026-06-29", "2027-01-01", "2030-01-01"]
                        [usize::try_from(draw(3)).expect("small")],
                )
            }
        })
        .collect()
}

#[test]
fn another_offer_never_adds_a_white_and_a_longer_horizon_never_one_with_plans() {
    for seed in 0..2_000 {
        let all = any_offers(seed);
        for n in 0..=all.len() {
            for view in View::ALL {
                let white = |offers: &[Offer]| status(offers, view) == Status::White;
                assert!(white(&all[..n]) || !white(&all), "seed {seed}: {n} of {}", all.len());
            }
        }
        let with_horizon = |years| {
            let settings = DiagnosisSettings { plan_horizon_years: years, ..settings() };
            judge(&all, &profile("EU-2023"), View::WithPlans, &settings, Site::default()).status
        };
        for (short, long) in [(2, 3), (3, 5)] {
            let shrinks =
                with_horizon(short) == Status::White || with_horizon(long) != Status::White;
            assert!(shrinks, "seed {seed}: {short} and {long} years");
        }
    }
}
