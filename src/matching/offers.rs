//! Offers and plans tied to their addresses, or rejected with a reason.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::book::{AddressBook, Hit};
use super::public_plans::{EndedContract, PublicPlan};
use super::{Earlier, MatchError, MatchSettings};
use crate::model::{
    Aside, Astray, FileId, Issue, IssueCode, IssueLog, Network, NetworkId, Offer, Provider,
    ProviderId, Reach, Refused, Rung, TechnologyId, Tense, World,
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
    pub(super) aside: Aside,
}

/// What operators and contracts tell, before it is tied to addresses.
pub(super) struct Told {
    /// Numbers and names of reporting providers.
    pub(super) providers: Vec<(Arc<str>, String)>,
    pub(super) offers: Vec<OfferRow>,
    pub(super) plans: Vec<PlanRow>,
    pub(super) public: Vec<PublicPlan>,
    pub(super) ended: Vec<EndedContract>,
    /// First day of the edition of each file.
    pub(super) first_days: Vec<Option<NaiveDate>>,
    pub(super) earlier: Earlier,
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
    fn of(told: &Told) -> Result<Self, MatchError> {
        let earlier = &told.earlier;
        let mut providers: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut networks: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut technologies: BTreeSet<Arc<str>> = BTreeSet::new();
        let keep = |names: &mut BTreeSet<Arc<str>>, name: &Arc<str>| {
            if !names.contains(name) {
                names.insert(Arc::clone(name));
            }
        };
        for offer in told.offers.iter().chain(&earlier.offers) {
            keep(&mut providers, &offer.provider);
            keep(&mut networks, offer.network.as_ref().unwrap_or(&offer.provider));
            keep(&mut technologies, &offer.technology);
        }
        let plans = told.plans.iter().chain(&earlier.plans).map(|plan| &plan.provider);
        for provider in plans.chain(told.public.iter().map(|plan| &plan.operator)) {
            keep(&mut providers, provider);
            keep(&mut networks, provider);
            technologies.insert(Arc::from(""));
        }
        Ok(Self {
            providers: numbered(providers, "operators")?,
            networks: numbered(networks, "networks")?,
            technologies: numbered(technologies, "technologies")?,
        })
    }
}

/// Contracts name their beneficiary by name or number: a name that a report has becomes its number.
fn number_beneficiaries(told: &mut Told) {
    let plain = |name: &str| name.trim().to_lowercase();
    let mut of_name: BTreeMap<String, &Arc<str>> = BTreeMap::new();
    for (id, name) in told.providers.iter().filter(|(_, name)| !name.trim().is_empty()) {
        let held = of_name.entry(plain(name)).or_insert(id);
        *held = id.min(held);
    }
    let live = told.public.iter_mut().map(|plan| &mut plan.operator);
    for operator in live.chain(told.ended.iter_mut().map(|contract| &mut contract.operator)) {
        if let Some(id) = of_name.get(&plain(operator)) {
            *operator = Arc::clone(id);
        }
    }
}

/// Addresses at which an operator’s own plan ended with its contract, by its number.
///
/// A terminated contract speaks for its beneficiary only. What that one plans at the address is the
/// plan of the contract, unless the operator has stated it anew: its latest report of plans is of an
/// edition that begins after the contract ended.
fn ended_plans(told: &Told, names: &Names) -> HashSet<(u32, u16)> {
    let mut stated: HashMap<&str, Option<NaiveDate>> = HashMap::new();
    for plan in &told.plans {
        let day = told.first_days[usize::from(plan.origin.file.0)];
        let latest = stated.entry(&plan.provider).or_insert(day);
        *latest = day.max(*latest);
    }
    let is_ended = |contract: &&EndedContract| {
        let stated = stated.get(&*contract.operator).copied().flatten();
        stated.zip(contract.since).is_none_or(|(stated, since)| stated <= since)
    };
    let ended = told.ended.iter().filter(is_ended);
    let key = |contract: &EndedContract| {
        Some((contract.address, *names.providers.get(&contract.operator)?))
    };
    ended.filter_map(key).collect()
}

/// Offers and plans of one edition, tied.
struct Tie<'a> {
    names: &'a Names,
    book: &'a AddressBook<'a>,
    radius_mm: u32,
    /// See [`ended_plans`].
    ended: HashSet<(u32, u16)>,
    tied: Vec<Offer>,
    refused: Vec<Refused>,
    astray: Vec<Astray>,
    issues: &'a mut IssueLog,
}

/// Ties offers and plans to addresses.
///
/// A row is rejected for the first reason that applies: duplicate identifier, unknown locality,
/// street, number, a speed that is no number, an unknown medium.
pub(super) fn tie_offers(
    mut told: Told,
    book: &AddressBook<'_>,
    settings: &MatchSettings,
    issues: &mut IssueLog,
) -> Result<Sold, MatchError> {
    number_beneficiaries(&mut told);
    let names = Names::of(&told)?;
    let mut tie = Tie {
        names: &names,
        book,
        radius_mm: settings.radius_mm,
        ended: ended_plans(&told, &names),
        tied: Vec::with_capacity(told.offers.len()),
        refused: Vec::new(),
        astray: Vec::new(),
        issues,
    };
    let Earlier { files, offers, plans } = told.earlier;
    let editions: BTreeMap<FileId, &String> = files.iter().map(|(id, name)| (*id, name)).collect();
    tie.tell(offers, plans, |file| editions.get(&file).copied());
    let mut earlier = std::mem::take(&mut tie.tied);
    // What an earlier edition got wrong says nothing of this one.
    (tie.refused, tie.astray) = (Vec::new(), Vec::new());
    tie.tell(told.offers, told.plans, |_| None);
    told.public.into_iter().for_each(|plan| tie.public_plan(plan));
    let Tie { mut tied, mut refused, mut astray, .. } = tie;
    let order = |offer: &Offer| (offer.address, offer.origin);
    earlier.par_sort_unstable_by_key(order);
    tied.par_sort_unstable_by_key(order);
    refused.sort_unstable();
    astray.sort_unstable();
    let earlier_files = files.into_iter().map(|(id, _)| id).collect();
    let aside = Aside { refused, astray, earlier_files, earlier };
    Ok(finish(names, told.providers, tied, aside, book))
}

impl Tie<'_> {
    /// Ties rows; identifiers are unique within an edition, which is told by the file.
    fn tell<'a>(
        &mut self,
        offers: Vec<OfferRow>,
        plans: Vec<PlanRow>,
        edition: impl Fn(FileId) -> Option<&'a String>,
    ) {
        let coordinates = |row: &OfferRow| match &row.target {
            OfferTarget::Key(place) => place.1,
            OfferTarget::Id(_) | OfferTarget::Place(_) => None,
        };
        let book = self.book;
        let at = positions(&offers.iter().map(coordinates).collect::<Vec<_>>());
        let found: Vec<Found> = offers
            .par_iter()
            .zip(&at)
            .map(|(row, position)| find_target(book, &row.target, *position))
            .collect();
        let mut seen: HashSet<_, FxBuildHasher> = HashSet::default();
        for ((row, found), at) in offers.into_iter().zip(found).zip(at) {
            let gmina = match &row.target {
                OfferTarget::Key(place) => place.0.gmina,
                OfferTarget::Id(_) | OfferTarget::Place(_) => None,
            };
            let wojewodztwo = gmina.map_or(WojewodztwoCode::from_number(0), GminaCode::wojewodztwo);
            let provider = self.names.providers[&row.provider];
            let key = || (edition(row.origin.file), provider, wojewodztwo, row.id.clone());
            if !row.id.is_empty() && !seen.insert(key()) {
                let code = IssueCode::DuplicateId;
                self.refuse(found.ok(), row.origin, code);
                self.issues.push(Issue { code, origin: row.origin, gmina, detail: row.id });
                continue;
            }
            self.offer(row, found, at);
        }
        let at = positions(&plans.iter().map(|plan| plan.position).collect::<Vec<_>>());
        let found: Vec<Found> = plans
            .par_iter()
            .zip(at)
            .map(|(plan, position)| find_key(book, &plan.key, position))
            .collect();
        for (plan, found) in plans.into_iter().zip(found) {
            self.plan(plan, found);
        }
    }

    /// Keeps a rejected record of a known address.
    fn refuse(&mut self, hit: Option<Hit>, origin: crate::model::Origin, code: IssueCode) {
        let addresses = hit.into_iter().flat_map(|hit| hit.addresses);
        self.refused.extend(addresses.map(|address| Refused { address, origin, code }));
    }

    /// Keeps a record whose own coordinates are beyond the ladder's radius from its address.
    fn compare(&mut self, hit: &Hit, origin: crate::model::Origin, at: Option<Pl1992>) {
        let address = hit.addresses.start;
        let Some((at, position)) = at.zip(self.book.address(address).position) else { return };
        let squared = at.distance_squared_mm2(position).unsigned_abs();
        let millimetres = squared.isqrt();
        if millimetres > u64::from(self.radius_mm) {
            let metres = u32::try_from(millimetres / 1000).unwrap_or(u32::MAX);
            self.astray.push(Astray { address, origin, metres });
        }
    }

    fn offer(&mut self, row: OfferRow, found: Found, at: Option<Pl1992>) {
        // Remarks about an area were made when its offers were.
        let is_of_area = matches!(row.target, OfferTarget::Place(_));
        let origin = row.origin;
        let (names, book) = (self.names, self.book);
        let note = |issues: &mut IssueLog, code, gmina, detail| {
            if !is_of_area {
                issues.push(Issue { code, origin, gmina, detail });
            }
        };
        let hit = match found {
            Ok(hit) => hit,
            Err((code, gmina, detail)) => return note(self.issues, code, gmina, detail),
        };
        let gmina = book.address(hit.addresses.start).gmina;
        let speed = match row.speed {
            Ok(speed) => speed,
            Err(text) => {
                self.refuse(Some(hit), origin, IssueCode::SpeedNotANumber);
                return note(self.issues, IssueCode::SpeedNotANumber, gmina, text);
            }
        };
        let Some(medium) = row.medium else {
            self.refuse(Some(hit), origin, IssueCode::UnknownMedium);
            return note(self.issues, IssueCode::UnknownMedium, gmina, row.unknown_medium);
        };
        let impossible_speed = row.down_max.is_some_and(|limit| speed.down > limit);
        if impossible_speed {
            let detail = format!("{} Mb/s, {}", speed.down, row.technology);
            note(self.issues, IssueCode::ImpossibleSpeed, gmina, detail);
        }
        if !row.known_technology {
            note(self.issues, IssueCode::UnknownTechnology, gmina, row.technology.to_string());
        }
        let mut reach = match row.reach {
            Ok(reach) => reach,
            Err(text) => {
                let code =
                    if text.is_empty() { IssueCode::MissingReach } else { IssueCode::UnknownReach };
                note(self.issues, code, gmina, text);
                Reach::Possible
            }
        };
        if row.network.is_none() {
            note(self.issues, IssueCode::MissingNetwork, gmina, String::new());
            reach = Reach::Possible;
        }
        self.compare(&hit, origin, at);
        let network = row.network.as_ref().unwrap_or(&row.provider);
        self.tied.extend(hit.addresses.map(|address| Offer {
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
            origin,
        }));
    }

    fn plan(&mut self, plan: PlanRow, found: Found) {
        let gmina = plan.key.gmina;
        let mut note = |code, gmina, detail| {
            self.issues.push(Issue { code, origin: plan.origin, gmina, detail });
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
        let (names, ended) = (self.names, &self.ended);
        let provider = names.providers[&plan.provider];
        // What has no day promises nothing.
        let due = |address| Some(plan.due).filter(|_| !ended.contains(&(address, provider)));
        self.tied.extend(hit.addresses.map(|address| Offer {
            address,
            provider: ProviderId(provider),
            network: NetworkId(names.networks[&plan.provider]),
            technology: TechnologyId(names.technologies[""]),
            medium,
            speed,
            reach: Reach::Certain,
            tense: Tense::PlannedPrivate,
            due: due(address),
            rung: hit.rung,
            impossible_speed: false,
            origin: plan.origin,
        }));
    }

    fn public_plan(&mut self, plan: PublicPlan) {
        self.tied.push(Offer {
            address: plan.address,
            provider: ProviderId(self.names.providers[&plan.operator]),
            network: NetworkId(self.names.networks[&plan.operator]),
            technology: TechnologyId(self.names.technologies[""]),
            medium: plan.medium,
            speed: plan.speed,
            reach: plan.reach,
            tense: Tense::PlannedPublic,
            due: plan.due,
            rung: plan.rung,
            impossible_speed: false,
            origin: plan.origin,
        });
    }
}

fn finish(
    names: Names,
    reported: Vec<(Arc<str>, String)>,
    offers: Vec<Offer>,
    aside: Aside,
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
        aside,
    }
}
