//! XML that is safe to hand to a library: UTF-8, without a document type declaration, and not
//! deeper than a stack.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

use super::SourceError;

/// Bytes of the beginning in which the encoding must be named.
const DECLARATION_MAX: usize = 512;

/// Elements within each other; a document has some twenty. Drivers call themselves once a level.
const DEPTH_MAX: usize = 256;

/// Whether bytes begin as an XML document does, in any encoding.
pub fn is_xml(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(DECLARATION_MAX)];
    let first = head.iter().find(|b| !b.is_ascii_whitespace() && **b != 0);
    first == Some(&b'<') || Encoding::for_bom(head).is_some()
}

/// The document in UTF-8, whatever it was in, if it declares no document type.
///
/// A declared entity can name another file or address, whose content a reader then puts in the
/// place of the data; no register needs one.
///
/// # Errors
/// When there is such a declaration, or elements are nested too deep, or the named encoding is not known or not the real one.
pub fn harmless(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, SourceError> {
    let malformed = |reason: String| SourceError::Malformed {
        file: name.to_owned(),
        place: "XML".to_owned(),
        reason,
    };
    let bytes = in_utf8(bytes).map_err(malformed)?;
    if has_document_type(&bytes) {
        return Err(malformed(
            "the document declares a document type (<!DOCTYPE …>), by which it could make a \
             reader open other files; remove the declaration"
                .to_owned(),
        ));
    }
    if is_too_deep(&bytes) {
        return Err(malformed(format!(
            "elements are nested more than {DEPTH_MAX} deep, which no register needs; check that \
             it is the right file"
        )));
    }
    Ok(bytes)
}

/// Whether elements are nested deeper than [`DEPTH_MAX`]; what is no XML is for its reader to say.
fn is_too_deep(bytes: &[u8]) -> bool {
    const PASSED: [(&[u8], &[u8]); 3] = [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")];
    let (mut depth, mut rest) = (0_usize, bytes);
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at..];
        if let Some((open, close)) = PASSED.iter().find(|(open, _)| rest.starts_with(open)) {
            let end = memmem::find(&rest[open.len()..], close);
            rest = end.map_or(&[], |end| &rest[open.len() + end..]);
            continue;
        }
        if rest.starts_with(b"</") {
            depth = depth.saturating_sub(1);
            rest = &rest[2..];
            continue;
        }
        let end = end_of_tag(rest);
        depth += usize::from(!rest[..end].ends_with(b"/"));
        if depth > DEPTH_MAX {
            return true;
        }
        rest = &rest[end..];
    }
    false
}

/// Place of the `>` that ends a tag; one within quotation marks does not.
fn end_of_tag(tag: &[u8]) -> usize {
    let mut quote = None;
    let ends = |byte: &u8| {
        match quote {
            None if *byte == b'>' => return true,
            None if [b'"', b'\''].contains(byte) => quote = Some(*byte),
            Some(open) if open == *byte => quote = None,
            _ => {}
        }
        false
    };
    tag.iter().position(ends).unwrap_or(tag.len())
}

fn in_utf8(mut bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding,
        None if bytes.starts_with(b"<\0") => UTF_16LE,
        None if bytes.starts_with(b"\0<") => UTF_16BE,
        None => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_MAX)]);
            match declared(&head) {
                None => UTF_8,
                Some(label) => Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                    format!("the encoding {label:?} is not known; save it as UTF-8")
                })?,
            }
        }
    };
    if encoding == UTF_8 {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        return Ok(bytes);
    }
    let (text, _, has_errors) = encoding.decode(&bytes);
    if has_errors {
        return Err(format!("the text is not {}, as it says", encoding.name()));
    }
    let mut bytes = text.into_owned().into_bytes();
    redeclare(&mut bytes);
    Ok(bytes)
}

/// Takes the name of another encoding out of the declaration; lines keep their number.
fn redeclare(bytes: &mut [u8]) {
    const PLAIN: &[u8] = b"<?xml version=\"1.0\"?>";
    if !bytes.starts_with(b"<?xml") {
        return;
    }
    let end = find(bytes, b"?>").map_or(0, |at| at + 2);
    if end >= PLAIN.len() {
        bytes[..PLAIN.len()].copy_from_slice(PLAIN);
        let rest = bytes[PLAIN.len()..end].iter_mut();
        rest.filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
    }
}

/// The encoding that an XML declaration names.
fn declared(head: &str) -> Option<&str> {
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| ['"', '\''].contains(c))?;
    value[1..].split(quote).next()
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

/// Whether anything but comments and instructions stands before the root element.
fn has_document_type(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        let blanks = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        rest = &rest[blanks..];
        let (open, close): (&[u8], &[u8]) = if rest.starts_with(b"<!--") {
            (b"<!--", b"-->")
        } else if rest.starts_with(b"<?") {
            (b"<?", b"?>")
        } else {
            return rest.starts_with(b"<!");
        };
        rest = &rest[open.len()..];
        rest = find(rest, close).map_or(&[], |at| &rest[at + close.len()..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<String, String> {
        assert!(is_xml(text));
        let bytes = harmless("a.gml", text.to_vec()).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(bytes).expect("UTF-8"))
    }

    #[test]
    fn every_encoding_becomes_utf8() {
        assert_eq!(read("<a>ł</a>".as_bytes()), Ok("<a>ł</a>".to_owned()));
        assert_eq!(read("\u{feff}<a>ł</a>".as_bytes()), Ok("<a>ł</a>".to_owned()));
        // Windows-1250 and ISO-8859-2 both have ł at 0xB3.
        for label in ["windows-1250", "ISO-8859-2"] {
            let head = format!("<?xml version='1.0' encoding=\"{label}\"?>\n<a>");
            let bytes = [head.as_bytes(), b"\xb3</a>"].concat();
            let text = read(&bytes).expect("decoded");
            let (head, rest) = text.split_once('\n').expect("two lines");
            assert_eq!((head.trim_end(), rest), ("<?xml version=\"1.0\"?>", "<a>ł</a>"), "{label}");
        }
        let text = "\u{feff}<?xml version='1.0' encoding='UTF-16'?><a>ł</a>";
        let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
        let both: [Vec<u8>; 2] = [wide(u16::to_le_bytes), wide(u16::to_be_bytes)];
        for bytes in both {
            for bytes in [&bytes[..], &bytes[2..]] {
                let text = read(bytes).expect("with its mark and without");
                assert!(text.starts_with("<?xml version=\"1.0\"?> "), "{text}");
                assert!(text.ends_with(" <a>ł</a>"), "{text}");
            }
        }
        let unknown = read(b"<?xml version='1.0' encoding='klingon'?><a/>").expect_err("no such");
        assert!(unknown.contains("\"klingon\" is not known"), "{unknown}");
    }

    #[test]
    fn depth_is_bounded_and_not_breadth() {
        let nested = |n: usize| "<a b='>'>".repeat(n) + &"</a>".repeat(n);
        assert!(read(nested(DEPTH_MAX).as_bytes()).is_ok());
        let error = read(nested(DEPTH_MAX + 1).as_bytes()).expect_err("refused");
        assert!(error.contains("256 deep"), "{error}");
        // Neither empty elements nor what comments and CDATA hold are levels.
        let flat = "<a/><!--<a>--><![CDATA[<a>]]><?a <a>?><b>1</b>".repeat(1000);
        assert!(read(format!("<r>{flat}</r>").as_bytes()).is_ok());
    }

    #[test]
    fn a_document_type_is_refused_wherever_it_hides() {
        let wide: Vec<u8> = "<!DOCTYPE a><a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bad: [&[u8]; 5] = [
            b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            b"<?xml version='1.0'?>\n<!-- <a> --><?b c?>\n <!DOCTYPE a><a/>",
            b"\xef\xbb\xbf<!DOCTYPE a><a/>",
            b"<?xml version='1.0' encoding='windows-1250'?><!DOCTYPE a><a/>",
            &wide,
        ];
        for text in bad {
            let error = read(text).expect_err("refused");
            assert!(error.contains("<!DOCTYPE"), "{error}");
        }
        // Below the root element the same letters are only text.
        let good = "<a><!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE a>]]></a>";
        assert_eq!(read(good.as_bytes()), Ok(good.to_owned()));
        assert!(!is_xml(b"SQLite format 3\0<"));
    }
}
