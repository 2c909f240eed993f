//! Addresses: their gmina, the proof of their position, their order.

use geo::Intersects as _;
use geo_types::Point;
use rayon::prelude::*;

use super::MatchError;
use crate::index::BoundaryIndex;
use crate::model::{
    AddressPoint, Gmina, Issue, IssueCode, IssueLog, NumberForm, TextId, TextPoolBuilder,
    number_key,
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

/// Gives each address its gmina, flags contradictions, and sorts.
///
/// Returns the addresses in the order of the world and the normalised number of each.
pub(super) fn place_addresses(
    rows: Vec<AddressRow>,
    gminas: &[Gmina],
    index: &BoundaryIndex<'_>,
    texts: &mut TextPoolBuilder,
    issues: &mut IssueLog,
) -> Result<(Vec<AddressPoint>, Vec<TextId>), MatchError> {
    let named = |row: &AddressRow| row.terc.map(TercCode::whole_gmina);
    let checks: Vec<(Option<GminaCode>, Option<bool>)> = rows
        .par_iter()
        .map(|row| match (named(row), row.position) {
            (Some(code), Some(point)) => (Some(code), covers(gminas, code, point)),
            (Some(code), None) => (Some(code), None),
            (None, position) => (position.and_then(|point| index.gmina_of(point)), None),
        })
        .collect();
    let checked = checks.iter().filter(|(_, inside)| inside.is_some()).count();
    let outside = checks.iter().filter(|(_, inside)| *inside == Some(false)).count();
    if checked >= SWAP_CHECK_MIN && outside * 2 > checked {
        let fits = |row: &&AddressRow| {
            let swapped = row.position.map(Pl1992::swapped);
            let covered = named(row).zip(swapped).map(|(code, point)| covers(gminas, code, point));
            covered.flatten() == Some(true)
        };
        let swapped = rows.par_iter().filter(fits).count();
        if swapped * 2 > checked {
            return Err(MatchError::SwappedAxes { outside, checked, swapped });
        }
    }
    let mut addresses: Vec<(AddressPoint, TextId)> = Vec::with_capacity(rows.len());
    for (row, (gmina, inside)) in rows.into_iter().zip(checks) {
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
        let id = if row.id.is_empty() {
            note(IssueCode::MissingId, String::new());
            texts.push_unique(&format!("{}:{}", row.origin.file.0 + 1, row.origin.row))
        } else {
            texts.push_unique(&row.id)
        };
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
    Ok(addresses.into_iter().unzip())
}
