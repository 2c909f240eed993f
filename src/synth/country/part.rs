//! What one gmina adds to the files, and the book of planted errors.

use super::Form;
use super::answer::{self, Counts, Possible, Row};
use super::defects::{Defect, KINDS};
use super::model::Gmina;
use super::operators::Operator;
use super::prg::Structure;
use super::units::{Unit, Units};

/// What all gminas share.
pub(super) struct Country<'a> {
    pub(super) units: &'a Units,
    pub(super) operators: &'a [Operator],
    pub(super) projection: super::wgs84::Projection,
    pub(super) form: Form,
}

impl Country<'_> {
    /// Identifier of an address.
    pub(super) fn id(&self, unit: &Unit, address: usize) -> String {
        let (code, number) = (&unit.code, address + 1);
        match self.form {
            Form::Tables => format!("{code}-{number:05}"),
            Form::Registers => format!("PL.ZIPIN.{code}-{number:05}"),
            Form::Prg => format!("{code}00-0000-4000-8000-{number:012}"),
        }
    }
}

/// A text file, or a table by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum File {
    Table(usize),
    /// Address base of a voivodeship.
    Addresses(usize),
    /// Address points of a voivodeship in GML.
    Points(Structure, usize),
    /// Report and plans of an operator.
    Report(u16),
    EarlierReport(u16),
    LastYearsReport(u16),
    Plans(u16),
    Contracts,
    Notices,
    Schools,
    Buildings,
    Nodes,
    Boundaries,
    Entities,
    Corrections,
    Simc,
    Ulic,
    Terrain,
    Stations,
}

/// Lines for one text file.
#[derive(Default)]
pub(super) struct Text {
    pub(super) lines: String,
    pub(super) n_lines: usize,
}

impl Text {
    pub(super) fn push(&mut self, line: &str) {
        self.lines.push_str(line);
        self.n_lines += 1;
    }
}

/// An error as `bledy.csv` tells it, with the row counted from the first one of the part.
pub(super) struct Noted {
    pub(super) defect: Defect,
    pub(super) file: File,
    /// From 1; 0 where no row was written.
    pub(super) row: usize,
    pub(super) address: String,
}

impl Noted {
    pub(super) fn line(&self, path: &str, offset: u64) -> String {
        let kind = &KINDS[self.defect as usize];
        let row = match self.row {
            0 => String::new(),
            row => (offset + u64::try_from(row).expect("fits")).to_string(),
        };
        format!("{},{},{path},{row},{}\n", kind.name, kind.detector, self.address)
    }
}

/// Everything that one gmina adds.
#[derive(Default)]
pub(super) struct Part {
    /// Rows of each Parquet file with their bounds, in the order of the files.
    pub(super) batches: Vec<(arrow_array::RecordBatch, [i64; 4])>,
    pub(super) texts: std::collections::BTreeMap<File, Text>,
    pub(super) noted: Vec<Noted>,
    pub(super) true_counts: Counts,
    pub(super) read_counts: Counts,
    pub(super) possible: Possible,
}

impl Part {
    pub(super) fn text(&mut self, file: File) -> &mut Text {
        self.texts.entry(file).or_default()
    }

    pub(super) fn note(&mut self, defect: Defect, file: File, row: usize, address: String) {
        self.noted.push(Noted { defect, file, row, address });
    }
}

/// Truth and reading of a gmina.
pub(super) struct Answers {
    pub(super) truth: Vec<Row>,
    pub(super) read: Vec<Row>,
    pub(super) true_counts: Counts,
    pub(super) read_counts: Counts,
    pub(super) possible: Possible,
}

pub(super) fn answers(unit: &Unit, gmina: &Gmina, is_clean: bool) -> Answers {
    let truth = answer::derive(gmina, true);
    let read = if is_clean { truth.clone() } else { answer::derive(gmina, false) };
    let (mut true_counts, mut read_counts) = (Counts::new(), Counts::new());
    for row in &truth {
        answer::count(&mut true_counts, &unit.code, row);
    }
    let mut spoiled = gmina.spoiled.iter().peekable();
    for (address, row) in read.iter().enumerate() {
        let defect = spoiled.next_if(|row| row.address == address).map(|row| row.defect);
        let code = match defect {
            Some(Defect::NoGmina) => "",
            Some(Defect::UnknownGmina) => UNKNOWN_GMINA,
            _ => &unit.code,
        };
        answer::count(&mut read_counts, code, row);
    }
    let possible = [(unit.code.clone(), answer::possible(gmina))].into();
    Answers { truth, read, true_counts, read_counts, possible }
}

/// A code that no register here has.
pub(super) const UNKNOWN_GMINA: &str = "989901";
