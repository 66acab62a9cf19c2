//! What others may have planted in the place of a room or in it.

use std::fs::{File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};

use super::{ANNA, BERT, Person, can_be_others, import, outer, room};
use crate::command_line::Desk;

#[test]
fn a_folder_that_an_outsider_planted_is_refused() {
    if !can_be_others() {
        return;
    }
    let desk = Desk::new();
    let bert = Person::new(BERT);
    let folder = outer(&desk);
    let inner = room(&desk).dir().file_name().unwrap().to_owned();
    std::fs::remove_dir_all(&folder).unwrap();
    let plant = format!("umask 0; mkdir {0} && chmod 711 {0}", folder.display());
    assert!(bert.shell(&plant).status().unwrap().success());
    let ran = import(&desk, 2, "").run().status(2);
    let ran = ran.says("was not made by deskferry, or is damaged (its owner is user number 64322)");
    assert!(!ran.stderr.contains("No such file"), "{ran}");
    // Even if he has learned the inner name, he can't sign.
    let inner = folder.join(inner);
    let plant = format!("mkdir {0} && chmod 1777 {0} && touch {0}/owner-{BERT}", inner.display());
    assert!(bert.shell(&plant).status().unwrap().success());
    let ran = import(&desk, 2, "").run().status(2);
    let ran = ran.says("was made by user number 64322, who has not shown that he knows the account");
    let ran = ran.says("have an administrator or its owner remove").says("--allow-parallel");
    assert_eq!(desk.customers().len(), 0, "nothing was sent: {ran}");
    std::fs::remove_dir_all(&folder).unwrap();
    import(&desk, 2, "").run().status(0);
}

#[test]
fn a_link_a_file_and_wrong_modes_are_refused() {
    let desk = Desk::new();
    let folder = outer(&desk);
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), &folder).unwrap();
    import(&desk, 2, "").run().status(2).says("is a link");
    std::fs::remove_file(&folder).unwrap();
    File::create(&folder).unwrap();
    import(&desk, 2, "").run().status(2).says("is not a folder");
    std::fs::remove_file(&folder).unwrap();
    let made = room(&desk);
    for (path, wrong) in [(&folder, 0o777), (&made.dir().to_owned(), 0o777)] {
        let right = path.metadata().unwrap().permissions();
        std::fs::set_permissions(path, Permissions::from_mode(wrong)).unwrap();
        import(&desk, 2, "").run().status(2).says("has another owner or mode than it was made with");
        std::fs::set_permissions(path, right).unwrap();
    }
    assert_eq!(
        std::fs::read_dir(elsewhere.path()).unwrap().count(),
        0,
        "nothing was written through the link"
    );
    import(&desk, 2, "").run().status(0);
}

#[test]
fn two_users_share_a_room_whoever_makes_it() {
    if !can_be_others() {
        return;
    }
    let desk = Desk::new();
    let (anna, bert) = (Person::new(ANNA), Person::new(BERT));
    for person in [&anna, &bert, &anna] {
        person.source(2);
        let ran = person.command(&desk, "import a.csv -m m.toml --no-progress").output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    import(&desk, 2, "").run().status(0);
    let files = room(&desk).files().users("writer").unwrap();
    assert_eq!(files, [0, ANNA, BERT]);
    assert_eq!(room(&desk).files().users("owner").unwrap(), [ANNA], "she came first");
}

/// Somebody who knows the room's name, and locks files in it that do not count.
#[test]
fn locked_files_that_do_not_count_keep_nobody_out() {
    if !can_be_others() {
        return;
    }
    let desk = Desk::new();
    let made = room(&desk);
    let planted = made.files().path("writer", ANNA);
    let own = made.files().path("writer", BERT);
    std::fs::write(&planted, "{\"form\":1,\"signature\":\"\",\"data\":{}}").unwrap();
    let file = File::open(&planted).unwrap();
    file.lock().unwrap();
    import(&desk, 2, "").run().status(0).says("is ignored: it belongs to user");
    chown(&planted, Some(ANNA), None).unwrap();
    import(&desk, 2, "").run().status(0).says("is ignored: it is not signed with the account's key");
    std::fs::write(&planted, "{\"form\":1,\"sig").unwrap();
    import(&desk, 2, "").run().status(0).says("is ignored: it is damaged");
    symlink(&planted, &own).unwrap();
    import(&desk, 2, "").run().status(0).says("is ignored: it is not a regular file");

    // What has our own name can't be replaced if it is another user's.
    let bert = Person::new(BERT);
    bert.source(2);
    let ran = bert.command(&desk, "import a.csv -m m.toml --no-progress").output().unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(2), "{said}");
    assert!(said.contains("can't be replaced: it is not a regular file"), "{said}");
}
