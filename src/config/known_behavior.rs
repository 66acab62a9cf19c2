//! What is known of how the configured account behaves, and the defaults that follow from it.

use std::time::Duration;

use super::account::AccountChoice;
use super::origin::{Origin, Setting};
use super::resolve::Config;
use crate::account::HelpDeskAccount;
use crate::api::PhotoEncoding;
use crate::behavior::{AccountBehavior, PhotoForm};
use crate::file::{name_of, on_one_line};
use crate::journal::{BehaviorFile, KnownBehavior, StoredChangesFile};

impl Config {
    /// The configured account, as files know it; `None` without one. Reads no credential.
    pub fn known_as(&self) -> Option<HelpDeskAccount> {
        let client_id = match &self.account {
            AccountChoice::Source(source) => &source.client_id.value,
            AccountChoice::Given(account) => &account.client_id,
            _ => return None,
        };
        Some(HelpDeskAccount::new(self.base_url.value.as_str(), client_id))
    }

    /// The file of what `deskferry doctor --probe` has found out.
    pub fn behavior_file(&self) -> Option<BehaviorFile> {
        Some(BehaviorFile::of(&self.known_as()?, &self.state_dir))
    }

    /// The file of how the account changes what it stores.
    pub fn stored_changes_file(&self) -> Option<StoredChangesFile> {
        Some(StoredChangesFile::of(&self.known_as()?, &self.state_dir))
    }

    /// Reads what is known of the account, and takes from it what nobody has set.
    pub(super) fn with_behavior(mut self) -> Self {
        match self.behavior_file().map(|file| file.load()) {
            Some(KnownBehavior::Known(behavior)) => self.behavior = Some(*behavior),
            Some(KnownBehavior::Unusable(reason)) => self.behavior_fault = Some(reason),
            Some(KnownBehavior::NeverProbed) | None => {}
        }
        let photo = self.behavior.as_ref().and_then(|behavior| behavior.photo.get());
        if let Some(form) = photo {
            self.set_probed_photo(match form {
                PhotoForm::Hex => PhotoEncoding::Hex,
                PhotoForm::Base64 => PhotoEncoding::Base64,
            });
        }
        self
    }

    /// Says that there is a file of how the account behaves, but that it can't be used.
    pub fn unusable_behavior(&self) -> Option<String> {
        let (file, reason) = (self.behavior_file()?, self.behavior_fault.as_ref()?);
        Some(format!(
            "{} can't be used: {}; run `deskferry doctor --probe`, which replaces it",
            name_of(file.path()),
            on_one_line(reason)
        ))
    }

    /// Writes photos in the form that a probe has found, unless the user has set one.
    pub fn set_probed_photo(&mut self, encoding: PhotoEncoding) {
        if matches!(self.photo_encoding.origin, Origin::Default | Origin::Probe) {
            self.photo_encoding = Setting::new(encoding, Origin::Probe);
        }
    }

    /// For another help desk, of which nothing is known.
    pub fn forget_behavior(&mut self) {
        self.behavior = None;
        self.forget_probed_photo();
    }

    /// Without the text form of photos that a probe has found.
    pub fn forget_probed_photo(&mut self) {
        if self.photo_encoding.origin == Origin::Probe {
            self.photo_encoding = Setting::by_default(PhotoEncoding::default());
        }
    }

    /// How long to wait before an insert without an answer may count as not written, if nobody has said so.
    pub fn settle_time(&self) -> Duration {
        let lag = self.behavior.as_ref().and_then(AccountBehavior::longest_lag).unwrap_or_default();
        (2 * lag).clamp(SETTLE, LONGEST_SETTLE)
    }
}

/// The default of `--settle-for`.
const SETTLE: Duration = Duration::from_secs(30);
/// However long a new customer took to appear, nobody waits longer than this unless he says so.
const LONGEST_SETTLE: Duration = Duration::from_secs(300);
