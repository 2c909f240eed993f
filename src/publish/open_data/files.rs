//! Files of the bundle, with their sizes and hashes.

use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::publish::PublishError;

/// A file that was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// Size and hash of a file of the folder.
pub(super) fn measure(folder: &Path, name: &str) -> Result<Written, PublishError> {
    let error = |error: std::io::Error| PublishError::new(name, error);
    let mut hasher = Sha256::new();
    let mut file = fs::File::open(folder.join(name)).map_err(error)?;
    let bytes = std::io::copy(&mut file, &mut hasher).map_err(error)?;
    Ok(Written { name: name.to_owned(), bytes, sha256: format!("{:x}", hasher.finalize()) })
}

/// Writes a whole file.
pub(super) fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
    fs::write(folder.join(name), bytes).map_err(|error| PublishError::new(name, error))
}

/// Name of the list of hashes.
pub(super) const SUMS: &str = "SHA256SUMS";

/// Writes the hashes of all files of the folder, as `sha256sum` reads them.
pub(super) fn write_sums(folder: &Path) -> Result<(), PublishError> {
    let error = |error: std::io::Error| PublishError::new(SUMS, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        names.push(entry.map_err(error)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut text = String::new();
    for name in names.iter().filter(|name| *name != SUMS) {
        let written = measure(folder, name)?;
        text += &format!("{}  {}\n", written.sha256, written.name);
    }
    put(folder, SUMS, text.as_bytes())
}
