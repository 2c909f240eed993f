//! The index and its answers.

use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::build::NONE;
use super::find::Scratch;
use super::fold::{self, Word};
use super::names::Names;
use super::number::Numbers;
use super::parse::{self, Parsed, Query};
use super::vocab::{Rows, Vocab};
use super::words;
use crate::place::Coordinates;

/// A locality.
pub(crate) struct Locality {
    pub simc: u32,
    pub gmina: u32,
    pub name: u32,
    /// The locality of which it is a part.
    pub whole: u32,
}

/// A gmina with the names of itself, its powiat and its voivodeship.
pub(crate) struct Unit {
    pub terc: Box<str>,
    pub names: [u32; 3],
}

/// The addresses of a street in a locality, or those without a street.
pub(crate) struct Group {
    pub locality: u32,
    pub street: u32,
    /// Code of the street, which may have no name; `NONE` without a street.
    pub ulic: u32,
    /// First of its numbers.
    pub start: u32,
}

/// An address base that is searched by text.
pub struct SearchIndex {
    pub(crate) vocab: Vocab,
    pub(crate) streets: Names,
    pub(crate) places: Names,
    pub(crate) unit_names: Names,
    pub(crate) gminas_of_unit: Rows,
    pub(crate) units: Vec<Unit>,
    pub(crate) localities: Vec<Locality>,
    /// Localities in the order of their codes, sorted when first asked for.
    pub(crate) by_simc: OnceLock<Vec<u32>>,
    pub(crate) localities_named: Rows,
    pub(crate) localities_of_gmina: Rows,
    pub(crate) parts_of_locality: Rows,
    pub(crate) groups: Vec<Group>,
    pub(crate) groups_of_locality: Rows,
    pub(crate) groups_of_street: Rows,
    /// Locality of each item of `groups_of_street`: groups are too many to be looked at one by one.
    pub(crate) localities_of_street: Vec<u32>,
    /// The groups of each locality without a street, or with one of which only the code is known.
    pub(crate) alone: Rows,
    pub(crate) numbers: Numbers,
    /// Numbers of all groups, one after the other, each sorted.
    pub(crate) list: Vec<u32>,
    /// The address of each entry of `list`.
    pub(crate) addresses: Vec<u32>,
    pub(crate) spare: Mutex<Vec<Scratch>>,
}

/// How well a text names an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MatchClass {
    /// Letter by letter, but for case, order, punctuation and a left-out `ul.`
    Exact,
    /// Without edits: diacritics, abbreviations, left-out first names, flats.
    Normalised,
    /// With typing errors, with words that nothing explains, or another letter after the number.
    Fuzzy,
    /// Several addresses fit as well as the first.
    Ambiguous,
    /// No address has all that the text says; candidates are only hints.
    None,
}

impl MatchClass {
    /// Its word in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Normalised => "normalised",
            Self::Fuzzy => "fuzzy",
            Self::Ambiguous => "ambiguous",
            Self::None => "none",
        }
    }
}

/// How a part of an address was found in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The address has no such part.
    Absent,
    /// The text does not say it.
    Unsaid,
    /// Found with so many edits.
    Found(u8),
    /// The text says another: the number is the nearest one, or the same without its letter; the
    /// address has no street.
    Other,
}

/// Why an address that explains all words of a text is only a hint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// It takes more than two edits.
    Edits,
    /// What is edited is, as it stands, the name of another place.
    OtherPlace,
    /// The locality is named by the column of the street, or the other way round.
    Columns,
}

/// An address that a text may mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Position of the address in the base.
    pub address: u32,
    /// 1000 for a perfect match, less by the price of every difference.
    pub score: u16,
    /// How well it matches by itself; whether others match as well is the class of the answer.
    pub class: MatchClass,
    /// The locality.
    pub locality: Part,
    /// The street.
    pub street: Part,
    /// The house number.
    pub number: Part,
    /// Whether the number of a flat was left out.
    pub flat: bool,
    /// Words of the text that nothing explains.
    pub unexplained: u8,
    /// Why it is no more than a hint, though it explains all words.
    pub doubt: Option<Doubt>,
    pub(crate) entry: u32,
    pub(crate) group: u32,
}

/// Candidates that are less than this behind the first are as good.
pub const AS_GOOD: u16 = 12;
/// Texts below this score mean no address of the base: too much of them is something else.
const SCORE_MIN: u16 = 700;

impl Candidate {
    /// Whether the text may speak of another place: a word of it is unexplained, it differs too
    /// much, or it names another one.
    pub fn is_elsewhere(&self) -> bool {
        self.unexplained > 0 || self.score < SCORE_MIN || self.doubt.is_some()
    }
}

/// The answer to a text.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// How well the first candidate matches, or that others match as well.
    pub class: MatchClass,
    /// The text was a point: the caller finds the addresses near it.
    pub point: Option<Coordinates>,
    /// Best first, in the order of the module.
    pub candidates: Vec<Candidate>,
    /// Words of the text that the first candidate leaves unexplained.
    pub left_out: Vec<String>,
}

/// Names of an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Described<'a> {
    /// Code of the gmina as it was given.
    pub terc: &'a str,
    /// Name of the gmina.
    pub gmina: &'a str,
    /// Name of the powiat.
    pub powiat: &'a str,
    /// Name of the voivodeship.
    pub voivodeship: &'a str,
    /// Code of the locality.
    pub simc: u32,
    /// Name of the locality.
    pub locality: &'a str,
    /// Code and name of the street.
    pub street: Option<(u32, &'a str)>,
    /// House number as written.
    pub number: &'a str,
}

/// Whether these words, and no others, are one of the names.
fn is_named(vocab: &Vocab, names: &Names, words: &[Word]) -> bool {
    let token = |word: &Word| vocab.token(words::canonical(&word.text).0);
    let Some(tokens) = words.iter().map(token).collect::<Option<Vec<u32>>>() else { return false };
    let Some(&first) = tokens.first() else { return false };
    let is_same = |&spelling: &u32| {
        names.parts(spelling).iter().map(|part| part.token).eq(tokens.iter().copied())
    };
    names.having(first).iter().any(is_same)
}

impl SearchIndex {
    /// How many addresses it holds.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The addresses that a text may mean, best first, at most `limit`.
    pub fn search(&self, text: &str, limit: usize) -> Answer {
        self.answer(text, |scratch, parsed| scratch.answer(self, parsed, limit))
    }

    /// The same answer with the first candidate and those as good only, which is found faster.
    pub fn search_best(&self, text: &str, limit: usize) -> Answer {
        self.answer(text, |scratch, parsed| scratch.best(self, parsed, limit))
    }

    /// The same of a text of which the parts that name a locality and a street are known. A word of
    /// the one is none of the other.
    pub fn search_columns(&self, text: &str, columns: &[Range<usize>; 2], limit: usize) -> Answer {
        if columns.iter().all(Range::is_empty) {
            return self.search_best(text, limit);
        }
        let parsed = parse::by_columns(text, columns);
        let mut scratch = self.scratch();
        let answer = scratch.best(self, &parsed, limit);
        self.give_back(scratch);
        answer
    }

    /// Whether a text is the name of a locality.
    pub fn has_place(&self, text: &str) -> bool {
        is_named(&self.vocab, &self.places, &fold::words(text))
    }

    /// Whether a word is the name of a locality, gmina, powiat or voivodeship.
    pub(super) fn is_place(&self, word: &Word) -> bool {
        let all = [&self.places, &self.unit_names];
        all.into_iter().any(|names| is_named(&self.vocab, names, std::slice::from_ref(word)))
    }

    fn answer(&self, text: &str, of: impl Fn(&mut Scratch, &Parsed) -> Answer) -> Answer {
        match parse::query(text) {
            Query::Point(point) => {
                let (class, candidates) = (MatchClass::None, Vec::new());
                Answer { class, point: Some(point), candidates, left_out: Vec::new() }
            }
            Query::Address(parsed) => {
                let mut scratch = self.scratch();
                let answer = of(&mut scratch, &parsed);
                self.give_back(scratch);
                answer
            }
        }
    }

    /// The answers to many texts, in their order.
    pub fn batch<T: AsRef<str> + Sync>(&self, texts: &[T], limit: usize) -> Vec<Answer> {
        texts.par_iter().map(|text| self.search(text.as_ref(), limit)).collect()
    }

    pub(crate) fn scratch(&self) -> Scratch {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_default()
    }

    pub(crate) fn give_back(&self, scratch: Scratch) {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
    }

    /// The entries of a group.
    pub(crate) fn entries(&self, group: u32) -> std::ops::Range<usize> {
        let at = group as usize;
        let end = self.groups.get(at + 1).map_or(self.list.len(), |next| next.start as usize);
        self.groups[at].start as usize..end
    }

    /// The names of a candidate of this index.
    pub fn describe(&self, candidate: &Candidate) -> Described<'_> {
        let number = self.numbers.text(self.list[candidate.entry as usize]);
        Described { number, ..self.describe_group(candidate.group) }
    }

    pub(crate) fn describe_group(&self, group: u32) -> Described<'_> {
        let group = &self.groups[group as usize];
        let locality = &self.localities[group.locality as usize];
        let unit = &self.units[locality.gmina as usize];
        let [gmina, powiat, voivodeship] = unit.names.map(|name| self.unit_names.text(name));
        let street = (group.street != NONE).then(|| (group.ulic, self.streets.text(group.street)));
        Described {
            terc: &unit.terc,
            gmina,
            powiat,
            voivodeship,
            simc: locality.simc,
            locality: self.places.text(locality.name),
            street,
            number: "",
        }
    }

    /// Where each address of the base, by its position, stands among those of the index;
    /// `u32::MAX` for none.
    pub fn entries_of_addresses(&self, n_addresses: usize) -> Vec<u32> {
        let mut entries = vec![NONE; n_addresses];
        for (entry, address) in (0_u32..).zip(&self.addresses) {
            if let Some(slot) = entries.get_mut(*address as usize) {
                *slot = entry;
            }
        }
        entries
    }

    /// The names of an entry; `None` where there is no such.
    pub fn describe_entry(&self, entry: u32) -> Option<Described<'_>> {
        let number = self.numbers.text(*self.list.get(entry as usize)?);
        let group = self.groups.partition_point(|group| group.start <= entry).checked_sub(1)?;
        Some(Described { number, ..self.describe_group(u32::try_from(group).ok()?) })
    }

    /// Every address with its names, in the order of the index: for tests and benchmarks.
    pub fn all(&self) -> impl Iterator<Item = (u32, Described<'_>)> {
        (0..u32::try_from(self.groups.len()).unwrap_or(NONE)).flat_map(move |group| {
            let names = self.describe_group(group);
            self.entries(group).map(move |entry| {
                let number = self.numbers.text(self.list[entry]);
                (self.addresses[entry], Described { number, ..names })
            })
        })
    }
}
