//! Verdicts: what each address is under each profile and tense, by which rule and evidence.
//!
//! Knows neither money nor output formats.

mod challenges;
pub mod change;
pub mod chapters;
mod clusters;
mod credibility;
mod detectors;
mod disclosure;
mod evidence;
pub mod freshness;
mod ground;
mod intervals;
mod orphans;
mod reach;
mod rollup;
mod surroundings;
mod verdict;
mod verify;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use freshness::Freshness;
use orphans::Neighbourhood;
use surroundings::look_around;

use crate::model::{BuildingKind, Medium, Offer, PublicBuilding, Reach, Tense, World};
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;
use crate::quantity::Speed;

pub use challenges::{Admissibility, Challenge, ChallengeBook};
pub use clusters::{CORE_MIN, Clusters, RADIUS_MM, find_clusters};
pub use credibility::{
    Contract, Contracts, Fate, PlanRecord, contracts, fate_of_plan, plan_records,
};
pub use detectors::{
    Conflicts, Detector, FibreCensus, FibreTaker, Finding, Lost, Measure, lost_of,
};
pub use disclosure::{
    Cell, Disclosed, are_equal, disclosed, disclosed_of_places, is_small, tells_of_places,
};
pub use evidence::{Evidence, evidence_chain};
pub use intervals::{Bounds, COLOURS, LensBounds, bounds, bounds_of_gmina, white_today};
pub use orphans::{ClusterFacts, Orphan, cluster_facts, orphans};
pub use reach::Reach as SliceReach;
pub use rollup::{Rollup, SpeedClasses, Tallied, levels, roll_up, tally_all};
pub use surroundings::{AREA_LAYER, NODE_LAYERS, NearestNode, Node, Surroundings, covers, nodes};
pub use verdict::{
    DetectorMode, DiagnosisSettings, Rule, SpeedBasis, Status, Verdict, View, concerns, evidence,
    judge, meets,
};
pub use verify::{Visit, visits};

/// One column of verdicts: a profile in a tense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lens {
    /// Position of the profile in the run.
    pub profile: usize,
    /// The tense.
    pub view: View,
}

/// Everything that was found out, address by address in the order of the world.
#[derive(Debug)]
pub struct Diagnosis {
    /// Profiles of the run.
    pub profiles: Vec<ThresholdProfile>,
    /// Settings of the run.
    pub settings: DiagnosisSettings,
    /// What hosts what: whether an address has a school or another public building.
    pub sites: Vec<Site>,
    /// One list of verdicts per lens: profiles in order, and for each the tenses in order.
    pub verdicts: Vec<Vec<Verdict>>,
    /// Best offer of each address: position among the world's offers.
    pub best: Vec<Option<u32>>,
    /// Networks that meet the first profile today: certain, possible only.
    pub networks: Vec<(u16, u16)>,
    /// Clusters of white addresses under the first profile today.
    pub clusters: Clusters,
    /// Coverage areas and nearest nodes, under the first profile today.
    pub surroundings: Surroundings,
    /// The gmina's book of objections.
    pub challenges: ChallengeBook,
    /// Of a slice of a country: what the detectors know of the whole.
    national: Option<Whole>,
    /// Contradictions, once they were looked for; see [`Diagnosis::conflicts`].
    found: OnceLock<Conflicts>,
    /// Indexes of all and of served addresses, once they were needed.
    near: OnceLock<Neighbourhood>,
    /// Freshness of statements, once it was asked for.
    fresh: OnceLock<Vec<Freshness>>,
}

/// What detectors know of a country of which they see a slice.
#[derive(Debug)]
struct Whole {
    lost: BTreeMap<GminaCode, Lost>,
    elsewhere: u64,
    fibre: FibreCensus,
}

/// Public use of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// A public building of any kind, schools included.
    pub is_public: bool,
    /// A school.
    pub is_school: bool,
    /// A school or another institution of education.
    pub is_educational: bool,
}

impl Site {
    /// The same address with a public building in it, which only the gmina's form may know of.
    const fn as_public(self) -> Self {
        Self { is_public: true, ..self }
    }
}

impl Diagnosis {
    /// Every lens in the order of [`Diagnosis::verdicts`].
    pub fn lenses(&self) -> impl Iterator<Item = Lens> + use<> {
        lenses(self.profiles.len())
    }

    /// The contradictions of the run: looked for once, at the latest now.
    ///
    /// `world` is the world that was diagnosed.
    pub fn conflicts(&self, world: &World) -> &Conflicts {
        let detect = || {
            let fibre = self.national.as_ref().map(|whole| &whole.fibre);
            let (profiles, settings) = (&self.profiles, &self.settings);
            let mut found = detectors::detect(world, profiles, settings, &self.sites, fibre);
            if let Some(whole) = &self.national {
                found.lost.clone_from(&whole.lost);
            }
            found
        };
        self.found.get_or_init(detect)
    }

    /// How fresh the statements of operators are by the earlier editions of the run itself; empty
    /// where it has none.
    pub fn freshness(&self, world: &World) -> &[Freshness] {
        let league = || freshness::Audit::of_run(world, self.settings.as_of).league();
        self.fresh.get_or_init(league)
    }

    /// How many contradictions of the run concern no gmina.
    pub fn conflicts_elsewhere(&self, world: &World) -> u64 {
        let count = || self.conflicts(world).findings.iter().filter(|f| f.gmina.is_none()).count();
        self.national.as_ref().map_or_else(|| count() as u64, |whole| whole.elsewhere)
    }

    /// Contracts for public money that name an address of the world that was diagnosed.
    pub fn contracts(&self, world: &World) -> &Contracts {
        &self.neighbourhood(world).contracts
    }

    /// Indexes of all and of served addresses of the world that was diagnosed.
    fn neighbourhood(&self, world: &World) -> &Neighbourhood {
        self.near.get_or_init(|| Neighbourhood::of(world, self))
    }

    /// The contradictions, where detectors decide.
    fn decided(&self) -> Option<&Conflicts> {
        self.found.get().filter(|_| self.settings.detectors == DetectorMode::Decide)
    }

    /// Offers of an address as the detectors of the run leave them.
    pub fn offers_at<'a>(&self, world: &'a World, address: usize) -> std::borrow::Cow<'a, [Offer]> {
        offers_of(self.decided(), world, address)
    }

    /// Whether detectors or the book of objections decide that the certain reach of an offer is
    /// merely possible under a profile.
    pub fn is_in_question(&self, world: &World, offer: &Offer, profile: usize) -> bool {
        let is_decided = self.settings.detectors == DetectorMode::Decide;
        if !is_decided || offer.reach == Reach::Possible {
            return false;
        }
        let position = offer.address as usize;
        let offers = self.offers_at(world, position);
        let is_lowered = offers
            .iter()
            .any(|other| other.origin == offer.origin && other.reach == Reach::Possible);
        let under = (&self.profiles[profile], self.sites[position]);
        let is_challenged =
            || self.challenges.against(world, offer.address, &[offer], under).next().is_some();
        is_lowered || is_challenged()
    }

    /// Speed and medium of the fastest certain present offer, by the run's basis of speed and
    /// detectors; of equally fast ones the medium that stands first in tables.
    pub fn fastest_certain(&self, world: &World, address: usize) -> Option<(Speed, Medium)> {
        fastest_certain(&self.offers_at(world, address), &self.settings)
    }

    /// The verdicts of a lens.
    pub fn of(&self, lens: Lens) -> &[Verdict] {
        &self.verdicts[lens.profile * View::ALL.len() + lens.view as usize]
    }
}

/// Every lens of so many profiles: profiles in order, and for each the tenses in order.
pub fn lenses(n_profiles: usize) -> impl Iterator<Item = Lens> {
    (0..n_profiles)
        .flat_map(|profile| View::ALL.into_iter().map(move |view| Lens { profile, view }))
}

/// Public use of every address that has one of these buildings, of so many addresses.
pub fn sites(buildings: &[PublicBuilding], n_addresses: usize) -> Vec<Site> {
    let mut sites = vec![Site::default(); n_addresses];
    for building in buildings {
        if let Some(address) = building.address {
            let site = &mut sites[address as usize];
            site.is_public = true;
            site.is_school |= building.kind == BuildingKind::School;
            site.is_educational |=
                matches!(building.kind, BuildingKind::School | BuildingKind::Education);
        }
    }
    sites
}

/// The best present offer: download, then upload descending; technology, then provider ascending.
fn best_offer(world: &World, address: usize) -> Option<u32> {
    let start = world.offer_starts[address];
    let present =
        (start..).zip(world.offers_at(address)).filter(|(_, o)| o.tense == Tense::Present);
    let rank = |offer: &Offer| {
        let speed = std::cmp::Reverse((offer.speed.down, offer.speed.up));
        (speed, offer.technology, offer.provider, offer.origin)
    };
    present.min_by_key(|(_, offer)| rank(offer)).map(|(position, _)| position)
}

/// What a slice of a country cannot know by itself: it is formed over the whole.
#[derive(Clone, Debug, Default)]
pub struct National {
    /// Clusters of white addresses, by their numbers in the country.
    pub clusters: Clusters,
    /// Coverage areas and nearest nodes.
    pub surroundings: Surroundings,
    /// What could be tied to no place, by the gmina it seems to be of; addresses as in the slice.
    pub lost: BTreeMap<GminaCode, Lost>,
    /// How many contradictions concern no gmina.
    pub elsewhere: u64,
    /// How well the points of fibre networks are known.
    pub fibre: FibreCensus,
}

/// Diagnoses every address of the world under every profile.
///
/// The result depends on nothing but its arguments, whatever the number of threads.
pub fn diagnose(
    world: &World,
    profiles: Vec<ThresholdProfile>,
    settings: DiagnosisSettings,
) -> Diagnosis {
    let mut diagnosis = judge_all(world, profiles, settings);
    let verdicts = diagnosis.verdicts.first();
    let is_white = |a: &usize| verdicts.is_some_and(|v| v[*a].status == Status::White);
    let n_addresses = world.addresses.len();
    let white = (0..n_addresses).filter(is_white);
    let placed: Vec<_> = white
        .filter_map(|a| {
            let position = world.addresses[a].position?;
            Some((u32::try_from(a).expect("fewer than 2^32 addresses"), position))
        })
        .collect();
    let clusters = find_clusters(&placed, n_addresses);
    let surroundings = look_around(world, diagnosis.profiles.first(), |a| is_white(&a));
    diagnosis.clusters = clusters;
    diagnosis.surroundings = surroundings;
    diagnosis
}

/// Diagnoses a slice of a country that holds all addresses near its own; see [`SliceReach`].
///
/// Detectors must not decide: a verdict then hangs on neighbours of neighbours.
pub fn diagnose_slice(
    world: &World,
    profiles: Vec<ThresholdProfile>,
    settings: DiagnosisSettings,
    national: National,
) -> Diagnosis {
    let mut diagnosis = judge_all(world, profiles, settings);
    let National { clusters, surroundings, lost, elsewhere, fibre } = national;
    diagnosis.clusters = clusters;
    diagnosis.surroundings = surroundings;
    diagnosis.national = Some(Whole { lost, elsewhere, fibre });
    diagnosis
}

/// Everything that an address tells by itself; clusters and surroundings are left empty.
fn judge_all(
    world: &World,
    profiles: Vec<ThresholdProfile>,
    settings: DiagnosisSettings,
) -> Diagnosis {
    let n_addresses = world.addresses.len();
    let sites = sites(&world.buildings, n_addresses);
    let decided = (settings.detectors == DetectorMode::Decide)
        .then(|| detectors::detect(world, &profiles, &settings, &sites, None));
    let positions = || (0..n_addresses).into_par_iter();
    let as_declared = DiagnosisSettings { detectors: DetectorMode::Flag, ..settings.clone() };
    let mut verdicts = lenses(profiles.len())
        .map(|lens| {
            let profile = &profiles[lens.profile];
            let one = |a: usize| {
                let offers = offers_of(decided.as_ref(), world, a);
                let verdict = judge(&offers, profile, lens.view, &settings, sites[a]);
                let is_doubted =
                    decided.as_ref().is_some_and(|conflicts| conflicts.doubts_white(a));
                if is_doubted && verdict.status == Status::White {
                    return Verdict::by(Rule::UncertainContradicted);
                }
                if decided.is_some() && verdict.rule == Rule::UncertainOnlyPossible {
                    let declared = world.offers_at(a);
                    let before = judge(declared, profile, lens.view, &as_declared, sites[a]);
                    if before.rule != verdict.rule {
                        return Verdict::by(Rule::UncertainDoubted);
                    }
                }
                verdict
            };
            positions().map(one).collect()
        })
        .collect::<Vec<Vec<Verdict>>>();
    let best = positions().map(|address| best_offer(world, address)).collect();
    let mut networks = match profiles.first() {
        Some(profile) => positions()
            .map(|a| {
                let offers = offers_of(decided.as_ref(), world, a);
                verdict::count_networks(&offers, profile, View::Today, &settings, sites[a])
            })
            .collect(),
        None => vec![(0, 0); n_addresses],
    };
    let challenges = ChallengeBook::of(world, &profiles, &settings, &sites);
    if settings.detectors == DetectorMode::Decide {
        let found = (verdicts.as_mut_slice(), networks.as_mut_slice());
        challenges.decide(world, &profiles, &settings, &sites, decided.as_ref(), found);
    }
    let (near, fresh) = (OnceLock::new(), OnceLock::new());
    let found = decided.map_or_else(OnceLock::new, OnceLock::from);
    Diagnosis {
        profiles,
        settings,
        sites,
        verdicts,
        best,
        networks,
        clusters: Clusters::default(),
        surroundings: Surroundings::default(),
        challenges,
        national: None,
        found,
        near,
        fresh,
    }
}

/// Offers of an address, those that are contradicted as merely possible where detectors decide.
fn offers_of<'a>(
    decided: Option<&Conflicts>,
    world: &'a World,
    address: usize,
) -> std::borrow::Cow<'a, [Offer]> {
    decided.map_or_else(
        || world.offers_at(address).into(),
        |conflicts| conflicts.offers_at(world, address),
    )
}

/// Speed and medium of the fastest certain present offer.
fn fastest_certain(offers: &[Offer], settings: &DiagnosisSettings) -> Option<(Speed, Medium)> {
    let is_certain = |offer: &&Offer| {
        offer.tense == Tense::Present && effective_reach(offer, settings) == Reach::Certain
    };
    let certain = offers.iter().filter(is_certain);
    certain
        .map(|offer| (settings.compared_down(offer), std::cmp::Reverse(offer.medium)))
        .max()
        .map(|(down, medium)| (down, medium.0))
}

/// Whether an offer is certain once the run's detectors have their say.
pub const fn effective_reach(offer: &Offer, settings: &DiagnosisSettings) -> Reach {
    match settings.detectors {
        DetectorMode::Decide if offer.impossible_speed => Reach::Possible,
        _ => offer.reach,
    }
}
