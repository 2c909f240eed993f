//! Vector tiles, decoded by the specification without any code of the program.

use std::collections::BTreeMap;

/// A feature: properties as texts, and its first point.
#[derive(Debug)]
pub struct Feature {
    pub properties: BTreeMap<String, String>,
    pub kind: u64,
    pub point: [i64; 2],
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

/// Fields of a message: number, whole value, bytes.
fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, &[u8])> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let n = match tag & 7 {
            0 => {
                out.push((tag >> 3, varint(&mut bytes), &[][..]));
                continue;
            }
            1 => 8,
            2 => usize::try_from(varint(&mut bytes)).expect("small"),
            other => panic!("wire type {other}"),
        };
        let (own, rest) = bytes.split_at(n);
        out.push((tag >> 3, 0, own));
        bytes = rest;
    }
    out
}

fn numbers(mut bytes: &[u8]) -> Vec<u64> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        out.push(varint(&mut bytes));
    }
    out
}

fn signed(value: u64) -> i64 {
    let half = i64::try_from(value >> 1).expect("small");
    if value & 1 == 1 { -half - 1 } else { half }
}

fn value(bytes: &[u8]) -> String {
    let (number, whole, bytes) = fields(bytes)[0];
    match number {
        1 => String::from_utf8(bytes.to_vec()).expect("UTF-8"),
        3 => f64::from_le_bytes(bytes.try_into().expect("8 bytes")).to_string(),
        5 => whole.to_string(),
        7 => (whole == 1).to_string(),
        other => panic!("value of kind {other}"),
    }
}

/// Layers of a tile by name.
pub fn layers(tile: &[u8]) -> BTreeMap<String, Vec<Feature>> {
    let mut layers = BTreeMap::new();
    for (number, _, layer) in fields(tile) {
        assert_eq!(number, 3, "a tile has layers only");
        let layer = fields(layer);
        let all = |wanted: u64| layer.iter().filter(move |f| f.0 == wanted).map(|f| f.2);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        assert!(layer.iter().any(|f| f.0 == 15 && f.1 == 2), "version 2");
        assert!(layer.iter().any(|f| f.0 == 5 && f.1 == 4096), "extent");
        let keys: Vec<String> = all(3).map(text).collect();
        let values: Vec<String> = all(4).map(value).collect();
        let at = |list: &[String], n: u64| list[usize::try_from(n).expect("small")].clone();
        let feature = |bytes: &[u8]| {
            let feature = fields(bytes);
            let of = |wanted: u64| feature.iter().find(|f| f.0 == wanted).expect("a field");
            let tags = numbers(of(2).2);
            let properties =
                tags.chunks(2).map(|tag| (at(&keys, tag[0]), at(&values, tag[1]))).collect();
            let geometry = numbers(of(4).2);
            assert_eq!(geometry[0] & 7, 1, "it begins with MoveTo");
            let point = [signed(geometry[1]), signed(geometry[2])];
            Feature { properties, kind: of(3).1, point }
        };
        layers.insert(text(all(1).next().expect("a name")), all(2).map(feature).collect());
    }
    layers
}
