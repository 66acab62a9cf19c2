//! Runs a command on a pseudo terminal, and types the answers to its questions.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::command_line::{Ferry, Ran};

impl Ferry {
    /// Runs it to its end with a terminal as standard input and standard error. `typed` is all that the user types;
    /// `\x04` is Ctrl-D. Standard error has what the terminal shows.
    pub fn on_terminal(self, typed: impl AsRef<[u8]>) -> Ran {
        let (child, mut master) = self.started();
        master.write_all(typed.as_ref()).unwrap();
        let reader = std::thread::spawn(move || shown(master));
        let output = child.wait_with_output().unwrap();
        let stderr = reader.join().unwrap();
        self.ended(output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), stderr)
    }

    /// Like [`Self::on_terminal`], but each answer is typed only when the terminal shows its question.
    pub fn in_dialogue(self, steps: &[(&str, &str)]) -> Ran {
        let (child, mut master) = self.started();
        let mut all = Vec::new();
        for (question, answer) in steps {
            while !String::from_utf8_lossy(&all).contains(question) {
                let mut piece = [0; 4096];
                let read = master.read(&mut piece).expect("it asks before it ends");
                all.extend_from_slice(&piece[..read]);
            }
            master.write_all(answer.as_bytes()).unwrap();
        }
        let rest = shown(master);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(all).unwrap().replace('\r', "") + &rest;
        self.ended(output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), stderr)
    }

    /// Like [`Self::on_terminal`], on a terminal of this width, and nothing is typed.
    pub fn on_terminal_of(self, columns: u16) -> Ran {
        let (child, master) = self.started_on(columns);
        let reader = std::thread::spawn(move || shown(master));
        let output = child.wait_with_output().unwrap();
        let stderr = reader.join().unwrap();
        self.ended(output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), stderr)
    }

    /// The process, and the other end of its terminal, whose width is not known.
    pub fn started(&self) -> (Child, File) {
        self.started_on(0)
    }

    fn started_on(&self, columns: u16) -> (Child, File) {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&master, size).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = PathBuf::from(ptsname(&master, Vec::new()).unwrap().into_string().unwrap());
        let side = || File::options().read(true).write(true).open(&name).unwrap();
        let mut command = self.command();
        command.stdin(Stdio::from(OwnedFd::from(side()))).stderr(Stdio::from(OwnedFd::from(side())));
        // The command is dropped here: otherwise the terminal would stay open in this process.
        (command.stdout(Stdio::piped()).spawn().unwrap(), File::from(master))
    }
}

/// All that the terminal shows. It ends with an error when the last program has closed it.
fn shown(mut master: File) -> String {
    let mut all = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = master.read(&mut piece) {
        all.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&all).replace('\r', "")
}

/// As help texts are; a pipe gets each message on one line.
#[test]
fn errors_and_warnings_are_broken_to_the_width_of_the_terminal() {
    let ferry = || Ferry::new().line("import a.csv -m m.toml --onto backups/latest");
    let whole = ferry().run().status(2).stderr;
    assert!(whole.lines().count() == 1 && whole.len() > 110, "{whole}");
    for (columns, widest) in [(60, 60), (300, 100)] {
        let ran = ferry().on_terminal_of(columns).status(2);
        let seen = ran.stderr.replace("\u{1b}[1m", "").replace("\u{1b}[31m", "").replace("\u{1b}[0m", "");
        let widths: Vec<usize> = seen.lines().map(|line| line.chars().count()).collect();
        assert!(widths.len() > 1 && widths.iter().all(|width| *width <= widest), "{widths:?}\n{seen}");
        assert_eq!(seen.trim_end().replace('\n', " "), whole.trim_end(), "{columns}");
    }
}
