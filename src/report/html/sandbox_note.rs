//! What the page says first about a run in a sandbox.

use crate::account::HelpDeskAccount;

/// The sandbox of a run.
pub(super) struct SandboxNote {
    /// Its file; empty if it was in memory.
    pub(super) file: String,
    /// The address at which it is served; empty if it was in the process of the run.
    pub(super) address: String,
    /// The account that it imitates: its server, and when that was probed.
    pub(super) imitates: Option<(String, String)>,
    /// When the backup began whose customers it holds.
    pub(super) holds: Option<String>,
}

impl SandboxNote {
    /// `None` for a help desk.
    pub(super) fn of(account: &HelpDeskAccount) -> Option<Self> {
        let file = account.sandbox_file().unwrap_or_default().to_owned();
        let address = if account.served_sandbox { account.base_url.clone() } else { String::new() };
        let imitates = account.imitates.as_ref().map(|of| (of.host(), of.probed_at.clone()));
        let holds = account.holds.as_ref().map(|held| held.began.clone());
        account.is_sandbox().then_some(Self { file, address, imitates, holds })
    }
}
