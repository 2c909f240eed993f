//! Errors as problem documents (RFC 9457), in the language of whom they are told to.

use std::fmt::Display;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::publish::Language;

/// What went wrong with a request.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    /// Its word in the group of problems.
    title: &'static str,
    /// Its sentence.
    key: &'static str,
    /// What stands in the sentence.
    texts: Vec<(&'static str, String)>,
}

impl Problem {
    fn told(
        key: &'static str,
        texts: &[(&'static str, &str)],
        (status, title): (StatusCode, &'static str),
    ) -> Self {
        let texts = texts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        Self { status, title, key, texts }
    }

    /// The request is not as it must be.
    pub fn bad(key: &'static str, texts: &[(&'static str, &str)]) -> Self {
        Self::told(key, texts, (StatusCode::BAD_REQUEST, "bad"))
    }

    /// There is no such thing.
    pub fn none(key: &'static str, texts: &[(&'static str, &str)]) -> Self {
        Self::told(key, texts, (StatusCode::NOT_FOUND, "none"))
    }

    /// A method that changes something.
    pub fn method() -> Self {
        Self::told("problem-method", &[], (StatusCode::METHOD_NOT_ALLOWED, "method"))
    }

    /// More than is read.
    pub fn too_long() -> Self {
        Self::told("problem-too-long", &[], (StatusCode::URI_TOO_LONG, "too_long"))
    }

    /// Too many requests of one client.
    pub fn too_many() -> Self {
        Self::told("problem-too-many", &[], (StatusCode::TOO_MANY_REQUESTS, "too_many"))
    }

    /// Too many requests of all clients.
    pub fn busy() -> Self {
        Self::told("problem-busy", &[], (StatusCode::SERVICE_UNAVAILABLE, "busy"))
    }

    /// It took too long.
    pub fn late() -> Self {
        Self::told("problem-late", &[], (StatusCode::GATEWAY_TIMEOUT, "late"))
    }

    /// Not the client's fault: the reason is for who runs the server, and may name its files.
    pub fn failed(reason: impl Display) -> Self {
        eprintln!("an answer failed: {reason}");
        Self::told("problem-failed", &[], (StatusCode::INTERNAL_SERVER_ERROR, "failed"))
    }

    /// Its status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The document.
    pub fn document(&self, language: Language) -> Value {
        let texts: Vec<(&str, &str)> =
            self.texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        json!({
            "type": "about:blank",
            "title": language.label("problem", self.title),
            "status": self.status.as_u16(),
            "detail": language.say(self.key, &texts),
        })
    }
}
