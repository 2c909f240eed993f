//! An input that questions are asked of, one address at a time: a board of all its addresses, and
//! the evidence of those that somebody asks about.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::check::{Finder, addresses_named, converted, no_address};
use super::slices::{Diagnosed, Sliced};
use super::swift::Opened;
use super::tasks::report_page;
use super::{Loaded, OutputDir, PlannedCosts, Progress, RunError, RunSpec, load};
use crate::board::Board;
use crate::diagnosis::chapters::Survey;
use crate::diagnosis::{Diagnosis, Rollup, roll_up};
use crate::model::{Layer, World};
use crate::national::ChainError;
use crate::place::{Coordinates, GminaCode};
use crate::publish::{
    self, AddressAnswer, AddressRows, CheckAnswer, Language, Match, Named, OfPlan, PublishError,
};
use crate::sources::dataset;

/// Gminas that are kept in memory with their evidence.
const KEPT: usize = 6;

/// A world with its diagnosis.
struct InMemory {
    loaded: Loaded,
    diagnosis: Diagnosis,
    rollup: Arc<Rollup>,
}

/// Gminas of a dataset, read when somebody asks.
struct OnDemand {
    dataset: PathBuf,
    board: Arc<Board>,
    /// What a slice needs to know of the country; found out once.
    sliced: OnceLock<Result<Sliced, String>>,
    /// Gminas that were read, the last used first.
    kept: Mutex<Vec<(Option<GminaCode>, Arc<Diagnosed>)>>,
    /// What does not grow with the number of addresses.
    frame: World,
}

enum Details {
    InMemory(Box<InMemory>),
    OnDemand(Box<OnDemand>),
}

/// A run or a dataset, ready for questions about single addresses and gminas.
pub struct Edition {
    board: Arc<Board>,
    details: Details,
    spec: RunSpec,
    failed_gates: Vec<(String, f64)>,
    plan: Option<PlannedCosts>,
}

impl OnDemand {
    fn sliced(&self) -> Result<&Sliced, RunError> {
        let open = || Sliced::of(&self.dataset, &self.board).map_err(|error| error.to_string());
        self.sliced.get_or_init(open).as_ref().map_err(|reason| RunError::Evidence {
            path: self.dataset.display().to_string(),
            reason: reason.clone(),
        })
    }

    fn gmina(&self, gmina: Option<GminaCode>) -> Result<Arc<Diagnosed>, RunError> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut kept = kept();
            if let Some(at) = kept.iter().position(|(code, _)| *code == gmina) {
                let found = kept.remove(at);
                let held = Arc::clone(&found.1);
                kept.insert(0, found);
                return Ok(held);
            }
        }
        let read = Arc::new(self.sliced()?.one(gmina)?);
        let mut kept = kept();
        kept.retain(|(code, _)| *code != gmina);
        kept.insert(0, (gmina, Arc::clone(&read)));
        kept.truncate(KEPT);
        Ok(read)
    }
}

impl Edition {
    /// Opens a run file or a dataset. A dataset goes by columns where that is possible; then it
    /// has only those registers besides what it is diagnosed by that are `wanted`.
    ///
    /// # Errors
    /// When it cannot be read, or a profile does not exist.
    pub fn open(
        input: &Path,
        profiles: &[String],
        wanted: &dyn Fn(&str) -> bool,
        progress: &Progress<'_>,
    ) -> Result<Self, RunError> {
        if let Some(why) = Sliced::refuses(input).filter(|_| input.is_dir()) {
            progress.tell(&format!("row by row: {why}"));
        } else if input.is_dir() {
            let opened = Opened::new(input, profiles, progress)?;
            let board = match opened.diagnose(progress)? {
                Ok(diagnosed) => {
                    let (rollup, has_offers) = (diagnosed.roll_up(), diagnosed.has_offers());
                    let say = |stage: &str| progress.say(stage.to_owned());
                    Ok((diagnosed.into_board(Arc::new(rollup), &say)?, has_offers))
                }
                Err(why) => Err(why),
            };
            match board {
                Ok((board, has_offers)) => {
                    let mut edition = Self::on_demand(input, opened, board, has_offers);
                    edition.add_layers(input, wanted)?;
                    return Ok(edition);
                }
                Err(why) => progress.tell(&format!("row by row: {why}")),
            }
        }
        let loaded = load(input, progress)?;
        progress.say(format!("diagnosing {} addresses", loaded.world.addresses.len()));
        let diagnosis = loaded.diagnose(profiles)?;
        let rollup = Arc::new(roll_up(&loaded.world, &diagnosis));
        let board = Board::of(&loaded.world, &diagnosis, Arc::clone(&rollup));
        let board = board.ok_or(ChainError::TooMany("bytes of identifiers"))?;
        let (spec, failed_gates) = (loaded.spec.clone(), loaded.failed_gates());
        let details = Details::InMemory(Box::new(InMemory { loaded, diagnosis, rollup }));
        Ok(Self { board: Arc::new(board), details, spec, failed_gates, plan: None })
    }

    /// Compares every byte of a dataset with its checksums; of a run file there are none.
    ///
    /// # Errors
    /// When a file cannot be read, or is not the one that was written.
    pub fn compare_all(input: &Path) -> Result<(), RunError> {
        if input.is_dir() {
            dataset::compare_all(input)?;
        }
        Ok(())
    }

    /// Adds registers to the frame that the diagnosis did not need.
    fn add_layers(&mut self, input: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<(), RunError> {
        if let Details::OnDemand(held) = &mut self.details {
            let known = |name: &str| held.frame.layer(name).is_some();
            let more = dataset::read_layers(input, |name| wanted(name) && !known(name))?;
            held.frame.layers.extend(more);
            held.frame.layers.sort_by(|a, b| a.register.cmp(&b.register));
        }
        Ok(())
    }

    fn on_demand(input: &Path, opened: Opened<'_>, board: Board, has_offers: bool) -> Self {
        let board = Arc::new(board);
        let Loaded { world: frame, spec, .. } = opened.loaded;
        let failed_gates = spec.failed_gates(&frame.files, has_offers);
        let details = Details::OnDemand(Box::new(OnDemand {
            dataset: input.to_owned(),
            board: Arc::clone(&board),
            sliced: OnceLock::new(),
            kept: Mutex::default(),
            frame,
        }));
        Self { board, details, spec, failed_gates, plan: None }
    }

    /// Day and main profile.
    fn basis(&self) -> (chrono::NaiveDate, &str) {
        let first = self.board.profiles.first();
        (self.board.as_of, first.map_or("", |first| first.profile.id.as_str()))
    }

    /// Takes the plan of a folder if it was made of the same inputs; whether it was.
    ///
    /// # Errors
    /// When the folder holds no plan.
    pub fn take_plan(&mut self, folder: &Path) -> Result<bool, RunError> {
        if !PlannedCosts::is_of(folder, self.basis(), &self.frame().files)? {
            return Ok(false);
        }
        self.plan = Some(PlannedCosts::read(folder)?);
        Ok(true)
    }

    /// What the plan says of an address; `None` without a plan of its gmina.
    pub fn planned(&self, position: usize) -> Option<OfPlan> {
        let gmina = self.board.gmina(position);
        let plan = self.plan.as_ref().filter(|plan| plan.covers(gmina))?;
        let of = plan.of(self.board.book.ids.get(position));
        Some(of.map_or(OfPlan::Outside, |planned| OfPlan::Served(planned.clone())))
    }

    /// All addresses with their verdicts.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Gminas, buildings and files; of a dataset that goes by columns no addresses and offers.
    pub fn frame(&self) -> &World {
        match &self.details {
            Details::InMemory(held) => &held.loaded.world,
            Details::OnDemand(held) => &held.frame,
        }
    }

    /// The rows of a register that is kept as it is; of a dataset that goes by columns only those
    /// that are asked for at the opening.
    pub fn layer(&self, register: &str) -> Option<&Layer> {
        self.frame().layer(register)
    }

    /// Files whose rejected share is above the limit of the run, with the shares.
    pub fn failed_gates(&self) -> &[(String, f64)] {
        &self.failed_gates
    }

    /// Largest share of rejected rows of a file that the run allows.
    pub const fn max_rejected_share(&self) -> f64 {
        self.spec.max_rejected_share
    }

    /// Finds out now what evidence needs to know of the country, and not at the first question.
    ///
    /// # Errors
    /// When the dataset cannot be read.
    pub fn prepare(&self) -> Result<(), RunError> {
        match &self.details {
            Details::InMemory(_) => Ok(()),
            Details::OnDemand(held) => held.sliced().map(|_| ()),
        }
    }

    /// The addresses that a text, an identifier or coordinates may mean, best first.
    pub fn find(&self, text: &str) -> Vec<Match> {
        Finder(&self.board.book).by_any(text)
    }

    /// The addresses nearest to a point, the nearest first.
    pub fn near(&self, point: Coordinates) -> Vec<Match> {
        let placed = converted(&[point]);
        let placed = placed.first().copied().flatten().filter(|point| point.near_poland());
        placed.map_or_else(Vec::new, |point| Finder(&self.board.book).near(point))
    }

    /// Positions of the addresses with an identifier.
    pub fn with_id(&self, id: &str) -> Vec<u32> {
        self.board.book.ids.find(id)
    }

    /// An address as it is named beside others.
    pub fn named(&self, position: usize) -> Named {
        let book = &self.board.book;
        let code = book.gmina(position);
        let gmina = code.and_then(|code| self.frame().gmina(code));
        Named {
            address_id: book.ids.get(position).to_owned(),
            address: book.written(position),
            gmina: code.map_or_else(String::new, |code| code.to_string()),
            gmina_name: gmina.map_or_else(String::new, |gmina| gmina.name.clone()),
        }
    }

    /// Everything that is known of an address, with the evidence, its labels in a language.
    ///
    /// # Errors
    /// When the dataset cannot be read.
    pub fn answer(&self, position: usize, language: Language) -> Result<AddressAnswer, RunError> {
        let of = |rows: &AddressRows<'_>, at| publish::answer(rows, at, language);
        Ok(self.with_rows(position, of)?.with_plan(self.planned(position)))
    }

    /// Hands over a world that holds what is known of an address, and its position there.
    fn with_rows<T>(
        &self,
        position: usize,
        take: impl FnOnce(&AddressRows<'_>, usize) -> T,
    ) -> Result<T, RunError> {
        let rows = |world, diagnosis| AddressRows { world, diagnosis, ranges: Vec::new() };
        match &self.details {
            Details::InMemory(held) => {
                Ok(take(&rows(&held.loaded.world, &held.diagnosis), position))
            }
            Details::OnDemand(held) => {
                let gmina = held.gmina(self.board.gmina(position))?;
                let local = gmina.local(position).ok_or_else(|| RunError::Evidence {
                    path: held.dataset.display().to_string(),
                    reason: "an address is not where it was".to_owned(),
                })?;
                Ok(take(&rows(&gmina.loaded.world, &gmina.diagnosis), local))
            }
        }
    }

    /// Writes a page of evidence about each address of some texts: `dowody-1.html` and so on.
    ///
    /// # Errors
    /// When no address has a text, the dataset cannot be read, or the folder cannot be written.
    pub fn evidence_to(
        &self,
        texts: &[String],
        language: Language,
        out: OutputDir,
    ) -> Result<Vec<PathBuf>, RunError> {
        let settings = self.spec.settings();
        let mut names = Vec::new();
        for text in texts {
            for position in addresses_named(&self.board.book, text)? {
                let page = self.with_rows(position, |rows, at| {
                    publish::render_evidence_pack(rows, &settings, at, language)
                })??;
                let name = format!("dowody-{}.html", names.len() + 1);
                std::fs::write(out.path().join(&name), page)
                    .map_err(|error| PublishError::new(name.clone(), error))?;
                names.push(name);
            }
        }
        let place = out.commit()?;
        Ok(names.into_iter().map(|name| place.join(name)).collect())
    }

    /// That no address fits a text, with those that come near; `None` where one does.
    pub fn unconfirmed(&self, text: &str) -> Option<RunError> {
        let found = self.find(text);
        let is_answered = publish::shown(&found).0 > 0;
        (!is_answered).then(|| no_address(&self.board.book, text, &found))
    }

    /// What the addresses of a text are: its identifier, a text as people type it, or coordinates.
    /// Those that only come near are named without their statuses.
    ///
    /// # Errors
    /// When no address of the run comes near, or the dataset cannot be read.
    pub fn check(&self, text: &str, language: Language) -> Result<CheckAnswer, RunError> {
        let found = self.find(text);
        if found.is_empty() {
            return Err(no_address(&self.board.book, text, &found));
        }
        let full = |at| self.answer(at, language);
        publish::check_answer(text, &found, full, |at| self.named(at))
    }

    /// The page of a gmina's report.
    ///
    /// # Errors
    /// When the dataset cannot be read.
    pub fn report(&self, gmina: GminaCode) -> Result<String, RunError> {
        let page = |loaded: &Loaded, diagnosis: &Diagnosis, rollup: &Rollup| {
            report_page(loaded, &Survey::new(&loaded.world, diagnosis), rollup, gmina)
        };
        match &self.details {
            Details::InMemory(held) => page(&held.loaded, &held.diagnosis, &held.rollup),
            Details::OnDemand(held) => {
                let read = held.gmina(Some(gmina))?;
                page(&read.loaded, &read.diagnosis, &read.rollup)
            }
        }
    }
}
