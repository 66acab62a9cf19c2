//! Exports that meet failures: each ends with a whole export, or with none and a message.

use std::net::TcpListener;
use std::process::Command;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::json;

use super::{desk, export, exported, ids, manifest, names, with_a_token_that_ends};
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::{HELD, PROMPT, Running, wait_until};
use crate::scenarios::disk::Runs;

/// All customers, as a snapshot.
#[track_caller]
fn whole(ran: &Ran, desk: &Desk) {
    assert_eq!(exported(ran), ids(&desk.customers()));
    assert_eq!(manifest(ran)["verdict"], "snapshot", "{ran}");
}

#[test]
fn the_token_expires_in_the_middle() {
    let desk = desk(500, "page-size=10");
    let ran = with_a_token_that_ends(&desk, export(&desk, "--concurrency 4"));
    whole(&ran, &desk);
}

#[test]
fn page_37_answers_500_three_times() {
    let desk = desk(500, "page-size=10");
    desk.plan(RequestKind::List, std::iter::repeat_n(None, 36));
    desk.fail_next(RequestKind::List, 3, SimulatedFault::StatusBefore(500));
    let ran = export(&desk, "--concurrency 1").run().status(0);
    whole(&ran, &desk);
    let asked =
        desk.requests_of(RequestKind::List).iter().filter(|request| request.query == "page=37").count();
    assert_eq!((asked, &manifest(&ran)["requests"]["retries"]), (5, &json!(3)));
}

#[test]
fn a_page_that_never_comes_leaves_nothing_behind() {
    let desk = desk(100, "page-size=10");
    desk.fail_where(RequestKind::List, "7", SimulatedFault::StatusBefore(500));
    let ran = export(&desk, "")
        .file("out.jsonl", "old")
        .run()
        .status(4)
        .says("page 7")
        .says("nothing was exported");
    assert_eq!(names(ran.path()), ["out.jsonl"]);
    assert_eq!(ran.text("out.jsonl"), "old");
}

#[rstest]
fn a_page_is_broken(
    #[values(SimulatedFault::Truncated, SimulatedFault::Html, SimulatedFault::DropAfter)]
    fault: SimulatedFault,
) {
    let desk = desk(200, "page-size=10");
    desk.plan(RequestKind::List, [None, None, Some(fault), None, Some(fault)]);
    let ran = export(&desk, "").run().status(0);
    whole(&ran, &desk);
}

#[rstest]
#[case(7, json!(7))]
#[case(-7, json!(null))]
#[case(100_000, json!(100_000))]
fn a_wrong_total_proves_nothing(#[case] lie: i64, #[case] uncertain: serde_json::Value) {
    let desk = desk(100, "page-size=10");
    desk.configure(|options| options.total_lie = lie);
    let ran = export(&desk, "").run().status(5);
    assert_eq!(exported(&ran), ids(&desk.customers()), "all the same everybody is there");
    let evidence = manifest(&ran);
    assert_eq!((&evidence["verdict"], &evidence["uncertain"]), (&json!("unproven"), &uncertain));
    assert!(evidence["objections"].as_array().unwrap().contains(&json!("total-unexplained")), "{evidence}");
    assert!(
        desk.stats().of(RequestKind::List) < 1000,
        "a total is not believed for ever: {:?}",
        desk.stats()
    );
}

#[test]
fn the_server_repeats_a_page() {
    let desk = desk(100, "page-size=10 repeated-page=4");
    let ran = export(&desk, "").run().status(5).says("at most 10 customers may be missing");
    assert_eq!(exported(&ran).len(), 90);
    assert_eq!(manifest(&ran)["passes"][0]["doubles"], 10);
}

#[test]
fn credentials_never_go_to_the_host_that_next_query_names() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let desk = desk(100, "page-size=10");
    let host = format!("http://{}", other.local_addr().unwrap());
    desk.configure(|options| options.next_base = Some(host));
    let ran = export(&desk, "").run().status(0);
    whole(&ran, &desk);
    assert_eq!(other.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "somebody called");
}

#[test]
fn wrong_credentials_end_it() {
    let desk = desk(3, "");
    let ran = export(&desk, "").env("DESKERO_API_TOKEN", "wrong").run().status(3).says("not authorized");
    assert_eq!(names(ran.path()), [""; 0]);
}

/// No file may grow beyond this many blocks of 512 bytes.
fn with_limit(ferry: &Ferry, blocks: u64) -> (Option<i32>, String) {
    let inner = ferry.command();
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    command.arg(inner.get_program()).args(inner.get_args()).current_dir(ferry.path()).env_clear();
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[rstest]
#[case::no_room_for_the_records(100)]
#[case::no_room_for_much(300)]
fn the_disk_is_full(#[case] blocks: u64) {
    let desk = desk(1000, "page-size=100");
    let ferry = export(&desk, "").file("out.jsonl", "old");
    let (status, said) = with_limit(&ferry, blocks);
    assert_eq!(status, Some(4), "{said}");
    assert!(said.contains("is the disk full"), "{said}");
    assert_eq!(std::fs::read_to_string(ferry.path().join("out.jsonl")).unwrap(), "old");
    assert_eq!(names(ferry.path()), ["out.jsonl"], "nothing else is left");
}

/// The records fit on the disk, the output file does not.
#[rstest]
fn the_disk_is_full_for_each_format(#[values("csv", "xlsx", "json")] format: &str) {
    let memo = |n: usize| json!({"id": n.to_string(), "name": "N", "memo": odd(n)});
    let desk = Desk::holding((0..200).map(memo));
    let name = format!("out.{format}");
    for (blocks, expected) in [(900, 0), (200, 4)] {
        let ferry = Ferry::new().sandbox(&desk).line("export -o").args([&name]).fast();
        let (status, said) = with_limit(&ferry.file(&name, "old"), blocks);
        assert_eq!(status, Some(expected), "{said}");
    }
    let ran = Ferry::new().sandbox(&desk).line("export -o /dev/full --format").args([format]).fast().run();
    ran.status(4).says("is the disk full?");
}

/// A text that does not compress.
fn odd(n: usize) -> String {
    let mut state = n as u64 + 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + (state >> 33) as u8 % 26)
    };
    (0..1000).map(|_| next()).collect()
}

#[test]
fn a_full_device_is_reported() {
    let desk = desk(300, "");
    let ran = Ferry::new().sandbox(&desk).line("export -o /dev/full").fast().run().status(4);
    assert!(ran.stderr.contains("is the disk full?"), "{ran}");
}

#[rstest]
fn a_read_only_target_is_reported_before_anything_is_read(
    #[values("ro/out.jsonl", "ro/new.csv.gz", "ro/new.xlsx", "ro/")] target: &str,
) {
    let desk = desk(30, "");
    let ferry = Ferry::new().sandbox(&desk).line("export -o").args([target]).fast();
    let mut disk = Runs::at(ferry.path().join("ro"));
    disk.size(1024);
    let ferry = ferry.file("ro/out.jsonl", "old");
    if !disk.writable(false) {
        return; // This user (root) can't be kept from writing.
    }
    let ran = ferry.run().status(2).says("ro/").says("can't write ").says("the old content is untouched");
    assert_eq!(
        (names(&ran.path().join("ro")), desk.stats().total),
        (vec!["out.jsonl".to_owned()], 0),
        "{ran}"
    );
    assert_eq!(ran.text("ro/out.jsonl"), "old");
    disk.writable(true);
    ran.then().sandbox(&desk).line("export -o").args([target]).fast().run().status(0);
}

#[rstest]
fn a_signal_leaves_nothing_behind(#[values("INT", "TERM")] signal: &str) {
    let desk = desk(400, "page-size=10");
    desk.plan(RequestKind::List, (0..40).map(|at| (at >= 5).then_some(HELD)));
    let running = Running::start(export(&desk, "--concurrency 2").file("out.jsonl", "old"));
    wait_until("some pages", || desk.stats().of(RequestKind::List) > 5);
    running.signal(signal);
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.took < PROMPT, "{ended}");
    assert!(ended.stderr.contains(&format!("stopped by SIG{signal}; nothing was exported")), "{ended}");
    let said = format!("SIG{signal}: stopping; a file is written whole or not at all; send it again to quit");
    assert!(ended.stderr.contains(&said), "{ended}");
    assert_eq!(names(ended.ferry.path()), ["out.jsonl"]);
    assert_eq!(std::fs::read_to_string(ended.ferry.path().join("out.jsonl")).unwrap(), "old");
}
