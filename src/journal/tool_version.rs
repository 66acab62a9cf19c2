//! Which build ran.

use serde::{Deserialize, Serialize};

/// The version that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolVersion {
    /// `deskferry`.
    pub name: String,
    /// Semantic version.
    pub version: String,
}

impl ToolVersion {
    /// This build.
    pub fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}
