//! Runs the program that prints the API token, such as a password manager's.
//!
//! The program comes only from a file that the user has chosen and that nobody else can change. No shell takes part,
//! and its output is never logged. Its standard error is shown without what it printed. It has a process group of its
//! own, and ends with this process.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::error::ConfigError;
use crate::api::without_secrets_of;
use crate::file::{changeable_part, name_of};
use crate::journal::quoted;
use crate::signals::SignalWatch;
use crate::system::{KNOWS_OWNERS, end_group, own_group, pass_to_group};

/// A token is shorter.
const LONGEST: u64 = 64 * 1024;
/// The time between two looks at the program.
const STEP: Duration = Duration::from_millis(5);
/// How long the program may take to end after a signal.
const GRACE: Duration = Duration::from_millis(500);

/// A program with its arguments, and the settings file that names it.
#[derive(Debug, Clone)]
pub(super) struct TokenCommand {
    pub(super) words: Vec<String>,
    pub(super) named_in: PathBuf,
}

impl TokenCommand {
    /// Runs the program and returns what it prints. It must end within the limit.
    pub(super) fn run(&self, limit: Duration) -> Result<SecretString, ConfigError> {
        let program = self.program().map_err(|fault| self.error(fault))?;
        let mut command = Command::new(program);
        own_group(command.args(self.words.iter().skip(1)));
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (status, printed, said) = self.ended(program, command, limit)?;
        let said = without_secrets_of(&printed, &said);
        if !status.success() {
            let said = if said.is_empty() { String::new() } else { format!(": {said}") };
            let what = format!("{program:?} failed ({status}){said}");
            return Err(self.error((what, "run it yourself to see why".to_owned())));
        }
        if !said.is_empty() {
            tracing::warn!("token_command says: {said}");
        }
        let remedy = || "it must print the API token, and nothing else".to_owned();
        token(&printed).map_err(|what| self.error((format!("{program:?} printed {what}"), remedy())))
    }

    /// Runs it to its end. A signal that ends this process ends the program first, and what it has started.
    fn ended(&self, program: &str, command: &mut Command, limit: Duration) -> Result<Ended, ConfigError> {
        let cant = |what: &str, error: std::io::Error| {
            let remedy = "give its whole path, or a name to be found in PATH, and check that you may run it";
            self.error((format!("can't {what} {program:?}: {error}"), remedy.to_owned()))
        };
        let watch = SignalWatch::begin().map_err(|error| cant("run", error))?;
        let child = command.spawn().map_err(|error| cant("start", error))?;
        let ended = Running::of(child).wait(Instant::now() + limit, &watch);
        if let Some((_, signal)) = watch.end() {
            return Err(ConfigError::Interrupted { path: self.named_in.clone(), signal });
        }
        ended.map_err(|why| match why {
            Failure::Slow => {
                let seconds = limit.as_secs_f64();
                let what = format!("{program:?} did not end within {seconds} s");
                self.error((what, "pass a longer --timeout".to_owned()))
            }
            Failure::Stopped => cant("run", std::io::ErrorKind::Interrupted.into()),
            Failure::Broken(error) => cant("run", error),
        })
    }

    /// The program. A relative path is refused, because the working directory may come from anybody.
    fn program(&self) -> Result<&str, Fault> {
        self.check_place()?;
        match self.words.first().map(String::as_str) {
            None | Some("") => {
                Err(("it names no program".to_owned(), "give the program and its arguments".to_owned()))
            }
            Some(program) if program.contains('/') && !program.starts_with('/') => Err((
                format!("{program:?} is a relative path"),
                "give the whole path, or a name to be found in PATH".to_owned(),
            )),
            Some(program) => Ok(program),
        }
    }

    /// Refuses a settings file that other users can change.
    fn check_place(&self) -> Result<(), Fault> {
        if !KNOWS_OWNERS {
            return Err((
                "deskferry can't tell on Windows who else can change the settings file".to_owned(),
                "log in with deskferry login, or set DESKERO_API_TOKEN".to_owned(),
            ));
        }
        let unknown = |error: std::io::Error| (error.to_string(), "check the settings file".to_owned());
        let Some(path) = changeable_part(&self.named_in).map_err(unknown)? else { return Ok(()) };
        let (file, part) = (name_of(&self.named_in), quoted(&name_of(&path)));
        Err(match path.is_dir() {
            true => (
                format!(
                    "other users can change the folder {part}, and so put another file in the place of {file}"
                ),
                format!("make the folder yours: chmod go-w {part}"),
            ),
            false => (format!("other users can change {file}"), format!("make it yours: chmod go-w {part}")),
        })
    }

    fn error(&self, (what, remedy): Fault) -> ConfigError {
        ConfigError::TokenCommand { path: self.named_in.clone(), what, remedy }
    }
}

/// What is wrong, and what to do.
type Fault = (String, String);

/// The only line of the output.
fn token(printed: &[u8]) -> Result<SecretString, String> {
    let text = str::from_utf8(printed).map_err(|_| "something that is not UTF-8 text".to_owned())?;
    match text.trim() {
        "" => Err("nothing".to_owned()),
        text if text.contains(['\n', '\r']) => Err(format!("{} lines", text.lines().count())),
        text => Ok(SecretString::from(text.to_owned())),
    }
}

/// How the program ended, what it printed, and what it said on standard error.
type Ended = (ExitStatus, Vec<u8>, Vec<u8>);

/// Why there is no output.
enum Failure {
    Slow,
    /// A signal came.
    Stopped,
    Broken(std::io::Error),
}

/// A program that was started, and two threads that read its outputs.
struct Running {
    child: Child,
    printed: Receiver<std::io::Result<Vec<u8>>>,
    said: Receiver<std::io::Result<Vec<u8>>>,
}

impl Running {
    fn of(mut child: Child) -> Self {
        let printed = read_aside(child.stdout.take());
        let said = read_aside(child.stderr.take());
        Self { child, printed, said }
    }

    /// Waits for the end. At the deadline, and when a signal comes, it ends the program and what it has started. Its
    /// descendants may keep the pipes open, so reading ends then, too.
    fn wait(mut self, deadline: Instant, watch: &SignalWatch) -> Result<Ended, Failure> {
        let ended = self.until_its_end(deadline, watch);
        if ended.is_err() {
            let passed_on = watch.came().map_or(Ok(()), |(signal, _)| self.pass_on(signal));
            end_group(self.child.id());
            passed_on.and_then(|()| self.child.wait()).map_err(Failure::Broken)?;
        }
        ended
    }

    fn until_its_end(&mut self, deadline: Instant, watch: &SignalWatch) -> Result<Ended, Failure> {
        let status = loop {
            if let Some(status) = self.child.try_wait().map_err(Failure::Broken)? {
                break status;
            }
            go_on(deadline, watch)?;
            std::thread::sleep(STEP);
        };
        let rest = |output: &Receiver<std::io::Result<Vec<u8>>>| loop {
            match output.recv_timeout(STEP) {
                Ok(read) => return read.map_err(Failure::Broken),
                Err(RecvTimeoutError::Timeout) => go_on(deadline, watch)?,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::Broken(std::io::Error::other("its output can't be read")));
                }
            }
        };
        Ok((status, rest(&self.printed)?, rest(&self.said)?))
    }

    /// Passes a signal on, and gives the program a moment to end by itself.
    fn pass_on(&mut self, signal: i32) -> std::io::Result<()> {
        if !pass_to_group(self.child.id(), signal) {
            return Ok(());
        }
        let begun = Instant::now();
        while self.child.try_wait()?.is_none() && begun.elapsed() < GRACE {
            std::thread::sleep(STEP);
        }
        Ok(())
    }
}

/// An error at the deadline, and when a signal has come.
fn go_on(deadline: Instant, watch: &SignalWatch) -> Result<(), Failure> {
    match watch.came() {
        Some(_) => Err(Failure::Stopped),
        None if Instant::now() >= deadline => Err(Failure::Slow),
        None => Ok(()),
    }
}

/// Reads a pipe in a thread of its own. The thread ends with the pipe, or with the process.
fn read_aside(pipe: Option<impl Read + Send + 'static>) -> Receiver<std::io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    let read = move || {
        let mut bytes = Vec::new();
        let read = pipe.map_or(Ok(0), |pipe| pipe.take(LONGEST).read_to_end(&mut bytes));
        // Nobody may be waiting any more.
        drop(sender.send(read.map(|_| bytes)));
    };
    std::thread::spawn(read);
    receiver
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use secrecy::ExposeSecret;

    use super::*;

    fn ran(words: &[&str], limit: Duration) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let named_in = folder.path().join("d.toml");
        std::fs::write(&named_in, "").unwrap();
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let ran = TokenCommand { words, named_in }.run(limit);
        ran.map(|token| token.expose_secret().to_owned()).map_err(|error| error.to_string())
    }

    fn shell(script: &str) -> Result<String, String> {
        ran(&["sh", "-c", script], Duration::from_secs(20))
    }

    #[test]
    fn the_only_line_is_the_token() {
        assert_eq!(shell("echo ' tok en '"), Ok("tok en".to_owned()));
        let no_shell = ran(&["printf", "%s", "$HOME; echo x"], Duration::from_secs(20));
        assert_eq!(no_shell, Ok("$HOME; echo x".to_owned()));
        assert!(shell("printf ' \\n'").unwrap_err().contains("printed nothing"));
        assert!(shell("printf 'a\\nb\\n'").unwrap_err().contains("printed 2 lines"));
        assert!(shell("printf '\\377'").unwrap_err().contains("not UTF-8"));
    }

    #[test]
    fn what_it_says_is_shown_without_the_token() {
        let told = shell("echo hush-hush-hush; echo 'no: hush-hush-hush \\033[1m' >&2; exit 3").unwrap_err();
        assert!(told.contains("exit status: 3") && told.contains("no: ***"), "{told}");
        assert!(!told.contains("hush"), "{told}");
        assert!(!told.contains('\u{1b}'), "{told}");
    }

    #[test]
    fn a_program_that_does_not_end_is_killed() {
        let begun = Instant::now();
        for script in ["exec sleep 30", "sleep 30 & echo token"] {
            let told = ran(&["sh", "-c", script], Duration::from_millis(300)).unwrap_err();
            assert!(told.contains("did not end within 0.3 s"), "{told}");
        }
        assert!(begun.elapsed() < Duration::from_secs(25));
    }

    #[test]
    fn a_program_must_be_certain() {
        let limit = Duration::from_secs(20);
        assert!(ran(&[], limit).unwrap_err().contains("no program"));
        assert!(ran(&["./token"], limit).unwrap_err().contains("relative path"));
        assert!(ran(&["/nonexistent/token"], limit).unwrap_err().contains("can't start"));
        let folder = tempfile::tempdir().unwrap();
        let named_in = folder.path().join("d.toml");
        std::fs::write(&named_in, "").unwrap();
        std::fs::set_permissions(&named_in, PermissionsExt::from_mode(0o666)).unwrap();
        let told = TokenCommand { words: vec!["id".to_owned()], named_in }.run(limit).unwrap_err();
        assert!(told.to_string().contains("chmod go-w"), "{told}");
    }
}
