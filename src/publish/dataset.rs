//! Datasets: the world as open files, sorted by gmina.
//!
//! Layout: `data/schemas/dataset.toml`; read back by `sources::dataset`.

use std::collections::BTreeSet;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::{BooleanArray, Date32Array, UInt16Array};
use chrono::NaiveDate;
use geo_types::Geometry;
use parquet::arrow::ArrowWriter;

use super::PublishError;
use super::columns::{Columns, bbox, parquet_properties, write_batch, write_groups};
use super::geo::geo_metadata;
use crate::model::{Aside, Issue, Layer, Offer, World};

fn addresses(world: &World, range: Range<usize>) -> Columns {
    let all = || world.addresses[range.clone()].iter();
    let mut columns = Columns::default();
    columns.text("address_id", all().map(|a| Some(world.texts.get(a.id))));
    columns.text("gmina", all().map(|a| a.gmina.map(|gmina| gmina.to_string())));
    columns.text("terc", all().map(|a| a.terc.map(|terc| terc.to_string())));
    columns.text("simc", all().map(|a| a.simc.map(|simc| simc.to_string())));
    let locality = |a: &crate::model::AddressPoint| {
        a.gmina.zip(a.simc).map(|(gmina, simc)| world.locality_name(gmina, simc))
    };
    columns.text("locality", all().map(locality));
    columns.text("ulic", all().map(|a| a.ulic.map(|ulic| ulic.to_string())));
    let street = |a: &crate::model::AddressPoint| {
        a.simc.zip(a.ulic).map(|(simc, ulic)| world.street_name(simc, ulic))
    };
    columns.text("street", all().map(street));
    columns.text("number", all().map(|a| Some(world.texts.get(a.number))));
    columns.origins(all().map(|a| a.origin));
    columns.positions(all().map(|a| a.position));
    columns.push("bbox", bbox(all().map(|a| a.position)));
    columns
}

fn offers(world: &World, offers: &[Offer]) -> Columns {
    let all = || offers.iter();
    let mut columns = Columns::default();
    let gmina = |o: &Offer| world.addresses[o.address as usize].gmina;
    columns.text("gmina", all().map(|o| gmina(o).map(|gmina| gmina.to_string())));
    columns.numbers("address_row", all().map(|o| Some(o.address + 1)));
    let provider = |o: &Offer| &world.providers[o.provider.0 as usize].id;
    columns.text("provider", all().map(|o| Some(provider(o))));
    columns.text("network", all().map(|o| Some(&world.networks[o.network.0 as usize].id)));
    let technology = |o: &Offer| &world.technologies[o.technology.0 as usize];
    columns.text("technology", all().map(|o| Some(technology(o))));
    columns.text("medium", all().map(|o| Some(o.medium.as_str())));
    columns.numbers("down_kbps", all().map(|o| Some(o.speed.down.as_kbps())));
    columns.numbers("up_kbps", all().map(|o| Some(o.speed.up.as_kbps())));
    columns.text("reach", all().map(|o| Some(o.reach.as_str())));
    columns.text("tense", all().map(|o| Some(o.tense.as_str())));
    let epoch = NaiveDate::default();
    let days = |due: NaiveDate| i32::try_from((due - epoch).num_days()).ok();
    columns.push("due", Arc::new(all().map(|o| o.due.and_then(days)).collect::<Date32Array>()));
    columns.text("rung", all().map(|o| Some(o.rung.as_str())));
    let impossible = all().map(|o| Some(o.impossible_speed));
    columns.push("impossible_speed", Arc::new(impossible.collect::<BooleanArray>()));
    columns.origins(all().map(|o| o.origin));
    columns
}

/// Refused records first, then astray ones.
fn aside(aside: &Aside) -> Columns {
    let (refused, astray) = (|| aside.refused.iter(), || aside.astray.iter());
    let mut columns = Columns::default();
    let codes = refused().map(|record| Some(record.code.as_str()));
    columns.text("code", codes.chain(astray().map(|_| None)));
    let addresses = refused().map(|record| record.address);
    let addresses = addresses.chain(astray().map(|record| record.address));
    columns.numbers("address_row", addresses.map(|address| Some(address + 1)));
    let metres = astray().map(|record| Some(record.metres));
    columns.numbers("metres", refused().map(|_| None).chain(metres));
    let origins = refused().map(|record| record.origin);
    columns.origins(origins.chain(astray().map(|record| record.origin)));
    columns
}

fn gminas(world: &World) -> Result<Columns, PublishError> {
    let all = || world.gminas.iter();
    let mut columns = Columns::default();
    columns.text("code", all().map(|g| Some(g.code.to_string())));
    columns.text("name", all().map(|g| Some(&g.name)));
    let kinds = all().map(|g| g.kind.map(u16::from));
    columns.push("kind", Arc::new(kinds.collect::<UInt16Array>()));
    let mut wkb = BinaryBuilder::new();
    for gmina in all() {
        let Some(outline) = &gmina.boundary else {
            wkb.append_null();
            continue;
        };
        let mut bytes = Vec::new();
        let options = wkb::writer::WriteOptions::default();
        wkb::writer::write_multi_polygon(&mut bytes, outline, &options)
            .map_err(|error| PublishError::new("gminas.parquet", error))?;
        wkb.append_value(bytes);
    }
    columns.push("geometry", Arc::new(wkb.finish()));
    Ok(columns)
}

fn buildings(world: &World) -> Columns {
    let all = || world.buildings.iter();
    let mut columns = Columns::default();
    columns.text("id", all().map(|b| Some(&b.id)));
    columns.text("kind", all().map(|b| Some(b.kind.as_str())));
    columns.text("name", all().map(|b| Some(&b.name)));
    columns.text("gmina", all().map(|b| b.gmina.map(|gmina| gmina.to_string())));
    columns.numbers("address_row", all().map(|b| b.address.map(|address| address + 1)));
    columns.text("written_address", all().map(|b| Some(&b.written)));
    columns.origins(all().map(|b| b.origin));
    columns.positions(all().map(|b| b.position));
    columns
}

fn issues(world: &World) -> Columns {
    let mut columns = Columns::default();
    issue_columns(&mut columns, world.issues.kept().iter());
    columns
}

fn issue_columns<'a>(columns: &mut Columns, all: impl Iterator<Item = &'a Issue> + Clone) {
    columns.text("code", all.clone().map(|i| Some(i.code.as_str())));
    columns.text("gmina", all.clone().map(|i| i.gmina.map(|gmina| gmina.to_string())));
    columns.text("detail", all.clone().map(|i| Some(&i.detail)));
    columns.origins(all.map(|i| i.origin));
}

fn issue_counts(world: &World) -> Columns {
    let all = || world.issues.counts().iter();
    let mut columns = Columns::default();
    columns.text("code", all().map(|((_, code, _), _)| Some(code.as_str())));
    columns.text("gmina", all().map(|((.., gmina), _)| gmina.map(|gmina| gmina.to_string())));
    let files = all().map(|((file, ..), _)| file.0 + 1);
    columns.push("source_file", Arc::new(UInt16Array::from_iter_values(files)));
    columns.numbers("count", all().map(|(_, count)| u32::try_from(*count).ok()));
    columns
}

/// A layer as `<register>.parquet`.
fn write_layer(layer: &Layer, folder: &Path) -> Result<(), PublishError> {
    let has_geometry = layer.batch.column_by_name("geometry").is_some();
    let types: BTreeSet<&str> = (0..layer.n_rows())
        .filter_map(|row| layer.geometry(row))
        .map(|geometry| geometry_type(&geometry))
        .collect();
    let types: Vec<&str> = types.into_iter().collect();
    let geo = has_geometry.then(|| geo_metadata(&types, false));
    write_batch(&layer.batch, folder, &format!("{}.parquet", layer.register), geo)
}

/// The name of a geometry's kind in GeoParquet.
const fn geometry_type(geometry: &Geometry) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

/// Writes what a dataset holds of units, outlines and registers kept as they are.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_frame(world: &World, folder: &Path) -> Result<(), PublishError> {
    let outlines = Some(geo_metadata(&["MultiPolygon"], false));
    gminas(world)?.write(folder, "gminas.parquet", outlines)?;
    for layer in &world.layers {
        write_layer(layer, folder)?;
    }
    let mut units = Columns::default();
    units.text("code", world.units.iter().map(|unit| Some(&unit.code)));
    units.text("name", world.units.iter().map(|unit| Some(&unit.name)));
    units.write(folder, "units.parquet", None)
}

/// Writes issues with their place among all of the run: `issues.parquet` of a part of a country.
///
/// # Errors
/// When the writer fails.
pub fn write_part_issues(
    issues: &[(u32, &Issue)],
    writer: impl Write + Send,
) -> Result<(), PublishError> {
    let error = PublishError::of("issues.parquet");
    let mut columns = Columns::default();
    columns.numbers("place", issues.iter().map(|(place, _)| Some(*place)));
    issue_columns(&mut columns, issues.iter().map(|(_, issue)| *issue));
    let batch = columns.batch().map_err(|e| PublishError::new("issues.parquet", e))?;
    let parquet = ArrowWriter::try_new(writer, batch.schema(), Some(parquet_properties(None)));
    let mut parquet = parquet.map_err(&error)?;
    parquet.write(&batch).map_err(&error)?;
    parquet.close().map(drop).map_err(&error)
}

/// Writes every file of a dataset but its manifest.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(world: &World, folder: &Path) -> Result<(), PublishError> {
    let points = || Some(geo_metadata(&["Point"], false));
    let placed = Some(geo_metadata(&["Point"], true));
    let n_addresses = world.addresses.len();
    write_groups((folder, "addresses.parquet"), placed, n_addresses, |r| addresses(world, r))?;
    let n_offers = world.offers.len();
    let of_range = |range: Range<usize>| offers(world, &world.offers[range]);
    write_groups((folder, "offers.parquet"), None, n_offers, of_range)?;
    offers(world, &world.aside.earlier).write(folder, "earlier_offers.parquet", None)?;
    aside(&world.aside).write(folder, "aside.parquet", None)?;
    write_frame(world, folder)?;
    buildings(world).write(folder, "buildings.parquet", points())?;
    issues(world).write(folder, "issues.parquet", None)?;
    issue_counts(world).write(folder, "issue_counts.parquet", None)?;
    let mut providers = Columns::default();
    providers.text("id", world.providers.iter().map(|provider| Some(&provider.id)));
    providers.text("name", world.providers.iter().map(|provider| Some(&provider.name)));
    providers.write(folder, "providers.parquet", None)
}
