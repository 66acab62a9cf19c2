//! Saved plans: shown, and applied later; exactly what was shown is written, or nothing.

mod apply_twice;
mod effects;
mod refresh;
mod refusals;
mod screen;
mod stale;

use deskferry::sandbox::Sandbox;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::command_line::{Desk, Ferry, Ran};

/// Name, address, and possibly a note and a custom field, matched by the address.
const NOTED: &str = "\
version = 1
name = \"Noted\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
memo = { from = \"Memo\", optional = true }
[custom_fields]
segment = { from = \"Segment\", optional = true }
";

/// A dry run of `a.csv` by `m.toml` that saves its plan in `plan.jsonl`.
fn plan(sandbox: &Sandbox, mapping: &str, csv: &str, flags: &str) -> Ran {
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(sandbox);
    ferry.line("import a.csv -m m.toml --dry-run --plan-out plan.jsonl").line(flags).fast().run()
}

/// Applies `plan.jsonl` in the folder of an earlier command.
fn apply(ran: &Ran, sandbox: &Sandbox, flags: &str) -> Ferry {
    ran.then().sandbox(sandbox).line("apply plan.jsonl").line(flags).fast()
}

/// A customer whose note is old.
fn customer(id: &str) -> Value {
    json!({
        "id": id, "name": format!("Name {id}"), "email": format!("{id}@example.org"), "memo": "old", "city": "Rome",
        "customFields": {"segment": "Gold", "vatNumber": "IT1"},
    })
}

/// A desk with these customers, and a plan that gives each a new note and inserts two others.
fn noted(ids: &[&str]) -> (Desk, Ran) {
    let desk = Desk::holding(ids.iter().map(|id| customer(id)));
    let row = |id: &&str| format!("Name {id},{id}@example.org,new,Gold\n");
    let rows: String = ids.iter().map(row).collect();
    let csv =
        format!("Name,Email,Memo,Segment\n{rows}Eve,eve@example.org,new,Bronze\nFay,fay@example.org,,\n");
    let ran = plan(&desk, NOTED, &csv, "").status(0);
    (desk, ran)
}

/// The lines of the plan.
fn lines(ran: &Ran) -> Vec<Value> {
    ran.text("plan.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Writes a plan with a correct hash, whatever its lines contain.
fn forge(ran: &Ran, change: impl FnOnce(&mut Vec<Value>)) {
    let mut all = lines(ran);
    change(&mut all);
    let mut last = all.pop().unwrap();
    let body: String = all.iter().map(|line| format!("{line}\n")).collect();
    let hash: String = Sha256::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
    last["end"]["sha256"] = hash.into();
    std::fs::write(ran.path().join("plan.jsonl"), format!("{body}{last}\n")).unwrap();
}

/// The folders of runs, of commands of one kind.
fn runs_of(ran: &Ran, command: &str) -> Vec<Value> {
    let read = |folder: &std::path::PathBuf| {
        serde_json::from_slice::<Value>(&std::fs::read(folder.join("run.json")).unwrap()).unwrap()
    };
    let mut runs: Vec<Value> = ran.folders().iter().map(read).collect();
    runs.retain(|run| run["command"] == command);
    runs
}
