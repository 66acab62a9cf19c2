//! The handlers for backups: list them, and the life of a customer over all of them.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::backup::{HistoryOptions, ListedBackup, backup_target, find_history, list_backups};
use crate::config::Environment;
use crate::event::Silent;
use crate::file::{DecryptionKey, FileError, name_of};
use crate::journal::FolderLock;
use crate::lookup::Filter;

use super::project_jobs::{named, shown_line};
use crate::workbench::error::WorkbenchError;
use crate::workbench::server::{Answer, Shared, SharedState, blocking, json_of, parsed};

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/backups", get(all)).route("/backups/history", post(history))
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

async fn all(State(shared): SharedState) -> Answer {
    let answer = blocking(&shared, |shared| {
        let folder = shared.project.backups();
        let shown = named(&folder);
        let command = shown_line(&["backup", "list", &shown].map(str::to_owned));
        // A link could lead anywhere; a job says that it must go.
        let mut backups = match folder.is_dir() && !folder.is_symlink() {
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

/// Whom to look for. It comes in a body, so that it is in no address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    field: String,
    value: String,
}

/// The fields by which a person is found.
const FIELDS: [&str; 4] = ["email", "name", "phoneNumber", "id"];

#[derive(Serialize)]
struct HistoryAnswer {
    command: String,
    /// As `deskferry history --json` prints it (docs/backup.md).
    history: Box<RawValue>,
}

async fn history(State(shared): SharedState, body: Body) -> Answer {
    let wanted: Wanted = parsed(body).await?;
    let answer = blocking(&shared, move |shared| {
        let field = FIELDS.into_iter().find(|known| *known == wanted.field);
        let field =
            field.filter(|_| !wanted.value.trim().is_empty()).ok_or_else(|| WorkbenchError::Request {
                what: format!("it needs a value of one of {}", FIELDS.join(", ")),
                field: Some("value"),
            })?;
        let pair = format!("{field}={}", wanted.value);
        let filter = Filter::parse(std::slice::from_ref(&pair));
        let filter = filter.map_err(|error| WorkbenchError::Refused { what: error.to_string() })?;
        let folder = shared.project.checked_backups()?;
        let shown = named(&folder);
        let environment = Environment::read();
        let storage = backup_target(&shown, &environment.store)?;
        let key = environment.passphrase.map_or_else(
            || Ok(DecryptionKey::default()),
            |passphrase| DecryptionKey::default().with_passphrase(passphrase).map_err(FileError::from),
        )?;
        // Parts are written only while no other process makes or removes backups.
        let lock = FolderLock::take(&folder).ok();
        let options = HistoryOptions { redact: false, writes: lock.is_some(), stop: shared.stop.clone() };
        let found = find_history(&storage, &key, &filter, &options, &Silent)?;
        let history = RawValue::from_string(found.json()?).map_err(|_| WorkbenchError::Defect)?;
        Ok(HistoryAnswer { command: shown_line(&["history", &shown, &pair].map(str::to_owned)), history })
    });
    json_of(&answer.await?)
}
