//! Any row can be left out: one of a plan, or a good one that is found by a text.

use serde_json::{Value, json};

use super::RunningWorkbench;
use super::job_bench::{people, project};

impl RunningWorkbench {
    /// The rows of the plan of a job with what is done to them.
    fn planned(&self, job: &Value, show: &str) -> Vec<Value> {
        let run = job["run"].as_str().unwrap();
        let page = self.get(&format!("api/runs/{run}/rows?show={show}")).json();
        page["rows"].as_array().unwrap().clone()
    }

    fn found(&self, text: &str) -> Value {
        self.rows(&format!("search={}", text.replace('@', "%40").replace(' ', "%20")))
    }
}

#[test]
fn a_row_of_a_plan_is_left_out_of_the_next_one() {
    let workbench = RunningWorkbench::open(project(5), "");
    let plan = workbench.plan();
    let row = workbench.planned(&plan, "insert")[2].clone();
    assert_eq!(row["customer"], "person3@example.org");
    let run = plan["run"].as_str().unwrap();
    let aside = json!({"row": row["id"], "note": "a test, \"only\""});
    assert_eq!(workbench.post(&format!("runs/{run}/aside"), aside.clone()).status, 204);
    let fixes = workbench.fixes();
    assert!(fixes.ends_with(",,,set aside,\"a test, \"\"only\"\"\",../people.csv,4\n"), "{fixes}");
    assert!(workbench.get("api/jobs").json()["plan"]["stale"].is_string(), "the plan is out of date");
    // A second time, perhaps in another window, changes nothing.
    assert_eq!(workbench.post(&format!("runs/{run}/aside"), aside).status, 204);
    assert_eq!(workbench.fixes(), fixes);
    let next = workbench.plan();
    assert_eq!(workbench.planned(&next, "insert").len(), 4);
    let left: Vec<Value> = workbench.planned(&next, "skip");
    assert_eq!((left.len(), &left[0]["row"]), (1, &json!(4)), "{left:?}");
    assert!(left[0]["note"].as_str().unwrap().contains("a test"), "{left:?}");
    assert_eq!(workbench.undo_or_redo("undo")["what"], "aside");
    assert!(!workbench.folder().join("fixes.csv").exists());
    assert_eq!(workbench.planned(&workbench.plan(), "insert").len(), 5);
}

#[test]
fn a_row_of_a_plan_is_not_taken_for_another_one() {
    let workbench = RunningWorkbench::open(project(5), "");
    let plan = workbench.plan();
    let (row, run) = (workbench.planned(&plan, "insert")[2]["id"].clone(), plan["run"].as_str().unwrap());
    let aside = |row: Value| workbench.post(&format!("runs/{run}/aside"), json!({"row": row}));
    let said = aside(json!(99)).refused(422);
    assert!(said["message"].as_str().unwrap().contains("no such row"), "{said}");
    // A row more above it.
    let more = people(5).replacen("Person 1,", "Person 0,person0@example.org,Roma\nPerson 1,", 1);
    std::fs::write(workbench.path().join("people.csv"), more).unwrap();
    let said = aside(row).refused(422);
    assert!(said["message"].as_str().unwrap().contains("the file has changed since"), "{said}");
    assert!(!workbench.folder().join("fixes.csv").exists());
}

/// Another reading, such as another sheet, has other rows with the same numbers.
#[test]
fn a_row_of_a_plan_is_not_taken_for_that_of_another_reading() {
    let workbench = RunningWorkbench::open(project(5), "");
    let (id, plan) = (workbench.file_id(), workbench.plan());
    let (row, run) = (workbench.planned(&plan, "insert")[2]["id"].clone(), plan["run"].as_str().unwrap());
    let aside = || workbench.post(&format!("runs/{run}/aside"), json!({"row": row}));
    workbench.stated(&id, json!({"header_row": 2}));
    let said = aside().refused(422);
    assert!(said["message"].as_str().unwrap().contains("in another way now"), "{said}");
    assert!(!workbench.folder().join("fixes.csv").exists());
    workbench.stated(&id, json!({"header_row": null}));
    assert_eq!(aside().status, 204);
    assert!(workbench.fixes().contains("people.csv,4\n"), "{}", workbench.fixes());
}

/// The cells of the check and the keys of the file as it is now are of different rows.
#[test]
fn nothing_is_found_in_a_file_that_has_changed_since_its_check() {
    let workbench = RunningWorkbench::open(project(5), "");
    let id = workbench.file_id();
    workbench.checked(&id);
    assert_eq!(workbench.found("person")["total"], 5);
    std::fs::write(workbench.path().join("people.csv"), people(6)).unwrap();
    workbench.get("api/check/rows?search=person").refused(409);
    workbench.checked(&id);
    assert_eq!(workbench.found("person")["total"], 6);
    workbench.stated(&id, json!({"header_row": 2}));
    workbench.get("api/check/rows?search=person").refused(409);
}

#[test]
fn a_good_row_is_found_by_a_text_and_set_aside() {
    let double = "Person 7,person7@example.org,City 7\n";
    let ferry = project(0).file("people.csv", people(600) + double + "Bad,wrong(at)example.org,CITY 600\n");
    let workbench = RunningWorkbench::open(ferry, "");
    let id = workbench.file_id();
    workbench.checked(&id);
    let found = workbench.found("person12@");
    assert_eq!((&found["total"], &found["all"]), (&json!(1), &json!(1)), "{found}");
    let row = &found["rows"][0];
    assert_eq!(
        (&row["number"], &row["issues"], &row["cells"][2]),
        (&json!(13), &json!([]), &json!("City 12"))
    );
    // In whatever case; a row with issues has them, and a key that the check gives, too.
    let found = workbench.found("city 600");
    assert_eq!((&found["total"], &found["rows"][0]["issues"]), (&json!(2), &json!([])));
    assert_eq!(found["rows"][1], workbench.rows("code=E201")["rows"][0]);
    // Only some are shown, and all are counted.
    let found = workbench.found("example.org");
    assert_eq!((&found["total"], &found["all"]), (&json!(500), &json!(602)));
    assert_eq!(found["rows"].as_array().unwrap().len(), 500);
    let twins = workbench.found("person 7,");
    assert_eq!(twins["total"], 0, "a text is in one cell");
    let twins = workbench.found("person7@");
    let keys: Vec<&str> =
        twins["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert!(keys[0].ends_with("-1-of-2") && keys[1].ends_with("-2-of-2"), "{keys:?}");
    workbench.get("api/check/rows?search=%20").refused(400);
    let body = json!({"key": row["key"], "now": "", "note": "tried it", "file": "../people.csv", "row": 13});
    assert_eq!(workbench.post("check/mend", body).status, 204);
    let second = json!({"key": keys[1], "now": "", "note": "twice", "file": "../people.csv", "row": 602});
    assert_eq!(workbench.post("check/mend", second).status, 204);
    let state = workbench.checked(&id);
    assert_eq!((&state["fixes"]["set_aside"], &state["fixes"]["refused"]), (&json!(2), &json!(0)), "{state}");
    assert_eq!(state["counts"], workbench.as_command(), "the command finds the same");
    assert_eq!(workbench.found("person12@")["total"], 0, "what is set aside is in the corrections");
}

/// A check reads no row before it checks it, so that keys are only whole at its end.
#[test]
fn rows_with_the_same_cells_have_keys_of_their_own_without_a_reading_before() {
    let text = "Name,Email,City\n".to_owned() + &"Bad,wrong(at)example.org,Rome\n".repeat(3);
    let workbench = RunningWorkbench::open(project(0).file("people.csv", text), "");
    let id = workbench.file_id();
    workbench.checked(&id);
    let keys = |workbench: &RunningWorkbench| -> Vec<String> {
        let rows = workbench.rows("code=E201")["rows"].clone();
        rows.as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect()
    };
    let before = keys(&workbench);
    let ends: Vec<&str> = before.iter().map(|key| key.split_once('-').unwrap().1).collect();
    assert_eq!(ends, ["1-of-3", "2-of-3", "3-of-3"]);
    workbench.mend(
        &workbench.rows("code=E201")["rows"][1].clone(),
        "Email",
        "wrong(at)example.org",
        "b@example.org",
    );
    let state = workbench.checked(&id);
    assert_eq!((&state["fixes"]["cells"], &state["fixes"]["refused"]), (&json!(1), &json!(0)), "{state}");
    assert_eq!(state["counts"]["rejected"], 2);
    assert_eq!(keys(&workbench), [&before[0], &before[2]].map(Clone::clone), "with fixes they are the same");
}
