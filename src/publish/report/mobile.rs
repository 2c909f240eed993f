//! The chapter of mobile networks.

use serde::Serialize;

use super::ReportInput;
use super::format::{ShareView, UNKNOWN, number, speed};
use super::labels::label;
use crate::diagnosis::{Enough, MobileGmina, Reached, Service, StationLoad};
use crate::policy::{Confidence, mobile_assumptions, mobile_obligations};

/// The chapter; without readings and stations only what is known without them.
#[derive(Serialize)]
pub(super) struct MobileView {
    has_readings: bool,
    operators: Vec<String>,
    services: Vec<ServiceView>,
    cells: ReachedView,
    routes: Vec<RouteView>,
    stations: Vec<StationsView>,
    sites: Vec<SiteGainView>,
    bridge: Option<BridgeView>,
    obligations: Vec<ObligationView>,
    assumptions: Vec<AssumptionView>,
}

/// A service; what the run has no reading of is unknown, not absent.
#[derive(Serialize)]
struct ServiceView {
    label: &'static str,
    is_known: bool,
    outdoor: ReachedView,
    indoor: ReachedView,
    single: u64,
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
    without: String,
    unknown: String,
}

#[derive(Serialize)]
struct StationsView {
    operator: String,
    stations: u64,
    with_5g: u64,
}

#[derive(Serialize)]
struct SiteGainView {
    place: String,
    gained: u64,
}

#[derive(Serialize)]
struct BridgeView {
    in_range: u64,
    served: u64,
    unknown: u64,
    stations: Vec<LoadView>,
}

#[derive(Serialize)]
struct LoadView {
    id: String,
    operator: String,
    addresses: u64,
    load: String,
    capacity: String,
    enough: &'static str,
    until: Option<String>,
}

#[derive(Serialize)]
struct ObligationView {
    day: String,
    label: &'static str,
    value: String,
    unit: String,
    act: String,
    url: String,
    confirmed: bool,
}

#[derive(Serialize)]
struct AssumptionView {
    label: &'static str,
    value: u32,
    low: u32,
    high: u32,
    unit: String,
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

/// Kilometres with one decimal, rounded down.
fn kilometres(millimetres: u64) -> String {
    format!("{},{}", number(millimetres / 1_000_000), millimetres / 100_000 % 10)
}

/// Lengths without 5G, by class.
fn routes(gmina: &MobileGmina) -> Vec<RouteView> {
    let view = |route: &crate::diagnosis::RouteLength| {
        let (reached, unknown) = route.services[Service::FiveG as usize];
        let class = if route.class.is_empty() { "bez klasy" } else { &route.class };
        RouteView {
            label: format!("{}: {class}", label("route", route.register)),
            whole: kilometres(route.whole_mm),
            without: kilometres(route.whole_mm - reached - unknown),
            unknown: kilometres(unknown),
        }
    };
    gmina.routes.iter().map(view).collect()
}

fn load(station: &StationLoad) -> LoadView {
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
        load: speed(station.load),
        capacity: station.capacity.map_or_else(|| UNKNOWN.to_owned(), speed),
        enough: label("enough", enough),
        until,
    }
}

/// Where each site would stand.
fn sites(input: &ReportInput<'_>, gmina: &MobileGmina) -> Vec<SiteGainView> {
    let world = input.world;
    let view = |site: &crate::diagnosis::SiteGain| {
        let position = site.address as usize;
        let number = world.texts.get(world.addresses[position].number);
        SiteGainView {
            place: format!("{} {number}", world.place_of(position)),
            gained: site.gained,
        }
    };
    gmina.sites.iter().map(view).collect()
}

fn obligations() -> Vec<ObligationView> {
    let view = |owed: &crate::policy::Number<f64>| ObligationView {
        day: owed.valid_from.to_string(),
        label: label("obligation", &owed.name),
        value: owed.value.to_string(),
        unit: owed.unit.clone(),
        act: owed.act.clone(),
        url: owed.url.clone(),
        confirmed: owed.confidence == Confidence::Confirmed,
    };
    mobile_obligations().into_iter().map(view).collect()
}

fn assumptions() -> Vec<AssumptionView> {
    let view = |assumed: &crate::policy::MobileAssumption| AssumptionView {
        label: label("mobile_assumption", &assumed.name),
        value: assumed.value,
        low: assumed.low,
        high: assumed.high,
        unit: assumed.unit.clone(),
        source: assumed.source.clone(),
    };
    mobile_assumptions().iter().map(view).collect()
}

/// The chapter of the report's gmina.
pub(super) fn mobile(input: &ReportInput<'_>) -> MobileView {
    let survey = &input.diagnosis.mobile;
    let empty = MobileGmina::default();
    let gmina = survey.gminas.get(&input.gmina).unwrap_or(&empty);
    let services = Service::ALL.into_iter().zip(gmina.services).zip(survey.has);
    let services = services.map(|((service, counts), is_known)| ServiceView {
        label: label("service", service.as_str()),
        is_known,
        outdoor: reached(counts.outdoor),
        indoor: reached(counts.indoor),
        single: counts.single,
        buildings: reached(counts.buildings),
    });
    let stations = gmina.stations.iter().map(|(operator, counts)| StationsView {
        operator: operator.clone(),
        stations: counts.stations,
        with_5g: counts.with_5g,
    });
    let bridge = gmina.bridge.as_ref().map(|bridge| BridgeView {
        in_range: bridge.in_range,
        served: bridge.served,
        unknown: bridge.unknown,
        stations: bridge.stations.iter().map(load).collect(),
    });
    MobileView {
        has_readings: survey.has.contains(&true),
        operators: gmina.operators.iter().filter(|name| !name.is_empty()).cloned().collect(),
        services: services.collect(),
        cells: reached(gmina.cells),
        routes: routes(gmina),
        stations: stations.collect(),
        sites: sites(input, gmina),
        bridge,
        obligations: obligations(),
        assumptions: assumptions(),
    }
}

#[cfg(test)]
mod tests {
    use super::kilometres;

    #[test]
    fn kilometres_are_cut_after_one_decimal() {
        assert_eq!(kilometres(1_299_999), "1,2");
        assert_eq!(kilometres(99_999), "0,0");
        assert_eq!(kilometres(1_234_500_000), "1\u{a0}234,5");
    }
}
