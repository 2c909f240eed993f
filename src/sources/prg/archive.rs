//! The forms in which GML is published: plain, `.gz`, and `.zip` with one file a voivodeship,
//! for a time in both structures side by side. Nothing is read whole into memory.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use memchr::memmem;
use sha2::{Digest as _, Sha256};

use super::scan::Stop;
use super::{Model, SourceError};

/// Bytes from which the structure of a file is told; its namespaces stand in the first kilobyte.
const PEEK: u64 = 64 << 10;

#[derive(Clone, Copy, Debug)]
enum Form {
    Plain,
    Gzip,
    /// Position in a zip archive.
    Member(usize),
}

/// A GML file: on disk, packed, or a member of an archive.
#[derive(Clone, Debug)]
pub struct PrgFile {
    /// Name for outputs and messages; `archive.zip/member` for a member.
    pub name: String,
    /// Bytes that are gone through while it is read, both passes together.
    pub size: u64,
    path: PathBuf,
    form: Form,
    /// SHA-256 of the archive that it is a member of; of others it is taken while they are read.
    sha256: Option<String>,
    model: Option<Model>,
    /// Two digits of its voivodeship.
    area: Option<String>,
}

/// Files of GML at a path, in the order of their names: the file itself, or the members of an
/// archive that begin as a file of PRG; everything else in it is left out. `None` where there is
/// none: then it is a table.
///
/// # Errors
/// When the file cannot be read or unpacked.
pub fn prg_files(path: &Path, name: &str) -> Result<Option<Vec<PrgFile>>, SourceError> {
    if path.is_dir() {
        return Err(SourceError::Directory { path: path.to_owned() });
    }
    let mut first = [0; 4];
    let n_bytes = read_first(path, &mut first)?;
    if first[..n_bytes].starts_with(b"PK\x03\x04") {
        let files = members(path, name)?;
        return Ok(Some(files).filter(|files| !files.is_empty()));
    }
    let is_gzip = first[..n_bytes].starts_with(&[0x1f, 0x8b]);
    let form = if is_gzip { Form::Gzip } else { Form::Plain };
    let name = if is_gzip { name.strip_suffix(".gz").unwrap_or(name) } else { name };
    let mut file = PrgFile {
        name: name.to_owned(),
        size: 2 * std::fs::metadata(path).map_err(unreadable(path))?.len(),
        path: path.to_owned(),
        form,
        sha256: None,
        model: None,
        area: area_of(name),
    };
    let start = file.peek()?;
    file.model = model_of(&start);
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
    let is_gml = has_gml_name(name) || text.starts_with(b"<");
    Ok(is_gml.then(|| vec![file]))
}

fn read_first(path: &Path, into: &mut [u8]) -> Result<usize, SourceError> {
    let file = File::open(path).map_err(unreadable(path))?;
    let mut bytes = Vec::new();
    file.take(into.len() as u64).read_to_end(&mut bytes).map_err(unreadable(path))?;
    into[..bytes.len()].copy_from_slice(&bytes);
    Ok(bytes.len())
}

fn has_gml_name(name: &str) -> bool {
    let name = name.to_lowercase();
    [".gml", ".xml"].iter().any(|end| name.ends_with(end))
}

/// GML members of an archive, by name.
fn members(path: &Path, name: &str) -> Result<Vec<PrgFile>, SourceError> {
    let mut sha256 = Sha256::new();
    let mut file = File::open(path).map_err(unreadable(path))?;
    std::io::copy(&mut file, &mut sha256).map_err(unreadable(path))?;
    let sha256 = format!("{:x}", sha256.finalize());
    let mut zip = open_zip(path, name)?;
    let mut files: Vec<PrgFile> = Vec::new();
    for position in 0..zip.len() {
        let member = zip.by_index(position).map_err(archive(name))?;
        let member_name = member.name().map_err(archive(name))?.into_owned();
        if has_gml_name(&member_name) && member.is_file() && !member_name.starts_with("__MACOSX") {
            files.push(PrgFile {
                name: format!("{name}/{member_name}"),
                size: 2 * member.size(),
                path: path.to_owned(),
                form: Form::Member(position),
                sha256: Some(sha256.clone()),
                model: None,
                area: area_of(&member_name),
            });
        }
    }
    for file in &mut files {
        file.model = model_of(&file.peek()?);
    }
    // Descriptions of other files are XML too.
    files.retain(|file| file.model.is_some());
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn open_zip(path: &Path, name: &str) -> Result<zip::ZipArchive<BufReader<File>>, SourceError> {
    let file = File::open(path).map_err(unreadable(path))?;
    zip::ZipArchive::new(BufReader::new(file)).map_err(archive(name))
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> SourceError {
    move |error| SourceError::Unreadable { path: path.to_owned(), reason: error.to_string() }
}

fn archive(name: &str) -> impl Fn(zip::result::ZipError) -> SourceError {
    move |error| SourceError::Archive { file: name.to_owned(), reason: error.to_string() }
}

/// The error of a file whose reading stopped.
pub(super) fn unusable(name: &str, stop: Stop, is_packed: bool) -> SourceError {
    let file = name.to_owned();
    match stop {
        Stop::At { position, reason } => {
            SourceError::Malformed { file, place: format!("byte {position}"), reason }
        }
        Stop::Read(error) if is_packed => SourceError::Archive { file, reason: error.to_string() },
        Stop::Read(error) => {
            SourceError::Unreadable { path: PathBuf::from(name), reason: error.to_string() }
        }
    }
}

/// Shows everything that is read from `inner` to `see`.
struct Seen<'a, R> {
    inner: R,
    see: &'a mut dyn FnMut(&[u8]),
}

impl<R: Read> Read for Seen<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n_bytes = self.inner.read(into)?;
        (self.see)(&into[..n_bytes]);
        Ok(n_bytes)
    }
}

impl PrgFile {
    /// Opens the file, unpacks it, and lets `read` have it; `see` is shown the bytes as they are
    /// on disk, and the unpacked ones of a member of an archive.
    fn with_input<T>(
        &self,
        see: &mut dyn FnMut(&[u8]),
        read: impl FnOnce(&mut dyn Read) -> Result<T, Stop>,
    ) -> Result<T, SourceError> {
        let done = match self.form {
            Form::Plain => {
                let inner = File::open(&self.path).map_err(unreadable(&self.path))?;
                read(&mut Seen { inner, see })
            }
            Form::Gzip => {
                let inner = File::open(&self.path).map_err(unreadable(&self.path))?;
                read(&mut MultiGzDecoder::new(Seen { inner, see }))
            }
            Form::Member(position) => {
                let mut zip = open_zip(&self.path, &self.name)?;
                let inner = zip.by_index(position).map_err(archive(&self.name))?;
                read(&mut Seen { inner, see })
            }
        };
        done.map_err(|stop| unusable(&self.name, stop, !matches!(self.form, Form::Plain)))
    }

    /// The first bytes, unpacked.
    fn peek(&self) -> Result<Vec<u8>, SourceError> {
        self.with_input(&mut |_| (), |input| {
            let mut start = Vec::new();
            input.take(PEEK).read_to_end(&mut start)?;
            Ok(start)
        })
    }

    /// Reads it to its end; gives its SHA-256 as well.
    pub(super) fn first_pass<T>(
        &self,
        on_bytes: &dyn Fn(u64),
        read: impl FnOnce(&mut dyn Read) -> Result<T, Stop>,
    ) -> Result<(T, String), SourceError> {
        let mut sha256 = Sha256::new();
        let mut see = |bytes: &[u8]| {
            if self.sha256.is_none() {
                sha256.update(bytes);
            }
            on_bytes(bytes.len() as u64);
        };
        let done = self.with_input(&mut see, read)?;
        let taken = || format!("{:x}", sha256.finalize());
        Ok((done, self.sha256.clone().unwrap_or_else(taken)))
    }

    /// Reads it again.
    pub(super) fn next_pass<T>(
        &self,
        on_bytes: &dyn Fn(u64),
        read: impl FnOnce(&mut dyn Read) -> Result<T, Stop>,
    ) -> Result<T, SourceError> {
        self.with_input(&mut |bytes| on_bytes(bytes.len() as u64), read)
    }

    /// Whether `other` holds the same voivodeship in the structure of 2021 while this file is of
    /// 2012: both were published side by side, and every address would count twice. A file whose
    /// name does not tell its voivodeship is never given up.
    pub fn is_superseded_by(&self, other: &Self) -> bool {
        let models = (self.model, other.model);
        models == (Some(Model::Of2012), Some(Model::Of2021))
            && self.area.is_some()
            && self.area == other.area
    }
}

/// The structure that the namespaces or elements of a file's beginning show.
fn model_of(start: &[u8]) -> Option<Model> {
    let holds =
        |words: [&str; 2]| words.iter().any(|word| memmem::find(start, word.as_bytes()).is_some());
    if holds(["schemas/prgad/", "AD_PunktAdresowy"]) {
        return Some(Model::Of2021);
    }
    holds(["panstwowyRejestrGranicAdresy", "PRG_PunktAdresowy"]).then_some(Model::Of2012)
}

/// Voivodeship of a file's name: two digits before its name in letters, as in
/// `06.11.2025_20_06_55__08_lubuskie.xml` and `12_malopolskie_11.09.2026_11.35.23.gml`.
fn area_of(name: &str) -> Option<String> {
    let name = name.rsplit('/').next().unwrap_or(name);
    let parts: Vec<&str> = name.split('_').collect();
    let is_code = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let is_name = |part: &str| part.starts_with(char::is_alphabetic);
    let pair = parts.windows(2).find(|pair| is_code(pair[0]) && is_name(pair[1]));
    pair.map(|pair| pair[0].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_tell_the_voivodeship() {
        let cases = [
            ("a.zip/06.11.2025_20_06_55__08_lubuskie.xml", Some("08")),
            ("NOWE_07.11.2025_12.05.59_08_lubuskie.gml", Some("08")),
            ("12_malopolskie_11.09.2026_11.35.23.gml", Some("12")),
            ("04_kujawsko-pomorskie_11.09.2026_11.35.23.gml", Some("04")),
            ("32_świętokrzyskie.gml", Some("32")),
            ("adresy.gml", None),
        ];
        for (name, expected) in cases {
            assert_eq!(area_of(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn namespaces_and_elements_tell_the_structure() {
        let old = "urn:gugik:specyfikacje:gmlas:panstwowyRejestrGranicAdresy:1.0";
        let new = "https://geoportal.gov.pl/schemas/prgad/1.0";
        assert_eq!(model_of(old.as_bytes()), Some(Model::Of2012));
        assert_eq!(model_of(new.as_bytes()), Some(Model::Of2021));
        assert_eq!(model_of(b"<PRG_PunktAdresowy>"), Some(Model::Of2012));
        assert_eq!(model_of(b"<AD_PunktAdresowy>"), Some(Model::Of2021));
        assert_eq!(model_of(b"<kml>"), None);
    }
}
