//! The stages of the chain, one after another.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use super::addresses::{Areas, read_addresses};
use super::counts::Counts;
use super::fixed::{GMINAS_MAX, Gminas, Nodes, read_areas, read_gminas, read_nodes};
use super::layout::InputFile;
use super::offers::read_offers;
use super::order::order;
use super::output::Source;
use super::part::{self, Chosen, inhabited};
use super::rollup::roll_up;
use super::verdicts::{FactBook, judge};
use super::white::White;
use crate::columns::read::ReadError;
use crate::diagnosis::{DiagnosisSettings, Tallied};
use crate::index::Cover;
use crate::place::{GminaCode, Selection};
use crate::policy::ThresholdProfile;
use crate::publish::{PublishError, write_units};
use crate::sources::SourceError;

/// Most profiles of a run: each class of offers keeps a bit for each.
pub const PROFILES_MAX: usize = 32;

/// What stops the chain.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// The tables hold something that only the general way knows how to take.
    #[error("{0}")]
    Declined(String),
    /// A table that cannot be read.
    #[error(transparent)]
    Read(ReadError),
    /// A table that cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// More of something than can be numbered.
    #[error("too many {0}: fewer than 2^32 can be numbered")]
    TooMany(&'static str),
    /// Boundaries, or codes of addresses that no boundary has, are too many.
    #[error(
        "{0} gminas, of which codes of addresses name {1} that no boundary has: at most {GMINAS_MAX}"
    )]
    TooManyGminas(usize, usize),
    /// A code of a part that names no gmina of the run.
    #[error("no address of the run lies in {code:?}; {hint}")]
    NoGmina {
        /// The code.
        code: String,
        /// What there is.
        hint: String,
    },
    /// The table of addresses cannot be encoded.
    #[error("addresses.parquet: {0}")]
    Encode(#[from] parquet::errors::ParquetError),
    /// An output cannot be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl From<ReadError> for ChainError {
    fn from(error: ReadError) -> Self {
        match error {
            // The general way reads columns of every kind.
            ReadError::Kind { .. } => Self::Declined(error.to_string()),
            error => Self::Read(error),
        }
    }
}

/// Settings of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// At least one and at most [`PROFILES_MAX`]; clusters, coverage and nearest nodes refer to the
    /// first.
    pub profiles: Vec<ThresholdProfile>,
    /// How offers are compared with them.
    pub rules: DiagnosisSettings,
}

/// Files of a run.
#[derive(Clone, Debug, Default)]
pub struct ChainInputs {
    /// Address tables.
    pub addresses: Vec<InputFile>,
    /// Offer tables.
    pub offers: Vec<InputFile>,
    /// Boundaries of gminas.
    pub boundaries: Option<InputFile>,
    /// Coverage areas.
    pub areas: Option<InputFile>,
    /// Nodes.
    pub nodes: Option<InputFile>,
}

/// What was read and found.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Addresses.
    pub n_addresses: usize,
    /// Offers that found an address.
    pub n_offers: u64,
    /// Clusters of white addresses.
    pub n_clusters: usize,
    /// Rows and issues of each file.
    pub counts: Counts,
    /// Gminas with addresses, whatever is written.
    pub gminas: Vec<GminaCode>,
    /// Whether addresses lie in none.
    pub has_none: bool,
    /// Counts of the gminas that are written.
    pub units: Vec<Tallied>,
}

/// Boundaries, coverage areas and nodes.
type Fixed = (Gminas, Option<Cover>, Option<Nodes>);

/// Reads what does not grow with the number of addresses.
fn read_fixed(
    inputs: &ChainInputs,
    settings: &Settings,
    counts: &mut Counts,
) -> Result<Fixed, ChainError> {
    let [mut of_areas, mut of_nodes] = [Counts::default(), Counts::default()];
    let read_gminas = |counts: &mut Counts| match &inputs.boundaries {
        Some(file) => read_gminas(file, counts),
        None => Ok(Gminas::none()),
    };
    let profile = &settings.profiles[0];
    let areas = inputs.areas.as_ref();
    let nodes = inputs.nodes.as_ref();
    let (gminas, (areas, nodes)) = rayon::join(
        || read_gminas(counts),
        || {
            let areas = areas.map(|file| read_areas(file, profile, &mut of_areas));
            let nodes = nodes.map(|file| read_nodes(file, &mut of_nodes));
            (areas.transpose(), nodes.transpose())
        },
    );
    let fixed = (gminas?, areas?, nodes?);
    counts.absorb(of_areas);
    counts.absorb(of_nodes);
    Ok(fixed)
}

/// Runs the chain: writes `gminas.csv` and `addresses.parquet` to the folder `out`, of a part of the
/// country those rows that the whole has for it. `say` is told each stage when it begins.
///
/// # Errors
/// When a table cannot be read, or an output not be written; [`ChainError::Declined`] before
/// anything is written.
///
/// # Panics
/// When there is no profile, or more than [`PROFILES_MAX`].
pub fn run(
    inputs: &ChainInputs,
    settings: &Settings,
    part: Option<&Selection>,
    out: &Path,
    say: &dyn Fn(&str),
) -> Result<Summary, ChainError> {
    assert!((1..=PROFILES_MAX).contains(&settings.profiles.len()), "1 to {PROFILES_MAX} profiles");
    let mut counts = Counts::default();
    say("reading boundaries, coverage areas and nodes");
    let (mut gminas, areas, nodes) = read_fixed(inputs, settings, &mut counts)?;
    say("reading and placing addresses");
    let places = Areas { gminas: &gminas, coverage: areas.as_ref() };
    let mut addresses = read_addresses(&inputs.addresses, &places, &mut counts)?;
    let has_coverage = areas.is_some();
    drop(areas);
    addresses.list_gminas(&mut gminas)?;
    gminas.forget_shapes();
    say("reading offers, sorting addresses");
    let ids = Arc::clone(&addresses.ids);
    let (index, repeated) = ids.index();
    addresses.reject_repeated(&repeated, &mut counts)?;
    addresses.count_remarks(&mut counts);
    let mut keys = std::mem::take(&mut addresses.keys);
    let (offers, ordered) = rayon::join(
        || read_offers(&inputs.offers, &index, &addresses.gminas, addresses.n_rejected > 0),
        || order(&addresses, &mut keys, gminas.codes.len()),
    );
    let (offers, (ordered, of_numbers)) = (offers?, ordered?);
    drop(index);
    let chosen = part.map(|part| Chosen::new(part, &gminas, &ordered.starts)).transpose()?;
    counts.absorb(of_numbers);
    counts.absorb(offers.counts.clone());
    addresses.keys = keys;
    say("judging");
    let book = FactBook::new(&offers, settings);
    let blocks = judge(&addresses, &ordered, &offers, &book, settings);
    let offers = offers.without_links();
    say("finding nearest nodes and clusters");
    let white = White::new(&blocks, &addresses, &ordered, nodes.as_ref());
    say("writing gminas.csv");
    let mut units = roll_up(&blocks, &white, (&gminas, &ordered.starts), settings, has_coverage);
    let n_offers = units.iter().flat_map(|unit| unit.rungs).sum();
    if let Some(part) = part {
        units.retain(|unit| part.holds(unit.gmina, unit.kind));
    }
    let create =
        |name: &str| File::create(out.join(name)).map_err(|error| PublishError::new(name, error));
    let mut file = BufWriter::new(create("gminas.csv")?);
    write_units(&units, &settings.profiles, &mut file)?;
    file.flush().map_err(|error| PublishError::new("gminas.csv", error))?;
    say("writing addresses.parquet");
    let codes: Vec<String> = gminas.codes.iter().map(ToString::to_string).collect();
    let source = Source {
        addresses: &addresses,
        ordered: &ordered,
        offers: &offers,
        gminas: &gminas,
        codes: &codes,
        nodes: nodes.as_ref(),
        white: &white,
        settings,
        has_coverage,
    };
    part::write(chosen.as_ref(), &source, blocks, out)?;
    let (inhabited, has_none) = inhabited(&gminas, &ordered.starts);
    Ok(Summary {
        n_addresses: ordered.rows.len(),
        n_offers,
        n_clusters: white.n_clusters as usize,
        counts,
        gminas: inhabited,
        has_none,
        units,
    })
}
