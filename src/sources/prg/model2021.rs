//! The structure of 2021 (`AD_…`; Dz.U. 2021 poz. 1368), the only one since the second half of
//! 2026: names and codes stand behind the point's links to its locality and street.

use super::Vocabulary;
use super::links::{self, End, Links, Target};
use super::point::{Place, Point};
use super::scan::{Class, Feature, Stop, Value, walk};

#[derive(Clone, Copy)]
enum PointField {
    Id,
    Ended,
    ValidTo,
    Locality,
    Street,
    Number,
    Position,
}

fn point_field(name: &str) -> Option<PointField> {
    match name {
        "lokalnyId" => Some(PointField::Id),
        "koniecWersjiObiektu" => Some(PointField::Ended),
        "waznyDo" => Some(PointField::ValidTo),
        "miejscowosc" => Some(PointField::Locality),
        "ulica2" => Some(PointField::Street),
        "numerPorzadkowy" => Some(PointField::Number),
        "Point" | "pos" => Some(PointField::Position),
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
            (PointField::Locality, Value::Link(id)) => (&mut point.locality, id),
            (PointField::Street, Value::Link(id)) => (&mut point.street, id),
            (PointField::Id, Value::Text(text)) => (&mut point.id, text),
            (PointField::Ended, Value::Text(text)) => (&mut point.ended, text),
            (PointField::ValidTo, Value::Text(text)) => (&mut point.valid_to, text),
            (PointField::Number, Value::Text(text)) => (&mut point.number, text),
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
    Kind,
    Simc,
    Terc,
    Ulic,
    Part(usize),
}

fn target_field(name: &str) -> Option<TargetField> {
    match name {
        "koniecWersjiObiektu" | "waznyDo" => Some(TargetField::Ended),
        "nazwa" | "nazwaPelna" => Some(TargetField::Name),
        "rodzaj" => Some(TargetField::Kind),
        "identyfikatorSIMC" => Some(TargetField::Simc),
        "TERYTGminy" => Some(TargetField::Terc),
        "identyfikatorULIC" => Some(TargetField::Ulic),
        // TERYT puts the part by which streets are sorted first: a surname.
        "TERYTNazwa2" => Some(TargetField::Part(0)),
        "TERYTNazwa1" => Some(TargetField::Part(1)),
        _ => None,
    }
}

/// Reads what points link to.
pub(super) fn read_target(
    feature: &Feature<'_>,
    text: &mut String,
) -> Result<Option<(Target, End)>, Stop> {
    let (mut name, mut kind, mut ulic) = (String::new(), String::new(), String::new());
    let (mut simc, mut terc) = (String::new(), String::new());
    let mut parts = <[String; 2]>::default();
    let mut end = End::OPEN;
    walk(feature, text, target_field, |field, value| {
        let Value::Text(text) = value else { return };
        match field {
            TargetField::Ended => end = end.or(text),
            TargetField::Name => text.clone_into(&mut name),
            TargetField::Kind => text.clone_into(&mut kind),
            TargetField::Simc => text.clone_into(&mut simc),
            TargetField::Terc => text.clone_into(&mut terc),
            TargetField::Ulic => text.clone_into(&mut ulic),
            TargetField::Part(part) => text.clone_into(&mut parts[part]),
        }
    })?;
    let target = if let Class::Locality(_) = feature.class {
        Target::Locality { name, simc: links::simc(&simc), terc: links::terc(&terc) }
    } else {
        if name.is_empty() {
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            name = parts.join(" ");
        }
        let name = Vocabulary::get().street_name(&kind, &name);
        Target::Street { name, ulic: links::ulic(&ulic) }
    };
    Ok(Some((target, end)))
}

/// Where a point is.
pub(super) fn place<'a>(point: &'a Point, links: &'a Links) -> Place<'a> {
    let mut place = Place::unknown();
    match links.get(&point.locality) {
        Some((Target::Locality { name, simc, terc }, _)) => {
            (place.locality, place.simc, place.terc) = (name, simc, terc);
            if *simc == Ok(None) || *terc == Ok(None) {
                place.missing.push(format!("miejscowosc: {name}"));
            }
        }
        _ => place.missing.push(format!("miejscowosc: {}", point.locality)),
    }
    match links.get(&point.street) {
        Some((Target::Street { name, ulic }, _)) => {
            (place.street, place.ulic) = (name, ulic);
            if *ulic == Ok(None) {
                place.missing.push(format!("ulica2: {name}"));
            }
        }
        _ if point.street.is_empty() => {}
        _ => place.missing.push(format!("ulica2: {}", point.street)),
    }
    place
}
