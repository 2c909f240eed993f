//! The national run: by columns it gives what it gives row by row.

mod odd;
mod tables;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BinaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::zasieg;

/// Kinds of identifiers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// 1001, 1002 …
    CountUp,
    /// Numbers in no order; some are missing, some occur twice.
    Numbers,
    /// Texts; the same.
    Texts,
}

/// What a country is like.
#[derive(Clone, Copy)]
struct Kind {
    seed: u64,
    ids: Ids,
    has_terc: bool,
    has_reach: bool,
    has_bad_codes: bool,
}

/// xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators".
struct Random(u64);

impl Random {
    fn below(&mut self, n: i32) -> i32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        i32::try_from(high % u64::from(n.unsigned_abs())).expect("below an i32")
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let n = i32::try_from(of.len()).expect("few");
        of[usize::try_from(self.below(n)).expect("not negative")]
    }
}

/// Metres between lattice points, on which borders, areas and nodes lie too.
const STEP: f64 = 50.0;
const CORNER: [f64; 2] = [500_000.0, 300_000.0];
/// Lattice steps along a side of a gmina.
const SIDE: i32 = 20;
const N_ADDRESSES: i32 = 700;
const N_OFFERS: i32 = 1500;

fn at(x: i32, y: i32) -> [f64; 2] {
    [CORNER[0] + f64::from(x) * STEP, CORNER[1] + f64::from(y) * STEP]
}

fn square([west, south]: [f64; 2], side: f64) -> Vec<u8> {
    let mut wkb = vec![1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0];
    for (x, y) in [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)] {
        wkb.extend((west + x * side).to_le_bytes());
        wkb.extend((south + y * side).to_le_bytes());
    }
    wkb
}

type Columns = Vec<(&'static str, ArrayRef)>;

fn texts<T: AsRef<str>>(values: impl IntoIterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<StringArray>())
}

fn shapes(values: &[Vec<u8>]) -> ArrayRef {
    Arc::new(values.iter().map(|shape| Some(shape.as_slice())).collect::<BinaryArray>())
}

/// GeoParquet metadata of a table in EPSG:2180.
pub fn geo() -> KeyValue {
    let crs =
        serde_json::json!({"type": "ProjectedCRS", "id": {"authority": "EPSG", "code": 2180}});
    let column = serde_json::json!({"encoding": "WKB", "geometry_types": [], "crs": crs});
    let geo = serde_json::json!({
        "version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column},
    });
    KeyValue::new("geo".to_owned(), geo.to_string())
}

fn write(path: &Path, columns: &Columns, group_rows: usize) {
    let batch = RecordBatch::try_from_iter(columns.clone()).expect("columns of one length");
    let has_geometry = columns.iter().any(|(name, _)| *name == "geometry");
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group_rows))
        .set_key_value_metadata(has_geometry.then(|| vec![geo()]))
        .build();
    let file = File::create(path).expect("a writable folder");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).expect("columns");
    writer.write(&batch).expect("a batch");
    writer.close().expect("a footer");
}

fn slice(columns: &Columns, from: usize, to: usize) -> Columns {
    columns.iter().map(|(name, values)| (*name, values.slice(from, to - from))).collect()
}

impl Kind {
    fn id(self, row: i32) -> Option<String> {
        match self.ids {
            Ids::CountUp => Some((1001 + row).to_string()),
            // Every ninth of the later rows repeats an earlier one.
            _ if row > 400 && row % 9 == 0 => self.id(row - 399),
            _ if row % 97 == 3 => None,
            Ids::Numbers => Some((row * 7919 % 1009 * 31).to_string()),
            Ids::Texts => Some(format!("PL.{:x}", i64::from(row + 1) * 2_654_435 % 16_777_213)),
        }
    }

    /// A column of identifiers: as numbers, or as texts with blanks around some.
    fn ids(self, ids: &[Option<String>], as_texts: bool) -> ArrayRef {
        if self.ids == Ids::Texts || as_texts {
            let spaced = |(row, id): (usize, &Option<String>)| {
                id.as_ref().map(|id| if row % 7 == 2 { format!(" {id} ") } else { id.clone() })
            };
            return texts(ids.iter().enumerate().map(spaced));
        }
        let number = |id: &Option<String>| id.as_ref().and_then(|id| id.parse::<i64>().ok());
        Arc::new(ids.iter().map(number).collect::<Int64Array>())
    }

    fn addresses(self, random: &mut Random) -> Columns {
        let ids: Vec<Option<String>> = (0..N_ADDRESSES).map(|row| self.id(row)).collect();
        let (mut points, mut terc, mut simc, mut ulic, mut number) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in 0..N_ADDRESSES {
            // A little outside of the country on every side.
            let [x, y] = [random.below(3 * SIDE + 5) - 2, random.below(3 * SIDE + 5) - 2];
            let [east, north] = at(x, y);
            points.push(match row % 53 {
                7 => [None, None],
                8 => [Some(east), None],
                9 => [Some(f64::NAN), Some(north)],
                10 => [Some(21.0), Some(52.0)],
                11 => [Some(east + 0.000_4), Some(north - 0.000_6)],
                _ => [Some(east), Some(north)],
            });
            terc.push(match row % 41 {
                5 => Some("0201032"),
                9 => Some("020105"),
                // A gmina that has no boundary, a district of a city, a lost zero.
                11 => Some("0299012"),
                13 => Some("0201068"),
                15 => Some(" 20107"),
                17 if self.has_bad_codes => Some("abc"),
                18 if self.has_bad_codes => Some("000000"),
                _ => None,
            });
            let place = random.pick(&["0900001", "900002", "0900003"]);
            simc.push(match row % 67 {
                1 => None,
                2 if self.has_bad_codes => Some("12345678"),
                _ => Some(place),
            });
            ulic.push(match random.below(6) {
                0 => None,
                1 => Some(99_999),
                n if row % 71 == 3 && self.has_bad_codes => Some(100_000 + n),
                n => Some(n),
            });
            let numbers =
                [Some("1"), Some("2"), Some("10"), Some("10a"), Some("10 A"), Some("3/4"), None];
            number.push(if row % 101 == 5 { Some("2026-08-09") } else { random.pick(&numbers) });
        }
        let metres =
            |axis: usize| Arc::new(points.iter().map(|p| p[axis]).collect::<Float64Array>());
        let mut columns: Columns = vec![
            ("id", self.ids(&ids, false)),
            ("X", metres(0)),
            ("Y", metres(1)),
            ("SIMC", texts(simc)),
            ("ulic", Arc::new(ulic.into_iter().collect::<Int32Array>())),
            ("nr domu", texts(number)),
        ];
        if self.has_terc {
            columns.push(("TERYT", texts(terc)));
        }
        columns
    }

    fn offers(self, random: &mut Random) -> Columns {
        let (mut ids, mut operators, mut technologies) = (Vec::new(), Vec::new(), Vec::new());
        let (mut down, mut up, mut reach) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..N_OFFERS {
            // Some addresses have many offers, a third have none.
            let address = if row % 9 == 0 {
                random.below(5)
            } else {
                (random.below(N_ADDRESSES) / 3 * 3 + random.below(2)).min(N_ADDRESSES - 1)
            };
            ids.push(match row % 61 {
                7 => Some("999999999".to_owned()),
                8 => None,
                _ => self.id(address),
            });
            operators.push(match row % 77 {
                5 => None,
                6 => Some(" "),
                _ => Some(random.pick(&["A", "503", " 00503", "JST-7", "RJST 007"])),
            });
            let known = ["GPON", "gpon ", "VDSL2", "ADSL", "powietrze"];
            technologies.push(if row % 79 == 1 { None } else { Some(random.pick(&known)) });
            let speed = random.pick(&[2.5, 30.0, 99.999, 100.0, 300.0, 1000.0]);
            down.push(match row % 83 {
                4 => Some(-1.0),
                5 => Some(0.000_1),
                6 => None,
                _ => Some(speed),
            });
            up.push(random.pick(&[0, 1, 10, 100]));
            let words = [Some("rzeczywisty"), Some("Teoretyczny "), Some("certain")];
            reach.push(match row % 89 {
                3 => Some("kosmiczny"),
                4 => None,
                _ => random.pick(&words),
            });
        }
        let mut columns: Columns = vec![
            // Texts of digits find numbers.
            ("address_id", self.ids(&ids, self.seed.is_multiple_of(2))),
            ("operator", texts(operators)),
            ("technology", texts(technologies)),
            ("down_mbps", Arc::new(down.into_iter().collect::<Float64Array>())),
            ("up_mbps", Arc::new(up.into_iter().map(Some).collect::<Int32Array>())),
        ];
        if self.has_reach {
            columns.push(("reach", texts(reach)));
        }
        columns
    }

    /// Writes the tables and a run file that reads them.
    fn write(self) -> TempDir {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| dir.path().join(name);
        let random = &mut Random(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (addresses, offers) = (self.addresses(random), self.offers(random));
        let [n, m] = [N_ADDRESSES, N_OFFERS].map(|n| usize::try_from(n).expect("positive"));
        // Bad codes and repeated identifiers together are known of one file only.
        let cut = if self.has_bad_codes { n } else { 300 };
        write(&path("addr_1.parquet"), &slice(&addresses, 0, cut), 70);
        if cut < n {
            write(&path("addr_2.parquet"), &slice(&addresses, cut, n), 1000);
        }
        write(&path("offers_1.parquet"), &slice(&offers, 0, m / 3), 11);
        write(&path("offers_2.parquet"), &slice(&offers, m / 3, m), 200);
        // In no order; the ninth is of two parts.
        let order = [4, 0, 7, 2, 8, 1, 5, 3, 6];
        let squares = order.map(|n| square(at(n % 3 * SIDE, n / 3 * SIDE), f64::from(SIDE) * STEP));
        let codes = order.map(|n| Some(format!("02010{}2", if n == 8 { 8 } else { n + 1 })));
        let names = order.map(|n| (n != 2).then(|| format!(" Gmina \"{n}\", nowa")));
        let columns = vec![
            ("JPT_KOD_JE", texts(codes)),
            ("nazwa", texts(names)),
            ("geometry", shapes(&squares)),
        ];
        write(&path("gminas.parquet"), &columns, 4);
        let areas: Vec<Vec<u8>> = (0..30)
            .map(|_| {
                let corner = at(random.below(60), random.below(60));
                square(corner, f64::from(random.below(9) + 1) * STEP)
            })
            .collect();
        let speeds = (0..30).map(|row| match row {
            7 => None,
            8 => Some(0.000_1),
            _ => Some(f64::from(random.below(4)) * 50.0 + 0.5),
        });
        let columns: Columns = vec![
            ("down_mbps", Arc::new(speeds.collect::<Float64Array>())),
            (
                "up_mbps",
                Arc::new((0..30).map(|n| (n % 3 > 0).then_some(n)).collect::<Int32Array>()),
            ),
            ("geometry", shapes(&areas)),
        ];
        write(&path("areas.parquet"), &columns, 1000);
        let nodes: Vec<[f64; 2]> =
            (0..40).map(|_| at(random.below(61), random.below(61))).collect();
        // Equally near nodes are told apart by identifiers as texts, which are in no order.
        let ids = (0..40).map(|row| match row {
            3 => None,
            5 => Some("N7".to_owned()),
            6 => Some(" N7".to_owned()),
            _ => Some(format!("N{}", row * 7 % 40)),
        });
        let axis = |axis: usize| Arc::new(nodes.iter().map(|n| Some(n[axis])).collect());
        let far = |row: usize, value: Option<f64>| if row == 9 { None } else { value };
        let east: Arc<Float64Array> = axis(0);
        let east: Float64Array = east.iter().enumerate().map(|(row, v)| far(row, v)).collect();
        let north: Arc<Float64Array> = axis(1);
        let columns: Columns =
            vec![("id", texts(ids)), ("easting", Arc::new(east)), ("northing", north)];
        write(&path("nodes.parquet"), &columns, 7);
        fs::write(path("run.toml"), RUN).expect("a run file");
        dir
    }
}

const RUN: &str = r#"as_of = 2026-06-30
profiles = ["EU-2023", "PL-NGA30", "SED-1G", "DD2030"]
max_rejected_share = 0.5

[[input]]
register = "address-table"
path = "addr_*.parquet"
edition = "2026-06"
crs = "EPSG:2180"
columns = { number = "nr domu" }

[[input]]
register = "offer-table"
path = "offers_*.parquet"
edition = "2026-06"

[[input]]
register = "boundaries"
path = "gminas.parquet"
edition = "2026"

[[input]]
register = "coverage-areas"
path = "areas.parquet"
edition = "2026-05"

[[input]]
register = "nodes-table"
path = "nodes.parquet"
edition = "2026-05-04"
crs = "EPSG:2180"
"#;

const ONLY: &str = "addresses,gminas";

/// Runs the verb; gives what was said, which must begin with how the run goes.
fn national(dir: &Path, out: &str, how: &str, more: &[&dyn AsRef<OsStr>]) -> String {
    let (run, out) = (dir.join("run.toml"), dir.join(out));
    let mut arguments: Vec<&dyn AsRef<OsStr>> =
        vec![&"national", &run, &"--out", &out, &"--only", &ONLY];
    arguments.extend(more);
    let stderr = zasieg(&arguments).with(0).stderr;
    assert!(stderr.contains(how), "{stderr}");
    stderr
}

const BY_COLUMNS: &str = "zasieg: by columns: ";
const BY_ROWS: &str = "zasieg: row by row, as \"diagnose\" does: ";

/// Values of every column as text; those of a column of boxes side by side.
fn values(path: &Path) -> BTreeMap<String, Vec<String>> {
    let file = File::open(path).expect("written");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for batch in reader.build().expect("readable") {
        let batch = batch.expect("readable");
        let options = FormatOptions::default().with_null("~");
        for (field, values) in batch.schema().fields().iter().zip(batch.columns()) {
            let name = format!("{}: {}", field.name(), field.data_type());
            let column = columns.entry(name).or_default();
            let formatter = ArrayFormatter::try_new(values, &options).expect("printable");
            column.extend((0..values.len()).map(|row| formatter.value(row).to_string()));
        }
    }
    // An address without a position has no box: none as a whole, or none of each side.
    for (_, boxes) in columns.iter_mut().filter(|(name, _)| name.starts_with("bbox")) {
        for value in boxes.iter_mut().filter(|value| value.contains('~')) {
            "~".clone_into(value);
        }
    }
    columns
        .into_iter()
        .map(|(name, v)| (name.split(':').next().unwrap_or("").to_owned(), v))
        .collect()
}

pub fn assert_same_values(ours: &Path, theirs: &Path) {
    let (ours, theirs) = (values(ours), values(theirs));
    let names =
        |columns: &BTreeMap<String, Vec<String>>| columns.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&theirs));
    for (name, expected) in theirs {
        let found = &ours[&name];
        assert_eq!(found.len(), expected.len());
        for (row, (found, expected)) in found.iter().zip(&expected).enumerate() {
            let id = &ours["address_id"][row];
            assert_eq!(found, expected, "{name} of row {row}, {id}");
        }
    }
}

fn manifest(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path.join("manifest.json")).expect("written")).expect("JSON")
}

#[test]
fn by_columns_and_row_by_row_give_the_same() {
    let kind = |seed, ids, has_terc, has_reach, has_bad_codes| Kind {
        seed,
        ids,
        has_terc,
        has_reach,
        has_bad_codes,
    };
    let kinds = [
        kind(1, Ids::CountUp, false, false, false),
        kind(2, Ids::CountUp, true, true, true),
        kind(3, Ids::Numbers, true, true, false),
        kind(4, Ids::Numbers, true, false, true),
        kind(5, Ids::Texts, false, true, false),
        kind(6, Ids::Texts, true, true, true),
    ];
    for kind in kinds {
        let dir = kind.write();
        let path = |name: &str| dir.path().join(name);
        national(dir.path(), "fast", BY_COLUMNS, &[]);
        zasieg(&[&"diagnose", &path("run.toml"), &"--out", &path("slow")]).with(0);
        let csv = |out: &str| fs::read_to_string(path(out).join("gminas.csv")).expect("text");
        assert_eq!(csv("fast"), csv("slow"), "seed {}", kind.seed);
        let table = |out: &str| path(out).join("addresses.parquet");
        assert_same_values(&table("fast"), &table("slow"));
        // Rows read, used and rejected, issues of every code, hashes: all of it.
        assert_eq!(manifest(&path("fast")), manifest(&path("slow")), "seed {}", kind.seed);
        let codes = |file: usize| manifest(&path("fast"))["inputs"][file]["by_code"].clone();
        assert_eq!(codes(0)["bad_code"].is_u64(), kind.has_bad_codes, "{}", codes(0));
        // The last two speeds are compared at the busiest hour.
        let run = RUN.replacen("max", "speed_basis = \"peak\"\nmax", 1);
        fs::write(path("run.toml"), run).expect("a run file");
        national(dir.path(), "fast", BY_COLUMNS, &[&"--force", &"--profile", &"ose"]);
        let more: [&dyn AsRef<OsStr>; 2] = [&"--profile", &"ose"];
        let (run, out) = (path("run.toml"), path("slow"));
        zasieg(&[&"diagnose", &run, &"--out", &out, &"--force", more[0], more[1]]).with(0);
        assert_eq!(csv("fast"), csv("slow"), "seed {}", kind.seed);
        assert_same_values(&table("fast"), &table("slow"));
    }
}

#[test]
fn one_and_two_threads_give_the_same_bytes() {
    let kind =
        Kind { seed: 7, ids: Ids::Texts, has_terc: true, has_reach: true, has_bad_codes: true };
    let dir = kind.write();
    let bytes = |threads: &'static str| {
        let out = format!("out{threads}");
        let said = national(dir.path(), &out, BY_COLUMNS, &[&"--threads", &threads]);
        assert!(said.contains("peak memory: "), "{said}");
        ["addresses.parquet", "gminas.csv", "manifest.json"]
            .map(|name| fs::read(dir.path().join(&out).join(name)).expect("written"))
    };
    let one = bytes("1");
    assert!(bytes("2") == one && bytes("5") == one);
}

#[test]
fn what_is_not_known_by_columns_goes_row_by_row() {
    let kind =
        Kind { seed: 8, ids: Ids::CountUp, has_terc: true, has_reach: true, has_bad_codes: false };
    let dir = kind.write();
    let path = |name: &str| dir.path().join(name);
    let geometry = "register = \"coverage-areas\"";
    let offers = "register = \"offer-table\"";
    let terc = "[[input]]\nregister = \"terc\"\npath = \"terc.csv\"\nedition = \"2026\"\n\n";
    fs::write(
        path("terc.csv"),
        "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\n02;01;01;2;Pierwsza;gmina wiejska;2026-01-01\n",
    )
    .expect("written");
    let cases = [
        (geometry, format!("{geometry}\ncounts = true"), "count as networks"),
        (offers, format!("{offers}\nvalues = {{ operator = \"X\" }}"), "sets layer or values"),
        ("[[input]]", format!("{terc}[[input]]"), "it has terc"),
        ("max", "detectors = \"decide\"\nmax".to_owned(), "its detectors decide"),
        ("columns = {", "columns = { street = \"SIMC\",".to_owned(), "localities or streets"),
    ];
    for (old, new, why) in cases {
        fs::write(path("run.toml"), RUN.replacen(old, &new, 1)).expect("a run file");
        let said = national(dir.path(), "out", BY_ROWS, &[&"--force"]);
        assert!(said.contains(why), "{said}");
        zasieg(&[&"diagnose", &path("run.toml"), &"--out", &path("slow"), &"--force"]).with(0);
        for name in ["gminas.csv", "addresses.parquet", "manifest.json"] {
            let bytes = |out: &str| fs::read(path(out).join(name)).expect("written");
            assert!(bytes("out") == bytes("slow"), "{why}: {name}");
        }
    }
    // A dataset goes by columns in its own way; axes that are exchanged the general way refuses.
    fs::write(path("run.toml"), RUN).expect("a run file");
    zasieg(&[&"import", &path("run.toml"), &"--out", &path("dataset")]).with(0);
    let (dataset, out) = (path("dataset"), path("of_dataset"));
    let said = zasieg(&[&"national", &dataset, &"--out", &out, &"--only", &ONLY]).with(0).stderr;
    assert!(said.contains("by columns") && !said.contains(BY_ROWS), "{said}");
    zasieg(&[&"diagnose", &path("run.toml"), &"--out", &path("slow"), &"--force"]).with(0);
    for name in ["gminas.csv", "manifest.json"] {
        let bytes = |out: &str| fs::read(path(out).join(name)).expect("written");
        assert!(bytes("of_dataset") == bytes("slow"), "{name}");
    }
    let table = |out: &str| path(out).join("addresses.parquet");
    assert_same_values(&table("of_dataset"), &table("slow"));
    let run = RUN.replacen("columns = {", "columns = { easting = \"Y\", northing = \"X\",", 1);
    fs::write(path("run.toml"), run).expect("a run file");
    let (run, out) = (path("run.toml"), path("exchanged"));
    let said = zasieg(&[&"national", &run, &"--out", &out, &"--only", &ONLY]).with(2).stderr;
    assert!(said.contains("easting and northing look exchanged"), "{said}");
    assert!(!out.exists());
}

#[test]
fn a_run_without_any_offer_that_found_an_address_fails_its_gate() {
    let kind =
        Kind { seed: 9, ids: Ids::Texts, has_terc: false, has_reach: false, has_bad_codes: false };
    let dir = kind.write();
    let random = &mut Random(5);
    let others = Kind { ids: Ids::CountUp, ..kind };
    write(&dir.path().join("offers_1.parquet"), &others.offers(random), 500);
    fs::remove_file(dir.path().join("offers_2.parquet")).expect("written above");
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    let said = zasieg(&[&"national", &run, &"--out", &out, &"--only", &ONLY]).with(1).stderr;
    assert!(said.contains("no record of coverage found an address"), "{said}");
    assert!(said.contains("offers_1.parquet: 100.0 % of its rows are rejected"), "{said}");
    let said = zasieg(&[&"national", &run, &"--out", &out, &"--only", &"gminas"]).with(2).stderr;
    assert!(said.contains("addresses,gminas"), "{said}");
}
