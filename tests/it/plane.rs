//! EPSG:2180 by formula, to check the projection library and the order of axes.

/// Easting and northing in metres of a point in degrees.
///
/// Transverse Mercator by the series of L. Krüger, *Konforme Abbildung des Erdellipsoids in der
/// Ebene* (1912), to the third order of the flattening n, on GRS 80; central meridian 19° E, scale
/// 0.9993, false easting 500 km, false northing -5300 km. Good to 0.1 mm in Poland.
pub fn easting_northing(lon: f64, lat: f64) -> (f64, f64) {
    let flattening = 1.0 / 298.257_222_101;
    let n: f64 = flattening / (2.0 - flattening);
    let radius = 6_378_137.0 / (1.0 + n) * (1.0 + n.powi(2) / 4.0 + n.powi(4) / 64.0);
    let series = [
        n / 2.0 - 2.0 / 3.0 * n.powi(2) + 5.0 / 16.0 * n.powi(3),
        13.0 / 48.0 * n.powi(2) - 3.0 / 5.0 * n.powi(3),
        61.0 / 240.0 * n.powi(3),
    ];
    let eccentricity = (flattening * (2.0 - flattening)).sqrt();
    let (lambda, phi) = ((lon - 19.0).to_radians(), lat.to_radians());
    let conformal = phi.sin().atanh() - eccentricity * (eccentricity * phi.sin()).atanh();
    let t = conformal.sinh();
    let xi = t.atan2(lambda.cos());
    let eta = (lambda.sin() / t.hypot(1.0)).atanh();
    let (mut north, mut east) = (xi, eta);
    for (coefficient, k) in series.into_iter().zip([2.0, 4.0, 6.0]) {
        north += coefficient * (k * xi).sin() * (k * eta).cosh();
        east += coefficient * (k * xi).cos() * (k * eta).sinh();
    }
    let scale = 0.9993 * radius;
    (500_000.0 + scale * east, scale * north - 5_300_000.0)
}
