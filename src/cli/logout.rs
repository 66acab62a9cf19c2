//! `deskferry logout`

use deskferry::exit_status::ExitStatus;
use deskferry::login;
use serde_json::json;

use super::args::GlobalArgs;
use super::command_error::{CommandError, CommandResult};
use super::{console, document};

pub(crate) fn run(global: &GlobalArgs) -> CommandResult {
    let config = global.connection.config_of_login()?;
    let (profile, base_url) = (config.profile.as_deref(), config.base_url.value.as_str());
    let ended = login::forget(config.login_dir()?, profile, base_url, config.timeout.value)?;
    let login = ended.login.as_ref();
    let login = login.map(|login| json!({"profile": login.profile, "base_url": login.base_url}));
    document::set("login", &login)?;
    if !global.output.quiet() {
        let text = match (&ended.login, &ended.left) {
            (Some(login), _) => {
                let (name, place) = (login.name(), login.place());
                format!("Logged out of {name}: the API token is no longer in {place}.\n")
            }
            (None, None) => {
                "The copy of an earlier API token is no longer in the system's keyring.\n".to_owned()
            }
            (None, Some(_)) => String::new(),
        };
        console::say(&text);
    }
    match ended.left {
        None => Ok(ExitStatus::Success),
        Some((error, again)) => Err(CommandError::usage(format!(
            "a copy of an earlier API token is still in the system's keyring: {error}; {}, and run: {again}",
            error.remedy()
        ))),
    }
}
