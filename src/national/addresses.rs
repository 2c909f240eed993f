//! The address table, row group by row group: decoded, placed, and joined with the areas at once,
//! while its columns are in the cache.

use std::collections::BTreeSet;
use std::sync::Arc;

use parquet::basic::Type;
use rayon::prelude::*;

use super::chain::ChainError;
use super::codes::{BAD, NUMBER_BITS, PlaceKey, RESTORED, simc_of, terc, terc_of, ulic_of};
use super::counts::Counts;
use super::fixed::{Gminas, numbers};
use super::ids::{GroupIds, Ids, MISSING as MISSING_ID, UNKNOWN};
use super::layout::{InputFile, Source};
use super::places::{MISSING, NOWHERE, Point, coordinate, position};
use super::remarks::remark;
use super::text::{Interner, trimmed};
use crate::columns::read::{Column, NULL, Table};
use crate::index::Cover;
use crate::model::IssueCode;
use crate::place::{GminaCode, TercCode};

/// Gmina of addresses in none: sorts last.
pub(super) const NO_GMINA: u16 = u16::MAX;
/// Gmina of addresses whose code no boundary has, until it is added to the gminas.
const UNLISTED: u16 = u16::MAX - 1;
/// Gmina of rows that are rejected.
pub(super) const REJECTED: u16 = u16::MAX - 2;
/// Least number of addresses from which a majority outside their gminas is a reason to look for
/// exchanged axes.
const SWAP_CHECK_MIN: usize = 10;

/// Addresses in the order of their files, column by column.
pub(super) struct Addresses {
    pub(super) ids: Arc<Ids>,
    pub(super) points: Vec<Point>,
    /// Position of the gmina, or [`NO_GMINA`], or [`REJECTED`].
    pub(super) gminas: Vec<u16>,
    pub(super) covered: Vec<bool>,
    /// Keys whose house number is that of the row group.
    pub(super) keys: Vec<PlaceKey>,
    /// TERC as written, without a column of it empty.
    pub(super) tercs: Vec<u32>,
    /// What is noted of each, by [`remark`].
    pub(super) remarks: Vec<u8>,
    /// First row, rows, and distinct house numbers of each row group.
    pub(super) groups: Vec<(usize, usize, Interner)>,
    /// File and first row of each file.
    pub(super) files: Vec<(u16, u32)>,
    /// Addresses used that have no usable position.
    pub(super) n_unplaced: usize,
    /// Rows rejected.
    pub(super) n_rejected: usize,
}

/// What a row group of addresses holds.
struct Group {
    ids: GroupIds,
    numbers: Interner,
    n_bad_codes: u64,
    /// Addresses that could be compared with a gmina, and those that lie outside of it.
    checked: [usize; 2],
}

/// Slices of the columns for one row group.
struct Slices<'a> {
    points: &'a mut [Point],
    gminas: &'a mut [u16],
    covered: &'a mut [bool],
    keys: &'a mut [PlaceKey],
    tercs: &'a mut [u32],
    remarks: &'a mut [u8],
}

/// Columns of one table.
struct Columns {
    id: Column,
    position: [Column; 2],
    terc: Option<Column>,
    simc: Option<Column>,
    ulic: Option<Column>,
    number: Option<Column>,
}

/// What places addresses.
pub(super) struct Areas<'a> {
    pub(super) gminas: &'a Gminas,
    pub(super) coverage: Option<&'a Cover>,
}

impl Columns {
    fn of(source: &Source<'_>) -> Result<Self, ChainError> {
        if source.has("locality") || source.has("street") {
            return Err(source.declined("it has names of localities or streets"));
        }
        Ok(Self {
            id: source.required("id")?,
            position: source.position()?,
            terc: source.column("terc")?,
            simc: source.column("simc")?,
            ulic: source.column("ulic")?,
            number: source.column("number")?,
        })
    }
}

/// Numbers of a column, or `number` of no text for all rows where the table does not have it.
fn codes(
    table: &Table,
    group: usize,
    (column, name): (Option<Column>, &str),
    mut number: impl FnMut(&[u8]) -> u32,
) -> Result<Vec<u32>, ChainError> {
    let none = number(b"");
    let Some(column) = column else { return Ok(vec![none; table.n_rows_of(group)]) };
    let mut codes = if column.kind == Type::BYTE_ARRAY {
        table.codes::<0>(group, column, number)?
    } else {
        let mut printed = Vec::new();
        table.integer_codes(group, (column, name), |value| {
            printed.clear();
            super::text::put_signed(value, &mut printed);
            number(&printed)
        })?
    };
    codes.iter_mut().filter(|code| **code == NULL).for_each(|code| *code = none);
    Ok(codes)
}

fn read_ids(
    table: &Table,
    group: usize,
    (column, name): (Column, &str),
) -> Result<GroupIds, ChainError> {
    if column.kind != Type::BYTE_ARRAY {
        let numbers = table.integers(group, (column, name), MISSING_ID, |id| id)?;
        return Ok(GroupIds::of_numbers(numbers));
    }
    let n = table.n_rows_of(group);
    let (mut ends, mut bytes) = (Vec::with_capacity(n), Vec::new());
    let end = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    table.for_each_text(group, column, |row, text| {
        ends.resize(row, end(&bytes));
        bytes.extend_from_slice(trimmed(text));
        ends.push(end(&bytes));
    })?;
    ends.resize(n, end(&bytes));
    if bytes.len() >= u32::MAX as usize {
        return Err(table.wrong(name, "expected at most 4 GiB of texts in a row group").into());
    }
    Ok(GroupIds::Texts { ends, bytes })
}

impl Slices<'_> {
    /// Reads one row group.
    fn fill(
        &mut self,
        (source, columns): (&Source<'_>, &Columns),
        group: usize,
        areas: &Areas<'_>,
    ) -> Result<Group, ChainError> {
        let table = &source.table;
        let ids = read_ids(table, group, (columns.id, source.name("id")))?;
        ids.for_each_missing(|row| self.remarks[row] |= remark(IssueCode::MissingId));
        self.place(source, group, columns.position)?;
        self.find(areas);
        let read = |column, field, of: fn(&[u8]) -> u32| {
            codes(table, group, (column, source.name(field)), of)
        };
        let tercs = match columns.terc {
            Some(_) => read(columns.terc, "terc", terc_of)?,
            None => Vec::new(),
        };
        let checked = self.name_gminas(&tercs, areas);
        let simc = read(columns.simc, "simc", simc_of)?;
        let ulic = read(columns.ulic, "ulic", ulic_of)?;
        let mut numbers = Interner::default();
        let number = codes(table, group, (columns.number, source.name("number")), |text| {
            numbers.number(trimmed(text))
        })?;
        let mut n_bad_codes = 0;
        for (row, ((simc, ulic), number)) in simc.iter().zip(ulic).zip(number).enumerate() {
            let terc = tercs.get(row).copied().unwrap_or(0);
            let all = [terc, *simc, ulic];
            if all.contains(&BAD) {
                self.gminas[row] = REJECTED;
                n_bad_codes += 1;
                continue;
            }
            if all.iter().any(|code| code & RESTORED != 0) {
                self.remarks[row] +=
                    all.map(|code| u8::from(code & RESTORED != 0)).iter().sum::<u8>();
            }
            self.keys[row] = PlaceKey::new(simc & !RESTORED, ulic & !RESTORED, number);
        }
        if numbers.texts().len() >= 1 << NUMBER_BITS {
            let name = source.name("number");
            return Err(table.wrong(name, "expected at most 8 million distinct texts").into());
        }
        Ok(Group { ids, numbers, n_bad_codes, checked })
    }

    /// Where a code names the gmina it is that one, whatever the position; returns how many
    /// addresses could be compared with a gmina, and how many of them lie outside.
    fn name_gminas(&mut self, tercs: &[u32], areas: &Areas<'_>) -> [usize; 2] {
        let mut checked = [0; 2];
        // Files go by place, so the code is mostly that of the row before.
        let (mut last, mut last_gmina) = (0, UNLISTED);
        for row in 0..self.points.len() {
            let terc_code = tercs.get(row).map_or(0, |code| code & !RESTORED);
            let is_placed = self.points[row] != NOWHERE;
            let found = self.gminas[row];
            if terc_code == 0 || terc_code == BAD & !RESTORED {
                if found == NO_GMINA {
                    self.remarks[row] |= remark(IssueCode::NoGmina);
                }
                checked[0] += usize::from(is_placed);
                checked[1] += usize::from(is_placed && found == NO_GMINA);
                continue;
            }
            if terc_code != last {
                let gmina = terc(terc_code - 1).map(TercCode::whole_gmina);
                last = terc_code;
                last_gmina = gmina.and_then(|code| areas.gminas.of_code(code)).unwrap_or(UNLISTED);
            }
            (self.tercs[row], self.gminas[row]) = (terc_code - 1, last_gmina);
            if is_placed && last_gmina != UNLISTED {
                let inside = if found == last_gmina {
                    Some(true)
                } else {
                    areas.gminas.covers(last_gmina, self.points[row])
                };
                checked[0] += usize::from(inside.is_some());
                if inside == Some(false) {
                    checked[1] += 1;
                    self.remarks[row] |= remark(IssueCode::OutsideGmina);
                }
            }
        }
        checked
    }

    fn place(
        &mut self,
        source: &Source<'_>,
        group: usize,
        [easting, northing]: [Column; 2],
    ) -> Result<(), ChainError> {
        let read = |column, field| {
            numbers(&source.table, group, (column, source.name(field)), MISSING, coordinate)
        };
        let (east, north) = (read(easting, "easting")?, read(northing, "northing")?);
        let points = self.points.iter_mut().zip(&mut *self.remarks);
        for ((point, remarks), (east, north)) in points.zip(east.into_iter().zip(north)) {
            *point = position([east, north]).unwrap_or_else(|code| {
                *remarks |= remark(code);
                NOWHERE
            });
        }
        Ok(())
    }

    fn find(&mut self, areas: &Areas<'_>) {
        for (point, gmina) in self.points.iter().zip(&mut *self.gminas) {
            if *point != NOWHERE {
                *gmina = areas.gminas.find(*point).unwrap_or(NO_GMINA);
            }
        }
        if let Some(coverage) = areas.coverage {
            for (point, covered) in self.points.iter().zip(&mut *self.covered) {
                *covered = *point != NOWHERE && coverage.find(*point).is_some();
            }
        }
    }
}

/// Reads address tables.
pub(super) fn read_addresses(
    files: &[InputFile],
    areas: &Areas<'_>,
    counts: &mut Counts,
) -> Result<Addresses, ChainError> {
    let sources = Source::open_all(files, "address-table")?;
    let total: usize = sources.iter().map(|source| source.table.n_rows()).sum();
    u32::try_from(total).ok().filter(|n| *n < UNKNOWN).ok_or(ChainError::TooMany("addresses"))?;
    let columns = sources.iter().map(Columns::of).collect::<Result<Vec<_>, _>>()?;
    let has_terc = columns.iter().any(|columns| columns.terc.is_some());
    let mut all = Addresses {
        ids: Arc::new(Ids::new(Vec::new())),
        points: vec![NOWHERE; total],
        gminas: vec![NO_GMINA; total],
        covered: vec![false; total],
        keys: vec![PlaceKey(0); total],
        tercs: vec![NO_TERC; if has_terc { total } else { 0 }],
        remarks: vec![0; total],
        groups: Vec::new(),
        files: Vec::new(),
        n_unplaced: 0,
        n_rejected: 0,
    };
    let mut parts = Vec::new();
    {
        let mut rest = Slices {
            points: &mut all.points,
            gminas: &mut all.gminas,
            covered: &mut all.covered,
            keys: &mut all.keys,
            tercs: &mut all.tercs,
            remarks: &mut all.remarks,
        };
        let mut first = 0;
        for (at, (source, columns)) in sources.iter().zip(&columns).enumerate() {
            let start = u32::try_from(first).expect("fewer than 2^32 addresses");
            all.files.push((source.file.number, start));
            for group in 0..source.table.n_groups() {
                let n = source.table.n_rows_of(group);
                let (slices, after) = rest.split(n, has_terc);
                parts.push(((source, columns), group, (at, first), slices));
                rest = after;
                first += n;
            }
            counts.read(source.file.number, source.table.n_rows());
        }
    }
    let groups = parts
        .into_par_iter()
        .map(|(source, group, place, mut slices)| {
            let n = slices.points.len();
            slices.fill(source, group, areas).map(|group| (place, n, group))
        })
        .collect::<Result<Vec<_>, ChainError>>()?;
    let mut ids = Vec::new();
    let mut checked = vec![[0; 2]; files.len()];
    for ((file, first), n, group) in groups {
        counts.add(files[file].number, IssueCode::BadCode, group.n_bad_codes);
        (0..2).for_each(|i| checked[file][i] += group.checked[i]);
        ids.push(group.ids);
        all.groups.push((first, n, group.numbers));
    }
    all.ids = Arc::new(Ids::new(ids));
    let has_boundaries = !areas.gminas.codes.is_empty();
    for (source, [checked, outside]) in sources.iter().zip(checked) {
        if has_boundaries && checked >= SWAP_CHECK_MIN && outside * 2 > checked {
            return Err(source.declined("most addresses lie outside their gmina"));
        }
    }
    Ok(all)
}

/// TERC of addresses that name none.
pub(super) const NO_TERC: u32 = 0;

impl Addresses {
    /// Adds gminas that only codes of addresses name.
    ///
    /// # Errors
    /// When these are too many to number.
    pub(super) fn list_gminas(&mut self, gminas: &mut Gminas) -> Result<(), ChainError> {
        let whole = |number: u32| terc(number).map(TercCode::whole_gmina);
        let unlisted = |(gmina, terc): (&u16, &u32)| (*gmina == UNLISTED).then(|| whole(*terc))?;
        let new: BTreeSet<GminaCode> =
            self.gminas.iter().zip(&self.tercs).filter_map(unlisted).collect();
        if new.is_empty() {
            return Ok(());
        }
        let moved = gminas.add(&new)?;
        for (gmina, terc) in self.gminas.iter_mut().zip(&self.tercs) {
            *gmina = match *gmina {
                UNLISTED => whole(*terc).and_then(|c| gminas.of_code(c)).unwrap_or(NO_GMINA),
                none @ (NO_GMINA | REJECTED) => none,
                listed => moved[usize::from(listed)],
            };
        }
        Ok(())
    }

    /// File of a row.
    pub(super) fn file_of(&self, row: u32) -> u16 {
        let after = self.files.partition_point(|(_, first)| *first <= row);
        self.files[after - 1].0
    }

    /// Replaces `out` by the identifier of a row as outputs have it.
    pub(super) fn identifier(&self, row: u32, out: &mut Vec<u8>) {
        self.ids.text(row, out);
        if out.is_empty() {
            let file = self.files.partition_point(|(_, first)| *first <= row) - 1;
            let (number, first) = self.files[file];
            out.extend_from_slice(format!("{number}:{}", row - first + 1).as_bytes());
        }
    }
}

impl Slices<'_> {
    fn split(self, n: usize, has_terc: bool) -> (Self, Self) {
        let Self { points, gminas, covered, keys, tercs, remarks } = self;
        let (points, points2) = points.split_at_mut(n);
        let (gminas, gminas2) = gminas.split_at_mut(n);
        let (covered, covered2) = covered.split_at_mut(n);
        let (keys, keys2) = keys.split_at_mut(n);
        let (tercs, tercs2) = tercs.split_at_mut(if has_terc { n } else { 0 });
        let (remarks, remarks2) = remarks.split_at_mut(n);
        let first = Slices { points, gminas, covered, keys, tercs, remarks };
        let rest = Slices {
            points: points2,
            gminas: gminas2,
            covered: covered2,
            keys: keys2,
            tercs: tercs2,
            remarks: remarks2,
        };
        (first, rest)
    }
}
