//! Spatial indexes. R-trees over boundaries and points, box filter first, exact test after; and
//! for a whole country kernels over whole millimetres, which tests compare with the R-trees.
//!
//! Knows neither law nor registers. Answers are positions, in a total order.

mod areas;
mod boundaries;
mod cover;
mod dbscan;
mod lines;
mod nearest;
mod points;
mod polygons;

pub use areas::AreaIndex;
pub use boundaries::BoundaryIndex;
pub use cover::{Choice, Cover};
pub use dbscan::{Clustering, NOISE, dbscan};
pub use lines::LineIndex;
pub use nearest::NearestGrid;
pub use points::PointIndex;
pub use polygons::Polygons;
