//! Roads as a register has them: cut where they meet, with ways between the localities and to the
//! outlying farms.

use super::geometry::Point;
use super::gmina::{Axis, Gmina};
use super::places::{LOCALITIES, STREETS, TOWN};

/// Every so many samples of an axis become a vertex.
const SAMPLES_PER_VERTEX: usize = 4;
/// An end this near to another road joins it.
const JOIN_M: f64 = 3.0;

/// A stretch of road between two places where roads meet.
pub(super) struct Stretch {
    pub(super) line: Vec<Point>,
    pub(super) kind: Kind,
    pub(super) name: String,
}

/// What a road is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// Between localities.
    Link,
    /// In the town or a village.
    Street,
    /// To a farm.
    Track,
}

/// A road with its vertices; those where it meets another are cut.
struct Way {
    line: Vec<Point>,
    cuts: Vec<Point>,
    kind: Kind,
    name: String,
}

fn is_same(a: Point, b: Point) -> bool {
    a.distance(b) < 0.01
}

/// Where two segments cross.
fn crossing(a: [Point; 2], b: [Point; 2]) -> Option<Point> {
    let (along, across) = (a[0].to(a[1]), b[0].to(b[1]));
    let area = |p: Point, q: Point| p.x * q.y - p.y * q.x;
    let whole = area(along, across);
    if whole.abs() < 1e-9 {
        return None;
    }
    let between = a[0].to(b[0]);
    let (t, u) = (area(between, across) / whole, area(between, along) / whole);
    let inside = 0.0..=1.0;
    (inside.contains(&t) && inside.contains(&u)).then(|| a[0].moved(along, t))
}

/// Distance of a point to a segment.
fn gap(point: Point, segment: [Point; 2]) -> f64 {
    let along = segment[0].to(segment[1]);
    let share = (segment[0].to(point).dot(along) / along.dot(along).max(1e-9)).clamp(0.0, 1.0);
    segment[0].moved(along, share).distance(point)
}

impl Way {
    fn of(axis: &Axis) -> Option<Self> {
        let last = axis.line.len().checked_sub(1).filter(|last| *last > 0)?;
        let samples = axis.line.iter().enumerate();
        let kept = samples.filter(|(at, _)| at % SAMPLES_PER_VERTEX == 0 || *at == last);
        let name = axis.street.map_or_else(String::new, |street| STREETS[street].full_name());
        let line = kept.map(|(_, point)| *point).collect();
        Some(Self { line, cuts: Vec::new(), kind: Kind::Street, name })
    }

    fn segments(&self) -> impl Iterator<Item = [Point; 2]> + '_ {
        self.line.windows(2).map(|pair| [pair[0], pair[1]])
    }

    /// Makes a point of the line a vertex where it is cut.
    fn cut(&mut self, point: Point) {
        if !self.cuts.iter().any(|cut| is_same(*cut, point)) {
            self.cuts.push(point);
        }
        if self.line.iter().any(|vertex| is_same(*vertex, point)) {
            return;
        }
        let gaps = self.segments().map(|segment| gap(point, segment));
        let nearest = gaps.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((segment, _)) = nearest {
            self.line.insert(segment + 1, point);
        }
    }

    fn stretches(self) -> Vec<Stretch> {
        let mut done = Vec::new();
        let mut line = Vec::new();
        for (at, vertex) in self.line.iter().enumerate() {
            let cut = self.cuts.iter().find(|cut| is_same(**cut, *vertex));
            // All roads that meet have the very same point.
            let vertex = cut.copied().unwrap_or(*vertex);
            line.push(vertex);
            let is_last = at + 1 == self.line.len();
            if line.len() > 1 && (cut.is_some() || is_last) {
                let name = self.name.clone();
                done.push(Stretch { line: line.clone(), kind: self.kind, name });
                line = vec![vertex];
            }
        }
        done
    }
}

/// Cuts two roads where they cross or where one ends at the other.
fn join(ways: &mut [Way], a: usize, b: usize) {
    let mut meets: Vec<Point> = Vec::new();
    for p in ways[a].segments() {
        meets.extend(ways[b].segments().filter_map(|q| crossing(p, q)));
    }
    for (end, other) in [(a, b), (b, a)] {
        let line = &ways[end].line;
        let ends = [line[0], line[line.len() - 1]];
        let near = |point: &Point| ways[other].segments().any(|s| gap(*point, s) < JOIN_M);
        meets.extend(ends.into_iter().filter(near));
    }
    for (at, point) in meets.iter().enumerate() {
        if !meets[..at].iter().any(|earlier| earlier.distance(*point) < JOIN_M) {
            ways[a].cut(*point);
            ways[b].cut(*point);
        }
    }
}

/// The vertex of `from` nearest to a point, as (way, vertex).
fn nearest(ways: &[Way], from: &[usize], to: Point) -> (f64, usize, Point) {
    let vertices = from.iter().flat_map(|way| ways[*way].line.iter().map(|v| (*way, *v)));
    let all = vertices.map(|(way, vertex)| (vertex.distance(to), way, vertex));
    all.min_by(|a, b| a.0.total_cmp(&b.0)).expect("every locality has a road")
}

/// All roads of the gmina.
pub(super) fn stretches(gmina: &Gmina) -> Vec<Stretch> {
    let mut ways = Vec::new();
    let mut of_locality: Vec<Vec<usize>> = vec![Vec::new(); LOCALITIES.len()];
    for axis in &gmina.roads {
        if let Some(way) = Way::of(axis) {
            of_locality[axis.locality].push(ways.len());
            ways.push(way);
        }
    }
    for roads in &of_locality {
        for (at, a) in roads.iter().enumerate() {
            for b in &roads[at + 1..] {
                join(&mut ways, *a, *b);
            }
        }
    }
    let mut links = link(&mut ways, &of_locality);
    let all: Vec<usize> = (0..ways.len()).collect();
    for farm in gmina.addresses.iter().filter(|address| address.road.is_none()) {
        let (_, way, vertex) = nearest(&ways, &all, farm.at);
        ways[way].cut(vertex);
        let line = vec![vertex, farm.at];
        links.push(Way { line, cuts: Vec::new(), kind: Kind::Track, name: String::new() });
    }
    ways.into_iter().chain(links).flat_map(Way::stretches).collect()
}

/// Ways between the roads of a locality that do not meet, and from each locality to the nearest
/// one that the town can be reached from.
fn link(ways: &mut [Way], of_locality: &[Vec<usize>]) -> Vec<Way> {
    let mut links = Vec::new();
    let mut reached = vec![of_locality[TOWN][0]];
    let mut left: Vec<usize> = of_locality.iter().flatten().copied().collect();
    left.retain(|way| !reached.contains(way));
    while !left.is_empty() {
        let gaps = left.iter().map(|way| {
            let ends = ways[*way].line.iter().step_by(3);
            let from_here = ends.map(|end| {
                let (metres, other, vertex) = nearest(ways, &reached, *end);
                (metres, *way, *end, other, vertex)
            });
            from_here.min_by(|a, b| a.0.total_cmp(&b.0)).expect("a road has vertices")
        });
        let next = gaps.min_by(|a, b| a.0.total_cmp(&b.0)).expect("something is left");
        let (metres, way, end, other, vertex) = next;
        if metres > 0.01 {
            ways[way].cut(end);
            ways[other].cut(vertex);
            let line = vec![vertex, end];
            links.push(Way { line, cuts: Vec::new(), kind: Kind::Link, name: String::new() });
        }
        left.retain(|one| *one != way);
        reached.push(way);
    }
    links
}
