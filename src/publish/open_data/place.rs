//! What area a bundle is about.

use std::collections::BTreeSet;

use super::OpenDataInput;
use super::schema::{Both, OpenSchema};
use crate::diagnosis::chapters::PeopleLevel;
use crate::place::{Pl1992, to_wgs84};
use crate::publish::report::bare_name;

/// The area: its name, codes of TERYT and NUTS, and the box of its addresses.
pub(super) struct Place {
    pub name: Both<String>,
    /// TERYT codes of the largest units that make it up.
    pub codes: Vec<String>,
    /// NUTS codes of the voivodeships that it lies in.
    pub nuts: Vec<String>,
    /// Box of the addresses in degrees, as WKT; `None` where no position is known.
    pub bbox_wkt: Option<String>,
}

/// Voivodeships of the country.
const N_WOJEWODZTWA: usize = 16;

fn codes(input: &OpenDataInput<'_>) -> Vec<String> {
    let upper = |level: PeopleLevel| {
        let units = input.people.iter().filter(move |unit| unit.level == level);
        units.map(|unit| unit.code.clone()).collect::<Vec<_>>()
    };
    // A city that is its own powiat is a gmina, and so is all that a run of one gmina knows of.
    let gminas: Vec<String> = input.gminas.iter().map(|gmina| gmina.to_string()).collect();
    let several =
        |code: &String| gminas.iter().filter(|g| g.starts_with(code.as_str())).count() > 1;
    let mut codes: Vec<String> = Vec::new();
    let mut add = |more: Vec<String>| {
        let is_new = |code: &String| !codes.iter().any(|held| code.starts_with(held.as_str()));
        let new: Vec<String> = more.into_iter().filter(is_new).collect();
        codes.extend(new);
    };
    add(upper(PeopleLevel::Wojewodztwo).into_iter().filter(several).collect());
    add(upper(PeopleLevel::Powiat).into_iter().filter(several).collect());
    add(gminas.clone());
    codes.sort();
    codes
}

fn bbox(input: &OpenDataInput<'_>) -> Option<String> {
    let positions = input.gminas.iter().flat_map(|gmina| {
        input.world.addresses[input.world.addresses_of(*gmina)].iter().filter_map(|a| a.position)
    });
    let (mut low, mut high) = ((i32::MAX, i32::MAX), (i32::MIN, i32::MIN));
    for point in positions {
        let (east, north) = (point.easting_mm(), point.northing_mm());
        low = (low.0.min(east), low.1.min(north));
        high = (high.0.max(east), high.1.max(north));
    }
    if low.0 > high.0 {
        return None;
    }
    let corners = [(low.0, low.1), (high.0, low.1), (high.0, high.1), (low.0, high.1)];
    let corners = corners.map(|(east, north)| Pl1992::from_millimetres(east, north));
    let degrees = to_wgs84(&corners).ok()?;
    let bound = |of: fn(f64, f64) -> f64, first: f64, values: &mut dyn Iterator<Item = f64>| {
        values.fold(first, of)
    };
    let lons = || degrees.iter().map(|at| at.lon);
    let lats = || degrees.iter().map(|at| at.lat);
    let west = bound(f64::min, f64::INFINITY, &mut lons());
    let east = bound(f64::max, f64::NEG_INFINITY, &mut lons());
    let south = bound(f64::min, f64::INFINITY, &mut lats());
    let north = bound(f64::max, f64::NEG_INFINITY, &mut lats());
    Some(format!(
        "POLYGON(({west:.6} {south:.6}, {east:.6} {south:.6}, {east:.6} {north:.6}, \
         {west:.6} {north:.6}, {west:.6} {south:.6}))"
    ))
}

impl Place {
    pub fn new(input: &OpenDataInput<'_>) -> Self {
        let schema = OpenSchema::get();
        let codes = codes(input);
        let world = input.world;
        let words = |key: &str, name: &str, code: &str| {
            let filled = |text: &str| text.replace("{name}", name).replace("{code}", code);
            schema.place(key).map(filled)
        };
        let n_gminas = input.gminas.len().to_string();
        let name = match codes.as_slice() {
            [code] if code.len() == 2 => words("wojewodztwo", world.unit_name(code), code),
            [code] if code.len() == 4 => words("powiat", bare_name(world.unit_name(code)), code),
            [code] => {
                let gmina = input.gminas.first().and_then(|gmina| world.gmina(*gmina));
                words("gmina", gmina.map_or("", |gmina| gmina.name.as_str()), code)
            }
            all if all.len() == N_WOJEWODZTWA && all.iter().all(|code| code.len() == 2) => {
                schema.place("country").map(str::to_owned)
            }
            _ => schema.place("several").map(|text| text.replace("{n}", &n_gminas)),
        };
        let voivodeships: BTreeSet<&str> = codes.iter().filter_map(|code| code.get(..2)).collect();
        let nuts = voivodeships.into_iter().filter_map(|c| schema.nuts_of_voivodeship.get(c));
        Self { name, nuts: nuts.cloned().collect(), bbox_wkt: bbox(input), codes }
    }

    /// A text of the description with the place and the day in it.
    pub fn fill(&self, texts: Both<&str>, day: &str) -> Both<String> {
        [0, 1].map(|at| texts[at].replace("{place}", &self.name[at]).replace("{day}", day))
    }
}
