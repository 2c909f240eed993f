//! Maps and charts of a finished page, each kind numbered in the order in which they stand there:
//! which of them there are depends on the data.

use crate::publish::Language;

/// How the caption of each kind begins.
const KINDS: [(&str, &str); 2] =
    [("map", "<figcaption class=\"map\">"), ("chart", "<figcaption class=\"chart\">")];

/// The page with `Mapa 1. `, `Wykres 1. ` at the head of its captions.
pub(super) fn numbered(language: Language, page: &str) -> String {
    const OPEN: &str = "<figcaption class=\"";
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
            rest = &caption[open.len()..];
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
    fn each_kind_is_counted_by_itself_and_without_gaps() {
        let page = "<figcaption class=\"map\">Zasięg.</figcaption><figcaption class=\"chart\">a\
                    </figcaption><figcaption>b</figcaption><figcaption class=\"x\">c\
                    </figcaption><figcaption class=\"map\">d</figcaption>";
        assert_eq!(
            numbered(Language::Polish, page),
            "<figcaption class=\"map\">Mapa 1. Zasięg.</figcaption><figcaption class=\"chart\">\
             Wykres 1. a</figcaption><figcaption>b</figcaption><figcaption class=\"x\">c\
             </figcaption><figcaption class=\"map\">Mapa 2. d</figcaption>"
        );
        assert!(numbered(Language::English, page).contains("\">Map 2. d<"));
        assert!(numbered(Language::English, page).contains("\">Chart 1. a<"));
    }
}
