//! The rows with issues of one check: on disk, and in memory where each is and which issues it has.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use serde::Serialize;

use crate::import::CheckedRow;
use crate::issue::{Code, Issue, Severity};

/// Rows beyond this number are only counted.
const MOST_ROWS: usize = 1_000_000;
/// Beyond this number of values of a column, further ones are not told apart.
const MOST_VALUES: usize = 5_000;
/// Bytes that wait before they are written.
const WAITING: usize = 64 * 1024;

/// Which rows are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WantedIssues {
    /// Also rows that have nothing but warnings.
    pub(crate) warnings: bool,
    pub(crate) code: Option<Code>,
    /// A column as [`IssueKind`] names it.
    pub(crate) column: Option<String>,
    pub(crate) value: Option<String>,
}

/// A kind of issue: its code and its column, which is empty for an issue of the whole row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct IssueKind {
    code: Code,
    column: String,
}

/// All issues of a kind.
#[derive(Debug, Default)]
struct KindRows {
    count: u64,
    is_error: bool,
    hint: String,
    rows: Vec<u32>,
    values: BTreeMap<String, Vec<u32>>,
    /// The issues with values that are not told apart.
    other_values: u64,
}

/// The rows with issues of one check.
pub(crate) struct CheckStore {
    columns: Vec<String>,
    file: File,
    written: u64,
    waiting: Vec<u8>,
    /// Where each row begins.
    places: Vec<u64>,
    /// The numbers of the rows with errors.
    errors: Vec<u32>,
    kinds: BTreeMap<IssueKind, KindRows>,
    pub(crate) rows_with_issues: u64,
}

/// A group of issues, for the page.
#[derive(Debug, Serialize)]
pub(crate) struct IssueGroupAnswer {
    code: Code,
    is_error: bool,
    title: &'static str,
    hint: String,
    column: String,
    count: u64,
    /// The most frequent values, and how often each occurs.
    values: Vec<(String, usize)>,
    /// How many different values there are.
    different: usize,
}

/// A row as it is kept and as the page gets it.
#[derive(Serialize)]
struct StoredRow<'a> {
    number: u64,
    key: String,
    cells: &'a [&'a str],
    issues: &'a [Issue],
}

impl CheckStore {
    /// Empty, with a file in this folder that ends with the process.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            columns: Vec::new(),
            file: tempfile::tempfile_in(folder)?,
            written: 0,
            waiting: Vec::with_capacity(2 * WAITING),
            places: Vec::new(),
            errors: Vec::new(),
            kinds: BTreeMap::new(),
            rows_with_issues: 0,
        })
    }

    pub(crate) fn set_columns(&mut self, columns: Vec<String>) {
        self.columns = columns;
    }

    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Keeps a row.
    pub(crate) fn add(&mut self, row: &CheckedRow<'_>) -> io::Result<()> {
        self.rows_with_issues += 1;
        let number =
            (self.places.len() < MOST_ROWS).then(|| u32::try_from(self.places.len()).unwrap_or(u32::MAX));
        if number.is_some() {
            self.places.push(self.written + self.waiting.len() as u64);
            let key = row.key.map_or_else(String::new, |key| key.to_string());
            let stored = StoredRow { number: row.row, key, cells: &row.cells, issues: row.issues };
            serde_json::to_writer(&mut self.waiting, &stored)?;
            if self.waiting.len() >= WAITING {
                self.write()?;
            }
        }
        if let Some(number) = number.filter(|_| row.issues.iter().any(Issue::is_error)) {
            self.errors.push(number);
        }
        row.issues.iter().for_each(|issue| self.count(issue, number));
        Ok(())
    }

    fn count(&mut self, issue: &Issue, row: Option<u32>) {
        let kind = IssueKind { code: issue.code, column: issue.column.clone().unwrap_or_default() };
        let own = self.kinds.entry(kind).or_default();
        own.count += 1;
        own.is_error |= issue.severity == Severity::Error;
        if own.hint.is_empty() {
            own.hint.clone_from(&issue.hint);
        }
        let value = issue.value.clone().unwrap_or_default();
        let is_known = own.values.len() < MOST_VALUES || own.values.contains_key(&value);
        match (row, is_known) {
            (Some(row), true) => {
                add_once(own.values.entry(value).or_default(), row);
                add_once(&mut own.rows, row);
            }
            (Some(row), false) => {
                own.other_values += 1;
                add_once(&mut own.rows, row);
            }
            (None, _) => own.other_values += 1,
        }
    }

    fn write(&mut self) -> io::Result<()> {
        // After a part was written to a full disk, the place of the file is not that of the next row.
        self.file.write_all_at(&self.waiting, self.written)?;
        self.written += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }

    /// The groups: errors first, then the most frequent; each with its most frequent values.
    pub(crate) fn groups(&self, most_values: usize) -> Vec<IssueGroupAnswer> {
        let mut groups: Vec<IssueGroupAnswer> =
            self.kinds.iter().map(|(kind, own)| group_of(kind, own, most_values)).collect();
        groups.sort_by_key(|group| (!group.is_error, std::cmp::Reverse(group.count)));
        groups
    }

    /// How many rows are wanted, and some of them: each a JSON object.
    pub(crate) fn rows(
        &mut self,
        wanted: &WantedIssues,
        offset: usize,
        limit: usize,
    ) -> io::Result<(usize, Vec<String>)> {
        self.write()?;
        let all = self.wanted(wanted);
        let texts =
            all.iter().skip(offset).take(limit).map(|row| self.text(*row)).collect::<io::Result<_>>()?;
        Ok((all.len(), texts))
    }

    /// The numbers of the rows that are wanted, in the order of the file.
    fn wanted(&self, wanted: &WantedIssues) -> std::borrow::Cow<'_, [u32]> {
        let WantedIssues { warnings, code, column, value } = wanted;
        let Some(code) = *code else {
            return match warnings {
                true => (0..u32::try_from(self.places.len()).unwrap_or(u32::MAX)).collect::<Vec<_>>().into(),
                false => self.errors.as_slice().into(),
            };
        };
        let Some(column) = column else {
            let of_code = self.kinds.iter().filter(|(kind, _)| kind.code == code);
            let mut rows: Vec<u32> = of_code.flat_map(|(_, own)| own.rows.iter().copied()).collect();
            rows.sort_unstable();
            rows.dedup();
            return rows.into();
        };
        let own = self.kinds.get(&IssueKind { code, column: column.clone() });
        let rows = match value {
            Some(value) => own.and_then(|own| own.values.get(value)),
            None => own.map(|own| &own.rows),
        };
        rows.map_or(&[][..], Vec::as_slice).into()
    }

    fn text(&self, row: u32) -> io::Result<String> {
        let at = row as usize;
        let begin = self.places.get(at).copied().unwrap_or(self.written);
        let end = self.places.get(at + 1).copied().unwrap_or(self.written);
        let mut bytes = vec![0; usize::try_from(end.saturating_sub(begin)).unwrap_or(0)];
        self.file.read_exact_at(&mut bytes, begin)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

fn add_once(rows: &mut Vec<u32>, row: u32) {
    if rows.last() != Some(&row) {
        rows.push(row);
    }
}

fn group_of(kind: &IssueKind, own: &KindRows, most_values: usize) -> IssueGroupAnswer {
    let mut values: Vec<(&String, usize)> =
        own.values.iter().map(|(value, rows)| (value, rows.len())).collect();
    values.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    values.truncate(most_values);
    IssueGroupAnswer {
        code: kind.code,
        is_error: own.is_error,
        title: kind.code.spec().title,
        hint: own.hint.clone(),
        column: kind.column.clone(),
        count: own.count,
        values: values.into_iter().map(|(value, rows)| (value.clone(), rows)).collect(),
        different: own.values.len() + usize::from(own.other_values > 0),
    }
}
