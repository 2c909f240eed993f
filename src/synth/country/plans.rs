//! Private plans, contracts for public money, and notices of demand.

use super::model::{Claim, Contract, Notice, Plan, Reach};
use super::operators::{TECHNOLOGIES, national, regional};
use super::rng::Rng;
use super::settle::{RoadKind, Settled};
use super::sites::of_address;
use super::units::Unit;

/// Days that plans are due: within three years of 30 June 2026, both ends included; before; after.
pub(super) const DUE: [&str; 8] = [
    "2026-06-30",
    "2026-09-30",
    "2026-12-31",
    "2027-06-30",
    "2027-12-31",
    "2028-06-30",
    "2028-12-31",
    "2029-06-30",
];
pub(super) const PAST: [&str; 4] = ["2025-03-31", "2025-12-31", "2026-03-31", "2026-06-29"];
const TOO_LATE: [&str; 3] = ["2029-07-01", "2029-12-31", "2030-12-31"];

/// Everything that is promised or asked for.
pub(super) struct Promises {
    pub(super) plans: Vec<Plan>,
    pub(super) contracts: Vec<Contract>,
    pub(super) notices: Vec<Notice>,
}

/// Whether any row says that fibre reaches an address of the locality.
pub(super) fn has_fibre(settled: &Settled, claims: &[Claim], place: usize) -> bool {
    let range = &settled.places[place].addresses;
    let start = claims.partition_point(|claim| claim.address < range.start);
    let end = claims.partition_point(|claim| claim.address < range.end);
    claims[start..end].iter().any(|claim| TECHNOLOGIES[usize::from(claim.technology)].is_fibre)
}

/// A plan for the roads of a locality that are no lanes.
pub(super) fn plan(
    settled: &Settled,
    place: usize,
    operator: u16,
    due: &'static str,
    (is_true, is_read): (bool, bool),
) -> Vec<Plan> {
    let place = &settled.places[place];
    let is_reached =
        |address: &usize| settled.roads[settled.addresses[*address].road].kind != RoadKind::Lane;
    let one = |address| Plan {
        address,
        operator,
        project: format!("FTTH-{}", place.simc),
        due,
        down: 1_000,
        up: 300,
        is_true,
        is_read,
        defect: None,
    };
    place.addresses.clone().filter(is_reached).map(one).collect()
}

/// Contracts about the addresses of a plan.
pub(super) fn contracts(
    plans: &[Plan],
    status: &'static str,
    ended: &'static str,
) -> Vec<Contract> {
    let one = |plan: &Plan| Contract {
        address: plan.address,
        id: format!("KPOD.05.01-IW.10-{}/24", &plan.project[5..]),
        operator: plan.operator,
        status,
        due: plan.due,
        terminated_on: ended,
    };
    plans.iter().map(one).collect()
}

pub(super) fn promise(
    unit: &Unit,
    index: usize,
    settled: &Settled,
    claims: &[Claim],
    seed: u64,
) -> Promises {
    let key = u64::try_from(index).expect("fits");
    let mut rng = Rng::of(seed, "plans", &[key]);
    let mut promises = Promises { plans: Vec::new(), contracts: Vec::new(), notices: Vec::new() };
    for place in 0..settled.places.len() {
        let which = u16::from(rng.chance(0.5));
        let is_national = rng.chance(0.4);
        let operator =
            if is_national { national::INCUMBENT } else { regional(unit.voivodeship, which) };
        let range = settled.places[place].addresses.clone();
        let (dice, with_money) = (rng.below(1_000), rng.chance(0.35));
        let (due, fate, status) = if has_fibre(settled, claims, place) {
            // Delivered: the planner's own fibre is there.
            let is_own = |claim: &Claim| {
                range.contains(&claim.address)
                    && TECHNOLOGIES[usize::from(claim.technology)].is_fibre
                    && claim.network == operator
            };
            if dice >= 250 || !claims.iter().any(is_own) {
                continue;
            }
            (*rng.pick(&PAST), (false, false), "done")
        } else {
            match dice {
                0..150 => (*rng.pick(&DUE), (true, true), "in_progress"),
                150..180 => (*rng.pick(&TOO_LATE), (false, false), "planned"),
                _ => continue,
            }
        };
        let mut plans = plan(settled, place, operator, due, fate);
        if status == "done" {
            // Only where it was carried out.
            plans.retain(|plan| {
                let here = of_address(claims, plan.address);
                here.iter().any(|claim| claim.network == operator && claim.down >= 100)
            });
        }
        if with_money {
            promises.contracts.extend(contracts(&plans, status, ""));
        }
        promises.plans.extend(plans);
    }
    for address in 0..settled.addresses.len() {
        // Nobody asks where a reach is declared that a notice would put in doubt.
        let is_served = |claim: &Claim| claim.down >= 100 || claim.reach == Reach::Possible;
        if rng.ppm(8_000) && !of_address(claims, address).iter().any(is_served) {
            promises.notices.push(Notice { address, defect: None });
        }
    }
    promises
}
