//! Prints a customer. A record that is not valid JSON gets a warning; if another program reads the output, it is printed
//! as received.

use std::io::{IsTerminal, Write};

use deskferry::api::CustomerRecord;
use deskferry::lookup::id_of;

use super::super::{console, document};

/// Prints a customer; `text` is the part of its record that could be read.
pub(super) fn print(customer: &CustomerRecord, text: &str) -> std::io::Result<()> {
    let Some(fault) = customer.fault() else { return console::data(text) };
    let mut out = std::io::stdout();
    let shown = if out.is_terminal() || document::is_wanted() {
        "this is what can be read"
    } else {
        "it is printed as received"
    };
    let whose =
        id_of(customer).map_or_else(|| "a customer without an id".to_owned(), |id| format!("customer {id}"));
    console::warn(&format!("the help desk's record of {whose} is not valid JSON ({fault}); {shown}"));
    if document::is_wanted() {
        return Ok(());
    }
    if out.is_terminal() {
        return console::data(text);
    }
    out.write_all(&customer.text()?)?;
    out.write_all(b"\n")?;
    out.flush()
}
