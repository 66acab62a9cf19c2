//! A customer on standard output: the record as it came where another program reads it, and a warning where that is not
//! what JSON can hold.

use std::io::{IsTerminal, Write};

use deskferry::api::Record;
use deskferry::lookup::id_of;

use super::super::talk;

/// Prints a customer, of whom `text` is what could be read.
pub(super) fn print(customer: &Record, text: &str) -> std::io::Result<()> {
    let Some(fault) = customer.fault() else { return talk::data(text) };
    let mut out = std::io::stdout();
    let shown = if out.is_terminal() { "this is what can be read" } else { "it is printed as it came" };
    let whose =
        id_of(customer).map_or_else(|| "a customer without an id".to_owned(), |id| format!("customer {id}"));
    talk::warn(&format!("the help desk's record of {whose} is not valid JSON ({fault}); {shown}"));
    if out.is_terminal() {
        return talk::data(text);
    }
    out.write_all(&customer.text()?)?;
    out.write_all(b"\n")?;
    out.flush()
}
