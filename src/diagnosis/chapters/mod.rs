//! Chapters of the report beyond the colours of addresses: public buildings, demand, the shape of
//! the gmina, procedures. Pure functions of the world and its diagnosis.
//!
//! Each chapter gives its indicators, defined once in `data/schemas/indicators.toml`, and what its
//! tables show. What is not known stays `None`; no chapter makes a zero of it.

mod buildings;
mod coverage;
mod definitions;
mod demand;
mod drafts;
mod figure;
mod investor;
mod jst;
mod mobile;
mod people;
mod potential;
mod premises;
mod shape;
mod split;
mod survey;

use rayon::prelude::*;

pub use buildings::{Answer, Building, ConnectionState, Contract, Unit};
pub use definitions::Definition;
pub use demand::{Demand, DemandPlace, PlaceDemand};
pub use figure::{Figure, Known};
pub use investor::{DUCT_KINDS, DigOnce, DuctKind, Duty, Investor, Stated};
pub use jst::{Jst, Procurement};
pub use mobile::{
    BandSignal, Bridge, Enough, Mobile, MobileCell, MobileReading, Reached, RouteLine, Service,
    ServiceCounts, Sight, SiteGain, SpectrumEvent, SpectrumEventKind, StationLoad, Stations, fifth,
    mobile_cell_mm, spectrum_calendar,
};
pub use people::{
    PEOPLE, PeopleLevel, PeopleUnit, counts_people, is_main_profile, is_personal, people,
};
pub use survey::Survey;

use super::{Diagnosis, Rollup};
use crate::model::World;
use crate::place::GminaCode;

/// An indicator of a gmina.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Its symbol in `indicators.toml`.
    pub symbol: &'static str,
    /// What tells its values apart where there are several: the speed of D1.
    pub key: String,
    /// Its value; `None` where it is not known or not told.
    pub figure: Option<Figure>,
    /// How it is told.
    pub telling: Telling,
}

/// How an indicator is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// As it is computed.
    Plain,
    /// With the homes and businesses of empty houses: without them it would tell which are empty.
    Undeducted,
    /// Not at all: it would tell of few people.
    FewPeople,
    /// Not at all: under another first profile than the rule book's, whose figures beside these would
    /// tell of few people.
    OtherProfile,
}

impl Indicator {
    /// Whether it is known, but not told.
    pub const fn is_held(&self) -> bool {
        matches!(self.telling, Telling::FewPeople | Telling::OtherProfile)
    }
}

fn indicator(symbol: &'static str, figure: Option<Figure>) -> Indicator {
    Indicator { symbol, key: String::new(), figure, telling: Telling::Plain }
}

/// The chapters of one gmina.
#[derive(Clone, Debug, Default)]
pub struct Chapters {
    /// Every indicator, in the order of the chapters.
    pub indicators: Vec<Indicator>,
    /// Public buildings.
    pub jst: Jst,
    /// Notices, vacancies, households.
    pub demand: Demand,
    /// Mobile networks.
    pub mobile: Mobile,
    /// Procedures and infrastructure for investors.
    pub investor: Investor,
}

impl Chapters {
    /// An indicator; the first one where several have its symbol.
    pub fn indicator(&self, symbol: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.symbol == symbol)
    }

    /// The value of an indicator; `None` where it is not known or not told.
    pub fn figure(&self, symbol: &str) -> Option<Figure> {
        self.indicator(symbol)?.figure
    }
}

impl<'a> Survey<'a> {
    /// The diagnosis that it looks over.
    pub const fn diagnosis(&self) -> &'a Diagnosis {
        self.diagnosis
    }

    /// The world that it looks over.
    pub const fn world(&self) -> &'a World {
        self.world
    }

    /// The strongest reading of each operator, generation and band at an address.
    pub fn mobile_at(&self, address: usize) -> Vec<MobileReading<'a>> {
        self.mobile.as_ref().map(|mobile| mobile.at(address)).unwrap_or_default()
    }

    /// The chapters of a gmina, as they may be shown.
    pub fn chapters(&self, rollup: &Rollup, gmina: GminaCode) -> Chapters {
        let mut chapters = self.unheld_chapters(rollup, gmina);
        people::hold_back(self, gmina, &mut chapters);
        chapters
    }

    /// The same with indicators that tell of few people: to check how they are computed.
    pub fn unheld_chapters(&self, rollup: &Rollup, gmina: GminaCode) -> Chapters {
        let premises = premises::premises(self, gmina);
        let mut indicators = coverage::indicators(self, rollup, gmina, &premises);
        indicators.extend(shape::indicators(self, gmina, &premises));
        let (demand, of_demand) = demand::demand(self, gmina, &premises);
        indicators.extend(of_demand);
        let (jst, of_jst) = jst::jst(self, gmina);
        indicators.extend(of_jst);
        let (mobile, of_mobile) = mobile::mobile(self, gmina, &premises, &jst.buildings);
        indicators.extend(of_mobile);
        let (investor, of_investor) = investor::investor(self, gmina);
        indicators.extend(of_investor);
        for indicator in &mut indicators {
            indicator.figure = indicator.figure.filter(|_| self.can_know(indicator.symbol));
        }
        Chapters { indicators, jst, demand, mobile, investor }
    }
}

/// The chapters of gminas, in their order.
pub fn chapters(survey: &Survey<'_>, rollup: &Rollup, gminas: &[GminaCode]) -> Vec<Chapters> {
    gminas.par_iter().map(|gmina| survey.chapters(rollup, *gmina)).collect()
}
