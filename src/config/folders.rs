//! The user's own folders.

use std::path::PathBuf;

use super::environment::Environment;
use crate::system::{CONFIG_BELOW_HOME, STATE_BELOW_HOME, own_user};

/// The state folder, one per user. `XDG_RUNTIME_DIR` is not used, because cron jobs do not have it.
pub(super) fn state_dir(environment: &Environment) -> PathBuf {
    let in_home = |home: &PathBuf| home.join(STATE_BELOW_HOME);
    let named = environment.state_home.as_ref().map(|folder| folder.join("deskferry"));
    let fallback = || std::env::temp_dir().join(format!("deskferry-{}", own_user()));
    named.or_else(|| environment.home.as_ref().map(in_home)).unwrap_or_else(fallback)
}

/// The configuration folder: the user's settings file, and the logins. There is none without a home folder.
pub(super) fn config_dir(environment: &Environment) -> Option<PathBuf> {
    let in_home = |home: &PathBuf| home.join(CONFIG_BELOW_HOME);
    let named = environment.config_home.as_ref().map(|folder| folder.join("deskferry"));
    named.or_else(|| environment.home.as_ref().map(in_home))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_folders_belong_to_the_user() {
        let named = Environment {
            state_home: Some("/state".into()),
            config_home: Some("/config".into()),
            home: Some("/home/me".into()),
            ..Environment::default()
        };
        assert_eq!(state_dir(&named), Path::new("/state/deskferry"));
        assert_eq!(config_dir(&named).unwrap(), Path::new("/config/deskferry"));
        let home = Environment { state_home: None, config_home: None, ..named };
        assert_eq!(state_dir(&home), Path::new("/home/me/.local/state/deskferry"));
        assert_eq!(config_dir(&home).unwrap(), Path::new("/home/me/.config/deskferry"));
        let none = Environment { home: None, ..home };
        assert!(state_dir(&none).starts_with(std::env::temp_dir()));
        assert!(!state_dir(&none).ends_with("deskferry"), "it names the user");
        assert_eq!(config_dir(&none), None);
    }
}
