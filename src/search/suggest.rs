//! What a text that is still being typed may become.

use super::build::NONE;
use super::fold::{self, Made, Word};
use super::index::SearchIndex;
use super::names::Names;
use super::words::{self, Role};

/// Readings of a beginning that are looked at, at most.
const MOST: usize = 4_000;
/// Groups of a street or locality that are looked at, at most.
const MOST_GROUPS: usize = 20_000;

/// A completion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// Text for the search box.
    pub text: String,
    /// Gmina and powiat, which tell equal texts apart.
    pub gmina: String,
    /// The address, where it is one; otherwise a locality or a street.
    pub address: Option<u32>,
    /// How many addresses it stands for.
    pub count: u32,
    /// One of its addresses, about in the middle of the list, by which a map can show it.
    pub near: u32,
    /// Whether it is a street or an address, and no whole locality.
    pub is_street: bool,
}

/// A place in the base: a locality, or a street in one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Locality(u32),
    Group(u32),
}

impl SearchIndex {
    /// Localities, streets and addresses whose names go on from a text, those with most addresses
    /// first. The last word may be unfinished; words are compared without diacritics. Only where
    /// nothing goes on from a text are words taken for others by typing errors.
    pub fn suggest(&self, prefix: &str, limit: usize) -> Vec<Suggestion> {
        let words = fold::words(prefix);
        let open = prefix.chars().next_back().is_some_and(char::is_alphanumeric);
        let first_digit = words.iter().skip(1).rposition(|word| word.made == Made::Digits);
        // The number ends the text: "Polna 12a".
        let cut = first_digit.map(|at| at + 1).filter(|at| words.len() - at <= 3);
        let (names, number) = words.split_at(cut.unwrap_or(words.len()));
        let number: String = number.iter().map(|word| word.text.as_str()).collect();
        let found = self.going_on(names, &number, open, limit);
        if !found.is_empty() || limit == 0 {
            return found;
        }
        let mut mended: Vec<(u16, Suggestion)> = Vec::new();
        for (price, names) in self.mended(names, open && number.is_empty()) {
            let more = self.going_on(&names, &number, open, limit);
            mended.extend(more.into_iter().map(|one| (price, one)));
        }
        mended.sort_by_key(|(price, one)| (*price, std::cmp::Reverse(one.count)));
        let mut out: Vec<Suggestion> = Vec::new();
        for (_, one) in mended {
            if out.len() < limit && !out.contains(&one) {
                out.push(one);
            }
        }
        out
    }

    /// Completions of words that are written rightly.
    fn going_on(&self, names: &[Word], number: &str, open: bool, limit: usize) -> Vec<Suggestion> {
        let places = self.completed(names, open && number.is_empty());
        let rank = |(by_gmina, place)| (by_gmina, std::cmp::Reverse(self.count(place)), place);
        let mut ranked: Vec<(bool, std::cmp::Reverse<u32>, Place)> =
            places.into_iter().map(rank).collect();
        ranked.sort_unstable();
        ranked.dedup();
        let mut out = Vec::new();
        for (_, count, place) in ranked {
            if out.len() >= limit {
                break;
            }
            if number.is_empty() {
                out.push(self.suggested(place, count.0));
            } else {
                self.numbered(place, number, limit, &mut out);
            }
        }
        out
    }

    /// The places that have all words in their names, and whether a gmina's name was needed.
    fn completed(&self, words: &[Word], open: bool) -> Vec<(bool, Place)> {
        let said: Vec<&Word> = words
            .iter()
            .filter(|word| {
                words::canonical(&word.text).1 != Role::Kind && !words::is_mark(&word.text)
            })
            .collect();
        let Some((last, before)) = said.split_last() else { return Vec::new() };
        let token = |word: &Word| self.vocab.token(words::canonical(&word.text).0);
        let tokens: Vec<u32> = if open {
            self.vocab.beginning(&last.text).take(MOST).map(|(token, _)| token).collect()
        } else {
            token(last).into_iter().collect()
        };
        let known: Vec<Option<u32>> = before.iter().map(|word| token(word)).collect();
        let mut out = Vec::new();
        let places = self.holding(&self.places, &tokens, before);
        for &(name, _) in places.iter().filter(|row| row.1 == 0) {
            let localities = self.localities_named.get(name).iter();
            out.extend(localities.map(|&locality| (false, Place::Locality(locality))));
        }
        for (name, rest) in self.holding(&self.streets, &tokens, before) {
            for &group in self.groups_of_street.get(name).iter().take(MOST_GROUPS) {
                let locality = self.groups[group as usize].locality;
                if let Some(by_gmina) = self.place_has(locality, &known, rest) {
                    out.push((by_gmina, Place::Group(group)));
                }
            }
        }
        // "polna choj": the street is said, the locality is not finished.
        if let Some((first, others)) = before.split_first() {
            let tokens: Vec<u32> = token(first).into_iter().collect();
            let streets = self.holding(&self.streets, &tokens, others);
            for &(name, _) in streets.iter().filter(|row| row.1 == 0) {
                for &group in self.groups_of_street.get(name).iter().take(MOST_GROUPS) {
                    let locality = self.groups[group as usize].locality;
                    let place = self.localities[locality as usize].name;
                    if places.binary_search_by_key(&place, |row| row.0).is_ok() {
                        out.push((false, Place::Group(group)));
                    }
                }
            }
        }
        out
    }

    /// Names with one of the tokens, and which of the other words they lack.
    fn holding(&self, names: &Names, tokens: &[u32], before: &[&Word]) -> Vec<(u32, u32)> {
        let known: Vec<Option<u32>> =
            before.iter().map(|word| self.vocab.token(words::canonical(&word.text).0)).collect();
        let mut out = Vec::new();
        for &token in tokens {
            for &spelling in names.having(token) {
                let parts = names.parts(spelling);
                let mut rest = 0_u32;
                for (token, at) in known.iter().zip(0_u32..) {
                    let has =
                        token.is_some_and(|token| parts.iter().any(|part| part.token == token));
                    rest |= u32::from(!has) << at;
                }
                out.push((names.name_of(spelling), rest));
            }
        }
        out.sort_unstable();
        out.dedup_by_key(|row| row.0);
        out
    }

    /// Whether the words of a set that a locality lacks are those of its gmina; `None` if not.
    fn place_has(&self, locality: u32, known: &[Option<u32>], rest: u32) -> Option<bool> {
        if rest == 0 {
            return Some(false);
        }
        let place = &self.localities[locality as usize];
        let gmina = self.units[place.gmina as usize].names[0];
        let has = |names: &Names, name: u32, token: Option<u32>| {
            names.spellings_of(name).any(|spelling| {
                let mut parts = names.parts(spelling).iter();
                parts.any(|part| Some(part.token) == token)
            })
        };
        let mut by_gmina = false;
        for (&token, _) in known.iter().zip(0_u32..).filter(|(_, at)| rest & 1 << at != 0) {
            token?;
            if !has(&self.places, place.name, token) {
                by_gmina = true;
                if !has(&self.unit_names, gmina, token) {
                    return None;
                }
            }
        }
        Some(by_gmina)
    }

    fn count(&self, place: Place) -> u32 {
        let of = |group: u32| u32::try_from(self.entries(group).len()).unwrap_or(u32::MAX);
        match place {
            Place::Group(group) => of(group),
            Place::Locality(locality) => {
                self.groups_of_locality.get(locality).iter().map(|&group| of(group)).sum()
            }
        }
    }

    fn suggested(&self, place: Place, count: u32) -> Suggestion {
        let near = self.middle(place);
        let (text, unit) = match place {
            Place::Group(group) => {
                let names = self.describe_group(group);
                let street = names.street.map_or("", |street| street.1);
                let gap = if street.is_empty() { "" } else { ", " };
                (format!("{street}{gap}{}", names.locality), self.groups[group as usize].locality)
            }
            Place::Locality(locality) => {
                let name = self.localities[locality as usize].name;
                (self.places.text(name).to_owned(), locality)
            }
        };
        let unit = &self.units[self.localities[unit as usize].gmina as usize];
        let [gmina, powiat, _] = unit.names.map(|name| self.unit_names.text(name));
        let (gmina, is_street) = (format!("{gmina}, {powiat}"), matches!(place, Place::Group(_)));
        Suggestion { text, gmina, address: None, count, near, is_street }
    }

    /// An address of a place, about in the middle of its longest list.
    fn middle(&self, place: Place) -> u32 {
        let group = match place {
            Place::Group(group) => Some(group),
            Place::Locality(locality) => {
                let groups = self.groups_of_locality.get(locality).iter().copied();
                groups.max_by_key(|group| (self.entries(*group).len(), std::cmp::Reverse(*group)))
            }
        };
        let entries = group.map_or(0..0, |group| self.entries(group));
        self.addresses.get(entries.start + entries.len() / 2).copied().unwrap_or(0)
    }

    /// The addresses of a place whose numbers go on from one.
    fn numbered(&self, place: Place, number: &str, limit: usize, out: &mut Vec<Suggestion>) {
        let group = match place {
            Place::Group(group) => group,
            Place::Locality(locality) => {
                let first = self.groups_of_locality.get(locality).first();
                let Some(&group) = first.filter(|&&at| self.groups[at as usize].street == NONE)
                else {
                    return;
                };
                group
            }
        };
        for entry in self.entries(group) {
            let text = self.numbers.text(self.list[entry]);
            let form = super::number::normal(text).replace('/', "");
            if out.len() < limit && form.starts_with(number) {
                let whole = self.suggested(Place::Group(group), 1);
                let names = self.describe_group(group);
                let text = match names.street {
                    Some((_, street)) => format!("{street} {text}, {}", names.locality),
                    None => format!("{} {text}", names.locality),
                };
                let near = self.addresses[entry];
                out.push(Suggestion { text, address: Some(near), near, ..whole });
            }
        }
    }
}
