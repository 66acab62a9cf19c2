//! The customers that a probe inserts into an account, recorded in the state folder before each insert.
//!
//! A probe may be killed at any moment. The next one, and `deskferry doctor`, find here which customers may be left. An
//! entry is removed once its customer is known to be gone.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::locks::{own_dir, stem_of};
use crate::account::HelpDeskAccount;
use crate::file::{AtomicFile, read_regular};

const FORM: u32 = 1;

/// A customer that a probe has inserted, or was about to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbedCustomer {
    /// The mark in its name and e-mail address.
    pub mark: String,
    /// Its e-mail address as it was sent.
    pub email: String,
    /// When it was recorded: `2026-11-29T20:15:00Z`.
    pub recorded: String,
    /// Its id, once the help desk has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The fields that the probe may have written, and those that the help desk filled. A customer with other fields
    /// is not the probe's alone.
    #[serde(default)]
    pub fields: BTreeSet<String>,
    /// True once a deletion was sent. If the help desk refuses to show the customer after that, it is gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_deletion_sent: bool,
    /// True once a probe has seen that the customer looks like somebody else's. The user has to look at it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_doubtful: bool,
    /// The status of an answer by which its insert was refused. That does not prove that nothing was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<u16>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Content {
    form: u32,
    customers: Vec<ProbedCustomer>,
}

/// The record of one account.
#[derive(Debug, Clone)]
pub struct ProbeRecord {
    path: PathBuf,
}

impl ProbeRecord {
    /// The record of an account in the state folder.
    pub fn of(account: &HelpDeskAccount, state_dir: &Path) -> Self {
        Self { path: state_dir.join(format!("{}.probe.json", stem_of(account))) }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The customers that may be left. An error if that can't be known.
    pub fn load(&self) -> Result<Vec<ProbedCustomer>, JournalError> {
        let fault = |error| JournalError::file(&self.path, error);
        let text = match read_regular(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            read => read.map_err(fault)?,
        };
        let damaged = |reason: String| JournalError::DamagedProbeRecord { path: self.path.clone(), reason };
        let content: Content =
            serde_json::from_slice(&text).map_err(|error| damaged(format!("it is damaged ({error})")))?;
        if content.form > FORM {
            return Err(damaged("a newer version of deskferry has written it".to_owned()));
        }
        Ok(content.customers)
    }

    /// Records these customers instead of those before; without any, removes the file.
    pub fn save(&self, customers: &[ProbedCustomer]) -> Result<(), JournalError> {
        let fault = |error| JournalError::file(&self.path, error);
        if customers.is_empty() {
            return match std::fs::remove_file(&self.path) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(fault(error)),
                _ => Ok(()),
            };
        }
        self.path.parent().map_or(Ok(()), own_dir).map_err(fault)?;
        let mut file = AtomicFile::create(&self.path)?;
        let content = Content { form: FORM, customers: customers.to_vec() };
        file.write_all(&serde_json::to_vec_pretty(&content)?).map_err(fault)?;
        Ok(file.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> ProbedCustomer {
        ProbedCustomer {
            mark: "a1".to_owned(),
            email: "a1@deskferry.invalid".to_owned(),
            recorded: "2026-11-29T20:15:00Z".to_owned(),
            id: None,
            fields: BTreeSet::from(["name".to_owned()]),
            is_deletion_sent: false,
            is_doubtful: false,
            refused: None,
        }
    }

    #[test]
    fn a_record_is_kept_until_nobody_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let record = ProbeRecord::of(&HelpDeskAccount::new("https://x.example", "id"), folder.path());
        assert!(record.load().unwrap().is_empty());
        record.save(&[one()]).unwrap();
        assert_eq!(record.load().unwrap(), [one()]);
        record.save(&[]).unwrap();
        record.save(&[]).unwrap();
        assert!(!record.path().exists());
    }

    #[test]
    fn a_damaged_record_is_no_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let record = ProbeRecord::of(&HelpDeskAccount::new("https://x.example", "id"), folder.path());
        for (text, reason) in [("{", "damaged"), (r#"{"form":9,"customers":[]}"#, "newer version")] {
            std::fs::write(record.path(), text).unwrap();
            let error = record.load().unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
