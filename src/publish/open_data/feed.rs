//! `dane_gov_pl.xml`: the feed that the portal dane.gov.pl harvests, and its MD5.

use md5::{Digest as _, Md5};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};
use sha2::Sha256;

use super::OpenDataInput;
use super::files::Written;
use super::place::Place;
use super::schema::{Both, Form, OpenSchema};
use super::table::Table;
use crate::publish::{Language, PublishError};

/// The feed.
pub(super) const NAME: &str = "dane_gov_pl.xml";
/// Its hash, by which the portal sees that it has changed.
pub(super) const MD5: &str = "dane_gov_pl.md5";

type Xml = Writer<Vec<u8>>;
type Done = std::io::Result<()>;

/// The hash of the feed, as the portal reads it.
pub(super) fn md5(feed: &[u8]) -> String {
    format!("{:x}", Md5::digest(feed))
}

/// What the portal knows a dataset or resource by, the same in each edition: letters and digits.
fn ident(parts: &[&str]) -> String {
    let hash = format!("{:x}", Sha256::digest(parts.join("\n")));
    hash[..OpenSchema::get().portal.ident_length_max.min(32)].to_owned()
}

/// A text of at most so many letters.
fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}

fn leaf(xml: &mut Xml, name: &str, text: &str) -> Done {
    xml.create_element(name).write_text_content(quick_xml::events::BytesText::new(text))?;
    Ok(())
}

/// A text in each language in which there is one, of at most so many letters.
fn both<T: AsRef<str>>(xml: &mut Xml, name: &str, texts: Both<Option<T>>, letters: usize) -> Done {
    xml.create_element(name).write_inner_content(|xml| {
        for (language, text) in ["polish", "english"].into_iter().zip(texts) {
            if let Some(text) = text {
                leaf(xml, language, &cut(text.as_ref(), letters))?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn flags(xml: &mut Xml) -> Done {
    let names = [
        "hasDynamicData",
        "hasHighValueData",
        "hasHighValueDataFromEuropeanCommissionList",
        "hasResearchData",
    ];
    names.iter().try_for_each(|name| leaf(xml, name, "false"))
}

/// Codes of the area as TERYT has them: of a gmina whose kind is not known, its powiat's.
fn regions(input: &OpenDataInput<'_>, place: &Place) -> Vec<String> {
    let of = |code: &String| {
        if code.len() != 6 {
            return code.clone();
        }
        let gmina = input.gminas.iter().find(|gmina| gmina.to_string() == *code);
        let kind = gmina.and_then(|gmina| input.world.gmina(*gmina)).and_then(|gmina| gmina.kind);
        kind.map_or_else(|| code[..4].to_owned(), |kind| format!("{code}{kind}"))
    };
    let mut codes: Vec<String> = place.codes.iter().map(of).collect();
    codes.dedup();
    codes
}

fn resource(
    xml: &mut Xml,
    input: &OpenDataInput<'_>,
    regions: &[String],
    (table, form, file): (&Table, &Form, &Written),
) -> Done {
    let portal = &OpenSchema::get().portal;
    let (options, day) = (input.options, &input.settings.as_of);
    let spec = table.spec;
    let element = xml.create_element("resource").with_attribute(("status", "published"));
    element.write_inner_content(|xml| {
        leaf(xml, "extIdent", &ident(&[&options.series(), &spec.id, &form.extension]))?;
        leaf(xml, "url", &options.url(&file.name))?;
        both(xml, "title", form.title_of(spec).map(Some), portal.title_length_max)?;
        both(xml, "description", spec.description().map(Some), portal.description_length_max)?;
        let is_local = portal.local_forms.contains(&form.extension);
        leaf(xml, "availability", if is_local { "local" } else { "remote" })?;
        leaf(xml, "dataDate", day)?;
        leaf(xml, "lastUpdateDate", &format!("{day}T00:00:00Z"))?;
        xml.create_element("regions").write_inner_content(|xml| {
            regions.iter().try_for_each(|code| leaf(xml, "terytIdent", code))
        })?;
        flags(xml)?;
        leaf(xml, "containsProtectedData", "false")
    })?;
    Ok(())
}

fn tags(xml: &mut Xml, input: &OpenDataInput<'_>) -> Done {
    let tag = |xml: &mut Xml, language: &str, word: &str| -> Done {
        let element = xml.create_element("tag").with_attribute(("lang", language));
        element.write_text_content(quick_xml::events::BytesText::new(word))?;
        Ok(())
    };
    for (language, words) in Language::ALL.iter().zip(input.keywords()) {
        words.iter().try_for_each(|word| tag(xml, language.code(), word))?;
    }
    Ok(())
}

fn dataset(
    xml: &mut Xml,
    input: &OpenDataInput<'_>,
    place: &Place,
    tables: &[(Table, Vec<(&'static Form, Written)>)],
) -> Done {
    let schema = OpenSchema::get();
    let (portal, options) = (&schema.portal, input.options);
    let regions = regions(input, place);
    leaf(xml, "extIdent", &ident(&[&options.series()]))?;
    if let Some(number) = options.portal_dataset {
        leaf(xml, "intIdent", &number.to_string())?;
    }
    both(xml, "title", input.title(place), portal.title_length_max)?;
    both(xml, "description", input.description(place), portal.description_length_max)?;
    leaf(xml, "url", &options.series())?;
    leaf(xml, "updateFrequency", &options.frequency().portal)?;
    xml.create_element("categories").write_inner_content(|xml| {
        schema.dataset.themes.iter().try_for_each(|theme| leaf(xml, "category", theme))
    })?;
    xml.create_element("conditions").write_inner_content(|xml| {
        leaf(xml, "dbOrCopyrighted", &portal.condition_pl)?;
        leaf(xml, "dbOrCopyrightedLicenseChosen", &options.licence().portal)
    })?;
    xml.create_element("resources").write_inner_content(|xml| {
        tables.iter().try_for_each(|(table, files)| {
            let mut files = files.iter();
            files.try_for_each(|(form, file)| resource(xml, input, &regions, (table, form, file)))
        })
    })?;
    xml.create_element("tags").write_inner_content(|xml| tags(xml, input))?;
    leaf(xml, "lastUpdateDate", &format!("{}T00:00:00Z", input.settings.as_of))?;
    flags(xml)
}

/// The feed: one dataset, a resource a file.
pub(super) fn render(
    input: &OpenDataInput<'_>,
    place: &Place,
    tables: &[(Table, Vec<(&'static Form, Written)>)],
) -> Result<Vec<u8>, PublishError> {
    let portal = &OpenSchema::get().portal;
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let location = format!("{} {}", portal.namespace, portal.schema_url);
    let attributes = [
        ("xmlns:p", portal.namespace.as_str()),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", &location),
    ];
    let mut write = || -> Done {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = xml.create_element("p:datasets").with_attributes(attributes);
        root.write_inner_content(|xml| {
            let element = xml.create_element("dataset").with_attribute(("status", "published"));
            element.write_inner_content(|xml| dataset(xml, input, place, tables))?;
            Ok(())
        })?;
        Ok(())
    };
    write().map_err(|error| PublishError::new(NAME, error))?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_what_the_portal_takes() {
        let all = [ident(&["https://a/"]), ident(&["https://a/", "gminy", "csv"])];
        for one in &all {
            let is_plain = one.chars().all(|c| c.is_ascii_alphanumeric());
            assert!(is_plain && one.len() <= 36, "{one}");
        }
        assert_ne!(all[0], all[1]);
        // RFC 1321, test suite.
        assert_eq!(md5(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(cut("ąęó", 3), "ąęó");
        assert_eq!(cut("ąęół", 3), "ąę…");
    }
}
