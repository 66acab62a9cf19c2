//! `deskferry verify`

use std::path::Path;

use clap::Args as ClapArgs;
use deskferry::exit_status::ExitStatus;
use deskferry::journal::{JournalReader, RunFile, RunFolder, runs};
use deskferry::run::{FoundInstead, Verified, VerifyDifference, VerifyJob, verify};
use deskferry::wording::counted;

use super::args::{GlobalArgs, OutputArgs, file_name};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::locked_run::LockedRun;
use super::runtime::block_on;
use super::{console, progress, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Exit status 1 means that some customers differ from what was written. All
differences are in verify.jsonl in the run's folder; verify prints its path.

Examples:
  deskferry verify latest
  deskferry verify 20261123T204500Z-contacts-3f9a0c --concurrency 4")]
pub(crate) struct Args {
    /// The run: its id, the start of its id, `latest`, or its folder
    #[arg(value_parser = file_name())]
    run: String,
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    let (verified, open) = block_on(async {
        let folder = folder(args, global.connection.config()?.run_dir()?)?;
        let LockedRun { folder, run, lock: _lock } = LockedRun::open(folder)?;
        let remote = ConnectedClient::open_as(&global.connection, &run.settings).await?;
        let stop = remote.stop.clone();
        signals::listen(&stop)?;
        let job = VerifyJob {
            account: remote.known_as(),
            client: remote.client.clone(),
            concurrency: remote.config.concurrency,
            listener: progress::listener(&global.output),
            stop,
        };
        let verified = verify(&job, &folder, &run).await?;
        remote.close().await;
        let counts = JournalReader::open(&folder.journal())?.counts()?;
        Ok((verified, counts.pending + counts.unknown))
    })?;
    report(&global.output, &verified, open)
}

/// The folder of the run. `latest` skips runs without an account, such as a validation after the import. If no run has
/// an account, it is the last run, so that the error can name it.
fn folder(args: &Args, run_dir: &Path) -> Result<RunFolder, CommandError> {
    let named = RunFolder::open(&args.run, run_dir)?;
    let has_account = |run: &RunFile| run.account.is_some();
    if args.run != "latest" || RunFile::load(&named).is_ok_and(|run| has_account(&run)) {
        return Ok(named);
    }
    let last = runs(run_dir)?.into_iter().rev().find(|found| found.run.as_ref().is_some_and(has_account));
    Ok(match last {
        Some(last) => {
            console::say(&format!("{} wrote nothing; verifying {}\n", named.id(), last.folder.id()));
            last.folder
        }
        None => named,
    })
}

/// Prints the result. The path of the file with the differences goes to stdout. Pending and unknown rows also make the
/// status incomplete.
fn report(output: &OutputArgs, verified: &Verified, open: u64) -> CommandResult {
    let Verified { checked, differing, first, .. } = verified;
    let status = ExitStatus::incomplete_if(*differing > 0 || open > 0);
    if !output.quiet() {
        console::say(&first.iter().map(line).collect::<String>());
    }
    if !output.quiet() || status != ExitStatus::Success {
        let read = counted(*checked, "customer", "customers");
        let differing = match differing {
            0 => "all match".to_owned(),
            1 => "1 differs from what was written".to_owned(),
            differing => format!("{differing} differ from what was written"),
        };
        console::say(&format!("{read} checked, {differing}\n"));
        if open > 0 {
            let rows = counted(open, "row", "rows");
            let are = if open == 1 { "is" } else { "are" };
            console::say(&format!("{rows} of the run {are} pending or unknown: resume it\n"));
        }
    }
    if let Some(file) = &verified.file {
        console::data(&format!("{}\n", file.display()))?;
    }
    Ok(status)
}

fn line(difference: &VerifyDifference) -> String {
    let VerifyDifference { file, sheet, row, id, what } = difference;
    let sheet = sheet.as_ref().map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
    let what = match what {
        FoundInstead::Differs { field, wanted, found } => {
            format!("{field} is {found}, but was written as {wanted}")
        }
        FoundInstead::Missing => "no longer exists".to_owned(),
        FoundInstead::StillThere => "still exists".to_owned(),
        _ => "differs from what was written".to_owned(),
    };
    format!("  {file}{sheet}, row {row}, customer {id}: {what}\n")
}
