//! Which path is answered by what.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, Response, Uri};
use axum::routing::{MethodRouter, any};
use tokio::sync::Semaphore;

use super::guard::{Client, named_language};
use super::limits::{Counted, Share};
use super::problem::Problem;
use super::query::{Ask, language_of};
use super::reply::{Answer, HTML, JSON, Reply};
use super::state::App;
use super::{assets, check, features, gminas, guard, tiles};

/// The description of the routes.
const OPENAPI: &str = include_str!("openapi.json");
/// Requests that may wait for a thread.
const WAITING_MAX: usize = 256;

type Handler = fn(&App, &Ask) -> Answer;

/// Whether an answer takes so long that it is made on a thread of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cost {
    Light,
    Heavy,
}

/// Every path, how it is answered and how long that takes.
const ROUTES: [(&str, Handler, Cost); 26] = [
    ("/", home, Cost::Light),
    ("/assets/{*file}", assets::file, Cost::Light),
    ("/editions", check::editions, Cost::Light),
    ("/suggest", check::suggest, Cost::Light),
    ("/check", check::check, Cost::Light),
    ("/addresses/{id}", check::address, Cost::Heavy),
    ("/gminas", gminas::list, Cost::Light),
    ("/gminas/{code}", gminas::one, Cost::Light),
    ("/gminas/{code}/raport.html", gminas::report, Cost::Heavy),
    ("/conformance", features::conformance, Cost::Light),
    ("/collections", features::collections, Cost::Light),
    ("/collections/{collection}", features::collection, Cost::Light),
    ("/collections/{collection}/items", features::items, Cost::Heavy),
    ("/collections/{collection}/items/{feature}", features::item, Cost::Heavy),
    ("/tiles/{edition}/tiles.json", tiles::description, Cost::Light),
    ("/tiles/{edition}/{z}/{x}/{y}", tiles::tile, Cost::Heavy),
    ("/api", api, Cost::Light),
    ("/api.html", api_page, Cost::Light),
    ("/health", health, Cost::Light),
    ("/metrics", metrics, Cost::Light),
    ("/favicon.ico", assets::icon, Cost::Light),
    ("/en", assets::page, Cost::Light),
    ("/gmina/{code}", assets::page, Cost::Light),
    ("/adres/{id}", assets::page, Cost::Light),
    ("/robots.txt", assets::robots, Cost::Light),
    ("/collections/{collection}/queryables", features::queryables, Cost::Light),
];

/// Room for answers that take long.
struct Room {
    threads: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Room {
    fn new(n_threads: usize) -> Self {
        let [threads, waiting] = [n_threads, WAITING_MAX].map(|n| Arc::new(Semaphore::new(n)));
        Self { threads, waiting }
    }

    /// Works on one of a few threads. Work that has begun keeps its thread until it ends, though
    /// nobody waits for it any more; what nobody waits for does not begin.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let waiting = Arc::clone(&self.waiting).try_acquire_owned();
        let waiting = waiting.map_err(|_| Problem::busy())?;
        let thread = Arc::clone(&self.threads).acquire_owned().await;
        let thread = thread.map_err(|_| Problem::busy())?;
        let made = tokio::task::spawn_blocking(move || {
            let _held = (thread, waiting);
            work()
        });
        made.await.map_err(|_| Problem::failed("the program failed on it"))
    }
}

async fn answer(
    app: Arc<App>,
    room: Arc<Room>,
    (handler, cost): (Handler, Cost),
    params: RawPathParams,
    request: Request,
) -> Response<Body> {
    let params = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (parts, _) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let language = language_of(named_language(&parts.uri), &parts.headers);
    let client = parts.extensions.get::<Client>().and_then(|client| client.0);
    let ask = match Ask::new(params, query, parts.headers) {
        Ok(ask) => Arc::new(ask),
        Err(problem) => return Reply::problem(&problem, language).response(None),
    };
    let language = ask.language();
    let made = match cost {
        Cost::Light => Ok(finished(&app, client, &ask, handler(&app, &ask))),
        Cost::Heavy => {
            room.run(move || {
                // Nothing more is made while so much waits to be taken.
                let is_full = app.shares.is_full(client);
                let answer = if is_full { Err(Problem::busy()) } else { handler(&app, &ask) };
                finished(&app, client, &ask, answer)
            })
            .await
        }
    };
    let (response, share) = match made {
        Ok(made) => made,
        Err(problem) => return Reply::problem(&problem, language).response(None),
    };
    if share.is_empty() { response } else { counted(response, share).await }
}

/// The response of an answer with its share of what may be held, taken as soon as the bytes are
/// there; another response where there is no room for it.
fn finished(
    app: &App,
    client: Option<IpAddr>,
    ask: &Ask,
    answer: Answer,
) -> (Response<Body>, Share) {
    let reply = answer.unwrap_or_else(|problem| Reply::problem(&problem, ask.language()));
    let response = reply.response(Some(ask));
    let size = usize::try_from(response.body().size_hint().lower()).unwrap_or(usize::MAX);
    if let Some(share) = app.shares.answer(client, size) {
        return (response, share);
    }
    drop(response);
    let busy = Reply::problem(&Problem::busy(), ask.language()).response(None);
    (busy, app.shares.nothing())
}

/// The response with its share of what may be held.
async fn counted(response: Response<Body>, share: Share) -> Response<Body> {
    let (parts, body) = response.into_parts();
    // The bytes are there already.
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(parts, Body::new(Counted::new(bytes, share)))
}

fn route(app: &Arc<App>, room: &Arc<Room>, handler: Handler, cost: Cost) -> MethodRouter {
    let (app, room) = (Arc::clone(app), Arc::clone(room));
    any(move |params: RawPathParams, request: Request| {
        answer(app, room, (handler, cost), params, request)
    })
}

/// All routes, with the guard before them.
pub fn router(app: Arc<App>) -> Router {
    let n_threads = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    let room = Arc::new(Room::new(n_threads));
    let mut router = Router::new();
    for (path, handler, cost) in ROUTES {
        router = router.route(path, route(&app, &room, handler, cost));
    }
    let unknown = |uri: Uri, headers: HeaderMap| async move {
        let shown: String = uri.path().chars().take(80).collect();
        let problem = Problem::none("problem-no-path", &[("path", &shown)]);
        let language = language_of(named_language(&uri), &headers);
        Reply::problem(&problem, language).response(None)
    };
    let guarded = axum::middleware::from_fn_with_state(app, guard::guard);
    router.fallback(unknown).layer(guarded)
}

/// The map for people, the landing page of the collections for programs.
fn home(app: &App, ask: &Ask) -> Answer {
    if ask.wants_page()? { assets::page(app, ask) } else { features::landing(app, ask) }
}

fn api(_: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let body = OPENAPI.replace("\"VERSION\"", concat!("\"", env!("CARGO_PKG_VERSION"), "\""));
    let mut reply = Reply::new("application/vnd.oai.openapi+json;version=3.0", body);
    if ask.get("f") == Some("json") {
        reply.kind = JSON;
    }
    Ok(reply.marked("public, max-age=300"))
}

fn api_page(_: &App, _: &Ask) -> Answer {
    let api: serde_json::Value = serde_json::from_str(OPENAPI).map_err(Problem::failed)?;
    let mut rows = String::new();
    for (path, of_path) in api["paths"].as_object().into_iter().flatten() {
        let summary = of_path["get"]["summary"].as_str().unwrap_or_default();
        rows += &format!("<dt><code>{path}</code></dt><dd>{summary}</dd>\n");
    }
    let page = format!(
        "<!doctype html><html lang=\"pl\"><meta charset=\"utf-8\"><title>Zasięg: API</title>\
         <h1>Zasięg: API</h1><p>Opis dla programów: <a href=\"/api\">/api</a> (OpenAPI 3.0); \
         zbiory według OGC API – Features: <a href=\"/collections?f=json\">/collections</a>.</p>\
         <dl>\n{rows}</dl></html>"
    );
    Ok(Reply::new(HTML, page).marked("public, max-age=300"))
}

fn health(app: &App, ask: &Ask) -> Answer {
    ask.only(&[])?;
    let editions = app.editions();
    let ids: Vec<&str> = editions.all.iter().map(|held| held.id.as_str()).collect();
    Reply::json(&serde_json::json!({ "status": "ok", "editions": ids }))
}

fn metrics(app: &App, ask: &Ask) -> Answer {
    ask.only(&[])?;
    let mut out = app.metrics.text();
    out += "# HELP zasieg_addresses Addresses held, by edition.\n# TYPE zasieg_addresses gauge\n";
    for held in &app.editions().all {
        let n = held.edition.board().len();
        out += &format!("zasieg_addresses{{edition=\"{}\"}} {n}\n", held.id);
    }
    let [done, refused] = [0, 1].map(|at| app.reloads[at].load(Ordering::Relaxed));
    out += "# HELP zasieg_reloads_total Reloads by outcome.\n# TYPE zasieg_reloads_total counter\n";
    out += &format!("zasieg_reloads_total{{outcome=\"done\"}} {done}\n");
    out += &format!("zasieg_reloads_total{{outcome=\"refused\"}} {refused}\n");
    out += "# HELP zasieg_uptime_seconds Seconds since the start.\n";
    out += "# TYPE zasieg_uptime_seconds gauge\n";
    out += &format!("zasieg_uptime_seconds {}\n", app.started.elapsed().as_secs());
    Ok(Reply::new("text/plain; version=0.0.4; charset=utf-8", out))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn work_that_nobody_waits_for_keeps_its_thread_and_more_does_not_begin() {
        let room = Arc::new(Room::new(2));
        let counts: Arc<[AtomicUsize; 3]> = Arc::default();
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let (began, mut beginnings) = tokio::sync::mpsc::unbounded_channel();
        let ask = |_: usize| {
            let (room, counts) = (Arc::clone(&room), Arc::clone(&counts));
            let (gate, began) = (Arc::clone(&gate), began.clone());
            tokio::spawn(async move {
                let work = room.run(move || {
                    let [begun, running, most] = &*counts;
                    begun.fetch_add(1, Ordering::SeqCst);
                    let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    began.send(()).expect("the test listens");
                    // Until the gate is dropped.
                    gate.lock().expect("no panic").recv().expect_err("nothing is sent");
                    running.fetch_sub(1, Ordering::SeqCst);
                });
                tokio::time::timeout(Duration::from_millis(200), work).await.is_err()
            })
        };
        // Twenty ask at once, and all run out of time while the first two are at work.
        for asked in (0..20).map(ask).collect::<Vec<_>>() {
            assert!(asked.await.expect("no panic"), "it should be late");
        }
        for _ in 0..2 {
            beginnings.recv().await.expect("two work");
        }
        let counted = || counts.each_ref().map(|count| count.load(Ordering::SeqCst));
        assert_eq!(counted(), [2, 2, 2], "begun, at work, most at a time");
        drop(open);
        // When these have ended there is room again.
        let seven = room.run(|| 7).await;
        assert_eq!(seven.ok(), Some(7));
        assert_eq!(counted()[2], 2);
    }

    #[test]
    fn every_route_is_described() {
        let api: serde_json::Value = serde_json::from_str(OPENAPI).expect("JSON");
        let described = api["paths"].as_object().expect("paths");
        // Pages of the map and files of the browser are no interface.
        let pages = ["/assets/{*file}", "/favicon.ico", "/en", "/gmina/{code}", "/adres/{id}"];
        let routes = ROUTES.iter().map(|(path, ..)| *path);
        let routes: Vec<&str> =
            routes.filter(|path| !pages.contains(path) && *path != "/robots.txt").collect();
        for path in &routes {
            assert!(described.contains_key(*path), "{path} is not in openapi.json");
        }
        for path in described.keys() {
            assert!(routes.contains(&path.as_str()), "{path} is no route");
        }
    }
}
