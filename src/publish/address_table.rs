//! The address table: one definition of its columns, written as GeoParquet and as CSV.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, UInt16Array, UInt32Array};
use arrow_schema::Schema;
use arrow_select::concat::concat_batches;
use parquet::arrow::ArrowWriter;

use super::PublishError;
use super::columns::{Columns, bbox, parquet_properties};
use super::geo::{geo_metadata, wkb_point};
use crate::diagnosis::{Diagnosis, Lens, View, evidence};
use crate::model::{AddressPoint, Offer, World};
use crate::place::Pl1992;
use crate::policy::ThresholdProfile;

/// Addresses per record batch.
const BATCH: usize = 65_536;

/// The addresses to write and what is known of them.
pub struct AddressRows<'a> {
    /// The world.
    pub world: &'a World,
    /// Its diagnosis.
    pub diagnosis: &'a Diagnosis,
    /// Positions of the addresses, ascending.
    pub ranges: Vec<Range<usize>>,
}

/// Text form of a place in a register: `4:1023` is row 1023 of the fourth input.
pub(super) fn evidence_id(offer: &Offer) -> String {
    format!("{}:{}", offer.origin.file.0 + 1, offer.origin.row)
}

/// Column of a lens: `eu_2023_today`.
pub fn lens_column(profiles: &[ThresholdProfile], lens: Lens) -> String {
    format!("{}_{}", profiles[lens.profile].column_prefix(), lens.view.as_str())
}

impl<'a> AddressRows<'a> {
    /// Positions of the addresses.
    pub fn positions(&self) -> impl Iterator<Item = usize> + use<'a> {
        self.ranges.clone().into_iter().flatten()
    }

    /// Column of a lens: `eu_2023_today`.
    pub fn column(&self, lens: Lens) -> String {
        lens_column(&self.diagnosis.profiles, lens)
    }

    /// Records behind the verdicts of a profile, today and with plans: those that meet it, else
    /// those that were looked at and do not.
    pub fn evidence(&self, profile: usize, position: usize) -> Vec<&'a Offer> {
        let (settings, site) = (&self.diagnosis.settings, self.diagnosis.sites[position]);
        let profile = &self.diagnosis.profiles[profile];
        let offers = self.world.offers_at(position);
        let of = |view| evidence(offers, profile, view, settings, site);
        let mut behind = of(View::Today);
        behind.extend(of(View::WithPlans));
        behind.sort_by_key(|offer| offer.origin);
        behind.dedup_by_key(|offer| offer.origin);
        behind
    }

    /// Identifiers of these records, `input:row`.
    pub fn evidence_ids(&self, profile: usize, position: usize) -> String {
        let behind = self.evidence(profile, position);
        behind.into_iter().map(evidence_id).collect::<Vec<_>>().join(";")
    }
}

/// Builds one batch; `with_geometry` adds the columns that only GeoParquet has.
pub(super) fn batch(
    rows: &AddressRows<'_>,
    positions: &[usize],
    with_geometry: bool,
) -> RecordBatch {
    let mut columns = Columns::default();
    let world = rows.world;
    let all = || positions.iter().map(|p| &world.addresses[*p]);
    columns.text("address_id", all().map(|a| Some(world.texts.get(a.id))));
    columns
        .push("source_row", Arc::new(UInt32Array::from_iter_values(all().map(|a| a.origin.row))));
    columns.push(
        "source_file",
        Arc::new(UInt16Array::from_iter_values(all().map(|a| a.origin.file.0 + 1))),
    );
    let code = |a: &AddressPoint| a.gmina.map(|gmina| gmina.to_string());
    columns.text("gmina", all().map(code));
    columns.text("terc", all().map(|a| a.terc.map(|terc| terc.to_string())));
    columns.text("simc", all().map(|a| a.simc.map(|simc| simc.to_string())));
    columns.text("locality", positions.iter().map(|p| Some(world.locality_of(*p))));
    columns.text("ulic", all().map(|a| a.ulic.map(|ulic| ulic.to_string())));
    columns.text("street", positions.iter().map(|p| Some(world.street_of(*p))));
    columns.text("number", all().map(|a| Some(world.texts.get(a.number))));
    let metres = |of: fn(&Pl1992) -> f64| -> ArrayRef {
        Arc::new(all().map(|a| a.position.as_ref().map(of)).collect::<Float64Array>())
    };
    columns.push("easting", metres(|p| p.easting()));
    columns.push("northing", metres(|p| p.northing()));
    offers(&mut columns, rows, positions);
    verdicts(&mut columns, rows, positions);
    let clusters = &rows.diagnosis.clusters.of_address;
    let cluster = positions.iter().map(|p| clusters[*p].map(|cluster| cluster + 1));
    columns.push("cluster_id", Arc::new(cluster.collect::<UInt32Array>()));
    let around = &rows.diagnosis.surroundings;
    let nearest = || positions.iter().map(|p| around.nearest[*p]);
    let id = |node: u32| around.nodes[node as usize].id.as_str();
    columns.text("nearest_node_id", nearest().map(|nearest| nearest.map(|n| id(n.node))));
    let metres = nearest().map(|nearest| nearest.map(|nearest| nearest.metres));
    columns.push("nearest_node_m", Arc::new(metres.collect::<Float64Array>()));
    if with_geometry {
        geometry(&mut columns, rows, positions);
    }
    columns.batch().expect("all columns have one value an address")
}

fn offers(columns: &mut Columns, rows: &AddressRows<'_>, positions: &[usize]) {
    let (world, diagnosis) = (rows.world, rows.diagnosis);
    let best = || {
        let offer = |p: &usize| diagnosis.best[*p].map(|offer| &world.offers[offer as usize]);
        positions.iter().map(offer)
    };
    let down = best().map(|offer| offer.map(|o| o.speed.down.as_kbps()));
    columns.push("best_down_kbps", Arc::new(down.collect::<UInt32Array>()));
    let up = best().map(|offer| offer.map(|o| o.speed.up.as_kbps()));
    columns.push("best_up_kbps", Arc::new(up.collect::<UInt32Array>()));
    let technology = |offer: &Offer| world.technologies[offer.technology.0 as usize].as_str();
    columns.text("best_technology", best().map(|offer| offer.map(technology)));
    let operator = |offer: &Offer| world.providers[offer.provider.0 as usize].id.as_str();
    columns.text("best_operator", best().map(|offer| offer.map(operator)));
    // Unknown where the run has no coverage areas: not false.
    let covered = positions.iter().map(|p| diagnosis.surroundings.covered[*p]);
    columns.push("covered", Arc::new(covered.collect::<BooleanArray>()));
    let networks = |of: fn(&(u16, u16)) -> u16| -> ArrayRef {
        let counts = positions.iter().map(|p| of(&diagnosis.networks[*p]));
        Arc::new(UInt16Array::from_iter_values(counts))
    };
    columns.push("networks_certain", networks(|(certain, _)| *certain));
    columns.push("networks_possible", networks(|(_, possible)| *possible));
}

fn verdicts(columns: &mut Columns, rows: &AddressRows<'_>, positions: &[usize]) {
    let diagnosis = rows.diagnosis;
    for lens in diagnosis.lenses() {
        let of_lens = diagnosis.of(lens);
        let status = positions.iter().map(|p| Some(of_lens[*p].status.as_str()));
        columns.text(&rows.column(lens), status);
    }
    for lens in diagnosis.lenses() {
        let of_lens = diagnosis.of(lens);
        let rule = positions.iter().map(|p| Some(of_lens[*p].rule.as_str()));
        columns.text(&format!("{}_rule", rows.column(lens)), rule);
    }
    for (profile, thresholds) in diagnosis.profiles.iter().enumerate() {
        let ids = positions.iter().map(|p| Some(rows.evidence_ids(profile, *p)));
        columns.text(&format!("{}_evidence", thresholds.column_prefix()), ids);
    }
}

fn geometry(columns: &mut Columns, rows: &AddressRows<'_>, positions: &[usize]) {
    let places = || positions.iter().map(|p| rows.world.addresses[*p].position);
    let mut wkb = BinaryBuilder::new();
    places().for_each(|place| wkb.append_option(place.map(wkb_point)));
    columns.push("geometry", Arc::new(wkb.finish()));
    columns.push("bbox", bbox(places()));
}

/// Positions in batches; one empty batch where there are none, so that the columns are written.
fn batches<'a>(
    rows: &'a AddressRows<'_>,
    with_geometry: bool,
) -> impl Iterator<Item = RecordBatch> + 'a {
    let positions: Vec<usize> = rows.positions().collect();
    let n_batches = positions.len().div_ceil(BATCH).max(1);
    (0..n_batches).map(move |n| {
        let end = positions.len().min((n + 1) * BATCH);
        batch(rows, &positions[n * BATCH..end], with_geometry)
    })
}

/// Writes the addresses as GeoParquet 1.1.
///
/// # Errors
/// When the writer fails.
pub fn write_parquet(
    rows: &AddressRows<'_>,
    writer: impl Write + Send,
) -> Result<(), PublishError> {
    let mut batches = batches(rows, true).peekable();
    let Some(first) = batches.peek() else { return Ok(()) };
    let mut table = AddressTable::new(&first.schema(), writer)?;
    batches.try_for_each(|batch| table.push(&batch))?;
    table.finish()
}

/// `addresses.parquet` in the making: rows that come in batches of any size have the same bytes.
pub struct AddressTable<W: Write + Send> {
    parquet: ArrowWriter<W>,
    schema: Arc<Schema>,
    held: Vec<RecordBatch>,
    n_held: usize,
}

impl<W: Write + Send> AddressTable<W> {
    /// Begins the table.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn new(schema: &Schema, writer: W) -> Result<Self, PublishError> {
        // Notes of another file are not columns.
        let schema = Arc::new(Schema::new(schema.fields().clone()));
        let properties = parquet_properties(Some(geo_metadata(&["Point"], true)));
        let parquet = ArrowWriter::try_new(writer, Arc::clone(&schema), Some(properties));
        let parquet = parquet.map_err(PublishError::of("addresses.parquet"))?;
        Ok(Self { parquet, schema, held: Vec::new(), n_held: 0 })
    }

    /// Appends rows.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn push(&mut self, batch: &RecordBatch) -> Result<(), PublishError> {
        let mut start = 0;
        while start < batch.num_rows() {
            let n = (BATCH - self.n_held).min(batch.num_rows() - start);
            self.held.push(batch.slice(start, n));
            (start, self.n_held) = (start + n, self.n_held + n);
            if self.n_held == BATCH {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), PublishError> {
        let error = PublishError::of("addresses.parquet");
        let columns = concat_batches(&self.held[0].schema(), &self.held)
            .and_then(|batch| {
                RecordBatch::try_new(Arc::clone(&self.schema), batch.columns().into())
            })
            .map_err(|e| PublishError::new("addresses.parquet", e))?;
        (self.held, self.n_held) = (Vec::new(), 0);
        self.parquet.write(&columns).map_err(&error)
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn finish(mut self) -> Result<(), PublishError> {
        if self.n_held > 0 {
            self.flush()?;
        }
        self.parquet.close().map(drop).map_err(PublishError::of("addresses.parquet"))
    }
}

/// Writes the addresses as CSV.
///
/// # Errors
/// When the writer fails.
pub fn write_csv(rows: &AddressRows<'_>, writer: impl Write) -> Result<(), PublishError> {
    let error = PublishError::of("addresses.csv");
    let mut csv = arrow_csv::WriterBuilder::new().with_header(true).build(writer);
    for batch in batches(rows, false) {
        csv.write(&batch).map_err(&error)?;
    }
    Ok(())
}
