//! The names that `--profile` takes, for a shell that completes them.

use std::path::Path;

use super::environment::Environment;
use super::folders;
use super::settings::Settings;
use crate::login::Logins;

/// The profiles of the settings files and of logins, sorted. Files that can't be read have none: each command says what
/// is wrong with them.
pub fn profile_names(config: Option<&Path>, environment: &Environment) -> Vec<String> {
    let folder = folders::config_dir(environment);
    let settings = Settings::read(config, None, folder.as_deref()).unwrap_or_default();
    let logins = folder.and_then(|folder| Logins::read(&folder).ok()).unwrap_or_default();
    let stated = settings.files.into_iter().flat_map(|file| file.profiles).map(|(name, _)| name);
    let mut names: Vec<String> = stated.chain(logins.profiles()).collect();
    names.sort();
    names.dedup();
    names
}
