//! A beginning with typing errors, mended: only what nothing goes on from.

use super::distance::Pattern;
use super::fold::{Made, Word};
use super::index::SearchIndex;
use super::vocab::Seen;
use super::words;

/// Other words that stand for one, and other texts that are tried, at most.
const MOST: [usize; 2] = [8, 16];
/// Letters of a word that may be mended.
const LEAST: usize = 4;

impl SearchIndex {
    /// Other words that may be meant, with their price, the likeliest first. The last word may be
    /// unfinished.
    pub(super) fn mended(&self, all: &[Word], open: bool) -> Vec<(u16, Vec<Word>)> {
        let mut texts: Vec<(u16, Vec<Word>)> = vec![(0, Vec::new())];
        for (at, word) in all.iter().enumerate() {
            let choices = self.choices(word, open && at + 1 == all.len());
            let longer = |(price, before): &(u16, Vec<Word>)| {
                let (price, before) = (*price, before.clone());
                let extend = move |(more, text): &(u16, String)| {
                    let mut longer = before.clone();
                    longer.push(Word { text: text.clone(), spelt: text.clone(), ..word.clone() });
                    (price + more, longer)
                };
                choices.iter().map(extend).collect::<Vec<_>>()
            };
            texts = texts.iter().flat_map(longer).collect();
            texts.sort_by_key(|text| text.0);
            texts.truncate(MOST[1]);
        }
        texts.retain(|(price, _)| *price > 0);
        texts
    }

    /// What may be meant by a word, with prices; the word itself costs nothing where it is known.
    fn choices(&self, word: &Word, open: bool) -> Vec<(u16, String)> {
        let as_it_is = (0, word.text.clone());
        if word.made != Made::Letters || word.text.len() < LEAST || words::is_mark(&word.text) {
            return vec![as_it_is];
        }
        let (text, mut near) = (word.text.as_str(), Vec::new());
        let is_known = if open {
            self.vocab.beginning(text).next().is_some()
        } else {
            self.vocab.token(words::canonical(text).0).is_some()
        };
        if open {
            near = self.beginnings(text.as_bytes());
        } else {
            let limit = if is_known || text.len() < 6 { 1 } else { 2 };
            let mut found = Vec::new();
            self.vocab.near(text, limit, &mut Seen::default(), &mut found);
            near.extend(found.into_iter().filter(|row| row.1 > 0).map(|(token, _, price)| {
                (price, String::from_utf8_lossy(self.vocab.text(token)).into_owned())
            }));
            near.sort();
        }
        near.truncate(MOST[0]);
        let own = is_known.then_some(as_it_is.clone());
        let all: Vec<_> = own.into_iter().chain(near).collect();
        if all.is_empty() { vec![as_it_is] } else { all }
    }

    /// Beginnings of words that are one edit away, those of most words first.
    fn beginnings(&self, head: &[u8]) -> Vec<(u16, String)> {
        let mut found: std::collections::BTreeMap<&[u8], usize> = std::collections::BTreeMap::new();
        let pattern = Pattern::new(head);
        for token in (0_u32..).take(self.vocab.tokens()) {
            let text = self.vocab.text(token);
            // The first letter is seldom wrong, but may have changed places.
            let begins = text.first() == head.first()
                || (text.first() == head.get(1) && text.get(1) == head.first());
            if !begins {
                continue;
            }
            let cuts = [head.len(), head.len() + 1, head.len() - 1];
            let fits = |cut: &usize| {
                text.get(..*cut).is_some_and(|part| pattern.edits(part, 1) == Some(1))
            };
            if let Some(cut) = cuts.into_iter().find(fits) {
                *found.entry(&text[..cut]).or_default() += 1;
            }
        }
        let mut found: Vec<(usize, &[u8])> = found.into_iter().map(|(text, n)| (n, text)).collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let text = |(_, text): (usize, &[u8])| (60, String::from_utf8_lossy(text).into_owned());
        found.into_iter().map(text).collect()
    }
}
