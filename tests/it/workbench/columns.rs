//! Step 2 of the workbench: what a file's columns hold, where they go, and what clicks change in the mapping.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, RunningWorkbench, ferry};
use crate::command_line::Ferry;

/// A mapping with comments of a person, which must survive.
pub const MAPPING: &str = "# our own\nversion = 1 # of the language\nname = \"Clienti\"\n\n[match]\nkeys = [\"email\"]\n\n[fields]\n\
    # the person\nname = { from = \"Nome\", required = true } # always\nemail = { from = \"E-mail\" }\n\
    # not yet: state = { from = \"Paese\" }\n\n[[tests]]\nrow = { Nome = \"Ada\", \"E-mail\" = \"ada@example.org\" }\nexpect = { name = \"Ada\" }\n";

/// A file whose rows differ.
pub fn clienti() -> String {
    let mut text = "Nome,Cognome,E-mail,Paese,Tipo,Nato,Cellulare,Password,Vuoto\n".to_owned();
    for at in 0..40 {
        let kind = ["Cliente", "Prospect", "Cliente", "Fornitore"][at % 4];
        let (land, born) =
            (["Italia", "Germania", "Itaglia"][at % 3], format!("{}/12/198{}", 13 + at % 15, at % 10));
        let name = ["Ada", "Bo", "Cy", "Dee", "Eve"][at % 5];
        let last = ["Rossi", "Bianchi", "Verdi", "Neri", "Russo", "Ferrari", "Greco"][at % 7];
        text +=
            &format!("{name},{last},u{at}@example.org,{land},{kind},{born},333 12345{at:02},geheim{at},\n");
    }
    text
}

/// A project with this mapping.
pub fn with_mapping(ferry: Ferry, text: &str) -> Ferry {
    ferry.file("deskferry-project/project.toml", "version = 1\n").file("deskferry-project/mapping.toml", text)
}

/// A workbench with one file, and a mapping if there is one.
pub fn workbench(mapping: Option<&str>) -> (RunningWorkbench, String) {
    let ferry = ferry().file("clienti.csv", clienti());
    let ferry = match mapping {
        Some(text) => with_mapping(ferry, text),
        None => ferry,
    };
    let workbench = RunningWorkbench::open(ferry, "clienti.csv");
    let id = workbench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    (workbench, id)
}

pub fn columns(workbench: &RunningWorkbench, id: &str) -> Value {
    workbench.get(&format!("api/columns?file={id}")).json()
}

pub fn one<'v>(all: &'v Value, key: &str, wanted: &str) -> &'v Value {
    let found = all.as_array().unwrap().iter().find(|one| one[key] == wanted);
    found.unwrap_or_else(|| panic!("no {wanted} in {all}"))
}

pub fn change(workbench: &RunningWorkbench, id: &str, edits: Value) -> Answer {
    let body = json!({"file": id, "edits": edits}).to_string();
    workbench.send(workbench.request(Method::PATCH, "api/mapping").body(body))
}

pub fn mapping(workbench: &RunningWorkbench) -> String {
    std::fs::read_to_string(workbench.folder().join("mapping.toml")).unwrap()
}

/// What `deskferry mapping check` says of the mapping.
pub fn checked(workbench: &RunningWorkbench, status: i32) -> String {
    let ran =
        workbench.ferry.then().line("mapping check deskferry-project/mapping.toml").run().status(status);
    ran.stdout + &ran.stderr
}

#[test]
fn columns_and_fields_are_described() {
    let (workbench, id) = workbench(Some(MAPPING));
    let view = columns(&workbench, &id);
    let facts = |name: &str| {
        let column = one(&view["columns"], "name", name);
        let words = ["kind", "fields"].map(|key| column[key].clone());
        (words, column["filled"].as_u64().unwrap(), column["different"].as_u64().unwrap())
    };
    assert_eq!(facts("E-mail"), ([json!("email"), json!(["email"])], 40, 40));
    assert_eq!(facts("Tipo"), ([json!("choice"), json!([])], 40, 3));
    assert_eq!(facts("Nato").0[0], "date");
    assert_eq!(facts("Vuoto"), ([json!("empty"), json!([])], 0, 0));
    let land = one(&view["columns"], "name", "Paese");
    assert_eq!(land["proposal"]["field"], "state");
    assert_eq!(land["proposal"]["rule"], json!({"from": "Paese"}));
    assert_eq!(land["proposal"]["confidence"], "unsure");
    assert!(land["why"].as_str().unwrap().contains("countries"), "{land}");
    let email = one(&view["fields"], "field", "email");
    assert_eq!(
        (&email["name"], &email["kind"], &email["group"]),
        (&json!("E-mail address"), &json!("email"), &json!("contact"))
    );
    assert_eq!(email["rule"], json!({"from": "E-mail"}));
    assert_eq!(email["columns"], json!(["E-mail"]));
    assert_eq!(email["toml"], "email = { from = \"E-mail\" }");
    assert_eq!(one(&view["fields"], "field", "name")["required"], true);
    assert_eq!(view["mapping"]["matching"], json!({"keys": ["email"]}));
    assert_eq!((&view["mapping"]["mistake"], &view["mapping"]["failed_tests"]), (&Value::Null, &json!([])));
    assert_eq!(view["command"], "deskferry mapping check deskferry-project/mapping.toml");
    // A password is never shown.
    let secret = one(&view["columns"], "name", "Password");
    assert!(secret["sensitive"].is_string() && secret["proposal"].is_null(), "{secret}");
    assert!(!view.to_string().contains("geheim"), "{view}");
}

#[test]
fn without_a_mapping_there_are_only_proposals() {
    let (workbench, id) = workbench(None);
    let view = columns(&workbench, &id);
    assert_eq!(view["mapping"], Value::Null);
    let proposal = &one(&view["columns"], "name", "Nome")["proposal"];
    assert_eq!(proposal["field"], "name");
    assert_eq!(proposal["rule"], json!({"from": ["Nome", "Cognome"], "required": true}));
    // A first click begins the mapping.
    change(&workbench, &id, json!([{"rule": {"field": "name", "rule": proposal["rule"]}}])).json();
    assert_eq!(
        mapping(&workbench),
        "version = 1\n\n[fields]\nname = { from = [\"Nome\", \"Cognome\"], required = true }\n"
    );
    assert!(checked(&workbench, 0).contains("valid; 1 field"), "{}", checked(&workbench, 0));
}

#[test]
fn the_custom_fields_of_the_account_have_their_lists() {
    let fields = r#"[{"name": "tipo", "type": "COMBO", "required": true, "labels": {"it": "Tipo"}, "values": ["customer", "lead"]}]"#;
    let ferry = ferry().file("clienti.csv", clienti()).file("deskferry-project/fields.json", fields);
    let workbench = RunningWorkbench::open(with_mapping(ferry, MAPPING), "clienti.csv");
    let id = workbench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    let view = columns(&workbench, &id);
    let own = one(&view["fields"], "field", "customFields.tipo");
    assert_eq!(
        (&own["required"], &own["listed"], &own["group"]),
        (&json!(true), &json!(true), &json!("custom"))
    );
    assert_eq!(
        view["command"],
        "deskferry mapping check deskferry-project/mapping.toml --fields deskferry-project/fields.json"
    );
    let refused =
        change(&workbench, &id, json!([{"rule": {"field": "customFields.typo", "rule": {"from": "Tipo"}}}]))
            .refused(422);
    assert_eq!(refused["message"], "the account has no custom field \"typo\"");
    change(&workbench, &id, json!([{"rule": {"field": "customFields.tipo", "rule": {"from": "Tipo"}}}]))
        .json();
    let values = workbench.get(&format!("api/values?file={id}&field=customFields.tipo")).json();
    assert_eq!(
        values["list"],
        json!([{"value": "customer", "name": "customer"}, {"value": "lead", "name": "lead"}])
    );
    std::fs::write(workbench.folder().join("fields.json"), "{").unwrap();
    let refused = workbench.get(&format!("api/columns?file={id}")).refused(422);
    assert!(refused["message"].as_str().unwrap().contains("can't read the custom fields in"), "{refused}");
}

/// Every form that the page can give a rule, as it must stand in the file; the command line accepts each.
#[test]
fn each_click_writes_the_forms_of_the_mapping_language() {
    let (workbench, id) = workbench(Some(MAPPING));
    for (field, rule, line) in [
        (
            "name",
            json!({"from": ["Nome", "Cognome"], "required": true}),
            "name = { from = [\"Nome\", \"Cognome\"], required = true } # always",
        ),
        ("city", json!({"value": "Roma"}), "city = { value = \"Roma\" }"),
        ("topClient", json!({"value": true}), "topClient = { value = true }"),
        ("tags", json!({"value": ["a", "b"]}), "tags = { value = [\"a\", \"b\"] }"),
        (
            "memo",
            json!({"template": "{{ row['Tipo'] }}", "write": "append", "separator": "; "}),
            "memo = { template = \"{{ row['Tipo'] }}\", separator = \"; \", write = \"append\" }",
        ),
        (
            "phoneNumber",
            json!({"first": ["Cellulare", ["Nome", "Cognome"]], "join": "-"}),
            "phoneNumber = { first = [\"Cellulare\", [\"Nome\", \"Cognome\"]], join = \"-\" }",
        ),
        (
            "mobileNumber",
            json!({"from": "Cellulare", "as": "phone", "region": "IT", "on_invalid": "keep"}),
            "mobileNumber = { from = \"Cellulare\", as = \"phone\", region = \"IT\", on_invalid = \"keep\" }",
        ),
        (
            "birthDate",
            json!({"from": "Nato", "formats": ["%d/%m/%Y"], "on_empty": "clear"}),
            "birthDate = { from = \"Nato\", formats = [\"%d/%m/%Y\"], on_empty = \"clear\" }",
        ),
        (
            "state",
            json!({"from": "Paese", "lookup": {"Itaglia": "IT"}, "lookup_else": "keep", "default": "IT", "write": "if_empty"}),
            "state = { from = \"Paese\", lookup = { Itaglia = \"IT\" }, lookup_else = \"keep\", default = \"IT\", write = \"if_empty\" }",
        ),
        (
            "customFields.tipo cliente",
            json!({"from": "Tipo", "values": ["Cliente", "Prospect"], "on_invalid": "empty", "optional": true}),
            "\"tipo cliente\" = { from = \"Tipo\", optional = true, values = [\"Cliente\", \"Prospect\"], on_invalid = \"empty\" }",
        ),
        (
            "level",
            json!({"from": "Tipo", "case": "upper", "pattern": "^[A-Z]+$", "trim": false}),
            "level = { from = \"Tipo\", trim = false, case = \"upper\", pattern = \"^[A-Z]+$\" }",
        ),
    ] {
        let view = change(&workbench, &id, json!([{"rule": {"field": field, "rule": rule}}])).json();
        assert!(mapping(&workbench).contains(&format!("\n{line}\n")), "{line}\n{}", mapping(&workbench));
        assert_eq!(one(&view["fields"], "field", field)["rule"], rule, "{field}");
        assert!(checked(&workbench, 0).contains(": valid; "), "{field}");
    }
    change(&workbench, &id, json!([{"match": {"options": {"keys": [["customFields.tipo cliente"], ["email"]], "write": "if_empty", "on_duplicate": "merge"}}}])).json();
    change(
        &workbench,
        &id,
        json!([{"about": {"options": {"name": "Nuovi"}}}, {"leave_out": {"column": "Password"}}]),
    )
    .json();
    let text = mapping(&workbench);
    for part in [
        "# our own\nversion = 1 # of the language\nname = \"Nuovi\"\n",
        "[match]\nkeys = [[\"customFields.tipo cliente\"], [\"email\"]]\non_duplicate = \"merge\"\nwrite = \"if_empty\"\n",
        "leave_out = [\"Password\"]\n",
        "# not yet: state = { from = \"Paese\" }\n",
        "# the person\nname = ",
        "[[tests]]\nrow = { Nome = \"Ada\"",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(checked(&workbench, 0).contains(": valid; "));
    // The whole file passes with it as far as the values allow.
    workbench.ferry.then().line("validate clienti.csv -m deskferry-project/mapping.toml").run().status(0);
}

#[test]
fn a_faulty_click_says_what_the_check_says_and_changes_nothing() {
    let (workbench, id) = workbench(Some(MAPPING));
    let email = "email = { from = \"E-mail\" }\n";
    let with = |line: &str| MAPPING.replace(email, &format!("{email}{line}\n"));
    for (edit, text) in [
        (
            json!({"rule": {"field": "birthDate", "rule": {"from": "Nato", "formats": ["%d/%m"]}}}),
            with("birthDate = { from = \"Nato\", formats = [\"%d/%m\"] }"),
        ),
        (
            json!({"rule": {"field": "city", "rule": {"from": "Paese", "region": "IT"}}}),
            with("city = { from = \"Paese\", region = \"IT\" }"),
        ),
        (
            json!({"options": {"field": "name", "options": {"value": "x"}}}),
            MAPPING.replace("required = true", "required = true, value = \"x\""),
        ),
        (
            json!({"options": {"field": "email", "options": {"write": "never"}}}),
            MAPPING.replace(email, "email = { from = \"E-mail\", write = \"never\" }\n"),
        ),
        (json!({"clear": {"field": "email"}}), MAPPING.replace(email, "")),
        (json!({"rule": {"field": "city", "rule": {"form": "Paese"}}}), with("city = { form = \"Paese\" }")),
        (
            json!({"match": {"options": {"keys": ["city"]}}}),
            MAPPING.replace("keys = [\"email\"]", "keys = [\"city\"]"),
        ),
    ] {
        let refused = change(&workbench, &id, json!([edit])).refused(422);
        assert_eq!(mapping(&workbench), MAPPING, "{edit}");
        // The command says the same of the same text, at the same place.
        std::fs::write(workbench.folder().join("mapping.toml"), &text).unwrap();
        let said = checked(&workbench, 2);
        let mistake = &refused["mistake"];
        assert!(said.contains(mistake["text"].as_str().unwrap()), "{edit}: {said}\n{refused}");
        let place = format!("--> deskferry-project/mapping.toml:{}:{}\n", mistake["line"], mistake["column"]);
        assert!(
            said.contains(&place) && said.contains(refused["message"].as_str().unwrap()),
            "{edit}: {said}"
        );
        std::fs::write(workbench.folder().join("mapping.toml"), MAPPING).unwrap();
    }
    assert_eq!(workbench.project()["undo"], Value::Null);
    for wrong in [json!([{"rule": {"field": "email"}}]), json!([{"unknown": {}}]), json!({"a": 1})] {
        assert_eq!(change(&workbench, &id, wrong).status, 400);
    }
    assert_eq!(workbench.get("api/columns?file=unknown").status, 404);
    assert_eq!(workbench.get("api/columns").status, 400);
}

#[test]
fn clicks_are_undone_and_done_again() {
    let (workbench, id) = workbench(Some(MAPPING));
    change(&workbench, &id, json!([{"rule": {"field": "city", "rule": {"value": "Roma"}}}])).json();
    let first = mapping(&workbench);
    change(&workbench, &id, json!([{"options": {"field": "email", "options": {"write": "on_insert"}}}]))
        .json();
    assert_eq!(workbench.offered("undo"), json!({"what": "rule", "about": "E-mail address"}));
    let moved = |direction: &str| {
        let did = workbench.project()[direction].clone();
        let request = workbench.request(Method::POST, &format!("api/{direction}"));
        workbench.send(request.body(did.to_string())).json()
    };
    moved("undo");
    assert_eq!(mapping(&workbench), first);
    moved("undo");
    assert_eq!(mapping(&workbench), MAPPING);
    moved("redo");
    assert_eq!(mapping(&workbench), first);
    assert_eq!(one(&columns(&workbench, &id)["fields"], "field", "city")["rule"], json!({"value": "Roma"}));
}

#[test]
fn a_mapping_with_a_mistake_can_be_mended_by_a_click() {
    let faulty = MAPPING.replace("from = \"E-mail\"", "from = \"E-mail\", as = \"phone\"");
    let (workbench, id) = workbench(Some(&faulty));
    let view = columns(&workbench, &id);
    let mistake = &view["mapping"]["mistake"];
    assert_eq!(mistake["line"], 11, "{view}");
    assert!(checked(&workbench, 2).contains(mistake["text"].as_str().unwrap()), "{}", checked(&workbench, 2));
    assert_eq!(one(&view["fields"], "field", "email")["columns"], json!(["E-mail"]));
    let mended =
        change(&workbench, &id, json!([{"options": {"field": "email", "options": {"as": null}}}])).json();
    assert_eq!(mended["mapping"]["mistake"], Value::Null);
    assert_eq!(mapping(&workbench), MAPPING);
    // A column that this file does not have is told with its line, too.
    let view =
        change(&workbench, &id, json!([{"rule": {"field": "city", "rule": {"from": "Citta"}}}])).json();
    let mistake = &view["mapping"]["mistake"];
    assert_eq!((&mistake["line"], &mistake["column"]), (&json!(12), &json!(17)));
    let said =
        workbench.ferry.then().line("validate clienti.csv -m deskferry-project/mapping.toml").run().status(2);
    said.says(mistake["message"].as_str().unwrap());
    assert_eq!(view["mapping"]["failed_tests"], json!([]));
}

#[test]
fn a_rule_for_all_other_columns_fills_fields_that_are_not_written() {
    let rest = "[custom_fields]\n\"*\" = { from = \"Ti*\" }\n\n[[tests]]";
    let (workbench, id) = workbench(Some(&MAPPING.replacen("[[tests]]", rest, 1)));
    let view = columns(&workbench, &id);
    assert_eq!(one(&view["columns"], "name", "Tipo")["fields"], json!(["customFields.po"]));
    let own = one(&view["fields"], "field", "customFields.po");
    assert_eq!((&own["rule"], &own["columns"]), (&Value::Null, &json!(["Tipo"])));
    assert_eq!(own["example"], json!(["Cliente", "Cliente"]));
}
