//! `deskferry undo`

use clap::Args as ClapArgs;
use deskferry::import::{Undoable, undo};
use deskferry::journal::{RunFile, RunFolder, RunLock, Settings};
use deskferry::writer::MaxFailures;

use super::fault::Fault;
use super::global::{Global, Remote, block_on};
use super::import::report;
use super::{Outcome, talk};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
An undo is a run of its own: it has a folder, and can be resumed and retried.
A customer in which one of the written fields has changed since is left as it
is, and its row goes to rejects.csv. So is one that the run inserted, and that
has by now a field which the run did not insert (but for those that the help
desk fills by itself), or tickets.

Examples:
  deskferry undo latest
  deskferry undo 20261123T204500Z-contacts-3f9a0c --yes --rate 300/m")]
pub(crate) struct Args {
    /// The run: its id, a beginning of it, its folder, or `latest`
    run: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Take back what is known to be written, although writes of the run are pending or unknown
    #[arg(long)]
    unfinished: bool,
    /// Delete inserted customers also where fields were added since, or tickets
    #[arg(long)]
    even_changed: bool,
    /// Stop after so many failed writes; 0 never [default: 100 in a row, or 10 % once 200 were sent]
    #[arg(long, value_name = "N")]
    max_failures: Option<MaxFailures>,
    /// Work beside another import into this account
    #[arg(long)]
    allow_parallel: bool,
}

pub(crate) fn run(global: &Global, args: &Args) -> Outcome {
    let finished = block_on(async {
        let folder = RunFolder::open(&args.run, global.config()?.run_dir()?)?;
        let _lock = RunLock::take(&folder)?;
        let run = RunFile::load(&folder)?;
        let remote = global.connect_with(global.as_in(&run.settings)?).await?;
        let settings = settings(args, &remote, &run.settings);
        let undoable = Undoable::open(&folder, run, &remote.known_as())?;
        if !is_due(args, &folder.id(), &undoable)? {
            return Ok(None);
        }
        let _account = if args.allow_parallel { None } else { remote.lock_account()? };
        let job = remote.write_job(global, settings)?;
        let finished = undo(&job, &undoable, remote.config.run_dir()?).await?;
        if let Some(sandbox) = remote.sandbox {
            sandbox.stop().await;
        }
        Ok(Some(finished))
    })?;
    finished.map_or(Ok(0), |finished| report(global, &finished))
}

/// Refuses a run that is not settled, and asks.
fn is_due(args: &Args, id: &str, of: &Undoable) -> Result<bool, Fault> {
    let counts = of.counts();
    let open = counts.pending + counts.unknown;
    if open > 0 && !args.unfinished && !of.is_continued() {
        return Err(Fault::usage(format!(
            "{} of {id} {} pending or unknown: resume it first, or take back with --unfinished what is known to be \
             written",
            talk::counted(open, "write", "writes"),
            if open == 1 { "is" } else { "are" }
        )));
    }
    let (inserted, updated) = (counts.inserted, counts.updated);
    if inserted + updated == 0 {
        talk::say(&format!("{id} wrote nothing: there is nothing to undo\n"));
        return Ok(false);
    }
    let what = format!("{inserted} inserted customers would be deleted, and {updated} changed ones restored");
    if args.yes {
        return Ok(true);
    }
    if !talk::can_ask() {
        return Err(Fault::usage(format!("{what}, and there is nobody to ask: pass --yes to do it")));
    }
    let agreed = talk::ask(&format!("{id}: {what}. Go on?"))?;
    if !agreed {
        talk::say("nothing was changed\n");
    }
    Ok(agreed)
}

/// Those of the undo: the run's own, as far as they still mean something.
fn settings(args: &Args, remote: &Remote, of: &Settings) -> Settings {
    Settings {
        rate: remote.config.rate,
        concurrency: remote.config.concurrency,
        max_failures: args.max_failures.unwrap_or_default().number(),
        timeout_seconds: remote.config.timeout.as_secs_f64(),
        put_partial: of.put_partial,
        settle_millis: of.settle_millis,
        even_changed: args.even_changed,
        ..Settings::default()
    }
}
