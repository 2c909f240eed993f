//! The plan of an investment: from a diagnosed world to a folder.

use std::path::{Path, PathBuf};

use geo::Validation;
use geo_types::Geometry;
use geojson::GeoJson;

use super::costing::{cost_of, effort_each, write_costs};
use super::tasks::{write, write_provenance, write_run_facts};
use super::{Loaded, OutputDir, Progress, RunError};
use crate::diagnosis::{Diagnosis, Lens, Status, View};
use crate::index::AreaIndex;
use crate::place::{Crs, GminaCode, geometries_to_pl1992};
use crate::planning::areas::{AreaRules, contest_areas};
use crate::planning::frontier::{frontier, with_nodes};
use crate::planning::plan::{Choice, Nothing, Outside, PlanError, survey};
use crate::planning::rules::RoutingRules;
use crate::planning::steiner::Effort;
use crate::planning::tariff::Tariff;
use crate::planning::ways::Reuse;
use crate::planning::{CostBook, Facts, Forest, Level, Plan, clusters_alone};
use crate::policy::contest_area_rule;
use crate::publish::plan::{self as outputs, PlanInput, Summary};
use crate::publish::report::CostPage;
use crate::publish::{Language, PublishError};
use crate::quantity::Grosze;

/// What is planned, and how.
#[derive(Clone, Debug, Default)]
pub struct InvestSettings {
    /// Language of the page, the map and the workbook.
    pub language: Language,
    /// Codes of gminas, planned for together.
    pub gminas: Vec<String>,
    /// The most that the bill may be.
    pub budget: Option<Grosze>,
    /// Only addresses within the areas of this file are served.
    pub area: Option<PathBuf>,
    /// Whether addresses are left out that a plan of others will serve.
    pub with_plans: bool,
    /// Which existing lines may be used.
    pub reuse: Reuse,
    /// Whether contest areas keep to gminas instead of powiats.
    pub areas_in_gminas: bool,
    /// File of assumptions in place of those of the program.
    pub costs: Option<PathBuf>,
    /// Whether networks for more and more money are sought; a budget needs them.
    pub frontier: bool,
}

/// Areas of a GeoJSON file.
fn read_area(path: &Path) -> Result<AreaIndex, RunError> {
    let wrong = |reason: String| RunError::AreaFile { file: path.display().to_string(), reason };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
    let json: GeoJson = text.parse().map_err(|e: geojson::Error| wrong(e.to_string()))?;
    let shapes = match json {
        GeoJson::FeatureCollection(all) => {
            all.features.into_iter().filter_map(|feature| feature.geometry).collect()
        }
        GeoJson::Feature(feature) => feature.geometry.into_iter().collect(),
        GeoJson::Geometry(shape) => vec![shape],
    };
    let shapes: Result<Vec<Geometry>, _> = shapes.into_iter().map(Geometry::try_from).collect();
    let shapes = shapes.map_err(|e| wrong(e.to_string()))?;
    let is_area = |g: &Geometry| matches!(g, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
    let shapes: Vec<Option<Geometry>> = shapes.into_iter().filter(is_area).map(Some).collect();
    // RFC 7946 has degrees; files of before it may name their system.
    let crs = if text.contains("EPSG::2180") || text.contains("EPSG:2180") {
        Crs::pl1992()
    } else {
        Crs::wgs84()
    };
    let shapes = geometries_to_pl1992(&shapes, &crs).map_err(|e| wrong(e.to_string()))?;
    let shapes: Vec<Geometry> = shapes.into_iter().flatten().collect();
    if shapes.is_empty() {
        return Err(wrong("it holds no area in Poland".to_owned()));
    }
    if let Some(n) = shapes.iter().position(|shape| !shape.is_valid()) {
        return Err(wrong(format!(
            "area {} of it crosses itself; repair it (in QGIS: Fix geometries)",
            n + 1
        )));
    }
    Ok(AreaIndex::new((0..).zip(shapes)))
}

/// The book of costs, with the assumptions of a file in place of its own.
///
/// # Errors
/// When there is no such file, or it holds no such assumptions.
pub fn read_costs(path: Option<&Path>) -> Result<CostBook, RunError> {
    let Some(path) = path else { return Ok(CostBook::get().clone()) };
    let wrong = |reason: String| RunError::Costs { file: path.display().to_string(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    CostBook::get().with_file(&text).map_err(|error| wrong(error.to_string()))
}

/// Limits of contest areas on the day of the run.
pub(super) fn area_rules(loaded: &Loaded) -> AreaRules {
    let rule = |name: &str| {
        let number = contest_area_rule(name, loaded.spec.as_of);
        number.expect("data/policy/contest-areas.toml names every rule").value
    };
    AreaRules {
        addresses_min: rule("addresses_min"),
        addresses_max: rule("addresses_max"),
        cost_max: Grosze(i64::from(rule("cost_max_pln")) * 100),
        served_percent: rule("served_percent_min"),
    }
}

/// Plans the network that serves the white addresses of some gminas, and writes it: `plan.json`,
/// `plan.gpkg` (layers routes, nodes, drops, areas, parts), `mapa.svg`, and the tables `routes`,
/// `nodes`, `drops`, `areas`, `frontier`, `distances`, `parts` as CSV; and what it costs: `bill.csv`,
/// `costs.csv`, `variants.csv`, `koszty.html`, `kosztorys.xlsx`. Where nothing is planned, the result says why, and
/// the tables hold their headers only.
///
/// # Errors
/// When there is nothing to plan with (the error names the register), or the folder cannot be
/// written.
pub fn invest_to(
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    settings: &InvestSettings,
    out: OutputDir,
    progress: &Progress<'_>,
) -> Result<(Summary, Option<Nothing>, PathBuf), RunError> {
    let world = &loaded.world;
    let book = &read_costs(settings.costs.as_deref())?;
    let prices = &book.metre_prices(Level::Mid);
    let gminas = loaded.gminas(&settings.gminas)?;
    let area = settings.area.as_deref().map(read_area).transpose()?;
    let view = if settings.with_plans { View::WithPlans } else { View::Today };
    let verdicts = diagnosis.of(Lens { profile: 0, view });
    let is_white = |address: u32| {
        let place = world.addresses[address as usize].position;
        let inside = |index: &AreaIndex| place.is_some_and(|at| !index.covering(at).is_empty());
        verdicts[address as usize].status == Status::White && area.as_ref().is_none_or(inside)
    };
    progress.say("joining addresses and nodes to roads".to_owned());
    let ground = survey(world, &gminas, settings.reuse, RoutingRules::get())?;
    let choice = Choice::new(&ground, is_white, prices)?;
    let task = choice.task(&ground, prices);
    let graph = choice.compact.graph();
    progress.say(format!("joining {} places to networks", choice.terminals.len()));
    let routed = task.solve(Effort::thorough(&graph)).map_err(PlanError::from)?;
    let facts = Facts::gather(world, diagnosis, &routed.0, book);
    let tariff = Tariff::new(book, &routed.0, &facts);
    let ((whole, chains), whole_bound) = with_nodes(&task, &routed, &tariff, Effort::brisk())?;
    let found = if settings.budget.is_some() || settings.frontier {
        progress.say("seeking the frontier of cost and coverage".to_owned());
        let effort = effort_each(choice.compact.chains.len());
        Some(frontier(&task, (&whole, &chains, whole_bound), &tariff, effort)?)
    } else {
        None
    };
    let bought = settings.budget.zip(found.as_ref());
    let bought = bought.map(|(budget, f)| f.buy(&task, &tariff, budget)).transpose()?;
    let design = bought.as_ref().map_or(&whole, |bought| &bought.design);
    let (facts, forest) = (tariff.facts_of(design), Forest::of(design)?);
    let bound = match (&found, &bought) {
        (_, Some(bought)) => bought.bill_bound,
        (Some(found), None) => found.bill_bound(&task, &tariff, found.total),
        (None, None) => whole_bound,
    };
    let unit_of = |address: u32| -> Option<u32> {
        let gmina = world.addresses[address as usize].gmina?;
        Some(if settings.areas_in_gminas { gmina.number() } else { gmina.number() / 100 })
    };
    progress.say("forming contest areas".to_owned());
    let rules = area_rules(loaded);
    let plan = Plan { design, forest: &forest, facts: &facts };
    let areas = contest_areas(plan, book, unit_of, &rules)?;
    let clusters = clusters_alone(&task, plan, &tariff, book)?;
    let input = PlanInput {
        language: settings.language,
        world,
        gminas: &gminas,
        ground: &ground,
        design,
        facts: &facts,
        bill: (tariff.bill(design)?, bound),
        outside: Outside::of(&ground, design, is_white),
        bought: bought.as_ref(),
        frontier: found.as_ref(),
        clusters: &clusters,
        areas: &areas,
        outlines: &outputs::outlines(world, design, &areas),
        area_rules: &rules,
        unit_digits: if settings.areas_in_gminas { 6 } else { 4 },
        book,
        prices,
        profile: first_profile(diagnosis),
        view,
        area: file_name(settings.area.as_deref()),
        costs: file_name(settings.costs.as_deref()),
        reuse: settings.reuse,
        is_white: &is_white,
    };
    progress.say("writing".to_owned());
    write_all(&input, loaded, diagnosis, out, progress)
}

/// The main profile of a run.
pub(super) fn first_profile(diagnosis: &Diagnosis) -> &str {
    diagnosis.profiles.first().map_or("", |first| first.profile.id.as_str())
}

/// Name of a file without its folder: what outputs may say of it.
fn file_name(path: Option<&Path>) -> Option<&str> {
    path.and_then(Path::file_name).and_then(std::ffi::OsStr::to_str)
}

/// Why a plan serves nobody.
fn nothing(input: &PlanInput<'_>) -> Option<Nothing> {
    if !input.design.leads.is_empty() {
        return None;
    }
    let outside = input.outside;
    Some(match input.bought {
        _ if outside.white == 0 => Nothing::White,
        Some(bought) if outside.unpaid > 0 => Nothing::Budget(bought.budget, bought.least),
        _ => Nothing::Reach(outside),
    })
}

fn write_all(
    input: &PlanInput<'_>,
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    out: OutputDir,
    progress: &Progress<'_>,
) -> Result<(Summary, Option<Nothing>, PathBuf), RunError> {
    let summary = write_plan(input, loaded, diagnosis, &out)?;
    let (world, nothing) = (input.world, nothing(input));
    let name = |code: &GminaCode| world.gmina(*code).map_or("", |g| g.name.as_str());
    let names: Vec<&str> = input.gminas.iter().map(name).filter(|name| !name.is_empty()).collect();
    let codes = || input.gminas.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let title = if names.is_empty() { codes() } else { names.join(", ") };
    let head = CostPage {
        title: &title,
        as_of: &loaded.spec.as_of.to_string(),
        profile: input.profile,
        with_plans: input.view == View::WithPlans,
        sources: &outputs::named_sources(input.language, &world.files),
        area: input.area,
    };
    let costed = cost_of(input, &diagnosis.clusters)?;
    write(&out, "stages.csv", |w| outputs::write_stages(input, &costed.appraisal.stages, w))?;
    write_costs(&out, &costed, nothing, &head, input.language)?;
    write_run_facts(&out, progress)?;
    Ok((summary, nothing, out.commit()?))
}

fn write_plan(
    input: &PlanInput<'_>,
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    out: &OutputDir,
) -> Result<Summary, RunError> {
    let sheets = outputs::sheets(input);
    for sheet in &sheets {
        write(out, &format!("{}.csv", sheet.name), |w| outputs::write_sheet(sheet, w))?;
    }
    outputs::write_geopackage(&sheets, loaded.spec.as_of, &out.path().join("plan.gpkg"))?;
    if let Some(map) = outputs::draw_routes(input) {
        std::fs::write(out.path().join("mapa.svg"), map)
            .map_err(|error| PublishError::new("mapa.svg", error))?;
    }
    let summary = outputs::summary(input);
    write(out, "plan.json", |w| {
        serde_json::to_writer_pretty(w, &summary).map_err(|e| PublishError::new("plan.json", e))
    })?;
    write_provenance(out, loaded, &diagnosis.profiles)?;
    Ok(summary)
}
