//! What watching a run needs, and how it begins.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::watch_state::{FILE, ListState, WatchState};
use crate::api::{ApiError, Client};
use crate::behavior::AccountBehavior;
use crate::customer::{CustomFieldDefinitions, StoredChanges};
use crate::event::{Event, Listener};
use crate::journal::{JournalError, JournalReader, RunFile, RunFolder, StoredChangesFile};
use crate::lookup::{CustomerLookup, ListEnd, LookupError};
use crate::mapping::MatchRules;
use crate::plan::{ImportMode, OnMultiple, WritePolicies};
use crate::run::current_templates::CurrentTemplates;
use crate::run::custom_fields::CustomFields;
use crate::run::error::RunError;
use crate::run::known_stored_changes::KnownStoredChanges;
use crate::run::matcher::OnLateMatch;
use crate::run::rematch::on_late_match;
use crate::run::stopping::check_stop;
use crate::run::write_job::WriteJob;
use crate::writer::{KnownIds, Stop};

/// Watches the list while a run writes.
pub(crate) struct InsertWatcher {
    pub(super) client: Client,
    pub(super) lookup: CustomerLookup,
    pub(super) folder: RunFolder,
    pub(super) run: RunFile,
    pub(super) journal: PathBuf,
    /// The file of the [`ListState`].
    pub(super) kept_list: PathBuf,
    pub(super) mode: ImportMode,
    pub(super) on_multiple: OnMultiple,
    pub(super) policies: WritePolicies,
    pub(super) definitions: Option<CustomFieldDefinitions>,
    pub(super) on_late_match: OnLateMatch,
    pub(super) known: KnownIds,
    pub(super) stored_changes: KnownStoredChanges,
    /// Where the stored changes of the account are kept between runs.
    pub(super) account_form: Option<StoredChangesFile>,
    pub(super) current: Option<CurrentTemplates>,
    pub(super) concurrency: usize,
    /// Older lookups are repeated.
    pub(super) match_age: Duration,
    /// How long the end of the run waits for a list that lags.
    pub(super) patience: Duration,
    pub(super) listener: Arc<dyn Listener>,
    pub(super) stop: Stop,
    pub(super) state: Mutex<WatchState>,
    /// Set if a key of the run was lost: what that has shown, and why nothing more may be written.
    pub(super) refused: OnceLock<StoredChanges>,
}

/// Why a check failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum WatchError {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Lookup(#[from] LookupError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Rows read from the journal at once.
pub(super) const CHUNK: usize = 512;
/// How long the end of the list counts as known while nothing is written.
pub(super) const RECENT: Duration = Duration::from_millis(500);
/// The wait before a list that lags is read again.
pub(super) const LAG: Duration = Duration::from_millis(250);
/// The longest wait for a list that lags, unless it is known to lag longer.
const PATIENCE: Duration = Duration::from_secs(10);

impl WriteJob {
    /// A watcher for a run with inserts; `None` for any other. `mark` is the end of the list before the plan was
    /// matched.
    pub(crate) fn watch(
        &self,
        folder: &RunFolder,
        run: &RunFile,
        mark: Option<ListEnd>,
    ) -> Result<Option<InsertWatcher>, RunError> {
        let journal = folder.journal();
        let reader = JournalReader::open(&journal)?;
        let counts = reader.counts()?;
        if counts.planned_inserts == 0 {
            return Ok(None);
        }
        let kept_list = folder.file(FILE);
        // Customers added between the last check of an earlier process and this mark have not been compared.
        let continues = counts.inserted + counts.unknown > 0;
        let kept = ListState::load(&kept_list).filter(|_| continues);
        let continued = kept.is_some();
        let list = kept.unwrap_or_else(|| ListState::since(mark, continues, counts.inserted));
        let first_row = reader.pending_insert(0)?.unwrap_or_default();
        let mut state = WatchState::new(list, continues, counts.inserted, first_row);
        state.continued = continued;
        // After a short planning, the mark still counts as the first check.
        let mark_read = state.list.mark.as_ref().filter(|_| !continues).map(|mark| mark.read.elapsed());
        state.looked = mark_read.is_some_and(|ago| ago < RECENT).then(|| (counts.inserted, Instant::now()));
        let definitions = CustomFields::of_run(run.custom_fields.as_ref()).definitions();
        let on_late_match = on_late_match(run);
        let sources = match on_late_match {
            OnLateMatch::Decided => reader.mapped_sources()?,
            _ => Vec::new(),
        };
        let current = CurrentTemplates::of_run(run, &sources, definitions.as_ref())?;
        Ok(Some(InsertWatcher {
            client: self.client.clone(),
            lookup: self.lookup(MatchRules::by_keys(&run.match_keys)),
            folder: RunFolder::at(folder.path()),
            run: run.clone(),
            journal,
            kept_list,
            mode: run.mode,
            on_multiple: run.on_multiple,
            policies: run.write_policies.clone(),
            definitions,
            on_late_match,
            known: self.known.clone(),
            stored_changes: KnownStoredChanges::of(self),
            account_form: self.account_form.clone(),
            current,
            concurrency: self.settings.concurrency,
            match_age: self.settings.match_age(),
            patience: Duration::from_millis(self.settings.settle_millis).min(self.patience()),
            listener: Arc::clone(&self.listener),
            stop: self.stop.clone(),
            state: Mutex::new(state),
            refused: OnceLock::new(),
        }))
    }

    /// Never shorter than usual: a list may lag more than a probe has seen.
    fn patience(&self) -> Duration {
        let lag = self.behavior.as_ref().and_then(AccountBehavior::longest_lag).unwrap_or_default();
        PATIENCE.max(2 * lag)
    }
}

impl InsertWatcher {
    /// What a lost key has shown, and why nothing more may be written; `None` if none was lost.
    pub(crate) fn refused(&self) -> Option<&StoredChanges> {
        self.refused.get()
    }

    pub(super) fn check_stop(&self) -> Result<(), RunError> {
        check_stop(&self.stop)
    }

    pub(super) fn note(&self, text: String) {
        self.listener.hear(&Event::Note(text));
    }
}
