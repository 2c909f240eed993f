//! Spatial indexes: R-trees over boundaries and points, box filter first, exact test after.
//!
//! Knows neither law nor registers. Answers are positions, in a total order.

mod areas;
mod boundaries;
mod points;

pub use areas::AreaIndex;
pub use boundaries::BoundaryIndex;
pub use points::PointIndex;
