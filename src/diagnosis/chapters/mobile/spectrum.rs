//! Calendar of spectrum: reservations that begin and end in a gmina, and duties that fall due there,
//! as the table of them says.
#![deny(clippy::float_arithmetic)]

use chrono::NaiveDate;

use crate::model::{Layer, World};
use crate::place::GminaCode;

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

/// Whether a row is about a gmina; `None` where its area is no list of codes.
fn is_of(layer: &Layer, row: usize, gmina: GminaCode) -> Option<bool> {
    let gmina = gmina.to_string();
    let is_digits = |code: &str| code.bytes().all(|byte| byte.is_ascii_digit());
    let holds = |code: &str| match code.len() {
        _ if code.eq_ignore_ascii_case(COUNTRY) => Some(true),
        2 | 4 | 6 if is_digits(code) => Some(gmina.starts_with(code)),
        // The last of seven digits is the kind of the gmina.
        7 if is_digits(code) => Some(code.starts_with(&gmina)),
        _ => None,
    };
    let codes = layer.text("code", row)?.split(';').map(str::trim).filter(|code| !code.is_empty());
    let found: Vec<Option<bool>> = codes.map(holds).collect();
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
