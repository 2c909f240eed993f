//! Rules of contest areas: `data/policy/contest-areas.toml`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::Number;

/// The file; its other entries are for people.
#[derive(Deserialize)]
struct AreasToml {
    number: Vec<Number>,
}

static AREAS: LazyLock<Vec<Number>> = LazyLock::new(|| {
    let file: AreasToml = toml::from_str(include_str!("../../data/policy/contest-areas.toml"))
        .expect("data/policy/contest-areas.toml is part of the program");
    file.number
});

/// A rule of contest areas by its name, as it holds on a day; of a rule that begins later the
/// first, `None` of one that is not in the file.
///
/// A plan made before the first day of a rule is made for a call to come.
pub fn contest_area_rule(name: &str, day: NaiveDate) -> Option<&'static Number> {
    let named = || AREAS.iter().filter(|number| number.name == name);
    named().find(|number| number.holds_on(day)).or_else(|| named().min_by_key(|n| n.valid_from))
}
