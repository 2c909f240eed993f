//! A window of bytes that moves over the input: an XML reader is fed from it, and whole features
//! are cut out of it or passed over by a search for their end tag.

use std::io::{self, BufRead, Read};

use memchr::memmem;

/// Bytes read at a time: few enough to stay in the processor's cache.
const CHUNK: usize = 256 << 10;

/// The unread part of the input that is in memory.
pub(super) struct Window<'a> {
    input: &'a mut dyn Read,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    position: u64,
    /// Bytes that may still be taken through [`BufRead`].
    allowance: usize,
}

/// Where an end tag stands.
pub(super) enum Cut {
    /// So many bytes before it.
    At(usize),
    /// Beyond the limit.
    TooFar,
    /// Nowhere: the input ends.
    Missing,
}

impl<'a> Window<'a> {
    pub(super) const fn new(input: &'a mut dyn Read) -> Self {
        Self { input, bytes: Vec::new(), start: 0, end: 0, position: 0, allowance: 0 }
    }

    /// Bytes consumed so far.
    pub(super) const fn position(&self) -> u64 {
        self.position
    }

    /// Lets an XML reader take so many bytes more, which bounds what it buffers for one event.
    pub(super) const fn allow(&mut self, n_bytes: usize) {
        self.allowance = n_bytes;
    }

    /// Whether the XML reader was stopped for taking too much.
    pub(super) const fn is_exhausted(&self) -> bool {
        self.allowance == 0
    }

    /// What is in memory and not consumed.
    pub(super) fn unread(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Reads more behind what is unread; false at the end of the input.
    pub(super) fn more(&mut self) -> io::Result<bool> {
        if self.start > 0 {
            self.bytes.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.bytes.len() < self.end + CHUNK {
            self.bytes.resize(self.end + CHUNK, 0);
        }
        loop {
            match self.input.read(&mut self.bytes[self.end..]) {
                Ok(n_bytes) => {
                    self.end += n_bytes;
                    return Ok(n_bytes > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Looks for `tag` (`</name`), reading at most `limit` bytes ahead; consumes nothing.
    pub(super) fn cut(&mut self, tag: &[u8], limit: usize) -> io::Result<Cut> {
        let mut from = 0;
        loop {
            match find(self.unread(), tag, from) {
                Ok(at) => return Ok(Cut::At(at)),
                Err(searched) => from = searched,
            }
            if from > limit {
                return Ok(Cut::TooFar);
            }
            if !self.more()? {
                return Ok(Cut::Missing);
            }
        }
    }

    /// Consumes everything before `tag`; false where it does not occur. Holds no more than a
    /// chunk, however far away it is.
    pub(super) fn pass_to(&mut self, tag: &[u8]) -> io::Result<bool> {
        loop {
            match find(self.unread(), tag, 0) {
                Ok(at) => {
                    self.pass(at);
                    return Ok(true);
                }
                Err(searched) => self.pass(searched),
            }
            if !self.more()? {
                return Ok(false);
            }
        }
    }

    /// Consumes bytes that were looked at in memory.
    pub(super) const fn pass(&mut self, n_bytes: usize) {
        self.start += n_bytes;
        self.position += n_bytes as u64;
    }
}

/// Place of an end tag in `bytes`, or how far they hold none.
fn find(bytes: &[u8], tag: &[u8], mut from: usize) -> Result<usize, usize> {
    while let Some(at) = memmem::find(&bytes[from..], tag) {
        let at = from + at;
        match bytes.get(at + tag.len()) {
            Some(b'>' | b' ' | b'\t' | b'\r' | b'\n') => return Ok(at),
            // The tag of a longer name.
            Some(_) => from = at + tag.len(),
            None => return Err(at),
        }
    }
    Err(from.max(bytes.len().saturating_sub(tag.len())))
}

impl Read for Window<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n_bytes = available.len().min(into.len());
        into[..n_bytes].copy_from_slice(&available[..n_bytes]);
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}

impl BufRead for Window<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.more()?;
        }
        let n_bytes = (self.end - self.start).min(self.allowance);
        if n_bytes == 0 && self.start < self.end {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "an XML event is too long"));
        }
        Ok(&self.bytes[self.start..self.start + n_bytes])
    }

    fn consume(&mut self, n_bytes: usize) {
        self.allowance = self.allowance.saturating_sub(n_bytes);
        self.pass(n_bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, so that every tag straddles a boundary.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            into[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn end_tags_are_found_across_boundaries_and_not_within_longer_names() {
        // The first tag belongs to a longer name; the right one stands at byte 9.
        let mut input = Drip(b"ab</p:Ax>c</p:A >d");
        let mut window = Window::new(&mut input);
        assert!(matches!(window.cut(b"</p:A", 100), Ok(Cut::At(10))));
        window.pass(1);
        assert!(matches!(window.cut(b"</p:A", 100), Ok(Cut::At(9))));
        assert!(matches!(window.pass_to(b"</p:A"), Ok(true)));
        assert_eq!((window.position(), window.unread().first()), (10, Some(&b'<')));
        window.pass(2);
        assert!(matches!(window.cut(b"</p:A", 2), Ok(Cut::Missing | Cut::TooFar)));
        assert!(matches!(window.pass_to(b"</p:A"), Ok(false)));
    }

    #[test]
    fn a_distant_end_tag_is_too_far_for_a_cut() {
        let text = [b"x".repeat(3 * CHUNK), b"</a>".to_vec()].concat();
        let mut input = &text[..];
        let mut window = Window::new(&mut input);
        assert!(matches!(window.cut(b"</a", CHUNK), Ok(Cut::TooFar)));
        assert!(matches!(window.cut(b"</a", 4 * CHUNK), Ok(Cut::At(at)) if at == 3 * CHUNK));
    }

    #[test]
    fn an_event_may_take_what_it_is_allowed() {
        let mut input = &b"abcdef"[..];
        let mut window = Window::new(&mut input);
        window.allow(4);
        let mut into = [0; 6];
        assert_eq!(window.read(&mut into).expect("allowed"), 4);
        assert!(window.is_exhausted() && window.read(&mut into).is_err());
        window.allow(4);
        assert_eq!(window.read(&mut into).expect("allowed"), 2);
        assert_eq!(window.read(&mut into).expect("the end"), 0);
    }
}
