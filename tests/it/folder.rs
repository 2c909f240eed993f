//! The sample gmina as files in memory, to be spoiled and written.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use zasieg::synth::{SynthSpec, write_gmina};

use crate::table::{Table, number_key};

/// Addresses of the small sample; prime, so that no count is a round one.
pub const N_SMALL: usize = 613;

/// The file of [`Folder::add_points`].
pub const POINTS: &str = "punkty.csv";

/// Files by their path below the folder.
#[derive(Clone)]
pub struct Folder(BTreeMap<String, Vec<u8>>);

static SMALL: LazyLock<Folder> = LazyLock::new(|| Folder::generate(N_SMALL));

fn collect(root: &Path, below: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(below).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("below the root");
            let name = name.to_str().expect("ASCII names").to_owned();
            files.insert(name, fs::read(&path).expect("a file"));
        }
    }
}

/// Fields of one record.
pub fn split(line: &str, separator: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(separator)
        .from_reader(line.as_bytes());
    let record = reader.records().next().expect("a record");
    let record = record.expect("a well-formed record");
    record.iter().map(str::to_owned).collect()
}

/// One record from its fields.
pub fn join(fields: &[String], separator: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    writer.write_record(fields).expect("memory does not fail");
    let bytes = writer.into_inner().expect("memory does not fail");
    String::from_utf8(bytes).expect("text in, text out")
}

impl Folder {
    /// The same without the inputs of some registers.
    pub fn without(mut self, registers: &[&str]) -> Self {
        let run = self.text("run.toml").to_owned();
        let is_kept = |input: &&str| {
            let names = |register: &&str| input.contains(&format!("register = \"{register}\""));
            !registers.iter().any(names)
        };
        let kept: Vec<&str> = run.split("\n[[input]]\n").filter(is_kept).collect();
        self.set("run.toml", kept.join("\n[[input]]\n"));
        self
    }

    /// A small sample gmina, with seed 1.
    pub fn small() -> Self {
        SMALL.clone()
    }

    /// A sample gmina of so many addresses, with seed 1.
    pub fn generate(n_addresses: usize) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        write_gmina(dir.path(), &SynthSpec { n_addresses, seed: 1 }).expect("a sample");
        Self::read(dir.path())
    }

    /// Every file below a folder.
    pub fn read(dir: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(dir, dir, &mut files);
        Self(files)
    }

    /// Names of all files.
    pub fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// Bytes of a file.
    pub fn bytes(&self, name: &str) -> &[u8] {
        self.0.get(name).unwrap_or_else(|| panic!("no {name} in the sample"))
    }

    /// Text of a file, a byte-order mark included.
    pub fn text(&self, name: &str) -> &str {
        std::str::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    /// What is expected of the sample, from `oczekiwane.json`.
    pub fn summary(&self) -> Value {
        serde_json::from_str(self.text("oczekiwane.json")).expect("JSON")
    }

    /// A table of the folder.
    pub fn table(&self, name: &str) -> Table {
        Table::parse(self.text(name))
    }

    /// Replaces or adds a file.
    pub fn set(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.0.insert(name.to_owned(), bytes.into());
    }

    /// Takes a file out.
    pub fn remove(&mut self, name: &str) -> Vec<u8> {
        self.0.remove(name).expect("a file of the sample")
    }

    /// Replaces the first occurrence of a text that must be there.
    pub fn replace(&mut self, name: &str, old: &str, new: &str) {
        assert!(self.text(name).contains(old), "{name} holds {old}");
        let text = self.text(name).replacen(old, new, 1);
        self.set(name, text);
    }

    /// Adds an input to the run file.
    pub fn add_input(&mut self, register: &str, path: &str, more: &str) {
        let input = format!(
            "\n[[input]]\nregister = \"{register}\"\npath = \"{path}\"\nedition = \"test\"\n{more}"
        );
        let run = self.text("run.toml").to_owned() + &input;
        self.set("run.toml", run);
    }

    /// Adds addresses of the hamlet Rzęśnia that no report speaks of, as a table in EPSG:2180:
    /// identifiers, and eastings and northings where they are known.
    pub fn add_points(&mut self, points: &[(&str, Option<(f64, f64)>)]) {
        let mut table = "id,terc,simc,number,easting,northing\n".to_owned();
        for ((id, place), number) in points.iter().zip(901..) {
            let place =
                place.map_or_else(|| ",".to_owned(), |(east, north)| format!("{east},{north}"));
            table += &format!("{id},9801015,9900113,{number},{place}\n");
        }
        self.set(POINTS, table);
        self.add_input("address-table", POINTS, "crs = \"EPSG:2180\"\n");
    }

    /// Changes the fields of a line (from 1) of a comma-separated file without quoted line ends.
    pub fn edit(&mut self, name: &str, line: usize, change: impl FnOnce(&mut Vec<String>)) {
        self.edit_with(name, line, b',', change);
    }

    /// Changes the fields of a line of a file with another separator.
    pub fn edit_with(
        &mut self,
        name: &str,
        line: usize,
        separator: u8,
        change: impl FnOnce(&mut Vec<String>),
    ) {
        let mut lines: Vec<String> = self.text(name).lines().map(str::to_owned).collect();
        let mut fields = split(&lines[line - 1], separator);
        change(&mut fields);
        let changed = join(&fields, separator);
        changed.trim_end().clone_into(&mut lines[line - 1]);
        self.set(name, lines.join("\n") + "\n");
    }

    /// Writes every file to a temporary folder.
    pub fn written(&self) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a temporary folder");
        self.write(dir.path());
        dir
    }

    /// Writes every file below `dir`.
    pub fn write(&self, dir: &Path) {
        for (name, bytes) in &self.0 {
            let path = dir.join(name);
            fs::create_dir_all(path.parent().expect("below a folder")).expect("a folder");
            fs::write(path, bytes).expect("space for a sample");
        }
    }
}

/// Data rows (from 1) of an address base by SIMC, street (empty: none) and number key.
pub fn address_rows(base: &Table) -> BTreeMap<(String, String, String), Vec<usize>> {
    let columns = ["SIMC", "SYM_UL", "Nr porządkowy"].map(|name| base.position(name));
    let mut rows: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (position, row) in base.rows.iter().enumerate() {
        let [simc, ulic, number] = columns.map(|column| row[column].as_str());
        let key = (simc.to_owned(), ulic.replace("99999", ""), number_key(number));
        rows.entry(key).or_default().push(position + 1);
    }
    rows
}

/// A deflated archive of one member.
pub fn zip_of(member: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    zip.start_file(member, options).expect("memory does not fail");
    zip.write_all(bytes).expect("memory does not fail");
    zip.finish().expect("memory does not fail").into_inner()
}

/// A gzip file.
pub fn gz_of(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).expect("memory does not fail");
    gz.finish().expect("memory does not fail")
}
