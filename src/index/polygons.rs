//! Polygons as flat rings of whole millimetres.

/// Greatest extent of a polygon in millimetres: products of two differences then fit into `i64`.
const EXTENT_MAX: i64 = 1 << 31;

/// Many polygons, each of rings; by the even-odd rule, so holes need no mark.
#[derive(Clone, Debug, Default)]
pub struct Polygons {
    /// Vertices of all rings; each ring ends with its first vertex.
    pub(super) points: Vec<[i32; 2]>,
    /// Where each ring ends among the vertices.
    pub(super) ring_ends: Vec<u32>,
    /// Where each polygon ends among the rings.
    pub(super) polygon_ends: Vec<u32>,
}

/// Smallest rectangle around a polygon; its border belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) min: [i32; 2],
    pub(super) max: [i32; 2],
}

impl Bounds {
    pub(super) const NONE: Self = Self { min: [i32::MAX; 2], max: [i32::MIN; 2] };

    pub(super) fn add(&mut self, [x, y]: [i32; 2]) {
        self.min = [self.min[0].min(x), self.min[1].min(y)];
        self.max = [self.max[0].max(x), self.max[1].max(y)];
    }

    pub(super) const fn covers(&self, [x, y]: [i32; 2]) -> bool {
        self.min[0] <= x && x <= self.max[0] && self.min[1] <= y && y <= self.max[1]
    }

    fn fits(&self) -> bool {
        *self == Self::NONE
            || (0..2).all(|axis| i64::from(self.max[axis]) - i64::from(self.min[axis]) < EXTENT_MAX)
    }
}

impl Polygons {
    /// No polygon yet, and room for so many vertices.
    pub fn with_room(n_points: usize) -> Self {
        Self { points: Vec::with_capacity(n_points), ..Self::default() }
    }

    /// Adds a ring to the polygon that is being put together; a ring that does not end where it
    /// began is closed.
    pub fn push_ring(&mut self, ring: impl IntoIterator<Item = [i32; 2]>) {
        let start = self.points.len();
        self.points.extend(ring);
        if let Some(first) = self.points.get(start).copied() {
            if self.points.len() == start + 1 || self.points[self.points.len() - 1] != first {
                self.points.push(first);
            }
            self.ring_ends.push(position(self.points.len()));
        }
    }

    /// Forgets the rings of the polygon that is being put together.
    pub fn drop_rings(&mut self) {
        let first_ring = self.polygon_ends.last().map_or(0, |end| *end as usize);
        self.points.truncate(self.ring_start(first_ring));
        self.ring_ends.truncate(first_ring);
    }

    /// Ends a polygon; rings pushed from now on belong to the next one.
    ///
    /// False when the polygon spans 2 147 km or more: it is then empty, which covers nothing.
    pub fn end_polygon(&mut self) -> bool {
        self.polygon_ends.push(position(self.ring_ends.len()));
        let fits = self.bounds(self.len() - 1).fits();
        if !fits {
            self.polygon_ends.pop();
            self.drop_rings();
            self.polygon_ends.push(position(self.ring_ends.len()));
        }
        fits
    }

    /// Number of polygons.
    pub const fn len(&self) -> usize {
        self.polygon_ends.len()
    }

    /// True when there is none.
    pub const fn is_empty(&self) -> bool {
        self.polygon_ends.is_empty()
    }

    fn rings_of(&self, polygon: usize) -> std::ops::Range<usize> {
        let start = polygon.checked_sub(1).map_or(0, |before| self.polygon_ends[before]);
        start as usize..self.polygon_ends[polygon] as usize
    }

    fn ring_start(&self, ring: usize) -> usize {
        ring.checked_sub(1).map_or(0, |before| self.ring_ends[before] as usize)
    }

    /// Rings of a polygon with their places among all vertices.
    pub(super) fn placed_rings(
        &self,
        polygon: usize,
    ) -> impl Iterator<Item = (u32, &[[i32; 2]])> + '_ {
        self.rings_of(polygon).map(|ring| {
            let start = self.ring_start(ring);
            (position(start), &self.points[start..self.ring_ends[ring] as usize])
        })
    }

    /// Rings of a polygon; the last vertex of each is its first.
    pub(super) fn rings(&self, polygon: usize) -> impl Iterator<Item = &[[i32; 2]]> + '_ {
        self.placed_rings(polygon).map(|(_, ring)| ring)
    }

    /// The ends of an edge: edge `e` runs from vertex `e` to vertex `e + 1`.
    #[inline]
    pub(super) fn edge(&self, edge: u32) -> ([i32; 2], [i32; 2]) {
        let ends = &self.points[edge as usize..edge as usize + 2];
        (ends[0], ends[1])
    }

    pub(super) fn bounds(&self, polygon: usize) -> Bounds {
        let rings = self.rings_of(polygon);
        let points = if rings.is_empty() {
            0..0
        } else {
            self.ring_start(rings.start)..self.ring_ends[rings.end - 1] as usize
        };
        let mut bounds = Bounds::NONE;
        self.points[points].iter().for_each(|point| bounds.add(*point));
        bounds
    }
}

/// A position that fits into 32 bits: 4 billion vertices would take 32 GB.
pub(super) fn position(n: usize) -> u32 {
    u32::try_from(n).expect("fewer than 2^32 vertices, rings and cells")
}

/// Square of the distance between two points; beyond 4 294 km it may stop growing.
#[inline]
pub(super) fn distance2(a: [i32; 2], b: [i32; 2]) -> u64 {
    let [east, north] = [0, 1].map(|axis| u64::from(a[axis].abs_diff(b[axis])));
    (east * east).saturating_add(north * north)
}
