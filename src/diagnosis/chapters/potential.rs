//! What white addresses would order (Z3, Z5), and whether ages of those who live there may weigh it.
#![deny(clippy::float_arithmetic)]

use super::figure::Figure;
use super::people::{NOTICES, least_told};
use super::premises::Premises;
use super::survey::Survey;
use crate::diagnosis::tells_of_places;

/// Z3 and Z5.
pub(super) type Potential = [Option<Figure>; 2];

/// Residents of an address, and how many of them are old and how many learn, where that is counted.
/// More of them than residents cannot be; the old are taken first.
fn ages(premises: &Premises, address: usize) -> Option<(i64, [Option<i64>; 2])> {
    let residents = premises.population.at(address).filter(|n| *n > 0)?;
    let aged = premises.aged_65.at(address).map(|n| n.min(residents));
    let learners = premises.learners.at(address);
    let learners = learners.map(|n| n.min(residents - aged.unwrap_or(0)));
    Some((residents, [aged, learners]))
}

/// Whether ages may weigh the demand of some addresses: of the old nobody is told anything, or they
/// are no few, at most half of the residents, and these live in no few houses; and so of those who
/// learn. Residents and houses are those that weigh: with homes, and with that count. With fewer the
/// weight would tell who they are, and where all are old it would tell that of each of them.
fn ages_may_count(premises: &Premises, white: &[usize], minimum: u64) -> bool {
    let has_homes = |address: &usize| premises.households.at(*address) > Some(0);
    (0..2).all(|group| {
        let counted = white.iter().filter(|address| has_homes(address)).filter_map(|address| {
            let (residents, ages) = ages(premises, *address)?;
            Some((residents.unsigned_abs(), ages[group]?.unsigned_abs()))
        });
        let (mut houses, mut residents, mut members) = (0_u64, 0_u64, 0_u64);
        for (of_house, n) in counted {
            houses += 1;
            residents = residents.saturating_add(of_house);
            members = members.saturating_add(n);
        }
        members == 0 || (houses >= minimum && !tells_of_places(members, residents, minimum))
    })
}

/// A thousand times the households of an address, by how many of its residents use the internet
/// beside the mean of all: the old less, those who learn more. Without their numbers as they are.
pub(super) fn weighted(
    survey: &Survey<'_>,
    premises: &Premises,
    address: usize,
    by_age: bool,
) -> Option<i64> {
    let plain = premises.households.at(address)?.checked_mul(1000)?;
    let known = ages(premises, address).filter(|(_, ages)| by_age && *ages != [None, None]);
    let Some((residents, ages)) = known else { return Some(plain) };
    let [aged, learners] = ages.map(|count| count.unwrap_or(0));
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
pub(super) fn potential(survey: &Survey<'_>, premises: &Premises, white: &[usize]) -> Potential {
    let households = premises.households.sum(white.iter().copied());
    let businesses = premises.businesses.sum(white.iter().copied());
    if households.is_none() && businesses.is_none() {
        return [None, None];
    }
    let number = |name: &str, bound: &str| survey.number(&format!("{name}_{bound}"));
    let businesses = businesses.unwrap_or(0);
    let by_age = ages_may_count(premises, white, least_told(survey, NOTICES));
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
    [between(&orders), between(&revenue)]
}
