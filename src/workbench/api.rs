//! The paths below `/api`. Each handler reads its request, calls the library on a thread that may block, and answers.

use std::sync::Arc;

use axum::Router;

use super::shared::Shared;
use super::{
    backups_api, check_api, columns_api, files_api, jobs_api, language_api, mapping_api, project_api,
    runs_api, target_api,
};

/// The paths of the API.
pub(super) fn routes() -> Router<Arc<Shared>> {
    let own = [
        project_api::routes(),
        language_api::routes(),
        files_api::routes(),
        mapping_api::routes(),
        columns_api::routes(),
        check_api::routes(),
        target_api::routes(),
        jobs_api::routes(),
        runs_api::routes(),
        backups_api::routes(),
    ];
    own.into_iter().fold(Router::new(), Router::merge)
}
