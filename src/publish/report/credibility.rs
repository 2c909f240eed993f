//! Records of operators' plans in the gmina.

use serde::Serialize;

use super::ReportInput;
use super::format::ShareView;
use crate::diagnosis::{PlanRecord, plan_records};

/// The record of one operator.
#[derive(Serialize)]
pub(super) struct RecordView {
    operator: String,
    id: String,
    delivered: u64,
    pending: u64,
    pending_white: u64,
    overdue: u64,
    terminated: u64,
    back_to_white: u64,
    /// Of contracts whose state nobody tells.
    unknown: u64,
    /// Delivered among those that have come due.
    kept: ShareView,
    /// Pending white addresses to expect lost; `—` where nothing has been due.
    at_risk: String,
}

/// Records in the gmina; those with something overdue or terminated first.
pub(super) fn records(input: &ReportInput<'_>) -> Vec<RecordView> {
    let range = input.world.addresses_of(input.gmina);
    let mut records = plan_records(input.world, input.diagnosis, &[range]);
    let failed = |record: &PlanRecord| record.overdue.len() + record.terminated.len();
    records.sort_by_key(|record| (std::cmp::Reverse(failed(record)), record.id.clone()));
    let view = |record: PlanRecord| RecordView {
        delivered: record.delivered.len() as u64,
        pending: record.pending.len() as u64,
        pending_white: record.pending_white,
        overdue: record.overdue.len() as u64,
        terminated: record.terminated.len() as u64,
        back_to_white: record.back_to_white,
        unknown: record.unknown.len() as u64,
        kept: ShareView { part: record.delivered.len() as u64, whole: record.due() },
        at_risk: record
            .at_risk()
            .map_or_else(|| super::format::UNKNOWN.to_owned(), |n| input.language.number(n)),
        operator: record.operator,
        id: record.id,
    };
    records.into_iter().map(view).collect()
}
