//! What can be trusted, as tables: contradictions, intervals, plans, orphans, clusters.

use std::io::Write;
use std::ops::Range;

use chrono::NaiveDate;
use geo::Area as _;
use geo_types::{Coord, Polygon};

use super::manifest::{told_hash, told_rows};
use super::{PublishError, lens_column};
use crate::diagnosis::{
    Bounds, COLOURS, ClusterFacts, Conflicts, Detector, DetectorMode, Diagnosis, Finding,
    LensBounds, Orphan, PlanRecord, lenses,
};
use crate::model::{FileId, Origin, RegisterFile, World};
use crate::place::GminaCode;
use crate::policy::{DetectorEffect, ThresholdProfile};

/// A table that is being written.
struct Sheet<W: Write> {
    csv: csv::Writer<W>,
    name: &'static str,
}

impl<W: Write> Sheet<W> {
    fn new(name: &'static str, header: &[&str], writer: W) -> Result<Self, PublishError> {
        let mut csv = csv::Writer::from_writer(writer);
        csv.write_record(header).map_err(PublishError::of(name))?;
        Ok(Self { csv, name })
    }

    fn row(&mut self, values: &[String]) -> Result<(), PublishError> {
        self.csv.write_record(values).map_err(PublishError::of(self.name))
    }

    fn done(mut self) -> Result<(), PublishError> {
        self.csv.flush().map_err(PublishError::of(self.name))
    }
}

/// What a finding does in a run: `flag` unless its detectors decide.
pub fn effect_of(finding: &Finding, diagnosis: &Diagnosis) -> &'static str {
    match diagnosis.settings.detectors {
        DetectorMode::Flag => DetectorEffect::Flag.as_str(),
        DetectorMode::Decide => finding.detector.rule().effect.as_str(),
    }
}

fn place(world: &World, origin: Option<Origin>) -> [String; 2] {
    origin.map_or_else(
        || [String::new(), String::new()],
        |at| [world.files[usize::from(at.file.0)].name.clone(), at.row.to_string()],
    )
}

fn id(world: &World, address: Option<u32>) -> String {
    address
        .map_or_else(String::new, |at| world.texts.get(world.addresses[at as usize].id).to_owned())
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// Writes `conflicts.csv`: every contradiction with file and row of both sides.
///
/// # Errors
/// When the writer fails.
pub fn write_conflicts(
    world: &World,
    diagnosis: &Diagnosis,
    conflicts: &Conflicts,
    wanted: impl Fn(&Finding) -> bool,
    writer: impl Write,
) -> Result<(), PublishError> {
    let header = [
        "detector",
        "code",
        "gmina",
        "address_id",
        "file",
        "row",
        "against_file",
        "against_row",
        "found",
        "limit",
        "unit",
        "detail",
        "effect",
    ];
    let mut sheet = Sheet::new("conflicts.csv", &header, writer)?;
    for finding in conflicts.findings.iter().filter(|finding| wanted(finding)) {
        let rule = finding.detector.rule();
        let mut row = vec![rule.letter.clone(), rule.code.clone(), text(finding.gmina)];
        row.push(id(world, finding.address));
        row.extend(place(world, Some(finding.origin)));
        row.extend(place(world, finding.against));
        row.push(text(finding.measure.map(|measure| measure.found)));
        row.push(text(finding.measure.map(|measure| measure.limit)));
        row.push(text(finding.measure.map(|measure| measure.unit)));
        row.push(finding.detail.clone());
        row.push(effect_of(finding, diagnosis).to_owned());
        sheet.row(&row)?;
    }
    sheet.done()
}

/// Writes `conflicts_by_gmina.csv`: how many contradictions of each kind a gmina has; the row
/// without a code counts those that name no gmina.
///
/// # Errors
/// When the writer fails.
pub fn write_conflicts_by_gmina(
    conflicts: &Conflicts,
    gminas: &[GminaCode],
    with_unnamed: bool,
    writer: impl Write,
) -> Result<(), PublishError> {
    let codes = Detector::all().map(|detector| detector.rule().code.as_str());
    let header: Vec<&str> =
        ["code"].into_iter().chain(codes).chain(["lost_records", "lost_addresses"]).collect();
    let mut sheet = Sheet::new("conflicts_by_gmina.csv", &header, writer)?;
    let counts = conflicts.counts();
    let units = gminas.iter().map(|code| Some(*code));
    for unit in units.chain(with_unnamed.then_some(None)) {
        let mut row = vec![text(unit)];
        let of = |detector| counts.get(&(unit, detector)).copied().unwrap_or(0).to_string();
        row.extend(Detector::all().map(of));
        let lost = unit.and_then(|code| conflicts.lost.get(&code));
        row.push(lost.map_or(0, |lost| lost.records).to_string());
        row.push(lost.map_or(0, |lost| lost.addresses.len()).to_string());
        sheet.row(&row)?;
    }
    sheet.done()
}

/// The middle of bounds as text: whole, or ending in `.5`.
pub fn middle(bounds: Bounds) -> String {
    let doubled = bounds.mid_doubled();
    let half = if doubled % 2 == 1 { ".5" } else { "" };
    format!("{}{half}", doubled / 2)
}

/// Writes `intervals.csv`: for each gmina, profile and tense the low, middle and high number of
/// white, grey and black addresses, from all that is uncertain, contradicted or lost; `bounds` has those
/// of each gmina under every lens of the profiles.
///
/// # Errors
/// When the writer fails.
pub fn write_intervals(
    profiles: &[ThresholdProfile],
    bounds: impl IntoIterator<Item = (GminaCode, Vec<LensBounds>)>,
    writer: impl Write,
) -> Result<(), PublishError> {
    let mut header: Vec<String> =
        ["code", "column", "concerned"].into_iter().map(str::to_owned).collect();
    for colour in COLOURS {
        for margin in ["low", "mid", "high"] {
            header.push(format!("{}_{margin}", colour.as_str()));
        }
        header.push(format!("{}_width_percent", colour.as_str()));
    }
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut sheet = Sheet::new("intervals.csv", &names, writer)?;
    for (code, found) in bounds {
        for (lens, found) in lenses(profiles.len()).zip(found) {
            let mut row = vec![code.to_string(), lens_column(profiles, lens)];
            row.push(found.concerned.to_string());
            for bounds in found.bounds {
                row.extend([bounds.low.to_string(), middle(bounds), bounds.high.to_string()]);
                let width = bounds.width_tenths(found.concerned);
                row.push(text(width.map(|t| format!("{}.{}", t / 10, t % 10))));
            }
            sheet.row(&row)?;
        }
    }
    sheet.done()
}

/// Writes `plan_records.csv`: what became of the plans of each operator.
///
/// # Errors
/// When the writer fails.
pub fn write_plan_records(records: &[PlanRecord], writer: impl Write) -> Result<(), PublishError> {
    let header = [
        "operator_id",
        "operator",
        "delivered",
        "pending",
        "pending_white",
        "overdue",
        "terminated",
        "back_to_white",
        "at_risk",
        "unknown_state",
    ];
    let mut sheet = Sheet::new("plan_records.csv", &header, writer)?;
    for record in records {
        sheet.row(&[
            record.id.clone(),
            record.operator.clone(),
            record.delivered.len().to_string(),
            record.pending.len().to_string(),
            record.pending_white.to_string(),
            record.overdue.len().to_string(),
            record.terminated.len().to_string(),
            record.back_to_white.to_string(),
            // Unknown where nothing has been due: not zero.
            text(record.at_risk()),
            record.unknown.len().to_string(),
        ])?;
    }
    sheet.done()
}

/// Writes `orphans.csv`: white addresses among served ones, with the nearest served address.
///
/// # Errors
/// When the writer fails.
pub fn write_orphans(
    world: &World,
    orphans: &[Orphan],
    writer: impl Write,
) -> Result<(), PublishError> {
    let header = [
        "address_id",
        "gmina",
        "served_neighbours",
        "neighbours",
        "in_served_street",
        "served_address_id",
        "served_m",
        "network",
        "served_file",
        "served_row",
    ];
    let mut sheet = Sheet::new("orphans.csv", &header, writer)?;
    for orphan in orphans {
        let gmina = world.addresses[orphan.address as usize].gmina;
        let offer = orphan.offer.map(|offer| world.offers[offer as usize].origin);
        let [file, row] = place(world, offer);
        sheet.row(&[
            id(world, Some(orphan.address)),
            text(gmina),
            orphan.served_neighbours.to_string(),
            orphan.neighbours.to_string(),
            orphan.in_served_street.to_string(),
            id(world, Some(orphan.nearest.0)),
            orphan.nearest.1.to_string(),
            text(orphan.network.map(|n| &world.networks[usize::from(n.0)].id)),
            file,
            row,
        ])?;
    }
    sheet.done()
}

/// A hull as well-known text: a polygon, or the line or point on which all addresses lie.
fn hull_wkt(hull: &Polygon) -> String {
    let written = |at: &Coord| format!("{:.3} {:.3}", at.x, at.y);
    if hull.unsigned_area() > 0.0 {
        let corners: Vec<String> = hull.exterior().coords().map(written).collect();
        return format!("POLYGON (({}))", corners.join(", "));
    }
    let mut ends: Vec<&Coord> = hull.exterior().coords().collect();
    ends.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    match (ends.first(), ends.last()) {
        (Some(from), Some(to)) if from != to => {
            format!("LINESTRING ({}, {})", written(from), written(to))
        }
        (Some(at), _) => format!("POINT ({})", written(at)),
        (None, _) => "POLYGON EMPTY".to_owned(),
    }
}

/// Writes `clusters.csv`: size, hull and distance to coverage of each cluster of white addresses.
///
/// # Errors
/// When the writer fails.
pub fn write_clusters(
    world: &World,
    clusters: &[ClusterFacts],
    writer: impl Write,
) -> Result<(), PublishError> {
    let header = [
        "cluster_id",
        "addresses",
        "hull_m2",
        "served_m_min",
        "served_m_median",
        "served_address_id",
        "hull_wkt",
    ];
    let mut sheet = Sheet::new("clusters.csv", &header, writer)?;
    for facts in clusters {
        sheet.row(&[
            facts.cluster.to_string(),
            facts.addresses.len().to_string(),
            facts.hull_m2.to_string(),
            text(facts.nearest.map(|(metres, _)| metres)),
            text(facts.median_m),
            id(world, facts.nearest.map(|(_, address)| address)),
            hull_wkt(&facts.hull),
        ])?;
    }
    sheet.done()
}

/// Writes `registers.csv`: the age of each register file on the day of the run, the oldest first;
/// those whose edition names no day stand last.
///
/// # Errors
/// When the writer fails.
pub fn write_register_ages(
    (files, earlier): (&[RegisterFile], &[FileId]),
    as_of: NaiveDate,
    writer: impl Write,
) -> Result<(), PublishError> {
    let header = ["register", "edition", "age_days", "earlier", "file", "rows_read", "sha256"];
    let mut sheet = Sheet::new("registers.csv", &header, writer)?;
    let mut aged: Vec<_> =
        (0..).map(FileId).zip(files).map(|(id, file)| (file.age_days(as_of), id, file)).collect();
    aged.sort_by_key(|(age, id, _)| (std::cmp::Reverse(*age), *id));
    for (age, id, file) in aged {
        sheet.row(&[
            file.register.clone(),
            file.edition.clone(),
            text(age),
            earlier.contains(&id).to_string(),
            file.name.clone(),
            text(told_rows(file, file.rows_read)),
            told_hash(file).to_owned(),
        ])?;
    }
    sheet.done()
}

/// Ranges of addresses of gminas; of none, all addresses.
pub fn ranges_of(world: &World, gminas: Option<&[GminaCode]>) -> Vec<Range<usize>> {
    gminas.map_or_else(
        || vec![0..world.addresses.len()],
        |codes| codes.iter().map(|code| world.addresses_of(*code)).collect(),
    )
}
