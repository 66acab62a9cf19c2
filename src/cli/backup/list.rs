//! `deskferry backup list`

use clap::Args as ClapArgs;
use deskferry::backup::{
    Alarm, ListedBackup, ManifestAccount, backup_target, distinct_accounts, list_backups,
};
use deskferry::exit_status::ExitStatus;
use deskferry::report::wrap;
use deskferry::wording::counted;

use super::super::args::{KeyArgs, OutputArgs};
use super::super::command_error::CommandResult;
use super::super::{console, document};
use super::backup_words::{change, is_future, is_sandbox, size};
use super::target::target;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
CHANGE is what was added (+), is gone (-) and has changed (~) since the last
complete and accepted backup before it; `net` is only the difference in number,
if the changes are encrypted and no identity opens them. No key is needed for the rest.
Files are not checked: deskferry check TARGET --all does that.

Exit status: 0 listed, whatever was found; 2 usage; 3 not authorized by the
store; 4 the store can't be reached.

Examples:
  deskferry backup list backups
  deskferry backup list backups --json | jq '.backups[-1].customers'")]
pub(crate) struct Args {
    /// Folder that contains all backups, or s3://bucket/prefix
    #[arg(value_parser = target())]
    target: String,
    #[command(flatten)]
    key: KeyArgs,
}

pub(super) fn run(output: &OutputArgs, args: &Args) -> CommandResult {
    let (key, store) = args.key.read()?;
    let place = backup_target(&args.target, &store)?;
    let listed = list_backups(&place, &key)?;
    document::set("backups", &listed)?;
    if !listed.is_empty() {
        console::data(&table(&listed))?;
    }
    if !output.quiet() {
        console::say(&summary(&args.target, &listed));
    }
    Ok(ExitStatus::Success)
}

fn summary(target: &str, listed: &[ListedBackup]) -> String {
    let bad = listed.iter().filter(|backup| backup.problem.is_some()).count();
    let all = match listed.len() {
        0 => "no backups".to_owned(),
        count => counted(count as u64, "backup", "backups"),
    };
    let bad = if bad == 0 { String::new() } else { format!(", {bad} of them without a usable manifest") };
    format!("{all} in {target}{bad}\n")
}

/// The widest line.
const WIDTH: usize = 80;
const COLUMNS: [&str; 5] = ["BACKUP", "VERDICT", "CUSTOMERS", "CHANGE", "SIZE"];

fn table(listed: &[ListedBackup]) -> String {
    let heading = COLUMNS.map(ToOwned::to_owned);
    let cells: Vec<[String; 5]> = listed.iter().map(columns).collect();
    let all = || std::iter::once(&heading).chain(&cells);
    let widest = |at: usize| all().map(|cells| cells[at].chars().count()).max().unwrap_or_default();
    let [name, verdict, customers, change, size] = [0, 1, 2, 3, 4].map(widest);
    let line = |[one, two, three, four, five]: &[String; 5]| {
        format!("{one:<name$}  {two:<verdict$}  {three:>customers$}  {four:<change$}  {five:>size$}")
    };
    let mut text = line(&heading) + "\n";
    let accounts = accounts(listed);
    for (backup, cells) in listed.iter().zip(&cells) {
        text.push_str(&with_notes(line(cells), &notes(backup, &accounts)));
        let marked = backup.alarm.as_ref().filter(|alarm| alarm.accepted.is_none()).map(Alarm::reason);
        for reason in backup.problem.iter().chain(&marked) {
            text.push_str(&(wrap("  ", 2, reason) + "\n"));
        }
    }
    text
}

/// What is in [`COLUMNS`].
fn columns(backup: &ListedBackup) -> [String; 5] {
    let known = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    [
        backup.id.clone(),
        backup.verdict.to_owned(),
        known(backup.customers.map(|number| number.to_string())),
        change(backup),
        known(backup.bytes.map(size)),
    ]
}

/// The accounts of the backups.
fn accounts(listed: &[ListedBackup]) -> Vec<&ManifestAccount> {
    distinct_accounts(listed.iter().filter_map(|backup| backup.account.as_ref()))
}

/// What tells the account of a backup from the others; `None` if there is only one.
fn account_name(backup: &ListedBackup, accounts: &[&ManifestAccount]) -> Option<String> {
    let own = backup.account.as_ref().filter(|_| accounts.len() > 1)?;
    let client = own.client();
    let same = accounts.iter().filter(|account| account.client_id == own.client_id).count();
    Some(if same > 1 { format!("{client} at {}", own.base_url) } else { client.to_owned() })
}

fn notes(backup: &ListedBackup, accounts: &[&ManifestAccount]) -> String {
    let parts = [
        (backup.alarm.as_ref().is_some_and(|alarm| alarm.accepted.is_none()), "marked"),
        (backup.alarm.as_ref().is_some_and(|alarm| alarm.accepted.is_some()), "accepted"),
        (backup.sealed == Some(true), "encrypted"),
        (backup.photos.is_some(), "photos"),
        (is_sandbox(backup), "sandbox"),
        (is_future(backup), "dated in the future"),
    ];
    let words = parts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word.to_owned());
    let words: Vec<String> = words.chain(account_name(backup, accounts)).collect();
    words.join(", ")
}

/// A line with its notes; they are below it if they do not fit.
fn with_notes(line: String, notes: &str) -> String {
    let fits = line.chars().count() + 2 + notes.chars().count() <= WIDTH;
    match (notes, fits) {
        ("", _) => line + "\n",
        (_, true) => format!("{line}  {notes}\n"),
        (_, false) => format!("{line}\n  {notes}\n"),
    }
}
