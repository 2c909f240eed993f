//! Every address of a country in few bytes: where it is, how it is written, its verdicts.
//!
//! A world of nine million addresses takes far more memory than a server has, and most questions
//! need little of it: which address a text means, its status, what lies in a rectangle. A board
//! answers these; evidence is read from the dataset when somebody asks for it.

mod book;
mod groups;
mod ids;
mod plane;
mod verdicts;
mod world;

pub use book::{AddressBook, NamedPlaces, Spots};
pub use groups::{ClusterShape, hull};
pub use ids::Ids;
pub use plane::{Box4, Plane, WORLD, mercator, mercator_of_degrees};
pub use verdicts::{BestOffer, NetworkHere, Shared, SharedBook, VIEWS, Verdicts, White, of_view};
pub(crate) use world::networks_of;

use chrono::NaiveDate;

use crate::diagnosis::Rollup;
use crate::place::GminaCode;
use crate::policy::ThresholdProfile;

/// Addresses with their verdicts.
pub struct Board {
    /// The day of the run.
    pub as_of: NaiveDate,
    /// Profiles, in the order of columns.
    pub profiles: Vec<ThresholdProfile>,
    /// Identifiers, places and names.
    pub book: AddressBook,
    /// What was found out of each.
    pub verdicts: Verdicts,
    /// Counts of all levels.
    pub rollup: std::sync::Arc<Rollup>,
    /// Shapes of clusters of white addresses, by number.
    pub clusters: Vec<ClusterShape>,
}

impl Board {
    /// Gmina of an address.
    pub fn gmina(&self, position: usize) -> Option<GminaCode> {
        self.book.gmina(position)
    }

    /// Number of addresses.
    pub fn len(&self) -> usize {
        self.book.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
