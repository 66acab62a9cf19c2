//! Before and after beside a rule, the text of the mapping, and the values that become others.

use reqwest::Method;
use serde_json::{Value, json};

use super::columns::{MAPPING, change, mapping, one, with_mapping, workbench};
use super::{Answer, RunningWorkbench, eventually, ferry};

fn preview(workbench: &RunningWorkbench, id: &str, field: &str, rule: Value) -> Answer {
    let body = json!({"file": id, "field": field, "rule": rule}).to_string();
    workbench.send(workbench.request(Method::POST, "api/preview").body(body))
}

#[test]
fn a_rule_is_seen_before_it_is_saved() {
    let (workbench, id) = workbench(Some(MAPPING));
    let found = preview(&workbench, &id, "state", json!({"from": "Paese"})).json();
    assert_eq!(mapping(&workbench), MAPPING);
    let rows = found["rows"].as_array().unwrap();
    assert!(rows.len() <= 20 && rows.len() >= 3, "{found}");
    // What is wrong stands first, with the message of the command line.
    assert_eq!(rows[0]["before"], json!([{"column": "Paese", "text": "Itaglia"}]));
    let issue = &rows[0]["issues"][0];
    assert_eq!((&issue["code"], &issue["error"]), (&json!("E202"), &json!(true)));
    assert!(issue["hint"].as_str().unwrap().contains("Italy"), "{issue}");
    let right = rows.iter().find(|row| row["before"][0]["text"] == "Germania").unwrap();
    assert_eq!((&right["what"], &right["after"], &right["row"]), (&json!("value"), &json!("DE"), &json!(3)));
    assert_eq!((&found["conversion"], &found["sample"]), (&json!("country"), &json!(40)));
    // With a table of values nothing is wrong any more.
    let rule = json!({"from": "Paese", "lookup": {"Itaglia": "IT"}, "lookup_else": "keep"});
    assert_eq!(preview(&workbench, &id, "state", rule).json()["errors"], 0);
    // A template, a constant, several columns.
    let after = |field: &str, rule| preview(&workbench, &id, field, rule).json()["rows"][0]["after"].clone();
    assert_eq!(after("memo", json!({"template": "{{ row['Nome'] | upper }}"})), "ADA");
    assert_eq!(after("city", json!({"value": "Roma"})), "Roma");
    assert_eq!(after("name", json!({"from": ["Cognome", "Nome"], "join": ", "})), "Rossi, Ada");
    // The stored rule.
    assert_eq!(preview(&workbench, &id, "email", Value::Null).json()["rows"][0]["after"], "u0@example.org");
}

#[test]
fn a_faulty_rule_is_refused_with_its_message() {
    let (workbench, id) = workbench(Some(MAPPING));
    let refused =
        preview(&workbench, &id, "birthDate", json!({"from": "Nato", "formats": ["%d/%m"]})).refused(422);
    assert!(refused["mistake"]["line"].is_number(), "{refused}");
    let refused = preview(&workbench, &id, "city", json!({"from": "Citta"})).json();
    // A column that the file lacks gives nothing; the mistake is told with the columns.
    assert!(refused["rows"].as_array().unwrap().iter().all(|row| row["what"] == "nothing"), "{refused}");
    let refused = preview(&workbench, &id, "city", Value::Null).refused(422);
    assert_eq!(refused["message"], "the mapping has no rule for `city`");
}

/// What is seen is what an import would send.
#[test]
fn the_preview_is_what_validate_writes() {
    let rules = "state = { from = \"Paese\", lookup = { Itaglia = \"IT\" }, lookup_else = \"keep\" }\nbirthDate = { from = \
                 \"Nato\", formats = [\"auto\"] }\nmobileNumber = { from = \"Cellulare\", as = \"phone\", on_invalid = \"keep\" }\n\n\
                 [[tests]]";
    let (workbench, id) = workbench(Some(&MAPPING.replacen("\n[[tests]]", rules, 1)));
    let line = "validate clienti.csv -m deskferry-project/mapping.toml --output mapped.jsonl";
    workbench.ferry.then().line(line).run().status(0);
    let mapped = std::fs::read_to_string(workbench.path().join("mapped.jsonl")).unwrap();
    let mapped: Vec<Value> = mapped.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for field in ["name", "email", "state", "birthDate", "mobileNumber"] {
        let found = preview(&workbench, &id, field, Value::Null).json();
        let rows = found["rows"].as_array().unwrap();
        assert!(rows.len() >= 3, "{field}: {found}");
        for row in rows {
            let at = usize::try_from(row["row"].as_u64().unwrap()).unwrap() - 2;
            let sent = &mapped[at][field];
            let sent = if field == "birthDate" { json!(day(sent.as_i64().unwrap())) } else { sent.clone() };
            assert_eq!(row["after"], sent, "{field}: {row}");
        }
    }
}

fn day(millis: i64) -> String {
    let days = jiff::Span::new().days(millis / 86_400_000);
    jiff::civil::date(1970, 1, 1).checked_add(days).unwrap().to_string()
}

fn values(workbench: &RunningWorkbench, id: &str, field: &str) -> Value {
    let path = format!("api/values?file={id}&field={field}");
    eventually("all is counted", || workbench.get(&path).json()["done"] == true);
    workbench.get(&path).json()
}

#[test]
fn values_are_counted_and_become_those_of_the_list() {
    let text = MAPPING.replacen(
        "\n[[tests]]",
        "state = { from = \"Paese\" }\n\n[custom_fields]\ntipo = { from = \"Tipo\" }\n\n[[tests]]",
        1,
    );
    let (workbench, id) = workbench(Some(&text));
    let found = values(&workbench, &id, "state");
    let counts: Vec<_> = found["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|value| (value["text"].as_str().unwrap(), value["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [("Italia", 14), ("Germania", 13), ("Itaglia", 13)]);
    assert_eq!((&found["rows"], &found["empty"], &found["more"]), (&json!(40), &json!(0), &json!(false)));
    assert_eq!(found["list"].as_array().unwrap().len(), 249);
    let wrong = one(&found["values"], "text", "Itaglia");
    assert_eq!((&wrong["after"], &wrong["issue"]["code"]), (&Value::Null, &json!("E202")));
    change(&workbench, &id, json!([{"lookup": {"field": "state", "entries": {"Itaglia": "IT"}}}])).json();
    let found = values(&workbench, &id, "state");
    let right = one(&found["values"], "text", "Itaglia");
    assert_eq!(
        (&right["after"], &right["entry"], &right["issue"]),
        (&json!("IT"), &json!("IT"), &Value::Null)
    );
    assert_eq!(one(&found["values"], "text", "Germania")["after"], "DE");
    change(
        &workbench,
        &id,
        json!([{"lookup": {"field": "customFields.tipo", "entries": {"Cliente": "customer"}}}]),
    )
    .json();
    assert!(mapping(&workbench).contains(
        "tipo = { from = \"Tipo\", lookup = { Cliente = \"customer\" }, lookup_else = \"keep\" }\n"
    ));
    assert_eq!(
        one(&values(&workbench, &id, "customFields.tipo")["values"], "text", "Cliente")["after"],
        "customer"
    );
    // A value that the field can't hold is a mistake, and nothing changes.
    let before = mapping(&workbench);
    let refused =
        change(&workbench, &id, json!([{"lookup": {"field": "state", "entries": {"Italia": "Atlantis"}}}]))
            .refused(422);
    assert!(refused["mistake"]["text"].as_str().unwrap().contains("Atlantis"), "{refused}");
    assert_eq!(mapping(&workbench), before);
}

#[test]
fn a_column_with_too_many_values_is_no_list() {
    let rows: String = (0..1500).map(|at| format!("N{at},u{at}@example.org\n")).collect();
    let ferry = with_mapping(ferry().file("many.csv", format!("Nome,E-mail\n{rows}")), MAPPING);
    let workbench = RunningWorkbench::open(ferry, "many.csv");
    let id = workbench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    let found = values(&workbench, &id, "name");
    assert_eq!((found["values"].as_array().unwrap().len(), &found["more"]), (500, &json!(true)));
}

fn text_of(workbench: &RunningWorkbench) -> Value {
    workbench.get("api/mapping/text").json()
}

fn put(workbench: &RunningWorkbench, text: &str, was: &Value) -> Answer {
    let body = json!({"text": text, "was": was}).to_string();
    workbench.send(workbench.request(Method::PUT, "api/mapping/text").body(body))
}

#[test]
fn the_text_is_edited_with_the_mistakes_of_the_check() {
    let (workbench, _) = workbench(Some(MAPPING));
    let read = text_of(&workbench);
    assert_eq!(
        (&read["text"], &read["mistake"], &read["path"]),
        (&json!(MAPPING), &Value::Null, &json!("deskferry-project/mapping.toml"))
    );
    let faulty = MAPPING.replace("required = true", "requird = true");
    let refused = put(&workbench, &faulty, &read["hash"]).refused(422);
    assert_eq!(mapping(&workbench), MAPPING);
    let checking = json!({"text": faulty}).to_string();
    let found = workbench.send(workbench.request(Method::POST, "api/mapping/check").body(checking)).json();
    assert_eq!(found["mistake"], refused["mistake"]);
    let mistake = &found["mistake"];
    assert_eq!((&mistake["line"], &mistake["column"]), (&json!(10), &json!(25)));
    assert!(mistake["help"][0].as_str().unwrap().contains("required"), "{mistake}");
    // The command finds the same at the same place.
    std::fs::write(workbench.path().join("deskferry-project/mapping.toml"), &faulty).unwrap();
    let ran = workbench.ferry.then().line("mapping check deskferry-project/mapping.toml").run().status(2);
    assert!(ran.stderr.contains(mistake["text"].as_str().unwrap()), "{}", ran.stderr);
    assert_eq!(text_of(&workbench)["mistake"], *mistake);
    // Somebody has changed it since: nothing is lost.
    let right = MAPPING.replace("Clienti", "Nuovi");
    assert_eq!(put(&workbench, &right, &read["hash"]).status, 409);
    assert_eq!(mapping(&workbench), faulty);
    let answer = put(&workbench, &right, &text_of(&workbench)["hash"]).json();
    assert_eq!((mapping(&workbench), &answer["mistake"]), (right, &Value::Null));
    assert_eq!(workbench.project()["undo"]["what"], "text");
}

#[test]
fn rows_from_further_down_are_shown_too() {
    let mut text = "Nome,E-mail\n".to_owned();
    for at in 0..200_000 {
        text += &format!("Name number {at},{}@example.org\n", if at > 150_000 { "late " } else { "early" });
    }
    let ferry = with_mapping(ferry().file("big.csv", text), MAPPING);
    let workbench = RunningWorkbench::open(ferry, "big.csv");
    let id = workbench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    let found = preview(&workbench, &id, "email", Value::Null).json();
    let late = found["rows"].as_array().unwrap().iter().find(|row| row["issues"][0]["code"] == "E201");
    assert_eq!(late.unwrap_or_else(|| panic!("{found}"))["row"], Value::Null);
}
