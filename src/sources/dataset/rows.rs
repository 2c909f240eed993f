//! Rows of a dataset that grow with its addresses: addresses, offers, records aside.

use std::collections::BTreeMap;
use std::path::Path;

use arrow_array::Array as _;
use arrow_array::types::{Date32Type, UInt32Type};
use chrono::{NaiveDate, TimeDelta};

use super::super::SourceError;
use super::super::parquet_file::{ParquetFile, value, wrong};
use super::gmina_of;
use crate::model::{
    AddressPoint, Astray, IssueCode, Locality, Medium, Network, NetworkId, Offer, ProviderId,
    Reach, Refused, Rung, Street, TechnologyId, Tense, TextPoolBuilder, World,
};
use crate::place::{GminaCode, SimcId, TercCode, TercWidth, UlicId};
use crate::quantity::{DownUp, Speed};

/// Numbers of providers, networks and technologies are of 16 bits.
pub(super) fn numbered<'a>(
    file: &str,
    names: impl Iterator<Item = &'a str>,
) -> Result<Numbered, SourceError> {
    let numbered = Numbered::of(names);
    numbered.ok_or_else(|| wrong(file, "more than 65 536 different names in a column"))
}

/// What is read from `addresses.parquet`.
#[derive(Default)]
pub(super) struct Addresses {
    texts: TextPoolBuilder,
    points: Vec<AddressPoint>,
    localities: BTreeMap<(GminaCode, SimcId), String>,
    streets: BTreeMap<(SimcId, UlicId), String>,
}

pub(super) fn addresses(file: &ParquetFile) -> Result<Addresses, SourceError> {
    let mut read = Addresses::default();
    for batch in file.batches() {
        let names = ["address_id", "gmina", "terc", "simc", "ulic", "number", "locality", "street"];
        let mut texts = Vec::with_capacity(names.len());
        for name in names {
            texts.push(batch.text(name)?);
        }
        let [id, gmina, terc, simc, ulic, number, locality, street] = texts[..] else {
            unreachable!("as many as names")
        };
        let (position, origin) = (batch.positions()?, batch.origins()?);
        for row in 0..batch.batch.num_rows() {
            let code = |_| batch.bad(row, "a code is damaged");
            let terc = value(terc, row).map(|text| {
                // Written by the program: no zero is lost.
                let has_kind = text.len() == 7;
                let width = if has_kind { TercWidth::Seven } else { TercWidth::Six };
                TercCode::parse(text, width)
            });
            let simc = value(simc, row).map(SimcId::parse).transpose().map_err(code)?;
            let ulic = UlicId::parse(value(ulic, row).unwrap_or("")).map_err(code)?;
            let point = AddressPoint {
                id: read.texts.push_unique(id.value(row)),
                number: read.texts.intern(number.value(row)),
                gmina: gmina_of(value(gmina, row)),
                terc: terc.transpose().map_err(code)?.map(|terc| terc.code),
                simc: simc.map(|simc| simc.code),
                ulic: ulic.map(|ulic| ulic.code),
                position: position(row),
                origin: origin(row),
            };
            if let (Some(gmina), Some(simc)) = (point.gmina, point.simc) {
                let name = || value(locality, row).unwrap_or("").to_owned();
                read.localities.entry((gmina, simc)).or_insert_with(name);
            }
            if let (Some(simc), Some(ulic)) = (point.simc, point.ulic) {
                let name = || value(street, row).unwrap_or("").to_owned();
                read.streets.entry((simc, ulic)).or_insert_with(name);
            }
            read.points.push(point);
        }
    }
    Ok(read)
}

/// Numbers names in their order; the dataset keeps names, the world numbers.
#[derive(Default)]
pub(super) struct Numbered(BTreeMap<String, u16>);

impl Numbered {
    /// `None` where there are more names than numbers.
    fn of<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut numbered = BTreeMap::new();
        for name in names {
            if !numbered.contains_key(name) {
                numbered.insert(name.to_owned(), 0);
            }
        }
        for (position, number) in numbered.values_mut().enumerate() {
            *number = u16::try_from(position).ok()?;
        }
        Some(Self(numbered))
    }

    /// The number of a name; quick where it is that of the last one.
    fn last<'a>(&self, last: &mut (&'a str, u16), name: &'a str) -> Option<u16> {
        if name.is_empty() || last.0 != name {
            *last = (name, *self.0.get(name)?);
        }
        Some(last.1)
    }
}

/// Offers, those of earlier editions, and the names in them; `place` gives the position of an address
/// in the world by its row in the dataset, from 0.
pub(super) fn offers(
    (file, earlier): (&ParquetFile, &ParquetFile),
    world: &mut World,
    providers: &Numbered,
    place: impl Fn(u32) -> Option<u32>,
) -> Result<(), SourceError> {
    let column = |name: &str| -> Result<Numbered, SourceError> {
        let mut arrays = Vec::new();
        for batch in file.batches().chain(earlier.batches()) {
            arrays.push(batch.text(name)?);
        }
        numbered(&file.name, arrays.iter().flat_map(|array| array.iter().flatten()))
    };
    let (networks, technologies) = (column("network")?, column("technology")?);
    let names = [providers, &networks, &technologies];
    world.offers = offers_of(file, names, &place)?;
    world.aside.earlier = offers_of(earlier, names, &place)?;
    world.networks = networks.0.into_keys().map(|id| Network { id }).collect();
    world.technologies = technologies.0.into_keys().collect();
    Ok(())
}

/// Refused and astray records.
pub(super) fn aside(
    folder: &Path,
    world: &mut World,
    n_addresses: usize,
) -> Result<(), SourceError> {
    let file = ParquetFile::read(folder, "aside.parquet")?;
    for batch in file.batches() {
        let code = batch.text("code")?;
        let address = batch.numbers::<UInt32Type>("address_row")?;
        let metres = batch.numbers::<UInt32Type>("metres")?;
        let origin = batch.origins()?;
        for row in 0..batch.batch.num_rows() {
            let bad = || batch.bad(row, "a value is outside its vocabulary");
            let address = address.value(row).checked_sub(1).ok_or_else(bad)?;
            if address as usize >= n_addresses {
                return Err(bad());
            }
            let origin = origin(row);
            match value(code, row) {
                Some(code) => {
                    let code = IssueCode::from_code(code).ok_or_else(bad)?;
                    world.aside.refused.push(Refused { address, origin, code });
                }
                None => {
                    let metres = metres.value(row);
                    world.aside.astray.push(Astray { address, origin, metres });
                }
            }
        }
    }
    Ok(())
}

fn offers_of(
    file: &ParquetFile,
    names: [&Numbered; 3],
    place: &impl Fn(u32) -> Option<u32>,
) -> Result<Vec<Offer>, SourceError> {
    let [providers, networks, technologies] = names;
    let mut offers = Vec::new();
    for batch in file.batches() {
        let [provider, network, technology] =
            [batch.text("provider")?, batch.text("network")?, batch.text("technology")?];
        let [medium, reach, tense, rung] = [
            batch.text("medium")?,
            batch.text("reach")?,
            batch.text("tense")?,
            batch.text("rung")?,
        ];
        let address = batch.numbers::<UInt32Type>("address_row")?;
        let down = batch.numbers::<UInt32Type>("down_kbps")?;
        let up = batch.numbers::<UInt32Type>("up_kbps")?;
        let due = batch.numbers::<Date32Type>("due")?;
        let impossible = batch.flags("impossible_speed")?;
        let origin = batch.origins()?;
        let epoch = NaiveDate::default();
        let mut last: [(&str, u16); 3] = Default::default();
        for row in 0..batch.batch.num_rows() {
            let bad = || batch.bad(row, "a value is outside its vocabulary");
            let day = |days: i32| epoch.checked_add_signed(TimeDelta::days(days.into()));
            let [provider, network, technology] = [
                providers.last(&mut last[0], provider.value(row)).ok_or_else(bad)?,
                networks.last(&mut last[1], network.value(row)).ok_or_else(bad)?,
                technologies.last(&mut last[2], technology.value(row)).ok_or_else(bad)?,
            ];
            offers.push(Offer {
                address: address.value(row).checked_sub(1).and_then(place).ok_or_else(bad)?,
                provider: ProviderId(provider),
                network: NetworkId(network),
                technology: TechnologyId(technology),
                medium: Medium::from_code(medium.value(row)).ok_or_else(bad)?,
                speed: DownUp {
                    down: Speed::kbps(down.value(row)),
                    up: Speed::kbps(up.value(row)),
                },
                reach: Reach::from_code(reach.value(row)).ok_or_else(bad)?,
                tense: Tense::from_code(tense.value(row)).ok_or_else(bad)?,
                due: due.is_valid(row).then(|| day(due.value(row))).flatten(),
                rung: Rung::from_name(rung.value(row)).ok_or_else(bad)?,
                impossible_speed: impossible.value(row),
                origin: origin(row),
            });
        }
    }
    Ok(offers)
}

impl Addresses {
    /// Moves addresses and their names into a world.
    pub(super) fn put_into(self, world: &mut World) {
        world.texts = self.texts.freeze();
        world.addresses = self.points;
        let locality = |((gmina, simc), name)| Locality { gmina, simc, name };
        world.localities = self.localities.into_iter().map(locality).collect();
        let street = |((simc, ulic), name)| Street { simc, ulic, name };
        world.streets = self.streets.into_iter().map(street).collect();
    }
}
