//! What a plan builds: sections along roads and lines, branches of a forest, leads to addresses.

use crate::model::Origin;
use crate::place::Pl1992;
use crate::quantity::Grosze;

/// What has to be dug up and restored.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// Bitumen or concrete carriageway.
    Asphalt,
    /// Setts, slabs, concrete blocks.
    Paving,
    /// Gravel, slag, broken stone: hard but unbound.
    Gravel,
    /// Earth, grass, fields.
    Soft,
    /// Forest.
    Forest,
}

impl Surface {
    /// All of them, in order.
    pub const ALL: [Self; 5] =
        [Self::Asphalt, Self::Paving, Self::Gravel, Self::Soft, Self::Forest];
}

/// How a section is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// A new trench.
    Trench(Surface),
    /// Micro-duct or cable in a duct that exists.
    Duct,
    /// Cable on poles that exist.
    Aerial,
    /// Cable along a line of an existing network that may be shared.
    ExistingLine,
}

/// An edge of the plan between two of its nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// One end: a position in [`Design::nodes`].
    pub from: u32,
    /// The other end.
    pub to: u32,
    /// Ellipsoidal length in millimetres.
    pub length_mm: u64,
    /// How it is built.
    pub method: Method,
    /// Railways, motorways and expressways crossed on it.
    pub crossings: u32,
    /// The row of roads, ducts or lines along which it goes.
    pub origin: Origin,
    /// Its points, from `from` to `to`, for maps and GIS.
    pub line: Vec<Pl1992>,
}

/// From a node of the plan to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Position of the address in the world.
    pub address: u32,
    /// A position in [`Design::nodes`].
    pub node: u32,
    /// Length in millimetres from the edge of the road to the address.
    pub length_mm: u64,
}

/// A node where a fibre network exists, and which feeds a tree of the forest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// A position in [`Design::nodes`].
    pub node: u32,
    /// Identifier of the network's node in its register.
    pub id: String,
}

/// A network to be built: a forest whose trees each hold one root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Design {
    /// Positions of the nodes.
    pub nodes: Vec<Pl1992>,
    /// Edges; they form no circle.
    pub sections: Vec<Section>,
    /// Existing nodes from which trees grow.
    pub roots: Vec<Branch>,
    /// Leads to the addresses that are served, by address.
    pub leads: Vec<Lead>,
    /// Cost of the sections and of the metres of the leads, by the prices they were chosen with.
    pub cost: Grosze,
    /// No forest along the same roads costs less, whichever of its roads each address is joined to.
    pub lower_bound: Grosze,
    /// The cost with that of the nodes from which trees grow.
    pub network_cost: Grosze,
    /// No such forest with its nodes costs less.
    pub network_bound: Grosze,
}

/// What choosing between routes needs to know of prices: grosze a metre and a crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetrePrices {
    /// A new trench with its cable, by surface in the order of [`Surface::ALL`].
    pub trench: [Grosze; 5],
    /// In an existing duct.
    pub duct: Grosze,
    /// On existing poles.
    pub aerial: Grosze,
    /// Along an existing line that may be shared.
    pub existing_line: Grosze,
    /// Each crossing on top.
    pub crossing: Grosze,
    /// A lead, at the expected take-up.
    pub lead: Grosze,
    /// A node that a tree grows from, not a metre of it.
    pub node: Grosze,
}

impl MetrePrices {
    /// Grosze a metre of a method.
    pub const fn per_metre(&self, method: Method) -> Grosze {
        match method {
            Method::Trench(surface) => self.trench[surface as usize],
            Method::Duct => self.duct,
            Method::Aerial => self.aerial,
            Method::ExistingLine => self.existing_line,
        }
    }

    /// Cost of the metres of a lead, rounded down; `None` where it does not fit.
    pub fn lead_cost(&self, length_mm: u64) -> Option<Grosze> {
        let cost = i128::from(self.lead.0) * i128::from(length_mm) / 1000;
        i64::try_from(cost).ok().map(Grosze)
    }

    /// Cost of a length and its crossings, rounded to a grosz; `None` where it does not fit.
    pub fn cost(&self, method: Method, length_mm: u64, crossings: u32) -> Option<Grosze> {
        let crossed = self.crossing.0.checked_mul(i64::from(crossings))?;
        self.per_metre(method).scaled(length_mm, 1000)?.checked_add(Grosze(crossed))
    }
}
