//! Earlier editions of a run: read for history only, never counted.

use std::path::PathBuf;

use super::{Loaded, Progress, RunError, load};

/// Loads earlier editions, oldest first by the day of their runs; what they name as earlier
/// themselves is not followed.
///
/// # Errors
/// When one of them cannot be used.
pub fn history(earlier: &[PathBuf], progress: &Progress<'_>) -> Result<Vec<Loaded>, RunError> {
    let loaded = earlier.iter().map(|path| load(path, progress));
    let mut loaded = loaded.collect::<Result<Vec<_>, _>>()?;
    loaded.sort_by_key(|edition| edition.spec.as_of);
    Ok(loaded)
}
