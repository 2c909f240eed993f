//! `zasieg serve`: addresses, gminas and a map over HTTP. Reads only, stores nothing of what people
//! ask, and writes none of it into its log.
//!
//! `guard` stands before all routes; a route takes an `Ask` and gives a `Reply` or a problem
//! document, at once or on a thread of its own.

mod assets;
mod check;
mod features;
mod gminas;
mod guard;
mod limits;
mod listen;
mod metrics;
mod problem;
mod query;
mod registers;
mod reply;
mod routes;
mod shapes;
mod state;
mod summary;
mod tiles;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

pub use self::guard::Net;
use self::guard::Proxies;
use self::state::{App, Sources};
use crate::pipeline::{Progress, RunError};

/// How long the end waits for what is still read: libraries of C must not be taken down under it.
const PATIENCE: Duration = Duration::from_mins(1);

/// How to serve.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Run files and datasets, side by side.
    pub inputs: Vec<PathBuf>,
    /// Profiles to evaluate instead of the runs'.
    pub profiles: Vec<String>,
    /// Folders of plans, each of the inputs of some edition.
    pub plans: Vec<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Requests a second that a client may make; 0 for no limit.
    pub per_client: u32,
    /// Proxies that tell clients' addresses, besides those on this machine.
    pub proxies: Vec<Net>,
    /// Whether a line is written for each request.
    pub log: bool,
    /// Whether pages of other sites may read answers in a browser.
    pub any_origin: bool,
}

/// A server that was asked to stop, or to read its inputs again.
#[derive(Clone, Debug)]
pub struct Handle {
    stop: watch::Sender<bool>,
    reload: watch::Sender<u64>,
}

impl Handle {
    /// Ends the server once the requests that it has are answered.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Reads the inputs again, in the background.
    pub fn reload(&self) {
        self.reload.send_modify(|n| *n += 1);
    }
}

/// A server whose inputs are read and whose address is taken, not yet answering.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
    handle: Handle,
    stopped: watch::Receiver<bool>,
    reloads: watch::Receiver<u64>,
    runtime: Runtime,
    signals: Signals,
}

impl Server {
    /// Takes the address and opens the inputs.
    ///
    /// # Errors
    /// When an input cannot be read, or the address is not free.
    pub fn open(settings: &Settings, progress: &Progress<'_>) -> Result<Self, RunError> {
        let failed = |error| not_listening(settings.listen, &error);
        listen::raise_limit_of_files();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(failed)?;
        // Before minutes of reading: that the address is free.
        let listener = runtime.block_on(async { listen::bind(settings.listen) });
        let listener = listener.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let sources = Sources {
            inputs: settings.inputs.clone(),
            profiles: settings.profiles.clone(),
            plans: settings.plans.clone(),
        };
        let editions = sources.open(progress)?;
        let limits = (settings.per_client, Proxies(settings.proxies.clone()));
        let app =
            Arc::new(App::new(editions, sources, limits, (settings.log, settings.any_origin)));
        // Before anybody is told that it listens: without a handler a signal kills.
        let signals = runtime.block_on(async { Signals::new() }).map_err(failed)?;
        let (handle, stopped, reloads) = handle();
        Ok(Self { listener, address, app, handle, stopped, reloads, runtime, signals })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops it.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Answers until a signal or the handle ends it.
    ///
    /// # Errors
    /// When the system gives it no threads.
    pub fn run(self) -> Result<(), RunError> {
        let Self { listener, address, app, handle, stopped, reloads, runtime, signals } = self;
        let served: Result<(), std::io::Error> = runtime.block_on(async {
            tokio::spawn(signals.obey(handle));
            tokio::spawn(reload(Arc::clone(&app), reloads));
            prepare(&app);
            let router = routes::router(Arc::clone(&app));
            listen::serve(listener, (router, app), stopped).await;
            Ok(())
        });
        runtime.shutdown_timeout(PATIENCE);
        served.map_err(|error| not_listening(address, &error))
    }
}

fn not_listening(address: SocketAddr, error: &std::io::Error) -> RunError {
    RunError::Listen { address: address.to_string(), reason: error.to_string() }
}

fn handle() -> (Handle, watch::Receiver<bool>, watch::Receiver<u64>) {
    let ((stop, stopped), (reload, reloads)) = (watch::channel(false), watch::channel(0));
    (Handle { stop, reload }, stopped, reloads)
}

/// Finds out in the background what evidence needs to know.
fn prepare(app: &Arc<App>) {
    for held in &app.editions().all {
        let held = Arc::clone(held);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = held.edition.prepare() {
                eprintln!("{error}");
            }
        });
    }
}

/// Stops at an interrupt or the end of its service; reads again when told that inputs changed.
struct Signals {
    interrupt: Signal,
    end: Signal,
    hangup: Signal,
}

impl Signals {
    /// Within a runtime.
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            end: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn obey(mut self, handle: Handle) {
        loop {
            tokio::select! {
                _ = self.interrupt.recv() => handle.stop(),
                _ = self.end.recv() => handle.stop(),
                _ = self.hangup.recv() => handle.reload(),
            }
        }
    }
}

/// Reads inputs again whenever it is asked for.
async fn reload(app: Arc<App>, mut asked: watch::Receiver<u64>) {
    while asked.changed().await.is_ok() {
        asked.borrow_and_update();
        let reading = Arc::clone(&app);
        let done = tokio::task::spawn_blocking(move || reading.reload()).await;
        match done {
            Ok(Ok(())) => {
                eprintln!("inputs were read again");
                prepare(&app);
            }
            Ok(Err(error)) => eprintln!("inputs were not read again: {error}"),
            Err(_) => eprintln!("inputs were not read again: the program failed on them"),
        }
    }
}
