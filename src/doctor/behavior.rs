//! What is known of how the account's API behaves, and what a probe may have left behind.

use std::time::Duration;

use jiff::Timestamp;

use super::finding::Finding;
use super::span::span;
use crate::account::HelpDeskAccount;
use crate::behavior::AccountBehavior;
use crate::config::Config;
use crate::failpoint;
use crate::file::name_of;
use crate::journal::{BehaviorFile, KnownBehavior, ProbeRecord, ProbedCustomer};
use crate::wording::counted;

const BEHAVIOR: &str = "API behavior";
const PROBE: &str = "probe";
const AGAIN: &str = "run `deskferry doctor --probe`";

/// The time, as a test may have shifted it.
fn now() -> Timestamp {
    Timestamp::from_millisecond(failpoint::wall_clock()).unwrap_or_else(|_| Timestamp::now())
}

/// What is known of an account, from this machine's files only.
pub fn examine_behavior(config: &Config, account: &HelpDeskAccount) -> Vec<Finding> {
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
        Err(error) => vec![Finding::warning(
            PROBE,
            format!("it is not known whether a probe has left customers: {error}"),
            "look for customers named \"deskferry probe\" in the help desk, delete them, and move the file away",
        )],
        Ok(customers) => customers.iter().map(left).collect(),
    };
    [behavior].into_iter().chain(left).collect()
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
    let lines = behavior.lines();
    let found = lines.iter().filter(|line| line.value.is_some()).count();
    let age = behavior.age_at(now).unwrap_or(Duration::ZERO);
    let all = counted(lines.len() as u64, "aspect", "aspects");
    let by = &behavior.deskferry;
    format!("{found} of {all} known, found out {} ago by deskferry {by}", span(age))
}

fn left(customer: &ProbedCustomer) -> Finding {
    let id = customer.id.as_deref().unwrap_or("of unknown id");
    let mark = &customer.mark;
    let text =
        format!("the customer {id} of a probe, with {mark} in its name or e-mail, may be in the account");
    Finding::warning(PROBE, text, format!("{AGAIN}, which deletes it"))
}
