//! The letters of printed pages: Lato, and signs of DejaVu Sans that it lacks.

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
