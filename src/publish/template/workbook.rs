//! Templates as workbooks: the table, its description, and the lists that are too long for a cell.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::{Asked, Language, WORDS, asked, fill};
use crate::sources::{DESCRIPTION_SHEET, Schema};

/// Rows in which formats' lists are offered: below header and comment.
const FIRST_ROW: u32 = 2;
const LAST_ROW: u32 = 1001;
/// The hidden sheet of long lists.
const LIST_SHEET: &str = "slowniki";
/// UTF-16 units of a list that stands in the cell's rule itself.
const LIST_MAX: usize = 255;
/// Widths of the columns of the description, in characters.
const WIDTHS: [u16; 6] = [24, 60, 24, 16, 24, 50];
/// Height of one line of text, in points.
const LINE_POINTS: u32 = 15;

/// Number of the format of text: what is typed stays as it is typed.
const TEXT: u8 = 49;

const REQUIRED_FILL: Color = Color::RGB(0x00BD_D7EE);
const OPTIONAL_FILL: Color = Color::RGB(0x00ED_EDED);
const COMMENT: Color = Color::RGB(0x0059_5959);

/// The workbook's bytes; the same schema gives the same bytes.
pub(super) fn write(schema: &Schema) -> Result<Vec<u8>, XlsxError> {
    let columns = asked(schema, Language::Polish);
    let lists = Lists::of(&columns);
    let mut workbook = Workbook::new();
    // The time of writing must not be in the file.
    let day = ExcelDateTime::from_ymd(2026, 1, 1)?;
    let properties = DocProperties::new().set_title(title(schema)).set_creation_datetime(&day);
    workbook.set_properties(&properties);
    write_table(workbook.add_worksheet(), schema, &columns, &lists)?;
    write_description(workbook.add_worksheet(), schema, &columns)?;
    if !lists.0.is_empty() {
        lists.write(workbook.add_worksheet())?;
    }
    workbook.save_to_buffer()
}

fn title(schema: &Schema) -> &str {
    if schema.title_pl.is_empty() { &schema.title } else { &schema.title_pl }
}

/// Lists that do not fit into a rule, one a column of their own sheet.
struct Lists<'a>(Vec<Vec<&'a str>>);

impl<'a> Lists<'a> {
    fn of(columns: &[Asked<'a>]) -> Self {
        let mut lists: Vec<Vec<&str>> = Vec::new();
        for column in columns.iter().filter(|column| !fits_rule(&column.choices)) {
            if !lists.contains(&column.choices) {
                lists.push(column.choices.clone());
            }
        }
        Self(lists)
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(LIST_SHEET)?.set_hidden(true);
        let text = Format::new().set_num_format_index(TEXT);
        for (column, list) in (0_u16..).zip(&self.0) {
            for (row, choice) in (0_u32..).zip(list) {
                sheet.write_string_with_format(row, column, *choice, &text)?;
            }
        }
        Ok(())
    }

    /// The rule that offers a column's choices.
    fn rule(&self, choices: &[&str]) -> Result<DataValidation, XlsxError> {
        let rule = DataValidation::new();
        let Some(position) = self.0.iter().position(|list| list == choices) else {
            return rule.allow_list_strings(choices);
        };
        let column = u16::try_from(position).unwrap_or(u16::MAX);
        let letter = rust_xlsxwriter::utility::column_number_to_name(column);
        let cells = format!("={LIST_SHEET}!${letter}$1:${letter}${}", choices.len());
        Ok(rule.allow_list_formula(Formula::new(cells)))
    }
}

/// Whether choices can stand in a rule: a comma would part them.
fn fits_rule(choices: &[&str]) -> bool {
    let joined = choices.join(",");
    let has_mark = |choice: &&str| choice.contains([',', '"']);
    joined.encode_utf16().count() <= LIST_MAX && !choices.iter().any(has_mark)
}

/// Lines that a text takes in a column of so many characters.
fn n_lines(text: &str, width: u16) -> u32 {
    let width = usize::from(width).max(1);
    let (mut lines, mut used) = (1, 0);
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines += 1;
            used = 0;
        }
        used += length + usize::from(used > 0);
        // A word that is longer than the column is broken.
        lines += (used - 1) / width;
        used = (used - 1) % width + 1;
    }
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// A format of cells by its code; spreadsheets know some of them by number only.
fn with_code(code: &str) -> Format {
    match code {
        "General" => Format::new(),
        "0" => Format::new().set_num_format_index(1),
        "@" => Format::new().set_num_format_index(TEXT),
        other => Format::new().set_num_format(other),
    }
}

/// The example as it is typed into a cell: a Polish spreadsheet has decimal commas.
fn example(column: &Asked<'_>) -> String {
    let is_number = column.kind.format != "@" && column.spec.kind != "date";
    let example = &column.spec.example;
    if is_number { example.replace('.', ",") } else { example.clone() }
}

fn width(column: &Asked<'_>) -> u16 {
    // Room for the button of the filter beside the name.
    let name = column.spec.field.chars().count() + 4;
    let choice = column.choices.iter().map(|choice| choice.chars().count() + 2).max().unwrap_or(0);
    let widest = name.max(choice).max(usize::from(column.kind.width)).max(16);
    u16::try_from(widest).unwrap_or(40).min(40)
}

fn write_table(
    sheet: &mut Worksheet,
    schema: &Schema,
    columns: &[Asked<'_>],
    lists: &Lists<'_>,
) -> Result<(), XlsxError> {
    sheet.set_name(&schema.register)?;
    let header =
        Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_num_format_index(TEXT);
    let comment = Format::new()
        .set_italic()
        .set_font_color(COMMENT)
        .set_font_size(9)
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_num_format_index(TEXT);
    let mut height = 1;
    for (position, column) in (0_u16..).zip(columns) {
        let (width, text) = (width(column), column.comment(&example(column), Language::Polish));
        sheet.set_column_width(position, width)?;
        let format = with_code(&column.kind.format);
        sheet.set_column_format(position, &format)?;
        let fill = if column.spec.required { REQUIRED_FILL } else { OPTIONAL_FILL };
        let header = header.clone().set_background_color(fill);
        sheet.write_string_with_format(0, position, &*column.spec.field, &header)?;
        sheet.write_string_with_format(1, position, &*text, &comment)?;
        // Small letters: more of them fit than the width says.
        height = height.max(n_lines(&text, width));
        if let Some(rule) = rule(column, lists)? {
            sheet.add_data_validation(FIRST_ROW, position, LAST_ROW, position, &rule)?;
        }
    }
    sheet.set_row_height(1, LINE_POINTS * height.min(26))?;
    let last = u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.autofilter(0, 0, LAST_ROW, last)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// What may be typed into a column; `None`: anything.
fn rule(column: &Asked<'_>, lists: &Lists<'_>) -> Result<Option<DataValidation>, XlsxError> {
    if !column.choices.is_empty() {
        let rule = lists.rule(&column.choices)?.set_error_title(&*WORDS.error_title)?;
        let rule = rule.set_error_message(&*WORDS.error_list)?;
        // Other spellings of a dictionary are read too.
        let is_open = column.spec.dictionary.is_some();
        let rule =
            if is_open { rule.set_error_style(DataValidationErrorStyle::Warning) } else { rule };
        if !column.spec.many {
            return Ok(Some(rule));
        }
        // Several values are no value of the list.
        let rule = rule.show_error_message(false).set_input_title(&*WORDS.input_title)?;
        return rule.set_input_message(&*WORDS.input_several).map(Some);
    }
    let rule = DataValidation::new().set_error_title(&*WORDS.error_title)?;
    if let Some([least, most]) = column.kind.between {
        let message = fill(&fill(&WORDS.error_number, &least.to_string()), &most.to_string());
        let rule = rule.allow_decimal_number(DataValidationRule::Between(least, most));
        return rule.set_error_message(message).map(Some);
    }
    if column.spec.kind == "date" {
        let first = ExcelDateTime::from_ymd(1900, 1, 1)?;
        let rule = rule.allow_date(DataValidationRule::GreaterThanOrEqualTo(first));
        return rule.set_error_message(&*WORDS.error_date).map(Some);
    }
    Ok(None)
}

fn write_description(
    sheet: &mut Worksheet,
    schema: &Schema,
    columns: &[Asked<'_>],
) -> Result<(), XlsxError> {
    sheet.set_name(DESCRIPTION_SHEET)?;
    let wrapped =
        || Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format_index(TEXT);
    let cell = wrapped().set_border(FormatBorder::Thin);
    let head = cell.clone().set_bold().set_background_color(REQUIRED_FILL);
    let chapter = Format::new().set_bold().set_font_size(12);
    let last = u16::try_from(WIDTHS.len()).unwrap_or(u16::MAX) - 1;
    for (position, width) in (0_u16..).zip(WIDTHS) {
        sheet.set_column_width(position, width)?;
    }
    let heading = Format::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 0, title(schema), &heading)?;
    sheet.write_string_with_format(2, 0, &*WORDS.fill_in, &chapter)?;
    let mut row = 3;
    let how = (1..).zip(&WORDS.how).map(|(number, line)| format!("{number}. {line}"));
    let source = Some(WORDS.source.clone()).filter(|_| !schema.source.is_empty());
    for line in how.chain(source) {
        let names = [("{rejestr}", &schema.register), ("{źródło}", &schema.source)];
        let line = names.iter().fold(line, |line, (mark, name)| line.replace(mark, name));
        sheet.merge_range(row, 0, row, last, &line, &wrapped())?;
        sheet.set_row_height(row, LINE_POINTS * n_lines(&line, WIDTHS.iter().sum()))?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, &*WORDS.columns, &chapter)?;
    row += 1;
    for (position, name) in (0_u16..).zip(&WORDS.heads) {
        sheet.write_string_with_format(row, position, &**name, &head)?;
    }
    for column in columns {
        row += 1;
        let texts = described(column);
        let mut height = 1;
        for ((position, text), width) in (0_u16..).zip(&texts).zip(WIDTHS) {
            sheet.write_string_with_format(row, position, &**text, &cell)?;
            height = height.max(n_lines(text, width));
        }
        sheet.set_row_height(row, LINE_POINTS * height)?;
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// A column's line in the description: name, meaning, kind, whether required, example, values.
fn described(column: &Asked<'_>) -> [String; 6] {
    let spec = column.spec;
    let required = match (spec.required, spec.filled) {
        (_, true) => &WORDS.yes_filled,
        (true, false) => &WORDS.yes,
        (false, false) => &WORDS.no,
    };
    let mut values = column.listed().unwrap_or_default();
    if values.is_empty() && !column.choices.is_empty() {
        values = fill(&WORDS.choices_many, &column.choices.len().to_string());
    }
    if spec.many {
        let gap = if values.is_empty() { "" } else { "; " };
        values = values + gap + Language::Polish.label("template", "several");
    }
    [
        spec.field.clone(),
        column.meaning.to_owned(),
        column.kind.label.clone(),
        required.clone(),
        example(column),
        values,
    ]
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    /// A column of each sort, and a list of 40 values of 12 letters: 519 with the commas.
    fn schema() -> Schema {
        let long: Vec<String> = (10..50).map(|n| format!("pozycja nr {n}")).collect();
        let text = format!(
            "register = 'proba'\ntitle = 'Trial'\ntitle_pl = 'Próba „ćmy”'\nsource = 'Dz.U. 1'\n\
             [[column]]\nfield = 'id'\nnames = []\ntype = 'text'\ndescription = 'x'\nfilled = true\n\
             [[column]]\nfield = 'day'\nnames = []\ntype = 'date'\ndescription = 'x'\n\
             [[column]]\nfield = 'flag'\nnames = []\ntype = 'flag'\ndescription = 'x'\n\
             [[column]]\nfield = 'short'\nnames = []\ntype = 'text'\ndescription = 'x'\n\
             values = ['a, b', 'c']\nmany = true\n\
             [[column]]\nfield = 'long'\nnames = []\ntype = 'text'\ndescription = 'x'\nvalues = {long:?}\n\
             [[column]]\nfield = 'again'\nnames = []\ntype = 'text'\ndescription = 'x'\nvalues = {long:?}\n\
             [[column]]\nfield = 'share'\nnames = []\ntype = 'degrees'\ndescription = 'x'\nexample = '1.5'\n"
        );
        toml::from_str(&text).expect("a schema")
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let mut text = String::new();
        zip.by_name(name).expect("a part").read_to_string(&mut text).expect("UTF-8");
        text
    }

    #[test]
    fn every_sort_of_column_has_its_rule() {
        let bytes = write(&schema()).expect("a small schema");
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        let rules: Vec<&str> = sheet.split("<dataValidation ").skip(1).collect();
        let expected = [
            ("B3:B1002", "type=\"date\""),
            ("C3:C1002", "<formula1>\"tak,nie\"</formula1>"),
            // A comma would part the value.
            ("D3:D1002", "<formula1>slowniki!$A$1:$A$2</formula1>"),
            ("E3:E1002", "<formula1>slowniki!$B$1:$B$40</formula1>"),
            // The same list stands there once.
            ("F3:F1002", "<formula1>slowniki!$B$1:$B$40</formula1>"),
            ("G3:G1002", "type=\"decimal\""),
        ];
        assert_eq!(rules.len(), expected.len(), "{sheet}");
        for (rule, (cells, said)) in rules.iter().zip(expected) {
            assert!(rule.contains(cells) && rule.contains(said), "{rule}");
        }
        // Several values in one cell are no value of the list, and are taken.
        assert!(
            !rules[2].contains("showErrorMessage=\"1\"") && rules[3].contains("showErrorMessage")
        );
        let book = part(&bytes, "xl/workbook.xml");
        assert!(book.contains("name=\"slowniki\" sheetId=\"3\" state=\"hidden\""), "{book}");
        let texts = part(&bytes, "xl/sharedStrings.xml");
        for text in [
            "Próba „ćmy”",
            "Podstawa: Dz.U. 1",
            "tak, w każdym wierszu",
            "np. 1,5",
            "pozycja nr 49",
        ] {
            assert!(texts.contains(text), "{text}");
        }
        // Text, date and number formats of the columns.
        let styles = part(&bytes, "xl/styles.xml");
        assert!(styles.contains("numFmtId=\"49\"") && styles.contains("yyyy-mm-dd"), "{styles}");
    }

    #[test]
    fn texts_wrap_at_words() {
        let cases = [
            ("", 10, 1),
            ("dziesięć z", 10, 1),
            ("dziesięć zn", 10, 2),
            ("aa bb cc", 5, 2),
            ("dwadzieścia-dwa-znaki!", 10, 3),
            ("a dwadzieścia-dwa-znaki!", 10, 4),
        ];
        for (text, width, lines) in cases {
            assert_eq!(n_lines(text, width), lines, "{text}");
        }
    }
}
