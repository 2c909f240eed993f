//! Mobile networks of the synthetic gmina: levels of signal in cells, base stations, the ground, a
//! track.
//!
//! Levels fall in a straight line with the distance, which no radio does: only exact arithmetic is
//! used, so that the bytes are the same on any machine.

use std::collections::BTreeSet;

use super::geometry::Point;
use super::gmina::Gmina;
use super::report::csv_line;

/// Side of a cell in metres, and the little more that closes the gaps between turned squares.
const SIDE_M: f64 = 500.0;
const WIDTH_M: u32 = 503;
/// West of it nobody has looked.
const SURVEYED_FROM_M: f64 = -4_500.0;
/// Weaker levels of 5G are not in the file.
const WEAKEST_DBM: f64 = -120.0;

const LEFT: Point = Point::new(-3_600.0, 2_300.0);
const MIDDLE: Point = Point::new(400.0, -300.0);
const RIGHT: Point = Point::new(3_200.0, -2_400.0);

/// What an operator sends in one band.
struct Carrier {
    operator: &'static str,
    technology: &'static str,
    band: &'static str,
    masts: &'static [Point],
    /// Level at the mast, and what a kilometre takes from it.
    at_mast: f64,
    per_km: f64,
    /// A row for every cell, so that nothing there is known as nothing.
    everywhere: bool,
}

const CARRIERS: [Carrier; 4] = [
    Carrier {
        operator: "Łączność Zielona",
        technology: "LTE-A",
        band: "800",
        masts: &[LEFT, MIDDLE],
        at_mast: -82.0,
        per_km: 9.0,
        everywhere: true,
    },
    Carrier {
        operator: "Sieć Błękitna",
        technology: "LTE",
        band: "1800",
        masts: &[RIGHT],
        at_mast: -82.0,
        per_km: 8.0,
        everywhere: true,
    },
    Carrier {
        operator: "Łączność Zielona",
        technology: "NR SA",
        band: "3600",
        masts: &[MIDDLE],
        at_mast: -84.0,
        per_km: 13.0,
        everywhere: false,
    },
    Carrier {
        operator: "Sieć Błękitna",
        technology: "NR NSA",
        band: "2100",
        masts: &[RIGHT],
        at_mast: -84.0,
        per_km: 11.0,
        everywhere: false,
    },
];

/// Cells, base stations, the ground and a track, as texts of files.
pub(super) fn write(gmina: &Gmina) -> [String; 4] {
    [cells(gmina), stations(), ground(), track()]
}

fn degrees(value: f64) -> String {
    format!("{value:.6}")
}

/// Levels in the cells in which addresses stand, and in those along the track.
fn cells(gmina: &Gmina) -> String {
    #[allow(clippy::cast_possible_truncation)]
    let cell = |at: &Point| ((at.y / SIDE_M).floor() as i32, (at.x / SIDE_M).floor() as i32);
    let along = (0_i32..40).map(|step| {
        Point::new(f64::from(step) * 250.0 - 4_500.0, f64::from(step) * 100.0 - 2_000.0)
    });
    let places = gmina.addresses.iter().map(|address| address.at).chain(along);
    let found: BTreeSet<(i32, i32)> = places.map(|at| cell(&at)).collect();
    let mut text = "easting,northing,size_m,operator,technology,band,value\n".to_owned();
    for (row, column) in found {
        let middle = |number: i32| (f64::from(number) + 0.5) * SIDE_M;
        let centre = Point::new(middle(column), middle(row));
        if centre.x < SURVEYED_FROM_M {
            continue;
        }
        for carrier in &CARRIERS {
            let near = carrier.masts.iter().map(|mast| mast.distance(centre));
            let metres = near.fold(f64::INFINITY, f64::min);
            let level = (carrier.at_mast - carrier.per_km * metres / 1000.0).floor();
            if !carrier.everywhere && level < WEAKEST_DBM {
                continue;
            }
            text += &csv_line(&[
                degrees(centre.lon()),
                degrees(centre.lat()),
                WIDTH_M.to_string(),
                carrier.operator.to_owned(),
                carrier.technology.to_owned(),
                carrier.band.to_owned(),
                level.to_string(),
            ]);
        }
    }
    text
}

fn stations() -> String {
    let rows = [
        ("JP1", "Łączność Zielona", "LTE-A", LEFT, 38, "800", "10,FDD,"),
        ("JP2", "Łączność Zielona", "LTE-A", MIDDLE, 32, "800", "10,FDD,"),
        ("JP2", "Łączność Zielona", "NR SA", MIDDLE, 30, "3600", "100,TDD,75"),
        ("JP3", "Sieć Błękitna", "LTE", RIGHT, 41, "1800", "20,FDD,"),
        ("JP3", "Sieć Błękitna", "NR NSA", RIGHT, 41, "2100", "20,FDD,"),
    ];
    let header = "station_id,operator,technology,lat,lon,antenna_height_m,band,\
                  channel_width_mhz,duplex,tdd_down_percent\n";
    let row = |(id, operator, technology, at, height, band, channel): (
        &str,
        &str,
        &str,
        Point,
        u32,
        &str,
        &str,
    )| {
        let (lat, lon) = (degrees(at.lat()), degrees(at.lon()));
        format!("{id},{operator},{technology},{lat},{lon},{height},{band},{channel}\n")
    };
    rows.into_iter().fold(header.to_owned(), |text, one| text + &row(one))
}

/// Two hills on level ground: of cells that overlap the first stands.
fn ground() -> String {
    let cells = [
        (Point::new(-700.0, 700.0), 165, 400),
        (Point::new(2_300.0, -1_500.0), 172, 500),
        (Point::new(0.0, 0.0), 120, 20_000),
    ];
    let row = |(at, height, side): (Point, u32, u32)| {
        format!("{},{},{height},{side}\n", degrees(at.lon()), degrees(at.lat()))
    };
    let header = "easting,northing,value,size_m\n".to_owned();
    cells.into_iter().fold(header, |text, cell| text + &row(cell))
}

/// A railway from the west to the east.
fn track() -> String {
    let ends = [Point::new(-5_400.0, -2_360.0), Point::new(5_400.0, 1_960.0)];
    let at = |end: &Point| format!("{} {}", degrees(end.lon()), degrees(end.lat()));
    let line: Vec<String> = ends.iter().map(at).collect();
    format!("rodzaj,nrLinii,wkt\nkolej,298,\"LINESTRING({})\"\n", line.join(", "))
}
