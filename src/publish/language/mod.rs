//! The languages of what people read: words, sentences, numbers and days.
//!
//! Texts stand in `reports/messages`, one folder a language, with the same keys in each.

mod catalogue;
mod numbers;

use std::sync::LazyLock;

use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, HtmlEscape, Value};

use catalogue::{Arguments, Catalogue};

pub use numbers::{ShareView, UNKNOWN};

/// A language of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Polish.
    #[default]
    Polish,
    /// English.
    English,
}

/// Chapters of the report in their order: the only place that numbers them.
pub const CHAPTERS: [&str; 13] = [
    "data",
    "shape",
    "coverage",
    "status",
    "plans",
    "demand",
    "mobile",
    "buildings",
    "investor",
    "costs",
    "areas",
    "conflicts",
    "method",
];

macro_rules! messages {
    ($language:literal: $($name:literal),*) => {
        &[$(include_str!(concat!("../../../reports/messages/", $language, "/", $name, ".ftl"))),*]
    };
}

static POLISH: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new(Language::Polish, messages!("pl": "labels", "report", "atlas", "pages", "serve"))
});
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new(
        Language::English,
        messages!("en": "labels", "report", "atlas", "pages", "serve"),
    )
});

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Polish, Self::English];

    /// Its code: `pl`, `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Polish => "pl",
            Self::English => "en",
        }
    }

    fn catalogue(self) -> &'static Catalogue {
        match self {
            Self::Polish => &POLISH,
            Self::English => &ENGLISH,
        }
    }

    fn known(self, group: &str, key: &str) -> Option<&'static str> {
        self.catalogue().label(group, key)
    }

    /// The word for a `key` of the program in `group`: it has one, which tests insist on.
    pub fn label<'a>(self, group: &str, key: &'a str) -> &'a str
    where
        'static: 'a,
    {
        let known = self.known(group, key);
        debug_assert!(known.is_some(), "{} has no word for {key} in {group}", self.code());
        known.unwrap_or(key)
    }

    /// The word for a `key` of somebody's data, or the key as they wrote it.
    pub fn word<'a>(self, group: &str, key: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.known(group, key).unwrap_or(key)
    }

    /// The sentence of `key` with these texts in it: it exists and has them, which tests insist on.
    pub fn say(self, key: &str, texts: &[(&str, &str)]) -> String {
        self.formatted(key, &texts.iter().map(|(name, text)| (*name, *text)).collect())
    }

    /// The sentence of `key` about `n` things, in their grammatical number.
    pub fn count(self, key: &str, n: i64) -> String {
        self.formatted(key, &std::iter::once(("n", n)).collect())
    }

    fn formatted(self, key: &str, arguments: &Arguments<'_>) -> String {
        let text = self.catalogue().format(key, arguments);
        debug_assert!(text.is_ok(), "{}: {text:?}", self.code());
        text.unwrap_or_else(|_| key.to_owned())
    }

    /// The text in this language of data that hold both; the Polish one where the other is empty.
    pub fn pick<'a>(self, polish: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::English if !english.is_empty() => english,
            _ => polish,
        }
    }

    /// What templates need: the function `t` with the filters `liczba`, `procent` and `data`, all
    /// in this language, and its code as `lang`.
    pub fn add_to(self, environment: &mut Environment<'_>) {
        environment.add_global("lang", self.code());
        environment
            .add_function("t", move |key: &str, arguments: Kwargs| self.told(key, &arguments));
        environment.add_filter("liczba", move |value: u64| self.number(value));
        environment.add_filter("procent", move |share: Value| -> Result<String, Error> {
            let field = |name: &str| u64::try_from(share.get_attr(name)?);
            Ok(self.percent(ShareView { part: field("part")?, whole: field("whole")? }))
        });
        environment
            .add_filter("word", move |key: String, group: &str| self.label(group, &key).to_owned());
        environment.add_filter("per_cent", move |number: u64| self.per_cent(&self.number(number)));
        environment.add_filter("quantity", move |n: i64, unit: &str| self.quantity(n, unit));
        environment.add_filter("data", move |iso: Option<&str>| match iso {
            // A day that its register leaves open.
            None | Some("") => Ok(UNKNOWN.to_owned()),
            Some(iso) => {
                self.date(iso).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "not a day"))
            }
        });
    }

    /// A message as HTML: its own is kept, texts put into it are escaped as on a page.
    fn told(self, key: &str, given: &Kwargs) -> Result<Value, Error> {
        let mut arguments = Arguments::new();
        for name in given.args() {
            let value: Value = given.get(name)?;
            if value.is_undefined() || value.is_none() {
                let why = format!("message {key}: {name} is not there");
                return Err(Error::new(ErrorKind::UndefinedError, why));
            }
            if value.kind() == ValueKind::Number {
                arguments.set(name.to_owned(), i64::try_from(value)?);
            } else if value.is_safe() {
                arguments.set(name.to_owned(), value.to_string());
            } else {
                arguments.set(name.to_owned(), HtmlEscape(&value.to_string()).to_string());
            }
        }
        let text = self.catalogue().format(key, &arguments);
        let text = text.map_err(|why| Error::new(ErrorKind::InvalidOperation, why))?;
        Ok(Value::from_safe_string(text))
    }
}
