//! The handler that lists the backups of the project.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde::Serialize;

use crate::backup::{ListedBackup, backup_target, list_backups};
use crate::config::Environment;
use crate::file::{DecryptionKey, name_of};

use super::answer::{Answer, json_of};
use super::error::WorkbenchError;
use super::jobs::{named, shown_line};
use super::shared::{Room, Shared, blocking};

/// The paths of this handler.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/backups", get(all))
}

#[derive(Serialize)]
struct BackupsAnswer {
    /// Their folder.
    folder: String,
    /// The command line that lists them.
    command: String,
    /// The newest first.
    backups: Vec<ListedBackup>,
}

async fn all(State(room): Room) -> Answer {
    let answer = blocking(&room, |room| {
        let folder = room.project.backups();
        let shown = named(&folder);
        let command = shown_line(&["backup", "list", &shown].map(str::to_owned));
        let mut backups = match folder.is_dir() {
            false => Vec::new(),
            true => listed(&shown)?,
        };
        backups.reverse();
        Ok(BackupsAnswer { folder: name_of(&folder), command, backups })
    });
    json_of(&answer.await?)
}

/// Needs no key: what is sealed is listed as such.
fn listed(folder: &str) -> Result<Vec<ListedBackup>, WorkbenchError> {
    let storage = backup_target(folder, &Environment::read().store)?;
    Ok(list_backups(&storage, &DecryptionKey::default())?)
}
