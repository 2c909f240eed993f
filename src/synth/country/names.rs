//! Fictional names of places and streets, put together from common words.

use super::rng::Rng;

/// Voivodeships, as the registers write them.
pub(super) const VOIVODESHIPS: [&str; 16] = [
    "BRZEGOWE",
    "LEŚNE",
    "JEZIORNE",
    "GÓRNE",
    "DOLNE",
    "POLNE",
    "ŁĄKOWE",
    "WSCHODNIE",
    "ZACHODNIE",
    "PÓŁNOCNE",
    "POŁUDNIOWE",
    "ŚRODKOWE",
    "RZECZNE",
    "WRZOSOWE",
    "SOSNOWE",
    "BUKOWE",
];

const STEMS: [&str; 48] = [
    "Brzez", "Lip", "Dęb", "Jasion", "Klon", "Sosn", "Jodł", "Świerk", "Wierzb", "Olsz", "Grab",
    "Buk", "Kalin", "Jarzęb", "Głóg", "Wrzos", "Malin", "Borów", "Żuraw", "Bocian", "Jaskół",
    "Sokol", "Wilk", "Sarn", "Zając", "Żubr", "Łos", "Kun", "Borsuk", "Ryb", "Szczup", "Karas",
    "Kamien", "Piask", "Glin", "Bagn", "Torf", "Źródl", "Strum", "Mokr", "Such", "Star", "Now",
    "Jasn", "Ciemn", "Biał", "Czarn", "Czerwon",
];
const ENDINGS: [&str; 22] = [
    "owo", "owice", "ówka", "owiec", "ynek", "ów", "owa", "nica", "nik", "ice", "ewo", "nia",
    "opole", "ogóra", "obrzeg", "ołęka", "oszyn", "omierz", "ochów", "owizna", "anka", "ek",
];
const TREES: [&str; 60] = [
    "Lipowa",
    "Dębowa",
    "Klonowa",
    "Sosnowa",
    "Jodłowa",
    "Świerkowa",
    "Brzozowa",
    "Bukowa",
    "Grabowa",
    "Olchowa",
    "Wierzbowa",
    "Topolowa",
    "Akacjowa",
    "Kasztanowa",
    "Jaśminowa",
    "Różana",
    "Kwiatowa",
    "Ogrodowa",
    "Polna",
    "Leśna",
    "Łąkowa",
    "Zielona",
    "Słoneczna",
    "Księżycowa",
    "Gwiaździsta",
    "Tęczowa",
    "Deszczowa",
    "Śnieżna",
    "Wiosenna",
    "Letnia",
    "Jesienna",
    "Zimowa",
    "Poranna",
    "Wieczorna",
    "Rzeczna",
    "Jeziorna",
    "Stawowa",
    "Źródlana",
    "Młyńska",
    "Mostowa",
    "Kolejowa",
    "Dworcowa",
    "Szkolna",
    "Kościelna",
    "Rynkowa",
    "Targowa",
    "Kowalska",
    "Garncarska",
    "Piekarska",
    "Krawiecka",
    "Stolarska",
    "Szewska",
    "Rolna",
    "Pszczela",
    "Wrzosowa",
    "Malinowa",
    "Jagodowa",
    "Wiśniowa",
    "Jabłoniowa",
    "Śliwkowa",
];
const MANNERS: [&str; 40] = [
    "",
    "Nowa ",
    "Stara ",
    "Mała ",
    "Wielka ",
    "Górna ",
    "Dolna ",
    "Krótka ",
    "Długa ",
    "Cicha ",
    "Boczna ",
    "Prosta ",
    "Kręta ",
    "Wąska ",
    "Szeroka ",
    "Wschodnia ",
    "Zachodnia ",
    "Północna ",
    "Południowa ",
    "Środkowa ",
    "Pierwsza ",
    "Druga ",
    "Trzecia ",
    "Czwarta ",
    "Piąta ",
    "Szósta ",
    "Siódma ",
    "Ósma ",
    "Dziewiąta ",
    "Dziesiąta ",
    "Jasna ",
    "Ciemna ",
    "Wysoka ",
    "Niska ",
    "Płaska ",
    "Sucha ",
    "Mokra ",
    "Piękna ",
    "Miła ",
    "Spokojna ",
];

/// Streets that the country's dictionary has.
pub(super) const N_STREETS: usize = TREES.len() * MANNERS.len();

/// A name for a locality.
pub(super) fn locality(rng: &mut Rng) -> String {
    let (stem, ending) = (rng.pick(&STEMS), rng.pick(&ENDINGS));
    let before = match rng.below(10) {
        0 => "Nowe ",
        1 => "Stare ",
        2 => "Wielkie ",
        _ => "",
    };
    format!("{before}{stem}{ending}")
}

/// The adjective of a powiat.
pub(super) fn powiat(rng: &mut Rng) -> String {
    format!("{}{}ski", rng.pick(&STEMS).to_lowercase(), rng.pick(&["ow", "in", "ec", "an"]))
}

/// A street of the dictionary: its code, its kind, its name.
pub(super) fn street(number: usize) -> (String, &'static str, String) {
    let (manner, tree) = (MANNERS[number / TREES.len()], TREES[number % TREES.len()]);
    let kind = if number % 37 == 36 { "al." } else { "ul." };
    // Codes of five digits; the first ones begin with zeros, which files may lose.
    (format!("{:05}", 503 + number * 37), kind, format!("{manner}{tree}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_have_names_and_codes_of_their_own() {
        let all: Vec<_> = (0..N_STREETS).map(street).collect();
        let mut codes: Vec<_> = all.iter().map(|(code, ..)| code.clone()).collect();
        let mut names: Vec<_> = all.iter().map(|(_, _, name)| name.clone()).collect();
        codes.sort();
        codes.dedup();
        names.sort();
        names.dedup();
        assert_eq!((codes.len(), names.len()), (2_400, 2_400));
        assert!(codes.iter().all(|code| code.len() == 5 && code < &"99999".to_owned()));
    }
}
