//! The address of the API that applies, and whether it is the user's own choice.

use std::path::Path;

use url::Url;

use super::base_url::{DEFAULT_BASE_URL, base_url};
use super::environment::Environment;
use super::error::ConfigError;
use super::origin::{Origin, Setting};
use super::settings::Settings;
use super::settings_file::{ChosenBy, SettingsFile};
use super::trusted_addresses;
use crate::login::Logins;

/// The first address of: flag, environment, settings files, the login of the profile, the default.
pub(super) fn resolve(
    flag: Option<&str>,
    environment: &Environment,
    settings: &Settings,
    logins: Option<&Logins>,
    profile: Option<&str>,
) -> Result<Setting<Url>, ConfigError> {
    let said = Setting::of_flag("--base-url", flag.map(ToOwned::to_owned))
        .or_else(|| Setting::of_variable("DESKERO_BASE_URL", environment.base_url.clone()))
        .or_else(|| settings.get(|values| values.base_url.as_ref()));
    let logged_in = || {
        let login = logins?.of_profile(profile?)?;
        Some(Setting::new(login.base_url.clone(), Origin::Login))
    };
    let address = said.or_else(logged_in);
    address.unwrap_or_else(|| Setting::by_default(DEFAULT_BASE_URL.to_owned())).read(base_url)
}

/// The address for which a settings file names its credentials: its own, or the default.
pub(super) fn of_file(settings: &Settings, file: &SettingsFile) -> Result<Url, ConfigError> {
    let own = settings.get_in(file, |values| values.base_url.as_ref());
    Ok(own.unwrap_or_else(|| Setting::by_default(DEFAULT_BASE_URL.to_owned())).read(base_url)?.value)
}

/// The settings file in the working directory, if the address comes from it and the user has never confirmed it.
pub(super) fn doubted<'a>(
    address: &Setting<Url>,
    settings: &'a Settings,
    state_dir: &Path,
) -> Option<&'a SettingsFile> {
    let file = settings.file_of(&address.origin)?;
    let is_doubted = file.chosen_by == ChosenBy::Folder
        && !is_default(&address.value)
        && !trusted_addresses::is_trusted(state_dir, &file.path, &address.value);
    is_doubted.then_some(file)
}

/// Trusts the address in a found settings file once the user has given the same address as a flag.
pub(super) fn remember(
    address: &Setting<Url>,
    settings: &Settings,
    state_dir: &Path,
) -> Result<(), ConfigError> {
    let found = settings.files.iter().find(|file| file.chosen_by == ChosenBy::Folder);
    let Some(found) = found.filter(|_| matches!(address.origin, Origin::Flag(_))) else { return Ok(()) };
    if of_file(settings, found)? == address.value && !is_default(&address.value) {
        trusted_addresses::trust(state_dir, &found.path, &address.value);
    }
    Ok(())
}

/// True for the default address.
pub(super) fn is_default(address: &Url) -> bool {
    Url::parse(DEFAULT_BASE_URL).is_ok_and(|default| default == *address)
}

/// True for the same address, with or without a slash at its end.
pub(super) fn is_same(one: &Url, other: &Url) -> bool {
    one.as_str().trim_end_matches('/') == other.as_str().trim_end_matches('/')
}
