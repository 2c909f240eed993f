//! PRG in GML, and GeoJSON.

use chrono::NaiveDate;
use zasieg::model::FileId;
use zasieg::sources::{InputOptions, SourceError, Tally, read_prg_bytes};

use super::harness::{Case, Fuzz, Seed, real_files};
use super::readers::{raw, read};

const XML_TOKENS: [&str; 24] = [
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "&",
    "&lt;",
    "&#0;",
    "&#x110000;",
    "&x;",
    "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    "<a>",
    "</gml:featureMember>",
    "xlink:href=\"#\"",
    "xsi:nil=\"true\"",
    "srsName=\"EPSG:1\"",
    "encoding=\"utf-16\"",
    "\u{0}",
    "\u{feff}",
];

const JSON_TOKENS: [&str; 22] = [
    "[",
    "]",
    "{",
    "}",
    "[[",
    ",",
    ":",
    "null",
    "\"",
    "\\u0000",
    "\\ud800",
    "\"coordinates\":[",
    "\"coordinates\":[1]",
    "{\"type\":\"GeometryCollection\",\"geometries\":[",
    "{\"type\":\"Point\",\"coordinates\":[]}",
    "\"crs\":{\"properties\":{\"name\":\"EPSG:\"}},",
    "\"properties\":null",
    "\"geometry\":null",
    "\"id\":1,",
    "\"bbox\":[1],",
    "1e999",
    "-",
];

fn read_prg(case: Case<'_>) -> Result<(), SourceError> {
    let as_of = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day");
    let tally = &mut Tally::new(FileId(0));
    read_prg_bytes(case.name, &case.bytes, as_of, tally, |_, _| ())
}

#[test]
fn prg_in_both_structures() {
    let old = include_bytes!("../../fixtures/prg/model2012.xml");
    let new = include_bytes!("../../fixtures/prg/model2021.gml");
    let named = |bytes: Vec<u8>| Seed::new("prg-addresses", "punkty.gml", bytes);
    let mut seeds = vec![named(old.to_vec()), named(new.to_vec())];
    seeds.extend(real_files("prg_gml", &[".xml"]).into_iter().map(named));
    Fuzz { reader: "PRG GML", n_cases: 1000, seeds, tokens: &XML_TOKENS }.run(read_prg);
}

const FEATURES: &str = r#"{"type":"FeatureCollection",
"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2180"}},"features":[
{"type":"Feature","properties":{"code":"980101","name":"Kwadratowo","n":1},"geometry":
{"type":"MultiPolygon","coordinates":[[[[500000,300000],[501000,300000],[501000,301000],
[500000,300000]]]]}},
{"type":"Feature","id":"a","properties":{"code":"9801014","highway":"residential"},"geometry":
{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[500000,300000,1]},
{"type":"MultiLineString","coordinates":[[[500000,300000],[500001,300001]]]}]}},
{"type":"Feature","properties":{"id":"A","terc":980101,"number":"1"},"geometry":
{"type":"Point","coordinates":[500000,300000]}}]}"#;

#[test]
fn geojson() {
    let kinds = ["boundaries", "roads", "rail", "address-table"];
    let seeds = kinds.map(|kind| Seed::new(kind, "cechy.geojson", FEATURES)).into();
    Fuzz { reader: "GeoJSON", n_cases: 800, seeds, tokens: &JSON_TOKENS }.run(|case| {
        let options = InputOptions::default();
        read(case.kind, case.path, raw(case.name, case.bytes), &options)
    });
}
