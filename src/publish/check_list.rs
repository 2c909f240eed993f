//! How addresses were found, and the list of `zasieg check --batch`.

use arrow_array::RecordBatch;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::ArrowError;
use serde::Serialize;

use super::{AddressRows, PublishError, address_table};

/// How a text, an identifier or coordinates name an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchKind {
    /// By its identifier.
    Identifier,
    /// Letter by letter, but for case, order and punctuation.
    Exact,
    /// Without edits: diacritics, abbreviations, left-out first names.
    Normalised,
    /// With typing errors or unexplained words.
    Fuzzy,
    /// By coordinates: the nearest address, at most 25 m away.
    Nearest,
    /// Several addresses fit equally.
    Ambiguous,
    /// No address fits; what is given is only a hint.
    None,
    /// The row of the list could not be read.
    Unreadable,
}

impl MatchKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Identifier,
        Self::Exact,
        Self::Normalised,
        Self::Fuzzy,
        Self::Nearest,
        Self::Ambiguous,
        Self::None,
        Self::Unreadable,
    ];

    /// Its word in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Exact => "exact",
            Self::Normalised => "normalised",
            Self::Fuzzy => "fuzzy",
            Self::Nearest => "nearest",
            Self::Ambiguous => "ambiguous",
            Self::None => "none",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether one address is meant, so that its status may be told.
    const fn is_one(self) -> bool {
        !matches!(self, Self::Ambiguous | Self::None | Self::Unreadable)
    }
}

/// An address that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Its position.
    pub position: usize,
    /// How it is named.
    pub kind: MatchKind,
    /// 1000 for a perfect match of a text.
    pub score: Option<u16>,
    /// Whether letters differ.
    pub has_edits: bool,
    /// Metres from the coordinates that were given.
    pub metres: Option<f64>,
    /// Whether the text names a flat, which is not looked at.
    pub flat_left_out: bool,
}

impl Match {
    /// A match without score and distance.
    pub const fn new(position: usize, kind: MatchKind) -> Self {
        let (score, metres) = (None, None);
        Self { position, kind, score, has_edits: false, metres, flat_left_out: false }
    }
}

/// A row of a list that was checked.
#[derive(Clone, Debug)]
pub struct CheckedRow {
    /// Its values as they were written.
    values: Vec<String>,
    /// How its address was found.
    pub kind: MatchKind,
    /// The first candidate.
    first: Option<Match>,
    /// How many fit equally.
    n_equal: usize,
}

impl CheckedRow {
    /// A row of which these addresses may be meant, best first.
    pub fn new(values: Vec<String>, is_readable: bool, found: &[Match]) -> Self {
        let first = found.first().cloned();
        let mut kind = match &first {
            _ if !is_readable => MatchKind::Unreadable,
            Some(first) => first.kind,
            None => MatchKind::None,
        };
        let n_equal = match kind {
            MatchKind::None | MatchKind::Unreadable => 0,
            MatchKind::Identifier | MatchKind::Ambiguous => {
                found.iter().filter(|one| one.kind == kind).count()
            }
            _ => 1,
        };
        if kind == MatchKind::Identifier && n_equal > 1 {
            kind = MatchKind::Ambiguous;
        }
        Self { values, kind, first, n_equal }
    }
}

/// Rows that are formatted together.
const BATCH: usize = 65_536;
/// Columns about the match.
const MATCH_COLUMNS: [&str; 5] =
    ["match", "match_score", "match_candidates", "match_distance_m", "matched_address"];

/// Writes a list: its own columns, how the address was found, and the columns of `addresses.csv`.
/// Where the list has a column of one of these names, ours begins with `zasieg_`. The address of
/// an ambiguous row is the first that fits, without its statuses; a row that matches nothing has
/// neither.
///
/// # Errors
/// When the writer fails.
pub fn write_check_list(
    rows: &AddressRows<'_>,
    header: &[String],
    checked: &[CheckedRow],
) -> Result<Vec<u8>, PublishError> {
    let error = PublishError::of("check");
    let mut csv = csv::WriterBuilder::new().from_writer(Vec::new());
    let columns = address_table::batch(rows, &[], false);
    let schema = columns.schema();
    let ours = MATCH_COLUMNS.into_iter().chain(schema.fields().iter().map(|f| f.name().as_str()));
    let ours = ours.map(|name| {
        let is_taken = header.iter().any(|theirs| theirs == name);
        if is_taken { format!("zasieg_{name}") } else { name.to_owned() }
    });
    let names: Vec<String> = header.iter().cloned().chain(ours).collect();
    csv.write_record(&names).map_err(&error)?;
    for chunk in checked.chunks(BATCH) {
        let placed = chunk.iter().filter(|row| row.kind.is_one());
        let positions: Vec<usize> =
            placed.filter_map(|row| row.first.as_ref()).map(|first| first.position).collect();
        let batch = address_table::batch(rows, &positions, false);
        let ours = formatted(&batch).map_err(PublishError::of("check"))?;
        write_chunk(rows, (header.len(), batch.num_columns()), chunk, &ours, &mut csv)
            .map_err(&error)?;
    }
    csv.into_inner().map_err(|failed| error(failed.into_error().into()))
}

/// The values of a batch as text, row by row.
fn formatted(batch: &RecordBatch) -> Result<Vec<Vec<String>>, ArrowError> {
    let options = FormatOptions::default();
    let columns = batch.columns().iter();
    let formatters: Vec<ArrayFormatter<'_>> = columns
        .map(|column| ArrayFormatter::try_new(column, &options))
        .collect::<Result<_, _>>()?;
    let row = |at: usize| formatters.iter().map(|f| f.value(at).to_string()).collect();
    Ok((0..batch.num_rows()).map(row).collect())
}

fn write_chunk(
    rows: &AddressRows<'_>,
    (width, n_columns): (usize, usize),
    chunk: &[CheckedRow],
    ours: &[Vec<String>],
    csv: &mut csv::Writer<Vec<u8>>,
) -> Result<(), csv::Error> {
    let nothing = vec![String::new(); n_columns];
    let mut ours = ours.iter();
    for row in chunk {
        let first = row.first.as_ref().filter(|_| row.n_equal > 0);
        let score = first.and_then(|first| first.score);
        let metres = first.and_then(|first| first.metres);
        let about = [
            row.kind.as_str().to_owned(),
            score.map_or_else(String::new, |score| score.to_string()),
            row.n_equal.to_string(),
            metres.map_or_else(String::new, |metres| format!("{metres:.1}")),
            first.map_or_else(String::new, |first| {
                super::check::written(rows.world, first.position)
            }),
        ];
        let answer = if row.kind.is_one() { ours.next() } else { None };
        let theirs = (0..width).map(|at| row.values.get(at).map_or("", String::as_str));
        let answer = answer.unwrap_or(&nothing).iter().map(String::as_str);
        csv.write_record(theirs.chain(about.iter().map(String::as_str)).chain(answer))?;
    }
    Ok(())
}
