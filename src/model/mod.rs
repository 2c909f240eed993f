//! The frozen world: addresses, offers, gminas, buildings, and what was wrong with the rows.
//!
//! Knows neither files on disk, nor law, nor indexes.
#![deny(clippy::float_arithmetic)]

mod address;
mod aside;
mod building;
mod gmina;
mod issue;
mod layer;
mod offer;
mod register;
mod text;
mod world;

pub use address::{AddressPoint, NumberForm, number_key};
pub use aside::{Aside, Astray, Refused};
pub use building::{BuildingKind, PublicBuilding};
pub use gmina::{Boundary, Gmina, Locality, Street, Unit};
pub use issue::{Issue, IssueCode, IssueCounts, IssueLog, Severity};
pub use layer::{LATTICE_M, Layer, PIECE_M_MAX, ROUTES, Texts};
pub use offer::{
    Medium, Network, NetworkId, Offer, Provider, ProviderId, Reach, Rung, TechnologyId, Tense,
};
pub use register::{FileId, Origin, RegisterFile};
pub use text::{TextId, TextPool, TextPoolBuilder};
pub use world::World;
