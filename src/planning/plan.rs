//! From a diagnosed world to a plan: graph, distances, forest.

use std::collections::BTreeMap;

use super::choose::{Task, Terminal};
use super::compact::Compact;
use super::distances::{Adjacency, Components, find_components, nearest_sources};
use super::doors::{Small, shrink};
use super::graph::{Joint, Joints, RouteGraph, Stop, build};
use super::rules::RoutingRules;
use super::steiner::{Effort, SteinerError};
use super::ways::{Nodes, Reuse, Window, barriers_of, nodes_of, ways_of};
use super::{Design, DesignError, MetrePrices};
use crate::diagnosis::{Diagnosis, Lens, Status};
use crate::model::World;
use crate::place::{GminaCode, Pl1992};
use crate::quantity::Grosze;

/// What is planned.
#[derive(Clone, Debug)]
pub struct PlanSettings {
    /// Gminas whose addresses are planned for, together.
    pub gminas: Vec<GminaCode>,
    /// Addresses that are white under this profile and tense are served.
    pub lens: Lens,
    /// Which existing lines may be used.
    pub reuse: Reuse,
    /// Work for the search of the forest; by the size of the graph where it is not given.
    pub effort: Option<Effort>,
}

/// Why there is no plan. Every variant says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The addresses have no positions.
    #[error(
        "no address of {gminas} has a position; give the address register easting and \
             northing, or lon and lat"
    )]
    NoPositions {
        /// The gminas.
        gminas: String,
    },
    /// There are no roads.
    #[error(
        "no road near the addresses of {gminas}: add an [[input]] with register = \"roads\" \
         (BDOT10k OT_SKDR_L or OT_SKJZ_L of its powiat, or an OpenStreetMap extract)"
    )]
    NoRoads {
        /// The gminas.
        gminas: String,
    },
    /// There is nothing to build from.
    #[error(
        "no fibre node near the addresses of {gminas}: add an [[input]] with register = \
         \"pit-nodes\", \"pit-flexibility-points\" or \"nodes-table\"{}",
        of_other_media(*other)
    )]
    NoNodes {
        /// The gminas.
        gminas: String,
        /// Nodes near them that work over other media only.
        other: usize,
    },
    /// Costs that cannot be added up.
    #[error("the costs of the routes cannot be added up: {0}; check the prices")]
    Search(String),
}

/// What is said of nodes that are no fibre nodes.
fn of_other_media(nodes: usize) -> String {
    let said =
        "work over other media only: look at their column \"medium\" (światłowodowe, or fibre)";
    if nodes == 0 { String::new() } else { format!("; {nodes} nodes near them {said}") }
}

impl From<DesignError> for PlanError {
    fn from(error: DesignError) -> Self {
        Self::Search(error.to_string())
    }
}

impl From<SteinerError> for PlanError {
    fn from(error: SteinerError) -> Self {
        Self::Search(error.to_string())
    }
}

/// How an address is reached by routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The nearest node along routes, and the way to it with its lead in millimetres.
    Reached {
        /// Position in [`Ground::roots`].
        root: u32,
        /// Millimetres.
        length_mm: u64,
    },
    /// It has no position.
    NoPosition,
    /// Every road is farther than the tolerance.
    NoRoad,
    /// Its road leads to no node.
    CutOff {
        /// The part of the graph.
        part: u32,
    },
}

/// A part of the graph that no route joins to the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// Length of its routes in millimetres.
    pub length_mm: u64,
    /// Length of those that are roads; the rest are trenches off the road, ducts and lines.
    pub roads_mm: u64,
    /// Addresses beside them.
    pub addresses: u32,
    /// Nodes of networks on them.
    pub roots: u32,
    /// Where it is: one of its vertices.
    pub at: Option<Pl1992>,
}

/// The graph around some gminas, and what stands on it.
#[derive(Debug)]
pub struct Ground {
    /// The graph.
    pub graph: RouteGraph,
    /// Its adjacency.
    pub adjacency: Adjacency,
    /// Identifiers and places of fibre nodes, by identifier.
    pub roots: Vec<(String, Pl1992)>,
    /// How each is joined to the graph.
    pub root_joints: Vec<Option<Joint>>,
    /// Addresses of the gminas, by position in the world.
    pub addresses: Vec<u32>,
    /// How each may be joined to the graph.
    pub joints: Vec<Joints>,
    /// How each is reached by its first joint.
    pub access: Vec<Access>,
    /// Parts of the graph, by their first vertex.
    pub parts: Vec<Component>,
    /// Rows of roads along which nothing is laid.
    pub closed: usize,
    /// Nodes among the roots whose medium is not known: they are taken for nodes of fibre.
    pub nodes_unknown: usize,
    /// Nodes around that are none of fibre, and not used.
    pub nodes_other: usize,
}

fn named(gminas: &[GminaCode]) -> String {
    let codes: Vec<String> = gminas.iter().take(5).map(GminaCode::to_string).collect();
    codes.join(", ") + if gminas.len() > 5 { " …" } else { "" }
}

/// Builds the graph around the gminas of a plan and finds the nearest node of every address.
///
/// # Errors
/// When the world has no positions, roads or nodes there.
pub fn survey(
    world: &World,
    gminas: &[GminaCode],
    reuse: Reuse,
    rules: &RoutingRules,
) -> Result<Ground, PlanError> {
    let addresses: Vec<u32> = gminas
        .iter()
        .flat_map(|gmina| world.addresses_of(*gmina))
        .map(|address| u32::try_from(address).expect("addresses are numbered by 32 bits"))
        .collect();
    let position = |address: &u32| world.addresses[*address as usize].position;
    let names = || named(gminas);
    let window = Window::around(addresses.iter().filter_map(position), rules.margin_m)
        .ok_or_else(|| PlanError::NoPositions { gminas: names() })?;
    let (ways, closed) = ways_of(world, &window, reuse, rules);
    if !ways.iter().any(|way| way.is_road) {
        return Err(PlanError::NoRoads { gminas: names() });
    }
    let Nodes { roots, unknown, other } = nodes_of(world, &window);
    if roots.is_empty() {
        return Err(PlanError::NoNodes { gminas: names(), other });
    }
    let barriers = barriers_of(world, &window, rules);
    let mut stops: Vec<Stop> =
        roots.iter().map(|(_, at)| Stop { at: *at, is_root: true }).collect();
    let placed = || addresses.iter().filter_map(position);
    stops.extend(placed().map(|at| Stop { at, is_root: false }));
    let (graph, mut joined) = build(ways, &barriers, &stops, rules);
    let mut of_placed = joined.split_off(roots.len()).into_iter();
    let root_joints = joined.into_iter().map(|joints| joints.all.first().copied()).collect();
    let joint = |address| position(address).and_then(|_| of_placed.next()).unwrap_or_default();
    let joints = addresses.iter().map(joint).collect();
    let adjacency = Adjacency::of(&graph);
    let mut ground = Ground {
        graph,
        adjacency,
        roots,
        root_joints,
        addresses,
        joints,
        access: Vec::new(),
        parts: Vec::new(),
        closed,
        nodes_unknown: unknown,
        nodes_other: other,
    };
    let parts = find_components(&ground.adjacency);
    ground.access = ground.reach(&parts, |address| position(address).is_some());
    ground.parts = ground.describe(&parts);
    Ok(ground)
}

impl Ground {
    /// Nodes of networks that are joined: vertex, and position among the nodes.
    fn joined_roots(&self) -> Vec<(u32, u32)> {
        let joints = (0_u32..).zip(&self.root_joints);
        joints.filter_map(|(root, joint)| Some((joint.as_ref()?.node, root))).collect()
    }

    fn reach(&self, parts: &Components, has_position: impl Fn(&u32) -> bool) -> Vec<Access> {
        let joined = self.joined_roots();
        let sources: Vec<u32> = joined.iter().map(|(node, _)| *node).collect();
        let length = |route: u32| match &self.graph.routes[route as usize] {
            // Every part has a way that is none: this one is never the shortest.
            route if route.is_spare => u64::MAX / 8,
            route => route.length_mm,
        };
        let nearest = nearest_sources(&self.adjacency, length, &sources);
        let one = |(address, joints): (&u32, &Joints)| match joints.all.first() {
            None if has_position(address) => Access::NoRoad,
            None => Access::NoPosition,
            Some(joint) => match nearest[joint.node as usize] {
                Some(found) => Access::Reached {
                    root: joined[found.source as usize].1,
                    length_mm: found.length + joint.lead_mm,
                },
                None => Access::CutOff { part: parts.of_node[joint.node as usize] },
            },
        };
        self.addresses.iter().zip(&self.joints).map(one).collect()
    }

    fn describe(&self, parts: &Components) -> Vec<Component> {
        let mut described = vec![Component::default(); parts.count as usize];
        let of = |node: u32| parts.of_node[node as usize] as usize;
        for (node, part) in parts.of_node.iter().enumerate() {
            described[*part as usize].at.get_or_insert(self.graph.nodes[node]);
        }
        for route in &self.graph.routes {
            described[of(route.a)].length_mm += route.length_mm;
            described[of(route.a)].roads_mm += if route.is_road { route.length_mm } else { 0 };
        }
        for joint in self.joints.iter().filter_map(|joints| joints.all.first()) {
            described[of(joint.node)].addresses += 1;
        }
        for (node, _) in self.joined_roots() {
            described[of(node)].roots += 1;
        }
        described
    }

    /// Addresses that are joined to another road since their nearest one leads to no node.
    pub fn passing_nearest(&self) -> impl Iterator<Item = u32> {
        let joints = self.addresses.iter().zip(&self.joints);
        joints.filter(|(_, joints)| joints.passes_nearest).map(|(address, _)| *address)
    }

    /// The small graph for serving some addresses. Addresses that no node reaches are left out.
    fn shrink(&self, wanted: impl Fn(u32) -> bool, prices: &MetrePrices) -> Option<Small> {
        let reached = self.addresses.iter().zip(&self.joints).zip(&self.access);
        let some = reached.filter(|((address, _), access)| {
            matches!(access, Access::Reached { .. }) && wanted(**address)
        });
        let some = some.map(|((address, joints), _)| (joints.all.as_slice(), *address)).collect();
        let roots = self.joined_roots();
        let named = |(node, root): &(u32, u32)| (*node, self.roots[*root as usize].0.as_str());
        let roots: Vec<(u32, &str)> = roots.iter().map(named).collect();
        shrink(&self.graph, &self.adjacency, &roots, some, prices)
    }
}

/// White addresses that a plan leaves out, by what keeps them out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// All white addresses that were to be served.
    pub white: u64,
    /// Those that are.
    pub served: u64,
    /// Those without a position.
    pub no_position: u64,
    /// Those too far from every road.
    pub no_road: u64,
    /// Those whose road leads to no node.
    pub cut_off: u64,
    /// Those that could be reached but are not paid for.
    pub unpaid: u64,
}

impl Outside {
    /// Of a design on a ground.
    pub fn of(ground: &Ground, design: &Design, is_white: impl Fn(u32) -> bool) -> Self {
        let one = Self::by(ground, design, |address| is_white(address).then_some(0));
        one.into_values().next().unwrap_or_default()
    }

    /// The same of each group of addresses; those in no group are not looked at.
    pub fn by(
        ground: &Ground,
        design: &Design,
        group: impl Fn(u32) -> Option<u32>,
    ) -> BTreeMap<u32, Self> {
        let mut groups: BTreeMap<u32, Self> = BTreeMap::new();
        for (address, access) in ground.addresses.iter().zip(&ground.access) {
            let Some(number) = group(*address) else { continue };
            let found = groups.entry(number).or_default();
            found.white += 1;
            let lead = design.leads.binary_search_by_key(address, |lead| lead.address);
            *match access {
                _ if lead.is_ok() => &mut found.served,
                Access::Reached { .. } => &mut found.unpaid,
                Access::NoPosition => &mut found.no_position,
                Access::NoRoad => &mut found.no_road,
                Access::CutOff { .. } => &mut found.cut_off,
            } += 1;
        }
        groups
    }

    /// Those that no route reaches.
    pub const fn unreachable(&self) -> u64 {
        self.no_position + self.no_road + self.cut_off
    }
}

/// Why nothing is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {
    /// No address has a position.
    Positions,
    /// No roads are given, or none near the addresses.
    Roads,
    /// No fibre nodes are given, or none near the addresses.
    Nodes,
    /// No address is white.
    White,
    /// None of the white addresses can be reached.
    Reach(Outside),
    /// The budget pays for none; the lowest bill found.
    Budget(Grosze, Option<Grosze>),
}

impl Nothing {
    /// The code in reports.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Positions => "positions",
            Self::Roads => "roads",
            Self::Nodes => "nodes",
            Self::White => "white",
            Self::Reach(_) => "reach",
            Self::Budget(..) => "budget",
        }
    }
}

/// What is chosen for some addresses of a ground.
#[derive(Debug)]
pub struct Choice {
    /// The small graph.
    pub compact: Compact,
    /// Its roots.
    pub roots: Vec<(u32, String)>,
    /// Its terminals.
    pub terminals: Vec<Terminal>,
}

impl Choice {
    /// Prepares the choice for addresses for which `wanted` holds.
    ///
    /// # Errors
    /// When costs do not fit.
    pub fn new(
        ground: &Ground,
        wanted: impl Fn(u32) -> bool,
        prices: &MetrePrices,
    ) -> Result<Self, PlanError> {
        let made = ground.shrink(wanted, prices);
        let Small { compact, roots, terminals } =
            made.ok_or_else(|| PlanError::from(SteinerError::CostsTooLarge))?;
        Ok(Self { compact, roots, terminals })
    }

    /// The task of finding a forest.
    pub fn task<'a>(&'a self, ground: &'a Ground, prices: &'a MetrePrices) -> Task<'a> {
        Task {
            graph: &ground.graph,
            compact: &self.compact,
            roots: &self.roots,
            terminals: &self.terminals,
            prices,
        }
    }
}

/// The cheapest network found that serves every white address of the gminas which routes reach.
///
/// # Errors
/// As [`survey`], and when costs do not fit.
pub fn design(
    world: &World,
    diagnosis: &Diagnosis,
    settings: &PlanSettings,
    prices: &MetrePrices,
) -> Result<Design, PlanError> {
    let ground = survey(world, &settings.gminas, settings.reuse, RoutingRules::get())?;
    let verdicts = diagnosis.of(settings.lens);
    let is_white = |address: u32| verdicts[address as usize].status == Status::White;
    let choice = Choice::new(&ground, is_white, prices)?;
    let task = choice.task(&ground, prices);
    let effort = settings.effort.unwrap_or_else(|| Effort::thorough(&choice.compact.graph()));
    Ok(task.solve(effort)?.0)
}
