//! The one JSON document of a command with `--json` (docs/json.md). A command hands over what it has found, and the
//! document is printed once, at the end, with the exit status. Only long lists are printed as they come.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use deskferry::exit_status::ExitStatus;
use deskferry::file::EscapingWriter;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::command_error::CommandError;

/// The document of this process; `None` if none is wanted.
static DOCUMENT: Mutex<Option<Document>> = Mutex::new(None);

struct Document {
    /// The words of the command; `None` if it is not known.
    command: Option<String>,
    members: Map<String, Value>,
    /// What closes the part that is printed already; `None` if nothing is.
    open: Option<&'static str>,
    /// The last list has an item.
    has_items: bool,
    /// The command is a job, whose exit status says what it did, even if nobody reads the document.
    of_job: bool,
}

fn document() -> MutexGuard<'static, Option<Document>> {
    DOCUMENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on, standard output has the document of this command and nothing else.
pub(crate) fn begin(command: Option<String>) {
    let members = Map::new();
    *document() = Some(Document { command, members, open: None, has_items: false, of_job: false });
}

/// True if the command prints a document.
pub(crate) fn is_wanted() -> bool {
    document().is_some()
}

/// Says that the command is a job.
pub(crate) fn is_of_job() {
    document().iter_mut().for_each(|document| document.of_job = true);
}

/// Sets a member.
pub(crate) fn set(name: &str, value: &impl Serialize) -> io::Result<()> {
    if let Some(document) = &mut *document() {
        document.members.insert(name.to_owned(), serde_json::to_value(value)?);
    }
    Ok(())
}

/// Sets all members of an object.
pub(crate) fn extend(value: &impl Serialize) -> io::Result<()> {
    if let Some(document) = &mut *document()
        && let Value::Object(members) = serde_json::to_value(value)?
    {
        document.members.extend(members);
    }
    Ok(())
}

/// Adds an item to a list that is a member.
pub(crate) fn push(list: &str, item: &impl Serialize) -> io::Result<()> {
    if let Some(document) = &mut *document() {
        let item = serde_json::to_value(item)?;
        let list = document.members.entry(list).or_insert_with(|| Value::Array(Vec::new()));
        list.as_array_mut().into_iter().for_each(|items| items.push(item.clone()));
    }
    Ok(())
}

/// Begins a list that is printed as it comes.
pub(crate) fn begin_list(name: &str) -> io::Result<()> {
    let mut document = document();
    let Some(document) = &mut *document else { return Ok(()) };
    let head = document.take_head();
    document.open = Some("\n]");
    put(&format!("{head},\n{}: [", json!(name)))
}

/// Prints an item of the list.
pub(crate) fn item(value: &impl Serialize) -> io::Result<()> {
    let mut document = document();
    let Some(document) = &mut *document else { return Ok(()) };
    let comma = if std::mem::replace(&mut document.has_items, true) { "," } else { "" };
    put(&format!("{comma}\n{}", serde_json::to_string(value)?))
}

/// Prints members that come in pieces: `"a": 1, "b": [...]`. An error in between leaves the document cut off.
pub(crate) fn stream<E: Into<CommandError>>(
    write: impl FnOnce(&mut dyn FnMut(&str) -> io::Result<()>) -> Result<(), E>,
) -> Result<(), CommandError> {
    let head = match &mut *document() {
        None => return Ok(()),
        Some(document) => {
            document.open = Some("");
            document.take_head()
        }
    };
    put(&format!("{head},\n"))?;
    write(&mut |piece| put(piece)).map_err(Into::into)
}

/// Refuses a second use of standard output: `flag` has the name of a file.
pub(crate) fn keep_output(flag: &str, output: Option<&Path>) -> Result<(), CommandError> {
    if !is_wanted() || output.is_none_or(|path| path.as_os_str() != "-") {
        return Ok(());
    }
    Err(CommandError::usage(format!("--json and {flag} - both need standard output: name a file for {flag}")))
}

/// Prints the document, or what is missing of it, and returns the exit status of the process. It is printed only once.
pub(crate) fn end(status: ExitStatus, fault: Option<&CommandError>) -> io::Result<ExitStatus> {
    let Some(document) = document().take() else { return Ok(status) };
    let is_said = document.of_job || status != ExitStatus::Success;
    match put(&document.text(status, fault)) {
        Ok(()) => Ok(status),
        // The reader has gone. What a job did, its status still says.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ok(if is_said { status } else { ExitStatus::ClosedPipe })
        }
        Err(error) => Err(error),
    }
}

/// Prints the document of a command that is given up at once. One that is being printed stays cut off.
pub(crate) fn give_up(fault: &CommandError) {
    let taken = DOCUMENT.try_lock().ok().and_then(|mut document| document.take());
    // The process ends anyway, with the status of the fault.
    drop(taken.map(|document| put(&document.text(fault.status, Some(fault)))));
}

impl Document {
    /// The beginning of a document that is printed in parts, with the members so far.
    fn take_head(&mut self) -> String {
        let head = json!({"deskferry": VERSION, "command": self.command}).to_string();
        let members = std::mem::take(&mut self.members);
        head.strip_suffix('}').unwrap_or(&head).to_owned() + &rest(&members)
    }

    /// The text that is not printed yet.
    fn text(self, status: ExitStatus, fault: Option<&CommandError>) -> String {
        let mut members = self.members;
        // The members of every document come from here.
        FIRST.iter().for_each(|name| drop(members.shift_remove(*name)));
        fault.iter().for_each(|fault| drop(members.insert("error".to_owned(), fault.document())));
        if let Some(close) = self.open {
            members.insert("status".to_owned(), json!(status));
            return format!("{close}{}\n}}\n", rest(&members));
        }
        let first = [json!(VERSION), json!(self.command), json!(status)];
        let first = FIRST.map(ToOwned::to_owned).into_iter().zip(first);
        format!("{:#}\n", Value::Object(first.chain(members).collect()))
    }
}

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The members that every document has.
const FIRST: [&str; 3] = ["deskferry", "command", "status"];

/// Further members, each after a comma.
fn rest(members: &Map<String, Value>) -> String {
    members.iter().map(|(name, value)| format!(",\n{}: {value}", json!(name))).collect()
}

fn put(text: &str) -> io::Result<()> {
    let mut out = EscapingWriter::new(io::stdout());
    out.write_all(text.as_bytes())?;
    out.flush()
}
