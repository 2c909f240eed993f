//! Descriptions of the registers: which columns, under which names, and what they mean.
//!
//! The descriptions are data (`data/schemas/*.toml`); readers, templates and the manual use the
//! same ones.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::place::TercWidth;

/// One column of a register.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// Name of the field in column maps.
    pub field: String,
    /// Names under which publishers have the column, compared without case.
    pub names: Vec<String>,
    /// Beginning of the column's name that is enough to know it: `we01` of the UKE inventory,
    /// whose names shapefiles cut.
    #[serde(default)]
    pub prefix: Option<String>,
    /// Whether the register is useless without it.
    #[serde(default)]
    pub required: bool,
    /// Whether a row without a value in it is rejected.
    #[serde(default)]
    pub filled: bool,
    /// Whether each row of a file has another value: it tells rows apart.
    #[serde(default)]
    pub unique: bool,
    /// An identifier of which the first row stands and further ones of the file are left out.
    #[serde(default)]
    pub once: bool,
    /// Least whole number that it can hold: a smaller one is taken as unknown.
    #[serde(default)]
    pub least: Option<i64>,
    /// Greatest whole number that is believed; a larger one is no value.
    #[serde(default)]
    pub most: Option<i64>,
    /// A day of what has happened: one after the day of the run is not used.
    #[serde(default)]
    pub past: bool,
    /// Other words for the values, as reports have them.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// Several values, separated by `;`.
    #[serde(default)]
    pub many: bool,
    /// Closed vocabulary.
    #[serde(default)]
    pub values: Vec<String>,
    /// Whether the words for kinds of buildings in `data/schemas/vocabulary.toml` stand for those
    /// codes of them that are among the values.
    #[serde(default)]
    pub building_words: bool,
    /// Dictionary of the values, in `data/schemas/dictionaries.toml`.
    #[serde(default)]
    pub dictionary: Option<String>,
    /// `register.field` of identifiers, one of which a value must be.
    #[serde(default)]
    pub refers_to: Vec<String>,
    /// Digits of a TERC code, where the register states how many; else six or seven as written.
    #[serde(default)]
    pub digits: Option<u8>,
    /// What identifiers of this kind begin with.
    #[serde(default)]
    pub starts_with: Option<String>,
    /// Whether it names an operator: numbers are held in the form of their register.
    #[serde(default)]
    pub operator_number: bool,
    /// Type: `text`, `integer`, `metres`, `degrees`, `mbps`, `date`, `terc`, `simc`, `ulic` …
    #[serde(rename = "type")]
    pub kind: String,
    /// Meaning, unit, vocabulary.
    pub description: String,
    /// What to write, for people who fill in the table.
    #[serde(default)]
    pub description_pl: String,
    /// An example value.
    #[serde(default)]
    pub example: String,
    /// Worked out by the program: not read, and no template asks for it.
    #[serde(default)]
    pub computed: bool,
    /// The same in English, where it has words.
    #[serde(default)]
    pub example_en: String,
}

/// Geometry of a register's rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GeometryKind {
    /// None; what a file may have is not read.
    #[default]
    None,
    /// Points: by columns, or by geometry.
    Point,
    /// Lines; rows without one are rejected.
    Line,
    /// Polygons; rows without one are rejected.
    Polygon,
    /// Whatever the file has, or none.
    Any,
}

/// The records of a headless file: kind and field names by number of columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordSpec {
    /// Value of the first column.
    pub kind: String,
    /// Names of all columns, the first included; the number of columns is their count.
    pub fields: Vec<String>,
    /// Further layouts of the same record.
    #[serde(default)]
    pub or_fields: Vec<String>,
    /// Least number of columns where the last ones may be absent.
    #[serde(default)]
    pub columns_min: Option<usize>,
    /// Meaning.
    pub description: String,
}

/// A register's description.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Name of the register in run files.
    pub register: String,
    /// What it is and who publishes it.
    pub title: String,
    /// The same for reports and for people who fill in the table.
    #[serde(default)]
    pub title_pl: String,
    /// The same for reports in English.
    #[serde(default)]
    pub title_en: String,
    /// Act, annex or document that describes the layout.
    #[serde(default)]
    pub source: String,
    /// Whether the common reader takes it into a [`crate::model::Layer`].
    #[serde(default)]
    pub layer: bool,
    /// Whether its values are read from the cells of a raster.
    #[serde(default)]
    pub raster: bool,
    /// Geometry of its rows.
    #[serde(default)]
    pub geometry: GeometryKind,
    /// System of its coordinates, where the file does not state one.
    #[serde(default)]
    pub crs: Option<String>,
    /// Whether people fill it in by hand: it has a template, and rows that begin with `# ` are
    /// comments in it.
    #[serde(default)]
    pub template: bool,
    /// Whether a row that says the same as an earlier one of its file is remarked: no column tells
    /// its rows apart.
    #[serde(default)]
    pub remarks_repeats: bool,
    /// Columns that publishers' files may have and that are never read: personal data.
    #[serde(default)]
    pub never_read: Vec<String>,
    /// Separator of its CSV form; tables of users may have any of `,`, `;` and tab.
    #[serde(default = "comma")]
    pub separator: char,
    /// Whether another common separator is taken as it is.
    #[serde(default)]
    pub any_separator: bool,
    /// Whether Windows-1250 is taken where the text is not UTF-8.
    #[serde(default)]
    pub windows_1250: bool,
    /// Whether a DBF file that does not state its encoding is UTF-8, whatever its bytes: where
    /// the publisher cuts names between the bytes of a letter, the file as a whole is none.
    #[serde(default)]
    pub dbf_utf8: bool,
    /// Columns of a file with a header.
    #[serde(default, rename = "column")]
    pub columns: Vec<ColumnSpec>,
    /// Records of a file without one.
    #[serde(default, rename = "record")]
    pub records: Vec<RecordSpec>,
}

const fn comma() -> char {
    ','
}

macro_rules! schemas {
    ($($name:literal),*) => {
        static SCHEMAS: LazyLock<Vec<Schema>> = LazyLock::new(|| vec![$(
            toml::from_str(include_str!(concat!("../../data/schemas/", $name, ".toml")))
                .expect(concat!("data/schemas/", $name, ".toml is part of the program")),
        )*]);
    };
}
schemas!(
    "terc",
    "simc",
    "ulic",
    "boundaries",
    "prg-addresses",
    "sidusis-addresses",
    "address-table",
    "sidusis-report",
    "offer-table",
    "rspo",
    "public-buildings",
    "address-list",
    "base-stations",
    "challenges",
    "connections",
    "consultation-responses",
    "corrections",
    "coverage-areas",
    "coverage-raster",
    "demand",
    "ducts",
    "gmina-duties",
    "lane-fees",
    "measurements",
    "nodes-table",
    "obstacles",
    "parcels",
    "permits",
    "pit-cable-lines",
    "pit-collocation",
    "pit-flexibility-points",
    "pit-foreign-entities",
    "pit-mobile",
    "pit-nodes",
    "pit-services",
    "pit-wireless-lines",
    "premises",
    "public-plans",
    "published-totals",
    "rail",
    "roads",
    "roadworks",
    "spectrum",
    "terrain",
    "vacancies"
);

/// What each issue code means, for the annex of reports: `data/schemas/issues.toml`.
pub const ISSUE_DESCRIPTIONS: &str = include_str!("../../data/schemas/issues.toml");

/// The descriptions of all registers.
pub fn all() -> &'static [Schema] {
    &SCHEMAS
}

/// The sheet of a filled-in spreadsheet that describes its columns; never data.
pub const DESCRIPTION_SHEET: &str = "Opis";

impl ColumnSpec {
    /// How many digits its TERC codes have.
    pub const fn terc_width(&self) -> TercWidth {
        match self.digits {
            Some(6) => TercWidth::Six,
            Some(7) => TercWidth::Seven,
            _ => TercWidth::AsWritten,
        }
    }
}

impl Schema {
    /// The description of a register.
    ///
    /// # Panics
    /// When the register has none: every register of the program has one.
    pub fn of(register: &str) -> &'static Self {
        let found = SCHEMAS.iter().find(|schema| schema.register == register);
        found.unwrap_or_else(|| panic!("register {register} has a schema file"))
    }

    /// Registers that people fill in by hand.
    pub fn templates() -> impl Iterator<Item = &'static Self> {
        SCHEMAS.iter().filter(|schema| schema.template)
    }

    /// The record layout of `kind` with exactly `n_columns` columns.
    pub fn layout(&self, kind: &str, n_columns: usize) -> Option<&[String]> {
        let spec = self.records.iter().find(|record| record.kind == kind)?;
        let fits = |fields: &[String]| {
            let least = spec.columns_min.unwrap_or(fields.len());
            !fields.is_empty() && (least..=fields.len()).contains(&n_columns)
        };
        [&spec.fields, &spec.or_fields].into_iter().find(|f| fits(f)).map(Vec::as_slice)
    }
}
