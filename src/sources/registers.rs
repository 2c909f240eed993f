//! The registers by name, in the order in which they are read.

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
}

/// Every register with its name.
pub const REGISTERS: [(&str, Register); 11] = [
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

impl Register {
    /// The register of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        REGISTERS.iter().find(|(n, _)| *n == name).map(|(_, register)| *register)
    }

    /// Its name.
    ///
    /// # Panics
    /// Never: every register is in the table.
    pub fn name(self) -> &'static str {
        let found = REGISTERS.iter().find(|(_, register)| *register == self);
        found.expect("every register is in the table").0
    }
}
