//! `deskferry check`

use clap::Args as ClapArgs;
use deskferry::account::HelpDeskAccount;
use deskferry::backup::{BackupReader, Checked, ComparedBackup, check, compare_with_server};
use deskferry::event::Listener;
use deskferry::exit_status::ExitStatus;
use deskferry::report::sandbox_list_banner;
use deskferry::wording::counted;
use deskferry::writer::Stop;

use super::args::{GlobalArgs, KeyArgs, OutputArgs, file_name};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::record_changes::differences;
use super::runtime::block_on;
use super::{console, drill, progress, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Sizes, hashes and the list of files are checked without the key. With the key,
or if the backup is not encrypted, check also reads the records: each must be a
JSON object, each id unique, and the number of customers must match the
manifest.

Exit status: 0 everything checked is good; 1 --against-server found differences;
2 usage, a wrong passphrase or identity, or a manifest from a newer deskferry;
3 not authorized; 4 stopped, or the backup or server can't be reached;
5 damaged, missing or extra files, unproven, or a failed drill.

Examples:
  deskferry check backups/latest
  deskferry check s3://bucket/nightly/latest --identity key.txt
  deskferry check backups/latest --against-server
  deskferry check backups/latest --drill")]
pub(crate) struct Args {
    /// A backup's folder or s3:// address, or TARGET/latest for the newest complete one
    #[arg(value_parser = file_name())]
    backup: String,
    /// Compare with what the help desk has now, field by field
    #[arg(long)]
    against_server: bool,
    /// Restore it into a new in-process sandbox, export that, and compare every record
    #[arg(long, conflicts_with = "against_server")]
    drill: bool,
    #[command(flatten)]
    key: KeyArgs,
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    let (key, store) = args.key.read()?;
    block_on(async {
        let stop = Stop::default();
        signals::listen(&stop)?;
        let backup = tokio::task::block_in_place(|| BackupReader::open(&args.backup, &store, key))?;
        let listener = progress::listener(&global.output);
        let listener: &dyn Listener = &*listener;
        let checked = tokio::task::block_in_place(|| check(&backup, listener, &stop))?;
        tell(&global.output, &backup, &checked);
        if !checked.is_good() {
            return Ok(ExitStatus::Unproven);
        }
        if let Some(reason) = checked.unread.filter(|_| args.drill || args.against_server) {
            return Err(CommandError::usage(format!("can't compare the customers: {reason}")));
        }
        match (args.drill, args.against_server) {
            (true, _) => drill::run(&global.output, &global.connection.sandbox_switch, &backup).await,
            (_, true) => compare(global, &backup).await,
            _ => Ok(ExitStatus::Success),
        }
    })
}

fn tell(output: &OutputArgs, backup: &BackupReader, checked: &Checked) {
    if output.quiet() && checked.is_good() {
        return;
    }
    console::banner(sandbox_of(backup));
    let Checked { files, bytes, found, kind, .. } = checked;
    let verdict = if checked.is_good() { "good" } else { "NOT good" };
    let mut text = format!("{}: {verdict}\n", backup.path());
    let mut line = |line: String| text.push_str(&format!("  {line}\n"));
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
    console::block(&text);
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

async fn compare(global: &GlobalArgs, backup: &BackupReader) -> CommandResult {
    let remote = ConnectedClient::open(&global.connection).await?;
    let job = remote.write_job(
        &global.output,
        deskferry::journal::RunFileSettings {
            concurrency: remote.config.concurrency.value,
            ..Default::default()
        },
    )?;
    console::banner(sandbox_list_banner(&job.account).filter(|_| !global.output.quiet()));
    let compared = compare_with_server(&job, backup).await?;
    remote.close(&global.output).await;
    let ComparedBackup { changes, evidence } = compared;
    if !global.output.quiet() {
        console::say(&format!("The help desk now: {}\n", evidence.completeness));
        console::say(&format!("Its fields now: {}\n", evidence.refined.fields.text()));
    }
    console::data(&differences(&changes))?;
    Ok(evidence.verdict.status().max(ExitStatus::incomplete_if(!changes.is_empty())))
}
