//! Backups: one folder each, with customers, definitions of custom fields, photos, changes since the previous backup,
//! and a manifest.
//!
//! `backup_job` makes a backup in a `staged_backup`, with `attachments` and the `change_report`; it gets its final name
//! at the end. `reader` reads one back, `backup_check` checks it against its manifest, and `compare_with_server`
//! compares it with the help desk. `listed_backup` tells of all backups of a target, `diff` compares two of them, and
//! `history` follows single customers through all of them.
//! `prune` removes the backups that the rules of `retention` do not keep. `held_change` holds what changed against the
//! `loss_limits`; the `alarm` is in the manifest, until somebody `accept`s it.
//! `erasure` takes a person out of all of them (docs/forget.md).
//! docs/backup.md describes the files.

mod accept;
mod alarm;
mod attachments;
mod backup_age;
mod backup_check;
mod backup_job;
mod backup_name;
mod change_report;
mod compare_with_server;
mod diff;
mod each_backup;
mod encryption;
mod erasure;
mod error;
mod filled_counts;
mod forgotten_records;
mod held_change;
mod history;
mod listed_backup;
mod loss_limits;
mod manifest;
mod prune;
mod reader;
mod record_comparison;
mod retention;
mod staged_backup;

pub(crate) use compare_with_server::{add_earlier_side, export_current, id_or_hash};
pub(crate) use reader::PromisedFile;

pub use accept::{Acceptance, accept, accept_older};
pub use alarm::{Alarm, Loss, LossKind, MarkedBackup};
pub use attachments::NO_DEFINITIONS;
pub use backup_age::BackupAge;
pub use backup_check::{CheckError, Checked, Finding, check};
pub use backup_name::{BackupName, NameError};
pub use compare_with_server::{CompareError, ComparedBackup, compare_with_server};
pub use diff::{BackupDiff, DiffError, DiffOptions, diff_backups};
pub use each_backup::{backup_names, backup_path, is_in_backup};
pub use erasure::{
    BeforeSwap, ErasureError, ForgottenPerson, FoundInBackup, FoundPerson, PersonSearch, Recipients,
    ReplacedFile, RewriteJob, RewrittenBackup, SearchedBackup, SeenCustomer, key_of,
};
pub(crate) use erasure::{contains_text, places_of_text};
pub use filled_counts::FilledCounts;
pub use forgotten_records::{ForgottenRecords, TakenOut};
pub use history::{FoundHistory, HistoryError, HistoryOptions, find_history};
pub use listed_backup::{ListedBackup, ListedChanges, NO_MANIFEST, list_backups};
pub use loss_limits::{LimitError, LossLimit, LossLimits};
pub use manifest::{
    BackupCounts, Completeness, CompletenessKind, FileCompression, FileContent, FileEncryption, Manifest,
    ManifestAccount, ManifestCount, ManifestError, ManifestFile,
};
pub(crate) use prune::clear_all;
pub use prune::{
    BackupState, FoundBackup, PruneError, PrunePlan, backup_accounts, clear, distinct_accounts, open_marks,
    plan_prune, remove,
};
pub use reader::{BackupReadError, BackupReader, CustomerLine, CustomerLines, backup_target};
pub use record_comparison::{ChangedIds, ChangedRecord, ComparisonError, RecordChanges, RecordComparison};
pub use retention::{RetentionCandidate, RetentionDecision, RetentionError, RetentionPolicy, RetentionRule};

pub use backup_job::{BackedUp, BackupJob, back_up};
pub use change_report::ChangeReport;
pub use encryption::{BackupEncryption, ChosenEncryption};
pub use error::BackupError;
