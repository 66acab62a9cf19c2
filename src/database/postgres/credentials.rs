//! Where passwords come from: an address in the environment, the file of a profile, a file as `PGPASSFILE` names it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use secrecy::{ExposeSecret, SecretString};

use super::super::server_error::ServerError;
use super::super::server_password::ServerPassword;
use super::password_file::{self, Found};
use super::server::JournalServer;

/// What opens the servers of journals.
#[derive(Debug, Clone, Default)]
pub struct ServerCredentials {
    /// Servers with their passwords. A password goes to no other server, user or database.
    pub passwords: Vec<(JournalServer, ServerPassword)>,
    /// A file of lines `HOST:PORT:DATABASE:USER:PASSWORD`.
    pub password_file: Option<PathBuf>,
    /// Is told when a statement begins to wait for a server, and when the file of passwords does not count.
    pub on_warning: Option<fn(&str)>,
}

static CREDENTIALS: RwLock<ServerCredentials> =
    RwLock::new(ServerCredentials { passwords: Vec::new(), password_file: None, on_warning: None });

/// Sets the credentials of this process. Without a call, servers are reached without a password.
pub fn use_credentials(credentials: ServerCredentials) {
    *CREDENTIALS.write().unwrap_or_else(PoisonError::into_inner) = credentials;
}

/// Tells that a statement waits for a server.
pub(super) fn tell_of_wait(error: &ServerError) {
    let told = CREDENTIALS.read().unwrap_or_else(PoisonError::into_inner).on_warning;
    if let Some(tell) = told {
        tell(&format!("{error}; waiting for it, and nothing is sent meanwhile"));
    }
}

/// The password for a server.
pub(super) fn password_of(server: &JournalServer) -> Result<Option<SecretString>, ServerError> {
    let credentials = CREDENTIALS.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, own)) = credentials.passwords.iter().find(|(known, _)| known.is_same(server)) {
        let refused = |error: std::io::Error| match own {
            ServerPassword::File { path, setting } => {
                server.refused(format!("{setting}: can't read {}: {error}", path.display()))
            }
            ServerPassword::Given(_) => server.refused(error.to_string()),
        };
        return own.read().map(Some).map_err(refused);
    }
    let Some(path) = &credentials.password_file else { return Ok(None) };
    match password_file::look(path, &server.config) {
        Ok(Found::Password(password)) => Ok(Some(password)),
        Ok(Found::Nothing) => Ok(None),
        Ok(Found::Open) => {
            warn_of_open_file(path, credentials.on_warning);
            Ok(None)
        }
        Ok(Found::NotForAll) => Err(server.refused(format!(
            "{} must have the same password for all hosts of the address, because any of them may get it",
            path.display()
        ))),
        Err(error) => Err(server.refused(format!("{}: {error}", path.display()))),
    }
}

/// Says once that the file of passwords does not count, as libpq does.
fn warn_of_open_file(path: &Path, warn: Option<fn(&str)>) {
    static WARNED: AtomicBool = AtomicBool::new(false);
    if let Some(warn) = warn.filter(|_| !WARNED.swap(true, Ordering::Relaxed)) {
        let path = path.display();
        warn(&format!("{path} is not used, because others may read it: take their rights away (chmod 600)"));
    }
}

/// The bytes of a password, as the library wants them.
pub(super) fn exposed(password: &SecretString) -> &[u8] {
    password.expose_secret().as_bytes()
}
