//! What is written here is read by the library, and what the library writes is read here.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::{Field, Row};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::SchemaDescriptor;
use proptest::prelude::*;
use zasieg::columns::delta::{FrontCoded, Texts, put_numbers};
use zasieg::columns::read::{NULL, ReadError, Table};
use zasieg::columns::split::put_split;
use zasieg::columns::write::{GroupEncoder, Present, Squeeze, TableWriter};

fn rows_of(bytes: Vec<u8>) -> Vec<Row> {
    let reader = SerializedFileReader::new(Bytes::from(bytes)).expect("a Parquet file");
    reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect()
}

const SCHEMA: &str = "message all {
    optional binary id (UTF8); optional binary text (UTF8); optional int32 row;
    optional double metres; optional binary word (UTF8); optional group box { required double x; }
}";

/// Rows of `SCHEMA`: a value for each of its columns but the last, which repeats `metres`.
type Values = Vec<(String, String, u32, Option<f64>, Option<u32>)>;

const WORDS: [&str; 3] = ["white", "grey", "black"];

fn encode(values: &Values, squeeze: Squeeze) -> Vec<u8> {
    let message = parse_message_type(SCHEMA).expect("a schema");
    let schema = SchemaDescriptor::new(Arc::new(message));
    let mut file = TableWriter::new(Vec::new(), schema).expect("memory");
    let mut group = GroupEncoder::new();
    for rows in values.chunks(70) {
        group.clear();
        let all = Present::All(rows.len());
        let (mut ids, mut texts) = (FrontCoded::default(), Texts::default());
        for row in rows {
            ids.push(row.0.as_bytes());
            texts.push(row.1.as_bytes());
        }
        group.values(all, Encoding::DELTA_BYTE_ARRAY, squeeze, |out| ids.put(out));
        group.values(all, Encoding::DELTA_LENGTH_BYTE_ARRAY, squeeze, |out| texts.put(out));
        let numbers: Vec<u32> = rows.iter().map(|row| row.2).collect();
        group.values(all, Encoding::DELTA_BINARY_PACKED, squeeze, |out| put_numbers(&numbers, out));
        let levels: Vec<u32> = rows.iter().map(|row| u32::from(row.3.is_some())).collect();
        let metres: Vec<f64> = rows.iter().filter_map(|row| row.3).collect();
        let present = Present::Some(&levels);
        let at = group.n_chunks();
        group.values(present, Encoding::BYTE_STREAM_SPLIT, squeeze, |out| {
            put_split(metres.iter().copied(), out);
        });
        group.set_statistics(Statistics::double(Some(-1.0), Some(1.0), None, None, false));
        let codes = rows.iter().map(|row| row.4.unwrap_or(NULL));
        group.dictionary(codes, WORDS.len(), |code, out| {
            let word = WORDS[code as usize];
            out.extend_from_slice(&u32::try_from(word.len()).expect("short").to_le_bytes());
            out.extend_from_slice(word.as_bytes());
        });
        group.repeat(at);
        file.append(&group).expect("memory");
    }
    file.finish("test", Vec::new()).expect("memory")
}

fn text(field: &Field) -> Option<&str> {
    match field {
        Field::Str(text) => Some(text),
        _ => None,
    }
}

fn values() -> impl Strategy<Value = Values> {
    let id = prop_oneof!["[0-9]{6,8}", "[a-c]{0,3}"];
    let row = (
        id,
        "[0-9;:]{0,20}",
        prop_oneof![0..50_u32, any::<u32>()],
        prop::option::of(any::<f64>().prop_filter("a number", |value| !value.is_nan())),
        prop::option::weighted(0.8, 0..3_u32),
    );
    prop::collection::vec(row, 0..300)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn the_library_reads_what_is_written(values in values(), level in -1..3_i32) {
        let squeeze = if level == 0 { Squeeze::None } else { Squeeze::Zstd(level) };
        let rows = rows_of(encode(&values, squeeze));
        prop_assert_eq!(rows.len(), values.len());
        for (row, value) in rows.iter().zip(&values) {
            let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
            prop_assert_eq!(text(fields[0]), Some(value.0.as_str()));
            prop_assert_eq!(text(fields[1]), Some(value.1.as_str()));
            prop_assert_eq!(fields[2], &Field::Int(value.2.cast_signed()));
            prop_assert_eq!(fields[3], &value.3.map_or(Field::Null, Field::Double));
            prop_assert_eq!(text(fields[4]), value.4.map(|word| WORDS[word as usize]));
            match (fields[5], value.3) {
                (Field::Group(row), Some(metres)) => {
                    let inner = row.get_column_iter().next().map(|(_, field)| field);
                    prop_assert_eq!(inner, Some(&Field::Double(metres)));
                }
                (Field::Null, None) => {}
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}

/// Columns that the library writes: identifier, coordinate, word and number.
type WrittenRow = (i64, Option<f64>, Option<String>, Option<i32>);

/// A table of them, and how it is written.
#[derive(Clone, Debug)]
struct Written {
    rows: Vec<WrittenRow>,
    dictionary: bool,
    second_version: bool,
    page_rows: usize,
}

fn written() -> impl Strategy<Value = Written> {
    let row = (
        0..200_i64,
        prop::option::weighted(0.9, (-50..50_i32).prop_map(|v| f64::from(v) / 8.0)),
        prop::option::weighted(0.9, "[a-c]{0,2}"),
        prop::option::weighted(0.9, -3..40_i32),
    );
    let rows = prop::collection::vec(row, 1..400);
    (rows, any::<bool>(), any::<bool>(), 1..200_usize).prop_map(
        |(rows, dictionary, second_version, page_rows)| Written {
            rows,
            dictionary,
            second_version,
            page_rows,
        },
    )
}

impl Written {
    fn to_file(&self) -> tempfile::NamedTempFile {
        let message = "message all { required int64 id; optional double x;
            optional binary word (UTF8); optional int32 n; }";
        let schema = Arc::new(parse_message_type(message).expect("a schema"));
        let version = if self.second_version {
            WriterVersion::PARQUET_2_0
        } else {
            WriterVersion::PARQUET_1_0
        };
        let properties = WriterProperties::builder()
            .set_writer_version(version)
            .set_dictionary_enabled(self.dictionary)
            .set_encoding(Encoding::PLAIN)
            .set_dictionary_page_size_limit(100)
            .set_data_page_row_count_limit(self.page_rows)
            .set_write_batch_size(16)
            .set_compression(Compression::ZSTD(ZstdLevel::default()));
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        let sink = file.reopen().expect("a temporary file");
        let mut writer = SerializedFileWriter::new(sink, schema, Arc::new(properties.build()))
            .expect("a writer");
        for rows in self.rows.chunks(150) {
            let mut group = writer.next_row_group().expect("a row group");
            let mut column = group.next_column().expect("next").expect("a column");
            let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
            column.typed::<Int64Type>().write_batch(&ids, None, None).expect("written");
            column.close().expect("closed");
            let levels = |is_some: &dyn Fn(usize) -> bool| -> Vec<i16> {
                (0..rows.len()).map(|row| i16::from(is_some(row))).collect()
            };
            let mut column = group.next_column().expect("next").expect("a column");
            let values: Vec<f64> = rows.iter().filter_map(|row| row.1).collect();
            let present = levels(&|row| rows[row].1.is_some());
            column
                .typed::<DoubleType>()
                .write_batch(&values, Some(&present), None)
                .expect("written");
            column.close().expect("closed");
            let mut column = group.next_column().expect("next").expect("a column");
            let words = rows.iter().filter_map(|row| row.2.as_deref());
            let values: Vec<ByteArray> = words.map(ByteArray::from).collect();
            let present = levels(&|row| rows[row].2.is_some());
            column
                .typed::<ByteArrayType>()
                .write_batch(&values, Some(&present), None)
                .expect("written");
            column.close().expect("closed");
            let mut column = group.next_column().expect("next").expect("a column");
            let values: Vec<i32> = rows.iter().filter_map(|row| row.3).collect();
            let present = levels(&|row| rows[row].3.is_some());
            column
                .typed::<Int32Type>()
                .write_batch(&values, Some(&present), None)
                .expect("written");
            column.close().expect("closed");
            group.close().expect("closed");
        }
        writer.close().expect("closed");
        file
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn what_the_library_writes_is_read(written in written()) {
        let file = written.to_file();
        let table = Table::open(file.path()).expect("a table");
        prop_assert_eq!(table.n_rows(), written.rows.len());
        let [id, x, word, n] = ["id", "x", "word", "n"].map(|name| table.required(name).expect(name));
        prop_assert_eq!(table.column("y").expect("no error"), None);
        for (group, rows) in written.rows.chunks(150).enumerate() {
            let ids = table.numbers(group, id, -1, i64::from_le_bytes).expect("numbers");
            prop_assert_eq!(ids, rows.iter().map(|row| row.0).collect::<Vec<_>>());
            let xs = table.numbers(group, x, 1e9, f64::from_le_bytes).expect("numbers");
            prop_assert_eq!(xs, rows.iter().map(|row| row.1.unwrap_or(1e9)).collect::<Vec<_>>());
            let mut words: Vec<Vec<u8>> = Vec::new();
            let codes = table.codes::<0>(group, word, |text| {
                words.push(text.to_vec());
                u32::try_from(words.len() - 1).expect("few words")
            }).expect("codes");
            let mut texts: Vec<Option<Vec<u8>>> = vec![None; rows.len()];
            table.for_each_text(group, word, |row, text| texts[row] = Some(text.to_vec())).expect("texts");
            for ((row, code), text) in rows.iter().zip(codes).zip(texts) {
                let expected = row.2.as_ref().map(|text| text.clone().into_bytes());
                prop_assert_eq!((code != NULL).then(|| words[code as usize].clone()), expected.clone());
                prop_assert_eq!(text, expected);
            }
            let ns = table.codes::<4>(group, n, |b| {
                u32::try_from(b.try_into().map_or(0, i32::from_le_bytes) + 3).expect("at least -3")
            }).expect("codes");
            let expected = rows.iter().map(|r| r.3.map_or(NULL, |n| u32::try_from(n + 3).expect("at least -3")));
            prop_assert_eq!(ns, expected.collect::<Vec<_>>());
        }
    }
}

#[test]
fn what_cannot_be_read_here_is_said() {
    let message =
        "message all { required int32 day (DATE); required group g { required int32 x; } }";
    let schema = Arc::new(parse_message_type(message).expect("a schema"));
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let sink = file.reopen().expect("a temporary file");
    let properties = Arc::new(WriterProperties::builder().build());
    let writer = SerializedFileWriter::new(sink, schema, properties).expect("a writer");
    writer.close().expect("closed");
    let table = Table::open(file.path()).expect("a table");
    for name in ["day", "g", "missing"] {
        let error = table.required(name).expect_err("nothing to read");
        let is_absent = matches!(error, ReadError::Column { .. });
        let is_odd = matches!(error, ReadError::Kind { .. });
        assert!(if name == "missing" { is_absent } else { is_odd }, "{error}");
    }
    let error = Table::open(std::path::Path::new("/no/such/file")).err().expect("no file");
    assert!(matches!(error, ReadError::File { .. }), "{error}");
}
