//! Parquet files that grow gmina by gmina.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{
    BinaryBuilder, Float64Builder, Int32Builder, StringBuilder, StringDictionaryBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int8Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::answer::STATUSES;
use super::plane::Spot;

/// Definition of EPSG:2180 as PROJ prints it (`projinfo -o PROJJSON EPSG:2180`).
const EPSG_2180: &str = include_str!("../../../data/schemas/epsg-2180.projjson");
const ROW_GROUP: usize = 262_144;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// Text of few values.
    Word,
    /// A status, by its number.
    Status,
    Whole,
    Metres,
    /// Well-known binary of the named type.
    Geometry(&'static str),
}

/// A table under construction: its columns in order.
pub(super) type Columns = &'static [(&'static str, Kind)];

enum Builder {
    Text(StringBuilder),
    Word(StringDictionaryBuilder<Int32Type>),
    Status(Vec<i8>),
    Whole(Int32Builder),
    Metres(Float64Builder),
    Geometry(BinaryBuilder),
}

/// Rows of one table in one gmina.
pub(super) struct Rows {
    builders: Vec<Builder>,
    schema: SchemaRef,
    at: usize,
    /// West, south, east, north of the geometries.
    pub(super) bounds: [i64; 4],
    pub(super) len: usize,
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Status => DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8)),
        Kind::Word => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        Kind::Whole => DataType::Int32,
        Kind::Metres => DataType::Float64,
        Kind::Geometry(_) => DataType::Binary,
    }
}

/// The schema of a table.
pub(super) fn schema<'a>(columns: impl IntoIterator<Item = (&'a str, Kind)>) -> SchemaRef {
    let field = |(name, kind): (&str, Kind)| Field::new(name, data_type(kind), true);
    Arc::new(Schema::new(columns.into_iter().map(field).collect::<Vec<_>>()))
}

impl Rows {
    pub(super) fn new(schema: &SchemaRef) -> Self {
        let builder = |field: &Arc<Field>| match field.data_type() {
            DataType::Utf8 => Builder::Text(StringBuilder::new()),
            DataType::Dictionary(key, _) if **key == DataType::Int8 => Builder::Status(Vec::new()),
            DataType::Dictionary(..) => Builder::Word(StringDictionaryBuilder::new()),
            DataType::Int32 => Builder::Whole(Int32Builder::new()),
            DataType::Float64 => Builder::Metres(Float64Builder::new()),
            _ => Builder::Geometry(BinaryBuilder::new()),
        };
        Self {
            builders: schema.fields().iter().map(builder).collect(),
            schema: Arc::clone(schema),
            at: 0,
            bounds: [i64::MAX, i64::MAX, i64::MIN, i64::MIN],
            len: 0,
        }
    }

    fn next(&mut self) -> &mut Builder {
        let at = self.at;
        self.at = (at + 1) % self.builders.len();
        self.len += usize::from(self.at == 0);
        &mut self.builders[at]
    }

    /// The next value of the row, a text; empty: none.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let text = Some(text).filter(|text| !text.is_empty());
        match self.next() {
            Builder::Text(builder) => builder.append_option(text),
            Builder::Word(builder) => builder.append_option(text),
            _ => unreachable!("the table has another column here"),
        }
        self
    }

    /// A status by its number, into a column of them.
    pub(super) fn status(&mut self, number: u8) -> &mut Self {
        match self.next() {
            Builder::Status(numbers) => numbers.push(number.cast_signed()),
            _ => unreachable!("the table has another column here"),
        }
        self
    }

    pub(super) fn whole(&mut self, number: Option<u32>) -> &mut Self {
        match self.next() {
            Builder::Whole(builder) => {
                builder.append_option(number.map(|n| i32::try_from(n).expect("small")));
            }
            _ => unreachable!("the table has another column here"),
        }
        self
    }

    pub(super) fn metres(&mut self, number: Option<f64>) -> &mut Self {
        match self.next() {
            Builder::Metres(builder) => builder.append_option(number),
            _ => unreachable!("the table has another column here"),
        }
        self
    }

    /// A geometry with the spots that it has.
    pub(super) fn geometry(&mut self, wkb: &[u8], spots: impl Iterator<Item = Spot>) -> &mut Self {
        let [w, s, e, n] = super::plane::bounds(spots);
        let [west, south, east, north] = self.bounds;
        self.bounds = [west.min(w), south.min(s), east.max(e), north.max(n)];
        match self.next() {
            Builder::Geometry(builder) => builder.append_value(wkb),
            _ => unreachable!("the table has another column here"),
        }
        self
    }

    pub(super) fn finish(&mut self) -> RecordBatch {
        assert!(self.at == 0, "a row is not complete");
        let array = |builder: &mut Builder| -> ArrayRef {
            match builder {
                Builder::Text(builder) => Arc::new(builder.finish()),
                Builder::Word(builder) => Arc::new(builder.finish()),
                Builder::Status(numbers) => {
                    let numbers = Int8Array::from(std::mem::take(numbers));
                    let words = StringArray::from(STATUSES.to_vec());
                    let array = DictionaryArray::try_new(numbers, Arc::new(words));
                    Arc::new(array.expect("numbers of statuses"))
                }
                Builder::Whole(builder) => Arc::new(builder.finish()),
                Builder::Metres(builder) => Arc::new(builder.finish()),
                Builder::Geometry(builder) => Arc::new(builder.finish()),
            }
        };
        let arrays = self.builders.iter_mut().map(array).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), arrays).expect("columns of equal length")
    }
}

/// A file that takes batches.
pub(super) struct Table {
    writer: ArrowWriter<BufWriter<File>>,
    geometry: Option<&'static str>,
    bounds: [i64; 4],
    pub(super) n_rows: u64,
}

fn other(error: parquet::errors::ParquetError) -> io::Error {
    io::Error::other(error)
}

impl Table {
    pub(super) fn create(
        path: &Path,
        schema: SchemaRef,
        geometry: Option<&'static str>,
    ) -> io::Result<Self> {
        let level = ZstdLevel::try_new(1).expect("a level that zstd has");
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_created_by("zasieg synth".to_owned())
            .build();
        // Without the Arrow schema dictionaries are read as plain text.
        let options =
            ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let file = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let writer = ArrowWriter::try_new_with_options(file, schema, options).map_err(other)?;
        let bounds = [i64::MAX, i64::MAX, i64::MIN, i64::MIN];
        Ok(Self { writer, geometry, bounds, n_rows: 0 })
    }

    pub(super) fn write(&mut self, batch: &RecordBatch, bounds: [i64; 4]) -> io::Result<()> {
        let [w, s, e, n] = bounds;
        let [west, south, east, north] = self.bounds;
        self.bounds = [west.min(w), south.min(s), east.max(e), north.max(n)];
        self.n_rows += u64::try_from(batch.num_rows()).expect("fits");
        self.writer.write(batch).map_err(other)
    }

    pub(super) fn close(mut self) -> io::Result<()> {
        if let Some(kind) = self.geometry {
            let bounds = self.bounds.map(metres_text).join(", ");
            let geo = format!(
                "{{\"version\": \"1.1.0\", \"primary_column\": \"geometry\", \"columns\": \
                 {{\"geometry\": {{\"encoding\": \"WKB\", \"geometry_types\": [\"{kind}\"], \
                 \"bbox\": [{bounds}], \"crs\": {}}}}}}}",
                EPSG_2180.trim()
            );
            self.writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo));
        }
        self.writer.close().map_err(other).map(drop)
    }
}

/// Centimetres as metres with two decimals.
pub(super) fn metres_text(centimetres: i64) -> String {
    let sign = if centimetres < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", centimetres.abs() / 100, centimetres.abs() % 100)
}

fn push_spot(wkb: &mut Vec<u8>, spot: Spot) {
    let metres = spot.metres();
    wkb.extend_from_slice(&metres.e.to_le_bytes());
    wkb.extend_from_slice(&metres.n.to_le_bytes());
}

fn push_spots(wkb: &mut Vec<u8>, spots: &[Spot]) {
    for spot in spots {
        push_spot(wkb, *spot);
    }
}

fn push_count(wkb: &mut Vec<u8>, n: usize) {
    wkb.extend_from_slice(&u32::try_from(n).expect("fits").to_le_bytes());
}

/// Well-known binary of a point, little endian.
pub(super) fn point(spot: Spot) -> Vec<u8> {
    let mut wkb = vec![1, 1, 0, 0, 0];
    push_spot(&mut wkb, spot);
    wkb
}

pub(super) fn line(spots: &[Spot]) -> Vec<u8> {
    let mut wkb = vec![1, 2, 0, 0, 0];
    push_count(&mut wkb, spots.len());
    push_spots(&mut wkb, spots);
    wkb
}

pub(super) fn polygon<'a>(rings: impl ExactSizeIterator<Item = &'a [Spot]>) -> Vec<u8> {
    let mut wkb = vec![1, 3, 0, 0, 0];
    push_count(&mut wkb, rings.len());
    for ring in rings {
        push_count(&mut wkb, ring.len());
        push_spots(&mut wkb, ring);
    }
    wkb
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_of_a_point_by_hand() {
        let wkb = point(Spot { e: 150, n: -200 });
        let mut expected = vec![1, 1, 0, 0, 0];
        // 1.5 and -2 as IEEE 754 doubles.
        expected.extend([0, 0, 0, 0, 0, 0, 0xf8, 0x3f]);
        expected.extend([0, 0, 0, 0, 0, 0, 0, 0xc0]);
        assert_eq!(wkb, expected);
        assert_eq!(metres_text(-205), "-2.05");
    }
}
