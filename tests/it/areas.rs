//! Coverage areas: what they cover, and the offers they make where they count as networks.
//!
//! The plane of the made points: metres east and north of (560 000, 606 000) in EPSG:2180, 15 km
//! from the sample gmina.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, Float64Array, RecordBatch, StringArray};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use shapefile::{PolygonRing, dbase};
use tempfile::TempDir;

use crate::folder::{Folder, N_SMALL};
use crate::program::{diagnose, zasieg};
use crate::table::{Table, input, read_json};

const EAST: f64 = 560_000.0;
const NORTH: f64 = 606_000.0;

/// Polygons of rings of vertices, the outer ring first.
type Rings = Vec<Vec<Vec<(f64, f64)>>>;

struct Area {
    id: &'static str,
    down: &'static str,
    up: &'static str,
    polygons: Rings,
}

/// A closed ring around a rectangle.
fn ring(west: f64, south: f64, east: f64, north: f64) -> Vec<(f64, f64)> {
    let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)];
    corners.map(|(e, n)| (EAST + e, NORTH + n)).to_vec()
}

fn square(west: f64, south: f64, side: f64) -> Vec<(f64, f64)> {
    ring(west, south, west + side, south + side)
}

/// EU-2023 asks for 100 Mb/s down.
fn areas() -> Vec<Area> {
    let area = |id, down, up, polygons| Area { id, down, up, polygons };
    vec![
        area("holed", "100", "10", vec![vec![square(0.0, 0.0, 100.0), square(40.0, 40.0, 20.0)]]),
        area(
            "two",
            "300",
            "100",
            vec![vec![square(200.0, 0.0, 10.0)], vec![square(300.0, 0.0, 10.0)]],
        ),
        area("slow", "99.999", "10", vec![vec![ring(0.0, 200.0, 1000.0, 300.0)]]),
        area("one way", "100", "", vec![vec![square(400.0, 0.0, 10.0)]]),
        area("unknown", "", "10", vec![vec![square(500.0, 0.0, 10.0)]]),
    ]
}

/// Points by identifier, with what the first profile says: EU-2023 (100 down), and OSE (100 both
/// ways; an area that does not state its upload is not held to one).
#[allow(clippy::type_complexity)]
const POINTS: [(&str, Option<(f64, f64)>, [&str; 2]); 14] = [
    ("inside", Some((10.0, 10.0)), ["true", "false"]),
    ("in the hole", Some((50.0, 50.0)), ["false", "false"]),
    ("side of the hole", Some((40.0, 50.0)), ["true", "false"]),
    ("corner of the hole", Some((60.0, 60.0)), ["true", "false"]),
    ("side", Some((100.0, 50.0)), ["true", "false"]),
    ("corner", Some((0.0, 0.0)), ["true", "false"]),
    ("a millimetre off", Some((100.001, 50.0)), ["false", "false"]),
    ("first part", Some((200.0, 5.0)), ["true", "true"]),
    ("second part", Some((305.0, 10.0)), ["true", "true"]),
    ("between the parts", Some((250.0, 5.0)), ["false", "false"]),
    ("too slow", Some((50.0, 250.0)), ["false", "false"]),
    ("no upload", Some((405.0, 5.0)), ["true", "true"]),
    ("no download", Some((505.0, 5.0)), ["false", "false"]),
    ("nowhere", None, ["", ""]),
];

/// The small sample with the points.
fn with_points() -> Folder {
    let mut folder = Folder::small();
    let moved = |(east, north): (f64, f64)| (EAST + east, NORTH + north);
    let points = POINTS.map(|(id, place, _)| (id, place.map(moved)));
    folder.add_points(&points);
    folder
}

fn wkt(polygons: &Rings) -> String {
    let vertex = |(x, y): &(f64, f64)| format!("{x} {y}");
    let ring = |ring: &Vec<(f64, f64)>| {
        format!("({})", ring.iter().map(vertex).collect::<Vec<_>>().join(", "))
    };
    let polygon = |rings: &Vec<Vec<(f64, f64)>>| {
        format!("({})", rings.iter().map(ring).collect::<Vec<_>>().join(", "))
    };
    let polygons: Vec<String> = polygons.iter().map(polygon).collect();
    match &polygons[..] {
        [one] => format!("POLYGON {one}"),
        many => format!("MULTIPOLYGON ({})", many.join(", ")),
    }
}

fn write_csv(path: &Path) {
    let mut text = "id;down_mbps;up_mbps;wkt\n".to_owned();
    for Area { id, down, up, polygons } in areas() {
        // As a Polish spreadsheet writes numbers.
        text += &format!("{id};{};{up};{}\n", down.replace('.', ","), wkt(&polygons));
    }
    fs::write(path, text).expect("writable");
}

fn write_shapefile(path: &Path) {
    let name = |text: &str| dbase::FieldName::try_from(text).expect("a short name");
    let table = dbase::TableWriterBuilder::new()
        .add_character_field(name("id"), 20)
        .add_numeric_field(name("down_mbps"), 10, 3)
        .add_numeric_field(name("up_mbps"), 10, 3);
    let mut writer = shapefile::Writer::from_path(path, table).expect("a writable folder");
    for Area { id, down, up, polygons } in areas() {
        // All outer rings first: a shapefile prescribes no order.
        let outer = polygons.iter().map(|rings| (true, &rings[0]));
        let inner = polygons.iter().flat_map(|rings| &rings[1..]).map(|ring| (false, ring));
        let rings = outer.chain(inner).map(|(is_outer, ring)| {
            let points = ring.iter().map(|(x, y)| shapefile::Point::new(*x, *y)).collect();
            if is_outer { PolygonRing::Outer(points) } else { PolygonRing::Inner(points) }
        });
        let shape = shapefile::Polygon::with_rings(rings.collect());
        let mut record = dbase::Record::default();
        let number = |text: &str| dbase::FieldValue::Numeric(text.parse().ok());
        record.insert("id".to_owned(), dbase::FieldValue::Character(Some(id.to_owned())));
        record.insert("down_mbps".to_owned(), number(down));
        record.insert("up_mbps".to_owned(), number(up));
        writer.write_shape_and_record(&shape, &record).expect("a record");
    }
}

fn write_geoparquet(path: &Path) {
    let bytes = |polygons: Rings| {
        let line = |ring: Vec<(f64, f64)>| LineString(ring.into_iter().map(Coord::from).collect());
        let polygon = |rings: Vec<Vec<(f64, f64)>>| {
            let mut lines = rings.into_iter().map(line);
            let outer = lines.next().expect("an outer ring");
            Polygon::new(outer, lines.collect())
        };
        let geometry = MultiPolygon(polygons.into_iter().map(polygon).collect());
        let mut bytes = Vec::new();
        let options = wkb::writer::WriteOptions::default();
        wkb::writer::write_multi_polygon(&mut bytes, &geometry, &options).expect("memory");
        bytes
    };
    let texts = |of: fn(&Area) -> &'static str| -> ArrayRef {
        Arc::new(areas().iter().map(|area| Some(of(area))).collect::<StringArray>())
    };
    let numbers = |of: fn(&Area) -> &'static str| -> ArrayRef {
        Arc::new(areas().iter().map(|area| of(area).parse().ok()).collect::<Float64Array>())
    };
    let geometries: BinaryArray =
        areas().into_iter().map(|area| Some(bytes(area.polygons))).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", texts(|area| area.id)),
        ("down_mbps", numbers(|area| area.down)),
        ("up_mbps", numbers(|area| area.up)),
        ("kształt", Arc::new(geometries)),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let geo = serde_json::json!({
        "version": "1.1.0",
        "primary_column": "kształt",
        "columns": {"kształt": {
            "encoding": "WKB",
            "geometry_types": [],
            "crs": {"type": "ProjectedCRS", "name": "x", "id": {"authority": "EPSG", "code": 2180}},
        }},
    });
    let geo = KeyValue::new("geo".to_owned(), geo.to_string());
    let properties = WriterProperties::builder().set_key_value_metadata(Some(vec![geo])).build();
    let file = File::create(path).expect("a writable folder");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).expect("columns");
    writer.write(&batch).expect("a batch");
    writer.close().expect("a footer");
}

/// `covered` of the points under a profile, and the folder of the run.
fn covered(
    register: &str,
    more: &str,
    write: impl Fn(&Path),
    profile: &str,
) -> (BTreeMap<String, String>, TempDir) {
    let mut folder = with_points();
    folder.add_input("coverage-areas", register, more);
    let dir = folder.written();
    write(&dir.path().join(register));
    let out = dir.path().join("out");
    diagnose(&dir.path().join("run.toml"), &out, &[&"--profile", &profile]).with(0);
    let table = Table::read(&out.join("addresses.csv"));
    let found = table.by_text("address_id", "covered");
    let found = POINTS.map(|(id, ..)| (id.to_owned(), found[id].to_owned()));
    (found.into(), dir)
}

#[test]
fn areas_cover_what_lies_in_them_in_every_form() {
    let expected = |profile: usize| -> BTreeMap<String, String> {
        POINTS.map(|(id, _, expected)| (id.to_owned(), expected[profile].to_owned())).into()
    };
    let crs = "crs = \"EPSG:2180\"\n";
    for (name, profile) in [("EU-2023", 0), ("OSE", 1)] {
        let (csv, dir) = covered("obszary.csv", crs, write_csv, name);
        assert_eq!(csv, expected(profile), "{name}");
        // No address of the sample lies there, none of its own is unknown.
        let gminas = Table::read(&dir.path().join("out/gminas.csv"));
        let n_covered = POINTS.iter().filter(|(.., e)| e[profile] == "true").count();
        assert_eq!(gminas.column("covered"), [n_covered.to_string()], "{name}");
        let (parquet, _dir) = covered("obszary.parquet", "", write_geoparquet, name);
        assert_eq!(parquet, expected(profile), "GeoParquet, {name}");
        let (shapes, _dir) = covered("obszary.shp", crs, write_shapefile, name);
        assert_eq!(shapes, expected(profile), "Shapefile, {name}");
    }
}

#[test]
fn areas_in_degrees_cover_addresses_by_their_degrees() {
    // A rectangle over the town with a hole in it, and a second part. A side of 700 m bends by
    // less than 2 cm (its square over eight earth radii) when it is projected: 2e-6 degrees are
    // 13 cm at least.
    let parts = [[19.59501, 53.29401, 19.60503, 53.29951], [19.61004, 53.30003, 19.64, 53.31]];
    let hole = [19.60011, 53.29602, 19.60207, 53.29803];
    let base = Folder::small().table("adresy.csv");
    let degrees = |name| base.column(name).into_iter().map(|text| text.parse::<f64>().expect("a"));
    let (lon, lat) = (degrees("Długość geograficzna"), degrees("Szerokość geograficzna"));
    let inside = |[west, south, east, north]: [f64; 4], (lon, lat): (f64, f64)| {
        for gap in [lon - west, lon - east, lat - south, lat - north] {
            assert!(gap.abs() > 2e-6, "{lon}, {lat} is too near a side to tell");
        }
        (west..east).contains(&lon) && (south..north).contains(&lat)
    };
    let is_covered = |point| {
        let [first, second] = parts.map(|part| inside(part, point));
        (first && !inside(hole, point)) || second
    };
    let expected: Vec<bool> = lon.zip(lat).map(is_covered).collect();
    let n_covered = expected.iter().filter(|covered| **covered).count();
    assert!((50..N_SMALL - 50).contains(&n_covered), "{n_covered} are covered");

    let ring = |[west, south, east, north]: [f64; 4]| {
        serde_json::json!([
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south]
        ])
    };
    let collection = serde_json::json!({"type": "FeatureCollection", "features": [{
        "type": "Feature",
        "properties": {"operator": 10001, "down_mbps": 100, "up_mbps": null},
        "geometry": {"type": "MultiPolygon", "coordinates": [
            [ring(parts[0]), ring(hole)], [ring(parts[1])],
        ]},
    }]});
    let mut folder = Folder::small();
    folder.set("obszary.geojson", collection.to_string());
    folder.add_input("coverage-areas", "obszary.geojson", "");
    let dir = folder.written();
    let out = dir.path().join("out");
    diagnose(&dir.path().join("run.toml"), &out, &[]).with(0);
    let table = Table::read(&out.join("addresses.csv"));
    for (row, covered) in table.by_number("source_row", "covered") {
        assert_eq!(covered, expected[row - 1].to_string(), "row {row}");
    }
    let sums = |file: &str| {
        let table = Table::read(&out.join(file));
        table.column("covered").iter().map(|n| n.parse::<usize>().expect("a count")).sum::<usize>()
    };
    for file in ["gminas.csv", "localities.csv", "powiats.csv", "wojewodztwa.csv"] {
        assert_eq!(sums(file), n_covered, "{file}");
    }
}

/// The bytes of a CSV table without a column.
fn without(path: &Path, column: &str) -> Table {
    Table::read(path).without(|name| name == column)
}

#[test]
fn areas_that_do_not_count_change_nothing_but_the_column_covered() {
    let plain = with_points().written();
    diagnose(&plain.path().join("run.toml"), &plain.path().join("out"), &[]).with(0);
    let crs = "crs = \"EPSG:2180\"\n";
    let (_, with_areas) = covered("obszary.csv", crs, write_csv, "EU-2023");
    diagnose(&with_areas.path().join("run.toml"), &with_areas.path().join("all"), &[]).with(0);
    let (before, after) = (plain.path().join("out"), with_areas.path().join("all"));
    for file in ["addresses.csv", "localities.csv", "gminas.csv", "powiats.csv", "wojewodztwa.csv"]
    {
        assert!(Table::read(&before.join(file)).column("covered").iter().all(|c| c.is_empty()));
        let [before, after] = [&before, &after].map(|out| without(&out.join(file), "covered"));
        assert_eq!(before, after, "{file}");
    }
    let bytes = |out: &Path| fs::read(out.join("issues.csv")).expect("written");
    // The area without a download states none: an empty cell is no issue.
    assert!(bytes(&before) == bytes(&after), "issues differ");
}

/// Areas that count, on a line of points 100 m apart: point n is covered by the areas named.
/// Operators 99901 … have no report in the sample.
const COUNTING: [(&str, &str, &str, &str, &str, &str); 9] = [
    ("99901", "GPON", "300", "100", "rzeczywisty", "1 2 4 5 9"),
    ("99902", "GPON", "300", "100", "Teoretyczny", "2 3 9"),
    ("99903", "XGSPON", "1000", "1000", "certain", "4"),
    ("99901", "GPON", "1000", "300", "actual", "5"),
    ("99904", "GPON", "300", "", "certain", "6 9"),
    ("", "GPON", "300", "100", "certain", "7 9"),
    ("99905", "GPON", "50", "10", "certain", "8"),
    ("99906", "", "300", "100", "może", "10 11 12"),
    ("99907", "VDSL2", "5000", "100", "", "13 14"),
];

fn counting_areas(is_counting: bool) -> Folder {
    let mut folder = Folder::small();
    let place = |n: u32| (EAST + 100.0 * f64::from(n), NORTH);
    let names: Vec<String> = (1..=15).map(|n| n.to_string()).collect();
    let points: Vec<(&str, Option<(f64, f64)>)> =
        names.iter().zip(1..).map(|(name, n)| (name.as_str(), Some(place(n)))).collect();
    folder.add_points(&points);
    let mut text = "operator;technology;down_mbps;up_mbps;reach;wkt\n".to_owned();
    for (operator, technology, down, up, reach, points) in COUNTING {
        let numbers = points.split(' ').map(|n| n.parse::<f64>().expect("a number"));
        let around = |n: f64| vec![square(100.0 * n - 5.0, -5.0, 10.0)];
        let shape = wkt(&numbers.map(around).collect());
        text += &format!("{operator};{technology};{down};{up};{reach};{shape}\n");
    }
    folder.set("obszary.csv", text);
    // A file without the column states certain reach, whatever other files have.
    let around = wkt(&vec![vec![square(1495.0, -5.0, 10.0)]]);
    let second =
        format!("operator;technology;down_mbps;up_mbps;wkt\n99908;GPON;300;100;{around}\n");
    folder.set("inne.csv", second);
    for file in ["obszary.csv", "inne.csv"] {
        let counts = if is_counting { "counts = true\n" } else { "" };
        folder.add_input("coverage-areas", file, &format!("crs = \"EPSG:2180\"\n{counts}"));
    }
    folder
}

/// (code, severity, file, row, detail) with how often it occurs.
fn issues(dir: &Path) -> BTreeMap<[String; 4], usize> {
    let table = Table::read(&dir.join("issues.csv"));
    let columns = ["code", "severity", "file", "row"].map(|name| table.position(name));
    let mut issues = BTreeMap::new();
    for row in &table.rows {
        *issues.entry(columns.map(|column| row[column].clone())).or_default() += 1;
    }
    issues
}

#[test]
fn areas_that_count_are_offers_at_every_address_they_cover() {
    let [plain, counted] = [false, true].map(|is_counting| {
        let dir = counting_areas(is_counting).written();
        diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
        dir
    });
    let addresses = |dir: &TempDir| Table::read(&dir.path().join("out/addresses.csv"));
    let (before, after) = (addresses(&plain), addresses(&counted));
    let manifest = read_json(&counted.path().join("out/manifest.json"));
    let number = input(&manifest, "obszary.csv")["number"].as_u64().expect("a number");
    let evidence = |rows: &[u32]| {
        let ids: Vec<String> = rows.iter().map(|row| format!("{number}:{row}")).collect();
        ids.join(";")
    };
    // Point, status under EU-2023 (100 Mb/s) and PL-NGA30, networks, evidence, covered.
    #[allow(clippy::type_complexity)]
    let cases: [(&str, [&str; 2], [&str; 2], &[u32], &str); 14] = [
        ("1", ["grey", "grey"], ["1", "0"], &[1], "true"),
        ("2", ["grey", "grey"], ["1", "1"], &[1, 2], "true"),
        ("3", ["uncertain", "uncertain"], ["0", "1"], &[2], "true"),
        ("4", ["black", "black"], ["2", "0"], &[1, 3], "true"),
        // Two areas of one operator are one network.
        ("5", ["grey", "grey"], ["1", "0"], &[1, 4], "true"),
        // Neither an area of unknown upload nor one of nobody counts; both cover.
        ("6", ["white", "white"], ["0", "0"], &[], "true"),
        ("7", ["white", "white"], ["0", "0"], &[], "true"),
        // Looked at and below the threshold.
        ("8", ["white", "grey"], ["0", "0"], &[7], "false"),
        ("9", ["grey", "grey"], ["1", "1"], &[1, 2], "true"),
        ("10", ["uncertain", "uncertain"], ["0", "1"], &[8], "true"),
        ("11", ["uncertain", "uncertain"], ["0", "1"], &[8], "true"),
        ("12", ["uncertain", "uncertain"], ["0", "1"], &[8], "true"),
        ("13", ["uncertain", "uncertain"], ["0", "1"], &[9], "true"),
        ("14", ["uncertain", "uncertain"], ["0", "1"], &[9], "true"),
    ];
    let value = |id: &str, name: &str| after.by_text("address_id", name)[id];
    for (id, [eu, nga], [certain, possible], rows, covered) in cases {
        let found = ["eu_2023_today", "pl_nga30_today", "networks_certain", "networks_possible"]
            .map(|name| value(id, name));
        assert_eq!(found, [eu, nga, certain, possible], "point {id}");
        assert_eq!(value(id, "eu_2023_evidence"), evidence(rows), "point {id}");
        assert_eq!(value(id, "covered"), covered, "point {id}");
        assert_eq!(before.by_text("address_id", "eu_2023_today")[id], "white", "point {id}");
    }
    assert_eq!(value("8", "best_down_kbps"), "50000");
    assert_eq!(value("4", "best_technology"), "XGSPON");
    assert_eq!((value("15", "eu_2023_today"), value("15", "networks_certain")), ("grey", "1"));

    // Nothing else is changed: no value of an address outside the areas, but the numbers of
    // clusters, which the points no longer form one of.
    let sample = |table: &Table| -> Vec<Vec<String>> {
        let table = table.without(|name| name == "cluster_id");
        let file = table.position("source_file");
        table.rows.iter().filter(|row| row[file] == "5").cloned().collect()
    };
    assert_eq!(sample(&before).len(), N_SMALL);
    assert_eq!(sample(&before), sample(&after));

    // What cannot count, and what is doubtful, is noted once an area.
    let mut added = issues(&counted.path().join("out"));
    for (issue, n) in issues(&plain.path().join("out")) {
        let left = added.remove(&issue).unwrap_or_default() - n;
        assert_eq!(left, 0, "{issue:?}");
    }
    let flagged = |code: &str, row: &str| [code, "flagged", "obszary.csv", row].map(str::to_owned);
    let expected = [
        flagged("ignored_value", "5"),
        flagged("ignored_value", "6"),
        flagged("unknown_technology", "8"),
        flagged("unknown_reach", "8"),
        // VDSL2 carries less than 5 Gb/s.
        flagged("impossible_speed", "9"),
        flagged("missing_reach", "9"),
    ];
    let added: Vec<([String; 4], usize)> = added.into_iter().collect();
    let expected: BTreeSet<[String; 4]> = expected.into();
    assert_eq!(added, expected.into_iter().map(|issue| (issue, 1)).collect::<Vec<_>>());
    let used = |key: &str| input(&manifest, "obszary.csv")[key].as_u64();
    assert_eq!((used("rows_read"), used("rows_used")), (Some(9), Some(9)));
}

#[test]
fn a_column_of_reach_without_a_value_states_none() {
    let mut folder = Folder::small();
    folder.add_points(&[("A", Some((EAST, NORTH))), ("B", Some((EAST + 500.0, NORTH)))]);
    let around = |east: f64| wkt(&vec![vec![square(east - 5.0, -5.0, 10.0)]]);
    let header = "operator;technology;down_mbps;up_mbps;";
    let empty = format!("{header}reach;wkt\n99901;GPON;300;100;;{}\n", around(0.0));
    let absent = format!("{header}wkt\n99901;GPON;300;100;{}\n", around(500.0));
    for (file, text) in [("pusta.csv", empty), ("bez.csv", absent)] {
        folder.set(file, text);
        folder.add_input("coverage-areas", file, "crs = \"EPSG:2180\"\ncounts = true\n");
    }
    let dir = folder.written();
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    let table = Table::read(&dir.path().join("out/addresses.csv"));
    let status = |id: &str| table.by_text("address_id", "eu_2023_today")[id].to_owned();
    assert_eq!((status("A"), status("B")), ("uncertain".to_owned(), "grey".to_owned()));
    let found = issues(&dir.path().join("out"));
    let of_reach: Vec<_> = found.keys().filter(|issue| issue[0] == "missing_reach").collect();
    assert_eq!(of_reach, [&["missing_reach", "flagged", "pusta.csv", "1"].map(str::to_owned)]);
}

#[test]
fn an_area_of_a_network_that_is_there_adds_none() {
    let mut folder = Folder::small();
    folder.add_points(&[("A", Some((EAST, NORTH))), ("B", Some((EAST + 50.0, NORTH)))]);
    let header = "address_id,operator,technology,down_mbps,up_mbps\n";
    let offers = "A,99901,GPON,300,100\nB,99902,GPON,300,100\n";
    folder.set("oferty.csv", header.to_owned() + offers);
    folder.add_input("offer-table", "oferty.csv", "");
    let around = wkt(&vec![vec![square(-100.0, -100.0, 200.0)]]);
    let area = format!("operator;technology;down_mbps;up_mbps;wkt\n99901;GPON;300;100;{around}\n");
    folder.set("obszary.csv", area);
    folder.add_input("coverage-areas", "obszary.csv", "crs = \"EPSG:2180\"\ncounts = true\n");
    let dir = folder.written();
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    let table = Table::read(&dir.path().join("out/addresses.csv"));
    let value = |id: &str, name: &str| table.by_text("address_id", name)[id].to_owned();
    for (id, status, networks) in [("A", "grey", "1"), ("B", "black", "2")] {
        assert_eq!(value(id, "eu_2023_today"), status, "{id}");
        assert_eq!(value(id, "networks_certain"), networks, "{id}");
        // The offer and the area both say so: the evidence names both.
        assert_eq!(value(id, "eu_2023_evidence").split(';').count(), 2, "{id}");
    }
}

#[test]
fn counting_is_for_areas_alone() {
    for (register, path) in [("nodes-table", "wezly.csv"), ("roads", "drogi.csv")] {
        let mut folder = Folder::small();
        folder.set(path, "id,lon,lat\nN1,19.6,53.3\n");
        folder.add_input(register, path, "counts = true\n");
        let dir = folder.written();
        let out = dir.path().join("out");
        let ended = diagnose(&dir.path().join("run.toml"), &out, &[]).with(2);
        for part in ["run.toml", "counts", "coverage-areas", register] {
            assert!(ended.stderr.contains(part), "no {part:?} in: {}", ended.stderr);
        }
        assert!(!out.exists());
    }
}

#[test]
fn a_dataset_keeps_the_offers_of_areas() {
    let dir = counting_areas(true).written();
    let [run, dataset, direct, by_dataset] =
        ["run.toml", "dataset", "direct", "by_dataset"].map(|name| dir.path().join(name));
    zasieg(&[&"import", &run, &"--out", &dataset]).with(0);
    diagnose(&run, &direct, &[]).with(0);
    diagnose(&dataset, &by_dataset, &[]).with(0);
    for file in ["addresses.csv", "gminas.csv", "localities.csv", "issues.csv", "manifest.json"] {
        let bytes = |out: &Path| fs::read(out.join(file)).expect("written");
        assert!(bytes(&direct) == bytes(&by_dataset), "{file} differs");
    }
}
