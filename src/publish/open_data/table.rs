//! A table of the bundle: one definition, written as CSV and as Parquet.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::DataType;

use super::schema::{Described, OpenSchema, TableSpec};
use crate::diagnosis::Diagnosis;
use crate::publish::PublishError;
use crate::publish::columns::{Columns, write_batch};
use crate::publish::geo::geo_metadata;

/// Columns of geometry: Parquet has them, CSV does not.
const GEOMETRY: [&str; 2] = ["geometry", "bbox"];

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Decimal,
}

enum Builder {
    Text(StringBuilder),
    Whole(Int64Builder),
    Decimal(Float64Builder),
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Whole => Self::Whole(Int64Builder::new()),
            Kind::Decimal => Self::Decimal(Float64Builder::new()),
        }
    }

    /// Appends a value as text; an empty one is not known.
    fn push(&mut self, text: &str) {
        match self {
            Self::Text(to) => to.append_option(Some(text).filter(|text| !text.is_empty())),
            Self::Whole(to) => to.append_option(text.parse().ok()),
            Self::Decimal(to) => to.append_option(text.parse().ok()),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut of) => Arc::new(of.finish()),
            Self::Whole(mut of) => Arc::new(of.finish()),
            Self::Decimal(mut of) => Arc::new(of.finish()),
        }
    }
}

/// A column as it is described in the bundle.
pub(super) struct Column {
    pub name: String,
    pub kind: Kind,
    pub described: Described,
}

/// A table with its description.
pub(super) struct Table {
    pub spec: &'static TableSpec,
    pub columns: Vec<Column>,
    /// Whether it has geometry.
    pub is_spatial: bool,
    batch: RecordBatch,
}

impl Table {
    /// From rows of texts.
    pub fn of_rows(
        id: &str,
        header: &[(String, Kind)],
        rows: impl Iterator<Item = Vec<String>>,
        diagnosis: &Diagnosis,
    ) -> Result<Self, PublishError> {
        let mut builders: Vec<Builder> =
            header.iter().map(|(_, kind)| Builder::new(*kind)).collect();
        for row in rows {
            builders.iter_mut().zip(&row).for_each(|(builder, text)| builder.push(text));
        }
        let mut columns = Columns::default();
        for ((name, _), builder) in header.iter().zip(builders) {
            columns.push(name, builder.finish());
        }
        let batch = columns.batch().map_err(|error| PublishError::new(id, error))?;
        Ok(Self::of_batch(id, batch, diagnosis))
    }

    /// From columns.
    ///
    /// # Panics
    /// When a column is not described: a test writes all of them.
    pub fn of_batch(id: &str, batch: RecordBatch, diagnosis: &Diagnosis) -> Self {
        let schema = OpenSchema::get();
        let spec = schema.table(id);
        let fields = batch.schema();
        let fields = fields.fields().iter();
        let named = fields.filter(|field| !GEOMETRY.contains(&field.name().as_str()));
        let column = |field: &Arc<arrow_schema::Field>| {
            let name = field.name().clone();
            let described = schema.describe(&spec.columns, &name, diagnosis);
            let described =
                described.unwrap_or_else(|| panic!("open-data.toml: {id} has no column {name}"));
            let kind = match field.data_type() {
                DataType::Float64 => Kind::Decimal,
                DataType::Utf8 => Kind::Text,
                _ => Kind::Whole,
            };
            Column { name, kind, described }
        };
        let columns = named.map(column).collect();
        let is_spatial = batch.column_by_name(GEOMETRY[0]).is_some();
        Self { spec, columns, is_spatial, batch }
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// Writes it as CSV, without geometry.
    pub fn write_csv(&self, writer: impl Write) -> Result<(), PublishError> {
        let error = |e: arrow_schema::ArrowError| PublishError::new(self.spec.id.as_str(), e);
        let fields = self.batch.schema();
        let is_plain = |at: &usize| !GEOMETRY.contains(&fields.field(*at).name().as_str());
        let plain: Vec<usize> = (0..fields.fields().len()).filter(is_plain).collect();
        let batch = self.batch.project(&plain).map_err(error)?;
        let mut csv = arrow_csv::WriterBuilder::new().with_header(true).build(writer);
        csv.write(&batch).map_err(error)
    }

    /// Writes it as Parquet: GeoParquet 1.1 where it has geometry.
    pub fn write_parquet(&self, folder: &Path, name: &str) -> Result<(), PublishError> {
        let geo = self.is_spatial.then(|| geo_metadata(&["Point"], true));
        write_batch(&self.batch, folder, name, geo)
    }
}
