//! Indicators of reach and white spots, from the counts of the roll-up.
#![deny(clippy::float_arithmetic)]

use super::figure::{Figure, Known, count, share_of};
use super::premises::Premises;
use super::survey::Survey;
use super::{Indicator, indicator};
use crate::diagnosis::{Lens, Rollup, SpeedClasses, Status, Tallied, View};
use crate::model::{RegisterFile, World};
use crate::place::GminaCode;

const REPORTS: [&str; 2] = ["offer-table", "sidusis-report"];

fn whole(n: u64) -> i64 {
    i64::try_from(n).expect("fewer than 2^63 addresses")
}

/// Addresses with a certain offer from each bound of the speed classes.
fn reached(gmina: &Tallied) -> Vec<Indicator> {
    let bounds = SpeedClasses::get().bounds().iter().enumerate();
    bounds
        .map(|(position, bound)| {
            let classes = position + 2..SpeedClasses::get().len();
            let part: u64 = classes.map(|class| gmina.of_class(class)).sum();
            let figure = Figure::ratio(whole(part), whole(gmina.addresses));
            Indicator { key: bound.to_string(), ..indicator("D1", figure) }
        })
        .collect()
}

/// Records of reach that found their address, of those about the area of the run.
fn matched(world: &World) -> Option<Figure> {
    let is_report = |file: &&RegisterFile| REPORTS.contains(&file.register.as_str());
    let files = || world.files.iter().filter(is_report);
    let used = files().map(RegisterFile::rows_used).sum();
    let read = files().map(|file| file.rows_read - file.rows_outside).sum();
    Figure::ratio(whole(used), whole(read))
}

/// Households at white addresses, where every address has a count.
fn white_households(survey: &Survey<'_>, premises: &Premises) -> Option<Figure> {
    let whole = premises.households.complete()?;
    let of = |wanted: Status| {
        let addresses = premises.addresses.clone();
        let wanted = addresses.filter(|a| survey.status(*a) == Some(wanted));
        premises.households.sum(wanted).unwrap_or(0)
    };
    let (low, uncertain) = (of(Status::White), of(Status::Uncertain));
    let high = low + uncertain;
    let figure = Figure::between(low, 0, high, Some(whole));
    (whole > 0).then_some(Figure { mid_twice: Some(low + high), ..figure })
}

/// White addresses of today that plans cover; those that only plans of unknown state or reach would
/// are uncertain.
fn planned(survey: &Survey<'_>, gmina: GminaCode) -> Option<Figure> {
    let after = survey.diagnosis.of(Lens { profile: 0, view: View::WithPlans });
    let white = survey.world.addresses_of(gmina).filter(|address| survey.is_white(*address));
    share_of(white.map(|address| match after[address].status {
        Status::White => Known::No,
        Status::Uncertain => Known::Unknown,
        Status::Grey | Status::Black | Status::NotApplicable => Known::Yes,
    }))
}

/// The indicators of a gmina.
pub(super) fn indicators(
    survey: &Survey<'_>,
    rollup: &Rollup,
    gmina: GminaCode,
    premises: &Premises,
) -> Vec<Indicator> {
    let Some(unit) = rollup.gminas.iter().find(|unit| unit.gmina == Some(gmina)) else {
        return Vec::new();
    };
    let mut indicators = Vec::new();
    let has_lens = !unit.statuses.is_empty();
    if has_lens {
        let today = View::Today as usize;
        let of = |status| unit.interval(today, status);
        let concerned = usize::try_from(unit.concerned(today)).unwrap_or(usize::MAX);
        let small = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let (white, black) = (of(Status::White), of(Status::Black));
        let share = |certain, uncertain| Figure::share(small(certain), small(uncertain), concerned);
        indicators.push(indicator("W1", share(white.certain, white.uncertain)));
        indicators.push(indicator("W2", white_households(survey, premises)));
        indicators.extend(reached(unit));
        let black = Figure::ratio(whole(black.certain), count(concerned));
        indicators.push(indicator("D3", black));
        let reachable = whole(unit.concerned(today)) - whole(white.certain);
        indicators.push(indicator("D5", Figure::ratio(whole(white.uncertain), reachable)));
        indicators.push(indicator("I1", planned(survey, gmina)));
        indicators.push(indicator("K2", matched(survey.world)));
        let uncertain = Figure::ratio(whole(white.uncertain), count(concerned));
        indicators.push(indicator("K3", uncertain));
        let clusters = Figure::amount(count(unit.clusters.len()));
        indicators.push(indicator("P1", Some(clusters)));
    }
    indicators
}
