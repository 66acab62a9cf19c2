//! Writes the file of a sandbox that does not run, so that memory does not grow with the number of customers.

use super::super::error::SandboxError;
use super::disk::{CustomerTableRow, Disk};
use super::entry::{Body, text};
use serde_json::Value;
use std::path::Path;

/// Customers in one transaction.
const COMMIT: u64 = 8192;

/// The file of a sandbox, which no sandbox uses yet.
#[derive(Debug)]
pub struct SandboxFile {
    disk: Disk,
    customers: u64,
}

impl SandboxFile {
    /// Opens a new or an empty file.
    pub fn create(path: &Path) -> Result<Self, SandboxError> {
        let disk = Disk::open(path)?;
        disk.transaction("BEGIN IMMEDIATE")?;
        Ok(Self { disk, customers: 0 })
    }

    /// An error unless the file is that of a sandbox, and no other process uses it.
    pub fn check(path: &Path) -> Result<(), SandboxError> {
        Disk::open(path).map(drop)
    }

    /// Adds a customer under its id, which must be new.
    pub fn add(&mut self, id: &str, body: &Body) -> Result<(), SandboxError> {
        let seq = self.customers + 1;
        self.disk.insert(&CustomerTableRow { seq, id: id.to_owned(), body: text(body) })?;
        self.customers = seq;
        if seq.is_multiple_of(COMMIT) {
            self.disk.transaction("COMMIT")?;
            self.disk.transaction("BEGIN IMMEDIATE")?;
        }
        Ok(())
    }

    /// Adds the definitions of custom fields, and closes the file.
    pub fn finish(self, custom_fields: &[Value]) -> Result<(), SandboxError> {
        self.disk.transaction("COMMIT")?;
        let texts: Vec<String> = custom_fields.iter().map(Value::to_string).collect();
        self.disk.keep_custom_fields(&texts)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;
    use crate::sandbox::IdForm;
    use serde_json::json;

    #[test]
    fn a_sandbox_finds_what_was_written_and_makes_no_id_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.db");
        let mut file = SandboxFile::create(&path).unwrap();
        let body = json!({"name": "Ada"}).as_object().unwrap().clone();
        file.add("1000002", &body).unwrap();
        file.add("b", &body).unwrap();
        assert!(file.add("b", &body).is_err(), "an id twice");
        file.finish(&[json!({"name": "tier"})]).unwrap();
        let mut store = Store::open(Some(&path)).unwrap();
        assert_eq!(store.custom_fields(Vec::new(), false).unwrap(), [json!({"name": "tier"})]);
        assert_eq!(store.insert(body, IdForm::Number).unwrap(), "1000003");
        assert_eq!(store.all().len(), 3);
        SandboxFile::check(&path).unwrap_err();
        drop(store);
        SandboxFile::check(&path).unwrap();
    }
}
