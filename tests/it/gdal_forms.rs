//! What GDAL opens, read through the program's own door.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gdal::raster::RasterCreationOptions;
use gdal::spatial_ref::AxisMappingStrategy;
use gdal::vector::{
    Feature, FieldValue, Geometry as Shape, LayerAccess as _, LayerOptions, OGRFieldType,
    OGRwkbGeometryType,
};
use gdal::{Dataset, DriverManager};
use geo_types::Geometry;
use serde_json::Value;

use zasieg::sources::InputOptions;

use crate::any_table::{read, read_with};
use crate::gdal_hostile::geopackage;

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
        // No column of the register speaks of tracks.
        (15, vec![1, 3], tags(&[("railway", "rail")])),
        (16, vec![1, 3, 2, 1], tags(&[("shop", "yes")])),
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
    ];
    assert_eq!(rows, expected);
    let options = InputOptions { layer: Some("lines".to_owned()), ..Default::default() };
    let all = read_with(&path, &["osm_id"], &options).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(all.column("osm_id"), ["10", "11", "12", "14", "15"]);
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
    assert_eq!(table.column("f"), ["yes", ""]);
    assert_eq!(listed(dir.path()), [path]);
}

#[test]
fn openstreetmap_gives_each_register_its_own_ways() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("mapa.osm.pbf");
    let nodes = [(1, 210_000_000, 520_000_000), (2, 210_010_000, 520_000_000)];
    let way = |id, pairs: &[(&str, &str)]| (id, vec![1, 2], tags(pairs));
    let ways = [
        way(10, &[("highway", "residential")]),
        way(11, &[("railway", "rail"), ("tracks", "2")]),
        // A tram in the street is both.
        way(12, &[("highway", "tertiary"), ("railway", "tram")]),
        way(13, &[("barrier", "fence")]),
    ];
    fs::write(&path, crate::osm_pbf::write(&nodes, &ways)).expect("writable");
    let values = |register: &str, field: &str, options: &InputOptions| {
        let schema = zasieg::sources::Schema::of(register);
        let raw = zasieg::sources::open(&path, "mapa.osm.pbf").expect("readable").remove(0);
        let table = zasieg::sources::open_table(&path, raw, schema, options);
        let table = table.unwrap_or_else(|error| panic!("{error}"));
        let column = table.column(field);
        let mut found = Vec::new();
        let mut tally = zasieg::sources::Tally::new(zasieg::model::FileId(0));
        table.for_each(&mut tally, |row, _| found.push(row.text(column).to_owned())).expect("rows");
        found
    };
    let plain = InputOptions::default();
    let ids = |register: &str, options: &InputOptions| values(register, "id", options);
    assert_eq!(ids("roads", &plain), ["10", "12"]);
    assert_eq!(ids("rail", &plain), ["11", "12"]);
    // Names that other publishers give the same column do not hide the tag.
    for field in ["class", "class_original"] {
        assert_eq!(values("roads", field, &plain), ["residential", "tertiary"], "{field}");
    }
    assert_eq!(values("rail", "kind_original", &plain), ["rail", "tram"]);
    assert_eq!(values("rail", "tracks", &plain), ["2", ""]);
    // A register that names neither key has both; a layer that is asked for is whole.
    let both = read(&path, &["osm_id"]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(both.column("osm_id"), ["10", "11", "12"]);
    assert_eq!(ids("roads", &layer("lines")), ["10", "11", "12", "13"]);
}

fn layer(name: &str) -> InputOptions {
    InputOptions { layer: Some(name.to_owned()), ..Default::default() }
}

#[test]
fn a_layer_is_named_where_there_are_several() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.gpkg");
    geopackage(&path, &[("wezly", 2), ("puste", 0), ("Punkty PE", 1), ("layer_styles", 1)]);
    let error = read(&path, &["f"]).err().expect("two have features");
    let expected = "a.gpkg: more than one layer has features (wezly, Punkty PE); name the one to \
                    read in its [[input]], as layer = \"…\"";
    assert_eq!(error, expected);
    let named = |name: &str| read_with(&path, &["f"], &layer(name));
    assert_eq!(named("wezly").expect("there").column("f"), ["wezly0", "wezly1"]);
    assert_eq!(named("punkty pe").expect("but for case").column("f"), ["Punkty PE0"]);
    assert!(named("puste").err().expect("empty").contains("holds no record"));
    let error = named("wezel").err().expect("not there");
    assert!(error.contains("there is no layer \"wezel\"; the layers are wezly, "), "{error}");
    assert!(error.contains("puste"), "{error}");
    // One layer with features needs no name, whatever else QGIS has left.
    let path = dir.path().join("b.gpkg");
    geopackage(&path, &[("layer_styles", 1), ("puste", 0), ("wezly", 1)]);
    assert_eq!(read(&path, &["f"]).expect("one").column("f"), ["wezly0"]);
    let path = dir.path().join("c.gpkg");
    geopackage(&path, &[("layer_styles", 1), ("puste", 0)]);
    assert!(read(&path, &["f"]).err().expect("none").contains("holds no record"));
    // Forms without layers.
    let geojson = "{\"type\":\"FeatureCollection\",\"features\":[]}";
    for (name, text) in [("a.csv", "f\n1\n"), ("a.geojson", geojson), ("a.shp", "")] {
        let path = dir.path().join(name);
        fs::write(&path, text).expect("writable");
        let error = read_with(&path, &["f"], &layer("wezly")).err().expect("refused");
        let expected = format!(
            "{name}: layer = \"wezly\": files of this form have no layers; take the key out"
        );
        assert_eq!(error, expected);
    }
}

#[test]
fn a_layer_is_named_in_the_run_file() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    geopackage(&dir.path().join("adresy.gpkg"), &[("a", 2), ("b", 3)]);
    let run = |register: &str, path: &str, layer: &str| {
        format!(
            "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n[[input]]\n\
             register = \"{register}\"\npath = \"{path}\"\nedition = \"t\"\n{layer}"
        )
    };
    let (file, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    let diagnosed = |text: String, code: i32| {
        fs::write(&file, text).expect("writable");
        crate::program::diagnose(&file, &out, &[&"--force"]).with(code)
    };
    let columns = "columns = { id = \"f\" }\n";
    let two = run("address-table", "adresy.gpkg", columns);
    assert!(diagnosed(two, 2).stderr.contains("(a, b)"));
    // No offers: the run is complete and its quality gate fails.
    diagnosed(run("address-table", "adresy.gpkg", &format!("{columns}layer = \"b\"\n")), 1);
    let addresses = crate::table::Table::read(&out.join("addresses.csv"));
    assert_eq!(addresses.column("address_id"), ["b0", "b1", "b2"]);
    fs::write(dir.path().join("raport.csv"), "DI,Gmina,,,\n").expect("writable");
    let report = diagnosed(run("sidusis-report", "raport.csv", "layer = \"b\"\n"), 2);
    assert!(report.stderr.contains("have no layers"), "{}", report.stderr);
    let unknown = diagnosed(run("address-table", "adresy.gpkg", "layr = \"b\"\n"), 2);
    assert!(unknown.stderr.contains("did you mean `layer`"), "{}", unknown.stderr);
}

#[test]
fn fields_of_every_type_are_the_same_text_everywhere() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.gpkg");
    let driver = DriverManager::get_driver_by_name("GPKG").expect("GDAL has GeoPackage");
    let mut dataset = driver.create_vector_only(&path).expect("a writable folder");
    let options = LayerOptions { name: "a", ty: OGRwkbGeometryType::wkbNone, ..Default::default() };
    let table = dataset.create_layer(options).expect("a table");
    let fields = [
        ("text", OGRFieldType::OFTString),
        ("whole", OGRFieldType::OFTInteger),
        ("long", OGRFieldType::OFTInteger64),
        ("real", OGRFieldType::OFTReal),
        ("day", OGRFieldType::OFTDate),
        ("time", OGRFieldType::OFTDateTime),
    ];
    table.create_defn_fields(&fields).expect("columns");
    let time = "2023-01-31T10:20:30+00:00".parse().expect("a time");
    let rows = [
        vec![
            FieldValue::StringValue(" 004 ".to_owned()),
            FieldValue::IntegerValue(-7),
            FieldValue::Integer64Value(9_007_199_254_740_993),
            FieldValue::RealValue(0.1),
            FieldValue::DateTimeValue(time),
            FieldValue::DateTimeValue(time),
        ],
        vec![
            FieldValue::StringValue("ą, \"b\"; c".to_owned()),
            FieldValue::IntegerValue(0),
            FieldValue::Integer64Value(0),
            FieldValue::RealValue(1e21),
        ],
        vec![FieldValue::StringValue(String::new())],
    ];
    for row in &rows {
        let mut feature = Feature::new(table.defn()).expect("a feature");
        for (position, value) in row.iter().enumerate() {
            feature.set_field(position, value).expect("a value");
        }
        feature.create(&table).expect("a row");
    }
    drop(dataset);
    let columns = fields.map(|(name, _)| name);
    let table = read(&path, &columns).unwrap_or_else(|e| panic!("{e}"));
    let found: Vec<Vec<&str>> =
        table.rows.iter().map(|row| columns.iter().map(|c| row[*c].as_str()).collect()).collect();
    let expected = [
        ["004", "-7", "9007199254740993", "0.1", "2023-01-31", "2023-01-31T10:20:30"],
        // A zero is a zero, and a value that is not there is no zero.
        ["ą, \"b\"; c", "0", "0", "1000000000000000000000", "", ""],
        ["", "", "", "", "", ""],
    ];
    assert_eq!(found, expected);
    assert!(table.geometries.iter().all(Option::is_none) && table.crs.is_none());
}

const GML_HEAD: &str = "<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" \
    xmlns:gml=\"http://www.opengis.net/gml/3.2\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">";

#[test]
fn gml_keeps_zeros_lists_and_letters_of_other_encodings() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let member = |id: u8, geometry: &str, fields: &str| {
        format!(
            "<ogr:featureMember><ogr:a gml:id=\"a.{id}\">{geometry}{fields}</ogr:a></ogr:featureMember>"
        )
    };
    let place = |srs: &str, first: &str, second: &str| {
        format!(
            "<ogr:geometryProperty><gml:Point srsName=\"{srs}\"><gml:pos>{first} {second}</gml:pos>\
             </gml:Point></ogr:geometryProperty>"
        )
    };
    let text = [
        "<?xml version=\"1.0\" encoding=\"windows-1250\"?>",
        GML_HEAD,
        &member(
            0,
            &place("urn:ogc:def:crs:EPSG::2180", "486757.21", "637382.2"),
            "<ogr:kod>04</ogr:kod><ogr:nazwa>Żółć &amp; Ś</ogr:nazwa><ogr:usl>1</ogr:usl>\
             <ogr:usl>a,b</ogr:usl><ogr:dzien>2023-01-31</ogr:dzien>",
        ),
        &member(1, "", "<ogr:kod>4</ogr:kod><ogr:nazwa xsi:nil=\"true\"/>"),
        "</ogr:FeatureCollection>\n",
    ]
    .join("\n");
    let (bytes, ..) = encoding_rs::WINDOWS_1250.encode(&text);
    // In an archive with its schema: one table, not two.
    let path = dir.path().join("a.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).expect("writable"));
    for (name, bytes) in [("x/a.gml", &bytes[..]), ("x/a.xsd", b"<schema/>"), ("x/a.gfs", b"")] {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).expect("a member");
        std::io::Write::write_all(&mut zip, bytes).expect("a member");
    }
    zip.finish().expect("an archive");
    let columns = ["kod", "nazwa", "usl", "dzien"];
    let table = read(&path, &columns).unwrap_or_else(|e| panic!("{e}"));
    let rows: Vec<Vec<&str>> =
        table.rows.iter().map(|row| columns.iter().map(|c| row[*c].as_str()).collect()).collect();
    assert_eq!(rows, [["04", "Żółć & Ś", "1;a,b", "2023-01-31"], ["4", "", "", ""]]);
    assert!(table.crs.is_some_and(|crs| crs.is_pl1992()));
    let warsaw: Geometry = geo_types::Point::new(637_382.2, 486_757.21).into();
    assert!(table.geometries[0].as_ref().is_some_and(|g| near(g, &warsaw)));
    assert!(table.geometries[1].is_none());
    // PRG's two generations: as a URN northing first, as a plain code easting first.
    for (srs, first, second) in [
        ("urn:ogc:def:crs:EPSG::2180", "486757.21", "637382.2"),
        ("http://www.opengis.net/def/crs/EPSG/0/2180", "486757.21", "637382.2"),
        ("EPSG:2180", "637382.2", "486757.21"),
    ] {
        let path = dir.path().join("b.gml");
        let text =
            [GML_HEAD, &member(0, &place(srs, first, second), ""), "</ogr:FeatureCollection>"];
        fs::write(&path, text.join("")).expect("writable");
        let table = read(&path, &[]).unwrap_or_else(|e| panic!("{e}"));
        assert!(table.geometries[0].as_ref().is_some_and(|g| near(g, &warsaw)), "{srs}");
    }
    assert_eq!(listed(dir.path()).len(), 2, "the archive and the last document");
}

#[test]
fn arcs_become_lines_and_heights_are_left_out() {
    use geo::CoordsIter as _;
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.gpkg");
    let driver = DriverManager::get_driver_by_name("GPKG").expect("GDAL has GeoPackage");
    let mut dataset = driver.create_vector_only(&path).expect("a writable folder");
    let options = LayerOptions { name: "a", ..Default::default() };
    let table = dataset.create_layer(options).expect("a table");
    let shapes = [
        // Half of a circle around (0, 0) with radius 10.
        "CIRCULARSTRING (10 0,0 10,-10 0)",
        "COMPOUNDCURVE ((20 0,10 0),CIRCULARSTRING (10 0,0 10,-10 0))",
        "CURVEPOLYGON (CIRCULARSTRING (10 0,0 10,-10 0,0 -10,10 0))",
        "MULTISURFACE (CURVEPOLYGON (CIRCULARSTRING (10 0,0 10,-10 0,0 -10,10 0)))",
        "MULTICURVE (CIRCULARSTRING (10 0,0 10,-10 0))",
        "LINESTRING Z (0 0 101,3 4 102)",
        "POINT EMPTY",
    ];
    for shape in shapes {
        let mut feature = Feature::new(table.defn()).expect("a feature");
        feature.set_geometry(Shape::from_wkt(shape).expect(shape)).expect("a geometry");
        feature.create(&table).expect("a row");
    }
    drop(dataset);
    let table = read(&path, &[]).unwrap_or_else(|e| panic!("{e}"));
    let kinds: Vec<&str> = table
        .geometries
        .iter()
        .map(|geometry| match geometry {
            Some(Geometry::LineString(_)) => "line",
            Some(Geometry::MultiLineString(_)) => "lines",
            Some(Geometry::Polygon(_)) => "polygon",
            Some(Geometry::MultiPolygon(_)) => "polygons",
            Some(_) => "other",
            None => "none",
        })
        .collect();
    // What has one part is that part.
    assert_eq!(kinds, ["line", "line", "polygon", "polygon", "line", "line", "none"]);
    for (shape, geometry) in shapes.iter().zip(&table.geometries).take(5) {
        let corners: Vec<_> = geometry.as_ref().expect("seen above").coords_iter().collect();
        // More than the given corners, each on the circle but for the straight piece's end.
        assert!(corners.len() > 20, "{shape}: {}", corners.len());
        let off = |c: &&geo_types::Coord| (c.x.hypot(c.y) - 10.0).abs() > 1e-9;
        let off: Vec<_> = corners.iter().filter(off).collect();
        let straight = shape.contains("((20 0").then_some(geo_types::Coord { x: 20.0, y: 0.0 });
        assert_eq!(off, straight.iter().collect::<Vec<_>>(), "{shape}");
    }
    let flat: Geometry = geo_types::LineString::from(vec![(0.0, 0.0), (3.0, 4.0)]).into();
    assert!(table.geometries[5].as_ref().is_some_and(|g| near(g, &flat)));
}

#[test]
fn mapinfo_and_kmz_come_with_their_parts() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.mif");
    let mif = "Version 300\nCharset \"WindowsLatin2\"\nDelimiter \",\"\n\
               CoordSys Earth Projection 1, 104\nColumns 1\n  nazwa Char(20)\nData\n\nPoint 21 52\n";
    fs::write(&path, mif).expect("writable");
    fs::write(path.with_extension("mid"), b"\"\xa3\xf3d\x9f\"\n").expect("writable");
    let check = |path: &Path, column: &str, value: &str| {
        let table = read(path, &[column]).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(table.column(column), [value], "{}", path.display());
        let point: Geometry = geo_types::Point::new(21.0, 52.0).into();
        assert!(table.geometries[0].as_ref().is_some_and(|g| near(g, &point)));
    };
    check(&path, "nazwa", "Łódź");
    let zip = |name: &str, members: &[(&str, &[u8])]| {
        let path = dir.path().join(name);
        let mut zip = zip::ZipWriter::new(fs::File::create(&path).expect("writable"));
        for (name, bytes) in members {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).expect("a member");
            std::io::Write::write_all(&mut zip, bytes).expect("a member");
        }
        zip.finish().expect("an archive");
        path
    };
    let members: [(&str, &[u8]); 2] =
        [("x/A.MID", b"\"\xa3\xf3d\x9f\"\n"), ("x/A.MIF", mif.as_bytes())];
    check(&zip("a.zip", &members), "nazwa", "Łódź");
    let kml = "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>Łódź</name>\
               <Point><coordinates>21,52,0</coordinates></Point></Placemark></Document></kml>";
    let members: [(&str, &[u8]); 2] = [("doc.kml", kml.as_bytes()), ("files/a.png", b"\x89PNG")];
    check(&zip("a.kmz", &members), "Name", "Łódź");
}

/// Copies a layer into another form, as a publisher of roads in EPSG:2180 would.
fn convert(from: &Path, to: &Path, form: &str, options: &[&str]) {
    let source = Dataset::open(from).expect("a real file");
    let mut layer = source.layer(0).expect("a layer");
    let driver = DriverManager::get_driver_by_name(form).expect("a driver");
    let options: RasterCreationOptions = options.iter().copied().collect();
    // No cells: a file of layers alone.
    let target = driver.create_with_band_type_with_options::<u8, _>(to, 0, 0, 0, &options);
    let mut target = target.expect("a writable folder");
    let mut system = gdal::spatial_ref::SpatialRef::from_epsg(2180).expect("EPSG:2180");
    // The shapes have easting first; the document gets the order that the registry wants.
    system.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    let made = LayerOptions {
        name: "OT_SKJZ_L",
        srs: Some(&system),
        ty: OGRwkbGeometryType::wkbLineString,
        ..LayerOptions::default()
    };
    let made = target.create_layer(made).expect("a layer");
    let fields: Vec<_> = layer.defn().fields().map(|f| (f.name(), f.field_type())).collect();
    let fields: Vec<_> = fields.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
    made.create_defn_fields(&fields).expect("columns");
    for feature in layer.features() {
        let mut copy = Feature::new(made.defn()).expect("a feature");
        for position in 0..fields.len() {
            if let Some(value) = feature.field(position).expect("a value") {
                copy.set_field(position, &value).expect("a value");
            }
        }
        // The system of its geometry goes before the layer's, and ESRI names it by another code.
        let mut geometry = feature.geometry().expect("a road").clone();
        geometry.set_spatial_ref(system.clone());
        copy.set_geometry(geometry).expect("a geometry");
        copy.create(&made).expect("a row");
    }
}

/// Carriageways of BDOT10k as its two forms hold them: GML 3.2 with northing first, and shapefile.
#[test]
fn roads_of_bdot10k_are_the_same_as_gml_and_as_shapefile() {
    let Some(real) = std::env::var_os("ZASIEG_REAL_DATA") else {
        println!("ZASIEG_REAL_DATA is not set: the roads of BDOT10k are not read");
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    copy(&Path::new(&real).join("bdot10k_roads"), dir.path());
    let original = dir.path().join("directedRoadsSample.shp");
    let gml = dir.path().join("PL.PZGiK.1.1465__OT_SKJZ_L.gml");
    convert(&original, &gml, "GML", &["FORMAT=GML3.2"]);
    let shape = dir.path().join("PL.PZGiK.1.1465__OT_SKJZ_L.shp");
    convert(&original, &shape, "ESRI Shapefile", &["ENCODING=UTF-8"]);
    let text = fs::read_to_string(&gml).expect("a document");
    assert!(text.contains("srsName=\"urn:ogc:def:crs:EPSG::2180\""), "northing first");
    let texts = ["katZarzadz", "klasaDrogi", "materialNa"];
    let numbers = ["liczbaJezd", "szerNawier", "szerKorony", "liczbaPaso", "ulica", "kierunek"];
    let columns = [&texts[..], &numbers[..]].concat();
    let forms =
        [&original, &gml, &shape].map(|p| read(p, &columns).unwrap_or_else(|e| panic!("{e}")));
    let [original, gml, shape] = &forms;
    // formats.md: the classes seen, and how often.
    let count = |class: &str| original.column("klasaDrogi").iter().filter(|c| **c == class).count();
    assert_eq!(["I", "L", "Z", "D"].map(count), [632, 400, 147, 20]);
    for other in [gml, shape] {
        assert_eq!(other.rows.len(), 1199);
        assert!(other.crs.as_ref().is_some_and(|crs| crs.is_pl1992()), "{:?}", other.crs);
        for (a, b) in original.rows.iter().zip(&other.rows) {
            assert!(texts.iter().all(|name| a[*name] == b[*name]), "{a:?} {b:?}");
            let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().ok();
            for name in numbers {
                let near = match (number(a, name), number(b, name)) {
                    (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                    (a, b) => a == b,
                };
                assert!(near, "{name}: {a:?} {b:?}");
            }
        }
        for (a, b) in original.geometries.iter().zip(&other.geometries) {
            let [Some(Geometry::LineString(a)), Some(Geometry::LineString(b))] = [a, b] else {
                panic!("{a:?} {b:?}");
            };
            assert_eq!(a.0.len(), b.0.len());
            // To the millimetre; the axes exchanged would be hundreds of kilometres away.
            let near = |(a, b): (&geo_types::Coord, &geo_types::Coord)| {
                (a.x - b.x).hypot(a.y - b.y) < 0.001
            };
            assert!(a.0.iter().zip(&b.0).all(near));
        }
    }
}
