//! Mapbox Vector Tiles, version 2.1: written by hand, since a tile is four kinds of messages.

use std::collections::HashMap;

use super::sound::{TileRing, area};

/// Units along the side of a tile.
pub const EXTENT: u32 = 4096;

/// A value of a property.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(u64),
    /// A number with a point, as its bits.
    Double(u64),
    /// True or false.
    Flag(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

fn field(number: u64, kind: u64, out: &mut Vec<u8>) {
    varint(number << 3 | kind, out);
}

fn bytes(number: u64, bytes: &[u8], out: &mut Vec<u8>) {
    field(number, 2, out);
    varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

fn number(number: u64, value: u64, out: &mut Vec<u8>) {
    field(number, 0, out);
    varint(value, out);
}

/// Signed numbers with small absolute values as small ones.
const fn zigzag(value: i32) -> u32 {
    (value.cast_unsigned() << 1) ^ (value >> 31).cast_unsigned()
}

/// What a feature is drawn as; rings are not closed.
pub enum Shape {
    /// A point.
    Point([i32; 2]),
    /// Polygons, each the outer ring and holes.
    Polygons(Vec<Vec<TileRing>>),
}

fn commands(shape: &Shape) -> (u64, Vec<u8>) {
    let mut out = Vec::new();
    let mut at = [0_i32; 2];
    let mut go = |to: [i32; 2], out: &mut Vec<u8>| {
        for axis in 0..2 {
            varint(zigzag(to[axis] - at[axis]).into(), out);
        }
        at = to;
    };
    let command = |id: u64, count: usize, out: &mut Vec<u8>| varint(id | (count as u64) << 3, out);
    match shape {
        Shape::Point(point) => {
            command(1, 1, &mut out);
            go(*point, &mut out);
            (1, out)
        }
        Shape::Polygons(polygons) => {
            for polygon in polygons {
                for (place, ring) in polygon.iter().enumerate() {
                    // Positive where it goes clockwise on the screen.
                    let area = area(ring);
                    if area == 0 {
                        // Without its outer ring a polygon is nothing.
                        if place == 0 {
                            break;
                        }
                        continue;
                    }
                    let mut points: TileRing = ring.clone();
                    if (area > 0) != (place == 0) {
                        points.reverse();
                    }
                    command(1, 1, &mut out);
                    go(points[0], &mut out);
                    command(2, points.len() - 1, &mut out);
                    points[1..].iter().for_each(|point| go(*point, &mut out));
                    command(7, 1, &mut out);
                }
            }
            (3, out)
        }
    }
}

/// A layer of a tile.
#[derive(Default)]
pub struct Layer {
    keys: Vec<String>,
    values: Vec<Value>,
    known_keys: HashMap<String, u64>,
    known_values: HashMap<Value, u64>,
    features: Vec<u8>,
    n_features: usize,
}

impl Layer {
    /// Number of a property's name.
    pub fn key(&mut self, name: &str) -> u64 {
        if let Some(number) = self.known_keys.get(name) {
            return *number;
        }
        let number = self.keys.len() as u64;
        self.keys.push(name.to_owned());
        self.known_keys.insert(name.to_owned(), number);
        number
    }

    /// Number of a value.
    pub fn value(&mut self, value: Value) -> u64 {
        if let Some(number) = self.known_values.get(&value) {
            return *number;
        }
        let number = self.values.len() as u64;
        self.values.push(value.clone());
        self.known_values.insert(value, number);
        number
    }

    /// Adds a feature; `tags` are pairs of numbers of names and values. Without any place to draw
    /// it is left out.
    pub fn push(&mut self, id: u64, tags: &[u64], shape: &Shape) {
        let (kind, geometry) = commands(shape);
        if geometry.is_empty() {
            return;
        }
        let mut feature = Vec::with_capacity(geometry.len() + 2 * tags.len() + 16);
        number(1, id, &mut feature);
        let mut packed = Vec::with_capacity(2 * tags.len());
        for tag in tags {
            varint(*tag, &mut packed);
        }
        bytes(2, &packed, &mut feature);
        number(3, kind, &mut feature);
        bytes(4, &geometry, &mut feature);
        bytes(2, &feature, &mut self.features);
        self.n_features += 1;
    }

    /// Writes the layer, if it has anything.
    pub fn write(&self, name: &str, tile: &mut Vec<u8>) {
        if self.n_features == 0 {
            return;
        }
        let mut layer = Vec::with_capacity(self.features.len() + 1024);
        number(15, 2, &mut layer);
        bytes(1, name.as_bytes(), &mut layer);
        layer.extend_from_slice(&self.features);
        self.keys.iter().for_each(|key| bytes(3, key.as_bytes(), &mut layer));
        for value in &self.values {
            let mut message = Vec::new();
            match value {
                Value::Text(text) => bytes(1, text.as_bytes(), &mut message),
                Value::Double(bits) => {
                    field(3, 1, &mut message);
                    message.extend_from_slice(&bits.to_le_bytes());
                }
                Value::Whole(value) => number(5, *value, &mut message),
                Value::Flag(flag) => number(7, u64::from(*flag), &mut message),
            }
            bytes(4, &message, &mut layer);
        }
        number(5, EXTENT.into(), &mut layer);
        bytes(3, &layer, tile);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_specification_has_them() {
        // Section 4.3.2 of the specification: parameters as zigzag integers.
        assert_eq!([0, -1, 1, -2].map(zigzag), [0, 1, 2, 3]);
        let mut out = Vec::new();
        varint(300, &mut out);
        assert_eq!(out, [0xac, 0x02]);
        // Section 4.3.5.1: the point (25, 17) is 9 50 34.
        assert_eq!(commands(&Shape::Point([25, 17])), (1, vec![9, 50, 34]));
        // Section 4.3.5.5: the polygon (3, 6) (8, 12) (20, 34).
        let ring = vec![[3, 6], [8, 12], [20, 34]];
        let expected = vec![9, 6, 12, 18, 10, 12, 24, 44, 15];
        assert_eq!(commands(&Shape::Polygons(vec![vec![ring.clone()]])), (3, expected.clone()));
        // The other way round it is turned; without an area it is nothing.
        let turned: Vec<[i32; 2]> = ring.iter().rev().copied().collect();
        let (_, written) = commands(&Shape::Polygons(vec![vec![turned]]));
        assert_eq!(written.len(), expected.len());
        let flat = vec![vec![[0, 0], [1, 1], [2, 2]]];
        assert_eq!(commands(&Shape::Polygons(vec![flat])), (3, Vec::new()));
    }
}
