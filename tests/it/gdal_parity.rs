//! The same counts and extents as GDAL's own `ogrinfo`, for every real vector file.

use std::path::Path;
use std::process::Command;

use geo::BoundingRect as _;

use crate::any_table::read;
use crate::gdal_forms::{copy, listed};

const FOLDERS: [&str; 5] =
    ["pit_templates", "pit_skwierzyna", "bdot10k_roads", "boundaries", "chojnice"];

/// Features, and west, south, east, north of the only layer, as `ogrinfo` prints them.
fn ogrinfo(path: &Path) -> (usize, Option<[f64; 4]>) {
    let output = Command::new("ogrinfo").args(["-ro", "-al", "-so"]).arg(path).output();
    let text = String::from_utf8(output.expect("it ran before").stdout).expect("UTF-8");
    let line = |start: &str| text.lines().find_map(|line| line.strip_prefix(start));
    let count = line("Feature Count: ").unwrap_or_else(|| panic!("{}: {text}", path.display()));
    let extent = line("Extent: ").map(|extent| {
        let numbers = extent.split(|c: char| !(c.is_ascii_digit() || "-.".contains(c)));
        let numbers = numbers.filter_map(|number| number.parse::<f64>().ok());
        // (west, south) - (east, north): the dash between is no number.
        let numbers: Vec<f64> = numbers.collect();
        numbers.try_into().expect("four numbers")
    });
    (count.parse().expect("a number"), extent)
}

#[test]
fn real_files_have_the_counts_and_extents_of_ogrinfo() {
    let Some(real) = std::env::var_os("ZASIEG_REAL_DATA") else {
        println!("ZASIEG_REAL_DATA is not set: nothing is compared with ogrinfo");
        return;
    };
    if Command::new("ogrinfo").arg("--version").output().is_err() {
        println!("ogrinfo (package gdal-bin) is not there: nothing is compared with it");
        return;
    }
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut compared = 0;
    for folder in FOLDERS {
        let copied = dir.path().join(folder);
        copy(&Path::new(&real).join(folder), &copied);
        let before = listed(&copied);
        let is_vector = |path: &&std::path::PathBuf| {
            let forms = ["gml", "kml", "gpkg", "shp", "geojson", "json"];
            path.extension().is_some_and(|e| forms.iter().any(|form| e == *form))
        };
        let vectors: Vec<_> = before.iter().filter(is_vector).collect();
        let ours: Vec<_> =
            vectors.iter().map(|path| read(path, &[]).unwrap_or_else(|e| panic!("{e}"))).collect();
        assert_eq!(listed(&copied), before, "nothing is left beside the files");
        for (path, ours) in vectors.into_iter().zip(ours) {
            let (count, extent) = ogrinfo(path);
            let place = path.display();
            assert_eq!(ours.geometries.len(), count, "{place}");
            let corners = ours.geometries.iter().flatten().filter_map(|g| g.bounding_rect());
            let found = corners.fold(None, |all: Option<[f64; 4]>, one| {
                let [w, s, e, n] = [one.min().x, one.min().y, one.max().x, one.max().y];
                let all = all.unwrap_or([w, s, e, n]);
                Some([all[0].min(w), all[1].min(s), all[2].max(e), all[3].max(n)])
            });
            // ogrinfo prints six decimals; the extent of a GeoPackage is that of its index, whose
            // numbers have 24 bits (52° to 6e-6).
            let most = if path.extension().is_some_and(|e| e == "gpkg") { 1e-5 } else { 1e-6 };
            let near = |(a, b): (&f64, &f64)| (a - b).abs() < most;
            let is_same = match (found, extent) {
                (Some(found), Some(extent)) => found.iter().zip(&extent).all(near),
                // Of a layer without geometries some drivers print zeros.
                (None, extent) => {
                    extent.is_none_or(|extent| extent.iter().all(|side| side.abs() < f64::EPSILON))
                }
                (Some(_), None) => false,
            };
            assert!(is_same, "{place}: {found:?}, ogrinfo {extent:?}");
            compared += 1;
        }
    }
    // 42 templates, 3 layers of an operator, 1 of roads, 4 of outlines, 4 of Chojnice.
    assert_eq!(compared, 54);
}
