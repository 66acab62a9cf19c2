//! Files stay their owner's, also if root or another user runs it.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use super::runs::{desk, ran};
use super::{ann, bob, files, forget, nights};
use crate::account::{ANNA, BERT, can_be_others};

/// Gives a folder and all that is in it to a user; others may read the files as `mode` says.
fn hand_over(folder: &Path, uid: u32, mode: u32) {
    for path in files(folder) {
        chown(&path, Some(uid), Some(uid)).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        chown(path.parent().unwrap(), Some(uid), Some(uid)).unwrap();
    }
    chown(folder, Some(uid), Some(uid)).unwrap();
}

/// The files that are not the user's, or of a backup or run and not of this mode.
fn strange(folder: &Path, uid: u32, mode: u32) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(folder) {
        let about = path.metadata().unwrap();
        let is_lock = path.to_string_lossy().ends_with("lock");
        if (about.uid(), about.gid()) != (uid, uid) || !is_lock && about.mode() & 0o777 != mode {
            found.push(format!("{} {} {:o}", path.display(), about.uid(), about.mode()));
        }
    }
    found
}

#[test]
fn what_root_replaces_stays_the_users() {
    if !can_be_others() {
        return;
    }
    let desk = desk();
    let ferry = ran(&desk);
    let journals = files(ferry.path()).into_iter().filter(|path| path.ends_with("journal.db"));
    let mut folders: Vec<_> = journals.map(|path| path.parent().unwrap().to_owned()).collect();
    folders.push(ferry.path().join("t"));
    folders.iter().for_each(|folder| hand_over(folder, ANNA, 0o640));
    std::fs::remove_file(ferry.path().join("t/.deskferry-backup.lock")).unwrap();
    forget(&ferry, "email=ann@example.org --yes").run().status(0);
    let left: Vec<String> = folders.iter().flat_map(|folder| strange(folder, ANNA, 0o640)).collect();
    assert!(folders.len() > 2 && left.is_empty(), "{left:#?}");
    let names = files(&ferry.path().join("t"));
    assert!(names.iter().any(|path| path.to_string_lossy().contains("customers-1")), "{names:?}");
}

#[test]
fn a_user_who_cannot_keep_the_owner_changes_nothing() {
    if !can_be_others() {
        return;
    }
    let ferry = nights(&[vec![ann(), bob()], vec![ann(), bob()]]);
    let target = ferry.path().join("t");
    hand_over(&target, ANNA, 0o644);
    let open = |path: &Path| std::fs::set_permissions(path, PermissionsExt::from_mode(0o777)).unwrap();
    files(&target).iter().for_each(|path| open(path.parent().unwrap()));
    open(&target);
    open(ferry.path());
    let listed = || files(&target).into_iter().filter(|path| !path.to_string_lossy().ends_with("lock"));
    let bytes = || listed().map(|path| (std::fs::read(&path).unwrap(), path)).collect::<Vec<_>>();
    let before = bytes();
    let (user, group) = (format!("--reuid={BERT}"), format!("--regid={BERT}"));
    let bert = forget(&ferry, "email=ann@example.org --yes");
    let refused = bert.under(&["setpriv", &user, &group, "--clear-groups"]).run().status(2);
    refused.says(&format!("belongs to user number {ANNA}: run forget as that user; nothing was changed"));
    assert!(bytes() == before);
}
