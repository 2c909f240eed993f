//! What stands for printing in a program built without it.

use super::PublishError;

/// Whether this program can typeset.
pub const CAN_PRINT: bool = false;

/// What stands around a page on paper.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Title of the document.
    pub title: String,
    /// Language of its text.
    pub lang: &'static str,
    /// The day that stands for the time of writing: year, month, day.
    pub day: (i32, u32, u32),
    /// To the left and right at the head of every page.
    pub head: [String; 2],
    /// Lines at the foot of every page.
    pub foot: Vec<String>,
    /// The words around the number of a page.
    pub page: [&'static str; 2],
    /// Identifies the content.
    pub identity: String,
}

/// A block of a page.
#[derive(Clone, Debug)]
pub struct Node;

impl Node {
    /// A block with a text.
    pub fn block(_tag: &'static str, _text: impl Into<String>) -> Self {
        Self
    }

    /// A paragraph that begins with a bold text.
    pub fn entry(_bold: impl Into<String>, _text: impl Into<String>) -> Self {
        Self
    }
}

/// Typesets nothing.
///
/// # Errors
/// Always: this program cannot typeset.
pub fn print(_page: &str, _annex: Vec<Node>, _sheet: &Sheet) -> Result<Vec<u8>, PublishError> {
    Err(PublishError::new("raport.pdf", "this program was built without the feature `pdf`"))
}
