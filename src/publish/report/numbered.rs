//! Maps and charts of a finished page, each kind numbered in the order in which they stand there:
//! which of them there are depends on the data. Each tells what it is drawn from, and as of when.

use super::map::escape;
use crate::publish::Language;

/// How the caption of each kind begins.
const KINDS: [(&str, &str); 2] =
    [("map", "<figcaption class=\"map\">"), ("chart", "<figcaption class=\"chart\">")];

/// What the figures of a page are drawn from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sources<'a> {
    /// Registers that this chapter of the page lists.
    Chapter(&'a str),
    /// These registers.
    Named(&'a str),
}

/// The line of sources: `Źródła: rejestry z rozdziału 1, stan na 30 czerwca 2026.`
fn source_line(language: Language, sources: Sources<'_>, as_of: &str) -> String {
    let day = language.date(as_of).unwrap_or_else(|| as_of.to_owned());
    let sources = match sources {
        Sources::Chapter(chapter) => language.say("figure-registers", &[("chapter", chapter)]),
        Sources::Named(named) => named.to_owned(),
    };
    escape(&language.say("figure-sources", &[("sources", &sources), ("as_of", &day)]))
}

/// The page with `Mapa 1. `, `Wykres 1. ` at the head of its captions and the sources, as of a day
/// as in ISO 8601, at their end.
pub(super) fn numbered(
    language: Language,
    page: &str,
    (sources, as_of): (Sources<'_>, &str),
) -> String {
    const OPEN: &str = "<figcaption class=\"";
    const CLOSE: &str = "</figcaption>";
    let line = source_line(language, sources, as_of);
    let mut out = String::with_capacity(page.len() + 400);
    let mut counts = [0_u32; KINDS.len()];
    let mut rest = page;
    while let Some(at) = rest.find(OPEN) {
        let (before, caption) = rest.split_at(at);
        out.push_str(before);
        let kind = KINDS.iter().position(|(_, open)| caption.starts_with(open));
        if let Some(kind) = kind {
            let (name, open) = KINDS[kind];
            counts[kind] += 1;
            out += &format!("{open}{} {}. ", language.label("figure", name), counts[kind]);
            let (text, after) = caption[open.len()..]
                .split_at(caption[open.len()..].find(CLOSE).unwrap_or(caption.len() - open.len()));
            out += &format!("{text} {line}");
            rest = after;
        } else {
            out.push_str(OPEN);
            rest = &caption[OPEN.len()..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_counted_by_itself_and_tells_its_sources() {
        let page = "<figcaption class=\"map\">Zasięg.</figcaption><figcaption class=\"chart\">a\
                    </figcaption><figcaption>b</figcaption><figcaption class=\"x\">c\
                    </figcaption><figcaption class=\"map\">d</figcaption>";
        let of = |language| numbered(language, page, (Sources::Chapter("1"), "2026-06-30"));
        let line = "Źródła: rejestry z rozdziału 1, stan na 30\u{a0}czerwca 2026.";
        assert_eq!(
            of(Language::Polish).replace(' ', "\u{a0}"),
            format!(
                "<figcaption class=\"map\">Mapa 1. Zasięg. {line}</figcaption><figcaption \
                 class=\"chart\">Wykres 1. a {line}</figcaption><figcaption>b</figcaption>\
                 <figcaption class=\"x\">c</figcaption><figcaption class=\"map\">Mapa 2. d {line}\
                 </figcaption>"
            )
            .replace(' ', "\u{a0}")
        );
        let english = of(Language::English);
        assert!(
            english.contains("\">Map 2. d Sources: registers of chapter 1, as of "),
            "{english}"
        );
        let named = (Sources::Named("Drogi 2026-06 & inne"), "2026-06-30");
        let named = numbered(Language::Polish, page, named);
        assert!(named.contains("b</figcaption>"), "other figures are left alone");
        assert!(named.contains("Źródła: Drogi 2026-06 &amp; inne, stan na "), "{named}");
    }
}
