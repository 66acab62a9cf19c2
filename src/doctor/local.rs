//! What can be examined without the help desk: settings, files, disk, runs.

use std::fs::Metadata;
use std::io::{self, Write as _};
use std::path::Path;

use super::finding::Finding;
use crate::config::{Config, ConfigError, Origin, UnknownVariable};
use crate::exit_status::ExitStatus;
use crate::file::{is_private, is_trusted, name_of};
use crate::journal::{RunState, RunSummary, quoted, runs};
use crate::system::{KNOWS_OWNERS, free_space, mode, owner, system_name};
use crate::wording::counted;

const MIB: u64 = 1 << 20;
/// Less free space than this stops a run of some size.
const LITTLE: u64 = 1024 * MIB;
/// Less free space than this stops any run.
const NOTHING: u64 = 32 * MIB;

/// Examines versions, settings, files, disk and runs.
pub fn examine_machine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![versions(), settings(config)];
    findings.extend(config.unknown_variables().iter().map(unknown_variable));
    findings.extend(file_modes(config));
    findings.push(disk("disk of the runs", config.run_dir().ok(), "--run-dir"));
    findings.push(disk("disk of the state", Some(&config.state_dir), "XDG_STATE_HOME"));
    findings.push(run_folder(config));
    findings
}

/// The findings for settings that can't be used: nothing else can be looked at.
pub fn unreadable_settings(error: &ConfigError) -> Vec<Finding> {
    let unknown = |check| Finding::unknown(check, "the settings can't be used");
    let rest = ["file modes", "runs", "account's room", "reachability", "credentials", "token"].map(unknown);
    let settings = Finding::of_config("settings", error);
    [versions(), settings].into_iter().chain(rest).collect()
}

fn versions() -> Finding {
    let system = system_name();
    let own = env!("CARGO_PKG_VERSION");
    Finding::ok("versions", format!("deskferry {own}, SQLite {}, {system}", rusqlite::version()))
}

/// The settings that somebody has set, with their places.
fn settings(config: &Config) -> Finding {
    let shown = config.shown();
    let set = shown.settings.iter().filter(|setting| setting.origin != Origin::Default);
    let each: Vec<String> = set.map(|setting| format!("{} ({})", setting.name, setting.from)).collect();
    let text = if each.is_empty() { "all at their defaults".to_owned() } else { each.join(", ") };
    Finding::ok("settings", format!("{text}; `deskferry config show` has their values"))
}

/// A misspelt variable is read by nobody.
fn unknown_variable(variable: &UnknownVariable) -> Finding {
    let near = variable.near.clone();
    let remedy = near.unwrap_or_else(|| "unset it; docs/settings.md has the variables".to_owned());
    Finding::warning("settings", format!("{} is set, but means nothing to deskferry", variable.name), remedy)
}

/// Files with secrets must be the user's alone; settings files must not be open to changes.
fn file_modes(config: &Config) -> Vec<Finding> {
    const CHECK: &str = "file modes";
    if !KNOWS_OWNERS {
        let text =
            "deskferry can't read access lists: who else may read your secrets, Windows shows (icacls)";
        return vec![Finding::unknown(CHECK, text)];
    }
    let files = config.files();
    let wrong: Vec<Finding> = files
        .iter()
        .filter_map(|(path, has_secret)| {
            let found = path.metadata().ok()?;
            fault_of(path, &found, *has_secret)
        })
        .map(|(text, remedy)| Finding::warning(CHECK, text, remedy))
        .collect();
    match (files.len(), wrong.is_empty()) {
        (0, _) => vec![Finding::ok(CHECK, "there are no settings files and no files with secrets")],
        (_, true) => {
            vec![Finding::ok(CHECK, "only you can change your settings files and read your secrets")]
        }
        (_, false) => wrong,
    }
}

fn fault_of(path: &Path, found: &Metadata, has_secret: bool) -> Option<(String, String)> {
    let name = name_of(path);
    let mode = mode(found) & 0o777;
    if has_secret && !is_private(found) {
        let text = format!("{name} has a secret, and other users can read it (mode {mode:04o})");
        return Some((text, format!("chmod 600 {}", quoted(&name))));
    }
    let text = format!("other users can change {name} (mode {mode:04o}, owner {})", owner(found));
    (!is_trusted(found)).then(|| (text, format!("chmod go-w {}", quoted(&name))))
}

/// Free space, and whether a file can be written.
fn disk(check: &'static str, folder: Option<&Path>, setting: &str) -> Finding {
    let Some(folder) = folder else {
        return Finding::unknown(check, "the folder can't be used, see below");
    };
    let name = name_of(folder);
    let there = nearest(folder);
    if let Err(error) = try_writing(there) {
        let remedy = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                format!("free some space, or name a folder on another disk with {setting}")
            }
            io::ErrorKind::NotADirectory => {
                format!("move {} away, or name another folder with {setting}", name_of(there))
            }
            _ => format!("make {} writable, or name another folder with {setting}", name_of(there)),
        };
        return Finding::problem(check, ExitStatus::Usage, format!("can't write to {name}: {error}"), remedy);
    }
    match free_space(there) {
        Err(error) => Finding::unknown(check, format!("{name}: the free space is not known ({error})")),
        Ok(free) => of_space(check, &name, free, setting),
    }
}

/// The part of a path that exists.
fn nearest(path: &Path) -> &Path {
    let there = path.ancestors().find(|path| path.symlink_metadata().is_ok());
    there.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a little into a temporary file: a full disk may still take an empty one.
fn try_writing(folder: &Path) -> io::Result<()> {
    if !folder.metadata()?.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(&[0; 4096])?;
    file.flush()
}

fn of_space(check: &'static str, name: &str, free: u64, setting: &str) -> Finding {
    let text = format!("{name}: {} MiB are free", free / MIB);
    let remedy = || format!("free some space, or name a folder on another disk with {setting}");
    match free {
        ..NOTHING => Finding::problem(check, ExitStatus::Usage, text, remedy()),
        NOTHING..LITTLE => Finding::warning(check, text, remedy()),
        LITTLE.. => Finding::ok(check, text),
    }
}

fn run_folder(config: &Config) -> Finding {
    const CHECK: &str = "runs";
    let folder = match config.run_dir() {
        Ok(folder) => folder,
        Err(error) => return Finding::of_config(CHECK, &error),
    };
    let name = name_of(folder);
    if nearest(folder) != folder {
        let cant = try_writing(nearest(folder)).is_err();
        return match cant {
            true => Finding::unknown(CHECK, format!("{name} can't be made or read, see above")),
            false => Finding::ok(CHECK, format!("{name} does not exist yet; the first run makes it")),
        };
    }
    match runs(folder) {
        Err(error) => {
            let remedy = format!("make {name} a folder that you can use, or name another one with --run-dir");
            let text = error.to_string();
            let what = text.rsplit_once("; ").map_or(text.as_str(), |(what, _)| what);
            Finding::problem(CHECK, ExitStatus::Usage, what, remedy)
        }
        Ok(runs) => of_runs(CHECK, &name, &runs),
    }
}

fn of_runs(check: &'static str, name: &str, runs: &[RunSummary]) -> Finding {
    let open = runs.iter().filter(|run| matches!(run.state, RunState::Unfinished)).count();
    let text = format!("{name}: {}", counted(runs.len() as u64, "run", "runs"));
    let remedy = "deskferry runs lists them; resume or prune the unfinished ones";
    match open {
        0 => Finding::ok(check, text),
        open => Finding::warning(check, format!("{text}, {open} unfinished"), remedy),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Verdict;
    use super::*;

    #[test]
    fn free_space_is_judged() {
        let verdict = |mib: u64| of_space("disk", "x", mib * MIB, "--run-dir").verdict;
        assert_eq!(
            [verdict(1), verdict(500), verdict(5000)],
            [Verdict::Problem, Verdict::Warning, Verdict::Ok]
        );
    }
}
