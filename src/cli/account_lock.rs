//! Takes the lock of an account, and waits for whoever holds it if the user wants that.

use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use deskferry::account::{AccountRoom, HelpDeskAccount};
use deskferry::journal::{AccountLock, JournalError};
use deskferry::wording::counted;
use deskferry::writer::Stop;

use super::args::{OutputArgs, Wait};
use super::command_error::CommandError;
use super::console;

/// How often a waiting process tries again.
const STEP: Duration = Duration::from_millis(500);
/// How often it says that it still waits.
const REPEAT: Duration = Duration::from_secs(60);
/// How often a process looks whether its lock is still there.
const LOOK: Duration = Duration::from_secs(1);

/// Whose lock to take, and where.
pub(super) struct WantedLock<'a> {
    pub(super) account: &'a HelpDeskAccount,
    pub(super) client_id: &'a str,
    pub(super) state_dir: &'a Path,
    /// True if the command can't do without the lock.
    pub(super) is_needed: bool,
}

impl WantedLock<'_> {
    /// Takes the lock; `None` if the account needs none.
    pub(super) async fn take(
        &self,
        wait: Option<Wait>,
        output: &OutputArgs,
    ) -> Result<Option<Arc<AccountLock>>, CommandError> {
        let mut waiting = Waiting { begun: Instant::now(), said: None, quiet: output.quiet() };
        loop {
            match self.attempt() {
                Err(JournalError::Held { holder, .. }) if waiting.goes_on(wait) => waiting.say(&holder),
                Err(JournalError::Held { what, holder, remedy }) => {
                    let remedy = self.remedy(wait).unwrap_or(remedy);
                    return Err(JournalError::Held { what, holder, remedy }.into());
                }
                Err(JournalError::Room(error)) if self.is_needed => {
                    return Err(CommandError::usage(error.to_string()));
                }
                taken => return Ok(taken?.map(Arc::new)),
            }
            tokio::time::sleep(STEP).await;
        }
    }

    /// What to do if somebody else has the account, unless it is the usual.
    fn remedy(&self, wait: Option<Wait>) -> Option<&'static str> {
        match (wait.is_some(), self.is_needed) {
            (false, false) => None,
            (true, false) => Some(WAITED),
            (false, true) => Some("wait for it with --wait, or stop it"),
            (true, true) => Some("it was so for all of --wait: wait longer, or stop it"),
        }
    }

    fn attempt(&self) -> Result<Option<AccountLock>, JournalError> {
        loop {
            let Some(room) = AccountRoom::open(self.account, self.client_id)? else { return Ok(None) };
            let lock = AccountLock::take(&room, self.account, self.state_dir)?;
            // An administrator may have made another place in this moment, where later processes look.
            if room.is_current()? {
                return Ok(Some(lock));
            }
        }
    }
}

const WAITED: &str =
    "it was so for all of --wait: wait longer, stop it, or go on in parallel with --allow-parallel";

/// What a waiting process has said.
struct Waiting {
    begun: Instant,
    said: Option<(String, Instant)>,
    quiet: bool,
}

impl Waiting {
    fn goes_on(&self, wait: Option<Wait>) -> bool {
        match wait {
            None => false,
            Some(Wait::Forever) => true,
            Some(Wait::AtMost(limit)) => self.begun.elapsed() < limit,
        }
    }

    /// Says for whom it waits: at the beginning, when that changes, and once a minute.
    fn say(&mut self, holder: &str) {
        let is_news = |(whom, at): &(String, Instant)| whom != holder || at.elapsed() >= REPEAT;
        if !self.said.as_ref().is_none_or(is_news) {
            return;
        }
        let minutes = self.begun.elapsed().as_secs() / 60;
        let since = match minutes {
            0 => String::new(),
            minutes => format!(" (for {} so far)", counted(minutes, "minute", "minutes")),
        };
        if !self.quiet {
            console::say(&format!("Waiting for the account{since}: it is in use by {holder}\n"));
        }
        self.said = Some((holder.to_owned(), Instant::now()));
    }
}

/// Asks everything to stop when somebody removes the lock's file: then it keeps nobody out any more.
pub(super) async fn guard(lock: Weak<AccountLock>, stop: Stop) {
    loop {
        tokio::time::sleep(LOOK).await;
        match lock.upgrade() {
            None => return,
            Some(lock) if lock.is_intact() => {}
            Some(_) => return stop.request("somebody has removed the account's lock from this machine"),
        }
    }
}
