//! A diagnosis of a fictional country compared with its known answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::RunError;
use crate::quantity::Share;

/// What stops a comparison.
fn wrong(path: &Path, reason: impl ToString) -> RunError {
    RunError::Score { file: path.display().to_string(), reason: reason.to_string() }
}

fn batches(path: &Path) -> Result<Vec<RecordBatch>, RunError> {
    let file = File::open(path).map_err(|error| wrong(path, error))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|reader| reader.build());
    let reader = reader.map_err(|error| wrong(path, error))?;
    reader.collect::<Result<_, _>>().map_err(|error| wrong(path, error))
}

/// Texts of a column; numbered words are resolved.
fn texts(batch: &RecordBatch, column: &str) -> Option<Vec<String>> {
    let plain = arrow_cast::cast(batch.column_by_name(column)?, &DataType::Utf8).ok()?;
    let plain = plain.as_string_opt::<i32>()?;
    Some(plain.iter().map(|text| text.unwrap_or_default().to_owned()).collect())
}

/// Statuses of a column by identifier of the address.
fn statuses(path: &Path, column: &str) -> Result<Statuses, RunError> {
    let mut found = Statuses::new();
    for batch in batches(path)? {
        let of = |name: &str| {
            texts(&batch, name).ok_or_else(|| wrong(path, format!("it has no column {name:?}")))
        };
        for (id, status) in of("address_id")?.into_iter().zip(of(column)?) {
            found.entry(id).or_default().push(status);
        }
    }
    Ok(found)
}

/// Statuses by identifier of the address.
type Statuses = BTreeMap<String, Vec<String>>;
type Rows = Vec<BTreeMap<String, String>>;

/// Rows of a CSV file by the names of their columns.
fn rows(path: &Path) -> Result<Rows, RunError> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| wrong(path, error))?;
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| wrong(path, error))
}

/// Truth and finding about some addresses.
#[derive(Clone, Copy, Default)]
struct Tally {
    addresses: u64,
    truth: u64,
    found: u64,
    both: u64,
    uncertain: u64,
}

impl Tally {
    fn count(&mut self, truth: &str, found: &str) {
        self.addresses += 1;
        self.truth += u64::from(truth == "white");
        self.found += u64::from(found == "white");
        self.both += u64::from(truth == "white" && found == "white");
        self.uncertain += u64::from(found == "uncertain");
    }

    fn text(&self) -> String {
        let share = |whole| {
            let tenths = Share { part: self.both, whole }.tenths_of_percent();
            tenths.map_or_else(String::new, |t| format!("{}.{}", t / 10, t % 10))
        };
        let Self { addresses, truth, found, both, uncertain } = self;
        let (precision, recall) = (share(self.found), share(self.truth));
        format!("{addresses},{truth},{found},{both},{uncertain},{precision},{recall}")
    }
}

/// Refuses the answer of another country: more than a hundredth of its addresses were not diagnosed,
/// errors that were planted in them aside. (Planted errors give addresses other identifiers too, so
/// the other way round nothing follows.)
fn same_country(
    answer: &Path,
    (truth, found): (&Statuses, &Statuses),
    touched: &BTreeSet<&String>,
) -> Result<(), RunError> {
    let is_strange = |id: &&String| !found.contains_key(*id) && !touched.contains(id);
    let strange = truth.keys().filter(is_strange).count();
    if strange * 100 > truth.len() {
        let reason = format!(
            "the answer of another country: {strange} of its {} addresses were not diagnosed",
            truth.len()
        );
        return Err(wrong(answer, reason));
    }
    Ok(())
}

/// Truth and finding about some addresses.
fn tally<'a>(truth: &Statuses, found: &Statuses, ids: impl Iterator<Item = &'a String>) -> Tally {
    let mut tally = Tally::default();
    for id in ids {
        // An address that its register has twice is found twice, and counts once.
        let first = |statuses: &Vec<String>| statuses.first().cloned();
        let [truth, found] = [truth, found].map(|all| all.get(id).and_then(first));
        if let (Some(truth), Some(found)) = (truth, found) {
            tally.count(&truth, &found);
        }
    }
    tally
}

/// Precision and recall of white, by kind of planted error, and how often each detector found what was
/// planted for it; whether intervals hold the truth; on what the findings of each detector rest.
///
/// Precision and recall are those against what the registers say without the errors (`…_today`);
/// intervals must hold what is the case in fact (`…_in_fact`).
///
/// `diagnosed` is a folder of `zasieg diagnose`, `answer` the folder `odpowiedz` of `zasieg synth`,
/// `profile` the prefix of columns, as `eu_2023`.
///
/// # Errors
/// When a file is missing or of another layout.
pub fn score(diagnosed: &Path, answer: &Path, profile: &str) -> Result<String, RunError> {
    let column = format!("{profile}_today");
    let truth = statuses(&answer.join("adresy.parquet"), &column)?;
    let found = statuses(&diagnosed.join("addresses.parquet"), &column)?;
    let errors = rows(&answer.join("bledy.csv"))?;
    let conflicts = rows(&diagnosed.join("conflicts.csv"))?;
    let mut text = String::from(
        "kind,detector,planted,detected,addresses,white_true,white_found,white_both,uncertain,\
         precision_percent,recall_percent\n",
    );
    text += &format!("all,,{},,{}\n", errors.len(), tally(&truth, &found, truth.keys()).text());
    let touched: BTreeSet<&String> =
        errors.iter().filter_map(|row| row.get("address_id")).collect();
    same_country(answer, (&truth, &found), &touched)?;
    let rest = truth.keys().filter(|id| !touched.contains(id));
    text += &format!("untouched,,0,,{}\n", tally(&truth, &found, rest).text());
    text += &by_kind(&errors, &conflicts, (&truth, &found));
    let (bounds, misses) = intervals(diagnosed, answer, profile, errors.is_empty())?;
    text += &format!("\n{bounds}\n{}\n{misses}", by_detector(&errors, &conflicts));
    Ok(text)
}

/// What a row has in a column; empty where there is none.
fn value(row: &BTreeMap<String, String>, column: &str) -> String {
    row.get(column).cloned().unwrap_or_default()
}

/// On what the findings of each detector rest: an error planted for it in the record, in the one that
/// contradicts it or at the address; another planted error there; or nothing planted.
fn by_detector(errors: &Rows, conflicts: &Rows) -> String {
    let mut planted: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for error in errors {
        let letter = value(error, "detector");
        for key in [
            (value(error, "file"), value(error, "row")),
            (String::new(), value(error, "address_id")),
        ] {
            planted.entry(key).or_default().insert(letter.clone());
        }
    }
    // Findings, those on an error planted for the detector, on another one, on nothing.
    let mut counts: BTreeMap<(String, String), [u64; 4]> = BTreeMap::new();
    for finding in conflicts {
        let letter = value(finding, "detector");
        let keys = [
            (value(finding, "file"), value(finding, "row")),
            (value(finding, "against_file"), value(finding, "against_row")),
            (String::new(), value(finding, "address_id")),
        ];
        let is_named = |(file, row): &&(String, String)| !file.is_empty() || !row.is_empty();
        let beneath: Vec<&BTreeSet<String>> =
            keys.iter().filter(is_named).filter_map(|key| planted.get(key)).collect();
        let on = if beneath.iter().any(|letters| letters.contains(&letter)) {
            1
        } else if beneath.is_empty() {
            3
        } else {
            2
        };
        let count = counts.entry((letter, value(finding, "code"))).or_default();
        count[0] += 1;
        count[on] += 1;
    }
    let mut text = "detector,code,findings,on_its_errors,on_other_errors,on_nothing\n".to_owned();
    for ((letter, code), [all, own, other, none]) in counts {
        text += &format!("{letter},{code},{all},{own},{other},{none}\n");
    }
    text
}

/// Truth and finding about the addresses of each kind of planted error, and how many of these the
/// kind's detector found: by file and row, or by the address.
fn by_kind(
    errors: &[BTreeMap<String, String>],
    conflicts: &[BTreeMap<String, String>],
    (truth, found): (&Statuses, &Statuses),
) -> String {
    let kinds: BTreeSet<(&str, &str)> = errors
        .iter()
        .filter_map(|row| Some((row.get("kind")?.as_str(), row.get("detector")?.as_str())))
        .collect();
    let place = |row: &BTreeMap<String, String>, detector: &str| {
        (value(row, "file"), value(row, "row"), detector.to_owned())
    };
    let letter = |row: &BTreeMap<String, String>| value(row, "detector");
    let seen: BTreeSet<(String, String, String)> =
        conflicts.iter().map(|row| place(row, &letter(row))).collect();
    let seen_at: BTreeSet<(String, String)> = conflicts
        .iter()
        .filter_map(|row| Some((row.get("address_id")?.clone(), letter(row))))
        .collect();
    let mut text = String::new();
    for (kind, detector) in kinds {
        let planted: Vec<_> =
            errors.iter().filter(|row| row.get("kind").is_some_and(|name| name == kind)).collect();
        let is_seen = |row: &&&BTreeMap<String, String>| {
            let id = value(row, "address_id");
            seen.contains(&place(row, detector))
                || (!id.is_empty() && seen_at.contains(&(id, detector.to_owned())))
        };
        let detected = if detector.is_empty() {
            String::new()
        } else {
            planted.iter().filter(is_seen).count().to_string()
        };
        let ids: BTreeSet<&String> =
            planted.iter().filter_map(|row| row.get("address_id")).collect();
        let tally = tally(truth, found, ids.into_iter());
        text += &format!("{kind},{detector},{},{detected},{}\n", planted.len(), tally.text());
    }
    text
}

/// Colours in the order of the score.
const COLOURS: [&str; 3] = ["white", "grey", "black"];

/// Whether the intervals of each colour hold the truth of each gmina, and how wide they are; of a clean
/// country also in how many gminas nothing is uncertain, for no offer is of possible reach, and the
/// greatest width there; and the gminas where they do not hold it.
fn intervals(
    diagnosed: &Path,
    answer: &Path,
    profile: &str,
    is_clean: bool,
) -> Result<(String, String), RunError> {
    let (path, column) = (diagnosed.join("intervals.csv"), format!("{profile}_today"));
    let truth_path = answer.join("gminas.csv");
    let truth = rows(&truth_path)?;
    let truth: BTreeMap<&str, &BTreeMap<String, String>> =
        truth.iter().filter_map(|row| Some((row.get("code")?.get(..6)?, row))).collect();
    let number = |row: &BTreeMap<String, String>, key: &str| {
        let value = row.get(key).and_then(|text| text.parse::<u64>().ok());
        value.ok_or_else(|| wrong(&path, format!("it has no number in {key:?}")))
    };
    let found = rows(&path)?;
    let mut bounds = "colour,gminas,truth_inside,percent_inside,width_median_points,\
                      width_p95_points,certain_gminas,certain_width_most_points\n"
        .to_owned();
    let mut misses = "colour,missed_code,low,truth,high\n".to_owned();
    for colour in COLOURS {
        let (mut inside, mut widths, mut of_certain) = (0_u64, Vec::new(), Vec::new());
        for row in found.iter().filter(|row| row.get("column") == Some(&column)) {
            let code = row.get("code").map(String::as_str).unwrap_or_default();
            let Some(known) = truth.get(code.get(..6).unwrap_or(code)) else { continue };
            let fact = number(known, &format!("{profile}_in_fact_{colour}"))?;
            let [low, high] = ["low", "high"].map(|end| number(row, &format!("{colour}_{end}")));
            let (low, high) = (low?, high?);
            if (low..=high).contains(&fact) {
                inside += 1;
            } else {
                misses += &format!("{colour},{code},{low},{fact},{high}\n");
            }
            // Hundredths of a per cent, rounded half up.
            let concerned = number(row, "concerned")?.max(1);
            let width = ((high - low) * 10_000 + concerned / 2) / concerned;
            widths.push(width);
            if is_clean && number(known, "possible_offers")? == 0 {
                of_certain.push(width);
            }
        }
        bounds += &line(colour, inside, widths, is_clean.then_some(&of_certain));
    }
    Ok((bounds, misses))
}

/// Hundredths of a per cent as text.
fn points(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// How many gminas hold the truth of a colour, and how wide they are, those where nothing is uncertain
/// by themselves; empty where that is not known.
fn line(colour: &str, inside: u64, mut widths: Vec<u64>, certain: Option<&Vec<u64>>) -> String {
    widths.sort_unstable();
    // The nearest rank: the least width that so many per cent of the gminas do not exceed.
    let rank = |percent: usize| {
        let position = (widths.len() * percent).div_ceil(100).saturating_sub(1);
        let width = widths.get(position).copied().unwrap_or(0);
        points(width)
    };
    let n = widths.len() as u64;
    let share = Share { part: inside, whole: n }.tenths_of_percent();
    let share = share.map_or_else(String::new, |t| format!("{}.{}", t / 10, t % 10));
    let n_certain = certain.map_or_else(String::new, |certain| certain.len().to_string());
    let most = certain.and_then(|certain| certain.iter().max());
    let most = most.map_or_else(String::new, |most| points(*most));
    format!("{colour},{n},{inside},{share},{},{},{n_certain},{most}\n", rank(50), rank(95))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
        fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn error(detector: &str, file: &str, row_of: &str, id: &str) -> BTreeMap<String, String> {
        row(&[("detector", detector), ("file", file), ("row", row_of), ("address_id", id)])
    }

    fn finding(detector: &str, at: [&str; 5]) -> BTreeMap<String, String> {
        let [file, line, against, against_row, id] = at;
        row(&[
            ("detector", detector),
            ("code", "rule"),
            ("file", file),
            ("row", line),
            ("against_file", against),
            ("against_row", against_row),
            ("address_id", id),
        ])
    }

    #[test]
    fn findings_rest_on_an_error_of_theirs_on_another_one_or_on_nothing() {
        let errors = [
            error("b", "o.csv", "1", "A1"),
            error("e", "o.csv", "2", "A2"),
            error("", "p.csv", "5", ""),
        ];
        let conflicts = [
            // Of the record, of what contradicts it, of the address.
            finding("b", ["o.csv", "1", "", "", "A9"]),
            finding("b", ["x.csv", "7", "o.csv", "1", "A8"]),
            finding("b", ["x.csv", "8", "", "", "A1"]),
            // An error, but one planted for another detector.
            finding("b", ["o.csv", "2", "", "", "A8"]),
            finding("k", ["p.csv", "5", "", "", ""]),
            // The same row of another file, and an address without errors.
            finding("b", ["x.csv", "1", "", "", "A7"]),
            // Neither address nor record against it: no error without an address is meant.
            finding("k", ["x.csv", "6", "", "", ""]),
        ];
        assert_eq!(
            by_detector(&errors.into(), &conflicts.into()),
            "detector,code,findings,on_its_errors,on_other_errors,on_nothing\n\
             b,rule,5,3,1,1\nk,rule,2,0,1,1\n"
        );
    }

    #[test]
    fn the_answer_of_another_country_is_refused() {
        let statuses = |ids: std::ops::Range<u32>| -> Statuses {
            ids.map(|id| (format!("A{id}"), vec!["white".to_owned()])).collect()
        };
        let (six, seven) = ("A6".to_owned(), "A7".to_owned());
        let touched = BTreeSet::from([&six, &seven]);
        let same = |truth, found| {
            same_country(Path::new("a"), (&statuses(truth), &statuses(found)), &touched)
        };
        // One of a hundred addresses may be missing; two are too many, unless errors were planted
        // in them.
        assert!(same(0..100, 0..100).is_ok());
        assert!(same(0..100, 0..99).is_ok());
        assert!(same(0..100, 0..98).is_err());
        assert!(same(0..98, 0..100).is_ok());
        assert!(same(0..10, 20..30).is_err());
        assert!(same(0..8, 0..6).is_ok());
        assert!(same(0..8, 0..5).is_err());
        assert!(same(0..10, 20..30).is_err());
    }

    #[test]
    fn intervals_of_each_colour_hold_the_truth_or_miss() {
        let dir = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text);
        write(
            "gminas.csv",
            "code,p_in_fact_white,p_in_fact_grey,p_in_fact_black,possible_offers\n0201011,5,3,2,0\n\
             0201022,9,1,0,4\n",
        )
        .expect("written");
        write(
            "intervals.csv",
            "code,column,concerned,white_low,white_high,grey_low,grey_high,black_low,black_high\n\
             020101,p_today,10,4,5,3,6,0,1\n020102,p_today,10,0,8,1,1,0,0\n\
             020102,p_with_plans,10,0,0,0,0,0,0\n",
        )
        .expect("written");
        let (bounds, misses) = intervals(dir.path(), dir.path(), "p", false).expect("read");
        // Widths of 1 and 8 of 10, of 3 and 0, of 1 and 0; the median of two is the first.
        assert_eq!(
            bounds,
            "colour,gminas,truth_inside,percent_inside,width_median_points,width_p95_points,\
             certain_gminas,certain_width_most_points\nwhite,2,1,50.0,10.00,80.00,,\n\
             grey,2,2,100.0,0.00,30.00,,\nblack,2,1,50.0,0.00,10.00,,\n"
        );
        // Of a clean country the first has no offer that is possible only: 1, 3 and 1 of 10.
        let (bounds, _) = intervals(dir.path(), dir.path(), "p", true).expect("read");
        let ends: Vec<&str> = bounds.lines().map(|line| &line[line.len() - 8..]).collect();
        assert_eq!(ends[1..], [",1,10.00", ",1,30.00", ",1,10.00"]);
        assert_eq!(
            misses,
            "colour,missed_code,low,truth,high\nwhite,020102,0,9,8\nblack,020101,0,2,1\n"
        );
    }
}
