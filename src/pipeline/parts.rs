//! Parts of a country: what a run over some of its gminas writes, and the whole put together again.
//!
//! A part reads the whole input, since clusters and nearest nodes are formed over it, and writes
//! its own rows. `part.json` tells what it holds and of which run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::RunError;
use super::local::named_gminas;
use super::part_facts::{MANIFEST, Outputs, PartFacts, Writing, hashes, inputs_hash, run_hash};
use crate::columns::rows::RowFile;
use crate::diagnosis::{Diagnosis, Rollup, Tallied};
use crate::model::{Issue, RegisterFile, World};
use crate::national::{self, Stands};
use crate::place::{GminaCode, NONE, Selection};
use crate::policy::ThresholdProfile;
use crate::publish::{self, AddressRows, AddressTable, PublishError, dataset as written};
use crate::sources::dataset::{read_part_issues, read_part_table};
use crate::sources::{SourceError, guarded};

/// Unit that counts every address of a part once, behind the others.
const TOTAL: &str = "total";
/// The register of published totals, with which the whole is compared.
const TOTALS: &str = "published-totals";

/// What of a world belongs to a part.
pub(super) struct Chosen {
    pub(super) gminas: Vec<GminaCode>,
    pub(super) ranges: Vec<Range<usize>>,
    holds_none: bool,
    of: Vec<String>,
    known: BTreeSet<GminaCode>,
}

/// Texts of gminas, and `none` where it is there.
pub(super) fn listed(gminas: impl Iterator<Item = GminaCode>, has_none: bool) -> Vec<String> {
    gminas.map(|code| code.to_string()).chain(has_none.then(|| NONE.to_owned())).collect()
}

impl Chosen {
    /// Finds what a selection names in a world that holds its addresses.
    ///
    /// # Errors
    /// When one of its codes names no gmina with addresses.
    pub(super) fn new(world: &World, selection: &Selection) -> Result<Self, RunError> {
        let placed = world.addresses.partition_point(|address| address.gmina.is_some());
        let held = world.gminas_with_addresses();
        let stands = Stands {
            gminas: held.map(|gmina| (gmina.code, world.addresses_of(gmina.code))).collect(),
            nowhere: placed..world.addresses.len(),
        };
        Self::of(world, stands, selection)
    }

    /// Finds what a selection names among addresses of which only their places are known.
    ///
    /// # Errors
    /// When one of its codes names no gmina with addresses.
    pub(super) fn of(
        world: &World,
        stands: Stands,
        selection: &Selection,
    ) -> Result<Self, RunError> {
        let Stands { gminas: held, nowhere } = stands;
        let codes: Vec<GminaCode> = held.iter().map(|(code, _)| *code).collect();
        let kind = |code: GminaCode| world.gmina(code).and_then(|gmina| gmina.kind);
        let pairs: Vec<_> = codes.iter().map(|code| (*code, kind(*code))).collect();
        if let Some(code) = selection.unknown(&pairs) {
            // The error names gminas that there are.
            named_gminas(world, &codes, &[code.to_owned()])?;
        }
        let known: BTreeSet<GminaCode> = codes.into_iter().collect();
        let is_meant = |(code, _): &(GminaCode, Range<usize>)| selection.has(*code, kind(*code));
        let (gminas, mut ranges): (Vec<GminaCode>, Vec<Range<usize>>) =
            held.into_iter().filter(is_meant).unzip();
        // Issues of no gmina and gminas without addresses go with what lies in none.
        let elsewhere = |issue: &Issue| issue.gmina.is_none_or(|code| !known.contains(&code));
        let has_none = !nowhere.is_empty()
            || world.gminas.len() > known.len()
            || world.issues.kept().iter().any(elsewhere);
        if selection.has_none() {
            ranges.push(nowhere);
        }
        let of = listed(known.iter().copied(), has_none);
        Ok(Self { gminas, ranges, holds_none: selection.has_none(), of, known })
    }

    /// Whether what names a gmina, or none, belongs to the part.
    fn has(&self, gmina: Option<GminaCode>) -> bool {
        match gmina.filter(|code| self.known.contains(code)) {
            Some(code) => self.gminas.binary_search(&code).is_ok(),
            None => self.holds_none,
        }
    }

    /// Units of the part.
    pub(super) fn units(&self, units: &[Tallied]) -> Vec<Tallied> {
        units.iter().filter(|unit| self.has(unit.gmina)).cloned().collect()
    }

    /// Issues of the part, with their place among all.
    pub(super) fn issues<'a>(&self, world: &'a World) -> Vec<(u32, &'a Issue)> {
        let all = (0_u32..).zip(world.issues.kept());
        all.filter(|(_, issue)| self.has(issue.gmina)).collect()
    }

    /// What `part.json` tells.
    pub(super) fn facts(
        &self,
        selection: &Selection,
        (outputs, writing): (Outputs, Writing),
        (manifest, files): (&[u8], &[RegisterFile]),
        profiles: &[String],
    ) -> PartFacts {
        PartFacts {
            outputs,
            writing,
            run: run_hash(manifest),
            inputs: inputs_hash(files),
            profiles: profiles.to_vec(),
            reports: None,
            indicators: false,
            codes: selection.codes(),
            holds: listed(self.gminas.iter().copied(), self.holds_none),
            of: self.of.clone(),
            n_issues: 0,
            failed: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    /// Counts of the part: its localities, and all of it as it was counted by itself.
    pub(super) fn tallies(&self, rollup: &Rollup, counted: &Tallied) -> Vec<Tallied> {
        let mut units = self.units(&rollup.localities);
        let statuses = vec![Default::default(); rollup.total.statuses.len()];
        let mut total = Tallied { code: TOTAL.to_owned(), statuses, ..Tallied::default() };
        total.absorb(counted);
        units.push(total);
        units
    }

    /// Units of TERC, outlines of the part's gminas, published totals.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(super) fn write_frame(&self, world: &World, place: &Path) -> Result<(), PublishError> {
        let gminas = world.gminas.iter().filter(|gmina| self.has(Some(gmina.code)));
        let frame = World {
            units: world.units.clone(),
            gminas: gminas.cloned().collect::<Vec<_>>().into(),
            layers: world.layer(TOTALS).cloned().into_iter().collect(),
            ..World::default()
        };
        written::write_frame(&frame, place)
    }

    /// The part's rows.
    pub(super) fn rows<'a>(&self, world: &'a World, diagnosis: &'a Diagnosis) -> AddressRows<'a> {
        AddressRows { world, diagnosis, ranges: self.ranges.clone() }
    }
}

/// A part that was read.
pub(super) struct Part {
    pub(super) folder: PathBuf,
    pub(super) facts: PartFacts,
    pub(super) manifest: Vec<u8>,
    /// Its units without that of all of it.
    pub(super) units: Vec<Tallied>,
    total: Option<Tallied>,
    addresses: RowFile,
}

fn wrong(reason: String) -> RunError {
    RunError::Parts { reason }
}

impl Part {
    fn name(&self) -> String {
        self.folder.display().to_string()
    }

    fn facts(folder: &Path) -> Result<(PartFacts, Vec<u8>), RunError> {
        let name = folder.display();
        let read = |file: &str| {
            fs::read(folder.join(file)).map_err(|error| wrong(format!("{name}: {file}: {error}")))
        };
        let facts: PartFacts = serde_json::from_slice(&read(MANIFEST)?)
            .map_err(|error| wrong(format!("{name}: {MANIFEST}: {error}")))?;
        let manifest = read("manifest.json")?;
        if run_hash(&manifest) != facts.run {
            return Err(wrong(format!("{name}: manifest.json is not that of the part's run")));
        }
        if folder.join(super::resume::MARK).exists() {
            return Err(wrong(format!("{name}: its run is not finished")));
        }
        let found = hashes(folder)?;
        let spoiled = facts.files.iter().find(|(file, hash)| found.get(*file) != Some(*hash));
        if let Some((file, _)) = spoiled {
            let what =
                if found.contains_key(file) { "was changed or damaged" } else { "is missing" };
            let hint = "run the part again, or copy its folder again";
            return Err(wrong(format!("{name}: {file} {what} since the part was made; {hint}")));
        }
        Ok((facts, manifest))
    }

    fn read(
        folder: &Path,
        (facts, manifest): (PartFacts, Vec<u8>),
        profiles: &[ThresholdProfile],
    ) -> Result<Self, RunError> {
        let name = folder.display();
        let mut units = Vec::new();
        for batch in read_part_table(folder, "tallies.parquet")? {
            let read = publish::read_tallies(&batch, profiles);
            let damaged = || wrong(format!("{name}: tallies.parquet is damaged"));
            units.extend(read.ok_or_else(damaged)?);
        }
        let total = units.pop_if(|unit| unit.code == TOTAL);
        let path = folder.join("addresses.parquet");
        let file = path.display().to_string();
        let damaged = |error| SourceError::Dataset { file: file.clone(), reason: error };
        let addresses = guarded(&file, "Parquet", || {
            RowFile::open(&path).map_err(|error| damaged(error.to_string()))
        })?;
        let counted: u64 = units.iter().map(|unit| unit.addresses).sum();
        if counted != addresses.n_rows() as u64 {
            let rows = addresses.n_rows();
            return Err(wrong(format!("{name}: {rows} addresses, its tallies count {counted}")));
        }
        Ok(Self { folder: folder.to_owned(), facts, manifest, units, total, addresses })
    }
}

/// A few of some codes.
fn some(codes: &[String]) -> String {
    let first: Vec<&str> = codes.iter().take(5).map(String::as_str).collect();
    let more =
        if codes.len() > 5 { format!(" and {} more", codes.len() - 5) } else { String::new() };
    format!("{}{more}", first.join(", "))
}

/// Parts that make up a whole.
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    pub(super) profiles: Vec<ThresholdProfile>,
}

/// Refuses parts that are not of one run, overlap, or leave something out.
fn check(parts: &[(PathBuf, PartFacts)]) -> Result<(), RunError> {
    let Some((first_folder, first)) = parts.first() else {
        return Err(wrong("none is named".to_owned()));
    };
    for (folder, facts) in parts {
        let (a, b) = (first_folder.display(), folder.display());
        let what = if facts.run != first.run || facts.inputs != first.inputs {
            "inputs, settings or profiles (manifest.json)"
        } else if facts.outputs != first.outputs {
            "outputs (--only)"
        } else if facts.writing != first.writing {
            "ways of writing addresses.parquet (part.json)"
        } else if facts.reports != first.reports {
            "reports (--reports)"
        } else if facts.indicators != first.indicators {
            "indicators (--indicators)"
        } else if facts.of != first.of || facts.n_issues != first.n_issues {
            "gminas or issues (part.json)"
        } else {
            continue;
        };
        return Err(wrong(format!("{a} and {b} are of different {what}")));
    }
    let mut holders: BTreeMap<&str, &Path> = BTreeMap::new();
    for (folder, facts) in parts {
        let twice = facts
            .holds
            .iter()
            .filter_map(|code| holders.insert(code, folder).map(|earlier| (earlier, code.clone())));
        let twice: Vec<(&Path, String)> = twice.collect();
        if let Some((earlier, _)) = twice.first() {
            let both = twice.iter().filter(|(other, _)| other == earlier);
            let codes: Vec<String> = both.map(|(_, code)| code.clone()).collect();
            let (a, b) = (earlier.display(), folder.display());
            return Err(wrong(format!("{a} and {b} both hold {}", some(&codes))));
        }
    }
    let is_missing = |code: &&String| !holders.contains_key(code.as_str());
    let missing: Vec<String> = first.of.iter().filter(is_missing).cloned().collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = parts.iter().map(|(folder, _)| folder.display().to_string()).collect();
    let (codes, names) = (some(&missing), names.join(", "));
    Err(wrong(format!("no part holds {codes}; the parts are {names}")))
}

impl Parts {
    /// Reads parts that make up a whole; `thresholds` gives the profiles of their run.
    ///
    /// # Errors
    /// When one is damaged, or they do not fit together; the error names parts and codes.
    pub(super) fn read(
        folders: &[PathBuf],
        thresholds: impl Fn(&Path, &PartFacts) -> Result<Vec<ThresholdProfile>, RunError>,
    ) -> Result<Self, RunError> {
        let mut parts = Vec::with_capacity(folders.len());
        for folder in folders {
            let (facts, manifest) = Part::facts(folder)?;
            parts.push((folder.clone(), facts, manifest));
        }
        let facts: Vec<_> = parts.iter().map(|(f, facts, _)| (f.clone(), facts.clone())).collect();
        check(&facts)?;
        let (folder, first) = &facts[0];
        let profiles = thresholds(folder, first)?;
        let read = |(folder, facts, manifest): (PathBuf, PartFacts, Vec<u8>)| {
            Part::read(&folder, (facts, manifest), &profiles)
        };
        let parts = parts.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { parts, profiles })
    }

    /// The first part: what all have in common stands in each.
    pub(super) fn first(&self) -> &Part {
        &self.parts[0]
    }

    /// Units of all parts in the order of the whole.
    pub(super) fn units(&self) -> Vec<Tallied> {
        let mut units: Vec<Tallied> = self.parts.iter().flat_map(|p| p.units.clone()).collect();
        units.sort_by_key(|unit| (unit.gmina.is_none(), unit.gmina, unit.simc));
        units
    }

    /// All addresses of the whole as one unit.
    pub(super) fn total(&self) -> Tallied {
        let mut total = Tallied::default();
        self.parts.iter().filter_map(|part| part.total.as_ref()).for_each(|t| total.absorb(t));
        total
    }

    /// Which rows of which part stand one after another in the whole.
    fn pieces(&self) -> Vec<(&Part, Range<usize>)> {
        let mut pieces = Vec::new();
        for part in &self.parts {
            let mut start = 0;
            for of_gmina in part.units.chunk_by(|a, b| a.gmina == b.gmina) {
                let n: u64 = of_gmina.iter().map(|unit| unit.addresses).sum();
                let end = start + usize::try_from(n).unwrap_or(usize::MAX);
                let gmina = of_gmina[0].gmina;
                pieces.push(((gmina.is_none(), gmina), (part, start..end)));
                start = end;
            }
        }
        pieces.sort_by_key(|(key, _)| *key);
        let mut joined: Vec<(&Part, Range<usize>)> = Vec::new();
        for (_, (part, rows)) in pieces {
            match joined.last_mut() {
                Some((last, held)) if std::ptr::eq(*last, part) && held.end == rows.start => {
                    held.end = rows.end;
                }
                _ => joined.push((part, rows)),
            }
        }
        joined
    }

    /// Writes `addresses.parquet` of the whole; `scratch` is a file for the time being.
    ///
    /// # Errors
    /// When a part is damaged, or the writer fails.
    pub(super) fn write_addresses(
        &self,
        scratch: &Path,
        writer: impl std::io::Write + Send,
    ) -> Result<(), PublishError> {
        let failed = PublishError::of("addresses.parquet");
        let put = || Ok(self.put_addresses(scratch, writer));
        let done = guarded("addresses.parquet of a part", "Parquet", put);
        // There is none where the parts do not need it.
        drop(fs::remove_file(scratch));
        done.map_err(failed)?
    }

    fn put_addresses(
        &self,
        scratch: &Path,
        writer: impl std::io::Write + Send,
    ) -> Result<(), PublishError> {
        let mut pieces: Vec<_> =
            self.pieces().into_iter().map(|(part, rows)| (&part.addresses, rows)).collect();
        let first = &self.first().addresses;
        match self.first().facts.writing {
            Writing::ByRows => {}
            Writing::OfTables => {
                if pieces.is_empty() {
                    pieces.push((first, 0..0));
                }
                let joined = national::join(pieces, writer);
                return joined.map_err(PublishError::of("addresses.parquet"));
            }
            Writing::OfDataset => {
                let joined = national::join_held(&pieces, &self.profiles, scratch, writer);
                return joined.map_err(|error| PublishError::new("addresses.parquet", error));
            }
        }
        let mut table = AddressTable::new(first.schema(), writer)?;
        for (file, rows) in pieces {
            file.scan(&[rows], &[], |batch| table.push(batch))?;
        }
        table.finish()
    }

    /// Issues of all parts in the order of the whole.
    ///
    /// # Errors
    /// When a part is damaged, or some are missing.
    pub(super) fn issues(&self) -> Result<Vec<Issue>, RunError> {
        let mut issues = Vec::new();
        for part in &self.parts {
            issues.extend(read_part_issues(&part.folder)?);
        }
        issues.sort_by_key(|(place, _)| *place);
        if !issues.iter().map(|(place, _)| *place).eq((0..).take(issues.len()))
            || issues.len() as u64 != self.first().facts.n_issues
        {
            let names: Vec<String> = self.parts.iter().map(Part::name).collect();
            return Err(wrong(format!("issues are missing or repeated in {}", names.join(", "))));
        }
        Ok(issues.into_iter().map(|(_, issue)| issue).collect())
    }
}
