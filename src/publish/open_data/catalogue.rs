//! `katalog.ttl`: the metadata as DCAT-AP 3.0.

use oxrdf::{Literal, NamedNode, Term, Triple};
use oxttl::TurtleSerializer;

use super::OpenDataInput;
use super::files::Written;
use super::place::Place;
use super::schema::{Both, Form, OpenSchema};
use super::table::Table;
use crate::publish::manifest::told_hash;
use crate::publish::report::register_label;
use crate::publish::{Language, PublishError};

/// The file.
pub(super) const NAME: &str = "katalog.ttl";

/// Prefixes of the file.
const PREFIXES: [(&str, &str); 13] = [
    ("adms", "http://www.w3.org/ns/adms#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A term by its short name, `dct:title`.
fn term(short: &str) -> NamedNode {
    let (prefix, name) = short.split_once(':').expect("short names of this file have a prefix");
    let found = PREFIXES.iter().find(|(known, _)| *known == prefix);
    let (_, space) = found.expect("prefixes of this file are listed");
    NamedNode::new_unchecked(format!("{space}{name}"))
}

/// Triples in the making.
struct Graph {
    triples: Vec<Triple>,
}

impl Graph {
    fn add(&mut self, of: &NamedNode, what: &str, value: impl Into<Term>) {
        self.triples.push(Triple::new(of.clone(), term(what), value));
    }

    fn polish(&mut self, of: &NamedNode, what: &str, text: &str) {
        self.add(of, what, tagged(text, "pl"));
    }

    /// A text in each language in which there is one.
    fn both<T: AsRef<str>>(&mut self, of: &NamedNode, what: &str, texts: Both<Option<T>>) {
        for (language, text) in Language::ALL.iter().zip(texts) {
            if let Some(text) = text {
                self.add(of, what, tagged(text.as_ref(), language.code()));
            }
        }
    }

    fn typed(&mut self, of: &NamedNode, what: &str, text: &str, datatype: &str) {
        self.add(of, what, Literal::new_typed_literal(text, term(datatype)));
    }
}

fn tagged(text: &str, language: &str) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, language)
}

/// An address that is made of checked parts and of names of this program.
fn iri(text: impl Into<String>) -> NamedNode {
    NamedNode::new_unchecked(text.into())
}

fn authority(table: &str, word: &str) -> NamedNode {
    iri(format!("{}{table}/{word}", OpenSchema::get().vocabulary.authority))
}

/// What all datasets of the catalogue share.
struct Shared<'a> {
    input: &'a OpenDataInput<'a>,
    place: &'a Place,
    catalogue: NamedNode,
    publisher: NamedNode,
    contact: NamedNode,
    area: NamedNode,
    period: NamedNode,
    provenance: NamedNode,
    activity: NamedNode,
    series: NamedNode,
}

impl<'a> Shared<'a> {
    fn new(input: &'a OpenDataInput<'a>, place: &'a Place) -> Self {
        let node = |name: &str| iri(input.options.node(name));
        Self {
            input,
            place,
            catalogue: node("katalog"),
            publisher: node("wydawca"),
            contact: node("kontakt"),
            area: node("obszar"),
            period: node("stan-na"),
            provenance: node("pochodzenie"),
            activity: node("diagnoza"),
            series: iri(input.options.series()),
        }
    }

    fn as_of(&self) -> &str {
        &self.input.settings.as_of
    }

    /// Title, description, publisher, dates and language of the catalogue, a dataset or the series.
    fn head(
        &self,
        graph: &mut Graph,
        of: &NamedNode,
        (title, text): (Both<Option<String>>, Both<Option<String>>),
    ) {
        graph.both(of, "dct:title", title);
        graph.both(of, "dct:description", text);
        graph.add(of, "dct:publisher", self.publisher.clone());
        graph.add(of, "dcat:contactPoint", self.contact.clone());
        graph.typed(of, "dct:modified", self.as_of(), "xsd:date");
        // Of a catalogue the language of its texts, of what it lists that of the data.
        graph.add(of, "dct:language", authority("language", "POL"));
        if *of == self.catalogue {
            graph.add(of, "dct:language", authority("language", "ENG"));
        }
        graph.add(of, "dct:spatial", self.area.clone());
        for code in &self.place.nuts {
            graph.add(of, "dct:spatial", iri(format!("{}{code}", vocabulary().nuts)));
        }
        // A catalogue has a taxonomy of themes, what it lists has themes.
        for theme in OpenSchema::get().dataset.themes.iter().filter(|_| *of != self.catalogue) {
            graph.add(of, "dcat:theme", authority("data-theme", theme));
        }
    }

    fn agents(&self, graph: &mut Graph) {
        let options = self.input.options;
        graph.add(&self.publisher, "rdf:type", term("foaf:Agent"));
        graph.polish(&self.publisher, "foaf:name", options.publisher_name());
        let kind = options.publisher_type.as_deref().unwrap_or("LocalAuthority");
        let kind = iri(format!("{}{kind}", vocabulary().publisher_type));
        graph.add(&self.publisher, "dct:type", kind);
        if let Some(page) = &options.homepage {
            graph.add(&self.publisher, "foaf:homepage", iri(page.clone()));
        }
        graph.add(&self.contact, "rdf:type", term("vcard:Organization"));
        graph.polish(&self.contact, "vcard:fn", options.contact_name());
        if let Some(email) = &options.email {
            graph.add(&self.contact, "vcard:hasEmail", iri(format!("mailto:{email}")));
        }
        if let Some(page) = &options.homepage {
            graph.add(&self.contact, "vcard:hasURL", iri(page.clone()));
        }
    }

    fn extent(&self, graph: &mut Graph) {
        graph.add(&self.area, "rdf:type", term("dct:Location"));
        graph.both(&self.area, "rdfs:label", self.place.name.each_ref().map(Some));
        for code in &self.place.codes {
            graph.add(&self.area, "dct:identifier", Literal::new_simple_literal(code));
        }
        if let Some(outline) = &self.place.bbox_wkt {
            graph.typed(&self.area, "dcat:bbox", outline, "geo:wktLiteral");
        }
        graph.add(&self.period, "rdf:type", term("dct:PeriodOfTime"));
        graph.typed(&self.period, "dcat:startDate", self.as_of(), "xsd:date");
        graph.typed(&self.period, "dcat:endDate", self.as_of(), "xsd:date");
    }

    /// Where the numbers are from: a statement, and the files with their editions and hashes.
    fn provenance(&self, graph: &mut Graph) {
        let texts = &OpenSchema::get().dataset;
        graph.add(&self.provenance, "rdf:type", term("dct:ProvenanceStatement"));
        let filled = |text: &str| Some(text.replace("{version}", env!("CARGO_PKG_VERSION")));
        graph.both(&self.provenance, "rdfs:label", texts.provenance().map(filled));
        graph.add(&self.activity, "rdf:type", term("prov:Activity"));
        graph.both(&self.activity, "rdfs:label", texts.activity().map(Some));
        for (file, number) in self.input.world.files.iter().zip(1..) {
            let entity = iri(self.input.options.node(&format!("zrodlo-{number}")));
            graph.add(&self.activity, "prov:used", entity.clone());
            graph.add(&entity, "rdf:type", term("prov:Entity"));
            let names = Language::ALL.map(|language| register_label(language, &file.register));
            graph.both(&entity, "dct:title", names.map(Some));
            let register = Literal::new_simple_literal(&file.register);
            graph.add(&entity, "dct:identifier", register);
            let edition = Literal::new_simple_literal(&file.edition);
            graph.add(&entity, "owl:versionInfo", edition);
            let node_of_sum = iri(self.input.options.node(&format!("zrodlo-{number}-sha256")));
            if !told_hash(file).is_empty() {
                checksum(graph, &entity, &node_of_sum, told_hash(file));
            }
        }
    }

    fn dataset(&self, graph: &mut Graph, table: &Table) -> NamedNode {
        let spec = table.spec;
        let node = iri(self.input.options.node(&spec.id));
        graph.add(&node, "rdf:type", term("dcat:Dataset"));
        let (title, place) = (spec.title(), &self.place.name);
        let title = [0, 1].map(|at| Some(format!("{} – {}", title[at], place[at])));
        let text = spec.description().map(|text| Some(text.to_owned()));
        self.head(graph, &node, (title, text));
        graph.add(&node, "dct:identifier", Literal::new_simple_literal(node.as_str()));
        graph.typed(&node, "dct:issued", self.as_of(), "xsd:date");
        let frequency = authority("frequency", &self.input.options.frequency().authority);
        graph.add(&node, "dct:accrualPeriodicity", frequency);
        graph.add(&node, "dct:accessRights", authority("access-right", "PUBLIC"));
        graph.add(&node, "dct:temporal", self.period.clone());
        graph.add(&node, "dct:provenance", self.provenance.clone());
        graph.add(&node, "prov:wasGeneratedBy", self.activity.clone());
        graph.add(&node, "dcat:version", Literal::new_simple_literal(self.as_of()));
        graph.add(&node, "dcat:inSeries", self.series.clone());
        for (language, words) in Language::ALL.iter().zip(self.input.keywords()) {
            for word in words {
                graph.add(&node, "dcat:keyword", tagged(word, language.code()));
            }
        }
        node
    }

    fn distribution(&self, graph: &mut Graph, table: &Table, form: &Form, file: &Written) {
        let options = self.input.options;
        let node = iri(options.node(&format!("{}-{}", table.spec.id, form.extension)));
        graph.add(&iri(options.node(&table.spec.id)), "dcat:distribution", node.clone());
        graph.add(&node, "rdf:type", term("dcat:Distribution"));
        graph.both(&node, "dct:title", form.title_of(table.spec).map(Some));
        let url = iri(options.url(&file.name));
        graph.add(&node, "dcat:accessURL", url.clone());
        graph.add(&node, "dcat:downloadURL", url);
        graph.typed(&node, "dcat:byteSize", &file.bytes.to_string(), "xsd:nonNegativeInteger");
        let media = iri(format!("{}{}", vocabulary().media, form.media_type));
        graph.add(&node, "dcat:mediaType", media);
        graph.add(&node, "dct:format", authority("file-type", &form.file_type));
        graph.add(&node, "dct:license", authority("licence", &options.licence().authority));
        graph.typed(&node, "dct:issued", self.as_of(), "xsd:date");
        graph.typed(&node, "dct:modified", self.as_of(), "xsd:date");
        let available = authority("planned-availability", "AVAILABLE");
        graph.add(&node, "dcatap:availability", available);
        if form.extension == "csv" {
            let standard = iri(options.url(&format!("{}-metadata.json", file.name)));
            graph.add(&node, "dct:conformsTo", standard.clone());
            graph.add(&standard, "rdf:type", term("dct:Standard"));
        }
        let node_of_sum =
            iri(options.node(&format!("{}-{}-sha256", table.spec.id, form.extension)));
        checksum(graph, &node, &node_of_sum, &file.sha256);
    }
}

/// The SHA-256 of a file, as a node of its own.
fn checksum(graph: &mut Graph, of: &NamedNode, node: &NamedNode, sha256: &str) {
    graph.add(of, "spdx:checksum", node.clone());
    graph.add(node, "rdf:type", term("spdx:Checksum"));
    graph.add(node, "spdx:algorithm", term("spdx:checksumAlgorithm_sha256"));
    graph.typed(node, "spdx:checksumValue", sha256, "xsd:hexBinary");
}

fn vocabulary() -> &'static super::schema::Vocabulary {
    &OpenSchema::get().vocabulary
}

/// The catalogue of tables and the files they were written to.
pub(super) fn render(
    input: &OpenDataInput<'_>,
    place: &Place,
    tables: &[(Table, Vec<(&'static Form, Written)>)],
) -> Result<Vec<u8>, PublishError> {
    let shared = Shared::new(input, place);
    let mut graph = Graph { triples: Vec::new() };
    let catalogue = shared.catalogue.clone();
    graph.add(&catalogue, "rdf:type", term("dcat:Catalog"));
    let (title, text) = (input.title(place), input.description(place));
    shared.head(&mut graph, &catalogue, (title.clone(), text.clone()));
    graph.typed(&catalogue, "dct:issued", shared.as_of(), "xsd:date");
    let licence = authority("licence", &input.options.licence().authority);
    graph.add(&catalogue, "dct:license", licence);
    graph.add(
        &catalogue,
        "dcat:themeTaxonomy",
        iri(format!("{}data-theme", vocabulary().authority)),
    );
    if let Some(page) = &input.options.homepage {
        graph.add(&catalogue, "foaf:homepage", iri(page.clone()));
    }
    for (table, _) in tables {
        let dataset = iri(input.options.node(&table.spec.id));
        graph.add(&catalogue, "dcat:dataset", dataset);
    }
    for (table, files) in tables {
        shared.dataset(&mut graph, table);
        for (form, file) in files {
            shared.distribution(&mut graph, table, form, file);
        }
    }
    graph.add(&shared.series, "rdf:type", term("dcat:DatasetSeries"));
    shared.head(&mut graph, &shared.series, (title, text));
    shared.agents(&mut graph);
    shared.extent(&mut graph);
    shared.provenance(&mut graph);
    written(&graph)
}

fn written(graph: &Graph) -> Result<Vec<u8>, PublishError> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, space) in PREFIXES {
        serializer =
            serializer.with_prefix(prefix, space).map_err(|e| PublishError::new(NAME, e))?;
    }
    let mut writer = serializer.for_writer(Vec::new());
    for triple in &graph.triples {
        writer.serialize_triple(triple).map_err(|e| PublishError::new(NAME, e))?;
    }
    writer.finish().map_err(|e| PublishError::new(NAME, e))
}
