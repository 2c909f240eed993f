//! PRG address points in every form in which they are published, through the command line: plain,
//! packed, both structures in one archive, Shapefiles; and the proof of their axes.
//!
//! The plane is that of [`crate::forms`]: gmina 980101 is the square from (500 000, 300 000) to
//! (501 000, 301 000) in EPSG:2180.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use shapefile::dbase;
use tempfile::TempDir;

use crate::folder::{gz_of, zip_of};
use crate::program::{Ended, zasieg};
use crate::table::{Table, counts, input, read_json};

const OLD: &[u8] = include_bytes!("../fixtures/prg/model2012.xml");
const NEW: &[u8] = include_bytes!("../fixtures/prg/model2021.gml");
const OLD_NAME: &str = "06.11.2025_20_06_55__98_fikcyjne.xml";
const NEW_NAME: &str = "NOWE_07.11.2025_12.05.59_98_fikcyjne.gml";

const SQUARE: &str = r#"{"type":"FeatureCollection",
"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2180"}},
"features":[{"type":"Feature","properties":{"code":"980101","name":"Kwadratowo"},"geometry":
{"type":"Polygon","coordinates":[[[500000,300000],[501000,300000],[501000,301000],
[500000,301000],[500000,300000]]]}}]}"#;
const IN_SQUARE: &str = "[[input]]\nregister = \"boundaries\"\npath = \"granice.geojson\"\n\
                         edition = \"t\"\n";

/// A folder with files, and a run file that names `paths` as PRG addresses.
struct Case {
    dir: TempDir,
}

impl Case {
    fn new(files: &[(&str, &[u8])], paths: &[&str], more: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let mut run = format!("as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n{more}");
        for path in paths {
            run += &format!(
                "[[input]]\nregister = \"prg-addresses\"\npath = '{path}'\nedition = \"2025-11\"\n"
            );
        }
        let case = Self { dir };
        case.write("granice.geojson", SQUARE.as_bytes());
        case.write("run.toml", run.as_bytes());
        for (name, bytes) in files {
            case.write(name, bytes);
        }
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).expect("a writable folder");
    }

    /// Diagnoses; without records of coverage a good run ends with 1.
    fn run(&self) -> Ended {
        let (run, out) = (self.path("run.toml"), self.path("out"));
        zasieg(&[&"diagnose", &run, &"--out", &out, &"--table", &"csv"])
    }

    fn refused(&self) -> String {
        self.run().with(2).stderr
    }

    /// Identifier, codes, number and position of each address, sorted.
    fn addresses(&self) -> Vec<String> {
        let table = Table::read(&self.path("out/addresses.csv"));
        let value = |row, name| table.value(row, name).to_owned();
        let names = ["address_id", "gmina", "simc", "ulic", "number"];
        let metres = |row, name| value(row, name).parse::<f64>().expect("metres");
        let row = |row| {
            let position = ["easting", "northing"].map(|name| metres(row, name));
            let texts = names.map(|name| value(row, name)).join("|");
            format!("{texts}|{:.3}|{:.3}", position[0], position[1])
        };
        let mut rows: Vec<String> = (0..table.rows.len()).map(row).collect();
        rows.sort();
        rows
    }

    fn manifest(&self) -> serde_json::Value {
        read_json(&self.path("out/manifest.json"))
    }

    /// Names of the PRG files that were read.
    fn read(&self) -> Vec<String> {
        let manifest = self.manifest();
        let inputs = manifest["inputs"].as_array().expect("inputs").iter();
        let prg = inputs.filter(|input| input["register"] == "prg-addresses");
        prg.map(|input| input["file"].as_str().expect("a name").to_owned()).collect()
    }
}

/// A deflated archive of several members.
fn zip_of_all(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in members {
        zip.start_file(*name, options).expect("memory does not fail");
        zip.write_all(bytes).expect("memory does not fail");
    }
    zip.finish().expect("memory does not fail").into_inner()
}

/// Of the structure of 2021: five rows, of which one has neither locality nor gmina of its own.
const NEW_ADDRESSES: [&str; 5] = [
    "00000001-f492-4aac-958c-46308d4b4ad1|980101|9900113|00098|21A|500100.250|300500.500",
    "00000002-f492-4aac-958c-46308d4b4ad1|980101|9900136||7.|500900.000|300100.000",
    "00000003-f492-4aac-958c-46308d4b4ad1|980101|9900113||3|500300.000|300300.000",
    "00000004-f492-4aac-958c-46308d4b4ad1|980101||00105|4|500400.000|300400.000",
    "PL.ZIPIN.9801.EMUiA_p6_2025-10-14T14_05_46_02_00|980101|9900113||6 b|500600.000|300600.000",
];
const OLD_ADDRESSES: [&str; 2] = [
    "10000001-0a6a-44b4-972a-1e6c4ec0d4ca|980101|9900113|00121|2|500100.370|300500.140",
    "10000002-0a6a-44b4-972a-1e6c4ec0d4ca|980101|9900113||3A|500900.000|300100.000",
];

#[test]
fn plain_and_packed_files_are_the_same() {
    let gz = gz_of(NEW);
    let zip = zip_of(NEW_NAME, NEW);
    let forms: [(&str, &[u8], &str); 4] = [
        ("a.gml", NEW, "a.gml"),
        ("bez_rozszerzenia", NEW, "bez_rozszerzenia"),
        ("a.gml.gz", &gz, "a.gml"),
        ("a.zip", &zip, "NOWE_07.11.2025_12.05.59_98_fikcyjne.gml"),
    ];
    for (name, bytes, shown) in forms {
        let case = Case::new(&[(name, bytes)], &[name], IN_SQUARE);
        case.run().with(1);
        assert_eq!(case.addresses(), NEW_ADDRESSES, "{name}");
        let manifest = case.manifest();
        let prg = input(&manifest, shown);
        // The hash is that of the file as it is on disk.
        assert_eq!(prg["sha256"], format!("{:x}", Sha256::digest(bytes)), "{name}");
        let rows = ["rows_read", "rows_used", "rows_rejected", "rows_outside_area"];
        assert_eq!(rows.map(|name| prg[name].as_u64()), [6, 5, 0, 1].map(Some), "{name}");
        let by_code = counts(&prg["by_code"]);
        assert_eq!((by_code["dangling_link"], by_code["ended_address"]), (3, 1), "{name}");
        assert_eq!(by_code["gmina_by_geometry"], 1, "{name}");
        assert_eq!(by_code.get("outside_gmina"), None, "{name}");
    }
}

#[test]
fn offers_find_addresses_by_identifier_and_by_key() {
    let offers = "address_id,operator,technology,down_mbps,up_mbps,reach\n\
                  00000001-f492-4aac-958c-46308d4b4ad1,90010,GPON,300,100,certain\n";
    let report = "DI,Fikcyjna Sieć,90020,,\n\
                  ZS,1,9801014,Jasne Pole,9900113,Wał Źródlany,00098,21a,,,światłowodowe,GPON,\
                  300,100,rzeczywisty,NIE,TAK,P1\n";
    let files: [(&str, &[u8]); 3] =
        [("a.gml", NEW), ("oferty.csv", offers.as_bytes()), ("zasieg.csv", report.as_bytes())];
    let inputs = "[[input]]\nregister = \"offer-table\"\npath = \"oferty.csv\"\nedition = \"t\"\n\
                  [[input]]\nregister = \"sidusis-report\"\npath = \"zasieg.csv\"\n\
                  edition = \"t\"\n";
    let case = Case::new(&files, &["a.gml"], &(IN_SQUARE.to_owned() + inputs));
    case.run().with(0);
    let table = Table::read(&case.path("out/addresses.csv"));
    let statuses = table.by_number("source_row", "eu_2023_today");
    // Two networks at the first point of the file, none elsewhere.
    let expected = [(1, "black"), (2, "white"), (3, "white"), (4, "white"), (6, "white")];
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), expected);
    let (run, street) = (case.path("run.toml"), "Jasne Pole, ul. Wał Źródlany 21A");
    assert!(zasieg(&[&"check", &run, &street]).with(0).stdout.contains("21A"));
}

#[test]
fn the_new_structure_of_a_voivodeship_wins() {
    let pdf: &[u8] = b"%PDF-1.5 nothing";
    let metadata: &[u8] = b"<?xml version=\"1.0\"?><gmd:MD_Metadata/>";
    let members: [(&str, &[u8]); 4] = [
        (OLD_NAME, OLD),
        (NEW_NAME, NEW),
        ("Tabela_konwersja_EMUiA.pdf", pdf),
        ("metadane.xml", metadata),
    ];
    let zip = zip_of_all(&members);
    let case = Case::new(&[("prg.zip", &zip)], &["prg.zip"], IN_SQUARE);
    let told = case.run().with(1).stderr;
    assert!(told.contains(&format!("prg.zip/{OLD_NAME} is left out")), "{told}");
    assert_eq!(case.read(), [format!("prg.zip/{NEW_NAME}")]);
    assert_eq!(case.addresses(), NEW_ADDRESSES);
    let manifest = case.manifest();
    assert_eq!(counts(&input(&manifest, NEW_NAME)["by_code"])["superseded_file"], 1);
    let issues = Table::read(&case.path("out/issues.csv"));
    let left_out = issues.column("code").iter().position(|code| *code == "superseded_file");
    let row = left_out.expect("an issue");
    assert_eq!((issues.value(row, "row"), issues.value(row, "severity")), ("0", "repaired"));
    assert_eq!(issues.value(row, "detail"), format!("prg.zip/{OLD_NAME}"));
    // The dataset keeps it, though it is about no row.
    let (run, dataset) = (case.path("run.toml"), case.path("dataset"));
    zasieg(&[&"import", &run, &"--out", &dataset]).with(1);
    zasieg(&[&"diagnose", &dataset, &"--out", &case.path("again")]).with(1);
    let again = read_json(&case.path("again/manifest.json"));
    assert_eq!(counts(&input(&again, NEW_NAME)["by_code"])["superseded_file"], 1);

    // Unpacked, and side by side through a pattern.
    let files = [(OLD_NAME, OLD), (NEW_NAME, NEW)];
    let case = Case::new(&files, &["*_98_*"], IN_SQUARE);
    case.run().with(1);
    assert_eq!((case.read(), case.addresses().len()), (vec![NEW_NAME.to_owned()], 5));
}

#[test]
fn an_archive_of_one_structure_is_read_whole() {
    for (name, bytes, rows) in
        [(OLD_NAME, OLD, &OLD_ADDRESSES[..]), (NEW_NAME, NEW, &NEW_ADDRESSES)]
    {
        let zip = zip_of_all(&[(name, bytes), ("opis.pdf", b"%PDF")]);
        let case = Case::new(&[("prg.zip", &zip)], &["prg.zip"], IN_SQUARE);
        case.run().with(1);
        assert_eq!(case.addresses(), rows, "{name}");
    }
    // Two voivodeships, one of them in the old structure only; names as they are since 2026; and
    // files whose voivodeship is not told.
    let other = OLD_NAME.replace("98_fikcyjne", "97_inne");
    for (old, new) in [
        (other.as_str(), NEW_NAME),
        (other.as_str(), "98_fikcyjne_11.09.2026_11.35.23.gml"),
        ("stary.xml", "nowy.gml"),
    ] {
        let zip = zip_of_all(&[(old, OLD), (new, NEW)]);
        let case = Case::new(&[("prg.zip", &zip)], &["prg.zip"], IN_SQUARE);
        case.run().with(1);
        assert_eq!((case.read().len(), case.addresses().len()), (2, 7), "{old}, {new}");
    }
}

#[test]
fn damaged_files_are_named() {
    let zip = zip_of(NEW_NAME, NEW);
    let gz = gz_of(NEW);
    let mut broken = zip.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 0xff;
    let cases: [(&str, &[u8], &[&str]); 8] = [
        ("a.zip", &zip[..zip.len() / 2], &["a.zip", "archive"]),
        ("a.zip", &broken, &["a.zip/NOWE_", "archive"]),
        ("a.gml.gz", &gz[..gz.len() / 2], &["a.gml", "archive"]),
        ("a.gml.gz", b"\x1f\x8b\x08", &["a.gml", "archive"]),
        ("a.gml", &NEW[..NEW.len() / 2], &["a.gml", "byte ", "cut off"]),
        ("a.gml", b"", &["a.gml", "no record"]),
        ("a.gml", b"<gml:FeatureCollection/>", &["a.gml", "no record"]),
        ("a.gml", b"<!DOCTYPE x><a/>", &["a.gml", "byte 0", "DOCTYPE"]),
    ];
    for (name, bytes, parts) in cases {
        let case = Case::new(&[(name, bytes)], &[name], IN_SQUARE);
        let message = case.refused();
        for part in parts {
            assert!(message.contains(part), "no {part:?} in: {message}");
        }
        assert!(!case.path("out").exists());
    }
    let case = Case::new(&[], &["."], IN_SQUARE);
    assert!(case.refused().contains("directory"));
}

/// Order of the two numbers of a position.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Right,
    Swapped,
}

/// A file of eleven points of one gmina, a metre apart from each other from a corner on.
fn points(is_old: bool, terc: &str, corner: (f64, f64), order: Order) -> String {
    let mut text =
        "<gml:FeatureCollection xmlns:gml=\"http://www.opengis.net/gml/3.2\">".to_owned();
    for n in 0..11 {
        let (east, north) = (corner.0 + f64::from(n), corner.1);
        // The structure of 2012 has northing first.
        let pair = if is_old == (order == Order::Right) { [north, east] } else { [east, north] };
        let system = if is_old { "urn:ogc:def:crs:EPSG::2180" } else { "EPSG:2180" };
        let pos = format!(
            "<gml:Point srsName=\"{system}\"><gml:pos>{} {}</gml:pos></gml:Point>",
            pair[0], pair[1]
        );
        let number = format!("<numerPorzadkowy>{}</numerPorzadkowy>", n + 1);
        text += &if is_old {
            let link = |id| format!("<komponent xlink:href=\"http://geoportal.gov.pl/a/{id}\"/>");
            format!(
                "<PRG_PunktAdresowy gml:id=\"p{n}\"><miejscowosc>M</miejscowosc>{number}{pos}\
                 {}{}</PRG_PunktAdresowy>",
                link("g"),
                link("m")
            )
        } else {
            format!(
                "<AD_PunktAdresowy gml:id=\"p{n}\">{number}{pos}\
                 <miejscowosc xlink:href=\"#m\"/></AD_PunktAdresowy>"
            )
        };
    }
    text += &if is_old {
        format!(
            "<PRG_JednostkaAdministracyjnaNazwa gml:id=\"g\"><idTERYT>{terc}</idTERYT>\
             <poziom>4poziom</poziom></PRG_JednostkaAdministracyjnaNazwa><PRG_MiejscowoscNazwa \
             gml:id=\"m\"><nazwa>M</nazwa><idTERYT>9900113</idTERYT></PRG_MiejscowoscNazwa>"
        )
    } else {
        format!(
            "<AD_Miejscowosc gml:id=\"m\"><nazwa>M</nazwa><identyfikatorSIMC>9900113\
             </identyfikatorSIMC><TERYTGminy>{terc}</TERYTGminy></AD_Miejscowosc>"
        )
    };
    text + "</gml:FeatureCollection>"
}

/// Right files lie within their gmina, exchanged ones are refused, in both structures.
fn assert_axes_are_proved(terc: &str, corner: (f64, f64), boundaries: &str) {
    for is_old in [true, false] {
        let right = points(is_old, terc, corner, Order::Right);
        let case = Case::new(&[("a.gml", right.as_bytes())], &["a.gml"], boundaries);
        case.run().with(1);
        let by_code = counts(&input(&case.manifest(), "a.gml")["by_code"]);
        assert_eq!(by_code.get("outside_gmina"), None);
        assert_eq!((by_code.get("dangling_link"), case.addresses().len()), (None, 11));
        let swapped = points(is_old, terc, corner, Order::Swapped);
        let case = Case::new(&[("a.gml", swapped.as_bytes())], &["a.gml"], boundaries);
        let message = case.refused();
        for part in ["a.gml", "easting and northing look exchanged", "11 of 11"] {
            assert!(message.contains(part), "no {part:?} in: {message}");
        }
    }
}

#[test]
fn exchanged_axes_are_refused_in_both_structures() {
    assert_axes_are_proved("9801014", (500_100.0, 300_500.0), IN_SQUARE);
}

/// The folder of real data; says so in one line where there is none.
fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("ZASIEG_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("ZASIEG_REAL_DATA is not set: real PRG archives are not read");
    }
    folder.map(|folder| fs::canonicalize(folder).expect("ZASIEG_REAL_DATA names a folder"))
}

fn lubuskie(real: &Path) -> String {
    let path = real.join("boundaries/lubuskie_gminy.geojson");
    format!(
        "[[input]]\nregister = \"boundaries\"\npath = '{}'\nedition = \"2026\"\n\
         columns = {{ code = \"kod\", name = \"nazwa\" }}\n",
        path.display()
    )
}

#[test]
fn axes_are_proved_against_real_outlines() {
    let Some(real) = real_data() else { return };
    // Beside the points of the samples: Kolsko, Sulęcin, Rzepin, Lubniewice.
    let places = [
        ("0804032", (287_772.0, 456_005.0)),
        ("0807043", (238_651.0, 519_741.0)),
        ("0805043", (216_691.0, 505_645.0)),
        ("0807023", (245_250.0, 522_957.0)),
    ];
    for (terc, corner) in places {
        assert_axes_are_proved(terc, corner, &lubuskie(&real));
    }
}

/// Codes and positions read off the files by eye.
#[test]
fn the_real_files_lie_in_their_gminas() {
    let Some(real) = real_data() else { return };
    let old = [
        "5baa8bef-75ef-4241-a2fe-9d4137845693|080403|0910140|16742|1|287751.010|456027.779",
        "fd9c9319-0a6a-44b4-972a-1e6c4ec0d4ca|080403|0910140|16742|2|287772.370|456005.140",
    ];
    let new = [
        "07bcb481-4975-4c77-ab58-c8e4b9e05362|080504|0935682|06921|1A|216691.390|505645.690",
        "7343b2d2-c2ac-4951-ae9a-fe1932ffecfb|080704|0188009||21A|238651.830|519741.270",
        "e4ed4971-15f6-473d-b9a4-e9e12e602f6e|080702|0182969|08173|2A|245250.110|522957.460",
    ];
    let files = [
        ("sample_model2012.xml", &old[..], "sample_model2012.xml"),
        ("sample_model2021.xml", &new, "sample_model2021.xml"),
        ("PRG-punkty_adresowe.zip", &new, "NOWE_07.11.2025_12.05.59_08_lubuskie.gml"),
    ];
    for (name, rows, shown) in files {
        let path = real.join("prg_gml").join(name);
        let path = path.to_str().expect("UTF-8");
        let case = Case::new(&[], &[path], &lubuskie(&real));
        case.run().with(1);
        assert_eq!(case.addresses(), rows, "{name}");
        let manifest = case.manifest();
        let by_code = counts(&input(&manifest, shown)["by_code"]);
        let superseded = u64::from(name == "PRG-punkty_adresowe.zip");
        assert_eq!(by_code.get("superseded_file").copied().unwrap_or(0), superseded, "{name}");
        assert_eq!(by_code.len() as u64, superseded, "{name}: {by_code:?}");
    }
}

/// One address of a Shapefile by the names of its columns, and its position.
type Record<'a> = (&'a [(&'a str, &'a [u8])], (f64, f64));

/// Writes a Shapefile with texts as they are, byte by byte; gives its three files.
fn shapefile(fields: &[(&str, u8)], rows: &[Record<'_>]) -> [(&'static str, Vec<u8>); 3] {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.shp");
    let name = |text: &str| dbase::FieldName::try_from(text).expect("a short name");
    let table = fields.iter().fold(
        dbase::TableWriterBuilder::with_encoding(dbase::encoding::EncodingRs::from(
            encoding_rs::UTF_8,
        )),
        |table, (field, length)| table.add_character_field(name(field), *length),
    );
    let mut writer = shapefile::Writer::from_path(&path, table).expect("a writable folder");
    for (values, (x, y)) in rows {
        let mut record = dbase::Record::default();
        for (field, length) in fields {
            let value = values.iter().find(|(name, _)| name == field).expect("a value").1;
            // A placeholder of the same length, exchanged below.
            let text = "#".repeat(value.len().min(usize::from(*length)));
            record.insert((*field).to_owned(), dbase::FieldValue::Character(Some(text)));
        }
        let point = shapefile::Point::new(*x, *y);
        writer.write_shape_and_record(&point, &record).expect("a record");
    }
    drop(writer);
    let bytes = |extension: &str| fs::read(path.with_extension(extension)).expect("written");
    let mut dbf = bytes("dbf");
    let (header, length) = (
        usize::from(u16::from_le_bytes([dbf[8], dbf[9]])),
        usize::from(u16::from_le_bytes([dbf[10], dbf[11]])),
    );
    for (n, (values, _)) in rows.iter().enumerate() {
        let mut at = header + n * length + 1;
        for (field, width) in fields {
            let value = values.iter().find(|(name, _)| name == field).expect("a value").1;
            let value = &value[..value.len().min(usize::from(*width))];
            dbf[at..at + value.len()].copy_from_slice(value);
            at += usize::from(*width);
        }
    }
    [("shp", bytes("shp")), ("shx", bytes("shx")), ("dbf", dbf)]
}

const OLD_FIELDS: [(&str, u8); 9] = [
    ("LAYER", 5),
    ("PATH", 5),
    ("TERYT", 6),
    ("PNA", 6),
    ("SIMC_id", 7),
    ("SIMC_nazwa", 13),
    ("ULIC_id", 5),
    ("ULIC_nazwa", 30),
    ("Numer", 10),
];
const NEW_FIELDS: [(&str, u8); 9] = [
    ("ID_IIP", 36),
    ("NUMER_PORZ", 10),
    ("KOD_POCZT", 6),
    ("DATA_NAD", 10),
    ("ID_SIMC", 7),
    ("NAZWA_MSC", 40),
    ("ID_ULIC", 5),
    ("NAZWA_ULC", 40),
    ("TERYT_GMI", 7),
];

/// Two rows of the old columns. The second locality is one byte too long for its column, so that
/// its last letter is cut in half and the file as a whole is no UTF-8.
fn old_shapefile() -> [(&'static str, Vec<u8>); 3] {
    let row = |simc, name: &'static str, ulic, street: &'static str, number| {
        let texts: [(&str, &str); 9] = [
            ("LAYER", "PA"),
            ("PATH", ""),
            ("TERYT", "980101"),
            ("PNA", "98-001"),
            ("SIMC_id", simc),
            ("SIMC_nazwa", name),
            ("ULIC_id", ulic),
            ("ULIC_nazwa", street),
            ("Numer", number),
        ];
        texts.map(|(name, text)| (name, text.as_bytes()))
    };
    let first = row("9900113", "Jasne Pole", "00098", "ul. Źródlana", "21A");
    // Twelve bytes before the last letter, which has two.
    let second = row("9900136", "Górki Małeń", "", "", "7.");
    shapefile(&OLD_FIELDS, &[(&first, (500_100.25, 300_500.5)), (&second, (500_900.0, 300_100.0))])
}

fn new_shapefile() -> [(&'static str, Vec<u8>); 3] {
    let row = |id, terc, number| {
        let texts: [(&str, &str); 9] = [
            ("ID_IIP", id),
            ("NUMER_PORZ", number),
            ("KOD_POCZT", "98-001"),
            ("DATA_NAD", "2012-04-27"),
            ("ID_SIMC", "9900113"),
            ("NAZWA_MSC", "Łąki Jasne"),
            ("ID_ULIC", "00098"),
            ("NAZWA_ULC", "ul. Źródlana"),
            ("TERYT_GMI", terc),
        ];
        texts.map(|(name, text)| (name, text.as_bytes()))
    };
    let first = row("a1", "9801014", "1");
    let second = row("a2", "9801015", "2");
    let third = row("a3", "9801014", "");
    let rows: [Record<'_>; 3] = [
        (&first, (500_100.0, 300_500.0)),
        (&second, (500_900.0, 300_100.0)),
        (&third, (500_300.0, 300_300.0)),
    ];
    shapefile(&NEW_FIELDS, &rows)
}

/// Files of a Shapefile under a name.
fn named(stem: &str, parts: [(&'static str, Vec<u8>); 3]) -> Vec<(String, Vec<u8>)> {
    parts.into_iter().map(|(extension, bytes)| (format!("{stem}.{extension}"), bytes)).collect()
}

fn borrowed(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
}

#[test]
fn shapefiles_of_the_old_structure() {
    let files = named("PRG_PunktyAdresowe_98", old_shapefile());
    let dbf = &files[2].1;
    let rows = &dbf[usize::from(u16::from_le_bytes([dbf[8], dbf[9]]))..];
    assert!(std::str::from_utf8(rows).is_err(), "a letter is cut in half");
    let case = Case::new(&borrowed(&files), &["PRG_PunktyAdresowe_98.shp"], IN_SQUARE);
    case.run().with(1);
    // Without identifiers of their own: input and row.
    let expected = [
        "2:1|980101|9900113|00098|21A|500100.250|300500.500",
        "2:2|980101|9900136||7.|500900.000|300100.000",
    ];
    assert_eq!(case.addresses(), expected);
    let manifest = case.manifest();
    let by_code = counts(&input(&manifest, ".shp")["by_code"]);
    assert_eq!((by_code["missing_id"], by_code["damaged_text"], by_code.len()), (2, 1, 2));
    let localities = Table::read(&case.path("out/localities.csv"));
    let mut names = localities.column("name");
    names.sort_unstable();
    assert_eq!(names, ["Górki Małe\u{fffd}", "Jasne Pole"]);
}

#[test]
fn shapefiles_of_the_new_structure() {
    let files = named("PRG_PunktyAdresowe_98", new_shapefile());
    let case = Case::new(&borrowed(&files), &["PRG_PunktyAdresowe_98.shp"], IN_SQUARE);
    case.run().with(1);
    let expected = [
        "a1|980101|9900113|00098|1|500100.000|300500.000",
        "a2|980101|9900113|00098|2|500900.000|300100.000",
    ];
    assert_eq!(case.addresses(), expected);
    let table = Table::read(&case.path("out/addresses.csv"));
    assert_eq!(table.by_number("source_row", "terc")[&2], "9801015");
    let manifest = case.manifest();
    let shp = input(&manifest, ".shp");
    assert_eq!((shp["rows_read"].as_u64(), shp["rows_rejected"].as_u64()), (Some(3), Some(1)));
    assert_eq!(counts(&shp["by_code"])["missing_value"], 1);
}

/// All codes of the file lost their zeros: `401011` can only be 0401011, and so `201011`, which
/// by itself is a gmina of Podlasie, is 0201011.
#[test]
fn a_shapefile_whose_codes_all_lost_their_zeros() {
    let row = |terc: &'static str, number: &'static str| {
        NEW_FIELDS.map(|(name, _)| match name {
            "TERYT_GMI" => (name, terc.as_bytes()),
            "NUMER_PORZ" | "ID_IIP" => (name, number.as_bytes()),
            "ID_SIMC" => (name, b"9900113".as_slice()),
            _ => (name, b"".as_slice()),
        })
    };
    let (first, second) = (row("401011", "1"), row("201011", "2"));
    let rows: [Record<'_>; 2] =
        [(&first, (500_100.0, 300_500.0)), (&second, (500_900.0, 300_100.0))];
    let files = named("PRG_PunktyAdresowe_98", shapefile(&NEW_FIELDS, &rows));
    let case = Case::new(&borrowed(&files), &["PRG_PunktyAdresowe_98.shp"], "");
    case.run().with(1);
    let expected =
        ["1|040101|9900113||1|500100.000|300500.000", "2|020101|9900113||2|500900.000|300100.000"];
    assert_eq!(case.addresses(), expected);
    let manifest = case.manifest();
    assert_eq!(counts(&input(&manifest, ".shp")["by_code"])["restored_zeros"], 2);
}

#[test]
fn an_archive_of_shapefiles_holds_other_tables_too() {
    let mut files = named("NOWE_PRG_PunktyAdresowe_98", new_shapefile());
    files.extend(named("PRG_PunktyAdresowe_98", old_shapefile()));
    files.extend(named("PRG_Ulice_98", new_shapefile()));
    files.push(("opis.pdf".to_owned(), b"%PDF".to_vec()));
    files.push(("PRG_PunktyAdresowe_98.shp.xml".to_owned(), b"<metadata/>".to_vec()));
    let zip = zip_of_all(&borrowed(&files));
    let case = Case::new(&[("PRG-punkty_adresowe_shp.zip", &zip)], &["*.zip"], IN_SQUARE);
    let told = case.run().with(1).stderr;
    assert!(told.contains("PRG_PunktyAdresowe_98.shp is left out"), "{told}");
    assert_eq!(case.read(), ["PRG-punkty_adresowe_shp.zip/NOWE_PRG_PunktyAdresowe_98.shp"]);
    assert_eq!(case.addresses().len(), 2);
    let manifest = case.manifest();
    assert_eq!(counts(&input(&manifest, ".shp")["by_code"])["superseded_file"], 1);
}

#[test]
fn a_pattern_of_shapefiles_in_both_structures_reads_the_new_one() {
    let new = named("NOWE_PRG_PunktyAdresowe_98", new_shapefile());
    let old = named("PRG_PunktyAdresowe_98", old_shapefile());
    // As plain files, and each in an archive of its own.
    let plain: Vec<(String, Vec<u8>)> = new.iter().chain(&old).cloned().collect();
    let zips = [("b_nowe.zip", &new), ("a_stare.zip", &old)];
    let zips: Vec<(String, Vec<u8>)> = zips
        .map(|(name, files)| (name.to_owned(), zip_of_all(&borrowed(files))))
        .into_iter()
        .collect();
    let cases = [
        (plain, "*.shp", "NOWE_PRG_PunktyAdresowe_98.shp", "PRG_PunktyAdresowe_98.shp"),
        (
            zips,
            "*.zip",
            "b_nowe.zip/NOWE_PRG_PunktyAdresowe_98.shp",
            "a_stare.zip/PRG_PunktyAdresowe_98.shp",
        ),
    ];
    for (files, pattern, read, left_out) in cases {
        let case = Case::new(&borrowed(&files), &[pattern], IN_SQUARE);
        let told = case.run().with(1).stderr;
        assert!(told.contains(&format!("{left_out} is left out")), "{told}");
        assert_eq!(case.read(), [read]);
        assert_eq!(case.addresses().len(), 2);
        let manifest = case.manifest();
        assert_eq!(counts(&input(&manifest, ".shp")["by_code"])["superseded_file"], 1);
    }
}

#[test]
fn a_table_that_is_none_of_prg_is_named() {
    let table = b"a,b\n1,2\n";
    let case = Case::new(&[("a.csv", table)], &["a.csv"], IN_SQUARE);
    let message = case.refused();
    for part in ["a.csv", "TERYT_GMI", "NUMER_PORZ"] {
        assert!(message.contains(part), "no {part:?} in: {message}");
    }
}
