//! The room that commands make for the account of a test's sandbox.

use deskferry::account::{AccountRoom, HelpDeskAccount};
use deskferry::sandbox::CLIENT_ID;

/// Removes the room at the beginning, because another sandbox may have been at the same port, and at the end.
pub struct OwnRoom {
    account: HelpDeskAccount,
}

impl OwnRoom {
    /// The room of the sandbox at this address.
    pub fn at(address: &str) -> Self {
        let room = Self { account: HelpDeskAccount::new(address, CLIENT_ID) };
        room.remove();
        room
    }

    fn remove(&self) {
        let Ok(folder) = AccountRoom::folder_of(&self.account, CLIENT_ID) else { return };
        // A test may have put a file or a link there.
        drop(std::fs::remove_dir_all(&folder).or_else(|_| std::fs::remove_file(&folder)));
    }
}

impl Drop for OwnRoom {
    fn drop(&mut self) {
        self.remove();
    }
}
