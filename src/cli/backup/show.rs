//! `deskferry backup show`

use clap::Args as ClapArgs;
use deskferry::backup::{BackupAge, BackupReader, ListedBackup, Manifest, RecordChanges};
use deskferry::exit_status::ExitStatus;
use deskferry::report::wrap;
use deskferry::wording::{counted, utc_time};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::args::{KeyArgs, OutputArgs, file_name};
use super::super::command_error::CommandResult;
use super::super::{console, document};
use super::backup_words::{is_sandbox, size};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Only the manifest and the report of changes are read: deskferry check examines
the files. Without the key of an encrypted backup, what changed is not shown.

Examples:
  deskferry backup show backups/latest
  deskferry backup show s3://bucket/helpdesk/20261124T023000Z-3f9a0c --json")]
pub(crate) struct Args {
    /// A backup's folder or s3:// address, or TARGET/latest for the newest complete one
    #[arg(value_parser = file_name())]
    backup: String,
    #[command(flatten)]
    key: KeyArgs,
}

pub(super) fn run(output: &OutputArgs, args: &Args) -> CommandResult {
    let (key, store) = args.key.read()?;
    let backup = BackupReader::open(&args.backup, &store, key)?;
    let (listed, changes) = ListedBackup::read(&backup, true)?;
    if let Some(note) = backup.newer_is_marked() {
        console::warn(&note);
    }
    document::set("backup", &whole(&backup, &listed, changes.as_ref())?)?;
    if is_sandbox(&listed) && !output.quiet() {
        console::say("This is a backup of a sandbox, not of a help desk.\n");
    }
    console::data(&text(&backup, &listed, changes.as_ref()))?;
    Ok(ExitStatus::Success)
}

/// What `list` says, and more.
fn whole(
    backup: &BackupReader,
    listed: &ListedBackup,
    changes: Option<&RecordChanges>,
) -> std::io::Result<Value> {
    let manifest = backup.manifest();
    let mut document = serde_json::to_value(listed)?;
    let covered = manifest.covered();
    let more = json!({
        "tool": manifest.tool,
        "customFields": manifest.counts.custom_fields.number,
        "files": manifest.files.len(),
        "fields": covered.as_ref().map(|covered| &covered.seen),
        "fieldsComplete": covered.as_ref().map(|covered| covered.complete),
        "unchanged": changes.map(|changes| changes.unchanged),
        "changedFields": changes.map(|changes| &changes.fields),
        "emptiedFields": changes.map(|changes| &changes.emptied),
    });
    if let (Value::Object(document), Value::Object(more)) = (&mut document, more) {
        document.shift_remove("net");
        document.extend(more);
    }
    Ok(document)
}

fn text(backup: &BackupReader, listed: &ListedBackup, changes: Option<&RecordChanges>) -> String {
    let manifest = backup.manifest();
    let counts = &manifest.counts;
    let client = manifest.account.client();
    let age = BackupAge::at(Timestamp::now(), manifest.began).in_words();
    let number = |count: &deskferry::backup::ManifestCount| match (count.number, &count.note) {
        (Some(number), Some(note)) => format!("{number} ({note})"),
        (Some(number), None) => number.to_string(),
        (None, Some(note)) => note.clone(),
        (None, None) => "not known".to_owned(),
    };
    let files = counted(manifest.files.len() as u64, "file", "files");
    let fields = manifest.covered().map_or_else(|| "not recorded".to_owned(), |covered| covered.text());
    let sealed = if backup.is_sealed() { "yes: age" } else { "no" };
    let lines = [
        ("account", format!("{} ({client})", manifest.account.base_url)),
        ("began", format!("{} ({age})", utc_time(manifest.began))),
        ("ended", utc_time(manifest.ended)),
        ("the list is", manifest.completeness.kind.word().to_owned()),
        ("customers", number(&counts.customers)),
        ("custom fields", number(&counts.custom_fields)),
        ("photos", number(&counts.photos)),
        ("size", format!("{} in {files}", size(listed.bytes.unwrap_or_default()))),
        ("encrypted", sealed.to_owned()),
        ("fields", fields),
        ("made by", manifest.tool.clone()),
        ("alarm", alarm_in_words(manifest)),
        ("changes", changes_in_words(listed, changes)),
    ];
    let mut text = format!("{}\n", backup.path());
    for (name, value) in lines {
        text.push_str(&(wrap(&format!("  {name:<15}"), 17, &value) + "\n"));
    }
    let fields = changes.map(|changes| changes.fields.iter()).into_iter().flatten();
    fields.for_each(|(name, count)| text.push_str(&format!("{count:>26}  {name}\n")));
    text
}

fn alarm_in_words(manifest: &Manifest) -> String {
    let Some(alarm) = &manifest.alarm else { return "none".to_owned() };
    let losses: Vec<String> =
        alarm.losses.iter().map(|loss| format!("{} ({})", loss.in_words(), loss.limit)).collect();
    let state = match &alarm.accepted {
        Some(at) => format!("accepted at {at}"),
        None => "marked".to_owned(),
    };
    format!("{state}; since {}: {}", alarm.against, losses.join("; "))
}

fn changes_in_words(listed: &ListedBackup, changes: Option<&RecordChanges>) -> String {
    let against = listed.changes.as_ref().and_then(|changes| changes.against.as_deref());
    match (changes, &listed.changes_unknown) {
        (Some(RecordChanges { added, changed, gone, unchanged, .. }), _) => format!(
            "since {}: added {added}, changed {changed}, gone {gone}, unchanged {unchanged}",
            against.unwrap_or("the previous backup")
        ),
        (None, Some(reason)) if listed.changes.is_some() => format!("none: {reason}"),
        (None, Some(reason)) => format!("not known: {reason}"),
        (None, None) => "not known".to_owned(),
    }
}
