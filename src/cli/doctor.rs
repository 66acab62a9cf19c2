//! `deskferry doctor`

use clap::Args as ClapArgs;
use deskferry::api::{Client, ClientCredential};
use deskferry::config::{Config, ConfigError, ConfiguredAccount};
use deskferry::doctor::{
    Diagnosis, Finding, Verdict, examine_behavior, examine_machine, examine_room, examine_server,
    unreadable_account, unreadable_settings, unsendable_credential, unusable_address,
};
use deskferry::file::on_one_line;
use deskferry::monitor::JobFacts;

use super::args::{GlobalArgs, NotifyArgs};
use super::command_error::{CommandError, CommandResult};
use super::connection::client_settings;
use super::forget_behavior::forget_behavior;
use super::probe::ProbeArgs;
use super::runtime::block_on;
use super::{console, document, probe};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry doctor
  deskferry doctor --profile test --json
  deskferry doctor --probe

Exit status: 0 no problem; 2 settings or files; 3 credentials; 4 not reachable.
Of --probe: 0 all tried, nobody left; 2 not agreed, or the account is in use;
3 credentials; 4 ended early, not kept, or a customer may be left.")]
pub(crate) struct Args {
    /// Forget how the account behaves: what --probe and earlier runs have found out
    #[arg(long, conflicts_with = "probe")]
    forget: bool,
    #[command(flatten)]
    probe: ProbeArgs,
    #[command(flatten)]
    notify: NotifyArgs,
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    args.notify.over_any_settings(&global.connection, "doctor", |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    if global.connection.sandbox.is_some() {
        return Err(CommandError::usage("a sandbox needs no doctor; leave --sandbox out"));
    }
    if args.probe.is_wanted()? {
        return probe::run(global, &args.probe);
    }
    if args.forget {
        return forget_behavior(&global.connection.config()?, global.output.quiet());
    }
    let findings = match global.connection.config_or_fault()? {
        Ok(config) => {
            let mut findings = examine_machine(&config);
            findings.extend(server(&config, global.connection.allow_http)?);
            findings
        }
        Err(error) => unreadable_settings(&error),
    };
    let diagnosis = Diagnosis::from(findings);
    let of = |verdict| diagnosis.findings.iter().filter(|finding| finding.verdict == verdict).count() as u64;
    facts.counts.extend([("problems", of(Verdict::Problem)), ("warnings", of(Verdict::Warning))]);
    document::extend(&diagnosis)?;
    console::data(&lines(&diagnosis.findings, global.output.quiet()))?;
    Ok(diagnosis.status)
}

/// Without an account, the server is still asked whether it answers. That call sends no credentials.
fn server(config: &Config, allow_http: bool) -> Result<Vec<Finding>, CommandError> {
    let mut room = None;
    let (mut account, mut local) = match config.account() {
        Ok(account) => {
            let (finding, usable) = examine_room(config, &account);
            room = usable;
            (Some(account), vec![finding])
        }
        Err(error @ ConfigError::Interrupted { .. }) => return Err(error.into()),
        Err(error) => (None, vec![unreadable_account(&error)]),
    };
    // An account whose credential can't be read is known all the same.
    local.extend(config.known_as().iter().flat_map(|known| examine_behavior(config, known, room.as_ref())));
    let client = |account: Option<&ConfiguredAccount>, room| {
        // Without an account no credentials are sent, so plain HTTP is no danger.
        let allow_http = allow_http || account.is_none();
        Client::new(client_settings(config, account.unwrap_or(&nobody()), allow_http, room))
    };
    let mut made = client(account.as_ref(), room);
    if let Some(finding) = made.as_ref().err().and_then(unsendable_credential) {
        local.push(finding);
        account = None;
        made = client(None, None);
    }
    let has_account = account.is_some();
    let examined = match made {
        Ok(client) => block_on(async { Ok(examine_server(config, &client, has_account).await) })?,
        Err(error) => unusable_address(&error),
    };
    Ok(local.into_iter().chain(examined).collect())
}

/// Stands for a missing account; never sent.
fn nobody() -> ConfiguredAccount {
    let credential = ClientCredential::Bearer("none".to_owned().into());
    ConfiguredAccount { client_id: "none".to_owned(), credential }
}

/// Each finding, with its remedy below it. A quiet command shows only what is wrong.
fn lines(findings: &[Finding], quiet: bool) -> String {
    let width = findings.iter().map(|finding| finding.check.len()).max().unwrap_or_default();
    let line = |finding: &Finding| {
        let verdict = match finding.verdict {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Problem => "PROBLEM",
            Verdict::Unknown => "unknown",
        };
        let remedy = finding.remedy.as_ref();
        let remedy = remedy.map_or_else(String::new, |remedy| {
            format!("{:9}{:<width$}  -> {}\n", "", "", on_one_line(remedy))
        });
        format!("{verdict:<9}{:<width$}  {}\n{remedy}", finding.check, on_one_line(&finding.text))
    };
    let is_shown =
        |finding: &&Finding| !quiet || matches!(finding.verdict, Verdict::Warning | Verdict::Problem);
    findings.iter().filter(is_shown).map(line).collect()
}
