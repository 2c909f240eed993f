//! Contradictions and intervals of the gmina.

use serde::Serialize;

use super::ReportInput;
use super::format::{HELD, ShareView};
use crate::diagnosis::chapters::is_main_profile;
use crate::diagnosis::{
    Bounds, Detector, DetectorMode, Finding, Lens, LensBounds, View, bounds, bounds_of_gmina,
    is_small, white_today,
};
use crate::model::Origin;
use crate::policy::chapter_number;
use crate::publish::Language;
use crate::publish::manifest::is_told;

/// One detector in the gmina.
#[derive(Serialize)]
pub(super) struct DetectorView {
    letter: &'static str,
    code: &'static str,
    label: &'static str,
    rule: &'static str,
    effect: &'static str,
    /// A small number of contradictions with notices is not told, nor that there is none.
    count: String,
    samples: String,
}

/// A number of the detectors with its reason.
#[derive(Serialize)]
pub(super) struct DetectorNumber {
    name: &'static str,
    value: String,
    reason: &'static str,
    article: &'static str,
    checked_on: String,
}

/// Bounds of white under one profile and tense.
#[derive(Serialize)]
pub(super) struct IntervalView {
    profile: String,
    tense: &'static str,
    low: u64,
    mid: String,
    high: u64,
    share_low: ShareView,
    share_high: ShareView,
    /// Width as a share of the addresses that the profile concerns, in percentage points.
    width: String,
}

/// Bounds of white under the first profile today, at the level of the rule book.
#[derive(Serialize)]
pub(super) struct WhiteBounds {
    /// Per cent.
    level: u32,
    low: u64,
    high: u64,
    share_low: ShareView,
    share_high: ShareView,
}

impl WhiteBounds {
    /// Those of the gmina of a report.
    pub(super) fn of(input: &ReportInput<'_>) -> Self {
        let (world, diagnosis) = (input.world, input.diagnosis);
        let conflicts = diagnosis.conflicts(world);
        let (lens, lost) =
            (Lens { profile: 0, view: View::Today }, conflicts.lost.get(&input.gmina));
        let range = world.addresses_of(input.gmina);
        Self::among(&[bounds(world, diagnosis, conflicts, lens, range, lost)])
    }

    /// Those among the bounds under every lens.
    pub(super) fn among(found: &[LensBounds]) -> Self {
        let (Bounds { low, high }, whole) = white_today(found);
        // What lies in no gmina may be of this one: it widens the bounds, not the whole.
        let high = high.min(whole);
        let share = |part| ShareView { part, whole };
        let level = crate::policy::detector_number("interval_level");
        Self { level, low, high, share_low: share(low), share_high: share(high) }
    }
}

/// Everything about contradictions.
#[derive(Serialize)]
pub(super) struct ConflictsView {
    detectors: Vec<DetectorView>,
    silent: Vec<&'static str>,
    numbers: Vec<DetectorNumber>,
    total: u64,
    files: u64,
    decide: bool,
    /// Least count of contradictions with notices that is told, where one is not.
    held_below: Option<u64>,
    intervals: Vec<IntervalView>,
    lost_records: u64,
    lost_addresses: u64,
    /// Level of the intervals, per cent.
    level: u32,
    /// Networks of which it was settled whether possible reach proves true.
    settled: usize,
}

/// The detector that looks at notices: that it finds nothing tells as much as that it finds one.
const OF_NOTICES: (&str, &str) = ("theoretical_with_demand", "demand");

/// Samples shown of one detector.
const SAMPLES: usize = 3;

fn sample(language: Language, finding: &Finding) -> String {
    let place = |origin: Origin| format!("{}:{}", origin.file.0 + 1, origin.row);
    let against = finding.against.map_or_else(String::new, |at| format!(" ↔ {}", place(at)));
    let measure = finding.measure.map_or_else(String::new, |m| {
        let found = i64::try_from(m.found).unwrap_or(i64::MAX);
        format!(" ({})", language.quantity(found, m.unit))
    });
    format!("{}{against}{measure}", place(finding.origin))
}

/// Bounds of the gmina under every lens, which the summary and the chapter share.
pub(super) fn bounds_of(input: &ReportInput<'_>) -> Vec<LensBounds> {
    let conflicts = input.diagnosis.conflicts(input.world);
    bounds_of_gmina(input.world, input.diagnosis, conflicts, input.gmina)
}

/// Contradictions and intervals of the gmina of the report.
pub(super) fn conflicts(input: &ReportInput<'_>, bounds: Vec<LensBounds>) -> ConflictsView {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let conflicts = diagnosis.conflicts(world);
    let here: Vec<&Finding> =
        conflicts.findings.iter().filter(|f| f.gmina == Some(input.gmina)).collect();
    let minimum = chapter_number("suppression_min", diagnosis.settings.as_of);
    let minimum = u64::try_from(minimum).unwrap_or(u64::MAX);
    let decide = diagnosis.settings.detectors == DetectorMode::Decide;
    // Without the register there is nothing to hold back.
    let has_notices = world.files.iter().any(|file| file.register == OF_NOTICES.1);
    // Under another profile other networks are enough: what lies between could be worked out.
    let is_other = !is_main_profile(diagnosis);
    let is_of_notices = |detector: Detector| has_notices && detector.rule().code == OF_NOTICES.0;
    let view = |detector: Detector| {
        let rule = detector.rule();
        let found = || here.iter().filter(move |finding| finding.detector == detector);
        let told = || found().filter(move |finding| is_told(world, finding));
        let count = found().count() as u64;
        let is_held = is_of_notices(detector) && (is_other || count < minimum);
        let effect = if decide { rule.effect.as_str() } else { "flag" };
        DetectorView {
            letter: &rule.letter,
            code: &rule.code,
            label: input.language.pick(&rule.label_pl, &rule.label_en),
            rule: input.language.pick(&rule.rule_pl, &rule.rule_en),
            effect: input.language.label("effect", effect),
            count: if is_held { HELD.to_owned() } else { input.language.number(count) },
            samples: told()
                .take(SAMPLES)
                .map(|f| sample(input.language, f))
                .collect::<Vec<_>>()
                .join("; "),
        }
    };
    let (found, silent): (Vec<Detector>, Vec<Detector>) =
        Detector::all().partition(|d| is_of_notices(*d) || here.iter().any(|f| f.detector == *d));
    let detectors: Vec<DetectorView> = found.into_iter().map(view).collect();
    let name = |one: Detector| {
        let rule = one.rule();
        input.language.pick(&rule.label_pl, &rule.label_en)
    };
    let is_counted = |finding: &&&Finding| {
        let of_kind = |other: &&&Finding| other.detector == finding.detector;
        is_told(world, finding)
            || !(is_other || is_small(here.iter().filter(of_kind).count() as u64, minimum))
    };
    let number = |number: &'static crate::policy::Number| DetectorNumber {
        name: &number.name,
        value: input.language.quantity(number.value.into(), &number.unit),
        reason: input.language.pick(&number.act, &number.act_en),
        article: input.language.pick(&number.article, &number.article_en),
        checked_on: number.checked_on.to_string(),
    };
    let lost = conflicts.lost.get(&input.gmina);
    let is_held = detectors.iter().any(|detector| detector.count == HELD);
    ConflictsView {
        held_below: is_held.then_some(minimum),
        detectors,
        silent: silent.into_iter().map(name).collect(),
        numbers: crate::policy::detector_numbers().iter().map(number).collect(),
        total: here.iter().filter(is_counted).count() as u64,
        files: diagnosis.conflicts_elsewhere(world),
        decide,
        intervals: intervals(input, bounds),
        lost_records: lost.map_or(0, |lost| lost.records),
        lost_addresses: lost.map_or(0, |lost| lost.addresses.len() as u64),
        level: crate::policy::detector_number("interval_level"),
        settled: conflicts.settled.len(),
    }
}

fn intervals(input: &ReportInput<'_>, found: Vec<LensBounds>) -> Vec<IntervalView> {
    let diagnosis = input.diagnosis;
    let row = |(lens, found): (Lens, LensBounds)| {
        let white: Bounds = found.bounds[0];
        let share =
            |part: u64| ShareView { part: part.min(found.concerned), whole: found.concerned };
        IntervalView {
            profile: diagnosis.profiles[lens.profile].profile.id.clone(),
            tense: input.language.label("view", lens.view.as_str()),
            low: white.low,
            mid: input.language.halves(white.mid_doubled()),
            high: white.high,
            share_low: share(white.low),
            share_high: share(white.high),
            width: input.language.points(share(white.high - white.low)),
        }
    };
    diagnosis.lenses().zip(found).map(row).collect()
}
