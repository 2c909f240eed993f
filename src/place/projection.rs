//! Conversions between reference systems, by the PROJ library.

use std::cell::RefCell;
use std::rc::Rc;

use proj::Proj;
use rayon::prelude::*;

use super::{Pl1992, Wgs84};

/// Points handed to one PROJ object at a time; making the object costs milliseconds.
const CHUNK: usize = 16_384;

/// Converters that a thread keeps.
const MADE_MAX: usize = 8;

thread_local! {
    /// Converters of this thread: from, to.
    static MADE: RefCell<Vec<(String, String, Rc<Converter>)>> = const { RefCell::new(Vec::new()) };
}

/// A conversion between two systems.
struct Converter {
    proj: Proj,
    /// Whether it takes longitude and latitude.
    takes_degrees: bool,
}

/// A place in Poland by longitude and latitude, and where it lies in EPSG:2180 within so much:
/// 500 km on the axis 19° E, by definition; 52° N as `control_points_in_both_axis_orders` has it.
const PROBE: ((f64, f64), (f64, f64), f64) = ((19.0, 52.0), (500_000.0, 459_000.0), 50_000.0);

impl Converter {
    fn new(proj: Proj) -> Self {
        let (degrees, metres, within) = PROBE;
        let found = proj.convert(degrees).unwrap_or((f64::NAN, f64::NAN));
        let takes_degrees =
            (found.0 - metres.0).abs() < within && (found.1 - metres.1).abs() < within;
        Self { proj, takes_degrees }
    }

    /// The point in the other system. What is no place on earth is not asked for: PROJ would write a
    /// line about each to the terminal, past everything that counts and lists issues.
    fn convert(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        let (most_x, most_y) = if self.takes_degrees { (360.0, 90.0) } else { (1e8, 1e8) };
        // False for what is no number.
        let is_somewhere = x.abs() <= most_x && y.abs() <= most_y;
        if is_somewhere { self.proj.convert((x, y)).ok() } else { None }
    }
}

/// How well longitude and latitude of WGS 84 are known in EPSG:2180, in metres.
///
/// Between the two stands no shift at all: ETRF2000-PL, on which EPSG:2180 rests, is taken to be
/// WGS 84. The projection itself is exact to less than a millimetre; receivers that tell ETRS89
/// are not touched by this.
///
/// # Source
/// EPSG:9772 "ETRF2000-PL to WGS 84 (1)", operation accuracy 1.0 m (EPSG v10.076; as PROJ 9.1.1
/// prints it for `projinfo -s EPSG:4326 -t EPSG:2180`): the approximation ignores the low accuracy
/// of the WGS 84 ensemble and the movement of the plate.
pub const DATUM_ACCURACY_M: u32 = 1;

/// Systems that rest on WGS 84: longitude and latitude, the zones of UTM in Poland, and the plane of
/// web maps.
const ON_WGS84: [&str; 4] = ["EPSG:4326", "EPSG:32633", "EPSG:32634", "EPSG:3857"];

/// How well coordinates of a system are known once they are converted to EPSG:2180, in metres, as
/// far as this is known here: [`DATUM_ACCURACY_M`] of those on WGS 84.
pub fn conversion_accuracy_m(system: &str) -> Option<u32> {
    let is_known = ON_WGS84.iter().any(|known| known.eq_ignore_ascii_case(system));
    is_known.then_some(DATUM_ACCURACY_M)
}

/// A reference system that PROJ knows, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crs(String);

/// A reference system that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("reference system {name:?} cannot be used: {reason}; give it as \"EPSG:2180\"")]
pub struct CrsError {
    name: String,
    reason: String,
}

impl Crs {
    /// EPSG:2180, the system of the engine.
    pub fn pl1992() -> Self {
        Self("EPSG:2180".to_owned())
    }

    /// EPSG:4326 with longitude first.
    pub fn wgs84() -> Self {
        Self("EPSG:4326".to_owned())
    }

    /// A system by name (`EPSG:2180`) or definition (WKT, PROJ string).
    ///
    /// A definition without an EPSG code whose parameters are those of EPSG:2180 (as ESRI's
    /// `ETRS_1989_UWPP_1992` in .prj files) is recognised by [`Crs::from_wkt`].
    ///
    /// # Errors
    /// When PROJ cannot convert from it to EPSG:2180.
    pub fn parse(name: &str) -> Result<Self, CrsError> {
        let crs = Self(name.to_owned());
        if !crs.is_pl1992() {
            crs.converter("EPSG:2180")?;
        }
        Ok(crs)
    }

    /// A system from the WKT of a .prj file; EPSG:2180 is recognised by its parameters
    /// (transverse Mercator, 19° E, scale 0.9993, false easting 500 km, northing −5300 km). Of a
    /// system with heights only the horizontal part is taken.
    ///
    /// # Errors
    /// When PROJ cannot convert from it to EPSG:2180.
    pub fn from_wkt(wkt: &str) -> Result<Self, CrsError> {
        let wkt = horizontal(wkt);
        let compact: String =
            wkt.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '"').collect();
        let parameter = |name: &str, value: f64| {
            compact
                .split_once(&format!("parameter[{name},"))
                .and_then(|(_, rest)| rest.split_once(']'))
                .and_then(|(number, _)| number.parse::<f64>().ok())
                .is_some_and(|found| (found - value).abs() < 1e-9)
        };
        // ESRI also calls the projection by its inventors.
        let is_mercator = ["transverse_mercator", "gauss_kruger"]
            .iter()
            .any(|name| compact.contains(&format!("projection[{name}]")));
        let is_pl1992 = is_mercator
            && parameter("central_meridian", 19.0)
            && parameter("scale_factor", 0.9993)
            && parameter("false_easting", 500_000.0)
            && parameter("false_northing", -5_300_000.0);
        if is_pl1992 {
            return Ok(Self::pl1992());
        }
        if compact.starts_with("geogcs[") && compact.contains("wgs_1984") {
            return Ok(Self::wgs84());
        }
        Self::parse(wkt)
    }

    /// True for the system of the engine, which needs no conversion.
    pub fn is_pl1992(&self) -> bool {
        self.0.eq_ignore_ascii_case("EPSG:2180")
    }

    /// True for plain longitude and latitude.
    pub fn is_wgs84(&self) -> bool {
        self.0.eq_ignore_ascii_case("EPSG:4326")
    }

    /// The name or definition.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The name, or the one that a definition begins with.
    pub fn label(&self) -> String {
        let text = self.0.trim();
        let after =
            if text.starts_with('{') { text.split_once("\"name\"") } else { Some(("", text)) };
        let quoted = after.and_then(|(_, rest)| rest.split('"').nth(1));
        quoted.unwrap_or(text).to_owned()
    }

    /// The converter of this thread, made when it is first asked for.
    fn converter(&self, to: &str) -> Result<Rc<Converter>, CrsError> {
        MADE.with_borrow_mut(|made| {
            if let Some((.., held)) =
                made.iter().find(|(from, into, _)| *from == self.0 && into == to)
            {
                return Ok(Rc::clone(held));
            }
            let converter = Proj::new_known_crs(&self.0, to, None)
                .map_err(|error| CrsError { name: self.0.clone(), reason: error.to_string() })?;
            let converter = Rc::new(Converter::new(converter));
            if made.len() >= MADE_MAX {
                made.remove(0);
            }
            made.push((self.0.clone(), to.to_owned(), Rc::clone(&converter)));
            Ok(converter)
        })
    }
}

/// The horizontal part of a compound system, which comes first.
fn horizontal(wkt: &str) -> &str {
    let upper = wkt.trim_start().to_ascii_uppercase();
    if !(upper.starts_with("COMPD_CS[") || upper.starts_with("COMPOUNDCRS[")) {
        return wkt;
    }
    let wkt = wkt.trim_start();
    let kinds = ["PROJCS[", "PROJCRS[", "GEOGCS[", "GEOGCRS[", "GEODCRS["];
    let Some(from) = kinds.iter().filter_map(|kind| upper.find(kind)).min() else {
        return wkt;
    };
    let (mut depth, mut is_quoted) = (0_u32, false);
    for (at, byte) in wkt.bytes().enumerate().skip(from) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'[' if !is_quoted => depth += 1,
            b']' if !is_quoted && depth == 1 => return &wkt[from..=at],
            b']' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    wkt
}

/// Converts points to EPSG:2180.
///
/// `points` are (x, y) in the order easting/longitude first; metres or degrees as the system
/// has them. A point that PROJ cannot convert, or that leaves the range, gives `None`.
///
/// # Errors
/// When PROJ does not know the system.
pub fn to_pl1992(points: &[(f64, f64)], from: &Crs) -> Result<Vec<Option<Pl1992>>, CrsError> {
    if from.is_pl1992() {
        return Ok(points.iter().map(|&(x, y)| Pl1992::from_metres(x, y)).collect());
    }
    from.converter("EPSG:2180")?;
    let convert = |chunk: &[(f64, f64)]| {
        let converter = from.converter("EPSG:2180").ok();
        let one = |&(x, y): &(f64, f64)| {
            let (x, y) = converter.as_ref()?.convert((x, y))?;
            Pl1992::from_metres(x, y)
        };
        chunk.iter().map(one).collect::<Vec<_>>()
    };
    // Few points are not worth a change of threads.
    if points.len() <= CHUNK {
        return Ok(convert(points));
    }
    Ok(points.par_chunks(CHUNK).flat_map_iter(convert).collect())
}

/// Converts points from EPSG:2180 to another system, easting or longitude first.
///
/// # Errors
/// When PROJ does not know the system.
pub fn from_pl1992(points: &[Pl1992], to: &Crs) -> Result<Vec<Option<(f64, f64)>>, CrsError> {
    if to.is_pl1992() {
        return Ok(points.iter().map(|p| Some((p.easting(), p.northing()))).collect());
    }
    let pl1992 = Crs::pl1992();
    let converter = || {
        let made = pl1992.converter(to.name());
        made.map_err(|error| CrsError { name: to.0.clone(), reason: error.reason })
    };
    converter()?;
    let convert = |chunk: &[Pl1992]| {
        let converter = converter().ok();
        let one = |point: &Pl1992| {
            let (x, y) = converter.as_ref()?.convert((point.easting(), point.northing()))?;
            (x.is_finite() && y.is_finite()).then_some((x, y))
        };
        chunk.iter().map(one).collect::<Vec<_>>()
    };
    if points.len() <= CHUNK {
        return Ok(convert(points));
    }
    Ok(points.par_chunks(CHUNK).flat_map_iter(convert).collect())
}

/// Converts points from EPSG:2180 to longitude and latitude.
///
/// # Errors
/// When PROJ's database is missing.
pub fn to_wgs84(points: &[Pl1992]) -> Result<Vec<Wgs84>, CrsError> {
    let lost = Wgs84 { lon: f64::NAN, lat: f64::NAN };
    let converted = from_pl1992(points, &Crs::wgs84())?.into_iter();
    Ok(converted.map(|place| place.map_or(lost, |(lon, lat)| Wgs84 { lon, lat })).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Control points: the first is the one published with the study of projection libraries
    /// (PROJ 9.6 to 0.1 mm); the second follows from the definition: on the axis 19° E the
    /// easting is the false easting.
    #[test]
    fn control_points_in_both_axis_orders() {
        let points = [(21.0122, 52.2297), (19.0, 52.0)];
        let converted = to_pl1992(&points, &Crs::wgs84()).expect("PROJ knows EPSG:4326");
        let warsaw = converted[0].expect("in range");
        // 637 382.2044 E, 486 757.2095 N; a point is kept to the millimetre.
        assert!((warsaw.easting() - 637_382.204_4).abs() < 0.001, "{warsaw:?}");
        assert!((warsaw.northing() - 486_757.209_5).abs() < 0.001, "{warsaw:?}");
        let axis = converted[1].expect("in range");
        assert_eq!(axis.easting_mm(), 500_000_000);
        // Swapped axes land far outside Poland, they do not fail.
        let swapped = to_pl1992(&[(52.2297, 21.0122)], &Crs::wgs84()).expect("known");
        assert!(swapped[0].is_none_or(|point| !point.near_poland()));
        let back = to_wgs84(&[warsaw]).expect("known");
        assert!((back[0].lon - 21.0122).abs() < 1e-7 && (back[0].lat - 52.2297).abs() < 1e-7);
    }

    #[test]
    fn a_system_is_told_by_its_name() {
        let label = |name: &str| Crs(name.to_owned()).label();
        assert_eq!(label("EPSG:2177"), "EPSG:2177");
        assert_eq!(label("+proj=utm +zone=34"), "+proj=utm +zone=34");
        assert_eq!(label("PROJCS[\"ETRS89 / PL-2000\",GEOGCS[\"ETRS89\"]]"), "ETRS89 / PL-2000");
        let json = "{\"type\": \"ProjectedCRS\", \"name\": \"PL-2000\", \"id\": {}}";
        assert_eq!(label(json), "PL-2000");
        // Metres of WGS 84 are as uncertain as its degrees; of other systems it is not known here.
        assert_eq!(conversion_accuracy_m("EPSG:4326"), Some(1));
        assert_eq!(conversion_accuracy_m("EPSG:32634"), Some(1));
        assert_eq!(conversion_accuracy_m("EPSG:2177"), None);
    }

    #[test]
    fn esri_prj_without_code_is_recognised_by_parameters() {
        let wkt = r#"PROJCS["ETRS_1989_UWPP_1992",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",
            SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],
            UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],
            PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",-5300000.0],
            PARAMETER["Central_Meridian",19.0],PARAMETER["Scale_Factor",0.9993],
            PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;
        assert!(Crs::from_wkt(wkt).expect("recognised").is_pl1992());
        let zone7 = wkt.replace("19.0", "21.0").replace("0.9993", "0.999923");
        assert!(!Crs::from_wkt(&zone7).expect("PROJ reads ESRI WKT").is_pl1992());
        assert!(Crs::parse("EPSG:0").is_err());
    }
}
