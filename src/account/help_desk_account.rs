//! The account that a run writes to, without its secrets.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::held_backup::HeldBackup;
use super::imitated_account::ImitatedAccount;
use crate::file::sha256_hex;

/// An account of a help desk.
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
pub struct HelpDeskAccount {
    /// The address of the API.
    pub base_url: String,
    /// The first 16 hexadecimal digits of the SHA-256 of the client id: enough to tell accounts apart.
    pub client: String,
    /// The first characters of the client id, by which people recognize it; absent in files of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_begins: Option<String>,
    /// The server at the address has said that it is the sandbox of `deskferry sandbox`. Only words depend on it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub served_sandbox: bool,
    /// The account that an in-process sandbox imitates. Only words and the switches of the sandbox depend on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imitates: Option<ImitatedAccount>,
    /// The backup whose customers an in-process sandbox holds. Only words depend on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<HeldBackup>,
}

/// How the address of an in-process sandbox begins; the path of its file follows.
const SANDBOX: &str = "sandbox:";

impl HelpDeskAccount {
    /// The account of an in-process sandbox. Its port is another each time, so its file identifies it; an empty text
    /// means that it is in memory only.
    pub fn of_sandbox(file: &str, client_id: &str) -> Self {
        Self { client_begins: None, ..Self::new(&format!("{SANDBOX}{file}"), client_id) }
    }

    /// The file of an in-process sandbox, empty for one in memory; `None` for a help desk.
    pub fn sandbox_file(&self) -> Option<&str> {
        self.base_url.strip_prefix(SANDBOX)
    }

    /// The same in another file of an in-process sandbox.
    #[must_use]
    pub fn in_sandbox(self, file: &str) -> Self {
        Self { base_url: format!("{SANDBOX}{file}"), ..self }
    }

    /// The account of a client id at an address.
    pub fn new(base_url: &str, client_id: &str) -> Self {
        let client = sha256_hex(client_id.as_bytes()).chars().take(16).collect();
        let base_url = base_url.trim_end_matches('/').to_owned();
        let client_begins = beginning(client_id);
        Self { base_url, client, client_begins, served_sandbox: false, imitates: None, holds: None }
    }

    /// The sandbox, which imitates this account.
    #[must_use]
    pub fn that_imitates(self, imitates: Option<ImitatedAccount>) -> Self {
        Self { imitates, ..self }
    }

    /// The sandbox, which holds the customers of this backup.
    #[must_use]
    pub fn that_holds(self, holds: Option<HeldBackup>) -> Self {
        Self { holds, ..self }
    }

    /// True for a sandbox, in this process or served by another.
    pub fn is_sandbox(&self) -> bool {
        self.served_sandbox || self.sandbox_file().is_some()
    }

    /// The account, with what its server has said about itself.
    #[must_use]
    pub fn that_says_sandbox(self, says_sandbox: bool) -> Self {
        Self { served_sandbox: self.served_sandbox || says_sandbox && self.sandbox_file().is_none(), ..self }
    }

    /// The address in one spelling for all names of a server.
    pub(crate) fn place(&self) -> String {
        place(&self.base_url).unwrap_or_else(|| self.base_url.clone())
    }
}

/// The first characters of a client id; `None` for an id that is too short to be known only in part.
fn beginning(client_id: &str) -> Option<String> {
    const SHOWN: usize = 4;
    let is_long = client_id.chars().count() >= 2 * SHOWN;
    is_long.then(|| client_id.chars().take(SHOWN).collect())
}

/// Accounts are equal if client and server are equal. `localhost` and `127.0.0.1` are the same server.
impl PartialEq for HelpDeskAccount {
    fn eq(&self, other: &Self) -> bool {
        self.client == other.client && self.place() == other.place()
    }
}

/// `url` lower-cases scheme and host, and removes default ports.
fn place(address: &str) -> Option<String> {
    let mut url = Url::parse(address).ok().filter(Url::has_host)?;
    let name = match url.host()? {
        Host::Ipv4(ip) if ip == Ipv4Addr::LOCALHOST => Some("localhost".to_owned()),
        Host::Ipv6(ip) if ip == Ipv6Addr::LOCALHOST => Some("localhost".to_owned()),
        Host::Ipv6(ip) if ip.to_ipv4_mapped() == Some(Ipv4Addr::LOCALHOST) => Some("localhost".to_owned()),
        Host::Domain(name) => name.strip_suffix('.').map(ToOwned::to_owned),
        _ => None,
    };
    if let Some(name) = name {
        url.set_host(Some(&name)).ok()?;
    }
    Some(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://localhost:8080", "http://127.0.0.1:8080/", true)]
    #[case("http://LOCALHOST.:8080", "http://[::1]:8080", true)]
    #[case("http://[::ffff:127.0.0.1]:1/v1/", "http://127.1:1/v1", true)]
    #[case("https://API.example.org:443/", "https://api.example.org.", true)]
    #[case("http://localhost:80", "http://localhost", true)]
    #[case("http://localhost:8080", "http://localhost:8081", false)]
    #[case("http://localhost", "https://localhost", false)]
    #[case("https://a.example.org/v1", "https://a.example.org/v2", false)]
    #[case("sandbox:/tmp/a.db", "sandbox:/tmp/a.db", true)]
    #[case("sandbox:/tmp/a.db", "sandbox:/tmp/b.db", false)]
    fn equivalent_addresses_are_one_account(#[case] one: &str, #[case] other: &str, #[case] same: bool) {
        assert_eq!(HelpDeskAccount::new(one, "me") == HelpDeskAccount::new(other, "me"), same);
        assert_ne!(HelpDeskAccount::new(one, "me"), HelpDeskAccount::new(other, "you"));
    }
}
