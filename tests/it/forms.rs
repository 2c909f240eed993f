//! Registers in the forms that are not CSV: Parquet tables with a column map, GeoParquet, a
//! Shapefile as PRG publishes it, and what GDAL opens; and real files of other publishers.
//!
//! The plane of the made ones: gmina 980101 is the square from (500 000, 300 000) to
//! (501 000, 301 000) in EPSG:2180. A and B lie inside, C lies 5 km east of it.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use shapefile::dbase;

use crate::program::{diagnose, zasieg};
use crate::table::{Table, input, read_json};

const SQUARE: &str = r#"{"type":"FeatureCollection",
"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2180"}},
"features":[{"type":"Feature","properties":{"code":"980101","name":"Kwadratowo"},"geometry":
{"type":"Polygon","coordinates":[[[500000,300000],[501000,300000],[501000,301000],
[500000,301000],[500000,300000]]]}}]}"#;

fn write_parquet(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let file = File::create(path).expect("a writable folder");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).expect("a schema");
    writer.write(&batch).expect("a batch");
    writer.close().expect("a footer");
}

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn metres(values: &[f64]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn write_offers(path: &Path) {
    // A: two networks of at least 100 Mb/s; B: one of 99; C: none.
    write_parquet(
        path,
        vec![
            ("adres", texts(&["A", "A", "B"])),
            ("operator", texts(&["1", "2", "1"])),
            ("technology", texts(&["GPON", "GPON", "VDSL2"])),
            ("down_mbps", Arc::new(Int64Array::from(vec![100, 300, 99]))),
            ("up_mbps", Arc::new(Int64Array::from(vec![10, 10, 10]))),
        ],
    );
}

const OFFERS: &str = "[[input]]\nregister = \"offer-table\"\npath = \"oferty.parquet\"\n\
                      edition = \"t\"\ncolumns = { address_id = \"adres\" }\n";

fn run_file(inputs: &str) -> String {
    let head = "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n";
    let boundaries = "[[input]]\nregister = \"boundaries\"\npath = \"granice.geojson\"\n\
                      edition = \"t\"\n";
    format!("{head}{boundaries}{OFFERS}{inputs}")
}

fn statuses(addresses: &Path) -> Vec<(String, String, String)> {
    let table = Table::read(addresses);
    let mut found: Vec<(String, String, String)> = (0..table.rows.len())
        .map(|row| {
            let value = |name: &str| table.value(row, name).to_owned();
            (value("address_id"), value("gmina"), value("eu_2023_today"))
        })
        .collect();
    found.sort();
    found
}

fn expected() -> Vec<(String, String, String)> {
    [("A", "980101", "black"), ("B", "980101", "white"), ("C", "", "white")]
        .map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
        .into()
}

#[test]
fn parquet_tables_are_read_through_a_column_map() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("granice.geojson"), SQUARE).expect("writable");
    write_offers(&dir.path().join("oferty.parquet"));
    write_parquet(
        &dir.path().join("adresy.parquet"),
        vec![
            ("klucz", texts(&["A", "B", "C"])),
            ("wsch", metres(&[500_100.25, 500_900.0, 506_000.0])),
            ("poln", metres(&[300_500.5, 300_100.0, 300_500.0])),
        ],
    );
    let inputs = "[[input]]\nregister = \"address-table\"\npath = \"adresy.parquet\"\n\
                  edition = \"t\"\ncrs = \"EPSG:2180\"\n\
                  columns = { id = \"klucz\", easting = \"wsch\", northing = \"poln\" }\n";
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    fs::write(&run, run_file(inputs)).expect("writable");
    diagnose(&run, &out, &[]).with(0);
    assert_eq!(statuses(&out.join("addresses.csv")), expected());
    // The dataset's own GeoParquet is an address table too: its position is the geometry.
    let dataset = dir.path().join("dataset");
    zasieg(&[&"import", &run, &"--out", &dataset]).with(0);
    let inputs = "[[input]]\nregister = \"address-table\"\npath = \"dataset/addresses.parquet\"\n\
                  edition = \"t\"\ncolumns = { id = \"address_id\" }\n";
    fs::write(&run, run_file(inputs)).expect("writable");
    let again = dir.path().join("again");
    diagnose(&run, &again, &[]).with(0);
    assert_eq!(statuses(&again.join("addresses.csv")), expected());
}

#[test]
fn a_prg_shapefile_has_its_letters_and_its_system() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("A03_Granice_gmin.shp");
    let name = |text: &str| dbase::FieldName::try_from(text).expect("a short name");
    let encoding = dbase::encoding::EncodingRs::from(encoding_rs::WINDOWS_1250);
    let table = dbase::TableWriterBuilder::with_encoding(encoding)
        .add_character_field(name("JPT_KOD_JE"), 20)
        .add_character_field(name("JPT_NAZWA_"), 40);
    let mut writer = shapefile::Writer::from_path(&place, table).expect("a writable folder");
    let corners = [(0.0, 0.0), (0.0, 1000.0), (1000.0, 1000.0), (1000.0, 0.0), (0.0, 0.0)];
    let ring = corners.map(|(e, n)| shapefile::Point::new(500_000.0 + e, 300_000.0 + n));
    let polygon = shapefile::Polygon::new(shapefile::PolygonRing::Outer(ring.to_vec()));
    let mut record = dbase::Record::default();
    let text = |value: &str| dbase::FieldValue::Character(Some(value.to_owned()));
    record.insert("JPT_KOD_JE".to_owned(), text("9801013"));
    record.insert("JPT_NAZWA_".to_owned(), text("Łączna Źródlana"));
    writer.write_shape_and_record(&polygon, &record).expect("a record");
    drop(writer);
    // ESRI writes no EPSG code; the parameters are those of EPSG:2180.
    let wkt = "PROJCS[\"ETRS_1989_UWPP_1992\",GEOGCS[\"GCS_ETRS_1989\",DATUM[\"D_ETRS_1989\",\
               SPHEROID[\"GRS_1980\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],\
               UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],\
               PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",-5300000.0],\
               PARAMETER[\"Central_Meridian\",19.0],PARAMETER[\"Scale_Factor\",0.9993],\
               PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";
    fs::write(dir.path().join("A03_Granice_gmin.prj"), wkt).expect("writable");
    // Such a label is met in the wild; readers that do not know it destroy the letters.
    fs::write(dir.path().join("A03_Granice_gmin.cpg"), "WINDOWS-1250").expect("writable");
    fs::write(dir.path().join("adresy.csv"), "id,easting,northing\nA,500100,300500\n")
        .expect("writable");
    let run = "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n[[input]]\n\
               register = \"boundaries\"\npath = \"A03_Granice_gmin.shp\"\nedition = \"t\"\n\
               [[input]]\nregister = \"address-table\"\npath = \"adresy.csv\"\nedition = \"t\"\n\
               crs = \"EPSG:2180\"\n";
    fs::write(dir.path().join("run.toml"), run).expect("writable");
    let out = dir.path().join("out");
    // No offers: the run is complete and its quality gate fails.
    diagnose(&dir.path().join("run.toml"), &out, &[]).with(1);
    let gminas = Table::read(&out.join("gminas.csv"));
    assert_eq!((gminas.value(0, "code"), gminas.value(0, "name")), ("9801013", "Łączna Źródlana"));
    assert_eq!(gminas.value(0, "addresses"), "1");
}

#[cfg(feature = "gdal")]
#[test]
fn a_geopackage_is_read_by_gdal() {
    use gdal::vector::{FieldDefn, Geometry, LayerAccess as _, LayerOptions, OGRFieldType};
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("granice.geojson"), SQUARE).expect("writable");
    write_offers(&dir.path().join("oferty.parquet"));
    let driver = gdal::DriverManager::get_driver_by_name("GPKG").expect("GDAL has GeoPackage");
    let place = dir.path().join("adresy.gpkg");
    let mut dataset = driver.create_vector_only(&place).expect("a writable folder");
    let system = gdal::spatial_ref::SpatialRef::from_epsg(2180).expect("EPSG:2180");
    let options = LayerOptions { name: "adresy", srs: Some(&system), ..LayerOptions::default() };
    let layer = dataset.create_layer(options).expect("a layer");
    let field = FieldDefn::new("id", OGRFieldType::OFTString).expect("a field");
    field.add_to_layer(&layer).expect("a column");
    for (id, easting, northing) in
        [("A", 500_100.25, 300_500.5), ("B", 500_900.0, 300_100.0), ("C", 506_000.0, 300_500.0)]
    {
        let point = Geometry::from_wkt(&format!("POINT ({easting} {northing})")).expect("a point");
        let mut feature = gdal::vector::Feature::new(layer.defn()).expect("a feature");
        feature.set_geometry(point).expect("a geometry");
        feature.set_field_string(0, id).expect("a value");
        feature.create(&layer).expect("a row");
    }
    drop(dataset);
    let inputs = "[[input]]\nregister = \"address-table\"\npath = \"adresy.gpkg\"\n\
                  edition = \"t\"\n";
    let (run, out) = (dir.path().join("run.toml"), dir.path().join("out"));
    fs::write(&run, run_file(inputs)).expect("writable");
    diagnose(&run, &out, &[]).with(0);
    assert_eq!(statuses(&out.join("addresses.csv")), expected());
}

/// Record counts as the files' own description gives them.
#[test]
fn real_files_of_other_publishers_load() {
    let Some(real) = std::env::var_os("ZASIEG_REAL_DATA") else {
        println!("ZASIEG_REAL_DATA is not set: real forms are not read");
        return;
    };
    let real = fs::canonicalize(real).expect("ZASIEG_REAL_DATA names a folder");
    let dir = tempfile::tempdir().expect("a temporary folder");
    // Chojnice's market square lies in the town, not in the rural gmina around it.
    fs::write(dir.path().join("adresy.csv"), "id;lon;lat\nrynek;17,5571;53,6957\n")
        .expect("writable");
    let files = [
        ("boundaries", "boundaries/lubuskie_gminy.geojson", 82),
        ("boundaries", "chojnice/granice_adm.shp", 1),
        ("simc", "teryt/simc.csv.gz", 102_242),
        ("ulic", "teryt/ulic.csv.gz", 292_942),
        ("rspo", "rspo/rspo_lubuskie_gorzow_2020.csv", 168),
        ("sidusis-report", "sidusis/sidusis_official_example_2023.csv", 6),
        ("sidusis-report", "sidusis/sell24cz_full_24.csv", 6),
    ];
    let mut run = "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n[[input]]\n\
                   register = \"address-table\"\npath = \"adresy.csv\"\nedition = \"t\"\n"
        .to_owned();
    for (register, path, _) in files {
        let path = real.join(path);
        run += &format!(
            "[[input]]\nregister = \"{register}\"\npath = '{}'\nedition = \"t\"\n",
            path.display()
        );
    }
    fs::write(dir.path().join("run.toml"), run).expect("writable");
    let out = dir.path().join("out");
    diagnose(&dir.path().join("run.toml"), &out, &[]).with(1);
    let manifest = read_json(&out.join("manifest.json"));
    for (_, path, records) in files {
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".gz");
        assert_eq!(input(&manifest, name)["rows_read"], records, "{name}");
        assert_eq!(input(&manifest, name)["rows_rejected"], 0, "{name}");
    }
    let gminas = Table::read(&out.join("gminas.csv"));
    assert_eq!((gminas.value(0, "code"), gminas.value(0, "addresses")), ("2202011", "1"));
}

#[test]
fn terc_reads_alike_as_csv_and_as_xml() {
    let Some(real) = std::env::var_os("ZASIEG_REAL_DATA") else {
        println!("ZASIEG_REAL_DATA is not set: TERC in its two forms is not read");
        return;
    };
    let folder = fs::canonicalize(real).expect("ZASIEG_REAL_DATA names a folder").join("terc");
    let rows = |file: &str| {
        let path = folder.join(file);
        let raw = zasieg::sources::open(&path, file).expect("one file").remove(0);
        let schema = zasieg::sources::Schema::of("terc");
        let options = zasieg::sources::InputOptions::default();
        let table = zasieg::sources::open_table(&path, raw, schema, &options).expect("a table");
        let mut tally = zasieg::sources::Tally::new(zasieg::model::FileId(0));
        let rows = zasieg::sources::read_terc(table, &mut tally).expect("rows");
        rows.into_iter().map(|row| (row.code, row.kind, row.name)).collect::<Vec<_>>()
    };
    let csv = rows("TERC_Urzedowy_2025-11-18.csv");
    // As the folder's own page counts them.
    assert_eq!(csv.len(), 4348);
    assert!(csv == rows("TERC_Urzedowy_2025-11-18.xml.gz"));
}
