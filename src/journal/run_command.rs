//! The command of a run.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which command made a run, as `run.json` and `report.json` have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum RunCommand {
    /// `import`
    Import,
    /// `validate`
    Validate,
    /// `apply`
    Apply,
    /// `undo`
    Undo,
    /// `restore`
    Restore,
    /// A command that this build does not know.
    Other(String),
}

impl RunCommand {
    /// Its name on the command line.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Import => "import",
            Self::Validate => "validate",
            Self::Apply => "apply",
            Self::Undo => "undo",
            Self::Restore => "restore",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for RunCommand {
    fn from(name: String) -> Self {
        match name.as_str() {
            "import" => Self::Import,
            "validate" => Self::Validate,
            "apply" => Self::Apply,
            "undo" => Self::Undo,
            "restore" => Self::Restore,
            _ => Self::Other(name),
        }
    }
}

impl From<RunCommand> for String {
    fn from(command: RunCommand) -> Self {
        command.as_str().to_owned()
    }
}

impl fmt::Display for RunCommand {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_command_round_trips() {
        for (text, command) in
            [("\"apply\"", RunCommand::Apply), ("\"merge\"", RunCommand::Other("merge".to_owned()))]
        {
            let read: RunCommand = serde_json::from_str(text).unwrap();
            assert_eq!(read, command);
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
    }
}
