//! TERYT codes as types: parsed from text of a known width, printed with their zeros.
//!
//! Source: ustawa o statystyce publicznej art. 47–48 and the rozporządzenie on TERYT; layout of
//! the seven digits `WWPPGGR`: voivodeship, powiat, gmina, kind.

use std::fmt;
use std::num::NonZeroU8;

/// Why a text is not a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a {kind} code: expected {width} digits")]
pub struct CodeError {
    /// Which code was expected: `TERC`, `SIMC`, `ULIC`.
    pub kind: &'static str,
    /// Number of digits expected.
    pub width: &'static str,
    /// The text as it was found.
    pub value: String,
}

/// A parsed code, and whether leading zeros that the file had lost were put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored<T> {
    /// The code.
    pub code: T,
    /// True when the text was shorter than the code's width.
    pub restored: bool,
}

/// How many digits a column of TERC codes holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TercWidth {
    /// Gmina without its kind: `WWPPGG`.
    Six,
    /// With the kind: `WWPPGGR`.
    Seven,
    /// Six or seven as written. Five digits are a six-digit code that lost its zero; six are a
    /// seven-digit one that did where no voivodeship begins like them (see
    /// [`TercCode::has_lost_zero`]).
    AsWritten,
}

/// Gmina: the first six digits of TERC; the key on which gminas are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GminaCode(u32);

/// Powiat: the first four digits of TERC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PowiatCode(u32);

/// Voivodeship: the first two digits of TERC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WojewodztwoCode(u32);

/// TERC code of a gmina or of its part; the kind is absent where the register gives six digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TercCode {
    /// The gmina.
    pub gmina: GminaCode,
    /// 1 urban, 2 rural, 3 mixed, 4 town and 5 rural area of a mixed one, 8 and 9 city districts.
    pub kind: Option<NonZeroU8>,
}

/// Locality: SIMC identifier, seven digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimcId(u32);

/// Street: ULIC identifier, five digits. `99999` means "no street" and is never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UlicId(u32);

fn digits(kind: &'static str, width: &'static str, text: &str) -> Result<u32, CodeError> {
    let fits = !text.is_empty() && text.len() <= 7 && text.bytes().all(|b| b.is_ascii_digit());
    let error = || CodeError { kind, width, value: text.to_owned() };
    if !fits {
        return Err(error());
    }
    text.parse().map_err(|_| error())
}

impl GminaCode {
    /// From the number whose six digits are the code.
    pub const fn from_number(number: u32) -> Option<Self> {
        if number > 0 && number < 1_000_000 { Some(Self(number)) } else { None }
    }

    /// The six digits as a number.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The powiat it lies in.
    pub const fn powiat(self) -> PowiatCode {
        PowiatCode(self.0 / 100)
    }

    /// The voivodeship it lies in.
    pub const fn wojewodztwo(self) -> WojewodztwoCode {
        WojewodztwoCode(self.0 / 10_000)
    }
}

impl PowiatCode {
    /// From the number whose four digits are the code.
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// The voivodeship it lies in.
    pub const fn wojewodztwo(self) -> WojewodztwoCode {
        WojewodztwoCode(self.0 / 100)
    }
}

impl WojewodztwoCode {
    /// Whether TERYT has such a one: they are numbered evenly from 02 to 32.
    pub fn is_one(self) -> bool {
        self.0.is_multiple_of(2) && (2..=32).contains(&self.0)
    }

    /// From the number whose two digits are the code.
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }
}

impl TercCode {
    /// Parses a code; shorter texts get their leading zeros back.
    ///
    /// # Errors
    /// When the text is empty, holds anything but digits, or is longer than `width`.
    pub fn parse(text: &str, width: TercWidth) -> Result<Restored<Self>, CodeError> {
        let is_seven = || text.len() > 6 || Self::has_lost_zero(text);
        let (name, full) = match width {
            TercWidth::Six => ("6", 6),
            TercWidth::Seven => ("7", 7),
            TercWidth::AsWritten => ("6 or 7", if is_seven() { 7 } else { 6 }),
        };
        let number = digits("TERC", name, text)?;
        let error = || CodeError { kind: "TERC", width: name, value: text.to_owned() };
        let (gmina, kind) = if full == 7 { (number / 10, number % 10) } else { (number, 0) };
        let gmina = GminaCode::from_number(gmina).ok_or_else(error)?;
        if text.len() > full || text.len() + 1 < full {
            return Err(error());
        }
        let kind = u8::try_from(kind).ok().and_then(NonZeroU8::new);
        Ok(Restored { code: Self { gmina, kind }, restored: text.len() < full })
    }
}

impl TercCode {
    /// Whether six digits can only be seven that lost their first zero: read as they are they
    /// begin with no voivodeship, with a zero before them they do, and end in a kind of gmina.
    ///
    /// TERYT numbers voivodeships evenly from 02 to 32. `201011` stays open: it is gmina 201011,
    /// or 0201011 of Dolny Śląsk; what the column holds besides must tell.
    pub fn has_lost_zero(text: &str) -> bool {
        let is_wojewodztwo =
            |tens: u8, units: u8| WojewodztwoCode(u32::from(tens * 10 + units)).is_one();
        let [first, second, .., kind] = text.as_bytes() else { return false };
        let is_number = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number
            && !is_wojewodztwo(first - b'0', second - b'0')
            && is_wojewodztwo(0, first - b'0')
            && matches!(kind, b'1'..=b'5' | b'8' | b'9')
    }

    /// The gmina that a unit of this code belongs to.
    ///
    /// Parts 4 and 5 share the six digits of their mixed gmina. City districts (8: Warsaw; 9:
    /// delegatury of five cities) have digits of their own and fold to the city, which is the
    /// first gmina of its powiat.
    pub fn whole_gmina(self) -> GminaCode {
        match self.kind.map(NonZeroU8::get) {
            Some(8 | 9) => GminaCode(self.gmina.0 / 100 * 100 + 1),
            _ => self.gmina,
        }
    }
}

impl SimcId {
    /// Parses a SIMC identifier; shorter texts get their leading zeros back.
    ///
    /// # Errors
    /// When the text is empty, longer than seven digits or holds anything else.
    pub fn parse(text: &str) -> Result<Restored<Self>, CodeError> {
        let number = digits("SIMC", "7", text)?;
        Ok(Restored { code: Self(number), restored: text.len() < 7 })
    }

    /// From the number whose seven digits are the identifier.
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// The seven digits as a number.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl UlicId {
    /// Parses a ULIC identifier; empty text and `99999` are "no street".
    ///
    /// # Errors
    /// When the text is longer than five digits or holds anything else.
    pub fn parse(text: &str) -> Result<Option<Restored<Self>>, CodeError> {
        if text.is_empty() {
            return Ok(None);
        }
        let number = digits("ULIC", "5", text)?;
        match number {
            99_999 => Ok(None),
            100_000.. => Err(CodeError { kind: "ULIC", width: "5", value: text.to_owned() }),
            _ => Ok(Some(Restored { code: Self(number), restored: text.len() < 5 })),
        }
    }

    /// From the number whose five digits are the identifier.
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// The five digits as a number.
    pub const fn number(self) -> u32 {
        self.0
    }
}

macro_rules! display_digits {
    ($($type:ty: $width:literal),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!("{:0", $width, "}"), self.0)
            }
        }
    )*};
}
display_digits!(GminaCode: 6, PowiatCode: 4, WojewodztwoCode: 2, SimcId: 7, UlicId: 5);

impl fmt::Display for TercCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.gmina)?;
        match self.kind {
            Some(kind) => write!(f, "{kind}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terc_restores_zeros_by_the_width_of_its_column() {
        let cases = [
            ("2465011", TercWidth::Seven, "2465011", false),
            ("201011", TercWidth::Seven, "0201011", true),
            ("201011", TercWidth::Six, "201011", false),
            ("20101", TercWidth::Six, "020101", true),
            ("020101", TercWidth::AsWritten, "020101", false),
            ("0201011", TercWidth::AsWritten, "0201011", false),
            // 40 is no voivodeship, 04 is; 21 is odd.
            ("401011", TercWidth::AsWritten, "0401011", true),
            ("861023", TercWidth::AsWritten, "0861023", true),
            ("210054", TercWidth::AsWritten, "0210054", true),
            ("401011", TercWidth::Six, "401011", false),
            // 24 and 20 are voivodeships; 09 is none, nor is 0 a kind of gmina.
            ("246501", TercWidth::AsWritten, "246501", false),
            ("201011", TercWidth::AsWritten, "201011", false),
            ("980101", TercWidth::AsWritten, "980101", false),
            ("401010", TercWidth::AsWritten, "401010", false),
            ("40101", TercWidth::AsWritten, "040101", true),
        ];
        for (text, width, shown, restored) in cases {
            let parsed = TercCode::parse(text, width).expect("valid code");
            assert_eq!((parsed.code.to_string().as_str(), parsed.restored), (shown, restored));
        }
        for text in ["", "24650111", "24x5011", "000000", "2465"] {
            assert!(TercCode::parse(text, TercWidth::Seven).is_err(), "{text:?}");
        }
    }

    #[test]
    fn parents_are_the_leading_digits() {
        let code = TercCode::parse("0201011", TercWidth::Seven).expect("valid").code.gmina;
        assert_eq!(code.powiat().to_string(), "0201");
        assert_eq!(code.wojewodztwo().to_string(), "02");
        assert_eq!(code.powiat().wojewodztwo(), code.wojewodztwo());
    }

    #[test]
    fn districts_fold_to_their_city() {
        // Warsaw: district Białołęka 146503, city 146501; Kraków: delegatura 126102, city 126101.
        let cases = [("1465038", "146501"), ("1261029", "126101"), ("9801014", "980101")];
        for (text, city) in cases {
            let code = TercCode::parse(text, TercWidth::Seven).expect("valid").code;
            assert_eq!(code.whole_gmina().to_string(), city);
        }
    }

    #[test]
    fn street_99999_is_none() {
        assert_eq!(UlicId::parse("99999"), Ok(None));
        assert_eq!(UlicId::parse(""), Ok(None));
        let short = UlicId::parse("465").expect("valid").expect("a street");
        assert_eq!((short.code.to_string().as_str(), short.restored), ("00465", true));
        assert!(UlicId::parse("123456").is_err());
        assert!(SimcId::parse("12345678").is_err());
    }
}
