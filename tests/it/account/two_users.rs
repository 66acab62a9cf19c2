//! Two users of one machine, who write to the same account.

use std::process::Stdio;

use super::{ANNA, BERT, Person, Running, can_be_others, import, outer, people, room, start, wait_for};
use crate::command_line::Desk;

#[test]
fn the_second_user_is_refused_and_told_who_is_first() {
    if !can_be_others() {
        return;
    }
    let desk = Desk::new();
    let anna = Person::new(ANNA);
    let bert = Person::new(BERT);
    let mut first = anna.slow_import(&desk);
    bert.source(3);
    let second = bert.command(&desk, "import a.csv -m m.toml --no-progress").output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2), "{said}");
    let holder = format!("is in use by process {} (deskferry import a.csv -m m.toml", first.0.id());
    assert!(said.contains(&holder) && said.contains("of user number 64321 on "), "{said}");
    assert!(said.contains("wait for it with --wait"), "{said}");
    assert!(!bert.path("deskferry-runs").exists(), "a refused import leaves no folder");
    import(&desk, 3, "").run().status(2).says("of user number 64321 on ");

    first.kill();
    let third = bert.command(&desk, "import a.csv -m m.toml --no-progress").output().unwrap();
    assert_eq!(third.status.code(), Some(0), "{}", String::from_utf8_lossy(&third.stderr));
    import(&desk, 3, "").run().status(0);
}

/// The day on which all customers were doubled.
#[test]
fn two_users_who_import_the_same_people_at_once_double_nobody() {
    if !can_be_others() {
        return;
    }
    let desk = Desk::with(|options| options.latency = std::time::Duration::from_millis(20));
    let both = [Person::new(ANNA), Person::new(BERT)];
    let line = "import a.csv -m m.toml --rate 0 --no-progress --wait";
    let begun = both.each_ref().map(|person| {
        person.source(60);
        person.command(&desk, line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    let ended = begun.map(|import| import.wait_with_output().unwrap());
    let said = ended.each_ref().map(|ended| String::from_utf8_lossy(&ended.stderr));
    assert!(ended.iter().all(|ended| ended.status.success()), "{said:#?}");
    assert_eq!(desk.customers().len(), 60, "{said:#?}");
    assert_eq!(people(60).lines().count(), 61);
}

#[test]
fn a_resumed_run_excludes_the_other_user_too() {
    if !can_be_others() {
        return;
    }
    let desk = Desk::new();
    let anna = Person::new(ANNA);
    let bert = Person::new(BERT);
    anna.slow_import(&desk).kill();
    let mut resumed = anna.command(&desk, "resume latest --rate 5 --no-progress");
    let _resumed = start(&mut resumed, &desk);
    let other = bert.command(&desk, "undo latest --yes").output().unwrap();
    assert_eq!(other.status.code(), Some(2), "he has no runs of his own");
    bert.source(2);
    let other = bert.command(&desk, "import a.csv -m m.toml").output().unwrap();
    let said = String::from_utf8(other.stderr).unwrap();
    assert_eq!(other.status.code(), Some(2), "{said}");
    assert!(said.contains("(deskferry resume latest"), "{said}");
}

/// Somebody who does not know the account opens and locks whatever he can find.
#[test]
fn an_outsider_can_t_lock_an_account() {
    if !can_be_others() {
        return;
    }
    let desk = Desk::new();
    let inner = room(&desk).dir().to_owned();
    let bert = Person::new(BERT);
    let script = "find /var/tmp /var/lib/deskferry >found 2>/dev/null; while read -r path; do \
                  timeout 20 flock --nonblock \"$path\" sleep 20 2>/dev/null & done <found; sleep 1; touch tried; wait";
    let mut outsider = bert.shell(script);
    let _outsider = Running(outsider.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    wait_for("he has tried everything", || bert.path("tried").exists());
    import(&desk, 2, "").run().status(0);
    let found = std::fs::read_to_string(bert.path("found")).unwrap();
    assert!(found.contains(outer(&desk).to_str().unwrap()), "he sees the outer folder: {found}");
    assert!(!found.contains(inner.to_str().unwrap()), "but nothing in it");
    let gone = bert.shell(&format!("rm -r {0}; mv {0} {0}-gone; ls {0}", outer(&desk).display())).output();
    assert!(!gone.unwrap().status.success() && inner.is_dir(), "he can't remove, move or list it");
}

/// Somebody who knows the account can keep others out, and they say who it is.
#[test]
fn whoever_stays_in_the_room_is_named() {
    let desk = Desk::new();
    let folder = std::fs::File::open(room(&desk).dir()).unwrap();
    folder.lock().unwrap();
    let ran = import(&desk, 2, "").run().status(2).says("but no work there takes so long");
    if std::path::Path::new("/proc/locks").exists() {
        ran.says(&format!("process {} has locked", std::process::id()));
    }
    import(&desk, 2, "--allow-parallel").run().status(0);
}
