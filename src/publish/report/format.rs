//! Polish numbers, shares, dates and plural forms.

use minijinja::{Environment, Error, ErrorKind, Value};
use serde::Serialize;

use crate::quantity::{Grosze, Share};

/// No-break space between groups of three digits.
const GROUP: char = '\u{a0}';
/// Shown where there is nothing to divide by or nothing is known.
pub const UNKNOWN: &str = "—";

/// A share as templates get it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ShareView {
    /// Part.
    pub part: u64,
    /// Whole.
    pub whole: u64,
}

/// A whole number with groups: `10 576`.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.char_indices() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(GROUP);
        }
        grouped.push(digit);
    }
    grouped
}

/// An amount in whole złote, rounded half away from zero: `−1 234`.
pub fn zloty(amount: Grosze) -> String {
    let whole = number((amount.0.unsigned_abs() + 50) / 100);
    if amount.0 < 0 && whole != "0" { format!("−{whole}") } else { whole }
}

/// An amount with its grosze: `1 234,50`.
pub fn zloty_grosze(amount: Grosze) -> String {
    let grosze = amount.0.unsigned_abs();
    let sign = if amount.0 < 0 { "−" } else { "" };
    format!("{sign}{},{:02}", number(grosze / 100), grosze % 100)
}

/// A number in hundredths with as many decimals as it needs: `1,73`, `0,5`, `40`.
pub fn hundredths(value: i64) -> String {
    let text = zloty_grosze(Grosze(value));
    let short = text.trim_end_matches('0').trim_end_matches(',');
    if text.contains(',') { short.to_owned() } else { text }
}

/// Mbit/s with a decimal comma.
pub fn speed(speed: crate::quantity::Speed) -> String {
    speed.to_string().replace('.', ",")
}

/// A share as per cent with one decimal and a comma; `—` where there is no whole.
pub fn percent(share: ShareView) -> String {
    let tenths = Share { part: share.part, whole: share.whole }.tenths_of_percent();
    tenths.map_or_else(
        || UNKNOWN.to_owned(),
        |tenths| format!("{},{}{GROUP}%", number(tenths / 10), tenths % 10),
    )
}

/// A key by which names sort as in a Polish dictionary: Ć after C, Ż after Ź after Z.
pub fn dictionary_key(name: &str) -> Vec<(char, u8)> {
    let letter = |c: char| match c {
        'ą' => ('a', 1),
        'ć' => ('c', 1),
        'ę' => ('e', 1),
        'ł' => ('l', 1),
        'ń' => ('n', 1),
        'ó' => ('o', 1),
        'ś' => ('s', 1),
        'ź' => ('z', 1),
        'ż' => ('z', 2),
        other => (other, 0),
    };
    name.chars().flat_map(char::to_lowercase).map(letter).collect()
}

/// The form of a noun after a number: 1 adres, 2 adresy, 5 adresów, 22 adresy, 112 adresów.
pub fn plural<'a>(value: u64, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (value, value % 10, value % 100) {
        (1, _, _) => one,
        (_, 2..=4, last) if !(12..=14).contains(&last) => few,
        _ => many,
    }
}

/// A day in words: `30 czerwca 2026`.
pub fn date(iso: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
    ];
    let mut parts = iso.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(format!("{} {month} {year}", day.parse::<u32>().ok()?))
}

/// Filters of the templates: `liczba`, `procent`, `odmiana`, `data`.
pub fn add_filters(environment: &mut Environment<'_>) {
    environment.add_filter("liczba", number);
    environment.add_filter("procent", |share: Value| -> Result<String, Error> {
        let field = |name: &str| u64::try_from(share.get_attr(name)?);
        Ok(percent(ShareView { part: field("part")?, whole: field("whole")? }))
    });
    environment.add_filter("odmiana", |value: u64, one: &str, few: &str, many: &str| {
        plural(value, one, few, many).to_owned()
    });
    environment.add_filter("data", |iso: &str| {
        date(iso).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "not a day"))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_groups_and_commas() {
        assert_eq!(number(7), "7");
        assert_eq!(number(10_576), "10\u{a0}576");
        assert_eq!(number(1_234_567), "1\u{a0}234\u{a0}567");
        // 3774 of 10576 = 35.684 %
        assert_eq!(percent(ShareView { part: 3774, whole: 10_576 }), "35,7\u{a0}%");
        assert_eq!(percent(ShareView { part: 0, whole: 0 }), "—");
    }

    #[test]
    fn money_is_in_zlote() {
        assert_eq!(zloty(Grosze(123_450)), "1\u{a0}235");
        assert_eq!(zloty(Grosze(-123_449)), "−1\u{a0}234");
        assert_eq!(zloty(Grosze(-49)), "0");
        assert_eq!(zloty_grosze(Grosze(-123_405)), "−1\u{a0}234,05");
        assert_eq!(["1,73", "0,5", "40", "0", "100"], [173, 50, 4000, 0, 10_000].map(hundredths));
    }

    #[test]
    fn nouns_follow_polish_plural_rules() {
        let cases = [
            (0, "gmin"),
            (1, "gmina"),
            (2, "gminy"),
            (4, "gminy"),
            (5, "gmin"),
            (12, "gmin"),
            (14, "gmin"),
            (21, "gmin"),
            (22, "gminy"),
            (101, "gmin"),
            (112, "gmin"),
            (122, "gminy"),
        ];
        for (value, form) in cases {
            assert_eq!(plural(value, "gmina", "gminy", "gmin"), form, "{value}");
        }
    }

    #[test]
    fn names_sort_as_in_a_polish_dictionary() {
        let mut names = ["Żabi Róg", "Wądół", "Ćmielówek", "Cisy", "Źródlice", "Zagaj", "Dąb"];
        names.sort_by_key(|name| dictionary_key(name));
        let sorted = ["Cisy", "Ćmielówek", "Dąb", "Wądół", "Zagaj", "Źródlice", "Żabi Róg"];
        assert_eq!(names, sorted);
    }

    #[test]
    fn dates_are_in_words() {
        assert_eq!(date("2026-06-30").as_deref(), Some("30 czerwca 2026"));
        assert_eq!(date("2027-01-05").as_deref(), Some("5 stycznia 2027"));
        assert_eq!(date("2027-13-05"), None);
    }
}
