//! What is understood of a file, and what can be stated instead.

use serde_json::{Value, json};

use super::{RunningWorkbench, ferry, office_file};
use crate::command_line::Ferry;

/// The rows of a grid, as `3: a|b`.
fn grid(look: &Value) -> Vec<String> {
    let rows = look["grid"]["rows"].as_array().unwrap().iter();
    let cells = |row: &Value| {
        let cells = row["cells"].as_array().unwrap().iter();
        cells.map(|cell| cell.as_str().unwrap().to_owned()).collect::<Vec<_>>().join("|")
    };
    rows.map(|row| format!("{}: {}", row["number"], cells(row))).collect()
}

fn said(look: &Value) -> [String; 3] {
    let one = |name: &str| {
        let known = &look["found"][name];
        format!("{} {}", known["value"].as_str().unwrap_or("-"), known["how"].as_str().unwrap_or("-"))
    };
    ["format", "encoding", "delimiter"].map(one)
}

#[test]
fn an_office_file_is_understood() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let look = workbench.look(&workbench.dropped("clienti.csv", office_file()));
    assert_eq!(said(&look), ["csv found", "windows-1252 found", "; found"]);
    assert_eq!(look["columns"], json!(["Ragione sociale", "E-mail", "Telefono", "CAP", "Città"]));
    assert_eq!(look["found"]["header_row"], 3);
    assert_eq!(look["found"]["title"], "row 1 looks like a title");
    assert_eq!(look["letters"], json!(["Caffè Roma srl", "Perché No snc", "Città"]));
    let rows = grid(&look);
    assert_eq!(rows[0], "1: Elenco clienti aggiornato al 12/03/2026||||");
    assert_eq!(rows[1], "3: Ragione sociale|E-mail|Telefono|CAP|Città");
    assert_eq!(rows[4], "6: Perché No snc|ciao@perche.example|02 7654321|20121|Milano");
    assert_eq!((&look["problem"], &look["recognized"]), (&Value::Null, &Value::Null));
}

/// The mapping that is suggested for one file leaves the header of another one to be found.
#[test]
fn files_have_their_headers_in_different_rows() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("clienti.csv", office_file());
    workbench.map(&id, false).json();
    let plain = "Ragione sociale;E-mail;Telefono;CAP;Città\nUgo srl;ugo@x.example;02 1;20121;Milano\n";
    let other = workbench.dropped("clienti2.csv", plain);
    let look = workbench.look(&other);
    assert_eq!(
        (&look["found"]["header_row"], &look["found"]["header_how"]),
        (&json!(1), &json!("found")),
        "{look}"
    );
    assert_eq!(look["mapping_problem"], Value::Null);
    let stated = "version = 1\n[source]\nheader_row = 1\n[fields]\nname = { from = \"Ragione sociale\" }\n";
    std::fs::write(workbench.folder().join("mapping.toml"), stated).unwrap();
    assert_eq!(workbench.look(&other)["found"]["header_how"], "mapping");
}

#[test]
fn what_is_stated_is_seen_at_once_and_kept() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("clienti.csv", office_file());
    let look = workbench.stated(&id, json!({"encoding": "cp850"}));
    assert_eq!(look["found"]["encoding"], json!({"value": "cp850", "how": "stated"}), "{look}");
    assert_ne!(look["letters"][0], "Caffè Roma srl");
    let look = workbench.stated(&id, json!({"encoding": null, "delimiter": ","}));
    assert_eq!(look["found"]["delimiter"], json!({"value": ",", "how": "stated"}));
    assert!(grid(&look).iter().any(|row| row.starts_with("4: Caffè Roma srl;info@")), "{:?}", grid(&look));
    let look = workbench.stated(&id, json!({"delimiter": null, "header_row": 4}));
    assert_eq!(
        (&look["columns"][0], &look["found"]["header_how"]),
        (&json!("Caffè Roma srl"), &json!("stated"))
    );
    let look = workbench.stated(&id, json!({"no_header": true}));
    assert_eq!((&look["columns"][0], &look["found"]["header_row"]), (&json!("A"), &json!(0)), "{look}");
    let look = workbench
        .stated(&id, json!({"header_row": 3, "format": "csv", "short_rows": "fill", "quote": "none"}));
    assert_eq!(look["columns"][4], "Città");
    let kept = workbench.project()["files"][0]["reading"].clone();
    let (_, _, left) = workbench.stop();
    let again = RunningWorkbench::open(left, "deskferry-project");
    assert_eq!(again.project()["files"][0]["reading"], kept);
    assert_eq!((&kept["header_row"], &kept["no_header"]), (&json!(3), &json!(false)));
    assert_eq!(again.look(&id)["columns"][4], "Città");
}

#[test]
fn a_faulty_choice_has_the_message_of_the_command_line() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("clienti.csv", office_file());
    let cases = [
        ("delimiter", "--delimiter", "ab"),
        ("quote", "--quote", "''"),
        ("escape", "--escape", "xx"),
        ("short_rows", "--short-rows", "maybe"),
        ("encoding", "--encoding", "utf-88"),
        ("merged", "--merged", "no"),
        ("format", "--format", "xslx"),
    ];
    for (field, flag, value) in cases {
        let refused = workbench.change(&id, json!({field: value})).refused(422);
        let path = workbench.folder().join("files/clienti.csv");
        let command =
            Ferry::new().args(["mapping", "suggest"]).args([path]).args([flag, value]).run().status(2);
        let expected = format!("error: {}\n", refused["message"].as_str().unwrap());
        assert_eq!(command.stderr, expected);
        assert_eq!(refused["field"], field);
    }
    let refused = workbench.change(&id, json!({"header_row": 0})).refused(422);
    assert_eq!(refused, json!({"message": "--header-row starts at 1", "field": "header_row"}));
    let file = std::fs::read_to_string(workbench.folder().join("project.toml")).unwrap();
    assert!(
        file.ends_with("path = \"files/clienti.csv\"\nuploaded = true\n"),
        "nothing faulty is kept: {file}"
    );
}

#[test]
fn a_choice_that_does_not_fit_shows_why_and_can_be_changed() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("clienti.csv", office_file());
    let look = workbench.stated(&id, json!({"header_row": 99}));
    let problem = &look["problem"];
    assert!(
        problem["message"].as_str().unwrap().contains("row 99: the header row that you set"),
        "{problem}"
    );
    assert_eq!(problem["field"], "header_row");
    let look = workbench.stated(&id, json!({"header_row": null}));
    assert_eq!((&look["problem"], &look["found"]["header_row"]), (&Value::Null, &json!(3)));
}

#[test]
fn a_customer_in_the_first_row_is_a_question() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench
        .dropped("c.csv", "Ada Byron;ada@example.org;+39 06 123456\nBob;bob@example.org;06 7654321\n");
    let look = workbench.look(&id);
    let problem = &look["problem"];
    assert_eq!(problem["field"], "header_row");
    assert_eq!(problem["choices"][0]["value"], "none");
    assert_eq!(grid(&look)[0], "1: Ada Byron|ada@example.org|+39 06 123456", "{look}");
    let look = workbench.stated(&id, json!({"no_header": true}));
    assert_eq!((&look["problem"], &look["columns"]), (&Value::Null, &json!(["A", "B", "C"])));
}

#[test]
fn an_uncertain_encoding_is_a_question_with_cells() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let polish = b"Nazwa;Miasto\nWa\xb3\xeasa;\xa3\xf3d\x9f\n\xafaneta;Wroc\xb3aw\n".repeat(4);
    let id = workbench.dropped("c.csv", polish);
    let look = workbench.look(&id);
    let problem = &look["problem"];
    assert_eq!(problem["field"], "encoding", "{look}");
    let choices = problem["choices"].as_array().unwrap();
    let choice = choices.iter().find(|choice| choice["value"] == "windows-1250").unwrap();
    assert!(choice["cells"].as_array().unwrap().contains(&json!("Wałęsa")), "{choice}");
    assert!(!grid(&look).is_empty());
    let look = workbench.stated(&id, json!({"encoding": "windows-1250"}));
    assert!(look["problem"].is_null() && grid(&look)[1].contains("Łódź"), "{look}");
}

/// A workbook with two sheets of customers and a hidden one.
fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in [("Kunden", ["Name", "Ada"]), ("Alt", ["Nachname", "Bob"]), ("Intern", ["x", "y"])] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap().set_hidden(name == "Intern");
        for (row, cell) in (0..).zip(rows) {
            sheet.write_string(row, 0, cell).unwrap().write_string(row, 1, "e-mail").unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn the_sheet_of_a_workbook_is_chosen_from_its_list() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("c.xlsx", workbook());
    let look = workbench.look(&id);
    let sheets: Vec<String> = look["sheets"].as_array().unwrap().iter().map(ToString::to_string).collect();
    let expected = [("Kunden", true), ("Alt", true), ("Intern", false)];
    let expected = expected.map(|(name, visible)| json!({"name": name, "visible": visible}).to_string());
    assert_eq!(sheets, expected);
    assert_eq!(look["problem"]["field"], "sheet");
    assert_eq!(look["problem"]["choices"][0]["value"], "Kunden");
    let look = workbench.stated(&id, json!({"sheet": "Alt"}));
    assert_eq!(look["found"]["sheet"], json!({"value": "Alt", "how": "stated"}));
    assert_eq!((&look["columns"][0], grid(&look)[0].as_str()), (&json!("Nachname"), "1: Nachname|e-mail"));
    let look = workbench.stated(&id, json!({"sheet": "Neu", "merged": "fill"}));
    assert!(look["problem"]["message"].as_str().unwrap().contains("has no sheet \"Neu\""), "{look}");
}

#[test]
fn every_kind_of_source_is_shown() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let read = |name: &str| std::fs::read(format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let id = workbench.dropped("c.jsonl", read("deskferry-customers.jsonl"));
    let look = workbench.look(&id);
    assert_eq!(look["found"]["format"]["value"], "jsonl");
    assert!(!grid(&look).is_empty() && look["columns"][0].is_string(), "{look}");
    let look = workbench.stated(&id, json!({"records": "."}));
    assert!(look["problem"].is_null(), "{look}");
    let look = workbench.look(&workbench.dropped("c.vcf", read("vcard-contacts.vcf")));
    assert_eq!(look["recognized"]["mapping"], "vcard");
    let look = workbench.look(&workbench.dropped("c.xlsx", read("generic-contacts.xlsx")));
    assert_eq!(look["found"]["format"]["value"], "xlsx");
    assert!(!grid(&look).is_empty());
    let look = workbench.look(&workbench.dropped("h.csv", read("hubspot-contacts.csv")));
    assert_eq!(
        look["recognized"],
        json!({"mapping": "hubspot", "name": "HubSpot", "what": "a HubSpot export"})
    );
    for (name, content, message) in [("e.csv", "", "is empty"), ("p.pdf", "%PDF-1.7", "is a PDF document")] {
        let look = workbench.look(&workbench.dropped(name, content));
        assert!(look["problem"]["message"].as_str().unwrap().contains(message), "{look}");
        assert!(look["found"].is_null());
    }
}

/// The file is read as the command that is shown reads it, with what the mapping states.
#[test]
fn the_mapping_says_how_files_are_read_and_whether_it_fits() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let office = workbench.dropped("clienti.csv", office_file());
    workbench.map(&office, false).json();
    let mapping = workbench.folder().join("mapping.toml");
    let text = std::fs::read_to_string(&mapping).unwrap();
    assert!(!text.contains("header_row"), "{text}");
    let stated = "header_row = 3\ndelimiter = \";\"\n";
    let text = match text.contains("[source]\n") {
        true => text.replace("[source]\n", &format!("[source]\n{stated}")),
        false => text.replace("[fields]\n", &format!("[source]\n{stated}\n[fields]\n")),
    };
    std::fs::write(&mapping, text).unwrap();
    assert_eq!(workbench.look(&office)["mapping_problem"], Value::Null);
    let plain = workbench
        .dropped("plain.csv", "Nome,Posta\nAda,ada@example.org\nBo,bo@example.org\nCy,cy@example.org\n");
    let look = workbench.look(&plain);
    assert_eq!(
        (&look["found"]["header_row"], &look["found"]["delimiter"]["how"]),
        (&json!(3), &json!("mapping"))
    );
    let look = workbench.stated(&plain, json!({"header_row": 1, "delimiter": ","}));
    assert_eq!(look["found"]["delimiter"]["how"], "stated");
    let problem = look["mapping_problem"].as_str().unwrap();
    assert!(problem.contains("has no column"), "{problem}");
}
