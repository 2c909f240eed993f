//! Addresses: their gmina, the proof of their position, their order.

use std::collections::BTreeMap;

use geo::Intersects as _;
use geo_types::Point;
use rayon::prelude::*;

use super::MatchError;
use crate::index::BoundaryIndex;
use crate::model::{
    AddressPoint, FileId, Gmina, Issue, IssueCode, IssueLog, NumberForm, RegisterFile, TextId,
    TextPoolBuilder, number_key,
};
use crate::place::{GminaCode, Pl1992, TercCode};
use crate::sources::AddressRow;

/// Least number of addresses from which a majority outside their gminas is believed to be an
/// exchange of axes rather than a few bad points.
const SWAP_CHECK_MIN: usize = 10;

/// The boundary of a gmina, where one is known.
fn covers(gminas: &[Gmina], code: GminaCode, point: Pl1992) -> Option<bool> {
    let position = gminas.binary_search_by_key(&code, |gmina| gmina.code).ok()?;
    let boundary = gminas[position].boundary.as_ref()?;
    Some(boundary.intersects(&Point::from(point.coord())))
}

/// The gmina of an address, and whether its point lies inside.
pub(super) struct Check {
    /// By code, else by position.
    pub(super) gmina: Option<GminaCode>,
    /// Whether the point lies in the gmina that the code names; `None` where that cannot be told.
    inside: Option<bool>,
}

/// Finds the gmina of each address and proves its position.
pub(super) fn check_places(
    rows: &[AddressRow],
    gminas: &[Gmina],
    index: &BoundaryIndex<'_>,
) -> Vec<Check> {
    let check = |row: &AddressRow| {
        let named = row.terc.map(TercCode::whole_gmina);
        match (named, row.position) {
            (Some(code), Some(point)) => {
                Check { gmina: named, inside: covers(gminas, code, point) }
            }
            (Some(_), None) => Check { gmina: named, inside: None },
            (None, position) => {
                Check { gmina: position.and_then(|p| index.gmina_of(p)), inside: None }
            }
        }
    };
    rows.par_iter().map(check).collect()
}

/// Proves the order of the axes of each file by the gminas that its addresses name, or by
/// whether they lie in any gmina at all.
pub(super) fn prove_axes(
    rows: &[AddressRow],
    checks: &[Check],
    gminas: &[Gmina],
    index: &BoundaryIndex<'_>,
    files: &[RegisterFile],
) -> Result<(), MatchError> {
    let mut counts: BTreeMap<FileId, (usize, usize, usize)> = BTreeMap::new();
    for (row, check) in rows.iter().zip(checks) {
        let Some(position) = row.position else { continue };
        let inside = match (row.terc, check.inside) {
            (Some(_), None) => continue,
            (Some(_), Some(inside)) => inside,
            (None, _) => check.gmina.is_some(),
        };
        let (checked, outside, swapped) = counts.entry(row.origin.file).or_default();
        *checked += 1;
        if !inside {
            *outside += 1;
            let other_way = position.swapped();
            let fits = match row.terc {
                Some(terc) => covers(gminas, terc.whole_gmina(), other_way) == Some(true),
                None => index.gmina_of(other_way).is_some(),
            };
            *swapped += usize::from(fits);
        }
    }
    for (file, (checked, outside, swapped)) in counts {
        if checked >= SWAP_CHECK_MIN && outside * 2 > checked && swapped * 2 > checked {
            let file = files[file.0 as usize].name.clone();
            return Err(MatchError::SwappedAxes { file, outside, checked, swapped });
        }
    }
    Ok(())
}

/// Flags contradictions and sorts.
///
/// Returns the addresses in the order of the world and the normalised number of each.
pub(super) fn place_addresses(
    rows: Vec<AddressRow>,
    checks: Vec<Check>,
    texts: &mut TextPoolBuilder,
    issues: &mut IssueLog,
) -> (Vec<AddressPoint>, Vec<TextId>) {
    let mut addresses: Vec<(AddressPoint, TextId)> = Vec::with_capacity(rows.len());
    for (row, Check { gmina, inside }) in rows.into_iter().zip(checks) {
        let mut note = |code, detail: String| {
            issues.push(Issue { code, origin: row.origin, gmina, detail });
        };
        match (row.terc, gmina) {
            (None, Some(code)) => note(IssueCode::GminaByGeometry, code.to_string()),
            (None, None) => note(IssueCode::NoGmina, String::new()),
            _ => {}
        }
        if inside == Some(false) {
            let at = row.position.map_or_else(String::new, |point| {
                format!("{:.1}, {:.1}", point.easting(), point.northing())
            });
            note(IssueCode::OutsideGmina, at);
        }
        if row.id.is_empty() {
            note(IssueCode::MissingId, String::new());
        }
        let id = texts.push_unique(&row.identifier());
        let key = texts.intern(&number_key(&row.number));
        let address = AddressPoint {
            id,
            number: texts.intern(&row.number),
            gmina,
            terc: row.terc,
            simc: row.simc,
            ulic: row.ulic,
            position: row.position,
            origin: row.origin,
        };
        addresses.push((address, key));
    }
    addresses.par_sort_by(|(a, a_key), (b, b_key)| {
        let place = |address: &AddressPoint| {
            (address.gmina.is_none(), address.gmina, address.simc, address.ulic)
        };
        let number = |address: &AddressPoint| texts.get(address.number);
        let form = |key: TextId| NumberForm::of(texts.get(key));
        place(a)
            .cmp(&place(b))
            .then_with(|| form(*a_key).cmp(&form(*b_key)))
            .then_with(|| texts.get(*a_key).cmp(texts.get(*b_key)))
            .then_with(|| number(a).cmp(number(b)))
            .then_with(|| texts.get(a.id).cmp(texts.get(b.id)))
            .then_with(|| a.origin.cmp(&b.origin))
    });
    for pair in addresses.windows(2) {
        let [(first, first_key), (second, second_key)] = pair else {
            continue;
        };
        let key = |a: &AddressPoint| (a.gmina, a.simc, a.ulic);
        let has_number = !texts.get(*second_key).is_empty();
        if first_key == second_key && has_number && key(first) == key(second) {
            issues.push(Issue {
                code: IssueCode::DuplicateAddress,
                origin: second.origin,
                gmina: second.gmina,
                detail: texts.get(second.number).to_owned(),
            });
        }
    }
    addresses.into_iter().unzip()
}
