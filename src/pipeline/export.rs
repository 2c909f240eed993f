//! What a gmina has filled in, for the run of a centre.

use std::path::PathBuf;

use super::tasks::{put, write};
use super::{Loaded, OutputDir, RunError};
use crate::publish::{CONTRIBUTED_IN, NOT_CONTRIBUTED, edition_of, rows_of, write_contribution};
use crate::sources::{GeometryKind, Schema};

/// Writes a table for each register that the gmina fills in and has rows in, and `wklad.toml` with
/// the inputs of a run file that reads them.
///
/// # Errors
/// When the gmina does not exist, has filled in nothing, or the folder cannot be written.
pub fn export_to(loaded: &Loaded, code: &str, out: OutputDir) -> Result<PathBuf, RunError> {
    let gminas = loaded.gminas(&[code.to_owned()])?;
    let world = &loaded.world;
    let mut inputs = String::new();
    for gmina in &gminas {
        // A folder a gmina only where there are several: then a pattern reads all of them.
        let folder = if gminas.len() > 1 { format!("{gmina}/") } else { String::new() };
        let own = |schema: &&Schema| schema.layer && !NOT_CONTRIBUTED.contains(&&*schema.register);
        for schema in Schema::templates().filter(own) {
            let Some(layer) = world.layer(&schema.register) else { continue };
            let rows = rows_of(layer, *gmina);
            if rows.is_empty() {
                continue;
            }
            std::fs::create_dir_all(out.path().join(&folder)).map_err(|error| {
                RunError::Unwritable { path: folder.clone(), reason: error.to_string() }
            })?;
            let name = format!("{folder}{}.csv", schema.register);
            write(&out, &name, |w| write_contribution(schema, layer, &rows, w))?;
            let edition = edition_of(world, layer, &rows);
            inputs += &format!(
                "[[input]]\nregister = \"{}\"\npath = \"{name}\"\nedition = {}\n",
                schema.register,
                toml::Value::from(edition)
            );
            if schema.geometry != GeometryKind::None {
                inputs += &format!("crs = \"{CONTRIBUTED_IN}\"\n");
            }
            inputs.push('\n');
        }
    }
    if inputs.is_empty() {
        return Err(RunError::NothingToExport { code: code.to_owned() });
    }
    put(&out, "wklad.toml", format!("{}\n", inputs.trim_end()).as_bytes())?;
    out.commit()
}
