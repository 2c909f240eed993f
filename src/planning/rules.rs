//! How lines become a graph of routes: `data/assumptions/routing.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Surface;
use crate::policy::Confidence;

/// A length and where it is from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingLength {
    /// What it limits.
    pub name: String,
    /// Metres.
    pub metres: f64,
    /// Where it is from.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    unknown: Surface,
    closed: Vec<String>,
    barriers: Vec<String>,
    off_road: Surface,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    length: Vec<RoutingLength>,
    surface: BTreeMap<String, Surface>,
    class: BTreeMap<String, Surface>,
    other: Other,
}

/// Rules by which lines become routes.
#[derive(Clone, Debug)]
pub struct RoutingRules {
    /// The lengths with their sources, as outputs show them.
    pub lengths: Vec<RoutingLength>,
    /// Within this distance the end of a line meets another line, in metres.
    pub join_m: f64,
    /// Farther from every road no address is reached, in metres.
    pub snap_max_m: f64,
    /// Shorter parts of the roads are no nearest road of a node, in metres.
    pub stray_m: f64,
    /// An address may be joined to every road within this distance, in metres.
    pub near_m: f64,
    /// Where there is none so near, to every road within this distance, in metres.
    pub set_back_m: f64,
    /// Where there is none either, to every road within this distance: the longest lead, in metres.
    pub lead_max_m: f64,
    /// A farther address may get a trench of its own, as a node may always, from every road within
    /// this distance, in metres.
    pub trench_max_m: f64,
    /// Lines that may be shared may be linked to every road within this distance, in metres.
    pub link_max_m: f64,
    /// How far around the addresses lines take part, in metres.
    pub margin_m: f64,
    /// Surface of links and of trenches off the road.
    pub off_road: Surface,
    unknown: Surface,
    closed: Vec<String>,
    barriers: Vec<String>,
    surfaces: BTreeMap<String, Surface>,
    classes: BTreeMap<String, Surface>,
}

static RULES: LazyLock<RoutingRules> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/assumptions/routing.toml"))
        .expect("data/assumptions/routing.toml is part of the program");
    let length = |name: &str| {
        let found = file.length.iter().find(|length| length.name == name);
        found.expect("routing.toml names every length").metres
    };
    RoutingRules {
        join_m: length("join"),
        snap_max_m: length("snap_max"),
        stray_m: length("stray"),
        near_m: length("near"),
        set_back_m: length("set_back"),
        lead_max_m: length("lead_max"),
        trench_max_m: length("trench_max"),
        link_max_m: length("link_max"),
        margin_m: length("margin"),
        off_road: file.other.off_road,
        unknown: file.other.unknown,
        closed: file.other.closed,
        barriers: file.other.barriers,
        surfaces: file.surface,
        classes: file.class,
        lengths: file.length,
    }
});

impl RoutingRules {
    /// The rules that come with the program.
    pub fn get() -> &'static Self {
        &RULES
    }

    /// The length below which a part of the roads is a stray one, in millimetres.
    // Small and not negative.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn stray_mm(&self) -> u64 {
        (self.stray_m * 1000.0) as u64
    }

    /// Whether a road of the class is a barrier that routes cross at a price.
    pub fn is_barrier(&self, class: Option<&str>) -> bool {
        class.is_some_and(|class| self.barriers.iter().any(|barrier| barrier == class))
    }

    /// What is dug up along a road, by the codes of its class and surface; `None` where nothing is laid along its class.
    pub fn road(&self, class: Option<&str>, surface: Option<&str>) -> Option<Surface> {
        if class.is_some_and(|class| self.closed.iter().any(|closed| closed == class)) {
            return None;
        }
        let by_surface = surface.and_then(|code| self.surfaces.get(code));
        let by_class = || class.and_then(|code| self.classes.get(code));
        Some(by_surface.or_else(by_class).copied().unwrap_or(self.unknown))
    }
}
