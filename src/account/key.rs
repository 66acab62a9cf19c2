//! The key of an account: it names the account's room and signs the files in it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;

use super::help_desk_account::HelpDeskAccount;

/// A key for HMAC-SHA256, made from the address and the client id. Whoever lacks one of them can't make it.
#[derive(Clone)]
pub struct AccountKey(hmac::Key);

/// 128 bits, in hexadecimal digits.
const NAME: usize = 32;

impl AccountKey {
    /// The key of an account. `HelpDeskAccount` has only a part of the client id's hash, which reports contain too.
    pub fn of(account: &HelpDeskAccount, client_id: &str) -> Self {
        let text = format!("deskferry account\n{}\n{client_id}", account.place());
        Self(hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes()))
    }

    /// The key itself, for what is derived from it.
    pub fn hmac(&self) -> &hmac::Key {
        &self.0
    }

    /// A name of a file or folder that only holders of the key can compute.
    pub(super) fn name(&self, of: &str) -> String {
        let tag = hmac::sign(&self.0, format!("name\n{of}").as_bytes());
        tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>().chars().take(NAME).collect()
    }

    /// The signature of a text.
    pub(super) fn sign(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, text.as_bytes()))
    }

    /// True if the signature is that of the text.
    pub(super) fn has_signed(&self, text: &str, signature: &str) -> bool {
        let tag = URL_SAFE_NO_PAD.decode(signature);
        tag.is_ok_and(|tag| hmac::verify(&self.0, text.as_bytes(), &tag).is_ok())
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("AccountKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(address: &str, client: &str) -> AccountKey {
        AccountKey::of(&HelpDeskAccount::new(address, client), client)
    }

    #[test]
    fn names_and_signatures_depend_on_address_and_client_only() {
        let one = key("http://127.0.0.1:80/", "me");
        let same = key("http://localhost", "me");
        assert_eq!((one.name("a"), one.sign("a")), (same.name("a"), same.sign("a")));
        assert_eq!(one.name("a").len(), 32);
        for other in [key("http://localhost", "you"), key("https://localhost", "me")] {
            assert_ne!(one.name("a"), other.name("a"));
            assert!(!other.has_signed("a", &one.sign("a")));
        }
        assert!(same.has_signed("a", &one.sign("a")));
        assert!(!same.has_signed("b", &one.sign("a")));
        assert!(!same.has_signed("a", "") && !same.has_signed("a", "no base64"));
        assert_eq!(format!("{one:?}"), "AccountKey(..)");
    }
}
