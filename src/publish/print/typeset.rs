//! Typst in a closed world: its templates, the blocks as JSON, the drawings, our fonts; no
//! packages, no files, no network, no clock.

use std::sync::LazyLock;

use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::Sheet;
use super::blocks::{Blocks, Node};
use super::fonts::FONTS;
use crate::publish::PublishError;

const MAIN: &str = "druk.typ";
/// The templates.
const SOURCES: [(&str, &str); 3] = [
    (MAIN, include_str!("../../../reports/templates/druk/druk.typ")),
    ("bloki.typ", include_str!("../../../reports/templates/druk/bloki.typ")),
    ("tabele.typ", include_str!("../../../reports/templates/druk/tabele.typ")),
];

/// With cells that are headings of their rows.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features: Features = std::iter::once(Feature::A11yExtras).collect();
    LazyHash::new(Library::builder().with_features(features).build())
});
/// The templates, parsed once for all documents.
static TEMPLATES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    SOURCES.iter().map(|(name, text)| Source::new(id(name), (*text).to_owned())).collect()
});

fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("names of templates are plain");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// What the templates read.
#[derive(Serialize)]
struct Data<'a> {
    sheet: &'a Sheet,
    nodes: &'a [Node],
}

/// One document.
struct Closed<'a> {
    data: Bytes,
    drawings: &'a [Bytes],
}

impl World for Closed<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.0
    }

    fn main(&self) -> FileId {
        TEMPLATES[0].id()
    }

    fn source(&self, wanted: FileId) -> FileResult<Source> {
        let found = TEMPLATES.iter().find(|source| source.id() == wanted);
        found.cloned().ok_or(FileError::NotSource)
    }

    fn file(&self, wanted: FileId) -> FileResult<Bytes> {
        let name = wanted.get().vpath().get_without_slash();
        if name == "dane.json" {
            return Ok(self.data.clone());
        }
        let number = name.strip_suffix(".svg").and_then(|number| number.parse::<usize>().ok());
        let drawing = number.and_then(|number| self.drawings.get(number));
        drawing.cloned().ok_or_else(|| FileError::NotFound(name.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.1.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn fault(errors: &[SourceDiagnostic]) -> PublishError {
    let text = |error: &SourceDiagnostic| error.message.to_string();
    let texts: Vec<String> = errors.iter().map(text).collect();
    PublishError::new("raport.pdf", texts.join("; "))
}

/// Typesets blocks as a tagged PDF: PDF/UA-1 and PDF/A-2a.
///
/// # Errors
/// When the templates do not fit the blocks, which is a defect of the program.
pub fn typeset(blocks: &Blocks, sheet: &Sheet) -> Result<Vec<u8>, PublishError> {
    let other = |error: String| PublishError::new("raport.pdf", error);
    let data = serde_json::to_vec(&Data { sheet, nodes: &blocks.nodes })
        .map_err(|error| other(error.to_string()))?;
    let drawings: Vec<Bytes> =
        blocks.drawings.iter().map(|svg| Bytes::from_string(svg.clone())).collect();
    let world = Closed { data: Bytes::new(data), drawings: &drawings };
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|e| fault(&e))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| other(error.message().to_string()))?;
    let (year, month, day) = sheet.day;
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    let time = Datetime::from_ymd_hms(year, part(month), part(day), 0, 0, 0);
    let options = PdfOptions {
        ident: Smart::Custom(sheet.identity.clone()),
        creator: Smart::Custom(Some(concat!("Zasięg ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: time.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|e| fault(&e))?;
    // What is kept of this document would not serve the next one.
    typst::comemo::evict(0);
    Ok(pdf)
}

#[cfg(test)]
mod tests {
    use super::super::{Node, Sheet, print};

    fn sheet() -> Sheet {
        let text = || "x".to_owned();
        Sheet {
            title: "漢字 \u{fffd}".to_owned(),
            lang: "pl",
            day: (2026, 6, 30),
            head: [text(), text()],
            foot: vec![text()],
            page: ["strona", "z"],
            identity: text(),
        }
    }

    #[test]
    fn texts_of_any_register_are_printed() {
        let page = "<html><head><title>t</title></head><body><main><h2>漢字</h2><p>a\u{fffd}&amp;\u{7}                    <br>#show $x$ *a* _b_ @c \\ // [</p><ul><li></li><li>x</li></ul>                    <table><caption></caption><tbody><tr><td></td></tr></tbody></table>                    <table><thead><tr><th>a</th></tr></thead><tbody></tbody></table>                    </main></body></html>";
        let print = || print(page, vec![Node::block("p", "")], &sheet()).expect("printed");
        let pdf = print();
        assert!(pdf.starts_with(b"%PDF-"));
        assert!(pdf == print(), "same page, same bytes");
    }
}
