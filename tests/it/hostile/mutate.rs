//! Spoils bytes: the same seed number, the same damage.

/// A file of a spoiled kind cannot grow beyond this.
const LENGTH_MAX: usize = 1 << 20;

/// Numbers at which readers break, as text.
const EXTREMES: [&str; 20] = [
    "0",
    "-0",
    "-1",
    "1",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "-2147483648",
    "4294967295",
    "9223372036854775807",
    "18446744073709551616",
    "1e308",
    "-1e309",
    "NaN",
    "inf",
    "0.0000000000000000000000001",
    "99999999999999999999999999999999999999",
    "\u{661}\u{662}",
];

/// Marshalled numbers at which readers break.
const WORDS: [u64; 9] = [
    0,
    1,
    0x7f,
    0xff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
];

/// Numbers that only look random (xorshift64*).
pub struct Rng(u64);

impl Rng {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        // Neighbouring seeds are far apart, and none is 0, at which xorshift stays for ever.
        let spread = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(spread | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `n`, or 0.
    pub fn below(&mut self, n: usize) -> usize {
        let n = n.max(1) as u64;
        usize::try_from((self.next() >> 11) % n).expect("below a usize")
    }

    /// One of several.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A run of bytes; short ones are more frequent.
fn run(rng: &mut Rng, length: usize) -> std::ops::Range<usize> {
    let start = rng.below(length);
    let widest = [4, 32, 512, length][rng.below(4)];
    let end = (start + 1 + rng.below(widest)).min(length);
    start.min(end)..end
}

/// The number in the text around a position, digits and sign.
fn number_at(bytes: &[u8], at: usize) -> Option<std::ops::Range<usize>> {
    let is_part = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-');
    let start = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
    let before = bytes[..start].iter().rev().take_while(|b| is_part(b)).count();
    let after = bytes[start..].iter().take_while(|b| is_part(b)).count();
    Some(start - before..start + after)
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}

/// One spoiling step.
fn step(rng: &mut Rng, bytes: &mut Vec<u8>, others: &[&[u8]], tokens: &[&str]) {
    let length = bytes.len();
    let at = rng.below(length + 1);
    let near = at.min(length.saturating_sub(1));
    match rng.below(13) {
        0 if length > 0 => bytes[near] ^= 1 << rng.below(8),
        1 if length > 0 => bytes[near] = *rng.of(&[0, 0xff, b'\n', b'"', b'\\', b'<', 0x80, b' ']),
        2 => drop(bytes.drain(run(rng, length))),
        3 => {
            let piece = bytes[run(rng, length)].to_vec();
            let times = [1, 1, 2, 40][rng.below(4)];
            insert(bytes, at, &piece.repeat(times));
        }
        4 => {
            let (a, b) = (run(rng, length), run(rng, length));
            let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
            if first.end <= second.start {
                let (piece, other) =
                    (bytes[first.clone()].to_vec(), bytes[second.clone()].to_vec());
                bytes.splice(second, piece);
                bytes.splice(first, other);
            }
        }
        5 | 6 if length > 0 => {
            if let Some(number) = number_at(bytes, near) {
                bytes.splice(number, rng.of(&EXTREMES).bytes());
            }
        }
        7 | 8 if !tokens.is_empty() => {
            let token = rng.of(tokens).as_bytes();
            let times = [1, 1, 1, 3, 300][rng.below(5)];
            insert(bytes, at, &token.repeat(times));
        }
        9 => bytes.truncate(at),
        10 | 11 if !others.is_empty() => {
            let other = rng.of(others);
            let piece = &other[run(rng, other.len())];
            let end = at + rng.below(length - at + 1).min(piece.len());
            bytes.splice(at..end, piece.iter().copied());
        }
        _ if length > 8 => {
            // A length or count of a binary form.
            let (word, width) = (rng.of(&WORDS).to_le_bytes(), *rng.of(&[1, 2, 4, 8]));
            let at = at.min(length - 8);
            let is_big = rng.below(2) == 0;
            for (place, byte) in bytes[at..at + width].iter_mut().zip(word) {
                *place = byte;
            }
            if is_big {
                bytes[at..at + width].reverse();
            }
        }
        _ => insert(bytes, at, b"\0"),
    }
}

/// A spoiled copy of a file; `others` lend it pieces, `tokens` are words of its form.
pub fn spoiled(rng: &mut Rng, file: &[u8], others: &[&[u8]], tokens: &[&str]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for _ in 0..=[0, 1, 3, 12][rng.below(4)] {
        step(rng, &mut bytes, others, tokens);
        bytes.truncate(LENGTH_MAX);
    }
    bytes
}
