//! How GDAL turns OpenStreetMap into layers: the program's own settings, not those of the machine.

use std::collections::BTreeSet;

use super::{InputOptions, Schema};

/// Layer of ways that are no areas: roads among them.
pub const LINES: &str = "lines";
/// Name of the settings' file.
pub const CONFIGURATION: &str = "osmconf.ini";
/// Tags of roads; every one is a column, whether or not the register describes it.
const ROAD_TAGS: [&str; 20] = [
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

/// What GDAL is asked for: the whole layer if the run file names it, else what traffic runs on; a
/// country has as many fences and ditches.
pub fn query(layer: &str, is_asked: bool) -> String {
    let traffic = " WHERE highway IS NOT NULL OR railway IS NOT NULL";
    format!("SELECT * FROM {layer}{}", if is_asked { "" } else { traffic })
}

/// The settings: one column for each tag of roads, of the register and of the column map.
///
/// Every tag of a country would be thousands of columns; GDAL's own way out, one column with all
/// the rest, would have to be taken apart again.
pub fn configuration(schema: &Schema, options: &InputOptions) -> String {
    let described = schema.columns.iter().flat_map(|c| c.names.iter().chain([&c.field]));
    let asked = described.chain(options.columns.values()).map(String::as_str);
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
