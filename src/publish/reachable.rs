//! Parts of a page that scroll: on a narrow screen a wide table or drawing scrolls within itself,
//! and who has no mouse must be able to get there.

use super::report::escape;

const OPEN: &str = "<div class=\"scroll\">";

/// The page with all its tables in a part that scrolls, which the keyboard reaches and which is
/// called as its table; figures likewise.
pub(super) fn reachable(page: &str) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 50);
    let mut rest = page;
    while let Some(at) = rest.find("<table") {
        let (before, table) = rest.split_at(at);
        let end = table.find("</table>").map_or(table.len(), |end| end + "</table>".len());
        let (table, after) = table.split_at(end);
        let inner = before.strip_suffix(OPEN);
        push_figures(&mut out, inner.unwrap_or(before));
        let name = caption(table);
        let name = if name.is_empty() { name } else { format!(" aria-label=\"{name}\"") };
        out += &format!("<div class=\"scroll\" tabindex=\"0\" role=\"group\"{name}>");
        out.push_str(table);
        if inner.is_none() {
            out.push_str("</div>");
        }
        rest = after;
    }
    push_figures(&mut out, rest);
    out
}

fn push_figures(out: &mut String, text: &str) {
    out.push_str(&text.replace("<figure", "<figure tabindex=\"0\""));
}

/// The text of a caption, fit for an attribute.
fn caption(table: &str) -> String {
    let caption = table.split_once("<caption>").and_then(|(_, rest)| rest.split_once("</caption>"));
    let mut text = String::new();
    let mut is_tag = false;
    for sign in caption.map_or("", |(caption, _)| caption).chars() {
        match sign {
            '<' => is_tag = true,
            '>' => is_tag = false,
            // It is escaped but for the marks that end an attribute.
            '"' if !is_tag => text += &escape("\""),
            sign if !is_tag => text.push(sign),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_figures_can_be_reached() {
        let page = "<p>a</p><table><caption>Ile „<a href=\"#x\">x</a>” \"z\"</caption></table>\
                    <div class=\"scroll\"><table class=\"long\"></table></div><figure><svg/></figure>";
        let expected = "<p>a</p><div class=\"scroll\" tabindex=\"0\" role=\"group\" \
                        aria-label=\"Ile „x” &quot;z&quot;\"><table><caption>Ile „<a href=\"#x\">x</a>” \
                        \"z\"</caption></table></div><div class=\"scroll\" tabindex=\"0\" \
                        role=\"group\"><table class=\"long\"></table></div><figure tabindex=\"0\">\
                        <svg/></figure>";
        assert_eq!(reachable(page), expected);
    }
}
