//! Layers tied to addresses and gminas, and their references to each other checked.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::cast::AsArray as _;
use arrow_array::{ArrayRef, Float64Array, RecordBatch, UInt16Array, UInt32Array};
use arrow_schema::Schema as ArrowSchema;
use arrow_select::concat::concat_batches;
use arrow_select::take::take_record_batch;
use chrono::NaiveDate;

use super::MatchSettings;
use super::book::AddressBook;
use super::names::Gazetteer;
use crate::index::BoundaryIndex;
use crate::model::{Issue, IssueCode, IssueLog, Layer, Rung};
use crate::place::{GminaCode, Pl1992, standing_point, wkb_of};
use crate::sources::{AddressKey, LayerRow, LayerRows, Schema, Target, column_name, layer_fields};

/// What a row was tied to.
struct Tied {
    /// Place of the row among those of its register.
    row: usize,
    gmina: Option<GminaCode>,
    address: Option<(u32, Rung)>,
}

/// What rows are tied with.
pub(super) struct Ladder<'a> {
    pub(super) book: &'a AddressBook<'a>,
    pub(super) names: &'a Gazetteer,
    pub(super) index: &'a BoundaryIndex<'a>,
    pub(super) settings: &'a MatchSettings,
}

/// Ties the rows of every register; rows about other gminas that have no place of their own are
/// counted as outside.
pub(super) fn tie_layers(
    parts: Vec<LayerRows>,
    ladder: &Ladder<'_>,
    issues: &mut IssueLog,
) -> Vec<Layer> {
    let mut of_register: BTreeMap<&'static str, Vec<LayerRows>> = BTreeMap::new();
    for part in parts {
        of_register.entry(part.register).or_default().push(part);
    }
    let layers: Vec<Layer> = of_register
        .into_iter()
        .map(|(register, parts)| tie_layer(register, parts, ladder, issues))
        .collect();
    check_references(&layers, issues);
    check_days(&layers, ladder.settings.as_of, issues);
    layers
}

fn tie_layer(
    register: &'static str,
    parts: Vec<LayerRows>,
    ladder: &Ladder<'_>,
    issues: &mut IssueLog,
) -> Layer {
    let described = Schema::of(register);
    let names_houses = described.columns.iter().any(|column| column.field == "number");
    let schema = parts[0].values.schema();
    let values = concat_batches(&schema, parts.iter().map(|part| &part.values));
    let values = values.expect("files of a register have the same columns");
    let rows: Vec<LayerRow> = parts.into_iter().flat_map(|part| part.rows).collect();
    let mut tied: Vec<Tied> = rows
        .iter()
        .enumerate()
        .filter_map(|(row, place)| ladder.tie_row(row, place, names_houses, issues))
        .collect();
    tied.sort_by_key(|tied| (tied.gmina.is_none(), tied.gmina, rows[tied.row].origin));
    let order = tied.iter().map(|tied| u32::try_from(tied.row).expect("fewer than 2^32 rows"));
    let values = take_record_batch(&values, &UInt32Array::from_iter_values(order));
    let values = values.expect("every position is a row");
    let batch = with_places(&values, &tied, &rows, described);
    Layer { register: register.to_owned(), batch }
}

impl Ladder<'_> {
    /// The gmina in which a row stands.
    fn gmina_of(&self, place: &LayerRow) -> Option<GminaCode> {
        let point = place.position.or_else(|| place.geometry.as_ref().and_then(standing_point));
        point.and_then(|point| self.index.gmina_of(point))
    }

    /// Ties a row; `names_houses` says whether its register does at all, or has lines, areas and
    /// points of its own that only happen to be near one.
    fn tie_row(
        &self,
        row: usize,
        place: &LayerRow,
        names_houses: bool,
        issues: &mut IssueLog,
    ) -> Option<Tied> {
        let mut note = |code, gmina, detail: String| {
            issues.push(Issue { code, origin: place.origin, gmina, detail });
        };
        let tied = |(address, rung): (u32, Rung)| {
            let gmina = self.book.address(address).gmina;
            Some(Tied { row, gmina, address: Some((address, rung)) })
        };
        let untied = |gmina| Some(Tied { row, gmina, address: None });
        let key = match &place.target {
            Target::None => AddressKey::empty(),
            Target::Place(place) => return tied((*place, Rung::Coordinates)),
            Target::Id(id) => {
                if let Some(address) = self.book.by_id(id) {
                    return tied((address, Rung::Exact));
                }
                let gmina = self.gmina_of(place);
                note(IssueCode::RowWithoutAddress, gmina, id.clone());
                return untied(gmina);
            }
            Target::Key(key) => key.clone(),
        };
        let gmina = key.gmina.or_else(|| self.gmina_of(place));
        let is_elsewhere = gmina.is_some_and(|gmina| !self.book.has_gmina(gmina));
        if is_elsewhere && place.position.is_none() && place.geometry.is_none() {
            note(IssueCode::OutsideArea, gmina, String::new());
            return None;
        }
        if is_elsewhere || !names_houses {
            return untied(gmina);
        }
        let (names_place, stated) = (key.names_place(), key.gmina);
        let (key, reason) = self.names.resolved(AddressKey { gmina, ..key });
        match self.book.find(&key, place.position) {
            Ok(hit) => {
                let found = self.book.address(hit.addresses.start).gmina;
                if stated.is_some() && found != stated {
                    // Near an address of another gmina: the row stays in the one that it names.
                    note(IssueCode::OutsideGmina, stated, key.number);
                    return untied(stated);
                }
                tied((hit.addresses.start, hit.rung))
            }
            Err(code) => {
                // A row that names nothing but its gmina or a point says nothing wrong.
                if names_place {
                    let detail = reason.unwrap_or_else(|| key.number.clone());
                    let detail = format!("{code}: {detail}");
                    note(IssueCode::RowWithoutAddress, key.gmina, detail);
                }
                untied(key.gmina)
            }
        }
    }
}

/// The values with the columns that every layer has.
fn with_places(
    values: &RecordBatch,
    tied: &[Tied],
    rows: &[LayerRow],
    schema: &Schema,
) -> RecordBatch {
    let fields = layer_fields(schema);
    let has = |name: &str| fields.iter().skip(values.num_columns()).any(|f| f.name() == name);
    let mut arrays: Vec<ArrayRef> = values.columns().to_vec();
    let (mut gminas, mut rungs) = (StringBuilder::new(), StringBuilder::new());
    for tied in tied {
        gminas.append_option(tied.gmina.map(|gmina| gmina.to_string()));
        rungs.append_option(tied.address.map(|(_, rung)| rung.as_str()));
    }
    arrays.push(Arc::new(gminas.finish()));
    let address = tied.iter().map(|t| t.address.map(|(address, _)| address + 1));
    arrays.push(Arc::new(address.collect::<UInt32Array>()));
    arrays.push(Arc::new(rungs.finish()));
    let origins = || tied.iter().map(|t| rows[t.row].origin);
    let files = origins().map(|origin| origin.file.0 + 1);
    arrays.push(Arc::new(UInt16Array::from_iter_values(files)));
    let numbers = origins().map(|origin| origin.row);
    arrays.push(Arc::new(UInt32Array::from_iter_values(numbers)));
    if has("easting") {
        let metres = |of: fn(Pl1992) -> f64| -> ArrayRef {
            let places = tied.iter().map(|t| rows[t.row].position.map(of));
            Arc::new(places.collect::<Float64Array>())
        };
        arrays.extend([metres(Pl1992::easting), metres(Pl1992::northing)]);
    }
    if has("geometry") {
        let mut geometries = BinaryBuilder::new();
        for tied in tied {
            let place = &rows[tied.row];
            let point = place.position.map(|position| position.coord().into());
            let geometry = place.geometry.clone().or(point.map(geo_types::Geometry::Point));
            geometries.append_option(geometry.and_then(|geometry| wkb_of(&geometry)));
        }
        arrays.push(Arc::new(geometries.finish()));
    }
    RecordBatch::try_new(Arc::new(ArrowSchema::new(fields)), arrays)
        .expect("every column has one value a row")
}

/// Counts the identifiers that no row of the registers they name has.
///
/// A reference is checked where the run has at least one of those registers: without them
/// nothing can be told.
fn check_references(layers: &[Layer], issues: &mut IssueLog) {
    let ids_of = |target: &String| -> Option<HashSet<&str>> {
        let (register, field) = target.split_once('.')?;
        let layer = layers.iter().find(|layer| layer.register == register)?;
        let column = layer.batch.column_by_name(field)?.as_string_opt::<i32>()?;
        Some(column.iter().flatten().collect())
    };
    for layer in layers {
        let columns = &Schema::of(&layer.register).columns;
        for column in columns.iter().filter(|column| !column.refers_to.is_empty()) {
            let known: Vec<HashSet<&str>> = column.refers_to.iter().filter_map(ids_of).collect();
            if known.is_empty() {
                continue;
            }
            let name = column_name(column);
            for row in 0..layer.n_rows() {
                let named = layer.text(&name, row).into_iter().flat_map(|ids| ids.split(';'));
                let dangling = named.filter(|id| !known.iter().any(|ids| ids.contains(id)));
                for id in dangling {
                    issues.push(Issue {
                        code: IssueCode::DanglingReference,
                        origin: layer.origin(row),
                        gmina: layer.gmina(row),
                        detail: format!("{}: {id}", column.field),
                    });
                }
            }
        }
    }
}

/// Counts days of what has happened that are later than the day of the run: they are not used.
fn check_days(layers: &[Layer], as_of: NaiveDate, issues: &mut IssueLog) {
    for layer in layers {
        let columns = Schema::of(&layer.register).columns.iter().filter(|column| column.past);
        for column in columns {
            let to_come = |row: &usize| layer.date(&column.field, *row).filter(|day| *day > as_of);
            for (row, day) in (0..layer.n_rows()).filter_map(|row| Some((row, to_come(&row)?))) {
                issues.push(Issue {
                    code: IssueCode::IgnoredValue,
                    origin: layer.origin(row),
                    gmina: layer.gmina(row),
                    detail: format!("{}: {day}", column.field),
                });
            }
        }
    }
}
