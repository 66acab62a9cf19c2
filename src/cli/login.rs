//! `deskferry login`

use std::io::Read as _;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::api::{Client, ClientCredential};
use deskferry::config::{Config, ConfiguredAccount};
use deskferry::exit_status::ExitStatus;
use deskferry::login::{self, KeptToken, NewLogin, Place};
use secrecy::SecretString;
use serde_json::json;

use super::args::GlobalArgs;
use super::command_error::{CommandError, CommandResult};
use super::connection::{client_settings, room_of, say_alone};
use super::hidden_input::ask_hidden;
use super::runtime::block_on;
use super::{console, document};

/// Longer than any client id and API token.
const LONGEST: u64 = 64 * 1024;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry login
  deskferry login --profile test --base-url https://test.example.org
  printf '%s\\n%s\\n' \"$ID\" \"$TOKEN\" | deskferry login

Without a terminal, standard input has two lines: the client id and the API token.")]
pub(crate) struct Args {
    /// Where to keep the API token: the system's keyring, or a file that only you can read
    #[arg(long, value_enum, value_name = "PLACE", default_value = "best", hide_default_value = true)]
    keep_in: KeepIn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KeepIn {
    /// The keyring if there is one, else the file
    Best,
    /// The system's keyring
    Keyring,
    /// A file that only you can read
    File,
}

impl From<KeepIn> for Place {
    fn from(place: KeepIn) -> Self {
        match place {
            KeepIn::Best => Self::Best,
            KeepIn::Keyring => Self::Keyring,
            KeepIn::File => Self::File,
        }
    }
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    if global.connection.sandbox.is_some() {
        return Err(CommandError::usage("a sandbox needs no login; leave --sandbox out"));
    }
    let config = global.connection.config_of_login()?;
    config.check_login_address()?;
    let folder = config.login_dir()?;
    let typed = if console::can_ask() { asked(&config)? } else { piped()? };
    try_them(&config, &typed, global.connection.allow_http)?;
    let new = NewLogin {
        profile: config.profile.clone(),
        base_url: config.base_url.value.to_string(),
        client_id: typed.client_id,
        api_token: typed.api_token,
    };
    let (login, absent) = login::keep(folder, new, args.keep_in.into(), config.timeout.value)?;
    let mode = if matches!(login.kept, KeptToken::File(_)) { " (mode 0600)" } else { "" };
    let why = absent.map_or_else(String::new, |absent| format!(", because {absent}"));
    let place = login.place();
    let profile = &login.profile;
    document::extend(&json!({"login": {"profile": profile, "base_url": login.base_url, "kept_in": place}}))?;
    if !global.output.quiet() {
        let name = login.name();
        console::say(&format!("Logged in to {name}.\nThe API token is kept in {place}{mode}{why}.\n"));
    }
    if let Some(origin) = config.used_before_login() {
        console::warn(&format!("{origin} has credentials too, and they are used instead of this login"));
    }
    Ok(ExitStatus::Success)
}

/// Fetches an access token, and a page of the list, which needs the client id too. The token is then the one that all
/// commands of the user share.
fn try_them(config: &Config, typed: &Typed, allow_http: bool) -> Result<(), CommandError> {
    let account = typed.account();
    let (room, alone) = room_of(config, &account);
    let client = Client::new(client_settings(config, &account, allow_http, room))?;
    if let Some(error) = alone {
        say_alone(&error);
    }
    let nothing_kept = |error: CommandError| CommandError {
        message: format!("{}; nothing was kept", error.message),
        ..error
    };
    let listed = block_on(async {
        client.fetch_token().await?;
        Ok(client.list(1, &[]).await)
    });
    listed.map_err(nothing_kept)?.map_err(|error| {
        if let Err(left) = client.forget_token() {
            console::warn(&format!("can't remove the access token that was fetched: {left}"));
        }
        nothing_kept(error.into())
    })?;
    Ok(())
}

/// What the user gave.
struct Typed {
    client_id: String,
    api_token: SecretString,
}

impl Typed {
    fn account(&self) -> ConfiguredAccount {
        let credential = ClientCredential::ApiToken(self.api_token.clone());
        ConfiguredAccount { client_id: self.client_id.clone(), credential }
    }
}

fn asked(config: &Config) -> Result<Typed, CommandError> {
    let profile = config.profile.as_ref().map_or_else(String::new, |name| format!(", profile {name}"));
    console::say(&format!("Log in to {}{profile}\n", config.base_url.value));
    let client_id = console::ask_text("Client id: ")?.unwrap_or_default();
    let hidden = ask_hidden("API token (not shown): ").map_err(|error| match error.kind() {
        std::io::ErrorKind::Interrupted => CommandError::stopped("interrupted; nothing was kept"),
        _ => error.into(),
    })?;
    typed(&client_id, &hidden.unwrap_or_default()).ok_or_else(|| {
        CommandError::usage("a login needs a client id and an API token, both not empty; nothing was kept")
    })
}

fn piped() -> Result<Typed, CommandError> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(LONGEST).read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
        CommandError::usage(format!(
            "line {line} of standard input is not UTF-8 text, as a client id and an API token are; copy them again from \
             the help desk, and save the file as UTF-8; nothing was kept"
        ))
    })?;
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let both = if let [client_id, api_token] = lines.as_slice() { typed(client_id, api_token) } else { None };
    both.ok_or_else(|| {
        CommandError::usage(format!(
            "standard input must have two lines, the client id and the API token, but has {}; on a terminal, \
             deskferry login asks for them. From a script: printf '%s\\n%s\\n' \"$ID\" \"$TOKEN\" | deskferry login",
            lines.len()
        ))
    })
}

fn typed(client_id: &str, api_token: &str) -> Option<Typed> {
    let (client_id, api_token) = (client_id.trim(), api_token.trim());
    let complete = !client_id.is_empty() && !api_token.is_empty();
    complete.then(|| Typed { client_id: client_id.to_owned(), api_token: api_token.to_owned().into() })
}
