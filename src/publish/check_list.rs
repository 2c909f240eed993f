//! How addresses were found, and the list of `zasieg check --batch`.

use std::io::Write;

use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::ArrowError;
use rayon::prelude::*;
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
    /// With typing errors, unexplained words or another letter after the number.
    Fuzzy,
    /// By coordinates: the nearest address, at most 25 m away.
    Nearest,
    /// Several addresses fit equally.
    Ambiguous,
    /// No address fits all that is asked; those that are named come near and are unconfirmed.
    Hint,
    /// No address comes near.
    None,
    /// The row of the list could not be read.
    Unreadable,
}

impl MatchKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Identifier,
        Self::Exact,
        Self::Normalised,
        Self::Fuzzy,
        Self::Nearest,
        Self::Ambiguous,
        Self::Hint,
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
            Self::Hint => "hint",
            Self::None => "none",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether one address is meant, so that its status may be told.
    const fn is_one(self) -> bool {
        !matches!(self, Self::Ambiguous | Self::Hint | Self::None | Self::Unreadable)
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
    /// Whether the text has another letter after the number: it is not there with that letter.
    pub number_differs: bool,
    /// Words of the text that nothing of the address explains: it is only a hint then.
    pub left_out: Vec<String>,
    /// Whether the text names neither its locality nor a part of it.
    pub place_unsaid: bool,
    /// Why it is only a hint, though nothing is left over: `codes_differ` and others.
    pub doubt: Option<&'static str>,
}

impl Match {
    /// A match without score and distance.
    pub const fn new(position: usize, kind: MatchKind) -> Self {
        let (score, metres) = (None, None);
        Self {
            position,
            kind,
            score,
            has_edits: false,
            metres,
            flat_left_out: false,
            number_differs: false,
            left_out: Vec::new(),
            place_unsaid: false,
            doubt: None,
        }
    }

    /// Why it is only a hint; `None` where it is more.
    pub fn reason(&self) -> Option<&'static str> {
        if self.kind != MatchKind::Hint {
            return None;
        }
        Some(if let Some(doubt) = self.doubt {
            doubt
        } else if !self.left_out.is_empty() {
            "words_left_out"
        } else if self.number_differs {
            "other_number"
        } else if self.score.is_none() && self.metres.is_some() {
            "too_far"
        } else {
            "incomplete"
        })
    }
}

/// Appends a value of CSV.
pub fn put_csv(value: &[u8], out: &mut Vec<u8>) {
    if !value.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(value);
        return;
    }
    out.push(b'"');
    for byte in value {
        out.extend(std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
    }
    out.push(b'"');
}

fn put_all<'a>(values: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
    for (at, value) in values.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        put_csv(value.as_bytes(), out);
    }
}

/// How the address of a row was found.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    kind: MatchKind,
    /// Position of the first address that fits.
    first: Option<u32>,
    score: Option<u16>,
    metres: Option<f64>,
    /// How many fit equally.
    n_equal: u32,
    /// What is to be known of the address that was found.
    note: &'static str,
}

impl Outcome {
    /// Of a row of which these addresses may be meant, best first.
    fn of(is_readable: bool, found: &[Match]) -> Self {
        let first = found.first();
        let mut kind = match first {
            _ if !is_readable => MatchKind::Unreadable,
            Some(first) => first.kind,
            None => MatchKind::None,
        };
        let n_equal = match kind {
            MatchKind::Hint | MatchKind::None | MatchKind::Unreadable => 0,
            MatchKind::Identifier | MatchKind::Ambiguous => {
                found.iter().filter(|one| one.kind == kind).count()
            }
            _ => 1,
        };
        if kind == MatchKind::Identifier && n_equal > 1 {
            kind = MatchKind::Ambiguous;
        }
        let first = first.filter(|_| n_equal > 0 || kind == MatchKind::Hint);
        Self {
            kind,
            first: first.and_then(|first| u32::try_from(first.position).ok()),
            score: first.and_then(|first| first.score),
            metres: first.and_then(|first| first.metres),
            n_equal: u32::try_from(n_equal).unwrap_or(u32::MAX),
            note: match first {
                Some(first) if kind == MatchKind::Hint => first.reason().unwrap_or_default(),
                Some(first) if first.number_differs => "number_differs",
                Some(first) if first.flat_left_out => "flat_left_out",
                _ => "",
            },
        }
    }
}

/// A row of a list that was checked: its own values as CSV, and how its address was found.
pub struct CheckedRow {
    own: Vec<u8>,
    outcome: Outcome,
}

impl CheckedRow {
    /// A row of which these addresses may be meant, best first. Of a row that has not as many
    /// values as the list has columns it is not known which is which: it gets none.
    pub fn new(values: &[String], is_readable: bool, found: &[Match]) -> Self {
        let mut own = Vec::new();
        put_all(values.iter().map(String::as_str), &mut own);
        Self { own, outcome: Outcome::of(is_readable, found) }
    }

    /// With a note that says why it could not be read.
    pub const fn noted(mut self, note: &'static str) -> Self {
        self.outcome.note = note;
        self
    }
}

/// Rows of a list, packed: a list may have millions.
#[derive(Default)]
pub struct CheckedList {
    own: Vec<u8>,
    /// Where the values of each row end.
    ends: Vec<usize>,
    outcomes: Vec<Outcome>,
}

impl CheckedList {
    /// Adds a row.
    pub fn push(&mut self, row: &CheckedRow) {
        self.own.extend_from_slice(&row.own);
        self.ends.push(self.own.len());
        self.outcomes.push(row.outcome);
    }

    /// Rows of a kind.
    pub fn count(&self, kind: MatchKind) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.kind == kind).count()
    }

    /// Rows with a note.
    pub fn noted(&self, note: &str) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.note == note).count()
    }

    fn own(&self, row: usize) -> &[u8] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.own[start..self.ends[row]]
    }
}

/// Addresses as lines of `addresses.csv`, by position.
pub trait AddressLines: Sync {
    /// The written address, as a value of CSV, and its line in parts: what addresses share need not
    /// be held for each.
    fn get(&self, position: u32) -> Option<(&[u8], [&[u8]; 3])>;
}

/// Lines of addresses of a world that is in memory.
pub struct WorldLines {
    positions: Vec<u32>,
    lines: Vec<[Vec<u8>; 2]>,
}

impl WorldLines {
    /// Names of the columns.
    pub fn columns(rows: &AddressRows<'_>) -> Vec<String> {
        let columns = address_table::batch(rows, &[], false);
        columns.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The lines of addresses whose positions ascend.
    ///
    /// # Errors
    /// When a value has no text.
    pub fn of(rows: &AddressRows<'_>, positions: Vec<u32>) -> Result<Self, PublishError> {
        let mut lines = Vec::with_capacity(positions.len());
        for chunk in positions.chunks(BATCH) {
            let chunk: Vec<usize> = chunk.iter().map(|at| *at as usize).collect();
            let batch = address_table::batch(rows, &chunk, false);
            let options = FormatOptions::default();
            let formatters = batch.columns().iter().map(|c| ArrayFormatter::try_new(c, &options));
            let formatters: Vec<ArrayFormatter<'_>> =
                formatters.collect::<Result<_, ArrowError>>().map_err(PublishError::of("check"))?;
            for (row, position) in chunk.into_iter().enumerate() {
                let [mut written, mut line] = [Vec::new(), Vec::new()];
                put_csv(super::check::written(rows.world, position).as_bytes(), &mut written);
                let values: Vec<String> =
                    formatters.iter().map(|f| f.value(row).to_string()).collect();
                put_all(values.iter().map(String::as_str), &mut line);
                lines.push([written, line]);
            }
        }
        Ok(Self { positions, lines })
    }
}

impl AddressLines for WorldLines {
    fn get(&self, position: u32) -> Option<(&[u8], [&[u8]; 3])> {
        let [written, line] = &self.lines[self.positions.binary_search(&position).ok()?];
        Some((written, [line, b"", b""]))
    }
}

/// Addresses that are formatted together.
const BATCH: usize = 65_536;
/// Rows of a list whose addresses are looked up together.
const TOGETHER: usize = 1 << 20;
/// Rows that a thread writes at a time, and how many threads may.
const PIECE: (usize, usize) = (1 << 14, 16);
/// Columns about the match.
const MATCH_COLUMNS: [&str; 7] = [
    "match",
    "match_score",
    "match_candidates",
    "match_distance_m",
    "match_note",
    "matched_address",
    "match_hint",
];

/// Writes a list: its own columns, how the address was found, and the columns of `addresses.csv`,
/// whose `lines` are asked for by ascending positions, and what `more` appends to a line, of whose
/// beginning it learns. Where the list has a column of one of these names, ours begins with
/// `zasieg_`. The address of an ambiguous row is the first that fits, without its statuses; what
/// only comes near stands in a column of its own; a row that matches nothing has none of these.
///
/// # Errors
/// When the writer or `lines` fails.
pub fn write_check_list<L: AddressLines, E: From<PublishError>>(
    list: &CheckedList,
    (header, columns): (&[String], &[String]),
    mut lines: impl FnMut(Vec<u32>) -> Result<L, E>,
    more: &(impl Fn(&[u8], &mut Vec<u8>) + Sync),
    out: &mut impl Write,
) -> Result<(), E> {
    let error = |error: std::io::Error| PublishError::new("check", error);
    let ours = MATCH_COLUMNS.into_iter().chain(columns.iter().map(String::as_str)).map(|name| {
        let is_taken = header.iter().any(|theirs| theirs == name);
        if is_taken { format!("zasieg_{name}") } else { name.to_owned() }
    });
    let names: Vec<String> = header.iter().cloned().chain(ours).collect();
    let mut first = Vec::new();
    put_all(names.iter().map(String::as_str), &mut first);
    first.push(b'\n');
    out.write_all(&first).map_err(error)?;
    let nothing = [vec![b','; header.len().max(1) - 1], vec![b','; columns.len().max(1) - 1]];
    for start in (0..list.outcomes.len()).step_by(TOGETHER) {
        let end = list.outcomes.len().min(start + TOGETHER);
        let firsts = list.outcomes[start..end].iter().filter_map(|outcome| outcome.first);
        let mut positions: Vec<u32> = firsts.collect();
        positions.par_sort_unstable();
        positions.dedup();
        let lines = lines(positions)?;
        let rows: Vec<usize> = (start..end).collect();
        for some in rows.chunks(PIECE.0 * PIECE.1) {
            let piece = |rows: &[usize]| {
                let mut out = Vec::new();
                for row in rows {
                    put_row((list, *row), &lines, more, &nothing, &mut out);
                }
                out
            };
            let pieces: Vec<Vec<u8>> = some.par_chunks(PIECE.0).map(piece).collect();
            pieces.iter().try_for_each(|piece| out.write_all(piece)).map_err(error)?;
        }
    }
    Ok(())
}

fn put_row(
    (list, row): (&CheckedList, usize),
    lines: &impl AddressLines,
    more: &impl Fn(&[u8], &mut Vec<u8>),
    nothing: &[Vec<u8>; 2],
    out: &mut Vec<u8>,
) {
    let (own, outcome) = (list.own(row), list.outcomes[row]);
    out.extend_from_slice(if own.is_empty() { &nothing[0] } else { own });
    let (written, line) = outcome.first.and_then(|at| lines.get(at)).unwrap_or_default();
    let is_hint = outcome.kind == MatchKind::Hint;
    let score = outcome.score.map_or_else(String::new, |score| score.to_string());
    let metres = outcome.metres.map_or_else(String::new, |metres| format!("{metres:.1}"));
    let (kind, note) = (outcome.kind.as_str(), outcome.note);
    let about = format!(",{kind},{score},{},{metres},{note},", outcome.n_equal);
    out.extend_from_slice(about.as_bytes());
    if !is_hint {
        out.extend_from_slice(written);
    }
    out.push(b',');
    if is_hint {
        out.extend_from_slice(written);
    }
    out.push(b',');
    if outcome.kind.is_one() && !line[0].is_empty() {
        for part in line {
            out.extend_from_slice(part);
        }
        more(line[0], out);
    } else {
        out.extend_from_slice(&nothing[1]);
    }
    out.push(b'\n');
}
