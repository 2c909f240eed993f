//! From the words of a text to ranked addresses.
//!
//! Names come first: the text is read as words of names, first as written, then with one edit, then
//! with two, and only as far as nothing explains it. Names of streets and localities that share no
//! word of the text meet in the groups of the base; what is left over is compared with gmina,
//! powiat and voivodeship or costs its price. House numbers are looked up last, cheapest first.

use super::again;
use super::combine::{self, Rough};
use super::distance::Pattern;
use super::fold::Made;
use super::hits::{self, Chief, Hits, Marks, Table, Text, Values};
use super::index::{AS_GOOD, Answer, Candidate, MatchClass, SearchIndex};
use super::names::Names;
use super::parse::{self, Parsed};
use super::rank;
use super::rank::Found;
use super::vocab::{Near, Seen, letters};
use super::words;

/// Working memory of one search, kept for the next.
#[derive(Default)]
pub struct Scratch {
    pub(crate) table: Table,
    pub(crate) streets: Hits,
    pub(crate) places: Hits,
    pub(crate) units: Hits,
    /// Gmina → readings of its names, as a chain in `links`.
    pub(crate) gminas: Values,
    /// Locality → readings of the names of its parts.
    pub(crate) parts: Values,
    pub(crate) links: Vec<(u32, u32)>,
    /// Localities whose names, or those of their parts, the text may hold.
    pub(crate) near_places: Marks,
    order: Vec<u32>,
    /// What is dearer than the best by more is no candidate.
    pub(crate) window: u16,
    pub(crate) rough: Vec<Rough>,
    pub(crate) found: Vec<Found>,
    pub(crate) near: Vec<Near>,
    pub(crate) seen: Seen,
    pub(crate) tokens: Vec<u32>,
    /// Whether parts of names are looked for, too.
    pub(super) in_part: bool,
    /// Whether two edits are tried even where one leads to an address.
    pub(super) is_thorough: bool,
    /// The words that `found` was found by, where they are not those of the text.
    pub(super) reworded: Option<Parsed>,
}

/// Streets and localities among which more edits are tried, about.
const MOST_AROUND: usize = 8_000;

/// What is dearer than the best by more is no candidate.
const WINDOW: u16 = 120;
/// The same where only those as good as the best are asked for: what the comparison of diacritics
/// adds to the best moves it among these seldom.
const NARROW: u16 = 15;

/// Price beyond which all candidates are looked at in any case: more than two edits.
const DEAR: u16 = 150;

/// How far a text is searched.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Words as written.
    Written,
    /// One edit in words that no name has.
    One,
    /// Two in those, one in all others.
    Two,
    /// Two in all words, three in those of the localities and streets that were found.
    All,
}

/// Price up to which a stage's best answer ends the search: what later stages add costs more.
fn enough(stage: Stage, unknown: usize) -> u16 {
    let unknown = u16::try_from(unknown).unwrap_or(u16::MAX);
    match stage {
        Stage::Written => 40,
        Stage::One => 20 + 62_u16.saturating_mul(unknown.clamp(1, 2)),
        Stage::Two => 150,
        Stage::All => u16::MAX,
    }
}

impl Scratch {
    /// The answer to a parsed text.
    pub(crate) fn answer(&mut self, index: &SearchIndex, query: &Parsed, limit: usize) -> Answer {
        self.window = WINDOW;
        self.found.clear();
        let mut candidates = Vec::new();
        if limit > 0 && !query.words.is_empty() && !index.is_empty() {
            self.price_all(index, query);
            if self.is_thin() {
                self.look_further(index, query);
            }
            self.put_in_order(index, query, limit);
            candidates = rank::candidates(index, &self.found);
        }
        self.made(index, query, (candidates, limit))
    }

    /// The answer that `found` makes.
    fn made(
        &self,
        index: &SearchIndex,
        query: &Parsed,
        (mut candidates, limit): (Vec<Candidate>, usize),
    ) -> Answer {
        let query = self.reworded.as_ref().unwrap_or(query);
        let class = class_of((index, query), &self.found, &candidates);
        candidates.truncate(limit);
        let first = self.found.first().filter(|_| !candidates.is_empty());
        let left_out = first.map_or_else(Vec::new, |first| {
            let words = rank::unexplained(query, (first.mask, first.used));
            words.map(|at| query.words[at].spelt.clone()).collect()
        });
        Answer { class, point: None, candidates, left_out }
    }

    /// The answer with the first candidate and those as good only. What is dearer than these by the
    /// price of few differences is not looked at; where more decide after all, everything is.
    pub(crate) fn best(&mut self, index: &SearchIndex, query: &Parsed, limit: usize) -> Answer {
        self.window = NARROW;
        self.found.clear();
        if limit > 0 && !query.words.is_empty() && !index.is_empty() {
            let sure = self.price_all(index, query);
            self.put_in_order(index, query, limit);
            let first = self.found.first();
            if first.is_none_or(|first| first.price.saturating_add(AS_GOOD) > sure) {
                let mut answer = self.answer(index, query, limit);
                keep_best(&mut answer);
                return answer;
            }
        }
        let candidates = rank::candidates(index, &self.found);
        let mut answer = self.made(index, query, (candidates, limit));
        keep_best(&mut answer);
        answer
    }

    /// The candidates in their last order, at most `limit`, but two for the class of the answer.
    fn put_in_order(&mut self, index: &SearchIndex, query: &Parsed, limit: usize) {
        let said = self.reworded.as_ref().unwrap_or(query);
        self.found.retain(|row| !row.says_nothing(said));
        rank::finish(&mut self.found, rank::POOL, WINDOW);
        rank::spread(index, &mut self.found);
        self.found.truncate(limit.max(2));
    }

    /// Fills `found`, best first but for the last differences. All addresses up to the price that is
    /// returned are among them.
    fn price_all(&mut self, index: &SearchIndex, query: &Parsed) -> u16 {
        let first = |found: &[Found]| found.first().map_or(u16::MAX, |found| found.price);
        self.reworded = None;
        self.run(index, query, Stage::All);
        let mut is_raised = rank::note_streets(index, query, &mut self.found);
        let best = first(&self.found);
        if best > 110 {
            is_raised |= self.try_other_words(index, query, best);
        }
        let said = self.reworded.as_ref().unwrap_or(query);
        is_raised |= again::explain_misspelt(index, said, &mut self.found);
        is_raised |= self.try_parts(index, query);
        let looked_at = first(&self.found).saturating_add(self.window);
        rank::spell(index, self.reworded.as_ref().unwrap_or(query), &mut self.found);
        // What is raised may leave the first place to something that was not looked at; what is
        // dear has so many rivals that the limits on their number decide.
        if is_raised || first(&self.found) > DEAR { 0 } else { looked_at }
    }

    /// Fills `found`, best first.
    pub(super) fn run(&mut self, index: &SearchIndex, query: &Parsed, last: Stage) {
        self.table.begin(index.vocab.tokens());
        let known = self.read_written(index, query);
        let letters = query.words.iter().enumerate();
        let letters = letters.filter(|(_, word)| word.made == Made::Letters && word.text.len() > 1);
        let terms: Vec<usize> = letters
            .filter(|(_, word)| words::kind(&word.text).is_none() && !words::is_mark(&word.text))
            .map(|(term, _)| term)
            .collect();
        let is_known = |term: &usize| known & 1 << *term != 0;
        let unknown = terms.iter().filter(|term| !is_known(term)).count();
        let mut before = u16::MAX;
        for stage in [Stage::Written, Stage::One, Stage::Two, Stage::All] {
            match stage {
                Stage::Written => {}
                Stage::One if unknown == 0 => continue,
                Stage::One => {
                    let rest = terms.iter().filter(|term| !is_known(term));
                    rest.filter(|&&term| query.words[term].text.len() > 2)
                        .for_each(|&term| self.read_near(index, query, term, 1));
                }
                Stage::Two => {
                    for &term in terms.iter().filter(|&&term| query.words[term].text.len() > 2) {
                        let limit = if is_known(&term) { 1 } else { 2 };
                        self.read_near(index, query, term, limit);
                    }
                }
                Stage::All => {
                    let rest = terms.iter().filter(|term| is_known(term));
                    let rest = rest.filter(|&&term| query.words[term].text.len() > 2);
                    rest.for_each(|&term| self.read_near(index, query, term, 2));
                    self.read_around(index, query, &terms);
                    let short = terms.iter().filter(|&&term| query.words[term].text.len() == 2);
                    short.for_each(|&term| self.read_near(index, query, term, 1));
                }
            }
            self.find_names(index, query);
            let alone = match stage {
                Stage::All => u16::MAX,
                _ if stage >= last => 120,
                _ => enough(stage, unknown),
            };
            combine::combine(self, index, query, combine::Ask { before, alone });
            before = self.found.first().map_or(u16::MAX, |found| found.price);
            let Some(best) = self.found.first() else {
                if stage >= last {
                    break;
                }
                continue;
            };
            // A street that is there without the number: one edit may lead to another, no more.
            let absent = stage >= Stage::Two && best.is_hint() && best.price <= 200;
            // The name of a part may as well be a whole's with a typing error.
            let is_weak = best.by_part && stage < Stage::Two;
            let is_early = self.is_thorough && stage < Stage::Two;
            let is_enough = best.price <= enough(stage, unknown) && !is_weak && !is_early;
            if is_enough || absent || stage >= last {
                break;
            }
        }
    }

    /// Adds the readings of all words as written; returns which are words of names.
    fn read_written(&mut self, index: &SearchIndex, query: &Parsed) -> u32 {
        let mut known = 0;
        // What stands before the number of a flat is no word of a name: "12 m. 3" is not "Mała".
        let inside = |unit: &parse::Unit| unit.forms.iter().fold(unit.mask, |all, f| all & f.mask);
        let flats = query.units.iter().fold(0, |mask, unit| mask | inside(unit));
        for (term, word) in query.words.iter().enumerate() {
            let text = word.text.as_str();
            if query.suffix & 1 << term != 0 {
                continue;
            }
            let (canonical, _) = words::canonical(text);
            if let Some(token) = index.vocab.token(canonical) {
                self.table.add(term, token, 0, 0);
                known |= 1 << term;
            }
            if word.made == Made::Letters && flats & 1 << term == 0 {
                for full in words::full_words(text) {
                    if let Some(token) = index.vocab.token(full) {
                        self.table.add(term, token, 0, 6);
                        known |= 1 << term;
                    }
                }
            }
            for other in words::other_numbers(text) {
                if let Some(token) = index.vocab.token(other) {
                    self.table.add(term, token, 0, 5);
                }
            }
        }
        known
    }

    /// Adds the readings of a word within so many edits.
    fn read_near(&mut self, index: &SearchIndex, query: &Parsed, term: usize, limit: u8) {
        let word = &query.words[term].text;
        let limit = if word.len() < 4 { 1 } else { limit };
        self.near.clear();
        index.vocab.near(word, limit, &mut self.seen, &mut self.near);
        let short = if word.len() < 5 { 12 } else { 0 };
        for &(token, edits, price) in &self.near {
            self.table.add(term, token, edits, price + short);
        }
    }

    /// Adds readings with more edits among the streets of localities and the localities of streets
    /// and gminas that were found.
    fn read_around(&mut self, index: &SearchIndex, query: &Parsed, terms: &[usize]) {
        self.tokens.clear();
        let mut streets = Vec::new();
        for name in sure(&self.places) {
            for &locality in index.localities_named.get(name) {
                let groups = index.groups_of_locality.get(locality);
                let names = groups.iter().map(|&group| index.groups[group as usize].street);
                streets.extend(names.filter(|&street| street != super::build::NONE));
            }
            if streets.len() > MOST_AROUND {
                break;
            }
        }
        let mut places = Vec::new();
        for name in sure(&self.streets) {
            for &group in index.groups_of_street.get(name) {
                let locality = index.groups[group as usize].locality;
                places.push(index.localities[locality as usize].name);
            }
            if places.len() > MOST_AROUND {
                break;
            }
        }
        for unit in sure(&self.units) {
            let localities = index.gminas_of_unit.get(unit).iter();
            let localities = localities.flat_map(|&gmina| index.localities_of_gmina.get(gmina));
            let names = localities.map(|&locality| index.localities[locality as usize].name);
            places.extend(names.take(MOST_AROUND));
        }
        let units = 0..u32::try_from(index.unit_names.len()).unwrap_or(0);
        self.take_tokens(&index.streets, streets);
        self.take_tokens(&index.places, places);
        self.take_tokens(&index.unit_names, units.collect());
        self.tokens.sort_unstable();
        self.tokens.dedup();
        for &term in terms {
            let word = query.words[term].text.as_bytes();
            // Beyond what `near` finds: two in short words, three in long ones.
            let limit = match word.len() {
                0..3 => 1,
                3..6 => 2,
                _ => 3,
            };
            let pattern = (&Pattern::new(word), letters(word));
            for &token in &self.tokens {
                if let Some(edits) = index.vocab.apart(pattern, token, limit)
                    && (edits > 2 || word.len() < 4)
                {
                    let price = super::distance::price(word, index.vocab.text(token));
                    self.table.add(term, token, edits, price + 10);
                }
            }
        }
    }

    fn take_tokens(&mut self, names: &Names, mut numbers: Vec<u32>) {
        numbers.sort_unstable();
        numbers.dedup();
        for name in numbers {
            for spelling in names.spellings_of(name) {
                self.tokens.extend(names.parts(spelling).iter().map(|part| part.token));
            }
        }
    }

    fn find_names(&mut self, index: &SearchIndex, query: &Parsed) {
        let vocab = &index.vocab;
        let in_part = self.in_part;
        let text = |against, chief| {
            let chief = if in_part { chief } else { Chief::No };
            Text { query, vocab, against, chief }
        };
        let street = text([(query.context, 40), (0, 0), (0, 0)], Chief::Last);
        self.streets.find(&index.streets, &self.table, &street);
        let place = [(query.context, 30), (query.street, 35), (query.plain_kinds, 70)];
        self.places.find(&index.places, &self.table, &text(place, Chief::First));
        let unit = text([(query.street, 35), (query.plain_kinds, 70), (0, 0)], Chief::No);
        self.units.find(&index.unit_names, &self.table, &unit);
        hits::mark_others(&mut self.places, &mut self.units);
        self.links.clear();
        self.gminas.begin(index.units.len());
        self.parts.begin(index.localities.len());
        // What explains most is tried first: the last of a chain.
        let rows = &self.units.rows;
        self.order.clear();
        self.order.extend(0..u32::try_from(rows.len()).unwrap_or(0));
        self.order.sort_by_key(|&row| {
            let hit = &rows[row as usize];
            i32::from(hit.saved) - i32::from(hit.price)
        });
        for &row in &self.order {
            for &gmina in index.gminas_of_unit.get(rows[row as usize].name) {
                let link = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
                let next = self.gminas.set(gmina, link);
                self.links.push((row, next.unwrap_or(u32::MAX)));
            }
        }
        if index.parts_of_locality.items().is_empty() {
            return;
        }
        let rows = self.places.rows.iter().zip(0_u32..);
        for (hit, row) in rows.filter(|(hit, _)| !hit.is_weak) {
            for &locality in index.localities_named.get(hit.name) {
                let whole = index.localities[locality as usize].whole;
                if whole != super::build::NONE {
                    let link = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
                    let old = self.parts.set(whole, link);
                    self.links.push((row, old.unwrap_or(u32::MAX)));
                }
            }
        }
    }
}

/// The names that the text holds almost surely, likeliest first.
fn sure(hits: &Hits) -> Vec<u32> {
    let mut rows: Vec<(u16, u32)> =
        hits.rows.iter().filter(|hit| hit.price <= 75).map(|hit| (hit.price, hit.name)).collect();
    rows.sort_unstable();
    rows.dedup_by_key(|row| row.1);
    rows.truncate(24);
    rows.into_iter().map(|row| row.1).collect()
}

/// Differences in price below which two addresses fit equally well.
const MARGIN: u16 = 12;

/// Leaves the candidates that are as good as the first.
fn keep_best(answer: &mut Answer) {
    let best = answer.candidates.first().map_or(0, |first| first.score);
    answer.candidates.retain(|candidate| best - candidate.score < AS_GOOD);
}

fn class_of(
    (index, query): (&SearchIndex, &Parsed),
    found: &[Found],
    candidates: &[Candidate],
) -> MatchClass {
    let (Some(first), Some(own)) = (found.first(), candidates.first()) else {
        return MatchClass::None;
    };
    let mut others = found.iter().skip(1).filter(|other| !first.is_same_number(other));
    let rival = others.find(|other| !first.is_of_that_kind(index, query, other));
    let tied = rival.is_some_and(|other| other.price < first.price + MARGIN);
    if own.class != MatchClass::None && tied { MatchClass::Ambiguous } else { own.class }
}
