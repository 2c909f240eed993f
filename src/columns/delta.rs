//! Encodings by difference: rows that count up, and texts that begin alike, take next to nothing.
//!
//! Source: Apache Parquet format, `Encodings.md`, "Delta Encoding", "Delta-length byte array" and
//! "Delta Strings".

use super::bits::{pack, put_varint, width_of};

/// Values of a block.
const BLOCK: usize = 128;
/// Values of a miniblock.
const MINIBLOCK: usize = 32;

fn put_zigzag(value: i32, out: &mut Vec<u8>) {
    put_varint(u64::from(((value << 1) ^ (value >> 31)).cast_unsigned()), out);
}

/// Appends 32-bit values as `DELTA_BINARY_PACKED`; differences wrap, as readers of `INT32` add.
pub fn put_numbers(values: &[u32], out: &mut Vec<u8>) {
    put_varint(BLOCK as u64, out);
    put_varint((BLOCK / MINIBLOCK) as u64, out);
    put_varint(values.len() as u64, out);
    put_zigzag(values.first().map_or(0, |first| first.cast_signed()), out);
    let mut deltas = [0_u32; BLOCK];
    let n_deltas = values.len().saturating_sub(1);
    for start in (0..n_deltas).step_by(BLOCK) {
        let n = BLOCK.min(n_deltas - start);
        let pairs = values[start..].iter().zip(&values[start + 1..]);
        for (delta, (before, after)) in deltas.iter_mut().zip(pairs.take(n)) {
            *delta = after.wrapping_sub(*before);
        }
        let least = deltas[..n].iter().map(|d| d.cast_signed()).min().unwrap_or(0);
        put_zigzag(least, out);
        for delta in &mut deltas[..n] {
            *delta = delta.wrapping_sub(least.cast_unsigned());
        }
        deltas[n..].fill(0);
        let used = || deltas[..n.next_multiple_of(MINIBLOCK)].chunks(MINIBLOCK);
        let width = |mini: &[u32]| width_of(mini.iter().fold(0, |all, delta| all | delta));
        let mut widths = [0_u8; BLOCK / MINIBLOCK];
        for (slot, mini) in widths.iter_mut().zip(used()) {
            *slot = width(mini).to_le_bytes()[0];
        }
        out.extend_from_slice(&widths);
        for (width, mini) in widths.iter().zip(used()) {
            pack(mini, usize::from(*width), out);
        }
    }
}

/// Texts, one after another, as they are encoded.
#[derive(Default)]
pub struct Texts {
    /// Length of each.
    pub lengths: Vec<u32>,
    /// All of them.
    pub bytes: Vec<u8>,
}

impl Texts {
    /// Appends a text.
    pub fn push(&mut self, text: &[u8]) {
        self.lengths.push(u32::try_from(text.len()).expect("a text is shorter than 4 GiB"));
        self.bytes.extend_from_slice(text);
    }

    /// As `DELTA_LENGTH_BYTE_ARRAY`: the lengths, then the texts.
    pub fn put(&self, out: &mut Vec<u8>) {
        put_numbers(&self.lengths, out);
        out.extend_from_slice(&self.bytes);
    }
}

/// Texts of which only what differs from the one before is kept.
#[derive(Default)]
pub struct FrontCoded {
    shared: Vec<u32>,
    rest: Texts,
    last: Vec<u8>,
}

impl FrontCoded {
    /// Appends a text.
    pub fn push(&mut self, text: &[u8]) {
        let shared = self.last.iter().zip(text).take_while(|(a, b)| a == b).count();
        self.push_sharing(text, shared);
    }

    /// Appends a text of which `shared` bytes are as in the one before.
    pub fn push_sharing(&mut self, text: &[u8], shared: usize) {
        let new = &text[shared..];
        // No longer than the text, whose length `push` checks.
        self.shared.push(u32::try_from(shared).unwrap_or(0));
        self.rest.push(new);
        self.last.truncate(shared);
        self.last.extend_from_slice(new);
    }

    /// As `DELTA_BYTE_ARRAY`: what is shared, then the rest.
    pub fn put(&self, out: &mut Vec<u8>) {
        put_numbers(&self.shared, out);
        self.rest.put(out);
    }
}
