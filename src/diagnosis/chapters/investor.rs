//! Chapter for investors: how long permits take, what the lane costs, what may carry fibre, and
//! works during which to dig once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use geo::{Distance as _, Euclidean};
use geo_types::{Geometry, Point};

use super::figure::{Figure, Known, count, median, share_of};
use super::shape::{length_mm, length_of};
use super::survey::{Survey, coded};
use super::{Indicator, indicator};
use crate::index::LineIndex;
use crate::model::Layer;
use crate::place::GminaCode;
use crate::policy::ChapterAssumptions;

/// Works along which cables may be laid in one trench.
#[derive(Clone, Debug)]
pub struct DigOnce {
    /// Row in the register of works.
    pub row: usize,
    /// White addresses along it.
    pub white: Vec<u32>,
    /// Clusters that it passes.
    pub clusters: Vec<u32>,
}

/// What a table of the gmina says, row by row: how many rows it has, and how many of them say what
/// an investor asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// Rows of the gmina.
    pub rows: usize,
    /// Rows that say it.
    pub saying: usize,
}

impl Stated {
    /// Whether there are rows, and all of them say it.
    pub const fn is_whole(self) -> bool {
        self.rows > 0 && self.saying == self.rows
    }
}

/// Infrastructure of one kind that a cable may use again. Lengths in millimetres.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DuctKind {
    /// Code of the kind.
    pub kind: String,
    /// Pieces.
    pub pieces: usize,
    /// Length of all of them.
    pub length: i64,
    /// Of pieces that may be used, now or on request, and are not full.
    pub usable: i64,
    /// Of pieces of which nobody says whether.
    pub unknown: i64,
    /// Pieces with a count of free ways.
    pub counted: usize,
    /// Length of free ways in pieces that may be used: three free ways of 100 m are 300 m.
    pub free_ways: i64,
}

/// State of a duty towards the PIT.
#[derive(Clone, Debug)]
pub struct Duty {
    /// Article of the act.
    pub article: String,
    /// `met`, `not_met`, `not_applicable`, `unknown`.
    pub state: String,
}

/// The chapter.
#[derive(Clone, Debug, Default)]
pub struct Investor {
    /// Registers of the chapter of which the run has rows of the gmina.
    pub known: BTreeSet<&'static str>,
    /// Fee for works in the lane, grosze a square metre and day.
    pub fee: Option<i64>,
    /// Twice the median of the powiat's gminas, and how many gminas it is of.
    pub powiat_fee: Option<(i64, usize)>,
    /// Duties in the order of the assumptions.
    pub duties: Vec<Duty>,
    /// Whether there is a coordinator.
    pub coordinator: Option<bool>,
    /// Planned works, by day of beginning.
    pub works: Vec<DigOnce>,
    /// Rows of obstacles that stand or may stand.
    pub obstacles: Vec<usize>,
    /// Parcels of the gmina near nodes, by identifier.
    pub parcels: Vec<String>,
    /// What tables say in each row, by register.
    pub stated: BTreeMap<&'static str, Stated>,
    /// Ducts and poles by kind, in the order of [`DUCT_KINDS`].
    pub ducts: Vec<DuctKind>,
}

impl Investor {
    /// Whether the gmina has told of its duties.
    pub const fn has_duties(&self) -> bool {
        !self.duties.is_empty()
    }
}

/// Kinds of infrastructure that a cable may use again.
pub const DUCT_KINDS: [&str; 6] =
    ["technological_channel", "cable_duct", "microduct", "telecom_poles", "power_poles", "other"];

/// Registers of the chapter.
const REGISTERS: [&str; 7] =
    ["ducts", "gmina-duties", "lane-fees", "obstacles", "parcels", "permits", "roadworks"];

/// An application of a telecommunications network.
struct Case {
    complete: NaiveDate,
    decided: Option<NaiveDate>,
    is_decided: bool,
    is_tacit: bool,
}

impl Case {
    fn days(&self) -> Option<i64> {
        self.decided.map(|day| (day - self.complete).num_days()).filter(|days| *days >= 0)
    }
}

fn cases(survey: &Survey<'_>, gmina: GminaCode) -> Vec<Case> {
    let Some(rows) = survey.rows("permits") else { return Vec::new() };
    let as_of = survey.diagnosis.settings.as_of;
    let case = |row: usize| -> Option<Case> {
        let layer = rows.layer;
        let outcome = layer.text("outcome", row).unwrap_or("pending");
        if layer.text("subject", row) != Some("telecom")
            || matches!(outcome, "withdrawn" | "exempt")
        {
            return None;
        }
        // What is to come has not happened, whatever the outcome says.
        let past = |column: &str| layer.date(column, row).filter(|day| *day <= as_of);
        let is_to_come = layer.date("decided_on", row).is_some_and(|day| day > as_of);
        let is_decided = outcome != "pending" && !is_to_come;
        let submitted = layer.date("submitted_on", row);
        if submitted.is_some_and(|day| day > as_of) {
            return None;
        }
        Some(Case {
            complete: past("complete_on").or(submitted)?,
            decided: past("decided_on"),
            is_decided,
            is_tacit: is_decided && outcome == "tacit",
        })
    };
    rows.of(gmina).filter_map(case).collect()
}

/// U1, U2, U8.
fn permits(survey: &Survey<'_>, gmina: GminaCode) -> Vec<Indicator> {
    let as_of = survey.diagnosis.settings.as_of;
    let days_max = survey.number("permit_days_max");
    let cases = cases(survey, gmina);
    let decided = || cases.iter().filter(|case| case.is_decided);
    let tacit = decided().filter(|case| case.is_tacit).count();
    let in_time = |case: &Case| {
        if case.is_decided {
            return Some(Known::of(case.days().map(|days| days <= days_max)));
        }
        // An open case says something once it is late.
        ((as_of - case.complete).num_days() > days_max).then_some(Known::No)
    };
    vec![
        indicator("U1", median(decided().filter_map(Case::days).collect())),
        indicator("U2", Figure::share(tacit, 0, decided().count())),
        indicator("U8", share_of(cases.iter().filter_map(in_time))),
    ]
}

/// Twice the median fee of the gminas of a powiat, and of how many.
fn powiat_fee(survey: &Survey<'_>, gmina: GminaCode) -> Option<(i64, usize)> {
    let of_powiat = survey.lane_fees.iter().filter(|(code, _)| code.powiat() == gmina.powiat());
    let rates: Vec<i64> = of_powiat.map(|(_, rate)| *rate).collect();
    let n = rates.len();
    // The median of a gmina alone is its own fee, with which there is nothing to compare.
    median(rates).filter(|_| n > 1).and_then(|figure| figure.low).map(|twice| (twice, n))
}

/// Ducts and poles by kind; `None` where the run has none of the gmina.
fn ducts(survey: &Survey<'_>, gmina: GminaCode) -> Option<Vec<DuctKind>> {
    let rows = survey.rows("ducts").filter(|rows| !rows.of(gmina).is_empty())?;
    let layer = rows.layer;
    let of_kind = |kind: &str| {
        let mut found = DuctKind { kind: kind.to_owned(), ..DuctKind::default() };
        for row in rows.of(gmina).filter(|row| layer.text("kind", *row) == Some(kind)) {
            let length = layer.geometry(row).map_or(0, |geometry| length_mm(&geometry));
            let free = layer.integer("ways_free", row).filter(|n| *n >= 0);
            found.pieces += 1;
            found.length += length;
            found.counted += usize::from(free.is_some());
            match layer.text("access", row) {
                // Nothing goes into a duct without a free way, whatever its access.
                _ if free == Some(0) && !is_poles(kind) => {}
                Some("open" | "on_request") => {
                    found.usable += length;
                    found.free_ways = length
                        .checked_mul(free.unwrap_or(0))
                        .and_then(|more| found.free_ways.checked_add(more))
                        .unwrap_or(i64::MAX);
                }
                None | Some("unknown") => found.unknown += length,
                Some(_) => {}
            }
        }
        found
    };
    Some(DUCT_KINDS.into_iter().map(of_kind).filter(|found| found.pieces > 0).collect())
}

/// Length of the kinds that may be used; pieces of which nobody says whether widen it.
fn usable(ducts: &[DuctKind], is_meant: impl Fn(&str) -> bool) -> Figure {
    let of = || ducts.iter().filter(|found| is_meant(&found.kind));
    let low: i64 = of().map(|found| found.usable).sum();
    let high = low + of().map(|found| found.unknown).sum::<i64>();
    Figure { mid_twice: Some(low + high), ..Figure::between(low, 0, high, None) }
}

/// How many rows of each table of the gmina say what the one-stop list asks for.
fn stated(survey: &Survey<'_>, gmina: GminaCode) -> BTreeMap<&'static str, Stated> {
    type Says<'a> = &'a dyn Fn(&Layer, usize) -> bool;
    let has_word = |layer: &Layer, row: usize, column: &str| {
        layer.text(column, row).is_some_and(|word| word != "unknown")
    };
    let asked: [(&'static str, Says<'_>); 5] = [
        ("permits", &|layer, row| layer.date("complete_on", row).is_some()),
        ("ducts", &|layer, row| layer.integer("ways_free", row).is_some()),
        ("parcels", &|layer, row| has_word(layer, row, "owner_group")),
        ("roadworks", &|layer, row| layer.date("join_until", row).is_some()),
        ("obstacles", &|layer, row| has_word(layer, row, "state")),
    ];
    let of = |(register, says): (&'static str, Says<'_>)| {
        let rows = survey.rows(register)?;
        // Poles have no ways.
        let is_asked = |row: &usize| {
            register != "ducts" || rows.layer.text("kind", *row).is_none_or(|kind| !is_poles(kind))
        };
        let of_gmina: Vec<usize> = rows.of(gmina).filter(is_asked).collect();
        let saying = of_gmina.iter().filter(|row| says(rows.layer, **row)).count();
        Some((register, Stated { rows: of_gmina.len(), saying }))
    };
    asked.into_iter().filter_map(of).collect()
}

fn is_poles(kind: &str) -> bool {
    ChapterAssumptions::get().pole_kinds.iter().any(|pole| pole == kind)
}

fn is_gminas_own(layer: &Layer, row: usize) -> bool {
    let groups = &ChapterAssumptions::get().gmina_owner_groups;
    let code = coded("egib-group", layer.text("owner_group", row));
    code.is_some_and(|code| groups.iter().any(|group| group == code))
}

/// Parcels of the gmina near a node; `None` without parcels or nodes.
fn parcels(survey: &Survey<'_>, gmina: GminaCode) -> Option<Vec<String>> {
    let rows = survey.rows("parcels").filter(|rows| !rows.of(gmina).is_empty())?;
    let nodes = &survey.diagnosis.surroundings.nodes;
    if nodes.is_empty() {
        return None;
    }
    let reach = f64::from(survey.length_mm("node_parcel_distance")) / 1000.0;
    let points: Vec<Point> = nodes.iter().map(|node| Point::from(node.position.coord())).collect();
    let is_near = |geometry: &Geometry| {
        let near = |point: &Point| Euclidean.distance(geometry, &Geometry::Point(*point)) <= reach;
        let bounds = geo::BoundingRect::bounding_rect(geometry);
        let may_be = |point: &&Point| {
            bounds.is_some_and(|bounds| {
                let (min, max) = (bounds.min(), bounds.max());
                (min.x - reach..=max.x + reach).contains(&point.x())
                    && (min.y - reach..=max.y + reach).contains(&point.y())
            })
        };
        points.iter().filter(may_be).any(near)
    };
    let own = rows.of(gmina).filter(|row| is_gminas_own(rows.layer, *row));
    let near = own.filter(|row| rows.layer.geometry(*row).is_some_and(|g| is_near(&g)));
    Some(near.map(|row| rows.layer.text("id", row).unwrap_or("").to_owned()).collect())
}

/// Works that are planned or go on, with the white addresses along them.
fn works(survey: &Survey<'_>, gmina: GminaCode) -> Option<Vec<DigOnce>> {
    let rows = survey.rows("roadworks").filter(|rows| !rows.of(gmina).is_empty())?;
    let (layer, as_of) = (rows.layer, survey.diagnosis.settings.as_of);
    let is_ahead = |row: &usize| {
        !matches!(layer.text("status", *row), Some("done" | "cancelled"))
            && layer.date("ends_on", *row).is_none_or(|day| day >= as_of)
    };
    let mut ahead: Vec<usize> = rows.of(gmina).filter(is_ahead).collect();
    ahead.sort_by_key(|row| (layer.date("starts_on", *row), *row));
    let numbered = ahead.iter().zip(0..).filter_map(|(row, n)| Some((layer.geometry(*row)?, n)));
    let index = LineIndex::new(numbered);
    let mut white: Vec<Vec<u32>> = vec![Vec::new(); ahead.len()];
    let reach = u64::from(survey.length_mm("dig_once_distance"));
    for address in survey.world.addresses_of(gmina).filter(|a| survey.is_white(*a)) {
        let Some(point) = survey.world.addresses[address].position else { continue };
        let address = u32::try_from(address).expect("fewer than 2^32 addresses");
        for n in index.within(point, reach) {
            white[n as usize].push(address);
        }
    }
    let dig = |(row, white): (usize, Vec<u32>)| {
        let of_address = &survey.diagnosis.clusters.of_address;
        let clusters: BTreeSet<u32> =
            white.iter().filter_map(|address| of_address[*address as usize]).collect();
        DigOnce { row, white, clusters: clusters.into_iter().collect() }
    };
    Some(ahead.into_iter().zip(white).map(dig).collect())
}

/// Duties in their order, and whether there is a coordinator.
fn duties(survey: &Survey<'_>, gmina: GminaCode) -> Option<(Vec<Duty>, Option<bool>)> {
    let rows = survey.rows("gmina-duties").filter(|rows| !rows.of(gmina).is_empty())?;
    let state = |duty: &str| {
        let mut of_duty = rows.of(gmina).filter(|r| rows.layer.text("duty", *r) == Some(duty));
        let row = of_duty.next_back();
        row.and_then(|row| rows.layer.text("state", row)).unwrap_or("unknown").to_owned()
    };
    let articles = ChapterAssumptions::get().pit_duties.iter();
    let duties = articles.map(|article| Duty { article: article.clone(), state: state(article) });
    let coordinator = match state("coordinator").as_str() {
        "met" => Some(true),
        "not_met" => Some(false),
        _ => None,
    };
    Some((duties.collect(), coordinator))
}

fn duty(duty: &Duty) -> Known {
    match duty.state.as_str() {
        "met" | "not_applicable" => Known::Yes,
        "not_met" => Known::No,
        _ => Known::Unknown,
    }
}

/// Rows of obstacles that are not known to be removed, and how many surely stand.
fn obstacles(survey: &Survey<'_>, gmina: GminaCode) -> Option<(Vec<usize>, usize)> {
    let rows = survey.rows("obstacles").filter(|rows| !rows.of(gmina).is_empty())?;
    let state = |row: usize| rows.layer.text("state", row).unwrap_or("unknown");
    let open: Vec<usize> = rows.of(gmina).filter(|row| state(*row) != "removed").collect();
    let certain = open.iter().filter(|row| state(**row) != "unknown").count();
    Some((open, certain))
}

/// The chapter of a gmina, and its indicators.
pub(super) fn investor(survey: &Survey<'_>, gmina: GminaCode) -> (Investor, Vec<Indicator>) {
    let has_rows = |register: &&str| survey.rows(register).is_some_and(|r| !r.of(gmina).is_empty());
    let mut known: BTreeSet<&'static str> = REGISTERS.into_iter().filter(has_rows).collect();
    let fee = survey.lane_fees.get(&gmina).copied();
    if fee.is_some() {
        known.insert("lane-fees");
    }
    let powiat_fee = powiat_fee(survey, gmina);
    let u3 = fee.zip(powiat_fee).and_then(|(fee, (twice, _))| Figure::ratio(2 * fee, twice));
    let roads = length_of(survey, gmina, "roads", |_, _| true);
    let ducts = ducts(survey, gmina);
    let channels = ducts.as_ref().map(|ducts| usable(ducts, |kind| kind == DUCT_KINDS[0]));
    let u4 = channels.zip(roads.filter(|roads| *roads > 0));
    let u4 = u4.map(|(channels, roads)| Figure { whole: Some(roads), ..channels });
    let u5 = ducts.as_ref().map(|ducts| usable(ducts, is_poles));
    let (duties, coordinator) = duties(survey, gmina).unzip();
    let u7 = duties.as_deref().and_then(|duties| share_of(duties.iter().map(duty)));
    let parcels = parcels(survey, gmina);
    let works = works(survey, gmina).filter(|_| survey.has_coverage(gmina));
    let u9 = works.as_ref().and_then(|works| {
        let passing = works.iter().filter(|works| !works.white.is_empty()).count();
        Figure::share(passing, 0, works.len())
    });
    let white = survey.world.addresses_of(gmina).filter(|a| survey.is_white(*a)).count();
    let u10 = works.as_ref().and_then(|works| {
        let along: BTreeSet<u32> = works.iter().flat_map(|works| &works.white).copied().collect();
        Figure::ratio(count(along.len()), count(white))
    });
    let (obstacles, certain) = obstacles(survey, gmina).unzip();
    let u11 = obstacles.as_ref().zip(certain).map(|(open, certain)| {
        let (low, high) = (count(certain), count(open.len()));
        Figure { mid_twice: Some(low + high), ..Figure::between(low, 0, high, None) }
    });
    let mut indicators = permits(survey, gmina);
    let u6 = parcels.as_ref().map(|parcels| Figure::amount(count(parcels.len())));
    indicators.extend([
        indicator("U3", u3),
        indicator("U4", u4),
        indicator("U5", u5),
        indicator("U6", u6),
        indicator("U7", u7),
        indicator("U9", u9),
        indicator("U10", u10),
        indicator("U11", u11),
    ]);
    let investor = Investor {
        known,
        fee,
        powiat_fee,
        duties: duties.unwrap_or_default(),
        coordinator: coordinator.flatten(),
        works: works.unwrap_or_default(),
        obstacles: obstacles.unwrap_or_default(),
        parcels: parcels.unwrap_or_default(),
        stated: stated(survey, gmina),
        ducts: ducts.unwrap_or_default(),
    };
    (investor, indicators)
}
