//! The messages of one language, in the format of Project Fluent.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;

use super::numbers::grouped;

pub(super) type Arguments<'a> = FluentArgs<'a>;

/// Messages by key, and labels: attributes of a message that groups them.
pub(super) struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// How a number stands in a message: in groups of three digits.
fn spaced<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    in_groups(value, '\u{a0}')
}

fn with_commas<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    in_groups(value, ',')
}

/// Numbers of messages are counts, which `f64` holds exactly.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn in_groups(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let sign = if number.value < 0.0 { "−" } else { "" };
    Some(format!("{sign}{}", grouped(number.value.abs() as u64, separator)))
}

/// A key of data as an attribute is named.
fn attribute(key: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let named: String = key.chars().map(plain).collect();
    if key.starts_with(|c: char| c.is_ascii_alphabetic()) { named } else { format!("n{named}") }
}

impl Catalogue {
    /// Parses the messages of the language with this code.
    pub(super) fn new(code: &str, sources: [&str; 2]) -> Self {
        let language = code.parse().expect("a code of a language");
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(if code == "pl" { spaced } else { with_commas }));
        let mut groups = Vec::new();
        for source in sources {
            let read = FluentResource::try_new(source.to_owned());
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
