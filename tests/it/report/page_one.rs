//! Page one of report.html: what somebody needs to decide.

use deskferry::sandbox::Sandbox;
use serde_json::{Value, json};

use super::{BEFORE, validated};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const MAPPING: &str = "\
version = 1
name = \"All\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
phoneNumber = { from = \"Phone\", as = \"phone\", region = \"IT\" }
state = { from = \"Country\", as = \"country\" }
birthDate = { from = \"Born\", as = \"date\", formats = [\"auto\"] }
website = { from = \"Web\", as = \"url\", on_invalid = \"empty\" }
memo = { from = \"Memo\" }
";

const CSV: &str = "\
Name,Email,Phone,Country,Born,Web,Memo
Ada,ada@example.org,02 5551234,,31/12/1985,https://example.org/,x
Bo,bo@example.org,02 5551235,,03/04/1985,no address,y
Cy,cy@example.org,+39 02 5551236,IT,05/06/1985,,z
Di,wrong,,,07/08/1985,no address,nan
Ed,bo@example.org,,,,,
";

fn import(desk: &Sandbox, flags: &str) -> Ran {
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", CSV).sandbox(desk);
    ferry.line("import a.csv -m m.toml").line(flags).fast().run()
}

fn page(ran: &Ran) -> String {
    std::fs::read_to_string(ran.folder().join("report.html")).unwrap()
}

/// The text between the heading of a section and the end of the section.
#[track_caller]
fn section(page: &str, id: &str) -> String {
    let start = format!("<section id=\"{id}\"");
    let rest = page.split_once(&start).unwrap_or_else(|| panic!("no section {id}")).1;
    rest.split_once("</section>").unwrap().0.to_owned()
}

fn question<'r>(report: &'r Value, about: &str) -> &'r Value {
    let questions = report["questions"].as_array().unwrap();
    questions.iter().find(|one| one["about"] == about).unwrap_or_else(|| panic!("no {about}: {questions:?}"))
}

#[test]
fn what_is_overwritten_stands_on_page_one() {
    let memo = "a long note about how this customer wants to be called";
    let desk = Desk::holding([json!({"id": "c1", "name": "Ada", "email": "ada@example.org", "memo": memo})]);
    let planned = import(&desk, "--dry-run").status(1);
    let told = section(&page(&planned), "overwritten");
    for part in
        ["What will be overwritten", "The values that lose most", memo, "<b>Notes</b>, ada@example.org"]
    {
        assert!(told.contains(part), "no {part:?}: {told}");
    }
    assert!(told.contains("No field is protected."), "{told}");
    let first = &planned.report_json()["questions"][0];
    assert_eq!(first["about"], "replaced", "the greatest risk is asked first");
    assert!(first["question"].as_str().unwrap().ends_with("Really? Or only fill empty ones?"), "{first}");
    let written = import(&desk, "").status(1);
    let page = page(&written);
    assert!(section(&page, "overwritten").contains("What was overwritten"));
    assert!(section(&page, "outcome").contains("What has happened"));
    assert!(!page.contains("id=\"decision\""), "nothing is left to decide");
}

#[test]
fn a_plan_that_overwrites_nothing_says_so() {
    let told = section(&page(&import(&Desk::new(), "--dry-run").status(1)), "overwritten");
    assert!(told.contains("Nothing: no value of an existing customer changes."), "{told}");
}

#[test]
fn a_validation_says_that_the_plan_decides_what_is_overwritten() {
    let page = page(&validated(BEFORE));
    let told = section(&page, "overwritten");
    assert!(told.contains("a validation does not look into the help desk"), "{told}");
    assert!(told.contains("<code>--dry-run</code>"), "{told}");
    assert!(section(&page, "outcome").contains("What can be imported"));
    assert!(section(&page, "where").contains("none: nothing was compared with a help desk"));
    let decision = section(&page, "decision");
    assert!(decision.contains("Make the plan to decide") && !decision.contains("Signature"), "{decision}");
}

#[test]
fn warnings_and_assumptions_are_gathered_as_questions() {
    let ran = import(&Desk::new(), "--dry-run").status(1);
    let report = ran.report_json();
    for (about, count, asked, assumed) in [
        ("rejected", 1, "1 row has an error and will not be written (1 more row has", "does not affect"),
        (
            "duplicates",
            1,
            "1 row is the same customer as an earlier row. Use only one of the two",
            "the first row is used",
        ),
        (
            "phone_region",
            2,
            "2 phone numbers have no country (Telephone). Read them as numbers of Italy?",
            "the mapping says so",
        ),
        (
            "date_order",
            2,
            "2 dates could be 3 April or 4 March (3/4) (Birth date). Read with the day first?",
            "row 2 alone",
        ),
        (
            "E211",
            1,
            "1 value (Website): not a web address. Import its row all the same?",
            "the mapping leaves it out",
        ),
    ] {
        let own = question(&report, about);
        assert_eq!(own["count"], count, "{own}");
        assert!(own["question"].as_str().unwrap().contains(asked), "{own}");
        assert!(own["assumed"].as_str().unwrap().contains(assumed), "{own}");
        assert!(!own["change"].as_str().unwrap().is_empty(), "{own}");
    }
    let asked = section(&page(&ran), "questions");
    assert!(
        asked.contains("2 phone numbers have no country (Telephone). Read them as numbers of Italy?"),
        "{asked}"
    );
}

/// After the import, a duplicate counts at its own point, not once more among the errors.
#[test]
fn a_duplicate_is_counted_once() {
    let report = import(&Desk::new(), "").status(1).report_json();
    let rejected = question(&report, "rejected");
    assert_eq!((&rejected["count"], &question(&report, "duplicates")["count"]), (&json!(1), &json!(1)));
    assert!(!rejected["assumed"].as_str().unwrap().contains("same customer"), "{rejected}");
}

/// A question about a dry run is answered: with the answer changed, it is gone.
#[test]
fn an_answered_question_is_not_asked_again() {
    let mapping = MAPPING.replace("formats = [\"auto\"]", "formats = [\"auto\"], order = \"dmy\"");
    let csv = CSV.replace(",,", ",IT,").replace("Di,wrong,IT,,", "Di,wrong,,IT,");
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(&desk);
    let report = ferry.line("import a.csv -m m.toml --dry-run").fast().run().report_json();
    let about: Vec<&str> =
        report["questions"].as_array().unwrap().iter().map(|one| one["about"].as_str().unwrap()).collect();
    assert!(!about.contains(&"date_order") && !about.contains(&"phone_region"), "{about:?}");
}

#[test]
fn an_encoding_that_was_detected_is_a_question() {
    let csv = b"Name,Email\nJos\xe9 Mu\xf1oz,jose@example.org\nFran\xe7ois,f@example.org\n";
    let ferry = || Ferry::new().file("m.toml", SIMPLE).file("a.csv", csv);
    let report = ferry().line("validate a.csv -m m.toml").run().report_json();
    let asked = question(&report, "encoding");
    assert!(asked["question"].as_str().unwrap().contains("Read it as windows-1252?"), "{asked}");
    let stated = ferry().line("validate a.csv -m m.toml --encoding windows-1252").run().report_json();
    assert_eq!(stated["questions"], Value::Null, "the user has answered it");
}

/// The command on the page reaches the help desk of the dry run, not the real account.
#[test]
fn the_command_that_writes_the_plan_has_the_flags_of_the_run() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,ada@example.org\n");
    let line = "import a.csv -m m.toml --dry-run --plan-out plan.jsonl --sandbox=desk.db";
    let ran = ferry.line(line).fast().run().status(0);
    let command = ran.report_json()["about"]["plan"]["command"].as_str().unwrap().to_owned();
    assert_eq!(command, "deskferry apply plan.jsonl --sandbox=desk.db");
    let page = page(&ran);
    assert_eq!(page.matches(&format!("<code>{command}</code>")).count(), 2, "{page}");
    assert!(!page.contains("<code>deskferry apply plan.jsonl</code>"));
    ran.then().line(command.strip_prefix("deskferry ").unwrap()).fast().run().status(0);
}

/// A warning of a rejected row is no warning of an accepted one.
#[test]
fn counts_say_what_they_count() {
    let ran = import(&Desk::new(), "--dry-run").status(1);
    let report = ran.report_json();
    assert_eq!(report["counts"]["warned"], 1);
    let group = report["issues"].as_array().unwrap().iter().find(|group| group["code"] == "E211").unwrap();
    assert_eq!((&group["count"], &group["in_rejected_rows"]), (&json!(2), &json!(1)));
    let page = page(&ran);
    assert!(page.contains("1 accepted row has a warning: check it"), "{page}");
    assert!(page.contains("of them in rows that are rejected anyway."), "{page}");
    ran.says("of the warnings are in rows that are rejected because of errors.");
}

/// No word of the program stands on the page without its plain meaning.
#[test]
fn words_of_the_program_stand_with_their_meaning() {
    let mapping = MAPPING.replace("formats = [\"auto\"]", "formats = [\"%d/%m/%Y\", \"%m/%d/%Y\"]");
    let csv = format!("{CSV}Flo,,,,,,\n");
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(&desk);
    let page = page(&ferry.line("import a.csv -m m.toml --dry-run").fast().run().status(1));
    let text = page.split_once("<main").unwrap().1;
    let text =
        text.split_once("<script type=\"application/json\"").map_or(text.to_owned(), |(before, rest)| {
            before.to_owned() + rest.split_once("</script>").unwrap().1
        });
    assert!(text.contains("(day/month/year)") && !text.contains("(%d/%m"), "{text}");
    assert!(text.contains("formats = [&#34;%d/%m/%Y&#34;]"), "examples of code stay as they are: {text}");
    assert!(text.contains("insert new customers and update existing ones (upsert)"), "{text}");
    assert_eq!(text.matches("upsert").count(), text.matches("update existing ones").count(), "{text}");
    assert!(!text.contains("[match] in") && text.contains("[match] (how customers are found)"), "{text}");
    let run = section(&page, "run");
    assert!(run.find("Technical details").unwrap() < run.find("Exit status").unwrap(), "{run}");
}

/// Masked pages ask the same questions, which contain no value.
#[test]
fn questions_of_a_masked_report_are_the_same() {
    let ran = import(&Desk::new(), "--dry-run").status(1);
    let masked = ran.then().line("report latest --redact --format json").run().status(0).stdout;
    let masked: Value = serde_json::from_str(&masked).unwrap();
    assert_eq!(masked["questions"], ran.report_json()["questions"]);
    let text = masked["questions"].to_string();
    assert!(!text.contains("no address") && !text.contains("@example.org"), "{text}");
}
