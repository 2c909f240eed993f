//! What GDAL reads.

use gdal::DriverManager;
use gdal::vector::{Feature, FieldDefn, Geometry, LayerAccess as _, LayerOptions, OGRFieldType};
use zasieg::sources::{InputOptions, SourceError};

use super::archives::{pack, spoiled_part};
use super::harness::{Case, Fuzz, Seed};
use super::mutate::spoiled;
use super::readers::read;

const TOKENS: [&str; 26] = [
    "<",
    ">",
    "/>",
    "&#0;",
    "&x;",
    "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    "<?xml version='1.0' encoding='utf-16'?>",
    "<?xml version='1.0' encoding='windows-1250'?>",
    "xlink:href=\"http://127.0.0.1/a\"",
    "srsName=\"urn:ogc:def:crs:EPSG::1\"",
    "<gml:MultiGeometry><gml:geometryMember>",
    "<gml:LinearRing>",
    "<gml:posList>",
    "<MultiGeometry>",
    "<Folder>",
    "<gx:Track>",
    "<NetworkLink><Link><href>file:///etc/passwd</href></Link></NetworkLink>",
    "  0\nSECTION\n",
    "  0\nINSERT\n  2\na\n",
    "  0\nSPLINE\n",
    "PLINE MULTIPLE 99999999\n",
    "REGION 99999999\n",
    "CREATE VIEW",
    "{\"type\":\"Feature\",",
    "\u{1e}",
    "\u{0}",
];

const GML: &str = "<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" \
    xmlns:gml=\"http://www.opengis.net/gml/3.2\"><ogr:featureMember><ogr:a gml:id=\"a.0\">\
    <ogr:geometryProperty><gml:MultiCurve srsName=\"urn:ogc:def:crs:EPSG::4326\">\
    <gml:curveMember><gml:LineString gml:id=\"g\"><gml:posList>50 19 50.1 19.1</gml:posList>\
    </gml:LineString></gml:curveMember></gml:MultiCurve></ogr:geometryProperty>\
    <ogr:highway>track</ogr:highway></ogr:a></ogr:featureMember></ogr:FeatureCollection>\n";
const KML: &str = "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Folder><name>a</name>\
    <Placemark><name>x</name><ExtendedData><Data name=\"highway\"><value>track</value></Data>\
    </ExtendedData><LineString><coordinates>19,50 19.1,50.1</coordinates></LineString></Placemark>\
    </Folder></Document></kml>";
const GPX: &str = "<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt \
    lat=\"50\" lon=\"19\"><ele>1</ele><name>x</name></wpt></gpx>";
const OSM: &str = "<osm version=\"0.6\"><node id=\"1\" lat=\"50\" lon=\"19\"/><node id=\"2\" \
    lat=\"50.1\" lon=\"19.1\"/><way id=\"3\"><nd ref=\"1\"/><nd ref=\"2\"/><tag k=\"highway\" \
    v=\"track\"/></way></osm>";
const LINES: &str = "{\"type\":\"Feature\",\"properties\":{\"highway\":\"track\"},\"geometry\":\
    {\"type\":\"LineString\",\"coordinates\":[[19,50],[19.1,50.1]]}}\n{\"type\":\"Feature\",\
    \"properties\":{\"highway\":null},\"geometry\":null}\n";
const DXF: &str = "  0\nSECTION\n  2\nENTITIES\n  0\nLINE\n  8\n0\n 10\n19.0\n 20\n50.0\n 11\n\
    19.1\n 21\n50.1\n  0\nENDSEC\n  0\nEOF\n";
const MIF: &str = "VERSION 300\nCharset \"WindowsLatin2\"\nDelimiter \",\"\nCoordSys Earth \
    Projection 1, 104\nColumns 1\n  highway Char(10)\nData\n\nLine 19 50 19.1 50.1\n    \
    Pen (1,2,0)\n";

/// A file that GDAL writes: one line with one value.
fn made(driver: &str, name: &str) -> Vec<u8> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join(name);
    let driver = DriverManager::get_driver_by_name(driver).expect("GDAL has it");
    let mut dataset = driver.create_vector_only(&path).expect("a writable folder");
    let system = gdal::spatial_ref::SpatialRef::from_epsg(2180).expect("EPSG:2180");
    let kind = gdal::vector::OGRwkbGeometryType::wkbLineString;
    let options =
        LayerOptions { name: "a", srs: Some(&system), ty: kind, ..LayerOptions::default() };
    let layer = dataset.create_layer(options).expect("a layer");
    let field = FieldDefn::new("highway", OGRFieldType::OFTString).expect("a field");
    field.add_to_layer(&layer).expect("a column");
    let line = "LINESTRING (500000 300000, 501000 301000)";
    let mut feature = Feature::new(layer.defn()).expect("a feature");
    feature.set_geometry(Geometry::from_wkt(line).expect("a line")).expect("a geometry");
    feature.set_field_string(0, "track").expect("a value");
    feature.create(&layer).expect("a row");
    drop(feature);
    dataset.close().expect("space");
    std::fs::read(path).expect("written")
}

fn read_roads(case: Case<'_>) -> Result<(), SourceError> {
    let options = InputOptions { crs: super::readers::options().crs, ..InputOptions::default() };
    let options = if case.name.ends_with("gpkg") { InputOptions::default() } else { options };
    for raw in zasieg::sources::open(case.path, case.name)? {
        read("roads", case.path, raw, &options)?;
    }
    Ok(())
}

#[test]
fn xml_and_other_texts() {
    let nodes = [(1, 190_000_000, 500_000_000), (2, 191_000_000, 501_000_000)];
    let ways = [(3, vec![1, 2], vec![("highway".to_owned(), "track".to_owned())])];
    let mif = vec![("a.mif".to_owned(), MIF.into()), ("a.mid".to_owned(), b"\"track\"\n".to_vec())];
    let seeds = vec![
        Seed::new("GML", "drogi.gml", GML),
        Seed::new("KML", "drogi.kml", KML),
        Seed::new("GPX", "drogi.gpx", GPX),
        Seed::new("OSM", "drogi.osm", OSM),
        Seed::new("PBF", "drogi.pbf", crate::osm_pbf::write(&nodes, &ways)),
        Seed::new("GeoJSONSeq", "drogi.geojsonl", LINES),
        Seed::new("DXF", "drogi.dxf", DXF),
        Seed::new("MIF", "drogi.zip", pack(&mif)),
    ];
    let fuzz = Fuzz { reader: "GDAL, texts", n_cases: 200, seeds, tokens: &TOKENS };
    fuzz.run_made(|rng, seed| spoiled_part(rng, seed, &TOKENS), read_roads);
}

#[test]
fn binary_forms() {
    let seeds = vec![
        Seed::new("GeoPackage", "drogi.gpkg", made("GPKG", "a.gpkg")),
        Seed::new("FlatGeobuf", "drogi.fgb", made("FlatGeobuf", "a.fgb")),
    ];
    let fuzz = Fuzz { reader: "GDAL, binary", n_cases: 150, seeds, tokens: &TOKENS };
    fuzz.run_made(|rng, seed| spoiled(rng, &seed.bytes, &[], &TOKENS), read_roads);
}
