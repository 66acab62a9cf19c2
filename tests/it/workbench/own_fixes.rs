//! Several files of a project: each has its own corrections, and two windows may show two of them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{RunningWorkbench, ferry};
use crate::command_line::{Ferry, SIMPLE};

const BOB: &str = "Name,Email\nBob,bob(at)example.org\nAda,ada@example.org\n";

/// A project with these files; their ids.
fn opened(ferry: Ferry, names: &str) -> (RunningWorkbench, Vec<String>) {
    let ferry = ferry.file("deskferry-project/project.toml", "version = 1\n");
    let workbench = RunningWorkbench::open(ferry.file("deskferry-project/mapping.toml", SIMPLE), names);
    let project = workbench.project();
    let ids = project["files"].as_array().unwrap().iter().map(|file| file["id"].as_str().unwrap().to_owned());
    let ids = ids.collect();
    (workbench, ids)
}

impl RunningWorkbench {
    /// The key of the first row with an error of a file.
    fn bad_row(&self, id: &str) -> Value {
        let check = self.checked(id)["shown"].clone();
        self.rows(&format!("check={check}&limit=1"))["rows"][0]["key"].clone()
    }

    /// Does something to a row, as the page does.
    fn change_row(&self, id: &str, key: &Value, mut change: Value) {
        let files = self.project()["files"].clone();
        let path = files.as_array().unwrap().iter().find(|file| file["id"] == id).unwrap()["path"].clone();
        for (name, value) in [("key", key.clone()), ("row", json!(2)), ("file", path)] {
            change[name] = value;
        }
        assert_eq!(self.post("check/mend", change).status, 204);
    }

    fn change_bad_row(&self, id: &str, change: Value) {
        self.change_row(id, &self.bad_row(id), change);
    }

    /// The cells mended, rows set aside and corrections refused of a file, and its rows with errors.
    fn ends(&self, id: &str) -> [u64; 4] {
        let state = self.checked(id);
        let number = |value: &Value| value.as_u64().unwrap_or_default();
        let [cells, aside, refused] =
            ["cells", "set_aside", "refused"].map(|name| number(&state["fixes"][name]));
        [cells, aside, refused, number(&state["counts"]["rejected"])]
    }
}

fn mended(now: &str) -> Value {
    json!({"column": "Email", "was": "bob(at)example.org", "now": now})
}

#[test]
fn a_row_that_two_files_have_is_mended_in_each() {
    let (workbench, ids) = opened(ferry().file("a.csv", BOB).file("b.csv", BOB), "a.csv b.csv");
    let key = workbench.bad_row(&ids[0]);
    workbench.change_bad_row(&ids[0], mended("a@example.org"));
    workbench.change_bad_row(&ids[1], mended("b@example.org"));
    assert_eq!(
        [workbench.ends(&ids[0]), workbench.ends(&ids[1])],
        [[1, 0, 0, 0]; 2],
        "{}",
        workbench.fixes()
    );
    let lines: Vec<String> = workbench.fixes().lines().skip(1).map(str::to_owned).collect();
    assert!(lines[0].contains(",a@example.org,,") && lines[0].ends_with("/a.csv,2"), "{lines:?}");
    assert!(lines[1].contains(",b@example.org,,") && lines[1].ends_with("/b.csv,2"), "{lines:?}");
    // Each is changed and taken back alone.
    workbench.change_row(&ids[1], &key, json!({"now": "", "note": "left"}));
    assert_eq!([workbench.ends(&ids[0]), workbench.ends(&ids[1])], [[1, 0, 0, 0], [0, 1, 0, 0]]);
    let line = workbench.get("api/check/fixes").json()["lines"][1].clone();
    assert_eq!(line["now"], "b@example.org");
    let back = json!({"key": line["key"], "column": "Email", "now": null, "file": line["file"]});
    assert_eq!(workbench.post("check/mend", back).status, 204);
    assert!(workbench.fixes().contains("a@example.org") && !workbench.fixes().contains("b@example.org"));
    assert_eq!(workbench.ends(&ids[0]), [1, 0, 0, 0]);
}

#[test]
fn files_of_one_name_have_their_own_corrections() {
    let other = BOB.replace("Bob,bob", "Zoe,zoe");
    let (workbench, ids) = opened(ferry().file("n/c.csv", BOB).file("s/c.csv", other), "n/c.csv s/c.csv");
    workbench.change_bad_row(&ids[0], mended("n@example.org"));
    workbench.change_bad_row(
        &ids[1],
        json!({"column": "Email", "was": "zoe(at)example.org", "now": "s@example.org"}),
    );
    assert_eq!(
        [workbench.ends(&ids[0]), workbench.ends(&ids[1])],
        [[1, 0, 0, 0]; 2],
        "{}",
        workbench.fixes()
    );
}

/// A name that two files of the project have names none of them: its line is used for neither, and told.
#[test]
fn a_line_with_a_name_of_two_files_is_for_neither() {
    let ferry = ferry().file("n/c.csv", BOB).file("s/c.csv", BOB);
    let (workbench, ids) = opened(ferry, "n/c.csv s/c.csv");
    workbench.change_bad_row(&ids[0], mended("n@example.org"));
    let path = workbench.project()["files"][0]["path"].as_str().unwrap().to_owned();
    let ambiguous = workbench.fixes().replace(&path, "c.csv");
    std::fs::write(workbench.folder().join("fixes.csv"), ambiguous).unwrap();
    assert_eq!([workbench.ends(&ids[0]), workbench.ends(&ids[1])], [[0, 0, 0, 1]; 2]);
    let line = workbench.get("api/check/fixes").json()["lines"][0].clone();
    assert_eq!((&line["is_for_none"], &line["refused"]), (&json!(true), &Value::Null));
    let line = workbench.project()["files"][1]["command"].as_str().unwrap().to_owned();
    assert!(line.contains(&format!("--fixes-of={}", path.replace("/n/", "/s/"))), "{line}");
}

/// A line of an earlier build, or of a person, has only the name of the file.
#[test]
fn a_line_with_the_name_of_the_file_goes_on() {
    let (workbench, ids) = opened(ferry().file("a.csv", BOB).file("b.csv", "Name,Email\n"), "a.csv b.csv");
    let key = workbench.bad_row(&ids[0]);
    workbench.change_bad_row(&ids[0], mended("a@example.org"));
    let path = workbench.project()["files"][0]["path"].as_str().unwrap().to_owned();
    let earlier = workbench.fixes().replace(&path, "a.csv");
    std::fs::write(workbench.folder().join("fixes.csv"), earlier).unwrap();
    workbench.change_row(&ids[0], &key, mended("new@example.org"));
    assert_eq!(workbench.fixes().lines().count(), 2, "{}", workbench.fixes());
    assert_eq!(workbench.ends(&ids[0]), [1, 0, 0, 0]);
}

#[test]
fn two_windows_show_two_files() {
    let csv = |name: &str| BOB.replace("Bob", name);
    let (workbench, ids) = opened(ferry().file("a.csv", csv("A")).file("b.csv", csv("B")), "a.csv b.csv");
    let [first, second] = [0, 1].map(|at| workbench.checked(&ids[at])["shown"].as_u64().unwrap());
    for (check, name) in [(first, "A"), (second, "B"), (first, "A")] {
        assert_eq!(workbench.rows(&format!("check={check}"))["rows"][0]["cells"][0], name);
        assert_eq!(workbench.get(&format!("api/check/groups?check={check}")).json()["check"], check);
    }
    // The same texts need no new check.
    let state = workbench.checked(&ids[0]);
    assert_eq!((&state["shown"], &state["fresh"]), (&json!(first), &json!(true)));
    workbench.change_bad_row(&ids[0], mended("a@example.org"));
    let third = workbench.checked(&ids[0])["shown"].as_u64().unwrap();
    assert!(third > second);
    for path in ["rows", "groups"] {
        let refused = workbench.get(&format!("api/check/{path}?check={first}")).refused(409);
        assert!(refused["message"].as_str().unwrap().contains("check again"), "{refused}");
    }
}

#[test]
fn a_refusal_stays_with_its_own_line() {
    let (workbench, ids) = opened(ferry().file("a.csv", BOB), "a.csv");
    workbench.change_bad_row(&ids[0], mended("a@example.org"));
    let gone = "r00000000000000aa,Email,x,y,,a.csv,9\n";
    let text = workbench.fixes().replacen('\n', &format!("\n{gone}"), 1);
    std::fs::write(workbench.folder().join("fixes.csv"), text).unwrap();
    let check = workbench.checked(&ids[0])["shown"].clone();
    let listed = || workbench.get(&format!("api/check/fixes?check={check}")).json()["lines"].clone();
    let line = listed()[0].clone();
    assert!(line["refused"].is_string() && line["was"] == "x", "{line}");
    assert_eq!(listed()[1]["refused"], Value::Null);
    let back = json!({"key": line["key"], "column": "Email", "now": null, "file": "a.csv"});
    assert_eq!(workbench.post("check/mend", back).status, 204);
    assert_eq!((&listed()[0]["was"], &listed()[0]["refused"]), (&json!("bob(at)example.org"), &Value::Null));
}

/// Two steps of one name are told apart.
#[test]
fn a_tab_undoes_only_the_step_that_it_shows() {
    let csv = BOB.replace("ada@", "ada(at)");
    let (workbench, ids) = opened(ferry().file("a.csv", csv), "a.csv");
    workbench.change_bad_row(&ids[0], mended("a@example.org"));
    let seen = workbench.project()["undo"].clone();
    workbench.change_bad_row(
        &ids[0],
        json!({"column": "Email", "was": "ada(at)example.org", "now": "b@example.org"}),
    );
    let newer = workbench.project()["undo"].clone();
    assert_eq!((&seen["what"], &seen["about"]), (&newer["what"], &newer["about"]));
    let undo =
        |step: &Value| workbench.send(workbench.request(Method::POST, "api/undo").body(step.to_string()));
    undo(&seen).refused(409);
    assert!(workbench.fixes().contains("b@example.org"));
    undo(&newer).json();
    assert!(!workbench.fixes().contains("b@example.org") && workbench.fixes().contains("a@example.org"));
}
