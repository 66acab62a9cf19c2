//! Refuses a run of another account.

use super::error::RunError;
use super::write_job::WriteJob;
use crate::account::HelpDeskAccount;
use crate::journal::{RunFile, quoted};

impl WriteJob {
    /// Refuses a run of another account, and a run that has nothing to write.
    pub(crate) fn check(&self, run: &RunFile) -> Result<(), RunError> {
        check_same(run, &self.account, "write")
    }
}

/// Refuses a run of another account, and a run that has nothing to `verb`.
pub(crate) fn check_same(run: &RunFile, here: &HelpDeskAccount, verb: &str) -> Result<(), RunError> {
    let usage = |text: String| Err(RunError::Usage(text));
    match &run.account {
        _ if run.dry_run => usage(format!("{} was a dry run, so there is nothing to {verb}", run.id)),
        None => usage(format!("{} was a validation, so there is nothing to {verb}", run.id)),
        Some(account) if account != here => usage(format!(
            "{} was made with another account ({}, client {}), but this is {}, client {}; {}",
            run.id,
            account.base_url,
            account.client,
            here.base_url,
            here.client,
            how_to_reach(account, here)
        )),
        Some(_) => Ok(()),
    }
}

/// How the user reaches `account` instead of `here`.
pub(crate) fn how_to_reach(account: &HelpDeskAccount, here: &HelpDeskAccount) -> String {
    let credentials = "the client id and the token of that account";
    let same_place = HelpDeskAccount { client: here.client.clone(), ..account.clone() } == *here;
    match account.base_url.strip_prefix("sandbox:") {
        Some("") => "that account was a sandbox that ended with its process".to_owned(),
        Some(file) => format!("to use that account, add {}", quoted(&format!("--sandbox={file}"))),
        None if same_place => format!("to use that account, give {credentials}"),
        None if account.client == here.client => {
            format!("to use that account, add --base-url {}", quoted(&account.base_url))
        }
        None => {
            format!(
                "to use that account, add --base-url {}, and give {credentials}",
                quoted(&account.base_url)
            )
        }
    }
}
