//! `atlas.pmtiles`: gminas, powiats and voivodeships with their numbers, for a web map.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;

use geo_types::Coord;
use serde_json::{Map, json};

use super::AtlasInput;
use crate::diagnosis::{SpeedClasses, Status, Tallied, lenses};
use crate::model::Gmina;
use crate::place::Pl1992;
use crate::place::mercator::{WORLD, degrees, mercator};
use crate::publish::PublishError;
use crate::publish::report::register_label;
use crate::publish::tiles::mvt::{EXTENT, Layer, Shape, Value};
use crate::publish::tiles::{
    About, MARGIN, Ring, TileRing, cut, dissolve, oriented, simple, sound, tile_id, write_archive,
};

const NAME: &str = "atlas.pmtiles";
/// The deepest zoom: outlines to about 25 m, beyond which a map enlarges the tiles.
const ZOOM_MAX: u32 = 10;
/// Layers, digits of a code, and the zoom from which they are drawn.
const LEVELS: [(&str, usize, u32); 3] =
    [("wojewodztwa", 2, 0), ("powiats", 4, 4), ("gminas", 6, 5)];

/// An outline: rings with their area on the left, outer ones and holes.
type Outline = Vec<Ring>;

/// A unit as it is drawn.
struct Feature {
    code: String,
    outline: Outline,
    properties: Vec<(String, Value)>,
}

fn ring(line: &geo_types::LineString) -> Ring {
    let point = |coord: &Coord| Pl1992::from_metres(coord.x, coord.y);
    let points: Vec<Pl1992> = line.0.iter().filter_map(point).collect();
    let mut ring = mercator(&points);
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

fn outline(gmina: &Gmina) -> Option<Outline> {
    let polygons = gmina.boundary.as_ref()?.0.iter();
    let rings = polygons.flat_map(|polygon| {
        let holes = polygon.interiors().iter().map(|hole| oriented(ring(hole), true));
        std::iter::once(oriented(ring(polygon.exterior()), false)).chain(holes)
    });
    Some(rings.filter(|ring| ring.len() > 2).collect())
}

/// A share with four digits.
fn share(part: u64, whole: u64) -> Option<Value> {
    // Counts of addresses are far below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "shown with four digits")]
    let share = part as f64 / whole as f64;
    (whole > 0).then(|| Value::Double(((share * 1e4).round() / 1e4).to_bits()))
}

/// What a unit says of itself: counts of every profile and scenario, and addresses by speed.
fn properties(input: &AtlasInput<'_>, name: &str, unit: Option<&Tallied>) -> Vec<(String, Value)> {
    let mut found = vec![("name".to_owned(), name.into())];
    let Some(unit) = unit else { return found };
    let mut put = |key: String, value| found.push((key, value));
    put("addresses".to_owned(), Value::Whole(unit.addresses));
    let classes = SpeedClasses::get();
    for (position, bound) in classes.bounds().iter().enumerate() {
        // The two lowest classes are "none" and "below the first bound".
        let from = (position + 2..classes.len()).map(|class| unit.of_class(class)).sum();
        put(format!("certain_from_{bound}_mbps"), Value::Whole(from));
    }
    put("white_clusters".to_owned(), Value::Whole(unit.clusters.len() as u64));
    for (at, lens) in lenses(input.profiles.len()).enumerate() {
        let prefix = input.profiles[lens.profile].column_prefix();
        let of = |what: &str| format!("{prefix}_{}_{what}", lens.view.as_str());
        let (white, concerned) = (unit.interval(at, Status::White), unit.concerned(at));
        put(of("concerned"), Value::Whole(concerned));
        put(of("white_low"), Value::Whole(white.low()));
        put(of("white_high"), Value::Whole(white.high()));
        if let Some(share) = share(white.low(), concerned) {
            put(of("white_share"), share);
        }
    }
    found
}

/// Units of each level that have an outline, in order of code.
fn features(input: &AtlasInput<'_>) -> [Vec<Feature>; 3] {
    let gminas: Vec<(String, &str, Outline)> = input
        .gminas
        .iter()
        .filter_map(|gmina| Some((gmina.code.to_string(), gmina.name.as_str(), outline(gmina)?)))
        .collect();
    let rollup = input.rollup;
    let units = [&rollup.wojewodztwa, &rollup.powiats, &rollup.gminas];
    let mut level = 0;
    LEVELS.map(|(_, digits, _)| {
        let by_code: HashMap<&str, &Tallied> =
            units[level].iter().map(|unit| (unit.code.as_str(), unit)).collect();
        level += 1;
        let mut parts: BTreeMap<&str, Vec<&(String, &str, Outline)>> = BTreeMap::new();
        for gmina in &gminas {
            if let Some(code) = gmina.0.get(..digits) {
                parts.entry(code).or_default().push(gmina);
            }
        }
        let feature = |(code, parts): (&str, Vec<&(String, &str, Outline)>)| {
            let unit = by_code.get(code).copied();
            let own = if digits == 6 { parts[0].1 } else { "" };
            let name = unit.map_or(own, |unit| unit.name.as_str());
            let rings = parts.iter().flat_map(|part| &part.2);
            Feature {
                code: code.to_owned(),
                outline: if digits == 6 { rings.cloned().collect() } else { dissolve(rings) },
                properties: properties(input, name, unit),
            }
        };
        parts.into_iter().map(feature).collect()
    })
}

/// A ring in units of a zoom, no finer than is seen there.
fn seen(ring: &Ring, zoom: u32) -> Option<Vec<Coord>> {
    let unit = f64::from(EXTENT) * f64::from(1_u32 << zoom) / WORLD;
    let coord = |[x, y]: &[u32; 2]| Coord { x: f64::from(*x) * unit, y: f64::from(*y) * unit };
    simple(ring.iter().map(coord).collect()).filter(|ring| ring.len() > 2)
}

/// Tiles that rings of a zoom reach, margin included.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn reached(rings: &[Vec<Coord>], zoom: u32) -> Option<[(u32, u32); 2]> {
    let last = f64::from((1_u32 << zoom) - 1);
    let side = f64::from(EXTENT);
    let corners = || rings.iter().flatten();
    corners().next()?;
    let axis = |of: fn(&Coord) -> f64| {
        let least = corners().map(of).fold(f64::INFINITY, f64::min);
        let most = corners().map(of).fold(f64::NEG_INFINITY, f64::max);
        let tile = |at: f64| (at / side).floor().clamp(0.0, last) as u32;
        (tile(least - MARGIN), tile(most + MARGIN))
    };
    Some([axis(|c| c.x), axis(|c| c.y)])
}

/// What of the area in rings lies on a tile.
fn on_tile(rings: &[Vec<Coord>], x: u32, y: u32) -> Vec<Vec<TileRing>> {
    let (left, top) = (f64::from(x) * f64::from(EXTENT), f64::from(y) * f64::from(EXTENT));
    let ring = |ring: &Vec<Coord>| {
        cut(ring.iter().map(|c| Coord { x: c.x - left, y: c.y - top }).collect())
    };
    sound(&rings.iter().filter_map(ring).collect::<Vec<_>>())
}

/// Adds the tiles of a zoom.
fn draw(levels: &[Vec<Feature>; 3], zoom: u32, tiles: &mut BTreeMap<u64, Vec<u8>>) {
    let mut drawn: BTreeMap<u64, [Layer; 3]> = BTreeMap::new();
    for (level, features) in levels.iter().enumerate().filter(|(l, _)| zoom >= LEVELS[*l].2) {
        for feature in features {
            let rings: Vec<_> =
                feature.outline.iter().filter_map(|ring| seen(ring, zoom)).collect();
            let Some([(west, east), (north, south)]) = reached(&rings, zoom) else { continue };
            for (x, y) in (west..=east).flat_map(|x| (north..=south).map(move |y| (x, y))) {
                let shape = on_tile(&rings, x, y);
                if shape.is_empty() {
                    continue;
                }
                let layer = &mut drawn.entry(tile_id(zoom, x, y)).or_default()[level];
                let mut tags = vec![layer.key("code"), layer.value(feature.code.as_str().into())];
                for (key, value) in &feature.properties {
                    tags.extend([layer.key(key), layer.value(value.clone())]);
                }
                let id = feature.code.parse().unwrap_or(0);
                layer.push(id, &tags, &Shape::Polygons(shape));
            }
        }
    }
    for (id, layers) in drawn {
        let mut tile = Vec::new();
        LEVELS.iter().zip(&layers).for_each(|((name, ..), layer)| layer.write(name, &mut tile));
        if !tile.is_empty() {
            tiles.insert(id, tile);
        }
    }
}

/// Layers with the names and types of their properties.
fn described(levels: &[Vec<Feature>; 3]) -> serde_json::Value {
    let layer = |((id, _, first), features): (&(&str, usize, u32), &Vec<Feature>)| {
        let mut fields = Map::from_iter([("code".to_owned(), json!("String"))]);
        for (key, value) in features.iter().flat_map(|feature| &feature.properties) {
            let kind = if matches!(value, Value::Text(_)) { "String" } else { "Number" };
            fields.entry(key.clone()).or_insert_with(|| json!(kind));
        }
        json!({ "id": id, "minzoom": first, "maxzoom": ZOOM_MAX, "fields": fields })
    };
    LEVELS.iter().zip(levels).map(layer).collect()
}

/// Writes the archive; `false` and nothing where no gmina has an outline.
///
/// # Errors
/// When the writer fails.
pub fn write_atlas_tiles(input: &AtlasInput<'_>, writer: impl Write) -> Result<bool, PublishError> {
    let levels = features(input);
    let places = || levels[2].iter().flat_map(|f| &f.outline).flatten();
    let Some(first) = places().next() else { return Ok(false) };
    let (mut least, mut most) = (*first, *first);
    for place in places() {
        for axis in 0..2 {
            least[axis] = least[axis].min(place[axis]);
            most[axis] = most[axis].max(place[axis]);
        }
    }
    let ([west, north], [east, south]) = (degrees(least), degrees(most));
    let mut tiles = BTreeMap::new();
    (0..=ZOOM_MAX).for_each(|zoom| draw(&levels, zoom, &mut tiles));
    let registers = input.files.iter().map(|file| file.register.as_str());
    let sources: BTreeSet<&str> =
        registers.map(|register| register_label(input.language, register)).collect();
    // Units that are smaller than a unit of a tile are not on it.
    let is_later = |zoom: &u32| tiles.range(..tile_id(zoom + 1, 0, 0)).next().is_some();
    let zoom_min = (0..ZOOM_MAX).find(is_later).unwrap_or(ZOOM_MAX);
    let about = About {
        metadata: json!({
            "name": "Zasięg",
            "description": input.language.label("atlas", "map_alt"),
            "version": env!("CARGO_PKG_VERSION"),
            "type": "overlay",
            "as_of": input.settings.as_of,
            "attribution": sources.into_iter().collect::<Vec<_>>().join(", "),
            "vector_layers": described(&levels),
        }),
        zooms: [zoom_min, ZOOM_MAX].map(|zoom| u8::try_from(zoom).unwrap_or(u8::MAX)).into(),
        bounds: [west, south, east, north],
    };
    write_archive(&tiles, &about, writer).map_err(|error| PublishError::new(NAME, error))?;
    Ok(true)
}
