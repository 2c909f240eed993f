//! Tests of the whole program, in one binary: through the command line where they can be.
//!
//! Expected values come from answer files, from the registers' descriptions, or from arithmetic
//! shown beside them; never from a run of the program.

mod areas;
mod broken_inputs;
mod dataset;
mod determinism;
mod folder;
mod forms;
mod golden;
mod inventory;
mod known_answer;
mod nodes;
mod plane;
mod program;
mod sample;
mod spoiled_rows;
mod table;
mod tidy;
