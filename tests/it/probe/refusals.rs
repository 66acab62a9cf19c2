//! When a probe does not begin: nobody has agreed, or somebody else writes to the account.

use super::{PROBE, desk, probe, texts};
use crate::account::{ANNA, BERT, Person, can_be_others, can_mount};
use crate::command_line::Ferry;

#[test]
fn without_a_terminal_it_needs_yes() {
    let desk = desk(1);
    let ran = Ferry::new().line("doctor --probe").sandbox(&desk).run().status(2);
    let ran = ran.says("the probe would insert and delete up to two customers").says("pass --yes to confirm");
    assert!(desk.requests().is_empty(), "{ran}");
    assert!(super::state_file(&ran, ".json").is_none(), "{ran}");
}

#[test]
fn without_agreement_nothing_is_done() {
    let desk = desk(1);
    let ran = Ferry::new().line("doctor --probe --quiet").sandbox(&desk).on_terminal("n\n").status(2);
    let ran = ran.says("nothing was changed");
    assert!(desk.requests().is_empty(), "{ran}");
}

#[test]
fn its_flags_belong_to_it() {
    let desk = desk(1);
    for line in ["doctor --wait", "doctor --allow-parallel", "doctor --yes"] {
        let ran = Ferry::new().line(line).sandbox(&desk).run().status(2).says("--probe");
        assert!(desk.requests().is_empty(), "{ran}");
    }
    let ran = probe().line("--allow-parallel").sandbox(&desk).run().status(2);
    let ran = ran.says("leave out --allow-parallel");
    assert!(desk.requests().is_empty(), "{ran}");
    probe().line("--sandbox").run().status(2).says("a sandbox needs no doctor");
}

/// Another user writes to the account: the probe is refused, or waits, and holds the lock itself.
#[test]
fn it_takes_the_accounts_lock_across_users() {
    if !can_be_others() {
        return;
    }
    let desk = desk(3);
    let before = texts(&desk).len();
    let (anna, bert) = (Person::new(ANNA), Person::new(BERT));
    let mut import = anna.slow_import(&desk);
    let refused = bert.command(&desk, PROBE).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("is in use by process") && said.contains("user number 64321"), "{said}");
    assert!(!said.contains("--allow-parallel") && said.contains("wait for it with --wait"), "{said}");
    let waited = bert.command(&desk, &format!("{PROBE} --wait=1s")).output().unwrap();
    let said = String::from_utf8_lossy(&waited.stderr).into_owned();
    assert!(!said.contains("--allow-parallel") && said.contains("wait longer, or stop it"), "{said}");
    assert!(desk.customers().iter().all(|customer| !customer.to_string().contains("deskferry")));
    import.kill();
    let after = desk.customers().len();
    let probed = bert.command(&desk, PROBE).output().unwrap();
    assert_eq!(probed.status.code(), Some(0), "{}", String::from_utf8_lossy(&probed.stderr));
    assert!(after >= before && desk.customers().len() == after);
}

#[test]
fn without_the_accounts_room_there_is_no_probe() {
    if !can_mount() {
        return;
    }
    let desk = desk(1);
    let script = "mount -t tmpfs -o ro,mode=1777 tmpfs /var/tmp; exec \"$0\" \"$@\"";
    let ran = probe().sandbox(&desk).under(&["unshare", "--mount", "sh", "-c", script]).run().status(2);
    let ran = ran.says("Read-only file system");
    assert!(!ran.stderr.contains("--allow-parallel"), "{ran}");
    assert!(desk.requests_of(deskferry::sandbox::RequestKind::Insert).is_empty(), "{ran}");
}

/// Two users who probe at once: the second one waits, and both learn the same.
#[test]
fn two_users_probe_one_after_the_other() {
    if !can_be_others() {
        return;
    }
    let desk = desk(10);
    let before = texts(&desk);
    let people = [Person::new(ANNA), Person::new(BERT)];
    let line = format!("{PROBE} --wait --json");
    let running = people.each_ref().map(|person| {
        let mut command = person.command(&desk, &line);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
    });
    let ended = running.map(|child| child.wait_with_output().unwrap());
    let learned = ended.each_ref().map(|ended| {
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        let said: serde_json::Value = serde_json::from_slice(&ended.stdout).unwrap();
        said["behavior"]["aspects"]["put"].clone()
    });
    assert_eq!(learned[0], learned[1]);
    assert_eq!(texts(&desk), before);
}
