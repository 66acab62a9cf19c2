//! Disks on which nothing can be shared: reading goes on alone, and says so once.

use super::{export, pages};
use crate::account::can_mount;
use crate::command_line::Ran;

/// An export after a script that mounts something.
fn after(script: &str) -> Option<Ran> {
    let desk = pages(5, "");
    let script = format!("{script}; exec \"$0\" \"$@\"");
    can_mount().then(|| export(&desk, "--rate 50").under(&["unshare", "--mount", "sh", "-c", &script]).run())
}

fn said_once(ran: Option<Ran>, text: &str) {
    let Some(ran) = ran else { return };
    let ran = ran.status(0);
    assert_eq!(ran.stderr.matches(text).count(), 1, "{ran}");
}

#[test]
fn without_a_room_an_export_goes_on_alone() {
    let text = "can't share the rate and the token with other processes";
    said_once(after("mount -t tmpfs -o ro,mode=1777 tmpfs /var/tmp"), text);
    let full = "mount -t tmpfs -o size=8k,mode=1777 tmpfs /var/tmp; \
                dd if=/dev/zero of=/var/tmp/x bs=1k count=99 2>/dev/null";
    said_once(after(full), text);
}

#[test]
fn a_token_that_can_t_be_kept_is_used_alone() {
    let filled = "mount -t tmpfs -o size=200k,mode=1777 tmpfs /var/tmp; \
                  \"$0\" customer find --limit 1 >/dev/null && rm /var/tmp/*/*/token-*; \
                  dd if=/dev/zero of=/var/tmp/x bs=1k count=999 2>/dev/null";
    said_once(after(filled), "can't share the access token with the other processes of this user");
}
