//! Singer: the tap sends what targets read, and the target imports what taps send and doubles nobody.

mod batches;
mod broken_input;
mod config;
mod foreign;
mod interrupted;
mod killed;
mod tap;

use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry};

/// A mapping for the records of these tests: name, address and city, matched by the address.
pub(super) const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"name\", required = true }
email = { from = \"email\", as = \"email\" }
city = { from = \"place.city\" }
";

/// The SCHEMA of the stream `people`.
pub(super) fn schema() -> String {
    let place = json!({"type": ["object", "null"], "properties": {"city": {"type": ["string", "null"]}}});
    let properties = json!({"id": {"type": "integer"}, "name": {"type": "string"}, "email": {"type": "string"}, "place": place});
    message(
        &json!({"type": "SCHEMA", "stream": "people", "schema": {"type": "object", "properties": properties},
        "key_properties": ["id"]}),
    )
}

/// The RECORD of a person.
pub(super) fn person(id: u64) -> String {
    record(json!({"id": id, "name": format!("Person {id}"), "email": format!("p{id}@example.org")}))
}

pub(super) fn record(record: Value) -> String {
    message(&json!({"type": "RECORD", "stream": "people", "record": record}))
}

/// A STATE that says how far the tap is.
pub(super) fn state(at: u64) -> String {
    message(&json!({"type": "STATE", "value": {"at": at}}))
}

pub(super) fn message(message: &Value) -> String {
    format!("{message}\n")
}

/// The people of these numbers, with a STATE after every `every`th of them.
pub(super) fn people(numbers: std::ops::RangeInclusive<u64>, every: u64) -> String {
    let with_state = |id| if id % every == 0 { person(id) + &state(id) } else { person(id) };
    schema() + &numbers.map(with_state).collect::<String>()
}

/// A target into a sandbox, with the mapping of these tests.
pub(super) fn target(desk: &Desk, flags: &str) -> Ferry {
    Ferry::new().file("m.toml", MAPPING).sandbox(desk).line("singer target -m m.toml").line(flags).fast()
}

/// The STATEs that a target has passed on.
pub(super) fn states(stdout: &str) -> Vec<u64> {
    let at = |line: &str| serde_json::from_str::<Value>(line).unwrap()["at"].as_u64().unwrap();
    stdout.lines().map(at).collect()
}

/// The addresses of all customers, sorted.
pub(super) fn addresses(desk: &Desk) -> Vec<String> {
    let customers = desk.customers();
    let mut all: Vec<String> =
        customers.iter().map(|customer| customer["email"].as_str().unwrap().to_owned()).collect();
    all.sort_unstable();
    all
}

/// The addresses of these people, sorted.
pub(super) fn addresses_of(numbers: std::ops::RangeInclusive<u64>) -> Vec<String> {
    let mut all: Vec<String> = numbers.map(|id| format!("p{id}@example.org")).collect();
    all.sort_unstable();
    all
}
