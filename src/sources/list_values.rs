//! Columns of a list whose names tell nothing: what their values tell.

use csv::StringRecord;

/// Rows that are looked at.
pub const LOOKED_AT: usize = 200;
/// Of ten values of a column so many are names of localities where it is their column.
const OF_TEN: usize = 9;
/// Letters of a value that is a text.
const LETTERS_MIN: usize = 3;

/// Values of a column that are not empty.
fn values(rows: &[StringRecord], at: usize) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(move |row| row.get(at)).map(str::trim).filter(|value| !value.is_empty())
}

/// Of these columns the one whose values are localities, at least nine of ten: the one with most.
pub fn locality(
    rows: &[StringRecord],
    columns: &[usize],
    is_locality: &dyn Fn(&str) -> bool,
) -> Option<usize> {
    let counted = columns.iter().map(|&at| {
        let n_named = values(rows, at).filter(|value| is_locality(value)).count();
        (at, n_named, values(rows, at).count())
    });
    let fits = counted.filter(|(_, named, all)| *named > 0 && named * 10 >= all * OF_TEN);
    fits.max_by_key(|(at, named, _)| (*named, std::cmp::Reverse(*at))).map(|(at, ..)| at)
}

/// Those of these columns that hold words: where an address lacks its place, it may be there.
pub fn texts(rows: &[StringRecord], columns: &[usize]) -> Vec<usize> {
    let is_text =
        |value: &str| value.chars().filter(|sign| sign.is_alphabetic()).count() >= LETTERS_MIN;
    columns.iter().copied().filter(|&at| values(rows, at).any(is_text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_of_localities_where_nine_of_ten_are_some() {
        let is_locality = |value: &str| matches!(value, "Brusy" | "Polna");
        let rows = |named: usize, other: usize| -> Vec<StringRecord> {
            let row = |value: &str| StringRecord::from(vec!["7", value, "Leśna", " "]);
            let named = std::iter::repeat_n("Brusy", named).map(row);
            named.chain(std::iter::repeat_n("Nigdzie", other).map(row)).collect()
        };
        assert_eq!(locality(&rows(9, 1), &[0, 1, 2, 3], &is_locality), Some(1));
        assert_eq!(locality(&rows(8, 1), &[0, 1, 2, 3], &is_locality), None);
        assert_eq!(locality(&rows(9, 0), &[0, 2, 3], &is_locality), None);
        assert_eq!(locality(&[], &[0], &is_locality), None);
        assert_eq!(texts(&rows(1, 0), &[0, 1, 2, 3]), [1, 2]);
    }
}
