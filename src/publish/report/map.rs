//! Maps of a gmina as SVG: outline, addresses by class, legend, scale, north.

use std::fmt::Write as _;

use geo::Intersects as _;
use geo_types::{MultiPolygon, Rect, coord};

use super::captions::{group_numbers, names, numbers};
use super::path::put_point;
use crate::model::{Gmina, World};
use crate::place::{GminaCode, Pl1992};
use crate::publish::Language;

/// Width of the drawing in its own units.
pub(super) const WIDTH: f64 = 960.0;
/// Least and greatest height. On paper the drawing of a round gmina is as tall as it may be, so a
/// taller one would only have smaller letters.
const HEIGHT: (f64, f64) = (420.0, 660.0);
/// Free margin around the gmina.
const MARGIN: f64 = 26.0;
/// Size of letters: on paper, where 660 units are 96 mm or more, at least 7 points.
pub(super) const LETTERS: f64 = 17.0;
/// A line of the legend, and the room above and below all of them.
const LEGEND: (f64, f64) = (23.0, 20.0);
/// Right end of the legend; behind it is the scale.
const LEGEND_RIGHT: f64 = WIDTH - 20.0 - WIDTH / 6.0 - 10.0;

/// How the addresses of a class are drawn; shapes differ as well as colours.
#[derive(Clone, Copy, Debug)]
pub enum Symbol {
    /// A round dot of this diameter.
    Dot(f64),
    /// A diamond of this half diagonal.
    Diamond(f64),
    /// A ring of this diameter: light inside.
    Ring(f64),
    /// A triangle of this half height.
    Wedge(f64, Way),
    /// A square of this half side.
    Block(f64),
    /// A cell of 100 m with a mark.
    Cell(Mark),
    /// A square of this half side with a mark, for places that are few.
    Site(f64, Mark),
    /// The number alone, where it has room; `Map::numbers` has them in the order of the points.
    Number,
}

/// Where a triangle points.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// Up.
    Up,
    /// Down.
    Down,
}

/// What is drawn on a square, so that classes are apart without colour.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// Nothing.
    Plain,
    /// A stroke from corner to corner.
    Stroke,
    /// Two of them.
    Cross,
    /// An outline only.
    Hollow,
}

/// Half the side of a cell in metres, and the least half of its square in the drawing.
const HALF_CELL: (f64, f64) = (50.0, 2.2);

/// One class of addresses.
pub struct Layer {
    /// Text of the legend.
    pub label: String,
    /// Fill colour.
    pub colour: &'static str,
    /// Shape.
    pub symbol: Symbol,
    /// Where they are; the drawing order is that of the layers.
    pub points: Vec<Pl1992>,
}

/// A name to print, and how many addresses stand behind it.
pub struct PlaceName {
    /// The name.
    pub name: String,
    /// Where.
    pub at: Pl1992,
    /// Larger ones are printed first.
    pub weight: usize,
}

/// A map.
pub struct Map<'a> {
    /// Text for readers who do not see it.
    pub alt: String,
    /// Identifier unique within the page.
    pub id: &'a str,
    /// Classes, bottom first.
    pub layers: Vec<Layer>,
    /// Names of places.
    pub names: &'a [PlaceName],
    /// Numbers of single places or of groups, as a table has them.
    pub numbers: Vec<(Pl1992, usize)>,
}

/// From metres to the drawing.
pub(super) struct Frame {
    west: f64,
    north: f64,
    per_metre: f64,
    pub(super) height: f64,
    /// Height of the legend.
    pub(super) legend: f64,
    shift: (f64, f64),
    bounds: Rect,
}

impl Frame {
    pub(super) fn around(bounds: Rect, legend_lines: usize) -> Self {
        let lines = f64::from(u32::try_from(legend_lines.max(1)).unwrap_or(1));
        let legend = (LEGEND.1 + LEGEND.0 * lines).max(54.0);
        let (width, height) = (bounds.width().max(200.0), bounds.height().max(200.0));
        let room = (WIDTH - 2.0 * MARGIN, HEIGHT.1 - legend - 2.0 * MARGIN);
        let per_metre = (room.0 / width).min(room.1 / height);
        let drawn = height * per_metre;
        let total = (drawn + legend + 2.0 * MARGIN).clamp(HEIGHT.0, HEIGHT.1);
        let left = (WIDTH - width * per_metre) / 2.0;
        let top = (total - legend - drawn) / 2.0;
        let (west, north) = (bounds.min().x, bounds.max().y);
        Self { west, north, per_metre, height: total, legend, shift: (left, top), bounds }
    }

    pub(super) fn at(&self, easting: f64, northing: f64) -> (f64, f64) {
        (
            (easting - self.west) * self.per_metre + self.shift.0,
            (self.north - northing) * self.per_metre + self.shift.1,
        )
    }

    /// Whether a box (left, top, right, bottom) is within the map, above its legend.
    pub(super) fn holds(&self, (left, top, right, bottom): &(f64, f64, f64, f64)) -> bool {
        *left > 2.0
            && *top > 2.0
            && *right < WIDTH - 2.0
            && *bottom < self.height - self.legend - 2.0
    }

    /// What the drawing shows, in metres.
    fn view(&self) -> Rect {
        let (west, north) =
            (self.west - self.shift.0 / self.per_metre, self.north + self.shift.1 / self.per_metre);
        let (width, height) = (WIDTH / self.per_metre, self.height / self.per_metre);
        Rect::new(coord! { x: west, y: north - height }, coord! { x: west + width, y: north })
    }
}

/// Text safe in XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Writing to a `String` cannot fail.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {
        write!($out, $($text)*).expect("writing to a String cannot fail")
    };
}

fn outline(frame: &Frame, boundary: &MultiPolygon, style: &str, out: &mut String) {
    let mut path = String::new();
    for polygon in boundary {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let mut last = (f64::NAN, f64::NAN);
            for (position, point) in ring.0.iter().enumerate() {
                let (x, y) = frame.at(point.x, point.y);
                // Vertices closer than half a unit are not visible.
                let is_near = (x - last.0).abs() < 0.5 && (y - last.1).abs() < 0.5;
                if position > 0 && is_near {
                    continue;
                }
                let command = if position == 0 { 'M' } else { 'L' };
                put_point(command, (x, y), &mut path);
                last = (x, y);
            }
            path.push('Z');
        }
    }
    put!(out, "<path d=\"{path}\" {style}/>");
}

fn layer(frame: &Frame, layer: &Layer, out: &mut String) {
    if layer.points.is_empty() {
        return;
    }
    let mut path = String::new();
    // A single line without length is no drawing to some.
    let dot = if layer.points.len() == 1 { "h.01" } else { "h0" };
    let places = layer.points.iter().map(|point| frame.at(point.easting(), point.northing()));
    if let Some((half, mark)) = square(layer.symbol, frame.per_metre) {
        cells(places, half, (layer.colour, mark), out);
        return;
    }
    for (x, y) in places {
        match layer.symbol {
            Symbol::Diamond(_) | Symbol::Wedge(..) | Symbol::Block(_) => {
                filled(layer.symbol, (x, y), &mut path);
            }
            Symbol::Dot(_) | Symbol::Ring(_) => {
                put_point('M', (x, y), &mut path);
                path.push_str(dot);
            }
            Symbol::Cell(_) | Symbol::Site(..) | Symbol::Number => {}
        }
    }
    symbol(&path, layer, out);
}

/// Appends the outline of a shape around its centre.
fn filled(symbol: Symbol, (x, y): (f64, f64), path: &mut String) {
    match symbol {
        Symbol::Diamond(half) => {
            put_point('M', (x, y - half), path);
            put!(path, "l{half} {half}-{half} {half}-{half}-{half}z");
        }
        Symbol::Wedge(half, way) => {
            let (foot, sign) = match way {
                Way::Up => (y + half, "-"),
                Way::Down => (y - half, ""),
            };
            put_point('M', (x - half, foot), path);
            put!(path, "h{side}l-{half} {sign}{side}z", side = 2.0 * half);
        }
        Symbol::Block(half) => {
            put_point('M', (x - half, y - half), path);
            put!(path, "h{side}v{side}h-{side}z", side = 2.0 * half);
        }
        Symbol::Dot(_) | Symbol::Ring(_) | Symbol::Cell(_) | Symbol::Site(..) | Symbol::Number => {}
    }
}

/// Half the side of a square and its mark; `None` of other symbols.
fn square(symbol: Symbol, per_metre: f64) -> Option<(f64, Mark)> {
    match symbol {
        Symbol::Cell(mark) => Some(((HALF_CELL.0 * per_metre).max(HALF_CELL.1), mark)),
        Symbol::Site(half, mark) => Some((half, mark)),
        _ => None,
    }
}

/// Squares around their centres, with their marks.
fn cells(
    centres: impl Iterator<Item = (f64, f64)>,
    half: f64,
    (colour, mark): (&str, Mark),
    out: &mut String,
) {
    let (mut squares, mut strokes) = (String::new(), String::new());
    let side = 2.0 * half;
    for (x, y) in centres {
        let (left, top) = (x - half, y - half);
        put!(squares, "M{left:.1} {top:.1}h{side:.1}v{side:.1}h-{side:.1}z");
        if matches!(mark, Mark::Stroke | Mark::Cross) {
            put!(strokes, "M{left:.1} {:.1}l{side:.1}-{side:.1}", y + half);
        }
        if matches!(mark, Mark::Cross) {
            put!(strokes, "M{left:.1} {top:.1}l{side:.1} {side:.1}");
        }
    }
    let fill = if matches!(mark, Mark::Hollow) { "none" } else { colour };
    let (line, width) = if matches!(mark, Mark::Hollow) { (colour, 1.2) } else { ("#fff", 0.5) };
    put!(out, "<path d=\"{squares}\" fill=\"{fill}\" stroke=\"{line}\" stroke-width=\"{width}\"/>");
    if !strokes.is_empty() {
        put!(out, "<path d=\"{strokes}\" fill=\"none\" stroke=\"#1b1f24\" stroke-width=\".8\"/>");
    }
}

fn symbol(path: &str, layer: &Layer, out: &mut String) {
    let colour = layer.colour;
    match layer.symbol {
        Symbol::Diamond(_) => put!(
            out,
            "<path d=\"{path}\" fill=\"{colour}\" stroke=\"#5c4400\" stroke-width=\".6\"/>"
        ),
        Symbol::Wedge(..) | Symbol::Block(_) => {
            put!(out, "<path d=\"{path}\" fill=\"{colour}\"/>");
        }
        Symbol::Dot(size) => put!(
            out,
            "<path d=\"{path}\" stroke=\"{colour}\" stroke-width=\"{size}\" \
             stroke-linecap=\"round\" fill=\"none\"/>"
        ),
        Symbol::Ring(size) => put!(
            out,
            "<g fill=\"none\" stroke-linecap=\"round\"><path d=\"{path}\" stroke=\"{colour}\" \
             stroke-width=\"{size}\"/><path d=\"{path}\" stroke=\"#fff\" \
             stroke-width=\"{:.1}\"/></g>",
            size * 0.42
        ),
        Symbol::Cell(_) | Symbol::Site(..) | Symbol::Number => {}
    }
}

/// The number of a group around the middle of its foot.
pub(super) fn number((x, y): (f64, f64), text: &str, out: &mut String) {
    put!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" font-size=\"{LETTERS}\" \
         font-weight=\"700\" fill=\"#6b1d00\" stroke=\"#fff\" stroke-width=\"4\" \
         stroke-linejoin=\"round\" paint-order=\"stroke\">{text}</text>"
    );
}

/// Length of the scale bar: 1, 2 or 5 times a power of ten, about a sixth of the width.
fn scale_metres(per_metre: f64) -> f64 {
    let wanted = WIDTH / 6.0 / per_metre;
    let power = 10_f64.powf(wanted.log10().floor());
    let steps = [5.0, 2.0, 1.0].into_iter().map(|step| step * power);
    steps.into_iter().find(|metres| *metres <= wanted).unwrap_or(power)
}

/// Where an entry of the legend stands: from the left, and its line.
struct Entry {
    text: String,
    x: f64,
    line: usize,
}

/// The legend in lines, in the order of the layers from the top one.
fn legend(language: Language, layers: &[Layer]) -> Vec<Entry> {
    let (mut x, mut line) = (20.0, 0);
    let entry = |layer: &Layer| {
        let text = format!("{} ({})", layer.label, language.number(layer.points.len() as u64));
        let letters = f64::from(u32::try_from(text.chars().count()).unwrap_or(40));
        let width = letters * LETTERS * 0.53 + 34.0;
        if x + width > LEGEND_RIGHT && x > 20.0 {
            (x, line) = (20.0, line + 1);
        }
        let entry = Entry { text, x, line };
        x += width;
        entry
    };
    layers.iter().rev().map(entry).collect()
}

fn furniture(
    language: Language,
    frame: &Frame,
    (layers, entries): (&[Layer], &[Entry]),
    out: &mut String,
) {
    let base = frame.height - frame.legend;
    put!(
        out,
        "<rect x=\"0\" y=\"{base:.1}\" width=\"{WIDTH}\" height=\"{:.1}\" fill=\"#fff\"/>",
        frame.legend
    );
    let metres = scale_metres(frame.per_metre);
    let length = metres * frame.per_metre;
    let text =
        if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") };
    let (right, y) = (WIDTH - 20.0, base + 34.0);
    put!(
        out,
        "<path d=\"M{:.1} {:.1}v8h{length:.1}v-8\" fill=\"none\" stroke=\"#1b1f24\" \
         stroke-width=\"1.5\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" \
         font-size=\"{LETTERS}\">{text}</text>",
        right - length,
        y - 8.0,
        right - length / 2.0,
        y - 4.0
    );
    put!(
        out,
        "<path d=\"M{x} 18l7 20-7-5-7 5z\" fill=\"#1b1f24\"/><text x=\"{x}\" y=\"52\" \
         text-anchor=\"middle\" font-size=\"{LETTERS}\" font-weight=\"600\">{north}</text>",
        x = WIDTH - 26.0,
        north = language.label("chart", "north")
    );
    for (layer, entry) in layers.iter().rev().zip(entries) {
        let line = f64::from(u32::try_from(entry.line).unwrap_or(0));
        let (x, row) = (entry.x, base + LEGEND.1 + LEGEND.0 * line);
        let larger = match layer.symbol {
            Symbol::Diamond(_) => Symbol::Diamond(6.0),
            Symbol::Wedge(_, way) => Symbol::Wedge(5.0, way),
            Symbol::Block(_) => Symbol::Block(4.5),
            Symbol::Dot(_) => Symbol::Dot(10.0),
            Symbol::Ring(_) => Symbol::Ring(11.0),
            squares => squares,
        };
        let mut mark = String::new();
        filled(larger, (x, row), &mut mark);
        if mark.is_empty() {
            mark = format!("M{x:.1} {row:.1}h.01");
        }
        if matches!(layer.symbol, Symbol::Number) {
            number((x, row + 5.0), "1", out);
        }
        if let Some((_, mark)) = square(layer.symbol, 1.0) {
            cells(std::iter::once((x, row)), 5.5, (layer.colour, mark), out);
        }
        let larger = Layer {
            label: String::new(),
            colour: layer.colour,
            symbol: larger,
            points: Vec::new(),
        };
        symbol(&mark, &larger, out);
        put!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{LETTERS}\">{}</text>",
            x + 12.0,
            row + 5.0,
            escape(&entry.text)
        );
    }
}

/// Draws a map of the gmina; without outline and addresses there is nothing to draw.
/// With the numbers that had no room.
pub fn draw(
    language: Language,
    world: &World,
    gmina: GminaCode,
    map: &Map<'_>,
) -> Option<(String, Vec<usize>)> {
    let boundary = world.gmina(gmina).and_then(|gmina| gmina.boundary.as_ref());
    let mut bounds = world.gmina(gmina).and_then(Gmina::extent);
    for point in map.layers.iter().flat_map(|layer| &layer.points) {
        let at = Rect::new(point.coord(), point.coord());
        bounds = Some(bounds.map_or(at, |held| join(held, at)));
    }
    let entries = legend(language, &map.layers);
    let frame = Frame::around(bounds?, entries.last().map_or(1, |entry| entry.line + 1));
    let mut out = String::new();
    put!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {:.0}\" role=\"img\" \
         aria-labelledby=\"{id}-t\" font-family=\"'Source Sans 3','DejaVu Sans',Arial,sans-serif\">\
         <title id=\"{id}-t\">{}</title><rect width=\"100%\" height=\"100%\" fill=\"#f3f5f7\"/>",
        frame.height,
        escape(&map.alt),
        id = map.id
    );
    let view = frame.view();
    for other in world.gminas.iter().filter(|other| other.code != gmina) {
        let Some(neighbour) = &other.boundary else { continue };
        if other.extent().is_some_and(|rect| rect.intersects(&view)) {
            let style = "fill=\"none\" stroke=\"#c3cad1\" stroke-width=\"1\"";
            outline(&frame, neighbour, style, &mut out);
        }
    }
    if let Some(boundary) = boundary {
        let style = "fill=\"#fff\" stroke=\"#57606a\" stroke-width=\"1.6\" \
                     stroke-linejoin=\"round\" fill-rule=\"evenodd\"";
        outline(&frame, boundary, style, &mut out);
    }
    for one in &map.layers {
        layer(&frame, one, &mut out);
    }
    let is_of_groups = map.layers.iter().any(|layer| matches!(layer.symbol, Symbol::Number));
    let put_numbers = if is_of_groups { group_numbers } else { numbers };
    let (taken, left_out) = put_numbers(&frame, &map.numbers, &mut out);
    names(&frame, map.names, taken, &mut out);
    furniture(language, &frame, (&map.layers, &entries), &mut out);
    out.push_str("</svg>");
    debug_assert!(frame.bounds.width() >= 0.0);
    Some((out, left_out))
}

fn join(a: Rect, b: Rect) -> Rect {
    Rect::new(
        coord! { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
        coord! { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_a_square_gmina_can_be_read_on_paper() {
        let corner = coord! { x: 500_000.0, y: 400_000.0 };
        let far = coord! { x: 506_000.0, y: 406_000.0 };
        let names = ["łącze co najmniej 1 Gb/s", "łącze wolniejsze lub o nieznanej szybkości"];
        let layer = |label: &&str| Layer {
            label: (*label).to_owned(),
            colour: "#000",
            symbol: Symbol::Dot(3.0),
            points: Vec::new(),
        };
        let layers: Vec<Layer> = names.iter().cycle().take(6).map(layer).collect();
        let entries = legend(Language::Polish, &layers);
        // 28 letters are 28 x 9.01 + 34 = 286.3 units, 46 are 448.5: one of each fits 770.
        let lines: Vec<usize> = entries.iter().map(|entry| entry.line).collect();
        assert_eq!(lines, [0, 0, 1, 1, 2, 2]);
        let frame = Frame::around(Rect::new(corner, far), 3);
        assert!((frame.legend - 89.0).abs() < 1e-9, "20 and three lines of 23");
        // The first drawing is at most 96 mm tall, which are 272 points, and never wider than 482.
        let points = (272.0 / frame.height).min(482.0 / WIDTH) * LETTERS;
        assert!(points >= 7.0, "{points}");
        assert!(frame.at(far.x, corner.y).1 <= frame.height - frame.legend - MARGIN + 1e-6);
    }

    #[test]
    fn scale_bars_are_round_numbers() {
        // 960 units over 16 km: a sixth is 2.67 km -> 2 km; over 3 km: 500 m -> 500 m.
        assert!((scale_metres(960.0 / 16_000.0) - 2000.0).abs() < 1e-6);
        assert!((scale_metres(960.0 / 3000.0) - 500.0).abs() < 1e-6);
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let square =
            Rect::new(coord! { x: 500_000.0, y: 300_000.0 }, coord! { x: 510_000.0, y: 310_000.0 });
        let frame = Frame::around(square, 1);
        let (south_west, north_east) =
            (frame.at(500_000.0, 300_000.0), frame.at(510_000.0, 310_000.0));
        assert!(north_east.0 > south_west.0, "east is right");
        assert!(north_east.1 < south_west.1, "north is up");
    }
}
