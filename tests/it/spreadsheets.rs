//! Spreadsheets in: the same rows as from CSV, the right sheet, and no harm from damaged files.

use std::fs;

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::folder::{Folder, zip_of};
use crate::program::{diagnose, zasieg};
use crate::table::Table;
use crate::workbook::{
    Row, ods, pack, rows_of, sheet_rows, text, text_cell, unpack, xlsx, xlsx_parts,
};

/// Fields of public-buildings are id, kind, name, terc, simc, ulic, number, easting, northing,
/// lon, lat.
const REGISTER: &str = "public-buildings";

/// A row of public-buildings with these first values; the others are empty.
fn building(row: u32, values: &[&str]) -> Row {
    let mut values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    values.resize(11, String::new());
    (row, values)
}

fn error(name: &str, bytes: &[u8]) -> String {
    rows_of(name, bytes, REGISTER).expect_err("an error").to_string()
}

fn assert_says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "{word:?} is not in {message}");
    }
}

#[test]
fn typed_cells_are_the_texts_of_the_csv() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Public-Buildings").expect("a short name");
    // Another order than the schema's, and a column that is nobody's.
    let header = ["lon", "id", "uwagi", "kind", "name", "terc", "ulic", "number"];
    for (column, name) in (0_u16..).zip(header) {
        sheet.write(0, column, name).expect("a cell");
    }
    let date = Format::new().set_num_format("d mmmm yyyy");
    let moment = Format::new().set_num_format("[$-415]d.mm.yyyy hh:mm");
    let day = ExcelDateTime::from_ymd(2026, 6, 30).expect("a day");
    let noon = ExcelDateTime::from_ymd(2026, 6, 30).expect("a day").and_hms(12, 5, 0);
    sheet.write(1, 1, "# opis wiersza").expect("a cell");
    // Row 3 of the sheet: data row 2.
    sheet.write(2, 0, 19.194_488).expect("a cell");
    sheet.write(2, 1, "007").expect("a cell");
    sheet.write(2, 3, "biblioteka").expect("a cell");
    sheet.write(2, 4, " Żłobek „Ślimak” & spółka\n").expect("a cell");
    sheet.write(2, 5, 201_011).expect("a cell");
    sheet.write(2, 6, 9182).expect("a cell");
    sheet.write_with_format(2, 7, &day, &date).expect("a cell");
    // Row 4 is empty, row 5 has formats only.
    sheet.write_blank(4, 1, &date).expect("a cell");
    sheet.write(5, 1, 42.0).expect("a cell");
    sheet.write(5, 3, true).expect("a cell");
    sheet.write(5, 4, false).expect("a cell");
    sheet.write_with_format(5, 7, noon.expect("a time"), &moment).expect("a cell");
    let bytes = workbook.save_to_buffer().expect("a small workbook");
    let found = rows_of("budynki.xlsx", &bytes, REGISTER).expect("rows");
    let csv = "lon;id;uwagi;kind;name;terc;ulic;number\n\
               ;# opis wiersza;;;;;;\n\
               19.194488;007;;biblioteka; Żłobek „Ślimak” & spółka;201011;9182;2026-06-30\n\
               ;;;;;;;\n;;;;;;;\n\
               ;42;;tak;nie;;;2026-06-30T12:05:00\n";
    assert_eq!(found, rows_of("budynki.csv", csv.as_bytes(), REGISTER).expect("rows"));
    let name = "Żłobek „Ślimak” & spółka";
    let first =
        ["007", "biblioteka", name, "201011", "", "9182", "2026-06-30", "", "", "19.194488"];
    let last = ["42", "tak", "nie", "", "", "", "2026-06-30T12:05:00"];
    assert_eq!(found, [building(2, &first), building(5, &last)]);
}

#[test]
fn texts_of_every_form_are_read() {
    let head = sheet_rows(1, &[["id", "kind", "name", "terc"].map(str::to_owned)]);
    let data = format!(
        "{head}<row><c t=\"s\"><v>0</v></c><c t=\"str\"><f>A1</f><v>x_x000D_y</v></c>\
         <c t=\"s\"><v>1</v></c><c s=\"1\"><v>46203</v></c></row>\
         <row r=\"3\"><c r=\"A3\"><v>1E3</v></c><c r=\"B3\" t=\"b\"><v>1</v></c>\
         <c r=\"C3\" t=\"d\"><v>2026-06-30T00:00:00</v></c><c r=\"D3\" t=\"n\"/></row>"
    );
    let found = rows_of("a.xlsx", &xlsx("Arkusz1", &data), REGISTER).expect("rows");
    let first = building(1, &["zwykły", "x\ry", "Łąka & las", "2026-06-30"]);
    assert_eq!(found, [first, building(2, &["1000", "tak", "2026-06-30"])]);
}

#[test]
fn comments_are_told_from_values() {
    let csv = "id,kind,name\n# a,b,c\n#1,library,A\n,# komentarz,B\n#,x,y\n#N/D!,office,C\n,,\nB,other,D\n";
    let found = rows_of("a.csv", csv.as_bytes(), REGISTER).expect("rows");
    let expected = [
        building(2, &["#1", "library", "A"]),
        building(5, &["#N/D!", "office", "C"]),
        building(7, &["B", "other", "D"]),
    ];
    assert_eq!(found, expected);
    // A register that a publisher fills has no comments.
    let csv = "code,name\n# 98,A\n";
    assert_eq!(rows_of("a.csv", csv.as_bytes(), "boundaries").expect("rows").len(), 1);
    // A quote that nobody closed swallows no rows, in a comment neither.
    let csv = "id,kind,name\n# a,\"b,c\nA,library,A\nB,library,B\n";
    assert_says(&error("a.csv", csv.as_bytes()), &["quotation mark", "row 2"]);
}

#[test]
fn the_sheet_is_named_or_the_only_one() {
    let table = |id: &str| {
        let header = ["id", "kind", "name"].map(str::to_owned);
        sheet_rows(1, &[header, [id, "library", "A"].map(str::to_owned)])
    };
    let (a, b) = (table("A"), table("B"));
    let read = |sheets: &[(&str, &str, &str)]| {
        let found = rows_of("a.xlsx", &pack(&xlsx_parts(sheets)), REGISTER);
        found.map(|rows| rows[0].1[0].clone()).map_err(|error| error.to_string())
    };
    let cases = [
        // By its name, even where it is hidden.
        vec![("Dane", "visible", a.as_str()), ("PUBLIC-buildings", "hidden", &b)],
        // The only one that holds anything, is to be seen, and is no description.
        vec![("Arkusz1", "visible", ""), ("Dane", "visible", &b)],
        vec![("Dane", "visible", b.as_str()), ("slowniki", "veryHidden", &a)],
        vec![("Dane", "visible", b.as_str()), ("Opis", "visible", &a)],
    ];
    for sheets in cases {
        assert_eq!(read(&sheets).as_deref(), Ok("B"), "{sheets:?}");
    }
    let several = read(&[("Rok 2025", "visible", &a), ("Rok 2026", "visible", &b)]);
    assert_says(&several.expect_err("two"), &["Rok 2025, Rok 2026", "\"public-buildings\""]);
    let none = read(&[("Arkusz1", "visible", ""), ("Opis", "visible", &a)]);
    assert_says(&none.expect_err("none"), &["holds no record"]);
}

#[test]
fn the_error_of_a_formula_names_its_cell() {
    let head = sheet_rows(1, &[["id", "kind", "name"].map(str::to_owned)]);
    let row = |cells: &str| format!("{head}<row r=\"7\">{cells}</row>");
    let bad = row("<c r=\"A7\"><v>1</v></c><c r=\"C7\" t=\"e\"><f>NA()</f><v>#N/A</v></c>");
    assert_says(&error("a.xlsx", &xlsx("Dane", &bad)), &["a.xlsx", "\"Dane\"", "cell C7", "#N/A"]);
    // Beside the table it is nobody's.
    let beside = row("<c r=\"A7\"><v>1</v></c><c r=\"E7\" t=\"e\"><v>#DIV/0!</v></c>");
    assert_eq!(rows_of("a.xlsx", &xlsx("Dane", &beside), REGISTER).expect("rows").len(), 1);
    for cell in [
        "<c r=\"B7\"><v>dwa</v></c>",
        "<c r=\"B7\"><v>inf</v></c>",
        "<c r=\"B7\" t=\"s\"><v>2</v></c>",
        "<c r=\"B7\" t=\"q\"><v>2</v></c>",
    ] {
        assert_says(&error("a.xlsx", &xlsx("Dane", &row(cell))), &["cell B7"]);
    }
}

#[test]
fn opendocument_spreadsheets_are_read() {
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let head = ["id", "kind", "name", "terc"].map(cell).concat();
    let typed = |kind: &str, value: &str| {
        format!(
            "<table:table-cell office:value-type=\"{kind}\" {value}><text:p>co widać</text:p></table:table-cell>"
        )
    };
    let note = "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>notatka\
                </text:p></office:annotation><text:p>Łą<text:s text:c=\"2\"/>ka</text:p>\
                <text:p>i <text:span>las</text:span></text:p></table:table-cell>";
    let row = |attributes: &str, cells: &str| {
        format!("<table:table-row {attributes}>{cells}</table:table-row>")
    };
    let empty = |n: u32| format!("<table:table-cell table:number-columns-repeated=\"{n}\"/>");
    let float = typed("float", "office:value=\"201011\"");
    let date = typed("date", "office:date-value=\"2026-06-30\"");
    let truth = typed("boolean", "office:boolean-value=\"true\"");
    let rows = [
        row("", &(head + &empty(1020))),
        row("", &(cell("# opis") + &empty(1023))),
        row("table:number-rows-repeated=\"2\"", &empty(1024)),
        row("table:number-rows-repeated=\"2\"", &(cell("007") + &truth + note + &float)),
        row("", &(empty(2) + &date + &empty(1021))),
        row("table:number-rows-repeated=\"1048570\"", &empty(1024)),
    ];
    let sheet = |name: &str, style: &str, rows: &str| {
        format!(
            "<table:table table:name=\"{name}\" table:style-name=\"{style}\">{rows}</table:table>"
        )
    };
    let tables = sheet("Ukryty", "ta0", &rows.concat()) + &sheet("Dane", "ta1", &rows.concat());
    let found = rows_of("a.ods", &ods(&tables), REGISTER).expect("rows");
    let repeated = ["007", "tak", "Łą  ka\ni las", "201011"];
    let last = building(6, &["", "", "2026-06-30"]);
    assert_eq!(found, [building(4, &repeated), building(5, &repeated), last]);
    // The error of a formula.
    let wrong = "<table:table-cell office:value-type=\"string\" calcext:value-type=\"error\">\
                 <text:p>#N/D!</text:p></table:table-cell>";
    let rows = row("", &["id", "kind", "name"].map(cell).concat()) + &row("", wrong);
    let message = error("a.ods", &ods(&sheet("Dane", "", &rows)));
    assert_says(&message, &["\"Dane\"", "cell A2", "#N/D!"]);
    // Parts that break off, and repetitions beyond any sheet.
    let many = row("", &["id", "kind", "name"].map(cell).concat())
        + &row("table:number-rows-repeated=\"99999999999\"", &cell("A"));
    let wide = row(
        "",
        &cell("id").replace(
            "<table:table-cell",
            "<table:table-cell table:number-columns-repeated=\"4000000000\"",
        ),
    );
    for rows in [many, wide] {
        assert_says(&error("a.ods", &ods(&sheet("Dane", "", &rows))), &["does not reach"]);
    }
    for cut in [
        "<table:table table:name=\"A\">",
        "<table:table table:name=\"A\"><table:table-row><table:table-cell>",
    ] {
        assert!(rows_of("a.ods", &ods(cut), REGISTER).is_err(), "{cut}");
    }
}

#[test]
fn what_a_file_says_of_its_size_is_not_believed() {
    let table = sheet_rows(
        1,
        &[["id", "kind", "name"], ["A", "library", "B"]].map(|row| row.map(str::to_owned)),
    );
    let mut parts = xlsx_parts(&[("Dane", "visible", &table)]);
    for (name, bytes) in &mut parts {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let text = match name.as_str() {
            "xl/sheet1.xml" => {
                text.replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>")
            }
            "xl/sharedStrings.xml" => text.replace("\"2\"", "\"99999999999999\""),
            _ => text,
        };
        *bytes = text.into_bytes();
    }
    let found = rows_of("a.xlsx", &pack(&parts), REGISTER).expect("rows");
    assert_eq!(found, [building(1, &["A", "library", "B"])]);
    // The last cell of a sheet, far from any other.
    let last = text_cell("XFD1048576", "x");
    let far = format!("{table}<row r=\"1048576\">{last}</row>");
    assert_eq!(rows_of("a.xlsx", &xlsx("Dane", &far), REGISTER).expect("rows").len(), 1);
    for beyond in ["XFE1", "A1048577", "AAAA1", "A99999999999", "?"] {
        let data = format!("{table}<row>{}</row>", text_cell(beyond, "x"));
        assert_says(&error("a.xlsx", &xlsx("Dane", &data)), &["cell"]);
    }
}

#[test]
fn files_that_are_no_workbooks_say_so() {
    let cut = |name: &str, from: &str| {
        let mut parts = xlsx_parts(&[("Dane", "visible", "")]);
        let part = parts.iter_mut().find(|(path, _)| path == name).expect("a part");
        let text = String::from_utf8(part.1.clone()).expect("UTF-8");
        let at = text.find(from).expect("a place to cut");
        part.1.truncate(at);
        error("a.xlsx", &pack(&parts))
    };
    assert_says(&cut("xl/sheet1.xml", "</sheetData>"), &["a.xlsx", "breaks off"]);
    let without = |name: &str| {
        let mut parts = xlsx_parts(&[("Dane", "visible", "")]);
        parts.retain(|(path, _)| path != name);
        error("a.xlsx", &pack(&parts))
    };
    for part in ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sheet1.xml", "_rels/.rels"] {
        assert_says(&without(part), &["a.xlsx", part, "missing"]);
    }
    let locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more";
    assert_says(&error("a.xlsx", locked), &["a.xlsx", "password"]);
    assert!(rows_of("a.xlsx", b"PK\x03\x04 and no more", REGISTER).is_err());
}

#[test]
fn a_workbook_in_an_archive_is_a_member_of_it() {
    let header = ["id", "kind", "name"].map(str::to_owned);
    let data = sheet_rows(1, &[header, ["A", "library", "B"].map(str::to_owned)]);
    let archive = zip_of("tabele/budynki.xlsx", &xlsx("Dane", &data));
    let found = rows_of("a.zip", &archive, REGISTER).expect("rows");
    assert_eq!(found, [building(1, &["A", "library", "B"])]);
}

/// A table of the sample as a workbook of texts.
fn as_workbook(sample: &Folder, name: &str) -> Vec<u8> {
    let table = sample.table(name);
    let rows: Vec<Vec<String>> = [table.header].into_iter().chain(table.rows).collect();
    xlsx("Arkusz1", &sheet_rows(1, &rows))
}

#[test]
fn a_run_is_the_same_with_spreadsheets() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (plain, sheets) = (dir.path().join("plain"), dir.path().join("sheets"));
    let mut sample = Folder::small();
    sample.write(&plain);
    for (csv, workbook) in [("adresy.csv", "adresy.xlsx"), ("budynki.csv", "budynki.xlsx")] {
        let bytes = as_workbook(&sample, csv);
        sample.set(workbook, bytes);
        sample.remove(csv);
        sample.replace("run.toml", csv, workbook);
    }
    sample.write(&sheets);
    for folder in [&plain, &sheets] {
        diagnose(&folder.join("run.toml"), &folder.join("out"), &[]);
    }
    for file in ["addresses.csv", "gminas.csv", "localities.csv"] {
        let read = |folder: &std::path::Path| fs::read(folder.join("out").join(file));
        assert_eq!(read(&plain).expect("written"), read(&sheets).expect("written"), "{file}");
    }
    let issues = |folder: &std::path::Path| {
        let text = fs::read_to_string(folder.join("out/issues.csv")).expect("written");
        Table::parse(&text.replace(".xlsx", ".csv"))
    };
    assert_eq!(issues(&plain), issues(&sheets));
}

#[test]
fn issues_name_the_row_that_a_person_sees() {
    let mut sample = Folder::small();
    let table = sample.table("budynki.csv");
    let mut rows = vec![table.header.clone(), vec!["# identyfikator".to_owned()]];
    rows.extend(table.rows.iter().cloned());
    // Row 5 of the sheet: its third data row, the fourth below the header.
    "zamek".clone_into(&mut rows[4][1]);
    sample.set("budynki.xlsx", xlsx("public-buildings", &sheet_rows(1, &rows)));
    sample.replace("run.toml", "budynki.csv", "budynki.xlsx");
    let dir = tempfile::tempdir().expect("a temporary folder");
    sample.write(dir.path());
    let out = dir.path().join("out");
    diagnose(&dir.path().join("run.toml"), &out, &[]);
    let issues = Table::read(&out.join("issues.csv"));
    let codes = issues.column("code");
    let found = codes.iter().position(|code| *code == "unknown_kind").expect("an issue");
    let place = ["file", "row", "detail"].map(|name| issues.value(found, name));
    assert_eq!(place, ["budynki.xlsx", "4", "zamek"]);
    // A report of operators has no header: its spreadsheet cannot be read, and says so.
    let bytes = xlsx("Dane", "");
    fs::write(dir.path().join("zasieg/operator_a.csv"), bytes).expect("writable");
    let ended =
        zasieg(&[&"diagnose", &dir.path().join("run.toml"), &"--out", &dir.path().join("x")]);
    assert_says(&ended.with(2).stderr, &["operator_a.csv", "spreadsheet", "CSV"]);
}

#[test]
fn a_house_number_that_became_a_date_is_an_issue() {
    let mut sample = Folder::small();
    let table = sample.table("budynki.csv");
    let mut rows = vec![table.header.clone()];
    rows.extend(table.rows.iter().cloned());
    "2026-08-09".clone_into(&mut rows[1][6]);
    assert_eq!(rows[0][6], "number");
    sample.set("budynki.xlsx", xlsx("Dane", &sheet_rows(1, &rows)));
    sample.replace("run.toml", "budynki.csv", "budynki.xlsx");
    let base = sample.text("adresy.csv").to_owned();
    let mut fields = crate::folder::split(base.lines().nth(1).expect("a row"), b',');
    let number = sample.table("adresy.csv").position("Nr porządkowy");
    "2026-08-09".clone_into(&mut fields[number]);
    let changed = crate::folder::join(&fields, b',');
    sample.replace("adresy.csv", base.lines().nth(1).expect("a row"), changed.trim_end());
    let dir = tempfile::tempdir().expect("a temporary folder");
    sample.write(dir.path());
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]);
    let issues = Table::read(&dir.path().join("out/issues.csv"));
    let damaged = (0..issues.rows.len()).filter(|at| issues.value(*at, "code") == "damaged_text");
    let mut files: Vec<&str> = damaged
        .filter(|at| issues.value(*at, "detail") == "2026-08-09" && issues.value(*at, "row") == "1")
        .map(|at| issues.value(at, "file"))
        .collect();
    files.sort_unstable();
    assert_eq!(files, ["adresy.csv", "budynki.xlsx"]);
}

#[test]
fn a_real_spreadsheet_names_its_sheets() {
    let Some(real) = std::env::var_os("ZASIEG_REAL_DATA") else {
        println!("ZASIEG_REAL_DATA is not set: no real spreadsheet is read");
        return;
    };
    let place = std::path::Path::new(&real).join("pit_templates/Slowniki.ods");
    if !place.exists() {
        println!("{} is not there: no real spreadsheet is read", place.display());
        return;
    }
    let bytes = fs::read(place).expect("a file");
    // Dictionaries of UKE, one a sheet.
    assert_says(&error("Slowniki.ods", &bytes), &["Technologie dostępowe, ", "Medium, "]);
}

/// A small workbook and a small OpenDocument file with something of everything.
fn samples() -> [Vec<u8>; 2] {
    let head = sheet_rows(1, &[["id", "kind", "name"].map(str::to_owned)]);
    let data = format!(
        "{head}<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" s=\"1\"><v>46203</v></c>\
         <c r=\"C2\" t=\"b\"><v>1</v></c></row>"
    );
    let cells = "<table:table-cell office:value-type=\"string\" \
                 table:number-columns-repeated=\"2\"><text:p>id</text:p></table:table-cell>\
                 <table:table-cell office:value-type=\"float\" office:value=\"2\"/>";
    let row =
        format!("<table:table-row table:number-rows-repeated=\"2\">{cells}</table:table-row>");
    let table = format!("<table:table table:name=\"Dane\">{row}</table:table>");
    [pack(&xlsx_parts(&[("Dane", "visible", &data), ("Opis", "visible", "")])), ods(&table)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Bytes of the archive changed: most fail its checksums.
    #[test]
    fn damaged_archives_are_errors_and_no_panics(
        which in 0_usize..2,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = samples()[which].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        // Named as text, so that nothing but the content leads to the reader of spreadsheets.
        drop(rows_of("a.csv", &bytes, REGISTER));
    }

    /// Bytes of a part changed and packed again: the reader sees every one.
    #[test]
    fn damaged_parts_are_errors_and_no_panics(
        which in 0_usize..2,
        part in any::<prop::sample::Index>(),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(b"<>/\"&;=09ArtsvZ \xff".to_vec())),
            1..4,
        ),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut parts = unpack(&samples()[which]);
        let part = part.index(parts.len());
        let bytes = &mut parts[part].1;
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        drop(rows_of("a.csv", &pack(&parts), REGISTER));
    }
}

#[test]
fn the_samples_of_damage_are_good_before_it() {
    let [workbook, document] = samples();
    assert_eq!(rows_of("a.csv", &workbook, REGISTER).expect("rows").len(), 1);
    // Its columns are not those of the register: read, and refused by name.
    assert_says(&error("a.csv", &document), &["missing column"]);
    assert!(text(&unpack(&workbook), "xl/workbook.xml").contains("Opis"));
}
