//! Why a saved plan is not applied. Nothing was sent.

/// A plan that is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// It is something else.
    #[error("{plan} is not a deskferry plan; {anew}", anew = ANEW)]
    NotAPlan {
        /// The file.
        plan: String,
    },
    /// It is of a later form.
    #[error(
        "{plan} was made by a newer deskferry (format version {version}; this one reads up to {known}); \
         apply it with the newer one, or {anew}", anew = ANEW
    )]
    Newer {
        /// The file.
        plan: String,
        /// Its version.
        version: u64,
        /// The highest version of this build.
        known: u64,
    },
    /// It ends too early.
    #[error("{plan} is cut off: it ends after line {lines}, without the closing line; {anew}", anew = ANEW)]
    Cut {
        /// The file.
        plan: String,
        /// So many lines are whole.
        lines: u64,
    },
    /// It was packed, and can't be unpacked.
    #[error("{why}; {anew}", anew = ANEW)]
    Packed {
        /// Which file, and why not.
        why: String,
    },
    /// A line can't be what was written.
    #[error("{plan} was edited: line {line} is not as deskferry wrote it; {anew}", anew = ANEW)]
    Line {
        /// The file.
        plan: String,
        /// From 1.
        line: u64,
    },
    /// The whole is not what was written.
    #[error("{plan} was edited: its SHA-256 or its counts do not match its last line; {anew}", anew = ANEW)]
    Touched {
        /// The file.
        plan: String,
    },
    /// It is for another account.
    #[error("{plan} is for another account ({planned}), but this is {here}; nothing was sent")]
    OtherAccount {
        /// The file.
        plan: String,
        /// For which it was made.
        planned: String,
        /// The one that would be written.
        here: String,
    },
    /// It was applied.
    #[error(
        "{plan} was already applied by the run {run} ({ended}); nothing was sent; {anew}{again}", anew = ANEW
    )]
    Applied {
        /// The file.
        plan: String,
        /// The run.
        run: String,
        /// When it ended.
        ended: String,
        /// What else can be done.
        again: String,
    },
    /// A run from it has not come to its end.
    #[error(
        "{plan} is partly applied by the run {run}; nothing was sent now. To continue: deskferry resume {run}"
    )]
    HalfApplied {
        /// The file.
        plan: String,
        /// The run.
        run: String,
    },
    /// Somebody changed what would be written.
    #[error("{plan} is stale, and nothing was sent: {rows}\nTo continue, {anew}; `apply --refresh` shows \
    what has changed", anew = ANEW)]
    Stale {
        /// The file.
        plan: String,
        /// How many rows, and the first of them.
        rows: String,
    },
    /// What is planned anew is an import.
    #[error(
        "{plan} is the plan of a restore, which --refresh can't plan again; run restore with --dry-run \
         --plan-out again, and compare"
    )]
    OfARestore {
        /// The file.
        plan: String,
    },
    /// A source is no longer the one that was planned.
    #[error(
        "{source_file} is not the file that {plan} was made from ({why}), so it can't be used to plan \
         again; {anew}", anew = ANEW
    )]
    OtherSource {
        /// The file.
        plan: String,
        /// The source.
        source_file: String,
        /// In what it differs.
        why: &'static str,
    },
}

const ANEW: &str = "make a new one with `deskferry import …` (or `restore …`) `--dry-run --plan-out FILE`";
