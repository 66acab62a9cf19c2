//! Rematch: looks up the keys of pending inserts again before they are sent, if the plan is not new.

use std::collections::BTreeMap;

use super::current_templates::CurrentTemplates;
use super::custom_fields::CustomFields;
use super::error::RunError;
use super::known_stored_changes::KnownStoredChanges;
use super::matcher::{Matcher, OnLateMatch};
use super::stopping::unless_stopped;
use super::write_job::WriteJob;
use crate::journal::{PlanWriter, RowAction, RunCommand, RunFile, RunFolder};
use crate::lookup::ListEnd;
use crate::mapping::MatchRules;

impl WriteJob {
    /// Matches the pending inserts of a plan with the help desk again, by the keys and rules of the run, and decides
    /// them again: customers may have been added since. Returns the end of the list before the lookups.
    ///
    /// Does nothing for a run without keys. A stop leaves the plan as it was. The caller must hold the lock of the run.
    pub(crate) async fn rematch_pending(
        &self,
        folder: &RunFolder,
        run: &RunFile,
    ) -> Result<Option<ListEnd>, RunError> {
        let Some(matching) = MatchRules::by(&run.match_keys) else { return Ok(None) };
        let lookup = self.lookup(matching);
        let plan_writer = tokio::task::block_in_place(|| PlanWriter::open_for_rematch(&folder.journal()))?;
        let pending = plan_writer.open_count()?;
        if pending == 0 {
            return Ok(None);
        }
        // A plan in a file and the journals of earlier versions do not say which fields are phone numbers.
        plan_writer.add_phones(&run.phone_fields())?;
        let recent = self.recent_inserts();
        let definitions = CustomFields::of_run(run.custom_fields.as_ref()).definitions();
        let sources = match on_late_match(run) {
            OnLateMatch::Decided => plan_writer.mapped_sources()?,
            _ => Vec::new(),
        };
        let current = CurrentTemplates::of_run(run, &sources, definitions.as_ref())?;
        let matcher = Matcher {
            client: &self.client,
            plan_writer: &plan_writer,
            lookup: Some(&lookup),
            mode: run.mode,
            on_multiple: run.on_multiple,
            policies: &run.write_policies,
            definitions: definitions.as_ref(),
            concurrency: self.settings.concurrency,
            listener: &*self.listener,
            stop: &self.stop,
            on_late_match: on_late_match(run),
            recent: recent.as_ref(),
            known: &self.known,
            stored_changes: &KnownStoredChanges::of(self),
            behavior: self.behavior.as_ref(),
            current: current.as_ref(),
        };
        let matched = match unless_stopped(&self.stop, matcher.run()).await {
            Err(RunError::Stopped(_)) => return Ok(None),
            matched => matched?,
        };
        let changed = tokio::task::block_in_place(|| plan_writer.finish_rematch())?;
        describe_changes(pending, &changed).into_iter().for_each(|text| self.note(text));
        Ok(matched.mark)
    }
}

/// What a run does with a row whose customer was added after the plan was made.
pub(crate) fn on_late_match(run: &RunFile) -> OnLateMatch {
    match run.command {
        RunCommand::Import => OnLateMatch::Decided,
        RunCommand::Apply if run.restores.is_none() => OnLateMatch::Unchanged,
        _ => OnLateMatch::Refused,
    }
}

/// For example `3 of 120 pending inserts are already in the help desk: 2 to be updated, 1 unchanged`; `None` for none.
pub(crate) fn describe_changes(pending: u64, changed: &BTreeMap<RowAction, u64>) -> Option<String> {
    let there: u64 = changed.values().sum();
    let became = |action: &RowAction| match action {
        RowAction::Update => "to be updated",
        RowAction::Skip => "skipped",
        RowAction::Reject => "rejected",
        other => other.as_str(),
    };
    let mut each: Vec<(&str, u64)> = changed.iter().map(|(action, rows)| (became(action), *rows)).collect();
    each.sort_unstable();
    let each: Vec<String> = each.into_iter().map(|(became, rows)| format!("{rows} {became}")).collect();
    let inserts = if pending == 1 { "insert" } else { "inserts" };
    let are = if there == 1 { "is" } else { "are" };
    (there > 0).then(|| {
        format!("{there} of {pending} pending {inserts} {are} already in the help desk: {}", each.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_described_in_a_sentence() {
        let changed = BTreeMap::from([(RowAction::Unchanged, 1), (RowAction::Update, 2)]);
        let said = "3 of 120 pending inserts are already in the help desk: 2 to be updated, 1 unchanged";
        assert_eq!(describe_changes(120, &changed).as_deref(), Some(said));
        let one = BTreeMap::from([(RowAction::Skip, 1)]);
        assert_eq!(
            describe_changes(1, &one).as_deref(),
            Some("1 of 1 pending insert is already in the help desk: 1 skipped")
        );
        assert_eq!(describe_changes(9, &BTreeMap::new()), None);
    }
}
