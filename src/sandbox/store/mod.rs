//! The customers of the sandbox: always in memory, and in a SQLite file too if one is named.

mod customer_store;
mod disk;
mod entry;
mod index;
mod sandbox_file;

pub(super) use customer_store::Store;
pub(super) use entry::{Body, StoredCustomer, fold};

pub use sandbox_file::SandboxFile;
