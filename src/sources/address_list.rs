//! Lists of addresses or coordinates that somebody asks about, in any layout.

use std::ops::Range;

use super::list_values;
use super::table::{Column, Row, Table};
use super::{Schema, SourceError, Tally};
use crate::place::{Coordinates, SimcId, UlicId, Wgs84};

/// Fields that make the text of an address, in the order in which it is written, and what is put
/// before them.
const PARTS: [(&str, &str); 8] = [
    ("address", ""),
    ("postcode", ""),
    ("locality", ""),
    ("street", ""),
    ("number", ""),
    ("gmina", "gm. "),
    ("powiat", "pow. "),
    ("voivodeship", "woj. "),
];

/// Their places among these.
const LOCALITY: usize = 2;
const STREET: usize = 3;
const GMINA: usize = 5;

/// An address by the codes of TERYT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedCodes {
    /// Code of the locality.
    pub simc: u32,
    /// Code of the street; `None` where there is no street.
    pub ulic: Option<u32>,
    /// House number as written.
    pub number: String,
}

/// A row of such a list.
#[derive(Clone, Debug, Default)]
pub struct AskedRow {
    /// Its values as they are written.
    pub values: Vec<String>,
    /// Identifier; empty where it has none.
    pub id: String,
    /// Address in one text; empty where it has none.
    pub text: String,
    /// Codes of its locality and street with the number.
    pub codes: Option<AskedCodes>,
    /// Where in the text the locality stands, and where the street; empty where the columns of the
    /// list do not tell.
    pub columns: [Range<usize>; 2],
    /// Whether no column tells the place, though one that was not recognised may.
    pub is_unplaced: bool,
    /// Coordinates.
    pub place: Option<Coordinates>,
    /// Whether the text is that of a column of coordinates.
    pub is_place: bool,
    /// Whether a spreadsheet has turned the house number into a date.
    pub is_date: bool,
    /// Whether it could be read at all: its columns are those of the header, where it has nothing
    /// but coordinates, these are numbers, and where it has nothing but a text, no number in it
    /// became a date.
    pub is_readable: bool,
}

/// A list that was read.
#[derive(Debug)]
pub struct AddressList {
    /// Names of its columns.
    pub header: Vec<String>,
    /// Columns that were understood; none: the whole row is taken as the text.
    pub understood: Vec<String>,
    /// Column that is read as the locality by its values, though its name tells nothing.
    pub guessed: Option<String>,
    /// Columns of words that were not recognised, where no column tells the locality.
    pub unread: Vec<String>,
    /// Rows whose latitude and longitude were told apart by their range.
    pub n_turned: u64,
}

/// Rows that are handed on together, about.
const TOGETHER: usize = 1 << 16;

/// Reads a list and hands its rows on in their order, many at a time, those that could not be read
/// among them. Its columns are known by their names; that of the locality also by its values, of
/// which `is_locality` knows; in a list without any that is known the values of a row, one after the
/// other, are the text.
///
/// # Errors
/// When the file breaks off or holds no row.
pub fn read_address_list(
    mut table: Table,
    tally: &mut Tally,
    is_locality: &dyn Fn(&str) -> bool,
    mut take: impl FnMut(Vec<AskedRow>),
) -> Result<AddressList, SourceError> {
    let header = table.header().to_vec();
    let mut parts = PARTS.map(|(field, mark)| (table.column(field), mark));
    let [id, easting, northing, lon, lat] =
        ["address_id", "easting", "northing", "lon", "lat"].map(|field| table.column(field));
    let places = [(easting, northing, false), (lon, lat, true)];
    let both = table.column("coordinates");
    let [simc, ulic] = ["simc", "ulic"].map(|field| table.column(field));
    let known = parts.iter().map(|part| part.0);
    let known = known.chain([id, simc, ulic, both, easting, northing, lon, lat]);
    let positions = known.filter_map(Column::position);
    let mut understood: Vec<usize> = positions.collect();
    let (guessed, unread) = by_values(&mut table, &understood, &parts, is_locality)?;
    if let Some(at) = guessed {
        parts[LOCALITY].0 = Column::at(at);
        understood.push(at);
    }
    let [has_address, has_locality, has_street, has_number] =
        [0, 2, 3, 4].map(|at: usize| parts[at].0.is_present());
    let has_place = places.iter().any(|(a, b, _)| a.is_present() && b.is_present());
    let has_codes = simc.is_present() && has_number;
    let names_addresses = has_address || has_number && (has_locality || has_street) || has_codes;
    if !(understood.is_empty()
        || names_addresses
        || has_place
        || both.is_present()
        || id.is_present())
    {
        return Err(not_enough(&table, &understood));
    }
    let counts_rows = parts[4].0.position().is_some_and(|at| is_vague(&header[at]));
    understood.sort_unstable();
    understood.dedup();
    let mut n_turned = 0;
    let (mut rows, mut n_taken): (Vec<AskedRow>, u32) = (Vec::new(), 0);
    table.for_each(tally, |row, _| {
        // Rows that the reader refused are counted: each has its line in the answer.
        fill(&mut rows, (row.origin.row - n_taken).saturating_sub(1));
        let is_whole = understood.is_empty();
        let (mut text, mut columns) =
            if is_whole { (joined(row), [0..0, 0..0]) } else { text_of(row, &parts, counts_rows) };
        let is_date = (!counts_rows || has_codes) && is_date(row.text(parts[4].0));
        if is_date {
            // Without its number it would be another address.
            text.clear();
            columns = [0..0, 0..0];
        }
        let is_place = text.is_empty();
        if is_place {
            row.text(both).clone_into(&mut text);
        }
        let place = places.iter().find_map(|columns| place_of(row, *columns));
        n_turned += u64::from(place.is_some_and(|(_, is_turned)| is_turned));
        let tells_place = || [LOCALITY, GMINA].iter().any(|at| !row.text(parts[*at].0).is_empty());
        let has_coordinates =
            places.iter().any(|(a, b, _)| !row.text(*a).is_empty() || !row.text(*b).is_empty());
        let is_lost = text.is_empty() && row.text(id).is_empty() && has_coordinates;
        let text_is_empty = text.is_empty();
        let is_told = place.is_some() || !row.text(id).is_empty() || is_place && !text_is_empty;
        rows.push(AskedRow {
            values: row.values().map(str::to_owned).collect(),
            id: row.text(id).to_owned(),
            codes: codes_of(row, [simc, ulic, parts[4].0]),
            text,
            is_readable: is_told || !(is_lost || is_date),
            is_place: is_place && !text_is_empty,
            is_date,
            columns,
            is_unplaced: !unread.is_empty() && !tells_place(),
            place: place.map(|(place, _)| place),
        });
        if rows.len() >= TOGETHER {
            n_taken = row.origin.row;
            take(std::mem::take(&mut rows));
        }
    })?;
    fill(&mut rows, u32::try_from(tally.rows_read).unwrap_or(u32::MAX).saturating_sub(n_taken));
    take(rows);
    let names = |all: Vec<usize>| all.into_iter().map(|at| header[at].clone()).collect();
    let (understood, unread) = (names(understood), names(unread));
    let guessed = guessed.map(|at| header[at].clone());
    Ok(AddressList { header, understood, guessed, unread, n_turned })
}

/// Of a list that is understood but for its localities the column that holds them, by its values,
/// else those columns of words that were not recognised.
fn by_values(
    table: &mut Table,
    understood: &[usize],
    parts: &[(Column, &str)],
    is_locality: &dyn Fn(&str) -> bool,
) -> Result<(Option<usize>, Vec<usize>), SourceError> {
    let [has_address, has_locality, has_number] =
        [0, LOCALITY, 4].map(|at: usize| parts[at].0.is_present());
    if understood.is_empty() || has_locality || !(has_address || has_number) {
        return Ok((None, Vec::new()));
    }
    let rows = table.first_rows(list_values::LOOKED_AT)?;
    let others = (0..table.header().len()).filter(|at| !understood.contains(at));
    let others: Vec<usize> = others.collect();
    let guessed = list_values::locality(&rows, &others, is_locality);
    let unread = if guessed.is_some() { Vec::new() } else { list_values::texts(&rows, &others) };
    Ok((guessed, unread))
}

fn fill(rows: &mut Vec<AskedRow>, length: u32) {
    rows.resize_with(rows.len().max(length as usize), AskedRow::default);
}

fn joined(row: &Row<'_>) -> String {
    let values = row.values().map(str::trim).filter(|value| !value.is_empty());
    values.collect::<Vec<_>>().join(", ")
}

/// That the columns that are known tell no address, with all names that are known.
fn not_enough(table: &Table, understood: &[usize]) -> SourceError {
    let header = table.header();
    let known: Vec<&str> = understood.iter().map(|at| header[*at].as_str()).collect();
    SourceError::NoAddresses {
        file: table.name().to_owned(),
        columns: super::table::shown(header),
        understood: known.join(", "),
        names: list_columns(),
    }
}

/// The columns of such a list with all names that are known.
pub fn list_columns() -> String {
    let columns = Schema::of("address-list").columns.iter().map(|column| {
        let mut names: Vec<&str> = column.names.iter().map(String::as_str).collect();
        names.retain(|name| *name != column.field);
        format!("{}: {}", column.field, names.join(", "))
    });
    columns.collect::<Vec<_>>().join("\n")
}

/// Whether a column of this name may count rows, or name buildings, instead of numbering houses.
fn is_vague(name: &str) -> bool {
    ["nr", "numer", "number", "budynek", "dom", "posesja"].contains(&name.to_lowercase().as_str())
}

/// Whether a house number has become a date in a spreadsheet: `12.05.2026`, `2026-05-12`, `maj.12`.
fn is_date(number: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"];
    let date = number.split([' ', 'T']).next().unwrap_or_default().to_lowercase();
    let parts: Vec<&str> = date.split(['.', '-', '/']).collect();
    let digits = |part: &str, n: &[usize]| {
        n.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    match parts[..] {
        [day, month, year] if digits(month, &[1, 2]) => {
            digits(day, &[1, 2]) && digits(year, &[4]) || digits(day, &[4]) && digits(year, &[1, 2])
        }
        [one, other] => {
            let is = |month: &str, day: &str| MONTHS.contains(&month) && digits(day, &[1, 2]);
            is(one, other) || is(other, one)
        }
        _ => false,
    }
}

/// Whether an address in one text has a house number: a word that begins with a digit, is neither
/// a postcode nor the first, and does not stand after a kind of street (`ul. 3 Maja`).
fn has_number(address: &str) -> bool {
    let is_postcode = |word: &str| {
        let digits = |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        word.split_once('-').is_some_and(|(a, b)| digits(a, 2) && digits(b, 3))
    };
    let words = address.split([' ', ',', ';']).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| !is_postcode(word)).collect();
    words.windows(2).any(|pair| {
        let kind = pair[0].trim_end_matches('.').to_lowercase();
        pair[1].starts_with(|sign: char| sign.is_ascii_digit())
            && !["ul", "ulica", "al", "aleja", "pl", "plac", "os", "osiedle"]
                .contains(&kind.as_str())
    })
}

/// The address of a row in one text, and where in it locality and street stand.
fn text_of(
    row: &Row<'_>,
    parts: &[(Column, &str)],
    counts_rows: bool,
) -> (String, [Range<usize>; 2]) {
    let mut text = String::new();
    let mut columns = [0..0, 0..0];
    let is_whole = counts_rows && has_number(row.text(parts[0].0));
    for (at, (column, mark)) in parts.iter().enumerate() {
        let value = row.text(*column);
        if value.is_empty() || is_whole && PARTS[at].0 == "number" {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(mark);
        let start = text.len();
        text.push_str(value);
        if let LOCALITY | STREET = at {
            columns[at - LOCALITY] = start..text.len();
        }
    }
    (text, columns)
}

/// Codes of a row, where they are codes: a spreadsheet may have taken their first zeros.
fn codes_of(row: &Row<'_>, [simc, ulic, number]: [Column; 3]) -> Option<AskedCodes> {
    let text = |column| row.text(column).trim();
    if text(simc).is_empty() || text(number).is_empty() {
        return None;
    }
    let simc = SimcId::parse(text(simc)).ok()?.code.number();
    let ulic = UlicId::parse(text(ulic)).ok()?.map(|ulic| ulic.code.number());
    // "00000" is written for no street as well.
    let ulic = ulic.filter(|ulic| *ulic != 0);
    Some(AskedCodes { simc, ulic, number: text(number).to_owned() })
}

/// Coordinates of a row, and whether they stand in the other order; columns of metres may hold
/// degrees, as x and y often do, or metres of PL-2000.
fn place_of(
    row: &Row<'_>,
    (first, second, degrees): (Column, Column, bool),
) -> Option<(Coordinates, bool)> {
    let value = |column| {
        let number: f64 = row.text(column).replace(',', ".").parse().ok()?;
        number.is_finite().then_some(number)
    };
    let (first, second) = (value(first)?, value(second)?);
    if degrees || (first.abs() <= 180.0 && second.abs() <= 180.0) {
        let given = Wgs84 { lon: first, lat: second };
        // The ranges of Poland have no number in common.
        let is_turned = !given.near_poland() && given.swapped().near_poland();
        let Wgs84 { lon, lat } = if is_turned { given.swapped() } else { given };
        return Some((Coordinates::Degrees { lon, lat }, is_turned));
    }
    let zoned = Coordinates::of_zone(first, second);
    let metres = Coordinates::Metres { easting: first, northing: second };
    Some((zoned.unwrap_or(metres), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_number_that_became_a_date_is_known() {
        for text in ["12.05.2026", "2026-05-12", "2026-05-12T00:00:00", "maj.12", "12-maj", "3.paź"]
        {
            assert!(is_date(text), "{text}");
        }
        for text in ["12", "12-14", "12/5", "12.A", "12/14/16", "1.2", "12 maj", "b/n", ""] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn an_address_with_a_number_needs_none_of_another_column() {
        for text in ["Polna 13", "ul. Polna 13, 41-300 Dąbrowa", "Dąbrowa Polna 13A m. 4"] {
            assert!(has_number(text), "{text}");
        }
        for text in ["Polna", "ul. 3 Maja", "3 Maja", "41-300 Dąbrowa, Polna", ""] {
            assert!(!has_number(text), "{text}");
        }
    }
}
