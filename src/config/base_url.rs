//! Parses the address of the API.

use url::Url;

use super::error::{ConfigError, without_secrets};
use super::origin::Setting;

/// The default address.
pub const DEFAULT_BASE_URL: &str = "https://api.deskero.com";

/// Parses an address. One with a password or a key in it would be shown in messages.
pub(super) fn base_url(text: &Setting<String>) -> Result<Url, ConfigError> {
    let bad = |hint: &'static str| ConfigError::BadValue {
        name: text.origin.subject("base_url"),
        value: without_secrets(&text.value),
        hint,
    };
    let address = Url::parse(&text.value).map_err(|_| bad("it should look like https://api.deskero.com"))?;
    let is_plain = address.username().is_empty()
        && address.password().is_none()
        && address.query().is_none()
        && address.fragment().is_none();
    let hint =
        "it must not contain a user, a password or a query; it should look like https://api.deskero.com";
    is_plain.then_some(address).ok_or_else(|| bad(hint))
}
