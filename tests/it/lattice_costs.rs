//! A small network whose trench, splitters, money and value follow on paper.
//!
//! Expected values with their arithmetic stand in `tests/oracles/lattice_costs.csv`, the prices in
//! `lattice_book.toml` beside it.
//!
//! ```text
//!   2 ── 1 ── 3 ┄┄ 4      2–1 soft 200 m, two crossings; 1–3 duct 100 m; 3–4 poles 80 m
//!        │                1–0 asphalt 100 m, one crossing
//!        0 (fed)          0–5 forest 150 m
//!        │                5–6 gravel 50.5 m
//!   6 ── 5 ── 7 ── 8      5–7 paving 40 m; 7–8 existing line 60 m
//! ```

use std::collections::BTreeMap;
use std::sync::LazyLock;

use zasieg::model::{FileId, Origin};
use zasieg::place::Pl1992;
use zasieg::planning::tariff::marginal_costs;
use zasieg::planning::{
    AddressFacts, Appraisal, Branch, CostBook, Design, DesignError, Facts, Forest, Key, Lead,
    Level, Method, NearStation, Plan, Section, Surface, VariantKind, appraise, homes_max, stages,
};
use zasieg::quantity::Grosze;

pub static BOOK: LazyLock<CostBook> = LazyLock::new(|| {
    CostBook::parse(include_str!("../oracles/lattice_book.toml")).expect("a book")
});

/// Lines of the oracle: quantity and price where it has them, and the amount.
type Oracle = BTreeMap<String, (Option<u64>, Option<i64>, i64)>;

static EXPECTED: LazyLock<Oracle> = LazyLock::new(|| {
    let text = include_str!("../oracles/lattice_costs.csv");
    let mut rows = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let row = |row: csv::StringRecord| {
        let number = (row[1].parse().ok(), row[2].parse().ok(), row[3].parse().expect("grosze"));
        (row[0].to_owned(), number)
    };
    rows.records().map(|record| row(record.expect("a row"))).collect()
});

fn grosze(name: &str) -> Grosze {
    Grosze(EXPECTED[name].2)
}

/// A section from one node to the next, `mm` long.
fn section(from: u32, to: u32, method: Method, mm: u64, crossings: u32) -> Section {
    let origin = Origin { file: FileId(0), row: to };
    Section { from, to, length_mm: mm, method, crossings, origin, line: Vec::new() }
}

/// The lattice and what is known of its addresses.
pub fn lattice() -> (Design, Facts) {
    use Method::{Aerial, Duct, ExistingLine, Trench};
    let sections = vec![
        section(0, 1, Trench(Surface::Asphalt), 100_000, 1),
        // Against the direction of the tree.
        section(2, 1, Trench(Surface::Soft), 200_000, 2),
        section(1, 3, Duct, 100_000, 0),
        section(3, 4, Aerial, 80_000, 0),
        section(0, 5, Trench(Surface::Forest), 150_000, 0),
        section(5, 6, Trench(Surface::Gravel), 50_500, 0),
        section(5, 7, Trench(Surface::Paving), 40_000, 0),
        section(7, 8, ExistingLine, 60_000, 0),
    ];
    let places = [(0, 0), (0, 1), (-2, 1), (1, 1), (2, 1), (0, -1), (-1, -1), (1, -1), (2, -1)];
    let at = |(east, north): (i32, i32)| {
        Pl1992::from_millimetres(600_000_000 + east * 100_000, 400_000_000 + north * 100_000)
    };
    // Node, lead in metres, households, locality, public, Mb/s today.
    let addresses = [
        (1, 10, 1, 0, false, 0),
        (2, 20, 2, 0, false, 0),
        (2, 30, 1, 0, false, 100),
        (4, 15, 40, 0, false, 0),
        (6, 25, 0, 1, true, 0),
        (8, 10, 3, 1, false, 0),
    ];
    let mut design = Design {
        nodes: places.map(at).to_vec(),
        sections,
        roots: vec![Branch { node: 0, id: "W1".to_owned() }],
        ..Design::default()
    };
    let mut facts = Facts {
        localities: vec!["Górna".to_owned(), "Dolna".to_owned()],
        has_stations: true,
        n_stations: 1,
        has_terrain: false,
        threshold_mbps: 100,
        ..Facts::default()
    };
    for (number, (node, metres, households, locality, is_public, mbps)) in (0..).zip(addresses) {
        design.leads.push(Lead { address: number, node, length_mm: metres * 1000 });
        // The last address is beyond the range of 1 km.
        let distance_mm = if node == 8 { 2_000_000 } else { 500_000 };
        facts.addresses.push(AddressFacts {
            households: Some(households),
            locality,
            is_public,
            down_kbps: mbps * 1000,
            cluster: Some(0).filter(|_| locality == 0),
            area: Some(locality + 1),
            position: Some(at(places[node as usize])),
            station: Some(NearStation { station: 0, distance_mm }),
        });
    }
    (design, facts)
}

fn appraised(book: &CostBook) -> Appraisal {
    let (design, facts) = lattice();
    appraise(&design, &facts, book).expect("a forest")
}

#[test]
fn the_bill_is_equal_to_the_grosz() {
    let bill = appraised(&BOOK).fibre.bill;
    for item in &bill.items {
        let (quantity, price, amount) = EXPECTED[item.work.as_str()];
        let found = (Some(item.quantity_milli), Some(item.price.0), item.amount.0);
        assert_eq!(found, (quantity, price, amount), "{}", item.work.as_str());
    }
    assert_eq!(bill.items.len(), EXPECTED.values().filter(|row| row.0.is_some()).count());
    assert_eq!(bill.total(), grosze("capex"));
    assert_eq!(bill.network(), grosze("network"));
    assert_eq!(bill.active(), grosze("active"));
}

#[test]
fn value_gap_and_break_even_are_equal_to_the_grosz() {
    let found = appraised(&BOOK);
    let fibre = &found.fibre;
    assert_eq!(fibre.venture.upkeep, grosze("upkeep"));
    for (year, name) in fibre.account.years.iter().zip(["present_1", "present_2", "present_3"]) {
        assert_eq!(year.present, grosze(name), "{name}");
    }
    assert_eq!(fibre.account.years.len(), 3);
    // 12, 24 and 24 users.
    assert_eq!(fibre.account.years.iter().map(|y| y.users_milli).sum::<u64>(), 60_000);
    assert_eq!(fibre.account.npv, grosze("npv"));
    assert_eq!(fibre.account.gap().0, -grosze("npv").0);
    // 137 333.12 / 145 579.50 = 94.336 %.
    assert_eq!(fibre.intensity(), Some(9434));
    assert_eq!(fibre.per_address(fibre.capex()), Some(grosze("per_address")));
    assert_eq!(fibre.per_household(fibre.capex()), Some(grosze("per_household")));
    // 780.5 m / 47.
    assert_eq!(fibre.mm_per_household(), Some(16_606));
    assert_eq!(found.per_new_mbps, Some(grosze("per_new_mbps")));
    assert_eq!(found.break_even_arpu, Some(grosze("break_even_arpu")));
    // Even if all subscribe, margins are worth 44 697.60 PLN.
    assert_eq!(found.break_even_take_up, None);
    assert_eq!(found.cautious.capex(), grosze("cautious_capex"));
    assert_eq!(found.cautious.account.npv, grosze("cautious_npv"));
}

#[test]
fn splitters_of_32_stand_where_they_are_full() {
    let book = BOOK.with(Key::SplitterCapacity, 3200);
    let found = appraised(&book).fibre.splitters;
    let places: Vec<_> = found.all.iter().map(|s| (s.node, s.homes, s.farthest_mm)).collect();
    // Node 4 fills one with 32 of its 40; 8 of them join 1 + 3 at node 1.
    let mut sorted = places.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [(1, 12, 230_000), (4, 32, 15_000), (5, 4, 110_000)]);
    assert_eq!(found.too_far, 0);
}

#[test]
fn stages_begin_with_the_school_and_add_up() {
    let found = appraised(&BOOK);
    let costs: Vec<Grosze> = found.stages.iter().map(|stage| stage.cost).collect();
    assert_eq!(costs, ["stage_1", "stage_2", "stage_3"].map(grosze));
    assert_eq!(costs.into_iter().sum::<Grosze>(), found.fibre.capex());
    let leads: Vec<&[u32]> = found.stages.iter().map(|stage| &*stage.leads).collect();
    // The school; then half of each locality: nodes 1 and 4; then the rest.
    assert_eq!(leads, [&[4_u32][..], &[0, 3], &[1, 2, 5]]);
    assert_eq!(found.stages.iter().map(|s| s.n_public).collect::<Vec<_>>(), [1, 0, 0]);
    // Górna has none of 4, then 2 of 4, then all.
    let least: Vec<_> = found.stages.iter().map(|stage| stage.least_share).collect();
    assert_eq!(least, [Some(0), Some(500), Some(1000)]);
    assert_eq!(found.stages[0].households, Some(0));
}

#[test]
fn most_homes_for_the_money_come_first() {
    let (design, facts) = lattice();
    let forest = Forest::of(&design).expect("a forest");
    let plan = Plan { design: &design, forest: &forest, facts: &facts };
    let found: Vec<_> =
        stages::blocks(plan, &BOOK).into_iter().map(|b| (b.nodes, b.cost, b.homes)).collect();
    // Costs with cable and half of the drops, in PLN: 0 has 20 000; 1: 24 300; 2: 18 900; 3: 2500;
    // 4: 3150; 5: 12 000; 6: 4995; 7: 6400; 8: 1500. Homes at 1, 2, 4, 6, 8: 1, 3, 40, 1, 3.
    // 4 joins 3 (40/5650), these 1 (41/29 950) and these 0 (41/49 950). 8 joins 7 (3/7900) and
    // these 5 (3/19 900); 6 (1/4995) is better than that and joins them (4/24 895), which is
    // better than 2 (3/18 900).
    let expected = [
        (vec![0, 1, 3, 4], 4_995_000, 41),
        (vec![5, 7, 8, 6], 2_489_500, 4),
        (vec![2], 1_890_000, 3),
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_address_saves_what_is_its_own() {
    let (design, facts) = lattice();
    let prices = BOOK.metre_prices(Level::Mid);
    let saved = marginal_costs(&design, &facts, &prices, &BOOK);
    // Splitters, their ports and cabinets stay for the others.
    // Node 2 has two addresses, so no section is of one of them: 2 homes and 20 m of drop, half of
    // 400 + 400 + 2 × 500 = 900; with the project 900 · 1.1 = 990.
    assert_eq!(saved[1], Grosze(99_000));
    // Node 6, a school: 50.5 m of gravel and cable, 4545; half of 400 + 500 + 500 = 700.
    // 5245 · 1.1 = 5769.50.
    assert_eq!(saved[4], Grosze(576_950));
    // Node 8: 60 m of line at 20 and 40 m of paving at 160, 7600; half of 400 + 200 + 1500 = 1050.
    // 8650 · 1.1 = 9515.
    assert_eq!(saved[5], Grosze(951_500));
}

#[test]
fn radio_serves_what_its_stations_can_carry() {
    // 1 sector × 100 Mb/s × 50 % / (50 % × 300 GB · 8000 · 10 % / 108 000 s = 2.222 Mb/s) = 45.
    assert_eq!(homes_max(&BOOK), 45);
    let found = appraised(&BOOK);
    let of = |kind: VariantKind, from: &Appraisal| {
        from.variants.iter().find(|v| v.kind == kind).expect("each kind").clone()
    };
    let radio = of(VariantKind::Radio, &found);
    assert_eq!((radio.by_fibre, radio.by_radio, radio.unserved), (0, 5, 1));
    assert_eq!((radio.capex, radio.npv), (grosze("fwa_capex"), grosze("fwa_npv")));
    assert_eq!(radio.households, Some(44));
    let mobile = of(VariantKind::NewRadio, &found);
    assert_eq!((mobile.by_radio, mobile.unserved, mobile.stations), (6, 0, (Some(1), 1)));
    assert_eq!((mobile.capex, mobile.npv), (grosze("mobile_capex"), grosze("mobile_npv")));
    // 310 GB: 43 homes, so the block of 40 finds 4 taken and is refused.
    let busier = appraised(&BOOK.with(Key::FwaTraffic, 31_000));
    let radio = of(VariantKind::Radio, &busier);
    assert_eq!((radio.by_radio, radio.unserved), (4, 2));
    // An upgrade of 200 000 is dearer than any fibre here; one of 10 000 is not. Node 6 is public and
    // node 8 out of range, so their branch stays: 24 145 for its sections, 1000 splitter, 2000 port,
    // 10 000 cabinet, 20 000 node, 1000 + 400 + 350 for half of 4 homes, 2 drops and 35 m; in the
    // other branch 44 homes × 50 % × 1200 and the upgrade make 36 400 instead of 47 300 for its
    // sections alone. (58 895 + 36 400) · 1.1 = 104 824.50.
    let mixed = of(VariantKind::FibreAndRadio, &found);
    assert_eq!((mixed.by_fibre, mixed.by_radio, mixed.capex), (6, 0, grosze("capex")));
    let cheap = appraised(&BOOK.with(Key::FwaUpgrade, 1_000_000));
    let mixed = of(VariantKind::FibreAndRadio, &cheap);
    assert_eq!((mixed.by_fibre, mixed.by_radio, mixed.unserved), (2, 4, 0));
    assert_eq!((mixed.capex, mixed.stations), (Grosze(10_482_450), (Some(1), 0)));
    // Radio that falls below the threshold of the profile counts for nobody.
    let slow = appraised(&BOOK.with(Key::FwaSpeed, 9900));
    assert!(slow.variants[1..].iter().all(|v| v.by_radio == 0 && !v.keeps_threshold));
}

#[test]
fn sensitivity_shows_what_is_used_and_only_that() {
    let found = appraised(&BOOK);
    let of = |key: Key| found.sensitivity.iter().find(|s| s.key == key).expect("each assumption");
    let npv = grosze("npv");
    // At 0 % and at 20 %; the account itself has 10 %.
    let project = of(Key::Project);
    let half = grosze("swing_project").0 / 2;
    assert_eq!((project.at_low.0, project.at_high.0), (npv.0 + half, npv.0 - half));
    assert_eq!(project.width(), grosze("swing_project").0.unsigned_abs());
    // Stations are no part of a network of fibre.
    for key in [Key::FwaRange, Key::FwaMast, Key::FwaCpe, Key::StageBudget, Key::TakeUpFloor] {
        let swing = of(key);
        assert_eq!((swing.at_low, swing.at_high), (npv, npv), "{}", key.as_str());
        assert!(swing.minus_fifth.is_none_or(|value| value == npv), "{}", key.as_str());
        assert!(swing.plus_fifth.is_none_or(|value| value == npv), "{}", key.as_str());
    }
    // A fifth of asphalt each way: 20 000 × 20 % = 4000, with the project, and its upkeep.
    let asphalt = of(Key::TrenchAsphalt);
    let (minus, plus) = (asphalt.minus_fifth.expect("a price"), asphalt.plus_fifth.expect("so"));
    // 4000 × 1.1 = 4400; upkeep 40 a year is worth 32 + 25.60 + 20.48 = 78.08; twice.
    assert_eq!((minus.0 - npv.0, npv.0 - plus.0), (440_000 + 7808, 440_000 + 7808));
    assert!(of(Key::Horizon).minus_fifth.is_none());
}

#[test]
fn a_cost_is_the_sum_of_its_items_and_nothing_costs_nothing() {
    let trenches = [
        Key::TrenchAsphalt,
        Key::TrenchPaving,
        Key::TrenchGravel,
        Key::TrenchSoft,
        Key::TrenchForest,
    ];
    let free = trenches.iter().fold(BOOK.clone(), |book, key| book.with(*key, 0));
    let bill = appraised(&free).fibre.bill;
    let trench = |name: &str| name.starts_with("trench");
    let dug: Vec<_> = bill.items.iter().filter(|item| trench(item.work.as_str())).collect();
    assert_eq!(dug.len(), 5, "the lengths stay on the bill");
    assert!(dug.iter().all(|item| item.amount == Grosze::ZERO && item.quantity_milli > 0));
    assert_eq!(bill.total(), bill.items.iter().map(|item| item.amount).sum());
}

#[test]
fn a_larger_take_up_never_lowers_value_where_users_pay_their_way() {
    // A user's margin over three years is worth 446.976 / 24 × its grosze; he costs 500 for the
    // connection, bought twice, up to 400 + 20 × 30 for the drop, and 10 % of these once.
    let book = BOOK.with(Key::Arpu, 60_000);
    let values: Vec<i64> = (0..=100)
        .map(|percent| appraised(&book.with(Key::TakeUp, percent * 100)).fibre.account.npv.0)
        .collect();
    assert!(values.is_sorted(), "{values:?}");
    let found = appraised(&book);
    let least = found.break_even_take_up.expect("worth it when all subscribe");
    let at = |take_up: i64| appraised(&book.with(Key::TakeUp, take_up)).fibre.account.npv.0;
    assert!(at(least) >= 0 && at(least - 1) < 0);
}

#[test]
fn unknown_households_stay_unknown() {
    let (design, mut facts) = lattice();
    facts.addresses[5].households = None;
    let found = appraise(&design, &facts, &BOOK).expect("a forest");
    assert_eq!(found.fibre.households, None);
    assert_eq!(found.fibre.per_household(found.fibre.capex()), None);
    assert_eq!(found.fibre.mm_per_household(), None);
    // It counts as one home: 48 − 3 + 1.
    assert_eq!(found.fibre.homes, 46);
    assert_eq!(
        found.stages.iter().map(|s| s.households.is_some()).collect::<Vec<_>>(),
        [true, true, false]
    );
}

#[test]
fn clusters_and_areas_have_networks_of_their_own() {
    let found = appraised(&BOOK);
    assert_eq!(found.clusters.len(), 1);
    assert_eq!(found.clusters[0].estimate.addresses, 4);
    // Górna: asphalt, soft, duct, poles.
    assert_eq!(found.clusters[0].estimate.length_mm, 480_000);
    assert!(!found.clusters[0].estimate.pays_itself());
    let areas: Vec<_> = found.areas.iter().map(|a| (a.number, a.n_public)).collect();
    assert_eq!(areas, [(1, 0), (2, 1)]);
    let rich = appraised(&BOOK.with(Key::Arpu, 60_000));
    assert!(rich.clusters[0].estimate.pays_itself());
}

#[test]
fn costs_that_do_not_fit_are_an_error() {
    let (mut design, facts) = lattice();
    design.sections[0].length_mm = u64::MAX / 4;
    let refused = appraise(&design, &facts, &BOOK).expect_err("no such sum");
    assert_eq!(refused, DesignError::TooDear);
}

#[test]
fn designs_that_are_no_forest_are_refused() {
    let (design, facts) = lattice();
    let with = |change: &dyn Fn(&mut Design)| {
        let mut changed = design.clone();
        change(&mut changed);
        appraise(&changed, &facts, &BOOK).expect_err("no forest")
    };
    let soft = Method::Trench(Surface::Soft);
    let circle = with(&|d| d.sections.push(section(2, 4, soft, 1, 0)));
    assert!(matches!(circle, DesignError::Circle(_)), "{circle}");
    assert_eq!(with(&|d| d.roots.clear()), DesignError::NotFed(1));
    assert_eq!(with(&|d| d.leads[0].node = 99), DesignError::NoNode(99));
    let missing = with(&|d| d.leads.truncate(5));
    assert_eq!(missing, DesignError::OtherFacts { leads: 5, facts: 6 });
    let empty = appraise(&Design::default(), &Facts::default(), &BOOK).expect("nothing to build");
    assert_eq!(empty.fibre.capex(), Grosze::ZERO);
    assert_eq!((empty.fibre.per_address(Grosze(1)), empty.fibre.intensity()), (None, None));
}

#[test]
fn prices_for_routes_are_those_of_the_bill() {
    let (design, _) = lattice();
    let prices = BOOK.metre_prices(Level::Mid);
    let cost = |s: &Section| prices.cost(s.method, s.length_mm, s.crossings).expect("small");
    // 54 640 of routes, 9000 of crossings, 7805 of cable.
    assert_eq!(design.sections.iter().map(cost).sum::<Grosze>(), Grosze(7_144_500));
}
