//! PRG address points as GML: both structures, read by hand and by the reader, and files that
//! nobody should trust.

use std::fs;

use chrono::NaiveDate;
use proptest::prelude::*;
use zasieg::model::{FileId, IssueCode};
use zasieg::sources::{AddressRow, SourceError, Tally, read_prg_bytes};

const OLD: &str = include_str!("../fixtures/prg/model2012.xml");
const NEW: &str = include_str!("../fixtures/prg/model2021.gml");

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day")
}

/// A row as `id|terc|simc|locality|ulic|street|number|easting northing` in millimetres.
fn shown(row: &AddressRow) -> String {
    fn text<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(String::new, |value| value.to_string())
    }
    let position = row.position.map(|p| format!("{} {}", p.easting_mm(), p.northing_mm()));
    let (terc, simc, ulic) = (text(row.terc), text(row.simc), text(row.ulic));
    let values = [&row.id, &terc, &simc, &row.locality, &ulic, &row.street, &row.number];
    let values: Vec<&str> = values.into_iter().map(String::as_str).collect();
    format!("{}|{}", values.join("|"), text(position))
}

/// Rows and issues (code, row) of a file.
struct Read {
    rows: Vec<String>,
    issues: Vec<(IssueCode, u32)>,
    n_points: u64,
}

fn read(bytes: &[u8]) -> Result<Read, SourceError> {
    let mut tally = Tally::new(FileId(0));
    let mut rows = Vec::new();
    read_prg_bytes("a.gml", bytes, as_of(), &mut tally, |row, _| rows.push(shown(&row)))?;
    tally.issues.sort();
    let issues = tally.issues.kept().iter().map(|issue| (issue.code, issue.origin.row));
    Ok(Read { rows, issues: issues.collect(), n_points: tally.rows_read })
}

fn good(text: &str) -> Read {
    read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

/// The message of a file that must be refused.
fn refused(bytes: &[u8]) -> String {
    match read(bytes) {
        Ok(read) => panic!("{} rows were read", read.rows.len()),
        Err(error) => error.to_string(),
    }
}

fn assert_says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "no {part:?} in: {message}");
    }
}

/// A text of the fixture exchanged; it must be there.
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "the fixture holds {old}");
    text.replacen(old, new, 1)
}

const NEW_ROWS: [&str; 5] = [
    "00000001-f492-4aac-958c-46308d4b4ad1|9801014|9900113|Jasne Pole|00098|ul. Wał Źródlany|21A|\
     500100250 300500500",
    "00000002-f492-4aac-958c-46308d4b4ad1|9801015|9900136|Górki &  Ł\"owiń\"|||7.|\
     500900000 300100000",
    "00000003-f492-4aac-958c-46308d4b4ad1|9801014|9900113|Jasne Pole|||3|500300000 300300000",
    "00000004-f492-4aac-958c-46308d4b4ad1||||00105|Plac Kasztanowy|4|500400000 300400000",
    "PL.ZIPIN.9801.EMUiA_p6_2025-10-14T14_05_46_02_00|9801014|9900113|Jasne Pole||\
     al. Tadeusza Kościuszki|6 b|500600000 300600000",
];
const OLD_ROWS: [&str; 2] = [
    "10000001-0a6a-44b4-972a-1e6c4ec0d4ca|9801013|9900113|Jasne Pole|00121|Źródlana|2|\
     500100370 300500140",
    "10000002-0a6a-44b4-972a-1e6c4ec0d4ca|9801012|9900113|Jasne Pole|||3A|500900000 300100000",
];

#[test]
fn the_structure_of_2021_is_read_as_by_hand() {
    let read = good(NEW);
    assert_eq!(read.rows, NEW_ROWS);
    assert_eq!(read.n_points, 6);
    // The street of 3 and the locality of 4 are nowhere, that of 6 has no code; 5 ended that day.
    let dangling = IssueCode::DanglingLink;
    let expected = [(dangling, 3), (dangling, 4), (IssueCode::EndedAddress, 5), (dangling, 6)];
    assert_eq!(read.issues, expected);
}

#[test]
fn the_structure_of_2012_is_read_as_by_hand() {
    let read = good(OLD);
    assert_eq!(read.rows, OLD_ROWS);
    assert_eq!((read.n_points, read.issues), (2, vec![(IssueCode::PlannedAddress, 2)]));
}

/// The fixture's features, each with its `featureMember`, and what stands around them.
fn features_of_new() -> (String, Vec<String>, String) {
    let (open, close) = ("\t<gml:featureMember>", "</gml:featureMember>\n");
    let mut parts: Vec<String> = NEW.split_inclusive(close).map(str::to_owned).collect();
    let tail = parts.pop().expect("the root's end tag");
    let start = parts[0].find(open).expect("a feature");
    let head = parts[0][..start].to_owned();
    parts[0].drain(..start);
    (head, parts, tail)
}

#[test]
fn the_order_of_features_does_not_matter() {
    let (head, features, tail) = features_of_new();
    assert_eq!(features.len(), 11);
    let mut expected = NEW_ROWS.map(str::to_owned);
    expected.sort();
    // Eleven is prime, so each step from 1 to 10 visits every feature.
    for step in 1..11 {
        let text: String = (0..11).map(|n| features[n * step % 11].as_str()).collect();
        let mut read = good(&format!("{head}{text}{tail}"));
        read.rows.sort();
        assert_eq!(read.rows, expected, "step {step}");
        assert_eq!(read.issues.len(), 4, "step {step}");
    }
}

#[test]
fn both_structures_may_stand_in_one_file() {
    let inner = |text: &str, tag: &str| {
        let start = text.find(&format!("<gml:{tag}>")).expect("features");
        text[start..text.rfind("</gml:FeatureCollection>").expect("a root")].to_owned()
    };
    let both = [inner(OLD, "featureMembers"), inner(NEW, "featureMember")].concat();
    let read = good(&format!("<gml:FeatureCollection>{both}</gml:FeatureCollection>"));
    assert_eq!(read.rows, [&OLD_ROWS[..], &NEW_ROWS].concat());
}

#[test]
fn prefixes_and_forms_of_text_do_not_matter() {
    let (spaced, crlf) = ("</prgad:AD_PunktAdresowy >", NEW.replace('\n', "\r\n"));
    for text in [
        NEW.replace("prgad:", "x:"),
        NEW.replace("prgad:", ""),
        NEW.replace("</prgad:AD_PunktAdresowy>", spaced),
        format!("\u{feff}{NEW}"),
        crlf,
        with(NEW, "21A", "&#50;1&#x41;"),
        with(NEW, "21A", "<![CDATA[2]]><!-- x -->1A"),
        with(NEW, "EPSG:2180\" srsDimension=\"2\"", "EPSG:2180\" a=\"&lt;>\""),
    ] {
        assert_eq!(good(&text).rows, NEW_ROWS);
    }
}

/// What a change of a fixture adds: the first row that is new, and the issues.
fn spoiled(text: &str, old: &str, new: &str) -> (Option<String>, Vec<(IssueCode, u32)>) {
    let (before, after) = (good(text), good(&with(text, old, new)));
    let mut added = after.issues;
    for issue in &before.issues {
        let held = added.iter().position(|other| other == issue);
        added.remove(held.unwrap_or_else(|| panic!("{issue:?} is gone")));
    }
    let first = after.rows.into_iter().find(|row| !before.rows.contains(row));
    (first, added)
}

#[test]
fn one_spoiled_value_is_one_issue() {
    use IssueCode as Code;
    let position = "500100.25 300500.5";
    // Fixture, what is exchanged for what, the new issue, its row, and whether a row changes.
    let cases = [
        (NEW, "#PL.ZIPIN.9801.EMUiA_u1_", "#x", Code::DanglingLink, 1, true),
        (NEW, ">21A<", "> <", Code::MissingValue, 1, false),
        (NEW, ">00098<", ">0009x<", Code::BadCode, 1, false),
        (NEW, ">00098<", ">98<", Code::RestoredZeros, 1, false),
        (NEW, ">00098<", "><", Code::DanglingLink, 1, true),
        (NEW, ">9900136<", "><", Code::DanglingLink, 2, true),
        (NEW, ">9801015<", ">98o1015<", Code::BadCode, 2, false),
        (NEW, position, "", Code::MissingCoordinates, 1, true),
        (NEW, position, "500100.25", Code::BadCoordinate, 1, true),
        (NEW, position, "500100,25 300500,5", Code::BadCoordinate, 1, true),
        (NEW, position, "500100.25 NaN", Code::BadCoordinate, 1, true),
        (NEW, position, "500100.25 1e300", Code::OutsidePoland, 1, true),
        (NEW, position, "50.1 19.2", Code::OutsidePoland, 1, true),
        (NEW, "EPSG:2180", "EPSG:4326", Code::BadCoordinate, 1, true),
        (NEW, ">21A<", ">21\u{fffd}<", Code::DamagedText, 1, true),
        (OLD, ">istniejacy<", ">wTrakcieBudowy<", Code::PlannedAddress, 1, false),
        (OLD, "gml:id=\"PL.PZGIK.200_4stary\"", "gml:id=\"x\"", Code::DanglingLink, 2, true),
        (OLD, "gml:id=\"PL.ZIPIN.9801.EMUiA_s1\"", "", Code::DanglingLink, 1, true),
        (OLD, ">00121<", ">121 2<", Code::BadCode, 1, false),
    ];
    for (text, old, new, code, row, changes) in cases {
        let (changed, added) = spoiled(text, old, new);
        assert_eq!(added, [(code, row)], "{old} → {new}");
        assert_eq!(changed.is_some(), changes, "{old} → {new}");
    }
}

#[test]
fn a_version_that_has_ended_is_no_address() {
    let ends = [
        ("2026-07-01T00:00:00", None),
        ("2026-06-30", Some(IssueCode::EndedAddress)),
        ("2025-01-01T12:00:00", Some(IssueCode::EndedAddress)),
        ("30.06.2026", Some(IssueCode::BadDate)),
    ];
    for (day, code) in ends {
        let expected: Vec<_> = code.map(|code| (code, 1)).into_iter().collect();
        let number = "<prgad:numerPorzadkowy>21A";
        let end = format!("<prgad:koniecWersjiObiektu>{day}</prgad:koniecWersjiObiektu>{number}");
        assert_eq!(spoiled(NEW, number, &end).1, expected, "{day}");
        let since = "<prg-ad:waznyOd>2022-09-09</prg-ad:waznyOd>";
        let end = format!("{since}<prg-ad:waznyDo>{day}</prg-ad:waznyDo>");
        assert_eq!(spoiled(OLD, since, &end).1, expected, "{day}");
    }
}

#[test]
fn the_component_in_force_is_taken_wherever_it_stands() {
    // The gmina in force stands after the ended one in the fixture; here it stands before it.
    let (ended, current) = ("PL.PZGIK.200_4stary\" />", "PL.PZGIK.200_4\" />");
    let swapped = OLD.replacen(ended, "@", 1).replacen(current, ended, 1).replacen('@', current, 1);
    assert_ne!(swapped, OLD);
    assert_eq!(good(&swapped).rows, OLD_ROWS);
    // Both have ended: the later end is better.
    let second = "<prg-ad:idTERYT>9801013</prg-ad:idTERYT>";
    let end = |day: &str| with(OLD, second, &format!("{second}<bt:waznyDo>{day}</bt:waznyDo>"));
    assert_eq!(good(&end("2024-06-28")).rows[0], OLD_ROWS[0]);
    assert_eq!(good(&end("2024-06-26")).rows[0], OLD_ROWS[0].replace("9801013", "9801012"));
}

#[test]
fn a_doctype_and_entities_are_refused() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<gml:FeatureC";
    let at = NEW.find("<gml:FeatureC").expect("a root");
    assert_says(
        &refused(with(NEW, "<gml:FeatureC", bomb).as_bytes()),
        &["a.gml", &format!("byte {at}"), "DOCTYPE", "not expanded"],
    );
    let outside = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">\n<gml:FeatureC";
    assert_says(&refused(with(NEW, "<gml:FeatureC", outside).as_bytes()), &["DOCTYPE"]);
    let within = with(NEW, "21A", "21<!DOCTYPE x>A");
    assert_says(&refused(within.as_bytes()), &["DOCTYPE"]);
    let at = NEW.find("21A").expect("a number") + 2;
    let entity = with(NEW, "21A", "21&xxe;A");
    assert_says(&refused(entity.as_bytes()), &["a.gml", &format!("byte {at}"), "&xxe;"]);
    let attribute = with(NEW, "#PL.ZIPIN.9801.EMUiA_u1_", "#&xxe;");
    assert_says(&refused(attribute.as_bytes()), &["a.gml", "byte", "xxe"]);
}

#[test]
fn deep_nesting_is_refused() {
    let nested = |n: usize| "<a>".repeat(n) + "x" + &"</a>".repeat(n);
    for place in ["<gml:featureMember>", "<prgad:numerPorzadkowy>21A", "<prgad:nazwa>Jasne"] {
        let text = with(NEW, place, &format!("{}{place}", nested(100_000)));
        assert_says(&refused(text.as_bytes()), &["a.gml", "byte", "64 deep"]);
        let text = with(NEW, place, &format!("{}{place}", nested(50)));
        assert_eq!(good(&text).rows, NEW_ROWS);
    }
    let bare = "<a>".repeat(1_000_000);
    assert_says(&refused(bare.as_bytes()), &["byte 192", "64 deep"]);
}

#[test]
fn huge_values_are_refused() {
    let long = |n: usize| "x".repeat(n);
    let cases = [
        // A number, a name and a link that are kept.
        ("21A", long(5_000), "4096 bytes"),
        ("Jasne Pole", long(5_000), "4096 bytes"),
        ("#PL.ZIPIN.9801.EMUiA_u1_", format!("#{}", long(5_000)), "4096 bytes"),
        // A point that is longer than any file is.
        ("21A", long(17 << 20), "16 MiB"),
        ("<prgad:geometria></prgad:geometria>", long(17 << 20), "16 MiB"),
        // Text and a tag outside of features.
        ("<gml:featureMember>", format!("{}<gml:featureMember>", long(2 << 20)), "1 MiB"),
        ("<gml:featureMember>", format!("<gml:featureMember a=\"{}\">", long(2 << 20)), "1 MiB"),
        ("<!-- a street", format!("<!-- {}", long(2 << 20)), "1 MiB"),
        ("gml:id=\"PL", format!("gml:id=\"{}", long(2 << 20)), "1 MiB"),
    ];
    for (old, new, limit) in cases {
        assert_says(&refused(with(NEW, old, &new).as_bytes()), &["a.gml", "byte", limit]);
    }
    // What is not kept may be long: the shape of a square with thousands of corners.
    let shape = format!("<gml:posList>{}</gml:posList>", "245281.43 522942.51 ".repeat(100_000));
    let text = with(NEW, "<prgad:geometria></prgad:geometria>", &shape);
    assert_eq!(good(&text).rows, NEW_ROWS);
}

#[test]
fn a_file_that_breaks_off_is_refused_with_the_place() {
    for text in [NEW, OLD] {
        let whole = text.trim_end().len();
        for length in 1..whole {
            let message = refused(&text.as_bytes()[..length]);
            assert_says(&message, &["a.gml"]);
            // Less than an opening tag is no record, rather than a broken one.
            let is_begun = length >= text.find("<gml:featureM").expect("features");
            assert!(!is_begun || message.contains("byte "), "{length}: {message}");
        }
        assert!(read(&text.as_bytes()[..whole]).is_ok());
    }
    let half = NEW.find("<prgad:kodPocztowy>").expect("a point");
    let start = NEW.find("<prgad:AD_PunktAdresowy").expect("a point");
    let message = refused(&NEW.as_bytes()[..half]);
    assert_says(&message, &[&format!("byte {start}"), "AD_PunktAdresowy", "cut off"]);
}

#[test]
fn other_encodings_and_other_files_are_refused() {
    let utf16: Vec<u8> = NEW.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_says(&refused(&utf16), &["UTF-16", "UTF-8"]);
    assert_says(&refused(&[&b"\xff\xfe"[..], &utf16].concat()), &["UTF-16"]);
    let stated = with(NEW, "UTF-8", "windows-1250");
    assert_says(&refused(stated.as_bytes()), &["windows-1250", "UTF-8"]);
    let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(NEW);
    assert_says(&refused(&bytes), &["a.gml", "byte", "UTF-8"]);
    for empty in ["", " ", "<a/>", "<kml><Placemark/></kml>", "<?xml version=\"1.0\"?>"] {
        assert_says(&refused(empty.as_bytes()), &["a.gml", "no record"]);
    }
    for broken in ["<", "<a", "<a></b>", "</a>", "<a>&</a>", "<!-- ", "<![CDATA[", "<?", "<a b=>"] {
        assert_says(&refused(broken.as_bytes()), &["a.gml"]);
    }
}

#[test]
fn an_end_tag_within_a_comment_is_an_error_and_not_a_feature() {
    let comment = "<!-- </prgad:AD_PunktAdresowy> --><prgad:kodPocztowy>";
    let text = with(NEW, "<prgad:kodPocztowy>", comment);
    assert_says(&refused(text.as_bytes()), &["a.gml", "byte"]);
}

#[test]
fn a_feature_without_content_is_a_row_without_a_number() {
    let text = "<c><AD_PunktAdresowy/><PRG_PunktAdresowy gml:id=\"a\"></PRG_PunktAdresowy>\
                <AD_Miejscowosc/><AD_UlicaPlac></AD_UlicaPlac></c>";
    let read = good(text);
    assert!(read.rows.is_empty());
    assert_eq!(read.issues, [(IssueCode::MissingValue, 1), (IssueCode::MissingValue, 2)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Bytes exchanged, cut out and repeated at random: rows or an error, never a panic.
    #[test]
    fn mutated_files_are_read_or_refused(
        is_old in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..4, any::<u8>()), 1..12),
    ) {
        let mut bytes = if is_old { OLD } else { NEW }.as_bytes().to_vec();
        let marks = b"<>/&;\"'=![]-?# x";
        for (place, kind, value) in changes {
            let at = place.index(bytes.len());
            let length = usize::from(value).min(bytes.len() - at);
            match kind {
                0 => bytes[at] = value,
                1 => bytes[at] = marks[usize::from(value) % marks.len()],
                2 if length < bytes.len() => drop(bytes.drain(at..at + length)),
                _ => {
                    let piece = bytes[at..at + length].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        match read(&bytes) {
            Ok(read) => prop_assert!(read.rows.len() as u64 <= read.n_points),
            Err(error) => prop_assert!(error.to_string().contains("a.gml")),
        }
    }

    /// Any bytes at all.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let start = "<c><AD_PunktAdresowy><numerPorzadkowy>";
        for bytes in [bytes.clone(), [start.as_bytes(), &bytes].concat()] {
            if let Err(error) = read(&bytes) {
                prop_assert!(error.to_string().contains("a.gml"));
            }
        }
    }
}

/// Rows of a file of the real data, or `None` where there is none.
fn real(name: &str) -> Option<Read> {
    let Some(folder) = std::env::var_os("ZASIEG_REAL_DATA") else {
        println!("ZASIEG_REAL_DATA is not set: real PRG files are not read");
        return None;
    };
    let path = std::path::Path::new(&folder).join("prg_gml").join(name);
    let bytes = fs::read(&path).expect("a file of the real data");
    Some(read(&bytes).unwrap_or_else(|error| panic!("{error}")))
}

/// Values read off the file by eye.
#[test]
fn the_real_sample_of_2012() {
    let Some(read) = real("sample_model2012.xml") else { return };
    assert_eq!((read.n_points, read.issues.len()), (2, 0));
    let expected = [
        "fd9c9319-0a6a-44b4-972a-1e6c4ec0d4ca|0804032|0910140|Konotop|16742|Podgórna|2|\
         287772370 456005140",
        "5baa8bef-75ef-4241-a2fe-9d4137845693|0804032|0910140|Konotop|16742|Podgórna|1|\
         287751010 456027779",
    ];
    assert_eq!(read.rows, expected);
}

/// Values read off the file by eye.
#[test]
fn the_real_sample_of_2021() {
    let Some(read) = real("sample_model2021.xml") else { return };
    assert_eq!((read.n_points, read.issues.len()), (3, 0));
    let expected = [
        "7343b2d2-c2ac-4951-ae9a-fe1932ffecfb|0807043|0188009|Żubrów|||21A|238651830 519741270",
        "07bcb481-4975-4c77-ab58-c8e4b9e05362|0805043|0935682|Rzepin|06921|\
         ul. Inwalidów Wojennych|1A|216691390 505645690",
        "e4ed4971-15f6-473d-b9a4-e9e12e602f6e|0807023|0182969|Lubniewice|08173|\
         Plac Kasztanowy|2A|245250110 522957460",
    ];
    assert_eq!(read.rows, expected);
}
