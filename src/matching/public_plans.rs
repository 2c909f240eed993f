//! Contracts for public money that are alive: plans at the addresses they name.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{Issue, IssueCode, IssueLog, Layer, Medium, Origin, Reach, Rung};
use crate::quantity::{DownUp, Speed};
use crate::sources::Vocabulary;

/// An address of a contract that is alive.
pub(super) struct PublicPlan {
    pub(super) origin: Origin,
    pub(super) address: u32,
    pub(super) rung: Rung,
    /// Name or number of the beneficiary, whose network it will be.
    pub(super) operator: Arc<str>,
    pub(super) medium: Medium,
    pub(super) speed: DownUp,
    pub(super) due: Option<NaiveDate>,
    /// Certain where the state of the contract is known.
    pub(super) reach: Reach,
}

/// An address of a contract that was terminated.
pub(super) struct EndedContract {
    pub(super) address: u32,
    /// Name or number of the beneficiary.
    pub(super) operator: Arc<str>,
    /// Since when, where stated.
    pub(super) since: Option<NaiveDate>,
}

/// Addresses of the contracts that were terminated.
pub(super) fn ended_contracts(layer: &Layer) -> Vec<EndedContract> {
    let ended = (0..layer.n_rows()).filter(|row| layer.text("status", *row) == Some("terminated"));
    let contract = |row: usize| {
        Some(EndedContract {
            address: layer.address(row)?,
            operator: Arc::from(layer.text("operator", row)?.trim()),
            since: layer.date("terminated_on", row),
        })
    };
    ended.filter_map(contract).collect()
}

/// Plans of the contracts that are planned or in progress, and merely possible ones where the
/// state is unknown; contracts that are done or terminated promise nothing any more.
pub(super) fn plans_of_contracts(layer: &Layer, issues: &mut IssueLog) -> Vec<PublicPlan> {
    let plan = |row: usize| {
        let reach = match layer.text("status", row).unwrap_or("unknown") {
            "planned" | "in_progress" => Reach::Certain,
            "done" | "terminated" => return None,
            _ => Reach::Possible,
        };
        let address = layer.address(row)?;
        let mut lacks = |field: &str| {
            issues.push(Issue {
                code: IssueCode::IgnoredValue,
                origin: layer.origin(row),
                gmina: layer.gmina(row),
                detail: format!("{field} is unknown, so the plan does not count"),
            });
        };
        let Some(down) = layer.speed("down_kbps", row) else {
            lacks("down_mbps");
            return None;
        };
        let due = layer.date("due", row);
        if due.is_none() {
            lacks("due");
        }
        let medium = layer.text("medium", row).and_then(|word| Vocabulary::get().medium(word));
        Some(PublicPlan {
            origin: layer.origin(row),
            address,
            rung: layer.text("rung", row).and_then(Rung::from_name).unwrap_or(Rung::Exact),
            operator: Arc::from(layer.text("operator", row).unwrap_or_default().trim()),
            medium: medium.unwrap_or(Medium::Other),
            speed: DownUp { down, up: layer.speed("up_kbps", row).unwrap_or(Speed::kbps(0)) },
            due,
            reach,
        })
    };
    (0..layer.n_rows()).filter_map(plan).collect()
}
