//! The chain of an import: sources to plan, plan to writes, writes to results; of a validation, which has no network
//! and no writes; and what looks back at a run: verify and undo.

mod anew;
mod between;
mod continued;
mod error;
mod fields;
mod group;
mod joined;
mod kept;
mod matching;
mod merged;
mod observed;
mod parallel;
mod photos;
mod place;
mod readback;
mod reading;
pub(crate) mod recent;
mod run;
mod saved;
mod seen;
mod spooling;
mod survey;
mod undo;
mod unfinished;
mod validation;
mod verdict;
mod verify;
mod watch;
mod writing;

pub use continued::check_continued;
pub use error::ImportError;
pub use fields::CustomFields;
pub(crate) use fields::is_an_answer;
pub(crate) use matching::without_id;
pub use run::{ImportJob, import, replan};
pub use saved::{
    ApplyJob, Drift, Head, HeadSource, PlanFault, PlanFile, PlanReader, RefreshJob, Refreshed, apply, refresh,
};
pub use undo::{Undoable, undo};
pub(crate) use unfinished::{Unfinished, seen};
pub use validation::{ValidateJob, validate};
pub use verify::{Difference, Found, Verified, VerifyJob, verify};
pub use writing::{Finished, WriteJob};
pub(crate) use writing::{closing, finish};
