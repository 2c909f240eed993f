//! The workbook of a plan: amounts are formulas that hold the values of the bill.

use std::io::{Cursor, Read as _};

use zasieg::planning::appraise;
use zasieg::publish::{Language, bill_xlsx};

use crate::lattice_costs::{BOOK, lattice};

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    zip.by_name(name).expect("a part").read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn the_workbook_reckons_what_the_bill_says() {
    let (design, facts) = lattice();
    let found = appraise(&design, &facts, &BOOK).expect("a forest");
    let workbook = || {
        bill_xlsx(&found, &BOOK, Language::Polish)
            .expect("a small plan")
            .expect("the tests have xlsx")
    };
    let bytes = workbook();
    assert_eq!(bytes, workbook(), "same plan, same bytes");
    let bill = part(&bytes, "xl/worksheets/sheet1.xml");
    // 100 m of asphalt at 200; the project is a share of all lines above; the total.
    for cell in [
        "<f>ROUND(B2*D2,2)</f><v>20000</v>",
        "<f>SUM(E2:E19)</f><v>132345</v>",
        "<f>ROUND(B20*D20,2)</f><v>13234.5</v>",
        "<f>SUM(E2:E20)</f><v>145579.5</v>",
    ] {
        assert!(bill.contains(cell), "{cell}: {bill}");
    }
    let book = part(&bytes, "xl/workbook.xml");
    for name in ["Kosztorys", "Warianty", "Etapy", "Wrażliwość", "Założenia"] {
        assert!(book.contains(&format!("name=\"{name}\"")), "{book}");
    }
}
