//! Registers whose values lie in cells, read at the addresses, along roads and rails, and on the
//! ground around base stations: tables of cells and rasters.

use std::collections::{BTreeMap, BTreeSet};

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::Float64Type;
use arrow_array::{Array as _, ArrayRef, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow_select::take::take_record_batch;
use chrono::NaiveDate;
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::{MatchError, note_outside};
use crate::model::{AddressPoint, FileId, IssueLog, LATTICE_M, Origin, PIECE_M_MAX, ROUTES};
use crate::place::{self, Pl1992};
use crate::policy::{Generation, SignalClasses, detector_number, mobile_assumption};
use crate::sources::{Dictionary, LayerRow, LayerRows, Raster, Schema, Target};

/// Side of a cell whose table does not say, in metres: the grid of the UKE inventory (form zr,
/// Dz.U. 2022 poz. 2796) has 100 m × 100 m.
const SIDE_M: f64 = 100.0;
/// The register of cells that are read along roads and rails too.
const SIGNAL: &str = "coverage-raster";
/// The register of cells that are read around base stations too.
const GROUND: &str = "terrain";
/// The register around whose points the ground is read.
const STATIONS: &str = "base-stations";

type Cell = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// A place at which cells are read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) point: Pl1992,
    on: On,
}

/// What stands at a spot.
#[derive(Clone, Copy, Debug, PartialEq)]
enum On {
    /// An address, by its position.
    Address(u32),
    /// The middle of a piece of a road or track, pieces counted from 1.
    Route { register: &'static str, line: Origin, piece: u32 },
    /// A point of the lattice around base stations: its easting and northing in sides of it.
    Ground(i32, i32),
}

/// Addresses that have a position, in order.
pub(super) fn spots_of_addresses(addresses: &[AddressPoint]) -> Vec<Spot> {
    let spot = |(at, address): (u32, &AddressPoint)| {
        Some(Spot { point: address.position?, on: On::Address(at) })
    };
    (0_u32..).zip(addresses).filter_map(spot).collect()
}

/// Middles of the pieces of roads and tracks, line by line.
pub(super) fn spots_of_routes(layers: &[LayerRows]) -> Vec<Spot> {
    let mut spots = Vec::new();
    for part in layers {
        let route = ROUTES.into_iter().find(|route| *route == part.register);
        for row in route.into_iter().flat_map(|_| &part.rows) {
            let (register, line) = (part.register, row.origin);
            let pieces = row.geometry.as_ref().map(|g| place::pieces(g, PIECE_M_MAX));
            let spot = |(piece, (point, _)): (u32, (Pl1992, u64))| Spot {
                point,
                on: On::Route { register, line, piece },
            };
            spots.extend((1..).zip(pieces.unwrap_or_default()).map(spot));
        }
    }
    spots
}

/// Points of the lattice over which pass the lines of sight from base stations to the addresses
/// within their range, from west to east.
///
/// A line lies in the square around its station, and between the station and the outermost address
/// on each side.
pub(super) fn spots_of_stations(layers: &[LayerRows], addresses: &[AddressPoint]) -> Vec<Spot> {
    let metres = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let served = i32::try_from(mobile_assumption("fwa_range").value).unwrap_or(i32::MAX);
    let range_m = served.max(metres(detector_number("radio_max")));
    let (side_mm, reach) = (LATTICE_M * 1000, range_m / LATTICE_M + 1);
    let cell =
        |at: Pl1992| (at.easting_mm().div_euclid(side_mm), at.northing_mm().div_euclid(side_mm));
    let placed = addresses.iter().filter_map(|address| address.position);
    let homes: BTreeSet<(i32, i32)> = placed.map(cell).collect();
    let parts = layers.iter().filter(|part| part.register == STATIONS);
    let stations: BTreeSet<(i32, i32)> =
        parts.flat_map(|part| &part.rows).filter_map(|row| row.position).map(cell).collect();
    // Rows of points by column, as ranges that may overlap.
    let mut columns: BTreeMap<i32, Vec<(i32, i32)>> = BTreeMap::new();
    for (east, north) in stations {
        let (mut west, mut south, mut outer_east, mut outer_north) = (east, north, east, north);
        let mut is_any = false;
        for column in east - reach..=east + reach {
            let mut near = homes.range((column, north - reach)..=(column, north + reach));
            let Some((_, low)) = near.next() else { continue };
            let high = near.next_back().map_or(*low, |(_, high)| *high);
            (west, outer_east) = (west.min(column), outer_east.max(column));
            (south, outer_north) = (south.min(*low), outer_north.max(high));
            is_any = true;
        }
        if is_any {
            for column in west..=outer_east + 1 {
                columns.entry(column).or_default().push((south, outer_north + 1));
            }
        }
    }
    let mut found: Vec<(i32, i32)> = Vec::new();
    for (column, mut ranges) in columns {
        ranges.sort_unstable();
        let mut next = i32::MIN;
        for (low, high) in ranges {
            found.extend((low.max(next)..=high).map(|row| (column, row)));
            next = next.max(high + 1);
        }
    }
    let spot = |(east, north): (i32, i32)| {
        let [easting, northing] = [east, north].map(|units| units.checked_mul(side_mm));
        let point = Pl1992::from_millimetres(easting?, northing?);
        Some(Spot { point, on: On::Ground(east, north) })
    };
    found.into_iter().filter_map(spot).collect()
}

/// Rows whose targets are positions of spots, told what stands there.
pub(super) fn settle(mut rows: LayerRows, spots: &[Spot]) -> LayerRows {
    let of = |row: &LayerRow| match &row.target {
        Target::Place(spot) => spots.get(*spot as usize),
        Target::None | Target::Id(_) | Target::Key(_) => None,
    };
    let route = |row: &LayerRow| match of(row)?.on {
        On::Route { register, line, piece } => Some((register, line, piece)),
        On::Address(_) | On::Ground(..) => None,
    };
    let lattice: Vec<Option<(i32, i32)>> = rows
        .rows
        .iter()
        .map(|row| match of(row)?.on {
            On::Ground(east, north) => Some((east, north)),
            On::Address(_) | On::Route { .. } => None,
        })
        .collect();
    let ground = |of: fn(&(i32, i32)) -> i32| -> ArrayRef {
        let numbers = lattice.iter().map(|point| point.as_ref().map(of).map(i64::from));
        Arc::new(numbers.collect::<Int64Array>())
    };
    let routes: Vec<Option<(&str, Origin, u32)>> = rows.rows.iter().map(route).collect();
    let numbers = |of: fn(&(&str, Origin, u32)) -> i64| -> ArrayRef {
        Arc::new(routes.iter().map(|route| route.as_ref().map(of)).collect::<Int64Array>())
    };
    let names = routes.iter().map(|route| route.map(|(register, ..)| register));
    let worked_out: [(&str, ArrayRef); 6] = [
        ("route", Arc::new(names.collect::<StringArray>())),
        ("route_file", numbers(|(_, line, _)| i64::from(line.file.0) + 1)),
        ("route_row", numbers(|(_, line, _)| line.row.into())),
        ("route_piece", numbers(|(.., piece)| (*piece).into())),
        ("lattice_east", ground(|(east, _)| *east)),
        ("lattice_north", ground(|(_, north)| *north)),
    ];
    let schema = rows.values.schema();
    let mut columns = rows.values.columns().to_vec();
    for (name, array) in worked_out {
        if let Ok(position) = schema.index_of(name) {
            columns[position] = array;
        }
    }
    rows.values = RecordBatch::try_new(schema, columns).expect("one route a row");
    for row in &mut rows.rows {
        let Some(spot) = of(row) else { continue };
        match spot.on {
            On::Address(address) => row.target = Target::Place(address),
            On::Route { .. } | On::Ground(..) => {
                (row.target, row.position) = (Target::None, Some(spot.point));
            }
        }
    }
    rows
}

/// Cells of a table as squares around their centres.
fn index(cells: &LayerRows) -> RTree<Cell> {
    let sides = cells.values.column_by_name("size_m");
    let sides = sides.and_then(|sides| sides.as_primitive_opt::<Float64Type>());
    let cell = |(row, place): (usize, &LayerRow)| {
        let centre = place.position?;
        let side = sides.filter(|sides| sides.is_valid(row)).map_or(SIDE_M, |s| s.value(row));
        let (east, north, half) = (centre.easting(), centre.northing(), side / 2.0);
        let corners = ([east - half, north - half], [east + half, north + half]);
        Some(Cell::new(Rectangle::from_corners(corners.0, corners.1), row))
    };
    RTree::bulk_load(cells.rows.iter().enumerate().filter_map(cell).collect())
}

/// Rows of the cells that hold the point: west and south sides belong to a cell, east and north
/// sides to its neighbours, so that a grid holds each point once.
fn holding(index: &RTree<Cell>, point: Pl1992) -> Vec<usize> {
    let at = [point.easting(), point.northing()];
    let holds = |cell: &&Cell| {
        let east_north = cell.geom().upper();
        at[0] < east_north[0] && at[1] < east_north[1]
    };
    let found = index.locate_in_envelope_intersecting(AABB::from_point(at));
    let mut rows: Vec<usize> = found.filter(holds).map(|cell| cell.data).collect();
    rows.sort_unstable();
    rows
}

/// The class of signal of each row, where it has a level and a technology that has classes.
fn signal_classes(values: &RecordBatch, day: NaiveDate) -> Int64Array {
    let levels = values.column_by_name("value").and_then(|c| c.as_primitive_opt::<Float64Type>());
    let words = values.column_by_name("technology").and_then(|c| c.as_string_opt::<i32>());
    let (Some(levels), Some(words)) = (levels, words) else {
        return std::iter::repeat_n(None, values.num_rows()).collect();
    };
    let dictionary = Dictionary::of("pit-mobile-technology");
    let classes = SignalClasses::on(day);
    let class = |(level, word): (Option<f64>, Option<&str>)| {
        let code = &dictionary.lookup(word?)?.code.code;
        classes.of(Generation::of_code(code)?, level?)
    };
    levels.iter().zip(words).map(class).collect()
}

/// Rows at addresses with their class of signal, where their register has one.
pub(super) fn with_classes(mut rows: LayerRows, day: NaiveDate) -> LayerRows {
    let schema = rows.values.schema();
    let Ok(position) = schema.index_of("signal_class") else {
        return rows;
    };
    let mut columns = rows.values.columns().to_vec();
    columns[position] = Arc::new(signal_classes(&rows.values, day));
    rows.values = RecordBatch::try_new(schema, columns).expect("one class a row");
    rows
}

/// The values of a table of cells at spots: one row a spot and cell, whose target is the position
/// of the spot.
pub(super) fn at_spots(cells: &LayerRows, spots: &[Spot]) -> LayerRows {
    let index = index(cells);
    let at = |(position, spot): (usize, &Spot)| {
        let place = u32::try_from(position).expect("fewer than 2^32 spots");
        holding(&index, spot.point).into_iter().map(move |row| (place, row))
    };
    let found: Vec<(u32, usize)> = spots.par_iter().enumerate().flat_map_iter(at).collect();
    let rows = found.iter().map(|(place, row)| LayerRow {
        origin: cells.rows[*row].origin,
        target: Target::Place(*place),
        position: None,
        geometry: None,
    });
    let positions = found.iter().map(|(_, row)| u32::try_from(*row).expect("fewer than 2^32"));
    let values = take_record_batch(&cells.values, &UInt32Array::from_iter_values(positions));
    LayerRows {
        register: cells.register,
        counts: false,
        states_reach: false,
        values: values.expect("every position is a row"),
        rows: rows.collect(),
    }
}

/// Reads tables of cells and rasters at the addresses, along roads and rails, around stations.
pub(super) fn read(
    layers: &mut Vec<LayerRows>,
    rasters: Vec<(FileId, Raster)>,
    addresses: &[AddressPoint],
    as_of: NaiveDate,
    issues: &mut IssueLog,
) -> Result<(), MatchError> {
    let is_cells = |part: &LayerRows| Schema::of(part.register).raster;
    if rasters.is_empty() && !layers.iter().any(is_cells) {
        return Ok(());
    }
    // Signal is wanted where people live and along the way, heights where people live and around
    // the stations that they may see.
    let has = |register: &str| {
        layers.iter().any(|part| part.register == register)
            || rasters.iter().any(|(_, raster)| raster.register == register)
    };
    let homes = spots_of_addresses(addresses);
    let with = |more: Vec<Spot>| homes.iter().cloned().chain(more).collect::<Vec<_>>();
    let of_signal = if has(SIGNAL) { with(spots_of_routes(layers)) } else { Vec::new() };
    let of_ground =
        if has(GROUND) { with(spots_of_stations(layers, addresses)) } else { Vec::new() };
    let along = |register: &str| if register == SIGNAL { &of_signal } else { &of_ground };
    for part in layers.iter_mut().filter(|part| is_cells(part)) {
        let spots = along(part.register);
        let rows = at_spots(part, spots);
        if rows.rows.is_empty() {
            note_outside(part.rows.iter().map(|row| row.origin), issues);
        }
        *part = with_classes(settle(rows, spots), as_of);
    }
    for (file, raster) in rasters {
        let spots = along(raster.register);
        let numbered: Vec<(u32, Pl1992)> =
            (0_u32..).zip(spots).map(|(spot, at)| (spot, at.point)).collect();
        let rows = raster.rows(file, &numbered).map_err(Box::new)?;
        if rows.rows.is_empty() {
            let lines = 1..=u32::try_from(raster.n_rows).unwrap_or(u32::MAX);
            note_outside(lines.map(|row| Origin { file, row }), issues);
        }
        layers.push(with_classes(settle(rows, spots), as_of));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use arrow_array::Float64Array;
    use arrow_schema::{DataType, Field, Schema};

    use super::*;
    use crate::model::{FileId, Origin, TextPoolBuilder};

    fn address(east_mm: i32, north_mm: i32) -> AddressPoint {
        let mut texts = TextPoolBuilder::default();
        let text = texts.intern("");
        AddressPoint {
            id: text,
            number: text,
            gmina: None,
            terc: None,
            simc: None,
            ulic: None,
            position: Some(Pl1992::from_millimetres(500_000_000 + east_mm, 400_000_000 + north_mm)),
            origin: Origin { file: FileId(0), row: 1 },
        }
    }

    #[test]
    fn a_grid_holds_each_point_once() {
        // Two neighbours of 100 m with centres at 50 and 150 m, and one of 10 m inside the first.
        let centres = [(50_000, 50_000), (150_000, 50_000), (5_000, 5_000)];
        let side = Float64Array::from(vec![None, Some(100.0), Some(10.0)]);
        let schema = Schema::new(vec![Field::new("size_m", DataType::Float64, true)]);
        let cells = LayerRows {
            register: "coverage-raster",
            counts: false,
            states_reach: false,
            values: RecordBatch::try_new(Arc::new(schema), vec![Arc::new(side)]).expect("columns"),
            rows: (1..)
                .zip(centres)
                .map(|(row, (east, north))| LayerRow {
                    origin: Origin { file: FileId(0), row },
                    target: Target::None,
                    position: address(east, north).position,
                    geometry: None,
                })
                .collect(),
        };
        let addresses = [
            address(99_999, 99_999),
            address(100_000, 50_000),
            address(0, 0),
            address(0, 100_000),
            address(10_000, 1_000),
        ];
        let found = at_spots(&cells, &spots_of_addresses(&addresses));
        let found: Vec<(Target, u32)> =
            found.rows.into_iter().map(|row| (row.target, row.origin.row)).collect();
        let at = |place, row| (Target::Place(place), row);
        // The fourth lies on the north side of the first cell, which has no neighbour there; the
        // fifth on the east side of the small one.
        assert_eq!(found, [at(0, 1), at(1, 2), at(2, 1), at(2, 3), at(4, 1)]);
    }
}
