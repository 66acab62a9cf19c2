//! A file of fixes as text, to change single lines of it. All other lines and columns stay as they are.

use std::collections::HashSet;

use crate::record::RowKey;

use super::fix::SET_ASIDE;
use super::fixes_file::is_of;

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

    /// Sets the fix of a cell, or sets a row aside; a line that does so already is replaced, and keeps its `was`.
    pub fn set(&mut self, key: RowKey, fix: &FixLine) {
        let FixLine { column, was, now, note, file, row } = fix;
        match self.line_of(key, column) {
            Some(at) => {
                self.put(at, "now", now);
                if !note.is_empty() {
                    self.put(at, "note", note);
                }
            }
            None => {
                self.lines.push(vec![String::new(); self.header.len()]);
                let at = self.lines.len() - 1;
                let key = key.to_string();
                let cells = [&key, column, was, now, note, file, row];
                FIX_COLUMNS.iter().zip(cells).for_each(|(name, text)| self.put(at, name, text));
            }
        }
    }

    /// Removes the fix of a cell, or of a row that was set aside. False if there is none.
    pub fn remove(&mut self, key: RowKey, column: &str) -> bool {
        let found = self.line_of(key, column);
        found.map(|at| self.lines.remove(at)).is_some()
    }

    /// Those of these names whose files have fixes.
    pub fn files_among(&self, names: &[String]) -> Vec<String> {
        let place = self.place("file");
        let file = |line: &Vec<String>| place.and_then(|at| line.get(at).map(|file| file.trim().to_owned()));
        let files: HashSet<String> = self.lines.iter().filter_map(file).collect();
        let has = |name: &&String| files.iter().any(|file| is_of(file, std::slice::from_ref(name)));
        names.iter().filter(has).cloned().collect()
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

    /// The cell in the source, if it has a fix.
    pub fn was(&self, key: RowKey, column: &str) -> Option<&str> {
        let at = self.line_of(key, column)?;
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

    fn line_of(&self, key: RowKey, column: &str) -> Option<usize> {
        let is_line = |at: &usize| {
            let own = self.cell(*at, "row_key").and_then(|text| text.parse::<RowKey>().ok());
            own == Some(key) && self.cell(*at, "column").is_some_and(|own| own.trim() == column.trim())
        };
        (0..self.lines.len()).find(is_line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        );
        table.set(RowKey { hash: 9, nth: 2, of: 3 }, &FixLine::aside("left"));
        assert!(table.remove(RowKey { hash: 8, nth: 1, of: 1 }, "City"));
        assert!(!table.remove(RowKey { hash: 8, nth: 1, of: 1 }, "City"));
        assert_eq!(table.was(key, "Mail"), Some("a;b"));
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
