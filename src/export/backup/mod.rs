//! A backup: one folder of a place, with the customers, the definitions of custom fields, photos, what changed since the
//! backup before, and the manifest last.
//!
//! `draft` writes the files, packed, sealed and hashed, and gives the folder its name at the end; `beside` fetches what
//! lies beside the customers, `report` compares with the previous backup, `run` is the chain. docs/backup.md says what
//! lies there.

mod attachments;
mod backup_job;
mod change_report;
mod encryption;
mod error;
mod staged_backup;

pub use backup_job::{BackedUp, BackupJob, back_up};
pub use change_report::ChangeReport;
pub use encryption::BackupEncryption;
pub use error::BackupError;
