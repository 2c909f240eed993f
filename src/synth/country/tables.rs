//! The Parquet tables of one gmina.

use arrow_schema::SchemaRef;

use super::answer::{self, Row};
use super::columns::{Columns, Kind, Rows, line, point, polygon, schema};
use super::defects::Defect;
use super::model::{Claim, Gmina, Reach, SiteKind};
use super::names;
use super::operators::TECHNOLOGIES;
use super::part::{Country, File, Part, UNKNOWN_GMINA, answers};
use super::plane::Spot;
use super::settle::RoadKind;
use super::texts::{BAD_TERC, whereabouts};
use super::units::Unit;
use super::{CountrySpec, Form};

const POINT: Kind = Kind::Geometry("Point");
const ADDRESSES: Columns = &[
    ("id", Kind::Text),
    ("easting", Kind::Metres),
    ("northing", Kind::Metres),
    ("terc", Kind::Word),
    ("simc", Kind::Word),
    ("ulic", Kind::Word),
    ("number", Kind::Text),
];
const OFFERS: Columns = &[
    ("address_id", Kind::Text),
    ("operator", Kind::Word),
    ("technology", Kind::Word),
    ("down_mbps", Kind::Whole),
    ("up_mbps", Kind::Whole),
    ("reach", Kind::Word),
];
const BOUNDARIES: Columns =
    &[("code", Kind::Text), ("name", Kind::Text), ("geometry", Kind::Geometry("Polygon"))];
const AREAS: Columns = &[
    ("id", Kind::Text),
    ("operator", Kind::Word),
    ("technology", Kind::Word),
    ("down_mbps", Kind::Whole),
    ("up_mbps", Kind::Whole),
    ("geometry", Kind::Geometry("Polygon")),
];
const NODES: Columns = &[
    ("id", Kind::Text),
    ("easting", Kind::Metres),
    ("northing", Kind::Metres),
    ("operator", Kind::Word),
    ("medium", Kind::Word),
    ("geometry", POINT),
];
const ROADS: Columns = &[
    ("id", Kind::Text),
    ("class", Kind::Word),
    ("surface", Kind::Word),
    ("manager", Kind::Word),
    ("name", Kind::Text),
    ("width_m", Kind::Metres),
    ("geometry", Kind::Geometry("LineString")),
];
const BUILDINGS: Columns = &[
    ("id", Kind::Text),
    ("kind", Kind::Word),
    ("name", Kind::Text),
    ("terc", Kind::Word),
    ("simc", Kind::Word),
    ("ulic", Kind::Word),
    ("number", Kind::Text),
    ("easting", Kind::Metres),
    ("northing", Kind::Metres),
];

/// A Parquet file of the country.
pub(super) struct Sheet {
    pub(super) path: &'static str,
    pub(super) schema: SchemaRef,
    pub(super) geometry: Option<&'static str>,
}

fn sheet(path: &'static str, columns: Columns) -> Sheet {
    let geometry = columns.iter().find_map(|(_, kind)| match kind {
        Kind::Geometry(kind) => Some(*kind),
        _ => None,
    });
    Sheet { path, schema: schema(columns.iter().copied()), geometry }
}

/// In the folder of [`super::run::LAST_YEAR`].
const LAST_YEARS_OFFERS: &str = "poprzednia/2025-06/oferty.parquet";

/// The answers come first: the form in registers has no other tables.
pub(super) fn sheets(spec: &CountrySpec) -> Vec<Sheet> {
    let names = answer::columns();
    let of_answer = |n_columns: usize| {
        let statuses = names[..n_columns].iter().map(|name| (name.as_str(), Kind::Status));
        schema([("address_id", Kind::Text), ("gmina", Kind::Word)].into_iter().chain(statuses))
    };
    let answer = |path, schema| Sheet { path, schema, geometry: None };
    let mut sheets = vec![
        answer("odpowiedz/adresy.parquet", of_answer(answer::N_COLUMNS)),
        answer("odpowiedz/odczyt.parquet", of_answer(answer::N_READABLE)),
    ];
    if spec.form == Form::Tables {
        sheets.extend([
            sheet("adresy.parquet", ADDRESSES),
            sheet("oferty.parquet", OFFERS),
            sheet("granice.parquet", BOUNDARIES),
            sheet("zasieg.parquet", AREAS),
            sheet("wezly.parquet", NODES),
            sheet("drogi.parquet", ROADS),
            sheet("budynki.parquet", BUILDINGS),
        ]);
        if spec.has_earlier {
            sheets.push(sheet("poprzednia/oferty.parquet", OFFERS));
            sheets.push(sheet(LAST_YEARS_OFFERS, OFFERS));
        }
    }
    sheets
}

/// Writer of the tables of one gmina.
pub(super) struct Clerk<'a> {
    pub(super) country: &'a Country<'a>,
    pub(super) unit: &'a Unit,
    pub(super) gmina: &'a Gmina,
    pub(super) part: &'a mut Part,
}

impl Clerk<'_> {
    /// The two answers.
    pub(super) fn answers(&mut self, sheets: &[Sheet], is_clean: bool) {
        let answers = answers(self.unit, self.gmina, is_clean);
        for (sheet, rows) in sheets.iter().zip([&answers.truth, &answers.read]) {
            let batch = self.answer(sheet, rows);
            self.part.batches.push(batch);
        }
        self.part.true_counts = answers.true_counts;
        self.part.possible = answers.possible;
        self.part.read_counts = answers.read_counts;
    }

    fn answer(&self, sheet: &Sheet, answer: &[Row]) -> (arrow_array::RecordBatch, [i64; 4]) {
        let mut rows = Rows::new(&sheet.schema);
        // Before the statuses stand the address and its gmina.
        let n_columns = sheet.schema.fields().len() - 2;
        for (address, statuses) in answer.iter().enumerate() {
            rows.text(&self.country.id(self.unit, address)).text(&self.unit.code);
            for status in &statuses[..n_columns] {
                rows.status(*status);
            }
        }
        (rows.finish(), rows.bounds)
    }

    /// All tables of the country, in the order of [`sheets`].
    pub(super) fn tables(&mut self, sheets: &[Sheet]) {
        let fill: [fn(&mut Self, &mut Rows, File); 9] = [
            Self::addresses,
            Self::offers,
            Self::boundary,
            Self::areas,
            Self::nodes,
            Self::roads,
            Self::buildings,
            Self::earlier_offers,
            Self::offers_of_last_year,
        ];
        for (position, fill) in (2..sheets.len()).zip(fill) {
            let mut rows = Rows::new(&sheets[position].schema);
            fill(self, &mut rows, File::Table(position));
            self.part.batches.push((rows.finish(), rows.bounds));
        }
    }

    fn addresses(&mut self, rows: &mut Rows, file: File) {
        let mut spoiled = self.gmina.spoiled.iter().peekable();
        for (address, subject) in self.gmina.settled.addresses.iter().enumerate() {
            let defect = spoiled.next_if(|row| row.address == address).map(|row| row.defect);
            let place = whereabouts(self.unit, self.gmina, address);
            let id = self.country.id(self.unit, address);
            let mut terc = self.unit.terc();
            let mut number = place.number;
            let mut at = Some(subject.at);
            match defect {
                // Nine kilometres are more than a gmina is wide from its middle.
                Some(Defect::OutsideGmina) => at = Some(moved(subject.at, 1_500_000)),
                Some(Defect::OutsidePoland) => at = Some(Spot { e: 1_000, n: 2_000 }),
                Some(Defect::MissingCoordinates) => at = None,
                Some(Defect::GminaByGeometry) => terc.clear(),
                Some(Defect::NoGmina) => (terc, at) = (String::new(), None),
                Some(Defect::UnknownGmina) => terc = format!("{UNKNOWN_GMINA}2"),
                Some(Defect::DuplicateAddress) => {
                    number = format!(" {}", self.gmina.settled.addresses[address - 1].number);
                }
                Some(Defect::DamagedText) => number = format!("{number}\u{fffd}"),
                _ => {}
            }
            let is_repeated = defect == Some(Defect::RepeatedAddress);
            let is_codeless = defect == Some(Defect::BadCode);
            for copy in 0..=u32::from(is_repeated || is_codeless) {
                let at = if copy == 0 { at } else { Some(moved(subject.at, -2_500)) };
                let at = at.map(Spot::metres);
                let is_bad = copy == 1 && is_codeless;
                let other = format!("{id}K");
                let id = if is_bad { &other } else { &id };
                let terc = if is_bad { BAD_TERC } else { &terc };
                rows.text(id).metres(at.map(|at| at.e)).metres(at.map(|at| at.n));
                rows.text(terc).text(&place.simc).text(&place.ulic).text(&number);
            }
            if let Some(defect) = defect {
                self.part.note(defect, file, rows.len, id);
            }
        }
    }

    fn offers(&mut self, rows: &mut Rows, file: File) {
        let (mut of, mut id) = (usize::MAX, String::new());
        for claim in &self.gmina.claims {
            if of != claim.address {
                of = claim.address;
                id = self.country.id(self.unit, of);
            }
            if claim.is_written {
                self.offer(claim, &id, rows);
            }
            if let Some(defect) = claim.defect {
                let row = if claim.is_written { rows.len } else { 0 };
                self.part.note(defect, file, row, id.clone());
            }
        }
    }

    fn earlier_offers(&mut self, rows: &mut Rows, _file: File) {
        for claim in self.gmina.claims_before() {
            self.offer(&claim, &self.country.id(self.unit, claim.address), rows);
        }
    }

    fn offers_of_last_year(&mut self, rows: &mut Rows, _file: File) {
        for claim in self.gmina.claims_of_last_year() {
            self.offer(&claim, &self.country.id(self.unit, claim.address), rows);
        }
    }

    fn offer(&self, claim: &Claim, id: &str, rows: &mut Rows) {
        let defect = claim.defect;
        let unknown = format!("{id}X");
        let operator = match defect {
            Some(Defect::MissingValue) => "",
            _ => &self.country.operators[usize::from(claim.operator)].number,
        };
        let technology = match defect {
            Some(Defect::UnknownTechnology) => "Nadprzewodnik 7G",
            _ => TECHNOLOGIES[usize::from(claim.technology)].name,
        };
        let down = (defect != Some(Defect::SpeedNotANumber)).then_some(claim.down);
        let reach = match (defect, claim.reach) {
            (Some(Defect::MissingReach), _) => "",
            (Some(Defect::UnknownReach), _) => "niebawem",
            (_, Reach::Certain) => "rzeczywisty",
            (_, Reach::Possible) => "teoretyczny",
        };
        rows.text(if defect == Some(Defect::UnknownAddress) { &unknown } else { id });
        rows.text(operator).text(technology).whole(down).whole(Some(claim.up)).text(reach);
    }

    fn boundary(&mut self, rows: &mut Rows, file: File) {
        let defect = self.gmina.outline_defect;
        if defect != Some(Defect::NoBoundary) {
            let rings = spiked(self.gmina);
            let spots = rings.iter().flatten().copied();
            rows.text(&self.unit.terc()).text(&self.unit.name);
            rows.geometry(&polygon(rings.iter().map(Vec::as_slice)), spots);
        }
        if let Some(defect) = defect {
            let row = if defect == Defect::NoBoundary { 0 } else { rows.len };
            self.part.note(defect, file, row, String::new());
        }
    }

    fn areas(&mut self, rows: &mut Rows, _file: File) {
        for (number, area) in self.gmina.areas.iter().enumerate() {
            let ring = [area.ring.as_slice()];
            rows.text(&format!("O-{}-{}", self.unit.code, number + 1))
                .text(&self.country.operators[usize::from(area.operator)].number)
                .text(TECHNOLOGIES[usize::from(area.technology)].name)
                .whole(Some(area.down))
                .whole(Some(area.up))
                .geometry(&polygon(ring.into_iter()), area.ring.iter().copied());
        }
    }

    fn nodes(&mut self, rows: &mut Rows, file: File) {
        for (number, node) in self.gmina.nodes.iter().enumerate() {
            let is_repeated = node.defect == Some(Defect::RepeatedId);
            let number = if is_repeated { number } else { number + 1 };
            let id = format!("W-{}-{number}", self.unit.code);
            let medium = TECHNOLOGIES[usize::from(node.technology)].medium;
            let is_odd = node.defect == Some(Defect::UnknownWord);
            let medium = if is_odd { "sznurek" } else { medium.trim_end_matches(" (FWA)") };
            let at = node.at.metres();
            rows.text(&id).metres(Some(at.e)).metres(Some(at.n));
            rows.text(&self.country.operators[usize::from(node.operator)].number).text(medium);
            rows.geometry(&point(node.at), std::iter::once(node.at));
            if let Some(defect) = node.defect {
                self.part.note(defect, file, rows.len, String::new());
            }
        }
    }

    fn roads(&mut self, rows: &mut Rows, file: File) {
        for (number, road) in self.gmina.settled.roads.iter().enumerate() {
            if road.line.len() < 2 {
                continue;
            }
            let (class, surface, manager, width) = match road.kind {
                RoadKind::Link => ("Z", "Mb", "P", 6.0),
                RoadKind::Main => ("L", "Mb", "G", 5.5),
                RoadKind::Side => ("D", "Kp", "G", 4.5),
                RoadKind::Lane => ("I", "Gr", "G", 3.0),
            };
            let is_odd = number == 0 && self.gmina.road_defect.is_some();
            let name = road.street.map(|street| names::street(street).2).unwrap_or_default();
            rows.text(&format!("D-{}-{}", self.unit.code, number + 1))
                .text(if is_odd { "ZZZ" } else { class })
                .text(surface)
                .text(manager)
                .text(&name)
                .metres(Some(width))
                .geometry(&line(&road.line), road.line.iter().copied());
            if let (true, Some(defect)) = (is_odd, self.gmina.road_defect) {
                self.part.note(defect, file, rows.len, String::new());
            }
        }
        if self.gmina.has_odd_road {
            self.odd_road(rows, file);
        }
    }

    /// A road whose geometry is an area.
    fn odd_road(&mut self, rows: &mut Rows, file: File) {
        let rings = &self.gmina.outline.rings;
        let spots = rings.iter().flatten().copied();
        rows.text(&format!("D-{}-0", self.unit.code)).text("D").text("Gr").text("G").text("");
        rows.metres(Some(4.0)).geometry(&polygon(rings.iter().map(Vec::as_slice)), spots);
        self.part.note(Defect::BadGeometry, file, rows.len, String::new());
    }

    fn buildings(&mut self, rows: &mut Rows, file: File) {
        for site in self.gmina.sites.iter().filter(|site| !site.kind.is_educational()) {
            let place = whereabouts(self.unit, self.gmina, site.address);
            let at = self.gmina.settled.addresses[site.address].at;
            let id = format!("B-{}-{}", self.unit.code, rows.len + 1);
            // Far from every house, so that its place does not help either.
            let is_lost = site.defect == Some(Defect::BuildingWithoutAddress);
            let number = if is_lost { "9999" } else { &place.number };
            let metres = if is_lost { None } else { Some(at.metres()) };
            let is_odd = site.defect == Some(Defect::UnknownKind);
            rows.text(&id).text(if is_odd { "wieża ciśnień" } else { word(site.kind) });
            rows.text(&site.name).text(&self.unit.terc()).text(&place.simc).text(&place.ulic);
            rows.text(number).metres(metres.map(|at| at.e)).metres(metres.map(|at| at.n));
            if let Some(defect) = site.defect {
                let address = self.country.id(self.unit, site.address);
                self.part.note(defect, file, rows.len, address);
            }
        }
    }
}

fn moved(spot: Spot, centimetres: i64) -> Spot {
    Spot { e: spot.e + centimetres, n: spot.n + centimetres }
}

/// The rings of a gmina; a spoiled outline has a spike that goes out and comes back.
pub(super) fn spiked(gmina: &Gmina) -> Vec<Vec<Spot>> {
    let mut rings = gmina.outline.rings.clone();
    if gmina.outline_defect == Some(Defect::RepairedBoundary) {
        let (at, tip) = (rings[0][1], moved(rings[0][1], 40_000));
        rings[0].splice(2..2, [tip, at]);
    }
    rings
}

/// The kind of a building in the words of the register.
pub(super) fn word(kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Office => "urząd",
        SiteKind::Library => "biblioteka",
        SiteKind::Culture => "dom kultury",
        SiteKind::FireStation => "straż pożarna",
        SiteKind::Clinic => "przychodnia",
        SiteKind::SocialCare => "pomoc społeczna",
        SiteKind::Waterworks => "wodociągi",
        SiteKind::School => "szkoła",
        SiteKind::Kindergarten => "placówka oświatowa",
    }
}
