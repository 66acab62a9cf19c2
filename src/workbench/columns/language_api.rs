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
use crate::issue::Code;
use crate::language::ReportLanguage;

use super::help_desk_fields::in_words;
use crate::workbench::error::WorkbenchError;
use crate::workbench::server::{Answer, Shared, SharedState, blocking, json_of, parsed};

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
}

#[derive(Serialize)]
struct CodeWords {
    title: String,
    remedy: String,
}

async fn language(State(shared): SharedState, query: Result<Query<LanguageQuery>, QueryRejection>) -> Answer {
    let faulty = |error: QueryRejection| WorkbenchError::Request { what: error.to_string(), field: None };
    let Query(LanguageQuery { wanted }) = query.map_err(faulty)?;
    let chosen = blocking(&shared, |shared| Ok(shared.project.read()?.language())).await?;
    let language = chosen.unwrap_or_else(|| best(&wanted));
    let fields = FIELDS.iter().chain([&ACCOUNT, &PHOTO]).map(|field| field.name);
    let named = |field| (field, [in_words(ReportLanguage::En, field), in_words(language, field)]);
    let codes = Code::ALL.iter().filter(|_| !language.is_english());
    let said = |code: &Code| {
        (code.id(), CodeWords { title: code.title_in(language), remedy: code.remedy_in(language) })
    };
    json_of(&LanguageAnswer {
        language,
        chosen,
        fields: fields.map(named).collect(),
        codes: codes.map(said).collect(),
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

/// The first language of a browser that the page has, else English.
fn best(wanted: &str) -> ReportLanguage {
    let tags = wanted.split(',').map(|tag| tag.split('-').next().unwrap_or_default());
    tags.flat_map(str::parse).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_of_the_browser_that_the_page_has() {
        for (wanted, expected) in [("it-IT,it,en", "it"), ("pt-BR,fr-CA", "fr"), ("ja", "en"), ("", "en")] {
            assert_eq!(best(wanted).tag(), expected, "{wanted}");
        }
    }
}
