//! The handlers for the mapping.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use serde::Deserialize;

use crate::file::name_of;

use super::answer::{Answer, parsed};
use super::error::WorkbenchError;
use super::new_mapping::write_suggested;
use super::project_api::project;
use super::shared::{Room, Shared, blocking};

/// The paths of these handlers.
pub(super) fn routes() -> Router<Arc<Shared>> {
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

async fn new_mapping(State(room): Room, body: Body) -> Answer {
    let wanted: NewMapping = parsed(body).await?;
    blocking(&room, move |room| {
        let file = room.project.read()?;
        let entry = file.entry(&wanted.file).ok_or(WorkbenchError::NoFile)?;
        let path = name_of(room.project.path(entry));
        write_suggested(&room.project, &path, &entry.reading, wanted.replace)
    })
    .await?;
    room.changes.tell();
    project(State(room)).await
}
