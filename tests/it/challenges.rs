//! The gmina's book of objections: each rule with an entry that passes and one that just fails.

use std::collections::BTreeMap;
use std::fs;

use tempfile::TempDir;
use zasieg::publish::Language;

use crate::folder::Folder;
use crate::program::{diagnose, zasieg};
use crate::table::Table;

/// An entry: claim, operator, technology, evidence, its day, day of submission, order and offer of
/// the service, decision; and what the rules say.
struct Entry {
    claim: &'static str,
    operator: &'static str,
    technology: &'static str,
    evidence: &'static str,
    day: &'static str,
    submitted: &'static str,
    asked: &'static str,
    offered: &'static str,
    decision: &'static str,
    expected: &'static str,
}

const REFUSED: Entry = Entry {
    claim: "refused",
    operator: "90009",
    technology: "",
    evidence: "refusal_doc",
    day: "2026-05-01",
    submitted: "2026-05-01",
    asked: "",
    offered: "",
    decision: "open",
    expected: "admitted",
};

const SLOWER: Entry = Entry { claim: "slower", evidence: "speedtest_fixed", day: "", ..REFUSED };

/// Entry n is about house 900 + n. The day of the run is 30 June 2026, day 181 of the year.
fn entries() -> Vec<Entry> {
    vec![
        // 1 January is 180 days before, 31 December 181.
        Entry { day: "2026-01-01", ..REFUSED },
        Entry { day: "2025-12-31", expected: "too_old", ..REFUSED },
        Entry { claim: "extra_cost", evidence: "bill", ..REFUSED },
        Entry { claim: "extra_cost", evidence: "statement", expected: "weak_evidence", ..REFUSED },
        // 5
        Entry { day: "2026-05-02", expected: "later_day", ..REFUSED },
        Entry { submitted: "2026-07-01", expected: "later_day", ..REFUSED },
        Entry { day: "", expected: "no_day", ..REFUSED },
        // Four weeks from 1 March end on 29 March.
        Entry {
            claim: "delay",
            asked: "2026-03-01",
            offered: "2026-03-29",
            expected: "no_delay",
            ..REFUSED
        },
        Entry { claim: "delay", asked: "2026-03-01", offered: "2026-03-30", ..REFUSED },
        // 10
        Entry {
            claim: "wrong_technology",
            evidence: "field_check",
            expected: "no_technology",
            ..REFUSED
        },
        Entry { claim: "wrong_technology", evidence: "field_check", technology: "GPON", ..REFUSED },
        Entry {
            claim: "wrong_technology",
            evidence: "field_check",
            technology: "VDSL2",
            expected: "nothing_declared",
            ..REFUSED
        },
        Entry { operator: "90001", expected: "nothing_declared", ..REFUSED },
        Entry { decision: "rejected", expected: "closed", ..REFUSED },
        // 15
        Entry { decision: "upheld", evidence: "statement", ..REFUSED },
        Entry {
            claim: "unreported_network",
            evidence: "screenshot",
            expected: "nothing_in_question",
            ..REFUSED
        },
        Entry {
            claim: "plan_not_credible",
            evidence: "field_check",
            expected: "nothing_declared",
            ..REFUSED
        },
        Entry { operator: "", ..REFUSED },
        Entry { operator: "operator PRZYKŁADOWY Z", ..REFUSED },
        // 20: tests below.
        SLOWER,
        Entry { expected: "few_tests", ..SLOWER },
        Entry { expected: "few_tests", ..SLOWER },
        Entry { expected: "fast_enough", ..SLOWER },
        Entry { expected: "few_tests", ..SLOWER },
        // 25
        Entry { expected: "few_tests", ..SLOWER },
        Entry { expected: "no_tests", ..SLOWER },
        Entry { operator: "", expected: "no_operator", ..SLOWER },
        Entry { expected: "few_tests", ..SLOWER },
        Entry { expected: "no_tests", ..SLOWER },
        // 30: a plan only.
        Entry { claim: "plan_not_credible", evidence: "field_check", ..REFUSED },
    ]
}

/// The entry about a plan.
const PLAN: usize = 30;

/// A test: house, day, hour, cable, Mb/s, operator, Mb/s of the contract.
type Test = (usize, &'static str, u32, &'static str, u32, &'static str, &'static str);

fn tests() -> Vec<Test> {
    let days = ["2026-05-04", "2026-05-05", "2026-05-06"];
    let z = "90009";
    vec![
        // Median 50; 30 June 2025 is 365 days before; 19:00 and 22:00 are within the hours.
        (20, "2025-06-30", 19, "tak", 40, z, ""),
        (20, days[1], 22, "tak", 50, z, "300"),
        (20, days[2], 20, "tak", 900, z, ""),
        // One begun at 23:00.
        (21, days[0], 20, "tak", 40, z, ""),
        (21, days[1], 20, "tak", 40, z, ""),
        (21, days[2], 23, "tak", 40, z, ""),
        // Three on two days.
        (22, days[0], 20, "tak", 40, z, ""),
        (22, days[0], 21, "tak", 40, z, ""),
        (22, days[1], 20, "tak", 40, z, ""),
        // Median 100, the threshold itself.
        (23, days[0], 20, "tak", 90, z, ""),
        (23, days[1], 20, "tak", 100, z, ""),
        (23, days[2], 20, "tak", 110, z, ""),
        // One over the air.
        (24, days[0], 20, "tak", 40, z, ""),
        (24, days[1], 20, "tak", 40, z, ""),
        (24, days[2], 20, "nie", 40, z, ""),
        // One of a contract for less than the threshold.
        (25, days[0], 20, "tak", 40, z, ""),
        (25, days[1], 20, "tak", 40, z, ""),
        (25, days[2], 20, "tak", 40, z, "50"),
        // Of another operator.
        (26, days[0], 20, "tak", 40, "90001", ""),
        (26, days[1], 20, "tak", 40, "90001", ""),
        (26, days[2], 20, "tak", 40, "90001", ""),
        (27, days[0], 20, "tak", 40, z, ""),
        // One 366 days before.
        (28, "2025-06-29", 20, "tak", 40, z, ""),
        (28, days[1], 20, "tak", 40, z, ""),
        (28, days[2], 20, "tak", 40, z, ""),
    ]
}

fn with_book(detectors: &str) -> Folder {
    let mut folder = Folder::small();
    let entries = entries();
    let ids: Vec<String> = (1..=entries.len()).map(|n| format!("A{n}")).collect();
    let place = |n: u32| Some((560_000.0 + 1000.0 * f64::from(n), 606_000.0));
    let points: Vec<(&str, Option<(f64, f64)>)> =
        ids.iter().map(String::as_str).zip((0..).map(place)).collect();
    folder.add_points(&points);
    let mut report = "DI,Operator przykładowy Z,90009,,\nPO,P1,z@operator-z.example,,\n".to_owned();
    let keys = |n: usize| format!("9801015,Rzęśnia,9900113,,99999,{}", 900 + n);
    for n in (1..=entries.len()).filter(|n| *n != PLAN) {
        let keys = keys(n);
        report +=
            &format!("ZS,Z_{n},{keys},,,światłowodowe,GPON,1000,300,rzeczywisty,NIE,TAK,P1\n");
    }
    report += "PI,PZ,2028-01-31,światłowodowe,NIE,TAK,1000,300,plany@operator-z.example,\n";
    report += &format!("AI,AI_1,PZ,planowane,{},,\n", keys(PLAN));
    folder.set("zasieg/operator_z.csv", report);
    let mut book = "id,submitted_on,address_id,operator,technology,claim,evidence,evidence_date,\
                    requested_on,offered_on,decision\n"
        .to_owned();
    for (e, id) in entries.iter().zip(&ids) {
        book += &format!(
            "K-{id},{},{id},{},{},{},{},{},{},{},{}\n",
            e.submitted,
            e.operator,
            e.technology,
            e.claim,
            e.evidence,
            e.day,
            e.asked,
            e.offered,
            e.decision
        );
    }
    book += "K-NIE,2026-05-01,NIE-MA,90009,,refused,refusal_doc,2026-05-01,,,open\n";
    folder.set("ksiega.csv", book);
    folder.add_input("challenges", "ksiega.csv", "");
    let mut table =
        "kind,measured_on,hour,address_id,wired,down_mbps,operator,contract_down_mbps\n".to_owned();
    for (n, day, hour, wired, down, operator, contract) in tests() {
        table += &format!("fixed,{day},{hour},A{n},{wired},{down},{operator},{contract}\n");
    }
    folder.set("pomiary.csv", table);
    folder.add_input("measurements", "pomiary.csv", "");
    folder.replace("run.toml", "max_rejected_share = 0.05", "max_rejected_share = 1.0");
    folder.replace("run.toml", "as_of = ", &format!("detectors = \"{detectors}\"\nas_of = "));
    folder
}

fn diagnosed(detectors: &str) -> (TempDir, Table) {
    let dir = with_book(detectors).written();
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    let table = Table::read(&dir.path().join("out/addresses.csv"));
    (dir, table)
}

/// Entries that turn an address uncertain today.
fn deciding() -> Vec<usize> {
    let entries = entries();
    let numbered = (1..).zip(&entries);
    let admitted = numbered.filter(|(n, e)| e.expected == "admitted" && *n != PLAN);
    admitted.map(|(n, _)| n).collect()
}

#[test]
fn admitted_entries_decide_only_where_they_are_told_to() {
    for detectors in ["flag", "decide"] {
        let (_dir, table) = diagnosed(detectors);
        let status = |column: &str| -> BTreeMap<&str, &str> { table.by_text("address_id", column) };
        let (today, planned) = (status("eu_2023_today"), status("eu_2023_with_plans"));
        for n in (1..=entries().len()).filter(|n| *n != PLAN) {
            let decides = detectors == "decide" && deciding().contains(&n);
            let expected = if decides { "uncertain" } else { "grey" };
            assert_eq!(today[format!("A{n}").as_str()], expected, "{detectors}, entry {n}");
        }
        let plan = format!("A{PLAN}");
        assert_eq!(today[plan.as_str()], "white");
        let expected = if detectors == "decide" { "uncertain" } else { "grey" };
        assert_eq!(planned[plan.as_str()], expected, "{detectors}");
        // A median of 50 Mb/s puts a threshold of 30 in no doubt.
        assert_eq!(status("pl_nga30_today")["A20"], "grey", "{detectors}");
    }
}

#[test]
fn visits_are_sorted_by_what_they_decide() {
    for detectors in ["flag", "decide"] {
        let (dir, _) = diagnosed(detectors);
        let visits = Table::read(&dir.path().join("out/do_sprawdzenia.csv"));
        let rows = 0..visits.rows.len();
        let of_z: Vec<usize> = rows.filter(|r| visits.value(*r, "network") == "90009").collect();
        assert_eq!(of_z.len(), 1, "{detectors}: one locality");
        let n_deciding = deciding().len().to_string();
        assert_eq!(visits.value(of_z[0], "addresses"), n_deciding, "{detectors}");
        assert_eq!(visits.value(of_z[0], "challenged"), n_deciding, "{detectors}");
        assert_eq!(visits.value(of_z[0], "locality"), "Rzęśnia");
        // A kilometre apart: no cluster.
        assert_eq!(visits.value(of_z[0], "clusters"), "0");
        let counts = visits.column("addresses");
        let counts: Vec<usize> = counts.iter().map(|n| n.parse().expect("a count")).collect();
        assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
    }
}

#[test]
fn the_chapter_says_of_each_entry_whether_and_why() {
    let dir = with_book("flag").written();
    let out = dir.path().join("raporty");
    let run = dir.path().join("run.toml");
    zasieg(&[&"report", &run, &"--gmina", &"980101", &"--out", &out]).with(0);
    let folder = out.join("980101");
    let page = fs::read_to_string(folder.join("raport.html")).expect("written");
    let chapter = page.split("<h3 id=\"ksiega\">").nth(1).expect("the chapter");
    let chapter = chapter.split("</section>").next().expect("its end");
    let word = |key| Language::Polish.label("admissibility", key);
    let row = |id: &str| {
        let rows = chapter.split("<tr>").find(|row| row.contains(&format!("row\">{id}<br>")));
        rows.unwrap_or_else(|| panic!("{id} is listed")).to_owned()
    };
    for (n, entry) in (1..).zip(entries()) {
        // The template escapes nothing in these words.
        assert!(
            row(&format!("K-A{n}")).contains(word(entry.expected)),
            "entry {n}: {}",
            row(&format!("K-A{n}"))
        );
    }
    assert!(row("K-NIE").contains(word("no_address")));
    assert!(row("K-A20").contains("mediana 50 Mb/s, pomiary: 3, dni: 3"), "{}", row("K-A20"));
    assert!(row("K-A1").contains("szary → niepewny"), "{}", row("K-A1"));
    assert!(chapter.contains("(niepotwierdzone)"), "foreign rules are marked");
    assert!(chapter.contains("nie zmieniają statusów"));
    assert!(folder.join("do_sprawdzenia.csv").is_file());
}

#[test]
fn the_book_has_a_blank_template() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("ksiega.csv");
    zasieg(&[&"import", &"--template", &"challenges", &"--out", &file]).with(0);
    let table = Table::read(&file);
    for column in ["id", "submitted_on", "claim", "evidence_date", "requested_on", "decision"] {
        table.position(column);
    }
}
