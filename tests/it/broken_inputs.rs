//! Inputs and outputs that cannot be used: exit code 2, a message with the place, nothing left.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::folder::{Folder, N_SMALL, gz_of, join, zip_of};
use crate::plane::easting_northing;
use crate::program::{Arguments, Ended, diagnose, zasieg, zasieg_on_a_full_disk, zasieg_unheard};
use crate::table::{Table, counts, input, read_json};

/// A temporary folder that holds the files of `folder`.
fn written(folder: &Folder) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    folder.write(dir.path());
    dir
}

/// Names in a folder.
fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    entries.map(|entry| name(entry).into_string().expect("ASCII")).collect()
}

/// Asserts that a run could not be done, said one error, and left nothing behind in `dir`, where
/// it should have written `out`.
fn refusal(dir: &Path, ended: Ended) -> String {
    let Ended { stderr, .. } = ended.with(2);
    assert!(!dir.join("out").exists(), "an output was left: {stderr}");
    assert_no_partial(dir);
    let errors: Vec<&str> = stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 1, "{stderr}");
    errors[0].to_owned()
}

fn assert_no_partial(dir: &Path) {
    for name in names(dir) {
        assert!(!name.ends_with(".partial"), "{name} was left");
    }
}

/// Diagnoses a folder that must be refused, and gives the message.
fn refused(folder: &Folder) -> String {
    let dir = written(folder);
    let ended = diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]);
    refusal(dir.path(), ended)
}

/// The message for the small sample once it is spoiled.
fn spoiled(spoil: impl FnOnce(&mut Folder)) -> String {
    let mut sample = Folder::small();
    spoil(&mut sample);
    refused(&sample)
}

fn assert_says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "no {part:?} in: {message}");
    }
}

fn windows_1250(text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1250.encode(text);
    assert!(!lossy, "Polish fits Windows-1250");
    bytes.into_owned()
}

#[test]
fn a_missing_column_is_named() {
    let message = spoiled(|sample| sample.replace("adresy.csv", ",SIMC,", ",Symbol,"));
    assert_says(&message, &["adresy.csv", "row 1", "SIMC", "Symbol"]);
}

#[test]
fn another_separator_in_the_address_base_is_named() {
    let message = spoiled(|sample| {
        let text = sample.text("adresy.csv").replace(',', ";");
        sample.set("adresy.csv", text);
    });
    assert_says(&message, &["adresy.csv", "row 1", "';'", "','"]);
}

#[test]
fn another_separator_in_a_report_is_named() {
    let message = spoiled(|sample| {
        let text = sample.text("zasieg/operator_e.csv").replace(',', ";");
        sample.set("zasieg/operator_e.csv", text);
    });
    assert_says(&message, &["zasieg/operator_e.csv", "row 1", "';'", "','"]);
}

#[test]
fn a_header_on_a_report_is_named() {
    let message = spoiled(|sample| {
        let text = "Rodzaj,Identyfikator,TERC\n".to_owned() + sample.text("zasieg/operator_a.csv");
        sample.set("zasieg/operator_a.csv", text);
    });
    assert_says(&message, &["zasieg/operator_a.csv", "row 1", "Rodzaj"]);
}

#[test]
fn bytes_of_windows_1250_are_named_with_their_row() {
    let message = spoiled(|sample| {
        let bytes = windows_1250(sample.text("adresy.csv"));
        sample.set("adresy.csv", bytes);
    });
    // The header has Polish letters.
    assert_says(&message, &["adresy.csv", "row 1", "Windows-1250"]);
    let message = spoiled(|sample| {
        let lines = sample.text("zasieg/operator_c.csv").lines().zip(1..);
        let line = |(line, row): (&str, usize)| {
            let text = format!("{line}\n");
            if row == 12 { windows_1250(&text) } else { text.into_bytes() }
        };
        let bytes = lines.flat_map(line).collect::<Vec<u8>>();
        sample.set("zasieg/operator_c.csv", bytes);
    });
    assert_says(&message, &["zasieg/operator_c.csv", "row 12", "Windows-1250"]);
}

#[test]
fn a_cut_archive_is_named() {
    let packed = |pack: &dyn Fn(&[u8]) -> Vec<u8>, ending: &str, cut: bool| {
        let mut sample = Folder::small();
        let plain = sample.remove("adresy.csv");
        let mut bytes = pack(&plain);
        if cut {
            bytes.truncate(bytes.len() / 2);
        }
        let name = format!("adresy{ending}");
        sample.set(&name, bytes);
        sample.replace("run.toml", "\"adresy.csv\"", &format!("\"{name}\""));
        sample
    };
    let zip = |bytes: &[u8]| zip_of("adresy.csv", bytes);
    for (pack, ending) in [(&zip as &dyn Fn(&[u8]) -> Vec<u8>, ".zip"), (&gz_of, ".csv.gz")] {
        let dir = written(&packed(pack, ending, false));
        diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
        let message = refused(&packed(pack, ending, true));
        assert_says(&message, &[&format!("adresy{ending}"), "archive"]);
    }
}

#[test]
fn exchanged_latitude_and_longitude_are_seen() {
    let (lat, lon) = ("Szerokość geograficzna", "Długość geograficzna");
    let message = spoiled(|sample| {
        sample.replace("adresy.csv", &format!("{lat},{lon}"), &format!("{lon},{lat}"));
    });
    assert_says(&message, &["adresy.csv", "exchanged", "613"]);
}

/// Address tables in EPSG:2180 instead of the address base: `x` is easting, `y` northing.
fn with_tables(tables: &[(&str, std::ops::Range<usize>)], columns: &[&str]) -> Folder {
    let mut sample = Folder::small();
    let base = sample.table("adresy.csv");
    let fields = ["TERC", "SIMC", "SYM_UL", "Nr porządkowy"].map(|name| base.position(name));
    let degrees = ["Długość geograficzna", "Szerokość geograficzna"].map(|n| base.position(n));
    let run = sample.text("run.toml").to_owned();
    let start = run.find("[[input]]\nregister = \"sidusis-addresses\"").expect("an input");
    let end = run[start + 1..].find("[[input]]").expect("more inputs") + start + 1;
    sample.set("run.toml", run[..start].to_owned() + &run[end..]);
    for ((name, rows), columns) in tables.iter().zip(columns) {
        let mut text = "id,terc,simc,ulic,number,x,y\n".to_owned();
        for position in rows.clone() {
            let row = &base.rows[position];
            let number = |column: usize| row[column].parse::<f64>().expect("degrees");
            let (x, y) = easting_northing(number(degrees[0]), number(degrees[1]));
            let mut values = vec![format!("A{position}")];
            values.extend(fields.map(|field| row[field].clone()));
            values.extend([x, y].map(|metres| format!("{metres:.3}")));
            text += &join(&values, b',');
        }
        sample.set(name, text);
        let more = format!("columns = {{ {columns} }}\ncrs = \"EPSG:2180\"\n");
        sample.add_input("address-table", name, &more);
    }
    sample
}

const RIGHT: &str = "easting = \"x\", northing = \"y\"";
const SWAPPED: &str = "easting = \"y\", northing = \"x\"";

#[test]
fn exchanged_easting_and_northing_are_seen_with_their_file() {
    let good = with_tables(&[("punkty.csv", 0..N_SMALL)], &[RIGHT]);
    let dir = written(&good);
    let out = dir.path().join("out");
    diagnose(&dir.path().join("run.toml"), &out, &[]).with(0);
    let addresses = Table::read(&out.join("addresses.csv"));
    let expected = good.table("oczekiwane.csv");
    let ours = addresses.by_number("source_row", "eu_2023_today");
    assert_eq!(ours, expected.by_number("row", "eu_2023_today"));
    let message = refused(&with_tables(&[("punkty.csv", 0..N_SMALL)], &[SWAPPED]));
    assert_says(&message, &["easting and northing", "exchanged", "613", "punkty.csv"]);
}

#[test]
fn exchanged_axes_of_one_file_of_two_are_seen() {
    let tables = [("miasto.csv", 0..500), ("wsie.csv", 500..N_SMALL)];
    let message = refused(&with_tables(&tables, &[RIGHT, SWAPPED]));
    assert_says(&message, &["easting and northing", "exchanged", "113", "wsie.csv"]);
}

#[test]
fn a_directory_in_place_of_a_file_is_named() {
    let message = spoiled(|sample| sample.replace("run.toml", "\"adresy.csv\"", "\"zasieg\""));
    assert_says(&message, &["zasieg", "directory"]);
}

#[test]
fn files_that_are_not_there_are_named() {
    let message = spoiled(|sample| sample.replace("run.toml", "\"terc.csv\"", "\"trec.csv\""));
    assert_says(&message, &["terc", "trec.csv", "no such file"]);
    let message = spoiled(|sample| sample.replace("run.toml", "operator_*", "operatro_*"));
    assert_says(&message, &["sidusis-report", "operatro_*.csv", "no file matches"]);
    let dir = tempfile::tempdir().expect("a temporary folder");
    let ended = diagnose(&dir.path().join("brak.toml"), &dir.path().join("out"), &[]);
    assert_says(&refusal(dir.path(), ended), &["brak.toml"]);
}

#[test]
fn an_unknown_profile_is_named_with_the_nearest_one() {
    let dir = written(&Folder::small());
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    let ended = diagnose(&run, &out, &[&"--profile", &"EU-2032"]);
    assert_says(&refusal(dir.path(), ended), &["\"EU-2032\"", "\"EU-2023\""]);
}

#[test]
fn an_unknown_profile_of_the_run_file_is_named_with_its_line() {
    let message = spoiled(|sample| sample.replace("run.toml", "\"EU-2023\"", "\"EU-2032\""));
    assert_says(&message, &["\"EU-2032\"", "\"EU-2023\"", "run.toml", "line 4"]);
}

#[test]
fn misspelt_keys_and_values_of_the_run_file_are_named_with_their_line() {
    // A comment stands on line 1; the first input begins on line 8.
    let cases = [
        ("profiles = ", "profile = ", ["line 4", "`profile`", "`profiles`"]),
        ("as_of", "as_off", ["line 2", "`as_off`", "`as_of`"]),
        ("edition", "editon", ["line 11", "`editon`", "`edition`"]),
        ("\"terc\"", "\"trec\"", ["line 9", "\"trec\"", "\"terc\""]),
        ("\"exact\"", "\"exakt\"", ["line 5", "\"exakt\"", "exact"]),
        ("2026-06-30", "2026-06-31", ["line 2", "day between 01 and 30", ""]),
        ("[[input]]", "[[input]", ["line 8", "", ""]),
    ];
    for (good, bad, parts) in cases {
        let message = spoiled(|sample| sample.replace("run.toml", good, bad));
        assert_says(&message, &["run.toml"]);
        assert_says(&message, &parts);
    }
    let columns = ("code = \"JPT_KOD_JE\"", "code = \"JPT_KOD\"");
    let message = spoiled(|sample| sample.replace("run.toml", columns.0, columns.1));
    assert_says(&message, &["granice.geojson", "JPT_KOD", "JPT_KOD_JE"]);
}

#[test]
fn registers_without_rows_are_errors_and_not_zero() {
    let files = [
        "terc.csv",
        "simc.csv",
        "ulic.csv",
        "granice.geojson",
        "adresy.csv",
        "rspo.csv",
        "budynki.csv",
        "zasieg/operator_b.csv",
    ];
    for file in files {
        let message = spoiled(|sample| sample.set(file, ""));
        assert_says(&message, &[file]);
    }
    for file in ["terc.csv", "simc.csv", "ulic.csv", "adresy.csv", "rspo.csv", "budynki.csv"] {
        let header = |text: &str| text.lines().next().expect("a header").to_owned() + "\n";
        let message = spoiled(|sample| sample.set(file, header(sample.text(file))));
        assert_says(&message, &[file, "no record"]);
    }
    let file = "zasieg/operator_b.csv";
    let head = |text: &str| text.lines().take(2).collect::<Vec<_>>().join("\n") + "\n";
    let message = spoiled(|sample| sample.set(file, head(sample.text(file))));
    assert_says(&message, &[file, "no record"]);
    let message = spoiled(|sample| {
        sample.set("granice.geojson", r#"{"type": "FeatureCollection", "features": []}"#);
    });
    assert_says(&message, &["granice.geojson"]);
}

#[test]
fn a_file_that_breaks_off_is_named() {
    let message = spoiled(|sample| {
        let half = sample.bytes("granice.geojson")[..700].to_vec();
        sample.set("granice.geojson", half);
    });
    assert_says(&message, &["granice.geojson"]);
}

#[test]
fn an_address_base_that_is_cut_within_a_row_loses_that_row_with_a_code() {
    let mut sample = Folder::small();
    let text = sample.text("adresy.csv");
    // The last row keeps its first 20 bytes: TERC, gmina and a comma at most.
    let last = text.trim_end().rfind('\n').expect("rows") + 1;
    let cut = text[..last + 20].to_owned();
    sample.set("adresy.csv", cut);
    let dir = written(&sample);
    let out = dir.path().join("out");
    let ended = diagnose(&dir.path().join("run.toml"), &out, &[]);
    assert!(ended.code <= 1, "{}", ended.stderr);
    let manifest = read_json(&out.join("manifest.json"));
    let base = input(&manifest, "adresy.csv");
    assert_eq!((base["rows_read"].as_u64(), base["rows_used"].as_u64()), (Some(613), Some(612)));
    assert_eq!(counts(&base["by_code"])["wrong_column_count"], 1);
}

#[test]
fn too_many_rejected_rows_fail_the_gate_and_keep_the_output() {
    let mut sample = Folder::small();
    // Operator E writes its medium wrongly in every row.
    let text = sample.text("zasieg/operator_e.csv").replace("światłowodowe", "swiatlowod");
    sample.set("zasieg/operator_e.csv", text);
    let dir = written(&sample);
    let out = dir.path().join("out");
    let ended = diagnose(&dir.path().join("run.toml"), &out, &[]).with(1);
    assert_says(&ended.stderr, &["quality gate", "zasieg/operator_e.csv", "100.0 %", "5.0 %"]);
    let manifest = read_json(&out.join("manifest.json"));
    let report = input(&manifest, "operator_e.csv");
    assert_eq!(report["rows_used"].as_u64(), Some(0));
    let matched = counts(&sample.summary()["zs_rows_matched"])["E"];
    assert_eq!(counts(&report["by_code"])["unknown_medium"], matched);
}

#[test]
fn records_that_head_a_report_may_be_broken_too() {
    // A DI record of three columns instead of five: the records after it have no operator.
    let mut sample = Folder::small();
    let text = sample.text("zasieg/operator_e.csv");
    let (head, rest) = text.split_once('\n').expect("lines");
    let text = format!("{}\n{rest}", head.trim_end_matches(','));
    sample.set("zasieg/operator_e.csv", text);
    let dir = written(&sample);
    let out = dir.path().join("out");
    let ended = diagnose(&dir.path().join("run.toml"), &out, &[]).with(1);
    assert_says(&ended.stderr, &["quality gate", "zasieg/operator_e.csv"]);
    let manifest = read_json(&out.join("manifest.json"));
    let codes = counts(&input(&manifest, "operator_e.csv")["by_code"]);
    let n_records = sample.text("zasieg/operator_e.csv").lines().count() as u64 - 2;
    assert_eq!((codes["wrong_column_count"], codes["unknown_operator"]), (1, n_records));
}

#[test]
fn damaged_datasets_are_named() {
    let dir = written(&Folder::small());
    let (dataset, out) = (dir.path().join("dataset"), dir.path().join("out"));
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &dataset]).with(0);
    for file in names(&dataset).into_iter().filter(|name| name != "run.json") {
        let path = dataset.join(&file);
        let whole = fs::read(&path).expect("written");
        fs::write(&path, &whole[..whole.len() / 2]).expect("written");
        let message = refusal(dir.path(), diagnose(&dataset, &out, &[]));
        assert_says(&message, &[&file]);
        fs::remove_file(&path).expect("removed");
        let message = refusal(dir.path(), diagnose(&dataset, &out, &[]));
        assert_says(&message, &[&file]);
        fs::write(&path, whole).expect("written");
    }
    // Nothing here reads the list of issues; people do: another letter in it is told.
    let path = dataset.join("issues.csv");
    let whole = fs::read(&path).expect("written");
    let mut other = whole.clone();
    *other.last_mut().expect("a line") ^= 1;
    fs::write(&path, other).expect("written");
    let message = refusal(dir.path(), diagnose(&dataset, &out, &[]));
    assert_says(&message, &["issues.csv", "not those that were written"]);
    fs::write(&path, whole).expect("written");
    diagnose(&dataset, &out, &[]).with(0);
    let plain = dir.path().join("zasieg");
    let out = dir.path().join("other");
    let ended = diagnose(&plain, &out, &[]).with(2);
    assert_says(&ended.stderr, &["manifest.json", "zasieg import"]);
}

#[test]
fn a_gmina_without_addresses_is_named() {
    let dir = written(&Folder::small());
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    for code in ["146501", "98010", "jasne"] {
        let ended = diagnose(&run, &out, &[&"--gmina", &code]);
        assert_says(&refusal(dir.path(), ended), &[code, "980101"]);
    }
}

#[test]
fn an_output_below_a_file_is_refused() {
    let dir = written(&Folder::small());
    let (run, below) = (dir.path().join("run.toml"), dir.path().join("terc.csv/out"));
    let ended = diagnose(&run, &below, &[]);
    assert_says(&refusal(dir.path(), ended), &["terc.csv/out", "cannot be written"]);
    let ended = diagnose(&run, &dir.path().join("terc.csv"), &[&"--force"]);
    assert_says(&refusal(dir.path(), ended), &["terc.csv", "cannot be written"]);
    assert_eq!(
        fs::read(dir.path().join("terc.csv")).expect("kept"),
        Folder::small().bytes("terc.csv")
    );
}

#[test]
fn what_stands_in_the_output_is_kept_without_force_and_after_an_error() {
    let dir = written(&Folder::small());
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    fs::create_dir(&out).expect("created");
    fs::write(out.join("gminas.csv"), "mine").expect("written");
    let kept = || {
        let text = fs::read_to_string(out.join("gminas.csv"));
        assert_eq!(
            (names(&out), text.expect("kept")),
            (vec!["gminas.csv".to_owned()], "mine".into())
        );
        assert_no_partial(dir.path());
    };
    let ended = diagnose(&run, &out, &[]).with(2);
    assert_says(&ended.stderr, &["out", "--force"]);
    kept();
    diagnose(&run, &out, &[&"--force", &"--profile", &"EU-2032"]).with(2);
    kept();
    diagnose(&run, &out, &[&"--force"]).with(0);
    assert_eq!(Table::read(&out.join("gminas.csv")).column("code"), ["980101"]);
}

/// Runs a verb that must fail for want of space.
fn out_of_space(dir: &Path, blocks: u64, arguments: Arguments<'_>) {
    let ended = zasieg_on_a_full_disk(blocks, arguments);
    let message = refusal(dir, ended);
    assert_says(&message, &["cannot be written"]);
}

#[test]
fn a_full_disk_is_an_error_of_every_verb() {
    let dir = written(&Folder::small());
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    // 16 blocks are 8 KiB: less than any address table, more than some of the other files.
    let verbs: [Arguments<'_>; 4] = [
        &[&"diagnose", &run, &"--out", &out, &"--table", &"csv"],
        &[&"diagnose", &run, &"--out", &out, &"--table", &"parquet"],
        &[&"import", &run, &"--out", &out],
        &[&"synth", &"--out", &out],
    ];
    for arguments in verbs {
        out_of_space(dir.path(), 16, arguments);
    }
}

/// Size of the one file of a folder that is larger than all others, and its name.
fn largest(out: &Path) -> (u64, String) {
    let size = |name: String| (fs::metadata(out.join(&name)).expect("a file").len(), name);
    let mut sizes: Vec<(u64, String)> = names(out).into_iter().map(size).collect();
    sizes.sort();
    let (last, before) = (sizes.pop().expect("files"), sizes.pop().expect("files"));
    assert!(before.0 + 512 < last.0, "{before:?} is as large as {last:?}");
    last
}

/// Space runs out within the last block of the largest output: its end is still in a buffer.
fn out_of_space_at_the_end(folder: &Folder, verb: &str, expected: &str, more: Arguments<'_>) {
    let dir = written(folder);
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("whole"));
    let mut arguments: Vec<&dyn AsRef<OsStr>> = vec![&verb, &run, &"--out", &out];
    arguments.extend(more);
    // A run without offers is complete too, but its quality gate fails.
    let ended = zasieg(&arguments);
    assert!(ended.code <= 1, "{}", ended.stderr);
    let (size, name) = largest(&out);
    assert_eq!(name, expected);
    let out = dir.path().join("out");
    arguments[3] = &out;
    out_of_space(dir.path(), (size - 1) / 512, &arguments);
}

#[test]
fn a_disk_that_fills_up_at_the_end_of_the_address_table_is_an_error() {
    let sample = Folder::small();
    out_of_space_at_the_end(&sample, "diagnose", "addresses.csv", &[&"--table", &"csv"]);
    out_of_space_at_the_end(&sample, "diagnose", "addresses.parquet", &[&"--table", &"parquet"]);
    out_of_space_at_the_end(&sample, "import", "addresses.parquet", &[]);
}

#[test]
fn a_disk_that_fills_up_at_the_end_of_the_manifest_is_an_error() {
    // Five addresses and nothing else: the manifest, with its profiles, is the largest file.
    let mut sample = Folder::small();
    let rows: Vec<&str> = sample.text("adresy.csv").lines().take(6).collect();
    let rows = rows.join("\n") + "\n";
    sample.set("adresy.csv", rows);
    let run = "as_of = 2026-06-30\nprofiles = [\"EU-2023\", \"PL-NGA30\", \"PL-NGA100\"]\n";
    sample.set("run.toml", run);
    sample.add_input("sidusis-addresses", "adresy.csv", "");
    out_of_space_at_the_end(&sample, "diagnose", "manifest.json", &[&"--table", &"csv"]);
}

#[test]
fn a_disk_that_fills_up_during_a_report_is_an_error() {
    let dir = written(&Folder::small());
    let (run, whole) = (dir.path().join("run.toml"), dir.path().join("whole"));
    let (forms, code) = ("html,csv,geojson,parquet", "9801013");
    zasieg(&[&"report", &run, &"--gmina", &code, &"--format", &forms, &"--out", &whole]).with(0);
    let (size, name) = largest(&whole.join(code));
    assert_eq!(name, "adresy.geojson");
    let out = dir.path().join("reports");
    for blocks in [16, (size - 1) / 512] {
        let arguments: Arguments<'_> =
            &[&"report", &run, &"--gmina", &code, &"--format", &forms, &"--out", &out];
        let ended = zasieg_on_a_full_disk(blocks, arguments);
        assert_says(&refusal(dir.path(), ended), &["cannot be written"]);
        assert!(!out.exists() || names(&out).is_empty(), "{:?} was left", names(&out));
    }
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let dir = written(&Folder::small());
    let (run, dataset) = (dir.path().join("run.toml"), dir.path().join("dataset"));
    let out = dir.path().join("out");
    let gmina = dir.path().join("reports");
    let verbs: [Arguments<'_>; 5] = [
        &[&"import", &run, &"--out", &dataset],
        &[&"diagnose", &dataset, &"--out", &out],
        &[&"report", &dataset, &"--gmina", &"980101", &"--out", &gmina],
        &[&"check", &dataset, &"Jasne Pole, Polna 1"],
        &[&"import", &"--template", &"address-table"],
    ];
    for (position, arguments) in verbs.into_iter().enumerate() {
        assert_eq!(zasieg_unheard(arguments), Some(0), "verb {position}");
    }
}

#[test]
fn settings_out_of_range_are_named_with_their_line() {
    // max_rejected_share stands on line 6; a share is a number from 0 to 1.
    for share in ["-1", "-0.01", "1.5", "5", "nan"] {
        let message = spoiled(|sample| {
            let setting = format!("max_rejected_share = {share}");
            sample.replace("run.toml", "max_rejected_share = 0.05", &setting);
        });
        assert_says(&message, &["run.toml", "line 6", "max_rejected_share"]);
    }
}

#[test]
fn a_radius_beyond_a_kilometre_is_refused_with_its_line() {
    let mut sample = Folder::small();
    sample.replace("run.toml", "as_of", "match_radius_m = 4294967295\nas_of");
    let message = refused(&sample);
    assert_says(&message, &["run.toml", "line 2", "match_radius_m", "1000"]);
}

#[test]
fn a_stray_quote_swallows_no_rows() {
    for (file, line, field) in [("zasieg/operator_a.csv", 150, 5), ("adresy.csv", 300, 3)] {
        let mut sample = Folder::small();
        let mut lines: Vec<String> = sample.text(file).lines().map(str::to_owned).collect();
        let mut fields: Vec<&str> = lines[line - 1].split(',').collect();
        let quoted = format!("\"{}", fields[field]);
        fields[field] = &quoted;
        lines[line - 1] = fields.join(",");
        sample.set(file, lines.join("\n") + "\n");
        let dir = written(&sample);
        let out = dir.path().join("out");
        let ended = diagnose(&dir.path().join("run.toml"), &out, &[]);
        if ended.code == 2 {
            let message = refusal(dir.path(), ended);
            assert_says(&message, &[file]);
            // By its line or its data row.
            let mut places = [line - 1, line].into_iter();
            assert!(places.any(|place| message.contains(&place.to_string())), "{message}");
            continue;
        }
        // The whole report less DI and PO, the whole base less its header: of them one row is lost.
        let n_rows = lines.len() as u64 - if file == "adresy.csv" { 1 } else { 2 };
        let manifest = read_json(&out.join("manifest.json"));
        assert_eq!(input(&manifest, file)["rows_read"].as_u64(), Some(n_rows), "{file}");
    }
}

#[test]
fn force_leaves_no_table_of_an_earlier_run() {
    let dir = written(&Folder::small());
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    diagnose(&run, &out, &[]).with(0);
    assert!(out.join("addresses.csv").exists());
    zasieg(&[&"diagnose", &run, &"--out", &out, &"--profile", &"NONE", &"--force"]).with(0);
    assert!(out.join("addresses.parquet").exists());
    // It would stand beside a manifest that does not describe it.
    assert!(!out.join("addresses.csv").exists(), "a table of the earlier run was left");
}

#[test]
fn quotes_that_swallow_whole_rows_are_seen_even_where_the_columns_add_up() {
    // A quote before the street of two rows, four rows apart: everything between them becomes one
    // value, and the record has as many columns as any other.
    let mut sample = Folder::small();
    let mut lines: Vec<String> = sample.text("adresy.csv").lines().map(str::to_owned).collect();
    let streets: Vec<usize> =
        (1..lines.len()).filter(|line| lines[*line].contains(",ul. ")).take(5).collect();
    assert_eq!(streets[4] - streets[0], 4, "the first rows of the sample lie in streets");
    for line in [streets[0], streets[4]] {
        lines[line] = lines[line].replacen(",ul. ", ",\"ul. ", 1);
    }
    sample.set("adresy.csv", lines.join("\n") + "\n");
    let message = refused(&sample);
    assert_says(&message, &["adresy.csv", "row", "quotation mark"]);
}

#[test]
fn force_keeps_what_the_run_does_not_write() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("mine");
    fs::create_dir(&out).expect("writable");
    for name in ["addresses.csv", "notes.txt"] {
        fs::write(out.join(name), "mine").expect("writable");
    }
    zasieg(&[&"synth", &"--out", &out, &"--force"]).with(0);
    for name in ["addresses.csv", "notes.txt"] {
        assert_eq!(fs::read_to_string(out.join(name)).expect("kept"), "mine");
    }
    // A dataset is not turned into something else.
    let (run, dataset) = (out.join("run.toml"), dir.path().join("dataset"));
    zasieg(&[&"import", &run, &"--out", &dataset]).with(0);
    let ended = zasieg(&[&"diagnose", &dataset, &"--out", &dataset, &"--force"]).with(2);
    assert_says(&ended.stderr, &["is a dataset"]);
    zasieg(&[&"check", &dataset, &"Jasne Pole, ul. Polna 13"]).with(0);
}
