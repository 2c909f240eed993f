//! Address points in the GML of the state register (PRG): in every other voivodeship in the
//! structure of 2021, in the rest still in that of 2012.

use std::collections::BTreeSet;

use super::columns::metres_text;
use super::defects::Defect;
use super::model::Gmina;
use super::names;
use super::part::{Country, File, Part};
use super::plane::Spot;
use super::texts::{self, whereabouts};
use super::units::Unit;

const NEW_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2"
	xmlns:xlink="http://www.w3.org/1999/xlink"
	xmlns:prgad="https://geoportal.gov.pl/schemas/prgad/1.0"
	xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
	xsi:schemaLocation="https://geoportal.gov.pl/schemas/prgad/1.0 https://opendata.geoportal.gov.pl/prg/schemas/prgad/1.0/PRGAD.xsd">
"#;
const NEW_TAIL: &str = "</gml:FeatureCollection>\n";
const OLD_HEAD: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<gml:FeatureCollection xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:gml="http://www.opengis.net/gml/3.2"
    xmlns:bt="urn:gugik:specyfikacje:gmlas:modelPodstawowy:1.0"
    xmlns:mua="urn:gugik:specyfikacje:gmlas:ewidencjaMiejscowosciUlicAdresow:1.0"
    xmlns:prg-ad="urn:gugik:specyfikacje:gmlas:panstwowyRejestrGranicAdresy:1.0" gml:id="prg-ad">
<gml:featureMembers>
<prg-ad:PRG_JednostkaAdministracyjnaNazwa gml:id="PL.PZGIK.200_1">
<prg-ad:nazwa>POLSKA</prg-ad:nazwa>
<prg-ad:idTERYT nilReason="inapplicable" xsi:nil="true" />
<prg-ad:poziom>1poziom</prg-ad:poziom>
</prg-ad:PRG_JednostkaAdministracyjnaNazwa>
"#;
const OLD_TAIL: &str = "</gml:featureMembers>\n</gml:FeatureCollection>\n";
/// What stands before the identifiers to which the structure of 2012 links.
const PLACE: &str = "http://geoportal.gov.pl/PZGIK/dane/";
/// When the versions in force began, and the one before an ended one.
const BEGAN: &str = "2025-10-14T14:05:46";
const BEGAN_BEFORE: &str = "2022-09-09T18:18:16";
const ENDED: &str = "2025-10-14";

/// How a file is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Structure {
    Of2012,
    Of2021,
}

impl Structure {
    /// The structure in which a voivodeship is published.
    pub(super) fn of(voivodeship: usize) -> Self {
        if voivodeship.is_multiple_of(2) { Self::Of2021 } else { Self::Of2012 }
    }

    pub(super) fn head(self) -> &'static str {
        if self == Self::Of2021 { NEW_HEAD } else { OLD_HEAD }
    }

    pub(super) fn tail(self) -> &'static str {
        if self == Self::Of2021 { NEW_TAIL } else { OLD_TAIL }
    }

    /// Name of the file of a voivodeship, as its publisher gives it.
    pub(super) fn path(self, voivodeship: usize) -> String {
        let code = 2 * (voivodeship + 1);
        let name = names::VOIVODESHIPS[voivodeship].to_lowercase();
        match self {
            Self::Of2021 => format!("prg/NOWE_30.06.2026_12.05.59__{code:02}_{name}.gml"),
            Self::Of2012 => format!("prg/30.06.2026_12_05_59__{code:02}_{name}.xml"),
        }
    }
}

/// An address point as it is written.
#[derive(Clone, Copy)]
struct Point {
    address: usize,
    defect: Option<Defect>,
    /// It links to the place whose code is none.
    is_foreign: bool,
}

struct Clerk<'a> {
    country: &'a Country<'a>,
    unit: &'a Unit,
    gmina: &'a Gmina,
    structure: Structure,
    /// The beginning of its identifiers.
    office: String,
    to: String,
}

/// The address points of a gmina; `is_twice`: those of the first voivodeship in both structures.
pub(super) fn addresses(
    country: &Country<'_>,
    unit: &Unit,
    gmina: &Gmina,
    is_twice: bool,
    part: &mut Part,
) {
    let structure = Structure::of(unit.voivodeship);
    let file = File::Points(structure, unit.voivodeship);
    let mut clerk = Clerk::new(country, unit, gmina, structure);
    clerk.write(part, file, true);
    if is_twice && unit.voivodeship == 0 {
        let old = File::Points(Structure::Of2012, unit.voivodeship);
        Clerk::new(country, unit, gmina, Structure::Of2012).write(part, old, false);
    }
}

impl<'a> Clerk<'a> {
    fn new(
        country: &'a Country<'a>,
        unit: &'a Unit,
        gmina: &'a Gmina,
        structure: Structure,
    ) -> Self {
        let office = format!("PL.ZIPIN.{}.EMUiA", &unit.code[..4]);
        Self { country, unit, gmina, structure, office, to: String::new() }
    }

    /// Points first, then what they link to; `is_read`: errors are noted, for the file is read.
    fn write(&mut self, part: &mut Part, file: File, is_read: bool) {
        let mut spoiled = self.gmina.spoiled.iter().peekable();
        let mut has_foreign = false;
        for address in 0..self.gmina.settled.addresses.len() {
            let defect = spoiled.next_if(|row| row.address == address).map(|row| row.defect);
            let good = Point { address, defect, is_foreign: false };
            let mut rows = vec![good];
            let mut spoiled_row = 0;
            match defect {
                // The version before the one in force.
                Some(Defect::EndedAddress) => rows.push(Point { defect: None, ..good }),
                Some(Defect::BadCode) => {
                    rows.push(Point { is_foreign: true, ..good });
                    (has_foreign, spoiled_row) = (true, 1);
                }
                _ => {}
            }
            let n_before = part.text(file).n_lines;
            for point in rows {
                self.point(point);
                self.flush(part, file, 1);
            }
            if let (true, Some(defect)) = (is_read, defect) {
                let row = n_before + spoiled_row + 1;
                part.note(defect, file, row, self.country.id(self.unit, address));
            }
        }
        self.targets(has_foreign);
        self.flush(part, file, 0);
    }

    fn flush(&mut self, part: &mut Part, file: File, n_points: usize) {
        let text = part.text(file);
        text.lines.push_str(&std::mem::take(&mut self.to));
        text.n_lines += n_points;
    }

    fn locality(&self, simc: &str) -> String {
        format!("{}_{simc}", self.office)
    }

    /// Identifiers of the unit and the locality to which a point links.
    fn links(&self, point: Point, simc: &str) -> [String; 2] {
        let code = &self.unit.code;
        if point.is_foreign {
            [format!("PL.PZGIK.200_{code}-obca"), format!("{}_{code}-obca", self.office)]
        } else {
            [format!("PL.PZGIK.200_{code}"), self.locality(simc)]
        }
    }

    fn street(&self, simc: &str, ulic: &str) -> String {
        format!("{}_{simc}-{ulic}", self.office)
    }

    /// East and north, or north and east; nothing where there are no coordinates.
    fn position(&self, point: Point) -> String {
        let at = self.gmina.settled.addresses[point.address].at;
        let at = match point.defect {
            Some(Defect::MissingCoordinates) => return String::new(),
            Some(Defect::BadCoordinate) => return "brak brak".to_owned(),
            Some(Defect::OutsidePoland) => Spot { e: 325, n: 1_250 },
            Some(Defect::OutsideGmina) => Spot { e: at.e + 1_500_000, n: at.n + 1_500_000 },
            _ => at,
        };
        let [east, north] = [at.e, at.n].map(metres_text);
        match self.structure {
            Structure::Of2021 => format!("{east} {north}"),
            Structure::Of2012 => format!("{north} {east}"),
        }
    }

    fn point(&mut self, point: Point) {
        match self.structure {
            Structure::Of2021 => self.new_point(point),
            Structure::Of2012 => self.old_point(point),
        }
    }

    fn new_point(&mut self, point: Point) {
        let id = self.country.id(self.unit, point.address);
        let place = whereabouts(self.unit, self.gmina, point.address);
        let is_ended = point.defect == Some(Defect::EndedAddress);
        let (began, end) = if is_ended {
            let end = format!("{ENDED}T14:05:46");
            let end = format!("<prgad:koniecWersjiObiektu>{end}</prgad:koniecWersjiObiektu>\n");
            (BEGAN_BEFORE, end)
        } else {
            (BEGAN, String::new())
        };
        let street = match point.defect {
            Some(Defect::DanglingLink) => Some(format!("{}_brak", self.office)),
            _ if place.ulic.is_empty() => None,
            _ => Some(self.street(&place.simc, &place.ulic)),
        };
        let street = street.map(|id| format!("<prgad:ulica2 xlink:href=\"#{id}\" />\n"));
        let position = self.position(point);
        let position = if position.is_empty() {
            String::new()
        } else {
            format!(
                "<prgad:georeferencja><gml:Point srsName=\"EPSG:2180\" srsDimension=\"2\">\
                 <gml:pos>{position}</gml:pos></gml:Point></prgad:georeferencja>\n"
            )
        };
        let office = &self.office;
        let [_, locality] = self.links(point, &place.simc);
        let version = began.replace(':', "_");
        let number = texts::number_of_base(self.gmina, point.address);
        self.to += &format!(
            "<gml:featureMember>\n<prgad:AD_PunktAdresowy gml:id=\"{office}_{id}_{version}\">\n\
             <prgad:idIIP><prgad:AD_IdentyfikatorIIP><prgad:lokalnyId>{id}</prgad:lokalnyId>\
             <prgad:przestrzenNazw>PL.PZGIK.200</prgad:przestrzenNazw>\
             <prgad:wersjaId>{began}+02:00</prgad:wersjaId></prgad:AD_IdentyfikatorIIP>\
             </prgad:idIIP>\n\
             <prgad:poczatekWersjiObiektu>{began}</prgad:poczatekWersjiObiektu>\n{end}\
             <prgad:numerPorzadkowy>{number}</prgad:numerPorzadkowy>\n{position}\
             <prgad:dataNadania>2012-04-27</prgad:dataNadania>\n\
             <prgad:miejscowosc xlink:href=\"#{locality}\" />\n{}\
             </prgad:AD_PunktAdresowy>\n</gml:featureMember>\n",
            street.unwrap_or_default()
        );
    }

    fn old_point(&mut self, point: Point) {
        let id = self.country.id(self.unit, point.address);
        let place = whereabouts(self.unit, self.gmina, point.address);
        let is_ended = point.defect == Some(Defect::EndedAddress);
        let began = if is_ended { BEGAN_BEFORE } else { BEGAN };
        let end = if is_ended {
            format!("<prg-ad:waznyDo>{ENDED}</prg-ad:waznyDo>\n")
        } else {
            String::new()
        };
        let is_planned = point.defect == Some(Defect::PlannedAddress);
        let status = if is_planned { "prognozowany" } else { "istniejacy" };
        let mut components = vec!["PL.PZGIK.200_1".to_owned()];
        components.extend(self.links(point, &place.simc));
        let street = if place.ulic.is_empty() {
            "<prg-ad:ulica nilReason=\"inapplicable\" xsi:nil=\"true\" />".to_owned()
        } else {
            components.push(self.street(&place.simc, &place.ulic));
            let name = place.street.split_once(' ').map_or(&*place.street, |(_, name)| name);
            format!("<prg-ad:ulica>{name}</prg-ad:ulica>")
        };
        let link = |id: String| format!("<prg-ad:komponent xlink:href=\"{PLACE}{id}\" />\n");
        let components: String = components.into_iter().map(link).collect();
        let position = self.position(point);
        let position = if position.is_empty() {
            "<prg-ad:pozycja nilReason=\"missing\" xsi:nil=\"true\" />".to_owned()
        } else {
            format!(
                "<prg-ad:pozycja><gml:Point srsName=\"urn:ogc:def:crs:EPSG::2180\" \
                 srsDimension=\"2\"><gml:pos>{position}</gml:pos></gml:Point></prg-ad:pozycja>"
            )
        };
        let number = texts::number_of_base(self.gmina, point.address);
        let (office, locality, gmina) = (&self.office, &place.locality, &self.unit.name);
        let version = began.replace(':', "_");
        self.to += &format!(
            "<prg-ad:PRG_PunktAdresowy gml:id=\"{office}_{id}_{version}\">\n\
             <prg-ad:idIIP><bt:BT_Identyfikator><bt:lokalnyId>{id}</bt:lokalnyId>\
             <bt:przestrzenNazw>PL.PZGIK.200</bt:przestrzenNazw>\
             <bt:wersjaId>{began}+02:00</bt:wersjaId></bt:BT_Identyfikator></prg-ad:idIIP>\n\
             <prg-ad:cyklZycia><bt:BT_CyklZyciaInfo><bt:poczatekWersjiObiektu>{began}Z\
             </bt:poczatekWersjiObiektu></bt:BT_CyklZyciaInfo></prg-ad:cyklZycia>\n{end}\
             <prg-ad:jednostkaAdmnistracyjna>Polska</prg-ad:jednostkaAdmnistracyjna>\n\
             <prg-ad:jednostkaAdmnistracyjna>{gmina}</prg-ad:jednostkaAdmnistracyjna>\n\
             <prg-ad:miejscowosc>{locality}</prg-ad:miejscowosc>\n\
             <prg-ad:czescMiejscowosci nilReason=\"inapplicable\" xsi:nil=\"true\" />\n{street}\n\
             <prg-ad:numerPorzadkowy>{number}</prg-ad:numerPorzadkowy>\n\
             <prg-ad:status>{status}</prg-ad:status>\n{position}\n{components}\
             </prg-ad:PRG_PunktAdresowy>\n"
        );
    }

    /// The unit, the localities and the streets; `has_foreign`: a place whose code is none too.
    fn targets(&mut self, has_foreign: bool) {
        let (unit, gmina) = (self.unit, self.gmina);
        let point = |is_foreign| Point { address: 0, defect: None, is_foreign };
        let [id, _] = self.links(point(false), "");
        self.named_unit(&id, &unit.terc());
        for place in &gmina.settled.places {
            let id = self.locality(&place.simc);
            let kind = if place.is_town { "96" } else { "01" };
            let terc = unit.part(place.is_town);
            self.named_place(&id, (&place.simc, &place.name), kind, &terc);
            let roads = &gmina.settled.roads[place.roads.clone()];
            let with_houses = roads.iter().filter(|road| !road.addresses.is_empty());
            let streets: BTreeSet<usize> = with_houses.filter_map(|road| road.street).collect();
            for street in streets {
                self.named_street(&place.simc, street);
            }
        }
        if has_foreign {
            let [of_unit, of_place] = self.links(point(true), "");
            self.named_unit(&of_unit, texts::BAD_TERC);
            self.named_place(&of_place, ("9977703", "Niczyja"), "01", texts::BAD_TERC);
        }
    }

    /// Of the structure of 2012 only: in the one of 2021 localities name their units.
    fn named_unit(&mut self, id: &str, terc: &str) {
        if self.structure == Structure::Of2021 {
            return;
        }
        let name = &self.unit.name;
        self.to += &format!(
            "<prg-ad:PRG_JednostkaAdministracyjnaNazwa gml:id=\"{id}\">\n\
             <prg-ad:nazwa>{name}</prg-ad:nazwa>\n<prg-ad:idTERYT>{terc}</prg-ad:idTERYT>\n\
             <prg-ad:poziom>4poziom</prg-ad:poziom>\n\
             </prg-ad:PRG_JednostkaAdministracyjnaNazwa>\n"
        );
    }

    fn named_place(&mut self, id: &str, (simc, name): (&str, &str), kind: &str, terc: &str) {
        self.to += &match self.structure {
            Structure::Of2021 => format!(
                "<gml:featureMember>\n<prgad:AD_Miejscowosc gml:id=\"{id}\">\n\
                 <prgad:nazwa>{name}</prgad:nazwa>\n<prgad:rodzaj>{kind}</prgad:rodzaj>\n\
                 <prgad:identyfikatorSIMC>{simc}</prgad:identyfikatorSIMC>\n\
                 <prgad:TERYTGminy>{terc}</prgad:TERYTGminy>\n\
                 </prgad:AD_Miejscowosc>\n</gml:featureMember>\n"
            ),
            Structure::Of2012 => format!(
                "<prg-ad:PRG_MiejscowoscNazwa gml:id=\"{id}\">\n\
                 <prg-ad:nazwa>{name}</prg-ad:nazwa>\n<prg-ad:idTERYT>{simc}</prg-ad:idTERYT>\n\
                 </prg-ad:PRG_MiejscowoscNazwa>\n"
            ),
        };
    }

    fn named_street(&mut self, simc: &str, street: usize) {
        let (ulic, kind, name) = names::street(street);
        let (id, sort) = (self.street(simc, &ulic), if kind == "al." { 2 } else { 1 });
        self.to += &match self.structure {
            Structure::Of2021 => format!(
                "<gml:featureMember>\n<prgad:AD_UlicaPlac gml:id=\"{id}\">\n\
                 <prgad:geometria></prgad:geometria>\n\
                 <prgad:nazwaPelna>{kind} {name}</prgad:nazwaPelna>\n\
                 <prgad:rodzaj>{sort}</prgad:rodzaj>\n<prgad:TERYTNazwa1>{name}</prgad:TERYTNazwa1>\n\
                 <prgad:identyfikatorULIC>{ulic}</prgad:identyfikatorULIC>\n\
                 </prgad:AD_UlicaPlac>\n</gml:featureMember>\n"
            ),
            Structure::Of2012 => format!(
                "<prg-ad:PRG_UlicaNazwa gml:id=\"{id}\">\n<prg-ad:nazwa><mua:AD_NazwaUlicy>\
                 <mua:nazwaGlownaCzesc>{name}</mua:nazwaGlownaCzesc>\
                 <mua:idTERYT>{ulic}</mua:idTERYT></mua:AD_NazwaUlicy></prg-ad:nazwa>\n\
                 </prg-ad:PRG_UlicaNazwa>\n"
            ),
        };
    }
}
