//! `deskferry doctor --probe`

use std::sync::Arc;

use clap::Args as ClapArgs;
use deskferry::behavior::{AccountBehavior, AspectLine};
use deskferry::exit_status::ExitStatus;
use deskferry::journal::BehaviorFile;
use deskferry::probe::{CALL_LIMIT, Kept, LeftCustomer, ProbeEnd, ProbeJob};
use deskferry::report::wrap;
use deskferry::wording::counted;
use deskferry::writer::Stop;
use serde_json::{Value, json};

use super::args::{GlobalArgs, LockArgs};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::runtime::block_on;
use super::{console, document, signals};

#[derive(Debug, ClapArgs)]
#[command(mut_arg("allow_parallel", |flag| flag.hide(true)))]
pub(crate) struct ProbeArgs {
    /// Find out how the account's API behaves, with up to two customers of its own
    #[arg(long, conflicts_with = "forget")]
    probe: bool,
    /// Probe without asking for confirmation
    #[arg(long, requires = "probe")]
    yes: bool,
    #[command(flatten)]
    lock: LockArgs,
}

impl ProbeArgs {
    /// True if the account is to be probed. The other flags belong to that.
    pub(crate) fn is_wanted(&self) -> Result<bool, CommandError> {
        if !self.probe && self.lock.wait().is_some() {
            return Err(CommandError::usage("--wait belongs to doctor --probe"));
        }
        if self.lock.is_unlocked() && !self.probe {
            return Err(CommandError::usage(
                "leave out --allow-parallel: doctor does not need it, and --probe needs the account for itself",
            ));
        }
        if self.lock.is_unlocked() {
            return Err(CommandError::usage(
                "doctor --probe needs the account for itself: leave out --allow-parallel, or wait with --wait",
            ));
        }
        Ok(self.probe)
    }
}

pub(crate) fn run(global: &GlobalArgs, args: &ProbeArgs) -> CommandResult {
    let (end, kept) = block_on(async {
        let remote = ConnectedClient::open(&global.connection, &global.output).await?;
        agree(args, &remote)?;
        let lock = remote.need_account(args.lock, &global.output).await?;
        remote.say_if_alone();
        let stop = Stop::default();
        let last = "run `deskferry doctor --probe` again to delete its customers";
        signals::listen_with(&stop, signals::REQUESTS, last)?;
        let account = remote.known_as();
        let state_dir = remote.config.state_dir.clone();
        let kept = BehaviorFile::of(&account, &state_dir);
        let end = ProbeJob { client: remote.client.clone(), account, state_dir, stop }.run().await?;
        remote.close().await;
        drop::<Option<Arc<_>>>(lock);
        Ok((end, kept))
    })?;
    let status = status_of(&end);
    document::extend(&found(&end)?)?;
    let printed = console::data(&table(&end.behavior));
    if !global.output.quiet() {
        console::say(&summary(&end, &kept));
    }
    warnings(&end, &kept).iter().for_each(|text| console::warn(text));
    printed?;
    Ok(status)
}

fn status_of(end: &ProbeEnd) -> ExitStatus {
    let is_kept = !matches!(end.kept, Kept::Failed(_));
    match (end.is_unauthorized, end.trouble.is_none() && end.left.is_empty() && is_kept) {
        (true, _) => ExitStatus::Unauthorized,
        (false, true) => ExitStatus::Success,
        (false, false) => ExitStatus::Stopped,
    }
}

/// Says what the probe will do, and asks unless the user has agreed already. An error if the answer is no.
fn agree(args: &ProbeArgs, remote: &ConnectedClient) -> Result<(), CommandError> {
    if args.yes {
        return Ok(());
    }
    if !console::can_ask() {
        return Err(CommandError::usage(
            "the probe would insert and delete up to two customers, but this is not a terminal: pass --yes to confirm",
        ));
    }
    let address = &remote.config.base_url.value;
    let what = format!(
        "The probe finds out how the API at {address} behaves. It inserts up to two customers, \
         named \"... deskferry probe (delete me)\", reads, searches and changes them, and deletes them. It changes \
         no other customer. It takes at most {CALL_LIMIT} calls. It fetches a new access token, which may end those \
         of other processes."
    );
    console::say(&(wrap("", 0, &what) + "\n"));
    match console::ask("Continue?")? {
        true => Ok(()),
        false => Err(CommandError::usage("without your agreement there is no probe; nothing was changed")),
    }
}

/// Columns of the name and the value; the meaning has the rest of the line.
const NAME: usize = 15;
const VALUE: usize = 10;

fn table(behavior: &AccountBehavior) -> String {
    behavior.lines().iter().map(row).collect()
}

/// One aspect; a long name or value has a line of its own.
fn row(line: &AspectLine) -> String {
    let value = line.value.as_deref().unwrap_or("?");
    let indent = NAME + VALUE + 2;
    let name = format!("{:<NAME$} ", line.aspect);
    let head = format!("{name}{value:<VALUE$} ");
    if head.chars().count() <= indent {
        return wrap(&head, indent, &line.meaning) + "\n";
    }
    let head = wrap(&name, NAME + 1, &value.replace(',', ", "));
    format!("{head}\n{}\n", wrap(&" ".repeat(indent), indent, &line.meaning))
}

fn summary(end: &ProbeEnd, kept: &BehaviorFile) -> String {
    let (found, all) = (end.behavior.found(), end.behavior.lines().len());
    let earlier = match end.deleted_before {
        0 => String::new(),
        count => {
            let customers = counted(count as u64, "customer", "customers");
            format!("{customers} of earlier probes deleted, or gone already.\n")
        }
    };
    let calls = counted(end.behavior.calls, "call", "calls");
    let seconds = end.behavior.seconds;
    let place = kept.path().display();
    let kept = match end.kept {
        Kept::Saved => format!("kept in {place}"),
        Kept::TooLittle => "too little to keep it".to_owned(),
        Kept::Earlier => format!("an earlier probe found out more, so {place} stays as it is"),
        Kept::Failed(_) => "it could not be kept".to_owned(),
    };
    format!("{earlier}{found} of {all} aspects found out, in {calls} and {seconds:.1} s; {kept}\n")
}

/// What did not go well, first the customers that may be left.
fn warnings(end: &ProbeEnd, kept: &BehaviorFile) -> Vec<String> {
    let trouble = end.trouble.iter().map(|why| format!("the probe has ended early: {why}"));
    let left = end.left.iter().map(|LeftCustomer { customer, reason }| {
        let id = customer.id.as_deref().unwrap_or("of unknown id");
        let advice = match customer.is_doubtful {
            true => "look at it, and delete it yourself if it is the probe's",
            false => "run `deskferry doctor --probe` again, or delete it in the help desk",
        };
        format!(
            "the customer {id} of the probe, with {} in its name or e-mail, may still be in the account: {reason}; {advice}",
            customer.mark
        )
    });
    let lost = match &end.kept {
        Kept::Failed(error) => Some(format!("{} is not up to date: {error}", kept.path().display())),
        Kept::Saved | Kept::TooLittle | Kept::Earlier => None,
    };
    left.chain(trouble).chain(lost).collect()
}

fn found(end: &ProbeEnd) -> Result<Value, std::io::Error> {
    let lines: Vec<Value> = end
        .behavior
        .lines()
        .iter()
        .map(|line| json!({"aspect": line.aspect, "value": line.value, "meaning": line.meaning}))
        .collect();
    let left: Vec<Value> = end
        .left
        .iter()
        .map(|LeftCustomer { customer, reason }| {
            json!({"id": customer.id, "mark": customer.mark, "email": customer.email, "reason": reason})
        })
        .collect();
    Ok(json!({
        "lines": lines,
        "behavior": serde_json::to_value(&end.behavior)?,
        "left": left,
        "trouble": end.trouble,
        "kept": end.kept.name(),
    }))
}
