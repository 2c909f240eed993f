//! The distinct words of all names, found by spelling or within two edits.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::distance::{self, Pattern};
use super::fold::MAX_WORD;
use super::hits::Marks;

/// Letters of a word from which deletions are indexed.
const HEAD: usize = 8;

/// Rows of variable length, one after the other.
#[derive(Default)]
pub struct Rows {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Rows {
    /// Groups pairs of (row, item) by row; items of a row keep their order.
    pub fn of(rows: usize, pairs: &[(u32, u32)]) -> Self {
        let mut starts = vec![0_u32; rows + 1];
        for &(row, _) in pairs {
            starts[row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut items = vec![0; pairs.len()];
        for &(row, item) in pairs {
            items[next[row as usize] as usize] = item;
            next[row as usize] += 1;
        }
        Self { starts, items }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Where the items of a row stand among all.
    pub fn span(&self, row: u32) -> std::ops::Range<usize> {
        let row = row as usize;
        self.starts[row] as usize..self.starts[row + 1] as usize
    }

    /// All items, row after row.
    pub fn items(&self) -> &[u32] {
        &self.items
    }

    /// The items of a row.
    pub fn get(&self, row: u32) -> &[u32] {
        &self.items[self.span(row)]
    }
}

/// Strings by hashes of what is left of them when letters are deleted.
struct Deletes {
    shift: u32,
    rows: Rows,
}

fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    let mut state = 0x51_7c_c1_b7_27_22_0a_95_u64;
    for byte in bytes {
        state = (state ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        state ^= state >> 29;
    }
    state.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Calls `take` with the hash of the head of a word without `count` of its letters.
fn each_delete(word: &[u8], count: u8, mut take: impl FnMut(u64)) {
    let head = &word[..word.len().min(HEAD)];
    let without = |first: usize, second: usize| {
        let kept = head.iter().enumerate();
        let kept = kept.filter(move |&(at, _)| at != first && at != second);
        hash(kept.map(|(_, &byte)| byte))
    };
    match count {
        0 => take(without(HEAD, HEAD)),
        1 => (0..head.len()).for_each(|first| take(without(first, HEAD))),
        _ => {
            for first in 0..head.len() {
                for second in first + 1..head.len() {
                    take(without(first, second));
                }
            }
        }
    }
}

impl Deletes {
    fn of(texts: &[Box<[u8]>], counts: &[u8]) -> Self {
        let mut found = Vec::new();
        for (text, id) in texts.iter().zip(0_u32..) {
            for &count in counts {
                each_delete(text, count, |hash| found.push((hash, id)));
            }
        }
        let bits = (found.len().max(16) / 2).next_power_of_two().trailing_zeros();
        let shift = 64 - bits;
        let mut pairs: Vec<(u32, u32)> = found
            .into_iter()
            .map(|(hash, id)| (u32::try_from(hash >> shift).unwrap_or(0), id))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self { shift, rows: Rows::of(1 << bits, &pairs) }
    }

    fn bucket(&self, hash: u64) -> &[u32] {
        self.rows.get(u32::try_from(hash >> self.shift).unwrap_or(0))
    }
}

/// Letters that occur in a word, one bit each.
pub fn letters(word: &[u8]) -> u32 {
    word.iter().fold(0, |set, byte| set | 1 << (byte & 31))
}

/// Tokens near a word, with edits and price.
pub type Near = (u32, u8, u16);

/// The words of all names.
pub struct Vocab {
    /// Sorted.
    texts: Vec<Box<[u8]>>,
    letters: Vec<u32>,
    /// Text → token: several forms of one word are one token.
    tokens: Vec<u32>,
    /// Token → its own text.
    own: Vec<u32>,
    exact: FxHashMap<Box<[u8]>, u32>,
    one: Deletes,
    two: Deletes,
    /// What is near each text within one and two edits, found out when first asked: words of names
    /// stand in text after text. What people type that is no such word is not kept.
    near: Vec<[OnceLock<Box<[Near]>>; 2]>,
}

/// Which texts were already compared in this look-up.
#[derive(Default)]
pub struct Seen {
    texts: Marks,
    rows: Vec<(u32, u8)>,
}

impl Vocab {
    /// Texts with the tokens that they stand for.
    pub fn of(forms: Vec<(String, u32)>, tokens: &[String]) -> Self {
        let mut rows: Vec<(Box<[u8]>, u32)> =
            forms.into_iter().map(|(text, token)| (text.into_bytes().into(), token)).collect();
        rows.sort_unstable();
        rows.dedup_by(|next, first| next.0 == first.0);
        let (texts, token_of): (Vec<_>, Vec<u32>) = rows.into_iter().unzip();
        let exact: FxHashMap<_, _> = texts.iter().cloned().zip(0_u32..).collect();
        let own = tokens.iter().map(|text| exact.get(text.as_bytes()).copied().unwrap_or(0));
        let own = own.collect();
        let (one, two) = rayon::join(|| Deletes::of(&texts, &[0, 1]), || Deletes::of(&texts, &[2]));
        let letters = texts.iter().map(|text| letters(text)).collect();
        let near = std::iter::repeat_with(Default::default).take(texts.len()).collect();
        Self { texts, letters, tokens: token_of, own, exact, one, two, near }
    }

    /// How many tokens there are.
    pub fn tokens(&self) -> usize {
        self.own.len()
    }

    /// The text of a token.
    pub fn text(&self, token: u32) -> &[u8] {
        &self.texts[self.own[token as usize] as usize]
    }

    /// The token of a word.
    pub fn token(&self, word: &str) -> Option<u32> {
        self.exact.get(word.as_bytes()).map(|&text| self.tokens[text as usize])
    }

    /// The tokens that begin with a text, with the letters that they have beyond it.
    pub fn beginning(&self, head: &str) -> impl Iterator<Item = (u32, usize)> {
        let head = head.as_bytes();
        let first = self.texts.partition_point(|text| &**text < head);
        let rows = self.texts[first..].iter().zip(&self.tokens[first..]);
        rows.take_while(move |(text, _)| text.starts_with(head))
            .map(move |(text, &token)| (token, text.len() - head.len()))
    }

    /// Tokens within one or two edits of a word, with edits and price.
    pub fn near(&self, word: &str, limit: u8, seen: &mut Seen, out: &mut Vec<Near>) {
        let Some(&text) = self.exact.get(word.as_bytes()) else {
            return self.look_near(word.as_bytes(), limit, seen, out);
        };
        let found = self.near[text as usize][usize::from(limit > 1)].get_or_init(|| {
            let mut found = Vec::new();
            self.look_near(word.as_bytes(), limit, seen, &mut found);
            found.into()
        });
        out.extend_from_slice(found);
    }

    fn look_near(&self, word: &[u8], limit: u8, seen: &mut Seen, out: &mut Vec<Near>) {
        let word = &word[..word.len().min(MAX_WORD)];
        let pattern = Pattern::new(word);
        seen.texts.begin(self.texts.len());
        seen.rows.clear();
        let set = letters(word);
        for count in 0..=limit {
            each_delete(word, count, |hash| {
                self.compare((&pattern, set), limit, self.one.bucket(hash), seen);
                if limit > 1 {
                    self.compare((&pattern, set), limit, self.two.bucket(hash), seen);
                }
            });
        }
        for &(text, edits) in &seen.rows {
            let price = distance::price(word, &self.texts[text as usize]);
            out.push((self.tokens[text as usize], edits, price));
        }
    }

    /// Edits between a word, whose pattern and letters these are, and a token, if at most `limit`.
    pub fn apart(&self, (pattern, set): (&Pattern, u32), token: u32, limit: u8) -> Option<u8> {
        let text = self.own[token as usize] as usize;
        let other = self.letters[text];
        let (more, less) = ((set & !other).count_ones(), (other & !set).count_ones());
        if more.max(less) > u32::from(limit) {
            return None;
        }
        pattern.edits(&self.texts[text], limit)
    }

    fn compare(&self, (pattern, set): (&Pattern, u32), limit: u8, bucket: &[u32], seen: &mut Seen) {
        for &text in bucket {
            let at = text as usize;
            if !seen.texts.add(text) {
                continue;
            }
            let other = self.letters[at];
            let (more, less) = ((set & !other).count_ones(), (other & !set).count_ones());
            if more.max(less) > u32::from(limit) {
                continue;
            }
            if let Some(edits) = pattern.edits(&self.texts[at], limit)
                && edits > 0
            {
                seen.rows.push((text, edits));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_with_their_edits() {
        let words = ["polna", "dolna", "polanka", "krakow", "chrzaszczyzewoszyce"];
        let tokens: Vec<String> = words.map(String::from).to_vec();
        let forms = tokens.iter().cloned().zip(0..).collect();
        let vocab = Vocab::of(forms, &tokens);
        let near = |word: &str, limit| {
            let mut out = Vec::new();
            vocab.near(word, limit, &mut Seen::default(), &mut out);
            out.sort_unstable();
            out.into_iter().map(|(token, edits, _)| (token, edits)).collect::<Vec<_>>()
        };
        assert_eq!(near("polna", 1), [(1, 1)]);
        assert_eq!(near("polna", 2), [(1, 1), (2, 2)]);
        assert_eq!(near("krakuw", 1), [(3, 1)]);
        assert_eq!(near("hrzaszczyzewoszyec", 2), [(4, 2)]);
        assert_eq!(near("", 2), []);
        assert_eq!(vocab.beginning("pol").map(|(token, _)| token).collect::<Vec<_>>(), [2, 0]);
    }
}
