//! A backup that is killed at any instant leaves nothing that looks like a backup, and the next one works.

use std::os::unix::process::ExitStatusExt;
use std::sync::Arc;
use std::time::Duration;

use deskferry::backup::list_backups;
use deskferry::file::DecryptionKey;
use deskferry::storage::{Location, StoreOptions};
use rstest::rstest;

use super::{Ferry, again, backup, backup_in, backups, check_files, customers};
use crate::export::{desk, ids};
use crate::kills_at_instants::{kill_at_instants, tests_at_instants};

/// Everything that looks like a backup is one; other files may be there.
#[track_caller]
fn whole(ferry: &Ferry) -> usize {
    let target = Location::parse(ferry.path().join("b").to_str().unwrap()).unwrap();
    let place = Arc::from(target.place(&StoreOptions::default()).unwrap());
    let listed = list_backups(&place, &DecryptionKey::default()).unwrap();
    for backup in &listed {
        assert_eq!(backup.problem, None, "{backup:?}");
        check_files(&ferry.path().join("b").join(&backup.id));
    }
    listed.len()
}

#[rstest]
#[case("backup-begun", 0, false)]
#[case("backup-customers", 0, true)]
#[case("backup-manifest", 0, true)]
#[case("backup-whole", 0, true)]
#[case("backup-named", 1, false)]
fn killed_at_a_fail_point(
    #[case] point: &str,
    #[case] there: usize,
    #[case] draft: bool,
    #[values("", "--photos")] flags: &str,
) {
    let desk = desk(60, "");
    let ferry = backup(&desk, flags).env("DESKFERRY_FAIL_POINT", point);
    let status = ferry.command().output().unwrap().status;
    assert_eq!(status.signal(), Some(9), "it dies at {point}");
    assert_eq!(whole(&ferry), there);
    // Wait until the next second, so that the staging folder is older.
    std::thread::sleep(Duration::from_millis(1100));
    let ran = backup_in(ferry.then(), &desk, flags).run().status(0);
    assert_eq!(ids(&customers(&ran)), ids(&desk.customers()));
    assert_eq!(backups(ran.path()).len(), there + 1, "what was left is cleared");
    assert_eq!(ran.stderr.contains("the interrupted backup"), draft, "{ran}");
}

tests_at_instants!(check_instants);

/// Kills at every `step`th of fifteen instants.
fn check_instants(step: usize) {
    let desk = desk(300, "page-size=20 latency=2ms");
    let first = backup(&desk, "").run().status(0);
    let mut wholes = 1;
    let start = |_| {
        let ferry = again(&first, &desk, "--keep-last 3");
        let child = ferry.command().spawn().unwrap();
        (ferry, child)
    };
    kill_at_instants(step, 35, start, |ferry| {
        let now = whole(ferry);
        assert!(now <= wholes + 1 && now >= wholes.min(3), "{wholes} became {now}");
        wholes = now;
    });
    std::thread::sleep(Duration::from_millis(1100));
    let ran = again(&first, &desk, "").run().status(0);
    assert_eq!(backups(ran.path()).len(), wholes + 1);
}
