//! Planting of errors: what the files get wrong while the truth stays, or claim while it is not so.

use std::collections::BTreeSet;

use super::CountrySpec;
use super::defects::{Defect, KINDS, Rates};
use super::model::{Claim, Correction, Gmina, Notice, Plan, Reach, Site, SiteKind, Spoiled, Truth};
use super::operators::{TECHNOLOGIES, national, regional, tech};
use super::plans::{PAST, contracts, has_fibre, plan};
use super::prg::Structure;
use super::rng::Rng;
use super::settle::RoadKind;
use super::sites::of_address;
use super::units::Unit;

/// A speed that no pair of copper wires carries.
const IMPOSSIBLE_MBPS: u32 = 1_000;

/// Decides where errors go; in the gmina that is a kind's own it is planted at least once.
pub(super) struct Planter<'a> {
    rates: &'a Rates,
    is_here: [bool; KINDS.len()],
    must: [bool; KINDS.len()],
    rng: Rng,
}

impl<'a> Planter<'a> {
    pub(super) fn new(spec: &'a CountrySpec, index: usize, n_gminas: usize) -> Self {
        let CountrySpec { rates, seed, form, has_earlier, has_terrain, .. } = spec;
        let is_here: [bool; KINDS.len()] = std::array::from_fn(|position| {
            let kind = &KINDS[position];
            rates.of(kind.defect) > 0
                && kind.place.is_in(*form)
                && (kind.defect != Defect::CoverageVanished || *has_earlier)
                && (kind.defect != Defect::RadioBehindTerrain || *has_terrain)
        });
        // Three gminas in a row owe the kind, for the first may have no place for it.
        let owes = |position: usize| {
            let first = position * 7 % n_gminas;
            (index + n_gminas - first) % n_gminas < 3
        };
        let must = std::array::from_fn(|position| is_here[position] && owes(position));
        let key = u64::try_from(index).expect("fits");
        Self { rates, is_here, must, rng: Rng::of(*seed, "errors", &[key]) }
    }

    /// Whether errors of a kind are wanted at all.
    pub(super) const fn plants(&self, defect: Defect) -> bool {
        self.is_here[defect as usize]
    }

    /// A whole number, both ends included.
    pub(super) fn draw(&mut self, least: u32, most: u32) -> u32 {
        let n = usize::try_from(most - least + 1).expect("fits");
        least + u32::try_from(self.rng.below(n)).expect("below its end")
    }

    pub(super) fn hits(&mut self, defect: Defect) -> bool {
        let position = defect as usize;
        if !self.is_here[position] {
            return false;
        }
        std::mem::take(&mut self.must[position]) || self.rng.ppm(self.rates.of(defect))
    }

    pub(super) fn plant(&mut self, unit: &Unit, gmina: &mut Gmina) {
        self.falsehoods(unit, gmina);
        self.slow_school(gmina);
        self.refutations(gmina);
        self.broken_promises(unit, gmina);
        gmina.claims.sort_by_key(|claim| claim.address);
        self.raise_hill(unit, gmina);
        self.offer_rows(gmina);
        self.plan_rows(gmina);
        self.address_rows(unit, gmina);
        self.site_rows(gmina);
        self.other_rows(gmina);
        self.last_rows(gmina);
    }

    /// Fibre that is not there, single houses that differ from all around.
    fn falsehoods(&mut self, unit: &Unit, gmina: &mut Gmina) {
        for place in 0..gmina.settled.places.len() {
            let range = gmina.settled.places[place].addresses.clone();
            let start = gmina.claims.partition_point(|claim| claim.address < range.start);
            let end = gmina.claims.partition_point(|claim| claim.address < range.end);
            let is_fast = gmina.claims[start..end].iter().any(|claim| claim.down >= 100);
            let is_village = !gmina.settled.places[place].is_town;
            let operator = regional(unit.voivodeship, 0);
            let middle = range.start + range.len() / 4;
            let is_free = is_village && !is_fast && range.len() >= 30;
            if is_free && self.hits(Defect::FalseFibre) {
                let rows = range.map(|address| false_claim(address, operator, Defect::FalseFibre));
                gmina.claims.splice(end..end, rows);
            } else if is_free && self.hits(Defect::IslandCovered) {
                let row = false_claim(middle, operator, Defect::IslandCovered);
                gmina.claims.insert(end, row);
            } else if is_village && is_fast && self.hits(Defect::CoverageVanished) {
                vanish(&mut gmina.claims[start..end]);
            } else if is_village && is_fast && range.len() >= 30 {
                hide(&mut gmina.claims[start..end], range, self);
            }
            gmina.claims.sort_by_key(|claim| claim.address);
        }
    }

    /// A school whose fast line no file knows, at an address with slow offers only.
    fn slow_school(&mut self, gmina: &mut Gmina) {
        let used: BTreeSet<usize> = gmina.sites.iter().map(|site| site.address).collect();
        let is_slow = |address: &usize| {
            let offers = of_address(&gmina.claims, *address);
            !offers.is_empty()
                && offers.iter().all(|claim| claim.down <= 30 && claim.defect.is_none())
                && !used.contains(address)
        };
        let Some(address) = (0..gmina.settled.addresses.len()).find(is_slow) else { return };
        if !self.hits(Defect::SlowSchool) {
            return;
        }
        let truth = Truth { down: 100, up: 100, reach: Reach::Certain, holds: true };
        gmina.claims.push(Claim {
            address,
            operator: national::SCHOOLS,
            network: national::SCHOOLS,
            technology: tech::ETHERNET,
            down: 100,
            up: 100,
            reach: Reach::Certain,
            truth: Some(truth),
            read: None,
            is_written: false,
            was: false,
            was_possible: false,
            defect: None,
        });
        gmina.sites.push(Site {
            kind: SiteKind::School,
            name: "SZKOŁA PODSTAWOWA PRZY ŁĄCZU".to_owned(),
            address,
            is_true: true,
            is_read: true,
            defect: Some(Defect::SlowSchool),
        });
    }

    /// Theoretical reach that a notice of demand puts in doubt, rightly.
    fn refutations(&mut self, gmina: &mut Gmina) {
        let mut start = 0;
        gmina.claims.sort_by_key(|claim| claim.address);
        while start < gmina.claims.len() {
            let address = gmina.claims[start].address;
            let n = gmina.claims[start..].iter().take_while(|c| c.address == address).count();
            let here = &mut gmina.claims[start..start + n];
            start += n;
            let fast = || here.iter().filter(|claim| claim.down >= 100);
            let is_doubtful = fast().next().is_some()
                && fast().all(|claim| claim.reach == Reach::Possible && claim.defect.is_none());
            if is_doubtful && self.hits(Defect::RefutedReach) {
                for claim in here.iter_mut().filter(|claim| claim.reach == Reach::Possible) {
                    claim.truth = None;
                }
                let defect = Some(Defect::RefutedReach);
                gmina.notices.push(Notice { address, defect });
            }
        }
    }

    /// Plans that were not carried out, or will not be.
    fn broken_promises(&mut self, unit: &Unit, gmina: &mut Gmina) {
        let planned: BTreeSet<usize> = gmina.plans.iter().map(|plan| plan.address).collect();
        for place in 0..gmina.settled.places.len() {
            let range = gmina.settled.places[place].addresses.clone();
            if has_fibre(&gmina.settled, &gmina.claims, place)
                || planned.range(range).next().is_some()
            {
                continue;
            }
            let operator = regional(unit.voivodeship, 1);
            let (defect, due, is_read) = if self.hits(Defect::PlanOverdue) {
                (Defect::PlanOverdue, PAST[1], false)
            } else if self.hits(Defect::PlanTerminated) {
                (Defect::PlanTerminated, "2027-12-31", true)
            } else {
                continue;
            };
            let mut plans = plan(&gmina.settled, place, operator, due, (false, is_read));
            for plan in &mut plans {
                plan.defect = Some(defect);
            }
            if is_read {
                gmina.contracts.extend(contracts(&plans, "terminated", "2026-04-30"));
            }
            gmina.plans.extend(plans);
        }
    }

    fn offer_rows(&mut self, gmina: &mut Gmina) {
        const ROWS: [Defect; 17] = [
            Defect::ImpossibleSpeed,
            Defect::UnknownTechnology,
            Defect::MissingReach,
            Defect::UnknownReach,
            Defect::SpeedNotANumber,
            Defect::UnknownAddress,
            Defect::MissingValue,
            Defect::WrongColumnCount,
            Defect::DuplicateId,
            Defect::UnknownLocality,
            Defect::UnknownStreet,
            Defect::UnknownNumber,
            Defect::UnknownMedium,
            Defect::UnknownRecordKind,
            Defect::RestoredZeros,
            Defect::OutsideArea,
            Defect::FarCoordinates,
        ];
        let mut rows = Vec::with_capacity(gmina.claims.len() + 8);
        for mut claim in std::mem::take(&mut gmina.claims) {
            if claim.defect.is_none() && claim.is_written {
                let hit = ROWS.into_iter().find(|d| fits(*d, &claim) && self.hits(*d));
                let resold = claim.operator != claim.network;
                let hit = hit.or_else(|| {
                    (resold && self.hits(Defect::MissingNetwork)).then_some(Defect::MissingNetwork)
                });
                rows.extend(hit.and_then(|defect| spoil(&mut claim, defect)));
            }
            rows.push(claim);
        }
        gmina.claims = rows;
    }

    /// A plan with an unknown project; a project named twice; one due on no day.
    fn plan_rows(&mut self, gmina: &mut Gmina) {
        let Some(first) = gmina.plans.iter().position(|plan| plan.defect.is_none()) else { return };
        // A contract that repeats it would still be read where the plan is not.
        let Plan { address, operator, .. } = gmina.plans[first];
        gmina.contracts.retain(|c| (c.address, c.operator) != (address, operator));
        if self.hits(Defect::UnknownPlan) {
            let plan = &mut gmina.plans[first];
            (plan.defect, plan.is_read) = (Some(Defect::UnknownPlan), false);
        } else if self.hits(Defect::DuplicatePlan) {
            gmina.plans[first].defect = Some(Defect::DuplicatePlan);
        } else if self.hits(Defect::BadDate) {
            let plan = &mut gmina.plans[first];
            (plan.defect, plan.is_read) = (Some(Defect::BadDate), false);
            plan.project += "-ETAP-2";
        }
    }

    fn address_rows(&mut self, unit: &Unit, gmina: &mut Gmina) {
        const ROWS: [Defect; 13] = [
            Defect::OutsideGmina,
            Defect::OutsidePoland,
            Defect::MissingCoordinates,
            Defect::BadCoordinate,
            Defect::GminaByGeometry,
            Defect::NoGmina,
            Defect::UnknownGmina,
            Defect::RepeatedAddress,
            Defect::DuplicateAddress,
            Defect::DamagedText,
            Defect::DanglingLink,
            Defect::EndedAddress,
            Defect::PlannedAddress,
        ];
        let structure = Structure::of(unit.voivodeship);
        let sites = gmina.sites.iter().map(|site| site.address);
        let notices = gmina.notices.iter().map(|notice| notice.address);
        let plans = gmina.plans.iter().map(|plan| plan.address);
        let named: BTreeSet<usize> = plans.chain(sites).chain(notices).collect();
        for address in 1..gmina.settled.addresses.len() {
            // Rows of other files that name the address must go on finding it.
            if named.contains(&address) || named.contains(&(address - 1)) {
                continue;
            }
            let here = &gmina.settled.addresses;
            let is_twin = here[address].road == here[address - 1].road;
            let has_street = gmina.settled.roads[here[address].road].street.is_some();
            let may = |defect: Defect| match defect {
                Defect::DuplicateAddress => is_twin,
                // A link that says nothing, for the address has no street.
                Defect::DanglingLink => structure == Structure::Of2021 && !has_street,
                // The structure of 2021 does not tell whether a building stands.
                Defect::PlannedAddress => structure == Structure::Of2012,
                _ => true,
            };
            let hit = ROWS.into_iter().find(|defect| may(*defect) && self.hits(*defect));
            let hit = hit.or_else(|| self.hits(Defect::MissingId).then_some(Defect::MissingId));
            gmina.spoiled.extend(hit.map(|defect| Spoiled { address, defect }));
        }
    }

    fn site_rows(&mut self, gmina: &mut Gmina) {
        let lost = self.hits(Defect::BuildingWithoutAddress);
        let odd = self.hits(Defect::UnknownKind);
        let mut offices = gmina.sites.iter_mut().filter(|site| !site.kind.is_educational());
        if let (true, Some(site)) = (lost, offices.next()) {
            (site.defect, site.is_read) = (Some(Defect::BuildingWithoutAddress), false);
        }
        if let (true, Some(site)) = (odd, offices.next()) {
            site.defect = Some(Defect::UnknownKind);
        }
        let used: BTreeSet<usize> = gmina.sites.iter().map(|site| site.address).collect();
        let free = (0..gmina.settled.addresses.len()).rev().find(|a| !used.contains(a));
        if let (Some(address), true) = (free, self.hits(Defect::ClosedInstitution)) {
            gmina.sites.push(Site {
                kind: SiteKind::School,
                name: "SZKOŁA PODSTAWOWA ZAMKNIĘTA".to_owned(),
                address,
                is_true: false,
                is_read: false,
                defect: Some(Defect::ClosedInstitution),
            });
        }
    }

    fn other_rows(&mut self, gmina: &mut Gmina) {
        let needs_outline = gmina
            .spoiled
            .iter()
            .any(|row| matches!(row.defect, Defect::GminaByGeometry | Defect::OutsideGmina));
        if self.hits(Defect::RepairedBoundary) {
            gmina.outline_defect = Some(Defect::RepairedBoundary);
        } else if !needs_outline && self.hits(Defect::NoBoundary) {
            gmina.outline_defect = Some(Defect::NoBoundary);
        }
        for node in gmina.nodes.iter_mut().skip(1) {
            let hit = [Defect::RepeatedId, Defect::UnknownWord].into_iter();
            node.defect = hit.into_iter().find(|defect| self.hits(*defect));
        }
        let is_main = gmina.settled.roads.iter().any(|road| road.kind == RoadKind::Main);
        if is_main && self.hits(Defect::UnknownRoadClass) {
            gmina.road_defect = Some(Defect::UnknownRoadClass);
        }
        if self.hits(Defect::RowWithoutAddress) {
            let defect = Some(Defect::RowWithoutAddress);
            gmina.notices.push(Notice { address: 0, defect });
        }
    }
}

/// Good corrections beside each that is refused: a file of nothing but refusals is no register.
const MENDED: usize = 30;

impl Planter<'_> {
    /// What is planted after all else, so that its chances change none of the others.
    fn last_rows(&mut self, gmina: &mut Gmina) {
        let sites = gmina.sites.iter().map(|site| site.address);
        let notices = gmina.notices.iter().map(|notice| notice.address);
        let plans = gmina.plans.iter().map(|plan| plan.address);
        let spoiled = gmina.spoiled.iter().map(|row| row.address);
        let named: BTreeSet<usize> = plans.chain(sites).chain(notices).chain(spoiled).collect();
        let mut free =
            (1..gmina.settled.addresses.len()).filter(|address| !named.contains(address));
        if let (true, Some(address)) = (self.hits(Defect::BadCode), free.next()) {
            gmina.spoiled.push(Spoiled { address, defect: Defect::BadCode });
            gmina.spoiled.sort_by_key(|row| row.address);
        }
        gmina.has_odd_road = self.hits(Defect::BadGeometry);
        // Where nothing is promised a notice puts nothing in doubt.
        let is_idle = |address: &usize| {
            of_address(&gmina.claims, *address).iter().all(|claim| claim.reach == Reach::Certain)
        };
        if let (true, Some(address)) = (self.hits(Defect::IgnoredValue), free.find(is_idle)) {
            gmina.notices.push(Notice { address, defect: Some(Defect::IgnoredValue) });
        }
        for node in gmina.nodes.iter_mut().skip(1).filter(|node| node.defect.is_none()) {
            let hit = [Defect::UnusualId, Defect::DanglingReference].into_iter();
            node.defect = hit.into_iter().find(|defect| self.hits(*defect));
        }
        for defect in [Defect::CorrectionRefused, Defect::BadValue] {
            if !self.hits(defect) {
                continue;
            }
            let some: Vec<usize> = free.by_ref().take(MENDED + 1).collect();
            let rows = some.into_iter().enumerate().map(|(at, address)| {
                let defect = (at == MENDED / 2).then_some(defect);
                Correction { address, defect }
            });
            gmina.corrections.extend(rows);
        }
    }
}

/// Takes all offers of 100 Mb/s and more of one house out of the files.
fn hide(claims: &mut [Claim], range: std::ops::Range<usize>, planter: &mut Planter<'_>) {
    let middle = range.start + range.len() / 4;
    // Its neighbours on both sides have such an offer.
    let is_covered = |address: usize| {
        claims.iter().any(|c| c.address == address && c.down >= 100 && c.reach == Reach::Certain)
    };
    let is_within = (middle - 4..=middle + 4).all(is_covered);
    if !is_within || !planter.hits(Defect::IslandUncovered) {
        return;
    }
    for claim in claims.iter_mut().filter(|c| c.address == middle && c.down >= 100) {
        (claim.is_written, claim.read) = (false, None);
        claim.defect = Some(Defect::IslandUncovered);
    }
}

/// Takes the offers of one network of 100 Mb/s and more, which is there, out of the files.
fn vanish(claims: &mut [Claim]) {
    let is_fast = |claim: &Claim| claim.down >= 100 && claim.was && claim.operator == claim.network;
    let Some(network) = claims.iter().find(|claim| is_fast(claim)).map(|claim| claim.network)
    else {
        return;
    };
    for claim in claims.iter_mut().filter(|claim| is_fast(claim) && claim.network == network) {
        (claim.is_written, claim.read) = (false, None);
        claim.defect = Some(Defect::CoverageVanished);
    }
}

pub(super) fn false_claim(address: usize, operator: u16, defect: Defect) -> Claim {
    Claim {
        address,
        operator,
        network: operator,
        technology: tech::GPON,
        down: 1_000,
        up: 300,
        reach: Reach::Certain,
        truth: None,
        read: Some(Reach::Certain),
        is_written: true,
        was: true,
        was_possible: false,
        defect: Some(defect),
    }
}

/// Whether a row can bear the error.
fn fits(defect: Defect, claim: &Claim) -> bool {
    let is_copper = claim.technology <= tech::ADSL2_PLUS;
    match defect {
        Defect::ImpossibleSpeed => is_copper,
        // Of a wholesale row nobody expects the kind of reach.
        Defect::MissingReach => claim.operator != national::OPEN_FIBRE,
        // This operator writes no coordinates.
        Defect::FarCoordinates => claim.operator != national::RADIO_B,
        // Without its technology the table no longer says that a line is fibre.
        Defect::UnknownTechnology => {
            claim.down < 1_000 || !TECHNOLOGIES[usize::from(claim.technology)].is_fibre
        }
        _ => true,
    }
}

/// Spoils a row; gives the good row back where the bad one comes on top of it.
fn spoil(claim: &mut Claim, defect: Defect) -> Option<Claim> {
    let good = claim.clone();
    claim.defect = Some(defect);
    match defect {
        Defect::ImpossibleSpeed => claim.down = IMPOSSIBLE_MBPS,
        Defect::MissingReach | Defect::UnknownReach => claim.read = Some(Reach::Possible),
        Defect::MissingNetwork => {
            claim.read = Some(Reach::Possible);
            // By the files it is the seller's own.
            claim.network = claim.operator;
            claim.truth = None;
        }
        Defect::SpeedNotANumber
        | Defect::MissingValue
        | Defect::WrongColumnCount
        | Defect::UnknownMedium
        | Defect::UnknownRecordKind => claim.read = None,
        Defect::UnknownAddress
        | Defect::DuplicateId
        | Defect::UnknownLocality
        | Defect::UnknownStreet
        | Defect::UnknownNumber
        | Defect::OutsideArea => {
            (claim.read, claim.truth) = (None, None);
            return Some(good);
        }
        _ => {}
    }
    None
}
