//! The handlers for the language of the page: which one it is, and its words for fields and kinds of issues.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::routing::get;
use serde::{Deserialize, Serialize};

use crate::customer::{ACCOUNT, FIELDS, PHOTO};
use crate::issue::{Code, FaultyValue};
use crate::language::{Message, ReportLanguage};
use crate::report::fixed_details;

use super::help_desk_fields::in_words;
use crate::workbench::error::WorkbenchError;
use crate::workbench::server::{Answer, Shared, SharedState, blocking, first_known, json_of, parsed};

/// The paths of these handlers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/language", get(language).put(choose))
}

#[derive(Deserialize)]
struct LanguageQuery {
    /// What the browser likes best, first: `it-IT,it,en`.
    #[serde(default)]
    wanted: String,
}

#[derive(Serialize)]
struct LanguageAnswer {
    language: ReportLanguage,
    /// That of the project; `null` if it follows the browser.
    chosen: Option<ReportLanguage>,
    /// `city`: its name in English, as other answers have it, and in the language.
    fields: BTreeMap<&'static str, [String; 2]>,
    /// None for English, which other answers have already.
    codes: BTreeMap<&'static str, CodeWords>,
    /// Messages and hints that are fixed texts, in the language; those with details of a row stay English.
    details: BTreeMap<&'static str, String>,
    /// What the message of a warning ends with (`; it was kept as typed`), in the language.
    endings: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct CodeWords {
    title: String,
    remedy: String,
    /// Both in English, as messages may repeat them.
    english: [&'static str; 2],
}

async fn language(State(shared): SharedState, query: Result<Query<LanguageQuery>, QueryRejection>) -> Answer {
    let faulty = |error: QueryRejection| WorkbenchError::Request { what: error.to_string(), field: None };
    let Query(LanguageQuery { wanted }) = query.map_err(faulty)?;
    let chosen = blocking(&shared, |shared| Ok(shared.project.read()?.language())).await?;
    let language = chosen.unwrap_or_else(|| first_known(&wanted));
    let fields = FIELDS.iter().chain([&ACCOUNT, &PHOTO]).map(|field| field.name);
    let named = |field| (field, [in_words(ReportLanguage::En, field), in_words(language, field)]);
    let codes = Code::ALL.iter().filter(|_| !language.is_english());
    let said = |code: &Code| {
        let english = [code.spec().title, code.spec().remedy];
        (code.id(), CodeWords { title: code.title_in(language), remedy: code.remedy_in(language), english })
    };
    let endings = FaultyValue::ALL.iter().filter(|_| !language.is_english());
    let ending = |kind: &FaultyValue| (kind.words(), Message::new(language, kind.key()).to_string());
    json_of(&LanguageAnswer {
        language,
        chosen,
        fields: fields.map(named).collect(),
        codes: codes.map(said).collect(),
        details: fixed_details(language).collect(),
        endings: endings.map(ending).collect(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    /// `null` follows the browser.
    language: Option<ReportLanguage>,
}

async fn choose(State(shared): SharedState, body: Body) -> Answer {
    let Choice { language: wanted } = parsed(body).await?;
    blocking(&shared, move |shared| {
        shared.project.change(|file| {
            file.set_language(wanted);
            Ok(())
        })
    })
    .await?;
    shared.changes.notify();
    language(State(shared), Ok(Query(LanguageQuery { wanted: String::new() }))).await
}
