//! Offers of a dataset: sorted by address, so that those of an address are a range.
//!
//! Offers that are alike but for their address and row are one class; each distinct class is made
//! an [`Offer`] once, and what profiles say of it is found out once.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use chrono::{NaiveDate, TimeDelta};
use parquet::basic::Type;
use rayon::prelude::*;

use super::{declined, whole};
use crate::columns::read::{Column, NULL, ReadError, Table};
use crate::model::{
    FileId, Medium, NetworkId, Offer, Origin, ProviderId, Reach, Rung, TechnologyId, Tense, World,
};
use crate::national::ChainError;
use crate::national::text::Interner;
use crate::quantity::{DownUp, Speed};

/// Name of the file.
const FILE: &str = "offers.parquet";
/// Largest table of combinations that is addressed directly.
const DIRECT_MAX: usize = 1 << 20;
/// Names that the general way can number.
const NAMES_MAX: usize = 1 << 16;
/// Largest row of a register: a bit is kept for each row below it.
const ROW_MAX: u32 = 1 << 28;
/// Columns of texts, in the order of [`Texts`].
const TEXTS: [&str; 7] = ["provider", "network", "technology", "medium", "reach", "tense", "rung"];

/// Offers, one a class; names of technologies and of providers, in order; of networks by number.
type Named = (Vec<Offer>, [Vec<String>; 3]);

/// Offers of all addresses.
pub(super) struct Offers {
    /// Where the offers of each address begin, and an end.
    pub(super) starts: Vec<u32>,
    /// Class of each offer.
    pub(super) classes_of: Vec<u32>,
    /// Row of each in its register; the file goes by class.
    pub(super) rows: Vec<u32>,
    /// Each class as an offer of no address in particular.
    pub(super) classes: Vec<Offer>,
    /// Names of technologies, in order.
    pub(super) technologies: Vec<String>,
    /// Identifiers of providers, in order.
    pub(super) providers: Vec<String>,
    /// Identifiers of networks, by number.
    pub(super) networks: Vec<String>,
}

/// What offers can be, but for address and row: texts by number, then the other columns.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Class {
    texts: [u32; TEXTS.len()],
    /// Down, up, due (days, or [`i64::MIN`]), file, flag of an impossible speed.
    numbers: [i64; 5],
}

/// Rows by their combination of the columns that were added.
struct Combined {
    of_row: Vec<u32>,
    distinct: Vec<Vec<u32>>,
}

impl Combined {
    fn new(n_rows: usize) -> Self {
        Self { of_row: vec![0; n_rows], distinct: vec![Vec::new(); n_rows.min(1)] }
    }

    fn add(&mut self, codes: &[u32], n_values: usize) {
        if n_values <= 1 {
            self.distinct.iter_mut().for_each(|codes| codes.push(0));
            return;
        }
        let n_slots = self.distinct.len().saturating_mul(n_values);
        let mut direct = vec![NULL; if n_slots <= DIRECT_MAX { n_slots } else { 0 }];
        let mut hashed: HashMap<(u32, u32), u32> = HashMap::new();
        let mut distinct: Vec<Vec<u32>> = Vec::new();
        let before = &self.distinct;
        for (of_row, code) in self.of_row.iter_mut().zip(codes) {
            let slot = if n_slots <= DIRECT_MAX {
                &mut direct[*of_row as usize * n_values + *code as usize]
            } else {
                hashed.entry((*of_row, *code)).or_insert(NULL)
            };
            if *slot == NULL {
                *slot = u32::try_from(distinct.len()).expect("no more than rows");
                let mut codes = before[*of_row as usize].clone();
                codes.push(*code);
                distinct.push(codes);
            }
            *of_row = *slot;
        }
        self.distinct = distinct;
    }
}

/// Values of a column by number.
#[derive(Default)]
struct Numbers {
    numbers: HashMap<i64, u32>,
    values: Vec<i64>,
}

impl Numbers {
    fn number(&mut self, value: i64) -> u32 {
        *self.numbers.entry(value).or_insert_with(|| {
            self.values.push(value);
            u32::try_from(self.values.len() - 1).expect("no more than rows")
        })
    }
}

/// A row group: texts by column, numbers by column, and combinations of them.
struct Group {
    texts: Vec<Interner>,
    numbers: Vec<Numbers>,
    distinct: Vec<Vec<u32>>,
}

/// Slices of the columns for one row group.
struct Slices<'a> {
    addresses: &'a mut [u32],
    classes: &'a mut [u32],
    rows: &'a mut [u32],
}

/// A column as it is stored, which must be of a type.
fn stored(table: &Table, name: &str, kind: Type) -> Result<Column, ChainError> {
    let column = table.stored(name).filter(|column| column.kind == kind);
    column.ok_or_else(|| declined(FILE, &format!("no column {name} of type {kind}")))
}

fn fill(table: &Table, group: usize, into: &mut Slices<'_>) -> Result<Group, ChainError> {
    let integers = |name: &str| -> Result<Vec<u32>, ReadError> {
        let column = table.required(name)?;
        table.integers(group, (column, name), NULL, |n| u32::try_from(n).unwrap_or(NULL))
    };
    into.addresses.copy_from_slice(&whole(FILE, "address_row", integers("address_row")?)?);
    into.rows.copy_from_slice(&whole(FILE, "source_row", integers("source_row")?)?);
    let mut combined = Combined::new(into.rows.len());
    let (mut texts, mut numbers) = (Vec::new(), Vec::new());
    for name in TEXTS {
        let column = table.required_text(name)?;
        let mut distinct = Interner::default();
        let codes = table.codes::<0>(group, column, |text| distinct.number(text))?;
        combined.add(&whole(FILE, name, codes)?, distinct.texts().len());
        texts.push(distinct);
    }
    for name in ["down_kbps", "up_kbps", "due", "source_file", "impossible_speed"] {
        let mut distinct = Numbers::default();
        let codes = match name {
            "due" => {
                let column = stored(table, name, Type::INT32)?;
                let days = |b: &[u8]| b.try_into().map_or(0, i32::from_le_bytes).into();
                let mut codes = table.codes::<4>(group, column, |b| distinct.number(days(b)))?;
                let none = distinct.number(i64::MIN);
                codes.iter_mut().filter(|code| **code == NULL).for_each(|code| *code = none);
                codes
            }
            "impossible_speed" => {
                let column = stored(table, name, Type::BOOLEAN)?;
                distinct.number(0);
                distinct.number(1);
                table.flags(group, column)?
            }
            _ => {
                let column = (table.required(name)?, name);
                table.integer_codes(group, column, |value| distinct.number(value))?
            }
        };
        combined.add(&whole(FILE, name, codes)?, distinct.values.len());
        numbers.push(distinct);
    }
    into.classes.copy_from_slice(&combined.of_row);
    Ok(Group { texts, numbers, distinct: combined.distinct })
}

/// Numbers classes of all row groups alike, and makes offers of them.
#[derive(Default)]
struct Book {
    texts: [Interner; TEXTS.len()],
    known: HashMap<Class, u32>,
    classes: Vec<Class>,
}

impl Book {
    /// Numbers of a row group's classes among all.
    fn number(&mut self, group: &Group) -> Vec<u32> {
        let global: Vec<Vec<u32>> = self
            .texts
            .iter_mut()
            .zip(&group.texts)
            .map(|(all, own)| own.texts().iter().map(|text| all.number(text)).collect())
            .collect();
        let of = |codes: &Vec<u32>| {
            let mut class = Class { texts: [0; TEXTS.len()], numbers: [0; 5] };
            for (at, text) in class.texts.iter_mut().enumerate() {
                *text = global[at][codes[at] as usize];
            }
            for (at, number) in class.numbers.iter_mut().enumerate() {
                *number = group.numbers[at].values[codes[TEXTS.len() + at] as usize];
            }
            *self.known.entry(class).or_insert_with(|| {
                self.classes.push(class);
                u32::try_from(self.classes.len() - 1).expect("no more than offers")
            })
        };
        group.distinct.iter().map(of).collect()
    }

    /// The classes as offers, with the names of technologies in order.
    fn offers(&self, world: &World) -> Result<Named, ChainError> {
        let names = |column: usize| -> Result<Vec<String>, ChainError> {
            let texts = self.texts[column].texts().iter().cloned();
            let texts: Result<Vec<String>, _> = texts.map(String::from_utf8).collect();
            let texts = texts.map_err(|_| declined(FILE, "a name is no text"))?;
            let few = texts.len() <= NAMES_MAX;
            few.then_some(texts).ok_or_else(|| declined(FILE, "more than 65 536 names"))
        };
        let mut words: Vec<Vec<String>> = (0..TEXTS.len()).map(names).collect::<Result<_, _>>()?;
        let mut providers: Vec<String> = world.providers.iter().map(|p| p.id.clone()).collect();
        providers.sort_unstable();
        providers.dedup();
        let mut technologies = words[2].clone();
        technologies.sort_unstable();
        let position = |of: &[String], text: &String| {
            of.binary_search(text).ok().and_then(|at| u16::try_from(at).ok())
        };
        let epoch = NaiveDate::default();
        let offer = |class: &Class| -> Option<Offer> {
            let word = |column: usize| &words[column][class.texts[column] as usize];
            let [down, up, due, file, impossible] = class.numbers;
            let speed = |kbps| u32::try_from(kbps).ok().map(Speed::kbps);
            let day = |days| epoch.checked_add_signed(TimeDelta::try_days(days)?);
            let file = u16::try_from(file).ok()?.checked_sub(1)?;
            Some(Offer {
                address: 0,
                provider: ProviderId(position(&providers, word(0))?),
                network: NetworkId(u16::try_from(class.texts[1]).ok()?),
                technology: TechnologyId(position(&technologies, word(2))?),
                medium: Medium::from_code(word(3))?,
                speed: DownUp { down: speed(down)?, up: speed(up)? },
                reach: Reach::from_code(word(4))?,
                tense: Tense::from_code(word(5))?,
                due: if due == i64::MIN { None } else { Some(day(due)?) },
                rung: Rung::from_name(word(6))?,
                impossible_speed: impossible == 1,
                origin: Origin { file: FileId(file), row: 0 },
            })
        };
        let offers: Option<Vec<Offer>> = self.classes.iter().map(offer).collect();
        let offers = offers.ok_or_else(|| declined(FILE, "a value is outside its vocabulary"))?;
        if offers.iter().any(|offer| usize::from(offer.origin.file.0) >= world.files.len()) {
            return Err(declined(FILE, "an offer has no file"));
        }
        Ok((offers, [technologies, providers, words.swap_remove(1)]))
    }
}

impl Offers {
    /// Reads the offers of a dataset of so many addresses.
    pub(super) fn read(
        folder: &Path,
        world: &World,
        n_addresses: usize,
    ) -> Result<Self, ChainError> {
        let table = Table::open(&folder.join(FILE))?;
        let n = table.n_rows();
        u32::try_from(n).map_err(|_| ChainError::TooMany("offers"))?;
        let (mut addresses, mut classes_of, mut rows) = (vec![0; n], vec![0; n], vec![0; n]);
        let mut parts = Vec::with_capacity(table.n_groups());
        let mut rest = [&mut addresses[..], &mut classes_of[..], &mut rows[..]];
        for group in 0..table.n_groups() {
            let n = table.n_rows_of(group);
            let [(addresses, a), (classes, c), (rows, r)] = rest.map(|all| all.split_at_mut(n));
            parts.push((group, Slices { addresses, classes, rows }));
            rest = [a, c, r];
        }
        let groups = parts
            .into_par_iter()
            .map(|(group, mut slices)| fill(&table, group, &mut slices))
            .collect::<Result<Vec<_>, _>>()?;
        let mut book = Book::default();
        let global: Vec<Vec<u32>> = groups.iter().map(|group| book.number(group)).collect();
        let mut rest = &mut classes_of[..];
        let mut parts = Vec::with_capacity(global.len());
        for (group, global) in (0..).zip(&global) {
            let (own, after) = rest.split_at_mut(table.n_rows_of(group));
            parts.push((own, global));
            rest = after;
        }
        parts.into_par_iter().for_each(|(classes, global)| {
            for class in classes {
                *class = global[*class as usize];
            }
        });
        let (classes, [technologies, providers, networks]) = book.offers(world)?;
        let starts = starts_of(&addresses, n_addresses)?;
        let offers = Self { starts, classes_of, rows, classes, technologies, providers, networks };
        offers.check()?;
        Ok(offers)
    }

    /// Offers of an address go by file and row.
    fn check(&self) -> Result<(), ChainError> {
        let key =
            |at: usize| (self.classes[self.classes_of[at] as usize].origin.file, self.rows[at]);
        let sorted = |pair: &[u32]| {
            (pair[0] as usize + 1..pair[1] as usize).all(|at| key(at - 1) <= key(at))
        };
        if self.rows.par_iter().any(|row| *row > ROW_MAX) {
            return Err(declined(FILE, "rows beyond any register"));
        }
        let all = self.starts.par_windows(2).all(sorted);
        if all { Ok(()) } else { Err(declined(FILE, "offers are not sorted by source")) }
    }

    /// Offers of an address.
    pub(super) fn of(&self, address: usize) -> std::ops::Range<usize> {
        self.starts[address] as usize..self.starts[address + 1] as usize
    }

    /// Where an offer was read.
    pub(super) fn origin(&self, offer: usize) -> Origin {
        Origin { row: self.rows[offer], ..self.class(offer).origin }
    }

    /// The class of an offer.
    pub(super) fn class(&self, offer: usize) -> &Offer {
        &self.classes[self.classes_of[offer] as usize]
    }
}

/// Where the offers of each address begin; `addresses` count from 1.
fn starts_of(addresses: &[u32], n_addresses: usize) -> Result<Vec<u32>, ChainError> {
    let mut starts = Vec::with_capacity(n_addresses + 1);
    let mut last = 0;
    for (at, address) in (0..).zip(addresses) {
        if *address != last {
            if *address < last || *address as usize > n_addresses {
                return Err(declined(FILE, "offers are not sorted by address"));
            }
            starts.resize(*address as usize, at);
            last = *address;
        }
    }
    if addresses.first() == Some(&0) {
        return Err(declined(FILE, "an offer has no address"));
    }
    starts.resize(n_addresses + 1, u32::try_from(addresses.len()).unwrap_or(u32::MAX));
    Ok(starts)
}

/// Records by file and rung, and which of them speak for several addresses.
pub(super) struct Records {
    /// By file: records found on each rung.
    pub(super) rungs: Vec<BTreeMap<&'static str, u64>>,
    /// By file and rung, a bit for each row that stands at several addresses; empty for none.
    repeated: Vec<Vec<u64>>,
}

impl Records {
    pub(super) fn new(offers: &Offers, n_files: usize) -> Self {
        let n_rungs = Rung::ALL.len();
        let mut seen: Vec<Vec<u64>> = vec![Vec::new(); n_files * n_rungs];
        let mut repeated = seen.clone();
        let mut counts = vec![[0_u64; Rung::ALL.len()]; n_files];
        for (class, row) in offers.classes_of.iter().zip(&offers.rows) {
            let offer = &offers.classes[*class as usize];
            let (file, rung) = (usize::from(offer.origin.file.0), offer.rung as usize);
            let (word, bit) = ((*row / 64) as usize, 1_u64 << (row % 64));
            let set = &mut seen[file * n_rungs + rung];
            if set.len() <= word {
                set.resize(word + 1, 0);
            }
            if set[word] & bit == 0 {
                set[word] |= bit;
                counts[file][rung] += 1;
            } else {
                let set = &mut repeated[file * n_rungs + rung];
                if set.len() <= word {
                    set.resize(word + 1, 0);
                }
                set[word] |= bit;
            }
        }
        let named = |counts: &[u64; Rung::ALL.len()]| {
            let found = Rung::ALL.iter().zip(counts).filter(|(_, n)| **n > 0);
            found.map(|(rung, n)| (rung.as_str(), *n)).collect()
        };
        Self { rungs: counts.iter().map(named).collect(), repeated }
    }

    /// Whether the record of an offer stands at several addresses.
    pub(super) fn is_repeated(&self, origin: Origin, rung: Rung) -> bool {
        let set = &self.repeated[usize::from(origin.file.0) * Rung::ALL.len() + rung as usize];
        let word = set.get((origin.row / 64) as usize);
        word.is_some_and(|word| word >> (origin.row % 64) & 1 == 1)
    }
}
