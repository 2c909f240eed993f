//! The registers by name.

use super::schema;

/// A register of the run file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Register {
    /// TERYT: units of the country.
    Terc,
    /// TERYT: localities.
    Simc,
    /// TERYT: streets.
    Ulic,
    /// Outlines of gminas.
    Boundaries,
    /// PRG address points.
    PrgAddresses,
    /// SIDUSIS address base.
    SidusisAddresses,
    /// Addresses in any table.
    AddressTable,
    /// Operators' SIDUSIS reports: reach and plans.
    SidusisReport,
    /// Offers in any table.
    OfferTable,
    /// Schools and other institutions of RSPO.
    Rspo,
    /// Public buildings in any table.
    PublicBuildings,
    /// A register that the common reader takes into a layer, by its name.
    Layer(&'static str),
}

/// The registers that have a reader of their own.
const ADAPTERS: [(&str, Register); 11] = [
    ("terc", Register::Terc),
    ("simc", Register::Simc),
    ("ulic", Register::Ulic),
    ("boundaries", Register::Boundaries),
    ("prg-addresses", Register::PrgAddresses),
    ("sidusis-addresses", Register::SidusisAddresses),
    ("address-table", Register::AddressTable),
    ("sidusis-report", Register::SidusisReport),
    ("offer-table", Register::OfferTable),
    ("rspo", Register::Rspo),
    ("public-buildings", Register::PublicBuildings),
];

/// Every register with its name: those with a reader of their own, then the layers.
pub fn registers() -> impl Iterator<Item = (&'static str, Register)> {
    let layers = schema::all().iter().filter(|schema| schema.layer || schema.raster);
    let layers = layers.map(|schema| (schema.register.as_str(), Register::Layer(&schema.register)));
    ADAPTERS.into_iter().chain(layers)
}

impl Register {
    /// The register of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        registers().find(|(n, _)| *n == name).map(|(_, register)| register)
    }

    /// Its name.
    ///
    /// # Panics
    /// Never: every register is in the list.
    pub fn name(self) -> &'static str {
        let found = registers().find(|(_, register)| *register == self);
        found.expect("every register is in the list").0
    }
}
