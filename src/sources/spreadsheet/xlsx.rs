//! Office Open XML workbooks (ECMA-376 part 1, chapter 18).

use quick_xml::events::{BytesStart, Event};

use super::Sheet;
use super::grid::Grid;
use super::package::{Fault, Package, attribute, push_text};
use super::value::{
    cell_name, cell_position, date, is_date_format, iso_date, number, shows_date, truth,
};

/// Bytes that the table of shared texts may take beside the texts themselves, per text.
const TEXT_BYTES: usize = 24;
const TEXTS_MAX: usize = 1 << 30;

/// A workbook, open.
pub(super) struct Book {
    package: Package,
    /// Its sheets and the parts they stand in.
    pub(super) sheets: Vec<Sheet>,
    parts: Vec<String>,
    texts: Vec<String>,
    /// Whether the cells of a style show dates.
    dates: Vec<bool>,
    is_1904: bool,
}

/// What one part refers to: (identifier, type, path).
type Relations = Vec<(String, String, String)>;

/// Relations of the part `folder` + `name`; paths are those in the archive.
fn relations(package: &mut Package, folder: &str, name: &str) -> Result<Relations, Fault> {
    let path = format!("{folder}_rels/{name}.rels");
    let mut found = Relations::new();
    let Some(mut part) = package.part(&path)? else {
        return Err(Fault::new(path, "this part is missing"));
    };
    loop {
        match part.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let value = |name: &str| attribute(&element, name).map(Option::unwrap_or_default);
                let (id, kind, target) = (value("Id")?, value("Type")?, value("Target")?);
                let is_absolute = target.starts_with('/');
                let below = target.trim_start_matches(['/', '.']);
                let path = if is_absolute { below.to_owned() } else { format!("{folder}{below}") };
                found.push((id, kind, path));
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The first relation of a kind.
fn target<'a>(relations: &'a Relations, kind: &str) -> Option<&'a str> {
    let end = format!("/{kind}");
    relations.iter().find(|(_, of, _)| of.ends_with(&end)).map(|(_, _, path)| path.as_str())
}

/// What `_x000D_` stands for in texts (ECMA-376 part 1, 22.4.2.4).
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let escape = rest.get(at..at + 7).filter(|escape| escape.ends_with('_'));
        let digits = escape.map(|escape| &escape[2..6]);
        let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (character, n_bytes) = code.and_then(char::from_u32).map_or(('_', 1), |c| (c, 7));
        plain.push_str(&rest[..at]);
        plain.push(character);
        rest = &rest[at + n_bytes..];
    }
    plain + rest
}

impl Book {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Fault> {
        let mut package = Package::open(bytes)?;
        let root = relations(&mut package, "", "")?;
        let path = target(&root, "officeDocument").unwrap_or("xl/workbook.xml").to_owned();
        let (folder, name) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
        let related = relations(&mut package, folder, name)?;
        let mut book = Self {
            package,
            sheets: Vec::new(),
            parts: Vec::new(),
            texts: Vec::new(),
            dates: Vec::new(),
            is_1904: false,
        };
        book.read_workbook(&path, &related)?;
        if let Some(path) = target(&related, "sharedStrings") {
            book.read_texts(path)?;
        }
        if let Some(path) = target(&related, "styles") {
            book.read_styles(path)?;
        }
        Ok(book)
    }

    fn read_workbook(&mut self, path: &str, related: &Relations) -> Result<(), Fault> {
        let Some(mut part) = self.package.part(path)? else {
            let reason = "this part is missing; is it a workbook? Save it as .xlsx";
            return Err(Fault::new(path, reason));
        };
        loop {
            match part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "workbookPr" => {
                        let date1904 = attribute(&element, "date1904")?;
                        self.is_1904 |= matches!(date1904.as_deref(), Some("1" | "true"));
                    }
                    "sheet" => {
                        let name = attribute(&element, "name")?.unwrap_or_default();
                        let state = attribute(&element, "state")?;
                        let id = attribute(&element, "id")?.unwrap_or_default();
                        let relation = related.iter().find(|(known, _, _)| *known == id);
                        let Some((_, kind, path)) = relation else {
                            return Err(Fault::new(format!("sheet {name}"), "it has no part"));
                        };
                        // Charts and dialogs are sheets too.
                        if kind.ends_with("/worksheet") {
                            let is_hidden = state.is_some_and(|state| state != "visible");
                            self.sheets.push(Sheet { name, is_hidden });
                            self.parts.push(path.clone());
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn read_texts(&mut self, path: &str) -> Result<(), Fault> {
        let Some(mut part) = self.package.part(path)? else {
            return Ok(());
        };
        let mut text = String::new();
        let (mut is_text, mut is_phonetic) = (false, false);
        let mut taken = 0;
        loop {
            match part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "t" => is_text = !is_phonetic,
                    "rPh" => is_phonetic = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "t" => is_text = false,
                    "rPh" => is_phonetic = false,
                    "si" => {
                        let text = unescape(&std::mem::take(&mut text));
                        taken += text.len() + TEXT_BYTES;
                        self.texts.push(text);
                        if taken > TEXTS_MAX {
                            return Err(Fault::new(path, "its texts are too many"));
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                event if is_text => push_text(&event, &mut text)?,
                _ => {}
            }
        }
    }

    fn read_styles(&mut self, path: &str) -> Result<(), Fault> {
        let Some(mut part) = self.package.part(path)? else {
            return Ok(());
        };
        let id = |element: &BytesStart<'_>| -> Result<Option<u32>, Fault> {
            Ok(attribute(element, "numFmtId")?.and_then(|id| id.parse().ok()))
        };
        let mut custom: Vec<(u32, bool)> = Vec::new();
        let mut is_cell_style = false;
        loop {
            match part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "numFmt" => {
                        let code = attribute(&element, "formatCode")?.unwrap_or_default();
                        custom.extend(id(&element)?.map(|id| (id, shows_date(&code))));
                    }
                    "cellXfs" => {
                        is_cell_style = true;
                        custom.sort_unstable();
                    }
                    "xf" if is_cell_style => {
                        let id = id(&element)?.unwrap_or(0);
                        let known = custom.binary_search_by_key(&id, |(known, _)| *known);
                        let is_date = known.map_or_else(|_| is_date_format(id), |at| custom[at].1);
                        self.dates.push(is_date);
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => {
                    is_cell_style = false;
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// The cells of a sheet, by its position in `sheets`.
    pub(super) fn read(&mut self, sheet: usize) -> Result<Grid, Fault> {
        let Self { package, parts, texts, dates, is_1904, .. } = self;
        let path = parts[sheet].as_str();
        let mut grid = Grid::of_file(package.n_packed);
        let Some(mut part) = package.part(path)? else {
            return Err(Fault::new(path, "this part is missing"));
        };
        let mut cell = Cell::default();
        // What the text that comes now is part of.
        let mut reading = Reading::Nothing;
        loop {
            match part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "row" => cell.begin_row(&element),
                    "c" => {
                        cell.begin(&element)?;
                        reading = Reading::Cell;
                    }
                    "v" | "t" if reading == Reading::Cell => reading = Reading::Text,
                    "rPh" if reading == Reading::Cell => reading = Reading::Phonetic,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "row" => cell.end_row(),
                    "c" if reading == Reading::Cell => {
                        reading = Reading::Nothing;
                        cell.end(&mut grid, texts, dates, *is_1904)?;
                    }
                    "v" | "t" if reading == Reading::Text => reading = Reading::Cell,
                    "rPh" if reading == Reading::Phonetic => reading = Reading::Cell,
                    "sheetData" => return Ok(grid),
                    _ => {}
                },
                Event::Eof => return Err(part.cut()),
                event if reading == Reading::Text => push_text(&event, &mut cell.text)?,
                _ => {}
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Nothing,
    Cell,
    Text,
    Phonetic,
}

/// The cell being read.
#[derive(Default)]
struct Cell {
    row: u32,
    column: u32,
    next_row: u32,
    next_column: u32,
    kind: String,
    style: Option<usize>,
    text: String,
}

impl Cell {
    /// Rows and cells without a number follow the last one.
    fn begin_row(&mut self, element: &BytesStart<'_>) {
        let number = attribute(element, "r").ok().flatten();
        let number = number.and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(0);
        self.next_row = number.checked_sub(1).unwrap_or(self.next_row);
        self.next_column = 0;
    }

    fn end_row(&mut self) {
        self.next_row = self.next_row.saturating_add(1);
    }

    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        (self.row, self.column) = (self.next_row, self.next_column);
        self.style = None;
        self.kind.clear();
        self.text.clear();
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| Fault::new("XML", error))?;
            match attribute.key.as_ref() {
                "r" => {
                    let position = cell_position(&attribute.value);
                    let bad = || Fault::new(format!("cell {:?}", attribute.value), "no such cell");
                    (self.row, self.column) = position.ok_or_else(bad)?;
                }
                "s" => self.style = attribute.value.parse().ok(),
                "t" => self.kind.push_str(&attribute.value),
                _ => {}
            }
        }
        self.next_row = self.row;
        self.next_column = self.column.saturating_add(1);
        Ok(())
    }

    fn end(
        &self,
        grid: &mut Grid,
        texts: &[String],
        dates: &[bool],
        is_1904: bool,
    ) -> Result<(), Fault> {
        let Self { row, column, .. } = *self;
        let text = self.text.as_str();
        let fault = |reason: String| Fault::new(format!("cell {}", cell_name(row, column)), reason);
        if text.is_empty() {
            return Ok(());
        }
        match self.kind.as_str() {
            "s" => {
                let shared = text.trim().parse().ok().and_then(|at: usize| texts.get(at));
                let shared = shared.ok_or_else(|| fault(format!("there is no text {text:?}")))?;
                grid.put(row, column, shared)
            }
            "str" | "inlineStr" => grid.put(row, column, &unescape(text)),
            "b" => grid.put(row, column, truth(matches!(text.trim(), "1" | "true"))),
            "e" => grid.put_error(row, column, text),
            "d" => grid.put(row, column, iso_date(text.trim())),
            "" | "n" => {
                let value = text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
                let value = value.ok_or_else(|| fault(format!("{text:?} is no number")))?;
                let is_date = self.style.and_then(|style| dates.get(style)) == Some(&true);
                let shown = if is_date { date(value, is_1904) } else { None };
                grid.put(row, column, &shown.unwrap_or_else(|| number(value)))
            }
            other => Err(fault(format!("{other:?} is no type of cells"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_in_texts_are_resolved() {
        let cases = [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x0041_", "_x0041_"),
            ("_x00_", "_x00_"),
            ("_xZZZZ_", "_xZZZZ_"),
            ("_x", "_x"),
            ("_x01ą_", "_x01ą_"),
            ("_x+041_", "_x+041_"),
        ];
        for (text, plain) in cases {
            assert_eq!(unescape(text), plain, "{text}");
        }
    }
}
