//! Reads a plan file line by line. Nothing in it counts until its last line has proved it complete.

use std::io::{BufRead, BufReader, Read};

use sha2::{Digest, Sha256};

use super::error::PlanError;
use super::format::{ActionCounts, LAST, PlanHeader, PlanLine, VERSION, last_line};
use super::hash::hex;
use crate::file::{FileError, InputStream, Interrupt};
use crate::journal::{PlanRow, PlanWriter};

/// A plan file whose header has been read.
pub struct PlanReader {
    name: String,
    head: PlanHeader,
    reader: BufReader<InputStream>,
    hasher: Sha256,
    /// Complete lines so far.
    lines: u64,
    counts: ActionCounts,
}

/// Maximum number of bytes in a line. Rows of a source are limited too.
const LONGEST: u64 = 256 << 20;

impl PlanReader {
    /// Opens a plan file; `-` is standard input.
    pub fn open(path: &str, interrupt: &Interrupt) -> Result<Self, PlanError> {
        let mut reader = BufReader::with_capacity(1 << 18, InputStream::open_given(path, interrupt)?);
        let name = path.to_owned();
        let mut hasher = Sha256::new();
        let line = next_line(&mut reader)?;
        let Some(line) = line.filter(|line| line.ends_with(b"\n")) else {
            return Err(PlanError::Cut { plan: name, lines: 0 });
        };
        hasher.update(&line);
        let head = head(&name, &line)?;
        Ok(Self { name, head, reader, hasher, lines: 1, counts: ActionCounts::default() })
    }

    /// The header.
    pub fn head(&self) -> &PlanHeader {
        &self.head
    }

    /// The path as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Calls `each` for every row, and returns the SHA-256 of the plan. After an error, the rows do not count.
    pub(super) fn each(
        mut self,
        mut each: impl FnMut(PlanRow) -> Result<(), PlanError>,
    ) -> Result<String, PlanError> {
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

    /// Fills an empty journal, until `go_on` fails.
    pub(super) fn fill(
        self,
        plan_writer: &PlanWriter,
        go_on: impl Fn() -> Result<(), PlanError>,
    ) -> Result<String, PlanError> {
        for (id, source) in (0..).zip(&self.head.sources) {
            plan_writer.add_source(id, &source.file, source.sheet.as_deref(), &source.header)?;
        }
        let sha256 = self.each(|row| {
            plan_writer.add_plan_row(&row)?;
            if row.id % COMMIT_ROWS == 0 {
                return Ok(plan_writer.commit()?);
            }
            go_on()
        })?;
        plan_writer.commit()?;
        Ok(sha256)
    }

    fn row(&mut self, line: &[u8]) -> Result<PlanRow, PlanError> {
        let touched = || PlanError::Line { plan: self.name.clone(), line: self.lines };
        let parsed: Option<PlanLine> = serde_json::from_slice(line).ok();
        let next = self.counts.all + 1;
        let known = |line: &PlanLine| usize::from(line.source) < self.head.sources.len();
        let sound = |line: &PlanLine| line.id == next && known(line) && line.is_sound();
        let line = parsed.filter(sound).ok_or_else(touched)?;
        self.counts.count(line.action);
        Ok(line.into_row())
    }

    fn cut(&self) -> PlanError {
        PlanError::Cut { plan: self.name.clone(), lines: self.lines }
    }

    /// Checks that the last line is the one that deskferry would write, and that nothing follows.
    fn end(mut self, line: &[u8]) -> Result<String, PlanError> {
        let sha256 = hex(&self.hasher.finalize_reset());
        let more = next_line(&mut self.reader)?.is_some();
        if more || line != last_line(&self.counts, &sha256)? {
            return Err(PlanError::Touched { plan: self.name });
        }
        Ok(sha256)
    }
}

/// Rows per transaction.
const COMMIT_ROWS: u64 = 8192;

/// The next line with its line end; `None` at the end of the file.
fn next_line(reader: &mut BufReader<InputStream>) -> Result<Option<Vec<u8>>, PlanError> {
    let mut line = Vec::new();
    let read = reader.by_ref().take(LONGEST).read_until(b'\n', &mut line);
    read.map_err(|error| unreadable(reader.get_ref(), error))?;
    Ok((!line.is_empty()).then_some(line))
}

/// A damaged compressed file is refused like any plan that was edited or cut off.
fn unreadable(input: &InputStream, error: std::io::Error) -> PlanError {
    match input.fault(error) {
        damage @ FileError::Damaged { .. } => PlanError::Packed { why: damage.to_string() },
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
