//! Pages on paper: the blocks of an HTML page, typeset as a tagged PDF.
//!
//! The page itself is the source, so that both forms show the same words and numbers.

mod blocks;
mod fonts;
mod measure;
mod pieces;
mod typeset;

pub use blocks::{Element, Node};
pub use typeset::typeset;

use std::borrow::Cow;

use serde::Serialize;

use super::PublishError;

/// Whether this program can typeset.
pub const CAN_PRINT: bool = true;

/// What stands around a page on paper.
#[derive(Clone, Debug, Serialize)]
pub struct Sheet {
    /// Title of the document.
    pub title: String,
    /// Language of its text.
    pub lang: &'static str,
    /// The day that stands for the time of writing: year, month, day.
    pub day: (i32, u32, u32),
    /// To the left and right at the head of every page.
    pub head: [String; 2],
    /// Lines at the foot of every page; the number of the page stands beside the first.
    pub foot: Vec<String>,
    /// The word before the number of a page, and the one between it and their count.
    pub page: [&'static str; 2],
    /// Identifies the content: the same text for the same document.
    pub identity: String,
}

impl Sheet {
    fn drawable(&self) -> Self {
        let drawn = |text: &String| fonts::drawable(text).into_owned();
        Self {
            title: drawn(&self.title),
            head: [drawn(&self.head[0]), drawn(&self.head[1])],
            foot: self.foot.iter().map(drawn).collect(),
            ..self.clone()
        }
    }
}

/// Typesets an HTML page of this program, with blocks after it.
///
/// # Errors
/// When the page has no shape that can be typeset, which is a defect of the program.
pub fn print(page: &str, annex: Vec<Node>, sheet: &Sheet) -> Result<Vec<u8>, PublishError> {
    let mut blocks = blocks::read(page)?;
    blocks.nodes.extend(annex);
    blocks.change_texts(&|text| {
        if let Cow::Owned(drawn) = fonts::drawable(text) {
            *text = drawn;
        }
    });
    pieces::part(&mut blocks.nodes);
    measure::widths(&mut blocks.nodes);
    typeset(&blocks, &sheet.drawable())
}
