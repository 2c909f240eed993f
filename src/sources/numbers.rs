//! Numbers as people type them: with spaces, decimal commas and units.

use std::borrow::Cow;

/// A number without the spaces between its thousands: `1 234,50`, also with spaces that do not break.
/// What is grouped otherwise (`12 34`) is no number.
pub(super) fn ungrouped(text: &str) -> Cow<'_, str> {
    let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
    if !text.contains(is_space) {
        return Cow::Borrowed(text);
    }
    let (whole, decimals) = text.find(['.', ',']).map_or((text, ""), |at| text.split_at(at));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.strip_prefix('-').unwrap_or(whole).split(is_space);
    let first =
        groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && is_digits(first));
    if first && groups.all(|group| group.len() == 3 && is_digits(group)) {
        return Cow::Owned(whole.replace(is_space, "") + decimals);
    }
    Cow::Borrowed(text)
}

pub(super) fn decimal(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

/// A number without the unit of its column written behind it, and by how many of these that unit is:
/// `200 zł` of a price, `1 Gb/s` of a speed in Mb/s.
pub(super) fn without_unit<'a>(kind: &str, text: &'a str) -> (&'a str, u32) {
    let units: &[(&str, u32)] = match kind {
        "pln" => &[("zł", 1), ("pln", 1)],
        "mbps" => &[
            ("mb/s", 1),
            ("mbit/s", 1),
            ("mbps", 1),
            ("gb/s", 1000),
            ("gbit/s", 1000),
            ("gbps", 1000),
        ],
        _ => &[],
    };
    let ends = |unit: &str| {
        let at = text.len().checked_sub(unit.len())?;
        let (number, end) = text.split_at_checked(at)?;
        (end.to_lowercase() == unit).then(|| number.trim_end())
    };
    let found = units.iter().find_map(|&(unit, times)| Some((ends(unit)?, times)));
    found.unwrap_or((text, 1))
}

/// Whole numbers; spreadsheets and DBF files may write `12.0` or `12,0`.
pub(super) fn integer(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    decimals.bytes().all(|byte| byte == b'0').then(|| whole.parse().ok()).flatten()
}

/// Złoty with at most two decimals, in grosze.
pub(super) fn grosze(text: &str) -> Option<i64> {
    let text = text.replace(',', ".");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let is_number = decimals.len() <= 2 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let cents: i64 = is_number.then(|| format!("{decimals:0<2}").parse().ok()).flatten()?;
    let units: i64 = whole.parse().ok()?;
    let cents = if whole.starts_with('-') { -cents } else { cents };
    units.checked_mul(100)?.checked_add(cents)
}
