//! Jobs as child processes, the runs that they make, and backups.

mod backups_api;
mod job_answer;
mod job_folder;
mod job_kind;
mod job_log;
mod job_request;
mod jobs_api;
mod leave_out;
mod plan_page;
mod project_jobs;
mod run_answer;
mod run_place;
mod runs_api;
mod stale_plan;

pub(crate) use backups_api::routes as backups_routes;
pub(crate) use job_kind::JobKind;
pub(crate) use jobs_api::routes as jobs_routes;
pub(crate) use project_jobs::Jobs;
pub(crate) use runs_api::routes as runs_routes;
