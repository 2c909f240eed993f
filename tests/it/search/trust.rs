//! What a text names by mistake is not answered as though it were meant.

use std::ops::Range;

use zasieg::publish::{Match, MatchKind, shown};
use zasieg::search::{Answer, Builder, Candidate, Doubt, MatchClass, SearchIndex};

/// Addresses by position, as (gmina, locality, street, number).
const BASE: [(&str, &str, &str, &str); 11] = [
    ("Lyski", "Adamowice", "ul. Kościelna", "1"),
    ("Czyżew", "Mystki", "", "3"),
    ("Opole", "Opole", "ul. Żelazna", "3"),
    ("Jemielno", "Cieszyny", "", "4"),
    ("Cieszyn", "Cieszyn", "ul. Polna", "9"),
    ("Cieszyn", "Koło", "", "4"),
    ("Rudnik", "Ruda", "", "1"),
    ("Rudnik", "Rudy", "", "5"),
    ("Rudnik", "Rudy", "ul. Nowa Polna", "7"),
    ("Brusy", "Brusy", "ul. Leśna", "6"),
    ("Chojnice", "Chojnice", "ul. Leśna", "2"),
];

fn base() -> SearchIndex {
    let mut builder = Builder::default();
    for (address, (gmina, locality, street, number)) in (0_u32..).zip(BASE) {
        let powiat = if ["Brusy", "Chojnice"].contains(&gmina) { "chojnicki" } else { "" };
        let unit = builder.gmina(gmina, gmina, powiat, "");
        let same = |row: &(&str, &str, &str, &str)| row.0 == gmina && row.1 == locality;
        let simc = u32::try_from(BASE.iter().position(same).unwrap_or(0)).unwrap_or(0);
        let place = builder.locality(simc, locality, unit, None);
        let street = (!street.is_empty()).then(|| builder.street(address, street));
        let number = builder.number(number);
        assert!(builder.push(address, place, street, number));
    }
    builder.finish()
}

fn of(answer: &Answer, address: u32) -> Candidate {
    let mut all = answer.candidates.iter();
    *all.find(|one| one.address == address).unwrap_or_else(|| panic!("{address}: {answer:?}"))
}

#[test]
fn edits_in_the_names_around_an_address_count() {
    let index = base();
    for (text, class, doubt) in [
        ("Lyski, ul. Kościelna 1", MatchClass::Normalised, None),
        // One edit, and nothing is called Lyszki; two.
        ("Lyszki, ul. Kościelna 1", MatchClass::Fuzzy, None),
        ("gm. Lyszkie, Kościelna 1", MatchClass::Fuzzy, None),
        // Two edits lead from Mystki to Lyski, but Mystki is a village of its own.
        ("Mystki, ul. Kościelna 1", MatchClass::Fuzzy, Some(Doubt::OtherPlace)),
        ("ul. Kościelna 1, gm. Mystki", MatchClass::Fuzzy, Some(Doubt::OtherPlace)),
    ] {
        let one = of(&index.search(text, 5), 0);
        assert_eq!((one.class, one.doubt), (class, doubt), "{text}");
        assert_eq!(one.is_elsewhere(), doubt.is_some(), "{text}");
    }
    // A powiat by the town that it is called after; by a town elsewhere.
    let one = of(&index.search("Leśna 6, pow. Chojnice", 5), 9);
    assert_eq!((one.class, one.doubt), (MatchClass::Fuzzy, None));
    assert!(of(&index.search("Leśna 6, Chojnice", 5), 9).is_elsewhere());
    // Ruda is there, without a 5: Rudy 5 may be meant, and is not answered.
    let one = of(&index.search("Ruda 5", 5), 7);
    assert_eq!(one.doubt, Some(Doubt::OtherPlace));
    assert_eq!(of(&index.search("Rudz 5", 5), 7).doubt, None);
}

#[test]
fn more_than_two_edits_are_a_hint() {
    let index = base();
    // Ceglana and Żelazna: c and z, g left out, z put in.
    for text in ["Opole, Ceglana 3", "Opole Cehlana 3"] {
        let answer = index.search(text, 5);
        let meant = answer.candidates.iter().find(|one| !one.is_elsewhere());
        assert_eq!(meant, None, "{text}");
    }
    // Two are not, whether in one name or in two.
    for text in ["Opole, Zelayna 3", "Opole, Rzelazna 3", "Opoel, Zelzana 3", "Oople Żelzna 3"] {
        let one = of(&index.search(text, 5), 2);
        assert_eq!((one.class, one.doubt), (MatchClass::Fuzzy, None), "{text}");
    }
    let one = of(&index.search("Oopel, Zelzana 3", 5), 2);
    assert_eq!(one.doubt, Some(Doubt::Edits));
}

#[test]
fn a_word_of_one_column_names_nothing_of_another() {
    let index = base();
    let ask = |locality: &str, street: &str, number: &str| {
        let text = format!("{locality} {street} {number}");
        let end = locality.len();
        let columns: [Range<usize>; 2] = [0..end, end + 1..end + 1 + street.len()];
        index.search_columns(&text, &columns, 5)
    };
    // As one text Koło 4 of the gmina Cieszyn is meant; of columns the street Koło of Cieszyn is,
    // which is not there.
    assert_eq!(of(&index.search("Cieszyn Koło 4", 5), 5).doubt, None);
    let answer = ask("Cieszyn", "Koło", "4");
    assert!(answer.candidates.iter().all(Candidate::is_elsewhere), "{answer:?}");
    assert_eq!(ask("Cieszyn", "Polna", "9").class, MatchClass::Exact);
    assert_eq!(ask("Cieszyn", "ul. Polna", "9").class, MatchClass::Exact);
    assert_eq!(of(&ask("Rudy", "Nowa Polna", "7"), 8).doubt, None);
    // The village in both columns, as some write who have no streets.
    let twice = ask("Cieszyny", "Cieszyny", "4");
    assert_eq!(of(&twice, 3).doubt, None);
    assert!(!of(&twice, 3).is_elsewhere(), "{twice:?}");
    assert!(index.has_place("adamowice") && index.has_place("Koło"));
    assert!(!index.has_place("Lyski") && !index.has_place("Polna") && !index.has_place(""));
}

#[test]
fn of_addresses_that_fit_equally_only_those_without_edits_are_answered() {
    let found = |has_edits: [bool; 3]| -> Vec<Match> {
        let one = |(at, has_edits)| Match { has_edits, ..Match::new(at, MatchKind::Ambiguous) };
        has_edits.into_iter().enumerate().map(one).collect()
    };
    let all = found([false; 3]);
    assert_eq!((shown(&all).0, shown(&all).1.len()), (3, 0));
    for edits in [[true; 3], [false, true, false]] {
        let all = found(edits);
        assert_eq!((shown(&all).0, shown(&all).1.len()), (0, 3), "{edits:?}");
    }
}
