//! What is known of how the account's API behaves, and what a probe may have left behind.

use std::time::Duration;

use jiff::Timestamp;

use super::finding::Finding;
use super::span::span;
use crate::account::{AccountRoom, HelpDeskAccount, WriterLock};
use crate::behavior::AccountBehavior;
use crate::config::Config;
use crate::failpoint;
use crate::file::name_of;
use crate::journal::{BehaviorFile, JournalError, KnownBehavior, ProbeRecord, ProbedCustomer};
use crate::wording::counted;

const BEHAVIOR: &str = "API behavior";
const PROBE: &str = "probe";
const AGAIN: &str = "run `deskferry doctor --probe`";

/// The time, as a test may have shifted it.
fn now() -> Timestamp {
    Timestamp::from_millisecond(failpoint::wall_clock()).unwrap_or_else(|_| Timestamp::now())
}

/// What is known of an account, from this machine's files only. The room says whether a probe may be running.
pub fn examine_behavior(
    config: &Config,
    account: &HelpDeskAccount,
    room: Option<&AccountRoom>,
) -> Vec<Finding> {
    let file = BehaviorFile::of(account, &config.state_dir);
    let behavior = match file.load() {
        KnownBehavior::NeverProbed => Finding::ok(BEHAVIOR, format!("not known; {AGAIN} to find it out")),
        KnownBehavior::Known(behavior) => of_known(&behavior, now()),
        KnownBehavior::Unusable(reason) => {
            let text = format!("not known, because of {}: {reason}", name_of(file.path()));
            Finding::warning(BEHAVIOR, text, format!("{AGAIN}, which replaces the file"))
        }
    };
    let record = ProbeRecord::of(account, &config.state_dir);
    let left = match record.load() {
        Err(error) => vec![of_damaged(&error)],
        Ok(customers) => {
            let holder = room.filter(|_| !customers.is_empty()).and_then(holder);
            holder.map_or_else(|| customers.iter().map(left).collect(), |holder| vec![running(&holder)])
        }
    };
    [behavior].into_iter().chain(left).collect()
}

/// Who writes to the account now. A room that can't be read has a finding of its own.
fn holder(room: &AccountRoom) -> Option<String> {
    let _guard = room.enter().ok()?;
    WriterLock::holder(room).ok().flatten()
}

/// A probe holds the lock of the account while its customers are recorded.
fn running(holder: &str) -> Finding {
    let text = format!(
        "a probe or another command runs now, and customers of a probe are recorded; the account is in use by {holder}"
    );
    Finding::warning(PROBE, text, "wait until it has ended, and run `deskferry doctor` again")
}

fn of_damaged(error: &JournalError) -> Finding {
    let what = match error {
        JournalError::DamagedProbeRecord { path, reason } => format!("{}: {reason}", path.display()),
        error => error.to_string(),
    };
    Finding::warning(
        PROBE,
        format!("it is not known whether a probe has left customers: {what}"),
        "search for @deskferry.invalid in the help desk, delete the customers of probes, and move the file away",
    )
}

/// After half a year, a help desk may have changed.
const OLD: Duration = Duration::from_secs(180 * 24 * 60 * 60);

fn of_known(behavior: &AccountBehavior, now: Timestamp) -> Finding {
    let text = known(behavior, now);
    match behavior.age_at(now) {
        Some(age) if age > OLD => {
            Finding::warning(BEHAVIOR, text, format!("{AGAIN} again, as the help desk may have changed"))
        }
        Some(_) => Finding::ok(BEHAVIOR, text),
        None => Finding::warning(BEHAVIOR, text, format!("its date is not in the past: {AGAIN} again")),
    }
}

fn known(behavior: &AccountBehavior, now: Timestamp) -> String {
    let when = match behavior.age_at(now) {
        Some(age) => format!("{} ago", span(age)),
        None => format!("at {}", behavior.probed_at),
    };
    let all = counted(behavior.lines().len() as u64, "aspect", "aspects");
    let (found, by) = (behavior.found(), &behavior.deskferry);
    format!("{found} of {all} known, found out {when} by deskferry {by}")
}

fn left(customer: &ProbedCustomer) -> Finding {
    let id = customer.id.as_deref().unwrap_or("of unknown id");
    let mark = &customer.mark;
    let text =
        format!("the customer {id} of a probe, with {mark} in its name or e-mail, may be in the account");
    let remedy = match customer.is_doubtful {
        true => {
            "it was changed, so no probe deletes it: look at it, and delete it yourself if it is the probe's"
                .to_owned()
        }
        false => format!("{AGAIN}, which deletes it"),
    };
    Finding::warning(PROBE, text, remedy)
}
