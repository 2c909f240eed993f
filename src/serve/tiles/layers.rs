//! What is drawn in each layer.

use geo_types::Coord;

use super::super::registers::{Register, Served, Spot};
use super::super::shapes::Ring;
use super::{Tile, lens_names};
use crate::board::{Box4, VIEWS, of_view};
use crate::diagnosis::{Lens, Rule, Status, lenses};
use crate::publish::tiles::mvt::{EXTENT, Layer, Shape, Value};
use crate::publish::tiles::{TileRing, ring as cut_ring, sound_polygons};

/// Levels of a tile's squares below it: 32 a side.
const CELLS: u32 = 5;
/// Deepest squares: those by which addresses are sorted.
const CELLS_MAX: u32 = 16;
/// Statuses that squares count.
const COUNTED: [Status; 4] = [Status::White, Status::Grey, Status::Black, Status::Uncertain];

impl Tile<'_> {
    /// Addresses as points.
    pub(super) fn addresses(&self) -> Layer {
        let board = self.held.edition.board();
        let (plane, verdicts) = (&board.book.plane, &board.verdicts);
        let mut layer = Layer::default();
        let [id, covered, cluster] = ["id", "covered", "cluster"].map(|name| layer.key(name));
        let lenses: Vec<u64> = lens_names(self.held).iter().map(|name| layer.key(name)).collect();
        let statuses = Status::ALL.map(|status| layer.value(status.as_str().into()));
        let mut tags = Vec::new();
        for at in &plane.order()[plane.tile(self.zoom, self.x, self.y)] {
            let position = *at as usize;
            let Some(place) = plane.place(position) else { continue };
            tags.clear();
            tags.extend([id, layer.value(board.book.ids.get(position).into())]);
            for (lens, rule) in lenses.iter().zip(&verdicts.at(position).rules) {
                tags.extend([*lens, statuses[Rule::ALL[usize::from(*rule)].status() as usize]]);
            }
            if let Some(known) = &verdicts.covered {
                tags.extend([covered, layer.value(Value::Flag(known[position]))]);
            }
            if let Some(number) = verdicts.cluster(position) {
                tags.extend([cluster, layer.value(Value::Whole(u64::from(number) + 1))]);
            }
            layer.push(u64::from(*at) + 1, &tags, &Shape::Point(self.place(place)));
        }
        layer
    }

    /// Counts of statuses in squares.
    pub(super) fn cells(&self) -> Layer {
        let board = self.held.edition.board();
        let (plane, verdicts) = (&board.book.plane, &board.verdicts);
        let level = (self.zoom + CELLS).min(CELLS_MAX);
        let n_lenses = board.profiles.len() * VIEWS.len();
        let mut layer = Layer::default();
        let n = layer.key("n");
        let mut keys = Vec::new();
        for name in lens_names(self.held) {
            keys.extend(COUNTED.map(|status| layer.key(&format!("{name}_{}", status.as_str()))));
        }
        let order = &plane.order()[plane.tile(self.zoom, self.x, self.y)];
        let cell =
            |at: u32| plane.place(at as usize).unwrap_or_default().map(|side| side >> (32 - level));
        let mut counts = vec![0_u64; n_lenses * Status::ALL.len()];
        // Addresses of a square follow one another.
        for group in order.chunk_by(|a, b| cell(*a) == cell(*b)) {
            counts.fill(0);
            for at in group {
                for (lens, rule) in verdicts.at(*at as usize).rules.iter().enumerate() {
                    let status = Rule::ALL[usize::from(*rule)].status() as usize;
                    counts[lens * Status::ALL.len() + status] += 1;
                }
            }
            let mut tags = vec![n, layer.value(Value::Whole(group.len() as u64))];
            for (at, key) in keys.iter().enumerate() {
                let status = COUNTED[at % COUNTED.len()] as usize;
                let count = counts[at / COUNTED.len() * Status::ALL.len() + status];
                if count > 0 {
                    tags.extend([*key, layer.value(Value::Whole(count))]);
                }
            }
            let [x, y] = cell(group[0]);
            layer.push(u64::from(x) << 32 | u64::from(y), &tags, &self.square(level, x, y));
        }
        layer
    }

    fn square(&self, level: u32, x: u32, y: u32) -> Shape {
        let [west, north] = self.place(Box4::of_tile(level, x, y).min);
        let side = i32::try_from(EXTENT >> (level - self.zoom)).unwrap_or(1);
        let (east, south) = (west + side, north + side);
        let ring = vec![[west, north], [east, north], [east, south], [west, south]];
        Shape::Polygons(vec![vec![ring]])
    }

    /// A ring in units of the tile, not yet cut.
    fn units(&self, ring: &[[u32; 2]]) -> Vec<Coord> {
        let place = |place: &[u32; 2]| {
            let [x, y] = self.place(*place).map(f64::from);
            Coord { x, y }
        };
        ring.iter().map(place).collect()
    }

    /// Outlines of gminas.
    pub(super) fn gminas(&self) -> Layer {
        let board = self.held.edition.board();
        let frame = self.held.edition.frame();
        let mut layer = Layer::default();
        let [code, name, addresses] = ["code", "name", "addresses"].map(|name| layer.key(name));
        let shares: Vec<u64> = lens_names(self.held)
            .iter()
            .map(|name| layer.key(&format!("{name}_white_share")))
            .collect();
        let own = self.held.shapes.gminas.iter();
        for outline in own.filter(|outline| outline.bounds.meets(&self.bounds)) {
            let polygons = self.polygons(&outline.polygons);
            let mut tags = vec![code, layer.value(outline.code.to_string().as_str().into())];
            if let Some(gmina) = frame.gminas.get(outline.at) {
                tags.extend([name, layer.value(gmina.name.as_str().into())]);
            }
            let unit = outline.unit.and_then(|at| board.rollup.gminas.get(at));
            if let Some(unit) = unit {
                tags.extend([addresses, layer.value(Value::Whole(unit.addresses))]);
                for (at, lens) in lenses(board.profiles.len()).enumerate() {
                    let Some(share) = white_share(&unit.statuses[at]) else { continue };
                    let Some(key) = key_of(lens, &shares, board.profiles.len()) else { continue };
                    tags.extend([key, layer.value(Value::Double(share.to_bits()))]);
                }
            }
            let id = outline.code.to_string().parse().unwrap_or(0);
            layer.push(id, &tags, &Shape::Polygons(polygons));
        }
        layer
    }

    /// Clusters of white addresses; those that are smaller than a unit as points.
    pub(super) fn clusters(&self) -> Layer {
        let board = self.held.edition.board();
        let mut layer = Layer::default();
        let [number, white] = ["cluster", "white"].map(|name| layer.key(name));
        let patches = self.held.shapes.clusters.iter().zip(&board.clusters).zip(1_u64..);
        for ((patch, shape), id) in patches.filter(|((p, _), _)| p.bounds.meets(&self.bounds)) {
            let members = layer.value(Value::Whole(shape.members.into()));
            let tags = [number, layer.value(Value::Whole(id)), white, members];
            let polygons = self.polygons(&[vec![patch.ring.clone()]]);
            let drawn = match patch.ring.first() {
                _ if !polygons.is_empty() => Shape::Polygons(polygons),
                Some(place) if self.bounds.holds(*place) => Shape::Point(self.place(*place)),
                _ => continue,
            };
            layer.push(id, &tags, &drawn);
        }
        layer
    }

    /// Nodes of networks.
    pub(super) fn nodes(&self) -> Layer {
        let nodes = &self.held.edition.board().verdicts.nodes;
        let mut layer = Layer::default();
        let key = layer.key("id");
        let places = self.held.shapes.nodes.iter().zip(nodes).zip(1_u64..);
        for ((place, node), id) in places.filter(|((place, _), _)| self.bounds.holds(**place)) {
            let tags = [key, layer.value(node.id.as_str().into())];
            layer.push(id, &tags, &Shape::Point(self.place(*place)));
        }
        layer
    }

    /// Registers as they are, those of them that are `wanted`.
    pub(super) fn registers(&self, wanted: impl Fn(&Register) -> bool, out: &mut Vec<u8>) {
        let is_drawn =
            |served: &&Served| wanted(served.register) && self.zoom >= served.register.from_zoom;
        for served in self.held.shapes.registers.iter().filter(is_drawn) {
            self.register(served).write(served.register.layer, out);
        }
    }

    fn register(&self, served: &Served) -> Layer {
        let mut layer = Layer::default();
        for ((at, object), id) in served.objects.iter().enumerate().zip(1_u64..) {
            let shape = match &object.spot {
                Some(Spot::Point(place)) if self.bounds.holds(*place) => {
                    Shape::Point(self.place(*place))
                }
                Some(Spot::Area(bounds, polygons)) if bounds.meets(&self.bounds) => {
                    Shape::Polygons(self.polygons(polygons))
                }
                _ => continue,
            };
            let mut tags = Vec::new();
            for (name, value) in served.properties(&self.held.edition, at) {
                let value = match value {
                    serde_json::Value::String(text) => text.as_str().into(),
                    serde_json::Value::Bool(flag) => Value::Flag(flag),
                    serde_json::Value::Number(number) => match number.as_u64() {
                        Some(whole) => Value::Whole(whole),
                        None => Value::Double(number.as_f64().unwrap_or_default().to_bits()),
                    },
                    // What is not known is absent.
                    _ => continue,
                };
                tags.extend([layer.key(&name), layer.value(value)]);
            }
            layer.push(id, &tags, &shape);
        }
        layer
    }

    /// Polygons cut to the tile, and valid.
    fn polygons(&self, polygons: &[Vec<Ring>]) -> Vec<Vec<TileRing>> {
        let ring = |ring: &Ring| cut_ring(self.units(ring));
        let polygon = |rings: &Vec<Ring>| {
            let outer = ring(rings.first()?)?;
            Some(std::iter::once(outer).chain(rings[1..].iter().filter_map(ring)).collect())
        };
        sound_polygons(polygons.iter().filter_map(polygon).collect())
    }

    /// Public buildings.
    pub(super) fn buildings(&self) -> Layer {
        let buildings = &self.held.edition.frame().buildings;
        let mut layer = Layer::default();
        let keys = ["id", "name", "kind"].map(|name| layer.key(name));
        for ((place, building), id) in self.held.shapes.buildings.iter().zip(buildings).zip(1_u64..)
        {
            let Some(place) = place.filter(|place| self.bounds.holds(*place)) else { continue };
            let values = [&building.id, &building.name, building.kind.as_str()];
            let mut tags = Vec::new();
            for (key, value) in keys.into_iter().zip(values) {
                tags.extend([key, layer.value(value.into())]);
            }
            layer.push(id, &tags, &Shape::Point(self.place(place)));
        }
        layer
    }
}

/// Share of white addresses among those that a profile concerns.
fn white_share(counts: &[u64; Status::ALL.len()]) -> Option<f64> {
    let concerned: u64 = COUNTED.iter().map(|status| counts[*status as usize]).sum();
    // Counts of addresses are far below 2^53; four digits are shown.
    #[expect(clippy::cast_precision_loss, reason = "shown with four digits")]
    let share = counts[Status::White as usize] as f64 / concerned as f64;
    (concerned > 0).then(|| (share * 1e4).round() / 1e4)
}

fn key_of(lens: Lens, keys: &[u64], n_profiles: usize) -> Option<u64> {
    let is_drawn = VIEWS.contains(&lens.view);
    is_drawn.then(|| keys.get(of_view(lens.view) * n_profiles + lens.profile).copied()).flatten()
}
