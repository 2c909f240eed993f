//! Between the network and the routes: limits, headers, counts, and a line in the log that tells
//! nothing of who asked or what for.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response};
use axum::middleware::Next;

use super::problem::Problem;
use super::reply::Reply;
use super::state::App;

/// Longest address of a request.
const URI_MAX: usize = 4096;
/// How long an answer may take.
const ANSWER: Duration = Duration::from_mins(1);
/// Clients whose requests are counted at a time.
const CLIENTS_MAX: usize = 100_000;

/// Headers that every answer has.
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         worker-src 'self' blob:; child-src blob:; connect-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "geolocation=(self), camera=(), microphone=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("server", "zasieg"),
];

/// The client of a connection.
#[derive(Clone, Copy)]
pub struct Peer(pub IpAddr);

/// How often each client asks; held in memory for seconds, and written nowhere.
pub struct Rates {
    per_second: u32,
    clients: Mutex<HashMap<IpAddr, (f64, Instant)>>,
}

impl Rates {
    /// So many requests a second for each client; 0 for no limit.
    pub fn new(per_second: u32) -> Self {
        Self { per_second, clients: Mutex::default() }
    }

    /// Whether a client may ask now. It may ask twice as much for a moment.
    fn allows(&self, client: IpAddr) -> bool {
        if self.per_second == 0 {
            return true;
        }
        let (rate, now) = (f64::from(self.per_second), Instant::now());
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= CLIENTS_MAX {
            clients.retain(|_, (_, last)| now.duration_since(*last).as_secs_f64() < 2.0);
        }
        let (left, last) = clients.entry(client).or_insert((2.0 * rate, now));
        *left = (*left + now.duration_since(*last).as_secs_f64() * rate).min(2.0 * rate);
        *last = now;
        let is_allowed = *left >= 1.0;
        if is_allowed {
            *left -= 1.0;
        }
        is_allowed
    }
}

/// The client; behind a proxy on the same machine the one that the proxy names.
fn client(peer: Option<Peer>, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = peer?.0;
    let named = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let named = named.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    Some(named.filter(|_| peer.is_loopback()).unwrap_or(peer))
}

fn refused(app: &App, request: &Request) -> Option<Problem> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some(Problem::method());
    }
    let path = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if path > URI_MAX {
        return Some(Problem::too_long());
    }
    let peer = request.extensions().get::<Peer>().copied();
    let client = client(peer, request.headers());
    client.is_some_and(|client| !app.rates.allows(client)).then(Problem::too_many)
}

/// Answers a request within the limits.
pub async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "other".to_owned());
    let mut response = match refused(&app, &request) {
        Some(problem) => Reply::problem(&problem).response(None),
        None => match tokio::time::timeout(ANSWER, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Reply::problem(&Problem::late()).response(None),
        },
    };
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    app.metrics.count(&route, status, took);
    if app.is_logged {
        let method = if method == Method::HEAD { "HEAD" } else { "GET" };
        let micros = took.as_micros();
        eprintln!("{method} {route} {status} {}.{:03} ms", micros / 1000, micros % 1000);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_ask_so_often_and_others_are_not_hindered() {
        let rates = Rates::new(5);
        let [one, other] = ["10.0.0.1", "10.0.0.2"].map(|ip| ip.parse().expect("an address"));
        let n_allowed = (0..50).filter(|_| rates.allows(one)).count();
        assert!((10..=12).contains(&n_allowed), "{n_allowed}");
        assert!(rates.allows(other));
        assert!((0..1000).all(|_| Rates::new(0).allows(one)));
    }

    #[test]
    fn only_a_proxy_on_this_machine_names_clients() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("1.1.1.1, 10.0.0.9"));
        let of = |peer: &str| client(peer.parse().ok().map(Peer), &headers);
        assert_eq!(of("127.0.0.1"), "10.0.0.9".parse().ok());
        assert_eq!(of("10.0.0.1"), "10.0.0.1".parse().ok());
    }
}
