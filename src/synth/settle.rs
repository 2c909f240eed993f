//! Where houses stand: along roads, with outlying farms.

use super::geometry::{Outline, Point};
use super::places::{Locality, Manner};
use super::rng::SplitMix64;

/// Distance between two samples of a road axis.
const STEP_M: f64 = 5.0;
/// A road that comes this near to the border bends back.
const BEND_BACK_M: f64 = 300.0;
const HOUSE_GAP_M: f64 = 13.0;
const AXIS_GAP_M: f64 = 8.5;
const FARM_GAP_M: f64 = 70.0;
/// Farms are never farther than this from the roads of their locality.
const FARM_REACH_M: f64 = 2_500.0;
const BLOCK_M: f64 = 140.0;
/// Houses stand this much farther apart for each metre from the middle of the road.
const THINNING: f64 = 0.000_9;
/// A main road has three houses where a side road has two.
const MAIN_WEIGHT: usize = 3;
const SIDE_WEIGHT: usize = 2;

/// A place for a house on a road.
pub(super) struct Plot {
    pub(super) at: Point,
    /// Metres along the road from its middle, negative on the backward arm.
    along: f64,
    pub(super) left: bool,
}

/// The houses of a locality: road by road in the order of the road, then the farms.
pub(super) struct Settlement {
    pub(super) roads: Vec<Vec<Plot>>,
    /// The axis of each road as far as it has houses.
    pub(super) axes: Vec<Vec<Point>>,
    pub(super) farms: Vec<Point>,
}

/// What the manner of building fixes.
struct Pattern {
    gap_m: (f64, f64),
    setback_m: (f64, f64),
    /// How fast a road changes its direction.
    wind: f64,
    farms_per_cent: usize,
    farm_m: (f64, f64),
    houses_per_road: usize,
    roads_min: usize,
    roads_max: usize,
    n_main_roads: usize,
}

fn pattern(locality: &Locality) -> Pattern {
    let is_town = locality.per_mille > 300;
    match locality.manner {
        Manner::Streets if is_town => Pattern {
            gap_m: (15.0, 36.0),
            setback_m: (10.0, 19.0),
            wind: 0.0012,
            farms_per_cent: 0,
            farm_m: (300.0, 700.0),
            houses_per_road: 64,
            roads_min: 6,
            roads_max: super::places::N_TOWN_STREETS_MAX,
            n_main_roads: 2,
        },
        Manner::Streets => Pattern {
            gap_m: (20.0, 48.0),
            setback_m: (11.0, 24.0),
            wind: 0.002,
            farms_per_cent: 9,
            farm_m: (250.0, 900.0),
            houses_per_road: 36,
            roads_min: 2,
            roads_max: super::places::VILLAGE_STREETS.len(),
            n_main_roads: 2,
        },
        Manner::Linear => Pattern {
            gap_m: (22.0, 60.0),
            setback_m: (11.0, 30.0),
            wind: 0.003,
            farms_per_cent: 17,
            farm_m: (220.0, 1_150.0),
            houses_per_road: 30,
            roads_min: 1,
            roads_max: 12,
            n_main_roads: 1,
        },
        Manner::Sparse => Pattern {
            gap_m: (80.0, 230.0),
            setback_m: (15.0, 60.0),
            wind: 0.003,
            farms_per_cent: 40,
            farm_m: (300.0, 1_100.0),
            houses_per_road: 14,
            roads_min: 1,
            roads_max: 12,
            n_main_roads: 1,
        },
    }
}

/// Builds one locality after another and keeps them from standing on each other.
pub(super) struct Surveyor<'a> {
    outline: &'a Outline,
    rng: SplitMix64,
    houses: Vec<Point>,
    /// Samples of all road axes with the number of their road.
    axes: Vec<(usize, Point)>,
    n_roads: usize,
}

struct Road {
    number: usize,
    /// The forward arm from the middle, and the backward one.
    arms: [Vec<Point>; 2],
}

impl Road {
    /// From the last house of the backward arm to the last of the forward one.
    fn axis(&self, plots: &[Plot]) -> Vec<Point> {
        let reach = |sign: f64| {
            plots.iter().map(|plot| plot.along * sign).fold(0.0, f64::max) + 2.0 * STEP_M
        };
        let built = |arm: &[Point], reach_m: f64| {
            let mut done_m = 0.0;
            let mut samples = arm.to_vec();
            samples.retain(|_| {
                done_m += STEP_M;
                done_m <= reach_m
            });
            samples
        };
        let [forward, mut back] =
            [built(&self.arms[0], reach(1.0)), built(&self.arms[1], reach(-1.0))];
        back.reverse();
        // Both arms begin in the middle.
        back.pop();
        back.extend(forward);
        back
    }
}

impl<'a> Surveyor<'a> {
    pub(super) fn new(outline: &'a Outline, seed: u64) -> Self {
        Self {
            outline,
            rng: SplitMix64::stream(seed, "settlement"),
            houses: Vec::new(),
            axes: Vec::new(),
            n_roads: 0,
        }
    }

    /// Exactly `quota` houses in a locality.
    pub(super) fn settle(&mut self, locality: &Locality, quota: usize) -> Settlement {
        let pattern = pattern(locality);
        let n_farms = quota * pattern.farms_per_cent / 100;
        let n_roads = (quota / pattern.houses_per_road).clamp(pattern.roads_min, pattern.roads_max);
        let shares = shares(quota - n_farms, n_roads, pattern.n_main_roads);
        let roads = match locality.manner {
            Manner::Streets => self.lay_grid(locality, &pattern, &shares),
            Manner::Linear | Manner::Sparse => self.lay_tree(locality, &pattern, &shares),
        };
        let mut left_over = 0;
        let (mut built, mut axes) = (Vec::new(), Vec::new());
        for (road, share) in roads.iter().zip(shares) {
            let plots = self.build(road, &pattern, share + left_over);
            left_over = share + left_over - plots.len();
            axes.push(road.axis(&plots));
            built.push(plots);
        }
        let farms = self.scatter(locality, &pattern, n_farms + left_over);
        Settlement { roads: built, axes, farms }
    }

    /// Streets in two directions, a block apart, from the middle outwards.
    fn lay_grid(&mut self, locality: &Locality, pattern: &Pattern, shares: &[usize]) -> Vec<Road> {
        let along = locality.heading.unit();
        let mut offset_m = [0.0_f64; 2];
        let mut roads = Vec::new();
        for (position, &share) in shares.iter().enumerate() {
            let crosses = position % 2;
            let straight = [along, along.left()][crosses];
            let lean = self.rng.between(-0.09, 0.09);
            let heading = straight.moved(straight.left(), lean).unit();
            let arm_m = arm_m(pattern, share);
            let shift_m = offset_m[crosses] + self.rng.between(-20.0, 20.0);
            let slide_m = self.rng.between(-0.35, 0.35) * arm_m;
            let middle = locality.centre.moved(straight.left(), shift_m);
            let start = middle.moved(straight, slide_m);
            roads.push(self.lay(start, heading, pattern, [arm_m; 2]));
            offset_m[crosses] = if offset_m[crosses] > 0.0 {
                -offset_m[crosses]
            } else {
                BLOCK_M - offset_m[crosses]
            };
        }
        roads
    }

    /// One road through the village, and side roads that leave it on either side.
    fn lay_tree(&mut self, locality: &Locality, pattern: &Pattern, shares: &[usize]) -> Vec<Road> {
        let arm_m_of_main = arm_m(pattern, shares[0]);
        let ahead = locality.heading.unit();
        let main = self.lay(locality.centre, ahead, pattern, [arm_m_of_main; 2]);
        // The outer half of an arm is a reserve that mostly stays empty.
        let built = main.arms.iter().flat_map(|arm| &arm[..arm.len() / 2]);
        let stem: Vec<Point> = built.copied().collect();
        let mut roads = vec![main];
        for &share in &shares[1..] {
            let fork = stem[self.rng.below(stem.len())];
            let side = if self.rng.chance(0.5) { 1.0 } else { -1.0 };
            let lean = self.rng.between(-0.6, 0.6);
            let across = Point::new(ahead.left().x * side, ahead.left().y * side);
            let heading = across.moved(ahead, lean).unit();
            roads.push(self.lay(fork, heading, pattern, [2.0 * arm_m(pattern, share), 0.0]));
        }
        roads
    }

    fn lay(&mut self, middle: Point, heading: Point, pattern: &Pattern, arms_m: [f64; 2]) -> Road {
        let number = self.n_roads;
        self.n_roads += 1;
        let back = Point::new(-heading.x, -heading.y);
        let forward_arm = self.trace(middle, heading, pattern.wind, arms_m[0]);
        let arms = [forward_arm, self.trace(middle, back, pattern.wind, arms_m[1])];
        self.axes.extend(arms.iter().flatten().map(|&sample| (number, sample)));
        Road { number, arms }
    }

    /// Samples of a winding line that stays clear of the border.
    fn trace(&mut self, start: Point, heading: Point, wind: f64, length_m: f64) -> Vec<Point> {
        let mut samples = Vec::new();
        let (mut at, mut heading, mut turn, mut done_m) = (start, heading, 0.0, 0.0);
        while done_m < length_m {
            samples.push(at);
            turn = turn * 0.985 + self.rng.between(-wind, wind);
            if self.outline.depth(at) < BEND_BACK_M {
                let home = at.to(Point::new(0.0, 0.0));
                turn = if heading.left().dot(home) > 0.0 { 0.05 } else { -0.05 };
            }
            heading = heading.moved(heading.left(), turn).unit();
            at = at.moved(heading, STEP_M);
            done_m += STEP_M;
        }
        samples
    }

    /// At most `quota` houses, nearest to the middle of the road first; in road order.
    fn build(&mut self, road: &Road, pattern: &Pattern, quota: usize) -> Vec<Plot> {
        let mut candidates = Vec::new();
        for (arm, sign) in road.arms.iter().zip([1.0, -1.0]) {
            for side in [1.0, -1.0] {
                self.mark_out(arm, pattern, (sign, side), &mut candidates);
            }
        }
        candidates.sort_by(|p: &Plot, q| p.along.abs().total_cmp(&q.along.abs()));
        let mut plots = Vec::new();
        for plot in candidates {
            if plots.len() < quota && self.is_free(plot.at, road.number, HOUSE_GAP_M) {
                self.houses.push(plot.at);
                plots.push(plot);
            }
        }
        plots.sort_by(|p, q| p.along.total_cmp(&q.along));
        plots
    }

    fn mark_out(
        &mut self,
        arm: &[Point],
        pattern: &Pattern,
        (sign, side): (f64, f64),
        plots: &mut Vec<Plot>,
    ) {
        let mut next_m = self.rng.between(4.0, pattern.gap_m.0);
        let mut along_m = 0.0;
        for pair in arm.windows(2) {
            along_m += STEP_M;
            if along_m < next_m {
                continue;
            }
            let heading = pair[0].to(pair[1]).unit();
            let setback_m = self.rng.between(pattern.setback_m.0, pattern.setback_m.1);
            let slide_m = self.rng.between(-2.0, 2.0);
            plots.push(Plot {
                at: pair[1].moved(heading.left(), side * setback_m).moved(heading, slide_m),
                along: sign * along_m,
                left: sign * side > 0.0,
            });
            let wider = 1.0 + THINNING * along_m;
            next_m = along_m + wider * self.rng.between(pattern.gap_m.0, pattern.gap_m.1);
        }
    }

    fn is_free(&self, at: Point, own_road: usize, gap_m: f64) -> bool {
        let is_clear = |other: &Point| at.distance(*other) >= gap_m;
        self.houses.iter().all(is_clear)
            && self
                .axes
                .iter()
                .all(|(road, axis)| *road == own_road || at.distance(*axis) >= AXIS_GAP_M)
    }

    /// Farms in the fields around a locality; the ring widens until there is room for all.
    fn scatter(&mut self, locality: &Locality, pattern: &Pattern, quota: usize) -> Vec<Point> {
        let first_road = self.axes.iter().map(|(_, axis)| *axis);
        let near: Vec<Point> =
            first_road.filter(|axis| axis.distance(locality.centre) < 1_200.0).collect();
        let mut reach_m = pattern.farm_m.1;
        let mut farms = Vec::new();
        while farms.len() < quota {
            let root = near[self.rng.below(near.len())];
            let (x, y) = (self.rng.between(-1.0, 1.0), self.rng.between(-1.0, 1.0));
            let away_m = self.rng.between(pattern.farm_m.0, reach_m);
            let at = root.moved(Point::new(x, y).unit(), away_m);
            let is_lonely = near.iter().all(|axis| axis.distance(at) > FARM_GAP_M);
            if is_lonely
                && self.outline.depth(at) > FARM_GAP_M
                && self.is_free(at, usize::MAX, FARM_GAP_M)
            {
                self.houses.push(at);
                farms.push(at);
            }
            reach_m = (reach_m * 1.01).min(FARM_REACH_M);
        }
        farms
    }
}

/// Houses of each road; the main roads come first.
fn shares(n_houses: usize, n_roads: usize, n_main_roads: usize) -> Vec<usize> {
    let weight = |road: usize| {
        if road < n_main_roads { MAIN_WEIGHT } else { SIDE_WEIGHT }
    };
    let total: usize = (0..n_roads).map(weight).sum();
    let mut shares: Vec<usize> = (0..n_roads).map(|road| n_houses * weight(road) / total).collect();
    shares[0] += n_houses - shares.iter().sum::<usize>();
    shares
}

/// Length of each of two arms that hold so many houses, with a reserve for places already taken.
fn arm_m(pattern: &Pattern, n_houses: usize) -> f64 {
    let n_houses = u32::try_from(n_houses).expect("a road has few houses");
    let mean_gap_m = f64::midpoint(pattern.gap_m.0, pattern.gap_m.1);
    (f64::from(n_houses) * mean_gap_m / 4.0 * 1.9).max(150.0)
}
