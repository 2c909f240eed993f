//! TERYT in the XML form of GUS: `<teryt><catalog name="TERC" date="…"><row>…`.

use std::collections::BTreeMap;

use csv::StringRecord;
use serde::Deserialize;

use super::table::Loaded;
use super::{RawFile, SourceError, xml_text};

#[derive(Deserialize)]
struct Teryt {
    catalog: Catalog,
}

#[derive(Deserialize)]
struct Catalog {
    #[serde(default)]
    row: Vec<BTreeMap<String, String>>,
}

/// Whether bytes are a catalogue of TERYT.
pub(super) fn is_teryt(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).into_owned();
    xml_text::is_xml(bytes) && head.contains("<teryt>")
}

/// Reads the rows of a catalogue; their elements are the columns.
///
/// # Errors
/// When the document breaks off or declares a document type.
pub(super) fn read(raw: RawFile) -> Result<Loaded, SourceError> {
    let name = raw.name;
    let bytes = xml_text::harmless(&name, raw.bytes)?;
    let teryt: Teryt =
        quick_xml::de::from_reader(&bytes[..]).map_err(|error| SourceError::Malformed {
            file: name.clone(),
            place: "TERYT XML".to_owned(),
            reason: format!("{error}; fetch the file again"),
        })?;
    let rows = teryt.catalog.row;
    let mut header: Vec<String> = Vec::new();
    for row in &rows {
        for column in row.keys() {
            if !header.contains(column) {
                header.push(column.clone());
            }
        }
    }
    let value = |row: &BTreeMap<String, String>, column: &String| {
        row.get(column).cloned().unwrap_or_default()
    };
    let record = |row| header.iter().map(|column| value(row, column)).collect::<StringRecord>();
    let records = rows.iter().map(record).collect();
    Ok(Loaded { header, records, geometries: Vec::new(), crs: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> RawFile {
        RawFile {
            name: "TERC.xml".to_owned(),
            sha256: String::new(),
            bytes: text.as_bytes().to_vec(),
            member: None,
            beside: Vec::new(),
        }
    }

    #[test]
    fn elements_of_a_row_are_its_columns() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<teryt>\n  <catalog \
                    name=\"TERC\" type=\"ALL\" date=\"2025-01-01\">\n<row><WOJ>02</WOJ><POW />\
                    <NAZWA>DOLNOŚLĄSKIE</NAZWA></row>\n<row><WOJ>02</WOJ><POW>01</POW>\
                    <NAZWA>A &amp; B</NAZWA></row></catalog></teryt>";
        assert!(is_teryt(text.as_bytes()));
        let read = read(raw(text)).expect("a catalogue");
        assert_eq!(read.header, ["NAZWA", "POW", "WOJ"]);
        let rows: Vec<Vec<&str>> = read.records.iter().map(|r| r.iter().collect()).collect();
        assert_eq!(rows, [["DOLNOŚLĄSKIE", "", "02"], ["A & B", "01", "02"]]);
    }

    #[test]
    fn a_file_that_breaks_off_is_refused() {
        let error = read(raw("<teryt><catalog><row><WOJ>02")).err().expect("refused");
        assert!(error.to_string().starts_with("TERC.xml: TERYT XML"), "{error}");
    }
}
