//! Steiner instances from files, and their trees to files.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::RunError;
use super::output::write_file;
use crate::planning::steiner::{Edge, Effort, solve, solve_prize, stp};

/// What was found about a Steiner instance, in the amounts of its file.
#[derive(Clone, Debug)]
pub struct SteinerAnswer {
    /// Cost of the tree.
    pub cost: String,
    /// No tree is cheaper.
    pub lower_bound: String,
    /// How far the cost is above the bound, in per cent of it, to three decimals, cut off.
    pub gap_percent: String,
    /// Seconds it took.
    pub seconds: f64,
}

/// `part` in per cent of `whole`, to three decimals, cut off.
fn percent(part: u64, whole: u64) -> String {
    let thousandths = u128::from(part) * 100_000 / u128::from(whole.max(1));
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// Solves a Steiner instance in the STP or PACE form; `solution` gets the edges of the tree,
/// `u v` a line, vertices counted from 1.
///
/// # Errors
/// When the file cannot be read, its terminals are not connected, or the tree not be written.
pub fn solve_stp(
    file: &Path,
    solution: Option<&Path>,
    force: bool,
) -> Result<SteinerAnswer, RunError> {
    let wrong = |reason: String| RunError::Steiner { file: file.display().to_string(), reason };
    let start = Instant::now();
    let bytes = fs::read(file).map_err(|error| wrong(error.to_string()))?;
    let instance =
        stp::read(&String::from_utf8_lossy(&bytes)).map_err(|error| wrong(error.to_string()))?;
    let effort = Effort::thorough(&instance.graph);
    let unsolved = |error| wrong(instance.explain(error));
    let (edges, cost, bound) = match &instance.prizes {
        Some(prizes) => {
            let found = solve_prize(&instance.graph, prizes, instance.root, effort);
            let found = found.map_err(unsolved)?;
            (found.edges, found.cost, found.lower_bound)
        }
        None => {
            let found = solve(&instance.graph, &instance.terminals, effort).map_err(unsolved)?;
            (found.edges, found.cost, found.lower_bound)
        }
    };
    if let Some(place) = solution {
        let ends = edges.iter().map(|edge| instance.graph.edges[*edge as usize]);
        let line =
            |edge: Edge| [edge.a + 1, edge.b + 1].map(|end| end.to_string()).join(" ") + "\n";
        let text: String = ends.map(line).collect();
        write_file(place, text.as_bytes(), force, "--solution")?;
    }
    Ok(SteinerAnswer {
        cost: instance.amount(cost),
        lower_bound: instance.amount(bound),
        gap_percent: percent(cost - bound, bound),
        seconds: start.elapsed().as_secs_f64(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_cut_off_after_three_decimals() {
        // 2/3 of a per cent; nothing above nothing.
        assert_eq!(percent(2, 300), "0.666");
        assert_eq!(percent(0, 0), "0.000");
        assert_eq!(percent(5, 4), "125.000");
    }
}
