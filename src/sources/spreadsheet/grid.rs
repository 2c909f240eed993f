//! The cells of one sheet as a header and records of text.

use csv::StringRecord;

use super::super::file::limit_of;
use super::super::table::{Loaded, holds_no_row};
use super::package::Fault;
use super::value::cell_name;

/// Rows and columns of the largest sheet there is.
const ROWS_MAX: u32 = 1 << 20;
const COLUMNS_MAX: u32 = 1 << 14;
/// Bytes that a sheet may take in memory. A small file can name one long text in a million cells.
const MEMORY_MAX: u64 = 1 << 30;
/// The same for small files: one value in the last row of a sheet takes two thirds of it.
const MEMORY_ALWAYS: u64 = 3 << 26;
/// What a record takes beside its text, and what each of its fields takes.
const RECORD_BYTES: u64 = 128;
const FIELD_BYTES: u64 = 8;

/// Cells in the order of rows, as they are read.
pub(super) struct Grid {
    /// The first row with a value, and its number.
    header: Option<(u32, Vec<String>)>,
    records: Vec<StringRecord>,
    /// The row being read.
    row: u32,
    values: Vec<String>,
    /// Bytes that may still be taken.
    left: u64,
}

impl Grid {
    /// For a sheet of a file of so many bytes, packed.
    pub(super) fn of_file(n_packed: usize) -> Self {
        Self::within(limit_of(n_packed).clamp(MEMORY_ALWAYS, MEMORY_MAX))
    }

    const fn within(left: u64) -> Self {
        Self { header: None, records: Vec::new(), row: 0, values: Vec::new(), left }
    }

    /// Takes the text of a cell; rows must not go backwards.
    pub(super) fn put(&mut self, row: u32, column: u32, text: &str) -> Result<(), Fault> {
        let place = || format!("cell {}", cell_name(row, column));
        if row >= ROWS_MAX || column >= COLUMNS_MAX {
            return Err(Fault::new(place(), "a sheet does not reach so far"));
        }
        if text.trim().is_empty() {
            return Ok(());
        }
        if row < self.row {
            return Err(Fault::new(place(), "it stands behind a later row"));
        }
        self.take(text.len() as u64).map_err(|reason| Fault::new(place(), reason))?;
        if row > self.row {
            self.close_row().map_err(|reason| Fault::new(place(), reason))?;
            self.row = row;
        }
        let column = column as usize;
        if self.values.len() <= column {
            self.values.resize(column + 1, String::new());
        }
        text.clone_into(&mut self.values[column]);
        Ok(())
    }

    /// Takes the error that a formula shows. Without a column that is read it is nobody's.
    pub(super) fn put_error(&mut self, row: u32, column: u32, error: &str) -> Result<(), Fault> {
        let header = self.header.as_ref().filter(|(header, _)| *header < row);
        let name = header.map(|(_, names)| names.get(column as usize).map_or("", String::as_str));
        if name.is_some_and(str::is_empty) {
            return Ok(());
        }
        let reason = format!("its formula gives {error}; correct it or write the value");
        Err(Fault::new(format!("cell {}", cell_name(row, column)), reason))
    }

    fn take(&mut self, n_bytes: u64) -> Result<(), &'static str> {
        let left = self.left.checked_sub(n_bytes);
        self.left = left.ok_or("the sheet is too large to be read")?;
        Ok(())
    }

    /// Makes the values of the row that ends a record, and holds the places of empty rows before.
    fn close_row(&mut self) -> Result<(), &'static str> {
        let values = std::mem::take(&mut self.values);
        if values.is_empty() {
            return Ok(());
        }
        let Some((header, names)) = &self.header else {
            let names = values.into_iter().map(|name| name.trim().to_owned()).collect();
            self.header = Some((self.row, names));
            return Ok(());
        };
        // Above the header there may be a title, in one cell.
        let is_title = names.iter().filter(|name| !name.is_empty()).count() == 1;
        let width = if is_title { names.len().max(values.len()) } else { names.len() };
        // Data rows are numbered from 1, below the header.
        let n_before = (self.row - header - 1) as usize;
        let n_empty = n_before.saturating_sub(self.records.len()) as u64;
        self.take(n_empty * RECORD_BYTES + RECORD_BYTES + width as u64 * FIELD_BYTES)?;
        self.records.resize(n_before, StringRecord::new());
        let fields = || (0..width).map(|column| values.get(column).map_or("", String::as_str));
        let is_no_row = holds_no_row(fields());
        let record = if is_no_row { StringRecord::new() } else { fields().collect() };
        self.records.push(record);
        Ok(())
    }

    /// The table; `None` of a sheet without any value.
    pub(super) fn finish(mut self) -> Result<Option<Loaded>, Fault> {
        self.close_row().map_err(|reason| Fault::new("sheet", reason))?;
        let Self { header, records, .. } = self;
        Ok(header.map(|(_, header)| Loaded { header, records, geometries: Vec::new(), crs: None }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(cells: &[(u32, u32, &str)]) -> (Vec<String>, Vec<Vec<String>>) {
        let mut grid = Grid::of_file(0);
        for (row, column, text) in cells {
            grid.put(*row, *column, text).expect("a good cell");
        }
        let Loaded { header, records, .. } = grid.finish().expect("small").expect("values");
        let texts = |record: StringRecord| record.iter().map(str::to_owned).collect();
        (header, records.into_iter().map(texts).collect())
    }

    #[test]
    fn rows_keep_their_distance_to_the_header() {
        // A title would be a header; here it stands in row 3 (2 from 0), and its first column is
        // empty. Row 4 is a comment, 5 is empty, 7 holds a value beside the table only.
        let cells = [
            (2, 1, " id "),
            (2, 3, "name"),
            (3, 1, "# opis"),
            (4, 1, "  "),
            (5, 1, "A"),
            (5, 3, "Łąka"),
            (6, 9, "uwaga"),
            (8, 3, "B"),
        ];
        let (header, records) = grid(&cells);
        assert_eq!(header, ["", "id", "", "name"]);
        let row = |values: [&str; 4]| values.map(str::to_owned).to_vec();
        let expected =
            [vec![], vec![], row(["", "A", "", "Łąka"]), vec![], vec![], row(["", "", "", "B"])];
        assert_eq!(records, expected);
    }

    #[test]
    fn cells_beyond_a_sheet_and_backwards_are_faults() {
        let mut grid = Grid::of_file(0);
        assert!(grid.put(1 << 20, 0, "x").is_err() && grid.put(0, 1 << 14, "x").is_err());
        assert!(grid.put(3, 0, "x").is_ok() && grid.put(2, 0, "x").is_err());
        // The last cell there is costs places of empty rows, not gigabytes.
        assert!(grid.put((1 << 20) - 1, (1 << 14) - 1, "x").is_ok());
        let table = grid.finish().expect("within the limits").expect("values");
        assert_eq!((table.header.len(), table.records.len()), (1, (1 << 20) - 4));
    }

    #[test]
    fn a_sheet_takes_no_more_than_its_share_of_memory() {
        // The header is 1 byte. A record is 1 byte of text, 128 of its own and 8 of its field; its
        // text is counted as it comes, the rest when the next row begins.
        let n_rows = |limit: u64| {
            let mut grid = Grid::within(limit);
            let put = |row: &u32| grid.put(*row, 0, "x").is_ok();
            (0_u32..1000).take_while(put).count()
        };
        assert_eq!(n_rows(1 + 137 * 10), 11);
        assert_eq!(n_rows(2 + 137 * 10), 12);
        // Empty rows are not free, and wide ones cost by their width.
        let mut grid = Grid::within(100 * RECORD_BYTES);
        assert!(grid.put(0, 0, "x").is_ok() && grid.put(101, 0, "x").is_ok());
        assert!(grid.finish().is_err());
        let mut grid = Grid::within(COLUMNS_MAX.into());
        let header = (0, COLUMNS_MAX - 1);
        assert!(grid.put(header.0, header.1, "x").is_ok() && grid.put(1, 0, "x").is_ok());
        assert!(grid.finish().is_err());
    }

    #[test]
    fn errors_count_below_a_name_only() {
        let mut grid = Grid::of_file(0);
        grid.put(0, 0, "id").expect("a header");
        grid.put(1, 0, "A").expect("a value");
        assert!(grid.put_error(1, 5, "#N/A").is_ok());
        let fault = grid.put_error(1, 0, "#N/A").expect_err("in a column of the table");
        assert!(fault.place.contains("A2") && fault.reason.contains("#N/A"));
    }
}
