//! What was mended in a text, and whether that leaves it clear which address is meant.

use super::find::Scratch;
use super::hits::Hit;
use super::index::{Doubt, SearchIndex};
use super::parse::Parsed;

/// Edits of a text that still means an address, at most.
const MOST_TYPOS: u8 = 2;

/// What was mended in the names of a group and of what is around it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Typed {
    /// Edits.
    pub typos: u8,
    /// Whether edited words are, as they stand, the name of another place.
    pub is_other: bool,
    /// Whether a locality is named by the column of the street, or the other way round.
    pub is_crossed: bool,
}

/// What the names around a group explain.
#[derive(Default)]
pub struct Around {
    /// Words.
    pub mask: u32,
    /// Their price.
    pub price: u16,
    /// Their price if they were left over.
    pub saved: u16,
    /// What was mended in them.
    pub typed: Typed,
}

/// Whether the words after "pow." are the name of a place in the powiat that they were read as.
fn is_seat(hit: &Hit, scratch: &Scratch, (index, query): (&SearchIndex, &Parsed)) -> bool {
    let places = scratch.places.rows.iter().filter(|row| row.is_whole && row.mask == hit.mask);
    let mut localities = places.flat_map(|row| index.localities_named.get(row.name));
    let is_in = |&locality: &u32| {
        let gmina = index.localities[locality as usize].gmina;
        index.units[gmina as usize].names[1] == hit.name
    };
    hit.mask & !query.levels[1] == 0 && localities.any(is_in)
}

impl Typed {
    /// Of a reading; of words of `crossed` it is in the wrong column.
    pub fn of(hit: &Hit, crossed: u32) -> Self {
        let is_crossed = hit.mask & crossed != 0;
        Self { typos: hit.typos, is_other: hit.is_other, is_crossed }
    }

    /// Of a reading of a name around a group. "pow. Chojnice" is the powiat in which that town lies,
    /// though it is called chojnicki.
    pub fn around(hit: &Hit, scratch: &Scratch, of: (&SearchIndex, &Parsed)) -> Self {
        let typed = Self::of(hit, 0);
        Self { is_other: typed.is_other && !is_seat(hit, scratch, of), ..typed }
    }

    /// Of both.
    pub fn and(self, other: Self) -> Self {
        Self {
            typos: self.typos.saturating_add(other.typos),
            is_other: self.is_other || other.is_other,
            is_crossed: self.is_crossed || other.is_crossed,
        }
    }

    /// Why an address is only a hint though nothing is left over.
    pub fn doubt(self) -> Option<Doubt> {
        if self.is_crossed {
            Some(Doubt::Columns)
        } else if self.is_other {
            Some(Doubt::OtherPlace)
        } else {
            (self.typos > MOST_TYPOS).then_some(Doubt::Edits)
        }
    }
}
