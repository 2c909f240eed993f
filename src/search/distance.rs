//! How far two words are apart.

use super::fold::MAX_WORD;

/// Price of one edit.
pub const EDIT: u16 = 60;

/// A word that is compared with many: where each letter stands in it.
pub struct Pattern {
    /// By letter (`a`–`z`, `0`–`9`), a bit for each place.
    places: [u64; 128],
    word: [u8; MAX_WORD],
    length: usize,
}

impl Pattern {
    /// Of a word of folded letters and digits.
    pub fn new(word: &[u8]) -> Self {
        let word = clip(word);
        let mut places = [0; 128];
        for (at, letter) in word.iter().enumerate() {
            places[usize::from(letter & 127)] |= 1 << at;
        }
        let mut own = [0; MAX_WORD];
        own[..word.len()].copy_from_slice(word);
        Self { places, word: own, length: word.len() }
    }

    /// Edits between the word and another (insertion, deletion, substitution, swap of neighbours),
    /// if at most `limit`. Two neighbours that changed places and then lost or got a letter between
    /// them are two edits, as they were made by two.
    ///
    /// The table of distances column by column, a bit for each of its differences (Hyyrö 2003).
    pub fn edits(&self, other: &[u8], limit: u8) -> Option<u8> {
        let other = clip(other);
        if self.length.abs_diff(other.len()) > usize::from(limit) {
            return None;
        }
        let Some(last) = self.length.checked_sub(1) else {
            return u8::try_from(other.len()).ok();
        };
        let (mut more, mut less, mut diagonal, mut before) = (!0_u64, 0_u64, 0_u64, 0_u64);
        let mut edits = self.length;
        for letter in other {
            let here = self.places[usize::from(letter & 127)];
            let swapped = ((!diagonal & here) << 1) & before;
            diagonal = ((here & more).wrapping_add(more) ^ more) | here | less | swapped;
            let (up, down) = (less | !(diagonal | more), diagonal & more);
            edits = edits + usize::from(up >> last & 1 == 1) - usize::from(down >> last & 1 == 1);
            let (up, down) = (up << 1 | 1, down << 1);
            more = down | !(diagonal | up);
            less = up & diagonal;
            before = here;
        }
        if edits > 2 && limit > 1 && is_swapped_apart(&self.word[..self.length], other) {
            return Some(2);
        }
        u8::try_from(edits).ok().filter(|edits| *edits <= limit)
    }
}

/// Whether words differ only by two letters that stand side by side in the one, and in the other
/// changed places with a letter between: `słoneczna` and `słonenca`.
fn is_swapped_apart(left: &[u8], right: &[u8]) -> bool {
    let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
    if short.len() + 1 != long.len() {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    match (short.get(same..same + 2), long.get(same..same + 3)) {
        (Some([first, second]), Some([start, _, end])) => {
            first == end && second == start && short[same + 2..] == long[same + 3..]
        }
        _ => false,
    }
}

/// Edits between two words, if at most `limit`.
pub fn edits(left: &[u8], right: &[u8], limit: u8) -> Option<u8> {
    if left.len().min(MAX_WORD).abs_diff(right.len().min(MAX_WORD)) > usize::from(limit) {
        return None;
    }
    Pattern::new(left).edits(right, limit)
}

fn clip(word: &[u8]) -> &[u8] {
    &word[..word.len().min(MAX_WORD)]
}

/// Price of writing one letter for another.
fn swap_price(a: u8, b: u8) -> u16 {
    match (a.min(b), a.max(b)) {
        (same, other) if same == other => 0,
        // Heard alike: ó/u, y/i, j/i, w/v, k/c, s/z.
        (b'o', b'u') | (b'i', b'y' | b'j') | (b'v', b'w') => 32,
        (b'c', b'k') | (b's', b'z') => 45,
        _ => EDIT,
    }
}

/// Price of a letter that one side has beyond the other: `word[at]` is the letter.
fn extra_price(word: &[u8], at: usize) -> u16 {
    let letter = word[at];
    let before = at.checked_sub(1).map(|at| word[at]);
    let after = word.get(at + 1).copied();
    // A letter twice; rz/ż, ch/h; om, on, em, en for ą, ę.
    if before == Some(letter) {
        return 40;
    }
    match (letter, before, after) {
        (b'r', _, Some(b'z')) | (b'c', _, Some(b'h')) => 32,
        (b'h', Some(b'c'), _) | (b'm' | b'n', Some(b'o' | b'e' | b'a'), _) => 45,
        _ => EDIT,
    }
}

/// Price of reading `right` where `left` is written: edits that sound alike cost less.
pub fn price(left: &[u8], right: &[u8]) -> u16 {
    let (left, right) = (clip(left), clip(right));
    let mut rows = [[0_u16; MAX_WORD + 1]; 4];
    for column in 0..right.len() {
        rows[0][column + 1] = rows[0][column] + extra_price(right, column);
    }
    for (line, &a) in left.iter().enumerate() {
        let [oldest, older, old, new] = [2, 3, 4, 5].map(|back| (line + back) % 4);
        let dropped = extra_price(left, line);
        rows[new][0] = rows[old][0] + dropped;
        for (column, &b) in right.iter().enumerate() {
            let mut cell = rows[old][column] + swap_price(a, b);
            cell = cell.min(rows[old][column + 1] + dropped);
            cell = cell.min(rows[new][column] + extra_price(right, column));
            if line > 0 && column > 0 {
                let (a_before, b_before) = (left[line - 1], right[column - 1]);
                if a == b_before && a_before == b {
                    cell = cell.min(rows[older][column - 1] + 50);
                }
                // The same with a letter between, on either side.
                if column > 1 && a_before == b && a == right[column - 2] {
                    cell = cell.min(rows[older][column - 2] + 50 + EDIT);
                }
                if line > 1 && a == b_before && left[line - 2] == b {
                    cell = cell.min(rows[oldest][column - 1] + 50 + EDIT);
                }
                // "om", "on" heard for ą, which is folded to a.
                if b == b'a' && a_before == b'o' && matches!(a, b'm' | b'n') {
                    cell = cell.min(rows[older][column] + 45);
                }
            }
            rows[new][column + 1] = cell;
        }
    }
    rows[left.len() % 4][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_up_to_the_limit() {
        assert_eq!(edits(b"polna", b"polna", 2), Some(0));
        assert_eq!(edits(b"poln", b"polna", 2), Some(1));
        assert_eq!(edits(b"opln", b"polna", 2), Some(2));
        assert_eq!(edits(b"abc", b"xyz", 2), None);
        assert_eq!(edits(b"", b"ab", 2), Some(2));
    }

    /// The table of distances, cell by cell.
    fn by_cells(left: &[u8], right: &[u8]) -> usize {
        let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
        for line in 1..=left.len() {
            let mut row = vec![line];
            for column in 1..=right.len() {
                let is_other = usize::from(left[line - 1] != right[column - 1]);
                let mut cell = rows[line - 1][column - 1] + is_other;
                cell = cell.min(rows[line - 1][column] + 1).min(row[column - 1] + 1);
                let is_swapped = line > 1
                    && column > 1
                    && left[line - 1] == right[column - 2]
                    && left[line - 2] == right[column - 1];
                if is_swapped {
                    cell = cell.min(rows[line - 2][column - 2] + 1);
                }
                row.push(cell);
            }
            rows.push(row);
        }
        rows[left.len()][right.len()]
    }

    /// The least distance after one edit: a letter of either word goes, or neighbours change places.
    fn one_later(left: &[u8], right: &[u8]) -> usize {
        let without = |word: &[u8], at: usize| [&word[..at], &word[at + 1..]].concat();
        let swapped = |at: usize| {
            let mut word = left.to_vec();
            word.swap(at, at + 1);
            word
        };
        let shorter = (0..left.len()).map(|at| by_cells(&without(left, at), right));
        let fewer = (0..right.len()).map(|at| by_cells(left, &without(right, at)));
        let other = (1..left.len()).map(|at| by_cells(&swapped(at - 1), right));
        shorter.chain(fewer).chain(other).min().unwrap_or(usize::MAX - 1)
    }

    #[test]
    fn neighbours_that_change_places_and_part_are_two_edits() {
        // Of each pair the first became the second by a swap and a letter more or less between.
        for (right, wrong) in [
            ("sloneczna", "slonenca"),
            ("krasowiec", "rokasowiec"),
            ("spylowie", "spywlie"),
            ("marcowa", "marcao"),
            ("familijna", "familijahn"),
            ("chopina", "choicpna"),
            ("raclaw", "racwl"),
        ] {
            let (right, wrong) = (right.as_bytes(), wrong.as_bytes());
            assert_eq!(edits(right, wrong, 2), Some(2), "{wrong:?}");
            assert_eq!(edits(wrong, right, 2), Some(2), "{wrong:?}");
            assert_eq!(edits(wrong, right, 1), None, "{wrong:?}");
            assert_eq!(price(wrong, right), 50 + EDIT, "{wrong:?}");
        }
        assert_eq!(edits(b"abcd", b"dxyza", 2), None);
        assert_eq!(edits(b"ab", b"bxya", 2), None);
    }

    #[test]
    fn edits_by_bits_are_those_by_cells() {
        // All words of up to five letters out of three, in pairs; and long ones of the same letters.
        let mut words: Vec<Vec<u8>> = vec![Vec::new()];
        for from in 0..121 {
            for letter in *b"abc" {
                let mut word = words[from].clone();
                word.push(letter);
                words.push(word);
            }
        }
        let long = |word: &Vec<u8>| [word.as_slice(), b"abacabadabacabaeabacaba", word].concat();
        let more: Vec<Vec<u8>> = words.iter().step_by(7).map(long).collect();
        words.extend(more.into_iter().map(|word| word[..word.len().min(MAX_WORD)].to_vec()));
        for left in &words {
            let pattern = Pattern::new(left);
            for right in &words {
                let exact = by_cells(left, right);
                // A letter may go, or neighbours change places, before the cells are counted.
                let exact = if exact == 3 { exact.min(1 + one_later(left, right)) } else { exact };
                for limit in [1, 2, 3] {
                    let within = (exact <= usize::from(limit)).then_some(exact);
                    let found = pattern.edits(right, limit).map(usize::from);
                    assert_eq!(found, within, "{left:?} {right:?}");
                }
            }
        }
    }

    #[test]
    fn what_sounds_alike_costs_less() {
        assert_eq!(price(b"krakow", b"krakow"), 0);
        assert_eq!(price(b"krakuw", b"krakow"), 32);
        assert_eq!(price(b"dombrowa", b"dabrowa"), 45);
        assert_eq!(price(b"krakxw", b"krakow"), EDIT);
        assert!(price(b"zeszow", b"rzeszow") < EDIT);
    }
}
