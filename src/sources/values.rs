//! Texts of a register's columns as typed values, by the types of its schema.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field};
use chrono::{Datelike as _, NaiveDate};

use super::dictionary::Dictionary;
use super::numbers::{decimal, grosze, integer, ungrouped, without_unit};
use super::operator::operator_number;
use super::schema::{ColumnSpec, GeometryKind, Schema};
use super::{Vocabulary, megabits, normalise};
use crate::model::IssueCode;
use crate::place::{SimcId, TercCode, UlicId};
use crate::quantity::Speed;

/// Fields that say where a row is; they become its position or geometry, not columns.
const PLACE_FIELDS: [&str; 5] = ["lon", "lat", "easting", "northing", "wkt"];
/// Words for yes and no, normalised.
const YES: [&str; 6] = ["tak", "true", "1", "t", "yes", "y"];
const NO: [&str; 6] = ["nie", "false", "0", "f", "no", "n"];
/// Layouts of days that publishers use besides ISO 8601.
const DAYS: [&str; 4] = ["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%Y/%m/%d"];
/// Years that are believed: `30.06.26` is no day of the year 26.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2199;

/// A value as its column keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Decimal(f64),
    Kbps(u32),
    Flag(bool),
    Date(NaiveDate),
}

/// What a text was read as.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) value: Value,
    /// A remark about it: repaired, or outside its vocabulary and kept as written.
    pub(super) remark: Option<IssueCode>,
}

impl Read {
    const fn plain(value: Value) -> Self {
        Self { value, remark: None }
    }
}

/// Whether a column of the schema is one of the layer as well.
pub(super) fn is_kept(column: &ColumnSpec) -> bool {
    !PLACE_FIELDS.contains(&column.field.as_str())
}

/// The name under which a layer keeps a column: units change with the type.
pub fn column_name(column: &ColumnSpec) -> String {
    let renamed = |unit: &str, kept: &str| {
        let stem = column.field.strip_suffix(unit).unwrap_or(&column.field);
        format!("{stem}{kept}")
    };
    match column.kind.as_str() {
        "mbps" => renamed("_mbps", "_kbps"),
        "pln" => renamed("_pln", "_grosze"),
        _ => column.field.clone(),
    }
}

/// The Arrow type of a column of a layer.
pub fn column_type(column: &ColumnSpec) -> DataType {
    match column.kind.as_str() {
        "integer" | "pln" => DataType::Int64,
        "decimal" | "metres" | "degrees" => DataType::Float64,
        "mbps" => DataType::UInt32,
        "flag" => DataType::Boolean,
        "date" => DataType::Date32,
        _ => DataType::Utf8,
    }
}

/// The columns of a register's layer: those of its schema, then those that every layer has.
pub fn layer_fields(schema: &Schema) -> Vec<Field> {
    let field = |name: &str, kind| Field::new(name, kind, true);
    let kept = schema.columns.iter().filter(|column| is_kept(column));
    let mut fields: Vec<Field> = kept.map(|c| field(&column_name(c), column_type(c))).collect();
    fields.extend([
        field("gmina", DataType::Utf8),
        field("address_row", DataType::UInt32),
        field("rung", DataType::Utf8),
        field("source_file", DataType::UInt16),
        field("source_row", DataType::UInt32),
    ]);
    // Values of cells stand at addresses, which have their own points.
    let kind = if schema.raster { GeometryKind::None } else { schema.geometry };
    if kind == GeometryKind::Point {
        fields.extend(["easting", "northing"].map(|name| field(name, DataType::Float64)));
    }
    if kind != GeometryKind::None {
        fields.push(field("geometry", DataType::Binary));
    }
    fields
}

fn day(text: &str) -> Option<NaiveDate> {
    let text = text.split(['T', ' ']).next().unwrap_or_default();
    let day = DAYS.iter().find_map(|layout| NaiveDate::parse_from_str(text, layout).ok());
    day.filter(|day| YEARS.contains(&day.year()))
}

fn code(column: &ColumnSpec, text: &str) -> Option<Read> {
    let (value, restored) = match column.kind.as_str() {
        "terc" => {
            let terc = TercCode::parse(text, column.terc_width()).ok()?;
            (terc.code.to_string(), terc.restored)
        }
        "simc" => {
            let simc = SimcId::parse(text).ok()?;
            (simc.code.to_string(), simc.restored)
        }
        _ => match UlicId::parse(text).ok()? {
            Some(ulic) => (ulic.code.to_string(), ulic.restored),
            None => ("99999".to_owned(), false),
        },
    };
    let remark = restored.then_some(IssueCode::RestoredZeros);
    Some(Read { value: Value::Text(value), remark })
}

/// The words of a cell that may hold several: `a;b`, or `{a,b}` as PostgreSQL writes arrays.
fn words(text: &str) -> Vec<String> {
    let array = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let Some(array) = array else {
        return text.split(';').map(|word| word.trim().to_owned()).collect();
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .escape(Some(b'\\'))
        .double_quote(false)
        .from_reader(array.as_bytes());
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(|word| word.trim().to_owned()).collect()
}

/// The value for which a column's description shows another word: `active` for `działa` where it
/// says `działa (active)`, which may be written in full as well.
fn shown<'a>(column: &'a ColumnSpec, key: &str) -> Option<&'a String> {
    column.values.iter().find(|value| {
        let code = format!("({value})");
        let Some((before, _)) = column.description_pl.split_once(&code) else { return false };
        let start = before.rfind([',', ':', ';', '(', ')']).map_or(0, |place| place + 1);
        let phrase = before[start..].trim();
        let words = std::iter::once(phrase).chain(phrase.split(" lub "));
        let words = words.map(|word| normalise(word.strip_prefix("lub ").unwrap_or(word)));
        let mut words = words.filter(|word| !word.is_empty());
        words.any(|word| key == word || key == word + &normalise(&code))
    })
}

/// One word by the column's dictionary or vocabulary; one that is in neither is kept as written.
fn word(column: &ColumnSpec, text: &str) -> (String, Option<IssueCode>) {
    if let Some(name) = &column.dictionary {
        return match Dictionary::of(name).lookup(text) {
            Some(found) => {
                let remark = found.restored.then_some(IssueCode::RestoredZeros);
                (found.code.label.clone(), remark)
            }
            None => (text.to_owned(), Some(IssueCode::UnknownWord)),
        };
    }
    let key = normalise(text);
    let of_building = || {
        let kind = Vocabulary::get().building(text).filter(|_| column.building_words)?;
        column.values.iter().find(|value| *value == kind.as_str())
    };
    let value = column.values.iter().find(|value| normalise(value) == key);
    let of_report = || column.words.iter().find(|(word, _)| normalise(word) == key).map(|w| w.1);
    match value.or_else(|| shown(column, &key)).or_else(of_report).or_else(of_building) {
        Some(value) => (value.clone(), None),
        None if column.values.is_empty() => (text.to_owned(), None),
        None => (text.to_owned(), Some(IssueCode::UnknownWord)),
    }
}

fn text_value(column: &ColumnSpec, text: &str) -> Read {
    let parts = if column.many { words(text) } else { vec![text.to_owned()] };
    let mut remark = None;
    let mut kept: Vec<String> = Vec::with_capacity(parts.len());
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let (word, of_word) = if column.operator_number {
            (operator_number(part).into_owned(), None)
        } else {
            word(column, part)
        };
        let is_odd = column.starts_with.as_ref().is_some_and(|start| !word.starts_with(start));
        remark = remark.or(of_word).or(is_odd.then_some(IssueCode::UnusualId));
        kept.push(word);
    }
    Read { value: Value::Text(kept.join(";")), remark }
}

fn speed(column: &ColumnSpec, text: &str, times: u32) -> Option<Read> {
    let Some(name) = &column.dictionary else {
        let speed = megabits(&text.replace(',', "."))?;
        return Some(Read::plain(Value::Kbps(speed.as_kbps().checked_mul(times)?)));
    };
    let found = Dictionary::of(name).lookup(text)?;
    let remark = found.restored.then_some(IssueCode::RestoredZeros);
    Some(Read { value: Value::Kbps(found.code.speed().map(Speed::as_kbps)?), remark })
}

/// Reads a text that is not empty; `None` where it is no value of the column's type.
pub(super) fn read(column: &ColumnSpec, text: &str) -> Option<Read> {
    let is_number =
        matches!(column.kind.as_str(), "integer" | "decimal" | "metres" | "pln" | "mbps");
    let (text, times) = match column.dictionary {
        None => without_unit(&column.kind, text),
        Some(_) => (text, 1),
    };
    let text = &*if is_number { ungrouped(text) } else { Cow::Borrowed(text) };
    let value = match column.kind.as_str() {
        "integer" => {
            let is_in = |n: &i64| {
                column.least.is_none_or(|least| *n >= least)
                    && column.most.is_none_or(|most| *n <= most)
            };
            Value::Integer(integer(text).filter(is_in)?)
        }
        "decimal" | "metres" | "degrees" => Value::Decimal(decimal(text)?),
        // Prices and fees: nobody is paid for having a connection.
        "pln" => Value::Integer(grosze(text).filter(|grosze| *grosze >= 0)?),
        "date" => Value::Date(day(text)?),
        "mbps" => return speed(column, text, times),
        "terc" | "simc" | "ulic" => return code(column, text),
        "flag" => {
            let key = normalise(text);
            let is = |words: [&str; 6]| words.contains(&key.as_str());
            if !is(YES) && !is(NO) {
                return None;
            }
            Value::Flag(is(YES))
        }
        _ => return Some(text_value(column, text)),
    };
    Some(Read::plain(value))
}

enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Decimal(Float64Builder),
    Kbps(UInt32Builder),
    Flag(BooleanBuilder),
    Date(Date32Builder),
}

impl Builder {
    fn of(kind: &DataType) -> Self {
        match kind {
            DataType::Int64 => Self::Integer(Int64Builder::new()),
            DataType::Float64 => Self::Decimal(Float64Builder::new()),
            DataType::UInt32 => Self::Kbps(UInt32Builder::new()),
            DataType::Boolean => Self::Flag(BooleanBuilder::new()),
            DataType::Date32 => Self::Date(Date32Builder::new()),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    /// Takes a value of the column's own type, or none.
    fn push(&mut self, value: Option<Value>) {
        match self {
            Self::Text(texts) => texts.append_option(match value {
                Some(Value::Text(text)) => Some(text),
                _ => None,
            }),
            Self::Integer(numbers) => numbers.append_option(match value {
                Some(Value::Integer(number)) => Some(number),
                _ => None,
            }),
            Self::Decimal(numbers) => numbers.append_option(match value {
                Some(Value::Decimal(number)) => Some(number),
                _ => None,
            }),
            Self::Kbps(speeds) => speeds.append_option(match value {
                Some(Value::Kbps(speed)) => Some(speed),
                _ => None,
            }),
            Self::Flag(flags) => flags.append_option(match value {
                Some(Value::Flag(flag)) => Some(flag),
                _ => None,
            }),
            Self::Date(days) => days.append_option(match value {
                Some(Value::Date(day)) => {
                    i32::try_from((day - NaiveDate::default()).num_days()).ok()
                }
                _ => None,
            }),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut texts) => Arc::new(texts.finish()),
            Self::Integer(mut numbers) => Arc::new(numbers.finish()),
            Self::Decimal(mut numbers) => Arc::new(numbers.finish()),
            Self::Kbps(mut speeds) => Arc::new(speeds.finish()),
            Self::Flag(mut flags) => Arc::new(flags.finish()),
            Self::Date(mut days) => Arc::new(days.finish()),
        }
    }
}

/// Typed columns of a layer while its rows are read.
pub(super) struct Columns {
    fields: Vec<Field>,
    builders: Vec<Builder>,
}

impl Columns {
    /// Empty columns for a register.
    pub(super) fn of(schema: &Schema) -> Self {
        let kept = || schema.columns.iter().filter(|column| is_kept(column));
        let field = |c: &ColumnSpec| Field::new(column_name(c), column_type(c), true);
        let builders = kept().map(|column| Builder::of(&column_type(column))).collect();
        Self { fields: kept().map(field).collect(), builders }
    }

    /// Takes the values of a row, one a kept column, in order.
    pub(super) fn push(&mut self, row: Vec<Option<Value>>) {
        for (builder, value) in self.builders.iter_mut().zip(row) {
            builder.push(value);
        }
    }

    /// The columns as one batch.
    pub(super) fn finish(self) -> RecordBatch {
        let arrays = self.builders.into_iter().map(Builder::finish).collect();
        let schema = Arc::new(arrow_schema::Schema::new(self.fields));
        RecordBatch::try_new(schema, arrays).expect("every column has one value a row")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: &str, more: &str) -> ColumnSpec {
        let text =
            format!("field = \"x\"\nnames = []\ntype = \"{kind}\"\ndescription = \"d\"\n{more}");
        toml::from_str(&text).expect("a column")
    }

    fn value(kind: &str, more: &str, text: &str) -> Option<Value> {
        read(&column(kind, more), text).map(|read| read.value)
    }

    #[test]
    fn texts_become_values_of_their_type_or_nothing() {
        let day = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day");
        for text in ["2026-06-30", "20260630", "30.06.2026", "2026/06/30", "2026-06-30T11:00:00"] {
            assert_eq!(value("date", "", text), Some(Value::Date(day)), "{text}");
        }
        let cases = [
            ("integer", "12", Some(Value::Integer(12))),
            ("integer", "12.0", Some(Value::Integer(12))),
            ("integer", "12,0", Some(Value::Integer(12))),
            ("integer", "12.5", None),
            ("decimal", "-3,25", Some(Value::Decimal(-3.25))),
            ("decimal", "NaN", None),
            ("integer", "1 000", Some(Value::Integer(1000))),
            ("integer", "1\u{a0}234\u{202f}567", Some(Value::Integer(1_234_567))),
            ("integer", "12 34", None),
            ("integer", "1 0000", None),
            ("pln", "1 234,50", Some(Value::Integer(123_450))),
            ("pln", "12\u{a0}000", Some(Value::Integer(1_200_000))),
            ("mbps", "1 000", Some(Value::Kbps(1_000_000))),
            ("mbps", "0.512", Some(Value::Kbps(512))),
            ("mbps", "szybko", None),
            ("mbps", "300 Mb/s", Some(Value::Kbps(300_000))),
            ("mbps", "1 Gb/s", Some(Value::Kbps(1_000_000))),
            ("mbps", "2,5Gbit/s", Some(Value::Kbps(2_500_000))),
            ("mbps", "Mb/s", None),
            ("mbps", "100/20", None),
            ("mbps", "5000 Gb/s", None),
            ("pln", "1 234,50 zł", Some(Value::Integer(123_450))),
            ("pln", "200 ZŁ", Some(Value::Integer(20_000))),
            ("pln", "200 €", None),
            ("pln", "1234,5", Some(Value::Integer(123_450))),
            ("pln", "-0.07", None),
            ("pln", "-5", None),
            ("pln", "0", Some(Value::Integer(0))),
            ("pln", "1.005", None),
            ("flag", "TAK", Some(Value::Flag(true))),
            ("flag", "nie", Some(Value::Flag(false))),
            ("flag", "może", None),
            ("date", "2026-13-01", None),
            ("date", "30.06.26", None),
            ("date", "26-06-30", None),
            ("simc", "81990", Some(Value::Text("0081990".to_owned()))),
            ("ulic", "99999", Some(Value::Text("99999".to_owned()))),
            ("terc", "powiat", None),
            ("terc", "401011", Some(Value::Text("0401011".to_owned()))),
            ("terc", "201011", Some(Value::Text("201011".to_owned()))),
        ];
        for (kind, text, expected) in cases {
            assert_eq!(value(kind, "", text), expected, "{kind} {text}");
        }
        for (text, expected) in [("9", Some(Value::Integer(9))), ("10", None), ("-1", None)] {
            assert_eq!(value("integer", "least = 0\nmost = 9", text), expected, "{text}");
        }
        // The inventory states seven digits.
        let seven = Some(Value::Text("0201011".to_owned()));
        assert_eq!(value("terc", "digits = 7", "201011"), seven);
    }

    #[test]
    fn several_words_in_one_cell_are_told_apart() {
        let many = "many = true\nvalues = [\"1 Gigabit Ethernet\", \"EPON\", \"a,b\"]";
        let text = |words: &str| Some(Value::Text(words.to_owned()));
        for written in ["1 Gigabit Ethernet;EPON", "1 gigabit ethernet ; epon;"] {
            assert_eq!(value("text", many, written), text("1 Gigabit Ethernet;EPON"), "{written}");
        }
        let array = "{\"1GigabitEthernet\",EPON}";
        assert_eq!(value("text", many, array), text("1 Gigabit Ethernet;EPON"));
        assert_eq!(value("text", many, "{\"A,B\"}"), text("a,b"));
        let odd = read(&column("text", many), "EPON;światło").expect("texts are kept");
        assert_eq!(odd.value, Value::Text("EPON;światło".to_owned()));
        assert_eq!(odd.remark, Some(IssueCode::UnknownWord));
    }

    #[test]
    fn words_that_a_description_shows_stand_for_their_codes() {
        let more = "values = [\"active\", \"none\", \"m2_year\"]\n\
                    description_pl = \"Stan: działa (active), brak lub nie ma łącza (none) lub \
                    za m² i rok (m2_year), inne\"";
        let column = column("text", more);
        let cases = [
            ("Działa", "active"),
            ("działa (active)", "active"),
            ("ACTIVE", "active"),
            ("brak", "none"),
            ("nie ma  łącza", "none"),
            ("brak lub nie ma łącza", "none"),
            ("za m² i rok", "m2_year"),
        ];
        for (written, code) in cases {
            let read = read(&column, written).expect("texts are kept");
            assert_eq!(read.value, Value::Text(code.to_owned()), "{written}");
            assert_eq!(read.remark, None, "{written}");
        }
        for written in ["inne", "Stan", "działa (none)", "łącza", "lub"] {
            let read = read(&column, written).expect("texts are kept");
            assert_eq!(read.remark, Some(IssueCode::UnknownWord), "{written}");
        }
    }

    #[test]
    fn an_identifier_of_another_kind_is_remarked() {
        let read = read(&column("text", "starts_with = \"W\""), "P001").expect("a text");
        assert_eq!(read.remark, Some(IssueCode::UnusualId));
    }
}
