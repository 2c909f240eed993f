//! Tables as they should not be, or as other writers write them: an answer or an error that names
//! file and column, never a panic.

use parquet::basic::{Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterVersion};
use zasieg::model::IssueCode;
use zasieg::national::ChainError;

use super::odd::*;

#[test]
fn the_sound_tables_give_what_follows_on_paper() {
    let (summary, csv) = run_on(&sound()).expect("a result");
    // 11 has an offer below the threshold; 17 two networks; 18 one, and lies in no gmina.
    assert_eq!(value(&csv, "0201011", "eu_2023_today_white"), "6");
    assert_eq!(value(&csv, "0201022", "eu_2023_today_black"), "1");
    assert_eq!(value(&csv, "", "eu_2023_today_grey"), "1");
    // From 10, 20 … 60 m to the node at 0: 35 m on average. All six are one cluster.
    assert_eq!(value(&csv, "0201011", "white_nearest_node_m_mean"), "35.000");
    assert_eq!(value(&csv, "0201011", "white_clustered"), "6");
    assert_eq!(value(&csv, "0201011", "covered"), "4");
    assert_eq!((summary.n_addresses, summary.n_offers, summary.n_clusters), (8, 4, 1));
    assert_eq!(summary.counts.of(1).by_code[&IssueCode::NoGmina], 1);
    assert_eq!(summary.counts.of(2).by_code[&IssueCode::UnknownAddress], 1);
}

#[test]
fn any_encoding_compression_and_row_group_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    write_all(folder.path(), &sound());
    run_with(folder.path()).expect("a result");
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
            run_with(folder.path()).expect("a result");
            assert!(outputs(folder.path()) == expected, "{compression} {choice} {version:?}");
        }
    }
}

#[test]
fn numbers_and_texts_of_other_types_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    write_all(folder.path(), &sound());
    run_with(folder.path()).expect("a result");
    let expected = outputs(folder.path());
    let mut tables = sound();
    tables[ADDRESSES].1[0] = ("id", "(UINT_64)", longs(11..19));
    tables[ADDRESSES].1[3] = ("simc", "(UINT_32)", Values::Ints(vec![Some(1_000_001); 8]));
    tables[OFFERS].1[0] = ("address_id", "(UTF8)", texts(&["17", "11", "17", "0011", " 18 "]));
    tables[OFFERS].1[3] =
        ("down_mbps", "(UTF8)", texts(&["300", "10.000", "1000", "100", "100.0"]));
    let up = [100.0, 0.5, 100.0, 10.0, 10.0].map(Some).to_vec();
    tables[OFFERS].1[4] = ("up_mbps", "", Values::Floats(up));
    tables[AREAS].1[0] = ("down_mbps", "", Values::Floats(vec![Some(100.0), Some(99.9)]));
    tables[NODES].1[0] = ("id", "(INT_8)", Values::Ints(vec![Some(7), Some(8)]));
    tables[NODES].1[1] = ("x", "(UINT_32)", Values::Ints(vec![Some(500_000), Some(502_000)]));
    write_all(folder.path(), &tables);
    run_with(folder.path()).expect("a result");
    assert!(outputs(folder.path()) == expected);
}

#[test]
fn a_missing_column_is_named_with_its_file() {
    let required: [(usize, &[&str]); 5] = [
        (ADDRESSES, &["id"]),
        (OFFERS, &["address_id", "operator", "technology", "down_mbps", "up_mbps"]),
        (BOUNDARIES, &["code"]),
        (AREAS, &["down_mbps"]),
        (NODES, &["id"]),
    ];
    for (table, names) in required {
        for name in names {
            let mut tables = sound();
            tables[table].1.retain(|(column, ..)| column != name);
            let error = run_on(&tables).expect_err("a column is missing").to_string();
            let file = format!("{}.parquet: row 1: missing column {name} ", tables[table].0);
            assert!(error.contains(&file), "{error}");
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
fn a_column_of_another_type_is_left_to_the_general_way() {
    let cases = [(ADDRESSES, 6), (OFFERS, 5), (BOUNDARIES, 3), (AREAS, 2), (NODES, 3)];
    for (table, at) in cases.into_iter().flat_map(|(table, n)| (0..n).map(move |at| (table, at))) {
        let mut tables = sound();
        let n = tables[table].1[at].2.len();
        let name = tables[table].1[at].0;
        let expected = format!("{}.parquet: column {name}: expected ", tables[table].0);
        for (note, values) in
            [("", Values::Flags(vec![Some(true); n])), ("(DATE)", Values::Ints(vec![Some(1); n]))]
        {
            tables[table].1[at] = (name, note, values);
            let error = run_on(&tables).expect_err("not read by columns");
            assert!(matches!(error, ChainError::Declined(_)), "{error}");
            assert!(error.to_string().contains(&expected), "{error}");
        }
    }
}

#[test]
fn a_table_without_rows_is_an_error() {
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
        let error = run_on(&tables).expect_err("no row").to_string();
        let expected = format!("{}.parquet: holds no record", tables[table].0);
        assert!(error.contains(&expected), "{error}");
    }
}

#[test]
fn odd_identifiers_find_what_they_are() {
    let of = |tables: &Tables, file: u16, code: IssueCode| {
        let (summary, _) = run_on(tables).expect("a result");
        summary.counts.of(file).by_code.get(&code).copied().unwrap_or(0)
    };
    let mut tables = sound();
    let ends = [i64::MAX, i64::MIN + 1, 0, -1, 5, 5, i64::MAX - 1, 17];
    tables[ADDRESSES].1[0].2 = longs(ends);
    tables[OFFERS].1[0].2 = longs([5, i64::MAX, 6, i64::MIN + 1, 17]);
    assert_eq!(of(&tables, 1, IssueCode::DuplicateRecord), 1);
    assert_eq!(of(&tables, 2, IssueCode::UnknownAddress), 1);
    // One address of the greatest identifier.
    tables[ADDRESSES].1.iter_mut().for_each(|column| match &mut column.2 {
        Values::Texts(values) => values.truncate(1),
        Values::Longs(values) => values.truncate(1),
        Values::Doubles(values) => values.truncate(1),
        _ => {}
    });
    assert_eq!(of(&tables, 2, IssueCode::UnknownAddress), 4);
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
                match run_with(folder.path()) {
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
