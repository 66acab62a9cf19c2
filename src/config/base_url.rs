//! Parses the address of the API.

use url::Url;

use super::error::{ConfigError, without_secrets};
use super::origin::Setting;

/// The default address.
pub const DEFAULT_BASE_URL: &str = "https://api.deskero.com";

const LOOKS: &str = "it should look like https://api.deskero.com";

/// Parses an address. One with a password or a key in it would be shown in messages.
pub(super) fn base_url(text: &Setting<String>) -> Result<Url, ConfigError> {
    let bad = |hint: &'static str| ConfigError::BadValue {
        name: text.origin.subject("base_url"),
        value: without_secrets(&text.value),
        hint,
    };
    let address = Url::parse(&text.value);
    // `localhost:8787` is parsed, too: with the scheme `localhost`.
    let has_scheme = address.as_ref().is_ok_and(|address| ["https", "http"].contains(&address.scheme()));
    if !has_scheme {
        let is_bare = !text.value.contains("://");
        let hint = "it must begin with https://, as in https://api.deskero.com";
        return Err(bad(if is_bare { hint } else { LOOKS }));
    }
    let address = address.map_err(|_| bad(LOOKS))?;
    let is_plain = address.username().is_empty()
        && address.password().is_none()
        && address.query().is_none()
        && address.fragment().is_none();
    let hint =
        "it must not contain a user, a password or a query; it should look like https://api.deskero.com";
    is_plain.then_some(address).ok_or_else(|| bad(hint))
}
