//! Decides a row with the customers that were found for it, and computes the templates that read `current`.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::current_templates::CurrentTemplates;
use super::error::RunError;
use super::matcher::Matcher;
use super::plan_photos::without_photo;
use crate::customer::merged;
use crate::issue::Issue;
use crate::journal::{Phones, UnmatchedRow};
use crate::mapping::NEW_ID;
use crate::plan::{Action, ImportMode, MatchedCustomer, RowPhones, choose, with_known_numbers};
use crate::record::Record;

type Object = Map<String, Value>;

/// What to do with a row.
#[derive(Debug)]
pub(super) struct Decision {
    pub action: Action,
    /// The issues of the fields that were computed again; they replace those of the first time.
    pub issues: Option<Vec<Issue>>,
}

impl From<Action> for Decision {
    fn from(action: Action) -> Self {
        Self { action, issues: None }
    }
}

/// A row that is computed again.
struct CurrentRow<'a> {
    templates: &'a CurrentTemplates,
    source: usize,
    record: Record,
    phones: &'a Phones,
}

impl CurrentRow<'_> {
    fn again(&self, wanted: &Object, customer: &Object) -> (Object, Vec<Issue>) {
        let values = self.templates.values(self.source, &self.record, customer);
        (self.templates.put(&values, wanted), values.issues)
    }
}

impl Matcher<'_> {
    /// Decides a row with the customers that have its key.
    pub(super) async fn decide_found(
        &self,
        open: &UnmatchedRow,
        wanted: &Object,
        found: Vec<MatchedCustomer>,
    ) -> Result<Decision, RunError> {
        let found = match choose(found, self.on_multiple) {
            Ok(found) => found,
            Err(issue) => return Ok(Action::Reject(*issue).into()),
        };
        let Some(templates) = self.current else {
            let known = found.as_ref().map(|found| self.with_known(&open.phones, wanted, &found.record));
            let known = known.unwrap_or(Cow::Borrowed(wanted));
            return Ok(self.decide_photo(&known, found.into_iter().collect()).await?.into());
        };
        if found.is_some() && self.mode == ImportMode::Insert {
            return Ok(self.decide(wanted, found.into_iter().collect()).into());
        }
        let (source, record) = self.plan_writer.row_as_read(open.id)?;
        let row = CurrentRow { templates, source, record, phones: &open.phones };
        let Some(found) = found else {
            let action = self.decide(wanted, Vec::new());
            return Ok(self.settled(&row, action, wanted, &Object::new()).into());
        };
        let before = found.record.clone();
        let (wanted, mut issues) = row.again(wanted, &before);
        let action = match issues.iter().position(Issue::is_error) {
            Some(error) => Action::Reject(issues.remove(error)),
            None => {
                let known = self.with_known(&open.phones, &wanted, &before);
                let action = self.decide_photo(&known, vec![found]).await?;
                self.settled(&row, action, &wanted, &before)
            }
        };
        Ok(Decision { action, issues: Some(issues) })
    }

    /// What a row wants, with the customer's own phone number where it is the same.
    fn with_known<'w>(&self, phones: &Phones, wanted: &'w Object, record: &Object) -> Cow<'w, Object> {
        let phones = RowPhones { fields: &phones.fields, assumed: &phones.assumed };
        with_known_numbers(wanted, record, self.policies, &self.stored_changes.form, phones)
    }

    /// Rejects a row whose templates would change their own result with the next run. `before` is the customer without
    /// this action.
    fn settled(&self, row: &CurrentRow<'_>, action: Action, wanted: &Object, before: &Object) -> Action {
        let inserted = self.policies.inserted(wanted);
        let (id, patch) = match &action {
            Action::Insert if self.mode != ImportMode::Insert => ("", inserted.as_ref().unwrap_or(wanted)),
            Action::Update { id, patch, .. } => (id.as_str(), patch),
            _ => return action,
        };
        let mut record = merged(before, &self.stored_changes.form.applied(patch));
        // A new customer has an id from then on, which is not known yet.
        record.entry("id").or_insert_with(|| NEW_ID.into());
        let (again, issues) = row.again(wanted, &record);
        let again = self.with_known(row.phones, &again, &record).into_owned();
        let next = MatchedCustomer { id: id.to_owned(), record };
        let next = self.decide(&without_photo(&again), vec![next]);
        if matches!(next, Action::Unchanged { .. }) && !issues.iter().any(Issue::is_error) {
            return action;
        }
        row.templates.unstable(row.source, wanted, &again).map_or(action, Action::Reject)
    }
}
