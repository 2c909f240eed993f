//! How often a noisy text finds its address: `cargo bench --bench search -- [SEED] [QUERIES] [all|villages|dg] [TENTHS]`.
//!
//! The noise is made here from the names of the base and shares nothing with the matcher. A
//! candidate is right if the names that the text says (street, locality, gmina or powiat) and the
//! number are those of the address from which it was made: addresses that differ only in what the
//! text does not say are equally right. A miss is called undecided where the noisy text is, by the
//! textbook's edit distance, at most as far from the first candidate written in the same way as
//! from the truth; such misses are counted as misses and shown apart.

#![expect(clippy::cast_precision_loss, reason = "shares of a few thousand texts")]

mod base;

use std::time::{Duration, Instant};

use base::Dice;
use zasieg::search::{Described, SearchIndex};

const LETTERS: &[u8] = b"abcdefghijklmnoprstuwyz";

struct Noisy {
    text: String,
    tags: Vec<&'static str>,
    /// The names with their errors, before they were put in order.
    names: String,
    plan: Plan,
    is_plain: bool,
}

fn plain(text: &str) -> String {
    let from = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ".chars();
    let to = "acelnoszzACELNOSZZ".chars();
    let table: Vec<(char, char)> = from.zip(to).collect();
    let swap = |sign| table.iter().find(|row| row.0 == sign).map_or(sign, |row| row.1);
    text.chars().map(swap).collect()
}

/// One typing error in the letters of a text.
fn misspell(text: &str, dice: &mut Dice) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..signs.len()).filter(|&at| signs[at].is_alphabetic()).collect();
    if places.len() < 3 {
        return text.to_owned();
    }
    let at = places[dice.below(places.len())];
    let letter = char::from(LETTERS[dice.below(LETTERS.len())]);
    match dice.below(25) {
        0..6 => signs[at] = letter,
        6..12 => signs.insert(at, letter),
        12..18 => {
            signs.remove(at);
        }
        18..24 => {
            if signs.get(at + 1).is_some_and(|sign| sign.is_alphabetic()) {
                signs.swap(at, at + 1);
            } else {
                signs[at] = letter;
            }
        }
        _ => {
            let gap = (1..signs.len() - 1).find(|&gap| {
                signs[gap] == ' '
                    && signs[gap - 1].is_alphabetic()
                    && signs[gap + 1].is_alphabetic()
            });
            if let Some(gap) = gap {
                signs.remove(gap);
            }
        }
    }
    signs.into_iter().collect()
}

/// How the names of an address are written; the same plan writes other addresses.
struct Plan {
    prefix: Option<&'static str>,
    short: Option<(&'static str, &'static str)>,
    locality: bool,
    context: Option<(&'static str, bool)>,
    code: String,
}

const SHORT: [(&str, &str); 14] = [
    ("Generała ", "gen. "),
    ("gen. ", "Generała "),
    ("ks. ", "księdza "),
    ("św. ", "Świętego "),
    ("Świętej ", "św. "),
    ("Świętego ", "Św. "),
    ("Majora ", "mjr "),
    ("Doktora ", "dr "),
    ("Księdza ", "ks. "),
    ("Jana Pawła II", "Jana Pawla 2"),
    ("Marszałka ", "marsz. "),
    ("Wojska Polskiego", "WP"),
    ("im. ", ""),
    ("prof. ", "profesora "),
];

impl Plan {
    fn of(address: &Described<'_>, dice: &mut Dice) -> Self {
        let street = address.street.map_or("", |row| row.1);
        let kind = street.split(' ').next().unwrap_or("");
        let prefix = match (dice.chance(30), kind) {
            (true, "ul.") => Some(["", "ulica ", "ul ", "u. ", "", "Ul.", "UL. "][dice.below(7)]),
            (true, "al.") => Some(["", "aleja ", "Aleje ", "ul. ", ""][dice.below(5)]),
            (true, "os.") => Some(["", "osiedle ", "Os. ", "ul. "][dice.below(4)]),
            (true, "pl.") => Some(["", "plac ", "Pl. "][dice.below(3)]),
            _ => None,
        };
        let fits = |row: &(&str, &str)| street.contains(row.0);
        let short = SHORT.into_iter().find(fits).filter(|_| dice.chance(40));
        let locality = street.is_empty() || !dice.chance(10);
        let context = dice.chance(if locality { 30 } else { 90 }).then(|| {
            let gmina = dice.chance(60);
            let marks =
                if gmina { ["gm. ", "gmina ", "", ""] } else { ["pow. ", "powiat ", "pow. ", ""] };
            (marks[dice.below(4)], gmina)
        });
        let code = if locality && dice.chance(25) {
            format!("{:02}-{:03} ", dice.below(100), dice.below(1000))
        } else {
            String::new()
        };
        Self { prefix, short, locality, context, code }
    }

    /// Street, locality and context, parted by bars.
    fn names(&self, address: &Described<'_>) -> String {
        let mut street = address.street.map_or(String::new(), |row| row.1.to_owned());
        if let Some(prefix) = self.prefix {
            let bare = street.split_once(' ').map_or(street.as_str(), |row| row.1);
            street = format!("{prefix}{bare}");
        }
        if let Some((long, short)) = self.short {
            street = street.replacen(long, short, 1);
        }
        let locality = if self.locality { address.locality } else { "" };
        let context = self.context.map_or(String::new(), |(mark, gmina)| {
            format!("{mark}{}", if gmina { address.gmina } else { address.powiat })
        });
        format!("{street}|{locality}|{context}")
    }
}

fn other_number(text: &str, dice: &mut Dice) -> String {
    let cut = text.find(|sign: char| sign.is_alphabetic());
    match (cut, dice.below(3)) {
        (Some(at), 0) => format!("{} {}", text[..at].trim(), &text[at..]),
        (Some(at), 1) => format!("{}-{}", text[..at].trim(), &text[at..]),
        (Some(_), _) if text.chars().any(char::is_lowercase) => text.to_uppercase(),
        (Some(_), _) => text.to_lowercase(),
        (None, 0) => format!("{text} m. {}", 1 + dice.below(30)),
        (None, 1) => format!("{text} lok {}", 1 + dice.below(30)),
        (None, _) if !text.contains('/') && !text.contains('-') => {
            format!("{text}/{}", 20 + dice.below(60))
        }
        _ => text.to_owned(),
    }
}

fn noisy(address: &Described<'_>, dice: &mut Dice) -> Noisy {
    let plan = Plan::of(address, dice);
    let mut tags = Vec::new();
    let mut number = address.number.to_owned();
    if dice.chance(35) {
        number = other_number(&number, dice);
        tags.push("number");
    }
    // Errors fall on names, in proportion to their letters.
    let mut names = plan.names(address);
    let edits = match dice.below(100) {
        0..30 => 1,
        30..50 => 2,
        _ => 0,
    };
    for _ in 0..edits {
        names = misspell(&names, dice);
    }
    tags.push(["edit0", "edit1", "edit2"][edits]);
    let mut parts = names.split('|').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (street, locality, context) = (part(), part(), part());
    let locality = format!("{}{locality}", plan.code);
    let house = format!("{street} {number}").trim().to_owned();
    let gap = [", ", " ", ", "][dice.below(3)];
    let mut rows: Vec<String> = if address.street.is_none() {
        vec![format!("{locality} {number}"), context]
    } else if !plan.code.is_empty() && dice.chance(50) {
        vec![locality, house, context]
    } else {
        vec![house, locality, context]
    };
    if dice.chance(20) {
        tags.push("order");
        let len = rows.len();
        rows.swap(0, dice.below(len));
        if dice.chance(40) {
            rows.reverse();
        }
    }
    rows.retain(|row| !row.trim().is_empty());
    let mut text = rows.join(gap);
    let is_plain = dice.chance(40);
    if is_plain {
        tags.push("plain");
        text = plain(&text);
    }
    match dice.below(10) {
        0 => text = text.to_uppercase(),
        1..4 => text = text.to_lowercase(),
        _ => {}
    }
    if !plan.locality {
        tags.push("no locality");
    }
    Noisy { text, tags, names, plan, is_plain }
}

/// Edits between two texts, by the textbook.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut table = vec![vec![0; right.len() + 1]; left.len() + 1];
    for i in 0..=left.len() {
        for j in 0..=right.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = usize::from(left[i - 1] != right[j - 1]);
                let least =
                    (table[i - 1][j - 1] + same).min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                    least.min(table[i - 2][j - 2] + 1)
                } else {
                    least
                }
            };
        }
    }
    table[left.len()][right.len()]
}

/// Whether the text is as near to another address with this number as to the true one.
fn is_undecided(noisy: &Noisy, truth: &Described<'_>, found: &Described<'_>) -> bool {
    let form = |text: &str| plain(text).to_lowercase();
    let apart = |row: &Described<'_>| distance(&form(&noisy.names), &form(&noisy.plan.names(row)));
    let digits = |row: &Described<'_>| {
        row.number.split(|c: char| !c.is_ascii_digit()).next().map(str::to_owned)
    };
    digits(truth) == digits(found) && apart(found) <= apart(truth)
}

fn is_right(noisy: &Noisy, truth: &Described<'_>, found: &Described<'_>) -> bool {
    let form = |text: String| {
        if noisy.is_plain { plain(&text).to_lowercase() } else { text.to_lowercase() }
    };
    let number = |text: &str| text.to_lowercase().replace([' ', '-'], "");
    let names = |row: &Described<'_>| form(noisy.plan.names(row));
    names(truth) == names(found) && number(truth.number) == number(found.number)
}

fn shown(row: &Described<'_>) -> String {
    let street = row.street.map_or("", |street| street.1);
    format!("{} / {street} / {} (gm. {}, pow. {})", row.locality, row.number, row.gmina, row.powiat)
}

fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0) / 1024
}

/// Processor time of this process.
fn processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = stat.rsplit_once(')').map_or("", |row| row.1);
    let ticks: u64 =
        rest.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn sample<'a>(
    index: &'a SearchIndex,
    queries: usize,
    which: &str,
    dice: &mut Dice,
) -> Vec<(u32, Described<'a>)> {
    let fits = |row: &Described<'_>| match which {
        "villages" => row.street.is_none(),
        "dg" => row.simc == 939_473,
        _ => true,
    };
    let total = index.all().filter(|row| fits(&row.1)).count();
    let mut places: Vec<usize> = (0..queries).map(|_| dice.below(total)).collect();
    places.sort_unstable();
    let mut out = Vec::new();
    let mut next = places.into_iter().peekable();
    for (at, row) in index.all().filter(|row| fits(&row.1)).enumerate() {
        while next.next_if_eq(&at).is_some() {
            out.push(row);
        }
    }
    out
}

/// How long completion takes.
fn complete(index: &SearchIndex) {
    for prefix in
        ["w", "wa", "pol", "polna", "ul. polna choj", "nowa w", "chojnice kosc", "polna 12"]
    {
        let spent = (0..3).map(|_| {
            let start = Instant::now();
            std::hint::black_box(index.suggest(prefix, 8));
            start.elapsed()
        });
        let spent = spent.min().unwrap_or_default();
        let first = index.suggest(prefix, 3).into_iter().map(|row| row.text).collect::<Vec<_>>();
        println!("suggest {prefix:?}: {spent:.0?} {first:?}");
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let number = |at: usize, other| arguments.get(at).and_then(|a| a.parse().ok()).unwrap_or(other);
    let (seed, queries) = (number(0, 1_u64), number(1, 2000_u64));
    let which = arguments.get(2).map_or("all", |a| a.as_str());
    let tenths = usize::try_from(number(3, 10_u64)).unwrap_or(10);
    let Some(real) = base::real() else {
        println!("ZASIEG_REAL_DATA is not set: no real names to search");
        return;
    };
    let start = Instant::now();
    let index = base::base(&real, tenths);
    println!("{} addresses, built in {:.1?}, peak {} MB", index.len(), start.elapsed(), peak());
    let mut dice = Dice::new(seed);
    if let Some(text) = arguments.get(5) {
        for row in index.search(text, 8).candidates {
            println!("{row:?}\n    {}", shown(&index.describe(&row)));
        }
        return;
    }
    complete(&index);
    let truths = sample(&index, usize::try_from(queries).unwrap_or(0), which, &mut dice);
    let (mut first, mut five, mut undecided, mut undecided_five) = (0, 0, 0, 0);
    let (mut times, mut classes) = (Vec::new(), std::collections::BTreeMap::new());
    let mut slow = Vec::new();
    let repeats = number(4, 2_u64);
    let mut cold = Duration::ZERO;
    for (address, truth) in &truths {
        let noisy = noisy(truth, &mut dice);
        let start = Instant::now();
        let answer = index.search(&noisy.text, 5);
        let mut spent = start.elapsed();
        cold += spent;
        for _ in 0..repeats {
            let start = Instant::now();
            std::hint::black_box(index.search(&noisy.text, 5));
            spent = spent.min(start.elapsed());
        }
        times.push(spent);
        slow.push((spent, noisy.text.clone()));
        let described: Vec<_> = answer.candidates.iter().map(|row| index.describe(row)).collect();
        let right = described.iter().position(|row| is_right(&noisy, truth, row));
        *classes.entry((answer.class.as_str(), right == Some(0))).or_insert(0) += 1;
        first += usize::from(right == Some(0));
        five += usize::from(right.is_some());
        let open = described.first().is_some_and(|row| is_undecided(&noisy, truth, row));
        if right != Some(0) && open {
            undecided += 1;
            undecided_five += usize::from(right.is_none());
        }
        if right != Some(0) {
            print!("{}", if open { "undecided " } else { "" });
            println!(
                "{} {:?} {:?}",
                right.map_or("MISS".into(), |at| (at + 1).to_string()),
                noisy.text,
                noisy.tags
            );
            println!("    truth {address}: {}", shown(truth));
            for (row, candidate) in described.iter().zip(&answer.candidates).take(3) {
                println!("    {:4} {:?} {}", candidate.score, candidate.class, shown(row));
            }
        }
    }
    let texts: Vec<String> = slow.iter().map(|row: &(_, String)| row.1.clone()).collect();
    let (start, used) = (Instant::now(), processor());
    std::hint::black_box(index.batch(&texts, 5));
    let (spent, used) = (start.elapsed(), processor().saturating_sub(used));
    println!(
        "all again as a batch: {:.0?} of processor time a text, {:.0} texts a second",
        used / u32::try_from(texts.len().max(1)).unwrap_or(1),
        texts.len() as f64 / spent.as_secs_f64()
    );
    let all = truths.len();
    let percent = |part: usize| 100.0 * part as f64 / all.max(1) as f64;
    println!(
        "seed {seed}, {which}: {all} queries; first {:.2} %, first five {:.2} %",
        percent(first),
        percent(five)
    );
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "of these {undecided} (not in the first five: {undecided_five}) are as near to another address; without them first {:.2} %, first five {:.2} %",
        share(first, all - undecided),
        share(five, all - undecided_five)
    );
    println!("classes (answer, first is right): {classes:?}");
    print_times(times, slow, cold, repeats + 1);
}

/// Prints how long searches took: the first time, and at best.
fn print_times(
    mut times: Vec<Duration>,
    mut slow: Vec<(Duration, String)>,
    cold: Duration,
    tries: u64,
) {
    times.sort_unstable();
    slow.sort_unstable_by(|left, right| right.cmp(left));
    let all = times.len();
    let sum: Duration = times.iter().sum();
    let at = |share: usize| times[(all * share / 1000).min(all - 1)];
    println!(
        "one search (the first time: mean {:.0?}; best of {}): mean {:.0?}, p50 {:.0?}, p90 {:.0?}, p99 {:.0?}, max {:.0?}",
        cold / u32::try_from(all).unwrap_or(1),
        tries,
        sum / u32::try_from(all).unwrap_or(1),
        at(500),
        at(900),
        at(990),
        times[all - 1]
    );
    for (time, text) in slow.iter().take(6) {
        println!("    {time:.0?} {text}");
    }
}
