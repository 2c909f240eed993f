//! Counts by locality, gmina, powiat and voivodeship; every address is counted once at each level.
#![deny(clippy::float_arithmetic)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Diagnosis, Status};
use crate::model::{Medium, Rung, World};
use crate::place::{GminaCode, SimcId};
use crate::quantity::{CountInterval, Speed};

/// Classes of download speed, by their lower bounds.
#[derive(Clone, Debug)]
pub struct SpeedClasses {
    bounds: Vec<Speed>,
}

#[derive(Deserialize)]
struct ClassFile {
    lower_bounds: Vec<u32>,
}

static CLASSES: LazyLock<SpeedClasses> = LazyLock::new(|| {
    let file: ClassFile = toml::from_str(include_str!("../../data/policy/speed-classes.toml"))
        .expect("data/policy/speed-classes.toml is part of the program");
    let bounds = file.lower_bounds.into_iter().filter_map(Speed::mbps).collect();
    SpeedClasses { bounds }
});

impl SpeedClasses {
    /// The classes that are part of the program.
    pub fn get() -> &'static Self {
        &CLASSES
    }

    /// Lower bounds of all classes but the first two (nothing certain; below the first bound).
    pub fn bounds(&self) -> &[Speed] {
        &self.bounds
    }

    /// Number of classes, "no certain offer" included.
    pub const fn len(&self) -> usize {
        self.bounds.len() + 2
    }

    /// Never: there are always the two lowest classes.
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Class of the best certain download speed of an address; 0 where there is none.
    pub fn of(&self, down: Option<Speed>) -> usize {
        down.map_or(0, |down| 1 + self.bounds.iter().filter(|bound| down >= **bound).count())
    }
}

/// One unit of the roll-up.
#[derive(Clone, Debug, Default)]
pub struct Tallied {
    /// Code of the unit; empty for addresses in no gmina.
    pub code: String,
    /// The gmina, at the levels of gmina and locality.
    pub gmina: Option<GminaCode>,
    /// Kind digit of the gmina by its boundary, in runs without a TERC register: what they have as
    /// code then stands as it was written.
    pub kind: Option<u8>,
    /// The locality, at its level.
    pub simc: Option<SimcId>,
    /// Name.
    pub name: String,
    /// Address points.
    pub addresses: u64,
    /// By lens, then status.
    pub statuses: Vec<[u64; Status::ALL.len()]>,
    /// By speed class, then medium of the fastest certain offer (`None`: class without one).
    pub classes: BTreeMap<(usize, Option<Medium>), u64>,
    /// Records tied to addresses of the unit, by rung of the matching ladder.
    pub rungs: [u64; Rung::ALL.len()],
    /// White addresses (first profile, today) in a cluster.
    pub white_clustered: u64,
    /// Addresses in a coverage area; `None` where that is unknown for all of them.
    pub covered: Option<u64>,
    /// White addresses whose nearest node is known.
    pub white_with_node: u64,
    /// Sum of their distances to it, in micrometres.
    pub nearest_node_um: u64,
    /// Clusters with a member in the unit.
    pub clusters: BTreeSet<u32>,
}

impl Tallied {
    /// How many addresses have `status` under a lens; white, grey and black may gain the
    /// uncertain ones.
    pub fn interval(&self, lens: usize, status: Status) -> CountInterval {
        let counts = &self.statuses[lens];
        let uncertain = match status {
            Status::White | Status::Grey | Status::Black => counts[Status::Uncertain as usize],
            Status::Uncertain | Status::NotApplicable => 0,
        };
        CountInterval { certain: counts[status as usize], uncertain }
    }

    /// Addresses that a lens concerns.
    pub fn concerned(&self, lens: usize) -> u64 {
        self.addresses - self.statuses[lens][Status::NotApplicable as usize]
    }

    /// Addresses of a speed class, over all media.
    pub fn of_class(&self, class: usize) -> u64 {
        self.classes.iter().filter(|((c, _), _)| *c == class).map(|(_, count)| count).sum()
    }

    /// Adds what another unit of the same run counts.
    pub fn absorb(&mut self, other: &Self) {
        self.addresses += other.addresses;
        self.statuses.resize(other.statuses.len(), Default::default());
        for (mine, theirs) in self.statuses.iter_mut().zip(&other.statuses) {
            for (count, more) in mine.iter_mut().zip(theirs) {
                *count += more;
            }
        }
        for (key, more) in &other.classes {
            *self.classes.entry(*key).or_default() += more;
        }
        for (count, more) in self.rungs.iter_mut().zip(other.rungs) {
            *count += more;
        }
        self.covered = match (self.covered, other.covered) {
            (None, None) => None,
            (mine, theirs) => Some(mine.unwrap_or(0) + theirs.unwrap_or(0)),
        };
        self.white_with_node += other.white_with_node;
        self.nearest_node_um += other.nearest_node_um;
        self.white_clustered += other.white_clustered;
        self.clusters.extend(&other.clusters);
    }
}

/// All levels, each sorted by code; the unit with the empty code stands last.
#[derive(Clone, Debug, Default)]
pub struct Rollup {
    /// Localities, by gmina and identifier.
    pub localities: Vec<Tallied>,
    /// Gminas that have addresses, and addresses in none.
    pub gminas: Vec<Tallied>,
    /// Powiats.
    pub powiats: Vec<Tallied>,
    /// Voivodeships.
    pub wojewodztwa: Vec<Tallied>,
    /// The whole run.
    pub total: Tallied,
}

fn tally(world: &World, diagnosis: &Diagnosis, range: std::ops::Range<usize>) -> Tallied {
    let mut unit = Tallied {
        addresses: range.len() as u64,
        statuses: vec![Default::default(); diagnosis.verdicts.len()],
        ..Tallied::default()
    };
    for (lens, verdicts) in diagnosis.verdicts.iter().enumerate() {
        for verdict in &verdicts[range.clone()] {
            unit.statuses[lens][verdict.status as usize] += 1;
        }
    }
    // A record that speaks for two addresses of a street counts once.
    let offers = range.clone().flat_map(|address| world.offers_at(address));
    let mut records: Vec<_> = offers.map(|offer| (offer.origin, offer.rung)).collect();
    records.sort_unstable();
    records.dedup();
    for (_, rung) in records {
        unit.rungs[rung as usize] += 1;
    }
    for address in range {
        let fastest = diagnosis.fastest_certain(world, address);
        let class = SpeedClasses::get().of(fastest.map(|(down, _)| down));
        *unit.classes.entry((class, fastest.map(|(_, medium)| medium))).or_default() += 1;
        if let Some(covered) = diagnosis.surroundings.covered[address] {
            *unit.covered.get_or_insert(0) += u64::from(covered);
        }
        if let Some(nearest) = diagnosis.surroundings.nearest[address] {
            unit.white_with_node += 1;
            unit.nearest_node_um += nearest.micrometres();
        }
        if let Some(cluster) = diagnosis.clusters.of_address[address] {
            unit.white_clustered += 1;
            unit.clusters.insert(cluster);
        }
    }
    unit
}

/// Sums units whose key is equal; the order of the first of each is kept.
fn sum_by(
    units: &[Tallied],
    key: impl Fn(&Tallied) -> String,
    name: impl Fn(&str) -> String,
) -> Vec<Tallied> {
    let mut sums: Vec<Tallied> = Vec::new();
    for unit in units {
        let code = key(unit);
        if sums.last().is_none_or(|last| last.code != code) {
            sums.push(Tallied { name: name(&code), code, ..Tallied::default() });
        }
        sums.last_mut().expect("pushed above").absorb(unit);
    }
    sums
}

/// Counts all levels.
pub fn roll_up(world: &World, diagnosis: &Diagnosis) -> Rollup {
    let mut localities = Vec::new();
    let mut start = 0;
    while start < world.addresses.len() {
        let key = |position: usize| {
            let address = &world.addresses[position];
            (address.gmina, address.simc)
        };
        let (gmina, simc) = key(start);
        let rest = world.addresses[start..].partition_point(|a| (a.gmina, a.simc) == (gmina, simc));
        let mut unit = tally(world, diagnosis, start..start + rest);
        unit.gmina = gmina;
        unit.simc = simc;
        unit.code = simc.map_or_else(String::new, |simc| simc.to_string());
        if let (Some(gmina), Some(simc)) = (gmina, simc) {
            world.locality_name(gmina, simc).clone_into(&mut unit.name);
        }
        localities.push(unit);
        start += rest;
    }
    // Counted once more and not summed, so that the sums of the levels can be checked against it.
    let total = tally(world, diagnosis, 0..world.addresses.len());
    assert_eq!(total.addresses, world.addresses.len() as u64, "each address is counted once");
    levels(world, localities, total)
}

/// Counts addresses of a world as one unit, whatever they lie in.
pub fn tally_all(
    world: &World,
    diagnosis: &Diagnosis,
    ranges: &[std::ops::Range<usize>],
) -> Tallied {
    let mut all = Tallied::default();
    for range in ranges {
        all.absorb(&tally(world, diagnosis, range.clone()));
    }
    all
}

/// Sums localities, in order, up to gminas, powiats and voivodeships; `total` is counted by itself.
pub fn levels(world: &World, localities: Vec<Tallied>, total: Tallied) -> Rollup {
    let text = |code: Option<GminaCode>| code.map_or_else(String::new, |code| code.to_string());
    let mut gminas = sum_by(&localities, |unit| text(unit.gmina), |_| String::new());
    for unit in &mut gminas {
        unit.gmina = unit.code.parse().ok().and_then(GminaCode::from_number);
        if let Some(gmina) = unit.gmina.and_then(|code| world.gmina(code)) {
            gmina.name.clone_into(&mut unit.name);
            unit.kind = gmina.kind.filter(|_| world.units.is_empty());
        }
    }
    let prefix = |unit: &Tallied, digits: usize| unit.code.get(..digits).unwrap_or("").to_owned();
    let name = |code: &str| world.unit_name(code).to_owned();
    let powiats = sum_by(&gminas, |unit| prefix(unit, 4), name);
    let wojewodztwa = sum_by(&powiats, |unit| prefix(unit, 2), name);
    // A record that speaks for addresses of several gminas counts in each: of parts nobody could tell
    // that it is one.
    let mut rungs = total.rungs.map(|_| 0);
    for (sum, of_gmina) in gminas.iter().flat_map(|unit| unit.rungs.iter().enumerate()) {
        rungs[sum] += of_gmina;
    }
    let total = Tallied { rungs, ..total };
    Rollup { localities, gminas, powiats, wojewodztwa, total }
}
