//! The known answer: the status of each address, in truth and as the files can be read.
//!
//! The numbers of the profiles stand here a second time, from the acts themselves.

use std::collections::BTreeMap;

use super::model::{Claim, Gmina, Reach};
use super::operators::TECHNOLOGIES;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Addresses,
    PublicSites,
    Schools,
}

struct Profile {
    code: &'static str,
    subject: Subject,
    down: u32,
    up: u32,
    /// Threshold at institutions of education, where it differs.
    school_down: u32,
    /// Upload that a network of anything but fibre must give as well.
    other_up: u32,
}

const fn profile(code: &'static str, subject: Subject, down: u32) -> Profile {
    Profile { code, subject, down, up: 0, school_down: down, other_up: 0 }
}

const PROFILES: [Profile; 8] = [
    // Commission communication 2023/C 36/01, section 2.3.1: at least 100 Mb/s down.
    profile("eu_2023", Subject::Addresses, 100),
    // The NGA network of the act of 7 May 2010 and POPC: 30 Mb/s, at schools 100.
    Profile { school_down: 100, ..profile("pl_nga30", Subject::Addresses, 30) },
    // KPO and FERC since 2023: 100 Mb/s.
    profile("pl_nga100", Subject::Addresses, 100),
    // Decision (EU) 2022/2481, art. 4(1)(2)(a), and BEREC BoR (20) 165, criterion 3: a gigabit,
    // by anything but fibre with 200 Mb/s up.
    Profile { other_up: 200, ..profile("dd2030", Subject::Addresses, 1_000) },
    // COM(2016) 587: a gigabit for socio-economic drivers.
    profile("sed_1g", Subject::PublicSites, 1_000),
    // Regulation (EU) 651/2014, art. 52a as of July 2023: 300 Mb/s for them.
    profile("sed_300", Subject::PublicSites, 300),
    // Act of 27 October 2017 on OSE, art. 5(2): 100 Mb/s both ways at schools.
    Profile { up: 100, ..profile("ose", Subject::Schools, 100) },
    // Quarterly reports of the ministry: any fixed service.
    profile("none", Subject::Addresses, 1),
];
/// Last day of plans that count: three years after 30 June 2026.
const HORIZON: (&str, &str) = ("2026-06-30", "2029-06-30");

pub(super) const STATUSES: [&str; 5] = ["white", "grey", "black", "uncertain", "not_applicable"];
/// Statuses of a row: each profile today, each with plans, each as it is in fact.
pub(super) const N_COLUMNS: usize = 3 * PROFILES.len();
/// How many of them files can tell: not whether a possible service would be delivered.
pub(super) const N_READABLE: usize = 2 * PROFILES.len();
pub(super) type Row = [u8; N_COLUMNS];

/// Names of the columns of the true answer; the reading has the first [`N_READABLE`].
pub(super) fn columns() -> Vec<String> {
    let tense = |tense: &'static str| {
        PROFILES.iter().map(move |profile| format!("{}_{tense}", profile.code))
    };
    tense("today").chain(tense("with_plans")).chain(tense("in_fact")).collect()
}

/// Counts of statuses by gmina and column.
pub(super) type Counts = BTreeMap<String, (u64, [[u64; 5]; N_COLUMNS])>;
/// Offers of possible reach by gmina.
pub(super) type Possible = BTreeMap<String, u64>;

/// How many offers of a gmina have, in truth, a reach that is possible only.
pub(super) fn possible(gmina: &Gmina) -> u64 {
    let is_possible =
        |claim: &&Claim| claim.truth.is_some_and(|truth| truth.reach == Reach::Possible);
    gmina.claims.iter().filter(is_possible).count() as u64
}

#[derive(Clone, Copy, Default)]
struct Site {
    is_public: bool,
    is_school: bool,
    is_educational: bool,
}

/// A network at an address.
#[derive(Clone, Copy)]
struct Network {
    number: u16,
    down: u32,
    up: u32,
    is_fibre: bool,
    is_certain: bool,
    holds: bool,
}

/// Statuses of all addresses of a gmina.
pub(super) fn derive(gmina: &Gmina, is_truth: bool) -> Vec<Row> {
    let sites = sites(gmina, is_truth);
    let mut plans: Vec<(usize, Network)> = gmina
        .plans
        .iter()
        .filter(|plan| if is_truth { plan.is_true } else { plan.is_read })
        .inspect(|plan| assert!(!plan.is_true || (HORIZON.0..=HORIZON.1).contains(&plan.due)))
        .map(|plan| {
            let (number, down, up) = (plan.operator, plan.down, plan.up);
            (
                plan.address,
                Network { number, down, up, is_fibre: true, is_certain: true, holds: true },
            )
        })
        .collect();
    plans.sort_by_key(|(address, _)| *address);
    let (mut claim, mut plan) = (0, 0);
    let mut here: Vec<Network> = Vec::new();
    let mut fact: Vec<Network> = Vec::new();
    let mut rows = Vec::with_capacity(gmina.settled.addresses.len());
    for address in 0..gmina.settled.addresses.len() {
        here.clear();
        while let Some(next) = gmina.claims.get(claim).filter(|c| c.address == address) {
            here.extend(if is_truth { true_network(next) } else { read_network(next) });
            claim += 1;
        }
        let site = sites.get(&address).copied().unwrap_or_default();
        let mut row = [0; N_COLUMNS];
        for (position, profile) in PROFILES.iter().enumerate() {
            row[position] = status(profile, &here, site);
        }
        fact.clear();
        fact.extend(here.iter().filter(|n| n.holds).map(|n| Network { is_certain: true, ..*n }));
        let is_sure = here.iter().all(|network| network.is_certain);
        for (position, profile) in PROFILES.iter().enumerate() {
            row[N_READABLE + position] =
                if is_sure { row[position] } else { status(profile, &fact, site) };
        }
        let n_today = here.len();
        while let Some((_, network)) = plans.get(plan).filter(|(a, _)| *a == address) {
            here.push(*network);
            plan += 1;
        }
        for (position, profile) in PROFILES.iter().enumerate() {
            row[PROFILES.len() + position] =
                if here.len() == n_today { row[position] } else { status(profile, &here, site) };
        }
        rows.push(row);
    }
    assert!(claim == gmina.claims.len() && plan == plans.len(), "sorted by address");
    rows
}

fn sites(gmina: &Gmina, is_truth: bool) -> BTreeMap<usize, Site> {
    let mut sites: BTreeMap<usize, Site> = BTreeMap::new();
    for site in gmina.sites.iter().filter(|s| if is_truth { s.is_true } else { s.is_read }) {
        let here = sites.entry(site.address).or_default();
        here.is_public = true;
        here.is_educational |= site.kind.is_educational();
        here.is_school |= site.kind == super::model::SiteKind::School;
    }
    sites
}

fn true_network(claim: &Claim) -> Option<Network> {
    claim.truth.map(|truth| Network {
        number: claim.network,
        down: truth.down,
        up: truth.up,
        is_fibre: TECHNOLOGIES[usize::from(claim.technology)].is_fibre,
        is_certain: truth.reach == Reach::Certain,
        holds: truth.holds,
    })
}

fn read_network(claim: &Claim) -> Option<Network> {
    claim.read.map(|reach| Network {
        number: claim.network,
        down: claim.down,
        up: claim.up,
        is_fibre: TECHNOLOGIES[usize::from(claim.technology)].is_fibre,
        is_certain: reach == Reach::Certain,
        holds: reach == Reach::Certain,
    })
}

/// Colours count networks with at least one certain offer that meets the profile.
fn status(profile: &Profile, networks: &[Network], site: Site) -> u8 {
    let is_subject = match profile.subject {
        Subject::Addresses => true,
        Subject::PublicSites => site.is_public,
        Subject::Schools => site.is_school,
    };
    if !is_subject {
        return 4;
    }
    let down = if site.is_educational { profile.school_down } else { profile.down };
    let meets = |network: &&Network| {
        network.down >= down
            && network.up >= profile.up
            && (network.is_fibre || network.up >= profile.other_up)
    };
    let mut first: Option<u16> = None;
    let mut any = false;
    for network in networks.iter().filter(meets) {
        any = true;
        match first {
            _ if !network.is_certain => {}
            None => first = Some(network.number),
            Some(number) if number != network.number => return 2,
            Some(_) => {}
        }
    }
    match (first, any) {
        (Some(_), _) => 1,
        (None, true) => 3,
        (None, false) => 0,
    }
}

/// Adds rows to the counts of a gmina.
pub(super) fn count(counts: &mut Counts, code: &str, row: &Row) {
    if !counts.contains_key(code) {
        counts.insert(code.to_owned(), (0, [[0; 5]; N_COLUMNS]));
    }
    if let Some((n, columns)) = counts.get_mut(code) {
        *n += 1;
        for (column, status) in columns.iter_mut().zip(row) {
            column[usize::from(*status)] += 1;
        }
    }
}

/// The counts as a table, by code; with a column of offers of possible reach where these are given.
pub(super) fn csv(counts: &Counts, n_columns: usize, possible: Option<&Possible>) -> String {
    let names = columns();
    let mut text = "code,addresses".to_owned();
    for name in &names[..n_columns] {
        for status in STATUSES {
            text += &format!(",{name}_{status}");
        }
    }
    text += if possible.is_some() { ",possible_offers\n" } else { "\n" };
    for (code, (n, columns)) in counts {
        text += &format!("{code},{n}");
        for number in columns[..n_columns].iter().flatten() {
            text += &format!(",{number}");
        }
        if let Some(possible) = possible {
            text += &format!(",{}", possible.get(code).copied().unwrap_or(0));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(number: u16, down: u32, up: u32, is_fibre: bool, is_certain: bool) -> Network {
        Network { number, down, up, is_fibre, is_certain, holds: is_certain }
    }

    fn statuses(networks: &[Network], site: Site) -> Vec<&'static str> {
        let name = |profile| STATUSES[usize::from(status(profile, networks, site))];
        PROFILES.iter().map(name).collect()
    }

    #[test]
    fn statuses_by_hand() {
        let house = Site::default();
        let not = "not_applicable";
        assert_eq!(
            statuses(&[], house),
            ["white", "white", "white", "white", not, not, not, "white"]
        );
        let cable = network(1, 1_000, 100, false, true);
        let fibre = network(2, 1_000, 100, true, true);
        let copper = network(3, 40, 6, false, true);
        let radio = network(4, 100, 30, false, false);
        assert_eq!(
            statuses(&[cable, copper], house),
            ["grey", "black", "grey", "white", not, not, not, "black"]
        );
        assert_eq!(
            statuses(&[fibre, fibre, radio], house),
            ["grey", "grey", "grey", "grey", not, not, not, "grey"]
        );
        assert_eq!(
            statuses(&[radio], house),
            ["uncertain", "uncertain", "uncertain", "white", not, not, not, "uncertain"]
        );
        let school = Site { is_public: true, is_school: true, is_educational: true };
        assert_eq!(
            statuses(&[copper, cable], school),
            ["grey", "grey", "grey", "white", "grey", "grey", "grey", "black"]
        );
    }
}
