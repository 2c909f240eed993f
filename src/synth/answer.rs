//! The known answer: the colour of each address, and the fate of each row.

use std::collections::BTreeMap;

use super::footprints::PLANS;
use super::gmina::Gmina;
use super::places::TERC_GMINA;
use super::plans::Plans;
use super::report::{Claim, Fate, Report};

/// Columns of the answer with their thresholds in Mb/s; the last one counts plans.
const COLUMNS: [(&str, u32); 4] = [
    ("eu_2023_today", 100),
    ("pl_nga30_today_without_schools", 30),
    ("none_today", 1),
    ("eu_2023_with_plans", 100),
];
const STATUSES: [&str; 4] = ["black", "grey", "uncertain", "white"];
const REJECT_CODES: [&str; 7] = [
    "duplicate_id",
    "speed_not_a_number",
    "unknown_locality",
    "unknown_medium",
    "unknown_number",
    "unknown_street",
    "wrong_column_count",
];

/// The two files of the answer.
pub(super) struct Answer {
    pub(super) table: String,
    pub(super) summary: String,
}

/// Derives the answer from what was planted, never from the written text.
pub(super) fn derive(gmina: &Gmina, reports: &[Report], plans: &Plans) -> Answer {
    let rows = reports.iter().flat_map(|report| &report.rows);
    let declared = rows.filter_map(|row| match row.fate {
        Fate::Matched(claim) => Some(claim),
        Fate::Rejected => None,
    });
    let mut today = vec![Vec::new(); gmina.addresses.len()];
    spread(gmina, declared, &mut today);
    let mut with_plans = today.clone();
    spread(gmina, plans.claims.iter().copied(), &mut with_plans);

    let mut lines = vec![format!("row,{}\n", COLUMNS.map(|(name, _)| name).join(","))];
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (position, (now, then)) in today.iter().zip(&with_plans).enumerate() {
        let statuses = COLUMNS.map(|(name, t_mbps)| {
            let claims = if name.ends_with("plans") { then } else { now };
            let status = status(claims, t_mbps);
            *counts.entry((name, status)).or_default() += 1;
            status
        });
        lines.push(format!("{},{}\n", position + 1, statuses.join(",")));
    }
    Answer { table: lines.concat(), summary: summarise(gmina, reports, &counts) }
}

/// A row speaks for every address with its key.
fn spread(gmina: &Gmina, claims: impl Iterator<Item = Claim>, by_address: &mut [Vec<Claim>]) {
    for claim in claims {
        for address in gmina.key_group(claim.address) {
            by_address[address].push(claim);
        }
    }
}

/// Colours count networks with at least one certain claim of the threshold or more.
fn status(claims: &[Claim], t_mbps: u32) -> &'static str {
    let mut networks: BTreeMap<u32, bool> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| claim.down_mbps >= t_mbps) {
        *networks.entry(claim.network).or_default() |= claim.certain;
    }
    match networks.values().filter(|certain| **certain).count() {
        0 if networks.is_empty() => "white",
        0 => "uncertain",
        1 => "grey",
        _ => "black",
    }
}

fn summarise(gmina: &Gmina, reports: &[Report], counts: &BTreeMap<(&str, &str), usize>) -> String {
    let columns = COLUMNS.map(|(name, _)| {
        let of_status = |status| counts.get(&(name, status)).copied().unwrap_or(0);
        let inner = STATUSES.map(|status| (status.to_owned(), of_status(status)));
        format!("\n  \"{name}\": {}", object(&inner))
    });
    let matched: Vec<(String, usize)> = reports
        .iter()
        .map(|report| {
            let is_matched = |row: &&super::report::Row| matches!(row.fate, Fate::Matched(_));
            let n_matched = report.rows.iter().filter(is_matched).count();
            (report.hand.letter.to_string(), n_matched)
        })
        .collect();
    let n_planted = |what: &str| {
        let rows = reports.iter().flat_map(|report| &report.rows);
        rows.filter(|row| row.planted == Some(what)).count()
    };
    let rejected = REJECT_CODES.map(|code| (code.to_owned(), n_planted(code)));
    let n_rows: usize = reports.iter().map(|report| report.rows.len()).sum();
    let empty_ids = gmina.addresses.iter().filter(|address| address.gml_id.is_empty());
    let numbers = [
        ("zs_rows", n_rows),
        ("matched_by_street", n_planted("matched_by_street")),
        ("matched_by_coordinates", n_planted("matched_by_coordinates")),
        ("impossible_speeds", n_planted("impossible_speed")),
        ("numbers_written_differently", n_planted("number_written_differently")),
        ("outside_boundary", gmina.outsiders.len()),
        ("twin_keys", gmina.twins.len()),
        ("empty_gml_ids", empty_ids.count()),
    ];
    let mut members = vec![
        format!("\"terc\": \"{TERC_GMINA}\""),
        format!("\"addresses\": {}", gmina.addresses.len()),
        "\"as_of\": \"2026-06-30\"".to_owned(),
        format!("\"last_day_of_plans\": \"{}\"", PLANS[1].last_day),
        format!("\"counts\": {{{}\n }}", columns.join(",")),
        format!("\"zs_rows_matched\": {}", object(&matched)),
        format!("\"zs_rows_rejected\": {}", object(&rejected)),
    ];
    members.extend(numbers.map(|(name, number)| format!("\"{name}\": {number}")));
    let planted = planted(gmina, reports).join(",");
    members.push(format!("\"planted\": [{planted}\n ]"));
    format!("{{\n {}\n}}\n", members.join(",\n "))
}

/// Where each planted oddity is: file, 1-based data row (reports have no header), and kind.
fn planted(gmina: &Gmina, reports: &[Report]) -> Vec<String> {
    let entry = |file: &str, row: usize, what: &str| {
        format!("\n  {{\"file\": \"{file}\", \"row\": {row}, \"what\": \"{what}\"}}")
    };
    let mut entries = Vec::new();
    for &position in &gmina.outsiders {
        entries.push(entry("adresy.csv", position + 1, "outside_boundary"));
    }
    for &(first, second) in &gmina.twins {
        entries.push(entry("adresy.csv", first + 1, "twin_key"));
        entries.push(entry("adresy.csv", second + 1, "twin_key"));
    }
    for report in reports {
        for (position, row) in report.rows.iter().enumerate() {
            if let Some(what) = row.planted {
                entries.push(entry(&report.path(), Report::line(position), what));
            }
        }
    }
    entries
}

/// A JSON object of numbers on one line.
fn object(members: &[(String, usize)]) -> String {
    let members: Vec<String> =
        members.iter().map(|(name, number)| format!("\"{name}\": {number}")).collect();
    format!("{{{}}}", members.join(", "))
}
