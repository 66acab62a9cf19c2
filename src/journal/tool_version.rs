//! Which build of deskferry has made a file.

use serde::{Deserialize, Serialize};

/// The program and version of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolVersion {
    /// `deskferry`.
    pub name: String,
    /// The semantic version.
    pub version: String,
}

impl ToolVersion {
    /// This build.
    pub fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}
