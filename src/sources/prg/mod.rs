//! PRG address points (GUGiK), read as a stream: GML of the structures of 2012 and 2021, and the
//! attribute tables of its Shapefiles.
//!
//! Sources: rozporządzenie w sprawie ewidencji miejscowości, ulic i adresów (Dz.U. 2021 poz. 1368)
//! for the structure of 2021; files of the publisher for both.
//!
//! Points link to their locality, street and gmina, which may stand before them, after them, or
//! nowhere. A file is therefore read twice: the first pass keeps what is linked to and passes over
//! the points, the second hands out the points one by one. Memory grows with the number of
//! localities and streets only. What a feature is, its element says, not the name of the file, so
//! both structures may even stand in one file.
//!
//! * A link that leads nowhere, or to an entry without its code, is counted; the point is used
//!   with what is known of it.
//! * A version that has ended by the day of the run is no address and is counted as outside.
//! * A building that is planned or being built has an address by law (Prawo geodezyjne
//!   i kartograficzne art. 47a ust. 5). Only the structure of 2012 marks it (`status`), the
//!   structure of 2021 and the registers made from PRG do not; such points are kept in all of
//!   them and marked where that is known.

mod archive;
mod links;
mod model2012;
mod model2021;
mod point;
mod scan;
mod table;
mod window;

use std::io::Read;

use chrono::NaiveDate;

use super::{AddressRow, SourceError, Tally, Vocabulary};
use links::Links;
use point::Point;
use scan::{Class, Stop, scan};

pub use archive::{PrgFile, prg_files};
pub use table::{is_superseded_table, prg_tables, read_prg_table};

/// Structure of a file or feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// Until 2026; `PRG_…`.
    Of2012,
    /// Since 2025; `AD_…`.
    Of2021,
}

/// A hand that takes rows as they are read.
pub(super) type Take<'a> = dyn FnMut(AddressRow, &mut Tally) + 'a;

/// First pass: what points link to.
fn collect(input: &mut dyn Read) -> Result<Links, Stop> {
    let mut links = Links::default();
    let mut text = String::new();
    let is_target = |class| !matches!(class, Class::Point(_));
    scan(input, is_target, |feature| {
        let target = match feature.class {
            Class::Locality(Model::Of2021) | Class::Street(Model::Of2021) => {
                model2021::read_target(feature, &mut text)?
            }
            _ => model2012::read_target(feature, &mut text)?,
        };
        if let Some((target, end)) = target {
            links.keep(feature.id, target, end);
        }
        Ok(())
    })?;
    Ok(links)
}

/// Second pass: the points.
fn emit(
    input: &mut dyn Read,
    links: &Links,
    as_of: NaiveDate,
    tally: &mut Tally,
    take: &mut Take<'_>,
) -> Result<(), Stop> {
    let (mut point, mut text) = (Point::default(), String::new());
    let is_point = |class| matches!(class, Class::Point(_));
    scan(input, is_point, |feature| {
        let Class::Point(model) = feature.class else { return Ok(()) };
        point.clear();
        let place = match model {
            Model::Of2012 => {
                model2012::read_point(feature, &mut point, &mut text)?;
                model2012::place(&point, links)
            }
            Model::Of2021 => {
                model2021::read_point(feature, &mut point, &mut text)?;
                model2021::place(&point, links)
            }
        };
        if let Some(row) = point.row((model, feature.id), &place, as_of, tally) {
            take(row, tally);
        }
        Ok(())
    })
}

fn holds_points(file: &str, tally: &Tally) -> Result<(), SourceError> {
    if tally.rows_read > 0 {
        return Ok(());
    }
    Err(SourceError::Empty { file: file.to_owned() })
}

/// Reads a file and hands its addresses to `take`, in the order of the file; gives its SHA-256.
///
/// `on_bytes` is told how many bytes have been gone through, chunk by chunk; [`PrgFile::size`] are
/// all of them.
///
/// # Errors
/// When the file cannot be read or unpacked, is no XML in UTF-8, has a DOCTYPE, breaks off, exceeds
/// a limit that no file of PRG comes near, or holds no address point.
pub fn read_prg(
    file: &PrgFile,
    as_of: NaiveDate,
    on_bytes: &dyn Fn(u64),
    tally: &mut Tally,
    mut take: impl FnMut(AddressRow, &mut Tally),
) -> Result<String, SourceError> {
    let (links, sha256) = file.first_pass(on_bytes, collect)?;
    file.next_pass(on_bytes, |input| emit(input, &links, as_of, tally, &mut take))?;
    holds_points(&file.name, tally)?;
    Ok(sha256)
}

/// Reads the bytes of a GML file, unpacked.
///
/// # Errors
/// As [`read_prg`].
pub fn read_prg_bytes(
    name: &str,
    bytes: &[u8],
    as_of: NaiveDate,
    tally: &mut Tally,
    mut take: impl FnMut(AddressRow, &mut Tally),
) -> Result<(), SourceError> {
    let stopped = |stop| archive::unusable(name, stop, false);
    let links = collect(&mut &*bytes).map_err(stopped)?;
    emit(&mut &*bytes, &links, as_of, tally, &mut take).map_err(stopped)?;
    holds_points(name, tally)
}
