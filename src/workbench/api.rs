//! The paths below `/api`. Each handler reads its request, calls the library on a thread that may block, and answers.

use std::sync::Arc;

use axum::Router;

use super::shared::Shared;
use super::{check_api, files_api, mapping_api, project_api};

/// The paths of the API.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .merge(project_api::routes())
        .merge(files_api::routes())
        .merge(mapping_api::routes())
        .merge(check_api::routes())
}
