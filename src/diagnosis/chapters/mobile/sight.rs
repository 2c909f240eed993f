//! Lines of sight from subscribers' antennas to stations, over the ground.

use crate::diagnosis::ground::{Ground, in_sight};
use crate::model::World;
use crate::place::Pl1992;
use crate::policy::detector_number;

/// Lines of sight from subscribers' antennas.
pub struct Sight {
    ground: Option<Ground>,
    /// Height of an antenna above the ground at an address, in metres.
    subscriber_m: f64,
}

impl Sight {
    /// Over what the layer `terrain` of a world knows.
    pub fn over(world: &World) -> Self {
        let subscriber_m = f64::from(detector_number("subscriber_antenna"));
        Self { ground: Ground::of(world), subscriber_m }
    }

    /// Whether there is any ground to look over.
    pub const fn is_known(&self) -> bool {
        self.ground.is_some()
    }

    /// Whether the ground leaves the line from an address to a station's antenna, in metres above
    /// its ground, free; `None` where that is not known.
    pub fn of(
        &self,
        (address, at): (u32, Pl1992),
        (station, antenna_m): (Pl1992, Option<f64>),
    ) -> Option<bool> {
        let ground = self.ground.as_ref()?;
        let from = (at, ground.at_address(address)? + self.subscriber_m);
        let to = (station, ground.at(station)? + antenna_m?);
        in_sight(from, to, |place| ground.at(place))
    }
}
