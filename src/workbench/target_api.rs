//! The handlers for the target, the policy of a field, and the example of a first visit.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use crate::config::{Config, Environment, Flags, profile_names};
use crate::customer::WritePolicy;
use crate::file::name_of;

use super::answer::{Answer, json_of, parsed};
use super::error::WorkbenchError;
use super::history::Did;
use super::new_mapping::write_suggested;
use super::project_api::project;
use super::project_edit::ProjectText;
use super::protect_field::with_policy;
use super::shared::{Room, Shared, blocking};
use super::target::Target;
use super::upload::Upload;

/// The paths of these handlers.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/target", get(target).put(choose))
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
}

/// An account, without any secret.
#[derive(Serialize)]
struct AccountAnswer {
    /// Its address, and the end of its client id; `null` if the settings can't be used.
    name: Option<String>,
    /// Why it can't be used, and what to do.
    problem: Option<String>,
}

async fn target(State(room): Room) -> Answer {
    let answer = blocking(&room, |room| {
        let target = room.project.target()?;
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
        Ok(TargetAnswer { target, account, profiles })
    });
    json_of(&answer.await?)
}

async fn choose(State(room): Room, body: Body) -> Answer {
    let wanted: Target = parsed(body).await?;
    let wanted = wanted.checked().map_err(|what| WorkbenchError::Request { what, field: Some("sandbox") })?;
    // What is said of a job's place must stay true until its end.
    blocking(&room, move |room| {
        check_profile(&wanted)?;
        room.jobs.while_idle(|| {
            room.project.change(|file| {
                file.set_target(&wanted);
                Ok(())
            })
        })
    })
    .await?;
    room.changes.tell();
    target(State(room)).await
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

async fn protect(State(room): Room, body: Body) -> Answer {
    let wanted: Protect = parsed(body).await?;
    blocking(&room, move |room| {
        room.project.edit(ProjectText::Mapping, Did::new("protect", wanted.field.clone()), |mapping| {
            let none = || WorkbenchError::MappingRefused { what: "there is no mapping yet".to_owned() };
            let text = mapping.as_deref().ok_or_else(none)?;
            *mapping = Some(with_policy(text, &wanted.field, wanted.write)?);
            Ok(())
        })
    })
    .await?;
    room.changes.tell();
    project(State(room)).await
}

/// The file of the example: invented people, with some faults on purpose.
const EXAMPLE: (&str, &[u8]) = ("hubspot-contacts.csv", include_bytes!("../../samples/hubspot-contacts.csv"));

/// Fills an empty project: a file, its mapping, and the practice sandbox as the target.
async fn example(State(room): Room) -> Answer {
    blocking(&room, |room| {
        let has_files = !room.project.read()?.entries().is_empty();
        if has_files || room.project.mapping().exists() {
            let what =
                "this project has files or a mapping already: open an empty one for the example".to_owned();
            return Err(WorkbenchError::Refused { what });
        }
        Ok(())
    })
    .await?;
    let upload = Upload::receive(&room.project.files(), EXAMPLE.0, Body::from(EXAMPLE.1)).await?;
    blocking(&room, move |room| {
        let id = room.project.keep(upload.part(), upload.name())?;
        upload.kept();
        let file = room.project.read()?.entry(&id).cloned().ok_or(WorkbenchError::NoFile)?;
        write_suggested(&room.project, &name_of(room.project.path(&file)), &file.reading, false)?;
        room.project.change(|file| {
            file.set_target(&Target::default());
            Ok(())
        })
    })
    .await?;
    room.changes.tell();
    project(State(room)).await
}
