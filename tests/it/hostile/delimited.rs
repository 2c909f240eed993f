//! Tables and reports of text.

use zasieg::sources::{Register, Schema, registers};

use super::harness::{Fuzz, Seed, real_files};
use super::readers::read_case;
use crate::folder::{Folder, join};

/// Words that tables have, and such as break them.
const TOKENS: [&str; 30] = [
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    ", \"",
    "\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{0}",
    "ł",
    "\u{1f600}",
    "DI,",
    "ZS,",
    "PI,",
    "AI,",
    "PO,",
    "TAK",
    "NIE",
    "99999",
    "9801014",
    "2026-06-31",
    "-0001-01-01",
    "+262142-12-31",
    "# ",
    "\u{a0}",
    "PK\u{3}\u{4}",
    "rzeczywisty",
    "İ",
];

/// Words of geometries, lists and numbers in a cell.
const CELL_TOKENS: [&str; 24] = [
    ",",
    "\"",
    "\n",
    "{",
    "}",
    "{\"a,b\",c}",
    "\\",
    ";",
    "POINT",
    "POINT EMPTY",
    "POLYGON((",
    "LINESTRING Z (",
    "LINESTRING EMPTY",
    "MULTIPOLYGON(((",
    "GEOMETRYCOLLECTION(",
    "GEOMETRYCOLLECTION EMPTY",
    "SRID=2180;",
    "(",
    ")",
    " M ",
    "-",
    ".",
    "e",
    "1,5",
];

fn lines(text: &str, n: usize) -> String {
    text.split_inclusive('\n').take(n).collect()
}

#[test]
fn sidusis_reports() {
    let sample = Folder::small();
    let report = |name: &str| lines(sample.text(&format!("zasieg/operator_{name}.csv")), 20);
    let named = |bytes: Vec<u8>| Seed::new("sidusis-report", "raport.csv", bytes);
    let mut seeds: Vec<Seed> = ["a", "b", "c"].map(|name| named(report(name).into())).into();
    seeds.extend(real_files("sidusis", &[".csv"]).into_iter().map(named));
    let fuzz = Fuzz { reader: "SIDUSIS report", n_cases: 600, seeds, tokens: &TOKENS };
    fuzz.run(read_case);
}

#[test]
fn teryt_tables() {
    let sample = Folder::small();
    let head = |name: &str| lines(sample.text(name), 12);
    let gus = "WOJ;POW;GMI;RODZ_GMI;RM;MZ;NAZWA;SYM;SYMPOD;STAN_NA\n\
               02;01;01;1;96;1;Bolesławiec;0935989;0935989;2025-01-01\n";
    let streets = "WOJ;POW;GMI;RODZ_GMI;SYM;SYM_UL;CECHA;NAZWA_1;NAZWA_2;STAN_NA\n\
                   02;01;01;1;0935989;00047;ul.;Asnyka;Adama;2025-01-01\n";
    let seeds = vec![
        Seed::new("terc", "terc.csv", head("terc.csv")),
        Seed::new("simc", "simc.csv", head("simc.csv")),
        Seed::new("simc", "simc.csv", gus),
        Seed::new("ulic", "ulic.csv", head("ulic.csv")),
        Seed::new("ulic", "ulic.csv", streets),
    ];
    Fuzz { reader: "TERYT", n_cases: 600, seeds, tokens: &TOKENS }.run(read_case);
}

#[test]
fn tables_of_addresses_offers_and_buildings() {
    let sample = Folder::small();
    let head = |name: &str| lines(sample.text(name), 12);
    let mut seeds = vec![
        Seed::new("sidusis-addresses", "adresy.csv", head("adresy.csv")),
        Seed::new("rspo", "rspo.csv", head("rspo.csv")),
        Seed::new("public-buildings", "budynki.csv", head("budynki.csv")),
        Seed::new(
            "address-table",
            "tabela.csv",
            "id;terc;simc;ulic;number;lon;lat\nA;9801014;9900113;00121;21A;19,1944;50,3309\n\
             B;980101;9900113;;\" 7.\";19.2;50.33\n",
        ),
        Seed::new(
            "offer-table",
            "oferty.csv",
            "address_id\toperator\ttechnology\tdown_mbps\tup_mbps\treach\n\
             A\t1\tGPON\t300\t0.5\tcertain\nB\t2\tLTE\t30\t5\tmożliwy\n",
        ),
        Seed::new(
            "boundaries",
            "granice.geojson",
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":\
             {\"code\":\"980101\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":\
             [[[19,50],[19.1,50],[19.1,50.1],[19,50]]]}}]}",
        ),
    ];
    let real = real_files("rspo", &[".csv"]).into_iter();
    seeds.extend(real.map(|bytes| Seed::new("rspo", "rspo.csv", bytes)));
    let fuzz = Fuzz { reader: "delimited tables", n_cases: 150, seeds, tokens: &TOKENS };
    fuzz.run(read_case);
}

/// A table of a register, with a value of its kind in every column.
fn table_of(schema: &Schema) -> Vec<u8> {
    let value = |column: &zasieg::sources::ColumnSpec| {
        let value = match column.kind.as_str() {
            _ if !column.example.is_empty() => column.example.as_str(),
            _ if !column.values.is_empty() => return column.values.join(";"),
            "integer" | "mbps" | "pln" => "12",
            "decimal" | "metres" => "12,5",
            "degrees" if column.field == "lat" => "50.3309",
            "degrees" => "19.1944",
            "flag" => "TAK",
            "date" => "2026-06-30",
            "terc" => "9801014",
            "simc" => "9900113",
            "ulic" => "00121",
            "wkt" => "POLYGON((19.1 50.1,19.2 50.1,19.2 50.2,19.1 50.1))",
            _ => "a",
        };
        value.to_owned()
    };
    let name = |column: &zasieg::sources::ColumnSpec| {
        column.names.first().unwrap_or(&column.field).clone()
    };
    let header: Vec<String> = schema.columns.iter().map(name).collect();
    let row: Vec<String> = schema.columns.iter().map(value).collect();
    let separator = u8::try_from(schema.separator).expect("ASCII");
    (join(&header, separator) + &join(&row, separator).repeat(2)).into_bytes()
}

#[test]
fn layers_with_typed_values() {
    let layers = registers().filter_map(|(name, register)| match register {
        Register::Layer(_) => Some(name),
        _ => None,
    });
    let mut seeds: Vec<Seed> = layers
        .map(|register| Seed::new(register, "warstwa.csv", table_of(Schema::of(register))))
        .collect();
    seeds.extend(
        real_files("pit_templates", &["z7_wezly_3_szablon_20230131.csv"])
            .into_iter()
            .map(|bytes| Seed::new("pit-nodes", "warstwa.csv", bytes)),
    );
    Fuzz { reader: "layers", n_cases: 200, seeds, tokens: &CELL_TOKENS }.run(read_case);
}
