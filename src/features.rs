//! The features that a build can lack (`Cargo.toml`), and the one error that says so. A room whose libraries a feature
//! brings has a stub with the same functions (`no_NAME.rs`), which refuses at use.

use std::error::Error;
use std::fmt;

/// A feature that this build was made without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingFeature {
    /// `encryption`
    Encryption,
    /// `postgres`
    Postgres,
    /// `s3`
    S3,
    /// `sandbox`
    Sandbox,
    /// `workbench`
    Workbench,
    /// `workbook`
    Workbook,
}

impl MissingFeature {
    /// The name in `Cargo.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Encryption => "encryption",
            Self::Postgres => "postgres",
            Self::S3 => "s3",
            Self::Sandbox => "sandbox",
            Self::Workbench => "workbench",
            Self::Workbook => "workbook",
        }
    }

    /// What a build without it can't do.
    fn lack(self) -> &'static str {
        match self {
            Self::Encryption => "encrypts and decrypts nothing",
            Self::Postgres => "keeps no journals in PostgreSQL",
            Self::S3 => "reaches no buckets (s3://)",
            Self::Sandbox => "has no sandbox",
            Self::Workbench => "has no workbench",
            Self::Workbook => "reads and writes no workbooks, and reads no tables of HTML pages",
        }
    }
}

impl fmt::Display for MissingFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this build of deskferry {}: build it with --features {}", self.lack(), self.name())
    }
}

impl Error for MissingFeature {}

#[cfg(test)]
mod tests {
    use super::MissingFeature;

    #[test]
    fn the_text_says_how_to_build_it() {
        let text = MissingFeature::S3.to_string();
        assert_eq!(text, "this build of deskferry reaches no buckets (s3://): build it with --features s3");
    }
}
