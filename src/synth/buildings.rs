//! Schools in the RSPO layout of 2020 and other public buildings, each at an ordinary address.

use super::gmina::{Address, Gmina};
use super::places::{
    GESIA_GORKA, LOCALITIES, NAME, SWIETOSZYN, TERC_GMINA, TOWN, ZABI_ROG, ZRODLICE,
};
use super::report::csv_line;
use super::rng::SplitMix64;

const RSPO_HEADER: &str = "Numer RSPO;Typ;Nazwa;Ulica;Numer budynku;Numer lokalu;Kod pocztowy;\
    Miejscowość;Kod terytorialny ulica;Kod terytorialny miejscowosc;Kod terytorialny gmina;\
    Telefon;Faks;E-mail;Strona www;Województwo;Powiat;Gmina;REGON;NIP;Publiczność status;\
    Kategoria uczniów;Specyfika placówki;Imię i nazwisko dyrektora;Nazwa organu prowadzącego;\
    Typ organu prowadzącego;Województwo organu prowadzącego;Powiat organu prowadzącego;\
    Gmina organu prowadzącego;Data założenia;Data likwidacji;Miejsce w strukturze;\
    Typ podmiotu nadrzędnego;RSPO podmiotu nadrzędnego;Nazwa podmiotu nadrzędnego";

/// Type, name, locality; the second school is in the building of the first.
const SCHOOLS: [(&str, &str, usize); 6] = [
    ("Szkoła podstawowa", "SZKOŁA PODSTAWOWA NR 1 W JASNYM POLU", TOWN),
    ("Przedszkole", "PRZEDSZKOLE MIEJSKIE NR 1 W JASNYM POLU", TOWN),
    ("Liceum ogólnokształcące", "LICEUM OGÓLNOKSZTAŁCĄCE W JASNYM POLU", TOWN),
    ("Szkoła podstawowa", "SZKOŁA PODSTAWOWA W ŚWIĘTOSZYNIE", SWIETOSZYN),
    ("Szkoła podstawowa", "SZKOŁA PODSTAWOWA \"LEŚNE ECHO\" W GĘSIEJ GÓRCE", GESIA_GORKA),
    ("Szkoła podstawowa", "SZKOŁA PODSTAWOWA W ŻABIM ROGU", ZABI_ROG),
];

/// Kind, name, locality.
const BUILDINGS: [(&str, &str, usize); 9] = [
    ("office", "Urząd Miejski w Jasnym Polu", TOWN),
    ("library", "Miejska Biblioteka Publiczna", TOWN),
    ("culture", "Dom Kultury \"Młyn\"", TOWN),
    ("fire_station", "Ochotnicza Straż Pożarna, Jasne Pole", TOWN),
    ("clinic", "Przychodnia Zdrowia w Jasnym Polu", TOWN),
    ("social_care", "Ośrodek Pomocy Społecznej", TOWN),
    ("fire_station", "Ochotnicza Straż Pożarna, Świętoszyn", SWIETOSZYN),
    ("waterworks", "Stacja Uzdatniania Wody Źródlice", ZRODLICE),
    ("library", "Filia biblioteczna w Żabim Rogu", ZABI_ROG),
];

/// The two files of public sites.
pub(super) struct PublicSites {
    pub(super) schools: String,
    pub(super) buildings: String,
    pub(super) sites: Vec<Site>,
}

/// An institution and its address.
pub(super) struct Site {
    pub(super) kind: &'static str,
    pub(super) name: &'static str,
    pub(super) address: usize,
}

/// Writes both files; no two sites share an address but the first two schools.
pub(super) fn write(gmina: &Gmina, seed: u64) -> PublicSites {
    let mut rng = SplitMix64::stream(seed, "public sites");
    let mut used = Vec::new();
    let mut sites = Vec::new();
    let mut schools = format!("\u{feff}{RSPO_HEADER}\r\n");
    for (position, school) in SCHOOLS.iter().enumerate() {
        let shared = used.first().copied().filter(|_| position == 1);
        let address = shared.unwrap_or_else(|| pick(gmina, school.2, &used, &mut rng));
        used.push(address);
        let kind = if school.0 == "Przedszkole" { "kindergarten" } else { "school" };
        sites.push(Site { kind, name: school.1, address });
        schools += &school_line(990_001 + position, school, &gmina.addresses[address]);
    }
    let mut buildings = "id,kind,name,terc,simc,ulic,number,lon,lat\n".to_owned();
    for (position, (kind, name, locality)) in BUILDINGS.into_iter().enumerate() {
        let address = pick(gmina, locality, &used, &mut rng);
        used.push(address);
        sites.push(Site { kind, name, address });
        let subject = &gmina.addresses[address];
        buildings += &csv_line(&[
            format!("BP-{}", position + 1),
            kind.to_owned(),
            name.to_owned(),
            LOCALITIES[locality].terc.to_owned(),
            LOCALITIES[locality].simc.to_owned(),
            ulic_or_empty(subject),
            subject.number.clone(),
            format!("{:.6}", subject.at.lon()),
            format!("{:.6}", subject.at.lat()),
        ]);
    }
    PublicSites { schools, buildings, sites }
}

/// An ordinary address on a road near the middle of its locality.
fn pick(gmina: &Gmina, locality: usize, used: &[usize], rng: &mut SplitMix64) -> usize {
    let centre = LOCALITIES[locality].centre;
    let mut free: Vec<usize> = (0..gmina.addresses.len())
        .filter(|&position| gmina.addresses[position].locality == locality)
        .filter(|&position| gmina.addresses[position].road.is_some())
        .filter(|position| !used.contains(position) && gmina.is_ordinary(*position))
        .collect();
    let distance_m = |position: &usize| gmina.addresses[*position].at.distance(centre);
    free.sort_by(|p, q| distance_m(p).total_cmp(&distance_m(q)));
    free[rng.below(free.len().div_ceil(3))]
}

/// A record with the blanks that the publisher pads some values with.
fn school_line(rspo: usize, school: &(&str, &str, usize), address: &Address) -> String {
    let (kind, name, locality) = *school;
    let locality = &LOCALITIES[locality];
    let fields = [
        &rspo.to_string(),
        kind,
        &quoted(name),
        &address.street_name(),
        &format!("{} ", address.number),
        " ",
        "00-000 ",
        locality.name,
        &ulic_or_empty(address),
        locality.simc,
        TERC_GMINA,
        " ",
        " ",
        "",
        "http://",
        "FIKCYJNE",
        "jasnopolski",
        &format!("{NAME} - gmina miejsko-wiejska"),
        " ",
        " ",
        "publiczna",
        "Dzieci lub młodzież",
        "brak specyfiki",
        "",
        "GMINA JASNE POLE",
        "Gmina",
        "FIKCYJNE",
        "jasnopolski",
        NAME,
        "1999-09-01",
        "",
        "samodzielna",
        "",
        "",
        "",
    ];
    fields.join(";") + "\r\n"
}

fn quoted(text: &str) -> String {
    if text.contains('"') { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// These two files leave "no street" empty.
pub(super) fn ulic_or_empty(address: &Address) -> String {
    address.street.map_or_else(String::new, |_| address.ulic().to_owned())
}
