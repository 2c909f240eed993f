//! Letters and words of a text: what is compared when spelling does not count.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest text that is read, in characters; what follows is ignored.
pub const MAX_TEXT: usize = 256;

/// Most words of a text that are read: a set of words is a `u32`.
pub const MAX_WORDS: usize = 28;

/// Longest word that is compared, in letters.
pub const MAX_WORD: usize = 32;

/// What a word is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Made {
    /// Letters.
    Letters,
    /// Digits.
    Digits,
}

/// A run of letters or of digits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// Folded: `a`–`z` or `0`–`9` only.
    pub text: String,
    /// As written, in lower case; differs from `text` where it has diacritics.
    pub spelt: String,
    /// Letters or digits.
    pub made: Made,
    /// The sign before it: `None` where it follows the last word without a gap. Of several signs
    /// the one that says most.
    pub gap: Option<char>,
    /// Whether a full stop follows.
    pub stop: bool,
}

/// The folded letters of a character: none where it is neither a letter nor a digit.
fn folded(letter: char, out: &mut String) {
    if letter.is_ascii_alphanumeric() {
        out.push(letter.to_ascii_lowercase());
        return;
    }
    if letter.is_ascii() {
        return;
    }
    let plain = match letter {
        'ą' | 'Ą' => 'a',
        'ć' | 'Ć' => 'c',
        'ę' | 'Ę' => 'e',
        'ł' | 'Ł' => 'l',
        'ń' | 'Ń' => 'n',
        'ó' | 'Ó' | 'ø' | 'Ø' => 'o',
        'ś' | 'Ś' => 's',
        'ż' | 'Ż' | 'ź' | 'Ź' => 'z',
        'đ' | 'Đ' => 'd',
        'ß' => return out.push_str("ss"),
        _ => {
            let parts = std::iter::once(letter).nfkd();
            let parts = parts.filter(|part| part.is_ascii_alphanumeric());
            return out.extend(parts.map(|part| part.to_ascii_lowercase()));
        }
    };
    out.push(plain);
}

/// How much a sign between words says of them.
fn weight_of(sign: char) -> u8 {
    match sign {
        ' ' => 0,
        '-' | '–' => 2,
        ',' | ';' | '(' | ')' => 3,
        '/' | '\\' => 4,
        _ => 1,
    }
}

/// A text without its marks, in lower case, its words with one blank between them.
pub fn plain(text: &str) -> String {
    words(text).into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// The words of a text. A change between letters and digits starts a word.
pub fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(8);
    let mut gap = Some(' ');
    let mut letters = String::new();
    for letter in text.chars().take(MAX_TEXT) {
        letters.clear();
        folded(letter, &mut letters);
        let Some(first) = letters.bytes().next() else {
            let combining = !letter.is_ascii() && is_combining_mark(letter);
            // An accent written apart or an apostrophe inside a word parts nothing.
            if combining || matches!(letter, '\'' | '’' | '"' | '„' | '”') {
                continue;
            }
            if letter == '.'
                && gap.is_none()
                && let Some(word) = out.last_mut()
            {
                word.stop = true;
            }
            let sign = if letter.is_whitespace() { ' ' } else { letter };
            if gap.is_none_or(|old| weight_of(sign) > weight_of(old)) {
                gap = Some(sign);
            }
            continue;
        };
        let made = if first.is_ascii_digit() { Made::Digits } else { Made::Letters };
        let goes_on = gap.is_none() && out.last().is_some_and(|word| word.made == made);
        if !goes_on {
            if out.len() == MAX_WORDS {
                break;
            }
            let (text, spelt) = (String::new(), String::new());
            out.push(Word { text, spelt, made, gap, stop: false });
        }
        gap = None;
        let Some(word) = out.last_mut() else { continue };
        if word.text.len() + letters.len() <= MAX_WORD {
            word.text.push_str(&letters);
            word.spelt.extend(letter.to_lowercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn letters_lose_their_marks_and_digits_stand_apart() {
        assert_eq!(
            texts("Żółta Łąka, ul. Św. Anny 12A/3"),
            ["zolta", "laka", "ul", "sw", "anny", "12", "a", "3"]
        );
        // o, combining acute: the same as ó.
        assert_eq!(texts("Kro\u{301}tka"), ["krotka"]);
        assert_eq!(texts("…—!"), Vec::<String>::new());
    }

    #[test]
    fn the_sign_before_a_word_is_known() {
        let gaps: Vec<_> = words("12a / 3-b").into_iter().map(|word| word.gap).collect();
        assert_eq!(gaps, [Some(' '), None, Some('/'), Some('-')]);
    }
}
