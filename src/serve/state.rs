//! What the server holds: editions side by side, and what it made of them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

use bytes::Bytes;

use super::guard::{Proxies, Rates};
use super::limits::Shares;
use super::metrics::Metrics;
use super::problem::Problem;
use super::query::Ask;
use super::registers::is_served;
use super::shapes::Shapes;
use crate::pipeline::{Edition, Progress, RunError, other_plan};

/// Bytes of tiles and reports that an edition keeps.
const KEPT_BYTES: usize = 96 << 20;

/// Answers that took long, kept until newer ones need the room.
#[derive(Default)]
pub struct Kept {
    held: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    found: BTreeMap<String, (Bytes, u64)>,
    n_bytes: usize,
    clock: u64,
}

impl Kept {
    /// An answer that is kept.
    pub fn get(&self, key: &str) -> Option<Bytes> {
        let mut shelf = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.clock += 1;
        let now = shelf.clock;
        let (bytes, used) = shelf.found.get_mut(key)?;
        *used = now;
        Some(bytes.clone())
    }

    /// Keeps an answer; those that were used longest ago make room.
    pub fn put(&self, key: String, bytes: Bytes) {
        let mut shelf = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes.len() > KEPT_BYTES / 4 {
            return;
        }
        shelf.clock += 1;
        let now = shelf.clock;
        // An empty tile takes room too.
        shelf.n_bytes += bytes.len() + key.len() + 64;
        if let Some((old, _)) = shelf.found.insert(key.clone(), (bytes, now)) {
            shelf.n_bytes -= old.len() + key.len() + 64;
        }
        if shelf.n_bytes <= KEPT_BYTES {
            return;
        }
        let mut by_use: Vec<(u64, String)> =
            shelf.found.iter().map(|(key, (_, used))| (*used, key.clone())).collect();
        by_use.sort_unstable();
        // A quarter goes at a time, so that this is seldom done.
        for (_, key) in by_use {
            if shelf.n_bytes <= KEPT_BYTES / 4 * 3 {
                break;
            }
            if let Some((old, _)) = shelf.found.remove(&key) {
                shelf.n_bytes -= old.len() + key.len() + 64;
            }
        }
    }
}

/// An edition as it is served.
pub struct Held {
    /// Its name in addresses: the day of its run.
    pub id: String,
    /// The edition.
    pub edition: Edition,
    /// Shapes on the map.
    pub shapes: Shapes,
    /// Tiles, squeezed.
    pub tiles: Kept,
    /// Reports, squeezed.
    pub reports: Kept,
}

/// Editions, those named first first.
pub struct Editions {
    /// All of them.
    pub all: Vec<Arc<Held>>,
    /// Which one is meant where none is named.
    pub newest: usize,
}

/// What to serve.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Run files and datasets.
    pub inputs: Vec<PathBuf>,
    /// Profiles to evaluate instead of the runs'.
    pub profiles: Vec<String>,
    /// Folders of plans, each of the inputs of some edition.
    pub plans: Vec<PathBuf>,
}

impl Sources {
    /// Opens all of them.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn open(&self, progress: &Progress<'_>) -> Result<Editions, RunError> {
        let mut all: Vec<Arc<Held>> = Vec::new();
        let mut is_taken = vec![false; self.plans.len()];
        for input in &self.inputs {
            Edition::compare_all(input)?;
            let mut edition = Edition::open(input, &self.profiles, &is_served, progress)?;
            for (folder, is_taken) in self.plans.iter().zip(&mut is_taken) {
                *is_taken |= edition.take_plan(folder)?;
            }
            let day = edition.board().as_of.to_string();
            let n_same = all.iter().filter(|held| held.id.starts_with(&day)).count();
            let id = if n_same == 0 { day } else { format!("{day}-{}", n_same + 1) };
            progress.say("drawing shapes".to_owned());
            let shapes = Shapes::new(&edition);
            let (tiles, reports) = (Kept::default(), Kept::default());
            all.push(Arc::new(Held { id, edition, shapes, tiles, reports }));
        }
        if let Some((folder, _)) = self.plans.iter().zip(&is_taken).find(|(_, taken)| !**taken) {
            return Err(other_plan(folder));
        }
        let newest = (0..all.len()).max_by_key(|at| {
            let day = all.get(*at).map(|held| held.edition.board().as_of);
            (day, std::cmp::Reverse(*at))
        });
        Ok(Editions { all, newest: newest.unwrap_or(0) })
    }
}

/// Everything that requests share.
pub struct App {
    editions: RwLock<Arc<Editions>>,
    /// What is read again at a reload.
    pub sources: Sources,
    /// Counts.
    pub metrics: Metrics,
    /// Requests by client.
    pub rates: Rates,
    /// Who is believed to tell clients' addresses.
    pub proxies: Proxies,
    /// What clients hold.
    pub shares: Arc<Shares>,
    /// Whether a line is written for each request.
    pub is_logged: bool,
    /// Whether pages of other sites may read answers.
    pub is_open: bool,
    /// Begun at.
    pub started: Instant,
    /// Reloads that were done, and that were refused.
    pub reloads: [AtomicU64; 2],
}

impl App {
    /// A server of editions.
    pub fn new(
        editions: Editions,
        sources: Sources,
        (per_second, proxies): (u32, Proxies),
        (is_logged, is_open): (bool, bool),
    ) -> Self {
        Self {
            editions: RwLock::new(Arc::new(editions)),
            sources,
            metrics: Metrics::default(),
            rates: Rates::new(per_second),
            proxies,
            shares: Arc::default(),
            is_logged,
            is_open,
            started: Instant::now(),
            reloads: [AtomicU64::new(0), AtomicU64::new(0)],
        }
    }

    /// The editions that are served now.
    pub fn editions(&self) -> Arc<Editions> {
        Arc::clone(&self.editions.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads everything again; what was served goes on where that fails.
    ///
    /// # Errors
    /// Why the inputs cannot be read.
    pub fn reload(&self) -> Result<(), RunError> {
        let opened = self.sources.open(&Progress::new(&|_| ()));
        self.reloads[usize::from(opened.is_err())].fetch_add(1, Ordering::Relaxed);
        let editions = Arc::new(opened?);
        *self.editions.write().unwrap_or_else(PoisonError::into_inner) = editions;
        Ok(())
    }

    /// The edition that a request means.
    ///
    /// # Errors
    /// When it names one that is not here.
    pub fn edition(&self, ask: &Ask) -> Result<Arc<Held>, Problem> {
        self.edition_named(ask.get("edition"))
    }

    /// The edition of a name, or the newest.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn edition_named(&self, id: Option<&str>) -> Result<Arc<Held>, Problem> {
        let editions = self.editions();
        let found = match id {
            None => editions.all.get(editions.newest),
            Some(id) => editions.all.iter().find(|held| held.id == id),
        };
        found.map(Arc::clone).ok_or_else(|| {
            let known: Vec<&str> = editions.all.iter().map(|held| held.id.as_str()).collect();
            Problem::none("problem-no-edition", &[("known", &known.join(", "))])
        })
    }
}
