//! Answers to requests.

use std::hash::Hasher as _;
use std::io::{Read as _, Write as _};

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use rustc_hash::FxHasher;
use serde::Serialize;

use super::problem::Problem;
use super::query::Ask;
use crate::publish::Language;

/// Least size from which an answer is squeezed.
const SQUEEZED_MIN: usize = 4096;

/// Headers of requests on which answers depend.
const VARY: &str = "accept, accept-encoding, accept-language";

/// JSON.
pub const JSON: &str = "application/json; charset=utf-8";
/// GeoJSON.
pub const GEOJSON: &str = "application/geo+json; charset=utf-8";
/// HTML.
pub const HTML: &str = "text/html; charset=utf-8";

/// An answer.
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its type.
    pub kind: &'static str,
    /// Its bytes.
    pub body: Bytes,
    /// Whether the bytes are squeezed already.
    pub is_gzip: bool,
    /// How long others may keep it.
    pub cache: &'static str,
    /// Its mark.
    pub etag: Option<String>,
    /// Other headers.
    pub more: Vec<(&'static str, String)>,
}

/// An answer, or why there is none.
pub type Answer = Result<Reply, Problem>;

/// A mark of bytes.
pub fn etag(bytes: &[u8]) -> String {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.write_usize(bytes.len());
    format!("\"{:016x}\"", hasher.finish())
}

/// Bytes squeezed.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 8), Compression::new(4));
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    let mut written = written.expect("writing to memory cannot fail");
    written.shrink_to_fit();
    written
}

impl Reply {
    /// Bytes of a type.
    pub fn new(kind: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            kind,
            body: body.into(),
            is_gzip: false,
            cache: "no-cache",
            etag: None,
            more: Vec::new(),
        }
    }

    /// A value as JSON.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn json(value: &impl Serialize) -> Answer {
        let mut bytes = serde_json::to_vec(value).map_err(Problem::failed)?;
        // What waits to be taken holds no more than is counted.
        bytes.shrink_to_fit();
        Ok(Self::new(JSON, bytes))
    }

    /// Nothing.
    pub fn empty() -> Self {
        Self { status: StatusCode::NO_CONTENT, ..Self::new("text/plain", Bytes::new()) }
    }

    /// With a mark of its bytes.
    pub fn marked(mut self, cache: &'static str) -> Self {
        self.etag = Some(etag(&self.body));
        self.cache = cache;
        self
    }

    /// With a header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    /// A problem document.
    pub fn problem(problem: &Problem, language: Language) -> Self {
        let body = problem.document(language).to_string();
        let mut reply = Self::new("application/problem+json; charset=utf-8", body);
        reply.status = problem.status();
        reply.cache = "no-store";
        if matches!(reply.status.as_u16(), 429 | 503) {
            reply = reply.with("retry-after", "1");
        }
        if reply.status == StatusCode::METHOD_NOT_ALLOWED {
            reply = reply.with("allow", "GET, HEAD");
        }
        reply
    }

    /// The response to a request.
    pub fn response(mut self, ask: Option<&Ask>) -> Response<Body> {
        let takes_gzip = ask.is_some_and(Ask::takes_gzip);
        if let (Some(etag), Some(ask)) = (&self.etag, ask)
            && self.status == StatusCode::OK
            && ask.has(etag)
        {
            self.status = StatusCode::NOT_MODIFIED;
            self.body = Bytes::new();
            self.is_gzip = false;
        }
        let is_text = !self.kind.starts_with("image/") && !self.kind.starts_with("font/");
        if self.is_gzip && !takes_gzip {
            let mut plain = Vec::new();
            let read = GzDecoder::new(&self.body[..]).read_to_end(&mut plain);
            read.expect("the program squeezed it");
            (self.body, self.is_gzip) = (plain.into(), false);
        } else if !self.is_gzip && takes_gzip && is_text && self.body.len() >= SQUEEZED_MIN {
            (self.body, self.is_gzip) = (gzip(&self.body).into(), true);
        }
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if !matches!(self.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        headers.insert(header::VARY, HeaderValue::from_static(VARY));
        if self.is_gzip {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let more = self.more.into_iter().chain(self.etag.map(|etag| ("etag", etag)));
        for (name, value) in more {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        response
    }
}
