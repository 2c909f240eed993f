//! PRG files, which are read as a stream, and how far that is.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::Progress;
use crate::sources::{self, AddressRow, PrgFile, SourceError, Tally};

/// Bytes from which the user is told how far the reading is.
const TOLD_FROM: u64 = 100_000_000;
/// Least time between two such messages.
const INTERVAL: Duration = Duration::from_secs(1);

/// How far files are read that are too large to be read in a moment.
pub(super) struct Reading<'a> {
    progress: &'a Progress<'a>,
    /// Bytes of all files, each as often as it is gone through.
    whole: u64,
    state: Mutex<State>,
}

struct State {
    read: u64,
    told_percent: u64,
    told_at: Instant,
}

impl<'a> Reading<'a> {
    pub(super) fn new<'b>(
        progress: &'a Progress<'a>,
        files: impl Iterator<Item = &'b PrgFile>,
    ) -> Self {
        let whole = files.map(|file| file.size).sum();
        let state = State { read: 0, told_percent: 0, told_at: Instant::now() };
        Self { progress, whole, state: Mutex::new(state) }
    }

    /// Tells the user how much of all files has been read: at most once a second, and once a per
    /// cent.
    fn advance(&self, n_bytes: u64) {
        // The same bytes are counted in both passes, so half the size is that of the files.
        if self.whole / 2 < TOLD_FROM {
            return;
        }
        let Ok(mut state) = self.state.lock() else { return };
        state.read += n_bytes;
        let percent = (state.read.saturating_mul(100) / self.whole.max(1)).min(100);
        if percent > state.told_percent && state.told_at.elapsed() >= INTERVAL {
            (state.told_percent, state.told_at) = (percent, Instant::now());
            self.progress.tell(&format!("reading PRG addresses: {percent} %"));
        }
    }
}

/// Reads a file of GML; gives its addresses and SHA-256.
pub(super) fn read(
    file: &PrgFile,
    as_of: NaiveDate,
    reading: &Reading<'_>,
    tally: &mut Tally,
) -> Result<(Vec<AddressRow>, String), SourceError> {
    let mut rows = Vec::new();
    let on_bytes = |n_bytes| reading.advance(n_bytes);
    let sha256 = sources::read_prg(file, as_of, &on_bytes, tally, |row, _| rows.push(row))?;
    rows.shrink_to_fit();
    Ok((rows, sha256))
}
