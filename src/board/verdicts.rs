//! Verdicts by address; addresses for which the same is true share it.

use rustc_hash::FxHashMap;

use crate::diagnosis::{Node, Rule, Status, View};
use crate::index::NOISE;
use crate::model::{Medium, Offer, Tense};

/// Views that can differ; if plans fail what counts is what counts today.
pub const VIEWS: [View; 2] = [View::Today, View::WithPlans];

/// The view among [`VIEWS`] whose verdicts a view has.
pub const fn of_view(view: View) -> usize {
    match view {
        View::Today | View::IfPlansFail => 0,
        View::WithPlans => 1,
    }
}

/// The best offer that can be had at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BestOffer {
    /// Down, kbit/s.
    pub down_kbps: u32,
    /// Up, kbit/s.
    pub up_kbps: u32,
    /// Position among the technologies.
    pub technology: u16,
    /// Position among the operators.
    pub operator: u16,
}

impl BestOffer {
    /// What is kept of an offer.
    pub const fn of(offer: &Offer) -> Self {
        Self {
            down_kbps: offer.speed.down.as_kbps(),
            up_kbps: offer.speed.up.as_kbps(),
            technology: offer.technology.0,
            operator: offer.provider.0,
        }
    }
}

/// A network of which some record speaks at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NetworkHere {
    /// Position among the networks.
    pub network: u16,
    /// Its fastest medium.
    pub medium: Medium,
    /// Present, or only planned.
    pub tense: Tense,
    /// Whether any present record says that it reaches for certain.
    pub is_certain: bool,
    /// Best speed down, kbit/s.
    pub down_kbps: u32,
}

/// What is true of addresses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shared {
    /// Rule by its position in [`Rule::ALL`]: the profiles today, then with plans.
    pub rules: Vec<u8>,
    /// The best offer today.
    pub best: Option<BestOffer>,
    /// Networks that meet the first profile today: certain, and only possible.
    pub networks: [u16; 2],
    /// Networks, in order.
    pub here: Vec<NetworkHere>,
}

/// Numbers what addresses share.
#[derive(Default)]
pub struct SharedBook {
    known: FxHashMap<Shared, u32>,
    all: Vec<Shared>,
}

impl SharedBook {
    /// The number of what is true of an address.
    pub fn number(&mut self, shared: Shared) -> u32 {
        if let Some(number) = self.known.get(&shared) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).expect("no more than addresses");
        self.all.push(shared.clone());
        self.known.insert(shared, number);
        number
    }

    /// All, by number.
    pub fn finish(self) -> Vec<Shared> {
        self.all
    }
}

/// Addresses with a cluster or a nearest node.
#[derive(Default)]
pub struct White {
    /// Their positions, ascending.
    pub positions: Vec<u32>,
    /// Cluster from 0, or [`NOISE`].
    pub clusters: Vec<u32>,
    /// Nearest node by its position, and metres; empty without nodes.
    pub nearest: Vec<(u32, f64)>,
}

impl White {
    fn at(&self, position: usize) -> Option<usize> {
        self.positions.binary_search(&u32::try_from(position).ok()?).ok()
    }

    /// The nearest node of an address, by its position, and metres.
    pub fn nearest(&self, position: usize) -> Option<(u32, f64)> {
        let found = self.nearest.get(self.at(position)?).copied()?;
        (found.0 != u32::MAX).then_some(found)
    }

    /// Cluster of each of so many addresses, from 0.
    pub fn clusters_of(&self, n_addresses: usize) -> Vec<Option<u32>> {
        let mut clusters = vec![None; n_addresses];
        for (row, cluster) in self.positions.iter().zip(&self.clusters) {
            clusters[*row as usize] = (*cluster != NOISE).then_some(*cluster);
        }
        clusters
    }
}

/// Verdicts of all addresses.
pub struct Verdicts {
    /// What each address shares.
    pub of_address: Vec<u32>,
    /// By number.
    pub shared: Vec<Shared>,
    /// Whether coverage areas cover each; `None` without any area.
    pub covered: Option<Vec<bool>>,
    /// White addresses.
    pub white: White,
    /// Nodes of networks.
    pub nodes: Vec<Node>,
    /// Names of technologies.
    pub technologies: Vec<String>,
    /// Identifiers of operators.
    pub operators: Vec<String>,
    /// Identifiers of networks.
    pub networks: Vec<String>,
}

impl Verdicts {
    /// What is true of an address.
    pub fn at(&self, position: usize) -> &Shared {
        &self.shared[self.of_address[position] as usize]
    }

    /// Rule that decides an address under a profile and view, of so many profiles.
    pub fn rule(&self, position: usize, (profile, n_profiles): (usize, usize), view: View) -> Rule {
        let rules = &self.at(position).rules;
        Rule::ALL[usize::from(rules[of_view(view) * n_profiles + profile])]
    }

    /// Status of an address under the first profile today.
    pub fn first_status(&self, position: usize) -> Status {
        let rules = &self.at(position).rules;
        rules.first().map_or(Status::Uncertain, |rule| Rule::ALL[usize::from(*rule)].status())
    }

    /// Cluster of an address, from 0.
    pub fn cluster(&self, position: usize) -> Option<u32> {
        let cluster = *self.white.clusters.get(self.white.at(position)?)?;
        (cluster != NOISE).then_some(cluster)
    }

    /// The nearest node of an address, by its position, and metres.
    pub fn nearest(&self, position: usize) -> Option<(u32, f64)> {
        self.white.nearest(position)
    }

    /// Number of clusters.
    pub fn n_clusters(&self) -> u32 {
        let numbers = self.white.clusters.iter().filter(|cluster| **cluster != NOISE);
        numbers.max().map_or(0, |last| last + 1)
    }
}
