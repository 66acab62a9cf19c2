//! The room that all processes of a machine share for an account: docs/account.md.
//!
//! Tests with a second user or with file systems of their own need root, `setpriv` and `unshare` (util-linux). Without
//! these they say so and pass; `.ci/run` runs as root.

mod bad_disks;
mod planted;
mod two_users;
mod wait;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use deskferry::account::{AccountKey, AccountRoom, HelpDeskAccount};
use deskferry::sandbox::CLIENT_ID;

use crate::command_line::{Desk, Ferry, SIMPLE};

/// Two users of the machine, of whom it knows no names.
pub const ANNA: u32 = 64_321;
pub const BERT: u32 = 64_322;

/// True if the test can act as other users; says so if it can't.
pub fn can_be_others() -> bool {
    let can = Command::new("setpriv").args(["--reuid=64321", "--clear-groups", "true"]).output();
    said(can.is_ok_and(|ran| ran.status.success()), "setpriv, as root")
}

/// True if the test can mount file systems of its own; says so if it can't.
pub fn can_mount() -> bool {
    let can = Command::new("unshare").args(["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]).output();
    said(can.is_ok_and(|ran| ran.status.success()), "unshare and mount, as root")
}

#[allow(clippy::print_stderr, reason = "a test that was skipped must be seen")]
fn said(can: bool, needs: &str) -> bool {
    if !can {
        eprintln!("SKIPPED: this test needs {needs}");
    }
    can
}

/// A user's home, and a copy of our program that every user may run.
pub struct Person {
    home: tempfile::TempDir,
    uid: u32,
}

impl Person {
    pub fn new(uid: u32) -> Self {
        let home = tempfile::tempdir().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_deskferry"));
        if std::fs::hard_link(program, home.path().join("deskferry")).is_err() {
            std::fs::copy(program, home.path().join("deskferry")).unwrap();
        }
        std::os::unix::fs::chown(home.path(), Some(uid), Some(uid)).unwrap();
        Self { home, uid }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A command as this user, in his home, with the credentials of the sandbox.
    pub fn command(&self, desk: &Desk, line: &str) -> Command {
        let program = self.path("deskferry");
        let mut command = self.shell("exec \"$0\" \"$@\"");
        command.arg(program).args(line.split_whitespace());
        command.env("DESKERO_BASE_URL", desk.base_url()).env("DESKERO_CLIENT_ID", CLIENT_ID);
        command.env("DESKERO_API_TOKEN", deskferry::sandbox::API_TOKEN);
        command
    }

    /// A script as this user, without credentials.
    pub fn shell(&self, script: &str) -> Command {
        let user = format!("--reuid={}", self.uid);
        let group = format!("--regid={}", self.uid);
        let mut command = Command::new("setpriv");
        command.args([&user, &group, "--clear-groups", "sh", "-c", script]).current_dir(self.home.path());
        command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.env("HOME", self.home.path()).stdin(Stdio::null());
        command
    }

    /// Puts a source with a mapping into the home.
    pub fn source(&self, rows: usize) {
        std::fs::write(self.path("a.csv"), people(rows)).unwrap();
        std::fs::write(self.path("m.toml"), SIMPLE).unwrap();
    }

    /// Starts an import, and waits until it writes.
    pub fn slow_import(&self, desk: &Desk) -> Running {
        self.source(300);
        let mut import = self.command(desk, "import a.csv -m m.toml --rate 5 --no-progress");
        start(&mut import, desk)
    }
}

/// A file with this many people.
pub fn people(rows: usize) -> String {
    let rows = (0..rows).map(|row| format!("B{row},b{row}@example.org\n"));
    format!("Name,Email\n{}", rows.collect::<String>())
}

/// An import of these people by the user who runs the tests.
pub fn import(desk: &Desk, rows: usize, flags: &str) -> Ferry {
    let files = Ferry::new().file("a.csv", people(rows)).file("m.toml", SIMPLE).sandbox(desk);
    files.line("import a.csv -m m.toml --no-progress").line(flags)
}

/// Starts a command that inserts, and waits until it does.
pub fn start(command: &mut Command, desk: &Desk) -> Running {
    let before = desk.customers().len();
    let command = command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = Running(command.spawn().unwrap());
    wait_for("the import writes", || {
        let ended = running.0.try_wait().unwrap();
        assert!(ended.is_none(), "it ended early: {}", running.said());
        desk.customers().len() > before
    });
    running
}

pub fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A process that is killed when the test ends.
pub struct Running(pub Child);

impl Running {
    /// Kills it (SIGKILL) and waits for its end.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// What it said until its end.
    pub fn said(&mut self) -> String {
        let mut text = String::new();
        std::io::Read::read_to_string(self.0.stderr.as_mut().unwrap(), &mut text).unwrap();
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn account(desk: &Desk) -> HelpDeskAccount {
    HelpDeskAccount::new(desk.base_url(), CLIENT_ID)
}

/// The outer folder of the room.
pub fn outer(desk: &Desk) -> PathBuf {
    AccountRoom::folder_of(&account(desk), CLIENT_ID).unwrap()
}

/// The room, which is made if it does not exist.
pub fn room(desk: &Desk) -> AccountRoom {
    AccountRoom::open(&account(desk), CLIENT_ID).unwrap().unwrap()
}

#[test]
fn the_rooms_of_these_tests_are_removed() {
    let desk = Desk::new();
    let made = room(&desk).dir().to_owned();
    assert!(made.starts_with(outer(&desk)) && made.is_dir());
    let key = AccountKey::of(&account(&desk), CLIENT_ID);
    assert_eq!(format!("{key:?}"), "AccountKey(..)", "a key is never shown");
    drop(desk);
    assert!(!made.exists());
}
