//! The account's room: what all processes of this machine share about the account.

use super::finding::Finding;
use crate::account::{AccountError, AccountRoom, HelpDeskAccount};
use crate::config::{Config, ConfiguredAccount};
use crate::exit_status::ExitStatus;
use crate::file::name_of;

const CHECK: &str = "account's room";

/// Examines the room of an account. Does not make one.
pub fn examine_room(config: &Config, account: &ConfiguredAccount) -> Finding {
    let desk = HelpDeskAccount::new(config.base_url.value.as_str(), &account.client_id);
    let unusable = |error: AccountError| Finding::of_error(CHECK, ExitStatus::Usage, &error.to_string());
    match AccountRoom::folder_of(&desk, &account.client_id) {
        Err(error) => unusable(error),
        Ok(folder) if folder.symlink_metadata().is_err() => {
            let folder = name_of(&folder);
            Finding::ok(CHECK, format!("{folder} does not exist yet; the first command that writes makes it"))
        }
        Ok(folder) => match opened(&desk, &account.client_id) {
            Err(error) => unusable(error),
            Ok(()) => {
                let folder = name_of(&folder);
                Finding::ok(CHECK, format!("all processes and users of this machine share {folder}"))
            }
        },
    }
}

/// Opens the room and enters it once: another process may hold it for too long.
fn opened(desk: &HelpDeskAccount, client_id: &str) -> Result<(), AccountError> {
    AccountRoom::open(desk, client_id)?.map_or(Ok(()), |room| room.enter().map(drop))
}
