//! Operators' reports in the SIDUSIS layout.

use super::defects::Defect;
use super::model::{Claim, Gmina, Reach};
use super::operators::{TECHNOLOGIES, national};
use super::part::{Country, File, Part};
use super::texts::{csv_line, whereabouts};
use super::units::Unit;

/// Positions of fields that errors and habits change.
mod field {
    pub(crate) const KIND: usize = 0;
    pub(crate) const TERC: usize = 2;
    pub(crate) const SIMC: usize = 4;
    pub(crate) const STREET: usize = 5;
    pub(crate) const ULIC: usize = 6;
    pub(crate) const NUMBER: usize = 7;
    pub(crate) const LAT: usize = 8;
    pub(crate) const LON: usize = 9;
    pub(crate) const MEDIUM: usize = 10;
    pub(crate) const TECHNOLOGY: usize = 11;
    pub(crate) const DOWN: usize = 12;
    pub(crate) const REACH: usize = 14;
}

/// A record that stands before anybody said who reports.
pub(super) fn orphan() -> String {
    csv_line(&[
        "ZS",
        "BEZ-DI/1",
        "9899012",
        "Niczyja",
        "9977702",
        "",
        "99999",
        "1",
        "",
        "",
        "światłowodowe",
        "GPON",
        "300",
        "100",
        "rzeczywisty",
        "NIE",
        "TAK",
        "P1",
    ])
}

/// Rows of all operators in a gmina.
pub(super) fn rows(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    for (position, claim) in gmina.claims.iter().enumerate() {
        let file = File::Report(claim.operator);
        if claim.is_written {
            // The row before has the identifier that is to be repeated.
            let is_repeated = claim.defect == Some(Defect::DuplicateId);
            let number = if is_repeated { position - 1 } else { position };
            let row = row(country, unit, gmina, claim, number);
            let fields: Vec<&str> = row.iter().map(String::as_str).collect();
            part.text(file).push(&csv_line(&fields));
        }
        if let Some(defect) = claim.defect {
            let row = if claim.is_written { part.text(file).n_lines } else { 0 };
            part.note(defect, file, row, country.id(unit, claim.address));
        }
    }
}

/// Rows of the edition before, and of that of a year ago.
pub(super) fn earlier_rows(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    let before = (gmina.claims_before(), File::EarlierReport as fn(u16) -> File);
    let last_year = (gmina.claims_of_last_year(), File::LastYearsReport as fn(u16) -> File);
    for (claims, file) in [before, last_year] {
        for (position, claim) in claims.iter().enumerate() {
            let row = row(country, unit, gmina, claim, position);
            let fields: Vec<&str> = row.iter().map(String::as_str).collect();
            part.text(file(claim.operator)).push(&csv_line(&fields));
        }
    }
}

fn row(
    country: &Country<'_>,
    unit: &Unit,
    gmina: &Gmina,
    claim: &Claim,
    number: usize,
) -> Vec<String> {
    let place = whereabouts(unit, gmina, claim.address);
    let at = country.projection.lon_lat(gmina.settled.addresses[claim.address].at.metres());
    let technology = &TECHNOLOGIES[usize::from(claim.technology)];
    let sold = match claim.operator {
        national::OPEN_FIBRE => ["TAK", "NIE"],
        national::INCUMBENT => ["TAK", "TAK"],
        _ => ["NIE", "TAK"],
    };
    let reach = match claim.reach {
        Reach::Certain => "rzeczywisty",
        Reach::Possible => "teoretyczny",
    };
    let mut fields = vec![
        "ZS".to_owned(),
        format!("{}/{}", unit.code, number + 1),
        place.terc,
        place.locality,
        place.simc,
        place.street,
        if place.ulic.is_empty() { "99999".to_owned() } else { place.ulic },
        place.number,
        format!("{:.6}", at.lat),
        format!("{:.6}", at.lon),
        technology.medium.to_owned(),
        technology.name.to_owned(),
        claim.down.to_string(),
        claim.up.to_string(),
        reach.to_owned(),
        sold[0].to_owned(),
        sold[1].to_owned(),
    ];
    habits(claim.operator, unit, &mut fields);
    if claim.operator == national::RESELLER {
        // The layout of 20 columns names the owner of the network.
        let owner = &country.operators[usize::from(national::OPEN_FIBRE)].number;
        let is_missing = claim.defect == Some(Defect::MissingNetwork);
        let owner = if is_missing { String::new() } else { owner.clone() };
        fields.extend(["NIE".to_owned(), owner]);
    }
    fields.push("P1".to_owned());
    if let Some(defect) = claim.defect {
        spoil(defect, &mut fields);
    }
    fields
}

/// What some operators write in a way of their own.
fn habits(operator: u16, unit: &Unit, fields: &mut [String]) {
    match operator {
        national::RADIO_A => fields[field::NUMBER] = fields[field::NUMBER].to_lowercase(),
        national::RADIO_B => clear_coordinates(fields),
        national::CABLE => {
            fields[field::TERC] = unit.terc();
            if fields[field::ULIC] == "99999" {
                fields[field::ULIC].clear();
            }
        }
        _ => {}
    }
}

fn clear_coordinates(fields: &mut [String]) {
    fields[field::LAT].clear();
    fields[field::LON].clear();
}

fn spoil(defect: Defect, fields: &mut Vec<String>) {
    let mut put = |field: usize, text: &str| text.clone_into(&mut fields[field]);
    match defect {
        Defect::UnknownTechnology => put(field::TECHNOLOGY, "Nadprzewodnik 7G"),
        Defect::MissingReach => put(field::REACH, ""),
        Defect::UnknownReach => put(field::REACH, "niebawem"),
        Defect::SpeedNotANumber => put(field::DOWN, "tysiąc"),
        Defect::UnknownMedium => put(field::MEDIUM, "swiatlowod"),
        Defect::UnknownRecordKind => put(field::KIND, "ZX"),
        Defect::UnknownLocality => {
            put(field::SIMC, "9977701");
            clear_coordinates(fields);
        }
        Defect::UnknownStreet => {
            put(field::STREET, "ul. Nieznana");
            put(field::ULIC, "97777");
            clear_coordinates(fields);
        }
        Defect::UnknownNumber => {
            put(field::NUMBER, "9999ZZ");
            clear_coordinates(fields);
        }
        Defect::OutsideArea => {
            put(field::TERC, "9899012");
            clear_coordinates(fields);
        }
        // Leading zeros that a spreadsheet took away.
        Defect::RestoredZeros => {
            let simc = fields[field::SIMC].trim_start_matches('0').to_owned();
            fields[field::SIMC] = simc;
        }
        Defect::FarCoordinates => {
            let lat: f64 = fields[field::LAT].parse().unwrap_or(52.0);
            fields[field::LAT] = format!("{:.6}", lat + 0.05);
        }
        Defect::WrongColumnCount => fields.truncate(field::LON),
        _ => {}
    }
}
