//! An operator's report in the SIDUSIS layout, each row with the fate the generator knows.

use super::gmina::{Address, Gmina};
use super::places::{LOCALITIES, NO_STREET, TERC_GMINA};

/// Positions of the fields of a `ZS` record that defects and quirks change.
pub(super) mod field {
    pub(crate) const ID: usize = 1;
    pub(crate) const SIMC: usize = 4;
    pub(crate) const STREET: usize = 5;
    pub(crate) const ULIC: usize = 6;
    pub(crate) const NUMBER: usize = 7;
    pub(crate) const LAT: usize = 8;
    pub(crate) const LON: usize = 9;
    pub(crate) const MEDIUM: usize = 10;
    pub(crate) const DOWN: usize = 12;
}

/// The reach column.
#[derive(Clone, Copy)]
pub(super) enum Reach {
    Actual,
    Theoretical,
    /// Left empty, as wholesale-only rows may.
    Empty,
}

/// What an operator declares at an address.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    pub(super) medium: &'static str,
    pub(super) technology: &'static str,
    pub(super) down_mbps: u32,
    pub(super) up_mbps: u32,
    pub(super) reach: Reach,
    /// RPT number of the network that carries it.
    pub(super) network: u32,
    /// The wholesale and the retail column.
    pub(super) sold: [&'static str; 2],
}

impl Offer {
    pub(super) const fn possible(mut self) -> Self {
        self.reach = Reach::Theoretical;
        self
    }
}

/// What a row says once it is understood.
#[derive(Clone, Copy)]
pub(super) struct Claim {
    pub(super) address: usize,
    pub(super) network: u32,
    pub(super) down_mbps: u32,
    pub(super) certain: bool,
}

/// What must become of a row.
#[derive(Clone, Copy)]
pub(super) enum Fate {
    Matched(Claim),
    Rejected,
}

pub(super) struct Row {
    pub(super) fields: Vec<String>,
    /// The address it was written for, whatever the fields still tell.
    pub(super) about: usize,
    pub(super) fate: Fate,
    /// The oddity planted in this row, if any.
    pub(super) planted: Option<&'static str>,
}

/// How one operator writes its files.
pub(super) struct Hand {
    pub(super) letter: char,
    pub(super) network: u32,
    /// What stands before the running number in an identifier.
    pub(super) id_prefix: &'static str,
    pub(super) habits: &'static [Habit],
}

/// What an operator's files do that others do not.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Habit {
    /// They start with a byte-order mark.
    Bom,
    /// No coordinates: they are optional where the address is in the register.
    NoCoordinates,
    /// "No street" is left empty instead of 99999.
    EmptyUlic,
    /// The code of the whole mixed gmina stands instead of its part.
    GminaCode,
    /// The layout of 20 columns.
    LongRows,
}

impl Hand {
    fn has(&self, habit: Habit) -> bool {
        self.habits.contains(&habit)
    }
}

pub(super) struct Report {
    pub(super) hand: Hand,
    pub(super) rows: Vec<Row>,
    n_ids: usize,
}

impl Report {
    pub(super) fn new(hand: Hand) -> Self {
        Self { hand, rows: Vec::new(), n_ids: 0 }
    }

    /// A row that matches its address literally.
    pub(super) fn row(&mut self, gmina: &Gmina, address: usize, offer: &Offer) -> Row {
        self.n_ids += 1;
        let subject = &gmina.addresses[address];
        let mut fields = vec!["ZS".to_owned(), format!("{}{}", self.hand.id_prefix, self.n_ids)];
        fields.extend(self.place(subject));
        if self.hand.has(Habit::NoCoordinates) {
            fields[field::LAT].clear();
            fields[field::LON].clear();
        }
        let reach = match offer.reach {
            Reach::Actual => "rzeczywisty",
            Reach::Theoretical => "teoretyczny",
            Reach::Empty => "",
        };
        fields.extend([offer.medium.to_owned(), offer.technology.to_owned()]);
        fields.extend([offer.down_mbps.to_string(), offer.up_mbps.to_string()]);
        fields.push(reach.to_owned());
        fields.extend(offer.sold.map(str::to_owned));
        if self.hand.has(Habit::LongRows) {
            fields.extend(["NIE".to_owned(), offer.network.to_string()]);
        }
        fields.push("P1".to_owned());
        Row {
            fields,
            about: address,
            fate: Fate::Matched(Claim {
                address,
                network: offer.network,
                down_mbps: offer.down_mbps,
                certain: !matches!(offer.reach, Reach::Theoretical),
            }),
            planted: None,
        }
    }

    /// TERC, place, SIMC, street, ULIC, number, latitude and longitude.
    pub(super) fn place(&self, address: &Address) -> [String; 8] {
        let locality = &LOCALITIES[address.locality];
        let terc = if self.hand.has(Habit::GminaCode) { TERC_GMINA } else { locality.terc };
        let ulic = match address.ulic() {
            NO_STREET if self.hand.has(Habit::EmptyUlic) => "",
            ulic => ulic,
        };
        [
            terc.to_owned(),
            locality.name.to_owned(),
            locality.simc.to_owned(),
            address.street_name(),
            ulic.to_owned(),
            address.number.clone(),
            format!("{:.6}", address.at.lat()),
            format!("{:.6}", address.at.lon()),
        ]
    }

    /// The `DI` record.
    pub(super) fn head(&self) -> String {
        format!("DI,Operator przykładowy {},{},,\n", self.hand.letter, self.hand.network)
    }

    /// Path of the file below the directory of the gmina.
    pub(super) fn path(&self) -> String {
        format!("zasieg/operator_{}.csv", self.small_letter())
    }

    /// Line of a row in the file, from 1: `DI` and `PO` come first.
    pub(super) fn line(row: usize) -> usize {
        row + 3
    }

    pub(super) fn text(&self) -> String {
        let mark = if self.hand.has(Habit::Bom) { "\u{feff}" } else { "" };
        let contact = format!(
            "PO,P1,kontakt@operator-{}.example,,https://operator.example/oferta\n",
            self.small_letter()
        );
        let rows = self.rows.iter().map(|row| csv_line(&row.fields));
        let lines: Vec<String> =
            [mark.to_owned(), self.head(), contact].into_iter().chain(rows).collect();
        lines.concat()
    }

    fn small_letter(&self) -> char {
        self.hand.letter.to_ascii_lowercase()
    }
}

/// A record of a comma-separated file, quoted where RFC 4180 asks for it.
pub(super) fn csv_line(fields: &[String]) -> String {
    let quoted: Vec<String> = fields
        .iter()
        .map(|field| {
            if field.contains([',', '"', '\n']) {
                format!("\"{}\"", field.replace('"', "\"\""))
            } else {
                field.clone()
            }
        })
        .collect();
    quoted.join(",") + "\n"
}
