//! Addresses found by the codes of their locality and street, and the house number.

use super::build::NONE;
use super::fold;
use super::index::{Answer, Candidate, MatchClass, Part, SearchIndex};
use super::number;
use super::parse;

/// A house number that is looked for: its form, its price, and whether a flat or letters of it were
/// left out.
type Wanted = (String, u16, bool, bool);

/// What a written number may be in the base, the nearest first.
fn wanted(text: &str) -> Vec<Wanted> {
    let parsed = parse::parsed(fold::words(text));
    let unit = parsed.units.into_iter().next().filter(|unit| unit.mask & 1 == 1);
    let Some(unit) = unit else { return vec![(number::normal(text), 0, false, false)] };
    let form = |form: parse::Form| (form.text, form.price, form.flat, form.cut != 0);
    unit.forms.into_iter().map(form).collect()
}

fn same(text: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|sign| *sign != ' ').flat_map(char::to_lowercase).collect()
    };
    plain(text) == plain(other)
}

impl SearchIndex {
    /// Localities of a code, as places in a list that is sorted once.
    fn with_simc(&self, simc: u32) -> &[u32] {
        let sorted = self.by_simc.get_or_init(|| {
            let mut sorted: Vec<u32> = (0_u32..).take(self.localities.len()).collect();
            sorted.sort_unstable_by_key(|&at| (self.localities[at as usize].simc, at));
            sorted
        });
        let bound = |simc| sorted.partition_point(|&at| self.localities[at as usize].simc < simc);
        // Zero stands for none.
        if simc == 0 { &[] } else { &sorted[bound(simc)..bound(simc.saturating_add(1))] }
    }

    /// Whether the base has a locality of a code.
    pub fn has_locality(&self, simc: u32) -> bool {
        !self.with_simc(simc).is_empty()
    }

    /// The addresses of a locality's code, a street's (none: those without a street), and a number:
    /// no name and no other code is tried.
    pub fn search_codes(
        &self,
        (simc, ulic): (u32, Option<u32>),
        number: &str,
        limit: usize,
    ) -> Answer {
        let mut candidates: Vec<Candidate> = Vec::new();
        let groups = self.with_simc(simc).iter().flat_map(|&at| self.groups_of_locality.get(at));
        let groups = groups.filter(|&&at| {
            let group = &self.groups[at as usize];
            let own = (group.ulic != NONE).then_some(group.ulic);
            own == ulic
        });
        let groups: Vec<u32> = groups.copied().collect();
        for (form, price, flat, is_cut) in wanted(number) {
            let Some(range) = self.numbers.range(&form) else { continue };
            for &group in &groups {
                let entries = self.entries(group);
                let list = &self.list[entries.clone()];
                let first = list.partition_point(|&at| at < range.start);
                let rest = list[first..].iter().zip(entries.start + first..);
                for (&at, entry) in rest.take_while(|row| *row.0 < range.end) {
                    let is_same = same(self.numbers.text(at), number);
                    candidates.push(Candidate {
                        address: self.addresses[entry],
                        score: 1000 - price - u16::from(!is_same),
                        class: match (is_cut, is_same) {
                            (true, _) => MatchClass::Fuzzy,
                            (false, true) => MatchClass::Exact,
                            (false, false) => MatchClass::Normalised,
                        },
                        locality: Part::Found(0),
                        street: if ulic.is_some() { Part::Found(0) } else { Part::Absent },
                        number: if is_cut { Part::Other } else { Part::Found(0) },
                        flat,
                        unexplained: 0,
                        doubt: Option::None,
                        entry: u32::try_from(entry).unwrap_or(NONE),
                        group,
                    });
                }
            }
            if !candidates.is_empty() {
                break;
            }
        }
        candidates.sort_by_key(|one| (std::cmp::Reverse(one.score), one.entry));
        candidates.truncate(limit);
        let class = candidates.first().map_or(MatchClass::None, |first| first.class);
        Answer { class, point: None, candidates, left_out: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Builder;

    #[test]
    fn codes_mean_their_address_and_no_other() {
        use MatchClass::{Exact, Fuzzy, None as Nothing, Normalised};
        let mut base = Builder::default();
        let gmina = base.gmina("220305", "Brusy", "chojnicki", "pomorskie");
        let [brusy, other] = [(81, "Brusy"), (82, "Czyczkowy")]
            .map(|(simc, name)| base.locality(simc, name, gmina, None));
        let street = base.street(16_001, "ul. Polna");
        let unnamed = base.street(16_009, "");
        // Polna 12, 12A, 7 and, without a street, 12 in Brusy; Polna 12 in Czyczkowy.
        for (address, locality, street, number) in [
            (0, brusy, Some(street), "12"),
            (1, brusy, Some(street), "12A"),
            (2, brusy, Some(street), "7"),
            (3, brusy, None, "12"),
            (4, other, Some(street), "12"),
            (5, other, Some(unnamed), "8"),
            (6, other, None, "9"),
        ] {
            let number = base.number(number);
            assert!(base.push(address, locality, street, number));
        }
        let index = base.finish();
        let told = |simc, ulic, number: &str| {
            let answer = index.search_codes((simc, ulic), number, 5);
            let found: Vec<u32> = answer.candidates.iter().map(|one| one.address).collect();
            (found, answer.class, answer.candidates.first().is_some_and(|one| one.flat))
        };
        assert_eq!(told(81, Some(16_001), "12"), (vec![0], Exact, false));
        assert_eq!(told(81, Some(16_001), "12 a"), (vec![1], Exact, false));
        assert_eq!(told(81, Some(16_001), "12-A"), (vec![1], Normalised, false));
        assert_eq!(told(81, None, "12"), (vec![3], Exact, false));
        assert_eq!(told(82, Some(16_001), "12"), (vec![4], Exact, false));
        assert_eq!(told(81, Some(16_001), "12/3"), (vec![0], Normalised, true));
        // There is no 7B: the number without its letter is not the one that was asked for.
        assert_eq!(told(81, Some(16_001), "7B"), (vec![2], Fuzzy, false));
        for (simc, ulic, number) in
            [(81, Some(16_002), "12"), (83, Some(16_001), "12"), (82, None, "12"), (81, None, "7")]
        {
            assert_eq!(told(simc, ulic, number), (vec![], Nothing, false));
        }
        // A street of which only the code is known: by it, and by text as without a street.
        assert_eq!(told(82, Some(16_009), "8"), (vec![5], Exact, false));
        assert_eq!(told(82, None, "8"), (vec![], Nothing, false));
        assert_eq!(told(82, None, "9"), (vec![6], Exact, false));
        for (text, address) in [("Czyczkowy 8", 5), ("Czyczkowy 9", 6)] {
            let answer = index.search(text, 5);
            assert_eq!((answer.candidates[0].address, answer.class), (address, Exact), "{text}");
        }
        assert!(index.has_locality(82) && !index.has_locality(83) && !index.has_locality(0));
    }
}
