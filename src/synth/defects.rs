//! Rows that must be rejected, flagged, or matched by a later rung: planted one by one.

use std::collections::BTreeSet;

use super::footprints::{IMPOSSIBLE_TECHNOLOGY, MAIN_OFFERS};
use super::geometry::Point;
use super::gmina::Gmina;
use super::places::STREETS;
use super::report::{Fate, Report, field};
use super::rng::SplitMix64;

/// Offset of the coordinates that lead to an address whose number is wrong: 2.7 m.
const NEAR_MISS: Point = Point::new(2.1, -1.7);
/// A street code and a locality code that no register here holds.
const UNKNOWN_ULIC: &str = "97777";
const UNKNOWN_SIMC: &str = "9977701";

/// What is wrong with a planted row.
#[derive(Clone, Copy, PartialEq)]
enum Defect {
    DuplicateId,
    UnknownLocality,
    UnknownStreet,
    UnknownNumber,
    SpeedNotANumber,
    UnknownMedium,
    WrongColumnCount,
    NumberForm,
    OnlyCoordinates,
}

/// Operator (by position), defect, and how many rows of it in 1600 addresses.
const PLAN: [(usize, Defect, usize); 7] = [
    (0, Defect::DuplicateId, 6),
    (4, Defect::UnknownLocality, 4),
    (4, Defect::UnknownStreet, 5),
    (1, Defect::UnknownNumber, 6),
    (2, Defect::SpeedNotANumber, 4),
    (0, Defect::UnknownMedium, 4),
    (3, Defect::WrongColumnCount, 3),
];
const PLAN_BASE: usize = 1_600;
/// Defects that leave the row countable: always three.
const LATER_RUNGS: [(usize, Defect); 2] = [(0, Defect::NumberForm), (1, Defect::OnlyCoordinates)];
const N_LATER_RUNG: usize = 3;
const N_IMPOSSIBLE: usize = 2;
const IMPOSSIBLE_MBPS: u32 = 1_000;
/// Operators that write some numbers in a form of their own, and how many.
const OWN_FORMS: [usize; 2] = [0, 3];
const N_OWN_FORMS: usize = 5;

impl Defect {
    fn code(self) -> &'static str {
        match self {
            Self::DuplicateId => "duplicate_id",
            Self::UnknownLocality => "unknown_locality",
            Self::UnknownStreet => "unknown_street",
            Self::UnknownNumber => "unknown_number",
            Self::SpeedNotANumber => "speed_not_a_number",
            Self::UnknownMedium => "unknown_medium",
            Self::WrongColumnCount => "wrong_column_count",
            Self::NumberForm => "matched_by_street",
            Self::OnlyCoordinates => "matched_by_coordinates",
        }
    }

    fn is_rejected(self) -> bool {
        !matches!(self, Self::NumberForm | Self::OnlyCoordinates)
    }

    /// Changes the fields of a good row; `n` numbers the rows with this defect.
    fn spoil(self, fields: &mut Vec<String>, n: usize) {
        match self {
            Self::DuplicateId => {}
            Self::UnknownLocality => {
                UNKNOWN_SIMC.clone_into(&mut fields[field::SIMC]);
                clear_coordinates(fields);
            }
            Self::UnknownStreet => {
                // Every other one is a street of the town, declared in a village without streets.
                let town_street = &STREETS[n % 6];
                let (ulic, name) = match n % 2 {
                    0 => (UNKNOWN_ULIC, "ul. Nieznana".to_owned()),
                    _ => (town_street.ulic, town_street.full_name()),
                };
                ulic.clone_into(&mut fields[field::ULIC]);
                fields[field::STREET] = name;
                clear_coordinates(fields);
            }
            Self::UnknownNumber => {
                "9999ZZ".clone_into(&mut fields[field::NUMBER]);
                clear_coordinates(fields);
            }
            Self::SpeedNotANumber => "tysiąc".clone_into(&mut fields[field::DOWN]),
            Self::UnknownMedium => "swiatlowod".clone_into(&mut fields[field::MEDIUM]),
            Self::WrongColumnCount => fields.truncate(field::LON),
            Self::NumberForm => {
                fields[field::NUMBER].push('C');
                clear_coordinates(fields);
            }
            Self::OnlyCoordinates => fields[field::NUMBER] = format!("{}", 990 + n),
        }
    }
}

fn clear_coordinates(fields: &mut [String]) {
    fields[field::LAT].clear();
    fields[field::LON].clear();
}

/// Plants all defects; the reports keep their own account of them.
pub(super) fn plant(gmina: &Gmina, reports: &mut [Report], seed: u64) {
    let mut rng = SplitMix64::stream(seed, "defects");
    for (operator, defect) in LATER_RUNGS {
        plant_rows(gmina, reports, (operator, defect, N_LATER_RUNG), &mut rng);
    }
    for (operator, defect, n_base) in PLAN {
        let n = (n_base * gmina.addresses.len()).div_ceil(PLAN_BASE);
        plant_rows(gmina, reports, (operator, defect, n), &mut rng);
    }
    declare_impossible_speeds(&mut reports[2]);
    for operator in OWN_FORMS {
        write_numbers_otherwise(&mut reports[operator], gmina);
    }
}

/// Inserts rows about addresses that the operator does not cover, so that a wrong count shows.
fn plant_rows(
    gmina: &Gmina,
    reports: &mut [Report],
    (operator, defect, n): (usize, Defect, usize),
    rng: &mut SplitMix64,
) {
    let report = &mut reports[operator];
    for (nth, address) in targets(gmina, report, defect, rng).into_iter().take(n).enumerate() {
        let mut row = report.row(gmina, address, &MAIN_OFFERS[operator]);
        let place = report.rows.len() * (nth + 1) / (n + 1);
        if defect == Defect::DuplicateId {
            row.fields[field::ID].clone_from(&report.rows[place / 2].fields[field::ID]);
        }
        if defect == Defect::OnlyCoordinates {
            let at = gmina.addresses[address].at.moved(NEAR_MISS, 1.0);
            row.fields[field::LAT] = format!("{:.6}", at.lat());
            row.fields[field::LON] = format!("{:.6}", at.lon());
        }
        defect.spoil(&mut row.fields, nth);
        row.planted = Some(defect.code());
        if defect.is_rejected() {
            row.fate = Fate::Rejected;
        }
        report.rows.insert(place, row);
    }
}

/// Addresses in the operator's localities that none of its rows speaks about yet, shuffled;
/// the loneliest first where coordinates must be unmistakable. A row that is cut short may be about
/// any place.
fn targets(gmina: &Gmina, report: &Report, defect: Defect, rng: &mut SplitMix64) -> Vec<usize> {
    let spoken: BTreeSet<usize> = report.rows.iter().map(|row| row.about).collect();
    let localities: BTreeSet<usize> =
        spoken.iter().map(|&position| gmina.addresses[position].locality).collect();
    let mut holes: Vec<(u64, usize)> = (0..gmina.addresses.len())
        .filter(|&position| {
            let is_near = localities.contains(&gmina.addresses[position].locality);
            is_near || defect == Defect::WrongColumnCount
        })
        .filter(|position| !spoken.contains(position) && gmina.is_ordinary(*position))
        .map(|position| (rng.bits(), position))
        .collect();
    holes.sort_unstable();
    let mut holes: Vec<usize> = holes.into_iter().map(|(_, position)| position).collect();
    if defect == Defect::OnlyCoordinates {
        holes.sort_by(|p, q| gmina.gap_m(*q).total_cmp(&gmina.gap_m(*p)));
    }
    holes
}

/// Copper rows that declare a gigabit: matched, counted at face value, to be flagged.
fn declare_impossible_speeds(report: &mut Report) {
    let is_candidate = |fields: &[String]| fields.iter().any(|f| f == IMPOSSIBLE_TECHNOLOGY);
    let mut candidates: Vec<usize> = Vec::new();
    for (position, row) in report.rows.iter().enumerate() {
        if row.planted.is_none() && is_candidate(&row.fields) {
            candidates.push(position);
        }
    }
    for nth in 1..=N_IMPOSSIBLE {
        let row = &mut report.rows[candidates[candidates.len() * nth / (N_IMPOSSIBLE + 1)]];
        if let Fate::Matched(claim) = &mut row.fate {
            claim.down_mbps = IMPOSSIBLE_MBPS;
            row.fields[field::DOWN] = IMPOSSIBLE_MBPS.to_string();
            row.planted = Some("impossible_speed");
        }
    }
}

/// Other case, white space or a trailing dot in a few house numbers.
fn write_numbers_otherwise(report: &mut Report, gmina: &Gmina) {
    let n_rows = report.rows.len();
    for nth in 0..N_OWN_FORMS {
        let start = n_rows * nth / N_OWN_FORMS;
        let wants_letter = nth % 5 < 3;
        let found = report.rows[start..].iter_mut().find(|row| {
            let number = &row.fields[field::NUMBER];
            row.planted.is_none()
                && number.contains(|c: char| c.is_ascii_alphabetic()) == wants_letter
                && matches!(row.fate, Fate::Matched(claim)
                    if gmina.key_group(claim.address).len() == 1)
        });
        if let Some(row) = found {
            let number = &mut row.fields[field::NUMBER];
            *number = other_form(number, nth);
            row.planted = Some("number_written_differently");
        }
    }
}

/// The same number in another form; `nth` chooses which.
fn other_form(number: &str, nth: usize) -> String {
    let digits = super::gmina::leading_integer(number);
    let rest = &number[digits.len()..];
    match nth % 5 {
        0 if rest.to_uppercase() == rest => number.to_lowercase(),
        0 => number.to_uppercase(),
        1 => format!("{digits} {rest}"),
        2 => format!("{digits} {}.", rest.to_lowercase()),
        3 => format!("{number}."),
        _ => format!(" {number} "),
    }
}
