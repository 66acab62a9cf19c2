//! Words that mean empty, spreadsheet errors, and unusual dates and numbers.

use rstest::rstest;
use serde_json::{Value, json};

use super::{case, customers};
use crate::command_line::{Desk, Ferry, Ran};

/// Runs a file through a mapping with these fields.
fn check(content: impl AsRef<[u8]>, fields: &str) -> Ran {
    let mapping = format!("version = 1\n[fields]\nname = {{ from = \"Name\" }}\n{fields}");
    let ferry = Ferry::new().file("a.csv", content).file("m.toml", mapping);
    ferry.line("validate a.csv -m m.toml -o -").run()
}

/// The report's advice on the first sample of each kind of issue.
fn hints(ran: &Ran) -> String {
    let report = ran.report_json();
    let issues = report["issues"].as_array().unwrap().iter();
    issues.map(|issue| issue["samples"][0]["hint"].as_str().unwrap_or_default().to_owned() + "\n").collect()
}

fn warned(ran: &Ran) -> Vec<String> {
    let report = ran.report_json();
    let issues = report["issues"].as_array().unwrap().iter();
    let mut codes: Vec<String> = issues.map(|issue| issue["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes
}

#[test]
fn backslash_n_is_empty() {
    let fields = "email = { from = \"Email\" }\nphoneNumber = { from = \"Phone\" }\ncity = { from = \"City\" }\ncompany = { from = \"Company\" }\n";
    let ran = check(case("mysql-null.tsv"), fields).status(0);
    let expected = [
        json!({"name": "Ann Lee", "email": "ann@example.org", "city": "Leeds"}),
        json!({"name": "Bob Ray", "email": "bob@example.org", "phoneNumber": "+442079460101"}),
    ];
    assert_eq!(customers(&ran), expected);
}

#[rstest]
#[case("")]
#[case(", formats = [\"auto\"]")]
#[case(", formats = [\"%Y-%m-%d\", \"%Y%m%d\"]")]
fn dates_of_nothing_are_empty_and_eight_digits_are_a_date(#[case] options: &str) {
    let fields = format!("birthDate = {{ from = \"Birthday\"{options} }}\n");
    let ran = check(case("null-dates.csv"), &fields).status(0);
    let day = json!(639_100_800_000_i64);
    let born: Vec<Value> = customers(&ran).into_iter().map(|one| one["birthDate"].clone()).collect();
    assert_eq!(born, [Value::Null, Value::Null, Value::Null, day.clone(), day]);
}

#[test]
fn a_zero_date_clears_only_if_an_empty_cell_does() {
    let start = || {
        Desk::holding([
            json!({"name": "Ann", "email": "a@x.org", "birthDate": 639_100_800_000_i64}),
            json!({"name": "Bob", "email": "b@x.org", "birthDate": 639_100_800_000_i64}),
        ])
    };
    for (option, left) in [("", json!(639_100_800_000_i64)), (", on_empty = \"clear\"", Value::Null)] {
        let desk = start();
        let mapping = format!(
            "version = 1\n[match]\nkeys = [\"email\"]\n[fields]\nname = {{ from = \"Name\" }}\nemail = {{ from = \"Email\" }}\n\
             birthDate = {{ from = \"Born\"{option} }}\n"
        );
        let text = "Name,Email,Born\nAnn,a@x.org,0000-00-00\nBob,b@x.org,\n";
        let ferry = Ferry::new().file("a.csv", text).file("m.toml", mapping).sandbox(&desk);
        ferry.line("import a.csv -m m.toml").fast().run().status(0);
        for email in ["a@x.org", "b@x.org"] {
            assert_eq!(desk.customer("email", email)["birthDate"], left, "{option} {email}");
        }
    }
}

#[test]
fn eight_digits_in_a_column_of_other_numbers_are_not_dates() {
    let fields = "birthDate = { from = \"Born\", formats = [\"auto\"] }\n";
    let ran = check("Name,Born\nAnn,19900403\nBob,20200131\n", fields).status(0);
    assert!(ran.stderr.contains("birthDate: eight digits are year, month and day, as in row 2"), "{ran}");
    let ran = check("Name,Born\nAnn,19900403\nBob,12345678\n", fields).status(1);
    assert_eq!(ran.rejects().codes(), ["E206", "E206"]);
}

#[rstest]
#[case("#ERROR!")]
#[case("#GETTING_DATA")]
#[case("#SPILL!")]
#[case("#CALC!")]
#[case("#FIELD!")]
#[case("#BLOCKED!")]
#[case("#CONNECT!")]
#[case("#UNKNOWN!")]
#[case("#BUSY!")]
#[case("#PYTHON!")]
#[case("Err:502")]
#[case("Err:522")]
#[case("#ÜBERLAUF!")]
fn errors_of_spreadsheets_are_refused(#[case] text: &str) {
    let ran = check(format!("Name,City\nAda,{text}\nBob,Rome\n"), "city = { from = \"City\" }\n").status(1);
    assert_eq!((ran.rejects().codes(), customers(&ran).len()), (vec!["E005"], 1));
}

#[rstest]
#[case("None")]
#[case("nan")]
#[case("(null)")]
#[case("undefined")]
#[case("<NA>")]
#[case("Loading...")]
fn words_that_may_mean_empty_are_reported_and_kept(#[case] word: &str) {
    let text = format!("Name,City,Other\nAda,{word},{word}\n");
    let ran = check(&text, "city = { from = \"City\" }\n").status(0);
    assert_eq!((customers(&ran)[0]["city"].as_str(), warned(&ran)), (Some(word), vec!["W108".to_owned()]));
    let list = format!("null = [\"\", \"N/A\", \"n/a\", \"NULL\", \"null\", \"\\\\N\", {word:?}]");
    assert!(hints(&ran).contains(&list), "{}", hints(&ran));
    let mapping = format!(
        "version = 1\n[source]\n{list}\n[fields]\nname = {{ from = \"Name\" }}\ncity = {{ from = \"City\" }}\n"
    );
    let pasted = ran.then().file("m.toml", mapping).line("validate a.csv -m m.toml -o -").run().status(0);
    assert_eq!((customers(&pasted)[0].get("city"), warned(&pasted)), (None, vec![]));
}

#[test]
fn a_part_of_a_joined_value_is_reported_too() {
    let mapping = "version = 1\n[fields]\nname = { from = [\"First\", \"Last\"] }\n";
    let ferry = Ferry::new().file("a.csv", "First,Last\nNone,Byron\n").file("m.toml", mapping);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(0);
    assert_eq!(warned(&ran), ["W108"]);
}

#[test]
fn digits_stored_as_decimals_are_reported_and_repaired_on_request() {
    let text = "Name,Zip,Phone\nAda,1067.0,3331234567.0\n";
    let fields = "postalNumber = { from = \"Zip\" }\nphoneNumber = { from = \"Phone\" }\n";
    let ran = check(text, fields).status(0);
    assert!(hints(&ran).contains("repair = [\"float\"]"), "{}", hints(&ran));
    assert_eq!(customers(&ran)[0]["postalNumber"], "1067.0");
    assert_eq!(warned(&ran), ["W109"]);
    let fields = "postalNumber = { from = \"Zip\", repair = [\"float\"] }\n\
                  phoneNumber = { from = \"Phone\", as = \"phone\", region = \"IT\", repair = [\"float\"] }\n";
    let ran = check(text, fields).status(0);
    let expected = json!({"name": "Ada", "postalNumber": "1067", "phoneNumber": "+393331234567"});
    assert_eq!((customers(&ran), warned(&ran)), (vec![expected], vec![]));
    let refused =
        check(text, "phoneNumber = { from = \"Phone\", as = \"phone\", region = \"IT\" }\n").status(1);
    assert_eq!(refused.rejects().codes(), ["E212"], "nothing is mended by itself");
}

#[test]
fn suggest_proposes_the_repair_if_the_whole_column_needs_it() {
    let suggest = |text: &str| Ferry::new().file("a.csv", text).line("mapping suggest a.csv").run().stdout;
    let all = suggest("Name,Postcode,Customer number\nAda,1067.0,17.0\nBob,20099.0,18.0\n");
    let line = all.lines().find(|line| line.starts_with("postalNumber")).unwrap();
    assert!(line.contains("repair = [\"float\"]"), "{all}");
    let some = suggest("Name,Postcode\nAda,1067.0\nBob,20099\n");
    assert!(!some.contains("repair"), "{some}");
}

#[test]
fn repair_is_checked() {
    let refused =
        |rule: &str| check("Name,City\nAda,Rome\n", &format!("city = {{ {rule} }}\n")).status(2).stderr;
    let strange = refused("from = \"City\", repair = [\"floats\"]");
    assert!(
        strange.contains("did you mean") && strange.contains("double-utf8, entities, float"),
        "{strange}"
    );
    let constant = refused("value = \"Rome\", repair = [\"float\"]");
    assert!(constant.contains("repair needs a column"), "{constant}");
}

/// The advice comes with the line of the field that it is about.
#[rstest]
#[case(
    "birthDate = { from = \"A\", formats = [\"auto\"] }",
    "03/04/1990",
    "birthDate = { …, order = \"dmy\" }"
)]
#[case("birthDate = { from = \"A\", formats = [\"iso\"] }", "--04-12", "the date has no year")]
#[case(
    "phoneNumber = { from = \"A\", as = \"phone\" }",
    "348 3528686",
    "phoneNumber = { …, region = \"IT\" }"
)]
#[case("email = { from = \"A\" }", "a@x.org; b@x.org", "email = { …, take = \"first\" }")]
#[case(
    "birthDate = { from = \"A\" }",
    "nan",
    "null = [\"\", \"N/A\", \"n/a\", \"NULL\", \"null\", \"\\\\N\", \"nan\", \"None\"]"
)]
fn a_remedy_has_the_line_of_its_field(#[case] line: &str, #[case] value: &str, #[case] remedy: &str) {
    let mapping = format!("version = 1\n[fields]\nname = {{ from = \"Name\" }}\n{line}\n");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", format!("Name,A,B\nAda,{value},None\n"));
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    let said = format!("{ran}").split_whitespace().collect::<Vec<_>>().join(" ");
    let rejected = ran.rejects().cell(0, "_message").to_owned();
    assert!(said.contains(remedy) && rejected.contains(remedy), "{rejected}\n{ran}");
    assert!(!said.contains("FIELD") && !said.contains("was not changed"), "{said}");
}

#[test]
fn a_field_option_under_source_is_reported_as_one() {
    let mapping = "version = 1\n[source]\norder = \"dmy\"\n[fields]\nname = { from = \"Name\" }\n";
    let ran = Ferry::new().file("m.toml", mapping).line("mapping check m.toml").run().status(2);
    ran.says("`order` belongs to a field: birthDate = {");
}

/// `report.html` shows a value as the file has it, even at the beginning of a sentence.
#[test]
fn the_report_page_changes_no_value() {
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\nmemo = { from = \"A\" }\n";
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", "Name,A\nAda,nan\nBo,None\n");
    let ran = ferry.line("validate a.csv -m m.toml").run().status(0);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert!(!page.contains("first-letter"), "a style would change values");
    assert!(page.contains("If it means empty, set under"), "{page}");
    let said = format!("{ran}").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("\"nan\", \"None\"]"), "{said}");
    Ferry::new().line("mapping check hubspt").run().status(2).says("did you mean \"hubspot\"?");
}

/// A value accepted with a warning may have lost something, so the summary must not call the rows good.
#[rstest]
#[case::word("Ada,nan\nBo,x\n", "no errors, but 1 row has a warning: check it")]
#[case::row_in_cell("\"Ada\nBo,y\nCy\",x\nBo,&amp;\n", "no errors, but 2 rows have warnings: check them")]
#[case::good("Ada,x\n", "all rows")]
fn the_verdict_mentions_warnings(#[case] rows: &str, #[case] said: &str) {
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\nemail = { value = \"a@x.org\" }\n\
        memo = { from = \"A\" }\n";
    let ferry = || Ferry::new().file("m.toml", mapping).file("a.csv", format!("Name,A\n{rows}"));
    let ran = ferry().line("validate a.csv -m m.toml").run().status(0).says(&format!("Validation: {said}"));
    let line = "import a.csv -m m.toml --sandbox --mode insert --fields none";
    let planned = ferry().line(line).line("--dry-run").run().status(0);
    let planned = planned.says(&format!("Dry run, nothing was written; {said}"));
    let imported = ferry().line(line).fast().run().status(0);
    let good = said == "all rows";
    assert_eq!(imported.stderr.contains("a warning: see results.csv"), rows.contains("nan"), "{imported}");
    assert_eq!(planned.results().column("_note").iter().any(|note| note.contains(" W")), !good);
    let text = ran.then().line("report latest --format text").run().stdout;
    assert_eq!(text.starts_with("Good: the row can be imported"), good, "{text}");
    assert_eq!(text.contains(": check"), !good, "{text}");
}

/// When a later row replaces an earlier one, the earlier row's warnings go too.
#[test]
fn a_replaced_row_has_no_warnings() {
    let mapping = "version = 1\n[match]\nkeys = [\"email\"]\non_duplicate = \"last\"\n[fields]\n\
        name = { from = \"Name\" }\nemail = { from = \"Email\" }\n";
    let csv = "Name,Email\nnan,a@x.org\nAda,a@x.org\n";
    let ran = Ferry::new().file("m.toml", mapping).file("a.csv", csv).line("validate a.csv -m m.toml").run();
    ran.status(0).says("Validation: all rows are valid");
}
