//! Page one alone must be true, before a run and after it.

use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
name = \"CRM\"
[match]
keys = [\"email\"]
on_duplicate = \"merge\"
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
phoneNumber = { from = \"Phone\", as = \"phone\", region = \"IT\" }
birthDate = { from = \"Born\", as = \"date\", formats = [\"auto\"] }
website = { from = \"Web\", as = \"url\", on_invalid = \"empty\" }
topClient = { from = \"Top\", as = \"bool\" }
memo = { from = \"Memo\", on_empty = \"clear\" }
";

/// One row for each question: a phone without a country, a date with two readings, no web address, a merged customer, no
/// key, and a wrong address.
const CSV: &str = "\
Name,Email,Phone,Born,Web,Top,Memo
Ada,ada@x.org,02 5551234,03/04/1985,no address,no,short
Bo,bo@x.org,,31/12/1990,,yes,
Bo,bo@x.org,,,,yes,
Cy,,,,,,x
Di,wrong,,,,,x
Ed,ed@x.org,,,,yes,x
";

const NOTE: &str = "Wants to be called in the morning, never on Fridays";

fn desk() -> Desk {
    let customer = |id: &str, memo: &str| json!({"id": id, "name": "Old", "email": format!("{id}@x.org"), "topClient": true, "memo": memo});
    Desk::holding([customer("ada", NOTE), customer("ed", &NOTE.repeat(2))])
}

fn start(desk: &Desk) -> Ferry {
    Ferry::new().file("m.toml", MAPPING).file("a.csv", CSV).sandbox(desk).fast()
}

fn import(flags: &str) -> Ran {
    start(&desk()).line("import a.csv -m m.toml").line(flags).run()
}

fn page(ran: &Ran) -> String {
    std::fs::read_to_string(ran.folder().join("report.html")).unwrap()
}

fn asked(ran: &Ran, about: &str) -> Option<Value> {
    let questions = ran.report_json()["questions"].as_array().cloned().unwrap_or_default();
    questions.into_iter().find(|one| one["about"] == about)
}

#[track_caller]
fn section(page: &str, id: &str) -> String {
    let rest = page.split_once(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}")).1;
    rest.split_once("</section>").unwrap().0.to_owned()
}

#[test]
fn after_a_run_nothing_is_asked() {
    for language in ["en", "it", "fr", "es", "de"] {
        let planned = import(&format!("--dry-run --language {language}")).status(1);
        let ran = import(&format!("--language {language}")).status(1);
        let asks = |ran: &Ran| section(&page(ran), "questions").matches('?').count();
        assert!(asks(&planned) >= 6, "{language}");
        let told = section(&page(&ran), "questions");
        assert_eq!(asks(&ran), 0, "{language}: {told}");
    }
    let ran = import("").status(1);
    let told = |about: &str| {
        asked(&ran, about).unwrap_or_else(|| panic!("{about}"))["assumed"].as_str().unwrap().to_owned()
    };
    assert_eq!(told("phone_region"), "It was read as a number of Italy.");
    assert_eq!(told("date_order"), "The day was read first, as in row 3.");
    assert!(told("duplicates").starts_with("The rows of each customer were merged"));
    assert!(told("E211").starts_with("The row was imported without the value"));
    let rejected = asked(&ran, "rejected").unwrap();
    assert_eq!((&rejected["count"], asked(&ran, "E401")), (&json!(2), None), "rejected rows stand together");
}

/// The row without a key has a question of its own, so that about rejected rows does not count it.
#[test]
fn a_rejected_row_is_asked_about_once() {
    let ran = import("--dry-run").status(1);
    assert_eq!((ran.count("rejected"), &ran.report_json()["rejected_asked"]), (2, &json!(1)));
    let rejected = asked(&ran, "rejected").unwrap();
    assert_eq!(rejected["count"], 1);
    let text = rejected["question"].as_str().unwrap();
    assert!(text.contains("1 row has an error") && text.contains("(1 more row has a question of its own)"));
    assert!(!rejected["assumed"].as_str().unwrap().contains("match key"), "{rejected}");
    assert_eq!(asked(&ran, "E401").unwrap()["count"], 1);
    let setting = rejected["setting"].as_str().unwrap();
    assert!(setting.contains("rejects.xlsx -m MAPPING imports the corrected rows"), "{setting}");
}

/// Nobody is added, so nobody is asked whether to add somebody.
#[test]
fn an_update_does_not_ask_whom_to_add() {
    let ran = import("--dry-run --mode update").status(1);
    assert_eq!(asked(&ran, "E401"), None);
    assert_eq!(asked(&ran, "rejected").unwrap()["count"], 2);
    assert!(!page(&ran).contains("as a new customer?"));
}

#[test]
fn a_question_does_not_offer_what_happens_anyway() {
    let merged = asked(&import("--dry-run"), "duplicates").unwrap();
    assert_eq!(merged["change"], "Have only one row of each customer used: the first or the last.");
    let first = MAPPING.replace("\"merge\"", "\"first\"");
    let ran = start(&desk()).file("m.toml", first).line("import a.csv -m m.toml --dry-run").run();
    let other = "Have another row of each customer used, or all its rows merged.";
    assert_eq!(asked(&ran, "duplicates").unwrap()["change"], other);
}

#[test]
fn the_top_of_the_page_says_what_is_signed() {
    let ran = import("--dry-run").status(1);
    let page = page(&ran);
    let about = page.split_once("<p class=\"about\">").unwrap().1.split_once("</p>").unwrap().0;
    let run = format!("run {}", ran.run_json()["id"].as_str().unwrap());
    for part in ["a.csv: 6 rows", "CRM", " UTC", &run] {
        assert!(about.contains(part), "{part}: {about}");
    }
}

/// Both lost notes are of the same field: they come before the shorter name and the answer yes.
#[test]
fn the_values_that_lose_most_come_first_whatever_their_field() {
    let ran = import("--dry-run").status(1);
    let greatest = ran.report_json()["facts"]["changes"]["greatest"].clone();
    let lost = |at: usize| (greatest[at]["row"].clone(), greatest[at]["fields"][0]["field"].clone());
    assert_eq!([lost(0), lost(1)], [(json!(7), json!("memo")), (json!(2), json!("memo"))], "{greatest}");
    let told = section(&page(&ran), "overwritten");
    let (first, second) = (told.find("<b>Notes</b>, ed@x.org"), told.find("<b>Notes</b>, ada@x.org"));
    assert!(first.is_some() && first < second, "{told}");
    let masked = ran.then().line("report latest --redact --format json").run().status(0).stdout;
    assert!(!masked.contains("Wants to be called") && !masked.contains("ed@x.org"), "{masked}");
}

#[test]
fn yes_and_no_are_words_of_the_language() {
    for (language, before, after) in [
        ("en", "yes", "no"),
        ("it", "sì", "no"),
        ("de", "ja", "nein"),
        ("fr", "oui", "non"),
        ("es", "sí", "no"),
    ] {
        let page = page(&import(&format!("--dry-run --language {language}")));
        let changes = section(&page, "changes");
        let (before, after) = (format!("<del>{before}</del>"), format!("<ins>{after}</ins>"));
        assert!(changes.contains(&before) && changes.contains(&after), "{language}: {changes}");
        assert!(!page.contains("<del>true</del>") && !page.contains("<dd>true</dd>"), "{language}");
    }
}

/// An undo knows its customers only by their ids; the run that it takes back has their addresses.
#[test]
fn the_page_of_an_undo_names_people() {
    let desk = desk();
    let ran = start(&desk).line("import a.csv -m m.toml").run().status(1);
    let undone = ran.then().sandbox(&desk).fast().line("undo latest --yes").run().status(0);
    let told = section(&page(&undone), "overwritten");
    assert!(told.contains("<b>Notes</b>, ada@x.org"), "{told}");
    assert!(!section(&page(&undone), "outcome").contains(">0 "), "no tile without rows");
}

#[test]
fn the_time_is_said_only_of_what_is_written() {
    let text =
        |flags: &str| import(flags).report_json()["about"]["estimate"]["text"].as_str().unwrap().to_owned();
    let updates = text("--dry-run --mode update");
    assert!(updates.ends_with("4 for 2 updates (a read and a write each)."), "{updates}");
    let inserts = text("--dry-run --mode insert");
    assert!(inserts.contains(": 1 for a new customer and ") && !inserts.contains("update"), "{inserts}");
}

/// Where nothing is overwritten, nothing is said of fields without protection.
#[test]
fn nothing_is_unprotected_where_nothing_changes() {
    let plan = |flags: &str| {
        let ran = start(&Desk::new()).line("import a.csv -m m.toml --dry-run").line(flags).run().status(1);
        section(&page(&ran), "overwritten")
    };
    let told = plan("");
    assert!(told.contains("Nothing: no value") && !told.contains("No field is protected"), "{told}");
    assert!(plan("--write if_empty").contains("Protected: everything that the help desk has."));
}

/// The run that rejected the rows has said how their letters are to be read.
#[test]
fn the_encoding_of_saved_rejects_is_no_question() {
    let csv = "Name,Email,Phone,Born,Web,Top,Memo\nJosé Muñoz,jose(at)x.org,,,,,\n";
    let ran = start(&desk()).file("a.csv", csv).line("import a.csv -m m.toml").run().status(1);
    let rejects = std::fs::read_to_string(ran.folder().join("rejects.csv")).unwrap();
    let letters = rejects.trim_start_matches('\u{feff}').replace("(at)", "@");
    let latin: Vec<u8> = letters.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let again = ran.then().file("saved.csv", latin).line("validate saved.csv -m m.toml").run().status(0);
    let again = again.says("windows-1252");
    assert_eq!(asked(&again, "encoding"), None);
}
