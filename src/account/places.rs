//! Where the rooms of this machine are: the folder of an administrator if there is one, else `/var/tmp`.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::error::{AccountError, SYSTEM, other_place};
use super::user_name::{group_name, user_name};

/// The folder that every system has.
const SHARED: &str = "/var/tmp";

/// The two folders that may hold rooms. No setting and no environment variable changes them: processes that look in
/// different places would not know of each other.
#[derive(Debug, Clone)]
pub(super) struct Places {
    system: PathBuf,
    shared: PathBuf,
}

const STICKY: u32 = 0o1000;
const WRITABLE: u32 = 0o022;
/// Everybody may enter the folder and make something in it.
const OTHERS: u32 = 0o003;

impl Places {
    /// The folders of this machine.
    pub(super) fn of_machine() -> Self {
        Self { system: SYSTEM.into(), shared: SHARED.into() }
    }

    /// Other folders, for tests.
    #[cfg(test)]
    pub(super) fn at(system: &Path, shared: &Path) -> Self {
        Self { system: system.to_owned(), shared: shared.to_owned() }
    }

    /// The folder for a room of this name.
    pub(super) fn current(&self, room: &str) -> Result<&Path, AccountError> {
        if self.has_system(room)? {
            return Ok(&self.system);
        }
        let shared = &self.shared;
        let found = shared.metadata().map_err(|source| AccountError::file(shared, source))?;
        if !found.is_dir() || !is_trusted(&found) || found.mode() & STICKY == 0 {
            let fault = format!("is not a folder of root's with the sticky bit ({})", facts(&found));
            return Err(AccountError::unsafe_at(shared, fault, other_place()));
        }
        if is_private(shared) {
            let fault = "is private to this service (systemd's PrivateTmp)";
            return Err(AccountError::unsafe_at(shared, fault, other_place()));
        }
        Ok(shared)
    }

    /// The folder that held rooms before an administrator made another.
    pub(super) fn former(&self, current: &Path) -> Option<&Path> {
        (current == self.system).then_some(&self.shared)
    }

    /// Says whom an administrator's folder admits, if that is why it can't be used.
    pub(super) fn explained(&self, error: AccountError) -> AccountError {
        let AccountError::File { path, source } = &error else { return error };
        let is_denied = path.starts_with(&self.system) && source.kind() == io::ErrorKind::PermissionDenied;
        let found = self.system.metadata().ok().filter(|found| is_denied && found.mode() & OTHERS != OTHERS);
        match found {
            None => error,
            Some(found) => {
                AccountError::NotAdmitted { path: self.system.clone(), group: group_name(found.gid()) }
            }
        }
    }

    /// True if an administrator has made a folder for rooms. A folder of the same name that root does not own, or that
    /// only root can write to, has another purpose, such as the state of a systemd service.
    fn has_system(&self, room: &str) -> Result<bool, AccountError> {
        let system = &self.system;
        let found = match system.metadata() {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !system.is_symlink() => {
                return Ok(false);
            }
            Err(error) => return Err(AccountError::file(system, error)),
        };
        let repair = |commands: String| format!("have an administrator repair it: {commands}");
        if !found.is_dir() || found.uid() != 0 {
            // It was the place for rooms, and then somebody gave it away.
            let lost = system.join(room).symlink_metadata().is_ok();
            let fault = format!("does not belong to root ({}), but holds this account's room", facts(&found));
            let remedy = repair(format!("chown root {SYSTEM}; chmod {:04o} {SYSTEM}", sticky(&found)));
            return if lost { Err(AccountError::unsafe_at(system, fault, remedy)) } else { Ok(false) };
        }
        if found.mode() & WRITABLE != 0 && found.mode() & STICKY == 0 {
            let fault = format!("lets users move each other's folders ({})", facts(&found));
            let remedy = repair(format!("chmod {:04o} {SYSTEM}", sticky(&found)));
            return Err(AccountError::unsafe_at(system, fault, remedy));
        }
        Ok(found.mode() & WRITABLE != 0)
    }
}

/// The mode that lets the same users in as before, but protects their folders from each other.
fn sticky(found: &Metadata) -> u32 {
    let open = if found.mode() & WRITABLE == 0 { 0o777 } else { found.mode() & 0o777 };
    open | STICKY
}

/// True for a folder of root's. One of this user's is as good, since others will refuse it.
fn is_trusted(found: &Metadata) -> bool {
    [0, rustix::process::geteuid().as_raw()].contains(&found.uid())
}

/// The owner and the mode of a file, for messages.
pub(super) fn facts(found: &Metadata) -> String {
    format!("owner {}, mode {:04o}", user_name(found.uid()), found.mode() & 0o7777)
}

/// True if systemd shows this process another folder than everybody else.
fn is_private(shared: &Path) -> bool {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    is_private_in(&mounts, shared)
}

/// Fields of a line: id, parent, device, folder on that device, mount point.
fn is_private_in(mounts: &str, shared: &Path) -> bool {
    let mount = |line: &str| {
        let mut fields = line.split(' ').skip(3);
        let root = fields.next()?.to_owned();
        (Path::new(fields.next()?) == shared).then_some(root)
    };
    mounts.lines().filter_map(mount).any(|root| root.contains("/systemd-private-"))
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    struct Machine {
        _root: tempfile::TempDir,
        places: Places,
    }

    fn chmod(path: &Path, mode: u32) {
        std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    impl Machine {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let places = Places::at(&root.path().join("system"), &root.path().join("shared"));
            std::fs::create_dir(&places.shared).unwrap();
            chmod(&places.shared, 0o1777);
            Self { _root: root, places }
        }

        fn system(&self, mode: u32) {
            std::fs::create_dir_all(&self.places.system).unwrap();
            chmod(&self.places.system, mode);
        }

        fn current(&self) -> Result<&Path, String> {
            self.places.current("room").map_err(|error| error.to_string())
        }
    }

    #[test]
    fn an_administrator_s_folder_comes_first() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let machine = Machine::new();
        let Places { system, shared } = &machine.places;
        assert_eq!(machine.current().unwrap(), shared);
        for (mode, place) in [(0o755, shared), (0o1777, system), (0o1770, system)] {
            machine.system(mode);
            assert_eq!(machine.current().unwrap(), place, "{mode:o}");
        }
        assert_eq!(machine.places.former(system), Some(shared.as_path()));
        assert_eq!(machine.places.former(shared), None);
        machine.system(0o770);
        let refused = machine.current().unwrap_err();
        assert!(refused.ends_with("repair it: chmod 1770 /var/lib/deskferry"), "{refused}");
        machine.system(0o777);
        let refused = machine.current().unwrap_err();
        assert!(
            refused.contains("lets users move each other's folders") && refused.contains("chmod 1777"),
            "{refused}"
        );
    }

    #[test]
    fn a_place_that_is_not_sticky_or_not_there_is_refused() {
        let machine = Machine::new();
        chmod(&machine.places.shared, 0o777);
        let refused = machine.current().unwrap_err();
        assert!(refused.contains("mode 0777") && refused.contains("install -d -m 1777"), "{refused}");
        std::fs::remove_dir(&machine.places.shared).unwrap();
        assert!(machine.current().unwrap_err().contains("No such file"));
        std::os::unix::fs::symlink("nowhere", &machine.places.system).unwrap();
        assert!(machine.current().unwrap_err().contains("system: No such file"));
    }

    #[test]
    fn a_service_s_folder_is_not_a_place_unless_it_was_one() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let machine = Machine::new();
        machine.system(0o1777);
        std::os::unix::fs::chown(&machine.places.system, Some(4321), None).unwrap();
        assert_eq!(machine.current().unwrap(), machine.places.shared);
        std::fs::create_dir(machine.places.system.join("room")).unwrap();
        let refused = machine.current().unwrap_err();
        assert!(refused.contains("does not belong to root (owner number 4321"), "{refused}");
    }

    #[test]
    fn a_private_folder_of_a_service_is_found_in_the_list_of_mounts() {
        let mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
                      90 22 8:1 /var/tmp/systemd-private-1f-deskferry-backup.service-x/tmp /var/tmp rw - ext4 a rw\n";
        assert!(is_private_in(mounts, Path::new("/var/tmp")));
        assert!(!is_private_in(mounts, Path::new("/tmp")));
        assert!(!is_private_in("91 22 0:40 / /var/tmp rw - tmpfs tmpfs rw\n", Path::new("/var/tmp")));
    }
}
