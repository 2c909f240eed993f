//! Calendar of spectrum: reservations that begin and end in a gmina, and duties that fall due there,
//! as the table of them says.
#![deny(clippy::float_arithmetic)]

use chrono::NaiveDate;

use crate::model::{Layer, World};
use crate::place::{GminaCode, PowiatCode, TercCode, TercWidth, WojewodztwoCode};

/// The table.
const TABLE: &str = "spectrum";
/// The code of the country as an area.
const COUNTRY: &str = "PL";

/// What happens on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpectrumEventKind {
    /// The first day of a reservation.
    Begins,
    /// The last day to meet a duty.
    Due,
    /// The last day of a reservation.
    Ends,
}

impl SpectrumEventKind {
    /// Name in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Begins => "begins",
            Self::Due => "due",
            Self::Ends => "ends",
        }
    }
}

/// An entry of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpectrumEvent {
    /// The day; `None` where the table does not tell it.
    pub day: Option<NaiveDate>,
    /// What happens.
    pub kind: SpectrumEventKind,
    /// Row of the table.
    pub row: usize,
}

/// Whether a code of TERYT names a gmina or what it lies in; `None` where it is no code.
fn holds(code: &str, gmina: GminaCode) -> Option<bool> {
    if code.eq_ignore_ascii_case(COUNTRY) {
        return Some(true);
    }
    let is_digits = code.bytes().all(|byte| byte.is_ascii_digit());
    let number = || is_digits.then(|| code.parse().ok()).flatten();
    let (of, is_here) = match code.len() {
        2 => {
            let of = WojewodztwoCode::from_number(number()?);
            (of, of == gmina.wojewodztwo())
        }
        4 => {
            let of = PowiatCode::from_number(number()?);
            (of.wojewodztwo(), of == gmina.powiat())
        }
        6 | 7 => {
            let of = TercCode::parse(code, TercWidth::AsWritten).ok()?.code.whole_gmina();
            (of.wojewodztwo(), of == gmina)
        }
        _ => return None,
    };
    (of.is_one() || of == gmina.wojewodztwo()).then_some(is_here)
}

/// Whether a row is about a gmina; `None` where its area is no list of codes.
fn is_of(layer: &Layer, row: usize, gmina: GminaCode) -> Option<bool> {
    let codes = layer.text("code", row)?.split(';').map(str::trim).filter(|code| !code.is_empty());
    let found: Vec<Option<bool>> = codes.map(|code| holds(code, gmina)).collect();
    if found.contains(&Some(true)) {
        return Some(true);
    }
    let is_read = !found.is_empty() && !found.contains(&None);
    is_read.then_some(false)
}

/// What the table says of a row: a reservation without a last day ends on a day that is not known.
fn events(layer: &Layer, row: usize) -> impl Iterator<Item = SpectrumEvent> {
    let day = |column: &str| layer.date(column, row);
    let (from, to, due) = (day("valid_from"), day("valid_to"), day("due_on"));
    let has_duty = due.is_some() || layer.text("duty", row).is_some();
    let has_end = to.is_some() || from.is_some() || !has_duty;
    let event = move |kind, day| SpectrumEvent { day, kind, row };
    let begins = from.map(|day| event(SpectrumEventKind::Begins, Some(day)));
    let owed = has_duty.then(|| event(SpectrumEventKind::Due, due));
    let ends = has_end.then(|| event(SpectrumEventKind::Ends, to));
    [begins, owed, ends].into_iter().flatten()
}

/// The calendar of a gmina by day, what has none last, and how many rows have an area that nobody can
/// read; `None` where the run has no such table.
pub fn spectrum_calendar(world: &World, gmina: GminaCode) -> Option<(Vec<SpectrumEvent>, usize)> {
    let layer = world.layer(TABLE).filter(|layer| layer.n_rows() > 0)?;
    let rows: Vec<(usize, Option<bool>)> =
        (0..layer.n_rows()).map(|row| (row, is_of(layer, row, gmina))).collect();
    let unread = rows.iter().filter(|(_, is_here)| is_here.is_none()).count();
    let here = rows.into_iter().filter(|(_, is_here)| *is_here == Some(true));
    let mut found: Vec<SpectrumEvent> = here.flat_map(|(row, _)| events(layer, row)).collect();
    found.sort_by_key(|event| {
        let by = |column| layer.text(column, event.row);
        (event.day.is_none(), event.day, event.kind, by("operator"), by("band"), event.row)
    });
    Some((found, unread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_codes_of_teryt() {
        let gmina = GminaCode::from_number(40_101).expect("a gmina");
        for (code, found) in [
            ("PL", Some(true)),
            ("04", Some(true)),
            ("0401", Some(true)),
            ("040101", Some(true)),
            ("0401011", Some(true)),
            // Without the zero that a spreadsheet took.
            ("401011", Some(true)),
            ("06", Some(false)),
            ("0402", Some(false)),
            ("040102", Some(false)),
            ("401021", Some(false)),
            // No voivodeship has these numbers, and these are none.
            ("33", None),
            ("9901", None),
            ("999999", None),
            ("4", None),
            ("Mazowsze", None),
        ] {
            assert_eq!(holds(code, gmina), found, "{code}");
        }
    }
}
