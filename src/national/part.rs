//! The rows of a part of the country: what a run over all of it writes for some of its gminas.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use super::chain::ChainError;
use super::fixed::Gminas;
use super::output::{self, GEOMETRY, HEAD, Source};
use super::verdicts::{BLOCK, Block};
use crate::columns::again::{Alike, write_again};
use crate::columns::rows::RowFile;
use crate::place::{GminaCode, Selection};
use crate::publish::PublishError;

/// The table of which a part takes its rows.
const WHOLE: &str = ".addresses.whole";
/// What the table of addresses does not tell of its columns.
const ALIKE: [Alike; 1] = [Alike { name: "geometry", squeeze: GEOMETRY, shared: HEAD.len() }];

/// Gminas of a run that a selection names, and their addresses.
pub(super) struct Chosen {
    /// Positions, ascending.
    ranges: Vec<Range<usize>>,
}

/// Gminas with addresses, in order, and whether there are addresses in none.
pub(super) fn inhabited(gminas: &Gminas, starts: &[u32]) -> (Vec<GminaCode>, bool) {
    let has = |at: usize| starts[at] < starts[at + 1];
    let codes = gminas.codes.iter().enumerate().filter(|(at, _)| has(*at));
    (codes.map(|(_, code)| *code).collect(), has(gminas.codes.len()))
}

/// Whether a block holds some of the rows of ranges.
pub(super) fn meets(ranges: &[Range<usize>], block: &Range<usize>) -> bool {
    ranges.iter().any(|range| range.start < block.end && block.start < range.end)
}

/// Where the rows of ranges stand in a table of some blocks.
pub(super) fn rows_within<'a>(
    blocks: impl Iterator<Item = &'a Range<usize>>,
    ranges: &[Range<usize>],
) -> Vec<Range<usize>> {
    let (mut rows, mut before) = (Vec::new(), 0);
    for block in blocks {
        for range in
            ranges.iter().filter(|range| range.start < block.end && block.start < range.end)
        {
            let start = range.start.max(block.start) - block.start;
            let end = range.end.min(block.end) - block.start;
            rows.push(before + start..before + end);
        }
        before += block.len();
    }
    rows
}

/// Writes the table of addresses, of a part the rows that were chosen.
pub(super) fn write(
    chosen: Option<&Chosen>,
    source: &Source<'_>,
    blocks: Vec<Block>,
    out: &Path,
) -> Result<(), ChainError> {
    if let Some(chosen) = chosen {
        return chosen.write(source, blocks, out);
    }
    let failed = |error: std::io::Error| PublishError::new("addresses.parquet", error);
    output::write(source, blocks, File::create(out.join("addresses.parquet")).map_err(failed)?)
}

impl Chosen {
    /// Finds what a selection names.
    ///
    /// # Errors
    /// When one of its codes names no gmina with addresses.
    pub(super) fn new(
        selection: &Selection,
        gminas: &Gminas,
        starts: &[u32],
    ) -> Result<Self, ChainError> {
        let all: Vec<_> = gminas.codes.iter().copied().zip(gminas.kinds.iter().copied()).collect();
        let has = |at: &usize| starts[*at] < starts[at + 1];
        let known: Vec<_> = (0..all.len()).filter(has).map(|at| all[at]).collect();
        if let Some(code) = selection.unknown(&known) {
            let hint = format!("the run has {} gminas with addresses", known.len());
            return Err(ChainError::NoGmina { code: code.to_owned(), hint });
        }
        let is_chosen = |at: &usize| match all.get(*at) {
            Some((code, kind)) => selection.has(*code, *kind),
            None => selection.has_none(),
        };
        let slots = (0..=all.len()).filter(is_chosen).filter(has);
        let ranges = slots.map(|at| starts[at] as usize..starts[at + 1] as usize).collect();
        Ok(Self { ranges })
    }

    /// Writes their rows: the blocks that hold some, and of these the rows.
    fn write(
        &self,
        source: &Source<'_>,
        mut blocks: Vec<Block>,
        out: &Path,
    ) -> Result<(), ChainError> {
        blocks.retain(|block| meets(&self.ranges, &block.range));
        let rows = rows_within(blocks.iter().map(|block| &block.range), &self.ranges);
        let failed = |error: std::io::Error| PublishError::new("addresses.parquet", error);
        let create = |name: &str| File::create(out.join(name)).map_err(failed);
        output::write(source, blocks, create(WHOLE)?)?;
        let whole = RowFile::open(&out.join(WHOLE))?;
        let pieces: Vec<_> = rows.into_iter().map(|rows| (&whole, rows)).collect();
        let sink = BufWriter::new(create("addresses.parquet")?);
        join(if pieces.is_empty() { vec![(&whole, 0..0)] } else { pieces }, sink)?;
        std::fs::remove_file(out.join(WHOLE)).map_err(failed)?;
        Ok(())
    }
}

/// Writes rows of tables of addresses that this way made as one, with the bytes that it gives them
/// when they are written at once.
///
/// # Errors
/// When a table is damaged or of another form, or the sink does not take it.
pub fn join(
    pieces: Vec<(&RowFile, Range<usize>)>,
    sink: impl Write,
) -> Result<(), parquet::errors::ParquetError> {
    write_again(&pieces, BLOCK, &ALIKE, sink).map(drop)
}
