//! The archive of tiles of the atlas, read by the specification of PMTiles 3 and of vector tiles.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;
use geo::Validation as _;
use geo_types::{Coord, LineString, Polygon};

use crate::program::zasieg;
use crate::table::Table;

fn whole(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

fn size(number: u64) -> usize {
    usize::try_from(number).expect("a small file")
}

fn degrees(bytes: &[u8], at: usize) -> f64 {
    f64::from(i32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))) / 1e7
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).expect("gzip");
    plain
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (first, rest) = bytes.split_first().expect("a number ends");
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        shift += 7;
        if first & 0x80 == 0 {
            return value;
        }
    }
}

/// Tiles of an archive whose root directory names them all, by their number.
fn tiles(archive: &[u8]) -> BTreeMap<u64, Vec<u8>> {
    let (root, n_root) = (size(whole(archive, 8)), size(whole(archive, 16)));
    let directory = unpacked(&archive[root..root + n_root]);
    let mut left = &directory[..];
    let n = size(varint(&mut left));
    let mut last = 0;
    let ids: Vec<u64> = (0..n)
        .map(|_| {
            last += varint(&mut left);
            last
        })
        .collect();
    let runs: Vec<u64> = (0..n).map(|_| varint(&mut left)).collect();
    let lengths: Vec<u64> = (0..n).map(|_| varint(&mut left)).collect();
    let (data, mut end, mut found) = (whole(archive, 56), 0, BTreeMap::new());
    for at in 0..n {
        let offset = match varint(&mut left) {
            0 => end,
            more => more - 1,
        };
        end = offset + lengths[at];
        let from = size(data + offset);
        let tile = unpacked(&archive[from..from + size(lengths[at])]);
        assert!(runs[at] > 0, "no leaves in a small archive");
        found.extend((0..runs[at]).map(|more| (ids[at] + more, tile.clone())));
    }
    assert!(left.is_empty());
    found
}

/// A field of a message: its number, and its value or its bytes.
fn fields(mut message: &[u8]) -> Vec<(u64, u64, &[u8])> {
    let mut found = Vec::new();
    while !message.is_empty() {
        let key = varint(&mut message);
        let (value, length) = match key & 7 {
            0 => (varint(&mut message), 0),
            1 => (whole(message, 0), 8),
            2 => (0, size(varint(&mut message))),
            kind => panic!("wire type {kind}"),
        };
        let (bytes, rest) = message.split_at(length);
        message = rest;
        found.push((key >> 3, value, bytes));
    }
    found
}

/// Features of each layer: their properties as text, and the numbers of their geometry.
type Features = Vec<(BTreeMap<String, String>, Vec<u64>)>;

fn layers(tile: &[u8]) -> BTreeMap<String, Features> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let mut found = BTreeMap::new();
    for (_, _, layer) in fields(tile) {
        let parts = fields(layer);
        let of = |number: u64| parts.iter().filter(move |part| part.0 == number);
        let keys: Vec<String> = of(3).map(|part| text(part.2)).collect();
        let values: Vec<String> = of(4)
            .map(|part| match fields(part.2)[0] {
                (1, _, bytes) => text(bytes),
                (3, bits, _) => f64::from_bits(bits).to_string(),
                (_, value, _) => value.to_string(),
            })
            .collect();
        let features = of(2).map(|part| {
            let (mut properties, mut geometry) = (BTreeMap::new(), Vec::new());
            for (number, value, mut bytes) in fields(part.2) {
                match number {
                    2 => {
                        while !bytes.is_empty() {
                            let key = size(varint(&mut bytes));
                            let value = size(varint(&mut bytes));
                            properties.insert(keys[key].clone(), values[value].clone());
                        }
                    }
                    3 => assert_eq!(value, 3, "a polygon"),
                    4 => {
                        while !bytes.is_empty() {
                            geometry.push(varint(&mut bytes));
                        }
                    }
                    _ => {}
                }
            }
            (properties, geometry)
        });
        let features = features.collect();
        let name = of(1).map(|part| text(part.2)).next().expect("a name");
        found.insert(name, features);
    }
    found
}

/// Polygons of commands: an outer ring goes clockwise on the screen, whose y points down, and the
/// holes that follow it the other way.
fn polygons(geometry: &[u64]) -> Vec<Polygon> {
    let (mut found, mut ring): (Vec<Polygon>, Vec<Coord>) = (Vec::new(), Vec::new());
    let (mut left, mut at) = (geometry, Coord { x: 0, y: 0 });
    while let Some((command, rest)) = left.split_first() {
        left = rest;
        let (id, count) = (command & 7, size(command >> 3));
        if id == 7 {
            let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
            let area: f64 = pairs.map(|(a, b)| a.x * b.y - b.x * a.y).sum();
            assert!(area.abs() > 0.0, "a ring has an area");
            let line = LineString(std::mem::take(&mut ring));
            if area > 0.0 {
                found.push(Polygon::new(line, Vec::new()));
            } else {
                found.last_mut().expect("a hole is in a polygon").interiors_push(line);
            }
            continue;
        }
        assert!(id == 1 || id == 2, "command {id}");
        for pair in left[..2 * count].chunks(2) {
            let number = |value: u64| (value >> 1).cast_signed() ^ -(value & 1).cast_signed();
            at = Coord { x: at.x + number(pair[0]), y: at.y + number(pair[1]) };
            let whole = |value: i64| f64::from(i32::try_from(value).expect("near a tile"));
            ring.push(Coord { x: whole(at.x), y: whole(at.y) });
        }
        left = &left[2 * count..];
    }
    assert!(ring.is_empty(), "every ring is closed");
    found
}

/// Polygons of all tiles of an archive and those of them that are not valid.
fn validity(archive: &[u8]) -> (usize, Vec<String>) {
    let (mut n, mut wrong) = (0, Vec::new());
    for (id, tile) in tiles(archive) {
        for (layer, features) in layers(&tile) {
            for (properties, geometry) in features {
                for polygon in polygons(&geometry) {
                    n += 1;
                    if let Err(error) = polygon.check_validation() {
                        wrong.push(format!("tile {id}, {layer} {}: {error}", properties["code"]));
                    }
                }
            }
        }
    }
    (n, wrong)
}

#[test]
fn every_polygon_of_the_atlas_is_valid() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (land, out) = (dir.path().join("kraj"), dir.path().join("atlas"));
    zasieg(&[&"synth", &"--out", &land, &"--addresses", &"30011", &"--seed", &"5", &"-q"]).with(0);
    let run = land.join("run.toml");
    zasieg(&[&"national", &run, &"--out", &out, &"-q"]);
    let (n, wrong) = validity(&fs::read(out.join("atlas.pmtiles")).expect("written"));
    assert_eq!(wrong, Vec::<String>::new(), "of {n}");
    assert!(n > 300, "{n}");
}

#[test]
fn real_outlines_are_valid_on_every_tile() {
    let Some(real) = std::env::var_os("ZASIEG_REAL_DATA") else {
        println!("ZASIEG_REAL_DATA is not set: real outlines are not drawn");
        return;
    };
    let real = fs::canonicalize(real).expect("ZASIEG_REAL_DATA names a folder");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("atlas"));
    let input = |register: &str, path: &Path| {
        let path = path.display();
        format!("[[input]]\nregister = \"{register}\"\npath = \"{path}\"\nedition = \"t\"\n")
    };
    let text = "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n".to_owned()
        + &input("boundaries", &real.join("boundaries/lubuskie_gminy.geojson"))
        + &input("sidusis-addresses", &sample.join("adresy.csv"))
        + &input("sidusis-report", &sample.join("zasieg/operator_a.csv"));
    fs::write(&run, text).expect("written");
    zasieg(&[&"national", &run, &"--out", &out, &"-q"]);
    let (n, wrong) = validity(&fs::read(out.join("atlas.pmtiles")).expect("written"));
    assert_eq!(wrong, Vec::<String>::new(), "of {n}");
    // 82 gminas, 14 powiats and the voivodeship, on many tiles each.
    assert!(n > 1000, "{n}");
}

#[test]
fn the_atlas_is_an_archive_of_tiles_with_the_numbers_of_the_tables() {
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/run.toml");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (out, again) = (dir.path().join("kraj"), dir.path().join("znowu"));
    zasieg(&[&"national", &run, &"--out", &out, &"-q"]).with(0);
    zasieg(&[&"national", &run, &"--out", &again, &"--lang", &"en", &"-q"]).with(0);
    let archive = fs::read(out.join("atlas.pmtiles")).expect("written");
    assert_eq!(&archive[..8], b"PMTiles\x03");
    // The parts follow one another and end with the file.
    assert_eq!(whole(&archive, 8), 127);
    assert_eq!(whole(&archive, 56) + whole(&archive, 64), archive.len() as u64);
    // Clustered, gzip twice, vector tiles; the deepest zoom.
    assert_eq!(archive[96..100], [1, 2, 2, 1]);
    assert_eq!(archive[101], 10);
    let [west, south, east, north] = [102, 106, 110, 114].map(|at| degrees(&archive, at));
    // The sample stands in Pomorze.
    assert!(14.0 < west && west < east && east < 24.2, "{west} {east}");
    assert!(49.0 < south && south < north && north < 54.9, "{south} {north}");
    let from = size(whole(&archive, 24));
    let metadata = unpacked(&archive[from..from + size(whole(&archive, 32))]);
    let metadata: serde_json::Value = serde_json::from_slice(&metadata).expect("JSON");
    let named = metadata["vector_layers"].as_array().expect("layers").iter();
    let named: Vec<&str> = named.map(|layer| layer["id"].as_str().expect("a name")).collect();
    assert_eq!(named, ["wojewodztwa", "powiats", "gminas"]);

    let tiles = tiles(&archive);
    assert_eq!(whole(&archive, 72), tiles.len() as u64);
    // A gmina of ten kilometres is nothing on the tile of the world.
    assert!(!tiles.contains_key(&0));
    let first = layers(tiles.values().next().expect("tiles"));
    assert_eq!(first["wojewodztwa"][0].0["code"], "98");
    let table = Table::read(&out.join("gminas.csv"));
    let (mut seen, last) = (0, (4_u64.pow(10) - 1) / 3);
    for tile in tiles.range(last..).map(|(_, tile)| tile) {
        for (gmina, geometry) in &layers(tile)["gminas"] {
            assert_eq!(gmina["code"], table.value(0, "code"));
            for column in ["addresses", "eu_2023_today_white_low", "eu_2023_with_plans_white_high"]
            {
                assert_eq!(gmina[column], table.value(0, column), "{column}");
            }
            assert!(geometry.len() > 8);
            seen += 1;
        }
    }
    assert!(seen > 0, "a tile of the deepest zoom");
    // The language of the page is not in the numbers.
    let other = fs::read(again.join("atlas.pmtiles")).expect("written");
    let tail = |bytes: &[u8]| bytes[size(whole(bytes, 56))..].to_vec();
    assert_eq!(tail(&archive), tail(&other));
    let page = fs::read_to_string(again.join("atlas.html")).expect("written");
    assert!(page.contains("<html lang=\"en\">") && page.contains("National atlas"), "English");
}
