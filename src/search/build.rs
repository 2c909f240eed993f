//! From names and addresses to an index.

use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;

use super::index::{Group, Locality, SearchIndex, Unit};
use super::names::{Intern, Names, Sort};
use super::number::Numbers;
use super::vocab::Rows;

/// No such thing.
pub const NONE: u32 = u32::MAX;

/// A row of the base while it is built: place, street, number, address.
type Row = (u32, u32, u32, u32);

/// A gmina while the base is built: its code, and names of itself, its powiat and voivodeship.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Gmina {
    terc: Box<str>,
    names: [Box<str>; 3],
}

/// Takes the names and addresses of a base.
///
/// Names are taken once each and named by a number afterwards, so that an address is four numbers.
#[derive(Default)]
pub struct Builder {
    gminas: Distinct<Gmina>,
    localities: Distinct<(u32, u32)>,
    locality_names: Vec<Box<str>>,
    part_of: Vec<u32>,
    streets: Distinct<(u32, Box<str>)>,
    numbers: Distinct<Box<str>>,
    rows: Vec<Row>,
}

/// Things in the order in which they first came.
struct Distinct<T> {
    places: FxHashMap<T, u32>,
    items: Vec<T>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self { places: FxHashMap::default(), items: Vec::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Distinct<T> {
    fn take(&mut self, item: T) -> u32 {
        let next = count(self.items.len());
        let items = &mut self.items;
        *self.places.entry(item).or_insert_with_key(|item| {
            items.push(item.clone());
            next
        })
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(NONE)
}

/// Distinct texts, sorted, and the place of each of the given ones.
fn sorted(texts: impl Iterator<Item = Box<str>>) -> (Vec<Box<str>>, Vec<u32>) {
    let texts: Vec<Box<str>> = texts.collect();
    let mut names = texts.clone();
    names.sort_unstable();
    names.dedup();
    let place = |text: &str| names.binary_search_by(|name| (**name).cmp(text)).unwrap_or(0);
    let places = texts.iter().map(|text| count(place(text))).collect();
    (names, places)
}

/// The place of each number in an order.
fn inverted(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, &at) in (0_u32..).zip(order) {
        places[at as usize] = place;
    }
    places
}

impl Builder {
    /// A gmina with the units above it; the names may be empty where they are not known.
    pub fn gmina(&mut self, terc: &str, name: &str, powiat: &str, voivodeship: &str) -> u32 {
        let names = [name.into(), powiat.into(), voivodeship.into()];
        self.gminas.take(Gmina { terc: terc.into(), names })
    }

    /// A locality of a gmina. `part_of` is the SIMC of the locality of which it is a part.
    pub fn locality(&mut self, simc: u32, name: &str, gmina: u32, part_of: Option<u32>) -> u32 {
        let gmina = gmina.min(count(self.gminas.items.len()).saturating_sub(1));
        let place = self.localities.take((simc, gmina));
        if place as usize == self.locality_names.len() {
            self.locality_names.push(name.into());
            self.part_of.push(part_of.filter(|&whole| whole != simc).unwrap_or(NONE));
        }
        place
    }

    /// A street: its code and its name with its kind; without a name it is found by its code, and
    /// its addresses by text as those without a street.
    pub fn street(&mut self, ulic: u32, name: &str) -> u32 {
        self.streets.take((ulic, name.into()))
    }

    /// A house number as written.
    pub fn number(&mut self, text: &str) -> u32 {
        self.numbers.take(text.into())
    }

    /// An address of which all names were taken before. `false`: one of them was not.
    pub fn push(&mut self, address: u32, locality: u32, street: Option<u32>, number: u32) -> bool {
        let known = (locality as usize) < self.localities.items.len()
            && street.is_none_or(|street| (street as usize) < self.streets.items.len())
            && (number as usize) < self.numbers.items.len();
        if known {
            self.rows.push((locality, street.unwrap_or(NONE), number, address));
        }
        known
    }

    /// The index.
    pub fn finish(mut self) -> SearchIndex {
        if self.gminas.items.is_empty() {
            self.gmina("", "", "", "");
        }
        let mut intern = Intern::default();
        let (numbers, number_places) = Numbers::of(std::mem::take(&mut self.numbers.items));
        let (locality_texts, locality_name) =
            sorted(std::mem::take(&mut self.locality_names).into_iter());
        let (street_texts, street_name) =
            sorted(self.streets.items.iter().map(|(_, name)| name.clone()));
        let street_names = Names::of(street_texts, Sort::Streets, &mut intern);
        let locality_names = Names::of(locality_texts, Sort::Places, &mut intern);
        let (units, unit_names, gminas_of_unit) = self.units(&mut intern);
        let (localities, place_of) = self.ordered_localities(&locality_name);
        let street_place = self.street_places(&street_name);
        let mut rows = std::mem::take(&mut self.rows);
        for row in &mut rows {
            row.0 = place_of[row.0 as usize];
            row.2 = number_places[row.2 as usize];
        }
        rows.par_sort_unstable_by_key(|&(locality, street, number, address)| {
            let street = if street == NONE { 0 } else { street_place[street as usize] + 1 };
            (u64::from(locality) << 32 | u64::from(street), number, address)
        });
        let mut groups: Vec<Group> = Vec::new();
        let (mut list, mut addresses) =
            (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let mut last = (NONE, NONE);
        for (locality, street, number, address) in rows {
            if groups.is_empty() || last != (locality, street) {
                last = (locality, street);
                let (ulic, name) = match self.streets.items.get(street as usize) {
                    // What is known of a street by its code only cannot be typed but as the code.
                    Some((ulic, name)) if name.is_empty() => (*ulic, NONE),
                    Some((ulic, _)) => (*ulic, street_name[street as usize]),
                    None => (NONE, NONE),
                };
                groups.push(Group { locality, street: name, ulic, start: count(list.len()) });
            }
            list.push(number);
            addresses.push(address);
        }
        Self::index(Parts {
            names: [street_names, locality_names, unit_names],
            intern,
            numbers,
            localities,
            units,
            gminas_of_unit,
            groups,
            list,
            addresses,
        })
    }

    /// Gminas with the names of the units in which they lie, and the gminas of each name.
    fn units(&mut self, intern: &mut Intern) -> (Vec<Unit>, Names, Rows) {
        let items = &self.gminas.items;
        let all = items.iter().flat_map(|item| item.names.iter().cloned());
        let (texts, places) = sorted(all);
        let mut pairs = Vec::new();
        let units = items.iter().zip(places.chunks_exact(3)).zip(0_u32..);
        let units = units.map(|((item, names), gmina)| {
            pairs.extend(names.iter().map(|&name| (name, gmina)));
            Unit { terc: item.terc.clone(), names: [names[0], names[1], names[2]] }
        });
        let units = units.collect();
        pairs.sort_unstable();
        pairs.dedup();
        let gminas = Rows::of(texts.len(), &pairs);
        (units, Names::of(texts, Sort::Places, intern), gminas)
    }

    /// Localities in the order name, TERC, SIMC, in which namesakes stand together as they are
    /// looked at together; and the place there of each as it was taken.
    fn ordered_localities(&self, name_of: &[u32]) -> (Vec<Locality>, Vec<u32>) {
        let items = &self.localities.items;
        let mut order: Vec<u32> = (0..count(items.len())).collect();
        order.sort_unstable_by_key(|&at| {
            let (simc, gmina) = items[at as usize];
            (name_of[at as usize], &self.gminas.items[gmina as usize].terc, simc, at)
        });
        let by_simc: FxHashMap<u32, u32> =
            items.iter().zip(0_u32..).map(|((simc, _), at)| (*simc, at)).collect();
        let places = inverted(&order);
        let locality = |&at: &u32| {
            let (simc, gmina) = items[at as usize];
            let whole = by_simc.get(&self.part_of[at as usize]);
            let whole = whole.map_or(NONE, |&whole| places[whole as usize]);
            Locality { simc, gmina, name: name_of[at as usize], whole }
        };
        (order.iter().map(locality).collect(), places)
    }

    /// Places of streets in the order name, ULIC.
    fn street_places(&self, name_of: &[u32]) -> Vec<u32> {
        let mut order: Vec<u32> = (0..count(name_of.len())).collect();
        order.sort_unstable_by_key(|&at| {
            (name_of[at as usize], self.streets.items[at as usize].0, at)
        });
        inverted(&order)
    }

    fn index(parts: Parts) -> SearchIndex {
        let Parts {
            names,
            intern,
            numbers,
            localities,
            units,
            gminas_of_unit,
            groups,
            list,
            addresses,
        } = parts;
        let (mut of_locality, mut of_street) = (Vec::new(), Vec::new());
        for (group, at) in groups.iter().zip(0_u32..) {
            of_locality.push((group.locality, at));
            if group.street != NONE {
                of_street.push((group.street, at));
            }
        }
        let named = localities.iter().zip(0_u32..).map(|(place, at)| (place.name, at));
        let named: Vec<(u32, u32)> = named.collect();
        let all = || localities.iter().zip(0_u32..);
        let of_gmina: Vec<(u32, u32)> = all().map(|(place, at)| (place.gmina, at)).collect();
        let parts = all().filter(|(place, _)| place.whole != NONE);
        let parts: Vec<(u32, u32)> = parts.map(|(place, at)| (place.whole, at)).collect();
        let [streets, places, unit_names] = names;
        let groups_of_street = Rows::of(streets.len(), &of_street);
        let of_group = |group: &u32| groups[*group as usize].locality;
        let localities_of_street = groups_of_street.items().iter().map(of_group).collect();
        let alone = groups.iter().zip(0_u32..).filter(|(group, _)| group.street == NONE);
        let alone: Vec<(u32, u32)> = alone.map(|(group, at)| (group.locality, at)).collect();
        SearchIndex {
            vocab: intern.finish(),
            groups_of_locality: Rows::of(localities.len(), &of_locality),
            groups_of_street,
            localities_of_street,
            alone: Rows::of(localities.len(), &alone),
            localities_named: Rows::of(places.len(), &named),
            localities_of_gmina: Rows::of(units.len(), &of_gmina),
            parts_of_locality: Rows::of(localities.len(), &parts),
            streets,
            places,
            unit_names,
            gminas_of_unit,
            units,
            localities,
            groups,
            numbers,
            list,
            addresses,
            by_simc: std::sync::OnceLock::new(),
            spare: std::sync::Mutex::default(),
        }
    }
}

struct Parts {
    names: [Names; 3],
    intern: Intern,
    numbers: Numbers,
    localities: Vec<Locality>,
    units: Vec<Unit>,
    gminas_of_unit: Rows,
    groups: Vec<Group>,
    list: Vec<u32>,
    addresses: Vec<u32>,
}
