//! Where the trenches of houses off the road end.

use rustc_hash::FxHashMap;

use crate::place::Pl1992;

/// Where the trenches of houses end: each house's own places, whose they are.
pub struct Ends(FxHashMap<Pl1992, Pl1992>);

impl Ends {
    /// Of houses and nodes, each of which has its own place first.
    pub fn new(stops: impl Iterator<Item = Pl1992>) -> Self {
        Self(stops.map(|at| (at, at)).collect())
    }

    /// Several trenches of a house end a millimetre apart, so that no way leads through it: places
    /// to its east that no other house has.
    pub fn of(&mut self, house: Pl1992, n: usize) -> Vec<Pl1992> {
        let east =
            |shift_mm| Pl1992::from_millimetres(house.easting_mm() + shift_mm, house.northing_mm());
        let free = |place: &Pl1992| *self.0.entry(*place).or_insert(house) == house;
        (1..).map(east).filter(free).take(n).collect()
    }
}
