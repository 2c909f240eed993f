//! House numbers.

use super::rng::Rng;

/// House numbers in ascending order, each once, with letters, double numbers and gaps.
pub(super) struct Numbers {
    next: u32,
    step: u32,
    last: u32,
    n_letters: usize,
}

/// Letters behind a number, in the order in which they are given out.
const LETTERS: [&str; 8] = ["A", "B", "C", "D", "E", "F", "Ł", "Ż"];

impl Numbers {
    /// One sequence for the whole village.
    pub(super) fn of_village() -> Self {
        Self { next: 1, step: 1, last: 0, n_letters: 0 }
    }

    /// Odd and even ones of the two sides of a street.
    pub(super) fn of_street() -> [Self; 2] {
        [1, 2].map(|next| Self { next, step: 2, last: 0, n_letters: 0 })
    }

    pub(super) fn draw(&mut self, rng: &mut Rng) -> String {
        let chance = if self.n_letters == 0 { 0.08 } else { 0.25 };
        if self.last > 0 && self.n_letters < LETTERS.len() && rng.chance(chance) {
            let letter = LETTERS[self.n_letters];
            self.n_letters += 1;
            let is_small = rng.chance(0.35);
            let letter = if is_small { letter.to_lowercase() } else { letter.to_owned() };
            return format!("{}{letter}", self.last);
        }
        self.n_letters = 0;
        self.last = self.next;
        self.next += if rng.chance(0.05) { 2 } else { 1 } * self.step;
        if rng.chance(0.02) {
            let second = self.next;
            self.next += self.step;
            // No letters follow, so that none of them repeats the number before the stroke.
            self.n_letters = LETTERS.len();
            return format!("{}/{second}", self.last);
        }
        self.last.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_never_repeat_whatever_the_case() {
        for seed in 0..50 {
            let mut rng = Rng::of(seed, "numbers", &[]);
            let mut numbers = Numbers::of_village();
            let drawn: Vec<String> = (0..500).map(|_| numbers.draw(&mut rng)).collect();
            let keys: BTreeSet<String> = drawn.iter().map(|n| n.to_uppercase()).collect();
            assert_eq!(keys.len(), 500);
            assert!(drawn.iter().any(|n| n.contains('/')));
            assert!(drawn.iter().any(|n| n.ends_with(char::is_lowercase)));
        }
    }
}
