//! Two users of one machine. Only root can run these; anybody else is told.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use super::{export, most, pages};
use crate::command_line::Ferry;
use crate::import::Running;

/// Fails if a file in any room has this text, and users other than its owner may read it.
pub(super) fn no_room_shows(secret: &str) {
    for place in ["/var/tmp", "/var/lib/deskferry"] {
        look(Path::new(place), secret, 0);
    }
}

fn look(folder: &Path, secret: &str, depth: u32) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let Ok(found) = path.symlink_metadata() else { continue };
        let ours =
            depth > 0 || path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("deskferry"));
        if found.is_dir() && ours && depth < 3 {
            look(&path, secret, depth + 1);
        } else if found.is_file() && ours && found.mode() & 0o077 != 0 {
            let text = std::fs::read(&path).unwrap_or_default();
            let shown = text.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!shown, "{} shows it to others", path.display());
        }
    }
}

/// True if this process may become others.
#[expect(clippy::print_stdout, reason = "it says what it leaves out")]
fn is_root() -> bool {
    let root = std::fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0);
    if !root {
        println!("left out: only root can run a command as another user");
    }
    root
}

/// The command as another user, in a folder of his.
fn as_user(ferry: Ferry, uid: u32) -> Ferry {
    chown(ferry.path(), Some(uid), Some(uid)).unwrap();
    std::fs::set_permissions(ferry.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let (user, group) = (format!("--reuid={uid}"), format!("--regid={uid}"));
    ferry.under(&["setpriv", &user, &group, "--clear-groups"])
}

#[test]
fn two_users_keep_one_rate_and_each_has_a_token_of_his_own() {
    if !is_root() {
        return;
    }
    let desk = pages(50, "old-tokens=end");
    let users = [41_001, 41_002].map(|uid| as_user(export(&desk, "--rate 30"), uid));
    let running = users.map(Running::start);
    for ended in running.map(Running::end) {
        assert!(ended.status == 0, "{ended}");
    }
    let requests = desk.requests();
    assert!(most(&requests) <= 31, "{} in one second", most(&requests));
    no_room_shows("sandbox-token-");
}

#[test]
fn the_result_names_the_other_user() {
    if !is_root() {
        return;
    }
    let desk = pages(60, "");
    let slow = as_user(export(&desk, "--rate 15"), 41_001);
    let slow = Running::start(slow);
    crate::import::wait_until("it works", || desk.requests().len() > 3);
    let pid = slow.id();
    let ran = export(&desk, "--rate 40").run().status(0);
    let ran = ran.says(&format!("The rate was 15 requests a second, as process {pid} (deskferry export"));
    ran.says(") of user number 41001 asked.");
    assert_eq!(slow.end().status, 0);
}
