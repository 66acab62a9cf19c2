//! The handlers for columns, rules and the text of the mapping.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, patch, post};
use serde::{Deserialize, Serialize};

use crate::file::sha256_hex;

use super::columns_view::{check_names, columns_view};
use super::current_mapping::CurrentMapping;
use super::mapping_edit::MappingEdit;
use super::mistake::Mistake;
use super::rule_preview::{EMPTY, PreviewRequest, preview};
use super::values_view::{ValuesRequest, values_view};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{ProjectText, StepLabel};
use crate::workbench::server::{Answer, PageLanguage, Shared, SharedState, blocking, json_of, parsed_long};

/// The most bytes of a mapping that the page can edit, as text or by rules.
const LONGEST_TEXT: usize = 1024 * 1024;

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/columns", get(columns))
        .route("/mapping", patch(change))
        .route("/mapping/text", get(text).put(set_text))
        .route("/mapping/check", post(check))
        .route("/preview", post(preview_rule))
        .route("/values", get(values))
}

/// The members of a query that is not as it should be are named by the reader.
type Asked<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

fn asked<T>(query: Asked<T>) -> Result<T, WorkbenchError> {
    let request = |error: axum::extract::rejection::QueryRejection| WorkbenchError::Request {
        what: error.body_text(),
        field: None,
    };
    query.map(|Query(asked)| asked).map_err(request)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnsQuery {
    file: String,
}

async fn columns(
    State(shared): SharedState,
    PageLanguage(language): PageLanguage,
    query: Asked<ColumnsQuery>,
) -> Answer {
    let ColumnsQuery { file } = asked(query)?;
    let view = move |shared: &Shared| columns_view(&shared.project, &shared.known, &file, language);
    json_of(&blocking(&shared, view).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeRequest {
    /// Whose columns are answered; without it, nothing is.
    file: Option<String>,
    edits: Vec<MappingEdit>,
}

/// Changes the mapping, all of it or nothing: the result must pass the check.
async fn change(State(shared): SharedState, PageLanguage(language): PageLanguage, body: Body) -> Answer {
    let ChangeRequest { file, edits } = parsed_long(body, LONGEST_TEXT).await?;
    let view = blocking(&shared, move |shared| {
        let current = CurrentMapping::of(&shared.project)?;
        let did = edits.first().map_or_else(|| StepLabel::new("settings", ""), MappingEdit::did);
        shared.project.edit(ProjectText::Mapping, did, |mapping| {
            let after = current.edited(mapping.as_deref().unwrap_or(EMPTY), &edits)?;
            let checked = current.check(&after)?;
            if let Some(file) = &file {
                check_names(&shared.project, &shared.known, file, &current, &checked)?;
            }
            *mapping = Some(after);
            Ok(())
        })?;
        file.map(|file| columns_view(&shared.project, &shared.known, &file, language)).transpose()
    });
    let view = view.await;
    shared.changes.notify();
    match view? {
        Some(view) => json_of(&view),
        None => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

#[derive(Serialize)]
struct TextAnswer {
    path: String,
    text: String,
    /// Of the text, to notice another change in the meantime.
    hash: String,
    mistake: Option<Mistake>,
}

fn text_answer(shared: &Shared) -> Result<TextAnswer, WorkbenchError> {
    let current = CurrentMapping::of(&shared.project)?;
    let mistake = current.checked().and_then(|checked| checked.err()).as_ref().map(Mistake::from);
    let text = current.text.unwrap_or_default();
    Ok(TextAnswer { path: current.path, hash: sha256_hex(text.as_bytes()), text, mistake })
}

async fn text(State(shared): SharedState) -> Answer {
    json_of(&blocking(&shared, text_answer).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewText {
    text: String,
    /// The hash of the text that was edited.
    was: String,
}

/// Replaces the text. A faulty one is refused: the page keeps it as a draft.
async fn set_text(State(shared): SharedState, body: Body) -> Answer {
    let NewText { text, was } = parsed_long(body, LONGEST_TEXT).await?;
    let answer = blocking(&shared, move |shared| {
        let current = CurrentMapping::of(&shared.project)?;
        current.check(&text)?;
        shared.project.edit(ProjectText::Mapping, StepLabel::new("text", ""), |mapping| {
            let now = sha256_hex(mapping.as_deref().unwrap_or_default().as_bytes());
            if now != was {
                return Err(WorkbenchError::MappingChanged { path: current.path.clone() });
            }
            *mapping = Some(text);
            Ok(())
        })?;
        text_answer(shared)
    });
    let answer = answer.await?;
    shared.changes.notify();
    json_of(&answer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    text: String,
}

#[derive(Serialize)]
struct CheckAnswer {
    mistake: Option<Mistake>,
}

/// Checks a text that is not saved.
async fn check(State(shared): SharedState, body: Body) -> Answer {
    let Draft { text } = parsed_long(body, LONGEST_TEXT).await?;
    let checked =
        blocking(&shared, move |shared| Ok(CurrentMapping::of(&shared.project)?.check(&text).err())).await?;
    json_of(&CheckAnswer { mistake: checked.as_ref().map(Mistake::from) })
}

async fn preview_rule(State(shared): SharedState, body: Body) -> Answer {
    let wanted: PreviewRequest = parsed_long(body, LONGEST_TEXT).await?;
    json_of(&blocking(&shared, move |shared| preview(&shared.project, &shared.known, wanted)).await?)
}

async fn values(State(shared): SharedState, query: Asked<ValuesRequest>) -> Answer {
    let wanted = asked(query)?;
    json_of(
        &blocking(&shared, move |shared| {
            values_view(&shared.project, &shared.known, &shared.counts, &wanted)
        })
        .await?,
    )
}
