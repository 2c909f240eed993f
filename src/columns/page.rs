//! A data page taken apart: which of its rows have a value, and the values.

use std::borrow::Cow;

use parquet::basic::{Encoding, Type};
use parquet::column::page::Page;

use super::{bits, undo};

/// Values of one page.
pub(super) enum Values<'a> {
    /// As they are.
    Plain(Cow<'a, [u8]>),
    /// Positions in the dictionary.
    Keys(Vec<u32>),
}

/// One page: which of its rows have a value, and the values.
pub(super) struct PageValues<'a> {
    pub(super) n_rows: usize,
    /// 1 for a row with a value; empty when all have one.
    pub(super) present: Vec<u32>,
    pub(super) values: Values<'a>,
}

/// Plain values one after another: `W` bytes each, or a length and as many bytes.
pub(super) struct PlainValues<'a, const W: usize>(pub(super) &'a [u8]);

impl<'a, const W: usize> Iterator for PlainValues<'a, W> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let length = if W > 0 {
            W
        } else {
            let (length, rest) = self.0.split_first_chunk::<4>()?;
            self.0 = rest;
            u32::from_le_bytes(*length) as usize
        };
        let (value, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(value)
    }
}

/// Appends the values of the rows that have one, and `missing` for the others.
pub(super) fn spread<T: Copy>(
    n_rows: usize,
    present: &[u32],
    mut values: impl Iterator<Item = Option<T>>,
    missing: T,
    out: &mut Vec<T>,
) -> Option<()> {
    out.reserve(n_rows);
    if present.is_empty() {
        let end = out.len() + n_rows;
        let mut whole = true;
        out.extend(values.take(n_rows).map(|value| {
            whole &= value.is_some();
            value.unwrap_or(missing)
        }));
        return (whole && out.len() == end).then_some(());
    }
    for is_present in present {
        out.push(if *is_present == 1 { values.next()?? } else { missing });
    }
    Some(())
}

/// Definition levels and values of a page.
fn parts(page: &Page, has_levels: bool) -> Result<(&[u8], &[u8]), String> {
    let broken = || "a page that breaks off".to_owned();
    match page {
        Page::DataPage { def_level_encoding, .. }
            if has_levels && *def_level_encoding != Encoding::RLE =>
        {
            Err(format!("levels in {def_level_encoding}"))
        }
        Page::DataPage { buf, .. } if has_levels => {
            let (length, rest) = buf.split_first_chunk::<4>().ok_or_else(broken)?;
            rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(broken)
        }
        Page::DataPage { buf, .. } => Ok((&[], buf)),
        Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
            let (_, rest) =
                buf.split_at_checked(*rep_levels_byte_len as usize).ok_or_else(broken)?;
            rest.split_at_checked(*def_levels_byte_len as usize).ok_or_else(broken)
        }
        Page::DictionaryPage { .. } => Err("a second dictionary".to_owned()),
    }
}

/// Takes a data page apart; `has_levels` where values may be missing.
pub(super) fn page_values(
    page: &Page,
    has_levels: bool,
    kind: Type,
) -> Result<PageValues<'_>, String> {
    let broken = || "a page that breaks off".to_owned();
    let n_rows = page.num_values() as usize;
    let (levels, body) = parts(page, has_levels)?;
    let mut present = Vec::new();
    let mut n_values = n_rows;
    if has_levels {
        bits::decode(levels, 1, n_rows, &mut present).ok_or_else(broken)?;
        if present.iter().any(|level| *level > 1) {
            return Err("levels above 1".to_owned());
        }
        n_values = present.iter().map(|level| *level as usize).sum();
        if n_values == n_rows {
            present = Vec::new();
        }
    }
    let undone = |plain: Option<Vec<u8>>| plain.map(|p| Values::Plain(p.into())).ok_or_else(broken);
    let values = match (page.encoding(), kind) {
        (Encoding::PLAIN, _) => Values::Plain(body.into()),
        (Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY, _) => {
            let mut keys = Vec::new();
            if n_values > 0 {
                let (width, packed) = body.split_first().ok_or_else(broken)?;
                bits::decode(packed, usize::from(*width), n_values, &mut keys)
                    .ok_or_else(broken)?;
            }
            Values::Keys(keys)
        }
        (Encoding::DELTA_BINARY_PACKED, Type::INT32) => undone(undo::numbers::<4>(body, n_values))?,
        (Encoding::DELTA_BINARY_PACKED, Type::INT64) => undone(undo::numbers::<8>(body, n_values))?,
        (Encoding::DELTA_LENGTH_BYTE_ARRAY, _) => undone(undo::texts(body, n_values))?,
        (Encoding::DELTA_BYTE_ARRAY, _) => undone(undo::front_coded(body, n_values))?,
        (Encoding::BYTE_STREAM_SPLIT, Type::INT32 | Type::FLOAT) => {
            undone(undo::split::<4>(body, n_values))?
        }
        (Encoding::BYTE_STREAM_SPLIT, Type::INT64 | Type::DOUBLE) => {
            undone(undo::split::<8>(body, n_values))?
        }
        (other, _) => return Err(format!("values in {other}")),
    };
    Ok(PageValues { n_rows, present, values })
}
