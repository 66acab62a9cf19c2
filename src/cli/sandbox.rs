//! `deskferry sandbox`

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use deskferry::exit_status::ExitStatus;
use deskferry::report::imitation;
use deskferry::sandbox::{SWITCHES, Sandbox, SandboxOptions};
use deskferry::writer::Stop;
use tokio::net::TcpListener;

use super::args::GlobalArgs;
use super::command_error::{CommandError, CommandResult};
use super::imitated_account::{nothing_known, of_account};
use super::runtime::block_on;
use super::sandbox_switches::set_switches;
use super::{console, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = help())]
pub(crate) struct Args {
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Keep the customers in a SQLite file
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Behave as the configured account, as `deskferry doctor --probe` has found it; switches come on top
    #[arg(long)]
    as_account: bool,
    /// Set a switch; see below
    #[arg(long = "switch", value_name = "NAME=VALUE")]
    switches: Vec<String>,
}

fn help() -> String {
    let lines = SWITCHES.iter().map(|(name, values, meaning)| format!("  {name:<20} {meaning}: {values}\n"));
    format!(
        "Examples:\n  deskferry sandbox\n  deskferry sandbox --switch start-customers=1000 --switch quota=10\n  \
         deskferry sandbox --as-account\n\n\
         Switches:\n{}  \
         behavior             only for --sandbox-switch: whether to behave as the configured account, \
         if it was probed: account, default\n",
        lines.collect::<String>()
    )
}

pub(crate) fn run(global: &GlobalArgs, args: Args) -> CommandResult {
    let mut options = SandboxOptions::default();
    let imitated = match args.as_account {
        true => Some(of_account(&global.connection.config()?).ok_or_else(nothing_known)?),
        false => None,
    };
    let switches = imitated.iter().flat_map(|account| &account.switches);
    set_switches(&mut options, switches.chain(&args.switches))?;
    options.file = args.file.or(options.file);
    options.off_by_default.says_sandbox = true;
    let client_id = options.client_id.clone();
    let api_token = options.api_token.clone();
    block_on(async {
        let stop = Stop::default();
        signals::listen(&stop)?;
        let listener = TcpListener::bind(args.listen).await.map_err(|error| {
            CommandError::usage(format!(
                "can't listen on {}: {error}; choose another address with --listen",
                args.listen
            ))
        })?;
        let sandbox = Sandbox::start(options, listener).await?;
        if !global.output.quiet() {
            imitated.iter().for_each(|account| console::say(&imitation(account)));
            console::say(&format!(
                "The sandbox is running at {}; press Ctrl-C to stop it.\n",
                sandbox.base_url()
            ));
        }
        console::data(&environment(sandbox.base_url(), &client_id, &api_token))?;
        stop.requested().await;
        sandbox.stop().await;
        Ok(ExitStatus::Success)
    })
}

/// Shell commands that point a client at the sandbox.
fn environment(base_url: &str, client_id: &str, api_token: &str) -> String {
    format!(
        "export DESKERO_BASE_URL={base_url}\nexport DESKERO_CLIENT_ID={client_id}\n\
         export DESKERO_API_TOKEN={api_token}\n"
    )
}
