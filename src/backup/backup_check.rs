//! Checks a backup against its manifest: all files without the key, and with the key also every record.

use std::collections::HashSet;
use std::fmt;
use std::io::Read;

use rusqlite::{Connection, params};

use super::forgotten_records::may_be_left;
use super::history::is_part;
use super::manifest::{CompletenessKind, FileContent, Manifest, ManifestFile};
use super::reader::{BackupReadError, BackupReader, CustomerLine, CustomerLines};
use crate::event::{Event, Listener};
use crate::file::FileError;
use crate::lookup::{ShownFields, id_of};
use crate::wording::counted;
use crate::writer::Stop;

/// How many findings are listed; all are counted.
const KEPT: usize = 100;
const BLOCK: usize = 1 << 18;
/// Records between two checks for a stop.
const PAUSE: u64 = 4096;

/// A difference from the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// A listed file is missing.
    Missing(String),
    /// A file is not listed.
    Surplus(String),
    /// The size or the hash of a file differs.
    Altered(String),
    /// Something that is not a regular file, such as a link, a pipe or a device.
    NotRegular {
        /// The file.
        name: String,
        /// What it is.
        kind: &'static str,
    },
    /// The customers can't be read to their end; the reason names the file.
    Unreadable(String),
    /// A line is not a JSON object; its number, from 1.
    BadRecord(u64),
    /// A customer has no id, and the manifest does not mention it; the number of its line.
    WithoutId(u64),
    /// Two lines have the same id.
    Twice {
        /// The id.
        id: String,
        /// The second line.
        line: u64,
        /// The first.
        earlier: u64,
    },
    /// The manifest lists a field that no customer has, or does not list one that a customer has.
    Field {
        /// Its name.
        name: String,
        /// It is listed.
        listed: bool,
    },
    /// A number differs from the manifest.
    Count {
        /// What is counted.
        what: &'static str,
        /// In the manifest.
        expected: u64,
        /// In the backup.
        found: u64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "{name}: missing"),
            Self::Surplus(name) => write!(f, "{name}: not listed in the manifest"),
            Self::Altered(name) => {
                write!(f, "{name}: damaged: its size or SHA-256 does not match the manifest")
            }
            Self::NotRegular { name, kind } => {
                write!(f, "{name}: {kind}, not a regular file, so it was not read")
            }
            Self::Unreadable(reason) => f.write_str(reason),
            Self::BadRecord(line) => write!(f, "customers, line {line}: not a JSON object"),
            Self::WithoutId(line) => write!(f, "customers, line {line}: it has no id"),
            Self::Twice { id, line, earlier } => {
                write!(f, "customers, line {line}: the id {id} is already on line {earlier}")
            }
            Self::Field { name, listed: true } => {
                write!(f, "customers: the manifest lists the field {name}, but no customer has it")
            }
            Self::Field { name, listed: false } => {
                write!(f, "customers: the manifest does not list the field {name}, but a customer has it")
            }
            Self::Count { what, expected, found } => {
                write!(f, "{what}: the manifest counts {expected}, but there are {found}")
            }
        }
    }
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The first hundred findings.
    pub findings: Vec<Finding>,
    /// The number of all findings.
    pub found: u64,
    /// The number of files that match the manifest.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// The number of customers; `None` if they were not read.
    pub customers: Option<u64>,
    /// Customers without an id.
    pub without_id: u64,
    /// Customers that are not valid JSON.
    pub malformed: u64,
    /// Why the customers were not read.
    pub unread: Option<String>,
    /// The verdict of the backup about its list.
    pub kind: CompletenessKind,
}

impl Checked {
    /// True if the check found nothing and the list is proven.
    pub fn is_good(&self) -> bool {
        self.found == 0 && self.kind != CompletenessKind::Unproven
    }
}

/// Why a check did not finish.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The backup can't be read, or the key does not open it.
    #[error(transparent)]
    Stored(#[from] BackupReadError),
    /// The temporary index of ids can't be used.
    #[error("can't use the temporary index of ids: {0} (is the disk full? TMPDIR can name another folder)")]
    Index(#[from] rusqlite::Error),
    /// The check was stopped.
    #[error("{0}; the check is not complete")]
    Stopped(String),
}

/// Checks a backup: first the files, then the customers, if a key is given or not needed.
///
/// A key that does not open an intact file is an error. Memory is flat: the ids are in an index on disk. Blocks.
pub fn check(backup: &BackupReader, listener: &dyn Listener, stop: &Stop) -> Result<Checked, CheckError> {
    let checked = Checked {
        findings: Vec::new(),
        found: 0,
        files: 0,
        bytes: 0,
        customers: None,
        without_id: 0,
        malformed: 0,
        unread: None,
        kind: backup.manifest().completeness.kind,
    };
    let mut checking = BackupCheck { backup, listener, stop, checked, odd: 0 };
    let is_readable = checking.files()?;
    checking.surplus()?;
    checking.photos();
    if is_readable {
        checking.customers()?;
    } else {
        checking.checked.unread = Some("their file or its key is missing or damaged".to_owned());
    }
    Ok(checking.checked)
}

struct BackupCheck<'a> {
    backup: &'a BackupReader,
    listener: &'a dyn Listener,
    stop: &'a Stop,
    checked: Checked,
    /// Records that are malformed or have no id.
    odd: u64,
}

impl BackupCheck<'_> {
    fn add(&mut self, finding: Finding) {
        self.checked.found += 1;
        if self.checked.findings.len() < KEPT {
            self.checked.findings.push(finding);
        }
    }

    fn pause(&self) -> Result<(), CheckError> {
        self.stop.reason().map_or(Ok(()), |reason| Err(CheckError::Stopped(reason)))
    }

    /// Checks every listed file; true if the customers and their key are intact.
    fn files(&mut self) -> Result<bool, CheckError> {
        let files = &self.backup.manifest().files;
        let what = format!("checking the hashes of {}", counted(files.len() as u64, "file", "files"));
        self.listener.hear(&Event::Stage { what, steps: files.len() as u64 });
        let mut is_readable = true;
        for (file, steps) in files.iter().zip(1..) {
            let finding = self.file(file)?;
            is_readable &=
                finding.is_none() || !matches!(file.holds, FileContent::Customers | FileContent::Key);
            match finding {
                Some(finding) => self.add(finding),
                None => {
                    self.checked.files += 1;
                    self.checked.bytes += file.bytes;
                }
            }
            self.listener.hear(&Event::Step { steps });
        }
        Ok(is_readable)
    }

    fn file(&self, file: &ManifestFile) -> Result<Option<Finding>, CheckError> {
        let (mut reader, promise) = match self.backup.stored(file) {
            Err(BackupReadError::Missing { .. }) => return Ok(Some(Finding::Missing(file.name.clone()))),
            Err(BackupReadError::Altered { .. }) => return Ok(Some(Finding::Altered(file.name.clone()))),
            Err(BackupReadError::File(FileError::NotRegular { kind, .. })) => {
                return Ok(Some(Finding::NotRegular { name: file.name.clone(), kind }));
            }
            opened => opened?,
        };
        let mut block = vec![0; BLOCK];
        loop {
            self.pause()?;
            let fault = |error| BackupReadError::File(FileError::reading(&promise.path, error));
            if reader.read(&mut block).map_err(fault)? == 0 {
                break;
            }
        }
        Ok((!promise.is_kept()).then(|| Finding::Altered(file.name.clone())))
    }

    fn surplus(&mut self) -> Result<(), CheckError> {
        let listed: HashSet<&str> =
            self.backup.manifest().files.iter().map(|file| file.name.as_str()).collect();
        let forgotten = self.backup.manifest().forgotten.as_ref();
        let is_unfinished = forgotten.is_some_and(|forgotten| forgotten.unfinished);
        for entry in self.backup.files()? {
            let is_left = is_unfinished && may_be_left(&entry.name);
            let is_own = is_left || entry.name == Manifest::NAME || is_part(self.backup, &entry.name);
            if !is_own && !listed.contains(entry.name.as_str()) {
                self.add(Finding::Surplus(entry.name));
            }
        }
        Ok(())
    }

    fn photos(&mut self) {
        let manifest = self.backup.manifest();
        let found = manifest.files.iter().filter(|file| file.holds == FileContent::Photo).count() as u64;
        self.count("photos", manifest.counts.photos.number, found);
    }

    fn count(&mut self, what: &'static str, expected: Option<u64>, found: u64) {
        if let Some(expected) = expected.filter(|expected| *expected != found) {
            self.add(Finding::Count { what, expected, found });
        }
    }

    fn customers(&mut self) -> Result<(), CheckError> {
        match self.backup.customers() {
            // If other findings exist, they are reported, so a wrong key does not end the check.
            Err(fault) if fault.is_without_key() || self.checked.found > 0 && !fault.is_damage() => {
                self.checked.unread = Some(fault.to_string());
                Ok(())
            }
            Err(fault) => self.unreadable(fault),
            Ok(records) => self.read(records),
        }
    }

    /// Damage is a finding; anything else ends the check.
    fn unreadable(&mut self, fault: BackupReadError) -> Result<(), CheckError> {
        if !fault.is_damage() {
            return Err(fault.into());
        }
        self.add(Finding::Unreadable(fault.to_string()));
        Ok(())
    }

    fn read(&mut self, records: CustomerLines) -> Result<(), CheckError> {
        let expected = self.backup.manifest().counts.customers.number;
        self.listener
            .hear(&Event::Stage { what: "checking every record".to_owned(), steps: expected.unwrap_or(0) });
        let ids = IdPositions::new()?;
        let mut count = 0;
        let mut shown = ShownFields::default();
        for line in records {
            let line = match line {
                Err(fault) => return self.unreadable(fault),
                Ok(line) => line,
            };
            self.record(&line, &ids, &mut shown)?;
            count += 1;
            if count % PAUSE == 0 {
                self.listener.hear(&Event::Step { steps: count });
                self.pause()?;
            }
        }
        self.checked.customers = Some(count);
        self.count("customers", expected, count);
        self.fields(&shown);
        Ok(())
    }

    /// Compares the fields of the customers with those that the manifest lists.
    fn fields(&mut self, shown: &ShownFields) {
        let Some(covered) = self.backup.manifest().covered().filter(|_| !shown.is_cut()) else { return };
        for name in shown.names().into_iter().filter(|name| !covered.has(name)) {
            self.add(Finding::Field { name, listed: false });
        }
        for name in covered.seen.into_iter().filter(|name| !shown.has(name)) {
            self.add(Finding::Field { name, listed: true });
        }
    }

    fn record(
        &mut self,
        line: &CustomerLine,
        ids: &IdPositions,
        shown: &mut ShownFields,
    ) -> Result<(), CheckError> {
        let record = line.record();
        shown.see(&record);
        let id = id_of(&record);
        let malformed = record.fault().is_some();
        self.checked.malformed += u64::from(malformed);
        self.odd += u64::from(malformed || id.is_none());
        if (malformed || id.is_none()) && self.odd > self.backup.manifest().malformed() {
            let line = line.number;
            self.add(if malformed { Finding::BadRecord(line) } else { Finding::WithoutId(line) });
        }
        match id {
            None => self.checked.without_id += 1,
            Some(id) => {
                if let Some(earlier) = ids.add(&id, line.number)? {
                    self.add(Finding::Twice { id, line: line.number, earlier });
                }
            }
        }
        Ok(())
    }
}

/// The line of each id, in a temporary index on disk.
struct IdPositions(Connection);

impl IdPositions {
    fn new() -> Result<Self, rusqlite::Error> {
        let index = Connection::open("")?;
        index.execute_batch(
            "CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER NOT NULL) STRICT, WITHOUT ROWID; BEGIN;",
        )?;
        Ok(Self(index))
    }

    /// Adds an id; returns the line that already has it.
    fn add(&self, id: &str, line: u64) -> Result<Option<u64>, rusqlite::Error> {
        let sql = "INSERT OR IGNORE INTO seen VALUES (?, ?)";
        if self.0.prepare_cached(sql)?.execute(params![id, line])? == 1 {
            return Ok(None);
        }
        self.0
            .prepare_cached("SELECT line FROM seen WHERE id = ?")?
            .query_row([id], |row| row.get(0))
            .map(Some)
    }
}
