//! Values of indicators in Polish, by their unit.

use serde::Serialize;

use super::ReportInput;
use super::format::{UNKNOWN, number};
use crate::diagnosis::chapters::{Definition, Figure};
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
}

/// A quotient with one decimal, half rounded up.
fn tenths(part: i64, whole: i64) -> (i64, i64) {
    let doubled = (i128::from(part) * 20 + i128::from(whole)) / (2 * i128::from(whole).max(1));
    let tenths = i64::try_from(doubled).unwrap_or(i64::MAX);
    (tenths / 10, tenths % 10)
}

fn whole_number(value: i64) -> String {
    let digits = number(value.unsigned_abs());
    if value < 0 { format!("−{digits}") } else { digits }
}

fn decimal(part: i64, whole: i64) -> String {
    let (units, tenth) = tenths(part, whole);
    format!("{},{tenth}", whole_number(units))
}

/// Złote with grosze: `1 234,50 zł`.
pub(super) fn money(amount: Grosze) -> String {
    let sign = if amount.0 < 0 { "−" } else { "" };
    let grosze = amount.0.unsigned_abs();
    format!("{sign}{},{:02}\u{a0}zł", number(grosze / 100), grosze % 100)
}

/// Metres, and kilometres from ten of them.
pub(super) fn length(millimetres: i64) -> String {
    if millimetres >= 10_000_000 {
        return format!("{}\u{a0}km", decimal(millimetres, 1_000_000));
    }
    format!("{}\u{a0}m", decimal(millimetres, 1000))
}

/// One value of a unit, in parts of `whole`.
fn value(unit: &str, part: i64, whole: i64) -> String {
    // In halves where the middle is not whole.
    let rounded = || {
        let doubled = i128::from(part) * 2 + i128::from(whole);
        i64::try_from(doubled.div_euclid(2 * i128::from(whole).max(1))).unwrap_or(i64::MAX)
    };
    match unit {
        "share" => format!("{}\u{a0}%", decimal(part.saturating_mul(100), whole)),
        "grosze" => money(Grosze(rounded())),
        "mm" => length(rounded()),
        "count" if whole == 1 => whole_number(part),
        "days" => format!("{}\u{a0}dni", decimal(part, whole)),
        "ratio" => {
            let (units, rest) = tenths(part.saturating_mul(10), whole);
            format!("{},{}{rest}", units / 10, units % 10)
        }
        _ => decimal(part, whole),
    }
}

/// A value with its bounds: `30,0 % – 40,0 %`, `co najmniej 12`, or `—`.
pub(super) fn text(unit: &str, figure: Option<Figure>) -> String {
    let Some(figure) = figure else { return UNKNOWN.to_owned() };
    let whole = figure.whole.unwrap_or(1);
    match (figure.low, figure.high) {
        (Some(low), Some(high)) if low == high => value(unit, low, whole),
        (Some(low), Some(high)) => {
            format!("{} – {}", value(unit, low, whole), value(unit, high, whole))
        }
        (Some(low), None) => format!("≥\u{a0}{}", value(unit, low, whole)),
        (None, Some(high)) => format!("≤\u{a0}{}", value(unit, high, whole)),
        (None, None) => UNKNOWN.to_owned(),
    }
}

fn of(unit: &str, figure: Option<Figure>) -> String {
    match figure {
        Some(Figure { low: Some(low), high: Some(high), whole: Some(whole), .. })
            if unit == "share" && whole < 1_000_000 =>
        {
            let part = if low == high {
                whole_number(low)
            } else {
                format!("{}–{}", whole_number(low), whole_number(high))
            };
            format!("{part} z {}", whole_number(whole))
        }
        _ => String::new(),
    }
}

/// The indicators of a chapter, in the order of their definitions.
pub(super) fn figures(input: &ReportInput<'_>, chapter: &str) -> Vec<FigureView> {
    let definitions = Definition::all().iter().filter(|d| d.chapter == chapter);
    let view = |definition: &Definition| {
        let figure = input.chapters.figure(&definition.symbol);
        FigureView {
            symbol: definition.symbol.clone(),
            label: definition.label_pl.clone(),
            value: text(&definition.unit, figure),
            of: of(&definition.unit, figure),
            meaning: definition.meaning_pl.clone(),
            inputs: inputs(definition, &input.world.files).join(", "),
            is_known: figure.is_some(),
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
        assert_eq!(text("share", share), "37,5\u{a0}% – 50,0\u{a0}%");
        assert_eq!(of("share", share), "3–4 z 8");
        assert_eq!(text("mm", Figure::ratio(25, 2)), "0,0\u{a0}m");
        assert_eq!(text("mm", Figure::ratio(123_456, 2)), "61,7\u{a0}m");
        assert_eq!(text("mm", Some(Figure::amount(12_340_000))), "12,3\u{a0}km");
        // 123 450 grosze over 7: 17 635.71, rounded.
        assert_eq!(text("grosze", Figure::ratio(123_450, 7)), "176,36\u{a0}zł");
        assert_eq!(text("ratio", Figure::ratio(40, 30)), "1,33");
        assert_eq!(text("days", Figure::ratio(151, 2)), "75,5\u{a0}dni");
        assert_eq!(text("count", Some(Figure::at_least(1234))), "≥\u{a0}1\u{a0}234");
        assert_eq!(text("count", None), "—");
    }
}
