//! The address of the API.

use url::Url;

use super::error::{ConfigError, without_secrets};

/// The default address.
pub const DEFAULT_BASE_URL: &str = "https://api.deskero.com";

/// Parses an address.
pub(super) fn base_url(text: &str) -> Result<Url, ConfigError> {
    Url::parse(text).map_err(|_| ConfigError::BadValue {
        name: "the base URL",
        value: without_secrets(text),
        hint: "it should look like https://api.deskero.com",
    })
}

/// True for the default address.
pub(super) fn is_default(address: &Url) -> bool {
    Url::parse(DEFAULT_BASE_URL).is_ok_and(|default| default == *address)
}
