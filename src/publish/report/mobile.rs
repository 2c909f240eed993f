//! The chapter of mobile networks.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ReportInput;
use super::drawings::map_mobile;
use super::figures::{length, text};
use super::format::{ShareView, UNKNOWN};
use super::places::place_names;
use crate::diagnosis::chapters::{
    Building, Enough, Mobile, Reached, Service, SpectrumEvent, SpectrumEventKind, StationLoad,
    spectrum_calendar,
};
use crate::policy::{Number, mobile_assumptions, mobile_number, mobile_obligations};
use crate::publish::Language;
use crate::sources::Dictionary;

/// The chapter; without readings and stations only what is known without them.
#[derive(Serialize)]
pub(super) struct MobileView {
    is_surveyed: bool,
    has_stations: bool,
    has_coverage: bool,
    operators: Vec<String>,
    services: Vec<ServiceView>,
    cells: ReachedView,
    map: minijinja::Value,
    routes: Vec<RouteView>,
    stations: Vec<StationsView>,
    /// Stations of unstated technology.
    unstated: u64,
    /// Least class that counts as reached.
    class_min: i64,
    sites: Vec<SiteGainView>,
    bridge: Option<BridgeView>,
    spectrum: Option<SpectrumView>,
    obligations: Vec<ObligationView>,
    assumptions: Vec<AssumptionView>,
}

/// The calendar of spectrum.
#[derive(Serialize)]
struct SpectrumView {
    rows: Vec<SpectrumRow>,
    /// Rows of the table whose area nobody can read.
    unread: usize,
}

#[derive(Serialize)]
struct SpectrumRow {
    day: Option<String>,
    is_past: bool,
    event: &'static str,
    operator: String,
    band: String,
    duty: String,
    source: String,
    /// File and row of the table.
    row: String,
}

/// A service; what the run has no reading of is unknown, not absent.
#[derive(Serialize)]
struct ServiceView {
    label: &'static str,
    is_known: bool,
    outdoor: ReachedView,
    indoor: ReachedView,
    single: String,
    buildings: ReachedView,
}

#[derive(Serialize)]
struct ReachedView {
    whole: u64,
    low: ShareView,
    high: ShareView,
    unknown: u64,
    without: u64,
}

#[derive(Serialize)]
struct RouteView {
    label: String,
    whole: String,
    without_4g: String,
    without_5g: String,
    unknown: String,
    operators: String,
}

#[derive(Serialize)]
struct StationsView {
    operator: String,
    stations: u64,
    with_5g: u64,
    unknown: u64,
    bands: String,
}

#[derive(Serialize)]
struct SiteGainView {
    place: String,
    gained: u64,
}

#[derive(Serialize)]
struct BridgeView {
    white: u64,
    in_range: u64,
    in_sight: u64,
    hidden: u64,
    served: u64,
    unknown: u64,
    m6: String,
    threshold: String,
    stations: Vec<LoadView>,
}

#[derive(Serialize)]
struct LoadView {
    id: String,
    operator: String,
    addresses: u64,
    households: u64,
    load: String,
    capacity: String,
    enough: &'static str,
    until: Option<String>,
}

#[derive(Serialize)]
struct ObligationView {
    day: String,
    label: String,
    value: String,
    /// The same thing in the gmina today.
    here: String,
    act: String,
    url: String,
    confirmed: bool,
}

#[derive(Serialize)]
struct AssumptionView {
    label: String,
    value: String,
    low: String,
    high: String,
    source: String,
}

fn reached(counts: Reached) -> ReachedView {
    let whole = counts.whole;
    ReachedView {
        whole,
        low: ShareView { part: counts.reached, whole },
        high: ShareView { part: counts.reached + counts.unknown, whole },
        unknown: counts.unknown,
        without: counts.without(),
    }
}

fn millimetres(language: Language, value: u64) -> String {
    length(language, i64::try_from(value).unwrap_or(i64::MAX))
}

/// A length without service between what is known and what may be; `—` where nothing is known.
fn without(language: Language, known: u64, unknown: u64, whole: u64) -> String {
    match unknown {
        0 => millimetres(language, known),
        _ if unknown >= whole => "—".to_owned(),
        _ => {
            let high = millimetres(language, known + unknown);
            format!("{} – {high}", millimetres(language, known))
        }
    }
}

/// Lengths of one class of roads or tracks.
#[derive(Default)]
struct Lengths<'a> {
    whole: u64,
    without_4g: u64,
    without_5g: u64,
    unknown_4g: u64,
    unknown: u64,
    operators: std::collections::BTreeSet<&'a str>,
}

/// A class of roads or tracks in the language of the report, where its dictionary has it so.
fn class_name<'a>(language: Language, register: &str, class: &'a str) -> &'a str {
    let dictionary = if register == "rail" { "rail-kind" } else { "road-class" };
    let entry = Dictionary::of(dictionary).lookup(class).map(|found| found.code);
    language.pick(class, entry.and_then(|entry| entry.label_en.as_deref()).unwrap_or_default())
}

/// Lengths without service, by register and class.
fn routes(language: Language, gmina: &Mobile) -> Vec<RouteView> {
    let mut lengths: BTreeMap<(&str, &str), Lengths<'_>> = BTreeMap::new();
    for line in &gmina.routes {
        let sum = lengths.entry((line.register, &line.class)).or_default();
        sum.whole += line.whole_mm;
        sum.without_4g += line.without_mm(Service::FourG);
        sum.without_5g += line.without_mm(Service::FiveG);
        sum.unknown_4g += line.services[Service::FourG as usize].1;
        sum.unknown += line.services[Service::FiveG as usize].1;
        sum.operators.extend(line.operators.iter().map(String::as_str));
    }
    let view = |((register, class), sum): ((&str, &str), Lengths<'_>)| {
        let class = match class {
            "" => language.label("route", "no_class"),
            class => class_name(language, register, class),
        };
        RouteView {
            label: format!("{}: {class}", language.label("route", register)),
            whole: millimetres(language, sum.whole),
            without_4g: without(language, sum.without_4g, sum.unknown_4g, sum.whole),
            without_5g: without(language, sum.without_5g, sum.unknown, sum.whole),
            unknown: millimetres(language, sum.unknown),
            operators: sum.operators.into_iter().collect::<Vec<_>>().join(", "),
        }
    };
    lengths.into_iter().map(view).collect()
}

fn load(language: Language, station: &StationLoad) -> LoadView {
    let (enough, until) = match station.enough {
        Enough::Unknown => ("unknown", None),
        Enough::Never => ("never", None),
        Enough::Until(day) => ("until", Some(day.to_string())),
        Enough::Long => ("long", None),
    };
    LoadView {
        id: station.id.clone(),
        operator: station.operator.clone(),
        addresses: station.addresses,
        households: station.households,
        load: language.speed(station.load),
        capacity: station
            .capacity
            .map_or_else(|| UNKNOWN.to_owned(), |speed| language.speed(speed)),
        enough: language.label("enough", enough),
        until,
    }
}

/// A building by its first unit and its address.
fn building_name(input: &ReportInput<'_>, building: &Building) -> String {
    let world = input.world;
    let unit = building.units.first().map_or("", |unit| unit.name.as_str());
    let Some(address) = building.address.map(|address| address as usize) else {
        return unit.to_owned();
    };
    let number = world.texts.get(world.addresses[address].number);
    format!("{unit}, {} {number}", world.place_of(address))
}

/// Where each site would stand.
fn sites(input: &ReportInput<'_>, gmina: &Mobile) -> Vec<SiteGainView> {
    let buildings = &input.chapters.jst.buildings;
    let view = |site: &crate::diagnosis::chapters::SiteGain| SiteGainView {
        place: building_name(input, &buildings[site.building]),
        gained: site.gained,
    };
    gmina.sites.iter().map(view).collect()
}

/// What of an obligation can be compared with the gmina: shares of its addresses instead of
/// households, and of all its roads and rails instead of national ones, and so they are called.
fn here(language: Language, gmina: &Mobile, name: &str) -> String {
    let percent = |low: u64, high: u64, whole: u64| {
        let share = |part: u64| language.percent(ShareView { part, whole });
        if low == high { share(low) } else { format!("{} – {}", share(low), share(high)) }
    };
    let service = Service::FiveG as usize;
    match name {
        "obligation_households_share" if gmina.has[service] => {
            let counts = gmina.services[service].outdoor;
            let share = percent(counts.reached, counts.reached + counts.unknown, counts.whole);
            format!("{}: {share}", language.label("obligation_here", "addresses"))
        }
        "obligation_routes_share" if gmina.has[service] && !gmina.routes.is_empty() => {
            let of = |line: &crate::diagnosis::chapters::RouteLine| line.services[service];
            let whole = gmina.routes.iter().map(|line| line.whole_mm).sum();
            let low = gmina.routes.iter().map(|line| of(line).0).sum();
            let unknown = gmina.routes.iter().map(|line| of(line).1).sum::<u64>();
            let share = percent(low, low + unknown, whole);
            format!("{}: {share}", language.label("obligation_here", "routes"))
        }
        _ => UNKNOWN.to_owned(),
    }
}

fn owed_value(language: Language, owed: &Number<f64>) -> String {
    let value = language.decimals(&owed.value.to_string());
    if owed.unit == "%" { language.per_cent(&value) } else { format!("{value}\u{a0}{}", owed.unit) }
}

fn obligations(language: Language, gmina: &Mobile) -> Vec<ObligationView> {
    let view = |owed: &Number<f64>| ObligationView {
        day: owed.valid_from.to_string(),
        label: language.label("obligation", &owed.name).to_owned(),
        value: owed_value(language, owed),
        here: here(language, gmina, &owed.name),
        act: language.pick(&owed.act, &owed.act_en).to_owned(),
        url: owed.url.clone(),
        confirmed: owed.is_confirmed(),
    };
    mobile_obligations().into_iter().map(view).collect()
}

fn assumptions(language: Language) -> Vec<AssumptionView> {
    let view = |assumed: &crate::policy::MobileAssumption| AssumptionView {
        label: language.label("mobile_assumption", &assumed.name).to_owned(),
        value: language.quantity(assumed.value.into(), &assumed.unit),
        low: language.bare(assumed.low.into(), &assumed.unit),
        high: language.bare(assumed.high.into(), &assumed.unit),
        source: language.pick(&assumed.source, &assumed.source_en).to_owned(),
    };
    mobile_assumptions().iter().map(view).collect()
}

fn stations(gmina: &Mobile) -> Vec<StationsView> {
    let view = |of: &crate::diagnosis::chapters::Stations| {
        let band = |(generation, mhz): &(crate::policy::Generation, u32)| {
            format!("{} {mhz}", generation.as_str().to_uppercase())
        };
        StationsView {
            operator: of.operator.clone(),
            stations: of.stations,
            with_5g: of.with_5g,
            unknown: of.unknown,
            bands: of.bands.iter().map(band).collect::<Vec<_>>().join(", "),
        }
    };
    gmina.stations.iter().map(view).collect()
}

fn bridge(input: &ReportInput<'_>, gmina: &Mobile) -> Option<BridgeView> {
    let bridge = gmina.bridge.as_ref()?;
    let profile = input.diagnosis.profiles.first();
    Some(BridgeView {
        white: bridge.white,
        in_range: bridge.in_range,
        in_sight: bridge.in_sight,
        hidden: bridge.hidden,
        served: bridge.served,
        unknown: bridge.unknown,
        m6: text(input.language, "share", input.chapters.figure("M6")),
        threshold: profile
            .map_or_else(|| UNKNOWN.to_owned(), |profile| input.language.speed(profile.down_min)),
        stations: bridge.stations.iter().map(|station| load(input.language, station)).collect(),
    })
}

/// The calendar of spectrum; `None` without its table.
fn spectrum(input: &ReportInput<'_>) -> Option<SpectrumView> {
    let (events, unread) = spectrum_calendar(input.world, input.gmina)?;
    let layer = input.world.layer("spectrum")?;
    let as_of = input.diagnosis.settings.as_of;
    let view = |event: &SpectrumEvent| {
        let text = |column: &str| layer.text(column, event.row).unwrap_or(UNKNOWN).to_owned();
        let is_duty = event.kind == SpectrumEventKind::Due;
        let origin = layer.origin(event.row);
        SpectrumRow {
            day: event.day.map(|day| day.to_string()),
            is_past: event.day.is_some_and(|day| day < as_of),
            event: input.language.label("spectrum_event", event.kind.as_str()),
            operator: text("operator"),
            band: text("band"),
            duty: if is_duty { text("duty") } else { String::new() },
            source: text("source"),
            row: format!("{}:{}", origin.file.0 + 1, origin.row),
        }
    };
    Some(SpectrumView { rows: events.iter().map(view).collect(), unread })
}

/// The chapter of the report's gmina.
pub(super) fn mobile(input: &ReportInput<'_>) -> MobileView {
    let (gmina, language) = (&input.chapters.mobile, input.language);
    let services = Service::ALL.into_iter().zip(gmina.services).zip(gmina.has);
    let services = services.map(|((service, counts), is_known)| ServiceView {
        label: language.label("service", service.as_str()),
        is_known,
        outdoor: reached(counts.outdoor),
        indoor: reached(counts.indoor),
        single: counts.single.map_or_else(
            || UNKNOWN.to_owned(),
            |figure| match (figure.low.unwrap_or(0), figure.high.unwrap_or(0)) {
                (low, high) if low == high => language.number(low.unsigned_abs()),
                (low, high) => {
                    format!(
                        "{} – {}",
                        language.number(low.unsigned_abs()),
                        language.number(high.unsigned_abs())
                    )
                }
            },
        ),
        buildings: reached(counts.buildings),
    });
    let services = services.collect();
    let map = if gmina.is_surveyed && !gmina.cells.is_empty() {
        map_mobile(input, &place_names(input))
    } else {
        minijinja::Value::from("")
    };
    MobileView {
        is_surveyed: gmina.is_surveyed,
        has_stations: gmina.has_stations,
        has_coverage: gmina.bridge.is_some(),
        operators: gmina.operators.clone(),
        services,
        cells: reached(gmina.inhabited),
        map,
        routes: if gmina.is_surveyed { routes(language, gmina) } else { Vec::new() },
        stations: stations(gmina),
        unstated: gmina.stations.iter().map(|of| of.unknown).sum(),
        class_min: mobile_number("reached_class_min", input.diagnosis.settings.as_of),
        sites: sites(input, gmina),
        bridge: bridge(input, gmina),
        spectrum: spectrum(input),
        obligations: obligations(language, gmina),
        assumptions: assumptions(language),
    }
}
