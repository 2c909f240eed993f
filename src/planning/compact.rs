//! A graph of routes made small for the search: dead ends that serve nobody fall away, and
//! routes between two vertices that matter become one chain.

use rustc_hash::FxHashMap;

use super::distances::Adjacency;
use super::graph::RouteGraph;
use super::steiner::{Edge, Graph};
use super::{MetrePrices, Section};
use crate::quantity::Grosze;

/// Routes one after another between two vertices of the small graph; or the lead from a vertex to
/// a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// One end, a vertex of the small graph.
    pub a: u32,
    /// The other end; the door of a lead.
    pub b: u32,
    /// What building it costs.
    pub cost: Grosze,
    /// Positions of its routes from `a` to `b`; none of a lead.
    pub routes: Vec<u32>,
    /// Length of a lead.
    pub lead_mm: u64,
}

/// The small graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compact {
    /// The vertex of the graph of routes that each vertex is, ascending.
    pub nodes: Vec<u32>,
    /// At most one chain between two vertices: the cheapest.
    pub chains: Vec<Chain>,
    /// Doors are the vertices after `nodes`: addresses with leads to several roads. The search pays
    /// the toll of a door on each of its leads, so that no cheapest tree leads through a house.
    pub tolls: Vec<u64>,
}

fn num(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than 2^32 vertices")
}

/// Sections of routes that follow each other from a vertex: those of one row and method become
/// one. `from` and `to` are vertices of the graph of routes.
pub fn sections(graph: &RouteGraph, from: u32, routes: &[u32]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut here = from;
    for position in routes {
        let route = &graph.routes[*position as usize];
        let there = if route.a == here { route.b } else { route.a };
        let mut line = route.line.clone();
        if route.a != here {
            line.reverse();
        }
        let alike =
            |last: &&mut Section| last.method == route.method && last.origin == route.origin;
        if let Some(last) = sections.last_mut().filter(alike) {
            last.to = there;
            last.length_mm += route.length_mm;
            last.crossings += route.crossings;
            last.line.extend_from_slice(&line[1..]);
        } else {
            sections.push(Section {
                from: here,
                to: there,
                length_mm: route.length_mm,
                method: route.method,
                crossings: route.crossings,
                origin: route.origin,
                line,
            });
        }
        here = there;
    }
    sections
}

/// What sections cost; `None` where it does not fit.
pub fn cost(sections: &[Section], prices: &MetrePrices) -> Option<Grosze> {
    sections.iter().try_fold(Grosze::ZERO, |sum, section| {
        let (length_mm, crossings) = (section.length_mm, section.crossings);
        sum.checked_add(prices.cost(section.method, length_mm, crossings)?)
    })
}

/// Degrees after dead ends without a kept vertex have fallen away, and which routes are left.
fn peel(graph: &RouteGraph, adjacency: &Adjacency, keep: &[bool]) -> (Vec<u32>, Vec<bool>) {
    let mut alive: Vec<bool> = graph.routes.iter().map(|route| route.a != route.b).collect();
    let mut degrees = vec![0_u32; graph.nodes.len()];
    for (route, _) in graph.routes.iter().zip(&alive).filter(|(_, alive)| **alive) {
        degrees[route.a as usize] += 1;
        degrees[route.b as usize] += 1;
    }
    let is_dead = |node: u32, degrees: &[u32]| degrees[node as usize] == 1 && !keep[node as usize];
    let mut open: Vec<u32> =
        (0..num(graph.nodes.len())).filter(|node| is_dead(*node, &degrees)).collect();
    while let Some(node) = open.pop() {
        let last = adjacency.at(node).iter().find(|(_, route)| alive[*route as usize]);
        let Some((next, route)) = last else { continue };
        alive[*route as usize] = false;
        degrees[node as usize] -= 1;
        degrees[*next as usize] -= 1;
        if is_dead(*next, &degrees) {
            open.push(*next);
        }
    }
    (degrees, alive)
}

/// Makes the graph small. Vertices where `keep` holds stay; `None` where a sum of costs does not
/// fit.
pub fn compact(
    graph: &RouteGraph,
    adjacency: &Adjacency,
    keep: &[bool],
    prices: &MetrePrices,
) -> Option<Compact> {
    let (degrees, mut left) = peel(graph, adjacency, keep);
    let stays = |node: u32| {
        let node = node as usize;
        keep[node] || degrees[node] > 2
    };
    let nodes: Vec<u32> = (0..num(graph.nodes.len())).filter(|node| stays(*node)).collect();
    let vertex = |node: u32| num(nodes.binary_search(&node).expect("chains end at vertices"));
    let mut chains: Vec<Chain> = Vec::new();
    let mut between: FxHashMap<(u32, u32), usize> = FxHashMap::default();
    for start in &nodes {
        for (first, route) in adjacency.at(*start) {
            if !left[*route as usize] {
                continue;
            }
            left[*route as usize] = false;
            let (mut routes, mut node) = (vec![*route], *first);
            while !stays(node) {
                let onward = adjacency.at(node).iter().find(|(_, r)| left[*r as usize]);
                let (next, route) = *onward.expect("a vertex between two others has two routes");
                left[route as usize] = false;
                routes.push(route);
                node = next;
            }
            if node == *start {
                continue;
            }
            let cost = cost(&sections(graph, *start, &routes), prices)?;
            let (a, b) = (vertex(*start), vertex(node));
            let chain = Chain { a, b, cost, routes, lead_mm: 0 };
            let slot = between.entry((a.min(b), a.max(b))).or_insert(chains.len());
            match chains.get_mut(*slot) {
                Some(held) if chain.cost < held.cost => *held = chain,
                Some(_) => {}
                None => chains.push(chain),
            }
        }
    }
    Some(Compact { nodes, chains, tolls: Vec::new() })
}

impl Compact {
    /// The vertex of a vertex of the graph of routes that was kept.
    pub fn vertex(&self, node: u32) -> Option<u32> {
        self.nodes.binary_search(&node).ok().map(num)
    }

    /// How many vertices there are, doors included.
    pub fn n_vertices(&self) -> usize {
        self.nodes.len() + self.tolls.len()
    }

    /// Whether a vertex is a door.
    pub fn is_door(&self, vertex: u32) -> bool {
        vertex as usize >= self.nodes.len()
    }

    /// What the search pays on each lead of a vertex besides its cost.
    pub fn toll(&self, vertex: u32) -> u64 {
        let door = (vertex as usize).checked_sub(self.nodes.len());
        door.map_or(0, |door| self.tolls[door])
    }

    /// Adds a door with leads: the vertex of the graph of routes, the length and the cost of each.
    /// Returns its vertex.
    pub fn add_door(&mut self, toll: u64, leads: impl Iterator<Item = (u32, u64, Grosze)>) -> u32 {
        let b = num(self.n_vertices());
        for (node, lead_mm, cost) in leads {
            let a = self.vertex(node).expect("joints of doors were kept");
            self.chains.push(Chain { a, b, cost, routes: Vec::new(), lead_mm });
        }
        self.tolls.push(toll);
        b
    }

    /// The same graph with the leads of some doors only.
    #[must_use]
    pub fn with_doors(&self, keep: impl Fn(u32) -> bool) -> Self {
        let stays = |chain: &&Chain| !self.is_door(chain.b) || keep(chain.b);
        let chains = self.chains.iter().filter(stays).cloned().collect();
        Self { nodes: self.nodes.clone(), chains, tolls: self.tolls.clone() }
    }

    /// The graph that the search for trees knows; costs in grosze.
    pub fn graph(&self) -> Graph {
        let edge = |chain: &Chain| {
            let cost = u64::try_from(chain.cost.0).expect("prices are not negative");
            Edge { a: chain.a, b: chain.b, cost: cost + self.toll(chain.b) }
        };
        Graph { n: num(self.n_vertices()), edges: self.chains.iter().map(edge).collect() }
    }
}
