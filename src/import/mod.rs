//! The chain of an import: sources to plan, plan to writes, writes to results; and of a validation, which has no
//! network and no writes.

mod error;
mod matching;
mod parallel;
mod reading;
mod run;
mod spooling;
mod validation;
mod verdict;

pub use error::ImportError;
pub use run::{Finished, ImportJob, import, resume, retry};
pub use validation::{ValidateJob, validate};
