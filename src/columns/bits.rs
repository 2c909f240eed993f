//! The hybrid of run lengths and packed bits that Parquet uses for keys and levels.
//!
//! Source: Apache Parquet format, `Encodings.md`, "Run Length Encoding / Bit-Packing Hybrid".

/// Largest width of a key in bits.
const WIDTH_MAX: usize = 32;

/// Takes a varint from the start of `bytes`; `None` where they end within it.
pub fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Eight values of `W` bits from `W` bytes; `bytes` has eight bytes more than these.
#[inline]
fn unpack<const W: usize>(bytes: &[u8], out: &mut [u32; 8]) {
    let mask = (1_u64 << W) - 1;
    for (i, value) in out.iter_mut().enumerate() {
        let bit = i * W;
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[bit / 8..bit / 8 + 8]);
        // At most 32 bits remain after the mask.
        #[expect(clippy::cast_possible_truncation, reason = "masked to 32 bits")]
        let unpacked = ((u64::from_le_bytes(word) >> (bit % 8)) & mask) as u32;
        *value = unpacked;
    }
}

fn unpack_groups<const W: usize>(mut bytes: &[u8], n: usize, out: &mut Vec<u32>) {
    let mut values = [0; 8];
    let mut left = n;
    while left >= 8 && bytes.len() >= W + 8 {
        unpack::<W>(&bytes[..W + 8], &mut values);
        out.extend_from_slice(&values);
        bytes = &bytes[W..];
        left -= 8;
    }
    while left > 0 {
        let mut padded = [0; WIDTH_MAX + 8];
        let there = bytes.len().min(W);
        padded[..there].copy_from_slice(&bytes[..there]);
        unpack::<W>(&padded[..W + 8], &mut values);
        let take = left.min(8);
        out.extend_from_slice(&values[..take]);
        bytes = &bytes[there..];
        left -= take;
    }
}

macro_rules! by_width {
    ($width:expr, $bytes:expr, $n:expr, $out:expr; $($w:literal)*) => {
        match $width {
            $($w => unpack_groups::<$w>($bytes, $n, $out),)*
            _ => return None,
        }
    };
}

/// Appends `n` values of `width` bits to `out`; `None` when the bytes are not such values.
pub fn decode(mut bytes: &[u8], width: usize, n: usize, out: &mut Vec<u32>) -> Option<()> {
    let end = out.len() + n;
    out.reserve(n);
    if width == 0 {
        out.resize(end, 0);
        return Some(());
    }
    while out.len() < end {
        let header = varint(&mut bytes)?;
        let count = usize::try_from(header >> 1).ok()?;
        if header & 1 == 0 {
            let n_bytes = width.div_ceil(8);
            let mut value = [0; 4];
            value.get_mut(..n_bytes)?.copy_from_slice(bytes.get(..n_bytes)?);
            bytes = &bytes[n_bytes..];
            let run = count.min(end - out.len());
            if run == 0 {
                return None;
            }
            out.resize(out.len() + run, u32::from_le_bytes(value));
        } else {
            let n_bytes = count.checked_mul(width)?.min(bytes.len());
            let run = count.checked_mul(8)?.min(end - out.len());
            if run == 0 || n_bytes * 8 < run * width {
                return None;
            }
            let packed = &bytes[..n_bytes];
            by_width!(width, packed, run, out;
                1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
                17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
            bytes = &bytes[n_bytes..];
        }
    }
    Some(())
}

/// Bits that hold `largest`.
pub const fn width_of(largest: u32) -> usize {
    (u32::BITS - largest.leading_zeros()) as usize
}

/// Appends a varint.
pub fn put_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

fn put_run(value: u32, n: usize, width: usize, out: &mut Vec<u8>) {
    put_varint((n as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8)]);
}

/// Packs full groups of eight values of `W` bits, at most 16, into `W` bytes each.
fn pack_groups<const W: usize>(values: &[u32], out: &mut Vec<u8>) {
    let (groups, _) = values.as_chunks::<8>();
    let start = out.len();
    out.resize(start + groups.len() * W, 0);
    for (group, bytes) in groups.iter().zip(out[start..].chunks_exact_mut(W)) {
        let half = |half: &[u32]| {
            half.iter().rev().fold(0_u64, |word, value| (word << W) | u64::from(*value))
        };
        let (low, high) = (half(&group[..4]), half(&group[4..]));
        let word = u128::from(low) | u128::from(high) << (4 * W);
        bytes.copy_from_slice(&word.to_le_bytes()[..W]);
    }
}

/// Packs values of any width, value by value.
fn pack_slowly(values: &[u32], width: usize, out: &mut Vec<u8>) {
    for group in values.chunks(8) {
        let (mut word, mut filled) = (0_u64, 0);
        for value in group {
            word |= u64::from(*value) << filled;
            filled += width;
            if filled >= 32 {
                out.extend_from_slice(&word.to_le_bytes()[..4]);
                word >>= 32;
                filled -= 32;
            }
        }
        // A group ends on a byte; a short one ends with zeros.
        let mut left = width - (group.len() * width - filled) / 8;
        while left > 0 {
            let take = left.min(8);
            out.extend_from_slice(&word.to_le_bytes()[..take]);
            word = 0;
            left -= take;
        }
    }
}

/// Appends `values` of `width` bits, packed; the last group of eight is filled with zeros.
pub fn pack(values: &[u32], width: usize, out: &mut Vec<u8>) {
    let (full, rest) = values.split_at(values.len() / 8 * 8);
    macro_rules! by_small_width {
        ($($w:literal)*) => {
            match width {
                0 => {}
                $($w => pack_groups::<$w>(full, out),)*
                _ => pack_slowly(full, width, out),
            }
        };
    }
    by_small_width!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
    pack_slowly(rest, width, out);
}

fn put_packed(values: &[u32], width: usize, out: &mut Vec<u8>) {
    if !values.is_empty() {
        put_varint(((values.len().div_ceil(8) as u64) << 1) | 1, out);
        pack(values, width, out);
    }
}

/// How many values from the start are equal to the first.
fn run_length(values: &[u32]) -> usize {
    let Some(first) = values.first() else { return 0 };
    let differs = |group: &[u32; 8]| group.iter().fold(0, |all, value| all | (value ^ first)) != 0;
    let (groups, _) = values.as_chunks::<8>();
    let whole = groups.iter().take_while(|group| !differs(group)).count() * 8;
    whole + values[whole..].iter().take_while(|value| *value == first).count()
}

/// Appends `values` of `width` bits: groups of eight equal ones begin a run, the rest is packed.
pub fn encode(values: &[u32], width: usize, out: &mut Vec<u8>) {
    let (mut packed_from, mut at) = (0, 0);
    while let Some(group) = values[at..].first_chunk::<8>() {
        if group.iter().fold(0, |all, value| all | (value ^ group[0])) == 0 {
            put_packed(&values[packed_from..at], width, out);
            let run = run_length(&values[at..]);
            put_run(group[0], run, width, out);
            at += run;
            packed_from = at;
        } else {
            at += 8;
        }
    }
    put_packed(&values[packed_from..], width, out);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_the_format() {
        // Encodings.md: 0..=7 with three bits are 10001000 11000110 11111010.
        let mut out = Vec::new();
        pack(&[0, 1, 2, 3, 4, 5, 6, 7], 3, &mut out);
        assert_eq!(out, [0b1000_1000, 0b1100_0110, 0b1111_1010]);
    }

    #[test]
    fn a_run_is_a_varint_and_a_value() {
        // 300 values: 300 << 1 = 600 = 0b100_1011000, a varint of 0xD8 0x04; then the value.
        let mut out = Vec::new();
        encode(&[5; 300], 3, &mut out);
        assert_eq!(out, [0xD8, 0x04, 5]);
    }

    #[test]
    fn broken_bytes_are_no_values() {
        let mut out = Vec::new();
        assert_eq!(decode(&[], 3, 1, &mut out), None);
        assert_eq!(decode(&[0x80], 3, 1, &mut out), None);
        assert_eq!(decode(&[0x00, 5], 3, 1, &mut out), None);
        assert_eq!(decode(&[0x03], 3, 8, &mut out), None);
        assert_eq!(decode(&[0x02, 1], 40, 1, &mut out), None);
    }

    proptest! {
        #[test]
        fn decode_undoes_encode(
            runs in prop::collection::vec((any::<u32>(), 1_usize..40), 0..20),
            width in 1_usize..=32,
        ) {
            let mask = u32::MAX >> (32 - width);
            let values: Vec<u32> =
                runs.iter().flat_map(|(v, n)| std::iter::repeat_n(v & mask, *n)).collect();
            let mut bytes = Vec::new();
            encode(&values, width, &mut bytes);
            let mut back = Vec::new();
            prop_assert_eq!(decode(&bytes, width, values.len(), &mut back), Some(()));
            prop_assert_eq!(back, values);
        }
    }
}
