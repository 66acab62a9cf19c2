//! A backup as records: a folder with its manifest, or the file of the customers alone.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::file::{FileError, Input, Interrupt};
use crate::import::ImportError;
use crate::journal::RestoredBackup;

pub(super) type Object = Map<String, Value>;

/// The file of the customers, packed or not.
const FILES: [&str; 3] = ["customers.jsonl.zst", "customers.jsonl.gz", "customers.jsonl"];
/// A longer line is no customer.
const LINE_LIMIT: u64 = 256 * 1024 * 1024;

/// A backup that is open to be read once.
pub struct Backup {
    pub(super) input: Input,
    /// What it says of itself.
    pub about: RestoredBackup,
    /// How many customers its manifest counts.
    pub expected: Option<u64>,
}

impl Backup {
    /// Opens a folder that holds a backup, or a file of JSON Lines.
    pub fn open(path: &str) -> Result<Self, ImportError> {
        let folder = Path::new(path);
        if !folder.is_dir() {
            return Ok(Self::of(Input::open(path, &Interrupt::default())?, path, None));
        }
        let file = customers(folder)?;
        let manifest = manifest(&folder.join("manifest.json"))?;
        Ok(Self::of(
            Input::open(&file.display().to_string(), &Interrupt::default())?,
            path,
            manifest.as_deref(),
        ))
    }

    /// A backup whose customers come from `input`, one JSON object a line; `manifest` is the text of its
    /// `manifest.json`.
    pub fn of(input: Input, name: &str, manifest: Option<&[u8]>) -> Self {
        let said: Value = manifest.and_then(|text| serde_json::from_slice(text).ok()).unwrap_or_default();
        let about = RestoredBackup {
            backup: name.to_owned(),
            id: said.get("id").and_then(Value::as_str).map(ToOwned::to_owned),
            manifest_sha256: manifest
                .map(|text| Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()),
            account: said.get("account").and_then(|account| serde_json::from_value(account.clone()).ok()),
            ..RestoredBackup::default()
        };
        let expected = said.pointer("/counts/customers").and_then(Value::as_u64);
        Self { input, about, expected }
    }
}

fn customers(folder: &Path) -> Result<PathBuf, ImportError> {
    let mut files = FILES.iter().map(|name| folder.join(name));
    if let Some(found) = files.find(|file| file.is_file()) {
        return Ok(found);
    }
    let path = folder.display();
    Err(ImportError::Usage(format!(
        "{path} is not a backup: it has no customers.jsonl.zst; name the folder of one backup, or the file of its \
         customers"
    )))
}

fn manifest(path: &Path) -> Result<Option<Vec<u8>>, ImportError> {
    match std::fs::read(path) {
        Ok(text) if serde_json::from_slice::<Object>(&text).is_ok() => Ok(Some(text)),
        Ok(_) => Err(ImportError::Damaged(format!(
            "{} is no JSON object, so nobody can say whether the backup is whole; nothing was sent; to restore what \
             there is, name the file of the customers instead of the folder",
            path.display()
        ))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::reading(&path.display().to_string(), error).into()),
    }
}

/// A line that is not blank.
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    /// The record, or the text that is none.
    pub(super) record: Result<Object, String>,
}

/// The lines of a backup.
pub(super) struct Lines {
    reader: BufReader<Input>,
    number: u64,
    buffer: Vec<u8>,
}

impl Lines {
    pub(super) fn new(input: Input) -> Self {
        Self { reader: BufReader::with_capacity(1 << 18, input), number: 0, buffer: Vec::new() }
    }

    pub(super) fn input(&self) -> &Input {
        self.reader.get_ref()
    }

    /// The next record; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Line>, ImportError> {
        loop {
            self.buffer.clear();
            let read = self.reader.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut self.buffer);
            let read = read.map_err(|error| match self.input().fault(error) {
                fault @ FileError::Damaged { .. } => ImportError::Damaged(fault.to_string()),
                fault => fault.into(),
            })?;
            self.number += 1;
            if read as u64 == LINE_LIMIT {
                return Err(ImportError::Damaged(format!(
                    "{}, line {}: no customer is so long ({LINE_LIMIT} bytes and more); nothing was sent; take \
                     another backup",
                    self.input().name(),
                    self.number
                )));
            }
            let text = self.buffer.trim_ascii();
            if read == 0 {
                return Ok(None);
            }
            if !text.is_empty() {
                let record = serde_json::from_slice(text);
                let record = record.map_err(|_| String::from_utf8_lossy(text).into_owned());
                return Ok(Some(Line { number: self.number, record }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn backup(text: &str, manifest: Option<&[u8]>) -> Backup {
        let input = Input::from_reader("b", std::io::Cursor::new(text.to_owned())).unwrap();
        Backup::of(input, "b", manifest)
    }

    #[test]
    fn blank_lines_count_and_bad_ones_are_told() {
        let mut lines = Lines::new(backup("{\"a\":1.50}\n\n[]\r\n{\"b\":2}", None).input);
        let all: Vec<Line> = std::iter::from_fn(|| lines.next().unwrap()).collect();
        assert_eq!(all.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(all[0].record.as_ref().unwrap()["a"].to_string(), "1.50", "as the server wrote it");
        assert_eq!(all[1].record.as_ref().unwrap_err(), "[]");
    }

    #[test]
    fn a_manifest_tells_what_it_is_of() {
        let manifest = json!({
            "id": "x", "counts": {"customers": 7}, "account": {"base_url": "http://a", "client": "c", "more": 1}
        });
        let backup = backup("", Some(manifest.to_string().as_bytes()));
        assert_eq!((backup.about.id.as_deref(), backup.expected), (Some("x"), Some(7)));
        assert_eq!(backup.about.account.unwrap().client, "c");
        assert_eq!(backup.about.manifest_sha256.unwrap().len(), 64);
    }

    #[test]
    fn a_folder_without_customers_is_no_backup() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        assert!(Backup::open(path).err().unwrap().to_string().contains("is not a backup"));
        std::fs::write(folder.path().join("customers.jsonl"), "").unwrap();
        assert!(Backup::open(path).is_ok());
        std::fs::write(folder.path().join("manifest.json"), "{\"id\":").unwrap();
        assert_eq!(Backup::open(path).err().unwrap().status(), 5);
    }
}
