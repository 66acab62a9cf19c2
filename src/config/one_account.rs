//! Address, client id and secret of an account come from one settings file. Which of two half accounts is meant can only
//! be guessed, and a wrong guess sends customers or credentials to somebody else.

use super::credential_source::{AccountSource, CredentialSource};
use super::error::ConfigError;
use super::origin::{Origin, Setting};
use super::settings::Settings;
use super::settings_file::SettingsFile;

/// The error for an account that is chosen although a settings file that comes first has a part of another one.
pub(super) fn fault(source: &AccountSource, address: &Origin, settings: &Settings) -> Option<ConfigError> {
    if matches!(source.credential.origin, Origin::Variable(_)) {
        return None;
    }
    let chosen = settings.file_of(&source.credential.origin);
    other_secret(settings, chosen, address).or_else(|| other_client(settings, chosen?, source, address))
}

/// A secret that comes first, although the address is from another file. Whoever names the address by a flag or a
/// variable has said which account is meant.
fn other_secret(settings: &Settings, chosen: Option<&SettingsFile>, address: &Origin) -> Option<ConfigError> {
    let place = settings.file_of(address)?;
    let first =
        settings.find(|(file, profile, values)| CredentialSource::of_section(file, profile, values))?;
    let file = settings.file_of(&first.origin)?;
    let is_other = |other: &SettingsFile| other.path != file.path;
    let used = if is_other(place) {
        (place, "base_url")
    } else {
        (chosen.filter(|chosen| is_other(chosen))?, "token")
    };
    Some(mixed(file, "a token", used))
}

/// A client id that comes first, or that stands in another file than the secret. Whoever names the address by a flag or a
/// variable has said which account is meant, if one file has both.
fn other_client(
    settings: &Settings,
    chosen: &SettingsFile,
    source: &AccountSource,
    address: &Origin,
) -> Option<ConfigError> {
    let is_named = matches!(address, Origin::Flag(_) | Origin::Variable(_));
    if is_named && settings.file_of(&source.client_id.origin).is_some_and(|file| file.path == chosen.path) {
        return None;
    }
    let first: Setting<String> = settings.get(|values| values.client_id.as_ref())?;
    let file = settings.file_of(&first.origin)?;
    let used = &source.client_id;
    let is_of_variable = matches!(used.origin, Origin::Variable(_));
    let agrees = first.value == used.value && first.origin != used.origin;
    (file.path != chosen.path && !agrees && !is_of_variable)
        .then(|| mixed(file, "client_id", (chosen, "token")))
}

fn mixed(file: &SettingsFile, what: &str, (other, used): (&SettingsFile, &'static str)) -> ConfigError {
    ConfigError::MixedAccount {
        file: file.path.clone(),
        what: what.to_owned(),
        other: other.path.clone(),
        used,
    }
}
