//! Public buildings tied to their addresses.
//!
//! The gmina of a building is the one that its row names; a position near an address of another gmina
//! does not move it there.

use super::MatchSettings;
use super::book::AddressBook;
use crate::index::BoundaryIndex;
use crate::model::{Issue, IssueCode, IssueLog, PublicBuilding, number_key};
use crate::sources::{AddressKey, BuildingRow};

/// The written address in one form; empty where locality or number is missing.
fn written(key: &AddressKey) -> String {
    let number = number_key(&key.number);
    let (Some(simc), Ok(ulic)) = (key.simc, &key.ulic) else { return String::new() };
    if number.is_empty() {
        return number;
    }
    let street = ulic.map_or_else(String::new, |ulic| ulic.to_string());
    format!("{simc} {street} {number}")
}

/// Ties buildings of the diagnosed gminas to addresses; others are counted as outside.
pub(super) fn tie_buildings(
    rows: Vec<BuildingRow>,
    book: &AddressBook<'_>,
    index: &BoundaryIndex<'_>,
    settings: &MatchSettings,
    issues: &mut IssueLog,
) -> Vec<PublicBuilding> {
    let mut buildings = Vec::new();
    for mut row in rows {
        let by_position = || row.position.and_then(|point| index.gmina_of(point));
        let gmina = row.key.gmina.or_else(by_position);
        let mut note = |code, detail: String| {
            issues.push(Issue { code, origin: row.origin, gmina, detail });
        };
        if row.closed.is_some_and(|day| day <= settings.as_of) {
            note(IssueCode::ClosedInstitution, row.id);
            continue;
        }
        let Some(code) = gmina else {
            // With a position it lies in none of the run's gminas; without one nothing is known.
            let code = match row.position {
                Some(_) => IssueCode::OutsideArea,
                None => IssueCode::MissingValue,
            };
            note(code, format!("{}: no gmina", row.id));
            continue;
        };
        if !book.has_gmina(code) {
            note(IssueCode::OutsideArea, code.to_string());
            continue;
        }
        row.key.gmina = gmina;
        let found = book.find(&row.key, row.position).ok().map(|hit| hit.addresses.start);
        let address = found.filter(|address| book.address(*address).gmina == gmina);
        if found.is_some() && address.is_none() {
            note(IssueCode::OutsideGmina, format!("{}: nearest address", row.id));
        }
        if address.is_none() {
            note(IssueCode::BuildingWithoutAddress, row.id.clone());
        }
        buildings.push(PublicBuilding {
            gmina,
            id: row.id,
            kind: row.kind,
            name: row.name,
            address,
            written: written(&row.key),
            position: row.position,
            origin: row.origin,
        });
    }
    buildings
}
