//! TERYT registers of GUS: units (TERC), localities (SIMC), streets (ULIC).

use super::table::Table;
use super::{SourceError, Tally};
use crate::model::{IssueCode, Origin};
use crate::place::{GminaCode, Restored, SimcId, TercCode, TercWidth, UlicId};

/// A row of TERC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// Two, four or six digits.
    pub code: String,
    /// Kind digit of a gmina or its part.
    pub kind: Option<u8>,
    /// Name.
    pub name: String,
    /// Where.
    pub origin: Origin,
}

/// A row of SIMC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalityRow {
    /// Its gmina.
    pub gmina: GminaCode,
    /// Its identifier.
    pub simc: SimcId,
    /// Its name.
    pub name: String,
}

/// A row of ULIC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreetRow {
    /// The locality.
    pub simc: SimcId,
    /// The street.
    pub ulic: UlicId,
    /// Its kind and name: `ul. Marii Konopnickiej`.
    pub name: String,
}

/// Reads TERC: voivodeships, powiats, gminas and their parts.
///
/// # Errors
/// When the file breaks off or is empty. Rows with bad codes are counted issues.
pub fn read_terc(table: Table, tally: &mut Tally) -> Result<Vec<UnitRow>, SourceError> {
    let [woj, pow, gmi, rodz, name] =
        ["woj", "pow", "gmi", "rodz", "name"].map(|field| table.column(field));
    let mut units = Vec::new();
    table.for_each(tally, |row, tally| {
        let pad = |text: &str| format!("{text:0>2}");
        let parts: Vec<&str> =
            [woj, pow, gmi].iter().map(|c| row.text(*c)).filter(|text| !text.is_empty()).collect();
        let code: String = parts.iter().copied().map(pad).collect();
        let digits = code.bytes().all(|b| b.is_ascii_digit());
        if !digits || code.is_empty() || code.len() != 2 * parts.len() {
            tally.note(IssueCode::BadCode, row.origin, None, code);
            return;
        }
        if parts.iter().any(|part| part.len() < 2) {
            tally.note(IssueCode::RestoredZeros, row.origin, None, "WOJ/POW/GMI");
        }
        units.push(UnitRow {
            code,
            kind: row.text(rodz).parse().ok(),
            name: row.text(name).to_owned(),
            origin: row.origin,
        });
    })?;
    Ok(units)
}

/// Puts restored zeros into the tally and gives the code.
pub(super) fn taken<T>(
    parsed: Restored<T>,
    tally: &mut Tally,
    origin: Origin,
    field: &'static str,
) -> T {
    if parsed.restored {
        tally.note(IssueCode::RestoredZeros, origin, None, field);
    }
    parsed.code
}

/// Reads SIMC in the layout of GUS (`WOJ;POW;GMI…`) or flattened with one TERC column.
///
/// # Errors
/// As [`read_terc`].
pub fn read_simc(table: Table, tally: &mut Tally) -> Result<Vec<LocalityRow>, SourceError> {
    let [woj, pow, gmi, kind, terc, simc, name] =
        ["woj", "pow", "gmi", "rodz", "terc", "simc", "name"].map(|field| table.column(field));
    let mut localities = Vec::new();
    table.for_each(tally, |row, tally| {
        let (text, width) = if terc.is_present() {
            (row.text(terc).to_owned(), TercWidth::Seven)
        } else {
            let part = |column| format!("{:0>2}", row.text(column));
            let kind = row.text(kind);
            let width = if kind.is_empty() { TercWidth::Six } else { TercWidth::Seven };
            (part(woj) + &part(pow) + &part(gmi) + kind, width)
        };
        let parsed = TercCode::parse(&text, width)
            .and_then(|terc| SimcId::parse(row.text(simc)).map(|simc| (terc, simc)));
        match parsed {
            Ok((terc, simc)) => localities.push(LocalityRow {
                gmina: taken(terc, tally, row.origin, "TERC").whole_gmina(),
                simc: taken(simc, tally, row.origin, "SIMC"),
                name: row.text(name).to_owned(),
            }),
            Err(error) => tally.note(IssueCode::BadCode, row.origin, None, error.to_string()),
        }
    })?;
    Ok(localities)
}

/// Reads ULIC in the layout of GUS (`CECHA;NAZWA_1;NAZWA_2`) or flattened with one name.
///
/// # Errors
/// As [`read_terc`].
pub fn read_ulic(table: Table, tally: &mut Tally) -> Result<Vec<StreetRow>, SourceError> {
    let [simc, ulic, prefix, name, first] =
        ["simc", "ulic", "prefix", "name", "first_name"].map(|field| table.column(field));
    let mut streets = Vec::new();
    table.for_each(tally, |row, tally| {
        let parsed = SimcId::parse(row.text(simc))
            .and_then(|simc| UlicId::parse(row.text(ulic)).map(|ulic| (simc, ulic)));
        match parsed {
            Ok((simc, Some(ulic))) => {
                // GUS keeps the part by which streets are sorted first: NAZWA_1 = surname.
                let parts = [prefix, first, name].map(|column| row.text(column));
                let name: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                streets.push(StreetRow {
                    simc: taken(simc, tally, row.origin, "SIMC"),
                    ulic: taken(ulic, tally, row.origin, "ULIC"),
                    name: name.join(" "),
                });
            }
            Ok((_, None)) => tally.note(IssueCode::MissingValue, row.origin, None, "SYM_UL"),
            Err(error) => tally.note(IssueCode::BadCode, row.origin, None, error.to_string()),
        }
    })?;
    Ok(streets)
}
