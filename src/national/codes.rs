//! Codes of TERYT as numbers, and the key by which addresses of a gmina sort.

use super::text::trimmed;
use crate::place::{CodeError, GminaCode, Restored, SimcId, TercCode, TercWidth, UlicId};

/// Bits of a locality and of a street in a key; each is its number plus one, 0 for none.
const SIMC_BITS: u32 = 24;
const ULIC_BITS: u32 = 17;
/// Bits of a house number in a key.
pub(super) const NUMBER_BITS: u32 = 64 - SIMC_BITS - ULIC_BITS;
/// A text that should be a code and is none.
pub(super) const BAD: u32 = u32::MAX - 1;
/// Marks codes that got their leading zeros back.
pub(super) const RESTORED: u32 = 1 << 30;

/// Where an address stands within its gmina: locality, street, number, packed so that keys sort
/// as addresses do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PlaceKey(pub(super) u64);

impl PlaceKey {
    pub(super) fn new(simc: u32, ulic: u32, number: u32) -> Self {
        let place = u64::from(simc) << ULIC_BITS | u64::from(ulic);
        Self(place << NUMBER_BITS | u64::from(number))
    }

    /// Number of the locality plus one, or 0.
    pub(super) fn simc(self) -> u32 {
        u32::try_from(self.0 >> (NUMBER_BITS + ULIC_BITS)).expect("24 bits")
    }

    /// Number of the street plus one, or 0.
    pub(super) fn ulic(self) -> u32 {
        u32::try_from(self.0 >> NUMBER_BITS & ((1 << ULIC_BITS) - 1)).expect("17 bits")
    }

    /// House number by its position among all.
    pub(super) fn number(self) -> u32 {
        u32::try_from(self.0 & ((1 << NUMBER_BITS) - 1)).expect("23 bits")
    }

    pub(super) fn with_number(self, number: u32) -> Self {
        Self(self.0 >> NUMBER_BITS << NUMBER_BITS | u64::from(number))
    }
}

/// A code plus one; 0 where the text is empty.
fn code<T>(
    text: &[u8],
    parse: impl Fn(&str) -> Result<Option<Restored<T>>, CodeError>,
    number: impl Fn(T) -> u32,
) -> u32 {
    let text = std::str::from_utf8(trimmed(text)).unwrap_or("?");
    if text.is_empty() {
        return 0;
    }
    match parse(text) {
        Ok(Some(Restored { code, restored })) => {
            (number(code) + 1) | if restored { RESTORED } else { 0 }
        }
        Ok(None) => 0,
        Err(_) => BAD,
    }
}

/// A TERC code as a number of seven digits, the kind last and 0 where it has six; plus one.
pub(super) fn terc_of(text: &[u8]) -> u32 {
    let parse = |text: &str| TercCode::parse(text, TercWidth::AsWritten).map(Some);
    code(text, parse, |terc| {
        terc.gmina.number() * 10 + terc.kind.map_or(0, |kind| u32::from(kind.get()))
    })
}

pub(super) fn simc_of(text: &[u8]) -> u32 {
    code(text, |text| SimcId::parse(text).map(Some), SimcId::number)
}

pub(super) fn ulic_of(text: &[u8]) -> u32 {
    code(text, UlicId::parse, UlicId::number)
}

/// The code of such a number.
pub(super) fn terc(number: u32) -> Option<TercCode> {
    let kind = u8::try_from(number % 10).ok().and_then(std::num::NonZeroU8::new);
    Some(TercCode { gmina: GminaCode::from_number(number / 10)?, kind })
}
