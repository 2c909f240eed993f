//! Voivodeships, powiats and gminas: how many, their codes, kinds, names and numbers of addresses.

use std::collections::BTreeMap;

use super::lattice::{Cell, Lattice};
use super::names;
use super::plane::Outline;
use super::rng::Rng;

/// Units of Poland on 1 January 2025 (TERC): gminas, towns in a hole of their rural gmina (the
/// usual count), urban gminas beside them, mixed ones, powiats without and with city rights.
const N_GMINAS: usize = 2_479;
const N_HOLES: usize = 158;
const N_URBAN: usize = 302 - N_HOLES;
const N_MIXED: usize = 718;
const N_POWIATS: usize = 314;
const N_CITIES: usize = 66;
/// Below the full size a gmina has so many addresses on average.
const ADDRESSES_PER_GMINA: usize = 625;
const N_GMINAS_MIN: usize = 4;

/// Kind digit of TERC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Urban,
    Rural,
    Mixed,
}

impl Kind {
    pub(super) fn digit(self) -> u8 {
        match self {
            Self::Urban => 1,
            Self::Rural => 2,
            Self::Mixed => 3,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Urban => "gmina miejska",
            Self::Rural => "gmina wiejska",
            Self::Mixed => "gmina miejsko-wiejska",
        }
    }
}

/// A gmina before anything is built in it.
pub(super) struct Unit {
    /// Six digits.
    pub(super) code: String,
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) cell: Cell,
    /// It lies in the hole of another.
    pub(super) is_hole: bool,
    pub(super) has_hole: bool,
    pub(super) n_addresses: usize,
    /// Number of the voivodeship from 0, and of the powiat in the country.
    pub(super) voivodeship: usize,
    pub(super) powiat: usize,
}

impl Unit {
    /// Seven digits.
    pub(super) fn terc(&self) -> String {
        format!("{}{}", self.code, self.kind.digit())
    }

    /// Seven digits of the town or the rural part, as addresses have them.
    pub(super) fn part(&self, is_town: bool) -> String {
        match (self.kind, is_town) {
            (Kind::Mixed, true) => format!("{}4", self.code),
            (Kind::Mixed, false) => format!("{}5", self.code),
            _ => self.terc(),
        }
    }

    pub(super) fn outline(&self, lattice: &Lattice) -> Outline {
        if self.is_hole {
            return Outline::new(vec![lattice.town_ring(self.cell)]);
        }
        let mut rings = vec![lattice.ring(self.cell)];
        if self.has_hole {
            let mut hole = lattice.town_ring(self.cell);
            hole.reverse();
            rings.push(hole);
        }
        Outline::new(rings)
    }
}

/// The division of the country.
pub(super) struct Units {
    /// By code.
    pub(super) gminas: Vec<Unit>,
    /// Code of four digits and name, by the number of the powiat.
    pub(super) powiats: Vec<(String, String)>,
    pub(super) n_voivodeships: usize,
}

/// How many gminas a country of so many addresses has, unless it is told.
fn n_gminas(n_addresses: usize) -> usize {
    (n_addresses / ADDRESSES_PER_GMINA).clamp(N_GMINAS_MIN, N_GMINAS)
}

fn share(n_gminas: usize, of_all: usize) -> usize {
    (n_gminas * of_all + N_GMINAS / 2) / N_GMINAS
}

struct Draft {
    cell: Cell,
    kind: Kind,
    is_hole: bool,
    has_hole: bool,
    is_city: bool,
    voivodeship: usize,
    powiat: usize,
}

impl Units {
    /// Divides a country; without a number of gminas it has the usual one.
    pub(super) fn divide(n_addresses: usize, gminas: Option<usize>, seed: u64) -> Self {
        let n = gminas.unwrap_or_else(|| n_gminas(n_addresses));
        let n_holes = share(n, N_HOLES).max(1);
        let cells = Lattice::cells(n - n_holes);
        let n_voivodeships = (cells.len() / 4).clamp(1, 16);
        let voivodeships = bisect(cells, n_voivodeships);
        let n_land: usize = voivodeships.iter().map(Vec::len).sum();
        let n_powiats = share(n, N_POWIATS).max(n_voivodeships);
        let mut drafts = Vec::with_capacity(n);
        let mut powiat = 0;
        let mut done = 0;
        for (voivodeship, cells) in voivodeships.into_iter().enumerate() {
            // Running totals share the powiats out exactly.
            let before = done * n_powiats / n_land;
            done += cells.len();
            let n_parts = (done * n_powiats / n_land - before).clamp(1, cells.len());
            for part in bisect(cells, n_parts) {
                for cell in part {
                    drafts.push(Draft {
                        cell,
                        kind: Kind::Rural,
                        is_hole: false,
                        has_hole: false,
                        is_city: false,
                        voivodeship,
                        powiat,
                    });
                }
                powiat += 1;
            }
        }
        assign_kinds(&mut drafts, n, n_holes, seed);
        let (gminas, powiats) = number(drafts, powiat, n_addresses, seed);
        Self { gminas, powiats, n_voivodeships }
    }
}

/// Which cells hold towns, which are urban or mixed.
fn assign_kinds(drafts: &mut Vec<Draft>, n: usize, n_holes: usize, seed: u64) {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    let mut rng = Rng::of(seed, "kinds", &[]);
    for last in (1..order.len()).rev() {
        order.swap(last, rng.below(last + 1));
    }
    let (n_urban, n_mixed) = (share(n, N_URBAN).max(1), share(n, N_MIXED));
    let n_cities = share(n, N_CITIES);
    for (rank, &position) in order.iter().enumerate() {
        let draft = &mut drafts[position];
        if rank < n_holes {
            draft.has_hole = true;
        } else if rank < n_holes + n_urban {
            draft.kind = Kind::Urban;
            draft.is_city = rank - n_holes < n_cities;
        } else if rank < n_holes + n_urban + n_mixed {
            draft.kind = Kind::Mixed;
        }
    }
    let towns: Vec<Draft> = drafts
        .iter()
        .filter(|draft| draft.has_hole)
        .map(|draft| Draft { kind: Kind::Urban, is_hole: true, has_hole: false, ..*draft })
        .collect();
    drafts.extend(towns);
}

/// Codes, names and numbers of addresses.
fn number(
    drafts: Vec<Draft>,
    n_land: usize,
    n_addresses: usize,
    seed: u64,
) -> (Vec<Unit>, Vec<(String, String)>) {
    let mut rng = Rng::of(seed, "units", &[]);
    let mut powiats: Vec<(String, String)> = Vec::new();
    let mut n_in_voivodeship: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for powiat in 0..n_land {
        let home = drafts.iter().find(|draft| draft.powiat == powiat);
        let voivodeship = home.expect("each powiat has a cell").voivodeship;
        let (land, _) = n_in_voivodeship.entry(voivodeship).or_default();
        *land += 1;
        let code = format!("{:02}{:02}", 2 * (voivodeship + 1), land);
        powiats.push((code, format!("powiat {}", names::powiat(&mut rng))));
    }
    let mut n_in_powiat: BTreeMap<usize, usize> = BTreeMap::new();
    let mut gminas: Vec<Unit> = Vec::with_capacity(drafts.len());
    let mut weights = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let name = names::locality(&mut rng);
        let powiat = if draft.is_city {
            let (_, cities) = n_in_voivodeship.entry(draft.voivodeship).or_default();
            *cities += 1;
            let code = format!("{:02}{:02}", 2 * (draft.voivodeship + 1), 60 + *cities);
            powiats.push((code, format!("powiat {name}")));
            powiats.len() - 1
        } else {
            draft.powiat
        };
        let n = n_in_powiat.entry(powiat).or_default();
        *n += 1;
        weights.push(weight(&draft, &mut rng));
        gminas.push(Unit {
            code: format!("{}{n:02}", powiats[powiat].0),
            kind: draft.kind,
            name,
            cell: draft.cell,
            is_hole: draft.is_hole,
            has_hole: draft.has_hole,
            n_addresses: 0,
            voivodeship: draft.voivodeship,
            powiat,
        });
    }
    for (gmina, quota) in gminas.iter_mut().zip(quotas(&weights, n_addresses)) {
        gmina.n_addresses = quota;
    }
    gminas.sort_by(|p, q| p.code.cmp(&q.code));
    (gminas, powiats)
}

/// How many addresses a gmina gets beside others.
fn weight(draft: &Draft, rng: &mut Rng) -> u64 {
    let weight = match draft.kind {
        _ if draft.is_city => 2_500.0 / rng.between(0.12, 1.0),
        Kind::Urban if draft.is_hole => rng.between(700.0, 2_000.0),
        Kind::Urban => rng.between(1_500.0, 4_500.0),
        Kind::Mixed => rng.between(900.0, 2_200.0),
        Kind::Rural => rng.between(500.0, 1_500.0),
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Positive and small.
    let whole = weight as u64;
    whole
}

/// Shares of a total by weight that sum to it exactly.
pub(super) fn quotas(weights: &[u64], total: usize) -> Vec<usize> {
    let sum: u64 = weights.iter().sum();
    let total = u64::try_from(total).expect("fits");
    let mut so_far = 0;
    let mut given = 0;
    let part = |weight: &u64| {
        so_far += weight;
        let end = so_far * total / sum.max(1);
        let quota = end - given;
        given = end;
        usize::try_from(quota).expect("fits")
    };
    weights.iter().map(part).collect()
}

/// Compact groups of cells, each with at least one.
fn bisect(mut cells: Vec<Cell>, n_parts: usize) -> Vec<Vec<Cell>> {
    if n_parts <= 1 {
        return vec![cells];
    }
    let extent = |axis: fn(&Cell) -> f64| {
        let (low, high) =
            cells.iter().map(axis).fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(x), h.max(x)));
        high - low
    };
    let east: fn(&Cell) -> f64 = |cell| Lattice::centre(*cell).e;
    let north: fn(&Cell) -> f64 = |cell| Lattice::centre(*cell).n;
    let axis = if extent(east) > extent(north) { east } else { north };
    cells.sort_by(|p, q| axis(p).total_cmp(&axis(q)).then(p.cmp(q)));
    let n_first = n_parts / 2;
    let rest = cells.split_off((cells.len() * n_first / n_parts).max(n_first));
    let mut parts = bisect(cells, n_first);
    parts.extend(bisect(rest, n_parts - n_first));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_country_has_the_numbers_of_poland() {
        let units = Units::divide(9_000_000, None, 1);
        let n = |test: &dyn Fn(&Unit) -> bool| units.gminas.iter().filter(|u| test(u)).count();
        assert_eq!(units.gminas.len(), 2_479);
        assert_eq!(n(&|u| u.kind == Kind::Urban), 302);
        assert_eq!(n(&|u| u.kind == Kind::Mixed), 718);
        assert_eq!((n(&|u| u.is_hole), n(&|u| u.has_hole)), (158, 158));
        assert_eq!((units.n_voivodeships, units.powiats.len()), (16, 380));
        let sum: usize = units.gminas.iter().map(|unit| unit.n_addresses).sum();
        assert_eq!(sum, 9_000_000);
        let mut codes: Vec<_> = units.gminas.iter().map(|unit| &unit.code).collect();
        codes.dedup();
        assert_eq!(codes.len(), 2_479);
        assert!(codes.iter().all(|code| code.len() == 6));
    }

    #[test]
    fn ten_thousand_addresses_make_sixteen_gminas() {
        let units = Units::divide(10_000, None, 3);
        assert_eq!(units.gminas.len(), 16);
        assert_eq!(units.gminas.iter().map(|unit| unit.n_addresses).sum::<usize>(), 10_000);
    }

    #[test]
    fn quotas_sum_to_the_total() {
        assert_eq!(quotas(&[1, 1, 1], 10), [3, 3, 4]);
        assert_eq!(quotas(&[0, 5, 5], 7), [0, 3, 4]);
    }
}
