//! Vector tiles: addresses where they can be told apart, counts in squares where they cannot, and
//! what lies around them.

mod layers;

use serde_json::{Map, Value, json};

use super::problem::Problem;
use super::query::Ask;
use super::reply::{Answer, Reply, gzip};
use super::state::{App, Held};
use crate::board::Box4;
use crate::board::VIEWS;
use crate::diagnosis::Status;

/// Zooms that tiles have; the map enlarges the last.
const ZOOMS: std::ops::RangeInclusive<u32> = 0..=16;
/// Zoom from which addresses are points.
pub const POINTS_FROM: u32 = 13;
/// Zoom from which clusters are drawn.
const CLUSTERS_FROM: u32 = 9;
/// Zoom from which buildings and nodes are drawn.
const SITES_FROM: u32 = 11;
/// How long others may keep a tile.
const CACHE: &str = "public, max-age=300";

/// A tile that is drawn.
pub struct Tile<'a> {
    held: &'a Held,
    zoom: u32,
    x: u32,
    y: u32,
    bounds: Box4,
}

impl Tile<'_> {
    /// A place in units of the tile.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of tiles")]
    fn place(&self, place: [u32; 2]) -> [i32; 2] {
        [0, 1].map(|axis| {
            let from = i64::from(place[axis]) - i64::from(self.bounds.min[axis]);
            // 4096 units a side: 12 bits of the fraction.
            let shift = 32 - i64::from(self.zoom) - 12;
            (from >> shift).clamp(-(1 << 30), 1 << 30) as i32
        })
    }

    fn draw(&self) -> Vec<u8> {
        let mut tile = Vec::new();
        self.gminas().write("gminas", &mut tile);
        self.registers(|register| register.layer == "coverage", &mut tile);
        if self.zoom < POINTS_FROM {
            self.cells().write("cells", &mut tile);
        }
        if self.zoom >= CLUSTERS_FROM {
            self.clusters().write("clusters", &mut tile);
        }
        if self.zoom >= SITES_FROM {
            self.nodes().write("nodes", &mut tile);
            self.buildings().write("buildings", &mut tile);
        }
        if self.zoom >= POINTS_FROM {
            self.addresses().write("addresses", &mut tile);
        }
        self.registers(|register| register.layer != "coverage", &mut tile);
        tile
    }
}

/// Columns of statuses that tiles have, with profile and view.
fn lens_names(held: &Held) -> Vec<String> {
    let profiles = &held.edition.board().profiles;
    let of_view = |view: crate::diagnosis::View| {
        profiles.iter().map(move |p| format!("{}_{}", p.column_prefix(), view.as_str()))
    };
    VIEWS.into_iter().flat_map(of_view).collect()
}

/// `GET /tiles/{edition}/{z}/{x}/{y}`.
pub fn tile(app: &App, ask: &Ask) -> Answer {
    ask.only(&[])?;
    let held = app.edition_named(Some(ask.param("edition")))?;
    let unknown = || Problem::none("problem-no-tile", &[]);
    let y = ask.param("y").strip_suffix(".mvt").or_else(|| ask.param("y").strip_suffix(".pbf"));
    let number = |text: &str| text.parse::<u32>().ok();
    let numbers = (number(ask.param("z")), number(ask.param("x")), y.and_then(number));
    let (Some(zoom), Some(x), Some(y)) = numbers else { return Err(unknown()) };
    if !ZOOMS.contains(&zoom) || x >= 1 << zoom || y >= 1 << zoom {
        return Err(unknown());
    }
    let key = format!("{zoom}/{x}/{y}");
    let bytes = if let Some(bytes) = held.tiles.get(&key) {
        bytes
    } else {
        let tile = Tile { held: &held, zoom, x, y, bounds: Box4::of_tile(zoom, x, y) }.draw();
        let bytes: bytes::Bytes =
            if tile.is_empty() { bytes::Bytes::new() } else { gzip(&tile).into() };
        held.tiles.put(key, bytes.clone());
        bytes
    };
    if bytes.is_empty() {
        let mut reply = Reply::empty();
        reply.cache = CACHE;
        return Ok(reply);
    }
    let mut reply = Reply::new("application/vnd.mapbox-vector-tile", bytes).marked(CACHE);
    reply.is_gzip = true;
    Ok(reply)
}

/// `GET /tiles/{edition}/tiles.json`: TileJSON 3.
pub fn description(app: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let held = app.edition_named(Some(ask.param("edition")))?;
    let lenses = lens_names(&held);
    let fields = |more: &[(&str, &str)], of_lens: &[String], kind: &str| {
        let mut fields = Map::new();
        for (name, what) in more {
            fields.insert((*name).to_owned(), json!(what));
        }
        for name in of_lens {
            fields.insert(name.clone(), json!(kind));
        }
        Value::Object(fields)
    };
    let each = |suffixes: &[&str]| -> Vec<String> {
        let of = |lens: &String| suffixes.iter().map(move |s| format!("{lens}_{s}")).collect();
        lenses.iter().flat_map(|lens| -> Vec<String> { of(lens) }).collect()
    };
    let colours: Vec<&str> =
        Status::ALL.map(Status::as_str).into_iter().filter(|s| *s != "not_applicable").collect();
    let layer = |id: &str, first: u32, fields: Value| json!({ "id": id, "minzoom": first, "maxzoom": ZOOMS.end(), "fields": fields });
    let mut cells = layer("cells", 0, fields(&[("n", "Number")], &each(&colours), "Number"));
    cells["maxzoom"] = json!(POINTS_FROM - 1);
    let gmina = [("code", "String"), ("name", "String"), ("addresses", "Number")];
    let address = [("id", "String"), ("covered", "Boolean"), ("cluster", "Number")];
    let building = [("id", "String"), ("name", "String"), ("kind", "String")];
    let cluster = [("cluster", "Number"), ("white", "Number")];
    let mut layers = vec![
        layer("gminas", 0, fields(&gmina, &each(&["white_share"]), "Number")),
        cells,
        layer("clusters", CLUSTERS_FROM, fields(&cluster, &[], "")),
        layer("nodes", SITES_FROM, fields(&[("id", "String")], &[], "")),
        layer("buildings", SITES_FROM, fields(&building, &[], "")),
        layer("addresses", POINTS_FROM, fields(&address, &lenses, "String")),
    ];
    for served in &held.shapes.registers {
        let register = served.register;
        let own = register.fields();
        let own: Vec<(&str, &str)> = own.iter().map(|(name, kind)| (*name, *kind)).collect();
        layers.push(layer(register.layer, register.from_zoom, fields(&own, &[], "")));
    }
    let url = format!("{}/tiles/{}/{{z}}/{{x}}/{{y}}.mvt", ask.base(), held.id);
    let bounds = held.shapes.bounds.map(|bounds| bounds.degrees());
    let reply = Reply::json(&json!({
        "tilejson": "3.0.0",
        "name": "Zasięg",
        "tiles": [url],
        "minzoom": ZOOMS.start(),
        "maxzoom": ZOOMS.end(),
        "bounds": bounds,
        "vector_layers": layers,
    }))?;
    Ok(reply.marked(CACHE))
}
