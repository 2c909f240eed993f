//! `do_sprawdzenia.csv`: where a visit would decide most.

use std::io::Write;

use super::PublishError;
use crate::diagnosis::Visit;
use crate::model::World;

const NAME: &str = "do_sprawdzenia.csv";

/// Writes one row a locality and network, most addresses first.
///
/// # Errors
/// When the writer fails.
pub fn write_visits<'a>(
    world: &World,
    visits: impl Iterator<Item = &'a Visit>,
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of(NAME);
    let mut csv = csv::Writer::from_writer(writer);
    let header = [
        "rank",
        "gmina",
        "simc",
        "locality",
        "network",
        "addresses",
        "clusters",
        "public_buildings",
        "challenged",
        "start_address_id",
        "start_address",
        "address_ids",
    ];
    csv.write_record(header).map_err(&error)?;
    for (rank, visit) in visits.enumerate() {
        let start = visit.start as usize;
        let id = |address: u32| world.texts.get(world.addresses[address as usize].id);
        let number = world.texts.get(world.addresses[start].number);
        let ids = visit.addresses.iter().map(|address| id(*address));
        let record = [
            (rank + 1).to_string(),
            visit.gmina.map_or_else(String::new, |gmina| gmina.to_string()),
            visit.simc.map_or_else(String::new, |simc| simc.to_string()),
            world.locality_of(start).to_owned(),
            world.networks[visit.network.0 as usize].id.clone(),
            visit.addresses.len().to_string(),
            visit.n_clusters.to_string(),
            visit.n_public.to_string(),
            visit.n_challenged.to_string(),
            id(visit.start).to_owned(),
            format!("{} {number}", world.place_of(start)),
            ids.collect::<Vec<_>>().join("; "),
        ];
        csv.write_record(record).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new(NAME, e))
}
