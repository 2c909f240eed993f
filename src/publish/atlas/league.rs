//! The league of operators by the freshness of what they state, as `freshness.csv` tells it.

use serde::{Deserialize, Serialize};

use super::super::report::ShareView;
use crate::diagnosis::freshness::stale_from;
use crate::publish::{Language, PublishError};

/// Statements shown of the league; the table beside the page has all of them.
const SHOWN: usize = 25;

/// A row of the table.
#[derive(Deserialize)]
struct Listed {
    operator: String,
    name: String,
    tense: String,
    records: u64,
    editions_declared: u64,
    editions_changed: u64,
    same_in_a_row: u64,
    change_index_percent: String,
    stale: bool,
}

/// The statement of one operator, followed from edition to edition.
#[derive(Serialize)]
struct StatementView {
    operator: String,
    id: String,
    tense: String,
    records: u64,
    declared: u64,
    changed: u64,
    same: u64,
    index: ShareView,
    is_stale: bool,
    is_gone: bool,
}

/// The league.
#[derive(Serialize)]
pub(super) struct LeagueView {
    /// The stalest first; empty where the run reads no earlier edition.
    rows: Vec<StatementView>,
    n: usize,
    stale_from: usize,
}

/// The share that a number with one decimal names.
fn share(percent: &str) -> ShareView {
    let tenths = percent.replace('.', "").parse();
    tenths.map_or(ShareView { part: 0, whole: 0 }, |part| ShareView { part, whole: 1_000 })
}

/// Reads the table; no bytes are no league.
pub(super) fn league(language: Language, table: &[u8]) -> Result<LeagueView, PublishError> {
    let rows: Result<Vec<Listed>, csv::Error> =
        csv::Reader::from_reader(table).deserialize().collect();
    let rows = rows.map_err(|error| PublishError::new("freshness.csv", error))?;
    let n = rows.len();
    let view = |row: Listed| StatementView {
        operator: if row.name.is_empty() { row.operator.clone() } else { row.name },
        id: row.operator,
        tense: language.word("statement", &row.tense).to_owned(),
        records: row.records,
        declared: row.editions_declared,
        changed: row.editions_changed,
        same: row.same_in_a_row,
        index: share(&row.change_index_percent),
        is_stale: row.stale,
        is_gone: row.records == 0,
    };
    let rows = rows.into_iter().take(SHOWN).map(view).collect();
    Ok(LeagueView { rows, n, stale_from: stale_from() })
}
