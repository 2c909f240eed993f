//! The map of gminas by their share of white addresses: outlines, legend, scale, north.

use std::fmt::Write as _;

use geo::InteriorPoint as _;
use geo_types::MultiPolygon;

use super::map::escape;
use crate::diagnosis::{Tallied, View};
use crate::model::Gmina;
use crate::publish::Language;
use crate::publish::atlas::outlines::{Drawing, draw};
use crate::publish::atlas::view::{class_names, class_of, scale_km, share_of};

/// Fill and strokes of each class: darker and denser with the share.
const FILLS: [(&str, &str); 6] = [
    ("#eef4f8", ""),
    ("#fee6ce", "M-10 30L30-10M-10 70L70-10M30 70L70 30"),
    ("#fdc28c", "M-10 30L30-10M-10 70L70-10M30 70L70 30M-10 10L10-10M50 70L70 50"),
    ("#f98b3c", "M-10 30L30-10M-10 70L70-10M30 70L70 30M-10 30L30 70M-10-10L70 70M30-10L70 30"),
    ("#d2460e", "M0 15H60M0 45H60"),
    ("#6f2104", "M15 0V60M45 0V60M0 15H60M0 45H60"),
];
/// A gmina without addresses that the profile concerns.
const NOBODY: &str = "#c9ced4";
/// Room for the legend to the right of the drawing, and the least height that it needs.
const LEGEND: (u32, u32) = (640, 840);
/// Size of letters: on paper 6 points or more.
const LETTERS: u32 = 46;
/// Gminas up to which all are named on the map.
const NAMED: usize = 40;

/// Draws the gminas; nothing where no outline is known.
pub(super) fn map_gminas(
    language: Language,
    gminas: &[(&Gmina, Option<&Tallied>)],
) -> Option<String> {
    let outlines: Vec<Option<&MultiPolygon>> =
        gminas.iter().map(|(gmina, _)| gmina.boundary.as_ref()).collect();
    let drawing = draw(&outlines)?;
    let class = |unit: Option<&Tallied>| {
        unit.and_then(|unit| class_of(share_of(unit, View::Today as usize)))
    };
    let classes: Vec<Option<usize>> = gminas.iter().map(|(_, unit)| class(*unit)).collect();
    let (wide, tall) = (drawing.size.0 + LEGEND.0, drawing.size.1.max(LEGEND.1));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {tall}\" role=\"img\" \
         aria-labelledby=\"mg-t\" font-family=\"'Source Sans 3','DejaVu Sans',Arial,sans-serif\" \
         font-size=\"{LETTERS}\"><title id=\"mg-t\">{}</title>{}\
         <rect width=\"{wide}\" height=\"{tall}\" fill=\"#fff\"/>",
        escape(language.label("overview", "map_alt")),
        patterns()
    );
    for (path, class) in drawing.paths.iter().zip(&classes) {
        if !path.is_empty() {
            put(&mut out, path, *class);
        }
    }
    names(gminas, &drawing, &mut out);
    legend(language, &drawing, &classes, &mut out);
    out.push_str("</svg>");
    Some(out)
}

fn put(out: &mut String, path: &str, class: Option<usize>) {
    let fill = class.map_or_else(|| NOBODY.to_owned(), |class| format!("url(#mg{class})"));
    // Writing to a `String` cannot fail.
    let _ = write!(
        out,
        "<path d=\"{path}\" fill=\"{fill}\" fill-rule=\"evenodd\" stroke=\"#1b1f24\" \
         stroke-width=\"5\" stroke-linejoin=\"round\"/>"
    );
}

fn patterns() -> String {
    let mut out = "<defs>".to_owned();
    for (class, (colour, strokes)) in FILLS.iter().enumerate() {
        let ink = if class < 4 { "#1b1f24" } else { "#fff" };
        let _ = write!(
            out,
            "<pattern id=\"mg{class}\" width=\"60\" height=\"60\" \
             patternUnits=\"userSpaceOnUse\"><rect width=\"60\" height=\"60\" fill=\"{colour}\"/>\
             <path d=\"{strokes}M0 0\" stroke=\"{ink}\" stroke-width=\"3\" \
             stroke-opacity=\".45\" fill=\"none\"/></pattern>"
        );
    }
    out + "</defs>"
}

/// Names where there is room, those of gminas with more addresses first.
fn names(gminas: &[(&Gmina, Option<&Tallied>)], drawing: &Drawing, out: &mut String) {
    let mut order: Vec<_> = gminas.iter().filter(|(gmina, _)| !gmina.name.is_empty()).collect();
    if order.len() > NAMED {
        return;
    }
    order.sort_by_key(|(gmina, unit)| {
        (std::cmp::Reverse(unit.map_or(0, |unit| unit.addresses)), gmina.code)
    });
    let mut taken: Vec<[f64; 4]> = Vec::new();
    for (gmina, _) in order {
        let Some(at) = gmina.boundary.as_ref().and_then(|outline| outline.interior_point()) else {
            continue;
        };
        let x = (at.x() - drawing.corner.0) / drawing.metres;
        let y = (drawing.corner.1 - at.y()) / drawing.metres;
        let letters = f64::from(u32::try_from(gmina.name.chars().count()).unwrap_or(20));
        let (half, up) = (letters * f64::from(LETTERS) * 0.28, f64::from(LETTERS) * 0.6);
        // Within the drawing, and on no other name.
        let x = x.max(half).min(f64::from(drawing.size.0) - half);
        let own = [x - half, y - up, x + half, y + up];
        let meets = |held: &[f64; 4]| {
            own[0] < held[2] && held[0] < own[2] && own[1] < held[3] && held[1] < own[3]
        };
        if taken.iter().any(meets) {
            continue;
        }
        taken.push(own);
        let _ = write!(
            out,
            "<text x=\"{x:.0}\" y=\"{:.0}\" text-anchor=\"middle\" font-weight=\"600\" \
             paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"12\" \
             stroke-linejoin=\"round\" fill=\"#1b1f24\">{}</text>",
            y + f64::from(LETTERS) * 0.35,
            escape(&gmina.name)
        );
    }
}

fn legend(language: Language, drawing: &Drawing, classes: &[Option<usize>], out: &mut String) {
    let left = drawing.size.0 + 30;
    let mut y = 190;
    let _ = write!(
        out,
        "<path d=\"M{north} 20l30 90-30-22-30 22z\" fill=\"#1b1f24\"/>\
         <text x=\"{}\" y=\"90\" font-weight=\"600\">{}</text>",
        left + 90,
        language.label("chart", "north"),
        north = left + 40
    );
    let mut row = |fill: &str, text: &str, y: u32| {
        let _ = write!(
            out,
            "<rect x=\"{left}\" y=\"{}\" width=\"90\" height=\"60\" fill=\"{fill}\" \
             stroke=\"#1b1f24\" stroke-width=\"3\"/><text x=\"{}\" y=\"{}\">{}</text>",
            y - 45,
            left + 110,
            y + 2,
            escape(text)
        );
    };
    let names = class_names();
    let count = |class: Option<usize>| classes.iter().filter(|held| **held == class).count();
    for (class, name) in names.iter().enumerate() {
        let n = language.number(count(Some(class)) as u64);
        row(&format!("url(#mg{class})"), &format!("{} ({n})", language.per_cent(name)), y);
        y += 78;
    }
    if count(None) > 0 {
        row(NOBODY, language.label("overview", "nobody"), y);
        y += 78;
    }
    let km = scale_km(f64::from(drawing.size.0) * drawing.metres);
    let long = f64::from(km) * 1000.0 / drawing.metres;
    let _ = write!(
        out,
        "<path d=\"M{left} {y}v20h{long:.0}v-20\" fill=\"none\" stroke=\"#1b1f24\" \
         stroke-width=\"5\"/><text x=\"{left}\" y=\"{}\">{km} km</text>",
        y + 70
    );
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;
    use crate::place::GminaCode;

    fn square(code: u32, name: &str, west: f64) -> Gmina {
        let ring = polygon![(x: west, y: 0.0), (x: west + 1000.0, y: 0.0), (x: west + 1000.0, y: 1000.0), (x: west, y: 1000.0)];
        Gmina {
            code: GminaCode::from_number(code).expect("a code"),
            name: name.to_owned(),
            boundary: Some(MultiPolygon(vec![ring])),
            kind: None,
            extent: std::sync::OnceLock::new(),
        }
    }

    #[test]
    fn gminas_are_filled_by_their_class_and_named() {
        let (west, east) = (square(20_101, "Zachód", 0.0), square(20_102, "Wschód", 1000.0));
        // 2 white, 6 black: 25 %, of the class 20–40.
        let unit = Tallied { addresses: 8, statuses: vec![[2, 0, 6, 0, 0]], ..Tallied::default() };
        let svg =
            map_gminas(Language::Polish, &[(&west, Some(&unit)), (&east, None)]).expect("a map");
        assert!(svg.contains("d=\"M20 1020l1000 0 0-1000-1000 0z\" fill=\"url(#mg4)\""), "{svg}");
        assert!(svg.contains(&format!("1000 0z\" fill=\"{NOBODY}\"")), "{svg}");
        assert!(svg.contains(">Zachód</text>") && svg.contains(">Wschód</text>"), "{svg}");
        // 2040 steps of a metre: a fifth is 0.4 km, so the bar is the least, 1 km.
        assert!(svg.contains("v20h1000v-20") && svg.contains(">1 km<"), "{svg}");
        assert_eq!(svg.matches("<pattern").count(), 6);
        assert!(map_gminas(Language::Polish, &[]).is_none());
    }
}
