//! Encodings other than plain values and dictionary keys, turned into plain values.
//!
//! Source: Apache Parquet format, `Encodings.md`, "Delta Encoding", "Delta-length byte array",
//! "Delta Strings" and "Byte Stream Split".

use super::bits::varint;

/// No page is larger: its header gives its size as a positive `i32`.
const PAGE_MAX: usize = 1 << 31;

fn zigzag(bytes: &mut &[u8]) -> Option<i64> {
    let value = varint(bytes)?;
    Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
}

/// One of many values of `width` bits, 64 at most.
fn unpack(bytes: &[u8], width: usize, at: usize) -> u64 {
    let bit = at * width;
    let mut word = [0; 16];
    let from = &bytes[bit / 8..bytes.len().min(bit / 8 + 9)];
    word[..from.len()].copy_from_slice(from);
    let low = (u128::from_le_bytes(word) >> (bit % 8)).to_le_bytes();
    let (low, _) = low.split_first_chunk::<8>().map_or(([0; 8], &[][..]), |(l, r)| (*l, r));
    u64::from_le_bytes(low) & (u64::MAX >> (64 - width))
}

/// Takes `n` numbers in `DELTA_BINARY_PACKED` from the start of `bytes`.
///
/// 32-bit numbers differ modulo 2^32 in the file; their lower halves are right here too.
fn deltas(bytes: &mut &[u8], n: usize) -> Option<Vec<i64>> {
    let block = usize::try_from(varint(bytes)?).ok()?;
    let n_minis = usize::try_from(varint(bytes)?).ok()?;
    let count = usize::try_from(varint(bytes)?).ok()?;
    let mut last = zigzag(bytes)?;
    let mini = block.checked_div(n_minis).filter(|mini| *mini > 0 && mini % 8 == 0)?;
    if count != n || block > PAGE_MAX {
        return None;
    }
    // Every number but the first takes at least its share of a width; a few blocks of zeros less.
    let mut out = Vec::with_capacity(n.min(bytes.len().saturating_mul(mini).saturating_add(1)));
    out.extend((n > 0).then_some(last));
    while out.len() < n {
        let least = zigzag(bytes)?;
        let (widths, rest) = bytes.split_at_checked(n_minis)?;
        *bytes = rest;
        for width in widths.iter().map(|width| usize::from(*width)) {
            let used = mini.min(n - out.len());
            if used == 0 {
                break;
            }
            if width > 64 {
                return None;
            }
            // The last miniblock is whole too, though some writers cut it.
            let there = bytes.len().min(mini * width / 8);
            if there * 8 < used * width {
                return None;
            }
            let (packed, rest) = bytes.split_at(there);
            *bytes = rest;
            for at in 0..used {
                let delta = if width == 0 { 0 } else { unpack(packed, width, at).cast_signed() };
                last = last.wrapping_add(least).wrapping_add(delta);
                out.push(last);
            }
        }
    }
    Some(out)
}

/// `n` numbers of `W` bytes in `DELTA_BINARY_PACKED` as plain ones.
pub fn numbers<const W: usize>(mut bytes: &[u8], n: usize) -> Option<Vec<u8>> {
    let numbers = deltas(&mut bytes, n)?;
    Some(numbers.iter().flat_map(|number| number.to_le_bytes().into_iter().take(W)).collect())
}

/// Lengths from the start of `bytes`.
fn lengths(bytes: &mut &[u8], n: usize) -> Option<Vec<usize>> {
    deltas(bytes, n)?.into_iter().map(|length| usize::try_from(length).ok()).collect()
}

fn put_text(shared: &[u8], rest: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let length = shared.len() + rest.len();
    if out.len() + 4 + length > PAGE_MAX {
        return None;
    }
    out.extend_from_slice(&u32::try_from(length).ok()?.to_le_bytes());
    out.extend_from_slice(shared);
    out.extend_from_slice(rest);
    Some(())
}

/// `n` texts in `DELTA_LENGTH_BYTE_ARRAY` as plain ones.
pub fn texts(mut bytes: &[u8], n: usize) -> Option<Vec<u8>> {
    let lengths = lengths(&mut bytes, n)?;
    let mut out = Vec::with_capacity(bytes.len() + n * 4);
    for length in lengths {
        let (text, rest) = bytes.split_at_checked(length)?;
        bytes = rest;
        put_text(&[], text, &mut out)?;
    }
    Some(out)
}

/// `n` texts in `DELTA_BYTE_ARRAY`, each the beginning of the one before and a rest, as plain ones.
pub fn front_coded(mut bytes: &[u8], n: usize) -> Option<Vec<u8>> {
    let shared = lengths(&mut bytes, n)?;
    let lengths = lengths(&mut bytes, n)?;
    let (mut out, mut last) = (Vec::with_capacity(bytes.len() + n * 4), Vec::new());
    for (shared, length) in shared.into_iter().zip(lengths) {
        let (text, rest) = bytes.split_at_checked(length)?;
        bytes = rest;
        put_text(last.get(..shared)?, text, &mut out)?;
        last.truncate(shared);
        last.extend_from_slice(text);
    }
    Some(out)
}

/// `n` numbers of `W` bytes in `BYTE_STREAM_SPLIT` as plain ones.
pub fn split<const W: usize>(bytes: &[u8], n: usize) -> Option<Vec<u8>> {
    if n.checked_mul(W)? != bytes.len() {
        return None;
    }
    Some((0..n).flat_map(|at| (0..W).map(move |stream| bytes[stream * n + at])).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::columns::delta::{FrontCoded, put_numbers};

    #[test]
    fn the_examples_of_the_format() {
        // Encodings.md: 1..=5 in a block of 8: first 1, least difference 1, all of width 0; the
        // sizes are varints, 1 is the zigzag 2.
        assert_eq!(
            numbers::<4>(&[8, 1, 5, 2, 2, 0], 5),
            Some((1..=5_i32).flat_map(i32::to_le_bytes).collect())
        );
        // 7 5 3 1 2 3 4 5: differences -2 -2 -2 1 1 1 1, the least -2 (zigzag 3), the rest
        // 0 0 0 3 3 3 3 of two bits: 11000000 00111111.
        let bytes = [8, 1, 8, 14, 3, 2, 0b1100_0000, 0b0011_1111];
        let expected = [7_i64, 5, 3, 1, 2, 3, 4, 5].iter().flat_map(|v| v.to_le_bytes()).collect();
        assert_eq!(numbers::<8>(&bytes, 8), Some(expected));
        // AABBCCDD FF.. by byte: two numbers of four bytes.
        assert_eq!(
            split::<4>(&[0xAA, 0, 0xBB, 1, 0xCC, 2, 0xDD, 3], 2),
            Some(vec![0xAA, 0xBB, 0xCC, 0xDD, 0, 1, 2, 3])
        );
    }

    #[test]
    fn broken_bytes_are_no_values() {
        // No miniblocks; a width of 65; too few bytes; another count; a shared part of nothing.
        assert_eq!(numbers::<8>(&[8, 0, 5, 2, 2, 0], 5), None);
        assert_eq!(numbers::<8>(&[8, 1, 5, 2, 2, 65, 0, 0], 5), None);
        assert_eq!(numbers::<8>(&[8, 1, 5, 2, 2, 7, 0], 5), None);
        assert_eq!(numbers::<8>(&[8, 1, 4, 2, 2, 0], 5), None);
        assert_eq!(front_coded(&[8, 1, 1, 2, 8, 1, 1, 2, b'a'], 1), None);
        assert_eq!(texts(&[8, 1, 1, 4, b'a'], 1), None);
        assert_eq!(texts(&[8, 1, 1, 1], 1), None);
        assert_eq!(split::<8>(&[1; 9], 1), None);
    }

    proptest! {
        #[test]
        fn undoes_what_is_written(
            values in prop::collection::vec(prop_oneof![0..50_u32, any::<u32>()], 0..500),
            words in prop::collection::vec("[ab]{0,4}", 0..200),
        ) {
            let mut bytes = Vec::new();
            put_numbers(&values, &mut bytes);
            let plain: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
            prop_assert_eq!(numbers::<4>(&bytes, values.len()), Some(plain));
            let mut coded = FrontCoded::default();
            let (mut bytes, mut plain) = (Vec::new(), Vec::new());
            for word in &words {
                coded.push(word.as_bytes());
                put_text(&[], word.as_bytes(), &mut plain).expect("short");
            }
            coded.put(&mut bytes);
            prop_assert_eq!(front_coded(&bytes, words.len()), Some(plain));
        }

        #[test]
        fn any_bytes_are_values_or_none(bytes in prop::collection::vec(any::<u8>(), 0..60), n in 0_usize..300) {
            let results = [
                numbers::<4>(&bytes, n), numbers::<8>(&bytes, n), texts(&bytes, n),
                front_coded(&bytes, n), split::<4>(&bytes, n), split::<8>(&bytes, n),
            ];
            prop_assert!(results.into_iter().flatten().all(|plain| plain.len() < 1 << 20));
        }
    }
}
