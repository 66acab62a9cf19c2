//! Talk goes to stderr, data to stdout.

use std::io::{IsTerminal, Stderr, Write};
use std::panic::PanicHookInfo;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use deskferry::exit_status::ExitStatus;
use deskferry::file::{EscapingWriter, name_of, on_one_line, written_out};
use deskferry::report::{DiffKind, DiffLine};

use super::command_error::CommandError;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HEADING: Style = Style::new().bold();
const BEFORE: Style = AnsiColor::Red.on_default();
const AFTER: Style = AnsiColor::Green.on_default();

/// Whether talk is written as the log is: one JSON object a line.
static JSON: AtomicBool = AtomicBool::new(false);
/// Whether anything was said.
static SAID: AtomicBool = AtomicBool::new(false);

/// Chooses the form of all talk.
pub(crate) fn prepare(json: bool) {
    JSON.store(json, Ordering::Relaxed);
}

/// True where talk is JSON.
pub(crate) fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// True when somebody was told anything.
pub(crate) fn has_said() -> bool {
    SAID.load(Ordering::Relaxed)
}

/// Writes talk; a terminal that is gone is no reason to stop working.
pub(crate) fn say(text: &str) {
    tell("INFO", &written_out(text));
}

/// The text may have our styles in it, and nothing else that can't be seen.
fn tell(level: &str, text: &str) {
    SAID.store(true, Ordering::Relaxed);
    let text = if is_json() { entry(level, text) } else { text.to_owned() };
    let mut out = anstream::stderr().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

/// Where the log goes.
pub(crate) fn log() -> EscapingWriter<Stderr> {
    EscapingWriter::new(std::io::stderr())
}

/// In the form of the log; nothing where there is no text.
fn entry(level: &str, text: &str) -> String {
    let message = written_out(&anstream::adapter::strip_str(text).to_string()).into_owned();
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    let fields = serde_json::json!({ "message": message.trim_end() });
    let entry =
        serde_json::json!({"timestamp": now, "level": level, "fields": fields, "target": "deskferry"});
    if message.trim().is_empty() { String::new() } else { format!("{entry}\n") }
}

/// A line that begins with what it is; in JSON the level says so.
fn labelled(level: &str, label: Style, text: &str) {
    let text = written_out(text);
    if is_json() {
        tell(level, &text);
    } else {
        tell(level, &format!("{label}{}:{label:#} {text}\n", level.to_lowercase()));
    }
}

/// A block whose first line is its heading.
pub(crate) fn block(text: &str) {
    let text = written_out(text);
    match text.split_once('\n') {
        Some((heading, rest)) => tell("INFO", &format!("{HEADING}{heading}{HEADING:#}\n{rest}\n")),
        None => tell("INFO", &text),
    }
}

/// Shows a diff, with an empty line behind it.
pub(crate) fn diff(lines: &[DiffLine]) {
    let line = |DiffLine { kind, text }: &DiffLine| {
        let style = match kind {
            DiffKind::Title => HEADING,
            DiffKind::Place => Style::new(),
            DiffKind::Before => BEFORE,
            DiffKind::After => AFTER,
        };
        format!("{style}{}{style:#}\n", on_one_line(text))
    };
    if !lines.is_empty() {
        tell("INFO", &(lines.iter().map(line).collect::<String>() + "\n"));
    }
}

/// True when there is somebody to ask.
pub(crate) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && !is_json()
}

/// Asks on the terminal; anything but y or yes is no.
pub(crate) fn ask(question: &str) -> std::io::Result<bool> {
    say(&format!("{question} [y/N] "));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Asks on the terminal for one of several options; nothing typed is the first, and so is the end of the input.
pub(crate) fn choose(question: &str, options: &[&str]) -> std::io::Result<usize> {
    say(question);
    for (number, option) in (1..).zip(options) {
        say(&format!("  {number}  {option}\n"));
    }
    loop {
        say(&format!("1-{} [1]: ", options.len()));
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer)?;
        match (read, answer.trim(), answer.trim().parse::<usize>()) {
            (0, ..) | (_, "", _) => return Ok(0),
            (_, _, Ok(number)) if (1..=options.len()).contains(&number) => return Ok(number - 1),
            (_, answer, _) => {
                say(&format!("type a number from 1 to {}, not {answer:?}\n", options.len()));
            }
        }
    }
}

/// Tells why a command failed; its status.
pub(crate) fn failed(fault: &CommandError) -> ExitStatus {
    // Whoever closed our output knows that, as of any program in a pipe.
    if !matches!(fault.status, ExitStatus::Success | ExitStatus::ClosedPipe) {
        labelled("ERROR", ERROR, &fault.message);
    }
    fault.status
}

/// Tells what went wrong beside the job itself, which goes on or has ended well.
pub(crate) fn warn(text: &str) {
    labelled(if is_json() { "WARN" } else { "WARNING" }, WARNING, text);
}

/// A panic is a defect of ours. Its message may hold customers' data, so only the place is told.
///
/// A damaged workbook can make its reader panic, and a full disk the writer of one; that is caught where they are called,
/// and told as a damaged file or a full disk.
pub(crate) fn internal_error(info: &PanicHookInfo<'_>) {
    let caught = ["/calamine-", "/quick-xml-", "/zip-", "/cfb-", "/rust_xlsxwriter-"];
    if info.location().is_some_and(|at| caught.iter().any(|library| at.file().contains(library))) {
        return;
    }
    let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    let text = format!(
        "internal error (a bug){place}. The run's folder shows what was written so far. Please report this \
         line."
    );
    labelled("ERROR", ERROR, &text);
}

/// Writes a run's folder as data. What the run came to stands: nobody reading it does not change its status.
pub(crate) fn folder(path: &Path) {
    let mut out = EscapingWriter::new(std::io::stdout());
    let line = [path.as_os_str().as_encoded_bytes(), b"\n"].concat();
    let told = out.write_all(&line).and_then(|()| out.flush());
    if told.is_err_and(|error| error.kind() != std::io::ErrorKind::BrokenPipe) {
        say(&format!("{} (it could not be written to standard output)\n", name_of(path)));
    }
}

/// The same, where standard output may be taken by data of another kind, such as a plan.
pub(crate) fn folder_beside(data: Option<&Path>, path: &Path) {
    if data.is_some_and(|data| data.as_os_str() == "-") {
        say(&format!("{}\n", name_of(path)));
    } else {
        folder(path);
    }
}

/// Writes data.
pub(crate) fn data(text: &str) -> std::io::Result<()> {
    let mut out = EscapingWriter::new(std::io::stdout());
    out.write_all(text.as_bytes())?;
    out.flush()
}
