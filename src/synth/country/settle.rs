//! Localities, roads and houses of one gmina.
//!
//! Every house stands on a road of at least some ten houses, farms too: theirs are lanes with wide
//! gaps. So the coverage of whole roads never leaves a single house alone among others.

use super::lattice::Lattice;
use super::names;
use super::numbers::Numbers;
use super::plane::{Outline, Spot, Vector};
use super::rng::Rng;
use super::units::{Kind, Unit, quotas};

const BLOCK_M: f64 = 115.0;
const HOUSES_PER_TOWN_STREET: usize = 30;
/// Blocks that a town street is long.
const STREET_BLOCKS: i64 = 3;
const VILLAGES_MAX: usize = 24;
const HOUSES_PER_VILLAGE: usize = 85;
const ROAD_HOUSES_MIN: usize = 10;
/// Distance between two points of a road.
const STEP_M: f64 = 40.0;

/// A locality.
pub(super) struct Place {
    pub(super) name: String,
    pub(super) simc: String,
    pub(super) is_town: bool,
    pub(super) centre: Vector,
    /// Positions of its roads and addresses in the gmina.
    pub(super) roads: std::ops::Range<usize>,
    pub(super) addresses: std::ops::Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RoadKind {
    Main,
    Side,
    /// A lane with farms.
    Lane,
    /// Between localities, without houses.
    Link,
}

pub(super) struct Road {
    /// Number in the dictionary of streets.
    pub(super) street: Option<usize>,
    pub(super) kind: RoadKind,
    pub(super) line: Vec<Spot>,
    pub(super) addresses: std::ops::Range<usize>,
}

pub(super) struct Address {
    pub(super) place: usize,
    pub(super) road: usize,
    pub(super) number: String,
    pub(super) at: Spot,
}

/// Everything that is built.
pub(super) struct Settled {
    pub(super) places: Vec<Place>,
    pub(super) roads: Vec<Road>,
    pub(super) addresses: Vec<Address>,
}

struct Builder<'a> {
    outline: &'a Outline,
    rng: Rng,
    settled: Settled,
}

/// Exactly as many addresses as the unit has.
pub(super) fn settle(unit: &Unit, index: usize, outline: &Outline, seed: u64) -> Settled {
    let key = u64::try_from(index).expect("fits");
    let mut builder = Builder {
        outline,
        rng: Rng::of(seed, "settle", &[key]),
        settled: Settled {
            places: Vec::new(),
            roads: Vec::new(),
            addresses: Vec::with_capacity(unit.n_addresses),
        },
    };
    let sizes = builder.sizes(unit);
    for (position, (size, is_town)) in sizes.into_iter().enumerate() {
        let centre = builder.centre(unit, is_town || (position == 0 && !unit.has_hole));
        let name = match position {
            0 => unit.name.clone(),
            _ => names::locality(&mut builder.rng),
        };
        let roads = builder.settled.roads.len();
        let addresses = builder.settled.addresses.len();
        builder.settled.places.push(Place {
            name,
            simc: format!("{:07}", 10_008 + (index * (VILLAGES_MAX + 2) + position) * 9),
            is_town,
            centre,
            roads: roads..roads,
            addresses: addresses..addresses,
        });
        let plans = if is_town { builder.grid(centre, size) } else { builder.tree(centre, size) };
        builder.build(position, plans, size);
        let end = builder.settled.roads.len();
        let place = &mut builder.settled.places[position];
        place.roads = roads..end;
        place.addresses = addresses..builder.settled.addresses.len();
    }
    builder.link();
    builder.settled
}

/// A road before houses stand on it.
struct Plan {
    kind: RoadKind,
    line: Vec<Vector>,
    gap_m: f64,
    quota: usize,
    /// Metres from its beginning to the first house.
    from_m: f64,
}

impl Builder<'_> {
    /// Houses of each locality, the seat first.
    fn sizes(&mut self, unit: &Unit) -> Vec<(usize, bool)> {
        let n = unit.n_addresses;
        let n_town = match unit.kind {
            Kind::Urban => return vec![(n, true)],
            Kind::Mixed => n * (35 + self.rng.below(30)) / 100,
            Kind::Rural => 0,
        };
        let n_villages = ((n - n_town) / HOUSES_PER_VILLAGE).clamp(1, VILLAGES_MAX);
        let mut weights: Vec<u64> = Vec::with_capacity(n_villages);
        for position in 0..n_villages {
            let head_start = if position == 0 && n_town == 0 { 2.0 } else { 1.0 };
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Small.
            weights.push((head_start * 1_000.0 / self.rng.between(0.25, 1.25)) as u64);
        }
        let villages = quotas(&weights, n - n_town).into_iter().map(|size| (size, false));
        let town = (n_town > 0).then_some((n_town, true));
        town.into_iter().chain(villages).collect()
    }

    /// A place for a locality, away from the border and, while that can be had, from others.
    fn centre(&mut self, unit: &Unit, in_the_middle: bool) -> Vector {
        let middle = Lattice::centre(unit.cell);
        if in_the_middle {
            return middle;
        }
        let [west, south, east, north] = self.outline.bounds();
        let (low, high) =
            (Spot { e: west, n: south }.metres(), Spot { e: east, n: north }.metres());
        let mut apart_m = 2_200.0;
        loop {
            for _ in 0..30 {
                let found =
                    Vector::new(self.rng.between(low.e, high.e), self.rng.between(low.n, high.n));
                let is_free = |place: &Place| place.centre.to(found).length() > apart_m;
                if self.outline.contains_square(found, 320.0)
                    && self.settled.places.iter().all(is_free)
                {
                    return found;
                }
            }
            apart_m *= 0.85;
        }
    }

    /// Town streets on a grid, from the middle outwards.
    fn grid(&mut self, centre: Vector, size: usize) -> Vec<Plan> {
        let along = Vector::new(1.0, 0.0).turned(self.rng.between(-0.4, 0.4));
        let across = along.left();
        let n_streets = (size / HOUSES_PER_TOWN_STREET).clamp(1, names::N_STREETS);
        // Of s streets, three blocks each in two directions, a square of side m has 2 m² / 3.
        let lines = i64::try_from((n_streets * 3 / 2).isqrt()).expect("fits") + 4;
        let mut found = Vec::new();
        for line in -lines..=lines {
            for segment in -lines / STREET_BLOCKS - 1..=lines / STREET_BLOCKS + 1 {
                for (forward, aside) in [(along, across), (across, along)] {
                    let point = |block: i64| {
                        #[allow(clippy::cast_precision_loss)] // Some hundred blocks.
                        let (line, block) = (line as f64, block as f64);
                        centre.moved(aside, line * BLOCK_M).moved(forward, (block - 1.5) * BLOCK_M)
                    };
                    let first = segment * STREET_BLOCKS;
                    let nodes: Vec<Vector> = (first..=first + STREET_BLOCKS).map(point).collect();
                    if nodes.iter().all(|node| self.outline.contains_square(*node, 60.0)) {
                        let middle = nodes[1].towards(nodes[2], 0.5);
                        found.push((centre.to(middle).length(), nodes));
                    }
                }
            }
        }
        found.sort_by(|p, q| p.0.total_cmp(&q.0));
        found.truncate(n_streets);
        let n_found = found.len().max(1);
        let plan = |(rank, (_, line)): (usize, (f64, Vec<Vector>))| Plan {
            kind: if rank < 2 { RoadKind::Main } else { RoadKind::Side },
            line,
            gap_m: 21.0,
            quota: size / n_found + usize::from(rank < size % n_found),
            from_m: 18.0,
        };
        found.into_iter().enumerate().map(plan).collect()
    }

    /// A village: a main road, roads that leave it, lanes with farms.
    fn tree(&mut self, centre: Vector, size: usize) -> Vec<Plan> {
        let per_road = 18 + self.rng.below(22);
        let n_roads = (size / per_road).clamp(1, 40);
        let lanes_share = if self.rng.chance(0.6) { self.rng.between(0.1, 0.5) } else { 0.0 };
        let mut left = size;
        let mut plans: Vec<Plan> = Vec::with_capacity(n_roads);
        for rank in 0..n_roads {
            let mut quota = (left / (n_roads - rank)).max(ROAD_HOUSES_MIN).min(left);
            if rank == 0 {
                quota = (quota * 3 / 2).min(left);
            }
            let (kind, gap_m) = match rank {
                0 => (RoadKind::Main, self.rng.between(22.0, 40.0)),
                _ if self.rng.chance(lanes_share) => {
                    (RoadKind::Lane, self.rng.between(90.0, 150.0))
                }
                _ => (RoadKind::Side, self.rng.between(24.0, 44.0)),
            };
            let from_m = if kind == RoadKind::Lane { 220.0 } else { 32.0 };
            #[allow(clippy::cast_precision_loss)] // Some dozen houses.
            let length_m = from_m + gap_m * (quota as f64 / 2.0 + 1.0);
            let line = self.line(centre, length_m, &plans);
            plans.push(Plan { kind, line, gap_m, quota, from_m });
            left -= quota;
        }
        if let (true, Some(last)) = (left > 0, plans.last_mut()) {
            last.quota += left;
        }
        plans.retain(|plan| plan.quota > 0);
        plans
    }

    /// The main road runs through the centre; others leave a road that is there.
    fn line(&mut self, centre: Vector, length_m: f64, plans: &[Plan]) -> Vec<Vector> {
        let direction =
            Vector::new(self.rng.between(-1.0, 1.0), self.rng.between(-1.0, 1.0)).unit();
        if plans.is_empty() {
            let back = self.walk(centre, direction.left().left(), length_m / 2.0);
            let forth = self.walk(centre, direction, length_m / 2.0);
            return back.into_iter().rev().chain(forth.into_iter().skip(1)).collect();
        }
        let mut best = vec![centre];
        for _ in 0..4 {
            let parent = &plans[self.rng.below(plans.len().min(6))];
            let at = self.rng.below(parent.line.len());
            let start = parent.line[at];
            let next = parent.line[(at + 1).min(parent.line.len() - 1)];
            let side = start.to(next).unit().left();
            let side = if self.rng.chance(0.5) { side } else { side.left().left() };
            let side = side.turned(self.rng.between(-0.2, 0.2));
            let found = self.walk(start, side, length_m);
            if found.len() > best.len() {
                best = found;
            }
        }
        best
    }

    /// A winding line that stays inside; it ends early where it cannot.
    fn walk(&mut self, start: Vector, direction: Vector, length_m: f64) -> Vec<Vector> {
        let mut line = vec![start];
        let (mut at, mut direction, mut gone_m) = (start, direction, 0.0);
        while gone_m < length_m {
            let turn = self.rng.between(-0.06, 0.06);
            let ways = [turn, 0.35, -0.35, 0.8, -0.8];
            let next = ways.iter().find_map(|turn| {
                let way = direction.turned(*turn);
                let next = at.moved(way, STEP_M);
                self.outline.contains_square(next, 70.0).then_some((next, way))
            });
            let Some((next, way)) = next else { break };
            (at, direction) = (next, way);
            line.push(at);
            gone_m += STEP_M;
        }
        line
    }

    /// Houses on both sides of the roads, with numbers.
    fn build(&mut self, place: usize, plans: Vec<Plan>, size: usize) {
        let is_town = self.settled.places[place].is_town;
        let has_streets = is_town || (size >= 150 && self.rng.chance(0.4));
        let first_street = self.rng.below(names::N_STREETS);
        let mut numbers = Numbers::of_village();
        let n_plans = plans.len();
        let mut carried = 0;
        for (rank, plan) in plans.into_iter().enumerate() {
            // Steps through the dictionary that share no factor with its 2 400 entries.
            let street = has_streets.then_some((first_street + rank * 77) % names::N_STREETS);
            let road = self.settled.roads.len();
            let before = self.settled.addresses.len();
            let mut sides = Numbers::of_street();
            let quota = plan.quota + carried;
            let is_last = rank + 1 == n_plans;
            for (at, is_left) in self.plots(&plan, quota, is_last) {
                let numbers =
                    if has_streets { &mut sides[usize::from(is_left)] } else { &mut numbers };
                let number = numbers.draw(&mut self.rng);
                self.settled.addresses.push(Address { place, road, number, at });
            }
            let end = self.settled.addresses.len();
            carried = quota - (end - before);
            self.settled.roads.push(Road {
                street,
                kind: plan.kind,
                line: plan.line.into_iter().map(Vector::spot).collect(),
                addresses: before..end,
            });
        }
    }

    /// Places for houses: as many as the road holds, or all of them squeezed in if none may be
    /// left over.
    fn plots(&mut self, plan: &Plan, quota: usize, is_last: bool) -> Vec<(Spot, bool)> {
        let pieces: Vec<(Vector, Vector, f64)> = plan
            .line
            .windows(2)
            .map(|pair| (pair[0], pair[1], pair[0].to(pair[1]).length()))
            .collect();
        let length_m: f64 = pieces.iter().map(|(_, _, metres)| metres).sum();
        let room_m = (length_m - plan.from_m).max(20.0);
        #[allow(clippy::cast_precision_loss)] // Some thousand houses at most.
        let needed_m = room_m / (quota as f64 / 2.0 + 1.0);
        let may_squeeze = is_last || needed_m > plan.gap_m * 0.6;
        let gap_m = if may_squeeze { plan.gap_m.min(needed_m) } else { plan.gap_m * 0.6 };
        let mut plots = Vec::with_capacity(quota);
        let (mut along, mut piece, mut start_m) = (plan.from_m, 0, 0.0);
        while plots.len() < quota && (is_last || along < length_m) {
            while piece + 1 < pieces.len() && along > start_m + pieces[piece].2 {
                start_m += pieces[piece].2;
                piece += 1;
            }
            let origin = plan.line[0];
            let (a, b, metres) = *pieces.get(piece).unwrap_or(&(origin, origin, 1.0));
            let on_axis = a.towards(b, ((along - start_m) / metres).clamp(0.0, 1.0));
            for is_left in [false, true] {
                if plots.len() == quota {
                    break;
                }
                let side = a.to(b).unit().left();
                let side = if is_left { side } else { side.left().left() };
                let setback = self.rng.between(9.0, 18.0);
                let shift = self.rng.between(-0.3, 0.3) * gap_m;
                let house = on_axis.moved(side, setback).moved(a.to(b).unit(), shift).spot();
                // The border may come between the points of the road that were proved.
                let proved = [house, on_axis.spot(), a.spot()];
                let inside = proved.into_iter().find(|spot| self.outline.contains(*spot));
                let house = inside.unwrap_or(plan.line[0].spot());
                plots.push((house, is_left));
            }
            along += gap_m;
        }
        plots
    }

    /// Roads that join each locality to the nearest one before it.
    fn link(&mut self) {
        for position in 1..self.settled.places.len() {
            let centre = self.settled.places[position].centre;
            let before = self.settled.places[..position].iter().map(|place| place.centre);
            let nearest =
                before.min_by(|p, q| p.to(centre).length().total_cmp(&q.to(centre).length()));
            let Some(other) = nearest else { continue };
            let end = self.settled.addresses.len();
            let bend = centre
                .towards(other, 0.5)
                .moved(centre.to(other).left(), self.rng.between(-0.08, 0.08));
            let line = [centre, bend, other].map(Vector::spot).to_vec();
            let kind = RoadKind::Link;
            self.settled.roads.push(Road { street: None, kind, line, addresses: end..end });
        }
    }
}
