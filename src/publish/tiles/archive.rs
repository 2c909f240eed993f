//! PMTiles, version 3: tiles in one file, of which a map reads the ranges that it shows.

use std::collections::hash_map::Entry as MapEntry;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use flate2::{Compression, GzBuilder};
use sha2::{Digest as _, Sha256};

/// Bytes of the header.
const HEADER: u64 = 127;
/// Header and root directory together, which readers fetch at once.
const FIRST_READ: u64 = 16_384;
/// Entries of the smallest leaf directory.
const LEAF: usize = 4096;
/// Number of the compression "gzip".
const GZIP: u8 = 2;
/// Number of the tile type "Mapbox Vector Tile".
const MVT: u8 = 1;

/// What an archive says of itself.
pub struct About {
    /// Metadata: `name`, `vector_layers` and what else readers show.
    pub metadata: serde_json::Value,
    /// Smallest and largest zoom.
    pub zooms: (u8, u8),
    /// West, south, east and north in degrees.
    pub bounds: [f64; 4],
}

/// Number of a tile: zooms one after another, each along the curve of Hilbert.
pub const fn tile_id(zoom: u32, x: u32, y: u32) -> u64 {
    let side = 1_u64 << zoom;
    let (mut x, mut y) = (x as u64, y as u64);
    let mut id = (side * side - 1) / 3;
    let mut half = side / 2;
    while half > 0 {
        let (right, low) = (x & half > 0, y & half > 0);
        let quarter = (if right { 3 } else { 0 }) ^ (if low { 1 } else { 0 });
        id += half * half * quarter;
        if !low {
            if right {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        half /= 2;
    }
    id
}

/// An entry of a directory: `run` tiles from `id` on with the same bytes; 0: a leaf directory.
#[derive(Clone, Copy)]
struct Entry {
    id: u64,
    run: u64,
    offset: u64,
    length: u64,
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// The same bytes squeezed the same, whatever the time.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::new(6));
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn directory(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(entries.len() * 8);
    varint(entries.len() as u64, &mut out);
    let mut last = 0;
    for entry in entries {
        varint(entry.id - last, &mut out);
        last = entry.id;
    }
    for entry in entries {
        varint(entry.run, &mut out);
    }
    for entry in entries {
        varint(entry.length, &mut out);
    }
    let mut end = None;
    for entry in entries {
        let follows = end == Some(entry.offset);
        varint(if follows { 0 } else { entry.offset + 1 }, &mut out);
        end = Some(entry.offset + entry.length);
    }
    gzip(&out)
}

/// The root directory, and leaves where it alone would not fit into the first read.
fn directories(entries: &[Entry]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let fits = |root: &Vec<u8>| root.len() as u64 <= FIRST_READ - HEADER;
    let root = directory(entries)?;
    if fits(&root) {
        return Ok((root, Vec::new()));
    }
    let mut size = LEAF;
    loop {
        let (mut leaves, mut above) = (Vec::new(), Vec::new());
        for part in entries.chunks(size) {
            let leaf = directory(part)?;
            let (offset, length) = (leaves.len() as u64, leaf.len() as u64);
            above.push(Entry { id: part[0].id, run: 0, offset, length });
            leaves.extend(leaf);
        }
        let root = directory(&above)?;
        if fits(&root) {
            return Ok((root, leaves));
        }
        size *= 2;
    }
}

/// Ten millionths of a degree.
fn e7(degrees: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "degrees are at most 180")]
    let whole = (degrees * 1e7).round() as i32;
    whole
}

/// Writes tiles by their number. Equal tiles are stored once.
///
/// # Errors
/// When the writer fails.
pub fn write_archive(
    tiles: &BTreeMap<u64, Vec<u8>>,
    about: &About,
    mut writer: impl Write,
) -> io::Result<()> {
    let mut data = Vec::new();
    let mut known: HashMap<[u8; 32], (u64, u64)> = HashMap::new();
    let mut entries: Vec<Entry> = Vec::new();
    for (id, tile) in tiles {
        let hash = Sha256::digest(tile).into();
        let (offset, length) = match known.entry(hash) {
            MapEntry::Occupied(held) => *held.get(),
            MapEntry::Vacant(free) => {
                let squeezed = gzip(tile)?;
                let place = (data.len() as u64, squeezed.len() as u64);
                data.extend(squeezed);
                *free.insert(place)
            }
        };
        match entries.last_mut() {
            Some(last) if last.offset == offset && last.id + last.run == *id => last.run += 1,
            _ => entries.push(Entry { id: *id, run: 1, offset, length }),
        }
    }
    let (root, leaves) = directories(&entries)?;
    let metadata = gzip(about.metadata.to_string().as_bytes())?;
    let mut header = Vec::with_capacity(127);
    header.extend_from_slice(b"PMTiles\x03");
    let mut at = HEADER;
    for part in [&root, &metadata, &leaves, &data] {
        header.extend_from_slice(&at.to_le_bytes());
        header.extend_from_slice(&(part.len() as u64).to_le_bytes());
        at += part.len() as u64;
    }
    for count in [tiles.len(), entries.len(), known.len()] {
        header.extend_from_slice(&(count as u64).to_le_bytes());
    }
    let (first, last) = about.zooms;
    header.extend_from_slice(&[1, GZIP, GZIP, MVT, first, last]);
    let [west, south, east, north] = about.bounds;
    for degrees in about.bounds {
        header.extend_from_slice(&e7(degrees).to_le_bytes());
    }
    header.push(first);
    for degrees in [f64::midpoint(west, east), f64::midpoint(south, north)] {
        header.extend_from_slice(&e7(degrees).to_le_bytes());
    }
    for part in [&header, &root, &metadata, &leaves, &data] {
        writer.write_all(part)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_have_the_numbers_of_the_specification() {
        // Section 4.1 of the specification, and the start of zoom 2.
        let cases = [
            ((0, 0, 0), 0),
            ((1, 0, 0), 1),
            ((1, 0, 1), 2),
            ((1, 1, 1), 3),
            ((1, 1, 0), 4),
            ((2, 0, 0), 5),
            ((12, 3423, 1763), 19_078_479),
        ];
        for ((zoom, x, y), id) in cases {
            assert_eq!(tile_id(zoom, x, y), id, "{zoom}/{x}/{y}");
        }
    }

    #[test]
    fn entries_are_runs_and_offsets_that_follow_are_zero() {
        let entry = |id, run, offset, length| Entry { id, run, offset, length };
        let packed = directory(&[entry(5, 1, 0, 10), entry(7, 300, 10, 4)]).expect("memory");
        let mut plain = Vec::new();
        io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut plain)
            .expect("gzip");
        // Two entries; 5, +2; runs 1, 300; lengths 10, 4; offset 0 as 1, then "follows".
        assert_eq!(plain, [2, 5, 2, 1, 0xac, 2, 10, 4, 1, 0]);
    }

    #[test]
    fn many_tiles_go_into_leaves() {
        // Lengths that do not compress: a root of all would not fit.
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 40
        };
        let mut at = 0;
        let entries: Vec<Entry> = (0..20_000)
            .map(|n| {
                let length = next() + 1;
                at += length;
                Entry { id: n * 7, run: 1, offset: at - length, length }
            })
            .collect();
        let (root, leaves) = directories(&entries).expect("memory");
        assert!(root.len() as u64 <= FIRST_READ - HEADER && !leaves.is_empty());
    }
}
