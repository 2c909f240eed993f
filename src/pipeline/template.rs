//! Templates of registers that people fill in: printed, or written to a file.

use std::path::{Path, PathBuf};

use super::RunError;
use super::output::write_file;
use crate::publish::{Language, template_csv, template_xlsx};
use crate::sources::Schema;

/// Names of the registers that have a template.
pub fn template_names() -> Vec<&'static str> {
    Schema::templates().map(|schema| schema.register.as_str()).collect()
}

fn schema(register: &str) -> Result<&'static Schema, RunError> {
    let found = Schema::templates().find(|schema| schema.register == register);
    let known = template_names();
    found.ok_or_else(|| RunError::NoTemplate {
        name: register.to_owned(),
        nearest: super::nearest(register, known.iter().copied()).to_owned(),
        known: known.join(", "),
    })
}

/// An empty table of a register that people fill in, as CSV, described in a language.
///
/// # Errors
/// When the register is a publisher's file or does not exist.
pub fn template(register: &str, language: Language) -> Result<String, RunError> {
    Ok(template_csv(schema(register)?, language)?)
}

/// Writes an empty table of a register in the form that the file's ending names.
///
/// # Errors
/// As [`template`], when the ending is neither `.csv` nor `.xlsx`, when the file exists and `force`
/// is not given, or when it cannot be written.
pub fn template_to(register: &str, place: &Path, force: bool) -> Result<PathBuf, RunError> {
    let schema = schema(register)?;
    let ending = place.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let bytes = match ending.as_deref() {
        Some("csv") => template_csv(schema, Language::Polish)?.into_bytes(),
        Some("xlsx") => template_xlsx(schema)?,
        _ => return Err(RunError::TemplateForm { path: place.display().to_string() }),
    };
    write_file(place, &bytes, force, "--out")?;
    Ok(place.to_owned())
}
