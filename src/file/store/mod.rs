//! Places that hold files by name: a folder, or a prefix of an object store (S3 and what speaks like it).
//!
//! A backup is a folder of a [`Place`]. It is written as a draft and published at the end: a folder gets its name by
//! one rename; on an object store the manifest is written last, and what has none is no backup.

mod begun;
mod bucket;
mod fault;
mod folder;
mod link;
mod options;
mod parts;
mod place;
mod target;
mod upload;

pub use fault::StoreFault;
pub use options::StoreOptions;
pub use place::{Entry, Place, check_name};
pub use target::{Target, TargetError};

#[cfg(test)]
mod tests;
