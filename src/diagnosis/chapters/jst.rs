//! Chapter on the buildings of the gmina: indicators J1–J11 and contracts to be bought together.
#![deny(clippy::float_arithmetic)]

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};

use super::buildings::{Building, Contract, buildings};
use super::figure::{Figure, Known, count, share_of};
use super::survey::Survey;
use super::{Indicator, indicator};
use crate::diagnosis::Status;
use crate::place::{GminaCode, Pl1992};
use crate::policy::{ChapterAssumptions, ThresholdProfile};
use crate::quantity::Speed;

/// Contracts that end in one window and near each other.
#[derive(Clone, Debug)]
pub struct Procurement {
    /// First and last day on which one of them ends, the day of the run for those that have ended.
    pub ends: (chrono::NaiveDate, chrono::NaiveDate),
    /// (building, contract in it), the first to end first.
    pub members: Vec<(usize, usize)>,
}

/// The chapter.
#[derive(Clone, Debug, Default)]
pub struct Jst {
    /// Buildings of the gmina.
    pub buildings: Vec<Building>,
    /// Groups of contracts.
    pub procurements: Vec<Procurement>,
    /// Whether the gmina has filled in the form.
    pub is_asked: bool,
}

/// Whether something holds of a connection of a building. One of which it holds is enough; that it
/// holds of none is known only where nothing is unknown of any of its units.
fn reaches(building: &Building, enough: impl Fn(&Contract) -> Option<bool>) -> Known {
    let answers: Vec<Option<bool>> = building.contracts.iter().map(enough).collect();
    if answers.contains(&Some(true)) {
        Known::Yes
    } else if building.open > 0 || answers.contains(&None) {
        Known::Unknown
    } else {
        Known::No
    }
}

fn down_from(least: Speed) -> impl Fn(&Contract) -> Option<bool> {
    move |contract| contract.down.map(|down| down >= least)
}

/// Whether a contract has so much down and up.
fn both_from(down: Speed, up: Speed) -> impl Fn(&Contract) -> Option<bool> {
    let reached = |speed: Option<Speed>, least: Speed| {
        if least == Speed::default() { Some(true) } else { speed.map(|speed| speed >= least) }
    };
    move |contract| match (reached(contract.down, down), reached(contract.up, up)) {
        (Some(true), Some(true)) => Some(true),
        (Some(false), _) | (_, Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether a connection of a building has what its units need.
fn has_enough(building: &Building) -> Known {
    match building.need() {
        (None, None) => Known::Unknown,
        (down, up) => {
            reaches(building, both_from(down.unwrap_or_default(), up.unwrap_or_default()))
        }
    }
}

fn not(known: Known) -> Known {
    match known {
        Known::Yes => Known::No,
        Known::No => Known::Yes,
        Known::Unknown => Known::Unknown,
    }
}

/// Download and upload of a profile for schools; the profile's own where schools have no other.
fn school_speeds(profile: &ThresholdProfile) -> (Speed, Speed) {
    (profile.school_down_min.unwrap_or(profile.down_min), profile.up_min)
}

/// Whether the second path of a contract takes another medium than the first.
fn other_medium(contract: &Contract) -> Option<bool> {
    match contract.backup.as_deref()? {
        "none" | "fixed_same_route" => Some(false),
        // By radio: another medium unless the first line is one by radio too.
        "mobile" | "satellite" => contract.medium.as_deref().map(|medium| medium != "radio"),
        // "Another route or another medium": which of them, the form does not tell.
        _ => None,
    }
}

/// Whether connections of a building come by different media; of one of unknown medium beside
/// others nobody knows.
fn has_two_media(building: &Building) -> Known {
    let contracts = || building.contracts.iter();
    let media: BTreeSet<&str> = contracts().filter_map(|c| c.medium.as_deref()).collect();
    if media.len() > 1 {
        return Known::Yes;
    }
    let is_open = building.contracts.len() > 1 && contracts().any(|c| c.medium.is_none());
    if is_open { Known::Unknown } else { Known::No }
}

const fn either(a: Known, b: Known) -> Known {
    match (a, b) {
        (Known::Yes, _) | (_, Known::Yes) => Known::Yes,
        (Known::No, Known::No) => Known::No,
        _ => Known::Unknown,
    }
}

fn has_other_medium(building: &Building) -> Known {
    either(has_two_media(building), reaches(building, other_medium))
}

/// Whether a building has more than one way out.
fn has_second_path(building: &Building) -> Known {
    let backed = reaches(building, |contract| {
        let backup = contract.backup.as_deref()?;
        Some(!matches!(backup, "none" | "fixed_same_route"))
    });
    either(has_two_media(building), backed)
}

/// Cost of a year by speed, over connections of which both are known.
fn price(buildings: &[Building]) -> Option<Figure> {
    let contracts = buildings.iter().flat_map(|building| &building.contracts);
    let both = contracts.filter_map(|contract| Some((contract.yearly?.0, contract.down?)));
    let (mut cost, mut speed) = (0_i64, 0_i64);
    for (yearly, down) in both {
        cost = cost.checked_add(yearly)?;
        speed += i64::from(down.as_kbps());
    }
    // Grosze by kbit/s, times a thousand: by Mbit/s.
    Figure::ratio(cost.checked_mul(1000)?, speed)
}

/// Questions of the form: answered and asked, unit by unit whatever building they are in. A unit
/// without a connection is asked one question.
fn answers(building: &Building) -> (usize, usize) {
    let questions = &ChapterAssumptions::get().survey_questions;
    let answered = |contract: &Contract| {
        let is_answered = |question: &&String| match question.as_str() {
            "state" => true,
            "medium" => contract.medium.is_some(),
            "down" => contract.down.is_some(),
            "up" => contract.up.is_some(),
            "operator" => contract.operator.is_some(),
            "contract_until" => contract.until.is_some(),
            "monthly_cost" => contract.yearly.is_some(),
            "backup" => contract.backup.is_some(),
            _ => false,
        };
        questions.iter().filter(is_answered).count()
    };
    let of_contracts: usize = building.contracts.iter().map(answered).sum();
    let asked = (building.contracts.len() + building.open) * questions.len();
    (of_contracts + building.without, asked + building.without)
}

/// What contracts are ordered by: their end as it counts, their last day, their identifier.
type Key<'a> = (NaiveDate, NaiveDate, (Vec<(usize, &'a str)>, &'a str));

/// An identifier in runs of digits, compared as numbers, and of other signs: P2 before P10.
fn natural(text: &str) -> Vec<(usize, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| is_digit(c) != is_digit(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let digits = run.trim_start_matches('0');
        // Digits before anything else, fewer of them before more.
        runs.push(if is_digit(first) { (digits.len(), digits) } else { (usize::MAX, run) });
        rest = after;
    }
    runs
}

/// Groups contracts: the first to end that is in no group yet gathers those that end within the
/// window after it and stand within the distance of it. A contract whose last day is past may be
/// bought anew any day: it counts as one that ends on the day of the run. Of those that end on one
/// day the one whose last day is the earliest goes first, then by identifier in the form (numbers
/// in it as numbers), so that the order of rows decides nothing.
fn procurements(survey: &Survey<'_>, buildings: &[Building]) -> Vec<Procurement> {
    let as_of = survey.diagnosis.settings.as_of;
    let window = u32::try_from(survey.number("procurement_window")).unwrap_or(0);
    let distance = survey.number("procurement_distance") * 1000;
    let members_min = usize::try_from(survey.number("procurement_members_min")).unwrap_or(1);
    let mut ending: Vec<_> = Vec::new();
    for (place, building) in buildings.iter().enumerate() {
        for (position, contract) in building.contracts.iter().enumerate() {
            if let (Some(until), Some(point)) = (contract.until, building.position) {
                let unit = contract.unit.as_str();
                let key = (until.max(as_of), until, (natural(unit), unit));
                ending.push((key, place, position, point));
            }
        }
    }
    ending.sort_unstable();
    let mut groups = Vec::new();
    let head = |ending: &[(Key<'_>, usize, usize, Pl1992)]| {
        ending.first().map(|((first, ..), _, _, from)| (*first, *from))
    };
    while let Some((first, from)) = head(&ending) {
        let last = first.checked_add_months(Months::new(window)).unwrap_or(chrono::NaiveDate::MAX);
        let (group, rest): (Vec<_>, Vec<_>) =
            ending.into_iter().partition(|((until, ..), .., at)| {
                *until <= last && from.distance_squared_mm2(*at) <= distance * distance
            });
        ending = rest;
        if group.len() >= members_min {
            let until = group.last().map_or(first, |((until, ..), ..)| *until);
            let members = group.iter().map(|(_, place, contract, _)| (*place, *contract));
            groups.push(Procurement { ends: (first, until), members: members.collect() });
        }
    }
    groups
}

/// Whether a building is in a white area of the profile of public sites.
fn in_white_area(building: &Building) -> Known {
    match building.gigabit {
        Some(Status::White) => Known::Yes,
        Some(Status::Grey | Status::Black) => Known::No,
        _ => Known::Unknown,
    }
}

fn near_fibre(survey: &Survey<'_>, building: &Building) -> Known {
    let reach = u64::from(survey.length_mm("fibre_reach"));
    // Fibre may be there that no register of the run knows: beyond the reach of the known one is
    // "no" only as far as the registers go, which the definition says.
    let (Some(fibre), Some(position)) = (&survey.fibre, building.position) else {
        return Known::Unknown;
    };
    fibre.is_within(position, reach)
}

/// White addresses that fibre to public buildings would bring within reach.
fn anchored(survey: &Survey<'_>, gmina: GminaCode, buildings: &[Building]) -> Option<Figure> {
    if !survey.has_coverage(gmina) || buildings.is_empty() {
        return None;
    }
    let reached: BTreeSet<u32> =
        buildings.iter().filter_map(|b| b.anchored.as_ref()).flatten().copied().collect();
    let white = survey.world.addresses_of(gmina).filter(|a| survey.is_white(*a)).count();
    Figure::ratio(count(reached.len()), count(white))
}

/// The chapter of a gmina, and its indicators.
pub(super) fn jst(survey: &Survey<'_>, gmina: GminaCode) -> (Jst, Vec<Indicator>) {
    let mut buildings = buildings(survey, gmina);
    let gigabit = survey.sed.as_ref().map(|profile| profile.down_min);
    for building in &mut buildings {
        let is_fast = gigabit.map(|least| reaches(building, down_from(least)));
        building.is_fast = is_fast.unwrap_or(Known::Unknown);
        building.is_enough = has_enough(building);
    }
    let procurements = procurements(survey, &buildings);
    let is_asked = survey.rows(super::buildings::FORM).is_some_and(|r| !r.of(gmina).is_empty());
    // Without the form nothing is known of any connection.
    let asked = |figure: Option<Figure>| figure.filter(|_| is_asked);
    let over = |of: &dyn Fn(&Building) -> Known| share_of(buildings.iter().map(of));
    let slow = survey.slow.as_ref().map(|profile| profile.down_min);
    let school = survey.ose.as_ref().map(school_speeds);
    let j3 = school.and_then(|(down, up)| {
        share_of(
            buildings.iter().filter(|b| b.is_school()).map(|b| reaches(b, both_from(down, up))),
        )
    });
    let critical = |building: &&Building| {
        let kinds = &ChapterAssumptions::get().critical_kinds;
        kinds.iter().any(|kind| building.has_kind(kind))
    };
    let j9 = share_of(buildings.iter().filter(critical).map(has_second_path));
    let in_groups: usize = procurements.iter().map(|group| group.members.len()).sum();
    let contracts = || buildings.iter().flat_map(|b| b.contracts.iter().map(move |c| (b, c)));
    let is_open = |(b, c): &(&Building, &Contract)| c.until.is_none() || b.position.is_none();
    let ungrouped = contracts().filter(is_open).count();
    let j8 = Figure::share(in_groups, ungrouped, contracts().count());
    let (answered, questions) = buildings
        .iter()
        .map(answers)
        .fold((0, 0), |(a, q), (answered, asked)| (a + answered, q + asked));
    let j6 = over(&in_white_area).filter(|_| survey.has_coverage(gmina));
    let j7 = over(&|b| near_fibre(survey, b)).filter(|_| survey.fibre.is_some());
    let fast = gigabit.and_then(|_| over(&|b| b.is_fast));
    let below = slow.and_then(|least| over(&|b| not(reaches(b, down_from(least)))));
    let indicators = vec![
        indicator("J1", asked(fast)),
        indicator("J2", asked(below)),
        indicator("J3", asked(j3)),
        indicator("J4", asked(over(&has_other_medium))),
        indicator("J5", asked(price(&buildings))),
        indicator("J6", j6),
        indicator("J7", j7),
        indicator("J8", asked(j8)),
        indicator("J9", asked(j9)),
        // A form that nobody has filled in is known to be empty.
        indicator("J10", Figure::ratio(count(answered), count(questions))),
        indicator("J11", anchored(survey, gmina, &buildings)),
    ];
    (Jst { buildings, procurements, is_asked }, indicators)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_within_identifiers_are_compared_as_numbers() {
        let mut found =
            ["P10", "P2", "10", "P2a", "2", "łącze", "P02b", "P", "99999999999999999999"];
        found.sort_by_key(|id| natural(id));
        let expected =
            ["2", "10", "99999999999999999999", "P", "P2", "P2a", "P02b", "P10", "łącze"];
        assert_eq!(found, expected);
    }
}
