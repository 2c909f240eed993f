//! Numbers and points of the paths of a drawing.

use std::fmt::Write as _;

/// Appends a number with one decimal, as the library writes it.
fn put_tenths(value: f64, out: &mut String) {
    let tenths = value.abs() * 10.0;
    // Below 2^32; a text of its own for what is not.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = (tenths + 0.5) as u32;
    // Halves go the way of the library, which looks at every digit.
    if tenths.is_nan() || tenths > 1e8 || (tenths - f64::from(whole)).abs() > 0.499_999 {
        write!(out, "{value:.1}").expect("writing to a String cannot fail");
        return;
    }
    let mut digits = [b'0'; 12];
    let mut at = digits.len() - 2;
    digits[at + 1] = b'0' + (whole % 10).to_le_bytes()[0];
    digits[at] = b'.';
    let mut rest = whole / 10;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10).to_le_bytes()[0];
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value.is_sign_negative() {
        out.push('-');
    }
    out.push_str(std::str::from_utf8(&digits[at..]).expect("digits and a point"));
}

/// Appends a command of a path with its point.
pub(super) fn put_point(command: char, (x, y): (f64, f64), out: &mut String) {
    out.push(command);
    put_tenths(x, out);
    out.push(' ');
    put_tenths(y, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_those_of_the_library() {
        let mut values =
            vec![0.0, 0.04, 0.05, 0.25, 0.35, 0.75, 9.95, 99.949_999_999, 960.0, -0.02];
        values.extend((0..20_000).map(|n| f64::from(n) * 0.049_987_3));
        values.extend((0..4000).map(|n| f64::from(n) / 16.0));
        values.extend((0..4000).map(|n| f64::from(n) * -1.733));
        values.extend([f64::NAN, -0.0, 1e12, f64::INFINITY, -1e7, 9_999_999.96]);
        for value in values {
            let mut out = String::new();
            put_tenths(value, &mut out);
            assert_eq!(out, format!("{value:.1}"));
        }
    }
}
