//! What the board tells of an address.

use serde::Serialize;

use super::query::encoded;
use super::state::Held;
use crate::board::{BestOffer, Board, NetworkHere};
use crate::diagnosis::View;
use crate::place::{Pl1992, to_wgs84};
use crate::policy::ThresholdProfile;
use crate::publish::{Language, Match, OfPlan};

/// Degrees with eight digits after the point, which is about a millimetre.
pub fn rounded(degrees: f64) -> f64 {
    (degrees * 1e8).round() / 1e8
}

/// Longitude and latitude of a point.
pub fn lon_lat(point: Option<Pl1992>) -> Option<[f64; 2]> {
    let place = to_wgs84(&[point?]).ok()?.first().copied()?;
    place.lon.is_finite().then(|| [rounded(place.lon), rounded(place.lat)])
}

/// An address with its verdicts.
#[derive(Serialize)]
pub struct Summary<'a> {
    address_id: &'a str,
    address: String,
    gmina: Option<String>,
    gmina_name: Option<&'a str>,
    easting: Option<f64>,
    northing: Option<f64>,
    lon: Option<f64>,
    lat: Option<f64>,
    as_of: String,
    score: Option<u16>,
    distance_m: Option<f64>,
    covered: Option<bool>,
    cluster_id: Option<u32>,
    nearest_node: Option<NearestNode<'a>>,
    best_offer: Option<Best<'a>>,
    /// Absent where the edition has no plan, null where the plan does not serve the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<OfPlan>,
    networks_certain: u16,
    networks_possible: u16,
    networks: Vec<Network<'a>>,
    profiles: Vec<ProfileView<'a>>,
    links: Links,
}

#[derive(Serialize)]
struct NearestNode<'a> {
    id: &'a str,
    metres: f64,
}

#[derive(Serialize)]
struct Best<'a> {
    down_kbps: u32,
    up_kbps: u32,
    technology: Option<&'a String>,
    /// Name, or number where no register tells the name.
    operator: Option<&'a str>,
    operator_id: Option<&'a str>,
}

#[derive(Serialize)]
struct Network<'a> {
    id: Option<&'a String>,
    medium: &'static str,
    tense: &'static str,
    certain: bool,
    down_kbps: u32,
}

#[derive(Serialize)]
struct ProfileView<'a> {
    id: &'a str,
    in_force: bool,
    all_numbers_confirmed: bool,
    views: [Tense; View::ALL.len()],
}

#[derive(Serialize)]
struct Tense {
    #[serde(rename = "tense")]
    name: &'static str,
    status: &'static str,
    rule: &'static str,
    label: &'static str,
}

#[derive(Serialize)]
struct Links {
    evidence: String,
}

/// Number and name of an operator by its position.
fn operator(held: &Held, at: u16) -> Option<(&str, &str)> {
    let id = held.edition.board().verdicts.operators.get(usize::from(at))?.as_str();
    let mut known = held.edition.frame().providers.iter();
    let name = known.find(|provider| provider.id == id).map(|provider| provider.name.as_str());
    Some((id, name.filter(|name| !name.is_empty()).unwrap_or(id)))
}

fn profile(board: &Board, number: usize, position: usize, language: Language) -> ProfileView<'_> {
    let thresholds: &ThresholdProfile = &board.profiles[number];
    let views = View::ALL.map(|view| {
        let rule = board.verdicts.rule(position, (number, board.profiles.len()), view);
        Tense {
            name: view.as_str(),
            status: rule.status().as_str(),
            rule: rule.as_str(),
            label: language.label("rule", rule.as_str()),
        }
    });
    ProfileView {
        id: &thresholds.profile.id,
        in_force: thresholds.in_force,
        all_numbers_confirmed: thresholds.is_confirmed(),
        views,
    }
}

impl<'a> Summary<'a> {
    /// What is known of the address of a match.
    pub fn of(held: &'a Held, found: &Match, language: Language) -> Self {
        let position = found.position;
        let board = held.edition.board();
        let (verdicts, shared) = (&board.verdicts, board.verdicts.at(position));
        let point = board.book.points.get(position);
        let place = lon_lat(point);
        let code = board.gmina(position);
        let gmina = code.and_then(|code| held.edition.frame().gmina(code));
        let address_id = board.book.ids.get(position);
        let network = |here: &NetworkHere| Network {
            id: verdicts.networks.get(usize::from(here.network)),
            medium: here.medium.as_str(),
            tense: here.tense.as_str(),
            certain: here.is_certain,
            down_kbps: here.down_kbps,
        };
        let best = |best: BestOffer| Best {
            down_kbps: best.down_kbps,
            up_kbps: best.up_kbps,
            technology: verdicts.technologies.get(usize::from(best.technology)),
            operator: operator(held, best.operator).map(|(_, name)| name),
            operator_id: operator(held, best.operator).map(|(id, _)| id),
        };
        let nearest = verdicts.nearest(position);
        let node = |(node, metres): (u32, f64)| {
            Some(NearestNode { id: &verdicts.nodes.get(node as usize)?.id, metres })
        };
        let covered = verdicts.covered.as_ref().filter(|_| point.is_some());
        Self {
            address_id,
            address: board.book.written(position),
            gmina: code.map(|code| code.to_string()),
            gmina_name: gmina.map(|gmina| gmina.name.as_str()),
            easting: point.map(Pl1992::easting),
            northing: point.map(Pl1992::northing),
            lon: place.map(|place| place[0]),
            lat: place.map(|place| place[1]),
            as_of: board.as_of.to_string(),
            score: found.score,
            distance_m: found.metres,
            covered: covered.map(|covered| covered[position]),
            cluster_id: verdicts.cluster(position).map(|cluster| cluster + 1),
            nearest_node: nearest.and_then(node),
            best_offer: shared.best.map(best),
            plan: held.edition.planned(position),
            networks_certain: shared.networks[0],
            networks_possible: shared.networks[1],
            networks: shared.here.iter().map(network).collect(),
            profiles: (0..board.profiles.len())
                .map(|n| profile(board, n, position, language))
                .collect(),
            links: Links {
                evidence: format!("/addresses/{}?edition={}", encoded(address_id), held.id),
            },
        }
    }
}

/// An address that is only named.
#[derive(Serialize)]
pub struct Other<'a> {
    address_id: &'a str,
    address: String,
    gmina: Option<String>,
    gmina_name: Option<&'a str>,
    score: Option<u16>,
    distance_m: Option<f64>,
    lon: Option<f64>,
    lat: Option<f64>,
}

impl<'a> Other<'a> {
    /// The address of a match.
    pub fn of(held: &'a Held, found: &Match) -> Self {
        let board = held.edition.board();
        let place = lon_lat(board.book.points.get(found.position));
        let code = board.gmina(found.position);
        let gmina = code.and_then(|code| held.edition.frame().gmina(code));
        Self {
            address_id: board.book.ids.get(found.position),
            address: board.book.written(found.position),
            gmina: code.map(|code| code.to_string()),
            gmina_name: gmina.map(|gmina| gmina.name.as_str()),
            score: found.score,
            distance_m: found.metres,
            lon: place.map(|place| place[0]),
            lat: place.map(|place| place[1]),
        }
    }
}
