//! A customer on standard output: the record as it came where another program reads it, and a warning where that is not
//! what JSON can hold.

use std::io::{IsTerminal, Write};

use deskferry::api::CustomerRecord;
use deskferry::lookup::id_of;

use super::super::console;

/// Prints a customer, of whom `text` is what could be read.
pub(super) fn print(customer: &CustomerRecord, text: &str) -> std::io::Result<()> {
    let Some(fault) = customer.fault() else { return console::data(text) };
    let mut out = std::io::stdout();
    let shown = if out.is_terminal() { "this is what can be read" } else { "it is printed as received" };
    let whose =
        id_of(customer).map_or_else(|| "a customer without an id".to_owned(), |id| format!("customer {id}"));
    console::warn(&format!("the help desk's record of {whose} is not valid JSON ({fault}); {shown}"));
    if out.is_terminal() {
        return console::data(text);
    }
    out.write_all(&customer.text()?)?;
    out.write_all(b"\n")?;
    out.flush()
}
