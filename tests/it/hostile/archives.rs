//! Archives, and what is several files in one: shapefiles, spreadsheets, PRG as it is published.

use std::io::{Cursor, Read as _, Write as _};

use chrono::NaiveDate;
use shapefile::dbase;
use zasieg::model::FileId;
use zasieg::sources::{SourceError, Tally, prg_files, read_prg};

use super::harness::{Case, Fuzz, Seed};
use super::mutate::{Rng, spoiled};
use super::readers::read_opened;
use crate::folder::{gz_of, zip_of};

type Parts = Vec<(String, Vec<u8>)>;

/// A deflated archive.
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

fn unpack(bytes: &[u8]) -> Parts {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a good seed");
    let mut part = |position| {
        let mut file = zip.by_index(position).expect("a member");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("a whole member");
        (file.name().expect("a name").into_owned(), bytes)
    };
    (0..zip_len(bytes)).map(&mut part).collect()
}

fn zip_len(bytes: &[u8]) -> usize {
    zip::ZipArchive::new(Cursor::new(bytes)).expect("a good seed").len()
}

/// Spoils one part and packs again, or the archive itself.
pub fn spoiled_part(rng: &mut Rng, seed: &Seed, tokens: &[&str]) -> Vec<u8> {
    if rng.below(5) == 0 || !seed.bytes.starts_with(b"PK") {
        return spoiled(rng, &seed.bytes, &[], tokens);
    }
    let mut parts = unpack(&seed.bytes);
    let part = rng.below(parts.len());
    let all: Vec<Vec<u8>> = parts.iter().map(|(_, bytes)| bytes.clone()).collect();
    let others: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    parts[part].1 = spoiled(rng, &all[part], &others, tokens);
    pack(&parts)
}

fn read_streamed(case: Case<'_>) -> Result<(), SourceError> {
    let as_of = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day");
    let Some(files) = prg_files(case.path, case.name)? else { return read_opened(case) };
    for file in files {
        let tally = &mut Tally::new(FileId(0));
        read_prg(&file, as_of, &|_| (), tally, |_, _| ())?;
    }
    Ok(())
}

#[test]
fn packed_files() {
    let old = include_bytes!("../../fixtures/prg/model2012.xml").to_vec();
    let new = include_bytes!("../../fixtures/prg/model2021.gml").to_vec();
    let table = "id,terc,simc,ulic,number,lon,lat\nA,9801014,9900113,00121,21A,19.1,50.3\n";
    let both = vec![("98_a.xml".to_owned(), old), ("98_b.gml".to_owned(), new.clone())];
    let seeds = vec![
        Seed::new("prg-addresses", "punkty.zip", pack(&both)),
        Seed::new("prg-addresses", "punkty.gml.gz", gz_of(&new)),
        Seed::new("address-table", "tabela.csv.gz", gz_of(table.as_bytes())),
        Seed::new("address-table", "tabela.zip", zip_of("a.csv", table.as_bytes())),
    ];
    let tokens = ["PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "../", "a.csv", "/"];
    Fuzz { reader: "archives", n_cases: 600, seeds, tokens: &tokens }.run(|case| {
        if case.kind == "prg-addresses" { read_streamed(case) } else { read_opened(case) }
    });
}

/// The files of a shapefile of some shapes, each with a row.
fn shapefile<S: shapefile::record::EsriShape>(shapes: &[S], fields: &[&str]) -> Parts {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("a.shp");
    let name = |text: &str| dbase::FieldName::try_from(text).expect("a short name");
    let table = fields.iter().fold(dbase::TableWriterBuilder::new(), |table, field| {
        table.add_character_field(name(field), 10)
    });
    let table = table
        .add_numeric_field(name("n"), 8, 2)
        .add_date_field(name("d"))
        .add_logical_field(name("l"))
        .add_integer_field(name("i"));
    let mut writer = shapefile::Writer::from_path(&path, table).expect("a writable folder");
    for shape in shapes {
        let mut record = dbase::Record::default();
        for field in fields {
            let value = dbase::FieldValue::Character(Some("980101".to_owned()));
            record.insert((*field).to_owned(), value);
        }
        record.insert("n".to_owned(), dbase::FieldValue::Numeric(Some(1.5)));
        let day = dbase::Date::new(30, 6, 2026).expect("a day");
        record.insert("d".to_owned(), dbase::FieldValue::Date(Some(day)));
        record.insert("l".to_owned(), dbase::FieldValue::Logical(Some(true)));
        record.insert("i".to_owned(), dbase::FieldValue::Integer(7));
        writer.write_shape_and_record(shape, &record).expect("a record");
    }
    drop(writer);
    let parts = ["shp", "dbf"].map(|extension| {
        let bytes = std::fs::read(path.with_extension(extension)).expect("written");
        (format!("a.{extension}"), bytes)
    });
    let prj = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,\
               298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    let mut parts = Parts::from(parts);
    parts.push(("a.prj".to_owned(), prj.into()));
    parts.push(("a.cpg".to_owned(), "UTF-8".into()));
    parts
}

#[test]
fn shapefiles() {
    let point = |x: f64, y: f64| shapefile::Point::new(19.0 + x, 50.0 + y);
    let ring = vec![point(0.0, 0.0), point(0.0, 0.1), point(0.1, 0.1), point(0.0, 0.0)];
    let hole = vec![point(0.01, 0.05), point(0.02, 0.06), point(0.01, 0.06), point(0.01, 0.05)];
    let area = shapefile::Polygon::with_rings(vec![
        shapefile::PolygonRing::Outer(ring.clone()),
        shapefile::PolygonRing::Inner(hole),
    ]);
    let line = shapefile::Polyline::with_parts(vec![ring.clone(), ring]);
    let deep = shapefile::PolylineZ::new(vec![
        shapefile::PointZ::new(19.0, 50.0, 1.0, 2.0),
        shapefile::PointZ::new(19.1, 50.1, 1.0, 2.0),
    ]);
    let points = [point(0.0, 0.0), point(0.1, 0.1)];
    let seeds = vec![
        Seed::new("boundaries", "granice.zip", pack(&shapefile(&[area.clone(), area], &["code"]))),
        Seed::new("roads", "drogi.zip", pack(&shapefile(&[line.clone(), line], &["highway"]))),
        Seed::new("rail", "kolej.zip", pack(&shapefile(&[deep], &["railway"]))),
        Seed::new(
            "prg-addresses",
            "prg.zip",
            pack(&shapefile(&points, &["TERYT", "SIMC_ID", "NUMER"])),
        ),
    ];
    let tokens = ["\u{0}\u{0}\u{0}\u{0}", "PARAMETER[", "PROJCS[", "[[[[", "CP1250", "ANSI 1250"];
    Fuzz { reader: "shapefiles", n_cases: 150, seeds, tokens: &tokens }
        .run_made(|rng, seed| spoiled_part(rng, seed, &tokens), read_opened);
}

#[cfg(feature = "xlsx")]
#[test]
fn spreadsheets() {
    use crate::workbook::{ods, sheet_rows, xlsx};
    let rows = [["id", "kind", "name"], ["1", "szkoła", "a"], ["2", "żłobek", "b"]];
    let rows = rows.map(|row| row.map(str::to_owned));
    let cell = |text: &String| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"1\">\
             <text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |row: &[String; 3]| {
        let cells: String = row.iter().map(cell).collect();
        format!("<table:table-row table:number-rows-repeated=\"1\">{cells}</table:table-row>")
    };
    let table: String = rows.iter().map(row).collect();
    let table = format!("<table:table table:name=\"Dane\">{table}</table:table>");
    let seeds = vec![
        Seed::new("public-buildings", "skoroszyt.xlsx", xlsx("Dane", &sheet_rows(1, &rows))),
        Seed::new("public-buildings", "arkusz.ods", ods(&table)),
    ];
    let tokens = [
        "<",
        ">",
        "/>",
        "&#0;",
        "&x;",
        "r=\"ZZZ99999999\"",
        "t=\"s\"",
        "<v>",
        "<c r=\"A1048577\">",
        "number-columns-repeated=\"2147483647\"",
        "<row r=\"4294967295\">",
        "s=\"99\"",
        "<table:table-row table:number-rows-repeated=\"1048576\">",
        "<a>",
        "]]>",
        "<!--",
        "1e308",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
    ];
    Fuzz { reader: "spreadsheets", n_cases: 200, seeds, tokens: &tokens }
        .run_made(|rng, seed| spoiled_part(rng, seed, &tokens), read_opened);
}
