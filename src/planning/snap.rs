//! Nearest places on lines, and lines that cross.

use std::collections::BTreeMap;

use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree};

use crate::place::Pl1992;

/// Ties closer than this (in m²) are decided by the order of the lines.
const TIE_M2: f64 = 1e-9;

type Entry = GeomWithData<Line<[f64; 2]>, (u32, u32)>;

/// Square of the distance, line and segment, the segment.
type Near<'a> = (f64, (u32, u32), &'a Line<[f64; 2]>);

/// A place on a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Position of the line.
    pub line: u32,
    /// Position of the segment in it.
    pub segment: u32,
    /// The place, rounded to the millimetre.
    pub at: Pl1992,
    /// How far it is in the plane, in metres.
    pub distance_m: f64,
}

/// R-tree over the segments of lines.
pub struct LineIndex {
    tree: RTree<Entry>,
}

fn xy(point: Pl1992) -> [f64; 2] {
    [point.easting(), point.northing()]
}

fn hit(target: [f64; 2], (squared, (line, segment), shape): Near<'_>) -> Option<Hit> {
    let [x, y] = shape.nearest_point(&target);
    let at = Pl1992::from_metres(x, y)?;
    Some(Hit { line, segment, at, distance_m: squared.sqrt() })
}

impl LineIndex {
    /// Indexes lines with the positions by which callers know them.
    pub fn new<'a>(lines: impl IntoIterator<Item = (u32, &'a [Pl1992])>) -> Self {
        let mut entries = Vec::new();
        for (position, line) in lines {
            for (segment, pair) in (0_u32..).zip(line.windows(2)) {
                let shape = Line::new(xy(pair[0]), xy(pair[1]));
                entries.push(Entry::new(shape, (position, segment)));
            }
        }
        Self { tree: RTree::bulk_load(entries) }
    }

    /// The nearest place on a line other than `not`, within a distance; of equally near ones
    /// that of the first line and segment.
    pub fn nearest(&self, from: Pl1992, within_m: f64, not: Option<u32>) -> Option<Hit> {
        let target = xy(from);
        let mut best: Option<Near<'_>> = None;
        for (entry, squared) in self.tree.nearest_neighbor_iter_with_distance_2(target) {
            let far = best.map_or(within_m * within_m, |(held, _, _)| held) + TIE_M2;
            if squared > far {
                break;
            }
            if Some(entry.data.0) == not {
                continue;
            }
            if best.is_none_or(|(held, at, _)| squared < held - TIE_M2 || entry.data < at) {
                let least = best.map_or(squared, |(held, _, _)| held.min(squared));
                best = Some((least, entry.data, entry.geom()));
            }
        }
        hit(target, best?)
    }

    /// The nearest place of each line within a distance, the nearest first; of equally near places
    /// of a line that of the first segment.
    pub fn near(&self, from: Pl1992, within_m: f64) -> Vec<Hit> {
        let target = xy(from);
        let near = self.tree.nearest_neighbor_iter_with_distance_2(target);
        let mut best: BTreeMap<u32, Near<'_>> = BTreeMap::new();
        for (entry, squared) in near.take_while(|near| near.1 <= within_m * within_m) {
            let held = best.entry(entry.data.0).or_insert((squared, entry.data, entry.geom()));
            if squared < held.0 + TIE_M2 && entry.data < held.1 {
                *held = (held.0, entry.data, entry.geom());
            }
        }
        let mut hits: Vec<Hit> = best.into_values().filter_map(|near| hit(target, near)).collect();
        hits.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
        hits
    }

    /// Lines and segments whose boxes meet that of a segment, in order.
    pub fn around(&self, a: Pl1992, b: Pl1992) -> Vec<(u32, u32)> {
        let box_of = AABB::from_corners(xy(a), xy(b));
        let found = self.tree.locate_in_envelope_intersecting(box_of);
        let mut found: Vec<_> = found.map(|entry| entry.data).collect();
        found.sort_unstable();
        found
    }
}

/// On which side of a line a point lies: positive left, 0 on it.
fn side(a: Pl1992, b: Pl1992, point: Pl1992) -> i128 {
    let to = |end: Pl1992| {
        (
            i128::from(end.easting_mm()) - i128::from(a.easting_mm()),
            i128::from(end.northing_mm()) - i128::from(a.northing_mm()),
        )
    };
    let ((east, north), (x, y)) = (to(b), to(point));
    east * y - north * x
}

/// Whether two segments cross; an end that lies on the other segment belongs to its left: a line
/// that crosses another in a vertex crosses it once.
pub fn cross_counted(a: Pl1992, b: Pl1992, c: Pl1992, d: Pl1992) -> bool {
    let apart = |s: i128, t: i128| (s >= 0) != (t >= 0);
    apart(side(a, b, c), side(a, b, d)) && apart(side(c, d, a), side(c, d, b))
}
