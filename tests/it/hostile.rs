//! Hostile files: every reader is fed thousands of spoiled ones. Each must be read or refused with
//! a message that names it, without a panic, in bounded memory and time.
//!
//! By default each reader gets a few hundred files, the same ones in every run. With
//! `ZASIEG_FUZZ_SECONDS=60` each gets as many as fit in that time, and memory is watched; run it
//! on one thread (`make fuzz`). `ZASIEG_FUZZ_FROM=n` begins with file n, to go on where an earlier
//! run stopped or to see one failure again.

mod archives;
mod columnar;
mod delimited;
mod explicit;
#[cfg(feature = "gdal")]
mod gdal;
mod harness;
mod markup;
mod mutate;
mod readers;
