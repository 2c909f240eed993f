//! Reports in two languages: catalogues that agree, plural forms, and an English report without
//! Polish words of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use minijinja::{Environment, context};
use zasieg::publish::{CHAPTERS, Language};

use crate::program::zasieg;
use crate::table::Table;

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
    let mut found = BTreeMap::new();
    for path in files(&root().join("reports/messages").join(language), ".ftl") {
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
    assert!(polish.len() > 1000, "{}", polish.len());
    let only = |a: &Messages, b: &Messages| {
        let differing = a.iter().filter(|(key, held)| b.get(*key) != Some(held));
        differing.map(|(key, _)| key.clone()).collect::<BTreeSet<_>>()
    };
    assert_eq!(only(&polish, &english), BTreeSet::new());
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
    let folders = ["src/publish", "src/serve"].map(|folder| files(&root().join(folder), ".rs"));
    folders.iter().flatten().map(read).collect()
}

/// What stands between quotes at the beginning, and the rest.
fn quoted(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}

/// What takes the key of a sentence and its texts.
const SAYING: [&str; 4] = [".say(", "Problem::bad(", "Problem::none(", "Self::told("];

/// Calls of these and of `count` with a key in the code: the key and the names of the texts.
fn said(code: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found = Vec::new();
    let calls = SAYING.iter().flat_map(|name| code.split(name).skip(1).filter_map(quoted));
    // Progress is said too, in words.
    for (key, rest) in calls.filter(|(key, _)| !key.contains(' ')) {
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
    let polish = ["vocabulary.toml"];
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
    words_beyond(page, &root().join("data/sample"))
}

/// Polish words of a page that no file of a folder has.
fn words_beyond(page: &str, folder: &Path) -> BTreeSet<String> {
    let mut allowed: BTreeSet<String> = ["Zasięg", "złoty"].map(str::to_owned).into();
    for path in files(folder, "") {
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
        "Guide and glossary for the gmina office",
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

#[test]
fn an_address_is_answered_in_english() {
    let run = root().join("data/sample/run.toml");
    let asked = "Jasne Pole, ul. Polna 13";
    let told = zasieg(&[&"check", &run, &asked, &"--lang", &"en", &"-q"]).stdout;
    assert_eq!(foreign_words(&told), BTreeSet::new(), "{told}");
    for part in ["gmina Jasne Pole (980101), as of 30 June 2026", "\nEvidence about the address"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let json = zasieg(&[&"check", &run, &asked, &"--lang", &"en", &"--json", &"-q"]).stdout;
    assert_eq!(foreign_words(&json), BTreeSet::new(), "{json}");
    // Numbers, rules and rows are the same, whatever the language.
    let polish = zasieg(&[&"check", &run, &asked, &"-q"]).stdout;
    assert!(polish.contains("stan na 30 czerwca 2026"), "{polish}");
    let rules = |text: &str| -> Vec<String> {
        let codes = text.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
        codes.map(|(code, _)| code.to_owned()).collect()
    };
    assert_eq!(rules(&told), rules(&polish));
    // Eight profiles at most, each in three tenses.
    assert!(rules(&told).len() >= 6 && rules(&told).len().is_multiple_of(3), "{told}");
    // Misspelt: the answer says so.
    let near = zasieg(&[&"check", &run, &"jasne pole polma 13", &"--lang", &"en", &"-q"]).stdout;
    assert!(near.starts_with("Address found despite differences in spelling"), "{near}");
    // A list has no words of a language.
    let (list, out) = (run.with_file_name("adresy.csv"), root().join("target/none.csv"));
    let list: [&dyn AsRef<std::ffi::OsStr>; 8] =
        [&"check", &run, &"--batch", &list, &"--out", &out, &"--lang", &"en"];
    assert!(zasieg(&list).with(2).stderr.contains("--lang"));
}

#[test]
fn pages_for_the_council_and_consultations_are_english_where_the_law_leaves_it() {
    let run = root().join("data/sample/run.toml");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (out, kit) = (dir.path().join("rada"), dir.path().join("konsultacje"));
    let asked: [&dyn AsRef<std::ffi::OsStr>; 10] = [
        &"report",
        &run,
        &"--gmina",
        &"980101",
        &"--format",
        &"rada",
        &"--out",
        &out,
        &"--lang",
        &"en",
    ];
    zasieg(&asked).with(0);
    let read = |path: PathBuf| {
        let text = fs::read_to_string(path).expect("written");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let pages = ["rada", "latwy"].map(|name| read(out.join(format!("980101/{name}.html"))));
    for page in &pages {
        assert!(page.contains("<html lang=\"en\">"), "{page}");
        assert_eq!(foreign_words(page), BTreeSet::new());
    }
    let [council, easy] = pages;
    // 468 white and 142 uncertain of 1600: 29.25 and 38.125 per cent, a third of every ten.
    for part in [
        "Between 468 and 610 of 1,600 addresses of the gmina (29.3% – 38.1%) have no network",
        "142 uncertain addresses need checking",
        "After plans 387 addresses stay without a network.",
        "Plans and contracts for networks cover 81 white addresses. If the plans fail, they stay",
    ] {
        assert!(council.contains(part), "{part}: {council}");
    }
    for part in [
        "There are 1,600 addresses in the gmina.",
        "468 addresses most likely have no fast internet.",
        "That is about 3 of every 10 addresses.",
        "There are plans to build internet at 81 addresses.",
    ] {
        assert!(easy.contains(part), "{part}: {easy}");
    }
    for (sentence, _) in easy.split("<p>").skip(1).filter_map(|text| text.split_once("</p>")) {
        assert!(sentence.split(' ').count() <= 14, "{sentence}");
    }

    let asked: [&dyn AsRef<std::ffi::OsStr>; 12] = [
        &"consult",
        &run,
        &"--gmina",
        &"980101",
        &"--from",
        &"2026-07-01",
        &"--until",
        &"2026-07-31",
        &"--out",
        &kit,
        &"--lang",
        &"en",
    ];
    zasieg(&asked).with(0);
    let list = fs::read_to_string(kit.join("adresy.csv")).expect("written");
    assert!(list.starts_with("\u{feff}identifier;locality;SIMC;street;ULIC;number;status today;"));
    let list = Table::parse_with(list.trim_start_matches('\u{feff}'), b';');
    let of = |status: &str| list.column("status today").iter().filter(|s| **s == status).count();
    assert_eq!([of("white"), of("uncertain"), list.rows.len()], [468, 142, 610]);
    let answers = fs::read_to_string(kit.join("odpowiedzi.csv")).expect("written");
    assert!(answers.contains("# identifier of the answer; required; e.g. O1"), "{answers}");
    // The name of a place, as an example.
    assert_eq!(foreign_words(&answers), ["Dąbrowa", "Górnicza"].map(str::to_owned).into());
    let notice = fs::read_to_string(kit.join("ogloszenie.html")).expect("written");
    assert!(notice.contains("<html lang=\"pl\">") && notice.contains("co najmniej 30 dni"));
}

#[test]
fn several_gminas_stand_side_by_side_in_english() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (land, out) = (dir.path().join("kraj"), dir.path().join("raporty"));
    zasieg(&[&"synth", &"--out", &land, &"--addresses", &"6007", &"--seed", &"3", &"-q"]).with(0);
    let run = land.join("run.toml");
    let asked: [&dyn AsRef<std::ffi::OsStr>; 10] = [
        &"report",
        &run,
        &"--gmina",
        &"020101,0401",
        &"--format",
        &"html",
        &"--out",
        &out,
        &"--lang",
        &"en",
    ];
    zasieg(&asked);
    let page = fs::read_to_string(out.join("przeglad.html")).expect("an overview");
    for part in [
        "<html lang=\"en\">",
        "Selected gminas (",
        ": access to broadband internet</h1>",
        "from 1000 Mb/s</th>",
        "Total</th>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(words_beyond(&page, &land), BTreeSet::new());
}
