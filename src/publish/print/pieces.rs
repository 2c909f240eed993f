//! Words that are typed or compared as they stand, commands, identifiers, addresses, units,
//! checksums: a line ends between their pieces only, and nothing is put there.
//!
//! Polish repeats a hyphen at the end of a line on the next one. That is right in `biało-czerwony`
//! and wrong in `--template premises`, where whoever types it would get another command.

use std::mem;

use super::blocks::{Element, Node};
use crate::sources::registers;

/// Signs of a checksum that stay together.
const HASH_PIECE: usize = 8;
/// A longer word is parted after one of its [`ENDS`], in the first part of this length where there
/// is one, else in the longer part; without any after the longer part.
const PIECES: [usize; 2] = [14, 26];
/// Signs after which a long word may be parted; never a hyphen.
const ENDS: [char; 9] = ['/', '_', '.', '?', '&', '=', ':', ',', '|'];
/// The longest unit: `zł/adres`.
const UNIT: usize = 10;

/// What the words of a text are, by the element around them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Prose,
    Code,
    Hash,
}

/// Parts all words of the blocks that are kept as they stand.
pub fn part(nodes: &mut Vec<Node>) {
    within(nodes, Kind::Prose);
}

fn within(nodes: &mut Vec<Node>, kind: Kind) {
    let has_kept = |text: &str| text.split(is_gap).any(|word| is_kept(stripped(word).1, kind));
    let is_parted = nodes.iter().any(|node| matches!(node, Node::Text(text) if has_kept(text)));
    for node in &mut *nodes {
        if let Node::Element(element) = node {
            let own = if element.is("hash") {
                Kind::Hash
            } else if element.tag == "code" {
                Kind::Code
            } else {
                kind
            };
            within(&mut element.kids, own);
        }
    }
    if !is_parted {
        return;
    }
    for node in mem::take(nodes) {
        match node {
            Node::Text(text) => push_parted(&text, kind, nodes),
            element @ Node::Element(_) => nodes.push(element),
        }
    }
}

const fn is_gap(sign: char) -> bool {
    matches!(sign, ' ' | '\n' | '\t' | '\r' | '\u{a0}')
}

/// A word without the marks of its sentence: what stands before it, it, and what follows.
fn stripped(word: &str) -> (&str, &str, &str) {
    let opening = |sign: char| matches!(sign, '(' | '[' | '„' | '“' | '"');
    let closing =
        |sign: char| matches!(sign, '.' | ',' | ';' | ':' | ')' | ']' | '”' | '"' | '?' | '!');
    let rest = word.trim_start_matches(opening);
    let inner = rest.trim_end_matches(closing);
    (&word[..word.len() - rest.len()], inner, &rest[inner.len()..])
}

fn is_kept(word: &str, kind: Kind) -> bool {
    let n_signs = word.chars().count();
    match kind {
        Kind::Hash => n_signs > HASH_PIECE || word.contains('-'),
        Kind::Code => n_signs > PIECES[0] || word.contains(['-', '/']),
        Kind::Prose => is_address(word) || is_identifier(word) || is_unit(word, n_signs),
    }
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.")
}

/// A word with a hyphen that is none of prose: `PL-NGA100`, `R-REP-M.2410`, `2026-06-30`,
/// `--quiet`, `pit-mobile:2026-06`.
fn is_identifier(word: &str) -> bool {
    if !word.contains('-') {
        return false;
    }
    let is_capital = |part: &str| {
        part.chars().count() > 1
            && part.chars().all(|sign| sign.is_ascii_uppercase() || sign == '.')
    };
    word.starts_with('-')
        || word.contains(|sign: char| {
            sign.is_ascii_digit() || matches!(sign, '_' | '/' | '@' | '=' | '|')
        })
        || word.split('-').any(is_capital)
        || word.split('|').any(|word| registers().any(|(name, _)| name == word))
}

/// `Mb/s`, `12/14`.
fn is_unit(word: &str, n_signs: usize) -> bool {
    n_signs <= UNIT && word.trim_matches('/').contains('/')
}

fn piece(text: &str) -> Node {
    let kids = vec![Node::Text(text.to_owned())];
    let class = vec!["piece".to_owned()];
    Node::Element(Box::new(Element { tag: "span".to_owned(), class, kids, ..Element::default() }))
}

fn push_text(text: &str, out: &mut Vec<Node>) {
    if text.is_empty() {
        return;
    }
    if let Some(Node::Text(held)) = out.last_mut() {
        held.push_str(text);
    } else {
        out.push(Node::Text(text.to_owned()));
    }
}

fn push_parted(text: &str, kind: Kind, out: &mut Vec<Node>) {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_gap).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let (before, inner, behind) = stripped(word);
        if is_kept(inner, kind) {
            push_text(before, out);
            out.extend(pieces(inner, kind).into_iter().map(piece));
            push_text(behind, out);
        } else {
            push_text(word, out);
        }
        let gap = after.find(|sign: char| !is_gap(sign)).unwrap_or(after.len());
        push_text(&after[..gap], out);
        rest = &after[gap..];
    }
}

/// The pieces of a word between which a line may end.
fn pieces(word: &str, kind: Kind) -> Vec<&str> {
    let [short, long] = if kind == Kind::Hash { [HASH_PIECE; 2] } else { PIECES };
    let mut pieces = Vec::new();
    let mut rest = word;
    let limit = |rest: &str, most: usize| rest.char_indices().nth(most).map(|(at, _)| at);
    while let Some(near) = limit(rest, short) {
        let far = limit(rest, long).unwrap_or(rest.len());
        // Not after the slashes of `https://`, which would leave them alone.
        let end = |to: usize| rest[..to].rfind(ENDS).map(|at| at + 1).filter(|end| *end > 8);
        let end = if kind == Kind::Hash { None } else { end(near).or_else(|| end(far)) };
        let (one, after) = rest.split_at(end.unwrap_or(far));
        pieces.push(one);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(nodes: &[Node]) -> String {
        let one = |node: &Node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) if element.is("piece") => format!("[{}]", shown(&element.kids)),
            Node::Element(element) => shown(&element.kids),
        };
        nodes.iter().map(one).collect()
    }

    fn parted(text: &str, kind: Kind) -> String {
        let mut nodes = vec![Node::Text(text.to_owned())];
        within(&mut nodes, kind);
        shown(&nodes)
    }

    #[test]
    fn words_that_are_typed_keep_their_hyphens() {
        let prose = [
            ("profil PL-NGA100, stan (2026-06-30).", "profil [PL-NGA100], stan ([2026-06-30])."),
            // Polish words are broken as Polish words are.
            ("biało-czerwony, Bielsko-Biała", "biało-czerwony, Bielsko-Biała"),
            ("rejestr pit-mobile: brak", "rejestr [pit-mobile]: brak"),
            ("pewna oferta Mb/s", "pewna oferta [Mb/s]"),
            ("nic szczególnego – nic", "nic szczególnego – nic"),
        ];
        for (text, expected) in prose {
            assert_eq!(parted(text, Kind::Prose), expected);
        }
        let code = "zasieg import --template premises";
        assert_eq!(parted(code, Kind::Code), "zasieg import [--template] premises");
    }

    #[test]
    fn long_words_are_parted_after_their_signs_and_lose_none() {
        let address = "https://www.itu.int/pub/R-REP-M.2410";
        assert_eq!(parted(address, Kind::Prose), "[https://www.][itu.int/pub/][R-REP-M.2410]");
        let hash = "03c35967f790501df6191804";
        assert_eq!(parted(hash, Kind::Hash), "[03c35967][f790501d][f6191804]");
        let long = "x".repeat(50);
        assert_eq!(parted(&long, Kind::Code).replace(['[', ']'], ""), long);
    }
}
