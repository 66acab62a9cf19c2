//! What to do with a group: what the customer to keep gets, or why a person has to decide first.

use super::account_index::AccountIndex;
use super::error::DuplicatesError;
use super::fill::{Fill, fill};
use super::grade::Grade;
use super::group::{GroupHead, Member};
use super::keep::Keep;
use crate::api::Object;

/// The maximum number of customers of a group that are compared with each other.
const MOST: usize = 100;

/// What to do with a group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MergeAdvice {
    /// The customer to keep; `None` for a shared address or number.
    pub(super) kept: Option<Member>,
    /// What it gets from the others, and the fields that differ.
    pub(super) fill: Fill,
    /// Why nothing is planned; `None` if the group is planned.
    pub(super) doubt: Option<String>,
}

/// How groups are judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct MergeRules {
    pub(super) keep: Keep,
    /// The weakest evidence that is planned.
    pub(super) joined: Grade,
}

impl MergeRules {
    /// Compares the customers of a group.
    pub(super) fn advise(
        self,
        index: &AccountIndex,
        group: &GroupHead,
    ) -> Result<MergeAdvice, DuplicatesError> {
        if group.grade == Grade::Shared {
            let doubt = format!("{} different names: several people share this", group.names);
            return Ok(MergeAdvice { kept: None, fill: Fill::default(), doubt: Some(doubt) });
        }
        let mut members = index.members(group, self.keep, MOST + 1)?;
        if members.len() > MOST {
            members.truncate(1);
            let doubt = format!("more than {MOST} customers: too many to compare");
            return Ok(MergeAdvice { kept: members.pop(), fill: Fill::default(), doubt: Some(doubt) });
        }
        let Some((kept, others)) = members.split_first() else {
            return Ok(MergeAdvice { kept: None, fill: Fill::default(), doubt: None });
        };
        let records: Vec<&Object> = others.iter().map(|other| &other.record).collect();
        let fill = fill(&kept.record, &records);
        let doubt = self.doubt(group, &fill);
        Ok(MergeAdvice { kept: Some(kept.clone()), fill, doubt })
    }

    fn doubt(self, group: &GroupHead, fill: &Fill) -> Option<String> {
        if group.grade > self.joined {
            return Some("the evidence is weak".to_owned());
        }
        if group.names > 1 {
            return Some(format!("{} different names", group.names));
        }
        let born = fill.differing.iter().any(|field| field == "birthDate");
        born.then(|| "different birth dates".to_owned())
    }
}
