//! Any text at all gets an answer, the same one each time.

use proptest::prelude::*;
use zasieg::search::{AS_GOOD, Builder, SearchIndex};

fn base() -> SearchIndex {
    let mut builder = Builder::default();
    let gmina = builder.gmina("2202042", "Konarzyny", "chojnicki", "pomorskie");
    let mut address = 0;
    for (simc, name) in [(1, "Nowa Wieś"), (2, "Wieś"), (3, ""), (4, "Ą"), (5, "3 Maja 12")] {
        let place = builder.locality(simc, name, gmina, Some(1));
        for street in ["ul. Polna", "al. 3 Maja", "", "„”", "ul. ul. ul.", "Jana Pawła II"] {
            let street = builder.street(simc, street);
            for number in ["1", "1A", "b/n", "", "12/14", "999999999999999", "1 - 2", "ą"] {
                let number = builder.number(number);
                builder.push(address, place, Some(street), number);
                builder.push(address + 1, place, None, number);
                address += 2;
            }
        }
    }
    builder.finish()
}

/// Texts made of pieces that mean something to the parser.
fn pieced() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "ul.", "Polna", "polna", "3", "Maja", "12", "12a", "/", "-", ",", " ", "m.", "lok",
        "83-047", "gm.", "pow.", "Nowa", "Wieś", "wies", "JP2", "II", "ł", "ó", "\u{301}", "ﬁ",
        "٣", "𝟛", "", "(", "54.1", "18.5", "\0", "\n", "K.", "ulica", "b/n", "1-go",
    ]);
    prop::collection::vec((piece, any::<bool>()), 0..60).prop_map(|rows| {
        let pieces = rows.into_iter().flat_map(|(row, gap)| [row, if gap { " " } else { "" }]);
        pieces.collect()
    })
}

fn check(index: &SearchIndex, text: &str) {
    let answer = index.search(text, 5);
    assert!(answer.candidates.len() <= 5);
    let scores: Vec<u16> = answer.candidates.iter().map(|row| row.score).collect();
    assert!(scores.is_sorted_by(|left, right| left >= right), "{text:?}: {scores:?}");
    for row in &answer.candidates {
        let _ = index.describe(row);
    }
    assert_eq!(answer, index.search(text, 5), "{text:?}");
    // The short way leads to the same candidates, where these mean an address at all.
    let (all, best) = (index.search(text, 40), index.search_best(text, 40));
    if let Some(first) = all.candidates.first().filter(|first| !first.is_elsewhere()) {
        let as_good = all.candidates.iter().filter(|row| first.score - row.score < AS_GOOD);
        let as_good: Vec<_> = as_good.copied().collect();
        assert_eq!((best.class, best.candidates), (all.class, as_good), "{text:?}");
    }
    assert!(index.suggest(text, 5).len() <= 5);
}

#[test]
fn any_text_is_answered() {
    let index = base();
    proptest!(ProptestConfig::with_cases(4_000), |(text in any::<String>(), pieces in pieced())| {
        check(&index, &text);
        check(&index, &pieces);
    });
    for text in
        ["x".repeat(1 << 20), "1 ".repeat(1 << 20), "a b ".repeat(1 << 18), "ą".repeat(9_999)]
    {
        check(&index, &text);
    }
    let empty = Builder::default().finish();
    check(&empty, "Polna 1");
}

/// A base of localities without streets, and of streets in the first of these, all with the number 5.
fn named(localities: &[&str], streets: &[&str]) -> SearchIndex {
    let mut builder = Builder::default();
    let gmina = builder.gmina("2202042", "Gmina", "powiat", "pomorskie");
    let number = builder.number("5");
    let mut address = 0;
    for (name, simc) in localities.iter().zip(1..) {
        let place = builder.locality(simc, name, gmina, None);
        builder.push(address, place, None, number);
        address += 1;
        for (street, ulic) in streets.iter().zip(1..).filter(|_| simc == 1) {
            let street = builder.street(ulic, street);
            builder.push(address, place, Some(street), number);
            address += 1;
        }
    }
    builder.finish()
}

fn first_names(index: &SearchIndex, text: &str) -> Vec<String> {
    let rows = index.search(text, 5).candidates;
    let name = |row| {
        let names = index.describe(row);
        names.street.map_or(names.locality, |street| street.1).to_owned()
    };
    rows.iter().map(name).collect()
}

#[test]
fn of_names_as_near_the_commonest_comes_first_and_hides_none() {
    // "Ralowo" is one edit from either name.
    let index = named(&["Balowo", "Kalowo", "Kalowo", "Kalowo"], &[]);
    assert_eq!(first_names(&index, "Ralowo 5"), ["Kalowo", "Balowo", "Kalowo", "Kalowo"]);
}

#[test]
fn a_word_as_written_is_not_read_as_another_word_of_the_name() {
    // "lolka" is one edit from "bolka", and nearer than "blka"; but it is "Lolka".
    let index = named(&["Wieś"], &["ul. Bolka i Lolka", "ul. Polna"]);
    assert_eq!(first_names(&index, "Blka i Lolka 5, Wieś")[0], "ul. Bolka i Lolka");
}

#[test]
fn what_marks_a_flat_is_no_word_of_a_name() {
    // The M. of a flat is no Mała; "ala" is, with a typing error.
    let index = named(&["Wieś"], &["ul. Mała", "ul. Miła"]);
    assert_eq!(first_names(&index, "ul. ala 5 m. 9, Wieś")[0], "ul. Mała");
}
