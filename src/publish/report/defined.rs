//! Symbols of indicators in a finished page, as links to the rows that define them and back.

use std::fmt::Write as _;

use crate::diagnosis::chapters::Definition;
use crate::publish::Language;

/// Elements whose text is left as it is: links, code, and what is no text of the page.
const CLOSED: [&str; 6] = ["a", "code", "style", "svg", "title", "head"];

/// The name of the row that defines an indicator, fit for an address: `wsk-J6`, `wsk-W1pm`.
pub(super) fn anchor(symbol: &str) -> String {
    format!("wsk-{}", name(symbol))
}

fn name(symbol: &str) -> String {
    symbol.replace('±', "pm")
}

/// How a row begins that defines an indicator.
const ROW: &str = "<tr id=\"wsk-";

/// An indicator that the page defines.
struct Defined {
    symbol: &'static str,
    is_used: bool,
}

/// The page in which each symbol of an indicator that it defines opens its row, with formula, data,
/// rule and source, and the symbol of the row leads back to where the figure stands first.
///
/// A symbol is what fills its cell (`J6`), stands in brackets (`(W1)`, `(U9, U10)`, `(M4: 5G)`),
/// ends a range (`Z1–Z5`) or is given a value (`M6 =`); a house number is none.
pub(super) fn linked(language: Language, page: &str) -> String {
    let row = |symbol: &str| format!("<tr id=\"{}\"><th scope=\"row\">", anchor(symbol));
    let all = Definition::all().iter().map(|definition| definition.symbol.as_str());
    // The rows stand together near the end of a long page.
    let rows = page.find(ROW).map_or("", |at| &page[at..]);
    let mut known: Vec<Defined> = all
        .filter(|symbol| rows.contains(&row(symbol)))
        .map(|symbol| Defined { symbol, is_used: false })
        .collect();
    let mut out = String::with_capacity(page.len() + page.len() / 20);
    let mut rest = page;
    let mut closed: Option<&str> = None;
    let mut is_row = false;
    while let Some(at) = rest.find('<') {
        let (text, tagged) = rest.split_at(at);
        if closed.is_none() && !is_row {
            push(language, text, &mut known, &mut out);
        } else {
            out.push_str(text);
        }
        let end = tagged.find('>').map_or(tagged.len(), |end| end + 1);
        let (tag, after) = tagged.split_at(end);
        let inner = tag.trim_start_matches('<').trim_end_matches(['>', '/']);
        let element = inner.split_whitespace().next().unwrap_or_default();
        match closed {
            None => closed = CLOSED.into_iter().find(|name| *name == element),
            Some(open) if element.strip_prefix('/') == Some(open) => closed = None,
            Some(_) => {}
        }
        // The cell with its own symbol is not linked to itself.
        is_row = match element {
            "tr" => tag.starts_with(ROW),
            "th" => is_row,
            _ => false,
        };
        out.push_str(tag);
        rest = after;
    }
    out.push_str(rest);
    let mut rows = out.split_off(out.find(ROW).unwrap_or(out.len()));
    for one in known.iter().filter(|one| one.is_used) {
        let before = format!("{}{}", row(one.symbol), one.symbol);
        let back = language.say("indicator-back", &[("symbol", one.symbol)]);
        let link = format!(
            "{}<a href=\"#u-{}\" aria-label=\"{back}\">{}</a>",
            row(one.symbol),
            name(one.symbol),
            one.symbol
        );
        rows = rows.replacen(&before, &link, 1);
    }
    out + &rows
}

/// A text with its symbols as links.
fn push(language: Language, text: &str, known: &mut [Defined], out: &mut String) {
    let is_part = |sign: char| sign.is_alphanumeric() || sign == '±';
    let mut from = 0;
    while let Some(start) = text[from..].find(is_part).map(|at| from + at) {
        let end =
            text[start..].find(|sign: char| !is_part(sign)).map_or(text.len(), |at| start + at);
        out.push_str(&text[from..start]);
        from = end;
        let word = &text[start..end];
        let one = known.iter_mut().find(|one| one.symbol == word);
        let (Some(one), true) = (one, stands_alone(&text[..start], &text[end..])) else {
            out.push_str(word);
            continue;
        };
        let id = if one.is_used { String::new() } else { format!(" id=\"u-{}\"", name(word)) };
        one.is_used = true;
        let told = language.say("indicator-open", &[("symbol", word)]);
        let place = anchor(word);
        write!(out, "<a class=\"wsk\"{id} href=\"#{place}\" aria-label=\"{told}\">{word}</a>")
            .expect("writing to a String cannot fail");
    }
    out.push_str(&text[from..]);
}

/// Whether what stands around a word makes it a symbol.
fn stands_alone(before: &str, after: &str) -> bool {
    let is_cell = before.trim().is_empty() && after.trim().is_empty();
    let is_first = before.ends_with(['(', '–']);
    let is_last = after.starts_with([')', '–']) && before.ends_with([' ', '(', '–']);
    // Of several in brackets: `(I2, I3, I4)`.
    let is_within = before.ends_with(", ") && before.contains('(') && after.starts_with(", ");
    is_cell || is_first || is_last || is_within || after.starts_with(" = ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_open_their_rows_and_rows_lead_back() {
        let page = "<head><title>Raport (J6)</title></head><p>Białe (W1), kanały (U9, U10).</p>\
                    <table><tr><td>J6</td><td>12</td></tr></table><p>Polna J6, J6</p>\
                    <table><tr id=\"wsk-J6\"><th scope=\"row\">J6</th><td>jak w (W1)</td></tr>\
                    <tr id=\"wsk-W1\"><th scope=\"row\">W1</th></tr>\
                    <tr id=\"wsk-W2\"><th scope=\"row\">W2</th></tr></table>";
        let found = linked(Language::Polish, page);
        // The title and an address are no symbols; U9 and U10 have no row here.
        assert!(found.contains("<title>Raport (J6)</title>"), "{found}");
        assert!(found.contains("Polna J6, J6</p>") && found.contains("(U9, U10)"), "{found}");
        assert_eq!(found.matches("href=\"#wsk-J6\"").count(), 1, "{found}");
        assert_eq!(found.matches("href=\"#wsk-W1\"").count(), 2, "{found}");
        assert_eq!(found.matches("id=\"u-W1\"").count(), 1, "{found}");
        assert_eq!(found.matches("href=\"#u-W1\"").count(), 1, "{found}");
        // Nobody uses W2, so nothing leads back from it.
        assert!(found.contains("<th scope=\"row\">W2</th>"), "{found}");
    }

    #[test]
    fn names_of_rows_are_plain() {
        assert_eq!(anchor("W1±"), "wsk-W1pm");
        assert_eq!(anchor("J11"), "wsk-J11");
    }
}
