//! Reports in two languages: catalogues that agree, plural forms, and an English report without
//! Polish words of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use minijinja::{Environment, context};
use zasieg::publish::{CHAPTERS, Language};

use crate::program::zasieg;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Names of the arguments of a pattern.
fn arguments(pattern: &Pattern<&str>) -> BTreeSet<String> {
    fn inline(expression: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
        match expression {
            InlineExpression::VariableReference { id } => {
                found.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => any(expression, found),
            _ => {}
        }
    }
    fn any(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
        match expression {
            Expression::Inline(one) => inline(one, found),
            Expression::Select { selector, variants } => {
                inline(selector, found);
                for variant in variants {
                    found.extend(arguments(&variant.value));
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            any(expression, &mut found);
        }
    }
    found
}

/// Keys with the names of their arguments.
type Messages = BTreeMap<String, BTreeSet<String>>;

/// Messages and labels of a language with the names of their arguments.
fn messages(language: &str) -> Messages {
    messages_in(&files(&root().join("reports/messages").join(language), ".ftl"))
}

fn messages_in(paths: &[PathBuf]) -> Messages {
    let mut found = BTreeMap::new();
    for path in paths {
        let source = fs::read_to_string(path).expect("text");
        let read = fluent_syntax::parser::parse(source.as_str()).expect("messages");
        for entry in &read.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name;
            if let Some(value) = &message.value {
                assert!(found.insert(id.to_owned(), arguments(value)).is_none(), "{id} twice");
            }
            for word in &message.attributes {
                let key = format!("{id}.{}", word.id.name);
                assert!(found.insert(key, arguments(&word.value)).is_none(), "{id} twice");
            }
        }
    }
    found
}

#[test]
fn both_catalogues_hold_the_same_keys_with_the_same_arguments() {
    let (polish, english) = (messages("pl"), messages("en"));
    assert!(polish.len() > 900, "{}", polish.len());
    // Pages that are in Polish alone have a file of their own.
    let alone = messages_in(&[root().join("reports/messages/pl/pages.ftl")]);
    let only = |a: &Messages, b: &Messages| {
        let differing = a.iter().filter(|(key, held)| b.get(*key) != Some(held));
        differing.map(|(key, _)| key.clone()).collect::<BTreeSet<_>>()
    };
    assert_eq!(only(&polish, &english), alone.into_keys().collect());
    assert_eq!(only(&english, &polish), BTreeSet::new());
}

/// Calls of `t` in a template: the key and the names of the arguments.
fn calls(template: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found = Vec::new();
    for rest in template.split("t(\"").skip(1) {
        let (key, rest) = rest.split_once('"').expect("a key ends");
        let (mut depth, mut names, mut word) = (1, BTreeSet::new(), String::new());
        for c in rest.chars() {
            match c {
                '(' => depth += 1,
                ')' if depth == 1 => break,
                ')' => depth -= 1,
                '=' if depth == 1 => {
                    names.insert(std::mem::take(&mut word));
                }
                c if c.is_alphanumeric() || c == '_' => word.push(c),
                _ => word.clear(),
            }
        }
        found.push((key.to_owned(), names));
    }
    found
}

#[test]
fn templates_and_messages_fit_each_other() {
    let messages = messages("pl");
    let mut used = BTreeSet::new();
    for path in files(&root().join("reports/templates/report"), ".html") {
        for (key, names) in calls(&fs::read_to_string(&path).expect("text")) {
            // A group whose word the template joins.
            if key.ends_with('.') {
                assert!(messages.keys().any(|known| known.starts_with(&key)), "{key}");
                continue;
            }
            assert_eq!(messages.get(&key), Some(&names), "{key} in {}", path.display());
            used.insert(key);
        }
    }
    for (key, names) in said(&code()) {
        assert_eq!(messages.get(&key), Some(&names), "{key} said by the program");
        used.insert(key);
    }
    let idle: Vec<&String> =
        messages.keys().filter(|key| !key.contains('.') && !used.contains(*key)).collect();
    assert!(idle.is_empty(), "nothing shows {idle:?}");
}

/// The code that writes for people.
fn code() -> String {
    let read = |path: &PathBuf| fs::read_to_string(path).expect("text");
    files(&root().join("src/publish"), ".rs").iter().map(read).collect()
}

/// What stands between quotes at the beginning, and the rest.
fn quoted(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}

/// Calls of `say` and `count` with a key in the code: the key and the names of the texts.
fn said(code: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found = Vec::new();
    for (key, rest) in code.split(".say(").skip(1).filter_map(quoted) {
        // Each argument is a pair ("name", text) in a slice, which may be empty.
        let list = rest.split_once('[').expect("a slice of texts").1;
        let mut names = BTreeSet::new();
        let mut depth = 1;
        for (at, c) in list.char_indices() {
            depth += match c {
                '[' => 1,
                ']' => -1,
                _ => 0,
            };
            if depth == 0 {
                break;
            }
            let pair = list[at..].strip_prefix('(').filter(|_| depth == 1).and_then(quoted);
            if let Some((name, _)) = pair.filter(|(_, rest)| rest.starts_with(',')) {
                names.insert(name.to_owned());
            }
        }
        found.push((key.to_owned(), names));
    }
    for (key, _) in code.split(".count(").skip(1).filter_map(quoted) {
        found.push((key.to_owned(), BTreeSet::from(["n".to_owned()])));
    }
    found
}

#[test]
fn words_that_the_program_names_are_there() {
    let messages = messages("pl");
    let has_group = |group: &str| messages.keys().any(|key| key.split('.').next() == Some(group));
    let mut n_words = 0;
    for rest in code().split("label(").skip(1) {
        let Some((group, rest)) = quoted(rest) else { continue };
        if group.contains(['{', ' ']) {
            continue;
        }
        assert!(has_group(group), "no group {group}");
        if let Some((key, _)) = rest.strip_prefix(',').and_then(quoted) {
            // Names of words begin with a letter.
            let letter = if key.starts_with(|c: char| c.is_ascii_digit()) { "n" } else { "" };
            assert!(messages.contains_key(&format!("{group}.{letter}{key}")), "{group}: {key}");
        }
        n_words += 1;
    }
    assert!(n_words > 80, "{n_words}");
    for path in files(&root().join("reports/templates/report"), ".html") {
        let template = fs::read_to_string(&path).expect("text");
        for (group, _) in template.split("word(").skip(1).filter_map(quoted) {
            assert!(has_group(group), "{group} in {}", path.display());
        }
    }
}

/// Fields of data that reports show: where the Polish one has a text, the English one has too.
#[test]
fn data_are_in_both_languages() {
    fn walk(value: &toml::Value, is_shown: bool, at: &str, missing: &mut Vec<String>) {
        match value {
            toml::Value::Array(all) => {
                for one in all {
                    walk(one, is_shown, at, missing);
                }
            }
            toml::Value::Table(table) => {
                let has = |key: &str| {
                    let text = table.get(key).and_then(toml::Value::as_str);
                    text.is_some_and(|text| !text.trim().is_empty())
                };
                for name in ["label", "meaning", "rule", "summary", "title"] {
                    if has(&format!("{name}_pl")) && !has(&format!("{name}_en")) {
                        missing.push(format!("{at}: {name}_en of {:?}", table.get("label_pl")));
                    }
                }
                // Titles of acts and signs are the same in both; words are not.
                for name in ["act", "article", "formula", "source"] {
                    let text = table.get(name).and_then(toml::Value::as_str).unwrap_or_default();
                    let is_shown = is_shown || name == "formula";
                    if is_shown && !polish_words(text).is_empty() && !has(&format!("{name}_en")) {
                        missing.push(format!("{at}: {name}_en for {text}"));
                    }
                }
                for one in table.values() {
                    walk(one, is_shown, at, missing);
                }
            }
            _ => {}
        }
    }
    // Of the pages that are in Polish alone, or not shown.
    let polish = ["open-data.toml", "vocabulary.toml"];
    let hidden = ["consultation.toml", "contest-areas.toml", "evidence.toml", "mobile.toml"];
    let mut missing = Vec::new();
    for folder in ["data/assumptions", "data/policy", "data/schemas"] {
        for path in files(&root().join(folder), ".toml") {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            if polish.contains(&name) {
                continue;
            }
            let text = fs::read_to_string(&path).expect("text");
            let data: toml::Value = toml::from_str(&text).expect("TOML");
            let is_schema = folder == "data/schemas";
            let is_hidden = folder == "data/policy" && hidden.contains(&name);
            walk(&data, !is_schema && !is_hidden, name, &mut missing);
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// Headings of chapters have the numbers by which texts refer to them.
#[test]
fn chapters_are_numbered_from_one_list() {
    let report = fs::read_to_string(root().join("reports/templates/report/raport.html"));
    let report = report.expect("text");
    let all: String = files(&root().join("reports/templates/report"), ".html")
        .iter()
        .map(|path| fs::read_to_string(path).expect("text"))
        .collect();
    for (number, name) in (1..).zip(CHAPTERS) {
        let heading =
            format!("<h2 id=\"s{number}\">{number}. {{{{ t(\"chapter-{name}\") }}}}</h2>");
        assert!(all.contains(&heading), "{heading}");
        let line = format!("<li><a href=\"#s{number}\">{{{{ t(\"chapter-{name}\") }}}}</a></li>");
        assert!(report.contains(&line), "{line}");
    }
    // The sentence that sends the reader to the records that were refused.
    let page = shown(Language::Polish, "{{ t(\"summary-gates-meaning\") }}", 1);
    assert!(page.expect("a message").contains("(rozdział\u{a0}12)"));
}

fn shown(language: Language, template: &str, n: u64) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    language.add_to(&mut environment);
    environment.add_template_owned("page.html", template.to_owned())?;
    environment.get_template("page.html")?.render(context! { n, name => "A<b> & c/d" })
}

#[test]
fn nouns_follow_the_plural_rules_of_their_language() {
    let forms = |language, n| shown(language, "{{ t(\"addresses\", n=n) }}", n).expect("a message");
    let polish = [
        (0, "0 adresów"),
        (1, "1 adres"),
        (2, "2 adresy"),
        (5, "5 adresów"),
        (12, "12 adresów"),
        (22, "22 adresy"),
        (25, "25 adresów"),
        (112, "112 adresów"),
        (1_234, "1\u{a0}234 adresy"),
    ];
    for (n, expected) in polish {
        assert_eq!(forms(Language::Polish, n), expected);
    }
    let english =
        [(0, "0 addresses"), (1, "1 address"), (2, "2 addresses"), (12_345, "12,345 addresses")];
    for (n, expected) in english {
        assert_eq!(forms(Language::English, n), expected);
    }
}

#[test]
fn what_is_missing_is_an_error_and_texts_are_escaped() {
    for language in Language::ALL {
        assert!(shown(language, "{{ t(\"no-such-message\") }}", 1).is_err());
        assert!(shown(language, "{{ t(\"addresses\") }}", 1).is_err(), "without its argument");
        assert!(shown(language, "{{ t(\"addresses\", n=none) }}", 1).is_err(), "with nothing");
        assert!(shown(language, "{{ t(\"status.purple\") }}", 1).is_err(), "no such word");
        // As minijinja escapes a value on a page; the message's own marks stay.
        let page = "{{ t(\"summary-profile\", id=name, summary=\"\") }}";
        let page = shown(language, page, 1).expect("a message");
        assert!(page.contains("<strong>"), "{page}");
        assert!(page.contains("A&lt;b&gt; &amp; c&#x2f;d"), "{page}");
    }
}

#[test]
fn a_language_that_reports_do_not_have_is_refused() {
    let run = root().join("data/sample/run.toml");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("out");
    let ended =
        zasieg(&[&"report", &run, &"--gmina", &"980101", &"--out", &out, &"--lang", &"de"]).with(2);
    assert!(ended.stderr.contains("[possible values: pl, en]"), "{}", ended.stderr);
}

/// Words with letters that English has not.
fn polish_words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let is_polish = |word: &&str| word.chars().any(|c| "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ".contains(c));
    words.filter(is_polish).map(str::to_owned).collect()
}

/// Polish words of a page that are not from the sample's registers: names of places and
/// operators, words of their columns. The program's name and the currency's are allowed.
fn foreign_words(page: &str) -> BTreeSet<String> {
    let mut allowed: BTreeSet<String> = ["Zasięg", "złoty"].map(str::to_owned).into();
    for path in files(&root().join("data/sample"), "") {
        let text = fs::read(&path).expect("readable");
        let words = polish_words(&String::from_utf8_lossy(&text));
        // General names of units are shown in lower case.
        allowed.extend(words.iter().map(|word| word.to_lowercase()));
        allowed.extend(words);
    }
    polish_words(page).difference(&allowed).cloned().collect()
}

/// Text of headings of a level.
fn headings(page: &str, tag: &str) -> Vec<String> {
    let (start, end) = (format!("<{tag}"), format!("</{tag}>"));
    let text = |part: &str| {
        let inner = part.split_once('>').map_or("", |(_, inner)| inner);
        inner.split(&end).next().unwrap_or_default().to_owned()
    };
    page.split(&start).skip(1).map(text).collect()
}

#[test]
fn the_english_report_of_the_sample_is_english() {
    let run = root().join("data/sample/pelny.toml");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("out");
    zasieg(&[&"report", &run, &"--gmina", &"980101", &"--out", &out, &"--lang", &"en"]).with(0);
    let page = fs::read_to_string(out.join("980101/raport.html")).expect("written");
    assert!(page.contains("<html lang=\"en\">"));
    // Chapters of the table of contents, in its words.
    let chapters = [
        "Summary for the head of the gmina",
        "1. Data used",
        "2. Characteristics of the gmina",
        "3. Coverage of fixed networks",
        "4. White, grey and black addresses",
        "5. Investment plans",
        "6. Demand and needs",
        "7. Mobile networks and 5G",
        "8. Connections of the gmina’s buildings and units",
        "9. For investors: procedures and facilitation",
        "10. Investment options and costs",
        "11. Intervention areas",
        "12. Contradictions and verification",
        "13. Method and legal basis",
    ];
    assert_eq!(headings(&page, "h2"), chapters);
    assert_eq!(foreign_words(&page), BTreeSet::new());
    let list = fs::read_to_string(out.join("980101/adresy.csv")).expect("written");
    assert!(list.starts_with("\u{feff}identifier;locality;SIMC;street;ULIC;number;"), "headings");
}

#[test]
fn pages_of_evidence_of_changes_and_the_atlas_are_english_too() {
    let run = root().join("data/sample/run.toml");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (evidence, changes) = (dir.path().join("evidence"), dir.path().join("changes"));
    let country = dir.path().join("country");
    let address = "Jasne Pole, ul. Polna 13";
    zasieg(&[&"report", &run, &"--evidence", &address, &"--out", &evidence, &"--lang", &"en"])
        .with(0);
    zasieg(&[&"diff", &run, &run, &"--out", &changes, &"--lang", &"en"]).with(0);
    zasieg(&[&"national", &run, &"--out", &country, &"--lang", &"en", &"-q"]).with(0);
    let pages = [
        (evidence.join("dowody-1.html"), "Status by profile"),
        (changes.join("zmiany.html"), "No address changed its status."),
        (country.join("atlas.html"), "Voivodeships and powiats"),
    ];
    for (path, said) in pages {
        let page = fs::read_to_string(&path).expect("written");
        assert!(page.contains("<html lang=\"en\">") && page.contains(said), "{}", path.display());
        assert_eq!(foreign_words(&page), BTreeSet::new());
    }
}
