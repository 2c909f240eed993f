//! What is printed of a plan: chapters 10 and 11, the bill, and how they compare with published
//! grants.
//!
//! Sums and shares are those of `tests/oracles/lattice_costs.csv`.

use zasieg::model::{FileId, Origin};
use zasieg::place::Pl1992;
use zasieg::planning::plan::{Nothing, Outside};
use zasieg::planning::{
    AddressFacts, Appraisal, Branch, CostBook, Design, Estimate, Facts, Lead, Method, Section,
    Surface, appraise,
};
use zasieg::publish::report::{
    CostChapters, CostInput, CostPage, FrontierPoint, NodeCounts, Paid, PlannedCluster,
    render_costs,
};
use zasieg::publish::{Language, write_bill, write_costs};
use zasieg::quantity::Grosze;

use crate::lattice_costs::{BOOK, lattice};
use crate::table::Table;

const HEAD: CostPage<'static> = CostPage {
    title: "Krata",
    as_of: "2026-06-30",
    profile: "EU-2023",
    with_plans: false,
    sources: "Drogi 2026-06",
    area: Some("gmina.geojson"),
};

fn lattice_appraised() -> Appraisal {
    let (mut design, facts) = lattice();
    // 71 445.00 of routes; a bound of 70 000 leaves 2.1 %.
    design.cost = Grosze(7_144_500);
    design.lower_bound = Grosze(7_000_000);
    (design.network_cost, design.network_bound) = (design.cost, Grosze(7_000_000));
    appraise(&design, &facts, &BOOK).expect("a forest")
}

fn page(found: &Appraisal, book: &CostBook) -> String {
    page_in(Language::Polish, found, book)
}

fn page_in(language: Language, found: &Appraisal, book: &CostBook) -> String {
    let points = [(0, 0), (1, 5_526_950), (3, 11_444_950), (6, 14_557_950)];
    let frontier = points.map(|(addresses, cost)| FrontierPoint { addresses, cost: Grosze(cost) });
    let left_out = Outside { white: 5, served: 4, cut_off: 1, ..Outside::default() };
    let unreached = Outside { white: 32, no_road: 2, cut_off: 30, ..Outside::default() };
    let clusters = [(found.clusters[0].number, left_out), (50, unreached)];
    let clusters = clusters.map(|(number, outside)| PlannedCluster {
        number,
        place: "Lipowo".to_owned(),
        outside,
    });
    let input = CostInput {
        appraisal: found,
        book,
        frontier: &frontier,
        map: "",
        variants_map: "",
        outside: Outside {
            white: 15,
            served: 6,
            no_position: 2,
            no_road: 1,
            cut_off: 4,
            unpaid: 2,
        },
        clusters: &clusters,
        nodes: NodeCounts { all: 7, unknown: 3, other: 5 },
        left_over: 1,
        paid: Some(Paid { budget: Grosze(15_000_000), addresses: 6, addresses_bound: 8 }),
    };
    render_costs(language, &CostChapters::Plan(input), &HEAD).expect("the template fits")
}

#[test]
fn the_chapters_print_the_figures_of_the_lattice() {
    let html = page(&lattice_appraised(), &BOOK);
    let plain = html.replace('\u{a0}', " ");
    for text in [
        "10. Warianty inwestycyjne i koszty",
        "11. Obszary interwencji",
        "stan na 30 czerwca 2026 · profil EU-2023, dziś · tylko adresy w obszarze z pliku gmina.geojson",
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
        "Poza planem pozostaje 9 z 15 białych adresów: bez współrzędnych – 2, dalej niż 3 000 m od \
         każdej drogi – 1, przy drodze, która nie łączy się z żadnym węzłem – 4, ponad budżet – 2.",
        "jest 7 węzłów, z których sieć może wyjść; 3 z nich nie podają medium: przyjęto, że to światłowód",
        "na innym medium, których nie użyto, jest 5",
        "Budżet na cały kosztorys to 150 000 zł netto: plan obejmuje 6 adresów",
        "nie obejmie za tę kwotę więcej niż 8 (odstęp najwyżej 25,0 %)",
        "Poza obszarami pozostaje 1 adres planu",
        "nieosiągalny", // even if all subscribe
        // A cluster in part, and one that no road reaches.
        "poza planem: droga bez połączenia z węzłem – 1",
        "Skupisko 50 (Lipowo)<br><span class=\"meta\">poza planem: daleko od dróg – 2, droga bez \
         połączenia z węzłem – 30</span></th><td class=\"n\">32</td><td class=\"n\">0</td>\
         <td class=\"n\">—</td>",
        "Wykres 1. Cały kosztorys",
        "sieci znalezione. Źródła: Drogi 2026-06, stan na 30 czerwca 2026.</figcaption>",
        // 55 269.50, 114 449.50 / 3 and 145 579.50 / 6, rounded; nothing of the point of nothing.
        "1</th><td class=\"n\">55 270</td><td class=\"n\">55 270</td></tr>",
        "3</th><td class=\"n\">114 450</td><td class=\"n\">38 150</td></tr>",
        "6</th><td class=\"n\">145 580</td><td class=\"n\">24 263</td></tr>",
        "Wykres 2. Zmiana NPV",
        "FTTH, a gdzie taniej – FWA z istniejących stacji",
    ] {
        assert!(plain.contains(text), "{text}");
    }
    assert_eq!(html.matches("<svg").count(), 2, "the curve and the tornado");
    assert!(!html.contains("{{") && !html.contains("undefined"));
}

#[test]
fn what_is_missing_is_said_in_chapters_that_stay() {
    let cut_off = Outside { white: 3, cut_off: 3, ..Outside::default() };
    let cases = [
        (Nothing::White, "nie ma dziś białych"),
        (Nothing::Positions, "<code>prg-addresses</code>"),
        (Nothing::Roads, "<code>roads</code>"),
        (Nothing::Nodes, "<code>pit-nodes</code>"),
        (Nothing::Reach(cut_off), "nie łączy się z żadnym węzłem – 3"),
        (Nothing::Budget(Grosze(100), Some(Grosze(4_200_000))), "kosztuje 42 000 zł"),
    ];
    for (reason, said) in cases {
        let chapters = CostChapters::Nothing(reason);
        let html = render_costs(Language::Polish, &chapters, &HEAD).expect("a template");
        let plain = html.replace('\u{a0}', " ");
        assert!(plain.contains(said), "{said}: {plain}");
        assert!(plain.contains("id=\"s10\"") && plain.contains("id=\"s11\""));
    }
}

#[test]
fn the_page_is_in_english_too() {
    let html = page_in(Language::English, &lattice_appraised(), &BOOK);
    assert!(html.contains("<html lang=\"en\">") && html.contains("Funding gap"), "{html}");
    let polish = |word: &&str| word.chars().any(|c| "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ".contains(c));
    let words = html.split(|c: char| !c.is_alphanumeric()).filter(polish);
    let foreign: Vec<&str> = words.filter(|word| *word != "złoty").collect();
    assert_eq!(foreign, Vec::<&str>::new());
    for reason in [Nothing::White, Nothing::Roads, Nothing::Nodes] {
        let chapters = CostChapters::Nothing(reason);
        let html = render_costs(Language::English, &chapters, &HEAD).expect("a template");
        assert!(html.contains("There is no network plan."), "{html}");
    }
}

#[test]
fn without_a_register_of_stations_radio_is_not_known() {
    let (design, mut facts) = lattice();
    let with = page(&appraise(&design, &facts, &BOOK).expect("a forest"), &BOOK);
    facts.has_stations = false;
    let without = page(&appraise(&design, &facts, &BOOK).expect("a forest"), &BOOK);
    assert!(without.contains("Brak rejestru stacji") && !with.contains("Brak rejestru stacji"));
    let row = |page: &str| {
        let from = page.split("FWA z istniejących stacji</th>").nth(1).expect("a row").to_owned();
        from.split("</tr>").next().expect("its end").matches("\">—</td>").count()
    };
    assert_eq!(row(&without), 7, "addresses thrice, homes, money twice, NPV");
    assert_eq!(row(&with), 0);
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
    // Quantity times price is the amount, to the grosz; the project too.
    for row in items {
        let thousandths: i128 = row[1].replace('.', "").parse().expect("three decimals");
        let price: i128 = row[3].parse().expect("grosze");
        assert_eq!((thousandths * price + 500) / 1000, i128::from(amount(row)), "{row:?}");
    }
    let project = items.last().expect("lines");
    assert_eq!(project[..4], ["project", "0.100", "share", "13234500"].map(str::to_owned));
    assert_eq!(amount(total), 14_557_950);
    let costs = Table::parse(&String::from_utf8(costs).expect("UTF-8"));
    let scopes: Vec<&str> = costs.rows.iter().map(|row| &*row[0]).collect();
    assert_eq!(scopes, ["plan", "cautious", "cluster", "area", "area"]);
    // Plan: 780.5 m, NPV −137 333.12, 94.34 %.
    assert_eq!(costs.rows[0][4], "780.500");
    assert_eq!(costs.rows[0][9], "-13733312");
    assert_eq!(costs.rows[0][11], "94.34");
}

/// A rural gmina of row villages: 24 of them with 24 to 119 houses, 14 to 35 m of road a house, 300
/// to 1799 m from one of four nodes.
///
/// Half of the roads are soft ground, a fifth gravel, a tenth each asphalt, paving and poles; every
/// tenth section crosses something; leads are 15 m.
fn row_villages() -> (Design, Facts) {
    let mut design = Design::default();
    let mut facts = Facts { threshold_mbps: 100, ..Facts::default() };
    let node = |design: &mut Design| {
        let number = u32::try_from(design.nodes.len()).expect("few");
        let east = i32::try_from(number).expect("few") * 1000;
        design.nodes.push(Pl1992::from_millimetres(500_000_000 + east, 500_000_000));
        number
    };
    for root in 0..4 {
        let node = node(&mut design);
        design.roots.push(Branch { node, id: format!("W{root}") });
    }
    for village in 0..24_u32 {
        let houses = 24 + village * 37 % 96;
        let (spacing, link) = (14 + village * 7 % 22, 300 + village * 311 % 1500);
        let mut before = village % 4;
        for house in 0..houses {
            let here = node(&mut design);
            let method = match here % 10 {
                0..=4 => Method::Trench(Surface::Soft),
                5 | 6 => Method::Trench(Surface::Gravel),
                7 => Method::Trench(Surface::Asphalt),
                8 => Method::Trench(Surface::Paving),
                _ => Method::Aerial,
            };
            let metres = if house == 0 { spacing + link } else { spacing };
            design.sections.push(Section {
                from: before,
                to: here,
                length_mm: u64::from(metres) * 1000,
                method,
                crossings: u32::from(here.is_multiple_of(10)),
                origin: Origin { file: FileId(0), row: here },
                line: Vec::new(),
            });
            let address = u32::try_from(design.leads.len()).expect("few");
            design.leads.push(Lead { address, node: here, length_mm: 15_000 });
            facts.addresses.push(AddressFacts {
                households: Some(1),
                locality: village,
                area: Some(village),
                ..AddressFacts::default()
            });
            before = here;
        }
        facts.localities.push(format!("Wieś {village}"));
    }
    (design, facts)
}

#[test]
fn a_rural_gmina_costs_what_published_grants_say() {
    // Bounds: own judgement from published totals (35 m a household in POPC, 3.9 to 5.0 thousand
    // PLN an address in KPO).
    let (design, facts) = row_villages();
    let found = appraise(&design, &facts, CostBook::get()).expect("a forest");
    assert_eq!(found.fibre.addresses, 1668);
    let median = |values: &mut Vec<u64>| {
        values.sort_unstable();
        values[values.len() / 2]
    };
    let metres = |e: &Estimate| e.mm_per_household().expect("known") / 1000;
    let grant =
        |e: &Estimate| e.per_address(e.account.gap()).expect("addresses").0.unsigned_abs() / 100;
    let mut lengths: Vec<u64> = found.areas.iter().map(|area| metres(&area.estimate)).collect();
    let mut grants: Vec<u64> = found.areas.iter().map(|area| grant(&area.estimate)).collect();
    let (median_length, median_grant) = (median(&mut lengths), median(&mut grants));
    println!(
        "row villages: {} m a household in all; by village {lengths:?}, median {median_length}; \
         capex {} PLN an address, grant {} (cautious {}); by village {grants:?}, median {median_grant}",
        metres(&found.fibre),
        found.fibre.per_address(found.fibre.capex()).expect("addresses").0 / 100,
        grant(&found.fibre),
        grant(&found.cautious),
    );
    // Spacing, and the link shared by the houses of a village.
    let of_village = |village: u64| {
        let (houses, spacing) = (24 + village * 37 % 96, 14 + village * 7 % 22);
        (houses * spacing + 300 + village * 311 % 1500) / houses
    };
    let mut expected: Vec<u64> = (0..24).map(of_village).collect();
    expected.sort_unstable();
    assert_eq!((&lengths, median_length), (&expected, 40));
    assert!(lengths.iter().all(|length| (15..=80).contains(length)), "{lengths:?}");
    assert!((3000..=8000).contains(&median_grant), "{median_grant} PLN");
    assert!(*grants.last().expect("villages") <= 65_000);
    let total: i64 = found.stages.iter().map(|stage| stage.cost.0).sum();
    assert_eq!(total, found.fibre.capex().0);
}
