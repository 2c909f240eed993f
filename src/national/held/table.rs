//! `addresses.parquet`: what the dataset says of an address is copied as it stands, chunk by chunk;
//! what the diagnosis says follows.

use std::io::Write;
use std::sync::Mutex;

use arrow_schema::{DataType, Field, Fields, Schema};
use parquet::arrow::ArrowSchemaConverter;
use parquet::basic::Encoding;
use parquet::file::metadata::KeyValue;
use parquet::schema::types::SchemaDescriptor;
use rayon::prelude::*;

use super::lists::{Block, VIEWS};
use super::places::FILE;
use super::{Diagnosed, Held, declined};
use crate::columns::delta::Texts;
use crate::columns::read::{NULL, Table};
use crate::columns::write::{GroupEncoder, Present, Squeeze, TableWriter};
use crate::diagnosis::{Rule, Status, View, lenses};
use crate::index::NOISE;
use crate::national::ChainError;
use crate::national::places::NOWHERE;
use crate::national::text::{Interner, put_decimal};
use crate::policy::ThresholdProfile;
use crate::publish::{geo_metadata, lens_column};

/// Usual compression: higher levels cost more than the writing they save.
const USUAL: Squeeze = Squeeze::Zstd(1);
/// Row groups encoded at a time.
const BATCH: usize = 4;
/// Columns that stand before what is known of offers.
pub(super) const IDENTITY: [&str; 12] = [
    "address_id",
    "source_row",
    "source_file",
    "gmina",
    "terc",
    "simc",
    "locality",
    "ulic",
    "street",
    "number",
    "easting",
    "northing",
];
/// Names that are empty, not absent, where the dataset has none.
const NAMES: [&str; 3] = ["locality", "street", "number"];
/// Columns that stand last.
pub(super) const GEOMETRY: [&str; 5] =
    ["geometry", "bbox.xmin", "bbox.ymin", "bbox.xmax", "bbox.ymax"];

/// The schema of the table, as the general way has it.
pub(super) fn schema(profiles: &[ThresholdProfile]) -> Result<SchemaDescriptor, ChainError> {
    let mut fields: Vec<Field> = Vec::new();
    let mut push = |name: &str, kind: DataType| fields.push(Field::new(name, kind, true));
    for name in IDENTITY {
        push(
            name,
            match name {
                "source_row" => DataType::UInt32,
                "source_file" => DataType::UInt16,
                "easting" | "northing" => DataType::Float64,
                _ => DataType::Utf8,
            },
        );
    }
    push("best_down_kbps", DataType::UInt32);
    push("best_up_kbps", DataType::UInt32);
    push("best_technology", DataType::Utf8);
    push("best_operator", DataType::Utf8);
    push("covered", DataType::Boolean);
    push("networks_certain", DataType::UInt16);
    push("networks_possible", DataType::UInt16);
    for suffix in ["", "_rule"] {
        for lens in lenses(profiles.len()) {
            push(&format!("{}{suffix}", lens_column(profiles, lens)), DataType::Utf8);
        }
    }
    for profile in profiles {
        push(&format!("{}_evidence", profile.column_prefix()), DataType::Utf8);
    }
    push("cluster_id", DataType::UInt32);
    push("nearest_node_id", DataType::Utf8);
    push("nearest_node_m", DataType::Float64);
    push("geometry", DataType::Binary);
    let side = |name: &str| Field::new(name, DataType::Float64, true);
    let sides = Fields::from(["xmin", "ymin", "xmax", "ymax"].map(side).to_vec());
    push("bbox", DataType::Struct(sides));
    Ok(ArrowSchemaConverter::new().convert(&Schema::new(fields))?)
}

/// That the columns to be copied are of the same type here and there.
pub(super) fn check(table: &Table, held: &Held<'_>) -> Result<(), ChainError> {
    let schema = schema(held.profiles)?;
    for name in IDENTITY.into_iter().chain(GEOMETRY) {
        let wanted = schema.columns().iter().find(|column| column.path().string() == name);
        let found = table.stored(name).map(|column| table.description(column));
        let same = wanted.zip(found).is_some_and(|(wanted, found)| {
            wanted.physical_type() == found.physical_type()
                && wanted.converted_type() == found.converted_type()
                && wanted.max_def_level() == found.max_def_level()
                && wanted.max_rep_level() == found.max_rep_level()
        });
        if !same {
            return Err(declined(FILE, &format!("column {name} is of another type")));
        }
    }
    Ok(())
}

fn put_text(text: &[u8], out: &mut Vec<u8>) {
    let length = u32::try_from(text.len()).expect("a text is shorter than 4 GiB");
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(text);
}

fn put_number(value: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Values of classes, each once, and which of them a class has.
struct OfClasses<T> {
    values: Vec<T>,
    of_class: Vec<u32>,
}

impl<T: Ord + Copy> OfClasses<T> {
    fn new(of: impl Iterator<Item = T> + Clone) -> Self {
        let mut values: Vec<T> = of.clone().collect();
        values.sort_unstable();
        values.dedup();
        let position = |value: T| values.partition_point(|other| *other < value);
        let of_class =
            of.map(|value| u32::try_from(position(value)).expect("no more than classes")).collect();
        Self { values, of_class }
    }
}

/// Columns of the best offer.
struct Best {
    speeds: [OfClasses<u32>; 2],
    names: [OfClasses<u16>; 2],
}

impl Best {
    fn new(diagnosed: &Diagnosed<'_>) -> Self {
        let classes = || diagnosed.offers.classes.iter();
        Self {
            speeds: [
                OfClasses::new(classes().map(|offer| offer.speed.down.as_kbps())),
                OfClasses::new(classes().map(|offer| offer.speed.up.as_kbps())),
            ],
            names: [
                OfClasses::new(classes().map(|offer| offer.technology.0)),
                OfClasses::new(classes().map(|offer| offer.provider.0)),
            ],
        }
    }
}

/// A column of a row group as the dataset has it.
pub(super) fn copy(
    table: &Table,
    number: usize,
    n_rows: usize,
    name: &str,
    group: &mut GroupEncoder,
) -> Result<(), ChainError> {
    let column = table.stored(name).ok_or_else(|| declined(FILE, "a column is gone"))?;
    let chunk = table.copy(number, column)?;
    if chunk.n_rows() != n_rows {
        return Err(declined(FILE, &format!("column {name} has other rows")));
    }
    if chunk.is_whole() || !NAMES.contains(&name) {
        group.copy(chunk);
        return Ok(());
    }
    let mut texts = Interner::default();
    let none = texts.number(b"");
    let mut codes = table.codes::<0>(number, column, |text| texts.number(text))?;
    codes.iter_mut().filter(|code| **code == NULL).for_each(|code| *code = none);
    let texts = texts.texts();
    let put = |code: u32, out: &mut Vec<u8>| put_text(&texts[code as usize], out);
    group.dictionary(codes.iter().copied(), texts.len(), put);
    Ok(())
}

/// Encodes the columns of one row group.
struct Encoder<'a> {
    diagnosed: &'a Diagnosed<'a>,
    held: &'a Held<'a>,
    best: &'a Best,
    block: &'a Block,
    number: usize,
    group: &'a mut GroupEncoder,
}

impl Encoder<'_> {
    const fn n(&self) -> usize {
        self.block.of_address.len()
    }

    fn all(&mut self) -> Result<(), ChainError> {
        self.group.clear();
        for name in IDENTITY {
            self.copy(name)?;
        }
        self.best();
        self.covered();
        for at in 0..2 {
            let codes = self.of_addresses(|block, shared| block.shared[shared].networks[at].into());
            let largest = codes.iter().max().map_or(0, |largest| *largest as usize);
            self.group.dictionary(codes.iter().copied(), largest + 1, put_number);
        }
        self.verdicts();
        self.evidence();
        self.white();
        GEOMETRY.into_iter().try_for_each(|name| self.copy(name))
    }

    /// What each address shares.
    fn of_addresses(&self, of: impl Fn(&Block, usize) -> u32) -> Vec<u32> {
        let of_shared: Vec<u32> =
            (0..self.block.shared.len()).map(|shared| of(self.block, shared)).collect();
        self.block.of_address.iter().map(|shared| of_shared[*shared as usize]).collect()
    }

    /// A column as the dataset has it.
    fn copy(&mut self, name: &str) -> Result<(), ChainError> {
        copy(
            &self.diagnosed.places.table,
            self.number,
            self.block.of_address.len(),
            name,
            self.group,
        )
    }

    fn best(&mut self) {
        let (best, offers) = (self.best, &self.diagnosed.offers);
        let of = |class: u32, of_class: &[u32]| of_class.get(class as usize).copied();
        for speeds in &best.speeds {
            let codes = self.of_addresses(|block, shared| {
                of(block.shared[shared].best, &speeds.of_class).unwrap_or(NULL)
            });
            let put = |at: u32, out: &mut Vec<u8>| put_number(speeds.values[at as usize], out);
            self.group.dictionary(codes.iter().copied(), speeds.values.len(), put);
        }
        for (names, texts) in best.names.iter().zip([&offers.technologies, &offers.providers]) {
            let codes = self.of_addresses(|block, shared| {
                of(block.shared[shared].best, &names.of_class).unwrap_or(NULL)
            });
            let put = |at: u32, out: &mut Vec<u8>| {
                put_text(texts[usize::from(names.values[at as usize])].as_bytes(), out);
            };
            self.group.dictionary(codes.iter().copied(), names.values.len(), put);
        }
    }

    /// Unknown without coverage areas, and where no position is known.
    fn covered(&mut self) {
        let places = &self.diagnosed.places;
        let range = self.block.range.clone();
        let is_known = |point: &[i32; 2]| self.diagnosed.has_coverage && *point != NOWHERE;
        let points = &places.points[range.clone()];
        let levels: Vec<u32> = points.iter().map(|point| u32::from(is_known(point))).collect();
        let covered = points.iter().zip(&places.covered[range]);
        let known: Vec<bool> =
            covered.filter(|(point, _)| is_known(point)).map(|(_, covered)| *covered).collect();
        let byte = |eight: &[bool]| {
            eight.iter().zip(0..).map(|(is_covered, at)| u8::from(*is_covered) << at).sum::<u8>()
        };
        let bits: Vec<u8> = known.chunks(8).map(byte).collect();
        let present = Present::Some(&levels);
        self.group.values(present, Encoding::PLAIN, USUAL, |out| out.extend_from_slice(&bits));
    }

    fn verdicts(&mut self) {
        let statuses = Rule::ALL.map(|rule| rule.status() as u32);
        let names = Status::ALL.map(Status::as_str);
        self.lenses(&names, |rule| statuses[usize::from(rule)]);
        self.lenses(&Rule::ALL.map(Rule::as_str), u32::from);
    }

    /// A column for each lens; views that do not differ in the block share a chunk.
    fn lenses(&mut self, names: &[&str], of: impl Fn(u8) -> u32) {
        let n_profiles = self.held.profiles.len();
        let n_lenses = n_profiles * VIEWS.len();
        let rule =
            |block: &Block, shared: usize, lens: usize| block.rules[shared * n_lenses + lens];
        let put = |code: u32, out: &mut Vec<u8>| put_text(names[code as usize].as_bytes(), out);
        for profile in 0..n_profiles {
            let today = self.group.n_chunks();
            let differ = (0..self.block.shared.len()).any(|shared| {
                let of_view =
                    |first: usize| of(rule(self.block, shared, first * n_profiles + profile));
                of_view(0) != of_view(1)
            });
            for view in View::ALL {
                let lens = match view {
                    View::Today => profile,
                    View::WithPlans if differ => n_profiles + profile,
                    View::WithPlans | View::IfPlansFail => {
                        self.group.repeat(today);
                        continue;
                    }
                };
                let codes = self.of_addresses(|block, shared| of(rule(block, shared, lens)));
                self.group.dictionary(codes.iter().copied(), names.len(), put);
            }
        }
    }

    /// Records as `file:row`, each written once for all profiles.
    fn evidence(&mut self) {
        let offers = &self.diagnosed.offers;
        let (block, n_profiles) = (self.block, self.held.profiles.len());
        let first = offers.starts[block.range.start] as usize;
        let last = offers.starts[block.range.end] as usize;
        let mut names = Vec::with_capacity((last - first) * 11);
        let mut ends = Vec::with_capacity(last - first + 1);
        ends.push(0);
        for offer in first..last {
            let origin = offers.origin(offer);
            put_decimal(u32::from(origin.file.0) + 1, &mut names);
            names.push(b':');
            put_decimal(origin.row, &mut names);
            ends.push(names.len());
        }
        let name = |offer: usize| &names[ends[offer - first]..ends[offer - first + 1]];
        let start = self.group.n_chunks();
        for profile in 0..n_profiles {
            let sets = || block.sets.chunks(n_profiles);
            let same = |other: &usize| sets().all(|sets| sets[*other] == sets[profile]);
            if let Some(other) = (0..profile).find(same) {
                self.group.repeat(start + other);
                continue;
            }
            let mut texts = Texts::default();
            texts.lengths.reserve(self.n());
            texts.bytes.reserve(names.len() + last - first);
            for (address, shared) in block.range.clone().zip(&block.of_address) {
                let [from, to] = block.sets[*shared as usize * n_profiles + profile];
                let base = offers.starts[address] as usize;
                let before = texts.bytes.len();
                let mut written: &[u8] = b"";
                for at in &block.behind[from as usize..to as usize] {
                    let name = name(base + *at as usize);
                    // A record that stands twice at an address is named once.
                    if name == written {
                        continue;
                    }
                    if !written.is_empty() {
                        texts.bytes.push(b';');
                    }
                    texts.bytes.extend_from_slice(name);
                    written = name;
                }
                let length = texts.bytes.len() - before;
                texts.lengths.push(u32::try_from(length).expect("few records an address"));
            }
            let all = Present::All(self.n());
            let encoding = Encoding::DELTA_LENGTH_BYTE_ARRAY;
            self.group.values(all, encoding, USUAL, |out| texts.put(out));
        }
    }

    fn white(&mut self) {
        let (white, nodes) = (&self.diagnosed.white, &self.diagnosed.node_ids);
        let range = self.block.range.clone();
        let start = white.positions.partition_point(|at| (*at as usize) < range.start);
        let end = white.positions.partition_point(|at| (*at as usize) < range.end);
        let place = |at: usize| white.positions[at] as usize - range.start;
        let mut levels = vec![0; self.n()];
        let mut clusters = Vec::new();
        for at in (start..end).filter(|at| white.clusters[*at] != NOISE) {
            levels[place(at)] = 1;
            put_number(white.clusters[at] + 1, &mut clusters);
        }
        let plain = Encoding::PLAIN;
        self.group.values(Present::Some(&levels), plain, USUAL, |out| out.append(&mut clusters));
        let mut codes = vec![NULL; self.n()];
        let mut metres = Vec::new();
        if !white.nearest.is_empty() {
            for at in start..end {
                codes[place(at)] = self.diagnosed.first_of_id[white.nearest[at].node as usize];
                metres.extend_from_slice(&white.nearest[at].metres.to_le_bytes());
            }
        }
        let put = |at: u32, out: &mut Vec<u8>| put_text(&nodes[at as usize], out);
        self.group.dictionary(codes.iter().copied(), nodes.len(), put);
        let levels: Vec<u32> = codes.iter().map(|code| u32::from(*code != NULL)).collect();
        self.group.values(Present::Some(&levels), plain, USUAL, |out| out.append(&mut metres));
    }
}

/// Writes the table: the blocks that are kept, of all rows.
pub(super) fn write(
    diagnosed: &Diagnosed<'_>,
    held: &Held<'_>,
    keeps: impl Fn(&Block) -> bool + Sync,
    sink: impl Write + Send,
) -> Result<(), ChainError> {
    let mut file = TableWriter::new(sink, schema(held.profiles)?)?;
    let best = Best::new(diagnosed);
    let spare: Mutex<Vec<GroupEncoder>> = Mutex::new(Vec::new());
    let encode = |(number, block): (usize, &Block)| -> Result<GroupEncoder, ChainError> {
        let spared = spare.lock().map_or(None, |mut spare| spare.pop());
        let mut group = spared.unwrap_or_else(GroupEncoder::new);
        let (best, group_of) = (&best, &mut group);
        Encoder { diagnosed, held, best, block, number, group: group_of }.all()?;
        Ok(group)
    };
    let mut blocks = diagnosed.blocks.iter().enumerate().filter(|(_, block)| keeps(block));
    let mut encode_batch = || -> Result<Vec<GroupEncoder>, ChainError> {
        blocks.by_ref().take(BATCH).collect::<Vec<_>>().into_par_iter().map(encode).collect()
    };
    let mut ready = encode_batch()?;
    while !ready.is_empty() {
        let append = || ready.iter().try_for_each(|group| file.append(group));
        let (next, written) = rayon::join(&mut encode_batch, append);
        written?;
        if let Ok(mut spare) = spare.lock() {
            spare.append(&mut ready);
        }
        ready = next?;
    }
    finish(file)
}

/// Ends a table of addresses.
pub(super) fn finish<W: Write>(file: TableWriter<W>) -> Result<(), ChainError> {
    let metadata = vec![KeyValue::new("geo".to_owned(), geo_metadata(&["Point"], true))];
    file.finish(concat!("zasieg ", env!("CARGO_PKG_VERSION")), metadata)?;
    Ok(())
}
