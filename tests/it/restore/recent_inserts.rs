//! A restore into a help desk with a lagging list: this machine remembers its recent inserts.

use std::time::Duration;

use serde_json::{Value, json};

use super::{at, backup, bodies};
use crate::command_line::{Desk, SIMPLE};

/// Customers with their own address, with a shared one, and without any.
fn people() -> Vec<Value> {
    let addresses = [json!("a@x.org"), json!("shared@x.org"), json!("shared@x.org"), json!(null)];
    let person = |(at, email): (usize, &Value)| json!({"id": format!("old{at}"), "name": format!("N{at}"), "email": email});
    addresses.iter().enumerate().map(person).collect()
}

#[test]
fn a_restore_twice_within_the_lag_doubles_nobody() {
    let desk = Desk::new();
    desk.configure(|options| options.index_lag = Duration::from_secs(3600));
    let line = "restore b --rate 0 --no-progress";
    let first = at(backup(&people()), &desk).line(line).run().status(0);
    assert_eq!(first.count("inserted"), 4);
    let second = first.then().sandbox(&desk).line(line).run().status(0);
    assert_eq!((second.count("inserted"), second.count("unchanged")), (0, 4), "{second}");
    assert_eq!(bodies(&desk.customers()), bodies(&people()));
}

#[test]
fn an_import_and_a_restore_know_of_each_other() {
    let desk = Desk::new();
    desk.configure(|options| options.index_lag = Duration::from_secs(3600));
    let ferry = at(backup(&people()), &desk).file("m.toml", SIMPLE).file("a.csv", "Name,Email\nN0,A@x.org\n");
    let then = ferry.then();
    ferry.line("import a.csv -m m.toml --settle-for 500ms").fast().run().status(0);
    let again = |line: &str| then.then().sandbox(&desk).line(line).fast().run().status(0);
    let restored = again("restore b");
    assert_eq!((restored.count("inserted"), restored.count("unchanged")), (3, 1), "{restored}");
    assert_eq!(again("import a.csv -m m.toml --settle-for 500ms").count("inserted"), 0);
}
