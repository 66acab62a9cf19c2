//! The ids and addresses of a person, as keyed hashes: they may stay on disk while a `forget` is interrupted.

use std::collections::BTreeSet;

use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::account::HelpDeskAccount;
use crate::api::CustomerRecord;
use crate::backup::manifest::ManifestAccount;
use crate::lookup::{Filter, compared_text, id_of};

const KEY: usize = 32;
/// The bytes of a hash that are kept.
const TAG: usize = 16;

/// A person to be forgotten: all customers that are taken for her.
#[derive(Debug, Clone)]
pub struct ForgottenPerson {
    secret: [u8; KEY],
    key: hmac::Key,
    known: BTreeSet<String>,
}

impl ForgottenPerson {
    /// Nobody yet. `None` if the system has no random numbers.
    pub fn new() -> Option<Self> {
        let mut secret = [0; KEY];
        SystemRandom::new().fill(&mut secret).ok()?;
        Some(Self::with(secret, BTreeSet::new()))
    }

    /// As an interrupted process knew her; `secret` is in hexadecimal digits. `None` for another length.
    pub fn known_by(secret: &str, known: BTreeSet<String>) -> Option<Self> {
        let bytes: Option<Vec<u8>> =
            (0..KEY).map(|at| u8::from_str_radix(secret.get(2 * at..2 * at + 2)?, 16).ok()).collect();
        Some(Self::with(bytes?.try_into().ok()?, known))
    }

    fn with(secret: [u8; KEY], known: BTreeSet<String>) -> Self {
        Self { secret, key: hmac::Key::new(hmac::HMAC_SHA256, &secret), known }
    }

    /// The key of the hashes, in hexadecimal digits.
    pub fn secret(&self) -> String {
        hex(&self.secret)
    }

    /// The hashes of all ids and addresses.
    pub fn known(&self) -> &BTreeSet<String> {
        &self.known
    }

    /// A keyed hash of a text.
    pub fn tag(&self, kind: &str, text: &str) -> String {
        let tag = hmac::sign(&self.key, format!("{kind}\n{text}").as_bytes());
        hex(tag.as_ref().get(..TAG).unwrap_or_default())
    }

    /// Adds a customer of an account; false if it was known.
    pub fn add_id(&mut self, account: &str, id: &str) -> bool {
        self.known.insert(self.id_tag(account, id))
    }

    /// True for one of her ids in an account.
    pub fn has_id(&self, account: &str, id: &str) -> bool {
        self.known.contains(&self.id_tag(account, id))
    }

    /// Adds an e-mail address; false if it was known.
    pub fn add_address(&mut self, address: &str) -> bool {
        let address = folded(address);
        !address.is_empty() && self.known.insert(self.tag("address", &address))
    }

    /// True for one of her addresses that is nobody else's.
    pub fn has_address(&self, address: &str) -> bool {
        let address = folded(address);
        !address.is_empty() && self.known.contains(&self.tag("address", &address))
    }

    /// Takes back an address, because it is also another customer's.
    pub fn remove_address(&mut self, address: &str) {
        let tag = self.tag("address", &folded(address));
        self.known.remove(&tag);
    }

    /// True if a record is hers: it has the values, one of her ids, or, without an id, one of her addresses. An id among
    /// the values is not enough: in another account, it is somebody else's.
    pub fn is_hers(&self, filter: &Filter, account: &str, record: &CustomerRecord) -> bool {
        if filter.only_id().is_none() && filter.matches(record) {
            return true;
        }
        match id_of(record) {
            Some(id) => self.has_id(account, &id),
            None => self.has_address(&compared_text(record.get("email"))),
        }
    }

    fn id_tag(&self, account: &str, id: &str) -> String {
        self.tag("id", &format!("{account}\n{id}"))
    }
}

/// The account of a backup in the form in which ids are kept apart by account.
pub(crate) fn account_key(account: &ManifestAccount) -> String {
    key_of(&HelpDeskAccount::new(&account.base_url, account.client_id.as_deref().unwrap_or_default()))
}

/// The same of the account of a run or a help desk.
pub fn key_of(account: &HelpDeskAccount) -> String {
    format!("{} {}", account.place(), account.client)
}

fn folded(address: &str) -> String {
    compared_text(Some(&address.into()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn she_is_known_by_ids_of_an_account_and_by_folded_addresses() {
        let mut her = ForgottenPerson::new().unwrap();
        assert!(her.add_id("a", "c7") && !her.add_id("a", "c7"));
        assert!(her.has_id("a", "c7") && !her.has_id("b", "c7") && !her.has_id("a", "c8"));
        assert!(her.add_address(" Ann@Example.org") && !her.add_address(""));
        assert!(her.has_address("ANN@EXAMPLE.ORG ") && !her.has_address("") && !her.has_address("bob@x.org"));
        let again = ForgottenPerson::known_by(&her.secret(), her.known().clone()).unwrap();
        assert!(again.has_id("a", "c7") && again.has_address("ann@example.org"));
        her.remove_address("ann@example.org");
        assert!(!her.has_address("ann@example.org"));
        assert!(ForgottenPerson::known_by("00", BTreeSet::new()).is_none());
    }
}
