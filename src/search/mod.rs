//! Addresses found by the text that people type.
//!
//! A text may hold street, number, locality, gmina, powiat, voivodeship and postcode in any order,
//! with or without diacritics, abbreviated, with typing errors; or it is a pair of coordinates. At
//! most [`MAX_TEXT`] characters and [`MAX_WORDS`] words of it are read.
//!
//! **Score.** Every difference between a text and an address has a price: an edit 60 (32–50 where
//! letters sound alike or changed places), a word of a name left out 20–100 (given names a third,
//! titles and kinds of streets 2–5), words in another order 13, a word that nothing explains up to
//! 150, a locality that is not named 30 (15 if its gmina is), a number that is not there 160. The
//! score is 1000 less the sum. The least sum is looked for, so that words are read as it costs least.
//!
//! **Order.** Score; of equal scores each pair of street and locality once before any comes again,
//! the one first that most candidates bear; then name of the locality, TERC, SIMC, street, ULIC,
//! number, address: the same for the same base and text. Names are compared by their bytes.
//!
//! **Class.** *Exact*: the names and the number as in the base, but for case, punctuation, order of
//! parts and a left-out kind of street. *Normalised*: without edits. *Fuzzy*: with edits or with
//! unexplained words; context counts. *Ambiguous*: the second address is less than 12 behind the first. *None*: no
//! address has all that the text says; what is returned has another number or none was asked for.
//!
//! **Doubt.** A candidate is only a hint that takes more than two edits, or by an edit of what is, as it
//! stands, the name of another locality, gmina, powiat or voivodeship.
//!
//! ```
//! use zasieg::search::{Builder, MatchClass};
//! let mut base = Builder::default();
//! let gmina = base.gmina("220305", "Brusy", "chojnicki", "pomorskie");
//! let locality = base.locality(81, "Małe Chełmy", gmina, None);
//! let street = base.street(16, "ul. Polna");
//! let number = base.number("12A");
//! assert!(base.push(0, locality, Some(street), number));
//! let index = base.finish();
//! let answer = index.search("male chelmy polna 12 a", 5);
//! assert_eq!(answer.class, MatchClass::Normalised);
//! assert_eq!(answer.candidates[0].address, 0);
//! ```

mod again;
mod build;
mod codes;
mod combine;
mod distance;
mod find;
mod fold;
mod hits;
mod index;
mod mend;
mod names;
mod number;
pub mod parse;
mod point;
mod rank;
mod suggest;
mod typed;
mod vocab;
mod words;
mod world;

pub use build::Builder;
pub use fold::{MAX_TEXT, MAX_WORDS, plain};
pub use index::{AS_GOOD, Answer, Candidate, Described, Doubt, MatchClass, Part, SearchIndex};
pub use point::is_point;
pub use suggest::Suggestion;
