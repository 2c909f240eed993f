//! All files of the country, growing gmina by gmina in the order of the gminas.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::answer::{self, Counts, Possible};
use super::columns::Table;
use super::defects::{Defect, KINDS};
use super::operators::Operator;
use super::part::{File, Part};
use super::prg::Structure;
use super::tables::Sheet;
use super::{CountrySpec, Form, registers, report, run, terrain, texts};

struct TextFile {
    writer: BufWriter<fs::File>,
    /// Rows so far, as a reader counts them.
    n_rows: u64,
}

/// Everything that is being written.
pub(super) struct Files<'a> {
    dir: PathBuf,
    operators: &'a [Operator],
    sheets: &'a [Sheet],
    tables: Vec<Table>,
    texts: BTreeMap<File, TextFile>,
    errors: String,
    true_counts: Counts,
    read_counts: Counts,
    possible: Possible,
    written: Vec<PathBuf>,
    /// Whether the first report is to begin with a record of nobody.
    owes_orphan: bool,
}

impl<'a> Files<'a> {
    pub(super) fn create(
        dir: &Path,
        sheets: &'a [Sheet],
        operators: &'a [Operator],
        spec: &CountrySpec,
    ) -> io::Result<Self> {
        let table = |sheet: &Sheet| {
            Table::create(&dir.join(sheet.path), sheet.schema.clone(), sheet.geometry)
        };
        Ok(Self {
            dir: dir.to_owned(),
            operators,
            sheets,
            tables: sheets.iter().map(table).collect::<io::Result<_>>()?,
            texts: BTreeMap::new(),
            errors: "kind,detector,file,row,address_id\n".to_owned(),
            true_counts: Counts::new(),
            read_counts: Counts::new(),
            possible: Possible::new(),
            written: sheets.iter().map(|sheet| PathBuf::from(sheet.path)).collect(),
            owes_orphan: spec.form != Form::Tables && spec.rates.of(Defect::UnknownOperator) > 0,
        })
    }

    /// Path of a file below the folder.
    fn path(&self, file: File) -> String {
        let number = |operator: u16| &self.operators[usize::from(operator)].number;
        match file {
            File::Table(position) => self.sheets[position].path.to_owned(),
            File::Addresses(voivodeship) => format!("adresy/{:02}.csv", 2 * (voivodeship + 1)),
            File::Points(structure, voivodeship) => structure.path(voivodeship),
            File::Report(operator) => format!("zasieg/operator_{}.csv", number(operator)),
            File::EarlierReport(operator) => {
                format!("poprzednia/zasieg/operator_{}.csv", number(operator))
            }
            File::LastYearsReport(operator) => {
                format!("poprzednia/{}/operator_{}.csv", run::LAST_YEAR, number(operator))
            }
            File::Plans(operator) => format!("plany/operator_{}.csv", number(operator)),
            File::Contracts => "plany_publiczne.csv".to_owned(),
            File::Notices => "zapotrzebowanie.csv".to_owned(),
            File::Schools => "rspo.csv".to_owned(),
            File::Buildings => "budynki.csv".to_owned(),
            File::Nodes => "wezly.csv".to_owned(),
            File::Boundaries => "granice.geojson".to_owned(),
            File::Entities => "podmioty_obce.csv".to_owned(),
            File::Corrections => "korekty.csv".to_owned(),
            File::Simc => "simc.csv".to_owned(),
            File::Ulic => "ulic.csv".to_owned(),
            File::Terrain => "teren.csv".to_owned(),
            File::Stations => "stacje.csv".to_owned(),
        }
    }

    /// What a file begins with, and the rows that a reader counts in it.
    fn head(&self, file: File) -> (String, u64) {
        let operator = |operator: u16| {
            let Operator { number, name } = &self.operators[usize::from(operator)];
            texts::csv_line(&["DI", name, number, "", ""])
        };
        match file {
            File::Report(number)
            | File::EarlierReport(number)
            | File::LastYearsReport(number)
            | File::Plans(number) => (operator(number), 1),
            File::Contracts => (texts::CONTRACTS_HEAD.to_owned(), 0),
            File::Notices => (texts::NOTICES_HEAD.to_owned(), 0),
            File::Schools => (texts::RSPO_HEAD.to_owned(), 0),
            File::Simc => (texts::SIMC_HEAD.to_owned(), 0),
            File::Ulic => (texts::ULIC_HEAD.to_owned(), 0),
            File::Addresses(_) => (registers::ADDRESSES_HEAD.to_owned(), 0),
            File::Buildings => (registers::BUILDINGS_HEAD.to_owned(), 0),
            File::Nodes => (registers::NODES_HEAD.to_owned(), 0),
            File::Boundaries => (registers::BOUNDARIES_HEAD.to_owned(), 0),
            File::Entities => (registers::ENTITIES_HEAD.to_owned(), 0),
            File::Corrections => (texts::CORRECTIONS_HEAD.to_owned(), 0),
            File::Points(structure, _) => (structure.head().to_owned(), 0),
            File::Terrain => (terrain::TERRAIN_HEAD.to_owned(), 0),
            File::Stations => (terrain::STATIONS_HEAD.to_owned(), 0),
            File::Table(_) => (String::new(), 0),
        }
    }

    fn text(&mut self, file: File) -> io::Result<&mut TextFile> {
        if !self.texts.contains_key(&file) {
            let name = self.path(file);
            let path = self.dir.join(&name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let (mut head, mut n_rows) = self.head(file);
            if matches!(file, File::Report(_)) && std::mem::take(&mut self.owes_orphan) {
                head = report::orphan() + &head;
                n_rows += 1;
                let kind = &KINDS[Defect::UnknownOperator as usize];
                self.errors += &format!("{},{},{name},1,\n", kind.name, kind.detector);
            }
            let mut writer = BufWriter::with_capacity(1 << 16, fs::File::create(path)?);
            writer.write_all(head.as_bytes())?;
            self.written.push(PathBuf::from(name));
            self.texts.insert(file, TextFile { writer, n_rows });
        }
        Ok(self.texts.get_mut(&file).expect("it was put there"))
    }

    /// A file that is written at once.
    pub(super) fn whole(&mut self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.dir.join(name), text)?;
        self.written.push(PathBuf::from(name));
        Ok(())
    }

    /// Adds gminas in their order.
    pub(super) fn add(&mut self, parts: Vec<Part>) -> io::Result<()> {
        let mut offsets: Vec<u64> = self.tables.iter().map(|table| table.n_rows).collect();
        self.tables.par_iter_mut().enumerate().try_for_each(|(position, table)| {
            parts.iter().try_for_each(|part| {
                let (batch, bounds) = &part.batches[position];
                table.write(batch, *bounds)
            })
        })?;
        for part in parts {
            for noted in &part.noted {
                let path = self.path(noted.file);
                let offset = match noted.file {
                    File::Table(position) => offsets[position],
                    file => self.text(file)?.n_rows,
                };
                self.errors += &noted.line(&path, offset);
            }
            for (offset, (batch, _)) in offsets.iter_mut().zip(&part.batches) {
                *offset += u64::try_from(batch.num_rows()).expect("fits");
            }
            for (file, text) in part.texts {
                let to = self.text(file)?;
                if file == File::Boundaries && to.n_rows > 0 {
                    to.writer.write_all(b",\n")?;
                }
                to.writer.write_all(text.lines.as_bytes())?;
                to.n_rows += u64::try_from(text.n_lines).expect("fits");
            }
            self.true_counts.extend(part.true_counts);
            self.possible.extend(part.possible);
            for (code, (n, columns)) in part.read_counts {
                let (total, sums) =
                    self.read_counts.entry(code).or_insert((0, [[0; 5]; answer::N_COLUMNS]));
                *total += n;
                for (sum, number) in sums.iter_mut().flatten().zip(columns.iter().flatten()) {
                    *sum += number;
                }
            }
        }
        Ok(())
    }

    /// Gives one operator's file out again, to the byte, as that of every older edition.
    fn repeat_a_file(&mut self) -> io::Result<()> {
        let is_report = |path: &&PathBuf| path.starts_with("zasieg");
        let Some(path) = self.written.iter().filter(is_report).max().cloned() else {
            return Ok(());
        };
        let name = path.file_name().unwrap_or_default().to_owned();
        for edition in run::OLDER {
            let folder = Path::new("poprzednia").join(edition);
            fs::create_dir_all(self.dir.join(&folder))?;
            fs::copy(self.dir.join(&path), self.dir.join(folder.join(&name)))?;
            self.written.push(folder.join(&name));
        }
        let kind = &KINDS[Defect::IdenticalFile as usize];
        self.errors += &format!("{},{},{},0,\n", kind.name, kind.detector, path.display());
        Ok(())
    }

    /// Closes everything and writes what is known only at the end.
    pub(super) fn finish(mut self, spec: &CountrySpec) -> io::Result<Vec<PathBuf>> {
        for table in std::mem::take(&mut self.tables) {
            table.close()?;
        }
        for (file, mut text) in std::mem::take(&mut self.texts) {
            let tail = match file {
                File::Boundaries => registers::BOUNDARIES_TAIL,
                File::Points(structure, _) => structure.tail(),
                _ => "",
            };
            text.writer.write_all(tail.as_bytes())?;
            text.writer.flush()?;
        }
        let counts = answer::csv(&self.true_counts, answer::N_COLUMNS, Some(&self.possible));
        self.whole("odpowiedz/gminas.csv", &counts)?;
        let counts = answer::csv(&self.read_counts, answer::N_READABLE, None);
        self.whole("odpowiedz/gminas_odczyt.csv", &counts)?;
        if spec.has_earlier && spec.form != Form::Tables && spec.rates.of(Defect::IdenticalFile) > 0
        {
            self.repeat_a_file()?;
        }
        let [old, new] = [Structure::Of2012, Structure::Of2021].map(|s| s.path(0));
        if self.written.iter().any(|path| *path == Path::new(&old)) {
            let kind = &KINDS[Defect::SupersededFile as usize];
            self.errors += &format!("{},{},{new},0,\n", kind.name, kind.detector);
        }
        let errors = std::mem::take(&mut self.errors);
        self.whole("odpowiedz/bledy.csv", &errors)?;
        if spec.has_earlier {
            let run = run::earlier(&run::toml(spec, &self.written));
            self.whole("poprzednia/run.toml", &run)?;
            let run = run::with_history(spec, &self.written);
            self.whole("run_historia.toml", &run)?;
        }
        let run = run::toml(spec, &self.written);
        self.whole("run.toml", &run)?;
        self.written.sort();
        Ok(self.written)
    }
}
