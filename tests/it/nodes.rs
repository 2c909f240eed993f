//! Nearest nodes of white addresses against every pair of address and node.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::folder::Folder;
use crate::plane::easting_northing;
use crate::program::diagnose;
use crate::table::Table;

/// A node and its place in whole millimetres.
type Nodes = BTreeMap<String, (i64, i64)>;

fn diagnosed(folder: &Folder) -> (tempfile::TempDir, Table) {
    let dir = folder.written();
    let out = dir.path().join("out");
    diagnose(&dir.path().join("run.toml"), &out, &[]).with(0);
    let addresses = Table::read(&out.join("addresses.csv"));
    (dir, addresses)
}

/// Metres with three decimals as millimetres.
fn millimetres(text: &str) -> i64 {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{decimals:0<3}").parse().expect("millimetres")
}

/// Squares of the distances from a point to every node, with the node; nearest first, then the
/// lowest identifier.
fn by_distance(nodes: &Nodes, (east, north): (i64, i64)) -> Vec<(i64, &str)> {
    let squared = |(x, y): &(i64, i64)| (x - east).pow(2) + (y - north).pow(2);
    let mut found: Vec<(i64, &str)> =
        nodes.iter().map(|(id, place)| (squared(place), id.as_str())).collect();
    found.sort_unstable();
    found
}

#[allow(clippy::cast_precision_loss)] // Squares of distances within Poland are below 2^53 mm².
fn metres(squared: i64) -> f64 {
    (squared as f64).sqrt() / 1000.0
}

/// Asserts that the nearest node of each white address is the nearest of all nodes, and nothing
/// stands at the others; gives the mean distance.
fn assert_nearest(addresses: &Table, nodes: &Nodes, tolerance: f64) -> f64 {
    let mut sum = 0.0;
    let mut n_white = 0.0;
    for row in 0..addresses.rows.len() {
        let value = |name: &str| addresses.value(row, name);
        let [id, distance, easting] = ["nearest_node_id", "nearest_node_m", "easting"].map(value);
        if value("eu_2023_today") != "white" || easting.is_empty() {
            assert_eq!((id, distance), ("", ""), "row {row}");
            continue;
        }
        let found = by_distance(nodes, (millimetres(easting), millimetres(value("northing"))));
        let distance: f64 = distance.parse().expect("metres");
        assert!((distance - metres(found[0].0)).abs() <= tolerance, "row {row}: {distance}");
        // Nodes that the rounding of their own places does not tell apart are left out.
        if tolerance < 1e-6 || metres(found[1].0) - metres(found[0].0) > 2.0 * tolerance {
            assert_eq!(id, found[0].1, "row {row}");
        }
        sum += distance;
        n_white += 1.0;
    }
    assert!(n_white > 100.0, "{n_white}");
    sum / n_white
}

fn assert_mean(out: &Path, mean: f64) {
    for file in ["gminas.csv", "wojewodztwa.csv"] {
        let table = Table::read(&out.join(file));
        let text = table.column("white_nearest_node_m_mean")[0];
        assert_eq!(text.split_once('.').expect("decimals").1.len(), 3, "{text}");
        let found: f64 = text.parse().expect("metres");
        assert!((found - mean).abs() <= 0.000_51, "{file}: {found}, not {mean}");
    }
}

#[test]
fn the_nearest_node_is_the_nearest_of_all() {
    // A lattice of 37 nodes over the gmina, askew so that no distance is a round one.
    let mut nodes = Nodes::new();
    let mut text = "kod;x;y;medium\n".to_owned();
    for n in 0..37_i64 {
        let place =
            (535_000_123 + n * 7_919_317 % 10_000_000, 600_000_456 + n * 271_457 % 9_000_000);
        let id = format!("W{}", (n * 17) % 37);
        text += &format!(
            "{id};{},{:03};{}.{:03};światłowodowe\n",
            place.0 / 1000,
            place.0 % 1000,
            place.1 / 1000,
            place.1 % 1000
        );
        nodes.insert(id, place);
    }
    assert_eq!(nodes.len(), 37);
    let mut folder = Folder::small();
    folder.set("wezly.csv", text);
    folder.add_input(
        "nodes-table",
        "wezly.csv",
        "crs = \"EPSG:2180\"\ncolumns = { id = \"kod\" }\n",
    );
    let (dir, addresses) = diagnosed(&folder);
    // The same arithmetic on the same millimetres: no tolerance but that of printing.
    let mean = assert_nearest(&addresses, &nodes, 1e-9);
    assert_mean(&dir.path().join("out"), mean);
    let localities = Table::read(&dir.path().join("out/localities.csv"));
    for locality in 0..localities.rows.len() {
        let has_white = localities.value(locality, "eu_2023_today_white") != "0";
        let has_mean = !localities.value(locality, "white_nearest_node_m_mean").is_empty();
        assert_eq!(has_white, has_mean, "{}", localities.value(locality, "name"));
    }
}

#[test]
fn nodes_of_the_inventory_and_of_tables_are_one_set() {
    // Nodes of the inventory have degrees (columns we08, we09), those of the table metres.
    let mut folder = Folder::small();
    let mut nodes = Nodes::new();
    let mut inventory = "we01_id_we,we08_szerokosc,we09_dlugosc\n".to_owned();
    for n in 0..11 {
        let (lon, lat) = (19.53 + 0.0147 * f64::from(n), 53.265 + 0.0073 * f64::from(n * 4 % 11));
        inventory += &format!("WE{n},{lat:.6},{lon:.6}\n");
        let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let (east, north) = easting_northing(rounded(lon), rounded(lat));
        #[allow(clippy::cast_possible_truncation)] // Millimetres within Poland fit.
        let place = [east, north].map(|metres| (metres * 1000.0).round() as i64);
        nodes.insert(format!("WE{n}"), (place[0], place[1]));
    }
    let mut table = "id,easting,northing\n".to_owned();
    for n in 0..7_i64 {
        let place = (536_000 + 1300 * n, 607_000 - 900 * n);
        table += &format!("T{n},{},{}\n", place.0, place.1);
        nodes.insert(format!("T{n}"), (place.0 * 1000, place.1 * 1000));
    }
    folder.set("z7_wezly.csv", inventory);
    folder.add_input("pit-nodes", "z7_wezly.csv", "");
    folder.set("wezly.csv", table);
    folder.add_input("nodes-table", "wezly.csv", "crs = \"EPSG:2180\"\n");
    let (dir, addresses) = diagnosed(&folder);
    // The formula and the library agree to a tenth of a millimetre, before both round.
    let mean = assert_nearest(&addresses, &nodes, 0.0015);
    let found = Table::read(&dir.path().join("out/gminas.csv"));
    let found: f64 = found.column("white_nearest_node_m_mean")[0].parse().expect("metres");
    assert!((found - mean).abs() < 0.001, "{found}, not {mean}");
    let ids: std::collections::BTreeSet<&str> = addresses
        .column("nearest_node_id")
        .into_iter()
        .map(|id| id.get(..1).unwrap_or(""))
        .collect();
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), ["", "T", "W"]);
}

#[test]
fn of_equally_near_nodes_the_lowest_identifier_is_named() {
    let mut folder = Folder::small();
    let (east, north) = (560_000.0, 606_000.0);
    folder.add_points(&[
        ("middle", Some((east, north))),
        ("at two", Some((east + 5000.0, north))),
        ("nowhere", None),
    ]);
    // Four nodes 300 m and 400 m away on either side: 500 m each. Two share a place; identifiers
    // are texts, so W10 comes before W2.
    let around = [(300.0, 400.0), (-300.0, 400.0), (400.0, -300.0), (-400.0, -300.0)];
    let mut text = "id,easting,northing,operator\n".to_owned();
    for ((x, y), id) in around.iter().zip(["W4", "W2", "W10", "W3"]) {
        text += &format!("{id},{},{},x\n", east + x, north + y);
    }
    text += &format!("Z2,{},{north},x\nZ10,{},{north},x\n", east + 5000.0, east + 5000.0);
    // A node without a place is near nothing.
    text += "A0,,,x\n";
    let lines: Vec<&str> = text.lines().collect();
    let mut reversed = vec![lines[0]];
    reversed.extend(lines[1..].iter().rev());
    for text in [lines.join("\n"), reversed.join("\n")] {
        let mut folder = folder.clone();
        folder.set("wezly.csv", text + "\n");
        folder.add_input("nodes-table", "wezly.csv", "crs = \"EPSG:2180\"\n");
        let (dir, addresses) = diagnosed(&folder);
        let of = |name: &str, id: &str| addresses.by_text("address_id", name)[id].to_owned();
        let found = |id| (of("nearest_node_id", id), of("nearest_node_m", id));
        assert_eq!(found("middle"), ("W10".to_owned(), "500.0".to_owned()));
        assert_eq!(found("at two"), ("Z10".to_owned(), "0.0".to_owned()));
        assert_eq!(found("nowhere"), (String::new(), String::new()));
        let issues = Table::read(&dir.path().join("out/issues.csv"));
        let of_nodes = issues.rows.iter().filter(|row| row[2] == "nodes-table");
        let of_nodes: Vec<&str> = of_nodes.map(|row| row[0].as_str()).collect();
        assert_eq!(of_nodes, ["missing_coordinates"]);
    }
}

#[test]
fn without_nodes_nothing_is_near() {
    let (dir, addresses) = diagnosed(&Folder::small());
    for name in ["nearest_node_id", "nearest_node_m"] {
        assert!(addresses.column(name).iter().all(|value| value.is_empty()), "{name}");
    }
    for file in ["gminas.csv", "localities.csv", "powiats.csv", "wojewodztwa.csv"] {
        let table = Table::read(&dir.path().join("out").join(file));
        let means = table.column("white_nearest_node_m_mean");
        assert!(means.iter().all(|value| value.is_empty()), "{file}");
    }
}

#[test]
fn a_shapefile_of_points_needs_its_table_for_identifiers() {
    // Without the table a node would have no name: refused, unless the run file gives one.
    let mut folder = Folder::small();
    folder.add_input("nodes-table", "wezly.shp", "crs = \"EPSG:2180\"\n");
    let dir = folder.written();
    let place = dir.path().join("wezly.shp");
    let mut writer = shapefile::ShapeWriter::from_path(&place).expect("a writable folder");
    writer.write_shape(&shapefile::Point::new(540_000.0, 604_000.0)).expect("a shape");
    drop(writer);
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    let ended = diagnose(&run, &out, &[]).with(2);
    assert!(
        ended.stderr.contains("wezly.shp") && ended.stderr.contains(".dbf"),
        "{}",
        ended.stderr
    );
    let text = fs::read_to_string(&run).expect("a run file") + "values = { id = \"W1\" }\n";
    fs::write(&run, text).expect("writable");
    diagnose(&run, &out, &[]).with(0);
    let addresses = Table::read(&out.join("addresses.csv"));
    let nodes =
        Nodes::from([("W1".to_owned(), (540_000_000, 604_000_000)), ("far".to_owned(), (0, 0))]);
    assert_nearest(&addresses, &nodes, 1e-9);
}
