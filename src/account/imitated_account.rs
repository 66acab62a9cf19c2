//! The account whose behavior an in-process sandbox imitates, as `run.json` keeps it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// An account as `deskferry doctor --probe` has found it, and the switches by which a sandbox behaves like it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImitatedAccount {
    /// The address of the API.
    pub base_url: String,
    /// When the account was probed, as in RFC 3339.
    pub probed_at: String,
    /// The switches of the sandbox: `put=merge`.
    pub switches: Vec<String>,
    /// What was found and the sandbox can't do, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

impl ImitatedAccount {
    /// The server without scheme and path.
    pub fn host(&self) -> String {
        let url = Url::parse(&self.base_url).ok();
        let named = url.as_ref().and_then(|url| {
            let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
            Some(format!("{}{port}", url.host_str()?))
        });
        named.unwrap_or_else(|| self.base_url.clone())
    }

    /// `29 November 2026`.
    pub fn day(&self) -> String {
        let time = self.probed_at.parse::<Timestamp>();
        time.map_or_else(|_| self.probed_at.clone(), |time| time.strftime("%-d %B %Y").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_and_the_day_are_for_people() {
        let account = |base_url: &str, probed_at: &str| ImitatedAccount {
            base_url: base_url.to_owned(),
            probed_at: probed_at.to_owned(),
            switches: Vec::new(),
            left_out: Vec::new(),
        };
        let one = account("https://api.deskero.com/", "2026-11-09T20:00:00Z");
        assert_eq!((one.host().as_str(), one.day().as_str()), ("api.deskero.com", "9 November 2026"));
        let other = account("http://127.0.0.1:8787", "then");
        assert_eq!((other.host().as_str(), other.day().as_str()), ("127.0.0.1:8787", "then"));
    }
}
