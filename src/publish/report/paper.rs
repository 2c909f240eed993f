//! `raport.pdf`: the page of the report typeset, with all addresses as an annex.

use std::collections::BTreeMap;

use chrono::Datelike as _;

use super::labels::locality_label;
use super::places::class_names;
use super::view::{gmina_view, input_hash};
use super::{ReportInput, dictionary_key};
use crate::diagnosis::{Lens, SpeedClasses, Status, View};
use crate::model::RegisterFile;
use crate::publish::print::{Node, Sheet, print};
use crate::publish::{Language, PublishError};

/// Addresses up to which the annex is printed: about 40 pages.
pub const ANNEX_ADDRESSES: usize = 20_000;
/// Editions named one by one at the foot of a page.
const EDITIONS: usize = 5;

/// What is the same of addresses that are listed together: status and class of speed.
type Kind = (Status, usize);

/// Typesets `page`, the report in HTML. The annex is left out where it is not asked for, and where
/// the gmina has more than [`ANNEX_ADDRESSES`].
///
/// # Errors
/// When this program cannot print.
pub fn render_pdf(
    input: &ReportInput<'_>,
    page: &str,
    with_annex: bool,
) -> Result<Vec<u8>, PublishError> {
    print(page, annex(input, with_annex), &sheet(input, page))
}

fn word<'a>(input: &ReportInput<'_>, key: &'a str) -> &'a str {
    input.language.label("print", key)
}

/// What stands on every page: what the report is of, and by which everything in it can be found.
pub(super) fn sheet(input: &ReportInput<'_>, page: &str) -> Sheet {
    let gmina = gmina_view(input);
    let as_of = &input.settings.as_of;
    let day = input.language.date(as_of).unwrap_or_else(|| as_of.clone());
    let hash = input_hash(input);
    let between = |from: &str, to: &str| {
        let rest = page.split_once(from).map_or("", |(_, rest)| rest);
        rest.split_once(to).map_or("", |(text, _)| text).to_owned()
    };
    let profiles: Vec<&str> =
        input.diagnosis.profiles.iter().map(|thresholds| thresholds.profile.id.as_str()).collect();
    let settled = input.diagnosis.settings.as_of;
    Sheet {
        title: between("<title>", "</title>"),
        lang: input.language.code(),
        day: (settled.year(), settled.month(), settled.day()),
        head: [
            format!("{} · {} · TERYT {}", word(input, "report"), gmina.name, gmina.code),
            format!("{} {day}", input.language.label("print", "as_of")),
        ],
        foot: foot(input.language, &profiles, &input.world.files, &hash),
        page: [word(input, "page"), word(input, "of")],
        identity: format!("{} {hash}", gmina.code),
    }
}

/// What stands at the foot of every page: program, profiles, editions and the hash of all inputs.
pub(super) fn foot(
    language: Language,
    profiles: &[&str],
    files: &[RegisterFile],
    hash: &str,
) -> Vec<String> {
    let word = |key| language.label("print", key);
    let first = format!(
        "Zasięg {} · {} {} · {} {}",
        env!("CARGO_PKG_VERSION"),
        word("profiles"),
        profiles.join(", "),
        word("editions"),
        editions(files)
    );
    vec![first, format!("{} {hash}", word("hash"))]
}

/// Editions of the registers, or the first and the last of many.
fn editions(files: &[RegisterFile]) -> String {
    let mut editions: Vec<&str> = files.iter().map(|file| file.edition.as_str()).collect();
    editions.sort_unstable();
    editions.dedup();
    match editions.as_slice() {
        [first, .., last] if editions.len() > EDITIONS => {
            format!("{first} … {last} ({})", editions.len())
        }
        few => few.join(", "),
    }
}

/// All addresses by locality, street, status and speed; or why they are not there.
fn annex(input: &ReportInput<'_>, is_wanted: bool) -> Vec<Node> {
    let range = input.world.addresses_of(input.gmina);
    let count = input.language.number(range.len() as u64);
    let mut nodes = vec![Node::block("break", ""), Node::block("h2", word(input, "annex"))];
    if !is_wanted || range.len() > ANNEX_ADDRESSES {
        nodes.remove(0);
        nodes.push(Node::block("p", input.language.say("annex-left-out", &[("n", &count)])));
        return nodes;
    }
    let language = input.language;
    let profile = &input.diagnosis.profiles[0].profile.id;
    let text = language.say("annex-text", &[("n", &count), ("profile", profile)]);
    nodes.push(Node::block("p", text));
    let classes = class_names(language);
    for ((locality, simc), streets) in sorted(by_street(input)) {
        let addresses: usize = streets.values().flat_map(BTreeMap::values).map(Vec::len).sum();
        let name = locality_label(language, locality, &simc);
        nodes.push(Node::block("place", format!("{name} – {}", language.number(addresses as u64))));
        for ((street, _), kinds) in sorted(streets) {
            let parts: Vec<String> = kinds
                .into_iter()
                .map(|(kind, numbers)| listed(language, kind, &numbers, &classes))
                .collect();
            let name =
                if street.is_empty() { language.label("chart", "no_street") } else { street };
            let name = format!("{name}: ");
            nodes.push(Node::entry(name, parts.join("; ") + "."));
        }
    }
    nodes
}

/// Name and code, so that namesakes stay apart.
type Named<'a> = (&'a str, String);
type Streets<'a> = BTreeMap<Named<'a>, BTreeMap<Kind, Vec<&'a str>>>;

fn by_street<'a>(input: &ReportInput<'a>) -> BTreeMap<Named<'a>, Streets<'a>> {
    let (world, diagnosis) = (input.world, input.diagnosis);
    let today = diagnosis.of(Lens { profile: 0, view: View::Today });
    let mut places: BTreeMap<Named<'a>, Streets<'a>> = BTreeMap::new();
    for position in world.addresses_of(input.gmina) {
        let address = &world.addresses[position];
        let simc = address.simc.map(|simc| simc.to_string()).unwrap_or_default();
        let ulic = address.ulic.map(|ulic| ulic.to_string()).unwrap_or_default();
        let fastest = diagnosis.fastest_certain(world, position).map(|(down, _)| down);
        let kind = (today[position].status, SpeedClasses::get().of(fastest));
        let streets = places.entry((world.locality_of(position), simc)).or_default();
        let kinds = streets.entry((world.street_of(position), ulic)).or_default();
        kinds.entry(kind).or_default().push(world.texts.get(address.number));
    }
    places
}

/// In the order of a Polish dictionary.
fn sorted<T>(by_name: BTreeMap<Named<'_>, T>) -> Vec<(Named<'_>, T)> {
    let mut sorted: Vec<(Named<'_>, T)> = by_name.into_iter().collect();
    sorted.sort_by_cached_key(|((name, _), _)| dictionary_key(name));
    sorted
}

fn listed(
    language: Language,
    (status, class): Kind,
    numbers: &[&str],
    classes: &[String],
) -> String {
    let status = language.label("status", status.as_str());
    let class = classes.get(class).map_or("", String::as_str);
    let unit = if class == language.label("chart", "none") { "" } else { "\u{a0}Mb/s" };
    format!("{status}, {class}{unit} ({}): {}", numbers.len(), numbers.join(", "))
}
