//! Takes a person out of backups. docs/forget.md is the specification.
//!
//! A `person` is known by keyed hashes of ids and addresses. `person_search` finds her in all backups of a target, and
//! `rewrite_job` writes a backup again without her: `kept_customers` copies the others, `changed_manifest` and
//! `changed_report` correct what the manifest and the report of changes say, `resealing` finds the encryption, and `leftovers` deletes what the new manifest does not list.

mod changed_manifest;
mod changed_report;
mod error;
mod kept_customers;
mod leftovers;
mod person;
mod person_search;
mod resealing;
mod rewrite_job;

pub use error::ErasureError;
pub use person::{ForgottenPerson, key_of};
pub(crate) use person_search::{contains_text, places_of_text};

pub use person_search::{FoundInBackup, FoundPerson, PersonSearch, SearchedBackup, SeenCustomer};
pub use resealing::Recipients;
pub use rewrite_job::{BeforeSwap, ReplacedFile, RewriteJob, RewrittenBackup};
