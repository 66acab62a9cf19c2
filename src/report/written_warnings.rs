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
    /// Their number; of different values in merged rows, the number of rows.
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
            all.add_row(warnings.filter(|issue| is_written(issue, planned, policies)));
            Ok::<_, JournalError>(())
        })?;
        Ok(all)
    }

    /// Adds the warnings of a valid row of a validation, which does not know the customers of the help desk.
    pub fn add_valid(&mut self, issues: &[Issue], policies: &WritePolicies) {
        self.add_row(issues.iter().filter(|issue| may_be_written(issue, policies)));
    }

    /// Adds the warnings of one row. A merged customer with several different fields is one.
    fn add_row<'a>(&mut self, warnings: impl Iterator<Item = &'a Issue>) {
        let mut is_conflict_counted = false;
        for issue in warnings {
            let is_conflict = issue.code == Code::MergeConflict;
            self.add(issue, !(is_conflict && is_conflict_counted));
            is_conflict_counted |= is_conflict;
        }
    }

    fn add(&mut self, issue: &Issue, is_counted: bool) {
        let values = self.0.entry(issue.code).or_default();
        values.count += u64::from(is_counted);
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
