//! Runs the program that prints the API token, such as a password manager's.
//!
//! The program comes only from a file that the user has chosen and that nobody else can change. No shell takes part,
//! and its output is never logged. Its standard error is shown without what it printed.

use std::io::Read;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use secrecy::SecretString;

use super::error::ConfigError;
use crate::api::without_secrets_of;
use crate::file::{changeable_part, name_of};
use crate::journal::quoted;

/// A token is shorter.
const LONGEST: u64 = 64 * 1024;
/// The time between two looks at the program.
const STEP: Duration = Duration::from_millis(5);

/// A program with its arguments, and the settings file that names it.
#[derive(Debug, Clone)]
pub(super) struct TokenCommand {
    pub(super) words: Vec<String>,
    pub(super) named_in: PathBuf,
}

impl TokenCommand {
    /// Runs the program and returns what it prints. It must end within the limit.
    pub(super) fn run(&self, limit: Duration) -> Result<SecretString, ConfigError> {
        let program = self.program().map_err(|reason| self.error(reason))?;
        let mut command = Command::new(program);
        command.args(self.words.iter().skip(1)).stdin(Stdio::null()).process_group(0);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.map_err(|error| self.error(format!("can't start {program:?}: {error}")))?;
        let ended = Running::of(child).wait(Instant::now() + limit);
        let (status, printed, said) = ended.map_err(|why| match why {
            Failure::Slow => {
                let seconds = limit.as_secs_f64();
                self.error(format!("{program:?} did not end within {seconds} s; pass a longer --timeout"))
            }
            Failure::Broken(error) => self.error(format!("can't run {program:?}: {error}")),
        })?;
        let said = without_secrets_of(&printed, &said);
        if !status.success() {
            let said = if said.is_empty() { String::new() } else { format!(": {said}") };
            return Err(self.error(format!("{program:?} failed ({status}){said}")));
        }
        if !said.is_empty() {
            tracing::warn!("token_command says: {said}");
        }
        token(&printed).map_err(|reason| self.error(format!("{program:?} printed {reason}")))
    }

    /// The program. A relative path is refused, because the working directory may come from anybody.
    fn program(&self) -> Result<&str, String> {
        if let Some(path) = changeable_part(&self.named_in).map_err(|error| error.to_string())? {
            let (file, part) = (name_of(&self.named_in), quoted(&name_of(&path)));
            return Err(match path.is_dir() {
                true => format!(
                    "other users can change the folder {part}, and so put another file in the place of {file}; make the \
                     folder yours: chmod go-w {part}"
                ),
                false => format!("other users can change {file}; make it yours: chmod go-w {part}"),
            });
        }
        match self.words.first().map(String::as_str) {
            None | Some("") => Err("it names no program".to_owned()),
            Some(program) if program.contains('/') && !program.starts_with('/') => Err(format!(
                "{program:?} is a relative path; give the whole path, or a name to be found in PATH"
            )),
            Some(program) => Ok(program),
        }
    }

    fn error(&self, reason: String) -> ConfigError {
        ConfigError::TokenCommand { path: self.named_in.clone(), reason }
    }
}

/// The only line of the output.
fn token(printed: &[u8]) -> Result<SecretString, String> {
    let text = str::from_utf8(printed).map_err(|_| "something that is not UTF-8 text".to_owned())?;
    match text.trim() {
        "" => Err("nothing; it must print the API token".to_owned()),
        text if text.contains(['\n', '\r']) => {
            Err(format!("{} lines; it must print the API token alone", text.lines().count()))
        }
        text => Ok(SecretString::from(text.to_owned())),
    }
}

/// Why there is no output.
enum Failure {
    Slow,
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

    /// Waits for the end, and kills the program and what it has started at the deadline. Its descendants may keep the
    /// pipes open, so reading ends at the deadline too.
    fn wait(mut self, deadline: Instant) -> Result<(ExitStatus, Vec<u8>, Vec<u8>), Failure> {
        let status = loop {
            match self.child.try_wait().map_err(Failure::Broken)? {
                Some(status) => break status,
                None if Instant::now() >= deadline => {
                    self.kill_all();
                    self.child.wait().map_err(Failure::Broken)?;
                    return Err(Failure::Slow);
                }
                None => std::thread::sleep(STEP),
            }
        };
        let rest = |output: &Receiver<std::io::Result<Vec<u8>>>| {
            let left = deadline.saturating_duration_since(Instant::now()).max(STEP);
            let read = output.recv_timeout(left).map_err(|_| {
                self.kill_all();
                Failure::Slow
            })?;
            read.map_err(Failure::Broken)
        };
        Ok((status, rest(&self.printed)?, rest(&self.said)?))
    }

    /// Kills the program's process group: the program, and what it has started.
    fn kill_all(&self) {
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(Err(error)) = group.map(|group| kill_process_group(group, Signal::KILL)) {
            tracing::debug!(%error, "the program of token_command has ended already");
        }
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
