//! A plan file read back, line by line. What it holds counts only once its last line has proved it whole.

use std::io::{BufRead, BufReader, Read};

use sha2::{Digest, Sha256};

use super::error::PlanError;
use super::format::{ActionCounts, LAST, PlanHeader, PlanLine, VERSION, last_line};
use crate::file::{FileError, InputStream, Interrupt};
use crate::journal::{PlanRow, PlanWriter};
use crate::run::ImportError;

/// A plan file whose first line was read.
pub struct PlanReader {
    name: String,
    head: PlanHeader,
    reader: BufReader<InputStream>,
    hasher: Sha256,
    /// Whole lines so far.
    lines: u64,
    tally: ActionCounts,
}

/// No line is longer: a row of a source has its limits too.
const LONGEST: u64 = 256 << 20;

impl PlanReader {
    /// Opens a plan file; `-` is standard input.
    pub fn open(path: &str, interrupt: &Interrupt) -> Result<Self, ImportError> {
        let mut reader = BufReader::with_capacity(1 << 18, InputStream::open_given(path, interrupt)?);
        let name = path.to_owned();
        let mut hasher = Sha256::new();
        let line = next_line(&mut reader)?;
        let Some(line) = line.filter(|line| line.ends_with(b"\n")) else {
            return Err(PlanError::Cut { plan: name, lines: 0 }.into());
        };
        hasher.update(&line);
        let head = head(&name, &line)?;
        Ok(Self { name, head, reader, hasher, lines: 1, tally: ActionCounts::default() })
    }

    /// The first line.
    pub fn head(&self) -> &PlanHeader {
        &self.head
    }

    /// The path as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Hands on every row, and tells the plan's SHA-256. Where it fails, nothing that was handed on counts.
    pub(super) fn each(
        mut self,
        mut each: impl FnMut(PlanRow) -> Result<(), ImportError>,
    ) -> Result<String, ImportError> {
        loop {
            let line = next_line(&mut self.reader)?;
            let Some(line) = line.filter(|line| line.ends_with(b"\n")) else { return Err(self.cut()) };
            if line.starts_with(LAST) {
                return self.end(&line);
            }
            self.hasher.update(&line);
            self.lines += 1;
            each(self.row(&line)?)?;
        }
    }

    /// Fills a journal, which must be empty, as long as `go_on` allows it.
    pub(super) fn fill(
        self,
        spool: &PlanWriter,
        go_on: impl Fn() -> Result<(), ImportError>,
    ) -> Result<String, ImportError> {
        for (id, source) in (0..).zip(&self.head.sources) {
            spool.add_source(id, &source.file, source.sheet.as_deref(), &source.header)?;
        }
        let sha256 = self.each(|row| {
            spool.add_plan_row(&row)?;
            match row.id % COMMIT_ROWS {
                0 => Ok(spool.commit()?),
                _ => go_on(),
            }
        })?;
        spool.commit()?;
        Ok(sha256)
    }

    fn row(&mut self, line: &[u8]) -> Result<PlanRow, ImportError> {
        let touched = || PlanError::Line { plan: self.name.clone(), line: self.lines };
        let parsed: Option<PlanLine> = serde_json::from_slice(line).ok();
        let next = self.tally.all + 1;
        let known = |line: &PlanLine| usize::from(line.source) < self.head.sources.len();
        let sound = |line: &PlanLine| line.id == next && known(line) && line.is_sound();
        let line = parsed.filter(sound).ok_or_else(touched)?;
        self.tally.count(line.action);
        Ok(line.into_row())
    }

    fn cut(&self) -> ImportError {
        PlanError::Cut { plan: self.name.clone(), lines: self.lines }.into()
    }

    /// The last line must be the one that deskferry would write, and nothing may follow.
    fn end(mut self, line: &[u8]) -> Result<String, ImportError> {
        let sha256 = super::hex(&self.hasher.finalize_reset());
        let more = next_line(&mut self.reader)?.is_some();
        if more || line != last_line(&self.tally, &sha256)? {
            return Err(PlanError::Touched { plan: self.name }.into());
        }
        Ok(sha256)
    }
}

/// Rows in one transaction.
const COMMIT_ROWS: u64 = 8192;

/// The next line with its end; `None` behind the last.
fn next_line(reader: &mut BufReader<InputStream>) -> Result<Option<Vec<u8>>, ImportError> {
    let mut line = Vec::new();
    let read = reader.by_ref().take(LONGEST).read_until(b'\n', &mut line);
    read.map_err(|error| unreadable(reader.get_ref(), error))?;
    Ok((!line.is_empty()).then_some(line))
}

/// What is packed and can't be unpacked is a plan that was touched or cut, like any other.
fn unreadable(input: &InputStream, error: std::io::Error) -> ImportError {
    match input.fault(error) {
        damage @ FileError::Damaged { .. } => PlanError::Packed { why: damage.to_string() }.into(),
        other => other.into(),
    }
}

fn head(name: &str, line: &[u8]) -> Result<PlanHeader, PlanError> {
    let plan = || name.to_owned();
    let value: Option<serde_json::Value> = serde_json::from_slice(line).ok();
    let version = value.and_then(|value| value.get("deskferry_plan")?.as_u64());
    match version {
        None => Err(PlanError::NotAPlan { plan: plan() }),
        Some(version) if version > VERSION => Err(PlanError::Newer { plan: plan(), version, known: VERSION }),
        Some(_) => serde_json::from_slice(line).map_err(|_| PlanError::Line { plan: plan(), line: 1 }),
    }
}
