//! Attacks by name, through the command line and in bounded memory: each ends with code 2 and one
//! paragraph that names the file, and leaves nothing behind.

use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::archives::pack;
use super::columnar::{GEO, parquet, texts};
use crate::folder::{gz_of, zip_of};
use crate::program::{Ended, zasieg_within};

/// Memory of a run, reserved or used: a gigabyte of input, and as much for everything else.
const MEMORY_KIB: u64 = 3 << 20;
const SECRET: &str = "tajne-haslo-z-innego-pliku";
const DEPTH: usize = 100_000;

/// A folder with one input, and a file beside it that no output may show.
struct Attack {
    dir: tempfile::TempDir,
}

impl Attack {
    fn new(register: &str, name: &str, more: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let run = format!(
            "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n[[input]]\nregister = \"{register}\"\n\
             path = \"{name}\"\nedition = \"t\"\n{more}"
        );
        fs::write(dir.path().join("run.toml"), run).expect("writable");
        fs::write(dir.path().join("tajne.txt"), SECRET).expect("writable");
        Self { dir }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self) -> Ended {
        let (run, out) = (self.path("run.toml"), self.path("out"));
        zasieg_within(MEMORY_KIB, &[&"diagnose", &run, &"--out", &out, &"--table", &"csv"])
    }

    /// The one paragraph with which the run is refused.
    fn refused(&self) -> String {
        let Ended { stderr, stdout, .. } = self.run().with(2);
        let left = fs::read_dir(self.dir.path()).expect("a folder");
        for entry in left {
            let name = entry.expect("an entry").file_name();
            let name = name.to_string_lossy();
            assert!(name != "out" && !name.ends_with(".partial"), "{name} was left");
        }
        assert!(!stderr.contains(SECRET) && !stdout.contains(SECRET), "{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
        let (_, message) = stderr.split_once("error: ").expect("an error");
        let message = message.trim_end();
        assert!(!message.chars().any(char::is_control), "more than a paragraph: {message:?}");
        assert!(message.len() < 5000, "{} bytes of message", message.len());
        message.to_owned()
    }
}

fn refused(register: &str, name: &str, bytes: &[u8], parts: &[&str]) {
    let attack = Attack::new(register, name, "crs = \"EPSG:4326\"\n");
    fs::write(attack.path(name), bytes).expect("writable");
    let message = attack.refused();
    let name = name.trim_end_matches(".gz");
    for part in [name].iter().chain(parts) {
        assert!(message.contains(part), "no {part:?} in: {message}");
    }
}

#[test]
fn bombs_in_archives() {
    let zeros = vec![0_u8; 80 << 20];
    let bomb = zip_of("a.csv", &zeros);
    refused("address-table", "bomba.zip", &bomb, &["unpacks to more than", "fetch"]);
    refused("address-table", "bomba.csv.gz", &gz_of(&zeros), &["unpacks to more than"]);
    // Many members that are small one by one.
    let member = |number: usize| (format!("{number}.csv"), vec![b'a'; 1 << 20]);
    let many = pack(&(0..80).map(member).collect());
    refused("address-table", "wiele.zip", &many, &["unpacks to more than"]);
    // An archive in an archive is not opened, whatever it is called.
    for inner in ["b.zip", "b.csv"] {
        let nested = zip_of(inner, &bomb);
        refused("address-table", "w_srodku.zip", &nested, &["archive"]);
    }
    refused("address-table", "dwa.csv.gz", &gz_of(&gz_of(b"id,number\n")), &["archive"]);
    refused("sidusis-report", "dwa.csv.gz", &gz_of(&gz_of(b"DI,1\n")), &["archive"]);
}

#[cfg(feature = "xlsx")]
#[test]
fn bombs_in_spreadsheets() {
    let data = " ".repeat(80 << 20);
    let workbook = crate::workbook::xlsx("Dane", &data);
    refused("public-buildings", "bomba.xlsx", &workbook, &[]);
    let entity = "<!DOCTYPE worksheet [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let laughs = laughs("worksheet");
    for head in [entity, &laughs] {
        let mut parts = crate::workbook::unpack(&crate::workbook::xlsx("Dane", ""));
        for (name, bytes) in &mut parts {
            if name.contains("sheet1") || name.contains("sharedStrings") {
                let cell = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&x;</t></is></c></row>";
                let sheet = format!(
                    "<?xml version=\"1.0\"?>{head}<worksheet xmlns=\"http://schemas.openxmlformats.\
                     org/spreadsheetml/2006/main\"><sheetData>{cell}</sheetData></worksheet>"
                );
                *bytes = sheet.into_bytes();
            }
        }
        refused("public-buildings", "encje.xlsx", &pack(&parts), &[]);
    }
}

/// A plain file of `size` bytes without an end of line behind `head`; the disk holds next to
/// nothing.
fn vast(path: &Path, head: &str, size: u64) {
    let mut file = fs::File::create(path).expect("writable");
    file.write_all(head.as_bytes()).expect("writable");
    file.seek(SeekFrom::Start(size - 1)).expect("a sparse file");
    file.write_all(b"\0").expect("a sparse file");
}

#[test]
fn a_field_of_a_gigabyte() {
    let heads = [
        ("address-table", "id,number,lon,lat\nA,1,19,50\nB,", "row 3", 1 << 30),
        ("sidusis-report", "DI,Fikcyjna,90020,,\nZS,", "row 2", 1 << 27),
    ];
    for (register, head, row, size) in heads {
        let attack = Attack::new(register, "pole.csv", "");
        vast(&attack.path("pole.csv"), head, size);
        let message = attack.refused();
        assert!(message.contains("pole.csv") && message.contains(row), "{message}");
        assert!(message.contains("longer than 1 MiB"), "{message}");
        // The same, packed: gzip may be put together from pieces.
        let piece = gz_of(&vec![b'a'; 16 << 20]);
        let packed = [gz_of(head.as_bytes()), piece.repeat(64)].concat();
        refused(register, "pole.csv.gz", &packed, &["unpacks to more than"]);
        // Within what an archive may unpack to, and in quotation marks over many lines.
        let wide = [head.as_bytes(), &vec![b'a'; 2 << 20]].concat();
        refused(register, "szerokie.csv", &wide, &[row, "longer than 1 MiB"]);
        let tall = [head.as_bytes(), b"\"", &b"a\n".repeat(1 << 20)].concat();
        refused(register, "wysokie.csv", &tall, &["row", "longer than 1 MiB"]);
    }
}

#[test]
fn an_outline_may_be_longer_than_a_name() {
    let attack = Attack::new("ducts", "kanalizacja.csv", "");
    let vertices = vec!["19.1944 50.3309"; 200_000].join(",");
    let text = format!("id;operator;wkt\nK1;1;LINESTRING({vertices})\n");
    fs::write(attack.path("kanalizacja.csv"), text).expect("writable");
    let ended = attack.run();
    assert!(!ended.stderr.contains("longer than"), "{}", ended.stderr);
    // Nothing but brackets: the row is refused, not the stack.
    let nested = "GEOMETRYCOLLECTION(".repeat(50_000);
    let text = format!("id;operator;wkt\nK1;1;{nested}\n");
    fs::write(attack.path("kanalizacja.csv"), text).expect("writable");
    let ended = attack.run();
    assert!((1..=2).contains(&ended.code), "{} {}", ended.code, ended.stderr);
}

/// Ten entities of ten times the one before.
fn laughs(root: &str) -> String {
    let entity = |n: u32| format!("<!ENTITY x{n} \"{}\">", format!("&x{};", n - 1).repeat(10));
    let entities: String = (1..10).map(entity).collect();
    format!("<!DOCTYPE {root} [<!ENTITY x0 \"ha\">{entities}<!ENTITY x \"&x9;\">]>")
}

/// Documents of each reader of XML, with a text put in.
fn documents(head: &str, text: &str) -> Vec<(&'static str, &'static str, String)> {
    let gml = format!(
        "{head}<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" \
         xmlns:gml=\"http://www.opengis.net/gml/3.2\"><ogr:featureMember><ogr:a gml:id=\"a\">\
         <ogr:g>{text}</ogr:g></ogr:a></ogr:featureMember></ogr:FeatureCollection>"
    );
    let kml = format!(
        "{head}<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>{text}\
         </name><Point><coordinates>19,50</coordinates></Point></Placemark></Document></kml>"
    );
    let gpx = format!(
        "{head}<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt lat=\"50\" \
         lon=\"19\"><name>{text}</name></wpt></gpx>"
    );
    let old = include_str!("../../fixtures/prg/model2012.xml");
    let new = include_str!("../../fixtures/prg/model2021.gml");
    let (_, old) = old.split_once("?>").expect("a declaration");
    let (_, new) = new.split_once("?>").expect("a declaration");
    let number = new.replacen("21A", text, 1);
    vec![
        ("roads", "plik.gml", gml),
        ("roads", "plik.kml", kml),
        ("roads", "plik.gpx", gpx),
        ("prg-addresses", "stary.gml", format!("{head}{old}")),
        ("prg-addresses", "nowy.gml", format!("{head}{number}")),
    ]
}

#[test]
fn entities_and_document_types() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let secret = dir.path().join("tajne.txt");
    fs::write(&secret, SECRET).expect("writable");
    let external = format!("<!DOCTYPE a [<!ENTITY x SYSTEM \"file://{}\">]>", secret.display());
    let passwd = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>".to_owned();
    for head in [external, passwd, laughs("a")] {
        for (register, name, text) in documents(&head, "&x;") {
            refused(register, name, text.as_bytes(), &["DOCTYPE"]);
        }
    }
}

#[test]
fn deep_documents() {
    let nested = "<a>".repeat(DEPTH) + &"</a>".repeat(DEPTH);
    let mut deep = documents("", &nested);
    deep.retain(|(_, name, _)| *name != "stary.gml");
    deep.push(("prg-addresses", "same.gml", nested.clone()));
    deep.push(("roads", "same.gml", nested));
    deep.push(("roads", "same.kml", "<Folder>".repeat(DEPTH)));
    for (register, name, text) in deep {
        refused(register, name, text.as_bytes(), &["deep"]);
    }
    let (open, close) = ("[".repeat(DEPTH), "]".repeat(DEPTH));
    let geometry = "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(DEPTH);
    let feature = |geometry: &str| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\
             \"properties\":{{}},\"geometry\":{geometry}}}]}}"
        )
    };
    let point = format!("{{\"type\":\"Point\",\"coordinates\":{open}{close}}}");
    for text in [open.clone() + &close, feature(&point), feature(&geometry)] {
        refused("roads", "gleboki.geojson", text.as_bytes(), &["GeoJSON"]);
        refused("roads", "gleboki.geojsonl", text.as_bytes(), &[]);
    }
}

#[test]
fn a_column_that_every_feature_has_for_itself() {
    // 6000 features of one property each, every one of another name: 36 million cells of 8 bytes.
    let feature = |n: usize| {
        format!("{{\"type\":\"Feature\",\"properties\":{{\"k{n}\":1}},\"geometry\":null}}")
    };
    let features = (0..6000).map(feature).collect::<Vec<_>>().join(",");
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}");
    refused("roads", "kolumny.geojson", text.as_bytes(), &["as a table it has more than"]);
}

#[test]
fn geoparquet_that_lies() {
    let table = |geo: &str| {
        let columns = vec![("code", texts(&["980101"])), ("geometry", texts(&["POINT(1 2)"]))];
        parquet(columns, Some(geo), false)
    };
    let nested = "[".repeat(DEPTH);
    let crs = GEO.replace("2180", "999999");
    let pipeline = GEO.replace("{\"id\":{\"authority\":\"EPSG\",\"code\":2180}}", &nested);
    let cases = [(GEO, "not WKB"), ("{", "metadata"), (&nested, "metadata"), (&crs, "EPSG:999999")];
    for (geo, part) in cases {
        refused("boundaries", "klamie.parquet", &table(geo), &[part]);
    }
    refused("boundaries", "klamie.parquet", &table(&pipeline), &["metadata"]);
    // A footer of another length than it says, and one beyond the file.
    let good = table(GEO);
    for length in [0_u32, 7, 0x7fff_ffff, u32::MAX] {
        let mut bytes = good.clone();
        let at = bytes.len() - 8;
        bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
        refused("boundaries", "klamie.parquet", &bytes, &["Parquet"]);
    }
}

#[test]
fn names_that_steer_a_terminal() {
    let header = format!("\"a\u{1b}[2J\nb\u{7}\",{}\n1,2\n", "c,".repeat(300_000));
    refused("address-table", "naglowek.csv", header.as_bytes(), &["missing column", "…"]);
}
