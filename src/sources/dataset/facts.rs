//! What only a run over a whole country finds of its addresses, from its finished table.

use std::collections::BTreeMap;
use std::path::Path;

use arrow_array::Array as _;
use arrow_array::types::{Float64Type, UInt32Type};

use super::super::SourceError;
use super::super::parquet_file::{ParquetRows, value, wrong};
use crate::place::Pl1992;

/// What was found of the addresses, in their order.
#[derive(Clone, Debug)]
pub struct Facts<S> {
    /// Where they stand.
    pub points: Vec<Option<Pl1992>>,
    /// Status under the first profile today.
    pub statuses: Vec<S>,
    /// Whether a coverage area covers it; `None` where that is unknown.
    pub covered: Vec<Option<bool>>,
    /// Cluster, from 0.
    pub clusters: Vec<Option<u32>>,
    /// Number of the nearest node, and metres.
    pub nearest: Vec<Option<(u32, f64)>>,
}

/// Reads `addresses.parquet` in the folder of a finished run over a dataset of so many addresses.
/// `status` reads a word of the column of statuses, `nodes` numbers nodes by identifier.
///
/// # Errors
/// When it is damaged, has other addresses, or names other nodes.
pub fn read_facts<S>(
    folder: &Path,
    n_addresses: usize,
    (column, status): (&str, impl Fn(&str) -> Option<S>),
    nodes: &BTreeMap<&str, u32>,
) -> Result<Facts<S>, SourceError> {
    let file = ParquetRows::open(folder, "addresses.parquet")?;
    if file.n_rows() != n_addresses {
        let reason = format!("{} addresses, the dataset has {n_addresses}", file.n_rows());
        return Err(wrong(&file.name, reason));
    }
    let mut facts = Facts {
        points: Vec::with_capacity(n_addresses),
        statuses: Vec::with_capacity(n_addresses),
        covered: Vec::with_capacity(n_addresses),
        clusters: Vec::with_capacity(n_addresses),
        nearest: Vec::with_capacity(n_addresses),
    };
    let (nearest, metres) = ("nearest_node_id", "nearest_node_m");
    let columns = ["easting", "northing", column, "covered", "cluster_id", nearest, metres];
    file.scan(std::slice::from_ref(&(0..n_addresses)), &columns, |batch| {
        let position = batch.positions()?;
        let words = batch.text(column)?;
        let covered = batch.flags("covered")?;
        let clusters = batch.numbers::<UInt32Type>("cluster_id")?;
        let (ids, metres) = (batch.text(nearest)?, batch.numbers::<Float64Type>(metres)?);
        for row in 0..batch.batch.num_rows() {
            facts.points.push(position(row));
            let word = status(words.value(row));
            facts.statuses.push(word.ok_or_else(|| batch.bad(row, "a status is unknown"))?);
            facts.covered.push(covered.is_valid(row).then(|| covered.value(row)));
            let cluster = clusters.is_valid(row).then(|| clusters.value(row));
            facts.clusters.push(cluster.and_then(|number| number.checked_sub(1)));
            let node = value(ids, row).map(|id| {
                let number = nodes.get(id).ok_or_else(|| batch.bad(row, "a node is unknown"))?;
                Ok((*number, metres.value(row)))
            });
            facts.nearest.push(node.transpose()?);
        }
        Ok(())
    })?;
    Ok(facts)
}
