//! Chapter on demand: notices, vacancies, households. Counts below a set minimum are not told.
#![deny(clippy::float_arithmetic)]

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{Figure, Known, count, share_of};
use super::premises::Premises;
use super::survey::Survey;
use super::{Indicator, indicator};
use crate::diagnosis::Status;
use crate::place::{GminaCode, SimcId};

/// A count that may be too small to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// So many.
    Count(usize),
    /// Held back: it, or another one that it would give away, is below the minimum.
    Suppressed,
}

impl Told {
    /// The count, where it is told.
    pub const fn count(self) -> Option<usize> {
        match self {
            Self::Count(n) => Some(n),
            Self::Suppressed => None,
        }
    }
}

/// Where demand is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemandPlace {
    /// A locality.
    Locality(SimcId),
    /// A cluster of white addresses.
    Cluster(u32),
}

/// Demand of a locality or cluster.
#[derive(Clone, Debug)]
pub struct PlaceDemand {
    /// Where.
    pub place: DemandPlace,
    /// Its first address.
    pub first: usize,
    /// Addresses.
    pub addresses: usize,
    /// White ones.
    pub white: usize,
    /// Vacant ones; `None` without a register of vacancies.
    pub vacant: Option<usize>,
    /// Notices that still ask for something.
    pub notices: Told,
    /// Households at addresses that have a count; `None` where none has.
    pub households: Option<i64>,
    /// Businesses, likewise.
    pub businesses: Option<i64>,
}

/// The chapter.
#[derive(Clone, Debug, Default)]
pub struct Demand {
    /// Whether the run has notices of the gmina.
    pub has_notices: bool,
    /// Whether the run has vacancies of the gmina.
    pub has_vacancies: bool,
    /// Notices that still ask for something.
    pub notices: Option<Told>,
    /// Those of them without an address in the run.
    pub unplaced: Option<Told>,
    /// By locality.
    pub localities: Vec<PlaceDemand>,
    /// By cluster.
    pub clusters: Vec<PlaceDemand>,
    /// Addresses with a count of households.
    pub with_households: usize,
    /// Addresses of the gmina.
    pub addresses: usize,
    /// Least count that is told.
    pub minimum: usize,
}

/// A notice that is neither met nor withdrawn.
pub(super) struct Notice {
    pub address: Option<usize>,
    /// Whether its state is told and its address is not reported as vacant.
    is_certain: bool,
    /// Whether its address is reported as vacant, so that nobody may be asking.
    may_be_vacant: bool,
}

/// Least count of people that is told.
fn minimum(survey: &Survey<'_>) -> usize {
    usize::try_from(survey.number("suppression_min")).unwrap_or(usize::MAX)
}

fn is_small(n: usize, minimum: usize) -> bool {
    0 < n && n < minimum
}

/// Counts below the minimum held back; where that is one alone, the next smallest too, which the
/// sum would otherwise give away. `Err` where there is no other one: then the sum must not be told.
fn told(counts: &[usize], minimum: usize) -> (Vec<Told>, bool) {
    let mut hidden: BTreeSet<usize> =
        (0..counts.len()).filter(|n| is_small(counts[*n], minimum)).collect();
    if hidden.len() == 1 {
        let others = (0..counts.len()).filter(|n| !hidden.contains(n) && counts[*n] > 0);
        hidden.extend(others.min_by_key(|n| (counts[*n], *n)));
    }
    let sum_is_told = hidden.len() != 1;
    let one = |n: usize| {
        if hidden.contains(&n) { Told::Suppressed } else { Told::Count(counts[n]) }
    };
    ((0..counts.len()).map(one).collect(), sum_is_told)
}

/// Where a notice stands in both tables, and whether its address is white.
type Place = (Option<DemandPlace>, Option<DemandPlace>, bool);

/// Whether counts of clusters, set against those of localities or of white addresses, would give a
/// small one away: a locality within a cluster or outside all of them, white addresses outside.
fn clusters_betray(places: &[Place], minimum: usize) -> bool {
    let mut parts: BTreeMap<(Option<DemandPlace>, Option<DemandPlace>), usize> = BTreeMap::new();
    let mut scattered = 0;
    for (locality, cluster, is_white) in places {
        *parts.entry((*locality, *cluster)).or_default() += 1;
        scattered += usize::from(*is_white && cluster.is_none());
    }
    parts.into_values().chain([scattered]).any(|n| is_small(n, minimum))
}

/// Whether the count of notices from white addresses, all of which one locality has, would split
/// that locality's count into a small part and the rest.
fn white_betrays(places: &[Place], locality: Option<DemandPlace>, minimum: usize) -> bool {
    let here = |is_white: bool| {
        let is_there = |place: &&Place| place.0 == locality && place.2 == is_white;
        places.iter().filter(is_there).count()
    };
    is_small(here(true), minimum) || is_small(here(false), minimum)
}

fn locality(survey: &Survey<'_>, address: usize) -> Option<DemandPlace> {
    survey.world.addresses[address].simc.map(DemandPlace::Locality)
}

fn cluster(survey: &Survey<'_>, address: usize) -> Option<DemandPlace> {
    survey.diagnosis.clusters.of_address[address].map(DemandPlace::Cluster)
}

/// Takes the counts of clusters back where a comparison with those of localities would give small
/// ones away, and tells whether the share of white addresses would too.
fn hold_back(
    survey: &Survey<'_>,
    premises: &Premises,
    live: &[Notice],
    minimum: usize,
    clusters: &mut [PlaceDemand],
) -> bool {
    let place = |a: usize| (locality(survey, a), cluster(survey, a), survey.is_white(a));
    let places: Vec<Place> = live.iter().filter_map(|notice| notice.address).map(place).collect();
    let white = premises.addresses.clone().filter(|address| survey.is_white(*address));
    let homes: BTreeSet<Option<DemandPlace>> = white.map(|a| locality(survey, a)).collect();
    let only = homes.first().filter(|_| homes.len() == 1);
    if clusters_betray(&places, minimum) {
        for place in clusters {
            place.notices = Told::Suppressed;
        }
    }
    only.is_some_and(|only| white_betrays(&places, *only, minimum))
}

/// Vacant addresses.
#[derive(Clone, Debug, Default)]
pub(super) struct Vacant {
    /// Those that the gmina has confirmed.
    pub confirmed: BTreeSet<usize>,
    /// All that are reported.
    pub all: BTreeSet<usize>,
}

/// Vacant addresses of a gmina; `None` where the run has no vacancies of it.
pub(super) fn vacant(survey: &Survey<'_>, gmina: GminaCode) -> Option<Vacant> {
    let rows = survey.rows("vacancies").filter(|rows| !rows.of(gmina).is_empty())?;
    let mut vacant = Vacant::default();
    for row in rows.of(gmina) {
        let (status, kind) = (rows.layer.text("status", row), rows.layer.text("kind", row));
        let Some(address) = rows.layer.address(row) else { continue };
        if status == Some("outdated") || kind == Some("seasonal") {
            continue;
        }
        if status == Some("confirmed") {
            vacant.confirmed.insert(address as usize);
        }
        vacant.all.insert(address as usize);
    }
    Some(vacant)
}

/// Notices that ask for something: none from an address that is surely vacant; one from an address
/// that may be is uncertain.
pub(super) fn notices(
    survey: &Survey<'_>,
    gmina: GminaCode,
    vacant: Option<&Vacant>,
) -> Option<Vec<Notice>> {
    let rows = survey.rows("demand").filter(|rows| !rows.of(gmina).is_empty())?;
    let mut notices = Vec::new();
    for row in rows.of(gmina) {
        let is_told = match rows.layer.text("status", row) {
            Some("met" | "withdrawn") => continue,
            Some("new" | "read") => true,
            _ => false,
        };
        let address = rows.layer.address(row).map(|address| address as usize);
        let is_among = |of: fn(&Vacant) -> &BTreeSet<usize>| {
            vacant.zip(address).is_some_and(|(vacant, address)| of(vacant).contains(&address))
        };
        if !is_among(|vacant| &vacant.confirmed) {
            let may_be_vacant = is_among(|vacant| &vacant.all);
            let is_certain = is_told && !may_be_vacant;
            notices.push(Notice { address, is_certain, may_be_vacant });
        }
    }
    Some(notices)
}

/// Demand of the places that a key gives to addresses.
fn by_place(
    survey: &Survey<'_>,
    premises: &Premises,
    notices: &[Notice],
    vacant: Option<&BTreeSet<usize>>,
    minimum: usize,
    place_of: impl Fn(usize) -> Option<DemandPlace>,
) -> (Vec<PlaceDemand>, bool) {
    let mut members: BTreeMap<DemandPlace, Vec<usize>> = BTreeMap::new();
    for address in premises.addresses.clone() {
        if let Some(place) = place_of(address) {
            members.entry(place).or_default().push(address);
        }
    }
    let mut asked: BTreeMap<DemandPlace, usize> = BTreeMap::new();
    for place in notices.iter().filter_map(|notice| place_of(notice.address?)) {
        *asked.entry(place).or_default() += 1;
    }
    let counts: Vec<usize> =
        members.keys().map(|place| asked.get(place).copied().unwrap_or(0)).collect();
    let (told, sum_is_told) = told(&counts, minimum);
    let demand = |((place, addresses), notices): ((DemandPlace, Vec<usize>), Told)| PlaceDemand {
        place,
        first: addresses[0],
        addresses: addresses.len(),
        white: addresses.iter().filter(|address| survey.is_white(**address)).count(),
        vacant: vacant.map(|vacant| addresses.iter().filter(|a| vacant.contains(a)).count()),
        notices,
        households: premises.households.sum(addresses.iter().copied()),
        businesses: premises.businesses.sum(addresses.iter().copied()),
    };
    (members.into_iter().zip(told).map(demand).collect(), sum_is_told)
}

/// Z2: notices from white addresses; one from an address that may be vacant is uncertain.
fn from_white(survey: &Survey<'_>, notices: &[Notice]) -> Option<Figure> {
    let status = |notice: &Notice| survey.status(notice.address.filter(|_| !notice.may_be_vacant)?);
    share_of(notices.iter().map(|notice| match status(notice) {
        Some(Status::White) => Known::Yes,
        Some(Status::Grey | Status::Black) => Known::No,
        _ => Known::Unknown,
    }))
}

/// Whether ages may weigh the demand of some addresses: with few old or learning residents at all
/// of them the sum would tell who they are.
fn ages_may_count(premises: &Premises, white: &[usize], minimum: usize) -> bool {
    [&premises.aged_65, &premises.learners].into_iter().all(|counts| {
        let sum = counts.sum(white.iter().copied()).unwrap_or(0);
        !is_small(usize::try_from(sum).unwrap_or(0), minimum)
    })
}

/// A thousand times the households of an address, by how many of its residents use the internet
/// beside the mean of all: the old less, those who learn more. Without their numbers as they are.
fn weighted(survey: &Survey<'_>, premises: &Premises, address: usize, by_age: bool) -> Option<i64> {
    let households = premises.households.at(address)?;
    let plain = households.checked_mul(1000)?;
    let known = [&premises.aged_65, &premises.learners];
    let known = known.map(|counts| counts.at(address).filter(|_| by_age));
    let residents = premises.population.at(address).filter(|n| *n > 0);
    let Some(residents) = residents.filter(|_| known.iter().any(Option::is_some)) else {
        return Some(plain);
    };
    let [aged, learners] = known.map(|count| count.unwrap_or(0));
    // More of them than residents cannot be; the old are taken first.
    let aged = aged.min(residents);
    let learners = learners.min(residents - aged);
    let use_of = |group: &str| survey.number(&format!("internet_use_{group}"));
    let all = use_of("all");
    let of_groups = |count: i64, group: &str| count.checked_mul(use_of(group));
    let users = of_groups(aged, "aged_65")?
        .checked_add(of_groups(learners, "learners")?)?
        .checked_add((residents - aged - learners).checked_mul(all)?)?;
    let (part, whole) = (plain.checked_mul(users)?, residents.checked_mul(all)?);
    // To the nearest thousandth of a household.
    Some(part.checked_add(whole / 2)? / whole)
}

/// Z3 and Z5: what white addresses would order, by three assumptions on take-up and price.
fn potential(
    survey: &Survey<'_>,
    premises: &Premises,
    white: &[usize],
) -> (Option<Figure>, Option<Figure>) {
    let households = premises.households.sum(white.iter().copied());
    let businesses = premises.businesses.sum(white.iter().copied());
    if households.is_none() && businesses.is_none() {
        return (None, None);
    }
    let number = |name: &str, bound: &str| survey.number(&format!("{name}_{bound}"));
    let businesses = businesses.unwrap_or(0);
    let by_age = ages_may_count(premises, white, minimum(survey));
    // Thousandths of households; of the orders that they make, half a thousandth counts.
    let homes = white.iter().filter_map(|address| weighted(survey, premises, *address, by_age));
    let homes = homes.fold(0, i64::saturating_add);
    let orders = |bound: &str| {
        let of_households = homes.checked_mul(number("take_up_households", bound))?;
        let of_households = of_households.checked_add(500)? / 1000;
        of_households.checked_add(businesses.checked_mul(number("take_up_businesses", bound))?)
    };
    let revenue = |bound: &str| {
        let subscribers = households?.checked_mul(number("take_up_households", bound))?;
        subscribers.checked_mul(number("monthly_price", bound))
    };
    // Per thousand of those that take it up.
    let between = |of: &dyn Fn(&str) -> Option<i64>| {
        Some(Figure::between(of("low")?, of("mid")?, of("high")?, Some(1000)))
    };
    (between(&orders), between(&revenue))
}

/// The chapter of a gmina, and its indicators.
pub(super) fn demand(
    survey: &Survey<'_>,
    gmina: GminaCode,
    premises: &Premises,
) -> (Demand, Vec<Indicator>) {
    let minimum = minimum(survey);
    let vacancies = vacant(survey, gmina);
    let all_vacant = vacancies.as_ref().map(|vacant| &vacant.all);
    let asked = notices(survey, gmina, vacancies.as_ref());
    let live = asked.as_deref().unwrap_or(&[]);
    let places = |of: &dyn Fn(usize) -> Option<DemandPlace>| {
        by_place(survey, premises, live, all_vacant, minimum, of)
    };
    let (localities, sum_is_told) = places(&|a| locality(survey, a));
    let (mut clusters, _) = places(&|a| cluster(survey, a));
    let white_is_held = hold_back(survey, premises, live, minimum, &mut clusters);
    let unplaced = live.iter().filter(|notice| notice.address.is_none()).count();
    let tell = |n: usize, may: bool| {
        if may && !is_small(n, minimum) { Told::Count(n) } else { Told::Suppressed }
    };
    let total = tell(live.len(), sum_is_told || unplaced >= minimum);
    let uncertain = live.iter().filter(|notice| !notice.is_certain).count();
    let households = premises.households.complete();
    let z1 = households.filter(|n| *n > 0 && total.count().is_some()).map(|households| {
        let per_thousand = |n: usize| count(n) * 1000;
        let low = live.len() - uncertain;
        Figure {
            mid_twice: Some(per_thousand(low + live.len())),
            ..Figure::between(per_thousand(low), 0, per_thousand(live.len()), Some(households))
        }
    });
    let parts = from_white(survey, live).filter(|figure| {
        let bounds = [figure.low, figure.high, figure.whole].map(|n| n.unwrap_or(0));
        let cells = [bounds[0], bounds[1] - bounds[0], bounds[2] - bounds[1]];
        // Those without an address are told, so few beside them would be too.
        let perhaps = live.iter().filter(|notice| notice.may_be_vacant).count();
        let is_held = white_is_held || is_small(perhaps, minimum);
        let is_small = |n: i64| is_small(usize::try_from(n).unwrap_or(0), minimum);
        total.count().is_some() && !is_held && !cells.into_iter().any(is_small)
    });
    let has_coverage = survey.has_coverage(gmina);
    let white: Vec<usize> = premises
        .addresses
        .clone()
        .filter(|a| survey.is_white(*a) && !all_vacant.is_some_and(|vacant| vacant.contains(a)))
        .collect();
    let (z3, z5) = if has_coverage { potential(survey, premises, &white) } else { (None, None) };
    let z4 = vacancies.as_ref().and_then(|Vacant { confirmed, all }| {
        Figure::share(confirmed.len(), all.len() - confirmed.len(), premises.addresses.len())
    });
    let indicators = vec![
        indicator("Z1", z1.filter(|_| asked.is_some())),
        indicator("Z2", parts.filter(|_| has_coverage)),
        indicator("Z3", z3),
        indicator("Z4", z4),
        indicator("Z5", z5),
    ];
    let demand = Demand {
        has_notices: asked.is_some(),
        has_vacancies: vacancies.is_some(),
        notices: asked.as_ref().map(|_| total),
        unplaced: asked.as_ref().map(|_| tell(unplaced, true)),
        localities,
        clusters,
        with_households: premises.households.n_known(),
        addresses: premises.addresses.len(),
        minimum,
    };
    (demand, indicators)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_table_gives_nothing_of_the_other_away() {
        let at = |locality: u32, cluster: Option<u32>, n: usize| {
            let locality = DemandPlace::Cluster(1000 + locality);
            let is_white = cluster.is_some();
            vec![(Some(locality), cluster.map(DemandPlace::Cluster), is_white); n]
        };
        let betrays = |parts: &[Vec<Place>]| clusters_betray(&parts.concat(), 3);
        // 7 in the locality, 4 of them in its cluster: 3 outside.
        assert!(!betrays(&[at(1, Some(1), 4), at(1, None, 3)]));
        // 6 and 4: two outside, which neither table tells.
        assert!(betrays(&[at(1, Some(1), 4), at(1, None, 2)]));
        // A cluster of 5 over two localities, one of which gives it two.
        assert!(betrays(&[at(1, Some(1), 3), at(2, Some(1), 2), at(2, None, 8)]));
        assert!(!betrays(&[at(1, Some(1), 3), at(2, Some(1), 5)]));
        let one = Some(DemandPlace::Cluster(1001));
        assert!(white_betrays(&[at(1, Some(1), 4), at(1, None, 2)].concat(), one, 3));
        assert!(!white_betrays(&[at(1, Some(1), 4), at(2, None, 2)].concat(), one, 3));
    }

    #[test]
    fn what_a_sum_would_give_away_is_held_back() {
        let told = |counts: &[usize]| {
            let (told, sum) = told(counts, 3);
            (told.into_iter().map(Told::count).collect::<Vec<_>>(), sum)
        };
        assert_eq!(told(&[0, 3, 8]), (vec![Some(0), Some(3), Some(8)], true));
        // 2 is small; 5 is the next smallest.
        assert_eq!(told(&[8, 2, 5, 0]), (vec![Some(8), None, None, Some(0)], true));
        // Two small ones hide each other.
        assert_eq!(told(&[1, 2, 5]), (vec![None, None, Some(5)], true));
        // Alone: the sum itself would tell it.
        assert_eq!(told(&[1, 0]), (vec![None, Some(0)], false));
    }
}
