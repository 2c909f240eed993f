//! Registers that are kept as layers: their files in a dataset, and the sample with many of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use arrow_schema::DataType;
use serde_json::Value;
use zasieg::sources::registers;

use crate::folder::{Folder, join};
use crate::parquet_file::{read, read_texts};
use crate::plane::easting_northing;
use crate::program::{diagnose, zasieg};
use crate::table::{Table, input, number_key, read_json};

/// An address of the small sample that no planted row speaks of.
const PLACE: [(&str, &str); 4] =
    [("terc", "9801014"), ("simc", "9900018"), ("ulic", "98010"), ("number", "6")];

fn toml_of(name: &str) -> toml::Table {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(format!("data/schemas/{name}.toml"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.parse().expect("TOML")
}

/// Descriptions of all registers that are kept as layers.
pub fn layer_schemas() -> Vec<toml::Table> {
    let is_true = |schema: &toml::Table, key: &str| {
        schema.get(key).and_then(toml::Value::as_bool).unwrap_or_default()
    };
    let schemas = registers().map(|(name, _)| toml_of(name));
    schemas.filter(|schema| is_true(schema, "layer") || is_true(schema, "raster")).collect()
}

/// A text of a description; empty where there is none.
pub fn text<'a>(table: &'a toml::Table, key: &str) -> &'a str {
    table.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

/// Columns of a description.
pub fn columns(schema: &toml::Table) -> Vec<&toml::Table> {
    let columns = schema["column"].as_array().expect("columns").iter();
    columns.map(|column| column.as_table().expect("a column")).collect()
}

/// The separator of a register's CSV form; of several the one that stands in no value.
pub fn separator(schema: &toml::Table) -> u8 {
    let stated = text(schema, "separator").bytes().next().unwrap_or(b',');
    if schema.contains_key("any_separator") { b';' } else { stated }
}

/// The file of a register in [`with_every_layer`].
pub fn file_of(schema: &toml::Table) -> String {
    format!("warstwy/{}.csv", text(schema, "register"))
}

/// Entries of a dictionary.
fn entries(name: &str) -> Vec<toml::Table> {
    let dictionaries = toml_of("dictionaries");
    let all = dictionaries["dictionary"].as_array().expect("dictionaries").iter();
    let mut tables = all.map(|entry| entry.as_table().expect("a table"));
    let found = tables.find(|dictionary| text(dictionary, "name") == name);
    let found = found.unwrap_or_else(|| panic!("no dictionary {name}"));
    let entries = found["entry"].as_array().expect("entries").iter();
    entries.map(|entry| entry.as_table().expect("an entry").clone()).collect()
}

/// A value for a column of the file, and the one that its layer must hold.
fn value(schema: &toml::Table, column: &toml::Table) -> (String, String) {
    let (field, kind) = (text(column, "field"), text(column, "type"));
    let same = |value: &str| (value.to_owned(), value.to_owned());
    if let Some((_, value)) = PLACE.iter().find(|(name, _)| *name == field) {
        return same(value);
    }
    if let Some(name) = column.get("dictionary").and_then(toml::Value::as_str) {
        let entries = entries(name);
        let is_kept = |entry: &&toml::Table| kind != "mbps" || entry.contains_key("mbps");
        let entry = entries.iter().find(is_kept).expect("an entry with a speed");
        let label = match entry.get("mbps").and_then(toml::Value::as_integer) {
            Some(mbps) if kind == "mbps" => (mbps * 1000).to_string(),
            _ => text(entry, "label").to_owned(),
        };
        return (text(entry, "code").to_owned(), label);
    }
    if let Some(values) = column.get("values").and_then(toml::Value::as_array) {
        return same(values[0].as_str().expect("a word"));
    }
    let line = "540000 604000, 540100 604000, 540100 604100";
    match (field, kind) {
        ("address_id" | "old", _) => same(""),
        ("wkt", _) if text(schema, "geometry") == "polygon" => {
            same(&format!("POLYGON (({line}, 540000 604000))"))
        }
        ("wkt", _) => same(&format!("LINESTRING ({line})")),
        ("lon", _) => same("19.6"),
        ("lat", _) => same("53.3"),
        (_, "integer") => same("7"),
        // As a Polish spreadsheet writes them, where commas do not separate.
        (_, "decimal" | "metres" | "degrees") if separator(schema) == b';' => {
            ("2,5".to_owned(), "2.5".to_owned())
        }
        (_, "decimal" | "metres" | "degrees") => same("2.5"),
        (_, "mbps") => ("30.5".to_owned(), "30500".to_owned()),
        (_, "pln") => ("12.3".to_owned(), "1230".to_owned()),
        (_, "date") => ("04.05.2026".to_owned(), "2026-05-04".to_owned()),
        (_, "flag") => ("TAK".to_owned(), "true".to_owned()),
        _ => same(&format!("Łąka {field}")),
    }
}

/// Name and type of a column of a layer, by the rule that its kind gives; `None` for those that
/// become the position.
fn kept(column: &toml::Table) -> Option<(String, DataType)> {
    let field = text(column, "field");
    if ["lon", "lat", "easting", "northing", "wkt"].contains(&field) {
        return None;
    }
    let stem = |unit: &str| field.strip_suffix(unit).unwrap_or(field).to_owned();
    Some(match text(column, "type") {
        "integer" => (field.to_owned(), DataType::Int64),
        "pln" => (stem("_pln") + "_grosze", DataType::Int64),
        "decimal" | "metres" | "degrees" => (field.to_owned(), DataType::Float64),
        "mbps" => (stem("_mbps") + "_kbps", DataType::UInt32),
        "flag" => (field.to_owned(), DataType::Boolean),
        "date" => (field.to_owned(), DataType::Date32),
        _ => (field.to_owned(), DataType::Utf8),
    })
}

/// Columns of a layer's file, in order.
fn expected_columns(schema: &toml::Table) -> Vec<(String, DataType)> {
    let mut expected: Vec<(String, DataType)> =
        columns(schema).into_iter().filter_map(kept).collect();
    let mut push = |name: &str, kind| expected.push((name.to_owned(), kind));
    push("gmina", DataType::Utf8);
    push("address_row", DataType::UInt32);
    push("rung", DataType::Utf8);
    push("source_file", DataType::UInt16);
    push("source_row", DataType::UInt32);
    let geometry = if schema.contains_key("raster") { "none" } else { text(schema, "geometry") };
    if geometry == "point" {
        push("easting", DataType::Float64);
        push("northing", DataType::Float64);
    }
    if ["point", "line", "polygon", "any"].contains(&geometry) {
        push("geometry", DataType::Binary);
    }
    expected
}

/// Columns that the engine fills in.
const WORKED_OUT: [&str; 7] = [
    "signal_class",
    "route",
    "route_file",
    "route_row",
    "route_piece",
    "lattice_east",
    "lattice_north",
];

/// Values by column, by register.
type Expected = BTreeMap<String, BTreeMap<String, String>>;

/// The small sample with one row of every layer, each made of its own description.
pub fn with_every_layer() -> (Folder, Expected) {
    let mut folder = Folder::small();
    let base = folder.table("adresy.csv");
    let is_place = |row: &&Vec<String>| [&row[2], &row[4], &row[6]] == ["9900018", "98010", "6"];
    let row = base.rows.iter().find(is_place).expect("the address is in the sample");
    let degrees = |column: usize| row[column].parse().expect("degrees");
    let (east, north) = easting_northing(degrees(8), degrees(7));
    let mut expected = Expected::new();
    for schema in layer_schemas() {
        let register = text(&schema, "register");
        let has = |field: &str| columns(&schema).iter().any(|c| text(c, "field") == field);
        let mut cells = Vec::new();
        let mut values = BTreeMap::new();
        for column in columns(&schema) {
            let field = text(column, "field");
            let (mut cell, mut value) = value(&schema, column);
            match (register, field) {
                // One way to say where.
                (_, "easting" | "northing") if has("lon") => cell.clear(),
                (_, "easting") => cell = format!("{east:.3}"),
                (_, "northing") => cell = format!("{north:.3}"),
                ("corrections", "number" | "old") => (cell, value) = ("8".into(), "8".into()),
                ("corrections", "field") => (cell, value) = ("number".into(), "number".into()),
                ("corrections", "new") => (cell, value) = ("8 c".into(), "8 c".into()),
                // Worked out, not read.
                (_, field) if WORKED_OUT.contains(&field) => cell.clear(),
                _ => {}
            }
            let is_read = !WORKED_OUT.contains(&field);
            values.extend(kept(column).filter(|_| is_read).map(|(name, _)| (name, value)));
            cells.push((field.to_owned(), cell));
        }
        let line = |of: fn(&(String, String)) -> &String| {
            join(&cells.iter().map(of).cloned().collect::<Vec<_>>(), separator(&schema))
        };
        folder.set(&file_of(&schema), line(|cell| &cell.0) + &line(|cell| &cell.1));
        let is_planar = has("wkt") || (has("easting") && !has("lon"));
        let more = if is_planar { "crs = \"EPSG:2180\"\n" } else { "" };
        folder.add_input(register, &file_of(&schema), more);
        expected.insert(register.to_owned(), values);
    }
    (folder, expected)
}

#[test]
fn every_layer_is_as_its_description_says() {
    let (folder, expected) = with_every_layer();
    let dir = folder.written();
    let out = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &out]).with(0);
    let manifest = read_json(&out.join("manifest.json"));
    let mut n_layers = 0;
    for schema in layer_schemas() {
        let register = text(&schema, "register");
        let (fields, batches, geo) = read(&out.join(format!("{register}.parquet")));
        let found: Vec<(String, DataType)> =
            fields.iter().map(|f| (f.name().clone(), f.data_type().clone())).collect();
        assert_eq!(found, expected_columns(&schema), "{register}");
        let names: BTreeSet<&String> = found.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), found.len(), "{register}: a name occurs twice");

        let of_file = input(&manifest, &file_of(&schema));
        let counted = ["rows_read", "rows_used", "rows_rejected"].map(|key| of_file[key].as_u64());
        assert_eq!(counted, [Some(1), Some(1), Some(0)], "{register}: {}", of_file["by_code"]);
        assert_eq!(batches.iter().map(arrow_array::RecordBatch::num_rows).sum::<usize>(), 1);
        let table = read_texts(&out.join(format!("{register}.parquet")));
        let cells = table.header.iter().zip(&table.rows[0]);
        let row: BTreeMap<&str, &str> = cells.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        for (name, value) in &expected[register] {
            assert_eq!(row[name.as_str()], value, "{register}: {name}");
        }
        assert_eq!(row["source_row"], "1", "{register}");
        assert_eq!(row["source_file"], of_file["number"].to_string(), "{register}");
        let is_raster = schema.contains_key("raster");
        let names_address = is_raster || row.contains_key("number");
        assert_eq!(row["address_row"].is_empty(), !names_address, "{register}");
        if names_address {
            assert_eq!(row["gmina"], "980101", "{register}");
            let rung = if is_raster { "coordinates" } else { "exact" };
            assert_eq!(row["rung"], rung, "{register}");
        }
        assert_geo(register, &schema, geo.as_ref(), &row);
        n_layers += 1;
    }
    assert!(n_layers > 25, "{n_layers} layers");
}

fn assert_geo(
    register: &str,
    schema: &toml::Table,
    geo: Option<&Value>,
    row: &BTreeMap<&str, &str>,
) {
    let has_geometry = text(schema, "geometry") != "none" && !schema.contains_key("raster");
    assert_eq!(geo.is_some(), has_geometry, "{register}");
    let Some(geo) = geo else { return };
    assert_eq!(geo["version"], "1.1.0", "{register}");
    assert_eq!(geo["primary_column"], "geometry", "{register}");
    let column = &geo["columns"]["geometry"];
    assert_eq!(column["encoding"], "WKB", "{register}");
    assert_eq!(column["crs"]["id"]["code"], 2180, "{register}");
    // Little-endian WKB: byte order, then the kind.
    let (name, kind) = match text(schema, "geometry") {
        "point" => ("Point", "0101000000"),
        "polygon" => ("Polygon", "0103000000"),
        _ => ("LineString", "0102000000"),
    };
    assert_eq!(column["geometry_types"], serde_json::json!([name]), "{register}");
    assert!(column["covering"].is_null(), "{register}: there is no column of boxes");
    assert!(row["geometry"].starts_with(kind), "{register}: {}", row["geometry"]);
}

/// An input of [`with_layers`]: register, file, text, and what else the run file says.
type Input = (&'static str, &'static str, String, &'static str);

/// Tables that are tied to addresses of the base.
fn tables_of_addresses(base: &Table) -> Vec<Input> {
    let of = |row: &[String], name: &str| row[base.position(name)].clone();
    let place = |row: &[String]| {
        ["TERC", "SIMC", "SYM_UL", "Nr porządkowy"].map(|name| of(row, name)).join(",")
    };
    let degrees = |row: &[String]| {
        ["Długość geograficzna", "Szerokość geograficzna"].map(|name| of(row, name)).join(",")
    };
    let every = |n: usize, first: usize| base.rows.iter().enumerate().skip(first).step_by(n);
    let mut premises =
        "terc,simc,ulic,nr,gospodarstwa,mieszkania,firmy,ludność,stan_na\n".to_owned();
    for (n, row) in every(2, 0) {
        let counts = [n % 4, n % 4, n % 3, n % 9].map(|count| count.to_string()).join(",");
        premises += &format!("{},{counts},30.06.2026\n", place(row));
    }
    let mut demand = "id,address_id,submitted_on,down_mbps,status\n".to_owned();
    for (n, row) in every(7, 3) {
        let id = Some(of(row, "gml_id")).filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| "nieznany".to_owned());
        demand += &format!("D{n},{id},2026-0{}-11,{},new\n", 1 + n % 6, 100 * (1 + n % 3));
    }
    let mut plans =
        "contract_id,program,operator,terc,simc,ulic,nr,medium,down_mbps,due,status\n".to_owned();
    for (n, row) in every(5, 1) {
        let status = ["planned", "in_progress", "done", "terminated", "zawieszone"][n % 5];
        let (contract, place) = (n % 13, place(row));
        plans += &format!("U{contract},KPO,90001,{place},światłowodowe,300,2028-01-31,{status}\n");
    }
    let mut connections = "id,name,kind,terc,simc,ulic,nr,state,monthly_cost_pln,ose\n".to_owned();
    for (n, row) in every(61, 4) {
        let cost = if n % 2 == 0 { "\"123,45\"" } else { "" };
        connections += &format!("B{n},Świetlica {n},culture,{},active,{cost},nie\n", place(row));
    }
    let mut measurements = "id,kind,measured_on,lon,lat,down_mbps,wired\n".to_owned();
    for (n, row) in every(11, 5) {
        let kind = if n % 2 == 0 { "fixed" } else { "mobile" };
        let day = 1 + n % 9;
        measurements += &format!("M{n},{kind},2026-06-0{day},{},{n}.5,tak\n", degrees(row));
    }
    let mut nodes = "id,lon,lat,medium\n".to_owned();
    for (n, row) in every(47, 6) {
        nodes += &format!("N{n},{},światłowodowe\n", degrees(row));
    }
    vec![
        ("premises", "gospodarstwa.csv", premises, ""),
        ("demand", "zapotrzebowanie.csv", demand, ""),
        ("public-plans", "plany.csv", plans, ""),
        ("connections", "lacza.csv", connections, ""),
        ("measurements", "pomiary.csv", measurements, ""),
        ("nodes-table", "wezly.csv", nodes, ""),
    ]
}

/// Roads, areas and cells over the gmina.
fn shapes(base: &Table) -> Vec<Input> {
    let [lon, lat] =
        ["Długość geograficzna", "Szerokość geograficzna"].map(|name| base.position(name));
    let vertex =
        |row: &Vec<String>| [lon, lat].map(|column| row[column].parse::<f64>().expect("degrees"));
    let road = |(n, pair): (usize, &[Vec<String>])| {
        let class = ["residential", "track", "wąska"][n % 3];
        serde_json::json!({
            "type": "Feature",
            "properties": {"highway": class, "width": "4,5"},
            "geometry": {"type": "LineString", "coordinates": [vertex(&pair[0]), vertex(&pair[1])]},
        })
    };
    let roads: Vec<Value> = base.rows.windows(2).step_by(3).enumerate().map(road).collect();
    let roads = serde_json::json!({"type": "FeatureCollection", "features": roads}).to_string();
    let mut areas = "operator;technology;down_mbps;up_mbps;reach;wkt\n".to_owned();
    for n in 0..6 {
        let (west, south) = (538_000 + 700 * n, 602_000 + 500 * n);
        let (east, north) = (west + 900, south + 900);
        let ring =
            format!("{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}");
        let reach = ["rzeczywisty", "teoretyczny"][n % 2];
        areas += &format!("9990{};GPON;{};30;{reach};POLYGON (({ring}))\n", n % 3, 60 * (n + 1));
    }
    let mut grid = "x,y,value,size_m,cell_id\n".to_owned();
    for column in 0..11 {
        for row in 0..10 {
            let (east, north) = (534_500 + 1000 * column, 600_500 + 1000 * row);
            grid += &format!("{east},{north},-{}.5,1000,{column}:{row}\n", 80 + column + row);
        }
    }
    vec![
        ("roads", "drogi.geojson", roads, ""),
        ("coverage-areas", "obszary.csv", areas, "crs = \"EPSG:2180\"\ncounts = true\n"),
        ("coverage-raster", "siatka.csv", grid, "crs = \"EPSG:2180\"\n"),
    ]
}

/// Three corrections of numbers, and three that are refused.
fn corrections(base: &Table) -> String {
    let [id, number] = ["gml_id", "Nr porządkowy"].map(|name| base.position(name));
    let rows = base.rows.iter().rev().filter(|row| !row[id].is_empty()).take(4);
    let rows: Vec<&Vec<String>> = rows.collect();
    let mut text = "address_id,pole,było,jest,uzasadnienie,rola,data\n".to_owned();
    for (n, row) in rows[..3].iter().enumerate() {
        let (id, number) = (&row[id], &row[number]);
        let day = n + 1;
        text += &format!("{id},number,{number},{number}/{n},pismo,surveyor,2026-05-0{day}\n");
    }
    let other = &rows[3][id];
    text += &format!("{other},number,9999,1,pismo,office,2026-05-04\n");
    text += &format!("{other},kolor,a,b,pismo,office,2026-05-05\n");
    text += "nie ma,number,1,2,pismo,office,2026-05-06\n";
    text
}

/// The small sample with many rows of ten registers; corrections change numbers of three
/// addresses, and three more are refused.
pub fn with_layers() -> Folder {
    let mut folder = Folder::small();
    let base = folder.table("adresy.csv");
    for (register, file, text, more) in [tables_of_addresses(&base), shapes(&base)].concat() {
        folder.set(file, text);
        folder.add_input(register, file, more);
    }
    // Half of the corrections is right: below what a quality gate lets pass.
    folder.set("korekty.csv", corrections(&base));
    folder.add_input("corrections", "korekty.csv", "");
    folder.replace("run.toml", "max_rejected_share = 0.05", "max_rejected_share = 0.5");
    folder
}

#[test]
fn a_dataset_with_layers_is_as_good_as_its_registers() {
    let dir = with_layers().written();
    let [run, dataset, direct, by_dataset] =
        ["run.toml", "dataset", "direct", "by_dataset"].map(|name| dir.path().join(name));
    zasieg(&[&"import", &run, &"--out", &dataset]).with(0);
    diagnose(&run, &direct, &[]).with(0);
    diagnose(&dataset, &by_dataset, &[]).with(0);
    let [report, by_report] = ["report", "by_report"].map(|name| dir.path().join(name));
    zasieg(&[&"report", &run, &"--gmina", &"980101", &"--out", &report]).with(0);
    zasieg(&[&"report", &dataset, &"--gmina", &"980101", &"--out", &by_report]).with(0);
    for (one, other) in [(&direct, &by_dataset), (&report, &by_report)] {
        let [one, other] = [one, other].map(|path| Folder::read(path));
        assert_eq!(one.names(), other.names());
        assert!(one.names().len() >= 5, "{:?}", one.names());
        for name in one.names().iter().filter(|name| !name.ends_with("run.json")) {
            assert!(one.bytes(name) == other.bytes(name), "{name} differs");
        }
    }
    // The layers do say something: else the comparison would be empty.
    let gminas = Table::read(&direct.join("gminas.csv"));
    assert_ne!(gminas.value(0, "covered"), "0");
    assert!(!gminas.value(0, "white_nearest_node_m_mean").is_empty());
    for register in ["premises", "demand", "public-plans", "connections", "measurements", "roads"] {
        let (_, batches, _) = read(&dataset.join(format!("{register}.parquet")));
        assert!(batches.iter().any(|batch| batch.num_rows() > 5), "{register}");
    }
    let corrections = read_texts(&dataset.join("corrections.parquet"));
    assert_eq!(corrections.rows.len(), 3, "those that were applied");
}

#[test]
fn rows_of_layers_stand_at_the_addresses_that_they_name() {
    let folder = with_layers();
    let dir = folder.written();
    let dataset = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &dataset]).with(0);
    let addresses = read_texts(&dataset.join("addresses.parquet"));
    let at = |row: &str| row.parse::<usize>().expect("a row") - 1;

    let premises = read_texts(&dataset.join("premises.parquet"));
    let table = folder.table("gospodarstwa.csv");
    assert_eq!(premises.rows.len(), table.rows.len());
    let mut n_households = 0;
    let mut n_tied = 0;
    for row in 0..premises.rows.len() {
        let given = &table.rows[at(premises.value(row, "source_row"))];
        assert_eq!(premises.value(row, "households"), given[4]);
        n_households += given[4].parse::<u32>().expect("a count");
        if premises.value(row, "address_row").is_empty() {
            // Three numbers were corrected after the table was filled in.
            continue;
        }
        n_tied += 1;
        let address = at(premises.value(row, "address_row"));
        assert_eq!(addresses.value(address, "simc"), given[1]);
        assert_eq!(addresses.value(address, "ulic"), given[2].replace("99999", ""));
        if premises.value(row, "rung") != "street" {
            assert_eq!(number_key(addresses.value(address, "number")), number_key(&given[3]));
        }
    }
    assert!(n_tied + 3 >= premises.rows.len(), "{n_tied} of {}", premises.rows.len());
    let sum = premises.column("households").into_iter().map(|n| n.parse::<u32>().expect("a count"));
    assert_eq!(sum.sum::<u32>(), n_households);

    let demand = read_texts(&dataset.join("demand.parquet"));
    let table = folder.table("zapotrzebowanie.csv");
    for row in 0..demand.rows.len() {
        let given = &table.rows[at(demand.value(row, "source_row"))];
        if given[1] == "nieznany" {
            assert_eq!(demand.value(row, "address_row"), "");
        } else {
            let address = at(demand.value(row, "address_row"));
            assert_eq!(addresses.value(address, "address_id"), given[1]);
        }
    }

    // Sorted by gmina, none last, then source.
    for register in ["premises", "demand", "measurements", "roads", "coverage-areas"] {
        let table = read_texts(&dataset.join(format!("{register}.parquet")));
        let key = |row: usize| {
            let number = |name: &str| table.value(row, name).parse::<u32>().expect("a number");
            let gmina = table.value(row, "gmina");
            (gmina.is_empty(), gmina.to_owned(), number("source_file"), number("source_row"))
        };
        let keys: Vec<_> = (0..table.rows.len()).map(key).collect();
        assert!(keys.is_sorted(), "{register}");
    }
}

#[test]
fn cells_of_a_grid_are_read_at_every_address() {
    let folder = with_layers();
    let dir = folder.written();
    let dataset = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &dataset]).with(0);
    let addresses = read_texts(&dataset.join("addresses.parquet"));
    let cells = read_texts(&dataset.join("coverage-raster.parquet"));
    let mut of_address: BTreeMap<usize, &str> = BTreeMap::new();
    // Rows of places along roads, where the run has roads, stand at no address.
    let at_address = |row: &usize| !cells.value(*row, "address_row").is_empty();
    for row in (0..cells.rows.len()).filter(at_address) {
        let address = cells.value(row, "address_row").parse::<usize>().expect("a row") - 1;
        let cell = cells.value(row, "cell_id");
        assert!(of_address.insert(address, cell).is_none(), "a grid holds each point once");
        let (column, line) = cell.split_once(':').expect("column:line");
        let [column, line] = [column, line].map(|n| n.parse::<u32>().expect("a number"));
        assert_eq!(cells.value(row, "value"), format!("-{}.5", 80 + column + line));
        assert_eq!(cells.value(row, "source_row"), (column * 10 + line + 1).to_string());
    }
    // Cells of 1 km from (534 000, 600 000): the kilometre of each coordinate.
    for row in 0..addresses.rows.len() {
        let kilometre = |name: &str| {
            let text = addresses.value(row, name);
            text[..3].parse::<u32>().expect("metres of six digits before the point")
        };
        let expected = format!("{}:{}", kilometre("easting") - 534, kilometre("northing") - 600);
        assert_eq!(of_address[&row], expected, "row {row}");
    }
    assert_eq!(of_address.len(), addresses.rows.len());
}
