//! Writes messages to stderr and data to stdout.

use std::io::{BufRead, IsTerminal, Stderr, Write};
use std::panic::PanicHookInfo;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use deskferry::exit_status::ExitStatus;
use deskferry::file::{EscapingWriter, name_of, on_one_line, written_out};
use deskferry::report::{DiffKind, DiffLine};

use super::command_error::CommandError;
use super::{document, wrapped};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HEADING: Style = Style::new().bold();
const BEFORE: Style = AnsiColor::Red.on_default();
const AFTER: Style = AnsiColor::Green.on_default();

/// True if messages are written like the log, as one JSON object per line.
static JSON: AtomicBool = AtomicBool::new(false);
/// True if any message was written.
static SAID: AtomicBool = AtomicBool::new(false);

/// True if the banner of the sandbox was written above a plan.
static SANDBOX_TOLD: AtomicBool = AtomicBool::new(false);

/// Notes that the banner of the sandbox stands above a plan.
pub(crate) fn sandbox_is_told() {
    SANDBOX_TOLD.store(true, Ordering::Relaxed);
}

/// True if the banner of the sandbox stands above a plan already.
pub(crate) fn has_told_sandbox() -> bool {
    SANDBOX_TOLD.load(Ordering::Relaxed)
}

/// Sets whether messages are JSON.
pub(crate) fn prepare(json: bool) {
    JSON.store(json, Ordering::Relaxed);
}

/// True if messages are JSON.
pub(crate) fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// True if any message was written.
pub(crate) fn has_printed() -> bool {
    SAID.load(Ordering::Relaxed)
}

/// Writes a message. Errors are ignored: the command goes on if the terminal is gone.
pub(crate) fn say(text: &str) {
    write_entry("INFO", &written_out(text));
}

/// Writes a text; its only invisible characters may be our styles.
fn write_entry(level: &str, text: &str) {
    SAID.store(true, Ordering::Relaxed);
    let text = if is_json() { entry(level, text) } else { text.to_owned() };
    let mut out = anstream::stderr().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

/// The writer of the log.
pub(crate) fn log() -> EscapingWriter<Stderr> {
    EscapingWriter::new(std::io::stderr())
}

/// Writes an event as one line of JSON; `fields` is an object. Only for messages as JSON.
pub(crate) fn event(name: &str, text: &str, fields: serde_json::Value) {
    let message = written_out(text).trim_end().to_owned();
    let mut all = serde_json::Map::from_iter([
        ("event".to_owned(), name.into()),
        ("message".to_owned(), message.into()),
    ]);
    let shown = |value| match value {
        serde_json::Value::String(text) => written_out(&text).into_owned().into(),
        other => other,
    };
    if let serde_json::Value::Object(fields) = fields {
        all.extend(fields.into_iter().map(|(name, value)| (name, shown(value))));
    }
    let line = json_line("INFO", &all);
    let mut out = std::io::stderr().lock();
    SAID.store(true, Ordering::Relaxed);
    drop(out.write_all(line.as_bytes()).and_then(|()| out.flush()));
}

/// Writes the last event of a command, if messages are JSON.
pub(crate) fn ended(status: ExitStatus) {
    if is_json() {
        let number = status.number();
        event("ended", &format!("ended with exit status {number}"), serde_json::json!({ "exit": number }));
    }
}

fn json_line(level: &str, fields: &serde_json::Map<String, serde_json::Value>) -> String {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    let entry =
        serde_json::json!({"timestamp": now, "level": level, "fields": fields, "target": "deskferry"});
    format!("{entry}\n")
}

/// A log entry as JSON; empty for an empty text.
fn entry(level: &str, text: &str) -> String {
    let message = written_out(&anstream::adapter::strip_str(text).to_string()).into_owned();
    if message.trim().is_empty() {
        return String::new();
    }
    let fields = serde_json::Map::from_iter([("message".to_owned(), message.trim_end().into())]);
    json_line(level, &fields)
}

/// Writes a line with a label; JSON has the level instead.
fn labeled(level: &str, label: Style, text: &str) {
    let text = written_out(text);
    if is_json() {
        write_entry(level, &text);
    } else {
        let level = level.to_lowercase();
        let text = wrapped::for_terminal(&format!("{level}:"), &text);
        write_entry(&level, &format!("{label}{level}:{label:#} {text}\n"));
    }
}

/// Writes a block; its first line is a heading.
pub(crate) fn block(text: &str) {
    let text = written_out(text);
    match text.split_once('\n') {
        Some((heading, rest)) => write_entry("INFO", &format!("{HEADING}{heading}{HEADING:#}\n{rest}\n")),
        None => write_entry("INFO", &text),
    }
}

/// Writes sentences and an empty line.
pub(crate) fn paragraph(text: &str) {
    if !text.is_empty() {
        say(&format!("{text}\n"));
    }
}

/// Writes the banner of a sandbox, if there is one; its first line stands out.
pub(crate) fn banner(text: Option<String>) {
    let Some(text) = text else { return };
    let text = written_out(&text);
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    write_entry("INFO", &format!("{WARNING}{first}{WARNING:#}\n{rest}\n"));
}

/// Writes a diff and an empty line.
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
        write_entry("INFO", &(lines.iter().map(line).collect::<String>() + "\n"));
    }
}

/// True if questions can be asked on a terminal.
pub(crate) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && !is_json()
}

/// Asks a question on the terminal; any answer except y or yes means no.
pub(crate) fn ask(question: &str) -> std::io::Result<bool> {
    say(&format!("{question} [y/N] "));
    let answer = typed_line()?.unwrap_or_default();
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Asks for a text on the terminal; `None` at the end of the input.
pub(crate) fn ask_text(question: &str) -> std::io::Result<Option<String>> {
    say(question);
    typed_line()
}

/// Asks a question on the terminal; an empty answer means yes, the end of the input and any other answer mean no.
pub(crate) fn ask_yes(question: &str) -> std::io::Result<bool> {
    say(&format!("{question} [Y/n] "));
    let answer = typed_line()?;
    Ok(answer.is_some_and(|answer| matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes")))
}

/// The next line of the terminal, whatever its encoding; `None` at the end of the input.
fn typed_line() -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    let read = std::io::stdin().lock().read_until(b'\n', &mut line)?;
    Ok((read > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}

/// Asks for one of several options and returns its index. An empty answer or the end of the input means the first.
pub(crate) fn choose(question: &str, options: &[&str]) -> std::io::Result<usize> {
    say(question);
    for (number, option) in (1..).zip(options) {
        say(&format!("  {number}  {option}\n"));
    }
    loop {
        say(&format!("1-{} [1]: ", options.len()));
        let answer = typed_line()?.unwrap_or_default();
        match (answer.trim(), answer.trim().parse::<usize>()) {
            ("", _) => return Ok(0),
            (_, Ok(number)) if (1..=options.len()).contains(&number) => return Ok(number - 1),
            (answer, _) => {
                say(&format!("type a number from 1 to {}, not {answer:?}\n", options.len()));
            }
        }
    }
}

/// Writes why a command failed and returns its status.
pub(crate) fn failed(fault: &CommandError) -> ExitStatus {
    // The reader that closed the output needs no message.
    if !matches!(fault.status, ExitStatus::Success | ExitStatus::ClosedPipe) {
        labeled("ERROR", ERROR, &fault.message);
    }
    fault.status
}

/// Writes a warning: something besides the job itself went wrong.
pub(crate) fn warn(text: &str) {
    labeled(if is_json() { "WARN" } else { "WARNING" }, WARNING, text);
}

/// The panic hook. A panic is a bug; its message may contain customers' data, so only its location is written.
///
/// Some libraries panic on a damaged workbook or a full disk. Their callers catch that and report it.
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
    labeled("ERROR", ERROR, &text);
}

/// Writes a folder or file as data, unless a document has it. A closed standard output does not change the exit status.
pub(crate) fn folder(path: &Path) {
    if document::is_wanted() {
        return;
    }
    let mut out = EscapingWriter::new(std::io::stdout());
    let line = [path.as_os_str().as_encoded_bytes(), b"\n"].concat();
    let told = out.write_all(&line).and_then(|()| out.flush());
    if told.is_err_and(|error| error.kind() != std::io::ErrorKind::BrokenPipe) {
        say(&format!("{} (it could not be written to standard output)\n", name_of(path)));
    }
}

/// Like [`folder`], but to stderr if standard output has other data, such as a plan.
pub(crate) fn folder_or_stderr(data: Option<&Path>, path: &Path) {
    if data.is_some_and(|data| data.as_os_str() == "-") && !document::is_wanted() {
        say(&format!("{}\n", name_of(path)));
    } else {
        folder(path);
    }
}

/// Writes data to standard output, unless a document has it.
pub(crate) fn data(text: &str) -> std::io::Result<()> {
    if document::is_wanted() {
        return Ok(());
    }
    let mut out = EscapingWriter::new(std::io::stdout());
    out.write_all(text.as_bytes())?;
    out.flush()
}
