//! Rows of all registers tied together: addresses to gminas, offers and buildings to addresses.
//!
//! Knows neither law nor output formats. What comes out is the frozen [`World`].

mod addresses;
mod areas;
mod book;
mod buildings;
mod cells;
mod corrections;
mod layers;
mod names;
mod offers;
mod public_plans;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroU8;

use chrono::NaiveDate;

use crate::index::BoundaryIndex;
use crate::model::{
    FileId, Gmina, Issue, IssueCode, IssueLog, Locality, Origin, RegisterFile, Rung, Severity,
    Street, TextPoolBuilder, Unit, World,
};
use crate::place::{GminaCode, TercCode};
use crate::sources::{
    AddressRow, BoundaryRow, BuildingRow, LayerRows, LocalityRow, OfferRow, OfferTarget, PlanRow,
    Raster, SourceError, StreetRow, Tally, Target, UnitRow,
};

pub use book::AddressBook;

/// How rows find their addresses.
#[derive(Clone, Debug)]
pub struct MatchSettings {
    /// Rungs of the ladder that are tried.
    pub rungs: Vec<Rung>,
    /// Radius of the rung `coordinates`, in millimetres.
    pub radius_mm: u32,
    /// The day of the run.
    pub as_of: NaiveDate,
}

/// Everything read, register by register, in the order of the run file.
#[derive(Debug, Default)]
pub struct Extract {
    /// Files with their birth certificates, counts still empty.
    pub files: Vec<RegisterFile>,
    /// Counts and issues of each file.
    pub tallies: Vec<Tally>,
    /// TERC.
    pub units: Vec<UnitRow>,
    /// SIMC.
    pub localities: Vec<LocalityRow>,
    /// ULIC.
    pub streets: Vec<StreetRow>,
    /// Outlines.
    pub boundaries: Vec<BoundaryRow>,
    /// Addresses.
    pub addresses: Vec<AddressRow>,
    /// Numbers and names of reporting providers.
    pub providers: Vec<(std::sync::Arc<str>, String)>,
    /// Offers.
    pub offers: Vec<OfferRow>,
    /// Planned addresses.
    pub plans: Vec<PlanRow>,
    /// Public buildings.
    pub buildings: Vec<BuildingRow>,
    /// Registers that are kept as they are.
    pub layers: Vec<LayerRows>,
    /// Rasters, which are read at the addresses.
    pub rasters: Vec<(FileId, Raster)>,
    /// What editions before the diagnosed one say.
    pub earlier: Earlier,
}

/// Records of coverage of editions before the one that is diagnosed.
#[derive(Debug, Default)]
pub struct Earlier {
    /// Their files, each with its edition.
    pub files: Vec<(FileId, String)>,
    /// Offers.
    pub offers: Vec<OfferRow>,
    /// Planned addresses.
    pub plans: Vec<PlanRow>,
}

/// Registers that contradict each other so far that a run makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
    /// Easting and northing stand in each other's column.
    #[error(
        "{file}: easting and northing look exchanged: {outside} of {checked} addresses lie \
         outside their gmina, and {swapped} of them lie inside once the axes are swapped; \
         correct columns or crs of this input"
    )]
    SwappedAxes {
        /// The file.
        file: String,
        /// Addresses outside.
        outside: usize,
        /// Addresses that could be checked.
        checked: usize,
        /// Addresses that fit when swapped.
        swapped: usize,
    },
    /// A column that holds something else than names.
    #[error(
        "more than 65 535 different {what}; is another column mapped as {what} in the run file?"
    )]
    TooManyNames {
        /// `operators`, `networks` or `technologies`.
        what: &'static str,
    },
    /// A raster that cannot be read.
    #[error(transparent)]
    Raster(#[from] Box<SourceError>),
    /// A run without addresses.
    #[error(
        "the run has no address; add an [[input]] with register = \"sidusis-addresses\", \
         \"prg-addresses\" or \"address-table\""
    )]
    NoAddresses,
}

/// Ties all rows together.
///
/// # Errors
/// When there is no address, or the axes of the addresses are exchanged.
pub fn build_world(mut extract: Extract, settings: &MatchSettings) -> Result<World, MatchError> {
    let mut files = std::mem::take(&mut extract.files);
    let tallies = std::mem::take(&mut extract.tallies);
    let units = std::mem::take(&mut extract.units);
    let localities = std::mem::take(&mut extract.localities);
    let streets = std::mem::take(&mut extract.streets);
    let mut boundaries = std::mem::take(&mut extract.boundaries);
    let mut issues = IssueLog::default();
    let mut rows_read = BTreeMap::new();
    for tally in tallies {
        rows_read.insert(tally.file, tally.rows_read);
        let converted = tally.converted_from.into_iter().collect();
        files[usize::from(tally.file.0)].converted_from = converted;
        issues.absorb(tally.issues);
    }
    if extract.addresses.is_empty() {
        return Err(MatchError::NoAddresses);
    }
    drop_repeated(&mut extract.addresses, &mut issues);
    let (addresses, layers) = (&mut extract.addresses, &mut extract.layers);
    let corrected = corrections::apply_corrections(addresses, layers, settings.as_of, &mut issues);
    fold_districts(&units, &mut boundaries, &mut extract);
    let (units, gminas) = gminas(&units, boundaries, &extract.addresses, &mut issues);
    let index = BoundaryIndex::new(&gminas);
    let mut texts = TextPoolBuilder::default();
    let checks = addresses::check_places(&extract.addresses, &gminas, &index);
    addresses::prove_axes(&extract.addresses, &checks, &gminas, &index, &files)?;
    let names = names(&extract.addresses, &checks, &corrected, localities, streets);
    let (addresses, keys) =
        addresses::place_addresses(extract.addresses, checks, &mut texts, &mut issues);
    let book = AddressBook::new(&addresses, &keys, &texts, settings);
    let counting = extract.layers.iter().filter(|part| part.counts);
    let of_file = |part: &LayerRows| Some((part.rows.first()?.origin.file, part.states_reach));
    let counting = counting.filter_map(of_file).collect();
    let (layers, rasters) = (&mut extract.layers, extract.rasters);
    cells::read(layers, rasters, &addresses, settings.as_of, &mut issues)?;
    let gazetteer = names::Gazetteer::of(&names.0, &names.1);
    let ladder = layers::Ladder { book: &book, names: &gazetteer, index: &index, settings };
    let layers = layers::tie_layers(extract.layers, &ladder, &mut issues);
    if let Some(areas) = layers.iter().find(|layer| layer.register == "coverage-areas") {
        let offers = areas::offers_of_areas(areas, &counting, &addresses, &mut issues);
        extract.offers.extend(offers);
    }
    let (mut public, mut ended) = (Vec::new(), Vec::new());
    if let Some(plans) = layers.iter().find(|layer| layer.register == "public-plans") {
        public = public_plans::plans_of_contracts(plans, &mut issues);
        ended = public_plans::ended_contracts(plans);
    }
    let told = offers::Told {
        providers: extract.providers,
        offers: extract.offers,
        plans: extract.plans,
        public,
        ended,
        first_days: files.iter().map(RegisterFile::first_day).collect(),
        earlier: extract.earlier,
    };
    let sold = offers::tie_offers(told, &book, settings, &mut issues)?;
    let buildings =
        buildings::tie_buildings(extract.buildings, &book, &index, settings, &mut issues);
    drop(book);
    let mut world = World {
        texts: texts.freeze(),
        units,
        gminas: gminas.into(),
        localities: names.0,
        streets: names.1,
        offer_starts: sold.starts,
        technologies: sold.technologies,
        networks: sold.networks,
        providers: sold.providers,
        offers: sold.offers,
        addresses,
        buildings,
        layers,
        aside: sold.aside,
        files: Vec::new(),
        issues: IssueLog::default(),
    };
    issues.sort();
    count_rows(&mut files, &rows_read, &issues);
    world.files = files;
    world.issues = issues;
    let held = world.check();
    assert_eq!(held, Ok(()), "matching puts worlds together");
    Ok(world)
}
/// What the issues say of each file's rows.
fn count_rows(files: &mut [RegisterFile], rows_read: &BTreeMap<FileId, u64>, issues: &IssueLog) {
    for (position, file) in files.iter_mut().enumerate() {
        let id = FileId(u16::try_from(position).expect("fewer than 65 536 files"));
        file.rows_read = rows_read.get(&id).copied().unwrap_or(0);
        file.by_code = issues.counts_of(id);
        let of = |severity: Severity| {
            let counts = file.by_code.iter().filter(|(code, _)| code.severity() == severity);
            counts.map(|(_, count)| count).sum()
        };
        (file.rows_rejected, file.rows_outside) = (of(Severity::Rejected), of(Severity::Outside));
        assert!(
            file.rows_rejected + file.rows_outside <= file.rows_read,
            "{}: each row is rejected at most once",
            file.name
        );
    }
}

/// Counts the rows of a file of cells none of which holds an address of the run.
fn note_outside(rows: impl Iterator<Item = Origin>, issues: &mut IssueLog) {
    let detail = || "no address lies in the cells of this file".to_owned();
    for origin in rows {
        let code = IssueCode::OutsideArea;
        issues.push(Issue { code, origin, gmina: None, detail: detail() });
    }
}

/// Units above the gmina, and gminas: by TERC, and those that only other registers know.
fn gminas(
    rows: &[UnitRow],
    boundaries: Vec<BoundaryRow>,
    addresses: &[AddressRow],
    issues: &mut IssueLog,
) -> (Vec<Unit>, Vec<Gmina>) {
    let mut units = BTreeSet::new();
    let mut gminas: BTreeMap<GminaCode, Gmina> = BTreeMap::new();
    let mut in_terc = BTreeMap::new();
    let bare = |code, name: &str, kind| {
        let extent = std::sync::OnceLock::new();
        Gmina { code, name: name.to_owned(), kind, boundary: None, extent }
    };
    for row in rows {
        let code = row.code.parse().ok().and_then(GminaCode::from_number);
        match (row.code.len(), code, row.kind) {
            (6, Some(code), Some(1..=3)) => {
                gminas.insert(code, bare(code, &row.name, row.kind));
                in_terc.insert(code, (row.origin, row.name.clone()));
            }
            (6, _, _) => {}
            _ => {
                units.insert(Unit { code: row.code.clone(), name: row.name.clone() });
            }
        }
    }
    let mut note = |code, origin, gmina, detail: &str| {
        let detail = detail.to_owned();
        issues.push(crate::model::Issue { code, origin, gmina: Some(gmina), detail });
    };
    let has_boundaries = !boundaries.is_empty();
    for row in boundaries {
        if !in_terc.is_empty() && !in_terc.contains_key(&row.gmina) {
            note(IssueCode::UnknownGmina, row.origin, row.gmina, &row.name);
        }
        let gmina = gminas.entry(row.gmina).or_insert_with(|| bare(row.gmina, &row.name, row.kind));
        if gmina.boundary.is_some() {
            note(IssueCode::DuplicateRecord, row.origin, row.gmina, &row.name);
            continue;
        }
        gmina.boundary = Some(row.boundary);
    }
    for row in addresses {
        let Some(code) = row.terc.map(TercCode::whole_gmina) else {
            continue;
        };
        if !in_terc.is_empty() && !in_terc.contains_key(&code) {
            note(IssueCode::UnknownGmina, row.origin, code, "");
        }
        gminas.entry(code).or_insert_with(|| bare(code, "", None));
    }
    if has_boundaries {
        for (code, (origin, name)) in &in_terc {
            if gminas.get(code).is_some_and(|gmina| gmina.boundary.is_none()) {
                note(IssueCode::NoBoundary, *origin, *code, name);
            }
        }
    }
    (units.into_iter().collect(), gminas.into_values().collect())
}

/// Rejects addresses that an earlier file holds as well: a base named twice counts once.
fn drop_repeated(addresses: &mut Vec<AddressRow>, issues: &mut IssueLog) {
    let mut first: HashMap<String, FileId> = HashMap::new();
    addresses.retain(|row| {
        if row.id.is_empty() {
            return true;
        }
        let file = *first.entry(row.id.clone()).or_insert(row.origin.file);
        let is_repeated = file != row.origin.file;
        if is_repeated {
            let (origin, detail) = (row.origin, row.id.clone());
            let gmina = row.terc.map(TercCode::whole_gmina);
            let code = IssueCode::DuplicateRecord;
            issues.push(crate::model::Issue { code, origin, gmina, detail });
        }
        !is_repeated
    });
}

/// City districts that a register names by six digits fold to their city, by TERC.
fn fold_districts(units: &[UnitRow], boundaries: &mut Vec<BoundaryRow>, extract: &mut Extract) {
    let city = |row: &UnitRow| {
        let code = row.code.parse().ok().and_then(GminaCode::from_number)?;
        let kind = row.kind.filter(|kind| matches!(kind, 8 | 9)).and_then(NonZeroU8::new);
        kind.map(|kind| (code, TercCode { gmina: code, kind: Some(kind) }.whole_gmina()))
    };
    let cities: BTreeMap<GminaCode, GminaCode> = units.iter().filter_map(city).collect();
    if cities.is_empty() {
        return;
    }
    let fold = |code: &mut GminaCode| {
        if let Some(city) = cities.get(code) {
            *code = *city;
        }
    };
    // Outlines of districts make up that of their city, unless the file has it as well.
    let (districts, others): (Vec<_>, Vec<_>) =
        std::mem::take(boundaries).into_iter().partition(|row| cities.contains_key(&row.gmina));
    *boundaries = others;
    let whole: BTreeSet<GminaCode> = boundaries.iter().map(|row| row.gmina).collect();
    for mut row in districts {
        fold(&mut row.gmina);
        if whole.contains(&row.gmina) {
            continue;
        }
        match boundaries.iter_mut().find(|held| held.gmina == row.gmina) {
            Some(held) => held.boundary.0.extend(row.boundary.0),
            None => boundaries.push(row),
        }
    }
    extract.addresses.iter_mut().filter_map(|row| row.terc.as_mut()).for_each(|terc| {
        if terc.kind.is_none() {
            fold(&mut terc.gmina);
        }
    });
    let earlier = &mut extract.earlier;
    let offers = extract.offers.iter_mut().chain(&mut earlier.offers);
    let keys = offers.filter_map(|row| match &mut row.target {
        OfferTarget::Key(place) => Some(&mut place.0),
        OfferTarget::Id(_) | OfferTarget::Place(_) => None,
    });
    let keys = keys
        .chain(extract.plans.iter_mut().chain(&mut earlier.plans).map(|row| &mut row.key))
        .chain(extract.buildings.iter_mut().map(|row| &mut row.key))
        .chain(extract.layers.iter_mut().flat_map(|part| &mut part.rows).filter_map(|row| {
            match &mut row.target {
                Target::Key(key) => Some(key),
                Target::None | Target::Id(_) | Target::Place(_) => None,
            }
        }));
    keys.filter_map(|key| key.gmina.as_mut()).for_each(fold);
}

/// Names by the code of what they name.
struct NamesOf<K> {
    written: BTreeMap<K, String>,
    corrected: BTreeMap<K, String>,
}

impl<K: Ord + Copy> NamesOf<K> {
    const fn new() -> Self {
        Self { written: BTreeMap::new(), corrected: BTreeMap::new() }
    }

    /// Takes the name that a row has for a code: a corrected one stands before all others, one
    /// that belongs to the code which a correction replaced is none.
    fn take(&mut self, key: K, text: &str, is_corrected: bool, is_of_other_code: bool) {
        let written = self.written.entry(key).or_default();
        let held = match (is_corrected, is_of_other_code) {
            (true, _) => self.corrected.entry(key).or_default(),
            (false, true) => return,
            (false, false) => written,
        };
        // The least non-empty text, so that the order of rows does not matter.
        if !text.is_empty() && (held.is_empty() || text < held.as_str()) {
            text.clone_into(held);
        }
    }

    fn finish(mut self) -> BTreeMap<K, String> {
        self.written.extend(self.corrected);
        self.written
    }
}

/// Names of localities and streets that have addresses: as corrections have them, as the address
/// base has them, else as SIMC and ULIC do.
fn names(
    addresses: &[AddressRow],
    checks: &[addresses::Check],
    corrected: &corrections::Corrected,
    localities: Vec<LocalityRow>,
    streets: Vec<StreetRow>,
) -> (Vec<Locality>, Vec<Street>) {
    let (mut of_locality, mut of_street) = (NamesOf::new(), NamesOf::new());
    for (position, (row, check)) in addresses.iter().zip(checks).enumerate() {
        let Some(simc) = row.simc else { continue };
        let is = |field| corrected.contains(&(position, field));
        if let Some(gmina) = check.gmina {
            of_locality.take((gmina, simc), &row.locality, is("locality"), is("simc"));
        }
        if let Some(ulic) = row.ulic {
            of_street.take((simc, ulic), &row.street, is("street"), is("ulic"));
        }
    }
    let (mut of_locality, mut of_street) = (of_locality.finish(), of_street.finish());
    for row in localities {
        if let Some(name) = of_locality.get_mut(&(row.gmina, row.simc))
            && name.is_empty()
        {
            *name = row.name;
        }
    }
    for row in streets {
        if let Some(name) = of_street.get_mut(&(row.simc, row.ulic))
            && name.is_empty()
        {
            *name = row.name;
        }
    }
    let locality = |((gmina, simc), name)| Locality { gmina, simc, name };
    let street = |((simc, ulic), name)| Street { simc, ulic, name };
    (of_locality.into_iter().map(locality).collect(), of_street.into_iter().map(street).collect())
}
