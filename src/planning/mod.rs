//! Planning: the cheapest networks that close gaps, with a proven bound on what is left to gain.

pub mod steiner;
