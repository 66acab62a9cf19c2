//! Runs a command on a pseudo terminal, and types the answers to its questions.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

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

    /// The process, and the other end of its terminal.
    pub fn started(&self) -> (Child, File) {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
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
