//! From a diagnosed world to a plan: graph, distances, forest.

use super::choose::{Task, Terminal};
use super::compact::{Compact, compact};
use super::distances::{Adjacency, Parts, find_parts, nearest_sources};
use super::graph::{Joint, RouteGraph, Stop, build};
use super::rules::RoutingRules;
use super::steiner::{Effort, SteinerError};
use super::ways::{Reuse, Window, barriers_of, roots_of, ways_of};
use super::{Design, MetrePrices};
use crate::diagnosis::{Diagnosis, Lens, Status};
use crate::model::World;
use crate::place::{GminaCode, Pl1992};

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
         \"pit-nodes\", \"pit-flexibility-points\" or \"nodes-table\""
    )]
    NoNodes {
        /// The gminas.
        gminas: String,
    },
    /// Costs that cannot be added up.
    #[error("the costs of the routes cannot be added up: {0}; check the prices")]
    Search(String),
}

impl From<SteinerError> for PlanError {
    fn from(error: SteinerError) -> Self {
        Self::Search(error.to_string())
    }
}

/// A small graph, its roots with the identifiers of their nodes, and its terminals.
type Shrunk = (Compact, Vec<(u32, String)>, Vec<Terminal>);

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

/// A part of the graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Length of its routes in millimetres.
    pub length_mm: u64,
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
    /// How each is joined to the graph.
    pub joints: Vec<Option<Joint>>,
    /// How each is reached.
    pub access: Vec<Access>,
    /// Parts of the graph, by their first vertex.
    pub parts: Vec<Part>,
    /// Rows of roads along which nothing is laid.
    pub closed: usize,
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
    let roots = roots_of(world, &window);
    if roots.is_empty() {
        return Err(PlanError::NoNodes { gminas: names() });
    }
    let barriers = barriers_of(world, &window, rules);
    let mut stops: Vec<Stop> =
        roots.iter().map(|(_, at)| Stop { at: *at, is_root: true }).collect();
    let placed = || addresses.iter().filter_map(position);
    stops.extend(placed().map(|at| Stop { at, is_root: false }));
    let (graph, mut joined) = build(ways, &barriers, &stops, rules);
    let mut of_placed = joined.split_off(roots.len()).into_iter();
    let joints: Vec<Option<Joint>> = addresses
        .iter()
        .map(|address| position(address).and_then(|_| of_placed.next().flatten()))
        .collect();
    let adjacency = Adjacency::of(&graph);
    let mut ground = Ground {
        graph,
        adjacency,
        roots,
        root_joints: joined,
        addresses,
        joints,
        access: Vec::new(),
        parts: Vec::new(),
        closed,
    };
    let parts = find_parts(&ground.adjacency);
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

    fn reach(&self, parts: &Parts, has_position: impl Fn(&u32) -> bool) -> Vec<Access> {
        let joined = self.joined_roots();
        let sources: Vec<u32> = joined.iter().map(|(node, _)| *node).collect();
        let length = |route: u32| self.graph.routes[route as usize].length_mm;
        let nearest = nearest_sources(&self.adjacency, length, &sources);
        let one = |(address, joint): (&u32, &Option<Joint>)| match joint {
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

    fn describe(&self, parts: &Parts) -> Vec<Part> {
        let mut described = vec![Part::default(); parts.count as usize];
        let of = |node: u32| parts.of_node[node as usize] as usize;
        for (node, part) in parts.of_node.iter().enumerate() {
            described[*part as usize].at.get_or_insert(self.graph.nodes[node]);
        }
        for route in &self.graph.routes {
            described[of(route.a)].length_mm += route.length_mm;
        }
        for joint in self.joints.iter().flatten() {
            described[of(joint.node)].addresses += 1;
        }
        for (node, _) in self.joined_roots() {
            described[of(node)].roots += 1;
        }
        described
    }

    /// The small graph for serving some addresses, its roots and terminals. Addresses that no
    /// node reaches are left out.
    fn shrink(&self, wanted: impl Fn(u32) -> bool, prices: &MetrePrices) -> Option<Shrunk> {
        let mut keep = vec![false; self.graph.nodes.len()];
        let roots = self.joined_roots();
        for (node, _) in &roots {
            keep[*node as usize] = true;
        }
        let mut served: Vec<(u32, u32, u64)> = Vec::new();
        for ((address, joint), access) in self.addresses.iter().zip(&self.joints).zip(&self.access)
        {
            if let (Some(joint), Access::Reached { .. }) = (joint, access)
                && wanted(*address)
            {
                keep[joint.node as usize] = true;
                served.push((joint.node, *address, joint.lead_mm));
            }
        }
        served.sort_unstable();
        let compact = compact(&self.graph, &self.adjacency, &keep, prices)?;
        let vertex = |node: u32| compact.vertex(node).expect("kept vertices stay");
        let terminals = served
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| Terminal {
                vertex: vertex(group[0].0),
                addresses: group.iter().map(|(_, address, lead)| (*address, *lead)).collect(),
            })
            .collect();
        let mut at: Vec<(u32, String)> = roots
            .iter()
            .map(|(node, root)| (vertex(*node), self.roots[*root as usize].0.clone()))
            .collect();
        at.sort();
        at.dedup_by_key(|root| root.0);
        Some((compact, at, terminals))
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
        let (compact, roots, terminals) =
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
