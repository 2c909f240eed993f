//! Gminas of a dataset without the rest of the country: byte for byte what the whole world gives.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zasieg::diagnosis::chapters::Survey;
use zasieg::diagnosis::roll_up;
use zasieg::pipeline::{
    CostSettings, InvestSettings, Local, OutputDir, Progress, ReportOutputs, costed, invest_to,
    load, load_for, report_to,
};
use zasieg::planning::CostBook;
use zasieg::publish::Language;

use super::country::files;
use super::program::zasieg;

/// A country of 6000 addresses with planted errors, as a dataset.
fn country(seed: &str) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (place, set) = (dir.path().join("kraj"), dir.path().join("zbior"));
    let more = ["--addresses", "6000", "--form", "tables", "--seed", seed];
    let [addresses, n, form, tables, of, seed] = &more;
    zasieg(&[&"synth", &"--out", &place, addresses, n, form, tables, of, seed]).with(0);
    let ended = zasieg(&[&"import", &place.join("run.toml"), &"--out", &set, &"--quiet"]);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    (dir, set)
}

/// The report of a gmina with its costs, from the whole world.
fn of_world(set: &Path, out: &Path, gminas: &[&str]) {
    let progress = Progress::new(&|_| ());
    let loaded = load(set, &progress).expect("a dataset");
    let diagnosis = loaded.diagnose(&[]).expect("diagnosed");
    let rollup = roll_up(&loaded.world, &diagnosis);
    let survey = Survey::new(&loaded.world, &diagnosis);
    for code in gminas {
        let gmina = loaded.gminas(&[(*code).to_owned()]).expect("a gmina")[0];
        let language = Language::Polish;
        let settings = &CostSettings { book: CostBook::get(), language, frontier: false };
        let costs = costed(&loaded, &diagnosis, gmina, settings, &progress).expect("costs");
        let out = OutputDir::create(&out.join(code), false).expect("writable");
        let outputs = ReportOutputs { pdf: false, ..ReportOutputs::ALL };
        report_to(&loaded, &survey, &rollup, gmina, outputs, Some(&costs), out).expect("written");
    }
}

fn assert_same(ours: &Path, theirs: &Path) {
    let (ours, theirs) = (files(ours), files(theirs));
    assert!(ours.keys().eq(theirs.keys()), "{:?} {:?}", ours.keys(), theirs.keys());
    assert!(ours.len() > 3, "{:?}", ours.keys());
    let differing: Vec<&String> =
        ours.iter().filter(|(name, bytes)| theirs[*name] != **bytes).map(|f| f.0).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn reports_of_some_gminas_are_those_of_the_whole_world() {
    let (dir, set) = country("5");
    let (world, out) = (dir.path().join("swiat"), dir.path().join("raporty"));
    let gminas = ["020102", "020104", "040101"];
    of_world(&set, &world, &gminas);
    let forms = if cfg!(feature = "xlsx") { "xlsx,gpkg" } else { "gpkg" };
    let forms = format!("html,csv,geojson,parquet,{forms}");
    let codes = gminas.join(",");
    let ended = zasieg(&[&"report", &set, &"--gmina", &codes, &"--out", &out, &"--format", &forms]);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    assert!(!ended.stderr.contains("the whole dataset is read"), "{}", ended.stderr);
    let overview = fs::read_to_string(out.join("przeglad.html")).expect("written");
    assert!(gminas.iter().all(|code| overview.contains(code)));
    fs::remove_file(out.join("przeglad.html")).expect("removed");
    assert_same(&out, &world);
}

#[test]
fn a_plan_of_some_gminas_is_that_of_the_whole_world() {
    let (dir, set) = country("6");
    let progress = Progress::new(&|_| ());
    // The last two have others between them.
    for codes in [vec!["020103"], vec!["0401"], vec!["020102", "040101"]] {
        let codes: Vec<String> = codes.into_iter().map(str::to_owned).collect();
        let settings = InvestSettings { gminas: codes.clone(), ..InvestSettings::default() };
        let loaded = load(&set, &progress).expect("a dataset");
        let diagnosis = loaded.diagnose(&[]).expect("diagnosed");
        let theirs = dir.path().join(format!("swiat{}", codes[0]));
        let out = OutputDir::create(&theirs, false).expect("writable");
        invest_to(&loaded, &diagnosis, &settings, out, &progress).expect("planned");
        let (loaded, diagnosis, gminas) =
            load_for(&set, &codes, &[], &progress).expect("a dataset");
        // Those of other gminas stay where they are.
        assert!(loaded.world.addresses.len() < 6000);
        let ours = dir.path().join(format!("gminy{}", codes[0]));
        let out = OutputDir::create(&ours, false).expect("writable");
        let settings = InvestSettings { gminas, ..InvestSettings::default() };
        invest_to(&loaded, &diagnosis, &settings, out, &progress).expect("planned");
        assert_same(&ours, &theirs);
    }
}

#[test]
fn pages_of_evidence_are_those_of_the_whole_world() {
    let (dir, set) = country("5");
    let run = dir.path().join("kraj/run.toml");
    let pages = |input: &Path, out: &str, named: &str| {
        let out = dir.path().join(out);
        let ended = zasieg(&[&"report", &input, &"--evidence", &named, &"--out", &out]);
        assert!((0..2).contains(&ended.code), "{}", ended.stderr);
        assert!(!ended.stderr.contains("row by row"), "{}", ended.stderr);
        files(&out)
    };
    // An identifier of each of some gminas; which statuses they have does not matter.
    for (number, code) in ["020102-00007", "020104-00100", "040101-00033"].iter().enumerate() {
        let [ours, theirs] = ["zbior", "swiat"].map(|name| format!("{name}{number}"));
        let (ours, theirs) = (pages(&set, &ours, code), pages(&run, &theirs, code));
        assert_eq!(ours.len(), 1);
        let page = String::from_utf8(ours["dowody-1.html"].clone()).expect("UTF-8");
        assert!(page.contains(code), "{code}");
        assert!(ours == theirs, "{code}");
    }
}

#[test]
fn why_the_whole_dataset_is_read_is_said() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| dir.path().join(name);
    zasieg(&[&"synth", &"--out", &path("kraj"), &"--addresses", &"2000", &"--terrain"]).with(0);
    let (run, set) = (path("kraj/run.toml"), path("zbior"));
    let ended = zasieg(&[&"import", &run, &"--out", &set]);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    let out = path("a");
    let ended =
        zasieg(&[&"report", &set, &"--gmina", &"020101", &"--format", &"csv", &"--out", &out]);
    let why = "mobile networks and lines of sight reach beyond any slice";
    assert!(
        ended.stderr.contains(&format!("the whole dataset is read: {why}")),
        "{}",
        ended.stderr
    );
    let ended = zasieg(&[&"check", &set, &"PL.ZIPIN.020101-00001"]);
    assert!(ended.stderr.contains(&format!("row by row: {why}")), "{}", ended.stderr);
}

#[test]
fn an_unknown_gmina_is_named_with_those_there_are() {
    let (dir, set) = country("5");
    let progress = Progress::new(&|_| ());
    let local = Local::open(&set, &[], &progress).expect("a dataset").expect("by columns");
    let error = local.gminas(&["146501".to_owned()]).expect_err("it is not there").to_string();
    assert!(error.contains("146501") && error.contains("020102"), "{error}");
    let ended = zasieg(&[&"report", &set, &"--gmina", &"146501", &"--out", &dir.path().join("a")]);
    assert!(ended.with(2).stderr.contains("020102"));
}
