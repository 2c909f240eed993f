//! Texts: numbers in decimal, distinct texts numbered.

use std::collections::HashMap;

/// `00` to `99`.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut at = 0_u8;
    while at < 100 {
        pairs[at as usize] = [b'0' + at / 10, b'0' + at % 10];
        at += 1;
    }
    pairs
};

/// Appends a number in decimal.
#[inline]
pub(super) fn put_decimal(value: u32, out: &mut Vec<u8>) {
    // Digits from the right, two at a time, then moved to the left as one number: an append of
    // known length costs much less than one of any length.
    let mut digits = [0; 16];
    let (mut rest, mut at) = (value, digits.len());
    while rest >= 100 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
        rest /= 100;
    }
    at -= 2;
    digits[at..at + 2].copy_from_slice(&PAIRS[rest as usize]);
    at += usize::from(rest < 10);
    let left = u128::from_le_bytes(digits) >> (at * 8);
    let end = out.len() + digits.len() - at;
    out.extend_from_slice(&left.to_le_bytes());
    out.truncate(end);
}

/// Appends a signed number in decimal.
pub(super) fn put_signed(value: i64, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    match u32::try_from(value.unsigned_abs()) {
        Ok(small) => put_decimal(small, out),
        Err(_) => out.extend_from_slice(value.unsigned_abs().to_string().as_bytes()),
    }
}

/// A text without surrounding white space.
#[inline]
pub(super) fn trimmed(text: &[u8]) -> &[u8] {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(|b| b.is_ascii_graphic());
    if is_plain(text.first()) && is_plain(text.last()) {
        return text;
    }
    std::str::from_utf8(text).map_or(text, |text| text.trim().as_bytes())
}

/// Distinct texts in order of first occurrence.
#[derive(Default)]
pub(super) struct Interner {
    numbers: HashMap<Vec<u8>, u32>,
    texts: Vec<Vec<u8>>,
}

impl Interner {
    /// The number of a text.
    pub(super) fn number(&mut self, text: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).expect("fewer than 2^32 texts");
        self.numbers.insert(text.to_vec(), number);
        self.texts.push(text.to_vec());
        number
    }

    /// The texts by number.
    pub(super) fn texts(&self) -> &[Vec<u8>] {
        &self.texts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_every_length() {
        let mut out = Vec::new();
        for value in [0, 9, 10, 99, 100, 12_345, u32::MAX] {
            put_decimal(value, &mut out);
            out.push(b' ');
        }
        for value in [-1, i64::MIN, i64::MAX] {
            put_signed(value, &mut out);
            out.push(b' ');
        }
        let expected = "0 9 10 99 100 12345 4294967295 \
                        -1 -9223372036854775808 9223372036854775807 ";
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    proptest! {
        #[test]
        fn prints_as_the_library_does(value: u32) {
            let mut out = b"x".to_vec();
            put_decimal(value, &mut out);
            prop_assert_eq!(out, format!("x{value}").into_bytes());
        }
    }
}
