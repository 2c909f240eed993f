//! Between the network and the routes: limits, headers, counts, and a line in the log that tells
//! nothing of who asked or what for.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, Uri, Version, header};
use axum::middleware::Next;

use super::limits::one_client;
use super::problem::Problem;
use super::query::language_of;
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

/// Addresses of proxies: an address, or a network as `10.0.0.0/8`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Net {
    address: IpAddr,
    bits: u8,
}

impl FromStr for Net {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is neither an address nor a network such as 10.0.0.0/8");
        let (address, bits) = text.split_once('/').unwrap_or((text, ""));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let address = address.to_canonical();
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = if bits.is_empty() { most } else { bits.parse().map_err(|_| wrong())? };
        if bits > most || text.ends_with('/') {
            return Err(wrong());
        }
        Ok(Self { address, bits })
    }
}

impl Net {
    fn holds(self, address: IpAddr) -> bool {
        let is_same = |own: u128, other: u128, width: u8| {
            let shift = u32::from(width - self.bits);
            own.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
        };
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                is_same(own.to_bits().into(), other.to_bits().into(), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => is_same(own.to_bits(), other.to_bits(), 128),
            _ => false,
        }
    }
}

/// Who is believed to tell clients' addresses: this machine, and proxies that are named.
pub struct Proxies(pub Vec<Net>);

impl Proxies {
    /// Whether an address is one of these.
    pub fn is_trusted(&self, address: IpAddr) -> bool {
        // A socket of both families shows 127.0.0.1 as ::ffff:127.0.0.1.
        let address = address.to_canonical();
        address.is_loopback() || self.0.iter().any(|net| net.holds(address))
    }

    /// The client: who connected, or whom a proxy names. Of a chain of proxies the last that is
    /// none of these: what stands before it anybody may have written.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter();
        let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap_or_default()).collect();
        for named in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.is_trusted(client) {
                break;
            }
            let named = named.trim();
            let with_port = || Some(named.parse::<SocketAddr>().ok()?.ip());
            let Some(named) = named.parse().ok().or_else(with_port) else { break };
            client = named.to_canonical();
        }
        client
    }
}

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

    /// Whether clients are limited at all.
    pub const fn is_limited(&self) -> bool {
        self.per_second > 0
    }

    /// Whether a client may ask now. It may ask twice as much for a moment.
    fn allows(&self, client: IpAddr) -> bool {
        if self.per_second == 0 {
            return true;
        }
        let client = one_client(client);
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

/// Who asks, for the routes.
#[derive(Clone, Copy)]
pub struct Client(pub Option<IpAddr>);

fn refused(app: &App, client: Client, request: &Request) -> Option<Problem> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some(Problem::method());
    }
    // Of one version only is it asked for; an address with a host names it, too.
    let has_host = request.headers().contains_key(header::HOST) || request.uri().host().is_some();
    if request.version() == Version::HTTP_11 && !has_host {
        return Some(Problem::bad("problem-no-host", &[]));
    }
    let path = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if path > URI_MAX {
        return Some(Problem::too_long());
    }
    client.0.is_some_and(|client| !app.rates.allows(client)).then(Problem::too_many)
}

/// The language that the query of an address names.
pub fn named_language(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("lang="))
}

/// Answers a request within the limits.
pub async fn guard(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let begun = Instant::now();
    let peer = request.extensions().get::<Peer>().copied();
    let client = Client(peer.map(|peer| app.proxies.client(peer.0, request.headers())));
    request.extensions_mut().insert(client);
    let language = language_of(named_language(request.uri()), request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "other".to_owned());
    let mut response = match refused(&app, client, &request) {
        Some(problem) => Reply::problem(&problem, language).response(None),
        None => match tokio::time::timeout(ANSWER, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Reply::problem(&Problem::late(), language).response(None),
        },
    };
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    if app.is_open {
        let all = HeaderValue::from_static("*");
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, all);
        let shown = HeaderValue::from_static("content-crs, retry-after");
        response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, shown);
    }
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    app.metrics.count(&route, status, took);
    if app.is_logged {
        // Another method is what its client calls it: not to be written down.
        let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE]
            .into_iter()
            .chain([Method::OPTIONS, Method::PATCH])
            .find(|known| *known == method);
        let method = known.as_ref().map_or("OTHER", Method::as_str);
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
    fn only_proxies_on_this_machine_or_named_ones_name_clients() {
        let proxies = ["10.89.0.0/16", "fd00::1"].map(|net| net.parse().expect("a network"));
        let proxies = Proxies(proxies.to_vec());
        let of = |peer: &str, lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            proxies.client(peer.parse().expect("an address"), &headers).to_string()
        };
        for peer in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.89.3.4", "::ffff:10.89.3.4"] {
            assert_eq!(of(peer, &["1.1.1.1, 10.0.0.9"]), "10.0.0.9", "{peer}");
        }
        for peer in ["10.0.0.1", "10.90.0.1", "fd00::2"] {
            assert_eq!(of(peer, &["1.1.1.1, 10.0.0.9"]), peer, "nobody believes {peer}");
        }
        // A chain: the proxies that are known, then whom the first of them saw.
        assert_eq!(of("127.0.0.1", &["6.6.6.6, 2.2.2.2, 10.89.0.7"]), "2.2.2.2");
        // A line that the client wrote stands before the proxy's.
        assert_eq!(of("127.0.0.1", &["6.6.6.6", "2.2.2.2:4711"]), "2.2.2.2");
        assert_eq!(of("127.0.0.1", &["unknown"]), "127.0.0.1");
        assert_eq!(of("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn networks_are_addresses_with_bits() {
        let holds = |net: &str, address: &str| {
            let net: Net = net.parse().expect("a network");
            net.holds(address.parse().expect("an address"))
        };
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("10.1.2.3", "10.1.2.3") && !holds("10.1.2.3", "10.1.2.4"));
        assert!(holds("0.0.0.0/0", "200.1.1.1") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("::/0", "2001::1") && holds("fd00::/8", "fdff::1"));
        for wrong in ["10.0.0.0/33", "10.0.0/8", "proxy", "10.0.0.0/", "10.0.0.0/x", ""] {
            assert!(wrong.parse::<Net>().is_err(), "{wrong}");
        }
    }
}
