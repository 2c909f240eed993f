//! The stage of each address.

use std::io::Write;

use super::PlanInput;
use crate::planning::Stage;
use crate::publish::PublishError;

/// Writes `stages.csv`: each served address with the stage in which it is built.
///
/// # Errors
/// When the writer fails.
pub fn write_stages(
    input: &PlanInput<'_>,
    stages: &[Stage],
    writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("stages.csv");
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(["address_id", "stage"]).map_err(&error)?;
    let mut of_lead: Vec<(u32, u32)> = stages
        .iter()
        .flat_map(|stage| stage.leads.iter().map(|lead| (*lead, stage.number)))
        .collect();
    // As drops.csv has them.
    of_lead.sort_unstable();
    for (lead, stage) in of_lead {
        let address = input.design.leads[lead as usize].address as usize;
        let id = input.world.texts.get(input.world.addresses[address].id);
        csv.write_record([id, &stage.to_string()]).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("stages.csv", e))
}
