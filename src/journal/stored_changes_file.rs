//! How an account's help desk changes what it stores, kept in the state folder for later imports. Contains names of
//! fields and kinds of changes, and hashes of match keys, but no values.

use std::io::Write;
use std::path::{Path, PathBuf};

use ring::hmac;

use super::error::JournalError;
use super::locks::{own_dir, stem_of};
use crate::account::HelpDeskAccount;
use crate::customer::StoredChanges;
use crate::file::{AtomicFile, read_regular};

/// The file of one account.
#[derive(Debug, Clone)]
pub struct StoredChangesFile {
    path: PathBuf,
    secret: hmac::Key,
}

impl StoredChangesFile {
    /// The file of an account in the state folder.
    pub fn of(account: &HelpDeskAccount, state_dir: &Path) -> Self {
        Self {
            path: state_dir.join(format!("{}.stored.json", stem_of(account))),
            secret: hmac::Key::new(hmac::HMAC_SHA256, b""),
        }
    }

    /// The same file, with hashes that nobody can guess without the client id.
    #[must_use]
    pub fn keyed_by(self, client_id: &str) -> Self {
        Self { secret: hmac::Key::new(hmac::HMAC_SHA256, client_id.as_bytes()), ..self }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was learned so far. Empty if it can't be read, since it only saves writes.
    pub fn load(&self) -> StoredChanges {
        let text = read_regular(&self.path).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Adds what a probe has found out. It replaces what was learned of the same fields.
    pub fn add(&self, found: &StoredChanges) -> Result<(), JournalError> {
        let before = self.load();
        let mut kept = before.clone();
        for (field, changes) in &found.changes {
            let mut changes = changes.clone();
            // A probe does not show where words end.
            let titles = before.changes.get(field).into_iter().flatten().filter(|change| change.is_title());
            let is_title = changes.iter().any(|change| change.is_title());
            changes.extend(titles.filter(|_| is_title));
            kept.changes.insert(field.clone(), changes);
        }
        kept.cut.replace(&found.cut);
        if (&kept.changes, &kept.cut) == (&before.changes, &before.cut) {
            return Ok(());
        }
        kept.read_back += found.read_back;
        self.save(&kept)
    }

    /// The hash of a match key ([`MatchRules::named`](crate::mapping::MatchRules)) in this account.
    pub(crate) fn hash_of(&self, named_key: &str) -> String {
        let hash = hmac::sign(&self.secret, named_key.as_bytes());
        hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Stores what was learned.
    pub fn save(&self, form: &StoredChanges) -> Result<(), JournalError> {
        let fault = |error| JournalError::file(&self.path, error);
        self.path.parent().map_or(Ok(()), own_dir).map_err(fault)?;
        let kept = StoredChanges {
            read_back: form.read_back,
            changes: form.changes.clone(),
            cut: form.cut.clone(),
            rewritten: form.rewritten.clone(),
            lost_keys: form.lost_keys.clone(),
            ..StoredChanges::default()
        };
        let mut file = AtomicFile::create(&self.path)?;
        file.write_all(&serde_json::to_vec(&kept)?).map_err(fault)?;
        Ok(file.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_probe_replaces_what_was_learned_of_the_same_fields_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = StoredChangesFile::of(&HelpDeskAccount::new("https://x.example", "me"), folder.path());
        let form = |changes: serde_json::Value| {
            serde_json::from_value::<StoredChanges>(json!({"read_back": 2, "changes": changes})).unwrap()
        };
        file.add(&form(json!({}))).unwrap();
        assert!(!file.path().exists(), "nothing was found");
        file.add(&form(json!({"email": ["lower"], "city": ["upper"]}))).unwrap();
        file.add(&form(json!({"email": ["trimmed", "lower"]}))).unwrap();
        let kept = file.load();
        assert_eq!(json!(kept.changes), json!({"email": ["trimmed", "lower"], "city": ["upper"]}));
        assert_eq!(kept.read_back, 4);
        file.add(&form(json!({"memo": ["title-at-spaces"]}))).unwrap();
        file.add(&form(json!({"memo": ["title"], "city": ["title"]}))).unwrap();
        let kept = json!(file.load().changes);
        assert_eq!((&kept["memo"], &kept["city"]), (&json!(["title", "title-at-spaces"]), &json!(["title"])));
    }
}
