//! A mark that nobody has accepted: what later nights look like takes nothing off it, and nothing is removed.

use age::secrecy::ExposeSecret;
use rstest::rstest;
use serde_json::{Value, json};

use super::alarm::{change, fits, lose, name, people};
use super::{again, backup, backups, changes, manifest};
use crate::command_line::{Desk, Ran};

fn line(ran: &Ran, line: &str) -> Ran {
    ran.then().line(line).run()
}

fn add(desk: &Desk, count: usize) {
    (0..count).for_each(|at| drop(desk.put(json!({"name": format!("New {at}")})).unwrap()));
}

fn column(ran: &Ran, of: &str) -> Vec<Value> {
    let listed = line(ran, "backup list b --json").status(0).listed("backups");
    listed.iter().map(|one| one[of].clone()).collect()
}

#[test]
fn new_customers_do_not_hide_those_who_are_gone() {
    let identity = age::x25519::Identity::generate();
    let desk = people(60);
    let flags = format!("--recipient {} --keep-last 1", identity.to_public());
    let first = backup(&desk, &flags).run().status(0);
    let gone = lose(&desk, 30);
    let second = again(&first, &desk, &flags).run().status(6);
    add(&desk, 20);
    let third = again(&second, &desk, &flags).run().status(6);
    let marked = format!("{} is marked and not accepted (at least 30 of 60", name(&second));
    let third = third.says(&marked).says("whether that is over");
    fits(&third.stderr);
    assert_eq!(manifest(&third)["alarm"]["seenIn"], json!(name(&second)));
    gone.into_iter().for_each(|one| drop(desk.put(one).unwrap()));
    let fourth = again(&third, &desk, &flags).run().status(6).says(&marked);
    assert_eq!(column(&fourth, "net"), [json!(null), json!(-30), json!(-10), json!(20)]);
    fits(&line(&fourth, "backup list b").status(0).stdout);
    line(&fourth, "check b/latest").status(0).says(&name(&first)).says(&name(&fourth));

    let sealed = identity.to_string();
    let ferry = again(&fourth, &desk, &format!("{flags} --identity key.txt"));
    let seen = ferry.file("key.txt", sealed.expose_secret()).run().status(0);
    let seen = seen.says(&format!("no old backup was removed: {} is marked", name(&fourth)));
    line(&seen, "backup prune b --keep-last 1").status(6).says(&name(&fourth));
    assert_eq!(backups(seen.path()).len(), 5);
    let accepted = line(&seen, &format!("backup accept b/{}", name(&fourth))).status(0);
    accepted.says("2 older marked backups are accepted with it");
    line(&seen, "backup prune b --keep-last 1").status(0);
    assert_eq!(backups(seen.path()), [seen.folder()]);
}

#[test]
fn without_the_details_emptied_values_are_not_known_to_be_back() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    change(&desk, 30, |one| one["memo"] = json!(""));
    let second = again(&first, &desk, "").run().status(6);
    let third = again(&second, &desk, "--details never").run().status(6);
    let third = third.says(&format!("{} is marked and not accepted (30 of 40 values of", name(&second)));
    change(&desk, 30, |one| one["memo"] = json!("again"));
    let fourth = again(&third, &desk, "").run().status(0);
    assert_eq!(changes(&fourth)["against"], json!(name(&first)));
}

#[rstest]
#[case(20, "", 6)]
#[case(20, "--max-removed 20", 6)]
#[case(20, "--max-removed 100%", 0)]
#[case(1, "", 6)]
fn a_whole_account_never_vanishes_without_an_alarm(
    #[case] count: usize,
    #[case] flags: &str,
    #[case] status: i32,
) {
    let desk = people(count);
    let first = backup(&desk, "").run().status(0);
    lose(&desk, count);
    let ran = again(&first, &desk, flags).run().status(status);
    if status == 6 {
        ran.says(&format!("{count} of {count} customers")).says(", but never all)");
    }
}

#[rstest]
#[case(6, 0, "", 6)]
#[case(5, 0, "", 0)]
#[case(8, 1, "", 6)]
#[case(6, 0, "--max-emptied memo=100%", 0)]
fn a_whole_field_never_vanishes_without_an_alarm(
    #[case] count: usize,
    #[case] gone: usize,
    #[case] flags: &str,
    #[case] status: i32,
) {
    let desk = people(count);
    let first = backup(&desk, "").run().status(0);
    lose(&desk, gone);
    change(&desk, count, |one| one["memo"] = json!(""));
    let ran = again(&first, &desk, flags).run().status(status);
    if status == 6 {
        ran.says(&format!("{} of {count} values of memo were emptied", count - gone))
            .says(", but never all)");
    }
}
