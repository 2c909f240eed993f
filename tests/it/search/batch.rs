//! `check` and `check --batch`: a list comes back with the address and status of each row.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::folder::{Folder, address_rows, zip_of};
use crate::program::zasieg;
use crate::table::Table;

/// How a row of the list is made, and what it must be found as.
const FORMS: [(&str, &[&str]); 5] = [
    ("id", &["identifier"]),
    ("place", &["nearest"]),
    ("as written", &["exact"]),
    ("plain", &["exact", "normalised"]),
    ("other order", &["exact", "normalised"]),
];

/// Polish letters without their marks.
fn plain(text: &str) -> String {
    let marks = "ąćęłńóśźż".chars().zip("acelnoszz".chars());
    let marks: std::collections::BTreeMap<char, char> = marks.collect();
    text.to_lowercase().chars().map(|letter| *marks.get(&letter).unwrap_or(&letter)).collect()
}

struct Asked {
    form: usize,
    row: usize,
    line: String,
}

/// Every ninth address of the sample that no other shares its text or place with, in each form.
fn asked(base: &Table) -> Vec<Asked> {
    let names = ["Miejscowość", "Ulica", "Nr porządkowy", "gml_id"];
    let [locality, street, number, id] = names.map(|name| base.column(name));
    let (lat, lon) = (base.column("Szerokość geograficzna"), base.column("Długość geograficzna"));
    let place = |row: usize| (lat[row], lon[row]);
    let keys = address_rows(base);
    let single = keys.values().filter(|rows| rows.len() == 1).map(|rows| rows[0] - 1);
    let alone = |row: &usize| (0..lat.len()).filter(|r| place(*r) == place(*row)).count() == 1;
    let mut found = Vec::new();
    for row in single.filter(alone).step_by(9) {
        if id[row].is_empty() || lat[row].is_empty() {
            continue;
        }
        let house = format!("{} {}", street[row], number[row]).trim().to_owned();
        let text = format!("{}, {house}", locality[row]);
        let lines = [
            format!("{};;;", id[row]),
            format!(";;{};{}", lon[row].replace('.', ","), lat[row].replace('.', ",")),
            format!(";{text};;"),
            format!(";{};;", plain(&text).replace("ul. ", "").replace(',', "")),
            format!(";{house} {};;", locality[row]),
        ];
        let lines = lines.into_iter().enumerate();
        found.extend(lines.map(|(form, line)| Asked { form, row, line }));
    }
    found
}

fn batch(input: &Path, list: &Path, out: &Path) -> String {
    zasieg(&[&"check", &input, &"--batch", &list, &"--out", &out]).with(0).stderr
}

#[test]
fn a_dataset_answers_a_list_as_its_run_file_does_byte_by_byte() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (run, set) = (root.join("run.toml"), dir.path().join("zbior"));
    let ended = zasieg(&[&"import", &run, &"--out", &set, &"--quiet"]);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
    let base = Table::read(&root.join("adresy.csv"));
    let mut lines = String::from("klient;adres_id;adres;lon;lat\n");
    for asked in asked(&base) {
        lines += &format!("\"{}, \"\"x\"\"\";{}\n", asked.row, asked.line);
    }
    // Nothing, a row that is too short, what is nowhere, what several fit, a misspelt one.
    lines += ";;;;\n1;2\n2;;Nigdzie 5;;\n3;;Polna 1;;\n4;;jasne ploe koscilena 2;;\n";
    let list = dir.path().join("lista.csv");
    fs::write(&list, lines).expect("writable");
    let answer = |input: &Path, name: &str| {
        let out = dir.path().join(name);
        let said = batch(input, &list, &out);
        assert!(!said.contains("row by row"), "{said}");
        fs::read(out).expect("an answer")
    };
    assert!(answer(&run, "a.csv") == answer(&set, "b.csv"), "the answers differ");
}

#[test]
fn every_row_of_a_list_gets_its_address_and_status() {
    let sample = Folder::small();
    let (base, expected) = (sample.table("adresy.csv"), sample.table("oczekiwane.csv"));
    let asked = asked(&base);
    assert!(asked.len() > 200, "{}", asked.len());
    let lines: String = asked.iter().map(|asked| asked.line.clone() + "\n").collect();
    let dir = sample.written();
    let (list, out) = (dir.path().join("lista.csv"), dir.path().join("wynik.csv"));
    fs::write(&list, format!("adres_id;adres;lon;lat\n{lines}")).expect("writable");
    let said = batch(&dir.path().join("run.toml"), &list, &out);
    assert!(said.contains("read by the columns adres_id, adres, lon, lat"), "{said}");
    let answer = Table::read(&out);
    assert_eq!(answer.rows.len(), asked.len());
    let statuses = expected.column("eu_2023_today");
    let ids = base.column("gml_id");
    for (at, asked) in asked.iter().enumerate() {
        let (form, kinds) = FORMS[asked.form];
        let kind = answer.value(at, "match");
        assert!(kinds.contains(&kind), "{form}: {kind} {:?}", asked.line);
        assert_eq!(answer.value(at, "address_id"), ids[asked.row], "{form} {:?}", asked.line);
        assert_eq!(answer.value(at, "eu_2023_today"), statuses[asked.row], "{form}");
        assert_eq!(answer.value(at, "match_candidates"), "1");
    }
    // The same list as an Excel of old would write it, packed, gives the same bytes.
    let again = dir.path().join("znowu.csv");
    let zip = dir.path().join("lista.zip");
    fs::write(&zip, zip_of("lista.csv", &fs::read(&list).expect("written"))).expect("writable");
    batch(&dir.path().join("run.toml"), &zip, &again);
    assert_eq!(fs::read(&again).expect("written"), fs::read(&out).expect("written"));
}

#[test]
fn no_row_is_lost_and_no_status_is_guessed() {
    let mut sample = Folder::small();
    // A twin: two rows with the text of the first address.
    let first = sample.table("adresy.csv").rows[0].clone();
    let text = format!("{} {} {}", first[3], first[5], first[6]);
    sample.edit("adresy.csv", 3, |fields| {
        for column in [2, 3, 4, 5, 6] {
            fields[column].clone_from(&first[column]);
        }
    });
    let dir = sample.written();
    let (list, out) = (dir.path().join("lista.csv"), dir.path().join("wynik.csv"));
    let rows = [
        format!("1,{text},x"),
        "2,Nigdzie Takiej 999,x".to_owned(),
        "3,\"too\",many,columns".to_owned(),
        "4,,x".to_owned(),
    ];
    fs::write(&list, format!("lp,adres,match\n{}\n", rows.join("\n"))).expect("writable");
    batch(&dir.path().join("run.toml"), &list, &out);
    let answer = Table::read(&out);
    // A column of the list keeps its name; ours stands aside.
    assert_eq!(answer.column("zasieg_match"), ["ambiguous", "none", "unreadable", "none"]);
    assert_eq!(answer.column("match"), ["x", "x", "", "x"]);
    assert_eq!(answer.column("match_candidates"), ["2", "0", "0", "0"]);
    assert_eq!(answer.column("eu_2023_today"), ["", "", "", ""]);
    assert_eq!(answer.column("lp"), ["1", "2", "", "4"]);
    // What stands there stays.
    let (run, kept) = (dir.path().join("run.toml"), fs::read(&out).expect("written"));
    let ended = zasieg(&[&"check", &run, &"--batch", &list, &"--out", &out]).with(2);
    assert!(ended.stderr.contains("--force"), "{}", ended.stderr);
    assert_eq!(fs::read(&out).expect("kept"), kept);
}

#[test]
fn coordinates_of_a_list_are_read_or_said_to_be_unreadable() {
    let sample = Folder::small();
    let base = sample.table("adresy.csv");
    let (lat, lon) = (base.column("Szerokość geograficzna"), base.column("Długość geograficzna"));
    let ids = base.column("gml_id");
    let place = |row: usize| (lat[row], lon[row]);
    let alone = |row: usize| (0..lat.len()).filter(|r| place(*r) == place(row)).count() == 1;
    let is_good = |row: &usize| !ids[*row].is_empty() && alone(*row);
    let row = (0..lat.len()).find(is_good).expect("an address with an identifier");
    let dir = sample.written();
    let (list, out) = (dir.path().join("lista.csv"), dir.path().join("wynik.csv"));
    // Degrees in columns of metres, in minutes, no numbers, and a client's own number of a row.
    let text = format!("id,x,y\n1,{},{}\n2,18°33,53°10\n3,nan,53.1\n", lon[row], lat[row]);
    fs::write(&list, text).expect("writable");
    batch(&dir.path().join("run.toml"), &list, &out);
    let answer = Table::read(&out);
    assert_eq!(answer.column("match"), ["nearest", "unreadable", "unreadable"]);
    assert_eq!(answer.column("address_id"), [ids[row], "", ""]);
    assert_eq!(answer.column("id"), ["1", "2", "3"]);
}

#[test]
fn one_address_is_found_as_people_type_it() {
    let sample = Folder::small();
    let base = sample.table("adresy.csv");
    let dir = sample.written();
    let run = dir.path().join("run.toml");
    let keys = address_rows(&base);
    let is_named = |row: &&usize| {
        let street = base.value(**row - 1, "Ulica");
        street.len() > 12 && base.value(**row - 1, "Nr porządkowy").parse::<u32>().is_ok()
    };
    let mut single = keys.values().filter(|rows| rows.len() == 1).map(|rows| &rows[0]);
    let row = *single.find(|row| is_named(row)).expect("an address on a street") - 1;
    let (street, number) = (base.value(row, "Ulica"), base.value(row, "Nr porządkowy"));
    let locality = base.value(row, "Miejscowość");
    let answer = |text: &str| -> Value {
        let ended = zasieg(&[&"check", &run, &text, &"--json"]).with(0);
        serde_json::from_str(&ended.stdout).expect("JSON")
    };
    // One letter of the street is left out.
    let mut letters: Vec<char> = street.chars().collect();
    letters.remove(7);
    let misspelt: String = letters.into_iter().collect();
    let found = answer(&format!("{misspelt} {number}, {locality}"));
    assert_eq!(found["match"], "fuzzy");
    assert_eq!(found["answers"][0]["address_id"], base.value(row, "gml_id"));
    let (lat, lon) =
        (base.value(row, "Szerokość geograficzna"), base.value(row, "Długość geograficzna"));
    let found = answer(&format!("{lat}, {lon}"));
    assert_eq!(found["match"], "nearest");
    assert_eq!(found["answers"][0]["address_id"], base.value(row, "gml_id"));
    // The street and number of this town, but of another one: nothing is answered.
    for elsewhere in ["Warszawa", "00-950 Warszawa", "gm. Warszawa"] {
        let text = format!("{street} {number}, {elsewhere}");
        let ended = zasieg(&[&"check", &run, &text]).with(2);
        assert!(ended.stderr.contains("the nearest are"), "{}", ended.stderr);
        // The address that would fit without that word is named, with its identifier and no status.
        let id = base.value(row, "gml_id");
        assert!(ended.stdout.contains("Czy chodziło o"), "{}", ended.stdout);
        assert!(ended.stdout.contains(id), "{}", ended.stdout);
        assert!(!ended.stdout.contains("biały") && !ended.stdout.contains("czarny"));
        let ended = zasieg(&[&"check", &run, &text, &"--json"]).with(2);
        let told: Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(
            (&told["match"], &told["hint_reason"]),
            (&"hint".into(), &"words_left_out".into())
        );
        assert_eq!(told["words_left_out"], serde_json::json!(["warszawa"]), "{told}");
        assert_eq!(told["answers"], serde_json::json!([]));
        assert_eq!(told["alternatives"][0]["address_id"], id);
    }
    // A point in the Baltic is no address: the nearest ones are named, with their distance.
    let ended = zasieg(&[&"check", &run, &"54.9000, 18.9000"]).with(2);
    assert!(ended.stderr.contains("m away"), "{}", ended.stderr);
    let ended = zasieg(&[&"check", &run, &format!("{street} 9999, {locality}")]).with(2);
    assert!(ended.stderr.contains("the nearest are"), "{}", ended.stderr);
}

#[test]
fn another_letter_after_a_number_is_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let base = Table::read(&root.join("adresy.csv"));
    let [locality, street, number] =
        ["Miejscowość", "Ulica", "Nr porządkowy"].map(|name| base.column(name));
    let is_there = |row: usize, wanted: &str| {
        (0..number.len()).any(|other| {
            locality[other] == locality[row]
                && street[other] == street[row]
                && number[other].eq_ignore_ascii_case(wanted)
        })
    };
    let keys = address_rows(&base);
    let single = keys.values().filter(|rows| rows.len() == 1).map(|rows| rows[0] - 1);
    let plain = |row: &usize| {
        number[*row].parse::<u32>().is_ok() && !is_there(*row, &format!("{}z", number[*row]))
    };
    let rows: Vec<usize> = single.filter(plain).step_by(5).collect();
    assert!(rows.len() > 100, "{}", rows.len());
    let lines = rows.iter().map(|&row| {
        format!("{};{} {}Z;{}\n", locality[row], street[row], number[row], number[row])
    });
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (list, out) = (dir.path().join("lista.csv"), dir.path().join("wynik.csv"));
    fs::write(&list, format!("miasto;ulica i numer;lp\n{}", lines.collect::<String>()))
        .expect("writable");
    batch(&root.join("run.toml"), &list, &out);
    let answer = Table::read(&out);
    for (at, &row) in rows.iter().enumerate() {
        let told = (answer.value(at, "match"), answer.value(at, "match_note"));
        assert!(
            matches!(told, ("fuzzy", "number_differs") | ("ambiguous" | "hint" | "none", _)),
            "{told:?} {} {} {}Z",
            locality[row],
            street[row],
            number[row]
        );
    }
    let differing = answer.column("match_note").iter().filter(|n| **n == "number_differs").count();
    assert!(differing * 10 > rows.len() * 9, "{differing} of {}", rows.len());
    let first = rows[0];
    let text = format!("{} {} {}Z", locality[first], street[first], number[first]);
    let ended = zasieg(&[&"check", &root.join("run.toml"), &text]).with(0);
    assert!(ended.stdout.contains("numeru z tą literą nie ma w rejestrze"), "{}", ended.stdout);
}

/// Twenty of them.
fn whole_rows(base: &Table) -> Vec<usize> {
    single_rows(base).into_iter().take(20).collect()
}

/// Rows of addresses on streets, with identifier and place, that no other row repeats.
fn single_rows(base: &Table) -> Vec<usize> {
    let keys = address_rows(base);
    let single = keys.values().filter(|rows| rows.len() == 1).map(|rows| rows[0] - 1);
    let is_told = |row: &usize| {
        ["Ulica", "gml_id", "Szerokość geograficzna"]
            .iter()
            .all(|column| !base.value(*row, column).is_empty())
    };
    single.filter(is_told).collect()
}

#[test]
fn lists_are_known_by_the_more_specific_names_of_their_columns() {
    let sample = Folder::small();
    let base = sample.table("adresy.csv");
    let rows = whole_rows(&base);
    let [locality, street, number] =
        ["Miejscowość", "Ulica", "Nr porządkowy"].map(|name| base.column(name));
    let (lat, lon) = (base.column("Szerokość geograficzna"), base.column("Długość geograficzna"));
    let whole = |row: usize| format!("{} {}, {}", street[row], number[row], locality[row]);
    let dir = sample.written();
    let run = dir.path().join("run.toml");
    let found = |header: &str, line: &dyn Fn(usize, usize) -> String| -> Vec<String> {
        let (list, out) = (dir.path().join("lista.csv"), dir.path().join("wynik.csv"));
        let lines: String =
            rows.iter().enumerate().map(|(at, &row)| line(at + 1, row) + "\n").collect();
        fs::write(&list, format!("{header}\n{lines}")).expect("writable");
        zasieg(&[&"check", &run, &"--batch", &list, &"--out", &out, &"--force"]).with(0);
        let answer = Table::read(&out);
        answer.column("address_id").iter().map(|id| (*id).to_owned()).collect()
    };
    let expected: Vec<String> =
        rows.iter().map(|&row| base.value(row, "gml_id").to_owned()).collect();
    assert_eq!(
        found("Nr;Miejscowość;Ulica;Numer budynku", &|at, row| format!(
            "{at};{};{};{}",
            locality[row], street[row], number[row]
        )),
        expected,
        "a column that counts rows beside one of houses"
    );
    assert_eq!(
        found("Nr;ADRES klienta", &|at, row| format!("{at};\"{}\"", whole(row))),
        expected,
        "a column that counts rows beside whole addresses"
    );
    assert_eq!(
        found("Lp.;ulica i numer;miejscowość", &|at, row| format!(
            "{at};{} {};{}",
            street[row], number[row], locality[row]
        )),
        expected
    );
    let near = found("klient;wsp", &|at, row| format!("{at};\"{}, {}\"", lat[row], lon[row]));
    assert!(near.iter().all(|id| !id.is_empty()), "{near:?}");
    assert_eq!(
        found("Ulica i numer;Kod i miejscowość", &|_, row| format!(
            "{} {};80-000 {}",
            street[row], number[row], locality[row]
        )),
        expected,
        "a postcode before the locality"
    );
    for header in ["Nr domu/lokalu", "Nr domu i lokalu", "Budynek"] {
        let header = format!("sep=;\nKlienci;;\n;;\nMiejscowość;Ulica;{header}");
        assert_eq!(
            found(&header, &|_, row| format!(
                "{};{};{}/4",
                locality[row], street[row], number[row]
            )),
            expected,
            "{header}"
        );
    }
    let rest: Vec<String> = rows[1..].iter().map(|&row| whole(row)).collect();
    assert_eq!(
        found(&whole(rows[0]).replace(", ", ";"), &|at, _| {
            rest.get(at - 1).map_or_else(String::new, |text| text.replace(", ", ";"))
        }),
        expected,
        "no header"
    );
}

#[test]
fn codes_of_the_registers_are_an_address() {
    let sample = Folder::small();
    let base = sample.table("adresy.csv");
    let rows = single_rows(&base);
    let [simc, ulic, number, id, locality, street] =
        ["SIMC", "SYM_UL", "Nr porządkowy", "gml_id", "Miejscowość", "Ulica"]
            .map(|name| base.column(name));
    let key = |row: usize| (simc[row], ulic[row], number[row].to_lowercase());
    let is_single = |row: usize| (0..simc.len()).filter(|at| key(*at) == key(row)).count() == 1;
    let rows: Vec<usize> = rows.into_iter().filter(|row| is_single(*row)).collect();
    assert!(rows.len() > 100, "{}", rows.len());
    let dir = sample.written();
    let run = dir.path().join("run.toml");
    let (list, out) = (dir.path().join("kody.csv"), dir.path().join("kody.wynik.csv"));
    // Every address by its codes; a spreadsheet has taken the first zeros of the street.
    let line = |row: &usize| {
        let street = ulic[*row].trim_start_matches('0');
        format!("{};{street};{}\n", simc[*row], number[*row])
    };
    let text: String = rows.iter().map(line).collect();
    fs::write(&list, format!("simc;ulic;nr\n{text}")).expect("writable");
    batch(&run, &list, &out);
    let answer = Table::read(&out);
    let found: Vec<&str> = rows.iter().map(|row| id[*row]).collect();
    assert_eq!(answer.column("address_id"), found);
    assert!(answer.column("match").iter().all(|kind| *kind == "exact"));
    // A code that nobody has, a number that is not there; names of one place beside codes of
    // another, and names beside a code that the base does not know.
    let first = *rows.iter().find(|row| !street[**row].is_empty()).expect("a street");
    let other = *rows.iter().find(|row| simc[**row] != simc[first]).expect("another locality");
    let names = format!("{};{};{}", locality[first], street[first], number[first]);
    let text = format!(
        "simc;ulic;miejscowość;ulica;nr\n{};00007;;;1\n{};{};;;9999\n{};00007;{names}\n1234567;;{names}\n",
        simc[first], simc[first], ulic[first], simc[other]
    );
    fs::write(&list, text).expect("writable");
    zasieg(&[&"check", &run, &"--batch", &list, &"--out", &out, &"--force"]).with(0);
    let answer = Table::read(&out);
    assert_eq!(answer.column("match"), ["none", "none", "hint", "exact"]);
    assert_eq!(answer.column("match_note"), ["", "", "codes_differ", ""]);
    assert_eq!(answer.column("address_id"), ["", "", "", id[first]]);
    assert_eq!(answer.column("eu_2023_today")[..3], ["", "", ""]);
}

#[test]
fn cells_that_hold_no_address_are_told() {
    let sample = Folder::small();
    let base = sample.table("adresy.csv");
    let rows = whole_rows(&base);
    let [locality, street, number, lat, lon] =
        ["Miejscowość", "Ulica", "Nr porządkowy", "Szerokość geograficzna", "Długość geograficzna"]
            .map(|name| base.column(name));
    let dir = sample.written();
    let run = dir.path().join("run.toml");
    // Coordinates as other programs write them; a cell that holds none is no address.
    let (list, out) = (dir.path().join("gps.csv"), dir.path().join("gps.wynik.csv"));
    let (own_lat, own_lon) = (lat[rows[0]], lon[rows[0]]);
    let text = format!(
        "gps\nPOINT({own_lon} {own_lat})\n{}\nbrak danych 5\n1,2\n",
        [own_lat, own_lon]
            .map(|side| {
                let degrees: f64 = side.parse().expect("a number");
                format!("{}°{:.5}'", degrees.trunc(), degrees.fract() * 60.0)
            })
            .join("N ")
            + "E"
    );
    fs::write(&list, text.replace("1,2\n", "\"1,2\"\n")).expect("writable");
    batch(&run, &list, &out);
    let answer = Table::read(&out);
    assert_eq!(answer.column("match"), ["nearest", "nearest", "unreadable", "unreadable"]);
    assert_eq!(answer.column("match_distance_m")[..2], ["0.0", "0.0"]);
    // A number that a spreadsheet took for a date; a word that nothing explains.
    let (locality, street) = (locality[rows[0]], street[rows[0]]);
    let number = number[rows[0]];
    let text = format!(
        "miejscowość;ulica;nr domu\n{locality};{street};maj.12\n{locality};{street} Zmyślona;{number}\n"
    );
    fs::write(&list, text).expect("writable");
    zasieg(&[&"check", &run, &"--batch", &list, &"--out", &out, &"--force"]).with(0);
    let answer = Table::read(&out);
    assert_eq!(answer.column("match"), ["unreadable", "hint"]);
    assert_eq!(answer.column("match_note"), ["number_is_date", "words_left_out"]);
    // What only comes near is named in a column of its own, and nothing is told of it.
    assert_eq!(answer.column("match_hint"), ["", &format!("{locality}, {street} {number}")]);
    for name in ["matched_address", "address_id", "eu_2023_today"] {
        assert_eq!(answer.column(name), ["", ""], "{name}");
    }
    assert_eq!(answer.column("match_candidates"), ["0", "0"]);
    // One address a line, whatever commas are in it; a number or a name that nothing explains, and
    // the country, which says nothing.
    let text = format!(
        "adres\n{street} {number}, {locality}\n{street} {number} 1978, {locality}\n\
         {street} {number}, {locality}, Polska\n{locality}, ul. Poczta {number}\n"
    );
    fs::write(&list, text).expect("writable");
    zasieg(&[&"check", &run, &"--batch", &list, &"--out", &out, &"--force"]).with(0);
    let id = base.column("gml_id")[rows[0]];
    assert_eq!(Table::read(&out).column("address_id"), [id, "", id, ""]);
    // The identifier or the coordinates beside it still tell; without them nothing does.
    let text = format!(
        "adres_id;miejscowość;ulica;nr domu;gps\n{id};{locality};{street};maj.12;\n\
         ;{locality};{street};maj.12;{own_lat} {own_lon}\n{id};;;;brak\n;;;;brak\n"
    );
    fs::write(&list, text).expect("writable");
    zasieg(&[&"check", &run, &"--batch", &list, &"--out", &out, &"--force"]).with(0);
    let answer = Table::read(&out);
    assert_eq!(answer.column("match"), ["identifier", "nearest", "identifier", "unreadable"]);
    assert_eq!(answer.column("match_note")[..2], ["number_is_date", "number_is_date"]);
    // Columns of which some are known and none tells an address.
    let (list, out) = (dir.path().join("zla.csv"), dir.path().join("nic.csv"));
    fs::write(&list, "klient;gdzie;miejscowość\n1;Polna 2;Jasne Pole\n").expect("writable");
    let ended = zasieg(&[&"check", &run, &"--batch", &list, &"--out", &out]).with(2);
    for told in ["klient, gdzie, miejscowość", "nr domu", "współrzędne", "only miejscowość"]
    {
        assert!(ended.stderr.contains(told), "{told}: {}", ended.stderr);
    }
    assert!(!out.exists());
}
