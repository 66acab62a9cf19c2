//! Where the password of a server is.

use std::io;
use std::path::PathBuf;

use secrecy::SecretString;

use crate::file::read_text;

/// The password of a server. One in a file is read when a connection needs it.
#[derive(Debug, Clone)]
pub enum ServerPassword {
    /// It is known.
    Given(SecretString),
    /// The whole file, without the end of its line.
    File {
        /// The file.
        path: PathBuf,
        /// The setting that names it, for people.
        setting: String,
    },
}

impl ServerPassword {
    /// Reads it.
    ///
    /// # Errors
    /// If the file can't be read, or is empty.
    pub fn read(&self) -> io::Result<SecretString> {
        let path = match self {
            Self::Given(password) => return Ok(password.clone()),
            Self::File { path, .. } => path,
        };
        let text = read_text(path)?;
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err(io::Error::other("it is empty")),
            password => Ok(SecretString::from(password)),
        }
    }
}
