//! What a probe has found out is used: by a sandbox that behaves as the account, and by the first import.

use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::json;

use super::{Account, MANY, desk, probe, settings};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

fn switches(text: &'static str) -> Vec<(&'static str, &'static str)> {
    text.split_whitespace().map(|switch| switch.split_once('=').unwrap()).collect()
}

fn import(ran: &Ran, desk: &Desk, flags: &str) -> Ran {
    let line = format!("import a.csv -m m.toml {flags}");
    ran.then().line(&line).fast().sandbox(desk).run().status(0)
}

/// A sandbox gets every switch of the account that differs from its defaults, and no other one.
#[rstest]
#[case(
    "put=merge put-custom=merge page-size=10 order=newest id=number company=object empty=null missing=404"
)]
#[case("create-status=200 photo=base64 delete-type=any several=any unknown-search=refuse unknown=keep")]
#[case(
    "past-end=empty old-tokens=end token-life=3600 dedup=answer search=substring short-pages=yes page-size=10"
)]
#[case(
    "stores=lower:email,title:name fills=language:en search=ascii search-repeats=yes missing=400 totals=none"
)]
#[case("search=ignored duplicate-email=refuse unknown-custom=refuse order=newest")]
#[case("search-blind=+ search-like=yes several=first order=newest id=number")]
fn a_sandbox_gets_the_switches_of_the_account(#[case] account: &'static str) {
    let all = switches(account);
    let desk = desk(&Account { of: settings(&all), others: MANY });
    let ran = probe(&desk, "--rate 0").status(0);
    std::fs::write(ran.path().join("a.csv"), "Name,Email\nAda,ada@x.org\n").unwrap();
    std::fs::write(ran.path().join("m.toml"), SIMPLE).unwrap();
    let run = import(&ran, &desk, "--sandbox").says("The sandbox behaves as 127.0.0.1:").run_json();
    let set = run["account"]["imitates"]["switches"].as_array().unwrap().iter();
    let set: BTreeSet<String> = set.map(|switch| switch.as_str().unwrap().to_owned()).collect();
    let wanted: BTreeSet<String> = account.split_whitespace().map(ToOwned::to_owned).collect();
    assert_eq!(set, wanted);
}

/// The account has the customer in the form in which it stores it. Without a probe, the first import writes it again.
#[rstest]
#[case(true)]
#[case(false)]
fn the_first_import_after_a_probe_writes_nothing_needless(#[case] is_probed: bool) {
    let desk = desk(&Account { of: settings(&[("stores", "title:name,zeros:phoneNumber")]), others: 3 });
    let stored = json!({"name": "Ada Byron", "email": "ada@x.org", "phoneNumber": "0039025551234"});
    desk.put(stored).unwrap();
    let mapping = format!("{SIMPLE}phoneNumber = {{ from = \"Phone\", as = \"text\" }}\n");
    let ferry = Ferry::new().file("m.toml", mapping);
    let ferry = ferry.file("a.csv", "Name,Email,Phone\nada byron,ada@x.org,+39 02 555-1234\n");
    let ran = match is_probed {
        true => ferry.line("doctor --probe --yes").fast().sandbox(&desk).run().status(0),
        false => ferry.line("doctor").sandbox(&desk).run().status(0),
    };
    let ran = import(&ran, &desk, "");
    assert_eq!(
        (ran.count("unchanged"), ran.count("updated")),
        if is_probed { (1, 0) } else { (0, 1) },
        "{ran}"
    );
}
