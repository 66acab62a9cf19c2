//! The handlers for runs: list, one with its report, its plan row by row, its files.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::Serialize;
use serde_json::{Value, json};

use crate::customer::{WriteOverrides, WritePolicy};
use crate::file::{name_of, open_unlinked, read_unlinked_text};
use crate::journal::{RunFolder, RunSummary, runs};
use crate::language::ReportLanguage;
use crate::mapping::Mapping;
use crate::report::RunReport;

use super::job_request::run_of;
use super::leave_out::{LeaveOut, leave_out};
use super::plan_page::{PlanQuery, plan_page};
use super::run_answer::{FILES, RunAnswer, all_runs, run_answer};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::Project;
use crate::workbench::server::{
    Answer, PageLanguage, Shared, SharedState, blocking, content, json_of, parsed,
};

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/runs", get(all))
        .route("/runs/{id}", get(one))
        .route("/runs/{id}/rows", get(rows))
        .route("/runs/{id}/aside", post(set_aside))
        .route("/runs/{id}/files/{name}", get(file))
}

#[derive(Serialize)]
struct RunsAnswer {
    runs: Vec<RunAnswer>,
}

async fn all(State(shared): SharedState) -> Answer {
    json_of(&blocking(&shared, |shared| Ok(RunsAnswer { runs: all_runs(&shared.project)? })).await?)
}

#[derive(Serialize)]
struct OneRun {
    run: RunAnswer,
    /// `report.json` with its questions in the language of the page; `null` as long as there is none.
    report: Option<Value>,
    /// What the mapping says now about each field that the report counts.
    policies: BTreeMap<String, WritePolicy>,
}

/// The most samples of an issue that are sent.
const SAMPLES: usize = 20;

async fn one(
    State(shared): SharedState,
    PageLanguage(language): PageLanguage,
    Path(id): Path<String>,
) -> Answer {
    let answer = blocking(&shared, move |shared| {
        let (folder, _) = run_of(&shared.project, &id)?;
        let run_dir = shared.project.runs();
        let path = folder.file("report.json");
        let report = match read_unlinked_text(&path) {
            Ok(text) => serde_json::from_str(&text).ok().map(|found| shortened(found, &folder, language)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(WorkbenchError::reading(&path, error)),
        };
        let run = run_answer(&shared.project, &RunSummary::of(folder), &runs(&run_dir)?);
        let policies = report.as_ref().map_or_else(BTreeMap::new, |report| policies(&shared.project, report));
        Ok(OneRun { run, report, policies })
    });
    json_of(&answer.await?)
}

/// Of a mapping with an error nothing is known.
fn policies(project: &Project, report: &Value) -> BTreeMap<String, WritePolicy> {
    let mapping = Mapping::load(&name_of(project.mapping())).ok();
    let policies = mapping.and_then(|mapping| mapping.write_policies(&WriteOverrides::default()).ok());
    let counted = report.pointer("/facts/changes/values/fields").and_then(Value::as_object);
    let fields = counted.into_iter().flatten().map(|(field, _)| field);
    let known =
        policies.iter().flat_map(|policies| fields.clone().map(|field| (field.clone(), policies.of(field))));
    known.collect()
}

/// A report may have thousands of samples, and the profile of every column.
fn shortened(mut report: Value, folder: &RunFolder, language: ReportLanguage) -> Value {
    // Of a report of a later version, the page shows what it can: its questions are English.
    if let (false, Ok(whole)) = (language.is_english(), RunReport::load(folder)) {
        report["questions"] = json!(whole.questions_in(language));
    }
    for issue in report.get_mut("issues").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(samples) = issue.get_mut("samples").and_then(Value::as_array_mut) {
            samples.truncate(SAMPLES);
        }
    }
    if let Some(facts) = report.get_mut("facts").and_then(Value::as_object_mut) {
        facts.remove("survey");
    }
    report
}

async fn rows(
    State(shared): SharedState,
    Path(id): Path<String>,
    query: Result<Query<PlanQuery>, axum::extract::rejection::QueryRejection>,
) -> Answer {
    let Query(query) =
        query.map_err(|error| WorkbenchError::Request { what: error.body_text(), field: None })?;
    let answer = blocking(&shared, move |shared| {
        let (folder, run) = run_of(&shared.project, &id)?;
        plan_page(&folder, &run, &query)
    });
    json_of(&answer.await?)
}

/// Sets a row of a plan aside, so that the next plan leaves it out.
async fn set_aside(State(shared): SharedState, Path(id): Path<String>, body: Body) -> Answer {
    let wanted: LeaveOut = parsed(body).await?;
    blocking(&shared, move |shared| leave_out(&shared.project, &id, &wanted)).await?;
    shared.changes.notify();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The report has its own scripts and styles in it. It runs as if it came from elsewhere: it can't reach this server.
const REPORT_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
                             base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts \
                             allow-downloads";

async fn file(State(shared): SharedState, Path((id, name)): Path<(String, String)>) -> Answer {
    let known = FILES.into_iter().find(|known| *known == name).ok_or(WorkbenchError::NoRun)?;
    let file = blocking(&shared, move |shared| {
        let path = run_of(&shared.project, &id)?.0.file(known);
        // Nothing is handed out through a link: a project may come from anybody.
        if !path.symlink_metadata().is_ok_and(|found| found.is_file()) {
            return Err(WorkbenchError::NoRun);
        }
        open_unlinked(&path).map_err(|error| WorkbenchError::reading(&path, error))
    });
    let file = tokio::fs::File::from_std(file.await?);
    let pieces = futures::stream::unfold(file, |mut file| async move {
        use tokio::io::AsyncReadExt as _;
        let mut piece = vec![0; 64 * 1024];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(piece), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    Ok(handed_out(known, Body::from_stream(pieces)))
}

fn handed_out(name: &'static str, body: Body) -> Response {
    let content_type = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/json",
    };
    let mut response = content(StatusCode::OK, content_type, body);
    let headers = response.headers_mut();
    if name == "report.html" {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(REPORT_POLICY));
    } else {
        let as_file = format!("attachment; filename=\"{name}\"");
        HeaderValue::from_str(&as_file)
            .into_iter()
            .for_each(|value| drop(headers.insert(CONTENT_DISPOSITION, value)));
    }
    response
}
