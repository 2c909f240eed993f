//! Corrections of the address registers: applied where the old value is still there, refused
//! with a reason where it is not.

use std::collections::HashMap;

use arrow_array::cast::AsArray as _;
use arrow_array::types::Date32Type;
use arrow_array::{Array as _, BooleanArray, RecordBatch};
use arrow_select::filter::filter_record_batch;
use chrono::{NaiveDate, TimeDelta};

use crate::model::{Issue, IssueCode, IssueLog, number_key};
use crate::place::{GminaCode, Pl1992, SimcId, TercCode, TercWidth, UlicId};
use crate::sources::{AddressKey, AddressRow, LayerRows, Target};

/// The register.
const CORRECTIONS: &str = "corrections";

type Key = (Option<GminaCode>, Option<SimcId>, Option<UlicId>, String);

/// Addresses by identifier and by key; several where they share one.
struct Known {
    by_id: HashMap<String, Vec<usize>>,
    by_key: HashMap<Key, Vec<usize>>,
}

impl Known {
    fn of(addresses: &[AddressRow]) -> Self {
        let mut known = Self { by_id: HashMap::new(), by_key: HashMap::new() };
        for (position, row) in addresses.iter().enumerate() {
            let gmina = row.terc.map(TercCode::whole_gmina);
            let key = (gmina, row.simc, row.ulic, number_key(&row.number));
            known.by_key.entry(key).or_default().push(position);
            if !row.id.is_empty() {
                known.by_id.entry(row.id.clone()).or_default().push(position);
            }
        }
        known
    }

    fn find(&self, target: &Target) -> Result<usize, String> {
        let found = match target {
            Target::None | Target::Place(_) => return Err("names no address".to_owned()),
            Target::Id(id) => self.by_id.get(id),
            Target::Key(key) => {
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

/// Sets a field, if it holds the old value.
fn apply(row: &mut AddressRow, correction: &Correction<'_>) -> Result<(), String> {
    let Correction { field, old, new, .. } = *correction;
    let expect = |held: String| {
        if held == old { Ok(()) } else { Err(format!("{field} is {held:?}, not {old:?}")) }
    };
    let wrong = |error: crate::place::CodeError| error.to_string();
    let metres = |text: &str| {
        let number = text.replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite());
        number.ok_or_else(|| format!("{text:?} is no number of metres"))
    };
    match field {
        "number" => {
            expect(row.number.clone())?;
            new.clone_into(&mut row.number);
        }
        "street" => {
            expect(row.street.clone())?;
            new.clone_into(&mut row.street);
        }
        "locality" => {
            expect(row.locality.clone())?;
            new.clone_into(&mut row.locality);
        }
        "terc" => {
            expect(row.terc.map_or_else(String::new, |code| code.to_string()))?;
            row.terc = Some(TercCode::parse(new, TercWidth::AsWritten).map_err(wrong)?.code);
        }
        "simc" => {
            expect(row.simc.map_or_else(String::new, |code| code.to_string()))?;
            row.simc = Some(SimcId::parse(new).map_err(wrong)?.code);
        }
        "ulic" => {
            expect(row.ulic.map_or_else(String::new, |code| code.to_string()))?;
            row.ulic = UlicId::parse(new).map_err(wrong)?.map(|ulic| ulic.code);
        }
        "easting" | "northing" => {
            let held = row.position.ok_or_else(|| "the address has no position".to_owned())?;
            let (east, north) = (held.easting(), held.northing());
            let is_east = field == "easting";
            let shown = if is_east { east } else { north };
            // Both as whole millimetres, whatever the spelling.
            if ((metres(old)? - shown) * 1000.0).abs() >= 0.5 {
                return Err(format!("{field} is {shown:.3}, not {old}"));
            }
            let new = metres(new)?;
            let moved = if is_east { (new, north) } else { (east, new) };
            let moved = Pl1992::from_metres(moved.0, moved.1).filter(|p| p.near_poland());
            row.position = Some(moved.ok_or_else(|| format!("{new} is outside Poland"))?);
        }
        other => {
            return Err(format!(
                "no field {other:?}; expected number, street, locality, terc, simc, ulic, easting \
                 or northing"
            ));
        }
    }
    Ok(())
}

/// How the address is named once it is corrected: its key may have changed.
fn target_of(row: &AddressRow) -> Target {
    if !row.id.is_empty() {
        return Target::Id(row.id.clone());
    }
    Target::Key(AddressKey {
        gmina: row.terc.map(TercCode::whole_gmina),
        simc: row.simc,
        ulic: Ok(row.ulic),
        number: row.number.clone(),
    })
}

/// Applies every correction of the run in the order of its files; those refused are noted and
/// leave their layer, which so lists what was applied.
pub(super) fn apply_corrections(
    addresses: &mut [AddressRow],
    layers: &mut [LayerRows],
    as_of: NaiveDate,
    issues: &mut IssueLog,
) {
    let files: Vec<&mut LayerRows> =
        layers.iter_mut().filter(|layer| layer.register == CORRECTIONS).collect();
    if files.is_empty() {
        return;
    }
    let known = Known::of(addresses);
    for file in files {
        let mut kept = Vec::with_capacity(file.rows.len());
        for (row, place) in file.rows.iter_mut().enumerate() {
            let correction = correction(&file.values, row);
            let later = correction.date.filter(|day| *day > as_of);
            let applied = match later {
                Some(day) => Err(format!("{day} is after the day of the run")),
                None => known.find(&place.target).and_then(|address| {
                    apply(&mut addresses[address], &correction)?;
                    Ok(target_of(&addresses[address]))
                }),
            };
            kept.push(applied.is_ok());
            match applied {
                Ok(target) => place.target = target,
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
    }
}
