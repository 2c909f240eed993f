//! A fictional country on a lattice, with everything that tables may hold: points on borders,
//! missing values, identifiers of all kinds, offers for nobody.

use std::path::Path;
use std::sync::Arc;

use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

/// Kinds of identifiers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    /// 1001, 1002 …
    CountUp,
    /// Numbers in no order.
    Numbers,
    /// Texts; some are missing.
    Texts,
}

/// One address.
pub struct Address {
    pub id: String,
    pub point: Option<[i32; 2]>,
    pub terc: Option<String>,
    pub simc: u32,
    pub ulic: Option<u32>,
    pub number: String,
}

/// One offer.
pub struct Offer {
    pub address: String,
    pub operator: &'static str,
    pub technology: &'static str,
    pub down: i32,
    pub up: i32,
    pub certain: bool,
}

/// The country.
pub struct World {
    ids: Ids,
    pub addresses: Vec<Address>,
    /// Addresses in the first file.
    pub split_addresses: usize,
    pub offers: Vec<Offer>,
    split_offers: usize,
    /// South-west corner, side and code; the rows are in no order.
    gminas: Vec<([i32; 2], i32, String)>,
    areas: Vec<([i32; 2], i32, i32)>,
    pub nodes: Vec<[i32; 2]>,
}

/// xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators".
struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        u32::try_from(high % u64::from(n)).expect("below a u32")
    }

    fn int(&mut self, n: u32) -> i32 {
        i32::try_from(self.below(n)).expect("small")
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(u32::try_from(of.len()).expect("few")) as usize]
    }
}

/// Millimetres between lattice points; the borders of gminas are on the lattice.
const STEP: i32 = 50_000;
/// South-west corner of the country.
const CORNER: [i32; 2] = [500_000_000, 300_000_000];
/// Lattice points along a side of a gmina.
const SIDE: i32 = 20;

fn at(x: i32, y: i32) -> [i32; 2] {
    [CORNER[0] + x * STEP, CORNER[1] + y * STEP]
}

fn in_square([west, south]: [i32; 2], side: i32, [x, y]: [i32; 2]) -> bool {
    west <= x && x <= west + side && south <= y && y <= south + side
}

fn square_wkb([west, south]: [i32; 2], side: i32) -> Vec<u8> {
    let mut wkb = vec![1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0];
    for (x, y) in [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)] {
        wkb.extend((f64::from(west + x * side) / 1000.0).to_le_bytes());
        wkb.extend((f64::from(south + y * side) / 1000.0).to_le_bytes());
    }
    wkb
}

impl World {
    pub fn new(seed: u64, ids: Ids) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut gminas = Vec::new();
        for n in [4, 0, 7, 2, 8, 1, 5, 3, 6] {
            gminas.push((at(n % 3 * SIDE, n / 3 * SIDE), SIDE * STEP, format!("02010{}2", n + 1)));
        }
        let n = 700;
        let mut addresses: Vec<Address> = Vec::new();
        for row in 0..n {
            let id = match ids {
                Ids::CountUp => (1001 + row).to_string(),
                Ids::Numbers => (row * 7919 % 1009 * 31).to_string(),
                Ids::Texts if row % 97 == 3 => String::new(),
                Ids::Texts => format!("PL.{:x}", (row + 1) * 2_654_435 % 16_777_213),
            };
            // A little outside of the country on every side.
            let span = u32::try_from(3 * SIDE + 5).expect("positive");
            let point = at(random.int(span) - 2, random.int(span) - 2);
            let point = (row % 53 != 7).then_some(point);
            let terc = match row % 41 {
                5 => Some("0201032".to_owned()),
                9 => Some("020105".to_owned()),
                // A gmina that has no boundary, and a district of a city.
                11 => Some("0299012".to_owned()),
                13 => Some("0201068".to_owned()),
                _ => None,
            };
            addresses.push(Address {
                id,
                point,
                terc,
                simc: 900_000 + random.below(4),
                ulic: (row % 5 > 0).then(|| random.below(3)),
                number: random
                    .pick(&["1", "2", "10", "10a", "10 A", "3/4", "dz. 5", ""])
                    .to_owned(),
            });
        }
        let offers = offers(&mut random, &addresses);
        let areas = (0..30)
            .map(|_| (at(random.int(60), random.int(60)), random.int(9) * STEP, random.int(200)))
            .collect();
        let nodes = (0..40).map(|_| at(random.int(61), random.int(61))).collect();
        let split_offers = offers.len() / 3;
        Self { ids, addresses, split_addresses: 300, offers, split_offers, gminas, areas, nodes }
    }

    /// Identifier as it stands in outputs.
    pub fn printed_id(&self, row: usize) -> String {
        let id = &self.addresses[row].id;
        let (file, first) =
            if row < self.split_addresses { (1, 0) } else { (2, self.split_addresses) };
        if id.is_empty() { format!("{file}:{}", row - first + 1) } else { id.clone() }
    }

    /// Code by code, else the lowest code that covers the point.
    pub fn gmina_of(&self, address: &Address) -> Option<String> {
        match address.terc.as_deref() {
            Some("0299012") => Some("029901".to_owned()),
            Some("020105") => Some("0201052".to_owned()),
            Some("0201068") => Some("0201012".to_owned()),
            Some(code) => Some(code.to_owned()),
            None => {
                let point = address.point?;
                let covering =
                    self.gminas.iter().filter(|(corner, side, _)| in_square(*corner, *side, point));
                covering.map(|(_, _, code)| code.clone()).min()
            }
        }
    }

    pub fn is_covered(&self, point: [i32; 2]) -> bool {
        self.areas
            .iter()
            .any(|(corner, side, down)| *down >= 100 && in_square(*corner, *side, point))
    }

    fn is_usable(offer: &Offer) -> bool {
        !offer.operator.is_empty() && offer.down >= 0
    }

    fn is_matched(&self, offer: &Offer) -> bool {
        !offer.address.is_empty() && self.addresses.iter().any(|a| a.id == offer.address)
    }

    pub fn n_unusable(&self) -> usize {
        self.offers.iter().filter(|offer| !Self::is_usable(offer)).count()
    }

    pub fn n_unmatched(&self) -> usize {
        self.offers.iter().filter(|o| Self::is_usable(o) && !self.is_matched(o)).count()
    }

    /// Usable offers at an address with their evidence ids, in order.
    pub fn offers_at(&self, row: usize) -> Vec<(String, &Offer)> {
        let id = &self.addresses[row].id;
        let name = |at: usize| match at.checked_sub(self.split_offers) {
            None => format!("3:{}", at + 1),
            Some(at) => format!("4:{}", at + 1),
        };
        let here =
            self.offers.iter().enumerate().filter(|(_, offer)| {
                !id.is_empty() && offer.address == *id && Self::is_usable(offer)
            });
        here.map(|(at, offer)| (name(at), offer)).collect()
    }

    /// Writes all tables.
    pub fn write(&self, folder: &Path) {
        let (first, second) = self.addresses.split_at(self.split_addresses);
        self.write_addresses(&folder.join("addresses_1.parquet"), first, 70);
        self.write_addresses(&folder.join("addresses_2.parquet"), second, 1000);
        let (first, second) = self.offers.split_at(self.split_offers);
        self.write_offers(&folder.join("offers_1.parquet"), first, 1);
        self.write_offers(&folder.join("offers_2.parquet"), second, 200);
        let message = "message m { required binary code (UTF8); required binary geometry; }";
        write(&folder.join("boundaries.parquet"), message, |group| {
            texts(group, self.gminas.iter().map(|gmina| Some(gmina.2.clone().into_bytes())), false);
            texts(group, self.gminas.iter().map(|gmina| Some(square_wkb(gmina.0, gmina.1))), false);
        });
        let message = "message m { required int32 down_mbps; required binary geometry; }";
        write(&folder.join("areas.parquet"), message, |group| {
            let mut column = group.next_column().expect("next").expect("a column");
            let speeds: Vec<i32> = self.areas.iter().map(|area| area.2).collect();
            column.typed::<Int32Type>().write_batch(&speeds, None, None).expect("written");
            column.close().expect("closed");
            texts(group, self.areas.iter().map(|area| Some(square_wkb(area.0, area.1))), false);
        });
        let message =
            "message m { required binary id (UTF8); required double x; required double y; }";
        write(&folder.join("nodes.parquet"), message, |group| {
            let ids = (0..self.nodes.len()).map(|at| Some(format!("N{at}").into_bytes()));
            texts(group, ids, false);
            doubles(group, self.nodes.iter().map(|node| Some(node[0])), false);
            doubles(group, self.nodes.iter().map(|node| Some(node[1])), false);
        });
    }

    fn id_column(&self, group: &mut SerializedRowGroupWriter<'_, std::fs::File>, ids: &[&str]) {
        if self.ids == Ids::Texts {
            let text = |id: &&str| (!id.is_empty()).then(|| id.as_bytes().to_vec());
            return texts(group, ids.iter().map(text), true);
        }
        let numbers: Vec<i64> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let levels: Vec<i16> = ids.iter().map(|id| i16::from(!id.is_empty())).collect();
        let mut column = group.next_column().expect("next").expect("a column");
        column.typed::<Int64Type>().write_batch(&numbers, Some(&levels), None).expect("written");
        column.close().expect("closed");
    }

    fn id_type(&self, name: &str) -> String {
        if self.ids == Ids::Texts {
            format!("optional binary {name} (UTF8);")
        } else {
            format!("optional int64 {name};")
        }
    }

    fn write_addresses(&self, path: &Path, rows: &[Address], group_rows: usize) {
        let message = format!(
            "message m {{ {} optional double easting; optional double northing;
             optional binary terc (UTF8); optional binary simc (UTF8); optional int32 ulic;
             optional binary number (UTF8); }}",
            self.id_type("id")
        );
        write_groups(path, &message, rows, group_rows, |group, rows| {
            let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            self.id_column(group, &ids);
            doubles(group, rows.iter().map(|row| Some(row.point?[0])), true);
            doubles(group, rows.iter().map(|row| Some(row.point?[1])), true);
            texts(group, rows.iter().map(|row| Some(row.terc.clone()?.into_bytes())), true);
            texts(group, rows.iter().map(|row| Some(row.simc.to_string().into_bytes())), true);
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.ulic.is_some())).collect();
            let streets =
                rows.iter().filter_map(|row| row.ulic.and_then(|ulic| i32::try_from(ulic).ok()));
            let streets: Vec<i32> = streets.collect();
            let mut column = group.next_column().expect("next").expect("a column");
            column
                .typed::<Int32Type>()
                .write_batch(&streets, Some(&levels), None)
                .expect("written");
            column.close().expect("closed");
            let number =
                |row: &Address| (!row.number.is_empty()).then(|| row.number.clone().into_bytes());
            texts(group, rows.iter().map(number), true);
        });
    }

    fn write_offers(&self, path: &Path, rows: &[Offer], group_rows: usize) {
        let message = format!(
            "message m {{ {} optional binary operator (UTF8); required binary technology (UTF8);
             required double down_mbps; required int32 up_mbps; required binary reach (UTF8);
             required boolean ignored; }}",
            self.id_type("address_id")
        );
        write_groups(path, &message, rows, group_rows, |group, rows| {
            let ids: Vec<&str> = rows.iter().map(|row| row.address.as_str()).collect();
            self.id_column(group, &ids);
            let operator =
                |row: &Offer| (!row.operator.is_empty()).then(|| row.operator.as_bytes().to_vec());
            texts(group, rows.iter().map(operator), true);
            texts(group, rows.iter().map(|row| Some(row.technology.as_bytes().to_vec())), false);
            doubles(group, rows.iter().map(|row| Some(row.down * 1000)), false);
            let mut column = group.next_column().expect("next").expect("a column");
            let ups: Vec<i32> = rows.iter().map(|row| row.up).collect();
            column.typed::<Int32Type>().write_batch(&ups, None, None).expect("written");
            column.close().expect("closed");
            let reach = |row: &Offer| if row.certain { "rzeczywisty" } else { "teoretyczny" };
            texts(group, rows.iter().map(|row| Some(reach(row).as_bytes().to_vec())), false);
            let mut column = group.next_column().expect("next").expect("a column");
            let ignored = vec![true; rows.len()];
            column.typed::<BoolType>().write_batch(&ignored, None, None).expect("written");
            column.close().expect("closed");
        });
    }
}

fn offers(random: &mut Random, addresses: &[Address]) -> Vec<Offer> {
    let mut offers = Vec::new();
    let n = u32::try_from(addresses.len()).expect("few");
    for row in 0..1500 {
        // Some addresses have many offers, a third have none.
        let at =
            if row % 9 == 0 { random.below(5) } else { random.below(n) / 3 * 3 + random.below(2) };
        let known = addresses.get(at as usize).map_or("", |address| address.id.as_str());
        let address = match row % 61 {
            7 => "999999999".to_owned(),
            8 => String::new(),
            _ => known.to_owned(),
        };
        offers.push(Offer {
            address,
            operator: if row % 77 == 5 { "" } else { random.pick(&["A", "B", "C", "D"]) },
            technology: random.pick(&["FTTH", "HFC", "ADSL"]),
            down: if row % 83 == 4 { -1 } else { random.pick(&[2, 30, 99, 100, 300, 1000]) },
            up: random.pick(&[1, 10, 100]),
            certain: random.below(4) > 0,
        });
    }
    offers
}

type Group<'a> = SerializedRowGroupWriter<'a, std::fs::File>;

fn write_groups<T>(
    path: &Path,
    message: &str,
    rows: &[T],
    group_rows: usize,
    each: impl Fn(&mut Group<'_>, &[T]),
) {
    let schema = Arc::new(parse_message_type(message).expect("a schema"));
    let file = std::fs::File::create(path).expect("a file");
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(file, schema, properties).expect("a writer");
    for rows in rows.chunks(group_rows) {
        let mut group = writer.next_row_group().expect("a row group");
        each(&mut group, rows);
        group.close().expect("closed");
    }
    writer.close().expect("closed");
}

fn write(path: &Path, message: &str, fill: impl Fn(&mut Group<'_>)) {
    write_groups(path, message, &[()], 1, |group, _| fill(group));
}

fn texts(group: &mut Group<'_>, values: impl Iterator<Item = Option<Vec<u8>>>, optional: bool) {
    let values: Vec<Option<Vec<u8>>> = values.collect();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<ByteArray> = values.into_iter().flatten().map(ByteArray::from).collect();
    let mut column = group.next_column().expect("next").expect("a column");
    let levels = optional.then_some(&levels[..]);
    column.typed::<ByteArrayType>().write_batch(&values, levels, None).expect("written");
    column.close().expect("closed");
}

/// Millimetres as metres (and thousandths of anything as wholes).
fn doubles(group: &mut Group<'_>, values: impl Iterator<Item = Option<i32>>, optional: bool) {
    let values: Vec<Option<i32>> = values.collect();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<f64> = values.into_iter().flatten().map(|v| f64::from(v) / 1000.0).collect();
    let mut column = group.next_column().expect("next").expect("a column");
    let levels = optional.then_some(&levels[..]);
    column.typed::<DoubleType>().write_batch(&values, levels, None).expect("written");
    column.close().expect("closed");
}
