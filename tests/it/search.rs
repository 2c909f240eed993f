//! Addresses found by text: the matcher, and `check` through the command line.

mod any_text;
mod base;
mod batch;
mod lists;
mod names;
mod trust;
