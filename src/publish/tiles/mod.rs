//! Vector tiles, and archives of them.

mod archive;
mod clip;
mod dissolve;
pub mod mvt;
mod sound;

pub use archive::{About, tile_id, write_archive};
pub use clip::ring;
pub(super) use clip::{MARGIN, cut, simple};
pub(super) use dissolve::{Ring, dissolve, oriented};
pub(super) use sound::sound;
pub use sound::{TileRing, sound_polygons};
