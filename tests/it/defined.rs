//! Every figure of the report opens its definition: formula, data, rule, source; and the definition
//! leads back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::program::zasieg;

fn page(language: &str) -> String {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/pelny.toml");
    let out = dir.path().join("r");
    let arguments: [&dyn AsRef<std::ffi::OsStr>; 11] = [
        &"report",
        &run,
        &"--gmina",
        &"980101",
        &"--format",
        &"html",
        &"--lang",
        &language,
        &"--out",
        &out,
        &"-q",
    ];
    zasieg(&arguments).with(0);
    fs::read_to_string(out.join("980101/raport.html")).expect("a page")
}

/// Values of an attribute.
fn all<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// A page without its style, drawings and names for readers aloud.
fn text_of(page: &str) -> String {
    let mut out = page.to_owned();
    for (from, to) in [("<style", "</style>"), ("<svg", "</svg>")] {
        while let Some(at) = out.find(from) {
            let end = out[at..].find(to).map_or(out.len(), |end| at + end + to.len());
            out.replace_range(at..end, "");
        }
    }
    // Names of parts that scroll are captions without their links.
    let mut parts = out.split(" aria-label=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('"').map_or("", |(_, rest)| rest));
    first + &rest.collect::<String>()
}

/// Symbols that a chapter of the methodology gives, as the schema lists them.
fn symbols() -> BTreeSet<String> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schemas/indicators.toml");
    let schema = fs::read_to_string(place).expect("a schema");
    let named = schema.lines().filter_map(|line| line.strip_prefix("symbol = \""));
    named.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn figures_open_their_definitions_in_both_languages() {
    for language in ["pl", "en"] {
        let page = page(language);
        let text = text_of(&page);
        let ids = all(&text, "id");
        let mut seen = BTreeSet::new();
        for id in &ids {
            assert!(seen.insert(*id), "{language}: {id} twice");
        }
        for target in all(&text, "href").into_iter().filter_map(|to| to.strip_prefix('#')) {
            assert!(seen.contains(target), "{language}: nothing is called {target}");
        }
        // Each symbol has its row; each that stands in a cell of a chapter leads there.
        for symbol in symbols() {
            let row = format!("wsk-{}", symbol.replace('±', "pm"));
            assert!(seen.contains(&*row), "{language}: {symbol} has no row");
            assert!(!text.contains(&format!("<td>{symbol}</td>")), "{language}: {symbol} is plain");
            assert!(!text.contains(&format!("({symbol})")), "{language}: {symbol} is plain");
            let is_used = text.contains(&format!("href=\"#{row}\""));
            let is_back = text.contains(&format!("href=\"#u-{}\"", &row[4..]));
            assert_eq!(is_used, is_back, "{language}: {symbol}");
        }
        // Four chapters of figures and the tiles: all of J, Z, R and U, and of the costs.
        for symbol in
            ["W1", "D1", "I1", "J1", "J11", "Z1", "Z5", "R1", "R7", "U1", "U11", "C1", "O2"]
        {
            let link = format!("<a class=\"wsk\" id=\"u-{symbol}\" href=\"#wsk-{symbol}\"");
            assert!(text.contains(&link), "{language}: {symbol}");
        }
        assert!(text.contains("href=\"#przewodnik\""), "{language}: the contents have the guide");
    }
}
