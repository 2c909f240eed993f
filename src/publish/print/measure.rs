//! Widths of the columns of tables, found from their texts as a browser does: no word is broken,
//! and what is left is shared by the length of the lines.

use super::blocks::{Element, Node};

/// Width of the text of a page in the size of tables, in ems.
const PAGE: f64 = 64.0;
/// What a cell keeps free on both sides.
const FREE: f64 = 1.0;
/// A longer word of a heading is hyphenated.
const HEADING: f64 = 5.6;
/// A line longer than this asks for no more width.
const LONG: f64 = 40.0;
/// The smallest letters, in hundredths of the usual size, which is 7.6 points: no less
/// than 7, with marginal notes a bit smaller.
const SMALLEST: f64 = 95.0;
/// A line up to this length is not parted where there is room.
const SHORT: f64 = 9.5;

/// Widths of a column: with headings hyphenated, with whole words, with whole short lines, with
/// whole lines.
#[derive(Clone, Copy, Default)]
struct Need {
    least: f64,
    words: f64,
    short: f64,
    wanted: f64,
}

/// Sets the widths of all tables.
pub fn widths(nodes: &mut [Node]) {
    for node in nodes {
        if let Node::Element(element) = node {
            if element.tag == "table" {
                table(element);
            }
            widths(&mut element.kids);
        }
    }
}

fn table(table: &mut Element) {
    let mut needs: Vec<Need> = Vec::new();
    let mut held: Vec<u32> = Vec::new();
    for part in elements(&table.kids) {
        let is_head = part.tag == "thead";
        for row in elements(&part.kids) {
            let mut column = 0;
            for cell in elements(&row.kids) {
                // A cell of an earlier row may reach down into this one.
                while held.get(column).is_some_and(|rows| *rows > 0) {
                    held[column] -= 1;
                    column += 1;
                }
                let (rows, columns) = (cell.span.0.max(1), cell.span.1.max(1) as usize);
                needs.resize(needs.len().max(column + columns), Need::default());
                held.resize(needs.len(), 0);
                if columns == 1 {
                    let need = need(cell, is_head);
                    needs[column].least = needs[column].least.max(need.least);
                    needs[column].words = needs[column].words.max(need.words);
                    needs[column].short = needs[column].short.max(need.short);
                    needs[column].wanted = needs[column].wanted.max(need.wanted);
                }
                held[column] = rows - 1;
                column += columns;
            }
            for rows in held.iter_mut().skip(column) {
                *rows = rows.saturating_sub(1);
            }
        }
    }
    let words: f64 = needs.iter().map(|need| need.words).sum();
    let short: f64 = needs.iter().map(|need| need.short).sum();
    if short <= PAGE {
        table.whole = true;
        for need in &mut needs {
            need.least = need.short;
        }
    // With letters as small as they may be.
    } else if words <= PAGE * 100.0 / SMALLEST {
        table.whole = true;
        for need in &mut needs {
            need.least = need.words;
        }
    }
    let least: f64 = needs.iter().map(|need| need.least).sum();
    let wanted: f64 = needs.iter().map(|need| need.wanted).sum();
    let scale = (least / PAGE).max(1.0);
    if scale > 1.0 {
        // Not negative and below 100.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let size = (100.0 / scale).max(SMALLEST) as u32;
        table.size = size;
    }
    let room = PAGE * scale - least;
    let share = |need: &Need| {
        let more = need.wanted - need.least;
        let all = (wanted - least).max(f64::MIN_POSITIVE);
        need.least + room.min(wanted - least) * more / all
    };
    table.widths = needs.iter().map(|need| (share(need) * 100.0).round().max(1.0)).collect();
}

fn elements(kids: &[Node]) -> impl Iterator<Item = &Element> {
    kids.iter().filter_map(|kid| match kid {
        Node::Element(element) => Some(&**element),
        Node::Text(_) => None,
    })
}

fn need(cell: &Element, is_head: bool) -> Need {
    let mut text = String::new();
    lines(&cell.kids, &mut text);
    let mut need = Need::default();
    let keeps_line = cell.is("n") && !is_head;
    // Headings are bold.
    let length = |text: &str| length(text) * if is_head { 1.1 } else { 1.0 };
    for line in text.split('\n') {
        let whole = length(line);
        let words =
            line.split_inclusive([' ', '\u{200b}', '-', '|']).map(length).fold(0.0, f64::max);
        let words = if keeps_line { whole } else { words }.min(LONG);
        need.words = need.words.max(words);
        need.short = need.short.max(if whole <= SHORT && !is_head { whole } else { words });
        need.least = need.least.max(if is_head { words.min(HEADING) } else { words });
        // A heading may take two lines.
        let wanted = if is_head { words.max(whole * 0.6) } else { whole };
        need.wanted = need.wanted.max(wanted.min(LONG));
    }
    Need {
        least: need.least + FREE,
        words: need.words + FREE,
        short: need.short + FREE,
        wanted: need.wanted.max(need.short) + FREE,
    }
}

fn lines(kids: &[Node], out: &mut String) {
    for kid in kids {
        match kid {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if element.tag == "br" => out.push('\n'),
            // The sign of a colour.
            Node::Element(element) if element.is("sw") => out.push('—'),
            // A line may end after it, and not within.
            Node::Element(element) if element.is("piece") => {
                let from = out.len();
                lines(&element.kids, out);
                let whole = out.split_off(from).replace(['-', '|'], "–");
                out.push_str(&whole);
                out.push('\u{200b}');
            }
            Node::Element(element) => lines(&element.kids, out),
        }
    }
}

/// About how long a text is, in ems.
fn length(text: &str) -> f64 {
    let sign = |sign: char| match sign {
        '\u{200b}' => 0.0,
        ' ' | '\u{a0}' => 0.2,
        'i' | 'j' | 'l' | 'ł' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '(' | ')' | '/' => 0.34,
        'm' | 'w' | 'M' | 'W' | '—' | '%' => 0.87,
        '0'..='9' => 0.58,
        sign if sign.is_uppercase() => 0.68,
        _ => 0.55,
    };
    text.chars().map(sign).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::print::blocks::read;

    #[test]
    fn columns_share_the_page_by_their_texts() {
        let page = "<main><table><thead><tr><th>Nr</th><th>Opis</th></tr></thead><tbody>\
                    <tr><td class=\"n\">10</td><td>krótki</td></tr>\
                    <tr><td class=\"n\">1</td><td>opis, który jest znacznie dłuższy</td></tr>\
                    </tbody></table></main>";
        let mut nodes = read(page).expect("well formed").nodes;
        widths(&mut nodes);
        let Some(Node::Element(main)) = nodes.first() else { panic!("an element") };
        let Some(Node::Element(table)) = main.kids.first() else { panic!("a table") };
        assert_eq!(table.widths.len(), 2);
        assert!(table.widths[1] > 5.0 * table.widths[0], "{:?}", table.widths);
        assert_eq!((table.size, table.whole), (0, true), "it fits");
    }

    #[test]
    fn short_lines_stay_whole_beside_long_ones() {
        let long = "zdanie, które się ciągnie i ciągnie bez końca ".repeat(9);
        let page = format!(
            "<table><tbody><tr><td>{long}</td><td>gdy plany upadną</td></tr></tbody></table>"
        );
        let mut nodes = read(&page).expect("well formed").nodes;
        widths(&mut nodes);
        let Some(Node::Element(table)) = nodes.first() else { panic!("a table") };
        let part = table.widths[1] / (table.widths[0] + table.widths[1]) * PAGE;
        assert!(part >= length("gdy plany upadną") + FREE - 0.1, "{:?}", table.widths);
        assert!(part < 12.0, "{:?}", table.widths);
    }

    #[test]
    fn cells_over_several_rows_keep_their_column() {
        let page = "<table><tbody><tr><th rowspan=\"2\">A</th><td>b</td></tr>\
                    <tr><td>ogromnie</td></tr></tbody></table>";
        let mut nodes = read(page).expect("well formed").nodes;
        widths(&mut nodes);
        let Some(Node::Element(table)) = nodes.first() else { panic!("a table") };
        assert_eq!(table.widths.len(), 2);
        assert!(table.widths[1] > 2.0 * table.widths[0], "{:?}", table.widths);
    }
}
