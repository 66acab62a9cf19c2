//! What is left out: columns that no rule uses, rules without columns, fields that nothing fills.

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const CSV: &str = "\
Name,Email,Segment,Notes,Old id
Ada,ada@example.org,Gold,,
Bo,bo@example.org,Silver,calls,
";

/// A mapping of name and e-mail address, with more lines under `[source]`.
fn with_source(lines: &str) -> String {
    SIMPLE.replace("[match]", &format!("[source]\n{lines}\n[match]"))
}

fn validated(csv: &str, mapping: &str) -> Ran {
    Ferry::new().file("a.csv", csv).file("m.toml", mapping).line("validate a.csv -m m.toml").run()
}

fn left_out(ran: &Ran) -> Value {
    ran.report_json()["left_out"].clone()
}

/// The names of the columns that the report says no rule uses.
fn unused(ran: &Ran) -> Vec<String> {
    let columns = left_out(ran)["columns"].as_array().unwrap().clone();
    columns.iter().map(|column| column["name"].as_str().unwrap().to_owned()).collect()
}

fn page(ran: &Ran) -> String {
    std::fs::read_to_string(ran.folder().join("report.html")).unwrap()
}

const SAID: &str = "No rule uses these columns, so their values are left out (rows with a value):\n  \
                    Segment (2), Notes (1)\nNo rule uses this empty column: Old id\n";

#[test]
fn columns_that_no_rule_uses_are_named_on_the_terminal_and_in_the_reports() {
    let ran = validated(CSV, SIMPLE).status(0).says(SAID);
    assert_eq!(
        left_out(&ran)["columns"],
        json!([
            {"name": "Segment", "on_purpose": false, "rows": 2, "filled": 2, "examples": ["Gold", "Silver"]},
            {"name": "Notes", "on_purpose": false, "rows": 2, "filled": 1, "examples": ["calls"]},
            {"name": "Old id", "on_purpose": false, "rows": 2, "filled": 0, "examples": []},
        ])
    );
    let page = page(&ran);
    for text in ["What is left out", "these 2 columns", ">Segment<", "<dd>Old id</dd>"] {
        assert!(page.contains(text), "{text}");
    }
    let text = ran.then().line("report latest --format text").run().status(0);
    assert!(text.stdout.contains(SAID), "{text}");
    let quiet = ran.then().line("validate a.csv -m m.toml -q").run().status(0);
    assert!(!quiet.stderr.contains("No rule"), "{quiet}");
}

#[test]
fn an_import_says_it_with_its_plan() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("a.csv", CSV).file("m.toml", SIMPLE);
    let dry = ferry.line("import a.csv -m m.toml --dry-run --plan-out p.jsonl").fast().sandbox(&desk).run();
    let dry = dry.status(0).says(SAID);
    let applied = dry.then().line("apply p.jsonl").fast().sandbox(&desk).run().status(0);
    assert_eq!(left_out(&applied), left_out(&dry), "the plan takes it along");
    let again = dry.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0).says(SAID);
    assert_eq!(unused(&again), ["Segment", "Notes", "Old id"]);
}

#[test]
fn a_resume_that_plans_says_it_and_keeps_strict_columns() {
    let desk = Desk::new();
    let killed = |csv: &str, flags: &str| {
        let ferry = Ferry::new().file("a.csv", csv).file("m.toml", SIMPLE).sandbox(&desk);
        let ferry = ferry.line("import a.csv -m m.toml").line(flags).fast();
        let ferry = ferry.env("DESKFERRY_FAIL_POINT", "plan-read");
        assert_eq!(ferry.command().output().unwrap().status.code(), None);
        ferry.then()
    };
    let resumed = killed(CSV, "").line("resume latest").fast().sandbox(&desk).run().status(0).says(SAID);
    assert_eq!(unused(&resumed), ["Segment", "Notes", "Old id"]);
    let ferry = killed("Name,Email\nCy,cy@example.org\n", "--strict-columns").file("a.csv", CSV);
    let ran = ferry.line("resume latest").fast().sandbox(&desk).run().status(2);
    assert!(ran.stderr.contains("\"Segment\", \"Notes\""), "{ran}");
}

#[test]
fn columns_left_out_on_purpose_are_not_forgotten() {
    let mapping = with_source("leave_out = [\"seg*\", \" NOTES \", \"Old id\"]");
    let ran = validated(CSV, &mapping).status(0);
    assert!(!ran.stderr.contains("No rule"), "{ran}");
    assert!(left_out(&ran)["columns"].as_array().unwrap().iter().all(|column| column["on_purpose"] == true));
    assert!(
        page(&ran).contains("Columns that the mapping leaves out on purpose</dt><dd>Segment, Notes, Old id<")
    );
    let used = mapping + "memo = { from = \"Notes\" }\n";
    assert_eq!(
        unused(&validated(CSV, &used).status(0)),
        ["Segment", "Old id"],
        "a rule uses it all the same"
    );
    let rest = with_source("leave_out = [\"Notes\"]") + "[custom_fields]\n\"*\" = { from = \"*\" }\n";
    let ran = validated(CSV, &rest).status(0);
    assert_eq!(unused(&ran), ["Notes"], "a rule for all other columns does not take it");
    let blank = validated(CSV, &with_source("leave_out = [\"\"]")).status(2);
    assert!(blank.stderr.contains("leave_out needs the names of columns"), "{blank}");
}

#[rstest]
#[case::validate("validate")]
#[case::import("import")]
fn strict_columns_refuse_values_that_no_rule_uses_before_anything_is_planned(#[case] command: &str) {
    let desk = Desk::new();
    let ferry =
        Ferry::new().file("a.csv", CSV).file("m.toml", SIMPLE).file("b.csv", "Email\nx@example.org\n");
    let ferry = ferry.file("ok.csv", "Name,Email,Old id\nAda,ada@example.org,\n");
    let strict = |ferry: Ferry, sources: &str| -> Ran {
        let ferry = ferry.line(command).line(sources).line("-m m.toml --strict-columns");
        if command == "import" { ferry.fast().sandbox(&desk).run() } else { ferry.run() }
    };
    let ran = strict(ferry, "a.csv").status(2);
    for text in
        ["\"a.csv\": \"Segment\", \"Notes\"", "Nothing was planned", "leave_out = [\"Segment\", \"Notes\"]"]
    {
        assert!(ran.stderr.contains(text), "{text}: {ran}");
    }
    assert!(ran.folders().is_empty() && desk.customers().is_empty());
    strict(ran.then(), "ok.csv").status(0);
    let piped = strict(ran.then().stdin(CSV), "-").status(2);
    assert!(piped.stderr.contains("standard input: \"Segment\", \"Notes\""), "{piped}");
    let stated = ran.then().file("m.toml", with_source("leave_out = [\"Segment\"]"));
    let ran = strict(stated, "ok.csv a.csv").status(2);
    assert!(ran.stderr.contains("leave_out = [\"Segment\", \"Notes\"]"), "{ran}");
    strict(ran.then().file("m.toml", with_source("leave_out = [\"Segment\", \"Notes\"]")), "a.csv").status(0);
    let piped = ran.then().stdin("Name,Email\nAda,ada@example.org\n");
    strict(piped, "-").status(0);
}

#[test]
fn a_column_that_any_rule_reads_is_used() {
    let csv = "Name,Email,Kind,Title,Land,State,Status,Rest\nAda,ada@example.org,p,Dr,,Ohio,on,x\n";
    let mapping = format!(
        "{SIMPLE}memo = {{ template = \"{{% if row['Kind'] == 'q' %}}{{{{ row.Title }}}}{{% endif %}}\" }}\n\
         state = {{ from = \"Land\", fallback = {{ from = \"State\", country = \"US\" }} }}\n\
         [[when]]\nskip = \"row['Kind'] == 'x' and row['Status'] == 'off'\"\n"
    );
    assert_eq!(unused(&validated(csv, &mapping).status(0)), ["Rest"]);
}

#[test]
fn rules_without_a_column_and_fields_that_nothing_fills_are_listed() {
    let mapping = format!(
        "{SIMPLE}city = {{ from = \"Town\", optional = true }}\n\
         company = {{ first = [\"Firm\", \"Segment\"] }}\n\
         province = {{ from = \"Region\", optional = true, default = \"RM\" }}\n\
         [custom_fields]\nlevel = {{ from = \"Level\", optional = true }}\n\
         [[when]]\nskip = \"row['Gone'] == 'x'\"\noptional = true\nnote = \"gone\"\n"
    );
    let fields = json!([{"name": "level", "type": "TEXT"}, {"name": "vat", "type": "TEXT"}]).to_string();
    let ferry = Ferry::new().file("a.csv", CSV).file("m.toml", &mapping).file("f.json", fields);
    let ran = ferry.line("validate a.csv -m m.toml --fields f.json").run().status(0);
    let found = left_out(&ran);
    assert_eq!(
        found["rules"],
        json!([
            {"rule": "city", "columns": ["Town"], "does_nothing": true},
            {"rule": "customFields.level", "columns": ["Level"], "does_nothing": true},
            {"rule": "[[when]] 1: gone", "columns": ["Gone"], "does_nothing": true},
            {"rule": "province", "columns": ["Region"], "does_nothing": false},
            {"rule": "company", "columns": ["Firm"], "does_nothing": false},
        ])
    );
    assert_eq!(found["custom_fields"], json!(["level", "vat"]));
    let said = "so they do nothing: city (Town),\n  customFields.level (Level), [[when]] 1: gone (Gone)\n\
                Nothing fills these fields of the help desk: customFields.vat, phoneNumber,\n";
    assert!(ran.stderr.contains(said) && ran.stderr.lines().all(|line| line.chars().count() <= 80), "{ran}");
    let front = page(&ran);
    let front = front.split("id=\"not-written\"").nth(1).and_then(|rest| rest.split("</section>").next());
    let front = front.unwrap();
    assert!(
        front.contains("Not filled, because the source has no column for it: ") && front.contains("city"),
        "{front}"
    );
    let fields = found["fields"].as_array().unwrap();
    assert!(fields.contains(&json!("memo")) && !fields.contains(&json!("company")), "{found}");
    assert_eq!(left_out(&validated(CSV, &mapping))["custom_fields"], Value::Null, "they are not known");
    let origins: Vec<String> = ran.report_json()["about"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|origin| format!("{}: {}", origin["field"].as_str().unwrap(), origin["from"].as_str().unwrap()))
        .collect();
    let expected = ["name: “Name”", "email: “Email”", "province: always “RM”", "company: “Segment”"]
        .map(ToOwned::to_owned);
    assert_eq!(origins, expected);
}

#[test]
fn several_sources_are_told_together() {
    let other = "Name,Mail,Segment,Only here\nCy,cy@example.org,Gold,x\n";
    let mapping = SIMPLE.replace("from = \"Email\"", "first = [\"Email\", \"Mail\"]");
    let ferry = Ferry::new().file("a.csv", CSV).file("b.csv", other).file("m.toml", mapping);
    let ran = ferry.line("validate a.csv b.csv -m m.toml").run().status(0);
    let columns = left_out(&ran)["columns"].clone();
    assert_eq!(columns[0]["name"], "Segment");
    assert_eq!(
        (&columns[0]["filled"], &columns[0]["rows"], &columns[0]["files"]),
        (&json!(3), &json!(3), &Value::Null)
    );
    let only = columns.as_array().unwrap().iter().find(|column| column["name"] == "Only here").unwrap();
    assert_eq!(only["files"], json!(["b.csv"]));
    let origins = ran.report_json()["about"]["fields"].clone();
    assert_eq!(
        (&origins[0]["from"], &origins[0]["files"]),
        (&json!("“Name”"), &Value::Null),
        "it is the same in both"
    );
    assert_eq!((&origins[1]["from"], &origins[1]["files"]), (&json!("“Email”"), &json!(["a.csv"])));
    assert_eq!((&origins[2]["from"], &origins[2]["files"]), (&json!("“Mail”"), &json!(["b.csv"])));
    assert!(page(&ran).contains("only in b.csv"));
}

#[rstest]
#[case::nameless("Name,Email,,x,\nAda,ada@example.org,note,y,\n", "x (1), column 3 (1)")]
#[case::doubled("Name,Email,Tel,Tel\nAda,ada@example.org,1,\n", "\"Tel (column 3)\" (1)")]
#[case::long("Name,Email,\"a, b\"\nAda,ada@example.org,1\n", "\"a, b\" (1)")]
fn odd_names_are_shown(#[case] csv: &str, #[case] said: &str) {
    let ran = validated(csv, SIMPLE).status(0);
    let said = said.split(", ").all(|name| ran.stderr.contains(name));
    assert!(said && ran.stderr.lines().all(|line| line.chars().count() <= 80), "{ran}");
}

#[test]
fn other_files_have_columns_that_no_rule_uses_too() {
    let json = "{\"name\":\"Ada\",\"email\":\"ada@example.org\",\"more\":{\"a\":1,\"b\":\"x\"}}\n";
    let mapping = SIMPLE.replace("\"Name\"", "\"name\"").replace("\"Email\"", "\"email\"");
    let ferry = Ferry::new().file("a.jsonl", json).file("m.toml", &mapping);
    assert_eq!(unused(&ferry.line("validate a.jsonl -m m.toml").run().status(0)), ["more.a", "more.b"]);
    let bare = SIMPLE.replace("\"Name\"", "\"A\"").replace("\"Email\"", "\"B\"");
    let ferry = Ferry::new().file("a.csv", "Ada,ada@example.org,x\n").file("m.toml", bare);
    assert_eq!(unused(&ferry.line("validate a.csv -m m.toml --no-header").run().status(0)), ["C"]);
    let limited = Ferry::new().file("a.csv", CSV).file("m.toml", SIMPLE);
    let ran = limited.line("validate a.csv -m m.toml --limit 1").run().status(0);
    assert!(ran.stderr.contains("Segment (1)\nNo rule uses these empty columns: Notes, Old id\n"), "{ran}");
}

#[test]
fn a_card_has_no_empty_columns() {
    let card =
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Byron\nEMAIL;TYPE=work:ada@example.org\nROLE:Countess\nEND:VCARD\n";
    let ran = Ferry::new().file("a.vcf", card).line("validate a.vcf -m vcard").run().status(0);
    let ran = ran.says("values are left out (rows with a value):\n  ROLE (1)\n");
    assert!(!ran.stderr.contains("empty column"), "{ran}");
}

#[test]
fn many_columns_are_shortened_on_the_page() {
    let names: Vec<String> = (0..320).map(|at| format!("c{at}")).collect();
    let values: Vec<&str> = names.iter().map(|_| "x").collect();
    let csv = format!("Name,Email,{}\nAda,ada@example.org,{}\n", names.join(","), values.join(","));
    let ran = validated(&csv, SIMPLE).status(0).says("and 310 more: see report.html");
    assert_eq!(unused(&ran).len(), 320);
    assert!(page(&ran).contains("the 300 best filled of 320 are listed"));
}

#[test]
fn the_columns_that_a_rejects_file_adds_are_not_counted() {
    let ran = validated("Name,Email,Segment\nAda,wrong,Gold\n", SIMPLE).status(1);
    let rejects = std::fs::read(ran.folder().join("rejects.csv")).unwrap();
    let ran = ran.then().file("r.csv", rejects).line("validate r.csv -m m.toml").run().status(1);
    assert_eq!(unused(&ran), ["Segment"]);
}

#[test]
fn values_of_passwords_and_card_numbers_are_not_shown() {
    let csv = "Name,Email,Password,Paid with,Level\nAda,ada@example.org,hunter2,4242 4242 4242 4242,A1\n";
    let ran = validated(csv, SIMPLE).status(0).says("Password (1), Paid with (1), Level (1)");
    let (report, page) = (ran.report_json().to_string(), page(&ran));
    for secret in ["hunter2", "\"4242"] {
        assert!(!report.contains(secret), "{secret}");
        assert!(!left_out(&ran).to_string().contains(secret), "{secret}");
    }
    assert!(!page.contains("hunter2") && page.contains("<code>A1</code>"));
    let masked = ran.then().line("report latest --redact -o r.html").run().status(0).text("r.html");
    assert!(!masked.contains("A1"), "examples are masked");
}

#[test]
fn a_profile_of_an_older_version_has_no_such_list() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("a.csv", CSV).file("m.toml", SIMPLE);
    let ran = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    let path = ran.folder().join("survey.json");
    let mut survey: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert!(survey["sources"][0].as_object_mut().unwrap().remove("rules").is_some());
    std::fs::write(&path, survey.to_string()).unwrap();
    std::fs::remove_file(ran.folder().join("report.json")).unwrap();
    let report = ran.then().line("report latest --format json").run().status(0).stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report.get("left_out"), None);
    assert_eq!(
        report["about"]["fields"].as_array().unwrap().len(),
        2,
        "the mapping says where fields come from"
    );
    ran.then().line("report latest").run().status(0);
}

#[test]
fn a_built_in_mapping_that_does_not_fit_says_which_one_does() {
    let zendesk = "name,email,external_id,details,notes,phone,role,restriction,organization,tags\n\
                   Ada,ada@example.org,1,,,,end-user,,,\n";
    let ferry = Ferry::new().file("a.csv", zendesk).file("b.csv", "Wer,Was\nAda,x\n");
    let ran = ferry.line("validate a.csv -m hubspot").run().status(2);
    assert!(
        ran.stderr.contains("the header fits the built-in mapping `zendesk`, not `hubspot`: use -m zendesk"),
        "{ran}"
    );
    assert!(ran.stderr.contains("deskferry mapping show hubspot > my.toml"), "{ran}");
    assert!(!ran.stderr.contains("optional = true"), "nobody has that file: {ran}");
    let ran = ran.then().line("validate b.csv -m hubspot").run().status(2);
    assert!(ran.stderr.contains("deskferry mapping suggest b.csv -o my.toml"), "{ran}");
    let copy = ran.then().line("mapping show hubspot").run().status(0).stdout;
    let ran = ran.then().file("my.toml", copy).line("validate b.csv -m my.toml").run().status(2);
    assert!(ran.stderr.contains("add `optional = true`"), "{ran}");
}

#[test]
fn strict_columns_with_a_built_in_mapping_say_how_to_copy_it() {
    let csv = "name,email,external_id,details,notes,phone,role,restriction,organization,tags\n\
               Ada,ada@example.org,1,,,,end-user,,,\n";
    let ran =
        Ferry::new().file("a.csv", csv).line("validate a.csv -m zendesk --strict-columns").run().status(2);
    assert!(ran.stderr.contains("deskferry mapping show zendesk > my.toml"), "{ran}");
    assert!(ran.stderr.contains("leave_out = [\"external_id\"]"), "{ran}");
}

#[test]
fn a_suggestion_leaves_sensitive_columns_out_on_purpose() {
    let csv = "Nome,E-mail,Password,Preferenze,Vuota\nAda Neri,ada@example.org,hunter2,blu,\nBo Bianchi,bo@example.org,letmein,rosso,\n";
    let ran = Ferry::new().file("a.csv", csv).line("mapping suggest a.csv -o my.toml").run().status(0);
    let text = ran.text("my.toml");
    assert!(
        text.contains("leave_out = [\"Password\"]\n"),
        "what is only not mapped yet is not in it: {text}"
    );
    let ran = ran.then().line("validate a.csv -m my.toml").run().status(0);
    assert!(ran.stderr.contains("Preferenze (2)\n") && ran.stderr.contains("empty column: Vuota\n"), "{ran}");
}

#[test]
fn a_star_in_the_name_of_a_suggested_column_is_no_pattern() {
    let csv = "Name,E-mail,Password*,Password hint\nAda Neri,ada@example.org,hunter2,blue\n";
    let ran = Ferry::new().file("a.csv", csv).line("mapping suggest a.csv -o my.toml").run().status(0);
    assert!(ran.text("my.toml").contains(r#""Password\\*""#), "{}", ran.text("my.toml"));
    ran.then().line("validate a.csv -m my.toml").run().status(0);
}

#[test]
fn tokens_in_a_column_that_no_rule_uses_are_never_shown() {
    let tokens = ["eyJhbGciOi.eyJzdWIiOi.SflKxwRJ", "sk_live_51HabcdefGHIJKLmno", "DE89370400440532013000"];
    for token in tokens {
        let ran = validated(&format!("Name,Email,Misc\nAda,ada@example.org,{token}\n"), SIMPLE).status(0);
        assert!(!ran.report_json().to_string().contains(token), "{token}");
        assert!(!page(&ran).contains(token), "{token}");
        assert_eq!(left_out(&ran)["columns"][0]["filled"], 1);
    }
}

#[test]
fn strict_columns_say_odd_names_so_that_they_can_be_copied() {
    let csv = format!("Name,Email,a\u{200b}b,\"c\nd\",{},SEG,Seg 2\nA,a@x.org,1,2,3,4,5\n", "x".repeat(300));
    let ferry = Ferry::new().file("a.csv", &csv).file("b.csv", "Name,Email,Seg\nB,b@x.org,1\n");
    let ran = ferry.file("m.toml", SIMPLE).line("validate a.csv b.csv -m m.toml --strict-columns").run();
    let ran = ran.status(2).says(&format!("\"{}…\"", "x".repeat(60)));
    let line = ran.stderr.lines().find(|line| line.trim().starts_with("leave_out")).unwrap().to_owned();
    assert_eq!(line.to_lowercase().matches("\"seg\"").count(), 1, "{line}");
    let stated = ran.then().file("m.toml", with_source(&line));
    stated.line("validate a.csv b.csv -m m.toml --strict-columns").run().status(0);
}

/// The plan takes along what it leaves out, so that whoever applies it reads it as well.
#[test]
fn apply_says_what_its_plan_leaves_out() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("a.csv", CSV).file("m.toml", SIMPLE).sandbox(&desk).fast();
    let planned =
        ferry.line("import a.csv -m m.toml --dry-run --plan-out p.jsonl").run().status(0).says(SAID);
    std::fs::remove_file(planned.path().join("a.csv")).unwrap();
    planned.then().sandbox(&desk).fast().line("apply p.jsonl").run().status(0).says(SAID);
}
