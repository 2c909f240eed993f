//! Assumptions of a user's own in place of those of the program.

use chrono::NaiveDate;
use serde::Deserialize;

use super::assumptions::{Assumption, AssumptionError, CostBook, Key, hundredths};
use crate::policy::{Confidence, day};

/// An assumption of a user: the same names as in `data/assumptions/costs.toml`, unit and VAT as there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    key: Key,
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
    year: u32,
    source: String,
    source_en: Option<String>,
    #[serde(default)]
    url: String,
    #[serde(deserialize_with = "day")]
    checked_on: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    assumption: Vec<Own>,
}

impl Own {
    /// In place of an assumption of the same key; without bounds of its own it has no others than
    /// its value.
    fn instead_of(self, held: &Assumption) -> Result<Assumption, AssumptionError> {
        let bad = || AssumptionError::Bounds(self.key.as_str());
        let number = |number: f64| hundredths(number).ok_or_else(bad);
        let Some(source) = Some(self.source.trim()).filter(|source| !source.is_empty()) else {
            return Err(AssumptionError::Source(self.key.as_str()));
        };
        let source_en = self.source_en.as_deref().unwrap_or(source);
        Assumption {
            value: number(self.value)?,
            low: number(self.low.unwrap_or(self.value))?,
            high: number(self.high.unwrap_or(self.value))?,
            year: self.year,
            source: source.to_owned(),
            source_en: source_en.to_owned(),
            url: self.url.clone(),
            checked_on: self.checked_on,
            confidence: Confidence::Unconfirmed,
            ..held.clone()
        }
        .checked()
    }
}

impl CostBook {
    /// The book with the assumptions of a user's file, TOML with `[[assumption]]` tables of `key`,
    /// `value`, `year`, `source`, `checked_on`, and where they are known `low`, `high`, `source_en`,
    /// `url`, in place of its own of the same keys.
    ///
    /// # Errors
    /// When the text is no such file, names an assumption twice, or one is out of bounds.
    pub fn with_file(&self, text: &str) -> Result<Self, AssumptionError> {
        let file: File =
            toml::from_str(text).map_err(|error| AssumptionError::Form(error.to_string()))?;
        let mut book = self.clone();
        let mut seen = std::collections::BTreeSet::new();
        for own in file.assumption {
            if !seen.insert(own.key) {
                return Err(AssumptionError::Twice(own.key.as_str()));
            }
            let place = book.place(own.key);
            *place = own.instead_of(place)?;
        }
        Ok(book)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::{Level, Surface};

    const OWN: &str = r#"
        [[assumption]]
        key = "trench_asphalt"
        value = 240.50
        low = 200
        high = 300
        year = 2026
        source = "Przetarg gminy z maja 2026 r."
        checked_on = 2026-06-01

        [[assumption]]
        key = "cable"
        value = 10
        year = 2026
        source = "Oferta hurtowni"
        source_en = "A wholesaler's offer"
        checked_on = 2026-06-02
    "#;

    #[test]
    fn own_prices_take_the_place_of_others() {
        let book = CostBook::get().with_file(OWN).expect("a good file");
        let asphalt = |level| book.metre_prices(level).trench[Surface::Asphalt as usize].0;
        // With the cable.
        assert_eq!([Level::Low, Level::Mid, Level::High].map(asphalt), [21_000, 25_050, 31_000]);
        let (own, cable) = (book.of(Key::TrenchAsphalt), book.of(Key::Cable));
        assert_eq!(own.label_en, CostBook::get().of(Key::TrenchAsphalt).label_en);
        assert_eq!((own.source.as_str(), own.year), ("Przetarg gminy z maja 2026 r.", 2026));
        assert_eq!((cable.low, cable.high), (1_000, 1_000));
        assert_eq!(cable.source_en, "A wholesaler's offer");
        assert_eq!(book.value(Key::Duct), CostBook::get().value(Key::Duct));
    }

    #[test]
    fn mistakes_are_refused() {
        let refused =
            |text: &str| CostBook::get().with_file(text).expect_err("a mistake").to_string();
        assert!(refused(&OWN.replace("\"cable\"", "\"cabel\"")).contains("`cable`"));
        assert!(refused(&OWN.replace("\"cable\"", "\"trench_asphalt\"")).contains("twice"));
        assert!(refused(&OWN.replace("high = 300", "high = 230")).contains("trench_asphalt"));
        assert!(refused(&OWN.replace("Oferta hurtowni", " ")).contains("source"));
        assert!(refused(&OWN.replace("value = 10", "value = -1")).contains("cable"));
    }
}
