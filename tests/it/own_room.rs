//! The room that commands make for the account of a test's sandbox.

use std::path::PathBuf;

use deskferry::account::{AccountRoom, HelpDeskAccount};
use deskferry::sandbox::CLIENT_ID;

/// Removes the room at the beginning, because another sandbox may have been at the same port, and at the end.
pub struct OwnRoom {
    account: HelpDeskAccount,
    client_id: String,
}

impl OwnRoom {
    /// The room of the sandbox at this address.
    pub fn at(address: &str) -> Self {
        Self::of(address, CLIENT_ID)
    }

    /// The room of another client id.
    pub fn of(address: &str, client_id: &str) -> Self {
        let account = HelpDeskAccount::new(address, client_id);
        let room = Self { account, client_id: client_id.to_owned() };
        room.remove();
        room
    }

    /// The folder with its files. It is made if it does not exist.
    pub fn dir(&self) -> PathBuf {
        AccountRoom::open(&self.account, &self.client_id).unwrap().unwrap().dir().to_owned()
    }

    fn remove(&self) {
        let Ok(folder) = AccountRoom::folder_of(&self.account, &self.client_id) else { return };
        // A test may have put a file or a link there.
        drop(std::fs::remove_dir_all(&folder).or_else(|_| std::fs::remove_file(&folder)));
    }
}

impl Drop for OwnRoom {
    fn drop(&mut self) {
        self.remove();
    }
}
