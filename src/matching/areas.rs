//! Coverage areas that count as networks: an offer at every address they cover.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::index::AreaIndex;
use crate::model::{AddressPoint, FileId, Issue, IssueCode, IssueLog, Layer, Medium, Reach};
use crate::quantity::DownUp;
use crate::sources::{OfferRow, OfferTarget, Vocabulary, normalise};

/// What an area says of every address in it.
struct AreaOffer {
    operator: Arc<str>,
    technology: Arc<str>,
    is_known: bool,
    medium: Medium,
    down_max: Option<crate::quantity::Speed>,
    speed: DownUp,
    reach: Result<Reach, String>,
}

fn area_offer(layer: &Layer, row: usize) -> Result<AreaOffer, &'static str> {
    let operator = layer.text("operator", row).ok_or("operator")?;
    let down = layer.speed("down_kbps", row).ok_or("down_mbps")?;
    let up = layer.speed("up_kbps", row).ok_or("up_mbps")?;
    let written = layer.text("technology", row).unwrap_or_default();
    let known = Vocabulary::get().technology(written);
    let medium = layer.text("medium", row).and_then(|text| Vocabulary::get().medium(text));
    let has_reach = layer.batch.column_by_name("reach").is_some_and(|c| c.null_count() < c.len());
    let reach = match layer.text("reach", row).map(normalise).as_deref() {
        // As in an offer table: a file without the column states certain reach.
        None if !has_reach => Ok(Reach::Certain),
        Some("rzeczywisty" | "certain" | "actual") => Ok(Reach::Certain),
        Some("teoretyczny" | "possible" | "theoretical") => Ok(Reach::Possible),
        other => Err(other.unwrap_or_default().to_owned()),
    };
    Ok(AreaOffer {
        operator: Arc::from(operator),
        technology: known.map_or_else(|| Arc::from(written), |t| Arc::clone(&t.name)),
        is_known: known.is_some(),
        medium: medium.or_else(|| known.and_then(|t| t.medium)).unwrap_or(Medium::Other),
        down_max: known.and_then(|t| t.down_max),
        speed: DownUp { down, up },
        reach,
    })
}

/// Offers of the areas of files that count, at the addresses that they cover, by address and row.
///
/// An area that does not say who offers what speed both ways cannot count: it is noted.
pub(super) fn offers_of_areas(
    layer: &Layer,
    counting: &BTreeSet<FileId>,
    addresses: &[AddressPoint],
    issues: &mut IssueLog,
) -> Vec<OfferRow> {
    let mut offers: BTreeMap<u32, AreaOffer> = BTreeMap::new();
    let mut areas = Vec::new();
    for row in 0..layer.n_rows() {
        let origin = layer.origin(row);
        let (true, Some(geometry)) = (counting.contains(&origin.file), layer.geometry(row)) else {
            continue;
        };
        match area_offer(layer, row) {
            Ok(offer) => {
                let row = u32::try_from(row).expect("fewer than 2^32 areas");
                areas.push((row, geometry));
                offers.insert(row, offer);
            }
            Err(field) => issues.push(Issue {
                code: IssueCode::IgnoredValue,
                origin,
                gmina: None,
                detail: format!("{field} is unknown, so the area does not count as a network"),
            }),
        }
    }
    let index = AreaIndex::new(areas);
    let at = |(position, address): (usize, &AddressPoint)| {
        let rows = address.position.map(|point| index.covering(point)).unwrap_or_default();
        let place = u32::try_from(position).expect("fewer than 2^32 addresses");
        let row = |row: u32| offer_row(&offers[&row], layer.origin(row as usize), place);
        rows.into_iter().map(row).collect::<Vec<_>>()
    };
    addresses.par_iter().enumerate().flat_map_iter(at).collect()
}

fn offer_row(area: &AreaOffer, origin: crate::model::Origin, place: u32) -> OfferRow {
    OfferRow {
        origin,
        id: String::new(),
        provider: Arc::clone(&area.operator),
        network: Some(Arc::clone(&area.operator)),
        target: OfferTarget::Place(place),
        medium: Some(area.medium),
        unknown_medium: String::new(),
        technology: Arc::clone(&area.technology),
        known_technology: area.is_known,
        down_max: area.down_max,
        speed: Ok(area.speed),
        reach: area.reach.clone(),
    }
}
