//! Address points and house numbers.

use super::{Origin, TextId};
use crate::place::{GminaCode, Pl1992, SimcId, TercCode, UlicId};

/// An address point (punkt adresowy): the unit in which coverage is counted.
#[derive(Clone, Debug)]
pub struct AddressPoint {
    /// Identifier in its register; where it has none, `register row`.
    pub id: TextId,
    /// House number as written.
    pub number: TextId,
    /// The gmina it is counted in; `None` when neither code nor position tells.
    pub gmina: Option<GminaCode>,
    /// TERC as in the register.
    pub terc: Option<TercCode>,
    /// Locality.
    pub simc: Option<SimcId>,
    /// Street; `None` where the locality has no streets.
    pub ulic: Option<UlicId>,
    /// Position; `None` where it is unknown.
    pub position: Option<Pl1992>,
    /// Where it was read.
    pub origin: Origin,
}

/// House number as it is compared: upper case, without white space and one trailing dot.
pub fn number_key(number: &str) -> String {
    let mut key: String =
        number.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    if key.ends_with('.') {
        key.pop();
    }
    key
}

/// A house number taken apart: `12A/14` is 12, `A/14`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberForm<'a> {
    /// Leading digits; 0 where there are none.
    pub number: u32,
    /// What follows them.
    pub suffix: &'a str,
}

impl<'a> NumberForm<'a> {
    /// Takes a number key apart.
    pub fn of(key: &'a str) -> Self {
        let digits = key.bytes().take_while(u8::is_ascii_digit).count();
        let number = key[..digits].parse().unwrap_or(0);
        Self { number, suffix: &key[digits..] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_keys_ignore_case_space_and_a_dot() {
        for written in ["25b", "25 B", " 25B.", "25\u{a0}b"] {
            assert_eq!(number_key(written), "25B");
        }
        assert_eq!(number_key("12.."), "12.");
        assert_eq!(number_key("7ł"), "7Ł");
    }

    #[test]
    fn number_forms_sort_as_people_do() {
        let mut keys = ["12", "2", "12A", "100", "12/14", "dz.5"];
        keys.sort_by_key(|key| NumberForm::of(key));
        assert_eq!(keys, ["dz.5", "2", "12", "12/14", "12A", "100"]);
    }
}
