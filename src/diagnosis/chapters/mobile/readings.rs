//! Readings of signal, place by place.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Service;
use crate::diagnosis::chapters::Known;
use crate::diagnosis::chapters::survey::coded;
use crate::model::{FileId, Layer, Origin, Texts, World};
use crate::policy::{Generation, SignalClasses, mobile_assumption, mobile_number};
use crate::sources::{Dictionary, Schema};

/// What readings are held against, from `data/policy/mobile.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    /// Least class at which a place counts as reached.
    class_min: i64,
    /// The band of 5G that is told apart.
    mid_mhz: u32,
}

impl Rules {
    /// Those of a day.
    pub(super) fn on(day: NaiveDate) -> Self {
        let mid_mhz = u32::try_from(mobile_number("mid_band", day)).unwrap_or(0);
        Self { class_min: mobile_number("reached_class_min", day), mid_mhz }
    }

    /// Whether a class is enough.
    pub(super) fn reaches(self, class: i64) -> bool {
        class >= self.class_min
    }
}

/// Columns of the inventory's form for one band: what stands before its MHz.
const OF_BAND: &str = "technology_";

/// What a technology says of its generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Technology {
    Of(Generation),
    /// Known, and neither 4G nor 5G.
    Older,
}

fn technology(word: &str) -> Option<Technology> {
    let entry = Dictionary::of("pit-mobile-technology").lookup(word)?;
    Some(match Generation::of_code(&entry.code.code) {
        Some(generation @ (Generation::Fourth | Generation::Fifth)) => Technology::Of(generation),
        Some(Generation::Third) | None => Technology::Older,
    })
}

/// Whether a row of base stations is of NR; a technology that is not told, or by no known word, is
/// unknown.
pub fn fifth(layer: &Layer, row: usize) -> Known {
    match layer.text("technology", row).and_then(technology) {
        Some(Technology::Of(Generation::Fifth)) => Known::Yes,
        Some(_) => Known::No,
        None => Known::Unknown,
    }
}

/// The generation of a row; `None` for older ones and where it is not told.
pub(super) fn generation(layer: &Layer, row: usize) -> Option<Generation> {
    match technology(layer.text("technology", row)?)? {
        Technology::Of(generation) => Some(generation),
        Technology::Older => None,
    }
}

/// The band of a row.
pub(super) fn band_mhz(layer: &Layer, row: usize) -> Option<u32> {
    mhz(layer.text("band", row)?)
}

fn mhz(word: &str) -> Option<u32> {
    Dictionary::of("pit-band").lookup(word)?.code.mhz
}

/// One operator's service at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MobileReading<'a> {
    /// The operator; empty where the file does not name it.
    pub operator: &'a str,
    /// 4G or 5G; `None` where the row does not tell.
    pub generation: Option<Generation>,
    /// The band in MHz, where told.
    pub mhz: Option<u32>,
    /// Class of the signal outdoors, 0 to 3, where known.
    pub outdoor: Option<i64>,
    /// Class within buildings.
    pub indoor: Option<i64>,
}

impl MobileReading<'_> {
    fn is_of(&self, service: Service, rules: Rules) -> Known {
        let is_mid = Known::of(self.mhz.map(|mhz| mhz == rules.mid_mhz));
        let Some(generation) = self.generation else {
            let is_other = service == Service::MidBand && is_mid == Known::No;
            return if is_other { Known::No } else { Known::Unknown };
        };
        let is_fifth = generation == Generation::Fifth;
        match service {
            Service::FourG => Known::of(Some(!is_fifth)),
            Service::FiveG => Known::of(Some(is_fifth)),
            Service::MidBand if is_fifth => is_mid,
            Service::MidBand => Known::No,
        }
    }
}

/// A piece of a road or track: its row, and which piece of it.
pub(super) type Piece = (Origin, u32);

/// What stands at a place: a reading, or that the inventory tells of every operator and band there.
type Found<'a> = Option<MobileReading<'a>>;

/// All readings of a run, by place.
pub(super) struct Readings<'a> {
    at_addresses: Vec<(u32, Found<'a>)>,
    at_pieces: Vec<(Piece, Found<'a>)>,
    /// What they are held against.
    pub(super) rules: Rules,
}

/// The readings of one place.
pub(super) struct PlaceReadings<'a> {
    found: Vec<Found<'a>>,
    rules: Rules,
}

/// Words of a column that are remembered.
const WORDS_MAX: usize = 64;

/// What the words of a column mean: each of the few is looked up once.
struct Words<'a, T> {
    column: Texts<'a>,
    met: Vec<(&'a str, Option<T>)>,
    meaning: fn(&str) -> Option<T>,
}

impl<'a, T: Copy> Words<'a, T> {
    fn new(layer: &'a Layer, column: &str, meaning: fn(&str) -> Option<T>) -> Self {
        Self { column: layer.texts(column), met: Vec::new(), meaning }
    }

    fn at(&mut self, row: usize) -> Option<T> {
        let word = self.column.at(row)?;
        if let Some((_, held)) = self.met.iter().find(|(met, _)| *met == word) {
            return *held;
        }
        let found = (self.meaning)(word);
        // A column of words that nobody knows would have as many as rows.
        if self.met.len() < WORDS_MAX {
            self.met.push((word, found));
        }
        found
    }
}

/// The register `coverage-raster`, and what its rows are held against.
struct Raster<'a> {
    layer: &'a Layer,
    technologies: Words<'a, Technology>,
    bands: Words<'a, u32>,
    operators: Texts<'a>,
    places: Texts<'a>,
    classes: SignalClasses,
    loss: f64,
    rules: Rules,
}

impl<'a> Raster<'a> {
    fn new(layer: &'a Layer, rules: Rules, as_of: NaiveDate) -> Self {
        Self {
            layer,
            technologies: Words::new(layer, "technology", technology),
            bands: Words::new(layer, "band", mhz),
            operators: layer.texts("operator"),
            places: layer.texts("place"),
            classes: SignalClasses::on(as_of),
            loss: f64::from(mobile_assumption("building_loss").value),
            rules,
        }
    }

    /// The reading of a row; a row of older networks says nothing of 4G and 5G.
    fn reading(&mut self, row: usize) -> Option<MobileReading<'a>> {
        let (layer, rules, loss) = (self.layer, self.rules, self.loss);
        let (class, level) = (layer.integer("signal_class", row), layer.decimal("value", row));
        let generation = match self.technologies.at(row) {
            Some(Technology::Of(generation)) => Some(generation),
            // A signal, but of what? A row without one only places a cell.
            None if class.is_some() || level.is_some() => None,
            Some(Technology::Older) | None => return None,
        };
        // A level of unstated technology has no class, but may be below every class there is.
        let generations = [Generation::Fourth, Generation::Fifth];
        let is_lost = |dbm: f64| generations.iter().all(|of| self.classes.of(*of, dbm) == Some(0));
        let of_level = |dbm: f64| match generation {
            Some(generation) => self.classes.of(generation, dbm),
            None => is_lost(dbm).then_some(0),
        };
        let class = class.or_else(|| level.filter(|_| generation.is_none()).and_then(of_level));
        let within = || of_level(level? - loss);
        let (outdoor, indoor) = if self.places.at(row) == Some("indoor") {
            // What is received within a building is received before it; what is not, may be.
            (class.filter(|class| rules.reaches(*class)), class)
        } else {
            (class, within())
        };
        let operator = self.operators.at(row).unwrap_or_default();
        Some(MobileReading { operator, generation, mhz: self.bands.at(row), outdoor, indoor })
    }
}

/// The inventory's mobile reach by the identifier of its cells, which have no place of their own.
struct Inventory<'a> {
    layer: &'a Layer,
    of_cell: BTreeMap<&'a str, Vec<usize>>,
    /// Bands of its form, in MHz.
    bands: Vec<u32>,
}

impl<'a> Inventory<'a> {
    fn of(world: &'a World) -> Option<Self> {
        let layer = world.layer("pit-mobile")?;
        let mut of_cell: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in 0..layer.n_rows() {
            if let Some(cell) = layer.text("cell_id", row) {
                of_cell.entry(cell).or_default().push(row);
            }
        }
        let columns = Schema::of("pit-mobile").columns.iter();
        let of_band = columns.filter_map(|column| column.field.strip_prefix(OF_BAND));
        let bands = of_band.filter_map(|mhz| mhz.parse().ok()).collect();
        Some(Self { layer, of_cell, bands })
    }

    /// What operators say of a cell; a cell that none of them names has nothing.
    fn readings(&self, cell: &str, out: &mut Vec<Found<'a>>) {
        out.push(None);
        for row in self.of_cell.get(cell).into_iter().flatten() {
            let operator = self.layer.text("operator", *row).unwrap_or_default();
            for mhz in self.bands.iter().copied() {
                let word = self.layer.text(&format!("{OF_BAND}{mhz}"), *row);
                let Some(Technology::Of(generation)) = word.and_then(technology) else { continue };
                let class = |place: &str| -> Option<i64> {
                    let word = self.layer.text(&format!("{place}_{mhz}"), *row);
                    coded("pit-signal", word)?.parse().ok()
                };
                let (outdoor, indoor) = (class("outdoor"), class("indoor"));
                let (generation, mhz) = (Some(generation), Some(mhz));
                out.push(Some(MobileReading { operator, generation, mhz, outdoor, indoor }));
            }
        }
    }
}

/// The piece of a road that a row stands for.
fn piece(layer: &Layer, row: usize) -> Option<Piece> {
    let number = |column| layer.integer(column, row);
    let file = u16::try_from(number("route_file")?).ok()?.checked_sub(1)?;
    let line = u32::try_from(number("route_row")?).ok()?;
    Some((Origin { file: FileId(file), row: line }, u32::try_from(number("route_piece")?).ok()?))
}

impl<'a> Readings<'a> {
    /// The readings of the layer `coverage-raster`, and of `pit-mobile` where the former places its
    /// cells.
    pub(super) fn of(world: &'a World, as_of: NaiveDate) -> Self {
        let rules = Rules::on(as_of);
        let mut readings = Self { at_addresses: Vec::new(), at_pieces: Vec::new(), rules };
        let Some(layer) = world.layer("coverage-raster") else {
            return readings;
        };
        let inventory = Inventory::of(world);
        let (mut raster, cells) = (Raster::new(layer, rules, as_of), layer.texts("cell_id"));
        let mut here = Vec::new();
        for row in 0..layer.n_rows() {
            here.clear();
            here.extend(raster.reading(row).map(Some));
            if let (Some(inventory), Some(cell)) = (&inventory, cells.at(row)) {
                inventory.readings(cell, &mut here);
            }
            if let Some(address) = layer.address(row) {
                readings.at_addresses.extend(here.iter().map(|read| (address, *read)));
            } else if let Some(piece) = piece(layer, row) {
                readings.at_pieces.extend(here.iter().map(|read| (piece, *read)));
            }
        }
        readings.at_addresses.sort_unstable();
        readings.at_addresses.dedup();
        readings.at_pieces.sort_unstable();
        readings.at_pieces.dedup();
        readings
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at_addresses.is_empty() && self.at_pieces.is_empty()
    }

    /// Those at an address.
    pub(super) fn at(&self, address: usize) -> PlaceReadings<'a> {
        let address = u32::try_from(address).unwrap_or(u32::MAX);
        PlaceReadings::of(&self.at_addresses, &address, self.rules)
    }

    /// Those on a piece of a road or track.
    pub(super) fn on(&self, piece: Piece) -> PlaceReadings<'a> {
        PlaceReadings::of(&self.at_pieces, &piece, self.rules)
    }
}

impl<'a> PlaceReadings<'a> {
    fn of<K: Ord>(sorted: &[(K, Found<'a>)], key: &K, rules: Rules) -> Self {
        let start = sorted.partition_point(|(held, _)| held < key);
        let of_key = sorted[start..].iter().take_while(|(held, _)| held == key);
        Self { found: of_key.map(|(_, reading)| *reading).collect(), rules }
    }

    /// Whether anybody has looked there.
    pub(super) const fn is_surveyed(&self) -> bool {
        !self.found.is_empty()
    }

    /// Whether a class is enough here.
    pub(super) fn reaches(&self, class: i64) -> bool {
        self.rules.reaches(class)
    }

    fn readings(&self) -> impl Iterator<Item = &MobileReading<'a>> {
        self.found.iter().flatten()
    }

    /// One reading for each operator, generation and band: the strongest.
    pub(super) fn strongest(&self) -> Vec<MobileReading<'a>> {
        let mut of: BTreeMap<_, MobileReading<'a>> = BTreeMap::new();
        for read in self.readings() {
            let held = of.entry((read.operator, read.generation, read.mhz)).or_insert(*read);
            held.outdoor = held.outdoor.max(read.outdoor);
            held.indoor = held.indoor.max(read.indoor);
        }
        of.into_values().collect()
    }

    /// Names of the operators that name themselves, repeated as they come.
    pub(super) fn operators(&self) -> impl Iterator<Item = &'a str> {
        self.found.iter().flatten().map(|read| read.operator).filter(|name| !name.is_empty())
    }

    /// Readings that are of a service for certain.
    fn readings_of(&self, service: Service) -> impl Iterator<Item = &MobileReading<'a>> {
        self.readings().filter(move |read| read.is_of(service, self.rules) == Known::Yes)
    }

    /// Whether the inventory tells of every operator and band here.
    fn is_listed(&self) -> bool {
        self.found.iter().any(Option::is_none)
    }

    /// Whether anything here tells of a service: a reading of one tells nothing of another.
    pub(super) fn tells_of(&self, service: Service) -> bool {
        self.is_listed() || self.readings_of(service).next().is_some()
    }

    /// Names of the operators with a reading of a service.
    pub(super) fn read_of(&self, service: Service) -> impl Iterator<Item = &'a str> {
        self.readings_of(service).map(|read| read.operator).filter(|name| !name.is_empty())
    }

    fn reached(
        &self,
        service: Service,
        class: fn(&MobileReading<'a>) -> Option<i64>,
    ) -> Option<bool> {
        let (mut is_open, mut is_told) = (false, self.is_listed());
        for read in self.readings() {
            let reaches = class(read).map(|class| self.rules.reaches(class));
            match (read.is_of(service, self.rules), reaches) {
                (Known::Yes, Some(true)) => return Some(true),
                (Known::Yes, Some(false)) => is_told = true,
                (Known::Yes, None) | (Known::Unknown, Some(true) | None) => is_open = true,
                (Known::Unknown, Some(false)) | (Known::No, _) => {}
            }
        }
        (is_told && !is_open).then_some(false)
    }

    /// Whether anybody reaches the place outdoors; `None` where that is unknown.
    pub(super) fn outdoor(&self, service: Service) -> Option<bool> {
        self.reached(service, |read| read.outdoor)
    }

    /// Whether anybody reaches the place within buildings; `None` where that is unknown.
    pub(super) fn indoor(&self, service: Service) -> Option<bool> {
        self.reached(service, |read| read.indoor)
    }

    /// Whether anybody reaches the place outdoors by 4G or 5G; that nobody does takes knowledge of
    /// both.
    pub(super) fn any_outdoor(&self) -> Option<bool> {
        match [Service::FourG, Service::FiveG].map(|service| self.outdoor(service)) {
            [Some(fourth), Some(fifth)] => Some(fourth || fifth),
            [Some(true), None] | [None, Some(true)] => Some(true),
            _ => None,
        }
    }

    /// Names of the operators that reach the place outdoors for certain.
    pub(super) fn reaching(&self, service: Service) -> BTreeSet<&'a str> {
        let reaches =
            |read: &&MobileReading<'a>| read.outdoor.is_some_and(|c| self.rules.reaches(c));
        self.readings_of(service).filter(reaches).map(|read| read.operator).collect()
    }

    /// Whether exactly one of the operators that are compared reaches the place outdoors.
    ///
    /// Readings without a name may be of one operator or of several; an operator without a reading
    /// here may reach it; and one alone is compared with nobody.
    pub(super) fn is_single(&self, service: Service, compared: &BTreeSet<&str>) -> Known {
        let reaching = self.reaching(service);
        let named = reaching.iter().filter(|name| !name.is_empty()).count();
        if named >= 2 {
            return Known::No;
        }
        let may_reach = |read: &MobileReading<'a>| {
            read.is_of(service, self.rules) != Known::No
                && read.outdoor.is_none_or(|class| self.rules.reaches(class))
        };
        let others = self.readings().any(|read| {
            may_reach(read) && (read.operator.is_empty() || !reaching.contains(read.operator))
        });
        let is_read = |name: &&str| self.read_of(service).any(|read| read == *name);
        let are_read = compared.len() >= 2 && compared.iter().all(is_read);
        match (named, others) {
            (_, true) => Known::Unknown,
            _ if !self.is_listed() && !are_read => Known::Unknown,
            (1, false) => Known::Yes,
            _ => Known::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        operator: &'static str,
        mhz: Option<u32>,
        outdoor: Option<i64>,
    ) -> MobileReading<'static> {
        let generation = Some(Generation::Fifth);
        MobileReading { operator, generation, mhz, outdoor, indoor: None }
    }

    fn place(found: &[Found<'static>]) -> PlaceReadings<'static> {
        let day = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day");
        PlaceReadings { found: found.to_vec(), rules: Rules::on(day) }
    }

    #[expect(clippy::unnecessary_wraps, reason = "a place has these, some of which say nothing")]
    fn of(generation: Generation, class: i64) -> Found<'static> {
        Some(MobileReading { generation: Some(generation), ..read("X", Some(800), Some(class)) })
    }

    #[test]
    fn a_reading_tells_of_its_own_service_alone() {
        let outdoor = |found: &[Found<'static>]| Service::ALL.map(|s| place(found).outdoor(s));
        let (fourth, fifth) = (Generation::Fourth, Generation::Fifth);
        assert_eq!(outdoor(&[of(fifth, 0)]), [None, Some(false), None], "nobody looked for 4G");
        assert_eq!(outdoor(&[of(fourth, 0)]), [Some(false), None, None]);
        assert_eq!(outdoor(&[of(fourth, 1)]), [Some(true), None, None]);
        let both = [of(fourth, 0), Some(read("X", Some(3600), Some(0)))];
        assert_eq!(outdoor(&both), [Some(false); 3]);
        assert_eq!(place(&both).any_outdoor(), Some(false));
        assert_eq!(place(&both[..1]).any_outdoor(), None, "5G may be there");
        assert_eq!(outdoor(&[None]), [Some(false); 3], "the inventory lists every band");
        assert_eq!(outdoor(&[]), [None; 3]);
        let told = Service::ALL.map(|service| place(&both[..1]).tells_of(service));
        assert_eq!(told, [true, false, false]);
    }

    #[test]
    fn a_signal_of_unstated_technology_may_be_of_any() {
        let unstated =
            |mhz, class| Some(MobileReading { generation: None, ..read("Z", mhz, Some(class)) });
        // X has 4G, and no 5G at 3600 MHz; what Z has is 4G or 5G, in another band than that.
        let none = Some(read("X", Some(3600), Some(0)));
        let here = place(&[of(Generation::Fourth, 3), none, unstated(Some(2100), 2)]);
        assert_eq!(Service::ALL.map(|s| here.outdoor(s)), [Some(true), None, Some(false)]);
        let both = BTreeSet::from(["X", "Z"]);
        assert_eq!(here.is_single(Service::FourG, &both), Known::Unknown);
        // Below every class: neither 4G nor 5G, but of which of them, nobody tells.
        let low = place(&[unstated(None, 0)]);
        assert_eq!(Service::ALL.map(|s| low.outdoor(s)), [None; 3]);
    }

    #[test]
    fn unknown_is_neither_reached_nor_not() {
        let outdoor = |found: &[Found<'static>], service| place(found).outdoor(service);
        let here = [Some(read("X", Some(2100), Some(1)))];
        assert_eq!(outdoor(&here, Service::FiveG), Some(true));
        assert_eq!(outdoor(&here, Service::MidBand), None, "nobody looked at 3600 MHz");
        let unbanded = |class| [Some(read("X", None, Some(class)))];
        assert_eq!(outdoor(&unbanded(1), Service::MidBand), None, "which band?");
        assert_eq!(outdoor(&unbanded(0), Service::MidBand), None, "which band?");
        assert_eq!(outdoor(&unbanded(0), Service::FiveG), Some(false));
        let unread = [Some(read("X", Some(3600), None))];
        assert_eq!(outdoor(&unread, Service::MidBand), None, "no level");
    }

    #[test]
    fn one_operator_is_one_beside_others_that_were_looked_at() {
        let compared = BTreeSet::from(["X", "Y"]);
        let single = |found: &[Found<'static>]| place(found).is_single(Service::FiveG, &compared);
        let at = |name, class| Some(read(name, Some(3600), class));
        assert_eq!(single(&[None]), Known::No, "none at all");
        assert_eq!(single(&[]), Known::Unknown);
        assert_eq!(single(&[at("X", Some(2)), at("Y", Some(0))]), Known::Yes);
        assert_eq!(single(&[at("X", Some(2)), at("Y", Some(1))]), Known::No);
        assert_eq!(single(&[at("X", Some(0)), at("Y", Some(0))]), Known::No, "none of them");
        assert_eq!(single(&[at("X", Some(2))]), Known::Unknown, "Y may be there too");
        assert_eq!(single(&[at("X", Some(0))]), Known::Unknown, "Y may be there");
        assert_eq!(single(&[None, at("X", Some(2))]), Known::Yes, "the inventory lists them all");
        assert_eq!(single(&[at("X", Some(2)), at("Y", None)]), Known::Unknown);
        assert_eq!(single(&[at("", Some(2)), at("Y", Some(0))]), Known::Unknown, "whose?");
        let alone = BTreeSet::from(["X"]);
        let of_one = place(&[at("X", Some(2))]).is_single(Service::FiveG, &alone);
        assert_eq!(of_one, Known::Unknown, "nobody else was looked at anywhere");
    }
}
