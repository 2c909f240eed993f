//! PRG address points as a stream: a file in the structure of 2021 whose links all point forward
//! (points first, what they link to last), read through the public reader, SHA-256 included.
//!
//! `ZASIEG_PRG_BYTES` is the size of the file, 200 MB where it is not set; `TMPDIR` says where the
//! file is made. CPU seconds are user and system time of this process, all threads.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use zasieg::model::FileId;
use zasieg::sources::{Tally, prg_files, read_prg};

/// Addresses of a locality, and of a street: 8.5 million, 100 000 and 300 000 in the country.
const POINTS_OF_LOCALITY: usize = 85;
const POINTS_OF_STREET: usize = 28;
/// The kernel counts processor time in hundredths of a second.
const TICKS: f64 = 100.0;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<gml:FeatureCollection xmlns:gml=\"http://www.opengis.net/gml/3.2\"
\txmlns:xlink=\"http://www.w3.org/1999/xlink\"
\txmlns:prgad=\"https://geoportal.gov.pl/schemas/prgad/1.0\">
";
const FOOT: &str = "</gml:FeatureCollection>\n";

/// A `gml:id`.
fn id(kind: char, n: usize) -> String {
    format!(
        "PL.ZIPIN.2418.EMUiA_{kind}{n:07x}-f492-4aac-958c-46308d4b4ad1_2025-10-14T14_05_46_02_00"
    )
}

/// Start of a feature up to its own elements.
fn head(class: &str, id: &str, n: usize) -> String {
    format!(
        "\t<gml:featureMember>\n\t\t<prgad:{class}\n\t\t\tgml:id=\"{id}\">\n\t\t\t<prgad:idIIP>\n\
         \t\t\t\t<prgad:AD_IdentyfikatorIIP>\n\
         \t\t\t\t\t<prgad:lokalnyId>{n:08x}-c2ac-4951-ae9a-fe1932ffecfb</prgad:lokalnyId>\n\
         \t\t\t\t\t<prgad:przestrzenNazw>PL.PZGIK.200</prgad:przestrzenNazw>\n\
         \t\t\t\t\t<prgad:wersjaId>2025-10-14T14:05:46+02:00</prgad:wersjaId>\n\
         \t\t\t\t</prgad:AD_IdentyfikatorIIP>\n\t\t\t</prgad:idIIP>\n\
         \t\t\t<prgad:poczatekWersjiObiektu>2025-10-14T14:05:46</prgad:poczatekWersjiObiektu>\n"
    )
}

fn foot(class: &str) -> String {
    format!("\t\t</prgad:{class}>\n\t</gml:featureMember>\n")
}

fn position(n: usize) -> String {
    let (east, north) = (n % 1000, n / 1000 % 1000);
    format!(
        "\t\t\t<prgad:georeferencja>\n\
         \t\t\t\t<gml:Point srsName=\"EPSG:2180\" srsDimension=\"2\">\n\
         \t\t\t\t\t<gml:pos>{}.83 {}.27</gml:pos>\n\t\t\t\t</gml:Point>\n\
         \t\t\t</prgad:georeferencja>\n",
        238_000 + east,
        519_000 + north
    )
}

fn point(n: usize) -> String {
    let mut text = head("AD_PunktAdresowy", &id('a', n), n);
    text += &format!("\t\t\t<prgad:numerPorzadkowy>{}A</prgad:numerPorzadkowy>\n", n % 150 + 1);
    text += &position(n);
    text += "\t\t\t<prgad:kodPocztowy>69-200</prgad:kodPocztowy>\n\
             \t\t\t<prgad:dataNadania>2012-04-27</prgad:dataNadania>\n";
    let (locality, street) = (id('b', n / POINTS_OF_LOCALITY), id('c', n / POINTS_OF_STREET));
    text += &format!("\t\t\t<prgad:miejscowosc\n\t\t\t\txlink:href=\"#{locality}\" />\n");
    text += &format!("\t\t\t<prgad:ulica2\n\t\t\t\txlink:href=\"#{street}\" />\n");
    text + &foot("AD_PunktAdresowy")
}

fn locality(n: usize) -> String {
    let mut text = head("AD_Miejscowosc", &id('b', n), n);
    text += &format!(
        "\t\t\t<prgad:nazwa>Żubrów Średni {n}</prgad:nazwa>\n\
         \t\t\t<prgad:rodzaj>01</prgad:rodzaj>\n\
         \t\t\t<prgad:identyfikatorSIMC>{:07}</prgad:identyfikatorSIMC>\n\
         \t\t\t<prgad:identyfikatorPRNG />\n{}\
         \t\t\t<prgad:TERYTGminy>0807043</prgad:TERYTGminy>\n",
        n % 10_000_000,
        position(n)
    );
    text + &foot("AD_Miejscowosc")
}

fn street(n: usize) -> String {
    let mut text = head("AD_UlicaPlac", &id('c', n), n);
    text += "\t\t\t<prgad:geometria>\n\
             \t\t\t\t<gml:LineString srsName=\"EPSG:2180\" srsDimension=\"2\">\n\
             \t\t\t\t\t<gml:posList>245281.43 522942.51 245284.55 522943.68 245300.37 522958.14 \
             245283.38 522983.14 245273.42 522980.6 245276.55 522947.4</gml:posList>\n\
             \t\t\t\t</gml:LineString>\n\t\t\t</prgad:geometria>\n";
    text += &format!(
        "\t\t\t<prgad:nazwaPelna>Inwalidów Wojennych</prgad:nazwaPelna>\n\
         \t\t\t<prgad:rodzaj>1</prgad:rodzaj>\n\
         \t\t\t<prgad:TERYTNazwa1>Inwalidów Wojennych</prgad:TERYTNazwa1>\n\
         \t\t\t<prgad:identyfikatorULIC>{:05}</prgad:identyfikatorULIC>\n\
         \t\t\t<prgad:miejsce xlink:href=\"#{}\" />\n",
        n % 99_999,
        id('b', n * POINTS_OF_STREET / POINTS_OF_LOCALITY)
    );
    for n in n * POINTS_OF_STREET..(n + 1) * POINTS_OF_STREET {
        text += &format!("\t\t\t<prgad:adres2\n\t\t\t\txlink:href=\"#{}\" />\n", id('a', n));
    }
    text + &foot("AD_UlicaPlac")
}

/// Writes a file of about `n_bytes`; gives the number of points.
fn generate(path: &Path, n_bytes: u64) -> usize {
    let file = File::create(path).expect("a writable folder");
    let mut writer = BufWriter::with_capacity(1 << 20, file);
    let mut put = |text: &str| {
        writer.write_all(text.as_bytes()).expect("space for the file; see TMPDIR");
        text.len() as u64
    };
    put(HEAD);
    let (mut written, mut n_points) = (0, 0);
    let n_bytes_of_street = street(0).len() as u64 / POINTS_OF_STREET as u64;
    // Streets and localities follow; what they will take is counted with each point.
    while written < n_bytes {
        written += put(&point(n_points)) + n_bytes_of_street + 15;
        n_points += 1;
    }
    for n in 0..n_points.div_ceil(POINTS_OF_STREET) {
        put(&street(n));
    }
    for n in 0..n_points.div_ceil(POINTS_OF_LOCALITY) {
        put(&locality(n));
    }
    put(FOOT);
    writer.flush().expect("space for the file; see TMPDIR");
    n_points
}

/// User and system time of this process, in seconds.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    // The name, in parentheses, may hold spaces; the times are the 14th and 15th field.
    let (_, rest) = stat.rsplit_once(')').expect("a name in parentheses");
    let times = rest.split_whitespace().skip(11).take(2);
    times.map(|ticks| ticks.parse::<f64>().expect("a number")).sum::<f64>() / TICKS
}

/// Most memory this process has had in use, in MB.
fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux");
    let kibibytes = line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number");
    kibibytes * 1024 / 1_000_000
}

// Sizes are far below 2^52.
#[allow(clippy::cast_precision_loss)]
fn main() {
    let asked = std::env::var("ZASIEG_PRG_BYTES").unwrap_or_else(|_| "200000000".to_owned());
    let n_bytes = asked.replace('_', "").parse().expect("ZASIEG_PRG_BYTES is a number");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("NOWE_bench_08_lubuskie.gml");
    let n_points = generate(&path, n_bytes);
    let n_bytes = fs::metadata(&path).expect("written").len();
    let as_of = "2026-06-30".parse().expect("a day");
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let files = prg_files(&path, "prg.gml").expect("readable").expect("GML");
    let mut tally = Tally::new(FileId(0));
    let (n_rows, n_numbers, seen) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let on_bytes = |n_bytes| seen.set(seen.get() + n_bytes);
    let sha256 = read_prg(&files[0], as_of, &on_bytes, &mut tally, |row, _| {
        n_rows.set(n_rows.get() + 1);
        let is_whole = row.terc.is_some() && row.ulic.is_some() && row.position.is_some();
        n_numbers.set(n_numbers.get() + usize::from(is_whole && row.number.ends_with('A')));
    });
    let sha256 = sha256.expect("a good file");
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    assert_eq!((n_rows.get(), n_numbers.get()), (n_points, n_points), "every point, whole");
    assert_eq!(seen.get(), files[0].size, "both passes read the file once");
    assert_eq!(sha256.len(), 64);
    let megabytes = n_bytes as f64 / 1e6;
    println!(
        "prg: {n_points} rows, {megabytes:.0} MB, {cpu:.2} CPU s, {wall:.2} s, {:.0} MB per CPU s, \
         peak {} MB resident",
        megabytes / cpu,
        peak_megabytes()
    );
}
