//! The checks of a project: at most one runs. The last one of a file that has ended is shown meanwhile; two windows may show two files.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::stream;
use serde::Serialize;
use tokio::sync::watch;

use crate::fixes::FixesSummary;
use crate::journal::RowCounts;
use crate::stop::Stop;

use super::check_job::{CheckBasis, CheckEnd, CheckJob, CheckProgress};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{make_own_folder, write_if_missing};

/// The folder for temporary files in that of the project.
const FOLDER: &str = ".check";
/// The most files whose rows are kept.
const FILES: usize = 3;
/// The least time between two events.
const EVENT_GAP: Duration = Duration::from_millis(150);
/// The pause after which a silent connection says that it lives.
const PULSE: Duration = Duration::from_secs(15);

/// The checks of a project.
pub(crate) struct Checks {
    state: Mutex<State>,
    news: watch::Sender<u64>,
    /// Held by the check that runs, so that a cancelled one ends first.
    running: Arc<Mutex<()>>,
}

#[derive(Default)]
struct State {
    count: u64,
    current: Option<Arc<CheckJob>>,
    /// The last ones that have ended with a result, the newest first; one of each file.
    ended: VecDeque<Arc<CheckJob>>,
}

impl State {
    /// The last check of the current file that has ended with a result.
    fn ended(&self) -> Option<&Arc<CheckJob>> {
        let id = &self.current.as_ref()?.basis.id;
        self.ended.iter().find(|job| job.basis.id == *id)
    }
}

/// The state of the checks, for the page.
#[derive(Debug, Serialize)]
pub(crate) struct ChecksAnswer {
    /// The file that is checked.
    file: Option<String>,
    running: bool,
    progress: Option<CheckProgress>,
    /// Why the last check did not end with a result.
    error: Option<String>,
    /// The number of the check whose rows are shown, and whether it is that of the present texts.
    shown: Option<u64>,
    fresh: bool,
    counts: Option<RowCounts>,
    fixes: Option<FixesSummary>,
}

impl Checks {
    pub(crate) fn new() -> Self {
        Self { state: Mutex::default(), news: watch::Sender::new(0), running: Arc::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder for temporary files of a project.
    pub(crate) fn place(project: &Path) -> Result<std::path::PathBuf, WorkbenchError> {
        let folder = project.join(FOLDER);
        make_own_folder(&folder)?;
        write_if_missing(&folder.join(".gitignore"), "*\n")?;
        Ok(folder)
    }

    /// Begins a check, unless there is one of the same file, mapping, reading and fixes already. One that has failed, or was
    /// stopped, is made again.
    pub(crate) fn begin(self: &Arc<Self>, basis: CheckBasis) -> Result<(), WorkbenchError> {
        let job = {
            let mut state = self.state();
            let mut all = state.current.iter().chain(&state.ended);
            if let Some(known) = all.find(|job| job.basis == basis && !job.has_failed()).cloned() {
                let before = state.current.replace(Arc::clone(&known));
                before
                    .iter()
                    .filter(|before| before.number != known.number)
                    .for_each(|before| before.cancel());
                drop(state);
                self.notify();
                return Ok(());
            }
            state.count += 1;
            let place = basis.place.clone();
            let job =
                CheckJob::new(state.count, basis).map_err(|error| WorkbenchError::write(&place, error))?;
            let job = Arc::new(job);
            if let Some(before) = state.current.replace(Arc::clone(&job)) {
                before.cancel();
            }
            job
        };
        let (checks, running) = (Arc::clone(self), Arc::clone(&self.running));
        std::thread::spawn(move || {
            let _running = running.lock().unwrap_or_else(PoisonError::into_inner);
            let news = checks.news.clone();
            job.run(Arc::new(move || news.send_modify(|count| *count += 1)));
            checks.ended(&job);
        });
        self.notify();
        Ok(())
    }

    fn ended(&self, job: &Arc<CheckJob>) {
        let is_good = matches!(job.end.get(), Some(Ok(_)));
        {
            // Whoever stops it holds the lock, too.
            let mut state = self.state();
            if is_good && !job.is_cancelled() {
                state.ended.retain(|other| other.basis.id != job.basis.id);
                state.ended.push_front(Arc::clone(job));
                state.ended.truncate(FILES);
            }
        }
        self.notify();
    }

    fn notify(&self) {
        self.news.send_modify(|count| *count += 1);
    }

    /// Ends the check that runs.
    pub(crate) fn cancel(&self) {
        self.state().current.iter().for_each(|job| job.cancel());
    }

    /// The check with this number. Without one, that whose rows are shown: the last one of the file that has ended, else the
    /// one that runs.
    ///
    /// # Errors
    /// Other checks have replaced it.
    pub(crate) fn shown(&self, number: Option<u64>) -> Result<Option<Arc<CheckJob>>, WorkbenchError> {
        let state = self.state();
        let Some(number) = number else { return Ok(state.ended().or(state.current.as_ref()).cloned()) };
        let mut known = state.ended.iter().chain(&state.current);
        known.find(|job| job.number == number).cloned().map(Some).ok_or(WorkbenchError::AnotherCheck)
    }

    pub(crate) fn answer(&self) -> ChecksAnswer {
        let (current, ended) = {
            let state = self.state();
            (state.current.clone(), state.ended().cloned())
        };
        let end = ended.as_ref().and_then(|job| job.end.get()).and_then(|end| end.as_ref().ok());
        let shown = ended.as_ref().or(current.as_ref());
        let running = current.as_ref().is_some_and(|job| job.end.get().is_none());
        ChecksAnswer {
            file: current.as_ref().map(|job| job.basis.id.clone()),
            running,
            progress: current.as_ref().map(|job| job.progress()),
            error: current.as_ref().and_then(|job| job.end.get()?.as_ref().err().cloned()),
            shown: shown.map(|job| job.number),
            fresh: shown.zip(current.as_ref()).is_some_and(|(one, other)| one.number == other.number),
            counts: end.map(|end: &CheckEnd| end.counts),
            fixes: end.and_then(|end| end.fixes.clone()),
        }
    }

    /// Server-sent events `check` with the state: now, and when there is news, until the stop.
    pub(crate) fn events(self: &Arc<Self>, stop: Stop) -> Body {
        let news = self.news.subscribe();
        let begin = (Arc::clone(self), news, stop, true);
        Body::from_stream(stream::unfold(begin, |(checks, mut news, stop, first)| async move {
            if !first {
                tokio::select! {
                    () = stop.requested() => return None,
                    changed = news.changed() => changed.ok()?,
                    () = tokio::time::sleep(PULSE) => {
                        let alive = Bytes::from_static(b": alive\n\n");
                        return Some((Ok::<_, Infallible>(alive), (checks, news, stop, false)));
                    }
                }
                tokio::time::sleep(EVENT_GAP).await;
            }
            news.mark_unchanged();
            let state = serde_json::to_string(&checks.answer()).unwrap_or_default();
            let event = format!("event: check\ndata: {state}\n\n");
            Some((Ok(Bytes::from(event)), (checks, news, stop, false)))
        }))
    }
}
