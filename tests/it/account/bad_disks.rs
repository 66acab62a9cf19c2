//! Disks that are full or read-only, and other places for rooms, in mount namespaces of the tests.

use super::{can_mount, import};
use crate::command_line::{Desk, Ran};

/// Runs an import after a script that mounts something.
fn after(script: &str, flags: &str) -> (Desk, Ran) {
    let desk = Desk::new();
    let ran = on(&desk, script, flags);
    (desk, ran)
}

fn on(desk: &Desk, script: &str, flags: &str) -> Ran {
    let script = format!("set -e; {script}; exec \"$0\" \"$@\"");
    import(desk, 2, flags).under(&["unshare", "--mount", "sh", "-c", &script]).run()
}

/// Nothing was sent, and the message says what to do.
#[track_caller]
fn refused(script: &str, says: &[&str]) {
    let (desk, ran) = after(script, "");
    let ran = says.iter().fold(ran.status(2), |ran, text| ran.says(text));
    assert_eq!(desk.customers().len(), 0, "{ran}");
    assert!(!ran.path().join("deskferry-runs").exists(), "{ran}");
}

const READ_ONLY: &str = "mount -t tmpfs -o ro,mode=1777 tmpfs /var/tmp";

#[test]
fn a_read_only_disk_is_refused() {
    if !can_mount() {
        return;
    }
    let advice = "have an administrator make a place for it (install -d -m 1777 /var/lib/deskferry)";
    refused(READ_ONLY, &["/var/tmp: Read-only file system", advice, "--allow-parallel"]);
    let filled = "mount --bind /var/tmp /var/tmp; mount -o remount,ro,bind /var/tmp";
    let desk = Desk::new();
    super::room(&desk);
    on(&desk, filled, "").status(2).says("Read-only file system");
    on(&desk, filled, "--dry-run").status(0);
    on(&desk, filled, "--allow-parallel").status(0);
}

#[test]
fn a_full_disk_is_refused() {
    if !can_mount() {
        return;
    }
    let full = "mount -t tmpfs -o size=8k,mode=1777 tmpfs /var/tmp; \
                dd if=/dev/zero of=/var/tmp/x bs=1k count=99 2>/dev/null || true";
    refused(full, &["No space left on device", "free some space on that disk"]);
    let no_files = "mount -t tmpfs -o nr_inodes=2,mode=1777 tmpfs /var/tmp; touch /var/tmp/x";
    refused(no_files, &["No space left on device", "free some space on that disk"]);
}

#[test]
fn an_in_process_sandbox_has_no_room() {
    if !can_mount() {
        return;
    }
    after(READ_ONLY, "--sandbox").1.status(0);
}

#[test]
fn an_administrator_s_folder_is_used() {
    if !can_mount() {
        return;
    }
    let desk = Desk::new();
    let made = "mount -t tmpfs -o mode=755 tmpfs /var/lib; install -d -m 1777 /var/lib/deskferry";
    let script = format!("{READ_ONLY}; {made}; \"$0\" \"$@\"; ls -d /var/lib/deskferry/deskferry-*; exit 0");
    let ran = on(&desk, &script, "").status(0);
    let name = super::outer(&desk).file_name().unwrap().to_str().unwrap().to_owned();
    assert!(ran.stdout.contains(&format!("/var/lib/deskferry/{name}")), "{ran}");
}

#[test]
fn a_place_that_is_not_safe_is_refused() {
    if !can_mount() {
        return;
    }
    let system = |mode: &str| {
        format!("mount -t tmpfs -o mode=755 tmpfs /var/lib; mkdir -m {mode} /var/lib/deskferry; {READ_ONLY}")
    };
    refused(&system("777"), &["lets users move each other's folders", "chmod 1777 /var/lib/deskferry"]);
    refused(&system("755"), &["/var/tmp: Read-only file system"]);
    refused("mount -t tmpfs -o mode=777 tmpfs /var/tmp", &["is not a folder of root's with the sticky bit"]);
    refused("mount -t tmpfs -o mode=1777,uid=64321 tmpfs /var/tmp", &["owner number 64321"]);
    let private = "mount -t tmpfs tmpfs /mnt; mkdir -p /mnt/systemd-private-1-x.service-y/tmp; \
                   chmod 1777 /mnt/systemd-private-1-x.service-y/tmp; \
                   mount --bind /mnt/systemd-private-1-x.service-y/tmp /var/tmp";
    refused(private, &["is private to this service (systemd's PrivateTmp)"]);
}
