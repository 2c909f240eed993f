//! The structure of 2012 (`PRG_…`), published until 2026: names stand in the point, codes behind
//! its `komponent` links.
//!
//! The publisher misspells `jednostkaAdmnistracyjna`; names of units are not read at all, for the
//! linked gmina has the code.

use super::links::{self, Code, End, Links, Target};
use super::point::{Place, Point};
use super::scan::{Class, Feature, Stop, Value, walk};
use crate::place::{SimcId, TercCode, UlicId};

/// Level of gminas among units.
const GMINA: &str = "4poziom";

#[derive(Clone, Copy)]
enum PointField {
    Id,
    Ended,
    ValidTo,
    Locality,
    Street,
    Number,
    Status,
    Position,
    Component,
}

fn point_field(name: &str) -> Option<PointField> {
    match name {
        "lokalnyId" => Some(PointField::Id),
        "koniecWersjiObiektu" => Some(PointField::Ended),
        "waznyDo" => Some(PointField::ValidTo),
        "miejscowosc" => Some(PointField::Locality),
        "ulica" => Some(PointField::Street),
        "numerPorzadkowy" => Some(PointField::Number),
        "status" => Some(PointField::Status),
        "Point" | "pos" => Some(PointField::Position),
        "komponent" => Some(PointField::Component),
        _ => None,
    }
}

/// Reads an address point.
pub(super) fn read_point(
    feature: &Feature<'_>,
    point: &mut Point,
    text: &mut String,
) -> Result<(), Stop> {
    walk(feature, text, point_field, |field, value| {
        let (held, text) = match (field, value) {
            (PointField::Position, Value::System(name)) => (&mut point.system, name),
            (PointField::Component, Value::Link(id)) => return point.link(id),
            (PointField::Id, Value::Text(text)) => (&mut point.id, text),
            (PointField::Ended, Value::Text(text)) => (&mut point.ended, text),
            (PointField::ValidTo, Value::Text(text)) => (&mut point.valid_to, text),
            (PointField::Locality, Value::Text(text)) => (&mut point.locality, text),
            (PointField::Street, Value::Text(text)) => (&mut point.street, text),
            (PointField::Number, Value::Text(text)) => (&mut point.number, text),
            (PointField::Status, Value::Text(text)) => (&mut point.status, text),
            (PointField::Position, Value::Text(text)) => (&mut point.position, text),
            _ => return,
        };
        if held.is_empty() {
            held.push_str(text);
        }
    })
}

#[derive(Clone, Copy)]
enum TargetField {
    Ended,
    Name,
    Code,
    Level,
    /// Part of a street's name, in the order in which they are spoken.
    Part(usize),
}

fn target_field(name: &str) -> Option<TargetField> {
    match name {
        "koniecWersjiObiektu" | "waznyDo" => Some(TargetField::Ended),
        "nazwa" => Some(TargetField::Name),
        "idTERYT" => Some(TargetField::Code),
        "poziom" => Some(TargetField::Level),
        "przedrostek1Czesc" => Some(TargetField::Part(0)),
        "przedrostek2Czesc" => Some(TargetField::Part(1)),
        "nazwaCzesc" => Some(TargetField::Part(2)),
        "nazwaGlownaCzesc" => Some(TargetField::Part(3)),
        _ => None,
    }
}

/// Reads what points link to; units other than gminas are of no use.
pub(super) fn read_target(
    feature: &Feature<'_>,
    text: &mut String,
) -> Result<Option<(Target, End)>, Stop> {
    let (mut name, mut code, mut level) = (String::new(), String::new(), String::new());
    let mut parts = <[String; 4]>::default();
    let mut end = End::OPEN;
    walk(feature, text, target_field, |field, value| {
        let Value::Text(text) = value else { return };
        match field {
            TargetField::Ended => end = end.or(text),
            TargetField::Name => text.clone_into(&mut name),
            TargetField::Code => text.clone_into(&mut code),
            TargetField::Level => text.clone_into(&mut level),
            TargetField::Part(part) => text.clone_into(&mut parts[part]),
        }
    })?;
    let target = match feature.class {
        Class::Locality(_) => Target::Locality { name, simc: links::simc(&code), terc: Ok(None) },
        Class::Street(_) => {
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Target::Street { name: parts.join(" "), ulic: links::ulic(&code) }
        }
        _ if level == GMINA => Target::Gmina(links::terc(&code)),
        _ => return Ok(None),
    };
    Ok(Some((target, end)))
}

/// The best of the components of a kind: by what it is, then by how long it is in force; of equal
/// ones the first.
struct Best<'a, T, R>(Option<(&'a T, &'a str, R)>);

impl<'a, T, R: PartialOrd + Copy> Best<'a, T, R> {
    fn take(&mut self, code: &'a T, name: &'a str, rank: R) {
        if self.0.is_none_or(|(_, _, held)| rank > held) {
            self.0 = Some((code, name, rank));
        }
    }
}

/// Where a point is.
///
/// Components that have ended still occur; they are used where there is no other.
pub(super) fn place<'a>(point: &'a Point, links: &'a Links) -> Place<'a> {
    let mut gmina: Best<'_, Code<TercCode>, _> = Best(None);
    let mut locality: Best<'_, Code<SimcId>, _> = Best(None);
    let mut street: Best<'_, Code<UlicId>, _> = Best(None);
    for (target, end) in point.components().iter().filter_map(|id| links.get(id)) {
        match target {
            Target::Gmina(code) => gmina.take(code, "", end),
            // A part of a locality is a component too; the point names the locality itself.
            Target::Locality { name, simc, .. } => {
                locality.take(simc, name, (*name == point.locality, end));
            }
            Target::Street { name, ulic } => street.take(ulic, name, end),
        }
    }
    let mut place = Place::unknown();
    (place.locality, place.street) = (&point.locality, &point.street);
    let mut missing = |what: &str| place.missing.push(format!("komponent: {what}"));
    if let Some((code, _, _)) = gmina.0 {
        place.terc = code;
    }
    if let Some((code, name, _)) = locality.0 {
        place.simc = code;
        if place.locality.is_empty() {
            place.locality = name;
        }
    }
    if let Some((code, name, _)) = street.0 {
        place.ulic = code;
        if place.street.is_empty() {
            place.street = name;
        }
    }
    if *place.terc == Ok(None) {
        missing("gmina");
    }
    if *place.simc == Ok(None) {
        missing(place.locality);
    }
    if *place.ulic == Ok(None) && !place.street.is_empty() {
        missing(place.street);
    }
    place
}
