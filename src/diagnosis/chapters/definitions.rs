//! What each indicator is: `data/schemas/indicators.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// One indicator, defined once for code, tables, reports and their annex.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Symbol: `J1`.
    pub symbol: String,
    /// Chapter of the report.
    pub chapter: String,
    /// Column of other tables that holds it, where there is one.
    #[serde(default)]
    pub column: String,
    /// Name.
    pub label_pl: String,
    /// Name in English.
    pub label_en: String,
    /// Formula, in Polish words and symbols.
    pub formula: String,
    /// The same in English; empty where symbols are all.
    #[serde(default, skip_serializing)]
    pub formula_en: String,
    /// What it says and leaves out.
    pub meaning_pl: String,
    /// The same in English.
    #[serde(skip_serializing)]
    pub meaning_en: String,
    /// Unit of the value: `share`, `count`, `days`, `grosze`, `mm` …
    pub unit: String,
    /// Registers that it is made from; a run needs one of those joined by `|`.
    pub inputs: Vec<String>,
    /// Registers that make it surer where a run has them.
    #[serde(default, skip_serializing)]
    pub surer_with: Vec<String>,
    /// Where the formula is from.
    pub source: String,
}

#[derive(Deserialize)]
struct File {
    indicator: Vec<Definition>,
}

static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../data/schemas/indicators.toml"))
        .expect("data/schemas/indicators.toml is part of the program");
    file.indicator
});

impl Definition {
    /// Every indicator, in the order of the file.
    pub fn all() -> &'static [Self] {
        &DEFINITIONS
    }

    /// The indicator of a symbol.
    pub fn of(symbol: &str) -> Option<&'static Self> {
        DEFINITIONS.iter().find(|definition| definition.symbol == symbol)
    }

    /// Names of all registers that it may be made from.
    pub fn registers(&self) -> impl Iterator<Item = &str> {
        let needed = self.inputs.iter().flat_map(|input| input.split('|'));
        needed.chain(self.surer_with.iter().map(String::as_str))
    }

    /// Whether a run with these registers can know it: it has one of each group that it is made of.
    pub fn is_founded(&self, has: impl Fn(&str) -> bool) -> bool {
        self.inputs.iter().all(|input| input.split('|').any(&has))
    }
}
