//! `tallies.parquet`: counts by unit as whole numbers, from which every share and mean of a run can
//! be made again. Written by runs over a part of a country, read when parts are put together.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{UInt16Type, UInt64Type};
use arrow_array::{Array, RecordBatch, UInt16Array, UInt64Array};
use parquet::arrow::ArrowWriter;

use super::columns::{Columns, parquet_properties};
use super::{PublishError, lens_column};
use crate::diagnosis::{SpeedClasses, Status, Tallied, lenses};
use crate::model::{Medium, Rung};
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;

/// The file.
const NAME: &str = "tallies.parquet";

/// Speed classes with the medium of the fastest offer, in the order of columns.
fn classes() -> impl Iterator<Item = (usize, Option<Medium>)> {
    let media = || [None].into_iter().chain(Medium::ALL.map(Some));
    (0..SpeedClasses::get().len()).flat_map(move |class| media().map(move |m| (class, m)))
}

/// A count of a unit by the name of its column.
type Count = (String, Box<dyn Fn(&Tallied) -> Option<u64>>);

fn counts(profiles: &[ThresholdProfile]) -> Vec<Count> {
    let mut columns: Vec<Count> = vec![("addresses".to_owned(), Box::new(|u| Some(u.addresses)))];
    for (at, lens) in lenses(profiles.len()).enumerate() {
        for status in Status::ALL {
            let name = format!("{}_{}", lens_column(profiles, lens), status.as_str());
            let count =
                move |unit: &Tallied| unit.statuses.get(at).map(|counts| counts[status as usize]);
            columns.push((name, Box::new(count)));
        }
    }
    for key in classes() {
        let (class, medium) = key;
        let name = format!("class_{class}_{}", medium.map_or("none", Medium::as_str));
        columns.push((name, Box::new(move |u| Some(u.classes.get(&key).copied().unwrap_or(0)))));
    }
    for rung in Rung::ALL {
        let name = format!("records_{}", rung.as_str());
        columns.push((name, Box::new(move |unit| Some(unit.rungs[rung as usize]))));
    }
    let mut more = |name: &str, count: fn(&Tallied) -> Option<u64>| {
        columns.push((name.to_owned(), Box::new(count)));
    };
    more("covered", |unit| unit.covered);
    more("white_clustered", |unit| Some(unit.white_clustered));
    more("white_with_node", |unit| Some(unit.white_with_node));
    more("nearest_node_um", |unit| Some(unit.nearest_node_um));
    columns
}

/// Writes units with their counts.
///
/// # Errors
/// When the writer fails.
pub fn write_tallies(
    units: &[Tallied],
    profiles: &[ThresholdProfile],
    writer: impl Write + Send,
) -> Result<(), PublishError> {
    let error = PublishError::of(NAME);
    let all = || units.iter();
    let mut columns = Columns::default();
    columns.text("gmina", all().map(|u| u.gmina.map(|gmina| gmina.to_string())));
    columns.text("simc", all().map(|u| u.simc.map(|simc| simc.to_string())));
    columns.text("code", all().map(|unit| Some(&unit.code)));
    columns.text("name", all().map(|unit| Some(&unit.name)));
    let kinds = all().map(|unit| unit.kind.map(u16::from));
    columns.push("kind", Arc::new(kinds.collect::<UInt16Array>()));
    for (name, count) in counts(profiles) {
        columns.push(&name, Arc::new(all().map(count).collect::<UInt64Array>()));
    }
    let clusters = |unit: &Tallied| {
        let numbers = unit.clusters.iter().map(u32::to_string);
        Some(numbers.collect::<Vec<_>>().join(";"))
    };
    columns.text("clusters", all().map(clusters));
    let batch = columns.batch().map_err(|e| PublishError::new(NAME, e))?;
    let parquet = ArrowWriter::try_new(writer, batch.schema(), Some(parquet_properties(None)));
    let mut parquet = parquet.map_err(&error)?;
    parquet.write(&batch).map_err(&error)?;
    parquet.close().map(drop).map_err(&error)
}

/// Units of a batch of such a table; `None` where it is of another layout or run.
pub fn read_tallies(batch: &RecordBatch, profiles: &[ThresholdProfile]) -> Option<Vec<Tallied>> {
    let text = |name: &str| batch.column_by_name(name)?.as_string_opt::<i32>();
    let [gmina, simc] = [text("gmina")?, text("simc")?];
    let [code, name, clusters] = [text("code")?, text("name")?, text("clusters")?];
    let kind = batch.column_by_name("kind")?.as_primitive_opt::<UInt16Type>()?;
    let mut numbers = BTreeMap::new();
    for (name, _) in counts(profiles) {
        let column = batch.column_by_name(&name)?.as_primitive_opt::<UInt64Type>()?;
        numbers.insert(name, column);
    }
    let unit = |row: usize| -> Option<Tallied> {
        let count = |name: &str| {
            let column = numbers.get(name)?;
            column.is_valid(row).then(|| column.value(row))
        };
        let mut unit = Tallied {
            code: code.value(row).to_owned(),
            name: name.value(row).to_owned(),
            kind: kind.is_valid(row).then(|| u8::try_from(kind.value(row)).ok()).flatten(),
            addresses: count("addresses")?,
            covered: count("covered"),
            white_clustered: count("white_clustered")?,
            white_with_node: count("white_with_node")?,
            nearest_node_um: count("nearest_node_um")?,
            ..Tallied::default()
        };
        if gmina.is_valid(row) {
            unit.gmina = Some(GminaCode::from_number(gmina.value(row).parse().ok()?)?);
        }
        if simc.is_valid(row) {
            unit.simc = Some(crate::place::SimcId::parse(simc.value(row)).ok()?.code);
        }
        for lens in lenses(profiles.len()) {
            let column = lens_column(profiles, lens);
            let of = |status: Status| count(&format!("{column}_{}", status.as_str()));
            let mut counts = [0; Status::ALL.len()];
            for status in Status::ALL {
                counts[status as usize] = of(status)?;
            }
            unit.statuses.push(counts);
        }
        for (class, medium) in classes() {
            let name = format!("class_{class}_{}", medium.map_or("none", Medium::as_str));
            if let Some(n) = count(&name).filter(|n| *n > 0) {
                unit.classes.insert((class, medium), n);
            }
        }
        for rung in Rung::ALL {
            unit.rungs[rung as usize] = count(&format!("records_{}", rung.as_str()))?;
        }
        let numbers = clusters.value(row).split(';').filter(|number| !number.is_empty());
        unit.clusters = numbers.map(|n| n.parse().ok()).collect::<Option<BTreeSet<u32>>>()?;
        Some(unit)
    };
    (0..batch.num_rows()).map(unit).collect()
}
