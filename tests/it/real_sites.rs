//! Schools of real gminas as buildings, and distances in a real network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::parquet_file::read_texts;
use crate::program::{diagnose, zasieg};
use crate::table::{Table, number_key};

const SCHOOLS: &str = "rspo/rspo_pl_2022-03.csv.gz";

fn real() -> Option<PathBuf> {
    let folder = std::env::var_os("ZASIEG_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("ZASIEG_REAL_DATA is not set: real public buildings are not read");
    }
    folder.map(|folder| fs::canonicalize(folder).expect("ZASIEG_REAL_DATA names a folder"))
}

/// A run of real files: register, path, further lines.
fn run_file(dir: &Path, real: &Path, inputs: &[(&str, &str, &str)]) -> PathBuf {
    let mut text =
        "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\nmax_rejected_share = 1.0\n".to_owned();
    for (register, path, more) in inputs {
        let path = real.join(path);
        text += &format!(
            "\n[[input]]\nregister = \"{register}\"\npath = '{}'\nedition = \"test\"\n{more}",
            path.display()
        );
    }
    let file = dir.join("run.toml");
    fs::write(&file, text).expect("written");
    file
}

/// Institutions of a gmina by identifier, with their addresses as written.
fn institutions(real: &Path, gmina: &str) -> BTreeMap<String, String> {
    let packed = fs::File::open(real.join(SCHOOLS)).expect("the list");
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("gzip");
    let table = Table::parse(&text);
    let of = |row: usize| {
        let value = |name: &str| table.value(row, name);
        let number = number_key(value("addr_housenumber"));
        let key = format!("{} {} {number}", value("simc_raw"), value("sym_ul_raw"));
        (value("ref_rspo").to_owned(), key)
    };
    let rows = (0..table.rows.len()).filter(|row| table.value(*row, "teryt6") == gmina);
    rows.map(of).collect()
}

/// Buildings of a gmina with the addresses as written of their units.
fn buildings(
    table: &Table,
    units: &BTreeMap<String, String>,
    gmina: &str,
) -> Vec<BTreeSet<String>> {
    let rows = (0..table.rows.len()).filter(|row| table.value(*row, "gmina") == gmina);
    let keys = |row: usize| {
        let ids = table.value(row, "unit_ids").split("; ");
        ids.map(|id| units[id].clone()).collect::<BTreeSet<_>>()
    };
    rows.map(keys).collect()
}

#[test]
fn schools_of_dabrowa_gornicza_stand_in_89_buildings() {
    let Some(real) = real() else { return };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let inputs = [
        ("boundaries", "boundaries/poland.municipalities.json", ""),
        ("sidusis-addresses", "dabrowa_gornicza/address_base.csv", ""),
        ("sidusis-report", "dabrowa_gornicza/coverage/operator_*.csv", ""),
        ("rspo", SCHOOLS, ""),
    ];
    let run = run_file(dir.path(), &real, &inputs);
    let out = dir.path().join("out");
    diagnose(&run, &out, &[]);
    let table = Table::read(&out.join("buildings.csv"));
    let units = institutions(&real, "246501");
    // The register itself: 145 institutions at 89 written addresses.
    assert_eq!(units.len(), 145);
    let found = buildings(&table, &units, "246501");
    let n_units: usize =
        table.column("units").iter().map(|n| n.parse::<usize>().expect("a count")).sum();
    assert_eq!(n_units, 145);
    let written: BTreeSet<&String> = units.values().collect();
    assert_eq!(written.len(), 89);
    assert_eq!(
        found.iter().map(BTreeSet::len).sum::<usize>(),
        89,
        "no address is in two buildings"
    );
    println!("Dąbrowa Górnicza: 145 institutions, 89 addresses, {} buildings", found.len());
    assert!(table.column("state").iter().all(|state| *state == "unknown"), "nobody was asked");
}

/// Points of a shapefile without a table as a table of addresses.
fn addresses_of(shapes: &Path) -> String {
    let bytes = fs::read(shapes).expect("points");
    let mut table = "id,easting,northing\n".to_owned();
    // A header of 100 bytes; a record: 8 of its own, the kind 1, and two numbers.
    for (number, record) in (1..).zip(bytes[100..].chunks_exact(28)) {
        let at = |from: usize| {
            f64::from_le_bytes(record[from..from + 8].try_into().expect("eight bytes"))
        };
        assert_eq!(record[8..12], [1, 0, 0, 0], "a point");
        table += &format!("{number},{},{}\n", at(12), at(20));
    }
    table
}

#[test]
fn institutions_of_one_written_address_of_chojnice_are_in_one_building() {
    let Some(real) = real() else { return };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let points = addresses_of(&real.join("chojnice/budynki_jako_punkty.shp"));
    assert_eq!(points.lines().count(), 23_459);
    let place = dir.path().join("budynki.csv");
    fs::write(&place, points).expect("written");
    let inputs = [
        ("boundaries", "boundaries/poland.municipalities.json", ""),
        ("address-table", place.to_str().expect("UTF-8"), "crs = \"EPSG:2180\"\n"),
        ("rspo", SCHOOLS, ""),
    ];
    let run = run_file(dir.path(), &real, &inputs);
    let out = dir.path().join("out");
    diagnose(&run, &out, &[]);
    let table = Table::read(&out.join("buildings.csv"));
    // The town and the rural gmina around it: institutions, written addresses. The outlines are
    // simplified, so that an institution may stand in the neighbour's table.
    for (gmina, n_institutions, n_written) in [("220201", 61, 37), ("220202", 23, 16)] {
        let units = institutions(&real, gmina);
        assert_eq!(units.len(), n_institutions);
        let mut of_key: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for row in 0..table.rows.len() {
            for id in table.value(row, "unit_ids").split("; ") {
                if let Some(key) = units.get(id) {
                    of_key.entry(key).or_default().insert(row);
                }
            }
        }
        assert_eq!(of_key.len(), n_written, "{gmina}");
        assert!(of_key.values().all(|rows| rows.len() == 1), "no address is in two buildings");
        let found: BTreeSet<usize> = of_key.values().flatten().copied().collect();
        println!("{gmina}: {n_institutions} institutions, {} buildings", found.len());
        // Numbers of one building (11 and 11A) may share it.
        assert!(found.len() * 10 >= n_written * 9, "{}", found.len());
    }
}

/// Coordinates of a table in millimetres.
fn points(table: &Table) -> Vec<(i64, i64)> {
    let of = |row: usize| {
        let value = |name: &str| {
            let metres: f64 = table.value(row, name).parse().expect("metres");
            #[allow(clippy::cast_possible_truncation)]
            let millimetres = (metres * 1000.0).round() as i64;
            millimetres
        };
        (value("easting"), value("northing"))
    };
    (0..table.rows.len()).map(of).collect()
}

#[test]
fn nearest_nodes_of_skwierzyna_are_the_nearest_of_all() {
    let Some(real) = real() else { return };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let points_of_service = "columns = { id = \"pe01_id_pe\", terc = \"pe05_terc\", simc = \
                             \"pe06_simc\", ulic = \"pe07_ulic\", number = \"pe08_nr_porzadkowy\" }\n";
    let inputs = [
        ("boundaries", "boundaries/lubuskie_gminy.geojson", ""),
        ("address-table", "pit_skwierzyna/z7_punkty_elastycznosci.geojson", points_of_service),
        ("pit-nodes", "pit_skwierzyna/z7_wezly.geojson", ""),
        ("pit-flexibility-points", "pit_skwierzyna/z7_punkty_elastycznosci.geojson", ""),
        ("rspo", SCHOOLS, ""),
    ];
    let run = run_file(dir.path(), &real, &inputs);
    let (out, dataset) = (dir.path().join("out"), dir.path().join("dataset"));
    diagnose(&run, &out, &[]);
    zasieg(&[&"import", &run, &"--out", &dataset]);
    let nodes = points(&read_texts(&dataset.join("pit-nodes.parquet")));
    let flexibility = read_texts(&dataset.join("pit-flexibility-points.parquet"));
    assert_eq!((nodes.len(), flexibility.rows.len()), (13, 660));
    let media = flexibility.column("medium");
    let is_fibre = |(_, medium): &(_, &str)| *medium == "światłowodowe";
    let fibre = points(&flexibility).into_iter().zip(media).filter(is_fibre);
    let fibre: Vec<(i64, i64)> = fibre.map(|(point, _)| point).collect();
    let table = Table::read(&out.join("buildings.csv"));
    let places = points(&table);
    assert!(places.len() > 5, "{} buildings", places.len());
    #[allow(clippy::cast_precision_loss)]
    let nearest = |of: &[(i64, i64)], (east, north): (i64, i64)| {
        let squares = of.iter().map(|(x, y)| (x - east).pow(2) + (y - north).pow(2));
        (squares.min().expect("points") as f64).sqrt() / 1000.0
    };
    let all: Vec<(i64, i64)> = nodes.iter().chain(&fibre).copied().collect();
    for (row, place) in places.iter().enumerate() {
        for (column, of) in [("nearest_node_m", &nodes), ("nearest_fibre_m", &all)] {
            let found: f64 = table.value(row, column).parse().expect("metres");
            let expected = nearest(of, *place);
            assert!((found - expected).abs() < 0.001, "row {row} {column}: {found}, {expected}");
        }
    }
    println!("Skwierzyna: {} buildings, 13 nodes", places.len());
}
