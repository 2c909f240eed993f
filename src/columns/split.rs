//! Floating point numbers byte by byte: what they have in common comes to stand together.
//!
//! Source: Apache Parquet format, `Encodings.md`, "Byte Stream Split".

/// Transposes eight by eight bytes.
#[inline]
fn transpose(rows: &mut [u64; 8]) {
    const ROUNDS: [(usize, u32, u64); 3] = [
        (1, 8, 0x00FF_00FF_00FF_00FF),
        (2, 16, 0x0000_FFFF_0000_FFFF),
        (4, 32, 0x0000_0000_FFFF_FFFF),
    ];
    for (step, shift, mask) in ROUNDS {
        for at in (0..8).filter(|at| at & step == 0) {
            let exchanged = ((rows[at] >> shift) ^ rows[at + step]) & mask;
            rows[at + step] ^= exchanged;
            rows[at] ^= exchanged << shift;
        }
    }
}

/// Appends numbers as `BYTE_STREAM_SPLIT`: all first bytes, then all second ones, and so on.
pub fn put_split(values: impl ExactSizeIterator<Item = f64>, out: &mut Vec<u8>) {
    let n = values.len();
    let start = out.len();
    out.resize(start + n * 8, 0);
    let streams = &mut out[start..];
    let mut values = values.map(f64::to_bits);
    for first in (0..n).step_by(8) {
        let mut rows = [0; 8];
        let count = (n - first).min(8);
        for (row, value) in rows.iter_mut().zip(values.by_ref().take(count)) {
            *row = value;
        }
        transpose(&mut rows);
        for (stream, row) in rows.iter().enumerate() {
            let at = stream * n + first;
            if count == 8 {
                streams[at..at + 8].copy_from_slice(&row.to_le_bytes());
            } else {
                streams[at..at + count].copy_from_slice(&row.to_le_bytes()[..count]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn byte_b_of_value_v_is_byte_v_of_stream_b(values in prop::collection::vec(any::<f64>(), 0..40)) {
            let mut out = vec![7];
            put_split(values.iter().copied(), &mut out);
            prop_assert_eq!(out.len(), 1 + values.len() * 8);
            for (v, value) in values.iter().enumerate() {
                for (b, byte) in value.to_le_bytes().into_iter().enumerate() {
                    prop_assert_eq!(out[1 + b * values.len() + v], byte);
                }
            }
        }
    }
}
