//! How far two words are apart.

use super::fold::MAX_WORD;

/// Price of one edit.
pub const EDIT: u16 = 60;

/// Edits between two words (insertion, deletion, substitution, swap of neighbours), if at most
/// `limit`.
pub fn edits(left: &[u8], right: &[u8], limit: u8) -> Option<u8> {
    let (left, right) = (clip(left), clip(right));
    let limit_len = usize::from(limit);
    if left.len().abs_diff(right.len()) > limit_len {
        return None;
    }
    let mut rows = [[0_u8; MAX_WORD + 1]; 3];
    for (column, cell) in rows[0].iter_mut().enumerate() {
        *cell = u8::try_from(column).unwrap_or(u8::MAX);
    }
    for (line, &a) in left.iter().enumerate() {
        let (new, old, older) = ((line + 1) % 3, line % 3, (line + 2) % 3);
        let first = u8::try_from(line + 1).unwrap_or(u8::MAX);
        rows[new][0] = first;
        let mut least = first;
        for (column, &b) in right.iter().enumerate() {
            let mut cell = rows[old][column] + u8::from(a != b);
            cell = cell.min(rows[old][column + 1] + 1).min(rows[new][column] + 1);
            if line > 0 && column > 0 && a == right[column - 1] && left[line - 1] == b {
                cell = cell.min(rows[older][column - 1] + 1);
            }
            rows[new][column + 1] = cell;
            least = least.min(cell);
        }
        if least > limit {
            return None;
        }
    }
    let found = rows[left.len() % 3][right.len()];
    (found <= limit).then_some(found)
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
    let mut rows = [[0_u16; MAX_WORD + 1]; 3];
    for column in 0..right.len() {
        rows[0][column + 1] = rows[0][column] + extra_price(right, column);
    }
    for (line, &a) in left.iter().enumerate() {
        let (new, old, older) = ((line + 1) % 3, line % 3, (line + 2) % 3);
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
                // "om", "on" heard for ą, which is folded to a.
                if b == b'a' && a_before == b'o' && matches!(a, b'm' | b'n') {
                    cell = cell.min(rows[older][column] + 45);
                }
            }
            rows[new][column + 1] = cell;
        }
    }
    rows[left.len() % 3][right.len()]
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

    #[test]
    fn what_sounds_alike_costs_less() {
        assert_eq!(price(b"krakow", b"krakow"), 0);
        assert_eq!(price(b"krakuw", b"krakow"), 32);
        assert_eq!(price(b"dombrowa", b"dabrowa"), 45);
        assert_eq!(price(b"krakxw", b"krakow"), EDIT);
        assert!(price(b"zeszow", b"rzeszow") < EDIT);
    }
}
