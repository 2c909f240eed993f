//! Reports of a country from slices of its dataset: byte for byte those of the whole world.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;

use tempfile::TempDir;
use zasieg::diagnosis::chapters::Survey;
use zasieg::diagnosis::roll_up;
use zasieg::pipeline::{
    CountryDone, CountryOutputs, Edition, OutputDir, Progress, ReportOutputs, country_of, load,
    report_to,
};
use zasieg::publish::{AddressRows, Language, answer};

use super::country::files;
use super::layer_files::with_every_layer;
use super::program::{zasieg, zasieg_on_a_full_disk};

/// A country of 6000 addresses with planted errors, or without; `more` inputs are added to its run.
fn country(seed: &str, is_clean: bool, more: &[(&str, &str, &str)]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("kraj");
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> =
        vec![&"synth", &"--out", &place, &"--addresses", &"6000", &"--seed", &seed];
    arguments.extend([&"--form" as &dyn AsRef<std::ffi::OsStr>, &"tables"]);
    if is_clean {
        arguments.push(&"--clean");
    }
    zasieg(&arguments).with(0);
    let run = place.join("run.toml");
    let mut text = fs::read_to_string(&run).expect("a run file");
    for (register, file, rows) in more {
        fs::write(place.join(file), rows).expect("writable");
        text += &format!(
            "\n[[input]]\nregister = \"{register}\"\npath = \"{file}\"\nedition = \"t\"\n"
        );
    }
    fs::write(&run, text).expect("writable");
    let set = dir.path().join("zbior");
    let ended = zasieg(&[&"import", &run, &"--out", &set, &"--quiet"]);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    (dir, set)
}

/// The report of every gmina, from the whole world.
fn of_world(set: &Path, out: &Path) {
    let progress = Progress::new(&|_| ());
    let loaded = load(set, &progress).expect("a dataset");
    let diagnosis = loaded.diagnose(&[]).expect("diagnosed");
    let rollup = roll_up(&loaded.world, &diagnosis);
    let survey = Survey::new(&loaded.world, &diagnosis);
    for gmina in loaded.gminas(&[]).expect("gminas") {
        let out = OutputDir::create(&out.join(gmina.to_string()), false).expect("writable");
        report_to(&loaded, &survey, &rollup, gmina, ReportOutputs::PLAIN, None, out)
            .expect("written");
    }
}

/// Every output of the country, from slices of so many addresses; what was said.
fn of_slices(set: &Path, out: &Path, slice: usize) -> (CountryDone, String) {
    let said = std::sync::Mutex::new(String::new());
    let tell = |text: &str| said.lock().expect("no panic").push_str(&format!("{text}\n"));
    let progress = Progress::new(&tell);
    let spec = CountryOutputs {
        reports: Some(ReportOutputs::PLAIN),
        slice: Some(slice),
        ..CountryOutputs::default()
    };
    let done = country_of(set, out, &spec, false, &progress).expect("written");
    let said = said.lock().expect("no panic").clone();
    (done, said)
}

fn assert_same(ours: &BTreeMap<String, Vec<u8>>, theirs: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert!(ours.keys().eq(theirs.keys()), "{what}: {:?}", ours.keys());
    let differing: Vec<&String> =
        ours.iter().filter(|(name, bytes)| theirs[*name] != **bytes).map(|f| f.0).collect();
    assert!(differing.is_empty(), "{what}: {differing:?}");
}

fn assert_slices(seed: &str, is_clean: bool, more: &[(&str, &str, &str)]) {
    let (dir, set) = country(seed, is_clean, more);
    let world = dir.path().join("swiat");
    of_world(&set, &world);
    let expected = files(&world);
    assert!(expected.len() >= 50, "{}", expected.len());
    // One gmina a slice, a few, all.
    for slice in [1, 1500, 1_000_000] {
        let out = dir.path().join(format!("plastry{slice}"));
        let (done, said) = of_slices(&set, &out, slice);
        assert!(done.failed.is_empty(), "{:?}", done.failed);
        assert!(!said.contains("address by address"), "{said}");
        assert_same(&files(&out.join("raporty")), &expected, &format!("seed {seed}, {slice}"));
    }
}

#[test]
fn reports_of_slices_are_those_of_the_whole_world() {
    assert_slices("5", false, &[]);
    assert_slices("6", false, &[]);
    assert_slices("7", true, &[]);
}

/// Gminas of the countries of these tests; addresses are numbered in each.
const GMINAS: [&str; 8] =
    ["020102", "020103", "020104", "040101", "040102", "040103", "040104", "040105"];

/// Registers that the country lacks: rows of all gminas, and rows that name no place of the run.
#[test]
fn chapters_of_other_registers_are_the_same_from_slices() {
    let mut book = "id,submitted_on,address_id,operator,claim,evidence,evidence_date\n".to_owned();
    let mut tests = "kind,measured_on,hour,address_id,wired,down_mbps,operator\n".to_owned();
    let mut premises = "address_id,households,businesses,population\n".to_owned();
    let mut fees = "code,road_category,occupation,rate_pln,unit,valid_from\n".to_owned();
    for (n, gmina) in GMINAS.iter().enumerate() {
        fees += &format!("{gmina},gminna,works,0.{}0,m2_day,2020-01-25\n", n + 1);
        for number in (1..600).step_by(7) {
            let address = format!("{gmina}-{number:05}");
            book += &format!(
                "K-{address},2026-05-20,{address},1000{},refused,refusal_doc,2026-05-10\n",
                1 + number % 4
            );
            for day in 4..8 {
                tests += &format!("fixed,2026-05-0{day},20,{address},tak,40,10001\n");
            }
            premises += &format!("{address},{},{},{}\n", number % 4, number % 3, number % 7);
        }
    }
    book += "K-NIE,2026-05-01,NIE-MA,10001,refused,refusal_doc,2026-05-01\n";
    assert_slices(
        "5",
        false,
        &[
            ("challenges", "ksiega.csv", &book),
            ("measurements", "pomiary.csv", &tests),
            ("premises", "lokale.csv", &premises),
            ("lane-fees", "stawki.csv", &fees),
        ],
    );
}

#[test]
fn indicators_of_a_country_are_those_of_its_reports() {
    let mut premises = "address_id,households,businesses,population\n".to_owned();
    for gmina in GMINAS {
        premises += &format!("{gmina}-00001,2,1,5\n{gmina}-00002,3,0,8\n");
    }
    let (dir, set) = country("5", false, &[("premises", "lokale.csv", &premises)]);
    let run = |input: &Path, name: &str, more: &[&str]| {
        let out = dir.path().join(name);
        let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"national", &input];
        arguments.extend([&"--out" as &dyn AsRef<std::ffi::OsStr>, &out, &"--indicators"]);
        arguments.extend(more.iter().map(|word| word as &dyn AsRef<std::ffi::OsStr>));
        let ended = zasieg(&arguments);
        assert!((0..2).contains(&ended.code), "{}", ended.stderr);
        let table = |name: &str| fs::read_to_string(out.join(name)).expect("a table");
        (table("indicators.csv"), table("intervals.csv"), ended.stderr)
    };
    let (of_slices, bounds, said) = run(&set, "zbior-wynik", &["--reports", "csv"]);
    assert!(!said.contains("address by address"), "{said}");
    let reports = files(&dir.path().join("zbior-wynik/raporty"));
    let tables: Vec<String> = reports
        .iter()
        .filter(|(name, _)| name.ends_with("indicators.csv"))
        .map(|(_, bytes)| String::from_utf8(bytes.clone()).expect("text"))
        .collect();
    assert!(tables.len() > GMINAS.len());
    let (header, _) = tables[0].split_once('\n').expect("a header");
    let rows = tables.iter().filter_map(|table| table.split_once('\n'));
    let rows: String = rows.map(|(_, rows)| rows).collect();
    assert!(of_slices == format!("{header}\n{rows}"), "as the reports have them");
    let rows = dir.path().join("kraj/run.toml");
    let (of_world, bounds_of_world, _) = run(&rows, "wiersze", &[]);
    assert!(of_slices == of_world, "as address by address");
    assert!(bounds == bounds_of_world, "as address by address");
    zasieg(&[&"diagnose", &rows, &"--out", &dir.path().join("d"), &"-q"]).with(0);
    let diagnosed = fs::read_to_string(dir.path().join("d/intervals.csv")).expect("a table");
    assert!(bounds == diagnosed, "as \"diagnose\" has them");
    // Five households are known of each gmina, at two addresses: at least so many.
    assert_eq!(of_slices.matches(",Households,5,,,,").count(), GMINAS.len());
    assert_eq!(of_slices.matches(",Z1,,").count(), tables.len(), "unknown ones have rows");
}

/// What editions settle is counted over the country.
#[test]
fn a_country_with_earlier_editions_goes_by_the_whole_world() {
    let earlier = "address_id,operator,technology,down_mbps,up_mbps,reach\n\
                   020102-00001,10001,GPON,1000,300,\n";
    let inputs = [("offer-table\"\nearlier = true\n#\"", "oferty0.csv", earlier)];
    let (dir, set) = country("5", false, &inputs);
    let out = dir.path().join("wynik");
    let (done, said) = of_slices(&set, &out, 1500);
    assert!(done.failed.is_empty(), "{:?}", done.failed);
    assert!(said.contains("address by address: it has earlier editions"), "{said}");
    let world = dir.path().join("swiat");
    of_world(&set, &world);
    assert_same(&files(&out.join("raporty")), &files(&world), "earlier editions");
    // The atlas shows the league that stands beside it.
    let league = fs::read_to_string(out.join("freshness.csv")).expect("written");
    let n = league.lines().count() - 1;
    assert!(n > 0, "somebody states something");
    let shown = n.min(25);
    let page = fs::read_to_string(out.join("atlas.html")).expect("written");
    let caption = format!("od najdłużej niezmienionych ({shown} z {n}; wszystkie");
    assert!(page.contains(&caption), "{caption}");
    let first = league.lines().nth(1).and_then(|row| row.split(',').nth(1)).expect("an operator");
    let (_, table) = page.split_once(&caption).expect("the table");
    let (_, row) = table.split_once("<tbody>").expect("rows");
    assert!(row.split("</tr>").next().is_some_and(|row| row.contains(first)), "{first} leads");
}

/// Runs the program over the dataset and ends it after a while, if it has not ended.
fn ended_after(set: &Path, out: &Path, wait: std::time::Duration) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zasieg"));
    command.arg("national").arg(set).arg("--out").arg(out);
    command.args(["--reports", "html", "--quiet"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program runs");
    sleep(wait);
    child.kill().ok();
    child.wait().expect("a child of this process").success()
}

#[test]
fn a_run_over_slices_that_is_killed_again_and_again_ends_with_the_same_bytes() {
    let (dir, set) = country("5", false, &[]);
    let whole = dir.path().join("cala");
    let run = |out: &Path| {
        let ended = zasieg(&[&"national", &set, &"--out", &out, &"--reports", &"html", &"--quiet"]);
        assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    };
    let start = std::time::Instant::now();
    run(&whole);
    let took = start.elapsed();
    let expected = files(&whole);
    for n in 1..=10 {
        let out = dir.path().join(format!("przerwana{n}"));
        // Three kills of one run, at other moments each time.
        for part in [n, (n + 3) % 10, (n + 7) % 10] {
            ended_after(&set, &out, took * part / 11);
            if out.join("atlas.html").exists() && !out.join("unfinished.json").exists() {
                break;
            }
        }
        if !out.join("run.json").exists() || out.join("unfinished.json").exists() {
            run(&out);
        }
        assert_same(&files(&out), &expected, &format!("kill {n}"));
    }
}

#[test]
fn reports_that_are_there_are_kept_and_the_missing_ones_made() {
    let (dir, set) = country("6", false, &[]);
    let whole = dir.path().join("cala");
    of_slices(&set, &whole, 1500);
    let expected = files(&whole);
    // As a kill leaves it: some reports, half of another one, a page that is to be made again.
    let reports = whole.join("raporty");
    let mut codes: Vec<PathBuf> =
        fs::read_dir(&reports).expect("reports").map(|e| e.expect("an entry").path()).collect();
    codes.sort();
    let key = key_of(&set, &dir.path().join("klucz"));
    fs::write(whole.join("unfinished.json"), key).expect("writable");
    for code in codes.iter().step_by(2) {
        fs::remove_dir_all(code).expect("a report");
    }
    let half = reports.join(".020102.1.partial");
    fs::create_dir(&half).expect("writable");
    fs::write(half.join("raport.html"), "half").expect("writable");
    let kept = codes[1].join("raport.html");
    let before = fs::metadata(&kept).and_then(|held| held.modified()).expect("a time");
    of_slices(&set, &whole, 1500);
    assert_same(&files(&whole), &expected, "goes on");
    let after = fs::metadata(&kept).and_then(|held| held.modified()).expect("a time");
    assert!(before == after, "what is complete is not made again");
}

/// The key by which a run over the dataset is known: that of one that is stopped.
fn key_of(set: &Path, out: &Path) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zasieg"));
    command.arg("national").arg(set).arg("--out").arg(out).arg("--quiet");
    command.args(["--reports", "html,csv,geojson,parquet"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
    let mark = out.join("unfinished.json");
    let key = loop {
        match fs::read(&mark) {
            Ok(key) if !key.is_empty() => break key,
            _ => assert!(child.try_wait().expect("a child").is_none(), "it ended too soon"),
        }
    };
    child.kill().ok();
    child.wait().expect("a child of this process");
    key
}

/// A report that cannot be written is named, and costs the others nothing.
#[test]
fn a_gmina_whose_report_fails_does_not_stop_the_others() {
    let (dir, set) = country("5", false, &[]);
    let whole = dir.path().join("cala");
    // Of one profile the table of addresses is smaller than the largest report.
    let more = ["--reports", "html", "--profile", "EU-2023", "--quiet", "--out"];
    let [forms, html, profile, id, quiet, to] = &more;
    zasieg(&[&"national", &set, forms, html, profile, id, quiet, to, &whole]);
    let size = |path: &Path| fs::metadata(path).expect("a file").len();
    let mut reports: Vec<(u64, String)> = fs::read_dir(whole.join("raporty"))
        .expect("reports")
        .map(|entry| entry.expect("an entry"))
        .map(|e| (size(&e.path().join("raport.html")), e.file_name().display().to_string()))
        .collect();
    reports.sort();
    let (largest, code) = reports.pop().expect("reports");
    let second = reports.last().expect("reports").0.max(size(&whole.join("addresses.parquet")));
    assert!(second + 2048 < largest, "{second} {largest}");
    let out = dir.path().join("pelna");
    let blocks = (largest - 1024) / 512;
    let ended = zasieg_on_a_full_disk(
        blocks,
        &[&"national", &set, forms, html, profile, id, quiet, to, &out],
    );
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    assert!(ended.stderr.contains(&format!("no report of {code}")), "{}", ended.stderr);
    let failed = fs::read_to_string(out.join("failed.csv")).expect("written");
    assert!(failed.lines().count() == 2 && failed.contains(&code), "{failed}");
    let made = fs::read_dir(out.join("raporty")).expect("reports").count();
    assert_eq!(made, reports.len(), "all others are there");
    // The same command tries the report that failed again, and nothing is left of the failure.
    zasieg(&[&"national", &set, forms, html, profile, id, quiet, to, &out]).with(0);
    assert_same(&files(&out), &files(&whole), "tried again");
}

/// What is looked at beyond any slice goes by the whole world, and why is said.
#[test]
fn mobile_networks_are_not_looked_at_in_slices() {
    let (folder, _) = with_every_layer();
    let dir = folder.written();
    let (set, out) = (dir.path().join("zbior"), dir.path().join("kraj"));
    let ended = zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &set, &"--quiet"]);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    let (done, said) = of_slices(&set, &out, 1);
    assert!(done.failed.is_empty(), "{:?}", done.failed);
    assert!(said.contains("address by address: mobile networks"), "{said}");
    let world = dir.path().join("swiat");
    of_world(&set, &world);
    assert_same(&files(&out.join("raporty")), &files(&world), "the whole world");
}

/// An answer of each kind of place: with and without offers, in every gmina, in none.
#[test]
fn answers_of_slices_are_those_of_the_whole_world() {
    for (seed, is_clean) in [("3", false), ("4", true)] {
        let (_dir, set) = country(seed, is_clean, &[]);
        let progress = Progress::new(&|_| ());
        let loaded = load(&set, &progress).expect("a dataset");
        let diagnosis = loaded.diagnose(&[]).expect("diagnosed");
        let world = &loaded.world;
        let rows = AddressRows { world, diagnosis: &diagnosis, ranges: Vec::new() };
        let edition = Edition::open(&set, &[], &|_| false, &progress).expect("a dataset");
        let board = edition.board();
        assert_eq!(board.len(), world.addresses.len());
        for position in (0..board.len()).step_by(41) {
            let id = world.texts.get(world.addresses[position].id);
            assert_eq!(board.book.ids.get(position), id);
            assert_eq!(edition.named(position).address, {
                let number = world.texts.get(world.addresses[position].number);
                format!("{} {number}", world.place_of(position))
            });
            let of_slice = edition.answer(position, Language::Polish).expect("a dataset");
            let of_world = answer(&rows, position, Language::Polish);
            let json = |answer| serde_json::to_value(answer).expect("JSON");
            assert_eq!(json(of_slice), json(of_world), "{id}");
        }
        // What the board alone tells, of every address.
        let n_profiles = diagnosis.profiles.len();
        for position in 0..board.len() {
            for lens in diagnosis.lenses() {
                let rule = board.verdicts.rule(position, (lens.profile, n_profiles), lens.view);
                assert_eq!(rule, diagnosis.of(lens)[position].rule);
            }
            let nearest = diagnosis.surroundings.nearest[position];
            let nearest = nearest.map(|near| (near.node, near.metres));
            assert_eq!(board.verdicts.nearest(position), nearest);
            assert_eq!(board.verdicts.cluster(position), diagnosis.clusters.of_address[position]);
        }
    }
}
