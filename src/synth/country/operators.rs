//! Who sells and who owns networks, and the technologies in the words of the registers.

use super::names;
use super::units::Units;

/// A technology of SIDUSIS with the medium over which it runs here.
pub(super) struct Technology {
    pub(super) name: &'static str,
    pub(super) medium: &'static str,
    pub(super) is_fibre: bool,
}

const FIBRE: &str = "światłowodowe";
const COAX: &str = "kablowe współosiowe miedziane";
const COPPER: &str = "kablowe parowe miedziane";
const RADIO: &str = "radiowe (FWA)";

const fn technology(name: &'static str, medium: &'static str, is_fibre: bool) -> Technology {
    Technology { name, medium, is_fibre }
}

/// Positions in [`TECHNOLOGIES`].
pub(super) mod tech {
    pub(crate) const ADSL: u8 = 0;
    pub(crate) const ADSL2_PLUS: u8 = 1;
    pub(crate) const VDSL2: u8 = 2;
    pub(crate) const VECTORING: u8 = 3;
    pub(crate) const DOCSIS: u8 = 4;
    pub(crate) const GPON: u8 = 5;
    pub(crate) const XGSPON: u8 = 6;
    pub(crate) const ETHERNET: u8 = 7;
    pub(crate) const LTE_A: u8 = 8;
    pub(crate) const NR_NSA: u8 = 9;
    pub(crate) const OTHER_RADIO: u8 = 10;
    pub(crate) const LTE: u8 = 11;
}

pub(super) const TECHNOLOGIES: [Technology; 12] = [
    technology("ADSL", COPPER, false),
    technology("ADSL2+", COPPER, false),
    technology("VDSL2", COPPER, false),
    technology("VDSL2(vectoring)", COPPER, false),
    technology("(EURO)DOCSIS 3.x", COAX, false),
    technology("GPON", FIBRE, true),
    technology("XGSPON", FIBRE, true),
    technology("1 Gigabit Ethernet", FIBRE, true),
    technology("LTE-A", RADIO, false),
    technology("NR NSA", RADIO, false),
    technology("Inna", RADIO, false),
    technology("LTE", RADIO, false),
];

/// Positions of the operators that work in the whole country.
pub(super) mod national {
    pub(crate) const INCUMBENT: u16 = 0;
    pub(crate) const CABLE: u16 = 1;
    /// Builds fibre and sells wholesale only.
    pub(crate) const OPEN_FIBRE: u16 = 2;
    pub(crate) const RADIO_A: u16 = 3;
    pub(crate) const RADIO_B: u16 = 4;
    /// Owns nothing.
    pub(crate) const RESELLER: u16 = 5;
    /// Serves schools.
    pub(crate) const SCHOOLS: u16 = 6;
}

const NATIONAL: [&str; 7] = [
    "Telefonia Kraju",
    "Kablowa Miejska",
    "Światłowód Otwarty",
    "Radiowa Północ",
    "Radiowa Południe",
    "Sklep Sieciowy",
    "Sieć Szkół",
];
const REGIONAL_PER_VOIVODESHIP: u16 = 2;

/// An entry of the register of telecom entrepreneurs.
pub(super) struct Operator {
    /// Five digits.
    pub(super) number: String,
    pub(super) name: String,
}

/// All operators: national ones, two of each voivodeship, one of each powiat.
pub(super) fn all(units: &Units) -> Vec<Operator> {
    let national = NATIONAL.iter().enumerate();
    let national = national.map(|(n, name)| operator(10_001 + n, (*name).to_owned()));
    let regional = (0..units.n_voivodeships).flat_map(|voivodeship| {
        (0..usize::from(REGIONAL_PER_VOIVODESHIP)).map(move |n| {
            let region = names::VOIVODESHIPS[voivodeship].to_lowercase();
            let number = 11_000 + 10 * (voivodeship + 1) + n;
            operator(number, format!("Światłowody {region} {}", n + 1))
        })
    });
    let local = units.powiats.iter().enumerate();
    let local = local.map(|(n, (_, name))| operator(20_001 + n, format!("Net, {name}")));
    national.chain(regional).chain(local).collect()
}

fn operator(number: usize, name: String) -> Operator {
    Operator { number: number.to_string(), name: format!("{name} sp. z o.o.") }
}

fn narrow(n: usize) -> u16 {
    u16::try_from(n).expect("some hundred operators")
}

/// Position of a regional operator.
pub(super) fn regional(voivodeship: usize, which: u16) -> u16 {
    narrow(NATIONAL.len() + voivodeship * usize::from(REGIONAL_PER_VOIVODESHIP)) + which
}

/// Position of the operator of a powiat.
pub(super) fn local(units: &Units, powiat: usize) -> u16 {
    regional(units.n_voivodeships, 0) + narrow(powiat)
}
