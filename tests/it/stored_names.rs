//! Names, texts and phone numbers that are hard to compare: whatever the help desk makes of them, the second import of the
//! same file writes nothing.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran};

const TEXTS: [&str; 14] = [
    "jean-luc picard",
    "O'NEIL-SMITH",
    "ßeta GROSS straße",
    "İSTANBUL ali",
    "ﬁona ﬂ x",
    "anne\u{a0}marie x",
    "tab\tjones z",
    "double  blank",
    "Jose\u{301} rene\u{301}e",
    "ΟΔΥΣΣΕΥΣ ΟΔΟΣ",
    "van der (berg)",
    "McDonald 3rd",
    "mc.donald o`neil",
    "x\u{2003}em SPACE",
];
const PHONES: [&str; 7] = [
    "+39 02 5550001",
    "(+39) 02 5550002",
    "02 555-0003",
    "+44 20 7946 0958 ext. 5",
    "ask at the desk",
    "+44 (0)20 7946 0123",
    "+390255500 13",
];
const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\", as = \"text\" }
email = { from = \"Email\", as = \"email\" }
phoneNumber = { from = \"Phone\", as = \"text\" }
memo = { from = \"Memo\", as = \"text\" }
city = { from = \"City\", as = \"text\" }
";

fn desk(stores: &str) -> Desk {
    Desk::with(|options| options.set("stores", stores).unwrap())
}

fn import(ferry: Ferry, desk: &Desk, mapping: &str, csv: &str) -> Ran {
    let ferry = ferry.file("a.csv", csv).file("m.toml", mapping);
    ferry.line("import a.csv -m m.toml --anew --settle-for 300ms").fast().sandbox(desk).run()
}

fn rows() -> String {
    let row = |(at, text): (usize, &&str)| {
        let other = TEXTS[TEXTS.len() - 1 - at];
        format!("{text} {at},n{at}@x.org,{},{other},{text}\n", PHONES[at % PHONES.len()])
    };
    let rows: String = TEXTS.iter().enumerate().map(row).collect();
    format!("Name,Email,Phone,Memo,City\n{rows}")
}

#[rstest]
#[case("title:name", "email")]
#[case("title:name", "name")]
#[case("title:name,grouped:phoneNumber", "email")]
#[case("title:memo,title:city", "email")]
#[case("upper:name,title:memo", "name")]
#[case("lower:name,blanks:memo", "name")]
#[case("digits:city,zeros:phoneNumber", "email")]
#[case("compact:city,cut:memo", "email")]
fn the_second_import_writes_nothing(#[case] stores: &str, #[case] key: &str) {
    let desk = desk(stores);
    let mapping = MAPPING.replace("keys = [\"email\"]", &format!("keys = [\"{key}\"]"));
    let mut ran = import(Ferry::new(), &desk, &mapping, &rows()).status(0);
    for _ in 0..2 {
        desk.clear_requests();
        ran = import(ran.then(), &desk, &mapping, &rows()).status(0);
        assert_eq!(ran.count("unchanged"), TEXTS.len() as u64, "{ran}");
        let writes = [RequestKind::Insert, RequestKind::Update].map(|kind| desk.requests_of(kind).len());
        assert_eq!(writes, [0, 0], "{ran}");
    }
    if !stores.contains("cut") {
        ran.then().line("verify latest").fast().sandbox(&desk).run().status(0);
    }
}

const CITY: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
city = { from = \"City\" }
";

/// The help desk stores cities in lower case, and that is known. Ada and Bob live in Rome.
fn lower_cities() -> (Desk, Ran) {
    let desk = desk("lower:city");
    let csv = "Name,Email,City\nAda,ada@x.org,Rome\nBob,bob@x.org,Rome\n";
    let ran = import(Ferry::new(), &desk, CITY, csv).status(0);
    (desk, ran)
}

const MOVED: &str = "Name,Email,City\nAda,ada@x.org,Milan\nBob,bob@x.org,Turin\n";

#[test]
fn the_update_of_a_rewritten_field_is_undone() {
    let (desk, ran) = lower_cities();
    let before = desk.customers();
    let ran = import(ran.then(), &desk, CITY, MOVED).status(0);
    assert_eq!((ran.count("updated"), &desk.customer("name", "Ada")["city"]), (2, &json!("milan")), "{ran}");
    let undone = ran.then().line("undo latest --yes").fast().sandbox(&desk).run().status(0);
    assert_eq!((undone.count("updated"), desk.customers()), (2, before), "{undone}");
}

/// The answer to the update is an error, but it was done: it is not taken for somebody's change.
#[test]
fn an_update_that_was_done_is_recognized_as_it_is_stored() {
    let (desk, ran) = lower_cities();
    desk.fail_next(RequestKind::Update, 1, SimulatedFault::StatusAfter(500));
    let ran = import(ran.then(), &desk, CITY, MOVED).status(0);
    assert_eq!((ran.count("updated"), ran.count("rejected")), (2, 0), "{ran}");
}

/// Somebody has made the very change that the plan wants: nothing is stale.
#[test]
fn all_or_nothing_compares_as_stored() {
    let (desk, ran) = lower_cities();
    let dry =
        ran.then().file("a.csv", MOVED).line("import a.csv -m m.toml --dry-run --plan-out p.jsonl").fast();
    let dry = dry.sandbox(&desk).run().status(0);
    let mut ada = desk.customer("name", "Ada");
    ada["city"] = json!("milan");
    desk.put(ada).unwrap();
    let ran =
        dry.then().line("apply p.jsonl --all-or-nothing --settle-for 300ms").fast().sandbox(&desk).run();
    let ran = ran.status(0);
    assert_eq!((ran.count("unchanged"), ran.count("updated")), (1, 1), "{ran}");
    assert_eq!(desk.customer("name", "Bob")["city"], json!("turin"));
}

const BY_PHONE: &str = "\
version = 1
[match]
keys = [\"phoneNumber\"]
[fields]
name = { from = \"Name\" }
phoneNumber = { from = \"Phone\", as = \"text\" }
memo = { from = \"Memo\" }
";

/// Only digits are stored, so a number with a plus and one without it are the same then. An update by such a key is said.
#[test]
fn an_update_by_digits_only_is_said() {
    const SAID: &str = "found by the digits of phoneNumber only";
    let desk = desk("digits:phoneNumber");
    let first = "Name,Phone,Memo\nAda,+39 02 555,M\nBob,+39 02 556,M\n";
    let ran = import(Ferry::new(), &desk, BY_PHONE, first).status(0);
    let same = import(ran.then(), &desk, BY_PHONE, first).status(0);
    assert!(!same.stderr.contains(SAID), "nothing is written: {same}");
    let other = "Name,Phone,Memo\nAda,39 02-555,Other\nBob,3902556,N\n";
    let ran = import(same.then(), &desk, BY_PHONE, other).status(0).says(SAID).says("only (row 2)");
    assert_eq!(ran.count("updated"), 2, "{ran}");
    assert!(!ran.stderr.contains("row 3"), "this is the key as it is stored: {ran}");
}
