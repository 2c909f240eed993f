//! Public buildings and schools.

use std::collections::BTreeSet;

use super::model::{Claim, Reach, Site, SiteKind};
use super::rng::Rng;
use super::settle::{RoadKind, Settled};
use super::units::{Kind, Unit};

/// Offers of one address of claims that are sorted by address.
pub(super) fn of_address(claims: &[Claim], address: usize) -> &[Claim] {
    let start = claims.partition_point(|claim| claim.address < address);
    let end = claims.partition_point(|claim| claim.address <= address);
    &claims[start..end]
}

struct Clerk<'a> {
    settled: &'a Settled,
    claims: &'a [Claim],
    rng: Rng,
    used: BTreeSet<usize>,
    sites: Vec<Site>,
}

/// Offices in the seat, fire stations in villages, schools where a fast line is to be had.
pub(super) fn place(
    unit: &Unit,
    index: usize,
    settled: &Settled,
    claims: &[Claim],
    seed: u64,
) -> Vec<Site> {
    let key = u64::try_from(index).expect("fits");
    let mut clerk = Clerk {
        settled,
        claims,
        rng: Rng::of(seed, "sites", &[key]),
        used: BTreeSet::new(),
        sites: Vec::new(),
    };
    let seat = &settled.places[0];
    let name = &seat.name;
    let office = if unit.kind == Kind::Rural { "Urząd Gminy" } else { "Urząd Miejski" };
    clerk.add(0, SiteKind::Office, format!("{office}, {name}"));
    let common = [
        (SiteKind::Library, "Biblioteka Publiczna"),
        (SiteKind::Culture, "Dom Kultury \"Wiatrak\""),
        (SiteKind::FireStation, "Ochotnicza Straż Pożarna"),
        (SiteKind::Clinic, "Przychodnia Zdrowia"),
        (SiteKind::SocialCare, "Ośrodek Pomocy Społecznej"),
        (SiteKind::Waterworks, "Stacja Uzdatniania Wody"),
    ];
    for (kind, words) in common {
        if clerk.rng.chance(0.85) {
            clerk.add(0, kind, format!("{words}, {name}"));
        }
    }
    for (position, village) in settled.places.iter().enumerate().skip(1) {
        if village.addresses.len() >= 60 && clerk.rng.chance(0.6) {
            let name = format!("Ochotnicza Straż Pożarna, {}", village.name);
            clerk.add(position, SiteKind::FireStation, name);
        }
    }
    let n_schools = (unit.n_addresses / 500).clamp(1, 40);
    for number in 1..=n_schools {
        clerk.add_school(number);
    }
    clerk.sites
}

impl Clerk<'_> {
    /// A free address on a main road of the locality, or any.
    fn pick(&mut self, place: usize) -> Option<usize> {
        let range = self.settled.places[place].addresses.clone();
        for attempt in 0..12 {
            let found = range.start + self.rng.below(range.len());
            let road = &self.settled.roads[self.settled.addresses[found].road];
            let is_fit = road.kind == RoadKind::Main || attempt > 5;
            if is_fit && !self.used.contains(&found) {
                return Some(found);
            }
        }
        None
    }

    fn add(&mut self, place: usize, kind: SiteKind, name: String) {
        if let Some(address) = self.pick(place) {
            self.used.insert(address);
            let (is_true, is_read, defect) = (true, true, None);
            self.sites.push(Site { kind, name, address, is_true, is_read, defect });
        }
    }

    /// Schools stand where 100 Mb/s can be had; the upload is not always as fast.
    fn add_school(&mut self, number: usize) {
        let place = self.rng.below(self.settled.places.len());
        for _ in 0..6 {
            let Some(address) = self.pick(place) else { continue };
            let is_fast = |claim: &Claim| claim.down >= 100 && claim.reach == Reach::Certain;
            if !of_address(self.claims, address).iter().any(is_fast) {
                continue;
            }
            self.used.insert(address);
            let town = &self.settled.places[place].name;
            let mut add = |kind, name: String| {
                let (is_true, is_read, defect) = (true, true, None);
                self.sites.push(Site { kind, name, address, is_true, is_read, defect });
            };
            add(SiteKind::School, format!("SZKOŁA PODSTAWOWA NR {number} ({town})"));
            if number % 4 == 1 {
                // Both are in one building.
                add(SiteKind::Kindergarten, format!("PRZEDSZKOLE NR {number} ({town})"));
            }
            return;
        }
    }
}
