//! The handlers below `/api`. Each reads its request, calls the library on a thread that may block, and answers.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, patch, post};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::file::name_of;
use crate::mapping::{ENCODINGS, Mapping, SourceDefaults, StatedReading};
use crate::source::SourceFormat;
use crate::stop::Stop;

use super::answer::{Answer, content, json_of, parsed, refusal};
use super::changes::Changes;
use super::error::WorkbenchError;
use super::look::{FileLook, look};
use super::new_mapping::write_suggested;
use super::project::Project;
use super::project_file::ProjectEntry;
use super::step_command::{open_line, suggest_line, validate_line};
use super::upload::Upload;

/// What every handler needs.
pub(super) struct Shared {
    pub(super) project: Project,
    pub(super) changes: Changes,
    pub(super) stop: Stop,
}

type Room = State<Arc<Shared>>;

/// The paths of the API.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/project", get(project))
        .route("/events", get(events))
        .route("/files", post(upload))
        .route("/files/{id}", patch(state_reading).delete(remove))
        .route("/files/{id}/look", get(look_at))
        .route("/mapping", post(new_mapping))
}

impl axum::response::IntoResponse for WorkbenchError {
    fn into_response(self) -> Response {
        refusal(&self)
    }
}

/// Calls the library where blocking is allowed.
async fn blocking<T: Send + 'static>(
    room: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> Result<T, WorkbenchError> + Send + 'static,
) -> Result<T, WorkbenchError> {
    let room = Arc::clone(room);
    tokio::task::spawn_blocking(move || work(&room)).await.map_err(|_| WorkbenchError::Defect)?
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
    formats: Vec<&'static str>,
    encodings: &'static [&'static str],
}

#[derive(Serialize)]
struct FileAnswer {
    #[serde(flatten)]
    entry: ProjectEntry,
    /// The last part of the path.
    name: String,
    /// As a command line names it.
    shown: String,
    uploaded: bool,
    /// In bytes; `null` if there is no such file any more.
    size: Option<u64>,
    /// The command line that does the next step.
    command: String,
}

#[derive(Serialize)]
struct MappingAnswer {
    path: String,
    /// `null` if the mapping has an error.
    name: Option<String>,
}

async fn project(State(room): Room) -> Answer {
    let version = room.changes.version();
    let answer = blocking(&room, move |room| {
        let file = room.project.read()?;
        let path = room.project.mapping();
        let mapping = path.exists().then(|| MappingAnswer {
            path: name_of(&path),
            name: Mapping::load(&name_of(&path)).ok().map(|mapping| mapping.name().to_owned()),
        });
        Ok(ProjectAnswer {
            version,
            folder: name_of(room.project.folder()),
            command: open_line(room.project.folder()),
            files: file.entries().iter().map(|entry| of_file(&room.project, entry)).collect(),
            mapping,
            formats: SourceFormat::ALL.map(SourceFormat::name).to_vec(),
            encodings: &ENCODINGS,
        })
    });
    json_of(&answer.await?)
}

fn of_file(project: &Project, entry: &ProjectEntry) -> FileAnswer {
    let path = project.path(entry);
    let mapping = project.mapping();
    let line = if mapping.exists() { validate_line } else { suggest_line };
    FileAnswer {
        name: path.file_name().map_or_else(|| entry.path.clone(), name_of),
        shown: name_of(&path),
        uploaded: project.is_uploaded(entry),
        size: path.metadata().ok().filter(|found| found.is_file()).map(|found| found.len()),
        command: line(&path, &mapping, &entry.reading),
        entry: entry.clone(),
    }
}

async fn events(State(room): Room) -> Response {
    content(StatusCode::OK, "text/event-stream", room.changes.events(room.stop.clone()))
}

#[derive(Deserialize)]
struct UploadQuery {
    name: String,
}

async fn upload(
    State(room): Room,
    query: Result<Query<UploadQuery>, axum::extract::rejection::QueryRejection>,
    body: Body,
) -> Answer {
    let Ok(Query(query)) = query else {
        let what = "the name of the file is missing, or is not UTF-8".to_owned();
        return Err(WorkbenchError::Request { what, field: Some("name") });
    };
    let upload = Upload::receive(&room.project.files(), &query.name, body).await?;
    let file = blocking(&room, move |room| {
        let id = room.project.keep(upload.part(), upload.name())?;
        upload.kept();
        let file = room.project.read()?;
        Ok(of_file(&room.project, file.entry(&id).ok_or(WorkbenchError::NoFile)?))
    });
    let file = file.await?;
    room.changes.tell();
    json_of(&file)
}

async fn remove(State(room): Room, Path(id): Path<String>) -> Answer {
    blocking(&room, move |room| room.project.remove(&id)).await?;
    room.changes.tell();
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Serialize)]
struct LookAnswer {
    file: FileAnswer,
    look: FileLook,
}

fn looked(project: &Project, id: &str) -> Result<LookAnswer, WorkbenchError> {
    let file = project.read()?;
    let entry = file.entry(id).ok_or(WorkbenchError::NoFile)?;
    let look = look(&name_of(project.path(entry)), &entry.reading)?;
    Ok(LookAnswer { file: of_file(project, entry), look })
}

async fn look_at(State(room): Room, Path(id): Path<String>) -> Answer {
    json_of(&blocking(&room, move |room| looked(&room.project, &id)).await?)
}

/// Changes what is stated about a file: members that are missing stay, `null` goes back to detection.
async fn state_reading(State(room): Room, Path(id): Path<String>, body: Body) -> Answer {
    let changes: Map<String, Value> = parsed(body).await?;
    let wanted = id.clone();
    blocking(&room, move |room| {
        room.project.change(|file| {
            let entry = file.entry(&wanted).ok_or(WorkbenchError::NoFile)?;
            let reading = merged(&entry.reading, changes)?;
            reading.options(&SourceDefaults::default())?;
            file.state(&wanted, reading);
            Ok(())
        })
    })
    .await?;
    room.changes.tell();
    look_at(State(room), Path(id)).await
}

/// A header row and the statement that there is none exclude each other: the new one counts.
fn merged(reading: &StatedReading, changes: Map<String, Value>) -> Result<StatedReading, WorkbenchError> {
    let request = |error: serde_json::Error| WorkbenchError::Request { what: error.to_string(), field: None };
    let Value::Object(mut all) = serde_json::to_value(reading).map_err(request)? else {
        return Err(WorkbenchError::Defect);
    };
    if changes.get("header_row").is_some_and(|row| !row.is_null()) {
        all.insert("no_header".to_owned(), false.into());
    }
    if changes.get("no_header") == Some(&Value::Bool(true)) {
        all.insert("header_row".to_owned(), Value::Null);
    }
    all.extend(changes);
    if all.get("no_header") == Some(&Value::Null) {
        all.insert("no_header".to_owned(), false.into());
    }
    serde_json::from_value(Value::Object(all)).map_err(request)
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
        write_suggested(&path, &entry.reading, &room.project.mapping(), wanted.replace)
    })
    .await?;
    room.changes.tell();
    project(State(room)).await
}
