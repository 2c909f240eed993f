//! Coordinates typed instead of an address.

use crate::place::Coordinates;

const LON: std::ops::Range<f64> = 13.5..25.0;
const LAT: std::ops::Range<f64> = 48.5..55.5;
const EASTING: std::ops::Range<f64> = 140_000.0..900_000.0;
const NORTHING: std::ops::Range<f64> = 100_000.0..900_000.0;

/// A number with `.` or `,` for decimals, and a letter of a compass or a degree sign about it.
fn number(text: &str) -> Option<f64> {
    let plain = text.trim_matches(|sign: char| {
        sign.is_whitespace() || matches!(sign, '°' | 'N' | 'E' | 'n' | 'e' | '(' | ')')
    });
    let fits = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',');
    if plain.is_empty() || plain.len() > 24 || !plain.chars().all(fits) {
        return None;
    }
    plain.replace(',', ".").parse().ok()
}

fn pair(parts: impl Iterator<Item = impl AsRef<str>>) -> Option<(f64, f64)> {
    let mut parts = parts.filter(|part| !part.as_ref().trim().is_empty());
    let (first, second) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some((number(first.as_ref())?, number(second.as_ref())?))
}

/// The point that a text is, if it is one in Poland.
pub fn point(text: &str) -> Option<Coordinates> {
    if text.len() > 80 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = text.trim();
    // "54,1 18,5" and "54.1; 18.5" before "54.1,18.5": a comma may be a decimal one.
    let spaced = text.split([' ', ';', '\t']).map(|part| part.trim_end_matches(','));
    let spaced = spaced.filter(|part| !matches!(*part, "N" | "E" | "n" | "e"));
    let (first, second) = pair(spaced).or_else(|| pair(text.split(',')))?;
    let has_decimals = |value: f64| value.fract() != 0.0;
    if has_decimals(first) || has_decimals(second) {
        if LAT.contains(&first) && LON.contains(&second) {
            return Some(Coordinates::Degrees { lon: second, lat: first });
        }
        if LON.contains(&first) && LAT.contains(&second) {
            return Some(Coordinates::Degrees { lon: first, lat: second });
        }
    }
    if EASTING.contains(&first) && NORTHING.contains(&second) {
        return Some(Coordinates::Metres { easting: first, northing: second });
    }
    if EASTING.contains(&second) && NORTHING.contains(&first) {
        return Some(Coordinates::Metres { easting: second, northing: first });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_read_in_either_order() {
        let here = Some(Coordinates::Degrees { lon: 18.56, lat: 54.12 });
        for text in ["54.12, 18.56", "18.56 54.12", "54,12 18,56", "54.12,18.56", "54.12N 18.56E"] {
            assert_eq!(point(text), here, "{text}");
        }
        let metres = Some(Coordinates::Metres { easting: 500_000.0, northing: 650_000.0 });
        assert_eq!(point("500000 650000"), metres);
        assert_eq!(point("500000.5; 650000").map(|_| ()), Some(()));
        // The first can be no easting.
        assert_eq!(
            point("120000 650000"),
            Some(Coordinates::Metres { easting: 650_000.0, northing: 120_000.0 })
        );
        for text in ["Polna 12", "12 14", "54.12", "1 2 3", "", "54.12, 118.5", "12, 14"] {
            assert_eq!(point(text), None, "{text}");
        }
    }
}
