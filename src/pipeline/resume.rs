//! Folders of long runs: what is complete moves in at once, and an interrupted run goes on.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::output::DATASET_MARK;
use super::{OutputDir, RunError};
use crate::publish::PublishError;

/// Stands in the folder while the run is not complete; holds its key.
pub(super) const MARK: &str = "unfinished.json";
/// The same while only reports that failed are missing: the run is finished, and may go on.
pub(super) const RETRY: &str = "failed_run.json";
/// Ends the names of what is being written.
const PARTIAL: &str = ".partial";

/// The folder of a run that may have been interrupted before.
pub(super) struct LongRun {
    place: PathBuf,
}

fn unwritable(path: &Path) -> impl Fn(std::io::Error) -> RunError + '_ {
    move |error| RunError::Unwritable {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
}

/// Removes what a killed run was writing in a folder.
fn sweep(folder: &Path) -> std::io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') && name.ends_with(PARTIAL) {
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

impl LongRun {
    /// Begins or goes on with the run of `key` in `place`. `owned` are the files and folders of
    /// such runs: with `force` those of another run are removed.
    ///
    /// # Errors
    /// When `place` holds something else and `force` is not given, or cannot be written.
    pub(super) fn begin(
        place: &Path,
        key: &str,
        owned: &[&str],
        force: bool,
    ) -> Result<Self, RunError> {
        let wrong = unwritable(place);
        if place.is_file() {
            return Err(wrong(std::io::Error::other("a file of this name is in the way")));
        }
        fs::create_dir_all(place).map_err(&wrong)?;
        let [mark, retry] = [MARK, RETRY].map(|name| fs::read_to_string(place.join(name)));
        let run = Self { place: place.to_owned() };
        let held = if retry.as_ref().is_ok_and(|held| held == key) { retry } else { mark };
        match held {
            Ok(held) if held == key => {
                run.write_bytes(MARK, key.as_bytes())?;
                run.remove(RETRY)?;
                sweep(place).map_err(&wrong)?;
                for folder in owned.iter().map(|name| place.join(name)).filter(|p| p.is_dir()) {
                    sweep(&folder).map_err(&wrong)?;
                }
                return Ok(run);
            }
            Ok(held) if !force && !held.is_empty() => {
                return Err(RunError::OtherRun { path: place.display().to_string() });
            }
            _ => {}
        }
        let is_mark = |entry: std::io::Result<fs::DirEntry>| {
            let name = entry.map(|entry| entry.file_name()).unwrap_or_default();
            name.to_string_lossy().trim_start_matches('.').starts_with(MARK)
        };
        let is_empty = fs::read_dir(place).is_ok_and(|mut entries| entries.all(is_mark));
        if !is_empty && !force {
            return Err(RunError::Exists { path: place.display().to_string() });
        }
        if place.join(DATASET_MARK).exists() {
            let path = format!("{} is a dataset; it", place.display());
            return Err(RunError::Exists { path });
        }
        sweep(place).map_err(&wrong)?;
        // A run that is killed while it removes an older one is of no key: it begins anew.
        run.write_bytes(MARK, b"")?;
        run.remove(RETRY)?;
        for path in owned.iter().map(|name| place.join(name)) {
            let removed = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else if path.exists() {
                fs::remove_file(&path)
            } else {
                Ok(())
            };
            removed.map_err(&wrong)?;
        }
        run.write_bytes(MARK, key.as_bytes())?;
        Ok(run)
    }

    /// The folder.
    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    fn write_bytes(&self, name: &str, bytes: &[u8]) -> Result<(), RunError> {
        super::output::write_file(&self.place.join(name), bytes, true, "--out")
    }

    /// Writes a file beside its place and moves it there.
    ///
    /// # Errors
    /// When it cannot be made or written.
    pub(super) fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), PublishError>,
    ) -> Result<(), RunError> {
        let error = |error: std::io::Error| PublishError::new(name, error);
        let scratch = self.place.join(format!(".{name}.{}{PARTIAL}", std::process::id()));
        let written = File::create(&scratch).map_err(error).and_then(|file| {
            let mut writer = BufWriter::new(file);
            fill(&mut writer)?;
            writer.flush().map_err(error)
        });
        let moved =
            written.and_then(|()| fs::rename(&scratch, self.place.join(name)).map_err(error));
        if moved.is_err() {
            // The first error is the one to tell.
            drop(fs::remove_file(&scratch));
        }
        Ok(moved?)
    }

    /// Removes a file that this run does not write.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn remove(&self, name: &str) -> Result<(), RunError> {
        match fs::remove_file(self.place.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(unwritable(&self.place)(error))
            }
            _ => Ok(()),
        }
    }

    /// A folder below, to be filled; `None` where it is complete.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn folder(&self, name: &str) -> Result<Option<OutputDir>, RunError> {
        let place = self.place.join(name);
        if place.is_dir() {
            return Ok(None);
        }
        OutputDir::create(&place, false).map(Some)
    }

    /// Ends the run: everything is there.
    ///
    /// # Errors
    /// When the mark cannot be removed.
    pub(super) fn finish(self) -> Result<(), RunError> {
        fs::remove_file(self.place.join(MARK)).map_err(unwritable(&self.place))
    }

    /// Ends a run of which some reports failed: when it is asked for again, it tries these again.
    ///
    /// # Errors
    /// When the mark cannot be moved.
    pub(super) fn finish_in_part(self) -> Result<(), RunError> {
        let [from, to] = [MARK, RETRY].map(|name| self.place.join(name));
        fs::rename(from, to).map_err(unwritable(&self.place))
    }
}
