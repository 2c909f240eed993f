//! Datasets: the open files that `zasieg import` writes, read back into a world.
//!
//! Layout: `data/schemas/dataset.toml`. Everything is GeoParquet 1.1 or plain Parquet, sorted by
//! gmina, and `manifest.json`.

mod facts;
mod rows;
mod slices;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use arrow_array::cast::AsArray as _;
use arrow_array::types::{UInt16Type, UInt32Type};
use arrow_array::{Array, RecordBatch, StringArray};
use arrow_schema::Schema as ArrowSchema;
use arrow_select::concat::concat_batches;
use chrono::NaiveDate;
use serde::Deserialize;

use self::rows::{Numbered, addresses, aside, numbered, offers};
use super::parquet_file::{Batch, ParquetFile, damaged, value, wrong};
use super::{SourceError, layer_fields};
use crate::columns::sealed::{
    Damage, damage_of, damage_of_all, damage_of_whole, first_damage, read_text,
};
use crate::model::{
    BuildingKind, FileId, Gmina, Issue, IssueCode, IssueCounts, IssueLog, Layer, Provider,
    PublicBuilding, RegisterFile, Unit, World,
};
use crate::place::{GminaCode, geometry_of_wkb};

pub use facts::{Facts, read_facts};
pub use slices::{GminaRows, Slice, Slices};

/// Settings of the run that made the dataset.
#[derive(Clone, Debug, Deserialize)]
pub struct DatasetSettings {
    /// The day of the run.
    pub as_of: NaiveDateText,
    /// Plan horizon in years.
    pub plan_horizon_years: u32,
    /// Profiles of the run; empty: all valid.
    pub profiles: Vec<String>,
    /// Rungs of the matching ladder.
    pub match_rungs: Vec<String>,
    /// Radius of the last rung, metres.
    pub match_radius_m: u32,
    /// Limit of the quality gate.
    pub max_rejected_share: f64,
    /// `declared` or `peak`.
    pub speed_basis: String,
    /// `flag` or `decide`.
    pub detectors: String,
}

/// A day as text in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct NaiveDateText(pub NaiveDate);

impl TryFrom<String> for NaiveDateText {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

#[derive(Deserialize)]
struct Manifest {
    /// The list of checksums; datasets of earlier versions have none.
    #[serde(default)]
    checksums: Option<String>,
    settings: DatasetSettings,
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Converted {
    from: Vec<String>,
}

#[derive(Deserialize)]
struct Input {
    register: String,
    edition: String,
    file: String,
    sha256: String,
    /// Null where rows are not to be told, as in the manifest of a run.
    rows_read: Option<u64>,
    rows_rejected: Option<u64>,
    rows_outside_area: Option<u64>,
    #[serde(default)]
    earlier: bool,
    #[serde(default)]
    converted: Option<Converted>,
    by_code: Option<BTreeMap<String, u64>>,
}

fn gmina_of(text: Option<&str>) -> Option<GminaCode> {
    text.and_then(|text| text.parse().ok()).and_then(GminaCode::from_number)
}

fn gminas(folder: &Path) -> Result<Vec<Gmina>, SourceError> {
    let file = ParquetFile::read(folder, "gminas.parquet")?;
    let mut gminas = Vec::new();
    for batch in file.batches() {
        let (code, name) = (batch.text("code")?, batch.text("name")?);
        let kind = batch.numbers::<UInt16Type>("kind")?;
        let wkb = batch.column("geometry")?.as_binary_opt::<i32>();
        let wkb = wkb.ok_or_else(|| wrong(batch.file, "column geometry is not WKB"))?;
        for row in 0..batch.batch.num_rows() {
            let boundary = wkb.is_valid(row).then(|| geometry_of_wkb(wkb.value(row))).flatten();
            gminas.push(Gmina {
                code: gmina_of(value(code, row)).ok_or_else(|| batch.bad(row, "no code"))?,
                name: name.value(row).to_owned(),
                kind: kind.is_valid(row).then(|| u8::try_from(kind.value(row)).ok()).flatten(),
                boundary: match boundary {
                    Some(geo_types::Geometry::MultiPolygon(outline)) => Some(outline),
                    _ => None,
                },
                extent: OnceLock::new(),
            });
        }
    }
    Ok(gminas)
}

fn buildings(folder: &Path) -> Result<Vec<PublicBuilding>, SourceError> {
    let file = ParquetFile::read(folder, "buildings.parquet")?;
    let mut buildings = Vec::new();
    for batch in file.batches() {
        let [id, kind, name, gmina] =
            [batch.text("id")?, batch.text("kind")?, batch.text("name")?, batch.text("gmina")?];
        let written = batch.text("written_address")?;
        let address = batch.numbers::<UInt32Type>("address_row")?;
        let (position, origin) = (batch.positions()?, batch.origins()?);
        for row in 0..batch.batch.num_rows() {
            buildings.push(PublicBuilding {
                id: id.value(row).to_owned(),
                kind: BuildingKind::from_code(kind.value(row)).unwrap_or(BuildingKind::Other),
                name: name.value(row).to_owned(),
                gmina: gmina_of(value(gmina, row)),
                address: address.is_valid(row).then(|| address.value(row).saturating_sub(1)),
                written: written.value(row).to_owned(),
                position: position(row),
                origin: origin(row),
            });
        }
    }
    Ok(buildings)
}

/// Pairs of texts of a small table.
fn pairs(
    folder: &Path,
    name: &str,
    columns: [&str; 2],
) -> Result<Vec<(String, String)>, SourceError> {
    let file = ParquetFile::read(folder, name)?;
    let mut read = Vec::new();
    for batch in file.batches() {
        let (first, second) = (batch.text(columns[0])?, batch.text(columns[1])?);
        let row = |row| (first.value(row).to_owned(), second.value(row).to_owned());
        read.extend((0..batch.batch.num_rows()).map(row));
    }
    Ok(read)
}

fn code_of(batch: &Batch<'_>, codes: &StringArray, row: usize) -> Result<IssueCode, SourceError> {
    let code = IssueCode::from_code(codes.value(row));
    code.ok_or_else(|| batch.bad(row, "an unknown issue code"))
}

fn kept_issues(batch: &Batch<'_>, kept: &mut Vec<Issue>) -> Result<(), SourceError> {
    let [code, gmina, detail] = [batch.text("code")?, batch.text("gmina")?, batch.text("detail")?];
    let origin = batch.origins()?;
    for row in 0..batch.batch.num_rows() {
        kept.push(Issue {
            code: code_of(batch, code, row)?,
            origin: origin(row),
            gmina: gmina_of(value(gmina, row)),
            detail: detail.value(row).to_owned(),
        });
    }
    Ok(())
}

/// Issues of a part of a country, each with its place among all of the run.
///
/// # Errors
/// When the file is missing or damaged.
pub fn read_part_issues(folder: &Path) -> Result<Vec<(u32, Issue)>, SourceError> {
    let (mut places, mut kept) = (Vec::new(), Vec::new());
    for batch in ParquetFile::read(folder, "issues.parquet")?.batches() {
        places.extend_from_slice(batch.numbers::<UInt32Type>("place")?.values());
        kept_issues(&batch, &mut kept)?;
    }
    Ok(places.into_iter().zip(kept).collect())
}

/// The batches of another table of a part of a country.
///
/// # Errors
/// When the file is missing or damaged.
pub fn read_part_table(folder: &Path, name: &str) -> Result<Vec<RecordBatch>, SourceError> {
    ParquetFile::read(folder, name).map(|file| file.batches)
}

fn issues(folder: &Path) -> Result<IssueLog, SourceError> {
    let mut kept = Vec::new();
    for batch in ParquetFile::read(folder, "issues.parquet")?.batches() {
        kept_issues(&batch, &mut kept)?;
    }
    let mut counts = IssueCounts::new();
    for batch in ParquetFile::read(folder, "issue_counts.parquet")?.batches() {
        let (code, gmina) = (batch.text("code")?, batch.text("gmina")?);
        let file = batch.numbers::<UInt16Type>("source_file")?;
        let count = batch.numbers::<UInt32Type>("count")?;
        for row in 0..batch.batch.num_rows() {
            let file = FileId(file.value(row).saturating_sub(1));
            let key = (file, code_of(&batch, code, row)?, gmina_of(value(gmina, row)));
            counts.insert(key, count.value(row).into());
        }
    }
    Ok(IssueLog::from_parts(kept, counts))
}

/// Registers kept as they are, those that are `wanted`, by name.
///
/// # Errors
/// When a file is damaged or of another layout.
pub fn read_layers(
    folder: &Path,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Layer>, SourceError> {
    layers(folder, wanted)
}

/// The layers that the folder holds, of those wanted: one file a register, with the columns of its
/// schema.
fn layers(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<Layer>, SourceError> {
    let mut layers = Vec::new();
    for schema in super::schema::all().iter().filter(|schema| schema.layer || schema.raster) {
        if !wanted(&schema.register) {
            continue;
        }
        let name = format!("{}.parquet", schema.register);
        if !folder.join(&name).exists() {
            continue;
        }
        let file = ParquetFile::read(folder, &name)?;
        let fields = layer_fields(schema);
        let described = || fields.iter().map(|field| (field.name(), field.data_type()));
        let found = || file.schema.fields().iter().map(|field| (field.name(), field.data_type()));
        if !described().eq(found()) {
            let columns: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
            let reason = format!("the columns must be {}; import it again", columns.join(", "));
            return Err(wrong(&file.name, reason));
        }
        // Without the file's metadata, as the layer was before it was written.
        let batch = concat_batches(&Arc::new(ArrowSchema::new(fields)), &file.batches);
        let batch = batch.map_err(|error| wrong(&file.name, error.to_string()))?;
        let columns = Batch { file: &file.name, batch: &batch };
        let files = columns.numbers::<UInt16Type>("source_file")?;
        let n_rows = columns.numbers::<UInt32Type>("source_row")?.iter().flatten().count();
        if files.iter().flatten().filter(|file| *file > 0).count().min(n_rows) < batch.num_rows() {
            return Err(wrong(&file.name, "a row has no source"));
        }
        layers.push(Layer { register: schema.register.clone(), batch });
    }
    layers.sort_by(|a, b| a.register.cmp(&b.register));
    Ok(layers)
}

/// Checks what every later stage relies on.
fn checked(world: World, folder: &Path) -> Result<World, SourceError> {
    let fails =
        |what| wrong(&folder.display().to_string(), format!("it does not hold that {what}"));
    world.check().map_err(fails)?;
    Ok(world)
}

/// Numbers of the world's providers.
fn provider_numbers(world: &World) -> Result<Numbered, SourceError> {
    numbered("providers.parquet", world.providers.iter().map(|provider| provider.id.as_str()))
}

/// Reads a dataset folder.
///
/// # Errors
/// When a file is missing, damaged or of another layout.
pub fn read(folder: &Path) -> Result<(World, DatasetSettings), SourceError> {
    let (mut world, settings) = read_frame(folder, |_| true)?;
    addresses(&ParquetFile::read(folder, "addresses.parquet")?)?.put_into(&mut world);
    let numbers = provider_numbers(&world)?;
    let file = ParquetFile::read(folder, "offers.parquet")?;
    let earlier = ParquetFile::read(folder, "earlier_offers.parquet")?;
    offers((&file, &earlier), &mut world, &numbers, Some)?;
    drop((file, earlier));
    let n_addresses = world.addresses.len();
    aside(folder, &mut world, n_addresses)?;
    world.offer_starts = World::starts_of(&world.offers, n_addresses);
    Ok((checked(world, folder)?, settings))
}

/// Reads what does not grow with the number of addresses: files, units, gminas, buildings,
/// providers, issues, and the layers that are `wanted`, by register.
///
/// # Errors
/// When a file is missing, damaged or of another layout.
pub fn read_frame(
    folder: &Path,
    wanted: impl Fn(&str) -> bool,
) -> Result<(World, DatasetSettings), SourceError> {
    let (mut world, settings) = read_files(folder)?;
    read_part_frame(folder, &mut world, wanted)?;
    world.buildings = buildings(folder)?;
    world.issues = issues(folder)?;
    let providers = pairs(folder, "providers.parquet", ["id", "name"])?;
    world.providers = providers.into_iter().map(|(id, name)| Provider { id, name }).collect();
    Ok((world, settings))
}

/// Units, outlines and those registers kept as they are that are `wanted`: what a part of a country
/// has of them too.
///
/// # Errors
/// When a file is missing, damaged or of another layout.
pub fn read_part_frame(
    folder: &Path,
    world: &mut World,
    wanted: impl Fn(&str) -> bool,
) -> Result<(), SourceError> {
    let units = pairs(folder, "units.parquet", ["code", "name"])?;
    world.units = units.into_iter().map(|(code, name)| Unit { code, name }).collect();
    world.gminas = gminas(folder)?.into();
    world.layers = layers(folder, wanted)?;
    Ok(())
}

/// Compares every byte of a dataset with its checksums, where it has any.
///
/// # Errors
/// When a file cannot be read, or is not the one that was written.
pub fn compare_all(folder: &Path) -> Result<(), SourceError> {
    let name = |file: &str| folder.join(file).display().to_string();
    match damage_of_all(folder) {
        Ok(None) => Ok(()),
        Ok(Some((file, damage))) => Err(damaged(&name(&file), &damage)),
        Err(error) => Err(wrong(&folder.display().to_string(), error.to_string())),
    }
}

/// A world that has its input files only, as `manifest.json` of a run tells them, and the settings
/// of the run.
///
/// # Errors
/// When the manifest is missing or damaged.
pub fn read_files(folder: &Path) -> Result<(World, DatasetSettings), SourceError> {
    if let Some((name, damage)) = first_damage(folder).unwrap_or_default() {
        return Err(damaged(&folder.join(name).display().to_string(), &damage));
    }
    // People read it, nothing here does.
    let listed = folder.join("issues.csv");
    if let Some(damage) = damage_of_whole(&listed).unwrap_or_default() {
        return Err(damaged(&listed.display().to_string(), &damage));
    }
    let path = folder.join("manifest.json");
    let name = path.display().to_string();
    let text = read_text(&path).map_err(|error| match damage_of(&error) {
        Some(damage) => damaged(&name, damage),
        None => wrong(
            &name,
            format!("{error}; name a folder written by `zasieg import`, or a run file"),
        ),
    })?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| wrong(&name, error.to_string()))?;
    if let Some(list) = manifest.checksums.filter(|list| !folder.join(list).exists()) {
        return Err(damaged(&folder.join(list).display().to_string(), &Damage::Missing));
    }
    let file = |input: Input| RegisterFile {
        register: input.register,
        edition: input.edition,
        name: input.file,
        sha256: input.sha256,
        rows_read: input.rows_read.unwrap_or(0),
        rows_rejected: input.rows_rejected.unwrap_or(0),
        rows_outside: input.rows_outside_area.unwrap_or(0),
        converted_from: input.converted.map(|converted| converted.from).unwrap_or_default(),
        by_code: input
            .by_code
            .into_iter()
            .flatten()
            .filter_map(|(code, count)| IssueCode::from_code(&code).map(|code| (code, count)))
            .collect(),
    };
    let mut world = World::default();
    let earlier = (0..).map(FileId).zip(&manifest.inputs).filter(|(_, input)| input.earlier);
    world.aside.earlier_files = earlier.map(|(id, _)| id).collect();
    world.files = manifest.inputs.into_iter().map(file).collect();
    Ok((world, manifest.settings))
}
