//! The settings file: the one that the user names, or the one in the working directory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::ConfigError;
use crate::api::PhotoEncoding;
use crate::file::read_text;

/// The file that is read by default, if it exists.
pub const DEFAULT_FILE: &str = "deskferry.toml";

/// The values of a settings file, and who chose the file.
#[derive(Debug, Default)]
pub(super) struct SettingsFile {
    pub(super) values: SettingsValues,
    /// The path, if the file was found in the working directory and not named by the user.
    pub(super) found: Option<PathBuf>,
}

impl SettingsFile {
    /// Reads the named file, or `deskferry.toml` in the working directory if it exists.
    pub(super) fn read(named: Option<&Path>, profile: Option<&str>) -> Result<Self, ConfigError> {
        let default = Path::new(DEFAULT_FILE);
        match named {
            Some(path) => Ok(Self { values: values(path, profile)?, found: None }),
            None if profile.is_none() && !default.is_file() => Ok(Self::default()),
            None => Ok(Self { values: values(default, profile)?, found: Some(default.to_owned()) }),
        }
    }
}

/// `deskferry.toml`: settings at the top level, and changes by profile under `[profile.NAME]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsValues {
    pub(super) base_url: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) token_file: Option<PathBuf>,
    pub(super) api_token_file: Option<PathBuf>,
    #[serde(default, deserialize_with = "text_or_number")]
    pub(super) rate: Option<String>,
    pub(super) concurrency: Option<usize>,
    pub(super) run_dir: Option<PathBuf>,
    #[serde(default, deserialize_with = "text_or_number")]
    pub(super) timeout: Option<String>,
    pub(super) photo_encoding: Option<PhotoEncoding>,
    pub(super) language: Option<String>,
}

/// Accepts numbers too: `rate = 5` is `rate = "5"`, and `timeout = 60` is `timeout = "60"`.
fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Some(match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) => text,
        other => other.to_string(),
    }))
}

impl SettingsValues {
    /// Takes the values missing in `self` from `other`.
    fn or(self, other: Self) -> Self {
        Self {
            base_url: self.base_url.or(other.base_url),
            client_id: self.client_id.or(other.client_id),
            token_file: self.token_file.or(other.token_file),
            api_token_file: self.api_token_file.or(other.api_token_file),
            rate: self.rate.or(other.rate),
            concurrency: self.concurrency.or(other.concurrency),
            run_dir: self.run_dir.or(other.run_dir),
            timeout: self.timeout.or(other.timeout),
            photo_encoding: self.photo_encoding.or(other.photo_encoding),
            language: self.language.or(other.language),
        }
    }
}

fn values(path: &Path, profile: Option<&str>) -> Result<SettingsValues, ConfigError> {
    let text = read_text(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    let faulty = |error: toml::de::Error| ConfigError::faulty(path, &text, &error);
    let mut table: toml::Table = toml::from_str(&text).map_err(faulty)?;
    let profiles = table.remove("profile").unwrap_or_else(|| toml::Table::new().into());
    let mut profiles: BTreeMap<String, SettingsValues> = profiles.try_into().map_err(faulty)?;
    let common: SettingsValues = table.try_into().map_err(faulty)?;
    let Some(name) = profile else { return Ok(common) };
    let known = profiles.keys().cloned().collect::<Vec<_>>().join(", ");
    let chosen = profiles.remove(name);
    let missing = || ConfigError::NoProfile { path: path.to_owned(), name: name.to_owned(), known };
    Ok(chosen.ok_or_else(missing)?.or(common))
}
