//! What a request asks for: the parts of its path, its query and its headers.

use axum::http::{HeaderMap, header};

use super::problem::Problem;
use crate::publish::Language;

/// Letters of a value that are read.
const VALUE_MAX: usize = 400;

/// A request without its body, which no route reads.
pub struct Ask {
    /// Parts of the path that the route names.
    pub params: Vec<(String, String)>,
    /// Names and values of the query, in order.
    query: Vec<(String, String)>,
    /// Headers.
    pub headers: HeaderMap,
}

/// Text of `%41+b`; `None` where it is no UTF-8.
pub fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(0));
                at += 2;
            }
            (b'+', ..) => out.push(b' '),
            _ => out.push(*byte),
        }
        at += 1;
    }
    String::from_utf8(out).ok()
}

/// A text as part of a query or path.
pub fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The language that a request names, else the one of ours that its client prefers; Polish where
/// it prefers none.
pub fn language_of(named: Option<&str>, headers: &HeaderMap) -> Language {
    let of = |code: &str| Language::ALL.into_iter().find(|language| language.code() == code);
    if let Some(language) = named.and_then(of) {
        return language;
    }
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut best: Option<(f64, Language)> = None;
    for part in accepted.unwrap_or_default().split(',') {
        let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let code = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let weight = weight.trim().trim_start_matches("q=").parse::<f64>().unwrap_or(0.0);
        let is_better = best.is_none_or(|(held, _)| weight > held);
        if let Some(language) = of(&code).filter(|_| weight > 0.0 && is_better) {
            best = Some((weight, language));
        }
    }
    best.map_or_else(Language::default, |(_, language)| language)
}

impl Ask {
    /// Reads a request.
    ///
    /// # Errors
    /// When a part of it is no UTF-8, or longer than is read.
    pub fn new(
        params: Vec<(String, String)>,
        query: &str,
        headers: HeaderMap,
    ) -> Result<Self, Problem> {
        let mut pairs = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let read = |text| decoded(text).ok_or_else(|| Problem::bad("problem-not-utf8", &[]));
            let (name, value) = (read(name)?, read(value)?);
            if value.chars().count() > VALUE_MAX {
                let name: String = name.chars().take(40).collect();
                let most = VALUE_MAX.to_string();
                return Err(Problem::bad(
                    "problem-value-long",
                    &[("name", &name), ("most", &most)],
                ));
            }
            pairs.push((name, value));
        }
        Ok(Self { params, query: pairs, headers })
    }

    /// A part of the path.
    pub fn param(&self, name: &str) -> &str {
        let found = self.params.iter().find(|(held, _)| held == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// A value of the query; empty ones count as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(held, _)| held == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    /// The query.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.query
    }

    /// That the query has no other parameters, each once.
    ///
    /// # Errors
    /// When it has; the error lists those that there are.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        for (at, (name, _)) in self.query.iter().enumerate() {
            let shown: String = name.chars().take(40).collect();
            if !known.contains(&name.as_str()) && !["edition", "lang"].contains(&name.as_str()) {
                let known = known.join(", ");
                return Err(Problem::bad(
                    "problem-unknown",
                    &[("name", &shown), ("known", &known)],
                ));
            }
            if self.query[..at].iter().any(|(before, _)| before == name) {
                return Err(Problem::bad("problem-twice", &[("name", &shown)]));
            }
        }
        match self.get("lang") {
            None | Some("pl" | "en") => Ok(()),
            Some(_) => Err(Problem::bad("problem-language", &[])),
        }
    }

    /// The language of the answer's sentences.
    pub fn language(&self) -> Language {
        language_of(self.get("lang"), &self.headers)
    }

    /// A whole number between bounds.
    ///
    /// # Errors
    /// When it is something else.
    pub fn whole(&self, name: &str, default: usize, max: usize) -> Result<usize, Problem> {
        let Some(text) = self.get(name) else { return Ok(default) };
        let number = text.parse::<usize>().ok();
        number.filter(|number| *number <= max).ok_or_else(|| {
            let most = max.to_string();
            Problem::bad("problem-whole", &[("name", name), ("least", "0"), ("most", &most)])
        })
    }

    /// A number.
    ///
    /// # Errors
    /// When it is something else.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Problem> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        number.map(Some).ok_or_else(|| Problem::bad("problem-number", &[("name", name)]))
    }

    /// Numbers with commas between them.
    ///
    /// # Errors
    /// When they are something else.
    pub fn numbers(&self, name: &str) -> Result<Option<Vec<f64>>, Problem> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let numbers = text.split(',').map(|part| part.trim().parse::<f64>().ok());
        let numbers: Option<Vec<f64>> =
            numbers.map(|number| number.filter(|number| number.is_finite())).collect();
        numbers.map(Some).ok_or_else(|| Problem::bad("problem-numbers", &[("name", name)]))
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Whether the answer may be squeezed.
    pub fn takes_gzip(&self) -> bool {
        let coding = |part: &str| {
            let (name, weight) = part.split_once(';').unwrap_or((part, ""));
            name.trim().eq_ignore_ascii_case("gzip")
                && !weight.replace(' ', "").starts_with("q=0;")
                && weight.trim() != "q=0"
        };
        self.header(header::ACCEPT_ENCODING).split(',').any(coding)
    }

    /// Whether the client has what has this mark.
    pub fn has(&self, etag: &str) -> bool {
        let held = self.header(header::IF_NONE_MATCH);
        held.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)
    }

    /// Whether a page is wanted, and not data.
    ///
    /// # Errors
    /// When the form asked for is neither.
    pub fn wants_page(&self) -> Result<bool, Problem> {
        match self.get("f") {
            Some("html") => Ok(true),
            Some("json" | "geojson") => Ok(false),
            Some(_) => Err(Problem::bad("problem-form", &[])),
            None => Ok(self.header(header::ACCEPT).contains("text/html")),
        }
    }

    /// Where the client reached the server, for links.
    pub fn base(&self) -> String {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        let host = self.header(header::HOST);
        if host.is_empty() || host.len() > 255 || !host.chars().all(is_plain) {
            return String::new();
        }
        let proto = self.headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
        let scheme = if proto == Some("https") { "https" } else { "http" };
        format!("{scheme}://{host}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_through_an_address_and_back() {
        for text in ["ul. Żółwia 12/4", "a+b&c=d%", "", "ł"] {
            assert_eq!(decoded(&encoded(text)).as_deref(), Some(text));
        }
        assert_eq!(decoded("a+b%20c").as_deref(), Some("a b c"));
        assert_eq!(decoded("100%").as_deref(), Some("100%"));
        assert_eq!(decoded("%FF"), None);
    }

    #[test]
    fn the_language_is_that_asked_for_else_the_one_preferred() {
        let of = |named: Option<&str>, accepted: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().expect("a header"));
            language_of(named, &headers).code()
        };
        for (named, accepted, code) in [
            (None, "", "pl"),
            (None, "en-GB,en;q=0.9,pl;q=0.8", "en"),
            (None, "pl,en;q=0.9", "pl"),
            (None, "de;q=1.0, en;q=0.3, pl;q=0.7", "pl"),
            (None, "de, en;q=0", "pl"),
            (None, "fr, EN;q=0.2", "en"),
            (Some("en"), "pl", "en"),
            (Some("pl"), "en", "pl"),
        ] {
            assert_eq!(of(named, accepted), code, "{named:?} {accepted}");
        }
    }

    #[test]
    fn parameters_are_known_and_stand_once() {
        let ask = |query: &str| Ask::new(Vec::new(), query, HeaderMap::new()).expect("UTF-8");
        assert!(ask("q=a&limit=3").only(&["q", "limit"]).is_ok());
        assert!(ask("q=a&x=3").only(&["q"]).is_err());
        assert!(ask("q=a&q=b").only(&["q"]).is_err());
        assert!(ask("q=a&lang=en").only(&["q"]).is_ok());
        assert!(ask("q=a&lang=xx").only(&["q"]).is_err());
        assert_eq!(ask("limit=3").whole("limit", 8, 20).ok(), Some(3));
        assert!(ask("limit=21").whole("limit", 8, 20).is_err());
        assert!(ask("bbox=1,2,x,4").numbers("bbox").is_err());
        assert!(ask("lon=NaN").number("lon").is_err());
    }
}
