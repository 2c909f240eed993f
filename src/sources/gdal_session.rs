//! GDAL as this program lets it run: quiet, offline, and without a look at any file but the one
//! it is given.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use gdal::config::{set_config_option, set_error_handler};
use gdal::errors::CplErrType;
use gdal::spatial_ref::SpatialRef;
use gdal::vsi::{MemFileRef, create_mem_file_from_ref};

use crate::place::{Crs, CrsError};

/// Options that hold for the whole process, whatever the environment says.
const SETTINGS: [(&str, &str); 7] = [
    // A code such as `04` is text; guessed types would take its zero.
    ("GML_FIELDTYPES", "ALWAYS_STRING"),
    // Xerces follows external entities into other files, Expat does not.
    ("GML_PARSER", "EXPAT"),
    ("GML_SKIP_RESOLVE_ELEMS", "ALL"),
    // SpatiaLite has virtual tables, by which a GeoPackage could name other files to read.
    ("SPATIALITE_LOAD", "NO"),
    ("LIBKML_RESOLVE_STYLE", "NO"),
    // Else the size of an unpacked `.gz` is noted in a file beside it.
    ("CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO"),
    // One block is read at a time, so a large cache of blocks gains nothing (MB).
    ("GDAL_CACHEMAX", "64"),
];
/// Begins the name of each folder in GDAL's memory; a number follows.
const FOLDER: &str = "/vsimem/zasieg-";
/// Messages kept of one step; the first tells what is wrong.
const FAILURES_MAX: usize = 8;

thread_local! {
    static FAILURES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

static READY: LazyLock<()> = LazyLock::new(|| {
    for (key, value) in SETTINGS {
        set_config_option(key, value).expect("names and values hold no zero byte");
    }
    // Without it GDAL's scratch files land in the working folder.
    if let Some(folder) = std::env::temp_dir().to_str() {
        set_config_option("CPL_TMPDIR", folder).expect("a path of the system has no zero byte");
    }
    set_error_handler(|kind, _, message| {
        if matches!(kind, CplErrType::Failure | CplErrType::Fatal) {
            // A thread that is ending has no place for it, and nobody who asks.
            let keep = |failures: &RefCell<Vec<String>>| {
                let mut failures = failures.borrow_mut();
                if failures.len() < FAILURES_MAX {
                    failures.push(without_folder(message));
                }
            };
            FAILURES.try_with(keep).ok();
        }
    });
});

/// Prepares GDAL and forgets failures of this thread.
pub fn begin() {
    LazyLock::force(&READY);
    FAILURES.with_borrow_mut(Vec::clear);
}

/// What GDAL complained about first, in this thread, since [`begin`].
pub fn failure() -> Option<String> {
    FAILURES.with_borrow(|failures| failures.first().cloned())
}

/// A message without the folder in GDAL's memory where the file stands: a user knows it by another.
fn without_folder(message: &str) -> String {
    let mut parts = message.split(FOLDER);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shown, part| {
        shown + part.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('/')
    })
}

/// Files in GDAL's memory, gone when dropped: what a driver writes beside its input (`.gfs`,
/// `.aux.xml`) never reaches a disk.
pub struct InMemory<'a> {
    folder: PathBuf,
    main: PathBuf,
    _parts: Vec<MemFileRef<'a>>,
}

impl<'a> InMemory<'a> {
    /// Lends GDAL some files by name; the first is the one to open.
    pub fn lend(files: Vec<(String, &'a mut [u8])>) -> gdal::errors::Result<Self> {
        static LENT: AtomicU64 = AtomicU64::new(0);
        let number = LENT.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(format!("{FOLDER}{number}"));
        let mut parts = Vec::with_capacity(files.len());
        let mut main = None;
        for (name, bytes) in files {
            let place = folder.join(name);
            parts.push(create_mem_file_from_ref(&place, bytes)?);
            main.get_or_insert(place);
        }
        let main = main.unwrap_or_default();
        Ok(Self { folder, main, _parts: parts })
    }

    /// Where GDAL finds the file.
    pub fn path(&self) -> &Path {
        &self.main
    }
}

impl Drop for InMemory<'_> {
    fn drop(&mut self) {
        let written = gdal::vsi::read_dir(&self.folder, true).unwrap_or_default();
        for name in written {
            // Lent files are unlinked by their own guards; twice does no harm.
            gdal::vsi::unlink_mem_file(self.folder.join(name)).ok();
        }
    }
}

/// The system of a layer or raster: by its EPSG code, else by its definition.
pub fn crs_of(reference: &SpatialRef) -> Result<Crs, CrsError> {
    let authority = reference.authority().unwrap_or_default().to_uppercase();
    match authority.strip_prefix("EPSG:") {
        Some(_) if !reference.is_compound() => Crs::parse(&authority),
        _ => Crs::from_wkt(&reference.to_wkt().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_files_without_their_folder_in_memory() {
        let message = "Cannot open /vsimem/zasieg-17/a.mif: /vsimem/zasieg-3/a.mid is missing";
        assert_eq!(without_folder(message), "Cannot open a.mif: a.mid is missing");
        assert_eq!(without_folder("no folder"), "no folder");
    }
}
