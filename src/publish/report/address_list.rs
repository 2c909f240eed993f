//! `adresy.csv`: the addresses of the gmina as people open them: headings in words, `;`, a
//! byte-order mark.

use std::io::Write;

use super::ReportInput;
use crate::diagnosis::View;
use crate::publish::{AddressRows, PublishError};

/// Columns before those of profiles.
const COLUMNS: [&str; 12] = [
    "address_id",
    "locality",
    "simc",
    "street",
    "ulic",
    "number",
    "certain_down",
    "best_down",
    "best_up",
    "technology",
    "operator",
    "cluster",
];

/// Writes the list.
///
/// # Errors
/// When the writer fails.
pub fn write_address_list(
    input: &ReportInput<'_>,
    mut writer: impl Write,
) -> Result<(), PublishError> {
    let error = PublishError::of("adresy.csv");
    let (world, diagnosis) = (input.world, input.diagnosis);
    let range = world.addresses_of(input.gmina);
    let rows = AddressRows { world, diagnosis, ranges: vec![range] };
    writer.write_all("\u{feff}".as_bytes()).map_err(|e| PublishError::new("adresy.csv", e))?;
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(writer);
    let language = input.language;
    let word = |key: &str| language.label("address_list", key).to_owned();
    let mut headings: Vec<String> = COLUMNS.iter().map(|key| word(key)).collect();
    for profile in &diagnosis.profiles {
        let id = &profile.profile.id;
        let note = if profile.in_force { "" } else { language.label("check", "not_in_force") };
        headings.extend(
            View::ALL.map(|view| format!("{id} {}{note}", language.label("view", view.as_str()))),
        );
        headings.push(format!("{id} {}", word("rule")));
        headings.push(format!("{id} {}", word("evidence")));
    }
    csv.write_record(&headings).map_err(&error)?;
    for position in rows.positions() {
        let address = &world.addresses[position];
        let best = diagnosis.best[position].map(|offer| &world.offers[offer as usize]);
        let certain = diagnosis.fastest_certain(world, position);
        let shown = |text: Option<String>| text.unwrap_or_default();
        let mut record = vec![
            world.texts.get(address.id).to_owned(),
            world.locality_of(position).to_owned(),
            shown(address.simc.map(|simc| simc.to_string())),
            world.street_of(position).to_owned(),
            shown(address.ulic.map(|ulic| ulic.to_string())),
            world.texts.get(address.number).to_owned(),
            shown(certain.map(|(down, _)| language.speed(down))),
            shown(best.map(|offer| language.speed(offer.speed.down))),
            shown(best.map(|offer| language.speed(offer.speed.up))),
            shown(best.map(|offer| world.technologies[offer.technology.0 as usize].clone())),
            shown(best.map(|offer| world.providers[offer.provider.0 as usize].id.clone())),
            shown(diagnosis.clusters.of_address[position].map(|c| (c + 1).to_string())),
        ];
        for (profile, lenses) in lenses_by_profile(&rows).into_iter().enumerate() {
            let verdicts = lenses.map(|lens| diagnosis.of(lens)[position]);
            let text = |verdict: &crate::diagnosis::Verdict| {
                language.label("status", verdict.status.as_str()).to_owned()
            };
            record.extend(verdicts.iter().map(text));
            record.push(language.label("rule", verdicts[0].rule.as_str()).to_owned());
            record.push(rows.evidence_ids(profile, position));
        }
        csv.write_record(record).map_err(&error)?;
    }
    csv.flush().map_err(|e| PublishError::new("adresy.csv", e))
}

fn lenses_by_profile(rows: &AddressRows<'_>) -> Vec<[crate::diagnosis::Lens; 3]> {
    let of = |profile| View::ALL.map(|view| crate::diagnosis::Lens { profile, view });
    (0..rows.diagnosis.profiles.len()).map(of).collect()
}
