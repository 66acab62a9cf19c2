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

use super::answer::{Answer, content, json_of, parsed};
use super::file_answer::FileAnswer;
use super::history::Offered;
use super::job_kind::JobKind;
use super::shared::{Room, Shared, blocking};
use super::step_command::open_line;

/// The paths of these handlers.
pub(super) fn routes() -> Router<Arc<Shared>> {
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

pub(super) async fn project(State(room): Room) -> Answer {
    let version = room.changes.version();
    let answer = blocking(&room, move |room| {
        let file = room.project.read()?;
        let [undo, redo] = room.project.undoable();
        let path = room.project.mapping();
        let mapping = path.exists().then(|| MappingAnswer {
            path: name_of(&path),
            name: Mapping::load(&name_of(&path)).ok().map(|mapping| mapping.name().to_owned()),
        });
        Ok(ProjectAnswer {
            version,
            folder: name_of(room.project.folder()),
            command: open_line(room.project.folder()),
            files: file.entries().iter().map(|entry| FileAnswer::new(&room.project, entry)).collect(),
            mapping,
            undo,
            redo,
            job: room.jobs.at_work(),
            formats: SourceFormat::ALL.map(SourceFormat::name).to_vec(),
            encodings: &ENCODINGS,
        })
    });
    json_of(&answer.await?)
}

async fn events(State(room): Room) -> Response {
    content(StatusCode::OK, "text/event-stream", room.changes.events(room.stop.clone()))
}

async fn undo(State(room): Room, body: Body) -> Answer {
    undo_or_redo(room, body, false).await
}

async fn redo(State(room): Room, body: Body) -> Answer {
    undo_or_redo(room, body, true).await
}

async fn undo_or_redo(room: Arc<Shared>, body: Body, redo: bool) -> Answer {
    let expected: Offered = parsed(body).await?;
    blocking(&room, move |room| room.project.undo(redo, &expected)).await?;
    room.changes.tell();
    project(State(room)).await
}
