//! What an examination finds.

use serde::Serialize;

use crate::config::ConfigError;
use crate::exit_status::ExitStatus;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// It works, but something is unsafe or may fail later.
    Warning,
    /// Commands fail.
    Problem,
    /// It could not be looked at, because of another problem.
    Unknown,
}

/// One line of the examination.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// What was looked at, such as `clock`.
    pub check: &'static str,
    /// How bad it is.
    pub verdict: Verdict,
    /// What was found. No secrets.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// The exit status of a problem.
    #[serde(skip)]
    status: ExitStatus,
}

impl Finding {
    /// Nothing is wrong.
    pub(super) fn ok(check: &'static str, text: impl Into<String>) -> Self {
        let (text, status) = (text.into(), ExitStatus::Success);
        Self { check, verdict: Verdict::Ok, text, remedy: None, status }
    }

    /// Something should be changed.
    pub(super) fn warning(check: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, remedy: Some(remedy.into()), ..Self::ok(check, text) }
    }

    /// Commands fail, with this status.
    pub(super) fn problem(
        check: &'static str,
        status: ExitStatus,
        text: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { verdict: Verdict::Problem, status, ..Self::warning(check, text, remedy) }
    }

    /// It could not be looked at.
    pub(super) fn unknown(check: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Unknown, ..Self::ok(check, text) }
    }

    /// The problem of settings.
    pub(super) fn of_config(check: &'static str, error: &ConfigError) -> Self {
        let (what, remedy) = error.what_and_remedy();
        Self::problem(check, error.status(), what, remedy)
    }

    /// The problem of an error whose message ends with advice after a semicolon.
    pub(super) fn of_error(check: &'static str, status: ExitStatus, message: &str) -> Self {
        match message.split_once("; ").or_else(|| message.split_once(": ")) {
            Some((text, remedy)) => Self::problem(check, status, text, remedy),
            None => Self::problem(check, status, message, "see docs/settings.md"),
        }
    }
}

/// All findings, and the exit status of the first problem.
#[derive(Debug, Serialize)]
pub struct Diagnosis {
    /// The exit status: 0, 2, 3 or 4.
    pub status: ExitStatus,
    /// What was found, in the order of the examination.
    pub findings: Vec<Finding>,
}

impl From<Vec<Finding>> for Diagnosis {
    fn from(findings: Vec<Finding>) -> Self {
        let problem = findings.iter().find(|finding| finding.verdict == Verdict::Problem);
        Self { status: problem.map_or(ExitStatus::Success, |finding| finding.status), findings }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_problem_decides_the_status() {
        let warning = Finding::warning("a", "b", "c");
        let first = Finding::problem("a", ExitStatus::Stopped, "b", "c");
        let second = Finding::problem("a", ExitStatus::Unauthorized, "b", "c");
        assert_eq!(Diagnosis::from(vec![warning.clone(), first, second]).status, ExitStatus::Stopped);
        assert_eq!(Diagnosis::from(vec![warning]).status, ExitStatus::Success);
    }

    #[test]
    fn the_advice_of_an_error_is_its_remedy() {
        let finding = Finding::of_error("a", ExitStatus::Usage, "it is locked: why; unlock it; or not");
        assert_eq!(
            (finding.text.as_str(), finding.remedy.as_deref()),
            ("it is locked: why", Some("unlock it; or not"))
        );
        let finding = Finding::of_error("a", ExitStatus::Usage, "no credentials: run it");
        assert_eq!((finding.text.as_str(), finding.remedy.as_deref()), ("no credentials", Some("run it")));
    }
}
