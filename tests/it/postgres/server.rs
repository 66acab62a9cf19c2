//! A PostgreSQL server of a test: in a temporary folder, at a free port, as an unprivileged user.

use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// `nobody`: the server refuses to run as root.
const NOBODY: u32 = 65_534;
const DATABASE: &str = "moves";

/// A server; it is stopped at the end.
pub struct PostgresServer {
    dir: TempDir,
    programs: PathBuf,
    port: u16,
}

impl PostgresServer {
    /// Starts it. Whoever connects from this machine is believed.
    pub fn start() -> Self {
        Self::start_with("trust", "")
    }

    /// Starts it with a way to log in (`trust`, `scram-sha-256`) and lines of settings.
    pub fn start_with(login: &str, settings: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { dir: tempfile::tempdir().unwrap(), programs: programs(), port };
        if is_root() {
            std::os::unix::fs::chown(server.dir.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let password = server.dir.path().join("password");
        std::fs::write(&password, "admin's\n").unwrap();
        let data = server.data();
        let login = ["-A", login, "-U", "admin", "--pwfile", password.to_str().unwrap()];
        server.calls(
            "initdb",
            &["-D", &data, "-E", "UTF8", "--locale=C", "--no-sync"]
                .into_iter()
                .chain(login)
                .collect::<Vec<_>>(),
        );
        let sockets = server.dir.path().display();
        let own = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{sockets}'\n\
             shared_buffers = 16MB\n{settings}\n"
        );
        let path = Path::new(&data).join("postgresql.auto.conf");
        std::fs::write(path, own).unwrap();
        server.up();
        server.asks("postgres", &format!("CREATE DATABASE {DATABASE}"));
        server
    }

    /// The address of the database, for a user.
    pub fn address(&self, user: &str) -> String {
        self.address_at(user, self.port)
    }

    /// The address of the database behind a proxy.
    pub fn address_at(&self, user: &str, port: u16) -> String {
        format!("postgres://{user}@127.0.0.1:{port}/{DATABASE}")
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs SQL as the administrator; the rows, with `|` between the columns.
    pub fn sql(&self, sql: &str) -> Vec<String> {
        self.asks(DATABASE, sql)
    }

    /// Starts it again.
    pub fn up(&self) {
        let log = self.dir.path().join("log");
        self.calls("pg_ctl", &["-D", &self.data(), "-l", log.to_str().unwrap(), "-w", "-s", "start"]);
    }

    /// Ends it at once, as if its machine had lost its power.
    pub fn down(&self) {
        self.calls("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "-s", "stop"]);
    }

    /// Keeps a copy of the data of a server that is down.
    pub fn keep_copy(&self) {
        self.copies(&self.data(), &self.copy());
    }

    /// Replaces the data of a server that is down by the copy.
    pub fn bring_back_copy(&self) {
        std::fs::remove_dir_all(self.data()).unwrap();
        self.copies(&self.copy(), &self.data());
    }

    fn copies(&self, from: &str, to: &str) {
        assert!(Command::new("cp").args(["-a", from, to]).status().unwrap().success());
    }

    fn copy(&self) -> String {
        self.data() + "-copy"
    }

    fn data(&self) -> String {
        self.dir.path().join("data").to_str().unwrap().to_owned()
    }

    fn asks(&self, database: &str, sql: &str) -> Vec<String> {
        let port = self.port.to_string();
        let flags = ["-h", "127.0.0.1", "-p", &port, "-U", "admin", "-d", database];
        let output = self.calls(
            "psql",
            &flags
                .into_iter()
                .chain(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql])
                .collect::<Vec<_>>(),
        );
        String::from_utf8(output.stdout).unwrap().lines().map(ToOwned::to_owned).collect()
    }

    #[track_caller]
    fn calls(&self, program: &str, args: &[&str]) -> Output {
        let mut command = Command::new(self.programs.join(program));
        command.args(args).current_dir(self.dir.path()).env("LC_ALL", "C").env("PGPASSWORD", "admin's");
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        // The server keeps the output of what starts it.
        let output = if program == "pg_ctl" {
            let status = command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null());
            let status = status.stderr(std::process::Stdio::null()).status().unwrap();
            Output { status, stdout: Vec::new(), stderr: Vec::new() }
        } else {
            command.output().unwrap()
        };
        let log = std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
        assert!(
            output.status.success(),
            "{program} {args:?}: {}\n{log}",
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        let mut command = Command::new(self.programs.join("pg_ctl"));
        command
            .args(["-D", &self.data(), "-m", "immediate", "-w", "-s", "stop"])
            .current_dir(self.dir.path());
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        drop(command.output());
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Where the programs of the server are: Debian has them in no folder of the PATH.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debian = versions.map(|version| version.unwrap().path().join("bin")).max();
    let stated = || {
        let output = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
    };
    debian
        .into_iter()
        .chain(stated())
        .find(|bin| bin.join("initdb").is_file())
        .expect("a PostgreSQL server is installed")
}
