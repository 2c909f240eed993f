//! What a plan costs: its design, contest areas and the book of prices brought together.

use super::invest::area_rules;
use super::tasks::write;
use super::{Loaded, OutputDir, Progress, RunError};
use crate::diagnosis::{Diagnosis, Lens, Status, View};
use crate::place::GminaCode;
use crate::planning::areas::contest_areas;
use crate::planning::plan::{Choice, PlanError, survey};
use crate::planning::rules::RoutingRules;
use crate::planning::steiner::Effort;
use crate::planning::ways::Reuse;
use crate::planning::{Appraisal, CostBook, Facts, Level, appraise};
use crate::publish::plan::{PlanInput, draw_routes};
use crate::publish::report::{CostInput, FrontierPoint, render_costs};
use crate::publish::{self, PublishError};

/// A plan with its costs.
#[derive(Clone, Debug)]
pub struct Costed {
    /// What it costs, earns and lacks.
    pub appraisal: Appraisal,
    /// Networks for more and more money; empty where they were not sought.
    pub frontier: Vec<FrontierPoint>,
    /// The map of the routes as SVG.
    pub map: String,
}

impl Costed {
    /// What the chapters print.
    pub fn input(&self) -> CostInput<'_> {
        let Self { appraisal, frontier, map } = self;
        CostInput { appraisal, book: CostBook::get(), frontier, map }
    }
}

/// Appraises a design; contest areas are numbered from 1, as `areas.csv` has them.
pub(super) fn cost_of(input: &PlanInput<'_>, diagnosis: &Diagnosis) -> Result<Costed, RunError> {
    let design = input.design;
    let mut facts = Facts::gather(input.world, diagnosis, design);
    for (number, area) in (1..).zip(&input.areas.areas) {
        for lead in &area.leads {
            facts.addresses[*lead as usize].area = Some(number);
        }
    }
    let appraisal = appraise(design, &facts, CostBook::get())?;
    let point = |point: &crate::planning::frontier::Point| FrontierPoint {
        addresses: point.addresses.into(),
        cost: point.cost,
    };
    let frontier = input.frontier.map(|found| found.points.iter().map(point).collect());
    let map = draw_routes(input).unwrap_or_default();
    Ok(Costed { appraisal, frontier: frontier.unwrap_or_default(), map })
}

/// Plans and appraises the network for the white addresses of a gmina, first profile, today; `None`
/// where the run has no roads, no fibre nodes, or nothing to serve.
///
/// # Errors
/// When costs cannot be added up.
pub fn costed(
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    gmina: GminaCode,
    progress: &Progress<'_>,
) -> Result<Option<Costed>, RunError> {
    let world = &loaded.world;
    let has = |register: &&str| world.layer(register).is_some();
    let nodes = ["pit-nodes", "pit-flexibility-points", "nodes-table"];
    if !has(&"roads") || !nodes.iter().any(has) {
        return Ok(None);
    }
    let verdicts = diagnosis.of(Lens { profile: 0, view: View::Today });
    let is_white = |address: u32| verdicts[address as usize].status == Status::White;
    if !world.addresses_of(gmina).any(|a| verdicts[a].status == Status::White) {
        return Ok(None);
    }
    progress.say(format!("planning a network for {gmina}"));
    let book = CostBook::get();
    let prices = book.metre_prices(Level::Mid);
    let ground = match survey(world, &[gmina], Reuse::Confirmed, RoutingRules::get()) {
        Ok(ground) => ground,
        Err(PlanError::Search(reason)) => return Err(PlanError::Search(reason).into()),
        // The roads or nodes of the run are those of somewhere else.
        Err(_) => return Ok(None),
    };
    let choice = Choice::new(&ground, is_white, &prices)?;
    let task = choice.task(&ground, &prices);
    let graph = choice.compact.graph();
    let (design, _) = task.solve(Effort::thorough(&graph)).map_err(PlanError::from)?;
    if design.leads.is_empty() {
        return Ok(None);
    }
    let powiat = |address: u32| Some(world.addresses[address as usize].gmina?.number() / 100);
    let rules = area_rules(loaded);
    let areas = contest_areas(&design, &prices, powiat, &rules);
    let input = PlanInput {
        world,
        gminas: &[gmina],
        ground: &ground,
        design: &design,
        bought: None,
        frontier: None,
        areas: &areas,
        area_rules: &rules,
        unit_digits: 4,
        prices: &prices,
        is_white: &is_white,
    };
    cost_of(&input, diagnosis).map(Some)
}

/// Writes `bill.csv`, `costs.csv`, `koszty.html`, and `kosztorys.xlsx` where the build has
/// spreadsheets.
pub(super) fn write_costs(out: &OutputDir, costed: &Costed, title: &str) -> Result<(), RunError> {
    let Costed { appraisal, .. } = costed;
    write(out, "bill.csv", |w| publish::write_bill(appraisal, w))?;
    write(out, "costs.csv", |w| publish::write_costs(appraisal, w))?;
    let put = |name: &str, bytes: &[u8]| {
        std::fs::write(out.path().join(name), bytes).map_err(|e| PublishError::new(name, e))
    };
    put("koszty.html", render_costs(&costed.input(), title)?.as_bytes())?;
    if let Some(workbook) = publish::bill_xlsx(appraisal, CostBook::get())? {
        put("kosztorys.xlsx", &workbook)?;
    }
    Ok(())
}
