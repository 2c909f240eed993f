//! The run file: settings, and the registers that were written.

use std::path::{Path, PathBuf};

use super::{CountrySpec, Form};

const SETTINGS: &str = r#"as_of = 2026-06-30
plan_horizon_years = 3
profiles = ["EU-2023", "PL-NGA30", "PL-NGA100", "DD2030", "SED-1G", "SED-300", "OSE", "NONE"]
match_rungs = ["exact", "number", "street", "coordinates"]
max_rejected_share = 0.05
"#;

/// Register, path (or pattern), edition, and the other keys of an input.
type Input = (&'static str, &'static str, &'static str, &'static str);

const CRS: &str = "crs = \"EPSG:2180\"\n";
const INPUTS: [Input; 24] = [
    ("terc", "terc.csv", "2026-01-01", ""),
    ("simc", "simc.csv", "2026-01-01", ""),
    ("ulic", "ulic.csv", "2026-01-01", ""),
    ("boundaries", "granice.parquet", "2026-01-01", ""),
    (
        "boundaries",
        "granice.geojson",
        "2026-01-01",
        "columns = { code = \"JPT_KOD_JE\", name = \"JPT_NAZWA_\" }\n",
    ),
    ("address-table", "adresy.parquet", "2026-06", CRS),
    ("sidusis-addresses", "adresy/*.csv", "2026-06", ""),
    ("prg-addresses", "prg/*", "2026-06", ""),
    ("offer-table", "oferty.parquet", "2026-06", ""),
    ("sidusis-report", "zasieg/operator_*.csv", "2026-06", ""),
    ("sidusis-report", "plany/operator_*.csv", "2026-06", ""),
    ("coverage-areas", "zasieg.parquet", "2026-06", ""),
    ("nodes-table", "wezly.parquet", "2026-06", ""),
    ("pit-nodes", "wezly.csv", "2025-12-31", ""),
    ("roads", "drogi.parquet", "2026-06", ""),
    ("public-buildings", "budynki.parquet", "2026-06", CRS),
    ("public-buildings", "budynki.csv", "2026-06", ""),
    ("rspo", "rspo.csv", "2026-06", ""),
    ("public-plans", "plany_publiczne.csv", "2026-06", ""),
    ("demand", "zapotrzebowanie.csv", "2026-06", ""),
    ("pit-foreign-entities", "podmioty_obce.csv", "2025-12-31", ""),
    ("corrections", "korekty.csv", "2026-06", ""),
    ("terrain", "teren.csv", "2026-01-01", CRS),
    ("base-stations", "stacje.csv", "2025-12-31", ""),
];

/// Whether a path fits a name with at most one star.
fn fits(path: &Path, pattern: &str) -> bool {
    let Some(path) = path.to_str() else { return false };
    match pattern.split_once('*') {
        Some((start, end)) => path.starts_with(start) && path.ends_with(end),
        None => path == pattern,
    }
}

/// Editions before that one, of which only files that never change are kept.
pub(super) const OLDER: [&str; 3] = ["2026-02", "2026-03", "2026-04"];

/// The edition of a year ago.
pub(super) const LAST_YEAR: &str = "2025-06";

/// The run file of the edition before: its own offers, and all else from the folder above.
pub(super) fn earlier(run: &str) -> String {
    run.replace("as_of = 2026-06-30", "as_of = 2026-05-31")
        .replace("path = \"", "path = \"../")
        .replace("../oferty.parquet", "oferty.parquet")
        .replace("../zasieg/", "zasieg/")
}

/// The run file with the editions before as history.
pub(super) fn with_history(spec: &CountrySpec, written: &[PathBuf]) -> String {
    let offers = match spec.form {
        Form::Tables => ("offer-table", "poprzednia/oferty.parquet"),
        Form::Registers | Form::Prg => ("sidusis-report", "poprzednia/zasieg/operator_*.csv"),
    };
    let (register, path) = offers;
    let input = |path: &str, edition: &str| {
        format!(
            "\n[[input]]\nregister = \"{register}\"\npath = \"{path}\"\n\
             edition = \"{edition}\"\nearlier = true\n"
        )
    };
    let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let last_year = input(&format!("poprzednia/{LAST_YEAR}/{name}"), LAST_YEAR);
    let mut text = toml(spec, written) + &last_year + &input(path, "2026-05");
    for edition in OLDER {
        let folder = format!("poprzednia/{edition}");
        if written.iter().any(|written| written.starts_with(&folder)) {
            text += &input(&format!("{folder}/operator_*.csv"), edition);
        }
    }
    text
}

pub(super) fn toml(spec: &CountrySpec, written: &[PathBuf]) -> String {
    let form = match spec.form {
        Form::Registers => "registers",
        Form::Prg => "registers with address points of PRG",
        Form::Tables => "tables",
    };
    let (n, seed) = (spec.n_addresses, spec.seed);
    let mut text = format!(
        "# A fictional country: {n} addresses, seed {seed}, as {form}; the known answer is in \
         odpowiedz/\n{SETTINGS}"
    );
    for (register, path, edition, more) in INPUTS {
        if written.iter().any(|written| fits(written, path)) {
            text += &format!(
                "\n[[input]]\nregister = \"{register}\"\npath = \"{path}\"\n\
                 edition = \"{edition}\"\n{more}"
            );
        }
    }
    text
}
