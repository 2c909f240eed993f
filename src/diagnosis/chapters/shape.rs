//! Chapter on the shape of the gmina: density, scatter, roads, people.

use geo::{Area as _, Euclidean, Length as _};
use geo_types::Geometry;

use super::figure::{Figure, count, median};
use super::premises::Premises;
use super::survey::{Survey, root_mm};
use super::{Indicator, indicator};
use crate::index::dbscan;
use crate::place::{GminaCode, Pl1992};

/// Length of a line in whole millimetres.
pub(super) fn length_mm(geometry: &Geometry) -> i64 {
    let metres = match geometry {
        Geometry::LineString(line) => Euclidean.length(line),
        Geometry::MultiLineString(lines) => Euclidean.length(lines),
        _ => 0.0,
    };
    // Lines of Poland are far below 2^53 mm.
    #[allow(clippy::cast_possible_truncation)]
    let millimetres = (metres * 1000.0).round() as i64;
    millimetres
}

/// Length of the rows of a register that begin in a gmina and for which something holds; `None`
/// where the run has no row of the gmina.
pub(super) fn length_of(
    survey: &Survey<'_>,
    gmina: GminaCode,
    register: &str,
    holds: impl Fn(&crate::model::Layer, usize) -> bool,
) -> Option<i64> {
    let rows = survey.rows(register).filter(|rows| !rows.of(gmina).is_empty())?;
    let of_gmina = rows.of(gmina).filter(|row| holds(rows.layer, *row));
    let lengths = of_gmina.filter_map(|row| rows.layer.geometry(row)).map(|g| length_mm(&g));
    Some(lengths.sum())
}

/// Distance of each point to the nearest other one, in millimetres.
///
/// Points in order of easting are looked at to both sides, until that alone is too far.
fn nearest_others(mut points: Vec<Pl1992>) -> Vec<i64> {
    points.sort_unstable();
    let nearest = |place: usize| -> Option<i64> {
        let from = points[place];
        let mut best: Option<i64> = None;
        let mut look = |at: &Pl1992| {
            let east = i64::from(at.easting_mm()) - i64::from(from.easting_mm());
            if best.is_some_and(|best| east * east >= best) {
                return false;
            }
            let squared = from.distance_squared_mm2(*at);
            best = Some(best.map_or(squared, |best| best.min(squared)));
            true
        };
        for at in points[..place].iter().rev() {
            if !look(at) {
                break;
            }
        }
        for at in &points[place + 1..] {
            if !look(at) {
                break;
            }
        }
        best
    };
    let squares = (0..points.len()).filter_map(nearest);
    squares.map(|squared| i64::try_from(root_mm(squared)).expect("within Poland")).collect()
}

/// Addresses whose group is too small for compact settlement.
fn scattered(survey: &Survey<'_>, points: &[Pl1992]) -> usize {
    let places: Vec<[i32; 2]> = points.iter().map(|p| [p.easting_mm(), p.northing_mm()]).collect();
    if places.is_empty() {
        return 0;
    }
    // Every point is a core point of its own, so clusters are chains of gaps.
    let found = dbscan(&places, survey.length_mm("compact_gap_max"), 1);
    let mut sizes = vec![0_i64; found.n_clusters as usize];
    for label in &found.labels {
        sizes[*label as usize] += 1;
    }
    let least = survey.number("compact_buildings_min");
    found.labels.iter().filter(|label| sizes[**label as usize] < least).count()
}

/// Area of a gmina in whole square metres; `None` where its outline is not known.
pub(super) fn area_m2(survey: &Survey<'_>, gmina: GminaCode) -> Option<i64> {
    let outline = survey.world.gmina(gmina)?.boundary.as_ref()?;
    // A gmina has less than 2^53 m².
    #[allow(clippy::cast_possible_truncation)]
    let area = outline.unsigned_area().round() as i64;
    (area > 0).then_some(area)
}

/// The indicators of a gmina.
pub(super) fn indicators(
    survey: &Survey<'_>,
    gmina: GminaCode,
    premises: &Premises,
) -> Vec<Indicator> {
    let addresses = premises.addresses.clone();
    let n_addresses = count(addresses.len());
    let points = addresses.filter_map(|a| survey.world.addresses[a].position);
    let points: Vec<Pl1992> = points.collect();
    let far = scattered(survey, &points);
    let roads = length_of(survey, gmina, "roads", |_, _| true);
    let density = area_m2(survey, gmina)
        .and_then(|area| Figure::ratio(n_addresses.checked_mul(1_000_000)?, area));
    vec![
        indicator("R1", median(nearest_others(points.clone()))),
        indicator("R2", roads.and_then(|length| Figure::ratio(length, n_addresses))),
        indicator("R3", Figure::ratio(count(far), count(points.len()))),
        indicator("R4", density),
        indicator("R5", premises.population.figure()),
        indicator("R6", premises.households.figure()),
        indicator("R7", premises.businesses.figure()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_others_on_paper() {
        let at = |e: i32, n: i32| Pl1992::from_millimetres(e, n);
        // 0 and 3-4-5 away; the third is nearer to the second: 12 up, 5 east of it.
        let found = nearest_others(vec![at(0, 0), at(3, 4), at(8, 16)]);
        assert_eq!(found, [5, 5, 13]);
        assert_eq!(nearest_others(vec![at(7, 7), at(7, 7)]), [0, 0]);
        assert_eq!(nearest_others(vec![at(1, 1)]), [0; 0]);
    }
}
