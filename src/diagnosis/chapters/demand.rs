//! Chapter on demand: notices, vacancies, households. Counts below a set minimum are not told.
//!
//! Localities are held back together with their gmina ([`people`](super::people())); what else is told
//! of the same people must not give them away ([`split`](super::split)).
#![deny(clippy::float_arithmetic)]

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{Figure, Known, count, share_of};
use super::people::{BUSINESSES, HOMES, NOTICES, VACANT, is_main_profile, least_told, people_of};
use super::potential::{Potential, potential, weighted};
use super::premises::Premises;
use super::split::{
    CountAt, clusters_betray, homes_are_safe, locality, split_is_safe, splits, tells_of_people,
    told_of,
};
use super::survey::Survey;
use super::{Indicator, PeopleLevel, PeopleUnit, indicator};
use crate::diagnosis::{Disclosed, Status, tells_of_places};
use crate::place::{GminaCode, SimcId};

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
    /// Vacant ones.
    pub vacant: Disclosed,
    /// Notices that still ask for something.
    pub notices: Disclosed,
    /// Households; known where every address has a count.
    pub households: Disclosed,
    /// Businesses, likewise.
    pub businesses: Disclosed,
}

/// The chapter.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Whether the run has notices of the gmina.
    pub has_notices: bool,
    /// Whether the run has vacancies of the gmina.
    pub has_vacancies: bool,
    /// Notices that still ask for something.
    pub notices: Disclosed,
    /// Those of them of no locality: without an address in the run, most of them.
    pub unplaced: Disclosed,
    /// By locality.
    pub localities: Vec<PlaceDemand>,
    /// By cluster.
    pub clusters: Vec<PlaceDemand>,
    /// Addresses with a count of households.
    pub with_households: usize,
    /// Addresses of the gmina.
    pub addresses: usize,
    /// Least count that is told.
    pub minimum: u64,
    /// Indicators that would tell of few people beside the other tables.
    pub(super) betraying: BTreeSet<&'static str>,
    /// Z3 and Z5 with empty houses, where they would tell of these without them.
    pub(super) undeducted: Option<Potential>,
}

impl Default for Demand {
    fn default() -> Self {
        Self {
            has_notices: false,
            has_vacancies: false,
            notices: Disclosed::Unknown,
            unplaced: Disclosed::Unknown,
            localities: Vec::new(),
            clusters: Vec::new(),
            with_households: 0,
            addresses: 0,
            minimum: 0,
            betraying: BTreeSet::new(),
            undeducted: None,
        }
    }
}

/// A notice that is neither met nor withdrawn.
pub(super) struct Notice {
    pub address: Option<usize>,
    /// Whether its state is told and its address is not reported as vacant.
    is_certain: bool,
    /// Whether its address is reported as vacant, so that nobody may be asking.
    may_be_vacant: bool,
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

/// Addresses by the place that a key gives them.
fn members<K: Ord>(
    premises: &Premises,
    key: impl Fn(usize) -> Option<K>,
) -> BTreeMap<K, Vec<usize>> {
    let mut members: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for address in premises.addresses.clone() {
        if let Some(place) = key(address) {
            members.entry(place).or_default().push(address);
        }
    }
    members
}

/// A place with what is told of its people, in the order of [`people`](super::people).
fn place_demand(
    survey: &Survey<'_>,
    place: DemandPlace,
    addresses: &[usize],
    told: impl Fn(usize) -> Disclosed,
) -> PlaceDemand {
    PlaceDemand {
        place,
        first: addresses[0],
        addresses: addresses.len(),
        white: addresses.iter().filter(|address| survey.is_white(**address)).count(),
        vacant: told(VACANT),
        notices: told(NOTICES),
        households: told(HOMES),
        businesses: told(BUSINESSES),
    }
}

fn cluster(survey: &Survey<'_>, address: usize) -> Option<u32> {
    survey.diagnosis.clusters.of_address[address]
}

/// What is told of clusters: the whole of them or nothing, and nothing of what is not known.
fn of_clusters(
    survey: &Survey<'_>,
    premises: &Premises,
    counts: &[Option<&CountAt<'_>>],
) -> Vec<PlaceDemand> {
    let betrays = |people: usize, count: &CountAt<'_>| {
        let of = |a: usize| {
            (locality(survey, a), cluster(survey, a), survey.is_white(a), count(a).unwrap_or(0))
        };
        let minimum = least_told(survey, people);
        clusters_betray(premises.addresses.clone().map(of), |n, addresses| match people {
            VACANT => tells_of_places(n, addresses, minimum),
            _ => tells_of_people(n, addresses, minimum),
        })
    };
    // Clusters of another profile are other clusters: what lies between could be worked out.
    let is_other = !is_main_profile(survey.diagnosis);
    let numbered = counts.iter().enumerate();
    let betray: Vec<bool> = numbered
        .map(|(people, count)| {
            (is_other && people != HOMES) || count.is_some_and(|c| betrays(people, c))
        })
        .collect();
    let told = |addresses: &[usize], people: usize| {
        let count = counts[people];
        let sum = count
            .and_then(|count| addresses.iter().map(|address| count(*address)).sum::<Option<u64>>());
        match sum {
            None => Disclosed::Unknown,
            Some(_) if betray[people] => Disclosed::Suppressed,
            Some(n) => Disclosed::Count(n),
        }
    };
    let of = |(number, addresses): (u32, Vec<usize>)| {
        let place = DemandPlace::Cluster(number);
        place_demand(survey, place, &addresses, |people| told(&addresses, people))
    };
    members(premises, |address| cluster(survey, address)).into_iter().map(of).collect()
}

fn whether_white(survey: &Survey<'_>, address: Option<usize>) -> Known {
    match address.map(|address| survey.status(address)) {
        Some(Some(Status::White)) => Known::Yes,
        Some(Some(Status::Grey | Status::Black)) => Known::No,
        _ => Known::Unknown,
    }
}

/// Z2: notices from white addresses; one from an address that may be vacant is uncertain.
fn from_white(survey: &Survey<'_>, notices: &[Notice]) -> Option<Figure> {
    let address = |notice: &Notice| notice.address.filter(|_| !notice.may_be_vacant);
    share_of(notices.iter().map(|notice| whether_white(survey, address(notice))))
}

/// What addresses have of each kind of [`people`](super::people), to its businesses.
struct Counted<'a> {
    premises: &'a Premises,
    /// Notices by address.
    asked: Option<BTreeMap<usize, u64>>,
    /// Notices without an address.
    unplaced: u64,
    vacant: Option<&'a BTreeSet<usize>>,
}

impl Counted<'_> {
    fn notices(&self, address: usize) -> Option<u64> {
        self.asked.as_ref().map(|asked| asked.get(&address).copied().unwrap_or(0))
    }

    fn vacant(&self, address: usize) -> Option<u64> {
        self.vacant.map(|vacant| u64::from(vacant.contains(&address)))
    }

    fn homes(&self, address: usize) -> Option<u64> {
        self.premises.households.at(address).and_then(|n| n.try_into().ok())
    }

    fn businesses(&self, address: usize) -> Option<u64> {
        self.premises.businesses.at(address).and_then(|n| n.try_into().ok())
    }
}

/// Indicators that would tell of few people beside what is told of localities: Z2 and Z3 split
/// notices and businesses by whether addresses are white, and Z3 counts those of `ordering` ones.
fn betraying(
    survey: &Survey<'_>,
    counted: &Counted<'_>,
    units: &[PeopleUnit],
    ordering: &[usize],
) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let premises = counted.premises;
    let (notices, businesses) = (|a| counted.notices(a), |a| counted.businesses(a));
    // Z2 does not take the side of a notice from an address that may be vacant.
    let may_be_vacant = |address: &usize| counted.vacant.is_some_and(|all| all.contains(address));
    let is_open = |address: &usize| may_be_vacant(address) && notices(*address) > Some(0);
    let side = |address: usize| {
        whether_white(survey, Some(address).filter(|address| !is_open(address))) as u8
    };
    let elsewhere = (Known::Unknown as u8, counted.unplaced);
    let asked = splits(survey, (premises, units), (NOTICES, &notices), side, elsewhere);
    if !split_is_safe(&asked, least_told(survey, NOTICES)) {
        found.insert("Z2");
    }
    let orders = |address: usize| u8::from(ordering.binary_search(&address).is_ok());
    let firms = splits(survey, (premises, units), (BUSINESSES, &businesses), orders, (0, 0));
    if !split_is_safe(&firms, least_told(survey, BUSINESSES)) {
        found.insert("Z3");
    }
    found
}

/// Whether Z3 and Z5 without empty houses would tell which houses are empty: everybody can see how
/// many homes a house has. Then both are told with empty houses.
///
/// Which of the two is told is one bit, that of this function, and it says no more than the stars
/// that stood in place of the figures. Where it says "deducted", localities tell their empty houses
/// and what the sums may tell is what [`homes_are_safe`] has looked at. Where it says "not deducted",
/// the figures are made without a look at any vacancy: they are the same in all gminas that differ
/// only in which houses are empty, so who reads them knows the bit and nothing else. Both figures
/// are of one kind, and never is one house counted in a figure that is told and left out of another.
fn vacant_show(survey: &Survey<'_>, counted: &Counted<'_>, units: &[PeopleUnit]) -> bool {
    let Some(vacant) = counted.vacant else { return false };
    let premises = counted.premises;
    let is_hidden = units.iter().any(|unit| unit.counts[VACANT] == Disclosed::Suppressed);
    // Houses that add the same to Z3, and to Z5.
    let adds = |address: &usize| {
        let households = premises.households.at(*address);
        let businesses = premises.businesses.at(*address);
        let is_in = survey.is_white(*address) && (households, businesses) != (None, None);
        is_in.then(|| (households, weighted(survey, premises, *address, true), businesses))
    };
    let houses = premises.addresses.clone();
    let houses = houses.map(|a| (locality(survey, a), adds(&a), vacant.contains(&a)));
    is_hidden || !homes_are_safe(houses, least_told(survey, VACANT))
}

/// Z1: live notices a thousand households; those of an unknown state only possibly.
fn per_thousand(premises: &Premises, live: &[Notice]) -> Option<Figure> {
    let households = premises.households.complete().filter(|n| *n > 0)?;
    let uncertain = live.iter().filter(|notice| !notice.is_certain).count();
    let per_thousand = |n: usize| count(n) * 1000;
    let low = live.len() - uncertain;
    Some(Figure {
        mid_twice: Some(per_thousand(low + live.len())),
        ..Figure::between(per_thousand(low), 0, per_thousand(live.len()), Some(households))
    })
}

/// The chapter of a gmina, and its indicators.
pub(super) fn demand(
    survey: &Survey<'_>,
    gmina: GminaCode,
    premises: &Premises,
) -> (Demand, Vec<Indicator>) {
    let vacancies = vacant(survey, gmina);
    let all_vacant = vacancies.as_ref().map(|vacant| &vacant.all);
    let asked = notices(survey, gmina, vacancies.as_ref());
    let live = asked.as_deref().unwrap_or(&[]);
    let by_address = |live: &Vec<Notice>| {
        let mut found: BTreeMap<usize, u64> = BTreeMap::new();
        for address in live.iter().filter_map(|notice| notice.address) {
            *found.entry(address).or_default() += 1;
        }
        found
    };
    let counted = Counted {
        premises,
        asked: asked.as_ref().map(by_address),
        unplaced: live.iter().filter(|notice| notice.address.is_none()).count() as u64,
        vacant: all_vacant,
    };
    let units = people_of(survey, gmina);
    let of_locality = |(simc, addresses): (SimcId, Vec<usize>)| {
        let told = |people| told_of(&units, Some(simc), people);
        place_demand(survey, DemandPlace::Locality(simc), &addresses, told)
    };
    let localities = members(premises, |address| locality(survey, address));
    let has_notices = asked.is_some();
    let (notices, homes) = (|a: usize| counted.notices(a), |a: usize| counted.homes(a));
    let (empty, firms) = (|a: usize| counted.vacant(a), |a: usize| counted.businesses(a));
    let counts: [Option<&CountAt<'_>>; 4] =
        [Some(&notices), Some(&empty), Some(&homes), Some(&firms)];
    let clusters = of_clusters(survey, premises, &counts);
    let has_coverage = survey.has_coverage(gmina);
    let white: Vec<usize> =
        premises.addresses.clone().filter(|address| survey.is_white(*address)).collect();
    let is_vacant = |address: &usize| all_vacant.is_some_and(|vacant| vacant.contains(address));
    let inhabited: Vec<usize> = white.iter().copied().filter(|a| !is_vacant(a)).collect();
    let of = |addresses: &[usize]| {
        if has_coverage { potential(survey, premises, addresses) } else { [None, None] }
    };
    let [z3, z5] = of(&inhabited);
    let undeducted = vacant_show(survey, &counted, &units).then(|| of(&white));
    let ordering = if undeducted.is_some() { &white } else { &inhabited };
    let z4 = vacancies.as_ref().and_then(|Vacant { confirmed, all }| {
        Figure::share(confirmed.len(), all.len() - confirmed.len(), premises.addresses.len())
    });
    let indicators = vec![
        indicator("Z1", per_thousand(premises, live).filter(|_| has_notices)),
        indicator("Z2", from_white(survey, live).filter(|_| has_coverage)),
        indicator("Z3", z3),
        indicator("Z4", z4),
        indicator("Z5", z5),
    ];
    let mut of_gmina = units.iter().filter(|unit| unit.level == PeopleLevel::Gmina);
    let total = of_gmina.next().map_or(Disclosed::Unknown, |unit| unit.counts[NOTICES]);
    let unplaced = match told_of(&units, None, NOTICES) {
        // Every notice has a locality.
        Disclosed::Unknown if has_notices => Disclosed::Count(0),
        told => told,
    };
    let demand = Demand {
        has_notices,
        has_vacancies: vacancies.is_some(),
        notices: total,
        unplaced,
        localities: localities.into_iter().map(of_locality).collect(),
        clusters,
        with_households: premises.households.n_known(),
        addresses: premises.addresses.len(),
        minimum: least_told(survey, NOTICES),
        betraying: betraying(survey, &counted, &units, ordering),
        undeducted,
    };
    (demand, indicators)
}
