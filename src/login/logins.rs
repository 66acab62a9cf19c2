//! `logins.json`: the list of logins. Only its owner may read it, because it may have API tokens.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use super::error::{KeyringError, LoginError};
use super::keyring;
use crate::file::{AtomicFile, FileError, is_private, name_of, read_text};
use crate::journal::own_dir;
use crate::system::folder_lock;

/// The name of the file in the user's configuration folder.
pub const LOGINS_FILE: &str = "logins.json";
/// The version of the form of the file.
const VERSION: u64 = 1;

/// Where an API token is.
#[derive(Debug, Clone)]
pub enum KeptToken {
    /// In the system's keyring.
    Keyring,
    /// In the file of the logins.
    File(SecretString),
}

/// A login: which account at which address, and where its API token is.
#[derive(Debug, Clone)]
pub struct Login {
    /// The profile to which it belongs; `None` for commands without a profile.
    pub profile: Option<String>,
    /// The address for which the user gave the credentials.
    pub base_url: String,
    /// The client id.
    pub client_id: String,
    /// Where the API token is.
    pub kept: KeptToken,
    /// The file that lists the login.
    pub(super) file: PathBuf,
}

impl Login {
    /// The API token. The keyring may ask the user for its password; it must answer within the limit.
    pub fn api_token(&self, limit: Duration) -> Result<SecretString, LoginError> {
        match &self.kept {
            KeptToken::File(token) => Ok(token.clone()),
            KeptToken::Keyring => keyring::read(&self.entry(), limit).map_err(|source| {
                let again = self.command("login");
                let remedy = match source {
                    KeyringError::Missing => format!("log in again: {again}"),
                    _ => format!("{}, or log in without it: {again} --keep-in file", source.remedy()),
                };
                LoginError::Keyring { source, remedy }
            }),
        }
    }

    /// The name of the keyring's entry.
    pub(super) fn entry(&self) -> String {
        format!("{} at {}", self.client_id, self.base_url)
    }

    /// Where the API token is, for people.
    pub fn place(&self) -> String {
        match self.kept {
            KeptToken::Keyring => "the system's keyring".to_owned(),
            KeptToken::File(_) => name_of(&self.file),
        }
    }

    /// The login's address and profile, for people.
    pub fn name(&self) -> String {
        match &self.profile {
            Some(profile) => format!("{}, profile {profile}", self.base_url),
            None => self.base_url.clone(),
        }
    }

    /// `deskferry login` or `deskferry logout`, with the flags of this login.
    pub fn command(&self, name: &str) -> String {
        format!("deskferry {name} {}", self.flag())
    }

    /// The flag by which a command uses this login.
    pub fn flag(&self) -> String {
        use crate::journal::quoted;
        match &self.profile {
            Some(profile) => format!("--profile {}", quoted(profile)),
            None => format!("--base-url {}", quoted(&self.base_url)),
        }
    }

    /// True if it is for the same profile, or, without a profile, for the same address.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        match (&self.profile, &other.profile) {
            (None, None) => is_same(&self.base_url, &other.base_url),
            (own, others) => own == others,
        }
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// All logins of the user.
#[derive(Debug, Clone, Default)]
pub struct Logins {
    pub(super) logins: Vec<Login>,
    /// Earlier logins whose API token could not be removed from the keyring.
    pub(super) left: Vec<Login>,
}

impl Logins {
    /// Reads the logins in a configuration folder; a missing file has none.
    pub fn read(folder: &Path) -> Result<Self, LoginError> {
        let path = folder.join(LOGINS_FILE);
        match path.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(LoginError::Unreadable { path, source }),
            Ok(found) if !is_private(&found) => return Err(LoginError::NotPrivate { path }),
            Ok(_) => {}
        }
        let text = read_text(&path);
        let text = text.map_err(|source| LoginError::Unreadable { path: path.clone(), source })?;
        parse(&path, &text).map_err(|reason| LoginError::Damaged { path, reason })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Login> {
        self.logins.iter()
    }

    /// The login for an address, of this profile or of none.
    pub fn find(&self, profile: Option<&str>, address: &Url) -> Option<&Login> {
        let fits = |login: &&Login| {
            login.profile.as_deref() == profile && is_same(&login.base_url, address.as_str())
        };
        self.logins.iter().find(fits)
    }

    /// The login of a profile, whatever its address.
    pub fn of_profile(&self, name: &str) -> Option<&Login> {
        self.logins.iter().find(|login| login.profile.as_deref() == Some(name))
    }

    /// The names of the profiles that have a login.
    pub fn profiles(&self) -> impl Iterator<Item = String> {
        self.logins.iter().filter_map(|login| login.profile.clone())
    }

    /// Changes the logins in a configuration folder. Two commands at once wait for each other.
    pub(super) fn change<T>(
        folder: &Path,
        change: impl FnOnce(&mut Self) -> Result<T, LoginError>,
    ) -> Result<T, LoginError> {
        let fault = |source| LoginError::Folder { path: folder.to_owned(), source };
        own_dir(folder).map_err(fault)?;
        let lock = folder_lock(folder).map_err(fault)?;
        lock.lock().map_err(fault)?;
        let mut logins = Self::read(folder)?;
        let done = change(&mut logins)?;
        logins.write(&folder.join(LOGINS_FILE)).map_err(|source| LoginError::Unwritable { source })?;
        Ok(done)
    }

    fn write(&self, path: &Path) -> Result<(), FileError> {
        let stored = StoredLogins {
            version: VERSION,
            logins: self.logins.iter().map(stored).collect(),
            left_in_keyring: self.left.iter().map(stored).collect(),
        };
        let mut file = AtomicFile::create(path)?;
        let written = serde_json::to_writer_pretty(&mut file, &stored).map_err(io::Error::from);
        written
            .and_then(|()| file.write_all(b"\n"))
            .map_err(|error| FileError::writing(&name_of(path), error))?;
        file.finish()
    }
}

/// The form of the file.
#[derive(Serialize, Deserialize)]
struct StoredLogins {
    version: u64,
    logins: Vec<StoredLogin>,
    /// Builds before this one know no such list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left_in_keyring: Vec<StoredLogin>,
}

#[derive(Serialize, Deserialize)]
struct StoredLogin {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
    base_url: String,
    client_id: String,
    #[serde(flatten)]
    kept: StoredToken,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kept_in", rename_all = "lowercase")]
enum StoredToken {
    Keyring,
    File { api_token: String },
}

fn stored(login: &Login) -> StoredLogin {
    StoredLogin {
        profile: login.profile.clone(),
        base_url: login.base_url.clone(),
        client_id: login.client_id.clone(),
        kept: match &login.kept {
            KeptToken::Keyring => StoredToken::Keyring,
            KeptToken::File(token) => StoredToken::File { api_token: token.expose_secret().to_owned() },
        },
    }
}

/// The text of an error of serde may quote a value, so only the place is told.
fn parse(path: &Path, text: &str) -> Result<Logins, String> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u64,
    }
    let place = |error: serde_json::Error| format!("line {}, column {}", error.line(), error.column());
    let Versioned { version } = serde_json::from_str(text).map_err(place)?;
    if version != VERSION {
        return Err(format!("its version is {version}, not {VERSION}"));
    }
    let stored: StoredLogins = serde_json::from_str(text).map_err(place)?;
    let login = |StoredLogin { profile, base_url, client_id, kept }: StoredLogin| Login {
        profile,
        base_url,
        client_id,
        kept: match kept {
            StoredToken::Keyring => KeptToken::Keyring,
            StoredToken::File { api_token } => KeptToken::File(api_token.into()),
        },
        file: path.to_owned(),
    };
    let left = stored.left_in_keyring.into_iter().map(login).collect();
    Ok(Logins { logins: stored.logins.into_iter().map(login).collect(), left })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const ONE: &str = r#"{"version": 1, "logins": [
        {"base_url": "https://x.org/", "client_id": "me", "kept_in": "file", "api_token": "hush-hush"},
        {"profile": "a", "base_url": "https://x.org/", "client_id": "you", "kept_in": "keyring"}]}"#;

    fn read(text: &str, mode: u32) -> Result<Logins, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(LOGINS_FILE);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        Logins::read(folder.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_login_belongs_to_its_address_and_profile() {
        let logins = read(ONE, 0o600).unwrap();
        let client = |profile, address: &str| {
            let address = Url::parse(address).unwrap();
            logins.find(profile, &address).map(|login| login.client_id.as_str())
        };
        assert_eq!(client(None, "https://x.org"), Some("me"));
        assert_eq!(client(Some("a"), "https://x.org"), Some("you"));
        assert_eq!(client(Some("b"), "https://x.org"), None);
        assert_eq!(client(None, "http://x.org"), None);
        assert_eq!(client(None, "https://x.org/v1"), None);
        assert!(!format!("{logins:?}").contains("hush"));
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        for mode in [0o640, 0o604, 0o620, 0o602] {
            assert!(read(ONE, mode).unwrap_err().contains("chmod 600"), "{mode:o}");
        }
    }

    #[test]
    fn a_damaged_file_is_refused_without_its_content() {
        for text in [&ONE[..90], "", "[]", &ONE.replace("\"me\"", "5"), &ONE.replace("1,", "\"hush-hush\",")]
        {
            let told = read(text, 0o600).unwrap_err();
            assert!(told.contains("log in again") && !told.contains("hush"), "{told}");
        }
        let newer = read(&ONE.replace("1,", "2,"), 0o600).unwrap_err();
        assert!(newer.contains("its version is 2"), "{newer}");
    }
}
