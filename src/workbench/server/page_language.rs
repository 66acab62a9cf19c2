//! The language of a page, which each of its requests names in `Accept-Language`.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;

use crate::language::ReportLanguage;

/// The language of the page that asks; English if it names none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageLanguage(pub(crate) ReportLanguage);

impl<S: Sync> FromRequestParts<S> for PageLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let wanted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self(first_known(wanted.unwrap_or_default())))
    }
}

/// The first of these languages (`it-IT,it;q=0.9,en`) that the page has, else English.
pub(crate) fn first_known(wanted: &str) -> ReportLanguage {
    let tags = wanted.split(',').map(|tag| tag.trim().split(['-', ';']).next().unwrap_or_default());
    tags.flat_map(str::parse).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_of_the_browser_that_the_page_has() {
        let cases =
            [("it-IT,it,en", "it"), ("pt-BR,fr-CA", "fr"), ("ja", "en"), ("", "en"), ("pt, de;q=0.7", "de")];
        for (wanted, expected) in cases {
            assert_eq!(first_known(wanted).tag(), expected, "{wanted}");
        }
    }
}
