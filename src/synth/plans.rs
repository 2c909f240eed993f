//! The investment plans of operator A: `PI` and `AI` records.

use super::footprints::{MAIN_OFFERS, PLANS, ring};
use super::gmina::Gmina;
use super::report::{Claim, Report, csv_line};

/// The file of plans, and what it adds to the answer.
pub(super) struct Plans {
    pub(super) text: String,
    /// Claims of the plans that end in time.
    pub(super) claims: Vec<Claim>,
}

/// Writes the plans in the hand of their operator.
pub(super) fn write(gmina: &Gmina, operator: &Report) -> Plans {
    let offer = &MAIN_OFFERS[0];
    let mut lines = vec![operator.head()];
    for plan in &PLANS {
        lines.push(format!(
            "PI,{},{},{},NIE,TAK,{},{},plany@operator-a.example,\n",
            plan.name, plan.last_day, offer.medium, offer.down_mbps, offer.up_mbps
        ));
    }
    let mut claims = Vec::new();
    for plan in &PLANS {
        for address in ring(gmina, plan.locality, plan.focus, (0, plan.per_cent)) {
            let mut fields = vec![
                "AI".to_owned(),
                format!("AI_{}", address + 1),
                plan.name.to_owned(),
                "planowane".to_owned(),
            ];
            fields.extend(operator.place(&gmina.addresses[address]));
            lines.push(csv_line(&fields));
            if plan.is_in_time {
                claims.push(Claim {
                    address,
                    network: operator.hand.network,
                    down_mbps: offer.down_mbps,
                    certain: true,
                });
            }
        }
    }
    Plans { text: lines.concat(), claims }
}
