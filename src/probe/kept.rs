//! Whether what a probe has found out was kept.

use crate::behavior::AccountBehavior;
use crate::journal::{BehaviorFile, JournalError, StoredChangesFile};

/// What became of the findings.
#[derive(Debug)]
pub enum Kept {
    /// They are in the file of the account, instead of earlier ones.
    Saved,
    /// Too little was found out to keep it.
    TooLittle,
    /// The probe has ended early, and the file has more from an earlier one, which stays.
    Earlier,
    /// They could not be written.
    Failed(JournalError),
}

impl Kept {
    /// Its name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::TooLittle => "too-little",
            Self::Earlier => "earlier",
            Self::Failed(_) => "failed",
        }
    }
}

/// Keeps the findings of a probe, unless an earlier one that got further has left more.
pub(super) fn keep(
    behavior: &AccountBehavior,
    earlier: Option<&AccountBehavior>,
    has_ended_early: bool,
    (file, stored): (&BehaviorFile, &StoredChangesFile),
) -> Kept {
    let noted = stored.add(&behavior.stored_changes());
    let kept = if behavior.create_status.known().is_none() && behavior.past_end.known().is_none() {
        Kept::TooLittle
    } else if has_ended_early && earlier.is_some_and(|earlier| earlier.found() > behavior.found()) {
        Kept::Earlier
    } else {
        file.save(behavior).map_or_else(Kept::Failed, |()| Kept::Saved)
    };
    match (kept, noted) {
        (kept @ Kept::Failed(_), _) | (kept, Ok(_)) => kept,
        (_, Err(error)) => Kept::Failed(error),
    }
}
