//! One settings file: its sections, and who chose it.

use std::ops::Range;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::error::ConfigError;
use super::json_settings::{self, is_json_settings};
use super::origin::{Origin, Setting};
use crate::api::PhotoEncoding;
use crate::file::read_text;

/// The name of a settings file, in the working directory and in the user's configuration folder.
pub const DEFAULT_FILE: &str = "deskferry.toml";

/// Who chose a settings file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChosenBy {
    /// The user named it with `--config`.
    Flag,
    /// It is in the user's configuration folder.
    User,
    /// It was found in the working directory. Anybody may have put it there.
    Folder,
}

/// A settings file. The sections that apply come in the order of [`super::settings::Settings`].
#[derive(Debug, Clone)]
pub(super) struct SettingsFile {
    pub(super) path: PathBuf,
    pub(super) chosen_by: ChosenBy,
    /// The position of every line break.
    line_breaks: Vec<usize>,
    /// The settings outside of profiles.
    pub(super) common: SettingsValues,
    /// The profiles by name.
    pub(super) profiles: Vec<(String, SettingsValues)>,
}

/// The settings of one section, with their positions.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsValues {
    pub(super) base_url: Option<Spanned<String>>,
    pub(super) client_id: Option<Spanned<String>>,
    pub(super) token_file: Option<Spanned<PathBuf>>,
    pub(super) api_token_file: Option<Spanned<PathBuf>>,
    pub(super) token_command: Option<Spanned<Vec<String>>>,
    #[serde(default, deserialize_with = "text_or_number")]
    pub(super) rate: Option<Spanned<String>>,
    pub(super) concurrency: Option<Spanned<usize>>,
    pub(super) run_dir: Option<Spanned<PathBuf>>,
    #[serde(default, deserialize_with = "text_or_number")]
    pub(super) timeout: Option<Spanned<String>>,
    pub(super) photo_encoding: Option<Spanned<PhotoEncoding>>,
    pub(super) language: Option<Spanned<String>>,
    pub(super) notify_url: Option<Spanned<SecretText>>,
    pub(super) ping_url: Option<Spanned<SecretText>>,
    pub(super) ping_style: Option<Spanned<String>>,
    pub(super) keep_traces: Option<Spanned<usize>>,
    pub(super) journal: Option<Spanned<String>>,
    pub(super) journal_password_file: Option<Spanned<PathBuf>>,
}

/// A text that is never shown.
#[derive(Debug, Clone)]
pub(super) struct SecretText(pub(super) SecretString);

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(String::deserialize(deserializer)?.into()))
    }
}

/// Accepts numbers too: `rate = 5` is `rate = "5"`, and `timeout = 60` is `timeout = "60"`.
fn text_or_number<'de, D>(deserializer: D) -> Result<Option<Spanned<String>>, D::Error>
where
    D: serde::Deserializer<'de>,
{
    let value = Spanned::<toml::Value>::deserialize(deserializer)?;
    let span = value.span();
    Ok(Some(Spanned::new(
        span,
        match value.into_inner() {
            toml::Value::String(text) => text,
            other => other.to_string(),
        },
    )))
}

impl SettingsFile {
    /// Reads a settings file.
    pub(super) fn read(path: &Path, chosen_by: ChosenBy) -> Result<Self, ConfigError> {
        let text =
            read_text(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(path, chosen_by, &text)
    }

    pub(super) fn parse(path: &Path, chosen_by: ChosenBy, text: &str) -> Result<Self, ConfigError> {
        let faulty = |error: toml::de::Error| ConfigError::faulty(path, text, &error);
        let sections = match chosen_by {
            ChosenBy::Flag if is_json_settings(text) => vec![(None, json_settings::section(path, text)?)],
            _ => sections_of(text).map_err(faulty)?,
        };
        let has = |name: &str| sections.iter().any(|(_, section)| has_key(section, name));
        if chosen_by == ChosenBy::Folder && has("token_command") {
            return Err(ConfigError::FoundCommand { path: path.to_owned() });
        }
        let told = ["journal", "notify_url", "ping_url"].into_iter().find(|name| has(name));
        if let Some(name) = told.filter(|_| chosen_by == ChosenBy::Folder) {
            return Err(ConfigError::FoundUrl { path: path.to_owned(), name });
        }
        let line_breaks = text.match_indices('\n').map(|(at, _)| at).collect();
        let mut file = Self {
            path: path.to_owned(),
            chosen_by,
            line_breaks,
            common: SettingsValues::default(),
            profiles: Vec::new(),
        };
        for (name, section) in sections {
            let values = SettingsValues::deserialize(ValueDeserializer::from(section)).map_err(faulty)?;
            match name {
                Some(name) => file.profiles.push((name, values)),
                None => file.common = values,
            }
        }
        Ok(file)
    }

    /// The section of a profile.
    pub(super) fn profile(&self, name: &str) -> Option<&SettingsValues> {
        self.profiles.iter().find(|(known, _)| known == name).map(|(_, values)| values)
    }

    /// A file that this one names. In the user's configuration folder, a relative path begins at that folder: the
    /// working directory may come from anybody.
    pub(super) fn beside(&self, path: &Path) -> PathBuf {
        let folder = self.path.parent().filter(|_| self.chosen_by == ChosenBy::User);
        folder.map_or_else(|| path.to_owned(), |folder| folder.join(path))
    }

    /// A value of this file with its origin.
    pub(super) fn setting<T: Clone>(&self, profile: Option<&str>, value: &Spanned<T>) -> Setting<T> {
        let Range { start, .. } = value.span();
        let line = self.line_breaks.partition_point(|line_break| *line_break < start) + 1;
        let profile = profile.map(ToOwned::to_owned);
        Setting::new(value.get_ref().clone(), Origin::File { path: self.path.clone(), line, profile })
    }
}

type Section<'i> = Spanned<DeValue<'i>>;

/// The section outside of profiles, then the profiles with their names.
fn sections_of(text: &str) -> Result<Vec<(Option<String>, Section<'_>)>, toml::de::Error> {
    let document = DeTable::parse(text)?;
    let whole = document.span();
    let mut table = document.into_inner();
    let profiles = table.remove("profile").map(profiles_of).transpose()?.unwrap_or_default();
    let mut sections = vec![(None, Spanned::new(whole, DeValue::Table(table)))];
    sections.extend(profiles.into_iter().map(|(name, section)| (Some(name), section)));
    Ok(sections)
}

/// The sections below `profile`, by name.
fn profiles_of(profiles: Section<'_>) -> Result<Vec<(String, Section<'_>)>, toml::de::Error> {
    match profiles.into_inner() {
        DeValue::Table(table) => {
            Ok(table.into_iter().map(|(name, section)| (name.into_inner().into_owned(), section)).collect())
        }
        other => {
            let text = format!("profile is {}, but must be a section: [profile.NAME]", other.type_str());
            Err(serde::de::Error::custom(text))
        }
    }
}

fn has_key(section: &Section<'_>, name: &str) -> bool {
    section.get_ref().as_table().is_some_and(|table| table.contains_key(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(chosen_by: ChosenBy, text: &str) -> Result<SettingsFile, ConfigError> {
        SettingsFile::parse(Path::new("d.toml"), chosen_by, text)
    }

    #[test]
    fn every_value_knows_its_line() {
        let text = "# settings\nrate = 5\n\n[profile.a]\r\ntimeout = \"1s\"\nprofile.b.concurrency = 2\n";
        let error = parsed(ChosenBy::Folder, text).unwrap_err().to_string();
        assert!(error.contains("line 6"), "{error}");
        let text = "# settings\nrate = 5\n\n[profile.a]\r\ntimeout = \"1s\"\n";
        let file = parsed(ChosenBy::Folder, text).unwrap();
        let line = |setting: Setting<String>| match setting.origin {
            Origin::File { line, profile, .. } => (setting.value, line, profile),
            other => panic!("{other:?}"),
        };
        let rate = file.setting(None, file.common.rate.as_ref().unwrap());
        assert_eq!(line(rate), ("5".to_owned(), 2, None));
        let timeout = file.setting(Some("a"), file.profile("a").unwrap().timeout.as_ref().unwrap());
        assert_eq!(line(timeout), ("1s".to_owned(), 5, Some("a".to_owned())));
    }

    #[test]
    fn a_found_file_names_no_command() {
        for text in [
            "token_command = [\"id\"]",
            "[profile.x]\ntoken_command = \"id\"",
            "profile.x = { token_command = 1 }",
        ] {
            let error = parsed(ChosenBy::Folder, text).unwrap_err();
            assert!(matches!(error, ConfigError::FoundCommand { .. }), "{text}: {error}");
        }
        for name in ["notify_url", "ping_url"] {
            let url = format!("[profile.x]\n{name} = \"https://chat.example/hush\"\n");
            let error = parsed(ChosenBy::Folder, &url).unwrap_err();
            assert!(matches!(error, ConfigError::FoundUrl { .. }) && !error.to_string().contains("hush"));
            let file = parsed(ChosenBy::User, &url).unwrap();
            let values = file.profile("x").unwrap();
            assert!(values.notify_url.is_some() || values.ping_url.is_some());
            assert!(!format!("{file:?}").contains("hush"));
        }
        let file = parsed(ChosenBy::User, "token_command = [\"id\"]").unwrap();
        assert_eq!(file.common.token_command.unwrap().get_ref(), &["id"]);
    }

    fn json(text: &str) -> Result<SettingsFile, ConfigError> {
        SettingsFile::parse(Path::new("c.json"), ChosenBy::Flag, text)
    }

    #[test]
    fn values_have_their_lines_and_other_members_are_left_alone() {
        let text = "{\n \"base_url\": \"https://a.example\",\n \"mapping\": {\"a\": 1}, \"rate\": 5,\n \"concurrency\": 3,\n\
                    \"token_command\": [\"pass\", \"x\"], \"timeout\": null}";
        let file = json(text).unwrap();
        let values = &file.common;
        assert_eq!(values.base_url.as_ref().unwrap().get_ref(), "https://a.example");
        assert_eq!(values.concurrency.as_ref().unwrap().get_ref(), &3);
        assert_eq!(values.token_command.as_ref().unwrap().get_ref(), &["pass", "x"]);
        assert!(values.timeout.is_none());
        let rate = file.setting(None, values.rate.as_ref().unwrap());
        assert_eq!((rate.value.as_str(), rate.origin.to_string().as_str()), ("5", "c.json, line 3"));
    }

    #[test]
    fn a_fault_names_its_place() {
        for (text, expected) in [
            ("{\n\"concurrency\": \"three\"}", "c.json: line 2, column 16: invalid type: string \"three\""),
            ("{\"rate\": 5,}", "c.json: it is no JSON object: trailing comma at line 1 column 12"),
            ("{} x", "c.json: it is no JSON object: trailing characters"),
        ] {
            let fault = json(text).unwrap_err().to_string();
            assert!(fault.starts_with(expected), "{fault}");
        }
    }

    #[test]
    fn every_setting_may_be_json() {
        assert!(json("{\"nothing\": 1}").is_ok());
        let unknown =
            SettingsFile::parse(Path::new("c.toml"), ChosenBy::Flag, "nothing = 1").unwrap_err().to_string();
        json_settings::SETTING_NAMES
            .iter()
            .for_each(|name| assert!(unknown.contains(&format!("`{name}`")), "{name}: {unknown}"));
        assert_eq!(unknown.matches("`, `").count() + 1, json_settings::SETTING_NAMES.len(), "{unknown}");
    }
}
