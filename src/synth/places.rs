//! The fictional territory: codes, localities and streets. None of the codes is in use.

use super::geometry::Point;

pub(super) const WOJEWODZTWO: &str = "98";
pub(super) const POWIAT: &str = "01";
pub(super) const GMINA: &str = "01";
/// Codes of the mixed gmina, its town and its rural area.
pub(super) const TERC_GMINA: &str = "9801013";
pub(super) const TERC_TOWN: &str = "9801014";
pub(super) const TERC_RURAL: &str = "9801015";
pub(super) const NAME: &str = "Jasne Pole";
/// How the address base and the reports write "no street".
pub(super) const NO_STREET: &str = "99999";

/// The streets of the town are a prefix of `STREETS` of at most this length.
pub(super) const N_TOWN_STREETS_MAX: usize = 32;
/// The streets of the village with streets, in order of use; the first is also one of the town.
pub(super) const VILLAGE_STREETS: [usize; 9] = [1, 32, 33, 34, 35, 36, 37, 38, 39];

/// How houses stand.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Manner {
    /// Streets that cross each other, odd and even numbers.
    Streets,
    /// One winding road with houses on both sides, side roads where it is too short.
    Linear,
    /// A road with wide gaps, and many outlying farms.
    Sparse,
}

pub(super) struct Locality {
    pub(super) name: &'static str,
    pub(super) simc: &'static str,
    pub(super) terc: &'static str,
    pub(super) manner: Manner,
    pub(super) centre: Point,
    /// Direction of the main road.
    pub(super) heading: Point,
    /// Share of the addresses.
    pub(super) per_mille: usize,
}

pub(super) const TOWN: usize = 0;
pub(super) const SWIETOSZYN: usize = 1;
pub(super) const LAKOWO: usize = 2;
pub(super) const ZRODLICE: usize = 3;
pub(super) const CMIELOWEK: usize = 4;
pub(super) const GESIA_GORKA: usize = 5;
pub(super) const ZABI_ROG: usize = 6;
pub(super) const KLOSOWKA: usize = 7;
pub(super) const DEBOWKO: usize = 8;

pub(super) const LOCALITIES: [Locality; 12] = [
    Locality {
        name: NAME,
        simc: "9900018",
        terc: TERC_TOWN,
        manner: Manner::Streets,
        centre: Point::new(400.0, -300.0),
        heading: Point::new(0.97, 0.26),
        per_mille: 400,
    },
    village("Świętoszyn", "9900024", (1_900.0, 1_250.0), (0.8, -0.5), 110).with_streets(),
    village("Łąkowo", "9900030", (-1_650.0, 500.0), (0.9, 0.35), 70),
    village("Źródlice", "9900047", (500.0, 2_850.0), (0.95, -0.2), 65),
    village("Ćmielówek", "9900053", (2_950.0, -1_450.0), (0.45, 0.9), 60),
    village("Gęsia Górka", "9900060", (-850.0, -2_600.0), (0.9, -0.3), 55),
    village("Żabi Róg", "9900076", (-3_450.0, -650.0), (0.6, 0.8), 55),
    village("Kłosówka", "9900082", (-3_250.0, 2_000.0), (0.85, 0.5), 55),
    village("Dębówko", "9900099", (4_150.0, 600.0), (0.35, 0.95), 50),
    village("Nowe Piórkowo", "9900107", (-1_500.0, 3_350.0), (0.7, 0.7), 40),
    village("Rzęśnia", "9900113", (3_650.0, 2_650.0), (0.8, -0.6), 20).sparse(),
    village("Wądół Leśny", "9900120", (-3_450.0, -2_750.0), (0.75, -0.6), 20).sparse(),
];

const fn village(
    name: &'static str,
    simc: &'static str,
    centre: (f64, f64),
    heading: (f64, f64),
    per_mille: usize,
) -> Locality {
    Locality {
        name,
        simc,
        terc: TERC_RURAL,
        manner: Manner::Linear,
        centre: Point::new(centre.0, centre.1),
        heading: Point::new(heading.0, heading.1),
        per_mille,
    }
}

impl Locality {
    const fn with_streets(mut self) -> Self {
        self.manner = Manner::Streets;
        self
    }

    const fn sparse(mut self) -> Self {
        self.manner = Manner::Sparse;
        self
    }
}

pub(super) struct Street {
    pub(super) ulic: &'static str,
    pub(super) kind: &'static str,
    /// The part that the register sorts by, and what stands before it.
    pub(super) name_1: &'static str,
    pub(super) name_2: &'static str,
}

impl Street {
    /// The name as the address base prints it, e.g. `ul. Świętego Floriana`.
    pub(super) fn full_name(&self) -> String {
        if self.name_2.is_empty() {
            format!("{} {}", self.kind, self.name_1)
        } else {
            format!("{} {} {}", self.kind, self.name_2, self.name_1)
        }
    }
}

const fn street(ulic: &'static str, kind: &'static str, name_1: &'static str) -> Street {
    Street { ulic, kind, name_1, name_2: "" }
}

pub(super) const STREETS: [Street; 40] = [
    street("98010", "ul.", "Kościelna"),
    street("98021", "ul.", "Polna"),
    street("00098", "ul.", "Źródlana"),
    Street { ulic: "98043", kind: "ul.", name_1: "Floriana", name_2: "Świętego" },
    street("98054", "ul.", "Zgody"),
    street("98065", "ul.", "Młyńska"),
    street("98076", "al.", "Lipowa"),
    street("00099", "ul.", "Żytnia"),
    street("98098", "ul.", "Szkolna"),
    street("98109", "ul.", "Dworcowa"),
    street("98110", "ul.", "Ogrodowa"),
    street("98121", "ul.", "Jeziorna"),
    street("98132", "ul.", "Gęsia"),
    street("98143", "ul.", "Stary Rynek"),
    street("98154", "ul.", "Łąkowa"),
    street("98165", "ul.", "Kwiatowa"),
    street("98176", "ul.", "Wrzosowa"),
    street("98187", "ul.", "Cicha"),
    street("98198", "ul.", "Słoneczna"),
    street("98209", "ul.", "Brzozowa"),
    street("98210", "ul.", "Torowa"),
    street("98221", "ul.", "Sadowa"),
    street("98232", "ul.", "Piaskowa"),
    street("98243", "ul.", "Kowalska"),
    street("98254", "ul.", "Garncarska"),
    street("98265", "os.", "Pod Lasem"),
    street("98276", "ul.", "Zielona"),
    street("98287", "ul.", "Krótka"),
    street("98298", "ul.", "Jesionowa"),
    street("98309", "ul.", "Bociania"),
    street("98310", "ul.", "Wiśniowa"),
    street("98321", "ul.", "Wiązowa"),
    street("98332", "ul.", "Nadrzeczna"),
    street("98343", "ul.", "Leśna"),
    street("98354", "ul.", "Główna"),
    street("98365", "ul.", "Spółdzielcza"),
    street("98376", "ul.", "Topolowa"),
    street("98387", "ul.", "Graniczna"),
    street("98398", "ul.", "Pszczela"),
    street("98409", "ul.", "Żurawia"),
];
