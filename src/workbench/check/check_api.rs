//! The handlers for the check of a file, and for mending its rows.

use std::path::Path;
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

use crate::file::{name_of, open_regular};
use crate::issue::Code;
use crate::mapping::Mapping;

use super::check_job::CheckBasis;
use super::check_store::WantedIssues;
use super::checks::Checks;
use super::mending::{Alike, Mending};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, hash_of, text_of};
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
    // A pipe would be waited for without end.
    drop(open_regular(&path)?);
    let mapping = (name_of(project.mapping()), text_of(&project.mapping())?);
    let text = mapping.1.as_deref().ok_or(WorkbenchError::NoMapping)?;
    // The check itself says what is wrong with a mapping.
    let parsed = Mapping::parse(&mapping.0, text).ok();
    let lookups = parsed.map_or_else(Vec::new, |mapping| mapping.lookup_files().to_vec());
    let definitions = project.custom_fields_file();
    let custom_fields =
        definitions.map(|file| text_of(Path::new(&file)).map(|text| (file, text))).transpose()?;
    Ok(CheckBasis {
        id: id.to_owned(),
        file: name_of(&path),
        state,
        reading: entry.reading.clone(),
        mapping,
        fixes: (name_of(project.fixes()), hash_of(&project.fixes())?),
        custom_fields,
        others: project.other_fixes(entry)?,
        lookups,
        runs: project.folder().join("runs"),
        place: Checks::place(project.folder())?,
    })
}

async fn events(State(shared): SharedState) -> Response {
    content(StatusCode::OK, "text/event-stream", shared.checks.events(shared.stop.clone()))
}

/// Whose groups or fixes are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfCheck {
    /// The number of the check.
    check: Option<u64>,
}

type Asked<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

fn asked<T>(query: Asked<T>) -> Result<T, WorkbenchError> {
    let request = |what: String| WorkbenchError::Request { what, field: None };
    query.map(|Query(asked)| asked).map_err(|error| request(error.to_string()))
}

async fn groups(State(shared): SharedState, query: Asked<OfCheck>) -> Answer {
    let OfCheck { check } = asked(query)?;
    let answer = blocking(&shared, move |shared| {
        let Some(job) = shared.checks.shown(check)? else { return Ok(json!({"check": null, "groups": []})) };
        let groups = job.store().groups(VALUES);
        Ok(json!({"check": job.number, "groups": groups}))
    });
    json_of(&answer.await?)
}

#[derive(Deserialize)]
struct RowsQuery {
    /// The number of the check.
    check: Option<u64>,
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

async fn rows(State(shared): SharedState, query: Asked<RowsQuery>) -> Answer {
    let RowsQuery { check, offset, limit, warnings, code, column, value } = asked(query)?;
    let unknown =
        |code| WorkbenchError::Request { what: format!("there is no code {code:?}"), field: Some("code") };
    let code = code.map(|code| Code::parse(&code).ok_or_else(|| unknown(code))).transpose()?;
    let wanted = WantedIssues { warnings, code, column, value };
    let limit = limit.unwrap_or(MOST_ROWS).min(MOST_ROWS);
    let body = blocking(&shared, move |shared| {
        let Some(job) = shared.checks.shown(check)? else {
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

async fn fixes(State(shared): SharedState, query: Asked<OfCheck>) -> Answer {
    let OfCheck { check } = asked(query)?;
    let listed = blocking(&shared, move |shared| {
        // The lines are listed in any case.
        let job = shared.checks.shown(check).unwrap_or_default();
        let end = job.as_ref().and_then(|job| job.end.get()).and_then(|end| end.as_ref().ok());
        shared.project.fixes_listed(end)
    });
    json_of(&listed.await?)
}
