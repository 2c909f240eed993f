//! Names that look like something else: kinds of streets, the letter U, parts of names.

use zasieg::search::{Builder, MatchClass, SearchIndex};

/// Addresses by position, as (gmina, locality, street, number).
const BASE: [(&str, &str, &str, &str); 29] = [
    ("Nowa Sól", "Nowa Sól", "ul. Promenada", "7"),
    ("Nowa Sól", "Przyborów", "ul. Nowa", "7"),
    ("Domaniów", "Wierzbno", "ul. Osiedle", "2"),
    ("Przytoczna", "Wierzbno", "", "2"),
    ("Miedźna", "Góra", "ul. Zielona", "5"),
    ("Zielona Góra", "Zielona Góra", "ul. Polna", "1"),
    ("Dąbrowa Górnicza", "Dąbrowa Górnicza", "ul. Konopnickiej", "25A"),
    ("Polkowice", "Dąbrowa", "", "25"),
    ("Dąbrowa Górnicza", "Dąbrowa Górnicza", "ul. Królowej Jadwigi", "11"),
    ("Polkowice", "Dąbrowa", "", "11"),
    ("Dąbrowa Górnicza", "Dąbrowa Górnicza", "ul. Robotnicza", "19U"),
    ("Dąbrowa Górnicza", "Dąbrowa Górnicza", "ul. Robotnicza", "19"),
    ("Koszarawa", "U Moców", "", "2"),
    ("Jeleśnia", "Korbielów", "ul. Mocków", "2"),
    ("Bielawa", "Bielawa", "ul. Wolności", "1"),
    ("Bielawa", "Bielawa", "Plac Wolności", "1"),
    ("Zielona Góra", "Zielona Góra", "ul. Wojska Polskiego", "5"),
    ("Tarnowskie Góry", "Tarnowskie Góry", "ul. Wojska Polskiego", "5"),
    ("Mierzęcice", "Boguchwałowice", "ul. Aleja VIII", "4"),
    ("Brenna", "Za Wodą", "", "19"),
    ("Cieszyn", "Cieszyn", "ul. Paderewskiego", "60"),
    ("Zielona Góra", "Zielona Góra", "ul. Lisia", "20A"),
    ("Zielona Góra", "Zielona Góra", "ul. Lisia", "20"),
    // Others of the same first words, by which these tell little.
    ("Dąbrowa Zielona", "Dąbrowa Zielona", "", "1"),
    ("Dąbrowa Białostocka", "Dąbrowa Białostocka", "", "1"),
    ("Dąbrowa Tarnowska", "Dąbrowa Tarnowska", "", "1"),
    ("Dąbrowa Chełmińska", "Dąbrowa Chełmińska", "ul. Jadwigi Śląskiej", "1"),
    ("Tychy", "Tychy", "ul. Księżnej Jadwigi", "1"),
    ("Tychy", "Tychy", "ul. Jadwigi Piłsudskiej", "1"),
];

/// Gmina, locality, street, number.
type Row = (&'static str, &'static str, &'static str, &'static str);

fn base() -> SearchIndex {
    let mut builder = Builder::default();
    let code = |is_same: &dyn Fn(&Row) -> bool| {
        u32::try_from(BASE.iter().position(is_same).unwrap_or(0)).unwrap_or(0)
    };
    for (address, (gmina, locality, street, number)) in (0_u32..).zip(BASE) {
        let unit = builder.gmina(gmina, gmina, "", "");
        let simc = code(&|row| row.0 == gmina && row.1 == locality);
        let place = builder.locality(simc, locality, unit, None);
        let ulic = code(&|row| row.2 == street);
        let street = (!street.is_empty()).then(|| builder.street(ulic, street));
        let number = builder.number(number);
        assert!(builder.push(address, place, street, number));
    }
    builder.finish()
}

#[test]
fn names_are_read_as_they_are_meant() {
    use MatchClass::{Ambiguous, Exact, Fuzzy, Normalised};
    let index = base();
    let mut wrong = Vec::new();
    for (text, address, class) in [
        // A kind of street is a name where the street has no other.
        ("Nowa Sól, Promenada 7", 0, Exact),
        ("Promenada 7 Nowa Sól gm. Nowa Sól", 0, Normalised),
        ("Wierzbno, Osiedle 2", 2, Exact),
        // The first word of a locality, shortened and full ones.
        ("dabrowa konopnickej 25a", 6, Fuzzy),
        ("Dąbrowa, Konopnickiej 25A", 6, Fuzzy),
        ("Dąbrowa Górn. Konopnickiej 25A", 6, Normalised),
        ("Dąbrowa G., Konopnickiej 25A", 6, Normalised),
        ("Jadwigi 11, Dąbrowa Górnicza", 8, Fuzzy),
        ("Z. Góra Wojska Polskiego 5", 16, Normalised),
        // The letter U, and other short words after a number.
        ("Dąbrowa Górnicza, Robotnicza 19U", 10, Exact),
        ("Robotnicza 19 U, Dąbrowa Górnicza", 10, Exact),
        ("dabrowa gornicza robotnicza 19", 11, Normalised),
        ("U Moców 2", 12, Exact),
        ("60 u. Paderewskiego, Cieszyn", 20, Exact),
        ("19 Za Wodą", 19, Exact),
        // Kinds that differ, and misspelt ones.
        ("Bielawa, ul. Wolności 1", 14, Exact),
        ("bielawa pl wolnosci 1", 15, Normalised),
        ("Bielawa, Wolności 1", 15, Ambiguous),
        ("uliyc Paderewskiego 60", 20, Normalised),
        ("Zielona Góra, Lisia 20 lit. A", 21, Normalised),
        ("Zielona Góra Lisia 20.A", 21, Exact),
        ("Zielona Góra Lisia 20", 22, Exact),
    ] {
        let answer = index.search(text, 8);
        let first = answer.candidates.first();
        let found = (first.map(|one| (one.address, one.is_elsewhere())), answer.class);
        if found != (Some((address, false)), class) || !answer.left_out.is_empty() {
            wrong.push(format!("{text}: {found:?} instead of {address} {class:?}"));
        }
        // A list asks for the best only.
        let best = index.search_best(text, 8);
        let best = (best.candidates.first().map(|one| one.address), best.class);
        assert_eq!(best, (first.map(|one| one.address), answer.class), "{text}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_leaves_a_word_unexplained_is_a_hint_that_names_it() {
    let index = base();
    for (text, left_out) in [
        // No street of Zielona Góra is called so; Góra has a Zielona 5.
        ("Zielona Góra Plac 5", "plac"),
        ("Dąbrowa Sołtysowice 25", "sołtysowice"),
    ] {
        let answer = index.search(text, 8);
        assert!(answer.candidates[0].is_elsewhere(), "{text}: {:?}", answer.candidates);
        assert_eq!(answer.left_out, [left_out], "{text}");
    }
    // An open location code: VIII explains the 8, and no word anything, so that nothing comes near.
    let answer = index.search("8FXX+G4", 8);
    assert_eq!((answer.candidates, answer.class), (vec![], MatchClass::None));
}

#[test]
fn what_two_edits_made_is_found_and_named() {
    let mut builder = Builder::default();
    let gmina = builder.gmina("246401", "Częstochowa", "Częstochowa", "śląskie");
    let place = builder.locality(1, "Częstochowa", gmina, None);
    let other = builder.locality(2, "Brzegi", gmina, None);
    for (address, at, street, number) in [
        (0, place, "ul. Słoneczna", "1"),
        (1, place, "ul. Druga Piekarska", "1"),
        (2, place, "ul. Druga Piekarska", "2"),
        (3, place, "ul. Jałowcowa", "6"),
        (4, place, "ul. Marszałka Józefa Piłsudskiego", "6"),
        (5, other, "ul. marsz. Józefa Piłsudskiego", "6"),
        (6, place, "ul. Rybaki", "9"),
        (7, other, "ul. Rycka", "9"),
    ] {
        let street = builder.street(address, street);
        let number = builder.number(number);
        assert!(builder.push(address, at, Some(street), number));
    }
    let index = builder.finish();
    let found = |text: &str| -> Vec<u32> {
        index.search(text, 8).candidates.iter().map(|one| one.address).collect()
    };
    // Neighbours changed places, and a letter between them went.
    let answer = index.search("ul. Słonenca 1, Częstochowa", 8);
    assert_eq!((answer.candidates[0].address, answer.class), (0, MatchClass::Fuzzy));
    // The figure is the number of the house, not the name of the street.
    let answer = index.search("ul. Drga Piekarska 2, Częstochowa", 8);
    assert_eq!((answer.candidates[0].address, answer.class), (2, MatchClass::Fuzzy));
    // A word that nothing explains: a candidate, but unconfirmed.
    let answer = index.search("Częstochowa, vu. Jałowcowa 6", 8);
    assert_eq!(answer.candidates[0].address, 3);
    assert!(answer.candidates[0].is_elsewhere() && answer.left_out == ["vu"]);
    // The title as the base has it comes first, the abbreviated one after it.
    assert_eq!(found("ul. marszalka jozefa pilsudskiego 6")[..2], [4, 5]);
    assert_eq!(found("marsz. Józefa Piłsudskiego 6")[..2], [5, 4]);
    // One edit leads to one address; the other that two lead to is named after it.
    assert_eq!(found("ul. Rycki 9")[..2], [7, 6]);
}
