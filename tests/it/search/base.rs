//! A base whose answers are known on paper.

use zasieg::place::Coordinates;
use zasieg::search::{Builder, MatchClass, Part, SearchIndex};

/// Addresses by position, as (gmina, locality, street, number).
const BASE: [(&str, &str, &str, &str); 30] = [
    ("Chojnice", "Chojnice", "ul. Tadeusza Kościuszki", "12"),
    ("Chojnice", "Chojnice", "ul. Tadeusza Kościuszki", "12A"),
    ("Chojnice", "Chojnice", "ul. Polna", "5"),
    ("Chojnice", "Chojnice", "ul. Jana Pawła II", "16/47"),
    ("Chojnice", "Chojnice", "ul. 3 Maja", "7"),
    ("Brusy", "Brusy", "ul. Polna", "5"),
    ("Brusy", "Małe Chełmy", "", "14"),
    ("Brusy", "Wielkie Chełmy", "", "14"),
    ("Konarzyny", "Nowa Wieś", "", "9"),
    ("Człuchów", "Nowa Wieś", "", "9"),
    ("Człuchów", "Nowa Wieś", "", "10"),
    ("Strzelce Krajeńskie", "Strzelce Krajeńskie", "ul. P.C.K.", "1"),
    ("Szprotawa", "Szprotawa", "al. Armii Krajowej", "3"),
    ("Szprotawa", "Szprotawa", "ul. gen. Józefa Bema", "8b"),
    ("Szprotawa", "Szprotawa", "ul. Łąkowa", "2"),
    ("Szprotawa", "Szprotawa", "ul. Lakowa", "2"),
    ("Szprotawa", "Dąbrowa Górnicza", "ul. Świętej Barbary", "1"),
    ("Szprotawa", "Bielsko-Biała", "os. Złote Łany", "30"),
    ("Szprotawa", "Gorzów Wielkopolski", "pl. Grunwaldzki", "4"),
    ("Szprotawa", "Szprotawa", "ul. Dolna", "40"),
    ("Szprotawa", "Szprotawa", "ul. Dolna", "42"),
    ("Szprotawa", "Ulica", "", "40"),
    ("Szprotawa", "Stara Dąbrówka", "", "3"),
    ("Szprotawa", "Dąbrówka Stara", "", "3"),
    // A village with a street and with numbers of its own; the street has no 3.
    ("Konarzyny", "Świętoszyn", "", "3"),
    ("Konarzyny", "Świętoszyn", "ul. Polna", "8"),
    // A village without streets.
    ("Konarzyny", "Dębówko", "", "5"),
    ("Szprotawa", "Szprotawa", "ul. Marii Skłodowskiej-Curie", "6"),
    ("Szprotawa", "Szprotawa", "ul. Żwirki i Wigury", "6"),
    ("Szprotawa", "Szprotawa", "ul. Stalowa", "4"),
];

fn base() -> SearchIndex {
    let mut builder = Builder::default();
    for (address, (gmina, locality, street, number)) in (0_u32..).zip(BASE) {
        let powiat = if gmina == "Brusy" { "chojnicki" } else { "człuchowski" };
        let gmina_number = builder.gmina(gmina, gmina, powiat, "pomorskie");
        // A locality's code: the place of its first address.
        let same = |row: &(&str, &str, &str, &str)| row.0 == gmina && row.1 == locality;
        let simc = u32::try_from(BASE.iter().position(same).unwrap_or(0)).unwrap_or(0);
        let place = builder.locality(simc, locality, gmina_number, None);
        let ulic = BASE.iter().position(|row| row.2 == street).unwrap_or(0);
        let ulic = u32::try_from(ulic).unwrap_or(0);
        let street = (!street.is_empty()).then(|| builder.street(ulic, street));
        let number = builder.number(number);
        assert!(builder.push(address, place, street, number));
    }
    builder.finish()
}

/// The first address and the class of a text.
fn first(index: &SearchIndex, text: &str) -> (Option<u32>, MatchClass) {
    let answer = index.search(text, 5);
    (answer.candidates.first().map(|row| row.address), answer.class)
}

#[test]
fn texts_find_their_addresses() {
    let index = base();
    let mut wrong = Vec::new();
    for (text, address, class) in [
        ("Chojnice, ul. Tadeusza Kościuszki 12", 0, MatchClass::Exact),
        ("ul. tadeusza kościuszki 12a, chojnice", 1, MatchClass::Exact),
        ("Kościuszki 12 A Chojnice", 1, MatchClass::Normalised),
        ("T. Kosciuszki 12-a, 89-600 Chojnice", 1, MatchClass::Normalised),
        ("Chojnice Kosciuszki 12 m. 3", 0, MatchClass::Normalised),
        ("Chojnice Kościuszki 12/3", 0, MatchClass::Normalised),
        ("Chojnice Jana Pawla 2 16/47", 3, MatchClass::Normalised),
        ("Chojnice JP II 16/47", 3, MatchClass::Normalised),
        ("chojnice 3-go maja 7", 4, MatchClass::Normalised),
        ("trzeciego maja 7 chojnice", 4, MatchClass::Normalised),
        ("polna 5, gm. brusy", 5, MatchClass::Normalised),
        ("male chelmy 14", 6, MatchClass::Normalised),
        ("m. chelmy 14", 6, MatchClass::Normalised),
        ("nowa wies 9 gm. czluchow", 9, MatchClass::Normalised),
        ("Nowa Wieś 10", 10, MatchClass::Exact),
        ("ul. P.C.K. 1 lok 12 Strzelce Kriajenskie", 11, MatchClass::Fuzzy),
        ("Szprotawa AK 3", 12, MatchClass::Normalised),
        ("szprotawa generala bema 8 B", 13, MatchClass::Normalised),
        ("szprotawa bema 8b", 13, MatchClass::Normalised),
        ("Szprotawa Łąkowa 2", 14, MatchClass::Exact),
        ("dombrowa gurnicza sw barbary 1", 16, MatchClass::Fuzzy),
        ("bielsko biala zlote lany 30", 17, MatchClass::Normalised),
        ("Gorzów Wlkp. plac Grunwaldzki 4", 18, MatchClass::Normalised),
        ("Szprotwaa dolan 40", 19, MatchClass::Fuzzy),
        ("Stara Dąbrówka 3", 22, MatchClass::Exact),
        ("Dąbrówka Stara 3", 23, MatchClass::Exact),
        ("Świętoszyn, ul. Polna 8", 25, MatchClass::Exact),
        ("Świętoszyn 3", 24, MatchClass::Exact),
        ("Dębówko 5", 26, MatchClass::Exact),
        ("ul. Dębówko 5", 26, MatchClass::Normalised),
        // One letter off, and no street is called so.
        ("Szprotawa ul. Stawowa 4", 29, MatchClass::Fuzzy),
    ] {
        let found = first(&index, text);
        if found != (Some(address), class) {
            wrong.push(format!("{text}: {found:?} instead of {address} {class:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_the_text_does_not_decide_is_ambiguous() {
    let index = base();
    let answer = index.search("Nowa Wieś 9", 5);
    assert_eq!(answer.class, MatchClass::Ambiguous);
    // TERC decides: "Człuchów" before "Konarzyny".
    let found: Vec<u32> = answer.candidates.iter().map(|row| row.address).collect();
    assert_eq!(found[..2], [9, 8]);
    assert_eq!(index.search("ul. Polna 5", 5).class, MatchClass::Ambiguous);
    assert_eq!(first(&index, "szprotawa lakowa 2"), (Some(15), MatchClass::Ambiguous));
    // With a limit of one the rival still counts.
    let one = index.search("Nowa Wieś 9", 1);
    assert_eq!((one.class, one.candidates.len()), (MatchClass::Ambiguous, 1));
}

#[test]
fn a_number_that_is_not_there_is_no_match() {
    let index = base();
    let answer = index.search("Szprotawa, ul. Dolna 41", 5);
    assert_eq!(answer.class, MatchClass::None);
    assert_eq!(answer.candidates[0].address, 19);
    assert_eq!(answer.candidates[0].number, Part::Other);
    assert_eq!(first(&index, "zzz").1, MatchClass::None);
    assert_eq!(first(&index, "").1, MatchClass::None);
}

#[test]
fn a_number_with_another_letter_is_another_number() {
    let index = base();
    // Chojnice, Kościuszki has 12 and 12A; Szprotawa, Bema has 8b; Chojnice, Polna has 5.
    for (text, address) in [
        ("Chojnice, ul. Tadeusza Kościuszki 12B", 0),
        ("Chojnice, ul. Tadeusza Kościuszki 12 B", 0),
        ("Kościuszki 12z, Chojnice", 0),
        ("Chojnice, ul. Polna 5A", 2),
        ("Chojnice, ul. Polna 5A/7", 2),
        ("chojnice polna 5 k", 2),
    ] {
        let answer = index.search(text, 5);
        let first = answer.candidates[0];
        assert_eq!(answer.class, MatchClass::Fuzzy, "{text}");
        assert_eq!((first.address, first.number), (address, Part::Other), "{text}");
    }
    // A flat is no part of the number, and a little word after it is no letter of it.
    for (text, address) in [
        ("Chojnice Polna 5/7", 2),
        ("Chojnice Polna 5 m. 7", 2),
        ("Polna 5 w Chojnice", 2),
        ("Kościuszki 12A/3 Chojnice", 1),
        ("Kościuszki 12/3b Chojnice", 0),
    ] {
        let answer = index.search(text, 5);
        let first = answer.candidates[0];
        assert_eq!((first.address, first.number), (address, Part::Found(0)), "{text}");
    }
    // Without its letter a number is another one too: 8b is no 8.
    let answer = index.search("Szprotawa, ul. gen. Józefa Bema 8", 5);
    assert_eq!((answer.class, answer.candidates[0].address), (MatchClass::None, 13));
}

#[test]
fn a_street_that_is_not_there_is_not_dropped() {
    let index = base();
    // Polna is in Świętoszyn, without a 3: its only number is the nearest.
    assert_eq!(first(&index, "swietoszyn plona 3").1, MatchClass::None);
    for text in ["Świętoszyn, Polna 3", "Świętoszyn, ul. Polna 3"] {
        let answer = index.search(text, 5);
        assert_eq!(answer.class, MatchClass::None, "{text}: {:?}", answer.candidates);
        assert_eq!(answer.candidates[0].address, 25, "{text}");
    }
    // What stands after a kind of street is one, though nobody knows it.
    for text in ["Dębówko ul. Jakaśtam 5", "ul. Jakaśtam 5, Dębówko", "Dębówko, pl. Zmyślony 5"]
    {
        let answer = index.search(text, 5);
        assert_eq!(answer.class, MatchClass::None, "{text}: {:?}", answer.candidates);
        let first = answer.candidates[0];
        assert_eq!((first.address, first.street), (26, Part::Other), "{text}");
    }
    // Another word beside a village's number is only said to be unexplained.
    assert_eq!(first(&index, "Dębówko Sołtysowice 5"), (Some(26), MatchClass::Fuzzy));
    assert_eq!(first(&index, "Dębówko 5 gm. Konarzyny").0, Some(26));
}

#[test]
fn coordinates_are_points() {
    let point = base().search("54.12345, 18.56789", 5).point;
    assert_eq!(point, Some(Coordinates::Degrees { lon: 18.56789, lat: 54.12345 }));
}

#[test]
fn unfinished_texts_are_completed() {
    let index = base();
    let texts = |prefix: &str| {
        let rows = index.suggest(prefix, 5);
        rows.into_iter().map(|row| row.text).collect::<Vec<_>>()
    };
    assert_eq!(texts("szprot"), ["Szprotawa"]);
    assert_eq!(texts("Chojnice kosc"), ["ul. Tadeusza Kościuszki, Chojnice"]);
    assert_eq!(texts("kościuszki choj"), ["ul. Tadeusza Kościuszki, Chojnice"]);
    assert_eq!(texts("ul. Dolna 4"), ["ul. Dolna 40, Szprotawa", "ul. Dolna 42, Szprotawa"]);
    assert_eq!(texts("male chelmy 1"), ["Małe Chełmy 14"]);
    assert_eq!(index.suggest("male chelmy 14", 5)[0].address, Some(6));
    assert_eq!(texts("nowa w"), ["Nowa Wieś", "Nowa Wieś"]);
    assert_eq!(texts(""), Vec::<String>::new());
    // The first word of several.
    assert_eq!(texts("Marii"), ["ul. Marii Skłodowskiej-Curie, Szprotawa"]);
    assert_eq!(texts("ul. mar"), ["ul. Marii Skłodowskiej-Curie, Szprotawa"]);
    assert_eq!(texts("Żwirki i"), ["ul. Żwirki i Wigury, Szprotawa"]);
    assert_eq!(texts("zwirki "), ["ul. Żwirki i Wigury, Szprotawa"]);
    assert_eq!(texts("tadeusza chojn"), ["ul. Tadeusza Kościuszki, Chojnice"]);
}

#[test]
fn beginnings_with_typing_errors_are_mended() {
    let index = base();
    let texts = |prefix: &str| {
        let rows = index.suggest(prefix, 5);
        rows.into_iter().map(|row| row.text).collect::<Vec<_>>()
    };
    assert_eq!(texts("szprtoawa"), ["Szprotawa"]);
    assert_eq!(texts("grunwladz"), ["pl. Grunwaldzki, Gorzów Wielkopolski"]);
    assert_eq!(texts("ul. Dlona 4"), ["ul. Dolna 40, Szprotawa", "ul. Dolna 42, Szprotawa"]);
    assert_eq!(texts("xqzvwk"), Vec::<String>::new());
}
