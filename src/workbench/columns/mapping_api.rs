//! The handlers for the mapping.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use serde::Deserialize;

use crate::file::name_of;

use super::new_mapping::write_suggested;
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::project;
use crate::workbench::server::{Answer, Shared, SharedState, blocking, parsed};

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/mapping", post(new_mapping))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMapping {
    /// The id of the file that it is for.
    file: String,
    #[serde(default)]
    replace: bool,
}

async fn new_mapping(State(shared): SharedState, body: Body) -> Answer {
    let wanted: NewMapping = parsed(body).await?;
    blocking(&shared, move |shared| {
        let file = shared.project.read()?;
        let entry = file.entry(&wanted.file).ok_or(WorkbenchError::NoFile)?;
        let path = name_of(shared.project.path(entry));
        write_suggested(&shared.project, &path, &entry.reading, wanted.replace)
    })
    .await?;
    shared.changes.notify();
    project(State(shared)).await
}
