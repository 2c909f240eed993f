//! What GDAL opens, read through the program's own door.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use geo_types::Geometry;
use serde_json::Value;

use zasieg::sources::InputOptions;

use crate::any_table::{read, read_with};

/// Files below a folder, sorted.
pub fn listed(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(listed(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Copies a folder, so that nothing can be left in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a temporary folder");
    for path in listed(from) {
        let target = to.join(path.strip_prefix(from).expect("below it"));
        fs::create_dir_all(target.parent().expect("below it")).expect("a temporary folder");
        fs::write(&target, fs::read(&path).expect("a file")).expect("space");
    }
}

fn near(a: &Geometry, b: &Geometry) -> bool {
    use geo::CoordsIter as _;
    let pairs = a.coords_iter().zip(b.coords_iter());
    let close = |(a, b): (geo_types::Coord, geo_types::Coord)| {
        (a.x - b.x).abs() < 1e-9 && (a.y - b.y).abs() < 1e-9
    };
    std::mem::discriminant(a) == std::mem::discriminant(b)
        && a.coords_count() == b.coords_count()
        && pairs.into_iter().all(close)
}

/// Records of a GeoJSON file, by serde alone.
fn geojson(path: &Path) -> Vec<(BTreeMap<String, String>, Option<Geometry>)> {
    let value: Value = serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON");
    let record = |feature: &Value| {
        let properties = feature["properties"].as_object().expect("properties").iter();
        let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
        let properties = properties.filter(|(key, _)| *key != "fid");
        let values = properties.map(|(key, value)| (key.clone(), text(value))).collect();
        let coordinate = |value: &Value| {
            let pair = value.as_array().expect("a pair");
            (pair[0].as_f64().expect("a number"), pair[1].as_f64().expect("a number"))
        };
        let at = &feature["geometry"]["coordinates"];
        let geometry = match feature["geometry"]["type"].as_str() {
            None => None,
            Some("Point") => Some(geo_types::Point::from(coordinate(at)).into()),
            Some("LineString") => {
                let points: Vec<_> =
                    at.as_array().expect("points").iter().map(coordinate).collect();
                Some(geo_types::LineString::from(points).into())
            }
            Some(other) => panic!("{other}"),
        };
        (values, geometry)
    };
    value["features"].as_array().expect("features").iter().map(record).collect()
}

#[test]
fn uke_templates_are_the_same_in_every_form() {
    let Some(real) = std::env::var_os("ZASIEG_REAL_DATA") else {
        println!("ZASIEG_REAL_DATA is not set: the templates of UKE are not read");
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    copy(&Path::new(&real).join("pit_templates"), dir.path());
    let before = listed(dir.path());
    let expected: BTreeMap<String, _> = before
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "geojson"))
        .map(|path| {
            let stem = path.file_stem().expect("a name").to_string_lossy();
            (stem.split('_').nth(1).expect("z7_layer_…").to_owned(), geojson(path))
        })
        .collect();
    assert_eq!(expected.len(), 9);
    let mut n_read = BTreeMap::<String, usize>::new();
    for path in &before {
        let extension = path.extension().expect("a form").to_string_lossy().into_owned();
        if !["gml", "kml", "gpkg", "shp", "geojson"].contains(&extension.as_str()) {
            continue;
        }
        let stem = path.file_stem().expect("a name").to_string_lossy();
        let records = &expected[stem.split('_').nth(1).expect("z7_layer_…")];
        let names: Vec<&str> = records[0].0.keys().map(String::as_str).collect();
        let cut = |name: &str| name.chars().take(10).collect::<String>();
        let cuts: Vec<String> = names.iter().map(|name| cut(name)).collect();
        let is_shape = extension == "shp";
        let columns: Vec<&str> =
            if is_shape { cuts.iter().map(String::as_str).collect() } else { names.clone() };
        let table = read(path, &columns).unwrap_or_else(|e| panic!("{e}"));
        let place = path.display();
        assert_eq!(table.rows.len(), records.len(), "{place}");
        for (position, (values, geometry)) in records.iter().enumerate() {
            let row = &table.rows[position];
            for (name, value) in values {
                let found = &row[if is_shape { cut(name) } else { name.clone() }.as_str()];
                // A field of a shapefile ends after 254 bytes; and in the GeoJSON form of this
                // layer alone the publisher left `_DEMO` out.
                let is_same = found == value
                    || is_shape && value.len() > 254 && value.starts_with(found.as_str())
                    || name == "po01_id_podmiotu_obcego" && *found == format!("{value}_DEMO");
                assert!(is_same, "{place}: row {position}, {name}: {found:?} or {value:?}");
            }
            let is_same = match (&table.geometries[position], geometry) {
                (Some(found), Some(expected)) => near(found, expected),
                (found, expected) => found.is_none() && expected.is_none(),
            };
            assert!(is_same, "{place}: row {position}: {:?}", table.geometries[position]);
            // The axes by the record's own word.
            let own = |end: &str| {
                let value = values.iter().find(|(name, _)| name.ends_with(end));
                value.and_then(|(_, value)| value.parse::<f64>().ok())
            };
            if let (Some(lat), Some(lon)) = (own("_szerokosc"), own("_dlugosc")) {
                let point = Geometry::Point(geo_types::Point::new(lon, lat));
                assert!(table.geometries[position].as_ref().is_some_and(|g| near(g, &point)));
            }
        }
        if table.geometries.iter().any(Option::is_some) {
            assert!(table.crs.is_some_and(|crs| crs.is_wgs84()), "{place}");
        }
        *n_read.entry(extension).or_default() += 1;
    }
    assert_eq!(listed(dir.path()), before, "nothing is left beside the files");
    // Nine layers, but a shapefile needs a geometry.
    let expected = [("geojson", 9), ("gml", 9), ("gpkg", 9), ("kml", 9), ("shp", 6)];
    assert_eq!(n_read, expected.map(|(form, n)| (form.to_owned(), n)).into());
}

fn tags(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn roads_of_openstreetmap_have_their_tags() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("drogi.osm.pbf");
    let nodes = [
        (1, 210_000_000, 520_000_000),
        (2, 210_010_000, 520_000_000),
        (3, 210_010_000, 520_010_000),
        (4, -1_234_567, 520_010_001),
    ];
    let ways = [
        (
            10,
            vec![1, 2, 4],
            tags(&[
                ("highway", "residential"),
                ("name", "Żółta \"Bis\", A\\B=>C"),
                ("surface", "asphalt"),
                ("lanes", "2"),
                ("dług:ość", "5"),
            ]),
        ),
        (11, vec![2, 3], tags(&[("bridge", "yes"), ("highway", "track"), ("tunnel", "no")])),
        // A roundabout is closed too, but a building is nothing to drive on.
        (12, vec![1, 2, 3, 1], tags(&[("highway", "service"), ("junction", "roundabout")])),
        (13, vec![1, 2, 3, 1], tags(&[("building", "yes")])),
        (14, vec![1, 3], tags(&[("waterway", "ditch")])),
        (15, vec![1, 3], tags(&[("railway", "rail")])),
    ];
    fs::write(&path, crate::osm_pbf::write(&nodes, &ways)).expect("writable");
    let columns = ["osm_id", "highway", "name", "surface", "lanes", "bridge", "tunnel", "dług:ość"];
    let table = read(&path, &columns).unwrap_or_else(|e| panic!("{e}"));
    let rows: Vec<Vec<&str>> =
        table.rows.iter().map(|row| columns.iter().map(|c| row[*c].as_str()).collect()).collect();
    let expected = [
        ["10", "residential", "Żółta \"Bis\", A\\B=>C", "asphalt", "2", "", "", "5"],
        ["11", "track", "", "", "", "yes", "no", ""],
        ["12", "service", "", "", "", "", "", ""],
        ["15", "", "", "", "", "", "", ""],
    ];
    assert_eq!(rows, expected);
    let options = InputOptions { layer: Some("lines".to_owned()), ..Default::default() };
    let all = read_with(&path, &["osm_id"], &options).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(all.column("osm_id"), ["10", "11", "12", "13", "14", "15"]);
    let line = geo_types::LineString::from(vec![
        (21.0, 52.0),
        (21.001, 52.0),
        (-0.123_456_7, 52.001_000_1),
    ]);
    assert!(near(table.geometries[0].as_ref().expect("a line"), &line.into()));
    assert!(table.crs.expect("stated").is_wgs84());
    // Another layer by its name; the column map names a tag too.
    let mut options =
        InputOptions { layer: Some("multipolygons".to_owned()), ..Default::default() };
    options.columns.insert("f".to_owned(), "building".to_owned());
    let table = read_with(&path, &["f"], &options).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(table.column("f"), ["yes"]);
    assert_eq!(listed(dir.path()), [path]);
}
