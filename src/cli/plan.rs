//! `zasieg plan`: the network that serves the white addresses of a gmina; or the cheapest tree of
//! a Steiner instance, with a proven bound.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Lang, Outcome, Result, print_data, quality, warn_of_profiles};
use crate::pipeline::{self, InvestSettings, OutputDir, Progress};
use crate::planning::plan::Nothing;
use crate::planning::ways::Reuse;
use crate::publish::plan::Summary;
use crate::quantity::Grosze;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lines {
    None,
    Confirmed,
    Possible,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    Gmina,
    Powiat,
}

/// Plan the network that serves the white addresses of a gmina: routes, nodes, drops, contest
/// areas, with a proven lower bound of the cost; its bill, funding gap, variants and stages. Or solve
/// a Steiner tree instance.
#[derive(Args)]
#[command(after_help = "Examples:\n  zasieg plan run.toml --gmina 2202011 --out plan\n  \
                        zasieg plan run.toml --gmina 2202 --out plan --budget 5000000\n  \
                        zasieg plan --stp b01.stp --solution b01.edges")]
pub struct Arguments {
    /// A run file, or a dataset written by `zasieg import`.
    #[arg(required_unless_present = "stp", requires_all = ["gminas", "out"])]
    input: Option<PathBuf>,
    /// Gmina (6 or 7 digits), powiat (4) or voivodeship (2); several are planned for together.
    #[arg(long = "gmina", value_name = "CODE")]
    gminas: Vec<String>,
    /// Folder for the plan.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The most that the whole bill may be, without VAT: routes, equipment, drops and project.
    /// Without it every address in reach is served. Needs the frontier: not with --no-frontier.
    #[arg(long, value_name = "PLN", allow_negative_numbers = true, value_parser = whole_pln)]
    budget: Option<u32>,
    /// Serve only addresses within the areas of a GeoJSON file.
    #[arg(long, value_name = "FILE")]
    area: Option<PathBuf>,
    /// Your own assumptions in place of the program's, each with its source: TOML with
    /// [[assumption]] tables, keys as in data/assumptions/costs.toml.
    #[arg(long, value_name = "FILE")]
    costs: Option<PathBuf>,
    /// Leave out addresses that plans of others will serve.
    #[arg(long)]
    with_plans: bool,
    /// Existing ducts, poles and lines to use: none, those that their registers say are open, or
    /// also those not known to be closed.
    #[arg(long, default_value = "confirmed", value_name = "WHICH")]
    reuse: Lines,
    /// Unit that no contest area may leave.
    #[arg(long, default_value = "powiat", value_name = "UNIT")]
    areas_within: Unit,
    /// Do not seek networks for more and more money (frontier.csv), which takes most of the time;
    /// a budget needs them.
    #[arg(long, conflicts_with = "budget")]
    no_frontier: bool,
    /// Profile to evaluate instead of the run's first.
    #[arg(long, value_name = "ID")]
    profile: Option<String>,
    /// Language of koszty.html, mapa.svg and kosztorys.xlsx.
    #[arg(long, default_value = "pl")]
    lang: Lang,
    /// Instance in the STP (SteinLib) or PACE 2018 form; with prizes: prize-collecting. Stands
    /// alone: it takes --solution and --force only.
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "input", "gminas", "out", "budget", "area", "costs", "with_plans", "reuse", "areas_within",
        "no_frontier", "profile", "lang",
    ])]
    stp: Option<PathBuf>,
    /// File for the edges of the tree, `u v` a line.
    #[arg(long, value_name = "OUT", conflicts_with = "input")]
    solution: Option<PathBuf>,
    /// Replace what stands in the folder, or the solution file.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, quiet: bool, progress: &Progress<'_>) -> Result {
    if let Some(stp) = &arguments.stp {
        progress.say(format!("solving {}", stp.display()));
        let solution = arguments.solution.as_deref();
        let answer = pipeline::solve_stp(stp, solution, arguments.force)?;
        print_data(&format!(
            "cost {}\nlower_bound {}\ngap {} %\nseconds {:.2}\n",
            answer.cost, answer.lower_bound, answer.gap_percent, answer.seconds
        ))?;
        return Ok(Outcome::Done);
    }
    let (input, out) = arguments.input.as_ref().zip(arguments.out.as_ref()).expect("clap asks");
    let mut settings = InvestSettings {
        language: arguments.lang.into(),
        gminas: arguments.gminas.clone(),
        budget: arguments.budget.map(|pln| Grosze(i64::from(pln) * 100)),
        area: arguments.area.clone(),
        costs: arguments.costs.clone(),
        with_plans: arguments.with_plans,
        reuse: match arguments.reuse {
            Lines::None => Reuse::None,
            Lines::Confirmed => Reuse::Confirmed,
            Lines::Possible => Reuse::Possible,
        },
        areas_in_gminas: arguments.areas_within == Unit::Gmina,
        frontier: !arguments.no_frontier,
    };
    let folder = OutputDir::create(out, arguments.force)?;
    let (codes, profile) = (&arguments.gminas, arguments.profile.as_slice());
    let (loaded, diagnosis, codes) = pipeline::load_for(input, codes, profile, progress)?;
    settings.gminas = codes;
    warn_of_profiles(&loaded, &diagnosis, quiet);
    let (plan, nothing, place) =
        pipeline::invest_to(&loaded, &diagnosis, &settings, folder, progress)?;
    if let Some(nothing) = nothing.filter(|_| !quiet) {
        eprintln!("note: nothing to plan: {}", why(&nothing, arguments));
    }
    if plan.network_nodes_medium_unknown > 0 && !quiet {
        eprintln!(
            "note: {} of {} network nodes do not say their medium; they are taken for fibre",
            plan.network_nodes_medium_unknown, plan.network_nodes
        );
    }
    if plan.addresses_unreachable > 0 && !quiet {
        eprintln!(
            "note: no route leads to {} of {} addresses, {} of them white: they have no position, or no \
             road near them leads to a node; distances.csv says which, parts.csv names the parts of the \
             roads",
            plan.addresses_unreachable, plan.addresses, plan.addresses_white_unreachable
        );
    }
    if plan.addresses_past_nearest_road > 0 && !quiet {
        eprintln!(
            "note: {} other addresses are joined past their nearest road, which leads to no node \
             (passes_nearest_road in distances.csv)",
            plan.addresses_past_nearest_road
        );
    }
    let outcome = quality(&loaded, quiet);
    print_data(&printed(plan, &place))?;
    Ok(outcome)
}

/// A budget in whole PLN, as people write it.
fn whole_pln(text: &str) -> std::result::Result<u32, String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let pln = if is_plain { digits.parse().ok() } else { None };
    pln.ok_or_else(|| {
        format!("write whole PLN without VAT, at most {}, for example 5000000", u32::MAX)
    })
}

/// Why a plan serves nobody.
fn why(nothing: &Nothing, arguments: &Arguments) -> String {
    let area = arguments.area.as_ref();
    let within = area.map_or(String::new(), |file| format!(" within {}", file.display()));
    match nothing {
        Nothing::White => format!("no address{within} is white"),
        Nothing::Budget(_, Some(least)) => format!(
            "the cheapest network found for anyone costs {} PLN; raise --budget",
            least.0.unsigned_abs().div_ceil(100)
        ),
        Nothing::Reach(outside) => format!(
            "no route leads to any of {} white addresses{within}: {} without a position, {} far \
             from every road, {} on roads that lead to no node",
            outside.white, outside.no_position, outside.no_road, outside.cut_off
        ),
        _ => "the run lacks positions, roads or nodes".to_owned(),
    }
}

fn printed(plan: Summary, place: &std::path::Path) -> String {
    let unknown = || "—".to_owned();
    let mut lines = format!(
        "addresses {} of {} white\ncost_grosze {}\nlower_bound_grosze {}\n\
         network_cost_grosze {}\nnetwork_lower_bound_grosze {}\ngap {} %\n\
         bill_grosze {}\nbill_lower_bound_grosze {}\n",
        plan.addresses_served,
        plan.addresses_white,
        plan.cost_grosze,
        plan.lower_bound_grosze,
        plan.network_cost_grosze,
        plan.network_lower_bound_grosze,
        plan.gap_percent.unwrap_or_else(unknown),
        plan.bill_grosze,
        plan.bill_lower_bound_grosze
    );
    if let Some((bound, budget)) = plan.addresses_bound.zip(plan.budget_grosze) {
        let below = plan.addresses_gap_percent.unwrap_or_else(unknown);
        lines +=
            &format!("budget_grosze {budget}\naddresses_bound {bound}\naddresses_gap {below} %\n");
    }
    lines + &format!("plan {}\n", place.display())
}
