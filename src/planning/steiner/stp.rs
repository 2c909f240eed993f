//! Files of Steiner tree instances: the STP format of SteinLib and the `.gr` format of PACE 2018.
//!
//! Both are lines of a keyword and numbers in sections `Graph` and `Terminals`; PACE leaves out
//! the header. Other sections (comment, coordinates, tree decomposition) are skipped. Costs may
//! have decimals: all are read exactly, as whole numbers of the smallest decimal used.
//!
//! # Source
//! Koch, Martin, Voß (2001), "SteinLib: an updated library on Steiner tree problems in graphs",
//! doi:10.1007/978-1-4613-0255-1_9; PACE 2018, <https://pacechallenge.org/2018/steiner-tree/>.

use super::{Edge, Graph, SteinerError, ix, num};

/// An instance as its file gives it; vertices are numbered from 0 here, from 1 in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instance {
    /// The graph; costs in units of `10^-decimals`.
    pub graph: Graph,
    /// Vertices to join, in the order of the file, each once.
    pub terminals: Vec<u32>,
    /// Prizes per vertex in the same units, where the file has any (`TP` lines).
    pub prizes: Option<Vec<u64>>,
    /// Root, where the file names one.
    pub root: Option<u32>,
    /// Decimals that costs were multiplied by.
    pub decimals: u32,
}

impl Instance {
    /// An error of the solver in the numbers of the file.
    pub fn explain(&self, error: SteinerError) -> String {
        match error {
            SteinerError::Disconnected(v) => {
                format!("vertex {} cannot be reached from the other terminals", v + 1)
            }
            other => other.to_string(),
        }
    }

    /// A cost as the file would write it.
    pub fn amount(&self, cost: u64) -> String {
        if self.decimals == 0 {
            return cost.to_string();
        }
        let unit = 10u64.pow(self.decimals);
        let text = format!("{}.{:0width$}", cost / unit, cost % unit, width = ix(self.decimals));
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    }
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StpError {
    /// Line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl std::fmt::Display for StpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}", self.what),
            line => write!(f, "line {line}: {}", self.what),
        }
    }
}

impl std::error::Error for StpError {}

/// Decimals kept; more could not be added up in 64 bits.
const DECIMALS: u32 = 9;

/// Vertices a file may announce: a wrong header must not ask for more memory than there is.
const NODES: u32 = 1 << 24;

/// A number of the file: `digits * 10^-decimals`.
#[derive(Debug, Clone, Copy)]
struct Decimal {
    digits: u64,
    decimals: u32,
    line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Section {
    Outside,
    Graph,
    Terminals,
    Skipped,
}

/// A declared number of lines: how many, where it was declared, how many came.
#[derive(Default)]
struct Count {
    declared: Option<(usize, usize)>,
    seen: usize,
}

impl Count {
    fn check(&self, what: &str) -> Result<(), StpError> {
        match self.declared {
            Some((line, declared)) if declared != self.seen => {
                Err(error(line, format!("{declared} {what} announced, {} found", self.seen)))
            }
            _ => Ok(()),
        }
    }
}

#[derive(Default)]
struct Reader {
    n: Option<u32>,
    edges: Vec<(u32, u32, Decimal)>,
    terminals: Vec<u32>,
    prizes: Vec<(u32, Decimal)>,
    root: Option<u32>,
    edge_count: Count,
    terminal_count: Count,
}

fn error(line: usize, what: impl Into<String>) -> StpError {
    StpError { line, what: what.into() }
}

/// Reads an instance.
///
/// # Errors
/// Names the line and what is wrong there: a number that is none, a vertex that does not exist, a
/// section without end, fewer or more lines than announced, directed arcs.
pub fn read(text: &str) -> Result<Instance, StpError> {
    let mut reader = Reader::default();
    let mut section = (Section::Outside, 0);
    let mut last = 0;
    for (at, text) in text.lines().enumerate() {
        let line = at + 1;
        last = line;
        let words: Vec<&str> = text.split_whitespace().collect();
        let Some(&first) = words.first() else { continue };
        let key = first.to_ascii_lowercase();
        match (section.0, key.as_str()) {
            (Section::Outside, "section") => section = (opened(&words, line)?, line),
            (Section::Outside, "eof") => break,
            (Section::Outside, "nodes" | "edges" | "e" | "a" | "t" | "tp") => {
                return Err(error(line, format!("`{first}` outside a section (expected SECTION)")));
            }
            (Section::Outside, _) => {}
            (_, "section") => {
                return Err(error(line, format!("the section of line {} has no END", section.1)));
            }
            (_, "end") => section = (Section::Outside, line),
            (Section::Graph, _) => reader.graph_line(&key, &words, line)?,
            (Section::Terminals, _) => reader.terminal_line(&key, &words, line)?,
            (Section::Skipped, _) => {}
        }
    }
    if section.0 != Section::Outside {
        return Err(error(last, format!("the section of line {} has no END", section.1)));
    }
    reader.finish(last)
}

fn opened(words: &[&str], line: usize) -> Result<Section, StpError> {
    let name = words.get(1).ok_or_else(|| error(line, "a section without a name"))?;
    Ok(match name.to_ascii_lowercase().as_str() {
        "graph" => Section::Graph,
        "terminals" => Section::Terminals,
        "end" | "eof" => return Err(error(line, "expected the name of a section")),
        "maximumdegrees" => return Err(error(line, "limits on degrees are not supported")),
        _ => Section::Skipped,
    })
}

impl Reader {
    fn graph_line(&mut self, key: &str, words: &[&str], line: usize) -> Result<(), StpError> {
        match key {
            "nodes" => {
                let n = whole(words, 1, line)?;
                if n > NODES || self.n.is_some() {
                    let what = format!("expected one line `Nodes` with a number up to {NODES}");
                    return Err(error(line, what));
                }
                self.n = Some(n);
            }
            "edges" => self.edge_count.declared = Some((line, ix(whole(words, 1, line)?))),
            "e" => {
                let (a, b) = (self.vertex(words, 1, line)?, self.vertex(words, 2, line)?);
                let cost = decimal(words, 3, line)?;
                if words.len() > 4 {
                    return Err(error(line, "expected two vertices and one cost after `E`"));
                }
                self.edge_count.seen += 1;
                self.edges.push((a, b, cost));
            }
            "a" => return Err(error(line, "directed arcs are not supported")),
            "arcs" if whole(words, 1, line)? > 0 => {
                return Err(error(line, "directed arcs are not supported"));
            }
            "arcs" | "optimal" | "obstacles" => {}
            _ => return Err(error(line, format!("expected Nodes, Edges, E or END, not `{key}`"))),
        }
        Ok(())
    }

    fn terminal_line(&mut self, key: &str, words: &[&str], line: usize) -> Result<(), StpError> {
        match key {
            "terminals" => {
                self.terminal_count.declared = Some((line, ix(whole(words, 1, line)?)));
            }
            "t" => {
                self.terminal_count.seen += 1;
                self.terminals.push(self.vertex(words, 1, line)?);
            }
            "tp" => {
                self.terminal_count.seen += 1;
                let prize = (self.vertex(words, 1, line)?, decimal(words, 2, line)?);
                self.prizes.push(prize);
            }
            "root" | "rootp" => self.root = Some(self.vertex(words, 1, line)?),
            _ => return Err(error(line, format!("expected Terminals, T, TP or END, not `{key}`"))),
        }
        Ok(())
    }

    fn vertex(&self, words: &[&str], at: usize, line: usize) -> Result<u32, StpError> {
        let n = self.n.ok_or_else(|| error(line, "a vertex before the line `Nodes`"))?;
        match whole(words, at, line)? {
            v if (1..=n).contains(&v) => Ok(v - 1),
            v => Err(error(line, format!("expected a vertex from 1 to {n}, not {v}"))),
        }
    }

    fn finish(mut self, last: usize) -> Result<Instance, StpError> {
        let n = self.n.ok_or_else(|| error(last, "no section Graph with a line `Nodes`"))?;
        self.edge_count.check("edges")?;
        self.terminal_count.check("terminals")?;
        if self.terminals.is_empty() && self.prizes.is_empty() {
            return Err(error(last, "no section Terminals with a line `T` or `TP`"));
        }
        if !self.terminals.is_empty() && !self.prizes.is_empty() {
            return Err(error(last, "expected lines `T` or lines `TP`, not both"));
        }
        let numbers = self.edges.iter().map(|e| e.2).chain(self.prizes.iter().map(|p| p.1));
        let decimals = numbers.map(|d| d.decimals).max().unwrap_or(0);
        let mut edges = Vec::with_capacity(self.edges.len());
        for &(a, b, cost) in &self.edges {
            edges.push(Edge { a, b, cost: scaled(cost, decimals)? });
        }
        let mut prizes = (!self.prizes.is_empty()).then(|| vec![0; ix(n)]);
        for &(v, prize) in &self.prizes {
            if let Some(all) = &mut prizes {
                all[ix(v)] = scaled(prize, decimals)?;
            }
        }
        let mut known = vec![false; ix(n)];
        if prizes.is_none() {
            self.terminals.extend(self.root);
        }
        self.terminals.retain(|&t| !std::mem::replace(&mut known[ix(t)], true));
        let graph = Graph { n, edges };
        Ok(Instance { graph, terminals: self.terminals, prizes, root: self.root, decimals })
    }
}

fn scaled(number: Decimal, decimals: u32) -> Result<u64, StpError> {
    let factor = 10u64.pow(decimals - number.decimals);
    let too_large = || error(number.line, "a cost too large for the decimals of this file");
    number.digits.checked_mul(factor).ok_or_else(too_large)
}

fn word<'a>(words: &[&'a str], at: usize, line: usize) -> Result<&'a str, StpError> {
    let missing = || error(line, format!("expected at least {at} numbers after `{}`", words[0]));
    words.get(at).copied().ok_or_else(missing)
}

fn whole(words: &[&str], at: usize, line: usize) -> Result<u32, StpError> {
    let word = word(words, at, line)?;
    word.parse().map_err(|_| error(line, format!("expected a whole number, not `{word}`")))
}

fn decimal(words: &[&str], at: usize, line: usize) -> Result<Decimal, StpError> {
    let word = word(words, at, line)?;
    let (whole, part) = word.split_once('.').unwrap_or((word, ""));
    let part = part.trim_end_matches('0');
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && part.is_empty() && word != "0" || !plain(whole) || !plain(part) {
        return Err(error(
            line,
            format!("expected a cost of 0 or more in digits, such as 12 or 0.5, not `{word}`"),
        ));
    }
    if part.len() > ix(DECIMALS) {
        return Err(error(line, format!("`{word}` has more than {DECIMALS} decimals")));
    }
    let digits = format!("{whole}{part}");
    let digits = digits.parse().map_err(|_| error(line, format!("`{word}` is too large")))?;
    Ok(Decimal { digits, decimals: num(part.len()), line })
}
