//! Reference systems of requests and answers, with their order of axes.

use geo::Intersects as _;
use geo_types::{Coord, Geometry, Rect};
use serde_json::{Value, json};

use super::super::gminas::{degrees_boxes, sides};
use super::super::problem::Problem;
use super::super::query::Ask;
use super::super::shapes::{Ring, point_of, touches};
use super::super::summary::rounded;
use crate::board::{Box4, mercator};
use crate::place::{Crs, Pl1992, from_pl1992};

/// Longitude first: what is meant where nothing is said.
pub const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const EPSG4326: &str = "http://www.opengis.net/def/crs/EPSG/0/4326";
/// The system of the registers.
pub const EPSG2180: &str = "http://www.opengis.net/def/crs/EPSG/0/2180";
/// All of them.
pub const ALL: [&str; 3] = [CRS84, EPSG4326, EPSG2180];
/// Points along each side of a rectangle of metres, whose sides are curves on the map.
const SAMPLES: i32 = 64;
/// How far a side may bulge between two of them, in units of the map: some forty metres.
const BULGE: u32 = 4096;

/// A reference system.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Longitude, latitude.
    Crs84,
    /// Latitude, longitude.
    Epsg4326,
    /// Northing, easting.
    Epsg2180,
}

impl System {
    /// The system that a parameter names.
    ///
    /// # Errors
    /// When it is another one.
    pub fn of(ask: &Ask, name: &str) -> Result<Self, Problem> {
        match ask.get(name) {
            None | Some(CRS84 | "CRS84" | "OGC:CRS84") => Ok(Self::Crs84),
            Some(EPSG4326 | "EPSG:4326") => Ok(Self::Epsg4326),
            Some(EPSG2180 | "EPSG:2180") => Ok(Self::Epsg2180),
            Some(_) => {
                let known = ALL.join(", ");
                Err(Problem::bad("problem-system", &[("name", name), ("known", &known)]))
            }
        }
    }

    /// Its name in headers.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => CRS84,
            Self::Epsg4326 => EPSG4326,
            Self::Epsg2180 => EPSG2180,
        }
    }

    /// Points in this system, in its order of axes; `None` where PROJ has no answer.
    fn convert(self, points: &[Pl1992]) -> Vec<Option<[f64; 2]>> {
        if self == Self::Epsg2180 {
            return points.iter().map(|p| Some([p.northing(), p.easting()])).collect();
        }
        let degrees = from_pl1992(points, &Crs::wgs84());
        let degrees = degrees.expect("PROJ holds EPSG:4326 and EPSG:2180 itself");
        let ordered = |(lon, lat): (f64, f64)| {
            let [lon, lat] = [lon, lat].map(rounded);
            if self == Self::Crs84 { [lon, lat] } else { [lat, lon] }
        };
        degrees.into_iter().map(|place| place.map(ordered)).collect()
    }
}

/// A rectangle that a request asks for.
pub struct Window {
    /// Hold it: one rectangle of the map, or two where it crosses the meridian of 180°.
    pub boxes: Vec<Box4>,
    /// West, south, east and north in metres, where it is a rectangle of these.
    metres: Option<[f64; 4]>,
}

impl Window {
    /// The rectangle of `bbox` and `bbox-crs`.
    ///
    /// # Errors
    /// When they are not as they must be.
    pub fn of(ask: &Ask) -> Result<Option<Self>, Problem> {
        let system = System::of(ask, "bbox-crs")?;
        let Some(numbers) = ask.numbers("bbox")? else { return Ok(None) };
        let [a, b, c, d] = sides(&numbers)?;
        match system {
            System::Crs84 => Ok(Some(Self { boxes: degrees_boxes([a, b, c, d])?, metres: None })),
            System::Epsg4326 => {
                Ok(Some(Self { boxes: degrees_boxes([b, a, d, c])?, metres: None }))
            }
            System::Epsg2180 => Self::of_metres([b, a, d, c]).map(Some),
        }
    }

    fn of_metres(sides: [f64; 4]) -> Result<Self, Problem> {
        let [west, south, east, north] = sides;
        let is_near = |value: f64| (-2e6..=2e6).contains(&value);
        if west > east || south > north || !sides.into_iter().all(is_near) {
            return Err(Problem::bad("problem-box-metres", &[]));
        }
        let along = (0..=SAMPLES).map(|n| f64::from(n) / f64::from(SAMPLES));
        let points: Vec<Pl1992> = along
            .flat_map(|share| {
                let (x, y) = (west + share * (east - west), south + share * (north - south));
                [(x, south), (x, north), (west, y), (east, y)]
            })
            .filter_map(|(x, y)| Pl1992::from_metres(x, y))
            .collect();
        let bounds = Box4::around(mercator(&points).into_iter());
        let Box4 { min, max } = bounds.ok_or_else(|| Problem::bad("problem-box-empty", &[]))?;
        let around = Box4 {
            min: min.map(|side| side.saturating_sub(BULGE)),
            max: max.map(|side| side.saturating_add(BULGE)),
        };
        Ok(Self { boxes: vec![around], metres: Some(sides) })
    }

    /// Whether a point lies in it.
    pub fn holds(&self, point: Pl1992, place: [u32; 2]) -> bool {
        let is_within = |[west, south, east, north]: [f64; 4]| {
            (west..=east).contains(&point.easting()) && (south..=north).contains(&point.northing())
        };
        self.boxes.iter().any(|one| one.holds(place)) && self.metres.is_none_or(is_within)
    }

    /// Whether it has a place in common with polygons of the map in this rectangle; `shape` are
    /// the same in metres, asked for where the window is of metres.
    pub fn touches(
        &self,
        (bounds, polygons): (&Box4, &[Vec<Ring>]),
        shape: impl FnOnce() -> Option<Geometry>,
    ) -> bool {
        let Some([west, south, east, north]) = self.metres else {
            return self.boxes.iter().any(|one| touches(one, bounds, polygons));
        };
        let window = Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north });
        self.boxes.iter().any(|one| one.meets(bounds))
            && shape().is_some_and(|shape| shape.intersects(&window))
    }
}

/// Geometries as GeoJSON in a system, each `null` where there is none.
pub fn geometries(geometries: &[Option<Geometry>], system: System) -> Vec<Value> {
    use geo::CoordsIter as _;
    let all = geometries.iter().flatten().flat_map(|geometry| geometry.coords_iter());
    let points: Vec<Pl1992> = all.map(point_of).collect();
    let mut places = system.convert(&points).into_iter();
    let mut next = |_: &Coord| json!(places.next().flatten());
    let one = |geometry: &Option<Geometry>| match geometry {
        None => Value::Null,
        Some(geometry) => geometry_json(geometry, &mut next),
    };
    geometries.iter().map(one).collect()
}

fn geometry_json(geometry: &Geometry, next: &mut impl FnMut(&Coord) -> Value) -> Value {
    let mut rings = |polygon: &geo_types::Polygon| -> Value {
        let lines = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        lines.map(|line| line.0.iter().map(&mut *next).collect::<Value>()).collect()
    };
    match geometry {
        Geometry::Polygon(polygon) => json!({ "type": "Polygon", "coordinates": rings(polygon) }),
        Geometry::MultiPolygon(polygons) => {
            let all: Vec<Value> = polygons.iter().map(rings).collect();
            json!({ "type": "MultiPolygon", "coordinates": all })
        }
        Geometry::LineString(line) => {
            let all: Vec<Value> = line.0.iter().map(next).collect();
            json!({ "type": "LineString", "coordinates": all })
        }
        Geometry::Point(point) => json!({ "type": "Point", "coordinates": next(&point.0) }),
        _ => Value::Null,
    }
}
