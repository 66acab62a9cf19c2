//! Spans for those who watch from outside: the run, its phases, and each request (docs/spans.md). They have names,
//! counts and statuses: no values of customers, no ids of customers, no secrets. If nobody watches, they cost nothing.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tracing::field::Empty;
use tracing::{Span, info_span};

/// The target of all spans.
pub const TARGET: &str = "deskferry::spans";

/// What is at work. A process runs one command, and all requests belong to its current phase.
struct AtWork {
    run: Option<Span>,
    phase: Option<Span>,
}

static AT_WORK: Mutex<AtWork> = Mutex::new(AtWork { run: None, phase: None });

fn at_work() -> MutexGuard<'static, AtWork> {
    AT_WORK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins the span of the command.
pub fn begin_run(command: &str) {
    let run = info_span!(
        target: TARGET, parent: None, "run",
        otel.name = command, command, run = Empty, exit = Empty, otel.status_code = Empty
    );
    *at_work() = AtWork { run: Some(run), phase: None };
}

/// The span of the command, for further facts.
pub fn current_run() -> Option<Span> {
    at_work().run.clone()
}

/// Names the run by its time and its last part: what is between may be the name of a file.
pub fn name_run(id: &str) {
    let ends = id.split_once('-').and_then(|(time, rest)| Some((time, rest.rsplit('-').next()?)));
    if let (Some((time, end)), Some(run)) = (ends, current_run()) {
        run.record("run", format!("{time}-{end}").as_str());
    }
}

/// Ends the phase before it, and begins another.
pub fn begin_phase(name: &'static str) {
    let mut at_work = at_work();
    at_work.phase = None;
    if let Some(run) = &at_work.run {
        at_work.phase =
            Some(info_span!(target: TARGET, parent: run, "phase", otel.name = name, phase = name));
    }
}

/// The span of a request, which ends when it is dropped. `route` is its path without ids.
pub(crate) fn request(method: &str, route: &'static str) -> Span {
    let at_work = at_work();
    let parent = at_work.phase.as_ref().or(at_work.run.as_ref()).and_then(Span::id);
    info_span!(
        target: TARGET, parent: parent, "request",
        otel.name = route, otel.kind = "client", "http.request.method" = method, "http.route" = route,
        "http.response.status_code" = Empty, "error.type" = Empty, otel.status_code = Empty
    )
}

/// Ends all spans.
pub fn end_run(exit: u8) {
    let mut at_work = at_work();
    at_work.phase = None;
    if let Some(run) = at_work.run.take() {
        run.record("exit", i64::from(exit));
        if exit > 0 {
            run.record("otel.status_code", "ERROR");
        }
    }
}
