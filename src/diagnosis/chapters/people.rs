//! People by place: notices, vacancies, households, businesses, residents, with small counts and
//! what would give them away held back over all levels at once.
#![deny(clippy::float_arithmetic)]

use std::collections::{BTreeMap, BTreeSet};

use super::demand::{notices, vacant};
use super::figure::Figure;
use super::premises::{Counts, premises};
use super::survey::Survey;
use super::{Chapters, Definition, Indicator};
use crate::diagnosis::{Cell, Disclosed, disclosed, is_small};
use crate::place::{GminaCode, SimcId};

/// What is counted, and the register that it is counted from.
pub const PEOPLE: [(&str, &str); 5] = [
    ("notices", "demand"),
    ("vacant_addresses", "vacancies"),
    ("households", "premises"),
    ("businesses", "premises"),
    ("residents", "premises"),
];

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

/// Counts of the localities of a gmina.
fn localities(survey: &Survey<'_>, gmina: GminaCode) -> BTreeMap<Option<SimcId>, Values> {
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
    members.iter().map(|(simc, addresses)| (*simc, of(*simc, addresses))).collect()
}

/// Registers of whose files not even the number of rows may be told: a count made from them is
/// held back, and the rows add up to it.
pub fn withheld_registers(units: &[PeopleUnit]) -> BTreeSet<&'static str> {
    let is_held = |told: &Disclosed| *told == Disclosed::Suppressed;
    let of = |unit: &PeopleUnit| {
        let counts = PEOPLE.into_iter().zip(unit.counts);
        counts.filter(|(_, told)| is_held(told)).map(|((_, register), _)| register)
    };
    units.iter().flat_map(of).collect()
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

/// Share of homes at white addresses.
const HOMES: &str = "W2";

/// Levels above gminas, with the digits of their codes.
const UPPER: [(PeopleLevel, usize); 2] = [(PeopleLevel::Powiat, 4), (PeopleLevel::Wojewodztwo, 2)];

/// People by place in gminas, given in order: localities, gminas, powiats and voivodeships that are
/// complete, in this order. No unit above a gmina is known to be complete without TERC.
pub fn people(survey: &Survey<'_>, wanted: &[GminaCode]) -> Vec<PeopleUnit> {
    let mut units: Vec<(PeopleUnit, Values, Option<String>)> = Vec::new();
    let nothing = [Disclosed::Unknown; PEOPLE.len()];
    for gmina in wanted {
        for (simc, values) in localities(survey, *gmina) {
            let code = simc.map_or_else(String::new, |simc| simc.to_string());
            let (level, gmina) = (PeopleLevel::Locality, Some(*gmina));
            let key = gmina.map(|gmina| gmina.to_string());
            units.push((PeopleUnit { level, gmina, code, counts: nothing }, values, key));
        }
    }
    let mut codes: Vec<(PeopleLevel, Option<GminaCode>, String)> =
        wanted.iter().map(|gmina| (PeopleLevel::Gmina, Some(*gmina), gmina.to_string())).collect();
    for (level, digits) in UPPER.into_iter().filter(|_| knows_all_gminas(survey)) {
        codes.extend(complete(survey, wanted, digits).into_iter().map(|code| (level, None, code)));
    }
    let told: BTreeSet<String> = codes.iter().map(|(_, _, code)| code.clone()).collect();
    for (level, gmina, code) in codes {
        let is_part = |of: &Option<String>| of.as_ref() == Some(&code);
        let parts = units.iter().filter(|(_, _, of)| is_part(of));
        let values: Vec<Values> = parts.map(|(_, values, _)| *values).collect();
        let values = std::array::from_fn(|n| sum(values.iter().map(|values| values[n])));
        // The next level up whose sum is told.
        let above = [4, 2].into_iter().filter_map(|digits| code.get(..digits));
        let above = above.filter(|above| above.len() < code.len() && told.contains(*above));
        let key = above.map(str::to_owned).next();
        units.push((PeopleUnit { level, gmina, code, counts: nothing }, values, key));
    }
    let places: BTreeMap<String, usize> = units
        .iter()
        .enumerate()
        .filter(|(_, (unit, _, _))| unit.level != PeopleLevel::Locality)
        .map(|(at, (unit, _, _))| (unit.code.clone(), at))
        .collect();
    for n in 0..PEOPLE.len() {
        let cell = |(_, values, key): &(PeopleUnit, Values, Option<String>)| Cell {
            count: values[n],
            sum: key.as_ref().and_then(|key| places.get(key)).copied(),
        };
        let cells: Vec<Cell> = units.iter().map(cell).collect();
        let minimum = u64::try_from(survey.number("suppression_min")).unwrap_or(u64::MAX);
        for (unit, told) in units.iter_mut().zip(disclosed(&cells, minimum)) {
            unit.0.counts[n] = told;
        }
    }
    units.into_iter().map(|(unit, _, _)| unit).collect()
}

impl Survey<'_> {
    /// Whether an indicator of a gmina must be held back: a count of the gmina behind it is, a part
    /// of its share or the rest is small, or it is made from the homes at white addresses while
    /// their share cannot be told. `unit` are the counts of the gmina.
    pub fn holds_back(&self, unit: &PeopleUnit, of: &Chapters, indicator: &Indicator) -> bool {
        let minimum = u64::try_from(self.number("suppression_min")).unwrap_or(u64::MAX);
        let small = |n: i64| u64::try_from(n).is_ok_and(|n| is_small(n, minimum));
        let gives_away = |figure: Figure| {
            let (low, high) = (figure.low.unwrap_or(0), figure.high.unwrap_or(0));
            let rest = figure.whole.map_or(0, |whole| whole - high);
            [low, high - low, rest].into_iter().any(small)
        };
        let Some(definition) = Definition::of(indicator.symbol) else { return true };
        let rests_on = |register: &str| definition.registers().any(|name| name == register);
        let mut counts = PEOPLE.iter().zip(unit.counts).filter(|((_, name), _)| rests_on(name));
        if !PEOPLE.iter().any(|(_, register)| rests_on(register)) {
            return false;
        }
        let is_hidden = counts.any(|(_, count)| count == Disclosed::Suppressed);
        // Made from homes and from coverage: orders and fees at white addresses.
        let of_homes = rests_on("premises") && definition.inputs.len() > 1;
        let is_derived = of_homes && !rests_on("demand") && indicator.symbol != HOMES;
        if is_derived {
            return is_hidden || of.figure(HOMES).is_none_or(gives_away);
        }
        let tells_part = |figure: Figure| match definition.unit.as_str() {
            "share" | "count" => gives_away(figure),
            // A thousand times the count; it is no part of what it is divided by.
            "per_thousand" => {
                let count = |value: Option<i64>| value.unwrap_or(0) / 1000;
                let (low, high) = (count(figure.low), count(figure.high));
                small(low) || small(high - low)
            }
            _ => false,
        };
        is_hidden || indicator.figure.is_some_and(tells_part)
    }
}
