//! Classes of offers: rows that are alike but for their address, and what is known of them.

use std::collections::HashMap;

use super::offers::{Group, Offers};
use crate::columns::read::NULL;
use crate::model::{
    FileId, IssueCode, Medium, NetworkId, Offer, Origin, ProviderId, Reach, Rung, TechnologyId,
    Tense,
};
use crate::quantity::{DownUp, Speed};
use crate::sources::{Vocabulary, normalise};

/// Largest table of combinations that is addressed directly.
const DIRECT_MAX: usize = 1 << 20;

/// What a row says of its reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Said {
    Certain,
    Possible,
    /// Nothing, though its table has a column for it: taken as possible.
    Nothing,
    /// A word outside the dictionary: taken as possible.
    Unknown,
}

impl Said {
    pub(super) fn of(text: &[u8]) -> Self {
        match normalise(&String::from_utf8_lossy(text)).as_str() {
            "rzeczywisty" | "certain" | "actual" => Self::Certain,
            "teoretyczny" | "possible" | "theoretical" => Self::Possible,
            "" => Self::Nothing,
            _ => Self::Unknown,
        }
    }
}

/// What offers can be, but for their address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Class {
    /// Position among the operators; an operator of an offer table is a network too.
    pub(super) operator: u32,
    /// Position among the technologies.
    pub(super) technology: u32,
    pub(super) down_kbps: u32,
    pub(super) up_kbps: u32,
    pub(super) reach: Said,
}

/// The technology of a class.
struct Technology {
    is_known: bool,
    medium: Medium,
    down_max: Option<Speed>,
}

impl Technology {
    fn of(name: &[u8]) -> Self {
        let known = Vocabulary::get().technology(&String::from_utf8_lossy(name));
        Self {
            is_known: known.is_some(),
            medium: known.and_then(|technology| technology.medium).unwrap_or(Medium::Other),
            down_max: known.and_then(|technology| technology.down_max),
        }
    }

    fn is_impossible(&self, class: &Class) -> bool {
        self.down_max.is_some_and(|limit| Speed::kbps(class.down_kbps) > limit)
    }
}

impl Offers {
    /// The classes as offers of no address in particular.
    pub(super) fn as_offers(&self) -> Vec<Offer> {
        let technologies: Vec<Technology> =
            self.technologies.texts().iter().map(|name| Technology::of(name)).collect();
        let offer = |class: &Class| {
            let technology = &technologies[class.technology as usize];
            let down = Speed::kbps(class.down_kbps);
            let number = |n: u32| u16::try_from(n).expect("checked by read_offers");
            Offer {
                address: 0,
                provider: ProviderId(number(class.operator)),
                network: NetworkId(number(class.operator)),
                technology: TechnologyId(number(class.technology)),
                medium: technology.medium,
                speed: DownUp { down, up: Speed::kbps(class.up_kbps) },
                reach: if class.reach == Said::Certain { Reach::Certain } else { Reach::Possible },
                tense: Tense::Present,
                due: None,
                rung: Rung::Exact,
                impossible_speed: technology.is_impossible(class),
                origin: Origin { file: FileId(0), row: 0 },
            }
        };
        self.classes.iter().map(offer).collect()
    }

    /// Classes of a row group among all, with what is to be noted of each.
    pub(super) fn classes_of(
        &mut self,
        group: &Group,
        known: &mut HashMap<Class, u32>,
    ) -> Vec<(u32, Vec<IssueCode>)> {
        let operators: Vec<u32> =
            group.operators.texts().iter().map(|text| self.operators.number(text)).collect();
        let technologies: Vec<(u32, Technology)> = group
            .technologies
            .texts()
            .iter()
            .map(|text| {
                let known = Vocabulary::get().technology(&String::from_utf8_lossy(text));
                let name = known.map_or(&text[..], |known| known.name.as_bytes());
                (self.technologies.number(name), Technology::of(text))
            })
            .collect();
        let numbered = |class: &Class| {
            let (technology, facts) = &technologies[class.technology as usize];
            let operator = operators[class.operator as usize];
            let own = Class { operator, technology: *technology, ..*class };
            let number = *known.entry(own).or_insert_with(|| {
                self.classes.push(own);
                u32::try_from(self.classes.len() - 1).expect("no more than offers")
            });
            let mut remarks = Vec::new();
            if facts.is_impossible(class) {
                remarks.push(IssueCode::ImpossibleSpeed);
            }
            if !facts.is_known {
                remarks.push(IssueCode::UnknownTechnology);
            }
            match class.reach {
                Said::Certain | Said::Possible => {}
                Said::Nothing => remarks.push(IssueCode::MissingReach),
                Said::Unknown => remarks.push(IssueCode::UnknownReach),
            }
            (number, remarks)
        };
        group.distinct.iter().map(numbered).collect()
    }
}

/// Numbers combinations of keys as they occur: by a table of all, or by hash where that is large.
pub(super) struct Combinations {
    sizes: [usize; 5],
    direct: Vec<u32>,
    hashed: HashMap<[u32; 5], u32>,
    pub(super) distinct: Vec<Class>,
}

/// Not looked up yet.
const UNSEEN: u32 = u32::MAX - 1;

impl Combinations {
    pub(super) fn new(sizes: [usize; 5]) -> Self {
        let n = sizes.iter().try_fold(1_usize, |n, size| n.checked_mul(*size));
        let direct = n.filter(|n| *n <= DIRECT_MAX).map_or_else(Vec::new, |n| vec![UNSEEN; n]);
        Self { sizes, direct, hashed: HashMap::new(), distinct: Vec::new() }
    }

    fn add(distinct: &mut Vec<Class>, class: Result<Class, u32>) -> u32 {
        class.map_or_else(
            |none| none,
            |class| {
                distinct.push(class);
                u32::try_from(distinct.len() - 1).expect("no more than rows")
            },
        )
    }

    /// The class of each row, or why `class_of` gives none. A column of one value stands for all
    /// rows.
    pub(super) fn classes(
        &mut self,
        columns: [&[u32]; 5],
        class_of: impl Fn([u32; 5]) -> Result<Class, u32>,
    ) -> Vec<u32> {
        let n_rows = columns[0].len();
        let is_whole = |column: &&[u32]| column.iter().fold(0, |most, code| most.max(*code)) < NULL;
        let at = |column: &[u32], row: usize| column[if column.len() == 1 { 0 } else { row }];
        let key = |row: usize| columns.map(|column| at(column, row));
        if self.direct.is_empty() || !columns.iter().all(is_whole) {
            let distinct = &mut self.distinct;
            let mut add = |key| Self::add(distinct, class_of(key));
            return (0..n_rows)
                .map(|row| *self.hashed.entry(key(row)).or_insert_with_key(|key| add(*key)))
                .collect();
        }
        let mut slots = columns[0].to_vec();
        for (column, size) in
            columns.iter().zip(self.sizes).skip(1).filter(|(c, _)| c.len() == n_rows)
        {
            // Sizes multiply to less than DIRECT_MAX.
            let size = u32::try_from(size).unwrap_or(0);
            slots.iter_mut().zip(*column).for_each(|(slot, code)| *slot = *slot * size + code);
        }
        for (row, slot) in slots.iter_mut().enumerate() {
            let class = &mut self.direct[*slot as usize];
            if *class == UNSEEN {
                *class = Self::add(&mut self.distinct, class_of(key(row)));
            }
            *slot = *class;
        }
        slots
    }
}
