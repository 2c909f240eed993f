//! A small sound country as Parquet tables of any type, and the chain run on it.

use std::path::Path;
use std::sync::Arc;

use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use zasieg::diagnosis::{DetectorMode, DiagnosisSettings, SpeedBasis};
use zasieg::national::{ChainError, ChainInputs, InputFile, Settings, Summary, run};
use zasieg::place::Crs;
use zasieg::policy::PolicyBook;
use zasieg::sources::InputOptions;

use super::{geo, square};

/// Values of a column, `None` for missing ones.
#[derive(Clone, Debug)]
pub enum Values {
    Texts(Vec<Option<Vec<u8>>>),
    Longs(Vec<Option<i64>>),
    Ints(Vec<Option<i32>>),
    Doubles(Vec<Option<f64>>),
    Floats(Vec<Option<f32>>),
    Flags(Vec<Option<bool>>),
}

/// Name, annotation of the type, values.
pub type Column = (&'static str, &'static str, Values);
pub type Tables = [(&'static str, Vec<Column>); 5];

pub const ADDRESSES: usize = 0;
pub const OFFERS: usize = 1;
pub const BOUNDARIES: usize = 2;
pub const AREAS: usize = 3;
pub const NODES: usize = 4;

pub fn texts(values: &[&str]) -> Values {
    // "~" is a missing text.
    Values::Texts(values.iter().map(|v| (*v != "~").then(|| v.as_bytes().to_vec())).collect())
}

pub fn doubles(values: &[f64]) -> Values {
    Values::Doubles(values.iter().copied().map(Some).collect())
}

pub fn longs(values: impl IntoIterator<Item = i64>) -> Values {
    Values::Longs(values.into_iter().map(Some).collect())
}

/// Shapes, none of them missing.
pub fn shapes(shapes: &[Vec<u8>]) -> Values {
    Values::Texts(shapes.iter().cloned().map(Some).collect())
}

/// Six addresses within 200 m and two far ones, in two gminas; offers for three of them.
pub fn sound() -> Tables {
    let east =
        [500_010.0, 500_020.0, 500_030.0, 500_040.0, 500_050.0, 500_060.0, 501_500.0, 503_000.0];
    let squares =
        vec![square([500_000.0, 300_000.0], 1000.0), square([501_000.0, 300_000.0], 1000.0)];
    [
        (
            "addresses",
            vec![
                ("id", "", longs(11..19)),
                ("easting", "", doubles(&east)),
                ("northing", "", doubles(&[300_500.0; 8])),
                ("simc", "(UTF8)", texts(&["1000001"; 8])),
                (
                    "ulic",
                    "(UTF8)",
                    texts(&["00002", "~", "00002", "00001", "99999", "00002", "00002", "00002"]),
                ),
                ("number", "(UTF8)", texts(&["1", "2", "~", "10", "1a", "10", "", "7"])),
            ],
        ),
        (
            "offers",
            vec![
                ("address_id", "", longs([17, 11, 17, 99, 18])),
                ("operator", "(UTF8)", texts(&["B", "A", "A", "A", "A"])),
                ("technology", "(UTF8)", texts(&["FTTH", "ADSL", "FTTH", "FTTH", "HFC"])),
                ("down_mbps", "", Values::Ints([300, 10, 1000, 100, 100].map(Some).to_vec())),
                ("up_mbps", "", doubles(&[100.0, 0.5, 100.0, 10.0, 10.0])),
            ],
        ),
        (
            "boundaries",
            vec![
                ("code", "(UTF8)", texts(&["0201011", "0201022"])),
                ("name", "(UTF8)", texts(&["A", "B"])),
                ("geometry", "", shapes(&squares)),
            ],
        ),
        (
            "areas",
            vec![
                ("down_mbps", "", Values::Ints([100, 50].map(Some).to_vec())),
                (
                    "geometry",
                    "",
                    shapes(&[
                        square([500_000.0, 300_480.0], 45.0),
                        square([500_000.0, 300_480.0], 45.0),
                    ]),
                ),
            ],
        ),
        (
            "nodes",
            vec![
                ("id", "", longs([7, 8])),
                ("x", "", doubles(&[500_000.0, 502_000.0])),
                ("y", "", doubles(&[300_500.0, 300_500.0])),
            ],
        ),
    ]
}

pub type Group<'a> = SerializedRowGroupWriter<'a, std::fs::File>;

pub fn put<D: DataType>(group: &mut Group<'_>, values: &[Option<D::T>]) {
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let there: Vec<D::T> = values.iter().flatten().cloned().collect();
    let mut column = group.next_column().expect("next").expect("a column");
    column.typed::<D>().write_batch(&there, Some(&levels), None).expect("written");
    column.close().expect("closed");
}

impl Values {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Texts(_) => "binary",
            Self::Longs(_) => "int64",
            Self::Ints(_) => "int32",
            Self::Doubles(_) => "double",
            Self::Floats(_) => "float",
            Self::Flags(_) => "boolean",
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Texts(values) => values.len(),
            Self::Longs(values) => values.len(),
            Self::Ints(values) => values.len(),
            Self::Doubles(values) => values.len(),
            Self::Floats(values) => values.len(),
            Self::Flags(values) => values.len(),
        }
    }

    pub fn put(&self, group: &mut Group<'_>, rows: std::ops::Range<usize>) {
        match self {
            Self::Texts(values) => {
                let texts = values[rows].iter().map(|value| value.clone().map(ByteArray::from));
                put::<ByteArrayType>(group, &texts.collect::<Vec<_>>());
            }
            Self::Longs(values) => put::<Int64Type>(group, &values[rows]),
            Self::Ints(values) => put::<Int32Type>(group, &values[rows]),
            Self::Doubles(values) => put::<DoubleType>(group, &values[rows]),
            Self::Floats(values) => put::<FloatType>(group, &values[rows]),
            Self::Flags(values) => put::<BoolType>(group, &values[rows]),
        }
    }

    pub fn without_values(&self) -> Self {
        match self {
            Self::Texts(values) => Self::Texts(vec![None; values.len()]),
            Self::Longs(values) => Self::Longs(vec![None; values.len()]),
            Self::Ints(values) => Self::Ints(vec![None; values.len()]),
            Self::Doubles(values) => Self::Doubles(vec![None; values.len()]),
            Self::Floats(values) => Self::Floats(vec![None; values.len()]),
            Self::Flags(values) => Self::Flags(vec![None; values.len()]),
        }
    }
}

pub fn write_as(path: &Path, columns: &[Column], group_rows: usize, how: WriterPropertiesBuilder) {
    let mut fields = String::new();
    for (name, note, values) in columns {
        fields += &format!("optional {} {name} {note};", values.kind());
    }
    let schema = parse_message_type(&format!("message m {{ {fields} }}")).expect("a schema");
    let file = std::fs::File::create(path).expect("a file");
    let has_geometry = columns.iter().any(|(name, ..)| *name == "geometry");
    let how = how.set_key_value_metadata(has_geometry.then(|| vec![geo()])).build();
    let mut writer =
        SerializedFileWriter::new(file, Arc::new(schema), Arc::new(how)).expect("a writer");
    let n = columns.first().map_or(0, |(_, _, values)| values.len());
    for start in (0..n).step_by(group_rows) {
        let mut group = writer.next_row_group().expect("a row group");
        for (_, _, values) in columns {
            values.put(&mut group, start..n.min(start + group_rows));
        }
        group.close().expect("closed");
    }
    writer.close().expect("closed");
}

pub fn write_all(folder: &Path, tables: &Tables) {
    for (name, columns) in tables {
        let path = folder.join(format!("{name}.parquet"));
        write_as(&path, columns, 3, WriterProperties::builder());
    }
}

pub fn settings() -> Settings {
    let as_of = "2026-06-30".parse().expect("a day");
    Settings {
        profiles: vec![PolicyBook::get().profile_at("EU-2023", as_of).expect("a profile")],
        rules: DiagnosisSettings {
            as_of,
            plan_horizon_years: 3,
            speed_basis: SpeedBasis::Declared,
            detectors: DetectorMode::Flag,
        },
    }
}

pub fn run_with(folder: &Path) -> Result<Summary, ChainError> {
    let file = |number, name: &str| InputFile {
        number,
        path: folder.join(format!("{name}.parquet")),
        name: format!("{name}.parquet"),
        options: InputOptions { crs: Some(Crs::pl1992()), ..InputOptions::default() },
    };
    let inputs = ChainInputs {
        addresses: vec![file(1, "addresses")],
        offers: vec![file(2, "offers")],
        boundaries: Some(file(3, "boundaries")),
        areas: Some(file(4, "areas")),
        nodes: Some(file(5, "nodes")),
    };
    run(&inputs, &settings(), None, folder, &|_| ())
}

pub fn outputs(folder: &Path) -> [Vec<u8>; 2] {
    ["gminas.csv", "addresses.parquet"]
        .map(|name| std::fs::read(folder.join(name)).expect("written"))
}

/// Runs the chain on tables in a folder of their own; the summary and `gminas.csv`.
pub fn run_on(tables: &Tables) -> Result<(Summary, String), ChainError> {
    let folder = tempfile::tempdir().expect("a folder");
    write_all(folder.path(), tables);
    let summary = run_with(folder.path())?;
    let [csv, _] = outputs(folder.path());
    Ok((summary, String::from_utf8(csv).expect("text")))
}

/// A value of `gminas.csv` by code and column.
pub fn value<'a>(csv: &'a str, code: &str, column: &str) -> &'a str {
    let at = csv.lines().next().and_then(|l| l.split(',').position(|name| name == column));
    let row = csv.lines().skip(1).find(|line| line.split(',').next() == Some(code));
    row.and_then(|row| row.split(',').nth(at?)).expect("a value")
}
