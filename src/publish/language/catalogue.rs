//! The messages of one language, in the format of Project Fluent.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;

use super::{CHAPTERS, Language};

pub(super) type Arguments<'a> = FluentArgs<'a>;

/// Messages by key, and labels: attributes of a message that groups them.
pub(super) struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// How a number stands in a message.
fn in_polish<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    counted(value, Language::Polish)
}

fn in_english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    counted(value, Language::English)
}

/// Numbers of messages are counts, which `f64` holds exactly.
#[allow(clippy::cast_possible_truncation)]
fn counted(value: &FluentValue<'_>, language: Language) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    Some(language.integer(number.value as i64))
}

/// Numbers of chapters as terms of Fluent, `-ch-data`: texts name a chapter, not its number.
fn chapters() -> String {
    let terms = (1..).zip(CHAPTERS).map(|(number, name)| format!("-ch-{name} = {number}\n"));
    terms.collect()
}

/// A key of data as an attribute is named.
fn attribute(key: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let named: String = key.chars().map(plain).collect();
    if key.starts_with(|c: char| c.is_ascii_alphabetic()) { named } else { format!("n{named}") }
}

impl Catalogue {
    /// Parses the messages of a language.
    pub(super) fn new(language: Language, sources: &[&str]) -> Self {
        let code = language.code().parse().expect("a code of a language");
        let mut bundle = FluentBundle::new_concurrent(vec![code]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::Polish => in_polish,
            Language::English => in_english,
        }));
        let mut groups = Vec::new();
        let sources = sources.iter().map(|source| (*source).to_owned());
        for source in sources.chain([chapters()]) {
            let read = FluentResource::try_new(source);
            let resource = read.map_err(|(_, errors)| errors).expect("messages are of the program");
            let ids = resource.entries().filter_map(|entry| match entry {
                Entry::Message(message) if !message.attributes.is_empty() => Some(message.id.name),
                _ => None,
            });
            groups.extend(ids.map(str::to_owned));
            bundle.add_resource(resource).expect("keys are distinct");
        }
        let mut labels = BTreeMap::new();
        for group in groups {
            let message = bundle.get_message(&group).expect("just added");
            let words = message.attributes().map(|word| {
                let text = bundle.format_pattern(word.value(), None, &mut Vec::new());
                (word.id().to_owned(), text.into_owned())
            });
            labels.insert(group.clone(), words.collect());
        }
        Self { bundle, labels }
    }

    pub(super) fn label(&self, group: &str, key: &str) -> Option<&str> {
        let words = self.labels.get(group)?;
        words.get(key).or_else(|| words.get(&attribute(key))).map(String::as_str)
    }

    /// The message `key`, or `group.word`, with its arguments; else what is wrong.
    pub(super) fn format(&self, key: &str, arguments: &Arguments<'_>) -> Result<String, String> {
        let (id, word) = key.split_once('.').map_or((key, None), |(id, word)| (id, Some(word)));
        let message = self.bundle.get_message(id);
        let pattern = message.and_then(|message| match word {
            Some(word) => message.get_attribute(word).map(|attribute| attribute.value()),
            None => message.value(),
        });
        let pattern = pattern.ok_or_else(|| format!("no message {key}"))?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned();
        errors.first().map_or(Ok(text), |error| Err(format!("message {key}: {error}")))
    }
}
