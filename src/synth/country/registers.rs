//! The registers of one gmina in their publishers' own formats.

use super::defects::Defect;
use super::model::Gmina;
use super::operators::TECHNOLOGIES;
use super::part::{Country, File, Part};
use super::plane::Spot;
use super::prg;
use super::report;
use super::tables::{spiked, word};
use super::texts::{self, csv_line, whereabouts};
use super::units::Unit;
use super::{CountrySpec, Form};

pub(super) const ADDRESSES_HEAD: &str = "TERC,Gmina,SIMC,Miejscowość,SYM_UL,Ulica,Nr porządkowy,\
     Szerokość geograficzna,Długość geograficzna,gml_id\n";
pub(super) const BUILDINGS_HEAD: &str = "id,kind,name,terc,simc,ulic,number,lon,lat\n";
pub(super) const ENTITIES_HEAD: &str = "po01_id_podmiotu_obcego,po02_nip_pl\n";
pub(super) const NODES_HEAD: &str = "we01_id_wezla,we02_tytul_do_wezla,we03_id_podmiotu_obcego,\
     we04_terc,we08_szerokosc,we09_dlugosc,we10_medium_transmisyjne,we12_technologia_dostepowa\n";
pub(super) const BOUNDARIES_HEAD: &str = "{\n\"type\": \"FeatureCollection\",\n\
     \"name\": \"A03_Granice_gmin\",\n\"features\": [\n";
pub(super) const BOUNDARIES_TAIL: &str = "\n]\n}\n";

pub(super) fn write(
    country: &Country<'_>,
    unit: &Unit,
    gmina: &Gmina,
    spec: &CountrySpec,
    part: &mut Part,
) {
    if spec.form == Form::Prg {
        let is_twice = spec.rates.of(Defect::SupersededFile) > 0;
        prg::addresses(country, unit, gmina, is_twice, part);
    } else {
        addresses(country, unit, gmina, part);
    }
    report::rows(country, unit, gmina, part);
    if spec.has_earlier {
        report::earlier_rows(country, unit, gmina, part);
    }
    boundary(country, unit, gmina, part);
    nodes(country, unit, gmina, part);
    buildings(country, unit, gmina, part);
}

/// Latitude and longitude with so many decimals.
pub(super) fn lat_lon(country: &Country<'_>, at: Spot, decimals: usize) -> (String, String) {
    let at = country.projection.lon_lat(at.metres());
    (format!("{:.decimals$}", at.lat), format!("{:.decimals$}", at.lon))
}

fn addresses(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    let file = File::Addresses(unit.voivodeship);
    let mut spoiled = gmina.spoiled.iter().peekable();
    for (address, subject) in gmina.settled.addresses.iter().enumerate() {
        let defect = spoiled.next_if(|row| row.address == address).map(|row| row.defect);
        let place = whereabouts(unit, gmina, address);
        let moved = Spot { e: subject.at.e + 1_500_000, n: subject.at.n + 1_500_000 };
        let at = if defect == Some(Defect::OutsideGmina) { moved } else { subject.at };
        let (mut lat, mut lon) = lat_lon(country, at, 9);
        let mut id = country.id(unit, address);
        match defect {
            Some(Defect::OutsidePoland) => (lat, lon) = ("12.5".to_owned(), "3.25".to_owned()),
            Some(Defect::MissingCoordinates) => (lat, lon) = (String::new(), String::new()),
            Some(Defect::BadCoordinate) => "brak".clone_into(&mut lat),
            Some(Defect::MissingId) => id.clear(),
            _ => {}
        }
        let ulic = if place.ulic.is_empty() { "99999" } else { &place.ulic };
        let number = texts::number_of_base(gmina, address);
        let line = |terc: &str, id: &str| {
            let names = [&place.simc, &place.locality, ulic, &place.street, &number];
            let [simc, locality, ulic, street, number] = names.map(|text: &str| text);
            let all = [terc, &unit.name, simc, locality, ulic, street, number, &lat, &lon, id];
            csv_line(&all)
        };
        part.text(file).push(&line(&place.terc, &id));
        if defect == Some(Defect::BadCode) {
            part.text(file).push(&line(texts::BAD_TERC, &format!("{id}K")));
        }
        if let Some(defect) = defect {
            let row = part.text(file).n_lines;
            part.note(defect, file, row, country.id(unit, address));
        }
    }
}

/// A feature without the comma that comes before all but the first.
fn boundary(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    let defect = gmina.outline_defect;
    if defect != Some(Defect::NoBoundary) {
        let corner = |spot: &Spot| {
            let (lat, lon) = lat_lon(country, *spot, 8);
            format!("[{lon},{lat}]")
        };
        let ring = |ring: &Vec<Spot>| {
            format!("[{}]", ring.iter().map(corner).collect::<Vec<_>>().join(","))
        };
        let rings: Vec<String> = spiked(gmina).iter().map(ring).collect();
        let (terc, name) = (unit.terc(), &unit.name);
        part.text(File::Boundaries).push(&format!(
            "{{\"type\": \"Feature\", \"properties\": {{\"JPT_KOD_JE\": \"{terc}\", \
             \"JPT_NAZWA_\": \"{name}\"}}, \"geometry\": {{\"type\": \"Polygon\", \
             \"coordinates\": [{}]}}}}",
            rings.join(",")
        ));
    }
    if let Some(defect) = defect {
        let row = part.texts.get(&File::Boundaries).map_or(0, |text| text.n_lines);
        part.note(defect, File::Boundaries, row, String::new());
    }
}

fn nodes(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    for (number, node) in gmina.nodes.iter().enumerate() {
        let technology = &TECHNOLOGIES[usize::from(node.technology)];
        let (lat, lon) = lat_lon(country, node.at, 6);
        let is_odd = node.defect == Some(Defect::UnusualId);
        let is_shared = node.defect == Some(Defect::DanglingReference);
        if is_shared {
            let entity = csv_line(&[&format!("POBCY-{}-{}", unit.code, number + 1), "1234563218"]);
            part.text(File::Entities).push(&entity);
        }
        let line = csv_line(&[
            &format!("{}-{}-{}", if is_odd { "X" } else { "W" }, unit.code, number + 1),
            if is_shared { "Węzeł współdzielony z innym podmiotem" } else { "Węzeł własny" },
            if is_shared { "POBCY-NIEZNANY" } else { "" },
            &unit.terc(),
            &lat,
            &lon,
            technology.medium.trim_end_matches(" (FWA)"),
            technology.name,
        ]);
        part.text(File::Nodes).push(&line);
        if let Some(defect) = node.defect {
            let row = part.text(File::Nodes).n_lines;
            part.note(defect, File::Nodes, row, String::new());
        }
    }
}

fn buildings(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    let sites = gmina.sites.iter().filter(|site| !site.kind.is_educational());
    for (number, site) in sites.enumerate() {
        let place = whereabouts(unit, gmina, site.address);
        let (lat, lon) = lat_lon(country, gmina.settled.addresses[site.address].at, 6);
        let is_lost = site.defect == Some(Defect::BuildingWithoutAddress);
        let is_odd = site.defect == Some(Defect::UnknownKind);
        let line = csv_line(&[
            &format!("B-{}-{}", unit.code, number + 1),
            if is_odd { "wieża ciśnień" } else { word(site.kind) },
            &site.name,
            &place.terc,
            &place.simc,
            &place.ulic,
            if is_lost { "9999" } else { &place.number },
            if is_lost { "" } else { &lon },
            if is_lost { "" } else { &lat },
        ]);
        part.text(File::Buildings).push(&line);
        if let Some(defect) = site.defect {
            let row = part.text(File::Buildings).n_lines;
            part.note(defect, File::Buildings, row, country.id(unit, site.address));
        }
    }
}
