//! Where a project's customers go: a practice sandbox in its folder, or the real account.

use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, Item, Table, value};

use crate::file::name_of;

/// The sandbox of a project that says nothing.
const PRACTICE: &str = "practice.db";

/// `[target]` of `project.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Target {
    /// A sandbox: `sandbox = "practice.db"`, a file in the project's folder.
    Sandbox {
        /// The name of the file.
        #[serde(default = "practice")]
        sandbox: String,
    },
    /// The account that the settings name: `account = true`, or `profile = "NAME"`.
    Account {
        /// The profile of the settings, if it is not the usual account.
        #[serde(default)]
        profile: Option<String>,
    },
}

fn practice() -> String {
    PRACTICE.to_owned()
}

impl Default for Target {
    fn default() -> Self {
        Self::Sandbox { sandbox: practice() }
    }
}

impl Target {
    /// Reads `[target]`; the error says what is wrong with it.
    pub(crate) fn read(item: Option<&Item>) -> Result<Self, String> {
        let Some(item) = item else { return Ok(Self::default()) };
        let table = item.as_table_like().ok_or("`target` must be a section: [target]")?;
        let mut found = Vec::new();
        for (key, item) in table.iter() {
            let text =
                || item.as_str().map(ToOwned::to_owned).ok_or(format!("[target] {key} must be a text"));
            found.push(match key {
                "sandbox" => Self::Sandbox { sandbox: text()? },
                "profile" => Self::Account { profile: Some(text()?) },
                "account" if item.as_bool() == Some(true) => Self::Account { profile: None },
                "account" => return Err("[target] account must be true".to_owned()),
                other => return Err(format!("[target] has {other}: it takes sandbox, profile or account")),
            });
        }
        match found.as_slice() {
            [] => Ok(Self::default()),
            [one] => one.clone().checked(),
            _ => Err("[target] takes one of sandbox, profile and account".to_owned()),
        }
    }

    /// Refuses what could lead out of the project's folder, or be taken for a flag.
    pub(crate) fn checked(self) -> Result<Self, String> {
        match &self {
            Self::Sandbox { sandbox } => {
                let path = Path::new(sandbox);
                let is_plain = path.components().count() == 1
                    && path.components().all(|part| matches!(part, Component::Normal(_)));
                let is_database = sandbox.ends_with(".db") && !sandbox.starts_with(['-', '.']);
                if is_plain && is_database && !sandbox.contains(char::is_control) {
                    return Ok(self);
                }
                Err(format!(
                    "the sandbox {sandbox:?} must be a file in the project's folder whose name ends in .db, such as \
                     {PRACTICE}"
                ))
            }
            Self::Account { profile: Some(name) }
                if name.is_empty() || name.starts_with('-') || name.contains(char::is_control) =>
            {
                Err(format!("{name:?} can't be the name of a profile"))
            }
            Self::Account { .. } => Ok(self),
        }
    }

    /// Writes `[target]`. Comments of the section stay.
    pub(crate) fn write(&self, document: &mut DocumentMut) {
        let item = document.entry("target").or_insert_with(|| {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            Item::Table(table)
        });
        let Some(table) = item.as_table_like_mut() else { return };
        let (key, new) = match self {
            Self::Sandbox { sandbox } => ("sandbox", value(sandbox.as_str())),
            Self::Account { profile: Some(name) } => ("profile", value(name.as_str())),
            Self::Account { profile: None } => ("account", value(true)),
        };
        for other in ["sandbox", "profile", "account"].into_iter().filter(|other| *other != key) {
            table.remove(other);
        }
        table.insert(key, new);
    }

    /// The name of the sandbox's file.
    pub(crate) fn sandbox(&self) -> Option<&str> {
        match self {
            Self::Sandbox { sandbox } => Some(sandbox),
            Self::Account { .. } => None,
        }
    }

    /// The profile of the account.
    pub(crate) fn profile(&self) -> Option<&str> {
        match self {
            Self::Account { profile } => profile.as_deref(),
            Self::Sandbox { .. } => None,
        }
    }

    pub(crate) fn is_sandbox(&self) -> bool {
        matches!(self, Self::Sandbox { .. })
    }

    /// The words by which a command reaches it.
    pub(crate) fn words(&self, project: &Path) -> Vec<String> {
        match self {
            Self::Sandbox { sandbox } => vec![format!("--sandbox={}", name_of(project.join(sandbox)))],
            Self::Account { profile: Some(name) } => vec!["--profile".to_owned(), name.clone()],
            Self::Account { profile: None } => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(text: &str) -> Result<Target, String> {
        Target::read(text.parse::<DocumentMut>().unwrap().get("target"))
    }

    #[test]
    fn a_project_begins_with_a_practice_sandbox() {
        let target = read("version = 1\n").unwrap();
        assert_eq!(target.words(Path::new("p")), ["--sandbox=p/practice.db"]);
        assert_eq!(
            read("[target]\nprofile = \"main\"\n").unwrap().words(Path::new("p")),
            ["--profile", "main"]
        );
        assert_eq!(read("[target]\naccount = true\n").unwrap().words(Path::new("p")), [""; 0]);
    }

    #[rstest]
    #[case("[target]\nsandbox = \"../other.db\"\n", "in the project's folder")]
    #[case("[target]\nsandbox = \"/etc/passwd\"\n", "in the project's folder")]
    #[case("[target]\nsandbox = \"mapping.toml\"\n", "ends in .db")]
    #[case("[target]\nsandbox = \"a.db\"\nprofile = \"x\"\n", "takes one of")]
    #[case("[target]\naccount = false\n", "must be true")]
    #[case("[target]\nprofile = \"a\\nb\"\n", "can't be the name of a profile")]
    #[case("[target]\ntoken = \"x\"\n", "it takes sandbox, profile or account")]
    #[case("target = 3\n", "must be a section")]
    fn faults_are_named(#[case] text: &str, #[case] expected: &str) {
        let fault = read(text).unwrap_err();
        assert!(fault.contains(expected), "{fault}");
    }

    #[test]
    fn comments_survive_a_change() {
        let mut document: DocumentMut =
            "version = 1\n\n# ours\n[target]\n# the trial\nsandbox = \"a.db\" # first\n".parse().unwrap();
        Target::Account { profile: Some("main".to_owned()) }.write(&mut document);
        let text = document.to_string();
        assert!(text.contains("# ours\n[target]\n") && text.contains("profile = \"main\""), "{text}");
        assert_eq!(read(&text).unwrap(), Target::Account { profile: Some("main".to_owned()) });
    }
}
