//! Identifiers, packed one after another and found by a table of their positions.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

const FREE: u32 = u32::MAX;

/// Texts by position, found by their value.
pub struct Ids {
    bytes: Vec<u8>,
    /// Where each text ends.
    ends: Vec<u32>,
    /// Positions by hash; a text that stands twice is there twice, in order.
    slots: Vec<u32>,
}

/// Takes texts in order.
#[derive(Default)]
pub struct IdsBuilder {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

fn hash(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    // The low bits of the sum are its weakest.
    let mixed = hasher.finish().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

impl IdsBuilder {
    /// Room for so many.
    pub fn with_capacity(n: usize) -> Self {
        Self { bytes: Vec::with_capacity(n * 12), ends: Vec::with_capacity(n) }
    }

    /// Adds a text; `false` where all of them would take more than 4 GiB.
    pub fn push(&mut self, text: &[u8]) -> bool {
        self.bytes.extend_from_slice(text);
        let end = u32::try_from(self.bytes.len());
        self.ends.extend(end);
        end.is_ok()
    }

    /// The texts.
    pub fn finish(mut self) -> Ids {
        self.bytes.shrink_to_fit();
        let n_slots = (self.ends.len() + self.ends.len() / 2 + 2).next_power_of_two();
        let mut ids = Ids { bytes: self.bytes, ends: self.ends, slots: vec![FREE; n_slots] };
        let mask = n_slots - 1;
        for position in 0..ids.ends.len() {
            let mut at = slot(hash(ids.bytes_of(position)), mask);
            while ids.slots[at] != FREE {
                at = (at + 1) & mask;
            }
            ids.slots[at] = u32::try_from(position).unwrap_or(FREE);
        }
        ids
    }
}

fn slot(hash: u64, mask: usize) -> usize {
    usize::try_from(hash & mask as u64).unwrap_or(0)
}

impl Ids {
    /// Begins a list.
    pub fn builder(n: usize) -> IdsBuilder {
        IdsBuilder::with_capacity(n)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn bytes_of(&self, position: usize) -> &[u8] {
        let start = if position == 0 { 0 } else { self.ends[position - 1] };
        &self.bytes[start as usize..self.ends[position] as usize]
    }

    /// The text at a position.
    pub fn get(&self, position: usize) -> &str {
        std::str::from_utf8(self.bytes_of(position)).unwrap_or_default()
    }

    /// Positions of a text, ascending.
    pub fn find(&self, text: &str) -> Vec<u32> {
        let mask = self.slots.len() - 1;
        let mut at = slot(hash(text.as_bytes()), mask);
        let mut found = Vec::new();
        while self.slots[at] != FREE {
            let position = self.slots[at];
            if self.bytes_of(position as usize) == text.as_bytes() {
                found.push(position);
            }
            at = (at + 1) & mask;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_value_also_those_that_stand_twice() {
        let mut builder = Ids::builder(4);
        for text in ["a", "", "żółw", "a"] {
            assert!(builder.push(text.as_bytes()));
        }
        let ids = builder.finish();
        assert_eq!(ids.len(), 4);
        assert_eq!((0..4).map(|at| ids.get(at)).collect::<Vec<_>>(), ["a", "", "żółw", "a"]);
        assert_eq!(ids.find("a"), [0, 3]);
        assert_eq!(ids.find("żółw"), [2]);
        assert_eq!(ids.find("b"), [0_u32; 0]);
        assert_eq!(Ids::builder(0).finish().find("a"), [0_u32; 0]);
    }
}
