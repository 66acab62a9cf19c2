//! The drill of a backup: restores it into an in-process sandbox and compares.

use deskferry::account::HelpDeskAccount;
use deskferry::api::{Client, ClientCredential, ClientSettings};
use deskferry::backup::{BackupReader, ComparedBackup};
use deskferry::customer::KeySpelling;
use deskferry::exit_status::ExitStatus;
use deskferry::journal;
use deskferry::monitor::JobFacts;
use deskferry::restore::drill;
use deskferry::run::WriteJob;
use deskferry::sandbox::{self, Sandbox, UnknownNames};
use deskferry::wording::counted;
use deskferry::writer::{KnownIds, Stop};
use serde_json::json;

use super::args::OutputArgs;
use super::command_error::{CommandError, CommandResult};
use super::connection::url;
use super::record_changes::differences;
use super::sandbox_switches::set_switches;
use super::{console, document, progress};

const CONCURRENCY: usize = 8;

/// Proves that a backup can be restored; [`ExitStatus::Unproven`] if the restored customers differ. For `check --drill`
/// and `backup --drill`.
/// Both listen to signals.
pub(crate) async fn run(
    output: &OutputArgs,
    switches: &[String],
    backup: &BackupReader,
    stop: Stop,
    facts: &mut JobFacts,
) -> CommandResult {
    // A backup may have fields that the API documentation does not list; a real account accepts them.
    let mut options =
        sandbox::SandboxOptions { unknown: UnknownNames::Keep, ..sandbox::SandboxOptions::default() };
    set_switches(&mut options, switches)?;
    let sandbox = Sandbox::local(for_empty_account(options)).await?;
    if !output.quiet() {
        console::say("Drill: restoring the backup into an in-process sandbox\n");
    }
    let compared = drill(job(output, &sandbox, stop)?, backup).await;
    sandbox.stop().await;
    let ComparedBackup { changes, evidence } = compared?;
    let is_good = changes.is_empty() && evidence.verdict.status() == ExitStatus::Success;
    document::set("drill", &json!({"good": is_good, "changes": changes}))?;
    if is_good {
        if !output.quiet() {
            let count = changes.unchanged;
            let fields = evidence.refined.fields.text();
            console::say(&format!(
                "Drill: {} restored into a sandbox and exported again, all match; {fields}\n",
                counted(count, "customer", "customers")
            ));
        }
        return Ok(ExitStatus::Success);
    }
    facts.problem = Some("the drill failed: the restored customers differ from the backup");
    console::warn("the drill failed: the restored customers differ from the backup (gone: not restored)");
    console::data(&differences(&changes))?;
    Ok(ExitStatus::Unproven)
}

/// Drops the switches that fill or change the account: a drill needs an empty one that nothing else changes.
fn for_empty_account(options: sandbox::SandboxOptions) -> sandbox::SandboxOptions {
    sandbox::SandboxOptions {
        file: None,
        start: Vec::new(),
        churn: Vec::new(),
        total_lie: 0,
        repeated_page: None,
        ..options
    }
}

fn job(output: &OutputArgs, sandbox: &Sandbox, stop: Stop) -> Result<WriteJob, CommandError> {
    let credential = ClientCredential::ApiToken(sandbox::API_TOKEN.to_owned().into());
    let mut settings =
        ClientSettings::new(url(sandbox.base_url())?, sandbox::CLIENT_ID.to_owned(), credential);
    settings.stop = stop.clone();
    // Never stop early: the result lists every customer that can't be restored.
    let writing = journal::RunFileSettings {
        concurrency: CONCURRENCY,
        max_failures: Some(0),
        ..journal::RunFileSettings::default()
    };
    Ok(WriteJob {
        account: HelpDeskAccount::new("sandbox:", sandbox::CLIENT_ID),
        client: Client::new(settings)?,
        settings: writing,
        listener: progress::listener(output),
        stop,
        recent: None,
        known: KnownIds::default(),
        account_form: None,
        spelling: KeySpelling::default(),
        behavior: None,
    })
}
