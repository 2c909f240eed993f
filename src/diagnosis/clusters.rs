//! Clusters of white addresses: DBSCAN as Ester, Kriegel, Sander and Xu define it (KDD-96).

use crate::index::{NOISE, dbscan};
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

/// Clusters `points`: (address, position) in ascending order of address.
///
/// A border point joins the cluster of its nearest core point; of equally near ones, of the one
/// with the lowest address.
pub fn find_clusters(points: &[(u32, Pl1992)], n_addresses: usize) -> Clusters {
    let places: Vec<[i32; 2]> =
        points.iter().map(|(_, place)| [place.easting_mm(), place.northing_mm()]).collect();
    // On a grid: lists of neighbours would not fit into memory where many stand close.
    let found = dbscan(&places, RADIUS_MM, CORE_MIN);
    let mut of_address = vec![None; n_addresses];
    for ((address, _), label) in points.iter().zip(found.labels) {
        of_address[*address as usize] = Some(label).filter(|label| *label != NOISE);
    }
    Clusters { of_address, n_clusters: found.n_clusters }
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
        let points: Vec<(u32, Pl1992)> = (0_u32..).zip(east.map(|e| at(e, 0))).collect();
        let clusters = find_clusters(&points, 7);
        assert_eq!(clusters.n_clusters, 1);
        let of = clusters.of_address;
        assert_eq!(of, [Some(0), Some(0), Some(0), Some(0), Some(0), Some(0), None]);
    }

    #[test]
    fn four_points_are_no_cluster_and_two_groups_stay_apart() {
        let four: Vec<(u32, Pl1992)> = (0_u32..).zip([0, 10, 20, 30].map(|e| at(e, 0))).collect();
        assert_eq!(find_clusters(&four, 4).n_clusters, 0);
        let group = |north| [0, 10, 20, 30, 40].map(|e| at(e, north));
        let two: Vec<Pl1992> = group(5000).into_iter().chain(group(0)).collect();
        let two: Vec<(u32, Pl1992)> = (0_u32..).zip(two).collect();
        let clusters = find_clusters(&two, 10);
        assert_eq!(clusters.n_clusters, 2);
        assert_eq!(clusters.of_address[0], Some(0));
        assert_eq!(clusters.of_address[9], Some(1));
    }
}
