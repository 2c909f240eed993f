//! `zmiany.html`.

use serde::Serialize;

use super::bridge::{Step, bridge, signed};
use super::fresh::is_same_file;
use super::summary::{RuleDifference, rules_changed};
use super::tables::{evidence_of, gmina_name};
use super::{ChangesInput, address_text};
use crate::diagnosis::change::{Balance, Change, Reason, Tie};
use crate::diagnosis::freshness::{Freshness, stale_from};
use crate::diagnosis::{Lens, Status, View};
use crate::publish::Language;
use crate::publish::PublishError;
use crate::publish::reachable::reachable;
use crate::publish::report::{ShareView, register_label, render};

const STYLE: &str = include_str!("../../../reports/styles/raport.css");

/// Changed addresses that the page lists; all of them are in `changes.csv`.
const LISTED_MAX: usize = 300;
/// Gminas that the page ranks.
const GMINAS_MAX: usize = 50;
/// Operators in the league of the page.
const LEAGUE_MAX: usize = 100;

#[derive(Serialize)]
struct PageView {
    css: minijinja::Value,
    version: &'static str,
    old: EndView,
    new: EndView,
    profile: String,
    summary: String,
    white: WhiteView,
    n_changed: u64,
    bridges: Vec<BridgeView>,
    reasons: Vec<ReasonView>,
    statuses: Vec<&'static str>,
    balance: Vec<BalanceRow>,
    lenses: Vec<LensRow>,
    gminas: Vec<GminaRow>,
    n_gminas_changed: usize,
    changed: Vec<ChangedRow>,
    n_listed: usize,
    ties: Vec<(&'static str, u64)>,
    n_new: usize,
    n_removed: usize,
    n_other_gmina: u64,
    n_other_number: u64,
    n_moved: u64,
    ids_reused: u64,
    same_place_m: i64,
    rules: Vec<RuleDifference>,
    n_editions: usize,
    stale_from: usize,
    league: Vec<LeagueRow>,
    n_league: usize,
    registers: Vec<RegisterRow>,
}

#[derive(Serialize)]
struct EndView {
    as_of: String,
    addresses: u64,
}

#[derive(Serialize)]
struct WhiteView {
    old: u64,
    new: u64,
    change: String,
}

#[derive(Serialize)]
struct BridgeView {
    svg: minijinja::Value,
    tense: &'static str,
    is_cut: bool,
}

#[derive(Serialize)]
struct ReasonView {
    code: &'static str,
    label: &'static str,
    meaning: &'static str,
}

#[derive(Serialize)]
struct BalanceRow {
    name: String,
    is_total: bool,
    values: Vec<String>,
}

#[derive(Serialize)]
struct LensRow {
    profile: String,
    tense: &'static str,
    old: u64,
    new: u64,
    change: String,
    changed: u64,
}

#[derive(Serialize)]
struct GminaRow {
    code: String,
    name: String,
    old: u64,
    new: u64,
    change: String,
    changed: u64,
    main: &'static str,
}

#[derive(Serialize)]
struct ChangedRow {
    address: String,
    gmina: String,
    old: &'static str,
    new: &'static str,
    reason: &'static str,
    old_evidence: String,
    new_evidence: String,
}

#[derive(Serialize)]
struct LeagueRow {
    operator: String,
    name: String,
    tense: &'static str,
    records: u64,
    declared: usize,
    changed: usize,
    same: usize,
    index: ShareView,
    is_stale: bool,
    is_gone: bool,
}

#[derive(Serialize)]
struct RegisterRow {
    label: String,
    file: String,
    edition: String,
    age_days: Option<i64>,
    is_same: bool,
}

fn lens_position(lens: Lens) -> usize {
    lens.profile * View::ALL.len() + lens.view as usize
}

fn difference(language: Language, old: u64, new: u64) -> String {
    let change = i128::from(new) - i128::from(old);
    signed(language, i64::try_from(change).unwrap_or(i64::MAX))
}

fn whole(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn white_bridge(balance: &Balance, view: View, input: &ChangesInput<'_>) -> BridgeView {
    let white = Status::White as usize;
    let step = |(reason, added): (&Reason, &[i64; Status::ALL.len()])| Step {
        name: input.language.label("reason", reason.as_str()).to_owned(),
        added: added[white],
    };
    let steps = Reason::ALL.iter().zip(&balance.by_reason).map(step);
    let steps: Vec<Step> = steps.filter(|step| step.added != 0).collect();
    let days = [input.old, input.new].map(|side| side.diagnosis.settings.as_of.to_string());
    let ends = [
        (
            format!("{} {}", input.language.label("changes", "was"), days[0]),
            whole(balance.old[white]),
        ),
        (
            format!("{} {}", input.language.label("changes", "is"), days[1]),
            whole(balance.new[white]),
        ),
    ];
    let ends = [(ends[0].0.as_str(), ends[0].1), (ends[1].0.as_str(), ends[1].1)];
    let alt = input.language.label("changes", "bridge_alt");
    let (svg, is_cut) = bridge(input.language, alt, ends, &steps);
    let svg = minijinja::Value::from_safe_string(svg);
    BridgeView { svg, tense: input.language.label("view", view.as_str()), is_cut }
}

fn balance_rows(input: &ChangesInput<'_>, balance: &Balance) -> Vec<BalanceRow> {
    let counts = |name: &'static str, counts: &[u64]| BalanceRow {
        name: input.language.label("changes", name).to_owned(),
        is_total: true,
        values: counts.iter().map(|n| input.language.number(*n)).collect(),
    };
    let mut rows = vec![counts("was", &balance.old)];
    for (position, reason) in Reason::ALL.iter().enumerate() {
        if balance.changed[position] > 0 {
            rows.push(BalanceRow {
                name: input.language.label("reason", reason.as_str()).to_owned(),
                is_total: false,
                values: balance.by_reason[position]
                    .iter()
                    .map(|n| signed(input.language, *n))
                    .collect(),
            });
        }
    }
    rows.push(counts("is", &balance.new));
    rows
}

fn gmina_rows(input: &ChangesInput<'_>) -> Vec<GminaRow> {
    let white = Status::White as usize;
    let row = |((_, code), balances): (&(bool, Option<_>), &Vec<Balance>)| {
        let balance = balances.first()?;
        let changed: u64 = balance.changed.iter().sum();
        let most = Reason::ALL.iter().zip(balance.changed);
        // The first of equally frequent reasons.
        let most = most.rev().max_by_key(|(_, count)| *count)?;
        let code: Option<crate::place::GminaCode> = *code;
        (changed > 0).then(|| GminaRow {
            code: code.map_or_else(|| "—".to_owned(), |code| code.to_string()),
            name: gmina_name(input, code).to_owned(),
            old: balance.old[white],
            new: balance.new[white],
            change: difference(input.language, balance.old[white], balance.new[white]),
            changed,
            main: input.language.label("reason", most.0.as_str()),
        })
    };
    let mut rows: Vec<GminaRow> = input.balances.gminas.iter().filter_map(row).collect();
    rows.sort_by(|a, b| b.changed.cmp(&a.changed).then_with(|| a.code.cmp(&b.code)));
    rows
}

fn changed_row(input: &ChangesInput<'_>, change: &Change) -> ChangedRow {
    let (old, new) = (input.old, input.new);
    let (world, position) = match (change.new, change.old) {
        (Some(position), _) => (new.world, position),
        (None, position) => (old.world, position.unwrap_or(0)),
    };
    let status = |status: Option<Status>| {
        status.map_or("—", |s| input.language.label("status", s.as_str()))
    };
    let behind = |side, position: Option<u32>| {
        position.map_or_else(String::new, |position| evidence_of(side, position, change.lens))
    };
    ChangedRow {
        address: address_text(world, position),
        gmina: gmina_name(input, world.addresses[position as usize].gmina).to_owned(),
        old: status(change.old_status),
        new: status(change.new_status),
        reason: input.language.label("reason", change.reason.as_str()),
        old_evidence: behind(old, change.old),
        new_evidence: behind(new, change.new),
    }
}

fn league_row(input: &ChangesInput<'_>, entry: &Freshness) -> LeagueRow {
    let index = entry.index();
    LeagueRow {
        operator: entry.provider.clone(),
        name: entry.name.clone(),
        tense: input.language.label("statement", entry.tense.as_str()),
        records: entry.records(),
        declared: entry.declared(),
        changed: entry.changed(),
        same: entry.same_cycles(),
        index: ShareView { part: index.part, whole: index.whole },
        is_stale: entry.is_stale(),
        is_gone: entry.records() == 0,
    }
}

fn registers(input: &ChangesInput<'_>) -> Vec<RegisterRow> {
    let as_of = input.new.diagnosis.settings.as_of;
    let mut rows: Vec<RegisterRow> = input
        .new
        .world
        .files
        .iter()
        .map(|file| RegisterRow {
            label: register_label(input.language, &file.register).to_owned(),
            file: file.name.clone(),
            edition: file.edition.clone(),
            age_days: file.age_days(as_of),
            is_same: is_same_file(input, file),
        })
        .collect();
    // Oldest first; unknown ages are worse than any known one.
    rows.sort_by_key(|row| std::cmp::Reverse(row.age_days.unwrap_or(i64::MAX)));
    rows
}

fn lens_rows(input: &ChangesInput<'_>) -> Vec<LensRow> {
    let lenses = input.new.diagnosis.lenses().zip(&input.balances.total);
    let white = Status::White as usize;
    lenses
        .map(|(lens, balance)| LensRow {
            profile: input.new.diagnosis.profiles[lens.profile].profile.id.clone(),
            tense: input.language.label("view", lens.view.as_str()),
            old: balance.old[white],
            new: balance.new[white],
            change: difference(input.language, balance.old[white], balance.new[white]),
            changed: balance.changed.iter().sum(),
        })
        .collect()
}

/// What each reason means, in the order of precedence.
fn reasons(input: &ChangesInput<'_>) -> Vec<ReasonView> {
    let reason = |reason: Reason| ReasonView {
        code: reason.as_str(),
        label: input.language.label("reason", reason.as_str()),
        meaning: input.language.label("reason_meaning", reason.as_str()),
    };
    Reason::BY_PRECEDENCE.map(reason).into()
}

fn view(input: &ChangesInput<'_>) -> PageView {
    let main = Lens { profile: 0, view: View::Today };
    let total = |view| {
        let lens = lens_position(Lens { profile: 0, view });
        input.balances.total.get(lens).copied().unwrap_or_default()
    };
    let today = total(View::Today);
    let white = Status::White as usize;
    let end = |side: crate::diagnosis::change::Side<'_>| EndView {
        as_of: side.diagnosis.settings.as_of.to_string(),
        addresses: side.world.addresses.len() as u64,
    };
    let of_main = || input.changes.changes.iter().filter(|change| change.lens == main);
    let changed: Vec<ChangedRow> =
        of_main().take(LISTED_MAX).map(|change| changed_row(input, change)).collect();
    let profile = input.new.diagnosis.profiles.first().map(|thresholds| &thresholds.profile);
    let summary = profile.map(|p| input.language.pick(&p.summary_pl, &p.summary_en));
    let (identity, rewritten) = (&input.changes.identity, input.changes.rewritten);
    let mut gminas = gmina_rows(input);
    let n_gminas_changed = gminas.len();
    gminas.truncate(GMINAS_MAX);
    PageView {
        css: minijinja::Value::from_safe_string(STYLE.to_owned()),
        version: env!("CARGO_PKG_VERSION"),
        old: end(input.old),
        new: end(input.new),
        profile: profile.map(|profile| profile.id.clone()).unwrap_or_default(),
        summary: summary.unwrap_or_default().to_owned(),
        white: WhiteView {
            old: today.old[white],
            new: today.new[white],
            change: difference(input.language, today.old[white], today.new[white]),
        },
        n_changed: today.changed.iter().sum(),
        bridges: [View::Today, View::WithPlans]
            .map(|view| white_bridge(&total(view), view, input))
            .into(),
        reasons: reasons(input),
        statuses: Status::ALL
            .iter()
            .map(|status| input.language.label("status_many", status.as_str()))
            .collect(),
        balance: balance_rows(input, &today),
        lenses: lens_rows(input),
        gminas,
        n_gminas_changed,
        n_listed: changed.len(),
        changed,
        ties: Tie::ALL
            .iter()
            .zip(input.changes.ties())
            .map(|(tie, count)| (input.language.label("tie", tie.as_str()), count))
            .collect(),
        n_new: identity.old_of.iter().filter(|tie| tie.is_none()).count(),
        n_removed: identity.gone.len(),
        n_other_gmina: rewritten.gmina,
        n_other_number: rewritten.number,
        n_moved: rewritten.moved,
        ids_reused: identity.ids_reused,
        same_place_m: crate::diagnosis::change::same_place_m(),
        rules: rules_changed(input),
        n_editions: input.n_editions,
        stale_from: stale_from(),
        league: input
            .league
            .iter()
            .take(LEAGUE_MAX)
            .map(|entry| league_row(input, entry))
            .collect(),
        n_league: input.league.len(),
        registers: registers(input),
    }
}

/// Renders `zmiany.html`: one self-contained file.
///
/// # Errors
/// When the template does not fit the view model, which is a defect of the program.
pub fn render_changes(input: &ChangesInput<'_>) -> Result<String, PublishError> {
    render(input.language, "zmiany.html", view(input)).map(|page| reachable(&page))
}
