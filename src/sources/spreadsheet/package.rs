//! The parts of a spreadsheet's archive as streams of XML, within limits.
//!
//! Nothing here believes what a file says of its own size: what is unpacked is counted as it
//! comes, over all parts together.

use std::io::{BufReader, Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::super::file::limit_of;

/// Unpacked bytes of one spreadsheet: a sheet of a million rows and twenty columns has half.
const UNPACKED_MAX: u64 = 2 << 30;

/// Why a spreadsheet cannot be read: where, and what is wrong.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) place: String,
    pub(super) reason: String,
}

impl Fault {
    pub(super) fn new(place: impl Into<String>, reason: impl ToString) -> Self {
        Self { place: place.into(), reason: reason.to_string() }
    }
}

/// The archive.
pub(super) struct Package {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    /// Bytes of the file as it is.
    pub(super) n_packed: usize,
    left: u64,
}

impl Package {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Fault> {
        let limit = limit_of(bytes.len()).min(UNPACKED_MAX);
        Self::within(bytes, limit)
    }

    fn within(bytes: Vec<u8>, left: u64) -> Result<Self, Fault> {
        let n_packed = bytes.len();
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| Fault::new("archive", e))?;
        Ok(Self { zip, n_packed, left })
    }

    /// The archive again, for whoever reads its parts.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.zip.into_inner().into_inner()
    }

    /// A part by its path; some programs write `\` or other case.
    pub(super) fn part(&mut self, path: &str) -> Result<Option<Part<'_>>, Fault> {
        let plain = |name: &[u8]| String::from_utf8_lossy(name).replace('\\', "/").to_lowercase();
        let wanted = plain(path.trim_start_matches('/').as_bytes());
        let position = self.zip.file_names_raw().position(|name| plain(name) == wanted);
        let Some(position) = position else {
            return Ok(None);
        };
        let Self { zip, left, .. } = self;
        let file = zip.by_index(position).map_err(|error| Fault::new(path, error))?;
        let mut reader =
            quick_xml::Reader::from_reader(BufReader::new(Counted { inner: file, left }));
        reader.config_mut().expand_empty_elements = true;
        Ok(Some(Part { reader, buffer: Vec::new(), path: path.to_owned() }))
    }
}

/// A reader that stops at the limit.
struct Counted<'a, R> {
    inner: R,
    left: &'a mut u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n_bytes = self.inner.read(buffer)?;
        let left = self.left.checked_sub(n_bytes as u64);
        *self.left = left.ok_or_else(|| std::io::Error::other("it unpacks to too many bytes"))?;
        Ok(n_bytes)
    }
}

type Stream<'a> = BufReader<Counted<'a, ZipFile<'a, Cursor<Vec<u8>>>>>;

/// One part, read event by event; empty elements come as a start and an end.
pub(super) struct Part<'a> {
    reader: quick_xml::Reader<Stream<'a>>,
    buffer: Vec<u8>,
    path: String,
}

impl Part<'_> {
    /// The next event.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Fault> {
        self.buffer.clear();
        self.reader.read_event_into(&mut self.buffer).map_err(|e| Fault::new(&*self.path, e))
    }

    /// What is wrong with a part that ends before its time.
    pub(super) fn cut(&self) -> Fault {
        Fault::new(&*self.path, "it breaks off")
    }
}

/// An attribute, by its name as written or without its prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    let fault = |error: &dyn ToString| Fault::new("XML", error.to_string());
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| fault(&error))?;
        let key = attribute.key;
        if key.as_ref() == name || key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value.map(|text| Some(text.into_owned())).map_err(|error| fault(&error));
        }
    }
    Ok(None)
}

/// Adds the characters of an event to a text; other events add nothing.
pub(super) fn push_text(event: &Event<'_>, text: &mut String) -> Result<(), Fault> {
    match event {
        Event::Text(characters) => text.push_str(&characters.xml10_content()),
        Event::CData(characters) => text.push_str(&characters.xml10_content()),
        Event::GeneralRef(reference) => {
            let character = reference.resolve_char_ref().map_err(|e| Fault::new("XML", e))?;
            match (character, resolve_predefined_entity(reference)) {
                (Some(character), _) => text.push(character),
                (None, Some(entity)) => text.push_str(entity),
                (None, None) => {
                    let reason = format!("the entity &{}; is not known", &**reference);
                    return Err(Fault::new("XML", reason));
                }
            }
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a new name");
            zip.write_all(text.as_bytes()).expect("memory");
        }
        zip.finish().expect("memory").into_inner()
    }

    /// Events of a part up to its end.
    fn read(package: &mut Package, path: &str) -> Result<usize, Fault> {
        let mut part = package.part(path)?.expect("a part");
        let mut n_events = 0;
        loop {
            match part.next()? {
                Event::Eof => return Ok(n_events),
                _ => n_events += 1,
            }
        }
    }

    #[test]
    fn all_parts_together_stay_within_the_limit() {
        let text = format!("<a>{}</a>", "x".repeat(393));
        let bytes = archive(&[("one.xml", &text), ("two.xml", &text)]);
        // 400 bytes each.
        let mut package = Package::within(bytes.clone(), 800).expect("an archive");
        assert_eq!(read(&mut package, "one.xml").expect("400 of 800"), 3);
        assert_eq!(read(&mut package, "/TWO.xml").expect("800 of 800"), 3);
        let mut package = Package::within(bytes, 799).expect("an archive");
        assert!(read(&mut package, "one.xml").is_ok());
        let fault = read(&mut package, "two.xml").expect_err("800 of 799");
        assert!(fault.reason.contains("too many bytes"), "{}", fault.reason);
    }

    #[test]
    fn texts_are_resolved_and_unknown_entities_are_faults() {
        let text = |xml: &str| -> Result<String, Fault> {
            let mut package = Package::open(archive(&[("a.xml", xml)])).expect("an archive");
            let mut part = package.part("a.xml")?.expect("a part");
            let mut text = String::new();
            loop {
                match part.next()? {
                    Event::Eof => return Ok(text),
                    event => push_text(&event, &mut text)?,
                }
            }
        };
        let good = text("<a>&#321;&#xF3;d\u{17a} &amp; <![CDATA[<b>]]></a>");
        assert_eq!(good.expect("well-formed"), "Łódź & <b>");
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert!(text(bomb).expect_err("own entities are not expanded").reason.contains("&c;"));
        for broken in ["<a></b>", "<a>&nothing;</a>", "<a>&#0;</a>"] {
            assert!(text(broken).is_err(), "{broken}");
        }
    }
}
