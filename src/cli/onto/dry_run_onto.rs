//! A dry run against a backup: makes the sandbox before it, and carries out its plan afterwards.

use std::path::Path;

use deskferry::account::HeldBackup;
use deskferry::backup::BackupReader;
use deskferry::config::Config;
use deskferry::exit_status::ExitStatus;
use deskferry::file::{name_of, path_of};
use deskferry::journal::quoted;
use deskferry::rehearsal::{CarriedOut, HeldCustomers, HoldJob, NewSandboxFile, PlanWriting, backup_notes};
use deskferry::report::{rejects_text, wrap};
use deskferry::run::{CustomFields, FinishedRun, WriteJob};
use deskferry::wording::counted;
use deskferry::writer::Stop;
use jiff::Timestamp;

use super::super::args::{ConnectionArgs, GlobalArgs, OutputArgs};
use super::super::command_error::CommandError;
use super::super::connection::ConnectedClient;
use super::super::opened_sandbox::SandboxChoice;
use super::super::{console, progress, signals};
use super::onto_args::{Onto, OntoArgs};

/// A backup in the sandbox in which the dry run plans.
pub(crate) struct DryRunOnto {
    file: NewSandboxFile,
    /// The file as the user named it; `None` if the sandbox ends with the command.
    name: Option<String>,
    held: HeldCustomers,
    writing: Option<PlanWriting>,
}

impl DryRunOnto {
    /// Refuses flags that do not fit together, before anything is read; true if the flags ask for a dry run against a
    /// backup.
    pub(crate) fn is_wanted(
        args: &OntoArgs,
        dry_run: bool,
        saves_plan: bool,
        connection: &ConnectionArgs,
    ) -> Result<bool, CommandError> {
        Ok(args.wanted(dry_run, saves_plan, connection)?.is_some())
    }

    /// Checks the backup, fills a new sandbox with it, and starts that. The help desk is not asked anything.
    pub(crate) async fn begin(
        args: &OntoArgs,
        global: &GlobalArgs,
        fields: Option<&CustomFields>,
    ) -> Result<(Self, ConnectedClient), CommandError> {
        let stop = Stop::default();
        signals::listen_with(&stop, "stopping", "nothing was sent to the help desk")?;
        let connection = &global.connection;
        let Some(onto) = args.wanted(true, false, connection)? else {
            return Err(CommandError::usage("--onto needs a backup"));
        };
        let config = connection.config()?;
        let of_sandbox =
            ConnectionArgs { sandbox: Some(onto.file.unwrap_or_default().to_owned()), ..connection.clone() };
        let choice = SandboxChoice::of_flags(&of_sandbox, &config)?;
        let Some(choice) = choice.map(|choice| choice.with_definitions(fields)) else {
            return Err(CommandError::usage("--onto needs a sandbox"));
        };
        let (this, backup) =
            tokio::task::block_in_place(|| Self::fill(&onto, args, global, &config, &choice, &stop))?;
        let choice = choice.holding(backup, this.file.path());
        let remote = ConnectedClient::open_held(&of_sandbox, &global.output, (config, choice), stop).await?;
        Ok((this, remote))
    }

    fn fill(
        onto: &Onto<'_>,
        args: &OntoArgs,
        global: &GlobalArgs,
        config: &Config,
        choice: &SandboxChoice,
        stop: &Stop,
    ) -> Result<(Self, HeldBackup), CommandError> {
        let (key, store) = args.key.read()?;
        let file = match onto.file {
            Some(name) => NewSandboxFile::at(&path_of(name), onto.replaces)?,
            None => NewSandboxFile::temporary()?,
        };
        let backup = BackupReader::open(onto.backup, &store, key)?;
        let notes = backup_notes(&backup, config.known_as().as_ref(), Timestamp::now());
        say_all(&global.output, &notes);
        let listener = progress::listener(&global.output);
        let job = HoldJob { backup: &backup, photos: choice.photo_form()?, listener: &*listener, stop };
        let held = job.fill(&file)?;
        say_all(&global.output, &held.notes());
        let manifest = backup.manifest();
        let of = HeldBackup {
            backup: absolute(backup.path()),
            id: manifest.id.to_string(),
            began: manifest.began.to_string(),
        };
        Ok((Self { file, name: onto.file.map(ToOwned::to_owned), held, writing: None }, of))
    }

    /// Keeps how the run writes, for its plan.
    pub(crate) fn writing_like(&mut self, write: &WriteJob) {
        if self.name.is_some() {
            self.writing = Some(PlanWriting::like(write));
        }
    }

    /// Carries out the plan if the sandbox is kept, and gives its file its name. The result is the status of the command.
    pub(crate) async fn end(
        self,
        remote: ConnectedClient,
        planned: &FinishedRun,
        output: &OutputArgs,
    ) -> Result<ExitStatus, CommandError> {
        let (Some(writing), Some(name)) = (&self.writing, &self.name) else {
            remote.close().await;
            return Ok(ExitStatus::Success);
        };
        let done = writing.carry_out(planned).await?;
        remote.close().await;
        tokio::task::block_in_place(|| self.file.finish())?;
        tell(output, name, &self.held, &done);
        Ok(done.exit)
    }
}

/// Says what the sandbox holds now, and how to look at it.
fn tell(output: &OutputArgs, name: &str, held: &HeldCustomers, done: &CarriedOut) {
    let (rows, stats) = &done.refused;
    if output.quiet() {
        return;
    }
    let of = counted(held.customers, "customer", "customers");
    let photos = match held.photos {
        0 => String::new(),
        photos => format!(" with {}", counted(photos, "photo", "photos")),
    };
    let changes = match (done.counts.inserted, done.counts.updated) {
        (0, 0) => "the plan changes none of them".to_owned(),
        (inserted, updated) => format!("the plan carried out: {inserted} inserted, {updated} updated"),
    };
    let text = format!(
        "The sandbox {} holds the {of} of the backup{photos}, and {changes}. To look at one customer: deskferry \
         customer find email=ann@example.org {}",
        quoted(name),
        quoted(&format!("--sandbox={name}"))
    );
    console::say(&(wrap("", 0, &text) + "\n\n"));
    if *rows > 0 {
        let them = if *rows == 1 {
            "1 row that the plan writes was".to_owned()
        } else {
            format!("{rows} rows that the plan writes were")
        };
        console::say(&format!("{them} not written in the sandbox:\n"));
        console::block(&rejects_text(stats, *rows));
    }
}

fn say_all(output: &OutputArgs, notes: &[String]) {
    if !output.quiet() {
        notes.iter().for_each(|note| console::say(&(wrap("", 0, note) + "\n")));
    }
}

/// The place of a backup, for a reader in another folder.
fn absolute(path: &str) -> String {
    if path.contains("://") {
        return path.to_owned();
    }
    std::path::absolute(Path::new(path)).map_or_else(|_| path.to_owned(), name_of)
}
