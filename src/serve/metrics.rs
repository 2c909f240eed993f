//! Counts of requests, in the text form of Prometheus.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the classes of time, in microseconds, and as they are written.
const BUCKETS: [(u64, &str); 10] = [
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (100_000, "0.1"),
    (500_000, "0.5"),
    (2_500_000, "2.5"),
    (10_000_000, "10"),
];

#[derive(Clone, Default)]
struct Times {
    buckets: [u64; BUCKETS.len()],
    n: u64,
    micros: u64,
}

/// Requests by route and status, and their times by route.
type Counts = (BTreeMap<(String, u16), u64>, BTreeMap<String, Times>);

/// What was counted since the start.
#[derive(Default)]
pub struct Metrics {
    held: Mutex<Counts>,
}

impl Metrics {
    /// Counts a request by the pattern of its path.
    pub fn count(&self, route: &str, status: u16, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(n) = held.0.get_mut(&(route.to_owned(), status)) {
            *n += 1;
        } else {
            held.0.insert((route.to_owned(), status), 1);
        }
        if !held.1.contains_key(route) {
            held.1.insert(route.to_owned(), Times::default());
        }
        if let Some(times) = held.1.get_mut(route) {
            let bucket = BUCKETS.iter().position(|(bound, _)| micros <= *bound);
            if let Some(bucket) = bucket {
                times.buckets[bucket] += 1;
            }
            times.n += 1;
            times.micros = times.micros.saturating_add(micros);
        }
    }

    /// The counts as text.
    pub fn text(&self) -> String {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::from(
            "# HELP zasieg_requests_total Requests by route and status.\n\
             # TYPE zasieg_requests_total counter\n",
        );
        for ((route, status), n) in &held.0 {
            out += &format!("zasieg_requests_total{{route=\"{route}\",status=\"{status}\"}} {n}\n");
        }
        out += "# HELP zasieg_request_seconds Time to answer, by route.\n\
                # TYPE zasieg_request_seconds histogram\n";
        for (route, times) in &held.1 {
            let name = "zasieg_request_seconds";
            let mut sum = 0;
            for ((_, bound), n) in BUCKETS.iter().zip(times.buckets) {
                sum += n;
                out += &format!("{name}_bucket{{route=\"{route}\",le=\"{bound}\"}} {sum}\n");
            }
            out += &format!("{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {}\n", times.n);
            let (whole, part) = (times.micros / 1_000_000, times.micros % 1_000_000);
            out += &format!("{name}_sum{{route=\"{route}\"}} {whole}.{part:06}\n");
            out += &format!("{name}_count{{route=\"{route}\"}} {}\n", times.n);
        }
        out
    }
}
