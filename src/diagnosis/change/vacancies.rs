//! Addresses that notices of vacancy name.

use std::collections::BTreeSet;

use crate::model::{World, number_key};
use crate::place::{SimcId, UlicId};

type Key = (SimcId, Option<UlicId>, String);

/// Identifiers and keys of the notices of one edition.
#[derive(Default)]
struct Named {
    ids: BTreeSet<String>,
    keys: BTreeSet<Key>,
}

impl Named {
    /// Notices that the gmina has found outdated say nothing.
    fn of(world: &World) -> Self {
        let mut named = Self::default();
        let Some(layer) = world.layer("vacancies") else {
            return named;
        };
        for row in 0..layer.n_rows() {
            if layer.text("status", row) == Some("outdated") {
                continue;
            }
            if let Some(address) = layer.address(row) {
                named.add(world, address);
            }
            named.ids.extend(layer.text("address_id", row).map(str::to_owned));
            let simc = layer.text("simc", row).and_then(|text| SimcId::parse(text).ok());
            let ulic = UlicId::parse(layer.text("ulic", row).unwrap_or("")).ok().flatten();
            let number = layer.text("number", row).map(number_key).filter(|n| !n.is_empty());
            if let (Some(simc), Some(number)) = (simc, number) {
                named.keys.insert((simc.code, ulic.map(|ulic| ulic.code), number));
            }
        }
        named
    }

    fn add(&mut self, world: &World, address: u32) {
        self.ids.insert(world.texts.get(world.addresses[address as usize].id).to_owned());
        self.keys.extend(key(world, address));
    }

    fn has(&self, world: &World, address: u32) -> bool {
        self.ids.contains(world.texts.get(world.addresses[address as usize].id))
            || key(world, address).is_some_and(|key| self.keys.contains(&key))
    }
}

fn key(world: &World, address: u32) -> Option<Key> {
    let address = &world.addresses[address as usize];
    let number = number_key(world.texts.get(address.number));
    Some((address.simc.filter(|_| !number.is_empty())?, address.ulic, number))
}

/// Notices of both editions.
pub(super) struct Vacancies {
    old: Named,
    new: Named,
}

impl Vacancies {
    pub(super) fn of(old: &World, new: &World) -> Self {
        Self { old: Named::of(old), new: Named::of(new) }
    }

    /// Whether any notice names the address.
    pub(super) fn named(&self, world: &World, address: u32) -> bool {
        self.old.has(world, address) || self.new.has(world, address)
    }

    /// Whether a notice of the earlier edition names it.
    pub(super) fn named_before(&self, world: &World, address: u32) -> bool {
        self.old.has(world, address)
    }
}
