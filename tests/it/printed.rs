//! `raport.pdf` of the sample, read by poppler: its words and numbers are those of the known
//! answer, every page says what it is of, and the same run gives the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::program::zasieg;
use crate::table::{Table, read_json};

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample")
}

fn poppler(tool: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(tool).args(arguments).arg(file).arg("-").output();
    let output = output.expect("poppler-utils is among the packages of this project");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn print(out: &Path, more: &[&str]) -> Vec<u8> {
    let run = sample().join("pelny.toml");
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> =
        vec![&"report", &run, &"--gmina", &"980101", &"--format", &"pdf", &"--out", &out];
    arguments.extend(more.iter().map(|argument| argument as &dyn AsRef<std::ffi::OsStr>));
    zasieg(&arguments).with(0);
    fs::read(out.join("980101/raport.pdf")).expect("written")
}

/// The report: its bytes, and the text of its pages.
static PRINTED: LazyLock<(Vec<u8>, Vec<String>)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let bytes = print(dir.path(), &[]);
    let text = poppler("pdftotext", &["-layout"], &dir.path().join("980101/raport.pdf"));
    let pages = text.split('\u{c}').filter(|page| !page.trim().is_empty());
    (bytes, pages.map(str::to_owned).collect())
});

/// Words of a text with single spaces.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_page_tells_what_it_is_of() {
    let pages = &PRINTED.1;
    assert!(pages.len() > 20, "{}", pages.len());
    for (number, page) in (1..).zip(pages) {
        let page = plain(page);
        for text in [
            "Jasne Pole · TERYT 980101".to_owned(),
            "stan na 30 czerwca 2026".to_owned(),
            "profile: EU-2023, ".to_owned(),
            "edycje rejestrów: 2026-01-01, 2026-06".to_owned(),
            "odcisk danych wejściowych ".to_owned(),
            format!("strona {number} z {}", pages.len()),
        ] {
            assert!(page.contains(&text), "page {number} lacks {text:?}: {page}");
        }
    }
}

#[test]
fn chapters_and_numbers_are_those_of_the_known_answer() {
    let text = plain(&PRINTED.1.join("\n"));
    for number in 1..=13 {
        let heading = format!("{number}. ");
        assert!(text.contains(&heading), "no chapter {number}");
    }
    let answer = read_json(&sample().join("oczekiwane.json"));
    let counts = &answer["counts"]["eu_2023_today"];
    let [white, uncertain, grey, black] =
        ["white", "uncertain", "grey", "black"].map(|status| counts[status].to_string());
    // The row of the main profile today, and the summary.
    let row = format!("dziś {white} {uncertain} {grey} {black} 0");
    assert!(text.contains(&row), "no row {row:?}");
    let planned = answer["counts"]["eu_2023_with_plans"]["white"].to_string();
    assert!(text.contains(&format!("po planach {planned} ")), "{planned}");
}

#[test]
fn white_addresses_of_a_locality_can_be_read_from_paper() {
    let text = plain(&PRINTED.1.join("\n"));
    let expected = Table::read(&sample().join("oczekiwane.csv"));
    let base = Table::read(&sample().join("adresy.csv"));
    let status = expected.column("eu_2023_today");
    let names = base.column("Miejscowość");
    let mut white: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, status) in names.iter().zip(&status) {
        *white.entry(name).or_default() += usize::from(*status == "white");
    }
    assert_eq!(white.values().sum::<usize>(), 468, "as the answer has them");
    for (name, count) in white.iter().filter(|(_, count)| **count > 0) {
        let heading = format!("{name} – {count} ");
        assert!(text.contains(&heading), "no {heading:?}");
    }
    // What closing a cluster costs: a row with its number.
    assert!(text.contains("Skupisko 3 "), "no cluster 3");
}

#[test]
fn the_file_is_tagged_and_the_same_again() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let again = print(dir.path(), &[]);
    assert!(again == PRINTED.0, "same run, same bytes");
    let place = dir.path().join("980101/raport.pdf");
    let output = Command::new("pdfinfo").arg(&place).output().expect("poppler-utils");
    let facts = plain(&String::from_utf8_lossy(&output.stdout));
    for fact in ["Tagged: yes", "Title: Raport diagnostyczny: Jasne Pole", "(A4)", "Encrypted: no"]
    {
        assert!(facts.contains(fact), "no {fact:?}: {facts}");
    }
    let tags = Command::new("pdfinfo").arg("-struct").arg(&place).output().expect("poppler-utils");
    let tags = String::from_utf8_lossy(&tags.stdout).into_owned();
    for tag in ["Document", "H1", "Table", "TH", "Figure", "Caption", "TOC"] {
        assert!(tags.contains(tag), "no {tag}");
    }
    let meta = Command::new("pdfinfo").arg("-meta").arg(&place).output().expect("poppler-utils");
    let meta = String::from_utf8_lossy(&meta.stdout).into_owned();
    assert!(meta.contains("pdfuaid:part") && meta.contains("pdfaid:conformance"), "{meta}");
}

#[test]
fn the_annex_can_be_left_out() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    print(dir.path(), &["--no-annex"]);
    let text = poppler("pdftotext", &[], &dir.path().join("980101/raport.pdf"));
    let whole = plain(&PRINTED.1.join("\n"));
    assert!(whole.contains("Adresy gminy (1 600)"), "the annex says how many there are");
    assert!(!plain(&text).contains("Adresy gminy (1 600)"));
    assert!(plain(&text).contains("Listy wszystkich adresów (1 600) nie wydrukowano"));
    assert!(text.matches('\u{c}').count() < PRINTED.1.len());
}

/// The structure of a document: an element or an attribute a line.
fn structure(place: &Path) -> String {
    let output = Command::new("pdfinfo").arg("-struct").arg(place).output().expect("poppler-utils");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn rows_and_columns_have_their_headings() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (run, kit) = (sample().join("pelny.toml"), dir.path().join("kit"));
    let days = ["2026-07-01", "2026-07-31"];
    zasieg(&[
        &"consult", &run, &"--gmina", &"980101", &"--from", &days[0], &"--until", &days[1],
        &"--out", &kit, &"-q",
    ])
    .with(0);
    let tags = structure(&kit.join("ogloszenie.pdf"));
    let tables: Vec<&str> = tags.split('\n').map(str::trim).collect();
    let first = tables.iter().position(|tag| tag.starts_with("Table")).expect("a table");
    let dates = &tables[first + 1..];
    let end = dates.iter().position(|tag| tag.starts_with("Table")).unwrap_or(dates.len());
    let count = |name: &str| dates[..end].iter().filter(|tag| tag.starts_with(name)).count();
    // Beginning, last day, validity: three rows, each of a heading and a value.
    let found = (count("TR"), count("TH"), count("TD"), count("/Scope /Row"));
    assert_eq!(found, (3, 3, 3, 3), "{tags}");
    // Every table of the report has headings.
    let place = dir.path().join("raport.pdf");
    fs::write(&place, &PRINTED.0).expect("written");
    let tags = structure(&place);
    for table in tags.split("Table (block)").skip(1) {
        assert!(table.contains("TH <") || table.contains("TH:"), "no headings: {table}");
    }
}

#[test]
fn commands_and_addresses_are_printed_as_they_are_typed() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/run.toml");
    let out = dir.path().join("r");
    zasieg(&[&"report", &run, &"--gmina", &"980101", &"--format", &"html,pdf", &"--out", &out])
        .with(0);
    // Without the tables of the gmina the chapters say how to get their templates.
    let page = fs::read_to_string(out.join("980101/raport.html")).expect("a page");
    let commands: Vec<&str> = page
        .split("<code>")
        .skip(1)
        .filter_map(|rest| rest.split_once("</code>"))
        .map(|(code, _)| code)
        .filter(|code| code.starts_with("zasieg import"))
        .collect();
    assert!(commands.len() > 5, "{commands:?}");
    let text = poppler("pdftotext", &["-raw"], &out.join("980101/raport.pdf"));
    // The dots of the contents are typeset with such signs.
    let mut read = text.lines().filter(|line| !line.contains(". . ."));
    let is_clean = read.all(|line| !line.contains(['\u{200b}', '\u{2060}']));
    assert!(is_clean, "signs that nobody sees");
    let joined = text.replace('\n', " ");
    let joined = plain(&joined);
    for command in commands {
        assert!(joined.contains(command), "{command:?} is broken: {text}");
    }
    // No line of a table or text begins with the repeated hyphen of an identifier.
    for (before, line) in text.lines().zip(text.lines().skip(1)) {
        let is_repeated = before.ends_with('-') && line.starts_with('-');
        let word = before.rsplit(' ').next().unwrap_or_default();
        let is_typed = word.contains(|sign: char| sign.is_ascii_digit() || sign == '/');
        assert!(!(is_repeated && is_typed), "{before:?} {line:?}");
    }
    // A checksum can be copied: it stands as it is once its lines are joined.
    let hash = page.split("SHA-256 ").nth(1).and_then(|rest| rest.get(..64)).expect("a checksum");
    let whole: String = text.split_whitespace().collect();
    assert!(whole.contains(hash), "{hash}");
}

#[test]
fn figures_on_paper_lead_to_their_definitions() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("raport.pdf");
    fs::write(&place, &PRINTED.0).expect("written");
    let output = Command::new("pdftohtml").args(["-xml", "-i", "-stdout"]).arg(&place).output();
    let text = String::from_utf8(output.expect("poppler-utils").stdout).expect("UTF-8");
    for symbol in ["W1", "D1", "J6", "U9", "Z5", "R1", "M4"] {
        // The page to which a link within the document leads stands after `#`.
        let linked = text.split("<a href=\"").skip(1).any(|link| {
            let (to, shown) = link.split_once('>').unwrap_or_default();
            to.contains('#') && shown.starts_with(symbol)
        });
        assert!(linked, "{symbol} leads nowhere");
    }
}

/// The text of a piece of a page without its elements.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    plain(&text.replace("&quot;", "\"").replace("&amp;", "&").replace('\u{a0}', " "))
}

#[test]
fn figures_tell_their_sources_and_stand_where_the_page_has_them() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    print(dir.path(), &["--format", "html", "--frontier"]);
    let out = dir.path().join("980101");
    let html = fs::read_to_string(out.join("raport.html")).expect("a page");
    let figures: Vec<&str> = html
        .split("<figure ")
        .skip(1)
        .map(|rest| rest.split("</figure>").next().expect("a beginning"))
        .collect();
    // Maps: status, speeds, plans, 5G, buildings, variants, routes; charts: shares of speeds,
    // localities, cascade, years of plans, what coverage costs, what the value hangs on.
    assert_eq!(figures.len(), 13);
    let line = "Źródła: rejestry z rozdziału 1, stan na 30 czerwca 2026.";
    for figure in &figures {
        let caption = figure.split_once("<figcaption").expect("a caption").1;
        assert!(without_tags(caption).ends_with(line), "{caption}");
        assert!(figure.contains("<title"), "{caption}");
    }
    assert!(html.contains("Wykres 5. Cały kosztorys"), "of chapter 10");
    assert!(html.contains("Ile kosztuje sieć dla coraz większej liczby adresów (netto)</caption>"));
    let text = poppler("pdftotext", &[], &out.join("raport.pdf"));
    let told = plain(&text.replace("\u{ad}\n", "")).matches(line).count();
    assert_eq!(told, figures.len(), "on paper too");
    // Headings, tables and figures follow each other as on the page; no heading is hyphenated.
    let text = plain(&text);
    let start = text.find("Świadectwa rejestrów").expect("the first table");
    let page = html.split_once("<h2 id=\"s2\"").expect("a second chapter").1;
    let page = page.split_once("<h2 id=\"przewodnik\"").map_or(page, |(page, _)| page);
    let ends = [("<h2", "</h2>"), ("<h3", "</h3>"), ("<caption>", "</caption>")];
    let figure = ("<figcaption", "</figcaption>");
    let (mut at, mut rest, mut n_found) = (start, page, 0);
    loop {
        let next = ends.iter().chain([&figure]);
        let next = next.filter_map(|end| Some((rest.find(end.0)?, end))).min_by_key(|(at, _)| *at);
        let Some((from, (open, close))) = next else { break };
        let (inner, after) = rest[from..].split_once(close).expect("closed");
        let mut wanted = without_tags(&inner[inner.find('>').expect("an element")..]);
        if *open == figure.0 {
            wanted = wanted.split_inclusive(". ").next().expect("a number").to_owned();
        }
        let found = text[at..].find(&wanted);
        assert!(found.is_some(), "{wanted:?} is not behind {:?}", text[at..].get(..80));
        at += found.unwrap_or_default();
        (rest, n_found) = (after, n_found + 1);
    }
    assert!(n_found > 50, "{n_found}");
}
