//! Offers and plans tied to their addresses, or rejected with a reason.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::MatchError;
use super::book::{AddressBook, Hit};
use crate::model::{
    Issue, IssueCode, IssueLog, Network, NetworkId, Offer, Provider, ProviderId, Reach, Rung,
    TechnologyId, Tense, World,
};
use crate::place::{self, Crs, GminaCode, Pl1992, Wgs84, WojewodztwoCode};
use crate::sources::{AddressKey, OfferRow, OfferTarget, PlanRow};

/// Offers of the world and the tables that they point into.
pub(super) struct Sold {
    pub(super) technologies: Vec<String>,
    pub(super) networks: Vec<Network>,
    pub(super) providers: Vec<Provider>,
    pub(super) offers: Vec<Offer>,
    pub(super) starts: Vec<u32>,
}

/// Where a row belongs, or why it belongs nowhere.
type Found = Result<Hit, (IssueCode, Option<GminaCode>, String)>;

/// Coordinates of rows in EPSG:2180; those outside Poland are as good as none.
fn positions(points: &[Option<Wgs84>]) -> Vec<Option<Pl1992>> {
    let known: Vec<(f64, f64)> = points.iter().flatten().map(|p| (p.lon, p.lat)).collect();
    let converted = place::to_pl1992(&known, &Crs::wgs84());
    let mut converted = converted.expect("PROJ converted the addresses before").into_iter();
    let next = |point: &Option<Wgs84>| {
        let converted = point.and_then(|_| converted.next().flatten());
        converted.filter(|position| position.near_poland())
    };
    points.iter().map(next).collect()
}

fn find_key(book: &AddressBook<'_>, key: &AddressKey, position: Option<Pl1992>) -> Found {
    if let Some(gmina) = key.gmina.filter(|gmina| !book.has_gmina(*gmina)) {
        return Err((IssueCode::OutsideArea, Some(gmina), gmina.to_string()));
    }
    book.find(key, position).map_err(|code| {
        let shown = |value: Option<String>| value.unwrap_or_else(|| "?".to_owned());
        let simc = shown(key.simc.map(|simc| simc.to_string()));
        let ulic = match key.ulic {
            Ok(ulic) => ulic.map_or_else(|| "99999".to_owned(), |ulic| ulic.to_string()),
            Err(()) => "?".to_owned(),
        };
        let gmina = shown(key.gmina.map(|gmina| gmina.to_string()));
        (code, key.gmina, format!("{gmina} {simc} {ulic} {}", key.number))
    })
}

fn find_target(book: &AddressBook<'_>, target: &OfferTarget, position: Option<Pl1992>) -> Found {
    match target {
        OfferTarget::Key(place) => find_key(book, &place.0, position),
        OfferTarget::Place(place) => {
            Ok(Hit { rung: Rung::Coordinates, addresses: *place..*place + 1 })
        }
        OfferTarget::Id(id) => match book.by_id(id) {
            Some(address) => Ok(Hit { rung: Rung::Exact, addresses: address..address + 1 }),
            None => Err((IssueCode::UnknownAddress, None, id.clone())),
        },
    }
}

/// Names of sellers, networks and technologies, numbered in their order.
struct Names {
    providers: BTreeMap<Arc<str>, u16>,
    networks: BTreeMap<Arc<str>, u16>,
    technologies: BTreeMap<Arc<str>, u16>,
}

fn numbered(
    names: BTreeSet<Arc<str>>,
    what: &'static str,
) -> Result<BTreeMap<Arc<str>, u16>, MatchError> {
    let number = |(n, name)| {
        let number = u16::try_from(n).map_err(|_| MatchError::TooManyNames { what })?;
        Ok((name, number))
    };
    names.into_iter().enumerate().map(number).collect()
}

impl Names {
    fn of(offers: &[OfferRow], plans: &[PlanRow]) -> Result<Self, MatchError> {
        let mut providers: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut networks: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut technologies: BTreeSet<Arc<str>> = BTreeSet::new();
        let keep = |names: &mut BTreeSet<Arc<str>>, name: &Arc<str>| {
            if !names.contains(name) {
                names.insert(Arc::clone(name));
            }
        };
        for offer in offers {
            keep(&mut providers, &offer.provider);
            keep(&mut networks, offer.network.as_ref().unwrap_or(&offer.provider));
            keep(&mut technologies, &offer.technology);
        }
        for plan in plans {
            keep(&mut providers, &plan.provider);
            keep(&mut networks, &plan.provider);
        }
        if !plans.is_empty() {
            technologies.insert(Arc::from(""));
        }
        Ok(Self {
            providers: numbered(providers, "operators")?,
            networks: numbered(networks, "networks")?,
            technologies: numbered(technologies, "technologies")?,
        })
    }
}

/// Ties offers and plans to addresses.
///
/// A row is rejected for the first reason that applies: duplicate identifier, unknown locality,
/// street, number, a speed that is no number, an unknown medium.
pub(super) fn tie_offers(
    providers: Vec<(Arc<str>, String)>,
    offers: Vec<OfferRow>,
    plans: Vec<PlanRow>,
    book: &AddressBook<'_>,
    issues: &mut IssueLog,
) -> Result<Sold, MatchError> {
    let names = Names::of(&offers, &plans)?;
    let coordinates = |row: &OfferRow| match &row.target {
        OfferTarget::Key(place) => place.1,
        OfferTarget::Id(_) | OfferTarget::Place(_) => None,
    };
    let at = positions(&offers.iter().map(coordinates).collect::<Vec<_>>());
    let found: Vec<Found> = offers
        .par_iter()
        .zip(at)
        .map(|(row, position)| find_target(book, &row.target, position))
        .collect();
    let mut seen: HashSet<(u16, WojewodztwoCode, String), FxBuildHasher> = HashSet::default();
    let mut tied = Vec::with_capacity(offers.len());
    for (row, found) in offers.into_iter().zip(found) {
        let gmina = match &row.target {
            OfferTarget::Key(place) => place.0.gmina,
            OfferTarget::Id(_) | OfferTarget::Place(_) => None,
        };
        let wojewodztwo = gmina.map_or(WojewodztwoCode::from_number(0), GminaCode::wojewodztwo);
        let provider = names.providers[&row.provider];
        if !row.id.is_empty() && !seen.insert((provider, wojewodztwo, row.id.clone())) {
            let code = IssueCode::DuplicateId;
            issues.push(Issue { code, origin: row.origin, gmina, detail: row.id });
            continue;
        }
        tie_offer(row, found, &names, book, &mut tied, issues);
    }
    let at = positions(&plans.iter().map(|plan| plan.position).collect::<Vec<_>>());
    let found: Vec<Found> = plans
        .par_iter()
        .zip(at)
        .map(|(plan, position)| find_key(book, &plan.key, position))
        .collect();
    for (plan, found) in plans.into_iter().zip(found) {
        tie_plan(plan, found, &names, &mut tied, issues);
    }
    tied.par_sort_unstable_by_key(|offer| (offer.address, offer.origin));
    Ok(finish(names, providers, tied, book))
}

fn tie_offer(
    row: OfferRow,
    found: Found,
    names: &Names,
    book: &AddressBook<'_>,
    tied: &mut Vec<Offer>,
    issues: &mut IssueLog,
) {
    // Remarks about an area were made when its offers were.
    let is_of_area = matches!(row.target, OfferTarget::Place(_));
    let mut note = |code, gmina, detail| {
        if !is_of_area {
            issues.push(Issue { code, origin: row.origin, gmina, detail });
        }
    };
    let hit = match found {
        Ok(hit) => hit,
        Err((code, gmina, detail)) => return note(code, gmina, detail),
    };
    let gmina = book.address(hit.addresses.start).gmina;
    let speed = match row.speed {
        Ok(speed) => speed,
        Err(text) => return note(IssueCode::SpeedNotANumber, gmina, text),
    };
    let Some(medium) = row.medium else {
        return note(IssueCode::UnknownMedium, gmina, row.unknown_medium);
    };
    let impossible_speed = row.down_max.is_some_and(|limit| speed.down > limit);
    if impossible_speed {
        let detail = format!("{} Mb/s, {}", speed.down, row.technology);
        note(IssueCode::ImpossibleSpeed, gmina, detail);
    }
    if !row.known_technology {
        note(IssueCode::UnknownTechnology, gmina, row.technology.to_string());
    }
    let mut reach = match row.reach {
        Ok(reach) => reach,
        Err(text) => {
            let code =
                if text.is_empty() { IssueCode::MissingReach } else { IssueCode::UnknownReach };
            note(code, gmina, text);
            Reach::Possible
        }
    };
    if row.network.is_none() {
        note(IssueCode::MissingNetwork, gmina, String::new());
        reach = Reach::Possible;
    }
    let network = row.network.as_ref().unwrap_or(&row.provider);
    tied.extend(hit.addresses.map(|address| Offer {
        address,
        provider: ProviderId(names.providers[&row.provider]),
        network: NetworkId(names.networks[network]),
        technology: TechnologyId(names.technologies[&row.technology]),
        medium,
        speed,
        reach,
        tense: Tense::Present,
        due: None,
        rung: hit.rung,
        impossible_speed,
        origin: row.origin,
    }));
}

fn tie_plan(
    plan: PlanRow,
    found: Found,
    names: &Names,
    tied: &mut Vec<Offer>,
    issues: &mut IssueLog,
) {
    let gmina = plan.key.gmina;
    let mut note = |code, gmina, detail| {
        issues.push(Issue { code, origin: plan.origin, gmina, detail });
    };
    let hit = match found {
        Ok(hit) => hit,
        Err((code, gmina, detail)) => return note(code, gmina, detail),
    };
    let speed = match plan.speed {
        Ok(speed) => speed,
        Err(text) => return note(IssueCode::SpeedNotANumber, gmina, text),
    };
    let Some(medium) = plan.medium else {
        return note(IssueCode::UnknownMedium, gmina, String::new());
    };
    tied.extend(hit.addresses.map(|address| Offer {
        address,
        provider: ProviderId(names.providers[&plan.provider]),
        network: NetworkId(names.networks[&plan.provider]),
        technology: TechnologyId(names.technologies[""]),
        medium,
        speed,
        reach: Reach::Certain,
        tense: Tense::PlannedPrivate,
        due: Some(plan.due),
        rung: hit.rung,
        impossible_speed: false,
        origin: plan.origin,
    }));
}

fn finish(
    names: Names,
    reported: Vec<(Arc<str>, String)>,
    offers: Vec<Offer>,
    book: &AddressBook<'_>,
) -> Sold {
    let mut of_provider: BTreeMap<Arc<str>, String> = BTreeMap::new();
    for (id, name) in reported {
        // Reports of one provider may spell its name differently: the least spelling stands.
        let held = of_provider.entry(id).or_insert_with(|| name.clone());
        if name < *held {
            *held = name;
        }
    }
    let provider = |id: Arc<str>| Provider {
        name: of_provider.get(&id).cloned().unwrap_or_default(),
        id: id.to_string(),
    };
    let starts = World::starts_of(&offers, book.n_addresses());
    Sold {
        technologies: names.technologies.into_keys().map(|name| name.to_string()).collect(),
        networks: names.networks.into_keys().map(|id| Network { id: id.to_string() }).collect(),
        providers: names.providers.into_keys().map(provider).collect(),
        offers,
        starts,
    }
}
