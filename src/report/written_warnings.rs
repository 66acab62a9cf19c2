//! The warnings about what is written. Others raise no question: a value that a policy keeps from being written, or a
//! row that is skipped.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::issue_stats::count_column;
use crate::customer::{WritePolicies, WritePolicy};
use crate::issue::{Code, FaultyValue, Issue};
use crate::journal::{JournalError, JournalReader, PlannedFields};

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
    /// Of these, the faulty values that are left out, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, u64>,
    /// Of these, the faulty values that are kept as typed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub kept: u64,
    /// Of these, the faulty values instead of which the default is written.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub defaulted: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl WarnedValues {
    /// The faulty values that are left out, kept, and replaced by the default.
    pub(super) fn outcomes(&self) -> [u64; 3] {
        [self.left_out.values().sum(), self.kept, self.defaulted]
    }
}

impl WrittenWarnings {
    /// The warnings about what the rows of a journal write.
    pub fn from_journal(reader: &JournalReader, policies: &WritePolicies) -> Result<Self, JournalError> {
        let mut all = Self::default();
        let mut merged = MergedWarnings::default();
        reader.each_with_issues(|issues, planned| {
            let warnings = issues.iter().filter(|issue| !issue.is_error());
            let written = warnings.filter(|issue| is_written(issue, planned, policies));
            all.add_row(written.filter(|issue| merged.is_news(issue, planned)));
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
        count_column(&mut values.by_column, issue);
        match FaultyValue::of(&issue.message) {
            Some(FaultyValue::LeftOut) => {
                let field = issue.field.clone().unwrap_or_default();
                *values.left_out.entry(field).or_default() += 1;
            }
            Some(FaultyValue::Kept) => values.kept += 1,
            Some(FaultyValue::Defaulted) => values.defaulted += 1,
            None => {}
        }
    }

    /// The faulty values that are left out because the mapping says so, by field.
    pub(super) fn left_out(&self) -> BTreeMap<String, u64> {
        let mut all: BTreeMap<String, u64> = BTreeMap::new();
        for (field, count) in self.0.values().flat_map(|values| &values.left_out) {
            *all.entry(field.clone()).or_default() += count;
        }
        all
    }

    /// The warnings of a code.
    pub(super) fn of(&self, code: Code) -> Option<&WarnedValues> {
        self.0.get(&code)
    }
}

fn may_be_written(issue: &Issue, policies: &WritePolicies) -> bool {
    issue.field.as_deref().is_none_or(|field| policies.of(field) != WritePolicy::Never)
}

/// The warnings of merged rows that are counted already: the customer of several rows is one.
#[derive(Default)]
struct MergedWarnings(HashSet<(u64, Code, String)>);

impl MergedWarnings {
    /// True if the warning is about what the customer gets, and no other row of the customer has it.
    fn is_news(&mut self, issue: &Issue, planned: &PlannedFields) -> bool {
        let Some(carrier) = planned.merged() else { return true };
        let Some(field) = issue.field.as_deref() else { return true };
        // Several fields with different values are one question about their customer.
        issue.code == Code::MergeConflict
            || is_used(issue, field, planned) && self.0.insert((carrier, issue.code, field.to_owned()))
    }
}

/// True if the customer of several rows gets the value of the warning. Its value as typed says it if it is written so.
fn is_used(issue: &Issue, field: &str, planned: &PlannedFields) -> bool {
    let written = planned.value(field).and_then(Value::as_str);
    match FaultyValue::of(&issue.message) {
        Some(FaultyValue::LeftOut) => planned.value(field).is_none(),
        Some(FaultyValue::Kept) => written == issue.value.as_deref().map(str::trim),
        None if issue.code == Code::PhoneReadings => written == issue.value.as_deref().map(str::trim),
        Some(FaultyValue::Defaulted) | None => true,
    }
}

/// True if the row writes what the warning is about. A new customer is written without what the row lacks.
fn is_written(issue: &Issue, planned: &PlannedFields, policies: &WritePolicies) -> bool {
    let Some(field) = issue.field.as_deref().filter(|_| planned.writes_anything()) else {
        return planned.writes_anything();
    };
    let lost = planned.is_insert() || FaultyValue::of(&issue.message) == Some(FaultyValue::LeftOut);
    planned.writes(field, policies) || lost && !planned.keeps(field, policies)
}
