//! The account's room: what all processes of this machine share about the account.

use super::finding::Finding;
use crate::account::{AccountError, AccountRoom, HelpDeskAccount};
use crate::config::{Config, ConfiguredAccount};
use crate::exit_status::ExitStatus;
use crate::file::name_of;

const CHECK: &str = "account's room";

/// Examines the room of an account, makes it if there is none, and tries to write in it. Returns a room that can be used.
pub fn examine_room(config: &Config, account: &ConfiguredAccount) -> (Finding, Option<AccountRoom>) {
    let desk = HelpDeskAccount::new(config.base_url.value.as_str(), &account.client_id);
    match usable(&desk, &account.client_id) {
        Err(error) => {
            let (text, remedy) = (error.what(), error.remedy());
            (Finding::problem(CHECK, ExitStatus::Usage, text, remedy), None)
        }
        Ok(None) => (Finding::unknown(CHECK, "a sandbox of this process has none"), None),
        Ok(Some(room)) => {
            let folder = name_of(room.dir().parent().unwrap_or(room.dir()));
            let text =
                format!("all processes and users of this machine share {folder}, and you can write there");
            (Finding::ok(CHECK, text), Some(room))
        }
    }
}

/// Opens the room, enters it once, because another process may hold it for too long, and writes a file.
fn usable(desk: &HelpDeskAccount, client_id: &str) -> Result<Option<AccountRoom>, AccountError> {
    let Some(room) = AccountRoom::open(desk, client_id)? else { return Ok(None) };
    drop(room.enter()?);
    room.files().try_writing()?;
    Ok(Some(room))
}
