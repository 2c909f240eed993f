//! Tables of mobile reach by address, by inhabited cell of 100 m, by road and track.

use std::io::Write;

use super::PublishError;
use crate::diagnosis::chapters::{BandSignal, Chapters, MobileCell, RouteLine, Service, Survey};
use crate::place::GminaCode;
use crate::policy::Generation;

/// Yes, no, or empty where it is not known.
fn word(reached: Option<bool>) -> String {
    reached.map_or("", |reached| if reached { "yes" } else { "no" }).to_owned()
}

fn number<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// Millimetres as metres with three decimals.
fn metres(millimetres: u64) -> String {
    format!("{}.{:03}", millimetres / 1000, millimetres % 1000)
}

/// `X 4g 800 3`: operator, generation, band in MHz, best class outdoors; `?` where it is not told.
/// Of a road also the metres that it reaches.
fn signals(signals: &[BandSignal], has_length: bool) -> String {
    let known = |text: String| if text.is_empty() { "?".to_owned() } else { text };
    let text = |of: &BandSignal| {
        let generation = of.generation.map(Generation::as_str);
        let parts = [of.operator.clone(), number(generation), number(of.mhz), number(of.outdoor)];
        let mut parts: Vec<String> = parts.into_iter().map(known).collect();
        parts.extend(has_length.then(|| metres(of.reached_mm)));
        parts.join(" ")
    };
    signals.iter().map(text).collect::<Vec<_>>().join("; ")
}

fn write_rows(
    file: &str,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of(file);
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(header).map_err(&error)?;
    for row in rows {
        csv.write_record(&row).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new(file, e))
}

/// Writes the strongest reading of each operator, generation and band at each address; addresses
/// without a reading have no row, which says nothing of their reach.
///
/// # Errors
/// When the writer fails.
pub fn write_mobile_addresses<'a>(
    survey: &Survey<'_>,
    gminas: impl Iterator<Item = (GminaCode, &'a Chapters)>,
    writer: impl Write,
) -> Result<(), PublishError> {
    let header = [
        "gmina",
        "address_id",
        "operator",
        "generation",
        "band_mhz",
        "class_outdoor",
        "class_indoor",
    ];
    let world = survey.world();
    let of_gmina = |(gmina, _): (GminaCode, &Chapters)| {
        world.addresses_of(gmina).flat_map(move |address| {
            let id = world.texts.get(world.addresses[address].id);
            survey.mobile_at(address).into_iter().map(move |read| {
                vec![
                    gmina.to_string(),
                    id.to_owned(),
                    read.operator.to_owned(),
                    number(read.generation.map(Generation::as_str)),
                    number(read.mhz),
                    number(read.outdoor),
                    number(read.indoor),
                ]
            })
        })
    };
    write_rows("mobile_addresses.csv", &header, gminas.flat_map(of_gmina), writer)
}

fn cell(gmina: GminaCode, cell: &MobileCell) -> Vec<String> {
    let side = |millimetres: i32| (millimetres / 1000).to_string();
    let mut row = vec![
        gmina.to_string(),
        side(cell.corner.0),
        side(cell.corner.1),
        cell.addresses.to_string(),
    ];
    row.extend(cell.reached.map(word));
    row.push(cell.operators.len().to_string());
    row.push(cell.operators.join("; "));
    row.push(signals(&cell.signals, false));
    row
}

/// Writes the cells in which somebody may live, by their south-western corner (EPSG:2180, metres).
///
/// # Errors
/// When the writer fails.
pub fn write_mobile_cells<'a>(
    gminas: impl Iterator<Item = (GminaCode, &'a Chapters)>,
    writer: impl Write,
) -> Result<(), PublishError> {
    let header = [
        "gmina",
        "easting",
        "northing",
        "addresses",
        "4g",
        "5g",
        "5g_3600",
        "named_operators",
        "operators",
        "signals",
    ];
    let rows = gminas.flat_map(|(gmina, chapters)| {
        chapters.mobile.cells.iter().map(move |one| cell(gmina, one))
    });
    write_rows("mobile_cells.csv", &header, rows, writer)
}

fn route(survey: &Survey<'_>, gmina: GminaCode, line: &RouteLine) -> Vec<String> {
    let file = &survey.world().files[usize::from(line.origin.file.0)].name;
    let mut row = vec![
        gmina.to_string(),
        line.register.to_owned(),
        file.clone(),
        line.origin.row.to_string(),
        line.class.clone(),
        line.name.clone(),
        metres(line.whole_mm),
    ];
    for service in Service::ALL {
        let (reached, unknown) = line.services[service as usize];
        row.extend([reached, line.without_mm(service), unknown].map(metres));
    }
    row.push(line.operators.join("; "));
    row.push(signals(&line.signals, true));
    row
}

/// Writes the lengths of roads and tracks by service: reached, not reached, unknown.
///
/// # Errors
/// When the writer fails.
pub fn write_mobile_routes<'a>(
    survey: &Survey<'_>,
    gminas: impl Iterator<Item = (GminaCode, &'a Chapters)>,
    writer: impl Write,
) -> Result<(), PublishError> {
    let mut header: Vec<String> = ["gmina", "register", "file", "row", "class", "name", "length_m"]
        .map(str::to_owned)
        .to_vec();
    for service in Service::ALL.map(Service::as_str) {
        header.extend(["reached", "without", "unknown"].map(|what| format!("{service}_{what}_m")));
    }
    header.extend(["operators", "signals"].map(str::to_owned));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = gminas.flat_map(|(gmina, chapters)| {
        chapters.mobile.routes.iter().map(move |line| route(survey, gmina, line))
    });
    write_rows("mobile_routes.csv", &header, rows, writer)
}
