//! The disk with the run folders of a scenario: full, small, or read-only.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the runs; a separate file system in memory if mounting is permitted.
pub(crate) struct Runs {
    path: PathBuf,
    mounted: bool,
}

impl Drop for Runs {
    fn drop(&mut self) {
        if self.mounted {
            drop(Command::new("umount").arg("-l").arg(&self.path).status());
        }
    }
}

impl Runs {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path, mounted: false }
    }

    /// Gives it this many KiB; false if mounting is not permitted.
    pub(crate) fn size(&mut self, kib: u64) -> bool {
        let size = format!("size={kib}k");
        if self.mounted {
            return mount(&["-o", &format!("remount,{size}")], &self.path);
        }
        std::fs::create_dir_all(&self.path).unwrap();
        self.mounted = mount(&["-t", "tmpfs", "-o", &size, "tmpfs"], &self.path);
        self.mounted
    }

    /// Fills it completely; false if it is not a separate file system.
    pub(super) fn fill(&self) -> bool {
        if self.mounted {
            let mut file = std::fs::File::create(self.path.join(FILLER)).unwrap();
            while file.write_all(&[7; 4096]).is_ok() {}
        }
        self.mounted
    }

    pub(super) fn free(&self) -> bool {
        std::fs::remove_file(self.path.join(FILLER)).is_ok()
    }

    /// Forbids or permits writing, by mount option or by file permissions; false if neither has an effect (root).
    pub(crate) fn writable(&self, writable: bool) -> bool {
        if self.mounted {
            return mount(&["-o", if writable { "remount,rw" } else { "remount,ro" }], &self.path);
        }
        std::fs::create_dir_all(&self.path).unwrap();
        permit(&self.path, writable);
        let probe = self.path.join("probe");
        let bound = std::fs::write(&probe, "").is_err();
        drop(std::fs::remove_file(probe));
        bound != writable
    }
}

/// The name begins with a dot, so that it does not look like a run.
const FILLER: &str = ".filler";

fn mount(args: &[&str], path: &Path) -> bool {
    let done = Command::new("mount").args(args).arg(path).output();
    done.is_ok_and(|done| done.status.success())
}

fn permit(path: &Path, writable: bool) {
    let folder = path.is_dir();
    let mode = match (folder, writable) {
        (true, true) => 0o755,
        (true, false) => 0o555,
        (false, true) => 0o644,
        (false, false) => 0o444,
    };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let inner = std::fs::read_dir(path).into_iter().flatten();
    inner.for_each(|entry| permit(&entry.unwrap().path(), writable));
}

/// The same command, with every file limited to this many blocks of 512 bytes.
pub(super) fn limited(inner: &Command, blocks: u64) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    command.arg(inner.get_program()).args(inner.get_args()).env_clear();
    if let Some(folder) = inner.get_current_dir() {
        command.current_dir(folder);
    }
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}
