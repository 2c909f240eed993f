//! Points whose place in EPSG:2180 is known without PROJ, in both orders of the axes.

use zasieg::place::{Crs, DATUM_ACCURACY_M, Pl1992, Wgs84, from_pl1992, to_pl1992, to_wgs84};

use crate::krueger::PL1992;

/// Degrees, minutes and seconds.
fn degrees(whole: f64, minutes: f64, seconds: f64) -> f64 {
    whole + minutes / 60.0 + seconds / 3600.0
}

/// From Zgorzelec to the Bug and from the Bieszczady to the sea: the corners of the area of use
/// (EPSG extent 1192: 14.14…24.15° E, 49.00…55.93° N), towns at the borders, the middle, and the
/// axis.
const PLACES: [(&str, f64, f64); 12] = [
    ("south-west of the area", 14.14, 49.0),
    ("north-west of the area", 14.14, 55.93),
    ("south-east of the area", 24.15, 49.0),
    ("north-east of the area", 24.15, 55.93),
    ("Zgorzelec", 15.0086, 51.1526),
    ("Świnoujście", 14.2475, 53.9103),
    ("Jastrzębia Góra", 18.3106, 54.8333),
    ("Suwałki", 22.9308, 54.1115),
    ("Horodło", 24.0378, 50.8933),
    ("Wołosate", 22.6825, 49.0667),
    ("Warszawa", 21.0122, 52.2297),
    ("the axis", 19.0, 52.0),
];

#[test]
fn points_over_poland_agree_with_the_series_to_a_millimetre() {
    let points = PLACES.map(|(_, lon, lat)| (lon, lat));
    let converted = to_pl1992(&points, &Crs::wgs84()).expect("PROJ knows EPSG:4326");
    let converted: Vec<Pl1992> = converted.into_iter().map(|p| p.expect("in range")).collect();
    let back = to_wgs84(&converted).expect("PROJ knows EPSG:4326");
    for (((name, lon, lat), point), back) in PLACES.into_iter().zip(&converted).zip(back) {
        let (easting, northing) = PL1992.forward(lon, lat);
        // A point is kept to the nearest millimetre, so half of one is rounding.
        assert!((point.easting() - easting).abs() < 0.001, "{name}: {point:?} {easting}");
        assert!((point.northing() - northing).abs() < 0.001, "{name}: {point:?} {northing}");
        assert!(point.near_poland(), "{name}");
        // A millimetre is 1.6e-8° of longitude at most.
        assert!((back.lon - lon).abs() < 1e-8 && (back.lat - lat).abs() < 1e-8, "{name}");
    }
    // A grid over the whole area, every tenth of a degree.
    let grid: Vec<(f64, f64)> = (140..=242)
        .flat_map(|lon| (489..=560).map(move |lat| (f64::from(lon) / 10.0, f64::from(lat) / 10.0)))
        .collect();
    let converted = to_pl1992(&grid, &Crs::wgs84()).expect("PROJ knows EPSG:4326");
    for ((lon, lat), point) in grid.iter().zip(converted) {
        let (easting, northing) = PL1992.forward(*lon, *lat);
        let point = point.expect("in range");
        let error = (point.easting() - easting).hypot(point.northing() - northing);
        assert!(error < 0.001, "{lon} {lat}: {error} m");
    }
}

/// PL-1992 as A. Fabisiewicz computed it with the classical series of Gauss and Krüger
/// (github.com/affq/geodezja-wyzsza, `zadanie_4/zadanie_4.ipynb`); northing first, as surveyors
/// write it. The series ends at the sixth power of the eccentricity, which leaves it a millimetre.
#[test]
fn published_points_are_met() {
    let published = [
        ((51.0, 19.0), (348_129.263, 500_000.000)),
        ((degrees(51.0, 21.0, 34.362_05), 19.0), (388_101.263, 500_000.000)),
        (
            (degrees(51.0, 21.0, 2.700_63), degrees(20.0, 26.0, 7.762_49)),
            (388_101.263, 599_934.089),
        ),
        (
            (degrees(50.0, 59.0, 28.336_62), degrees(20.0, 26.0, 7.762_49)),
            (348_131.934, 600_714.357),
        ),
    ];
    for ((lat, lon), (northing, easting)) in published {
        let converted = to_pl1992(&[(lon, lat)], &Crs::wgs84()).expect("known");
        let point = converted[0].expect("in range");
        assert!((point.easting() - easting).abs() < 0.002, "{point:?} {easting}");
        assert!((point.northing() - northing).abs() < 0.002, "{point:?} {northing}");
    }
}

#[test]
fn exchanged_axes_never_pass_for_a_place_in_poland() {
    for (name, lon, lat) in PLACES {
        // Longitude and latitude: their ranges over Poland do not meet.
        assert!(Wgs84 { lon, lat }.near_poland(), "{name}");
        assert!(!Wgs84 { lon, lat }.swapped().near_poland(), "{name}");
        let exchanged = to_pl1992(&[(lat, lon)], &Crs::wgs84()).expect("known");
        assert!(exchanged[0].is_none_or(|point| !point.near_poland()), "{name}: {exchanged:?}");
        // Northing and easting: their ranges meet, so a rectangle cannot tell; but the exchanged
        // point is another place, at least the distance to the diagonal away, and the gmina that
        // the record names tells (`MatchError::SwappedAxes`).
        let (easting, northing) = PL1992.forward(lon, lat);
        let point = Pl1992::from_metres(easting, northing).expect("in range");
        let away = (easting - northing).abs() * f64::sqrt(2.0);
        let moved = point.distance_squared_mm2(point.swapped());
        // Millimetres within Poland, squared, are below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let moved = (moved as f64).sqrt() / 1000.0;
        assert!((moved - away).abs() < 0.01 && away > 10_000.0, "{name}: {away}");
    }
    // The authority's own order is northing first. PROJ is asked for easting first, as every file
    // form but GML has it, in both directions.
    let warsaw = Pl1992::from_metres(637_382.204, 486_757.21).expect("in range");
    let there = from_pl1992(&[warsaw], &Crs::parse("EPSG:4258").expect("ETRS89")).expect("known");
    let (lon, lat) = there[0].expect("in range");
    assert!((lon - 21.0122).abs() < 1e-7 && (lat - 52.2297).abs() < 1e-7, "{lon} {lat}");
    let zone = Crs::parse("EPSG:2178").expect("PL-2000 zone 7, northing first in the registry");
    let (x, y) = from_pl1992(&[warsaw], &zone).expect("known")[0].expect("in range");
    assert!((7_400_000.0..7_600_000.0).contains(&x) && (5_700_000.0..5_900_000.0).contains(&y));
    assert_eq!(to_pl1992(&[(x, y)], &zone).expect("known"), [Some(warsaw)]);
    assert_eq!(DATUM_ACCURACY_M, 1);
}
