//! `addresses.parquet`: one row an address, GeoParquet 1.1, in order.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Arc, Mutex};

use parquet::basic::Encoding;
use parquet::data_type::ByteArray;
use parquet::file::metadata::KeyValue;
use parquet::file::statistics::Statistics;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::SchemaDescriptor;
use rayon::prelude::*;

use super::addresses::Addresses;
use super::chain::{ChainError, Settings};
use super::classes::Class;
use super::codes::{PlaceKey, terc};
use super::fixed::{Gminas, Nodes};
use super::offers::Offers;
use super::order::Ordered;
use super::places::{NOWHERE, metres};
use super::text::put_decimal;
use super::verdicts::{Block, Evidence};
use super::white::White;
use crate::columns::delta::{FrontCoded, Texts, put_numbers};
use crate::columns::read::NULL;
use crate::columns::split::put_split;
use crate::columns::write::{GroupEncoder, Present, Squeeze, TableWriter};
use crate::diagnosis::{Lens, Rule, Status, View, lenses};
use crate::index::NOISE;
use crate::publish::{geo_metadata, lens_column};

/// Usual compression: higher levels cost more than the writing they save.
const USUAL: Squeeze = Squeeze::Zstd(1);
/// Compression of geometry: level 1 looks for longer matches than two coordinates have.
pub(super) const GEOMETRY: Squeeze = Squeeze::Zstd(-1);
/// Bytes of an encoded row for which room is made: more than most need, for room that is not used
/// costs nothing.
const BYTES_PER_ROW: usize = 64;
/// Byte order and kind of a geometry are the same in all; two coordinates follow.
pub(super) const HEAD: [u8; 5] = [1, 1, 0, 0, 0];
/// Everything that the table shows.
pub(super) struct Source<'a> {
    pub(super) addresses: &'a Addresses,
    pub(super) ordered: &'a Ordered,
    pub(super) offers: &'a Offers,
    pub(super) gminas: &'a Gminas,
    /// Their codes as texts.
    pub(super) codes: &'a [String],
    pub(super) nodes: Option<&'a Nodes>,
    pub(super) white: &'a White,
    pub(super) settings: &'a Settings,
    pub(super) has_coverage: bool,
}

/// The schema, column by column.
fn schema(settings: &Settings) -> String {
    let mut columns: Vec<String> = Vec::new();
    let mut text = |name: &str| columns.push(format!("optional binary {name} (UTF8)"));
    text("address_id");
    columns.push("optional int32 source_row (INTEGER(32,false))".to_owned());
    columns.push("optional int32 source_file (INTEGER(16,false))".to_owned());
    for name in ["gmina", "terc", "simc", "locality", "ulic", "street", "number"] {
        columns.push(format!("optional binary {name} (UTF8)"));
    }
    columns.push("optional double easting".to_owned());
    columns.push("optional double northing".to_owned());
    columns.push("optional int32 best_down_kbps (INTEGER(32,false))".to_owned());
    columns.push("optional int32 best_up_kbps (INTEGER(32,false))".to_owned());
    columns.push("optional binary best_technology (UTF8)".to_owned());
    columns.push("optional binary best_operator (UTF8)".to_owned());
    columns.push("optional boolean covered".to_owned());
    columns.push("optional int32 networks_certain (INTEGER(16,false))".to_owned());
    columns.push("optional int32 networks_possible (INTEGER(16,false))".to_owned());
    let profiles = &settings.profiles;
    for suffix in ["", "_rule"] {
        let of_lens = |lens: Lens| lens_column(profiles, lens);
        let texts = lenses(profiles.len())
            .map(|lens| format!("optional binary {}{suffix} (UTF8)", of_lens(lens)));
        columns.extend(texts);
    }
    let prefixes = profiles.iter().map(|profile| profile.column_prefix());
    columns.extend(prefixes.map(|prefix| format!("optional binary {prefix}_evidence (UTF8)")));
    columns.push("optional int32 cluster_id (INTEGER(32,false))".to_owned());
    columns.push("optional binary nearest_node_id (UTF8)".to_owned());
    columns.push("optional double nearest_node_m".to_owned());
    columns.push("optional binary geometry".to_owned());
    let sides = ["xmin", "ymin", "xmax", "ymax"].map(|side| format!("required double {side}; "));
    columns.push(format!("optional group bbox {{ {}}}", sides.concat()));
    let mut message = "message addresses {\n".to_owned();
    for column in columns {
        let end = if column.ends_with('}') { "" } else { ";" };
        let _ = writeln!(message, "  {column}{end}");
    }
    message + "}"
}

fn put_text(text: &[u8], out: &mut Vec<u8>) {
    let length = u32::try_from(text.len()).expect("a text is shorter than 4 GiB");
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(text);
}

/// Encodes the columns of one block.
struct BlockEncoder<'a> {
    source: &'a Source<'a>,
    block: &'a Block,
    group: &'a mut GroupEncoder,
    rows: &'a [u32],
    /// Coordinates of the addresses that have some.
    metres: Vec<[f64; 2]>,
    /// 1 for each address that has a position; empty when all have.
    placed: Vec<u32>,
}

impl<'a> BlockEncoder<'a> {
    fn new(source: &'a Source<'a>, block: &'a Block, group: &'a mut GroupEncoder) -> Self {
        group.clear();
        let rows = &source.ordered.rows[block.range.clone()];
        let points = rows.iter().map(|row| source.addresses.points[*row as usize]);
        let placed = if source.addresses.n_unplaced == 0 {
            Vec::new()
        } else {
            points.clone().map(|point| u32::from(point != NOWHERE)).collect()
        };
        let metres = points.filter(|p| *p != NOWHERE).map(|p| p.map(metres)).collect();
        Self { source, block, group, rows, metres, placed }
    }

    const fn n(&self) -> usize {
        self.rows.len()
    }

    /// A text column by number.
    fn texts<T: AsRef<[u8]>>(&mut self, codes: impl Iterator<Item = u32> + Clone, values: &[T]) {
        let put = |code: u32, out: &mut Vec<u8>| put_text(values[code as usize].as_ref(), out);
        self.group.dictionary(codes, values.len(), put);
    }

    /// A column of the same text everywhere, or of none.
    fn same(&mut self, text: Option<&[u8]>) {
        let code = if text.is_some() { 0 } else { NULL };
        let codes = std::iter::repeat_n(code, self.n());
        self.texts(codes, &[text.unwrap_or_default()]);
    }

    /// A column of small numbers.
    fn small_numbers(&mut self, codes: impl Iterator<Item = u32> + Clone, n_values: usize) {
        let put = |code: u32, out: &mut Vec<u8>| out.extend_from_slice(&code.to_le_bytes());
        self.group.dictionary(codes, n_values, put);
    }

    fn all(&mut self) {
        self.identity();
        self.place();
        let east = self.group.n_chunks();
        self.position(0);
        self.position(1);
        self.best();
        self.verdicts();
        self.white();
        self.geometry();
        for side in [0, 1, 0, 1] {
            self.group.repeat(east + side);
        }
    }

    fn identity(&mut self) {
        let files = &self.source.addresses.files;
        let file_of = |row: u32| match files.len() {
            1 => 0,
            _ => files.partition_point(|(_, first)| *first <= row) - 1,
        };
        let mut ids = FrontCoded::default();
        let mut printer = self.source.addresses.ids.printer();
        for row in self.rows {
            match printer.print(*row) {
                (text, Some(shared)) => ids.push_sharing(text, shared),
                ([], None) => {
                    let (number, first) = files[file_of(*row)];
                    ids.push(format!("{number}:{}", row - first + 1).as_bytes());
                }
                (text, None) => ids.push(text),
            }
        }
        let all = Present::All(self.n());
        self.group.values(all, Encoding::DELTA_BYTE_ARRAY, USUAL, |out| ids.put(out));
        let number = |row: &u32| row - files[file_of(*row)].1 + 1;
        let numbers: Vec<u32> = self.rows.iter().map(number).collect();
        self.group
            .values(all, Encoding::DELTA_BINARY_PACKED, USUAL, |out| put_numbers(&numbers, out));
        let numbers = self.rows.iter().map(|row| u32::from(files[file_of(*row)].0));
        let largest = files.iter().map(|(number, _)| usize::from(*number)).max().unwrap_or(0);
        self.small_numbers(numbers, largest + 1);
    }

    /// Gminas of the block, with the number of addresses in each.
    fn gminas(&self) -> Vec<(u32, usize)> {
        let (starts, range) = (&self.source.ordered.starts, &self.block.range);
        let n_gminas = self.source.gminas.codes.len();
        let code = |gmina: usize| match u32::try_from(gmina) {
            Ok(code) if gmina < n_gminas => code,
            _ => NULL,
        };
        let n_in = |gmina: usize| {
            let (start, end) = (starts[gmina] as usize, starts[gmina + 1] as usize);
            end.min(range.end) - start.max(range.start)
        };
        self.block.tallies.iter().map(|(gmina, _)| (code(*gmina), n_in(*gmina))).collect()
    }

    fn place(&mut self) {
        let gminas = self.source.codes;
        let runs = self.gminas();
        let codes = runs.iter().flat_map(|(code, n)| std::iter::repeat_n(*code, *n));
        self.texts(codes, gminas);
        let known = || runs.iter().map(|(code, _)| *code).filter(|code| *code != NULL);
        if let (Some(min), Some(max)) = (known().min(), known().max()) {
            let text = |code: u32| Some(ByteArray::from(gminas[code as usize].as_str()));
            self.group.set_statistics(Statistics::byte_array(
                text(min),
                text(max),
                None,
                None,
                false,
            ));
        }
        self.tercs();
        let keys = self.rows.iter().map(|row| self.source.addresses.keys[*row as usize]);
        let keys: Vec<PlaceKey> = keys.collect();
        let simc = distinct(keys.iter().map(|key| key.simc()));
        let printed: Vec<String> = simc.1.iter().map(|code| format!("{:07}", code - 1)).collect();
        self.texts(simc.0.iter().copied(), &printed);
        self.same(Some(b""));
        let ulic = distinct(keys.iter().map(|key| key.ulic()));
        let printed: Vec<String> = ulic.1.iter().map(|code| format!("{:05}", code - 1)).collect();
        self.texts(ulic.0.iter().copied(), &printed);
        self.same(Some(b""));
        self.texts(keys.iter().map(|key| key.number()), &self.source.ordered.numbers);
    }

    /// TERC codes as the register has them.
    fn tercs(&mut self) {
        let tercs = &self.source.addresses.tercs;
        if tercs.is_empty() {
            return self.same(None);
        }
        let codes = distinct(self.rows.iter().map(|row| tercs[*row as usize]));
        let print = |code: &u32| terc(*code).map_or_else(String::new, |terc| terc.to_string());
        let printed: Vec<String> = codes.1.iter().map(print).collect();
        self.texts(codes.0.iter().copied(), &printed);
    }

    fn position(&mut self, axis: usize) {
        let present = present(&self.placed, self.rows.len());
        let values = self.metres.iter().map(|point| point[axis]);
        let split = |out: &mut Vec<u8>| put_split(values.clone(), out);
        self.group.values(present, Encoding::BYTE_STREAM_SPLIT, USUAL, split);
        let (min, max) = (values.clone().reduce(f64::min), values.reduce(f64::max));
        self.group.set_statistics(Statistics::double(min, max, None, None, false));
    }

    fn geometry(&mut self) {
        let present = present(&self.placed, self.rows.len());
        let metres = &self.metres;
        self.group.values(present, Encoding::DELTA_BYTE_ARRAY, GEOMETRY, |out| {
            let all_but_first = |first: u32, other: u32| {
                let mut all = vec![other; metres.len()];
                all.iter_mut().take(1).for_each(|value| *value = first);
                all
            };
            put_numbers(&all_but_first(0, 5), out);
            put_numbers(&all_but_first(21, 16), out);
            if !metres.is_empty() {
                out.extend_from_slice(&HEAD);
            }
            for [east, north] in metres {
                out.extend_from_slice(&east.to_le_bytes());
                out.extend_from_slice(&north.to_le_bytes());
            }
        });
    }

    fn best(&mut self) {
        let (offers, best) = (self.source.offers, &self.block.best);
        // Classes of the block by occurrence; columns then go by class, not by address.
        let mut local = vec![NULL; offers.classes.len()];
        let (mut classes, mut keys, mut levels) =
            (Vec::new(), Vec::with_capacity(best.len()), Vec::new());
        for class in best.iter().filter(|class| **class != NULL) {
            let key = &mut local[*class as usize];
            if *key == NULL {
                *key = u32::try_from(classes.len()).expect("no more than classes");
                classes.push(&offers.classes[*class as usize]);
            }
            keys.push(*key);
        }
        if keys.len() < best.len() {
            levels.extend(best.iter().map(|class| u32::from(*class != NULL)));
        }
        let present = present(&levels, best.len());
        let mut column = |of: fn(&Class) -> u32, put: &dyn Fn(u32, &mut Vec<u8>)| {
            let (codes, values) = distinct(classes.iter().map(|class| of(class) + 1));
            let keys: Vec<u32> = keys.iter().map(|key| codes[*key as usize]).collect();
            self.group.keyed(present, &keys, &values, |value, out| put(value - 1, out));
        };
        let number = |value: u32, out: &mut Vec<u8>| out.extend_from_slice(&value.to_le_bytes());
        column(|class| class.down_kbps, &number);
        column(|class| class.up_kbps, &number);
        let text = |texts: &'a [Vec<u8>]| {
            move |at: u32, out: &mut Vec<u8>| put_text(&texts[at as usize], out)
        };
        column(|class| class.technology, &text(offers.technologies.texts()));
        column(|class| class.operator, &text(offers.operators.texts()));
    }

    fn covered(&mut self) {
        let covered = &self.source.addresses.covered;
        let n = self.n();
        // Unknown without coverage areas, and where no position is known.
        let unknown = if self.source.has_coverage { Vec::new() } else { vec![0; n] };
        let levels = if self.source.has_coverage { &self.placed } else { &unknown };
        let known: Vec<bool> = (0..n)
            .filter(|at| levels.get(*at).is_none_or(|level| *level == 1))
            .map(|at| covered[self.rows[at] as usize])
            .collect();
        let byte = |eight: &[bool]| {
            eight.iter().zip(0..).map(|(is_covered, at)| u8::from(*is_covered) << at).sum::<u8>()
        };
        let bits: Vec<u8> = known.chunks(8).map(byte).collect();
        let present = present(levels, n);
        self.group.values(present, Encoding::PLAIN, USUAL, |out| out.extend_from_slice(&bits));
    }

    fn verdicts(&mut self) {
        self.covered();
        let block = self.block;
        for counts in &block.networks {
            let counts = || counts.iter().copied().map(u32::from);
            let largest = counts().max().unwrap_or(0) as usize;
            self.small_numbers(counts(), largest + 1);
        }
        let statuses = Rule::ALL.map(|rule| rule.status() as u32);
        let names = Status::ALL.map(Status::as_str);
        for rules in &block.rules {
            self.texts(rules.iter().map(|rule| statuses[usize::from(*rule)]), &names);
            self.repeat();
        }
        let names = Rule::ALL.map(Rule::as_str);
        for rules in &block.rules {
            self.texts(rules.iter().map(|rule| u32::from(*rule)), &names);
            self.repeat();
        }
        for evidence in &block.evidence {
            self.evidence(evidence);
        }
    }

    /// The last column again for the other views: without plans they do not differ.
    fn repeat(&mut self) {
        let last = self.group.n_chunks() - 1;
        for _ in 1..View::ALL.len() {
            self.group.repeat(last);
        }
    }

    fn evidence(&mut self, evidence: &Evidence) {
        let files = &self.source.offers.files;
        let prefixes: Vec<Vec<u8>> =
            files.iter().map(|(number, _)| format!(";{number}:").into_bytes()).collect();
        let mut texts = Texts::default();
        texts.lengths.reserve(self.n());
        texts.bytes.reserve(evidence.rows.len() * 12);
        let mut rows = evidence.rows.iter();
        for count in &evidence.counts {
            let start = texts.bytes.len();
            // The first has no semicolon.
            let mut skip = 1;
            for row in rows.by_ref().take(*count as usize) {
                let file = match files.len() {
                    1 => 0,
                    _ => files.partition_point(|(_, first)| first <= row) - 1,
                };
                texts.bytes.extend_from_slice(&prefixes[file][skip..]);
                put_decimal(row - files[file].1 + 1, &mut texts.bytes);
                skip = 0;
            }
            texts.lengths.push(u32::try_from(texts.bytes.len() - start).unwrap_or(0));
        }
        let all = Present::All(self.n());
        self.group.values(all, Encoding::DELTA_LENGTH_BYTE_ARRAY, USUAL, |out| texts.put(out));
    }

    fn white(&mut self) {
        let (white, range) = (self.source.white, self.block.range.clone());
        let start = white.positions.partition_point(|p| (*p as usize) < range.start);
        let end = white.positions.partition_point(|p| (*p as usize) < range.end);
        let n = self.n();
        let mut levels = vec![0; n];
        let mut clusters = Vec::new();
        for at in start..end {
            if white.clusters[at] != NOISE {
                levels[white.positions[at] as usize - range.start] = 1;
                clusters.push(white.clusters[at] + 1);
            }
        }
        self.group.values(Present::Some(&levels), Encoding::PLAIN, USUAL, |out| {
            for cluster in &clusters {
                out.extend_from_slice(&cluster.to_le_bytes());
            }
        });
        let mut codes = vec![NULL; n];
        let Some(nodes) = self.source.nodes.filter(|_| !white.nearest.is_empty()) else {
            self.same(None);
            let none = vec![0; n];
            self.group.values(Present::Some(&none), Encoding::PLAIN, USUAL, |_| ());
            return;
        };
        for at in start..end {
            codes[white.positions[at] as usize - range.start] = nodes.first(white.nearest[at].node);
        }
        self.texts(codes.iter().copied(), &nodes.ids);
        let levels: Vec<u32> = codes.iter().map(|code| u32::from(*code != NULL)).collect();
        self.group.values(Present::Some(&levels), Encoding::PLAIN, USUAL, |out| {
            for nearest in &white.nearest[start..end] {
                out.extend_from_slice(&nearest.metres.to_le_bytes());
            }
        });
    }
}

const fn present(levels: &[u32], n: usize) -> Present<'_> {
    if levels.is_empty() { Present::All(n) } else { Present::Some(levels) }
}

/// Numbers values, which are at least 1, in order of occurrence; 0 is none. Quick where values
/// come in runs.
fn distinct(values: impl Iterator<Item = u32>) -> (Vec<u32>, Vec<u32>) {
    let (mut codes, mut all) = (Vec::new(), Vec::new());
    let mut known = std::collections::HashMap::new();
    let (mut last, mut last_code) = (0, NULL);
    for value in values {
        if value != last {
            last = value;
            last_code = if value == 0 {
                NULL
            } else {
                *known.entry(value).or_insert_with(|| {
                    all.push(value);
                    u32::try_from(all.len() - 1).expect("no more than values")
                })
            };
        }
        codes.push(last_code);
    }
    (codes, all)
}

/// Writes the table; the blocks are given up as they are written.
pub(super) fn write(
    source: &Source<'_>,
    blocks: Vec<Block>,
    sink: impl Write + Send,
) -> Result<(), ChainError> {
    let schema = SchemaDescriptor::new(Arc::new(parse_message_type(&schema(source.settings))?));
    let mut file = TableWriter::new(sink, schema)?;
    let spare: Mutex<Vec<GroupEncoder>> = Mutex::new(Vec::new());
    let encode = |block: Block| {
        let spared = spare.lock().map_or(None, |mut spare| spare.pop());
        let room = block.range.len() * BYTES_PER_ROW;
        let mut group = spared.unwrap_or_else(|| GroupEncoder::with_room(room));
        BlockEncoder::new(source, &block, &mut group).all();
        group
    };
    let mut blocks = blocks.into_iter();
    // No more at a time than there are threads: memory that nobody had before is cleared first, and
    // encoders that come back have theirs.
    let n_at_once = rayon::current_num_threads();
    let mut encode_batch = || -> Vec<GroupEncoder> {
        blocks.by_ref().take(n_at_once).collect::<Vec<_>>().into_par_iter().map(encode).collect()
    };
    let mut ready = encode_batch();
    while !ready.is_empty() {
        let append = || ready.iter().try_for_each(|group| file.append(group));
        let (next, written) = rayon::join(&mut encode_batch, append);
        written?;
        if let Ok(mut spare) = spare.lock() {
            spare.append(&mut ready);
        }
        ready = next;
    }
    let metadata = vec![KeyValue::new("geo".to_owned(), geo_metadata(&["Point"], true))];
    file.finish(concat!("zasieg ", env!("CARGO_PKG_VERSION")), metadata)?;
    Ok(())
}
