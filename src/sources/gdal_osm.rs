//! How GDAL turns OpenStreetMap into layers: the program's own settings, not those of the machine.

use std::collections::BTreeSet;

use super::{ColumnSpec, InputOptions, Schema};

/// Layer of ways that are no areas: roads among them.
pub const LINES: &str = "lines";
/// Name of the settings' file.
pub const CONFIGURATION: &str = "osmconf.ini";
/// Tags of roads and tracks; every one is a column, whether or not the register describes it.
const ROAD_TAGS: [&str; 21] = [
    "access",
    "bridge",
    "construction",
    "covered",
    "embankment",
    "foot",
    "highway",
    "junction",
    "lanes",
    "layer",
    "lit",
    "name",
    "oneway",
    "railway",
    "ref",
    "service",
    "sidewalk",
    "surface",
    "tracks",
    "tunnel",
    "width",
];
/// Closed ways with one of these are areas; a roundabout is not. GDAL 3.6 takes no tag that is
/// longer than the last one.
const AREA_TAGS: &str =
    "amenity,boundary,building,landuse,leisure,natural,place,shop,tourism,highway=platform";

/// Whether a file name is one of OpenStreetMap.
pub fn is_osm(extension: &str) -> bool {
    ["osm", "pbf"].contains(&extension)
}

/// Tags under which OpenStreetMap has what traffic runs on.
const TRAFFIC: [&str; 2] = ["highway", "railway"];

/// Names that a column may have, its field the last.
fn names_of(column: &ColumnSpec) -> impl Iterator<Item = &str> {
    column.names.iter().chain([&column.field]).map(String::as_str)
}

/// What GDAL is asked for: the whole layer if the run file names it, else what traffic of the
/// register's kind runs on; a country has as many fences and ditches, and tracks are no roads.
pub fn query(layer: &str, schema: &Schema, options: &InputOptions) -> String {
    if options.layer.is_some() {
        return format!("SELECT * FROM {layer}");
    }
    let names = || {
        let described = schema.columns.iter().flat_map(names_of);
        described.chain(options.columns.values().map(String::as_str))
    };
    let of_register = TRAFFIC.into_iter().filter(|key| names().any(|name| name == *key));
    let mut keys: Vec<&str> = of_register.collect();
    if keys.is_empty() {
        keys.extend(TRAFFIC);
    }
    let keys: Vec<String> = keys.into_iter().map(|key| format!("{key} IS NOT NULL")).collect();
    format!("SELECT * FROM {layer} WHERE {}", keys.join(" OR "))
}

/// The settings: one column for each tag of roads, of the column map, and for each column of the
/// register that no tag of roads is a name of.
///
/// Every tag of a country would be thousands of columns; GDAL's own way out, one column with all
/// the rest, would have to be taken apart again.
pub fn configuration(schema: &Schema, options: &InputOptions) -> String {
    let is_known = |tag: &str| tag == "osm_id" || ROAD_TAGS.contains(&tag);
    // Every tag that is asked for becomes a column, filled or not: one by another publisher's name
    // would stand before the one that OpenStreetMap has.
    let unknown = schema.columns.iter().filter(|c| !names_of(c).any(is_known));
    let asked = unknown.flat_map(names_of).chain(options.columns.values().map(String::as_str));
    // What cannot be a tag in this file is no tag of a road either.
    let asked = asked.filter(|tag| *tag != "osm_id" && !tag.contains([',', '"', '\n', '\r']));
    let tags: BTreeSet<&str> = ROAD_TAGS.into_iter().chain(asked).collect();
    let tags = tags.into_iter().collect::<Vec<_>>().join(",");
    let mut text = format!(
        "closed_ways_are_polygons={AREA_TAGS}\nattribute_name_laundering=no\n\
         report_all_nodes=no\nreport_all_ways=no\n"
    );
    for layer in ["points", LINES, "multipolygons", "multilinestrings", "other_relations"] {
        text += &format!("\n[{layer}]\nosm_id=yes\nattributes={tags}\nother_tags=no\n");
    }
    text
}
