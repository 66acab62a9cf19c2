//! `deskferry logout`

use deskferry::exit_status::ExitStatus;
use deskferry::login;

use super::args::GlobalArgs;
use super::command_error::CommandResult;
use super::console;

pub(crate) fn run(global: &GlobalArgs) -> CommandResult {
    let config = global.connection.config_of_login()?;
    let (profile, base_url) = (config.profile.as_deref(), config.base_url.value.as_str());
    let gone = login::forget(config.login_dir()?, profile, base_url, config.timeout.value)?;
    if !global.output.quiet() {
        let (name, place) = (gone.name(), gone.place());
        console::say(&format!("Logged out of {name}: the API token is no longer in {place}.\n"));
    }
    Ok(ExitStatus::Success)
}
