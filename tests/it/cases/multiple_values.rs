//! Cells that contain several values, and sources from standard input.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::command_line::{Ferry, Ran};
use crate::import::side_by_side;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn customers(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn all_parts_are_those_of_the_first_address() {
    let csv = std::fs::read(root("tests/fixtures/cases/google-two-addresses.csv")).unwrap();
    let ran = Ferry::new().file("a.csv", csv).line("validate a.csv -m google -o -").run().status(0);
    let expected = json!({"name": "Ann Lee", "email": "ann@example.org", "phoneNumber": "+442079460101",
        "address": "12 Mill Lane", "city": "Leeds", "postalNumber": "LS1 1AA", "state": "GB"});
    assert_eq!(customers(&ran), [expected], "{ran}");
    let told = ran.report_json().to_string();
    assert!(
        told.contains("W107") && told.contains("3 rue Monge") && told.contains("+44 7400 123456"),
        "{told}"
    );
}

const HEADER: &str = "First Name,E-mail 1 - Value,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Country";

#[test]
fn the_address_as_one_text_where_its_parts_are_empty() {
    let csv = format!(
        "{HEADER}\nAnn,ann@example.org,\"12 Mill Lane\nLeeds ::: 3 rue Monge\",,,\nBo,bo@example.org,whole,,Leeds,\n"
    );
    let ran = Ferry::new().file("a.csv", csv).line("validate a.csv -m google -o -").run().status(0);
    let all = customers(&ran);
    assert_eq!(
        (&all[0]["address"], &all[1]["address"]),
        (&json!("12 Mill Lane\nLeeds"), &json!("whole")),
        "{ran}"
    );
}

/// A city that may belong to the second address is not combined with the first street.
#[test]
fn a_part_that_may_belong_to_another_address_is_left_out() {
    let csv = format!(
        "{HEADER}\nAnn,ann@example.org,,12 Mill Lane ::: 3 rue Monge,Paris,United Kingdom ::: France\n"
    );
    let ran = Ferry::new().file("a.csv", csv).line("validate a.csv -m google -o -").run().status(0);
    let ann = &customers(&ran)[0];
    assert_eq!(
        (&ann["address"], &ann["city"], &ann["state"]),
        (&json!("12 Mill Lane"), &Value::Null, &json!("GB"))
    );
    assert!(ran.report_json().to_string().contains("W110"), "{ran}");
}

#[test]
fn the_others_may_have_a_field_of_their_own() {
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\nphoneNumber = { from = \"Phones\", as = \"phone\", split = \"/\" }\n\
        [custom_fields]\nmore = { from = \"Phones\", as = \"phone\", split = \"/\", take = \"others\" }\n";
    let csv = "Name,Phones\nAda,+39 06 5555 1234 / +39 347 555 0100/ +44 20 7946 0101\nBo,+39 06 5555 1235\n";
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", mapping);
    let ran = ferry.line("validate a.csv -m m.toml -o -").run().status(0);
    let all = customers(&ran);
    assert_eq!(all[0]["customFields"]["more"], "+393475550100, +442079460101", "{ran}");
    assert_eq!((&all[0]["phoneNumber"], &all[1]["customFields"]), (&json!("+390655551234"), &Value::Null));
    assert_eq!(ran.report_json()["counts"]["warned"], 0, "{ran}");
    let wrong = mapping
        .replace("more = { from = \"Phones\", as = \"phone\"", "more = { from = \"Phones\"")
        .replace("\"/\"", "\" \"");
    Ferry::new()
        .file("m.toml", wrong)
        .line("mapping check m.toml")
        .run()
        .status(2)
        .says("split needs the text");
}

/// Every sample gives the same messages and results from a file and from standard input, compressed or not.
#[test]
fn every_sample_passes_through_standard_input() {
    let folder = root("samples");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() > 30);
    let numbered: Vec<(usize, &String)> = names.iter().enumerate().collect();
    side_by_side(&numbered, |(number, name)| {
        let mapping = name.split('-').next().unwrap();
        let content = std::fs::read(root("samples").join(name)).unwrap();
        let sent =
            if *number % 2 == 0 { content.clone() } else { zstd::encode_all(&content[..], 1).unwrap() };
        let file = Ferry::new()
            .file(name, &content)
            .args(["validate", name.as_str(), "-m", mapping, "-o", "-"])
            .run();
        let piped = Ferry::new().stdin(sent).args(["validate", "-", "-m", mapping, "-o", "-"]).run();
        assert_eq!((piped.status, &piped.stdout), (file.status, &file.stdout), "{name}: {piped}");
        let counts = |ran: &Ran| ran.report_json()["counts"].clone();
        assert_eq!(counts(&piped), counts(&file), "{name}");
    });
}

#[test]
fn standard_input_is_recognized_and_has_a_mapping_proposed() {
    let csv = std::fs::read(root("samples/hubspot-contacts.csv")).unwrap();
    let ran = Ferry::new().stdin(&csv).line("validate -").run().status(2);
    let ran = ran.says("\n  deskferry validate - -m hubspot\n");
    assert!(ran.stderr.ends_with("\n  deskferry mapping suggest - -o my.toml\n"), "{ran}");
    let ran = Ferry::new()
        .stdin(&csv)
        .line("mapping suggest - -o my.toml")
        .run()
        .status(0)
        .says("use the built-in mapping with -m hubspot");
    assert!(ran.stderr.contains("deskferry validate - -m my.toml"), "{ran}");
    let ran = ran.then().stdin(&csv).line("validate - -m my.toml").run();
    assert_eq!(ran.count("rows"), 41, "{ran}");
}

/// A name that first appears late in JSON is a column on standard input too.
#[test]
fn all_names_of_json_are_columns() {
    let mapping = "version = 1\n[fields]\nname = { from = \"n\" }\nmemo = { from = \"late\" }\n";
    let text = ["{\"n\":\"Ada\"}\n".repeat(1500), "{\"n\":\"Bo\",\"late\":\"x\"}\n".to_owned()].concat();
    let ran =
        Ferry::new().stdin(text).file("m.toml", mapping).line("validate - -m m.toml -o -").run().status(0);
    assert_eq!(customers(&ran).last(), Some(&json!({"name": "Bo", "memo": "x"})), "{ran}");
}

#[test]
fn a_missing_temporary_folder_is_reported() {
    let csv = format!("First Name,Email,Date of birth\n{}", "Ada,a@example.org,1990-04-03\n".repeat(200_000));
    let ran = Ferry::new()
        .stdin(csv)
        .env("TMPDIR", "/nowhere/at/all")
        .line("validate - -m hubspot")
        .run()
        .status(2);
    assert!(ran.stderr.contains("temporary file") && ran.stderr.contains("TMPDIR"), "{ran}");
}

fn mapped(fields: &str, csv: &str, status: i32) -> (Vec<Value>, Ran) {
    let mapping = format!("version = 1\n[fields]\nname = {{ from = \"Name\" }}\n{fields}");
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", mapping);
    let ran = ferry.line("validate a.csv -m m.toml -o -").run().status(status);
    (customers(&ran), ran)
}

/// A warning about several countries does not keep the first one from being used for the phone.
#[test]
fn a_warning_about_the_country_does_not_hide_it_from_the_phone() {
    let fields = "state = { from = \"Country\", split = \":::\" }\nphoneNumber = { from = \"Phone\", as = \"phone\" }\n";
    let (all, ran) = mapped(fields, "Name,Country,Phone\nBo,Italy ::: France,06 5555 1234\n", 0);
    assert_eq!((&all[0]["state"], &all[0]["phoneNumber"]), (&json!("IT"), &json!("+390655551234")), "{ran}");
    let csv = "First Name,Phone 1 - Value,Address 1 - Street,Address 1 - Country\n\
        Ann,06 5555 1234,Via 1 ::: Via 2,Italy ::: Italy\n";
    let ran = Ferry::new().file("a.csv", csv).line("validate a.csv -m google -o -").run().status(0);
    assert_eq!(customers(&ran)[0]["phoneNumber"], "+390655551234", "{ran}");
    // A country that was left out may differ from the stated region, so the phone is not converted.
    let fields = fields.replace("as = \"phone\"", "as = \"phone\", region = \"IT\", on_invalid = \"empty\"")
        + "address = { from = \"Street\", split = \":::\" }\n";
    let csv = "Name,Country,Phone,Street\nBo,France,06 5555 1234,a ::: b\n";
    let (all, ran) = mapped(&fields, csv, 0);
    assert_eq!((&all[0]["state"], &all[0]["phoneNumber"]), (&Value::Null, &Value::Null), "{ran}");
}

#[test]
fn each_part_is_taken_as_a_cell_by_itself() {
    let fields = "company = { from = \"Co\", split = \":::\" }\nbirthDate = { from = \"Born\", split = \":::\", formats = [\"%d/%m/%Y\"] }\n\
        [custom_fields]\nothers = { from = \"Co\", split = \":::\", take = \"others\", case = \"upper\" }\n\
        seg = { from = \"Seg\", split = \":::\", take = \"others\", lookup = { a = \"Gold\", b = \"Tin\" } }\n";
    let csv = "Name,Co,Born,Seg\nAda,N/A ::: bolt ::: n/a,00/00/0000 ::: 01/02/1990,a ::: b\nBo,None ::: x,,\nCy,#N/A ::: x,,a ::: zz\n";
    let (all, ran) = mapped(fields, csv, 1);
    assert_eq!(all[0], json!({"name": "Ada", "customFields": {"others": "BOLT", "seg": "Tin"}}), "{ran}");
    assert_eq!(all[1], json!({"name": "Bo", "company": "None", "customFields": {"others": "X"}}));
    let report = ran.report_json()["issues"].to_string();
    assert!(report.contains("W108") && ran.rejects().codes()[0].contains("E005"), "{report}");
    assert!(ran.rejects().codes()[0].contains("E102"), "{ran}");
}

#[test]
fn the_others_of_joined_columns_are_all_named() {
    let fields = "memo = { from = [\"A\", \"B\"], split = \":::\" }\n";
    let (all, ran) = mapped(fields, "Name,A,B\nAda,a ::: second,b ::: third and longer ::: N/A\n", 0);
    assert_eq!(all[0]["memo"], "a b", "{ran}");
    let report = ran.report_json()["issues"].to_string();
    assert!(
        report.contains("second") && report.contains("third and longer") && !report.contains("N/A\\\""),
        "{report}"
    );
    let others = "[custom_fields]\nmore = { from = [\"A\", \"B\"], split = \":::\", take = \"others\" }\n";
    let (all, ran) = mapped(others, "Name,A,B\nAda,a ::: c,b ::: d\n", 0);
    assert_eq!(all[0]["customFields"]["more"], "c, d", "{ran}");
}

/// A value that is left out does not make its cell empty.
#[test]
fn a_value_that_is_left_out_empties_nothing() {
    let fields = "address = { from = \"Street\", split = \":::\" }\ncity = { from = \"City\", split = \":::\", on_empty = \"clear\" }\n\
        [custom_fields]\nx = { from = \"X\", split = \":::\", take = \"others\", on_empty = \"clear\", on_invalid = \"empty\" }\n";
    let (all, ran) = mapped(fields, "Name,Street,City,X\nAda,a ::: b,Paris,1 ::: #REF!\n", 0);
    assert_eq!(all[0], json!({"name": "Ada", "address": "a"}), "{ran}");
}

#[test]
fn a_template_is_repaired_once() {
    let fields = "memo = { template = \"{{ row['T'] }}\" }\n[source]\nrepair = [\"entities\"]\n\
        [custom_fields]\nx = { from = \"T\" }\n";
    let (all, ran) = mapped(fields, "Name,T\nAda,&amp;amp;amp;amp;amp;lt; x\n", 0);
    assert_eq!(all[0]["memo"], all[0]["customFields"]["x"], "{ran}");
}

#[test]
fn a_broken_state_is_an_error_and_not_a_state() {
    let fields = "state = { from = \"Country\", fallback = { from = \"Status\", country = \"US\" } }\n";
    let (_, ran) = mapped(fields, "Name,Country,Status\nAda,,#NO-RESULT!\nBo,,#REF!\nCy,,GA\n", 1);
    assert_eq!(ran.rejects().codes(), ["E016", "E005"], "{ran}");
    ran.says("column \"Status\"");
}
