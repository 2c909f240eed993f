//! Real layers of other publishers, read whole.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::folder::Folder;
use crate::parquet_file::read_texts;
use crate::program::zasieg;
use crate::table::{Table, input, read_json};

type Line = Vec<(f64, f64)>;

fn real() -> Option<PathBuf> {
    let folder = std::env::var_os("ZASIEG_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("ZASIEG_REAL_DATA is not set: real layers are not read");
    }
    folder.map(|folder| fs::canonicalize(folder).expect("ZASIEG_REAL_DATA names a folder"))
}

/// The small sample on disk with a real file as a register.
fn with_file(register: &str, path: &Path) -> TempDir {
    let dir = Folder::small().written();
    let run = dir.path().join("run.toml");
    let text = fs::read_to_string(&run).expect("a run file");
    let path = path.display();
    let more =
        format!("\n[[input]]\nregister = \"{register}\"\npath = '{path}'\nedition = \"t\"\n");
    fs::write(&run, text + &more).expect("writable");
    dir
}

/// The layer that an import makes of a real file, and what the manifest says of the file.
fn imported(register: &str, path: &Path) -> (Table, serde_json::Value) {
    let dir = with_file(register, path);
    let out = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &out]).with(0);
    let manifest = read_json(&out.join("manifest.json"));
    let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8");
    let file = input(&manifest, name).clone();
    (read_texts(&out.join(format!("{register}.parquet"))), file)
}

/// Lines of a little-endian WKB in hexadecimal digits: a line, or lines.
fn lines(wkb: &str) -> Vec<Line> {
    let byte = |at: usize| u8::from_str_radix(&wkb[2 * at..2 * at + 2], 16).expect("digits");
    let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|n| byte(at + n)));
    let double = |at: usize| f64::from_le_bytes(std::array::from_fn(|n| byte(at + n)));
    let line = |at: usize| -> Line {
        assert_eq!((byte(at), number(at + 1)), (1, 2), "a line");
        let vertex = |n: usize| (double(at + 9 + 16 * n), double(at + 17 + 16 * n));
        (0..number(at + 5) as usize).map(vertex).collect()
    };
    match number(1) {
        2 => vec![line(0)],
        5 => {
            let mut at = 9;
            let mut next = || {
                let line = line(at);
                at += 9 + 16 * line.len();
                line
            };
            (0..number(5)).map(|_| next()).collect()
        }
        other => panic!("geometry of kind {other}"),
    }
}

fn length(lines: &[Line]) -> f64 {
    let step = |pair: &[(f64, f64)]| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
    lines.iter().map(|line| line.windows(2).map(step).sum::<f64>()).sum()
}

#[test]
fn a_network_of_bare_lines_is_a_road_network() {
    let Some(real) = real() else { return };
    // No table of attributes lies beside it; its page says 4542 lines of 891.4 km.
    let path = real.join("chojnice/siec_drogowa.shp");
    assert!(!path.with_extension("dbf").exists());
    let (roads, file) = imported("roads", &path);
    assert_eq!((file["rows_read"].as_u64(), file["rows_used"].as_u64()), (Some(4542), Some(4542)));
    assert_eq!(roads.rows.len(), 4542);
    let geometries: Vec<Vec<Line>> = roads.column("geometry").into_iter().map(lines).collect();
    let n_many = geometries.iter().filter(|lines| lines.len() > 1).count();
    assert_eq!(n_many, 1, "one of its lines has two parts");
    assert_eq!(format!("{:.1}", length(&geometries.concat()) / 1000.0), "891.4");
    for name in ["class", "surface", "width_m", "id"] {
        assert!(roads.column(name).iter().all(|value| value.is_empty()), "{name}");
    }
    // Chojnice is not in the sample; no line is dropped for that.
    assert!(roads.column("gmina").iter().all(|gmina| gmina.is_empty()));
}

#[test]
fn carriageways_of_the_topographic_database_keep_their_attributes() {
    let Some(real) = real() else { return };
    let path = real.join("bdot10k_roads/directedRoadsSample.shp");
    let (roads, file) = imported("roads", &path);
    assert_eq!((file["rows_read"].as_u64(), file["rows_used"].as_u64()), (Some(1199), Some(1199)));
    // Its .prj states EPSG:2180 by parameters only, so no vertex moves but to the millimetre.
    let mut shapes = shapefile::ShapeReader::from_path(&path).expect("a shapefile");
    let parts = shapes.iter_shapes().flat_map(|shape| match shape.expect("a shape") {
        shapefile::Shape::Polyline(line) => line.into_inner(),
        other => panic!("{other}"),
    });
    let raw: Vec<Line> =
        parts.map(|points| points.into_iter().map(|p| (p.x, p.y)).collect()).collect();
    let read: Vec<Line> = roads.column("geometry").into_iter().flat_map(lines).collect();
    assert_eq!(raw.len(), read.len());
    for (raw, read) in raw.iter().zip(&read) {
        assert_eq!(raw.len(), read.len());
        for ((x, y), (u, v)) in raw.iter().zip(read) {
            assert!((x - u).abs() < 0.000_501 && (y - v).abs() < 0.000_501, "{x} {y}, {u} {v}");
        }
    }
    assert!((length(&read) - length(&raw)).abs() < 1.0, "{} m", length(&read));
    // As the formats' page counts them: 632 of class I, 400 L, 147 Z, 20 D.
    let of_class = |class: &str| {
        roads.column("class_original").iter().filter(|found| **found == class).count()
    };
    assert_eq!(["I", "L", "Z", "D"].map(of_class), [632, 400, 147, 20]);
    assert!(roads.column("class").iter().all(|class| !class.is_empty()));
    assert!(roads.column("width_m").iter().any(|width| !width.is_empty()));
}

#[test]
fn points_without_a_table_are_points_all_the_same() {
    let Some(real) = real() else { return };
    let path = real.join("chojnice/budynki_jako_punkty.shp");
    let (points, file) = imported("vacancies", &path);
    assert_eq!(file["rows_used"].as_u64(), Some(23_458));
    assert_eq!(points.rows.len(), 23_458);
    // Chojnice: 53.6 to 53.8° N, 17.3 to 17.8° E, which is 390 to 425 km east, 635 to 670 north.
    for (name, range) in [("easting", 385_000.0..430_000.0), ("northing", 630_000.0..675_000.0)] {
        for metres in points.column(name) {
            assert!(range.contains(&metres.parse::<f64>().expect("metres")), "{name} {metres}");
        }
    }
    // A register that needs names says what is missing.
    let dir = with_file("nodes-table", &path);
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    let ended = zasieg(&[&"import", &run, &"--out", &out]).with(2);
    assert!(ended.stderr.contains(".dbf"), "{}", ended.stderr);
}

#[test]
fn schools_as_points_keep_their_table() {
    let Some(real) = real() else { return };
    let (points, file) = imported("demand", &real.join("chojnice/szkoly.shp"));
    assert_eq!((file["rows_used"].as_u64(), points.rows.len()), (Some(15), 15));
    assert!(points.column("easting").iter().all(|metres| !metres.is_empty()));
}
