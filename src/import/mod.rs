//! The chain of an import: sources to plan, plan to writes, writes to results; of a validation, which has no network
//! and no writes; and what looks back at a run: verify and undo.

mod error;
mod matching;
mod parallel;
mod reading;
mod run;
mod spooling;
mod undo;
mod validation;
mod verdict;
mod verify;

pub use error::ImportError;
pub use run::{Finished, ImportJob, import, resume, retry};
pub(crate) use run::{check_same, closing, finish, write_pending};
pub use undo::{UndoJob, Undoable, resume_undo, retry_undo, undo};
pub use validation::{ValidateJob, validate};
pub use verify::{Difference, Found, Verified, VerifyJob, verify};
