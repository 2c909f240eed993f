//! The offer table: decoded row group by row group, tied to addresses, kept as one list an
//! address.
//!
//! Rows that are alike but for their address, the same operator, technology and speeds, are one
//! class: what a threshold says of them is found out once. An offer is then its class and the
//! next offer at the same address; its row is its position.

use std::collections::HashMap;

use parquet::basic::Type;
use rayon::prelude::*;

use super::addresses::REJECTED;
use super::chain::ChainError;
use super::classes::{Class, Combinations, Said};
use super::counts::Counts;
use super::ids::{IdIndex, NONE, UNKNOWN};
use super::layout::{InputFile, Source};
use super::text::{Interner, trimmed};
use crate::columns::read::{Column, NULL, Table};
use crate::model::IssueCode;
use crate::quantity::Speed;
use crate::sources::{megabits, operator_number};

/// Row groups decoded at a time.
const BATCH: usize = 4;

/// Class of rows without address or operator, and of rows whose speed is none.
const NO_OPERATOR: u32 = NULL;
const NO_SPEED: u32 = NULL - 2;
/// Names that the general way can number.
const NAMES_MAX: usize = 1 << 16;

/// One offer: its class, and the next one at the same address.
#[derive(Clone, Copy, Default)]
struct Link {
    class: u32,
    next: u32,
}

/// All offers, by address.
pub(super) struct Offers {
    /// First offer of each address, in the order of the address files.
    heads: Vec<u32>,
    links: Vec<Link>,
    pub(super) classes: Vec<Class>,
    pub(super) operators: Interner,
    pub(super) technologies: Interner,
    /// File and first row of each file.
    pub(super) files: Vec<(u16, u32)>,
    pub(super) counts: Counts,
}

/// A row group of offers: an address and a class of the group for each row.
pub(super) struct Group {
    addresses: Vec<u32>,
    classes: Vec<u32>,
    /// Classes by texts of the group.
    pub(super) distinct: Vec<Class>,
    pub(super) operators: Interner,
    pub(super) technologies: Interner,
}

/// Columns of an offer table, in the order of [`FIELDS`]; the last may be absent.
struct Columns {
    required: [Column; 5],
    reach: Option<Column>,
}

const FIELDS: [&str; 5] = ["address_id", "operator", "technology", "down_mbps", "up_mbps"];

impl Columns {
    fn of(source: &Source<'_>) -> Result<Self, ChainError> {
        let mut required = Vec::with_capacity(FIELDS.len());
        for field in FIELDS {
            let is_text = field == FIELDS[1] || field == FIELDS[2];
            required.push(if is_text {
                source.required_text(field)
            } else {
                source.required(field)
            }?);
        }
        let required = required.try_into().expect("as many as fields");
        let reach = source.column("reach")?.map(|_| source.required_text("reach")).transpose()?;
        Ok(Self { required, reach })
    }
}

/// Rows of the addresses of a row group; [`NONE`] where the offer names none.
fn read_addresses(
    source: &Source<'_>,
    group: usize,
    column: Column,
    index: &IdIndex<'_>,
) -> Result<Vec<u32>, ChainError> {
    let known = |row: u32| if row == NONE { UNKNOWN } else { row };
    let of_text = |text: &[u8]| match trimmed(text) {
        [] => NONE,
        text => known(index.of_text(text)),
    };
    let table = &source.table;
    Ok(if column.kind == Type::BYTE_ARRAY {
        table.codes::<0>(group, column, of_text)?
    } else {
        let column = (column, source.name(FIELDS[0]));
        table.integers(group, column, NONE, |id| known(index.of_number(id)))?
    })
}

/// Kilobits of a number of megabits that is printed with at most three decimals.
pub(super) fn kbps_of_number(mbps: f64) -> Option<u32> {
    let kbps = (mbps * 1000.0).round();
    let is_speed = (0.0..=f64::from(u32::MAX)).contains(&kbps) && mbps.is_sign_positive();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
    let whole = kbps as u32;
    // What is printed so is the number that is nearest to the thousandths.
    #[expect(clippy::float_cmp, reason = "the nearest number is one number")]
    let is_exact = f64::from(whole) / 1000.0 == mbps;
    (is_speed && is_exact).then_some(whole)
}

/// Speeds of a column by number: the distinct ones and the number of each row.
fn read_speeds(
    table: &Table,
    group: usize,
    column: Column,
    name: &str,
) -> Result<(Vec<u32>, Vec<Option<u32>>), ChainError> {
    let mut distinct: Vec<Option<u32>> = Vec::new();
    let mut known: HashMap<Option<u32>, u32> = HashMap::new();
    let mut number = |speed: Option<u32>| {
        *known.entry(speed).or_insert_with(|| {
            distinct.push(speed);
            u32::try_from(distinct.len() - 1).expect("no more than rows")
        })
    };
    let numbers = match column.kind {
        Type::INT32 | Type::INT64 => table.integer_codes(group, (column, name), |mbps| {
            number(u32::try_from(mbps).ok().and_then(|mbps| mbps.checked_mul(1000)))
        }),
        Type::DOUBLE => table.codes::<8>(group, column, |b| {
            number(b.try_into().map(f64::from_le_bytes).ok().and_then(kbps_of_number))
        }),
        Type::FLOAT => table.codes::<4>(group, column, |b| {
            // As it is printed: no number of 32 bits is exact to three decimals.
            let mbps = b.try_into().map(|b| f32::from_le_bytes(b).to_string());
            number(mbps.ok().and_then(|mbps| megabits(&mbps)).map(Speed::as_kbps))
        }),
        Type::BYTE_ARRAY => table.codes::<0>(group, column, |text| {
            let text = std::str::from_utf8(trimmed(text)).unwrap_or_default();
            number(megabits(text).map(Speed::as_kbps))
        }),
        _ => return Err(table.unexpected(name, "numbers or texts", column).into()),
    }?;
    Ok((numbers, distinct))
}

/// Operators in the one form of their numbers: for each text as written its number among them,
/// `None` of an empty one.
fn one_form(written: &Interner) -> (Vec<Option<u32>>, Interner) {
    let mut formed = Interner::default();
    let mut number = |text: &Vec<u8>| match std::str::from_utf8(text) {
        Ok(text) => {
            let operator = operator_number(text);
            (!operator.is_empty()).then(|| formed.number(operator.as_bytes()))
        }
        Err(_) => Some(formed.number(text)),
    };
    let numbers = written.texts().iter().map(&mut number).collect();
    (numbers, formed)
}

fn read_group(
    source: &Source<'_>,
    group: usize,
    columns: &Columns,
    index: &IdIndex<'_>,
) -> Result<Group, ChainError> {
    let table = &source.table;
    let [address, operator, technology, down, up] = columns.required;
    let mut addresses = read_addresses(source, group, address, index)?;
    let (mut operators, mut technologies) = (Interner::default(), Interner::default());
    // An offer without technology is one of a technology that is not known.
    technologies.number(b"");
    let operator = table.codes::<0>(group, operator, |text| operators.number(trimmed(text)))?;
    let technology =
        table.codes::<0>(group, technology, |text| technologies.number(trimmed(text)))?;
    let (down, downs) = read_speeds(table, group, down, source.name(FIELDS[3]))?;
    let (up, ups) = read_speeds(table, group, up, source.name(FIELDS[4]))?;
    let (mut said, mut reach) = (vec![Said::Certain], vec![0]);
    if let Some(column) = columns.reach {
        let mut texts = Interner::default();
        reach = table.codes::<0>(group, column, |text| texts.number(text))?;
        said = texts.texts().iter().map(|text| Said::of(text)).collect();
    }
    let (operator_of, operators) = one_form(&operators);
    let sizes = [operator_of.len(), technologies.texts().len(), downs.len(), ups.len()];
    let mut combinations = Combinations::new([sizes[0], sizes[1], sizes[2], sizes[3], said.len()]);
    let class_of = |[o, t, d, u, r]: [u32; 5]| {
        let Some(operator) = operator_of.get(o as usize).copied().flatten() else {
            return Err(NO_OPERATOR);
        };
        let speed = |list: &[Option<u32>], at: u32| list.get(at as usize).copied().flatten();
        let (Some(down_kbps), Some(up_kbps)) = (speed(&downs, d), speed(&ups, u)) else {
            return Err(NO_SPEED);
        };
        let technology = if t == NULL { 0 } else { t };
        let reach = said.get(r as usize).copied().unwrap_or(Said::Nothing);
        Ok(Class { operator, technology, down_kbps, up_kbps, reach })
    };
    let classes = combinations.classes([&operator, &technology, &down, &up, &reach], class_of);
    addresses.truncate(classes.len());
    let distinct = combinations.distinct;
    Ok(Group { addresses, classes, distinct, operators, technologies })
}

/// A row group that is to be read.
struct Part<'a> {
    source: &'a Source<'a>,
    columns: &'a Columns,
    group: usize,
    /// Its first row among all.
    first: usize,
}

/// Reads offer tables and ties their rows to addresses; `gminas` are those of the addresses.
pub(super) fn read_offers(
    files: &[InputFile],
    index: &IdIndex<'_>,
    gminas: &[u16],
    has_rejected: bool,
) -> Result<Offers, ChainError> {
    let sources = Source::open_all(files, "offer-table")?;
    let columns = sources.iter().map(Columns::of).collect::<Result<Vec<_>, _>>()?;
    let (mut parts, mut starts, mut first) = (Vec::new(), Vec::new(), 0);
    let mut counts = Counts::default();
    for (source, columns) in sources.iter().zip(&columns) {
        let start = u32::try_from(first).map_err(|_| ChainError::TooMany("offers"))?;
        starts.push((source.file.number, start));
        counts.read(source.file.number, source.table.n_rows());
        for group in 0..source.table.n_groups() {
            parts.push(Part { source, columns, group, first });
            first += source.table.n_rows_of(group);
        }
    }
    u32::try_from(first).ok().filter(|n| *n < UNKNOWN).ok_or(ChainError::TooMany("offers"))?;
    let mut offers = Offers {
        heads: vec![NONE; gminas.len()],
        links: vec![Link::default(); first],
        classes: Vec::new(),
        operators: Interner::default(),
        technologies: Interner::default(),
        files: starts,
        counts,
    };
    let mut known = HashMap::new();
    let rejected = if has_rejected { gminas } else { &[] };
    let decode = |batch: &[Part<'_>]| {
        let read = |part: &Part<'_>| {
            let group = read_group(part.source, part.group, part.columns, index);
            group.map(|group| (part.first, part.source.file.number, group))
        };
        batch.par_iter().map(read).collect::<Result<Vec<_>, ChainError>>()
    };
    // From the last row to the first: a new offer goes to the head, so lists ascend by row.
    parts.reverse();
    let mut batches = parts.chunks(BATCH);
    let mut ready = batches.next().map_or_else(|| Ok(Vec::new()), decode)?;
    while !ready.is_empty() {
        let (next, ()) = rayon::join(
            || batches.next().map_or_else(|| Ok(Vec::new()), decode),
            || {
                for (first, file, group) in &mut ready {
                    group.reject(rejected);
                    offers.link((*first, *file), group, &mut known);
                }
            },
        );
        ready = next?;
    }
    if offers.operators.texts().len() > NAMES_MAX || offers.technologies.texts().len() > NAMES_MAX {
        return Err(ChainError::Declined("the offers name more than 65 536 operators".to_owned()));
    }
    Ok(offers)
}

impl Group {
    /// Rows of addresses that are rejected have none.
    fn reject(&mut self, gminas: &[u16]) {
        let is_rejected = |address: &u32| gminas.get(*address as usize) == Some(&REJECTED);
        if !gminas.is_empty() {
            let rejected = self.addresses.iter_mut().filter(|address| is_rejected(address));
            rejected.for_each(|address| *address = UNKNOWN);
        }
    }
}

impl Offers {
    /// Gives up the lists, once every address has been judged.
    pub(super) fn without_links(self) -> Self {
        Self { heads: Vec::new(), links: Vec::new(), ..self }
    }

    fn link(
        &mut self,
        (first, file): (usize, u16),
        group: &Group,
        known: &mut HashMap<Class, u32>,
    ) {
        let global = self.classes_of(group, known);
        let links = &mut self.links[first..first + group.classes.len()];
        let end = u32::try_from(first + group.classes.len()).expect("checked by read_offers");
        let mut matched = vec![0_u64; global.len()];
        let [mut n_missing, mut n_unknown, mut n_speeds] = [0; 3];
        let rows = links.iter_mut().zip(&group.classes).zip(&group.addresses).rev();
        for ((link, class), (row, address)) in
            rows.zip(1..).map(|((pair, address), back)| (pair, (end - back, address)))
        {
            if *class == NO_OPERATOR || *address == NONE {
                n_missing += 1;
            } else if *address == UNKNOWN {
                n_unknown += 1;
            } else if *class == NO_SPEED {
                n_speeds += 1;
            } else {
                let head = &mut self.heads[*address as usize];
                *link = Link { class: global[*class as usize].0, next: *head };
                *head = row;
                matched[*class as usize] += 1;
            }
        }
        self.counts.add(file, IssueCode::MissingValue, n_missing);
        self.counts.add(file, IssueCode::UnknownAddress, n_unknown);
        self.counts.add(file, IssueCode::SpeedNotANumber, n_speeds);
        self.counts.matched(file, matched.iter().sum());
        for ((_, remarks), n) in global.iter().zip(matched) {
            for code in remarks {
                self.counts.add(file, *code, n);
            }
        }
    }

    /// Gathers the offers of at most [`LANES`] addresses: one step of every list, then the next,
    /// so that many of them are fetched from memory at a time.
    pub(super) fn gather(&self, addresses: &[u32], into: &mut Gathered) {
        let n = addresses.len();
        for (next, address) in into.rest.iter_mut().zip(addresses) {
            *next = self.heads[*address as usize];
        }
        into.counts = [0; LANES];
        for depth in 0..DEPTH {
            let mut more = false;
            for lane in 0..n {
                let row = into.rest[lane];
                if row != NONE {
                    let link = self.links[row as usize];
                    into.found[lane][depth] = (row, link.class);
                    into.counts[lane] += 1;
                    into.rest[lane] = link.next;
                    more |= link.next != NONE;
                }
            }
            if !more {
                break;
            }
        }
    }

    /// Offers of a gathered address, by row: the row and the class.
    #[inline]
    pub(super) fn gathered<'a>(
        &'a self,
        gathered: &'a Gathered,
        lane: usize,
    ) -> impl Iterator<Item = (u32, u32)> + 'a {
        let mut at = gathered.rest[lane];
        let rest = std::iter::from_fn(move || {
            (at != NONE).then(|| {
                let (row, link) = (at, self.links[at as usize]);
                at = link.next;
                (row, link.class)
            })
        });
        gathered.found[lane][..gathered.counts[lane]].iter().copied().chain(rest)
    }
}

/// Addresses whose offers are gathered at a time.
pub(super) const LANES: usize = 64;
/// Offers that are gathered of each; the rest of a longer list is followed.
const DEPTH: usize = 8;

/// Offers of some addresses.
pub(super) struct Gathered {
    /// Row and class.
    found: [[(u32, u32); DEPTH]; LANES],
    counts: [usize; LANES],
    /// Where lists go on.
    rest: [u32; LANES],
}

impl Default for Gathered {
    fn default() -> Self {
        Self { found: [[(0, 0); DEPTH]; LANES], counts: [0; LANES], rest: [NONE; LANES] }
    }
}
