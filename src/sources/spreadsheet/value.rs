//! How values of cells become text: numbers, dates, formats.

use chrono::{Days, NaiveDate};

/// A number as people write it: no `.0`, the fewest digits that mean the same.
pub(super) fn number(value: f64) -> String {
    // Zero has no sign.
    format!("{}", value + 0.0)
}

/// Yes or no, in the words of the tables.
pub(super) const fn truth(value: bool) -> &'static str {
    if value { "tak" } else { "nie" }
}

/// Days of the calendar that Excel counts from; it believes in the 29th of February 1900, so
/// days before the 60th are one behind.
fn day(serial: u64, is_1904: bool) -> Option<NaiveDate> {
    let (year, shift) = match (is_1904, serial) {
        (true, _) => (NaiveDate::from_ymd_opt(1904, 1, 1)?, 0),
        (false, 60) => return None,
        (false, ..60) => (NaiveDate::from_ymd_opt(1899, 12, 31)?, 0),
        (false, _) => (NaiveDate::from_ymd_opt(1899, 12, 31)?, 1),
    };
    year.checked_add_days(Days::new(serial - shift))
}

/// Last day that spreadsheets know: 31 December 9999.
const SERIAL_MAX: f64 = 2_958_465.0;
const DAY_SECONDS: u64 = 86_400;

/// A date as `2026-06-30`, a moment as `2026-06-30T13:45:00`, a time of day as `13:45:00`; `None`
/// outside the calendar.
pub(super) fn date(serial: f64, is_1904: bool) -> Option<String> {
    if !(0.0..SERIAL_MAX + 1.0).contains(&serial) {
        return None;
    }
    // Within the limits above, so the cast keeps the value.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let seconds = (serial * 86_400.0).round() as u64;
    let (days, rest) = (seconds / DAY_SECONDS, seconds % DAY_SECONDS);
    let time = format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    if days == 0 && !is_1904 {
        return Some(time);
    }
    let day = day(days, is_1904)?.format("%Y-%m-%d");
    Some(if rest == 0 { day.to_string() } else { format!("{day}T{time}") })
}

/// A date of ISO 8601 without a midnight that nobody wrote.
pub(super) fn iso_date(text: &str) -> &str {
    let midnight = ["T00:00:00", "T00:00:00Z", "T00:00:00.000", "T00:00:00.000Z"];
    midnight.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text)
}

/// Whether a number format shows dates or times of day (ECMA-376 part 1, 18.8.30 and 18.8.31).
/// Durations (`[h]:mm`) are numbers.
pub(super) fn shows_date(code: &str) -> bool {
    let mut characters = code.chars();
    let mut letters = String::new();
    while let Some(character) = characters.next() {
        match character {
            // What is quoted, escaped or a matter of width is no part of the format.
            '"' => drop(characters.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                if !inside.is_empty() && inside.chars().all(|c| "hmsHMS".contains(c)) {
                    return false;
                }
            }
            // The first section is that of positive numbers.
            ';' => break,
            other => letters.push(other),
        }
    }
    let lower = letters.to_lowercase();
    lower != "general" && lower.contains(['d', 'm', 'y', 'h', 's'])
}

/// Whether a built-in number format shows dates or times of day (ECMA-376 part 1, 18.8.30).
pub(super) const fn is_date_format(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45 | 47 | 50..=58)
}

/// The name of a cell: `B7` for column 1 and row 6.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// Row and column of a cell's name, from 0.
pub(super) fn cell_position(name: &str) -> Option<(u32, u32)> {
    let n_letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = name.split_at(n_letters);
    if letters.is_empty() || letters.len() > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let place = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, |column, letter| column * 26 + place(letter));
    let row: u32 = digits.parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_needless_digits() {
        let cases = [
            (5.0, "5"),
            (-0.0, "0"),
            (201_011.0, "201011"),
            (0.1, "0.1"),
            (19.194_488, "19.194488"),
            (1e15, "1000000000000000"),
            (1e-7, "0.0000001"),
            (-2.5, "-2.5"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn serial_numbers_are_days() {
        // Known days: 1 is 1 January 1900, 61 is 1 March 1900, 36526 is 1 January 2000, and
        // 46203 is 30 June 2026 (36526 + 26 years of 365 days + 7 leap days of 2000 … 2024 + 180).
        let cases = [
            (1.0, false, Some("1900-01-01")),
            (59.0, false, Some("1900-02-28")),
            (60.0, false, None),
            (61.0, false, Some("1900-03-01")),
            (36_526.0, false, Some("2000-01-01")),
            (46_203.0, false, Some("2026-06-30")),
            (46_203.5, false, Some("2026-06-30T12:00:00")),
            (46_203.999_999_9, false, Some("2026-07-01")),
            (0.25, false, Some("06:00:00")),
            (0.0, true, Some("1904-01-01")),
            (44_741.0, true, Some("2026-06-30")),
            (2_958_465.0, false, Some("9999-12-31")),
            (2_958_466.0, false, None),
            (-1.0, false, None),
            (f64::NAN, false, None),
        ];
        for (serial, is_1904, text) in cases {
            assert_eq!(date(serial, is_1904).as_deref(), text, "{serial}");
        }
        assert_eq!(iso_date("2026-06-30T00:00:00"), "2026-06-30");
        assert_eq!(iso_date("2026-06-30T08:00:00"), "2026-06-30T08:00:00");
    }

    #[test]
    fn formats_of_dates_are_told_from_those_of_numbers() {
        let dates = ["yyyy-mm-dd", "d.mm.yyyy;@", "[$-415]d mmmm yyyy", "h:mm", "[Red]dd/mm/yy"];
        let numbers =
            ["General", "0.00", "#,##0\\ \"zł (dni)\"", "[h]:mm:ss", "@", "0;yyyy", "0_m"];
        assert!(dates.iter().all(|code| shows_date(code)));
        assert!(!numbers.iter().any(|code| shows_date(code)));
        assert!(is_date_format(14) && !is_date_format(46) && !is_date_format(49));
    }

    #[test]
    fn cells_have_names() {
        let cases = [
            ("A1", 0, 0),
            ("B7", 6, 1),
            ("Z2", 1, 25),
            ("AA1", 0, 26),
            ("XFD1048576", 1_048_575, 16_383),
        ];
        for (name, row, column) in cases {
            assert_eq!(cell_name(row, column), name);
            assert_eq!(cell_position(name), Some((row, column)));
        }
        for name in ["", "A", "7", "A0", "ABCD1", "A99999999999", "A1B", "Ż1"] {
            assert_eq!(cell_position(name), None, "{name}");
        }
    }
}
