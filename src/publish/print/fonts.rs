//! The letters of printed pages: Lato, and signs of DejaVu Sans that it lacks.

use std::borrow::Cow;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const FILES: [&[u8]; 4] = [
    include_bytes!("../../../reports/fonts/Lato-Regular.ttf"),
    include_bytes!("../../../reports/fonts/Lato-Bold.ttf"),
    include_bytes!("../../../reports/fonts/Lato-Italic.ttf"),
    include_bytes!("../../../reports/fonts/DejaVuSans-Symbole.ttf"),
];

/// Fonts with their book, read once for all documents.
pub static FONTS: LazyLock<(LazyHash<FontBook>, Vec<Font>)> = LazyLock::new(|| {
    let fonts: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    (LazyHash::new(FontBook::from_fonts(&fonts)), fonts)
});

/// Stands for a sign that no font has; a page with a hole would not be accessible.
const LACKING: char = '□';

fn is_drawn(sign: char) -> bool {
    let has = |font: &Font| font.info().coverage.contains(u32::from(sign));
    sign == '\n' || !sign.is_control() && FONTS.1.iter().any(has)
}

/// The text with only such signs as can be drawn.
pub fn drawable(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| (0x20..0x7f).contains(&byte) || byte == b'\n';
    if text.bytes().all(plain) || text.chars().all(is_drawn) {
        return Cow::Borrowed(text);
    }
    let sign = |sign: char| match sign {
        '\u{feff}' | '\u{ad}' | '\u{2060}' => None,
        sign if is_drawn(sign) => Some(sign),
        sign if sign.is_control() => Some(' '),
        _ => Some(LACKING),
    };
    Cow::Owned(text.chars().filter_map(sign).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_font_has_is_a_box() {
        assert_eq!(
            drawable("Zażółć gęślą jaźń ≥ 5 ∈ A ☑ „a” – Ґудзь"),
            "Zażółć gęślą jaźń ≥ 5 ∈ A ☑ „a” – Ґудзь"
        );
        assert_eq!(drawable("a\u{fffd}b\u{6f22}c\u{7}d\u{feff}e"), "a□b□c de");
    }
}
