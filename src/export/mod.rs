//! What leaves the help desk as a backup, and how it comes back.

mod restore;

pub use restore::{Backup, Ids, RestoreJob, restore, resume_restore, retry_restore};
