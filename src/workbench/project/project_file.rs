//! `project.toml`: the files of a project, and what was stated about reading each of them. Comments and the order of
//! what a person wrote survive every change.

use std::path::PathBuf;

use serde::Serialize;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::file::{path_of, sha256_hex};
use crate::language::ReportLanguage;
use crate::mapping::StatedReading;

use super::target::Target;

/// What a new file begins with.
const NEW: &str = "\
# A project of `deskferry workbench`: its files, and what was stated about reading each of them.
# Paths without a leading / are below this folder.
version = 1
";

/// The options in the order in which they are written, and as a command line has them.
const OPTIONS: [&str; 11] = [
    "format",
    "encoding",
    "delimiter",
    "quote",
    "escape",
    "short_rows",
    "sheet",
    "merged",
    "records",
    "header_row",
    "no_header",
];

/// A file of the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ProjectEntry {
    /// The same as long as the path is.
    pub(crate) id: String,
    /// As `project.toml` has it: below the project's folder, or absolute.
    pub(crate) path: String,
    /// True for a copy of ours, which is deleted with its line.
    #[serde(skip)]
    pub(crate) uploaded: bool,
    pub(crate) reading: StatedReading,
}

/// The document.
#[derive(Debug, Clone)]
pub(crate) struct ProjectFile {
    document: DocumentMut,
    entries: Vec<ProjectEntry>,
}

impl ProjectFile {
    /// Parses a text; the error says what is wrong and where.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
        match document.get("version").and_then(Item::as_integer) {
            Some(1) => {}
            _ => {
                return Err("it needs the line `version = 1`, or was written by a newer deskferry".to_owned());
            }
        }
        let entries = match document.get("files") {
            None => Vec::new(),
            Some(item) => {
                let tables = item.as_array_of_tables().ok_or("`files` must be tables: [[files]]")?;
                tables.iter().map(entry).collect::<Result<Vec<_>, _>>()?
            }
        };
        Target::read(document.get("target"))?;
        language(&document)?;
        for (at, entry) in entries.iter().enumerate() {
            // `files/a.csv` and `files/./a.csv` are one file.
            let place = |entry: &ProjectEntry| path_of(&entry.path).components().collect::<PathBuf>();
            if entries.iter().take(at).any(|earlier| place(earlier) == place(entry)) {
                return Err(format!("[[files]] has {:?} twice", entry.path));
            }
        }
        Ok(Self { document, entries })
    }

    /// A project without files.
    pub(crate) fn new() -> Result<Self, String> {
        Self::parse(NEW)
    }

    pub(crate) fn entries(&self) -> &[ProjectEntry] {
        &self.entries
    }

    pub(crate) fn entry(&self, id: &str) -> Option<&ProjectEntry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// Where customers are written.
    pub(crate) fn target(&self) -> Result<Target, String> {
        Target::read(self.document.get("target"))
    }

    pub(crate) fn set_target(&mut self, target: &Target) {
        target.write(&mut self.document);
    }

    /// The language of the page and of its reports; `None` follows the browser.
    pub(crate) fn language(&self) -> Option<ReportLanguage> {
        language(&self.document).unwrap_or_default()
    }

    pub(crate) fn set_language(&mut self, wanted: Option<ReportLanguage>) {
        write(&mut self.document, "language", wanted.map(|language| language.tag().into()));
    }

    /// Adds a file that stays where it is, unless it is there already. Returns its id.
    pub(crate) fn add(&mut self, path: &str) -> String {
        self.add_entry(path, false)
    }

    /// Adds a copy of ours.
    pub(crate) fn add_uploaded(&mut self, path: &str) -> String {
        self.add_entry(path, true)
    }

    fn add_entry(&mut self, path: &str, uploaded: bool) -> String {
        let id = id_of(path);
        if self.entry(&id).is_none() {
            let mut table = Table::new();
            table.insert("path", value(path));
            if uploaded {
                table.insert("uploaded", value(true));
            }
            table.decor_mut().set_prefix("\n");
            if let Some(tables) = self.tables() {
                tables.push(table);
            }
            let reading = StatedReading::default();
            self.entries.push(ProjectEntry { id: id.clone(), path: path.to_owned(), uploaded, reading });
        }
        id
    }

    /// Removes a file; false if there is none.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let Some(at) = self.entries.iter().position(|entry| entry.id == id) else { return false };
        self.entries.remove(at);
        if let Some(tables) = self.tables() {
            tables.remove(at);
        }
        true
    }

    /// Changes what is stated about a file; false if there is none.
    pub(crate) fn state(&mut self, id: &str, reading: StatedReading) -> bool {
        let Some(at) = self.entries.iter().position(|entry| entry.id == id) else { return false };
        if let Some(table) = self.tables().and_then(|tables| tables.get_mut(at)) {
            OPTIONS.iter().for_each(|option| write(table, option, item(&reading, option)));
        }
        if let Some(entry) = self.entries.get_mut(at) {
            entry.reading = reading;
        }
        true
    }

    pub(crate) fn text(&self) -> String {
        self.document.to_string()
    }

    fn tables(&mut self) -> Option<&mut ArrayOfTables> {
        let item = self.document.entry("files").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        item.as_array_of_tables_mut()
    }
}

fn language(document: &DocumentMut) -> Result<Option<ReportLanguage>, String> {
    let Some(item) = document.get("language") else { return Ok(None) };
    let known = item.as_str().and_then(|tag| tag.parse().ok());
    known.map(Some).ok_or_else(|| "`language` must be it, en, fr, es or de".to_owned())
}

/// Sets or removes a value; a comment behind it stays with the line.
fn write(table: &mut Table, option: &str, new: Option<toml_edit::Value>) {
    match (new, table.get_mut(option).and_then(Item::as_value_mut)) {
        (None, None) => {}
        (None, Some(_)) => drop(table.remove(option)),
        (Some(mut new), Some(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        (Some(new), None) => drop(table.insert(option, Item::Value(new))),
    }
}

/// The value of an option, if it is stated.
fn item(reading: &StatedReading, option: &str) -> Option<toml_edit::Value> {
    let text = match option {
        "format" => &reading.format,
        "encoding" => &reading.encoding,
        "delimiter" => &reading.delimiter,
        "quote" => &reading.quote,
        "escape" => &reading.escape,
        "short_rows" => &reading.short_rows,
        "sheet" => &reading.sheet,
        "merged" => &reading.merged,
        "records" => &reading.records,
        "header_row" => return Some(i64::try_from(reading.header_row?).ok()?.into()),
        _ => return reading.no_header.then(|| true.into()),
    };
    text.as_deref().map(Into::into)
}

fn entry(table: &Table) -> Result<ProjectEntry, String> {
    let (mut path, mut uploaded) = (None, false);
    let mut reading = serde_json::Map::new();
    for (key, item) in table {
        let json = match item.as_value() {
            Some(toml_edit::Value::String(text)) => text.value().as_str().into(),
            Some(toml_edit::Value::Integer(number)) => (*number.value()).into(),
            Some(toml_edit::Value::Boolean(flag)) => (*flag.value()).into(),
            _ => return Err(format!("`{key}` under [[files]] must be a text, a number, true or false")),
        };
        match (key, json) {
            ("path", serde_json::Value::String(text)) => path = Some(text),
            ("path", _) => return Err("`path` under [[files]] must be a text".to_owned()),
            ("uploaded", serde_json::Value::Bool(flag)) => uploaded = flag,
            ("uploaded", _) => return Err("`uploaded` under [[files]] must be true or false".to_owned()),
            (key, json) => drop(reading.insert(key.to_owned(), json)),
        }
    }
    let path = path.filter(|path| !path.is_empty()).ok_or("[[files]] needs a `path`")?;
    let reading = serde_json::from_value(serde_json::Value::Object(reading));
    let reading = reading.map_err(|error| format!("[[files]] of {path:?}: {error}"))?;
    Ok(ProjectEntry { id: id_of(&path), path, uploaded, reading })
}

/// An id for addresses.
fn id_of(path: &str) -> String {
    sha256_hex(path.as_bytes()).chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_order_survive() {
        let text = "# mine\nversion = 1 # first\n\n# the spring export\n[[files]]\ndelimiter = \";\" # as sent\npath = \
                    \"files/a.csv\"\n\n[[files]]\npath = \"/b.csv\"\n";
        let mut file = ProjectFile::parse(text).unwrap();
        let [first, second] = [0, 1].map(|at| file.entries()[at].id.clone());
        let mut reading = file.entry(&first).unwrap().reading.clone();
        assert_eq!(reading.delimiter.as_deref(), Some(";"));
        reading.delimiter = Some(",".to_owned());
        reading.header_row = Some(3);
        assert!(file.state(&first, reading.clone()));
        assert!(file.remove(&second) && !file.remove(&second));
        let expected = "# mine\nversion = 1 # first\n\n# the spring export\n[[files]]\ndelimiter = \",\" # as \
                        sent\npath = \"files/a.csv\"\nheader_row = 3\n";
        assert_eq!(file.text(), expected);
        assert_eq!(ProjectFile::parse(expected).unwrap().entry(&first).unwrap().reading, reading);
        assert!(file.state(&first, StatedReading { no_header: true, ..StatedReading::default() }));
        assert!(file.text().ends_with("path = \"files/a.csv\"\nno_header = true\n"), "{}", file.text());
    }

    #[test]
    fn a_new_file_is_read_again() {
        let mut file = ProjectFile::new().unwrap();
        let id = file.add("files/\"odd\" name.csv");
        assert_eq!(file.add("files/\"odd\" name.csv"), id);
        assert_eq!(file.entries().len(), 1);
        assert_eq!(ProjectFile::parse(&file.text()).unwrap().entries(), file.entries());
    }

    #[test]
    fn the_language_stands_before_the_tables() {
        let mut file = ProjectFile::parse("version = 1\n\n[[files]]\npath = \"a\"\n").unwrap();
        assert_eq!(file.language(), None);
        file.set_language(Some(ReportLanguage::It));
        assert!(file.text().starts_with("version = 1\nlanguage = \"it\"\n"), "{}", file.text());
        assert_eq!(ProjectFile::parse(&file.text()).unwrap().language(), Some(ReportLanguage::It));
        file.set_language(None);
        assert_eq!(file.text(), "version = 1\n\n[[files]]\npath = \"a\"\n");
    }

    #[test]
    fn faults_are_named() {
        let fault = |text: &str| ProjectFile::parse(text).unwrap_err();
        assert!(fault("version = 2\n").contains("version = 1"));
        assert!(fault("version = 1\nfiles = 3\n").contains("[[files]]"));
        assert!(fault("version = 1\n[[files]]\n").contains("`path`"));
        assert!(fault("version = 1\n[[files]]\npath = \"a\"\ndelimeter = \";\"\n").contains("delimeter"));
        assert!(fault("version = 1\nlanguage = \"xx\"\n").contains("it, en, fr, es or de"));
        let twice = "[[files]]\npath = \"a\"\n";
        assert!(fault(&format!("version = 1\n{twice}{twice}")).contains("has \"a\" twice"));
        assert!(fault("version = \n").contains("line 1"));
    }
}
