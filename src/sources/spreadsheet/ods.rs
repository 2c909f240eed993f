//! OpenDocument spreadsheets (OASIS OpenDocument 1.2 part 1, chapter 9).

use quick_xml::events::{BytesStart, Event};

use super::Sheet;
use super::grid::Grid;
use super::package::{Fault, Package, Part, attribute, push_text};
use super::value::{iso_date, number, truth};

/// The part in which all sheets stand.
const CONTENT: &str = "content.xml";
/// Most spaces that one element of a text may stand for.
const SPACES_MAX: usize = 1000;

/// A spreadsheet, open.
pub(super) struct Book {
    package: Package,
    /// Its sheets.
    pub(super) sheets: Vec<Sheet>,
}

fn content(package: &mut Package) -> Result<Part<'_>, Fault> {
    let part = package.part(CONTENT)?;
    part.ok_or_else(|| Fault::new(CONTENT, "this part is missing"))
}

/// The name of a sheet; links to other files hold tables without one.
fn sheet_name(element: &BytesStart<'_>) -> Result<Option<String>, Fault> {
    if element.name().as_ref() == "table:table" {
        attribute(element, "table:name")
    } else {
        Ok(None)
    }
}

/// How often a row or cell stands there.
fn repeated(element: &BytesStart<'_>, name: &str) -> Result<u32, Fault> {
    let count = attribute(element, name)?;
    Ok(count.map_or(1, |count| count.trim().parse().unwrap_or(u32::MAX)))
}

/// Names of the sheets, and whether their style hides them.
fn sheets(package: &mut Package) -> Result<Vec<Sheet>, Fault> {
    let mut part = content(package)?;
    let mut sheets = Vec::new();
    let mut style = String::new();
    let mut hidden: Vec<String> = Vec::new();
    loop {
        match part.next()? {
            Event::Start(element) => {
                if let Some(name) = sheet_name(&element)? {
                    let style = attribute(&element, "table:style-name")?;
                    let is_hidden = style.is_some_and(|style| hidden.contains(&style));
                    sheets.push(Sheet { name, is_hidden });
                } else if element.name().as_ref() == "style:style" {
                    style = attribute(&element, "style:name")?.unwrap_or_default();
                } else if element.name().as_ref() == "style:table-properties"
                    && attribute(&element, "table:display")?.as_deref() == Some("false")
                {
                    hidden.push(style.clone());
                }
            }
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

impl Book {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Fault> {
        let mut package = Package::open(bytes)?;
        let sheets = sheets(&mut package)?;
        Ok(Self { package, sheets })
    }

    /// The cells of a sheet, by its position in `sheets`.
    pub(super) fn read(&mut self, sheet: usize) -> Result<Grid, Fault> {
        let grid = Grid::of_file(self.package.n_packed);
        let mut part = content(&mut self.package)?;
        let mut position = 0;
        loop {
            match part.next()? {
                Event::Start(element) if sheet_name(&element)?.is_some() => {
                    if position == sheet {
                        return rows(&mut part, grid);
                    }
                    position += 1;
                }
                Event::Eof => return Err(part.cut()),
                _ => {}
            }
        }
    }
}

/// What a cell shows.
enum Shown {
    Text(String),
    Error(String),
}

fn rows(part: &mut Part<'_>, mut grid: Grid) -> Result<Grid, Fault> {
    // Tables within a cell count as part of it.
    let mut row: u32 = 0;
    let mut row_repeats = 1;
    let mut column: u32 = 0;
    let mut cells: Vec<(u32, u32, Shown)> = Vec::new();
    loop {
        match part.next()? {
            Event::Start(element) => match element.name().as_ref() {
                "table:table-row" => {
                    row_repeats = repeated(&element, "table:number-rows-repeated")?;
                    column = 0;
                    cells.clear();
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let repeats = repeated(&element, "table:number-columns-repeated")?;
                    let end = element.name().as_ref().to_owned();
                    let value = Value::of(&element)?;
                    let shown = cell(part, &end, value)?;
                    let is_empty = matches!(&shown, Shown::Text(text) if text.trim().is_empty());
                    if !is_empty {
                        cells.push((column, repeats, shown));
                    }
                    column = column.saturating_add(repeats);
                }
                _ => {}
            },
            Event::End(element) => match element.name().as_ref() {
                "table:table-row" => {
                    // Empty rows up to the end of the sheet are one that is repeated.
                    let n_rows = if cells.is_empty() { 0 } else { row_repeats };
                    (0..n_rows).try_for_each(|n| put(&mut grid, row.saturating_add(n), &cells))?;
                    row = row.saturating_add(row_repeats);
                }
                "table:table" => return Ok(grid),
                _ => {}
            },
            Event::Eof => return Err(part.cut()),
            _ => {}
        }
    }
}

fn put(grid: &mut Grid, row: u32, cells: &[(u32, u32, Shown)]) -> Result<(), Fault> {
    for (first, repeats, shown) in cells {
        for n in 0..*repeats {
            let column = first.saturating_add(n);
            match shown {
                Shown::Text(text) => grid.put(row, column, text)?,
                Shown::Error(text) => grid.put_error(row, column, text)?,
            }
        }
    }
    Ok(())
}

/// What the attributes of a cell say of its value.
enum Value {
    /// Its text is the value.
    Content,
    Error,
    Stated(String),
}

impl Value {
    fn of(element: &BytesStart<'_>) -> Result<Self, Fault> {
        let value = |name: &str| attribute(element, name);
        if value("calcext:value-type")?.as_deref() == Some("error") {
            return Ok(Self::Error);
        }
        let kind = value("office:value-type")?.unwrap_or_default();
        let stated = match kind.as_str() {
            "float" | "percentage" | "currency" => {
                let text = value("office:value")?.unwrap_or_default();
                let parsed = text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
                let bad = || Fault::new(CONTENT, format!("{text:?} is no number"));
                Some(number(parsed.ok_or_else(bad)?))
            }
            "date" => value("office:date-value")?.map(|text| iso_date(text.trim()).to_owned()),
            "time" => value("office:time-value")?,
            "boolean" => {
                let is_true = value("office:boolean-value")?.as_deref() == Some("true");
                Some(truth(is_true).to_owned())
            }
            _ => value("office:string-value")?.filter(|text| !text.is_empty()),
        };
        Ok(stated.map_or(Self::Content, Self::Stated))
    }
}

/// Reads to the end of a cell and says what it shows.
fn cell(part: &mut Part<'_>, end: &str, value: Value) -> Result<Shown, Fault> {
    let mut text = String::new();
    // Elements open within the cell, and the depth at which a note to it began.
    let (mut depth, mut note) = (0_u32, None);
    let mut n_paragraphs = 0;
    loop {
        match part.next()? {
            Event::Start(element) => {
                match element.name().as_ref() {
                    "office:annotation" => note = note.or(Some(depth)),
                    _ if note.is_some() => {}
                    "text:p" => {
                        if n_paragraphs > 0 {
                            text.push('\n');
                        }
                        n_paragraphs += 1;
                    }
                    "text:s" => {
                        let count = repeated(&element, "text:c")? as usize;
                        text.extend(std::iter::repeat_n(' ', count.min(SPACES_MAX)));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    _ => {}
                }
                depth += 1;
            }
            Event::End(element) if depth == 0 && element.name().as_ref() == end => break,
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                note = note.filter(|began| *began != depth);
            }
            Event::Eof => return Err(part.cut()),
            event if note.is_none() && n_paragraphs > 0 => push_text(&event, &mut text)?,
            _ => {}
        }
    }
    Ok(match value {
        Value::Error => Shown::Error(text),
        Value::Stated(stated) => Shown::Text(stated),
        Value::Content => Shown::Text(text),
    })
}
