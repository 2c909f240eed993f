//! What stands for workbooks in a program built without them.

use chrono::NaiveDate;

use super::Table;
use crate::publish::PublishError;

/// Whether this program writes workbooks.
pub const CAN_CALCULATE: bool = false;

/// Writes nothing.
///
/// # Errors
/// Always: this program writes no workbooks.
pub fn write_workbook(
    _tables: &[Table],
    _title_and_money: (&str, &str),
    _day: NaiveDate,
) -> Result<Vec<u8>, PublishError> {
    let reason = "this program was built without the feature `xlsx`; use --format csv";
    Err(PublishError::new("raport.xlsx", reason))
}
