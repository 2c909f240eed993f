//! The workbook of a plan: headings, and amounts as formulas with their values.

use chrono::Datelike as _;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatBorder, Formula, Workbook, Worksheet,
    XlsxError,
};

use crate::planning::{Appraisal, Assumption, CostBook};
use crate::policy::Confidence;
use crate::publish::Language;
use crate::quantity::Grosze;

const HEAD_FILL: Color = Color::RGB(0x00BD_D7EE);
const MONEY: &str = "#,##0.00";
const QUANTITY: &str = "#,##0.###";

/// A cell.
enum Cell {
    Text(String),
    /// With the code of its format.
    Number(f64, &'static str),
    Money(Grosze),
    /// A formula, and its value.
    Amount(String, Grosze),
    Date(chrono::NaiveDate),
    Empty,
}

impl Cell {
    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16) -> Result<(), XlsxError> {
        let amount = Format::new().set_num_format(MONEY);
        match self {
            Self::Text(text) => {
                sheet.write_string(row, column, text)?;
            }
            Self::Number(value, code) => {
                let format = Format::new().set_num_format(*code);
                sheet.write_number_with_format(row, column, *value, &format)?;
            }
            Self::Money(value) => {
                sheet.write_number_with_format(row, column, money(*value), &amount)?;
            }
            Self::Amount(formula, value) => {
                let formula = Formula::new(formula).set_result(money(*value).to_string());
                sheet.write_formula_with_format(row, column, formula, &amount)?;
            }
            Self::Date(day) => {
                let format = Format::new().set_num_format("yyyy-mm-dd");
                let number = |value: u32| u8::try_from(value).unwrap_or(1);
                let year = u16::try_from(day.year()).unwrap_or(1900);
                let day = ExcelDateTime::from_ymd(year, number(day.month()), number(day.day()))?;
                sheet.write_datetime_with_format(row, column, &day, &format)?;
            }
            Self::Empty => {}
        }
        Ok(())
    }
}

fn word(language: Language, key: &str) -> String {
    language.label("bill_sheet", key).to_owned()
}

fn name(language: Language, of: &Assumption) -> String {
    language.pick(&of.label_pl, &of.label_en).to_owned()
}

/// An amount as spreadsheets have it: exact to the grosz below 90 million million PLN.
#[allow(clippy::cast_precision_loss)]
fn money(amount: Grosze) -> f64 {
    amount.0 as f64 / 100.0
}

#[allow(clippy::cast_precision_loss)]
fn number(value: u64) -> Cell {
    Cell::Number(value as f64, "#,##0")
}

fn count(value: Option<u64>) -> Cell {
    value.map_or(Cell::Empty, number)
}

/// A sheet: its name, widths and headings, and its rows.
struct Sheet {
    name: &'static str,
    heads: Vec<(&'static str, u16)>,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    fn write(&self, language: Language, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(word(language, self.name))?;
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_background_color(HEAD_FILL)
            .set_border_bottom(FormatBorder::Thin);
        for (column, (key, width)) in (0_u16..).zip(&self.heads) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, word(language, key), &head)?;
        }
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                cell.write(sheet, row, column)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }
}

#[allow(clippy::cast_precision_loss)] // lengths of networks
fn bill(language: Language, appraisal: &Appraisal, book: &CostBook) -> Sheet {
    let items = &appraisal.fibre.bill.items;
    let mut rows = Vec::new();
    for (row, item) in (2..).zip(items) {
        let is_share = item.unit == "share";
        let price = if is_share {
            Cell::Amount(format!("=SUM(E2:E{})", row - 1), item.price)
        } else {
            Cell::Money(item.price)
        };
        let quantity = if is_share { "0.0%" } else { QUANTITY };
        rows.push(vec![
            Cell::Text(name(language, book.of(item.work.key()))),
            Cell::Number(item.quantity_milli as f64 / 1000.0, quantity),
            Cell::Text(language.word("price_unit", item.unit).to_owned()),
            price,
            Cell::Amount(format!("=ROUND(B{row}*D{row},2)"), item.amount),
        ]);
    }
    let sum = format!("=SUM(E2:E{})", items.len() + 1);
    let total = appraisal.fibre.bill.total();
    if !items.is_empty() {
        let last = Cell::Amount(sum, total);
        rows.push(vec![
            Cell::Text(word(language, "total")),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            last,
        ]);
    }
    let heads = vec![("work", 46), ("quantity", 14), ("unit", 12), ("price", 18), ("amount", 20)];
    Sheet { name: "bill", heads, rows }
}

#[allow(clippy::cast_precision_loss)] // hundredths of prices
fn assumptions(language: Language, book: &CostBook) -> Sheet {
    let hundredths = |value: i64| Cell::Number(value as f64 / 100.0, "#,##0.##");
    let row = |a: &Assumption| {
        let vat = match a.vat {
            crate::planning::Vat::Net => "net",
            crate::planning::Vat::Gross => "gross",
            crate::planning::Vat::None => "none",
        };
        let is_confirmed = a.confidence == Confidence::Confirmed;
        let gap = if a.url.is_empty() { "" } else { "; " };
        vec![
            Cell::Text(name(language, a)),
            hundredths(a.value),
            hundredths(a.low),
            hundredths(a.high),
            Cell::Text(language.word("price_unit", a.unit.as_str()).to_owned()),
            Cell::Number(f64::from(a.year), "0"),
            Cell::Text(word(language, vat)),
            Cell::Text(format!("{}{gap}{}", language.pick(&a.source, &a.source_en), a.url)),
            Cell::Date(a.checked_on),
            Cell::Text(word(language, if is_confirmed { "confirmed" } else { "unconfirmed" })),
        ]
    };
    let heads = vec![
        ("assumption", 46),
        ("value", 12),
        ("low", 12),
        ("high", 12),
        ("unit", 12),
        ("year", 8),
        ("vat", 12),
        ("source", 80),
        ("checked", 14),
        ("confidence", 16),
    ];
    Sheet { name: "assumptions", heads, rows: book.assumptions().iter().map(row).collect() }
}

fn variants(language: Language, appraisal: &Appraisal) -> Sheet {
    let row = |v: &crate::planning::Variant| {
        // What serves nobody costs nothing and says nothing.
        let serves = v.is_known && v.by_fibre + v.by_radio > 0;
        let cost = |amount: Grosze| if serves { Cell::Money(amount) } else { Cell::Empty };
        let known = |value: u64| count(v.is_known.then_some(value));
        let (upgraded, new) = v.stations;
        vec![
            Cell::Text(language.label("variant", v.kind.as_str()).to_owned()),
            known(v.by_fibre),
            known(v.by_radio),
            known(v.unserved),
            count(v.households.filter(|_| serves)),
            count(upgraded),
            known(new),
            cost(v.capex),
            cost(v.npv),
            cost(v.gap()),
        ]
    };
    let heads = vec![
        ("variant", 40),
        ("by_fibre", 14),
        ("by_radio", 14),
        ("unserved", 14),
        ("households", 14),
        ("upgraded", 14),
        ("masts", 14),
        ("capex", 18),
        ("npv", 18),
        ("gap", 18),
    ];
    let planned = appraisal.variants.iter().filter(|_| appraisal.fibre.addresses > 0);
    Sheet { name: "variants", heads, rows: planned.map(row).collect() }
}

#[allow(clippy::cast_precision_loss)] // lengths of networks
fn stages(appraisal: &Appraisal) -> Sheet {
    let row = |stage: &crate::planning::Stage| {
        vec![
            number(stage.number.into()),
            number(stage.addresses),
            count(stage.households),
            number(stage.n_public),
            Cell::Number(stage.length_mm as f64 / 1000.0, "#,##0.0"),
            Cell::Money(stage.cost),
        ]
    };
    let heads = vec![
        ("stage", 8),
        ("addresses", 12),
        ("households", 14),
        ("public", 18),
        ("metres", 14),
        ("cost", 22),
    ];
    let stages = appraisal.stages.iter().filter(|stage| stage.addresses > 0);
    Sheet { name: "stages", heads, rows: stages.map(row).collect() }
}

fn sensitivity(language: Language, appraisal: &Appraisal, book: &CostBook) -> Sheet {
    let fifth = |value: Option<Grosze>| value.map_or(Cell::Empty, Cell::Money);
    let row = |swing: &crate::planning::Swing| {
        vec![
            Cell::Text(name(language, book.of(swing.key))),
            Cell::Money(swing.at_low),
            Cell::Money(swing.at_high),
            fifth(swing.minus_fifth),
            fifth(swing.plus_fifth),
        ]
    };
    let heads =
        vec![("assumption", 46), ("at_low", 20), ("at_high", 20), ("minus", 20), ("plus", 20)];
    // An assumption on which nothing hangs has no swing.
    let hangs = |swing: &&crate::planning::Swing| swing.width().max(swing.fifth_width()) > 0;
    let swings = appraisal.sensitivity.iter().filter(hangs);
    Sheet { name: "sensitivity", heads, rows: swings.map(row).collect() }
}

/// The workbook's bytes; the same plan gives the same bytes.
pub(super) fn write(
    language: Language,
    appraisal: &Appraisal,
    book: &CostBook,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The time of writing must not be in the file.
    let day = ExcelDateTime::from_ymd(2026, 1, 1)?;
    let properties =
        DocProperties::new().set_title(word(language, "bill")).set_creation_datetime(&day);
    workbook.set_properties(&properties);
    let sheets = [
        bill(language, appraisal, book),
        variants(language, appraisal),
        stages(appraisal),
        sensitivity(language, appraisal, book),
        assumptions(language, book),
    ];
    for sheet in sheets {
        sheet.write(language, workbook.add_worksheet())?;
    }
    workbook.save_to_buffer()
}
