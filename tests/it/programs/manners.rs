//! Quiet ends if the reader leaves; no need of a home, a terminal, or a folder that can be written.

use std::process::Stdio;

use super::{LINES, command, desk, folder};
use crate::account::can_mount;
use crate::command_line::Ferry;

/// Runs a command whose standard output nobody reads; returns its exit status and what it said.
fn unread(ferry: Ferry, stdin: &str) -> (i32, String) {
    use std::io::Write;
    let mut child =
        ferry.command().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    // It may end before it has read anything.
    drop(child.stdin.take().unwrap().write_all(stdin.as_bytes()));
    let output = child.wait_with_output().unwrap();
    (output.status.code().expect("no signal ends it"), String::from_utf8(output.stderr).unwrap())
}

/// `| head -1` is no error, for data, for documents and for help.
#[test]
fn nobody_hears_of_a_reader_that_left() {
    let desk = desk();
    let ferry = folder(&desk);
    let stdin = format!("{}\n{}\n", deskferry::sandbox::CLIENT_ID, deskferry::sandbox::API_TOKEN);
    for (name, line) in LINES {
        for flags in ["", " --json"] {
            let (status, said) = unread(command(&ferry, &desk, &format!("{line}{flags}")), &stdin);
            let is_quiet = !["pipe", "panicked", "internal error", "output", "error:"]
                .iter()
                .any(|word| said.to_lowercase().contains(word) && !is_of_command(name, word));
            assert!(is_quiet && status != 70, "{name}{flags}: {status}: {said}");
        }
    }
    for line in ["--help", "import --help", "--version", "completions bash"] {
        let (status, said) = unread(ferry.then().line(line), "");
        assert!(said.is_empty() && [0, 141].contains(&status), "{line}: {status}: {said}");
    }
}

/// Second calls find nothing left to do, and say so as an error.
fn is_of_command(name: &str, word: &str) -> bool {
    word == "error:" && ["apply", "customer delete", "forget", "logout", "import", "restore"].contains(&name)
}

/// A service has no home, no terminal and no standard input.
#[test]
fn no_home_is_needed() {
    let desk = desk();
    let ferry = folder(&desk);
    for line in
        ["validate a.csv -m m.toml", "import a.csv -m m.toml", "export -o all.jsonl", "backup b", "runs"]
    {
        let ferry = command(&ferry, &desk, line);
        let output = ferry.command().env_remove("HOME").stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let status = output.status.code().unwrap();
        assert!(status <= 1 && !said.contains("error:"), "{line}: {status}: {said}");
    }
}

/// The folder is read-only, as a mount: permissions are no barrier for root.
#[test]
fn a_read_only_folder_is_enough_with_runs_elsewhere() {
    if !can_mount() {
        return;
    }
    let desk = desk();
    let ferry = folder(&desk);
    let elsewhere = tempfile::tempdir().unwrap();
    let runs = elsewhere.path().join("runs");
    let script = "mount --bind . . && mount -o remount,ro,bind . && cd \"$PWD\" && ! touch x 2>/dev/null && exec \"$0\" \"$@\"";
    for line in
        ["validate a.csv -m m.toml", "import a.csv -m m.toml", "report latest", "undo latest --yes", "runs"]
    {
        let ferry = command(&ferry, &desk, line).args(["--run-dir".as_ref(), runs.as_os_str()]);
        let ran = ferry.under(&["unshare", "--mount", "sh", "-c", script]).run();
        assert!(ran.status <= 1 && !ran.stderr.contains("error:"), "{line}: {ran}");
    }
    assert!(!ferry.path().join("deskferry-runs").exists());
    assert_eq!(desk.customers().len(), 2, "imported and taken back");
}
