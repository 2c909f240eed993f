//! EPSG:2180 to longitude and latitude: Krüger's series in the form of Karney (2011), with
//! elementary functions made of `+ - * /` and the square root, so that the digits are the same on
//! every machine. The shift between ETRS89 and WGS 84 is taken as none.

use super::plane::Vector;

// EPSG:2180: transverse Mercator on GRS 80, 19° E, scale 0.9993, false easting 500 km and
// northing -5300 km (EPSG register, coordinate operation 18300).
const SCALE: f64 = 0.9993;
const FALSE_EAST_M: f64 = 500_000.0;
const FALSE_NORTH_M: f64 = -5_300_000.0;
const MERIDIAN_DEG: f64 = 19.0;
const SEMI_MAJOR_M: f64 = 6_378_137.0;
const INVERSE_FLATTENING: f64 = 298.257_222_101;

/// Longitude and latitude in degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct LonLat {
    pub(super) lon: f64,
    pub(super) lat: f64,
}

/// The inverse projection with its coefficients worked out.
pub(super) struct Projection {
    radius_m: f64,
    beta: [f64; 4],
    delta: [f64; 4],
}

impl Projection {
    pub(super) fn new() -> Self {
        let f = 1.0 / INVERSE_FLATTENING;
        let n = f / (2.0 - f);
        let (n2, n3) = (n * n, n * n * n);
        let n4 = n2 * n2;
        Self {
            radius_m: SCALE * SEMI_MAJOR_M / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0),
            beta: [
                n / 2.0 - 2.0 * n2 / 3.0 + 37.0 * n3 / 96.0 - n4 / 360.0,
                n2 / 48.0 + n3 / 15.0 - 437.0 * n4 / 1440.0,
                17.0 * n3 / 480.0 - 37.0 * n4 / 840.0,
                4397.0 * n4 / 161_280.0,
            ],
            delta: [
                2.0 * n - 2.0 * n2 / 3.0 - 2.0 * n3 + 116.0 * n4 / 45.0,
                7.0 * n2 / 3.0 - 8.0 * n3 / 5.0 - 227.0 * n4 / 45.0,
                56.0 * n3 / 15.0 - 136.0 * n4 / 35.0,
                4279.0 * n4 / 630.0,
            ],
        }
    }

    pub(super) fn lon_lat(&self, point: Vector) -> LonLat {
        let xi = (point.n - FALSE_NORTH_M) / self.radius_m;
        let eta = (point.e - FALSE_EAST_M) / self.radius_m;
        let (mut xi_sphere, mut eta_sphere) = (xi, eta);
        for (beta, double) in self.beta.iter().zip([2.0, 4.0, 6.0, 8.0]) {
            let (sin, cos) = sin_cos(double * xi);
            let (sinh, cosh) = sinh_cosh(double * eta);
            xi_sphere -= beta * sin * cosh;
            eta_sphere -= beta * cos * sinh;
        }
        let (sinh, cosh) = sinh_cosh(eta_sphere);
        let (sin, cos) = sin_cos(xi_sphere);
        let sine = sin / cosh;
        let chi = arc_tangent(sine / (1.0 - sine * sine).sqrt());
        let mut phi = chi;
        for (delta, double) in self.delta.iter().zip([2.0, 4.0, 6.0, 8.0]) {
            phi += delta * sin_cos(double * chi).0;
        }
        let degrees = 180.0 / std::f64::consts::PI;
        LonLat { lon: MERIDIAN_DEG + arc_tangent(sinh / cos) * degrees, lat: phi * degrees }
    }
}

/// Sine and cosine of an angle of at most some ten radians.
fn sin_cos(angle: f64) -> (f64, f64) {
    let quarter = std::f64::consts::FRAC_PI_2;
    let turns = (angle / quarter).round();
    let x = angle - turns * quarter;
    let square = x * x;
    let (mut sin, mut cos) = (0.0, 0.0);
    for k in (0..10_u32).rev() {
        let even = f64::from(2 * k);
        sin = 1.0 - square * sin / ((even + 2.0) * (even + 3.0));
        cos = 1.0 - square * cos / ((even + 1.0) * (even + 2.0));
    }
    sin *= x;
    #[allow(clippy::cast_possible_truncation)]
    match (turns as i64).rem_euclid(4) {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

/// Hyperbolic sine and cosine of a small number.
fn sinh_cosh(x: f64) -> (f64, f64) {
    let square = x * x;
    let (mut sinh, mut cosh) = (0.0, 0.0);
    for k in (0..8_u32).rev() {
        let even = f64::from(2 * k);
        sinh = 1.0 + square * sinh / ((even + 2.0) * (even + 3.0));
        cosh = 1.0 + square * cosh / ((even + 1.0) * (even + 2.0));
    }
    (sinh * x, cosh)
}

/// The angle is halved three times before the series.
fn arc_tangent(x: f64) -> f64 {
    let halved = |x: f64| x / (1.0 + (1.0 + x * x).sqrt());
    let x = halved(halved(halved(x)));
    let square = x * x;
    let mut sum = 0.0;
    for k in (0..12_u32).rev() {
        sum = 1.0 / f64::from(2 * k + 1) - square * sum;
    }
    8.0 * x * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Control points worked out by PROJ 9 (`cs2cs EPSG:2180 EPSG:4326`), to a tenth of a
    /// millimetre.
    #[test]
    fn control_points_of_proj() {
        let projection = Projection::new();
        for (e, n, lon, lat) in CONTROL {
            let found = projection.lon_lat(Vector::new(e, n));
            assert!((found.lon - lon).abs() < 2e-9, "{e} {n}: {found:?}");
            assert!((found.lat - lat).abs() < 2e-9, "{e} {n}: {found:?}");
        }
    }

    const CONTROL: [(f64, f64, f64, f64); 3] = [
        (500_000.0, 480_000.0, 19.0, 52.186_082_933_6),
        (200_000.0, 600_000.0, 14.508_367_688_1, 53.180_470_061_0),
        (820_000.0, 200_000.0, 23.428_912_638_7, 49.582_595_915_0),
    ];
}
