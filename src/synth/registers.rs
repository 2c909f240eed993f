//! The state registers: TERC, SIMC, ULIC, the border, the address base, and the run file.

use std::collections::BTreeSet;

use super::geometry::Point;
use super::gmina::Gmina;
use super::places::{
    GMINA, LOCALITIES, NAME, POWIAT, STREETS, TERC_GMINA, TERC_TOWN, TOWN, WOJEWODZTWO,
};
use super::report::csv_line;

const BOM: &str = "\u{feff}";
/// State of the TERYT registers.
const TERYT_DAY: &str = "2026-01-01";

/// The settings of the run and the list of its inputs.
pub(super) const RUN: &str = r#"# A fictional gmina; the known answer is in oczekiwane.csv and .json
as_of = 2026-06-30
plan_horizon_years = 3
profiles = ["EU-2023", "PL-NGA30", "PL-NGA100", "SED-1G", "OSE", "DD2030", "NONE"]
match_rungs = ["exact", "number", "street", "coordinates"]
max_rejected_share = 0.05

[[input]]
register = "terc"
path = "terc.csv"
edition = "2026-01-01"

[[input]]
register = "simc"
path = "simc.csv"
edition = "2026-01-01"

[[input]]
register = "ulic"
path = "ulic.csv"
edition = "2026-01-01"

[[input]]
register = "boundaries"
path = "granice.geojson"
edition = "2026-01-01"
columns = { code = "JPT_KOD_JE", name = "JPT_NAZWA_" }

[[input]]
register = "sidusis-addresses"
path = "adresy.csv"
edition = "2026-06"

[[input]]
register = "sidusis-report"
path = "zasieg/operator_*.csv"
edition = "2026-06"

[[input]]
register = "rspo"
path = "rspo.csv"
edition = "2026-06"

[[input]]
register = "public-buildings"
path = "budynki.csv"
edition = "2026-06"

[[input]]
register = "coverage-raster"
path = "ruchome.csv"
edition = "2026-06"
crs = "EPSG:4326"

[[input]]
register = "base-stations"
path = "stacje.csv"
edition = "2026-06"

[[input]]
register = "terrain"
path = "teren.csv"
edition = "2026-06"
crs = "EPSG:4326"

[[input]]
register = "rail"
path = "tory.csv"
edition = "2026-06"
crs = "EPSG:4326"
"#;

/// TERC in the official layout, with its blank last line.
pub(super) fn terc() -> String {
    let unit = |powiat: &str, gmina: &str, kind: &str, name: &str, what: &str| {
        format!("{WOJEWODZTWO};{powiat};{gmina};{kind};{name};{what};{TERYT_DAY}\r\n")
    };
    let mut text = format!("{BOM}WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\r\n");
    text += &unit("", "", "", "FIKCYJNE", "województwo");
    text += &unit(POWIAT, "", "", "jasnopolski", "powiat");
    text += &unit(POWIAT, GMINA, "3", NAME, "gmina miejsko-wiejska");
    text += &unit(POWIAT, GMINA, "4", NAME, "miasto");
    text += &unit(POWIAT, GMINA, "5", NAME, "obszar wiejski");
    text + "\r\n"
}

/// SIMC: the town and the villages.
pub(super) fn simc() -> String {
    let header = format!("{BOM}WOJ;POW;GMI;RODZ_GMI;RM;MZ;NAZWA;SYM;SYMPOD;STAN_NA\r\n");
    let mut lines = vec![header];
    for (position, locality) in LOCALITIES.iter().enumerate() {
        let kind = if position == TOWN { "96" } else { "01" };
        let (part, name, simc) = (part(locality.terc), locality.name, locality.simc);
        lines.push(format!("{part};{kind};1;{name};{simc};{simc};{TERYT_DAY}\r\n"));
    }
    lines.concat()
}

/// ULIC: the streets that have addresses.
pub(super) fn ulic(gmina: &Gmina) -> String {
    let header = format!("{BOM}WOJ;POW;GMI;RODZ_GMI;SYM;SYM_UL;CECHA;NAZWA_1;NAZWA_2;STAN_NA\r\n");
    let mut lines = vec![header];
    let used: BTreeSet<(usize, usize)> = gmina
        .addresses
        .iter()
        .filter_map(|address| Some((address.locality, address.street?)))
        .collect();
    for (locality, street) in used {
        let (locality, street) = (&LOCALITIES[locality], &STREETS[street]);
        let (part, simc, ulic) = (part(locality.terc), locality.simc, street.ulic);
        let (kind, name_1, name_2) = (street.kind, street.name_1, street.name_2);
        lines.push(format!("{part};{simc};{ulic};{kind};{name_1};{name_2};{TERYT_DAY}\r\n"));
    }
    lines.concat()
}

/// Voivodeship, powiat, gmina and kind in columns of their own.
fn part(terc: &str) -> String {
    let kind = if terc == TERC_TOWN { "4" } else { "5" };
    format!("{WOJEWODZTWO};{POWIAT};{GMINA};{kind}")
}

/// The border as one closed ring in longitude and latitude.
pub(super) fn boundary(gmina: &Gmina) -> String {
    let corners = &gmina.outline.corners;
    let ring: Vec<String> = corners
        .iter()
        .chain(corners.first())
        .map(|corner: &Point| format!("[{:.6}, {:.6}]", corner.lon(), corner.lat()))
        .collect();
    let properties = format!("{{\"JPT_KOD_JE\": \"{TERC_GMINA}\", \"JPT_NAZWA_\": \"{NAME}\"}}");
    format!(
        "{{\n\"type\": \"FeatureCollection\",\n\"name\": \"A03_Granice_gmin\",\n\"features\": [\n\
         {{\"type\": \"Feature\", \"properties\": {properties},\n\"geometry\": \
         {{\"type\": \"Polygon\", \"coordinates\": [[\n{}\n]]}}}}\n]\n}}\n",
        ring.join(",\n")
    )
}

/// The address base in the SIDUSIS layout.
pub(super) fn addresses(gmina: &Gmina) -> String {
    let mut text = "TERC,Gmina,SIMC,Miejscowość,SYM_UL,Ulica,Nr porządkowy,\
                    Szerokość geograficzna,Długość geograficzna,gml_id\n"
        .to_owned();
    for address in &gmina.addresses {
        let locality = &LOCALITIES[address.locality];
        text += &csv_line(&[
            locality.terc.to_owned(),
            NAME.to_owned(),
            locality.simc.to_owned(),
            locality.name.to_owned(),
            address.ulic().to_owned(),
            address.street_name(),
            address.number.clone(),
            address.at.lat().to_string(),
            address.at.lon().to_string(),
            address.gml_id.clone(),
        ]);
    }
    text
}
