//! What every run that writes needs: the account, the client and the settings.

use std::path::Path;
use std::sync::Arc;

use crate::account::HelpDeskAccount;
use crate::api::Client;
use crate::behavior::AccountBehavior;
use crate::customer::{KeySpelling, StoredChanges};
use crate::event::{Event, Listener, Silent};
use crate::journal::{
    JournalError, KeptRate, MappingCopy, RecentInserts, RunCommand, RunFile, RunFileSettings, RunName,
    StoredChangesFile,
};
use crate::lookup::{CustomerLookup, KeylessCache};
use crate::mapping::MatchRules;
use crate::writer::{KnownIds, Marker, Stop};

/// What writing a run needs besides the run folder.
pub struct WriteJob {
    /// The account, as `run.json` names it.
    pub account: HelpDeskAccount,
    /// The client of that account.
    pub client: Client,
    /// How to write. When a run resumes, these are the settings of the run, changed by the flags.
    pub settings: RunFileSettings,
    /// Receives events.
    pub listener: Arc<dyn Listener>,
    /// Asks the run to stop.
    pub stop: Stop,
    /// The ids of customers that existed before, as far as the run has read them.
    pub known: KnownIds,
    /// Where the stored changes of the account are kept between runs.
    pub account_form: Option<StoredChangesFile>,
    /// How the help desk stores match keys. The run adds what it learns.
    pub spelling: KeySpelling,
    /// What is known of how the account behaves.
    pub behavior: Option<AccountBehavior>,
    /// What this machine has recently inserted into the account; `None` if the help desk ends with this process.
    pub recent: Option<RecentInserts>,
}

/// What a run has that nobody has set up.
const CONCURRENCY: usize = 8;
const SETTLE_MILLIS: u64 = 30_000;

impl WriteJob {
    /// A job with the defaults: 8 requests in flight, 30 s until an insert without an answer may count as absent, no
    /// listener. It keeps nothing between runs, and knows nothing of earlier ones.
    ///
    /// Only one process may write to an account at a time: see [`AccountLock`](crate::journal::AccountLock).
    pub fn new(client: Client, account: HelpDeskAccount) -> Self {
        let settings = RunFileSettings {
            concurrency: CONCURRENCY,
            settle_millis: SETTLE_MILLIS,
            ..RunFileSettings::default()
        };
        Self {
            account,
            client,
            settings,
            listener: Arc::new(Silent),
            stop: Stop::default(),
            known: KnownIds::default(),
            account_form: None,
            spelling: KeySpelling::default(),
            behavior: None,
            recent: None,
        }
    }

    /// The `run.json` of a new run, named after `source`. Warns if the clock is behind the newest run.
    pub(crate) fn new_run(
        &self,
        command: RunCommand,
        run_dir: &Path,
        source: &str,
        mapping: MappingCopy,
    ) -> Result<RunFile, JournalError> {
        let name = RunName::new(run_dir, source)?;
        name.warning().into_iter().for_each(|text| self.note(text));
        let mut run = RunFile::begin(command, name.id, name.now, mapping);
        run.account = Some(self.account.clone());
        run.settings = self.settings.clone();
        Ok(run)
    }

    /// Notes the rate that was kept, if another process has set it. Keeps what is known of a run that continues.
    pub(crate) fn note_rate(&self, run: &mut RunFile) {
        let kept = self.client.lowest_rate().as_ref().and_then(KeptRate::of);
        run.kept_rate = kept.or(run.kept_rate.take());
    }

    /// The rate of all processes of the account together, as far as it is known.
    pub(crate) fn rate(&self) -> Option<f64> {
        self.client.lowest_rate().map_or(self.settings.rate, |kept| kept.per_second)
    }

    /// A lookup of customers by `matching`.
    pub(crate) fn lookup(&self, matching: MatchRules) -> CustomerLookup {
        let (client, matching) = (self.client.clone(), matching.spelled(&self.spelling));
        let concurrency = self.settings.concurrency;
        CustomerLookup { client, matching, concurrency, keyless: KeylessCache::default() }
    }

    /// How the help desk stores customers: what the account's file says, and what the run itself has found.
    pub(crate) fn known_form(&self, run: &RunFile) -> StoredChanges {
        let known = self.account_form.as_ref().map(StoredChangesFile::load).unwrap_or_default();
        run.stored.clone().unwrap_or_default().with_changes_of(&known, &[])
    }

    /// Reports a line of text to the user.
    pub(crate) fn note(&self, text: String) {
        self.listener.hear(&Event::Note(text));
    }
}

/// The marker of the run's inserts.
pub(crate) fn marker(run: &RunFile) -> Option<Marker> {
    run.settings.marker.as_ref().map(|field| Marker { field: field.clone(), run: run.id.clone() })
}

/// The middle part of a run id: the name of its source.
pub(crate) fn stem(id: &str) -> &str {
    let named = id.split_once('-').and_then(|(_, rest)| rest.rsplit_once('-'));
    named.map_or("run", |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undo_is_named_after_the_source() {
        assert_eq!(stem("20261123T204500Z-hubspot-contacts-3f9a0c"), "hubspot-contacts");
    }
}
