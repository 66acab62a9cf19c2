//! What a check has found, for people.

use deskferry::account::HelpDeskAccount;
use deskferry::backup::{BackupAge, BackupReader, Checked, ForgottenRecords};
use deskferry::report::{sandbox_list_banner, wrap};
use deskferry::wording::{counted, utc_time};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::args::OutputArgs;
use super::super::console;
use super::max_age::MaxAge;

/// What is said of a good backup whose records nobody could read.
pub(super) const WITHOUT_KEY: &str = "good as far as it can be seen without the key";

/// Whether a backup is good, and young enough.
pub(super) struct CheckVerdict<'a> {
    is_good: bool,
    /// The records could not be read.
    is_unread: bool,
    age: BackupAge,
    /// The limit that its age misses.
    missed: Option<&'a MaxAge>,
}

pub(super) fn verdict<'a>(
    backup: &BackupReader,
    checked: &Checked,
    max_age: Option<&'a MaxAge>,
) -> CheckVerdict<'a> {
    let age = BackupAge::at(Timestamp::now(), backup.manifest().began);
    let missed = max_age.filter(|most| !age.is_within(most.time));
    CheckVerdict { is_good: checked.is_good(), is_unread: checked.unread.is_some(), age, missed }
}

impl CheckVerdict<'_> {
    /// True if the backup is good, and not too old.
    pub(super) fn is_passed(&self) -> bool {
        self.is_good && self.missed.is_none()
    }

    fn word(&self) -> &'static str {
        match (self.is_good, self.missed) {
            (false, _) => "NOT good",
            (true, None) if self.is_unread => WITHOUT_KEY,
            (true, None) => "good",
            (true, Some(_)) => MaxAge::verdict(self.age),
        }
    }

    /// How old it is, and whether that is too much.
    fn age(&self) -> String {
        self.missed.map_or_else(|| self.age.in_words(), |most| most.missed(self.age))
    }
}

/// What a program reads of a check.
pub(super) fn document(backup: &BackupReader, checked: &Checked, verdict: &CheckVerdict) -> Value {
    let findings: Vec<String> = checked.findings.iter().map(ToString::to_string).collect();
    json!({
        "path": backup.path(),
        "good": verdict.is_good,
        "passed": verdict.is_passed(),
        "began": backup.manifest().began.to_string(),
        "verdict": checked.kind.name(),
        "marked": backup.manifest().mark().is_some(),
        "files": checked.files,
        "bytes": checked.bytes,
        "customers": checked.customers,
        "without_id": checked.without_id,
        "malformed": checked.malformed,
        "unread": checked.unread,
        "found": checked.found,
        "findings": findings,
    })
}

/// Prints what was found; of a backup that is fine, nothing if the output is to be quiet.
/// `account` is named if the target has several.
pub(super) fn print(
    output: &OutputArgs,
    backup: &BackupReader,
    checked: &Checked,
    verdict: &CheckVerdict,
    account: Option<&str>,
) {
    if output.quiet() && verdict.is_passed() {
        return;
    }
    console::banner(sandbox_of(backup));
    backup.newer_is_marked().iter().for_each(|note| console::warn(note));
    console::block(&text(backup, checked, verdict, account));
}

fn text(backup: &BackupReader, checked: &Checked, verdict: &CheckVerdict, account: Option<&str>) -> String {
    let Checked { files, bytes, found, kind, .. } = checked;
    let mut text = format!("{}: {}\n", backup.path(), verdict.word());
    let mut line = |line: String| text.push_str(&(wrap("  ", 4, &line) + "\n"));
    account.iter().for_each(|account| line(format!("of the account {account}")));
    line(format!(
        "files that match the manifest: {files} of {}, {}",
        backup.manifest().files.len(),
        counted(*bytes, "byte", "bytes")
    ));
    match (checked.customers, &checked.unread) {
        (Some(count), _) => {
            let sound = match (*found, checked.malformed) {
                (0, 0) => ", each a JSON object with a unique id",
                (0, _) => ", each id unique",
                _ => "",
            };
            line(format!("{} read{sound}", counted(count, "customer", "customers")));
        }
        (None, Some(reason)) => {
            line(format!("NOT checked: the records, their ids and their number ({reason})"));
        }
        (None, None) => {}
    }
    if checked.malformed > 0 && *found == 0 {
        let are = if checked.malformed == 1 { "is" } else { "are" };
        line(format!("{} of them {are} not valid JSON, kept as the help desk sent them", checked.malformed));
    }
    if checked.without_id > 0 {
        line(format!("{} of them without an id", checked.without_id));
    }
    line(format!("the list is {}", kind.word()));
    let began = utc_time(backup.manifest().began);
    line(format!("made {began}, {}", verdict.age()));
    if let Some(alarm) = &backup.manifest().alarm {
        line(match &alarm.accepted {
            None => format!("marked, not accepted: {}", alarm.reason()),
            Some(at) => format!("accepted at {at}: {}", alarm.reason()),
        });
    }
    if let Some(forgotten) = &backup.manifest().forgotten {
        line(taken_out(forgotten));
    }
    if !backup.manifest().has_own_hash() {
        line(
            "the manifest is from an earlier deskferry and has no hash of itself, so changes to its text \
        can't be detected"
                .to_owned(),
        );
    }
    line(fields(backup));
    for finding in &checked.findings {
        line(finding.to_string());
    }
    let told = checked.findings.len() as u64;
    if *found > told {
        line(format!("and {} more", found - told));
    }
    text
}

/// What was taken out since the backup was made.
fn taken_out(forgotten: &ForgottenRecords) -> String {
    let records = counted(forgotten.records, "record was", "records were");
    let last = forgotten.times.last().map(|time| format!(", last at {}", time.at)).unwrap_or_default();
    let mut text = format!("{records} taken out by `forget`{last}");
    if forgotten.unfinished {
        text.push_str(
            "; a forget is at work here or was interrupted: call it again, so that nothing is left",
        );
    }
    text
}

/// The banner of a backup of a sandbox.
fn sandbox_of(backup: &BackupReader) -> Option<String> {
    let account = &backup.manifest().account;
    let client = account.client_id.as_deref().unwrap_or_default();
    sandbox_list_banner(&HelpDeskAccount::new(&account.base_url, client))
}

/// The fields that the backup covers.
fn fields(backup: &BackupReader) -> String {
    let covered = backup.manifest().covered();
    covered.map_or_else(|| UNKNOWN.to_owned(), |covered| format!("contains {}", covered.text()))
}

const UNKNOWN: &str = "the manifest does not say which fields the backup looked for";
