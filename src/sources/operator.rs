//! The one form in which numbers of operators are held, whichever register names them.
//!
//! UKE keeps three registers: RPT of telecommunications undertakings (five digits), RJST of local
//! governments (three) and, for public utilities, the tax number NIP (ten). Spreadsheets cut leading
//! zeros, so that one operator stands as `00503` in one file and as `503` in another.

use std::borrow::Cow;

/// Mark and digits of a register.
#[derive(Clone, Copy)]
pub(super) struct Numbering(&'static str, usize);

pub(super) const RPT: Numbering = Numbering("", 5);
pub(super) const RJST: Numbering = Numbering("JST-", 3);
pub(super) const NIP: Numbering = Numbering("NIP-", 10);

impl Numbering {
    /// The number in its register’s form; `None` where it is empty or zeros only.
    pub(super) fn form(self, text: &str) -> Option<String> {
        let Self(mark, width) = self;
        let number = text.trim_start_matches('0');
        (!number.is_empty()).then(|| format!("{mark}{number:0>width$}"))
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// An operator as tables name it: a number in the form of its register, a name as it is.
///
/// Bare digits are RPT, ten of them NIP; `RPT`, `RJST` or `JST`, and `NIP` before them say which.
pub fn operator_number(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let marked = [("RPT", RPT), ("RJST", RJST), ("JST", RJST), ("NIP", NIP)];
    let split = marked.into_iter().find_map(|(mark, numbering)| {
        let (start, rest) = text.split_at_checked(mark.len())?;
        let digits = rest.trim_start_matches([' ', '-', ':', '.']);
        (start.eq_ignore_ascii_case(mark) && is_digits(digits)).then_some((numbering, digits))
    });
    let bare = || match text.len() {
        10 => Some((NIP, text)),
        _ if text.trim_start_matches('0').len() <= 5 => Some((RPT, text)),
        _ => None,
    };
    let found = split.or_else(|| is_digits(text).then(bare).flatten());
    let formed = found.and_then(|(numbering, digits)| numbering.form(digits));
    formed.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The owner of a network as reports to SIDUSIS name it: their form gives RPT five digits and RJST
/// three, so that up to three digits are RJST.
pub(super) fn owner_number(text: &str) -> Cow<'_, str> {
    let rjst = || RJST.form(text).map(Cow::Owned);
    let is_rjst = is_digits(text) && text.len() <= 3;
    is_rjst.then(rjst).flatten().unwrap_or_else(|| operator_number(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_operator_has_one_number() {
        let cases = [
            ("1", "00001"),
            ("503", "00503"),
            ("00503", "00503"),
            ("000503", "00503"),
            ("12345", "12345"),
            (" rpt 503", "00503"),
            ("JST-7", "JST-007"),
            ("RJST 007", "JST-007"),
            ("5260001234", "NIP-5260001234"),
            ("0060001234", "NIP-0060001234"),
            ("NIP:5260001234", "NIP-5260001234"),
        ];
        for (text, number) in cases {
            assert_eq!(operator_number(text), number, "{text}");
            assert_eq!(operator_number(number), number, "the form is its own");
        }
        // Names, numbers of other registers, and what is none.
        for text in ["X", "Sieć 5", "RPT", "JST Sieć", "ósemka", "0", "123456", "90001a", ""] {
            assert_eq!(operator_number(text), text);
        }
    }

    #[test]
    fn owners_of_three_digits_are_local_governments() {
        assert_eq!(owner_number("17"), "JST-017");
        assert_eq!(owner_number("017"), "JST-017");
        assert_eq!(owner_number("0503"), "00503");
        assert_eq!(owner_number("5260001234"), "NIP-5260001234");
    }
}
