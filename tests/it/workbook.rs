//! Spreadsheets made by hand, part by part, and the rows that the program reads from them.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use zasieg::model::FileId;
use zasieg::sources::{self, InputOptions, Schema, SourceError, Tally};

/// Parts of an archive: path and bytes.
pub type Parts = Vec<(String, Vec<u8>)>;

/// An archive of parts.
pub fn pack(parts: &Parts) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options).expect("memory does not fail");
        zip.write_all(bytes).expect("memory does not fail");
    }
    zip.finish().expect("memory does not fail").into_inner()
}

/// Parts of an archive.
pub fn unpack(bytes: &[u8]) -> Parts {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let n_parts = zip.len();
    let mut part = |position| {
        let mut file = zip.by_index(position).expect("a member");
        let name = file.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("deflated bytes");
        (name, bytes)
    };
    (0..n_parts).map(&mut part).collect()
}

/// The text of a part.
pub fn text<'a>(parts: &'a Parts, name: &str) -> &'a str {
    let part = parts.iter().find(|(path, _)| path == name);
    let (_, bytes) = part.unwrap_or_else(|| panic!("no part {name}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A cell with a text.
pub fn text_cell(name: &str, text: &str) -> String {
    format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escape(text))
}

/// Letters of a column, from 0; 26 are enough here.
pub fn letter(column: usize) -> char {
    char::from(b'A' + u8::try_from(column).expect("a small table"))
}

/// Rows of texts as the data of a sheet, the first in row `first`.
pub fn sheet_rows<R: AsRef<[String]>>(first: usize, rows: &[R]) -> String {
    let row = |(number, values): (usize, &R)| {
        let cells = values.as_ref().iter().enumerate();
        let cells =
            cells.map(|(column, value)| text_cell(&format!("{}{number}", letter(column)), value));
        format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
    };
    (first..).zip(rows).map(row).collect()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Parts of a workbook with sheets of (name, state, data); its second cell style is a date.
pub fn xlsx_parts(sheets: &[(&str, &str, &str)]) -> Parts {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |relations: String| {
        let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
        format!("<Relationships xmlns=\"{namespace}\">{relations}</Relationships>")
    };
    let mut parts: Parts = Vec::new();
    let mut push = |name: &str, text: String| parts.push((name.to_owned(), text.into_bytes()));
    push("[Content_Types].xml", "<Types/>".to_owned());
    push("_rels/.rels", relations(relation("r1", "officeDocument", "xl/workbook.xml")));
    let mut list = String::new();
    let mut related = relation("s", "styles", "styles.xml");
    related += &relation("t", "sharedStrings", "sharedStrings.xml");
    for (number, (name, state, data)) in (1..).zip(sheets) {
        list += &format!(
            "<sheet name=\"{name}\" sheetId=\"{number}\" state=\"{state}\" r:id=\"w{number}\"/>"
        );
        related += &relation(&format!("w{number}"), "worksheet", &format!("sheet{number}.xml"));
        let sheet =
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{data}</sheetData></worksheet>");
        push(&format!("xl/sheet{number}.xml"), sheet);
    }
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>{list}</sheets></workbook>"
    );
    push("xl/workbook.xml", book);
    push("xl/_rels/workbook.xml.rels", relations(related));
    let formats = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"d\\.mm\\.yyyy\"/></numFmts>";
    let styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>";
    push("xl/styles.xml", format!("<styleSheet>{formats}{styles}</styleSheet>"));
    let rich = "<si><r><t>Łą</t></r><r><t>ka &amp; las</t></r><rPh><t>x</t></rPh></si>";
    let texts = format!("<sst uniqueCount=\"2\"><si><t>zwykły</t></si>{rich}</sst>");
    push("xl/sharedStrings.xml", texts);
    parts
}

/// A workbook with one sheet.
pub fn xlsx(name: &str, data: &str) -> Vec<u8> {
    pack(&xlsx_parts(&[(name, "visible", data)]))
}

/// An OpenDocument spreadsheet with these tables.
pub fn ods(tables: &str) -> Vec<u8> {
    let head = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" \
                xmlns:style=\"s\" xmlns:calcext=\"c\"><office:automatic-styles>\
                <style:style style:name=\"ta0\"><style:table-properties table:display=\"false\"/>\
                </style:style></office:automatic-styles><office:body><office:spreadsheet>";
    let tail = "</office:spreadsheet></office:body></office:document-content>";
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let content = format!("{head}{tables}{tail}");
    pack(&vec![
        ("mimetype".to_owned(), kind.as_bytes().to_vec()),
        ("content.xml".to_owned(), content.into_bytes()),
    ])
}

/// A row of a table and the values of the register's fields, in the order of its schema.
pub type Row = (u32, Vec<String>);

/// What readers of a register get from a file.
pub fn rows(place: &Path, register: &str) -> Result<Vec<Row>, SourceError> {
    let name = place.file_name().expect("a file").to_string_lossy();
    let schema = Schema::of(register);
    let mut found = Vec::new();
    for raw in sources::open(place, &name)? {
        let table = sources::open_table(place, raw, schema, &InputOptions::default())?;
        let columns: Vec<_> = schema.columns.iter().map(|c| table.column(&c.field)).collect();
        let mut tally = Tally::new(FileId(0));
        table.for_each(&mut tally, |row, _| {
            let values = columns.iter().map(|column| row.text(*column).to_owned());
            found.push((row.origin.row, values.collect()));
        })?;
    }
    Ok(found)
}

/// The same of bytes under a name.
pub fn rows_of(name: &str, bytes: &[u8], register: &str) -> Result<Vec<Row>, SourceError> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join(name);
    std::fs::write(&place, bytes).expect("writable");
    rows(&place, register)
}
