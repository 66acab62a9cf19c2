//! What every handler has: the project, the version of its state, and the stop.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::stop::Stop;

use super::answer::refusal;
use super::changes::Changes;
use super::checks::Checks;
use super::error::WorkbenchError;
use super::jobs::Jobs;
use super::known_files::KnownFiles;
use super::project::Project;
use super::value_counts::ValueCounts;

/// What every handler needs.
pub(super) struct Shared {
    pub(super) project: Project,
    pub(super) changes: Changes,
    pub(super) jobs: Arc<Jobs>,
    pub(super) checks: Arc<Checks>,
    pub(super) stop: Stop,
    /// What was read of the files, for previews.
    pub(super) known: KnownFiles,
    /// The values of a column that are being counted.
    pub(super) counts: ValueCounts,
}

impl Shared {
    pub(super) fn new(project: Project, changes: Changes, jobs: Arc<Jobs>, stop: Stop) -> Self {
        let (known, counts) = Default::default();
        Self { project, changes, jobs, checks: Arc::new(Checks::new()), stop, known, counts }
    }
}

/// The argument of a handler with what it needs.
pub(super) type Room = State<Arc<Shared>>;

/// Calls the library where blocking is allowed.
pub(super) async fn blocking<T: Send + 'static>(
    room: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> Result<T, WorkbenchError> + Send + 'static,
) -> Result<T, WorkbenchError> {
    let room = Arc::clone(room);
    tokio::task::spawn_blocking(move || work(&room)).await.map_err(|_| WorkbenchError::Defect)?
}

impl IntoResponse for WorkbenchError {
    fn into_response(self) -> Response {
        refusal(&self)
    }
}
