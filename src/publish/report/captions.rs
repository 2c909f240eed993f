//! Words on maps: names of localities, numbers of single places.

use std::fmt::Write as _;

use super::map::{Frame, LETTERS, PlaceName, escape, number};
use crate::place::Pl1992;

/// Why writing to a `String` cannot fail.
const IN_MEMORY: &str = "memory takes what is written";
/// Locality names shown at most.
const NAMES: usize = 18;

/// A box in the drawing: left, top, right, bottom.
pub(super) type Bounds = (f64, f64, f64, f64);

fn is_apart(a: &Bounds, b: &Bounds) -> bool {
    a.2 < b.0 || a.0 > b.2 || a.3 < b.1 || a.1 > b.3
}

/// Half the side that is kept free around a numbered place.
const SITE_ROOM: f64 = 7.0;
/// How far from its place a number may stand, and in which directions, the best first.
const FAR: [f64; 5] = [14.0, 22.0, 32.0, 44.0, 58.0];
const BESIDE: [(f64, f64); 8] = [
    (1.0, -0.7),
    (-1.0, -0.7),
    (1.0, 0.7),
    (-1.0, 0.7),
    (0.0, -1.0),
    (0.0, 1.0),
    (1.0, 0.0),
    (-1.0, 0.0),
];

/// A line: its two ends.
type Ends = ((f64, f64), (f64, f64));

/// Whether a line passes through a box: it is cut by the sides of the box to what lies within.
fn passes(((x, y), (to_x, to_y)): &Ends, bounds: &Bounds) -> bool {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (start, way, low, high) in
        [(*x, to_x - x, bounds.0, bounds.2), (*y, to_y - y, bounds.1, bounds.3)]
    {
        if way.abs() < 1e-9 {
            if start < low || start > high {
                return false;
            }
            continue;
        }
        let (a, b) = ((low - start) / way, (high - start) / way);
        (from, to) = (from.max(a.min(b)), to.min(a.max(b)));
    }
    from < to
}

/// Whether two lines cross.
fn cross((a, b): &Ends, (c, d): &Ends) -> bool {
    let side = |p: &(f64, f64), q: &(f64, f64), r: &(f64, f64)| {
        (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)
    };
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// What stands around numbered places already.
struct Taken {
    bounds: Vec<Bounds>,
    lines: Vec<Ends>,
}

impl Taken {
    /// Whether a number and the line from its place stand on nothing: not on a square, a number or a
    /// line. `own` is the place of the number.
    fn has_room(&self, bounds: &Bounds, line: Option<&Ends>, own: usize) -> bool {
        let others = || self.bounds.iter().enumerate().filter(|(at, _)| *at != own);
        self.bounds.iter().all(|other| is_apart(bounds, other))
            && !self.lines.iter().any(|other| passes(other, bounds))
            && line.is_none_or(|line| {
                !others().any(|(_, other)| passes(line, other))
                    && !self.lines.iter().any(|other| cross(line, other))
            })
    }
}

/// Numbers beside their places, where neither a place nor a number nor a line stands; a line leads
/// to one that is not at hand. A number without room is left out and given back. Gives what they and
/// the places take up.
pub(super) fn numbers(
    frame: &Frame,
    places: &[(Pl1992, usize)],
    out: &mut String,
) -> (Vec<Bounds>, Vec<usize>) {
    let spots = places.iter().map(|(at, _)| frame.at(at.easting(), at.northing()));
    let spots: Vec<(f64, f64)> = spots.collect();
    let room = |(x, y): &(f64, f64)| (x - SITE_ROOM, y - SITE_ROOM, x + SITE_ROOM, y + SITE_ROOM);
    let mut taken = Taken { bounds: spots.iter().map(room).collect(), lines: Vec::new() };
    let mut left_out = Vec::new();
    for (own, ((x, y), (_, number))) in spots.iter().zip(places).enumerate() {
        let half = if *number < 10 { 5.6 } else { 10.2 };
        let around = FAR.iter().flat_map(|far| BESIDE.map(|(right, down)| (*far, right, down)));
        let boxed = |(far, right, down): (f64, f64, f64)| {
            let (middle, base) = (x + right * far, y + down * far + 4.0);
            let line = (far > FAR[0]).then_some(((*x, *y), (middle, base - 4.0)));
            ((middle - half, base - 11.3, middle + half, base + 2.0), line)
        };
        let is_free = |(bounds, line): &(Bounds, Option<Ends>)| {
            frame.holds(bounds) && taken.has_room(bounds, line.as_ref(), own)
        };
        let Some((bounds, line)) = around.map(boxed).find(is_free) else {
            left_out.push(*number);
            continue;
        };
        if let Some((from, to)) = line {
            write!(
                out,
                "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#57606a\" stroke-width=\".7\"/>",
                from.0, from.1, to.0, to.1
            )
            .expect(IN_MEMORY);
        }
        let (middle, base) = (f64::midpoint(bounds.0, bounds.2), bounds.3 - 2.0);
        write!(
            out,
            "<text x=\"{middle:.1}\" y=\"{base:.1}\" text-anchor=\"middle\" font-size=\"14\" \
             fill=\"#1b1f24\" stroke=\"#fff\" stroke-width=\"2.5\" \
             paint-order=\"stroke\">{number}</text>"
        )
        .expect(IN_MEMORY);
        taken.bounds.push(bounds);
        taken.lines.extend(line);
    }
    (taken.bounds, left_out)
}

/// Numbers of groups shown at most: the rest stands in the tables.
const GROUPS: usize = 40;
/// Where the number of a group stands, from the middle of the group, the best first.
const AROUND: [(f64, f64); 5] = [(0.0, 0.0), (0.0, -14.0), (0.0, 14.0), (14.0, 0.0), (-14.0, 0.0)];
/// Half the width of a bold digit, with its halo around all of them; height above the foot, below.
const DIGIT: (f64, f64) = (4.9, 2.0);
const UPRIGHT: (f64, f64) = (14.0, 2.0);

/// Numbers at groups of addresses, in this order while there is room: none stands on another. Gives
/// what they take up, and those that were left out.
pub(super) fn group_numbers(
    frame: &Frame,
    groups: &[(Pl1992, usize)],
    out: &mut String,
) -> (Vec<Bounds>, Vec<usize>) {
    let (mut taken, mut left_out): (Vec<Bounds>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, group) in groups {
        let text = group.to_string();
        let half = f64::from(u32::try_from(text.len()).unwrap_or(9)) * DIGIT.0 + DIGIT.1;
        let (x, y) = frame.at(at.easting(), at.northing());
        let boxed = |(right, down): (f64, f64)| {
            let (middle, foot) = (x + right, y + down + 5.0);
            (middle - half, foot - UPRIGHT.0, middle + half, foot + UPRIGHT.1)
        };
        let has_room =
            |own: &Bounds| frame.holds(own) && taken.iter().all(|other| is_apart(own, other));
        match AROUND.map(boxed).into_iter().find(has_room).filter(|_| taken.len() < GROUPS) {
            Some(own) => {
                number((f64::midpoint(own.0, own.2), own.3 - UPRIGHT.1), &text, out);
                taken.push(own);
            }
            None => left_out.push(*group),
        }
    }
    (taken, left_out)
}

/// How far up or down the name of a locality goes for what stands in its place.
const ASIDE: [f64; 5] = [0.0, -24.0, 28.0, -44.0, 48.0];

/// Names of localities, the largest first, beside what is taken.
pub(super) fn names(frame: &Frame, places: &[PlaceName], mut taken: Vec<Bounds>, out: &mut String) {
    let n_sites = taken.len();
    let mut order: Vec<&PlaceName> = places.iter().filter(|place| !place.name.is_empty()).collect();
    order.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    for place in order {
        let (x, y) = frame.at(place.at.easting(), place.at.northing());
        let half = f64::from(u32::try_from(place.name.chars().count()).unwrap_or(40)) * 5.1 + 4.0;
        let fits = |y: f64| {
            let bounds = (x - half, y - 13.0, x + half, y + 8.0);
            (frame.holds(&bounds) && taken.iter().all(|other| is_apart(&bounds, other)))
                .then_some((y, bounds))
        };
        // Without numbered places a name stands where its locality is, or not at all.
        let n_tried = if n_sites == 0 { 1 } else { ASIDE.len() };
        let found = ASIDE[..n_tried].iter().find_map(|aside| fits(y + aside));
        let Some((y, bounds)) = found.filter(|_| taken.len() - n_sites < NAMES) else { continue };
        taken.push(bounds);
        write!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"{LETTERS}\" \
             font-weight=\"600\" fill=\"#1b1f24\" stroke=\"#fff\" stroke-width=\"3\" \
             paint-order=\"stroke\">{}</text>",
            y + 4.0,
            escape(&place.name)
        )
        .expect(IN_MEMORY);
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{Rect, coord};

    use super::*;

    #[test]
    fn numbers_of_one_place_stand_apart() {
        let corner = coord! { x: 500_000.0, y: 300_000.0 };
        let frame =
            Frame::around(Rect::new(corner, coord! { x: corner.x + 9e3, y: corner.y + 9e3 }), 1);
        let at = Pl1992::from_metres(504_000.0, 304_000.0).expect("in range");
        let mut out = String::new();
        numbers(&frame, &[1, 2, 3, 4, 5].map(|number| (at, number)), &mut out);
        let places: Vec<&str> = out
            .split("<text ")
            .skip(1)
            .filter_map(|text| text.split(" text-anchor").next())
            .collect();
        let distinct: std::collections::BTreeSet<&str> = places.iter().copied().collect();
        assert_eq!((places.len(), distinct.len()), (5, 5), "{places:?}");
        assert!(out.ends_with(">5</text>"));
    }

    #[test]
    fn numbers_of_groups_stand_apart_and_the_first_come_first() {
        let corner = coord! { x: 500_000.0, y: 300_000.0 };
        let frame =
            Frame::around(Rect::new(corner, coord! { x: corner.x + 9e3, y: corner.y + 9e3 }), 1);
        let at = |east: f64| Pl1992::from_metres(504_000.0 + east, 304_000.0).expect("a place");
        // Eight in one place, each 13.8 wide and 16 tall: one there, two beside it by 14; 14 above
        // and below are too near.
        let groups: Vec<(Pl1992, usize)> = (1..=8).map(|number| (at(0.0), number)).collect();
        let mut out = String::new();
        let (taken, left_out) = group_numbers(&frame, &groups, &mut out);
        assert_eq!(taken.len() + left_out.len(), 8);
        assert_eq!(left_out, [4, 5, 6, 7, 8], "{out}");
        for (own, one) in taken.iter().enumerate() {
            assert!(taken[..own].iter().all(|other| is_apart(one, other)), "{taken:?}");
        }
        // Of those far from each other all are shown, but no more than the map takes.
        let groups: Vec<(Pl1992, usize)> = (1..=45)
            .zip(0..)
            .map(|(number, n)| (at(f64::from(n) * 100.0 - 3900.0), number))
            .collect();
        let (taken, left_out) = group_numbers(&frame, &groups, &mut String::new());
        assert_eq!((taken.len() + left_out.len(), taken.len() <= GROUPS), (45, true));
    }

    #[test]
    fn numbers_in_a_dense_centre_stand_on_nothing() {
        let corner = coord! { x: 500_000.0, y: 300_000.0 };
        let frame =
            Frame::around(Rect::new(corner, coord! { x: corner.x + 9e3, y: corner.y + 9e3 }), 1);
        // A hundred buildings 90 m apart: 9 units of the drawing, less than a square is wide.
        let at = |n: u32| {
            let (row, column) = (f64::from(n / 10), f64::from(n % 10));
            Pl1992::from_metres(504_000.0 + 90.0 * column, 304_000.0 + 90.0 * row).expect("a place")
        };
        let places: Vec<(Pl1992, usize)> =
            (0..100).zip(1..).map(|(n, number)| (at(n), number)).collect();
        let mut out = String::new();
        let (taken, left_out) = numbers(&frame, &places, &mut out);
        let texts = &taken[places.len()..];
        assert_eq!(texts.len() + left_out.len(), 100);
        assert!(!left_out.is_empty() && !texts.is_empty(), "{}", left_out.len());
        for (at, one) in texts.iter().enumerate() {
            let others = taken.iter().enumerate().filter(|(other, _)| *other != at + places.len());
            for (_, other) in others {
                assert!(is_apart(one, other), "{one:?} {other:?}");
            }
        }
        // Lines are what the drawing has: none passes through a number.
        let number = |text: &str| text.parse::<f64>().expect("a number");
        for path in out.split("<path d=\"M").skip(1) {
            let ends = path.split('"').next().expect("an end").replace('L', " ");
            let [a, b, c, d]: [f64; 4] =
                ends.split(' ').map(number).collect::<Vec<_>>().try_into().expect("two points");
            let through = texts.iter().filter(|text| passes(&((a, b), (c, d)), text)).count();
            // Its own number, at its end.
            assert!(through <= 1, "{ends}");
        }
    }
}
