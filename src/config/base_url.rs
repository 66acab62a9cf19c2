//! Parses the address of the API.

use url::Url;

use super::error::{ConfigError, without_secrets};
use super::origin::Setting;

/// The default address.
pub const DEFAULT_BASE_URL: &str = "https://api.deskero.com";

/// Parses an address.
pub(super) fn base_url(text: &Setting<String>) -> Result<Url, ConfigError> {
    Url::parse(&text.value).map_err(|_| ConfigError::BadValue {
        name: text.origin.subject("base_url"),
        value: without_secrets(&text.value),
        hint: "it should look like https://api.deskero.com",
    })
}
