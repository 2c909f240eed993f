//! The tables of the bundle.

use arrow_array::RecordBatch;

use super::OpenDataInput;
use super::schema::OpenSchema;
use super::table::{Kind, Table};
use crate::diagnosis::chapters::{Definition, PEOPLE, PeopleLevel, PeopleUnit};
use crate::diagnosis::{Disclosed, Status, Tallied};
use crate::place::{GminaCode, SimcId};
use crate::publish::address_table::batch;
use crate::publish::changes::{write_changes, write_gminas};
use crate::publish::manifest::{told_hash, told_rows};
use crate::publish::report::register_label;
use crate::publish::tables::{unit_header, unit_values};
use crate::publish::{AddressRows, Language, PublishError, indicators};

type Tables = Result<Vec<Table>, PublishError>;

fn named(names: &[&str], kind: Kind) -> Vec<(String, Kind)> {
    names.iter().map(|name| ((*name).to_owned(), kind)).collect()
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The type of a column of a roll-up, by its name.
fn kind_of(name: &str) -> Kind {
    let is_decimal =
        name.ends_with("_mid") || name.contains("_percent_") || name.ends_with("_m_mean");
    if is_decimal { Kind::Decimal } else { Kind::Whole }
}

fn is_wanted(input: &OpenDataInput<'_>, gmina: Option<GminaCode>) -> bool {
    gmina.map_or(!input.is_restricted, |code| input.gminas.binary_search(&code).is_ok())
}

fn units(input: &OpenDataInput<'_>) -> Tables {
    let profiles = &input.diagnosis.profiles;
    let header = |first: &[&str]| {
        let counts = unit_header(&["addresses"], profiles);
        let counts = counts.into_iter().map(|name| (kind_of(&name), name));
        let mut header = named(first, Kind::Text);
        header.extend(counts.map(|(kind, name)| (name, kind)));
        header
    };
    let values = |first: Vec<String>, unit: &Tallied| {
        let mut row = first;
        row.push(unit.addresses.to_string());
        row.extend(unit_values(unit));
        row
    };
    let coded =
        |unit: &Tallied| vec![format!("{}{}", unit.code, text(unit.kind)), unit.name.clone()];
    let gminas = input.rollup.gminas.iter().filter(|unit| is_wanted(input, unit.gmina));
    let rows = gminas.map(|unit| values(coded(unit), unit));
    let mut tables =
        vec![Table::of_rows("gminy", &header(&["code", "name"]), rows, input.diagnosis)?];
    let levels = [
        ("powiaty", PeopleLevel::Powiat, &input.rollup.powiats),
        ("wojewodztwa", PeopleLevel::Wojewodztwo, &input.rollup.wojewodztwa),
    ];
    for (id, level, units) in levels {
        let is_told = |unit: &&Tallied| {
            let mut told = input.people.iter().filter(|unit| unit.level == level);
            told.any(|told| told.code == unit.code)
        };
        let rows = units.iter().filter(is_told).map(|unit| values(coded(unit), unit));
        tables.push(Table::of_rows(id, &header(&["code", "name"]), rows, input.diagnosis)?);
    }
    let localities = input.rollup.localities.iter().filter(|unit| is_wanted(input, unit.gmina));
    let rows = localities
        .map(|unit| values(vec![text(unit.gmina), unit.code.clone(), unit.name.clone()], unit));
    let header = header(&["gmina", "simc", "name"]);
    tables.push(Table::of_rows("miejscowosci", &header, rows, input.diagnosis)?);
    Ok(tables)
}

/// Addresses that are white or uncertain under the first profile today.
pub(super) fn white(input: &OpenDataInput<'_>) -> Vec<usize> {
    let Some(lens) = input.diagnosis.lenses().next() else { return Vec::new() };
    let verdicts = input.diagnosis.of(lens);
    let is_open = |at: &usize| {
        let status = verdicts[*at].status;
        matches!(status, Status::White | Status::Uncertain)
            && is_wanted(input, input.world.addresses[*at].gmina)
    };
    (0..verdicts.len()).filter(is_open).collect()
}

fn addresses(input: &OpenDataInput<'_>, positions: &[usize]) -> Result<Table, PublishError> {
    let id = "biale_adresy";
    let (world, diagnosis) = (input.world, input.diagnosis);
    let rows = AddressRows { world, diagnosis, ranges: Vec::new() };
    let all = batch(&rows, positions, true);
    let schema = OpenSchema::get();
    let told: Vec<&str> = schema.plain_names("address").chain(["geometry", "bbox"]).collect();
    let lenses: Vec<String> = diagnosis.lenses().map(|lens| rows.column(lens)).collect();
    let is_told = |name: &str| {
        let plain = name.strip_suffix("_rule").unwrap_or(name);
        told.contains(&name) || lenses.iter().any(|lens| lens == plain)
    };
    let fields = all.schema();
    let kept = (0..fields.fields().len()).filter(|at| is_told(fields.field(*at).name()));
    let batch: RecordBatch =
        all.project(&kept.collect::<Vec<_>>()).map_err(|e| PublishError::new(id, e))?;
    Ok(Table::of_batch(id, batch, diagnosis))
}

fn indicator_rows(input: &OpenDataInput<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (gmina, chapters) in input.gminas.iter().zip(input.chapters) {
        for indicator in &chapters.indicators {
            let Some(definition) = Definition::of(indicator.symbol) else { continue };
            let figure = indicator.figure;
            rows.push(vec![
                gmina.to_string(),
                indicator.symbol.to_owned(),
                indicator.key.clone(),
                definition.label_pl.clone(),
                text(figure.and_then(|figure| figure.low)),
                text(figure.and_then(|figure| figure.mid_twice)),
                text(figure.and_then(|figure| figure.high)),
                text(figure.and_then(|figure| figure.whole)),
                definition.unit.clone(),
                indicators::state(indicator).to_owned(),
                indicators::inputs(definition, &input.world.files).join(" "),
            ]);
        }
    }
    rows
}

fn english(polish: &str, english: &str) -> String {
    Language::English.pick(polish, english).to_owned()
}

fn definitions() -> impl Iterator<Item = Vec<String>> {
    Definition::all().iter().map(|definition| {
        vec![
            definition.symbol.clone(),
            definition.label_pl.clone(),
            definition.label_en.clone(),
            definition.formula.clone(),
            english(&definition.formula, &definition.formula_en),
            definition.meaning_pl.clone(),
            english(&definition.meaning_pl, &definition.meaning_en),
            definition.unit.clone(),
            definition.inputs.join(" "),
            definition.source.clone(),
        ]
    })
}

fn people_row(input: &OpenDataInput<'_>, unit: &PeopleUnit) -> Vec<String> {
    let world = input.world;
    let name = match (unit.level, unit.gmina) {
        (PeopleLevel::Locality, Some(gmina)) => {
            let simc = SimcId::parse(&unit.code).ok().map(|simc| simc.code);
            simc.map_or("", |simc| world.locality_name(gmina, simc))
        }
        (PeopleLevel::Gmina, Some(gmina)) => world.gmina(gmina).map_or("", |g| g.name.as_str()),
        _ => world.unit_name(&unit.code),
    };
    let mut row =
        vec![unit.level.as_str().to_owned(), text(unit.gmina), unit.code.clone(), name.to_owned()];
    row.extend(unit.counts.iter().map(|told| text(told.count())));
    row.extend(unit.counts.iter().map(|told| told.as_str().to_owned()));
    row
}

fn people(input: &OpenDataInput<'_>) -> Result<Option<Table>, PublishError> {
    // A table in which nobody knows anything is no table.
    let mut counts = input.people.iter().flat_map(|unit| unit.counts);
    if counts.all(|count| count == Disclosed::Unknown) {
        return Ok(None);
    }
    let mut header = named(&["level", "gmina", "code", "name"], Kind::Text);
    header.extend(PEOPLE.iter().map(|(name, _)| ((*name).to_owned(), Kind::Whole)));
    header.extend(PEOPLE.iter().map(|(name, _)| (format!("{name}_state"), Kind::Text)));
    let rows = input.people.iter().map(|unit| people_row(input, unit));
    Table::of_rows("ludnosc_i_popyt", &header, rows, input.diagnosis).map(Some)
}

fn sources(input: &OpenDataInput<'_>) -> Result<Table, PublishError> {
    let mut header = named(&["number"], Kind::Whole);
    header.extend(named(&["register", "name", "name_en", "edition", "sha256"], Kind::Text));
    header.extend(named(&["rows_read", "rows_used", "rows_rejected", "rows_outside"], Kind::Whole));
    let rows = input.world.files.iter().zip(1..).map(|(file, number)| {
        let rows = |n: u64| text(told_rows(file, n));
        vec![
            number.to_string(),
            file.register.clone(),
            register_label(Language::Polish, &file.register).to_owned(),
            register_label(Language::English, &file.register).to_owned(),
            file.edition.clone(),
            told_hash(file).to_owned(),
            rows(file.rows_read),
            rows(file.rows_used()),
            rows(file.rows_rejected),
            rows(file.rows_outside),
        ]
    });
    Table::of_rows("zrodla", &header, rows, input.diagnosis)
}

/// A table that the comparison of editions writes, restricted to wanted gminas and to the columns
/// that are described.
fn changed(
    input: &OpenDataInput<'_>,
    id: &str,
    csv: &[u8],
    gminas: &[&str],
) -> Result<Table, PublishError> {
    let error = |e: csv::Error| PublishError::new(id, e);
    let mut reader = csv::Reader::from_reader(csv);
    let names: Vec<String> = reader.headers().map_err(error)?.iter().map(str::to_owned).collect();
    let schema = OpenSchema::get();
    let group = &schema.table(id).columns;
    let is_told = |at: &usize| schema.describe(group, &names[*at], input.diagnosis).is_some();
    let kept: Vec<usize> = (0..names.len()).filter(is_told).collect();
    let texts: Vec<&str> = schema.plain_names(group).collect();
    let is_count = |name: &str| ["old", "new", "change"].contains(&name) || !texts.contains(&name);
    let header = kept.iter().map(|at| {
        let name = names[*at].clone();
        let kind = if is_count(&name) { Kind::Whole } else { Kind::Text };
        (name, kind)
    });
    let header: Vec<(String, Kind)> = header.collect();
    let places: Vec<usize> =
        (0..names.len()).filter(|at| gminas.contains(&names[*at].as_str())).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(error)?;
        let code = |at: &usize| record[*at].parse().ok().and_then(GminaCode::from_number);
        if places.iter().any(|at| is_wanted(input, code(at))) {
            rows.push(kept.iter().map(|at| record[*at].to_owned()).collect());
        }
    }
    Table::of_rows(id, &header, rows.into_iter(), input.diagnosis)
}

/// Every table of the bundle.
pub(super) fn tables(input: &OpenDataInput<'_>, white: &[usize]) -> Tables {
    let mut tables = units(input)?;
    // A level of which no unit is complete has no table.
    tables.retain(|table| table.n_rows() > 0 || table.spec.id == "gminy");
    tables.push(addresses(input, white)?);
    let mut header = named(&["gmina", "symbol", "key", "label_pl"], Kind::Text);
    header.extend(named(&["low", "mid_twice", "high", "whole"], Kind::Whole));
    header.extend(named(&["unit", "state", "inputs"], Kind::Text));
    let rows = indicator_rows(input).into_iter();
    tables.push(Table::of_rows("wskazniki", &header, rows, input.diagnosis)?);
    let names: Vec<&str> = OpenSchema::get().plain_names("definition").collect();
    let header = named(&names, Kind::Text);
    tables.push(Table::of_rows("slownik_wskaznikow", &header, definitions(), input.diagnosis)?);
    tables.extend(people(input)?);
    tables.push(sources(input)?);
    if let Some(changes) = input.changes {
        let (mut sums, mut list) = (Vec::new(), Vec::new());
        write_gminas(changes, &mut sums)?;
        write_changes(changes, &mut list)?;
        tables.push(changed(input, "zmiany_gmin", &sums, &["code"])?);
        tables.push(changed(input, "zmiany", &list, &["gmina", "old_gmina"])?);
    }
    Ok(tables)
}
