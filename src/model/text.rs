//! Texts kept once, in one buffer, and named by position.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use rustc_hash::FxHasher;

/// A text of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(u32);

/// All texts of the world, end to end.
#[derive(Clone, Debug, Default)]
pub struct TextPool {
    bytes: String,
    ends: Vec<u64>,
}

impl TextPool {
    /// The text itself.
    pub fn get(&self, id: TextId) -> &str {
        let position = id.0 as usize;
        let start = if position == 0 { 0 } else { self.offset(position - 1) };
        &self.bytes[start..self.offset(position)]
    }

    fn offset(&self, position: usize) -> usize {
        usize::try_from(self.ends[position]).expect("offsets were lengths of this buffer")
    }
}

/// Collects texts; equal texts get one place unless they are pushed as unique.
#[derive(Debug, Default)]
pub struct TextPoolBuilder {
    pool: TextPool,
    known: HashMap<String, TextId, BuildHasherDefault<FxHasher>>,
}

impl TextPoolBuilder {
    /// The place of `text`, shared with every equal text interned before.
    pub fn intern(&mut self, text: &str) -> TextId {
        if let Some(&id) = self.known.get(text) {
            return id;
        }
        let id = self.push_unique(text);
        self.known.insert(text.to_owned(), id);
        id
    }

    /// A new place for `text`; for texts that hardly repeat, such as identifiers.
    pub fn push_unique(&mut self, text: &str) -> TextId {
        let position = u32::try_from(self.pool.ends.len()).expect("fewer than 2^32 texts");
        self.pool.bytes.push_str(text);
        self.pool.ends.push(self.pool.bytes.len() as u64);
        TextId(position)
    }

    /// The text itself.
    pub fn get(&self, id: TextId) -> &str {
        self.pool.get(id)
    }

    /// The finished pool.
    pub fn freeze(mut self) -> TextPool {
        self.pool.bytes.shrink_to_fit();
        self.pool.ends.shrink_to_fit();
        self.pool
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_place() {
        let mut builder = TextPoolBuilder::default();
        let (a, b) = (builder.intern("Łąkowa"), builder.intern("Źródlana"));
        assert_eq!(builder.intern("Łąkowa"), a);
        assert_ne!(builder.push_unique("Łąkowa"), a);
        let pool = builder.freeze();
        assert_eq!((pool.get(a), pool.get(b)), ("Łąkowa", "Źródlana"));
    }
}
