//! `mapping suggest --interactive` on a terminal.

use std::io::Write as _;
use std::process::Stdio;

use super::suggest::has_line;
use crate::command_line::Ferry;

/// The program on a terminal made by `script`, with this typed in.
fn interactive(ferry: &Ferry, typed: &[u8]) -> String {
    let line = format!("{} mapping suggest a.csv -o my.toml --interactive", env!("CARGO_BIN_EXE_deskferry"));
    let mut command = std::process::Command::new("script");
    command.args(["-qec", &line, "typescript"]).current_dir(ferry.path());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script of util-linux");
    child.stdin.take().unwrap().write_all(typed).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout).replace('\r', "")
}

#[test]
fn on_a_terminal_it_asks_about_what_it_does_not_map() {
    let ferry = Ferry::new().file("a.csv", "Email,Foo,Shoe,Size\na@x.org,Ada B,x,1\nb@x.org,Bob C,y,2\n");
    // Foo is the name (the third option), Shoe is left out, Size stays as suggested.
    let said = interactive(&ferry, b"3\n2\n\n");
    assert!(said.contains("Column \"Foo\"") && said.contains("  3  name\n"), "{said}");
    assert_eq!(said.matches("  3  name\n").count(), 1, "a field that is filled is not offered again: {said}");
    let text = std::fs::read_to_string(ferry.path().join("my.toml")).unwrap();
    assert!(has_line(&text, "name = { from = \"Foo\", required = true }"), "{text}");
    assert!(
        has_line(&text, "# \"Shoe\": you chose this") && has_line(&text, "# size = { from = \"Size\" }"),
        "{text}"
    );
    ferry.line("mapping check my.toml").run().status(0);
}

#[test]
fn on_a_terminal_it_asks_about_what_a_shipped_mapping_leaves() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/zoho-contacts.csv");
    let ferry = Ferry::new().file("a.csv", std::fs::read(path).unwrap());
    let said = interactive(
        &ferry,
        b"2\n999\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
    );
    assert!(said.contains("leave it out") && said.contains("no more questions"), "{said}");
    assert!(!said.contains("  3  name\n"), "what the mapping fills is not offered: {said}");
    ferry.line("mapping check my.toml").run().status(0);
}

#[test]
fn on_a_terminal_a_name_can_be_made_of_two_columns() {
    let ferry = Ferry::new().file("a.csv", "Email,P1,P2\na@x.org,Ada,Byron\nb@x.org,Bob,Ray\n");
    let first = interactive(&ferry, b"x\n999\n\n\n");
    assert!(first.contains("type a number from 1 to "), "{first}");
    let option = |said: &str, text: &str| {
        let line = said.lines().find(|line| line.ends_with(text)).expect("the option").trim();
        line.split(' ').next().unwrap().to_owned()
    };
    let one = option(&first, "name: this is the first name");
    std::fs::remove_file(ferry.path().join("my.toml")).unwrap();
    let second = interactive(&ferry, format!("{one}\n\n").as_bytes());
    let asked = second.rsplit("Column \"P2\"").next().unwrap();
    let two = option(asked, "name: this is the last name");
    std::fs::remove_file(ferry.path().join("my.toml")).unwrap();
    interactive(&ferry, format!("{one}\n{two}\n").as_bytes());
    let text = std::fs::read_to_string(ferry.path().join("my.toml")).unwrap();
    assert!(has_line(&text, "name = { from = [\"P1\", \"P2\"], required = true }"), "{text}");
}
