//! Tables of contradictions, intervals, plans, orphans and clusters beside a diagnosis.

use rayon::prelude::*;

use super::tasks::write;
use super::{Loaded, OutputDir, RunError};
use crate::diagnosis::{Diagnosis, Finding, bounds_of_gmina, cluster_facts, orphans, plan_records};
use crate::place::GminaCode;
use crate::publish::{self, changes};

/// Writes them; `gminas` restricts them.
pub(super) fn write_trust(
    dir: &OutputDir,
    loaded: &Loaded,
    diagnosis: &Diagnosis,
    gminas: Option<&[GminaCode]>,
) -> Result<(), RunError> {
    let world = &loaded.world;
    let conflicts = diagnosis.conflicts(world);
    let is_wanted = |finding: &Finding| match (gminas, finding.gmina) {
        (None, _) => true,
        (Some(wanted), Some(code)) => wanted.binary_search(&code).is_ok(),
        (Some(_), None) => false,
    };
    let codes: Vec<GminaCode> = match gminas {
        Some(codes) => codes.to_vec(),
        None => world.gminas_with_addresses().map(|gmina| gmina.code).collect(),
    };
    write(dir, "conflicts.csv", |w| {
        publish::write_conflicts(world, diagnosis, conflicts, is_wanted, w)
    })?;
    write(dir, "conflicts_by_gmina.csv", |w| {
        publish::write_conflicts_by_gmina(conflicts, &codes, gminas.is_none(), w)
    })?;
    write(dir, "intervals.csv", |w| {
        let of = |code: &GminaCode| (*code, bounds_of_gmina(world, diagnosis, conflicts, *code));
        let bounds: Vec<_> = codes.par_iter().map(of).collect();
        publish::write_intervals(&diagnosis.profiles, bounds, w)
    })?;
    let ranges = publish::ranges_of(world, gminas);
    let records = plan_records(world, diagnosis, &ranges);
    let (mut lonely, mut clusters) = (Vec::new(), Vec::new());
    for range in ranges {
        lonely.extend(orphans(world, diagnosis, range.clone()));
        clusters.extend(cluster_facts(world, diagnosis, range));
    }
    // A cluster that reaches into two of the gminas is one.
    clusters.sort_by_key(|facts| (std::cmp::Reverse(facts.addresses.len()), facts.cluster));
    clusters.dedup_by_key(|facts| facts.cluster);
    write(dir, "orphans.csv", |w| publish::write_orphans(world, &lonely, w))?;
    write(dir, "clusters.csv", |w| publish::write_clusters(world, &clusters, w))?;
    write(dir, "plan_records.csv", |w| publish::write_plan_records(&records, w))?;
    let league = diagnosis.freshness(world);
    if !league.is_empty() {
        write(dir, "freshness.csv", |w| changes::write_freshness(league, w))?;
        write(dir, "freshness_editions.csv", |w| changes::write_freshness_editions(league, w))?;
    }
    Ok(())
}
