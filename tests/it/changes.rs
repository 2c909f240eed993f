//! `zasieg diff`: planted changes have their reasons, and reasons sum exactly.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::folder::{Folder, address_rows};
use crate::program::zasieg;
use crate::table::{Table, number_key, read_json};

const PLANS: &str = "zasieg/operator_a_plany.csv";
const REPORT: &str = "zasieg/operator_z.csv";
const HEAD: &str = "DI,Operator przykładowy Z,90009,,\nPO,P1,z@operator-z.example,,\n";
const VACANCIES: &str = "pustostany.csv";

/// A row of the base.
#[derive(Clone, Debug)]
struct Place {
    /// 1-based data row.
    row: usize,
    id: String,
    terc: String,
    locality: String,
    simc: String,
    ulic: String,
    street: String,
    number: String,
}

impl Place {
    fn of(base: &Table, row: usize) -> Self {
        let value = |column| base.value(row - 1, column).to_owned();
        Self {
            row,
            id: value("gml_id"),
            terc: value("TERC"),
            locality: value("Miejscowość"),
            simc: value("SIMC"),
            ulic: value("SYM_UL"),
            street: value("Ulica"),
            number: value("Nr porządkowy"),
        }
    }

    fn keys(&self) -> String {
        let Self { terc, locality, simc, ulic, street, number, .. } = self;
        let ulic = if ulic.is_empty() { "99999" } else { ulic };
        format!("{terc},{locality},{simc},{street},{ulic},{number}")
    }

    /// A record of a fibre network at the place.
    fn record(&self, id: &str, down: u32, reach: &str) -> String {
        let keys = self.keys();
        format!("ZS,{id},{keys},,,światłowodowe,GPON,{down},60,{reach},NIE,TAK,P1\n")
    }

    /// A plan for the place.
    fn plan(&self, id: &str, due: &str) -> String {
        let plan =
            format!("PI,{id},{due},światłowodowe,NIE,TAK,1000,300,plany@operator-z.example,\n");
        format!("{plan}AI,AI_{id},{id},planowane,{},,\n", self.keys())
    }
}

/// The sample gmina without its plans, one profile; what is known of operators Z only.
fn sample() -> Folder {
    let mut folder = Folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample"));
    folder.remove(PLANS);
    let run = folder.text("run.toml").to_owned();
    let profiles = run.lines().find(|line| line.starts_with("profiles")).expect("profiles");
    folder.replace("run.toml", profiles, "profiles = [\"EU-2023\"]");
    folder.replace("run.toml", "max_rejected_share = 0.05", "max_rejected_share = 1.0");
    folder
}

/// Places of which no register of coverage speaks, by the known answer: white in every way, with
/// an identifier and a key of their own.
fn white_places(folder: &Folder) -> Vec<Place> {
    let (base, answer) = (folder.table("adresy.csv"), folder.table("oczekiwane.csv"));
    let twins: BTreeSet<usize> =
        address_rows(&base).into_values().filter(|rows| rows.len() > 1).flatten().collect();
    let is_white = |row: &usize| {
        ["eu_2023_today", "none_today", "eu_2023_with_plans"]
            .iter()
            .all(|column| answer.value(row - 1, column) == "white")
    };
    let rows = (1..=base.rows.len()).filter(|row| !twins.contains(row)).filter(is_white);
    rows.map(|row| Place::of(&base, row)).filter(|place| !place.id.is_empty()).collect()
}

/// Sets a column of a row of the base.
fn set(folder: &mut Folder, place: &Place, column: &str, value: &str) {
    let position = folder.table("adresy.csv").position(column);
    // Line 1 is the header.
    folder.edit("adresy.csv", place.row + 1, |fields| value.clone_into(&mut fields[position]));
}

/// Takes rows of the base out.
fn without(folder: &mut Folder, places: &[&Place]) {
    let rows: BTreeSet<usize> = places.iter().map(|place| place.row).collect();
    let lines = folder.text("adresy.csv").lines().enumerate();
    let kept = lines.filter(|(line, _)| !rows.contains(line)).map(|(_, line)| line);
    let text = kept.collect::<Vec<_>>().join("\n") + "\n";
    folder.set("adresy.csv", text);
}

/// Both editions and what `diff` says of them.
struct Diff {
    _dir: TempDir,
    out: PathBuf,
    changes: Table,
    summary: Value,
}

impl Diff {
    fn of(old: &Folder, new: &Folder) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let paths = ["old", "new"].map(|name| dir.path().join(name));
        old.write(&paths[0]);
        new.write(&paths[1]);
        let [old, new] = paths.map(|path| path.join("run.toml"));
        let out = dir.path().join("out");
        let printed = zasieg(&[&"diff", &old, &new, &"--out", &out, &"--json"]).with(0);
        let summary: Value = serde_json::from_str(&printed.stdout).expect("JSON");
        assert_eq!(summary, read_json(&out.join("summary.json")));
        let changes = Table::read(&out.join("changes.csv"));
        let diff = Self { _dir: dir, out, changes, summary };
        diff.assert_exact();
        diff
    }

    fn table(&self, name: &str) -> Table {
        Table::read(&self.out.join(name))
    }

    /// (identifier, tense, old status, new status, reason) of every row.
    fn rows(&self) -> BTreeSet<[String; 5]> {
        let columns = ["address_id", "tense", "old_status", "new_status", "reason"];
        let rows = 0..self.changes.rows.len();
        rows.map(|row| columns.map(|name| self.changes.value(row, name).to_owned())).collect()
    }

    /// Every row of sums: old + reasons = new; and the sums of the gminas are the total's change.
    fn assert_exact(&self) {
        assert_sums(&self.out);
    }
}

/// Checks the sums of a folder of `diff`.
fn assert_sums(out: &Path) {
    let mut of_gminas: BTreeMap<[String; 3], i64> = BTreeMap::new();
    let mut totals: BTreeMap<[String; 3], i64> = BTreeMap::new();
    for name in ["changes_by_gmina.csv", "changes_by_wojewodztwo.csv"] {
        let table = Table::read(&out.join(name));
        let first = table.position("change") + 1;
        for (row, fields) in table.rows.iter().enumerate() {
            let number = |text: &str| text.parse::<i64>().expect("a number");
            let value = |column| number(table.value(row, column));
            let reasons: i64 = fields[first..].iter().map(|text| number(text)).sum();
            assert_eq!(value("old") + reasons, value("new"), "{name}, row {row}");
            assert_eq!(value("change"), reasons, "{name}, row {row}");
            let key = ["profile", "tense", "status"].map(|c| table.value(row, c).to_owned());
            if table.value(row, "code") == "total" {
                totals.insert(key, reasons);
            } else if name == "changes_by_gmina.csv" {
                *of_gminas.entry(key).or_default() += reasons;
            }
        }
    }
    assert!(!totals.is_empty());
    for (key, change) in totals {
        assert_eq!(of_gminas.get(&key).copied().unwrap_or(0), change, "{key:?}");
    }
}

/// Twelve changes, each at an address of its own.
struct Planted {
    old: Folder,
    new: Folder,
    /// (identifier, tense, old status, new status, reason).
    expected: BTreeSet<[String; 5]>,
    places: Vec<Place>,
}

const TENSES: [&str; 3] = ["today", "with_plans", "if_plans_fail"];

fn planted() -> Planted {
    let (mut old, mut new) = (sample(), sample());
    let places = white_places(&old);
    // Far apart in the list, so that no two are neighbours of one street by chance.
    let p: Vec<Place> = places.iter().step_by(3).take(12).cloned().collect();
    assert_eq!(p.len(), 12, "the sample has enough white places");
    old.replace("run.toml", "as_of = 2026-06-30", "as_of = 2026-03-31");
    // 11: by the later rules plans count five years ahead.
    new.replace("run.toml", "plan_horizon_years = 3", "plan_horizon_years = 5");
    // 10 passes its day between the editions; 11 is due after 31 March 2029, before 30 June 2031.
    let both = p[9].plan("MINIONY", "2026-04-30") + &p[10].plan("DALEKI", "2030-01-15");
    let record =
        |place: usize, down, reach| p[place].record(&format!("Z_{}", place + 1), down, reach);
    let (sure, maybe) = ("rzeczywisty", "teoretyczny");
    let report = HEAD.to_owned() + &both;
    old.set(
        REPORT,
        report.clone()
            + &record(1, 600, sure)
            + &record(2, 600, maybe)
            + &record(3, 60, sure)
            + &record(4, 600, sure),
    );
    new.set(
        REPORT,
        report
            + &record(0, 600, sure)
            + &record(2, 600, sure)
            + &record(3, 600, sure)
            + &record(4, 600, sure)
            + &p[8].plan("NOWY", "2028-02-29"),
    );
    // 5: the earlier base had a number that the report does not know.
    set(&mut old, &p[4], "Nr porządkowy", "1998");
    // 8: named as vacant, then no longer in the base.
    let key = &p[7];
    let vacancies = format!(
        "terc,simc,ulic,number,kind,status\n{},{},{},{},vacant,confirmed\n",
        key.terc, key.simc, key.ulic, key.number
    );
    for folder in [&mut old, &mut new] {
        folder.set(VACANCIES, vacancies.clone());
        folder.add_input("vacancies", VACANCIES, "");
    }
    // 12: the same place with the code of another gmina.
    set(&mut new, &p[11], "TERC", "9802012");
    without(&mut new, &[&p[6], &p[7]]);
    // 6: a house beside the sixth.
    let beside = &p[5];
    let Place { terc, locality, simc, ulic, street, .. } = beside;
    let line = format!("{terc},Jasne Pole,{simc},{locality},{ulic},{street},1997,,,NOWY-ADRES\n");
    let base = new.text("adresy.csv").to_owned() + &line;
    new.set("adresy.csv", base);

    let id = |place: usize| p[place].id.clone();
    let mut expected = BTreeSet::new();
    let mut expect = |id: String, tenses: &[&str], [was, is, reason]: [&str; 3]| {
        for tense in tenses {
            let [tense, was, is, reason] = [*tense, was, is, reason].map(str::to_owned);
            expected.insert([id.clone(), tense, was, is, reason]);
        }
    };
    expect(id(0), &TENSES, ["white", "grey", "new_coverage"]);
    expect(id(1), &TENSES, ["grey", "white", "coverage_gone"]);
    expect(id(2), &TENSES, ["uncertain", "grey", "data_correction"]);
    expect(id(3), &TENSES, ["white", "grey", "upgrade"]);
    expect(id(4), &TENSES, ["white", "grey", "data_correction"]);
    expect("NOWY-ADRES".to_owned(), &TENSES, ["", "white", "new_address"]);
    expect(id(6), &TENSES, ["white", "", "removed_address"]);
    expect(id(7), &TENSES, ["white", "", "vacancy"]);
    expect(id(8), &["with_plans"], ["white", "grey", "plan"]);
    expect(id(9), &["with_plans"], ["grey", "white", "plan"]);
    expect(id(10), &["with_plans"], ["white", "grey", "rule_change"]);
    expect(id(11), &TENSES, ["white", "white", "renumbered"]);
    Planted { old, new, expected, places: p }
}

#[test]
fn twelve_planted_changes_have_their_reasons() {
    let planted = planted();
    let diff = Diff::of(&planted.old, &planted.new);
    assert_eq!(diff.rows(), planted.expected);
    // Of today: 1 −1, 2 +1, 4 −1, 5 −1, 6 +1, 7 −1, 8 −1.
    let today = &diff.summary["lenses"][0];
    assert_eq!(
        (today["profile"].as_str(), today["tense"].as_str()),
        (Some("EU-2023"), Some("today"))
    );
    let white = &today["statuses"]["white"];
    assert_eq!(white["change"], -3);
    assert_eq!(white["reasons"]["new_coverage"], -1);
    assert_eq!(white["reasons"]["upgrade"], -1);
    assert_eq!(white["reasons"]["data_correction"], -1);
    // Grey: 1, 3, 4, 5 more, 2 less; 3 was uncertain.
    assert_eq!(today["statuses"]["grey"]["change"], 3);
    assert_eq!(today["statuses"]["uncertain"]["change"], -1);
    let identity = &diff.summary["identity"];
    assert_eq!(identity["other_gmina"], 1);
    assert_eq!(identity["other_number"], 1);
    assert_eq!(
        (&identity["new_addresses"], &identity["removed_addresses"]),
        (&1.into(), &2.into())
    );
    assert_eq!(diff.summary["rules_changed"][0]["name"], "plan_horizon_years");
    // Rows count all records: identification, contact, two plans with an address each, then the
    // records: 7 is the first.
    let evidence = |id: &str, column: &str| {
        let ids = diff.changes.column("address_id");
        let row = ids.iter().position(|found| *found == id).expect("listed");
        diff.changes.value(row, column).to_owned()
    };
    let first = format!("sidusis-report:{REPORT}:7");
    assert_eq!(evidence(&planted.places[0].id, "new_evidence"), first);
    assert_eq!(evidence(&planted.places[0].id, "old_evidence"), "");
    assert_eq!(evidence(&planted.places[1].id, "old_evidence"), first);
    let row = planted.places[0].row;
    let source = format!("sidusis-addresses:adresy.csv:{row}");
    assert_eq!(evidence(&planted.places[0].id, "old_address"), source);
    // The page names every reason that occurred, and its sums are those of the tables.
    let page = fs::read_to_string(diff.out.join("zmiany.html")).expect("written");
    for words in ["nowy zasięg", "pustostan", "zmiana reguł", "Co się zmieniło"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn an_edition_does_not_differ_from_itself_and_mirrors_the_other_way() {
    let planted = planted();
    let same = Diff::of(&planted.new, &planted.new);
    assert!(same.rows().is_empty(), "{:?}", same.rows());
    assert!(same.table("changes_by_gmina.csv").rows.is_empty());
    let there = Diff::of(&planted.old, &planted.new);
    let back = Diff::of(&planted.new, &planted.old);
    let mirrored = |reason: &str| match reason {
        "new_coverage" => "coverage_gone".to_owned(),
        "coverage_gone" => "new_coverage".to_owned(),
        "new_address" => "removed_address".to_owned(),
        "removed_address" => "new_address".to_owned(),
        // A network that gets slower is a corrected record: nobody takes a cable out to that end.
        "upgrade" => "data_correction".to_owned(),
        other => other.to_owned(),
    };
    let turned: BTreeSet<[String; 5]> = there
        .rows()
        .into_iter()
        .map(|[id, tense, was, is, reason]| [id, tense, is, was, mirrored(&reason)])
        .collect();
    assert_eq!(back.rows(), turned);
}

#[test]
fn more_speed_of_the_same_network_is_an_upgrade_and_nothing_else_is() {
    let (mut old, mut new) = (sample(), sample());
    let p = white_places(&old);
    let (sure, maybe) = ("rzeczywisty", "teoretyczny");
    // More speed; more speed of surer reach; less speed; more, but still too little for the threshold;
    // more speed of less sure reach.
    let was = [(60, sure), (60, maybe), (600, sure), (40, sure), (60, sure)];
    let is = [(600, sure), (600, sure), (60, sure), (60, sure), (600, maybe)];
    for (folder, rows) in [(&mut old, was), (&mut new, is)] {
        let rows = (0..).zip(rows).map(|(n, (down, reach))| {
            let place: &Place = &p[n];
            place.record(&format!("Z_{n}"), down, reach)
        });
        folder.set(REPORT, HEAD.to_owned() + &rows.collect::<String>());
    }
    let diff = Diff::of(&old, &new);
    let row = |place: usize, was: &str, is: &str, reason: &str| {
        TENSES.map(|tense| [p[place].id.as_str(), tense, was, is, reason].map(str::to_owned))
    };
    let expected = [
        row(0, "white", "grey", "upgrade"),
        row(1, "white", "grey", "data_correction"),
        row(2, "grey", "white", "data_correction"),
        row(4, "white", "uncertain", "data_correction"),
    ];
    let expected: BTreeSet<[String; 5]> = expected.into_iter().flatten().collect();
    assert_eq!(diff.rows(), expected);
    let white = &diff.summary["lenses"][0]["statuses"]["white"];
    assert_eq!(white["reasons"]["upgrade"], -1);
    // One more, two less.
    assert_eq!(
        (&white["reasons"]["data_correction"], &white["change"]),
        (&(-1).into(), &(-2).into())
    );
}

#[test]
fn a_new_school_is_a_change_of_site() {
    let (old, mut new) = (sample(), sample());
    let place = white_places(&old)[0].clone();
    let header = "id,kind,name,terc,simc,ulic,number\n";
    let Place { terc, simc, ulic, number, .. } = &place;
    let site = format!("S1,office,Nowy urząd,{terc},{simc},{ulic},{number}\n");
    new.set("nowe.csv", header.to_owned() + &site);
    new.add_input("public-buildings", "nowe.csv", "");
    let profiles = "profiles = [\"EU-2023\"]";
    let mut old = old;
    for folder in [&mut old, &mut new] {
        folder.replace("run.toml", profiles, "profiles = [\"SED-1G\"]");
    }
    let diff = Diff::of(&old, &new);
    let row = |tense: &str| {
        [&place.id, tense, "not_applicable", "white", "public_site"].map(str::to_owned)
    };
    assert_eq!(diff.rows(), TENSES.map(row).into());
}

/// Gives each row of the base another identifier, as registers do that number anew.
fn renamed(folder: &Folder) -> Folder {
    let mut folder = folder.clone();
    let base = folder.table("adresy.csv");
    let id = base.position("gml_id");
    for row in 0..base.rows.len() {
        // Shifted by one: each identifier names another house in the other edition.
        let other = base.rows[(row + 1) % base.rows.len()][id].clone();
        folder.edit("adresy.csv", row + 2, |fields| fields[id] = other);
    }
    folder
}

#[test]
fn identifiers_that_name_other_houses_are_not_believed() {
    let old = sample();
    let base = old.table("adresy.csv");
    let distinct: BTreeSet<(&str, String)> = base
        .column("SIMC")
        .into_iter()
        .zip(base.column("Nr porządkowy").into_iter().map(number_key))
        .collect();
    assert!(distinct.len() > 12, "numbers differ");
    let diff = Diff::of(&old, &renamed(&old));
    assert!(diff.rows().is_empty(), "each house is found by its key or place: {:?}", diff.rows());
}

#[test]
fn a_country_with_errors_sums_exactly_and_shows_what_vanished() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (country, out) = (dir.path().join("kraj"), dir.path().join("out"));
    let size: [&dyn AsRef<std::ffi::OsStr>; 6] =
        [&"--addresses", &"6000", &"--form", &"tables", &"--seed", &"3"];
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"synth", &"--out", &country];
    arguments.extend(size);
    arguments.push(&"--earlier");
    zasieg(&arguments).with(0);
    let runs = ["poprzednia/run.toml", "run.toml"].map(|run| country.join(run));
    zasieg(&[&"diff", &runs[0], &runs[1], &"--out", &out, &"--quiet"]).with(0);
    assert_sums(&out);
    let changes = Table::read(&out.join("changes.csv"));
    let mut seen = BTreeSet::new();
    let mut gone = BTreeSet::new();
    for row in 0..changes.rows.len() {
        let value = |column| changes.value(row, column);
        let key = ["address_id", "profile", "tense"].map(value);
        assert!(seen.insert(key), "one reason each: {key:?}");
        if value("reason") == "coverage_gone" {
            gone.insert(value("address_id"));
        }
    }
    // The generator says which offers of the earlier edition it left out of the later one.
    let planted = Table::read(&country.join("odpowiedz/bledy.csv"));
    let rows = 0..planted.rows.len();
    let vanished = rows.filter(|row| planted.value(*row, "kind") == "coverage_vanished");
    let vanished: BTreeSet<&str> = vanished.map(|row| planted.value(row, "address_id")).collect();
    // Where enough other networks are left the status is the same, and the address is not listed.
    let listed: BTreeSet<&str> = seen.iter().map(|[id, _, _]| *id).collect();
    let shown: BTreeSet<&str> = vanished.intersection(&listed).copied().collect();
    assert!(2 * shown.len() > vanished.len(), "{} of {}", shown.len(), vanished.len());
    assert!(shown.is_subset(&gone), "{:?}", shown.difference(&gone).collect::<Vec<_>>());
}
