//! Documents that try to make the program read other files, ask a server, or take a part for the
//! whole.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;

use gdal::vector::{FieldDefn, LayerOptions, OGRFieldType};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};
use zasieg::sources::InputOptions;

use crate::any_table::{read, read_with};

const SECRET: &str = "tajne-haslo";

/// A document of one feature `a` with one field `f`.
fn gml(head: &str, attributes: &str, srs: &str, value: &str) -> String {
    format!(
        "{head}<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" \
         xmlns:gml=\"http://www.opengis.net/gml/3.2\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" {attributes}>\n\
         <ogr:featureMember><ogr:a gml:id=\"a.0\"><ogr:geometryProperty>\
         <gml:Point srsName=\"{srs}\"><gml:pos>52 21</gml:pos></gml:Point>\
         </ogr:geometryProperty><ogr:f>{value}</ogr:f></ogr:a></ogr:featureMember>\n\
         </ogr:FeatureCollection>\n"
    )
}

const URN: &str = "urn:ogc:def:crs:EPSG::4326";

#[test]
fn entities_do_not_bring_other_files() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let secret = dir.path().join("tajne.txt");
    fs::write(&secret, SECRET).expect("writable");
    let secret = secret.display();
    let kml = "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><name>&x;</name><Point>\
               <coordinates>21,52</coordinates></Point></Placemark></kml>";
    let gpx = "<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt lat=\"52\" \
               lon=\"21\"><name>&x;</name></wpt></gpx>";
    let osm = "<osm version=\"0.6\"><node id=\"1\" lat=\"52\" lon=\"21\"><tag k=\"name\" \
               v=\"&x;\"/></node></osm>";
    // The second encoding sends GDAL to a parser that follows entities.
    for encoding in ["utf-8", "windows-1250"] {
        let head = format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n\
             <!DOCTYPE a [<!ENTITY x SYSTEM \"file://{secret}\">]>\n"
        );
        let documents = [
            ("a.gml", gml(&head, "", URN, "&x;")),
            ("a.kml", head.clone() + kml),
            ("a.gpx", head.clone() + gpx),
            ("a.osm", head.clone() + osm),
        ];
        for (name, text) in documents {
            let path = dir.path().join(name);
            fs::write(&path, text).expect("writable");
            let error = read(&path, &["f", "name"]).err().expect("refused");
            assert!(error.starts_with(name) && error.contains("<!DOCTYPE"), "{error}");
        }
    }
    // The same document without its declaration is read.
    let path = dir.path().join("a.gml");
    fs::write(&path, gml("", "", URN, "x")).expect("writable");
    assert_eq!(read(&path, &["f"]).expect("harmless").column("f"), ["x"]);
}

#[test]
fn no_document_opens_a_connection_or_another_file() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let server = TcpListener::bind("127.0.0.1:0").expect("a port of this machine");
    server.set_nonblocking(true).expect("a socket");
    let url = format!("http://{}", server.local_addr().expect("bound"));
    let other = dir.path().join("inne.csv");
    fs::write(&other, format!("f\n{SECRET}\n")).expect("writable");
    let other = other.display();
    let schema = |place: &str| format!("xsi:schemaLocation=\"http://ogr.maptools.org/ {place}\"");
    let link = format!("<ogr:g xlink:href=\"{url}/g.gml#p\"/>");
    let wfs = format!("{url}/wfs?service=WFS&amp;request=DescribeFeatureType");
    let kml = |body: &str| {
        format!("<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>{body}</Document></kml>")
    };
    let placemark = "<Placemark><name>x</name><Point><coordinates>21,52</coordinates></Point>";
    let documents = [
        ("schema.gml", gml("", &schema(&format!("{url}/a.xsd")), URN, "x")),
        ("wfs.gml", gml("", &schema(&wfs), URN, "x")),
        ("path.gml", gml("", &schema(&format!("{other}")), URN, "x")),
        ("system.gml", gml("", "", &format!("{url}/system"), "x")),
        ("link.gml", gml("", "", URN, &link)),
        (
            "network.kml",
            kml(&format!(
                "{placemark}</Placemark><NetworkLink><Link><href>{url}/b.kml</href></Link></NetworkLink>"
            )),
        ),
        ("style.kml", kml(&format!("{placemark}<styleUrl>{url}/s.kml#s</styleUrl></Placemark>"))),
        (
            "a.vrt",
            format!(
                "<OGRVRTDataSource><OGRVRTLayer name=\"inne\"><SrcDataSource>{other}</SrcDataSource>\
             </OGRVRTLayer></OGRVRTDataSource>"
            ),
        ),
        ("wfs.xml", format!("<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>")),
        (
            "crs.topojson",
            format!(
                "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"link\",\"properties\":\
             {{\"href\":\"{url}/crs\",\"type\":\"proj4\"}}}},\"features\":[{{\"type\":\"Feature\",\
             \"properties\":{{}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[21,52]}}}}]}}"
            ),
        ),
    ];
    for (name, text) in documents {
        let path = dir.path().join(name);
        fs::write(&path, text).expect("writable");
        // A sidecar that asks for more.
        let include = format!("<include schemaLocation=\"{url}/b.xsd\"/>");
        let xsd = format!("<schema xmlns=\"http://www.w3.org/2001/XMLSchema\">{include}</schema>");
        fs::write(path.with_extension("xsd"), xsd).expect("writable");
        if let Ok(table) = read(&path, &["f", "name"]) {
            assert!(table.rows.iter().all(|row| row.values().all(|value| value != SECRET)));
        }
        let asked = server.accept().map_err(|error| error.kind());
        assert!(matches!(asked, Err(ErrorKind::WouldBlock)), "{name} asked a server");
    }
    let vrt = read(&dir.path().join("a.vrt"), &["f"]).err().expect("refused");
    assert!(vrt.contains("names no other files"), "{vrt}");
}

/// A GeoPackage with one table of points.
pub fn geopackage(path: &Path, layers: &[(&str, usize)]) {
    let driver = DriverManager::get_driver_by_name("GPKG").expect("GDAL has GeoPackage");
    let mut dataset = driver.create_vector_only(path).expect("a writable folder");
    let system = gdal::spatial_ref::SpatialRef::from_epsg(2180).expect("EPSG:2180");
    for (name, n_features) in layers {
        let options = LayerOptions { name, srs: Some(&system), ..LayerOptions::default() };
        let layer = dataset.create_layer(options).expect("a layer");
        let field = FieldDefn::new("f", OGRFieldType::OFTString).expect("a field");
        field.add_to_layer(&layer).expect("a column");
        for number in 0..*n_features {
            use gdal::vector::LayerAccess as _;
            let mut feature = gdal::vector::Feature::new(layer.defn()).expect("a feature");
            let point = format!("POINT ({} 400000)", 500_000 + number);
            let point = gdal::vector::Geometry::from_wkt(&point).expect("a point");
            feature.set_geometry(point).expect("a geometry");
            feature.set_field_string(0, &format!("{name}{number}")).expect("a value");
            feature.create(&layer).expect("a row");
        }
    }
}

#[test]
fn a_geopackage_does_not_bring_other_files() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let other = dir.path().join("inne.csv");
    fs::write(&other, format!("f\n{SECRET}\n")).expect("writable");
    let path = dir.path().join("a.gpkg");
    geopackage(&path, &[("punkty", 1)]);
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_UPDATE | GdalOpenFlags::GDAL_OF_VECTOR,
        ..DatasetOptions::default()
    };
    let dataset = Dataset::open_ex(&path, options).expect("a GeoPackage");
    // SpatiaLite's table over a text file, put where SQLite keeps the tables.
    let table = format!(
        "CREATE VIRTUAL TABLE obce USING VirtualText(''{}'', ''UTF-8'', 1, POINT, NONE, '','')",
        other.display()
    );
    for sql in [
        "PRAGMA writable_schema = ON".to_owned(),
        format!(
            "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) \
             VALUES ('table', 'obce', 'obce', 0, '{table}')"
        ),
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) \
         VALUES ('obce', 'attributes', 'obce')"
            .to_owned(),
    ] {
        dataset.execute_sql(sql, None, gdal::vector::sql::Dialect::DEFAULT).expect("SQL");
    }
    drop(dataset);
    let layer = |name: &str| InputOptions { layer: Some(name.to_owned()), ..Default::default() };
    let bytes = fs::read(&path).expect("a file");
    assert!(bytes.windows(11).any(|window| window == b"VirtualText"), "the table is in the file");
    let read = |name: &str| read_with(&path, &["f"], &layer(name));
    assert_eq!(read("punkty").expect("the honest layer").column("f"), ["punkty0"]);
    let error = read("obce").err().expect("refused");
    assert!(error.contains("VirtualText"), "{error}");
}

#[test]
fn a_part_is_not_taken_for_the_whole() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    // A document that breaks off after the first of two features.
    let whole = gml("", "", URN, "x");
    let member = whole.lines().nth(1).expect("a feature");
    let two = whole.replace(member, &format!("{member}\n{}", member.replace("a.0", "a.1")));
    let path = dir.path().join("a.gml");
    fs::write(&path, &two).expect("writable");
    assert_eq!(read(&path, &["f"]).expect("whole").rows.len(), 2);
    let end = two.find("a.1").expect("a second feature");
    fs::write(&path, &two[..end]).expect("writable");
    let error = read(&path, &["f"]).err().expect("refused");
    assert!(error.starts_with("a.gml: ") && error.contains("XML parsing"), "{error}");
    // A GeoPackage whose last pages are gone.
    let path = dir.path().join("a.gpkg");
    geopackage(&path, &[("punkty", 3000)]);
    let bytes = fs::read(&path).expect("a file");
    fs::write(&path, &bytes[..bytes.len() - 65_536]).expect("writable");
    let error = read(&path, &["f"]).err().expect("refused");
    assert!(error.starts_with("a.gpkg: "), "{error}");
    // An archive in an archive would hide what is in it.
    let path = dir.path().join("a.gml.gz");
    let twice = crate::folder::gz_of(&crate::folder::gz_of(whole.as_bytes()));
    fs::write(&path, twice).expect("writable");
    let error = read(&path, &["f"]).err().expect("refused");
    assert!(error.contains("archive within an archive"), "{error}");
    fs::write(dir.path().join("b.gpkg"), "to nie jest GeoPackage").expect("writable");
    let error = read(&dir.path().join("b.gpkg"), &["f"]).err().expect("refused");
    assert!(error.contains("this is no file that can be read; expected CSV"), "{error}");
}

#[test]
fn a_log_of_changes_is_not_lost() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.gpkg");
    geopackage(&path, &[("punkty", 2)]);
    // As a program leaves it that keeps a log of changes (SQLite file format, bytes 18 and 19).
    let mut bytes = fs::read(&path).expect("a file");
    bytes[18..20].fill(2);
    fs::write(&path, bytes).expect("writable");
    assert_eq!(read(&path, &["f"]).expect("all written").column("f"), ["punkty0", "punkty1"]);
    let log = dir.path().join("a.gpkg-wal");
    fs::write(&log, "").expect("writable");
    assert_eq!(read(&path, &["f"]).expect("an empty log").rows.len(), 2);
    fs::write(&log, "changes").expect("writable");
    let error = read(&path, &["f"]).err().expect("refused");
    assert!(error.contains("-wal file beside it; close the program"), "{error}");
}
