//! Issues of one field, with their column and value.

use super::rule_context::RuleContext;
use crate::issue::Issue;

impl RuleContext<'_> {
    pub(super) fn issue(&self, issue: Issue, text: &str) -> Issue {
        let issue = self.place(issue);
        if text.is_empty() { issue } else { issue.with_value(text) }
    }

    pub(super) fn place(&self, issue: Issue) -> Issue {
        let issue = issue.in_field(self.rule.target.to_string());
        match self.columns() {
            Some(columns) => issue.in_column(columns),
            None => issue,
        }
    }

    fn columns(&self) -> Option<String> {
        let columns = self.used_columns();
        let names: Vec<&str> = columns.iter().filter_map(|at| self.header_name(*at)).collect();
        (!names.is_empty()).then(|| names.join(" + "))
    }
}
