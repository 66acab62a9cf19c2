//! The check of a file and the mending of its rows, over TCP; the commands must agree.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::{RunningWorkbench, eventually, ferry};
use crate::command_line::SIMPLE;

/// Forty good rows, three with one wrong country, and one with a wrong address.
fn people() -> String {
    let mut text = "Name,Email,Country\n".to_owned();
    for at in 0..40 {
        text.push_str(&format!("N{at},n{at}@example.org,IT\n"));
    }
    text.push_str("Ann,ann@example.org,Italiaa\nBob,bob(at)example.org,IT\nCleo,c@example.org,Italiaa\n");
    text.push_str("Dan,dan@example.org,Italiaa\n");
    text
}

const MAPPING: &str = "state = { from = \"Country\", as = \"country\" } # home\n";

fn opened(csv: &str) -> (RunningWorkbench, String) {
    let ferry = ferry().file("a.csv", csv).file("deskferry-project/project.toml", "version = 1\n");
    let ferry = ferry.file("deskferry-project/mapping.toml", format!("{SIMPLE}{MAPPING}"));
    let workbench = RunningWorkbench::open(ferry, "a.csv");
    let id = workbench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    (workbench, id)
}

impl RunningWorkbench {
    /// Begins a check, and waits for its end.
    #[track_caller]
    pub fn checked(&self, id: &str) -> Value {
        self.post("check", json!({"file": id})).json();
        let mut state = Value::Null;
        eventually("the check ends", || {
            state = self.get("api/check").json();
            state["running"] == false
        });
        state
    }

    pub fn rows(&self, query: &str) -> Value {
        self.get(&format!("api/check/rows?{query}")).json()
    }

    pub fn mend(&self, row: &Value, column: &str, was: &str, now: &str) {
        let body =
            json!({"key": row["key"], "column": column, "was": was, "now": now, "file": "a.csv", "row": 43});
        assert_eq!(self.post("check/mend", body).status, 204);
    }

    pub fn fixes(&self) -> String {
        std::fs::read_to_string(self.folder().join("fixes.csv")).unwrap()
    }

    /// The counts of the command that the page shows.
    pub fn as_command(&self) -> Value {
        let line = self.project()["files"][0]["command"].as_str().unwrap().to_owned();
        let line = line.strip_prefix("deskferry ").unwrap().to_owned();
        self.ferry.then().line(&line).run().run_json()["counts"].clone()
    }
}

#[test]
fn issues_are_grouped_and_their_rows_are_read_in_parts() {
    let (workbench, id) = opened(&people());
    let state = workbench.checked(&id);
    assert_eq!((&state["error"], &state["fresh"]), (&Value::Null, &json!(true)), "{state}");
    assert_eq!(state["counts"]["rejected"], 4);
    assert_eq!(state["counts"], workbench.as_command(), "the command finds the same");
    let groups = workbench.get("api/check/groups").json();
    let first = &groups["groups"][0];
    assert_eq!(
        (&first["column"], &first["count"], &first["is_error"]),
        (&json!("Country"), &json!(3), &json!(true))
    );
    assert_eq!(first["values"], json!([["Italiaa", 3]]));
    let code = first["code"].as_str().unwrap();
    let all = workbench.rows("");
    assert_eq!(all["total"], 4);
    assert_eq!(all["columns"], json!(["Name", "Email", "Country"]));
    let numbers: Vec<u64> =
        all["rows"].as_array().unwrap().iter().map(|row| row["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [42, 43, 44, 45]);
    let part = workbench.rows("offset=1&limit=2");
    assert_eq!((&part["total"], &part["rows"][0]), (&json!(4), &all["rows"][1]));
    assert_eq!(workbench.rows("code=E201&column=Email&value=bob(at)example.org")["rows"][0], all["rows"][1]);
    assert_eq!(workbench.rows("code=E201&column=Email&value=other")["total"], 0);
    let last = workbench.rows(&format!("code={code}&column=Country&value=Italiaa&offset=2"));
    assert_eq!(last["rows"].as_array().unwrap().len(), 1);
    workbench.get("api/check/rows?code=E999").refused(400);
    workbench.get("api/check/rows?offset=x").refused(400);
    assert_eq!(workbench.rows("offset=99999999999")["rows"], json!([]));
}

#[test]
fn a_mended_cell_is_a_fix_that_the_command_takes_too() {
    let (workbench, id) = opened(&people());
    workbench.checked(&id);
    let row = workbench.rows("code=E201")["rows"][0].clone();
    workbench.mend(&row, "Email", "bob(at)example.org", "bob@");
    let state = workbench.checked(&id);
    assert_eq!((&state["counts"]["rejected"], &state["fixes"]["cells"]), (&json!(4), &json!(1)));
    // The row shows what was mended, and has the key that it had.
    let again = workbench.rows("code=E201")["rows"][0].clone();
    assert_eq!((&again["key"], &again["cells"][1]), (&row["key"], &json!("bob@")));
    workbench.mend(&again, "Email", "bob@", "bob@example.org");
    let state = workbench.checked(&id);
    assert_eq!(state["counts"]["rejected"], 3);
    assert_eq!(state["counts"], workbench.as_command());
    let key = row["key"].as_str().unwrap();
    let expected = format!(
        "row_key,column,was,now,note,file,row\n{key},Email,bob(at)example.org,bob@example.org,,a.csv,43\n"
    );
    assert_eq!(workbench.fixes(), expected);
    let listed = workbench.get("api/check/fixes").json();
    assert_eq!((&listed["total"], &listed["lines"][0]["now"]), (&json!(1), &json!("bob@example.org")));
    // Undo and redo go over all of it.
    let moved = |direction: &str| workbench.undo_or_redo(direction);
    assert_eq!(moved("undo"), json!({"what": "mend", "about": "Email"}));
    moved("undo");
    assert!(!workbench.folder().join("fixes.csv").exists());
    assert_eq!(workbench.checked(&id)["counts"]["rejected"], 4);
    moved("redo");
    moved("redo");
    assert_eq!(workbench.checked(&id)["counts"]["rejected"], 3);
    // The value of the source again is no fix.
    workbench.mend(&row, "Email", "bob@example.org", "bob(at)example.org");
    assert!(!workbench.folder().join("fixes.csv").exists());
}

#[test]
fn a_row_is_set_aside_and_taken_back() {
    let (workbench, id) = opened(&people());
    workbench.checked(&id);
    let key = workbench.rows("code=E201")["rows"][0]["key"].clone();
    let aside = json!({"key": key, "now": "", "note": "left, \"gone\"", "file": "a.csv", "row": 43});
    assert_eq!(workbench.post("check/mend", aside).status, 204);
    let state = workbench.checked(&id);
    assert_eq!((&state["counts"]["skipped"], &state["counts"]["rejected"]), (&json!(1), &json!(3)));
    assert_eq!(state["counts"], workbench.as_command());
    let line = workbench.get("api/check/fixes").json()["lines"][0].clone();
    assert_eq!((&line["now"], &line["note"]), (&Value::Null, &json!("left, \"gone\"")));
    assert_eq!(workbench.post("check/mend", json!({"key": key, "now": null})).status, 204);
    assert_eq!(workbench.checked(&id)["counts"]["rejected"], 4);
}

#[test]
fn the_same_for_all_is_a_look_up_of_the_mapping() {
    let (workbench, id) = opened(&people());
    workbench.checked(&id);
    let alike = json!({"column": "Country", "value": "Italiaa", "now": "IT"});
    assert_eq!(workbench.post("check/alike", alike).status, 204);
    let mapping = std::fs::read_to_string(workbench.folder().join("mapping.toml")).unwrap();
    assert!(mapping.contains("Italiaa = \"IT\"") && mapping.ends_with("# home\n"), "{mapping}");
    let state = workbench.checked(&id);
    assert_eq!(state["counts"]["rejected"], 1);
    assert_eq!(state["counts"], workbench.as_command());
    let refused =
        workbench.post("check/alike", json!({"column": "No", "value": "a", "now": "b"})).refused(422);
    assert!(refused["message"].as_str().unwrap().contains("no rule reads the column \"No\""), "{refused}");
    let now = std::fs::read_to_string(workbench.folder().join("mapping.toml")).unwrap();
    assert_eq!(now, mapping, "a refused change changes nothing");
}

/// Every change of mapping, reading, fixes or file makes the check stale, whoever made it.
#[test]
fn a_check_begins_again_only_if_something_has_changed() {
    let (workbench, id) = opened(&people());
    let first = workbench.checked(&id)["shown"].clone();
    assert_eq!(workbench.checked(&id)["shown"], first);
    let mapping = workbench.folder().join("mapping.toml");
    let text = std::fs::read_to_string(&mapping).unwrap();
    std::fs::write(&mapping, text.replace(MAPPING, "")).unwrap();
    let state = workbench.checked(&id);
    assert_ne!(state["shown"], first);
    assert_eq!(state["counts"]["rejected"], 1);
    // What can't be checked says why, and what was found before stays.
    std::fs::write(&mapping, "version = 1\n[fields]\nname = { form = \"Name\" }\n").unwrap();
    let broken = workbench.checked(&id);
    assert!(broken["error"].as_str().unwrap().contains("form"), "{broken}");
    assert_eq!((&broken["shown"], &broken["fresh"]), (&state["shown"], &json!(false)));
    std::fs::remove_file(&mapping).unwrap();
    workbench.post("check", json!({"file": id})).refused(422);
    workbench.post("check", json!({"file": "gone"})).refused(404);
}

/// A large check is stopped at once by the next one, and other requests do not wait for it.
#[test]
fn a_change_stops_a_check_that_runs() {
    let mut csv = "Name,Email,Country\n".to_owned();
    for at in 0..120_000 {
        csv.push_str(&format!("N{at},n{at}(at)example.org,IT\n"));
    }
    let (workbench, id) = opened(&csv);
    workbench.post("check", json!({"file": id})).json();
    eventually("rows are found", || workbench.rows("limit=1")["total"].as_u64().unwrap() > 1000);
    let start = Instant::now();
    // A later row may have the same cells, so that no row has its key yet.
    let first = workbench.rows("limit=1");
    let mapping = workbench.folder().join("mapping.toml");
    let text = std::fs::read_to_string(&mapping).unwrap();
    std::fs::write(&mapping, format!("{text}# changed\n")).unwrap();
    let state = workbench.post("check", json!({"file": id})).json();
    assert_eq!(first["rows"][0]["key"], "", "{first}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(state["running"], true);
    // One that was stopped is made again.
    assert_eq!(workbench.send(workbench.request(Method::DELETE, "api/check")).status, 204);
    eventually("it is stopped", || workbench.get("api/check").json()["error"] == "the check was stopped");
    assert_eq!(workbench.post("check", json!({"file": id})).json()["running"], true);
    let mut end = Value::Null;
    let start = Instant::now();
    while end["running"] != false {
        assert!(start.elapsed() < Duration::from_secs(60), "{end}");
        std::thread::sleep(Duration::from_millis(100));
        end = workbench.get("api/check").json();
    }
    assert_eq!(end["counts"]["rejected"], 120_000, "{end}");
    let last = workbench.rows("offset=119999&limit=10");
    assert_eq!((&last["total"], &last["rows"][0]["number"]), (&json!(120_000), &json!(120_001)));
    assert!(last["rows"][0]["key"].as_str().unwrap().starts_with('r'), "{last}");
}

/// Before any row is checked, a column of dates is read as a whole: that ends, too.
#[test]
fn a_check_stops_while_it_reads_columns() {
    let mut csv = "Name,Email,Country,Born\n".to_owned();
    for at in 0..400_000 {
        csv.push_str(&format!("N{at},n{at}@example.org,IT,0{}/0{}/1980\n", at % 9 + 1, at % 8 + 1));
    }
    let (workbench, id) = opened(&csv);
    let mapping = workbench.folder().join("mapping.toml");
    let text = std::fs::read_to_string(&mapping).unwrap();
    std::fs::write(&mapping, format!("{text}birthDate = {{ from = \"Born\", formats = [\"auto\"] }}\n"))
        .unwrap();
    workbench.post("check", json!({"file": id})).json();
    let found = |state: &serde_json::Value| state["progress"]["rows_with_issues"].clone();
    let reads = |state: &serde_json::Value| state["progress"]["part"].as_f64().is_some_and(|part| part > 0.0);
    eventually("columns are read", || reads(&workbench.get("api/check").json()));
    let start = Instant::now();
    assert_eq!(workbench.send(workbench.request(Method::DELETE, "api/check")).status, 204);
    eventually("it is stopped", || workbench.get("api/check").json()["error"] == "the check was stopped");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(found(&workbench.get("api/check").json()), 0, "no row was checked");
}

/// Rows that are merged or replaced are decided only at the end; their keys are right all the same.
#[test]
fn rows_of_merged_customers_can_be_mended() {
    let csv = "Name,Email,Country\nAnn,ann@example.org,IT\nAnn,ann@example.org,Italiaa\nBob,bob(at)example.org,IT\n";
    let (workbench, id) = opened(csv);
    let mapping = workbench.folder().join("mapping.toml");
    let text = std::fs::read_to_string(&mapping).unwrap();
    std::fs::write(
        &mapping,
        text.replace("keys = [\"email\"]", "keys = [\"email\"]\non_duplicate = \"merge\""),
    )
    .unwrap();
    assert_eq!(workbench.checked(&id)["counts"]["rejected"], 2);
    let row = workbench.rows("code=E201")["rows"][0].clone();
    workbench.mend(&row, "Email", "bob(at)example.org", "bob@example.org");
    let state = workbench.checked(&id);
    assert_eq!((&state["counts"]["rejected"], &state["fixes"]["cells"]), (&json!(1), &json!(1)));
    assert_eq!(state["counts"], workbench.as_command());
}

#[test]
fn events_tell_the_progress() {
    let (workbench, id) = opened(&people());
    workbench.checked(&id);
    let request = workbench.request(Method::GET, "api/check/events").timeout(Duration::from_secs(20));
    let first = workbench.first_chunk(request);
    assert!(first.starts_with("event: check\ndata: {") && first.contains("\"rejected\":4"), "{first}");
}

#[test]
fn what_is_wrong_in_a_request_is_refused() {
    let (workbench, id) = opened(&people());
    workbench.checked(&id);
    for body in [
        json!({"key": "x", "column": "Email", "now": "a"}),
        json!({"now": "a"}),
        json!({"key": "r0", "other": 1}),
    ] {
        assert_eq!(workbench.post("check/mend", body).status, 400);
    }
    assert!(!workbench.folder().join("fixes.csv").exists());
    std::fs::write(workbench.folder().join("fixes.csv"), "nonsense\n").unwrap();
    let key = workbench.rows("code=E201")["rows"][0]["key"].clone();
    let answer = workbench.post("check/mend", json!({"key": key, "column": "Email", "was": "a", "now": "b"}));
    assert_eq!(answer.status, 422, "{}", answer.text);
    assert_eq!(workbench.fixes(), "nonsense\n");
    assert!(workbench.checked(&id)["error"].as_str().unwrap().contains("row_key"));
}
