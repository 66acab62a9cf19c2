//! `deskferry check`

use clap::Args as ClapArgs;
use deskferry::backup::{BackupReader, ComparedBackup, check, compare_with_server};
use deskferry::event::Listener;
use deskferry::exit_status::ExitStatus;
use deskferry::monitor::JobFacts;
use deskferry::report::sandbox_list_banner;
use deskferry::trace::TraceKind;
use deskferry::writer::Stop;
use serde_json::json;

use super::super::args::{GlobalArgs, KeyArgs, NotifyArgs, TraceArgs, TracedJob, file_name};
use super::super::command_error::{CommandError, CommandResult};
use super::super::connection::ConnectedClient;
use super::super::record_changes::differences;
use super::super::runtime::block_on;
use super::super::{console, document, drill, progress, signals};
use super::all::CheckAll;
use super::max_age::MaxAge;
use super::report::{document as checked_document, print, verdict};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Sizes, hashes and the list of files are checked without the key. With the key,
or if the backup is not encrypted, check also reads the records: each must be a
JSON object, each id unique, and the number of customers must match the
manifest.

Exit status: 0 everything checked is good; 1 --against-server found differences;
2 usage, a wrong passphrase or identity, or a manifest from a newer deskferry;
3 not authorized; 4 stopped, or the backup or server can't be reached;
5 damaged, missing or extra files, unproven, too old, or a failed drill.

Examples:
  deskferry check backups/latest
  deskferry check s3://bucket/nightly/latest --identity key.txt
  deskferry check backups/latest --against-server
  deskferry check backups/latest --drill
  deskferry check backups/latest --max-age 26h
  deskferry check backups --all")]
pub(crate) struct Args {
    /// A backup's folder or s3:// address, or TARGET/latest for the newest complete one; with --all, the TARGET
    #[arg(value_parser = file_name())]
    backup: String,
    /// Compare with what the help desk has now, field by field
    #[arg(long)]
    against_server: bool,
    /// Restore it into a new in-process sandbox, export that, and compare every record
    #[arg(long, conflicts_with = "against_server")]
    drill: bool,
    /// Check every backup of a target; with --max-age, the newest complete one of each account must be young enough
    #[arg(long, conflicts_with_all = ["against_server", "drill"])]
    all: bool,
    /// Fail if the backup is older than this: 26h, 7d
    #[arg(long, value_name = "TIME", value_parser = MaxAge::parse)]
    max_age: Option<MaxAge>,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    notify: NotifyArgs,
    #[command(flatten)]
    trace: TraceArgs,
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    let kind = if args.drill { TraceKind::Drill } else { TraceKind::Check };
    let traced = TracedJob { args: args.trace, kind, drill: args.drill, target: &args.backup };
    args.notify.over_traced(&global.connection, "check", traced, |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    let (key, store) = args.key.read()?;
    block_on(async {
        let stop = Stop::default();
        signals::listen_with(&stop, "stopping the check", "a check changes nothing")?;
        let listener = progress::listener(&global.output);
        let listener: &dyn Listener = &*listener;
        if args.all {
            let max_age = args.max_age.as_ref();
            let job = CheckAll { output: &global.output, key, max_age, listener, stop: &stop };
            return tokio::task::block_in_place(|| job.run(&args.backup, &store, facts));
        }
        let opened = tokio::task::block_in_place(|| BackupReader::open(&args.backup, &store, key));
        let backup = opened.inspect_err(|fault| facts.problem = fault.is_damage().then_some(DAMAGED))?;
        let manifest = backup.manifest();
        facts.backup = Some(manifest.id.to_string());
        facts.verdict = Some(manifest.completeness.kind.name());
        facts.accepted_backup = Some(manifest.began);
        facts.accepted_name = Some(manifest.id.to_string());
        let checked = tokio::task::block_in_place(|| check(&backup, listener, &stop))?;
        facts
            .counts
            .extend([("customers", checked.customers.unwrap_or_default()), ("findings", checked.found)]);
        let verdict = verdict(&backup, &checked, args.max_age.as_ref());
        document::set("backup", &checked_document(&backup, &checked, &verdict))?;
        print(&global.output, &backup, &checked, &verdict, None);
        if !verdict.is_passed() {
            facts.problem = Some(if checked.is_good() { TOO_OLD } else { DAMAGED });
            return Ok(ExitStatus::Unproven);
        }
        if let Some(reason) = checked.unread.filter(|_| args.drill || args.against_server) {
            facts.problem = Some(NO_KEY);
            return Err(CommandError::usage(format!("can't compare the customers: {reason}")));
        }
        match (args.drill, args.against_server) {
            (true, _) => {
                drill::run(&global.output, &global.connection.sandbox_switch, &backup, stop, facts).await
            }
            (_, true) => compare(global, &backup, stop).await,
            _ => Ok(ExitStatus::Success),
        }
    })
}

/// What a notification says of a backup that does not pass.
const DAMAGED: &str = "the backup is damaged or not proven complete";
const TOO_OLD: &str = "the backup is too old";
const NO_KEY: &str = "the backup could not be opened: its key is missing or wrong";

async fn compare(global: &GlobalArgs, backup: &BackupReader, stop: Stop) -> CommandResult {
    let remote = ConnectedClient::open(&global.connection, &global.output).await?;
    let settings = deskferry::journal::RunFileSettings {
        concurrency: remote.config.concurrency.value,
        ..Default::default()
    };
    let job = remote.unheard_job(&global.output, settings);
    let of_client = remote.stop.clone();
    tokio::spawn(async move {
        stop.requested().await;
        of_client.request(stop.reason().unwrap_or_default());
    });
    console::banner(sandbox_list_banner(&job.account).filter(|_| !global.output.quiet()));
    let compared = compare_with_server(&job, backup).await?;
    remote.close().await;
    let ComparedBackup { changes, evidence } = compared;
    document::set("against_server", &json!({"completeness": evidence.completeness, "changes": changes}))?;
    if !global.output.quiet() {
        console::say(&format!("The help desk now: {}\n", evidence.completeness));
        console::say(&format!("Its fields now: {}\n", evidence.refined.fields.text()));
    }
    console::data(&differences(&changes))?;
    Ok(evidence.verdict.status().max(ExitStatus::incomplete_if(!changes.is_empty())))
}
