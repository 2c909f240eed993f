//! Values of indicators, by their unit.

use serde::Serialize;

use super::ReportInput;
use super::format::{HELD, UNKNOWN};
use crate::diagnosis::chapters::{Definition, Figure, Indicator, Telling};
use crate::publish::Language;
use crate::publish::indicators::inputs;
use crate::quantity::Grosze;

/// One indicator of a chapter.
#[derive(Serialize)]
pub(super) struct FigureView {
    symbol: String,
    label: String,
    value: String,
    /// Of what it is a part, where it is a share.
    of: String,
    meaning: String,
    inputs: String,
    is_known: bool,
    /// Known, but not told: it would tell of few people.
    is_held: bool,
    /// Why it is not told.
    reason: String,
}

/// A quotient with one decimal, half rounded up.
fn tenths(part: i64, whole: i64) -> (i64, i64) {
    let doubled = (i128::from(part) * 20 + i128::from(whole)) / (2 * i128::from(whole).max(1));
    let tenths = i64::try_from(doubled).unwrap_or(i64::MAX);
    (tenths / 10, tenths % 10)
}

fn whole_number(language: Language, value: i64) -> String {
    let digits = language.number(value.unsigned_abs());
    if value < 0 { format!("−{digits}") } else { digits }
}

fn decimal(language: Language, part: i64, whole: i64) -> String {
    let (units, tenth) = tenths(part, whole);
    format!("{}{}{tenth}", whole_number(language, units), language.point())
}

/// Metres, and kilometres from ten of them.
pub(super) fn length(language: Language, millimetres: i64) -> String {
    length_in(language, millimetres, millimetres >= FAR)
}

/// Millimetres from which lengths are told in kilometres.
const FAR: i64 = 10_000_000;

fn length_in(language: Language, millimetres: i64, in_kilometres: bool) -> String {
    let (unit, whole) = if in_kilometres { ("km", 1_000_000) } else { ("m", 1000) };
    format!("{}\u{a0}{unit}", decimal(language, millimetres, whole))
}

/// A part of a whole as a whole number, half rounded up.
fn rounded(part: i64, whole: i64) -> i64 {
    // In halves where the middle is not whole.
    let doubled = i128::from(part) * 2 + i128::from(whole);
    i64::try_from(doubled.div_euclid(2 * i128::from(whole).max(1))).unwrap_or(i64::MAX)
}

/// One value of a unit, in parts of `whole`.
fn value(language: Language, unit: &str, part: i64, whole: i64) -> String {
    let rounded = || rounded(part, whole);
    match unit {
        "share" => language.per_cent(&decimal(language, part.saturating_mul(100), whole)),
        "grosze" => language.money(Grosze(rounded())),
        "mm" => length(language, rounded()),
        "count" if whole == 1 => whole_number(language, part),
        "days" => language.say("days", &[("days", &decimal(language, part, whole))]),
        "ratio" => {
            let (units, rest) = tenths(part.saturating_mul(10), whole);
            format!("{}{}{}{rest}", units / 10, language.point(), units % 10)
        }
        _ => decimal(language, part, whole),
    }
}

/// A value with its bounds: `30,0 % – 40,0 %`, `co najmniej 12`, or `—`.
pub(super) fn text(language: Language, unit: &str, figure: Option<Figure>) -> String {
    let Some(figure) = figure else { return UNKNOWN.to_owned() };
    let whole = figure.whole.unwrap_or(1);
    match (figure.low, figure.high) {
        (Some(low), Some(high)) if low == high => value(language, unit, low, whole),
        // Both ends in one unit.
        (Some(low), Some(high)) if unit == "mm" => {
            let [low, high] = [low, high].map(|end| rounded(end, whole));
            let end = |mm| length_in(language, mm, high >= FAR);
            format!("{} – {}", end(low), end(high))
        }
        (Some(low), Some(high)) => {
            format!(
                "{} – {}",
                value(language, unit, low, whole),
                value(language, unit, high, whole)
            )
        }
        (Some(low), None) => format!("≥\u{a0}{}", value(language, unit, low, whole)),
        (None, Some(high)) => format!("≤\u{a0}{}", value(language, unit, high, whole)),
        (None, None) => UNKNOWN.to_owned(),
    }
}

fn of(language: Language, unit: &str, figure: Option<Figure>) -> String {
    match figure {
        Some(Figure { low: Some(low), high: Some(high), whole: Some(whole), .. })
            if unit == "share" && whole < 1_000_000 =>
        {
            let part = if low == high {
                whole_number(language, low)
            } else {
                format!("{}–{}", whole_number(language, low), whole_number(language, high))
            };
            language.say("figure-of", &[("part", &part), ("whole", &whole_number(language, whole))])
        }
        _ => String::new(),
    }
}

/// The indicators of a chapter, in the order of their definitions.
pub(super) fn figures(input: &ReportInput<'_>, chapter: &str) -> Vec<FigureView> {
    let definitions = Definition::all().iter().filter(|d| d.chapter == chapter);
    let language = input.language;
    let view = |definition: &Definition| {
        let found = input.chapters.indicator(&definition.symbol);
        let figure = found.and_then(|one| one.figure);
        let telling = found.map_or(Telling::Plain, |one| one.telling);
        let is_held = found.is_some_and(Indicator::is_held);
        FigureView {
            symbol: definition.symbol.clone(),
            label: language.pick(&definition.label_pl, &definition.label_en).to_owned(),
            value: if is_held { HELD.to_owned() } else { text(language, &definition.unit, figure) },
            of: match (telling, figure) {
                (Telling::Undeducted, Some(_)) => language.say("figure-undeducted", &[]),
                _ => of(language, &definition.unit, figure),
            },
            meaning: language.pick(&definition.meaning_pl, &definition.meaning_en).to_owned(),
            inputs: inputs(definition, &input.world.files).join(", "),
            is_known: figure.is_some(),
            is_held,
            reason: match telling {
                Telling::OtherProfile => language.say("figure-held-profile", &[]),
                _ => language.say("figure-held", &[]),
            },
        }
    };
    definitions.map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_by_their_unit() {
        let share = Figure::share(3, 1, 8);
        // 37.5 and 50 per cent.
        assert_eq!(text(Language::Polish, "share", share), "37,5\u{a0}% – 50,0\u{a0}%");
        assert_eq!(of(Language::Polish, "share", share), "3–4 z 8");
        assert_eq!(text(Language::Polish, "mm", Figure::ratio(25, 2)), "0,0\u{a0}m");
        assert_eq!(text(Language::Polish, "mm", Figure::ratio(123_456, 2)), "61,7\u{a0}m");
        assert_eq!(text(Language::Polish, "mm", Some(Figure::amount(12_340_000))), "12,3\u{a0}km");
        // Metres and kilometres are not mixed.
        let range = Figure { low: Some(8_768_200), high: Some(10_640_000), ..Figure::amount(0) };
        assert_eq!(text(Language::Polish, "mm", Some(range)), "8,8\u{a0}km – 10,6\u{a0}km");
        // 123 450 grosze over 7: 17 635.71, rounded.
        assert_eq!(text(Language::Polish, "grosze", Figure::ratio(123_450, 7)), "176,36\u{a0}zł");
        assert_eq!(text(Language::Polish, "ratio", Figure::ratio(40, 30)), "1,33");
        assert_eq!(text(Language::Polish, "days", Figure::ratio(151, 2)), "75,5\u{a0}dni");
        assert_eq!(
            text(Language::Polish, "count", Some(Figure::at_least(1234))),
            "≥\u{a0}1\u{a0}234"
        );
        assert_eq!(text(Language::Polish, "count", None), "—");
    }
}
