//! A dry run against a backup: makes the sandbox before it, and carries out its plan afterwards.

use std::path::Path;

use deskferry::account::HeldBackup;
use deskferry::backup::BackupReader;
use deskferry::config::Config;
use deskferry::exit_status::ExitStatus;
use deskferry::file::{name_of, path_of};
use deskferry::journal::{RunEnd, RunFile, quoted};
use deskferry::rehearsal::{CarriedOut, HeldCustomers, HoldJob, NewSandboxFile, PlanWriting, backup_notes};
use deskferry::report::{rejects_text, wrap};
use deskferry::run::{CustomFields, FinishedRun, WriteJob, report_again};
use deskferry::wording::counted;
use deskferry::writer::Stop;
use jiff::Timestamp;
use serde_json::json;

use super::super::args::{GlobalArgs, OutputArgs};
use super::super::command_error::CommandError;
use super::super::connection::ConnectedClient;
use super::super::opened_sandbox::SandboxChoice;
use super::super::{console, document, progress, signals};
use super::onto_args::Onto;

/// A backup in the sandbox in which the dry run plans.
pub(crate) struct DryRunOnto {
    file: NewSandboxFile,
    /// The file as the user named it; `None` if the sandbox ends with the command.
    name: Option<String>,
    held: HeldCustomers,
    writing: Option<PlanWriting>,
}

impl DryRunOnto {
    /// Checks the backup, fills a new sandbox with it, and starts that. The help desk is not asked anything.
    pub(crate) async fn begin(
        onto: &Onto<'_>,
        global: &GlobalArgs,
        fields: Option<&CustomFields>,
    ) -> Result<(Self, ConnectedClient), CommandError> {
        let stop = Stop::default();
        signals::listen_with(&stop, "stopping", "nothing was sent to the help desk")?;
        let connection = &global.connection;
        let config = connection.config()?;
        let file = onto.file.unwrap_or_default();
        let choice = SandboxChoice::of_file(file, connection, &config)?.with_definitions(fields);
        let (this, backup) =
            tokio::task::block_in_place(|| Self::fill(onto, global, &config, &choice, &stop))?;
        let held = (config, choice.holding(backup, this.file.path()));
        let remote = ConnectedClient::open_held(connection, &global.output, held, stop).await?;
        Ok((this, remote))
    }

    fn fill(
        onto: &Onto<'_>,
        global: &GlobalArgs,
        config: &Config,
        choice: &SandboxChoice,
        stop: &Stop,
    ) -> Result<(Self, HeldBackup), CommandError> {
        let (key, store) = onto.key.read()?;
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
    /// Until then, the run has not ended.
    pub(crate) async fn end(
        self,
        remote: ConnectedClient,
        planned: &FinishedRun,
        output: &OutputArgs,
    ) -> Result<ExitStatus, CommandError> {
        let Self { file, name, held, writing } = self;
        let (Some(writing), Some(name)) = (writing, name) else {
            remote.close().await;
            return Ok(ExitStatus::Success);
        };
        save_end(planned, None)?;
        match keep_sandbox(&writing, file, remote, planned).await {
            Ok(done) => {
                save_end(planned, planned.run.end.clone())?;
                let (sandbox, (refused, _)) = (&name, &done.refused);
                let all =
                    json!({"sandbox": sandbox, "counts": done.counts, "refused": refused, "exit": done.exit});
                document::set("onto", &all)?;
                print_result(output, &name, &held, &done);
                Ok(done.exit)
            }
            Err(fault) => {
                save_end(planned, Some(RunEnd { exit: fault.status, reason: fault.message.clone() }))?;
                report_again(&planned.folder)?;
                Err(fault)
            }
        }
    }
}

async fn keep_sandbox(
    writing: &PlanWriting,
    file: NewSandboxFile,
    remote: ConnectedClient,
    planned: &FinishedRun,
) -> Result<CarriedOut, CommandError> {
    let done = writing.carry_out(planned).await?;
    remote.close().await;
    tokio::task::block_in_place(|| file.finish())?;
    Ok(done)
}

/// Saves how the run ended; `None` if it has not.
fn save_end(planned: &FinishedRun, end: Option<RunEnd>) -> Result<(), CommandError> {
    let ended = planned.run.ended.clone().filter(|_| end.is_some());
    let run = RunFile { end, ended, ..planned.run.clone() };
    Ok(planned.folder.save(&run)?)
}

/// Says what the sandbox holds now, and what it did not take.
fn print_result(output: &OutputArgs, name: &str, held: &HeldCustomers, done: &CarriedOut) {
    let (rows, stats) = &done.refused;
    if !output.quiet() {
        console::say(&(wrap("", 0, &result(name, held, done)) + "\n\n"));
    }
    if *rows > 0 {
        let were = counted(*rows, "row of the plan was", "rows of the plan were");
        console::say(&format!("{were} refused by the sandbox:\n"));
        console::block(&rejects_text(stats, *rows));
    }
}

/// What the sandbox holds, and how to look at it.
fn result(name: &str, held: &HeldCustomers, done: &CarriedOut) -> String {
    let of = counted(held.customers, "customer", "customers");
    let photos = match held.photos {
        0 => String::new(),
        photos => format!(" with {}", counted(photos, "photo", "photos")),
    };
    let changes = match (done.counts.inserted, done.counts.updated) {
        (0, 0) => "the plan changes none of them".to_owned(),
        (inserted, updated) => format!("the plan carried out: {inserted} inserted, {updated} updated"),
    };
    format!(
        "The sandbox {} holds the {of} of the backup{photos}, and {changes}. To look at one customer: deskferry \
         customer find email=ann@example.org {}",
        quoted(name),
        quoted(&format!("--sandbox={name}"))
    )
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
