//! A value that was probably meant is offered, so that a click mends the cell; and all cells of a column at once.

use serde_json::{Value, json};

use super::{RunningWorkbench, ferry};
use crate::command_line::SIMPLE;

/// Wrong countries, and phone numbers of which a spreadsheet has removed the zero.
const PEOPLE: &str = "Name,Email,Country,Phone,Tier\nAnn,ann@example.org,Svizera,,gold\nBob,bob@example.org,Italy,65551234,Golld\n\
                      Cleo,cleo@example.org,Italy,25551234,\nDan,dan@example.org,Italia,ask Dan,\nEve,eve@example.org,Korea,,\n";

const MAPPING: &str = "state = { from = \"Country\", as = \"country\" }\nphoneNumber = { from = \"Phone\", as = \"phone\" }\n\
                       [custom_fields]\ntier = { from = \"Tier\", values = [\"Gold\", \"Silver\"] }\n";

fn opened(settings: &str) -> (RunningWorkbench, String) {
    let ferry = ferry().file("a.csv", PEOPLE).file("deskferry-project/project.toml", "version = 1\n");
    let mapping = format!("{SIMPLE}{MAPPING}").replace("keys = [\"email\"]", settings);
    let workbench = RunningWorkbench::open(ferry.file("deskferry-project/mapping.toml", mapping), "a.csv");
    let id = workbench.file_id();
    (workbench, id)
}

impl RunningWorkbench {
    /// What is suggested for the cells of a column: row and values.
    fn suggested(&self, column: &str) -> Vec<(u64, Value)> {
        let rows = self.rows("warnings=true")["rows"].as_array().unwrap().clone();
        let of = |row: &Value| {
            let issues = row["issues"].as_array().unwrap();
            let own = issues.iter().find(|issue| issue["column"] == column)?;
            Some((row["number"].as_u64().unwrap(), own["suggested"].clone()))
        };
        rows.iter().filter_map(of).collect()
    }
}

#[test]
fn what_was_probably_meant_is_told_as_values() {
    for settings in ["keys = [\"email\"]", "keys = [\"email\"]\non_duplicate = \"merge\""] {
        let (workbench, id) = opened(settings);
        workbench.checked(&id);
        assert_eq!(
            workbench.suggested("Country"),
            [(2, json!(["CH"])), (6, json!(["KR", "KP"]))],
            "{settings}"
        );
        let phones = [(3, json!(["+39065551234"])), (4, json!(["+39025551234"])), (5, Value::Null)];
        assert_eq!(workbench.suggested("Phone"), phones, "{settings}");
        assert_eq!(workbench.suggested("Tier"), [(3, json!(["Gold"]))], "{settings}");
    }
}

/// All cells of a column get what is suggested for each, in one step, which can be taken back.
#[test]
fn all_cells_with_one_suggestion_are_mended_at_once() {
    let (workbench, id) = opened("keys = [\"email\"]");
    let check = workbench.checked(&id)["shown"].clone();
    let groups = workbench.get("api/check/groups").json()["groups"].clone();
    let group = |code: &str| groups.as_array().unwrap().iter().find(|group| group["code"] == code).unwrap();
    assert_eq!((&group("E212")["suggested"], &group("E212")["different"]), (&json!(2), &json!(3)));
    let take = |check: &Value| {
        workbench.post("check/suggested", json!({"check": check, "code": "E212", "column": "Phone"}))
    };
    assert_eq!(take(&check).json()["cells"], 2);
    let fixes = workbench.fixes();
    assert!(fixes.contains(",Phone,65551234,+39065551234,,") && fixes.contains(",+39025551234,,"), "{fixes}");
    assert_eq!(fixes.lines().count(), 3, "{fixes}");
    // What the page shows is not what is there any more.
    take(&check).refused(409);
    let state = workbench.checked(&id);
    assert_eq!((&state["fixes"]["cells"], &state["counts"]["rejected"]), (&json!(2), &json!(4)), "{state}");
    assert_eq!(state["counts"], workbench.as_command());
    assert_eq!(workbench.undo_or_redo("undo"), json!({"what": "suggested", "about": "Phone"}));
    assert!(!workbench.folder().join("fixes.csv").exists());
    workbench.post("check/suggested", json!({"check": 1, "code": "E9", "column": "Phone"})).refused(400);
}

/// A cell with a line of its own keeps that line.
#[test]
fn a_cell_that_was_mended_before_gets_what_is_suggested_in_its_line() {
    let (workbench, id) = opened("keys = [\"email\"]");
    workbench.checked(&id);
    let bob = workbench.rows("code=E212")["rows"][0].clone();
    workbench.mend(&bob, "Phone", "65551234", "65551235");
    workbench.mend(&bob, "Name", "Bob", "Bobby");
    let check = workbench.checked(&id)["shown"].clone();
    let wanted = json!({"check": check, "code": "E212", "column": "Phone"});
    assert_eq!(workbench.post("check/suggested", wanted).json()["cells"], 2);
    let fixes = workbench.fixes();
    assert!(fixes.contains(",Phone,65551234,+39065551235,,"), "{fixes}");
    assert!(fixes.contains(",Name,Bob,Bobby,,") && fixes.contains(",+39025551234,,"), "{fixes}");
    assert_eq!(fixes.lines().count(), 4, "{fixes}");
}

/// At the values of a column, and never for hidden ones.
#[test]
fn values_have_their_suggestion() {
    let (workbench, id) = opened("keys = [\"email\"]");
    let mut values = Value::Null;
    super::eventually("the values are counted", || {
        values = workbench.get(&format!("api/values?file={id}&field=state")).json();
        values["done"] == true
    });
    let all = values["values"].as_array().unwrap();
    let of = |text: &str| all.iter().find(|value| value["text"] == text).unwrap()["issue"].clone();
    assert_eq!(of("Svizera")["suggested"], json!(["CH"]));
    assert_eq!(of("Italy"), Value::Null);
}
