//! The transverse Mercator projection by Krüger's series: an oracle that shares nothing with PROJ.
//!
//! L. Krüger, *Konforme Abbildung des Erdellipsoids in der Ebene*, Potsdam 1912, with the
//! coefficients to the sixth power of the third flattening as in C. F. F. Karney, *Transverse
//! Mercator with an accuracy of a few nanometers*, J. Geodesy 85 (2011), eq. 7, 12, 35
//! (arXiv:1002.1417).

/// A system of coordinates.
pub struct Mercator {
    /// Semi-major axis of the ellipsoid.
    pub axis_m: f64,
    /// 1/f of the ellipsoid.
    pub inverse_flattening: f64,
    /// Latitude of the origin, degrees.
    pub lat_0: f64,
    /// Central meridian, degrees.
    pub lon_0: f64,
    /// Scale on it.
    pub scale: f64,
    /// False easting.
    pub easting_0: f64,
    /// False northing.
    pub northing_0: f64,
}

/// EPSG:2180: GRS 80; Dz.U. 2012 poz. 1247, annex 3.
pub const PL1992: Mercator = Mercator {
    axis_m: 6_378_137.0,
    inverse_flattening: 298.257_222_101,
    lat_0: 0.0,
    lon_0: 19.0,
    scale: 0.9993,
    easting_0: 500_000.0,
    northing_0: -5_300_000.0,
};

/// EPSG:32634: UTM zone 34 north on WGS 84.
pub const UTM34: Mercator = Mercator {
    axis_m: 6_378_137.0,
    inverse_flattening: 298.257_223_563,
    lat_0: 0.0,
    lon_0: 21.0,
    scale: 0.9996,
    easting_0: 500_000.0,
    northing_0: 0.0,
};

impl Mercator {
    /// Easting and northing of a longitude and latitude in degrees.
    pub fn forward(&self, lon: f64, lat: f64) -> (f64, f64) {
        let (x, y) = self.plane(lon - self.lon_0, lat);
        let (_, origin) = self.plane(0.0, self.lat_0);
        (self.easting_0 + self.scale * x, self.northing_0 + self.scale * (y - origin))
    }

    /// East of the central meridian and north of the equator, without scale.
    fn plane(&self, lon: f64, lat: f64) -> (f64, f64) {
        let flattening = 1.0 / self.inverse_flattening;
        let n = flattening / (2.0 - flattening);
        let power = |k: i32| n.powi(k);
        let alpha = [
            n / 2.0 - 2.0 / 3.0 * power(2) + 5.0 / 16.0 * power(3) + 41.0 / 180.0 * power(4)
                - 127.0 / 288.0 * power(5)
                + 7891.0 / 37_800.0 * power(6),
            13.0 / 48.0 * power(2) - 3.0 / 5.0 * power(3)
                + 557.0 / 1440.0 * power(4)
                + 281.0 / 630.0 * power(5)
                - 1_983_433.0 / 1_935_360.0 * power(6),
            61.0 / 240.0 * power(3) - 103.0 / 140.0 * power(4)
                + 15_061.0 / 26_880.0 * power(5)
                + 167_603.0 / 181_440.0 * power(6),
            49_561.0 / 161_280.0 * power(4) - 179.0 / 168.0 * power(5)
                + 6_601_661.0 / 7_257_600.0 * power(6),
            34_729.0 / 80_640.0 * power(5) - 3_418_889.0 / 1_995_840.0 * power(6),
            212_378_941.0 / 319_334_400.0 * power(6),
        ];
        let radius =
            self.axis_m / (1.0 + n) * (1.0 + power(2) / 4.0 + power(4) / 64.0 + power(6) / 256.0);
        // The conformal latitude, by its tangent.
        let eccentricity = (flattening * (2.0 - flattening)).sqrt();
        let (lon, sine) = (lon.to_radians(), lat.to_radians().sin());
        let isometric = sine.atanh() - eccentricity * (eccentricity * sine).atanh();
        let tangent = isometric.sinh();
        let xi = tangent.atan2(lon.cos());
        let eta = (lon.sin() / tangent.hypot(lon.cos())).asinh();
        let (mut y, mut x) = (xi, eta);
        for (alpha, k) in alpha.into_iter().zip((2..).step_by(2).map(f64::from)) {
            y += alpha * (k * xi).sin() * (k * eta).cosh();
            x += alpha * (k * xi).cos() * (k * eta).sinh();
        }
        (radius * x, radius * y)
    }
}

/// The example of EPSG for the method: IOGP publication 373-7-2, *Coordinate Conversions and
/// Transformations including Formulas*, "Transverse Mercator", OSGB 1936 / British National Grid.
/// Its last centimetre is not the one of its own intermediate values (which give 577 274.984 and
/// 69 740.492), as others have found.
#[test]
fn the_oracle_gives_the_example_of_epsg() {
    let british = Mercator {
        axis_m: 6_377_563.396,
        inverse_flattening: 299.324_96,
        lat_0: 49.0,
        lon_0: -2.0,
        scale: 0.999_601_271_7,
        easting_0: 400_000.0,
        northing_0: -100_000.0,
    };
    let (easting, northing) = british.forward(0.5, 50.5);
    assert!((easting - 577_274.99).abs() < 0.01, "{easting}");
    assert!((northing - 69_740.50).abs() < 0.01, "{northing}");
}
