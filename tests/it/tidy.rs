//! The rules of the house that a compiler does not check.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use zasieg::model::IssueCode;
use zasieg::sources::registers;

/// Modules by rank: a module imports lower ranks only; equal ranks are blind to each other.
const RANKS: [(&str, u8); 19] = [
    ("columns", 0),
    ("quantity", 0),
    ("place", 1),
    ("model", 2),
    ("sources", 3),
    ("policy", 3),
    ("index", 3),
    ("search", 3),
    ("matching", 4),
    ("diagnosis", 5),
    ("planning", 6),
    ("board", 7),
    ("publish", 7),
    ("synth", 7),
    ("national", 8),
    ("pipeline", 9),
    ("serve", 10),
    ("cli", 11),
    ("main", 12),
];
/// The generator of known answers shares nothing with what it judges.
const LONER: &str = "synth";
/// Modules that must not see one below them, and the one file that may (`src/ARCHITECTURE.md`).
const BLIND: [(&str, &str, &str); 1] = [("matching", "policy", "matching/cells.rs")];
const LINES_MAX: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Rust files below a folder of the repository, by their path below it.
fn rust_files(folder: &str) -> Vec<(String, PathBuf)> {
    fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&root().join(folder), &mut files);
    files.sort();
    let name = |path: PathBuf| {
        let below = path.strip_prefix(root().join(folder)).expect("below the folder");
        (below.to_str().expect("ASCII").replace('\\', "/"), path.clone())
    };
    files.into_iter().map(name).collect()
}

/// A word or a mark of Rust; comments, texts and numbers left out.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Mark(char),
    /// A text between quotes.
    Text,
}

/// Words and marks of a source file with their lines.
fn tokens(source: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = source.chars().collect();
    let starts = |at: usize, text: &str| {
        text.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c))
    };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let from = at;
        let token = if starts(at, "//") {
            at = (at..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len());
            None
        } else if starts(at, "/*") {
            let mut depth = 1;
            at += 2;
            while depth > 0 && at < chars.len() {
                depth += i32::from(starts(at, "/*")) - i32::from(starts(at, "*/"));
                at += if starts(at, "/*") || starts(at, "*/") { 2 } else { 1 };
            }
            None
        } else if let Some(end) = raw_text_end(&chars, at) {
            at = end;
            Some(Token::Text)
        } else if chars[at] == '"' {
            at += 1;
            while at < chars.len() && chars[at] != '"' {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
            Some(Token::Text)
        } else if chars[at] == '\'' {
            // A character between quotes, else the name of a lifetime.
            let is_escape = chars.get(at + 1) == Some(&'\\');
            let close = (at + 2..chars.len()).find(|i| chars[*i] == '\'');
            at = match close {
                Some(close) if is_escape && close == at + 2 => close + 2,
                Some(close) if is_escape || close == at + 2 => close + 1,
                _ => at + 1,
            };
            None
        } else if is_word(chars[at]) {
            at = (at..chars.len()).find(|i| !is_word(chars[*i])).unwrap_or(chars.len());
            Some(Token::Word(chars[from..at].iter().collect()))
        } else {
            at += 1;
            Some(Token::Mark(chars[from])).filter(|_| !chars[from].is_whitespace())
        };
        found.extend(token.map(|token| (line, token)));
        line += chars[from..at.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    found
}

/// End of a raw text (`r"…"`, `br#"…"#`) that begins here.
fn raw_text_end(chars: &[char], at: usize) -> Option<usize> {
    let is_inside_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    let prefix = chars[at..].iter().take_while(|c| ['b', 'r'].contains(c)).count();
    if is_inside_word || prefix == 0 || chars[at + prefix - 1] != 'r' {
        return None;
    }
    let from = at + prefix;
    let hashes = chars[from..].iter().take_while(|c| **c == '#').count();
    if chars.get(from + hashes) != Some(&'"') {
        return None;
    }
    let closes = |i: usize| chars[i] == '"' && (1..=hashes).all(|n| chars.get(i + n) == Some(&'#'));
    (from + hashes + 1..chars.len()).find(|i| closes(*i)).map(|i| i + 1 + hashes)
}

/// A path that begins at `crate` or `super`, and those of its group, as (line, words).
struct Paths<'a> {
    tokens: &'a [(usize, Token)],
    found: Vec<(usize, Vec<String>)>,
}

impl Paths<'_> {
    fn mark(&self, at: usize, mark: char) -> bool {
        self.tokens.get(at).is_some_and(|(_, token)| *token == Token::Mark(mark))
    }

    /// Follows a path from `at`, whose words so far are `path`; gives where it ends.
    fn follow(&mut self, mut at: usize, mut path: Vec<String>) -> usize {
        let line = self.tokens[at].0;
        while let Some((_, Token::Word(word))) = self.tokens.get(at) {
            path.push(word.clone());
            at += 1;
            if !(self.mark(at, ':') && self.mark(at + 1, ':')) {
                break;
            }
            at += 2;
            if self.mark(at, '*') {
                path.push("*".to_owned());
                at += 1;
            } else if self.mark(at, '{') {
                at += 1;
                while at < self.tokens.len() && !self.mark(at, '}') {
                    let before = at;
                    at = self.follow(at, path.clone());
                    // What follows a member: a comma, or `as` and a name.
                    at += usize::from(at == before || self.mark(at, ','));
                }
                return at + 1;
            }
        }
        self.found.push((line, path));
        at
    }
}

/// Top-level modules that a file names, with the lines; the file is module `file` of the crate.
fn modules_named(file: &[String], source: &str) -> BTreeSet<(usize, String)> {
    let tokens = tokens(source);
    let word = |at: usize| match tokens.get(at) {
        Some((_, Token::Word(word))) => word.as_str(),
        _ => "",
    };
    let is_mark =
        |at: usize, mark: char| tokens.get(at).is_some_and(|(_, t)| *t == Token::Mark(mark));
    let mut paths = Paths { tokens: &tokens, found: Vec::new() };
    let mut named = BTreeSet::new();
    // Modules within the file, with the depth of the braces that close them.
    let mut inner: Vec<(String, usize)> = Vec::new();
    let (mut depth, mut at) = (0, 0);
    while at < tokens.len() {
        if word(at) == "mod" && is_mark(at + 2, '{') {
            inner.push((word(at + 1).to_owned(), depth));
        }
        depth += usize::from(is_mark(at, '{'));
        if is_mark(at, '}') {
            depth -= 1;
            inner.pop_if(|(_, outside)| *outside == depth);
        }
        if !["crate", "super"].contains(&word(at)) {
            at += 1;
            continue;
        }
        at = paths.follow(at, Vec::new());
        for (line, path) in paths.found.drain(..) {
            let n_up = path.iter().take_while(|word| *word == "super").count();
            let mut whole: Vec<String> = file.to_vec();
            whole.extend(inner.iter().map(|(name, _)| name.clone()));
            if path[0] == "crate" {
                whole.clear();
            } else {
                whole.truncate(whole.len().saturating_sub(n_up));
            }
            whole.extend(path.into_iter().skip(n_up.max(1)));
            // `pub(crate)` and `pub(super)` name nothing.
            if let Some(module) = whole.into_iter().next() {
                named.insert((line, module));
            }
        }
    }
    named
}

/// The path of a file's module: `a/b.rs` and `a/b/mod.rs` are `a::b`.
fn module_of(file: &str) -> Vec<String> {
    let stem = file.strip_suffix(".rs").expect("a Rust file");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    stem.split('/').map(str::to_owned).collect()
}

/// What is wrong with the imports of a file.
fn wrong_imports(file: &str, source: &str) -> Vec<String> {
    let ranks = BTreeMap::from(RANKS);
    let path = module_of(file);
    let own = path[0].as_str();
    let rank = ranks.get(own).unwrap_or_else(|| panic!("src/{file}: module {own} has no rank"));
    let is_wrong = |module: &str| {
        let is_lower = ranks.get(module).is_some_and(|other| other < rank);
        let is_blind =
            BLIND.iter().any(|(blind, to, but)| (*blind, *to) == (own, module) && *but != file);
        module != own && (own == LONER || is_blind || !is_lower)
    };
    let named = modules_named(&path, source).into_iter();
    named
        .filter(|(_, module)| is_wrong(module))
        .map(|(line, module)| format!("src/{file}:{line}: {own} imports {module}"))
        .collect()
}

#[test]
fn imports_point_downward() {
    let files = rust_files("src").into_iter().filter(|(name, _)| name != "lib.rs");
    let wrong: Vec<String> =
        files.flat_map(|(name, path)| wrong_imports(&name, &read(&path))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn wrong_imports_are_seen_in_every_form() {
    let wrong = [
        ("model/a.rs", "use crate::sources::Tally;"),
        ("model/a.rs", "use crate::{place, sources::{self, Tally}};"),
        ("model/a.rs", "use crate::{\n    quantity::{Speed, Share},\n    cli,\n};"),
        ("model/a.rs", "fn f() { let _ = crate::cli::main(); }"),
        ("model/a.rs", "use super::super::sources;"),
        ("model/mod.rs", "use super::sources;"),
        ("model/mod.rs", "mod tests { use super::super::sources; }"),
        ("model/mod.rs", "use crate::*;"),
        ("model/mod.rs", "pub(in crate::sources) fn f() {}"),
        ("model/mod.rs", "mod inner {}\nuse super::{quantity, policy};"),
        ("sources/a.rs", "use crate::index::PointIndex;"),
        ("policy/mod.rs", "impl crate::sources::X for Y {}"),
        ("publish/mod.rs", "use crate::synth;"),
        ("matching/offers.rs", "use crate::policy::PolicyBook;"),
        ("synth/mod.rs", "use crate::quantity::Speed;"),
        ("serve/mod.rs", "macro_rules! m { () => { $crate::cli::main() } }"),
        ("model/a.rs", "const Q: char = '\"'; use crate::cli; const R: char = '\"';"),
        ("model/a.rs", "const Q: char = '\\''; fn f<'a>(x: &'a str) {} use crate::cli;"),
    ];
    for (file, source) in wrong {
        assert_eq!(wrong_imports(file, source).len(), 1, "{file}: {source}");
    }
    let right = [
        ("model/a.rs", "use crate::{place::{self, Crs as System}, quantity::Speed};"),
        ("model/a.rs", "// use crate::cli;\n/* use /* crate::cli; */ crate::cli; */"),
        ("model/a.rs", "const T: &str = \"use crate::cli;\"; const R: &str = r#\"\"crate::cli\"#;"),
        ("model/a.rs", "use super::{Gmina, issue::Issue};\nuse super::super::place;"),
        ("model/mod.rs", "mod tests { use super::*; use super::super::quantity; }"),
        ("model/mod.rs", "mod a { mod b { use super::super::super::place; } }\nuse super::place;"),
        ("synth/a.rs", "use super::rng;\npub(crate) const X: u8 = 1; pub(super) fn f() {}"),
        ("cli/mod.rs", "use crate::pipeline::{Loaded, Progress};"),
        ("matching/cells.rs", "use crate::policy::signal_class;"),
    ];
    for (file, source) in right {
        assert!(wrong_imports(file, source).is_empty(), "{file}: {source}");
    }
}

/// Lines of a file up to the tests within it.
fn n_lines(source: &str) -> usize {
    let lines: Vec<&str> = source.lines().collect();
    let is_tests = |pair: &[&str]| {
        pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
    };
    lines.windows(2).position(is_tests).unwrap_or(lines.len())
}

#[test]
fn files_are_short() {
    let files = rust_files("src").into_iter().chain(rust_files("benches"));
    let is_test =
        |name: &str| name == "tests.rs" || name.ends_with("/tests.rs") || name.contains("tests/");
    let long = files
        .filter(|(name, _)| !is_test(name))
        .map(|(name, path)| (n_lines(&read(&path)), name))
        .filter(|(n_lines, _)| *n_lines > LINES_MAX);
    let long: Vec<_> = long.collect();
    assert!(long.is_empty(), "more than {LINES_MAX} lines: {long:?}");
}

#[test]
fn modules_are_named_by_what_they_hold() {
    let banned = ["util", "utils", "common", "helper", "helpers", "misc"];
    for folder in ["src", "benches", "tests"] {
        for (name, path) in rust_files(folder) {
            for part in module_of(&name) {
                assert!(!banned.contains(&part.as_str()), "{folder}/{name}");
            }
            let tokens = tokens(&read(&path));
            for pair in tokens.windows(2) {
                let [(_, Token::Word(word)), (line, Token::Word(module))] = pair else {
                    continue;
                };
                let is_banned = word == "mod" && banned.contains(&module.as_str());
                assert!(!is_banned, "{folder}/{name}:{line}: mod {module}");
            }
        }
    }
}

/// Lines on which code hangs on a feature.
fn feature_lines(source: &str) -> Vec<usize> {
    let tokens = tokens(source);
    let is = |at: usize, mark: char| tokens.get(at).is_some_and(|(_, t)| *t == Token::Mark(mark));
    let is_cfg =
        |token: &Token| matches!(token, Token::Word(word) if word == "cfg" || word == "cfg_attr");
    let mut lines = Vec::new();
    for at in (0..tokens.len()).filter(|at| is_cfg(&tokens[*at].1)) {
        let open = at + 1 + usize::from(is(at + 1, '!'));
        if !is(open, '(') {
            continue;
        }
        let mut depth = 0;
        for (line, token) in &tokens[open..] {
            depth += i32::from(*token == Token::Mark('(')) - i32::from(*token == Token::Mark(')'));
            if *token == Token::Word("feature".to_owned()) {
                lines.push(*line);
            }
            if depth == 0 {
                break;
            }
        }
    }
    lines
}

#[test]
fn features_are_asked_for_at_module_roots_only() {
    let is_root =
        |name: &str| name == "lib.rs" || name.ends_with("mod.rs") || name == "sources/vector.rs";
    let files = rust_files("src").into_iter().filter(|(name, _)| !is_root(name));
    let found = files.flat_map(|(name, path)| {
        let lines = feature_lines(&read(&path)).into_iter();
        lines.map(move |line| format!("src/{name}:{line}"))
    });
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{found:?}");
    let forms = "#[cfg(feature = \"a\")]\n#[cfg(not(feature = \"a\"))]\n#[cfg(all(test, feature = \"a\"))]\n\
                 if cfg!(feature = \"a\") {}\n#[cfg_attr(feature = \"a\", allow(x))]\n#[cfg(test)]\n";
    assert_eq!(feature_lines(forms), [1, 2, 3, 4, 5]);
}

#[derive(Deserialize)]
struct IssueFile {
    issue: Vec<IssueEntry>,
}

#[derive(Deserialize)]
struct IssueEntry {
    code: String,
    severity: String,
    description: String,
    label_pl: String,
}

#[test]
fn issue_codes_are_described() {
    let text = read(&root().join("data/schemas/issues.toml"));
    let entries = toml::from_str::<IssueFile>(&text).expect("TOML").issue;
    let severity = |code: &IssueCode| format!("{:?}", code.severity()).to_lowercase();
    let codes: BTreeMap<String, String> =
        IssueCode::ALL.iter().map(|code| (code.as_str().to_owned(), severity(code))).collect();
    assert_eq!(codes.len(), IssueCode::ALL.len(), "codes occur once");
    assert_eq!(entries.len(), codes.len(), "each code has one entry");
    let described: BTreeMap<String, String> =
        entries.iter().map(|entry| (entry.code.clone(), entry.severity.clone())).collect();
    assert_eq!(described, codes);
    for entry in entries {
        let is_said = entry.description.ends_with('.') && !entry.label_pl.is_empty();
        assert!(is_said, "{} needs a description and a Polish label", entry.code);
    }
}

#[test]
fn registers_are_described() {
    for (name, _) in registers() {
        let path = root().join(format!("data/schemas/{name}.toml"));
        let schema: toml::Table = read(&path).parse().expect("TOML");
        assert_eq!(schema["register"].as_str(), Some(name));
        let has = |key: &str| schema.get(key).and_then(toml::Value::as_array).is_some();
        assert!(has("column") || has("record"), "{name} describes no column");
    }
}

/// Files under version control; without git, the authored folders.
fn tracked() -> Vec<PathBuf> {
    let listed = Command::new("git").arg("-C").arg(root()).args(["ls-files", "-z"]).output();
    if let Ok(listed) = listed.map(|output| output.stdout)
        && !listed.is_empty()
    {
        let names = String::from_utf8(listed).expect("UTF-8 names");
        return names.split_terminator('\0').map(|name| root().join(name)).collect();
    }
    let folders = ["src", "benches", "tests"].into_iter().flat_map(rust_files);
    folders.map(|(_, path)| path).collect()
}

/// Whether a path that begins with `needle` stands in the text: no letter, digit or part of
/// another path is before it.
fn holds_path(text: &str, needle: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "._-~".contains(c);
    let mut places = text.match_indices(needle);
    places.any(|(at, _)| !text[..at].chars().next_back().is_some_and(is_part))
}

#[test]
fn no_path_of_a_workshop_is_under_version_control() {
    // In two pieces, so that this file does not hold them.
    let needles = [["/wo", "rk/"].concat(), ["fa", "rm/"].concat()];
    for path in tracked().into_iter().filter(|path| path.is_file()) {
        let bytes = fs::read(&path).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        for needle in &needles {
            assert!(!holds_path(&text, needle), "{} holds {needle}", path.display());
        }
    }
    assert!(holds_path("see /a/b", "/a/") && holds_path("/a/b", "/a/"));
    assert!(!holds_path("https://x.example/a/b", "/a/"));
}
