//! Sellers and plans in the gmina.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ReportInput;
use super::format::ShareView;
use super::places::main_lens;
use crate::diagnosis::{Status, Tallied, View};
use crate::model::{Reach, Tense};

/// A count between two bounds.
#[derive(Serialize)]
pub(super) struct Interval {
    pub(super) low: u64,
    pub(super) high: u64,
}

/// Plans, and what they change.
#[derive(Serialize)]
pub(super) struct PlansView {
    /// Whether the run has a register of plans.
    pub(super) is_known: bool,
    pub(super) any: bool,
    pub(super) white: Interval,
    pub(super) white_low: ShareView,
    pub(super) white_high: ShareView,
    pub(super) covered: u64,
    pub(super) left: u64,
    pub(super) rows: Vec<PlanView>,
}

#[derive(Serialize)]
pub(super) struct PlanView {
    pub(super) operator: String,
    pub(super) due: String,
    pub(super) medium: &'static str,
    pub(super) down: String,
    pub(super) addresses: usize,
    pub(super) white: usize,
    pub(super) counts: bool,
}

/// A seller.
#[derive(Serialize)]
pub(super) struct OperatorView {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) networks: String,
    pub(super) media: String,
    pub(super) addresses: usize,
    pub(super) certain: usize,
    pub(super) top: String,
    /// The same in kbit/s, for tables.
    #[serde(skip)]
    pub(super) top_kbps: u32,
}

/// Sellers with offers of today.
pub(super) fn operators(input: &ReportInput<'_>) -> Vec<OperatorView> {
    #[derive(Default)]
    struct Sums {
        addresses: BTreeSet<u32>,
        certain: BTreeSet<u32>,
        networks: BTreeSet<u16>,
        media: BTreeSet<&'static str>,
        top: u32,
    }
    let world = input.world;
    let mut sums: BTreeMap<u16, Sums> = BTreeMap::new();
    for position in world.addresses_of(input.gmina) {
        for offer in world.offers_at(position).iter().filter(|o| o.tense == Tense::Present) {
            let held = sums.entry(offer.provider.0).or_default();
            held.addresses.insert(offer.address);
            if offer.reach == Reach::Certain {
                held.certain.insert(offer.address);
            }
            held.networks.insert(offer.network.0);
            held.media.insert(input.language.label("medium", offer.medium.as_str()));
            held.top = held.top.max(offer.speed.down.as_kbps());
        }
    }
    sums.into_iter()
        .map(|(provider, held)| {
            let provider = &world.providers[provider as usize];
            let network = |n: &u16| world.networks[*n as usize].id.clone();
            OperatorView {
                name: if provider.name.is_empty() { &provider.id } else { &provider.name }.clone(),
                id: provider.id.clone(),
                networks: held.networks.iter().map(network).collect::<Vec<_>>().join(", "),
                media: held.media.into_iter().collect::<Vec<_>>().join(", "),
                addresses: held.addresses.len(),
                certain: held.certain.len(),
                top: input.language.speed(crate::quantity::Speed::kbps(held.top)),
                top_kbps: held.top,
            }
        })
        .collect()
}

/// Registers that tell of plans.
const PLANS: [&str; 2] = ["public-plans", "sidusis-report"];

pub(super) fn plans(input: &ReportInput<'_>, gmina: &Tallied) -> PlansView {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let today = diagnosis.of(main_lens(View::Today));
    let planned = diagnosis.of(main_lens(View::WithPlans));
    let horizon = diagnosis.settings.horizon_end(&diagnosis.profiles[0]);
    let mut rows: BTreeMap<_, (BTreeSet<u32>, usize)> = BTreeMap::new();
    let (mut covered, mut left) = (0, 0);
    for position in world.addresses_of(input.gmina) {
        let is_white = today[position].status == Status::White;
        if is_white {
            let stays = planned[position].status == Status::White;
            (covered, left) = if stays { (covered, left + 1) } else { (covered + 1, left) };
        }
        for offer in world.offers_at(position).iter().filter(|o| o.tense != Tense::Present) {
            let key = (offer.provider, offer.due, offer.medium, offer.speed);
            let row = rows.entry(key).or_default();
            if row.0.insert(offer.address) && is_white {
                row.1 += 1;
            }
        }
    }
    let with_plans = gmina.interval(View::WithPlans as usize, Status::White);
    let whole = gmina.concerned(View::WithPlans as usize);
    let any = !rows.is_empty();
    let view = |((provider, due, medium, speed), (addresses, white))| {
        let (due, addresses): (Option<chrono::NaiveDate>, BTreeSet<u32>) = (due, addresses);
        let provider: crate::model::ProviderId = provider;
        let (medium, speed): (crate::model::Medium, crate::quantity::DownUp) = (medium, speed);
        let provider = &world.providers[provider.0 as usize];
        PlanView {
            operator: format!("{} ({})", provider.name, provider.id),
            due: due.map_or_else(String::new, |day| day.to_string()),
            medium: input.language.label("medium", medium.as_str()),
            down: input.language.speed(speed.down),
            addresses: addresses.len(),
            white,
            counts: due.is_some_and(|day| diagnosis.settings.as_of <= day && day <= horizon),
        }
    };
    let tells = |file: &crate::model::RegisterFile| PLANS.contains(&file.register.as_str());
    PlansView {
        is_known: world.files.iter().any(tells),
        any,
        white: Interval { low: with_plans.low(), high: with_plans.high() },
        white_low: ShareView { part: with_plans.low(), whole },
        white_high: ShareView { part: with_plans.high(), whole },
        covered,
        left,
        rows: rows.into_iter().map(view).collect(),
    }
}
