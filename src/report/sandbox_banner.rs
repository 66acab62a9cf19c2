//! What a result of a sandbox says first, so that nobody takes it for the help desk.

use super::terminal_text::wrap;
use crate::account::{HeldBackup, HelpDeskAccount, ImitatedAccount};
use crate::file::on_one_line;

/// The first sentence of every result of a run in a sandbox.
pub(super) const NOTHING_WRITTEN: &str = "SANDBOX: nothing was written to your help desk.";
/// The first sentence about customers that come from a sandbox.
const NOT_YOURS: &str = "SANDBOX: these are not the customers of your help desk.";

/// The banner of a run; `None` for a help desk.
pub fn sandbox_banner(account: &HelpDeskAccount) -> Option<String> {
    match &account.holds {
        Some(held) => banner(&planned_against(held), account),
        None => banner(NOTHING_WRITTEN, account),
    }
}

/// The first sentence of every result of a plan against a backup.
pub(super) fn planned_against(held: &HeldBackup) -> String {
    format!("SANDBOX: planned against the backup of {}; nothing was sent to your help desk.", held.time())
}

/// The banner of customers that were read; `None` for a help desk.
pub fn sandbox_list_banner(account: &HelpDeskAccount) -> Option<String> {
    banner(NOT_YOURS, account)
}

fn banner(first: &str, account: &HelpDeskAccount) -> Option<String> {
    let place = match account.sandbox_file() {
        Some(file) => place(file),
        None if account.served_sandbox => format!("The sandbox is at {}", on_one_line(&account.base_url)),
        None => return None,
    };
    let imitates = account.imitates.as_ref().map_or_else(String::new, imitation);
    Some(format!("{first}\n{place}\n{imitates}"))
}

/// Whose behavior the sandbox has, and what it can't imitate.
pub fn imitation(account: &ImitatedAccount) -> String {
    let (host, day) = (account.host(), account.day());
    let behaves = format!("The sandbox behaves as {host} did on {day} (deskferry doctor --probe).");
    let left_out = match account.left_out.as_slice() {
        [] => String::new(),
        all => format!(" It can't imitate: {}.", all.join("; ")),
    };
    wrap("", 0, &on_one_line(&(behaves + &left_out))) + "\n"
}

/// Where the customers of the sandbox are.
pub(super) fn place(file: &str) -> String {
    match file {
        "" => "The sandbox is in memory and ends with its command; --sandbox=FILE keeps one.".to_owned(),
        file => format!("The sandbox is in the file {}", on_one_line(file)),
    }
}
