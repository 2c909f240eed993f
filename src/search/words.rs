//! What Polish words of an address stand for: kinds of streets, titles, abbreviations.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a word is worth for telling names apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A word of a name.
    Plain,
    /// A kind of street: `ul.`, `al.`
    Kind,
    /// A title before a name: `gen.`, `ks.`
    Title,
}

/// Kinds of streets: short form, other forms.
const KINDS: [(&str, &[&str]); 18] = [
    ("ul", &["ulica", "ulicy", "u", "lu", "ull", "uilca", "ulca"]),
    ("al", &["aleja", "aleje", "alei"]),
    ("os", &["osiedle", "osiedlu", "osiedla"]),
    ("pl", &["plac", "placu"]),
    ("rondo", &["ronda"]),
    ("skwer", &[]),
    ("park", &[]),
    ("bulw", &["bulwar", "bulwary"]),
    ("trakt", &[]),
    ("most", &[]),
    ("pasaz", &[]),
    ("szosa", &["szosie"]),
    ("droga", &[]),
    ("wybrzeze", &["wyb"]),
    ("nabrzeze", &[]),
    ("promenada", &[]),
    ("wezel", &[]),
    ("inne", &[]),
];

/// Titles: short form, other forms.
const TITLES: [(&str, &[&str]); 34] = [
    ("gen", &["generala", "general", "genla"]),
    ("ks", &["ksiedza", "ksiadz"]),
    ("sw", &["swietego", "swietej", "swiety", "swieta", "swietych", "sww"]),
    ("im", &["imienia"]),
    ("dr", &["doktora", "doktor"]),
    ("prof", &["profesora", "profesor"]),
    ("plk", &["pulkownika", "pulkownik"]),
    ("pplk", &["podpulkownika", "ppulk"]),
    ("ppor", &["podporucznika"]),
    ("por", &["porucznika", "porucznik"]),
    ("mjr", &["majora", "major"]),
    ("kpt", &["kapitana", "kapitan"]),
    ("kard", &["kardynala", "kardynal"]),
    ("marsz", &["marszalka", "marszalek"]),
    ("bl", &["blogoslawionego", "blogoslawionej"]),
    ("bp", &["biskupa", "biskup"]),
    ("abp", &["arcybiskupa", "arcybiskup"]),
    ("rtm", &["rotmistrza", "rotmistrz"]),
    ("inz", &["inzyniera", "inzynier"]),
    ("pil", &["pilota"]),
    ("hr", &["hrabiego", "hrabiny"]),
    ("kan", &["kanonika"]),
    ("sierz", &["sierzanta"]),
    ("kpr", &["kaprala"]),
    ("plut", &["plutonowego"]),
    ("chor", &["chorazego"]),
    ("hetm", &["hetmana"]),
    ("adm", &["admirala"]),
    ("kmdr", &["komandora"]),
    ("pralata", &["pral"]),
    ("mgr", &["magistra"]),
    ("ojca", &["o"]),
    ("siostry", &["s"]),
    ("proboszcza", &["prob"]),
];

/// Other abbreviations of words that tell names apart: short forms of a full one.
const SHORT: [(&str, &[&str]); 46] = [
    ("wielkopolski", &["wlkp", "wielkop"]),
    ("mazowiecki", &["maz", "mazow"]),
    ("slaski", &["sl"]),
    ("slaska", &["sl"]),
    ("slaskie", &["sl"]),
    ("mazowiecka", &["maz", "mazow"]),
    ("wielkopolska", &["wlkp"]),
    ("wielkopolskie", &["wlkp"]),
    ("trybunalski", &["tryb"]),
    ("swietokrzyski", &["swiet", "sw"]),
    ("swietokrzyska", &["swiet", "sw"]),
    ("lubelski", &["lub"]),
    ("lubelska", &["lub"]),
    ("podlaski", &["podl"]),
    ("podlaska", &["podl"]),
    ("pomorski", &["pom"]),
    ("pomorskie", &["pom"]),
    ("gdanski", &["gd"]),
    ("gdanska", &["gd"]),
    ("kujawski", &["kuj"]),
    ("kujawska", &["kuj"]),
    ("opolski", &["op"]),
    ("warszawski", &["waw"]),
    ("warszawa", &["wwa", "waw"]),
    ("krakow", &["krk"]),
    ("lodz", &["ldz"]),
    ("nowy", &["n"]),
    ("nowa", &["n"]),
    ("nowe", &["n"]),
    ("stary", &["st", "str"]),
    ("stara", &["st", "str"]),
    ("stare", &["st", "str"]),
    ("maly", &["m"]),
    ("mala", &["m"]),
    ("male", &["m"]),
    ("wielki", &["w", "wlk"]),
    ("wielka", &["w", "wlk"]),
    ("wielkie", &["w", "wlk"]),
    ("duzy", &["d"]),
    ("duza", &["d"]),
    ("duze", &["d"]),
    ("gorny", &["g"]),
    ("gorna", &["g"]),
    ("dolny", &["d", "dln"]),
    ("dolna", &["d", "dln"]),
    ("kolonia", &["kol"]),
];

/// Numbers written as words or in Roman figures, and their digits.
const NUMBERS: [(&str, &[&str]); 26] = [
    ("1", &["i", "pierwszego", "pierwsza"]),
    ("2", &["ii", "drugiego", "druga"]),
    ("3", &["iii", "trzeciego"]),
    ("4", &["iv"]),
    ("5", &["v", "piatego"]),
    ("6", &["vi"]),
    ("7", &["vii"]),
    ("8", &["viii", "osmego"]),
    ("9", &["ix", "dziewiatego"]),
    ("10", &["x"]),
    ("11", &["xi", "jedenastego"]),
    ("12", &["xii"]),
    ("14", &["xiv"]),
    ("15", &["xv", "pietnastego"]),
    ("16", &["xvi"]),
    ("17", &["xvii"]),
    ("18", &["xviii"]),
    ("19", &["xix"]),
    ("20", &["xx"]),
    ("21", &["xxi"]),
    ("22", &["xxii", "dwudziestego"]),
    ("23", &["xxiii"]),
    ("25", &["xxv"]),
    ("30", &["xxx"]),
    ("35", &["xxxv"]),
    ("1000", &["tysiac"]),
];

/// Names that people shorten to their initials.
pub const INITIALS: [(&str, &str); 9] = [
    ("armii krajowej", "ak"),
    ("wojska polskiego", "wp"),
    ("jana pawla ii", "jp ii"),
    ("jana pawla ii", "jpii"),
    ("najswietszej maryi panny", "nmp"),
    ("komisji edukacji narodowej", "ken"),
    ("narodowych sil zbrojnych", "nsz"),
    ("tysiaclecia", "1000 lecia"),
    ("wolnosci i niezawislosci", "win"),
];

/// Words that say what follows, and tell nothing themselves.
const MARKS: [&str; 16] = [
    "gm",
    "gmina",
    "gminie",
    "gminy",
    "pow",
    "powiat",
    "powiecie",
    "powiatu",
    "woj",
    "wojewodztwo",
    "wojewodztwie",
    "wojewodztwa",
    "m",
    "msc",
    "miejscowosc",
    "miejsc",
];

/// Words that may be left over.
const FILL: [&str; 38] = [
    "w",
    "we",
    "na",
    "nr",
    "przy",
    "k",
    "kolo",
    "numer",
    "dom",
    "domu",
    "budynek",
    "bud",
    "polska",
    "poland",
    "lok",
    "lokal",
    "mieszkanie",
    "mieszk",
    "mieszkania",
    "miasto",
    "miasta",
    "wies",
    "wsi",
    "i",
    "adres",
    "poczta",
    "kod",
    "kl",
    "klatka",
    "pietro",
    "p",
    "go",
    "ego",
    "moj",
    "moja",
    "prosze",
    "sprawdz",
    "dla",
];

/// Words after which a flat's number follows.
const FLATS: [&str; 7] = ["m", "lok", "lokal", "mieszk", "mieszkanie", "mieszkania", "loku"];

/// What is known of a word that some table has.
#[derive(Default)]
struct Facts {
    kind: Option<&'static str>,
    title: Option<&'static str>,
    /// Full words that it may stand for.
    full: Vec<&'static str>,
    /// Its other spellings as a number in a name.
    numbers: Vec<&'static str>,
    marks: Option<usize>,
    is_fill: bool,
    is_flat: bool,
}

type AllFacts = FxHashMap<&'static str, Facts>;

/// The tables by word: each word of each text is looked up several times.
static FACTS: LazyLock<AllFacts> = LazyLock::new(|| {
    let mut all = AllFacts::default();
    for (short, forms) in KINDS {
        for word in std::iter::once(short).chain(forms.iter().copied()) {
            all.entry(word).or_default().kind.get_or_insert(short);
        }
    }
    for (short, forms) in TITLES {
        for word in std::iter::once(short).chain(forms.iter().copied()) {
            all.entry(word).or_default().title.get_or_insert(short);
        }
    }
    for (full, forms) in SHORT {
        for word in forms {
            all.entry(word).or_default().full.push(full);
        }
    }
    for (digits, forms) in NUMBERS {
        let spellings = || std::iter::once(digits).chain(forms.iter().copied());
        for word in spellings() {
            let others = spellings().filter(|other| *other != word);
            all.entry(word).or_default().numbers.extend(others);
        }
    }
    for (at, word) in MARKS.into_iter().enumerate() {
        all.entry(word).or_default().marks.get_or_insert(at);
    }
    for word in FILL {
        all.entry(word).or_default().is_fill = true;
    }
    for word in FLATS {
        all.entry(word).or_default().is_flat = true;
    }
    all
});

fn facts(word: &str) -> Option<&'static Facts> {
    FACTS.get(word)
}

/// The short form of a kind of street.
pub fn kind(word: &str) -> Option<&'static str> {
    facts(word)?.kind
}

/// The one form under which a word is looked up, and its role.
pub fn canonical(word: &str) -> (&str, Role) {
    match facts(word) {
        Some(Facts { kind: Some(short), .. }) => (short, Role::Kind),
        Some(Facts { title: Some(short), .. }) => (short, Role::Title),
        _ => (word, Role::Plain),
    }
}

/// All forms that stand for a canonical word.
pub fn forms(canonical: &str) -> impl Iterator<Item = &'static str> {
    let tables = KINDS.iter().chain(&TITLES);
    let row = tables.filter(move |(short, _)| *short == canonical);
    row.flat_map(|(_, other)| other.iter().copied())
}

/// Full words that a short one may stand for.
pub fn full_words(short: &str) -> impl Iterator<Item = &'static str> {
    facts(short).into_iter().flat_map(|facts| facts.full.iter().copied())
}

/// Other spellings of a number in a name: digits of Roman figures and the other way round.
pub fn other_numbers(word: &str) -> impl Iterator<Item = &'static str> {
    facts(word).into_iter().flat_map(|facts| facts.numbers.iter().copied())
}

/// Whether the next words name a gmina (0), a powiat (1) or a voivodeship (2).
pub fn marks_context(word: &str) -> Option<usize> {
    facts(word)?.marks.filter(|at| *at < 12).map(|at| at / 4)
}

/// Whether the word tells nothing.
pub fn is_mark(word: &str) -> bool {
    facts(word).is_some_and(|facts| facts.marks.is_some())
}

/// Whether the word may be left over.
pub fn is_fill(word: &str) -> bool {
    facts(word).is_some_and(|facts| facts.is_fill)
}

/// Whether the word says the country.
pub fn is_country(word: &str) -> bool {
    matches!(word, "polska" | "poland")
}

/// Whether a word after `ul.` may be a street's name, though it may be left over elsewhere: neither
/// an initial nor a preposition, a title, or a kind again.
pub fn may_name(word: &str) -> bool {
    word.len() > 2 && !matches!(word, "dla" | "ego" | "numer") && canonical(word).1 == Role::Plain
}

/// Whether a flat's number follows.
pub fn marks_flat(word: &str) -> bool {
    facts(word).is_some_and(|facts| facts.is_flat)
}
