//! Files that are compared with their checksums when they are read.
//!
//! A folder that was sealed holds `checksums.csv`: of each file its name, its length and the CRC-32 of
//! each block, and of its own lines the same. Whoever reads bytes of such a file reads the whole
//! blocks in which they lie, so that a damaged block is found before anything is made of it. In a
//! folder that was not sealed files are read as they are.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use rayon::prelude::*;

/// Name of the file of checksums.
pub const CHECKSUMS: &str = "checksums.csv";
const HEAD: &str = "file,bytes,crc32_of_blocks_of_65536_bytes\n";
/// Bytes of a block: about a page, so that not much more is read than is asked for.
const BLOCK: u64 = 1 << 16;
/// Blocks that are kept: pages of several columns are read in turns.
const KEPT: usize = 64;
/// Bytes read at a time where nothing is compared.
const PIECE: u64 = 1 << 13;

/// What is wrong with a file that was sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Bytes that are not those that were written.
    #[error("bytes {0} to {1} are not those that were written")]
    Bytes(u64, u64),
    /// It is longer or shorter.
    #[error("it has {0} bytes, and had {1} when it was written")]
    Length(u64, u64),
    /// It is not there.
    #[error("it is missing")]
    Missing,
    /// The list of checksums itself.
    #[error("the list of checksums is not the one that was written")]
    List,
}

/// Checksums of a file.
struct Sums {
    bytes: u64,
    blocks: Vec<u32>,
}

/// Writes the checksums of those files of a folder that `is_sealed` names.
///
/// # Errors
/// When a file cannot be read, or the list not be written.
pub fn seal(folder: &Path, is_sealed: impl Fn(&str) -> bool) -> io::Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && name != CHECKSUMS && is_sealed(&name) {
            names.push(name);
        }
    }
    names.sort();
    let lines = names.par_iter().map(|name| line_of(folder, name));
    let mut text = HEAD.to_owned();
    for line in lines.collect::<io::Result<Vec<String>>>()? {
        text += &line;
    }
    let own = format!("{CHECKSUMS},{},{:08x}\n", text.len(), crc32fast::hash(text.as_bytes()));
    fs::write(folder.join(CHECKSUMS), text + &own)
}

fn line_of(folder: &Path, name: &str) -> io::Result<String> {
    let mut file = File::open(folder.join(name))?;
    let (mut sums, mut bytes, mut block) = (String::new(), 0_u64, Vec::new());
    loop {
        block.clear();
        (&mut file).take(BLOCK).read_to_end(&mut block)?;
        if block.is_empty() {
            break;
        }
        bytes += block.len() as u64;
        let gap = if sums.is_empty() { "" } else { " " };
        let written = write!(sums, "{gap}{:08x}", crc32fast::hash(&block));
        written.map_err(io::Error::other)?;
    }
    Ok(format!("{name},{bytes},{sums}\n"))
}

/// The list of a folder; `None` where it was not sealed.
fn list(folder: &Path) -> io::Result<Option<Result<String, Damage>>> {
    let bytes = match fs::read(folder.join(CHECKSUMS)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let whole = || {
        let text = String::from_utf8(bytes).ok()?;
        let own = text.trim_end_matches('\n').rfind('\n')? + 1;
        let (lines, last) = text.split_at(own);
        let sum = crc32fast::hash(lines.as_bytes());
        let is_right = last == format!("{CHECKSUMS},{},{sum:08x}\n", lines.len());
        let lines = lines.strip_prefix(HEAD).filter(|_| is_right)?;
        Some(lines.to_owned())
    };
    Ok(Some(whole().ok_or(Damage::List)))
}

/// Name, length and checksums of a line.
fn parts(line: &str) -> Option<(&str, u64, &str)> {
    let mut fields = line.splitn(3, ',');
    Some((fields.next()?, fields.next()?.parse().ok()?, fields.next()?))
}

/// What is wrong with the files of a sealed folder as far as names and lengths tell: the first, by
/// name.
///
/// # Errors
/// When the list cannot be read.
pub fn first_damage(folder: &Path) -> io::Result<Option<(String, Damage)>> {
    let lines = match list(folder)? {
        None => return Ok(None),
        Some(Err(damage)) => return Ok(Some((CHECKSUMS.to_owned(), damage))),
        Some(Ok(lines)) => lines,
    };
    for (name, bytes, _) in lines.lines().filter_map(parts) {
        let damage = match fs::metadata(folder.join(name)) {
            Err(_) => Damage::Missing,
            Ok(found) if found.len() != bytes => Damage::Length(found.len(), bytes),
            Ok(_) => continue,
        };
        return Ok(Some((name.to_owned(), damage)));
    }
    Ok(None)
}

/// What is wrong with a file of a sealed folder that nothing else reads; `None` where it is the one
/// that was written, or nobody sealed it.
///
/// # Errors
/// When it cannot be read.
pub fn damage_of_whole(path: &Path) -> io::Result<Option<Damage>> {
    let file = match SealedFile::open(path) {
        Ok(file) => file,
        Err(error) => return damage_of(&error).cloned().map(Some).ok_or(error),
    };
    if file.0.sums.is_none() {
        return Ok(None);
    }
    let fails = |at: u64| {
        let length = BLOCK.min(file.n_bytes() - at * BLOCK);
        file.read(at * BLOCK, usize::try_from(length).unwrap_or(0)).err()
    };
    let blocks = (0..file.n_bytes().div_ceil(BLOCK)).into_par_iter();
    match blocks.find_map_first(fails) {
        Some(error) => damage_of(&error).cloned().map(Some).ok_or(error),
        None => Ok(None),
    }
}

/// What is wrong with any byte of the files of a sealed folder: the first, by name.
///
/// # Errors
/// When a file cannot be read.
pub fn damage_of_all(folder: &Path) -> io::Result<Option<(String, Damage)>> {
    if let Some(found) = first_damage(folder)? {
        return Ok(Some(found));
    }
    let Some(Ok(lines)) = list(folder)? else { return Ok(None) };
    for (name, ..) in lines.lines().filter_map(parts) {
        if let Some(damage) = damage_of_whole(&folder.join(name))? {
            return Ok(Some((name.to_owned(), damage)));
        }
    }
    Ok(None)
}

/// Whether a folder was sealed.
pub fn is_sealed(folder: &Path) -> bool {
    folder.join(CHECKSUMS).exists()
}

fn sums_of(path: &Path) -> io::Result<Option<Result<Sums, Damage>>> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|n| n.to_str()))
    else {
        return Ok(None);
    };
    let lines = match list(folder)? {
        None => return Ok(None),
        Some(Err(damage)) => return Ok(Some(Err(damage))),
        Some(Ok(lines)) => lines,
    };
    // A file that was put there later is nobody's.
    let Some((_, bytes, sums)) = lines.lines().filter_map(parts).find(|part| part.0 == name) else {
        return Ok(None);
    };
    let blocks = sums.split_ascii_whitespace().map(|sum| u32::from_str_radix(sum, 16));
    let blocks = blocks.collect::<Result<Vec<u32>, _>>().ok();
    let blocks = blocks.filter(|blocks| blocks.len() as u64 == bytes.div_ceil(BLOCK));
    Ok(Some(blocks.map(|blocks| Sums { bytes, blocks }).ok_or(Damage::List)))
}

/// A file that is being read.
struct Open {
    file: File,
    bytes: u64,
    sums: Option<Sums>,
    /// Blocks that were read last, with their numbers.
    kept: Mutex<VecDeque<(u64, Bytes)>>,
    /// What was found wrong: libraries in between make plain words of an error.
    damage: OnceLock<Damage>,
}

/// A file whose blocks are compared with their checksums where there are any.
#[derive(Clone)]
pub struct SealedFile(Arc<Open>);

fn damaged(damage: Damage) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, damage)
}

/// The damage that an error tells of.
pub fn damage_of(error: &io::Error) -> Option<&Damage> {
    error.get_ref()?.downcast_ref()
}

/// The same of an error of Parquet.
pub fn damage_in(error: &ParquetError) -> Option<&Damage> {
    let ParquetError::External(inner) = error else { return None };
    let io = inner.downcast_ref::<io::Error>().and_then(damage_of);
    io.or_else(|| inner.downcast_ref())
}

impl SealedFile {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be opened, or has another length than when it was sealed.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let sums = sums_of(path)?.transpose().map_err(damaged)?;
        if let Some(sums) = sums.as_ref().filter(|sums| sums.bytes != bytes) {
            return Err(damaged(Damage::Length(bytes, sums.bytes)));
        }
        let (kept, damage) = (Mutex::default(), OnceLock::new());
        Ok(Self(Arc::new(Open { file, bytes, sums, kept, damage })))
    }

    /// The first damage that was met.
    pub fn damage(&self) -> Option<&Damage> {
        self.0.damage.get()
    }

    /// Its length.
    pub fn n_bytes(&self) -> u64 {
        self.0.bytes
    }

    /// Some of its bytes.
    ///
    /// # Errors
    /// When it ends before, cannot be read, or is damaged there.
    pub fn read(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let of = &self.0;
        let end = start.checked_add(length as u64).filter(|end| *end <= of.bytes);
        let end = end.ok_or(io::ErrorKind::UnexpectedEof)?;
        let Some(sums) = &of.sums else { return of.raw(start, end) };
        if length == 0 {
            return Ok(Bytes::new());
        }
        let (first, last) = (start / BLOCK, (end - 1) / BLOCK);
        let from = first * BLOCK;
        let whole = of.raw(from, ((last + 1) * BLOCK).min(of.bytes))?;
        for (block, at) in whole.chunks(usize::try_from(BLOCK).unwrap_or(1)).zip(first..) {
            let sum = usize::try_from(at).ok().and_then(|at| sums.blocks.get(at));
            if sum != Some(&crc32fast::hash(block)) {
                let begin = at * BLOCK;
                let found = Damage::Bytes(begin, begin + block.len() as u64 - 1);
                of.damage.get_or_init(|| found.clone());
                return Err(damaged(found));
            }
        }
        let offset = |at: u64| usize::try_from(at - from).unwrap_or(usize::MAX);
        let tail = whole.slice(offset(last * BLOCK)..);
        // A block alone, and not what it was read with.
        of.keep(last, if last == first { tail } else { Bytes::copy_from_slice(&tail) });
        Ok(whole.slice(offset(start)..offset(end)))
    }

    /// Bytes from a place on, as many as are at hand.
    fn piece(&self, start: u64) -> io::Result<Bytes> {
        let of = &self.0;
        if start >= of.bytes {
            return Ok(Bytes::new());
        }
        if of.sums.is_none() {
            return of.raw(start, (start + PIECE).min(of.bytes));
        }
        let block = start / BLOCK;
        let skip = usize::try_from(start - block * BLOCK).unwrap_or(usize::MAX);
        if let Some(kept) = of.kept(block) {
            return Ok(kept.slice(skip.min(kept.len())..));
        }
        let end = ((block + 1) * BLOCK).min(of.bytes);
        self.read(start, usize::try_from(end - start).unwrap_or(0))
    }
}

impl Open {
    fn raw(&self, start: u64, end: u64) -> io::Result<Bytes> {
        let length = usize::try_from(end.saturating_sub(start)).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, start)?;
        Ok(bytes.into())
    }

    fn keep(&self, block: u64, bytes: Bytes) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.iter().all(|(of, _)| *of != block) {
            kept.truncate(KEPT - 1);
            kept.push_front((block, bytes));
        }
    }

    fn kept(&self, block: u64) -> Option<Bytes> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(of, _)| *of == block).map(|(_, bytes)| bytes.clone())
    }
}

/// Reads a small file whole.
///
/// # Errors
/// When it cannot be read, is damaged, or no text.
pub fn read_text(path: &Path) -> io::Result<String> {
    let file = SealedFile::open(path)?;
    let length = usize::try_from(file.n_bytes()).map_err(io::Error::other)?;
    String::from_utf8(file.read(0, length)?.into()).map_err(io::Error::other)
}

impl Length for SealedFile {
    fn len(&self) -> u64 {
        self.0.bytes
    }
}

/// Bytes of a file from a place on.
pub struct Onward {
    file: SealedFile,
    at: u64,
    held: Bytes,
}

impl Read for Onward {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.held.is_empty() {
            self.held = self.file.piece(self.at)?;
        }
        let n = out.len().min(self.held.len());
        out[..n].copy_from_slice(&self.held.split_to(n));
        self.at += n as u64;
        Ok(n)
    }
}

impl ChunkReader for SealedFile {
    type T = Onward;

    fn get_read(&self, start: u64) -> Result<Onward, ParquetError> {
        Ok(Onward { file: self.clone(), at: start, held: Bytes::new() })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        Ok(self.read(start, length)?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

    use std::path::PathBuf;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("sealed-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn every_flipped_byte_is_found_where_it_is_read() {
        let folder = folder("bytes");
        let path = folder.join("a.bin");
        // Three blocks, the last of 100 bytes.
        let bytes: Vec<u8> = (0..2 * 65_536 + 100_u32).map(|at| (at % 251) as u8).collect();
        fs::write(&path, &bytes).unwrap();
        seal(&folder, |_| true).unwrap();
        let file = SealedFile::open(&path).unwrap();
        assert_eq!(&file.read(65_530, 10).unwrap()[..], &bytes[65_530..65_540]);
        let mut all = Vec::new();
        file.get_read(7).unwrap().read_to_end(&mut all).unwrap();
        assert!(all == bytes[7..]);
        for at in [0, 65_535, 65_536, 131_071, 131_072, 131_171] {
            let mut spoiled = bytes.clone();
            spoiled[at] ^= 1;
            fs::write(&path, &spoiled).unwrap();
            let file = SealedFile::open(&path).unwrap();
            let block = at as u64 / 65_536;
            for other in 0..3 {
                let found = file.read(other * 65_536 + 3, 5);
                assert_eq!(found.is_err(), other == block, "{at} {other}");
                if let Err(error) = found {
                    let last = (block * 65_536 + 65_535).min(131_171);
                    assert_eq!(damage_of(&error), Some(&Damage::Bytes(block * 65_536, last)));
                }
            }
            assert!(file.get_read(0).unwrap().read_to_end(&mut Vec::new()).is_err());
        }
        fs::write(&path, &bytes[1..]).unwrap();
        assert!(SealedFile::open(&path).is_err());
        let damage = Damage::Length(131_171, 131_172);
        assert_eq!(first_damage(&folder).unwrap(), Some(("a.bin".to_owned(), damage)));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_list_that_is_damaged_is_no_list() {
        let folder = folder("list");
        let path = folder.join("a.txt");
        fs::write(&path, "text").unwrap();
        assert_eq!(read_text(&path).unwrap(), "text");
        seal(&folder, |_| true).unwrap();
        let list = fs::read(folder.join(CHECKSUMS)).unwrap();
        // The CRC-32 of "text" as other programs tell it.
        assert!(String::from_utf8_lossy(&list).contains("a.txt,4,3b8ba7c7\n"));
        for at in 0..list.len() {
            let mut spoiled = list.clone();
            spoiled[at] ^= 4;
            fs::write(folder.join(CHECKSUMS), &spoiled).unwrap();
            let damage = Some((CHECKSUMS.to_owned(), Damage::List));
            assert_eq!(first_damage(&folder).unwrap(), damage, "{at}");
            assert!(read_text(&path).is_err(), "{at}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
