//! The handlers for the check of a file, and for mending its rows.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

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
use crate::import::FoundRow;
use crate::issue::Code;
use crate::mapping::Mapping;

use super::check_job::{CheckBasis, CheckJob};
use super::check_store::WantedIssues;
use super::checks::Checks;
use super::found_texts::RowsPage;
use super::mending::{Alike, Mending};
use super::suggested_values::SuggestedCells;
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
        .route("/check/suggested", post(mend_as_suggested))
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
    let state = state_of(&path);
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
        only_of: project.only_fixes_of(entry)?,
        lookups,
        runs: project.folder().join("runs"),
        place: Checks::place(project.folder())?,
    })
}

/// The size of a file, and when it was changed.
fn state_of(path: &Path) -> Option<(u64, SystemTime)> {
    path.metadata().ok().and_then(|found| Some((found.len(), found.modified().ok()?)))
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
    /// Of all rows of the file those with this text, in whatever case; the other conditions do not count then.
    search: Option<String>,
}

async fn rows(State(shared): SharedState, query: Asked<RowsQuery>) -> Answer {
    let RowsQuery { check, offset, limit, warnings, code, column, value, search } = asked(query)?;
    let code = code.map(code_of).transpose()?;
    let wanted = WantedIssues { warnings, code, column, value };
    let limit = limit.unwrap_or(MOST_ROWS).min(MOST_ROWS);
    let body = blocking(&shared, move |shared| {
        let Some(job) = shared.checks.shown(check)? else {
            return Ok(r#"{"check":null,"total":0,"all":0,"columns":[],"rows":[]}"#.to_owned());
        };
        let page = match &search {
            Some(text) => found_page(&shared.project, &job, text, offset, limit)?,
            None => issues_page(&job, &wanted, offset, limit)?,
        };
        let RowsPage { total, all, rows } = page;
        let columns = serde_json::to_string(job.store().columns()).map_err(|_| WorkbenchError::Defect)?;
        let (check, rows) = (job.number, rows.join(","));
        Ok(format!(r#"{{"check":{check},"total":{total},"all":{all},"columns":{columns},"rows":[{rows}]}}"#))
    });
    Ok(content(StatusCode::OK, "application/json", body.await?))
}

fn code_of(text: String) -> Result<Code, WorkbenchError> {
    let unknown =
        || WorkbenchError::Request { what: format!("there is no code {text:?}"), field: Some("code") };
    Code::parse(&text).ok_or_else(unknown)
}

fn issues_page(
    job: &CheckJob,
    wanted: &WantedIssues,
    offset: usize,
    limit: usize,
) -> Result<RowsPage, WorkbenchError> {
    let found = job.store().rows(wanted, offset, limit);
    let (total, rows) = found.map_err(|error| WorkbenchError::write(&job.basis.place, error))?;
    Ok(RowsPage { total, all: total as u64, rows })
}

fn found_page(
    project: &Project,
    job: &CheckJob,
    text: &str,
    offset: usize,
    limit: usize,
) -> Result<RowsPage, WorkbenchError> {
    let file = project.read()?;
    let entry = file.entry(&job.basis.id).ok_or(WorkbenchError::NoFile)?;
    // The rows of another file, or of another sheet, are not those that were checked.
    if state_of(&project.path(entry)) != job.basis.state || entry.reading != job.basis.reading {
        return Err(WorkbenchError::AnotherCheck);
    }
    // Asked before the rows are: a check that ends meanwhile may have been seen without its last issues.
    let is_over = job.end.get().is_some();
    let fault = |error| WorkbenchError::write(&job.basis.place, error);
    let with_issues = |row: &FoundRow| job.store().row_numbered(row.number, row.key).map_err(fault);
    let found = job.found.of(project, entry, text, is_over, with_issues)?;
    Ok(RowsPage { rows: found.rows.into_iter().skip(offset).take(limit).collect(), ..found })
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

/// Only what the page shows is taken: after a change elsewhere, the check must be made again first.
async fn mend_as_suggested(State(shared): SharedState, body: Body) -> Answer {
    let SuggestedCells { check, code, column } = parsed(body).await?;
    let code = code_of(code)?;
    let answer = blocking(&shared, move |shared| {
        let shown = shared.checks.shown(Some(check))?;
        let is_fresh = |job: &CheckJob| basis(&shared.project, &job.basis.id).map(|now| now == job.basis);
        match shown {
            Some(job) if is_fresh(&job)? => shared.project.mend_as_suggested(&job, code, &column),
            _ => Err(WorkbenchError::AnotherCheck),
        }
    })
    .await?;
    shared.changes.notify();
    json_of(&answer)
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
