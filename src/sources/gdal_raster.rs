//! Rasters: the value of the cell in which a point lies.
//!
//! A raster is read in place, block by block, whatever its size. Only formats that hold their
//! data themselves are opened, as with vector files.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use gdal::raster::{GdalDataType, RasterBand};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags, GeoTransform};

use super::SourceError;
use super::gdal_session as session;
use super::raster::{CellValue, RasterInfo, is_raster_name};
use crate::place::{self, Crs, Pl1992};

/// GeoTIFF, and the text and plain binary grids in which terrain is published.
const DRIVERS: [&str; 5] = ["GTiff", "AAIGrid", "XYZ", "EHdr", "SRTMHGT"];
/// Cells read at a time, 32 MB of them.
const WINDOW_MAX: usize = 4 << 20;
/// Bytes of one block: GDAL unpacks it whole.
const BLOCK_MAX: usize = 1 << 30;
/// Part of a cell within which a point stands on its edge: the error of dividing coordinates, far
/// below the millimetre to which points are kept.
const ON_EDGE: f64 = 1e-7;

/// Describes a raster.
///
/// # Errors
/// When it cannot be opened, has no place on earth, or a system that cannot be used.
pub fn info(path: &Path, name: &str) -> Result<RasterInfo, SourceError> {
    let dataset = open(path, name)?;
    let (n_columns, n_rows) = dataset.raster_size();
    let [_, right, skew_x, _, skew_y, down] = transform(&dataset, name)?;
    let bands = dataset.rasterbands().map(|band| band.ok().and_then(|b| b.no_data_value()));
    Ok(RasterInfo {
        n_columns,
        n_rows,
        cell: (right.hypot(skew_y), skew_x.hypot(down)),
        crs: stated_crs(&dataset, name)?,
        no_data: bands.collect(),
    })
}

/// The cell and value at each point, scale and offset applied; `None` outside the raster, where it has no
/// data, and where the point cannot be converted to its system. Unknown is never zero.
///
/// A cell owns its edges towards the first column and the first row, those opposite belong to its
/// neighbours: in a raster with north up, the west and north edge are its own, and the east and
/// south border of the whole raster are outside.
///
/// `band` counts from 1; `crs` is for rasters that state no system, or a wrong one.
///
/// # Errors
/// As [`info`]; when no system is known, the band is not there, or a block cannot be read.
pub fn sample(
    path: &Path,
    name: &str,
    band: usize,
    crs: Option<&Crs>,
    points: &[Pl1992],
) -> Result<Vec<Option<CellValue>>, SourceError> {
    let dataset = open(path, name)?;
    let crs = match crs {
        Some(crs) => crs.clone(),
        None => stated_crs(&dataset, name)?
            .ok_or_else(|| SourceError::NoRasterCrs { file: name.to_owned() })?,
    };
    let grid = Grid::new(&dataset, name)?;
    let band = dataset.rasterband(band).map_err(|_| {
        let n_bands = dataset.raster_count();
        malformed(name, format!("there is no band {band}; the bands are 1 to {n_bands}"))
    })?;
    let reader = Reader::new(&band, name)?;
    let converted = place::from_pl1992(points, &crs)
        .map_err(|source| SourceError::Crs { file: name.to_owned(), source })?;
    let mut wanted: Vec<Wanted> = converted
        .iter()
        .enumerate()
        .filter_map(|(point, at)| {
            let (column, row) = grid.cell((*at)?)?;
            let block = (row / reader.block.1, column / reader.block.0);
            Some(Wanted { block, row, column, point })
        })
        .collect();
    wanted.sort_unstable();
    let mut values = vec![None; points.len()];
    for window in windows(&wanted) {
        reader.read(window, &mut values)?;
    }
    let mut cells = vec![None; points.len()];
    for Wanted { row, column, point, .. } in wanted {
        cells[point] = values[point].map(|value| CellValue { value, column, row });
    }
    Ok(cells)
}

fn malformed(name: &str, reason: impl Into<String>) -> SourceError {
    SourceError::Malformed {
        file: name.to_owned(),
        place: "raster".to_owned(),
        reason: reason.into(),
    }
}

fn open(path: &Path, name: &str) -> Result<Dataset, SourceError> {
    session::begin();
    let place = location(path, name)?;
    let dataset = Dataset::open_ex(
        &place,
        DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_RASTER | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
            allowed_drivers: Some(&DRIVERS),
            open_options: None,
            sibling_files: None,
        },
    );
    dataset.map_err(|_| {
        let known = "this is no raster that can be read; expected GeoTIFF, an ESRI or XYZ grid";
        let words = session::failure().filter(|words| !words.contains("not recognized"));
        malformed(name, words.unwrap_or_else(|| known.to_owned()))
    })
}

/// Where GDAL finds the raster: in place, also within `.gz` and `.zip`.
fn location(path: &Path, name: &str) -> Result<PathBuf, SourceError> {
    let unreadable = |error: std::io::Error| SourceError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    if path.is_dir() {
        return Err(SourceError::Directory { path: path.to_owned() });
    }
    let path = path.canonicalize().map_err(unreadable)?;
    let mut head = Vec::new();
    File::open(&path).and_then(|file| file.take(4).read_to_end(&mut head)).map_err(unreadable)?;
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(PathBuf::from(format!("/vsigzip/{}", path.display())));
    }
    if !head.starts_with(b"PK\x03\x04") {
        return Ok(path);
    }
    let archive = PathBuf::from(format!("/vsizip/{{{}}}", path.display()));
    let mut members = gdal::vsi::read_dir(&archive, true).unwrap_or_default();
    members.retain(|member| is_raster_name(&member.to_string_lossy()));
    match &members[..] {
        [member] => Ok(archive.join(member)),
        found => Err(malformed(
            name,
            format!("an archive of one raster is expected, not {}", found.len()),
        )),
    }
}

fn transform(dataset: &Dataset, name: &str) -> Result<GeoTransform, SourceError> {
    dataset.geo_transform().map_err(|_| {
        malformed(name, "the raster does not say where on earth it lies (no geotransform)")
    })
}

fn stated_crs(dataset: &Dataset, name: &str) -> Result<Option<Crs>, SourceError> {
    let stated = dataset.spatial_ref().ok().map(|reference| session::crs_of(&reference));
    stated.transpose().map_err(|source| SourceError::Crs { file: name.to_owned(), source })
}

/// From coordinates to cells.
struct Grid {
    transform: GeoTransform,
    determinant: f64,
    n_columns: usize,
    n_rows: usize,
}

impl Grid {
    fn new(dataset: &Dataset, name: &str) -> Result<Self, SourceError> {
        let transform = transform(dataset, name)?;
        let [_, right, skew_x, _, skew_y, down] = transform;
        let determinant = right * down - skew_x * skew_y;
        if !determinant.is_normal() {
            return Err(malformed(name, "the cells of the raster have no area"));
        }
        let (n_columns, n_rows) = dataset.raster_size();
        Ok(Self { transform, determinant, n_columns, n_rows })
    }

    /// Column and row of the cell that contains the place.
    fn cell(&self, (x, y): (f64, f64)) -> Option<(usize, usize)> {
        let [left, right, skew_x, top, skew_y, down] = self.transform;
        let (dx, dy) = (x - left, y - top);
        // Without rotation one division each; a round edge then stays round.
        let is_upright = skew_x == 0.0 && skew_y == 0.0;
        let (column, row) = if is_upright {
            (dx / right, dy / down)
        } else {
            let column = (down * dx - skew_x * dy) / self.determinant;
            (column, (right * dy - skew_y * dx) / self.determinant)
        };
        let whole = |place: f64, n_cells: usize| {
            let nearest = place.round();
            let cell = if (place - nearest).abs() < ON_EDGE { nearest } else { place.floor() };
            // Checked before the cast; no raster has more cells a side than a float can count.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let cell = (0.0..1e15).contains(&cell).then_some(cell as usize);
            cell.filter(|cell| *cell < n_cells)
        };
        Some((whole(column, self.n_columns)?, whole(row, self.n_rows)?))
    }
}

/// A cell that is asked for. In the order of its fields one block comes after the other, and in a
/// block one row after the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    block: (usize, usize),
    row: usize,
    column: usize,
    point: usize,
}

/// Columns and rows that hold some cells: first column, first row, columns, rows.
fn extent(wanted: &[Wanted]) -> (usize, usize, usize, usize) {
    let columns = || wanted.iter().map(|w| w.column);
    let rows = || wanted.iter().map(|w| w.row);
    let (left, top) = (columns().min().unwrap_or(0), rows().min().unwrap_or(0));
    let (right, bottom) = (columns().max().unwrap_or(0), rows().max().unwrap_or(0));
    (left, top, right - left + 1, bottom - top + 1)
}

/// Cells of one block together, if they are not too far apart.
fn windows(wanted: &[Wanted]) -> Vec<&[Wanted]> {
    let mut windows = Vec::new();
    for block in wanted.chunk_by(|a, b| a.block == b.block) {
        let (_, _, width, height) = extent(block);
        if width.saturating_mul(height) <= WINDOW_MAX {
            windows.push(block);
        } else {
            // A block of a whole raster: row by row.
            windows.extend(block.chunk_by(|a, b| a.row == b.row));
        }
    }
    windows
}

struct Reader<'a> {
    band: &'a RasterBand<'a>,
    name: &'a str,
    block: (usize, usize),
    mask: Option<RasterBand<'a>>,
    no_data: Option<f64>,
    scale: f64,
    offset: f64,
}

impl<'a> Reader<'a> {
    fn new(band: &'a RasterBand<'a>, name: &'a str) -> Result<Self, SourceError> {
        let kind = band.band_type();
        if kind == GdalDataType::Unknown {
            return Err(malformed(name, "the cells hold no plain numbers"));
        }
        let block = band.block_size();
        let bytes = block.0.saturating_mul(block.1).saturating_mul(usize::from(kind.bytes()));
        if bytes > BLOCK_MAX {
            let (width, height) = block;
            let reason = format!(
                "its blocks have {width} × {height} cells, too many to unpack at once; write it \
                 in tiles (gdal_translate -co TILED=YES)"
            );
            return Err(malformed(name, reason));
        }
        // A mask of its own (or an alpha band) says where there is no data; one that only repeats
        // the NoData value is not read.
        let flags = band.mask_flags().map_err(|e| malformed(name, e.to_string()))?;
        let has_mask = !(flags.is_all_valid() || flags.is_nodata());
        let mask = if has_mask { band.open_mask_band().ok() } else { None };
        // The value is stored as text; cells of 32 bits hold the nearest that they can.
        #[allow(clippy::cast_possible_truncation)]
        let as_stored = |value: f64| match kind {
            GdalDataType::Float32 => f64::from(value as f32),
            _ => value,
        };
        Ok(Self {
            band,
            name,
            block,
            mask,
            no_data: band.no_data_value().map(as_stored),
            scale: band.scale().unwrap_or(1.0),
            offset: band.offset().unwrap_or(0.0),
        })
    }

    /// Values of some cells, put where their points stand.
    fn read(&self, wanted: &[Wanted], values: &mut [Option<f64>]) -> Result<(), SourceError> {
        let (left, top, width, height) = extent(wanted);
        let failed = |error: gdal::errors::GdalError| {
            malformed(self.name, format!("the cells at row {top}, column {left}: {error}"))
        };
        let start = (isize::try_from(left), isize::try_from(top));
        let (Ok(x), Ok(y)) = start else {
            return Err(malformed(self.name, "the raster is too large"));
        };
        let size = (width, height);
        let cells = self.band.read_as::<f64>((x, y), size, size, None).map_err(failed)?;
        let mask = self.mask.as_ref().map(|mask| mask.read_as::<u8>((x, y), size, size, None));
        let mask = mask.transpose().map_err(failed)?;
        for one in wanted {
            let at = (one.row - top) * width + one.column - left;
            let is_masked = mask.as_ref().is_some_and(|mask| mask.data()[at] == 0);
            let value = cells.data()[at];
            let is_none = self.no_data.is_some_and(|none| value.total_cmp(&none).is_eq());
            if !(is_masked || is_none || value.is_nan()) {
                values[one.point] = Some(value * self.scale + self.offset);
            }
        }
        Ok(())
    }
}
