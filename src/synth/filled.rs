//! What makes the sample whole: mobile networks, roads, fibre nodes, and the tables that a gmina
//! fills in. They
//! stand in a folder of their own with a run file of their own, so that the diagnosis of the
//! national registers alone can be seen as well.

use super::buildings::{Site, ulic_or_empty};
use super::geometry::Point;
use super::gmina::{Address, Gmina};
use super::mobile;
use super::places::{
    CMIELOWEK, DEBOWKO, GESIA_GORKA, GMINA, KLOSOWKA, LAKOWO, LOCALITIES, POWIAT, SWIETOSZYN,
    TERC_GMINA, TOWN, WOJEWODZTWO, ZABI_ROG, ZRODLICE,
};
use super::registers::RUN;
use super::report::csv_line;
use super::rng::SplitMix64;
use super::roads::{Kind, stretches};

/// The folder of these files.
const FOLDER: &str = "dodatkowe";
/// What the input of a file with coordinates says.
const WGS84: &str = "crs = \"EPSG:4326\"\n";
/// Register, file, and what else its input says.
const INPUTS: [(&str, &str, &str); 15] = [
    ("coverage-raster", "ruchome.csv", WGS84),
    ("base-stations", "stacje.csv", ""),
    ("terrain", "teren.csv", WGS84),
    ("rail", "tory.csv", WGS84),
    ("roads", "drogi.geojson", WGS84),
    ("nodes-table", "wezly.csv", ""),
    ("connections", "lacza.csv", ""),
    ("premises", "gospodarstwa.csv", ""),
    ("demand", "zapotrzebowanie.csv", ""),
    ("vacancies", "pustostany.csv", ""),
    ("permits", "zezwolenia.csv", ""),
    ("lane-fees", "stawki.csv", ""),
    ("gmina-duties", "obowiazki.csv", ""),
    ("ducts", "kanaly.csv", ""),
    ("roadworks", "roboty.csv", ""),
];
/// Localities with a fibre node, and its owner.
const NODES: [(usize, &str); 6] = [
    (TOWN, "90001"),
    (SWIETOSZYN, "90001"),
    (LAKOWO, "90001"),
    (ZRODLICE, "90005"),
    (GESIA_GORKA, "90005"),
    (CMIELOWEK, "90005"),
];

/// All files as (relative path, text).
pub(super) fn files(gmina: &Gmina, sites: &[Site], seed: u64) -> Vec<(String, String)> {
    let own = [
        roads(gmina),
        nodes(),
        connections(gmina, sites),
        premises(gmina, seed),
        demand(gmina, seed),
        vacancies(gmina, seed),
        permits(seed),
        lane_fees(),
        duties(),
        ducts(gmina),
        roadworks(gmina),
    ];
    let texts = mobile::write(gmina).into_iter().chain(own);
    let mut run = RUN.replace(
        "# A fictional gmina; the known answer is in oczekiwane.csv and .json\n",
        "# The same gmina with roads, fibre nodes and the tables that a gmina fills in\n",
    );
    for (register, file, more) in INPUTS {
        run += &format!(
            "\n[[input]]\nregister = \"{register}\"\npath = \"{FOLDER}/{file}\"\n\
             edition = \"2026-06\"\n{more}"
        );
    }
    let tables = INPUTS.iter().zip(texts);
    let tables = tables.map(|((_, file, _), text)| (format!("{FOLDER}/{file}"), text));
    tables.chain([("pelny.toml".to_owned(), run)]).collect()
}

fn line(values: &[&str]) -> String {
    csv_line(&values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>())
}

/// Locality, street and number by which an address is named.
fn key(address: &Address) -> [String; 4] {
    let locality = &LOCALITIES[address.locality];
    [
        locality.terc.to_owned(),
        locality.simc.to_owned(),
        ulic_or_empty(address),
        address.number.clone(),
    ]
}

fn coordinates(points: &[Point]) -> Vec<String> {
    points.iter().map(|point| format!("{:.7} {:.7}", point.lon(), point.lat())).collect()
}

fn roads(gmina: &Gmina) -> String {
    let features = stretches(gmina).into_iter().enumerate().map(|(at, stretch)| {
        let (class, surface, manager, width) = match stretch.kind {
            Kind::Link => ("Z", "Mb", "P", "6.0"),
            Kind::Street if stretch.name.is_empty() => ("L", "Mb", "G", "4.5"),
            Kind::Street => ("D", "Kp", "G", "5.5"),
            Kind::Track => ("W", "Gr", "N", "3.0"),
        };
        let line = coordinates(&stretch.line);
        let line: Vec<String> =
            line.iter().map(|at| format!("[{}]", at.replace(' ', ","))).collect();
        format!(
            "{{\"type\": \"Feature\", \"properties\": {{\"lokalnyId\": \"D{}\", \
             \"klasaDrogi\": \"{class}\", \"materialNawierzchni\": \"{surface}\", \
             \"kategoriaZarzadzania\": \"{manager}\", \"nazwaDrogi\": \"{}\", \
             \"szerokoscNawierzchni\": {width}}}, \"geometry\": {{\"type\": \"LineString\", \
             \"coordinates\": [{}]}}}}",
            at + 1,
            stretch.name,
            line.join(",")
        )
    });
    let features: Vec<String> = features.collect();
    format!("{{\"type\": \"FeatureCollection\", \"features\": [\n{}\n]}}\n", features.join(",\n"))
}

fn nodes() -> String {
    let mut text = "id,lon,lat,operator,medium\n".to_owned();
    for (number, (locality, owner)) in (1..).zip(NODES) {
        let at = LOCALITIES[locality].centre;
        text += &line(&[
            &format!("WW-{number}"),
            &format!("{:.6}", at.lon()),
            &format!("{:.6}", at.lat()),
            owner,
            "światłowodowe",
        ]);
    }
    text
}

/// What each of the fifteen institutions answered, in the order of the sites; the library of
/// Żabi Róg did not.
const ANSWERS: [&str; 14] = [
    "active,90001,światłowodowe,GPON,1000,300,8,tak,2028-06-30,0.00,none",
    "active,90001,światłowodowe,GPON,300,100,24,nie,2027-01-31,149.00,none",
    "active,90001,światłowodowe,GPON,100,100,24,tak,2028-06-30,0.00,none",
    "active,90001,światłowodowe,GPON,100,100,24,tak,2028-06-30,0.00,none",
    "active,90005,światłowodowe,GPON,100,100,24,tak,2028-06-30,0.00,none",
    "active,90004,radiowe,,30,10,48,tak,2026-12-31,0.00,none",
    "active,90001,światłowodowe,GPON,1000,300,4,nie,2027-03-31,320.00,mobile",
    "active,90002,kablowe współosiowe miedziane,(EURO)DOCSIS 3.x,300,30,24,nie,2027-02-28,129.00,none",
    "active,90003,kablowe parowe miedziane,VDSL2,80,10,48,nie,2026-12-31,99.00,none",
    "none,,,,,,,,,,",
    "active,90001,światłowodowe,GPON,600,200,8,nie,2027-03-31,210.00,fixed_other_route",
    "active,90003,kablowe parowe miedziane,VDSL2,80,10,48,nie,2026-11-30,89.00,unknown",
    "none,,,,,,,,,,",
    "active,90005,światłowodowe,GPON,300,100,24,nie,2027-06-30,160.00,mobile",
];

fn connections(gmina: &Gmina, sites: &[Site]) -> String {
    let mut text = "id,name,kind,terc,simc,ulic,number,state,operator,medium,technology,down_mbps,\
                    up_mbps,sla_repair_hours,ose,contract_until,monthly_cost_pln,backup\n"
        .to_owned();
    for ((number, site), answer) in (1..).zip(sites).zip(ANSWERS) {
        let mut fields = vec![format!("L{number}"), site.name.to_owned(), site.kind.to_owned()];
        fields.extend(key(&gmina.addresses[site.address]));
        fields.extend(answer.split(',').map(str::to_owned));
        text += &csv_line(&fields);
    }
    text
}

fn premises(gmina: &Gmina, seed: u64) -> String {
    let mut rng = SplitMix64::stream(seed, "premises");
    let mut text =
        "address_id,terc,simc,ulic,number,households,businesses,population,as_of,source\n"
            .to_owned();
    for address in &gmina.addresses {
        let most = if address.locality == TOWN { 4 } else { 2 };
        let households = 1 + rng.below(most);
        let population = households + rng.below(3 * households + 1);
        let businesses = usize::from(rng.chance(0.12));
        // The identifier tells apart numbers that differ in the case of a letter.
        let mut fields = vec![address.gml_id.clone()];
        fields.extend(key(address));
        fields.extend([households, businesses, population].map(|count| count.to_string()));
        fields.extend(["2026-06-30".to_owned(), "fikcyjne liczby zbiorcze".to_owned()]);
        text += &csv_line(&fields);
    }
    text
}

fn demand(gmina: &Gmina, seed: u64) -> String {
    let mut rng = SplitMix64::stream(seed, "demand");
    let mut text = "id,terc,simc,ulic,number,submitted_on,down_mbps,up_mbps,status\n".to_owned();
    let mut number = 0;
    for address in &gmina.addresses {
        let wish = match address.locality {
            TOWN | SWIETOSZYN => 0.02,
            ZABI_ROG | DEBOWKO | KLOSOWKA => 0.22,
            _ => 0.09,
        };
        if !rng.chance(wish) {
            continue;
        }
        number += 1;
        let mut fields = vec![format!("Z{number}")];
        fields.extend(key(address));
        let (month, day) = (1 + rng.below(6), 1 + rng.below(28));
        let down = [100, 300, 600][rng.below(3)];
        fields.push(format!("2026-{month:02}-{day:02}"));
        fields.extend([down.to_string(), (down / 3).to_string(), "new".to_owned()]);
        text += &csv_line(&fields);
    }
    text
}

fn vacancies(gmina: &Gmina, seed: u64) -> String {
    let mut rng = SplitMix64::stream(seed, "vacancies");
    let mut text = "id,terc,simc,ulic,number,reported_on,kind,status,source\n".to_owned();
    let mut number = 0;
    for address in gmina.addresses.iter().filter(|address| address.road.is_none()) {
        if !rng.chance(0.12) {
            continue;
        }
        number += 1;
        let mut fields = vec![format!("P{number}")];
        fields.extend(key(address));
        fields.extend(["2026-02-10", "vacant", "confirmed", "SIDUSIS"].map(str::to_owned));
        text += &csv_line(&fields);
    }
    text
}

fn permits(seed: u64) -> String {
    let mut rng = SplitMix64::stream(seed, "permits");
    let mut text = "znak_sprawy,rodzaj,przedmiot,organ,kategoria_drogi,data_wniosku,complete_on,\
                    data_decyzji,wynik,lon,lat\n"
        .to_owned();
    for number in 1..=12 {
        let kind = ["lane_location", "lane_occupancy"][rng.below(2)];
        let (month, day) = (1 + rng.below(2), 1 + rng.below(28));
        let later = 1 + rng.below(4);
        let (decided, outcome) = match number {
            12 => (String::new(), "pending"),
            7 => (String::new(), "tacit"),
            _ => (format!("2026-{:02}-{day:02}", month + later), "granted"),
        };
        let at = LOCALITIES[number % LOCALITIES.len()].centre;
        let submitted = format!("2026-{month:02}-{day:02}");
        text += &line(&[
            &format!("GD.7230.{number}.2026"),
            kind,
            "telecom",
            "Burmistrz Jasnego Pola",
            "gminna",
            &submitted,
            &submitted,
            &decided,
            outcome,
            &format!("{:.6}", at.lon()),
            &format!("{:.6}", at.lat()),
        ]);
    }
    text
}

/// Of the gmina and of two neighbours, so that there is a median of the powiat.
fn lane_fees() -> String {
    let mut text = "kod,kategoria_drogi,rodzaj_zajecia,element_pasa,telecom,stawka,jednostka,\
                    obowiazuje_od,uchwala\n"
        .to_owned();
    for (gmina, rate) in [(GMINA, "0.20"), ("02", "0.20"), ("03", "0.15")] {
        text += &line(&[
            &format!("{WOJEWODZTWO}{POWIAT}{gmina}"),
            "gminna",
            "works",
            "carriageway",
            "tak",
            rate,
            "m2_day",
            "2020-01-25",
            "uchwała fikcyjna",
        ]);
    }
    text
}

fn duties() -> String {
    let mut text = "terc,duty,state,done_on,evidence\n".to_owned();
    let states = [
        ("29c", "met", "2026-01-20", "PIT, potwierdzenie fikcyjne"),
        ("29d.4", "not_met", "", ""),
        ("29d.6", "met", "2026-02-10", "PIT, potwierdzenie fikcyjne"),
        ("coordinator", "met", "2025-09-01", "zarządzenie fikcyjne"),
    ];
    for (duty, state, day, evidence) in states {
        text += &line(&[TERC_GMINA, duty, state, day, evidence]);
    }
    text
}

/// The axis of the first road of a locality as text.
fn axis(gmina: &Gmina, locality: usize) -> String {
    let road = gmina.roads.iter().find(|road| road.locality == locality);
    let points: Vec<Point> = road.map_or_else(Vec::new, |road| {
        let last = road.line.len().saturating_sub(1);
        let samples = road.line.iter().enumerate();
        samples.filter(|(at, _)| at % 4 == 0 || *at == last).map(|(_, point)| *point).collect()
    });
    format!("LINESTRING({})", coordinates(&points).join(","))
}

fn ducts(gmina: &Gmina) -> String {
    let header = "id,kind,owner,road_category,access,ways,ways_free,built,source,wkt\n".to_owned();
    header
        + &line(&[
            "KT1",
            "technological_channel",
            "Gmina Jasne Pole",
            "gminna",
            "open",
            "4",
            "3",
            "2021",
            "PIT",
            &axis(gmina, TOWN),
        ])
}

fn roadworks(gmina: &Gmina) -> String {
    let header = "id,kind,authority,road_category,terc,starts_on,ends_on,status,duct_planned,\
                  can_join,join_until,wkt\n"
        .to_owned();
    header
        + &line(&[
            "R1",
            "reconstruction",
            "Zarząd Dróg Powiatowych",
            "powiatowa",
            TERC_GMINA,
            "2027-03-01",
            "2027-09-30",
            "planned",
            "nie",
            "tak",
            "2026-12-31",
            &axis(gmina, DEBOWKO),
        ])
}
