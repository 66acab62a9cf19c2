//! The simplest import: one file, one command.

use crate::command_line::{Desk, Ferry, SIMPLE};

#[test]
fn a_file_reaches_the_sandbox() {
    let desk = Desk::new();
    let ran = Ferry::new()
        .file("a.csv", "Name,Email\nAda,ada@example.org\nBob,not an address\n")
        .file("m.toml", SIMPLE)
        .line("import a.csv -m m.toml")
        .fast()
        .sandbox(&desk)
        .run()
        .status(1);
    assert_eq!(desk.customer("email", "ada@example.org")["name"], "Ada");
    assert_eq!(ran.results().column("_action"), ["insert"]);
    assert_eq!(ran.rejects().column("_codes"), ["E201"]);
    assert_eq!((ran.count("inserted"), ran.count("rejected"), ran.count("rows")), (1, 1, 2));
    assert_eq!((ran.unknown().len(), ran.report_json()["counts"]["rows"].as_u64()), (0, Some(2)));
    assert_eq!(ran.folders(), [ran.folder()]);
}

#[test]
fn a_sandbox_whose_port_is_taken_says_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let ran = Ferry::new().line(&format!("sandbox --listen {address}")).run().status(2);
    ran.says(&format!("can't listen on {address}: ")).says("choose another address with --listen");
}
