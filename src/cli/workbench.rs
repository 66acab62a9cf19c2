//! `deskferry workbench`

use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use clap::Args as ClapArgs;
use deskferry::config::Environment;
use deskferry::exit_status::ExitStatus;
use deskferry::file::{STDIN, name_of, path_of};
use deskferry::workbench::{KeyMaker, Workbench};
use deskferry::writer::Stop;
use secrecy::{ExposeSecret as _, SecretString};

use super::args::{GlobalArgs, source_name};
use super::browser::{OpeningPage, open_browser};
use super::command_error::{CommandError, CommandResult};
use super::runtime::block_on;
use super::{console, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry workbench contacts.csv
  deskferry workbench deskferry-project")]
pub(crate) struct Args {
    /// Files to look at, which stay where they are; or the folder of a project
    #[arg(value_name = "FILE|FOLDER", value_parser = source_name())]
    places: Vec<String>,
    /// Folder of the project; it is made if it does not exist [default: deskferry-project]
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Port of 127.0.0.1 to listen on [default: any that is free]
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Only print the address, on the terminal
    #[arg(long)]
    no_browser: bool,
}

const USUAL: &str = "deskferry-project";

impl Args {
    /// The project's folder, and the files to add.
    fn places(self) -> Result<(PathBuf, Vec<String>), CommandError> {
        if self.places.iter().any(|place| place == STDIN) {
            return Err(CommandError::usage(
                "the workbench can't read standard input; save it in a file first",
            ));
        }
        let is_folder = |place: &String| path_of(place).is_dir();
        match (self.places.as_slice(), self.project) {
            ([folder], None) if is_folder(folder) => Ok((path_of(folder).into_owned(), Vec::new())),
            (places, project) => match places.iter().find(|place| is_folder(place)) {
                Some(folder) => Err(CommandError::usage(format!(
                    "{folder:?} is a folder; name it alone to open its project, or name the files in it"
                ))),
                None => Ok((project.unwrap_or_else(|| USUAL.into()), self.places)),
            },
        }
    }
}

pub(crate) fn run(global: &GlobalArgs, args: Args) -> CommandResult {
    let (port, no_browser) = (args.port, args.no_browser);
    let on_terminal = std::io::stderr().is_terminal() && !console::is_json();
    let has_screen = cfg!(any(target_os = "macos", windows)) || Environment::read().has_screen;
    if !on_terminal && (no_browser || !has_screen) {
        return Err(CommandError::usage(
            "nobody could enter: no browser is opened, and its address with a key is printed on a terminal only. \
             Run the workbench on a terminal, or on a screen without --no-browser",
        ));
    }
    let (folder, files) = args.places()?;
    block_on(async {
        let stop = Stop::default();
        signals::listen_with(&stop, "closing", "the project is saved")?;
        let workbench = Workbench::open(&folder, &files, port, stop).await?;
        let launcher = Arc::new(BrowserLauncher {
            keys: workbench.keys(),
            browser: !no_browser && has_screen,
            on_terminal,
            pages: Mutex::default(),
        });
        if !global.output.quiet() {
            console::say(&format!("The workbench is open on the project {}.\n", name_of(&folder)));
        }
        launcher.open()?;
        Arc::clone(&launcher).open_again();
        workbench.serve().await;
        launcher.pages().clear();
        Ok(ExitStatus::Success)
    })
}

/// How a person gets in.
struct BrowserLauncher {
    keys: KeyMaker,
    browser: bool,
    on_terminal: bool,
    /// The pages on which the browser was started, until their keys are used.
    pages: Mutex<Vec<OpeningPage>>,
}

/// How long the page with a key stays at most.
const STAYS: Duration = Duration::from_secs(60);
const STEP: Duration = Duration::from_millis(100);

impl BrowserLauncher {
    /// Opens the browser with a new key, and prints the address with it on a terminal, never into a pipe.
    fn open(self: &Arc<Self>) -> Result<(), CommandError> {
        let key = self.keys.issue()?;
        let address = self.keys.address();
        let opened = self.browser.then(|| open_browser(self.keys.folder(), &address, &key)).transpose();
        match &opened {
            Err(why) if !self.on_terminal => return Err(CommandError::stopped(why.clone())),
            Err(why) => console::warn(why),
            Ok(_) => {}
        }
        if self.on_terminal {
            let also = if matches!(opened, Ok(Some(_))) { "If no browser opens, open" } else { "Open" };
            console::say(&format!("{also} this address, once:\n  {address}?key={}\n", key.expose_secret()));
        }
        if let Ok(Some(page)) = opened {
            self.keep_until_used(page, key);
        }
        Ok(())
    }

    /// Removes the page with the key once the key is used.
    fn keep_until_used(self: &Arc<Self>, page: OpeningPage, key: SecretString) {
        let path = page.path().to_owned();
        self.pages().push(page);
        let launcher = Arc::clone(self);
        std::thread::spawn(move || {
            let start = Instant::now();
            while launcher.keys.is_unused(&key) && start.elapsed() < STAYS {
                std::thread::sleep(STEP);
            }
            launcher.pages().retain(|page| page.path() != path);
        });
    }

    fn pages(&self) -> MutexGuard<'_, Vec<OpeningPage>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enter in the terminal opens the browser again, with a new key.
    fn open_again(self: Arc<Self>) {
        if !self.on_terminal || !console::can_ask() {
            return;
        }
        console::say("Press Enter for a new address, Ctrl-C to stop.\n");
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines() {
                let opened = line.map_err(CommandError::from).and_then(|_| self.open());
                if let Err(error) = opened {
                    console::warn(&error.message);
                    return;
                }
            }
        });
    }
}
