//! A signal that comes while `token_command` runs ends the program, too, and all that it has started.

use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use deskferry::sandbox::{API_TOKEN, CLIENT_ID, RequestKind, SimulatedFault};
use rstest::rstest;

use crate::account::{people, wait_for};
use crate::command_line::{Desk, Ferry, SIMPLE};

/// A program that starts another one, which ignores signals, and does not end.
const ENDLESS: &str = "(trap '' INT TERM HUP QUIT; echo started > child; exec sleep 47) & echo $! > child_pid; \
                       echo $$ > own_pid; wait; sleep 47";

fn with_command(desk: &Desk, script: &str) -> Ferry {
    let text = format!(
        "base_url = {:?}\nclient_id = {CLIENT_ID:?}\ntoken_command = [\"sh\", \"-c\", {script:?}]\n",
        desk.base_url()
    );
    let ferry = Ferry::new().file(".config/deskferry/deskferry.toml", text);
    ferry.file("a.csv", people(9)).file("m.toml", SIMPLE)
}

fn start(ferry: &Ferry) -> Child {
    ferry.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn send(child: &Child, signal: &str) {
    let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
}

fn is_alive(pid_file: &Path) -> bool {
    let pid = std::fs::read_to_string(pid_file).unwrap();
    // A process that has ended, but of which nobody has taken notice, is a zombie.
    let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    state.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}

/// Ends a child, and returns how it ended and what it said.
fn ended(mut child: Child) -> (std::process::ExitStatus, String) {
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (child.wait().unwrap(), said)
}

#[rstest]
fn the_program_ends_with_the_command(
    #[values("INT", "TERM", "HUP", "QUIT")] signal: &str,
    #[values("customer find", "import a.csv -m m.toml", "doctor --json", "export -o x.csv")] line: &str,
) {
    let desk = Desk::new();
    let ferry = with_command(&desk, ENDLESS).line(line);
    let child = start(&ferry);
    let file = |name: &str| ferry.path().join(name);
    wait_for("the program runs", || file("child").exists() && file("own_pid").exists());
    assert!(is_alive(&file("own_pid")) && is_alive(&file("child_pid")));
    send(&child, signal);
    let (status, said) = ended(child);
    assert_eq!(status.code(), Some(4), "{said}");
    let says = format!("error: stopped by SIG{signal} while token_command in ");
    assert!(said.starts_with(&says) && said.trim_end().ends_with("and nothing was sent"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    // The kernel takes a moment to end what was killed.
    wait_for("both have ended", || !is_alive(&file("own_pid")) && !is_alive(&file("child_pid")));
    assert!(desk.requests().is_empty());
    let mut runs = std::fs::read_dir(file("deskferry-runs")).into_iter().flatten().flatten();
    assert!(runs.all(|entry| entry.file_name() == "traces"), "an export leaves only its trace");
}

/// A program may clean up.
#[test]
fn the_program_gets_the_signal() {
    let desk = Desk::new();
    let script = "trap 'echo bye > cleaned; exit 1' INT; echo x > own_pid; while :; do sleep 0.05; done";
    let ferry = with_command(&desk, script).line("customer find");
    let child = start(&ferry);
    wait_for("the program runs", || ferry.path().join("own_pid").exists());
    std::thread::sleep(Duration::from_millis(100));
    send(&child, "INT");
    let (status, said) = ended(child);
    assert_eq!(status.code(), Some(4), "{said}");
    assert!(ferry.path().join("cleaned").exists(), "{said}");
}

/// After the program, a signal does what it does in a command without one.
#[test]
fn later_signals_have_their_usual_effect() {
    let desk = Desk::new();
    let token = format!("echo {API_TOKEN}");
    desk.fail_next(RequestKind::List, 9, SimulatedFault::SlowBefore(Duration::from_secs(30)));
    let ferry = with_command(&desk, &token).line("customer find");
    let child = start(&ferry);
    wait_for("a call", || desk.stats().of(RequestKind::List) > 0);
    send(&child, "INT");
    assert_eq!(ended(child).0.signal(), Some(2), "nobody listens");

    let desk = Desk::with(|options| options.latency = Duration::from_millis(60));
    let ferry = with_command(&desk, &token).line("import a.csv -m m.toml --concurrency 1").fast();
    let child = start(&ferry);
    wait_for("an insert", || desk.stats().of(RequestKind::Insert) > 1);
    send(&child, "QUIT");
    assert_eq!(ended(child).0.signal(), Some(3), "a run does not listen to SIGQUIT");

    let desk = Desk::with(|options| options.latency = Duration::from_millis(60));
    let ferry = with_command(&desk, &token).line("import a.csv -m m.toml --concurrency 1").fast();
    let child = start(&ferry);
    wait_for("an insert", || desk.stats().of(RequestKind::Insert) > 1);
    send(&child, "INT");
    let (status, said) = ended(child);
    assert_eq!(status.code(), Some(4), "{said}");
    assert!(
        said.contains("stopped by SIGINT") && said.contains("finishing the requests in flight"),
        "{said}"
    );
}

/// Under `nohup`, a terminal that is gone ends nothing; a shell's program in the background is not interrupted.
#[rstest]
#[case("HUP", &["nohup"])]
#[case("INT", &["sh", "-c", "trap '' INT; exec \"$0\" \"$@\""])]
fn a_signal_that_is_ignored_stays_so(#[case] signal: &str, #[case] under: &[&str]) {
    let desk = Desk::new();
    let script = format!("echo x > own_pid; sleep 1; echo {API_TOKEN}");
    let ferry = with_command(&desk, &script).line("customer find").under(under);
    let child = start(&ferry);
    wait_for("the program runs", || ferry.path().join("own_pid").exists());
    send(&child, signal);
    let (status, said) = ended(child);
    assert_eq!(status.code(), Some(1), "nobody is found: {said}");
}
