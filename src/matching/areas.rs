//! Coverage areas that count as networks: an offer at every address they cover.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::index::AreaIndex;
use crate::model::{AddressPoint, FileId, Issue, IssueCode, IssueLog, Layer, Medium, Reach};
use crate::quantity::{DownUp, Speed};
use crate::sources::{OfferRow, OfferTarget, Vocabulary, read_reach};

/// What an area says of every address in it.
struct AreaOffer {
    operator: Arc<str>,
    technology: Arc<str>,
    medium: Medium,
    down_max: Option<Speed>,
    speed: DownUp,
    reach: Reach,
}

/// What is to be noted of an area.
type Remark = (IssueCode, String);

/// The offer of an area with remarks, or the field that it lacks.
fn area_offer(
    layer: &Layer,
    row: usize,
    states_reach: bool,
) -> Result<(AreaOffer, Vec<Remark>), &'static str> {
    let operator = layer.text("operator", row).ok_or("operator")?;
    let down = layer.speed("down_kbps", row).ok_or("down_mbps")?;
    let up = layer.speed("up_kbps", row).ok_or("up_mbps")?;
    let mut remarks = Vec::new();
    let written = layer.text("technology", row).unwrap_or_default();
    let known = Vocabulary::get().technology(written);
    if known.is_none() {
        remarks.push((IssueCode::UnknownTechnology, written.to_owned()));
    }
    let down_max = known.and_then(|technology| technology.down_max);
    if down_max.is_some_and(|limit| down > limit) {
        remarks.push((IssueCode::ImpossibleSpeed, format!("{down} Mb/s, {written}")));
    }
    let reach = read_reach(layer.text("reach", row).unwrap_or_default(), states_reach);
    let reach = reach.unwrap_or_else(|word| {
        let code = if word.is_empty() { IssueCode::MissingReach } else { IssueCode::UnknownReach };
        remarks.push((code, word));
        Reach::Possible
    });
    let offer = AreaOffer {
        operator: Arc::from(operator),
        technology: known.map_or_else(|| Arc::from(written), |t| Arc::clone(&t.name)),
        medium: known.and_then(|t| t.medium).unwrap_or(Medium::Other),
        down_max,
        speed: DownUp { down, up },
        reach,
    };
    Ok((offer, remarks))
}

/// Offers of the areas of files that count, at the addresses that they cover, by address and row;
/// of each such file it is said whether it has a column of reach.
///
/// An area that does not say who offers what speed both ways cannot count: it is noted. Remarks
/// are made once an area, not at every address that it covers.
pub(super) fn offers_of_areas(
    layer: &Layer,
    counting: &BTreeMap<FileId, bool>,
    addresses: &[AddressPoint],
    issues: &mut IssueLog,
) -> Vec<OfferRow> {
    let mut offers: BTreeMap<u32, AreaOffer> = BTreeMap::new();
    let mut areas = Vec::new();
    for row in 0..layer.n_rows() {
        let origin = layer.origin(row);
        let mut note = |code, detail| issues.push(Issue { code, origin, gmina: None, detail });
        let (Some(states_reach), Some(geometry)) =
            (counting.get(&origin.file), layer.geometry(row))
        else {
            continue;
        };
        match area_offer(layer, row, *states_reach) {
            Ok((offer, remarks)) => {
                for (code, detail) in remarks {
                    note(code, detail);
                }
                let row = u32::try_from(row).expect("fewer than 2^32 areas");
                areas.push((row, geometry));
                offers.insert(row, offer);
            }
            Err(field) => {
                let detail = format!("{field} is unknown, so the area does not count as a network");
                note(IssueCode::IgnoredValue, detail);
            }
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
        known_technology: true,
        down_max: area.down_max,
        speed: Ok(area.speed),
        reach: Ok(area.reach),
    }
}
