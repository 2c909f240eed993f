//! Registers that are served as they are: base stations, public plans, coverage areas.

use std::collections::BTreeMap;

use geo_types::Geometry;
use serde_json::{Map, Value, json};

use super::shapes::{Ring, outline};
use crate::board::{Box4, mercator};
use crate::diagnosis::chapters::{Known, fifth};
use crate::model::Layer;
use crate::pipeline::Edition;
use crate::place::Pl1992;

/// What a column holds.
#[derive(Clone, Copy)]
enum What {
    Text,
    Decimal,
    Speed,
    Day,
}

/// A register that is served.
pub struct Register {
    /// Its name, which is that of its collection.
    pub name: &'static str,
    /// Its layer of tiles.
    pub layer: &'static str,
    /// Zoom from which it is drawn.
    pub from_zoom: u32,
    /// Columns by which rows are one object; none: each row is one.
    one: &'static [&'static str],
    columns: &'static [(&'static str, What)],
}

/// All of them, in the order in which they are drawn.
pub static REGISTERS: [Register; 3] = [
    Register {
        name: "coverage-areas",
        layer: "coverage",
        from_zoom: 8,
        one: &[],
        columns: &[
            ("id", What::Text),
            ("operator", What::Text),
            ("technology", What::Text),
            ("down_kbps", What::Speed),
            ("up_kbps", What::Speed),
            ("reach", What::Text),
            ("valid_on", What::Day),
        ],
    },
    Register {
        name: "public-plans",
        layer: "plans",
        from_zoom: 13,
        one: &[],
        columns: &[
            ("contract_id", What::Text),
            ("programme", What::Text),
            ("area_id", What::Text),
            ("operator", What::Text),
            ("technology", What::Text),
            ("down_kbps", What::Speed),
            ("up_kbps", What::Speed),
            ("due", What::Day),
            ("status", What::Text),
            ("status_date", What::Day),
        ],
    },
    Register {
        name: "base-stations",
        layer: "base_stations",
        from_zoom: 11,
        one: &["operator", "station_id"],
        columns: &[
            ("station_id", What::Text),
            ("operator", What::Text),
            ("technology", What::Text),
            ("band", What::Text),
            ("antenna_height_m", What::Decimal),
        ],
    },
];

impl Register {
    /// Names of what is said of its objects, and what kinds of values these are in tiles.
    pub fn fields(&self) -> Vec<(&'static str, &'static str)> {
        let kind = |what: &What| match what {
            What::Text | What::Day => "String",
            What::Decimal | What::Speed => "Number",
        };
        let own = self.columns.iter().map(|(name, what)| (*name, kind(what)));
        own.chain(std::iter::once(("gmina", "String"))).chain(self.made().iter().copied()).collect()
    }

    /// Those that no column holds.
    fn made(&self) -> &'static [(&'static str, &'static str)] {
        match self.name {
            "base-stations" => &[("cells", "Number"), ("is_5g", "Boolean")],
            "public-plans" => &[("address_id", "String")],
            _ => &[],
        }
    }
}

/// Whether a register is served.
pub fn is_served(name: &str) -> bool {
    REGISTERS.iter().any(|register| register.name == name)
}

/// Where an object lies on the map.
pub enum Spot {
    /// At a point.
    Point([u32; 2]),
    /// Over polygons: outer rings with their holes.
    Area(Box4, Vec<Vec<Ring>>),
}

/// An object: rows of a register that are one, and where it is.
pub struct Object {
    /// Its rows; the first tells where it is.
    rows: Vec<usize>,
    /// `None` where nobody knows.
    pub spot: Option<Spot>,
}

/// A register of an edition.
pub struct Served {
    /// Which.
    pub register: &'static Register,
    /// Its objects, by the first row.
    pub objects: Vec<Object>,
}

/// Where a row is: its own coordinates, else its address.
fn point(edition: &Edition, layer: &Layer, row: usize) -> Option<Pl1992> {
    let at_address = || edition.board().book.points.get(layer.address(row)? as usize);
    layer.position(row).or_else(at_address)
}

fn spot(edition: &Edition, layer: &Layer, row: usize) -> Option<Spot> {
    let polygons = match layer.geometry(row) {
        Some(Geometry::Polygon(polygon)) => vec![polygon],
        Some(Geometry::MultiPolygon(polygons)) => polygons.0,
        _ => {
            let place = mercator(&[point(edition, layer, row)?]).first().copied()?;
            return (place != [u32::MAX; 2]).then_some(Spot::Point(place));
        }
    };
    let polygons: Vec<Vec<Ring>> = polygons.iter().map(outline).collect();
    let bounds = Box4::around(polygons.iter().flatten().flatten().copied())?;
    Some(Spot::Area(bounds, polygons))
}

impl Served {
    /// Those that an edition has.
    pub fn all(edition: &Edition) -> Vec<Self> {
        REGISTERS.iter().filter_map(|register| Self::of(edition, register)).collect()
    }

    fn of(edition: &Edition, register: &'static Register) -> Option<Self> {
        let layer = edition.layer(register.name).filter(|layer| layer.n_rows() > 0)?;
        let mut objects: Vec<Object> = Vec::new();
        let mut known: BTreeMap<Vec<Option<&str>>, usize> = BTreeMap::new();
        for row in 0..layer.n_rows() {
            let key: Vec<Option<&str>> =
                register.one.iter().map(|column| layer.text(column, row)).collect();
            // Without its number a row is an object of its own.
            let is_one = !register.one.is_empty() && layer.text(register.one[1], row).is_some();
            match known.get(&key).filter(|_| is_one) {
                Some(at) => objects[*at].rows.push(row),
                None => {
                    known.insert(key, objects.len());
                    objects.push(Object { rows: vec![row], spot: spot(edition, layer, row) });
                }
            }
        }
        Some(Self { register, objects })
    }

    /// What is known of an object: distinct values of its rows, joined.
    pub fn properties(&self, edition: &Edition, object: usize) -> Map<String, Value> {
        let mut out = Map::new();
        let Some(layer) = edition.layer(self.register.name) else { return out };
        let rows = &self.objects[object].rows;
        for (column, what) in self.register.columns {
            out.insert((*column).to_owned(), value(layer, rows, (column, *what)));
        }
        let first = rows[0];
        let gmina = layer.gmina(first).map(|code| code.to_string());
        out.insert("gmina".to_owned(), json!(gmina));
        if self.register.name == "base-stations" {
            out.insert("cells".to_owned(), json!(rows.len()));
            let of_rows = rows.iter().map(|row| fifth(layer, *row));
            let of_rows: Vec<Known> = of_rows.collect();
            // A cell of unstated technology may be of it.
            let is_certain = of_rows.contains(&Known::Yes);
            let is_told = is_certain || !of_rows.contains(&Known::Unknown);
            let is_5g = is_told.then_some(is_certain);
            out.insert("is_5g".to_owned(), json!(is_5g));
        }
        if self.register.name == "public-plans" {
            let ids = &edition.board().book.ids;
            let id = layer.address(first).map(|address| ids.get(address as usize));
            out.insert("address_id".to_owned(), json!(id));
        }
        out
    }

    /// Where an object stands, in metres.
    pub fn point(&self, edition: &Edition, object: usize) -> Option<Pl1992> {
        point(edition, edition.layer(self.register.name)?, self.objects[object].rows[0])
    }

    /// The shape of an object in metres.
    pub fn geometry(&self, edition: &Edition, object: usize) -> Option<Geometry> {
        let layer = edition.layer(self.register.name)?;
        let row = self.objects[object].rows[0];
        match layer.geometry(row) {
            Some(shape @ (Geometry::Polygon(_) | Geometry::MultiPolygon(_))) => Some(shape),
            _ => Some(Geometry::Point(point(edition, layer, row)?.coord().into())),
        }
    }
}

fn value(layer: &Layer, rows: &[usize], (column, what): (&str, What)) -> Value {
    match what {
        What::Text => {
            let mut texts: Vec<&str> =
                rows.iter().filter_map(|row| layer.text(column, *row)).collect();
            texts.sort_unstable();
            texts.dedup();
            if texts.is_empty() { Value::Null } else { json!(texts.join(", ")) }
        }
        What::Decimal => {
            // Of several antennas the highest.
            let all = rows.iter().filter_map(|row| layer.decimal(column, *row));
            json!(all.reduce(f64::max))
        }
        What::Speed => json!(layer.speed(column, rows[0]).map(|speed| speed.as_kbps())),
        What::Day => json!(layer.date(column, rows[0]).map(|day| day.to_string())),
    }
}
