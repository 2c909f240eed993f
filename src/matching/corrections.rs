//! Corrections of the address registers: applied where the old value is still there, refused
//! with a reason where it is not.

use std::collections::{BTreeSet, HashMap};

use arrow_array::cast::AsArray as _;
use arrow_array::types::Date32Type;
use arrow_array::{Array as _, BooleanArray, RecordBatch};
use arrow_select::filter::filter_record_batch;
use chrono::{NaiveDate, TimeDelta};

use super::names::Gazetteer;
use crate::model::{Issue, IssueCode, IssueLog, number_key};
use crate::place::{
    CodeError, Crs, CrsError, GminaCode, Pl1992, SimcId, TercCode, TercWidth, UlicId, Wgs84,
    to_pl1992, to_wgs84,
};
use crate::sources::{AddressRow, LayerRows, Target};

/// The register.
const CORRECTIONS: &str = "corrections";
/// Fields of an address that can be corrected.
const FIELDS: [&str; 10] =
    ["number", "street", "locality", "terc", "simc", "ulic", "easting", "northing", "lon", "lat"];

/// Places of corrected addresses among the rows of their registers, with the field.
pub(super) type Corrected = BTreeSet<(usize, &'static str)>;

type Key = (Option<GminaCode>, Option<SimcId>, Option<UlicId>, String);

/// Addresses by identifier and by key; several where they share one.
struct Known {
    by_id: HashMap<String, Vec<usize>>,
    by_key: HashMap<Key, Vec<usize>>,
    names: Gazetteer,
}

impl Known {
    fn of(addresses: &[AddressRow]) -> Self {
        let (by_id, by_key) = (HashMap::new(), HashMap::new());
        let mut known = Self { by_id, by_key, names: Gazetteer::default() };
        let mut places = BTreeSet::new();
        let mut streets = BTreeSet::new();
        for (position, row) in addresses.iter().enumerate() {
            let gmina = row.terc.map(TercCode::whole_gmina);
            let key = (gmina, row.simc, row.ulic, number_key(&row.number));
            known.by_key.entry(key).or_default().push(position);
            places.extend(gmina.zip(row.simc).map(|place| (place, row.locality.as_str())));
            streets.extend(row.simc.zip(row.ulic).map(|place| (place, row.street.as_str())));
            if !row.id.is_empty() {
                known.by_id.entry(row.id.clone()).or_default().push(position);
            }
        }
        for ((gmina, simc), name) in places {
            known.names.add_locality(gmina, simc, name);
        }
        for ((simc, ulic), name) in streets {
            known.names.add_street(simc, ulic, name);
        }
        known
    }

    fn find(&self, target: &Target) -> Result<usize, String> {
        let found = match target {
            Target::None | Target::Place(_) => return Err("names no address".to_owned()),
            Target::Id(id) => self.by_id.get(id),
            Target::Key(key) => {
                let (key, reason) = self.names.resolved(key.clone());
                if let Some(reason) = reason {
                    return Err(reason);
                }
                let ulic = key.ulic.map_err(|()| "ulic is no code".to_owned())?;
                self.by_key.get(&(key.gmina, key.simc, ulic, number_key(&key.number)))
            }
        };
        match found.map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some(several) => Err(format!("names {} addresses", several.len())),
            None => Err("names an address that no register of the run has".to_owned()),
        }
    }
}

/// One correction as its file has it.
struct Correction<'a> {
    field: &'a str,
    old: &'a str,
    new: &'a str,
    date: Option<NaiveDate>,
}

fn correction(values: &RecordBatch, row: usize) -> Correction<'_> {
    let text = |name: &str| {
        let column = values.column_by_name(name).and_then(|c| c.as_string_opt::<i32>());
        column.filter(|texts| texts.is_valid(row)).map_or("", |texts| texts.value(row))
    };
    let days = values.column_by_name("date").and_then(|c| c.as_primitive_opt::<Date32Type>());
    let days = days.filter(|days| days.is_valid(row)).map(|days| days.value(row));
    let date =
        days.and_then(|n| NaiveDate::default().checked_add_signed(TimeDelta::days(n.into())));
    Correction { field: text("field"), old: text("old"), new: text("new"), date }
}

/// Degrees within which two texts of a coordinate are the same: a centimetre.
const SAME_DEGREES: f64 = 1e-7;

fn number(text: &str) -> Result<f64, String> {
    let number = text.replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite());
    number.ok_or_else(|| format!("{text:?} is no coordinate"))
}

/// The position with one coordinate replaced, if it has the old one.
fn moved(held: Pl1992, correction: &Correction<'_>) -> Result<Pl1992, String> {
    let Correction { field, old, new, .. } = *correction;
    let (written, new) = (number(old)?, number(new)?);
    let wrong = |error: CrsError| error.to_string();
    let outside = || format!("{new} is outside Poland");
    let moved = if matches!(field, "easting" | "northing") {
        let (east, north) = (held.easting(), held.northing());
        let shown = if field == "easting" { east } else { north };
        // Both as whole millimetres, whatever the spelling.
        if ((written - shown) * 1000.0).abs() >= 0.5 {
            return Err(format!("{field} is {shown:.3}, not {old}"));
        }
        let (east, north) = if field == "easting" { (new, north) } else { (east, new) };
        Pl1992::from_metres(east, north)
    } else {
        let Wgs84 { lon, lat } = to_wgs84(&[held]).map_err(wrong)?[0];
        let shown = if field == "lon" { lon } else { lat };
        if (written - shown).abs() >= SAME_DEGREES {
            return Err(format!("{field} is {shown:.7}, not {old}"));
        }
        let point = if field == "lon" { (new, lat) } else { (lon, new) };
        to_pl1992(&[point], &Crs::wgs84()).map_err(wrong)?[0]
    };
    moved.filter(|point| point.near_poland()).ok_or_else(outside)
}

/// Sets a field, if it holds the old value.
fn apply(row: &mut AddressRow, correction: &Correction<'_>) -> Result<&'static str, String> {
    let Correction { field, old, new, .. } = *correction;
    let Some(field) = FIELDS.into_iter().find(|known| *known == field) else {
        return Err(format!("no field {field:?} to correct; expected {}", FIELDS.join(", ")));
    };
    let expect = |held: &str, is_same: bool| {
        if is_same { Ok(()) } else { Err(format!("{field} is {held:?}, not {old:?}")) }
    };
    let shown = |held: Option<String>| held.unwrap_or_default();
    let wrong = |error: CodeError| error.to_string();
    let terc = |text: &str| TercCode::parse(text, TercWidth::AsWritten).map(|terc| terc.code);
    let simc = |text: &str| SimcId::parse(text).map(|simc| simc.code);
    let ulic = |text: &str| UlicId::parse(text).map(|ulic| ulic.map(|ulic| ulic.code));
    match field {
        "number" | "street" | "locality" => {
            let held = match field {
                "number" => &mut row.number,
                "street" => &mut row.street,
                _ => &mut row.locality,
            };
            expect(held, held == old)?;
            new.clone_into(held);
        }
        // Codes are compared as codes: a table may have lost their zeros.
        "terc" => {
            let held = row.terc;
            // Six digits name the gmina, whatever its kind.
            let is_same = |old: TercCode| {
                held.is_some_and(|held| {
                    old == held || (old.kind.is_none() && old.gmina == held.gmina)
                })
            };
            let is_none = old.is_empty() && held.is_none();
            let is_same = is_none || terc(old).is_ok_and(is_same);
            expect(&shown(held.map(|held| held.to_string())), is_same)?;
            row.terc = Some(terc(new).map_err(wrong)?);
        }
        "simc" => {
            let is_same = simc(old).ok() == row.simc && (row.simc.is_some() || old.is_empty());
            expect(&shown(row.simc.map(|held| held.to_string())), is_same)?;
            row.simc = Some(simc(new).map_err(wrong)?);
        }
        "ulic" => {
            let is_same = ulic(old) == Ok(row.ulic);
            expect(&shown(row.ulic.map(|held| held.to_string())), is_same)?;
            row.ulic = ulic(new).map_err(wrong)?;
        }
        _ => {
            let held = row.position.ok_or_else(|| "the address has no position".to_owned())?;
            row.position = Some(moved(held, correction)?);
        }
    }
    Ok(field)
}

/// Applies every correction of the run in the order of its files; those refused are noted and
/// leave their layer, which so lists what was applied.
pub(super) fn apply_corrections(
    addresses: &mut [AddressRow],
    layers: &mut [LayerRows],
    as_of: NaiveDate,
    issues: &mut IssueLog,
) -> Corrected {
    let mut corrected = Corrected::new();
    let is_file = |layer: &&mut LayerRows| layer.register == CORRECTIONS;
    let mut files: Vec<&mut LayerRows> = layers.iter_mut().filter(is_file).collect();
    if files.is_empty() {
        return corrected;
    }
    let known = Known::of(addresses);
    let mut applied_to: Vec<Vec<usize>> = Vec::with_capacity(files.len());
    for file in &mut files {
        let mut kept = Vec::with_capacity(file.rows.len());
        let mut of_file = Vec::new();
        for (row, place) in file.rows.iter().enumerate() {
            let correction = correction(&file.values, row);
            let later = correction.date.filter(|day| *day > as_of);
            let applied = match later {
                Some(day) => Err(format!("{day} is after the day of the run")),
                None => known.find(&place.target).and_then(|address| {
                    Ok((address, apply(&mut addresses[address], &correction)?))
                }),
            };
            kept.push(applied.is_ok());
            match applied {
                Ok((address, field)) => {
                    of_file.push(address);
                    corrected.insert((address, field));
                }
                Err(detail) => {
                    let gmina = match &place.target {
                        Target::Key(key) => key.gmina,
                        Target::Id(_) | Target::None | Target::Place(_) => None,
                    };
                    let code = IssueCode::CorrectionRefused;
                    issues.push(Issue { code, origin: place.origin, gmina, detail });
                }
            }
        }
        let mut keep = kept.iter();
        file.rows.retain(|_| *keep.next().expect("one answer a row"));
        file.values =
            filter_record_batch(&file.values, &BooleanArray::from(kept)).expect("one answer a row");
        applied_to.push(of_file);
    }
    // Once all are applied: a later one may change the key by which a row named its address.
    for (file, of_file) in files.into_iter().zip(applied_to) {
        for (place, address) in file.rows.iter_mut().zip(of_file) {
            place.target = Target::Id(addresses[address].identifier());
        }
    }
    corrected
}
