//! Two users of one machine.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

use super::{check_rate, export, pages};
use crate::account::{ANNA, BERT, can_be_others, room};
use crate::command_line::{Desk, Ferry};
use crate::import::{Running, wait_until};

/// Fails if a file of the room has this text, and users other than its owner may read it.
pub(super) fn nothing_shows(desk: &Desk, secret: &str) {
    let mut hidden = 0;
    for entry in std::fs::read_dir(room(desk).dir()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read(&path).unwrap();
        let shown = text.windows(secret.len()).any(|part| part == secret.as_bytes());
        let private = path.metadata().unwrap().mode() & 0o077 == 0;
        assert!(private || !shown, "{} shows it to others", path.display());
        hidden += usize::from(shown);
    }
    assert!(hidden > 0, "it is nowhere at all");
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
    if !can_be_others() {
        return;
    }
    let desk = pages(50, "old-tokens=end");
    let users = [ANNA, BERT].map(|uid| as_user(export(&desk, "--rate 30"), uid));
    for ended in users.map(Running::start).map(Running::end) {
        assert_eq!(ended.status, 0, "{ended}");
    }
    check_rate(&desk.requests(), 30);
    nothing_shows(&desk, "sandbox-token-");
}

#[test]
fn the_result_names_the_other_user() {
    if !can_be_others() {
        return;
    }
    let desk = pages(90, "");
    let slow = Running::start(as_user(export(&desk, "--rate 15"), ANNA));
    wait_until("it works", || desk.requests().len() > 3);
    let pid = slow.id();
    let ran = export(&desk, "--rate 40").run().status(0);
    let ran = ran.says(&format!("The rate was 15 requests a second, as process {pid} (deskferry export"));
    ran.says(&format!(") of user number {ANNA} asked."));
    assert_eq!(slow.end().status, 0);
}
