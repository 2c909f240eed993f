//! Values of layers as people and programs write them, and what is never read: personal data.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::folder::{Folder, join, split};
use crate::layer_files::{file_of, layer_schemas, separator, text, with_every_layer};
use crate::parquet_file::read_texts;
use crate::program::{Ended, diagnose, zasieg};
use crate::table::{Table, counts, input, read_json};

/// Field of `connections`, what is written, the column and its value, and the remark.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str);

const REMARK: &str = "łącze \"na słupie\", stare; do wymiany";

const CASES: [Case; 56] = [
    ("monthly_cost_pln", "123,45", "monthly_cost_grosze", "12345", ""),
    ("monthly_cost_pln", "123.5", "monthly_cost_grosze", "12350", ""),
    ("monthly_cost_pln", "99", "monthly_cost_grosze", "9900", ""),
    ("monthly_cost_pln", "0,07", "monthly_cost_grosze", "7", ""),
    ("monthly_cost_pln", "0", "monthly_cost_grosze", "0", ""),
    ("monthly_cost_pln", "1,005", "monthly_cost_grosze", "", "ignored_value"),
    ("monthly_cost_pln", "sto", "monthly_cost_grosze", "", "ignored_value"),
    ("down_mbps", "0,512", "down_kbps", "512", ""),
    ("down_mbps", "300.5", "down_kbps", "300500", ""),
    ("down_mbps", "100", "down_kbps", "100000", ""),
    ("down_mbps", "szybko", "down_kbps", "", "ignored_value"),
    ("down_mbps", "-1", "down_kbps", "", "ignored_value"),
    ("contract_until", "2028-01-31", "contract_until", "2028-01-31", ""),
    ("contract_until", "20280131", "contract_until", "2028-01-31", ""),
    ("contract_until", "31.01.2028", "contract_until", "2028-01-31", ""),
    ("contract_until", "2028/01/31", "contract_until", "2028-01-31", ""),
    ("contract_until", "2028-01-31T08:30:00", "contract_until", "2028-01-31", ""),
    ("contract_until", "2028-01-31 08:30", "contract_until", "2028-01-31", ""),
    // A year of two digits is not the year 28.
    ("contract_until", "31.01.28", "contract_until", "", "ignored_value"),
    ("contract_until", "31.02.2028", "contract_until", "", "ignored_value"),
    ("contract_until", "bezterminowo", "contract_until", "", "ignored_value"),
    ("ose", "tak", "ose", "true", ""),
    ("ose", "TAK", "ose", "true", ""),
    ("ose", "T", "ose", "true", ""),
    ("ose", "1", "ose", "true", ""),
    ("ose", "nie", "ose", "false", ""),
    ("ose", "Nie", "ose", "false", ""),
    ("ose", "0", "ose", "false", ""),
    ("ose", "false", "ose", "false", ""),
    ("ose", "być może", "ose", "", "ignored_value"),
    ("workstations", "12", "workstations", "12", ""),
    ("workstations", "12.0", "workstations", "12", ""),
    ("workstations", "12,0", "workstations", "12", ""),
    ("workstations", "12,5", "workstations", "", "ignored_value"),
    ("ulic", "98", "ulic", "00098", "restored_zeros"),
    ("ulic", "99999", "ulic", "99999", ""),
    ("ulic", "9801x", "ulic", "", "ignored_value"),
    ("simc", "123456", "simc", "0123456", "restored_zeros"),
    ("terc", "9801014", "terc", "9801014", ""),
    ("terc", "980101", "terc", "980101", ""),
    ("medium", "ŚWIATŁOWODOWE", "medium", "światłowodowe", ""),
    ("medium", "radiowe (FWA)", "medium", "radiowe", ""),
    ("medium", "szklane", "medium", "szklane", "unknown_word"),
    ("kind", "Library", "kind", "library", ""),
    ("kind", "kamery (monitoring)", "kind", "monitoring", ""),
    ("kind", "Urząd", "kind", "office", ""),
    // A word for a kind of building that the template does not show.
    ("kind", "remiza", "kind", "fire_station", ""),
    ("kind", "zamek", "kind", "zamek", "unknown_word"),
    ("state", "nie ma łącza", "state", "none", ""),
    ("backup", "brak", "backup", "none", ""),
    ("ownership", "użyczenie", "ownership", "rented", ""),
    ("monthly_cost_pln", "-10", "monthly_cost_grosze", "", "ignored_value"),
    ("backup", "Fixed_Same_Route", "backup", "fixed_same_route", ""),
    ("remarks", REMARK, "remarks", REMARK, ""),
    ("state", "", "state", "", ""),
    ("need_down_mbps", "1000,0", "need_down_kbps", "1000000", ""),
];

/// A file of `connections` with one row a case, each with a place of its own.
fn connections() -> String {
    let fields = ["id", "name", "kind", "state"];
    let others: BTreeSet<&str> =
        CASES.iter().map(|case| case.0).filter(|field| !fields.contains(field)).collect();
    let header: Vec<String> =
        fields.iter().chain(&others).chain(&["lon", "lat"]).map(|f| (*f).to_owned()).collect();
    let mut text = join(&header, b';');
    for (n, (field, written, ..)) in CASES.iter().enumerate() {
        let value = |name: &String| match name.as_str() {
            name if name == *field => (*written).to_owned(),
            "id" => format!("B{n}"),
            "name" => "Szkoła".to_owned(),
            "kind" => "school".to_owned(),
            "state" => "active".to_owned(),
            "lon" => "19,6".to_owned(),
            "lat" => "53,3".to_owned(),
            _ => String::new(),
        };
        text += &join(&header.iter().map(value).collect::<Vec<_>>(), b';');
    }
    text
}

#[test]
fn values_are_read_as_they_are_written() {
    let mut folder = Folder::small();
    folder.set("lacza.csv", connections());
    folder.add_input("connections", "lacza.csv", "");
    let dir = folder.written();
    let out = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &out]).with(0);
    let layer = read_texts(&out.join("connections.parquet"));
    assert_eq!(layer.rows.len(), CASES.len(), "every row is used");
    let issues = Table::read(&out.join("issues.csv"));
    let mut remarks: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for row in issues.rows.iter().filter(|row| row[3] == "lacza.csv") {
        remarks.entry(row[4].parse().expect("a row")).or_default().push(&row[0]);
    }
    for (row, (field, written, column, expected, remark)) in (1..).zip(CASES) {
        let values = layer.by_number("source_row", column);
        assert_eq!(values[&row], expected, "{field} = {written:?}");
        let found = remarks.remove(&row).unwrap_or_default();
        let mut expected: Vec<&str> = Some(remark).into_iter().filter(|c| !c.is_empty()).collect();
        if ["simc", "ulic"].contains(&field) && remark == "restored_zeros" {
            // It names a place, and no house in it.
            expected.push("row_without_address");
        }
        assert_eq!(found, expected, "{field} = {written:?}");
    }
    assert!(remarks.is_empty(), "{remarks:?}");
    let manifest = read_json(&out.join("manifest.json"));
    let by_code = counts(&input(&manifest, "lacza.csv")["by_code"]);
    for code in ["ignored_value", "restored_zeros", "unknown_word"] {
        let expected = CASES.iter().filter(|case| case.4 == code).count();
        assert_eq!(by_code[code], expected as u64, "{code}");
    }
}

#[test]
fn a_value_of_the_run_file_stands_where_the_file_has_none() {
    let mut folder = Folder::small();
    let base = folder.table("adresy.csv");
    let [simc, ulic, number] = ["SIMC", "SYM_UL", "Nr porządkowy"].map(|name| base.position(name));
    let mut text = "simc;ulic;nr;gospodarstwa;source\n".to_owned();
    for (n, row) in base.rows[..21].iter().enumerate() {
        let source = if n == 20 { "spis" } else { "" };
        text += &format!("{};{};{};2;{source}\n", row[simc], row[ulic], row[number]);
    }
    folder.set("gospodarstwa.csv", text);
    // The table speaks of one gmina and does not say of which.
    let values = "values = { terc = \"980101\", source = \"ewidencja\", as_of = \"2026-06-30\" }\n";
    folder.add_input("premises", "gospodarstwa.csv", values);
    // The same for a register with a reader of its own.
    let id = base.column("gml_id").into_iter().find(|id| !id.is_empty()).expect("an identifier");
    let offer = format!("address_id,technology,down_mbps,up_mbps\n{id},GPON,300,100\n");
    folder.set("oferty.csv", offer);
    folder.add_input("offer-table", "oferty.csv", "values = { operator = \"99901\" }\n");
    let dir = folder.written();
    let out = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &out]).with(0);
    let layer = read_texts(&out.join("premises.parquet"));
    assert_eq!(layer.rows.len(), 21);
    assert!(layer.column("address_row").iter().all(|row| !row.is_empty()), "every row is tied");
    assert_eq!(layer.column("terc"), ["980101"; 21]);
    assert_eq!(layer.column("as_of"), ["2026-06-30"; 21]);
    let sources = layer.by_number("source_row", "source");
    assert_eq!((sources[&1], sources[&21]), ("ewidencja", "spis"));
    let offers = read_texts(&out.join("offers.parquet"));
    assert!(offers.column("provider").contains(&"99901"));
}

/// What no output may hold.
const MARK: &str = "Niewidoczna";

/// Adds to a file of a layer every column that is never read, filled; and a second row whose
/// house number no register has. Gives how many there are.
fn with_persons(folder: &mut Folder, schema: &toml::Table) -> usize {
    let Some(names) = schema.get("never_read").and_then(toml::Value::as_array) else { return 0 };
    let names: Vec<&str> = names.iter().map(|name| name.as_str().expect("a name")).collect();
    let (register, file) = (text(schema, "register"), file_of(schema));
    let lines = folder.text(&file).lines().map(|line| split(line, separator(schema)));
    let lines: Vec<Vec<String>> = lines.collect();
    let mut spoiled = lines[1].clone();
    if let Some(number) = lines[0].iter().position(|name| name == "number") {
        "9999".clone_into(&mut spoiled[number]);
    }
    let mut text = String::new();
    for (n, mut row) in [lines[0].clone(), lines[1].clone(), spoiled].into_iter().enumerate() {
        let person = |(m, name): (usize, &&str)| {
            if n == 0 { (*name).to_owned() } else { format!("{MARK} {register} {n} {m}") }
        };
        row.extend(names.iter().enumerate().map(person));
        text += &join(&row, separator(schema));
    }
    folder.set(&file, text);
    names.len()
}

/// Asserts that neither bytes nor values of any file below `dir` hold the mark.
fn assert_unmarked(dir: &Path) {
    let folder = Folder::read(dir);
    assert!(!folder.names().is_empty());
    for name in folder.names() {
        let bytes = folder.bytes(&name);
        let holds = bytes.windows(MARK.len()).any(|window| window == MARK.as_bytes());
        assert!(!holds, "{name} holds personal data");
        if name.ends_with(".parquet") {
            // Parquet is packed: its bytes say nothing.
            let table = read_texts(&dir.join(&name));
            let mut values = table.header.iter().chain(table.rows.iter().flatten());
            assert!(values.all(|value| !value.contains(MARK)), "{name}");
        }
    }
}

#[test]
fn personal_data_appear_nowhere() {
    let (mut folder, _) = with_every_layer();
    let counts = layer_schemas().iter().map(|s| with_persons(&mut folder, s)).collect::<Vec<_>>();
    assert!(counts.iter().filter(|n| **n > 0).count() >= 10, "{counts:?}");
    folder.replace("run.toml", "max_rejected_share = 0.05", "max_rejected_share = 1.0");
    // SIDUSIS hands notices out as objects with the person who sent them.
    let notice = serde_json::json!({"type": "FeatureCollection", "features": [{
        "type": "Feature",
        "properties": {
            "id": 1,
            "submitter": {"first_name": MARK, "email": format!("{MARK}@example.test")},
            "phone_no": MARK,
        },
        "geometry": {"type": "Point", "coordinates": [19.6, 53.3]},
    }]});
    folder.set("zgloszenia.geojson", notice.to_string());
    folder.add_input("demand", "zgloszenia.geojson", "");
    let dir = folder.written();
    let run = dir.path().join("run.toml");
    let out = |name: &str| dir.path().join(name);
    let said = |ended: Ended| {
        assert!(!ended.stdout.contains(MARK) && !ended.stderr.contains(MARK), "said on the way");
    };
    said(zasieg(&[&"import", &run, &"--out", &out("dataset")]).with(0));
    said(diagnose(&run, &out("out"), &[]).with(0));
    said(zasieg(&[&"report", &run, &"--gmina", &"980101", &"--out", &out("report")]).with(0));
    for name in ["dataset", "out", "report"] {
        assert_unmarked(&out(name));
    }
    // The rows themselves were used; the two of the table have one identifier, and are one notice.
    let demand = read_texts(&out("dataset").join("demand.parquet"));
    assert_eq!(demand.rows.len(), 2);
}

#[test]
fn a_column_that_is_never_read_cannot_be_mapped() {
    let mut folder = Folder::small();
    folder.set("ankieta.csv", format!("E-mail,lon,lat\n{MARK}@example.test,19.6,53.3\n"));
    folder.add_input("demand", "ankieta.csv", "columns = { id = \"E-mail\" }\n");
    let dir = folder.written();
    let ended = diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(2);
    for part in ["ankieta.csv", "columns.id", "E-mail", "personal data"] {
        assert!(ended.stderr.contains(part), "no {part:?} in: {}", ended.stderr);
    }
    assert!(!ended.stderr.contains(MARK));
}

#[test]
fn messages_about_damaged_files_hold_no_personal_data() {
    let collection =
        |features: &str| format!("{{\"type\": \"FeatureCollection\", \"features\": {features}}}");
    let feature = |properties: &str, geometry: &str| {
        let feature = format!(
            "[{{\"type\": \"Feature\", \"properties\": {properties}, \"geometry\": {geometry}}}]"
        );
        collection(&feature)
    };
    let mark = format!("\"{MARK}\"");
    let files = [
        // As SIDUSIS hands them out: objects that are no GeoJSON.
        ("a.json", format!("[{{\"submitter\": {{\"first_name\": {mark}}}, \"id\": 1}}]")),
        ("b.json", collection(&format!("[{{\"email\": {mark}}}]"))),
        ("c.json", feature(&format!("{{\"email\": {mark}}}"), &mark)),
        ("d.json", collection(&mark)),
        ("e.json", feature(&mark, "null")),
        ("f.json", feature("{}", &format!("{{\"type\": {mark}, \"coordinates\": [1, 2]}}"))),
        ("g.json", feature("{}", &format!("{{\"type\": \"Point\", \"coordinates\": {mark}}}"))),
        ("h.json", format!("{{\"type\": {mark}}}")),
        ("i.geojson", format!("{{{mark}: ")),
        (
            "j.csv",
            format!("id,lon,lat,email\nD1,19.6,53.3,\"{MARK}\nD2,19.6,53.3,x\nD3,19.6,53.3,x\n"),
        ),
    ];
    let mut files: Vec<(&str, Vec<u8>)> =
        files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    // Bytes of another encoding behind a name: ś of Windows-1250.
    let feature = feature(&format!("{{\"email\": \"{MARK} ś\"}}"), "null");
    files.push(("k.json", feature.replace('ś', "\u{1}").into_bytes()));
    let last = files.last_mut().expect("pushed");
    last.1.iter_mut().filter(|byte| **byte == 1).for_each(|byte| *byte = 0x9c);
    for (name, text) in files {
        let mut folder = Folder::small();
        folder.set(name, text);
        folder.add_input("demand", name, "");
        let dir = folder.written();
        let out = dir.path().join("out");
        let ended = diagnose(&dir.path().join("run.toml"), &out, &[]);
        assert_eq!(ended.code, 2, "{name}: {}", ended.stderr);
        assert!(ended.stderr.contains(name), "{}", ended.stderr);
        assert!(!ended.stderr.contains(MARK), "{name}: {}", ended.stderr);
        assert!(!out.exists());
    }
}
