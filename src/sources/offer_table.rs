//! Offers in a table of any layout, tied to addresses by identifier.

use std::collections::HashMap;
use std::sync::Arc;

use super::operator::operator_number;
use super::sidusis_report::{OfferRow, OfferTarget};
use super::table::Table;
use super::{SourceError, Tally, Vocabulary, normalise};
use crate::model::{IssueCode, Medium, Reach};
use crate::quantity::{DownUp, Speed};

/// Reads offers: `address_id, operator, technology, down_mbps, up_mbps`, and `reach` where present.
///
/// Speeds may have decimals. A table without the column `reach` states certain reach.
///
/// # Errors
/// When the file is empty or breaks off.
pub fn read_offer_table(table: Table, tally: &mut Tally) -> Result<Vec<OfferRow>, SourceError> {
    let fields = ["address_id", "operator", "technology", "down_mbps", "up_mbps", "reach"];
    let [address, operator, technology, down, up, reach] = fields.map(|f| table.column(f));
    let mut texts: HashMap<String, Arc<str>> = HashMap::new();
    let mut rows = Vec::new();
    table.for_each(tally, |row, tally| {
        let id = row.text(address);
        if id.is_empty() || row.text(operator).is_empty() {
            tally.note(IssueCode::MissingValue, row.origin, None, "address_id or operator");
            return;
        }
        let mut shared = |text: &str| -> Arc<str> {
            match texts.get(text) {
                Some(known) => Arc::clone(known),
                None => {
                    let new: Arc<str> = Arc::from(text);
                    texts.insert(text.to_owned(), Arc::clone(&new));
                    new
                }
            }
        };
        let provider = shared(&operator_number(row.text(operator)));
        let known = Vocabulary::get().technology(row.text(technology));
        let name = known.map_or_else(|| shared(row.text(technology)), |t| Arc::clone(&t.name));
        let speed = match (megabits(row.text(down)), megabits(row.text(up))) {
            (Some(down), Some(up)) => Ok(DownUp { down, up }),
            _ => Err(format!("{:?} / {:?}", row.text(down), row.text(up))),
        };
        let reach = read_reach(row.text(reach), reach.is_present());
        rows.push(OfferRow {
            origin: row.origin,
            id: String::new(),
            network: Some(Arc::clone(&provider)),
            provider,
            target: OfferTarget::Id(id.to_owned()),
            medium: Some(known.and_then(|t| t.medium).unwrap_or(Medium::Other)),
            unknown_medium: String::new(),
            technology: name,
            known_technology: known.is_some(),
            down_max: known.and_then(|t| t.down_max),
            speed,
            reach,
        });
    })?;
    Ok(rows)
}

/// The reach that a row states, or the word that says none; of a table without the column it is
/// certain, in a table with it an empty cell is unknown.
///
/// # Errors
/// The word, normalised, that is none of reach; empty where there is none.
pub fn read_reach(text: &str, has_column: bool) -> Result<Reach, String> {
    match normalise(text).as_str() {
        "" if !has_column => Ok(Reach::Certain),
        "rzeczywisty" | "certain" | "actual" => Ok(Reach::Certain),
        "teoretyczny" | "possible" | "theoretical" => Ok(Reach::Possible),
        other => Err(other.to_owned()),
    }
}

/// A speed in Mbit/s with at most three decimals.
pub fn megabits(text: &str) -> Option<Speed> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals = decimals.trim_end_matches('0');
    let is_number = !whole.is_empty()
        && decimals.len() <= 3
        && whole.bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit());
    if !is_number {
        return None;
    }
    let kbps: u32 = format!("{decimals:0<3}").parse().ok()?;
    Some(Speed::kbps(whole.parse::<u32>().ok()?.checked_mul(1000)?.checked_add(kbps)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn megabits_keep_decimals_and_reject_the_rest() {
        let cases = [("100", 100_000), ("2.5", 2500), ("0.512", 512), ("30.0", 30_000)];
        for (text, kbps) in cases {
            assert_eq!(megabits(text), Some(Speed::kbps(kbps)));
        }
        for text in ["", "-1", "1e3", "2,5", "0.0001", "tysiąc", "99999999"] {
            assert_eq!(megabits(text), None, "{text}");
        }
    }
}
