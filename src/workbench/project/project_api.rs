//! The handlers for the project as a whole: its state, its events, undo and redo.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Serialize;

use crate::file::name_of;
use crate::mapping::{ENCODINGS, Mapping};
use crate::source::SourceFormat;

use super::history::Offered;
use super::step_command::open_line;
use crate::workbench::files::FileAnswer;
use crate::workbench::jobs::JobKind;
use crate::workbench::server::{Answer, Shared, SharedState, blocking, content, json_of, parsed};

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/project", get(project))
        .route("/events", get(events))
        .route("/undo", post(undo))
        .route("/redo", post(redo))
}

#[derive(Serialize)]
struct ProjectAnswer {
    version: u64,
    folder: String,
    /// The command line that opens this project again.
    command: String,
    files: Vec<FileAnswer>,
    /// The mapping's path and name; `null` as long as there is none.
    mapping: Option<MappingAnswer>,
    /// What would be undone and done again; `null` if there is nothing.
    undo: Option<Offered>,
    redo: Option<Offered>,
    /// What the job at work does.
    job: Option<JobKind>,
    formats: Vec<&'static str>,
    encodings: &'static [&'static str],
}

#[derive(Serialize)]
struct MappingAnswer {
    path: String,
    /// `null` if the mapping has an error.
    name: Option<String>,
}

pub(crate) async fn project(State(shared): SharedState) -> Answer {
    let version = shared.changes.version();
    let answer = blocking(&shared, move |shared| {
        let file = shared.project.read()?;
        let [undo, redo] = shared.project.undoable();
        let path = shared.project.mapping();
        let mapping = path.exists().then(|| MappingAnswer {
            path: name_of(&path),
            name: Mapping::load(&name_of(&path)).ok().map(|mapping| mapping.name().to_owned()),
        });
        Ok(ProjectAnswer {
            version,
            folder: name_of(shared.project.folder()),
            command: open_line(shared.project.folder()),
            files: file.entries().iter().map(|entry| FileAnswer::new(&shared.project, entry)).collect(),
            mapping,
            undo,
            redo,
            job: shared.jobs.at_work(),
            formats: SourceFormat::ALL.map(SourceFormat::name).to_vec(),
            encodings: &ENCODINGS,
        })
    });
    json_of(&answer.await?)
}

async fn events(State(shared): SharedState) -> Response {
    content(StatusCode::OK, "text/event-stream", shared.changes.events(shared.stop.clone()))
}

async fn undo(State(shared): SharedState, body: Body) -> Answer {
    undo_or_redo(shared, body, false).await
}

async fn redo(State(shared): SharedState, body: Body) -> Answer {
    undo_or_redo(shared, body, true).await
}

async fn undo_or_redo(shared: Arc<Shared>, body: Body, redo: bool) -> Answer {
    let expected: Offered = parsed(body).await?;
    blocking(&shared, move |shared| shared.project.undo(redo, &expected)).await?;
    shared.changes.notify();
    project(State(shared)).await
}
