//! What step Columns says of a mapping is true, and a click changes what it says.

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::columns::{MAPPING, change, columns, mapping, one, with_mapping, workbench};
use super::{RunningWorkbench, eventually, ferry};
use crate::command_line::SIMPLE;

fn opened(csv: &str, mapping: &str) -> (RunningWorkbench, String) {
    let workbench = RunningWorkbench::open(with_mapping(ferry().file("a.csv", csv), mapping), "a.csv");
    let id = workbench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    (workbench, id)
}

#[test]
fn each_row_with_a_problem_counts_once() {
    let csv = "Name,Email\nAda,ada@example.org\nBob,bob(at)example.org\nCleo,c@example.org\n";
    let (workbench, id) = opened(csv, SIMPLE);
    let view = columns(&workbench, &id);
    let email = one(&view["fields"], "field", "email");
    assert_eq!((&email["faulty"], &email["looked"]), (&json!(1), &json!(3)), "{email}");
    assert_eq!(view["mended"], false);
}

#[test]
fn a_name_for_several_columns_is_told() {
    let csv = "Name,Email,utm_a,utm_b,Note\nAda,ada@example.org,1,2,x\n";
    let text = SIMPLE.replace("[match]", "[source]\nleave_out = [\"utm_*\", \"Note\"]\n\n[match]");
    let (workbench, id) = opened(csv, &text);
    let view = columns(&workbench, &id);
    let named = |name: &str| one(&view["columns"], "name", name)["left_out_by"].clone();
    assert_eq!((named("utm_a"), named("Note")), (json!("utm_*"), Value::Null));
    let refused = change(&workbench, &id, json!([{"take_up": {"column": "utm_a"}}])).refused(422);
    let said = refused["message"].as_str().unwrap();
    assert!(said.starts_with("\"utm_a\" is left out by \"utm_*\" in `leave_out`"), "{said}");
    assert_eq!(mapping(&workbench), text);
    change(&workbench, &id, json!([{"take_up": {"column": "Note"}}])).json();
    assert!(mapping(&workbench).contains("leave_out = [\"utm_*\"]"), "{}", mapping(&workbench));
    // A column with a field is not left out.
    let view =
        change(&workbench, &id, json!([{"rule": {"field": "city", "rule": {"from": "utm_a"}}}])).json();
    assert_eq!(one(&view["columns"], "name", "utm_a")["left_out"], false);
}

#[test]
fn a_value_of_an_extra_field_is_changed_everywhere_too() {
    let text = format!("{SIMPLE}\n[extra_fields]\nrank = {{ from = \"Rank\" }} # theirs\n");
    let (workbench, _) = opened("Name,Email,Rank\nAda,ada@example.org,gld\n", &text);
    assert_eq!(
        workbench.post("check/alike", json!({"column": "Rank", "value": "gld", "now": "gold"})).status,
        204
    );
    let rule = "{ from = \"Rank\", lookup = { gld = \"gold\" }, lookup_else = \"keep\" } # theirs";
    assert_eq!(mapping(&workbench), text.replace("{ from = \"Rank\" } # theirs", rule));
}

/// Also with a rule for it.
#[test]
fn a_password_is_never_shown() {
    let (workbench, id) =
        workbench(Some(&MAPPING.replacen("\n[[tests]]", "memo = { from = \"Password\" }\n\n[[tests]]", 1)));
    let body = json!({"file": id, "field": "memo"}).to_string();
    let preview = workbench.send(workbench.request(Method::POST, "api/preview").body(body)).json();
    assert_eq!(preview["rows"][0]["after"], "(hidden)", "{preview}");
    let values = workbench.get(&format!("api/values?file={id}&field=memo")).json();
    let view = columns(&workbench, &id);
    assert_eq!(one(&view["fields"], "field", "memo")["looked"], 40);
    for shown in [preview, values, view] {
        assert!(!shown.to_string().contains("geheim"), "{shown}");
    }
}

#[test]
fn a_column_without_a_name_of_its_own_is_refused() {
    let (workbench, id) = opened("Name,Email,Phone,X,Phone\nAda,ada@example.org,1,2,3\n", SIMPLE);
    let view = columns(&workbench, &id);
    let name = view["columns"][4]["name"].clone();
    assert_eq!(name, "Phone (column 5)");
    let edits = json!([{"rule": {"field": "memo", "rule": {"from": name}}}]);
    let refused = change(&workbench, &id, edits).refused(422);
    assert!(refused["mistake"]["message"].as_str().unwrap().contains("Phone (column 5)"), "{refused}");
    assert_eq!(mapping(&workbench), SIMPLE);
}

#[test]
fn a_long_look_up_is_changed_too() {
    let entries: Map<String, Value> =
        (0..3000).map(|at| (format!("value number {at}"), json!("IT"))).collect();
    let (workbench, id) = opened("Name,Email,Land\nAda,ada@example.org,value number 7\n", SIMPLE);
    let rule = json!({"from": "Land", "lookup": entries});
    let view = change(&workbench, &id, json!([{"rule": {"field": "state", "rule": rule}}])).json();
    assert_eq!(one(&view["fields"], "field", "state")["rule"]["lookup"].as_object().unwrap().len(), 3000);
    let body = json!({"file": id, "field": "state", "rule": rule}).to_string();
    let preview = workbench.send(workbench.request(Method::POST, "api/preview").body(body)).json();
    assert_eq!(preview["rows"][0]["after"], "IT");
}

#[test]
fn values_are_counted_again_if_other_cells_are_empty() {
    let text =
        SIMPLE.replace("[match]", "[source]\nnull = [\"-\"]\n\n[match]") + "state = { from = \"Land\" }\n";
    let (workbench, id) =
        opened("Name,Email,Land\nAda,ada@example.org,Italia\nBo,b@example.org,k.A.\n", &text);
    let values = || {
        let path = format!("api/values?file={id}&field=state");
        eventually("all is counted", || workbench.get(&path).json()["done"] == true);
        workbench.get(&path).json()
    };
    assert_eq!((&values()["empty"], values()["values"].as_array().unwrap().len()), (&json!(0), 2));
    change(&workbench, &id, json!([{"source": {"options": {"null": ["k.A."]}}}])).json();
    assert_eq!((&values()["empty"], values()["values"].as_array().unwrap().len()), (&json!(1), 1));
}

/// Two windows ask by turns.
#[test]
fn the_values_of_two_fields_are_counted_beside_each_other() {
    let (workbench, id) = opened("Name,Email\nAda,ada@example.org\n", SIMPLE);
    let values = |field: &str| workbench.get(&format!("api/values?file={id}&field={field}")).json();
    eventually("both are counted", || {
        let [name, email] = ["name", "email"].map(values);
        name["done"] == true && email["done"] == true
    });
}
