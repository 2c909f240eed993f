//! What stands around a plan's map: title, scale, north, legend, sources, names of localities.

use std::fmt::Write as _;

use super::{AREA, Class, Frame, MARGIN, PlanInput, ROOM, ROOT, UNREACHABLE, WIDTH, word};
use crate::publish::plan::named_sources;
use crate::publish::report::{PlaceName, escape, names_of};

/// From one line of the legend to the next, and of the sources.
const STEPS: (f64, f64) = (22.0, 19.0);

/// What stands below the map.
pub(super) struct Furniture<'a> {
    legend: Vec<Entry<'a>>,
    sources: Vec<String>,
    /// Metres of the scale bar, and where it begins and ends.
    scale: (f64, f64, f64),
}

/// An entry of the legend: from the left, and its line.
struct Entry<'a> {
    class: &'a Class,
    text: String,
    x: f64,
    line: u8,
}

impl<'a> Furniture<'a> {
    pub(super) fn new(input: &PlanInput<'_>, frame: &Frame, classes: &'a [Class]) -> Self {
        let metres = scale_metres(frame.per_metre);
        let right = WIDTH - 20.0;
        let left = right - metres * frame.per_metre;
        Self {
            legend: legend(classes, left - 20.0),
            sources: wrapped(&sources(input)),
            scale: (metres, left, right),
        }
    }

    /// Height of the legend and of the sources below it.
    pub(super) fn room(&self) -> f64 {
        let lines = self.legend.last().map_or(1, |entry| entry.line + 1);
        // Few lines of text.
        let sources = f64::from(u8::try_from(self.sources.len()).unwrap_or(u8::MAX));
        (f64::from(lines) * STEPS.0).max(STEPS.0 * 2.0) + sources * STEPS.1 + MARGIN
    }

    pub(super) fn draw(&self, input: &PlanInput<'_>, frame: &Frame, out: &mut String) {
        let base = frame.height - self.room();
        put!(
            out,
            "<rect x=\"0\" y=\"{base:.1}\" width=\"{WIDTH}\" height=\"{:.1}\" fill=\"#fff\"/>",
            self.room()
        );
        put!(
            out,
            "<rect x=\"0\" y=\"0\" width=\"{WIDTH}\" height=\"{}\" fill=\"#fff\"/>",
            ROOM.0 - 6.0
        );
        let title = input.language.say("plan-title", &[("name", &names(input))]);
        put!(
            out,
            "<text x=\"20\" y=\"27\" font-size=\"20\" font-weight=\"600\">{}</text>",
            escape(&title)
        );
        self.draw_scale(input, base + 30.0, out);
        // In the strip of the title, where it covers nothing.
        put!(
            out,
            "<path d=\"M{x} 7l8 23-8-6-8 6z\" fill=\"#1b1f24\"/><text x=\"{}\" y=\"26\" \
             text-anchor=\"end\" font-size=\"18\" font-weight=\"600\">{}</text>",
            WIDTH - 41.0,
            word(input.language, "north"),
            x = WIDTH - 28.0
        );
        self.draw_legend(base, out);
        for (line, below) in self.sources.iter().rev().zip(0_u8..) {
            put!(
                out,
                "<text x=\"20\" y=\"{:.1}\" font-size=\"16\" fill=\"#57606a\">{}</text>",
                frame.height - 10.0 - STEPS.1 * f64::from(below),
                escape(line)
            );
        }
    }

    fn draw_scale(&self, input: &PlanInput<'_>, y: f64, out: &mut String) {
        let (metres, left, right) = self.scale;
        let text = if metres >= 1000.0 {
            format!("{} {}", metres / 1000.0, word(input.language, "kilometres"))
        } else {
            format!("{metres} m")
        };
        put!(
            out,
            "<path d=\"M{left:.1} {y:.1}v8h{:.1}v-8\" fill=\"none\" stroke=\"#1b1f24\" \
             stroke-width=\"1.5\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" \
             font-size=\"16\">{text}</text>",
            right - left,
            f64::midpoint(left, right),
            y + 3.0
        );
    }

    fn draw_legend(&self, base: f64, out: &mut String) {
        for Entry { class, text, x, line } in &self.legend {
            let row = base + STEPS.0 * f64::from(line + 1);
            let mark = match class.style {
                AREA => format!("M{x:.1} {:.1}h26v12h-26z", row - 6.0),
                _ if class.is_line => format!("M{x:.1} {row:.1}h26"),
                ROOT => format!("M{:.1} {:.1}l7 7-7 7-7-7z", x + 13.0, row - 7.0),
                UNREACHABLE => format!("M{:.1} {:.1}l6 6m0-6l-6 6", x + 10.0, row - 3.0),
                _ => format!("M{:.1} {row:.1}h.01", x + 13.0),
            };
            put!(out, "<path d=\"{mark}\" {}/>", class.style);
            put!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"16\">{}</text>",
                x + 32.0,
                row + 4.8,
                escape(text)
            );
        }
    }
}

/// The classes in lines that end left of `right`.
fn legend<'a>(classes: &'a [Class], right: f64) -> Vec<Entry<'a>> {
    let (mut x, mut line) = (20.0, 0);
    let entry = |class: &'a Class| {
        let Class { words, count, .. } = class;
        let text = format!("{words} ({count})");
        let width = f64::from(u32::try_from(text.chars().count()).unwrap_or(60)) * 8.6 + 50.0;
        if x + width > right && x > 20.0 {
            (x, line) = (20.0, line + 1);
        }
        let entry = Entry { class, text, x, line };
        x += width;
        entry
    };
    classes.iter().map(entry).collect()
}

/// Letters of a line of the sources.
const LINE: usize = 107;

/// A text in lines that fit the width.
pub(in crate::publish) fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is always a line");
        if last.is_empty() {
            word.clone_into(last);
        } else if last.chars().count() + 1 + word.chars().count() <= LINE {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Length of the scale bar: 1, 2 or 5 times a power of ten, at most a fifth of the width.
fn scale_metres(per_metre: f64) -> f64 {
    let wanted = WIDTH / 5.0 / per_metre;
    let power = 10_f64.powf(wanted.log10().floor());
    let steps = [5.0, 2.0, 1.0].into_iter().map(|step| step * power);
    steps.into_iter().find(|metres| *metres <= wanted).unwrap_or(power)
}

/// Size of the letters of localities' names.
const LETTERS: f64 = 16.0;
/// Names shown at most.
const NAMES: usize = 24;

/// Names of the largest localities at the middle of their addresses, where there is room.
pub(super) fn place_names(input: &PlanInput<'_>, frame: &Frame, out: &mut String) {
    let world = input.world;
    let mut names: Vec<PlaceName> =
        input.gminas.iter().flat_map(|code| names_of(input.language, world, *code)).collect();
    names.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    let mut taken: Vec<[f64; 4]> = Vec::new();
    for name in &names {
        if taken.len() == NAMES {
            break;
        }
        let letters = f64::from(u32::try_from(name.name.chars().count()).unwrap_or(40));
        let (x, y) = frame.of(name.at);
        let (half, y) = (letters * LETTERS * 0.27, y - 8.0);
        let x = x.clamp(half + 4.0, WIDTH - half - 4.0);
        let place = [x - half, y - LETTERS, x + half, y + 4.0];
        let is_apart = |other: &[f64; 4]| {
            place[2] < other[0] || place[0] > other[2] || place[3] < other[1] || place[1] > other[3]
        };
        if !taken.iter().all(is_apart) {
            continue;
        }
        taken.push(place);
        put!(
            out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{LETTERS}\" text-anchor=\"middle\" \
             fill=\"#1b1f24\" stroke=\"#fff\" stroke-width=\"3.5\" paint-order=\"stroke\">{}</text>",
            escape(&name.name)
        );
    }
}

/// Registers and editions that the plan rests on.
fn sources(input: &PlanInput<'_>) -> String {
    const SHOWN: [&str; 6] =
        ["roads", "ducts", "pit-cable-lines", "pit-nodes", "pit-flexibility-points", "nodes-table"];
    let files = input.world.files.iter().filter(|f| SHOWN.contains(&f.register.as_str()));
    let named = named_sources(input.language, files);
    input.language.say("plan-source", &[("registers", &named)])
}

pub(super) fn names(input: &PlanInput<'_>) -> String {
    let named = |code: &crate::place::GminaCode| {
        let name = input.world.gmina(*code).map_or("", |gmina| gmina.name.as_str());
        if name.is_empty() { code.to_string() } else { name.to_owned() }
    };
    let shown: Vec<String> = input.gminas.iter().take(4).map(named).collect();
    shown.join(", ") + if input.gminas.len() > 4 { " …" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_long_as_the_width_takes() {
        let words = ["abc"; 62].join(" ");
        // 27 words of three letters and 26 spaces are 107: as many as fit.
        let lines: Vec<usize> = wrapped(&words).iter().map(|line| line.chars().count()).collect();
        assert_eq!(lines, [107, 107, 31]);
        assert_eq!(wrapped("x"), ["x"]);
    }

    #[test]
    fn a_legend_of_many_classes_has_room_above_the_sources() {
        let class = |count: &str| Class {
            words: "istniejący kanał lub kanalizacja",
            style: AREA,
            path: String::new(),
            count: count.to_owned(),
            is_line: false,
        };
        let classes: Vec<Class> = ["1", "2", "3", "4", "5", "6"].map(class).into();
        let furniture = Furniture {
            legend: legend(&classes, 700.0),
            sources: vec!["a".to_owned(), "b".to_owned()],
            scale: (1000.0, 700.0, 880.0),
        };
        // Each takes 36 letters, 359.6 of the 680: one a line.
        assert_eq!(furniture.legend.last().map(|entry| entry.line), Some(5));
        // Six lines of 22 end at 132; the upper source stands 10 + 19 above the edge, its letters
        // reach 16 more.
        assert!(furniture.room() - 29.0 - 16.0 > 132.0);
    }
}
