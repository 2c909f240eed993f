//! Clusters of white addresses: DBSCAN as Ester, Kriegel, Sander and Xu define it (KDD-96).

use crate::index::PointIndex;
use crate::place::Pl1992;

/// Radius of a neighbourhood, in millimetres; the border belongs to it.
pub const RADIUS_MM: u32 = 200_000;
/// Points in a neighbourhood, the point itself included, from which a point is a core point.
pub const CORE_MIN: usize = 5;

/// Clusters over the whole run.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// Cluster of each address of the world; `None` for noise and addresses that are not white.
    pub of_address: Vec<Option<u32>>,
    /// How many clusters there are; they are numbered from 0 by their first address.
    pub n_clusters: u32,
}

fn root(parents: &mut [u32], mut node: u32) -> u32 {
    while parents[node as usize] != node {
        let parent = parents[node as usize];
        parents[node as usize] = parents[parent as usize];
        node = parents[node as usize];
    }
    node
}

/// Clusters `points`: (address, position) in ascending order of address.
///
/// A border point joins the cluster of its nearest core point; of equally near ones, of the one
/// with the lowest address.
pub fn find_clusters(points: Vec<(u32, Pl1992)>, n_addresses: usize) -> Clusters {
    let index = PointIndex::new((0_u32..).zip(&points).map(|(i, (_, position))| (*position, i)));
    let neighbours: Vec<Vec<(i64, u32)>> =
        points.iter().map(|(_, position)| index.within(*position, RADIUS_MM)).collect();
    let is_core = |point: u32| neighbours[point as usize].len() >= CORE_MIN;
    let n_points = u32::try_from(points.len()).expect("fewer than 2^32 addresses");
    let mut parents: Vec<u32> = (0..n_points).collect();
    for point in (0..n_points).filter(|point| is_core(*point)) {
        for &(_, other) in neighbours[point as usize].iter().filter(|(_, other)| is_core(*other)) {
            let (a, b) = (root(&mut parents, point), root(&mut parents, other));
            parents[a.max(b) as usize] = a.min(b);
        }
    }
    let mut numbers: Vec<Option<u32>> = vec![None; points.len()];
    let mut clusters = Clusters { of_address: vec![None; n_addresses], n_clusters: 0 };
    let homes: Vec<Option<u32>> = (0..n_points)
        .map(|point| {
            // The nearest core point; a core point is its own nearest.
            neighbours[point as usize].iter().map(|(_, other)| *other).find(|other| is_core(*other))
        })
        .collect();
    for (point, home) in homes.into_iter().enumerate() {
        let Some(home) = home else { continue };
        let cluster = root(&mut parents, home) as usize;
        let number = *numbers[cluster].get_or_insert_with(|| {
            clusters.n_clusters += 1;
            clusters.n_clusters - 1
        });
        clusters.of_address[points[point].0 as usize] = Some(number);
    }
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(east_m: i32, north_m: i32) -> Pl1992 {
        Pl1992::from_millimetres(500_000_000 + east_m * 1000, 300_000_000 + north_m * 1000)
    }

    #[test]
    fn core_border_and_noise_on_a_line() {
        // Points at 0, 50, 100, 150, 200: each sees all five (0 and 200 are exactly 200 m apart).
        // 400 sees itself and 200 only: border. 601 sees itself only: noise.
        let east = [0, 50, 100, 150, 200, 400, 601];
        let points = (0_u32..).zip(east.map(|e| at(e, 0))).collect();
        let clusters = find_clusters(points, 7);
        assert_eq!(clusters.n_clusters, 1);
        let of = clusters.of_address;
        assert_eq!(of, [Some(0), Some(0), Some(0), Some(0), Some(0), Some(0), None]);
    }

    #[test]
    fn four_points_are_no_cluster_and_two_groups_stay_apart() {
        let four = (0_u32..).zip([0, 10, 20, 30].map(|e| at(e, 0))).collect();
        assert_eq!(find_clusters(four, 4).n_clusters, 0);
        let group = |north| [0, 10, 20, 30, 40].map(|e| at(e, north));
        let two: Vec<Pl1992> = group(5000).into_iter().chain(group(0)).collect();
        let clusters = find_clusters((0_u32..).zip(two).collect(), 10);
        assert_eq!(clusters.n_clusters, 2);
        assert_eq!(clusters.of_address[0], Some(0));
        assert_eq!(clusters.of_address[9], Some(1));
    }
}
