//! Rejected rows whose cells are right: their customers changed between planning and writing.

use super::report_json::RunReport;
use crate::issue::{Code, Severity};

/// How many errors of a run are about changed customers (E504, E505).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StaleRejects {
    /// No error.
    None,
    /// Some errors; others are about cells.
    Some,
    /// Every error. A correction helps no row.
    All,
}

impl StaleRejects {
    pub(super) fn of(report: &RunReport) -> Self {
        let errors = || report.issues.iter().filter(|group| group.severity == Severity::Error);
        let stale = |code: Code| matches!(code, Code::Stale | Code::Gone);
        match (errors().any(|group| stale(group.code)), errors().all(|group| stale(group.code))) {
            (false, _) => Self::None,
            (true, false) => Self::Some,
            (true, true) => Self::All,
        }
    }
}
