//! Output folders and files: written beside their place and moved there when complete.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::RunError;
use crate::sources::registers;

/// Files that belong together: where one of a group is written, those of an earlier run go.
const GROUPS: [&[&str]; 3] = [
    &["gminas.csv", "addresses.csv", "addresses.parquet", "powiats.csv", "wojewodztwa.csv"],
    &[
        "raport.html",
        "raport.pdf",
        "raport.xlsx",
        "raport.gpkg",
        "adresy.csv",
        "adresy.geojson",
        "adresy.parquet",
        "rada.html",
        "rada.pdf",
        "latwy.html",
        "latwy.pdf",
    ],
    BUNDLE,
];
/// Files of a bundle of open data that another one need not have.
const BUNDLE: &[&str] = &[
    "katalog.ttl",
    "dane_gov_pl.xml",
    "dane_gov_pl.md5",
    "biale_adresy.geojson",
    "miejscowosci.csv",
    "miejscowosci.csv-metadata.json",
    "miejscowosci.parquet",
    "powiaty.csv",
    "powiaty.csv-metadata.json",
    "powiaty.parquet",
    "wojewodztwa.csv-metadata.json",
    "wojewodztwa.parquet",
    "ludnosc_i_popyt.csv",
    "ludnosc_i_popyt.csv-metadata.json",
    "ludnosc_i_popyt.parquet",
    "zmiany.csv",
    "zmiany.csv-metadata.json",
    "zmiany.parquet",
    "zmiany_gmin.csv",
    "zmiany_gmin.csv-metadata.json",
    "zmiany_gmin.parquet",
];
/// Files that rest on one: where it is written and they are not, those of an earlier run go too.
const RESTING: [(&str, &[&str]); 2] = [
    (
        "gminas.csv",
        &[
            "localities.csv",
            "issues.csv",
            "conflicts.csv",
            "conflicts_by_gmina.csv",
            "intervals.csv",
            "plan_records.csv",
            "orphans.csv",
            "clusters.csv",
            "part.json",
            "tallies.parquet",
        ],
    ),
    // A table of `diagnose` has this name too: it must not count as a sign of a bundle.
    ("katalog.ttl", &["wojewodztwa.csv"]),
];
/// The file by which a folder is known to be a dataset.
pub(super) const DATASET_MARK: &str = "offers.parquet";

/// A folder in the making. Dropped without [`OutputDir::commit`], it leaves nothing behind.
pub struct OutputDir {
    place: PathBuf,
    scratch: PathBuf,
    committed: bool,
}

impl OutputDir {
    /// Begins a folder that will stand at `place`.
    ///
    /// # Errors
    /// When `place` is not empty and `force` is not given, or nothing can be written beside it.
    pub fn create(place: &Path, force: bool) -> Result<Self, RunError> {
        let unwritable = |error: std::io::Error| RunError::Unwritable {
            path: place.display().to_string(),
            reason: error.to_string(),
        };
        if place.is_file() {
            return Err(unwritable(std::io::Error::other("a file of this name is in the way")));
        }
        let holds_something = || fs::read_dir(place).is_ok_and(|mut dir| dir.next().is_some());
        if !force && holds_something() {
            return Err(RunError::Exists { path: place.display().to_string() });
        }
        let name = place.file_name().map_or_else(|| "out".into(), |n| n.to_string_lossy());
        let parent = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(unwritable)?;
        let scratch = parent.join(format!(".{name}.{}.partial", std::process::id()));
        if scratch.exists() {
            fs::remove_dir_all(&scratch).map_err(unwritable)?;
        }
        fs::create_dir(&scratch).map_err(unwritable)?;
        Ok(Self { place: place.to_owned(), scratch, committed: false })
    }

    /// The folder to write into.
    pub fn path(&self) -> &Path {
        &self.scratch
    }

    /// Files of an earlier run that go when this folder is moved to its place: they must not stand
    /// beside what is written now.
    pub fn stale(&self) -> Vec<PathBuf> {
        let is_written = |name: &&str| self.scratch.join(name).exists();
        let groups = GROUPS.iter().filter(|group| group.iter().any(&is_written));
        let resting = RESTING.iter().filter(|(mark, _)| is_written(mark));
        let resting = resting.flat_map(|(_, files)| files.iter());
        // A dataset holds the registers of its own import, and no others.
        let layers: Vec<String> = registers().map(|(name, _)| format!("{name}.parquet")).collect();
        let layers = layers.iter().map(String::as_str).filter(|_| is_written(&DATASET_MARK));
        let names = groups.flat_map(|group| group.iter()).chain(resting).copied().chain(layers);
        let stale = names.filter(|name| !is_written(name)).map(|name| self.place.join(name));
        stale.filter(|path| path.is_file()).collect()
    }

    /// Moves everything to its place.
    ///
    /// # Errors
    /// When the system refuses; files already moved stay whole.
    pub fn commit(mut self) -> Result<PathBuf, RunError> {
        let unwritable = |error: std::io::Error| RunError::Unwritable {
            path: self.place.display().to_string(),
            reason: error.to_string(),
        };
        if self.place.exists() {
            let is_written = |name: &&str| self.scratch.join(name).exists();
            if self.place.join(DATASET_MARK).exists() && !is_written(&DATASET_MARK) {
                let path = format!("{} is a dataset; it", self.place.display());
                return Err(RunError::Exists { path });
            }
            let stale = self.stale();
            move_into(&self.scratch, &self.place).map_err(unwritable)?;
            fs::remove_dir_all(&self.scratch).map_err(unwritable)?;
            for path in stale {
                fs::remove_file(path).map_err(unwritable)?;
            }
        } else {
            fs::rename(&self.scratch, &self.place).map_err(unwritable)?;
        }
        self.committed = true;
        Ok(self.place.clone())
    }
}

fn move_into(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            move_into(&entry.path(), &target)?;
        } else {
            fs::rename(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Writes one file beside its place and moves it there; what stands there stays without `force`.
/// Errors name the option that named the file.
///
/// # Errors
/// When something stands there and `force` is not given, or the system refuses.
pub(super) fn write_file(
    place: &Path,
    bytes: &[u8],
    force: bool,
    option: &'static str,
) -> Result<(), RunError> {
    write_file_with(place, force, option, |out| {
        out.write_all(bytes).map_err(|error| RunError::UnwritableFile {
            path: place.display().to_string(),
            reason: error.to_string(),
            option,
        })
    })
}

/// The same of what is written bit by bit.
///
/// # Errors
/// When something stands there and `force` is not given, the system refuses, or `write` fails.
pub(super) fn write_file_with(
    place: &Path,
    force: bool,
    option: &'static str,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let unwritable = |error: std::io::Error| RunError::UnwritableFile {
        path: place.display().to_string(),
        reason: error.to_string(),
        option,
    };
    if place.is_dir() {
        return Err(unwritable(std::io::Error::other("a folder of this name is in the way")));
    }
    if place.exists() && !force {
        return Err(RunError::FileExists { path: place.display().to_string(), option });
    }
    let name = place.file_name().map_or_else(|| "out".into(), |n| n.to_string_lossy());
    let scratch = place.with_file_name(format!(".{name}.{}.partial", std::process::id()));
    let parent = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(unwritable)?;
    let mut file = BufWriter::new(File::create(&scratch).map_err(unwritable)?);
    let written = write(&mut file)
        .and_then(|()| file.flush().map_err(unwritable))
        .and_then(|()| fs::rename(&scratch, place).map_err(unwritable));
    // The first error is the one to tell.
    written.inspect_err(|_| drop(fs::remove_file(&scratch)))
}

impl Drop for OutputDir {
    fn drop(&mut self) {
        if !self.committed {
            // Nothing more can be done where even removing fails; the name says it is partial.
            drop(fs::remove_dir_all(&self.scratch));
        }
    }
}
