//! `deskferry verify`

use clap::Args as ClapArgs;
use deskferry::exit_status::ExitStatus;
use deskferry::journal::{JournalReader, RunFile, RunSummary, Undone, runs};
use deskferry::monitor::JobFacts;
use deskferry::report::sandbox_list_banner;
use deskferry::run::{FoundInstead, Verified, VerifyDifference, VerifyJob, verify};
use deskferry::wording::counted;
use serde_json::json;

use super::args::{GlobalArgs, NotifyArgs, OutputArgs, file_name};
use super::command_error::CommandResult;
use super::connection::ConnectedClient;
use super::latest_run::WorkOnRun;
use super::locked_run::LockedRun;
use super::runtime::block_on;
use super::{console, document, progress, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Exit status 1 means that some customers differ from what was written, or that
other customers have the match key of a row too. All differences are in verify.jsonl in the run's folder; verify prints its path.

Examples:
  deskferry verify latest
  deskferry verify 20261123T204500Z-contacts-3f9a0c --concurrency 4")]
pub(crate) struct Args {
    /// The run: its id, the start of its id, `latest`, or its folder
    #[arg(value_parser = file_name())]
    run: String,
    #[command(flatten)]
    notify: NotifyArgs,
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    args.notify.over(&global.connection, "verify", |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    let result = block_on(async {
        let run_dir = global.connection.config()?.run_dir()?.to_owned();
        let folder = VERIFY.folder(&args.run, &run_dir, &global.output)?;
        let LockedRun { folder, run, lock: _lock } = LockedRun::open(folder)?;
        let remote = ConnectedClient::open_of(&global.connection, &global.output, &run).await?;
        remote.say_if_alone();
        let stop = remote.stop.clone();
        signals::listen_with(&stop, signals::REQUESTS, "nothing was changed")?;
        let job = VerifyJob {
            account: remote.known_as(),
            client: remote.client.clone(),
            concurrency: remote.config.concurrency.value,
            listener: progress::listener(&global.output),
            stop,
            spelling: remote.key_spelling(),
        };
        let verified = verify(&job, &folder, &run).await?;
        if !global.output.quiet() {
            console::banner(sandbox_list_banner(&remote.known_as()));
        }
        remote.close().await;
        let counts = JournalReader::open(&folder.journal())?.counts()?;
        let undone = RunSummary::of(folder).undone(&runs(&run_dir)?);
        Ok(VerifiedRun { run: run.id, verified, open: counts.pending + counts.unknown, undone })
    })?;
    let VerifiedRun { verified, open, .. } = &result;
    facts.counts.extend([("checked", verified.checked), ("differing", verified.differing), ("open", *open)]);
    report(&global.output, &result)
}

/// The result of a verification, with the run.
struct VerifiedRun {
    run: String,
    verified: Verified,
    /// How many rows of the run are pending or unknown.
    open: u64,
    /// The undo that took the run back.
    undone: Option<Undone>,
}

const VERIFY: WorkOnRun = WorkOnRun { doing: "verifying", names_it: true, suits: RunFile::writes };

/// Prints the result. The path of the file with the differences goes to stdout. Pending and unknown rows also make the
/// status incomplete.
fn report(output: &OutputArgs, result: &VerifiedRun) -> CommandResult {
    let VerifiedRun { verified, open, .. } = result;
    let open = *open;
    let Verified { checked, differing, first, .. } = verified;
    if console::is_json() {
        let fields = json!({
            "checked": checked, "differing": differing, "open": open, "keys_twice": verified.keys_twice,
        });
        console::event("verified", &format!("{checked} checked, {differing} differing"), fields);
    }
    document::set("run", &result.run)?;
    document::extend(verified)?;
    document::set("open", &open)?;
    document::set("undone_by", &result.undone.as_ref().map(|undone| &undone.by))?;
    document::set("undone_whole", &result.undone.as_ref().map(|undone| undone.whole))?;
    let status = ExitStatus::incomplete_if(*differing > 0 || open > 0 || verified.keys_twice > 0);
    let shows = !output.quiet() || status != ExitStatus::Success;
    if !output.quiet() {
        console::say(&first.iter().map(line).collect::<String>());
    }
    if let Some(Undone { by, whole }) = result.undone.as_ref().filter(|_| shows) {
        let part = if *whole { "" } else { " in part" };
        console::say(&format!("{} was undone{part} by {by}: what it wrote was taken back\n", result.run));
    }
    if shows {
        let read = counted(*checked, "customer", "customers");
        let differing = match differing {
            0 => "all match".to_owned(),
            1 => "1 differs from what was written".to_owned(),
            differing => format!("{differing} differ from what was written"),
        };
        console::say(&match checked {
            0 => format!("{} wrote nothing, so there is nothing to verify\n", result.run),
            _ => format!("{read} checked, {differing}\n"),
        });
        if verified.keys_twice > 0 {
            let keys = counted(verified.keys_twice, "row has", "rows have");
            console::say(&format!("{keys} a match key that several customers have{TWICE}\n"));
        }
        if open > 0 {
            let rows = counted(open, "row", "rows");
            let are = if open == 1 { "is" } else { "are" };
            console::say(&format!("{rows} of the run {are} pending or unknown: resume it\n"));
        }
    }
    if let Some(reason) = &verified.keys_unchecked {
        console::warn(&format!("whether match keys of this run stand twice could not be checked: {reason}"));
    }
    if let Some(file) = &verified.file {
        console::data(&format!("{}\n", file.display()))?;
    }
    Ok(status)
}

/// `2 customers have this match key: a, b`
fn several(ids: &[String]) -> String {
    let named: Vec<&str> = ids.iter().take(5).map(String::as_str).collect();
    let more = if ids.len() > named.len() { ", …" } else { "" };
    format!("{} customers have this match key: {}{more}", ids.len(), named.join(", "))
}

const TWICE: &str = ": merge them in the help desk (see `deskferry duplicates`)";

fn line(difference: &VerifyDifference) -> String {
    let VerifyDifference { file, sheet, row, id, what } = difference;
    let sheet = sheet.as_ref().map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
    let what = match what {
        FoundInstead::Differs { field, wanted, found } => {
            format!("{field} is {found}, but was written as {wanted}")
        }
        FoundInstead::Missing => "no longer exists".to_owned(),
        FoundInstead::StillThere => "still exists".to_owned(),
        FoundInstead::KeyTwice { ids } => several(ids),
        _ => "differs from what was written".to_owned(),
    };
    format!("  {file}{sheet}, row {row}, customer {id}: {what}\n")
}
