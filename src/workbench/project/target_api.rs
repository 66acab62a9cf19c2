//! The handlers for the target, the policy of a field, and the example of a first visit.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::{get, post};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::config::{Config, Environment, Flags, profile_names};
use crate::customer::WritePolicy;
use crate::file::name_of;
use crate::system::rename_new;

use super::history::StepLabel;
use super::project_api::project;
use super::project_edit::ProjectText;
use super::project_places::check_unlinked;
use super::step_command::command_line;
use super::target::Target;
use crate::workbench::columns::{with_policy, write_suggested};
use crate::workbench::error::WorkbenchError;
use crate::workbench::files::Upload;
use crate::workbench::server::{Answer, Shared, SharedState, blocking, json_of, parsed};

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/target", get(target).put(choose))
        .route("/target/practice", post(begin_anew))
        .route("/mapping/protect", post(protect))
        .route("/example", post(example))
}

#[derive(Serialize)]
struct TargetAnswer {
    target: Target,
    /// The account that the settings name, whether it is the target or not.
    account: AccountAnswer,
    /// The profiles of the settings and of logins.
    profiles: Vec<String>,
    /// The command line that logs in to the account.
    login: String,
}

/// An account, without any secret.
#[derive(Serialize)]
struct AccountAnswer {
    /// Its address, and the end of its client id; `null` if the settings can't be used.
    name: Option<String>,
    /// Why it can't be used, and what to do.
    problem: Option<String>,
}

async fn target(State(shared): SharedState) -> Answer {
    let answer = blocking(&shared, |shared| {
        let target = shared.project.target()?;
        let profile = target.profile().map(ToOwned::to_owned);
        let profiles = profile_names(None, &Environment::read());
        let resolved = Config::resolve(Flags { profile, ..Flags::default() }, Environment::read());
        let account = match resolved {
            Ok(config) => AccountAnswer {
                name: Some(config.account_shortly()),
                problem: config.account_problem().map(|problem| problem.to_string()),
            },
            Err(error) => AccountAnswer { name: None, problem: Some(error.to_string()) },
        };
        let words: Vec<&str> = match target.profile() {
            Some(profile) => vec!["login", "--profile", profile],
            None => vec!["login"],
        };
        Ok(TargetAnswer { account, profiles, login: command_line(&words), target })
    });
    json_of(&answer.await?)
}

async fn choose(State(shared): SharedState, body: Body) -> Answer {
    let wanted: Target = parsed(body).await?;
    let wanted = wanted.checked().map_err(|what| WorkbenchError::Request { what, field: Some("sandbox") })?;
    // What is said of a job's place must stay true until its end.
    blocking(&shared, move |shared| {
        check_profile(&wanted)?;
        shared.jobs.while_idle(|| {
            shared.project.change(|file| {
                file.set_target(&wanted);
                Ok(())
            })
        })
    })
    .await?;
    shared.changes.notify();
    target(State(shared)).await
}

/// Moves the practice sandbox aside: whoever writes next gets an empty one.
async fn begin_anew(State(shared): SharedState) -> Answer {
    blocking(&shared, |shared| {
        shared.jobs.while_idle(|| {
            let target = shared.project.target()?;
            let sandbox = target.sandbox().ok_or_else(|| WorkbenchError::Refused {
                what: "the project writes to a real account: choose the practice help desk first".to_owned(),
            })?;
            let path = shared.project.folder().join(sandbox);
            check_unlinked(&path)?;
            move_aside(&path)
        })
    })
    .await?;
    shared.changes.notify();
    target(State(shared)).await
}

/// Gives a database, and the files that SQLite keeps beside it, a name with the time.
fn move_aside(path: &Path) -> Result<(), WorkbenchError> {
    let second = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    let kept = path.with_extension(format!("{second}.db"));
    for beside in ["", "-wal", "-shm", "-journal"] {
        let beside = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(beside);
            name
        };
        let (from, to) = (beside(path), beside(&kept));
        match rename_new(Path::new(&from), Path::new(&to)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(WorkbenchError::write(Path::new(&from), error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Refuses a profile that the settings don't have.
fn check_profile(wanted: &Target) -> Result<(), WorkbenchError> {
    let names = profile_names(None, &Environment::read());
    match wanted.profile() {
        Some(name) if !names.iter().any(|known| known == name) => Err(WorkbenchError::Request {
            what: format!("the settings have no profile {name:?}; they have: {}", names.join(", ")),
            field: Some("profile"),
        }),
        _ => Ok(()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Protect {
    /// As the report names it.
    field: String,
    write: WritePolicy,
}

async fn protect(State(shared): SharedState, body: Body) -> Answer {
    let wanted: Protect = parsed(body).await?;
    blocking(&shared, move |shared| {
        shared.project.edit(
            ProjectText::Mapping,
            StepLabel::new("protect", wanted.field.clone()),
            |mapping| {
                let none = || WorkbenchError::MappingRefused { what: "there is no mapping yet".to_owned() };
                let text = mapping.as_deref().ok_or_else(none)?;
                *mapping = Some(with_policy(text, &wanted.field, wanted.write)?);
                Ok(())
            },
        )
    })
    .await?;
    shared.changes.notify();
    project(State(shared)).await
}

/// The file of the example: invented people, with some faults on purpose.
const EXAMPLE: (&str, &[u8]) =
    ("hubspot-contacts.csv", include_bytes!("../../../samples/hubspot-contacts.csv"));

/// Fills an empty project: a file, its mapping, and the practice sandbox as the target.
async fn example(State(shared): SharedState) -> Answer {
    blocking(&shared, |shared| {
        let has_files = !shared.project.read()?.entries().is_empty();
        if has_files || shared.project.mapping().exists() {
            let what =
                "this project has files or a mapping already: open an empty one for the example".to_owned();
            return Err(WorkbenchError::Refused { what });
        }
        Ok(())
    })
    .await?;
    let upload = Upload::receive(&shared.project.files(), EXAMPLE.0, Body::from(EXAMPLE.1)).await?;
    blocking(&shared, move |shared| {
        let id = shared.project.keep(upload.part(), upload.name())?;
        upload.kept();
        let file = shared.project.read()?.entry(&id).cloned().ok_or(WorkbenchError::NoFile)?;
        write_suggested(&shared.project, &name_of(shared.project.path(&file)), &file.reading, false)?;
        shared.project.change(|file| {
            file.set_target(&Target::default());
            Ok(())
        })
    })
    .await?;
    shared.changes.notify();
    project(State(shared)).await
}
