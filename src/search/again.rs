//! Second attempts: where the first leaves words unexplained or costs much.

use super::build::NONE;
use super::distance;
use super::find::{Scratch, Stage};
use super::fold::{self, MAX_WORD, MAX_WORDS, Made, Word};
use super::index::{AS_GOOD, Part, SearchIndex};
use super::parse::{self, Parsed};
use super::rank::{self, Found};
use super::words;

/// Other ways to part a text into words that are tried.
const MOST_WAYS: usize = 6;
/// Addresses that are named beside each other: where there are fewer, more are looked for.
const ENOUGH_NAMED: usize = 5;

impl Scratch {
    /// Where the best leaves a word unexplained, tries names of which the text has a part: `Z. Góra`,
    /// `Dąbrowa` of Dąbrowa Górnicza, `Jadwigi` of Królowej Jadwigi. Whether that led further.
    pub(super) fn try_parts(&mut self, index: &SearchIndex, query: &Parsed) -> bool {
        let Some(&best) = self.found.first() else { return false };
        let said = self.reworded.as_ref().unwrap_or(query);
        let units = said.units.iter().fold(0, |mask, unit| mask | unit.mask);
        let mut words = said.words.iter().zip(&said.left).zip(0_u32..);
        let is_left = words.any(|((word, left), at)| {
            (best.mask | units) & 1 << at == 0 && (*left >= 45 || *left == 20 && word.stop)
        });
        if !is_left {
            return false;
        }
        let kept = std::mem::take(&mut self.found);
        self.in_part = true;
        self.run(index, query, Stage::One);
        self.in_part = false;
        rank::note_streets(index, query, &mut self.found);
        let leads_further = |new: &Found| {
            !new.is_hint()
                && (new.unexplained < best.unexplained
                    || new.unexplained == best.unexplained && new.price < best.price)
        };
        if self.found.first().is_some_and(leads_further) {
            self.reworded = None;
            return true;
        }
        self.found = kept;
        false
    }

    /// Whether a misspelt text led to so few addresses that other readings of it are worth naming.
    pub(super) fn is_thin(&self) -> bool {
        let is_named = |row: &&Found| !row.is_hint() && row.unexplained == 0;
        let Some(first) = self.found.first().filter(is_named) else { return false };
        self.reworded.is_none()
            && first.edits > 0
            && self.found.iter().filter(is_named).count() < ENOUGH_NAMED
    }

    /// Adds the addresses that two edits lead to after those that one led to. None of them comes
    /// before the first, nor as near to it as to be its rival.
    pub(super) fn look_further(&mut self, index: &SearchIndex, query: &Parsed) {
        let kept = std::mem::take(&mut self.found);
        self.is_thorough = true;
        self.run(index, query, Stage::Two);
        self.is_thorough = false;
        let least = kept.first().map_or(0, |first| first.price.saturating_add(AS_GOOD));
        let more = std::mem::replace(&mut self.found, kept);
        for mut row in more.into_iter().filter(|row| !row.is_hint() && row.unexplained == 0) {
            if self.found.iter().all(|held| !held.is_same_entry(&row)) {
                row.price = row.price.max(least);
                self.found.push(row);
            }
        }
    }

    /// Tries the text with two words as one or one as two where that leads further. Whether an
    /// address had its price raised.
    pub(super) fn try_other_words(
        &mut self,
        index: &SearchIndex,
        query: &Parsed,
        best: u16,
    ) -> bool {
        let mut is_raised = false;
        let mut kept = std::mem::take(&mut self.found);
        let mut best = best;
        for words in other_words(index, query) {
            let other = parse::parsed(words);
            self.run(index, &other, Stage::One);
            is_raised |= rank::note_streets(index, &other, &mut self.found);
            for found in &mut self.found {
                found.price += 35;
                found.edits = found.edits.max(1);
                found.typed.typos = found.typed.typos.saturating_add(1);
            }
            let now = self.found.first().map_or(u16::MAX, |found| found.price);
            if now < best {
                best = now;
                std::mem::swap(&mut kept, &mut self.found);
                self.reworded = Some(other);
            }
        }
        self.found = kept;
        is_raised
    }
}

/// The words with two neighbours joined or one split where the outcome has words of names: those
/// first that explain most letters.
fn other_words(index: &SearchIndex, query: &Parsed) -> Vec<Vec<Word>> {
    let all = &query.words;
    let known =
        |text: &str| text.len() > 1 && (index.vocab.token(text).is_some() || words::is_mark(text));
    // Letters explained, place, cut: a cut of 0 joins the word and the next.
    let mut ways: Vec<(usize, usize, usize)> = Vec::new();
    for (at, word) in all.iter().enumerate().filter(|(_, word)| word.made == Made::Letters) {
        let text = &word.text;
        if let Some(next) = all.get(at + 1).filter(|next| next.made == Made::Letters) {
            let joined = text.len() + next.text.len();
            if (4..=MAX_WORD).contains(&joined) && known(&format!("{text}{}", next.text)) {
                ways.push((joined, at, 0));
            }
        }
        if known(text) || text.len() < 5 || all.len() >= MAX_WORDS {
            continue;
        }
        for cut in 1..text.len() {
            let (left, right) = text.split_at(cut);
            let letters = |half: &str| if known(half) { half.len() } else { 0 };
            let (first, second) = (letters(left), letters(right));
            if first + second == text.len()
                || first.max(second) > 3 && left.len().min(right.len()) > 2
            {
                ways.push((first + second, at, cut));
            }
        }
    }
    ways.sort_unstable_by(|left, right| right.cmp(left));
    ways.truncate(MOST_WAYS);
    ways.into_iter().map(|(_, at, cut)| reworded(all, at, cut)).collect()
}

fn reworded(words: &[Word], at: usize, cut: usize) -> Vec<Word> {
    let mut out = words.to_vec();
    let mut second = words[at].clone();
    if cut == 0 {
        let next = out.remove(at + 1);
        out[at].text.push_str(&next.text);
        out[at].spelt.push_str(&next.spelt);
        out[at].stop = next.stop;
    } else {
        let (left, right) = words[at].text.split_at(cut);
        (second.text, second.spelt, second.gap) = (right.into(), right.into(), Some(' '));
        (out[at].text, out[at].spelt, out[at].stop) = (left.into(), left.into(), false);
        out.insert(at + 1, second);
    }
    out
}

/// The name that a word says with typing errors, or a figure.
fn said_by(word: &Word, names: &[(Word, bool)]) -> Option<usize> {
    if word.made == Made::Digits {
        let is_said = |name: &str| words::other_numbers(&word.text).any(|other| other == name);
        return names.iter().position(|(name, _)| is_said(&name.text));
    }
    let near = |(name, _): &(Word, bool)| {
        distance::edits(word.text.as_bytes(), name.text.as_bytes(), 2)
            .filter(|_| word.text.len() > 3 && name.text.len() > 3)
    };
    let near = names.iter().enumerate().filter_map(|(at, name)| Some((near(name)?, at)));
    near.min().map(|(_, at)| at)
}

/// Unexplained words that are words of the names with typing errors: short ones are looked up as
/// written only, and those that a name of another sort has are not looked up further. Whether there
/// was one.
pub(super) fn explain_misspelt(
    index: &SearchIndex,
    query: &Parsed,
    found: &mut Vec<Found>,
) -> bool {
    if found.first().is_none_or(|best| best.unexplained == 0) {
        return false;
    }
    let mut is_changed = false;
    for row in found.iter_mut().filter(|row| row.unexplained > 0) {
        let group = &index.groups[row.group as usize];
        let street = if group.street == NONE { "" } else { index.streets.text(group.street) };
        let place = index.places.text(index.localities[group.locality as usize].name);
        let mut names = fold::words(street);
        let n_street = names.len();
        names.extend(fold::words(place));
        let mut names: Vec<(Word, bool)> =
            names.into_iter().enumerate().map(|(at, name)| (name, at >= n_street)).collect();
        // Each word of the text says one of the names.
        for (word, at) in query.words.iter().zip(0_u32..) {
            let same = names.iter().position(|(name, _)| name.text == word.text);
            let own = same.or_else(|| said_by(word, &names).filter(|_| row.mask >> at & 1 == 1));
            if let Some(at) = own {
                names.remove(at);
            }
        }
        for at in rank::unexplained(query, (row.mask, row.used)).collect::<Vec<_>>() {
            let text = query.words[at].text.as_bytes();
            let limit = match text.len() {
                0..5 => 1,
                5..9 => 2,
                _ => 3,
            };
            let near = |(name, _): &(Word, bool)| {
                let edits = distance::edits(text, name.text.as_bytes(), limit);
                edits.filter(|_| name.text.len() > 1)
            };
            let of_names = names.iter().enumerate();
            let nearest = of_names.filter_map(|(of, name)| Some((near(name)?, of))).min();
            if let Some((edits, of)) = nearest {
                let (_, is_place) = names.remove(of);
                let saved = query.left[at].saturating_sub(distance::EDIT * u16::from(edits));
                row.mask |= 1 << at;
                row.unexplained -= 1;
                row.edits = row.edits.saturating_add(edits);
                row.typed.typos = row.typed.typos.saturating_add(edits);
                row.typed.is_other |= is_place && edits > 0 && index.is_place(&query.words[at]);
                row.price = row.price.saturating_sub(saved);
                if is_place && row.place == Part::Unsaid {
                    row.place = Part::Found(edits);
                }
                is_changed = true;
            }
        }
    }
    if is_changed {
        rank::finish(found, rank::POOL, u16::MAX);
    }
    is_changed
}
