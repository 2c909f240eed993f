//! Opening files: plain, `.gz` and `.zip` alike, with a hash and size limits.
//!
//! Spreadsheets are zip archives too, but one document: they stay packed.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::SourceError;

/// Size at which reading stops, unpacked: more is a bomb or needs a streaming reader.
const UNPACKED_MAX: u64 = 8 << 30;
/// Unpacked bytes per packed byte above which an archive is refused. Deflate reaches 1032, on
/// one byte repeated; registers stay below 50.
const RATIO_MAX: u64 = 200;
/// Bytes to which every archive may unpack, however small it is.
const UNPACKED_ALWAYS: u64 = 64 << 20;

/// First bytes of a zip archive.
const ZIP: &[u8] = b"PK\x03\x04";
/// First bytes of a gzip file.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// A file in memory.
#[derive(Debug)]
pub struct RawFile {
    /// Name for outputs and messages; `archive.zip/member` for a member.
    pub name: String,
    /// SHA-256 of the file on disk.
    pub sha256: String,
    /// Unpacked content.
    pub bytes: Vec<u8>,
    /// Name within the archive it came in.
    pub member: Option<String>,
    /// Members of the archive that belong to it (`.dbf`, `.prj` … of a shapefile), by extension.
    pub beside: Vec<(String, Vec<u8>)>,
}

impl RawFile {
    fn plain(name: String, sha256: String, bytes: Vec<u8>) -> Self {
        Self { name, sha256, bytes, member: None, beside: Vec::new() }
    }
}

/// Reads a file, unpacking it by its first bytes.
///
/// A `.zip` gives one entry per member (directories and macOS resource members left out), a
/// `.gz` one entry without the suffix, a spreadsheet one entry as it is.
///
/// # Errors
/// When it cannot be read, is a directory, is damaged, or unpacks beyond the limits.
pub fn open(path: &Path, name: &str) -> Result<Vec<RawFile>, SourceError> {
    if path.is_dir() {
        return Err(SourceError::Directory { path: path.to_owned() });
    }
    let unreadable = |error: std::io::Error| SourceError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let packed = read_plain(path).map_err(unreadable)?;
    let sha256 = format!("{:x}", Sha256::digest(&packed));
    if packed.starts_with(ZIP) {
        return unzip(packed, name, &sha256);
    }
    if packed.starts_with(GZIP) {
        let limit = limit_of(packed.len());
        let bytes = read_limited(flate2::read::MultiGzDecoder::new(&packed[..]), limit, name)?;
        let name = name.strip_suffix(".gz").unwrap_or(name).to_owned();
        return Ok(vec![RawFile::plain(name, sha256, bytes)]);
    }
    Ok(vec![RawFile::plain(name.to_owned(), sha256, packed)])
}

/// The bytes of a file on disk, if it is of a size that fits into memory.
fn read_plain(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = fs::File::open(path)?;
    let size = file.metadata()?.len();
    // A device has no size, and no end either.
    if size <= UNPACKED_MAX {
        bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX))?;
        file.by_ref().take(UNPACKED_MAX + 1).read_to_end(&mut bytes)?;
    }
    if size.max(bytes.len() as u64) > UNPACKED_MAX {
        return Err(std::io::Error::other("it is larger than 8 GiB; split it"));
    }
    Ok(bytes)
}

/// Whether bytes that are no UTF-8 are ISO 8859-2 rather than windows-1250. Polish letters differ in
/// `ą`, `ś`, `ź` only; the bytes 80–9F are letters and quotation marks in windows-1250, none in the other.
fn is_latin_2(bytes: &[u8]) -> bool {
    let count = |of: &[u8]| bytes.iter().filter(|byte| of.contains(byte)).count();
    let is_windows = bytes.iter().any(|byte| (0x80..=0x9f).contains(byte));
    let latin_2 = count(&[0xa1, 0xa6, 0xac, 0xb1, 0xb6, 0xbc]);
    !is_windows && latin_2 > count(&[0xa5, 0xb9])
}

/// Bytes to which an archive, or another packed form, of so many may unpack.
pub(super) fn limit_of(packed: usize) -> u64 {
    (packed as u64).saturating_mul(RATIO_MAX).clamp(UNPACKED_ALWAYS, UNPACKED_MAX)
}

fn read_limited(reader: impl Read, limit: u64, name: &str) -> Result<Vec<u8>, SourceError> {
    let archive = |reason: String| SourceError::Archive { file: name.to_owned(), reason };
    let mut bytes = Vec::new();
    let read = reader.take(limit + 1).read_to_end(&mut bytes);
    let n_bytes = read.map_err(|error| archive(error.to_string()))?;
    if n_bytes as u64 > limit {
        let reason = format!("it unpacks to more than {limit} bytes, which no register does");
        return Err(archive(reason));
    }
    Ok(bytes)
}

/// Whether an archive is one spreadsheet: an Office Open XML workbook, or an OpenDocument file
/// that is not of text or drawings.
fn is_workbook<R: Read + std::io::Seek>(zip: &zip::ZipArchive<R>) -> bool {
    let has = |name: &str| zip.index_for_name(name).is_some();
    let below_xl = || {
        let mut names = zip.file_names_raw();
        names.any(|name| matches!(name, [b'x' | b'X', b'l' | b'L', b'/' | b'\\', ..]))
    };
    (has("[Content_Types].xml") && below_xl()) || (has("mimetype") && has("content.xml"))
}

/// Whether bytes are a spreadsheet.
pub(super) fn holds_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP)
        && zip::ZipArchive::new(Cursor::new(bytes)).is_ok_and(|z| is_workbook(&z))
}

fn unzip(packed: Vec<u8>, name: &str, sha256: &str) -> Result<Vec<RawFile>, SourceError> {
    let limit = limit_of(packed.len());
    let archive = |error: zip::result::ZipError| SourceError::Archive {
        file: name.to_owned(),
        reason: error.to_string(),
    };
    let mut zip = zip::ZipArchive::new(Cursor::new(packed)).map_err(archive)?;
    if is_workbook(&zip) {
        let bytes = zip.into_inner().into_inner();
        return Ok(vec![RawFile::plain(name.to_owned(), sha256.to_owned(), bytes)]);
    }
    let is_kmz = name.to_lowercase().ends_with(".kmz");
    let mut files = Vec::new();
    let mut left = limit;
    for position in 0..zip.len() {
        let member = zip.by_index(position).map_err(archive)?;
        let member_name = member.name().map_err(archive)?.into_owned();
        // A .kmz holds pictures for its document.
        let is_picture = is_kmz && !member_name.to_lowercase().ends_with(".kml");
        if member.is_dir() || member_name.starts_with("__MACOSX") || is_picture {
            continue;
        }
        let name = format!("{name}/{member_name}");
        let bytes = read_limited(member, left, &name)?;
        left -= bytes.len() as u64;
        let plain = RawFile::plain(name, sha256.to_owned(), bytes);
        files.push(RawFile { member: Some(member_name), ..plain });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let files = attach_sidecars(files);
    if files.is_empty() {
        return Err(SourceError::Empty { file: name.to_owned() });
    }
    Ok(files)
}

/// Files with parts beside them, by extension. What stands with a `.shp` under its name is its
/// own; a schema (`.xsd`) and what GDAL once noted (`.gfs`) are no data.
const WITH_PARTS: [(&str, &[&str]); 4] = [
    ("shp", &[]),
    ("gml", &["xsd", "gfs"]),
    ("mif", &["mid"]),
    ("tab", &["dat", "map", "id", "ind"]),
];

/// Hands its parts to each file that has some.
fn attach_sidecars(files: Vec<RawFile>) -> Vec<RawFile> {
    let split = |name: &str| {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        (stem.to_lowercase(), extension.to_lowercase())
    };
    let parts_of = |file: &RawFile| {
        let (_, extension) = split(&file.name);
        WITH_PARTS.iter().find(|(main, _)| *main == extension).map(|(_, parts)| *parts)
    };
    let (mut mains, mut others): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| parts_of(file).is_some());
    for main in &mut mains {
        let (stem, _) = split(&main.name);
        let wanted = parts_of(main).unwrap_or_default();
        let belongs = |file: &RawFile| {
            let (other, extension) = split(&file.name);
            other.trim_end_matches(".shp") == stem
                && (wanted.is_empty() || wanted.contains(&extension.as_str()))
        };
        let (parts, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(belongs);
        others = rest;
        main.beside = parts.into_iter().map(|part| (split(&part.name).1, part.bytes)).collect();
    }
    mains.extend(others);
    mains
}

/// A part of a file by its extension: from its archive, else from the disk beside `path`.
pub(super) fn by_extension(
    beside: &[(String, Vec<u8>)],
    path: Option<&Path>,
    extension: &str,
) -> Option<Vec<u8>> {
    if let Some((_, bytes)) = beside.iter().find(|(e, _)| e == extension) {
        return Some(bytes.clone());
    }
    let upper = extension.to_uppercase();
    let read = |extension: &str| fs::read(path?.with_extension(extension)).ok();
    read(extension).or_else(|| read(&upper))
}

/// Refuses a text with a line longer than `most`: one value would fill the memory several times.
pub(super) fn refuse_long_lines(name: &str, text: &str, most: usize) -> Result<(), SourceError> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let mut start = 0;
    for (row, end) in ends.enumerate() {
        if end - start > most {
            return Err(too_long(name, row as u64 + 1, most));
        }
        start = end + 1;
    }
    Ok(())
}

/// The error of a row that is longer than `most` bytes.
pub(super) fn too_long(name: &str, row: u64, most: usize) -> SourceError {
    let reason = format!(
        "this row is longer than {} MiB, which no row of this register is; check that it is the \
         right file and whole",
        most >> 20
    );
    SourceError::Malformed { file: name.to_owned(), place: format!("row {row}"), reason }
}

/// The text of a file, without a byte-order mark.
///
/// # Errors
/// When it is no text, or not UTF-8 and `windows_1250` is not allowed for its register.
pub fn decode(raw: RawFile, windows_1250: bool) -> Result<String, SourceError> {
    let RawFile { name, mut bytes, .. } = raw;
    if bytes.starts_with(ZIP) || bytes.starts_with(GZIP) {
        let reason = "it is a spreadsheet or an archive, text is expected; save it as CSV";
        let (place, reason) = ("row 1".to_owned(), reason.to_owned());
        return Err(SourceError::Malformed { file: name, place, reason });
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    if windows_1250 {
        let bytes = error.as_bytes();
        let encoding =
            if is_latin_2(bytes) { encoding_rs::ISO_8859_2 } else { encoding_rs::WINDOWS_1250 };
        return Ok(encoding.decode(bytes).0.into_owned());
    }
    let valid = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let row = bytes[..valid].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let readable = String::from_utf8_lossy(&bytes[..valid]);
    let near: String = readable.chars().rev().take(16).collect();
    Err(SourceError::Encoding {
        file: name,
        row,
        byte: bytes[valid],
        near: near.chars().rev().collect(),
    })
}

/// Removes the blanks between a separator and an opening quotation mark, as the UKE templates
/// write them (`"52.1", "20.9"`): behind a blank the mark would be a part of the value.
pub(super) fn without_blanks_before_quotes(text: String, separator: char) -> String {
    if !text.contains(&format!("{separator} \"")) {
        return text;
    }
    let mut tight = String::with_capacity(text.len());
    let (mut is_quoted, mut starts) = (false, true);
    let mut rest = text.as_str();
    while let Some(next) = rest.chars().next() {
        let value = rest.trim_start_matches([' ', '\t']);
        if starts && !is_quoted && value.starts_with('"') && separator != '\t' {
            rest = value;
        }
        let next = if rest.starts_with('"') { '"' } else { next };
        is_quoted ^= next == '"';
        starts = next == separator || next == '\n';
        tight.push(next);
        rest = &rest[next.len_utf8()..];
    }
    tight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_behind_blanks_open_a_value() {
        let cases = [
            ("a, \"b, c\",d\n", "a,\"b, c\",d\n"),
            ("\"x, \"\"y\"\"\", \"z\"\n", "\"x, \"\"y\"\"\",\"z\"\n"),
            ("a, b\n  \"c\", ż", "a, b\n  \"c\", ż"),
            ("a, \"b\"\n \"c\"", "a,\"b\"\n\"c\""),
        ];
        for (text, expected) in cases {
            assert_eq!(without_blanks_before_quotes(text.to_owned(), ','), expected);
        }
    }

    #[test]
    fn latin_2_is_told_from_windows_1250_by_its_bytes() {
        let raw = |bytes: &[u8]| RawFile::plain("a.csv".into(), String::new(), bytes.to_vec());
        for (bytes, text) in [
            // ą ś ź are B1 B6 BC in ISO 8859-2, B9 9C 9F in windows-1250; ł ó ż are alike.
            (&b"\xb1\xb6\xbc \xb3\xf3\xbf"[..], "ąśź łóż"),
            (b"\xb9\x9c\x9f \xb3\xf3\xbf", "ąśź łóż"),
            (b"\xa1\xa6\xac", "ĄŚŹ"),
            (b"\xa5\x8c\x8f", "ĄŚŹ"),
            (b"\xb3\xf3\xbf", "łóż"),
            // A quotation mark of windows-1250, though B1 stands beside it: ±.
            (b"\x84\xb3\x94 \xb1", "„ł” ±"),
            ("ąśź".as_bytes(), "ąśź"),
        ] {
            assert_eq!(decode(raw(bytes), true).expect("text"), text);
        }
        assert!(decode(raw(b"\xb1"), false).is_err());
    }
}
