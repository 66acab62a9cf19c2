//! What every handler has: the project, the version of its state, and the stop.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::stop::Stop;

use super::answer::refusal;
use crate::workbench::check::Checks;
use crate::workbench::columns::ValueCounts;
use crate::workbench::error::WorkbenchError;
use crate::workbench::files::KnownFiles;
use crate::workbench::jobs::Jobs;
use crate::workbench::project::{Changes, Project};

/// What every handler needs.
pub(crate) struct Shared {
    pub(crate) project: Project,
    pub(crate) changes: Changes,
    pub(crate) jobs: Arc<Jobs>,
    pub(crate) checks: Arc<Checks>,
    pub(crate) stop: Stop,
    /// What was read of the files, for previews.
    pub(crate) known: KnownFiles,
    /// The values of a column that are being counted.
    pub(crate) counts: ValueCounts,
}

impl Shared {
    pub(crate) fn new(project: Project, changes: Changes, jobs: Arc<Jobs>, stop: Stop) -> Self {
        let (known, counts) = Default::default();
        Self { project, changes, jobs, checks: Arc::new(Checks::new()), stop, known, counts }
    }
}

/// The argument of a handler with what it needs.
pub(crate) type SharedState = State<Arc<Shared>>;

/// Calls the library where blocking is allowed.
pub(crate) async fn blocking<T: Send + 'static>(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> Result<T, WorkbenchError> + Send + 'static,
) -> Result<T, WorkbenchError> {
    let shared = Arc::clone(shared);
    tokio::task::spawn_blocking(move || work(&shared)).await.map_err(|_| WorkbenchError::Defect)?
}

impl IntoResponse for WorkbenchError {
    fn into_response(self) -> Response {
        refusal(&self)
    }
}
