//! Words on maps: names of localities, numbers of single places.

use std::fmt::Write as _;

use super::map::{Frame, PlaceName, WIDTH, escape};
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

/// Numbers beside their places, where neither a place nor another number stands; a line leads to
/// one that is not at hand. Gives what they and the places take up.
pub(super) fn numbers(frame: &Frame, places: &[(Pl1992, usize)], out: &mut String) -> Vec<Bounds> {
    let spots = places.iter().map(|(at, _)| frame.at(at.easting(), at.northing()));
    let spots: Vec<(f64, f64)> = spots.collect();
    let room = |(x, y): &(f64, f64)| (x - SITE_ROOM, y - SITE_ROOM, x + SITE_ROOM, y + SITE_ROOM);
    let mut taken: Vec<Bounds> = spots.iter().map(room).collect();
    for ((x, y), (_, number)) in spots.iter().zip(places) {
        let half = if *number < 10 { 5.2 } else { 9.5 };
        let around = FAR.iter().flat_map(|far| BESIDE.map(|(right, down)| (far, right, down)));
        let boxed = |(far, right, down): (&f64, f64, f64)| {
            let (middle, base) = (x + right * far, y + down * far + 4.0);
            (*far, (middle - half, base - 10.5, middle + half, base + 2.0))
        };
        let mut boxes = around.map(boxed);
        let first = boxes.next().expect("there are directions");
        let is_free = |one: &Bounds| taken.iter().all(|other| is_apart(one, other));
        let found = if is_free(&first.1) { None } else { boxes.find(|(_, one)| is_free(one)) };
        let (far, bounds) = found.unwrap_or(first);
        let (middle, base) = (f64::midpoint(bounds.0, bounds.2), bounds.3 - 2.0);
        if far > FAR[0] {
            write!(
                out,
                "<path d=\"M{x:.1} {y:.1}L{middle:.1} {:.1}\" stroke=\"#57606a\" \
                 stroke-width=\".7\"/>",
                base - 4.0
            )
            .expect(IN_MEMORY);
        }
        write!(
            out,
            "<text x=\"{middle:.1}\" y=\"{base:.1}\" text-anchor=\"middle\" font-size=\"13\" \
             fill=\"#1b1f24\" stroke=\"#fff\" stroke-width=\"2.5\" \
             paint-order=\"stroke\">{number}</text>"
        )
        .expect(IN_MEMORY);
        taken.push(bounds);
    }
    taken
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
        let half = f64::from(u32::try_from(place.name.chars().count()).unwrap_or(40)) * 4.5 + 4.0;
        let fits = |y: f64| {
            let bounds = (x - half, y - 12.0, x + half, y + 8.0);
            let inside = bounds.0 > 2.0
                && bounds.2 < WIDTH - 2.0
                && bounds.1 > 2.0
                && bounds.3 < frame.height - frame.legend - 2.0;
            (inside && taken.iter().all(|other| is_apart(&bounds, other))).then_some((y, bounds))
        };
        // Without numbered places a name stands where its locality is, or not at all.
        let n_tried = if n_sites == 0 { 1 } else { ASIDE.len() };
        let found = ASIDE[..n_tried].iter().find_map(|aside| fits(y + aside));
        let Some((y, bounds)) = found.filter(|_| taken.len() - n_sites < NAMES) else { continue };
        taken.push(bounds);
        write!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"15\" \
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
}
