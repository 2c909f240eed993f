//! People by place: notices, vacancies, households, businesses, residents, with small counts and
//! what would give them away held back over all levels at once.
#![deny(clippy::float_arithmetic)]

use std::collections::{BTreeMap, BTreeSet};

use super::demand::{notices, vacant};
use super::premises::{Counts, premises};
use super::survey::Survey;
use super::{Chapters, Indicator, Telling};
use crate::diagnosis::{Cell, Diagnosis, Disclosed, disclosed, disclosed_of_places, is_small};
use crate::place::{GminaCode, SimcId};
use crate::policy::{PolicyBook, ThresholdProfile};

/// What is counted, and the register that it is counted from.
pub const PEOPLE: [(&str, &str); 5] = [
    ("notices", "demand"),
    ("vacant_addresses", "vacancies"),
    ("households", "premises"),
    ("businesses", "premises"),
    ("residents", "premises"),
];

/// Positions in [`PEOPLE`].
pub(super) const NOTICES: usize = 0;
pub(super) const VACANT: usize = 1;
pub(super) const HOMES: usize = 2;
pub(super) const BUSINESSES: usize = 3;
pub(super) const RESIDENTS: usize = 4;

/// Least count that is told; nothing is held back of homes. How many homes an address has is seen
/// on its door bells and says nothing of who lives there. That a house stands empty invites
/// burglars, a business is often a person, residents of one address are a family, and a notice is
/// somebody's wish.
pub(super) fn least_told(survey: &Survey<'_>, people: usize) -> u64 {
    let minimum = || u64::try_from(survey.number("suppression_min")).unwrap_or(u64::MAX);
    if people == HOMES { 0 } else { minimum() }
}

/// Whether the first profile is that of the rule book, the first that is in force on the day of the
/// run. Figures that split people by whether addresses are white are told under it alone: two runs on
/// the same files under two profiles could be subtracted, down to the houses between their thresholds.
pub fn is_main_profile(diagnosis: &Diagnosis) -> bool {
    let book = PolicyBook::get().at(diagnosis.settings.as_of).unwrap_or_default();
    let first = |profiles: &[ThresholdProfile]| profiles.first().map(|t| t.profile.id.clone());
    first(&book) == first(&diagnosis.profiles)
}

/// Registers of which each row stands for one notice or one empty house: their rows are not told.
pub fn is_personal(register: &str) -> bool {
    matches!(register, "demand" | "vacancies")
}

/// Registers of which each row tells of few people, or of an empty house: their hashes are not told.
pub fn counts_people(register: &str) -> bool {
    is_personal(register) || register == "premises"
}

/// A level of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeopleLevel {
    /// Localities; one without an identifier holds what no locality is known of.
    Locality,
    /// Gminas.
    Gmina,
    /// Powiats of which every gmina is there.
    Powiat,
    /// Voivodeships, likewise.
    Wojewodztwo,
}

impl PeopleLevel {
    /// Name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Locality => "locality",
            Self::Gmina => "gmina",
            Self::Powiat => "powiat",
            Self::Wojewodztwo => "wojewodztwo",
        }
    }
}

/// Counts of one unit, in the order of [`PEOPLE`].
#[derive(Clone, Debug)]
pub struct PeopleUnit {
    /// Its level.
    pub level: PeopleLevel,
    /// The gmina, at the lower two levels.
    pub gmina: Option<GminaCode>,
    /// Code of the unit: SIMC at the lowest level.
    pub code: String,
    /// What may be told.
    pub counts: [Disclosed; PEOPLE.len()],
}

type Values = [Option<u64>; PEOPLE.len()];

/// A sum of which every part is known.
fn sum(parts: impl IntoIterator<Item = Option<u64>>) -> Option<u64> {
    parts.into_iter().try_fold(0_u64, |sum, part| Some(sum.saturating_add(part?)))
}

/// Counts of the localities of a gmina, and how many addresses each has.
fn localities(survey: &Survey<'_>, gmina: GminaCode) -> BTreeMap<Option<SimcId>, (Values, u64)> {
    let world = survey.world;
    let mut members: BTreeMap<Option<SimcId>, Vec<usize>> = BTreeMap::new();
    for address in world.addresses_of(gmina) {
        members.entry(world.addresses[address].simc).or_default().push(address);
    }
    let vacancies = vacant(survey, gmina);
    let live = notices(survey, gmina, vacancies.as_ref());
    let all_vacant = vacancies.map(|vacant| vacant.all);
    let premises = premises(survey, gmina);
    let counts = [&premises.households, &premises.businesses, &premises.population];
    let is_unplaced = live.iter().flatten().any(|notice| notice.address.is_none());
    if is_unplaced || counts.iter().any(|counts| counts.unplaced().is_some()) {
        members.entry(None).or_default();
    }
    let of = |simc: Option<SimcId>, addresses: &[usize]| -> Values {
        let at = |address: Option<usize>| address.and_then(|a| world.addresses[a].simc) == simc;
        let asked = live.as_ref().map(|live| live.iter().filter(|n| at(n.address)).count() as u64);
        let empty = all_vacant
            .as_ref()
            .map(|vacant| addresses.iter().filter(|a| vacant.contains(a)).count() as u64);
        let people = |counts: &Counts| {
            let of_address = |address: &usize| counts.at(*address).and_then(|n| n.try_into().ok());
            let elsewhere = counts.unplaced().filter(|_| simc.is_none());
            let elsewhere = elsewhere.and_then(|n| n.try_into().ok()).map(Some);
            let known = addresses.iter().map(of_address).chain(elsewhere);
            sum(known).filter(|_| counts.n_known() > 0)
        };
        let (homes, firms) = (&premises.households, &premises.businesses);
        [asked, empty, people(homes), people(firms), people(&premises.population)]
    };
    let counted = |(simc, addresses): (&Option<SimcId>, &Vec<usize>)| {
        (*simc, (of(*simc, addresses), addresses.len() as u64))
    };
    members.iter().map(counted).collect()
}

/// Whether the run knows of every gmina: without TERC it knows those that other registers name.
fn knows_all_gminas(survey: &Survey<'_>) -> bool {
    survey.world.files.iter().any(|file| file.register == "terc")
}

/// Units of the upper levels, whose every gmina is among the wanted ones and has addresses.
fn complete(survey: &Survey<'_>, wanted: &[GminaCode], digits: usize) -> BTreeSet<String> {
    let prefix = |code: GminaCode| code.to_string()[..digits].to_owned();
    let mut found: BTreeSet<String> = wanted.iter().copied().map(prefix).collect();
    for gmina in survey.world.gminas.iter() {
        if wanted.binary_search(&gmina.code).is_err() {
            found.remove(&prefix(gmina.code));
        }
    }
    found
}

/// Levels above gminas, with the digits of their codes.
const UPPER: [(PeopleLevel, usize); 2] = [(PeopleLevel::Powiat, 4), (PeopleLevel::Wojewodztwo, 2)];

/// People by place in gminas, given in order: localities, gminas, powiats and voivodeships that are
/// complete, in this order. No unit above a gmina is known to be complete without TERC. What is told
/// of a gmina and its localities does not depend on which others are there.
pub fn people(survey: &Survey<'_>, wanted: &[GminaCode]) -> Vec<PeopleUnit> {
    let upper = if knows_all_gminas(survey) { &UPPER[..] } else { &[] };
    counted(survey, wanted, upper)
}

/// People of a gmina and its localities.
pub(super) fn people_of(survey: &Survey<'_>, gmina: GminaCode) -> Vec<PeopleUnit> {
    counted(survey, &[gmina], &[])
}

/// A unit on the way.
struct Drafted {
    unit: PeopleUnit,
    values: Values,
    addresses: u64,
    /// Code of the unit whose sum it is part of.
    sum: Option<String>,
}

fn counted(
    survey: &Survey<'_>,
    wanted: &[GminaCode],
    upper: &[(PeopleLevel, usize)],
) -> Vec<PeopleUnit> {
    let mut units: Vec<Drafted> = Vec::new();
    let nothing = [Disclosed::Unknown; PEOPLE.len()];
    for gmina in wanted {
        for (simc, (values, addresses)) in localities(survey, *gmina) {
            let code = simc.map_or_else(String::new, |simc| simc.to_string());
            let (level, gmina) = (PeopleLevel::Locality, Some(*gmina));
            let sum = gmina.map(|gmina| gmina.to_string());
            let unit = PeopleUnit { level, gmina, code, counts: nothing };
            units.push(Drafted { unit, values, addresses, sum });
        }
    }
    let mut codes: Vec<(PeopleLevel, Option<GminaCode>, String)> =
        wanted.iter().map(|gmina| (PeopleLevel::Gmina, Some(*gmina), gmina.to_string())).collect();
    for (level, digits) in upper.iter().copied() {
        codes.extend(complete(survey, wanted, digits).into_iter().map(|code| (level, None, code)));
    }
    let told: BTreeSet<String> = codes.iter().map(|(_, _, code)| code.clone()).collect();
    for (level, gmina, code) in codes {
        let parts = || units.iter().filter(|part| part.sum.as_ref() == Some(&code));
        let values = std::array::from_fn(|n| sum(parts().map(|part| part.values[n])));
        let addresses = parts().map(|part| part.addresses).sum();
        // The next level up whose sum is told.
        let above = [4, 2].into_iter().filter_map(|digits| code.get(..digits));
        let above = above.filter(|above| above.len() < code.len() && told.contains(*above));
        let sum = above.map(str::to_owned).next();
        let unit = PeopleUnit { level, gmina, code, counts: nothing };
        units.push(Drafted { unit, values, addresses, sum });
    }
    let places: BTreeMap<String, usize> = units
        .iter()
        .enumerate()
        .filter(|(_, drafted)| drafted.unit.level != PeopleLevel::Locality)
        .map(|(at, drafted)| (drafted.unit.code.clone(), at))
        .collect();
    let addresses: Vec<u64> = units.iter().map(|drafted| drafted.addresses).collect();
    for n in 0..PEOPLE.len() {
        let cell = |drafted: &Drafted| Cell {
            count: drafted.values[n],
            sum: drafted.sum.as_ref().and_then(|code| places.get(code)).copied(),
        };
        let cells: Vec<Cell> = units.iter().map(cell).collect();
        let minimum = least_told(survey, n);
        let told = match n {
            VACANT => disclosed_of_places(&cells, &addresses, minimum),
            _ => disclosed(&cells, minimum),
        };
        for (drafted, told) in units.iter_mut().zip(told) {
            drafted.unit.counts[n] = told;
        }
    }
    units.into_iter().map(|drafted| drafted.unit).collect()
}

/// Indicators made from counts of people that are held back when small, and these counts.
///
/// Z5 is of homes: what it would tell of empty houses is told by no figure ([`hold_back`]).
const COUNTED: [(&str, usize); 6] = [
    ("Z1", NOTICES),
    ("Z2", NOTICES),
    ("Z3", BUSINESSES),
    ("Z4", VACANT),
    ("R5", RESIDENTS),
    ("R7", BUSINESSES),
];

/// What of a lower bound the counts of localities that are told do not explain; `None` where some
/// of them are held back.
fn unexplained(units: &[PeopleUnit], people: usize, low: u64) -> Option<u64> {
    let localities = units.iter().filter(|unit| unit.level == PeopleLevel::Locality);
    localities.map(|unit| unit.counts[people]).try_fold(low, |rest, told| match told {
        Disclosed::Suppressed => None,
        Disclosed::Unknown => Some(rest),
        Disclosed::Count(n) => Some(rest.saturating_sub(n)),
    })
}

impl Survey<'_> {
    /// Whether an indicator of a gmina must be held back: the count of the gmina that it is made
    /// from is, it tells a small part of it or a small rest, or other tables of the gmina beside
    /// it would. `units` are the counts of the gmina and its localities.
    pub(super) fn holds_back(
        &self,
        units: &[PeopleUnit],
        of: &Chapters,
        indicator: &Indicator,
    ) -> bool {
        let Some(figure) = indicator.figure else { return false };
        let Some((symbol, people)) = COUNTED.iter().find(|(s, _)| *s == indicator.symbol) else {
            return false;
        };
        if of.demand.betraying.contains(symbol) {
            return true;
        }
        let is_gmina = |unit: &&PeopleUnit| unit.level == PeopleLevel::Gmina;
        let is_hidden = units
            .iter()
            .find(is_gmina)
            .is_none_or(|unit| unit.counts[*people] == Disclosed::Suppressed);
        let minimum = least_told(self, *people);
        let small = |n: i64| u64::try_from(n).is_ok_and(|n| is_small(n, minimum));
        let (low, high) = (figure.low.unwrap_or(0), figure.high.unwrap_or(0));
        match *symbol {
            "Z1" => is_hidden || small(low / 1000) || small((high - low) / 1000),
            "Z2" | "Z4" => {
                let rest = figure.whole.map_or(0, |whole| whole - high);
                is_hidden || [low, high - low, rest].into_iter().any(small)
            }
            // A sum of which terms are missing: it must not tell one of them.
            _ if figure.high.is_none() => {
                let low = u64::try_from(low).unwrap_or(0);
                unexplained(units, *people, low).is_none_or(|rest| is_small(rest, minimum))
            }
            _ => is_hidden,
        }
    }
}

/// Indicators that split people by whether addresses are white.
const SPLITTING: [&str; 3] = ["Z2", "Z3", "Z5"];

/// Holds back what the indicators of a gmina would tell of few people, or tells it with empty houses.
pub(super) fn hold_back(survey: &Survey<'_>, gmina: GminaCode, chapters: &mut Chapters) {
    let units = people_of(survey, gmina);
    if let Some(undeducted) = chapters.demand.undeducted {
        for (symbol, figure) in ["Z3", "Z5"].into_iter().zip(undeducted) {
            let figure = figure.filter(|_| survey.can_know(symbol));
            let found = chapters.indicators.iter_mut().filter(|one| one.symbol == symbol);
            for indicator in found {
                (indicator.figure, indicator.telling) = (figure, Telling::Undeducted);
            }
        }
    }
    let is_other = !is_main_profile(survey.diagnosis);
    let all: &Chapters = chapters;
    let telling = |one: &Indicator| {
        if one.figure.is_some() && is_other && SPLITTING.contains(&one.symbol) {
            Telling::OtherProfile
        } else if survey.holds_back(&units, all, one) {
            Telling::FewPeople
        } else {
            one.telling
        }
    };
    let tellings: Vec<Telling> = all.indicators.iter().map(telling).collect();
    for (indicator, telling) in chapters.indicators.iter_mut().zip(tellings) {
        indicator.telling = telling;
        indicator.figure = indicator.figure.filter(|_| !indicator.is_held());
    }
}
