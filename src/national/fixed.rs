//! What does not grow with the number of addresses: gminas, coverage areas, nodes.

use std::collections::BTreeSet;

use parquet::basic::Type;

use super::chain::ChainError;
use super::counts::Counts;
use super::layout::{InputFile, Source};
use super::offers::kbps_of_number;
use super::places::{MISSING, Point, coordinate, position};
use super::text::{put_signed, trimmed};
use super::wkb;
use crate::columns::read::{Column, NULL, Table};
use crate::index::{Choice, Cover, NearestGrid, Polygons};
use crate::model::IssueCode;
use crate::place::{GminaCode, TercCode, TercWidth};
use crate::policy::ThresholdProfile;

/// Side of cells as a power of two of millimetres: 524 m. Smaller ones answer more points at once
/// but take longer to fill; 8 million points pay for both alike.
pub(super) const CELL_SHIFT: u32 = 19;

/// Gminas are numbered by u16, with room for those that only codes name.
pub(super) const GMINAS_MAX: usize = 60_000;

/// Gminas in order of code, and where they lie.
pub(super) struct Gminas {
    pub(super) codes: Vec<GminaCode>,
    pub(super) names: Vec<String>,
    /// Kind digit of each, where its boundary has one.
    pub(super) kinds: Vec<Option<u8>>,
    cover: Cover,
    /// Gmina of each polygon; several may be of one.
    owners: Vec<u16>,
}

impl Gminas {
    /// None at all.
    pub(super) fn none() -> Self {
        let cover = Cover::new(Polygons::default(), Choice::Lowest, CELL_SHIFT);
        Self { codes: Vec::new(), names: Vec::new(), kinds: Vec::new(), cover, owners: Vec::new() }
    }

    /// Position of a gmina.
    pub(super) fn of_code(&self, code: GminaCode) -> Option<u16> {
        self.codes.binary_search(&code).ok().and_then(|at| u16::try_from(at).ok())
    }

    /// The gmina with the lowest code that covers a point.
    #[inline]
    pub(super) fn find(&self, point: Point) -> Option<u16> {
        self.cover.find(point).map(|polygon| self.owners[polygon as usize])
    }

    /// Whether a gmina covers a point; `None` where its boundary is not known.
    pub(super) fn covers(&self, gmina: u16, point: Point) -> Option<bool> {
        let start = self.owners.partition_point(|owner| *owner < gmina);
        let end = self.owners.partition_point(|owner| *owner <= gmina);
        (start < end).then(|| (start..end).any(|polygon| self.cover.covers(polygon, point)))
    }

    /// Adds gminas; returns the new position of each old one.
    ///
    /// # Errors
    /// When these are too many to number.
    pub(super) fn add(&mut self, new: &BTreeSet<GminaCode>) -> Result<Vec<u16>, ChainError> {
        let n_all = self.codes.len() + new.len();
        if n_all > GMINAS_MAX {
            return Err(ChainError::TooManyGminas(n_all, new.len()));
        }
        let old = std::mem::take(&mut self.names).into_iter().zip(std::mem::take(&mut self.kinds));
        let old = std::mem::take(&mut self.codes).into_iter().zip(old);
        let mut all: Vec<_> =
            old.enumerate().map(|(at, (code, facts))| (code, facts, Some(at))).collect();
        let mut moved = vec![0; all.len()];
        all.extend(new.iter().map(|code| (*code, (String::new(), None), None)));
        all.sort();
        for (new, (code, (name, kind), old)) in (0..).zip(all) {
            self.codes.push(code);
            self.names.push(name);
            self.kinds.push(kind);
            if let Some(old) = old {
                moved[old] = new;
            }
        }
        Ok(moved)
    }

    /// Gives up what is needed to place addresses only.
    pub(super) fn forget_shapes(&mut self) {
        self.cover = Cover::new(Polygons::default(), Choice::Lowest, CELL_SHIFT);
        self.owners = Vec::new();
    }
}

/// Nodes by identifier, then row.
pub(super) struct Nodes {
    pub(super) ids: Vec<Vec<u8>>,
    pub(super) grid: NearestGrid,
}

impl Nodes {
    /// The first node with the identifier of one: identifiers are sorted, and may repeat.
    pub(super) fn first(&self, node: u32) -> u32 {
        let id = &self.ids[node as usize];
        let before = self.ids[..node as usize].iter().rev().take_while(|other| *other == id);
        node - u32::try_from(before.count()).unwrap_or(0)
    }
}

fn texts(table: &Table, column: Column) -> Result<Vec<String>, ChainError> {
    let mut texts = vec![String::new(); table.n_rows()];
    let mut first = 0;
    for group in 0..table.n_groups() {
        table.for_each_text(group, column, |row, text| {
            texts[first + row] = String::from_utf8_lossy(trimmed(text)).into_owned();
        })?;
        first += table.n_rows_of(group);
    }
    Ok(texts)
}

/// Numbers of any numeric type by what `of` makes of them; `missing` stands for none.
pub(super) fn numbers<T: Copy>(
    table: &Table,
    group: usize,
    (column, name): (Column, &str),
    missing: T,
    of: impl Fn(f64) -> T,
) -> Result<Vec<T>, ChainError> {
    Ok(match column.kind {
        Type::DOUBLE => table.numbers(group, column, missing, |b| of(f64::from_le_bytes(b)))?,
        Type::FLOAT => {
            // As it is printed: the nearest double is another number.
            let printed = |b| f32::from_le_bytes(b).to_string().parse().unwrap_or(f64::NAN);
            table.numbers(group, column, missing, |b| of(printed(b)))?
        }
        Type::INT32 | Type::INT64 => {
            // Coordinates and speeds are far below 2^52; what is not is no such thing.
            #[allow(clippy::cast_precision_loss)]
            let float = |number: i64| number as f64;
            table.integers(group, (column, name), missing, |number| of(float(number)))?
        }
        _ => return Err(table.unexpected(name, "numbers", column).into()),
    })
}

/// Reads boundaries. Rows of one code are one gmina.
///
/// Rings that are no polygons, and codes that are none, are left to the general way.
pub(super) fn read_gminas(file: &InputFile, counts: &mut Counts) -> Result<Gminas, ChainError> {
    let source = Source::open(file, "boundaries")?;
    let (table, geometry) = (&source.table, source.geometry()?);
    let row_names = match source.column("name")? {
        Some(_) => texts(table, source.required_text("name")?)?,
        None => vec![String::new(); table.n_rows()],
    };
    let mut row_codes = Vec::with_capacity(table.n_rows());
    for text in texts(table, source.required_text("code")?)? {
        let digits: String = text.chars().filter(|c| *c != '_').collect();
        let parsed = TercCode::parse(&digits, TercWidth::AsWritten);
        let parsed = parsed.map_err(|error| source.declined(&error.to_string()))?;
        counts.add(file.number, IssueCode::RestoredZeros, u64::from(parsed.restored));
        row_codes.push(parsed.code);
    }
    counts.read(file.number, row_codes.len());
    // Rows in order of code, so that the lowest position is the lowest code.
    let mut order: Vec<usize> = (0..row_codes.len()).collect();
    order.sort_by_key(|row| (row_codes[*row].gmina, *row));
    let (mut codes, mut names, mut owners) = (Vec::new(), Vec::new(), Vec::new());
    let mut kinds = Vec::new();
    for row in &order {
        let TercCode { gmina, kind } = row_codes[*row];
        if codes.last() != Some(&gmina) {
            codes.push(gmina);
            kinds.push(kind.map(std::num::NonZeroU8::get));
            names.push(row_names[*row].clone());
        }
        owners.push(u16::try_from(codes.len() - 1).unwrap_or(u16::MAX));
    }
    if codes.len() > GMINAS_MAX {
        return Err(ChainError::TooManyGminas(codes.len(), 0));
    }
    let mut shapes = Shapes::with_room(table.n_bytes_of(geometry));
    let in_order = order.is_sorted();
    let mut kept: Vec<Vec<u8>> = vec![Vec::new(); if in_order { 0 } else { order.len() }];
    let mut first = 0;
    for group in 0..table.n_groups() {
        table.for_each_text(group, geometry, |row, shape| {
            if in_order {
                shapes.skip_to(first + row);
                shapes.push(shape);
            } else {
                kept[first + row] = shape.to_vec();
            }
        })?;
        first += table.n_rows_of(group);
    }
    if !in_order {
        order.iter().map(|row| &kept[*row]).for_each(|shape| shapes.push(shape));
    }
    shapes.skip_to(order.len());
    if shapes.n_unusable > 0 {
        return Err(
            source.declined("an outline is no polygon in Poland, or has parts that may overlap")
        );
    }
    let cover = Cover::new(shapes.polygons, Choice::Lowest, CELL_SHIFT);
    Ok(Gminas { codes, names, kinds, cover, owners })
}

/// Bytes that a vertex takes in a file at least, unless it is very round: two numbers of eight,
/// compressed.
const VERTEX_BYTES: usize = 8;

/// Polygons, and how many of them cover nothing because they are none.
struct Shapes {
    polygons: Polygons,
    n_unusable: usize,
}

impl Shapes {
    /// Room for the vertices of shapes that take so many bytes in a file, so that they need not
    /// move as they grow in number; as much memory as the file is long at most.
    fn with_room(n_bytes: usize) -> Self {
        Self { polygons: Polygons::with_room(n_bytes / VERTEX_BYTES), n_unusable: 0 }
    }

    fn push(&mut self, shape: &[u8]) {
        self.n_unusable += usize::from(!wkb::push_polygon(shape, &mut self.polygons));
    }

    /// Rows without a shape up to `row` cover nothing.
    fn skip_to(&mut self, row: usize) {
        while self.polygons.len() < row {
            self.push(&[]);
        }
    }
}

/// Reads coverage areas whose speeds meet a profile's.
pub(super) fn read_areas(
    file: &InputFile,
    profile: &ThresholdProfile,
    counts: &mut Counts,
) -> Result<Cover, ChainError> {
    let source = Source::open(file, "coverage-areas")?;
    if source.has("wkt") {
        return Err(source.declined("polygons are texts"));
    }
    let (table, geometry) = (&source.table, source.geometry()?);
    let [down_min, up_min] = [profile.down_min, profile.up_min].map(|speed| speed.as_kbps());
    // An area whose download is not known covers nothing; one that does not state its upload is
    // not held to one.
    let down = (source.required("down_mbps")?, source.name("down_mbps"));
    let up = source.column("up_mbps")?.map(|column| (column, source.name("up_mbps")));
    let mut shapes = Shapes::with_room(table.n_bytes_of(geometry));
    let mut n_ignored = 0;
    for group in 0..table.n_groups() {
        let mut meets = |column, least: u32, unknown: bool| -> Result<Vec<bool>, ChainError> {
            let speeds = numbers(table, group, column, None, |mbps| Some(kbps_of_number(mbps)))?;
            n_ignored += speeds.iter().filter(|speed| **speed == Some(None)).count();
            let meets = |speed: Option<Option<u32>>| match speed.flatten() {
                Some(speed) => speed >= least,
                None => unknown,
            };
            Ok(speeds.into_iter().map(meets).collect())
        };
        let mut wanted = meets(down, down_min, false)?;
        if let Some(up) = up {
            let up = meets(up, up_min, true)?;
            wanted.iter_mut().zip(up).for_each(|(wanted, meets)| *wanted &= meets);
        }
        let mut n_shapes = 0;
        table.for_each_text(group, geometry, |row, shape| {
            n_shapes += 1;
            if wanted[row] {
                shapes.push(shape);
            }
        })?;
        if n_shapes < wanted.len() {
            shapes.n_unusable += 1;
        }
    }
    if shapes.n_unusable > 0 {
        return Err(
            source.declined("an area is no polygon in Poland, or has parts that may overlap")
        );
    }
    counts.read(file.number, table.n_rows());
    counts.add(file.number, IssueCode::IgnoredValue, n_ignored as u64);
    Ok(Cover::new(shapes.polygons, Choice::Any, CELL_SHIFT))
}

/// Reads nodes.
pub(super) fn read_nodes(file: &InputFile, counts: &mut Counts) -> Result<Nodes, ChainError> {
    let source = Source::open(file, "nodes-table")?;
    let table = &source.table;
    let id_column = source.required("id")?;
    let [easting, northing] = source.position()?;
    let mut nodes: Vec<(Vec<u8>, Option<Point>)> = Vec::new();
    for group in 0..table.n_groups() {
        let read = |column, field| {
            numbers(table, group, (column, source.name(field)), MISSING, coordinate)
        };
        let (east, north) = (read(easting, "easting")?, read(northing, "northing")?);
        let own = id_texts(table, group, id_column, source.name("id"))?;
        for ((id, east), north) in own.into_iter().zip(east).zip(north) {
            if id.is_empty() {
                counts.add(file.number, IssueCode::MissingValue, 1);
                continue;
            }
            let found = position([east, north]);
            if let Err(code) = found {
                if source.has_geometry() {
                    return Err(source.declined("some nodes have a position by geometry only"));
                }
                counts.add(file.number, code, 1);
            }
            nodes.push((id, found.ok()));
        }
    }
    counts.read(file.number, table.n_rows());
    nodes.sort_by(|(a, _), (b, _)| a.cmp(b));
    let n_repeated = nodes.windows(2).filter(|pair| pair[0].0 == pair[1].0).count();
    counts.add(file.number, IssueCode::RepeatedId, n_repeated as u64);
    let placed = nodes.into_iter().filter_map(|(id, point)| Some((id, point?)));
    let (ids, points): (Vec<_>, Vec<_>) = placed.unzip();
    let grid = NearestGrid::new(&points);
    Ok(Nodes { ids, grid })
}

/// Identifiers of a row group as texts; numbers in decimal, missing ones empty.
fn id_texts(
    table: &Table,
    group: usize,
    column: Column,
    name: &str,
) -> Result<Vec<Vec<u8>>, ChainError> {
    let mut distinct: Vec<Vec<u8>> = Vec::new();
    let mut keep = |text: Vec<u8>| {
        distinct.push(text);
        u32::try_from(distinct.len() - 1).unwrap_or(NULL)
    };
    let printed = |value: i64| {
        let mut text = Vec::new();
        put_signed(value, &mut text);
        text
    };
    let codes = if column.kind == Type::BYTE_ARRAY {
        table.codes::<0>(group, column, |text| keep(trimmed(text).to_vec()))
    } else {
        table.integer_codes(group, (column, name), |number| keep(printed(number)))
    }?;
    Ok(codes
        .into_iter()
        .map(|code| distinct.get(code as usize).cloned().unwrap_or_default())
        .collect())
}
