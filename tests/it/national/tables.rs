//! Tables as they should not be, or as other writers write them: an answer or an error that names
//! file and column, never a panic.

mod odd;

use chain::national::{ChainError, Summary};
use odd::*;
use parquet::basic::{Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterVersion};

#[test]
fn the_sound_tables_give_what_follows_on_paper() {
    let (summary, csv) = run_on(&sound()).expect("a result");
    // 11 has an offer below the threshold; 17 two networks; 18 one, and lies in no gmina.
    assert_eq!(value(&csv, "0201011", "p_today_white"), "6");
    assert_eq!(value(&csv, "0201022", "p_today_black"), "1");
    assert_eq!(value(&csv, "", "p_today_grey"), "1");
    // From 10, 20 … 60 m to the node at 0: 35 m on average. All six are one cluster.
    assert_eq!(value(&csv, "0201011", "white_nearest_node_m_mean"), "35.000");
    assert_eq!(value(&csv, "0201011", "white_clustered"), "6");
    assert_eq!(value(&csv, "0201011", "covered"), "4");
    let expected = Summary {
        n_addresses: 8,
        n_without_gmina: 1,
        n_offers: 5,
        n_unmatched_offers: 1,
        n_clusters: 1,
        ..Summary::default()
    };
    assert_eq!(summary, expected);
}

#[test]
fn any_encoding_compression_and_row_group_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    write_all(folder.path(), &sound());
    run_with(folder.path(), &settings()).expect("a result");
    let expected = outputs(folder.path());
    let compressions = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ];
    // Of an encoding that a type does not have the plain one stands in.
    let encodings = |values: &Values| match values {
        Values::Texts(_) => {
            vec![Encoding::PLAIN, Encoding::DELTA_LENGTH_BYTE_ARRAY, Encoding::DELTA_BYTE_ARRAY]
        }
        Values::Longs(_) | Values::Ints(_) => {
            vec![Encoding::PLAIN, Encoding::DELTA_BINARY_PACKED, Encoding::BYTE_STREAM_SPLIT]
        }
        Values::Doubles(_) | Values::Floats(_) => {
            vec![Encoding::PLAIN, Encoding::BYTE_STREAM_SPLIT]
        }
        Values::Flags(_) => vec![Encoding::PLAIN],
    };
    for (at, compression) in compressions.into_iter().enumerate() {
        for (choice, version) in
            (0..4).flat_map(|c| [(c, WriterVersion::PARQUET_1_0), (c, WriterVersion::PARQUET_2_0)])
        {
            for (name, columns) in &sound() {
                // The last choice is a dictionary.
                let mut how = WriterProperties::builder()
                    .set_compression(compression)
                    .set_writer_version(version)
                    .set_dictionary_enabled(choice == 3);
                for (name, _, values) in columns {
                    let all = encodings(values);
                    how = how.set_column_encoding((*name).into(), all[choice % all.len()]);
                }
                let path = folder.path().join(format!("{name}.parquet"));
                write_as(&path, columns, [1, 3, 1000][(at + choice) % 3], how);
            }
            run_with(folder.path(), &settings()).expect("a result");
            assert!(outputs(folder.path()) == expected, "{compression} {choice} {version:?}");
        }
    }
}

#[test]
fn numbers_and_texts_of_other_types_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    write_all(folder.path(), &sound());
    run_with(folder.path(), &settings()).expect("a result");
    let expected = outputs(folder.path());
    let mut tables = sound();
    tables[ADDRESSES].1[0] = ("id", "(UINT_64)", longs(11..19));
    tables[ADDRESSES].1[3] = ("simc", "(UINT_32)", Values::Ints(vec![Some(1); 8]));
    tables[OFFERS].1[0] = ("address_id", "(UTF8)", texts(&["17", "11", "17", "0011", "18"]));
    tables[OFFERS].1[3] =
        ("down_mbps", "(UTF8)", texts(&["300", "10.000", "1000", "100", "100.0"]));
    let up = [100.0, 0.5, 100.0, 10.0, 10.0].map(Some).to_vec();
    tables[OFFERS].1[4] = ("up_mbps", "", Values::Floats(up));
    tables[AREAS].1[0] = ("down_mbps", "", Values::Floats(vec![Some(100.0), Some(99.9)]));
    tables[NODES].1[0] = ("id", "(INT_8)", Values::Ints(vec![Some(7), Some(8)]));
    tables[NODES].1[1] = ("x", "(UINT_32)", Values::Ints(vec![Some(500_000), Some(502_000)]));
    write_all(folder.path(), &tables);
    run_with(folder.path(), &settings()).expect("a result");
    assert!(outputs(folder.path()) == expected);
}

#[test]
fn a_missing_column_is_named_with_its_file() {
    let required: [(usize, &[&str]); 5] = [
        (ADDRESSES, &["id", "easting", "northing"]),
        (OFFERS, &["address_id", "operator", "technology", "down_mbps", "up_mbps"]),
        (BOUNDARIES, &["code", "geometry"]),
        (AREAS, &["down_mbps", "geometry"]),
        (NODES, &["id", "x", "y"]),
    ];
    for (table, names) in required {
        for name in names {
            // Also where there are no rows.
            for n_rows in [None, Some(0)] {
                let mut tables = sound();
                tables[table].1.retain(|(column, ..)| column != name);
                if n_rows.is_some() {
                    tables[table].1.iter_mut().for_each(|column| column.2 = texts(&[]));
                }
                let error = run_on(&tables).expect_err("a column is missing").to_string();
                let file = format!("{}.parquet: column ", tables[table].0);
                assert!(error.contains(&file), "{error}");
                if n_rows.is_none() {
                    let what = format!("column {name}: no such column among ");
                    assert!(
                        error.contains(&what) && error.contains(tables[table].1[0].0),
                        "{error}"
                    );
                }
            }
        }
    }
    for name in ["simc", "ulic", "number", "name"] {
        let mut tables = sound();
        for table in &mut tables {
            table.1.retain(|(column, ..)| *column != name);
        }
        run_on(&tables).expect("not needed");
    }
}

#[test]
fn a_column_of_another_type_is_named_with_what_was_expected() {
    let cases = [(ADDRESSES, 6), (OFFERS, 5), (BOUNDARIES, 3), (AREAS, 2), (NODES, 3)];
    for (table, at) in cases.into_iter().flat_map(|(table, n)| (0..n).map(move |at| (table, at))) {
        let mut tables = sound();
        let n = tables[table].1[at].2.len();
        let name = tables[table].1[at].0;
        tables[table].1[at] = (name, "", Values::Flags(vec![Some(true); n]));
        let error = run_on(&tables).expect_err("flags are not read").to_string();
        let expected = format!("{}.parquet: column {name}: expected ", tables[table].0);
        assert!(error.contains(&expected) && error.ends_with("found BOOLEAN"), "{error}");
        tables[table].1[at] = (name, "(DATE)", Values::Ints(vec![Some(1); n]));
        let error = run_on(&tables).expect_err("days are not read").to_string();
        assert!(error.contains(&expected) && error.contains("DATE"), "{error}");
    }
    // Numbers where names are read.
    for (table, at) in
        [(OFFERS, 1), (OFFERS, 2), (BOUNDARIES, 0), (BOUNDARIES, 1), (BOUNDARIES, 2), (AREAS, 1)]
    {
        let mut tables = sound();
        let (name, n) = (tables[table].1[at].0, tables[table].1[at].2.len());
        tables[table].1[at] = (name, "", longs(vec![1; n]));
        let error = run_on(&tables).expect_err("names are texts").to_string();
        let expected =
            format!("{}.parquet: column {name}: expected texts, found INT64", tables[table].0);
        assert!(error.contains(&expected), "{error}");
    }
}

#[test]
fn empty_tables_and_missing_values_are_no_errors() {
    for table in 0..5 {
        let mut tables = sound();
        for column in &mut tables[table].1 {
            column.2 = match column.2.without_values() {
                Values::Texts(_) => Values::Texts(Vec::new()),
                Values::Longs(_) => Values::Longs(Vec::new()),
                Values::Ints(_) => Values::Ints(Vec::new()),
                _ => Values::Doubles(Vec::new()),
            };
        }
        let (summary, csv) = run_on(&tables).expect("a result");
        assert_eq!(summary.n_addresses, if table == ADDRESSES { 0 } else { 8 });
        assert_eq!(csv.lines().count() == 1, table == ADDRESSES);
        // One column without values at a time, then all.
        let n_columns = sound()[table].1.len();
        for at in 0..=n_columns {
            let mut tables = sound();
            for (_, column) in
                tables[table].1.iter_mut().enumerate().filter(|(i, _)| at == n_columns || *i == at)
            {
                column.2 = column.2.without_values();
            }
            let (summary, _) = run_on(&tables).expect("a result");
            assert_eq!(summary.n_addresses, 8);
            assert_eq!(
                summary.n_unplaced,
                if table == ADDRESSES && [1, 2, n_columns].contains(&at) { 8 } else { 0 }
            );
            if table == OFFERS && at > 0 {
                assert_eq!(summary.n_unusable_offers, 5, "{at}");
            }
            if table == BOUNDARIES && at != 1 {
                assert_eq!((summary.n_unusable_boundaries, summary.n_without_gmina), (2, 8));
            }
        }
    }
}

#[test]
fn odd_coordinates_and_shapes_are_counted() {
    let mut tables = sound();
    let odd =
        [f64::NAN, f64::INFINITY, -1e300, 2_147_483.7, 52.2, -2_147_483.0, 2_147_483.0, 500_010.0];
    tables[ADDRESSES].1[1].2 = doubles(&odd);
    tables[NODES].1[2].2 = doubles(&[f64::NAN, -2_147_483.0]);
    let squares = [square([-2_147_000.0, -2_147_000.0], 4_294_000.0), square([0.0, 0.0], f64::NAN)];
    tables[BOUNDARIES].1[2].2 = shapes(&squares);
    tables[AREAS].1[1].2 = Values::Texts(vec![Some(b"POLYGON".to_vec()), Some(Vec::new())]);
    let (summary, csv) = run_on(&tables).expect("a result");
    assert_eq!((summary.n_unplaced, summary.n_unplaced_nodes), (4, 1));
    // The first spans more than 2 147 km, the second has no coordinates.
    assert_eq!((summary.n_unusable_boundaries, summary.n_unusable_areas), (2, 1));
    assert_eq!(value(&csv, "", "addresses"), "8");
}

#[test]
fn rows_of_one_code_are_one_gmina_and_a_row_without_code_is_none() {
    let mut tables = sound();
    let squares = [
        [501_000.0, 300_000.0],
        [500_000.0, 300_000.0],
        [502_500.0, 300_000.0],
        [502_500.0, 300_000.0],
    ];
    tables[BOUNDARIES].1[0].2 = texts(&["0201022", "0201011", "0201011", "~"]);
    tables[BOUNDARIES].1[1].2 = texts(&["~", "A", "A", "none"]);
    tables[BOUNDARIES].1[2].2 = shapes(&squares.map(|corner| square(corner, 1000.0)));
    let (summary, csv) = run_on(&tables).expect("a result");
    assert_eq!((summary.n_unusable_boundaries, summary.n_without_gmina), (1, 0));
    // The header and two gminas: the eighth address is in the second part of the first.
    assert_eq!(csv.lines().count(), 3);
    assert_eq!(value(&csv, "0201011", "addresses"), "7");
    assert_eq!(value(&csv, "0201011", "name"), "A");
}

#[test]
fn a_reach_that_is_not_known_is_possible_and_counted() {
    let mut tables = sound();
    let words = ["Rzeczywisty ", "kosmiczny", "kosmiczny", "certain", "~"];
    tables[OFFERS].1.push(("reach", "(UTF8)", texts(&words)));
    let (summary, csv) = run_on(&tables).expect("a result");
    assert_eq!((summary.n_unknown_reach, summary.n_unusable_offers), (2, 0));
    // 17 keeps one certain network of two; the only one of 18 is possible.
    assert_eq!(value(&csv, "0201022", "p_today_grey"), "1");
    assert_eq!(value(&csv, "", "p_today_uncertain"), "1");
}

#[test]
fn odd_identifiers_find_what_they_are() {
    let mut tables = sound();
    let ends = [i64::MAX, i64::MIN + 1, 0, -1, 5, 5, i64::MAX - 1, 17];
    tables[ADDRESSES].1[0].2 = longs(ends);
    tables[OFFERS].1[0].2 = longs([5, i64::MAX, i64::MIN, i64::MIN + 1, 17]);
    let (summary, _) = run_on(&tables).expect("a result");
    assert_eq!((summary.n_repeated_ids, summary.n_unmatched_offers), (1, 1));
    // One address of the greatest identifier; and numbers beyond it, which are none.
    tables[ADDRESSES].1.iter_mut().for_each(|column| match &mut column.2 {
        Values::Texts(values) => values.truncate(1),
        Values::Longs(values) => values.truncate(1),
        Values::Doubles(values) => values.truncate(1),
        _ => {}
    });
    assert_eq!(run_on(&tables).expect("a result").0.n_unmatched_offers, 4);
    tables[ADDRESSES].1[0] = ("id", "(UINT_64)", longs([-1]));
    assert_eq!(run_on(&tables).expect("a result").0.n_unmatched_offers, 5);
}

#[test]
fn codes_that_no_boundary_has_become_gminas_until_they_are_too_many() {
    let mut tables = sound();
    tables[ADDRESSES].1.push((
        "terc",
        "(UTF8)",
        texts(&["0201011", "0301011", "~", "", "abc", "9999999", "000000", "030101"]),
    ));
    let (summary, csv) = run_on(&tables).expect("a result");
    assert_eq!(value(&csv, "030101", "addresses"), "2");
    assert_eq!(value(&csv, "999901", "addresses"), "1");
    assert_eq!(summary.n_without_gmina, 0);
    let n = 70_000;
    let numbers = |of: &dyn Fn(i32) -> i32| Values::Ints((0..n).map(|row| Some(of(row))).collect());
    tables[ADDRESSES].1 = vec![
        ("id", "", numbers(&|row| row)),
        ("easting", "", numbers(&|_| 500_010)),
        ("northing", "", numbers(&|_| 300_500)),
        ("terc", "", numbers(&|row| 200_000 + row)),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    write_all(folder.path(), &sound());
    write_as(
        &folder.path().join("addresses.parquet"),
        &tables[ADDRESSES].1,
        40_000,
        WriterProperties::builder(),
    );
    let error = run_with(folder.path(), &settings()).expect_err("too many").to_string();
    assert!(error.contains("at most 60000"), "{error}");
}

#[test]
fn settings_by_which_nothing_can_be_judged_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    write_all(folder.path(), &sound());
    let mut odd = settings();
    odd.profiles = vec![odd.profiles[0].clone(); 33];
    assert!(matches!(run_with(folder.path(), &odd), Err(ChainError::Settings(_))));
    odd.profiles.truncate(32);
    run_with(folder.path(), &odd).expect("a result");
    odd.profiles.clear();
    assert!(matches!(run_with(folder.path(), &odd), Err(ChainError::Settings(_))));
    odd = settings();
    odd.speed_class_bounds_kbps = vec![1; 300];
    assert!(matches!(run_with(folder.path(), &odd), Err(ChainError::Settings(_))));
}

#[test]
fn damaged_files_give_an_answer_or_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % n as u64).expect("below a usize")
    };
    let (mut n_errors, mut n_answers) = (0, 0);
    for (dictionary, version, compression) in [
        (true, WriterVersion::PARQUET_1_0, Compression::UNCOMPRESSED),
        (false, WriterVersion::PARQUET_2_0, Compression::UNCOMPRESSED),
        (true, WriterVersion::PARQUET_2_0, Compression::SNAPPY),
    ] {
        for (name, columns) in &sound() {
            write_all(folder.path(), &sound());
            let path = folder.path().join(format!("{name}.parquet"));
            let how = WriterProperties::builder()
                .set_compression(compression)
                .set_writer_version(version)
                .set_dictionary_enabled(dictionary);
            write_as(&path, columns, 5, how);
            let whole = std::fs::read(&path).expect("written");
            for round in 0..400 {
                let mut bytes = whole.clone();
                match round % 8 {
                    0 => bytes.truncate(random(whole.len())),
                    1 => bytes[whole.len() - 1 - random(whole.len() / 2)] = 0xFF,
                    _ => {
                        for _ in 0..=random(3) {
                            bytes[random(whole.len())] = [0, 1, 0x7F, 0x80, 0xFF, 0x15][random(6)];
                        }
                    }
                }
                std::fs::write(&path, &bytes).expect("written");
                match run_with(folder.path(), &settings()) {
                    Ok(_) => n_answers += 1,
                    Err(error) => {
                        assert!(error.to_string().contains(".parquet: "), "{error}");
                        n_errors += 1;
                    }
                }
            }
        }
    }
    assert!(n_errors > 1000 && n_answers > 200, "{n_errors} errors, {n_answers} answers");
}
