//! Some gminas of a dataset without the rest of the country: their reports, plans and kits.
//!
//! A look at all addresses by columns, under the main profile, tells what only the whole country
//! knows; everything else is read for the gminas that are asked for.

use std::path::Path;

use super::slices::{Diagnosed, Sliced};
use super::swift::Opened;
use super::{Loaded, OfAll, Progress, RunError, load};
use crate::diagnosis::{Diagnosis, Rollup};
use crate::model::World;
use crate::place::GminaCode;

/// A dataset of which gminas are read one after another.
pub struct Local {
    sliced: Sliced,
    frame: Loaded,
}

/// Some gminas, diagnosed as in the whole country.
pub struct Region {
    read: Diagnosed,
    /// Those that were asked for.
    pub gminas: Vec<GminaCode>,
}

impl Region {
    /// Their world: what rules about their addresses look at.
    pub const fn loaded(&self) -> &Loaded {
        &self.read.loaded
    }

    /// Its diagnosis.
    pub const fn diagnosis(&self) -> &Diagnosis {
        &self.read.diagnosis
    }

    /// Counts of the gminas and their localities.
    pub const fn rollup(&self) -> &Rollup {
        &self.read.rollup
    }
}

impl Local {
    /// Opens a dataset; `None` where the input is none, or is read whole because its rules look at
    /// all of it: why is told.
    ///
    /// # Errors
    /// When it is damaged, or a profile does not exist.
    pub fn open(
        input: &Path,
        profiles: &[String],
        progress: &Progress<'_>,
    ) -> Result<Option<Self>, RunError> {
        if !input.is_dir() {
            return Ok(None);
        }
        let looked = match Sliced::refuses(input) {
            Some(why) => Err(why),
            None => Opened::new(input, profiles, progress)?.overlook(progress)?,
        };
        let (found, mut frame, profiles) = match looked {
            Ok(found) => found,
            Err(why) => {
                progress.tell(&format!("the whole dataset is read: {why}"));
                return Ok(None);
            }
        };
        frame.whole = Some(OfAll { rungs: found.rungs.clone(), has_offers: found.has_offers });
        progress.say("looking where gminas stand".to_owned());
        let sliced = Sliced::of_overlook(input, found, profiles)?;
        Ok(Some(Self { sliced, frame }))
    }

    /// Files, units, gminas and issues of the whole dataset, and its run.
    pub const fn frame(&self) -> &Loaded {
        &self.frame
    }

    /// Gminas that a code of 2, 4, 6 or 7 digits names.
    ///
    /// # Errors
    /// When none does.
    pub fn gminas(&self, codes: &[String]) -> Result<Vec<GminaCode>, RunError> {
        named_gminas(&self.frame.world, &self.sliced.gminas(), codes)
    }

    /// Gminas part by part, so that no part has many more addresses than a large town.
    ///
    /// # Errors
    /// When the dataset is damaged.
    pub fn regions(&self, gminas: &[GminaCode]) -> impl Iterator<Item = Result<Region, RunError>> {
        self.sliced.slices(gminas).into_iter().map(|part| {
            let read = self.sliced.read(part)?;
            Ok(Region { read, gminas: part.iter().map(|gmina| gmina.code).collect() })
        })
    }

    /// Gminas together, as one input with the counts of the whole.
    ///
    /// # Errors
    /// When the dataset is damaged.
    pub fn together(&self, gminas: &[GminaCode]) -> Result<Region, RunError> {
        let mut read = self.sliced.together(gminas)?;
        read.loaded.world.issues = self.frame.world.issues.clone();
        read.loaded.whole.clone_from(&self.frame.whole);
        Ok(Region { read, gminas: gminas.to_vec() })
    }
}

/// An input for what is asked of some gminas together, its diagnosis, and their codes: of a dataset
/// these gminas alone with the counts of the whole, where that is possible.
///
/// # Errors
/// When the input cannot be used, or a profile or gmina does not exist.
pub fn load_for(
    input: &Path,
    codes: &[String],
    profiles: &[String],
    progress: &Progress<'_>,
) -> Result<(Loaded, Diagnosis, Vec<String>), RunError> {
    if let Some(local) = Local::open(input, profiles, progress)? {
        let Region { read, gminas } = local.together(&local.gminas(codes)?)?;
        let codes = gminas.iter().map(GminaCode::to_string).collect();
        return Ok((read.loaded, read.diagnosis, codes));
    }
    let loaded = load(input, progress)?;
    progress.say(format!("diagnosing {} addresses", loaded.world.addresses.len()));
    let diagnosis = loaded.diagnose(profiles)?;
    Ok((loaded, diagnosis, codes.to_vec()))
}

/// Those of some gminas that a code of 2, 4, 6 or 7 digits names; all without codes.
///
/// # Errors
/// When none is named.
pub(super) fn named_gminas(
    world: &World,
    gminas: &[GminaCode],
    codes: &[String],
) -> Result<Vec<GminaCode>, RunError> {
    let all = || gminas.iter().copied();
    if codes.is_empty() {
        return Ok(all().collect());
    }
    let mut found = Vec::new();
    for code in codes {
        let digits = code.get(..6).filter(|_| code.len() == 7).unwrap_or(code);
        let is_code = [2, 4, 6].contains(&digits.len());
        // A seventh digit must be that of the gmina or of one of its parts.
        let kind = code.get(6..).and_then(|kind| kind.parse::<u8>().ok());
        let has_kind = |gmina: GminaCode| {
            let known = world.gmina(gmina).and_then(|gmina| gmina.kind);
            match (kind, known) {
                (Some(kind), Some(known)) => {
                    kind == known || (known == 3 && (kind == 4 || kind == 5))
                }
                _ => true,
            }
        };
        let named = all()
            .filter(|gmina| is_code && gmina.to_string().starts_with(digits) && has_kind(*gmina));
        let before = found.len();
        found.extend(named);
        if found.len() == before {
            let known: Vec<String> = all().take(5).map(|gmina| gmina.to_string()).collect();
            let hint = format!(
                "give a TERYT code of 6 or 7 digits (or 4: powiat, 2: voivodeship); gminas of \
                     the run ({}): {}{}",
                all().count(),
                known.join(", "),
                if all().count() > 5 { " …" } else { "" }
            );
            return Err(RunError::NoGmina { code: code.clone(), hint });
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
