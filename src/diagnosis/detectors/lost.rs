//! What could be tied to no place, and the gmina it seems to be of: a bound for intervals.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use super::Scene;
use crate::model::{FileId, IssueCode, Offer, Origin, World};
use crate::place::{GminaCode, SimcId};

/// Records and addresses of a gmina that could be tied to no place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Rejected records of coverage whose address is not known: each may cover one white address.
    pub records: u64,
    /// Addresses in no gmina, whose locality or number tells that they may be of this one.
    pub addresses: Vec<u32>,
}

/// Codes of records of coverage that are lost with their address.
const fn loses_its_address(code: IssueCode) -> bool {
    use IssueCode as I;
    matches!(
        code,
        I::WrongColumnCount
            | I::UnknownRecordKind
            | I::MissingValue
            | I::UnknownAddress
            | I::UnknownLocality
            | I::UnknownStreet
            | I::UnknownNumber
            | I::BadCode
    )
}

/// What is lost of a world that holds everything.
pub(super) fn lost(scene: &Scene<'_>) -> BTreeMap<GminaCode, Lost> {
    let world = scene.world;
    let offers = |files: &BTreeSet<FileId>| -> Result<_, Infallible> {
        let offers = world.offers.iter().filter(|offer| files.contains(&offer.origin.file));
        let placed = |o: &Offer| Some((o.origin, world.addresses[o.address as usize].gmina?));
        Ok(offers.filter_map(placed).collect())
    };
    let has_addresses = |code| !world.addresses_of(code).is_empty();
    let places = world.addresses.iter().map(|address| (address.gmina, address.simc));
    let Ok(lost) = lost_of(world, has_addresses, offers, places);
    lost
}

/// Attributes what is lost: by the gmina that a record names, else by the records before and after
/// it in its file; addresses in no gmina by their locality.
///
/// Of `world` files, issues and gminas are looked at; `offers` gives origin and gmina of the records
/// of some files, `places` gmina and locality of each address.
///
/// # Errors
/// Those of `offers`.
pub fn lost_of<E>(
    world: &World,
    has_addresses: impl Fn(GminaCode) -> bool,
    offers: impl FnOnce(&BTreeSet<FileId>) -> Result<Vec<(Origin, GminaCode)>, E>,
    places: impl Iterator<Item = (Option<GminaCode>, Option<SimcId>)> + Clone,
) -> Result<BTreeMap<GminaCode, Lost>, E> {
    let mut lost: BTreeMap<GminaCode, Lost> = BTreeMap::new();
    let is_coverage = |origin: Origin| {
        let register = world.files[usize::from(origin.file.0)].register.as_str();
        matches!(register, "sidusis-report" | "offer-table")
            && !world.aside.earlier_files.contains(&origin.file)
    };
    let gone: Vec<_> = world
        .issues
        .kept()
        .iter()
        .filter(|issue| loses_its_address(issue.code) && is_coverage(issue.origin))
        .collect();
    // Offers in the order of their files are needed only where a record names no gmina.
    let unnamed = gone.iter().filter(|issue| issue.gmina.is_none()).count();
    let mut rows: Vec<(Origin, GminaCode)> = Vec::new();
    if unnamed > 0 {
        rows = offers(&gone.iter().map(|issue| issue.origin.file).collect())?;
        rows.sort_unstable();
    }
    for issue in gone {
        let named = issue.gmina.filter(|code| has_addresses(*code));
        for gmina in named.map_or_else(|| around(&rows, issue.origin), |code| vec![code]) {
            lost.entry(gmina).or_default().records += 1;
        }
    }
    stray_addresses(world, places, &mut lost);
    Ok(lost)
}

/// The gminas of the records before and after a place in its file.
fn around(rows: &[(Origin, GminaCode)], origin: Origin) -> Vec<GminaCode> {
    let next = rows.partition_point(|(at, _)| *at < origin);
    let before = next.checked_sub(1).map(|position| rows[position]);
    let both = [before, rows.get(next).copied()].into_iter().flatten();
    let near: BTreeSet<GminaCode> =
        both.filter(|(at, _)| at.file == origin.file).map(|(_, gmina)| gmina).collect();
    near.into_iter().collect()
}

/// Addresses in no gmina of the registers, by their locality.
fn stray_addresses(
    world: &World,
    places: impl Iterator<Item = (Option<GminaCode>, Option<SimcId>)> + Clone,
    lost: &mut BTreeMap<GminaCode, Lost>,
) {
    // A gmina that has no name and no outline is known by a wrong code only.
    let is_known = |code: GminaCode| {
        world.gmina(code).is_some_and(|gmina| !gmina.name.is_empty() || gmina.boundary.is_some())
    };
    let has_names = world.gminas.iter().any(|gmina| !gmina.name.is_empty());
    let is_stray = |code: Option<GminaCode>| match code {
        None => true,
        Some(code) => has_names && !is_known(code),
    };
    let strays: Vec<(u32, Option<SimcId>)> = (0_u32..)
        .zip(places.clone())
        .filter(|(_, (gmina, _))| is_stray(*gmina))
        .map(|(at, (_, simc))| (at, simc))
        .collect();
    if strays.is_empty() {
        return;
    }
    let mut of_simc: BTreeMap<SimcId, BTreeSet<GminaCode>> = BTreeMap::new();
    let mut last = None;
    for place in places.filter(|(gmina, _)| !is_stray(*gmina)) {
        // Addresses of a locality stand together.
        if last == Some(place) {
            continue;
        }
        last = Some(place);
        if let (Some(gmina), Some(simc)) = place {
            of_simc.entry(simc).or_default().insert(gmina);
        }
    }
    for (at, simc) in strays {
        for gmina in simc.and_then(|simc| of_simc.get(&simc)).into_iter().flatten() {
            lost.entry(*gmina).or_default().addresses.push(at);
        }
    }
}
