//! The inserts of a plan that was made a while ago: each looks its key up again before it is sent.

use std::collections::BTreeMap;

use super::custom_fields::CustomFields;
use super::error::ImportError;
use super::known_stored_changes::KnownStoredChanges;
use super::matching::{Matcher, OnLateMatch};
use super::write_job::WriteJob;
use crate::event::Event;
use crate::journal::{PlanWriter, RowAction, RunCommand, RunFile, RunFolder};
use crate::lookup::ListEnd;
use crate::mapping::MatchRules;

impl WriteJob {
    /// Matches the inserts of a whole plan that are still to be sent with the help desk, by the run's own keys and rules,
    /// and decides them anew: somebody may have come in since the plan. Nothing for a run without keys. Where a stop is
    /// asked for meanwhile, the plan stays as it was. Returns the list as it was before.
    ///
    /// For whoever is about to write a plan that was not made just now. The run's lock must be held by the caller.
    pub(crate) async fn rematch_pending(
        &self,
        folder: &RunFolder,
        run: &RunFile,
    ) -> Result<Option<ListEnd>, ImportError> {
        let Some(lookup) = self.lookup(MatchRules::by(&run.match_keys)) else { return Ok(None) };
        let spool = tokio::task::block_in_place(|| PlanWriter::open_for_rematch(&folder.journal()))?;
        let pending = spool.open_count()?;
        if pending == 0 {
            return Ok(None);
        }
        let recent = self.recent_inserts();
        let definitions = CustomFields::of_run(run.custom_fields.as_ref()).definitions();
        let matcher = Matcher {
            client: &self.client,
            spool: &spool,
            lookup: Some(&lookup),
            mode: run.mode,
            on_multiple: run.on_multiple,
            definitions: definitions.as_ref(),
            concurrency: self.settings.concurrency,
            listener: &*self.listener,
            stop: &self.stop,
            newcomers: newcomers(run),
            recent: recent.as_ref(),
            known: &self.known,
            kept: &KnownStoredChanges::of(self),
        };
        let matched = tokio::select! {
            matched = matcher.run() => matched,
            () = self.stop.requested() => return Ok(None),
        };
        let matched = match matched {
            Err(ImportError::Stopped(_)) => return Ok(None),
            matched => matched?,
        };
        let changed = tokio::task::block_in_place(|| spool.finish_rematch())?;
        in_words(pending, &changed).into_iter().for_each(|text| self.listener.hear(&Event::Note(text)));
        Ok(matched.mark)
    }
}

pub(crate) fn newcomers(run: &RunFile) -> OnLateMatch {
    match run.command {
        RunCommand::Import => OnLateMatch::Decided,
        RunCommand::Apply if run.restores.is_none() => OnLateMatch::Unchanged,
        _ => OnLateMatch::Refused,
    }
}

/// `3 of 120 pending inserts are already in the help desk: 2 to be updated, 1 unchanged`; nothing where none is.
pub(crate) fn in_words(pending: u64, changed: &BTreeMap<RowAction, u64>) -> Option<String> {
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
    let (inserts, are) =
        (if pending == 1 { "insert" } else { "inserts" }, if there == 1 { "is" } else { "are" });
    (there > 0).then(|| {
        format!("{there} of {pending} pending {inserts} {are} already in the help desk: {}", each.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_said_in_a_sentence() {
        let changed = BTreeMap::from([(RowAction::Unchanged, 1), (RowAction::Update, 2)]);
        let said = "3 of 120 pending inserts are already in the help desk: 2 to be updated, 1 unchanged";
        assert_eq!(in_words(120, &changed).as_deref(), Some(said));
        let one = BTreeMap::from([(RowAction::Skip, 1)]);
        assert_eq!(
            in_words(1, &one).as_deref(),
            Some("1 of 1 pending insert is already in the help desk: 1 skipped")
        );
        assert_eq!(in_words(9, &BTreeMap::new()), None);
    }
}
