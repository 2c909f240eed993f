//! Readings of signal, place by place.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Service;
use crate::model::{FileId, Layer, Origin, World};
use crate::policy::{Generation, mobile_assumption, signal_class};
use crate::sources::Dictionary;

/// Code of the band of 3600 MHz (dictionary 7 of Dz.U. 2022 poz. 2796).
const MID_BAND: &str = "08";

/// The generation of a technology as a layer writes it.
pub(super) fn generation(word: &str) -> Option<Generation> {
    let entry = Dictionary::of("pit-mobile-technology").lookup(word)?;
    Generation::of_code(&entry.code.code)
}

/// Whether it is NR.
pub(super) fn is_fifth(generation: Generation) -> bool {
    generation == Generation::Fifth
}

/// A piece of a road or track: its row, and which piece of it.
pub(super) type Piece = (Origin, u32);

/// One operator's service at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reading<'a> {
    operator: &'a str,
    /// Which services, in the order of [`Service::ALL`].
    of: [bool; 3],
    /// Class at least 1, outdoors and within buildings; `None` where it is not known.
    outdoor: Option<bool>,
    indoor: Option<bool>,
}

/// All readings of a run, by place.
pub(super) struct Readings<'a> {
    at_addresses: Vec<(u32, Reading<'a>)>,
    at_pieces: Vec<(Piece, Reading<'a>)>,
    /// Services of which there is any reading.
    pub(super) has: [bool; 3],
}

/// The readings of one place.
pub(super) struct PlaceReadings<'a> {
    found: Vec<Reading<'a>>,
}

fn reading(layer: &Layer, row: usize, as_of: NaiveDate) -> Option<Reading<'_>> {
    let generation = layer.text("technology", row).and_then(generation)?;
    let is_mid_band = || {
        let band = layer.text("band", row);
        let band = band.and_then(|word| Dictionary::of("pit-band").lookup(word));
        band.is_some_and(|entry| entry.code.code == MID_BAND)
    };
    let of = match generation {
        Generation::Third => return None,
        Generation::Fourth => [true, false, false],
        Generation::Fifth => [false, true, is_mid_band()],
    };
    let reaches = |class: i64| class >= 1;
    let class = layer.integer("signal_class", row).map(reaches);
    let is_indoor = layer.text("place", row) == Some("indoor");
    let loss = f64::from(mobile_assumption("building_loss").value);
    let within =
        || signal_class(generation, layer.decimal("value", row)? - loss, as_of).map(reaches);
    let (outdoor, indoor) = if is_indoor {
        // What is received within a building is received before it.
        (class.filter(|is_reached| *is_reached), class)
    } else {
        (class, within())
    };
    let operator = layer.text("operator", row).unwrap_or_default();
    Some(Reading { operator, of, outdoor, indoor })
}

/// The piece of a road that a row stands for.
fn piece(layer: &Layer, row: usize) -> Option<Piece> {
    let number = |column| layer.integer(column, row);
    let file = u16::try_from(number("route_file")?).ok()?.checked_sub(1)?;
    let line = u32::try_from(number("route_row")?).ok()?;
    Some((Origin { file: FileId(file), row: line }, u32::try_from(number("route_piece")?).ok()?))
}

impl<'a> Readings<'a> {
    /// The readings of the layer `coverage-raster`.
    pub(super) fn of(world: &'a World, as_of: NaiveDate) -> Self {
        let mut readings =
            Self { at_addresses: Vec::new(), at_pieces: Vec::new(), has: [false; 3] };
        let Some(layer) = world.layer("coverage-raster") else {
            return readings;
        };
        for row in 0..layer.n_rows() {
            let Some(read) = reading(layer, row, as_of) else { continue };
            for (has, of) in readings.has.iter_mut().zip(read.of) {
                *has |= of;
            }
            if let Some(address) = layer.address(row) {
                readings.at_addresses.push((address, read));
            } else if let Some(piece) = piece(layer, row) {
                readings.at_pieces.push((piece, read));
            }
        }
        readings.at_addresses.sort_by_key(|(address, _)| *address);
        readings.at_pieces.sort_by_key(|(piece, _)| *piece);
        readings
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at_addresses.is_empty() && self.at_pieces.is_empty()
    }

    /// Those at an address.
    pub(super) fn at(&self, address: usize) -> PlaceReadings<'a> {
        PlaceReadings::of(&self.at_addresses, &u32::try_from(address).unwrap_or(u32::MAX))
    }

    /// Those on a piece of a road or track.
    pub(super) fn on(&self, piece: Piece) -> PlaceReadings<'a> {
        PlaceReadings::of(&self.at_pieces, &piece)
    }
}

impl<'a> PlaceReadings<'a> {
    fn of<K: Ord>(sorted: &[(K, Reading<'a>)], key: &K) -> Self {
        let start = sorted.partition_point(|(held, _)| held < key);
        let of_key = sorted[start..].iter().take_while(|(held, _)| held == key);
        Self { found: of_key.map(|(_, reading)| *reading).collect() }
    }

    /// Names of the operators, repeated as they come; an empty one says that the file names none.
    pub(super) fn operators(&self) -> impl Iterator<Item = &'a str> {
        self.found.iter().map(|reading| reading.operator)
    }

    fn of_service(&self, service: Service) -> impl Iterator<Item = &Reading<'a>> {
        self.found.iter().filter(move |reading| reading.of[service as usize])
    }

    /// Whether anybody reaches the place outdoors; `None` where that is unknown.
    pub(super) fn outdoor(&self, service: Service, readings: &Readings<'_>) -> Option<bool> {
        if self.of_service(service).any(|reading| reading.outdoor == Some(true)) {
            return Some(true);
        }
        (readings.has[service as usize] && !self.found.is_empty()).then_some(false)
    }

    /// Whether anybody reaches the place within buildings; `None` where that is unknown.
    pub(super) fn indoor(&self, service: Service, readings: &Readings<'_>) -> Option<bool> {
        if self.of_service(service).any(|reading| reading.indoor == Some(true)) {
            return Some(true);
        }
        let is_open =
            |reading: &Reading<'_>| reading.outdoor == Some(true) && reading.indoor.is_none();
        if self.of_service(service).any(is_open) {
            return None;
        }
        self.outdoor(service, readings).map(|_| false)
    }

    /// Whether anybody reaches the place outdoors by 4G or 5G; that nobody does takes readings of
    /// both.
    pub(super) fn any_outdoor(&self, readings: &Readings<'_>) -> Option<bool> {
        if self.found.iter().any(|reading| reading.outdoor == Some(true)) {
            return Some(true);
        }
        let [fourth, fifth, _] = readings.has;
        (fourth && fifth && !self.found.is_empty()).then_some(false)
    }

    /// How many operators reach the place outdoors.
    pub(super) fn n_operators(&self, service: Service) -> usize {
        let reached = self.of_service(service).filter(|reading| reading.outdoor == Some(true));
        reached.map(|reading| reading.operator).collect::<BTreeSet<&str>>().len()
    }
}
