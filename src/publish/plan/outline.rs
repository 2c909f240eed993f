//! Outlines of contest areas: each holds all of its addresses, and two meet without overlapping,
//! but for a place where addresses of both stand.

use std::f64::consts::PI;

use geo::{BooleanOps as _, unary_union};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::model::World;
use crate::planning::Design;
use crate::planning::areas::Partition;

/// What lies farther than this from every address of an area is not a part of it, in metres.
pub const REACH_M: f64 = 250.0;
/// Corners of what stands for a circle.
const CORNERS: u32 = 24;

type Door = GeomWithData<[f64; 2], Option<u32>>;

/// Cuts off what is nearer to `there` than to `here` from a convex ring; `kept` is a buffer.
fn cut(ring: &mut Vec<Coord>, kept: &mut Vec<Coord>, here: Coord, there: Coord) {
    let middle = (here + there) / 2.0;
    let way = there - here;
    let beyond = |p: &Coord| (p.x - middle.x) * way.x + (p.y - middle.y) * way.y;
    kept.clear();
    for (position, a) in ring.iter().enumerate() {
        let b = &ring[(position + 1) % ring.len()];
        let (at_a, at_b) = (beyond(a), beyond(b));
        if at_a <= 0.0 {
            kept.push(*a);
        }
        if (at_a < 0.0 && at_b > 0.0) || (at_a > 0.0 && at_b < 0.0) {
            kept.push(*a + (*b - *a) * (at_a / (at_a - at_b)));
        }
    }
    std::mem::swap(ring, kept);
}

/// Places within [`REACH_M`] of an address that are no farther from it than from any address of
/// another area or of none.
fn around(here: &Door, doors: &RTree<Door>) -> Option<Polygon> {
    let at = |[x, y]: [f64; 2]| Coord { x, y };
    let middle = at(*here.geom());
    let corner = |k: u32| {
        let (sin, cos) = (2.0 * PI * f64::from(k) / f64::from(CORNERS)).sin_cos();
        middle + Coord { x: cos, y: sin } * REACH_M
    };
    let mut ring: Vec<Coord> = (0..CORNERS).map(corner).collect();
    let mut kept = Vec::new();
    let mut reach = REACH_M.powi(2);
    for (other, squared) in doors.nearest_neighbor_iter_with_distance_2(*here.geom()) {
        // Beyond twice the farthest corner nothing cuts.
        if squared > 4.0 * reach {
            break;
        }
        // A place that two areas share belongs to both.
        if other.data != here.data && squared > 0.0 {
            cut(&mut ring, &mut kept, middle, at(*other.geom()));
            let far = ring.iter().map(|p| (p.x - middle.x).powi(2) + (p.y - middle.y).powi(2));
            reach = far.fold(0.0, f64::max);
        }
    }
    (ring.len() > 2).then(|| Polygon::new(LineString(ring), Vec::new()))
}

/// What any of the parts holds; halves first, since neighbours are near each other in the order.
fn joined(parts: &[Polygon]) -> MultiPolygon {
    const FEW: usize = 32;
    if parts.len() <= FEW {
        return unary_union(parts);
    }
    let (first, rest) = parts.split_at(parts.len() / 2);
    let (first, rest) = rayon::join(|| joined(first), || joined(rest));
    first.union(&rest)
}

/// The outline of each group: the places that are nearer to one of it than to any other, within
/// [`REACH_M`].
fn shapes(groups: &[Vec<[f64; 2]>], others: Vec<[f64; 2]>) -> Vec<MultiPolygon> {
    let of = |area: Option<u32>| move |at: &[f64; 2]| Door::new(*at, area);
    let groups: Vec<Vec<Door>> =
        (0..).zip(groups).map(|(area, group)| group.iter().map(of(Some(area))).collect()).collect();
    let rest = others.iter().map(of(None));
    let doors = RTree::bulk_load(groups.iter().flatten().copied().chain(rest).collect());
    let outline = |group: &Vec<Door>| {
        let parts = group.par_iter().filter_map(|door| around(door, &doors));
        joined(&parts.collect::<Vec<Polygon>>())
    };
    groups.par_iter().map(outline).collect()
}

/// The outline of each area, in metres of EPSG:2180: the places that are nearer to one of its
/// addresses than to any other planned address, within 250 m.
pub fn outlines(world: &World, design: &Design, areas: &Partition) -> Vec<MultiPolygon> {
    let place = |lead: &u32| {
        let address = design.leads[*lead as usize].address;
        world.addresses[address as usize].position.map(|at| [at.easting(), at.northing()])
    };
    let places = |leads: &[u32]| leads.iter().filter_map(place).collect::<Vec<_>>();
    let groups: Vec<Vec<[f64; 2]>> = areas.areas.iter().map(|area| places(&area.leads)).collect();
    shapes(&groups, places(&areas.left_over))
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, BoundingRect as _, Intersects as _};
    use geo_types::{Point, Rect};

    use super::*;

    fn bounds(shape: &MultiPolygon) -> Rect {
        shape.bounding_rect().expect("it has an area")
    }

    fn is_near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.001
    }

    /// Two groups 100 m apart meet half way; one of none 80 m north of the first cuts it at 40 m.
    /// 24 corners of a circle: 12 · 250² · sin 15° m².
    #[test]
    fn outlines_meet_half_way() {
        let whole = 750_000.0 * 15_f64.to_radians().sin();
        let alone = shapes(&[vec![[0.0, 0.0]]], Vec::new());
        assert!(is_near(alone[0].unsigned_area(), whole));
        let two = shapes(&[vec![[0.0, 0.0]], vec![[100.0, 0.0]]], vec![[0.0, 80.0]]);
        let (first, second) = (bounds(&two[0]), bounds(&two[1]));
        assert!(is_near(first.max().x, 50.0) && is_near(second.min().x, 50.0));
        assert!(is_near(first.max().y, 40.0) && is_near(first.min().x, -250.0));
        assert!(two[0].intersection(&two[1]).unsigned_area() < 0.001);
    }

    /// Of a row of houses that two groups take in turns each group holds its own.
    #[test]
    fn every_outline_holds_its_own() {
        let row = |from: i32| -> Vec<[f64; 2]> {
            (0..20).map(|k| [f64::from(from + 50 * k), f64::from(k * k)]).collect()
        };
        let groups = [row(0), row(25)];
        let found = shapes(&groups, Vec::new());
        for (group, shape) in groups.iter().zip(&found) {
            assert!(group.iter().all(|[x, y]| shape.intersects(&Point::new(*x, *y))));
        }
        assert!(found[0].intersection(&found[1]).unsigned_area() < 0.001);
    }

    /// One house of none in the middle of a ring of houses: a hole.
    #[test]
    fn a_house_of_none_is_left_out() {
        let ring = (0..12).map(|k| f64::from(k) * PI / 6.0);
        let ring: Vec<[f64; 2]> = ring.map(|a| [200.0 * a.cos(), 200.0 * a.sin()]).collect();
        let found = shapes(&[ring], vec![[0.0, 0.0]]);
        let middle = Point::new(0.0, 0.0);
        assert!(!found[0].intersects(&middle) && found[0].0[0].interiors().len() == 1);
        // What is nearer than half way to the houses of the ring is the house's own.
        assert!(!found[0].intersects(&Point::new(99.0, 0.0)));
        assert!(found[0].intersects(&Point::new(101.0, 0.0)));
    }

    /// A place of two groups belongs to both; nothing is cut away from it by itself.
    #[test]
    fn a_shared_place_is_in_both() {
        let found = shapes(&[vec![[0.0, 0.0]], vec![[0.0, 0.0]]], Vec::new());
        assert!(is_near(found[0].unsigned_area(), found[1].unsigned_area()));
        assert!(found[0].unsigned_area() > 194_000.0);
    }
}
