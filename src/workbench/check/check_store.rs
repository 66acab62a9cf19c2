//! The rows with issues of one check: on disk, and in memory where each is and which issues it has.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::path::Path;

use serde::Serialize;

use crate::import::CheckedRow;
use crate::issue::{Code, Issue, Severity};
use crate::record::RowKey;
use crate::system::PositionedFile as _;

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
    /// The issues with a single suggested value.
    suggested: u64,
}

/// The rows with issues of one check.
pub(crate) struct CheckStore {
    columns: Vec<String>,
    file: File,
    written: u64,
    waiting: Vec<u8>,
    /// Of each row: its number, where it begins, and its key.
    places: Vec<RowPlace>,
    /// The numbers of the rows with errors.
    errors: Vec<u32>,
    kinds: BTreeMap<IssueKind, KindRows>,
    pub(crate) rows_with_issues: u64,
    /// All rows were read, so that the keys are known.
    settled: bool,
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
    /// How many have a single suggested value.
    suggested: u64,
}

/// Where a row is, and what is not known of it before the end.
struct RowPlace {
    number: u64,
    begin: u64,
    key: Option<RowKey>,
}

/// A row as it is kept. The page also gets its key, which tells how many rows have its cells.
#[derive(Serialize)]
struct StoredRow<'a> {
    number: u64,
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
            settled: false,
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
            let begin = self.written + self.waiting.len() as u64;
            self.places.push(RowPlace { number: row.row, begin, key: row.key });
            let stored = StoredRow { number: row.row, cells: &row.cells, issues: row.issues };
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

    /// All rows were read, so that it is known how many have the same cells.
    pub(crate) fn settle(&mut self, twins: &HashMap<u64, u32>) {
        for key in self.places.iter_mut().filter_map(|place| place.key.as_mut()) {
            key.of = twins.get(&key.hash).copied().unwrap_or(key.of);
        }
        self.settled = true;
    }

    fn count(&mut self, issue: &Issue, row: Option<u32>) {
        let kind = IssueKind { code: issue.code, column: issue.column.clone().unwrap_or_default() };
        let own = self.kinds.entry(kind).or_default();
        own.count += 1;
        own.suggested += u64::from(issue.suggested.len() == 1);
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
        self.file.write_all_at_place(&self.waiting, self.written)?;
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

    /// The row with this number, if it has issues: a JSON object. Its key is known better by whoever has found it.
    pub(crate) fn row_numbered(&mut self, number: u64, key: RowKey) -> io::Result<Option<String>> {
        let Ok(at) = self.places.binary_search_by_key(&number, |place| place.number) else { return Ok(None) };
        self.write()?;
        Ok(Some(with_key(&self.stored(at)?, Some(key))))
    }

    fn text(&self, row: u32) -> io::Result<String> {
        let at = row as usize;
        // A later row may have the same cells: with the key as it is so far, a fix would be refused.
        let key = self.places.get(at).and_then(|place| place.key.filter(|_| self.settled));
        Ok(with_key(&self.stored(at)?, key))
    }

    /// What is kept of a row.
    fn stored(&self, at: usize) -> io::Result<String> {
        let begin_of = |at| self.places.get(at).map_or(self.written, |place: &RowPlace| place.begin);
        let (begin, end) = (begin_of(at), begin_of(at + 1));
        let mut bytes = vec![0; usize::try_from(end.saturating_sub(begin)).unwrap_or(0)];
        self.file.read_exact_at_place(&mut bytes, begin)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

/// A JSON object with the member `key` before the others. A key has no letter that JSON escapes.
fn with_key(object: &str, key: Option<RowKey>) -> String {
    let key = key.map_or_else(String::new, |key| key.to_string());
    let rest = object.strip_prefix('{').unwrap_or(object);
    format!(r#"{{"key":"{key}",{rest}"#)
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
        suggested: own.suggested,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page changes no row without a key.
    #[test]
    fn keys_are_given_as_soon_as_all_rows_were_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = CheckStore::new(folder.path()).unwrap();
        let key = RowKey { hash: 7, nth: 1, of: 1 };
        store.add(&CheckedRow { source: 0, row: 5, key: Some(key), cells: vec!["a"], issues: &[] }).unwrap();
        let all = WantedIssues { warnings: true, ..WantedIssues::default() };
        let rows = |store: &mut CheckStore| store.rows(&all, 0, 9).unwrap().1;
        assert_eq!(rows(&mut store), [r#"{"key":"","number":5,"cells":["a"],"issues":[]}"#]);
        store.settle(&HashMap::from([(7, 2)]));
        let settled = RowKey { of: 2, ..key };
        assert_eq!(
            rows(&mut store),
            [format!(r#"{{"key":"{settled}","number":5,"cells":["a"],"issues":[]}}"#)]
        );
    }
}
