//! The handlers for the check of a file, and for mending its rows.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use crate::file::name_of;
use crate::issue::Code;

use super::check_job::CheckBasis;
use super::check_store::WantedIssues;
use super::checks::Checks;
use super::mending::{Alike, Mending};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, text_of};
use crate::workbench::server::{Answer, Shared, SharedState, blocking, content, json_of, parsed};

/// The most rows of an answer.
const MOST_ROWS: usize = 500;
/// The values of a group that the page lists.
const VALUES: usize = 30;

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/check", get(state).post(begin).delete(cancel))
        .route("/check/events", get(events))
        .route("/check/groups", get(groups))
        .route("/check/rows", get(rows))
        .route("/check/mend", post(mend))
        .route("/check/alike", post(mend_alike))
        .route("/check/fixes", get(fixes))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BeginCheck {
    /// The id of the file.
    file: String,
}

async fn state(State(shared): SharedState) -> Answer {
    json_of(&shared.checks.answer())
}

/// Begins a check, unless the present one is of the same texts.
async fn begin(State(shared): SharedState, body: Body) -> Answer {
    let BeginCheck { file } = parsed(body).await?;
    blocking(&shared, move |shared| shared.checks.begin(basis(&shared.project, &file)?)).await?;
    json_of(&shared.checks.answer())
}

async fn cancel(State(shared): SharedState) -> Answer {
    shared.checks.cancel();
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn basis(project: &Project, id: &str) -> Result<CheckBasis, WorkbenchError> {
    let file = project.read()?;
    let entry = file.entry(id).ok_or(WorkbenchError::NoFile)?;
    let path = project.path(entry);
    let state = path.metadata().ok().and_then(|found| Some((found.len(), found.modified().ok()?)));
    let text = |path: std::path::PathBuf| Ok::<_, WorkbenchError>((name_of(&path), text_of(&path)?));
    let mapping = text(project.mapping())?;
    if mapping.1.is_none() {
        return Err(WorkbenchError::NoMapping);
    }
    Ok(CheckBasis {
        id: id.to_owned(),
        file: name_of(&path),
        state,
        reading: entry.reading.clone(),
        mapping,
        fixes: text(project.fixes())?,
        custom_fields: project.custom_fields_file().map(|file| text(file.into())).transpose()?,
        others: project.other_names(entry)?,
        runs: project.folder().join("runs"),
        place: Checks::place(project.folder())?,
    })
}

async fn events(State(shared): SharedState) -> Response {
    content(StatusCode::OK, "text/event-stream", shared.checks.events(shared.stop.clone()))
}

async fn groups(State(shared): SharedState) -> Answer {
    let answer = blocking(&shared, |shared| {
        let Some(job) = shared.checks.shown() else { return Ok(json!({"check": null, "groups": []})) };
        let groups = job.store().groups(VALUES);
        Ok(json!({"check": job.number, "groups": groups}))
    });
    json_of(&answer.await?)
}

#[derive(Deserialize)]
struct RowsQuery {
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    warnings: bool,
    code: Option<String>,
    column: Option<String>,
    value: Option<String>,
}

async fn rows(
    State(shared): SharedState,
    query: Result<Query<RowsQuery>, axum::extract::rejection::QueryRejection>,
) -> Answer {
    let request = |what: String, field| WorkbenchError::Request { what, field };
    let Query(query) = query.map_err(|error| request(error.to_string(), None))?;
    let RowsQuery { offset, limit, warnings, code, column, value } = query;
    let code = match code {
        Some(code) => Some(
            Code::parse(&code).ok_or_else(|| request(format!("there is no code {code:?}"), Some("code")))?,
        ),
        None => None,
    };
    let wanted = WantedIssues { warnings, code, column, value };
    let limit = limit.unwrap_or(MOST_ROWS).min(MOST_ROWS);
    let body = blocking(&shared, move |shared| {
        let Some(job) = shared.checks.shown() else {
            return Ok(r#"{"check":null,"total":0,"columns":[],"rows":[]}"#.to_owned());
        };
        let place = &job.basis.place;
        let (columns, found) = {
            let mut store = job.store();
            (store.columns().to_vec(), store.rows(&wanted, offset, limit))
        };
        let (total, rows) = found.map_err(|error| WorkbenchError::write(place, error))?;
        let columns = serde_json::to_string(&columns).map_err(|_| WorkbenchError::Defect)?;
        let check = job.number;
        Ok(format!(r#"{{"check":{check},"total":{total},"columns":{columns},"rows":[{}]}}"#, rows.join(",")))
    });
    Ok(content(StatusCode::OK, "application/json", body.await?))
}

async fn mend(State(shared): SharedState, body: Body) -> Answer {
    let mending: Mending = parsed(body).await?;
    blocking(&shared, move |shared| shared.project.mend(&mending)).await?;
    shared.changes.notify();
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn mend_alike(State(shared): SharedState, body: Body) -> Answer {
    let alike: Alike = parsed(body).await?;
    blocking(&shared, move |shared| shared.project.mend_alike(&alike)).await?;
    shared.changes.notify();
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn fixes(State(shared): SharedState) -> Answer {
    let listed = blocking(&shared, |shared| {
        let job = shared.checks.shown();
        let end = job.as_ref().and_then(|job| job.end.get()).and_then(|end| end.as_ref().ok());
        shared.project.fixes_listed(end.map(|end| &end.refused))
    });
    json_of(&listed.await?)
}
