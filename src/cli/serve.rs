//! `zasieg serve`: addresses, gminas and the map over HTTP.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Result, with_progress};
use crate::serve::{Net, Server, Settings};

/// Serve addresses, gminas and a map over HTTP, from this machine to this machine unless told.
///
/// Nothing of what people ask is stored or logged. Several inputs are editions side by side; the
/// newest is meant where a request names none. SIGHUP reads the inputs again without dropping
/// requests; SIGTERM and Ctrl-C end the server once its requests are answered.
#[derive(Args)]
#[command(after_help = "Examples:\n  zasieg serve dataset\n  \
                        zasieg serve 2026-06.zbior 2026-03.zbior --listen 127.0.0.1:9000\n\n\
                        Then: http://127.0.0.1:8080/ (the map), /api.html (the interface), \
                        /check?q=jasne+pole+polna+13")]
pub struct Arguments {
    /// Run files, or datasets written by `zasieg import`.
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// Folder that `zasieg plan` wrote of the same inputs: answers tell the marginal cost of an
    /// address, its area and stage; may be repeated.
    #[arg(long = "plan", value_name = "DIR")]
    plans: Vec<PathBuf>,
    /// Address and port; an address other than a loopback one opens the server to others.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Requests a second that a client may make; 0 for no limit, neither of requests nor of
    /// connections (else 512 for each client).
    #[arg(long, value_name = "N", default_value_t = 200)]
    per_client: u32,
    /// Proxy that is believed to name clients in X-Forwarded-For, as an address or a network such as
    /// 10.89.0.0/16; may be repeated. Those on this machine always are.
    #[arg(long = "proxy", value_name = "ADDR")]
    proxies: Vec<Net>,
    /// Let scripts of other sites' pages read the answers (`Access-Control-Allow-Origin: *`).
    #[arg(long)]
    any_origin: bool,
    /// Profile to evaluate instead of the runs'; may be repeated.
    #[arg(long = "profile", value_name = "ID")]
    profiles: Vec<String>,
}

pub(super) fn run(arguments: &Arguments, quiet: bool) -> Result {
    let settings = Settings {
        inputs: arguments.inputs.clone(),
        profiles: arguments.profiles.clone(),
        plans: arguments.plans.clone(),
        listen: arguments.listen,
        per_client: arguments.per_client,
        proxies: arguments.proxies.clone(),
        log: !quiet,
        any_origin: arguments.any_origin,
    };
    let server = with_progress(quiet, |progress| Server::open(&settings, progress))?;
    eprintln!("listening on http://{}/", server.address());
    server.run()?;
    Ok(Outcome::Done)
}
