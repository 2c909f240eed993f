//! A column chunk for the library that takes pages apart, read window by window: a chunk may have
//! many megabytes, and memory that is used again need not be cleared and stays in the processor's
//! cache.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use super::sealed::SealedFile;

/// Bytes read at a time, unless a page is longer.
const WINDOW: u64 = 1 << 20;

/// One column chunk of a file.
struct Chunk {
    file: SealedFile,
    start: u64,
    end: u64,
    /// The bytes that were read last, and where they begin.
    window: Mutex<(u64, Bytes)>,
}

/// The bytes of one column chunk at their place in the file.
#[derive(Clone)]
pub(super) struct ChunkPages(Arc<Chunk>);

impl ChunkPages {
    /// The chunk that ends before `end`, which lies in the file.
    pub(super) fn new(file: &SealedFile, start: u64, end: u64) -> Self {
        let window = Mutex::new((start, Bytes::new()));
        Self(Arc::new(Chunk { file: file.clone(), start, end, window }))
    }

    /// Bytes from a place on, `least` of them or more.
    fn from(&self, at: u64, least: u64) -> io::Result<Bytes> {
        let Chunk { file, start, end, window } = &*self.0;
        let wanted = at.checked_add(least).filter(|wanted| *start <= at && wanted <= end);
        let outside = || io::Error::other("page outside its column chunk");
        let wanted = wanted.ok_or_else(outside)?;
        let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
        let held = window.0..window.0 + window.1.len() as u64;
        if at < held.start || wanted > held.end {
            // What was held is given back before more is asked for.
            *window = (at, Bytes::new());
            let until = wanted.max(at.saturating_add(WINDOW).min(*end));
            window.1 = file.read(at, usize::try_from(until - at).unwrap_or(usize::MAX))?;
        }
        let skip = usize::try_from(at - window.0).unwrap_or(usize::MAX);
        Ok(window.1.slice(skip..))
    }
}

impl Length for ChunkPages {
    fn len(&self) -> u64 {
        self.0.end
    }
}

/// Bytes of a chunk from a place on.
pub(super) struct Onward {
    chunk: ChunkPages,
    at: u64,
}

impl Read for Onward {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || self.at >= self.chunk.0.end {
            return Ok(0);
        }
        let bytes = self.chunk.from(self.at, 1)?;
        let n = out.len().min(bytes.len());
        out[..n].copy_from_slice(&bytes[..n]);
        self.at += n as u64;
        Ok(n)
    }
}

impl ChunkReader for ChunkPages {
    type T = Onward;

    fn get_read(&self, start: u64) -> Result<Onward, ParquetError> {
        Ok(Onward { chunk: self.clone(), at: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let mut bytes = self.from(start, length as u64)?;
        bytes.truncate(length);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_give_what_the_file_holds() {
        let place = tempfile::NamedTempFile::new().expect("a file");
        let content: Vec<u8> = (0..3_000_000_u32).map(|at| (at % 251).to_le_bytes()[0]).collect();
        std::fs::write(place.path(), &content).expect("written");
        let file = SealedFile::open(place.path()).expect("readable");
        let chunk = ChunkPages::new(&file, 100, 2_999_990);
        // Within a window, across its end, back again, longer than any window.
        for (start, length) in [(100, 5), (1_048_600, 200), (300, 4), (200, 2_500_000)] {
            let bytes = chunk.get_bytes(start, length).expect("it is there");
            let from = usize::try_from(start).expect("small");
            assert_eq!(bytes, content[from..from + length], "{start} {length}");
        }
        let mut all = Vec::new();
        chunk.get_read(150).expect("it is there").read_to_end(&mut all).expect("readable");
        assert_eq!(all, content[150..2_999_990]);
        assert!(chunk.get_bytes(99, 1).is_err() && chunk.get_bytes(2_999_989, 2).is_err());
        assert_eq!(chunk.get_bytes(2_999_990, 0).expect("nothing").len(), 0);
    }
}
