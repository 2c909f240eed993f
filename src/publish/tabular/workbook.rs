//! A workbook: one sheet a table, each a table of Excel with its filters, formats and widths.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

use super::{Table, Value, zlote};
use crate::publish::PublishError;

/// Whether this program writes workbooks.
pub const CAN_CALCULATE: bool = true;
/// Rows of a sheet below its heading.
const ROWS: usize = 1_048_575;
/// Characters of a cell.
const CHARACTERS: usize = 32_767;
const FORMATS: [(&str, &str); 4] =
    [("whole", "#,##0"), ("real", "#,##0.0"), ("share", "0.0%"), ("date", "yyyy-mm-dd")];

fn date(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let part = |value: u32| u8::try_from(value).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))
}

struct Formats(BTreeMap<&'static str, Format>);

impl Formats {
    fn new(money: &str) -> Self {
        let format = |code: &str| Format::new().set_num_format(code);
        let formats = FORMATS.iter().copied().chain([("money", money)]);
        Self(formats.map(|(name, code)| (name, format(code))).collect())
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        value: &Value,
    ) -> Result<(), XlsxError> {
        let (number, name) = match value {
            Value::Empty => return Ok(()),
            Value::Text(text) | Value::Coded(_, text) if text.chars().count() > CHARACTERS => {
                let cut: String = text.chars().take(CHARACTERS - 1).chain(['…']).collect();
                return sheet.write_string(row, column, cut).map(drop);
            }
            Value::Text(text) | Value::Coded(_, text) => {
                return sheet.write_string(row, column, text).map(drop);
            }
            Value::Date(day) => {
                let format = &self.0["date"];
                let day = date(*day)?;
                return sheet.write_datetime_with_format(row, column, &day, format).map(drop);
            }
            // Counts are far below 2^53.
            #[allow(clippy::cast_precision_loss)]
            Value::Whole(number) => (*number as f64, "whole"),
            Value::Real(number) => (*number, "real"),
            Value::Money(amount) => (zlote(*amount), "money"),
            Value::Share(share) => (*share, "share"),
        };
        sheet.write_number_with_format(row, column, number, &self.0[name]).map(drop)
    }
}

fn fill(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(&table.title)?;
    let wrap = Format::new().set_text_wrap();
    for (column, held) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(column, held.width)?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, value) in (0_u16..).zip(cells) {
            formats.write(sheet, (row, column), value)?;
        }
    }
    let header = |title: &String| {
        TableColumn::new().set_header(title.as_str()).set_header_format(wrap.clone())
    };
    let columns: Vec<TableColumn> = table.columns.iter().map(|c| header(&c.title)).collect();
    let last_row = u32::try_from(table.rows.len().max(1)).unwrap_or(u32::MAX);
    let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let range = rust_xlsxwriter::Table::new()
        .set_name(format!("T_{}", table.key))
        .set_style(TableStyle::Light9)
        .set_columns(&columns);
    sheet.add_table(0, 0, last_row, last_column, &range)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// The workbook's bytes; `day` stands for the time of writing, `money` is the format of amounts.
///
/// # Errors
/// When a table has more rows than a sheet takes.
pub fn write_workbook(
    tables: &[Table],
    (title, money): (&str, &str),
    day: NaiveDate,
) -> Result<Vec<u8>, PublishError> {
    let error = |error: XlsxError| PublishError::new("raport.xlsx", error);
    if let Some(table) = tables.iter().find(|table| table.rows.len() > ROWS) {
        let reason = format!(
            "{} has {} rows, a sheet takes {ROWS}; use --format csv or parquet",
            table.title,
            table.rows.len()
        );
        return Err(PublishError::new("raport.xlsx", reason));
    }
    let mut workbook = Workbook::new();
    let day = date(day).map_err(error)?;
    let properties = DocProperties::new().set_title(title).set_creation_datetime(&day);
    workbook.set_properties(&properties);
    let formats = Formats::new(money);
    for table in tables {
        fill(workbook.add_worksheet(), table, &formats).map_err(error)?;
    }
    workbook.save_to_buffer().map_err(error)
}
