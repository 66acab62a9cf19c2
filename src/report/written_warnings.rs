//! The warnings about what is written. Others raise no question: a value that a policy keeps from being written, or a
//! row that is skipped.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::issue_stats::column_of;
use crate::customer::{WritePolicies, WritePolicy};
use crate::issue::{Code, Issue};
use crate::journal::{JournalError, JournalReader, PlannedFields};
use crate::profile::shorten;

/// The warnings about what is written, by code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenWarnings(BTreeMap<Code, WarnedValues>);

/// The warnings of one code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarnedValues {
    /// Their number.
    pub count: u64,
    /// Their number by column, or by field without a column.
    pub by_column: BTreeMap<String, u64>,
}

impl WrittenWarnings {
    /// The warnings about what the rows of a journal write.
    pub fn from_journal(reader: &JournalReader, policies: &WritePolicies) -> Result<Self, JournalError> {
        let mut all = Self::default();
        reader.each_with_issues(|issues, planned| {
            let warnings = issues.iter().filter(|issue| !issue.is_error());
            warnings.filter(|issue| is_written(issue, planned, policies)).for_each(|issue| all.add(issue));
            Ok::<_, JournalError>(())
        })?;
        Ok(all)
    }

    /// Adds the warnings of a valid row of a validation, which does not know the customers of the help desk.
    pub fn add_valid(&mut self, issues: &[Issue], policies: &WritePolicies) {
        issues.iter().filter(|issue| may_be_written(issue, policies)).for_each(|issue| self.add(issue));
    }

    /// Takes back the warnings of a row that another row replaces.
    pub fn remove_valid(&mut self, issues: &[Issue], policies: &WritePolicies) {
        for issue in issues.iter().filter(|issue| may_be_written(issue, policies)) {
            let Some(values) = self.0.get_mut(&issue.code) else { continue };
            values.count = values.count.saturating_sub(1);
            if let Some(count) = values.by_column.get_mut(&shorten(column_of(issue))) {
                *count = count.saturating_sub(1);
            }
            values.by_column.retain(|_, count| *count > 0);
        }
        self.0.retain(|_, values| values.count > 0);
    }

    fn add(&mut self, issue: &Issue) {
        let values = self.0.entry(issue.code).or_default();
        values.count += 1;
        *values.by_column.entry(shorten(column_of(issue))).or_default() += 1;
    }

    /// The warnings of a code.
    pub(super) fn of(&self, code: Code) -> Option<&WarnedValues> {
        self.0.get(&code)
    }
}

fn may_be_written(issue: &Issue, policies: &WritePolicies) -> bool {
    issue.field.as_deref().is_none_or(|field| policies.of(field) != WritePolicy::Never)
}

/// How the message of an invalid value ends that was left out because the mapping says so.
const LEFT_OUT: &str = "; the field was left out";

/// True if the row writes what the warning is about. A new customer is written without what the row lacks.
fn is_written(issue: &Issue, planned: &PlannedFields, policies: &WritePolicies) -> bool {
    let Some(field) = issue.field.as_deref().filter(|_| planned.writes_anything()) else {
        return planned.writes_anything();
    };
    let lost = planned.is_insert() || issue.message.ends_with(LEFT_OUT);
    planned.writes(field, policies) || lost && !planned.keeps(field, policies)
}
