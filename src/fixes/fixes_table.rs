//! A file of fixes as text, to change single lines of it. All other lines and columns stay as they are.

use std::collections::HashSet;

use crate::record::RowKey;

use super::file_of_fixes::FileNaming;
use super::fix::SET_ASIDE;

/// The columns of a new file.
pub const FIX_COLUMNS: [&str; 7] = ["row_key", "column", "was", "now", "note", "file", "row"];

/// One line, as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FixLine {
    /// The column; empty to set the row aside.
    pub column: String,
    /// The cell in the source.
    pub was: String,
    /// The cell as it is to be.
    pub now: String,
    /// Why.
    pub note: String,
    /// The source, as the command names it.
    pub file: String,
    /// The number of the row.
    pub row: String,
}

impl FixLine {
    /// A line that sets a row aside.
    pub fn aside(note: &str) -> Self {
        Self { now: SET_ASIDE.to_owned(), note: note.to_owned(), ..Self::default() }
    }
}

/// A table of fixes: CSV in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixesTable {
    delimiter: u8,
    header: Vec<String>,
    lines: Vec<Vec<String>>,
}

impl Default for FixesTable {
    fn default() -> Self {
        Self { delimiter: b',', header: FIX_COLUMNS.map(str::to_owned).to_vec(), lines: Vec::new() }
    }
}

impl FixesTable {
    /// Reads the text of a file, and adds the columns that may be missing; an empty one has those of a new file.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut table = Self::parse_as_it_is(text)?;
        FIX_COLUMNS.iter().skip(4).for_each(|name| table.add_column(name));
        Ok(table)
    }

    /// The same without further columns.
    pub(super) fn parse_as_it_is(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let first = text.lines().next().unwrap_or_default();
        let delimiter =
            *[b';', b'\t'].iter().find(|mark| first.contains(char::from(**mark))).unwrap_or(&b',');
        let mut reader = csv::ReaderBuilder::new();
        let mut reader =
            reader.has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            lines.push(record.iter().map(str::to_owned).collect::<Vec<String>>());
        }
        let table = Self { delimiter, header: lines.remove(0), lines };
        match FIX_COLUMNS.iter().take(4).find(|name| table.place(name).is_none()) {
            Some(name) => Err(format!("it has no column {name:?}")),
            None => Ok(table),
        }
    }

    /// Sets the fix of a cell, or sets a row aside; a line that does so already is replaced, and keeps its `was`. `naming`
    /// tells how the `file` of a line names the source that is meant, `None` for another one.
    pub fn set(&mut self, key: RowKey, fix: &FixLine, naming: impl Fn(&str) -> Option<FileNaming>) {
        let FixLine { column, now, note, .. } = fix;
        match self.line_of(key, column, naming) {
            Some(at) => {
                self.put(at, "now", now);
                if !note.is_empty() {
                    self.put(at, "note", note);
                }
            }
            None => self.add(key, fix),
        }
    }

    /// Adds a line. For a cell or a row that may have one, see [`Self::set`].
    pub fn add(&mut self, key: RowKey, fix: &FixLine) {
        let FixLine { column, was, now, note, file, row } = fix;
        self.lines.push(vec![String::new(); self.header.len()]);
        let at = self.lines.len() - 1;
        let key = key.to_string();
        let cells = [&key, column, was, now, note, file, row];
        FIX_COLUMNS.iter().zip(cells).for_each(|(name, text)| self.put(at, name, text));
    }

    /// The keys of all lines.
    pub fn keys(&self) -> HashSet<RowKey> {
        let cells = (0..self.lines.len()).filter_map(|at| self.cell(at, "row_key"));
        cells.filter_map(|text| text.parse().ok()).collect()
    }

    /// Removes the fix of a cell, or of a row that was set aside. False if there is none. For `naming` see [`Self::set`].
    pub fn remove(&mut self, key: RowKey, column: &str, naming: impl Fn(&str) -> Option<FileNaming>) -> bool {
        let found = self.line_of(key, column, naming);
        found.map(|at| self.lines.remove(at)).is_some()
    }

    /// Removes the fixes of these rows, columns and files. Returns their number.
    pub(super) fn prune(&mut self, gone: &HashSet<(RowKey, String, String)>) -> u64 {
        let all = self.lines.len();
        let places = ["row_key", "column", "file"].map(|name| self.place(name));
        self.lines.retain(|line| {
            let [key, column, file] =
                places.map(|at| at.and_then(|at| line.get(at)).map_or("", |cell| cell.trim()));
            let line = key.parse::<RowKey>().map(|key| (key, column.to_owned(), file.to_owned()));
            !line.is_ok_and(|line| gone.contains(&line))
        });
        (all - self.lines.len()) as u64
    }

    /// The cell in the source, if it has a fix. For `naming` see [`Self::set`].
    pub fn was(
        &self,
        key: RowKey,
        column: &str,
        naming: impl Fn(&str) -> Option<FileNaming>,
    ) -> Option<&str> {
        let at = self.line_of(key, column, naming)?;
        self.cell(at, "was")
    }

    /// The number of lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True without any line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The text of the file.
    ///
    /// # Errors
    /// There is not enough memory.
    pub fn text(&self) -> Result<String, String> {
        let mut writer =
            csv::WriterBuilder::new().flexible(true).delimiter(self.delimiter).from_writer(Vec::new());
        for line in std::iter::once(&self.header).chain(&self.lines) {
            writer.write_record(line).map_err(|error| error.to_string())?;
        }
        let bytes = writer.into_inner().map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|error| error.to_string())
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|own| own.trim() == name)
    }

    fn add_column(&mut self, name: &str) {
        if self.place(name).is_none() {
            let cells = self.header.len();
            self.header.push(name.to_owned());
            // A line with too few cells stays faulty: nobody knows what is missing.
            self.lines
                .iter_mut()
                .filter(|line| line.len() == cells)
                .for_each(|line| line.push(String::new()));
        }
    }

    fn cell(&self, at: usize, name: &str) -> Option<&str> {
        self.lines.get(at)?.get(self.place(name)?).map(String::as_str)
    }

    fn put(&mut self, at: usize, name: &str, text: &str) {
        let Some(place) = self.place(name) else { return };
        if let Some(line) = self.lines.get_mut(at) {
            if line.len() <= place {
                line.resize(place + 1, String::new());
            }
            text.clone_into(&mut line[place]);
        }
    }

    /// The line of a cell: two files may have the same row, each with a line of its own.
    fn line_of(
        &self,
        key: RowKey,
        column: &str,
        naming: impl Fn(&str) -> Option<FileNaming>,
    ) -> Option<usize> {
        let named = |at: usize| {
            let own = self.cell(at, "row_key").and_then(|text| text.parse::<RowKey>().ok());
            let is_cell =
                own == Some(key) && self.cell(at, "column").is_some_and(|own| own.trim() == column.trim());
            let file = self.cell(at, "file").unwrap_or_default().trim();
            is_cell.then(|| naming(file)).flatten().map(|naming| (naming, at))
        };
        (0..self.lines.len()).filter_map(named).min().map(|(_, at)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixes::FileOfFixes;

    fn any(_: &str) -> Option<FileNaming> {
        Some(FileNaming::Path)
    }

    #[test]
    fn each_file_has_its_own_line_of_a_row() {
        let mut table = FixesTable::default();
        let key = RowKey { hash: 7, nth: 1, of: 1 };
        let fix = |file: &str, now: &str| FixLine {
            column: "Mail".to_owned(),
            now: now.to_owned(),
            file: file.to_owned(),
            ..FixLine::default()
        };
        let of = |file: &'static str| {
            let file = FileOfFixes::new(file);
            move |own: &str| file.naming(own)
        };
        let only = |file: &'static str| move |own: &str| (own == file).then_some(FileNaming::Path);
        table.set(key, &fix("", "all"), only(""));
        table.set(key, &fix("a", "one"), only("a"));
        table.set(key, &fix("b", "two"), only("b"));
        table.set(key, &fix("a", "three"), of("a"));
        assert_eq!(
            table.text().unwrap(),
            "row_key,column,was,now,note,file,row\nr0000000000000007,Mail,,all,,,\nr0000000000000007,Mail,,three,,a,\n\
             r0000000000000007,Mail,,two,,b,\n"
        );
        assert!(table.remove(key, "Mail", of("b")) && table.remove(key, "Mail", of("b")));
        assert!(!table.remove(key, "Mail", of("b")));
        assert_eq!(table.len(), 1);
    }

    #[test]
    fn other_lines_and_columns_stay() {
        let text =
            "who;row_key;column;was;now\nann;r0000000000000007;Mail;\"a;b\";c\n;r0000000000000008;City;x;y\n";
        let mut table = FixesTable::parse(text).unwrap();
        let key = RowKey { hash: 7, nth: 1, of: 1 };
        table.set(
            key,
            &FixLine {
                column: "Mail".to_owned(),
                was: "other".to_owned(),
                now: "d".to_owned(),
                ..FixLine::default()
            },
            any,
        );
        table.set(RowKey { hash: 9, nth: 2, of: 3 }, &FixLine::aside("left"), any);
        assert!(table.remove(RowKey { hash: 8, nth: 1, of: 1 }, "City", any));
        assert!(!table.remove(RowKey { hash: 8, nth: 1, of: 1 }, "City", any));
        assert_eq!(table.was(key, "Mail", any), Some("a;b"));
        assert_eq!(
            table.text().unwrap(),
            "who;row_key;column;was;now;note;file;row\nann;r0000000000000007;Mail;\"a;b\";d;;;\n;r0000000000000009-2-of-3;;;set \
             aside;left;;\n"
        );
    }

    #[test]
    fn a_new_file_has_all_columns() {
        let table = FixesTable::parse("\u{feff}\n").unwrap();
        assert_eq!(table.text().unwrap(), "row_key,column,was,now,note,file,row\n");
        assert!(FixesTable::parse("row_key,column,was\n").unwrap_err().contains("now"));
    }
}
