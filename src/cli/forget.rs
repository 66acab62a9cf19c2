//! `deskferry forget`: takes a customer out of all backups, of runs and of the help desk, with a certificate.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use deskferry::api::CustomerRecord;
use deskferry::backup::{Recipients, backup_target};
use deskferry::exit_status::ExitStatus;
use deskferry::file::{AtomicFile, name_of};
use deskferry::forget::{Certificate, ForgetJob, FoundEverywhere};
use deskferry::journal::FolderLock;
use deskferry::lookup::Filter;
use deskferry::storage::Location;
use deskferry::wording::counted;
use deskferry::writer::Stop;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::args::{GlobalArgs, KeyArgs, file_name, recipients};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::forget_help_desk::{delete_all, find_in_help_desk, known_as};
use super::redaction::Redaction;
use super::runtime::block_on;
use super::{console, document, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Shows whom it has found, and asks before it changes anything. Backups are
written again without the customer, and stay whole at every moment; rows of
runs are emptied; the certificate names nobody. If it is interrupted, call it
again with the same values. Texts of other customers that mention the customer
stay. Run it as the user who makes the backups.

Exit status: 0 forgotten, or found by --dry-run; 1 nobody has these values;
2 usage, or a key or recipient is missing: nothing was changed; 3 not
authorized; 4 stopped or unreachable: call it again; 5 not everywhere: a backup
can't be searched, an earlier call was interrupted, or the bucket keeps old
versions.

Examples:
  deskferry forget backups email=ann@example.org --dry-run
  deskferry forget backups email=ann@example.org --from-help-desk
  deskferry forget s3://bucket/helpdesk id=c2009 --identity key.txt --yes")]
pub(crate) struct Args {
    /// Folder that contains all backups, or s3://bucket/prefix
    #[arg(value_parser = file_name())]
    target: String,
    /// What the customer has in some backup or run: email=..., id=..., any field
    #[arg(required = true, value_name = "FIELD=VALUE")]
    values: Vec<String>,
    /// Delete the customer from the help desk, too
    #[arg(long)]
    from_help_desk: bool,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
    /// Only show whom it finds and where
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Mask the values that are shown
    #[arg(long)]
    redact: bool,
    /// Write the certificate to this .json file, and as text beside it [default: forgotten-TIME.json]
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// A text for the certificate, such as the number of a case
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// A recipient of encrypted backups that do not record theirs
    #[arg(long, value_name = "age1...")]
    recipient: Vec<String>,
    /// The recipients in this file, one per line
    #[arg(long, value_name = "FILE")]
    recipients_file: Vec<PathBuf>,
    #[command(flatten)]
    key: KeyArgs,
}

impl Args {
    fn redaction(&self) -> Redaction<'_> {
        let certificate = self.certificate.as_ref().and_then(|path| path.to_str());
        let names = [self.target.as_str()].into_iter().chain(certificate).chain(self.reference.as_deref());
        Redaction::new(self.redact, names)
    }

    fn filter(&self) -> Result<Filter, CommandError> {
        let filter = Filter::parse(&self.values).map_err(|error| self.redaction().wrong_filter(&error))?;
        match filter.pairs().iter().find(|(_, value)| value.trim().is_empty()) {
            Some((field, _)) => Err(CommandError::usage(format!("{field}= needs a value to look for"))),
            None => Ok(filter),
        }
    }

    fn recipients(&self) -> Result<Recipients, CommandError> {
        let given = recipients(&self.recipient, &self.recipients_file)?;
        Ok(Recipients::new(given.map(|given| given.recipients().to_vec()).unwrap_or_default()))
    }

    /// The file of the certificate. That it can be written is found out before anything is changed.
    fn certificate(&self) -> Result<PathBuf, CommandError> {
        let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
        let path =
            self.certificate.clone().unwrap_or_else(|| PathBuf::from(format!("forgotten-{time}.json")));
        if path.extension().is_none_or(|end| end != "json") {
            return Err(CommandError::usage("--certificate needs a name that ends in .json"));
        }
        if self.dry_run {
            return Ok(path);
        }
        if let Some(there) = [path.clone(), path.with_extension("txt")].iter().find(|path| path.exists()) {
            let message = format!(
                "{} exists, and a certificate replaces no file: name another with --certificate; nothing was changed",
                there.display()
            );
            return Err(CommandError::usage(message));
        }
        drop(AtomicFile::create(&path)?);
        Ok(path)
    }

    /// Nobody can be asked without a terminal. That is said before the search, which may take long.
    fn check_consent(&self) -> Result<(), CommandError> {
        if self.yes || self.dry_run || console::can_ask() {
            return Ok(());
        }
        let message =
            "this can't be undone, and this is not a terminal: pass --yes to confirm, or --dry-run to look";
        Err(CommandError::usage(message))
    }
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    run_shown(global, args).map_err(|fault| args.redaction().error(fault))
}

fn run_shown(global: &GlobalArgs, args: &Args) -> CommandResult {
    let filter = args.filter()?;
    args.check_consent()?;
    let recipients = args.recipients()?;
    let certificate = args.certificate()?;
    let config = global.connection.config()?;
    let (key, store) = args.key.read()?;
    let storage = backup_target(&args.target, &store)?;
    let _lock = if args.dry_run { None } else { lock(&args.target)? };
    let (run_dir, state_dir) = (config.run_dir()?.to_owned(), config.state_dir.clone());
    let (target, reference) = (args.target.clone(), args.reference.clone());
    let stop = Stop::default();
    let job = ForgetJob { storage, target, key, filter, recipients, run_dir, state_dir, reference, stop };
    block_on(async {
        let remote = match args.from_help_desk {
            true => Some(ConnectedClient::open(&global.connection, &global.output).await?),
            false => None,
        };
        let stop = remote.as_ref().map_or_else(Stop::default, |remote| remote.stop.clone());
        let job = ForgetJob { stop, ..job };
        signals::listen_with(&job.stop, FIRST, LAST)?;
        let status = forget(global, args, &job, remote.as_ref(), &certificate).await;
        if let Some(remote) = remote {
            remote.close().await;
        }
        status
    })
}

const FIRST: &str = "stopping after this step";
const LAST: &str = "call it again with the same values to go on";

/// A folder is locked against backups and prunes. A bucket has no lock.
fn lock(target: &str) -> Result<Option<FolderLock>, CommandError> {
    match Location::parse(target)? {
        Location::Path(folder) => FolderLock::take(&folder).map(Some).map_err(|error| {
            CommandError::usage(format!("can't change the backups of that folder: {error}"))
        }),
        _ => Ok(None),
    }
}

async fn forget(
    global: &GlobalArgs,
    args: &Args,
    job: &ForgetJob,
    remote: Option<&ConnectedClient>,
    certificate: &Path,
) -> CommandResult {
    let mut everything = tokio::task::block_in_place(|| job.find())?;
    let there = match remote {
        Some(remote) => find_in_help_desk(remote, &job.filter, &everything).await?,
        None => Vec::new(),
    };
    if let Some(remote) = remote {
        everything.add_of_help_desk(known_as(remote, &there));
    }
    if everything.is_empty() && there.is_empty() {
        return Ok(nobody(args, job, &everything));
    }
    document::set("found", &found(args, &everything, &there))?;
    console::say(&preview(args, &everything, &there));
    warn(args, &everything, certificate);
    if args.dry_run {
        console::say("nothing was changed (--dry-run)\n");
        return Ok(ExitStatus::Success);
    }
    job.check_owners(&everything)?;
    let locks = job.lock_runs(&everything)?;
    if !args.yes && !console::ask("Forget the customer everywhere? This can't be undone.")? {
        console::say("nothing was changed\n");
        return Ok(ExitStatus::Success);
    }
    job.begin(&mut everything)?;
    if let Some(remote) = remote {
        delete_all(remote, job, &mut everything, &there).await?;
    }
    let from_help_desk = remote.is_some();
    let done = tokio::task::block_in_place(|| job.carry_out(everything, &locks, from_help_desk, certificate));
    let done = done.map_err(|error| unfinished(error.into()))?;
    print_certificate(global, args, &done, certificate)
}

/// Nobody has the values, but others may mention the address.
fn nobody(args: &Args, job: &ForgetJob, everything: &FoundEverywhere) -> ExitStatus {
    let shown = |text: &str| args.redaction().message(text);
    everything.doubts().iter().for_each(|doubt| console::warn(&shown(doubt)));
    console::say("nobody has these values; nothing was changed\n");
    let left = tokio::task::block_in_place(|| job.left_over(everything));
    left.iter().for_each(|line| {
        console::say(&format!(
            "{}
",
            shown(line)
        ))
    });
    let unfinished: Vec<String> = everything.unfinished().collect();
    if unfinished.is_empty() {
        return ExitStatus::Incomplete;
    }
    console::warn(&shown(&format!(
        "a forget was interrupted in {}, and files with the customer of that call may still be there: call it again with \
         the values of that time, as the same user",
        unfinished.join(", ")
    )));
    ExitStatus::Unproven
}

/// What makes it doubtful that everything goes, and what would stay in names.
fn warn(args: &Args, everything: &FoundEverywhere, certificate: &Path) {
    let redaction = args.redaction();
    everything.doubts().iter().for_each(|doubt| console::warn(&redaction.message(doubt)));
    let certificate = certificate.display().to_string();
    let mut texts = vec![("the name of the certificate", certificate.as_str()), ("the target", &args.target)];
    texts.extend(
        args.reference.as_deref().map(|text| ("--reference, which stands on the certificate,", text)),
    );
    everything
        .telling_names(&texts, &|text| redaction.value(text))
        .iter()
        .for_each(|doubt| console::warn(doubt));
}

/// What ends it after the first change can be put right, and the next call goes on.
fn unfinished(fault: CommandError) -> CommandError {
    let status = if fault.status == ExitStatus::Usage { ExitStatus::Stopped } else { fault.status };
    let is_said = fault.message.contains("call it again");
    let message = if is_said { fault.message } else { format!("{}; {LAST}", fault.message) };
    CommandError { status, message, ..fault }
}

/// The same as the preview, for programs.
fn found(args: &Args, everything: &FoundEverywhere, there: &[(String, CustomerRecord)]) -> Value {
    let shown = |text: &str| args.redaction().value(text);
    let seen = everything.customers().iter().map(|((_, id), seen)| {
        let values: Vec<String> =
            seen.names.iter().chain(&seen.addresses).map(|value| shown(value)).collect();
        json!({"id": id, "values": values, "backups": seen.backups})
    });
    let ((hers, backups), (runs, removed, all_runs)) = (everything.backups(), everything.runs());
    json!({
        "customers": seen.collect::<Vec<_>>(),
        "in_help_desk": there.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        "only_in_runs": everything.ids_in_runs().map(|(_, id)| id).collect::<Vec<_>>(),
        "backups": hers,
        "of_backups": backups,
        "runs": runs,
        "of_runs": all_runs,
        "runs_to_remove": removed,
        "copies": everything.copies().map(|path| shown(&name_of(path))).collect::<Vec<_>>(),
    })
}

/// Whom it has found, and where.
fn preview(args: &Args, everything: &FoundEverywhere, there: &[(String, CustomerRecord)]) -> String {
    let shown = |text: &str| args.redaction().value(text);
    let mut text = String::new();
    for ((_, id), seen) in everything.customers() {
        let values: Vec<String> =
            seen.names.iter().chain(&seen.addresses).map(|value| shown(value)).collect();
        let id = if id.is_empty() { "(no id)" } else { id };
        let backups = counted(seen.backups, "backup", "backups");
        text.push_str(&format!("{id}  {}\n  in {backups}\n", values.join(", ")));
    }
    for (_, id) in everything.ids_in_runs() {
        text.push_str(&format!("{id}  only in runs\n"));
    }
    for (id, record) in there {
        let value =
            |field: &str| record.get(field).and_then(|value| value.as_str()).map(shown).unwrap_or_default();
        text.push_str(&format!("{id}  in the help desk: {}, {}\n", value("name"), value("email")));
    }
    let (hers, all) = everything.backups();
    let (runs, removed, all_runs) = everything.runs();
    text.push_str(&format!("In {hers} of {all} backups, and in {runs} of {all_runs} runs"));
    if removed > 0 {
        let folders = counted(removed, "folder is removed", "folders are removed");
        text.push_str(&format!(" ({folders}: nothing can be resumed or undone with it)"));
    }
    text.push('\n');
    for copy in everything.copies() {
        text.push_str(&format!("Removed, as a copy of results: {}\n", shown(&name_of(copy))));
    }
    if !everything.recipients.is_empty() {
        let names = everything.recipients.iter().cloned().collect::<Vec<_>>().join(", ");
        text.push_str(&format!("Written again, encrypted to {names}\n"));
    }
    if everything.is_continued() {
        text.push_str("An earlier call was interrupted: this one goes on\n");
    }
    text
}

fn print_certificate(global: &GlobalArgs, args: &Args, done: &Certificate, path: &Path) -> CommandResult {
    let redaction = args.redaction();
    let whole = serde_json::to_value(done).map_err(std::io::Error::from)?;
    document::set("certificate", &redaction.document(whole))?;
    // A name of our own tells nobody.
    let shown = |path: &Path| match &args.certificate {
        Some(_) => redaction.path(&name_of(path)),
        None => name_of(path),
    };
    document::set("file", &shown(path))?;
    console::data(&redaction.message(&done.summary()))?;
    if !global.output.quiet() {
        let text = shown(&path.with_extension("txt"));
        console::say(&format!("The certificate is {}, and as text {text}\n", shown(path)));
    }
    Ok(if done.is_complete() { ExitStatus::Success } else { ExitStatus::Unproven })
}
