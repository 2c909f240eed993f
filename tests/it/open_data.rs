//! The bundle of `zasieg publish`: its tables against answers on paper, its bytes, its feed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::folder::Folder;
use crate::program::zasieg;
use crate::table::{Table, read_json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

const OPTIONS: &str = "publisher = \"Gmina Jasne Pole\"\nemail = \"dane@jasne-pole.example\"\n\
                       base_url = \"https://jasne-pole.example/dane/2026-06/\"\n\
                       series_url = \"https://jasne-pole.example/dane/\"\n\
                       licence = \"CC-BY-4.0\"\nfrequency = \"quarterly\"\n";

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder");
    let file = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read(path).expect("a file"))
    };
    entries.map(file).collect()
}

#[test]
fn people_of_the_paper_gmina_are_counted_and_small_counts_held_back() {
    let dir = Folder::read(&root().join("tests/fixtures/chapters")).written();
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("otwarte"));
    zasieg(&[&"publish", &run, &"--out", &out, &"-q"]).with(0);
    let people = Table::read(&out.join("ludnosc_i_popyt.csv"));
    let row = |level: &str, code: &str| {
        let found = (0..people.rows.len())
            .find(|row| people.value(*row, "level") == level && people.value(*row, "code") == code);
        let row = found.unwrap_or_else(|| panic!("{level} {code}"));
        let of = |name: &str| people.value(row, name).to_owned();
        ["notices", "vacant_addresses", "households", "businesses", "residents"].map(of)
    };
    // Households 2+1+3+2+1+4, residents 5+3+7+5+3+9; notices A1 x3, A5. Businesses are not known of
    // every address. Vacant are S1 and S2 alone: two are too few, so no locality is told nor their sum.
    assert_eq!(row("locality", "9910011"), ["4", "", "13", "", "32"]);
    assert_eq!(row("locality", "9910028"), ["4", "", "15", "", "37"]);
    // Z9 asks for a vacant address and does not count.
    assert_eq!(row("locality", "9910034"), ["0", "", "4", "", "12"]);
    // Three notices name no address.
    assert_eq!(row("locality", "")[0], "3");
    assert_eq!(row("gmina", "980201"), ["11", "", "32", "", "81"]);
    let state = |name: &str| people.by_text("code", name)["980201"].to_owned();
    assert_eq!(state("vacant_addresses_state"), "suppressed");
    assert_eq!(state("businesses_state"), "unknown");
    assert_eq!(state("notices_state"), "known");

    let indicators = Table::read(&out.join("wskazniki.csv"));
    let states = indicators.by_text("symbol", "state");
    let lows = indicators.by_text("symbol", "low");
    // Z4 has the two vacant ones, of which S1 has a home at a white address: Z5 says that it counts it,
    // as W2 does, 18 x 200 x 5000; Z3 would tell of single businesses. Z1 has one notice of eleven whose state is not known. Of the four notices of
    // 9910011 one is from a white address, which Z2 would tell.
    for symbol in ["Z1", "Z2", "Z3", "Z4"] {
        assert_eq!((states[symbol], lows[symbol]), ("suppressed", ""), "{symbol}");
    }
    assert_eq!((states["Z5"], lows["Z5"]), ("vacant_not_deducted", "18000000"));
    assert_eq!((states["W2"], lows["W2"]), ("known", "18"));
    assert_eq!((states["R6"], lows["R6"]), ("known", "32"));

    // A row of vacancies or notices is one empty house, one wish: their rows are not told.
    let sources = Table::read(&out.join("zrodla.csv"));
    let manifest = read_json(&out.join("manifest.json"));
    let rows = sources.by_text("register", "rows_read");
    assert_eq!((rows["vacancies"], rows["demand"], rows["premises"]), ("", "", "17"));
    assert_eq!(sources.by_text("register", "rows_used")["vacancies"], "");
    let input = |file: &str| crate::table::input(&manifest, file);
    for key in ["rows_read", "rows_used", "rows_rejected", "rows_outside_area", "by_code"] {
        assert!(input("pustostany.csv")[key].is_null(), "{key}");
    }
    assert!(input("popyt.csv")["rows_read"].is_null());
    assert!(input("popyt.csv")["by_code"].is_null() && input("adresy.csv")["by_code"].is_object());

    // Without TERC nobody knows whether the powiat has other gminas.
    assert!(!out.join("powiaty.csv").exists() && !out.join("wojewodztwa.csv").exists());
    assert!(people.column("level").iter().all(|level| ["locality", "gmina"].contains(level)));

    // A4 has an offer of 300 Mb/s whose reach is not certain: it is the best one, and no network
    // is certain.
    let addresses = Table::read(&out.join("biale_adresy.csv"));
    let of = |name: &str| addresses.by_text("address_id", name)["A4"].to_owned();
    let found = ["best_down_kbps", "networks_certain", "networks_possible"].map(of);
    assert_eq!(found, ["300000", "0", "1"]);
    // S1 has 50 Mb/s for certain, which is not what the profile asks for.
    assert_eq!(addresses.by_text("address_id", "best_down_kbps")["S1"], "50000");
    assert_eq!(addresses.by_text("address_id", "networks_certain")["S1"], "0");
    let described = read_json(&out.join("biale_adresy.csv-metadata.json"));
    let columns = described["tableSchema"]["columns"].as_array().expect("columns");
    let meaning = |name: &str| {
        let column = columns.iter().find(|column| column["name"] == name).expect("a column");
        column["dc:description"][0]["@value"].as_str().expect("a text")
    };
    assert!(meaning("best_down_kbps").contains("tylko możliwym"));
    assert!(meaning("networks_certain").contains("próg pierwszego profilu"));
    let text = described["dc:description"][0]["@value"].as_str().expect("a text");
    assert!(text.contains("w GeoJSON długość i szerokość geograficzna"), "{text}");
    let english = &described["dc:description"][1];
    assert_eq!(english["@language"], "en");
    let text = english["@value"].as_str().expect("a text");
    assert!(text.contains("longitude and latitude in GeoJSON"), "{text}");
}

#[test]
fn the_sample_has_its_known_answer_in_every_form() {
    let folder = Folder::read(&root().join("data/sample"));
    let dir = folder.written();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("publikacja.toml"), OPTIONS).expect("written");
    let (run, out, options) = (at("run.toml"), at("otwarte"), at("publikacja.toml"));
    zasieg(&[&"publish", &run, &"--out", &out, &"--options", &options, &"-q"]).with(0);
    let expected = &folder.summary()["counts"]["eu_2023_today"];
    let expected = |status: &str| expected[status].as_u64().expect("a count");
    let gminas = Table::read(&out.join("gminy.csv"));
    assert_eq!(gminas.column("code"), ["980101"]);
    for status in ["white", "grey", "black", "uncertain"] {
        let found = gminas.value(0, &format!("eu_2023_today_{status}"));
        assert_eq!(found, expected(status).to_string(), "{status}");
    }
    // White and half of the uncertain ones: 468 + 142 / 2.
    assert_eq!(gminas.value(0, "eu_2023_today_white_mid"), "539.0");
    let open = usize::try_from(expected("white") + expected("uncertain")).expect("few");
    let addresses = Table::read(&out.join("biale_adresy.csv"));
    assert_eq!(addresses.rows.len(), open);
    let statuses: BTreeSet<&str> = addresses.column("eu_2023_today").into_iter().collect();
    assert_eq!(statuses, BTreeSet::from(["uncertain", "white"]));
    let features = read_json(&out.join("biale_adresy.geojson"));
    assert_eq!(features["features"].as_array().map(Vec::len), Some(open));
    // Nobody has told of people: there is no table of nothing.
    assert!(!out.join("ludnosc_i_popyt.csv").exists());

    let described = read_json(&out.join("gminy.csv-metadata.json"));
    let columns = described["tableSchema"]["columns"].as_array().expect("columns");
    let of = |name: &str| columns.iter().find(|column| column["name"] == name).expect("a column");
    let meaning = &of("eu_2023_with_plans_white_low")["dc:description"];
    let told = |language: &str, text: &str| json!({ "@value": text, "@language": language });
    assert_eq!(meaning[0], told("pl", "adresy białe na pewno: profil EU-2023, po planach"));
    let english = "addresses that are white for certain: profile EU-2023, after plans";
    assert_eq!(meaning[1], told("en", english));
    let records = &of("records_street")["dc:description"][1]["@value"];
    assert!(records.as_str().is_some_and(|text| text.contains("“same street”")), "{records}");
    assert_eq!(
        of("addresses")["schema:unitText"],
        json!([told("pl", "adresy"), told("en", "addresses")])
    );
    assert_eq!(of("eu_2023_today_white_mid")["datatype"], "decimal");
    assert_eq!(of("white_nearest_node_m_mean")["schema:unitText"], "m");

    let catalogue = fs::read_to_string(out.join("katalog.ttl")).expect("text");
    for part in [
        "dct:license <http://publications.europa.eu/resource/authority/licence/CC_BY_4_0>",
        "foaf:name \"Gmina Jasne Pole\"@pl",
        "<mailto:dane@jasne-pole.example>",
        "dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/QUARTERLY>",
        "dct:identifier \"980101\"",
        "Dostęp do internetu szerokopasmowego: gmina Jasne Pole (980101)\"@pl",
        "Access to broadband internet: gmina Jasne Pole (980101)\"@en",
        "Broadband coverage by gmina – gmina Jasne Pole (980101)\"@en",
        "Broadband coverage by gmina – CSV (UTF-8, comma)\"@en",
        "authority/language/ENG>",
    ] {
        assert!(catalogue.contains(part), "{part}");
    }
    for line in fs::read_to_string(out.join("SHA256SUMS")).expect("text").lines() {
        let (hash, name) = line.split_once("  ").expect("a hash and a name");
        let bytes = fs::read(out.join(name)).expect("a file of the bundle");
        assert_eq!(hash, format!("{:x}", Sha256::digest(&bytes)), "{name}");
        if Path::new(name).extension().is_some_and(|e| e == "csv") {
            assert!(catalogue.contains(hash), "{name} has its hash in the catalogue");
        }
    }
}

#[test]
fn a_bundle_has_the_same_bytes_from_a_dataset_and_with_any_threads() {
    let mut folder = Folder::small();
    folder.set("publikacja.toml", OPTIONS);
    let dir = folder.written();
    let at = |name: &str| dir.path().join(name);
    let (run, set, options) = (at("run.toml"), at("zbior"), at("publikacja.toml"));
    zasieg(&[&"import", &run, &"--out", &set, &"-q"]).with(0);
    let published = |input: &Path, out: &str, threads: &str| {
        let out = at(out);
        let arguments: crate::program::Arguments<'_> = &[
            &"publish",
            &input,
            &"--out",
            &out,
            &"--options",
            &options,
            &"--threads",
            &threads,
            &"-q",
        ];
        zasieg(arguments).with(0);
        files(&out)
    };
    let first = published(&run, "a", "1");
    assert_eq!(first, published(&run, "b", "3"));
    assert_eq!(first, published(&set, "c", "2"));
    assert!(!first.contains_key("run.json"), "nothing that changes from run to run is published");
}

#[test]
fn changes_since_the_last_edition_are_part_of_the_bundle_until_it_is_replaced() {
    let old = Folder::small();
    let mut new = Folder::small();
    // Operator A reports nothing any more: what it alone served turns white.
    new.remove("zasieg/operator_a.csv");
    let (old, new) = (old.written(), new.written());
    let (run, before) = (new.path().join("run.toml"), old.path().join("run.toml"));
    let (out, diff) = (new.path().join("otwarte"), new.path().join("zmiany"));
    zasieg(&[&"publish", &run, &"--out", &out, &"--previous", &before, &"-q"]).with(0);
    zasieg(&[&"diff", &before, &run, &"--out", &diff, &"-q"]).with(0);
    // An edition of a later day is no earlier one.
    let later = new.path().join("pozniej.toml");
    let text = fs::read_to_string(&run).expect("a run file");
    fs::write(&later, text.replace("2026-06-30", "2026-09-30")).expect("written");
    let nowhere = new.path().join("nigdzie");
    let refused = zasieg(&[&"publish", &run, &"--out", &nowhere, &"--previous", &later, &"-q"]);
    let said = refused.with(2).stderr;
    assert!(said.contains("exchange the two") && said.contains("2026-09-30"), "{said}");
    assert!(!nowhere.exists());
    // Changes may be wanted both ways.
    let backwards = zasieg(&[&"diff", &later, &run, &"--out", &nowhere]).with(0).stderr;
    assert!(backwards.contains("exchange the two") && backwards.contains("2026-09-30"));
    let (told, all) =
        (Table::read(&out.join("zmiany.csv")), Table::read(&diff.join("changes.csv")));
    assert_eq!(told.rows.len(), all.rows.len());
    assert_eq!(told.column("reason"), all.column("reason"));
    let header = fs::read_to_string(out.join("zmiany.csv")).expect("text");
    assert!(!header.contains(".csv"), "no name of a file of the office");
    let sums = Table::read(&out.join("zmiany_gmin.csv"));
    assert_eq!(
        sums.column("change"),
        Table::read(&diff.join("changes_by_gmina.csv")).column("change")
    );
    // The next bundle in this place has no changes, and must not show old ones.
    zasieg(&[&"publish", &run, &"--out", &out, &"--force", &"-q"]).with(0);
    assert!(!out.join("zmiany.csv").exists() && !out.join("zmiany_gmin.parquet").exists());
}

#[test]
fn nothing_of_a_larger_bundle_stays_beside_a_smaller_one() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (land, out) = (dir.path().join("kraj"), dir.path().join("otwarte"));
    zasieg(&[&"synth", &"--out", &land, &"--addresses", &"6007", &"--seed", &"3", &"-q"]).with(0);
    let run = land.join("run.toml");
    let upper = ["powiaty.csv", "wojewodztwa.csv", "wojewodztwa.parquet"];
    zasieg(&[&"publish", &run, &"--out", &out, &"-q"]);
    assert!(upper.iter().all(|name| out.join(name).exists()));
    let is_summed = |name: &String| {
        let sums = fs::read_to_string(out.join("SHA256SUMS")).expect("text");
        name == "SHA256SUMS" || sums.lines().any(|line| line.ends_with(&format!("  {name}")))
    };
    assert!(files(&out).keys().all(is_summed));
    // One of several gminas of its powiat.
    zasieg(&[&"publish", &run, &"--gmina", &"020101", &"--out", &out, &"--force", &"-q"]);
    assert!(!upper.iter().any(|name| out.join(name).exists()));
    let names = files(&out);
    assert!(names.contains_key("gminy.csv") && names.keys().all(is_summed), "{:?}", names.keys());
}

/// Texts of the elements of a name, and the names of all elements.
fn elements(xml: &str, name: &str) -> (Vec<String>, BTreeSet<String>) {
    let mut reader = Reader::from_str(xml);
    let (mut texts, mut names, mut inside) = (Vec::new(), BTreeSet::new(), false);
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => {
                let found = AsRef::<str>::as_ref(&start.name()).to_owned();
                inside = found == name;
                names.insert(found);
            }
            Event::Text(text) if inside => {
                texts.push(str::to_owned(&text));
            }
            Event::End(_) => inside = false,
            Event::Eof => return (texts, names),
            _ => {}
        }
    }
}

#[test]
fn the_feed_names_every_file_once() {
    let mut folder = Folder::small();
    folder.set("publikacja.toml", OPTIONS);
    let dir = folder.written();
    let (run, options) = (dir.path().join("run.toml"), dir.path().join("publikacja.toml"));
    let (out, bare) = (dir.path().join("a"), dir.path().join("b"));
    zasieg(&[&"publish", &run, &"--out", &out, &"--options", &options, &"-q"]).with(0);
    let feed = fs::read_to_string(out.join("dane_gov_pl.xml")).expect("text");
    let (urls, names) = elements(&feed, "url");
    let data: BTreeSet<String> = files(&out)
        .into_keys()
        .filter(|name| [".csv", ".parquet", ".geojson"].iter().any(|end| name.ends_with(end)))
        .map(|name| format!("https://jasne-pole.example/dane/2026-06/{name}"))
        .collect();
    // The first address is that of the dataset.
    assert_eq!(urls[0], "https://jasne-pole.example/dane/");
    assert_eq!(urls[1..].iter().cloned().collect::<BTreeSet<_>>(), data);
    let (idents, _) = elements(&feed, "extIdent");
    let distinct: BTreeSet<&String> = idents.iter().collect();
    assert_eq!((idents.len(), distinct.len()), (data.len() + 1, data.len() + 1));
    assert!(idents.iter().all(|ident| ident.len() <= 36));
    assert!(names.contains("p:datasets"), "the root alone is in the namespace: {names:?}");
    assert_eq!(elements(&feed, "updateFrequency").0, ["quarterly"]);
    assert_eq!(elements(&feed, "dbOrCopyrightedLicenseChosen").0, ["CC BY 4.0"]);
    let (days, _) = elements(&feed, "dataDate");
    assert!(days.iter().all(|day| day == "2026-06-30"), "{days:?}");
    let (english, _) = elements(&feed, "english");
    assert!(english.iter().any(|text| text.starts_with("Access to broadband internet: ")));
    assert_eq!(english.len(), elements(&feed, "polish").0.len());
    // Without an address there is nothing to harvest; the user is told.
    let told = zasieg(&[&"publish", &run, &"--out", &bare]).with(0);
    assert!(told.stderr.contains("publisher, email, base_url"), "{}", told.stderr);
    assert!(!bare.join("dane_gov_pl.xml").exists());
}

/// A title of the publisher's own is not beside another one in English.
#[test]
fn own_words_have_no_other_words_in_english() {
    let folder = Folder::small();
    let dir = folder.written();
    let at = |name: &str| dir.path().join(name);
    let published = |name: &str, words: &str| {
        fs::write(at("publikacja.toml"), format!("{OPTIONS}{words}")).expect("written");
        let (run, out, options) = (at("run.toml"), at(name), at("publikacja.toml"));
        zasieg(&[&"publish", &run, &"--out", &out, &"--options", &options, &"-q"]).with(0);
        let catalogue = fs::read_to_string(out.join("katalog.ttl")).expect("text");
        (catalogue, fs::read_to_string(out.join("dane_gov_pl.xml")).expect("text"))
    };
    let own = "title = \"Sieci u nas\"\nkeywords = [\"sieci\"]\n";
    let (catalogue, feed) = published("a", own);
    assert!(catalogue.contains("\"Sieci u nas\"@pl") && catalogue.contains("\"sieci\"@pl"));
    assert!(!catalogue.contains("Access to broadband internet:"), "{catalogue}");
    assert!(!catalogue.contains("\"broadband\"@en"), "{catalogue}");
    assert!(feed.contains("<polish>Sieci u nas</polish>"), "{feed}");
    assert!(!feed.contains("<english>Access to broadband internet"), "{feed}");
    let (catalogue, feed) = published("b", &format!("{own}title_en = \"Our networks\"\n"));
    assert!(catalogue.contains("\"Our networks\"@en"), "{catalogue}");
    assert!(feed.contains("<english>Our networks</english>"), "{feed}");
}

#[test]
fn wrong_options_are_named() {
    let mut folder = Folder::small();
    folder.set("zle.toml", "licence = \"WTFPL\"\n");
    let dir = folder.written();
    let at = |name: &str| dir.path().join(name);
    let (run, bad, out) = (at("run.toml"), at("zle.toml"), at("otwarte"));
    let ended = zasieg(&[&"publish", &run, &"--out", &out, &"--options", &bad, &"-q"]).with(2);
    assert!(ended.stderr.contains("expected CC0-1.0, CC-BY-4.0"), "{}", ended.stderr);
    assert!(!out.exists());
    let template = zasieg(&[&"publish", &"--template"]).with(0).stdout;
    assert!(template.contains("base_url"), "{template}");
}
