//! Who publishes, where and under which licence: the options file of the bundle.

use serde::Deserialize;

use super::schema::{OpenSchema, Term};

/// The options file, to be filled in.
pub const TEMPLATE: &str = include_str!("../../../reports/templates/pl/publikacja.toml");

/// What the publisher tells.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenDataOptions {
    /// Name of the publisher.
    pub publisher: Option<String>,
    /// `LocalAuthority`, `RegionalAuthority`, `NationalAuthority`.
    pub publisher_type: Option<String>,
    /// Page of the publisher.
    pub homepage: Option<String>,
    /// Department that answers questions.
    pub contact: Option<String>,
    /// Its address.
    pub email: Option<String>,
    /// Where the files of this edition will stand.
    pub base_url: Option<String>,
    /// Where all editions stand.
    pub series_url: Option<String>,
    /// Key of a licence.
    pub licence: Option<String>,
    /// Key of a frequency.
    pub frequency: Option<String>,
    /// Title of the data, in Polish.
    pub title: Option<String>,
    /// The same in English.
    pub title_en: Option<String>,
    /// Description of the data, in Polish.
    pub description: Option<String>,
    /// The same in English.
    pub description_en: Option<String>,
    /// Keywords instead of the usual ones, in Polish.
    pub keywords: Vec<String>,
    /// The same in English.
    pub keywords_en: Vec<String>,
    /// Number of the dataset in dane.gov.pl, once it is there.
    pub portal_dataset: Option<u64>,
}

/// Publisher types of ADMS that fit.
const PUBLISHER_TYPES: [&str; 3] = ["LocalAuthority", "RegionalAuthority", "NationalAuthority"];

fn keys(terms: &[Term]) -> Vec<&str> {
    terms.iter().map(|term| term.key.as_str()).collect()
}

fn one_of(what: &str, value: Option<&str>, known: &[&str]) -> Result<(), String> {
    match value {
        Some(value) if !known.contains(&value) => {
            Err(format!("{what} = {value:?}: expected {}", known.join(", ")))
        }
        _ => Ok(()),
    }
}

fn is_url(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with(['/', '?', '#']))
        && oxrdf::NamedNode::new(text).is_ok()
}

/// What must not stand in the feed and the catalogue: XML has no way to write most of it.
fn is_unprintable(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// A text that somebody can read; only a description has lines.
fn readable(what: &str, text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err(format!("{what} is empty: fill it in or leave the line out"));
    }
    let has_lines = what.starts_with("description");
    let is_wrong = |letter: &char| is_unprintable(*letter) && !(has_lines && *letter == '\n');
    match text.chars().find(is_wrong) {
        Some(letter) => Err(format!("{what} has the control character {letter:?}")),
        None => Ok(()),
    }
}

impl OpenDataOptions {
    /// Reads the options from TOML.
    ///
    /// # Errors
    /// What is wrong, with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let options: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let schema = OpenSchema::get();
        one_of("licence", options.licence.as_deref(), &keys(&schema.licence))?;
        one_of("frequency", options.frequency.as_deref(), &keys(&schema.frequency))?;
        one_of("publisher_type", options.publisher_type.as_deref(), &PUBLISHER_TYPES)?;
        options.check_texts()?;
        let urls = [
            ("homepage", &options.homepage),
            ("base_url", &options.base_url),
            ("series_url", &options.series_url),
        ];
        for (what, url) in urls {
            if let Some(url) = url.as_deref().filter(|url| !is_url(url)) {
                return Err(format!("{what} = {url:?}: expected an address with https://"));
            }
        }
        if let Some(base) = options.base_url.as_deref().filter(|url| url.contains(['?', '#'])) {
            return Err(format!(
                "base_url = {base:?}: names of files follow it, so it cannot have ? or #"
            ));
        }
        let is_email = |text: &str| {
            let parts = text.split_once('@');
            parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
                && !text.contains(['?', '#', ','])
                && oxrdf::NamedNode::new(format!("mailto:{text}")).is_ok()
        };
        match options.email.as_deref() {
            Some(email) if !is_email(email) => {
                Err(format!("email = {email:?}: expected name@office.pl"))
            }
            _ => Ok(options),
        }
    }

    fn check_texts(&self) -> Result<(), String> {
        let texts = [
            ("publisher", &self.publisher),
            ("contact", &self.contact),
            ("title", &self.title),
            ("title_en", &self.title_en),
            ("description", &self.description),
            ("description_en", &self.description_en),
        ];
        for (what, text) in texts {
            text.as_deref().map_or(Ok(()), |text| readable(what, text))?;
        }
        self.keywords.iter().try_for_each(|word| readable("keywords", word))?;
        self.keywords_en.iter().try_for_each(|word| readable("keywords_en", word))
    }

    /// What the metadata lack; empty: nothing.
    pub fn missing(&self) -> Vec<&'static str> {
        let told = [
            ("publisher", self.publisher.is_some()),
            ("email", self.email.is_some()),
            ("base_url", self.base_url.is_some()),
        ];
        told.into_iter().filter(|(_, is_told)| !is_told).map(|(name, _)| name).collect()
    }

    pub(super) fn publisher_name(&self) -> &str {
        self.publisher.as_deref().unwrap_or(&OpenSchema::get().placeholder.publisher_pl)
    }

    pub(super) fn contact_name(&self) -> &str {
        let told = self.contact.as_deref().or(self.publisher.as_deref());
        told.unwrap_or(&OpenSchema::get().placeholder.contact_pl)
    }

    /// Address of a file of this edition.
    pub(super) fn url(&self, name: &str) -> String {
        let base = self.base_url.as_deref().unwrap_or(&OpenSchema::get().placeholder.base_url);
        format!("{}/{name}", base.trim_end_matches('/'))
    }

    /// Address of something of the catalogue of this edition.
    pub(super) fn node(&self, name: &str) -> String {
        self.url(&format!("katalog.ttl#{name}"))
    }

    /// Address of the series.
    pub(super) fn series(&self) -> String {
        self.series_url.clone().unwrap_or_else(|| self.url("seria"))
    }

    pub(super) fn licence(&self) -> &'static Term {
        let key = self.licence.as_deref();
        let schema = OpenSchema::get();
        let found = schema.licence.iter().find(|term| Some(term.key.as_str()) == key);
        found.unwrap_or(&schema.licence[0])
    }

    pub(super) fn frequency(&self) -> &'static Term {
        let key = self.frequency.as_deref().unwrap_or("irregular");
        let schema = OpenSchema::get();
        let found = schema.frequency.iter().find(|term| term.key == key);
        found.unwrap_or(&schema.frequency[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_complete_and_mistakes_are_named() {
        let options = OpenDataOptions::parse(TEMPLATE).expect("the template");
        assert_eq!(options.missing(), Vec::<&str>::new());
        assert_eq!(options.url("gminy.csv"), "https://www.gmina.example/dane/2026-06/gminy.csv");
        assert_eq!(options.licence().authority, "CC0");
        assert_eq!(options.frequency().authority, "ANNUAL_2");
        let nothing = OpenDataOptions::parse("").expect("nothing is told");
        assert_eq!(nothing.missing(), ["publisher", "email", "base_url"]);
        OpenDataOptions::parse("description = \"a\\nb\"").expect("two lines");
        OpenDataOptions::parse("description_en = \"a\\nb\"").expect("two lines");
        for (text, part) in [
            ("licence = \"MIT\"", "expected CC0-1.0, CC-BY-4.0"),
            ("frequency = \"co rok\"", "expected yearly"),
            ("base_url = \"dane\"", "https://"),
            ("base_url = \"https:///dane\"", "expected an address"),
            ("base_url = \"https://a.pl/?d=\"", "cannot have ? or #"),
            ("base_url = \"https://a.pl/#d\"", "cannot have ? or #"),
            ("email = \"a@b.pl?cc=c\"", "name@office.pl"),
            ("title = \"\"", "title is empty"),
            ("description_en = \" \"", "description_en is empty"),
            ("keywords_en = [\"\"]", "keywords_en is empty"),
            ("publisher = \" \"", "publisher is empty"),
            ("keywords = [\"sieć\", \"\"]", "keywords is empty"),
            ("title = \"a\\nb\"", "title has the control character"),
            ("contact = \"a\\u0007\"", "contact has the control character"),
            ("description = \"a\\u0001\"", "description has the control character"),
            ("email = \"urzad\"", "name@office.pl"),
            ("wydawca = \"Gmina\"", "unknown field `wydawca`"),
        ] {
            let error = OpenDataOptions::parse(text).expect_err(text);
            assert!(error.contains(part), "{error}");
        }
    }
}
