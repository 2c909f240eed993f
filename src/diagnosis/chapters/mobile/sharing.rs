//! Which station takes which homes: those who ask go to the nearest station, a station keeps the
//! nearest of those who come, and who is sent away asks the next one.
//!
//! What comes of it does not depend on the order of asking, and with one more station nobody is
//! worse off: whoever leaves for it makes room elsewhere.

use std::collections::BinaryHeap;

/// A way to a station: square of the distance in mm², position of the station.
pub(super) type Way = (i64, u32);

/// Homes of an address that ask for a station.
#[derive(Clone, Debug, Default)]
pub(super) struct Asking {
    /// How many there are.
    pub homes: u64,
    /// Stations that are known to be in sight and to give the speed, the nearest first.
    pub sure: Vec<Way>,
    /// Stations of which that is not known, the nearest first.
    pub open: Vec<Way>,
}

impl Asking {
    /// The ways in the order in which they are tried, and whether each is sure.
    fn way(&self, nth: usize, with_open: bool) -> Option<(bool, Way)> {
        let n_open = if with_open { self.open.len() } else { 0 };
        match nth.checked_sub(n_open) {
            // Who may go elsewhere leaves the sure station to those who may not.
            None => self.open.get(nth).map(|way| (false, *way)),
            Some(nth) => self.sure.get(nth).map(|way| (true, *way)),
        }
    }
}

/// What stations have taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Homes of each address that asked.
    pub of_address: Vec<u64>,
    /// Addresses and homes at each station.
    pub at_station: Vec<(u64, u64)>,
    /// Which address went where, sorted.
    pairs: Vec<(usize, u32)>,
}

impl Taken {
    /// Stations that took homes of an address.
    pub(super) fn stations(&self, place: usize) -> impl Iterator<Item = u32> {
        let start = self.pairs.partition_point(|(held, _)| *held < place);
        let of_place = self.pairs[start..].iter().take_while(move |(held, _)| *held == place);
        of_place.map(|(_, station)| *station)
    }

    /// Whether all homes of an address are taken; one without homes takes no room, and needs a
    /// station all the same.
    pub(super) fn is_whole(&self, place: usize, asking: &Asking, with_open: bool) -> bool {
        self.of_address[place] == asking.homes && asking.way(0, with_open).is_some()
    }
}

/// Homes at a station: whether the way is open, its distance, the address, which way of it.
type Guest = (bool, i64, usize, usize, u64);

/// Shares homes out to stations that have room for so many; `with_open`: by open ways too, behind
/// those who come by sure ones.
pub(super) fn share_out(asking: &[Asking], rooms: &[u64], with_open: bool) -> Taken {
    let mut guests: Vec<BinaryHeap<Guest>> = vec![BinaryHeap::new(); rooms.len()];
    let mut used = vec![0_u64; rooms.len()];
    let homes = asking.iter().enumerate().filter(|(_, asking)| asking.homes > 0);
    let mut waiting: Vec<(usize, usize, u64)> =
        homes.map(|(place, asking)| (place, 0, asking.homes)).collect();
    while let Some((place, nth, homes)) = waiting.pop() {
        let Some((is_sure, (far, station))) = asking[place].way(nth, with_open) else { continue };
        let station = station as usize;
        guests[station].push((!is_sure, far, place, nth, homes));
        used[station] = used[station].saturating_add(homes);
        while used[station] > rooms[station] {
            let (is_open, far, place, nth, homes) =
                guests[station].pop().expect("homes that are counted are there");
            let sent = homes.min(used[station] - rooms[station]);
            used[station] -= sent;
            if homes > sent {
                guests[station].push((is_open, far, place, nth, homes - sent));
            }
            waiting.push((place, nth + 1, sent));
        }
    }
    let mut taken = Taken {
        of_address: vec![0; asking.len()],
        at_station: vec![(0, 0); rooms.len()],
        pairs: Vec::new(),
    };
    for (station, guests) in (0_u32..).zip(guests) {
        for (_, _, place, _, homes) in guests {
            taken.of_address[place] += homes;
            taken.at_station[station as usize].1 += homes;
            taken.pairs.push((place, station));
        }
    }
    let without = asking.iter().enumerate().filter(|(_, asking)| asking.homes == 0);
    let first = |(place, asking): (usize, &Asking)| {
        asking.way(0, with_open).map(|(_, (_, station))| (place, station))
    };
    taken.pairs.extend(without.filter_map(first));
    taken.pairs.sort_unstable();
    taken.pairs.dedup();
    for (_, station) in &taken.pairs {
        taken.at_station[*station as usize].0 += 1;
    }
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sure(homes: u64, ways: &[Way]) -> Asking {
        Asking { homes, sure: ways.to_vec(), open: Vec::new() }
    }

    #[test]
    fn full_stations_send_the_farthest_on() {
        // Station 0 has room for 3 homes, 1 for 2. The second address is nearest to 0 and stays;
        // of the three homes of the first, two stay and one goes on to 1, before the third
        // address, which is farther and has nowhere else to go.
        let asking = [sure(3, &[(9, 0), (16, 1)]), sure(1, &[(4, 0)]), sure(2, &[(25, 1)])];
        let taken = share_out(&asking, &[3, 2], false);
        assert_eq!(taken.of_address, [3, 1, 1]);
        assert_eq!(taken.at_station, [(2, 3), (2, 2)]);
        let whole = [0, 1, 2].map(|place| taken.is_whole(place, &asking[place], false));
        assert_eq!(whole, [true, true, false]);
        // Of equally far ones the first address stays.
        let tied = [sure(1, &[(9, 0)]), sure(1, &[(9, 0)])];
        assert_eq!(share_out(&tied, &[1], false).of_address, [1, 0]);
    }

    #[test]
    fn without_homes_there_is_no_load() {
        let asking = [sure(2, &[(1, 0)]), sure(0, &[(4, 0)]), sure(0, &[])];
        let taken = share_out(&asking, &[2], false);
        assert_eq!(taken.at_station, [(2, 2)]);
        let whole = [0, 1, 2].map(|place| taken.is_whole(place, &asking[place], false));
        assert_eq!(whole, [true, true, false]);
    }

    #[test]
    fn what_is_not_known_comes_after_what_is_and_may_leave_it_room() {
        // Station 0 has room for one. The second address comes there by a sure way and is
        // farther; the first one's way to 1 is open: where it is free, 0 has room for the second.
        let first = Asking { homes: 1, sure: vec![(4, 0)], open: vec![(1, 1)] };
        let asking = [first, sure(1, &[(9, 0)])];
        assert_eq!(share_out(&asking, &[1, 1], false).of_address, [1, 0]);
        assert_eq!(share_out(&asking, &[1, 1], true).of_address, [1, 1]);
        // By an open way nobody takes the place of who has a sure one.
        let open = Asking { homes: 1, sure: vec![], open: vec![(1, 0)] };
        let asking = [open, sure(1, &[(9, 0)])];
        assert_eq!(share_out(&asking, &[1], true).of_address, [0, 1]);
    }

    /// A station on a line of 40 places, and for how many homes it has room.
    type Stop = (i64, u64);

    /// An address on the line: where, homes, and what is known of its way to each station: by the
    /// remainder of a number.
    type House = (i64, u64, u32);

    fn askings(houses: &[House], stations: &[Stop]) -> Vec<Asking> {
        let asking = |(at, homes, seed): &House| {
            let mut asking = Asking { homes: *homes, ..Asking::default() };
            let mut ways: Vec<Way> =
                (0..).zip(stations).map(|(n, (e, _))| ((e - at).pow(2), n)).collect();
            ways.sort_unstable();
            for (far, station) in ways.into_iter().filter(|(far, _)| *far <= 15 * 15) {
                // Known by where the station stands, so that one more changes no other way.
                match (i64::from(*seed) + stations[station as usize].0 * 7) % 4 {
                    0 => asking.open.push((far, station)),
                    1 => {}
                    _ => asking.sure.push((far, station)),
                }
            }
            asking
        };
        houses.iter().map(asking).collect()
    }

    proptest! {
        #[test]
        fn one_more_station_makes_nobody_worse_off(
            houses in prop::collection::vec((0..40_i64, 0..6_u64, 0..4_u32), 1..30),
            stations in prop::collection::vec((0..40_i64, 0..12_u64), 1..7),
        ) {
            let rooms = |stations: &[Stop]| stations.iter().map(|(_, room)| *room).collect::<Vec<_>>();
            let all = askings(&houses, &stations);
            let fewer = &stations[..stations.len() - 1];
            let before = askings(&houses, fewer);
            for with_open in [false, true] {
                let more = share_out(&all, &rooms(&stations), with_open);
                let less = share_out(&before, &rooms(fewer), with_open);
                for place in 0..houses.len() {
                    prop_assert!(more.of_address[place] >= less.of_address[place]);
                    prop_assert!(
                        !less.is_whole(place, &before[place], with_open)
                            || more.is_whole(place, &all[place], with_open)
                    );
                }
                for (taken, room) in more.at_station.iter().zip(rooms(&stations)) {
                    prop_assert!(taken.1 <= room);
                }
            }
            // What is certain is possible.
            let certain = share_out(&all, &rooms(&stations), false);
            let possible = share_out(&all, &rooms(&stations), true);
            for place in 0..houses.len() {
                prop_assert!(possible.of_address[place] >= certain.of_address[place]);
            }
        }
    }
}
