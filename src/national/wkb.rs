//! Polygons out of well-known binary.
//!
//! Source: OGC 06-103r4, 8.2; with the Z and M flags of ISO and of EWKB.

use super::places::millimetres;
use crate::index::Polygons;
use crate::place::Pl1992;

/// Lowest and highest corner, in millimetres.
type Box2 = [[i32; 2]; 2];

struct Bytes<'a> {
    rest: &'a [u8],
    little: bool,
    dimensions: usize,
}

impl Bytes<'_> {
    fn u32(&mut self) -> Option<u32> {
        let (bytes, rest) = self.rest.split_first_chunk::<4>()?;
        self.rest = rest;
        Some(if self.little { u32::from_le_bytes(*bytes) } else { u32::from_be_bytes(*bytes) })
    }

    /// Reads the head of a geometry: its kind.
    fn head(&mut self) -> Option<u32> {
        let (order, rest) = self.rest.split_first()?;
        self.rest = rest;
        self.little = *order == 1;
        let code = self.u32()?;
        if code & 0x2000_0000 != 0 {
            self.u32()?;
        }
        let (kind, iso) = ((code & 0xFFFF) % 1000, (code & 0xFFFF) / 1000);
        let has_z = code & 0x8000_0000 != 0 || iso & 1 == 1;
        let has_m = code & 0x4000_0000 != 0 || iso & 2 == 2;
        self.dimensions = 2 + usize::from(has_z) + usize::from(has_m);
        Some(kind)
    }

    fn number(&self, bytes: [u8; 8]) -> f64 {
        if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) }
    }

    /// Adds the rings of a polygon; the box around them.
    fn polygon(&mut self, polygons: &mut Polygons) -> Option<Box2> {
        let mut around = [[i32::MAX; 2], [i32::MIN; 2]];
        for _ in 0..self.u32()? {
            let n_points = self.u32()? as usize;
            let length = n_points.checked_mul(self.dimensions * 8)?;
            let (ring, rest) = self.rest.split_at_checked(length)?;
            self.rest = rest;
            let numbers = ring.as_chunks::<8>().0;
            let mut all = true;
            polygons.push_ring(numbers.chunks(self.dimensions).map(|point| {
                let at = [0, 1].map(|axis| millimetres(self.number(point[axis])));
                let at = at.map(|value| value.unwrap_or(0));
                all &= Pl1992::from_millimetres(at[0], at[1]).near_poland();
                for (axis, value) in at.into_iter().enumerate() {
                    around[0][axis] = around[0][axis].min(value);
                    around[1][axis] = around[1][axis].max(value);
                }
                at
            }));
            all.then_some(())?;
        }
        Some(around)
    }

    /// Adds the rings of all parts; `None` where two may overlap: by even and odd crossings a point
    /// in both would lie outside.
    fn parts(&mut self, polygons: &mut Polygons) -> Option<()> {
        let n_parts = self.u32()?;
        let mut boxes: Vec<Box2> = Vec::new();
        for _ in 0..n_parts {
            (self.head()? == 3).then_some(())?;
            boxes.push(self.polygon(polygons)?);
        }
        boxes.sort_unstable();
        let is_apart = |(n, part): (usize, &Box2)| {
            let mut beside = boxes[n + 1..].iter().take_while(|next| next[0][0] <= part[1][0]);
            beside.all(|next| next[0][1] > part[1][1] || next[1][1] < part[0][1])
        };
        boxes.iter().enumerate().all(is_apart).then_some(())
    }
}

/// Adds a polygon or multipolygon; false when the bytes are none or its parts may overlap, and
/// then it covers nothing.
pub(super) fn push_polygon(bytes: &[u8], polygons: &mut Polygons) -> bool {
    let mut input = Bytes { rest: bytes, little: true, dimensions: 2 };
    let mut read = || match input.head()? {
        3 => input.polygon(polygons).map(drop),
        6 => input.parts(polygons),
        _ => None,
    };
    let is_whole = read().is_some();
    if !is_whole {
        polygons.drop_rings();
    }
    polygons.end_polygon() && is_whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Choice, Cover};

    /// Ring of a square of two metres, so far in the east; a third coordinate where asked for.
    fn ring(big: bool, dimensions: usize, east: f64) -> Vec<u8> {
        let number = |n: u32| if big { n.to_be_bytes() } else { n.to_le_bytes() };
        let mut bytes = number(5).to_vec();
        for (x, y) in [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)] {
            for value in
                [500_000.0 + east + x, 300_000.0 + y, 99.0_f64].into_iter().take(dimensions)
            {
                bytes.extend(if big { value.to_be_bytes() } else { value.to_le_bytes() });
            }
        }
        bytes
    }

    fn polygon(big: bool, code: u32, dimensions: usize) -> Vec<u8> {
        let number = |n: u32| if big { n.to_be_bytes() } else { n.to_le_bytes() };
        let head = [&[u8::from(!big)][..], &number(code), &number(1)].concat();
        [head, ring(big, dimensions, 0.0)].concat()
    }

    /// A multipolygon of two squares, the second so far in the east of the first.
    fn two(east: f64) -> Vec<u8> {
        let head = [1, 6, 0, 0, 0, 2, 0, 0, 0];
        let second = [&polygon(true, 3, 2)[..9], &ring(true, 2, east)].concat();
        [&head[..], &polygon(false, 3, 2), &second].concat()
    }

    fn covers(bytes: &[u8]) -> bool {
        let mut polygons = Polygons::default();
        // What came before must not be touched by what cannot be read.
        assert!(push_polygon(&polygon(false, 3, 2), &mut polygons));
        let is_whole = push_polygon(bytes, &mut polygons);
        assert_eq!(polygons.len(), 2);
        let cover = Cover::new(polygons, Choice::Lowest, 19);
        assert_eq!(cover.find([500_001_000, 300_001_000]), Some(0));
        is_whole
    }

    #[test]
    fn polygons_of_both_byte_orders_and_all_dimensions() {
        assert!(covers(&polygon(false, 3, 2)));
        assert!(covers(&polygon(true, 3, 2)));
        // ISO: thousands; EWKB: the highest bit.
        assert!(covers(&polygon(false, 1003, 3)));
        assert!(covers(&polygon(false, 0x8000_0003, 3)));
        assert!(covers(&two(3.0)));
    }

    #[test]
    fn parts_that_may_overlap_cover_nothing() {
        // A point in both would count as outside.
        for east in [-2.0, 0.0, 1.0, 2.0] {
            assert!(!covers(&two(east)), "{east}");
        }
        assert!(covers(&two(-2.5)));
    }

    #[test]
    fn what_is_no_polygon_covers_nothing() {
        let whole = polygon(false, 3, 2);
        for length in 0..whole.len() {
            assert!(!covers(&whole[..length]), "cut at {length}");
        }
        // A point, and a multipolygon whose second part breaks off.
        assert!(!covers(&polygon(false, 1, 2)));
        let two = [&[1, 6, 0, 0, 0, 2, 0, 0, 0][..], &whole, &whole[..20]].concat();
        assert!(!covers(&two));
        let mut infinite = whole.clone();
        infinite[13..21].copy_from_slice(&f64::INFINITY.to_le_bytes());
        assert!(!covers(&infinite));
    }
}
