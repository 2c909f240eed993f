//! Names of one sort, as sets of weighted words.

use rustc_hash::FxHashMap;

use super::fold::{self, Word};
use super::vocab::{Rows, Vocab};
use super::words::{self, Role};

/// What may lack to half of a name.
pub const SLACK: u16 = 10;

/// What a kind of street before its name tells.
const KIND_WEIGHT: u16 = 3;

/// What is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Streets: kinds and titles tell little.
    Streets,
    /// Localities, gminas, powiats, voivodeships.
    Places,
}

/// A word of a name.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its token.
    pub token: u32,
    /// Share in what the name tells.
    pub weight: u16,
    /// Price of leaving it out.
    pub missing: u16,
}

/// Texts of tokens while names are taken in.
#[derive(Default)]
pub struct Intern {
    tokens: FxHashMap<String, u32>,
    texts: Vec<String>,
}

impl Intern {
    fn token(&mut self, text: &str) -> u32 {
        if let Some(&token) = self.tokens.get(text) {
            return token;
        }
        let token = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.tokens.insert(text.to_owned(), token);
        self.texts.push(text.to_owned());
        token
    }

    /// The finished vocabulary: tokens with all forms of each.
    pub fn finish(self) -> Vocab {
        let mut forms = Vec::with_capacity(self.texts.len() + 200);
        for (text, token) in self.texts.iter().zip(0_u32..) {
            forms.push((text.clone(), token));
            forms.extend(words::forms(text).map(|form| (form.to_owned(), token)));
        }
        Vocab::of(forms, &self.texts)
    }
}

/// Names of one sort.
pub struct Names {
    texts: Vec<Box<str>>,
    parts: Vec<Part>,
    /// Spelling → name.
    starts: Vec<u32>,
    name_of: Vec<u32>,
    /// Name → its first spelling.
    first: Vec<u32>,
    /// Token → spellings that cannot be meant without it.
    essential: Rows,
    /// Token → all spellings that have it, but for kinds of streets before a name.
    all: Rows,
}

type Tokens = Vec<(u32, Role)>;

fn tokens_of(words: &[Word], intern: &mut Intern) -> Tokens {
    words
        .iter()
        .map(|word| {
            let (text, role) = words::canonical(&word.text);
            (intern.token(text), role)
        })
        .collect()
}

/// The spellings of a name: as it is, and with initials that stand for several words.
fn spellings(name: &str, intern: &mut Intern) -> Vec<Tokens> {
    let words = fold::words(name);
    let mut out = vec![tokens_of(&words, intern)];
    let plain: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let plain = format!(" {} ", plain.join(" "));
    for (full, short) in words::INITIALS {
        let full = format!(" {full} ");
        if plain.contains(&full) {
            let words = fold::words(&plain.replace(&full, &format!(" {short} ")));
            out.push(tokens_of(&words, intern));
        }
    }
    out
}

/// Weights of the words of a spelling: rare words tell more.
fn weigh(tokens: &Tokens, intern: &Intern, counts: &[u32], names: usize, sort: Sort) -> Vec<Part> {
    let plain = tokens.iter().filter(|(_, role)| *role == Role::Plain).count();
    // In a base of one gmina every word is rare; it is compared as if in a country.
    let names = f64::from(u32::try_from(names).unwrap_or(u32::MAX)).max(20_000.0);
    let last = tokens.iter().rposition(|(_, role)| *role == Role::Plain);
    let part = |(at, &(token, role)): (usize, &(u32, Role))| {
        let count = counts[token as usize];
        // Whole tens of a logarithm: the same on every machine.
        let rarity = 9.0 * (names / f64::from(count.max(1))).max(1.0).ln();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0–150")]
        let rarity = (rarity.round() as u16).clamp(20, 100);
        let (weight, missing) = match (role, sort) {
            (Role::Plain, Sort::Streets) if plain > 1 && Some(at) != last => {
                let text = intern.texts[token as usize].as_str();
                // Given names stand before surnames, in the genitive.
                if text.ends_with(['a', 'y', 'i']) {
                    (rarity * 2 / 3, rarity / 3)
                } else {
                    (rarity, if count >= 12 { rarity / 3 } else { rarity })
                }
            }
            (Role::Plain, _) => (rarity, rarity),
            // "ul. Promenada", "Osiedle": what else is no word of a name is one here.
            _ if plain == 0 && at + 1 == tokens.len() => (60, 60),
            _ if plain == 0 && at > 0 => (30, 30),
            (Role::Kind, Sort::Streets) if at == 0 => (KIND_WEIGHT, 2),
            (_, Sort::Streets) => (5, 4),
            (_, Sort::Places) => (35, 35),
        };
        Part { token, weight, missing }
    };
    tokens.iter().enumerate().map(part).collect()
}

/// The fewest, heaviest words without all of which less than half of a name is matched.
fn needed(parts: &[Part]) -> Vec<u32> {
    let mut order: Vec<&Part> = parts.iter().collect();
    order.sort_by_key(|part| std::cmp::Reverse(part.weight));
    let total: u16 = parts.iter().map(|part| part.weight).sum();
    let mut rest = total;
    let mut tokens = Vec::new();
    for part in order {
        if rest * 2 + SLACK < total {
            break;
        }
        rest -= part.weight;
        tokens.push(part.token);
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

impl Names {
    /// Distinct names; their place in the list is their number.
    pub fn of(texts: Vec<Box<str>>, sort: Sort, intern: &mut Intern) -> Self {
        let mut all: Vec<(u32, Tokens)> = Vec::with_capacity(texts.len());
        for (name, number) in texts.iter().zip(0_u32..) {
            all.extend(spellings(name, intern).into_iter().map(|tokens| (number, tokens)));
        }
        let mut counts = vec![0_u32; intern.texts.len()];
        for (_, tokens) in &all {
            for (token, _) in tokens {
                counts[*token as usize] += 1;
            }
        }
        let (mut parts, mut starts, mut name_of) = (Vec::new(), vec![0], Vec::new());
        let (mut essential, mut first) = (Vec::new(), Vec::with_capacity(texts.len()));
        let mut having = Vec::new();
        for ((number, tokens), spelling) in all.iter().zip(0_u32..) {
            let weighed = weigh(tokens, intern, &counts, texts.len(), sort);
            essential.extend(needed(&weighed).into_iter().map(|token| (token, spelling)));
            let told = weighed.iter().filter(|part| part.weight > KIND_WEIGHT);
            having.extend(told.map(|part| (part.token, spelling)));
            parts.extend(weighed);
            starts.push(u32::try_from(parts.len()).unwrap_or(u32::MAX));
            if first.len() == *number as usize {
                first.push(spelling);
            }
            name_of.push(*number);
        }
        let essential = Rows::of(intern.texts.len(), &essential);
        let all = Rows::of(intern.texts.len(), &having);
        Self { texts, parts, starts, name_of, first, essential, all }
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// How many spellings there are.
    pub fn spellings(&self) -> usize {
        self.name_of.len()
    }

    /// A name as written.
    pub fn text(&self, name: u32) -> &str {
        &self.texts[name as usize]
    }

    /// The name of a spelling.
    pub fn name_of(&self, spelling: u32) -> u32 {
        self.name_of[spelling as usize]
    }

    /// Whether a spelling is not the name as it is.
    pub fn is_other(&self, spelling: u32) -> bool {
        let at = spelling as usize;
        at > 0 && self.name_of[at - 1] == self.name_of[at]
    }

    /// The spellings of a name.
    pub fn spellings_of(&self, name: u32) -> std::ops::Range<u32> {
        let end = self.first.get(name as usize + 1).copied();
        let all = u32::try_from(self.name_of.len()).unwrap_or(u32::MAX);
        self.first[name as usize]..end.unwrap_or(all)
    }

    /// The words of a spelling.
    pub fn parts(&self, spelling: u32) -> &[Part] {
        let at = spelling as usize;
        &self.parts[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The spellings that cannot be meant without a token.
    pub fn with(&self, token: u32) -> &[u32] {
        // Names of a later sort may have brought tokens that no name here has.
        if (token as usize) < self.essential.rows() { self.essential.get(token) } else { &[] }
    }

    /// All spellings that have a token, which may be one among several: `Marii`. Words that tell
    /// nothing are none of these.
    pub fn having(&self, token: u32) -> &[u32] {
        if (token as usize) < self.all.rows() { self.all.get(token) } else { &[] }
    }
}
