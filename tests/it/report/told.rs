//! What page one and the terminal tell is what happens: nothing is hidden, offered twice, or counted twice.

use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const HEAD: &str = "version = 1\nname = \"CRM\"\n[match]\nkeys = [\"email\"]\n";
const FIELDS: &str = "[fields]\nname = { from = \"Name\" }\nemail = { from = \"Email\" }\n";

fn ferry(mapping: &str, csv: &str) -> Ferry {
    Ferry::new().file("m.toml", mapping).file("a.csv", csv).fast()
}

fn page(ran: &Ran) -> String {
    std::fs::read_to_string(ran.folder().join("report.html")).unwrap()
}

#[track_caller]
fn section(page: &str, id: &str) -> String {
    let start = format!("<section id=\"{id}\"");
    let rest = page.split_once(&start).unwrap_or_else(|| panic!("no section {id}")).1;
    rest.split_once("</section>").unwrap().0.to_owned()
}

#[track_caller]
fn asked(ran: &Ran, about: &str) -> Value {
    let questions = ran.report_json()["questions"].as_array().cloned().unwrap();
    questions.iter().find(|one| one["about"] == about).unwrap_or_else(|| panic!("{questions:?}")).clone()
}

/// Twelve fields: each of the first loses two values, the last loses one, and the others are only protected or filled.
#[test]
fn a_field_that_loses_values_is_not_hidden_behind_one_that_loses_none() {
    let lost = ["city", "address", "province", "memo", "company", "signature", "faxNumber"];
    let kept = ["website", "skypeAddress", "msnAddress", "gtalkAddress"];
    let rules = |fields: &[&str], more: &str| {
        fields.iter().map(|field| format!("{field} = {{ from = \"V\"{more} }}\n")).collect::<String>()
    };
    let web = ", as = \"text\", write = \"if_empty\"";
    let mapping = HEAD.to_owned() + FIELDS + &rules(&lost, "") + &rules(&kept, web);
    let customer = |id: &str| {
        let mut one = json!({"id": id, "name": "Old", "email": format!("{id}@x.org")});
        for field in lost.iter().chain(&kept) {
            one[*field] = Value::from("before");
        }
        one
    };
    let mut ada = customer("ada");
    ada["name"] = Value::from("Ada");
    let desk = Desk::holding([ada, customer("bo")]);
    let ran = ferry(&mapping, "Name,Email,V\nAda,ada@x.org,a\nBo,bo@x.org,b\n")
        .sandbox(&desk)
        .line("import a.csv -m m.toml --dry-run")
        .run()
        .status(0);
    let told = section(&page(&ran), "overwritten");
    let name = told.find("<th scope=\"row\">Name").unwrap_or_else(|| panic!("{told}"));
    let protected = told.find("<th scope=\"row\">Website").unwrap_or(usize::MAX);
    assert!(name < protected, "1 replaced comes before 2 protected: {told}");
    assert!(told.contains("and 2 more fields"), "{told}");
}

const FAULTY: &str = "Name,Email,Lang,Phone,IBAN\n\
    Ada,ada@x.org,de,ask Paolo,x\nBo,bo@x.org,ru,+39 02 5551234,y\nCy,cy@x.org,it,,\n";

fn faulty(language: &str) -> Ran {
    let rules = "language = { from = \"Lang\", on_invalid = \"empty\" }\n\
                 phoneNumber = { from = \"Phone\", as = \"phone\", on_invalid = \"keep\" }\n";
    let mapping = HEAD.replace("[match]", "[source]\nleave_out = [\"IBAN\"]\n[match]") + FIELDS + rules;
    let line = format!("import a.csv -m m.toml --sandbox --dry-run --language {language}");
    ferry(&mapping, FAULTY).line(&line).run().status(0)
}

#[test]
fn a_question_says_what_the_mapping_does_and_offers_nothing_in_force() {
    let ran = faulty("en");
    let language = asked(&ran, "E205");
    assert_eq!(language["assumed"], "Yes, without the values: the mapping leaves them out.");
    let phone = asked(&ran, "E212");
    assert_eq!(phone["assumed"], "Yes: the mapping keeps the value as it is typed.");
    let setting = phone["setting"].as_str().unwrap();
    assert!(!setting.contains("keep\"") && setting.contains("Correct the number"), "{phone}");
    let all = ran.report_json()["facts"]["warnings"].clone();
    assert_eq!((&all["E205"]["left_out"], &all["E212"]["kept"]), (&json!({"language": 2}), &json!(1)));
}

#[test]
fn faulty_values_and_columns_left_out_on_purpose_are_named() {
    let ran = faulty("en");
    let ran = ran.says("1 column is left out on purpose: IBAN\n");
    let ran = ran.says("2 faulty values are left out, because the mapping says so: language (2)\n");
    assert_eq!(ran.report_json()["left_out"]["values"], json!({"language": 2}));
    let out = section(&page(&ran), "not-written");
    assert!(out.contains("1 column is left out on purpose: IBAN"), "{out}");
    assert!(out.contains("<b>2</b> values that are left out, because they are faulty"), "{out}");
    assert!(out.contains("mapping says so: Language<"), "{out}");
    let validated = ran.then().line("validate a.csv -m m.toml").run().status(0);
    validated.says("2 faulty values are left out, because the mapping says so: language (2)\n");
}

#[test]
fn the_question_about_duplicates_says_which_row_is_used() {
    let rows = "Name,Email\nAda,ada@x.org\nBea,ada@x.org\nCy,ada@x.org\n";
    for (rule, used, status) in [("", "first", 1), ("on_duplicate = \"last\"\n", "last", 0)] {
        let mapping = format!("{HEAD}{rule}{FIELDS}");
        let ran =
            ferry(&mapping, rows).line("import a.csv -m m.toml --sandbox --dry-run").run().status(status);
        let assumed = asked(&ran, "duplicates")["assumed"].as_str().unwrap().to_owned();
        assert!(assumed.starts_with(&format!("Yes: the {used} row of each customer is used")), "{assumed}");
    }
}

/// Three rows are one customer: what it does not get is not counted, and what it gets is counted once.
#[test]
fn only_what_merged_rows_write_is_counted() {
    let rules = "phoneNumber = { from = \"Phone\", as = \"phone\", region = \"IT\", on_invalid = \"keep\" }\n\
                 mobileNumber = { from = \"Mobile\", as = \"phone\", region = \"IT\" }\n\
                 language = { from = \"Lang\", on_invalid = \"empty\" }\n";
    let mapping = format!("{HEAD}on_duplicate = \"merge\"\n{FIELDS}{rules}");
    let rows = "Name,Email,Phone,Mobile,Lang\n\
                Ada,ada@x.org,02 5551234,+39 333 1234567,de\nAda,ada@x.org,02 5551234,333 7654321,it\n\
                Ada,ada@x.org,ask Paolo,,de\nBo,bo@x.org,ask Bo,333 1112223,de\n";
    let ran = ferry(&mapping, rows).line("import a.csv -m m.toml --sandbox --dry-run").run().status(0);
    let report = ran.report_json();
    let regions = report["facts"]["survey"]["assumptions"].as_array().unwrap();
    let counts: Vec<_> = regions.iter().map(|one| (&one["field"], &one["count"])).collect();
    let expected = [(&json!("phoneNumber"), &json!(1)), (&json!("mobileNumber"), &json!(1))];
    assert_eq!(counts, expected, "{regions:?}");
    let warnings = &report["facts"]["warnings"];
    assert_eq!(warnings["E205"]["left_out"], json!({"language": 1}), "Ada gets Italian");
    assert_eq!(warnings["E212"]["count"], 1, "Ada gets a number: {warnings}");
}

#[test]
fn a_rejected_row_has_no_warning_that_its_customer_has_no_address() {
    let mapping = HEAD.to_owned() + FIELDS;
    for command in ["validate", "import --sandbox --dry-run"] {
        let line = format!("{command} a.csv -m m.toml");
        let ran = ferry(&mapping, "Name,Email\nAda,\nBo,bo@x.org\n").line(&line).run().status(1);
        let codes: Vec<Value> =
            ran.report_json()["issues"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
        assert_eq!(codes, ["E401"], "{ran}");
    }
}

#[test]
fn an_undo_names_the_run_that_it_takes_back() {
    let mapping = HEAD.to_owned() + FIELDS;
    let ran =
        ferry(&mapping, "Name,Email\nBo,bo@x.org\n").line("import a.csv -m m.toml --sandbox=s.db").run();
    let run = ran.report_json()["run"].as_str().unwrap().to_owned();
    let undo = ran.then().line("undo latest --yes").fast().run().status(0);
    assert_eq!(undo.report_json()["about"]["undoes"], run.as_str());
    assert!(page(&undo).contains(&format!("takes back run {run}")), "{run}");
}

#[test]
fn a_day_that_does_not_exist_is_told_alike_everywhere() {
    let rule = "birthDate = { from = \"Born\", formats = [\"%d/%m/%Y\"] }\n";
    let mapping = HEAD.to_owned() + FIELDS + rule;
    let rows = "Name,Email,Born\nAda,ada@x.org,31/02/1980\nBo,bo@x.org,soon\n";
    let line = "validate a.csv -m m.toml --language it";
    let ran = ferry(&mapping, rows).line(line).run().status(1).says("in the form day/month/year\n");
    let page = page(&ran);
    assert!(
        page.contains("Questo giorno non esiste<span class=\"remedy\">Correggere la data</span></td>"),
        "{page}"
    );
    assert!(page.contains("Non è una data nei formati indicati, oppure il giorno non esiste"), "{page}");
    assert!(ran.rejects().cell(0, "_message").contains("this day does not exist"), "{ran}");
}

/// Properties of sources, lookups and row numbers are words of the page's language.
#[test]
fn a_page_in_another_language_has_no_english_insertions() {
    let rule = "birthDate = { from = \"Born\", formats = [\"auto\"] }\n";
    let mapping = HEAD.to_owned() + FIELDS + rule;
    let rows = "Name;Email;Born\nAda;ada@x.org;31/12/1980\nBo;ada@x.org;01/02/1980\n";
    let line = "import a.csv -m m.toml --sandbox --dry-run --language de";
    let ran = ferry(&mapping, rows).line(line).run().status(1);
    let run = section(&page(&ran), "run");
    assert!(run.contains("Trennzeichen &#39;;&#39;; Geburtsdatum: Tag vor Monat, nur nach Zeile 2"), "{run}");
    assert!(run.contains("keine Suche: Der Helpdesk hat keine Kunden"), "{run}");
    let doubles = section(&page(&ran), "duplicates");
    assert!(doubles.contains("Zeile 2, Zeile 3"), "{doubles}");
}
