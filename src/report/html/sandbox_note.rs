//! What the page says first about a run in a sandbox.

use crate::journal::HelpDeskAccount;

/// The sandbox of a run.
pub(super) struct SandboxNote {
    /// Its file; empty if it was in memory.
    pub(super) file: String,
}

impl SandboxNote {
    /// `None` for a help desk.
    pub(super) fn of(account: &HelpDeskAccount) -> Option<Self> {
        account.sandbox_file().map(|file| Self { file: file.to_owned() })
    }
}
