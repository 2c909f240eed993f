//! Plans of networks: a village whose optimum follows on paper, and the real roads of a gmina.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{Ended, zasieg};

/// A place of the village, in metres on the ellipsoid east and north of its corner: there, on the
/// axis of EPSG:2180, a kilometre is 999.3 m of the map.
fn at(east: f64, north: f64) -> (f64, f64) {
    (500_000.0 + east * 0.9993, 400_000.0 + north * 0.9993)
}

fn points(rows: &[(&str, f64, f64)]) -> String {
    let row = |(id, east, north): &(&str, f64, f64)| {
        let (easting, northing) = at(*east, *north);
        format!("{id},{easting:.3},{northing:.3},9901011\n")
    };
    "id,easting,northing,terc\n".to_owned() + &rows.iter().map(row).collect::<String>()
}

fn lines(ways: &[Vec<(f64, f64)>]) -> String {
    let feature = |way: &Vec<(f64, f64)>| {
        let line: Vec<[f64; 2]> = way.iter().map(|p| [p.0, p.1]).collect();
        json!({ "type": "Feature", "properties": {},
                "geometry": { "type": "LineString", "coordinates": line } })
    };
    let crs = json!({ "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::2180" } });
    let features: Vec<Value> = ways.iter().map(feature).collect();
    json!({ "type": "FeatureCollection", "crs": crs, "features": features }).to_string()
}

/// Streets of a square of 2 × 2 km, a kilometre apart.
fn streets() -> Vec<Vec<(f64, f64)>> {
    let steps = [0.0, 1000.0, 2000.0];
    let along = steps.map(|y| steps.map(|x| at(x, y)).to_vec());
    let across = steps.map(|x| steps.map(|y| at(x, y)).to_vec());
    along.into_iter().chain(across).collect()
}

const INPUTS: [(&str, &str); 4] = [
    ("address-table", "adresy.csv"),
    ("offer-table", "oferty.csv"),
    ("nodes-table", "wezly.csv"),
    ("roads", "drogi.geojson"),
];

/// The village with its run file; without the registers named.
pub fn village(without: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let put = |name: &str, text: &str| {
        fs::write(dir.path().join(name), text).expect("a temporary file");
    };
    // Three white addresses 20 m beyond three corners, one that has fibre, and one 4 km away.
    let addresses = [
        ("A1", 2020.0, 0.0),
        ("A2", 0.0, 2020.0),
        ("A3", 2020.0, 2000.0),
        ("A4", 1000.0, 1010.0),
        ("A5", 6020.0, 0.0),
    ];
    put("adresy.csv", &points(&addresses));
    put("wezly.csv", &points(&[("W1", 0.0, 0.0)]));
    put("oferty.csv", "address_id,operator,technology,down_mbps,up_mbps\nA4,1,GPON,1000,300\n");
    put("drogi.geojson", &lines(&streets()));
    let mut run = "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n".to_owned();
    for (register, path) in INPUTS.iter().filter(|(register, _)| !without.contains(register)) {
        let crs = if path.ends_with("y.csv") { "crs = \"EPSG:2180\"\n" } else { "" };
        let crs = if *register == "offer-table" { "" } else { crs };
        run += &format!(
            "[[input]]\nregister = \"{register}\"\npath = \"{path}\"\nedition = \"2026-06\"\n{crs}"
        );
    }
    put("run.toml", &run);
    dir
}

pub fn plan(dir: &Path, out: &str, more: &[&str]) -> Ended {
    let (run, out) = (dir.join("run.toml"), dir.join(out));
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> =
        vec![&"plan", &run, &"--gmina", &"9901011", &"--out", &out];
    arguments.extend(more.iter().map(|argument| argument as &dyn AsRef<std::ffi::OsStr>));
    zasieg(&arguments)
}

fn figures(dir: &Path, out: &str) -> Value {
    let text = fs::read_to_string(dir.join(out).join("plan.json")).expect("plan.json");
    serde_json::from_str(&text).expect("JSON")
}

/// Rows of a table by its first column.
fn table(dir: &Path, out: &str, name: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(dir.join(out).join(name)).expect("a table");
    let names = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| {
        let cells = names.iter().zip(&row).map(|(n, c)| (n.to_owned(), c.to_owned())).collect();
        (row[0].to_owned(), cells)
    })
    .collect()
}

/// Corners of a square of 2 km: 6 km of trench serve three from the fourth, and no network is
/// shorter. Distances are those of the streets and 20 m of lead.
#[test]
fn a_village_on_paper() {
    let dir = village(&[]);
    plan(dir.path(), "out", &[]).with(0);
    let found = figures(dir.path(), "out");
    assert_eq!(found["length_m"], 6_000.0);
    assert_eq!(found["leads_m"], 60.0);
    assert_eq!(found["gap_percent"], "0.000");
    assert_eq!((&found["addresses_white"], &found["addresses_served"]), (&4.into(), &3.into()));
    assert_eq!(found["addresses_white_unreachable"], 1);
    assert_eq!(found["cost_grosze"], found["lower_bound_grosze"]);
    let distances = table(dir.path(), "out", "distances.csv");
    for (id, metres) in [("A1", "2020.000"), ("A2", "2020.000"), ("A3", "4020.000")] {
        assert_eq!(distances[id]["nearest_node_m"], metres, "{id}");
    }
    // Along the middle street or across: 1 + 1 km, and 10 m to the door.
    assert_eq!(distances["A4"]["nearest_node_m"], "2010.000");
    assert_eq!((&*distances["A4"]["white"], &*distances["A4"]["planned"]), ("false", "false"));
    assert_eq!((&*distances["A5"]["access"], &*distances["A5"]["nearest_node_m"]), ("no_road", ""));
    // Parts of the graph hold all roads: three streets each way, of 2 km.
    let parts = table(dir.path(), "out", "parts.csv");
    let metres = |name: &str| -> f64 {
        parts.values().map(|row| row[name].parse::<f64>().expect("metres")).sum()
    };
    assert!((metres("roads_m") - 12_000.0).abs() < 0.01, "{}", metres("roads_m"));
    assert_eq!(found["roads_length_m"].as_f64(), Some(metres("roads_m")));
    assert!(metres("length_m") >= metres("roads_m"));
    assert_eq!(found["area_rules"]["bill_max_grosze"], 5_000_000_000_i64);
    assert_eq!(found["addresses_left_out"]["no_road"], 1);
    assert_eq!(found["network_nodes_medium_unknown"], 1, "the table of nodes has no such column");
    // Sections add up to the cost, with 60 m of lead at 20 PLN, which 40 % of the addresses take.
    let routes = table(dir.path(), "out", "routes.csv");
    let cost: i64 = routes.values().map(|r| r["cost_grosze"].parse::<i64>().expect("money")).sum();
    assert_eq!(found["cost_grosze"], cost + 60 * 2_000 * 40 / 100);
    for name in ["mapa.svg", "nodes.csv", "drops.csv", "areas.csv", "manifest.json"] {
        assert!(dir.path().join("out").join(name).exists(), "{name}");
    }
}

#[test]
fn the_map_of_a_plan_can_be_read_on_paper() {
    let dir = village(&[]);
    plan(dir.path(), "out", &["--no-frontier"]).with(0);
    let svg = fs::read_to_string(dir.path().join("out/mapa.svg")).expect("a map");
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let after = |text: &str, mark: &str| -> Vec<f64> {
        let ends = text.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
        ends.map(number).collect()
    };
    // On paper a drawing is 120 mm tall at most and 176 mm wide, 340 and 499 points.
    let height = after(&svg, "viewBox=\"0 0 900 ")[0];
    let scale = (340.0 / height).min(499.0 / 900.0);
    let sizes = after(&svg, "font-size=\"");
    assert!(sizes.len() > 5 && sizes.iter().all(|size| size * scale >= 7.0), "{height} {sizes:?}");
    // North is told within the white strip of the title, 38 units tall: from 7 to 30.
    assert!(svg.contains("<rect x=\"0\" y=\"0\" width=\"900\" height=\"38\" fill=\"#fff\"/>"));
    assert!(svg.contains("M872 7l8 23-8-6-8 6z"), "the arrow");
}

#[test]
fn what_is_missing_is_named() {
    for (without, named) in [("roads", "\"roads\""), ("nodes-table", "\"pit-nodes\"")] {
        let dir = village(&[without]);
        let ended = plan(dir.path(), "out", &[]).with(2);
        assert!(ended.stderr.contains(named), "{}", ended.stderr);
        assert!(!dir.path().join("out").exists());
    }
}

/// Nothing for nothing, no fewer for more, never beyond the budget; only one in an area that
/// holds one.
#[test]
fn budgets_and_areas_limit_a_plan() {
    let dir = village(&[]);
    plan(dir.path(), "whole", &[]).with(0);
    let whole = figures(dir.path(), "whole");
    let cost = whole["bill_grosze"].as_i64().expect("money");
    assert!(
        cost > whole["cost_grosze"].as_i64().expect("money"),
        "the bill holds more than routes"
    );
    let mut last = 0;
    for tenths in 0..=11 {
        let pln = (cost / 100 * tenths / 10).to_string();
        plan(dir.path(), "out", &["--force", "--budget", &pln]).with(0);
        let found = figures(dir.path(), "out");
        let served = found["addresses_served"].as_u64().expect("a count");
        assert!(served >= last, "{served} for {pln} PLN, {last} for less");
        let bill = found["bill_grosze"].as_i64().expect("money");
        assert!(bill <= cost / 100 * tenths / 10 * 100);
        assert!(found["bill_lower_bound_grosze"].as_i64().expect("money") <= bill);
        let lines = table(dir.path(), "out", "bill.csv");
        let total =
            lines.get("total").map_or(0, |row| row["amount_grosze"].parse().expect("money"));
        assert_eq!(total, bill, "what is printed is what was limited");
        assert!(found["addresses_bound"].as_u64().expect("a count") >= served);
        last = served;
    }
    assert_eq!(last, 3);
    let ring: Vec<[f64; 2]> =
        [(1900.0, -100.0), (2100.0, -100.0), (2100.0, 100.0), (1900.0, -100.0)]
            .map(|(e, n)| at(e, n))
            .map(|(e, n)| [e, n])
            .to_vec();
    let area = json!({ "type": "Feature", "properties": {},
                       "crs": { "type": "name", "properties": { "name": "EPSG:2180" } },
                       "geometry": { "type": "Polygon", "coordinates": [ring] } });
    fs::write(dir.path().join("obszar.geojson"), area.to_string()).expect("a temporary file");
    let file = dir.path().join("obszar.geojson");
    let file = file.to_str().expect("ASCII");
    plan(dir.path(), "part", &["--area", file]).with(0);
    let found = figures(dir.path(), "part");
    assert_eq!((&found["addresses_served"], &found["length_m"]), (&1.into(), &2_000.0.into()));
    // A polygon whose sides cross has no clear inside.
    let bow: Vec<[f64; 2]> =
        [(1900.0, -100.0), (2100.0, 100.0), (2100.0, -100.0), (1900.0, 100.0), (1900.0, -100.0)]
            .map(|(e, n)| at(e, n))
            .map(|(e, n)| [e, n])
            .to_vec();
    let text = area.to_string().replace(&json!(ring).to_string(), &json!(bow).to_string());
    fs::write(dir.path().join("kokarda.geojson"), text).expect("a temporary file");
    let file = dir.path().join("kokarda.geojson");
    let ended = plan(dir.path(), "bow", &["--area", file.to_str().expect("ASCII")]).with(2);
    assert!(ended.stderr.contains("area 1 of it crosses itself"), "{}", ended.stderr);
    assert!(!dir.path().join("bow").exists());
}

/// The same 6 km at 100 PLN a metre and nothing for cable and leads: 600 000 PLN; a price without a source is
/// refused.
#[test]
fn own_prices_stand_in_place_of_the_programs() {
    let dir = village(&[]);
    let price = |key: &str, value: u32| {
        format!(
            "[[assumption]]\nkey = \"{key}\"\nvalue = {value}\nyear = 2026\nsource = \"Umowa nr 7\"\n\
             checked_on = 2026-06-01\n"
        )
    };
    let own = dir.path().join("ceny.toml");
    let put = |text: String| fs::write(&own, text).expect("a temporary file");
    put(["cable", "drop_metre"].map(|key| price(key, 0)).concat() + &price("trench_asphalt", 100));
    let costs = own.to_str().expect("UTF-8");
    let ended = plan(dir.path(), "p", &["--costs", costs, "--no-frontier"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let found = figures(dir.path(), "p");
    let cost = found["cost_grosze"].as_i64().expect("a number");
    assert!(cost.abs_diff(60_000_000) < 100, "{cost}, but for lengths rounded to a millimetre");
    assert_eq!(found["costs"], "ceny.toml");
    let page = fs::read_to_string(dir.path().join("p/koszty.html")).expect("a page");
    assert!(page.contains("Umowa nr 7"));
    put(price("cable", 0).replace("Umowa nr 7", ""));
    let ended = plan(dir.path(), "q", &["--costs", costs, "--no-frontier"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("cable has no source"), "{}", ended.stderr);
    assert!(!dir.path().join("q").exists());
}

#[test]
fn nothing_to_plan_is_said() {
    let dir = village(&[]);
    let ring: Vec<[f64; 2]> =
        [(8900.0, -100.0), (9100.0, -100.0), (9100.0, 100.0), (8900.0, -100.0)]
            .map(|(e, n)| at(e, n))
            .map(|(e, n)| [e, n])
            .to_vec();
    let area = json!({ "type": "Feature", "properties": {},
                       "crs": { "type": "name", "properties": { "name": "EPSG:2180" } },
                       "geometry": { "type": "Polygon", "coordinates": [ring] } });
    fs::write(dir.path().join("daleko.geojson"), area.to_string()).expect("a temporary file");
    let far = dir.path().join("daleko.geojson");
    let far = far.to_str().expect("ASCII");
    let cases: [(&[&str], &str, &str); 3] = [
        (&["--budget", "0"], "raise --budget", "nie da się objąć siecią ani jednego adresu"),
        (&["--budget", "1000"], "the cheapest network found", "najtańsza znaleziona sieć"),
        (&["--area", far], "is white", "nie ma dziś białych"),
    ];
    for (more, said, written) in cases {
        let arguments = [more, &["--force"]].concat();
        let ended = plan(dir.path(), "out", &arguments).with(0);
        assert!(ended.stderr.contains("nothing to plan") && ended.stderr.contains(said), "{said}");
        let read = |name: &str| fs::read_to_string(dir.path().join("out").join(name)).expect(name);
        for name in
            ["bill.csv", "costs.csv", "variants.csv", "routes.csv", "drops.csv", "areas.csv"]
        {
            assert_eq!(read(name).lines().count(), 1, "{name}: {more:?}");
        }
        assert!(read("koszty.html").contains(written), "{more:?}");
        assert_eq!(figures(dir.path(), "out")["addresses_served"], 0);
    }
}

/// A duct beside a street is used where its register says that it may be, and where that is not
/// known only when asked for; never a full or closed one.
#[test]
fn ducts_are_used_as_far_as_they_are_open() {
    let cases = [
        ("open", "confirmed", true),
        ("on_request", "confirmed", true),
        ("unknown", "confirmed", false),
        ("unknown", "possible", true),
        ("open", "none", false),
        ("closed", "possible", false),
    ];
    for (access, reuse, is_used) in cases {
        let dir = village(&[]);
        let line = [at(0.0, 5.0), at(2000.0, 5.0)].map(|(e, n)| [e, n]);
        let duct = json!({
            "type": "FeatureCollection",
            "crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::2180" } },
            "features": [{
                "type": "Feature",
                "properties": { "id": "K1", "kind": "technological_channel", "access": access },
                "geometry": { "type": "LineString", "coordinates": line },
            }],
        });
        fs::write(dir.path().join("kanaly.geojson"), duct.to_string()).expect("a temporary file");
        let run = fs::read_to_string(dir.path().join("run.toml")).expect("the run file");
        let input = "[[input]]\nregister = \"ducts\"\npath = \"kanaly.geojson\"\nedition = \"1\"\n";
        fs::write(dir.path().join("run.toml"), run + input).expect("a temporary file");
        plan(dir.path(), "out", &["--no-frontier", "--reuse", reuse]).with(0);
        let routes = table(dir.path(), "out", "routes.csv");
        let ducts: Vec<&str> = routes
            .values()
            .filter(|row| row["method"] == "duct")
            .map(|row| row["length_m"].as_str())
            .collect();
        let expected: &[&str] = if is_used { &["2000.000"] } else { &[] };
        assert_eq!(ducts, expected, "{access}, {reuse}");
    }
}

/// The same bytes on one thread and on two; `run.json` alone tells the time.
#[test]
fn plans_are_the_same_on_any_number_of_threads() {
    let dir = village(&[]);
    for (out, threads) in [("one", "1"), ("two", "2")] {
        plan(dir.path(), out, &["--threads", threads]).with(0);
    }
    let mut names: Vec<_> = fs::read_dir(dir.path().join("one"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name != "run.json")
        .collect();
    names.sort();
    assert!(names.len() >= 11, "{names:?}");
    for name in names {
        let read = |out: &str| fs::read(dir.path().join(out).join(&name)).expect("a file");
        assert!(read("one") == read("two"), "{}", name.display());
    }
}

/// Real roads and buildings of Chojnice: an independent router finds 106 of 23 458 buildings
/// without a way to any of 15 schools. Every fifth building is white here.
#[test]
fn real_roads() {
    let Some(real) = std::env::var_os("ZASIEG_REAL_DATA") else {
        println!("ZASIEG_REAL_DATA is not set: the real roads of Chojnice are not tested");
        return;
    };
    let real = Path::new(&real).join("chojnice");
    let read = |name: &str| {
        let shapes = shapefile::ShapeReader::from_path(real.join(name)).expect("a shapefile");
        shapes.read().expect("shapes")
    };
    let places = |name: &str| {
        let mut text = "id,easting,northing,terc\n".to_owned();
        for (position, shape) in read(name).into_iter().enumerate() {
            let shapefile::Shape::Point(place) = shape else { panic!("points") };
            text += &format!("B{position},{:.3},{:.3},9901011\n", place.x, place.y);
        }
        text
    };
    let mut ways = Vec::new();
    for shape in read("siec_drogowa.shp") {
        let shapefile::Shape::Polyline(line) = shape else { panic!("lines") };
        ways.extend(line.parts().iter().map(|part| part.iter().map(|p| (p.x, p.y)).collect()));
    }
    let dir = village(&[]);
    let addresses = places("budynki_jako_punkty.shp");
    let mut offers = "address_id,operator,technology,down_mbps,up_mbps\n".to_owned();
    for position in (0..addresses.lines().count() - 1).filter(|position| position % 5 != 0) {
        offers += &format!("B{position},1,GPON,1000,300\n");
    }
    for (name, text) in [
        ("adresy.csv", addresses),
        ("wezly.csv", places("szkoly.shp")),
        ("oferty.csv", offers),
        ("drogi.geojson", lines(&ways)),
    ] {
        fs::write(dir.path().join(name), text).expect("a temporary file");
    }
    plan(dir.path(), "out", &[]).with(0);
    let found = figures(dir.path(), "out");
    assert_eq!((&found["addresses"], &found["network_nodes"]), (&23_458.into(), &15.into()));
    // An independent router that joins each building to its nearest road cuts 106 off. Of them 53
    // have another road within 100 m that leads to a school, 7 one within 300 m, and 33 stand more
    // than 100 m from every road, nearest to a piece of less than 500 m that meets no other. Of these 93
    // the nearest road of 16 is a piece of 197 m in all and that of 13 one of 191 m: schools 215 and
    // 226 m away from them have trenches to both, which so lead to a node.
    assert_eq!(found["addresses_unreachable"], 13);
    assert_eq!(found["addresses_past_nearest_road"], 53 + 7 + 33 - 16 - 13);
    assert_eq!(found["addresses_white"], 4_692);
    let served = found["addresses_served"].as_u64().expect("a count");
    let lost = found["addresses_white_unreachable"].as_u64().expect("a count");
    assert_eq!(served + lost, 4_692);
    let (cost, bound) = (found["cost_grosze"].as_f64(), found["lower_bound_grosze"].as_f64());
    let (cost, bound) = cost.zip(bound).expect("money");
    assert!(cost <= 1.05 * bound, "{cost} above {bound}");
    let distances = table(dir.path(), "out", "distances.csv");
    let cut_off = distances.values().filter(|row| row["access"] == "cut_off").count();
    assert_eq!(cut_off, 13, "each is named");
    let past = distances.values().filter(|row| row["passes_nearest_road"] == "true").count();
    assert_eq!(past, 53 + 7 + 33 - 16 - 13, "each is named");
}

/// Roads with the words of BDOT10k: a motorway is closed and crossed at a price, and what is dug
/// up goes by the surface.
#[test]
fn classes_and_surfaces_of_roads_are_understood() {
    let dir = village(&[]);
    let street = |class: &str, surface: &str, way: [(f64, f64); 2]| {
        let line = way.map(|(e, n)| at(e, n)).map(|(e, n)| [e, n]);
        json!({ "type": "Feature",
                "properties": { "klasaDrogi": class, "materialNawierzchni": surface },
                "geometry": { "type": "LineString", "coordinates": line } })
    };
    // From the node to the corner of the first address: half a kilometre of earth, then asphalt;
    // the motorway crosses the second half without meeting it.
    let roads = json!({
        "type": "FeatureCollection",
        "crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::2180" } },
        "features": [
            street("L", "G", [(0.0, 0.0), (500.0, 0.0)]),
            street("L", "Mb", [(500.0, 0.0), (2000.0, 0.0)]),
            street("A", "Bt", [(1500.0, -500.0), (1500.0, 500.0)]),
        ],
    });
    fs::write(dir.path().join("drogi.geojson"), roads.to_string()).expect("a temporary file");
    let addresses = points(&[("A1", 2020.0, 0.0), ("A4", 1000.0, 1010.0)]);
    fs::write(dir.path().join("adresy.csv"), addresses).expect("a temporary file");
    let nodes = |medium: &str| {
        let (easting, northing) = at(0.0, 0.0);
        let text = format!("id,easting,northing,medium\nN1,{easting:.3},{northing:.3},{medium}\n");
        fs::write(dir.path().join("wezly.csv"), text).expect("a temporary file");
    };
    for medium in ["światłowodowe", "fibre", ""] {
        nodes(medium);
        plan(dir.path(), "out", &["--no-frontier", "--force"]).with(0);
        assert_eq!(figures(dir.path(), "out")["roads_closed"], 1, "{medium}");
        let mut dug: BTreeMap<(String, String), f64> = BTreeMap::new();
        let mut crossings = 0;
        for row in table(dir.path(), "out", "routes.csv").values() {
            let key = (row["method"].clone(), row["surface"].clone());
            *dug.entry(key).or_default() += row["length_m"].parse::<f64>().expect("metres");
            crossings += row["crossings"].parse::<u32>().expect("a count");
        }
        let of = |surface: &str| dug.get(&("trench".to_owned(), surface.to_owned())).copied();
        assert_eq!(of("soft").map(f64::round), Some(500.0), "{dug:?}");
        assert_eq!(of("asphalt").map(f64::round), Some(1500.0), "{dug:?}");
        assert_eq!(crossings, 1);
    }
    nodes("kablowe parowe miedziane");
    plan(dir.path(), "out", &["--no-frontier", "--force"]).with(2);
}
