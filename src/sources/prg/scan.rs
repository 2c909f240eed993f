//! Features of a file, one after another, with constant memory.
//!
//! quick-xml reads what stands around the features; a feature that is wanted is cut out by a
//! search for its end tag and read from memory ([`walk`]), one that is not is passed over by the
//! same search. A comment within a feature that holds the feature's own end tag is therefore an
//! error, not a feature.

use std::io::{self, Read};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::Model;
use super::window::{Cut, Window};

/// Elements within each other at which a file is refused; PRG has seven at most.
const DEPTH_MAX: usize = 64;
/// Bytes of one tag or text outside of features.
const EVENT_MAX: usize = 1 << 20;
/// Bytes of one feature; a locality that links thousands of streets has half a million.
const FEATURE_MAX: usize = 16 << 20;
/// Bytes of a text or link that is kept; the longest names have some hundred.
const FIELD_MAX: usize = 4096;

/// What a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// An address point.
    Point(Model),
    /// A locality, to which points link.
    Locality(Model),
    /// A street or square, to which points link.
    Street(Model),
    /// A unit of the country, to which points of the 2012 model link.
    Unit,
}

impl Class {
    /// The class of an element by its local name.
    fn of(name: &str) -> Option<Self> {
        match name {
            "AD_PunktAdresowy" => Some(Self::Point(Model::Of2021)),
            "AD_Miejscowosc" => Some(Self::Locality(Model::Of2021)),
            "AD_UlicaPlac" => Some(Self::Street(Model::Of2021)),
            "PRG_PunktAdresowy" => Some(Self::Point(Model::Of2012)),
            "PRG_MiejscowoscNazwa" => Some(Self::Locality(Model::Of2012)),
            "PRG_UlicaNazwa" => Some(Self::Street(Model::Of2012)),
            "PRG_JednostkaAdministracyjnaNazwa" => Some(Self::Unit),
            _ => None,
        }
    }
}

/// A feature in memory.
pub(super) struct Feature<'a> {
    /// What it is.
    pub(super) class: Class,
    /// Its `gml:id`; empty where it has none.
    pub(super) id: &'a str,
    /// What stands between its tags.
    content: &'a [u8],
    /// Byte of the input at which the content begins.
    position: u64,
}

/// Why reading stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// The input cannot be read.
    Read(io::Error),
    /// The content is not as it must be.
    At {
        /// Byte of the input.
        position: u64,
        /// What is wrong and what to do.
        reason: String,
    },
}

impl Stop {
    fn at<T>(position: u64, reason: impl Into<String>) -> Result<T, Self> {
        Err(Self::At { position, reason: reason.into() })
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

const DOCTYPE: &str = "a DOCTYPE is not accepted: PRG files have none, and entities are not \
                       expanded; fetch the file again from its publisher";
const TOO_DEEP: &str = "elements are nested more than 64 deep; this is no file of PRG";

fn cut_off(name: &str) -> String {
    format!("the file ends within {name}: it was cut off; fetch it again")
}

/// Hands every feature of a wanted class to `each`, in the order of the file.
pub(super) fn scan(
    input: &mut dyn Read,
    is_wanted: impl Fn(Class) -> bool,
    mut each: impl FnMut(&Feature<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut reader = Reader::from_reader(Window::new(input));
    refuse_utf16(reader.get_mut())?;
    let (mut event, mut tag, mut id) = (Vec::new(), Vec::new(), String::new());
    let mut depth = 0;
    loop {
        event.clear();
        let position = reader.get_ref().position();
        reader.get_mut().allow(EVENT_MAX);
        let read = match reader.read_event_into(&mut event) {
            Ok(read) => read,
            Err(error) => return Err(stop_of(error, position, reader.get_ref())),
        };
        let (start, is_empty) = match read {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                depth -= 1;
                continue;
            }
            Event::DocType(_) => return Stop::at(position, DOCTYPE),
            Event::Decl(declaration) => {
                refuse_encoding(&declaration, position)?;
                continue;
            }
            Event::Eof if depth > 0 => return Stop::at(position, cut_off("its root element")),
            Event::Eof => return Ok(()),
            _ => continue,
        };
        depth += usize::from(!is_empty);
        if depth > DEPTH_MAX {
            return Stop::at(position, TOO_DEEP);
        }
        let Some(class) = Class::of(start.local_name().as_ref()) else {
            continue;
        };
        tag.clear();
        tag.extend_from_slice(b"</");
        tag.extend_from_slice(start.name().as_ref().as_bytes());
        if !is_wanted(class) {
            if !is_empty && !reader.get_mut().pass_to(&tag)? {
                return Stop::at(position, cut_off(&String::from_utf8_lossy(&tag[2..])));
            }
            continue;
        }
        id.clear();
        attributes(&start, position, |name, value| {
            if name == "id" {
                id.push_str(value);
            }
        })?;
        let window = reader.get_mut();
        let length = if is_empty { 0 } else { length_of(window, &tag, position)? };
        let content = &window.unread()[..length];
        each(&Feature { class, id: &id, content, position: window.position() })?;
        window.pass(length);
    }
}

/// Length of the feature's content, which is then in memory.
fn length_of(window: &mut Window<'_>, tag: &[u8], position: u64) -> Result<usize, Stop> {
    match window.cut(tag, FEATURE_MAX)? {
        Cut::At(length) => Ok(length),
        Cut::TooFar => {
            let reason = "a feature is longer than 16 MiB; this is no file of PRG";
            Stop::at(position, reason)
        }
        Cut::Missing => Stop::at(position, cut_off(&String::from_utf8_lossy(&tag[2..]))),
    }
}

fn refuse_utf16(window: &mut Window<'_>) -> Result<(), Stop> {
    while window.unread().len() < 2 && window.more()? {}
    match window.unread() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] | [b'<', 0, ..] => {
            Stop::at(0, "the text is in UTF-16; save the file as UTF-8")
        }
        _ => Ok(()),
    }
}

fn refuse_encoding(declaration: &BytesDecl<'_>, position: u64) -> Result<(), Stop> {
    let encoding = declaration.encoding().and_then(Result::ok).unwrap_or_default();
    let known = ["", "utf-8", "utf8", "us-ascii"];
    if known.iter().any(|known| encoding.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    Stop::at(position, format!("the text is in {encoding}; save the file as UTF-8"))
}

fn stop_of(error: quick_xml::Error, position: u64, window: &Window<'_>) -> Stop {
    match error {
        quick_xml::Error::Io(_) if window.is_exhausted() => {
            let reason = "a tag or text is longer than 1 MiB; this is no file of PRG".to_owned();
            Stop::At { position, reason }
        }
        quick_xml::Error::Io(error) => Stop::Read(io::Error::new(error.kind(), error.to_string())),
        quick_xml::Error::Syntax(_) if window.unread().is_empty() => {
            Stop::At { position, reason: cut_off("a tag") }
        }
        other => Stop::At { position, reason: not_xml(&other) },
    }
}

fn not_xml(error: &quick_xml::Error) -> String {
    format!("this is not well-formed XML in UTF-8 ({error}); fetch the file again")
}

/// Hands local name and value of each attribute to `each`.
fn attributes(
    tag: &BytesStart<'_>,
    position: u64,
    mut each: impl FnMut(&str, &str),
) -> Result<(), Stop> {
    for attribute in tag.attributes().with_checks(false) {
        let unescaped = attribute.map_err(quick_xml::Error::from).and_then(|attribute| {
            let is_plain = !attribute.value.contains('&');
            let value = if is_plain {
                attribute.value
            } else {
                attribute.normalized_value(XmlVersion::Implicit1_0)?
            };
            Ok((attribute.key, value))
        });
        match unescaped {
            Ok((_, value)) if value.len() > FIELD_MAX => return too_long(position),
            Ok((key, value)) => each(key.local_name().as_ref(), value.trim()),
            Err(error) => return Stop::at(position, not_xml(&error)),
        }
    }
    Ok(())
}

fn too_long<T>(position: u64) -> Result<T, Stop> {
    Stop::at(position, "a value is longer than 4096 bytes; this is no file of PRG")
}

/// What an element of a feature holds.
pub(super) enum Value<'a> {
    /// Its text, without surrounding white space; never empty.
    Text(&'a str),
    /// Identifier that its `xlink:href` names: what follows the last `#` or `/`.
    Link(&'a str),
    /// Its `srsName`.
    System(&'a str),
}

/// Hands the values of the elements to which `field` gives a meaning to `each`; `text` is a
/// buffer that is used again.
pub(super) fn walk<F: Copy>(
    feature: &Feature<'_>,
    text: &mut String,
    field: impl Fn(&str) -> Option<F>,
    mut each: impl FnMut(F, Value<'_>),
) -> Result<(), Stop> {
    let mut reader = Reader::from_reader(feature.content);
    let mut depth = 0;
    let mut open = None;
    loop {
        let position = feature.position + reader.buffer_position();
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Stop::at(position, not_xml(&error)),
        };
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Stop::at(position, TOO_DEEP);
                }
                open = field(tag.local_name().as_ref());
                text.clear();
                if let Some(field) = open {
                    references(&tag, position, |value| each(field, value))?;
                }
            }
            Event::Empty(tag) => {
                if let Some(field) = field(tag.local_name().as_ref()) {
                    references(&tag, position, |value| each(field, value))?;
                }
            }
            Event::Text(piece) if open.is_some() => text.push_str(&piece),
            Event::CData(piece) if open.is_some() => text.push_str(&piece),
            Event::GeneralRef(reference) => {
                let character = character(&reference, position)?;
                if open.is_some() {
                    text.push(character);
                }
            }
            Event::End(_) => {
                depth -= 1;
                if let Some(field) = open.take() {
                    let text = text.trim();
                    if !text.is_empty() {
                        each(field, Value::Text(text));
                    }
                }
            }
            Event::DocType(_) => return Stop::at(position, DOCTYPE),
            Event::Eof if depth > 0 => {
                return Stop::at(feature.position, "an element of this feature is not closed");
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        if open.is_some() && text.len() > FIELD_MAX {
            return too_long(position);
        }
    }
}

/// Hands link and reference system of an element to `each`.
fn references(
    tag: &BytesStart<'_>,
    position: u64,
    mut each: impl FnMut(Value<'_>),
) -> Result<(), Stop> {
    attributes(tag, position, |name, value| match name {
        "href" => each(Value::Link(value.rsplit(['#', '/']).next().unwrap_or(value))),
        "srsName" => each(Value::System(value)),
        _ => {}
    })
}

/// The character that a reference stands for; entities of a DTD are not expanded.
fn character(reference: &BytesRef<'_>, position: u64) -> Result<char, Stop> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Ok(character);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        other => {
            let name: String = other.chars().take(40).collect();
            Stop::at(position, format!("the entity &{name}; is unknown and is not expanded"))
        }
    }
}
