//! A typed text: a point, or words of which some may be a house number.

use std::ops::Range;

use super::distance;
use super::fold::{self, Made, Word};
use super::number;
use super::point;
use super::words;
use crate::place::Coordinates;

/// What a text asks for.
#[derive(Clone, PartialEq, Debug)]
pub enum Query {
    /// A place on the map.
    Point(Coordinates),
    /// An address.
    Address(Parsed),
}

/// A house number that the words may hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// Its words.
    pub mask: u32,
    /// Forms to look for, best first.
    pub forms: Vec<Form>,
}

/// One reading of a house number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    /// As `number::normal` writes it.
    pub text: String,
    /// Words read.
    pub mask: u32,
    /// Price of this reading.
    pub price: u16,
    /// Whether the number of a flat was left out.
    pub flat: bool,
    /// The letters right after it that were left out, where they are of the number: `12` of `12b`.
    pub cut: u32,
}

/// The words of an address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parsed {
    /// In their order.
    pub words: Vec<Word>,
    /// Price of leaving each word unexplained.
    pub left: Vec<u16>,
    /// For each word those that say the same, and its price where one of them is explained.
    pub twins: Vec<(u32, u16)>,
    /// Words after `gm.`, `pow.` and `woj.`
    pub levels: [u32; 3],
    /// All of these.
    pub context: u32,
    /// Words after `ul.` and other kinds of streets.
    pub street: u32,
    /// Kinds of streets.
    pub kinds: u32,
    /// Kinds and titles that stand where a name would.
    pub alone: u32,
    /// The letter U after a number, of which it is a part: no `ul.`
    pub suffix: u32,
    /// `ul.` among them, which no locality is called.
    pub plain_kinds: u32,
    /// House numbers that the words may hold.
    pub units: Vec<Unit>,
    /// Words of the column of the locality and of the street, where these are known.
    pub columns: [u32; 2],
    /// Postcode, which the base does not know.
    pub postcode: Option<String>,
}

/// Reads a text.
pub fn query(text: &str) -> Query {
    point::point(text).map_or_else(|| Query::Address(parsed(fold::words(text))), Query::Point)
}

fn bit(at: usize) -> u32 {
    1 << (at & 31)
}

/// Price of leaving a word unexplained.
fn left(word: &Word) -> u16 {
    let text = word.text.as_str();
    if words::is_mark(text) {
        return 0;
    }
    if words::is_fill(text) {
        return 3;
    }
    match words::canonical(text).1 {
        words::Role::Kind => return 6,
        words::Role::Title => return 15,
        words::Role::Plain => {}
    }
    match (word.made, text.len()) {
        (Made::Digits, _) => 45,
        // "uk. Polna", "gn. Sikorskiego"
        (_, 2 | 3) if word.stop && is_nearly_short(text) => 20,
        (_, 1) => 20,
        (_, 2) => 60,
        (_, 3) => 100,
        _ if is_nearly_mark(text) => 20,
        _ => 150,
    }
}

/// The words that say the same as one, perhaps with a typing error, and the price of leaving that
/// one where they are explained: a town is named as place and as post office.
fn twins(words: &[Word], at: usize, but: u32) -> (u32, u16) {
    let (mut mask, mut price) = (0, 10);
    if but & bit(at) != 0 || words[at].made == Made::Digits {
        return (mask, price);
    }
    let text = words[at].text.as_bytes();
    let limit = match text.len() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    for (other_at, other) in words.iter().enumerate().filter(|(other, _)| *other != at) {
        let edits = distance::edits(text, other.text.as_bytes(), limit);
        if let Some(edits) = edits.filter(|_| other.made == Made::Letters) {
            mask |= bit(other_at);
            price = price.max(if edits == 0 { 10 } else { 28 });
        }
    }
    (mask, price)
}

/// Whether a word is at most one edit from one of these.
fn is_near(text: &str, others: &[&str]) -> bool {
    let near = |other: &&str| distance::edits(text.as_bytes(), other.as_bytes(), 1).is_some();
    others.iter().any(near)
}

/// Whether a word is a mark with a typing error.
fn is_nearly_mark(text: &str) -> bool {
    is_near(text, &["gmina", "powiat", "ulica", "ulicy"])
}

/// Whether a word before a full stop is an abbreviated kind or title with a typing error.
fn is_nearly_short(text: &str) -> bool {
    is_near(text, &["ul", "al", "os", "pl", "gen", "ks", "sw", "bp", "dr", "im", "plk", "kpt"])
}

/// Whether a word is a kind of street with a typing error: `uliyc Polna`, `palc Wolności`. A name
/// follows.
fn is_nearly_kind(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let is_joined = |next: &&Word| !matches!(next.gap, Some(',' | ';'));
    let next = words.get(at + 1).filter(is_joined).map(|next| next.made);
    let is_long = |word: &Word| word.made == Made::Letters && word.text.len() > 3;
    let goes_on = match next {
        Some(Made::Letters) => true,
        // "alej 11 Listopada"
        Some(Made::Digits) => words.get(at + 2).is_some_and(is_long) && words.len() > at + 3,
        None => false,
    };
    let text = word.text.as_str();
    goes_on
        && words::kind(text).is_none()
        && match text.len() {
            2 | 3 => is_near(text, &["ul"]) && text.contains(['u', 'l']),
            4.. => is_near(text, &["plac", "aleja", "aleje", "osiedle", "rondo", "skwer"]),
            _ => false,
        }
}

/// Whether a kind of street or a title stands where a name would: "Promenada 7", "Osiedle, 2".
/// Abbreviations never do.
fn stands_alone(words: &[Word], at: usize, units: &[Unit]) -> bool {
    let text = words[at].text.as_str();
    let is_whole = match words::canonical(text).1 {
        words::Role::Kind => text.len() > 3 && words::kind(text) != Some("ul"),
        words::Role::Title => text.len() > 4,
        words::Role::Plain => false,
    };
    let Some(next) = words.get(at + 1).filter(|_| is_whole) else { return is_whole };
    if matches!(next.gap, Some(',' | ';')) {
        return true;
    }
    // In "Aleja 3 Maja 7" the first number is of a name.
    let unit = units.iter().find(|unit| unit.mask & bit(at + 1) != 0);
    unit.is_some_and(|unit| units.len() == 1 || unit.mask >> (words.len() - 1) & 1 == 1)
}

/// The words with what each may be.
pub fn parsed(words: Vec<Word>) -> Parsed {
    let mut out = Parsed { left: words.iter().map(left).collect(), ..Parsed::default() };
    let mut code = 0_u32;
    for at in 0..words.len() {
        if code & bit(at) == 0 && is_postcode(&words, at) {
            code |= bit(at) | bit(at + 1);
            out.left[at] = 0;
            out.left[at + 1] = 0;
            out.postcode = Some(format!("{}-{}", words[at].text, words[at + 1].text));
        }
    }
    let starts = (0..words.len()).filter(|&at| {
        words[at].made == Made::Digits && code & bit(at) == 0 && words[at].text.len() <= 5
    });
    for at in starts {
        let inside = out.units.last().is_some_and(|unit| unit.mask & bit(at) != 0);
        if !inside {
            out.units.push(unit(&words, at));
        }
    }
    for unit in &out.units {
        let is_u = |at: &usize| unit.forms[0].mask & bit(*at) != 0 && words[*at].text == "u";
        (0..words.len()).filter(is_u).for_each(|at| {
            out.suffix |= bit(at);
            out.left[at] = 20;
        });
    }
    for at in 0..words.len() {
        if stands_alone(&words, at, &out.units) {
            out.alone |= bit(at);
            out.left[at] = 60;
        } else if is_nearly_kind(&words, at) {
            out.left[at] = out.left[at].min(20);
        }
    }
    mark_runs(&words, &mut out);
    out.twins = (0..words.len()).map(|at| twins(&words, at, out.context | code)).collect();
    out.words = words;
    out
}

/// The words of a text of which those of a locality and of a street are known: parts of it.
pub fn by_columns(text: &str, columns: &[Range<usize>; 2]) -> Parsed {
    let mut out = parsed(fold::words(text));
    let mask = |range: &Range<usize>| {
        let count = |range: Range<usize>| text.get(range).map_or(0, |part| fold::words(part).len());
        let (first, n) = (count(0..range.start), count(range.clone()));
        (first..first + n).take_while(|at| *at < out.words.len()).fold(0, |all, at| all | bit(at))
    };
    out.columns = [mask(&columns[0]), mask(&columns[1])];
    // Of a street's column every word is of its name, as one after "ul." is.
    let other = out.kinds | out.context | out.suffix | out.alone;
    for (word, at) in out.words.iter().zip(0..) {
        let is_name = word.made == Made::Letters && out.columns[1] & !other & bit(at) != 0;
        out.street |= if is_name { bit(at) } else { 0 };
    }
    out
}

fn is_postcode(words: &[Word], at: usize) -> bool {
    let (Some(first), Some(second)) = (words.get(at), words.get(at + 1)) else { return false };
    let digits = |word: &Word, count| word.made == Made::Digits && word.text.len() == count;
    digits(first, 2)
        && digits(second, 3)
        && matches!(second.gap, Some('-' | '–' | ' '))
        && first.gap.is_some()
}

/// Notes which word follows a mark of a gmina or a kind of street. Only the next: what comes after
/// it may be the locality.
fn mark_runs(words: &[Word], out: &mut Parsed) {
    let (mut level, mut street) = (None, false);
    for (at, word) in words.iter().enumerate() {
        // "U Moców" is no "ul. Moców", though somebody may write "u Polna".
        let is_u = word.text == "u" && !word.stop;
        if word.made == Made::Digits || is_u || (out.suffix | out.alone) & bit(at) != 0 {
            (level, street) = (None, false);
        } else if let Some(marked) = words::marks_context(&word.text) {
            (level, street) = (Some(marked), false);
        } else if let Some(kind) = words::kind(&word.text) {
            out.kinds |= bit(at);
            if kind == "ul" {
                out.plain_kinds |= bit(at);
            }
            (level, street) = (None, true);
        } else if let Some(marked) = level.take() {
            out.levels[marked] |= bit(at);
            out.context |= bit(at);
        } else if street {
            out.street |= bit(at);
            street = words::canonical(&word.text).1 == words::Role::Title;
        }
    }
}

/// The house number that begins at a word.
fn unit(words: &[Word], start: usize) -> Unit {
    let mut readings = vec![(words[start].text.clone(), bit(start), 0_u16, 0_u32)];
    let mut mask = bit(start);
    let mut at = start + 1;
    let mut flat = 0_u32;
    while let Some(word) = words.get(at) {
        let before = words[at - 1].made;
        match word.made {
            Made::Letters if before == Made::Digits && is_suffix(words, at) => {
                let sure = word.gap != Some(' ');
                let (text, seen, ..) = readings[0].clone();
                let longer = (format!("{text}{}", word.text), seen | bit(at), 0, 0);
                // The shorter reading stays: "12 w Jodłownie". Of "12 b" it is another number.
                let is_fill = words::is_fill(&word.text) && !sure;
                readings[0].2 = if is_fill { 10 } else { 30 };
                let goes_on = words.get(at + 1).is_some_and(|next| next.gap == Some(' '));
                if !is_fill || !goes_on {
                    readings[0].3 = bit(at);
                }
                readings.insert(0, longer);
            }
            // "20 lit. A"
            Made::Letters
                if before == Made::Digits
                    && matches!(word.text.as_str(), "lit" | "litera")
                    && words
                        .get(at + 1)
                        .is_some_and(|next| next.made == Made::Letters && next.text.len() == 1) =>
            {
                let (text, seen, ..) = readings[0].clone();
                let seen = seen | bit(at) | bit(at + 1);
                readings[0].2 = 30;
                readings[0].3 = bit(at + 1);
                readings.insert(0, (format!("{text}{}", words[at + 1].text), seen, 0, 0));
                mask |= bit(at);
                at += 1;
            }
            Made::Digits if matches!(word.gap, Some('/' | '\\' | '-' | '–')) => {
                let (text, seen, ..) = readings[0].clone();
                let longer = (format!("{text}/{}", word.text), seen | bit(at), 0, 0);
                readings[0].2 = readings[0].2.max(4);
                readings.insert(0, longer);
                flat |= bit(at);
            }
            Made::Letters if words::marks_flat(&word.text) && is_digits(words, at + 1) => {
                flat |= bit(at) | bit(at + 1);
                mask |= bit(at) | bit(at + 1);
                at += 2;
                if words.get(at).is_some_and(|word| word.gap.is_none()) {
                    flat |= bit(at);
                    mask |= bit(at);
                }
                break;
            }
            _ => break,
        }
        mask |= bit(at);
        at += 1;
        if readings.len() > 5 {
            break;
        }
    }
    let forms = readings.into_iter().map(|(text, seen, price, cut)| Form {
        text: number::normal(&text),
        mask: seen | flat,
        price,
        flat: flat & !seen != 0,
        cut,
    });
    Unit { mask, forms: forms.collect() }
}

fn is_digits(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| word.made == Made::Digits)
}

/// Whether the letters at a place belong to the number before them.
fn is_suffix(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    // "12m3", "12 m. 3", "12lok3": a flat follows.
    if words::marks_flat(&word.text) && is_digits(words, at + 1) {
        return false;
    }
    // "60 u. Ofiar Oświęcimskich", "10 U Szyposza": a name follows.
    if word.text == "u" && word.gap.is_some() {
        let is_first = !words[..at].iter().any(|word| word.made == Made::Letters);
        let next = words.get(at + 1);
        let goes_on = next
            .is_some_and(|next| next.made == Made::Letters && !matches!(next.gap, Some(',' | ';')));
        if goes_on && (is_first || word.stop) {
            return false;
        }
    }
    match word.gap {
        None => word.text.len() <= 3 && !matches!(word.text.as_str(), "go" | "ego"),
        Some('.') => word.text.len() == 1 && !word.stop,
        Some(' ' | '-' | '/') => word.text.len() == 1 || word.text.len() == 2 && left(word) == 60,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<Vec<String>> {
        let Query::Address(parsed) = query(text) else { return Vec::new() };
        let texts = |unit: Unit| unit.forms.into_iter().map(|form| form.text).collect();
        parsed.units.into_iter().map(texts).collect()
    }

    #[test]
    fn house_numbers_are_read_in_all_their_forms() {
        for text in ["Polna 12a", "Polna 12 A", "Polna 12-A", "Polna 12.A", "Polna 12 lit. A"] {
            assert_eq!(forms(text), [["12a", "12"]], "{text}");
        }
        assert_eq!(forms("Polna 12/14"), [["12/14", "12"]]);
        for text in ["Polna 12 m. 3", "Polna 12 lok 3", "Polna 12m3"] {
            assert_eq!(forms(text), [["12"]], "{text}");
        }
        assert_eq!(forms("ul. 3 Maja 12b/7"), [vec!["3"], vec!["12b/7", "12b", "12"]]);
        assert_eq!(forms("Polna"), Vec::<Vec<String>>::new());
    }

    #[test]
    fn the_letter_u_is_of_the_number_before_it_or_of_the_name_after_it() {
        // (text, forms of the last number, the word that is its letter)
        for (text, own, suffix) in [
            ("Robotnicza 19U", vec!["19u", "19"], 0b100),
            ("Robotnicza 19 U", vec!["19u", "19"], 0b100),
            ("Robotnicza 19U, Dąbrowa Górnicza", vec!["19u", "19"], 0b100),
            ("Robotnicza 19 u Dąbrowa", vec!["19u", "19"], 0b100),
            ("60 u. Ofiar", vec!["60"], 0),
            ("10 U Szyposza", vec!["10"], 0),
            ("U Moców 2", vec!["2"], 0),
        ] {
            let Query::Address(parsed) = query(text) else { panic!("no point") };
            assert_eq!(forms(text).pop(), Some(own.into_iter().map(String::from).collect()));
            assert_eq!((parsed.suffix, parsed.kinds & suffix), (suffix, 0), "{text}");
        }
    }

    #[test]
    fn a_kind_of_street_that_stands_alone_is_a_name() {
        for (text, at, left) in [
            ("Nowa Sól, Promenada 7", 2, 60),
            ("Promenada 7, Nowa Sól", 0, 60),
            ("Wierzbno, Osiedle 2", 1, 60),
            ("Czernica Biskupa 9", 1, 60),
            ("Plac Wolności 1", 0, 6),
            ("Aleja 3 Maja 7, Brusy", 0, 6),
            ("os. 5, Brusy", 0, 6),
            ("ulica 5", 0, 6),
            // Misspelt kinds before a name.
            ("uliyc Polna 5", 0, 20),
            ("palc Wolności 1", 0, 20),
            ("up Polna 5", 0, 20),
            ("Palce 5", 0, 150),
        ] {
            let Query::Address(parsed) = query(text) else { panic!("no point") };
            assert_eq!(parsed.left[at], left, "{text}");
        }
    }

    #[test]
    fn letters_that_a_shorter_number_lacks_are_known() {
        // Words: polna, 12, b, 7 and so on; the number's letter is the third word.
        for (text, cut) in [
            ("Polna 12b", vec![0, 0b100]),
            ("Polna 12 b", vec![0, 0b100]),
            ("Polna 12b/7", vec![0, 0, 0b100]),
            // What follows the bar is the flat's.
            ("Polna 12/7b", vec![0, 0b1000, 0]),
            ("Polna 12/7", vec![0, 0]),
            ("Polna 12 w Brusach", vec![0, 0]),
            ("Polna 12 w", vec![0, 0b100]),
            ("Polna 12 m. 3", vec![0]),
        ] {
            let Query::Address(parsed) = query(text) else { panic!("no point") };
            let found: Vec<u32> = parsed.units[0].forms.iter().map(|form| form.cut).collect();
            assert_eq!(found, cut, "{text}");
        }
    }

    #[test]
    fn a_postcode_is_no_house_number() {
        let Query::Address(parsed) = query("83-047 Jodłowno 12") else { panic!("no point") };
        assert_eq!(parsed.postcode.as_deref(), Some("83-047"));
        assert_eq!(parsed.units.len(), 1);
        assert_eq!(parsed.left[..2], [0, 0]);
    }

    #[test]
    fn marks_say_what_follows() {
        let Query::Address(parsed) = query("ul. Polna 5, gm. Brusy") else { panic!("no point") };
        assert_eq!(parsed.kinds, 0b1);
        assert_eq!(parsed.street, 0b10);
        assert_eq!(parsed.context, 0b1_0000);
    }
}
