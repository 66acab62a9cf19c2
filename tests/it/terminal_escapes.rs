//! Invisible characters do not reach a terminal; data in a pipe stays as it is. `script` provides the terminal.

use rstest::rstest;

use crate::command_line::{Ferry, SIMPLE};

const NAME: &str = "e\u{1b}[2J\u{202e}vil\u{9b}\n.csv";
const ROWS: &str = "Name,Email,\"na\u{1b}[7mme\"\nA\u{1b}]0;x\u{7}da\u{202e},ada(at)example.org,\u{9b}\n";

/// The output on a terminal, where `$B` is the program and `$F` a file with a malicious name.
fn on_terminal(line: &str) -> String {
    let script =
        format!("F=$'e\\x1b[2J\\xe2\\x80\\xaevil\\xc2\\x9b\\n.csv'\nexport LC_ALL=C.UTF-8\n{line}\n");
    let ferry = Ferry::new().file("m.toml", SIMPLE).file(NAME, ROWS).file("run.sh", script);
    let terminal = ["bash", "-c", "export B=$0; script -qec 'bash run.sh' /dev/null; true"];
    ferry.under(&terminal).run().stdout
}

/// The text without our own styles.
fn without_styles(seen: &str) -> String {
    let own = ["0", "1", "4", "31", "32", "33", "1m\u{1b}[31", "1m\u{1b}[33"];
    own.iter().fold(seen.to_owned(), |seen, style| seen.replace(&format!("\u{1b}[{style}m"), ""))
}

#[rstest]
#[case::reading(
    "$B validate \"$F\" -m m.toml --no-progress",
    "Reading e\\u{1b}[2J\\u{202e}vil\\u{9b}\\n.csv"
)]
#[case::a_command_to_paste("$B validate \"$F\"", "suggest $'e\\x1b[2J\\xe2\\x80\\xaevil\\xc2\\x9b\\x0a.csv'")]
#[case::an_argument("$B validate $'--b\\x1b[2Jad'", "--b\\u{1b}[2Jad")]
#[case::a_proposal("$B mapping suggest \"$F\"", "na\\U0000001B[7mme")]
#[case::a_run(
    "$B validate \"$F\" -m m.toml -q --no-progress; $B runs; $B runs show latest",
    "e\\u{1b}[2J\\u{202e}vil"
)]
#[case::a_customer(
    "$B import \"$F\" -m m.toml --sandbox=s.db -q --no-progress; $B customer insert name=$'A\\x1b[2J\\u202e\\u009b' --sandbox=s.db; $B customer find --sandbox=s.db",
    "A[2J\\u{202e}"
)]
#[case::an_export(
    "$B import \"$F\" -m m.toml --sandbox=s.db --no-progress -q; $B export --sandbox=s.db -o - --no-progress",
    ""
)]
#[case::a_fault("$B check \"$F\" --no-progress; $B resume \"$F\"", "e\\u{1b}[2J")]
fn what_cannot_be_seen_is_written_out(#[case] line: &str, #[case] expected: &str) {
    let seen = without_styles(&on_terminal(line));
    let is_hidden = |letter: char| letter.is_control() && !"\r\n\t".contains(letter) || letter == '\u{202e}';
    assert_eq!(seen.chars().find(|letter| is_hidden(*letter)), None, "{seen:?}");
    assert!(seen.contains(expected), "{expected:?} is not in {seen:?}");
}

#[test]
fn data_in_a_pipe_stays_as_it_is() {
    let ferry =
        Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nA\u{202e}\u{85}b,a@example.org\n");
    let ran = ferry.line("validate a.csv -m m.toml -o -").run();
    assert!(ran.stdout.contains('\u{202e}'), "{ran}");
}
