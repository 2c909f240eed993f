//! The report as tables: sheets of `raport.xlsx`, layers of `raport.gpkg`.

mod addresses;
mod chapters;
mod evidence;
mod places;

use std::path::Path;

use super::ReportInput;
use super::view::gmina_view;
use crate::publish::tabular::{
    Column, Kind, Shape, Style, Table, Value, write_package, write_workbook,
};
use crate::publish::{Language, PublishError};

/// Writes the report as a workbook.
///
/// # Errors
/// When this program writes none, or a table does not fit into a sheet.
pub fn render_workbook(input: &ReportInput<'_>) -> Result<Vec<u8>, PublishError> {
    let name = gmina_view(input).name;
    let day = input.language.date(&input.settings.as_of).unwrap_or_default();
    let title = format!(
        "{}: {name}, {} {day}",
        word(input.language, "report"),
        input.language.label("print", "as_of")
    );
    let money = input.language.label("workbook", "money");
    write_workbook(&tables(input), (&title, money), input.diagnosis.settings.as_of)
}

/// Writes the report as layers of a GeoPackage.
///
/// # Errors
/// When this program writes none, or nothing can be written there.
pub fn write_report_package(input: &ReportInput<'_>, path: &Path) -> Result<(), PublishError> {
    let layers = [
        places::outline(input),
        places::clusters(input),
        addresses::addresses(input),
        chapters::buildings(input),
    ];
    write_package(&layers, input.diagnosis.settings.as_of, path)
}

fn tables(input: &ReportInput<'_>) -> Vec<Table> {
    vec![
        chapters::summary(input),
        chapters::profiles(input),
        chapters::indicators(input),
        addresses::addresses(input),
        places::localities(input),
        places::clusters(input),
        chapters::buildings(input),
        chapters::networks(input),
        evidence::conflicts(input),
        evidence::issues(input),
        evidence::lineage(input),
    ]
}

fn word(language: Language, key: &str) -> &str {
    language.label("print", key)
}

/// A column with its heading in the report's language.
fn column(language: Language, (key, kind, width): (&'static str, Kind, u16)) -> Column {
    Column {
        key: key.to_owned(),
        title: language.label("table_column", key).to_owned(),
        kind,
        width,
    }
}

fn columns(language: Language, of: &[(&'static str, Kind, u16)]) -> Vec<Column> {
    of.iter().map(|of| column(language, *of)).collect()
}

/// A table without shapes.
fn sheet(
    language: Language,
    key: &'static str,
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
) -> Table {
    let (title, shape) = (language.label("table", key).to_owned(), Shape::None);
    Table { key, title, columns, rows, shape, shapes: Vec::new(), style: None }
}

/// The same with a shape a row.
fn shaped(
    table: Table,
    shape: Shape,
    shapes: Vec<Option<geo_types::Geometry>>,
    style: Style,
) -> Table {
    Table { shape, shapes, style: Some(style), ..table }
}

/// Where a record stands: file and row, as the first sheet numbers files.
fn place(origin: crate::model::Origin) -> [Value; 2] {
    [Value::count(origin.file.0 + 1), Value::count(origin.row)]
}
