//! The flags of every command that needs the account for itself.

use std::time::Duration;

use clap::Args as ClapArgs;
use deskferry::config::parse_positive_duration;

#[derive(Debug, Clone, Copy, ClapArgs)]
pub(crate) struct LockArgs {
    /// Wait while another process on this machine writes to the account, for TIME at most: 30s, 10m
    #[arg(
        long,
        value_name = "TIME",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        value_parser = wait
    )]
    wait: Option<Wait>,
    /// Write even if another process on this machine writes to the account
    #[arg(long, conflicts_with = "wait")]
    allow_parallel: bool,
}

/// How long to wait for the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    Forever,
    AtMost(Duration),
}

impl LockArgs {
    /// True if the command does without the account's lock.
    pub(crate) fn is_unlocked(self) -> bool {
        self.allow_parallel
    }

    /// How long to wait for another process; `None` means not at all.
    pub(crate) fn wait(self) -> Option<Wait> {
        self.wait
    }
}

/// Without `=TIME` the text is empty.
fn wait(text: &str) -> Result<Wait, String> {
    if text.is_empty() { Ok(Wait::Forever) } else { parse_positive_duration(text).map(Wait::AtMost) }
}
