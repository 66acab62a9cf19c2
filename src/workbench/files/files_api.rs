//! The handlers for files: uploads, what was understood of them, and how they are read.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, patch, post};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::file::name_of;
use crate::mapping::{Mapping, SourceDefaults, StatedReading};

use super::file_answer::FileAnswer;
use super::look::{FileLook, look};
use super::upload::Upload;
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::Project;
use crate::workbench::server::{Answer, Shared, SharedState, blocking, json_of, parsed};

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/files", post(upload))
        .route("/files/{id}", patch(state_reading).delete(remove))
        .route("/files/{id}/look", get(look_at))
}

#[derive(Deserialize)]
struct UploadQuery {
    name: String,
}

async fn upload(
    State(shared): SharedState,
    query: Result<Query<UploadQuery>, axum::extract::rejection::QueryRejection>,
    body: Body,
) -> Answer {
    let Ok(Query(query)) = query else {
        let what = "the name of the file is missing, or is not UTF-8".to_owned();
        return Err(WorkbenchError::Request { what, field: Some("name") });
    };
    let upload = Upload::receive(&shared.project.checked_files()?, &query.name, body).await?;
    let file = blocking(&shared, move |shared| {
        let id = shared.project.keep(upload.part(), upload.name())?;
        let wanted = upload.wanted_name().to_owned();
        upload.kept();
        let file = shared.project.read()?;
        let entry = file.entry(&id).ok_or(WorkbenchError::NoFile)?;
        Ok(FileAnswer::new(&shared.project, entry).dropped_as(&wanted))
    });
    let file = file.await?;
    shared.changes.notify();
    json_of(&file)
}

async fn remove(State(shared): SharedState, Path(id): Path<String>) -> Answer {
    blocking(&shared, move |shared| shared.project.remove(&id)).await?;
    shared.changes.notify();
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
    let mapping = Mapping::load(&name_of(project.mapping())).ok().map(Arc::new);
    let look = look(&name_of(project.path(entry)), &entry.reading, mapping.as_ref())?;
    Ok(LookAnswer { file: FileAnswer::new(project, entry), look })
}

async fn look_at(State(shared): SharedState, Path(id): Path<String>) -> Answer {
    json_of(&blocking(&shared, move |shared| looked(&shared.project, &id)).await?)
}

/// Changes what is stated about a file: members that are missing stay, `null` goes back to detection.
async fn state_reading(State(shared): SharedState, Path(id): Path<String>, body: Body) -> Answer {
    let changes: Map<String, Value> = parsed(body).await?;
    let wanted = id.clone();
    blocking(&shared, move |shared| {
        shared.project.edit_reading(&wanted, |reading| {
            let reading = merged(reading, changes)?;
            reading.options(&SourceDefaults::default())?;
            Ok(reading)
        })
    })
    .await?;
    shared.changes.notify();
    look_at(State(shared), Path(id)).await
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
