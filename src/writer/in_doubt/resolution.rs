//! What a lookup for an insert in doubt showed, and what follows from it.

use std::time::Duration;

/// How many times longer absence takes to prove without a later insert.
pub(super) const WITHOUT_LATER_INSERT: u32 = 10;

/// What a lookup showed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LookupEvidence {
    /// The ids of the customers with the key, except those that another row of this run wrote.
    pub(super) found: Vec<String>,
    /// Whether a later insert of this run was shown as well; `None` without a later insert.
    pub(super) later_shown: Option<bool>,
    /// The complete list was read and did not change meanwhile.
    pub(super) whole: bool,
}

impl LookupEvidence {
    pub(super) fn nothing() -> Self {
        Self { found: Vec::new(), later_shown: Some(false), whole: false }
    }
}

/// What to do with an insert in doubt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resolution {
    Adopt(String),
    Several(Vec<String>),
    Absent,
    Wait,
}

/// What follows from the evidence. Delay alone never proves absence.
pub(super) fn resolution(evidence: LookupEvidence, waited: Duration, settle_for: Duration) -> Resolution {
    let LookupEvidence { mut found, later_shown, whole } = evidence;
    match (found.len(), later_shown) {
        (0, Some(true)) if waited >= settle_for => Resolution::Absent,
        (0, None) if whole && waited >= settle_for * WITHOUT_LATER_INSERT => Resolution::Absent,
        (0, _) => Resolution::Wait,
        (1, _) => Resolution::Adopt(found.remove(0)),
        _ => Resolution::Several(found),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&["7"], Some(false), false, 0, Resolution::Adopt("7".into()))]
    #[case(&["7", "8"], None, true, 999, Resolution::Several(vec!["7".into(), "8".into()]))]
    #[case(&[], Some(true), false, 29, Resolution::Wait)]
    #[case(&[], Some(true), false, 30, Resolution::Absent)]
    #[case(&[], Some(false), true, 9999, Resolution::Wait)]
    #[case(&[], None, true, 299, Resolution::Wait)]
    #[case(&[], None, false, 9999, Resolution::Wait)]
    #[case(&[], None, true, 300, Resolution::Absent)]
    fn resolution_for_each_evidence(
        #[case] found: &[&str],
        #[case] later_shown: Option<bool>,
        #[case] whole: bool,
        #[case] waited: u64,
        #[case] expected: Resolution,
    ) {
        let found = found.iter().map(ToString::to_string).collect();
        let evidence = LookupEvidence { found, later_shown, whole };
        assert_eq!(resolution(evidence, Duration::from_secs(waited), Duration::from_secs(30)), expected);
    }
}
