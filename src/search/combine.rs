//! Names of streets and localities that share no word of a text meet in the groups of the base.

use super::build::NONE;
use super::find::Scratch;
use super::hits::{self, Hit, Marks};
use super::index::SearchIndex;
use super::parse::Parsed;
use super::rank::{self, Found, Look};
use super::typed::{Around, Typed};

/// Price of a locality that the text does not name.
const NO_PLACE: u16 = 30;
/// The same where the text names its gmina.
const NO_PLACE_BUT_GMINA: u16 = 15;
/// Price of a locality named by a part of it.
const BY_PART: u16 = 12;
/// The same where the address has no street: dearer than a street that is called so.
const BY_PART_ALONE: u16 = 20;
/// Price of a kind of street where the address has no street.
const KIND_WITHOUT_STREET: u16 = 40;
/// Price of another number than the one asked for.
pub const OTHER_NUMBER: u16 = 160;
/// Streets without a locality that are dearer than the best by more are not looked at.
const WINDOW: u16 = 120;
/// Groups of a street that are looked at one by one.
const FEW: usize = 16;
/// Price up to which addresses are looked at first where only the best is asked for.
const CHEAP: u16 = 64;
/// So many groups of a street are looked through as fast as one of a locality.
const OF_STREET: usize = 8;
/// Localities whose groups are looked through for streets, at most.
const MOST_AROUND: usize = 2_000;
/// Groups that are looked at more closely, at most.
pub const MOST_ROUGH: usize = 60_000;

/// A group that the names lead to.
#[derive(Clone, Copy)]
pub struct Rough {
    /// Sum of all differences but that of the number.
    pub price: u16,
    /// The group.
    pub group: u32,
    street: u32,
    /// Reading of the locality's name, if the text has it.
    pub place: u32,
    /// Words explained.
    pub mask: u32,
    /// Edits in the names.
    pub edits: (u8, u8),
    /// Edits in all names that explain words, and why these may mean another address.
    pub typed: Typed,
    /// Whether the locality is named by a part of it.
    pub by_part: bool,
}

struct Combining<'a> {
    index: &'a SearchIndex,
    query: &'a Parsed,
    total: u16,
    /// Words of each house number and what they are worth.
    units: Vec<(u32, u16)>,
    /// What words that are said twice may save at most.
    twinned: u16,
    least: u16,
    /// Dearer rows cannot matter: an earlier stage found better.
    cap: u16,
    /// Words that a gmina, or another locality, may explain.
    context: u32,
}

/// What is asked of a stage.
#[derive(Clone, Copy)]
pub struct Ask {
    /// Price of the best that the stage before found.
    pub before: u16,
    /// Least price up to which streets without a locality are looked at.
    pub alone: u16,
}

/// Fills `found` from the names that were found.
pub fn combine(scratch: &mut Scratch, index: &SearchIndex, query: &Parsed, ask: Ask) {
    let all = hits::left_over(query, u32::MAX >> (32 - query.words.len().clamp(1, 32)));
    // The longest first; a shorter one where a name has the letters: "19 Za Wodą".
    let units = query.units.iter().flat_map(|unit| &unit.forms);
    let units = units.map(|form| (form.mask, hits::left_over(query, form.mask))).collect();
    let twinned = query.twins.iter().zip(&query.left).filter(|(twins, _)| twins.0 != 0);
    let twinned = twinned.map(|(twins, left)| left.saturating_sub(twins.1)).sum();
    let window = scratch.window;
    // Only where localities have parts does one explain words beside another.
    let has_parts = !index.parts_of_locality.items().is_empty();
    let places = if has_parts { &scratch.places.rows[..] } else { &[] };
    let context = scratch.units.rows.iter().chain(places);
    let mut at = Combining {
        twinned,
        index,
        query,
        total: all,
        units,
        least: u16::MAX,
        cap: ask.before.saturating_add(window),
        context: context.fold(0, |mask, hit| mask | hit.mask),
    };
    let mut rough = std::mem::take(&mut scratch.rough);
    let mut near = std::mem::take(&mut scratch.near_places);
    let mut found = std::mem::take(&mut scratch.found);
    let ask_cap = at.cap;
    // What is cheap is most often enough.
    let first = if window < WINDOW { ask_cap.min(CHEAP + window) } else { ask_cap };
    for cap in [first, ask_cap] {
        at.cap = cap;
        at.least = u16::MAX;
        rough.clear();
        at.meet(scratch, &mut near, &mut rough);
        if window < WINDOW && !rough.is_empty() {
            // Streets without a locality are dearer: most often none is worth a look then.
            at.look_up(&mut rough, &mut found, window);
            let best = found.first().map_or(cap, |best| best.price.saturating_add(window));
            at.cap = cap.min(best);
        }
        let n_met = rough.len();
        at.streets_alone(scratch, &mut rough, ask.alone);
        if window == WINDOW || rough.len() > n_met || n_met == 0 {
            at.look_up(&mut rough, &mut found, window);
        }
        let is_whole = found.first().is_some_and(|best| best.price.saturating_add(window) <= cap);
        if cap == ask_cap || is_whole {
            break;
        }
    }
    scratch.rough = rough;
    scratch.near_places = near;
    scratch.found = found;
}

impl Combining<'_> {
    /// Finds the addresses of groups.
    fn look_up(&self, rough: &mut Vec<Rough>, found: &mut Vec<Found>, window: u16) {
        let most = self.most();
        rough.retain(|row| row.price <= most);
        rough.sort_unstable_by_key(|row| (row.price, row.group, row.street, row.place));
        found.clear();
        let (index, query) = (self.index, self.query);
        Look { index, query, units: &self.units, window }.look_up(rough, found);
        rank::finish(found, rank::POOL, window);
    }

    /// The dearest row that may still matter.
    fn most(&self) -> u16 {
        self.least.saturating_add(OTHER_NUMBER + 40).min(self.cap)
    }

    /// Sizes of the two sides decide from which one the other is looked up.
    fn meet(&mut self, scratch: &Scratch, near: &mut Marks, rough: &mut Vec<Rough>) {
        let index = self.index;
        let streets = scratch.streets.names();
        let by_street: usize =
            streets.iter().map(|&name| index.groups_of_street.span(name).len()).sum();
        near.begin(index.localities.len());
        for &name in scratch.places.names() {
            for &locality in index.localities_named.get(name) {
                near.add(locality);
            }
        }
        for &whole in scratch.parts.places() {
            near.add(whole);
        }
        self.places_alone(scratch, rough);
        let localities = near.places();
        let groups = |locality: &u32| index.groups_of_locality.span(*locality).len();
        if by_street <= localities.len() * OF_STREET
            || by_street <= localities.iter().map(groups).sum::<usize>() * OF_STREET
        {
            for &name in streets {
                let span = index.groups_of_street.span(name);
                let places = &index.localities_of_street[span.clone()];
                let groups = &index.groups_of_street.items()[span];
                for (&group, &locality) in groups.iter().zip(places) {
                    if near.has(locality) {
                        self.pairs(scratch, (group, locality), name, rough);
                    }
                }
            }
        } else {
            for &locality in localities {
                for &group in index.groups_of_locality.get(locality) {
                    let name = index.groups[group as usize].street;
                    if name != NONE && scratch.streets.has(name) {
                        self.pairs(scratch, (group, locality), name, rough);
                    }
                }
            }
        }
    }

    /// A group of a street with its locality, by its place among those of all streets.
    fn in_street(&self, at: usize) -> (u32, u32) {
        (self.index.groups_of_street.items()[at], self.index.localities_of_street[at])
    }

    fn pairs(
        &mut self,
        scratch: &Scratch,
        (group, locality): (u32, u32),
        name: u32,
        rough: &mut Vec<Rough>,
    ) {
        let columns = self.query.columns;
        each_place(scratch, self.index, locality, |row, place, more| {
            for (street_row, street) in scratch.streets.of(name) {
                let price = street.price + place.price + more;
                let is_weak = street.is_weak && place.is_weak;
                if street.mask & place.mask == 0 && !is_weak && price <= self.most() {
                    let rough_row = Rough {
                        price,
                        group,
                        street: street_row,
                        place: row,
                        mask: street.mask | place.mask,
                        edits: (street.edits, place.edits),
                        typed: Typed::of(&street, columns[0]).and(Typed::of(&place, columns[1])),
                        by_part: more > 0,
                    };
                    self.push(scratch, (rough_row, locality), street.saved + place.saved, rough);
                }
            }
        });
    }

    /// Addresses without a street.
    fn places_alone(&mut self, scratch: &Scratch, rough: &mut Vec<Rough>) {
        let index = self.index;
        let rows = scratch.places.rows.iter().zip(0_u32..);
        for (place, row) in rows.filter(|(place, _)| !place.is_weak) {
            if self.least_of(place.price, place.mask, place.saved) <= self.most() {
                for &locality in index.localities_named.get(place.name) {
                    self.place_alone(scratch, locality, (row, place, false), rough);
                }
            }
        }
        for &whole in scratch.parts.places() {
            each_part(scratch, whole, |row, place| {
                self.place_alone(scratch, whole, (row, place, true), rough);
            });
        }
    }

    fn place_alone(
        &mut self,
        scratch: &Scratch,
        locality: u32,
        (row, place, by_part): (u32, &Hit, bool),
        rough: &mut Vec<Rough>,
    ) {
        let kind = if self.query.kinds & !place.mask == 0 { 0 } else { KIND_WITHOUT_STREET };
        let index = self.index;
        for &group in index.alone.get(locality) {
            let rough_row = Rough {
                price: place.price + kind + if by_part { BY_PART + BY_PART_ALONE } else { 0 },
                group,
                street: NONE,
                place: row,
                mask: place.mask,
                edits: (0, place.edits),
                typed: Typed::of(place, self.query.columns[1]),
                by_part,
            };
            self.push(scratch, (rough_row, locality), place.saved, rough);
        }
    }

    /// The least price of what explains a set of words: if all around it, and a number, explained
    /// all they can at no price.
    fn least_of(&self, price: u16, mask: u32, saved: u16) -> u16 {
        let could = hits::left_over(self.query, self.context & !mask);
        let numbers: u16 = self.units.iter().map(|unit| unit.1).max().unwrap_or(0);
        let rest = self.total.saturating_sub(saved + could + numbers + self.twinned);
        price.saturating_add(rest)
    }

    /// Streets in localities that the text does not name.
    fn streets_alone(&mut self, scratch: &Scratch, rough: &mut Vec<Rough>, alone: u16) {
        let mut around: Option<Option<Vec<(u32, u32, u32)>>> = None;
        let rows = scratch.streets.rows.iter().zip(0_u32..).map(|(h, r)| (r, h));
        for (street_row, street) in rows.filter(|(_, street)| !street.is_weak) {
            let least = self.least_of(street.price, street.mask, street.saved)
                + NO_PLACE_BUT_GMINA.min(NO_PLACE);
            // Where a word is unexplained, more readings of it come before all such streets.
            if least > self.least.saturating_add(WINDOW).min(self.cap) || least > alone {
                continue;
            }
            let all = self.index.groups_of_street.span(street.name);
            let mut take = |(group, locality): (u32, u32), at: &mut Self| {
                let rough_row = Rough {
                    price: street.price,
                    group,
                    street: street_row,
                    place: NONE,
                    mask: street.mask,
                    edits: (street.edits, 0),
                    typed: Typed::of(street, self.query.columns[0]),
                    by_part: false,
                };
                at.push(scratch, (rough_row, locality), street.saved, rough);
            };
            // Too dear wherever nothing around explains a word: only the others are looked at.
            if all.len() > FEW && self.unexplained(street) > self.most() {
                let around = around.get_or_insert_with(|| self.groups_around(scratch));
                if let Some(around) = around {
                    let first = around.partition_point(|row| row.0 < street.name);
                    let of_street = around[first..].iter();
                    let of_street = of_street.take_while(|row| row.0 == street.name);
                    of_street.for_each(|(_, group, locality)| take((*group, *locality), self));
                    continue;
                }
            }
            for at in all {
                take(self.in_street(at), self);
            }
        }
    }

    /// Price of a street where nothing around its locality explains a word.
    fn unexplained(&self, street: &Hit) -> u16 {
        let number = self.units.iter().filter(|(mask, _)| mask & street.mask == 0);
        let best = number.max_by_key(|(_, saved)| *saved).copied().unwrap_or((0, 0));
        let mut rest = self.total.saturating_sub(street.saved).saturating_sub(best.1);
        if self.twinned > 0 && rest > 0 {
            rest = rest.saturating_sub(self.said_twice(street.mask, street.mask | best.0));
        }
        (street.price + NO_PLACE).saturating_add(rest)
    }

    /// Streets that were found, and their groups in the localities whose gmina, whole or parts the
    /// text may name; `None` where these are too many to be worth it.
    fn groups_around(&self, scratch: &Scratch) -> Option<Vec<(u32, u32, u32)>> {
        let index = self.index;
        let mut localities: Vec<u32> = Vec::new();
        for &gmina in scratch.gminas.places() {
            localities.extend(index.localities_of_gmina.get(gmina));
            if localities.len() > MOST_AROUND {
                return None;
            }
        }
        localities.extend(scratch.parts.places());
        for &name in scratch.places.names() {
            for &locality in index.localities_named.get(name) {
                localities.extend(index.parts_of_locality.get(locality));
            }
        }
        if localities.len() > MOST_AROUND {
            return None;
        }
        localities.sort_unstable();
        localities.dedup();
        let groups = localities.iter().flat_map(|&at| index.groups_of_locality.get(at));
        let named = groups.map(|&at| {
            let group = &index.groups[at as usize];
            (group.street, at, group.locality)
        });
        let mut found: Vec<(u32, u32, u32)> =
            named.filter(|(name, ..)| *name != NONE && scratch.streets.has(*name)).collect();
        found.sort_unstable();
        Some(found)
    }

    /// Adds what is left over to the price, and the row if it may still matter.
    fn push(
        &mut self,
        scratch: &Scratch,
        (mut row, locality): (Rough, u32),
        saved: u16,
        rough: &mut Vec<Rough>,
    ) {
        let mut rest = self.total.saturating_sub(saved);
        if row.price > self.most() || rough.len() >= MOST_ROUGH {
            return;
        }
        let number = self.units.iter().filter(|(mask, _)| mask & row.mask == 0);
        let best = number.max_by_key(|(_, saved)| *saved).copied().unwrap_or((0, 0));
        rest = rest.saturating_sub(best.1);
        let mut gmina = false;
        if rest > 0 || row.place == NONE {
            let used = row.mask | best.0;
            // If all around explained all it can, at no price.
            let open = self.context & !used;
            let could = hits::left_over(self.query, open) + self.twinned;
            if row.price.saturating_add(rest.saturating_sub(could)) > self.most() {
                return;
            }
            if open != 0 {
                let around = self.around(scratch, locality, used, row.by_part);
                gmina = around.mask != 0;
                row.mask |= around.mask;
                row.price += around.price;
                row.typed = row.typed.and(around.typed);
                rest = rest.saturating_sub(around.saved);
            }
        }
        if row.place == NONE {
            row.price += if gmina { NO_PLACE_BUT_GMINA } else { NO_PLACE };
        }
        if self.twinned > 0 && rest > 0 {
            rest = rest.saturating_sub(self.said_twice(row.mask, row.mask | best.0));
        }
        row.price = row.price.saturating_add(rest);
        if row.price <= self.most() {
            self.least = self.least.min(row.price);
            rough.push(row);
        }
    }

    /// What the units above a locality, and its whole and parts, explain of the words not used.
    fn around(&self, scratch: &Scratch, locality: u32, used: u32, by_part: bool) -> Around {
        let index = self.index;
        let mut out = Around::default();
        let (mut told, mut count) = ([NONE; 3], 0_usize);
        let mut take = |hit: &Hit, more: u16| {
            if hit.mask & (used | out.mask) == 0 && hit.price + more < hit.saved && !hit.is_weak {
                out.mask |= hit.mask;
                out.price += hit.price + more;
                out.saved += hit.saved;
                out.typed = out.typed.and(Typed::around(hit, scratch, (index, self.query)));
                return true;
            }
            false
        };
        let place = &index.localities[locality as usize];
        if place.whole != NONE {
            let whole = index.localities[place.whole as usize].name;
            scratch.places.of(whole).for_each(|(_, hit)| _ = take(&hit, 2));
        } else if by_part {
            scratch.places.of(place.name).for_each(|(_, hit)| _ = take(&hit, 0));
        }
        let mut link = scratch.gminas.get(place.gmina).unwrap_or(NONE);
        while let Some(&(row, next)) = scratch.links.get(link as usize) {
            let hit = &scratch.units.rows[row as usize];
            let names = &index.units[place.gmina as usize].names;
            // "pow. leszczyński" is no gmina.
            let mut levels = self.query.levels.iter().zip(names);
            let fits = levels.all(|(words, name)| words & hit.mask == 0 || *name == hit.name);
            // A name explains one mention of it.
            if fits && !told.contains(&hit.name) && take(hit, 1) {
                told[count % 3] = hit.name;
                count += 1;
            }
            link = next;
        }
        if !by_part {
            each_part(scratch, locality, |_, hit| _ = take(hit, 3));
        }
        out
    }

    /// What words left over cost less because words that say the same are explained.
    fn said_twice(&self, explained: u32, used: u32) -> u16 {
        let words = self.query.twins.iter().zip(&self.query.left).zip(0_u32..);
        let twice =
            words.filter(|((twins, _), at)| used & 1 << at == 0 && twins.0 & explained != 0);
        twice.map(|((twins, left), _)| left.saturating_sub(twins.1)).sum()
    }
}

/// Calls `take` with the readings of a locality's name, and of the names of its parts.
fn each_place(
    scratch: &Scratch,
    index: &SearchIndex,
    locality: u32,
    mut take: impl FnMut(u32, Hit, u16),
) {
    for (row, hit) in scratch.places.of(index.localities[locality as usize].name) {
        take(row, hit, 0);
    }
    each_part(scratch, locality, |row, hit| take(row, *hit, BY_PART));
}

/// Calls `take` with the readings of the names of a locality's parts.
fn each_part(scratch: &Scratch, locality: u32, mut take: impl FnMut(u32, &Hit)) {
    let mut link = scratch.parts.get(locality).unwrap_or(NONE);
    while let Some(&(row, next)) = scratch.links.get(link as usize) {
        take(row, &scratch.places.rows[row as usize]);
        link = next;
    }
}
