//! The open-data bundle: tables with their descriptions, a catalogue, hashes.
//!
//! A folder to be put on a server as it is: CSV and Parquet of each table, what every column means
//! (CSV on the Web), `katalog.ttl` (DCAT-AP 3.0), the feed that dane.gov.pl harvests, `SHA256SUMS`. Dates are the day of the run, so that
//! the same input gives the same bytes.

mod catalogue;
mod csvw;
mod feed;
mod files;
mod options;
mod place;
mod schema;
mod table;
mod tables;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

pub use options::{OpenDataOptions, TEMPLATE as OPTIONS_TEMPLATE};

use super::changes::ChangesInput;
use super::{AddressRows, PublishError, RunSettings, write_geojson};
use crate::diagnosis::chapters::{Chapters, PeopleUnit};
use crate::diagnosis::{Diagnosis, Rollup};
use crate::model::World;
use crate::place::GminaCode;
use files::{Written, measure, put, write_sums};
use place::Place;
use schema::{Both, Form, OpenSchema};
use table::Table;

/// Above so many addresses GeoJSON is of no use to anybody: it is read whole.
const GEOJSON_MAX: usize = 200_000;

/// What the bundle is made from.
pub struct OpenDataInput<'a> {
    /// The world.
    pub world: &'a World,
    /// Its diagnosis; the first profile is the main one.
    pub diagnosis: &'a Diagnosis,
    /// Its roll-up.
    pub rollup: &'a Rollup,
    /// Settings of the run.
    pub settings: &'a RunSettings,
    /// Gminas to publish, in order.
    pub gminas: &'a [GminaCode],
    /// Whether these are not all of the run.
    pub is_restricted: bool,
    /// Their chapters.
    pub chapters: &'a [Chapters],
    /// People by place in them.
    pub people: &'a [PeopleUnit],
    /// What changed since the last edition.
    pub changes: Option<&'a ChangesInput<'a>>,
    /// What the publisher tells.
    pub options: &'a OpenDataOptions,
}

impl OpenDataInput<'_> {
    fn title(&self, place: &Place) -> Both<Option<String>> {
        let told = [self.options.title.as_ref(), self.options.title_en.as_ref()];
        self.told(told, OpenSchema::get().dataset.title(), place)
    }

    fn description(&self, place: &Place) -> Both<Option<String>> {
        let told = [self.options.description.as_ref(), self.options.description_en.as_ref()];
        self.told(told, OpenSchema::get().dataset.description(), place)
    }

    /// What the publisher tells, else the usual text. A publisher who tells it in Polish alone has
    /// no other text in English.
    fn told(
        &self,
        told: Both<Option<&String>>,
        usual: Both<&str>,
        place: &Place,
    ) -> Both<Option<String>> {
        let usual = place.fill(usual, &self.settings.as_of);
        let [own_pl, own_en] = told.map(Option::<&String>::cloned);
        let has_own = own_pl.is_some();
        let [usual_pl, usual_en] = usual;
        [own_pl.or(Some(usual_pl)), own_en.or((!has_own).then_some(usual_en))]
    }

    /// Keywords: the publisher's, else the usual ones.
    fn keywords(&self) -> Both<&[String]> {
        let own = [self.options.keywords.as_slice(), self.options.keywords_en.as_slice()];
        let is_usual = own.iter().all(|words| words.is_empty());
        if is_usual { OpenSchema::get().dataset.keywords() } else { own }
    }
}

fn write(
    folder: &Path,
    name: &str,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), PublishError>,
) -> Result<Written, PublishError> {
    let error = |error: std::io::Error| PublishError::new(name, error);
    let mut writer = File::create(folder.join(name)).map(BufWriter::new).map_err(error)?;
    fill(&mut writer)?;
    writer.flush().map_err(error)?;
    measure(folder, name)
}

/// Writes a table in its forms.
fn write_table(
    input: &OpenDataInput<'_>,
    folder: &Path,
    table: &Table,
    white: &[usize],
) -> Result<Vec<(&'static Form, Written)>, PublishError> {
    let mut written = Vec::new();
    for form in &OpenSchema::get().form {
        let name = format!("{}.{}", table.spec.id, form.extension);
        let file = match form.extension.as_str() {
            "csv" => write(folder, &name, |writer| table.write_csv(writer))?,
            "parquet" => {
                table.write_parquet(folder, &name)?;
                measure(folder, &name)?
            }
            _ if table.is_spatial && white.len() <= GEOJSON_MAX => {
                let (world, diagnosis) = (input.world, input.diagnosis);
                let ranges = white.iter().map(|at| *at..*at + 1).collect();
                let rows = AddressRows { world, diagnosis, ranges };
                write(folder, &name, |writer| write_geojson(&rows, writer))?
            }
            _ => continue,
        };
        written.push((form, file));
    }
    let description = csvw::describe(table, input.options);
    let name = format!("{}.csv-metadata.json", table.spec.id);
    let text = serde_json::to_string_pretty(&description);
    let text = text.map_err(|error| PublishError::new(name.as_str(), error))? + "\n";
    put(folder, &name, text.as_bytes())?;
    Ok(written)
}

/// Writes the bundle into a folder, which may already hold files that belong to it.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_bundle(input: &OpenDataInput<'_>, folder: &Path) -> Result<(), PublishError> {
    let white = tables::white(input);
    let mut tables = Vec::new();
    for table in tables::tables(input, &white)? {
        let files = write_table(input, folder, &table, &white)?;
        tables.push((table, files));
    }
    let place = Place::new(input);
    let catalogue = catalogue::render(input, &place, &tables)?;
    put(folder, catalogue::NAME, &catalogue)?;
    // Without the address of the files there is nothing to harvest.
    if input.options.base_url.is_some() {
        let feed = feed::render(input, &place, &tables)?;
        put(folder, feed::NAME, &feed)?;
        put(folder, feed::MD5, feed::md5(&feed).as_bytes())?;
    }
    write_sums(folder)
}
