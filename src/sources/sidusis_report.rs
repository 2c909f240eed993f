//! Operators' reports for SIDUSIS: who can be served where (`ZS`), and private plans (`PI`, `AI`).
//!
//! Source: Schemat danych CSV – SIDUSIS (Ministerstwo Cyfryzacji, 2023); ustawa z 7 maja 2010
//! o wspieraniu rozwoju usług i sieci telekomunikacyjnych art. 29j–29k. Contact records (`PO`)
//! are not read: they hold personal data.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Cursor;
use std::sync::Arc;

use chrono::NaiveDate;
use csv::StringRecord;

use super::address_key::{AddressKey, Written};
use super::file::{decode, refuse_long_lines, too_long};
use super::operator::{NIP, RJST, RPT, owner_number};
use super::position::refuse_swapped;
use super::table::{csv_line, malformed, open_quote};
use super::{RawFile, Schema, SourceError, Tally, Vocabulary, normalise};
use crate::model::{IssueCode, Medium, Origin, Reach};
use crate::place::{Crs, TercCode, TercWidth, Wgs84};
use crate::quantity::{DownUp, Speed};

/// Bytes of one record; real ones have some hundred.
const RECORD_MAX: usize = 1 << 20;

/// How an offer names its address.
#[derive(Clone, Debug)]
pub enum OfferTarget {
    /// By its parts, and coordinates where the row has them. In a box: a country has 20 million
    /// offers, most of which name an identifier.
    Key(Box<(AddressKey, Option<Wgs84>)>),
    /// By the identifier in the address table.
    Id(String),
    /// By its position among the addresses: an area covers it.
    Place(u32),
}

/// A record of reach as its register has it.
#[derive(Clone, Debug)]
pub struct OfferRow {
    /// Where.
    pub origin: Origin,
    /// Identifier, unique for a provider within a voivodeship; empty where the table has none.
    pub id: String,
    /// Number of the seller.
    pub provider: Arc<str>,
    /// Number of the owner of the network; `None` where the row does not say.
    pub network: Option<Arc<str>>,
    /// The address.
    pub target: OfferTarget,
    /// Medium; `None` outside the dictionary.
    pub medium: Option<Medium>,
    /// The text of the medium, where it is outside the dictionary.
    pub unknown_medium: String,
    /// Technology, in canonical spelling where it is in the dictionary.
    pub technology: Arc<str>,
    /// Whether the dictionary has the technology.
    pub known_technology: bool,
    /// Highest download speed of the technology.
    pub down_max: Option<Speed>,
    /// Declared speeds; the texts where they are no whole numbers of Mbit/s.
    pub speed: Result<DownUp, String>,
    /// How sure; `Err` with the text where it is none of the dictionary's.
    pub reach: Result<Reach, String>,
}

/// An address of a private plan.
#[derive(Clone, Debug)]
pub struct PlanRow {
    /// Where.
    pub origin: Origin,
    /// Number of the planner, whose network it will be.
    pub provider: Arc<str>,
    /// The address.
    pub key: AddressKey,
    /// Coordinates, where the row has them.
    pub position: Option<Wgs84>,
    /// Medium; `None` outside the dictionary.
    pub medium: Option<Medium>,
    /// Planned speeds; the texts where they are no whole numbers.
    pub speed: Result<DownUp, String>,
    /// When the plan is due.
    pub due: NaiveDate,
}

/// Everything one report holds.
#[derive(Clone, Debug, Default)]
pub struct ReportRows {
    /// Number and name of each reporting provider.
    pub providers: Vec<(Arc<str>, String)>,
    /// Records of reach.
    pub offers: Vec<OfferRow>,
    /// Planned addresses.
    pub plans: Vec<PlanRow>,
}

struct Project {
    due: Option<NaiveDate>,
    medium: Option<Medium>,
    speed: Result<DownUp, String>,
}

/// Speeds in whole Mbit/s.
fn speeds(down: &str, up: &str) -> Result<DownUp, String> {
    let speed = |text: &str| text.parse().ok().and_then(Speed::mbps);
    match (speed(down), speed(up)) {
        (Some(down), Some(up)) => Ok(DownUp { down, up }),
        _ => Err(format!("{down:?} / {up:?}")),
    }
}

/// A record with its fields by name.
struct Record<'a> {
    values: &'a StringRecord,
    fields: &'a [String],
}

impl Record<'_> {
    fn text(&self, field: &str) -> &str {
        let position = self.fields.iter().position(|name| name == field);
        position.and_then(|p| self.values.get(p)).unwrap_or_default().trim()
    }

    fn is_yes(&self, field: &str) -> bool {
        normalise(self.text(field)) == "tak"
    }

    fn is_no(&self, field: &str) -> bool {
        normalise(self.text(field)) == "nie"
    }

    fn key(&self, origin: Origin, tally: &mut Tally) -> AddressKey {
        let written = Written {
            terc: self.text("terc"),
            width: TercWidth::Seven,
            simc: self.text("simc"),
            ulic: self.text("ulic"),
            number: self.text("number"),
        };
        AddressKey::noted(&written, origin, tally)
    }

    fn position(&self) -> Option<Wgs84> {
        let lat = self.text("lat").parse().ok()?;
        let lon = self.text("lon").parse().ok()?;
        Some(Wgs84 { lon, lat })
    }

    fn reach(&self) -> Result<Reach, String> {
        match normalise(self.text("reach")).as_str() {
            "rzeczywisty" => Ok(Reach::Certain),
            "teoretyczny" => Ok(Reach::Possible),
            // The distinction exists for retail only (SIDUSIS data scheme, column 15).
            "" if self.is_yes("wholesale") && self.is_no("retail") => Ok(Reach::Certain),
            other => Err(other.to_owned()),
        }
    }
}

/// An address of a plan whose project may stand further down.
struct PlannedAddress {
    origin: Origin,
    provider: Arc<str>,
    key: AddressKey,
    position: Option<Wgs84>,
    project: String,
}

/// The first word of a line if it can only be a heading: a stray line may hold personal data.
fn shown_kind(line: &str) -> String {
    let word = line.split(',').next().unwrap_or_default().trim();
    let is_word = word.chars().count() <= 12 && word.chars().all(char::is_alphabetic);
    if is_word { format!("{word:?}") } else { "something else".to_owned() }
}

/// What is being read, and the identification record in force.
struct Reader<'a> {
    schema: &'static Schema,
    rows: ReportRows,
    provider: Option<Arc<str>>,
    projects: BTreeMap<(String, String), Project>,
    planned: Vec<PlannedAddress>,
    tally: &'a mut Tally,
}

impl Reader<'_> {
    fn record(&mut self, values: &StringRecord) {
        let kind = values.get(0).unwrap_or_default().trim().to_uppercase();
        let is_row = !matches!(kind.as_str(), "DI" | "PO" | "PI");
        let origin = if is_row { self.tally.next_row() } else { self.tally.next_record() };
        let Some(fields) = self.schema.layout(&kind, values.len()) else {
            if !is_row {
                self.tally.count_row();
            }
            if kind == "DI" {
                // What follows belongs to nobody rather than to the operator before.
                self.provider = None;
            }
            let kind_has_terc = kind == "ZS";
            let known = self.schema.records.iter().any(|record| record.kind == kind);
            let (code, detail) = if known {
                (IssueCode::WrongColumnCount, format!("{kind}: {} columns", values.len()))
            } else {
                // The text itself may be personal data of a stray line.
                (IssueCode::UnknownRecordKind, format!("{} columns", values.len()))
            };
            let gmina =
                values.get(2).and_then(|t| TercCode::parse(t.trim(), TercWidth::Seven).ok());
            let gmina = gmina.filter(|_| kind_has_terc).map(|terc| terc.code.whole_gmina());
            self.tally.note(code, origin, gmina, detail);
            return;
        };
        let record = Record { values, fields };
        match kind.as_str() {
            "DI" => self.identification(&record),
            "PI" => self.project(&record, origin),
            "ZS" => self.offer(&record, origin),
            "AI" => self.plan(&record, origin),
            _ => {}
        }
    }

    fn identification(&mut self, record: &Record<'_>) {
        let numbered = [(RPT, "rpt"), (RJST, "rjst"), (NIP, "nip")];
        let mut numbers =
            numbered.into_iter().filter_map(|(numbering, name)| numbering.form(record.text(name)));
        let number = numbers.next().map(Arc::<str>::from);
        if let Some(number) = &number {
            self.rows.providers.push((Arc::clone(number), record.text("name").to_owned()));
        }
        self.provider = number;
    }

    fn project(&mut self, record: &Record<'_>, origin: Origin) {
        let project = Project {
            due: record.text("due").parse().ok(),
            medium: Vocabulary::get().medium(record.text("medium")),
            speed: speeds(record.text("down"), record.text("up")),
        };
        let provider = self.provider.as_deref().unwrap_or_default().to_owned();
        let name = record.text("project").to_owned();
        match self.projects.entry((provider, name.clone())) {
            Entry::Vacant(place) => {
                place.insert(project);
            }
            Entry::Occupied(_) => {
                self.tally.count_row();
                self.tally.note(IssueCode::DuplicateRecord, origin, None, name);
            }
        }
    }

    fn provider(&mut self, origin: Origin) -> Option<Arc<str>> {
        if self.provider.is_none() {
            let detail = "no DI record with a number before it";
            self.tally.note(IssueCode::UnknownOperator, origin, None, detail);
        }
        self.provider.clone()
    }

    fn offer(&mut self, record: &Record<'_>, origin: Origin) {
        let Some(provider) = self.provider(origin) else {
            return;
        };
        let others = record.is_no("own_network");
        let owner = Some(record.text("network_owner"));
        let owner = owner.filter(|text| text.bytes().any(|b| b != b'0'));
        let network = if others {
            owner.map(|text| Arc::from(owner_number(text)))
        } else {
            Some(Arc::clone(&provider))
        };
        let technology = Vocabulary::get().technology(record.text("technology"));
        let medium = Vocabulary::get().medium(record.text("medium"));
        let unknown = if medium.is_none() { record.text("medium") } else { "" };
        let key = record.key(origin, self.tally);
        self.rows.offers.push(OfferRow {
            origin,
            id: record.text("id").to_owned(),
            provider,
            network,
            target: OfferTarget::Key(Box::new((key, record.position()))),
            medium,
            unknown_medium: unknown.to_owned(),
            technology: technology
                .map_or_else(|| Arc::from(record.text("technology")), |t| Arc::clone(&t.name)),
            known_technology: technology.is_some(),
            down_max: technology.and_then(|t| t.down_max),
            speed: speeds(record.text("down"), record.text("up")),
            reach: record.reach(),
        });
    }

    fn plan(&mut self, record: &Record<'_>, origin: Origin) {
        let Some(provider) = self.provider(origin) else { return };
        let key = record.key(origin, self.tally);
        let (position, project) = (record.position(), record.text("project").to_owned());
        self.planned.push(PlannedAddress { origin, provider, key, position, project });
    }

    /// Ties planned addresses to their projects, wherever in the file these stood.
    fn finish(mut self) -> ReportRows {
        for address in std::mem::take(&mut self.planned) {
            let PlannedAddress { origin, provider, key, position, project: name } = address;
            let code = match self.projects.get(&(provider.to_string(), name.clone())) {
                Some(Project { due: Some(due), medium, speed }) => {
                    let (medium, speed, due) = (*medium, speed.clone(), *due);
                    let plan = PlanRow { origin, provider, key, position, medium, speed, due };
                    self.rows.plans.push(plan);
                    continue;
                }
                Some(_) => IssueCode::BadDate,
                None => IssueCode::UnknownPlan,
            };
            self.tally.note(code, origin, key.gmina, name);
        }
        self.rows
    }
}

/// Notes coordinates outside Poland, which are not used: such a row has only what it says of its
/// address.
///
/// # Errors
/// When the axes of most rows are exchanged.
fn prove_positions(name: &str, rows: &ReportRows, tally: &mut Tally) -> Result<(), SourceError> {
    let of_offer = |row: &OfferRow| match &row.target {
        OfferTarget::Key(place) => place.1.map(|at| (row.origin, place.0.gmina, at)),
        OfferTarget::Id(_) | OfferTarget::Place(_) => None,
    };
    let of_plan = |plan: &PlanRow| plan.position.map(|at| (plan.origin, plan.key.gmina, at));
    let placed =
        || rows.offers.iter().filter_map(of_offer).chain(rows.plans.iter().filter_map(of_plan));
    if placed().next().is_none() {
        return Ok(());
    }
    tally.coordinates_in(&Crs::wgs84());
    refuse_swapped(name, placed().map(|(.., at)| at))?;
    for (origin, gmina, at) in placed().filter(|(.., at)| !at.near_poland()) {
        tally.note(IssueCode::OutsidePoland, origin, gmina, format!("{}, {}", at.lon, at.lat));
    }
    Ok(())
}

/// Reads one report; records stand in file order and are numbered from 1, header records included.
///
/// # Errors
/// When the file is no text, is empty, breaks off, has another separator, or its axes exchanged.
pub fn read_sidusis_report(raw: RawFile, tally: &mut Tally) -> Result<ReportRows, SourceError> {
    let name = raw.name.clone();
    let schema = Schema::of("sidusis-report");
    let text = decode(raw, schema.windows_1250)?;
    if text.trim().is_empty() {
        return Err(SourceError::Empty { file: name });
    }
    refuse_long_lines(&name, &text, RECORD_MAX)?;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_kind = |text: &str| schema.records.iter().any(|record| record.kind == text.trim());
    for found in [';', '\t'] {
        let kind = first.split(found).next().unwrap_or_default();
        if is_kind(kind) && first.contains(found) {
            return Err(SourceError::Separator { file: name, row: 1, found, expected: ',' });
        }
    }
    if !is_kind(first.split(',').next().unwrap_or_default()) {
        let kinds: Vec<&str> = schema.records.iter().map(|r| r.kind.as_str()).collect();
        let reason = format!(
            "a SIDUSIS report has no header and each row begins with one of {}; this one begins \
             with {}",
            kinds.join(", "),
            shown_kind(first)
        );
        return Err(SourceError::Malformed { file: name, place: "row 1".to_owned(), reason });
    }
    let mut csv =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(Cursor::new(text));
    let mut reader = Reader {
        schema,
        rows: ReportRows::default(),
        provider: None,
        projects: BTreeMap::new(),
        planned: Vec::new(),
        tally,
    };
    let mut values = StringRecord::new();
    while csv.read_record(&mut values).map_err(|error| malformed(&name, &error))? {
        if values.as_slice().len() > RECORD_MAX {
            return Err(too_long(&name, csv_line(&values), RECORD_MAX));
        }
        open_quote(&name, &values, csv_line(&values))?;
        reader.record(&values);
    }
    let rows = reader.finish();
    prove_positions(&name, &rows, tally)?;
    if tally.rows_read == 0 {
        return Err(SourceError::Empty { file: name });
    }
    Ok(rows)
}
