//! What groups of addresses cost as networks of their own.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::appraise::{Estimate, Plan, estimate};
use super::choose::{Task, Terminal};
use super::frontier::cheapest_with_nodes;
use super::plan::PlanError;
use super::steiner::Effort;
use super::tariff::Tariff;
use super::{CostBook, Forest, Key};

/// The clusters of a plan by number, each with the cheapest network found for its addresses alone:
/// with ways and nodes that the whole plan need not use.
///
/// # Errors
/// When costs are too large.
pub fn clusters_alone(
    task: &Task<'_>,
    plan: Plan<'_>,
    tariff: &Tariff<'_>,
    book: &CostBook,
) -> Result<Vec<(u32, Estimate)>, PlanError> {
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (lead, facts) in plan.design.leads.iter().zip(&plan.facts.addresses) {
        if let Some(cluster) = facts.cluster {
            members.entry(cluster).or_default().push(lead.address);
        }
    }
    let alone = |(number, addresses): (u32, Vec<u32>)| {
        let terminals: Vec<Terminal> = task
            .terminals
            .iter()
            .map(|terminal| {
                let is_member = |a: &&(u32, u64)| addresses.binary_search(&a.0).is_ok();
                let some = terminal.addresses.iter().filter(is_member);
                Terminal { vertex: terminal.vertex, addresses: some.copied().collect() }
            })
            .filter(|terminal| !terminal.addresses.is_empty())
            .collect();
        // No way leads through the houses of others.
        let compact = task.compact.with_doors(|door| {
            terminals.binary_search_by_key(&door, |terminal| terminal.vertex).is_ok()
        });
        let some = Task { compact: &compact, terminals: &terminals, ..*task };
        let ((design, _), _) = cheapest_with_nodes(&some, tariff, Effort::brisk())?;
        let (facts, forest) = (tariff.facts_of(&design), Forest::of(&design)?);
        let plan = Plan { design: &design, forest: &forest, facts: &facts };
        let found = estimate(plan, &forest.whole(&design), book, book.value(Key::TakeUp))?;
        Ok((number, found))
    };
    members.into_par_iter().map(alone).collect()
}
