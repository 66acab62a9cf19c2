//! How the command line serves other programs: one JSON document for each command, quiet ends, no needs of its own.

mod documents;
mod errors;
mod manners;
mod redaction;
mod schema;

use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// A command line for each command, in an order in which each has something to work on. `{id}` is a customer.
const LINES: [(&str, &str); 41] = [
    ("mapping list", "mapping list"),
    ("mapping show", "mapping show hubspot"),
    ("mapping check", "mapping check m.toml zoho"),
    ("mapping test", "mapping test failing.toml"),
    ("mapping schema", "mapping schema"),
    ("mapping suggest", "mapping suggest a.csv"),
    ("explain", "explain E203"),
    ("config show", "config show"),
    ("doctor", "doctor"),
    ("validate", "validate a.csv -m m.toml"),
    ("report diff", "report diff latest latest"),
    ("import", "import a.csv -m m.toml --dry-run --plan-out plan.jsonl"),
    ("apply", "apply plan.jsonl"),
    ("verify", "verify latest"),
    ("resume", "resume latest"),
    ("retry", "retry latest"),
    ("report", "report latest"),
    ("undo", "undo latest --yes"),
    ("runs list", "runs"),
    ("runs show", "runs show latest"),
    ("runs prune", "runs prune --keep 1 --dry-run"),
    ("export", "export -o all.jsonl"),
    ("backup", "backup b --drill --keep-last 3"),
    ("backup list", "backup list b"),
    ("backup show", "backup show b/latest"),
    ("backup diff", "backup diff b/latest b/latest"),
    ("backup prune", "backup prune b --keep-last 5 --keep-dry-run"),
    ("backup accept", "backup accept b/latest"),
    ("history", "history b email=eve@example.org"),
    ("check", "check b/latest --against-server"),
    ("restore", "restore b/latest --dry-run"),
    ("duplicates", "duplicates"),
    ("customer get", "customer get {id}"),
    ("customer find", "customer find"),
    ("customer insert", "customer insert name=Zoe"),
    ("customer update", "customer update {id} memo=called"),
    ("customer fields", "customer fields"),
    ("forget", "forget b email=eve@example.org --yes --certificate proof.json"),
    ("customer delete", "customer delete {id} --yes"),
    ("login", "login --keep-in file"),
    ("logout", "logout"),
];

/// The commands that print no document.
const WITHOUT: [&str; 6] = ["sandbox", "workbench", "completions", "man", "singer tap", "singer target"];

const FAILING: &str = "\
version = 1
name = \"Failing\"
[fields]
name = { from = \"Name\" }
[[tests]]
name = \"fails\"
row = { Name = \"Ada\" }
expect = { name = \"Eve\" }
";

fn desk() -> Desk {
    Desk::holding([
        json!({"name": "Eve", "email": "eve@example.org", "memo": "old"}),
        json!({"name": "Eve Two", "email": "eve@example.org"}),
    ])
}

fn folder(desk: &Desk) -> Ferry {
    let rows = "Name,Email\nAda,ada@example.org\nEve,nonsense\n";
    Ferry::new().sandbox(desk).file("m.toml", SIMPLE).file("failing.toml", FAILING).file("a.csv", rows)
}

/// A command in the folder of another one.
fn command(ferry: &Ferry, desk: &Desk, line: &str) -> Ferry {
    let id = desk.customers()[0]["id"].as_str().unwrap().to_owned();
    let stdin = format!("{}\n{}\n", deskferry::sandbox::CLIENT_ID, deskferry::sandbox::API_TOKEN);
    ferry.then().sandbox(desk).line(&line.replace("{id}", &id)).fast().stdin(stdin)
}

impl Ran {
    /// The document that a command prints with `--json`.
    #[track_caller]
    pub fn document(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|fault| panic!("{fault}: {self}"))
    }

    /// A list in the document.
    #[track_caller]
    pub fn listed(&self, name: &str) -> Vec<Value> {
        let document = self.document();
        document[name].as_array().unwrap_or_else(|| panic!("no list {name}: {self}")).clone()
    }
}
