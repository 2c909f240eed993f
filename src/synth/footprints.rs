//! Who covers what: six operators, village by village, with the small holes that real lists have.

use super::geometry::Point;
use super::gmina::Gmina;
use super::places::{
    CMIELOWEK, DEBOWKO, GESIA_GORKA, KLOSOWKA, LAKOWO, LOCALITIES, SWIETOSZYN, TOWN, ZABI_ROG,
    ZRODLICE,
};
use super::report::{Habit, Hand, Offer, Reach, Report};
use super::rng::SplitMix64;

const NETWORK_A: u32 = 90001;
const NETWORK_E: u32 = 90005;
const RETAIL: [&str; 2] = ["NIE", "TAK"];

const FIBRE: Offer = Offer {
    medium: "światłowodowe",
    technology: "GPON",
    down_mbps: 1_000,
    up_mbps: 300,
    reach: Reach::Actual,
    network: NETWORK_A,
    sold: ["TAK", "TAK"],
};
const CABLE: Offer = Offer {
    medium: "kablowe współosiowe miedziane",
    technology: "(EURO)DOCSIS 3.x",
    down_mbps: 600,
    up_mbps: 60,
    reach: Reach::Actual,
    network: 90002,
    sold: RETAIL,
};
const VDSL: Offer = Offer {
    medium: "kablowe parowe miedziane",
    technology: "VDSL2",
    down_mbps: 80,
    up_mbps: 10,
    reach: Reach::Actual,
    network: 90003,
    sold: RETAIL,
};
/// The technology of the two impossible speeds.
const ADSL: Offer = Offer { technology: "ADSL2+", down_mbps: 20, up_mbps: 2, ..VDSL };
const SLOW_ADSL: Offer = Offer { technology: "ADSL", down_mbps: 10, ..ADSL };
const RADIO: Offer = Offer {
    medium: "radiowe (FWA)",
    technology: "LTE-A",
    down_mbps: 30,
    up_mbps: 10,
    reach: Reach::Actual,
    network: 90004,
    sold: RETAIL,
};
const NEAR_RADIO: Offer = Offer { down_mbps: 60, ..RADIO };
const NEW_RADIO: Offer = Offer { technology: "NR NSA", down_mbps: 100, up_mbps: 20, ..RADIO };
const OPEN_FIBRE: Offer = Offer {
    technology: "XGSPON",
    down_mbps: 2_000,
    up_mbps: 1_000,
    reach: Reach::Empty,
    network: NETWORK_E,
    sold: ["TAK", "NIE"],
    ..FIBRE
};
/// The dictionary has a comma in this technology.
const OPEN_ETHERNET: Offer =
    Offer { technology: "2,5 Gigabit Ethernet", down_mbps: 1_000, ..OPEN_FIBRE };
const RESOLD_E: Offer =
    Offer { down_mbps: 500, up_mbps: 100, reach: Reach::Actual, sold: RETAIL, ..OPEN_FIBRE };
const RESOLD_A: Offer = Offer { network: NETWORK_A, technology: "GPON", ..RESOLD_E };

/// A ring of a locality around a focus, in shares of its addresses by distance from the focus.
struct Patch {
    locality: usize,
    /// Metres east and north of the middle of the locality.
    focus: (f64, f64),
    /// Per cent of the addresses: from, to.
    ring: (usize, usize),
    offer: Offer,
}

const fn patch(locality: usize, focus: (f64, f64), ring: (usize, usize), offer: Offer) -> Patch {
    Patch { locality, focus, ring, offer }
}

const PATCHES_A: [Patch; 6] = [
    patch(TOWN, (-180.0, 40.0), (0, 84), FIBRE),
    patch(TOWN, (-180.0, 40.0), (84, 92), FIBRE.possible()),
    patch(SWIETOSZYN, (-250.0, -150.0), (0, 84), FIBRE),
    patch(SWIETOSZYN, (-250.0, -150.0), (84, 95), FIBRE.possible()),
    patch(LAKOWO, (500.0, 150.0), (0, 55), FIBRE),
    patch(LAKOWO, (500.0, 150.0), (55, 96), FIBRE.possible()),
];
const PATCHES_B: [Patch; 2] = [
    patch(TOWN, (150.0, -120.0), (0, 58), CABLE),
    patch(TOWN, (150.0, -120.0), (58, 65), CABLE.possible()),
];
const PATCHES_C: [Patch; 12] = [
    patch(TOWN, (0.0, 0.0), (0, 64), VDSL),
    patch(TOWN, (0.0, 0.0), (64, 80), VDSL.possible()),
    patch(SWIETOSZYN, (0.0, 0.0), (0, 55), VDSL),
    patch(SWIETOSZYN, (0.0, 0.0), (55, 80), ADSL),
    patch(LAKOWO, (0.0, 0.0), (0, 45), VDSL),
    patch(LAKOWO, (0.0, 0.0), (45, 90), ADSL),
    patch(ZRODLICE, (100.0, 0.0), (0, 80), VDSL),
    patch(CMIELOWEK, (0.0, 0.0), (0, 75), ADSL),
    patch(ZABI_ROG, (0.0, 0.0), (0, 85), ADSL),
    patch(KLOSOWKA, (0.0, 0.0), (0, 80), ADSL),
    patch(KLOSOWKA, (0.0, 0.0), (80, 95), SLOW_ADSL.possible()),
    patch(DEBOWKO, (0.0, -100.0), (0, 75), SLOW_ADSL),
];
const PATCHES_E: [Patch; 4] = [
    patch(ZRODLICE, (0.0, -100.0), (0, 92), OPEN_FIBRE),
    patch(CMIELOWEK, (-200.0, 400.0), (0, 55), OPEN_FIBRE),
    patch(GESIA_GORKA, (200.0, 0.0), (0, 60), OPEN_FIBRE),
    patch(GESIA_GORKA, (200.0, 0.0), (60, 93), OPEN_ETHERNET),
];
const PATCHES_F: [Patch; 4] = [
    patch(TOWN, (-350.0, 250.0), (0, 24), RESOLD_A),
    patch(SWIETOSZYN, (250.0, 150.0), (0, 42), RESOLD_A),
    patch(ZRODLICE, (0.0, -100.0), (0, 88), RESOLD_E),
    patch(GESIA_GORKA, (200.0, 0.0), (0, 70), RESOLD_E),
];

/// A plan of operator A, of the speed of `FIBRE`, for the addresses nearest to a focus.
pub(super) struct Plan {
    pub(super) name: &'static str,
    pub(super) last_day: &'static str,
    pub(super) locality: usize,
    pub(super) focus: (f64, f64),
    pub(super) per_cent: usize,
    /// True if the day lies within three years of the date of the run.
    pub(super) is_in_time: bool,
}

pub(super) const PLANS: [Plan; 3] = [
    Plan {
        name: "PLAN-BLISKI",
        last_day: "2027-11-30",
        locality: CMIELOWEK,
        focus: (300.0, -500.0),
        per_cent: 60,
        is_in_time: true,
    },
    Plan {
        name: "PLAN-OSTATNI-DZIEN",
        last_day: "2029-06-30",
        locality: ZABI_ROG,
        focus: (200.0, 300.0),
        per_cent: 65,
        is_in_time: true,
    },
    Plan {
        name: "PLAN-DZIEN-ZA-POZNO",
        last_day: "2029-07-01",
        locality: DEBOWKO,
        focus: (0.0, 300.0),
        per_cent: 70,
        is_in_time: false,
    },
];

/// The mast of operator D, its reach, and the slope that shades it.
const MAST: Point = Point::new(-2_950.0, 1_250.0);
const MAST_NEAR_M: f64 = 1_000.0;
const MAST_SURE_M: f64 = 2_000.0;
const MAST_REACH_M: f64 = 2_600.0;
const SHADE: Point = Point::new(0.78, 0.626);

/// The six reports, before defects are planted.
pub(super) fn reports(gmina: &Gmina, seed: u64) -> Vec<Report> {
    let mut rng = SplitMix64::stream(seed, "footprints");
    let mut reports: Vec<Report> = hands().into_iter().map(Report::new).collect();
    for report in &mut reports {
        let patches: &[Patch] = match report.hand.letter {
            'A' => &PATCHES_A,
            'B' => &PATCHES_B,
            'C' => &PATCHES_C,
            'E' => &PATCHES_E,
            'F' => &PATCHES_F,
            _ => &[],
        };
        for patch in patches {
            let inside = ring(gmina, patch.locality, patch.focus, patch.ring);
            for address in with_holes(gmina, &inside, &mut rng) {
                let row = report.row(gmina, address, &patch.offer);
                report.rows.push(row);
            }
        }
        if report.hand.letter == 'D' {
            cover_by_radio(gmina, report);
        }
    }
    reports
}

/// Addresses of a locality from one share to another by distance from a focus, in base order.
pub(super) fn ring(
    gmina: &Gmina,
    locality: usize,
    focus: (f64, f64),
    (from, to): (usize, usize),
) -> Vec<usize> {
    let middle = LOCALITIES[locality].centre;
    let focus = Point::new(middle.x + focus.0, middle.y + focus.1);
    let mut near: Vec<(f64, usize)> = gmina
        .addresses
        .iter()
        .enumerate()
        .filter(|(_, address)| address.locality == locality)
        .map(|(position, address)| (address.at.distance(focus), position))
        .collect();
    near.sort_by(|p, q| p.0.total_cmp(&q.0).then(p.1.cmp(&q.1)));
    let (start, end) = (near.len() * from / 100, near.len() * to / 100);
    let mut chosen: Vec<usize> = near[start..end].iter().map(|(_, position)| *position).collect();
    chosen.sort_unstable();
    chosen
}

/// Leaves out one to three neighbours here and there.
fn with_holes(gmina: &Gmina, inside: &[usize], rng: &mut SplitMix64) -> Vec<usize> {
    let mut n_skip = 0;
    let mut kept = Vec::new();
    for &address in inside {
        if n_skip == 0 && gmina.addresses[address].road.is_some() && rng.chance(0.014) {
            n_skip = 1 + rng.below(3);
        }
        if n_skip > 0 {
            n_skip -= 1;
        } else {
            kept.push(address);
        }
    }
    kept
}

/// Everything around the mast; the nearest get two rows, one of them only possible.
fn cover_by_radio(gmina: &Gmina, report: &mut Report) {
    for (position, address) in gmina.addresses.iter().enumerate() {
        let distance_m = address.at.distance(MAST);
        let is_shaded = MAST.to(address.at).unit().dot(SHADE) > 0.95 && distance_m > 500.0;
        if is_shaded || distance_m > MAST_REACH_M {
            continue;
        }
        let offers: &[Offer] = if distance_m < MAST_NEAR_M {
            &[NEAR_RADIO, NEW_RADIO.possible()]
        } else if distance_m < MAST_SURE_M {
            &[RADIO]
        } else {
            &[RADIO.possible()]
        };
        for offer in offers {
            let row = report.row(gmina, position, offer);
            report.rows.push(row);
        }
    }
}

fn hands() -> [Hand; 6] {
    let hand = |letter, network, id_prefix, habits| Hand { letter, network, id_prefix, habits };
    [
        hand('A', NETWORK_A, "A_", &[]),
        hand('B', CABLE.network, "B_", &[Habit::Bom]),
        hand('C', VDSL.network, "C_", &[Habit::NoCoordinates, Habit::EmptyUlic]),
        hand('D', RADIO.network, "D_", &[Habit::GminaCode]),
        hand('E', NETWORK_E, "E/JP/", &[]),
        hand('F', 90006, "F_", &[Habit::LongRows]),
    ]
}

/// The technology whose rows may be spoiled to an impossible speed.
pub(super) const IMPOSSIBLE_TECHNOLOGY: &str = ADSL.technology;
/// What operators report where a planted row needs an offer, by the order of the reports.
pub(super) const MAIN_OFFERS: [Offer; 6] = [FIBRE, CABLE, VDSL, RADIO, OPEN_FIBRE, RESOLD_E];
