//! A base of the size of the country: real localities and streets, made house numbers.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use zasieg::search::{Builder, SearchIndex};

/// Numbers that look random and are the same in each run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or(0)
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// The folder of real registers, where one is named.
pub fn real() -> Option<PathBuf> {
    std::env::var_os("ZASIEG_REAL_DATA").map(PathBuf::from)
}

fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut out = String::new();
    if path.extension().is_some_and(|end| end == "gz") {
        flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut out).expect("UTF-8");
    } else {
        out = String::from_utf8(bytes).expect("UTF-8");
    }
    out.trim_start_matches('\u{feff}').to_owned()
}

/// The fields of a line of CSV with quotes.
fn fields(line: &str) -> Vec<String> {
    let (mut out, mut field, mut inside) = (Vec::new(), String::new(), false);
    let mut signs = line.trim_end().chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if inside && signs.peek() == Some(&'"') => {
                signs.next();
                field.push('"');
            }
            '"' => inside = !inside,
            ',' if !inside => out.push(std::mem::take(&mut field)),
            _ => field.push(sign),
        }
    }
    out.push(field);
    out
}

/// A house number as some gmina writes it.
fn made_number(dice: &mut Dice, at: usize, style: usize) -> Vec<String> {
    let mut out = vec![at.to_string()];
    if dice.chance(14) {
        let letter = if style & 1 == 0 { 'A' } else { 'a' };
        let gap = if style & 6 == 6 { " " } else { "" };
        out.push(format!("{at}{gap}{letter}"));
        if dice.chance(40) {
            let letter = if style & 1 == 0 { 'B' } else { 'b' };
            out.push(format!("{at}{gap}{letter}"));
        }
    }
    if dice.chance(3) {
        out.push(format!("{at}/{}", 1 + dice.below(6)));
    }
    if dice.chance(1) {
        out.push(format!("{at}-{}", at + 2));
    }
    out
}

/// The base, with about `millions` million addresses.
pub fn base(real: &Path, tenths: usize) -> SearchIndex {
    let mut dice = Dice::new(20_26);
    let mut builder = Builder::default();
    let mut names: HashMap<String, (String, String)> = HashMap::new();
    let terc = std::fs::read_dir(real.join("terc")).expect("terc").flatten();
    let terc =
        terc.map(|entry| entry.path()).find(|path| path.extension().is_some_and(|e| e == "csv"));
    for line in text(&terc.expect("a CSV of TERC")).lines().skip(1) {
        let row: Vec<&str> = line.split(';').collect();
        if row.len() > 5 {
            let code = row[..4].concat();
            names.insert(code, (row[4].to_owned(), row[5].to_owned()));
        }
    }
    let name = |code: &str| names.get(code).map_or(String::new(), |row| row.0.to_lowercase());
    let mut streets: HashMap<String, Vec<(u32, String)>> = HashMap::new();
    for line in text(&real.join("teryt/ulic.csv.gz")).lines().skip(1) {
        let row = fields(line);
        let ulic = row[1].parse().unwrap_or(0);
        streets.entry(row[0].clone()).or_default().push((ulic, row[2].clone()));
    }
    let mut dg: Vec<Vec<String>> = Vec::new();
    for line in text(&real.join("dabrowa_gornicza/address_base.csv")).lines().skip(1) {
        dg.push(fields(line));
    }
    let mut address = 0_u32;
    for line in text(&real.join("teryt/simc.csv.gz")).lines().skip(1) {
        let row = fields(line);
        let (terc, simc, whole) = (&row[0], &row[2], &row[5]);
        let gmina_name = row[1].split(" (").next().unwrap_or(&row[1]);
        let gmina =
            builder.gmina(terc, gmina_name, &name(&terc[..4.min(terc.len())]), &name(&terc[..2]));
        let whole: Option<u32> = whole.parse().ok();
        let code: u32 = simc.parse().unwrap_or(0);
        let is_part = whole.is_some_and(|whole| whole != code);
        let place = builder.locality(code, &row[3], gmina, whole);
        let style = dice.below(8);
        if simc == "0939473" {
            for row in &dg {
                let street = builder.street(row[4].parse().unwrap_or(0), &row[5]);
                let number = builder.number(&row[6]);
                builder.push(address, place, Some(street), number);
                address += 1;
            }
            continue;
        }
        let own = streets.get(simc);
        if own.is_none() && is_part && !dice.chance(3) {
            continue;
        }
        // A locality with streets has few addresses without one.
        let bare = if own.is_some() && !dice.chance(30) { 0 } else { 4 + dice.below(95) };
        let lists = own.into_iter().flatten().map(|(ulic, name)| {
            (Some((*ulic, name)), 3 + dice.below(10 + 36) * (1 + dice.below(10) / 9 * 3))
        });
        let lists: Vec<_> = lists.collect();
        for (street, count) in lists.into_iter().chain(std::iter::once((None, bare))) {
            let street = street.map(|(ulic, name)| builder.street(ulic, name));
            for at in 1..=count * tenths / 10 {
                for text in made_number(&mut dice, at, style) {
                    let number = builder.number(&text);
                    builder.push(address, place, street, number);
                    address += 1;
                }
            }
        }
    }
    builder.finish()
}
