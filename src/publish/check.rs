//! The answer of `zasieg check`: what an address is, by which rule and records.

mod text;

use serde::Serialize;

use super::Language;
use super::manifest::{has_told_rows, is_told};
use super::{AddressRows, Match, MatchKind, OfPlan};
use crate::diagnosis::{Evidence, Finding, Lens, View, evidence_chain};
use crate::model::{Offer, World};

/// What a text that somebody asked about is.
#[derive(Serialize)]
pub struct CheckAnswer {
    /// The text.
    query: String,
    /// How it names its address.
    #[serde(rename = "match")]
    kind: MatchKind,
    /// Whether the text names a flat: what is known is of the whole address.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    flat_left_out: bool,
    /// Whether the address has another number than the text: without its letter.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    number_differs: bool,
    /// Why addresses are named as hints only.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint_reason: Option<&'static str>,
    /// Words of the text that nothing explains: those named are hints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    words_left_out: Vec<String>,
    /// The address; several where they fit equally.
    answers: Vec<AddressAnswer>,
    /// Addresses that fit less.
    alternatives: Vec<Alternative>,
}

/// Addresses that are answered in full, and others that are named, at most.
const SHOWN: usize = 5;

/// Why an address is only a hint though the text has no word beyond it: these are told in words.
const DOUBTS: [&str; 2] = ["other_place", "too_many_edits"];

/// An address that may be meant.
#[derive(Serialize)]
struct Alternative {
    address_id: String,
    address: String,
    gmina: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    gmina_name: String,
    score: Option<u16>,
    distance_m: Option<f64>,
}

/// Locality, street and number of an address.
pub(super) fn written(world: &World, position: usize) -> String {
    let number = world.texts.get(world.addresses[position].number);
    format!("{} {number}", world.place_of(position))
}

/// An address that is named, not answered: identifier, as it is written, its gmina.
pub struct Named {
    /// Identifier.
    pub address_id: String,
    /// Locality, street and number.
    pub address: String,
    /// Code of the gmina; empty for none.
    pub gmina: String,
    /// Its name; empty where it is not known.
    pub gmina_name: String,
}

/// How many of the addresses that a text may mean are answered in full, and which are named.
pub fn shown(found: &[Match]) -> (usize, &[Match]) {
    let kind = found.first().map_or(MatchKind::None, |first| first.kind);
    let n_full = match kind {
        MatchKind::Identifier => found.iter().take_while(|one| one.kind == kind).count(),
        // Of several that fit equally each is answered only where none takes an edit: of a
        // misspelt text it is not known whether it means any of them.
        MatchKind::Ambiguous => {
            let equal = || found.iter().take_while(|one| one.kind == kind);
            if equal().any(|one| one.has_edits) { 0 } else { equal().count() }
        }
        // What only comes near gets no status.
        MatchKind::Hint => 0,
        _ => 1,
    };
    let n_full = n_full.min(found.len()).min(SHOWN);
    // A text that names its address letter by letter means no other, but for namesakes that it may
    // name as well: "Leśna 3" is a village's house and one of a street in a town.
    let rest = &found[n_full..found.len().min(n_full + SHOWN)];
    let is_namesake = |one: &&Match| !one.has_edits && one.kind != MatchKind::Hint;
    let n_others = match kind {
        MatchKind::Identifier => 0,
        MatchKind::Exact => rest.iter().take_while(is_namesake).count(),
        _ => rest.len(),
    };
    (n_full, &rest[..n_others])
}

/// What is known of the addresses that a text may mean, best first: `full` answers an address by
/// its position, `named` only names it.
///
/// # Errors
/// Those of `full`.
pub fn check_answer<E>(
    query: &str,
    found: &[Match],
    full: impl FnMut(usize) -> Result<AddressAnswer, E>,
    named: impl Fn(usize) -> Named,
) -> Result<CheckAnswer, E> {
    let (n_full, others) = shown(found);
    let other = |one: &Match| {
        let Named { address_id, address, gmina, gmina_name } = named(one.position);
        let (score, distance_m) = (one.score, one.metres);
        Alternative { address_id, address, gmina, gmina_name, score, distance_m }
    };
    Ok(CheckAnswer {
        query: query.to_owned(),
        kind: found.first().map_or(MatchKind::None, |first| first.kind),
        flat_left_out: found.first().is_some_and(|first| first.flat_left_out),
        number_differs: found.first().is_some_and(|first| first.number_differs),
        hint_reason: found.first().and_then(Match::reason),
        words_left_out: found.first().map_or_else(Vec::new, |first| first.left_out.clone()),
        answers: found[..n_full]
            .iter()
            .map(|one| one.position)
            .map(full)
            .collect::<Result<_, E>>()?,
        alternatives: others.iter().map(other).collect(),
    })
}

impl CheckAnswer {
    /// The answer as text.
    pub fn text(&self, language: Language) -> String {
        let label = |group, key| language.label(group, key);
        let mut out = match self.kind {
            MatchKind::Identifier | MatchKind::Exact => String::new(),
            kind => format!("{}\n\n", label("match", kind.as_str())),
        };
        let is_hint = self.kind == MatchKind::Hint;
        let flat = self.flat_left_out.then_some("flat_left_out");
        let number = (self.number_differs && !is_hint).then_some("number_differs");
        for note in flat.into_iter().chain(number) {
            out += &format!("{}\n\n", label("check", note));
        }
        let doubt = self.hint_reason.filter(|why| DOUBTS.contains(why));
        if let Some(why) = doubt {
            out += &format!("{}\n\n", label("check", why));
        }
        if !self.words_left_out.is_empty() {
            let words = self.words_left_out.join("”, „");
            out += &format!("{} „{words}”\n\n", label("check", "words_left_out"));
        }
        out +=
            &self.answers.iter().map(|answer| answer.text(language)).collect::<Vec<_>>().join("\n");
        if !self.alternatives.is_empty() {
            let title = if self.answers.is_empty() { "hints" } else { "alternatives" };
            let gap = if self.answers.is_empty() { "" } else { "\n" };
            out += &format!("{gap}{}\n", label("check", title));
        }
        for other in &self.alternatives {
            let away = other.distance_m.map_or_else(String::new, |m| format!(", {m:.0} m"));
            let is_asked = self.answers.is_empty();
            let id = if is_asked { format!(", {}", other.address_id) } else { String::new() };
            let known = [&other.gmina_name, &other.gmina];
            let gmina = known.into_iter().find(|name| !name.is_empty()).map_or("", String::as_str);
            out += &format!("    {} ({gmina}{away}{id})\n", other.address);
        }
        out
    }
}

/// An address with its statuses.
#[derive(Serialize)]
pub struct AddressAnswer {
    /// Identifier.
    address_id: String,
    /// Locality, street and number.
    address: String,
    gmina: String,
    gmina_name: String,
    source: RecordPlace,
    easting: Option<f64>,
    northing: Option<f64>,
    as_of: String,
    /// Cluster of white addresses under the first profile.
    cluster_id: Option<u32>,
    nearest_node: Option<NodeAnswer>,
    /// Absent where no plan was named, null where the plan does not serve the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<OfPlan>,
    profiles: Vec<ProfileAnswer>,
    /// Every record about the address, those behind the status of the first profile first.
    chain: Vec<ChainAnswer>,
    /// What contradicts what.
    contradictions: Vec<ContradictionAnswer>,
}

#[derive(Serialize)]
struct NodeAnswer {
    id: String,
    metres: f64,
}

#[derive(Serialize)]
struct ChainAnswer {
    kind: &'static str,
    label: &'static str,
    network: Option<String>,
    date: Option<String>,
    expires: Option<String>,
    stale: bool,
    weight_percent: u32,
    decisive: bool,
    detail: String,
    source: RecordPlace,
}

#[derive(Serialize)]
struct ContradictionAnswer {
    detector: &'static str,
    code: &'static str,
    label: &'static str,
    found: Option<u64>,
    limit: Option<u64>,
    unit: Option<&'static str>,
    detail: String,
    effect: &'static str,
    source: RecordPlace,
    against: Option<RecordPlace>,
}

#[derive(Serialize)]
struct RecordPlace {
    register: String,
    edition: String,
    file: String,
    row: u32,
}

#[derive(Serialize)]
struct ProfileAnswer {
    id: String,
    in_force: bool,
    all_numbers_confirmed: bool,
    views: Vec<ViewAnswer>,
    evidence: Vec<EvidenceAnswer>,
}

#[derive(Serialize)]
struct ViewAnswer {
    tense: &'static str,
    status: &'static str,
    rule: &'static str,
}

#[derive(Serialize)]
struct EvidenceAnswer {
    provider: String,
    provider_name: String,
    network: String,
    medium: &'static str,
    technology: String,
    down_kbps: u32,
    up_kbps: u32,
    reach: &'static str,
    tense: &'static str,
    due: Option<String>,
    matched: &'static str,
    impossible_speed: bool,
    /// Whether a contradiction or the book of objections makes its reach merely possible.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    in_question: bool,
    source: RecordPlace,
}

fn place(rows: &AddressRows<'_>, origin: crate::model::Origin) -> RecordPlace {
    let file = &rows.world.files[origin.file.0 as usize];
    RecordPlace {
        register: file.register.clone(),
        edition: file.edition.clone(),
        file: file.name.clone(),
        row: origin.row,
    }
}

fn record(rows: &AddressRows<'_>, offer: &Offer, profile: usize) -> EvidenceAnswer {
    let world = rows.world;
    let provider = &world.providers[offer.provider.0 as usize];
    EvidenceAnswer {
        provider: provider.id.clone(),
        provider_name: provider.name.clone(),
        network: world.networks[offer.network.0 as usize].id.clone(),
        medium: offer.medium.as_str(),
        technology: world.technologies[offer.technology.0 as usize].clone(),
        down_kbps: offer.speed.down.as_kbps(),
        up_kbps: offer.speed.up.as_kbps(),
        reach: offer.reach.as_str(),
        tense: offer.tense.as_str(),
        due: offer.due.map(|day| day.to_string()),
        matched: offer.rung.as_str(),
        impossible_speed: offer.impossible_speed,
        in_question: rows.diagnosis.is_in_question(world, offer, profile),
        source: place(rows, offer.origin),
    }
}

fn link(rows: &AddressRows<'_>, evidence: &Evidence, language: Language) -> ChainAnswer {
    let network = |n: crate::model::NetworkId| rows.world.networks[usize::from(n.0)].id.clone();
    ChainAnswer {
        kind: &evidence.rule.code,
        label: language.pick(&evidence.rule.label_pl, &evidence.rule.label_en),
        network: evidence.network.map(network),
        date: evidence.date.map(|day| day.to_string()),
        expires: evidence.expires.map(|day| day.to_string()),
        stale: evidence.is_stale(rows.diagnosis.settings.as_of),
        weight_percent: evidence.rule.weight,
        decisive: evidence.is_decisive,
        detail: language
            .word("record_state", language.word("admissibility", &evidence.detail))
            .to_owned(),
        source: place(rows, evidence.origin),
    }
}

fn contradiction(
    rows: &AddressRows<'_>,
    finding: &Finding,
    language: Language,
) -> ContradictionAnswer {
    let rule = finding.detector.rule();
    ContradictionAnswer {
        detector: &rule.letter,
        code: &rule.code,
        label: language.pick(&rule.label_pl, &rule.label_en),
        found: finding.measure.map(|measure| measure.found),
        limit: finding.measure.map(|measure| measure.limit),
        unit: finding.measure.map(|measure| measure.unit),
        detail: finding.detail.clone(),
        effect: super::effect_of(finding, rows.diagnosis),
        source: place(rows, finding.origin),
        against: finding.against.map(|origin| place(rows, origin)),
    }
}

/// What is known of the address at `position`.
pub fn answer(rows: &AddressRows<'_>, position: usize, language: Language) -> AddressAnswer {
    let (world, diagnosis) = (rows.world, rows.diagnosis);
    let address = &world.addresses[position];
    let gmina = address.gmina.and_then(|code| world.gmina(code));
    let profiles = diagnosis.profiles.iter().enumerate();
    let profiles = profiles.map(|(number, thresholds)| {
        let view = |view: View| {
            let verdict = diagnosis.of(Lens { profile: number, view })[position];
            ViewAnswer {
                tense: view.as_str(),
                status: verdict.status.as_str(),
                rule: verdict.rule.as_str(),
            }
        };
        let behind = rows.evidence(number, position);
        ProfileAnswer {
            id: thresholds.profile.id.clone(),
            in_force: thresholds.in_force,
            all_numbers_confirmed: thresholds.is_confirmed(),
            views: View::ALL.map(view).into(),
            evidence: behind.into_iter().map(|offer| record(rows, offer, number)).collect(),
        }
    });
    AddressAnswer {
        address_id: world.texts.get(address.id).to_owned(),
        address: written(world, position),
        gmina: address.gmina.map_or_else(String::new, |code| code.to_string()),
        gmina_name: gmina
            .map(|gmina| gmina.name.clone())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| language.label("check", "unnamed").to_owned()),
        source: place(rows, address.origin),
        easting: address.position.map(crate::place::Pl1992::easting),
        northing: address.position.map(crate::place::Pl1992::northing),
        as_of: diagnosis.settings.as_of.to_string(),
        cluster_id: diagnosis.clusters.of_address[position].map(|cluster| cluster + 1),
        nearest_node: diagnosis.surroundings.nearest[position].map(|nearest| NodeAnswer {
            id: diagnosis.surroundings.nodes[nearest.node as usize].id.clone(),
            metres: nearest.metres,
        }),
        plan: None,
        profiles: profiles.collect(),
        chain: evidence_chain(world, diagnosis, position)
            .iter()
            .filter(|evidence| has_told_rows(world, evidence.origin.file))
            .map(|evidence| link(rows, evidence, language))
            .collect(),
        contradictions: diagnosis
            .conflicts(world)
            .at(u32::try_from(position).unwrap_or(u32::MAX))
            .filter(|finding| is_told(world, finding))
            .map(|finding| contradiction(rows, finding, language))
            .collect(),
    }
}

impl AddressAnswer {
    /// The same with what a plan says of it.
    pub fn with_plan(self, said: Option<OfPlan>) -> Self {
        Self { plan: said, ..self }
    }
}

/// Lines that a text takes in a column of so many characters.
pub(super) fn lines(text: &str, width: usize) -> usize {
    text.chars().count().div_ceil(width).max(1)
}

impl AddressAnswer {
    /// Lines of the table of statuses on paper: a rule takes two.
    pub(super) fn status_lines(&self) -> usize {
        let concerns =
            |p: &&ProfileAnswer| p.views.first().is_some_and(|v| v.status != "not_applicable");
        2 * self.profiles.iter().filter(concerns).count()
    }

    /// Lines of each record on paper: its dates take two.
    pub(super) fn record_lines(&self) -> impl Iterator<Item = usize> {
        let of = |link: &ChainAnswer| {
            let place = &link.source;
            let kind = lines(&format!("{}: {}", link.label, link.detail), 36);
            let place = format!("{} ({}), wiersz {}", place.file, place.edition, place.row);
            kind.max(lines(&place, 42)).max(2)
        };
        self.chain.iter().map(of)
    }

    /// Lines of each contradiction on paper.
    pub(super) fn conflict_lines(&self) -> impl Iterator<Item = usize> {
        let of = |found: &ContradictionAnswer| {
            let place = |at: &RecordPlace| lines(&format!("{}, wiersz {}", at.file, at.row), 30);
            let against = found.against.as_ref().map_or(1, place);
            lines(found.label, 40).max(place(&found.source)).max(against).max(2)
        };
        self.contradictions.iter().map(of)
    }

    /// The rule of the first profile today.
    pub(super) fn rule(&self) -> &'static str {
        let today = self.profiles.first().and_then(|profile| profile.views.first());
        today.map_or("", |view| view.rule)
    }
}
