//! The commands that the page can start.

use serde::{Deserialize, Serialize};

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobKind {
    /// `import --dry-run`
    Plan,
    /// `restore --dry-run`
    Restore,
    /// `apply`
    Write,
    Resume,
    Retry,
    Verify,
    Undo,
    /// `backup run`
    Backup,
    /// `backup diff`
    Compare,
}

impl JobKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Restore => "restore",
            Self::Write => "write",
            Self::Resume => "resume",
            Self::Retry => "retry",
            Self::Verify => "verify",
            Self::Undo => "undo",
            Self::Backup => "backup",
            Self::Compare => "compare",
        }
    }

    /// True if it changes customers of the target.
    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Write | Self::Resume | Self::Retry | Self::Undo)
    }

    /// True if it makes a plan that can be written.
    pub(crate) fn plans(self) -> bool {
        matches!(self, Self::Plan | Self::Restore)
    }

    /// True if its result may not be proven to be complete.
    fn may_be_unproven(self) -> bool {
        matches!(self, Self::Backup | Self::Compare | Self::Verify)
    }

    /// True if it makes a run of its own.
    pub(crate) fn makes_run(self) -> bool {
        self.plans() || matches!(self, Self::Write | Self::Undo)
    }
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobState {
    Running,
    /// It did what it was to do; rows may have been rejected, or differences found.
    Done,
    /// It was stopped, or something stopped it; it can go on.
    Stopped,
    /// It was refused, or could not begin.
    Failed,
    /// The process was killed, or the machine stopped.
    Interrupted,
}

impl JobState {
    /// The state of a job that has ended with this status; `has_result` tells whether it has found or made something.
    pub(crate) fn of_exit(kind: JobKind, exit: Option<u8>, has_result: impl FnOnce() -> bool) -> Self {
        match exit {
            None => Self::Interrupted,
            Some(0 | 1 | 6) => Self::Done,
            Some(4) => Self::Stopped,
            // A backup that is not proven to be complete is one; of a damaged one there is no result.
            Some(5) if kind.may_be_unproven() && has_result() => Self::Done,
            Some(_) => Self::Failed,
        }
    }
}
