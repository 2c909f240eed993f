//! What a plan costs: its design, contest areas and the book of prices brought together.

use std::collections::BTreeMap;

use super::invest::area_rules;
use super::invest::first_profile;
use super::tasks::write;
use super::{Loaded, OutputDir, Progress, RunError};
use crate::diagnosis::{Clusters, Diagnosis, Lens, Status, View};
use crate::place::GminaCode;
use crate::planning::areas::contest_areas;
use crate::planning::plan::{Choice, Nothing, Outside, PlanError, survey};
use crate::planning::rules::RoutingRules;
use crate::planning::steiner::Effort;
use crate::planning::ways::Reuse;
use crate::planning::{
    Appraisal, CostBook, Facts, Forest, Level, Plan, appraise, clusters_alone, frontier, tariff,
};
use crate::publish::plan::{PlanInput, draw_routes, outlines};
use crate::publish::report::{
    CostChapters, CostInput, CostPage, FrontierPoint, NodeCounts, Paid, PlannedCluster,
    draw_variants, render_costs,
};
use crate::publish::{self, Language, PublishError};

/// What the chapters of costs say of a gmina.
#[derive(Clone, Debug)]
pub enum Costed {
    /// A plan with its costs.
    Plan(Box<CostedPlan>),
    /// Why there is none.
    Nothing(Nothing),
}

/// A plan with its costs.
#[derive(Clone, Debug)]
pub struct CostedPlan {
    /// What it costs, earns and lacks.
    pub appraisal: Appraisal,
    /// Networks for more and more money; empty where they were not sought.
    pub frontier: Vec<FrontierPoint>,
    /// The map of the routes as SVG.
    pub map: String,
    book: CostBook,
    /// The map of the variants as SVG; empty where there is nothing to tell apart.
    pub variants_map: String,
    outside: Outside,
    clusters: Vec<PlannedCluster>,
    nodes: NodeCounts,
    left_over: u64,
    paid: Option<Paid>,
}

impl Costed {
    /// What the chapters print.
    pub fn input(&self) -> CostChapters<'_> {
        match self {
            Self::Plan(plan) => CostChapters::Plan(plan.input()),
            Self::Nothing(reason) => CostChapters::Nothing(*reason),
        }
    }
}

impl CostedPlan {
    /// What the chapters print.
    pub fn input(&self) -> CostInput<'_> {
        CostInput {
            appraisal: &self.appraisal,
            book: &self.book,
            frontier: &self.frontier,
            map: &self.map,
            variants_map: &self.variants_map,
            outside: self.outside,
            clusters: &self.clusters,
            nodes: self.nodes,
            left_over: self.left_over,
            paid: self.paid,
        }
    }
}

/// Clusters with addresses that the plan was to serve, by number, and what it does with them.
fn planned_clusters(input: &PlanInput<'_>, clusters: &Clusters) -> Vec<PlannedCluster> {
    // The chapters count clusters from 1.
    let number = |address: u32| {
        let cluster = clusters.of_address[address as usize]?;
        (input.is_white)(address).then_some(cluster + 1)
    };
    let mut places: BTreeMap<u32, String> = BTreeMap::new();
    for address in &input.ground.addresses {
        if let Some(number) = number(*address) {
            let place = || input.world.place_of(*address as usize);
            places.entry(number).or_insert_with(place);
        }
    }
    let outside = Outside::by(input.ground, input.design, number);
    let planned = outside.into_iter().map(|(number, outside)| PlannedCluster {
        number,
        place: places.remove(&number).unwrap_or_default(),
        outside,
    });
    planned.collect()
}

/// Appraises a design; contest areas are numbered from 1, as `areas.csv` has them.
pub(super) fn cost_of(input: &PlanInput<'_>, clusters: &Clusters) -> Result<CostedPlan, RunError> {
    let mut facts = input.facts.clone();
    for (number, area) in (1..).zip(&input.areas.areas) {
        for lead in &area.leads {
            facts.addresses[*lead as usize].area = Some(number);
        }
    }
    let mut appraisal = appraise(input.design, &facts, input.book)?;
    for group in &mut appraisal.clusters {
        // The chapters count clusters from 1.
        let found = input.clusters.iter().find(|(number, _)| number + 1 == group.number);
        if let Some((_, alone)) = found
            && alone.capex() < group.estimate.capex()
        {
            group.estimate = alone.clone();
        }
    }
    let point = |point: &frontier::Point| FrontierPoint {
        addresses: point.addresses.into(),
        cost: point.bill,
    };
    let frontier = input.frontier.map(|found| found.points.iter().map(point).collect());
    let ground = input.ground;
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let variants_map = draw_variants(input, &appraisal).unwrap_or_default();
    Ok(CostedPlan {
        appraisal,
        book: input.book.clone(),
        variants_map,
        frontier: frontier.unwrap_or_default(),
        map: draw_routes(input).unwrap_or_default(),
        outside: input.outside,
        clusters: planned_clusters(input, clusters),
        nodes: NodeCounts {
            all: count(ground.roots.len()),
            unknown: count(ground.nodes_unknown),
            other: count(ground.nodes_other),
        },
        left_over: count(input.areas.left_over.len()),
        paid: input.bought.map(|bought| Paid {
            budget: bought.budget,
            addresses: bought.addresses.into(),
            addresses_bound: bought.addresses_bound.into(),
        }),
    })
}

/// How the costs of a gmina are found.
#[derive(Clone, Copy)]
pub struct CostSettings<'a> {
    /// The prices.
    pub book: &'a CostBook,
    /// Language of texts.
    pub language: Language,
    /// Whether networks for more and more money are sought, which takes most of the time.
    pub frontier: bool,
}

/// Work for each network of the frontier: on large graphs a longer search takes minutes and
/// gains a tenth of a per cent.
pub(super) fn effort_each(n_chains: usize) -> Effort {
    const LARGE: usize = 2000;
    if n_chains > LARGE { Effort::least() } else { Effort::brisk() }
}

/// Plans and appraises the network for the white addresses of a gmina, first profile, today; or
/// says why there is nothing to plan: the run has no roads or fibre nodes there, or nothing to
/// serve.
///
/// # Errors
/// When costs cannot be added up.
pub fn costed(
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    gmina: GminaCode,
    settings: &CostSettings<'_>,
    progress: &Progress<'_>,
) -> Result<Costed, RunError> {
    let CostSettings { book, language, frontier: has_frontier } = *settings;
    let world = &loaded.world;
    let verdicts = diagnosis.of(Lens { profile: 0, view: View::Today });
    let is_white = |address: u32| verdicts[address as usize].status == Status::White;
    if !world.addresses_of(gmina).any(|a| verdicts[a].status == Status::White) {
        return Ok(Costed::Nothing(Nothing::White));
    }
    progress.say(format!("planning a network for {gmina}"));
    let prices = book.metre_prices(Level::Mid);
    let ground = match survey(world, &[gmina], Reuse::Confirmed, RoutingRules::get()) {
        Ok(ground) => ground,
        Err(reason) => return nothing(reason).map(Costed::Nothing),
    };
    let choice = Choice::new(&ground, is_white, &prices)?;
    let task = choice.task(&ground, &prices);
    let graph = choice.compact.graph();
    let routed = task.solve(Effort::thorough(&graph)).map_err(PlanError::from)?;
    let facts = Facts::gather(world, diagnosis, &routed.0, book);
    let tariff = tariff::Tariff::new(book, &routed.0, &facts);
    let ((design, chains), bound) = frontier::with_nodes(&task, &routed, &tariff, Effort::brisk())?;
    let found = if has_frontier && !design.leads.is_empty() {
        progress.say("seeking the frontier of cost and coverage".to_owned());
        let effort = effort_each(choice.compact.chains.len());
        Some(frontier::frontier(&task, (&design, &chains, bound), &tariff, effort)?)
    } else {
        None
    };
    let bound = found.as_ref().map_or(bound, |f| f.bill_bound(&task, &tariff, f.total));
    let facts = tariff.facts_of(&design);
    let outside = Outside::of(&ground, &design, is_white);
    if design.leads.is_empty() {
        return Ok(Costed::Nothing(Nothing::Reach(outside)));
    }
    let powiat = |address: u32| Some(world.addresses[address as usize].gmina?.number() / 100);
    let rules = area_rules(loaded);
    let forest = Forest::of(&design)?;
    let plan = Plan { design: &design, forest: &forest, facts: &facts };
    let areas = contest_areas(plan, book, powiat, &rules)?;
    let clusters = clusters_alone(&task, plan, &tariff, book)?;
    let input = PlanInput {
        language,
        world,
        gminas: &[gmina],
        ground: &ground,
        design: &design,
        facts: &facts,
        bill: (tariff.bill(&design)?, bound),
        outside,
        bought: None,
        frontier: found.as_ref(),
        clusters: &clusters,
        areas: &areas,
        outlines: &outlines(world, &design, &areas),
        area_rules: &rules,
        unit_digits: 4,
        book,
        prices: &prices,
        profile: first_profile(diagnosis),
        view: View::Today,
        area: None,
        costs: None,
        reuse: Reuse::Confirmed,
        is_white: &is_white,
    };
    Ok(Costed::Plan(Box::new(cost_of(&input, &diagnosis.clusters)?)))
}

/// What a survey lacks; costs that cannot be added up stay an error.
fn nothing(reason: PlanError) -> Result<Nothing, RunError> {
    match reason {
        PlanError::NoPositions { .. } => Ok(Nothing::Positions),
        PlanError::NoRoads { .. } => Ok(Nothing::Roads),
        PlanError::NoNodes { .. } => Ok(Nothing::Nodes),
        PlanError::Search(_) => Err(reason.into()),
    }
}

/// Writes `bill.csv`, `costs.csv`, `variants.csv`, `koszty.html`, and `kosztorys.xlsx` where the build has
/// spreadsheets. Where nothing is planned the tables have their headers only, and the page says why.
pub(super) fn write_costs(
    out: &OutputDir,
    costed: &CostedPlan,
    nothing: Option<Nothing>,
    head: &CostPage<'_>,
    language: Language,
) -> Result<(), RunError> {
    let CostedPlan { appraisal, book, .. } = costed;
    write(out, "bill.csv", |w| publish::write_bill(appraisal, w))?;
    write(out, "costs.csv", |w| publish::write_costs(appraisal, w))?;
    write(out, "variants.csv", |w| publish::write_variants(appraisal, w))?;
    let put = |name: &str, bytes: &[u8]| {
        std::fs::write(out.path().join(name), bytes).map_err(|e| PublishError::new(name, e))
    };
    let chapters = nothing.map_or(CostChapters::Plan(costed.input()), CostChapters::Nothing);
    put("koszty.html", render_costs(language, &chapters, head)?.as_bytes())?;
    if let Some(workbook) = publish::bill_xlsx(appraisal, book, language)? {
        put("kosztorys.xlsx", &workbook)?;
    }
    Ok(())
}
