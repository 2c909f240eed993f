//! The ladder for tables that people fill in: names for codes, rows without a number, and the
//! gmina of what has no address.

use std::collections::BTreeMap;

use crate::folder::Folder;
use crate::parquet_file::read_texts;
use crate::program::zasieg;
use crate::table::Table;

/// Addresses beside those of the sample, 12 km and more from them; E has no number, and D lies in
/// a second Łąkowo.
const MORE: &str = "id,terc,simc,locality,ulic,street,number,lon,lat\n\
                    S,9801014,9900018,Jasne Pole,,,6,19.75,53.35\n\
                    E,9801014,9900018,Jasne Pole,,,,19.76,53.36\n\
                    D,9801015,9900999,Łąkowo,,,777,19.77,53.37\n\
                    P,9801014,9900018,Jasne Pole,98999,pl. Polny,1,19.78,53.38\n\
                    U,9801014,9900018,Jasne Pole,98998,ul. Polny,1,19.79,53.39\n";

/// Identifier and rung of a row's address, and its gmina.
type Tied = (String, String, String);

/// Imports the sample with one more layer; gives each of its rows, and the codes of its issues
/// by row.
fn imported(
    register: &str,
    file: &str,
    text: &str,
    more: &str,
) -> (BTreeMap<usize, Tied>, Vec<(usize, String)>) {
    let mut folder = Folder::small();
    folder.set("wiecej.csv", MORE);
    folder.add_input("address-table", "wiecej.csv", "");
    folder.set(file, text);
    folder.add_input(register, file, more);
    let dir = folder.written();
    let out = dir.path().join("dataset");
    zasieg(&[&"import", &dir.path().join("run.toml"), &"--out", &out]).with(0);
    let addresses = read_texts(&out.join("addresses.parquet"));
    let name = if register == "public-buildings" { "buildings" } else { register };
    let layer = read_texts(&out.join(format!("{name}.parquet")));
    let has_rung = layer.header.iter().any(|column| column == "rung");
    let files = Table::read(&out.join("issues.csv"));
    let issues = files.rows.iter().filter(|row| row[3] == file);
    let issues = issues.map(|row| (row[4].parse().expect("a row"), row[0].clone()));
    // The last input of the run file.
    let number = |row: usize| layer.value(row, "source_file").parse::<u16>().expect("a number");
    let last = (0..layer.rows.len()).map(number).max();
    let mut rows = BTreeMap::new();
    for row in (0..layer.rows.len()).filter(|row| Some(number(*row)) == last) {
        let value = |name: &str| layer.value(row, name);
        let address = value("address_row").parse::<usize>().ok();
        let house = address.map(|address| {
            let value = |name: &str| addresses.value(address - 1, name);
            let id = value("address_id");
            // Identifiers of the sample are made: its house is known by its street.
            let is_made = id.starts_with("PL.");
            if is_made { format!("{} {}", value("street"), value("number")) } else { id.to_owned() }
        });
        let rung = if has_rung { value("rung") } else { "" };
        let tied = (house.unwrap_or_default(), rung.to_owned(), value("gmina").to_owned());
        rows.insert(value("source_row").parse().expect("a row"), tied);
    }
    (rows, issues.collect())
}

fn tied(house: &str, rung: &str, gmina: &str) -> Tied {
    (house.to_owned(), rung.to_owned(), gmina.to_owned())
}

/// Asserts what became of the rows, in order, and which of them name no address.
fn assert_rows(
    (rows, issues): (BTreeMap<usize, Tied>, Vec<(usize, String)>),
    expected: &[Tied],
    without: &[usize],
) {
    let expected: BTreeMap<usize, Tied> = (1..).zip(expected.iter().cloned()).collect();
    assert_eq!(rows, expected);
    let without: Vec<_> = without.iter().map(|row| (*row, "row_without_address".into())).collect();
    assert_eq!(issues, without);
}

#[test]
fn names_stand_for_codes_and_ambiguous_ones_for_none() {
    let premises = "terc,simc,locality,ulic,street,number,households\n\
                    9801014,9900018,,,ul. Kościelna,6,1\n\
                    9801014,9900018,,,,6,1\n\
                    9801014,9900018,,99999,ul. Kościelna,6,1\n\
                    9801014,9900018,,,ul. Nieznana,6,1\n\
                    ,,JASNE POLE,,ulica Koscielna,6,1\n\
                    9801014,,Jasne Pole,98010,,6,1\n\
                    ,,Łąkowo,,,777,1\n\
                    ,9900999,,,,777,1\n\
                    ,,Gdzie Indziej,,,777,1\n\
                    ,,Jasne Pole,,Polny,1,1\n\
                    ,,Jasne Pole,,Plac Polny,1,1\n\
                    ,9900018,,,Jasne Pole,6,1\n";
    let church = || tied("ul. Kościelna 6", "exact", "980101");
    let expected = [
        church(),
        tied("S", "exact", "980101"),
        // 99999 says that there is no street, whatever else is written.
        tied("S", "exact", "980101"),
        tied("", "", "980101"),
        church(),
        church(),
        tied("", "", ""),
        tied("D", "exact", "980101"),
        tied("", "", ""),
        tied("", "", "980101"),
        tied("P", "exact", "980101"),
        tied("S", "exact", "980101"),
    ];
    let found = imported("premises", "lokale.csv", premises, "");
    assert_rows(found, &expected, &[4, 7, 9, 10]);
}

#[test]
fn a_correction_may_name_its_address() {
    let corrections = "locality,street,number,field,old,new,reason,author_role,date\n\
                       Jasne Pole,ul. Kościelna,6,number,6,6 x,pismo,surveyor,04.05.2026\n";
    let found = imported("corrections", "korekty.csv", corrections, "");
    assert_rows(found, &[tied("ul. Kościelna 6 x", "exact", "980101")], &[]);
}

#[test]
fn rows_without_a_number_are_found_by_their_position() {
    // 0.000018° of latitude are 2.0 m, 0.00025° are 27.8 m; the radius is 25 m.
    let measurements = "kind,measured_on,terc,simc,ulic,number,lon,lat,down_mbps\n\
                        fixed,2026-06-01,,,,,19.75,53.350018,95\n\
                        fixed,2026-06-01,,,,,19.75,53.35025,95\n\
                        fixed,2026-06-01,9801014,9900018,98010,,,,95\n\
                        fixed,2026-06-01,9801014,9900018,98010,,19.75,53.350018,95\n\
                        fixed,2026-06-01,9801014,,,,,,95\n\
                        fixed,2026-06-01,,9900018,98010,6,19.6,53.3,95\n\
                        fixed,2026-06-01,9801014,9900018,,,,,95\n";
    let by_place = || tied("S", "coordinates", "980101");
    let expected = [
        by_place(),
        tied("", "", ""),
        tied("", "", "980101"),
        by_place(),
        tied("", "", "980101"),
        tied("ul. Kościelna 6", "exact", "980101"),
        // E has no number either: that does not make it the house.
        tied("", "", "980101"),
    ];
    let found = imported("measurements", "pomiary.csv", measurements, "");
    assert_rows(found, &expected, &[3, 7]);
}

#[test]
fn a_building_without_terc_is_found_by_its_key() {
    let buildings = "id,kind,name,simc,ulic,number,lon,lat\n\
                     B,library,Biblioteka,9900018,98010,6,19.6,53.3\n";
    let found = imported("public-buildings", "biblioteki.csv", buildings, "");
    assert_rows(found, &[tied("ul. Kościelna 6", "", "980101")], &[]);
}

#[test]
fn lines_and_areas_have_the_gmina_of_their_place() {
    let square = |lon: f64| {
        let (west, east) = (lon - 0.0005, lon + 0.0005);
        format!(
            "\"POLYGON (({west} 53.2995, {east} 53.2995, {east} 53.3005, {west} 53.3005, \
             {west} 53.2995))\""
        )
    };
    // 18° is far from the sample.
    let areas =
        format!("down_mbps,up_mbps,wkt\n100,10,{}\n100,10,{}\n", square(19.6), square(18.0));
    let inside = || tied("", "", "980101");
    let outside = || tied("", "", "");
    let found = imported("coverage-areas", "obszary.csv", &areas, "crs = \"EPSG:4326\"\n");
    assert_rows(found, &[inside(), outside()], &[]);
    let road = |from: f64, to: f64| {
        serde_json::json!({
            "type": "Feature",
            "properties": {"highway": "residential"},
            "geometry": {"type": "LineString", "coordinates": [[from, 53.3], [to, 53.3]]},
        })
    };
    let roads = serde_json::json!({
        "type": "FeatureCollection", "features": [road(19.6, 18.0), road(18.0, 19.6)],
    });
    let found = imported("roads", "drogi.geojson", &roads.to_string(), "");
    assert_rows(found, &[inside(), outside()], &[]);
}
