//! Values of rasters at points; every raster is made here, every expected value by hand.

use std::fs;
use std::path::Path;

use gdal::raster::{Buffer, GdalType, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;
use gdal::{Dataset, DriverManager};
use zasieg::place::{Crs, Pl1992};
use zasieg::sources::gdal_raster::{info, sample};
use zasieg::sources::{CellValue, SourceError};

use crate::gdal_forms::listed;
use crate::krueger::{Mercator, PL1992, UTM34};

/// A GeoTIFF of one band in tiles of 16 cells.
fn raster<T: GdalType + Copy>(
    path: &Path,
    epsg: Option<u32>,
    transform: [f64; 6],
    columns: usize,
    cells: Vec<T>,
) -> Dataset {
    let driver = DriverManager::get_driver_by_name("GTiff").expect("GDAL has GeoTIFF");
    let rows = cells.len() / columns;
    let tiles = RasterCreationOptions::from_iter(["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"]);
    let dataset = driver.create_with_band_type_with_options::<T, _>(path, columns, rows, 1, &tiles);
    let mut dataset = dataset.expect("a writable folder");
    dataset.set_geo_transform(&transform).expect("a transform");
    if let Some(epsg) = epsg {
        let system = SpatialRef::from_epsg(epsg).expect("a system");
        dataset.set_spatial_ref(&system).expect("a system");
    }
    let mut band = dataset.rasterband(1).expect("a band");
    let mut buffer = Buffer::new((columns, rows), cells);
    band.write((0, 0), (columns, rows), &mut buffer).expect("cells");
    dataset
}

fn point(easting: f64, northing: f64) -> Pl1992 {
    Pl1992::from_metres(easting, northing).expect("in range")
}

fn numbers(read: Result<Vec<Option<CellValue>>, SourceError>) -> Vec<Option<f64>> {
    let cells = read.unwrap_or_else(|error| panic!("{error}")).into_iter();
    cells.map(|cell| cell.map(|cell| cell.value)).collect()
}

fn values(path: &Path, points: &[(f64, f64)]) -> Vec<Option<f64>> {
    let points: Vec<Pl1992> = points.iter().map(|(e, n)| point(*e, *n)).collect();
    numbers(sample(path, "r.tif", 1, None, &points))
}

/// Rows from north: 1 2 3 4 / 5 6 7 8 / 9 10 11 12; the corner is (500 000, 400 000).
const UPRIGHT: [f64; 6] = [500_000.0, 100.0, 0.0, 400_000.0, 0.0, -100.0];

#[test]
fn the_cell_that_contains_a_point_gives_the_value() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("r.tif");
    let dataset = raster(&path, Some(2180), UPRIGHT, 4, (1_i16..=12).collect());
    let mut band = dataset.rasterband(1).expect("a band");
    band.set_no_data_value(Some(7.0)).expect("a value");
    band.set_scale(0.5).expect("a scale");
    band.set_offset(10.0).expect("an offset");
    drop(dataset);
    let cases = [
        // Inside: half of the cell's value, and ten.
        ((500_050.0, 399_950.0), Some(10.5)),
        ((500_350.0, 399_750.0), Some(16.0)),
        // A cell owns its west and its north edge: 1 | 2, then 1 over 5, then the corner of 6.
        ((500_100.0, 399_950.0), Some(11.0)),
        ((500_099.999, 399_950.0), Some(10.5)),
        ((500_050.0, 399_900.0), Some(12.5)),
        ((500_050.0, 399_900.001), Some(10.5)),
        ((500_100.0, 399_900.0), Some(13.0)),
        // The border of the raster: its west and north are inside, its east and south outside.
        ((500_000.0, 400_000.0), Some(10.5)),
        ((500_400.0, 399_950.0), None),
        ((500_399.999, 399_950.0), Some(12.0)),
        ((500_050.0, 399_700.0), None),
        ((500_050.0, 399_700.001), Some(14.5)),
        ((499_999.999, 399_950.0), None),
        ((500_050.0, 400_000.001), None),
        // No data is no number, and neither is another voivodeship.
        ((500_250.0, 399_850.0), None),
        ((700_000.0, 200_000.0), None),
    ];
    let points = cases.map(|(at, _)| at);
    assert_eq!(values(&path, &points), cases.map(|(_, value)| value));
    let about = info(&path, "r.tif").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((about.n_columns, about.n_rows, about.cell), (4, 3, (100.0, 100.0)));
    assert_eq!((about.crs, about.no_data), (Some(Crs::pl1992()), vec![Some(7.0)]));
    assert_eq!(listed(dir.path()), [path], "nothing is left beside the file");
}

#[test]
fn edges_of_uneven_cells_are_edges() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    // Tenths have no exact form: (500 000.3 − 500 000) / 0.1 is less than 3 as a float.
    let tenth = [500_000.0, 0.1, 0.0, 400_000.0, 0.0, -0.1];
    let path = dir.path().join("tenth.tif");
    drop(raster(&path, Some(2180), tenth, 10, (0_u8..100).collect()));
    let on_edges: Vec<(f64, f64)> = (0..10)
        .map(|k| (500_000.0 + f64::from(k) / 10.0, 400_000.0 - f64::from(k) / 10.0))
        .collect();
    let expected: Vec<_> = (0..10).map(|k| Some(f64::from(k * 11))).collect();
    assert_eq!(values(&path, &on_edges), expected);
    // South up: the first row is the southern one, and its southern edge its own.
    let south_up = [500_000.0, 100.0, 0.0, 399_700.0, 0.0, 100.0];
    let path = dir.path().join("south_up.tif");
    drop(raster(&path, Some(2180), south_up, 4, (1_i16..=12).collect()));
    let at = [(500_050.0, 399_700.0), (500_050.0, 399_800.0), (500_050.0, 400_000.0)];
    assert_eq!(values(&path, &at), [Some(1.0), Some(5.0), None]);
    // Turned by the angle of 3 : 4; the cells are squares of 5 m. A step along a row is (3, 4), a
    // step down (4, −3).
    let turned = [500_000.0, 3.0, 4.0, 400_000.0, 4.0, -3.0];
    let path = dir.path().join("turned.tif");
    drop(raster(&path, Some(2180), turned, 4, (1_i16..=12).collect()));
    let place = |column: f64, row: f64| {
        (500_000.0 + 3.0 * column + 4.0 * row, 400_000.0 + 4.0 * column - 3.0 * row)
    };
    let at =
        [place(2.5, 1.5), place(2.0, 1.0), place(1.999, 1.5), place(4.0, 1.5), place(0.5, 2.99)];
    let expected = [Some(7.0), Some(7.0), Some(6.0), None, Some(9.0)];
    assert_eq!(values(&path, &at), expected);
    let about = info(&path, "turned.tif").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(about.cell, (5.0, 5.0));
}

/// The point of a longitude and latitude, by the series of Krüger.
fn at(lon: f64, lat: f64) -> Pl1992 {
    let (easting, northing) = PL1992.forward(lon, lat);
    point(easting, northing)
}

#[test]
fn points_find_their_cell_in_any_system() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    // Longitude and latitude: cells of 0.01°, the corner at 21° E, 52° N.
    let path = dir.path().join("degrees.tif");
    let degrees = [21.0, 0.01, 0.0, 52.0, 0.0, -0.01];
    drop(raster(&path, Some(4326), degrees, 4, (1_i16..=12).collect()));
    // A thousandth of a degree is 70 m and more; the last two are 1e-7° (7 mm) beside an edge.
    let points = [
        at(21.005, 51.995),
        at(21.039, 51.971),
        at(20.999, 51.995),
        at(21.010_000_1, 51.995),
        at(21.009_999_9, 51.995),
    ];
    let found = numbers(sample(&path, "r", 1, None, &points));
    assert_eq!(found, [Some(1.0), Some(12.0), None, Some(2.0), Some(1.0)]);
    // The spherical Mercator of web maps: x = R λ, y = R artanh(sin φ); cells of 1 km.
    let radius = 6_378_137.0;
    let path = dir.path().join("web.tif");
    let web = [2_337_000.0, 1000.0, 0.0, 6_800_000.0, 0.0, -1000.0];
    drop(raster(&path, Some(3857), web, 4, (1_i16..=12).collect()));
    let on_web =
        |x: f64, y: f64| at((x / radius).to_degrees(), (y / radius).tanh().asin().to_degrees());
    let points = [
        on_web(2_337_500.0, 6_799_500.0),
        on_web(2_339_500.0, 6_798_500.0),
        on_web(2_338_000.01, 6_798_999.99),
        on_web(2_337_999.99, 6_799_000.01),
        on_web(2_336_999.0, 6_799_500.0),
    ];
    let found = numbers(sample(&path, "r", 1, None, &points));
    assert_eq!(found, [Some(1.0), Some(7.0), Some(6.0), Some(1.0), None]);
    // UTM: the raster is laid around the point that the series gives.
    let path = dir.path().join("utm.tif");
    let Mercator { lon_0, .. } = UTM34;
    let (lon, lat) = (lon_0 + 0.3, 52.4);
    let (x, y) = UTM34.forward(lon, lat);
    // The point is 1 cm into column 2 and 1 cm into row 1.
    let utm = [x - 0.01 - 200.0, 100.0, 0.0, y + 0.01 + 100.0, 0.0, -100.0];
    drop(raster(&path, Some(32_634), utm, 4, (1_i16..=12).collect()));
    let found = numbers(sample(&path, "r", 1, None, &[at(lon, lat)]));
    assert_eq!(found, [Some(7.0)]);
}

#[test]
fn what_is_unknown_is_never_a_number() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    // The usual NoData of 32-bit cells, whose decimal form is not the cell's value; and NaN.
    let path = dir.path().join("float.tif");
    let cells = vec![1.5_f32, -3.402_823_5e38, f32::NAN, 0.0];
    let dataset = raster(&path, Some(2180), UPRIGHT, 4, cells);
    let mut band = dataset.rasterband(1).expect("a band");
    band.set_no_data_value(Some(-3.402_823_5e38)).expect("a value");
    drop(dataset);
    let row = [0, 1, 2, 3].map(|k| (500_050.0 + 100.0 * f64::from(k), 399_950.0));
    assert_eq!(values(&path, &row), [Some(1.5), None, None, Some(0.0)]);
    // A mask of its own.
    let path = dir.path().join("mask.tif");
    let dataset = raster(&path, Some(2180), UPRIGHT, 4, vec![1_u8, 2, 3, 4]);
    let mut band = dataset.rasterband(1).expect("a band");
    band.create_mask_band(true).expect("a mask");
    let mut mask = band.open_mask_band().expect("a mask");
    mask.write((0, 0), (4, 1), &mut Buffer::new((4, 1), vec![255_u8, 0, 255, 0])).expect("cells");
    drop(dataset);
    assert_eq!(values(&path, &row), [Some(1.0), None, Some(3.0), None]);
    // No system: an error, until one is given.
    let path = dir.path().join("none.tif");
    drop(raster(&path, None, UPRIGHT, 4, vec![1_u8, 2, 3, 4]));
    let points = row.map(|(e, n)| point(e, n));
    let error = sample(&path, "none.tif", 1, None, &points).expect_err("no system").to_string();
    assert!(error.contains("none.tif: the raster states no reference system"), "{error}");
    assert_eq!(info(&path, "none.tif").expect("it lies somewhere").crs, None);
    let given = numbers(sample(&path, "none.tif", 1, Some(&Crs::pl1992()), &points));
    assert_eq!(given, [1.0, 2.0, 3.0, 4.0].map(Some));
    let error = sample(&path, "none.tif", 2, Some(&Crs::pl1992()), &points).expect_err("no band");
    assert!(error.to_string().contains("no band 2; the bands are 1 to 1"), "{error}");
    fs::write(dir.path().join("a.tif"), "to nie jest raster").expect("writable");
    let error = info(&dir.path().join("a.tif"), "a.tif").expect_err("no raster").to_string();
    assert!(error.contains("this is no raster"), "{error}");
    // A text that names another raster is none itself.
    let vrt = format!(
        "<VRTDataset rasterXSize=\"4\" rasterYSize=\"1\"><VRTRasterBand dataType=\"Byte\" \
         band=\"1\"><SimpleSource><SourceFilename>{}</SourceFilename><SourceBand>1</SourceBand>\
         </SimpleSource></VRTRasterBand></VRTDataset>",
        path.display()
    );
    fs::write(dir.path().join("a.vrt"), vrt).expect("writable");
    let error = info(&dir.path().join("a.vrt"), "a.vrt").expect_err("refused").to_string();
    assert!(error.contains("this is no raster"), "{error}");
}

#[test]
fn a_raster_of_many_blocks_gives_each_point_its_own_value() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("r.tif");
    // 61 × 53 cells of 10 m in 4 × 4 tiles; the cell in column c and row r holds 100 r + c.
    let transform = [600_000.0, 10.0, 0.0, 300_000.0, 0.0, -10.0];
    let cells = (0..53_i32).flat_map(|r| (0..61).map(move |c| 100 * r + c)).collect();
    drop(raster(&path, Some(2180), transform, 61, cells));
    // In no order of rows or tiles: 37 and 61·53 = 3233 = 53·61 have no common divisor.
    let cells: Vec<(i32, i32)> =
        (0..3233).map(|k| k * 37 % 3233).map(|k| (k % 61, k / 61)).collect();
    let centre =
        |(c, r): &(i32, i32)| (600_005.0 + 10.0 * f64::from(*c), 299_995.0 - 10.0 * f64::from(*r));
    let points: Vec<(f64, f64)> = cells.iter().map(centre).collect();
    let expected: Vec<_> = cells.iter().map(|(c, r)| Some(f64::from(100 * r + c))).collect();
    assert_eq!(values(&path, &points), expected);
    // Packed, as publishers ship it.
    let tif = fs::read(&path).expect("a file");
    let zip = dir.path().join("r.zip");
    fs::write(&zip, crate::folder::zip_of("folder/r.tif", &tif)).expect("writable");
    let gz = dir.path().join("r.tif.gz");
    fs::write(&gz, crate::folder::gz_of(&tif)).expect("writable");
    let before = listed(dir.path());
    for path in [&zip, &gz] {
        assert_eq!(values(path, &points), expected, "{}", path.display());
    }
    assert_eq!(listed(dir.path()), before, "nothing is left beside the files");
}

/// A grid as GUGiK publishes terrain: text, the system in a file beside it.
#[test]
fn a_text_grid_is_a_raster() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("nmt.asc");
    let grid = "ncols 3\nnrows 2\nxllcenter 500000.5\nyllcenter 399998.5\ncellsize 1\n\
                NODATA_value -9999\n101.25 101.5 -9999\n99.75 0 98\n";
    fs::write(&path, grid).expect("writable");
    let error = sample(&path, "nmt.asc", 1, None, &[]).expect_err("no system").to_string();
    assert!(error.contains("add crs = \"EPSG:2180\""), "{error}");
    let wkt = "PROJCS[\"ETRS_1989_UWPP_1992\",GEOGCS[\"GCS_ETRS_1989\",DATUM[\"D_ETRS_1989\",\
               SPHEROID[\"GRS_1980\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],\
               UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Gauss_Kruger\"],\
               PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",-5300000.0],\
               PARAMETER[\"Central_Meridian\",19.0],PARAMETER[\"Scale_Factor\",0.9993],\
               PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";
    fs::write(path.with_extension("prj"), wkt).expect("writable");
    // The centre of the lower left cell is (500 000.5, 399 998.5), so the top edge is 400 000.
    let at = [(500_000.0, 400_000.0), (500_002.5, 399_999.5), (500_001.5, 399_998.2)];
    assert_eq!(values(&path, &at), [Some(101.25), None, Some(0.0)]);
    assert!(info(&path, "nmt.asc").expect("a raster").crs.is_some_and(|crs| crs.is_pl1992()));
}

#[test]
fn addresses_have_the_signal_of_their_cell() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    crate::folder::Folder::small().write(dir.path());
    // Two cells of 1 000 km: the first holds all of Poland. -97.5 dBm of LTE is class 2: -110 to
    // -95 dBm (Dz.U. 2022 poz. 2796, dictionary 8).
    let wide = [0.0, 1_000_000.0, 0.0, 1_000_000.0, 0.0, -1_000_000.0];
    drop(raster(&dir.path().join("lte.tif"), Some(2180), wide, 2, vec![-97.5_f32, -60.0]));
    let run = fs::read_to_string(dir.path().join("run.toml")).expect("the sample's run file");
    let input = "\n[[input]]\nregister = \"coverage-raster\"\npath = \"lte.tif\"\nedition = \
                 \"2026\"\nvalues = { operator = \"10001\", technology = \"LTE\" }\n";
    fs::write(dir.path().join("raster.toml"), run + input).expect("written");
    let out = dir.path().join("dataset");
    crate::program::zasieg(&[&"import", &dir.path().join("raster.toml"), &"--out", &out]).with(0);
    let (world, _) = zasieg::sources::dataset::read(&out).expect("a dataset");
    let layer = world.layer("coverage-raster").expect("the layer");
    let placed: Vec<u32> = (0_u32..)
        .zip(&world.addresses)
        .filter_map(|(at, address)| address.position.map(|_| at))
        .collect();
    let found: Vec<u32> = (0..layer.n_rows()).filter_map(|row| layer.address(row)).collect();
    assert_eq!(found.len(), layer.n_rows());
    let mut sorted = found.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, placed);
    for row in 0..layer.n_rows() {
        assert_eq!(layer.decimal("value", row), Some(-97.5));
        assert_eq!(layer.integer("signal_class", row), Some(2));
        assert_eq!(layer.text("technology", row), Some("LTE"));
        assert_eq!(layer.text("cell_id", row), Some("1:1"));
        assert_eq!(layer.origin(row).row, 1);
    }
}

/// The sample with an input of cells, imported or refused.
fn imported(dir: &Path, input: &str, code: i32) -> crate::program::Ended {
    crate::folder::Folder::small().write(dir);
    let run = fs::read_to_string(dir.join("run.toml")).expect("the sample's run file");
    let run = format!("{run}\n[[input]]\nedition = \"2026\"\n{input}");
    fs::write(dir.join("raster.toml"), run).expect("written");
    let out = dir.join("dataset");
    crate::program::zasieg(&[&"import", &dir.join("raster.toml"), &"--out", &out]).with(code)
}

#[test]
fn a_word_of_the_run_file_that_no_dictionary_has_is_refused() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let wide = [0.0, 1_000_000.0, 0.0, 1_000_000.0, 0.0, -1_000_000.0];
    drop(raster(&dir.path().join("lte.tif"), Some(2180), wide, 2, vec![-97.5_f32, -60.0]));
    // The dictionary of the inventory has LTE, not 4G; a column of cells would have no class.
    let input = "register = \"coverage-raster\"\npath = \"lte.tif\"\n\
                 values = { technology = \"4G\" }\n";
    let told = imported(dir.path(), input, 2).stderr;
    for part in ["lte.tif", "values.technology", "\"4G\"", "LTE"] {
        assert!(told.contains(part), "no {part:?} in: {told}");
    }
}

#[test]
fn cells_that_hold_no_address_are_outside() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    // Three lines of four cells in the far south of the sample, and a table of two such cells.
    let far = [200_000.0, 100.0, 0.0, 200_000.0, 0.0, -100.0];
    drop(raster(&dir.path().join("daleko.tif"), Some(2180), far, 4, vec![-97.5_f32; 12]));
    let cells = "easting,northing,value\n200050,199950,-90\n200150,199950,-91\n";
    fs::write(dir.path().join("daleko.csv"), cells).expect("writable");
    let input = "register = \"coverage-raster\"\npath = \"daleko.tif\"\n\n[[input]]\n\
                 register = \"coverage-raster\"\nedition = \"2026\"\npath = \"daleko.csv\"\n\
                 crs = \"EPSG:2180\"\n";
    let told = imported(dir.path(), input, 0).stderr;
    let (world, _) = zasieg::sources::dataset::read(&dir.path().join("dataset")).expect("there");
    for (name, n_rows) in [("daleko.tif", 3), ("daleko.csv", 2)] {
        let file = world.files.iter().find(|file| file.name == name).expect("an input");
        let rows = (file.rows_read, file.rows_used(), file.rows_outside);
        assert_eq!(rows, (n_rows, 0, n_rows), "{name}");
        assert!(told.contains(&format!("{name}: no address lies in its cells")), "{told}");
    }
}
#[test]
fn a_raster_is_known_by_its_ending_and_in_its_archive() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let terrain = zasieg::sources::Schema::of("terrain");
    let is_raster = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::write(&path, bytes).expect("writable");
        zasieg::sources::is_raster(terrain, &path, name)
    };
    for ending in ["tif", "TIFF", "asc", "grd", "xyz", "bil", "flt", "hgt", "asc.gz"] {
        assert!(is_raster(&format!("nmt.{ending}"), b""), "{ending}");
    }
    // No driver reads .img.
    for ending in ["csv", "parquet", "img", "csv.gz"] {
        assert!(!is_raster(&format!("nmt.{ending}"), b""), "{ending}");
    }
    let zip = |member: &str| crate::folder::zip_of(member, b"ncols 1");
    assert!(is_raster("nmt.zip", &zip("nmt/arkusz.ASC")));
    assert!(is_raster("nmt.asc.zip", &zip("nmt.asc")));
    assert!(!is_raster("komorki.zip", &zip("komorki.csv")));
    assert!(!is_raster("komorki.xlsx", &zip("xl/nmt.asc.xml")));
    assert!(!zasieg::sources::is_raster(
        zasieg::sources::Schema::of("roads"),
        &dir.path().join("nmt.tif"),
        "nmt.tif"
    ));
}
