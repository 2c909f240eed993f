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

/// Degrees, minutes and seconds of one direction, as `50°19'51.5"`.
fn sexagesimal(text: &str) -> Option<f64> {
    let is_sign = |sign: char| matches!(sign, '°' | '\'' | '′' | '’' | '"' | '″' | '”' | ' ' | ':');
    let parts = text.split(is_sign).filter(|part| !part.is_empty());
    let parts = parts.map(number).collect::<Option<Vec<f64>>>()?;
    let value = match parts[..] {
        [degrees, minutes] if minutes < 60.0 => degrees + minutes / 60.0,
        [degrees, minutes, seconds] if minutes < 60.0 && seconds < 60.0 => {
            degrees + minutes / 60.0 + seconds / 3600.0
        }
        _ => return None,
    };
    (parts[0].fract() == 0.0).then_some(value)
}

/// Latitude and longitude in degrees with minutes and seconds, with the letters of a compass, of
/// which N and E lie in Poland.
fn by_compass(text: &str) -> Option<Coordinates> {
    let upper = text.to_uppercase().replace("''", "\"");
    let (north, east) = (upper.find('N')?, upper.find('E')?);
    // The letters stand after both numbers or before both.
    let (first, second) = (north.min(east), north.max(east));
    let parts = if upper.trim_start().starts_with(['N', 'E']) {
        [&upper[first + 1..second], &upper[second + 1..]]
    } else if upper[second + 1..].trim().is_empty() {
        [&upper[..first], &upper[first + 1..second]]
    } else {
        return None;
    };
    let clean = |part: &str| sexagesimal(part.trim_matches([' ', ',', ';']));
    let [first, second] = parts.map(clean);
    let (lat, lon) = if north < east { (first?, second?) } else { (second?, first?) };
    (LAT.contains(&lat) && LON.contains(&lon)).then_some(Coordinates::Degrees { lon, lat })
}

/// Whether a text is a point in Poland.
pub fn is_point(text: &str) -> bool {
    point(text).is_some()
}

/// The point that a text is, if it is one in Poland.
pub fn point(text: &str) -> Option<Coordinates> {
    if text.len() > 80 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // The number of a system before a point: its range tells it as well.
    let srid = text.trim().get(..5).filter(|srid| srid.eq_ignore_ascii_case("srid="));
    let text = srid.and_then(|_| text.split_once(';')).map_or(text, |(_, text)| text).trim();
    let shape = text.get(..5).filter(|shape| shape.eq_ignore_ascii_case("point"));
    let text = shape.map_or(text, |_| text[5..].trim().trim_matches(['(', ')']).trim());
    if text.contains(['°', '\'', '′', '’'])
        && let Some(found) = by_compass(text)
    {
        return Some(found);
    }
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
    Coordinates::of_zone(first, second)
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
        let zoned = Coordinates::Zone { zone: 7, easting: 7_500_500.5, northing: 5_788_500.0 };
        assert_eq!(point("5788500 7500500.5"), Some(zoned));
        // 50 + 19/60 + 30/3600 = 50.325, 19 + 15/60 = 19.25.
        let by_minutes = Some(Coordinates::Degrees { lon: 19.25, lat: 50.325 });
        for text in [
            "50°19'30\"N 19°15'0\"E",
            "50°19'30''N, 19°15'00''E",
            "50° 19′ 30″ N 19° 15′ E",
            "N 50°19'30\" E 19°15'",
            "19°15'E 50°19'30\"N",
            "POINT(19.25 50.325)",
            "SRID=4326;POINT(19.25 50.325)",
            "Point (19.25 50.325)",
        ] {
            assert_eq!(point(text), by_minutes, "{text}");
        }
        for text in [
            "50°19'30\"N 19°15'0\"E ul. Polna 5",
            "50°61'N 19°15'E",
            "POINT(1 2)",
            "d'Arc 12",
            "Point 5",
            "Polna 12",
            "12 14",
            "54.12",
            "1 2 3",
            "",
            "54.12, 118.5",
            "12, 14",
        ] {
            assert_eq!(point(text), None, "{text}");
        }
    }
}
