//! Registers that are served as they are, and what a plan says of addresses.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::client::Server;
use super::tile;
use crate::program::zasieg;
use crate::table::Table;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture() -> PathBuf {
    root().join("tests/fixtures/serve/run.toml")
}

/// Column and row of the tile of a place.
fn tile_of(zoom: u32, [lon, lat]: [f64; 2]) -> (u32, u32) {
    let n = f64::from(1_u32 << zoom);
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
    let whole = |share: f64| (share * n) as u32;
    (whole((lon + 180.0) / 360.0), whole(y))
}

fn properties(page: &Value) -> Vec<&Value> {
    page["features"].as_array().expect("features").iter().map(|f| &f["properties"]).collect()
}

#[test]
fn stations_plans_and_areas_are_drawn_and_listed() {
    let server = Server::start(&[&fixture(), &"--quiet"]);
    let has = server.json("/editions")["editions"][0]["has"].clone();
    for part in ["base_stations", "plans", "coverage_areas", "buildings", "coverage"] {
        assert_eq!(has[part], true, "{part}");
    }
    // dodatkowe/stacje.csv has five cells of three stations; JP1 alone has no NR.
    let stations = server.json("/collections/base-stations/items?limit=10");
    assert_eq!(stations["numberMatched"], 3);
    let known: Vec<(&str, u64, bool)> = properties(&stations)
        .into_iter()
        .map(|of| {
            let id = of["station_id"].as_str().expect("an identifier");
            (id, of["cells"].as_u64().expect("a count"), of["is_5g"] == true)
        })
        .collect();
    assert_eq!(known, [("JP1", 1, false), ("JP2", 2, true), ("JP3", 2, true)]);
    let second = properties(&stations)[1];
    assert_eq!(second["band"], "3600 MHz, 800 MHz");
    assert_eq!(second["antenna_height_m"], 32.0);
    let place = stations["features"][1]["geometry"]["coordinates"].clone();
    for (axis, degrees) in [19.606, 53.297_304].into_iter().enumerate() {
        assert!((place[axis].as_f64().expect("degrees") - degrees).abs() < 3e-8, "{place}");
    }
    let here = server.json("/collections/base-stations/items?bbox=19.6,53.29,19.61,53.3");
    assert_eq!(properties(&here)[0]["station_id"], "JP2");
    assert_eq!(here["numberMatched"], 1);

    let plans = server.json("/collections/public-plans/items");
    let states: Vec<&Value> = properties(&plans).into_iter().map(|of| &of["status"]).collect();
    assert_eq!(states, ["in_progress", "terminated"]);
    let base = Table::read(&root().join("data/sample/adresy.csv"));
    assert_eq!(properties(&plans)[0]["address_id"], base.value(0, "gml_id"));
    assert_eq!(properties(&plans)[0]["due"], "2027-06-30");
    let gone = server.json("/collections/public-plans/items?status=terminated");
    assert_eq!(properties(&gone)[0]["contract_id"], "KPO/2");

    let areas = server.json("/collections/coverage-areas/items");
    assert_eq!(areas["features"][0]["geometry"]["type"], "Polygon");
    // 300 Mb/s are 300 000 kbit/s.
    assert_eq!(properties(&areas)[0]["down_kbps"], 300_000);
    // The first address stands in the square of zasieg.csv, the last far from it.
    let covered = |row: usize| {
        let path = format!("/collections/addresses/items/{}", base.value(row, "gml_id"));
        server.json(&path)["properties"]["covered"].clone()
    };
    assert_eq!((covered(0), covered(100)), (Value::Bool(true), Value::Bool(false)));
}

#[test]
fn tiles_hold_the_registers_from_their_zoom_on() {
    let server = Server::start(&[&fixture(), &"--quiet"]);
    let layers = |zoom: u32, place: [f64; 2]| -> BTreeMap<String, Vec<tile::Feature>> {
        let (x, y) = tile_of(zoom, place);
        let got = server.get(&format!("/tiles/2026-06-30/{zoom}/{x}/{y}.mvt"));
        if got.status == 204 { BTreeMap::new() } else { tile::layers(&got.body) }
    };
    let (station, address) = ([19.606, 53.297_304], [19.599_79, 53.294_57]);
    let far = layers(10, station);
    assert!(!far.contains_key("base_stations") && far.contains_key("coverage"));
    let near = layers(13, station);
    let [one] = &near["base_stations"][..] else { panic!("one station") };
    assert_eq!((one.properties["station_id"].as_str(), one.kind), ("JP2", 1));
    let near = layers(14, address);
    assert_eq!(near["coverage"][0].kind, 3);
    let states: Vec<&str> =
        near["plans"].iter().map(|of| of.properties["status"].as_str()).collect();
    assert_eq!(states, ["in_progress", "terminated"]);
    let described = server.json("/tiles/2026-06-30/tiles.json");
    let ids: Vec<&str> = described["vector_layers"]
        .as_array()
        .expect("layers")
        .iter()
        .filter_map(|layer| layer["id"].as_str())
        .collect();
    assert!(["coverage", "plans", "base_stations"].iter().all(|id| ids.contains(id)), "{ids:?}");
}

#[test]
fn a_plan_tells_marginal_costs_and_another_inputs_plan_is_refused() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (run, plan) = (root().join("data/sample/pelny.toml"), dir.path().join("plan"));
    zasieg(&[&"plan", &run, &"--gmina", &"980101", &"--out", &plan, &"--quiet"]).with(0);
    let drops = Table::read(&plan.join("drops.csv"));
    let stages = Table::read(&plan.join("stages.csv"));
    assert_eq!(drops.column("address_id").len(), stages.column("address_id").len());
    let id = drops.value(0, "address_id").to_owned();
    let (cost, area) = (drops.value(0, "marginal_cost_grosze"), drops.value(0, "area"));
    let row = stages.column("address_id").iter().position(|held| *held == id).expect("a stage");
    let stage = stages.value(row, "stage");
    let server = Server::start(&[&run, &"--plan", &plan, &"--quiet"]);
    let answer = server.json(&format!("/check?q={}", super::client::encoded(&id)));
    let said = &answer["answers"][0]["plan"];
    assert_eq!(said["marginal_cost_grosze"].to_string(), cost);
    assert_eq!(said["area"].as_u64().map_or_else(String::new, |n| n.to_string()), area);
    assert_eq!(said["stage"].to_string(), stage);
    assert_eq!(server.json(&format!("/addresses/{id}"))["plan"], *said);
    // An address that no white one is: the plan leaves it out.
    let grey = server.json("/collections/addresses/items?eu_2023_today=grey&limit=1");
    let grey = grey["features"][0]["id"].as_str().expect("an address").to_owned();
    assert!(server.json(&format!("/addresses/{grey}"))["plan"].is_null());
    let list = dir.path().join("lista.csv");
    std::fs::write(&list, format!("address_id\n{id}\n{grey}\n")).expect("writable");
    let out = dir.path().join("wynik.csv");
    zasieg(&[&"check", &run, &"--batch", &list, &"--out", &out, &"--plan", &plan, &"--quiet"])
        .with(0);
    let found = Table::read(&out);
    assert_eq!(found.value(0, "marginal_cost_grosze"), cost);
    assert_eq!(found.value(0, "plan_stage"), stage);
    assert_eq!(found.value(1, "marginal_cost_grosze"), "");
    // The same gmina without roads and nodes is another input.
    let other = root().join("data/sample/run.toml");
    let ended = zasieg(&[&"check", &other, &id, &"--plan", &plan, &"--quiet"]).with(2);
    assert!(ended.stderr.contains("of other files"), "{}", ended.stderr);
}
