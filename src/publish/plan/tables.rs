//! What a plan consists of, as tables.

use geo_types::{Coord, Geometry, LineString, Point as Place};

use super::PlanInput;
use super::sheet::{Kind, Row, Shape, Sheet, Value};
use crate::model::Origin;
use crate::place::Pl1992;
use crate::planning::plan::{Access, Component};
use crate::planning::tariff::marginal_costs;
use crate::planning::{Method, Section, Surface};
use crate::quantity::Grosze;

/// Word of a method in tables.
pub const fn method_word(method: Method) -> &'static str {
    match method {
        Method::Trench(_) => "trench",
        Method::Duct => "duct",
        Method::Aerial => "aerial",
        Method::ExistingLine => "existing_line",
    }
}

const fn surface_word(method: Method) -> Option<&'static str> {
    match method {
        Method::Trench(surface) => Some(match surface {
            Surface::Asphalt => "asphalt",
            Surface::Paving => "paving",
            Surface::Gravel => "gravel",
            Surface::Soft => "soft",
            Surface::Forest => "forest",
        }),
        Method::Duct | Method::Aerial | Method::ExistingLine => None,
    }
}

fn line(points: impl Iterator<Item = Pl1992>) -> LineString {
    points.map(Pl1992::coord).collect::<Vec<Coord>>().into()
}

fn one_based(position: usize) -> Value {
    Value::count(position + 1)
}

/// Register file and row of an origin.
fn origin(input: &PlanInput<'_>, origin: Origin) -> [Value; 2] {
    let file = input.world.files.get(usize::from(origin.file.0));
    [Value::or_empty(file.map(|file| Value::text(&file.name))), Value::count(origin.row)]
}

/// The area of each section and lead, as positions among the areas.
pub struct InAreas {
    leads: Vec<Option<usize>>,
    saved: Vec<Option<Grosze>>,
}

impl InAreas {
    /// Of the input's areas.
    pub fn of(input: &PlanInput<'_>) -> Self {
        let n = input.design.leads.len();
        let (mut leads, mut saved) = (vec![None; n], vec![None; n]);
        for (position, area) in input.areas.areas.iter().enumerate() {
            for lead in &area.leads {
                leads[*lead as usize] = Some(position);
            }
            for (lead, gain) in &area.optional {
                saved[*lead as usize] = Some(*gain);
            }
        }
        Self { leads, saved }
    }
}

/// Addresses that are served over each section.
fn served_over(input: &PlanInput<'_>) -> Vec<u32> {
    let design = input.design;
    let mut of_node = vec![0_u32; design.nodes.len()];
    design.leads.iter().for_each(|lead| of_node[lead.node as usize] += 1);
    let mut served = vec![0; design.sections.len()];
    // Sections lead away from the roots and stand in the order of a walk.
    for (position, section) in design.sections.iter().enumerate().rev() {
        served[position] = of_node[section.to as usize];
        of_node[section.from as usize] += served[position];
    }
    served
}

/// Sections: what is to be built where.
pub fn routes(input: &PlanInput<'_>) -> Sheet {
    let served = served_over(input);
    let row = |(position, section): (usize, &Section)| {
        let price = input.prices.cost(section.method, section.length_mm, section.crossings);
        let [file, row] = origin(input, section.origin);
        let cells = vec![
            one_based(position),
            one_based(section.from as usize),
            one_based(section.to as usize),
            Value::text(method_word(section.method)),
            Value::or_empty(surface_word(section.method).map(Value::text)),
            Value::Metres(section.length_mm),
            Value::count(section.crossings),
            Value::or_empty(price.map(Value::money)),
            Value::count(served[position]),
            file,
            row,
        ];
        let shape = line(section.line.iter().copied());
        Row { shape: Some(Geometry::LineString(shape)), cells }
    };
    Sheet {
        name: "routes",
        shape: Shape::Line,
        columns: &[
            ("section", Kind::Whole),
            ("from_node", Kind::Whole),
            ("to_node", Kind::Whole),
            ("method", Kind::Text),
            ("surface", Kind::Text),
            ("length_m", Kind::Metres),
            ("crossings", Kind::Whole),
            ("cost_grosze", Kind::Whole),
            ("addresses", Kind::Whole),
            ("source_file", Kind::Text),
            ("source_row", Kind::Whole),
        ],
        rows: input.design.sections.iter().enumerate().map(row).collect(),
    }
}

/// Nodes of the plan: existing ones, branches, ends and joints.
pub fn nodes(input: &PlanInput<'_>) -> Sheet {
    let design = input.design;
    let mut arms = vec![0_u32; design.nodes.len()];
    for section in &design.sections {
        arms[section.from as usize] += 1;
        arms[section.to as usize] += 1;
    }
    let mut addresses = vec![0_u32; design.nodes.len()];
    design.leads.iter().for_each(|lead| addresses[lead.node as usize] += 1);
    let mut root: Vec<Option<&str>> = vec![None; design.nodes.len()];
    design.roots.iter().for_each(|branch| root[branch.node as usize] = Some(&branch.id));
    let row = |(position, at): (usize, &Pl1992)| {
        let kind = match (root[position], arms[position], addresses[position]) {
            (Some(_), _, _) => "existing",
            (None, 3.., _) => "branch",
            (None, _, 1..) => "access",
            (None, 1, 0) => "end",
            (None, _, 0) => "joint",
        };
        let cells = vec![
            one_based(position),
            Value::text(kind),
            Value::or_empty(root[position].map(Value::text)),
            Value::count(arms[position]),
            Value::count(addresses[position]),
        ];
        Row { shape: Some(Geometry::Point(Place(at.coord()))), cells }
    };
    Sheet {
        name: "nodes",
        shape: Shape::Point,
        columns: &[
            ("node", Kind::Whole),
            ("kind", Kind::Text),
            ("network_node_id", Kind::Text),
            ("sections", Kind::Whole),
            ("addresses", Kind::Whole),
        ],
        rows: design.nodes.iter().enumerate().map(row).collect(),
    }
}

/// Identifier, locality, street and number of an address.
fn named(input: &PlanInput<'_>, address: u32) -> [Value; 4] {
    let (world, position) = (input.world, address as usize);
    let point = &world.addresses[position];
    [
        Value::text(world.texts.get(point.id)),
        Value::text(world.locality_of(position)),
        Value::text(world.street_of(position)),
        Value::text(world.texts.get(point.number)),
    ]
}

/// Leads: each served address, what leaving it out would save, and its area.
pub fn drops(input: &PlanInput<'_>) -> Sheet {
    let saved = marginal_costs(input.design, input.facts, input.prices, input.book);
    let within = InAreas::of(input);
    let mut rows = Vec::with_capacity(saved.len());
    for (position, (lead, saved)) in input.design.leads.iter().zip(saved).enumerate() {
        let area = within.leads[position];
        let spared = within.saved[position];
        let duty = area.map(|_| if spared.is_some() { "optional" } else { "required" });
        let [id, locality, street, number] = named(input, lead.address);
        let cells = vec![
            id,
            locality,
            street,
            number,
            one_based(lead.node as usize),
            Value::Metres(lead.length_mm),
            Value::money(saved),
            Value::or_empty(area.map(one_based)),
            Value::or_empty(duty.map(Value::text)),
            Value::or_empty(spared.map(Value::money)),
        ];
        let node = input.design.nodes[lead.node as usize];
        let door = input.world.addresses[lead.address as usize].position;
        let shape = door.filter(|door| *door != node).map(|door| line([node, door].into_iter()));
        rows.push(Row { shape: shape.map(Geometry::LineString), cells });
    }
    Sheet {
        name: "drops",
        shape: Shape::Line,
        columns: &[
            ("address_id", Kind::Text),
            ("locality", Kind::Text),
            ("street", Kind::Text),
            ("number", Kind::Text),
            ("node", Kind::Whole),
            ("length_m", Kind::Metres),
            ("marginal_cost_grosze", Kind::Whole),
            ("area", Kind::Whole),
            ("duty", Kind::Text),
            ("area_saving_grosze", Kind::Whole),
        ],
        rows,
    }
}

/// Contest areas with their outlines.
pub fn areas(input: &PlanInput<'_>) -> Sheet {
    let design = input.design;
    let mut rows = Vec::new();
    for (position, (area, outline)) in input.areas.areas.iter().zip(input.outlines).enumerate() {
        let length = area.sections.iter().map(|s| design.sections[*s as usize].length_mm).sum();
        let served = area.leads.len() - area.optional.len();
        let cells = vec![
            one_based(position),
            Value::text(format!("{:0width$}", area.unit, width = input.unit_digits)),
            Value::count(area.leads.len()),
            Value::count(served),
            Value::Metres(length),
            Value::money(area.cost),
            Value::money(area.cost_min),
            Value::money(area.bill),
            Value::or_empty(mean(area.bill.0, area.leads.len())),
        ];
        let shape = (!outline.0.is_empty()).then(|| Geometry::MultiPolygon(outline.clone()));
        rows.push(Row { shape, cells });
    }
    Sheet {
        name: "areas",
        shape: Shape::Area,
        columns: &[
            ("area", Kind::Whole),
            ("unit", Kind::Text),
            ("addresses", Kind::Whole),
            ("addresses_required", Kind::Whole),
            ("length_m", Kind::Metres),
            ("cost_grosze", Kind::Whole),
            ("cost_required_grosze", Kind::Whole),
            ("bill_grosze", Kind::Whole),
            ("bill_per_address_grosze", Kind::Whole),
        ],
        rows,
    }
}

/// A mean in whole grosze, cut off; empty of nothing.
fn mean(sum: i64, n: usize) -> Option<Value> {
    Some(Value::Whole(sum.checked_div(i64::try_from(n).ok()?)?))
}

/// Networks for more and more money.
pub fn frontier(input: &PlanInput<'_>) -> Sheet {
    let points = input.frontier.map_or(&[][..], |frontier| frontier.points.as_slice());
    let row = |point: &crate::planning::frontier::Point| {
        let above = point.bill.0 - point.bound.0;
        let thousandths = above.saturating_mul(100_000).checked_div(point.bound.0);
        let length = point.design.sections.iter().map(|section| section.length_mm).sum();
        let cells = vec![
            Value::or_empty(point.lambda.map(Value::money)),
            Value::count(point.addresses),
            Value::money(point.cost),
            Value::money(point.bill),
            Value::money(point.bound),
            // Per cent with three decimals, cut off, as lengths are written.
            Value::or_empty(thousandths.and_then(|t| u64::try_from(t).ok()).map(Value::Metres)),
            Value::Metres(length),
            Value::or_empty(mean(point.bill.0, point.addresses as usize)),
        ];
        Row { shape: None, cells }
    };
    Sheet {
        name: "frontier",
        shape: Shape::None,
        columns: &[
            ("price_per_address_grosze", Kind::Whole),
            ("addresses", Kind::Whole),
            ("cost_grosze", Kind::Whole),
            ("bill_grosze", Kind::Whole),
            ("bill_lower_bound_grosze", Kind::Whole),
            ("gap_percent", Kind::Metres),
            ("length_m", Kind::Metres),
            ("bill_per_address_grosze", Kind::Whole),
        ],
        rows: points.iter().map(row).collect(),
    }
}

/// The nearest node of every address along routes, or why there is none.
pub fn distances(input: &PlanInput<'_>) -> Sheet {
    let mut served = vec![false; input.world.addresses.len()];
    input.design.leads.iter().for_each(|lead| served[lead.address as usize] = true);
    let mut rows = Vec::new();
    let ground = input.ground;
    let stands = ground.addresses.iter().zip(&ground.access).zip(&ground.joints);
    for ((address, access), joints) in stands {
        let [id, locality, street, number] = named(input, *address);
        let (state, node, length, part) = match *access {
            Access::Reached { root, length_mm } => {
                let node = &input.ground.roots[root as usize].0;
                ("reached", Value::text(node), Value::Metres(length_mm), Value::Empty)
            }
            Access::NoPosition => ("no_position", Value::Empty, Value::Empty, Value::Empty),
            Access::NoRoad => ("no_road", Value::Empty, Value::Empty, Value::Empty),
            Access::CutOff { part } => {
                ("cut_off", Value::Empty, Value::Empty, one_based(part as usize))
            }
        };
        let flag = |is: bool| Value::text(if is { "true" } else { "false" });
        let white = flag((input.is_white)(*address));
        let planned = flag(served[*address as usize]);
        let state = Value::text(state);
        let passes = flag(joints.passes_nearest);
        let cells =
            vec![id, locality, street, number, white, planned, state, node, length, part, passes];
        rows.push(Row { shape: None, cells });
    }
    Sheet {
        name: "distances",
        shape: Shape::None,
        columns: &[
            ("address_id", Kind::Text),
            ("locality", Kind::Text),
            ("street", Kind::Text),
            ("number", Kind::Text),
            ("white", Kind::Text),
            ("planned", Kind::Text),
            ("access", Kind::Text),
            ("nearest_node_id", Kind::Text),
            ("nearest_node_m", Kind::Metres),
            ("part", Kind::Whole),
            ("passes_nearest_road", Kind::Text),
        ],
        rows,
    }
}

/// Parts of the graph that no route joins.
pub fn parts(input: &PlanInput<'_>) -> Sheet {
    let row = |(position, part): (usize, &Component)| {
        let at = |mm: i32| u64::try_from(mm).map_or(Value::Empty, Value::Metres);
        let cells = vec![
            one_based(position),
            Value::Metres(part.length_mm),
            Value::Metres(part.roads_mm),
            Value::count(part.addresses),
            Value::count(part.roots),
            part.at.map_or(Value::Empty, |place| at(place.easting_mm())),
            part.at.map_or(Value::Empty, |place| at(place.northing_mm())),
        ];
        Row { shape: part.at.map(|at| Geometry::Point(Place(at.coord()))), cells }
    };
    Sheet {
        name: "parts",
        shape: Shape::Point,
        columns: &[
            ("part", Kind::Whole),
            ("length_m", Kind::Metres),
            ("roads_m", Kind::Metres),
            ("addresses", Kind::Whole),
            ("network_nodes", Kind::Whole),
            ("easting", Kind::Metres),
            ("northing", Kind::Metres),
        ],
        rows: input.ground.parts.iter().enumerate().map(row).collect(),
    }
}
