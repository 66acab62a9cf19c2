//! The handlers for jobs: start, look, follow, stop.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use futures::stream;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::journal::RowCounts;

use super::job_answer::{JobAnswer, WatchedJob};
use super::job_kind::JobState;
use super::job_request::{JobRequest, run_of, write_line};
use super::stale_plan::why_not_written;
use crate::workbench::error::WorkbenchError;
use crate::workbench::server::{Answer, Shared, SharedState, blocking, content, json_of, parsed};

/// The pause between two looks at a job that is followed.
const STEP: Duration = Duration::from_millis(250);
/// The pause after which a silent connection says that it lives.
const PULSE: Duration = Duration::from_secs(15);
/// The most bytes of an output that are sent.
const LONGEST: u64 = 4 * 1024 * 1024;

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/jobs", get(all).post(start))
        .route("/jobs/{id}", get(one))
        .route("/jobs/{id}/events", get(follow))
        .route("/jobs/{id}/stop", post(stop))
        .route("/jobs/{id}/output", get(output))
}

#[derive(Serialize)]
struct JobsAnswer {
    /// The newest first.
    jobs: Vec<JobAnswer>,
    /// The newest plan that is done, and whether it can still be written.
    plan: Option<PlanAnswer>,
}

#[derive(Serialize)]
struct PlanAnswer {
    /// The job.
    id: String,
    /// The file that it writes; empty for customers of a backup.
    file: String,
    /// How many customers it writes.
    writes: u64,
    /// The counts of its rows.
    counts: RowCounts,
    /// True if it was written already, at least in part.
    is_written: bool,
    /// Why it can't be written any more; `null` if it can.
    stale: Option<String>,
    /// The command line that writes it.
    command: Option<String>,
}

async fn all(State(shared): SharedState) -> Answer {
    let answer = blocking(&shared, |shared| {
        let jobs: Vec<JobAnswer> = shared
            .jobs
            .all()
            .into_iter()
            .filter_map(|job| WatchedJob::new(&shared.jobs, job).answer().ok())
            .collect();
        let newest = jobs.iter().find(|job| job.is_plan() && job.state == JobState::Done);
        Ok(JobsAnswer { plan: newest.and_then(|job| plan_of(shared, job, &jobs)), jobs })
    });
    json_of(&answer.await?)
}

fn plan_of(shared: &Shared, job: &JobAnswer, all: &[JobAnswer]) -> Option<PlanAnswer> {
    // A run that was removed has no plan to be looked at.
    let (_, planned) = run_of(&shared.project, job.run.as_ref()?).ok()?;
    let found =
        shared.jobs.find(&job.id).and_then(|job| why_not_written(&shared.project, &shared.jobs, &job));
    // What can't be read, such as the mapping, is a reason too; the jobs are shown all the same.
    let stale = found.unwrap_or_else(|error| Some(error.to_string()));
    let file = planned.inputs.first().map_or_else(String::new, |input| input.file.clone());
    let counts = planned.counts.unwrap_or_default();
    let writes = counts.planned_inserts + counts.planned_updates;
    let is_written = all.iter().any(|other| other.has_written(&job.id));
    let folder = shared.jobs.find(&job.id).ok();
    let command = folder.and_then(|folder| write_line(&shared.project, &folder).ok());
    Some(PlanAnswer { id: job.id.clone(), file, writes, counts, is_written, stale, command })
}

async fn start(State(shared): SharedState, body: Body) -> Answer {
    let wanted: JobRequest = parsed(body).await?;
    let answer = blocking(&shared, move |shared| {
        let order = |folder: &_| wanted.order(&shared.project, &shared.jobs, folder);
        WatchedJob::new(&shared.jobs, shared.jobs.start(wanted.kind(), order)?).answer()
    });
    json_of(&answer.await?)
}

async fn one(State(shared): SharedState, Path(id): Path<String>) -> Answer {
    json_of(
        &blocking(&shared, move |shared| WatchedJob::new(&shared.jobs, shared.jobs.find(&id)?).answer())
            .await?,
    )
}

async fn stop(State(shared): SharedState, Path(id): Path<String>) -> Answer {
    blocking(&shared, move |shared| shared.jobs.stop(&id)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What a comparison has found: its standard output, which is JSON.
async fn output(State(shared): SharedState, Path(id): Path<String>) -> Answer {
    let answer = blocking(&shared, move |shared| {
        let path = shared.jobs.find(&id)?.output();
        let fault = |error| WorkbenchError::reading(&path, error);
        if path.symlink_metadata().map_err(fault)?.len() > LONGEST {
            return Err(WorkbenchError::Refused {
                what: "the result is too long for the page: run the command line".to_owned(),
            });
        }
        let text = crate::file::read_unlinked_text(&path).map_err(fault)?;
        let nothing = WorkbenchError::Refused { what: "this job has no result".to_owned() };
        RawValue::from_string(text.trim().to_owned()).map_err(|_| nothing)
    });
    json_of(&answer.await?)
}

/// Server-sent events `job`: the job as it is now, and whenever something is new, until its end.
async fn follow(State(shared): SharedState, Path(id): Path<String>) -> Result<Response, WorkbenchError> {
    let watched = WatchedJob::new(&shared.jobs, shared.jobs.find(&id)?);
    let following = Following { watched, shared, sent: None, told: Instant::now(), is_over: false };
    let body = stream::unfold(following, |mut following| async move {
        let event = following.next().await?;
        Some((Ok::<_, Infallible>(event), following))
    });
    Ok(content(StatusCode::OK, "text/event-stream", Body::from_stream(body)))
}

struct Following {
    watched: WatchedJob,
    shared: Arc<Shared>,
    sent: Option<JobAnswer>,
    told: Instant,
    is_over: bool,
}

impl Following {
    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        if self.is_over {
            return None;
        }
        loop {
            // The log of a job is short, and read from where the last look ended.
            let answer = tokio::task::block_in_place(|| self.watched.answer()).ok()?;
            if self.sent.as_ref() != Some(&answer) {
                self.is_over = answer.state != JobState::Running;
                let text = serde_json::to_string(&answer).ok()?;
                (self.sent, self.told) = (Some(answer), Instant::now());
                return Some(Bytes::from(format!("event: job\ndata: {text}\n\n")));
            }
            if self.told.elapsed() >= PULSE {
                self.told = Instant::now();
                return Some(Bytes::from_static(b": alive\n\n"));
            }
            tokio::select! {
                () = self.shared.stop.requested() => return None,
                () = tokio::time::sleep(STEP) => {}
            }
        }
    }
}
