//! The route map of a plan as SVG: roads, trenches and lines, nodes, addresses; legend, scale,
//! north, sources.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use geo::{Area as _, InteriorPoint as _};
use geo_types::{MultiPolygon, Polygon};

use self::furniture::Furniture;
pub(in crate::publish) use self::furniture::wrapped;
use super::PlanInput;
use crate::place::Pl1992;
use crate::planning::Method;
use crate::planning::graph::Route;
use crate::planning::plan::Access;
use crate::publish::Language;
use crate::publish::report::escape;

/// Width of the drawing in its own units.
const WIDTH: f64 = 900.0;
/// Least and greatest height, before the legend is known. On paper the drawing is at most 120 mm
/// tall, so a taller one would only have smaller letters.
const HEIGHT: (f64, f64) = (420.0, 680.0);
/// Free margin around what is shown.
const MARGIN: f64 = 24.0;
/// Room above for the title and below for the legend, as long as nothing is known of it.
const ROOM: (f64, f64) = (44.0, 118.0);
/// Vertices closer than this are not visible.
const VISIBLE: f64 = 0.6;

fn word(language: Language, key: &'static str) -> &'static str {
    language.label("plan_drawing", key)
}

/// Writing to a `String` cannot fail.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {
        write!($out, $($text)*).expect("writing to a String cannot fail")
    };
}

// After the macro, which it uses.
mod furniture;

/// From metres to the drawing.
struct Frame {
    west: f64,
    north: f64,
    per_metre: f64,
    shift: (f64, f64),
    height: f64,
}

impl Frame {
    /// Around points; `None` without any.
    fn around(points: impl Iterator<Item = Pl1992>) -> Option<Self> {
        let mut held: Option<[f64; 4]> = None;
        for point in points {
            let (e, n) = (point.easting(), point.northing());
            let [west, south, east, north] = held.unwrap_or([e, n, e, n]);
            held = Some([west.min(e), south.min(n), east.max(e), north.max(n)]);
        }
        let [west, south, east, north] = held?;
        let (width, height) = ((east - west).max(200.0), (north - south).max(200.0));
        let free = (WIDTH - 2.0 * MARGIN, HEIGHT.1 - ROOM.0 - ROOM.1 - 2.0 * MARGIN);
        let per_metre = (free.0 / width).min(free.1 / height);
        let drawn = height * per_metre;
        let total = (drawn + ROOM.0 + ROOM.1 + 2.0 * MARGIN).clamp(HEIGHT.0, HEIGHT.1);
        let left = (WIDTH - width * per_metre) / 2.0;
        let top = ROOM.0 + (total - ROOM.0 - ROOM.1 - drawn) / 2.0;
        Some(Self { west, north, per_metre, shift: (left, top), height: total })
    }

    fn at(&self, easting: f64, northing: f64) -> (f64, f64) {
        (
            (easting - self.west) * self.per_metre + self.shift.0,
            (self.north - northing) * self.per_metre + self.shift.1,
        )
    }

    fn of(&self, point: Pl1992) -> (f64, f64) {
        self.at(point.easting(), point.northing())
    }

    fn line(points: impl Iterator<Item = (f64, f64)>, path: &mut String) {
        let mut last: Option<(f64, f64)> = None;
        let mut skipped = None;
        for (x, y) in points {
            let is_near = |held: (f64, f64)| (x - held.0).hypot(y - held.1) < VISIBLE;
            if last.is_some_and(is_near) {
                skipped = Some((x, y));
                continue;
            }
            let command = if last.is_some() { 'L' } else { 'M' };
            put!(path, "{command}{x:.1} {y:.1}");
            (last, skipped) = (Some((x, y)), None);
        }
        if let Some((x, y)) = skipped {
            put!(path, "L{x:.1} {y:.1}");
        }
    }
}

/// How a class of the legend is drawn.
struct Class {
    words: &'static str,
    style: &'static str,
    path: String,
    count: String,
    is_line: bool,
}

const ROADS: &str = "fill=\"none\" stroke=\"#aeb6bf\" stroke-width=\".9\"";
const TRENCH: &str = "fill=\"none\" stroke=\"#b3261e\" stroke-width=\"2.2\" \
                      stroke-linejoin=\"round\"";
const DUCT: &str = "fill=\"none\" stroke=\"#0b6e4f\" stroke-width=\"2.6\" \
                    stroke-dasharray=\"6 2\"";
const AERIAL: &str = "fill=\"none\" stroke=\"#7a3fa0\" stroke-width=\"2.4\" \
                      stroke-dasharray=\"2 2\"";
const EXISTING: &str = "fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2.8\" \
                        stroke-dasharray=\"10 3\"";
const ADDRESS: &str = "stroke=\"#1b1f24\" stroke-width=\"3.6\" stroke-linecap=\"round\" \
                       fill=\"none\"";
const UNPLANNED: &str = "stroke=\"#e08a00\" stroke-width=\"3.6\" stroke-linecap=\"round\" \
                         fill=\"none\"";
const UNREACHABLE: &str = "stroke=\"#d4006a\" stroke-width=\"1.8\" fill=\"none\"";
const AREA: &str = "fill=\"#56b4e9\" fill-opacity=\".4\" stroke=\"#1f5fa8\" stroke-width=\"1.4\"";
const EDGE: &str = "stroke=\"#1f5fa8\" stroke-width=\"1.4\"";
/// Okabe and Ito (2008), Color Universal Design. Each area has its number besides.
const AREA_FILLS: [&str; 6] = ["#56b4e9", "#f0e442", "#cc79a7", "#009e73", "#e69f00", "#d55e00"];
const ROOT: &str = "fill=\"#ffd23f\" stroke=\"#1b1f24\" stroke-width=\"1.2\"";

fn dots(frame: &Frame, points: impl Iterator<Item = Pl1992>, mark: &str) -> (String, usize) {
    let (mut path, mut count) = (String::new(), 0);
    for point in points {
        let (x, y) = frame.of(point);
        put!(path, "M{x:.1} {y:.1}{mark}");
        count += 1;
    }
    (path, count)
}

/// Kilometres with one decimal, with a comma.
fn kilometres(language: Language, length_mm: u64) -> String {
    let hundreds = (length_mm + 50_000) / 100_000;
    format!("{} {}", language.tenths(hundreds), word(language, "kilometres"))
}

/// Sections that follow each other as one line: they are split at every address, and a dashed
/// line that began anew at each of them would look solid.
fn joined<'a>(sections: impl Iterator<Item = &'a [Pl1992]>) -> Vec<Vec<Pl1992>> {
    let mut lines: Vec<Vec<Pl1992>> = Vec::new();
    // The line that ends at a place.
    let mut ending: BTreeMap<(i32, i32), usize> = BTreeMap::new();
    let key = |at: &Pl1992| (at.northing_mm(), at.easting_mm());
    for section in sections {
        let (Some(first), Some(last)) = (section.first(), section.last()) else { continue };
        let forward = ending.remove(&key(first));
        let line = match forward.or_else(|| ending.remove(&key(last))) {
            Some(line) if forward.is_some() => {
                lines[line].extend(&section[1..]);
                line
            }
            Some(line) => {
                lines[line].extend(section.iter().rev().skip(1));
                line
            }
            None => {
                lines.push(section.to_vec());
                lines.len() - 1
            }
        };
        let end = lines[line].last().expect("a line has the places of its section");
        ending.entry(key(end)).or_insert(line);
    }
    lines
}

/// Key of the legend, style, and which sections are drawn so.
type Drawn = (&'static str, &'static str, fn(Method) -> bool);

fn sections(input: &PlanInput<'_>, frame: &Frame) -> Vec<Class> {
    let kinds: [Drawn; 4] = [
        ("trench", TRENCH, |m| matches!(m, Method::Trench(_))),
        ("duct", DUCT, |m| m == Method::Duct),
        ("aerial", AERIAL, |m| m == Method::Aerial),
        ("existing_line", EXISTING, |m| m == Method::ExistingLine),
    ];
    let mut classes = Vec::new();
    for (key, style, is_kind) in kinds {
        let drawn = || input.design.sections.iter().filter(|s| is_kind(s.method));
        let length: u64 = drawn().map(|section| section.length_mm).sum();
        let mut path = String::new();
        for line in joined(drawn().map(|section| section.line.as_slice())) {
            Frame::line(line.iter().map(|p| frame.of(*p)), &mut path);
        }
        if length > 0 {
            let count = kilometres(input.language, length);
            classes.push(Class {
                words: word(input.language, key),
                style,
                path,
                count,
                is_line: true,
            });
        }
    }
    classes
}

fn classes(input: &PlanInput<'_>, frame: &Frame) -> Vec<Class> {
    let ground = input.ground;
    let (mut path, mut length) = (String::new(), 0);
    // Routes that follow each other are one line: they are split at every address.
    let follows = |a: &Route, b: &Route| a.is_road == b.is_road && a.line.last() == b.line.first();
    for run in ground.graph.routes.chunk_by(follows).filter(|run| run[0].is_road) {
        let points = run.iter().flat_map(|route| route.line.iter());
        Frame::line(points.map(|p| frame.of(*p)), &mut path);
        length += run.iter().map(|route| route.length_mm).sum::<u64>();
    }
    let roads = Class {
        words: word(input.language, "road"),
        style: ROADS,
        path,
        count: kilometres(input.language, length),
        is_line: true,
    };
    let mut all = vec![roads];
    let mut served = vec![false; input.world.addresses.len()];
    input.design.leads.iter().for_each(|lead| served[lead.address as usize] = true);
    let white = || {
        let pairs = ground.addresses.iter().zip(&ground.access);
        pairs.filter(|(address, _)| (input.is_white)(**address))
    };
    let door = |address: &u32| input.world.addresses[*address as usize].position;
    let reached = |access: &Access| matches!(access, Access::Reached { .. });
    let planned = white().filter(|(a, _)| served[**a as usize]).filter_map(|(a, _)| door(a));
    let unplanned = white()
        .filter(|(a, access)| !served[**a as usize] && reached(access))
        .filter_map(|(a, _)| door(a));
    let lost = white().filter(|(_, access)| !reached(access)).filter_map(|(a, _)| door(a));
    let roots = ground.roots.iter().map(|(_, at)| *at);
    let point_classes = [
        ("unplanned", UNPLANNED, dots(frame, unplanned, "h0")),
        ("address", ADDRESS, dots(frame, planned, "h0")),
        ("unreachable", UNREACHABLE, dots(frame, lost, "m-3 -3l6 6m0-6l-6 6")),
        ("root", ROOT, dots(frame, roots, "m0-7l7 7-7 7-7-7z")),
    ];
    let mut lines = sections(input, frame);
    all.extend(areas(input));
    for (key, style, (path, count)) in point_classes {
        if count > 0 {
            let count = input.language.number(u64::try_from(count).unwrap_or(u64::MAX));
            all.push(Class {
                words: word(input.language, key),
                style,
                path,
                count,
                is_line: false,
            });
        }
        // Trenches over the dots of those they serve, below all other marks.
        if key == "address" {
            all.append(&mut lines);
        }
    }
    all
}

/// The class of contest areas; they are drawn below all others.
fn areas(input: &PlanInput<'_>) -> Option<Class> {
    let count = input.language.number(input.outlines.len() as u64);
    let (words, path) = (word(input.language, "area"), String::new());
    let class = Class { words, style: AREA, path, count, is_line: true };
    (!input.outlines.is_empty()).then_some(class)
}

/// For each area the first fill that none before it has whose box meets its own, where there is one
/// left.
fn fills(outlines: &[MultiPolygon]) -> Vec<&'static str> {
    let boxes: Vec<_> = outlines.iter().map(geo::BoundingRect::bounding_rect).collect();
    let mut chosen: Vec<usize> = Vec::new();
    for (area, own) in boxes.iter().enumerate() {
        let meets = |other: usize| {
            own.zip(boxes[other])
                .is_some_and(|(own, other)| geo::Intersects::intersects(&own, &other))
        };
        let is_free = |fill: &usize| !(0..area).any(|n| chosen[n] == *fill && meets(n));
        chosen.push((0..AREA_FILLS.len()).find(is_free).unwrap_or(area % AREA_FILLS.len()));
    }
    chosen.into_iter().map(|fill| AREA_FILLS[fill]).collect()
}

/// Contest areas, each with a fill of its own and its edge.
fn area_shapes(input: &PlanInput<'_>, frame: &Frame, out: &mut String) {
    for (outline, colour) in input.outlines.iter().zip(fills(input.outlines)) {
        let mut path = String::new();
        rings(frame, outline, &mut path);
        put!(
            out,
            "<path d=\"{path}\" fill=\"{colour}\" fill-rule=\"evenodd\" fill-opacity=\".4\" {EDGE}/>"
        );
    }
}

/// Numbers of the contest areas, in the largest part of each.
fn area_numbers(input: &PlanInput<'_>, frame: &Frame, out: &mut String) {
    for (number, outline) in (1..).zip(input.outlines) {
        let largest = outline.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
        let middle = largest.and_then(Polygon::interior_point);
        if let Some((x, y)) = middle.map(|at| frame.at(at.x(), at.y())) {
            put!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"24\" font-weight=\"700\" \
                 text-anchor=\"middle\" fill=\"#1f5fa8\" stroke=\"#fff\" stroke-width=\"4\" \
                 paint-order=\"stroke\">{number}</text>"
            );
        }
    }
}

fn rings(frame: &Frame, shape: &MultiPolygon, path: &mut String) {
    for polygon in shape {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            Frame::line(ring.0.iter().map(|at| frame.at(at.x, at.y)), path);
            path.push('Z');
        }
    }
}

fn outline(frame: &Frame, boundary: &MultiPolygon, out: &mut String) {
    let mut path = String::new();
    rings(frame, boundary, &mut path);
    put!(
        out,
        "<path d=\"{path}\" fill=\"#fff\" stroke=\"#57606a\" stroke-width=\"1.6\" \
         stroke-dasharray=\"8 3 2 3\"/>"
    );
}

/// Draws the plan; nothing where it has no addresses with positions.
pub fn draw_routes(input: &PlanInput<'_>) -> Option<String> {
    let ground = input.ground;
    let doors = ground.addresses.iter().filter_map(|a| input.world.addresses[*a as usize].position);
    let built = input.design.sections.iter().flat_map(|section| section.line.iter().copied());
    let outlines =
        input.gminas.iter().filter_map(|code| input.world.gmina(*code)?.boundary.as_ref());
    let rings = outlines.flatten().flat_map(|polygon| polygon.exterior().coords());
    let corners = rings.filter_map(|at| Pl1992::from_metres(at.x, at.y));
    let areas = input.outlines.iter().flatten().flat_map(|part| part.exterior().coords());
    let areas = areas.filter_map(|at| Pl1992::from_metres(at.x, at.y));
    let mut frame = Frame::around(doors.chain(built).chain(corners).chain(areas))?;
    let classes = classes(input, &frame);
    let furniture = Furniture::new(input, &frame, &classes);
    frame.height += furniture.room() - ROOM.1;
    let mut out = String::new();
    put!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {:.0}\" role=\"img\" \
         aria-labelledby=\"plan-t\" font-family=\"'Source Sans 3','DejaVu Sans',Arial,sans-serif\">\
         <title id=\"plan-t\">{}</title><rect width=\"100%\" height=\"100%\" fill=\"#f3f5f7\"/>",
        frame.height,
        escape(&input.language.say("plan-alt", &[("name", &furniture::names(input))]))
    );
    for code in input.gminas {
        if let Some(boundary) = input.world.gmina(*code).and_then(|gmina| gmina.boundary.as_ref()) {
            outline(&frame, boundary, &mut out);
        }
    }
    area_shapes(input, &frame, &mut out);
    for class in classes.iter().filter(|class| !class.path.is_empty()) {
        put!(out, "<path d=\"{}\" {}/>", class.path, class.style);
    }
    furniture::place_names(input, &frame, &mut out);
    area_numbers(input, &frame, &mut out);
    furniture.draw(input, &frame, &mut out);
    out.push_str("</svg>");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_that_follow_each_other_are_one_line() {
        let at = |east: f64| Pl1992::from_metres(500_000.0 + east, 400_000.0).expect("in range");
        // Places by number; the third section runs against the first two, the fourth leaves them.
        let runs: [&[u32]; 5] = [&[0, 1], &[1, 2], &[3, 2], &[1, 4], &[4, 4]];
        let places = |run: &[u32]| -> Vec<Pl1992> {
            run.iter().map(|number| at(f64::from(*number) * 10.0)).collect()
        };
        let sections = runs.map(places);
        let lines = joined(sections.iter().map(Vec::as_slice));
        assert_eq!(lines, [places(&[0, 1, 2, 3]), places(&[1, 4, 4])]);
    }
}
