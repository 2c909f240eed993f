//! An HTML page of this program as a tree of blocks; drawings are kept as they are.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use serde::Serialize;

use crate::publish::PublishError;

/// Elements that never have content.
const VOID: [&str; 4] = ["br", "hr", "img", "meta"];
/// Elements that are not for paper.
const SKIPPED: [&str; 3] = ["head", "script", "style"];
/// Elements whose text is one paragraph.
const LEAVES: [&str; 11] =
    ["p", "h1", "h2", "h3", "h4", "li", "td", "th", "caption", "figcaption", "summary"];
/// Elements within such a paragraph.
const INLINE: [&str; 9] = ["a", "abbr", "code", "em", "i", "small", "span", "strong", "br"];

/// Elements to which links of a document may lead.
const ENDS: [&str; 5] = ["a", "h2", "h3", "table", "tr"];

/// Headings that the contents list.
const HEADINGS: [&str; 2] = ["h2", "h3"];

/// Text or an element.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Node {
    /// Text.
    Text(String),
    /// An element.
    Element(Box<Element>),
}

/// An element with what the typesetter looks at.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Element {
    /// Its name in HTML.
    pub tag: String,
    /// Its classes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub class: Vec<String>,
    /// Its own name within the document, where a link leads to it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// `row` where it is the heading of a row of a table.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// Where a link leads (`#name` within the document), or the name of a drawing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// Text for readers who do not see the drawing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub alt: String,
    /// Rows and columns of a cell.
    #[serde(skip_serializing_if = "is_single")]
    pub span: (u32, u32),
    /// Parts of the width of a table's columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub widths: Vec<f64>,
    /// Whether the columns of a table have room for the whole words of their heads.
    #[serde(skip_serializing_if = "is_false")]
    pub whole: bool,
    /// Size of a table's letters, in hundredths of the usual one (0 stands for 100); the height of
    /// a drawing in hundredths of its width.
    #[serde(skip_serializing_if = "is_zero")]
    pub size: u32,
    /// Content.
    pub kids: Vec<Node>,
}

/// A page: its blocks and drawings.
#[derive(Debug, Default)]
pub struct Blocks {
    /// The blocks.
    pub nodes: Vec<Node>,
    /// Drawings as SVG; their names are their numbers.
    pub drawings: Vec<String>,
}

// The signatures are those that serde asks for.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_single(span: &(u32, u32)) -> bool {
    span.0 <= 1 && span.1 <= 1
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(flag: &bool) -> bool {
    !*flag
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(size: &u32) -> bool {
    *size == 0
}

impl Element {
    /// Whether it has this class.
    pub fn is(&self, class: &str) -> bool {
        self.class.iter().any(|held| held == class)
    }
}

impl Node {
    /// A block with a text.
    pub fn block(tag: &'static str, text: impl Into<String>) -> Self {
        let kids = vec![Self::Text(text.into())];
        Self::Element(Box::new(Element { tag: tag.to_owned(), kids, ..Element::default() }))
    }

    /// A paragraph that begins with a bold text.
    pub fn entry(bold: impl Into<String>, text: impl Into<String>) -> Self {
        let kids = vec![Self::block("strong", bold), Self::Text(text.into())];
        Self::Element(Box::new(Element { tag: "p".to_owned(), kids, ..Element::default() }))
    }
}

impl Blocks {
    /// Changes all texts: of blocks and of drawings.
    pub fn change_texts(&mut self, change: &impl Fn(&mut String)) {
        fn within(nodes: &mut [Node], change: &impl Fn(&mut String)) {
            for node in nodes {
                match node {
                    Node::Text(text) => change(text),
                    Node::Element(element) => {
                        change(&mut element.alt);
                        within(&mut element.kids, change);
                    }
                }
            }
        }
        within(&mut self.nodes, change);
        self.drawings.iter_mut().for_each(change);
    }
}

fn fault(reason: impl ToString) -> PublishError {
    PublishError::new("raport.pdf", reason.to_string())
}

fn element(start: &BytesStart<'_>) -> Result<Element, PublishError> {
    let mut element = Element { tag: start.name().as_ref().to_owned(), ..Element::default() };
    for attribute in start.html_attributes().with_checks(false) {
        let attribute = attribute.map_err(fault)?;
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        let value = value.map_err(fault)?;
        let number = || value.parse().unwrap_or(1);
        match attribute.key.as_ref() {
            "class" => element.class = value.split_whitespace().map(str::to_owned).collect(),
            "href" => element.to = value.into_owned(),
            "id" => element.id = value.into_owned(),
            "scope" => value.trim_end_matches("group").clone_into(&mut element.scope),
            "rowspan" => element.span.0 = number(),
            "colspan" => element.span.1 = number(),
            _ => {}
        }
    }
    Ok(element)
}

/// Reads the body of a page.
///
/// # Errors
/// When it is not well formed but for the void elements of HTML.
pub fn read(page: &str) -> Result<Blocks, PublishError> {
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_end_names = false;
    let mut blocks = Blocks::default();
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let before = position(&reader);
        match reader.read_event().map_err(fault)? {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                if SKIPPED.contains(&name.as_str()) {
                    reader.read_to_end(start.name()).map_err(fault)?;
                } else if name == "svg" {
                    reader.read_to_end(start.name()).map_err(fault)?;
                    let svg = page.get(before..position(&reader)).unwrap_or_default();
                    let drawing = drawing(svg, blocks.drawings.len());
                    blocks.drawings.push(in_own_font(svg));
                    push(&mut open, Node::Element(Box::new(drawing)));
                } else if VOID.contains(&name.as_str()) {
                    push(&mut open, Node::Element(Box::new(element(&start)?)));
                } else {
                    open.push(element(&start)?);
                }
            }
            Event::Empty(start) => {
                push(&mut open, Node::Element(Box::new(element(&start)?)));
            }
            Event::End(_) if open.len() > 1 => {
                let closed = open.pop().map(tidied).unwrap_or_default();
                push(&mut open, Node::Element(Box::new(closed)));
            }
            Event::Text(text) => push_text(&mut open, &text),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(fault)?;
                match (character, resolve_predefined_entity(&reference)) {
                    (Some(character), _) => {
                        push_text(&mut open, character.encode_utf8(&mut [0; 4]));
                    }
                    (None, Some(text)) => push_text(&mut open, text),
                    (None, None) => return Err(fault(format!("entity &{};", &*reference))),
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    blocks.nodes = open.into_iter().next().map(|root| root.kids).unwrap_or_default();
    plain_headings(&mut blocks.nodes, false);
    let (mut named, mut wanted) = (BTreeMap::new(), BTreeSet::new());
    names(&blocks.nodes, &mut named, &mut wanted);
    let is_joined = |name: &str| named.get(name) == Some(&1) && wanted.contains(name);
    join(&mut blocks.nodes, &is_joined);
    Ok(blocks)
}

/// Takes names and links out of headings: the contents show these again, with names that would
/// then stand there twice.
fn plain_headings(nodes: &mut [Node], is_within: bool) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        if is_within {
            element.id.clear();
            element.to.clear();
        }
        let is_heading = HEADINGS.contains(&element.tag.as_str());
        plain_headings(&mut element.kids, is_within || is_heading);
    }
}

/// How often elements have a name, and the names that links lead to.
fn names(nodes: &[Node], named: &mut BTreeMap<String, u32>, wanted: &mut BTreeSet<String>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        if ENDS.contains(&element.tag.as_str()) && !element.id.is_empty() {
            *named.entry(element.id.clone()).or_default() += 1;
        }
        if let Some(name) = element.to.strip_prefix('#') {
            wanted.insert(name.to_owned());
        }
        names(&element.kids, named, wanted);
    }
}

/// Keeps the links within the document that have both ends.
fn join(nodes: &mut [Node], is_joined: &impl Fn(&str) -> bool) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        if !is_joined(&element.id) {
            element.id.clear();
        }
        if element.to.strip_prefix('#').is_some_and(|name| !is_joined(name)) {
            element.to.clear();
        }
        join(&mut element.kids, is_joined);
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn push(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.kids.push(node);
    }
}

fn push_text(open: &mut [Element], text: &str) {
    let Some(last) = open.last_mut() else { return };
    if let Some(Node::Text(held)) = last.kids.last_mut() {
        held.push_str(text);
    } else {
        last.kids.push(Node::Text(text.to_owned()));
    }
}

fn drawing(svg: &str, number: usize) -> Element {
    let title = svg.split_once("<title").and_then(|(_, rest)| rest.split_once('>'));
    let title = title.and_then(|(_, rest)| rest.split_once("</title>")).map(|(title, _)| title);
    let alt = quick_xml::escape::unescape(title.unwrap_or_default());
    Element {
        tag: "svg".to_owned(),
        to: number.to_string(),
        alt: alt.map(|text| text.trim().to_owned()).unwrap_or_default(),
        size: height(svg),
        ..Element::default()
    }
}

/// The height of a drawing in hundredths of its width.
fn height(svg: &str) -> u32 {
    let frame = svg.split_once("viewBox=\"").and_then(|(_, rest)| rest.split_once('"'));
    let frame = frame.map_or("", |(frame, _)| frame).split_whitespace();
    let sides: Vec<f64> = frame.filter_map(|side| side.parse().ok()).collect();
    match sides.as_slice() {
        // Positive, and drawings are no towers.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        [_, _, width, height] if *width > 0.0 => (height / width * 100.0).clamp(5.0, 500.0) as u32,
        _ => 60,
    }
}

/// A drawing whose letters are those of the document.
fn in_own_font(svg: &str) -> String {
    let mut parts = svg.split(" font-family=\"");
    let mut own = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        own += " font-family=\"Lato";
        own += part.find('"').map_or("\"", |end| &part[end..]);
    }
    own
}

/// An element with the white space that a reader of HTML would see.
fn tidied(mut element: Element) -> Element {
    if INLINE.contains(&element.tag.as_str()) {
        return element;
    }
    let is_leaf = LEAVES.contains(&element.tag.as_str());
    let has_blocks = element
        .kids
        .iter()
        .any(|kid| matches!(kid, Node::Element(kid) if !INLINE.contains(&kid.tag.as_str())));
    if is_leaf && !has_blocks {
        collapse(&mut element.kids, &mut true);
        trim_end(&mut element.kids);
    } else {
        element.kids.retain(
            |kid| !matches!(kid, Node::Text(text) if text.trim_matches(is_space).is_empty()),
        );
        // Parts of a tile stand below each other.
        for kid in &mut element.kids {
            if let Node::Element(kid) = kid
                && INLINE.contains(&kid.tag.as_str())
            {
                collapse(&mut kid.kids, &mut true);
            }
        }
    }
    element
}

/// White space of HTML; a no-break space is none.
const fn is_space(sign: char) -> bool {
    matches!(sign, ' ' | '\n' | '\t' | '\r')
}

/// Makes one space of many, also over the borders of elements.
fn collapse(kids: &mut [Node], after_space: &mut bool) {
    for kid in kids {
        match kid {
            Node::Text(text) => {
                let mut out = String::with_capacity(text.len());
                for sign in text.chars() {
                    let space = is_space(sign);
                    if !(space && *after_space) {
                        out.push(if space { ' ' } else { sign });
                    }
                    *after_space = space;
                }
                *text = out;
            }
            Node::Element(element) if element.tag == "br" => *after_space = true,
            Node::Element(element) => collapse(&mut element.kids, after_space),
        }
    }
}

fn trim_end(kids: &mut [Node]) {
    match kids.last_mut() {
        Some(Node::Text(text)) => text.truncate(text.trim_end_matches(' ').len()),
        Some(Node::Element(element)) => trim_end(&mut element.kids),
        None => {}
    }
}
