//! Everything a diagnosis reads, once it is complete.

use std::ops::Range;
use std::sync::Arc;

use super::{
    AddressPoint, Aside, Gmina, IssueLog, Layer, Locality, Network, Offer, Provider,
    PublicBuilding, RegisterFile, Street, TextPool, Unit,
};
use crate::place::{GminaCode, SimcId, UlicId};

/// The frozen world. Every list is sorted as its comment says, and positions are `u32`.
#[derive(Debug, Default)]
pub struct World {
    /// Input files in the order of the run file.
    pub files: Vec<RegisterFile>,
    /// Texts of the addresses.
    pub texts: TextPool,
    /// Voivodeships and powiats, by code.
    pub units: Vec<Unit>,
    /// Gminas, by code; worlds of parts of a country share them.
    pub gminas: Arc<Vec<Gmina>>,
    /// Localities with addresses, by gmina and identifier.
    pub localities: Vec<Locality>,
    /// Streets with addresses, by locality and identifier.
    pub streets: Vec<Street>,
    /// Addresses by gmina (those in none last), locality, street, number, origin.
    pub addresses: Vec<AddressPoint>,
    /// Names of technologies, sorted.
    pub technologies: Vec<String>,
    /// Networks, by identifier.
    pub networks: Vec<Network>,
    /// Providers, by identifier.
    pub providers: Vec<Provider>,
    /// Offers, by address and origin.
    pub offers: Vec<Offer>,
    /// `offers[offer_starts[a]..offer_starts[a + 1]]` belong to address `a`.
    pub offer_starts: Vec<u32>,
    /// Public buildings, by register file and row.
    pub buildings: Vec<PublicBuilding>,
    /// Other registers, by name.
    pub layers: Vec<Layer>,
    /// Records that decide nothing but may contradict something.
    pub aside: Aside,
    /// What was wrong.
    pub issues: IssueLog,
}

impl World {
    /// Positions of the addresses of a gmina.
    pub fn addresses_of(&self, gmina: GminaCode) -> Range<usize> {
        let key = |address: &AddressPoint| (address.gmina.is_none(), address.gmina);
        let wanted = (false, Some(gmina));
        let start = self.addresses.partition_point(|a| key(a) < wanted);
        start..self.addresses.partition_point(|a| key(a) <= wanted)
    }

    /// Offers at an address, plans included.
    pub fn offers_at(&self, address: usize) -> &[Offer] {
        let (start, end) = (self.offer_starts[address], self.offer_starts[address + 1]);
        &self.offers[start as usize..end as usize]
    }

    /// The gmina of a code.
    pub fn gmina(&self, code: GminaCode) -> Option<&Gmina> {
        let found = self.gminas.binary_search_by_key(&code, |gmina| gmina.code);
        found.ok().map(|position| &self.gminas[position])
    }

    /// Name of a locality; empty where it is unknown.
    pub fn locality_name(&self, gmina: GminaCode, simc: SimcId) -> &str {
        let found = self.localities.binary_search_by_key(&(gmina, simc), |l| (l.gmina, l.simc));
        found.map_or("", |position| &self.localities[position].name)
    }

    /// Name of a street; empty where it is unknown.
    pub fn street_name(&self, simc: SimcId, ulic: UlicId) -> &str {
        let found = self.streets.binary_search_by_key(&(simc, ulic), |s| (s.simc, s.ulic));
        found.map_or("", |position| &self.streets[position].name)
    }

    /// Name of the locality of the address at `position`; empty where it has none.
    pub fn locality_of(&self, position: usize) -> &str {
        let address = &self.addresses[position];
        let named = address.gmina.zip(address.simc);
        named.map_or("", |(gmina, simc)| self.locality_name(gmina, simc))
    }

    /// Name of the street of the address at `position`; empty where it has none.
    pub fn street_of(&self, position: usize) -> &str {
        let address = &self.addresses[position];
        let named = address.simc.zip(address.ulic);
        named.map_or("", |(simc, ulic)| self.street_name(simc, ulic))
    }

    /// Locality and street of the address at `position`, as the registers write them; a locality of
    /// which no register has the name is told by its code.
    pub fn place_of(&self, position: usize) -> String {
        let code = || self.addresses[position].simc.map(|simc| format!("SIMC {simc}"));
        let named = Some(self.locality_of(position).to_owned()).filter(|name| !name.is_empty());
        let street = Some(self.street_of(position).to_owned()).filter(|name| !name.is_empty());
        [named.or_else(code), street].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The rows of a register that is kept as it is; `None` where the run does not have it.
    pub fn layer(&self, register: &str) -> Option<&Layer> {
        let found = self.layers.binary_search_by(|layer| layer.register.as_str().cmp(register));
        found.ok().map(|position| &self.layers[position])
    }

    /// Name of a powiat or voivodeship; empty where TERC is not in the run.
    pub fn unit_name(&self, code: &str) -> &str {
        let found = self.units.binary_search_by(|unit| unit.code.as_str().cmp(code));
        found.map_or("", |position| &self.units[position].name)
    }

    /// Gminas that have at least one address, in order of code.
    pub fn gminas_with_addresses(&self) -> impl Iterator<Item = &Gmina> {
        self.gminas.iter().filter(|gmina| !self.addresses_of(gmina.code).is_empty())
    }

    /// Where the offers of each address begin, from offers sorted by address.
    ///
    /// # Panics
    /// When there are 2^32 offers or more.
    pub fn starts_of(offers: &[Offer], n_addresses: usize) -> Vec<u32> {
        let mut starts = Vec::with_capacity(n_addresses + 1);
        let mut next = 0;
        for address in 0..=n_addresses {
            while offers.get(next).is_some_and(|offer| (offer.address as usize) < address) {
                next += 1;
            }
            starts.push(u32::try_from(next).expect("fewer than 2^32 offers"));
        }
        starts
    }

    /// Checks what every later stage relies on: orders and references.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn check(&self) -> Result<(), &'static str> {
        let n_addresses = self.addresses.len();
        let held = |holds: bool, what: &'static str| if holds { Ok(()) } else { Err(what) };
        held(self.offer_starts.len() == n_addresses + 1, "one start an address, and an end")?;
        let end = self.offer_starts[n_addresses] as usize;
        held(end == self.offers.len(), "every offer belongs to an address")?;
        let by_address = |offer: &Offer| (offer.address, offer.origin);
        held(self.offers.is_sorted_by_key(by_address), "offers are sorted by address")?;
        held(self.gminas.is_sorted_by_key(|gmina| gmina.code), "gminas are sorted by code")?;
        let by_gmina = |a: &AddressPoint| (a.gmina.is_none(), a.gmina, a.simc, a.ulic);
        held(self.addresses.is_sorted_by_key(by_gmina), "addresses are sorted by gmina, street")?;
        let n_files = self.files.len();
        for offer in &self.offers {
            held((offer.network.0 as usize) < self.networks.len(), "offers have networks")?;
            held((offer.provider.0 as usize) < self.providers.len(), "offers have providers")?;
            held((offer.technology.0 as usize) < self.technologies.len(), "technologies")?;
            held((offer.origin.file.0 as usize) < n_files, "offers have files")?;
        }
        let in_file = |address: &AddressPoint| (address.origin.file.0 as usize) < n_files;
        held(self.addresses.iter().all(in_file), "addresses have files")?;
        let at_address = |a: Option<u32>| a.is_none_or(|a| (a as usize) < n_addresses);
        let buildings = self.buildings.iter();
        held(buildings.map(|b| b.address).all(at_address), "buildings stand at addresses")?;
        let by_register = |layer: &Layer| layer.register.clone();
        held(self.layers.is_sorted_by_key(by_register), "layers are sorted by register")?;
        let rows_hold = |layer: &Layer| {
            let mut rows = 0..layer.n_rows();
            rows.all(|row| {
                let file = layer.origin(row).file.0 as usize;
                file < n_files && at_address(layer.address(row))
            })
        };
        held(self.layers.iter().all(rows_hold), "rows of layers have files and addresses")
    }
}
