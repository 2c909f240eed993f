#![doc = include_str!("ARCHITECTURE.md")]

pub mod cli;
pub mod columns;
pub mod diagnosis;
pub mod index;
pub mod matching;
pub mod model;
pub mod national;
pub mod pipeline;
pub mod place;
pub mod planning;
pub mod policy;
pub mod publish;
pub mod quantity;
pub mod search;
pub mod sources;
pub mod synth;
