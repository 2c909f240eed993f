//! Connections: accepted within limits, closed when they dawdle, finished before the end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::routing::future::RouteFuture;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::guard::Peer;
use super::limits::{Patient, STALL};
use super::state::App;

/// Connections at a time; more wait in the queue of the system.
const CONNECTIONS_MAX: usize = 20_000;
/// Connections that the system holds until they are accepted: of those beyond it tries again only
/// after a second.
const WAITING: u32 = 4096;
/// Bytes of answers that the system holds for a connection.
const SEND_BUFFER: u32 = 256 << 10;
/// How long a request may take to arrive, and a connection to stay silent.
const HEADERS: Duration = Duration::from_secs(15);
/// How long requests may still take at the end.
const GRACE: Duration = Duration::from_secs(20);

/// Room for a connection and its answers; of what the system allows.
pub fn raise_limit_of_files() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where that is refused, fewer connections fit.
    let _ = setrlimit(Resource::Nofile, limit);
}

/// Takes an address; within a runtime.
pub fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let is_v4 = address.is_ipv4();
    let socket = if is_v4 { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A server that starts again must not wait for connections of the one before.
    socket.set_reuseaddr(true)?;
    // What a client does not take lies with the system only so far.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Answers requests until `stop` says so. A proxy holds the connections of many clients: its own
/// are not counted.
pub async fn serve(
    listener: TcpListener,
    (router, app): (Router, Arc<App>),
    mut stop: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { break };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(_) => {
                    // Too many open files, as a rule: others will close.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let is_counted = app.rates.is_limited() && !app.proxies.is_trusted(peer.ip());
        let share = is_counted.then(|| app.shares.connection(peer.ip()));
        // More than one client may have: closed at once.
        let Ok(share) = share.map_or(Ok(None), |share| share.map(Some).ok_or(())) else { continue };
        let connection = graceful.watch(connection(stream, peer, router.clone()));
        tokio::spawn(async move {
            // A client that went away is nobody's error.
            drop(connection.await);
            drop((permit, share));
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => {}
    }
}

/// Answers the requests of one connection.
#[derive(Clone)]
struct Answering {
    router: Router,
    peer: Peer,
}

impl Service<Request<Incoming>> for Answering {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(self.peer);
        tower_service::Service::call(&mut self.router.clone(), request)
    }
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> http1::Connection<Patient<TokioIo<TcpStream>>, Answering> {
    // Small answers must not wait for more.
    drop(stream.set_nodelay(true));
    let service = Answering { router, peer: Peer(peer.ip()) };
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(32 << 10)
        .serve_connection(Patient::new(TokioIo::new(stream), STALL), service)
}
