//! Clusters of white addresses as shapes.

use geo::ConvexHull as _;
use geo_types::{Coord, MultiPoint, Polygon};

use super::{AddressBook, White};
use crate::index::NOISE;
use crate::place::{GminaCode, Pl1992};

/// A cluster of white addresses.
#[derive(Clone, Debug)]
pub struct ClusterShape {
    /// How many addresses belong to it.
    pub members: u32,
    /// Gmina of its first address.
    pub gmina: Option<GminaCode>,
    /// Corners of the convex hull, anticlockwise, in metres; fewer than three where it has no area.
    pub corners: Vec<Coord>,
}

/// Convex hull of points as corners.
pub fn hull(points: &[Pl1992]) -> Vec<Coord> {
    let points: MultiPoint = points.iter().map(|point| point.coord()).collect();
    let hull: Polygon = points.convex_hull();
    let mut corners = hull.exterior().0.clone();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    corners.dedup();
    corners
}

impl ClusterShape {
    /// Shapes of all clusters, by number.
    pub fn all(book: &AddressBook, white: &White) -> Vec<Self> {
        let pairs = white.clusters.iter().zip(&white.positions);
        let mut members: Vec<(u32, u32)> = pairs
            .filter(|(cluster, _)| **cluster != NOISE)
            .map(|(cluster, position)| (*cluster, *position))
            .collect();
        members.sort_unstable();
        let shape = |members: &[(u32, u32)]| {
            let points = members.iter().filter_map(|(_, at)| book.points.get(*at as usize));
            Self {
                members: u32::try_from(members.len()).unwrap_or(u32::MAX),
                gmina: members.first().and_then(|(_, at)| book.gmina(*at as usize)),
                corners: hull(&points.collect::<Vec<_>>()),
            }
        };
        members.chunk_by(|a, b| a.0 == b.0).map(shape).collect()
    }
}
