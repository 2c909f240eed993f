//! What is printed of a plan: chapters 10 and 11, the bill, and how they compare with published
//! grants.
//!
//! Sums and shares are compared with `tests/oracles/lattice_costs.csv`; the page of the lattice is
//! held whole in `tests/golden/koszty.html`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use zasieg::model::{FileId, Origin};
use zasieg::place::Pl1992;
use zasieg::planning::{
    AddressFacts, Appraisal, Branch, CostBook, Design, Facts, Lead, Method, Section, Surface,
    appraise,
};
use zasieg::publish::report::{CostInput, FrontierPoint, render_costs};
use zasieg::publish::{write_bill, write_costs};
use zasieg::quantity::Grosze;

use crate::lattice_costs::{BOOK, lattice};
use crate::plane::easting_northing;
use crate::table::Table;

fn lattice_appraised() -> Appraisal {
    let (mut design, facts) = lattice();
    // 71 445.00 of routes; a bound of 70 000 leaves 2.1 %.
    design.cost = Grosze(7_144_500);
    design.lower_bound = Grosze(7_000_000);
    appraise(&design, &facts, &BOOK).expect("a forest")
}

fn page(found: &Appraisal, book: &CostBook) -> String {
    let points = [(0, 0), (1, 5_526_950), (3, 11_444_950), (6, 14_557_950)];
    let frontier = points.map(|(addresses, cost)| FrontierPoint { addresses, cost: Grosze(cost) });
    let input = CostInput { appraisal: found, book, frontier: &frontier };
    render_costs(&input, "Krata: plan inwestycyjny").expect("the template fits")
}

#[test]
fn the_chapters_print_the_figures_of_the_lattice() {
    let html = page(&lattice_appraised(), &BOOK);
    let plain = html.replace('\u{a0}', " ");
    for text in [
        "10. Warianty inwestycyjne i koszty",
        "11. Obszary interwencji",
        "20 000,00", // asphalt
        "13 234,50", // project
        "145 580",   // capex 145 579.50
        "−137 333",  // NPV
        "94,3 %",    // intensity 94.34 %
        "24 263",    // an address
        "3 097",     // a household
        "16,6 m",    // metres a household
        "377,25",    // break-even revenue
        "2,1 %",     // 1445 / 70 000
        "24,67 zł",  // a new Mb/s
        "najwyżej 45 domów na stację",
    ] {
        assert!(plain.contains(text), "{text}");
    }
    assert_eq!(html.matches("<svg").count(), 2, "the curve and the tornado");
    assert!(!html.contains("{{") && !html.contains("undefined"));
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/koszty.html");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &html).expect("writable");
    }
    let held = fs::read_to_string(&golden).unwrap_or_default();
    assert!(html == held, "tests/golden/koszty.html differs; see tests/it/golden.rs");
}

#[test]
fn unknown_households_print_a_dash() {
    let (design, mut facts) = lattice();
    facts.addresses[0].households = None;
    let found = appraise(&design, &facts, &BOOK).expect("a forest");
    let html = page(&found, &BOOK);
    let row = html.split("<td>C2</td>").nth(1).expect("the row of C2");
    assert!(row.split("</tr>").next().expect("a row").matches('—').count() == 2, "{row}");
    let mut csv = Vec::new();
    write_costs(&found, &mut csv).expect("memory");
    let table = Table::parse(&String::from_utf8(csv).expect("UTF-8"));
    let column = |name: &str| table.header.iter().position(|held| held == name).expect(name);
    assert_eq!(table.rows[0][column("households")], "");
    assert_eq!(table.rows[0][column("capex_per_household_grosze")], "");
    assert_ne!(table.rows[0][column("capex_per_address_grosze")], "");
}

#[test]
fn tables_hold_whole_grosze_that_add_up() {
    let found = lattice_appraised();
    let (mut bill, mut costs) = (Vec::new(), Vec::new());
    write_bill(&found, &mut bill).expect("memory");
    write_costs(&found, &mut costs).expect("memory");
    let bill = Table::parse(&String::from_utf8(bill).expect("UTF-8"));
    let amount = |row: &Vec<String>| row[4].parse::<i64>().expect("grosze");
    let (total, items) = bill.rows.split_last().expect("a total");
    assert_eq!(total[0], "total");
    assert_eq!(items.iter().map(amount).sum::<i64>(), amount(total));
    assert_eq!(amount(total), 14_557_950);
    let costs = Table::parse(&String::from_utf8(costs).expect("UTF-8"));
    let scopes: Vec<&str> = costs.rows.iter().map(|row| &*row[0]).collect();
    assert_eq!(scopes, ["plan", "cautious", "cluster", "area", "area"]);
    // Plan: 780.5 m, NPV −137 333.12, 94.34 %.
    assert_eq!(costs.rows[0][4], "780.500");
    assert_eq!(costs.rows[0][9], "-13733312");
    assert_eq!(costs.rows[0][11], "94.34");
}

/// White addresses of the sample by the answer of its generator, in metres of EPSG:2180.
fn white() -> Vec<([f64; 2], String)> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let addresses = Table::read(&sample.join("adresy.csv"));
    let expected = Table::read(&sample.join("oczekiwane.csv"));
    let status: BTreeMap<usize, &str> = expected
        .rows
        .iter()
        .map(|row| (row[0].parse::<usize>().expect("a row number"), &*row[1]))
        .collect();
    let is_white = |row: &usize| status.get(row) == Some(&"white");
    let place = |row: &Vec<String>| {
        let [lat, lon] = [7, 8].map(|column: usize| row[column].parse::<f64>().ok());
        let (east, north) = easting_northing(lon?, lat?);
        Some(([east, north], row[3].clone()))
    };
    let rows = (1..).zip(&addresses.rows).filter(|(row, _)| is_white(row));
    rows.filter_map(|(_, row)| place(row)).collect()
}

/// A stand-in for routes: the shortest tree between the addresses, a fifth longer than straight.
///
/// Half of it is soft ground, a fifth gravel, a tenth each asphalt, paving and poles; every tenth
/// section crosses something; leads are 15 m.
fn stand_in(places: &[([f64; 2], String)]) -> (Design, Facts) {
    let distance = |a: usize, b: usize| {
        let ([x, y], [u, v]) = (places[a].0, places[b].0);
        (x - u).hypot(y - v)
    };
    let mut design = Design::default();
    let mut facts = Facts { threshold_mbps: 100, ..Facts::default() };
    let mut nearest: Vec<(f64, usize)> =
        (0..places.len()).map(|place| (distance(place, 0), 0)).collect();
    let mut is_joined = vec![false; places.len()];
    let mut node_of = vec![0_u32; places.len()];
    let mut localities: BTreeMap<&str, u32> = BTreeMap::new();
    for number in 0..places.len() {
        let free = (0..places.len()).filter(|place| !is_joined[*place]);
        let next = free.min_by(|a, b| nearest[*a].0.total_cmp(&nearest[*b].0)).expect("one left");
        is_joined[next] = true;
        let node = u32::try_from(number).expect("few");
        node_of[next] = node;
        let ([east, north], locality) = &places[next];
        design.nodes.push(Pl1992::from_metres(*east, *north).expect("in Poland"));
        let (straight, from) = nearest[next];
        if number > 0 {
            let method = match number % 10 {
                0..=4 => Method::Trench(Surface::Soft),
                5 | 6 => Method::Trench(Surface::Gravel),
                7 => Method::Trench(Surface::Asphalt),
                8 => Method::Trench(Surface::Paving),
                _ => Method::Aerial,
            };
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let length_mm = (straight * 1200.0) as u64;
            design.sections.push(Section {
                from: node_of[from],
                to: node,
                length_mm,
                method,
                crossings: u32::from(number % 10 == 0),
                origin: Origin { file: FileId(0), row: node + 1 },
                line: Vec::new(),
            });
        }
        design.leads.push(Lead { address: node, node, length_mm: 15_000 });
        let n_localities = u32::try_from(localities.len()).expect("few");
        let locality = *localities.entry(locality).or_insert(n_localities);
        let households = Some(1);
        let area = Some(locality);
        facts.addresses.push(AddressFacts { households, locality, area, ..Default::default() });
        for place in 0..places.len() {
            let found = (distance(place, next), next);
            if !is_joined[place] && found.0 < nearest[place].0 {
                nearest[place] = found;
            }
        }
    }
    facts.localities = localities.keys().map(|name| (*name).to_owned()).collect();
    design.roots.push(Branch { node: 0, id: "W1".to_owned() });
    (design, facts)
}

#[test]
fn a_rural_gmina_costs_what_published_grants_say() {
    // Bounds: own judgement from published totals (35 m a household in POPC, 3.9 to 5.0 thousand
    // PLN an address in KPO).
    let (design, facts) = stand_in(&white());
    let found = appraise(&design, &facts, CostBook::get()).expect("a forest");
    let median = |mut values: Vec<u64>| {
        values.sort_unstable();
        values[values.len() / 2]
    };
    let metres = found.fibre.mm_per_household().expect("known") / 1000;
    let grant = |e: &zasieg::planning::Estimate| {
        e.per_address(e.account.gap()).expect("addresses").0.unsigned_abs() / 100
    };
    let of_areas = median(found.areas.iter().map(|area| grant(&area.estimate)).collect());
    println!(
        "rural stand-in: {} addresses, {metres} m a household, capex {} PLN an address, \
         grant {} PLN an address, median over localities {of_areas} PLN, cautious {} PLN",
        found.fibre.addresses,
        found.fibre.per_address(found.fibre.capex()).expect("addresses").0 / 100,
        grant(&found.fibre),
        grant(&found.cautious),
    );
    assert!((15..=80).contains(&metres), "{metres} m a household");
    assert!((3000..=8000).contains(&grant(&found.fibre)), "{} PLN", grant(&found.fibre));
    let total: i64 = found.stages.iter().map(|stage| stage.cost.0).sum();
    assert_eq!(total, found.fibre.capex().0);
}
