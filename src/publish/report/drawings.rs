//! The maps and charts of the report.

use std::collections::BTreeMap;

use plotters::style::RGBColor;

use super::ReportInput;
use super::charts::{self, Bar, Stack};
use super::hatch::Hatch;
use super::labels::locality_label;
use super::map::{Layer, Map, Mark, PlaceName, Symbol, Way, draw};
use super::places::{class_names, localities, main_lens};
use crate::diagnosis::chapters::{
    Building, ConnectionState, Known, MobileCell, Service, mobile_cell_mm,
};
use crate::diagnosis::{ClusterFacts, SpeedClasses, Status, Tallied, View};
use crate::model::World;
use crate::place::Pl1992;
use crate::publish::Language;
use crate::quantity::Share;

/// Colours of statuses, apart in lightness as well as hue.
const fn colour(status: Status) -> &'static str {
    match status {
        Status::White => "#c2410c",
        Status::Grey => "#aab2ba",
        Status::Black => "#123a5c",
        Status::Uncertain => "#f2c14e",
        Status::NotApplicable => "#e4e7ea",
    }
}

fn rgb(status: Status) -> RGBColor {
    let number = u32::from_str_radix(&colour(status)[1..], 16).unwrap_or(0);
    let [_, red, green, blue] = number.to_be_bytes();
    RGBColor(red, green, blue)
}

fn safe(svg: Option<String>) -> minijinja::Value {
    minijinja::Value::from_safe_string(svg.unwrap_or_default())
}

fn drawn(input: &ReportInput<'_>, map: &Map<'_>) -> minijinja::Value {
    safe(draw(input.language, input.world, input.gmina, map).map(|(svg, _)| svg))
}

fn points_where(input: &ReportInput<'_>, is_wanted: impl Fn(usize) -> bool) -> Vec<Pl1992> {
    let positions = input.world.addresses_of(input.gmina).filter(|p| is_wanted(*p));
    positions.filter_map(|p| input.world.addresses[p].position).collect()
}

/// What a map says to those who do not see it: each layer with its number of points.
pub(super) fn counted(language: Language, layers: &[Layer]) -> String {
    let each = layers
        .iter()
        .map(|layer| format!("{}: {}", layer.label, language.number(layer.points.len() as u64)));
    each.collect::<Vec<_>>().join(", ")
}

/// Where the number of a cluster stands: at its address nearest to the middle of all of them.
fn middle_of(world: &World, facts: &ClusterFacts) -> Option<Pl1992> {
    let places = || facts.addresses.iter().filter_map(|at| world.addresses[*at as usize].position);
    let n = i64::try_from(places().count().max(1)).unwrap_or(1);
    let sum = |of: fn(Pl1992) -> i32| places().map(|at| i64::from(of(at))).sum::<i64>() / n;
    let (east, north) = (sum(Pl1992::easting_mm), sum(Pl1992::northing_mm));
    let squared = |at: &Pl1992| {
        let (x, y) = (i64::from(at.easting_mm()) - east, i64::from(at.northing_mm()) - north);
        i128::from(x).pow(2) + i128::from(y).pow(2)
    };
    places().min_by_key(squared)
}

/// Addresses by their status today, with the numbers of the largest clusters of white ones.
pub(super) fn map_today(
    input: &ReportInput<'_>,
    names: &[PlaceName],
    clusters: &[ClusterFacts],
) -> minijinja::Value {
    let verdicts = input.diagnosis.of(main_lens(View::Today));
    let order = [Status::Black, Status::Grey, Status::Uncertain, Status::White];
    let layers = order.map(|status| Layer {
        label: input.language.label("status_many", status.as_str()).to_owned(),
        colour: colour(status),
        symbol: match status {
            Status::Uncertain => Symbol::Diamond(3.0),
            Status::White => Symbol::Ring(5.4),
            _ => Symbol::Dot(3.6),
        },
        points: points_where(input, |p| verdicts[p].status == status),
    });
    let mut layers = Vec::from(layers);
    let placed = clusters.iter().filter_map(|of| Some((middle_of(input.world, of)?, of.cluster)));
    let numbers: Vec<(Pl1992, usize)> = placed.map(|(at, n)| (at, n as usize)).collect();
    if !numbers.is_empty() {
        layers.push(Layer {
            label: input.language.label("chart", "cluster_number").to_owned(),
            colour: colour(Status::White),
            symbol: Symbol::Number,
            points: numbers.iter().map(|(at, _)| *at).collect(),
        });
    }
    let map = Map { alt: counted(input.language, &layers), id: "m1", layers, names, numbers };
    drawn(input, &map)
}

/// Colours of speed classes from none to fastest (viridis, light to dark).
const SPEED_COLOURS: [&str; 6] = ["#c2410c", "#f2c14e", "#a5d46a", "#35b779", "#31688e", "#440154"];

/// And their shapes.
const SPEED_SYMBOLS: [Symbol; 6] = [
    Symbol::Ring(5.4),
    Symbol::Diamond(2.9),
    Symbol::Wedge(2.6, Way::Up),
    Symbol::Wedge(2.6, Way::Down),
    Symbol::Block(2.0),
    Symbol::Dot(3.8),
];

/// Addresses of each speed class.
fn points_by_class(input: &ReportInput<'_>) -> Vec<Vec<Pl1992>> {
    let classes = SpeedClasses::get();
    let mut points = vec![Vec::new(); classes.len()];
    for position in input.world.addresses_of(input.gmina) {
        let fastest = input.diagnosis.fastest_certain(input.world, position);
        let class = classes.of(fastest.map(|(down, _)| down));
        points[class].extend(input.world.addresses[position].position);
    }
    points
}

pub(super) fn map_speeds(input: &ReportInput<'_>, names: &[PlaceName]) -> minijinja::Value {
    let classes = class_names(input.language);
    let mut points = points_by_class(input);
    let layers: Vec<Layer> = (0..classes.len())
        .rev()
        .map(|class| Layer {
            label: if class == 0 { classes[0].clone() } else { format!("{} Mb/s", classes[class]) },
            colour: SPEED_COLOURS[class.min(SPEED_COLOURS.len() - 1)],
            symbol: SPEED_SYMBOLS[class.min(SPEED_SYMBOLS.len() - 1)],
            points: std::mem::take(&mut points[class]),
        })
        .collect();
    let map =
        Map { alt: counted(input.language, &layers), id: "m2", layers, names, numbers: Vec::new() };
    drawn(input, &map)
}

pub(super) fn map_plans(input: &ReportInput<'_>, names: &[PlaceName]) -> minijinja::Value {
    let today = input.diagnosis.of(main_lens(View::Today));
    let planned = input.diagnosis.of(main_lens(View::WithPlans));
    let is_white = |p: usize| today[p].status == Status::White;
    let stays = |p: usize| planned[p].status == Status::White;
    let layer = |key: &str, colour, symbol, points| Layer {
        label: input.language.label("plan_map", key).to_owned(),
        colour,
        symbol,
        points,
    };
    let layers = vec![
        layer("others", "#dde2e6", Symbol::Dot(2.6), points_where(input, |p| !is_white(p))),
        layer(
            "covered",
            "#2f6fb3",
            Symbol::Diamond(3.4),
            points_where(input, |p| is_white(p) && !stays(p)),
        ),
        layer(
            "left",
            "#c2410c",
            Symbol::Ring(5.4),
            points_where(input, |p| is_white(p) && stays(p)),
        ),
    ];
    let map =
        Map { alt: counted(input.language, &layers), id: "m3", layers, names, numbers: Vec::new() };
    drawn(input, &map)
}

/// Cells of 100 m in which somebody may live, by the mobile service that reaches them.
pub(super) fn map_mobile(input: &ReportInput<'_>, names: &[PlaceName]) -> minijinja::Value {
    let cells = &input.chapters.mobile.cells;
    let class = |cell: &MobileCell| match (cell.reached[Service::FiveG as usize], cell.any) {
        (Some(true), _) => "5g",
        (Some(false), Some(true)) => "4g",
        (Some(false), Some(false)) => "none",
        _ => "unknown",
    };
    let half = mobile_cell_mm(input.diagnosis.settings.as_of) / 2;
    let middle = |(east, north): (i32, i32)| Pl1992::from_millimetres(east + half, north + half);
    let layer = |key, colour, mark| Layer {
        label: input.language.label("mobile_map", key).to_owned(),
        colour,
        symbol: Symbol::Cell(mark),
        points: cells.iter().filter(|c| class(c) == key).map(|c| middle(c.corner)).collect(),
    };
    let layers = vec![
        layer("unknown", "#8b949e", Mark::Hollow),
        layer("5g", "#2f6fb3", Mark::Plain),
        layer("4g", "#f2c14e", Mark::Stroke),
        layer("none", "#c2410c", Mark::Cross),
    ];
    let map = Map {
        alt: counted(input.language, &layers),
        id: "m5g",
        layers,
        names,
        numbers: Vec::new(),
    };
    drawn(input, &map)
}

/// Half the side of the square of a building.
const HALF_SITE: f64 = 5.5;

/// How a building is connected, as its map tells it.
fn connection(building: &Building) -> &'static str {
    match (building.state, building.is_fast) {
        (ConnectionState::Active, Known::Yes) => "gigabit",
        (state, _) => state.as_str(),
    }
}

/// The map of public buildings.
#[derive(Default)]
pub(super) struct BuildingMap {
    /// The drawing; not there where no place is known.
    pub svg: minijinja::Value,
    /// How many of them have a place.
    pub n_placed: usize,
    /// Numbers that had no room beside their place.
    pub unnumbered: Vec<usize>,
}

/// Public buildings by the state of their connection, numbered as their table is.
pub(super) fn map_buildings(input: &ReportInput<'_>, names: &[PlaceName]) -> BuildingMap {
    let buildings = &input.chapters.jst.buildings;
    let legend = |key| input.language.label("jst_map", key).to_owned();
    let layer = |key: &'static str, colour, mark| Layer {
        label: legend(key),
        colour,
        symbol: Symbol::Site(HALF_SITE, mark),
        points: buildings
            .iter()
            .filter(|building| connection(building) == key)
            .filter_map(|building| building.position)
            .collect(),
    };
    let addresses = Layer {
        label: legend("addresses"),
        colour: "#c9d1d9",
        symbol: Symbol::Dot(2.6),
        points: points_where(input, |_| true),
    };
    let layers = vec![
        addresses,
        layer("unknown", "#57606a", Mark::Hollow),
        layer("active", "#7fb0e0", Mark::Stroke),
        layer("gigabit", "#123a5c", Mark::Plain),
        layer("none", "#c2410c", Mark::Cross),
    ];
    let placed = (1..).zip(buildings).filter_map(|(n, building)| Some((building.position?, n)));
    let numbers: Vec<(Pl1992, usize)> = placed.collect();
    let n_placed = numbers.len();
    if n_placed == 0 {
        return BuildingMap::default();
    }
    let map = Map { alt: counted(input.language, &layers), id: "m8", layers, names, numbers };
    let (svg, unnumbered) =
        draw(input.language, input.world, input.gmina, &map).unwrap_or_default();
    BuildingMap { svg: safe(Some(svg)), n_placed, unnumbered }
}

pub(super) fn chart_speeds(language: Language, gmina: &Tallied) -> minijinja::Value {
    let bounds = SpeedClasses::get().bounds();
    let bars: Vec<Bar> = bounds
        .iter()
        .enumerate()
        .map(|(position, bound)| {
            let from = (position + 2..SpeedClasses::get().len()).map(|c| gmina.of_class(c));
            let share = Share { part: from.sum(), whole: gmina.addresses };
            Bar {
                name: format!("≥ {bound} Mb/s"), tenths: share.tenths_of_percent().unwrap_or(0)
            }
        })
        .collect();
    // A plain space, for readers aloud.
    let share = |tenths| language.per_cent(&language.tenths(tenths)).replace('\u{a0}', " ");
    let alt: Vec<String> =
        bars.iter().map(|bar| format!("{}: {}", bar.name, share(bar.tenths))).collect();
    let axis = language.label("chart", "share");
    safe(charts::staircase(language, &alt.join("; "), axis, &bars).ok())
}

/// Bars of the chart of places; the rest is one bar more.
const STACKS: usize = 14;

/// Streets of a gmina that is one locality, with the numbers of addresses by status.
fn streets(input: &ReportInput<'_>, order: [Status; 4]) -> Vec<Stack> {
    let world = input.world;
    let verdicts = input.diagnosis.of(main_lens(View::Today));
    let mut streets: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for position in world.addresses_of(input.gmina) {
        let street = world.street_of(position);
        let name =
            if street.is_empty() { input.language.label("chart", "no_street") } else { street };
        let counts = streets.entry(name).or_insert_with(|| vec![0; order.len()]);
        if let Some(class) = order.iter().position(|s| *s == verdicts[position].status) {
            counts[class] += 1;
        }
    }
    let stack = |(name, counts): (&str, _)| Stack { name: name.to_owned(), counts };
    streets.into_iter().map(stack).collect()
}

/// Statuses in the order in which bars stack them.
const STACKED: [Status; 4] = [Status::White, Status::Uncertain, Status::Grey, Status::Black];

/// A bar of a unit: its statuses under the main profile today.
pub(super) fn status_stack(name: String, unit: &Tallied) -> Stack {
    let counts = STACKED.map(|status| unit.statuses[View::Today as usize][status as usize]);
    Stack { name, counts: counts.into() }
}

/// Bars of statuses, in this order.
pub(super) fn chart_statuses(language: Language, stacks: &[Stack]) -> minijinja::Value {
    let strokes = [Hatch::Rising, Hatch::Cross, Hatch::Plain, Hatch::Level];
    let word = |status: Status| language.label("status_many", status.as_str());
    let legend = [0, 1, 2, 3].map(|at| (word(STACKED[at]), rgb(STACKED[at]), strokes[at]));
    let describe = |stack: &Stack| {
        let parts = legend
            .iter()
            .zip(&stack.counts)
            .map(|((name, ..), n)| format!("{name} {}", language.number(*n)));
        format!("{}: {}", stack.name, parts.collect::<Vec<_>>().join(", "))
    };
    let alt: Vec<String> = stacks.iter().map(describe).collect();
    safe(charts::stacks(language, &alt.join("; "), stacks, &legend).ok())
}

pub(super) fn chart_places(input: &ReportInput<'_>) -> minijinja::Value {
    let units = localities(input);
    let mut stacks: Vec<Stack> = if units.len() > 1 {
        let name = |unit: &Tallied| locality_label(input.language, &unit.name, &unit.code);
        units.iter().map(|unit| status_stack(name(unit), unit)).collect()
    } else {
        streets(input, STACKED)
    };
    let whole = |stack: &Stack| stack.counts.iter().sum::<u64>();
    stacks.sort_by(|a, b| whole(b).cmp(&whole(a)).then_with(|| a.name.cmp(&b.name)));
    if stacks.len() > STACKS {
        let mut rest = vec![0; STACKED.len()];
        for stack in stacks.drain(STACKS..) {
            for (sum, count) in rest.iter_mut().zip(stack.counts) {
                *sum += count;
            }
        }
        stacks
            .push(Stack { name: input.language.label("chart", "others").to_owned(), counts: rest });
    }
    chart_statuses(input.language, &stacks)
}
