//! Output folders: written beside their place and moved there when complete.

use std::fs;
use std::path::{Path, PathBuf};

use super::RunError;

/// Every file that the program writes into an output folder.
const WRITTEN: [&str; 20] = [
    "addresses.csv",
    "addresses.parquet",
    "adresy.csv",
    "adresy.geojson",
    "adresy.parquet",
    "buildings.parquet",
    "gminas.csv",
    "gminas.parquet",
    "issue_counts.parquet",
    "issues.csv",
    "issues.parquet",
    "localities.csv",
    "manifest.json",
    "offers.parquet",
    "powiats.csv",
    "providers.parquet",
    "raport.html",
    "run.json",
    "units.parquet",
    "wojewodztwa.csv",
];

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
            // Tables of an earlier run must not stand beside a new manifest.
            for name in WRITTEN {
                let stale = self.place.join(name);
                if stale.is_file() && !self.scratch.join(name).exists() {
                    fs::remove_file(stale).map_err(unwritable)?;
                }
            }
            move_into(&self.scratch, &self.place).map_err(unwritable)?;
            fs::remove_dir_all(&self.scratch).map_err(unwritable)?;
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

impl Drop for OutputDir {
    fn drop(&mut self) {
        if !self.committed {
            // Nothing more can be done where even removing fails; the name says it is partial.
            drop(fs::remove_dir_all(&self.scratch));
        }
    }
}
