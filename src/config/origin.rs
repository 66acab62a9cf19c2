//! Where a setting comes from. The origin travels with the value.

use std::fmt;
use std::path::PathBuf;

use crate::file::name_of;

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// A flag, such as `--rate`.
    Flag(&'static str),
    /// An environment variable.
    Variable(&'static str),
    /// A settings file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The profile in whose section it is.
        profile: Option<String>,
    },
    /// `deskferry login`.
    Login,
    /// The run or the plan that a command continues.
    Run,
    /// `deskferry doctor --probe` has found it out.
    Probe,
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Variable(name) => f.write_str(name),
            Self::File { path, line, profile: None } => write!(f, "{}, line {line}", name_of(path)),
            Self::File { path, line, profile: Some(profile) } => {
                write!(f, "{}, line {line}, profile {profile}", name_of(path))
            }
            Self::Login => f.write_str("deskferry login"),
            Self::Run => f.write_str("the run"),
            Self::Probe => f.write_str("deskferry doctor --probe"),
            Self::Default => f.write_str("default"),
        }
    }
}

impl Origin {
    /// The setting `name` with its origin, as the subject of a sentence: `--rate`, or `rate in deskferry.toml, line 3,`.
    pub(super) fn subject(&self, name: &str) -> String {
        match self {
            Self::Flag(name) | Self::Variable(name) => (*name).to_owned(),
            Self::File { .. } => format!("{name} in {self}"),
            Self::Login | Self::Run | Self::Probe | Self::Default => format!("{name} ({self})"),
        }
    }
}

/// A value, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Setting<T> {
    /// A value with its origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// The value of a flag, if it is given.
    pub(super) fn of_flag(name: &'static str, value: Option<T>) -> Option<Self> {
        value.map(|value| Self::new(value, Origin::Flag(name)))
    }

    /// The value of an environment variable, if it is set.
    pub(super) fn of_variable(name: &'static str, value: Option<T>) -> Option<Self> {
        value.map(|value| Self::new(value, Origin::Variable(name)))
    }

    /// A value that nobody set.
    pub(super) fn by_default(value: T) -> Self {
        Self::new(value, Origin::Default)
    }

    /// Another value from the same place.
    pub(super) fn with<U>(&self, value: U) -> Setting<U> {
        Setting::new(value, self.origin.clone())
    }

    /// The same setting with its value changed.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Setting<U> {
        Setting::new(change(self.value), self.origin)
    }

    /// Reads the value; the error gets the setting.
    pub(super) fn read<U, E>(self, read: impl FnOnce(&Self) -> Result<U, E>) -> Result<Setting<U>, E> {
        let value = read(&self)?;
        Ok(Setting::new(value, self.origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_worded_for_people() {
        let file = |profile: Option<&str>| Origin::File {
            path: "deskferry.toml".into(),
            line: 3,
            profile: profile.map(Into::into),
        };
        assert_eq!(file(None).subject("rate"), "rate in deskferry.toml, line 3");
        assert_eq!(file(Some("test")).subject("rate"), "rate in deskferry.toml, line 3, profile test");
        assert_eq!(Origin::Flag("--rate").subject("rate"), "--rate");
        assert_eq!(Origin::Default.to_string(), "default");
    }
}
