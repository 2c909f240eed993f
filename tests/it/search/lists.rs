//! Lists as people make them: columns without names, blank cells, other codings, other systems.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zasieg::place::{Crs, from_pl1992, to_pl1992};

use crate::folder::{Folder, address_rows};
use crate::program::zasieg;
use crate::table::Table;

/// A sample with some of its rows, whose text and place nobody shares.
struct Asked {
    dir: TempDir,
    base: Table,
    rows: Vec<usize>,
}

/// What came back of a list, and what was said.
struct Got {
    answer: Table,
    said: String,
}

impl Asked {
    fn new() -> Self {
        let sample = Folder::small();
        let base = sample.table("adresy.csv");
        let [street, id, lat] =
            ["Ulica", "gml_id", "Szerokość geograficzna"].map(|name| base.column(name));
        let lon = base.column("Długość geograficzna");
        let is_alone = |row: usize| {
            (0..lat.len()).filter(|at| (lat[*at], lon[*at]) == (lat[row], lon[row])).count() == 1
        };
        let keys = address_rows(&base);
        let rows = keys.values().filter(|rows| rows.len() == 1).map(|rows| rows[0] - 1);
        let is_told = |row: &usize| {
            [street[*row], id[*row], lat[*row]].iter().all(|value| !value.is_empty())
                && is_alone(*row)
        };
        let rows: Vec<usize> = rows.filter(is_told).take(24).collect();
        assert_eq!(rows.len(), 24);
        Self { dir: sample.written(), base, rows }
    }

    fn value(&self, row: usize, column: &str) -> &str {
        self.base.value(row, column)
    }

    fn ids(&self) -> Vec<&str> {
        self.rows.iter().map(|row| self.value(*row, "gml_id")).collect()
    }

    /// Locality, street and number of a row.
    fn names(&self, row: usize) -> [&str; 3] {
        ["Miejscowość", "Ulica", "Nr porządkowy"].map(|name| self.value(row, name))
    }

    fn lines(&self, line: impl Fn([&str; 3]) -> String) -> String {
        self.rows.iter().map(|row| line(self.names(*row)) + "\n").collect()
    }

    fn ask(&self, bytes: impl AsRef<[u8]>) -> Got {
        let path = |name: &str| -> PathBuf { self.dir.path().join(name) };
        let (run, list, out) = (path("run.toml"), path("lista.csv"), path("wynik.csv"));
        fs::write(&list, bytes).expect("writable");
        let said = asked(&run, &list, &out);
        Got { answer: Table::read(&out), said }
    }
}

fn asked(run: &Path, list: &Path, out: &Path) -> String {
    zasieg(&[&"check", &run, &"--batch", &list, &"--out", &out, &"--force"]).with(0).stderr
}

#[test]
fn localities_are_known_by_their_values() {
    let asked = Asked::new();
    let lines = asked.lines(|[place, street, number]| format!("Jan Kos;{place};{street};{number}"));
    let got = asked.ask(format!("kto;mj;ulica;nr domu\n{lines}"));
    assert_eq!(got.answer.column("address_id"), asked.ids());
    assert!(got.said.contains("column \"mj\" is read as the locality"), "{}", got.said);
    // A column with the right name is not asked for its values.
    let lines = asked.lines(|[place, street, number]| format!("{place};{place};{street};{number}"));
    let got = asked.ask(format!("wies_nazwa;miejscowość;ulica;nr domu\n{lines}"));
    assert!(!got.said.contains("is read as"), "{}", got.said);
}

#[test]
fn street_and_number_without_a_place_have_no_status() {
    let asked = Asked::new();
    // What stands in the second column is no locality that is known: it may be that of the address.
    let lines = asked.lines(|[_, street, number]| format!("Zmyślin;{street};{number}"));
    let got = asked.ask(format!("mj;ulica;nr domu\n{lines}"));
    let kinds = got.answer.column("match");
    assert!(kinds.iter().all(|kind| ["hint", "ambiguous"].contains(kind)), "{kinds:?}");
    assert!(kinds.contains(&"hint"), "{kinds:?}");
    for (kind, note) in kinds.iter().zip(got.answer.column("match_note")) {
        assert_eq!(note == "no_locality", *kind == "hint", "{kind} {note}");
    }
    assert!(got.answer.column("eu_2023_today").iter().all(|status| status.is_empty()));
    assert!(got.said.contains("not recognised: mj"), "{}", got.said);
    // Without such a column what is there once is meant.
    let lines = asked.lines(|[_, street, number]| format!("{street};{number}"));
    let got = asked.ask(format!("ulica;nr domu\n{lines}"));
    let n_hints = got.answer.column("match").iter().filter(|kind| **kind == "hint").count();
    assert_eq!((n_hints, got.said.contains("not recognised")), (0, false), "{}", got.said);
    // Nor where the address itself tells the place.
    let lines =
        asked.lines(|[place, street, number]| format!("Jan Kos;\"{street} {number}, {place}\""));
    let got = asked.ask(format!("kto;adres\n{lines}"));
    assert_eq!(got.answer.column("address_id"), asked.ids());
    assert!(!got.said.contains("not recognised"), "{}", got.said);
}

#[test]
fn blank_cells_beyond_the_header_tell_nothing() {
    let asked = Asked::new();
    let [place, street, number] = asked.names(asked.rows[0]);
    let got = asked.ask(format!(
        "miejscowość;ulica;nr domu\n{place};{street};{number};\n{place};{street};{number};; \n\
         {place};{street};{number};x\n{place};{street}\n"
    ));
    let id = asked.ids()[0];
    assert_eq!(got.answer.column("address_id"), [id, id, "", ""]);
    assert_eq!(got.answer.column("match")[2..], ["unreadable", "unreadable"]);
    assert_eq!(got.answer.column("ulica"), [street, street, "", ""]);
    // Columns without a name that only some rows have.
    let got = asked.ask(format!(
        "miejscowość;ulica;nr domu;;\n{place};{street};{number}\n{place};{street};{number};;\n"
    ));
    assert_eq!(got.answer.column("address_id"), [id, id]);
}

#[test]
fn latin_2_is_read() {
    let asked = Asked::new();
    let lines = asked.lines(|[place, street, number]| format!("{place};{street};{number};ąśź"));
    let text = format!("miejscowość;ulica;nr domu;uwagi\n{lines}");
    for (name, coding) in
        [("ISO 8859-2", encoding_rs::ISO_8859_2), ("windows-1250", encoding_rs::WINDOWS_1250)]
    {
        let (bytes, _, is_lossy) = coding.encode(&text);
        assert!(!is_lossy && bytes[..] != *text.as_bytes());
        let got = asked.ask(bytes);
        assert_eq!(got.answer.column("address_id"), asked.ids(), "{name}");
        assert_eq!(got.answer.column("uwagi")[0], "ąśź", "{name}");
    }
}

#[test]
fn coordinates_are_read_in_the_order_and_system_that_their_range_tells() {
    let asked = Asked::new();
    let degrees: Vec<(f64, f64)> = asked
        .rows
        .iter()
        .map(|row| {
            let [lon, lat] = ["Długość geograficzna", "Szerokość geograficzna"]
                .map(|name| asked.value(*row, name).parse().expect("degrees"));
            (lon, lat)
        })
        .collect();
    let points = to_pl1992(&degrees, &Crs::wgs84()).expect("PROJ");
    let points: Vec<_> = points.into_iter().flatten().collect();
    let near = |header: &str, pairs: Vec<(f64, f64)>| {
        let lines = pairs.iter().map(|(first, second)| format!("{first:.8};{second:.8}\n"));
        let got = asked.ask(format!("{header}\n{}", lines.collect::<String>()));
        assert_eq!(got.answer.column("match"), ["nearest"; 24], "{header}");
        assert_eq!(got.answer.column("address_id"), asked.ids(), "{header}");
        got.said
    };
    let turn = |pairs: &[(f64, f64)]| pairs.iter().map(|(a, b)| (*b, *a)).collect::<Vec<_>>();
    assert!(!near("lon;lat", degrees.clone()).contains("exchanged"));
    assert!(near("lon;lat", turn(&degrees)).contains("exchanged, by their range, in 24 rows"));
    near("x;y", turn(&degrees));
    // X of surveyors is the northing.
    let metres: Vec<(f64, f64)> = points.iter().map(|p| (p.easting(), p.northing())).collect();
    assert!(!near("x;y", metres.clone()).contains("northing first"));
    assert!(near("x;y", turn(&metres)).contains("metres read northing first"));
    // PL-2000, zone 7: the sample lies between 19.5° and 22.5°.
    let zone = Crs::parse("EPSG:2178").expect("PROJ");
    let zoned = from_pl1992(&points, &zone).expect("PROJ");
    let zoned: Vec<(f64, f64)> = zoned.into_iter().flatten().collect();
    assert!(zoned.iter().all(|(easting, _)| (7.3e6..7.7e6).contains(easting)), "{zoned:?}");
    near("y;x", zoned.clone());
    near("x;y", turn(&zoned));
    let texts = zoned.iter().map(|(e, n)| format!("\"{n:.2} {e:.2}\"\n"));
    let got = asked.ask(format!("gps\n{}", texts.collect::<String>()));
    assert_eq!(got.answer.column("address_id"), asked.ids());
    let texts = degrees.iter().map(|(lon, lat)| format!("SRID=4326;POINT({lon} {lat})\n"));
    let got = asked.ask(format!("wkt\n{}", texts.collect::<String>()));
    assert_eq!(got.answer.column("address_id"), asked.ids());
}
