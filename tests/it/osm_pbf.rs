//! A writer of OpenStreetMap's binary form (`.osm.pbf`), from its published description
//! (wiki.openstreetmap.org/wiki/PBF_Format): enough for nodes and ways with tags.

use std::collections::BTreeMap;

/// Entities in one block; the format allows eight thousand.
const BLOCK: usize = 8000;

/// A node: id, longitude and latitude in units of 1e-7 degrees.
pub type Node = (i64, i64, i64);
/// A way: id, nodes, tags.
pub type Way = (i64, Vec<i64>, Vec<(String, String)>);

/// A message of protocol buffers.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
    }

    fn number(mut self, field: u64, value: u64) -> Self {
        self.varint(field << 3);
        self.varint(value);
        self
    }

    fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    fn packed(self, field: u64, values: impl IntoIterator<Item = u64>) -> Self {
        let mut all = Self::default();
        values.into_iter().for_each(|value| all.varint(value));
        self.bytes(field, &all.0)
    }
}

/// Differences of neighbours, zigzag-coded.
fn deltas(values: impl IntoIterator<Item = i64>) -> Vec<u64> {
    let mut before = 0;
    let zigzag = |value: i64| (value << 1 ^ value >> 63).cast_unsigned();
    let step = |value: i64| zigzag(value - std::mem::replace(&mut before, value));
    values.into_iter().map(step).collect()
}

fn blob(kind: &str, block: &[u8]) -> Vec<u8> {
    let blob = Message::default().bytes(1, block);
    let header = Message::default().bytes(1, kind.as_bytes()).number(3, blob.0.len() as u64);
    let length = u32::try_from(header.0.len()).expect("a short header");
    [&length.to_be_bytes()[..], &header.0, &blob.0].concat()
}

/// A block of one group; string 0 is the empty one.
fn block(strings: &[&str], group: &[u8]) -> Vec<u8> {
    let mut table = Message::default().bytes(1, b"");
    for text in strings {
        table = table.bytes(1, text.as_bytes());
    }
    // The default granularity of 100 nanodegrees is the unit of `Node`.
    blob("OSMData", &Message::default().bytes(1, &table.0).bytes(2, group).0)
}

/// The bytes of a file.
pub fn write(nodes: &[Node], ways: &[Way]) -> Vec<u8> {
    let header = Message::default().bytes(4, b"OsmSchema-V0.6").bytes(4, b"DenseNodes");
    let mut file = blob("OSMHeader", &header.0);
    for nodes in nodes.chunks(BLOCK) {
        let dense = Message::default()
            .packed(1, deltas(nodes.iter().map(|n| n.0)))
            .packed(8, deltas(nodes.iter().map(|n| n.2)))
            .packed(9, deltas(nodes.iter().map(|n| n.1)));
        file.extend(block(&[], &Message::default().bytes(2, &dense.0).0));
    }
    for ways in ways.chunks(BLOCK) {
        let mut strings = BTreeMap::new();
        for text in ways.iter().flat_map(|w| &w.2).flat_map(|(key, value)| [key, value]) {
            strings.insert(text.as_str(), 0);
        }
        strings.values_mut().zip(1..).for_each(|(place, number)| *place = number);
        let mut group = Message::default();
        for (id, nodes, tags) in ways {
            let way = Message::default()
                .number(1, id.cast_unsigned())
                .packed(2, tags.iter().map(|(key, _)| strings[key.as_str()]))
                .packed(3, tags.iter().map(|(_, value)| strings[value.as_str()]))
                .packed(8, deltas(nodes.iter().copied()));
            group = group.bytes(3, &way.0);
        }
        let strings: Vec<&str> = strings.into_keys().collect();
        file.extend(block(&strings, &group.0));
    }
    file
}
