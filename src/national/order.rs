//! The order of addresses: gmina, locality, street, number, identifier, row.

use std::collections::HashMap;

use rayon::prelude::*;

use super::addresses::{Addresses, REJECTED};
use super::chain::ChainError;
use super::codes::{NUMBER_BITS, PlaceKey};
use super::counts::Counts;
use crate::model::{IssueCode, NumberForm, number_key};
use crate::sources::is_damaged;

/// Addresses in order.
pub(super) struct Ordered {
    /// Row of each address.
    pub(super) rows: Vec<u32>,
    /// Where the addresses of each gmina begin; those in none come last.
    pub(super) starts: Vec<u32>,
    /// Distinct house numbers, in order.
    pub(super) numbers: Vec<Vec<u8>>,
}

/// What is known of a house number.
#[derive(Clone, Copy)]
pub(super) struct NumberFacts {
    /// The same for numbers that are the same once case and white space are set aside; 0 for none.
    key: u32,
    is_damaged: bool,
}

/// Distinct house numbers in order, what is known of each, and for each row group the position of
/// each of its own.
fn rank_numbers(addresses: &Addresses) -> (Vec<Vec<u8>>, Vec<NumberFacts>, Vec<Vec<u32>>) {
    let groups = addresses.groups.iter().map(|(_, _, numbers)| numbers.texts());
    let mut all: Vec<&Vec<u8>> = groups.clone().flatten().collect();
    all.sort_unstable();
    all.dedup();
    let key_of = |text: &[u8]| number_key(&String::from_utf8_lossy(text));
    all.sort_by_cached_key(|text| {
        let key = key_of(text);
        let form = NumberForm::of(&key);
        (form.number, form.suffix.to_owned(), key, (*text).clone())
    });
    let (mut facts, mut last, mut key) = (Vec::with_capacity(all.len()), String::new(), 0);
    for text in &all {
        let own = key_of(text);
        key += u32::from(own != last);
        let is_damaged = is_damaged(&String::from_utf8_lossy(text));
        facts.push(NumberFacts { key: if own.is_empty() { 0 } else { key }, is_damaged });
        last = own;
    }
    let ranks: HashMap<&Vec<u8>, u32> = all.iter().copied().zip(0..).collect();
    let of_groups = groups.map(|texts| texts.iter().map(|text| ranks[text]).collect()).collect();
    (all.into_iter().cloned().collect(), facts, of_groups)
}

/// Sorts addresses; `n_gminas` gminas, by position. Gives `keys` the positions of
/// house numbers among all.
///
/// # Errors
/// When there are more distinct house numbers than keys can tell apart.
pub(super) fn order(
    addresses: &Addresses,
    keys: &mut [PlaceKey],
    n_gminas: usize,
) -> Result<(Ordered, Counts), ChainError> {
    let (numbers, facts, ranks) = rank_numbers(addresses);
    if numbers.len() >= 1 << NUMBER_BITS {
        return Err(ChainError::TooMany("distinct house numbers"));
    }
    let mut rest = &mut *keys;
    let mut parts = Vec::new();
    for ((_, n, _), ranks) in addresses.groups.iter().zip(&ranks) {
        let (own, after) = std::mem::take(&mut rest).split_at_mut(*n);
        rest = after;
        parts.push((own, ranks));
    }
    parts.into_par_iter().for_each(|(keys, ranks)| {
        for key in keys {
            *key = key.with_number(ranks[key.number() as usize]);
        }
    });
    let slot = |gmina: u16| usize::from(gmina).min(n_gminas);
    let mut starts = vec![0_u32; n_gminas + 2];
    for gmina in addresses.gminas.iter().filter(|gmina| **gmina != REJECTED) {
        starts[slot(*gmina) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut rows = vec![0_u32; starts[n_gminas + 1] as usize];
    let used = addresses.gminas.iter().zip(0..).filter(|(gmina, _)| **gmina != REJECTED);
    for (gmina, row) in used {
        let at = &mut next[slot(*gmina)];
        rows[*at as usize] = row;
        *at += 1;
    }
    let mut ordered = Ordered { rows, starts, numbers };
    let counts = ordered.sort_within(addresses, keys, &facts);
    Ok((ordered, counts))
}

impl Ordered {
    /// Sorts the addresses of each gmina; counts those with the key of the one before, and damaged
    /// house numbers.
    fn sort_within(
        &mut self,
        addresses: &Addresses,
        keys: &[PlaceKey],
        facts: &[NumberFacts],
    ) -> Counts {
        let mut rest = &mut self.rows[..];
        let mut parts = Vec::new();
        for pair in self.starts.windows(2) {
            let (own, after) = rest.split_at_mut((pair[1] - pair[0]) as usize);
            rest = after;
            parts.push(own);
        }
        let key = |row: &u32| keys[*row as usize];
        let has_damaged = facts.iter().any(|number| number.is_damaged);
        let sort = |rows: &mut [u32]| {
            let mut pairs: Vec<(PlaceKey, u32)> = rows.iter().map(|row| (key(row), *row)).collect();
            if !pairs.is_sorted() {
                pairs.sort();
                rows.iter_mut().zip(&pairs).for_each(|(slot, (_, row))| *slot = *row);
            }
            sort_ties(rows, &pairs, addresses);
            let mut counts = Counts::default();
            let place = |(key, _): &(PlaceKey, u32)| (key.simc(), key.ulic());
            let fact = |(key, _): &(PlaceKey, u32)| facts[key.number() as usize];
            for (two, row) in pairs.windows(2).zip(rows.iter().skip(1)) {
                let key = fact(&two[1]).key;
                if key > 0 && key == fact(&two[0]).key && place(&two[0]) == place(&two[1]) {
                    counts.add(addresses.file_of(*row), IssueCode::DuplicateAddress, 1);
                }
            }
            if has_damaged {
                for (_, row) in pairs.iter().zip(&*rows).filter(|(p, _)| fact(p).is_damaged) {
                    counts.add(addresses.file_of(*row), IssueCode::DamagedText, 1);
                }
            }
            counts
        };
        let counted: Vec<Counts> = parts.into_par_iter().map(sort).collect();
        let mut counts = Counts::default();
        for part in counted {
            counts.absorb(part);
        }
        counts
    }

    /// Gmina of the address at a position.
    pub(super) fn gmina_at(&self, position: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= position) - 1
    }
}

/// Addresses that stand at the same place go by identifier as text, then by row.
fn sort_ties(rows: &mut [u32], pairs: &[(PlaceKey, u32)], addresses: &Addresses) {
    let mut start = 0;
    for tied in pairs.chunk_by(|(a, _), (b, _)| a == b) {
        if tied.len() > 1 {
            rows[start..start + tied.len()].sort_by_cached_key(|row| {
                let mut text = Vec::new();
                addresses.identifier(*row, &mut text);
                (text, *row)
            });
        }
        start += tied.len();
    }
}
