//! The header of a list that somebody wrote for themselves: below a title, or missing.

use csv::StringRecord;

use super::Schema;
use super::table::Loaded;

/// Rows above the header, at most.
const ABOVE_MAX: usize = 12;

/// Whether lists by this schema come from anybody.
fn is_list(schema: &Schema) -> bool {
    schema.register == "address-list"
}

/// Whether a value is a name of a column.
fn is_known(schema: &Schema, value: &str) -> bool {
    let value = value.trim().trim_matches('"').trim().to_lowercase();
    let mut columns = schema.columns.iter();
    columns.any(|column| column.field == value || column.names.contains(&value))
}

/// Whether values are a header below a title: two of them are names of columns, or all are.
fn is_header<'a>(schema: &Schema, values: impl Iterator<Item = &'a str>) -> bool {
    let values: Vec<&str> = values.filter(|value| !value.trim().is_empty()).collect();
    let n_known = values.iter().filter(|value| is_known(schema, value)).count();
    n_known > 1 || n_known == 1 && values.len() == 1
}

/// Whether values are those of a row: one holds a number, as addresses do and names of columns
/// seldom.
fn is_row<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let mut words = values.flat_map(|value| value.trim().trim_matches('"').split([' ', ',']));
    words.any(|word| word.starts_with(|sign: char| sign.is_ascii_digit()))
}

/// A table of one column: what its rows hold is one value, whatever signs are in it.
fn one_column(text: &str) -> String {
    let quoted = |line: &str| {
        let value = line.trim_end_matches(['\r', '\n']);
        if value.starts_with('"') || value.is_empty() {
            return format!("{value}\n");
        }
        format!("\"{}\"\n", value.trim_end_matches([';', '\t']).replace('"', "\"\""))
    };
    text.split_inclusive('\n').map(quoted).collect()
}

/// Values of a line, quoted ones whole.
fn outside_quotes(line: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    line.split(move |sign: char| {
        is_quoted ^= sign == '"';
        sign == separator && !is_quoted
    })
}

fn numbered(n: usize) -> impl Iterator<Item = String> {
    (1..=n).map(|at| format!("kolumna {at}"))
}

/// A list with its header in the first line: without Excel's `sep=;` and without lines of a title
/// above it. Where the first line is a row, columns get numbers for names.
pub fn with_header(text: String, schema: &Schema) -> String {
    if !is_list(schema) {
        return text;
    }
    let first = text.lines().next().unwrap_or_default();
    let plain = first.trim_start_matches('\u{feff}').trim().trim_matches('"').to_lowercase();
    let is_mark = plain.starts_with("sep=") && plain.len() < 8;
    let start = if is_mark { text.find('\n').map_or(text.len(), |end| end + 1) } else { 0 };
    let rest = &text[start..];
    let first = rest.lines().next().unwrap_or_default();
    let separators = [';', '\t', ','];
    let separator = separators.into_iter().find(|sign| outside_quotes(first, *sign).count() > 1);
    let separator = separator.unwrap_or(';');
    if is_known(schema, first) {
        return one_column(rest);
    }
    if first.split(separators).any(|value| is_known(schema, value)) {
        return if start == 0 { text } else { rest.to_owned() };
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n').take(ABOVE_MAX) {
        if separators.iter().any(|separator| is_header(schema, line.split(*separator))) {
            let below = &rest[at..];
            let is_one = is_known(schema, line);
            return if is_one { one_column(below) } else { below.to_owned() };
        }
        at += line.len();
    }
    if is_row(first.split(separator)) {
        let names: Vec<String> = numbered(outside_quotes(first, separator).count()).collect();
        return format!("{}\n{rest}", names.join(&separator.to_string()));
    }
    if start == 0 { text } else { rest.to_owned() }
}

/// The same of a table that another library has read.
pub fn with_header_row(mut loaded: Loaded, schema: &Schema) -> Loaded {
    let names = || loaded.header.iter().map(String::as_str);
    let is_as_it_is = !is_list(schema)
        || !loaded.geometries.is_empty()
        || names().any(|name| is_known(schema, name));
    if is_as_it_is {
        return loaded;
    }
    let above = loaded.records.iter().take(ABOVE_MAX);
    let mut headers = above.map(|record| is_header(schema, record.iter()));
    if let Some(at) = headers.position(|is_header| is_header) {
        let widths = loaded.records.iter().map(StringRecord::len);
        let width = widths.chain([loaded.header.len()]).max().unwrap_or(0);
        let below = loaded.records.split_off(at + 1);
        let header = loaded.records.pop().unwrap_or_default();
        loaded.header = header.iter().map(|name| name.trim().to_owned()).collect();
        loaded.header.resize(width, String::new());
        loaded.records = below;
    } else if is_row(names()) {
        let n = loaded.header.len();
        let first = std::mem::replace(&mut loaded.header, numbered(n).collect());
        loaded.records.insert(0, StringRecord::from(first));
    }
    loaded
}

/// A record of a list with as many values as the header has: of values beyond these blank ones tell
/// nothing, nor does it where columns without a name have none.
pub fn with_blank_ends(record: &mut StringRecord, header: &[String], schema: &Schema) {
    if !is_list(schema) {
        return;
    }
    let is_blank = |value: &str| value.trim().is_empty();
    let n_columns = header.len();
    if record.len() > n_columns && record.iter().skip(n_columns).all(is_blank) {
        record.truncate(n_columns);
    }
    while header.get(record.len()).is_some_and(|name| is_blank(name))
        && header[record.len()..].iter().all(|name| is_blank(name))
    {
        record.push_field("");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_found_below_a_title_and_made_where_there_is_none() {
        let schema = Schema::of("address-list");
        for (text, made) in [
            ("sep=;\nMiasto;Ulica;Nr domu\nA;B;1\n", "Miasto;Ulica;Nr domu\nA;B;1\n"),
            ("Lista 2026;;\n;;\nMiasto;Ulica;Nr domu\nA;B;1\n", "Miasto;Ulica;Nr domu\nA;B;1\n"),
            ("Klienci\nAdres\nA B, 1\n", "\"Adres\"\n\"A B, 1\"\n"),
            (
                "Brusy;Polna;5\nBrusy;Leśna;7\n",
                "kolumna 1;kolumna 2;kolumna 3\nBrusy;Polna;5\nBrusy;Leśna;7\n",
            ),
            // Commas within quotes are of their value; so is a separator that only some rows have.
            (
                "7,\"Brusy, Polna 13\"\n8,\"Brusy, Leśna 7\"\n",
                "kolumna 1,kolumna 2\n7,\"Brusy, Polna 13\"\n8,\"Brusy, Leśna 7\"\n",
            ),
            (
                "k0;Brusy;\"Polna 13, m. 2\"\nk1;Brusy;Polna 5, 6, 7\n",
                "kolumna 1;kolumna 2;kolumna 3\nk0;Brusy;\"Polna 13, m. 2\"\nk1;Brusy;Polna 5, 6, 7\n",
            ),
            // One column: commas are of the address.
            (
                "adres\r\nul. Polna 25A, Brusy\r\n\"Brusy, Leśna 7\"\nPolna 2 \"dom\"\n",
                "\"adres\"\n\"ul. Polna 25A, Brusy\"\n\"Brusy, Leśna 7\"\n\"Polna 2 \"\"dom\"\"\"\n",
            ),
            // As they are: a known header, and one that tells nothing.
            ("Lp;Adres\n1;A B 1\n", "Lp;Adres\n1;A B 1\n"),
            ("foo;bar\nA B 1;x\n", "foo;bar\nA B 1;x\n"),
        ] {
            assert_eq!(with_header(text.to_owned(), schema), made, "{text}");
        }
        assert_eq!(with_header("sep=;\nA 1".to_owned(), Schema::of("offer-table")), "sep=;\nA 1");
        let loaded = |header: [&str; 2], records: &[[&str; 2]]| Loaded {
            header: header.map(str::to_owned).to_vec(),
            records: records.iter().map(|row| StringRecord::from(row.to_vec())).collect(),
            geometries: Vec::new(),
            crs: None,
        };
        let made = with_header_row(loaded(["Lista", ""], &[["Ulica", "Nr"], ["B", "1"]]), schema);
        assert_eq!((made.header, made.records.len()), (vec!["Ulica".into(), "Nr".into()], 1));
        let made = with_header_row(loaded(["Polna 5", "Brusy"], &[["Leśna 7", "Brusy"]]), schema);
        assert_eq!((made.header[1].as_str(), &made.records[0][0]), ("kolumna 2", "Polna 5"));
    }
}
