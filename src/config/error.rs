//! Settings that can't be used.

use std::path::{Path, PathBuf};

/// A setting that can't be used. No secret stands in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The settings file can't be read.
    #[error("{path}: {source}; name another file with --config")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The settings file has a fault.
    #[error("{path}: {message}")]
    Faulty {
        /// The file.
        path: PathBuf,
        /// What and where.
        message: String,
    },
    /// A profile that is not there.
    #[error("{path} has no profile {name:?}; it has: {known}")]
    NoProfile {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        name: String,
        /// What is there.
        known: String,
    },
    /// A value that can't be used.
    #[error("{name} can't be {value:?}: {hint}")]
    BadValue {
        /// The setting.
        name: &'static str,
        /// Its value; never a secret.
        value: String,
        /// What it should be.
        hint: &'static str,
    },
    /// No credentials.
    #[error(
        "no credentials: set DESKERO_CLIENT_ID, and DESKERO_API_TOKEN (or DESKERO_TOKEN for a bearer); \
         or rehearse without an account with --sandbox"
    )]
    NoAccount,
}

impl ConfigError {
    /// A fault in the text of a settings file: where it is and what is wrong. The line itself is not shown, since a
    /// credential may stand in it.
    pub(super) fn faulty(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().and_then(|span| text.get(..span.start)).map(|before| {
            let line = before.rsplit('\n').next().unwrap_or_default();
            format!("line {}, column {}", before.matches('\n').count() + 1, line.chars().count() + 1)
        });
        let message = match place {
            Some(place) => format!("{place}: {}", error.message()),
            None => error.to_string().trim_end().to_owned(),
        };
        Self::Faulty { path: path.to_owned(), message }
    }
}

/// An address without what may be a password or a key in it: user, query and fragment.
pub(super) fn without_secrets(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    match address.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_secrets() {
        let shown = ["https://me:hush@ho st/", "https://ho st/?key=hush", "ho st"].map(without_secrets);
        assert_eq!(shown, ["…@ho st/", "https://ho st/", "ho st"]);
    }
}
