//! One page of evidence about an address, to be attached to a request: what one A4 sheet cannot hold
//! follows on an annex, the request itself never does.

use std::collections::BTreeSet;

use minijinja::Value;
use serde::Serialize;

use super::check::lines;
use super::manifest::{has_told_rows, is_told, told_hash};
use super::reachable::reachable;
use super::report::{register_label, render, written};
use super::{AddressAnswer, AddressRows, Language, PublishError, RunSettings, answer};
use crate::diagnosis::{Admissibility, Challenge, Orphan, Status, evidence_chain, orphans};
use crate::model::RegisterFile;

/// Lines of small print that an A4 sheet holds below the heading, the signature left out.
const LINES: usize = 78;
/// Of them what the headings of four tables and the request’s take.
const HEADINGS: usize = 10;
/// What a paragraph of the request takes, and an entry of the book in it.
const PARAGRAPH: usize = 4;
const ENTRY: usize = 2;

const STYLE: &str = include_str!("../../reports/styles/raport.css");

#[derive(Serialize)]
struct PackView {
    css: Value,
    version: &'static str,
    as_of: String,
    detectors: &'static str,
    answer: AddressAnswer,
    /// The status under the first profile today.
    status: &'static str,
    /// The rule that gave it.
    rule: &'static str,
    /// Admitted entries of the gmina’s book about the address.
    entries: Vec<EntryView>,
    /// Records, contradictions and files on the first sheet; the rest stands on an annex.
    on_first: OnFirst,
    neighbour: Option<NeighbourView>,
    /// Whether a live contract names the address.
    in_contract: bool,
    files: Vec<FileView>,
}

/// What the first sheet has room for.
#[derive(Serialize)]
struct OnFirst {
    records: usize,
    contradictions: usize,
    files: bool,
    /// Whether everything stands there.
    all: bool,
}

impl OnFirst {
    /// Contradictions first, for the request speaks of them, then records, then files; `above` is
    /// what the rest of the sheet takes.
    fn of(answer: &AddressAnswer, files: &[FileView], above: usize) -> Self {
        let mut left = LINES.saturating_sub(HEADINGS + answer.status_lines() + above);
        let mut fit = |lines: &mut dyn Iterator<Item = usize>| {
            let taken = lines.take_while(|lines| {
                let fits = *lines <= left;
                left = if fits { left - lines } else { 0 };
                fits
            });
            taken.count()
        };
        let contradictions = fit(&mut answer.conflict_lines());
        let records = fit(&mut answer.record_lines());
        let of = |file: &FileView| lines(&file.register, 34).max(lines(&file.name, 36));
        let files = left >= files.iter().map(of).sum::<usize>();
        let is_whole = contradictions == answer.conflict_lines().count()
            && records == answer.record_lines().count();
        Self { records, contradictions, files, all: is_whole && files }
    }
}

#[derive(Serialize)]
struct EntryView {
    id: String,
    claim: String,
    operator: String,
    day: String,
    file: String,
    row: String,
}

/// Admitted entries about an address.
fn entries(rows: &AddressRows<'_>, at: u32, language: Language) -> Vec<EntryView> {
    let Some(layer) = rows.world.layer("challenges") else { return Vec::new() };
    let admitted = rows.diagnosis.challenges.entries.iter().filter(|entry| {
        entry.address == Some(at) && entry.admissibility == Admissibility::Admitted
    });
    let view = |entry: &Challenge| {
        let text = |column| layer.text(column, entry.row).unwrap_or_default().to_owned();
        EntryView {
            id: text("id"),
            claim: language.word("claim", &text("claim")).to_owned(),
            operator: text("operator"),
            day: layer.date("submitted_on", entry.row).map_or_else(String::new, |d| d.to_string()),
            file: rows.world.files[usize::from(entry.origin.file.0)].name.clone(),
            row: entry.origin.row.to_string(),
        }
    };
    admitted.map(view).collect()
}

#[derive(Serialize)]
struct NeighbourView {
    address: String,
    metres: u64,
    network: String,
    place: String,
}

#[derive(Serialize)]
struct FileView {
    register: String,
    edition: String,
    name: String,
    sha256: String,
}

fn neighbour(rows: &AddressRows<'_>, orphan: &Orphan, language: Language) -> NeighbourView {
    let world = rows.world;
    let (address, metres) = orphan.nearest;
    let offer = orphan.offer.map(|offer| &world.offers[offer as usize]);
    NeighbourView {
        address: written(world, address),
        metres,
        network: offer
            .map_or_else(String::new, |o| world.networks[usize::from(o.network.0)].id.clone()),
        place: offer.map_or_else(String::new, |offer| {
            let file = &world.files[usize::from(offer.origin.file.0)];
            format!("{}, {} {}", file.name, language.label("check", "row"), offer.origin.row)
        }),
    }
}

/// Renders the page about the address at `position`: self-contained.
///
/// # Errors
/// When the template does not fit the view, which is a defect of the program.
pub fn render_evidence_pack(
    rows: &AddressRows<'_>,
    settings: &RunSettings,
    position: usize,
    language: Language,
) -> Result<String, PublishError> {
    let (world, diagnosis) = (rows.world, rows.diagnosis);
    let status = diagnosis.verdicts.first().map_or(Status::NotApplicable, |v| v[position].status);
    // A street is whole only in its gmina.
    let range = world.addresses[position].gmina.map(|gmina| world.addresses_of(gmina));
    let lonely = orphans(world, diagnosis, range.unwrap_or(position..position + 1));
    let own = lonely.iter().find(|orphan| orphan.address as usize == position);
    let here = world.offers_at(position);
    let at = u32::try_from(position).unwrap_or(u32::MAX);
    // The address, its records, what contradicts them, and the neighbour’s offer.
    let chain = evidence_chain(world, diagnosis, position);
    let chain = chain.iter().map(|evidence| evidence.origin);
    let found = diagnosis.conflicts(world).at(at).filter(|finding| is_told(world, finding));
    let found = found.flat_map(|finding| std::iter::once(finding.origin).chain(finding.against));
    let beside = own.and_then(|own| own.offer).map(|offer| world.offers[offer as usize].origin);
    let origins = std::iter::once(world.addresses[position].origin).chain(beside);
    let named: BTreeSet<u16> = origins
        .chain(here.iter().map(|offer| offer.origin))
        .chain(chain.filter(|origin| has_told_rows(world, origin.file)))
        .chain(found)
        .map(|origin| origin.file.0)
        .collect();
    let files = named.into_iter().map(|number| &world.files[usize::from(number)]);
    let file = |file: &RegisterFile| FileView {
        register: register_label(language, &file.register).to_owned(),
        edition: file.edition.clone(),
        name: file.name.clone(),
        sha256: told_hash(file).to_owned(),
    };
    let files: Vec<FileView> = files.map(file).collect();
    let answer = answer(rows, position, language);
    let entries = entries(rows, at, language);
    // At most a request for correction, one by the book, one to add the address, and a neighbour.
    let above = 4 * PARAGRAPH + ENTRY * entries.len();
    let view = PackView {
        css: Value::from_safe_string(STYLE.to_owned()),
        version: env!("CARGO_PKG_VERSION"),
        as_of: settings.as_of.clone(),
        detectors: settings.detectors,
        status: status.as_str(),
        rule: answer.rule(),
        entries,
        on_first: OnFirst::of(&answer, &files, above),
        neighbour: own.map(|orphan| neighbour(rows, orphan, language)),
        in_contract: here.iter().any(|o| o.tense == crate::model::Tense::PlannedPublic),
        files,
        answer,
    };
    render(language, "dowody.html", view).map(|page| reachable(&page))
}
