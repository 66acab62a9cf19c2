//! Reads a file of fixes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::file::STDIN;
use crate::issue::Issue;
use crate::record::{Record, RowKey, is_same_cell};
use crate::source::{self, ReadOptions, ReadRow, Source, SourceError, SourceFormat, StatedCharacter};

use super::error::FixesError;
use super::file_of_fixes::FileOfFixes;
use super::fix::{Change, Fix, SET_ASIDE};

/// Rows per batch.
const BATCH: usize = 1024;
/// The most fixes of a file.
const MOST_FIXES: usize = 1_000_000;
/// The most bytes of all its texts together.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// The fixes of a file, held in memory.
#[derive(Debug, Default)]
pub struct Fixes {
    /// The path as the user gave it.
    pub file: String,
    /// The SHA-256 of the file.
    pub sha256: String,
    /// The only file whose fixes are taken (`--fixes-of`).
    pub of: Option<String>,
    /// The files whose fixes are left out, and how many each has.
    pub left_out: BTreeMap<String, u64>,
    /// In the order of the file.
    pub all: Vec<Fix>,
    /// The fixes of each row, by their number in `all`.
    of_row: HashMap<RowKey, Vec<u32>>,
    hashes: HashSet<u64>,
}

/// The lines about each cell, and about each row that is set aside, by their number in the fixes.
type Cells = HashMap<(RowKey, Option<Arc<str>>), Vec<u32>>;

/// The columns of the table.
struct Places {
    row_key: usize,
    column: usize,
    was: usize,
    now: usize,
    note: Option<usize>,
    file: Option<usize>,
    row: Option<usize>,
}

impl Fixes {
    /// Reads a file: CSV, or any other table that sources may be in.
    ///
    /// # Errors
    /// The file can't be read, a line can't be understood, or two lines contradict each other.
    pub fn load(file: &str) -> Result<Self, FixesError> {
        if file == STDIN {
            return Err(FixesError::Stdin);
        }
        let mut table = open(file)?;
        let places = Places::of(file, &table)?;
        let mut fixes = Self { file: file.to_owned(), ..Self::default() };
        let mut bytes = 0;
        let mut names: HashSet<Arc<str>> = HashSet::new();
        let mut cells = Cells::new();
        while let Some(batch) = table.next_batch(BATCH)? {
            for row in batch.rows {
                bytes += row.record.text().len();
                let fix = places.fix(file, &row, &mut names)?;
                fixes.add(fix, &mut cells)?;
            }
            if bytes > MOST_BYTES {
                let what = format!("{} MB", MOST_BYTES / 1024 / 1024);
                return Err(FixesError::TooMany { file: file.to_owned(), what });
            }
        }
        fixes.sha256 = table.digest().unwrap_or_default();
        Ok(fixes)
    }

    /// Those of this file only, and those that name none; see [`FileOfFixes`].
    #[must_use]
    pub fn only_of(self, name: Option<&str>) -> Self {
        let Some(name) = name else { return self };
        let wanted = FileOfFixes::new(name);
        let of = Some(name.to_owned());
        let mut kept = Self { file: self.file, sha256: self.sha256, of, ..Self::default() };
        for fix in self.all {
            if wanted.naming(&fix.file).is_some() {
                kept.push(fix);
            } else {
                *kept.left_out.entry(fix.file.to_string()).or_default() += 1;
            }
        }
        kept
    }

    /// The fixes of a row, with their numbers.
    pub(super) fn of_row(&self, key: RowKey) -> impl Iterator<Item = (usize, &Fix)> {
        let own = self.of_row.get(&key).map_or(&[][..], Vec::as_slice);
        own.iter().filter_map(|at| Some((*at as usize, self.all.get(*at as usize)?)))
    }

    /// True if rows with this hash have fixes.
    pub(super) fn has(&self, hash: u64) -> bool {
        self.hashes.contains(&hash)
    }

    fn add(&mut self, fix: Fix, cells: &mut Cells) -> Result<(), FixesError> {
        // A line of a draft that nobody has filled in.
        if matches!(&fix.change, Change::Cell { was, now, .. } if is_same_cell(was, now)) {
            return Ok(());
        }
        let column = match &fix.change {
            Change::Cell { column, .. } => Some(Arc::clone(column)),
            Change::SetAside => None,
        };
        let known = cells.entry((fix.key, column)).or_default();
        let mut others = known.iter().filter_map(|at| self.all.get(*at as usize));
        if let Some(twin) = others.find(|other| is_one_file(other, &fix)) {
            if twin.change == fix.change {
                return Ok(());
            }
            let column = twin.cell().map_or("", |(column, _)| column);
            return Err(FixesError::Line {
                file: self.file.clone(),
                line: fix.line,
                column: Some("now"),
                what: format!(
                    "it and line {} both correct the cell {column:?} of the row {}",
                    twin.line, fix.key
                ),
                remedy: "keep the line that is right, and remove the other".to_owned(),
            });
        }
        if self.all.len() >= MOST_FIXES {
            let what = format!("{MOST_FIXES} lines");
            return Err(FixesError::TooMany { file: self.file.clone(), what });
        }
        known.push(self.push(fix));
        Ok(())
    }

    fn push(&mut self, fix: Fix) -> u32 {
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.of_row.entry(fix.key).or_default().push(number);
        self.hashes.insert(fix.key.hash);
        self.all.push(fix);
        number
    }
}

/// True if both may be about the same source.
fn is_one_file(one: &Fix, other: &Fix) -> bool {
    one.file == other.file || one.file.is_empty() || other.file.is_empty()
}

/// Opens the table. The first row is its header, whatever the values look like.
fn open(file: &str) -> Result<Source, FixesError> {
    let plain = ReadOptions { header_row: Some(1), allow_empty: true, ..ReadOptions::default() };
    let exact = ReadOptions {
        format: Some(SourceFormat::Csv),
        quote: Some(StatedCharacter::Byte(b'"')),
        escape: Some(StatedCharacter::None),
        ..plain.clone()
    };
    let name = file.to_ascii_lowercase();
    let is_text = [".csv", ".tsv", ".txt"].iter().any(|end| name.ends_with(end));
    match source::open(file, if is_text { &exact } else { &plain }) {
        Err(SourceError::Encoding { file, .. }) => Err(FixesError::Encoding { file }),
        opened => Ok(opened?),
    }
}

impl Places {
    fn of(file: &str, table: &Source) -> Result<Self, FixesError> {
        let header = table.header();
        let optional = |name: &str| header.find(name).map(|column| column.0);
        let required = |column: &'static str| {
            optional(column).ok_or_else(|| FixesError::NoColumn { file: file.to_owned(), column })
        };
        Ok(Self {
            row_key: required("row_key")?,
            column: required("column")?,
            was: required("was")?,
            now: required("now")?,
            note: optional("note"),
            file: optional("file"),
            row: optional("row"),
        })
    }

    fn fix(&self, file: &str, row: &ReadRow, names: &mut HashSet<Arc<str>>) -> Result<Fix, FixesError> {
        let ReadRow { record, issues, .. } = row;
        let line = if record.line > 0 { record.line } else { record.row };
        let wrong = |column: Option<&'static str>, what: String, remedy: &str| FixesError::Line {
            file: file.to_owned(),
            line,
            column,
            what,
            remedy: remedy.to_owned(),
        };
        if let Some(issue) = issues.iter().find(|issue| Issue::is_error(issue)) {
            let remedy = "correct the line: it needs a cell for each column, and quotes around a cell with a comma or a quote";
            return Err(wrong(None, issue.message.clone(), remedy));
        }
        let text = |at: Option<usize>| at.map_or("", |at| cell(record, at));
        let key = cell(record, self.row_key).parse::<RowKey>().map_err(|error| {
            wrong(
                Some("row_key"),
                format!("{:?}: {error}", cell(record, self.row_key)),
                "take the key from a table that `deskferry validate --write-fixes FILE` has made",
            )
        })?;
        let column = cell(record, self.column).trim();
        let now = cell(record, self.now);
        let change = match column {
            "" if now.trim().eq_ignore_ascii_case(SET_ASIDE) => Change::SetAside,
            "" => {
                let remedy = "name the column; or write `set aside` into `now` to leave the row out";
                return Err(wrong(Some("column"), "the column is empty".to_owned(), remedy));
            }
            column => Change::Cell {
                column: shared(names, column),
                was: cell(record, self.was).to_owned(),
                now: now.to_owned(),
            },
        };
        Ok(Fix {
            line,
            key,
            change,
            note: text(self.note).trim().to_owned(),
            file: shared(names, text(self.file).trim()),
            row: text(self.row).trim().to_owned(),
        })
    }
}

fn cell(record: &Record, at: usize) -> &str {
    record.get(at).map_or("", |cell| cell.text)
}

/// One copy of a text that many lines have.
fn shared(names: &mut HashSet<Arc<str>>, text: &str) -> Arc<str> {
    match names.get(text) {
        Some(name) => Arc::clone(name),
        None => {
            let name: Arc<str> = Arc::from(text);
            names.insert(Arc::clone(&name));
            name
        }
    }
}
