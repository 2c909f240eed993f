//! Some addresses with the columns of `addresses.csv`, as the texts that stand there.
//!
//! A list of a million addresses touches every row group: each is decoded once, and of each
//! verdict that addresses share the text is made once.

use std::io::Write as _;
use std::ops::Range;

use rayon::prelude::*;

use super::Diagnosed;
use super::lists::Block;
use super::places::FILE;
use super::table::IDENTITY;
use crate::board::of_view;
use crate::columns::read::{NULL, Table};
use crate::diagnosis::{Rule, lenses};
use crate::index::NOISE;
use crate::national::ChainError;
use crate::national::places::NOWHERE;
use crate::national::text::put_decimal;
use crate::publish::{AddressLines, lens_column, put_csv};

/// Addresses, each as it is written and as a line of `addresses.csv`.
pub struct Listed {
    positions: Vec<u32>,
    parts: Vec<Part>,
}

/// Those of one row group.
struct Part {
    range: Range<usize>,
    bytes: Vec<u8>,
    rows: Vec<Line>,
    /// Counts of networks with the verdicts, once for all addresses that share them: most of a line.
    shared: Vec<Vec<u8>>,
}

/// Where the written address ends, where what stands before the shared texts does, and the line;
/// and which these texts are.
struct Line {
    ends: [u32; 3],
    shared: u32,
}

impl AddressLines for Listed {
    fn get(&self, position: u32) -> Option<(&[u8], [&[u8]; 3])> {
        let at = self.positions.binary_search(&position).ok()?;
        let part = &self.parts[self.parts.partition_point(|part| part.range.end <= at)];
        let row = at - part.range.start;
        let start = if row == 0 { 0 } else { part.rows[row - 1].ends[2] as usize };
        let Line { ends, shared } = &part.rows[row];
        let [written, middle, end] = ends.map(|end| end as usize);
        let of = |range: Range<usize>| &part.bytes[range];
        let texts = &part.shared[*shared as usize];
        Some((of(start..written), [of(written..middle), texts, of(middle..end)]))
    }
}

/// Texts of a column for some rows of a row group; empty where there is none.
struct Cells {
    bytes: Vec<u8>,
    ranges: Vec<Range<usize>>,
}

impl Cells {
    fn get(&self, row: usize) -> &[u8] {
        &self.bytes[self.ranges[row].clone()]
    }
}

/// A row group of which some addresses are wanted.
struct Group<'a> {
    table: &'a Table,
    number: usize,
    /// Which of the wanted addresses a row is, or [`NULL`].
    wanted: Vec<u32>,
    n: usize,
}

impl Group<'_> {
    fn texts(&self, name: &str) -> Result<Cells, ChainError> {
        let mut cells = Cells { bytes: Vec::new(), ranges: vec![0..0; self.n] };
        let column = self.table.required_text(name)?;
        self.table.for_each_text(self.number, column, |row, text| {
            if let Some(range) = cells.ranges.get_mut(self.wanted[row] as usize) {
                let start = cells.bytes.len();
                cells.bytes.extend_from_slice(text);
                *range = start..cells.bytes.len();
            }
        })?;
        Ok(cells)
    }

    /// Numbers as texts.
    fn numbers<T: Copy>(&self, all: Vec<T>, put: impl Fn(T, &mut Vec<u8>)) -> Cells {
        let mut cells = Cells { bytes: Vec::new(), ranges: vec![0..0; self.n] };
        for (value, wanted) in all.into_iter().zip(&self.wanted) {
            if let Some(range) = cells.ranges.get_mut(*wanted as usize) {
                let start = cells.bytes.len();
                put(value, &mut cells.bytes);
                *range = start..cells.bytes.len();
            }
        }
        cells
    }

    fn column(&self, name: &str) -> Result<Cells, ChainError> {
        match name {
            "source_row" | "source_file" => {
                let column = self.table.required(name)?;
                let all = self
                    .table
                    .integers(self.number, (column, name), None, |n| u32::try_from(n).ok())?;
                let put = |n: Option<u32>, out: &mut Vec<u8>| {
                    if let Some(n) = n {
                        put_decimal(n, out);
                    }
                };
                Ok(self.numbers(all, put))
            }
            "easting" | "northing" => {
                let column = self.table.required(name)?;
                let decode = f64::from_le_bytes;
                let all = self.table.numbers(self.number, column, f64::NAN, decode)?;
                Ok(self.numbers(all, put_metres))
            }
            _ => self.texts(name),
        }
    }
}

/// Metres as tables of Arrow print them; nothing where they are not known.
fn put_metres(metres: f64, out: &mut Vec<u8>) {
    if !metres.is_nan() {
        // The least digits that tell the number: memory takes every byte.
        let _ = write!(out, "{metres:?}");
    }
}

fn put_separated(value: &[u8], out: &mut Vec<u8>) {
    put_csv(value, out);
    out.push(b',');
}

/// The texts of what addresses share: the best offer, then counts of networks with the verdicts.
fn shared_texts(diagnosed: &Diagnosed<'_>, block: &Block, shared: usize) -> [Vec<u8>; 2] {
    let (offers, n_profiles) = (&diagnosed.offers, diagnosed.held.profiles.len());
    let [mut best, mut rest] = [Vec::new(), Vec::new()];
    let own = &block.shared[shared];
    match offers.classes.get(own.best as usize) {
        Some(offer) => {
            put_decimal(offer.speed.down.as_kbps(), &mut best);
            best.push(b',');
            put_decimal(offer.speed.up.as_kbps(), &mut best);
            best.push(b',');
            put_separated(
                offers.technologies[usize::from(offer.technology.0)].as_bytes(),
                &mut best,
            );
            put_separated(offers.providers[usize::from(offer.provider.0)].as_bytes(), &mut best);
        }
        None => best.extend_from_slice(b",,,,"),
    }
    for n in own.networks {
        put_decimal(n.into(), &mut rest);
        rest.push(b',');
    }
    let rules = &block.rules[shared * n_profiles * 2..];
    let of_lens = || {
        let rule = |lens: crate::diagnosis::Lens| {
            Rule::ALL[usize::from(rules[of_view(lens.view) * n_profiles + lens.profile])]
        };
        lenses(n_profiles).map(rule)
    };
    of_lens().for_each(|rule| put_separated(rule.status().as_str().as_bytes(), &mut rest));
    of_lens().for_each(|rule| put_separated(rule.as_str().as_bytes(), &mut rest));
    [best, rest]
}

impl Diagnosed<'_> {
    /// Names of the columns of `addresses.csv`.
    pub fn list_columns(&self) -> Vec<String> {
        let profiles = self.held.profiles;
        let mut names: Vec<String> = IDENTITY.map(str::to_owned).into();
        names.extend(
            [
                "best_down_kbps",
                "best_up_kbps",
                "best_technology",
                "best_operator",
                "covered",
                "networks_certain",
                "networks_possible",
            ]
            .map(str::to_owned),
        );
        for suffix in ["", "_rule"] {
            let of_lens = |lens| format!("{}{suffix}", lens_column(profiles, lens));
            names.extend(lenses(profiles.len()).map(of_lens));
        }
        names.extend(profiles.iter().map(|p| format!("{}_evidence", p.column_prefix())));
        names.extend(["cluster_id", "nearest_node_id", "nearest_node_m"].map(str::to_owned));
        names
    }

    /// The lines of addresses whose positions ascend.
    ///
    /// # Errors
    /// When the dataset changed.
    pub fn listed(&self, positions: Vec<u32>) -> Result<Listed, ChainError> {
        let of_block = |(number, block): (usize, &Block)| {
            let from = positions.partition_point(|at| (*at as usize) < block.range.start);
            let to = positions.partition_point(|at| (*at as usize) < block.range.end);
            self.part(number, block, from..to, &positions[from..to])
        };
        let wanted = |(_, block): &(usize, &Block)| {
            let from = positions.partition_point(|at| (*at as usize) < block.range.start);
            positions.get(from).is_some_and(|at| (*at as usize) < block.range.end)
        };
        let blocks: Vec<(usize, &Block)> = self.blocks.iter().enumerate().filter(wanted).collect();
        let parts = blocks.into_par_iter().map(of_block).collect::<Result<Vec<_>, _>>()?;
        Ok(Listed { positions, parts })
    }

    fn part(
        &self,
        number: usize,
        block: &Block,
        range: Range<usize>,
        positions: &[u32],
    ) -> Result<Part, ChainError> {
        let mut wanted = vec![NULL; block.range.len()];
        for (at, position) in (0_u32..).zip(positions) {
            wanted[*position as usize - block.range.start] = at;
        }
        let table = &self.places.table;
        if table.n_rows_of(number) != wanted.len() {
            return Err(super::declined(FILE, "it changed"));
        }
        let group = Group { table, number, wanted, n: positions.len() };
        let columns = IDENTITY.map(|name| group.column(name));
        let columns: Vec<Cells> = columns.into_iter().collect::<Result<_, _>>()?;
        let named = |name: &str| IDENTITY.iter().position(|known| *known == name);
        let [locality, street, house] =
            ["locality", "street", "number"].map(|name| named(name).map(|at| &columns[at]));
        let mut texts: Vec<Option<[Vec<u8>; 2]>> = vec![None; block.shared.len()];
        let (bytes, rows) = (Vec::new(), Vec::with_capacity(positions.len()));
        let mut part = Part { range, bytes, rows, shared: Vec::new() };
        let too_long = || super::declined(FILE, "its lines take more than 4 GiB");
        let length = |out: &Vec<u8>| u32::try_from(out.len()).map_err(|_| too_long());
        let mut written = Vec::new();
        for (row, position) in positions.iter().enumerate() {
            let position = *position as usize;
            written.clear();
            let names = [locality, street].into_iter().flatten().map(|cells| cells.get(row));
            for name in names.filter(|name| !name.is_empty()) {
                if !written.is_empty() {
                    written.extend_from_slice(b", ");
                }
                written.extend_from_slice(name);
            }
            written.push(b' ');
            written.extend_from_slice(house.map_or(&b""[..], |cells| cells.get(row)));
            let out = &mut part.bytes;
            put_csv(&written, out);
            let written_end = length(out)?;
            for cells in &columns {
                put_separated(cells.get(row), out);
            }
            let shared = block.of_address[position - block.range.start] as usize;
            let [best, _] = texts[shared].get_or_insert_with(|| shared_texts(self, block, shared));
            out.extend_from_slice(best);
            if self.has_coverage && self.places.points[position] != NOWHERE {
                let covered = self.places.covered[position];
                out.extend_from_slice(if covered { b"true" } else { b"false" });
            }
            out.push(b',');
            let middle = length(out)?;
            self.put_evidence(block, (position, shared), out);
            self.put_white(position, out);
            let ends = [written_end, middle, length(out)?];
            let shared = u32::try_from(shared).map_err(|_| too_long())?;
            part.rows.push(Line { ends, shared });
        }
        part.bytes.shrink_to_fit();
        part.shared =
            texts.into_iter().map(|of| of.map_or_else(Vec::new, |[_, rest]| rest)).collect();
        Ok(part)
    }

    /// Records behind the verdicts, `file:row`, profile by profile.
    fn put_evidence(&self, block: &Block, (address, shared): (usize, usize), out: &mut Vec<u8>) {
        let n_profiles = self.held.profiles.len();
        let base = self.offers.starts[address] as usize;
        for [from, to] in &block.sets[shared * n_profiles..(shared + 1) * n_profiles] {
            let start = out.len();
            let mut last = start..start;
            for at in &block.behind[*from as usize..*to as usize] {
                let origin = self.offers.origin(base + *at as usize);
                let before = out.len();
                if before > start {
                    out.push(b';');
                }
                let name = out.len();
                put_decimal(u32::from(origin.file.0) + 1, out);
                out.push(b':');
                put_decimal(origin.row, out);
                // A record that stands twice at an address is named once.
                if out[last.clone()] == out[name..] {
                    out.truncate(before);
                } else {
                    last = name..out.len();
                }
            }
            out.push(b',');
        }
    }

    fn put_white(&self, position: usize, out: &mut Vec<u8>) {
        let white = &self.white;
        let at =
            u32::try_from(position).ok().and_then(|at| white.positions.binary_search(&at).ok());
        let cluster = at.and_then(|at| white.clusters.get(at)).filter(|cluster| **cluster != NOISE);
        if let Some(cluster) = cluster {
            put_decimal(cluster + 1, out);
        }
        out.push(b',');
        match at.and_then(|at| white.nearest.get(at)) {
            Some(nearest) => {
                put_separated(&self.node_ids[nearest.node as usize], out);
                put_metres(nearest.metres, out);
            }
            None => out.push(b','),
        }
    }
}
