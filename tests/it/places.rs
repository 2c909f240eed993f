//! Where public buildings stand, what their registers write of it, and what near fibre is.

use std::fs;
use std::path::Path;

use zasieg::place::Pl1992;

use crate::folder::Folder;
use crate::program::{diagnose, zasieg};
use crate::table::Table;

const GMINA: &str = "980201";
/// Tables of the paper gmina that are not needed.
const OWN: [&str; 18] = [
    "budynki.csv",
    "lacza.csv",
    "lokale.csv",
    "pustostany.csv",
    "popyt.csv",
    "drogi.csv",
    "kanaly.csv",
    "dzialki.csv",
    "wnioski.csv",
    "stawki.csv",
    "obowiazki.csv",
    "przeszkody.csv",
    "roboty.csv",
    "ruchome.csv",
    "tory.csv",
    "stacje.csv",
    "wezly.csv",
    "kable.csv",
];

fn paper() -> Folder {
    Folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/chapters"))
}

fn add(folder: &mut Folder, file: &str, row: &str) {
    let text = format!("{}{row}\n", folder.text(file));
    folder.set(file, text);
}

fn diagnosed(folder: &Folder) -> tempfile::TempDir {
    let dir = folder.written();
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    dir
}

/// `low,mid_twice,high,whole` of an indicator.
fn value(dir: &tempfile::TempDir, symbol: &str) -> String {
    let table = Table::read(&dir.path().join("out/indicators.csv"));
    let row = (0..table.rows.len()).find(|row| table.value(*row, "symbol") == symbol);
    let row = row.expect("the indicator");
    ["low", "mid_twice", "high", "whole"].map(|name| table.value(row, name)).join(",")
}

/// How often a code was noted of a file.
fn noted(dir: &tempfile::TempDir, file: &str, code: &str) -> usize {
    let issues = Table::read(&dir.path().join("out/issues.csv"));
    let is_it =
        |row: &usize| issues.value(*row, "file") == file && issues.value(*row, "code") == code;
    (0..issues.rows.len()).filter(is_it).count()
}

fn report(dir: &tempfile::TempDir, gmina: &str) -> String {
    let (out, run) = (dir.path().join("reports"), dir.path().join("run.toml"));
    zasieg(&[&"report", &run, &"--gmina", &gmina, &"--out", &out, &"--format", &"html"]).with(0);
    fs::read_to_string(out.join(gmina).join("raport.html")).expect("a report")
}

#[test]
fn a_building_stays_in_the_gmina_that_its_row_names() {
    // A school of the second gmina, number 77 of its locality, stands ten metres from the only address
    // of the first.
    let square = |code: &str, from: u32| {
        let (to, south, north) = (from + 5000, 400_000, 405_000);
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\",\"name\":\"G{code}\"}},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{from},{south}],[{to},{south}],\
             [{to},{north}],[{from},{north}],[{from},{south}]]]}}}}"
        )
    };
    let mut run = "as_of = 2026-06-30\nprofiles = [\"EU-2023\"]\n".to_owned();
    for (register, path, more) in [
        ("boundaries", "g.geojson", "crs = \"EPSG:2180\"\n"),
        ("address-table", "a.csv", "crs = \"EPSG:2180\"\n"),
        ("offer-table", "o.csv", ""),
        ("public-buildings", "b.csv", "crs = \"EPSG:2180\"\n"),
        ("connections", "c.csv", ""),
    ] {
        run += &format!(
            "\n[[input]]\nregister = \"{register}\"\npath = \"{path}\"\nedition = \"2026-06\"\n{more}"
        );
    }
    let gminas = [square("9801012", 500_000), square("9801022", 505_000)].join(",");
    let outlines = format!("{{\"type\":\"FeatureCollection\",\"features\":[{gminas}]}}");
    let tables = [
        ("run.toml", run.as_str()),
        ("g.geojson", &outlines),
        (
            "a.csv",
            "id,terc,simc,number,easting,northing\nM1,9801012,0000001,1,502000,402000\n\
             W1,9801022,0000002,1,507000,402000\n",
        ),
        (
            "o.csv",
            "address_id,operator,technology,down_mbps,up_mbps,reach\nM1,1,GPON,1000,300,certain\n\
             W1,1,VDSL,20,2,certain\n",
        ),
        (
            "b.csv",
            "id,kind,name,terc,simc,number,easting,northing\n\
             S1,school,Szkoła pod Lasem,9801022,0000002,77,502010,402000\n",
        ),
    ];
    // A row of the form that stands there too, of the second gmina as well.
    let place =
        zasieg::place::to_wgs84(&[Pl1992::from_metres(502_010.0, 402_000.0).expect("Poland")]);
    let place = place.expect("degrees")[0];
    let form = format!(
        "id,name,kind,terc,number,state,lon,lat\nK1,Kamera,monitoring,9801022,78,none,{:.7},{:.7}\n",
        place.lon, place.lat
    );
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in tables.into_iter().chain([("c.csv", form.as_str())]) {
        fs::write(dir.path().join(name), text).expect("written");
    }
    diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(0);
    let table = Table::read(&dir.path().join("out/buildings.csv"));
    let row = |name: &str| table.by_text("unit_ids", name)["S1"].to_owned();
    assert_eq!(table.column("gmina"), ["980102", "980102"]);
    assert_eq!(table.column("address_id"), ["", ""]);
    assert_eq!(noted(&dir, "c.csv", "outside_gmina"), 1);
    assert_eq!((row("gmina"), row("address_id")), ("980102".to_owned(), String::new()));
    assert_eq!(
        (row("address_near"), row("address_written").as_str()),
        (String::new(), "SIMC 0000002 77")
    );
    assert_eq!(row("easting"), "502010.000", "it stands where its register says");
    assert_eq!(
        (noted(&dir, "b.csv", "outside_gmina"), noted(&dir, "b.csv", "building_without_address")),
        (1, 1)
    );
    assert!(report(&dir, "980102").contains("SIMC 0000002 77 (nie ma go w bazie adresowej)"));
    assert!(!report(&dir, "980101").contains("Szkoła pod Lasem"));
}

#[test]
fn a_number_of_its_own_is_another_building_and_is_shown() {
    let mut folder = paper();
    // The parking is tied to the nearest number of the street, 1, where the school is; its camera
    // writes the same number. The office stands 20 m from A1 and writes number 99.
    add(&mut folder, "lacza.csv", "K1,Parking,parking,9802012,9910028,1a,none,,,,,,,,,,");
    add(&mut folder, "lacza.csv", "K2,Kamera,monitoring,9802012,9910028,1A,none,,,,,,,,,,");
    add(&mut folder, "budynki.csv", "P8,office,Wydział,9802012,9910011,99,501020,401000");
    let dir = diagnosed(&folder);
    let table = Table::read(&dir.path().join("out/buildings.csv"));
    let of = |name: &str, unit: &str| table.by_text("unit_ids", name)[unit].to_owned();
    let three = |unit: &str| ["address_id", "address_near", "address_written"].map(|n| of(n, unit));
    assert_eq!(three("P5"), ["B1", "false", ""]);
    assert_eq!(three("K1; K2"), ["B1", "true", "SIMC 9910028 1a"].map(str::to_owned));
    assert_eq!(three("P8"), ["A1", "true", "SIMC 9910011 99"].map(str::to_owned));
    assert_eq!(three("P1; P2"), ["A1", "false", ""]);
    // Waterworks of no address but coordinates write none.
    assert_eq!(three("P4"), ["", "", ""]);
    let html = report(&dir, GMINA);
    assert!(html.contains("SIMC 9910011 99 (najbliższy adres w bazie: SIMC 9910011 1)"));
    assert!(html.contains("<td>SIMC 9910028 1</td>"), "the school's own address");
}

#[test]
fn a_node_of_an_unstated_medium_makes_near_fibre_uncertain() {
    // 100 m from S4; 134.5 m from S3 (90 and 100). P4 stands 1.6 km away. The others have known
    // fibre within 300 m, as in the oracle.
    let mut folder = paper();
    add(&mut folder, "wezly.csv", "N3,503590,400600,");
    assert_eq!(value(&diagnosed(&folder), "J7"), "4,10,6,7");
    // No medium at all: A1 200 m, A4 250, B1 and B7 250, S3 200 and S4 219 m (90 and 200) from N2.
    let mut folder = paper();
    for file in ["wezly.csv", "kable.csv"] {
        let text = folder.text(file).replace("światłowodowe", "").replace("radiowe", "");
        folder.set(file, text);
    }
    assert_eq!(value(&diagnosed(&folder), "J7"), "0,6,6,7");
    // Fibre over 50 km away changes nothing of that.
    add(&mut folder, "wezly.csv", "N9,570000,401000,światłowodowe");
    assert_eq!(value(&diagnosed(&folder), "J7"), "0,6,6,7");
    // With words for everything and no fibre it is a certain no.
    for file in ["wezly.csv", "kable.csv"] {
        folder.set(file, paper().text(file).replace("światłowodowe", "radiowe"));
    }
    assert_eq!(value(&diagnosed(&folder), "J7"), "0,0,0,7");
}

#[test]
fn a_table_without_a_row_that_can_be_used_says_nothing() {
    for file in OWN {
        let mut folder = paper();
        let header = folder.text(file).lines().next().expect("a header").to_owned();
        folder.set(file, header + "\n");
        let dir = folder.written();
        let ended = diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(2);
        assert!(ended.stderr.contains(&format!("{file}: holds no record")), "{}", ended.stderr);
    }
    let known = |dir: &tempfile::TempDir| {
        let table = Table::read(&dir.path().join("out/indicators.csv"));
        let of = |row: usize| {
            ["symbol", "key", "low", "high", "whole", "state"]
                .map(|name| table.value(row, name))
                .join(",")
        };
        (0..table.rows.len()).map(of).collect::<Vec<String>>()
    };
    // Lines and areas without a shape are refused.
    for (register, file) in [
        ("roads", "drogi.csv"),
        ("rail", "tory.csv"),
        ("ducts", "kanaly.csv"),
        ("parcels", "dzialki.csv"),
        ("pit-cable-lines", "kable.csv"),
    ] {
        let mut folder = paper();
        let text = folder.text(file).replace("LINESTRING(", "BEZ(").replace("POLYGON((", "BEZ((");
        folder.set(file, text);
        let dir = folder.written();
        diagnose(&dir.path().join("run.toml"), &dir.path().join("out"), &[]).with(1);
        assert_eq!(known(&dir), known(&diagnosed(&paper().without(&[register]))), "{register}");
    }
}

#[test]
fn the_order_of_rows_does_not_group_contracts() {
    // Three contracts that have ended stand 4 km apart in a row; 5 km are near enough. From the middle
    // one all three are a group, from an end the third is left over.
    let told = |ids: [&str; 3], order: [usize; 3], until: [&str; 3]| {
        let mut folder = paper();
        let places = [500_500, 504_500, 508_500];
        let register =
            (0..3).map(|n| format!("{},office,Urząd {n},9802012,,,{},401000\n", ids[n], places[n]));
        let form = order.map(|n| {
            format!("{},Urząd {n},office,9802012,,,active,,,,100,10,,,{},,\n", ids[n], until[n])
        });
        let head =
            |file: &str| folder.text(file).lines().next().expect("a header").to_owned() + "\n";
        let (heads, tables) =
            ([head("budynki.csv"), head("lacza.csv")], [register.collect(), form.concat()]);
        for ((file, head), table) in ["budynki.csv", "lacza.csv"].iter().zip(heads).zip(tables) {
            folder.set(file, head + &table);
        }
        value(&diagnosed(&folder), "J8")
    };
    let ended = ["2026-01-31"; 3];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        // The lowest identifier goes first.
        assert_eq!(told(["a", "b", "c"], order, ended), "2,4,2,3", "{order:?}");
        assert_eq!(told(["b", "a", "c"], order, ended), "3,6,3,3", "{order:?}");
        // Before it the earliest end.
        let early = ["2026-01-31", "2025-12-31", "2026-01-31"];
        assert_eq!(told(["a", "b", "c"], order, early), "3,6,3,3", "{order:?}");
    }
}

#[test]
fn a_row_of_the_form_written_twice_is_one_connection() {
    let camera = "M1,Kamera przy drodze,monitoring,9802012,9910034,4,active,OP1,światłowodowe,,,,,nie,2027-01-31,50.00,fixed_other_route";
    let mut folder = paper();
    assert!(folder.text("lacza.csv").contains(camera));
    let of = |dir: &tempfile::TempDir, name: &str| {
        let table = Table::read(&dir.path().join("out/buildings.csv"));
        table.by_text("unit_ids", name)["M1"].to_owned()
    };
    add(&mut folder, "lacza.csv", camera);
    let dir = diagnosed(&folder);
    assert_eq!((of(&dir, "units"), of(&dir, "other_contracts")), ("1".to_owned(), "0".to_owned()));
    // As in the oracle.
    assert_eq!(
        (value(&dir, "J10"), value(&dir, "J8")),
        ("37,74,37,57".to_owned(), "4,9,5,5".to_owned())
    );
    assert_eq!(noted(&dir, "lacza.csv", "repeated_id"), 1);
    // Of another operator it is a second connection of the same unit: eight more questions, six of
    // them answered.
    add(&mut folder, "lacza.csv", &camera.replace("OP1", "OP2"));
    let dir = diagnosed(&folder);
    assert_eq!((of(&dir, "units"), of(&dir, "other_contracts")), ("1".to_owned(), "1".to_owned()));
    assert_eq!(value(&dir, "J10"), "43,86,43,65");
}

#[test]
fn a_row_of_premises_written_twice_is_remarked() {
    let mut folder = paper();
    add(&mut folder, "lokale.csv", "A2,1,,3,,");
    let dir = diagnosed(&folder);
    // Both count: flats of one house may have a row each. 2+1+3+2+1+4 and 1+2+1+1+2+3+5 and 4, and 1.
    assert_eq!(value(&dir, "R6"), "33,66,33,");
    assert_eq!(noted(&dir, "lokale.csv", "repeated_id"), 1);
}

#[test]
fn what_is_to_come_of_a_permit_has_not_happened() {
    let mut folder = paper();
    // The first of three decisions comes in March 2027; an application of August 2026 is none yet.
    folder.replace("wnioski.csv", "2026-03-12,granted", "2027-03-12,granted");
    add(&mut folder, "wnioski.csv", "8,lane_location,telecom,9802012,2026-08-01,,,pending");
    let dir = diagnosed(&folder);
    // 130 and 100 days; one of two tacit; in time the one of 100, of four: two are open for 166 and 170.
    assert_eq!(value(&dir, "U1"), "230,460,230,2");
    assert_eq!(value(&dir, "U2"), "1,2,1,2");
    assert_eq!(value(&dir, "U8"), "1,2,1,4");
    assert_eq!(noted(&dir, "wnioski.csv", "ignored_value"), 2);
}

#[test]
fn the_form_takes_the_words_and_numbers_of_the_report() {
    let mut folder = paper();
    for (written, shown) in [
        ("OP1,światłowodowe,GPON,1000,300", "OP1,światłowód,GPON,1 000,300"),
        ("kablowe współosiowe miedziane", "kabel współosiowy"),
        ("OP3,radiowe", "OP3,radio (FWA)"),
        ("2026-12-31,200.00,mobile", "2026-12-31,\"1\u{a0}234,50\",sieć komórkowa"),
        ("fixed_other_route", "inna trasa lub medium"),
        ("fire_station", "straż pożarna (OSP)"),
        (",none,,,,", ",nie ma łącza,,,,"),
    ] {
        folder.replace("lacza.csv", written, shown);
    }
    let dir = diagnosed(&folder);
    for code in ["unknown_word", "ignored_value"] {
        assert_eq!(noted(&dir, "lacza.csv", code), 0, "{code}");
    }
    // 12 x (1234.50 + 100 + 0 + 150) PLN by 1000 + 300 + 100 + 50 Mb/s.
    assert_eq!(value(&dir, "J5"), "1781400000,3562800000,1781400000,1450000");
    for (symbol, expected) in [("J1", "1,5,4,7"), ("J4", "1,6,5,7"), ("J9", "3,7,4,5")] {
        assert_eq!(value(&dir, symbol), expected, "{symbol}");
    }
}

#[test]
fn poles_have_no_ways_to_be_full() {
    let mut folder = paper();
    folder.set(
        "kanaly.csv",
        "id,kind,access,ways_free,wkt\n\
         L1,power_poles,open,0,\"LINESTRING(501000 401000, 501200 401000)\"\n\
         L2,cable_duct,open,0,\"LINESTRING(501000 401100, 501300 401100)\"\n",
    );
    let dir = diagnosed(&folder);
    assert_eq!(value(&dir, "U5"), "200000,400000,200000,");
    assert!(report(&dir, GMINA).contains("słupy otworów nie mają"));
}

#[test]
fn a_calendar_of_spectrum_is_what_its_table_says_of_the_gmina() {
    let told = |rows: Option<&str>| {
        let mut folder = paper();
        if let Some(rows) = rows {
            let head = "id,operator,band,code,valid_from,valid_to,due_on,duty,source\n";
            folder.set("pasma.csv", head.to_owned() + rows);
            folder.add_input("spectrum", "pasma.csv", "");
        }
        report(&folder.written(), GMINA)
    };
    let unknown = "Kalendarz pasm dla tej gminy: <strong>nie wiadomo</strong>";
    let without = told(None);
    assert!(without.contains(unknown) && without.contains("zasieg import --template spectrum"));
    // Of other gminas alone, one of an area that is no code.
    let elsewhere = "1,OpA,3600 MHz,980202;0201,2024-01-01,,,,decyzja 1\n2,OpB,700 MHz,Mazowsze,2024-01-01,,,,decyzja 2\n";
    let html = told(Some(elsewhere));
    assert!(html.contains(unknown) && !html.contains("OpA"));
    assert!(html.contains("TERYT po średnikach): 1."), "Mazowsze");
    // The country, the voivodeship, the powiat among others, the gmina with its kind; on 30 June 2026.
    let rows = "1,OpA,3600 MHz,PL,2024-01-01,2038-12-31,,,decyzja 1\n\
                2,OpB,700 MHz,98,,,2027-12-31,zasięg w szkołach,decyzja 2\n\
                3,OpC,800 MHz,0201; 9802,2026-09-01,,,,decyzja 3\n\
                4,OpD,2100 MHz,9802012,,2027-12-31,,,decyzja 4\n\
                5,OpE,2600 MHz,980202,,2027-12-31,,,decyzja 5\n\
                6,OpF,700 MHz,PL,,,,zasięg dróg,decyzja 6\n";
    let html = told(Some(rows));
    let (_, table) =
        html.split_once("<caption>Początek i koniec rezerwacji").expect("the calendar");
    let (table, _) = table.split_once("</table>").expect("its end");
    let plain = |row: &str| {
        let cells = row.split("<td>").skip(1).filter_map(|cell| cell.split_once("</td>"));
        cells.take(5).map(|(cell, _)| cell.replace('\u{a0}', " ")).collect::<Vec<_>>().join("|")
    };
    let found: Vec<String> = table.split("<tr>").skip(2).map(plain).collect();
    let expected = [
        "1 stycznia 2024 – minął|początek rezerwacji|OpA|3600 MHz|decyzja 1",
        "1 września 2026|początek rezerwacji|OpC|800 MHz|decyzja 3",
        "31 grudnia 2027|termin zobowiązania: zasięg w szkołach|OpB|700 MHz|decyzja 2",
        "31 grudnia 2027|koniec rezerwacji|OpD|2100 MHz|decyzja 4",
        "31 grudnia 2038|koniec rezerwacji|OpA|3600 MHz|decyzja 1",
        "nie wiadomo|termin zobowiązania: zasięg dróg|OpF|700 MHz|decyzja 6",
        "nie wiadomo|koniec rezerwacji|OpC|800 MHz|decyzja 3",
    ];
    assert_eq!(found, expected);
}
