//! The paths below `/api`. Each handler reads its request, calls the library on a thread that may block, and answers.

use std::sync::Arc;

use axum::Router;

use super::shared_state::Shared;
use crate::workbench::check::check_routes;
use crate::workbench::columns::{columns_routes, language_routes, mapping_routes};
use crate::workbench::files::files_routes;
use crate::workbench::jobs::{backups_routes, jobs_routes, runs_routes};
use crate::workbench::project::{project_routes, target_routes};

/// The paths of the API.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    let own = [
        project_routes(),
        language_routes(),
        files_routes(),
        mapping_routes(),
        columns_routes(),
        check_routes(),
        target_routes(),
        jobs_routes(),
        runs_routes(),
        backups_routes(),
    ];
    own.into_iter().fold(Router::new(), Router::merge)
}
