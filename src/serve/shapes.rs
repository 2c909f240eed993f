//! Gminas, clusters, localities, buildings and nodes as they lie on the map.

use geo::Intersects as _;
use geo_types::{Coord, LineString, Point, Polygon, Rect};

use super::registers::Served;
use crate::board::{Box4, mercator};
use crate::model::PublicBuilding;
use crate::pipeline::Edition;
use crate::place::{GminaCode, Pl1992};

/// A ring of places, not closed.
pub type Ring = Vec<[u32; 2]>;

/// A gmina with an outline.
pub struct Outline {
    /// The gmina.
    pub code: GminaCode,
    /// Position among the gminas of the frame.
    pub at: usize,
    /// Position among the counts of gminas, where it has addresses.
    pub unit: Option<usize>,
    /// Its rectangle.
    pub bounds: Box4,
    /// Polygons: the outer ring, then holes.
    pub polygons: Vec<Vec<Ring>>,
}

/// A cluster on the map.
pub struct Patch {
    /// Its rectangle.
    pub bounds: Box4,
    /// Corners of its hull.
    pub ring: Ring,
}

/// Shapes of an edition.
pub struct Shapes {
    /// The rectangle of all addresses.
    pub bounds: Option<Box4>,
    /// Gminas, in order of code.
    pub gminas: Vec<Outline>,
    /// Clusters, by number.
    pub clusters: Vec<Patch>,
    /// Places of buildings, by their position.
    pub buildings: Vec<Option<[u32; 2]>>,
    /// Places of nodes, by their position.
    pub nodes: Vec<[u32; 2]>,
    /// Registers that are served as they are.
    pub registers: Vec<Served>,
    /// Middles of localities in metres, by their position among the counts.
    pub localities: Vec<Option<Pl1992>>,
}

/// Metres as a point, to the millimetre.
pub fn point_of(coord: Coord) -> Pl1992 {
    // Geometries of a world lie within Poland.
    Pl1992::from_metres(coord.x, coord.y).unwrap_or(Pl1992::from_millimetres(0, 0))
}

fn ring(line: &LineString) -> Ring {
    let points: Vec<Pl1992> = line.0.iter().copied().map(point_of).collect();
    let mut ring = mercator(&points);
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring.dedup();
    ring
}

/// The outer ring of a polygon and its holes, on the map.
pub fn outline(polygon: &Polygon) -> Vec<Ring> {
    let holes = polygon.interiors().iter();
    std::iter::once(polygon.exterior()).chain(holes).map(ring).collect()
}

/// Where a building stands: its own coordinates, else its address.
pub fn building_point(edition: &Edition, building: &PublicBuilding) -> Option<Pl1992> {
    let at_address = || edition.board().book.points.get(building.address? as usize);
    building.position.or_else(at_address)
}

impl Shapes {
    /// Shapes of an edition.
    pub fn new(edition: &Edition) -> Self {
        let (board, frame) = (edition.board(), edition.frame());
        let plane = &board.book.plane;
        let places = plane.order().iter().filter_map(|at| plane.place(*at as usize));
        let clusters = board.clusters.iter().map(|shape| {
            let points: Vec<Pl1992> = shape.corners.iter().copied().map(point_of).collect();
            let ring = mercator(&points);
            let bounds = Box4::around(ring.iter().copied());
            Patch { bounds: bounds.unwrap_or(Box4 { min: [0; 2], max: [0; 2] }), ring }
        });
        let nodes: Vec<Pl1992> = board.verdicts.nodes.iter().map(|node| node.position).collect();
        let building = |building: &PublicBuilding| {
            let point = building_point(edition, building)?;
            mercator(&[point]).first().copied()
        };
        Self {
            bounds: Box4::around(places),
            gminas: Self::outlines(edition),
            clusters: clusters.collect(),
            buildings: frame.buildings.iter().map(building).collect(),
            nodes: mercator(&nodes),
            registers: Served::all(edition),
            localities: Self::middles(edition),
        }
    }

    fn outlines(edition: &Edition) -> Vec<Outline> {
        let units = &edition.board().rollup.gminas;
        let mut outlines = Vec::new();
        for (at, gmina) in edition.frame().gminas.iter().enumerate() {
            let Some(boundary) = &gmina.boundary else { continue };
            let polygons: Vec<Vec<Ring>> = boundary.0.iter().map(outline).collect();
            let bounds = Box4::around(polygons.iter().flatten().flatten().copied());
            let unit = units.iter().position(|unit| unit.gmina == Some(gmina.code));
            if let Some(bounds) = bounds {
                outlines.push(Outline { code: gmina.code, at, unit, bounds, polygons });
            }
        }
        outlines
    }

    /// Addresses stand by gmina and locality, as the counts do: each locality is a range.
    fn middles(edition: &Edition) -> Vec<Option<Pl1992>> {
        let board = edition.board();
        let mut start = 0;
        let middle = |unit: &crate::diagnosis::Tallied| {
            let end = start + usize::try_from(unit.addresses).unwrap_or(0);
            let own = start..end;
            start = end;
            if own.end > board.len() || board.gmina(own.start) != unit.gmina {
                return None;
            }
            let points = own.filter_map(|at| board.book.points.get(at));
            let (mut east, mut north, mut n) = (0_i64, 0_i64, 0_i64);
            for point in points {
                east += i64::from(point.easting_mm());
                north += i64::from(point.northing_mm());
                n += 1;
            }
            let mean = |sum: i64| i32::try_from(sum.checked_div(n)?).ok();
            Some(Pl1992::from_millimetres(mean(east)?, mean(north)?))
        };
        board.rollup.localities.iter().map(middle).collect()
    }

    /// A gmina.
    pub fn outline(&self, code: GminaCode) -> Option<&Outline> {
        let at = self.gminas.binary_search_by_key(&code, |outline| outline.code).ok()?;
        Some(&self.gminas[at])
    }

    /// The rectangle of a gmina.
    pub fn bounds_of(&self, code: GminaCode) -> Option<Box4> {
        Some(self.outline(code)?.bounds)
    }
}

/// Whether a rectangle of the map has a place in common with polygons in a rectangle of theirs.
pub fn touches(window: &Box4, bounds: &Box4, polygons: &[Vec<Ring>]) -> bool {
    if !window.meets(bounds) {
        return false;
    }
    if window.holds(bounds.min) && window.holds(bounds.max) {
        return true;
    }
    let coord = |[x, y]: [u32; 2]| Coord { x: f64::from(x), y: f64::from(y) };
    let line = |ring: &Ring| LineString(ring.iter().copied().map(coord).collect());
    let rect = Rect::new(coord(window.min), coord(window.max));
    polygons.iter().any(|rings| {
        let mut lines = rings.iter().map(line);
        let Some(outer) = lines.next() else { return false };
        // Few places make no area.
        if outer.0.len() < 3 {
            return outer.intersects(&rect);
        }
        Polygon::new(outer, lines.collect()).intersects(&rect)
    })
}

/// A point of planar geometry.
pub fn planar(point: Pl1992) -> Point {
    Point(point.coord())
}
